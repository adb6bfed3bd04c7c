//! From which day on the writer wants to be gone: a day, as soon as can be, the end of the term, or not said. A day that
//! can be read in two ways, lies in the past or stands beside another one is for a person.

use std::ops::Range;

use relationship::Day;
use serde::Serialize;

use crate::Language;
use crate::pattern::{Class, Pattern};
use crate::text::{Sentence, Word};

/// A day without a year that has just passed could mean last month or next year.
const JUST_PASSED_DAYS: i32 = 90;
/// A day without a year that is further away than this may have been meant otherwise.
const AHEAD_DAYS_MAX: i32 = 330;
/// Words between a word like `per` and the day it belongs to.
const MARKER_WORDS: usize = 4;

/// The wanted end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ends {
    /// On this day.
    On {
        /// The day.
        on: Day,
        /// The words, as they were written.
        words: String,
    },
    /// As soon as can be.
    Soonest {
        /// The words, as they were written.
        words: String,
    },
    /// When the running term is over: not renewed.
    EndOfTerm {
        /// The words, as they were written.
        words: String,
    },
    /// Not said.
    NotSaid,
    /// Said, but not so that a machine may decide.
    Unclear {
        /// The words, as they were written.
        words: String,
    },
}

/// How sure the words around a day make it that it is the wanted end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Marked {
    Bare,
    Weakly,
    Strongly,
}

struct Found {
    day: Option<Day>,
    words: String,
    marked: Marked,
    has_year: bool,
}

/// What must be known to read days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    pub(super) written_on: Option<Day>,
    pub(super) language: Language,
    pub(super) is_day_first: Option<bool>,
}

const CLASSES: &[Class] = &[
    ("next", &["volgende", "komende", "aankomende", "eerstvolgende", "next", "following", "coming"]),
    ("this", &["deze", "dit", "this", "the", "de", "current", "huidige", "lopende"]),
    ("month", &["maand", "month", "mnd"]),
    ("end", &["eind", "einde", "end", "ultimo", "laatste"]),
];

