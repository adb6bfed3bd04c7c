## Precursors: what goes before leaving.

precursors-title = Precursors
precursors-finding = Who { $sign } leaves { $ratio } times as often afterwards as others.
precursors-finding-none = No sign can be shown to go before leaving.
precursors-finding-unknown = What goes before leaving cannot be seen yet.
precursors-lead = What was seen of answers, contacts, use and payments before customers went. It is no cause: taking the sign away may change nothing.
precursors-section = The signs
precursors-text = So many times as often those leave who show this sign, the other signs alike. Left of the line: less often. The whisker is the { $level } interval; the dot is open because nobody drew lots.
precursors-gap = A sign counts two weeks later only. What somebody does who has decided is the leaving itself. The p-value allows for looking at many signs at once (Holm).
precursors-followed = Followed { $spells } times of being a customer; { $departures } times left by own choice or silently.
precursors-none = Signs appear here once answers, contacts, use or payments were imported, for half a year.
precursors-to-silent = Who shows signs now
precursors-column-sign = Sign
precursors-less = less often
precursors-more = more often
precursors-column-ratio = Times as often
precursors-column-p = p-value
precursors-column-with = Leaving per month with
precursors-column-without = Without
precursors-column-customers = Customers
precursors-sign-rung-deep-red = Answer: 1, deep red
precursors-sign-rung-orange = Answer: 2, orange
precursors-sign-rung-yellow = Answer: 3, yellow
precursors-sign-rung-soft-green = Answer: 4, soft green
precursors-sign-not-answered = No answer in a year
precursors-sign-aspect-low = Low answer about { $about }
precursors-sign-contact = Contact about { $about }
precursors-sign-contact-other = Contact about something else
precursors-sign-several-contacts = More than one contact
precursors-sign-no-use = No longer uses anything
precursors-sign-falling-use = Uses less than half
precursors-sign-payment-failed = Payment failed
precursors-sign-price-rise = Price went up
precursors-who-rung-deep-red = answers deep red
precursors-who-rung-orange = answers orange
precursors-who-rung-yellow = answers yellow
precursors-who-rung-soft-green = answers soft green
precursors-who-not-answered = does not answer
precursors-who-aspect-low = answers low about { $about }
precursors-who-contact = gets in touch about { $about }
precursors-who-contact-other = gets in touch
precursors-who-several-contacts = gets in touch several times
precursors-who-no-use = no longer uses anything
precursors-who-falling-use = uses much less
precursors-who-payment-failed = misses a payment
precursors-who-price-rise = gets a price rise

note-precursor-cox = Times as often: by how much the chance to leave from day to day is multiplied while a sign stands, the other signs alike. Cox regression over stretches in which signs stay the same, apart per plan; standard errors by customer. The p-value is raised by Holm.
note-precursor-event = Leaving is here: by own choice or silently, on the day of asking. Who goes otherwise counts until that day.
note-precursor-gap = A sign counts from { $days } days after it was seen. Beside it stands the same without that pause.
note-precursor-windows = Answers count for 365 days; contacts, failed payments and price rises for 90. No use is none in 60 days. The rungs are set against green.
note-precursor-from = Customers are followed from { $from } on, when all of these facts were kept.
note-precursor-not-causal = What goes before is not the cause. Whether something helps is measured with a group that does not get it.
note-family-too-new = Known too shortly to take part: since { $from }.
note-few-departures = { $departures ->
    [one] Only 1 customer left in these days. That is too few to see what goes before it.
   *[other] Only { $departures } customers left in these days. That is too few to see what goes before it.
}
note-ratio-changes = One of the signs ({ $sign }) is not as strong with new as with old customers. The number is a mean.
note-sign-is-leaving = The sign “{ $sign }” is much stronger with the last days let in: { $let_in } against { $held_back }. It is the leaving itself, no precursor.
note-trait-knows = The trait { $trait } knows the outcome: it was filled in at leaving or after it, and says nothing beforehand.
note-drawn = Of { $spells } times of being a customer a part of { $share } was followed, drawn by customer ids and always the same.
