//! Days as people write them: in digits, in words, as a time from now.

use std::ops::Range;

use relationship::Day;

use super::phrases::{LABEL_WORDS_MAX, OTHER_DAYS, Relative, SIGNED, month};
use super::{AHEAD_DAYS_MAX, Clock, JUST_PASSED_DAYS, WEEKDAYS, has_strong_marker};
use crate::Language;
use crate::text::{Sentence, Word};

impl Relative {
    pub(super) fn day(self, written_on: Day) -> Option<Day> {
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

/// `over twee weken`, `in 30 days`, `a month from now`, `vandaag over een week`.
pub(super) fn span_ahead(words: &[Word], written_on: Option<Day>) -> Option<(Option<Day>, Range<usize>)> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    (0..words.len()).find_map(|at| {
        let count = count_of(text(at))?;
        let unit_at = at + 1 + usize::from(matches!((text(at), text(at + 1)), ("een" | "a", "half" | "halve")));
        let unit = unit(text(unit_at))?;
        let before = at.checked_sub(1).map_or("", text);
        // "in two years I never called" tells of what was
        let is_story =
            matches!(text(unit_at + 1), "i" | "we" | "ik" | "wij" | "heb" | "hebben" | "ive" | "im" | "weve" | "tijd");
        // so long ahead nobody ends a contract
        let is_long = matches!(unit, Unit::Months(12)) && count > 3;
        let is_glued = words.get(unit_at).is_some_and(|word| word.glue == Some('-'));
        if is_glued || is_long {
            return None;
        }
        let is_before = matches!(before, "over" | "in" | "binnen" | "within") && !is_story;
        let is_after = matches!(text(unit_at + 1), "from" | "vanaf" | "na")
            && matches!(text(unit_at + 2), "now" | "today" | "nu" | "vandaag" | "heden");
        // `two months' notice`, given from today; `the notice period of a month` is the contract's own
        let is_notice = is_notice(words, unit_at + 1);
        if !is_before && !is_after && !is_notice {
            return None;
        }
        let is_open = !is_after && matches!(before, "binnen" | "within");
        let day = written_on.filter(|_| !is_open).map(|written_on| {
            let is_half = unit_at > at + 1;
            match unit {
                Unit::Days(days) => written_on.plus_days(days * count),
                Unit::Months(months) if is_half => written_on.plus_months(months * count / 2),
                Unit::Months(months) => written_on.plus_months(months * count),
            }
        });
        let start = if is_before { at - 1 } else { at };
        let start = start - usize::from(start > 0 && matches!(text(start - 1), "vandaag" | "today"));
        Some((day, start..unit_at + if is_after { 3 } else { 1 }))
    })
}

/// Does a notice of so many weeks stand here, and not the contract's own `notice period`?
pub(super) fn is_notice(words: &[Word], at: usize) -> bool {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    matches!(text(at), "notice" | "warning" | "opzegtermijn") && text(at + 1) != "period"
}

#[derive(Clone, Copy)]
enum Unit {
    Days(i32),
    Months(i32),
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "dag" | "dagen" | "day" | "days" => Unit::Days(1),
        "week" | "weken" | "weeks" => Unit::Days(7),
        "fortnight" => Unit::Days(14),
        "maand" | "maanden" | "month" | "months" | "maandje" | "mnd" => Unit::Months(1),
        "kwartaal" | "quarter" => Unit::Months(3),
        "jaar" | "year" | "years" | "jaartje" => Unit::Months(12),
        _ => return None,
    })
}

/// Does this word count days, weeks or months, or name some of them?
pub(super) fn is_unit(word: &str) -> bool {
    unit(word).is_some()
        || matches!(
            word,
            "weekje"
                | "weekjes"
                | "maandjes"
                | "dagje"
                | "jaren"
                | "seizoen"
                | "season"
                | "seizoenen"
                | "seasons"
                | "semester"
                | "weekend"
        )
}