const SOONEST: &[&str] = &[
    "zo snel|spoedig|vlug|gauw ?als mogelijk",
    "zsm",
    "z s m",
    "asap",
    "a s a p",
    "as soon as ?you|is|it|u possible|can",
    "soon as possible",
    "per direct|omgaande|ommegaande|heden",
    "met directe|onmiddellijke ingang",
    "onmiddellijk",
    "direct ?te|laten opzeggen|beeindigen|stopzetten|stoppen",
    "immediately",
    "with immediate effect",
    "immediate ..2 effect|cancellation|termination|basis",
    "earliest|soonest|first|next possible|available|convenience|opportunity|moment|date",
    "eerst|eerste mogelijke|mogelijkheid|gelegenheid",
    "eerstvolgende mogelijkheid|mogelijke|gelegenheid|opzegmoment|moment",
    "vroegst mogelijke",
    "at the earliest",
    "straight away",
    "right away",
    "straightaway",
    "meteen",
    "effective now",
    "as of now",
    "vanaf nu",
    "per nu",
    "nu meteen|direct|gelijk",
    "kortst mogelijke",
    "spoedigste",
    "at once",
    "snelst mogelijke",
    "at your earliest",
    "soonest possible|date",
    "met ingang van heden|nu|vandaag",
    "earliest ..2 date",
    "eerstvolgende ..2 datum",
    "eerst mogelijke",
    "eerstmogelijke",
    "eerste de beste",
    "right now",
    "effective immediately",
];
const END_OF_TERM: &[&str] = &[
    "einde|eind ..3 looptijd|contractperiode|termijn|contractduur|contract|contractjaar|abonnementsperiode|abonnementsjaar|periode|lidmaatschapsjaar|seizoen|contracttermijn|looptijd",
    "op|per|tegen ?de einddatum|vervaldatum|verloopdatum|vervaldag",
    "contract ..3 afloopt|verloopt|eindigt",
    "niet ?meer ?automatisch ?te ?laten verlengen|verlengd|verleng|voortzetten",
    "laten|laat ..6 aflopen",
    "when ..6 expires|ends|lapses|finishes|expire",
    "when it ..2 runs out|up",
    "runs out",
    "end ..3 of ..3 term|period|contract|cycle|membership|subscription|season|plan|agreement",
    "not ..3 renew*",
    "dont ..3 renew",
    "wont ..3 renew*",
    "let ..4 expire|lapse|run out",
    "renewal date",
    "expiry date|expiry",
    "billing|contract|current|this|paid period|cycle|term",
    "at renewal",
    "verlengingsdatum",
];
const RELATIVE: &[(&str, Relative)] = &[
    (
        "eerste|1|1e|1ste|begin|first|1st|beginning|start ?dag|day ?van|of ?de|the @next @month",
        Relative::FirstOfNextMonth,
    ),
    ("@end ?dag|day ?van|of ?de|the @next @month", Relative::EndOfNextMonth),
    ("@end ?dag|day ?van|of @this ?kalender ?lopende ?huidige ?current @month", Relative::EndOfMonth),
    ("@month einde|eind", Relative::EndOfMonth),
    ("maandeinde|monthend|month end", Relative::EndOfMonth),
    ("@end ?van|of ?het|the|dit|deze|this ?kalender jaar|year|kalenderjaar", Relative::EndOfYear),
    ("jaareinde|eindejaar", Relative::EndOfYear),
    ("per|tegen|vanaf|met|from|by|at ?het ?the nieuwjaar|nieuwe|new ?jaar|year", Relative::NewYear),
    ("vanaf|per|tegen|from ..1 jaarwisseling", Relative::NewYear),
    ("per|vanaf|op|tegen|from|on|as|of|effective ?of vandaag|today", Relative::Today),
    ("per|vanaf|from|as|op ?of morgen|tomorrow", Relative::Tomorrow),
    ("per|vanaf|tegen|from|starting|in|op ?de ?the @next @month|week|jaar|year|weekend", Relative::Open),
    ("@next @month|week|zomer|voorjaar|spring|summer|winter", Relative::Open),
    (
        "na|after|voor|before ..3 zomer|kerst|vakantie|zomervakantie|summer|christmas|holidays|easter|pasen|winter|semester|seizoen|season|bouwvak",
        Relative::Open,
    ),
    ("begin|half|medio|mid|beginning|early|late|rond|around|circa ?of @monthname", Relative::Open),
    (
        "zomer|zomers|winter|voorjaar|najaar|herfst|lente|kerst|kerstmis|pasen|zomervakantie|summer|spring|autumn|winter|christmas|easter|xmas",
        Relative::Open,
    ),
    ("volgend|komend|next|coming jaar|year|seizoen|season|kwartaal|quarter|semester", Relative::Open),
    (
        "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|monday|tuesday|wednesday|thursday|friday|saturday|sunday",
        Relative::Open,
    ),
    ("ergens|somewhere|sometime", Relative::Open),
];

#[derive(Debug, Clone, Copy)]
enum Relative {
    FirstOfNextMonth,
    EndOfNextMonth,
    EndOfMonth,
    EndOfYear,
    NewYear,
    Today,
    Tomorrow,
    Open,
}

const STRONG_MARKERS: &[&str] = &[
    "per",
    "vanaf",
    "tegen",
    "ingaande",
    "ingang",
    "einddatum",
    "eindigen",
    "eindigt",
    "from",
    "effect",
    "effective",
    "ending",
    "until",
    "starting",
    "tot",
    "mvi",
    "ingangsdatum",
    "stopdatum",
    "opzegdatum",
    "ends",
    "beginning",
    "wef",
    "finish",
    "cease",
    "ultimo",
    "expire",
    "aflopen",
    "uiterlijk",
];
/// Markers that speak of the end even where the sentence does not.
const SURE_MARKERS: &[&str] = &[
    "per",
    "ingang",
    "ingaande",
    "einddatum",
    "tegen",
    "stopdatum",
    "opzegdatum",
    "effective",
    "effect",
    "mvi",
    "ends",
    "ending",
    "eindigen",
    "eindigt",
    "wef",
    "uiterlijk",
    "stop",
    "stopt",
    "end",
    "ultimo",
    "eind",
    "einde",
    "laatste",
    "last",
];
/// Words that make a sentence a request.
const POLITE: &[&str] =
    &["please", "graag", "gaarne", "gelieve", "aub", "svp", "pls", "kindly", "verwerken", "process"];
