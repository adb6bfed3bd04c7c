# The pages on which customers answer a short question. Everything can be skipped.
asking-skip = To the questions
asking-language = Language
asking-send = Send
asking-send-again = Send changes
asking-noted = Noted
asking-thanks = Thank you. Your answer is noted.
asking-more = Anything you would like to add?
asking-more-again = Anything more you would like to add?
asking-optional = You may skip everything below.
asking-skip-question = Skip
asking-privacy = Please leave out health and other people.
asking-place = In place { $place }
asking-nothing-sent = You have not chosen anything yet. You may also simply close this page.
asking-problem = Something is not right; it says so at the question. What you filled in is still there.
asking-not-kept = We cannot keep your answer just now. Please try again in a while; what you filled in is still there.
asking-too-long = Please make this shorter: { $most } characters fit, this has { $given }.
asking-only-one = Please choose one answer.
asking-not-offered = This answer does not belong to the question. Please choose one of those shown.

asking-face-1 = Very unhappy
asking-face-2 = Unhappy
asking-face-3 = So-so
asking-face-4 = Content
asking-face-5 = Very content
asking-score-low = 0: not at all
asking-score-high = 10: very much
asking-answer-yes = Yes
asking-answer-no = No
asking-goal-yes = Yes
asking-goal-partly = In part
asking-goal-no = No

# What the answer is for.
asking-purposes = What we use your answer for:
asking-purpose-handle = putting right what went wrong for you
asking-purpose-improve = making it better for everybody
asking-purpose-reply = replying to you
asking-purpose-research = finding out why customers stay or leave
asking-purposes-not = Not to sell you anything.

# Not to be asked again.
asking-stop-link = Do not ask me again
asking-stop = Would you like no more questions?
asking-stop-text = One press of the button and we ask you nothing any more, in any way. Nothing changes about your plan.
asking-stop-button = Do not ask me again
asking-stopped = We ask you nothing any more
asking-stopped-text = That holds from now on, for mail, messages and everything else. Nothing changes about your plan.
asking-stop-undo = Ask me after all

# Links that do not work.
asking-unknown = This link does not work
asking-unknown-text = Please see whether all of it was copied, up to the last sign. Nothing was noted.
asking-expired = This question is over
asking-expired-text = The link could be used for a time, and that time is up. Nothing was noted. Anything to tell us? Do mail or call.
asking-broken = It does not work just now
asking-broken-text = That is our fault. Please try again in a while; nothing was noted.
asking-flood = This is too long
asking-flood-text = Go a step back and make your text shorter. Nothing was noted.

# A screen on the spot.
asking-kiosk-nobody = Who you are is not asked and not kept.
asking-kiosk-noted = Noted. Anything more? You may skip it.
asking-kiosk-enough = Done
asking-kiosk-thanks = Thank you
asking-kiosk-next = Next
