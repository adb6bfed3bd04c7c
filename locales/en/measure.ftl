# Measuring a file, and for whom an activity works.
measure-title = Measure a file
measure-heading = What did each activity of a file do?
measure-lead = Bring a table of customers with a column per activity. Nothing of it goes into the ledger.
measure-upload = A file
measure-upload-text = CSV, Parquet or Excel: a row per customer, what was done, and who left. Names and addresses are not needed.
measure-files = Files you measured
measure-files-text = Thrown away after { $days } days, or at once.
measure-empty = No files yet. A file you bring stands here, so that you can look at it in another way.
measure-forget = Throw away
# { $name } is a file.
measure-forget-name = Throw away { $name }

measure-form-heading = What is each column?
measure-form-lead = This is a proposal. What you choose stands in the address, so a view can be sent.
measure-columns-text = One column is the outcome. Each activity has a column with 1 for who got it and 0 for who was left alone.
measure-columns-drawn = Say “drawn” only where chance chose. Where a person, a rule or the customer chose, say “chosen”.
measure-arms-how = Arms with names
measure-arms-text = Where the column holds words, name the arm that got it and the one to compare with. Several arms stand with commas between; each is an activity of its own.
measure-role-nothing = not used
measure-role-outcome = outcome
measure-role-drawn = activity, drawn by chance
measure-role-drawn-by = activity, drawn by group
measure-role-observed = activity, chosen
measure-role-group = group that was drawn
measure-role-trait = trait, known before
measure-role-control = cannot have changed
measure-role-customer = customer
measure-role-value = worth when staying
measure-role-revenue = really brought in
measure-role-outcome-on = day of the outcome
measure-role-exposed-on = day of the draw
measure-arms = Arm that got it
measure-against = Compared with
# { $currency } is a code such as EUR.
measure-cost-each = Cost per customer ({ $currency })
measure-split = Planned share, such as 0.5
measure-left-out = Columns that are not shown: { $n }. The command line takes them.
measure-judged = How it is judged
measure-judged-text = Leave this as it is if you are not sure.
measure-good = The outcome is wanted, as staying is
measure-value = Value that counts
measure-value-hint = Only where the outcome holds words, such as Left.
measure-matters = Smallest effect that matters (points)
measure-matters-hint = Empty: 15% of what happens without it.
measure-horizon = Days within which it counts
measure-horizon-hint = Such as 30, 90, 365. Needs the day of the outcome.
measure-until = Watched until
measure-until-hint = The last day somebody looked.
measure-button = Show the verdicts
measure-lacks-outcome = Say which column is the outcome.
measure-lacks-activity = Say which columns are activities.
measure-lacks-group = Say which column holds the group that was drawn.

measure-verdict-yet = Cannot tell yet
measure-verdict-this-way = Cannot tell this way
measure-verdict-not-measured = Not measured
# { $name } is an activity.
measure-finding-helps = { $name } helps.
measure-finding-no-sign = { $name } shows no sign of an effect.
measure-finding-backfires = { $name } backfires.
measure-finding-cannot-tell-yet = Nobody can tell yet what { $name } does.
measure-finding-cannot-tell-this-way = What { $name } does cannot be told this way.
measure-finding-not-measured = What { $name } does, nobody knows yet.
# { $all }, { $helps } and { $backfires } are counts.
measure-finding = { $helps ->
    [0] None of { $all } activities is known to help
    [one] One of { $all } activities helps
   *[other] { $helps } of { $all } activities help
}, { $backfires ->
    [0] none backfires.
    [one] one backfires.
   *[other] { $backfires } backfire.
}
measure-verdict-lead = Customers: { $rows }. The outcome is “{ $outcome }”. An effect is with the activity less without, by who was assigned to it.
measure-unit-points = percentage points
measure-unit-number = the unit of the outcome
measure-caption = Effect on “{ $outcome }” in { $unit }, with { $level } interval
measure-less = less “{ $outcome }”
measure-more = more “{ $outcome }”
measure-p = p, all together
measure-legend = Filled dot: held out by chance. Open dot: observed, or a draw that went wrong; such a row never gets another verdict than “Cannot tell”. Square: backfires. Grey band: effects smaller than what matters.
measure-drawn = drawn by chance
# { $group } is a column such as store.
measure-drawn-by = drawn by chance, per { $group }
measure-observed = chosen, not drawn
measure-kept = Customers kept
# { $net } is an amount with its interval for all who got it together, { $each } the amount per customer.
measure-money-gains = In money, cost taken off: { $net } for all who got it together, { $each } per customer. It brings in more than it costs.
measure-money-loses = In money, cost taken off: { $net } for all who got it together, { $each } per customer. It costs more than it brings in.
measure-money-cannot-tell = In money, cost taken off: { $net } for all who got it together, { $each } per customer. Whether it pays cannot be told.
measure-money-loss = A lift with a loss: customers are kept, and with cost taken off it is { $net } for all who got it together, { $each } per customer.
measure-horizons = The same at each horizon
measure-within = Within
measure-days = { $days } days
measure-rests-on = What it rests on
measure-how-sides = With and without
# { $with } and { $without } are means or shares.
measure-sides = { $with } with, { $without } without
measure-how-method = Method
measure-how-adjusted = Adjusted for
measure-how-matters = Matters from
measure-how-detectable = Found 80 of 100 times
measure-how-needed = It takes
measure-needed = about { $more } more, { $all } in all
measure-how-plain = Plainly compared
measure-how-hidden = Hidden cause that would explain it
measure-keep = Write it down
measure-keep-text = The verdict then stands in the register. What backfires is stopped: nobody is drawn for it any more.
measure-keep-column = Verdict on
measure-keep-activity = Is the activity
measure-keep-button = Write down
measure-next = What now
measure-change = Change the columns
measure-whom = For whom?
measure-how = How was this computed?
measure-how-text = The same on the command line, with the same numbers:
measure-json = The numbers as JSON

