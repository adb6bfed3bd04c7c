## What all report pages share: numbers, explanation, filter, taking along.

parts-yes = yes
parts-no = no
parts-everybody = all customers
# Stands in an interval in the place of an open end: [24–open].
parts-open-end = open
parts-or-more = [{ $least } or more]
parts-or-less = [{ $most } or less]
parts-n = n { $n }
parts-csv = CSV
parts-json = JSON
parts-csv-of = CSV: { $table }
parts-warnings = Good to know

how-summary = How this is counted
how-summary-all = How all of this is counted
how-definition = Left
how-denominator = Divided by
how-method = Method
how-level = Level of the interval
how-period = Period
how-observed = Data until
how-command = The same on the command line:
how-sql = The query that counted:

how-left-request = The day a customer asked to leave.
how-left-effective-date = The day the contract really ends.
how-left-last-payment = The day of the last payment, after { $days } days without one.
how-left-silence = The last day of activity, after { $days } silent days.
how-left-not-counted = Not counted: { $kinds }.
how-left-version = (Definition { $version }.)

period-week = week
period-month = month
period-quarter = quarter
period-year = year
period-picture = one picture in time, seen on { $day }
period-until = until { $day }

unit-month = month
unit-months = months
unit-weeks = weeks
unit-days = days
unit-years = years
unit-periods = periods

kind-voluntary = own choice
kind-involuntary = payment failed
kind-positive = goal reached
kind-silent = silent
kind-dismissed = ended by us

method-wilson = Share with Wilson's interval.
method-clopper-pearson = Share with the exact interval of Clopper and Pearson.
method-newcombe = Difference of two shares with Newcombe's interval.
method-person-time = Departures per time as a customer, with the exact Poisson interval.
method-annualized = Carried to a year: 1 − (1 − m)^k, with k periods in a year.
method-ratio-of-sums = Ratio of two sums over customers, linearized.
method-weighted-share = Share of an amount, with Wilson's interval on the effective number of customers.
method-kaplan-meier-log-log = Kaplan-Meier: whoever is still here counts for as long as we have seen them. Interval on the log-log scale.
method-survival-quantile = The moment the Kaplan-Meier line falls below one half, with the interval of Brookmeyer and Crowley.
method-restricted-mean = Mean duration within the horizon: the area under the line, with its own standard error.
method-log-rank = Log-rank test: do the groups differ more than chance allows?
method-auc = The chance that somebody who went was given a higher chance than somebody who stayed, with DeLong’s interval.
method-calibration-in-the-large = What happened less what was foretold.
method-one-over-churn = One chance to leave for all, with Wilson’s interval, carried over.
method-shifted-beta-geometric = Shifted-beta-geometric model: customers differ in their chance to leave at each renewal.

filter-label = Filter
filter-by = Group by
filter-by-nothing = Nothing
filter-period = Per
filter-from = From
filter-to = Until
filter-where = Only customers with
filter-where-nothing = All customers
filter-where-other = Or only with
filter-where-value = Value
filter-left = Left counts as
filter-measure = Follow
filter-measure-auto = By itself
filter-measure-staying = Who stays
filter-measure-active = Who does something
filter-show = Show
filter-chosen = Chosen
filter-remove = Remove: { $filter }

why-too-few = too few: n { $given }
why-period-not-finished = not over yet
why-not-settled = not settled yet
why-quantile-not-reached = not reached
why-beyond-observed = not seen that far
why-no-departures = nobody left
why-nobody-at-risk = nobody
why-nothing-to-divide-by = nothing to divide by
why-zero-variance = no difference
why-unreachable = nobody left from here
why-group-empty = empty group
why-separation = outcome told without error
why-collinear = repeats another
why-not-converged = no fit found
why-at-boundary = at the edge of the model
why-no-finite-mean = no finite mean
why-no-overlap = nobody alike
why-pre-trend = apart before the start
why-one-cluster = one cluster
why-baseline-near-zero = control near 0

parts-nothing-yet = No customers to report on yet.
parts-begin = To begin
parts-import-text = Here you will see who leaves, when and why. It takes one file of customers.
parts-import-step = Bring in a file

