import-title = Import
import-lead = Bring a file with customers, contracts or events. You see first what will be done with it.
import-upload-title = A file
import-upload-text = CSV, Parquet or Excel. The file stays on this computer.
import-file = File
import-file-hint = At most { $size }. Names and addresses are not needed.
import-upload-button = Look at the file
import-no-file = Choose a file first.
import-earlier = Imported before
import-empty = Nothing yet. What you import stands here with counts and a list of refused rows.
import-older = Older
import-state-running = running
import-state-done = { $n ->
    [one] 1 row stored
   *[other] { $n } rows stored
}
import-state-failed = failed

import-proposal-title = This is how we read the file
# { $format } is CSV, Parquet or XLSX; { $rows } is a count in words.
import-about = { $format }; rows: { $rows }, columns: { $columns }.
import-about-roughly = { $format }; rows: about { $rows }, columns: { $columns }.
import-problems = This is still missing
import-mapping = Which column is what?
import-mapping-text = This is a proposal. Change what is not right and try it. Nothing is stored yet.
import-part-meaning = What the columns mean
import-part-traits = Traits of customers
import-part-file = The file itself
import-row-id = each row is a customer
import-button = Import
import-take-rest = Store the other rows, even if more than 1 % are refused
import-try = Try
import-trial = Trial
import-trial-text = { $n ->
    [one] With the first row.
   *[other] With the first { $n } rows.
}
import-trial-rejected = { $n ->
    [one] 1 row would be refused
   *[other] { $n } rows would be refused
}
import-reject = Line { $line }, { $column }: “{ $value }”. Allowed: { $allowed }
import-reject-row = Line { $line }: “{ $value }”. Allowed: { $allowed }
import-doubts = Mind this
import-facts = What would be stored
import-reasons = Why this proposal
import-command = The same as a command
import-preview = { $n ->
    [one] The first row
   *[other] The first { $n } rows
}

import-running = { $file } is being imported
import-so-far = Rows read: { $n }
import-look-again = Look again
import-goes-on = You may close this page; the import goes on.
import-done = { $n ->
    [one] 1 row of { $file } is stored
   *[other] { $n } rows of { $file } are stored
}
import-done-nothing = There was nothing new in { $file }
import-failed = { $file } was not imported
import-failure = Nothing was stored
import-read = Read
import-stored = Stored
import-already-known = Already known
import-rejected = Refused
import-rejects = List of refused rows (CSV)
import-again = Try it with another mapping
import-to-overview = To the overview
import-another = Another file

import-field-as = A row is
import-as-customers = a customer
import-as-contracts = a contract
import-as-events = an event
import-field-id = Customer number
import-field-contract = Contract number
import-field-start = First day
import-field-end = Last day
import-field-tenure = Tenure
import-field-tenure-unit = Tenure in
import-tenure-unit-days = days
import-tenure-unit-weeks = weeks
import-tenure-unit-months = months
import-tenure-unit-years = years
import-field-left = Has left
import-hint-left = Column=Value, or a column of yes and no.
import-field-at = Day or moment
import-field-kind = Kind
import-hint-kind = A column, or one kind for all rows.
import-field-source-id = Number of the event
import-field-ref = Refers to
import-field-departure = Kind of leaving
import-field-reason = Reason
import-field-plan = Plan
import-field-price = Price per month
import-field-amount = Amount
import-field-currency-column = Currency of each row
import-hint-currency-column = The column that says in which currency an amount is. Rows in another currency are refused.
import-field-value = Number
import-field-traits = Traits
import-hint-traits = Columns with commas between. Empty: all other columns.
import-field-skip = Leave out
import-hint-skip = Columns with commas between, such as names and addresses.
import-field-as-of = As of
import-hint-as-of = The day the file tells about. Empty: today.
import-field-currency = Currency
import-field-source = Name of the source
import-field-decimal = Decimal sign
import-decimal-auto = find out
import-decimal-point = point
import-decimal-comma = comma
import-field-date-order = Order in dates
import-date-order-auto = find out
import-date-order-dmy = day, month, year
import-date-order-mdy = month, day, year
import-date-order-ymd = year, month, day
import-field-delimiter = Delimiter
import-field-encoding = Encoding
import-field-sheet = Sheet
import-warned-all = { $n ->
    [one] (one row; line { $lines })
   *[other] ({ $n } rows; lines { $lines })
}
import-warned-some = ({ $n } rows; among them lines { $lines })
import-warned-first = The first: “{ $value }”.
