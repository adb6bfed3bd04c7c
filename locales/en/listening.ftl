# Listening, as it is written to customers and colleagues. No offer, nothing that presses.
listening-aspect-whole = The whole of it
listening-aspect-product = The product
listening-aspect-price = The price
listening-aspect-service = How one is helped
listening-aspect-place = The place
listening-aspect-person = The person who helped
listening-aspect-other = What a customer told

listening-asking-how = One touch is enough: the page it opens sends your answer. If it shows a button, press that. Skipping is fine.
listening-foot = { $company } sends you this mail because you told us something and wanted to hear of it. You can answer it: a person reads along.

listening-you-said-title = You said something, and this is what we did
listening-you-said-text = You told us something about this: { $what }. This is what was done:
listening-you-said-plain = You told us what did not go well. This is what was done:
listening-you-said-once = You get this mail once, because you said that we may reply.
listening-helped-title = Did it help?
listening-helped-about = It is about this: { $what }. This was done:
listening-helped-plain = This was done:
listening-helped-open = Say whether it helped
listening-helped-yes = Yes, it helped
listening-helped-no = No, it did not
listening-helped-yes-said = Thank you. Good that it helped.
listening-helped-no-said = Thank you. It is open again: somebody looks at it anew.
listening-colleague-title = Did it help? { $what }
listening-colleague-text = You meet customers. A colleague closed this point with what is below. Do you notice that it helped?

listening-reminder-title = { $count ->
    [one] One action point needs you
   *[other] { $count } action points need you
}
listening-reminder-text = { $count ->
    [one] This is what customers wait for:
   *[other] This is what customers wait for, the most urgent first:
}
listening-reminder-due = due on { $day }.
listening-reminder-nobody = due on { $day }, and nobody has it yet.
listening-reminder-late = was due on { $day }, { $days ->
    [one] one day ago
   *[other] { $days } days ago
}.
listening-calendar = Action points
listening-calendar-due = Due: { $what }
listening-calendar-link = Your due points in your own calendar; this address is yours alone:

listening-digest-title = The week of { $day } in three things
listening-digest-nothing = Nothing needs you this week.
listening-digest-answered = Customers who answered
listening-digest-open = Points that are open
listening-digest-closed = Points that were closed
listening-digest-link = All action points
listening-thing-late = { $count ->
    [one] One point is late
   *[other] { $count } points are late
}. The longest wait: { $what }, { $days ->
    [one] one day
   *[other] { $days } days
}.
listening-thing-promised = { $count ->
    [one] One customer was promised a reply
   *[other] { $count } customers were promised a reply
}. The first one is due on { $day }.
listening-thing-theme = { $what }: { $part } of { $whole } who answered were unhappy about it. Usually it is { $usual }; chance alone does not bring this many.
listening-thing-rising = { $what }: { $part } of { $whole } who left named it, before that { $part_before } of { $whole_before }. Chance alone does not bring this difference.
listening-thing-harms = { $what } makes customers do what they should not ({ $unit ->
    [points] difference in points
   *[other] difference
}: { $difference }). Nobody is drawn for it any more.
listening-thing-reopened = { $what }: what was done did not help, somebody says. The point is open again.
listening-thing-unhappy = { $count ->
    [one] One very unhappy answer has not been taken up yet.
   *[other] { $count } very unhappy answers have not been taken up yet.
}
listening-thing-due = { $count ->
    [one] One point is due this week.
   *[other] { $count } points are due this week.
}
listening-thing-helped = { $what }: what was done helped, those concerned say.

listening-month-title = { $count ->
    [0] Nobody left
    [one] One customer left
   *[other] { $count } customers left
} in { $month }
listening-month-left = { $count ->
    [0] Nobody left of the { $of } customers who were here on the first day.
    [one] One of the { $of } customers who were here on the first day left.
   *[other] { $count } of the { $of } customers who were here on the first day left.
}
listening-month-rate = That is { $rate }; with numbers this size it may be anything between { $lower } and { $upper }.
listening-month-no-rate = That is too few customers to speak of a rate: one or two leavers more or less change the picture.
listening-month-few = { $count ->
    [one] One leaver is
   *[other] { $count } leavers are
} too few for a trend: one or two more or less change the picture.
listening-month-until = Nothing is known yet of who left after { $day }, so this month is not complete.
listening-month-lost = Together they paid { $money } a month.
listening-month-moved = What moved
listening-month-no-before = Nothing is known of the month before, so nobody can say what moved.
listening-month-before = The month before it was { $count } of { $of }.
listening-month-chance = The difference may well be chance.
listening-month-more-left = That is { $points } percentage points more, and more than chance alone would bring ({ $lower } to { $upper }).
listening-month-fewer-left = That is { $points } percentage points fewer than before, which chance alone would not bring ({ $lower } to { $upper }).
listening-month-why = Why
listening-month-nobody = Nobody left, so nobody said why.
listening-month-silent = Nobody said why. That is no sign that there was no reason.
listening-month-said = { $said } of the { $of } said why. The others may have had other reasons.
listening-month-reason-few = { $what } ({ $count })
listening-month-few-reasons = With so few answers shares say nothing: read what they said, and do not reckon with it.
listening-month-reason = Reason
listening-month-said-by = Said by
listening-month-share = Share
listening-month-interval = Between
listening-month-who = Who left
listening-month-customer = Customer
listening-month-plan = Plan
listening-month-last-day = Last day
listening-month-not-said = not said
listening-month-more = { $count ->
    [one] And one more.
   *[other] And { $count } more.
}
listening-month-todo = The one thing to do
listening-month-todo-point = Close this point, or say what stands in the way: { $what }, due on { $day }.
listening-month-todo-reason = { $what }: { $count } named it, and it is in your hands. Call two of them and ask what would have had to be different.
listening-month-todo-ask = Most left without a word. Call two of them and ask why, without an offer.
listening-month-todo-call = No reason stands out. Call whoever left last and ask what would have had to be different, without an offer.
listening-month-todo-nothing = Nothing. Enjoy it.
listening-month-paper = month
