//! Words for yes and no, and for kinds of leaving, in Dutch and English.

use relationship::DepartureKind;

const YES: [&str; 14] =
    ["yes", "y", "true", "t", "1", "1.0", "ja", "j", "waar", "churned", "left", "gone", "vertrokken", "opgezegd"];
const NO: [&str; 15] = [
    "no", "n", "false", "f", "0", "0.0", "nee", "nein", "onwaar", "stayed", "active", "actief", "joined", "gebleven",
    "current",
];
/// What stands in files where nothing is known.
const ABSENT: [&str; 11] = ["null", "na", "n/a", "#n/a", "\\n", "none", "nil", "-", "--", "n.v.t.", "nvt"];
/// What stands in the place of an id in a row that adds up the others.
const TOTALS: [&str; 16] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "average",
    "averages",
    "totaal",
    "totalen",
    "eindtotaal",
    "subtotaal",
    "gemiddelde",
    "gemiddeld",
    "gesamt",
    "summe",
    "summa",
    "durchschnitt",
];

/// Does a text say that there is no value?
pub(crate) fn is_absent(text: &str) -> bool {
    let may_be = matches!(text.as_bytes(), [b'n' | b'N' | b'#' | b'-' | b'\\', ..]) && text.len() <= 6;
    may_be && ABSENT.iter().any(|known| known.eq_ignore_ascii_case(text))
}

/// Is this what a system writes into a column of days where there is none: `0`, `00000000`, `0000-00-00 00:00:00`?
pub(crate) fn is_zero_day(text: &str) -> bool {
    text.starts_with('0')
        && text.bytes().all(|byte| matches!(byte, b'0' | b'-' | b'/' | b'.' | b':' | b' ' | b'T' | b'Z'))
}

/// Does the row with this text in the place of an id add up the others?
pub(crate) fn is_total(text: &str) -> bool {
    // Most ids end in a digit.
    let may_be = (5..=12).contains(&text.len()) && !text.ends_with(|last: char| last.is_ascii_digit());
    may_be && TOTALS.iter().any(|known| known.eq_ignore_ascii_case(text.trim_end_matches(':')))
}

/// Whether a word says yes or no, if it says either.
pub(crate) fn yes_or_no(word: &str) -> Option<bool> {
    // `True.` of a well-known file.
    let word = word.strip_suffix('.').unwrap_or(word);
    let is = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is(&YES) {
        Some(true)
    } else if is(&NO) {
        Some(false)
    } else {
        None
    }
}

const DEPARTURES: [(&str, DepartureKind); 15] = [
    ("voluntary", DepartureKind::Voluntary),
    ("vrijwillig", DepartureKind::Voluntary),
    ("involuntary", DepartureKind::Involuntary),
    ("onvrijwillig", DepartureKind::Involuntary),
    ("payment failure", DepartureKind::Involuntary),
    ("wanbetaling", DepartureKind::Involuntary),
    ("positive", DepartureKind::Positive),
    ("positief", DepartureKind::Positive),
    ("doel bereikt", DepartureKind::Positive),
    ("goal reached", DepartureKind::Positive),
    ("dismissed", DepartureKind::Dismissed),
    ("door ons", DepartureKind::Dismissed),
    ("by company", DepartureKind::Dismissed),
    ("silent", DepartureKind::Silent),
    ("stil", DepartureKind::Silent),
];

/// The kind of leaving a word stands for.
pub(crate) fn departure(word: &str) -> Option<DepartureKind> {
    DEPARTURES.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, kind)| *kind)
}

/// Names of columns that tell who somebody is. The ledger does not want to know.
const PERSONAL: [&str; 30] = [
    "email",
    "emailaddress",
    "emailadres",
    "mail",
    "phone",
    "phonenumber",
    "mobile",
    "telephone",
    "telefoon",
    "telefoonnummer",
    "mobiel",
    "name",
    "naam",
    "firstname",
    "lastname",
    "surname",
    "fullname",
    "voornaam",
    "achternaam",
    "customername",
    "klantnaam",
    "address",
    "adres",
    "street",
    "straat",
    "iban",
    "bankaccount",
    "bsn",
    "ssn",
    "passport",
];

/// Words that, in a name of several, make it tell who somebody is: `Voorletters`, `Billing Name`, `Naam relatie`.
const PERSONAL_WORDS: [&str; 14] = [
    "voorletters",
    "initials",
    "voornaam",
    "achternaam",
    "tussenvoegsel",
    "surname",
    "lastname",
    "firstname",
    "vorname",
    "nachname",
    "iban",
    "email",
    "telefoon",
    "phone",
];
/// Whose name it is where a column is called `name` and more.
const OF_A_PERSON: [&str; 16] = [
    "first", "last", "full", "middle", "billing", "shipping", "contact", "customer", "klant", "debiteur", "relatie",
    "lid", "member", "client", "kunde", "user",
];

/// Does the name of a column say that it tells who somebody is?
pub(crate) fn is_personal(column: &str) -> bool {
    let plain: String = column.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let words: Vec<String> =
        column.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let is_of_person = |word: &String| {
        OF_A_PERSON.iter().any(|it| word == it || it.len() >= 5 && word.ends_with(it) && word.len() > it.len())
    };
    PERSONAL.contains(&plain.as_str())
        || has(&PERSONAL_WORDS)
        || has(&["name", "naam"]) && words.iter().any(is_of_person)
        || ["debiteurnaam", "contactnaam", "relatienaam", "lidnaam", "kundenname"].contains(&plain.as_str())
}

/// Could the values of a column with this name tell who somebody is: a day of birth, a postal code of a street?
pub(crate) fn may_be_personal(column: &str, value: &str) -> bool {
    let plain: String = column.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let is_birth = ["birth", "geboor", "gebor", "dob"].iter().any(|begin| plain.contains(begin));
    let is_postal = ["postcode", "postalcode", "zip", "plz"].iter().any(|begin| plain.contains(begin));
    // A year of birth, or the digits of a postal code, are those of thousands.
    let (digits, letters) =
        (value.bytes().filter(u8::is_ascii_digit).count(), value.bytes().filter(u8::is_ascii_alphabetic).count());
    is_birth && digits >= 5 || is_postal && digits >= 2 && letters >= 2
}

/// Does a value look like an e-mail address?
pub(crate) fn is_email(value: &str) -> bool {
    value.split_once('@').is_some_and(|(before, behind)| {
        !before.is_empty() && behind.contains('.') && !value.contains(char::is_whitespace) && !behind.contains('@')
    })
}
