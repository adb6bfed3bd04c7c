## Silent: who may be leaving without a word.

silent-title = Silent
silent-finding = { $now ->
    [0] Of { $of } customers nobody seems to be leaving without a word.
    [one] 1 of { $of } customers may be leaving without a word.
   *[other] { $now } of { $of } customers may be leaving without a word.
}
silent-finding-unknown = Who leaves without a word cannot be seen yet.
silent-lead = Who goes without a word often shows something: a payment that fails, silence, less use.
silent-lead-tried = Tried on { $day }: of those who showed such a sign then, { $share } were gone without a word within { $days } days. Of all customers { $all }.
silent-figure-true = Came true
silent-figure-found = Seen beforehand
silent-figure-auc = Ranked rightly
silent-figure-calibration = Chances off, on average
silent-denominator-true = Of those who showed a sign, the part that went without a word.
silent-denominator-found = Of those who went without a word, the part that showed a sign.
silent-denominator-auc = The chance that somebody who went silently was given a higher chance than somebody who stayed; 0.5 is guessing.
silent-denominator-calibration = What happened less what was foretold, over all customers.
silent-points = points
silent-names = Who
silent-names-text = With what was seen of them. The newest first; payments on top, because they can be repaired.
silent-names-use = Ask how it goes, or repair the payment. This is no list for offers: who may leave is not who stays because of an offer.
silent-names-some = Here are { $shown } of { $total }; the file has all.
silent-names-none = Names appear here as soon as somebody shows a sign.
silent-to-precursors = What goes before leaving
silent-choose = Choose { $name }
silent-act-survey = Survey
silent-act-text = Ask how it goes, by mail. Who does not want that, was asked lately or is never asked gets nothing; quiet hours stay quiet. Then you see of each name what became of it.
silent-act-ask-chosen = Ask those ticked
silent-act-ask-all = { $n ->
    [one] Ask the one of whom it says so
   *[other] Ask all { $n } of whom it says so
  }
silent-act-no-survey = There is no survey to ask with yet.
silent-act-repair-text = Repairing a payment is work for somebody: one action point per customer.
silent-act-repair-chosen = Action point for those ticked
silent-act-repair-all = { $n ->
    [one] Action point for the one payment
   *[other] Action points for all { $n } payments
  }
silent-not-asked = Nothing was done
silent-nobody-chosen = Nobody was ticked. Tick names, or ask all.
silent-no-payment-chosen = Among those ticked is nobody with a payment to repair.
silent-no-address = Asking by mail takes an https address for Vaarwel: set VAARWEL_PUBLIC_URL.
silent-asked = { $asked } of { $of } were asked how it goes.
silent-repairs = An action point was made for { $made } of { $of } payments.
silent-account = Who was, and who was not
silent-account-text = Of each name, and why. Pressing again does nothing twice.
silent-back = Back to the list
silent-to-work = To the work
silent-did-more = { $names } and { $n } more
silent-did-from = { $name } (again from { $day })
silent-did-asked = Asked: { $n }
silent-did-resting = Not asked, was asked a short time ago or too often: { $n }
silent-did-opted-out = Not asked, wants no questions: { $n }
silent-did-held-out = Not asked, is never asked, by lot: { $n }
silent-did-quiet = Not asked, it is quiet now; try when messages go out again: { $n }
silent-did-no-address = Not asked, no mail address is known: { $n }
silent-did-no-survey = Not asked, the survey is not there: { $n }
silent-did-gone = Not asked, no customer any more: { $n }
silent-did-point-made = Action point made: { $n }
silent-did-point-joined = Belongs to an action point that was open already: { $n }
silent-did-point-known = This payment had an action point already: { $n }
silent-column-customer = Customer
silent-column-since = Since
silent-column-then = To do
silent-column-true = Came true
silent-column-found = Seen beforehand
silent-column-tried = Customers then
silent-column-now = Now
silent-column-sign = Sign
silent-column-signs = Signs
silent-column-given = Foretold
silent-column-happened = Happened
silent-then-repair = repair the payment
silent-then-ask = ask how it goes
silent-then-unasked = wants no questions
silent-why-payment = The payment of { $day } did not come in.
silent-why-quiet = Nothing heard or seen of them since { $day }.
silent-why-falling = Used it { $before } times in an ordinary month, now { $now } times.
silent-why-away = Bought { $times } times, every { $rhythm } days, last on { $day }. Chance that they still come: { $chance }.
silent-sign-payment-failing = Payment failed
silent-sign-quiet = Quiet
silent-sign-falling-use = Uses less
silent-sign-stays-away = Stays away
silent-no-sign = No sign
silent-signs = Which signs, and how often they came true
silent-signs-text = Came true: of those who showed this sign, the part that went without a word. Seen beforehand: of those who went so, the part that showed this sign. The whisker is the { $level } interval.
silent-tried = Foretold and happened
silent-tried-text = The chance comes from { $days } days earlier still. It was tried on { $day }, when nobody knew what would come.
silent-purchases = In the shop: { $expected } days with a purchase were expected, { $seen } came.

note-silent-quiet = Quiet is: nothing used, answered or asked in { $days } days. That is half the silent days of the definition, where it has any. Who has put the contract on hold is not quiet.
note-silent-falling = Less use: in the last 60 days at most half the own use of the 360 days before, both against the season of all. Exact test of two counts, wider the more customers vary; false alarms among those named held to 5%.
note-silent-payment = A payment fails when the last thing known is that one did not come in.
note-silent-alive = Where customers are known by what they buy, the chance that they still come is that of BG/NBD. Named is who is below one half and not yet below one tenth.
note-silent-came-true = Came true: the part of customers with the same signs on an earlier day that was gone without a word { $days } days later. Wilson’s interval.
note-silent-use = A name here is somebody to ask how it goes, or a payment to repair. It is no order for offers.
note-no-earlier-day = The data do not reach back far enough to try the signs.
note-names-left-out = { $names } more names are not listed. Choose a smaller group.
note-no-buying-model = How likely customers are to come again cannot be told: { $why }
note-snapshot-has-no-moments = These data are one picture without days. What comes and goes cannot be seen then.
note-without-use = What customers use is not in these data. Import it as events of the kind used.
note-without-payments = Payments are not in these data. Import them as events of the kinds paid and payment_failed.
note-without-answers = Answers from 1 to 5 are not in these data. Import them as events of the kind answered, or ask customers.
note-without-contacts = Contacts are not in these data. Import them as events of the kind contacted.
note-without-referrals = Who brought other customers is not in these data. Import it as events of the kind referred.
why-no-earlier-day = cannot be tried yet
