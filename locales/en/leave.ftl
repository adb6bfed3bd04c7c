# The pages where somebody leaves. Calm, short, exact: what happens, when, and what one can do.
leave-skip = To the content
leave-language = Language
leave-help = Need help? { $phone }
leave-step-one = Step 1 of 1
leave-step-check = Last step
leave-step-done = Done

# The list.
leave-list-title = What would you like to end?
leave-list-text = Choose what you want to end. No password is needed.
leave-list-how = How it works
leave-list-none = There is nothing to cancel here yet. Call or mail the company itself.

# Screen 1: who and when.
leave-lead = You can cancel today. You need no reason and no password.
leave-lead-free = You can cancel today. It costs nothing, and you need no reason and no password.
leave-lead-extraordinary = Were promises not kept? Then you can end it today. You need no password.
leave-lead-withdrawal = Did you become a customer less than 14 days ago? Then you can undo the contract without giving a reason. You need no password.
leave-who = Who are you?
leave-contract = Your customer number
leave-contract-hint = It is on your invoices and in our mails.
leave-contract-missing = Fill in { $what }, so that we know who this is about.
leave-mail = Your mail address
leave-mail-hint = The address you used when you became a customer. The confirmation goes there too.
leave-mail-missing = Fill in your mail address, so that we can send the confirmation.
leave-mail-wrong = Check your mail address: it has one @ and no space.
leave-too-long = Make this shorter: { $most } characters fit, these are { $given }.
leave-wrong = Something is missing
leave-link-summary = I do not know that number
leave-link-text = Fill in your mail address above. If we know it, you get a link that takes you straight on. It works for an hour.
leave-link-button = Mail me a link
leave-knows-summary = I no longer use that mail address
leave-knows-text = Then fill in something below that we know too. You can leave the mail address empty.
leave-knows-birth_date = Your date of birth
leave-knows-birth_date-hint = For example 12-09-1980.
leave-knows-post_code = Your post code
leave-knows-post_code-hint = Of the address we know, for example 3511 AB.
leave-link-sent = Look in your mail
leave-link-sent-text = If we know { $mail }, a link is on its way now. Does nothing come? You can still send your request below.
leave-link-old = This link no longer works
leave-link-old-text = It was used already, or is too old. If you left with it, that stands. Otherwise fill in below who you are, or ask for a new link.
leave-when = When does it end?
leave-soon = As soon as possible
leave-soon-day = As soon as possible: { $day }
leave-soon-other = The first day your contract allows. That day is on your confirmation at once.
leave-soon-ground = A person reads what you write. If the promises were kept after all, your ordinary notice counts.
leave-later = On a later day
leave-later-day = Which day?
leave-later-missing = Choose a day, or choose as soon as possible.
leave-later-past = Choose a day from today on. To leave as soon as possible, choose that.
leave-later-far = That day is more than three years ahead. Check the year, or choose as soon as possible.
leave-later-sooner = Earlier than { $day } does not go by itself. We ask for it; certain is { $day }.
leave-then = What happens then
leave-kind-summary = Other than ordinary notice
leave-kind-extraordinary = I leave at once, because promises were not kept
leave-kind-withdrawal = Withdraw from contract here
leave-kind-withdrawal-hint = A customer for less than 14 days? Then you can undo the contract and get your money back.
leave-kind-ordinary = Back to ordinary notice
leave-ground = What was not kept?
leave-ground-hint = One or two sentences will do. Please leave out health and other people.
leave-title-withdrawal = Withdraw from the contract
leave-title-extraordinary = End it at once
leave-button-withdrawal = Confirm withdrawal
leave-button-extraordinary = Confirm cancellation
leave-stay = Keep my subscription
leave-promise = After this button your cancellation is in. You see the confirmation at once and get it by mail too. You can take it back until your last day.
leave-promise-withdrawal = After this button your withdrawal is in. You see the confirmation at once and get it by mail too.
leave-look = First show what ends for me
leave-ways = Rather another way?
leave-ways-text = Each counts just as fast. Choose what you like.
leave-how-link = How leaving { $company } works
leave-how-link-text = all steps, terms and costs on one page.

