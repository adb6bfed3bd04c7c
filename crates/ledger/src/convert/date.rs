//! Days as people write them, in Dutch, English and the ISO way.

use relationship::Day;
use serde::{Deserialize, Serialize};

/// In which order day, month and year stand where only numbers are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Found out from the values; day first where they do not tell.
    #[default]
    Auto,
    /// 31-12-2024.
    Dmy,
    /// 12-31-2024.
    Mdy,
    /// 2024-12-31.
    Ymd,
}

impl std::str::FromStr for DateOrder {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        match given {
            "auto" => Ok(Self::Auto),
            "dmy" => Ok(Self::Dmy),
            "mdy" => Ok(Self::Mdy),
            "ymd" => Ok(Self::Ymd),
            _ => Err(format!("`{given}` is not an order of dates; allowed: `auto`, `dmy`, `mdy`, `ymd`")),
        }
    }
}

/// A day, and the microseconds since its midnight where a time was given.
pub(crate) type Moment = (Day, Option<i64>);

/// What a day says about the order in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrderEvidence {
    Dmy,
    Mdy,
    /// `03/04/2024`.
    Either,
    None,
}

const MONTHS: [[&str; 4]; 12] = [
    ["jan", "january", "januari", "jan."],
    ["feb", "february", "februari", "feb."],
    ["mar", "march", "maart", "mrt"],
    ["apr", "april", "apr.", "april"],
    ["may", "may", "mei", "mei"],
    ["jun", "june", "juni", "jun."],
    ["jul", "july", "juli", "jul."],
    ["aug", "august", "augustus", "aug."],
    ["sep", "september", "sept", "sept."],
    ["oct", "october", "oktober", "okt"],
    ["nov", "november", "nov.", "november"],
    ["dec", "december", "dec.", "december"],
];

/// Reads a day, with a time if there is one. A zone is left out: the day is the one that stands there.
pub(crate) fn parse_day(text: &str, order: DateOrder) -> Option<Moment> {
    if let Some(day) = iso(text.as_bytes()) {
        return Some((day, None));
    }
    if let Some(moment) = epoch(text) {
        return Some(moment);
    }
    let (date, time) = split_time(text);
    let day = iso(date.as_bytes()).or_else(|| digits_only(date)).or_else(|| parted(date, order))?;
    match time {
        None => Some((day, None)),
        Some(time) => Some((day, Some(parse_time(time)?))),
    }
}

/// Whole numbers that stand for a day: 20241231, or seconds, milliseconds or microseconds since 1970.
pub(crate) fn day_from_number(number: i64) -> Option<Moment> {
    match number {
        19_000_101..=99_991_231 => {
            let part = |n: i64| u32::try_from(n).ok();
            let day =
                Day::from_ymd(i32::try_from(number / 10_000).ok()?, part(number / 100 % 100)?, part(number % 100)?)?;
            Some((day, None))
        }
        100_000_000..=9_999_999_999 => from_micros(number * 1_000_000),
        100_000_000_000..=9_999_999_999_999 => from_micros(number * 1_000),
        1_000_000_000_000_000..=9_999_999_999_999_999 => from_micros(number),
        _ => None,
    }
}

/// Could this be the number by which a spreadsheet keeps a day, from 1954 to 2119?
pub(crate) fn is_spreadsheet_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(|number| (20_000.0..80_000.0).contains(&number))
}

/// Could this be a day in a form that is not read: two digits of the year, a week, a month?
pub(crate) fn looks_like_an_unread_day(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let parts = text.split(['-', '/', '.', 'W', 'w']).filter(|part| !part.is_empty()).count();
    let is_plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'.' | b'W' | b'w');
    let has_year =
        text.split(['-', '/', 'W', 'w']).any(|part| part.len() == 4 && matches!(part.get(..2), Some("19" | "20")));
    (3..=8).contains(&digits) && text.bytes().all(is_plain) && (parts == 3 || parts == 2 && has_year)
}

fn from_micros(micros: i64) -> Option<Moment> {
    match crate::input::Cell::from_micros(micros) {
        crate::input::Cell::Moment(day, time) => Some((day, Some(time))),
        _ => None,
    }
}

