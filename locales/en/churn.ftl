## Leaving: who goes, per period, per group, by kind, in revenue.

churn-title = Who leaves
churn-finding-nobody = No customers fit this choice.
churn-finding-not-settled = Nobody can tell yet who left: by this definition a customer must have been silent for longer first.
churn-finding-so-far = { $left ->
    [0] This period is not over; so far none of { $customers } customers left.
    [one] This period is not over; so far 1 of { $customers } customers left.
   *[other] This period is not over; so far { $left } of { $customers } customers left.
}
# $rate: 2.1%. $period: month, quarter.
churn-finding-rate = On average { $rate } of customers leave per { $period }.
churn-finding-groups = { $high } loses { $highRate } of its customers per { $period }, { $low } { $lowRate }.
churn-finding-snapshot = { $left ->
    [0] Of { $customers } customers, nobody has left.
    [one] Of { $customers } customers, 1 has left.
   *[other] Of { $customers } customers, { $left } have left.
}
churn-finding-groups-snapshot = { $high } lost { $highRate } of its customers, { $low } { $lowRate }.
churn-lead-year = If that goes on for a year, { $rate } will have gone by then.
churn-lead-all = All customers together: { $rate }.
churn-lead-snapshot = This is one picture in time: the share of all customers who have gone, not the pace at which they go.

churn-figure-rate = Left
churn-figure-annualized = Carried to a year
churn-figure-person-time = Per month as a customer
churn-figure-gross = Revenue lost
churn-figure-net = Revenue lost, net

churn-denominator-rate = The customers on the first day. Who came later is not counted.
churn-denominator-annualized = As the share per period, kept up for a year.
churn-denominator-person-time = All the time customers were customers, in months.
churn-denominator-gross = The monthly price of all customers on the first day. Lost is the price of who left, and what those who stayed pay less.
churn-denominator-net = The monthly price of all customers on the first day. What those who stayed pay more is taken off the loss.

churn-per-period = Per { $period }
churn-per-period-band = The band is the { $level } interval. A period that is not over, or not settled, has counts but no percentage.
churn-per-period-too-many = { $groups } groups do not fit one drawing. The line shows all customers; the groups stand below.
churn-per-period-listed = The table shows the last { $count }; the file has all.
churn-picture-label = Share of customers who left per { $period }, from { $from } to { $to }, with interval; the numbers stand in the table
churn-table-period = { $period ->
    [week] Week
    [month] Month
    [quarter] Quarter
   *[other] Year
}
churn-column-rate = Left [interval]
churn-column-counts = left / customers

churn-per-group = By { $by }
churn-per-group-text = Average over the finished periods. The whisker is the { $level } interval.
churn-per-group-snapshot = The share of each group that has gone. The whisker is the { $level } interval.

churn-kinds = How they went
churn-kinds-text = A goal reached is not a complaint. Who stayed away without a word stands apart.
churn-kinds-how = All customers who left.

churn-revenue = In revenue
churn-revenue-text = Gross: what is gone by leaving and by lower prices. Net: less what those who stay pay more.
churn-revenue-caption = Monthly revenue at the start, and what of it went
churn-column-revenue-at-start = At start
churn-column-revenue-lost = Left
churn-column-revenue-contraction = Paying less
churn-column-revenue-expansion = Paying more
churn-column-revenue-churn-gross = Gross [interval]
churn-column-revenue-churn-net = Net [interval]