/// A line of so few words is a label with its value.
const LABEL_WORDS_MAX: usize = 6;
const WEAK_MARKERS: &[&str] = &["op", "on", "by", "at", "in", "of", "end", "eind", "einde", "before", "voor"];
/// Words that make a day something else than the wanted end.
const OTHER_DAYS: &[&str] = &[
    "sinds",
    "since",
    "dd",
    "dated",
    "gesloten",
    "afgesloten",
    "besteld",
    "signed",
    "concluded",
    "ordered",
    "geboren",
    "geboortedatum",
    "born",
    "dob",
    "birth",
    "aangekondigd",
    "announced",
    "factuur",
    "invoice",
    "brief",
    "letter",
    "overleden",
    "died",
    "lid",
    "geb",
    "startdatum",
    "ingegaan",
    "begonnen",
    "started",
    "joined",
    "ontvangen",
    "received",
    "gebeld",
    "called",
    "mailed",
    "gemaild",
    "increase",
    "prijsverhoging",
    "verhuisd",
    "moved",
    "verhuis",
    "verhuizen",
    "moving",
    "move",
    "entered",
    "taken",
    "getekend",
    "gestuurd",
    "sent",
    "bericht",
    "telefoongesprek",
    "gesprek",
    "phone",
    "born",
    "datum",
    "kreeg",
    "kocht",
    "bought",
    "nam",
    "trip",
    "operation",
    "operatie",
    "job",
    "baan",
    "werk",
    "afgeschreven",
    "charged",
    "paid",
    "betaald",
    "verhoging",
    "stijgt",
    "omhoog",
    "verhoogt",
    "goes",
    "prices",
    "geopereerd",
    "verlengd",
    "renewed",
    "birthday",
    "reply",
    "reactie",
    "antwoord",
    "pension",
    "pensioen",
    "retire",
    "retiring",
    "emigreren",
    "emigrating",
    "contracten",
];

/// The wanted end, from all sentences of the writer.
pub(super) fn wanted(sentences: &[(&str, Sentence)], clock: Clock, declares: impl Fn(usize) -> bool) -> Ends {
    let mut found: Vec<Found> = Vec::new();
    for (index, (source, sentence)) in sentences.iter().enumerate() {
        days(source, sentence, clock, declares(index), &mut found);
    }
    let phrase = |written: &'static [&'static str]| {
        let patterns = Pattern::all(written, CLASSES);
        sentences.iter().find_map(|(source, sentence)| {
            patterns
                .iter()
                .find_map(|it| it.find(&sentence.words))
                .map(|range| sentence.quote(source, range).to_owned())
        })
    };
    let best = found.iter().map(|it| it.marked).max();
    let has_full = found.iter().any(|it| Some(it.marked) == best && it.has_year);
    let told: Vec<&Found> =
        found.iter().filter(|it| Some(it.marked) == best && (it.has_year || !has_full || it.day.is_some())).collect();
    if let Some(first) = told.first() {
        let words = first.words.clone();
        let is_past = |day: Day| clock.written_on.is_some_and(|written_on| day < written_on);
        return match first.day {
            Some(on) if told.iter().all(|it| it.day == Some(on)) && !is_past(on) => Ends::On { on, words },
            None if phrase(END_OF_TERM).is_some() => Ends::EndOfTerm { words },
            _ => Ends::Unclear { words },
        };
    }
    phrase(SOONEST)
        .map(|words| Ends::Soonest { words })
        .or_else(|| phrase(END_OF_TERM).map(|words| Ends::EndOfTerm { words }))
        .unwrap_or(Ends::NotSaid)
}

