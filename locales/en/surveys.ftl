# Surveys.
surveys-lead = At most four questions, each to be skipped. A version that was published never changes.
surveys-finding = { $n ->
    [0] There is no survey yet
    [one] There is one survey
   *[other] There are { $n } surveys
  }
surveys-finding-length = { $n ->
    [one] One question, to be skipped.
   *[other] { $n } questions, each to be skipped.
  }
surveys-empty = Begin one below: with one question about satisfaction the ladder fills by itself.
surveys-by-hand = Only when somebody asks by hand.
surveys-on-schedule = Every { $every } days, from day { $after } as a customer, by { $channels }.
surveys-or = {" or "}
surveys-after = { $after ->
    [0] On the day of
    [one] One day after
   *[other] { $after } days after
  }
surveys-within = { $within ->
    [one] until a day later
   *[other] until { $within } days later
  }
surveys-on-first-use = { surveys-after } the first use, { surveys-within }, by { $channels }.
surveys-on-service-contact = { surveys-after } a contact with service, { surveys-within }, by { $channels }.
surveys-on-renewal = { surveys-after } a renewal, { surveys-within }, by { $channels }.
surveys-on-activity = { surveys-after } an activity, { surveys-within }, by { $channels }.
surveys-on-goodbye = { surveys-after } a goodbye, { surveys-within }, by { $channels }, as far as the law allows it.
surveys-house = What holds for all
surveys-house-text = Over all surveys and channels. It stands in asking.toml in the data folder.
surveys-house-wrong = Your own rules cannot be read; the usual ones hold.
surveys-cap = How often
surveys-cap-text = { $between } days of rest after each time, and at most { $year } times a year.
surveys-quiet = Quiet hours
surveys-quiet-text = Between { $from } and { $to } no message goes out.
surveys-sundays-quiet = Nor on Sundays.
surveys-sundays-not = On Sundays it does.
surveys-unasked = Never asked
surveys-unasked-text = { $share } of customers, by lot and always the same. Asking changes people; only who was never asked shows what listening does.
surveys-goodbye-mail = After a goodbye
surveys-goodbye-mail-consent = A mail only to who agreed to it on record: rule { $rule } of the law pack “{ $pack }”.
surveys-goodbye-mail-soft-opt-in = A mail only to who agreed to it, or was told at the sale and could refuse: rule { $rule } of the law pack “{ $pack }”.
surveys-goodbye-mail-nothing = A mail is allowed until somebody says no: rule { $rule } of the law pack “{ $pack }”.
surveys-new = A new survey
surveys-new-text = One per occasion. Keep it short: each question more costs answers.
surveys-name-hint = Small letters, digits and hyphens, such as after-the-workshop.
surveys-published-text = Who is asked now gets this one. Who has an earlier version open answers it to the end.
surveys-facts = What this text does
surveys-when = When
surveys-purposes = Answers are to
surveys-stands = Ladder
surveys-ladder = “{ $question }” says where somebody stands, for { $days } days.
surveys-no-ladder = No question says where somebody stands.
surveys-link = Link is good for
surveys-words = Own words are kept
surveys-whole-text = As TOML. The reference says what each word means; an unknown word is refused, with its line.
surveys-publish-text = Publishing gives the text the next version number. Look first: looking keeps nothing.
surveys-preview-text = As on a phone. Nothing can be sent from here.
surveys-links = Ask by hand
surveys-links-text = A link for one customer: to ask aloud at the desk, on paper, or on a screen. It counts for how often somebody was asked.
surveys-links-button = Make a link
surveys-links-now = Enter it now
surveys-kiosks = Screen on the spot
surveys-kiosks-text = Asks whoever stands before it one thing at a time, and begins again. Nobody says who they are, so it counts neither for the ladder nor for how often somebody was asked. It asks for no own words.
surveys-kiosk-place = Where it stands
surveys-kiosk-button = Make a screen
surveys-kiosk-made = Screen for { $place }
surveys-kiosk-made-text = Open this address on the screen, or scan the code. Keep it now: it stands here once. It works until you take it away below.
surveys-kiosk-code-label = Code with the address of the screen { $place }
surveys-kiosk-since = since { $moment }
surveys-kiosk-until = until { $moment }
surveys-kiosk-answered = { $n ->
    [0] no answer yet
    [one] answered once
   *[other] answered { $n } times
  }
surveys-kiosk-end = Take away
surveys-kiosk-end-label = Take away: the screen { $place }
surveys-wrong-place = Fill in where the screen stands.
surveys-wrong-kiosk = This survey has no question for a screen: it asks for no own words and no permissions.
surveys-made = Link for { $customer }, { $channel }
surveys-made-text = Keep it now: it stands here once. It works until { $until }.
surveys-made-open = Open the questions
surveys-code-label = Code with the link for { $customer }
surveys-wrong-name = Choose another name: small letters, digits and hyphens, at most 60.
surveys-wrong-large = The text is too large. A survey fits well within 128 kB.
surveys-wrong-other-name = The text names another survey. Set survey to { $name }.
surveys-wrong-customer = Fill in for which customer the link is.
surveys-wrong-nobody = We do not know customer { $customer }, and no link was made. Check the customer number; it stands under Customers.
surveys-wrong-unpublished = Publish the survey first.
surveys-wrong-opted-out = This customer does not want to be asked any more.
surveys-wrong-resting = This customer was asked a short time ago. From { $day } on it is possible again.
surveys-wrong-asked = This customer was asked about this before.
