# The ladder of satisfaction.
rung-1 = deep red
rung-2 = orange
rung-3 = yellow
rung-4 = soft green
rung-5 = green
ladder-over = Ladder · { $from } – { $to }
ladder-finding-nobody = Of nobody is it known where they stand
ladder-finding = { $known ->
    [one] Of one customer we know where they stand
   *[other] Of { $known_told } customers we know where they stand
  }{ $unknown ->
    [0] { "" }
    [one] , of one we do not
   *[other] , of { $unknown_told } we do not
  }
ladder-lead = A rung is what somebody said, with a date. After the term of the survey nobody knows any more; nothing is guessed from behavior. Only answers to your surveys count, not those from files that were imported.
ladder-filter = Two days
ladder-from = From
ladder-to = To
ladder-empty = Nobody said yet where they stand. A survey with a question for the ladder fills this by itself.
ladder-unknown = unknown
ladder-gone = left
ladder-now = now
ladder-figure-red = Deep red
ladder-figure-green = Soft green or green
ladder-figure-known = Known
ladder-how-known = Customers of whom it is known where they stand.
ladder-how-all = All customers of that day.
ladder-standing = Where they stand
ladder-standing-text = Of customers who said it and for whom it still holds.
ladder-fades = Who said it too long ago counts as unknown.
ladder-standing-label = The five rungs on { $day }
ladder-standing-caption = Of those of whom it is known where they stand
ladder-standing-unknown = Of { $n } customers it is not known: never asked, no answer, or too long ago.
ladder-column-rung = Rung
ladder-column-from = From
ladder-column-rose = Rose
ladder-column-stayed = Stayed
ladder-column-fell = Fell
ladder-column-left = Left
ladder-column-unknown = Unknown
ladder-column-n = n
ladder-column-day = Day
ladder-column-months = Months [interval]
ladder-matrix = How they moved
ladder-matrix-text = Row: where they stood. Column: where they stand after. Outlined stayed the same.
ladder-matrix-shade = The shade is the share of the row.
ladder-matrix-caption = From { $from } (row) to { $to } (column)
ladder-matrix-said = Of { $n } customers it is known on both days where they stand: { $rose } rose, { $fell } fell, { $stayed } stayed the same.
ladder-matrix-shares = Shares with interval
ladder-cell = From { $from } to { $to }: { $n }, { $share }
ladder-shares-caption = Of those who began on the rung; brackets hold 95%
ladder-boards = Two goals, two boards
ladder-boards-text = Fewer losses and more loyalty are two goals. No number takes them together.
ladder-loss = Fewer losses
ladder-loss-text = Of those who stood on deep red: came to yellow or higher. Who left counts among them.
ladder-loyalty = More loyalty
ladder-loyalty-text = Of those who stood on soft green: became green. Whether they stay longer, buy more and recommend stands with loyalty.
ladder-board-unknown = Of { $unknown } of the { $began } who began there nobody knows now; they are not counted.
ladder-board-few = Fewer than { $least }: the share says little yet.
ladder-to-green = To green
ladder-to-soft-green = To soft green
ladder-to-yellow = To yellow
ladder-to-orange = To orange
ladder-still-red = Still on deep red
ladder-still-soft-green = Still on soft green
ladder-fell = On yellow or lower
ladder-left = Left
ladder-flow = How it went
ladder-flow-text = The five rungs at the end of each month, of those of whom it was known then.
ladder-flow-label = Shares of the five rungs over the last months; the table below names them
ladder-flow-hint = { $day }: of { $n } known, of { $unknown } not
ladder-flow-caption = Shares per day; brackets hold 95%
ladder-leaving = How long they still stay
ladder-leaving-text = If customers go on moving as they did in the last twelve months, it takes so long from each rung, on average, until somebody leaves.
ladder-leaving-not-cause = It does not say that a higher rung makes somebody stay longer: who stands higher may differ in other ways.
ladder-leaving-caption = Months until leaving
ladder-leaving-how = Markov chain from month to month over five rungs, unknown and left; the expected time until leaving.
ladder-leaving-steps = { $n } steps from month to month.
ladder-csv = All numbers as CSV