/// All days in a sentence that may be the wanted end.
fn days(source: &str, sentence: &Sentence, clock: Clock, declares: bool, found: &mut Vec<Found>) {
    let words = &sentence.words;
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((date, end)) = date_at(words, at, clock) else {
            at += 1;
            continue;
        };
        let range = at..end;
        let marked = marked(words, at, declares);
        let is_heard = declares
            || words.len() <= LABEL_WORDS_MAX
            || before(words, at).iter().any(|it| SURE_MARKERS.contains(&it.text.as_str()))
            || has_strong_marker(words, at) && words.iter().any(|it| POLITE.contains(&it.text.as_str()));
        let is_past_event = matches!(date, Date::Day(day, _) if marked < Marked::Strongly
            && clock.written_on.is_some_and(|written_on| day < written_on));
        if let Some(marked) = marked_if_wanted(words, at, marked)
            .filter(|_| is_heard && !is_past_event && (declares || !matches!(date, Date::Unclear)))
        {
            let words_said = sentence.quote(source, marker_start(words, at)..end).to_owned();
            let (day, has_year) = match date {
                Date::Day(day, has_year) => (Some(day), has_year),
                Date::Unclear => (None, false),
            };
            found.push(Found { day, words: words_said, marked, has_year });
        }
        taken.push(range);
        at = end;
    }
    if found.iter().any(|it| it.marked == Marked::Strongly && it.has_year) {
        return;
    }
    let relatives = if taken.is_empty() { RELATIVE } else { &[] };
    for (written, relative) in relatives {
        let pattern = Pattern::new(written, WITH_MONTHS);
        if let Some(range) = pattern.find(words)
            && !taken.iter().any(|it| it.start < range.end && range.start < it.end)
            && !is_ago(words, range.start)
            && (declares
                || words.len() <= LABEL_WORDS_MAX
                || before(words, range.start)
                    .iter()
                    .chain(&words[range.clone()])
                    .any(|it| SURE_MARKERS.contains(&it.text.as_str())))
        {
            let day = clock.written_on.and_then(|written_on| relative.day(written_on));
            let words_said = sentence.quote(source, marker_start(words, range.start)..range.end).to_owned();
            found.push(Found { day, words: words_said, marked: Marked::Weakly, has_year: false });
            break;
        }
    }
    if declares && let Some((ahead, range)) = span_ahead(words, clock.written_on) {
        found.push(Found {
            day: ahead,
            words: sentence.quote(source, range).to_owned(),
            marked: Marked::Weakly,
            has_year: false,
        });
    }
}

const WITH_MONTHS: &[Class] = &[
    CLASSES[0],
    CLASSES[1],
    CLASSES[2],
    CLASSES[3],
    (
        "monthname",
        &[
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
            "january",
            "february",
            "march",
            "may",
            "june",
            "july",
            "august",
            "october",
            "jan",
            "feb",
            "mrt",
            "apr",
            "jun",
            "jul",
            "aug",
            "sep",
            "sept",
            "okt",
            "oct",
            "nov",
            "dec",
        ],
    ),
];

impl Relative {
    fn day(self, written_on: Day) -> Option<Day> {
        let (year, _, _) = written_on.ymd();
        let month = written_on.month_number();
        Some(match self {
            Self::FirstOfNextMonth => Day::from_month_number(month + 1),
            Self::EndOfNextMonth => Day::from_month_number(month + 2).plus_days(-1),
            Self::EndOfMonth => Day::from_month_number(month + 1).plus_days(-1),
            Self::EndOfYear => Day::from_ymd(year, 12, 31)?,
            Self::NewYear => Day::from_ymd(year + 1, 1, 1)?,
            Self::Today => written_on,
            Self::Tomorrow => written_on.plus_days(1),
            Self::Open => return None,
        })
    }
}

/// `over twee weken`, `in 30 days`.
fn span_ahead(words: &[Word], written_on: Option<Day>) -> Option<(Option<Day>, Range<usize>)> {
    let at = words.windows(3).position(|it| {
        matches!(it[0].text.as_str(), "over" | "in" | "binnen" | "within")
            && number(&it[1].text).is_some()
            && unit(&it[2].text).is_some()
    })?;
    let count = number(&words[at + 1].text)?;
    let is_open = matches!(words[at].text.as_str(), "binnen" | "within");
    let day = written_on.filter(|_| !is_open).and_then(|written_on| {
        Some(match unit(&words[at + 2].text)? {
            Unit::Days(days) => written_on.plus_days(days * count),
            Unit::Months(months) => written_on.plus_months(months * count),
        })
    });
    Some((day, at..at + 3))
}

enum Unit {
    Days(i32),
    Months(i32),
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "dag" | "dagen" | "day" | "days" => Unit::Days(1),
        "week" | "weken" | "weeks" => Unit::Days(7),
        "maand" | "maanden" | "month" | "months" => Unit::Months(1),
        _ => return None,
    })
}