/// Does this word say how many?
pub(super) fn is_count(word: &str) -> bool {
    count_of(word).is_some()
        || matches!(
            word,
            "paar"
                | "enkele"
                | "half"
                | "halve"
                | "anderhalf"
                | "anderhalve"
                | "few"
                | "couple"
                | "several"
                | "ettelijke"
        )
}

/// A number in digits or in words.
pub(super) fn count_of(word: &str) -> Option<i32> {
    const NUMBERS: [(&[&str], i32); 24] = [
        (&["een", "one", "a", "an"], 1),
        (&["twee", "two"], 2),
        (&["drie", "three"], 3),
        (&["vier", "four"], 4),
        (&["vijf", "five"], 5),
        (&["zes", "six"], 6),
        (&["zeven", "seven"], 7),
        (&["acht", "eight"], 8),
        (&["negen", "nine"], 9),
        (&["tien", "ten"], 10),
        (&["elf", "eleven"], 11),
        (&["twaalf", "twelve"], 12),
        (&["dertien", "thirteen"], 13),
        (&["veertien", "fourteen"], 14),
        (&["vijftien", "fifteen"], 15),
        (&["zestien", "sixteen"], 16),
        (&["achttien", "eighteen"], 18),
        (&["twintig", "twenty"], 20),
        (&["dertig", "thirty"], 30),
        (&["veertig", "forty"], 40),
        (&["vijftig", "fifty"], 50),
        (&["zestig", "sixty"], 60),
        (&["tachtig", "eighty"], 80),
        (&["negentig", "ninety"], 90),
    ];
    let named = NUMBERS.iter().find(|(names, _)| names.contains(&word)).map(|(_, number)| *number);
    named.or_else(|| word.parse().ok().filter(|n| (1..=400).contains(n)))
}

/// A day of the month by its rank: `15e`, `1st`, `vijftiende`, `twentieth`; a bare number is none.
pub(super) fn ordinal_word(word: &str) -> bool {
    const RANKS: &[&str] = &[
        "eerste",
        "tweede",
        "derde",
        "vierde",
        "vijfde",
        "zesde",
        "zevende",
        "achtste",
        "negende",
        "tiende",
        "elfde",
        "twaalfde",
        "dertiende",
        "veertiende",
        "vijftiende",
        "zestiende",
        "zeventiende",
        "achttiende",
        "negentiende",
        "twintigste",
        "dertigste",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
        "thirtieth",
    ];
    RANKS.contains(&word) || word.bytes().any(|it| !it.is_ascii_digit()) && ordinal(word).is_some()
}

pub(super) enum Date {
    Day(Day, bool),
    Unclear,
}

/// A date that begins at this word, and where it ends.
pub(super) fn date_at(words: &[Word], at: usize, clock: Clock) -> Option<(Date, usize)> {
    in_digits(words, at, clock).or_else(|| in_words(words, at, clock))
}

