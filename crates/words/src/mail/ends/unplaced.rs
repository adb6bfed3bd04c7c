//! A time in the request that no rule placed as a day, and a time for which something is to stop only.

use std::ops::Range;

use relationship::Day;

use super::dates::{Date, count_of, date_at, is_count, is_unit, ordinal_word};
use super::phrases::{Relative, SAID, SIGNED, month};
use super::{Clock, WEEKDAYS, is_ago};
use crate::pattern::Pattern;
use crate::text::{Sentence, Word};

/// Words after `per` that are no time.
const PER_OTHER: &[&str] = &[
    "maand",
    "jaar",
    "week",
    "kwartaal",
    "dag",
    "uur",
    "keer",
    "stuk",
    "persoon",
    "mail",
    "email",
    "e",
    "post",
    "brief",
    "telefoon",
    "aangetekende",
    "ommegaande",
    "omgaande",
    "direct",
    "direkt",
    "heden",
    "nu",
    "vandaag",
    "morgen",
    "abuis",
    "ongeluk",
    "vergissing",
    "definitief",
    "saldo",
    "se",
    "sms",
    "whatsapp",
    "app",
    "fiets",
    "kind",
    "lid",
    "les",
    "incasso",
    "automatische",
    "gezin",
    "huishouden",
    "rit",
    "month",
    "year",
    "annum",
    "day",
    "person",
    "hour",
    "your",
    "my",
    "our",
    "item",
    "cent",
    "kilo",
    "liter",
    "onmiddellijk",
    "spoed",
    "expres",
    "mnd",
    "adres",
    "halfjaar",
    "nummer",
    "aansluiting",
    "telefonisch",
    "schriftelijk",
    "kerende",
    "eerstvolgende",
    "eerste",
    "the",
    "deze",
    "spoedigste",
    "onmiddellijke",
];
/// Words that begin a time whatever follows.
const BEGINS: &[&[&str]] = &[
    &["ingang", "van"],
    &["effect", "from"],
    &["effect", "on"],
    &["effective", "from"],
    &["effective", "on"],
    &["effective", "as"],
    &["as", "of"],
    &["as", "from"],
    &["starting", "from"],
    &["ingaande", "op"],
    &["ingaand", "op"],
];
/// A word before a time that is no part of it.
fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word) || WEEKDAYS.contains(&word)
}

const FILLERS: &[&str] = &[
    "de",
    "het",
    "the",
    "uiterlijk",
    "ongeveer",
    "circa",
    "about",
    "van",
    "of",
    "on",
    "from",
    "per",
    "in",
    "op",
    "om",
    "datum",
    "dag",
    "day",
    "date",
    "begin",
    "eind",
    "einde",
    "end",
    "ultimo",
];
/// Words between a beginning and the time it belongs to.
const REACH: usize = 5;
/// Words before and after a number of weeks that make it history, a notice or a moment.
const NO_SPAN_BEFORE: &[&str] = &[
    "our",
    "your",
    "onze",
    "uw",
    "jullie",
    "met",
    "with",
    "over",
    "in",
    "binnen",
    "within",
    "na",
    "after",
    "al",
    "reeds",
    "already",
    "sinds",
    "since",
    "ruim",
    "last",
    "past",
    "afgelopen",
    "elke",
    "every",
    "elk",
    "per",
    "ieder",
    "iedere",
    "van",
    "of",
    "each",
    "these",
    "all",
    "laatste",
    "vorige",
    "vorig",
    "meer",
    "more",
    "than",
    "dan",
    "bijna",
    "nearly",
    "almost",
    "been",
    "ago",
    "once",
    "a",
    "twice",
    "under",
    "at",
    "least",
    "tegen",
    "hele",
    "zon",
    "some",
    "roughly",
    "about",
];
const NO_SPAN_AFTER: &[&str] = &[
    "geleden",
    "ago",
    "lid",
    "klant",
    "member",
    "customer",
    "abonnee",
    "subscriber",
    "opzegtermijn",
    "notice",
    "oud",
    "old",
    "from",
    "time",
    "tijd",
    "later",
    "vooraf",
    "tevoren",
    "advance",
    "plezier",
    "contract",
    "abonnement",
    "subscription",
    "membership",
    "trouw",
    "genoten",
    "gebruikt",
    "gelezen",
    "before",
    "vantevoren",
    "warning",
    "bij",
    "with",
    "u",
    "term",
    "termijn",
    "of",
];
/// Words anywhere before it that tell of what was.
const TOLD: &[&str] = &[
    "been",
    "geweest",
    "was",
    "were",
    "ive",
    "used",
    "gebruikt",
    "genoten",
    "lid",
    "member",
    "klant",
    "customer",
    "gehad",
    "had",
    "ben",
    "gelezen",
    "enjoyed",
    "weve",
    "hadden",
    "waren",
    "loopt",
    "opzegtermijn",
    "notice",
    "since",
    "sinds",
    "niet",
    "not",
    "havent",
    "lived",
    "worked",
];