# Remarks and methods of reports. The key is note- with the code of the remark.
note-rate = The share that left is the number who left divided by the customers at the start. Wilson's interval.
note-monthly = The same share, carried back to a month: 1 − (1 − share)^k.
note-annualized = The same share, kept up for a year: 1 − (1 − share)^k. Not the share times twelve.
note-rate-person-time = Per time as a customer: all who left, also who came in the period, divided by all days of all customers added up. Exact Poisson interval.
note-kinds = The kind is what the source said. If it said nothing, the kind of the reason. Else payment failed where a payment was open, and else own choice.
note-revenue-churn-gross = Gross revenue lost: the monthly price of who left and what those who stayed pay less, divided by the monthly price of all at the start.
note-revenue-churn-net = Net revenue lost: gross, less what those who stayed pay more. Below zero, those who stay pay more than is lost.
note-totals = Totals add up the periods that are over and settled. A customer counts in each period, so the share is an average over the periods.
note-not-counted = By definition this does not count as leaving: { $kinds }.
note-no-customers = No customer fits this choice. Leave a filter out, or look at which values a trait has.
note-nobody-told = According to these data nobody left. If your files do not say who left, the rate is not 0 but unknown. Import a file that does.
note-nobody-can-leave = By this definition nobody can leave: we know these customers only by what they do, and none of it says that they are gone. Choose in Settings after how many silent days somebody has left.
note-no-such-value = Nobody has “{ $given }” as { $trait }. There is: { $hint }.
note-without-price = { $customers ->
    [one] 1 customer has no known price and is left out of the revenue.
   *[other] { $customers } customers have no known price and are left out of the revenue.
}
note-period-not-finished = The last period is not over: the data run until { $observed_until }. So it has counts, but no percentage.
note-whole-periods = Periods are counted whole. The days you chose lie in periods that run further; what counts: { $from } – { $to }.
note-not-contractual = These customers are known only by what they do. Left means here: silent for longer than the definition allows.
note-left-without-price = { $customers ->
    [one] Of 1 customer who left no price is known. What they paid is missing from the revenue that left.
   *[other] Of { $customers } customers who left no price is known. What they paid is missing from the revenue that left.
}
note-not-settled = Who left shows only after more than { $silent_days } silent days. So nobody can tell yet who left after { $settled_until }, and no percentage counts those days.
note-snapshot = These data are one picture in time without days. The percentage is the share of all customers who have gone, over a time nobody knows. It is not a percentage per month.
note-snapshot-has-no-days = A snapshot has no days. Period, from and until were not used.
note-survival = Still here: the chance to stay longer than that, by Kaplan and Meier. Whoever is still here counts until the last day of which we know who left. Interval on the log-log scale.
note-median = The median is the first duration at which at most half are still here. Its interval comes from the band.
note-comparisons = Groups are compared by the log-rank test; p is raised by Holm over all pairs. A small p says that groups differ, not by how much.
note-duration = A duration runs from the first to the last day; in a snapshot it is the stated one.
note-restricted-mean = The mean within the horizon is the area under the line, with its own standard error.
note-no-departures = Nobody has left yet. Known is only for how long we have seen them.
note-too-many-pairs = With so many groups no pairs are compared. Filter to the groups that matter.
note-without-duration = { $customers ->
    [one] Of 1 customer it is not known how long they stayed. They are left out.
   *[other] Of { $customers } customers it is not known how long they stayed. They are left out.
}
note-share = Share of the customers who gave a reason. Who said nothing, or preferred not to, stands apart. Wilson's interval.
note-revenue-share = Their last monthly price, divided by that of all who gave a reason. Wilson's interval on the effective number of customers.
note-mapping = Own words are read by version { $version } of the mapping. Words without a code count as “Something else”, with a proposal beside them.
note-stated = A reason is what somebody said, not the cause. How they went is another question.
note-few-answers = { $answers ->
    [one] Only 1 customer
   *[other] Only { $answers } customers
} gave a reason. Below { $needed } the shares say little.
note-low-response = { $answers } of { $departures } customers who left gave a reason. Those who kept silent may have others.
note-words-left-out = { $wordings } rare wordings are not in the list. In the codes they count.
note-too-many-periods = Only the last periods are shown. Choose from and until, or a longer period.
note-share-staying = A cohort is who began in the same period. Counted are those still here on the first day of each later period, divided by the whole cohort. Wilson's interval.
note-share-active = A cohort is who first did something in the same period. Counted are those who did something in each later period, divided by the whole cohort. Wilson's interval.
note-unfinished = A period that is not over or settled, or has yet to come, has no cell. Zero means that nobody was left.
note-by-age = The line per age adds up all cohorts that are so old.
note-snapshot-has-no-cohorts = These data have no days, so nobody knows who began when. Look at When instead.
note-active = Cohorts are followed by what they did.

refused-unknown = “{ $given }” is not known here.
refused-hint = Did you mean “{ $hint }”?
refused-allowed = Allowed: { $allowed }.
refused-value = “{ $given }” cannot stand here.
refused-value-from = Write a day as 2026-10-31.
refused-value-from-late = Choose a day until the last one the data tell about.
refused-value-to = Write a day as 2026-10-31, not before the first day.
refused-value-period = Choose week, month, quarter or year.
refused-value-by = Choose at most three traits.
refused-value-by-whole = This report looks at one whole. Choose one value of the trait instead of all.
refused-value-measure = Choose staying (still here) or active (did something).
refused-value-horizon = Write a number above 0, in the unit of the report.
refused-value-quiet = Write a number of days from 1 to 3650.
refused-value-margin = Write a share of the revenue, such as 0.62 or 62%.
refused-value-discount = Write a share per year, such as 0.08 or 8%.
refused-value-cost-to-win = Write an amount, such as 60 or 12.50.
refused-value-cost-to-keep = Write an amount, such as 60 or 12.50.
refused-value-where = Choose a trait and write a value that it has.
refused-groups = { $name } has { $distinct } different values.
refused-groups-text = A report has at most { $allowed } groups. Choose another trait, or choose one of its values.

# Traits companies often know of customers; any other is called as the company calls it.
trait-age-band = Age
trait-channel = Channel
trait-city = City
trait-country = Country
trait-goal = Goal
trait-neighborhood = Neighborhood
trait-plan = Plan
trait-region = Region