# Whom we do not find is never refused.
leave-unknown = We cannot find you with this
leave-unknown-text = Check what you filled in and try again. Or send your request anyway: a person will look you up.
leave-anyway = Send it anyway
leave-anyway-text = Your request counts from now on. Within { $days } working days we confirm what ends and when.
leave-open-again = Check this and press once more
leave-open-again-text = This page was open for long. What you filled in is still there.

# Screen 2: what ends and when.
leave-check-title = This ends
leave-check-title-several = Choose what ends
leave-check-choose = What ends?
leave-check-stays = What you do not tick goes on as it is.
leave-check-none = Tick what ends.
leave-check-since = Since { $day }
leave-check-back = Fill in something else

leave-about-end_date = Your last day
leave-about-last_charge = What you still pay
leave-about-refund = What you get back
leave-about-fee = What leaving costs
leave-about-data = Your data
leave-about-goods = What you have of ours
leave-about-deposit = Your deposit
leave-about-other = Besides
leave-value-last-charge = counted by the day
leave-value-refund = the part after your last day
leave-value-last-day = your last day
leave-value-nothing = nothing
leave-value-nothing-more = nothing more
leave-value-told = an amount you hear by { $day }
leave-value-for-day = { $money } for { $day }
leave-value-for-days = { $money } for { $from } to { $until }
leave-end-told = We tell you by { $day } what your last day is.
leave-withdrawal-end_date = The contract ends today.
leave-withdrawal-refund = What you paid is back within 14 days, on the account you paid with.
leave-withdrawal-fee = Withdrawing costs nothing.
leave-withdrawal-end_date-if = If you are in time, the contract ends today. If you have been a customer for longer than 14 days, we look whether you could still change your mind. If not, this counts as an ordinary cancellation.
leave-withdrawal-refund-if = If you are in time, what you paid is back within 14 days, on the account you paid with.
leave-withdrawal-fee-if = If you are in time, withdrawing costs nothing.
leave-fee-none = Leaving costs nothing.
leave-end-known = Your contract ends on { $day }.
leave-end-unknown = Your contract ends on the first possible day. That day is on your confirmation.
leave-ends = { $what } ends on { $day }.
leave-ends-told = We tell you by { $day } what the last day of { $what } is.

leave-end-why = Ends on { $day }: { $why }.
leave-why-first-term = the first term runs until then
leave-why-notice-from-the-day = the notice counts from today
leave-why-end-of-block = it was prolonged until then
leave-why-trial-ends = a trial ends by itself
leave-why-end-of-year = the membership year ends then
leave-why-switching = switching takes two months at most
leave-why-at-will = you may use what is paid for
leave-why-agreed = so it was agreed
leave-why-wanted = you chose that day
leave-why-withdrawal = you undo the contract
leave-why-extraordinary = you end it at once
leave-withdrawal-late = The time to change your mind was over after { $day }. So it counts as ordinary notice.
leave-otherwise = If the ground does not hold, it ends on { $day } at the latest.
leave-otherwise-withdrawal = If the time to change your mind is over, it counts as ordinary notice and ends on { $day } at the latest.
leave-check-ends-too = This ends with it: { $what }.
leave-check-stays-too = This goes on: { $what }.

# Staying.
leave-stay-title = Nothing changes
leave-stay-text = You have not cancelled anything. All goes on as it was.
leave-stay-again = Cancel after all