/// `2024-12-31`, by far the most usual.
fn iso(bytes: &[u8]) -> Option<Day> {
    let bytes: &[u8; 10] = bytes.try_into().ok()?;
    let digits = [0, 1, 2, 3, 5, 6, 8, 9].map(|at: usize| u32::from(bytes[at].wrapping_sub(b'0')));
    if bytes[4] != b'-' || bytes[7] != b'-' || digits.iter().any(|digit| *digit > 9) {
        return None;
    }
    let [thousands, hundreds, tens, ones, ..] = digits;
    let year = ((thousands * 10 + hundreds) * 10 + tens) * 10 + ones;
    Day::from_ymd(year.cast_signed(), digits[4] * 10 + digits[5], digits[6] * 10 + digits[7])
}

fn digits_only(text: &str) -> Option<Day> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    day_from_number(text.parse().ok()?).map(|(day, _)| day)
}

fn epoch(text: &str) -> Option<Moment> {
    day_from_number(text.parse().ok().filter(|number| *number > 99_991_231)?)
}

/// The date, and the time behind a `T` or a blank.
fn split_time(text: &str) -> (&str, Option<&str>) {
    match text
        .char_indices()
        .find(|(at, c)| matches!(c, 'T' | ' ') && text[at + 1..].trim_start().get(..3).is_some_and(is_clock))
    {
        Some((at, _)) => (text[..at].trim_end_matches([',', ' ']), Some(text[at + 1..].trim_start())),
        None => (text, None),
    }
}

/// Does a time begin here: `9:3` or `09:`?
fn is_clock(start: &str) -> bool {
    let bytes = start.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_digit) && bytes[1..].contains(&b':')
}

/// Microseconds since midnight of `23:59`, `23:59:59.123`, `11:59 PM`, with or without a zone.
fn parse_time(text: &str) -> Option<i64> {
    let upper = text.trim().to_ascii_uppercase();
    let (clock, afternoon) = match (upper.strip_suffix("PM"), upper.strip_suffix("AM")) {
        (Some(clock), _) => (clock.trim_end(), Some(true)),
        (_, Some(clock)) => (clock.trim_end(), Some(false)),
        _ => (upper.as_str(), None),
    };
    let end = clock.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ',')).unwrap_or(clock.len());
    let (clock, zone) = clock.split_at(end);
    let zone = zone.trim();
    let is_zone = zone.is_empty()
        || matches!(zone, "Z" | "UTC" | "GMT" | "CET" | "CEST")
        || zone.strip_prefix(['+', '-']).is_some_and(|zone| zone.bytes().all(|b| b.is_ascii_digit() || b == b':'));
    let mut parts = clock.splitn(3, ':');
    let mut hour: i64 = parts.next()?.parse().ok()?;
    let minute: i64 = parts.next()?.parse().ok()?;
    let (second, fraction) = match parts.next() {
        None => ("0", ""),
        Some(seconds) => seconds.split_once(['.', ',']).unwrap_or((seconds, "")),
    };
    let second: i64 = second.parse().ok()?;
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let micros: i64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
    match afternoon {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    let is_time = is_zone && (0..24).contains(&hour) && (0..60).contains(&minute) && (0..61).contains(&second);
    is_time.then(|| ((hour * 60 + minute) * 60 + second.min(59)) * 1_000_000 + micros)
}

/// Day, month and year with something between them.
fn parted(text: &str, order: DateOrder) -> Option<Day> {
    let mut parts = text.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty());
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let number = |text: &str| -> Option<u32> {
        (text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
    };
    let (year, month, day) = match (number(a), number(b), number(c)) {
        (Some(day), None, Some(year)) if c.len() == 4 => (year, month_named(b)?, day),
        (None, Some(day), Some(year)) if c.len() == 4 => (year, month_named(a)?, day),
        (Some(year), None, Some(day)) if a.len() == 4 => (year, month_named(b)?, day),
        (Some(year), Some(month), Some(day)) if a.len() == 4 && c.len() <= 2 => (year, month, day),
        (Some(a), Some(b), Some(year)) if c.len() == 4 => match order {
            DateOrder::Mdy => (year, a, b),
            DateOrder::Dmy | DateOrder::Auto => (year, b, a),
            DateOrder::Ymd => return None,
        },
        _ => return None,
    };
    Day::from_ymd(i32::try_from(year).ok()?, month, day)
}