fn number(word: &str) -> Option<i32> {
    Some(match word {
        "een" | "one" | "a" => 1,
        "twee" | "two" => 2,
        "drie" | "three" => 3,
        "vier" | "four" => 4,
        "zes" | "six" => 6,
        _ => return word.parse().ok().filter(|n| (1..=400).contains(n)),
    })
}

enum Date {
    Day(Day, bool),
    Unclear,
}

/// A date that begins at this word, and where it ends.
fn date_at(words: &[Word], at: usize, clock: Clock) -> Option<(Date, usize)> {
    in_digits(words, at, clock).or_else(|| in_words(words, at, clock))
}

/// `31-12-2026`, `31/12/26`, `1.3.2027`, `2027-03-01`, `1/3`.
fn in_digits(words: &[Word], at: usize, clock: Clock) -> Option<(Date, usize)> {
    let digits = |index: usize| words.get(index).and_then(|word| plain_number(&word.text));
    let sign = |index: usize| words.get(index).and_then(|word| word.glue).filter(|c| matches!(c, '-' | '/' | '.'));
    if words[at].glue.is_some_and(|c| matches!(c, '-' | '/' | '.')) {
        return None;
    }
    let (first, second) = (digits(at)?, digits(at + 1)?);
    let glue = sign(at + 1)?;
    if sign(at + 2) == Some(glue)
        && let Some(third) = digits(at + 2)
    {
        if words[at].text.len() == 4 {
            return Some((Date::Day(Day::from_ymd(first, narrow(second)?, narrow(third)?)?, true), at + 3));
        }
        let year = if words[at + 2].text.len() == 4 { third } else { third + 2000 };
        let (day, month) = day_and_month(first, second, glue, clock)?;
        let date = match (day, month) {
            (0, 0) => Date::Unclear,
            _ => Date::Day(Day::from_ymd(year, month, day)?, true),
        };
        return Some((date, at + 3));
    }
    if glue == '.' || sign(at + 2).is_some() || words[at].text.len() > 2 || words[at + 1].text.len() > 2 {
        return None;
    }
    let (day, month) = day_and_month(first, second, glue, clock)?;
    Some((if month == 0 { Date::Unclear } else { without_year(day, month, clock)? }, at + 2))
}

/// Day and month of two numbers; zeros where both orders are possible and nobody says which is meant.
fn day_and_month(first: i32, second: i32, glue: char, clock: Clock) -> Option<(u32, u32)> {
    let (first, second) = (narrow(first)?, narrow(second)?);
    let is_day_first = clock.is_day_first.or((clock.language == Language::Nl || glue == '.').then_some(true));
    match is_day_first {
        Some(true) => (second <= 12).then_some((first, second)),
        Some(false) => (first <= 12).then_some((second, first)),
        None if first == second => Some((first, second)),
        None if first > 12 => (second <= 12).then_some((first, second)),
        None if second > 12 => Some((second, first)),
        None => Some((0, 0)),
    }
}

fn narrow(number: i32) -> Option<u32> {
    u32::try_from(number).ok()
}

fn plain_number(word: &str) -> Option<i32> {
    (word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok()).flatten()
}

