//! The list of all messages.

use super::{MessageForm, Value};

macro_rules! messages {
    ($($name:ident { $($value:ident),* } = $code:literal, $text:literal $(=> $remedy:literal)?;)*) => {
        /// Something the ledger says to a person. Every variant is one sentence; its fields are the values in it.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "a field is the value that stands at its name in the sentence above it")]
        pub enum Message {
            $(#[doc = $text] $name { $($value: Value),* },)*
        }

        impl Message {
            /// All messages, in the order of the reference.
            pub const ALL: &'static [MessageForm] = &[$(MessageForm {
                code: $code,
                values: &[$(stringify!($value)),*],
                text: $text,
                remedy: concat!($($remedy)?),
            }),*];

            /// The code that never changes.
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$name { .. } => $code,)*
                }
            }

            /// The values by name.
            pub fn values(&self) -> Vec<(&'static str, &Value)> {
                match self {
                    $(Self::$name { $($value),* } => vec![$((stringify!($value), $value)),*],)*
                }
            }

            fn parts(&self) -> (String, String) {
                match self {
                    $(Self::$name { $($value),* } => (format!($text), messages!(@remedy $($remedy)?)),)*
                }
            }
        }
    };
    (@remedy) => { String::new() };
    (@remedy $remedy:literal) => { format!($remedy) };
}

impl Message {
    /// What was seen, in English.
    pub fn text(&self) -> String {
        self.parts().0
    }

    /// What to do about it, in English; empty where the text says so itself.
    pub fn remedy(&self) -> String {
        self.parts().1
    }
}