/// A number of days, weeks or months for which the request is made: `twee maanden stopzetten`.
pub(in crate::mail) fn spans(sentence: &Sentence) -> Option<Range<usize>> {
    let words = &sentence.words;
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    (0..words.len()).find_map(|at| {
        is_count(text(at)).then_some(())?;
        let skip = usize::from(matches!(text(at + 1), "of" | "paar" | "half" | "halve"));
        let unit = at + 1 + skip;
        is_unit(text(unit)).then_some(())?;
        let is_long = matches!(text(unit), "jaar" | "years" | "jaren") && count_of(text(at)).is_some_and(|it| it > 3);
        if is_long || words[unit].glue == Some('-') {
            // a `six-month contract`
            return None;
        }
        let before = &words[at.saturating_sub(2)..at];
        let is_other = before.iter().any(|it| NO_SPAN_BEFORE.contains(&it.text.as_str()));
        let after = &words[unit + 1..(unit + 3).min(words.len())];
        let is_told = after.iter().any(|it| NO_SPAN_AFTER.contains(&it.text.as_str()))
            || words[..at].iter().rev().take(8).any(|it| TOLD.contains(&it.text.as_str()));
        let is_near = stops_near(words, at, unit);
        (!is_other && !is_told && is_near).then_some(at..unit + 1)
    })
}

/// Does a word of stopping, or the contract, stand beside it?
fn stops_near(words: &[Word], at: usize, unit: usize) -> bool {
    const STEMS: [&str; 13] = [
        "stop",
        "pauz",
        "onderbr",
        "stil",
        "cancel",
        "halt",
        "suspend",
        "opzeg",
        "opgezegd",
        "beeindig",
        "end",
        "discontinu",
        "gestop",
    ];
    let stops = |word: &Word| {
        STEMS.iter().any(|it| word.text.starts_with(it))
            || matches!(word.text.as_str(), "op" | "worden" | "close" | "terminate")
            || ["abonnement", "lidmaatschap", "subscription", "membership", "contract"]
                .iter()
                .any(|it| word.text.ends_with(it))
    };
    words[at.saturating_sub(4)..at].iter().chain(&words[unit + 1..(unit + 4).min(words.len())]).any(stops)
}

/// A time that stands where the wanted end stands, and that nothing here reads as a day.
pub(in crate::mail) fn unplaced(sentence: &Sentence, clock: Clock) -> Option<Range<usize>> {
    let words = &sentence.words;
    (0..words.len()).find_map(|at| {
        after_per(words, at, clock)
            .or_else(|| after_beginning(words, at, clock))
            .or_else(|| bare_ordinal(words, at, clock))
            .or_else(|| odd_date(words, at, clock))
    })
}

