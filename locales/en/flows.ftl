# Leave flows: the editor.
flows-title = Leave flow
flows-lead = How people leave here: one definition, from which the pages, the desk, the public procedure and the card for staff are made.
flows-finding = { $n ->
    [0] There is no leave flow yet
    [one] There is one way to leave
   *[other] There are { $n } ways to leave
  }
flows-empty = Until you make one, the strictest flow we know stands in: two screens and a receipt. Nobody is kept in.
flows-broken = It cannot be read. The strictest flow stands in its place.
flows-file = from a file, not published here
flows-version = version { $version }
flows-published-by = { $moment }, { $by }
flows-page = Try it
flows-how = Public page
flows-card = Card for staff
flows-new = A new flow
flows-new-text = One per kind of customer that leaves in another way.
flows-name = Its name in addresses
flows-name-hint = Small letters, digits and hyphens, such as monthly-plan.
flows-new-button = Begin
flows-severity-block = Blocks
flows-severity-error = Error
flows-severity-warning = Warning
flows-severity-info = Good to know
flows-severity-none = No findings
flows-finding-clean = Nothing found that makes leaving hard.
flows-finding-remarks = { $n ->
    [one] One finding. It can be published.
   *[other] { $n } findings. It can be published.
  }
flows-finding-blocked = { $n ->
    [one] One finding blocks publishing.
   *[other] { $n } findings block publishing.
  }
flows-finding-broken = { $n ->
    [one] One line cannot be read.
   *[other] { $n } lines cannot be read.
  }
flows-published = Version { $version } is in use
flows-published-text = Whoever begins now leaves by it. Requests that run are finished on the version they began with.
flows-not-published = Not published
flows-not-published-text = What was in use stays in use. People can leave as before.
flows-blocked = Version { $version } cannot be published: { $n ->
    [one] one finding blocks it
   *[other] { $n } findings block it
  }
flows-problems = What cannot be read
flows-findings = Findings
flows-findings-none = Nothing found. What only a page on a screen can tell is listed below.
flows-remedy = What to do:
flows-line = line { $line }
flows-pack = Rules of “{ $pack }”, last checked on { $day }.
flows-pack-stale = Rules of “{ $pack }”, last checked on { $day }: more than a year ago, check them again.
flows-no-advice = Vaarwel reads rules; it gives no legal advice.
flows-not-measured-dp-07 = Size and contrast of the controls (DP-07): measure the rendered pages.
flows-not-measured-dp-34 = Accessibility of both ways (DP-34): measure the rendered pages.
flows-not-measured = { $n ->
    [one] One thing only a rendered page can tell
   *[other] { $n } things only a rendered page can tell
  }
flows-common = What is changed most
flows-common-text = What you change here is put into the text below, where it stands. The rest stays as it was written.
flows-field-title-nl = Title in Dutch
flows-field-title-en = Title in English
flows-field-company-name = Company
flows-field-company-phone = Phone
flows-field-company-mail = Mail address
flows-field-company-address = Postal address
flows-asked = After the request. Every question can be skipped.
flows-field-survey-reason = The reason
flows-field-survey-effort = How easy leaving was
flows-field-survey-free-text = Their own words
flows-field-survey-goal-reached = Whether the goal was reached
flows-field-undo-until-end = A request can be taken back until the last day
flows-law = Held against
flows-field-law = Held against
flows-join = Becoming a customer, to compare with
flows-field-join-screens = Screens
flows-field-join-actions = Clicks
flows-field-join-fields = Fields
flows-whole = The whole definition
flows-whole-text = As TOML. The reference says what each word means; an unknown word is refused with its line.
flows-publish = Publish version { $version }
flows-publish-against = Publish version { $version } against the findings
flows-publish-text = Publishing makes a version that is never changed. Look first: nothing is stored by looking.
flows-look = Look at it
flows-reason = Why you publish against a finding that blocks
flows-reason-hint = Only an owner can. Your name and this reason stay in the history.
flows-preview = What the customer sees
flows-preview-in = Show in { $language ->
    [nl] Dutch
   *[en] English
}
flows-preview-text = The first screen as it is on a phone. Nothing can be sent from here.
flows-friction = Friction
flows-friction-measure = Measure
flows-friction-leave = Leave
flows-friction-join = Join
flows-friction-clicks = Clicks
flows-friction-fields = Fields
flows-friction-screens = Screens
flows-friction-screens-and-receipt = Screens, the confirmation included
flows-friction-seconds = Seconds
flows-friction-not-known = not known
flows-friction-unknown = Say below what becoming a customer takes, and it is compared here.
flows-friction-easier = Leaving is easier than joining.
flows-friction-same = Leaving is as easy as joining.
flows-friction-harder = Leaving is harder than joining.
flows-friction-index = Symmetry index { $index } on a scale from 0 to 2; 1 means leaving is as easy as joining
flows-friction-one = 1, as easy as joining
flows-friction-how = The geometric mean of leave divided by join over the measures that are known. From the definition; what was measured stands on the page about goodbyes.
flows-public = The public page says
flows-ways = Other ways
flows-versions = Versions
flows-versions-none = Not published yet.
flows-open = Open
flows-open-version = Open version { $version }
flows-overridden = Published against a finding: { $reason }
flows-wrong-name = Choose another name: small letters, digits and hyphens, at most 64.
flows-wrong-field = “{ $field }” could not be put into the text. Change it in the text itself.
flows-wrong-same = This is the version that is in use.
flows-older = This is version { $version }, not the newest. Publish it and it becomes version { $next }.
flows-wrong-outdated = Somebody published version { $version } meanwhile. Open that one and make your change there.
flows-wrong-broken = It cannot be read yet. See the lines above.
flows-wrong-blocked = It cannot be published as long as something blocks it. An owner can decide otherwise, with a reason.
flows-wrong-reason = Write in a sentence why you publish against the finding. It stays in the history.
