# Answers of customers.
answers-over = Answers · { $from } – { $to }
answers-finding-nobody = Nobody was asked anything in this time
answers-finding = { $asked ->
    [one] { $answered ->
        [0] The one customer who was asked did not answer
       *[other] The one customer who was asked answered
      }
   *[other] { $answered_told } of { $asked_told } customers who were asked { $answered ->
        [one] answered
       *[other] answered
      }
  }
answers-for-improve = Read to make things better for everybody. Who said it does not matter for that, and is not shown.
answers-for-handle = Read to put right what went wrong for this customer.
answers-for-reply = Only of those who said that somebody may reply.
answers-for-research = Read to find out what goes with staying and leaving. Who said it is not shown.
answers-filter = Which answers
answers-search = Words
answers-survey = Survey
answers-rung = Rung
answers-theme = Theme
answers-theme-none = no theme
answers-from = From
answers-to = Up to and with
answers-more = More
answers-channel = Channel
answers-language = Language
answers-purpose = Read to
answers-all = All
answers-version = version { $version }
answers-length = { $n ->
    [one] one question
   *[other] { $n } questions
  }
answers-channel-mail = mail
answers-channel-text = text message
answers-channel-qr = code on paper
answers-channel-web = web page
answers-channel-desk = desk
answers-channel-kiosk = screen on the spot
answers-language-nl = Dutch
answers-language-en = English
answers-purpose-handle = put right
answers-purpose-improve = improve
answers-purpose-reply = reply
answers-purpose-research = research
answers-empty = Nothing was answered yet. Make a survey and ask the first customer; the answer stands here at once.
answers-empty-step = To the surveys
answers-stream = What they said
answers-stream-text = The newest first. Own words stand in the language of who wrote them.
answers-stream-purpose = You see an answer only for a purpose it was given for.
answers-none-found = Nothing was found with this choice.
answers-show-all = Show all
answers-cut = Not everything was looked through. Go on with the button below.
answers-newest = Newest
answers-next = Further back
answers-csv = All numbers as CSV
answers-face = { $face } of 5, { $label }
answers-score = { $score } of 10
answers-gone = The own words were erased after their term.
answers-protected = This is about something the law protects most: { $about }. No model reads it and nobody gives it a theme.
answers-protected-not-shown = This is about something the law protects most: { $about }. Only an owner or manager reads it.
answers-protected-short = Only for an owner or manager
answers-about-health = health
answers-about-belief = belief or conviction
answers-about-union = trade union
answers-about-politics = politics
answers-about-sex = sexuality
answers-about-origin = origin
answers-about-biometrics = biometrics or genes
answers-about-crime = offences
answers-confirmed = confirmed
answers-nearly-sure = more than { $share }
answers-because = { $share } sure, because of: { $words }
answers-because-nothing = { $share } sure
answers-words = What decided: { $words }
answers-abstained = Vaarwel suggests no theme here.
answers-confirm = That is right
answers-confirm-that = That is right: { $theme }
answers-other-theme = Another theme
answers-theme-of = Theme of this text
answers-set-theme = This is it

answers-rates = Who answered
answers-rates-text = Each survey, version, channel and language apart: who answers over one channel may be unlike who does over another.
answers-rates-touched = Touched: the answer in the message was opened and not sent. Programs that look into mail do that too.
answers-rates-caption = Of those who were asked
answers-rates-empty = Nobody was asked in this time with this choice.
answers-rates-how = Customers who answered at least one question, divided by all customers who were asked.
answers-column-survey = Survey
answers-column-by = Channel and language
answers-column-response = Answered
answers-column-answered = Count
answers-column-silent = Did not
answers-column-choice = Answer
answers-column-theme = Theme
answers-silent-touched = { $n }, of which { $touched } touched
answers-warning-few = Fewer than { $least } answers, so that a share says little yet: { $which }.
answers-warning-low = Fewer than one in ten answered. Those who did may be quite unlike the others: { $which }.
answers-choices-text = Question by question: each answer, divided by those who answered that question.
answers-choices-level = Whisker and brackets hold 95%.
answers-choices-of = Of { $answered } answers; { $silent } who were asked said nothing here.
answers-choices-together = Counted together: { $ways }. Choose one channel and language to see them apart.
answers-choices-few = Fewer than { $least }: read the shares as a first impression.
answers-choices-more = { $n ->
    [one] 1 more version has answers. Choose a survey to see it.
   *[other] { $n } more versions have answers. Choose a survey to see them.
}

answers-themes = What it is about
answers-themes-text = Vaarwel reads what people write in their own words and says which words decided. A person confirms it or chooses something else, and it learns from that.
answers-themes-anchored = Who confirms sees first what Vaarwel thought. That draws both together: they may agree less than this in truth.
answers-themes-empty = No theme was confirmed yet. After ten Vaarwel learns the words of your customers.
answers-themes-begin = Read the first
answers-themes-next = Read and confirm
answers-themes-caption = { $n ->
    [one] Of one confirmed text
   *[other] Of { $n } confirmed texts
  }
answers-kappa = Of { $n } texts people and Vaarwel said the same in { $share }. Kappa is { $kappa }: 0 is chance, 1 is always the same.
answers-kappa-few = People and Vaarwel both read { $n ->
    [one] one text
   *[other] { $n } texts
  }. From { $least } on their agreement says something.
answers-themes-question = What is this about?
answers-themes-done = Everything was read
answers-themes-lead = One text at a time. What you choose stands there with your name, and can be changed later.
answers-themes-said = Noted: { $theme }.
answers-themes-keys = Enter chooses the first. The shortcuts are 1, 2 and 3, with the key your browser uses for them (often Alt).
answers-themes-skip = Skip
answers-themes-choose = Choose a theme
answers-themes-wrong-theme = Another theme is empty. Choose one from the list, or skip the text.
answers-themes-none = There is no text left without a theme. A new answer comes here by itself.
answers-agreed = How well Vaarwel reads
