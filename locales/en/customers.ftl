customers-title = Customers
customers-finding = Who is a customer, and who was
customers-lead = Of everybody, what happened from the first day until now.
customers-id = Customer number
customers-standing = Standing
customers-all = All customers
customers-here = Here now
customers-left = Have left
customers-show = Show
customers-show-all = Show all customers
customers-since = Customer since
customers-plan = Plan
customers-spells = Times a customer
customers-is-here = here now
# { $day } is a day in words.
customers-until = until { $day }
customers-first = To the beginning
customers-next = Next
customers-none-found = Nobody found. Fill in the beginning of a customer number, or choose another standing.
customers-empty = Your customers will stand here, with all that happened. Import a file first.
customers-empty-step = Import a file

customer-here = { $id } has been a customer since { $day }
customer-left = { $id } left on { $day }
customer-leaves = { $id } leaves on { $day }
customer-facts = From the first day until now
customer-hidden = { $n ->
    [one] One older event is not shown.
   *[other] { $n } older events are not shown.
}
customer-times = { $n ->
    [one] { $what }
   *[other] { $what } { $n } times
}
customer-last-on = last on { $day }
customer-each = Each time
customer-to-come = (still to come)
customer-dots = Filled: it happened. Open: still to come.
customer-spells = Stretches as a customer
customer-not-counted = Not counted yet. New facts count within a minute.
customer-traits = Traits
customer-from-to = { $from } until { $to }
customer-from = since { $from }
customer-per-month = { $price } a month

customer-source-door = Farewell
customer-source-api = API
fact-joined = Became a customer
fact-contract-started = Contract started
fact-contract-ended = Contract ended
fact-plan-changed = Plan or price changed
fact-asked-to-leave = Asked to leave
fact-stayed-after-asking = Stayed after asking to leave
fact-left = Left
fact-paused = Paused
fact-resumed = Went on after a pause
fact-returned = Came back
fact-paid = Paid
fact-payment-failed = Payment failed
fact-used = Used it
fact-contacted = Was in contact
fact-answered = Answered a question
fact-exposed = Part of an activity
fact-referred = Brought somebody
fact-ending-withdrawn = Ending taken back
fact-described = Traits became known

departure-voluntary = own choice
departure-involuntary = payment failed
departure-positive = goal reached
departure-silent = stayed away silently
departure-dismissed = ended by us
fact-service-failed = Something went wrong
customer-left-alone = left alone
customer-got-it = got it
customer-answer = answer { $value }
customer-answer-in-words = an answer without a number
customer-answers = { $n ->
    [one] Answered one question
   *[other] Answered { $n } questions
}
