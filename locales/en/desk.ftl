# The desk: those who leave, one by one.
desk-title = Desk
desk-lead = Open requests, and what is left to do after them. Who waits for somebody stands on top. Leaving itself goes on by itself.
desk-register = Enter a request
desk-empty = Nobody has asked to leave yet. Whoever does, over whatever channel, stands here within a minute.
desk-empty-step = See the page where people leave
desk-filter = Which requests
desk-list = List
desk-list-todo = Open
desk-list-closed = Closed
desk-list-all = All
desk-whose = Whose
desk-whose-all = Everybody’s
desk-whose-me = Mine
desk-whose-nobody = Nobody’s yet
desk-whose-text = A request is whose who last did something about it. Nothing is assigned: what is overdue stands on top for everybody.
desk-search = Name or number
desk-none-found = No request fits this.
desk-show-all = Show all open requests
desk-none = Nobody waits for you. There are no open requests.
desk-show-closed = Show closed requests
desk-hidden = { $n ->
    [one] 1 more is open. It is due later than these.
   *[other] { $n } more are open. They are due later than these.
}
desk-finding-none = Nobody waits
desk-finding-quiet = { $n ->
    [one] One request is under way, and nobody waits for us
   *[other] { $n } requests are under way, and nobody waits for us
  }
desk-finding-waiting = { $n ->
    [one] One request needs somebody
   *[other] { $n } requests need somebody
  }
desk-finding-late = { $n ->
    [one] One request needs somebody and is overdue
   *[other] { $n } requests need somebody, { $late ->
        [one] one of them
       *[other] { $late } of them
      } overdue
  }
desk-finding-found = { $n ->
    [0] No request found
    [one] One request
   *[other] { $n } requests
  }
desk-col-who = Who
desk-col-asked = Asked
desk-col-ends = Last day
desk-col-todo = To do
desk-col-whose = Whose
desk-nobody = nobody yet
desk-somebody = Somebody we do not know yet
desk-task-by = { $task }, by { $day }
desk-due = By { $day }
desk-told-by = we say by { $day }
desk-told-by-earliest = { $earliest } at the earliest; we say by { $day }
desk-ends-unknown = not known yet
desk-ends-none = none
desk-ends-stays = remains a customer
desk-ends-pause = pause from { $from } to { $until }
desk-why-notice = the notice counts from { $day }
desk-state-undone = taken back
desk-state-paused = pause instead
desk-urgency-quiet = nothing to do
desk-urgency-waiting = in time
desk-urgency-due = today
desk-urgency-overdue = overdue
desk-urgency-escalated = overdue, for everybody
desk-by-leaver = the customer
desk-by-program = by itself
desk-by-gone = somebody who no longer works here

# What a person has to see to.
need-customer = Find out who asked
need-contract = Find out which contract
need-last-day = Tell the last day
need-money = Tell what is paid or given back
need-ground = Look at the ground
need-earlier-day = May it end earlier?
need-agreed = Look at what was agreed
need-flow = The leave flow could not be read
need-reply = Reply, without an offer
need-data = Give them their data
need-erasure = Erase what may be erased, after the last day
need-message = A message did not arrive
need-goodwill = Give back what was promised with the apology

desk-over-page = on the web page
desk-over-app = in the app
desk-over-widget = on the site
desk-over-mail = by mail
desk-over-phone = by phone
desk-over-chat = in a chat
desk-over-counter = at the counter
desk-over-letter = by letter
desk-over-api = through an interface
desk-channel-phone = Phone
desk-channel-mail = Mail
desk-channel-chat = Chat
desk-channel-counter = Counter
desk-channel-letter = Letter

