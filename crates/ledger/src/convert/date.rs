//! Days as people write them, in Dutch, English and the ISO way.

mod order;

use relationship::{Day, Period};
use serde::{Deserialize, Serialize};

pub(crate) use order::{days_of, orders_of};

/// In which order day, month and year stand where only numbers are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Found out from the values.
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

/// Years of two digits are those from 1970 to 2069.
const SHORT_YEARS_FROM: u32 = 70;
/// Numbers by which a spreadsheet keeps the days from 1970 to 2099. Smaller ones may be days since 1970.
const SPREADSHEET_DAYS: std::ops::Range<f64> = 25_569.0..73_051.0;

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

const WEEKDAYS: [&str; 28] = [
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "ma",
    "di",
    "wo",
    "do",
    "vr",
    "za",
    "zo",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
];

const ZONES: [&str; 19] = [
    "Z", "WET", "WEST", "CET", "CEST", "MET", "MEST", "EET", "EEST", "BST", "IST", "EST", "EDT", "CST", "CDT", "MST",
    "MDT", "PST", "PDT",
];

/// Reads a day, with a time if there is one. A zone is left out: the day is the one that stands there.
pub(crate) fn parse_day(text: &str, order: DateOrder) -> Option<Moment> {
    if let Some(day) = iso(text.as_bytes()) {
        return Some((day, None));
    }
    if let Some(moment) = epoch(text) {
        return Some(moment);
    }
    let text = without_weekday(text);
    let (date, time) = split_time(text);
    let day = iso(date.as_bytes())
        .or_else(|| digits_only(date))
        .or_else(|| iso_week(date).map(|(day, _)| day))
        .or_else(|| parted(date, order))
        .or_else(|| month_alone(text));
    match (day, time) {
        (Some(day), Some(time)) => Some((day, Some(parse_time(time)?))),
        (Some(day), None) => Some((day, None)),
        (None, _) => spreadsheet_text(text),
    }
}

/// Is a day read from this text though it is not written in full: a year of two digits, a week, a month, a spreadsheet's
/// number?
pub(crate) fn is_in_short(text: &str) -> bool {
    let date = split_time(text).0;
    let week_alone = iso_week(date).is_some_and(|(_, has_weekday)| !has_weekday);
    week_alone || is_short(date) || month_alone(text).is_some() || spreadsheet_text(text).is_some()
}

/// The day and time that a spreadsheet keeps as this number: days since 30 December 1899, the time as a fraction.
pub(crate) fn spreadsheet_moment(number: f64) -> Option<Moment> {
    if !SPREADSHEET_DAYS.contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most 50,000 days in seconds")]
    let seconds = ((number - SPREADSHEET_DAYS.start) * 86_400.0).round() as i64;
    let (day, time) = from_micros(seconds * 1_000_000)?;
    Some((day, time.filter(|_| number.fract() != 0.0)))
}

fn spreadsheet_text(text: &str) -> Option<Moment> {
    let is_number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',');
    if text.len() < 5 || !text.bytes().all(is_number) || text.ends_with(['.', ',']) {
        return None;
    }
    spreadsheet_moment(text.replace(',', ".").parse().ok()?)
}