# The confirmation.
leave-done-title = You have cancelled
leave-done-title-name = You have cancelled, { $name }
leave-done-title-withdrawal = You have withdrawn from the contract
leave-done-title-withdrawal-late = Your withdrawal is in and counts as an ordinary cancellation
leave-done-title-desk = Your request is in
leave-done-title-withdrawal-desk = Your withdrawal is in
leave-done-day = Your last day is { $day }.
leave-done-assumed = At the earliest your last day is { $day }, if we find you and nothing else was agreed.
leave-done-desk = Your request counts from { $moment }. A person finds out which contract it is about and confirms your last day.
leave-done-desk-day = Your cancellation counts from { $moment }. A person looks at it and confirms your last day.
leave-done-desk-withdrawal = Your withdrawal counts from { $moment }. A person looks whether you were in time and confirms your last day.
leave-done-mail = The confirmation is on its way to { $mail }.
leave-done-spool = Our system had a fault. Your request is stored safely and counts from { $moment }.
leave-done-nothing = There is nothing more you need to do.
leave-done-there = You had already cancelled on { $moment }. That stands; this is the same confirmation.
leave-done-number = Number { $number }
leave-next = What comes next
leave-happened = What happened
leave-next-received = Request received
leave-next-taken-back = Request taken back
leave-next-last-day = Your last day
leave-next-ended = Ended
leave-next-pause = The pause begins
leave-next-pause-over = Last day of the pause
leave-next-pause-resumes = Then it goes on by itself, and so do your payments.
leave-next-desk = A person confirms your last day
leave-next-ground = A person reads what you wrote
leave-next-desk-when = By { $day }
leave-next-after = After that
leave-next-again = Asked once more
leave-next-recognized = A person has found you
leave-next-offer = You want somebody to contact you
leave-next-noted = Noted
leave-next-sorry = Our apologies
leave-next-charge = Last payment: { $money }
leave-next-charge-for = For { $from } to { $until }.
leave-next-refund = You get { $money } back
leave-paused-text = The pause runs from { $from } to { $until }. You pay nothing in that time.
leave-done-day-was = Your last day was { $day }.
leave-undo-open = Changed your mind? Then you take this back in one press.
leave-keep = Keep your confirmation
leave-keep-text = As text
leave-keep-html = As a page
leave-keep-pdf = As PDF
leave-keep-link = This page stays at this address. Keep the link.
leave-keep-seal = What it says exactly
leave-keep-seal-text = At the end stands a seal. With it anybody can check that nothing was changed, without us too.
leave-undo = Take my request back
leave-undo-text = Until { $day } you can take your request back in one press.
leave-undone-title = Your request was taken back
leave-undone-text = All goes on as it was. This page stays as proof.
leave-ended-title = Your contract has ended
leave-pause = Can it be a pause as well?
leave-pause-text = Until { $day } you can turn your request into a pause. You pay nothing meanwhile. Then { $resumes ->
    [yes] it goes on by itself
   *[no] you say yourself whether you want to go on
  }.
leave-pause-told = We tell you { $days } days ahead.
leave-pause-months = { $months ->
    [one] 1 month
   *[other] { $months } months
  }
leave-pause-button = Make it a pause
leave-paused-title = Your contract is paused

leave-thanks = Thank you
leave-thanks-text = It was good to be there for you. We wish you well, wherever you go.
leave-thanks-some = What goes on stays as you are used to.

