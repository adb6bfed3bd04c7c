//! Days on which a period does not end: Saturdays, Sundays and public holidays.

use std::collections::BTreeSet;

use crate::Day;

/// Whose public holidays count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Country {
    /// The Netherlands, as the Algemene termijnenwet counts them: Good Friday and 5 May included.
    Netherlands,
    /// Germany: the holidays that all states share.
    Germany,
    /// France.
    France,
    /// England and Wales: the days that come back every year, moved from a weekend to the next working days.
    England,
}

impl Country {
    /// The country whose law a pack reads, by the name of the pack; none where its calendar is not known here.
    pub fn of_pack(name: &str) -> Option<Self> {
        match name {
            "nl" => Some(Self::Netherlands),
            "de" => Some(Self::Germany),
            "fr" => Some(Self::France),
            "uk" => Some(Self::England),
            _ => None,
        }
    }
}

/// No calendar has as many free days in a row.
const FREE_DAYS_MAX: i32 = 366;

/// Public holidays by day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays(BTreeSet<Day>);

impl FromIterator<Day> for Holidays {
    fn from_iter<I: IntoIterator<Item = Day>>(days: I) -> Self {
        Self(days.into_iter().collect())
    }
}

/// Easter Sunday of a year, by the rule of the Gregorian calendar (Meeus, Jones and Butcher).
#[expect(clippy::many_single_char_names, reason = "the letters are those of the published rule")]
fn easter(year: i32) -> Option<Day> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Day::from_ymd(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

impl Holidays {
    /// The public holidays of a country in these years.
    pub fn of(country: Country, years: std::ops::RangeInclusive<i32>) -> Self {
        years.flat_map(|year| in_year(country, year)).collect()
    }

    /// The public holidays around a day where these law packs hold: those of their countries, and of the Netherlands where none of
    /// them is the law of a country whose calendar is known. With several, what is free in one of them is free.
    pub fn around<'a>(day: Day, packs: impl IntoIterator<Item = &'a str>) -> Self {
        let (year, ..) = day.ymd();
        let years = year - 1..=year + 3;
        let mut countries: BTreeSet<Country> = packs.into_iter().filter_map(Country::of_pack).collect();
        if countries.is_empty() {
            countries.insert(Country::Netherlands);
        }
        countries.into_iter().fold(Self::default(), |all, country| all.and(Self::of(country, years.clone())))
    }

    /// The days that are free in either.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Is it a day on which people work?
    pub fn is_working_day(&self, day: Day) -> bool {
        weekday(day) < 5 && !self.0.contains(&day)
    }

    /// This day, or the first working day after it.
    #[must_use]
    pub fn working_day_from(&self, day: Day) -> Day {
        (0..FREE_DAYS_MAX).map(|days| day.plus_days(days)).find(|day| self.is_working_day(*day)).unwrap_or(day)
    }

    /// The day so many working days after this one. Of something that comes in on a free day, the next working day is the
    /// first.
    #[must_use]
    pub fn working_days_after(&self, day: Day, count: u32) -> Day {
        (0..count).fold(day, |day, _| self.working_day_from(day.plus_days(1)))
    }
}

fn in_year(country: Country, year: i32) -> Vec<Day> {
    let fixed: &[(u32, u32)] = match country {
        Country::Netherlands => &[(1, 1), (5, 5), (12, 25), (12, 26)],
        Country::Germany => &[(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)],
        Country::France => &[(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)],
        Country::England => &[(1, 1), (12, 25), (12, 26)],
    };
    // Good Friday, Easter Monday, Ascension Day, Whit Monday: days from Easter Sunday.
    let moving: &[i32] = match country {
        Country::Netherlands | Country::Germany => &[-2, 1, 39, 50],
        Country::France => &[1, 39, 50],
        Country::England => &[-2, 1],
    };
    let mut days: Vec<Day> = fixed.iter().filter_map(|&(month, day)| Day::from_ymd(year, month, day)).collect();
    days.extend(easter(year).into_iter().flat_map(|easter| moving.iter().map(move |&after| easter.plus_days(after))));
    if country == Country::Netherlands
        && let Some(kings_day) = Day::from_ymd(year, 4, 27)
    {
        days.push(kings_day.plus_days(-i32::from(weekday(kings_day) == 6)));
    }
    if country == Country::England {
        days = on_weekdays(&days);
        // The first Monday of May, the last of May, the last of August: each lies in the seven days from this one on.
        let mondays = [(5, 1), (5, 25), (8, 25)].into_iter().filter_map(|(month, day)| Day::from_ymd(year, month, day));
        days.extend(mondays.map(|from| from.plus_days((7 - weekday(from)) % 7)));
    }
    days
}