/// Whole numbers that stand for a day: 20241231, seconds, milliseconds or microseconds since 1970, or a spreadsheet's.
pub(crate) fn day_from_number(number: i64) -> Option<Moment> {
    match number {
        25_569..=73_050 => spreadsheet_moment(number as f64),
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

/// Could this be the number by which a spreadsheet keeps a day, from 1954 to 2119? Not all of them are read.
pub(crate) fn is_spreadsheet_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(|number| (20_000.0..80_000.0).contains(&number))
}

/// Could this be a day in a form that is not read, such as half a week?
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

/// `2026-W07-3`, `2026W073`, or `2026-W07` for its Monday. Says whether the day of the week was there.
fn iso_week(text: &str) -> Option<(Day, bool)> {
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    let (year, rest) = text.split_at_checked(4)?;
    let rest = rest.strip_prefix('-').unwrap_or(rest).strip_prefix(['W', 'w'])?;
    let (week, rest) = rest.split_at_checked(2)?;
    let (year, week): (i32, i32) = (number(year)?, number(week)?);
    let weekday = if rest.is_empty() { 1 } else { number(rest.strip_prefix('-').unwrap_or(rest))? };
    // The first week is the one with the fourth of January.
    let monday_of_first = |year| Some(Period::Week.start_of(Day::from_ymd(year, 1, 4)?));
    let monday = monday_of_first(year)?.plus_days((week.checked_sub(1)?).checked_mul(7)?);
    let is_week = week >= 1 && (1..=7).contains(&weekday) && monday < monday_of_first(year + 1)?;
    is_week.then(|| (monday.plus_days(weekday - 1), !rest.is_empty()))
}

/// `2024-01`, `01/2024`, `jan 2024`: the first day of that month.
fn month_alone(text: &str) -> Option<Day> {
    let (first, second) = text.split_once(['-', '/', ' '])?;
    let (year, month) = if first.len() == 4 { (first, second) } else { (second, first) };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let month = if is_number(month) && month.len() <= 2 { month.parse().ok() } else { month_named(month) };
    let is_year = year.len() == 4 && is_number(year) && matches!(&year[..2], "19" | "20");
    Day::from_ymd(year.parse().ok().filter(|_| is_year)?, month?, 1)
}

fn epoch(text: &str) -> Option<Moment> {
    day_from_number(text.parse().ok().filter(|number| *number > 99_991_231)?)
}

/// `vr 5 jan 2024`, `Friday, January 5, 2024`: what stands behind the day of the week.
fn without_weekday(text: &str) -> &str {
    let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let Some((word, rest)) = text.split_once(' ').filter(|_| begins) else { return text };
    let word = word.trim_end_matches([',', '.']);
    if WEEKDAYS.iter().any(|known| known.eq_ignore_ascii_case(word)) { rest.trim_start() } else { text }
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
    // `Europe/Amsterdam` ends in AM as well.
    let without = |half: &str| upper.strip_suffix(half).filter(|it| it.ends_with([' ', '.']) || ends_in_a_digit(it));
    let (clock, afternoon) = match (without("PM"), without("AM")) {
        (Some(clock), _) => (clock.trim_end(), Some(true)),
        (_, Some(clock)) => (clock.trim_end(), Some(false)),
        _ => (upper.as_str(), None),
    };
    let end = clock.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ',')).unwrap_or(clock.len());
    let (clock, zone) = clock.split_at(end);
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
    let is_time = is_zone(zone) && (0..24).contains(&hour) && (0..60).contains(&minute) && (0..61).contains(&second);
    is_time.then(|| ((hour * 60 + minute) * 60 + second.min(59)) * 1_000_000 + micros)
}

fn ends_in_a_digit(text: &str) -> bool {
    text.ends_with(|last: char| last.is_ascii_digit())
}

/// Is this a zone, in capitals: `Z`, `+01:00`, `CEST`, `GMT+0100 (CET)`, `EUROPE/AMSTERDAM`?
fn is_zone(text: &str) -> bool {
    let zone = text.split(['[', '(']).next().unwrap_or_default().trim();
    let zone = zone.strip_prefix("GMT").or_else(|| zone.strip_prefix("UTC")).unwrap_or(zone);
    let is_offset = |zone: &str| zone.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let is_place = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'+');
    zone.is_empty()
        || ZONES.contains(&zone)
        || zone.strip_prefix(['+', '-']).is_some_and(is_offset)
        || zone.contains('/') && zone.bytes().all(is_place)
}

/// The three parts of a date with something between them.
fn parts(text: &str) -> Option<[&str; 3]> {
    let mut parts = text.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty());
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

/// Is the year of a date written in two digits?
fn is_short(text: &str) -> bool {
    parts(text).is_some_and(|[a, _, c]| a.len() != 4 && c.len() != 4)
        && [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd].iter().any(|order| parted(text, *order).is_some())
}