# Questions, all of them optional.
leave-learn = Would you teach us something?
leave-learn-text = You are done. Everything below is optional. We use your answers to get better, not to win you back.
leave-reason = Why are you leaving?
leave-reason-hint = You may choose more than one.
leave-reason-main = What weighed most?
leave-reason-price = Price and value
leave-reason-service = Service and contact
leave-reason-product = The product or service
leave-reason-start = I never got going
leave-reason-fit = Something else fits better
leave-reason-life = My life changed
leave-reason-done = Goal reached
leave-reason-other = Something else
leave-reason-none = Prefer not to say
leave-more = What played a part in that?
leave-destination = Where are you going?
leave-destination-competitor = To another provider
leave-destination-alternative = I solve it another way
leave-destination-nothing = Nowhere, I no longer need it
leave-goal = Did you reach what you came for?
leave-goal-yes = Yes
leave-goal-partly = In part
leave-goal-no = No
leave-effort = How easy was it to cancel?
leave-effort-low = 1 = very hard
leave-effort-high = 5 = very easy
leave-goodbye = How was this goodbye?
leave-goodbye-low = 1 = very bad
leave-goodbye-high = 5 = very good
leave-words = What should we have done differently?
leave-words-goal = What helped you most, and what would you like to see changed?
leave-words-hint = Please leave out health and other people. At most { $most } characters.
leave-reply = May someone reply to this? No offers.
leave-reply-no = No
leave-reply-mail = Yes, by mail, within { $days } working days
leave-reply-phone = Yes, call me, within { $days } working days
leave-fixed = Mail me once when this has been fixed
leave-fixed-hint = One mail about this reason. It lapses after twelve months.
leave-send = Send my answer
leave-skip-all = Skip
leave-heard = Your answer is stored.
leave-heard-change = You can still change it below.

# What fits the answer. Acknowledge, do not persuade.
leave-answer-price = You say it was not worth its price. We lay that beside what others say, before we set prices.
leave-answer-service = You say you were not helped well. We take it as you say it. It goes to those who can solve it.
leave-answer-product = You say it did not do what you could expect. That goes to those who can better it.
leave-answer-start = You say you never got going. We look at what you had from us in your first weeks.
leave-answer-fit = Good that you found something that fits better.
leave-answer-life = Things change. We wish you well.
leave-answer-done = Good that you reached what you came for. There is no better goodbye.
leave-answer-other = Thank you for saying so.
leave-answer-said = You say: “{ $reason }”.
leave-answer-then-price = We lay that beside what others say, before we set prices.
leave-answer-then-service = That goes to those who can solve it.
leave-answer-then-product = That goes to those who can better it.
leave-answer-then-start = We look at what you had from us in your first weeks.
leave-answer-then-fit = Thank you for saying so.
leave-answer-then-other = Thank you for saying so. It goes to those who see to it.
leave-sorry-fault = On { $day } this went wrong: { $what }
leave-sorry = That should not have happened. We are sorry.
leave-sorry-goodwill = You get { $money } back. You need not do anything for it.
leave-offer = Can you still do something?
leave-offer-text = This is the only proposal. Your cancellation stands, whatever you choose.
leave-offer-yes = Please let somebody contact me
leave-offer-taken = Somebody will contact you about: { $offer }

leave-data = Your data
leave-data-take = Send me my data
leave-data-erase = Erase my data after my last day
leave-data-text = What the law makes us keep, such as invoices, is erased when it may be.
leave-data-taken = You asked for your data: { $moment }. You get them within a month.
leave-data-erasing = We erase your data after your last day.
leave-data-not-erasing = You asked us to erase your data after your last day. There is none now, so we erase nothing. If you leave later after all, you can ask again.

leave-waiting-title = Your request is in
leave-waiting-text = Our system had a fault. Your request is stored safely and counts from the moment below. This page will hold more soon.
leave-gone-title = We do not know this confirmation
leave-gone-text = Check whether you copied the whole link. A cancellation that was confirmed stands, even if this link does not work.
leave-gone-ask = Not sure whether your cancellation arrived? Ask the company.
leave-gone-reach = Not sure whether your cancellation arrived? Ask { $company }: { $ways }.
leave-gone-start = I want to leave
leave-later-on-title = This does not work just now
leave-later-on-text = Your cancellation itself is in and stays so. Try this again later.
leave-not-taken-title = Your request could not be stored just now
leave-not-taken-text = That is our fault. Nothing is on record yet. Try again in a moment, or let us know in one of these ways. They count just as fast.
leave-refused-not-open = This request no longer runs. Nothing was changed.
leave-refused-too-late-to-undo = Your last day is over, so it can no longer be taken back.
leave-refused-other = That did not work. Nothing was changed.