/// `1 maart 2027`, `1st of March`, `March 1, 2027`, `eind maart`, `januari`.
fn in_words(words: &[Word], at: usize, clock: Clock) -> Option<(Date, usize)> {
    let text = |index: usize| words.get(index).map_or("", |word| word.text.as_str());
    let year_at = |index: usize| {
        let year =
            words.get(index).and_then(|word| plain_number(&word.text)).filter(|year| (1900..2200).contains(year));
        year.or_else(|| {
            let short = words.get(index).filter(|word| word.text.len() == 2 && word.at.start > 0)?;
            plain_number(&short.text).filter(|year| (20..60).contains(year)).map(|year| year + 2000)
        })
    };
    let dated = |day: u32, month: u32, end: usize| {
        let end = end + usize::from(text(end) == "of" && year_at(end + 1).is_some());
        match year_at(end) {
            Some(year) => Some((Date::Day(Day::from_ymd(year, month, day)?, true), end + 1)),
            None => Some((without_year(day, month, clock)?, end)),
        }
    };
    if let Some(day) = ordinal(text(at)) {
        let skip = usize::from(matches!(text(at + 1), "of" | "van" | "de")) + usize::from(text(at + 2) == "de");
        if let Some(month) = month(text(at + 1 + skip)) {
            return dated(day, month, at + 2 + skip);
        }
        return None;
    }
    if matches!(text(at), "eind" | "einde" | "end" | "ultimo" | "laatste") {
        let skip = (at + 1..at + 4)
            .find(|&index| !matches!(text(index), "of" | "van" | "de" | "the" | "dag" | "maand" | "day"))?;
        let month = month(text(skip))?;
        let year = year_at(skip + 1);
        let first = match year {
            Some(year) => Day::from_ymd(year, month, 1)?,
            None => match without_year(28, month, clock)? {
                Date::Day(day, _) => day,
                Date::Unclear => return Some((Date::Unclear, skip + 1)),
            },
        };
        let last = Day::from_month_number(first.month_number() + 1).plus_days(-1);
        return Some((Date::Day(last, year.is_some()), skip + 1 + usize::from(year.is_some())));
    }
    let month = month(text(at)).filter(|_| text(at).len() > 3 || ordinal(text(at + 1)).is_some())?;
    if matches!(text(at), "may" | "march" | "mei" | "maart")
        && ordinal(text(at + 1)).is_none()
        && !has_strong_marker(words, at)
    {
        return None;
    }
    let is_year_next = year_at(at + 1).is_some_and(|_| text(at + 1).len() == 4);
    match ordinal(text(at + 1)).filter(|_| !is_year_next) {
        Some(day) => dated(day, month, at + 2),
        // a month without a day: the first of it, or all of it?
        None => Some((Date::Unclear, at + 1 + usize::from(is_year_next))),
    }
}

