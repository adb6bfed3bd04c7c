## Loyalty: what the most content do.

loyalty-title = Loyalty
loyalty-finding-longer = Who answered green stayed more often: { $green } against { $soft } of soft green.
loyalty-finding-shorter = Who answered green stayed less often: { $green } against { $soft } of soft green.
loyalty-finding-chance = Of green { $green } stayed, of soft green { $soft }. That difference may be chance.
loyalty-finding-unknown = What the most content do cannot be seen yet.
loyalty-lead = From soft green to green is another goal than losing fewer. Here stands whether green customers stay longer, pay more and bring others. Answers from files that were imported count too; the ladder knows only those to your surveys.
loyalty-rungs = Per rung
loyalty-rungs-text = Customers as they stood on the first day, followed until the last. The whisker is the { $level } interval.
loyalty-none = Rungs appear here once customers answered and could be followed for a while.
loyalty-to-value = What customers are worth
loyalty-column-rung = Rung
loyalty-column-stayed = Stayed
loyalty-column-paid = Paid per customer
loyalty-column-brought = Brought another
loyalty-column-customers = Customers
loyalty-column-measure = Measure
loyalty-column-difference = Difference
loyalty-rung-deep-red = deep red
loyalty-rung-orange = orange
loyalty-rung-yellow = yellow
loyalty-rung-soft-green = soft green
loyalty-rung-green = green
loyalty-differences = Green less soft green
loyalty-differences-text = It says what goes together. Who answers green differs in more than the answer; what happens when somebody becomes green is not said by it.
loyalty-measure-stayed-share = Stayed a customer
loyalty-measure-paid = Paid per customer
loyalty-measure-paid-per-month = Paid per month as a customer
loyalty-measure-brought-share = Brought another

note-loyalty-followed = Customers of { $on } who had answered “{ $question }” in the year before, followed for { $days } days.
note-loyalty-measures = Stayed: still here at the end. Paid: what came in from them, leavers included. Brought another: at least one. Wilson’s interval for shares, Student’s for means.
note-loyalty-differences = Differences are green less soft green: Newcombe for shares, Welch for payments, linearized per month.
note-loyalty-not-causal = Green and soft green customers differ in more than their answer, and not all answer. It is no proof that becoming green does anything.
note-answers-too-new = Answers are known since { $from }. That is too short to follow customers afterwards.