# One case.
desk-case-leaves = { $who } leaves on { $day }
desk-case-left = { $who } left on { $day }
desk-case-asked = { $who } asked to leave on { $day }
desk-case-undone = { $who } stays after all
desk-case-paused = { $who } takes a pause
desk-top-received = Received
desk-top-receipt = Receipt
desk-top-ends = Last day
desk-top-todo = To do
desk-of = of { $n }
desk-nothing-to-do = nothing
desk-mail-none = on screen or paper; no mail address
desk-mail-waiting = shown at once; the mail is on its way
desk-mail-handed = shown at once; the mail was handed over
desk-mail-done = shown at once; the mail was sent
desk-mail-dead = shown at once; the mail did not arrive
desk-time = From the request to the last day
desk-whole-life = Everything about this customer
desk-wanted = Wants { $day } as the last day.
desk-score = { $score } of 5
desk-last-day-was = The last day was { $day }.
desk-from-until = { $from } to { $until }
desk-reason-main = Main reason: { $reason }
desk-reason-main-and = Main reason: { $reason }. Also: { $others }
desk-words-apart = Kept apart, because it may tell something delicate:
desk-words-apart-closed = Kept apart, because it may tell something delicate. A manager can read it.
desk-words-gone = Erased after their term.
desk-reply-no = No
desk-reply-mail = Yes, by mail
desk-reply-phone = Yes, by phone
desk-tell-until = { $reason }, once, until { $day }
desk-event-declared-ordinary = Asked to leave { $over }
desk-event-declared-extraordinary = Ended it at once { $over }
desk-event-declared-withdrawal = Withdrew from the contract { $over }
desk-event-asked-again = Asked once more { $over }
desk-event-needed = For a person: { $task }
desk-event-met = Seen to: { $task }
desk-event-escalated = To everybody: { $task }
desk-event-recognized = Found out who and what
desk-event-reasons-given = Said why
desk-event-effort-scored = Said how easy leaving was
desk-event-goodbye-scored = Said how the goodbye was
desk-event-words-given = Wrote something
desk-event-reply-allowed = Said whether we may reply
desk-event-tell-when-fixed = Wants to hear when it is fixed
desk-event-data-asked = Asked for their data
desk-event-erasure-asked = Asked to be erased
desk-event-undone = Took the request back
desk-event-paused = Chose a pause
desk-event-noted = Noted
desk-event-contacted = In contact { $over }
desk-event-apologized = Our apologies
desk-event-ended = Contract ended
desk-next-charge = Last payment, { $money }
desk-next-ends = Contract ends
desk-next-refund = { $money } goes back

desk-paper = The receipt
desk-paper-text = Word for word what the customer has, with its seal.
desk-paper-page = The customer’s page, to print
desk-paper-read = Read the receipt
desk-letter-read = Read the farewell letter
desk-letter-text = As it would go out now, in the customer’s language.
desk-send-again = Send it once more to { $mail }
desk-note-sent-again = Receipt sent once more.
desk-todo = Still to do
desk-fill-in = Fill in below
desk-done = Done
desk-done-of = Done: { $task }
desk-recognize = Who is it, and what ends?
desk-recognize-text = Their request counts already. Say what you found out; the last day and the money follow by themselves, and the customer is told.
desk-recognize-button = That is it
desk-field-number = Customer number
desk-field-contract = Contract
desk-field-contracts = What ends?
desk-field-plan = Kind of contract
desk-field-plan-known = As we know it
desk-field-more = What else is known of the contract
desk-field-began = First day
desk-field-price = Price
desk-field-price-months = The price is for so many months
desk-field-paid-until = Paid until
desk-field-name = Name
desk-field-phone = Phone
desk-field-mail = Mail address for the receipt
desk-field-mail-hint = Without one, read the receipt aloud or print it. The address we know gets it in any case.
desk-field-channel = How it came
desk-field-received = Received on
desk-field-received-hint = Of a letter, the day it was delivered. That day counts.
desk-field-wanted = Last day they want
desk-field-wanted-hint = Empty: as soon as the contract allows.
desk-field-words = What they said or wrote
desk-field-words-hint = In their words, if you have them. No reason is needed.
desk-field-kind-more = Other than ordinary notice
desk-field-kind = Which ending
desk-field-ground = What was not kept
desk-field-language = Language of the receipt
desk-field-flow = Which leave flow
desk-kind-ordinary = Ordinary notice
desk-kind-extraordinary = At once, because promises were not kept
desk-kind-withdrawal = Withdrawal from a fresh contract
desk-contact = Contact and notes
desk-contact-what = What you spoke of
desk-contact-answers = This answers what they asked
desk-contact-button = Write down the contact
desk-note = Note
desk-note-hint = The customer may read it.
desk-note-button = Add the note
desk-fault = What went wrong
desk-fault-none = Nothing is on record.
desk-fault-new = Write down what went wrong
desk-fault-day = On which day
desk-fault-what = What went wrong
desk-fault-hint = One sentence, as you would say it to the customer. Who leaves over something of ours reads it in our apology.
desk-fault-button = Write it down
desk-note-fault = On { $day } this went wrong: { $what }
desk-wrong-fault = Write in 500 characters or less what went wrong, on a day that has been.
desk-ending = Ending
desk-undo-text = Only when the customer asks for it. They get a confirmation.
desk-undo = They want to stay after all
desk-close = Close: the last day is over
desk-felt = What they said
desk-felt-reason = Main reason
desk-felt-effort = Leaving was easy
desk-felt-goodbye = The goodbye
desk-uses = What we may use
desk-use-improve = To improve
desk-use-reply = To reply
desk-use-fixed = To tell when it is fixed
desk-use-invite = To invite them back
desk-uses-text = As they chose it themselves. Never for an offer.
desk-script = What you say
desk-script-then = What then happens
desk-script-never = What you never do
desk-script-version = From “{ $flow }”, version { $version }.
desk-script-file = From “{ $flow }”.
desk-script-public = The public page is the same definition