/// `31-12-2026`, `31/12/26`, `1.3.2027`, `2027-03-01`, `1/3`.
fn in_digits(words: &[Word], at: usize, clock: Clock) -> Option<(Date, usize)> {
    if let Some(day) = in_one(words, at) {
        return Some((Date::Day(day, true), at + 1));
    }
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

/// `20270101`, where a word before it says that it is a day.
fn in_one(words: &[Word], at: usize) -> Option<Day> {
    let digits = words[at].text.as_str();
    let is_day = digits.len() == 8 && digits.starts_with("20") && digits.bytes().all(|it| it.is_ascii_digit());
    if !is_day || !has_strong_marker(words, at) {
        return None;
    }
    let part = |range: Range<usize>| digits.get(range)?.parse::<u32>().ok();
    Day::from_ymd(digits.get(..4)?.parse().ok()?, part(4..6)?, part(6..8)?)
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
            // "until August 31 August is the last day" holds two days and no year
            let is_year = month(text(index + 1)).is_none();
            plain_number(&short.text).filter(|year| is_year && (20..60).contains(year)).map(|year| year + 2000)
        })
    };
    // "1 januari 2207": a number that stands where the year does, and is none
    let is_odd_year = |index: usize| {
        words.get(index).is_some_and(|word| {
            word.text.len() >= 3
                && word.text.bytes().all(|it| it.is_ascii_digit())
                && word.glue.is_none()
                && index > 0
                && word.at.start == words[index - 1].at.end + 1
        })
    };
    let dated = |day: u32, month: u32, end: usize| {
        let end = end + usize::from(text(end) == "of" && year_at(end + 1).is_some());
        match year_at(end) {
            None if is_odd_year(end) => Some((Date::Unclear, end + 1)),
            Some(year) => Some((Date::Day(Day::from_ymd(year, month, day)?, true), end + 1)),
            None => Some((without_year(day, month, clock)?, end)),
        }
    };
    if let Some(day) = ordinal(text(at)) {
        let skip = (0..3).take_while(|&it| matches!(text(at + 1 + it), "dag" | "day" | "of" | "van" | "de")).count();
        if let Some(month) = month(text(at + 1 + skip)) {
            return dated(day, month, at + 2 + skip);
        }
        return None;
    }
    let is_last_day = text(at) == "last" && text(at + 1) == "day";
    if is_last_day || matches!(text(at), "eind" | "einde" | "end" | "ultimo" | "laatste") {
        let skip = (at + 1..at + 4)
            .find(|&index| !matches!(text(index), "of" | "van" | "de" | "the" | "dag" | "maand" | "day" | "in"))?;
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
pub(super) fn is_ago(words: &[Word], at: usize) -> bool {
    words[at.saturating_sub(2)..at].iter().any(|word| {
        matches!(word.text.as_str(), "sinds" | "since" | "last" | "afgelopen" | "vorige" | "vorig" | "elke" | "every")
    })
}

/// Words with which an earlier day belongs to a story and not to the request.
const TOLD: &[&str] = &[
    "lid",
    "klant",
    "member",
    "customer",
    "joined",
    "moved",
    "verhuisd",
    "geworden",
    "begonnen",
    "started",
    "begon",
    "brief",
    "letter",
    "mail",
    "email",
    "factuur",
    "invoice",
    "gesprek",
    "call",
    "aankoop",
    "bought",
    "gekocht",
    "sloot",
    "nam",
    "tekende",
    "kreeg",
    "ontving",
    "received",
    "got",
    "were",
    "heb",
    "hebben",
    "ben",
    "van",
    "of",
    "loopt",
    "running",
    "last",
    "afgelopen",
    "had",
    "have",
    "ive",
];

/// A day that no calendar has: `31 juni`, `30-02-2027`, `September 31`.
pub(in crate::mail) fn impossible_day(sentence: &Sentence, clock: Clock) -> Option<Range<usize>> {
    let words = &sentence.words;
    (0..words.len()).find_map(|at| impossible_at(words, at, clock).map(|end| at..end))
}

fn impossible_at(words: &[Word], at: usize, clock: Clock) -> Option<usize> {
    let text = |index: usize| words.get(index).map_or("", |word| word.text.as_str());
    let is_sign = |index: usize| words.get(index).is_some_and(|word| matches!(word.glue, Some('-' | '/' | '.')));
    let year_at = |index: usize| plain_number(text(index)).filter(|year| (1900..2200).contains(year));
    let lacks = |day: u32, month: u32, year: Option<i32>| {
        (1..=12).contains(&month) && Day::from_ymd(year.unwrap_or(2028), month, day).is_none()
    };
    let number = |index: usize| {
        let digits = text(index).trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let is_day = matches!(&text(index)[digits.len()..], "" | "e" | "ste" | "de" | "st" | "nd" | "rd" | "th");
        digits.parse::<u32>().ok().filter(|_| is_day && digits.len() <= 2)
    };
    if !is_sign(at) && is_sign(at + 1) {
        let part = |index: usize| plain_number(text(index)).and_then(narrow);
        let (first, second) = (part(at)?, part(at + 1)?);
        if is_sign(at + 2) {
            if let Some(year) = year_at(at) {
                // `2026-10-4431` is the number of a bill
                if text(at + 2).len() > 2 {
                    return None;
                }
                return (lacks(part(at + 2)?, second, Some(year)) || second > 12).then_some(at + 3);
            }
            let year = year_at(at + 2)?;
            let month_first = clock.language == Language::En && clock.is_day_first != Some(true);
            let day_first_fails = lacks(first, second, Some(year)) || second > 12;
            let is_none = day_first_fails && (!month_first || lacks(second, first, Some(year)) || first > 12);
            return (is_none && first <= 39 && second <= 39).then_some(at + 3);
        }
        return ((29..=39).contains(&first) && lacks(first, second, None) && has_strong_marker(words, at))
            .then_some(at + 2);
    }
    if let Some(day) = number(at).filter(|day| (29..=39).contains(day)) {
        let skip = (0..3).take_while(|&it| matches!(text(at + 1 + it), "dag" | "day" | "of" | "van" | "de")).count();
        let named = month(text(at + 1 + skip))?;
        let after = at + 2 + skip;
        return lacks(day, named, year_at(after)).then_some(after);
    }
    let named = month(text(at)).filter(|_| at == 0 || number(at - 1).is_none())?;
    let at = at + usize::from(text(at + 1) == "the");
    let day = number(at + 1).filter(|day| (29..=31).contains(day) || year_at(at + 2).is_some())?;
    (lacks(day, named, year_at(at + 2)) && clock.language == Language::En).then_some(at + 2)
}

/// A wanted day that is over: in the request itself, or called the last one.
pub(in crate::mail) fn past_end(sentence: &Sentence, clock: Clock, is_declared: bool) -> Option<Range<usize>> {
    let words = &sentence.words;
    let written_on = clock.written_on?;
    let is_last = words.windows(2).any(|it| {
        matches!(it[0].text.as_str(), "laatste" | "last" | "final" | "end")
            && matches!(it[1].text.as_str(), "dag" | "day" | "date" | "datum")
    });
    if !(is_declared || is_last && words.len() <= 2 * LABEL_WORDS_MAX) {
        return None;
    }
    (0..words.len()).find_map(|at| {
        let (date, end) = date_at(words, at, clock)?;
        let near = &words[at.saturating_sub(8)..(end + 4).min(words.len())];
        let is_story = !is_last
            && near.iter().any(|word| [TOLD, OTHER_DAYS, SIGNED].iter().any(|list| list.contains(&word.text.as_str())));
        let is_over = matches!(date, Date::Day(day, true) if day < written_on);
        (is_over && !is_story && !is_inside(words, at)).then_some(at..end)
    })
}

/// Is this the tail of a longer number: the `2026` of `FP-1-2026`?
fn is_inside(words: &[Word], at: usize) -> bool {
    words[at].glue.is_some_and(|sign| !matches!(sign, '(' | ':' | ','))
}

/// The day on which the writer says to have bought or signed.
pub(in crate::mail) fn day_of_signing(sentence: &Sentence, clock: Clock) -> Option<(Day, Range<usize>)> {
    let words = &sentence.words;
    let signs = |word: &Word| SIGNED.contains(&word.text.as_str()) || TOLD_SIGNED.contains(&word.text.as_str());
    if !words.iter().any(signs) {
        return None;
    }
    (0..words.len()).find_map(|at| match date_at(words, at, clock)? {
        (Date::Day(day, true), end) => Some((day, at..end)),
        _ => None,
    })
}

/// Does this sentence say that something was bought or signed so many days ago at most?
pub(in crate::mail) fn bought_lately(sentence: &Sentence, clock: Clock, days_max: i32) -> Option<Range<usize>> {
    let words = &sentence.words;
    let buys = |word: &Word| SIGNED.contains(&word.text.as_str()) || BOUGHT.contains(&word.text.as_str());
    let lately = |at: usize| {
        if words
            .get(at)
            .is_some_and(|word| LATELY.contains(&word.text.as_str()) || WEEKDAYS.contains(&word.text.as_str()))
        {
            return Some(at + 1);
        }
        let written_on = clock.written_on?;
        // seen from so many days ago a day without a year is the one that has just been
        let then = Clock { written_on: Some(written_on.plus_days(-days_max)), ..clock };
        match date_at(words, at, then)? {
            (Date::Day(day, _), end) if day <= written_on && day.days_until(written_on) <= days_max => Some(end),
            _ => None,
        }
    };
    // `de overeenkomst van 10 november`
    let is_of_contract = |at: usize| {
        let before =
            |back: usize| at.checked_sub(back).and_then(|it| words.get(it)).map_or("", |word| word.text.as_str());
        matches!(before(1), "van" | "dd" | "of" | "dated")
            && matches!(before(2), "overeenkomst" | "agreement" | "contract")
    };
    let has_bought = words.iter().any(buys);
    (0..words.len()).filter(|&at| has_bought || is_of_contract(at)).find_map(|at| lately(at).map(|end| at..end))
}

/// More words of buying.
const BOUGHT: &[&str] = &[
    "gesloten",
    "afsloot",
    "aanging",
    "sloot",
    "sloten",
    "kocht",
    "kochten",
    "bestelde",
    "bestelden",
    "tekende",
    "tekenden",
    "nam",
    "bought",
    "purchased",
    "purchase",
    "gekocht",
    "aankoop",
    "aangeschaft",
    "order",
    "bestelling",
    "geabonneerd",
    "joining",
    "subscribing",
    "registered",
    "ingeschreven",
    "meldde",
    "schreef",
    "geleverd",
    "ontvangen",
    "delivered",
    "arrived",
];
/// Words of a time just past.
const LATELY: &[&str] = &[
    "gisteren",
    "gister",
    "eergisteren",
    "gisteravond",
    "vanmorgen",
    "vanochtend",
    "vanmiddag",
    "yesterday",
    "recently",
    "onlangs",
    "net",
    "zojuist",
    "just",
    "weekend",
];

/// More words of buying and signing, which stand before the day.
const TOLD_SIGNED: &[&str] = &[
    "sloot",
    "sloten",
    "kocht",
    "kochten",
    "bestelde",
    "tekende",
    "tekenden",
    "nam",
    "bought",
    "purchased",
    "of",
    "van",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentences;

    #[test]
    fn a_day_that_no_calendar_has_is_found() {
        let found = |text: &str, language: Language| {
            let clock = Clock { written_on: Day::from_ymd(2026, 11, 16), language, is_day_first: None };
            sentences(text).iter().any(|it| impossible_day(it, clock).is_some())
        };
        for text in
            ["per 31 juni 2027", "per 30-02-2027", "29 februari 2027", "per 31/6", "de 32e december", "31-13-2027"]
        {
            assert!(found(text, Language::Nl), "{text}");
        }
        for text in ["31st of June", "February 30th, 2027", "on 31/04/2027", "on 2027-02-30", "Sept 31, 2027"] {
            assert!(found(text, Language::En), "{text}");
        }
        for text in ["per 30 juni 2027", "28-02-2027", "29 februari 2028", "29 februari", "31-12-2026", "06-31234567"] {
            assert!(!found(text, Language::Nl), "{text}");
        }
        for text in ["December 31, 2026", "12/31/2026", "31/12/2026", "June 30 people came", "02/03/2027"] {
            assert!(!found(text, Language::En), "{text}");
        }
    }
}