/// Each day, or the first working day after it that none of the others has.
fn on_weekdays(days: &[Day]) -> Vec<Day> {
    let mut taken: Vec<Day> = Vec::with_capacity(days.len());
    for day in days.iter().copied() {
        let is_open = |it: &Day| weekday(*it) < 5 && !taken.contains(it) && (*it == day || !days.contains(it));
        taken.extend((0..7).map(|after| day.plus_days(after)).find(is_open));
    }
    taken
}

/// The day of the week, from 0 on Monday.
fn weekday(day: Day) -> i32 {
    // 1 January 1970 was a Thursday.
    (day.number() + 3).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for text in ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2285-03-22"] {
            assert_eq!(easter(day(text).ymd().0), Some(day(text)));
        }
    }

    #[test]
    fn holidays_follow_their_country() {
        let (dutch, french) =
            (Holidays::of(Country::Netherlands, 2025..=2027), Holidays::of(Country::France, 2026..=2026));
        // King's Day of 2025 would have been a Sunday.
        for text in ["2025-04-26", "2026-04-27", "2026-04-03", "2026-05-05", "2026-05-14", "2026-05-25", "2027-01-01"] {
            assert!(!dutch.is_working_day(day(text)), "{text}");
        }
        assert!(french.is_working_day(day("2026-04-27")) && french.is_working_day(day("2026-04-03")));
        assert!(!french.is_working_day(day("2026-07-14")));
    }

    #[test]
    fn what_falls_on_a_weekend_in_england_is_free_on_the_next_working_days() {
        // As published for England and Wales; Christmas Day of 2005 was a Sunday, of 2027 it is a Saturday.
        for (year, expected) in [
            (2026, ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
            (2027, ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
            (2005, ["01-03", "03-25", "03-28", "05-02", "05-30", "08-29", "12-26", "12-27"]),
        ] {
            let expected: BTreeSet<Day> = expected.iter().map(|it| day(&format!("{year}-{it}"))).collect();
            assert_eq!(Holidays::of(Country::England, year..=year).0, expected);
        }
    }

    #[test]
    fn the_law_of_a_flow_says_whose_holidays_count() {
        let is_free = |packs: &[&str], text: &str| {
            !Holidays::around(day("2026-06-01"), packs.iter().copied()).is_working_day(day(text))
        };
        // King's Day, the Day of German Unity of the year after next, and the Fourteenth of July.
        assert!(is_free(&["nl"], "2026-04-27") && !is_free(&["de"], "2026-04-27"));
        assert!(is_free(&["de"], "2028-10-03") && !is_free(&["nl"], "2028-10-03"));
        assert!(is_free(&["fr", "nl"], "2026-07-14") && is_free(&["fr", "nl"], "2026-04-27"));
        assert!(is_free(&[], "2026-04-27") && is_free(&["eu"], "2026-04-27") && !is_free(&["eu"], "2026-07-14"));
    }

    #[test]
    fn a_period_goes_on_to_the_next_working_day() {
        let dutch = Holidays::of(Country::Netherlands, 2026..=2026);
        // Good Friday to Easter Monday are four days in a row.
        assert_eq!(dutch.working_day_from(day("2026-04-03")), day("2026-04-07"));
        assert_eq!(dutch.working_day_from(day("2026-04-07")), day("2026-04-07"));
    }
}
