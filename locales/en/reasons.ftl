## Why: reasons in two levels, by customers and by revenue, with the silence beside it.

reasons-title = Why
# $reason: Price and value. $share: 23%.
reasons-finding = “{ $reason }” is the reason given most: { $share } of those who answered.
reasons-finding-group = Of { $group }, “{ $reason }” is the reason given most: { $share } of those who answered.
reasons-finding-none = Nobody said why yet.
reasons-response = { $answered } of { $left } customers who left gave a reason.
reasons-figure-left = Left
reasons-figure-answered = Gave a reason
reasons-figure-unmapped = Words without a meaning
reasons-denominator-left = Not divided: a count.
reasons-denominator-answered = Not divided: a count.
reasons-denominator-unmapped = Not divided: of so many different own words nobody has said what they mean.
reasons-figure-silent = Gave no reason
reasons-denominator-silent = All customers who left in the period.
reasons-unmapped = not said yet
reasons-from-list = chosen from the list
reasons-section = Reasons
reasons-section-text = Share of those who answered. The whisker is the { $level } interval. Open a row for the reasons in it.
reasons-section-stated = The reason is what somebody said. How they went stands under Who.
reasons-column-reason = Reason
reasons-column-share = Customers [interval]
reasons-column-revenue = Revenue [interval]
reasons-column-n = n
reasons-empty = Reasons appear here once somebody gives one. Bring in a file with reasons, or ask at the goodbye.
reasons-proposed = looks like: { $reason }
reasons-words = In their own words
reasons-words-text = What people said, with what somebody of yours says it means. “Looks like” is a proposal; it does not count yet.
reasons-destinations = Where to
reasons-destinations-text = To another company, to something else, or to nothing. Only what somebody said.
reasons-column-words = Words
reasons-column-code = Meaning
reasons-column-destination = To
destination-competitor = another company
destination-alternative = something else
destination-nothing = nothing, no longer needed
destination-unknown = not said