# Entering a request.
desk-register-title = Somebody wants to leave
desk-register-lead = Enter it the moment it is asked. The clock starts now, and they get the same receipt as on the web page.
desk-find = Who is it?
desk-find-label = Name, customer number or mail address
desk-find-button = Find
desk-find-choose = This is who
desk-find-choose-who = This is who: { $who }
desk-find-other = Somebody else
desk-find-none = Nobody found. Enter the request anyway: who it is, we find out afterwards.
desk-meant = We know this customer number. Is it this customer?
desk-meant-text = Nothing is on record yet. What you filled in stands below.
desk-meant-choose = Choose below.
desk-meant-yes = Yes, record it for { $who }
desk-meant-no = No, record it as filled in
desk-request = The request
desk-since = since { $day }
desk-register-button = Enter the request
desk-register-promise = After this the request is in, and the receipt is made.
desk-taken = The request is in
desk-taken-there = They had asked already; this is the same request
desk-taken-text = Read the receipt aloud or hand it over. Where there is a mail address it goes by mail too.
desk-taken-spool = The store cannot be written just now. The request is kept safely and counts from now on; this is its receipt. It comes to the list by itself.

desk-not-done = Not done yet
desk-wrong-channel = Choose how it came.
desk-wrong-day = Write the day as a date, such as 2026-12-09.
desk-wrong-wanted = That wanted last day is more than three years ahead. Check the year, or leave it empty for as soon as possible.
desk-wrong-received = Choose a day from the past year until today.
desk-wrong-price = Write the price as an amount, such as 21.90.
desk-wrong-customer = Fill in the customer number.
desk-wrong-nobody = Fill in something by which we find them: a number, a name, a phone number or a mail address.
desk-wrong-contract = Tick the contracts that end.
desk-wrong-no-mail = There is no mail address to send it to. Print the customer’s page.
desk-wrong-not-kept = The request could not be kept anywhere. Write it down on paper with day and time, and enter it again later.
desk-refused-not-open = This request is closed already.
desk-refused-too-late-to-undo = The last day is over, so it can no longer be taken back.
desk-refused-not-yet-over = It closes when its last day is over.
desk-refused-too-long = Make the text shorter: 2,000 characters fit.
desk-refused-empty = Write something first.
desk-refused-nothing-to-meet = Somebody has seen to this already.
desk-refused-required-already = Somebody sees to this already.

# Mails of which it is not certain what they ask.
desk-mails = Mails
desk-mails-waiting = { $n ->
    [one] One mail waits for a person
   *[other] { $n } mails wait for a person
  }
desk-mails-text = It is not certain what they ask. Whoever wanted to leave has left from the moment the mail came.
desk-mails-title = What does this mail ask?
desk-mails-lead = A request to leave counts from the moment the mail came, also when you decide later.
desk-mails-no-subject = without a subject
desk-mails-forged = The mail server says that the sender is another. Ask before you tell anything.
desk-mails-attachments = { $n ->
    [one] One file came along; look at it in the mailbox.
   *[other] { $n } files came along; look at them in the mailbox.
  }
desk-mails-accept = It is a request to leave
desk-mails-accept-text = The form is filled in with what the mail says. The receipt answers it.
desk-mails-ask = It is a question, or not clear
desk-mails-ask-text = Answer it from your mail program, then say so here.
desk-mails-answered = I have answered it
desk-mails-aside = It asks nothing of us
desk-mails-reason = Why
desk-mails-aside-button = Set it aside
desk-mails-wrong-reason = Say in a few words why this mail asks nothing. It stays in the history.
desk-mails-intent-leave = perhaps a request to leave
desk-mails-intent-withdrawal = perhaps a withdrawal
desk-mails-intent-question = perhaps a question
desk-mails-intent-unclear = unclear
