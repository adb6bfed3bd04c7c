# Action points and improvements.
work-tabs = Work
work-board = Board
work-list = List
work-mine = Mine
work-improvements = Improvements
work-lead = What customers said becomes work: with evidence, an owner and a date. It closes only with cause and action.
work-look = Look through new answers
work-looked = { $n ->
    [0] Looked through: no new point.
    [one] Looked through: one new point.
   *[other] Looked through: { $n } new points.
  }
work-finding-none = Nothing is open
work-finding = { $n ->
    [one] One action point is open
   *[other] { $n } action points are open
  }
work-finding-late = { $n ->
    [one] One action point is open and late
   *[other] { $n } action points are open, { $late ->
        [one] one is
       *[other] { $late } are
      } late
  }
work-finding-mine-none = You have nothing open
work-finding-mine = { $n ->
    [one] You have one action point
   *[other] You have { $n } action points
  }
work-finding-mine-late = { $n ->
    [one] You have one action point and it is late
   *[other] You have { $n } action points, { $late ->
        [one] one is
       *[other] { $late } are
      } late
  }
work-empty = There are no action points yet. They make themselves: of a deep red answer, a promise that somebody replies, or a theme that is heard more than usual.
work-empty-step = To the answers
work-none = Nothing stands here.
work-many = { $n ->
    [0] several customers
    [one] one customer
   *[other] { $n } customers
  }
work-nobody = nobody yet
work-nobody-had-it = nobody
work-column-proposed = Proposed
work-column-proposed-text = Nobody said yet that they have it.
work-column-open = Under way
work-column-open-text = Somebody is at it.
work-column-closed = Done
work-column-closed-text = Not heard yet whether it helped.
work-column-heard = Settled
work-column-heard-text = It helped, or it was not worth doing.
work-stage-proposed = proposed
work-stage-open = under way
work-stage-closed = done
work-stage-helped = helped
work-stage-dropped = dropped
work-about-whole = All of it
work-about-product = The product
work-about-price = The price
work-about-service = The service
work-about-place = The place
work-about-person = The person who helped
work-about-other = Something else
work-about-deep-red = A deep red answer
work-about-promise = A reply that was promised
work-why-deep-red = Somebody answered deep red on { $day }.
work-why-promise = On { $day } it was promised that somebody replies.
work-why-payment = The payment of { $day } did not come in, and can be repaired.
work-why-harms = On { $day } it turned out that this makes customers do what they should not ({ $unit ->
    [points] difference in points
   *[other] difference
}: { $difference }). Nobody is drawn for it any more.
work-why-theme = Until { $day }, { $now } spoke of this. Usual is { $usual }; above { $limit } it is not chance any more.
work-why-rising = Until { $day }, { $now } leavers left for this, before that { $before }. Difference in points: { $points }.
work-number-now = Now
work-number-before = Before
work-needs-soon = { $days ->
    [0] today
    [one] one day left
   *[other] { $days } days left
  }
work-needs-late = { $days ->
    [one] one day late
   *[other] { $days } days late
  }
work-needs-escalated = { $days ->
    [one] one day late: whoever leads hears of it
   *[other] { $days } days late: whoever leads hears of it
  }
work-col-about = About
work-col-why = Why
work-col-owner = Whose
work-col-due = By
work-col-stage = Stage
work-point-finding = { $about }: { $whom }
work-top-stage = Stage
work-top-owner = Whose
work-top-due = By
work-top-stake = Pays per month
work-top-reopened = { $n ->
    [0] never opened again
    [one] opened again once
   *[other] opened again { $n } times
  }
work-top-customers = { $n ->
    [one] one customer
   *[other] { $n } customers
  }
work-rests = What it rests on
work-not-shown = { $n ->
    [one] One answer is not shown: it was not given for putting things right, or it is gone.
   *[other] { $n } answers are not shown: they were not given for putting things right, or they are gone.
  }
work-time = What happened
work-by = by { $by }
work-event-proposed = Proposed
work-event-joined = Another signal joined
work-event-given = For { $owner }
work-event-progress = Done
work-event-closed = Closed
work-event-cause = Cause: { $cause }
work-event-action = Action: { $action }
work-event-dropped = Dropped
work-event-asked-customer = { $n ->
    [one] One customer asked whether it helped
   *[other] { $n } customers asked whether it helped
  }
work-event-asked-colleague = { $n ->
    [one] One colleague asked whether it helped
   *[other] { $n } colleagues asked whether it helped
  }