fn after_per(words: &[Word], at: usize, clock: Clock) -> Option<Range<usize>> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    if text(at) != "per" || at > 0 && matches!(text(at - 1), "as" | "euro" | "eur" | "bedrag" | "keer" | "x") {
        return None;
    }
    let next = (at + 1..words.len()).find(|&it| !matches!(text(it), "de" | "het"))?;
    let is_other = PER_OTHER.contains(&text(next)) && !(text(next) == "week" && is_count(text(next + 1)));
    (!is_other && !is_read(words, at, clock)).then_some(at..next + 1)
}

fn after_beginning(words: &[Word], at: usize, clock: Clock) -> Option<Range<usize>> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let begins = BEGINS.iter().find(|it| it.iter().enumerate().all(|(index, word)| text(at + index) == *word))?;
    let next = at + begins.len();
    let is_other = next >= words.len() || matches!(text(next), "yet" | "late" | "my" | "your" | "course" | "right");
    (!is_other && !is_read(words, at, clock)).then_some(at..next + 1)
}

/// `on the 1st`, `per de 15e`: the day of a month that is not named.
fn bare_ordinal(words: &[Word], at: usize, clock: Clock) -> Option<Range<usize>> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let marks = ["on", "from", "by", "of", "op", "vanaf", "tegen", "van", "before", "until", "tot", "per"];
    if !(marks.contains(&text(at)) && matches!(text(at + 1), "the" | "de") && ordinal_word(text(at + 2))) {
        return None;
    }
    let goes_on = ["keer", "time", "of", "van", "dag", "day", "verdieping", "floor", "maal", "month", "maand"];
    let is_thing = words.get(at + 3).is_some_and(|next| {
        next.glue.is_none()
            && next.at.start == words[at + 2].at.end + 1
            && month(&next.text).is_none()
            && !STARTS_ANEW.contains(&next.text.as_str())
    });
    let is_day = !is_thing || goes_on.contains(&text(at + 3)) && matches!(text(at + 5), "month" | "maand" | "");
    (is_day && !is_read(words, at, clock) && date_at(words, at + 2, clock).is_none()).then_some(at..at + 3)
}

/// Words that may follow a day.
const STARTS_ANEW: &[&str] = &[
    "please",
    "graag",
    "aub",
    "svp",
    "op",
    "stop",
    "stopzetten",
    "opzeggen",
    "beeindigen",
    "en",
    "and",
    "wil",
    "my",
    "mijn",
    "because",
    "want",
    "as",
    "thanks",
    "if",
    "klantnummer",
    "customer",
];

/// `1 janiari 2027`, `1-1-20227`: meant as a date, and none.
fn odd_date(words: &[Word], at: usize, clock: Clock) -> Option<Range<usize>> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let is_digits = |at: usize| !text(at).is_empty() && text(at).bytes().all(|it| it.is_ascii_digit());
    let is_day = |at: usize| is_digits(at) && text(at).len() <= 2 || ordinal_word(text(at));
    let sign = |at: usize| words.get(at).and_then(|it| it.glue).filter(|it| matches!(it, '-' | '/' | '.'));
    if is_digits(at)
        && text(at).len() <= 2
        && words[at].glue.is_none()
        && sign(at + 1).is_some()
        && sign(at + 1) == sign(at + 2)
    {
        let is_short = is_digits(at + 1) && text(at + 1).len() <= 2 && is_digits(at + 2);
        let is_year = matches!(text(at + 2).len(), 2 | 4);
        let is_meant = text(at + 2).starts_with("20") && matches!(text(at + 2).len(), 3 | 5);
        return (is_short && !is_year && is_meant && sign(at + 3).is_none()).then_some(at..at + 3);
    }
    let next = at + 1;
    let is_month_like = |at: usize| {
        let word = text(at);
        word.len() >= 4 && word.chars().all(char::is_alphabetic) && month(word).is_none()
    };
    if !is_month_like(next) || sign(next).is_some() {
        return None;
    }
    let is_year = is_digits(at + 2) && text(at + 2).len() == 4 && text(at + 2).starts_with("20");
    let is_dated = is_day(at) && is_year && !is_unit(text(next));
    let is_misspelt = (is_day(at) || is_filler(text(at)) && is_year) && near_month(text(next));
    ((is_dated || is_misspelt) && date_at(words, at, clock).is_none()).then_some(at..at + 2 + usize::from(is_year))
}

