//! Calendar days and the periods reports are cut into. A day has no time zone: it is the day on the customer's wall.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Days in an average month of the Gregorian calendar: 365.2425 / 12.
pub const DAYS_PER_MONTH: f64 = 30.436_875;

/// A calendar day, kept as the number of days since 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a day; allowed: a day of the calendar written as YYYY-MM-DD, from 0001-01-01 to 9999-12-31")]
pub struct DayError {
    /// What was given.
    pub given: String,
}

impl Day {
    /// The day with this number, where 0 is 1 January 1970.
    pub const fn from_number(days_since_1970: i32) -> Self {
        Self(days_since_1970)
    }

    /// The number of days since 1 January 1970, as Parquet's and Arrow's `date32` count them.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day with this year, month (1 to 12) and day of the month, if the calendar has it.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        // Howard Hinnant's days_from_civil: years begin in March so that the leap day comes last.
        let y = year - i32::from(month <= 2);
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let month_from_march = i32::try_from((month + 9) % 12).ok()?;
        let day_of_year = (153 * month_from_march + 2) / 5 + i32::try_from(day).ok()? - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Self(era * 146_097 + day_of_era - 719_468))
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month.unsigned_abs(), day.unsigned_abs())
    }

    /// This day in the calendar library's own type.
    pub fn to_date(self) -> Date {
        let (year, month, day) = self.ymd();
        let narrow = |n: u32| i8::try_from(n).unwrap_or(1);
        Date::new(i16::try_from(year).unwrap_or(i16::MAX), narrow(month), narrow(day)).unwrap_or(Date::MAX)
    }

    /// The day so many days later (earlier when negative).
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The same day of the month so many months later (earlier when negative); the last day of a shorter month.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let (year, month, day) = self.ymd();
        let total = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        let year = i32::try_from(total.div_euclid(12)).unwrap_or(i32::MAX).clamp(1, 9999);
        let month = u32::try_from(total.rem_euclid(12)).unwrap_or(0) + 1;
        Self::from_ymd(year, month, day.min(days_in_month(year, month))).unwrap_or(self)
    }

    /// Days from this day to `later`; negative when `later` comes first.
    pub const fn days_until(self, later: Self) -> i32 {
        later.0 - self.0
    }

    /// Months since January of year 0: the number of this day's calendar month.
    pub fn month_number(self) -> i32 {
        let (year, month, _) = self.ymd();
        year * 12 + i32::try_from(month).unwrap_or(1) - 1
    }

    /// The first day of the month with this number.
    pub fn from_month_number(month_number: i32) -> Self {
        let month = month_number.rem_euclid(12).unsigned_abs() + 1;
        Self::from_ymd(month_number.div_euclid(12).clamp(1, 9999), month, 1).unwrap_or(Self(0))
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(given: &str) -> Result<Self, DayError> {
        let refuse = || DayError { given: given.to_owned() };
        let mut parts = given.trim().split('-');
        let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(refuse());
        };
        let number = |text: &str, width: usize| {
            (text.len() == width && text.bytes().all(|b| b.is_ascii_digit()))
                .then(|| text.parse::<u32>().ok())
                .flatten()
        };
        let (year, month, day) = (
            number(year, 4).ok_or_else(refuse)?,
            number(month, 2).ok_or_else(refuse)?,
            number(day, 2).ok_or_else(refuse)?,
        );
        Self::from_ymd(i32::try_from(year).map_err(|_| refuse())?, month, day).ok_or_else(refuse)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The unit a report is cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    #[default]
    Month,
    /// January to March and so on.
    Quarter,
    /// A calendar year.
    Year,
}

impl Period {
    /// All periods, shortest first.
    pub const ALL: [Self; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// The word used on the command line, in addresses and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The first day of the period that holds `day`.
    pub fn start_of(self, day: Day) -> Day {
        let months = |n: i32| Day::from_month_number(day.month_number().div_euclid(n) * n);
        match self {
            // 1 January 1970 was a Thursday, three days after a Monday.
            Self::Week => Day::from_number((day.number() + 3).div_euclid(7) * 7 - 3),
            Self::Month => months(1),
            Self::Quarter => months(3),
            Self::Year => months(12),
        }
    }

    /// The first day of the period `count` periods after the one that starts on `start`.
    pub fn after(self, start: Day, count: i32) -> Day {
        match self {
            Self::Week => start.plus_days(7 * count),
            Self::Month => start.plus_months(count),
            Self::Quarter => start.plus_months(3 * count),
            Self::Year => start.plus_months(12 * count),
        }
    }

    /// The first day of the next period: the day after this period's last.
    pub fn end_of(self, day: Day) -> Day {
        self.after(self.start_of(day), 1)
    }

    /// How many whole periods lie between the periods of two days; negative when `later` comes first.
    pub fn between(self, earlier: Day, later: Day) -> i32 {
        let index = |day: Day| match self {
            Self::Week => (day.number() + 3).div_euclid(7),
            Self::Month => day.month_number(),
            Self::Quarter => day.month_number().div_euclid(3),
            Self::Year => day.month_number().div_euclid(12),
        };
        index(later) - index(earlier)
    }

    /// How many of these periods fit in an average year; turns a rate per period into one per year.
    pub const fn per_year(self) -> f64 {
        match self {
            Self::Week => 365.2425 / 7.0,
            Self::Month => 12.0,
            Self::Quarter => 4.0,
            Self::Year => 1.0,
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|period| period.word() == given)
            .ok_or_else(|| format!("`{given}` is not a period; allowed: `week`, `month`, `quarter`, `year`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn days_count_from_1970_and_back() {
        assert_eq!(day("1970-01-01").number(), 0);
        assert_eq!(day("2026-11-22").number(), 20_779);
        for number in (-719_162..2_932_896).step_by(97) {
            let it = Day::from_number(number);
            assert_eq!(day(&it.to_string()), it);
        }
    }

    #[test]
    fn a_day_the_calendar_lacks_is_refused() {
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-1", "", "2026-01-01x", "+026-01-01"]
        {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_end_on_the_last_day_of_a_shorter_month() {
        assert_eq!(day("2024-01-31").plus_months(1), day("2024-02-29"));
        assert_eq!(day("2024-03-31").plus_months(-13), day("2023-02-28"));
    }

    #[test]
    fn periods_start_where_people_say_they_start() {
        assert_eq!(Period::Week.start_of(day("2026-11-22")), day("2026-11-16"));
        assert_eq!(Period::Quarter.start_of(day("2026-11-22")), day("2026-10-01"));
        assert_eq!(Period::Year.end_of(day("2026-11-22")), day("2027-01-01"));
        assert_eq!(Period::Month.between(day("2025-12-31"), day("2026-02-01")), 2);
    }
}