messages! {
    // Files that cannot be read as a table.
    FileUnreadable { file, cause } = "file_unreadable", "`{file}` cannot be read: {cause}";
    FileEmpty { file } = "file_empty",
        "`{file}` is empty; allowed: a CSV, Parquet or XLSX file with a header and at least one row";
    FileWithoutRows { file, columns } = "file_without_rows",
        "`{file}` has no rows: only a header with {columns} column{columns:#} was found; save or export it again with its rows";
    FileCompressed { file, format } = "file_compressed",
        "`{file}` is compressed with {format}, not a table; allowed: CSV, Parquet or XLSX; unpack it first";
    FilePacked { file } = "file_packed",
        "`{file}` is a packed (zip) file without a workbook, not a table; allowed: CSV, Parquet or XLSX; unpack it first";
    FileOldWorkbook { file } = "file_old_workbook",
        "`{file}` is a workbook of the old Excel kind (.xls), not a table; allowed: CSV, Parquet or XLSX; save it as .xlsx or CSV";
    FileOfAnotherKind { file, format } = "file_of_another_kind",
        "`{file}` holds {format}, not a table; allowed: CSV, Parquet or XLSX; save or export the table as one of these";
    FileNoTable { file, format } = "file_no_table",
        "`{file}` holds {format}, not a table; allowed: CSV, Parquet or XLSX; give the file with the table";
    FileWebPage { file } = "file_web_page",
        "`{file}` is a web page, not a table; allowed: CSV, Parquet or XLSX; perhaps the download needed a sign-in";
    FileBinary { file, byte, position } = "file_binary",
        "`{file}` is a binary file (byte {byte} stands at position {position}), not a table; allowed: CSV, Parquet or XLSX; give the table itself, saved as one of these";
    OneColumn { file, given, likely, columns } = "one_column",
        "`{file}` has one column when cut at {given}; cut at {likely} it has {columns}: say `--delimiter {likely}` or leave the option out";
    TooManyColumns { file, given, limit, traits } = "too_many_columns",
        "`{file}` has {given} columns; at most {limit} are read: save it with the columns you need (an id, days, price, reason and at most {traits} traits)";
    HeaderTooLong { file, limit } = "header_too_long",
        "`{file}` has a first line of more than {limit} bytes; allowed: a header with the names of the columns";
    EncodingUnknown { given } = "encoding_unknown",
        "`{given}` is not an encoding; allowed: `utf-8`, `windows-1252`, `utf-16le`, `utf-16be` or another name of the WHATWG encoding standard";
    SheetUnknown { file, given, sheets } = "sheet_unknown", "`{file}` has no sheet `{given}`; allowed: {sheets}";
    ParquetDamaged { file, cause } = "parquet_damaged", "`{file}` cannot be read as Parquet: {cause}; it is probably damaged or not whole: copy or export it again";
    WorkbookDamaged { file, cause } = "workbook_damaged", "`{file}` cannot be read as an XLSX workbook: {cause}; it is probably damaged or not whole: save it again";
    ReadingStopped { file } = "reading_stopped",
        "reading `{file}` stopped unexpectedly: it is probably damaged; nothing was imported: save it again or as CSV";

    // What had to be changed to read a file.
    SheetChosen { sheet, sheets } = "sheet_chosen",
        "sheet `{sheet}` is read, the first with a table; there are {sheets}: say --sheet for another";
    ColumnRenamed { number, given, column } = "column_renamed",
        "column {number} is called `{given}` like another; here it is `{column}`";
    TitleLeftOut { rows } = "title_left_out", "left out above the header: {rows} row{rows:#}";

    // Mappings that do not fit a file.
    AsMissing {} = "as_missing", "`--as` is missing; allowed: `customers`, `contracts`, `events`";
    OptionMisplaced { option, given, taken_as, allowed } = "option_misplaced",
        "`--{option} {given}` does not belong to `--as {taken_as}`; allowed with {allowed}";
    OptionMissing { option, taken_as, columns } = "option_missing",
        "`--{option}` is missing for `--as {taken_as}`; allowed: one of {columns}";
    IdMissing { taken_as, columns } = "id_missing",
        "`--id` is missing for `--as {taken_as}`; allowed: `@row` (the number of the row) or one of {columns}";
    IdIsRow {} = "id_is_row", "`--id @row` would make every event a customer; allowed for `--as customers`";
    AmountMissing {} = "amount_missing",
        "`--currency-column` needs a column with amounts: `--price COLUMN`, or `--amount COLUMN` for events";
    TenureMissing {} = "tenure_missing", "`--tenure-unit` needs `--tenure COLUMN`";
    CurrencyMisplaced { given, kept } = "currency_misplaced",
        "`--currency {given}` is not the data folder's; allowed: `{kept}`, or another data folder";
    AsOfInFuture { given, today } = "as_of_in_future",
        "`--as-of {given}` lies in the future; allowed: a day until {today}";
    DateOrderMissing { column, example, readings } = "date_order_missing",
        "column `{column}` has days such as `{example}`, which can be {readings}: say --date-order dmy, mdy or ymd, or write years in four digits";
    DateOrderNeedless {} = "date_order_needless", "`--date-order` needs a column with days";
    ColumnUnknown { option, given, columns } = "column_unknown",
        "`--{option} {given}`: there is no column `{given}`; allowed: {columns}";
    ColumnMistyped { option, given, meant } = "column_mistyped",
        "`--{option} {given}`: there is no column `{given}`; did you mean `{meant}`?";
    LeftWithoutValue { given, column } = "left_without_value",
        "`--left {given}` names no value; allowed: `{column}=VALUE`, or `{column}` for a column of yes and no";
    KindUnknown { given, kinds } = "kind_unknown",
        "`--kind {given}` is neither a column nor a known kind; allowed: a column, or one of {kinds}";
    KindMistyped { given, meant } = "kind_mistyped",
        "`--kind {given}` is neither a column nor a known kind; did you mean `{meant}`?";
    DepartureUnknown { given, kind, kinds } = "departure_unknown",
        "`--kind-map {given}={kind}`: `{kind}` is not a kind of leaving; allowed: {kinds}";
    TooManyTraits { given, limit } = "too_many_traits",
        "{given} columns would become traits; at most {limit} are allowed: name those you need with `--trait A,B`";

    // What an import warns about.
    DuplicateCustomer {} = "duplicate_customer",
        "an id that stands in an earlier row with another tenure, other days or another ending"
        => "keep one row per customer, or import the file as contracts or events";
    RepeatedRow {} = "repeated_row", "a row that says the same as an earlier one" => "nothing has to be done: it counts once";
    RoundedAmount {} = "rounded_amount", "an amount with more decimals than the currency has was rounded"
        => "look whether the column is an amount, and whether --decimal is right";
    OtherCurrency { column, values, kept } = "other_currency",
        "amounts of rows whose column `{column}` says {values} were taken as {kept}"
        => "say --currency-column '{column}': these rows are then rejected, to be imported into a folder of their own with --currency";
    BlankCurrency {} = "blank_currency",
        "the column of --currency-column is blank beside an amount; the amount was taken in the data folder's currency"
        => "fill the column in";
    EndWithoutLeaving {} = "end_without_leaving",
        "a day of leaving in the past for a customer who has not left according to the column of --left"
        => "the day was left out; look which of the two columns is right";
    LeftWithoutDay {} = "left_without_day",
        "a customer who left without a day of leaving; the day of the snapshot or start plus tenure was taken"
        => "give the column with --end, or the day the file was made with --as-of";
    BlankLeaving {} = "blank_leaving", "the column of --left is blank; the customer counts as still here" => "fill the column in";
    NobodyLeft { column, values } = "nobody_left", "no row says that its customer left; column `{column}` holds {values}"
        => "say which value means it with --left '{column}=VALUE'";
    NoEnding {} = "no_ending", "nothing was given that says who left: every customer counts as still here, and no rate of leaving can be told"
        => "name the column with --left, or the last day with --end, if the file has it";
    PersonalColumnsLeftOut { columns } = "personal_columns_left_out",
        "not taken as traits, because they tell who somebody is: {columns}"
        => "name the columns you want with --trait if this is wrong";
    DecimalSignAssumed { column } = "decimal_sign_assumed",
        "column `{column}` has values such as `1.234` that can be read in two ways; the point was taken as the decimal sign"
        => "say --decimal , or --decimal .";
    DateOrderAssumed { column, example } = "date_order_assumed",
        "column `{column}` has days such as `{example}` that can be read in two ways; the day was taken to come first"
        => "say --date-order dmy or --date-order mdy";
    DaysInShort { column, example, day } = "days_in_short",
        "column `{column}` has days such as `{example}`, which was read as {day}"
        => "if that is wrong, write days as 2024-12-31, or say --date-order";
    ZeroDay {} = "zero_day", "a day of zeros, such as `0000-00-00`, was taken for a blank one" => "nothing has to be done where it means that there is none";
    AsOfAssumed { day } = "as_of_assumed", "no --as-of was given: {day} was taken as the day the file tells about"
        => "give the day the file was made with --as-of";
    SourceResembles { source, known, rows } = "source_resembles",
        "this file came in as a source of its own, `{source}`, beside `{known}`, and {rows} row{rows:#} of it stood there already: payments and prices in both count twice, and what ended since goes on in the other"
        => "where it is a file of another kind nothing has to be done; where it is the next file of the same kind, take the folder back from a copy and import it with --source {known}";
    EndingsMoved { count } = "endings_moved",
        "{count} relation{count:#} told of before ended on another day or for another reason: what the file tells now counts";
    EndingsTakenBack { count } = "endings_taken_back",
        "{count} relation{count:#} had ended by what this source told before and had not by what it tells now: those endings no longer count"
        => "who came back after having been away wants a first day of their own";
    TermsChanged { count, day } = "terms_changed",
        "{count} relation{count:#} told of before got another price or plan: it counts from {day} on"
        => "give the day of the change as an event of kind plan_changed if it was another";
    OlderFile { day } = "older_file",
        "this file tells about the days until {day}, and its source told of later ones already: what is known of its customers was kept"
        => "import files in the order in which they were made, and say with --as-of on which day this one was, if it is newer";
    SnapshotMixed {} = "snapshot_mixed",
        "this ledger now holds both a file that is a picture of one day and files with days: reports take all of it for days, so that everybody of the picture joins and leaves on days that nobody stated"
        => "take the folder back from a copy, and keep the picture in a data folder of its own";
    AsOfNewest { day } = "as_of_newest",
        "no --as-of was given: {day}, the newest day in the file that is not in the future, was taken as the last day it tells about"
        => "give the day the file was made with --as-of";
    NoLastDay {} = "no_last_day",
        "nothing says on which day customers left: how many did can be told, but not when, nor after how long"
        => "give that day with --left-on, or how long they stayed with --tenure, if the file has it";
    NoDuration {} = "no_duration", "neither --start nor --tenure was given: how long customers stay cannot be told"
        => "give one of them if the file has it";
    IdIsPersonal { column } = "id_is_personal", "the ids in `{column}` look like e-mail addresses and are kept as they are"
        => "use the company's own customer number instead";

    // What a row would have had to hold.
    WantsId {} = "wants_id", "an id that is not blank";
    WantsNoTotal {} = "wants_no_total", "the id of a customer; this row adds up others: leave it out of the file";
    WantsDay {} = "wants_day", "a day that is not blank";
    WantsFirstDay {} = "wants_first_day", "a first day that is not blank";
    WantsValue {} = "wants_value", "a value that is not blank";
    WantsKind {} = "wants_kind", "a kind that is not blank, such as `paid`, `used` or one of your own";
    WantsDayFrom1900 {} = "wants_day_from_1900", "a day from 1900-01-01 on";
    WantsCalendarDay {} = "wants_calendar_day",
        "a day of the calendar such as 2024-12-31, 20241231, 31 dec 2024 or 31-12-2024 (day first); see --date-order";
    WantsDateOrder {} = "wants_date_order",
        "a day whose year has four digits, such as 2024-12-31, or --date-order dmy, mdy or ymd";
    WantsDayNotNumber {} = "wants_day_not_number",
        "a day such as 2024-12-31; a spreadsheet's numbers are read from 25569 (1970) to 73050 (2099): give the column the format of a day, and save it again";
    WantsCalendarDayMonthFirst {} = "wants_calendar_day_month_first",
        "a day of the calendar such as 2024-12-31, 20241231, 31 dec 2024 or 12-31-2024 (month first); see --date-order";
    WantsCalendarDayYearFirst {} = "wants_calendar_day_year_first",
        "a day of the calendar such as 2024-12-31, 20241231, 31 dec 2024 or 2024/12/31; see --date-order";
    WantsDayUntil { last } = "wants_day_until", "a day until {last}; --as-of names the day the file tells about";
    WantsLastDayFrom { first } = "wants_last_day_from", "a last day on or after the first, {first}";
    WantsNumber {} = "wants_number", "a finite number such as 12, 12.5 or 12,5; see --decimal";
    WantsTenure {} = "wants_tenure", "a tenure of 0 or more";
    WantsShorterTenure {} = "wants_shorter_tenure",
        "a tenure that begins after 1900; look at --tenure-unit and --as-of";
    WantsAmount { currency } = "wants_amount",
        "an amount such as 12.50, 12,50, 1.234,50 or {currency} 12,50; see --decimal";
    WantsAmountInCurrency { currency } = "wants_amount_in_currency",
        "an amount in {currency}, the one currency of this data folder; a file with several is imported once for each, into a folder of its own: --currency CODE --max-rejects 100%";
    WantsCurrency {} = "wants_currency", "a currency such as EUR or USD (ISO 4217)";
    WantsSmallerAmount {} = "wants_smaller_amount", "an amount of at most 9,007,199,254,740,992 cents (2^53)";
    WantsDeparture {} = "wants_departure",
        "`voluntary`, `involuntary`, `positive`, `silent` or `dismissed`; --kind-map WORD=KIND names others";
    WantsYesOrNo {} = "wants_yes_or_no",
        "a word for yes or no (yes, no, true, false, 1, 0, ja, nee); --left COLUMN=VALUE names another";
    WantsNewId {} = "wants_new_id",
        "an id that is new, or known with the same content; a fact is never changed, a correction comes as a fact with an id of its own";
    WantsClosedQuote {} = "wants_closed_quote",
        "every quote that opens a value closed by another; write a quote inside a value twice";
    WantsShorterRow {} = "wants_shorter_row", "a row of at most 1,048,576 bytes; look for a missing end of line";
    WantsShorterValue {} = "wants_shorter_value",
        "a value of at most 65,536 bytes; look for a missing quote, or leave the column out";
    WantsUtf8 {} = "wants_utf_8",
        "text in UTF-8; if the file comes from an older Windows program, say `--encoding windows-1252`";
    WantsValues { values, delimiter, found } = "wants_values",
        "{values} value{values:#} parted by {delimiter}, as in the header; found {found}";

    // Why a mapping is proposed.
    IdUnique { column, rows } = "id_unique", "`{column}` is different in each of {rows} row{rows:#}: it names the customer";
    IdSeveral { column, values, rows } = "id_several", "`{column}` has {values} value{values:#} in {rows} row{rows:#}: a customer has several";
    StartFound { column } = "start_found", "`{column}` holds days and is called like a first day";
    EndFound { column, blanks } = "end_found", "`{column}` holds days and is called like a last day; blank in {blanks} row{blanks:#}";
    StretchFound { start, end } = "stretch_found", "`{start}` and `{end}` are called like the first and the last day";
    PlanFound { column } = "plan_found", "`{column}` is called like a plan";
    LeftFound { column, values, count, rows, percent } = "left_found",
        "`{column}` says who left: {values} in {count} of {rows} row{rows:#} ({percent} %)";
    LeftFoundNobody { column } = "left_found_nobody", "`{column}` says who left: nobody in these rows";
    LeftFoundInStatus { column, values, count, rows, percent } = "left_found_in_status",
        "`{column}` has values that say who left: {values} in {count} of {rows} row{rows:#} ({percent} %)";
    LeftFoundByStaying { column, values, count, rows, percent } = "left_found_by_staying",
        "`{column}` says who stayed: {values} in {count} of {rows} row{rows:#} ({percent} %)";
    TenureFound { column, largest, unit } = "tenure_found",
        "`{column}` is called like a duration and goes up to {largest} {unit}";
    PriceFound { column } = "price_found", "`{column}` holds amounts and is called like a price per month";
    CurrencyFound { column, currency } = "currency_found", "the amounts in `{column}` are in {currency}";
    CurrencyColumnFound { column, values } = "currency_column_found",
        "`{column}` names the currency of each row: {values}";
    ReasonFound { column, values, blanks } = "reason_found",
        "`{column}` is called like a reason; different values: {values}, blank in {blanks} row{blanks:#}";
    ContractFound { column } = "contract_found", "`{column}` is called like a contract's own id";
    DepartureFound { column } = "departure_found", "`{column}` holds kinds of leaving";
    MomentFound { column } = "moment_found", "`{column}` holds days: each row is something that happened";
    SourceIdFound { column } = "source_id_found", "`{column}` is different in each row: importing it twice adds nothing";
    AmountFound { column } = "amount_found", "`{column}` holds amounts";
    ValueFound { column } = "value_found", "`{column}` is a number that belongs to what happened";
    KindFound { column, kinds } = "kind_found", "`{column}` has {kinds} kind{kinds:#} of event";
    KindSame { kind } = "kind_same", "no column tells kinds of event apart: every row counts as `{kind}`";

    // What is doubtful about a proposal.
    MostRowsRejected { rejected, rows } = "most_rows_rejected",
        "no fit: {rejected} of {rows} row{rows:#}; is this a table, and is the delimiter right?";
    IdGuessed { column } = "id_guessed", "nothing in its name says that `{column}` is the customer";
    IdRepeats { column, values, rows } = "id_repeats", "`{column}` repeats: {values} value{values:#} in {rows} row{rows:#}, and as customers each counts once: keep one row per customer; if a row is a contract or something that happened, add a column with its day";
    NoId {} = "no_id",
        "no column names the customer: the number of the row is taken as id; a later file can then not be matched with this one";
    AsOfUnknown {} = "as_of_unknown",
        "the file does not say of which day it is: give it with --as-of, else today is taken";
    LeftByStaying { column } = "left_by_staying",
        "`{column}` says who came back within some time: is not coming back the same as leaving?";
    StartGuessed { column } = "start_guessed", "nothing in its name says that `{column}` is the first day";
    EndGuessed { column } = "end_guessed",
        "nothing in its name says that `{column}` is the last day; it is blank in some rows and never before the first";
    AllEnded { column } = "all_ended",
        "`{column}` has a day in each row: is it the day on which the customer left, and is nobody still here?";
    KindPerhaps { column, values } = "kind_perhaps",
        "`{column}` holds {values}: if these are different happenings, say --kind '{column}' with --kind-map WORD=KIND, such as `paid` and `payment_failed`";
    AmountInCents { column, currency } = "amount_in_cents",
        "`{column}` is called like an amount in cents, and amounts are read in {currency}: divide by 100 first, or leave the column out";
    PriceOfPeriod { column, period } = "price_of_period",
        "`{column}` is called like an amount for another period than a month (`{period}`), and prices are per month: divide first, or leave the column out";
    PricePeriods { column, period, values } = "price_periods",
        "`{column}` is not taken as the price, because prices are per month and `{period}` says {values}: add a column with the price per month, and name it with --price";
    PricePerhaps { column } = "price_perhaps",
        "`{column}` holds amounts, and nothing says for how long each is paid: if it is the price per month, say --price '{column}'";
    PriceGone { column, rows, ended } = "price_gone",
        "`{column}` is nothing in {rows} of {ended} row{ended:#} that ended, as if it were taken off with the end: what leaves would be worth nothing; take a column that keeps the last price, if the file has it";
    NotYetCustomers { column, values, rows } = "not_yet_customers",
        "`{column}` says {values} in {rows} row{rows:#}, and each of them would count as a customer: leave these rows out of the file if they were none";
    TraitsLeftOut { columns } = "traits_left_out",
        "left out of the traits, because they change while a contract runs or are days: {columns}";
    TraitsChange { columns } = "traits_change",
        "these would become traits, though they change while a contract runs or are days: {columns}; say --skip for those you do not compare customers by";
    ContractGuessed { column } = "contract_guessed",
        "nothing in its name says that `{column}` is the contract's own id; it is different in each row, and customers have several";
    ContractsAlike { rows } = "contracts_alike",
        "{rows} row{rows:#} with the customer, the first day and the plan of an earlier one, so that the end of one contract may end the other: name a column that tells contracts apart with --contract";
    IdPerhaps { column, other } = "id_perhaps",
        "`{column}` is taken as the customer, and `{other}` may be it as well: say --id '{other}' if it is";
    NoLeft {} = "no_left", "no column says who left: name it with --left COLUMN=VALUE or --left-on COLUMN";
    NoEnd {} = "no_end", "no column is called like a last day: name it with --end COLUMN";
    LeftGuessed { column } = "left_guessed", "only the values of `{column}` suggest that it says who left";
    MostLeft { percent, values } = "most_left", "{percent} % of the customers would have left: is {values} the right value?";
    NoTenure {} = "no_tenure",
        "no column says how long a customer has been one: --tenure or --start is missing, so that survival cannot be told";
    NoTenureButDays { columns } = "no_tenure_but_days",
        "no column is called like a first day or a duration, so that survival cannot be told; days stand in {columns}: if that is the first day, say --start";
    DaysUnread { column, example } = "days_unread",
        "`{column}` seems to hold days, but `{example}` is not read as one: write days in full, as 2024-12-31";
    TenureUnitGuessed { column, unit, largest, days, months } = "tenure_unit_guessed",
        "the unit of `{column}` is not in its name: {largest} in days is {days} years, in months {months} years; {unit} was taken: if that is wrong, say --tenure-unit";
    TenureUnitByYears { column, unit, largest, years, first, last } = "tenure_unit_by_years",
        "the unit of `{column}` is not in its name: {unit} was taken, because {largest} {unit} fit the years {first} to {last} in `{years}`: if that is wrong, say --tenure-unit";
    TenureGuessed { column } = "tenure_guessed", "the name `{column}` only hints at a duration";
    KnownAfterLeaving { column } = "known_after_leaving", "`{column}` follows from who left and is left out";
    EmailLeftOut { column } = "email_left_out",
        "`{column}` looks like e-mail addresses: it is left out, the ledger keeps no addresses";
    EmailAsId { column } = "email_as_id", "`{column}` looks like e-mail addresses: use the company's own customer number";
    FreeText { column } = "free_text", "`{column}` is free text, which may tell who somebody is: it is left out";
    GivesAwayLeaving { column, percent } = "gives_away_leaving",
        "`{column}` alone tells in {percent} % of the rows who left: it may be known only after leaving (leakage)";
    SatisfactionGivesAwayLeaving { column, percent } = "satisfaction_gives_away_leaving",
        "`{column}` alone tells in {percent} % of the rows who left: satisfaction may be known only after leaving (leakage)";
    Satisfaction { column } = "satisfaction",
        "`{column}`: satisfaction may be known only after leaving (leakage); was it asked before?";
    MixedCurrencies { column, values, kept, rows } = "mixed_currencies",
        "`{column}` names several currencies: {values}; a data folder has one, so that {rows} row{rows:#} would be refused beside {kept}: import the file once for each currency, into a folder of its own, with --currency CODE --max-rejects 100%";
    AmountGuessed { column } = "amount_guessed", "only the decimals of `{column}` suggest that it is an amount of money";
    OwnKinds { kinds } = "own_kinds",
        "{kinds} are kinds of your own and count as activity: --kind-map WORD=KIND turns them into known ones";
    ColumnUnreadable { column } = "column_unreadable",
        "`{column}` holds lists or groups of values, or bytes, and is not read: write one value per row and column";
    Blanks { column, blanks, rows } = "blanks", "`{column}` is blank in {blanks} of {rows} row{rows:#}";
    DateOrderGuessed { column, example, readings, day } = "date_order_guessed",
        "`{example}` in `{column}` can be {readings}: it is read as {day}; if that is wrong, say another --date-order: dmy, mdy or ymd";
    DecimalSignUnclear { column, example } = "decimal_sign_unclear",
        "decimal sign unclear in `{column}`: {example}; say --decimal . or --decimal ,";

    // Why the ledger could not do what was asked.
    DiskRefused { file, cause } = "disk_refused", "`{file}`: {cause}";
    DiskFull { file, cause } = "disk_full",
        "`{file}` could not be written: {cause}; nothing was changed: make room on that disk, or raise the limit on the size of files, and try again";
    SegmentRefused { file, cause } = "segment_refused", "`{file}`: {cause}";
    ColumnsMisfit { cause } = "columns_misfit", "columns do not fit together: {cause}";
    NotASegment { file } = "not_a_segment",
        "`{file}` is not a segment of this ledger: a column is missing or has another type; take the file back from a copy of the folder, or import again into a new one";
    ManifestDamaged { file, cause } = "manifest_damaged",
        "`{file}` cannot be read: {cause}; take it back from a copy of the folder";
    FolderNewer { found, known } = "folder_newer",
        "the data folder has format {found}, this program knows formats up to {known}: it was written by a newer version; install that version to open it";
    FolderBusy { folder } = "folder_busy",
        "another process is writing to `{folder}`; wait until it has finished and try again";
    FolderBusyWith { folder, process } = "folder_busy_with",
        "another process (number {process}) is writing to `{folder}`; wait until it has finished and try again";
    FolderEmpty { folder } = "folder_empty",
        "`{folder}` holds no customers yet; import a file first: `vaarwel import FILE --as customers --data {folder}`";
    TooManyRejects { rejected, read, allowed, list } = "too_many_rejects",
        "{rejected} of {read} row{read:#} rejected, more than the {allowed} allowed; nothing was stored; see `{list}`; mend these rows, or allow more with --max-rejects";
    TooManyRejectsRow { rejected, read, allowed, list, line, value, wanted } = "too_many_rejects_row",
        "{rejected} of {read} row{read:#} rejected, more than the {allowed} allowed; nothing was stored; see `{list}` (first: line {line}: `{value}`; allowed: {wanted}); mend these rows, or allow more with --max-rejects";
    TooManyRejectsFirst { rejected, read, allowed, list, line, column, value, wanted } = "too_many_rejects_first",
        "{rejected} of {read} row{read:#} rejected, more than the {allowed} allowed; nothing was stored; see `{list}` (first: line {line}, column `{column}`: `{value}`; allowed: {wanted}); mend these rows, or allow more with --max-rejects";
    SourceRepeats { source, known, rows, read } = "source_repeats",
        "{rows} of {read} row{read:#} stand in the ledger already, from the source `{known}`, and would count a second time under `{source}`; nothing was stored: where it is the next file of the same kind, say --source '{known}'; where it is a file of another kind, say --source '{source}'";
    ImportStopped { file } = "import_stopped", "the import of `{file}` was stopped; nothing was stored";
    CurrencyOfFile { given, kept } = "currency_of_file",
        "the file's amounts are in {given}, this data folder keeps {kept}; one folder has one currency: import it into a folder of its own";
    MappingProblems { problems } = "mapping_problems", "{problems}";
}
