hail-title = Activities
# { $backfires } and { $all } are counts.
hail-finding = { $backfires ->
    [0] None of { $all } activities is known to make customers leave.
    [one] One of { $all } activities makes customers leave.
   *[other] { $backfires } of { $all } activities make customers leave.
}
hail-finding-empty = No activity runs.
# { $share } is a percentage.
hail-unknown = What { $share } of the money does, nobody knows.
# { $spent } is an amount.
hail-lead = { $spent } was spent on keeping customers. This register compares everyone who was given an activity with everyone who was left alone.
hail-budget = Budget by verdict
hail-budget-helps = { $share } of the budget · effect found
hail-budget-none = { $share } of the budget · precise, and near nothing
hail-budget-back = { $share } of the budget · customers leave because of it
hail-budget-unknown = { $share } of the budget · nobody knows
hail-verdict-helps = Helps
hail-verdict-none = No sign
hail-verdict-back = Backfires
hail-verdict-unknown = Cannot tell
hail-tab-fewer-leavers = Goal: fewer leavers ({ $count })
hail-tab-loyalty = Goal: loyalty ({ $count })
hail-tab-stopped = Stopped ({ $count })
hail-empty = Everything you do to keep customers will stand here, with what it costs and what it does. Describe the first activity.
hail-caption = Effect in percentage points, with interval
hail-activity = Activity
hail-verdict = Verdict
hail-fewer = fewer leave
hail-more = more leave
hail-effect = Effect [interval]
hail-given = Given / held out
hail-cost = Cost
hail-per-kept = Per customer kept
hail-owner = Owner
hail-not-known = Not known
hail-next-stop = Stop it, or aim it differently
hail-next-keep = Keep it
hail-next-measure = Leave some alone, and measure
hail-next-wait = Wait for more customers
hail-out-no-owner = no owner
hail-out-owner-gone = the owner is gone
hail-out-no-review = no review date
hail-out-review-past = review was { $day }
hail-out-cost-without-effect = costs money without effect
hail-out-nobody-held-out = nobody is left alone
hail-out-never-measured = never measured
hail-out-no-cost = cost not known
hail-out-meets = { $customers ->
    [one] { $customers } customer got another activity too
   *[other] { $customers } customers got another activity too
}
hail-out-plan-changed = plan changed after the start
hail-legend = Filled dot: held out by chance. Open dot: observed, not by chance; such a row never gets another verdict than “Cannot tell”. Grey band: effects smaller than what matters.
hail-how = How the verdict is reached
hail-how-text = Helps and Backfires: chance rarely gives such a difference, all activities taken together. No sign: an effect that matters is excluded. Cannot tell: there are too few, or there was no fair comparison. Customers count by the arm they were drawn for, not by who took part.
hail-grave = { $name }: stop it, or aim it differently
hail-stop = Stop this activity
hail-stopped-here = Stopped in the console.
