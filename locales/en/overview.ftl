## The first page: the picture of the firm.

overview-title = Overview
overview-nobody = There are no customers in these data yet.
# $period: October 2026.
overview-finding = { $left ->
    [0] In { $period }, none of { $customers } customers left.
    [one] In { $period }, 1 of { $customers } customers left.
   *[other] In { $period }, { $left } of { $customers } customers left.
}
overview-finding-reached = { $reached ->
    [one] One of them had reached their goal.
   *[other] { $reached } of them had reached their goal.
}
overview-lead-more = That is more than in { $before }, when { $rate } left.
overview-lead-fewer = That is fewer than in { $before }, when { $rate } left.
overview-lead-chance = In { $before } it was { $rate }. That difference may be chance.
overview-all = all
overview-per-period = Leaving per { $period }
overview-kinds-of = Below the line: how those of { $period } went.
overview-to-churn = All about leaving
overview-to-survival = All about how long customers stay
overview-why = Why they left
overview-why-period = Period: { $period }.
overview-whisker = The whisker is the { $level } interval.
overview-to-reasons = All reasons
overview-stays = Who stays
overview-to-cohorts = All cohorts
overview-attention = What asks for attention
overview-unmapped = { $count ->
    [one] Of one reason nobody has said what it means.
   *[other] Of { $count } reasons nobody has said what they mean.
}
overview-unmapped-text = Until then, these own words of customers count as “Something else”.
overview-unmapped-step = Say what they mean
overview-silent = { $share } of those who left gave no reason.
overview-silent-all-text = Ask at the goodbye: briefly, and after the confirmation.
overview-silent-text = The reasons of the others then say little about all. Ask at the goodbye: briefly, and after the confirmation.
overview-nothing-to-do = Nothing. The data are up to date, and of each reason it is known what it means.
overview-harmful = “{ $name }” makes customers leave.
overview-harmful-text = Those who were given it left more often than those who were left alone. Stop it, or aim it differently.
overview-harmful-step = See the activity
overview-late-requests = { $n ->
    [one] One request to leave has waited too long for somebody.
   *[other] { $n } requests to leave have waited too long for somebody.
}
overview-late-requests-text = Leaving itself went through; what was promised after it did not yet.
overview-late-points = { $n ->
    [one] One action point is late.
   *[other] { $n } action points are late.
}
overview-late-points-text = Customers said it, and something should have been done by now.
overview-further = Ask on
overview-ask-ladder = How content are customers?
overview-ask-ladder-text = On which rung they stand, who rose and who fell.
overview-ask-activities = What do the activities do?
overview-ask-activities-text = Of each whether it helps, does nothing or backfires, and what it cost.
overview-ask-silent = Who leaves without a word?
overview-ask-silent-text = Payments that fail, silence, less use; with how often that came true.
overview-ask-precursors = What goes before leaving?
overview-ask-precursors-text = Answers, contacts, use and payments, and what they say.
overview-ask-value = What does leaving cost?
overview-ask-value-text = What a customer is worth in your own money, and who pays without using anything.
overview-ask-loyalty = What do the most content do?
overview-ask-loyalty-text = Do they stay longer, pay more, bring others?