work-event-said-helped-customer = A customer says that it helped
work-event-said-helped-colleague = A colleague says that it helped
work-event-said-not-customer = A customer says that it did not help
work-event-said-not-colleague = A colleague says that it did not help
work-event-reopened = Opened again
work-event-unhappy = Somebody it was about says that it did not help.
work-event-due = Must be done
work-event-was-due = Was to be done
work-give = Whose it is
work-owner = Owner
work-due = At the latest
work-give-button = Give it
work-note = Progress
work-note-what = What was done?
work-note-button = Note it
work-close = Close
work-close-text = Without cause and action nobody learns from it. Who said it and agreed to a reply gets a mail about what was done, a day later.
work-cause = What was the cause?
work-action = What was done about it?
work-action-hint = Write it as a customer may read it: it goes in these words to who said it.
work-close-button = Close the point
work-merge = Merge
work-merge-text = The evidence goes to the other point; this one is dropped.
work-merge-into = Belongs to
work-merge-button = Merge
work-merged-into = Merged with { $id }
work-drop = Drop
work-why = Why?
work-drop-button = Drop it
work-helped = Did it help?
work-helped-text = One no opens the point again, with a new date.
work-who-says = Who says it?
work-customer = A customer
work-colleague = A colleague
work-helped-yes = It helped
work-helped-no = It did not help
work-reopen = Open again
work-reopen-button = Open the point again
work-waiting = { $n ->
    [one] One customer who left wants to hear it when this is put right.
   *[other] { $n } customers who left want to hear it when this is put right.
  }
work-fixed = Put right?
work-fixed-text = Each gets one message, without an offer. After that nobody is on the list any more.
work-fixed-button = It is put right, tell them
work-told = { $n ->
    [0] There was nobody left to be told.
    [one] One customer gets a message.
   *[other] { $n } customers get a message.
  }
work-done-given = It is given.
work-done-noted = It is noted.
work-done-closed = The point is closed. Now the question is whether it helped.
work-done-dropped = The point is dropped.
work-done-asked = It is asked.
work-done-heard = It is noted.
work-done-reopened = The point is open again.
work-done-merged = The points are merged.
work-wrong-cause = Write down what the cause was; otherwise nobody learns from it.
work-wrong-action = Write down what was done about it, or drop the point with a reason.
work-wrong-reason = Write down why.
work-wrong-owner = Choose who has it.
work-wrong-note = Write down what was done.
work-wrong-closed = This point is closed. Open it again first.
work-wrong-open = This point is still open. Close it first.
work-wrong-day = Choose today ({ $today }) or a later day.
work-wrong-helped = Choose whether it helped.
work-wrong-merge = Choose the point this belongs to.

improvements-finding-none = No improvement to follow yet
improvements-finding = { $n ->
    [one] One reason was worked on; { $lower ->
        [0] whether it is given less cannot be seen yet
       *[other] it is given less
      }
   *[other] { $n } reasons were worked on; { $lower ->
        [0] of none it can be seen that it is given less
        [one] one is given less
       *[other] { $lower } are given less
      }
  }
improvements-lead = A closed point names a reason. Here it stands for a year whether fewer customers leave for it.
improvements-empty = Close an action point with cause and action; then its reason stands here, before and after.
improvements-closed = { $n ->
    [one] One point, closed on { $day }.
   *[other] { $n } points, the first closed on { $day }.
  }
improvements-text = Against the months before, carried on. Beside it the same for other reasons: where those moved too, it may have been something else.
improvements-point = To the point
improvements-no-reason = This is no reason to leave, so there is no monthly number of leaving. What customers think of it stands with the answers.
improvements-too-early = It is too early: there are too few whole months before and after.
improvements-lower = { $points } points per month against how it would have gone on: fewer customers leave for this.
improvements-higher = { $points } points per month against how it would have gone on: more customers leave for this.
improvements-same = { $points } points per month against how it would have gone on: that can be chance.
improvements-others-too = Fewer customers left for other reasons too, so that it may have been something else.
improvements-seen = seen
improvements-expected = without a change
improvements-label = Share of customers who left per month for: { $name }
improvements-caption = Leaving per month; brackets hold 95%
improvements-column-this = This reason
improvements-column-others = Other reasons
improvements-row-before = { $n ->
    [one] One month before
   *[other] { $n } months before
  }
improvements-row-after = { $n ->
    [0] No whole month after yet
    [one] One month after
   *[other] { $n } months after
  }
improvements-row-effect = Difference from the line carried on
improvements-row-points = in points per month
improvements-how-denominator = Customers at the beginning of each month.
improvements-how-method = Interrupted time series: the months before carried on as a straight line, for this reason and for all others apart. Whole months only; the month of closing counts as before.
improvements-csv = All months as CSV