# The public procedure.
leave-how-title = How leaving { $company } works
leave-how-lead = { $screens ->
    [one] One screen
   *[other] { $screens } screens
  }, { $fields ->
    [one] one field to fill in
   *[other] { $fields } fields to fill in
  }, and you are done. A reason is never needed.
leave-how-start = Begin here
leave-how-steps = The steps
leave-how-step-fill = You fill in: { $fields }. Then you press “{ $button }”.
leave-how-step-press = You press “{ $button }”.
leave-how-step-receipt = You get a confirmation { $minutes ->
    [0] at once
    [1] within a minute
   *[other] within { $minutes } minutes
  }, on the screen and by mail, with all you said, day and time, your last day and what comes next.
leave-how-step-after = Then you may tell us something. All of that is optional.
leave-how-step-undo = Changed your mind? Until your last day you take it back in one press.
leave-how-notice = The notice
leave-how-notice-days = { $days ->
    [0] No notice.
    [1] One day, counted from the day you cancel.
   *[other] { $days } days, counted from the day you cancel.
  }
leave-how-notice-months = { $months ->
    [0] No notice.
    [1] One month, counted from the day you cancel.
   *[other] { $months } months, counted from the day you cancel.
  }
leave-how-notice-first = The first { $months } months run out first.
leave-how-notice-today = Cancel today, and it ends on { $day }.
leave-how-then = What happens to your money and your data
leave-how-ways = The ways
leave-how-ways-text = Each way counts just as fast. The date is the day you let us know.
leave-how-offer = Proposals
leave-how-offer-none = We make no proposals to make you stay.
leave-how-offer-some = Beforehand we make no proposal. After your request at most one, only if you ask for it.
leave-how-offer-pause = If you would rather pause, you can choose that yourself after your request. We do not press for it.
leave-how-law = The rules
leave-how-law-text = This procedure was held against: { $packs }. That is no legal opinion.
leave-how-law-pack = { $title }, last checked on { $day }
leave-how-real = How it really went
leave-how-real-none = In the last 90 days nobody left through these pages.
leave-how-real-few = In the last 90 days { $n ->
    [one] one person left
   *[other] { $n } people left
  } through these pages. That is too few to name a time.
leave-how-real-seconds = In the last 90 days { $n } people left through these pages. Half of them needed { $seconds } seconds or less.
leave-how-real-receipt = Of the { $of } requests with a mail address, over all ways together, { $n } had their confirmation by mail within a minute. On the page it is there at once.
leave-how-card = The card for staff
leave-how-fallback = The usual description is not there now. You can still leave, with as few demands as can be.

# The card for staff.
leave-card-title = Somebody wants to leave
leave-card-for = Card for staff of { $company }
leave-card-say = How you do it
leave-card-say-1 = Say: “I will arrange that right away.”
leave-card-say-ask = Ask for: { $fields }. You do not ask for a reason.
leave-card-say-day = Say on which day it ends, and what happens to money and data. It stands below.
leave-card-say-enter = Enter it at the desk the moment it is asked. Then the clock starts.
leave-card-say-receipt = Read the confirmation aloud or hand it over. It goes by mail too.
leave-card-say-end = Say: “Thank you for having been a customer.” And then nothing more.
leave-card-never = What you never do
leave-card-never-1 = Ask whether somebody is certain.
leave-card-never-2 = Transfer, call back, or send to another address.
leave-card-never-3 = Make an offer before the request is entered.
leave-card-never-4 = Demand a reason, or say what somebody will be without.
leave-card-unknown = Cannot find the customer? Enter it anyway. Who it is, we find out afterwards.
leave-card-made = Made from the definition “{ $flow }” at { $moment }.

channel-page = On this page
channel-app = In the app
channel-widget = In the window on the site
channel-mail = Mail
channel-phone = Call
channel-chat = Message or chat
channel-counter = Come by
channel-letter = Letter
channel-api = Through an interface
