## The receipt. It confirms, says what follows, and offers nothing.
## A label has no period, comma or hyphen and at most 40 characters: lines "Label: value" are made of them.

receipt-title-ordinary = Confirmation of your cancellation
receipt-title-extraordinary = Confirmation of your cancellation with immediate effect
receipt-title-withdrawal = Confirmation of your withdrawal

receipt-taken-as-notice = You asked to withdraw. Your right to change your mind ended on { $day } at the latest. So we take this as an ordinary cancellation.
receipt-taken-as-notice-of = You asked to withdraw. For { $what } your right to change your mind ended on { $day } at the latest. So we take this as an ordinary cancellation for it.
receipt-taken-as-notice-ask = If that is not right, ask us.
receipt-taken-as-notice-ask-at = If that is not right, ask us at { $way }.
receipt-taken-as-notice-ask-both = If that is not right, ask us at { $phone } or { $mail }.

receipt-number = Number
receipt-company = Company
receipt-customer = Customer
receipt-customer-said = Customer as you told us
receipt-contract = Contract
receipt-contract-said = Contract as you told us
receipt-received = Received
receipt-channel = How
receipt-channel-page = on the website
receipt-channel-app = in the app
receipt-channel-widget = in the window on the site
receipt-channel-mail = by mail
receipt-channel-phone = by phone
receipt-channel-chat = by chat
receipt-channel-counter = at the counter
receipt-channel-letter = by letter
receipt-channel-api = by a program

receipt-asked = What you asked
receipt-my-contract = my contract
receipt-when-soon = as soon as possible
receipt-when-on = with { $day } as the last day
receipt-declare-ordinary = I cancel: { $what }, { $when }.
receipt-declare-extraordinary = I cancel with immediate effect: { $what }, { $when }.
receipt-declare-withdrawal = I withdraw from: { $what }.
receipt-ground = The ground, in your own words
receipt-words = In your own words

receipt-follows = What follows
receipt-last-day = Your last day
receipt-why = Why that day
receipt-told = we tell you by { $day } which day it is
receipt-by-first_term = the first term runs until that day
receipt-by-notice_from_the_day = the notice counts from the day your cancellation came in
receipt-by-end_of_block = your contract had been renewed until that day
receipt-by-trial_ends = a trial ends by itself
receipt-by-end_of_year = the membership year ends that day
receipt-by-switching = switching takes two months of notice at most
receipt-by-cooling_off = you are within fourteen days of the start or the renewal
receipt-by-at_will = you may use what is paid for, then it ends
receipt-by-agreed = the terms say so
receipt-by-wanted = you chose this day
receipt-by-withdrawal = you use your right to change your mind
receipt-by-extraordinary = you cancel with immediate effect
receipt-remark = Good to know
receipt-remark-notice = your contract states a longer notice than the law allows, the shorter one counts
receipt-remark-first-term = your contract states a longer first term than binds you, the shorter one counts
receipt-remark-prolongation = your contract states a longer renewal than binds you, the shorter one counts
receipt-remark-earlier = you asked for { $day }; that is earlier than the rules give, somebody looks whether it can be done
receipt-remark-cooling-off = you are still in your cooling-off days, which run until { $day }; so it ends at once
receipt-remark-old-rules = your contract began before 1 March 2022, so the rules of that time about renewal and notice hold
receipt-remark-own-rules = somebody checks what was agreed; if an earlier day is possible, that day counts
receipt-remark-too-late = your right to change your mind ended on { $day }; we treat this as an ordinary cancellation
receipt-remark-assumed = your last day is { $day } at the earliest, if we find you and nothing else was agreed
receipt-remark-otherwise = if this does not hold, the contract ends on { $day } at the latest
receipt-remark-switching = you can fetch your data until { $day }
receipt-refund-until = { $refund }, in your account by { $day }
receipt-refund-late = { $refund }; the time there is for it has passed already, we tell you by { $day } when it is in your account
receipt-charges = { $count ->
    [one] first one whole period, then { $last }
   *[other] first { $count } whole periods, then { $last }
}

receipt-ends-too = This ends too
receipt-stays = This goes on

receipt-next = What happens next
receipt-next-nothing = You need not do anything else to cancel.
receipt-next-person = A person looks at it and tells you by { $day } what is still open.
receipt-next-customer = We look up your details and tell you by { $day } what your last day is. The day you cancelled keeps counting.
receipt-next-undo = You can take this back until { $day }.
receipt-next-refund = What you get back goes to the account you paid with.
receipt-next-data = You can take your data along and ask us to erase them.
receipt-next-link = This confirmation stays at { $link }

receipt-contact = Contact
receipt-phone = Phone
receipt-mail = Mail
receipt-keep = Keep this confirmation. The seal below proves that the text was not changed.
receipt-spool = Your cancellation is kept safely, but our system cannot be reached at the moment. As soon as it is back, you get a second confirmation with a final number. The date and time above keep counting.