fn month_named(text: &str) -> Option<u32> {
    let text = text.to_lowercase();
    let index = MONTHS.iter().position(|names| names.contains(&text.as_str()))?;
    u32::try_from(index + 1).ok()
}

/// What a text says about the order of days and months in its column.
pub(crate) fn order_evidence(text: &str) -> OrderEvidence {
    let date = split_time(text).0;
    let mut parts = date.split(['-', '/', '.']);
    let number = |part: Option<&str>| part.filter(|part| part.len() <= 2).and_then(|part| part.parse::<u32>().ok());
    let (Some(a), Some(b)) = (number(parts.next()), number(parts.next())) else { return OrderEvidence::None };
    if parts.next().is_none_or(|year| year.len() != 4) || parts.next().is_some() {
        return OrderEvidence::None;
    }
    match (a > 12, b > 12) {
        (true, false) => OrderEvidence::Dmy,
        (false, true) => OrderEvidence::Mdy,
        (false, false) if a != b => OrderEvidence::Either,
        _ => OrderEvidence::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, order: DateOrder, expected: &str) {
        let found = parse_day(text, order).map_or("nothing".to_owned(), |(day, time)| match time {
            Some(time) => format!("{day} {}", time / 1_000_000),
            None => day.to_string(),
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in [
            "2024-12-31",
            "31-12-2024",
            "31/12/2024",
            "31.12.2024",
            "20241231",
            "2024/12/31",
            "31 dec 2024",
            "31 december 2024",
            "31-dec-2024",
            "Dec 31, 2024",
            "December 31 2024",
            "2024-dec-31",
        ] {
            check(text, DateOrder::Auto, "2024-12-31");
        }
        check("3 mrt 2024", DateOrder::Auto, "2024-03-03");
        check("03/04/2024", DateOrder::Auto, "2024-04-03");
        check("03/04/2024", DateOrder::Mdy, "2024-03-04");
        check("2024-12-31T23:59:58Z", DateOrder::Auto, "2024-12-31 86398");
        check("2024-12-31 23:59", DateOrder::Auto, "2024-12-31 86340");
        check("2024-12-31T00:00:01.500+02:00", DateOrder::Auto, "2024-12-31 1");
        check("31-12-2024 9:05", DateOrder::Auto, "2024-12-31 32700");
        check("12/31/2024 11:59 PM", DateOrder::Mdy, "2024-12-31 86340");
        check("1735646400", DateOrder::Auto, "2024-12-31 43200");
        check("1735646400000", DateOrder::Auto, "2024-12-31 43200");
    }

    #[test]
    fn what_the_calendar_lacks_is_no_day() {
        for text in [
            "",
            "31-13-2024",
            "2024-02-30",
            "12/31/2024",
            "31-12-24",
            "2024",
            "2024-12",
            "12345678",
            "yesterday",
            "1.5",
            "2024-12-31T25:00",
            "2024-12-31 noon",
            "31-12-2024-1",
            "0000-00-00",
            "٢٠٢٤-12-31",
            "-",
            "T",
            " 1:",
        ] {
            check(text, DateOrder::Auto, "nothing");
        }
        check("31-12-2024", DateOrder::Mdy, "nothing");
        check("31-12-2024", DateOrder::Ymd, "nothing");
    }

    #[test]
    fn a_day_that_is_not_read_is_known_for_one() {
        for text in ["5-1-24", "31/12/24", "2024-W05", "2024W05", "2024-01", "01/2024", "1.2.24"] {
            assert!(parse_day(text, DateOrder::Auto).is_none() && looks_like_an_unread_day(text), "{text}");
        }
        for text in ["12.50", "1234", "a-1-24", "12", "1.234.567,8", "2024-A", "K-2024", ""] {
            assert!(!looks_like_an_unread_day(text), "{text}");
        }
        assert!(is_spreadsheet_number("45323") && is_spreadsheet_number("45323.75") && !is_spreadsheet_number("2024"));
    }

    #[test]
    fn a_day_above_twelve_tells_the_order() {
        for (text, expected) in [
            ("31-12-2024", OrderEvidence::Dmy),
            ("12/31/2024 10:00", OrderEvidence::Mdy),
            ("03/04/2024", OrderEvidence::Either),
            ("04/04/2024", OrderEvidence::None),
            ("2024-12-31", OrderEvidence::None),
        ] {
            assert_eq!(order_evidence(text), expected, "{text}");
        }
    }
}