/// A day of the month, as a number with or without an ending.
fn ordinal(word: &str) -> Option<u32> {
    if matches!(word, "eerste" | "first") {
        return Some(1);
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    let is_day = matches!(ending, "" | "e" | "de" | "ste" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|day| is_day && (1..=31).contains(day))
}

fn month(word: &str) -> Option<u32> {
    Some(match word {
        "januari" | "january" | "jan" => 1,
        "februari" | "february" | "feb" | "febr" => 2,
        "maart" | "march" | "mrt" | "mar" => 3,
        "april" | "apr" => 4,
        "mei" | "may" => 5,
        "juni" | "june" | "jun" => 6,
        "juli" | "july" | "jul" => 7,
        "augustus" | "august" | "aug" => 8,
        "september" | "sep" | "sept" => 9,
        "oktober" | "october" | "okt" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// The next time this day comes; unclear where it has just passed or is nearly a year away.
fn without_year(day: u32, month: u32, clock: Clock) -> Option<Date> {
    let Some(written_on) = clock.written_on else { return Some(Date::Unclear) };
    let (year, _, _) = written_on.ymd();
    let this_year = Day::from_ymd(year, month, day).or_else(|| Day::from_ymd(year + 1, month, day))?;
    if this_year >= written_on {
        return Some(Date::Day(this_year, false));
    }
    let next_year = Day::from_ymd(year + 1, month, day)?;
    let has_just_passed = this_year.days_until(written_on) <= JUST_PASSED_DAYS;
    let is_far = written_on.days_until(next_year) > AHEAD_DAYS_MAX;
    Some(if has_just_passed || is_far { Date::Unclear } else { Date::Day(next_year, false) })
}

/// `sinds de zomer`, `last spring`: that time is over.
fn is_ago(words: &[Word], at: usize) -> bool {
    words[at.saturating_sub(2)..at].iter().any(|word| {
        matches!(word.text.as_str(), "sinds" | "since" | "last" | "afgelopen" | "vorige" | "vorig" | "elke" | "every")
    })
}

fn before(words: &[Word], at: usize) -> &[Word] {
    &words[at.saturating_sub(MARKER_WORDS)..at]
}

fn has_strong_marker(words: &[Word], at: usize) -> bool {
    before(words, at).iter().any(|word| STRONG_MARKERS.contains(&word.text.as_str()))
        || before(words, at)
            .windows(2)
            .any(|it| it[0].text == "as" && matches!(it[1].text.as_str(), "of" | "from" | "at"))
}

fn marked(words: &[Word], at: usize, declares: bool) -> Marked {
    if has_strong_marker(words, at) {
        Marked::Strongly
    } else if before(words, at).iter().any(|word| WEAK_MARKERS.contains(&word.text.as_str())) || declares {
        Marked::Weakly
    } else {
        Marked::Bare
    }
}

/// `None` where the words around say that it is another day.
fn marked_if_wanted(words: &[Word], at: usize, marked: Marked) -> Option<Marked> {
    let near = &words[at.saturating_sub(MARKER_WORDS)..(at + MARKER_WORDS).min(words.len())];
    let is_other = near.iter().any(|word| OTHER_DAYS.contains(&word.text.as_str()));
    match marked {
        Marked::Strongly => {
            let closest = before(words, at).iter().rev();
            let first = closest.take_while(|word| !STRONG_MARKERS.contains(&word.text.as_str()));
            let is_since =
                first.into_iter().any(|word| matches!(word.text.as_str(), "sinds" | "since" | "dd" | "dated"));
            (!is_since).then_some(marked)
        }
        Marked::Weakly if !is_other => Some(marked),
        _ => None,
    }
}

/// The marker before the date belongs to the words that are shown.
fn marker_start(words: &[Word], at: usize) -> usize {
    let from = at.saturating_sub(MARKER_WORDS);
    (from..at).rev().find(|&index| STRONG_MARKERS.contains(&words[index].text.as_str())).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentences;

    fn said(text: &str, language: Language) -> String {
        let clock = Clock { written_on: Day::from_ymd(2026, 11, 16), language, is_day_first: None };
        let read: Vec<(&str, Sentence)> = sentences(text).into_iter().map(|it| (text, it)).collect();
        match wanted(&read, clock, |_| true) {
            Ends::On { on, .. } => on.to_string(),
            Ends::Soonest { .. } => "soonest".into(),
            Ends::EndOfTerm { .. } => "end of term".into(),
            Ends::NotSaid => "not said".into(),
            Ends::Unclear { .. } => "unclear".into(),
        }
    }

    #[test]
    fn dutch_days_are_read() {
        for (text, expected) in [
            ("ik zeg op per 1 maart 2027", "2027-03-01"),
            ("ik zeg op per 1 maart", "2027-03-01"),
            ("opzeggen met ingang van 31-12-2026", "2026-12-31"),
            ("opzeggen tegen 1/2/27", "2027-02-01"),
            ("opzeggen per 1-1", "2027-01-01"),
            ("opzeggen per eind januari", "2027-01-31"),
            ("opzeggen per eind van deze maand", "2026-11-30"),
            ("opzeggen einde van het jaar", "2026-12-31"),
            ("opzeggen tegen nieuwjaar", "2027-01-01"),
            ("per de eerste van de volgende maand opzeggen", "2026-12-01"),
            ("zo snel mogelijk", "soonest"),
            ("aan het einde van de looptijd", "end of term"),
            ("ik zeg op", "not said"),
            ("opzeggen per 1 november", "unclear"),
            ("opzeggen per 1 september 2025", "unclear"),
            ("opzeggen ergens in het voorjaar", "unclear"),
            ("opzeggen per januari", "unclear"),
            ("lid sinds 1 maart 2019, ik zeg op per 1 januari 2027", "2027-01-01"),
            ("over twee weken stopzetten", "2026-11-30"),
        ] {
            assert_eq!(said(text, Language::Nl), expected, "{text}");
        }
    }

    #[test]
    fn english_days_are_read_and_an_ambiguous_one_is_not() {
        for (text, expected) in [
            ("cancel as of 31 December 2026", "2026-12-31"),
            ("cancel from 1st March 2027", "2027-03-01"),
            ("cancel effective January 15, 2027", "2027-01-15"),
            ("cancel from the 1st of March", "2027-03-01"),
            ("cancel at the end of this month", "2026-11-30"),
            ("cancel by the end of the year", "2026-12-31"),
            ("cancel on 03/04/2027", "unclear"),
            ("cancel on 31/12/2026", "2026-12-31"),
            ("cancel on 12/31/2026", "2026-12-31"),
            ("cancel on 2027-01-31", "2027-01-31"),
            ("cancel as soon as possible", "soonest"),
            ("do not renew it when it expires", "end of term"),
            ("cancel next month", "unclear"),
            ("I may cancel", "not said"),
        ] {
            assert_eq!(said(text, Language::En), expected, "{text}");
        }
    }
}
