## Value: what customers are worth here, and what leaving costs.

value-title = Value
value-finding = A new customer brings { $new }; one who left would still have brought { $kept }.
value-finding-of = { $group }: a new customer brings { $new }; one who left would still have brought { $kept }.
value-finding-unsaid = Say first what is left of the revenue; then this page says what a customer is worth.
value-finding-unknown = What a customer is worth cannot be told from these data.
value-lead = In your own money, with your own margin, costs and discount. Nothing is borrowed from another company.
value-measures = What a customer is worth
value-measures-text = Money of later counts for less than money of now. The { $level } interval is that of the model; price, margin and costs are taken as you said them.
value-own = Margin, discount and costs stand in the settings, or give them with the question.
value-to-settings = Fill in your own numbers
value-to-loyalty = Do the most content stay longer?
value-column-measure = Measure
value-measure-customers = Customers now
value-measure-price = Mean price per month
value-measure-stay-a-year = New customers still here after a year
value-measure-new-customer = A new customer brings
value-measure-after-winning = Left of it after winning them
value-measure-payback-months = Winning is earned back after
value-measure-departures = Left in this time
value-measure-joined = Began in this time
value-measure-revenue-left = Price per month of those who left, together
value-measure-kept-leaver = One who left would still have brought
value-measure-cost-of-leaving = Leaving cost in this time
value-measure-cost-of-replacing = Winning as many new customers costs
value-measure-truly-kept-to-pay = Keeping pays when it truly keeps this part
value-denominator-new-customer = The margin of all payments a new customer will make, discounted.
value-denominator-kept-leaver = The mean of those who left, had each stayed once. Less than a customer at hand.
value-denominator-cost-of-leaving = That amount, times those who left in the time.
value-denominator-payback-months = The payments until winning is earned back.
value-retention = What better retention would bring
value-retention-text = Points of the part still here after a year: 80 to 85% is five points. What it takes to get there is not said by it.
value-sayings = “Five percent more retention is 25 to 95% more profit” was about other companies. Here stands what it is with you.
value-column-points = Retention
value-points = { $points ->
    [one] 1 point better
   *[other] { $points } points better
}
value-column-new = Per new customer
value-column-lift = More
value-column-newcomers = New customers of a year
value-column-here = Customers of now
value-sleeping = Sleeping revenue
value-sleeping-text = Who pays and used nothing in { $days } days.
value-sleeping-do = The honest thing is to say so: they pay for something they do not use.
value-column-sleeping = Asleep
value-column-sleeping-share = Of those who pay
value-column-revenue = Per month
value-column-revenue-share = Of the revenue
value-column-never = Never used

note-value-model = What a customer brings is the margin of the mean price of now, times the payments the shifted-beta-geometric model expects, discounted. Renewal is per period; margin { $margin }, discount per year { $discount }.
note-customers-alike = Nothing shows that customers differ in their chance to leave. So one chance per renewal is taken for all.
note-value-kept = Who left and was kept once would still be prone to leave. That is why it is less than what a customer at hand brings.
note-value-points = Points are of the part of new customers still here after a year. In the better model the chance to leave is lower and customers differ as much.
note-value-interval = Intervals are those of the model. Price, margin, discount and costs are taken as they were said.
note-value-sayings = Sayings about other companies were not used.
note-without-margin = Nobody has said what is left of the revenue after the costs of serving. Fill in the margin in the settings.
note-without-discount = Nobody has said how much less money in a year counts than today. Fill in the discount in the settings.
note-without-cost-to-win = What winning a customer costs was not said. Fill it in in the settings.
note-without-cost-to-keep = What you spend to keep a customer was not said. Fill it in in the settings.
why-unsaid = not said yet
why-no-prices = no prices known
why-never-earned-back = never