/// Day, month and year with something between them. A year of two digits is only read where the order is known or the
/// month is a word.
fn parted(text: &str, order: DateOrder) -> Option<Day> {
    let [a, b, c] = parts(text)?;
    let number = |text: &str| -> Option<u32> {
        (text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
    };
    let is_year = |text: &str| matches!(text.len(), 2 | 4);
    let (year, month, day) = match (number(a), number(b), number(c)) {
        (Some(day), None, Some(_)) if is_year(c) && a.len() <= 2 => (c, month_named(b)?, day),
        (None, Some(day), Some(_)) if is_year(c) => (c, month_named(a)?, day),
        (Some(_), None, Some(day)) if a.len() == 4 => (a, month_named(b)?, day),
        (Some(_), Some(month), Some(day)) if a.len() == 4 && c.len() <= 2 => (a, month, day),
        (Some(_), Some(month), Some(day)) if order == DateOrder::Ymd && a.len() == 2 && c.len() <= 2 => (a, month, day),
        (Some(first), Some(second), Some(_)) if is_year(c) && a.len() <= 2 => match order {
            DateOrder::Ymd => return None,
            DateOrder::Auto if c.len() == 2 => return None,
            DateOrder::Mdy => (c, first, second),
            DateOrder::Dmy | DateOrder::Auto => (c, second, first),
        },
        _ => return None,
    };
    let in_full = match (number(year)?, year.len()) {
        (short, 2) if short >= SHORT_YEARS_FROM => 1900 + short,
        (short, 2) => 2000 + short,
        (full, _) => full,
    };
    Day::from_ymd(i32::try_from(in_full).ok()?, month, day)
}

fn month_named(text: &str) -> Option<u32> {
    let text = text.to_lowercase();
    let index = MONTHS.iter().position(|names| names.contains(&text.as_str()))?;
    u32::try_from(index + 1).ok()
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
        for zone in ["CEST", "EST", "+02:00[Europe/Amsterdam]", "Europe/Amsterdam", "GMT+0100 (CET)", "UTC"] {
            check(&format!("2024-12-31 13:00 {zone}"), DateOrder::Auto, "2024-12-31 46800");
        }
        for day in ["di 31 dec 2024", "dinsdag 31 december 2024", "Tuesday, December 31, 2024", "Tue Dec 31 2024"] {
            check(day, DateOrder::Auto, "2024-12-31");
        }
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
            "24-12-31",
            "2024-W54",
            "2023-W53",
            "2024-W00",
            "2024-W07-8",
            "2024-W07-0",
            "2024-W7",
            "24123",
            "99999",
            "45123,",
            "45.123",
            "2024",
            "2024-00",
            "12345678",
            "yesterday",
            "1.5",
            "2024-12-31T25:00",
            "2024-12-31 noon",
            "31-12-2024-1",
            "di 31-13-2024",
            "x 31-12-2024",
            "2024-12-31 13:00 uur",
            "2024-12-31 13:00 AM",
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
    fn years_of_two_digits_are_read_where_the_order_is_known() {
        for (text, order, expected) in [
            ("31-12-24", DateOrder::Dmy, "2024-12-31"),
            ("12/31/24 10:00", DateOrder::Mdy, "2024-12-31 36000"),
            ("24.12.31", DateOrder::Ymd, "2024-12-31"),
            ("24-1-5", DateOrder::Ymd, "2024-01-05"),
            ("5-1-69", DateOrder::Dmy, "2069-01-05"),
            ("5-1-70", DateOrder::Dmy, "1970-01-05"),
            ("31-dec-24", DateOrder::Auto, "2024-12-31"),
            ("Dec 31, 99", DateOrder::Auto, "1999-12-31"),
            ("12-31-24", DateOrder::Dmy, "nothing"),
            ("5-1-240", DateOrder::Dmy, "nothing"),
            ("5-1-4", DateOrder::Dmy, "nothing"),
        ] {
            check(text, order, expected);
        }
    }

    #[test]
    fn weeks_and_the_numbers_of_spreadsheets_are_days() {
        for (text, expected) in [
            ("2026-W07", "2026-02-09"),
            ("2026-W07-3", "2026-02-11"),
            ("2026w077", "2026-02-15"),
            // 2020 has 53 weeks, and the first of 2021 begins in January.
            ("2020-W53-5", "2021-01-01"),
            ("2021-W01", "2021-01-04"),
            ("2015-W01-1", "2014-12-29"),
            ("25569", "1970-01-01"),
            ("45123", "2023-07-16"),
            ("45123.75", "2023-07-16 64800"),
            ("45123,5", "2023-07-16 43200"),
            ("73050", "2099-12-31"),
        ] {
            check(text, DateOrder::Auto, expected);
        }
        for (text, expected) in [("2026-W07", true), ("5-1-24", true), ("45123", true), ("2026-W07-3", false)] {
            assert_eq!(is_in_short(text), expected, "{text}");
        }
        assert!(["2024-12-31", "31-12-2024", "20241231", "1735646400", ""].iter().all(|text| !is_in_short(text)));
    }

    #[test]
    fn a_month_is_its_first_day() {
        for text in ["2024-03", "2024-3", "03/2024", "3-2024", "2024/03", "mrt 2024", "March 2024", "maart-2024"] {
            check(text, DateOrder::Auto, "2024-03-01");
            assert!(is_in_short(text), "{text}");
        }
        for text in ["2024-13", "0-2024", "3.2024", "mrt 24", "2124-03", "03-24", "maart", "2024-", "2024-003"] {
            check(text, DateOrder::Auto, "nothing");
        }
    }

    #[test]
    fn a_day_that_is_not_read_is_known_for_one() {
        for text in ["2024-13", "13/2024", "2024-W5"] {
            assert!(parse_day(text, DateOrder::Auto).is_none() && looks_like_an_unread_day(text), "{text}");
        }
        for text in ["12.50", "1234", "a-1-24", "12", "1.234.567,8", "2024-A", "K-2024", ""] {
            assert!(!looks_like_an_unread_day(text), "{text}");
        }
        assert!(is_spreadsheet_number("45323") && is_spreadsheet_number("45323.75") && !is_spreadsheet_number("2024"));
    }
}