# For whom.
measure-whom-lacks = For whom it works can be asked where chance drew customers, an outcome column is named, and traits tell customers apart.
measure-whom-ask = For whom does { $name } work?
measure-whom-ask-lead = Say what it costs to give it to one customer, and what a customer who stays is worth. Treating nobody is an answer.
measure-whom-treat = Give { $name } to { $customers } of { $all } customers.
measure-whom-everybody = Give { $name } to everybody.
measure-whom-unsure = Whom to give { $name } is not sure yet.
measure-whom-nobody = Give { $name } to nobody.
measure-whom-nobody-lead = At this cost and worth no group of customers is expected to pay for it.
measure-whom-unknown = For whom it works cannot be told.
measure-whom-profit = Best guess: { $profit } more than giving it to nobody, between { $band } with all budgets looked at.
measure-worth = Worth of one who stays ({ $currency })
measure-most = At most so many customers
measure-show = Show
measure-budget = Profit by budget
measure-budget-text = Customers stand in the order of what it does for them, not of how likely they are to leave. Each was judged by a model that learned from others.
measure-budget-caption = Profit in { $currency } over giving it to nobody, with the band that holds for all budgets at once
measure-top = Give it to
measure-customers = Customers
measure-loses = loses
measure-gains = gains
measure-profit = Profit [band]
measure-best = best
measure-ranks = The order can be believed: who was expected to gain more, did.
measure-ranks-not = The order cannot be believed yet: who was expected to gain more, did not surely do so.
measure-kinds = Four kinds of customers
measure-kinds-text = Nobody is seen both with and without it, so the shares lie between two ends.
measure-kind = Kind
measure-few-harmed = If few are harmed
measure-many-harmed = If many are harmed
measure-like = Traits most like
measure-kind-persuadable = Persuadable
measure-kind-persuadable-text = stays only with it
measure-kind-sure-thing = Stays anyway
measure-kind-sure-thing-text = stays with it and without
measure-kind-lost-cause = Leaves anyway
measure-kind-lost-cause-text = leaves with it and without
measure-kind-sleeping-dog = Better left alone
measure-kind-sleeping-dog-text = stays only without it
measure-kind-persuadable-good = Persuadable
measure-kind-persuadable-good-text = does it only because of it
measure-kind-sure-thing-good = Does it anyway
measure-kind-sure-thing-good-text = does it with it and without
measure-kind-lost-cause-good = Does not do it
measure-kind-lost-cause-good-text = not with it, not without
measure-kind-sleeping-dog-good = Better left alone
measure-kind-sleeping-dog-good-text = does it only without
measure-worth-good = Worth of one who does it ({ $currency })
measure-fair = Chosen by what
measure-fair-text = Traits that the law protects do not decide, nor do those that stand in for them. How they fall out is shown.
measure-used = Decided by: { $names }.
# { $name } stands in for { $of }, both are columns.
measure-proxy = “{ $name }” tells “{ $of }”, so it was not used either.
measure-none-protected = The traits you named hold none that is known to be protected.
measure-protected = Not used
measure-of-all = Of all
measure-of-chosen = Of those who get it
measure-apart = Apart (deviations)
measure-far = look at this
measure-audience = Take the audience along
measure-audience-text = The customers to give it to, with a new draw: some are left alone, so that it stays measured.
measure-audience-no-id = Say which column is the customer, and the audience can be taken along.
measure-audience-button = Audience of { $n } (CSV)
measure-holdout = Leave alone, in percent
measure-holdout-hint = Only those with arm “treated” get it.
measure-holdout-wrong = Leave more than 0 and less than 100 percent alone.
measure-whom-how = A forest per half of the customers, judged on the other half; profit from doubly robust signals. On the command line:
