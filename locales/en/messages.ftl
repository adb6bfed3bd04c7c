# What the reading of a file says: one text per code of docs/reference/messages.md.
# The page has a field for every choice, so no text speaks of options of the command line.

message-file-unreadable = “{ $file }” cannot be read: { $cause }
message-file-empty = “{ $file }” is empty. Give a CSV, Parquet or Excel (.xlsx) file with column names and at least one row.
message-file-without-rows = “{ $file }” has no rows: only a header with { $columns ->
    [one] 1 column
   *[other] { $columns } columns
}. Save the file again, with its rows.
message-file-compressed = “{ $file }” is compressed with { $format }. Unpack it first.
message-file-packed = “{ $file }” is a zip file without a workbook in it. Unpack it first.
message-file-old-workbook = “{ $file }” is a workbook of the old Excel kind (.xls). Save it as .xlsx or CSV.
message-file-of-another-kind = “{ $file }” holds { $format } and no table. Save the table as CSV, Parquet or Excel (.xlsx).
message-file-no-table = “{ $file }” holds { $format } and no table. Give the file with the table: CSV, Parquet or Excel (.xlsx).
message-file-web-page = “{ $file }” is a web page and no table. Perhaps the download needed a sign-in.
message-file-binary = “{ $file }” is neither text nor a table (byte { $byte } at position { $position }). Save the table as CSV, Parquet or Excel (.xlsx).
message-one-column = “{ $file }” has one column when { $given } parts the columns. With { $likely } there are { $columns }: choose that sign.
message-too-many-columns = “{ $file }” has { $given } columns; at most { $limit } are read. Save it with the columns you need: an id, days, price, reason and at most { $traits } traits.
message-header-too-long = The first line of “{ $file }” is longer than { $limit } bytes. The names of the columns belong there.
message-encoding-unknown = “{ $given }” is not an encoding. Choose utf-8 or windows-1252, for instance.
message-sheet-unknown = “{ $file }” has no sheet “{ $given }”. There are: { $sheets }.
message-parquet-damaged = “{ $file }” cannot be read as Parquet: { $cause }. It is probably damaged or not whole: copy or export it again.
message-workbook-damaged = “{ $file }” cannot be read as an Excel workbook: { $cause }. It is probably damaged or not whole: save it again.
message-reading-stopped = Reading “{ $file }” broke off; it is probably damaged. Nothing was imported. Save it again, or as CSV.
message-column-renamed = Column { $number } is called “{ $given }” like another. Here it is “{ $column }”.
message-sheet-chosen = Sheet “{ $sheet }” is read, the first with a table. There are { $sheets }; name another if you mean that.
message-title-left-out = { $rows ->
    [one] 1 row above the column names was left out.
   *[other] { $rows } rows above the column names were left out.
}
message-as-missing = Say what a row is: a customer, a contract or an event.
message-option-misplaced = “{ $given }” does not belong to rows of this kind ({ $taken_as }). It belongs to { $allowed }.
message-option-missing = Choose a column for “{ $option }”. It can be one of these: { $columns }.
message-id-missing = Choose the column with the customer number, or the number of the row. It can be one of these: { $columns }.
message-id-is-row = With the number of the row as id every event would be a customer of its own. Choose a column.
message-tenure-missing = A unit was chosen for the tenure, but no column with the tenure.
message-amount-missing = A column with currencies was chosen, but no column with amounts.
message-currency-misplaced = The amounts are in { $given }, but everything here is in { $kept }. Choose { $kept }, or take another data folder.
message-as-of-in-future = The day of the file, { $given }, lies in the future. Choose a day until { $today }.
message-date-order-needless = The order of day and month matters only with a column of days.
message-date-order-missing = “{ $column }” has days such as { $example }, which can be { $readings }. Say whether the day, the month or the year comes first, or write years in four digits.
message-column-unknown = There is no column “{ $given }”. There are: { $columns }.
message-column-mistyped = There is no column “{ $given }”. Did you mean “{ $meant }”?
message-left-without-value = Say which value of “{ $column }” means that somebody left.
message-kind-unknown = “{ $given }” is neither a column nor a known kind. Choose a column, or one of { $kinds }.
message-kind-mistyped = “{ $given }” is neither a column nor a known kind. Did you mean “{ $meant }”?
message-departure-unknown = “{ $kind }” is not a kind of leaving. Choose one of { $kinds }.
message-too-many-traits = { $given } columns would become traits; at most { $limit } fit. Choose those you need.
message-duplicate-customer = An id stands there again with another tenure, other days or another ending. Keep one row per customer, or import the file as contracts or events.
message-repeated-row = A row says the same as an earlier one. Nothing has to be done: it counts once.
message-rounded-amount = An amount has more decimals than the currency and was rounded. Look whether the column is an amount.
message-other-currency = “{ $column }” says { $values }, but the amounts of those rows were taken as { $kept }. Choose “{ $column }” as the currency of each row: they are then refused. Import them into a data folder of their own.
message-blank-currency = The column with the currency is blank beside an amount, which was taken in the currency of this data folder. Fill the column in.
message-end-without-leaving = A customer has not left according to one column, but has a last day. That day was left out. Look which column is right.
message-left-without-day = A customer left and no day is given. The day of the file, or start plus tenure, was taken. Choose the column with the last day if there is one.
message-blank-leaving = The column that says who left is blank here. The customer counts as still here.
message-nobody-left = No row says that somebody left. “{ $column }” holds { $values }: say which value means left.
message-no-ending = Nothing was chosen that says who left. Everybody counts as still here, and how many leave cannot be told. Choose the column, or the last day, if the file has it.
message-personal-columns-left-out = Not taken as traits, because they tell who somebody is: { $columns }. Choose them yourself if this is wrong.
message-decimal-sign-assumed = “{ $column }” has values such as 1.234 that can be read in two ways. The point was taken as the decimal sign. Say so if it is the other.
message-date-order-assumed = “{ $column }” has days such as { $example } that can be read in two ways. The day was taken to come first. Say so if the month does.
message-days-in-short = “{ $column }” has days such as { $example }, which was read as { $day }. If that is wrong, write days as 2024-12-31, or say what comes first.
message-as-of-assumed = The day of the file was not given: { $day } was taken. Give the day the file was made.
message-snapshot-mixed = There are now both a file that is a picture of one day and files with days. Reports read all of it as days: everybody of that picture joins and leaves on days that nobody stated. Put a copy of the folder back, and keep the picture in a data folder of its own.
message-as-of-newest = The day of the file was not given: { $day } was taken, the newest day in it that is not in the future. Who left later is not known. Give the day the file was made.
message-no-duration = There is neither a first day nor a tenure. How long customers stay cannot be told. Choose one if the file has it.
message-no-last-day = Nothing says on which day customers left: how many did can be told, but not when, nor after how long. Choose the last day or the tenure if the file has it.
message-id-is-personal = The ids in “{ $column }” look like mail addresses and are kept as they are. Take your own customer number instead.
message-wants-id = an id that is not blank
message-wants-no-total = the id of a customer; this row adds up others: leave it out of the file
message-wants-day = a day that is not blank
message-wants-first-day = a first day that is not blank
message-wants-value = a value that is not blank
message-wants-kind = a kind, such as paid, used or one of your own
message-wants-day-from-1900 = a day from 1 January 1900 on
message-wants-calendar-day = a day of the calendar such as 2024-12-31, 31 Dec 2024 or 31-12-2024 (day first)
message-wants-date-order = a day whose year has four digits, such as 2024-12-31; or say whether day, month or year comes first
message-wants-day-not-number = a day such as 2024-12-31; a spreadsheet’s numbers are read from 25569 (1970) to 73050 (2099): give the column the format of a day there
message-wants-calendar-day-month-first = a day of the calendar such as 2024-12-31, 31 Dec 2024 or 12-31-2024 (month first)
message-wants-calendar-day-year-first = a day of the calendar such as 2024-12-31 or 2024/12/31
message-wants-day-until = a day until { $last }, the day of the file
message-wants-last-day-from = a last day on or after the first, { $first }
message-wants-number = a number such as 12 or 12.5
message-wants-tenure = a tenure of 0 or more
message-wants-shorter-tenure = a tenure that begins after 1900; look at the unit and the day of the file
message-wants-amount = an amount such as 12.50 or { $currency } 12.50
message-wants-amount-in-currency = an amount in { $currency }, the one currency of this data folder; import other currencies as a file of their own into a data folder of their own
message-wants-currency = a currency such as EUR or USD
message-wants-smaller-amount = an amount of at most 9,007,199,254,740,992 cents
message-wants-departure = voluntary, involuntary, positive, silent or dismissed, or a word of your own with its meaning
message-wants-yes-or-no = a word for yes or no, such as yes, no, 1 or 0
message-wants-new-id = an id that is new, or known with the same content; a fact is never changed, a correction is a new fact
message-wants-closed-quote = every quote that opens a value closed by another
message-wants-shorter-row = a row of at most 1,048,576 bytes; perhaps an end of line is missing
message-wants-shorter-value = a value of at most 65,536 bytes; perhaps a quote is missing
message-wants-utf-8 = text in UTF-8; if the file comes from an older Windows program, choose windows-1252
message-wants-values = { $values ->
    [one] 1 value
   *[other] { $values } values parted by { $delimiter }
}, as in the header; found { $found }
message-id-unique = “{ $column }” is different in each of { $rows } rows: it names the customer.
message-id-several = “{ $column }” has { $values ->
    [one] 1 value
   *[other] { $values } values
} in { $rows ->
    [one] 1 row
   *[other] { $rows } rows
}: a customer has several.
message-start-found = “{ $column }” holds days and is called like a first day.
message-end-found = “{ $column }” holds days and is called like a last day; blank in { $blanks ->
    [one] 1 row
   *[other] { $blanks } rows
}.
message-stretch-found = “{ $start }” and “{ $end }” are called like the first and the last day.
message-plan-found = “{ $column }” is called like a plan.
message-left-found = “{ $column }” says who left: { $values } in { $count } of { $rows } rows ({ $percent } %).
message-left-found-nobody = “{ $column }” says who left: nobody in these rows.
message-left-found-in-status = “{ $column }” has values that say who left: { $values } in { $count } of { $rows } rows ({ $percent } %).
message-left-found-by-staying = “{ $column }” says who stayed: { $values } in { $count } of { $rows } rows ({ $percent } %).
message-tenure-found = “{ $column }” is called like a duration and goes up to { $largest } { $unit }.
message-price-found = “{ $column }” holds amounts and is called like a price per month.
message-currency-found = The amounts in “{ $column }” are in { $currency }.
message-currency-column-found = “{ $column }” names the currency of each row: { $values }.
message-reason-found = “{ $column }” is called like a reason; different values: { $values }, blank in { $blanks ->
    [one] 1 row
   *[other] { $blanks } rows
}.
message-contract-found = “{ $column }” is called like a contract's own id.
message-departure-found = “{ $column }” holds kinds of leaving.
message-moment-found = “{ $column }” holds days: each row is something that happened.
message-source-id-found = “{ $column }” is different in each row: importing it twice adds nothing.
message-endings-moved = { $count ->
    [one] 1 relation that was known
   *[other] { $count } relations that were known
} ended on another day or for another reason: what this file tells counts now.
message-endings-taken-back = { $count ->
    [one] 1 relation
   *[other] { $count } relations
} had ended by what this source told before and not by what it tells now: that ending no longer counts. Whoever was away and came back gets a first day of their own.
message-terms-changed = { $count ->
    [one] 1 relation that was known
   *[other] { $count } relations that were known
} got another price or plan: it counts from { $day } on. Was it another day? Give it as an event of the kind plan_changed.
message-older-file = This file tells about the days until { $day }, and its source told of later ones already: what is known of the customers was kept. Import files in order, and say of which day this one is if it is newer.
message-source-resembles = This file came in as a source of its own, “{ $source }”, beside “{ $known }”, and { $rows ->
    [one] 1 row of it stood there already
   *[other] { $rows } rows of it stood there already
}: payments and prices in both count twice, and what ended since goes on in the other. Is it a file of another kind? Then nothing has to be done. Is it the next file of the same kind? Then put a copy of the folder back and import it as “{ $known }”.
message-source-repeats = Of { $read } rows, { $rows } stand there already, from the source “{ $known }”. Under the name “{ $source }” they would count twice, so nothing was stored. If this is the next file of the same kind, enter “{ $known }” as the source. If it is a file of another kind, enter “{ $source }”.
message-amount-found = “{ $column }” holds amounts.
message-value-found = “{ $column }” is a number that belongs to what happened.
message-kind-found = “{ $column }” has { $kinds ->
    [one] 1 kind
   *[other] { $kinds } kinds
} of event.
message-kind-same = No column tells kinds apart: every row counts as “{ $kind }”.
message-most-rows-rejected = Rows that do not fit: { $rejected } of { $rows }. Is this a table, and is the delimiter right?
message-id-guessed = Nothing in its name says that “{ $column }” is the customer.
message-id-repeats = “{ $column }” repeats: { $values ->
    [one] 1 value
   *[other] { $values } values
} in { $rows } rows. As a customer each counts once: keep one row per customer. If a row is a contract or something that happened, it needs a column with its day.
message-no-id = No column names the customer: the number of the row is taken as id. A later file cannot be matched with this one.
message-as-of-unknown = The file does not say of which day it is. Unless you say so it is today.
message-left-by-staying = “{ $column }” says who came back within some time. Is not coming back the same as leaving?
message-no-left = No column says who left. Choose one, with the value that means left.
message-start-guessed = Nothing in its name says that “{ $column }” is the first day.
message-end-guessed = Nothing in its name says that “{ $column }” is the last day; it is blank in some rows and never before the first.
message-all-ended = “{ $column }” has a day in each row. Is it the day on which the customer left, and is nobody still here?
message-kind-perhaps = “{ $column }” holds { $values }. If these are different happenings, such as paid and payment_failed, choose it as the kind.
message-amount-in-cents = “{ $column }” is called like an amount in cents, and amounts are read in { $currency }. Divide by 100 first, or leave the column out.
message-price-of-period = “{ $column }” is called like an amount for another period than a month ({ $period }), and prices are per month. Divide first, or leave the column out.
message-price-periods = “{ $column }” is not taken as the price: prices are per month, and “{ $period }” says { $values }. Add a column with the price per month, and choose that one.
message-price-perhaps = “{ $column }” holds amounts, and nothing says for how long each is paid. If it is the price per month, choose it as the price.
message-price-gone = “{ $column }” is nothing in { $rows } of the { $ended } rows that ended, as if it were taken off with the end. What leaves would then be worth nothing. Take a column with the last price, if there is one.
message-not-yet-customers = “{ $column }” says { $values } in { $rows ->
    [one] 1 row
   *[other] { $rows } rows
}, and each of them would count as a customer. If they were none, take these rows out of the file.
message-traits-left-out = Left out of the traits, because they change while a contract runs or are days: { $columns }.
message-traits-change = These would become traits, though they change while a contract runs or are days: { $columns }. Skip those you do not compare customers by.
message-contract-guessed = Nothing in its name says that “{ $column }” is the contract’s own number. It is different in each row, and customers have several.
message-contracts-alike = { $rows ->
    [one] 1 row has
   *[other] { $rows } rows have
} the customer, the first day and the plan of an earlier row. The end of one contract may then end the other. Choose a column that tells contracts apart.
message-id-perhaps = “{ $column }” is taken as the customer, and “{ $other }” may be it as well. Choose that one if it is.
message-zero-day = A day of zeros, such as 0000-00-00, was read as blank. Where it means that there is no day, nothing has to be done.
message-no-end = No column is called like a last day. Choose one.
message-left-guessed = Only the values of “{ $column }” suggest that it says who left.
message-most-left = { $percent } % of the customers would have left. Is { $values } the right value?
message-no-tenure = No column says how long somebody has been a customer. Without a tenure or a first day nobody can tell how long customers stay.
message-no-tenure-but-days = No column is called like a first day or a duration. Without one of them nobody can say how long customers stay. Days stand in { $columns }: if that is the first day, choose it.
message-days-unread = “{ $column }” seems to hold days, but “{ $example }” is not read as one. Write days in full, as 2024-12-31.
message-tenure-unit-guessed = The unit of “{ $column }” is not in its name: { $largest } in days is { $days } years, in months { $months } years. It was taken as { $unit }; choose another unit if that is wrong.
message-tenure-unit-by-years = The unit of “{ $column }” is not in its name. It was taken as { $unit }, because { $largest } { $unit } fit the years { $first } to { $last } in “{ $years }”; choose another unit if that is wrong.
message-tenure-guessed = The name “{ $column }” only hints at a duration.
message-known-after-leaving = “{ $column }” follows from who left and is left out.
message-email-left-out = “{ $column }” looks like mail addresses. It is left out: no addresses are kept here.
message-email-as-id = “{ $column }” looks like mail addresses. Take your own customer number.
message-free-text = “{ $column }” is free text, which may tell who somebody is. It is left out.
message-gives-away-leaving = “{ $column }” alone tells in { $percent } % of the rows who left. It may be known only after leaving.
message-satisfaction-gives-away-leaving = “{ $column }” alone tells in { $percent } % of the rows who left. Satisfaction may have been asked only after leaving.
message-satisfaction = “{ $column }” is about satisfaction. Was it asked before leaving?
message-mixed-currencies = “{ $column }” names several currencies: { $values }. A data folder has one, and { $rows ->
    [one] 1 row is
   *[other] { $rows } rows are
} not in { $kept }. Make a file of each currency, and import it into a data folder of its own.
message-amount-guessed = Only the decimals of “{ $column }” suggest that it is an amount of money.
message-own-kinds = { $kinds } are kinds of your own and count as activity. Say what they mean where needed.
message-column-unreadable = “{ $column }” holds lists or groups of values, or bytes, and is not read. Write one value per row and column.
message-blanks = “{ $column }” is blank in { $blanks } of { $rows } rows.
message-date-order-guessed = { $example } in “{ $column }” can be { $readings }. It is read as { $day }; say so if another is meant.
message-decimal-sign-unclear = The decimal sign in “{ $column }” cannot be seen: { $example }. Say whether it is the comma or the point.
message-disk-refused = “{ $file }”: { $cause }
message-disk-full = “{ $file }” could not be written: { $cause }. Nothing was changed. Make room on that disk and try again.
message-segment-refused = “{ $file }”: { $cause }
message-columns-misfit = Columns do not fit together: { $cause }
message-not-a-segment = “{ $file }” does not belong to these data: a column is missing or has another type. Take the file back from a copy of the folder.
message-manifest-damaged = “{ $file }” cannot be read: { $cause }. Take it back from a copy of the folder.
message-folder-newer = The data folder has format { $found }; this program knows formats up to { $known }. A newer version wrote it: install that.
message-folder-busy = Another program is writing to “{ $folder }”. Wait until it has finished and try again.
message-folder-busy-with = Another program (number { $process }) is writing to “{ $folder }”. Wait until it has finished and try again.
message-folder-empty = “{ $folder }” holds no customers yet. Import a file first.
message-too-many-rejects = { $rejected } of { $read } rows were rejected; { $allowed } are allowed. Nothing was stored. The list is in “{ $list }”.
message-too-many-rejects-row = { $rejected } of { $read } rows were rejected; { $allowed } are allowed. Nothing was stored. The first: line { $line }, “{ $value }”. Allowed: { $wanted }. The list is in “{ $list }”.
message-too-many-rejects-first = { $rejected } of { $read } rows were rejected; { $allowed } are allowed. Nothing was stored. The first: line { $line }, column “{ $column }”, value “{ $value }”. Allowed: { $wanted }. The list is in “{ $list }”.
message-import-stopped = The import of “{ $file }” was stopped. Nothing was stored.
message-currency-of-file = The file's amounts are in { $given }; everything here is in { $kept }. One folder has one currency: import this file into a folder of its own.
message-mapping-problems = { $problems }
