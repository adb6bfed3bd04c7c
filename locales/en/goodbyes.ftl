# Goodbyes: what they teach.
goodbyes-title = Goodbyes
goodbyes-lead = How leaving goes, as those who leave met it. Nobody counts as kept here: how it went on is looked up later.
goodbyes-finding-nobody = Nobody looked at leaving in this time
goodbyes-finding-looked = { $n ->
    [one] One person looked at leaving, and nobody asked
   *[other] { $n } people looked at leaving, and nobody asked
  }
goodbyes-finding = { $n ->
    [one] One person asked to leave
   *[other] { $n } people asked to leave
  }
goodbyes-filter = Which goodbyes
goodbyes-flow = Flow
goodbyes-flow-all = All flows
goodbyes-stretch = Of the last
goodbyes-days = { $days } days
goodbyes-csv = All numbers as CSV
goodbyes-json = As JSON
goodbyes-cut = There was more than is counted at once: the newest 20,000 stand here.
goodbyes-of = { $part } of { $whole }
goodbyes-nobody = nobody yet
goodbyes-not-known = not known
goodbyes-level = The whisker and the brackets hold 95%.
goodbyes-column-share = Share
goodbyes-column-count = So many
goodbyes-column-step = Step
goodbyes-column-what = What
goodbyes-column-channel = Channel
goodbyes-column-asked = Asked
goodbyes-column-hours = Hours, median
goodbyes-column-minutes = Minutes, median
goodbyes-column-seconds = Seconds, median
goodbyes-column-after = After
goodbyes-column-score = Score of the goodbye
goodbyes-figure-refused = Requests refused
goodbyes-figure-seconds = Seconds to leave
goodbyes-figure-effort = Found it easy
goodbyes-figure-goodbye = Found the goodbye good
goodbyes-how-refused = All who asked. There is no way to refuse a request here; what nobody knows is found out by a person afterwards.
goodbyes-how-seconds = The median, of those who asked on the pages, from the first screen until the request.
goodbyes-how-effort = Scores of 4 or 5 of 5, divided by all who answered. Who did not answer is not in it.
goodbyes-how-goodbye = Scores of 4 or 5 of 5, divided by all who answered. Who did not answer is not in it.
goodbyes-funnel = How far they got
goodbyes-funnel-text = Visits to the pages. Who came twice counts twice. Programs and who is signed in here are left out.
goodbyes-funnel-caption = Of all visits
goodbyes-funnel-empty = Nobody came to the pages in this time. Share the link to your leave page; the first visit appears here at once.
goodbyes-funnel-visited = Opened the page
goodbyes-funnel-identified = Said who they are
goodbyes-funnel-confirmed = Sent the request
goodbyes-watch = Looked, and did not ask
goodbyes-watch-text = Customers who looked at leaving in the last 30 days and did not send a request. Something is on their mind, or the page was not clear.
goodbyes-watch-never = Do not call to stop them. Better what they pay for, and make the page clearer.
goodbyes-watch-empty = Nobody we know looked and went away in the last 30 days.
goodbyes-watch-when = { $moment }, { $screens ->
    [one] one screen
   *[other] { $screens } screens
  }
goodbyes-watch-step = What we know of them
goodbyes-reasons = Why, and what it weighs
goodbyes-reasons-said = { $answered } of the { $asked } requests came with a reason.
goodbyes-reasons-priced = Of { $priced } of these { $n } the price is known; the share of revenue is of those.
goodbyes-reasons-empty = Nobody has said why yet. The question comes after the request, and may be skipped.
goodbyes-happy = happy end
goodbyes-friction-text = What leaving took those who asked on the pages, against what the flow says joining takes.
goodbyes-friction-caption = Medians of those who asked
goodbyes-friction-leave = Leave
goodbyes-friction-join = Join
goodbyes-friction-against = { $leave } to leave, { $join } to join
goodbyes-friction-empty = Nobody has asked on the pages in this time. Clicks, fields, screens and seconds are counted from the first request on.
goodbyes-channels = Confirmed how soon
goodbyes-channels-text = On the pages and at the desk the receipt is there at once. Counted here is how long until it was handed to the mail too.
goodbyes-channels-caption = By channel
goodbyes-channels-empty = Nobody has asked in this time.
goodbyes-taken-caption = How requests were taken
goodbyes-taken-refused = Refused
goodbyes-taken-by-person = A person had something to find out
goodbyes-channel-page = Web page
goodbyes-channel-app = App
goodbyes-channel-widget = On the site
goodbyes-channel-mail = Mail
goodbyes-channel-phone = Phone
goodbyes-channel-chat = Chat
goodbyes-channel-counter = Counter
goodbyes-channel-letter = Letter
goodbyes-channel-api = Interface
goodbyes-later = How it went on
goodbyes-later-text = Of those who took their request back or chose a pause: who was still a customer so many days after asking? Counted of requests that are old enough.
goodbyes-later-not-saved = It is no effect of ours: nobody knows what they would have done otherwise.
goodbyes-later-caption = Still a customer
goodbyes-later-empty = Nobody took a request back 30 days ago or longer. The first answer stands here when the first of them has had 30 days.
goodbyes-after-days = { $days } days
goodbyes-returned = A good goodbye, and coming back
goodbyes-goodbye-4-or-5 = 4 or 5
goodbyes-goodbye-1-to-3 = 1 to 3
goodbyes-returned-text = A hypothesis, not a finding: who found the goodbye good may differ in other ways too.
goodbyes-returned-old = Counted of those who left at least a year ago. Coming back counts within 365 days after the last day, so that everybody had the same time for it.
goodbyes-returned-empty = Nobody has been gone for a year yet. Who of them came back stands here as soon as the first has been.
goodbyes-returned-few = Too few to set side by side: that takes { $min } people with a good goodbye and { $min } with a lesser one.
goodbyes-returned-open = The difference is { $points } percentage points and may be anything from { $lower } to { $upper }: whether a good goodbye goes along with coming back cannot be seen here.
goodbyes-returned-more = After a good goodbye { $points } percentage points more came back, from { $lower } to { $upper }. That they go together does not say that one comes from the other: a trial with another goodbye would show it.
goodbyes-returned-less = After a good goodbye { $points } percentage points fewer came back, from { $lower } to { $upper }. That they go together does not say that one comes from the other: a trial with another goodbye would show it.
goodbyes-returned-caption = Came back within a year of leaving
goodbyes-goodbye-not-scored = No score given