/// A month with one or two letters wrong.
fn near_month(word: &str) -> bool {
    const MONTHS: [&str; 18] = [
        "januari",
        "february",
        "februari",
        "january",
        "maart",
        "march",
        "april",
        "augustus",
        "august",
        "september",
        "oktober",
        "october",
        "november",
        "december",
        "juni",
        "juli",
        "june",
        "july",
    ];
    const OTHERS: &[&str] = &[
        "maar", "marc", "mark", "match", "much", "juni", "juli", "jury", "just", "june", "appel", "mars", "maat",
        "maak", "maakt", "jullie", "maand", "members", "member", "remember",
    ];
    !OTHERS.contains(&word)
        && MONTHS.iter().any(|month| {
            let far = if month.len() >= 7 { 2 } else { 1 };
            word.as_bytes().first() == month.as_bytes().first() && word.len() >= 5 && distance(word, month) <= far
        })
}

/// How many letters must be put in, left out or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let change = corner + usize::from(ca != *cb);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// Is the time after this word one that is read: a day, as soon as can be, the end of the term?
fn is_read(words: &[Word], at: usize, clock: Clock) -> bool {
    let end = (at + REACH + 1).min(words.len());
    let is_day = (at + 1..end)
        .take_while(|&it| it == at + 1 || words[at + 1..it].iter().all(|word| is_filler(&word.text)))
        .any(|it| date_at(words, it, clock).is_some());
    let reaches = |range: &Range<usize>| range.start < at + 4 && range.end > at + 1;
    let is_said = |patterns: &[Pattern]| patterns.iter().any(|it| it.find_all(words).any(|range| reaches(&range)));
    let is_relative = |(pattern, relative): &(Pattern, Relative)| {
        !matches!(relative, Relative::Open)
            && pattern.find_all(words).any(|range| reaches(&range) && !is_ago(words, range.start))
    };
    is_day
        || is_said(&SAID.soonest)
        || is_said(&SAID.end_of_term)
        || is_said(&SAID.that_day)
        || SAID.relative.iter().any(is_relative)
}

/// A day in the last days on which the contract of this sentence began.
pub(in crate::mail) fn started_lately(sentence: &Sentence, clock: Clock, days_max: i32) -> Option<Range<usize>> {
    let words = &sentence.words;
    let written_on = clock.written_on?;
    // seen from so many days ago a day without a year is the one that has just been
    let then = Clock { written_on: Some(written_on.plus_days(-days_max)), ..clock };
    let is_lately = |day: Day| day < written_on && day.days_until(written_on) <= days_max;
    let starts = |word: &Word| SIGNED.contains(&word.text.as_str()) || STARTS.contains(&word.text.as_str());
    (0..words.len()).find_map(|at| match date_at(words, at, then)? {
        (Date::Day(day, _), end) if is_lately(day) => {
            let near = &words[at.saturating_sub(7)..(end + 5).min(words.len())];
            near.iter().any(starts).then_some(at..end)
        }
        _ => None,
    })
}

/// Words of beginning near a day.
const STARTS: &[&str] = &[
    "sinds",
    "since",
    "begon",
    "begonnen",
    "gestart",
    "start",
    "started",
    "begin",
    "began",
    "begun",
    "ingegaan",
    "ging",
    "afsloot",
    "sloot",
    "aangemeld",
    "meldde",
    "schreef",
    "nam",
    "took",
    "taken",
    "opened",
    "registered",
    "enrolled",
    "became",
    "werd",
    "geworden",
    "geabonneerd",
    "loopt",
    "runs",
    "running",
    "join",
    "subscribed",
    "inschreef",
    "aanmeldde",
    "abonneerde",
    "begint",
    "started",
];
