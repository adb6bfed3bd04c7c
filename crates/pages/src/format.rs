//! Intervals and periods as each language writes them; single numbers and days are in [`crate::numbers`].

use relationship::{Day, Money, Period};

use crate::{Language, Speech, numbers};

/// Below so many observations a share is written in whole percents: more digits would pretend.
const WHOLE_PERCENT_BELOW: u64 = 200;

/// Decimals of a share that rests on `n`: one, or none where n is small.
pub fn share_decimals(n: u64) -> usize {
    usize::from(n >= WHOLE_PERCENT_BELOW)
}

/// What stands after a percentage: `%`, in Dutch with a no-break space before it.
pub fn percent_sign(language: Language) -> &'static str {
    match language {
        Language::Dutch => "\u{a0}%",
        Language::English => "%",
    }
}

/// An amount without cents, for tables of large amounts. Rounded, not cut.
pub fn whole_money(speech: &Speech, money: Money) -> String {
    let mark = if speech.language() == Language::Dutch { ',' } else { '.' };
    let text = speech.money(Money { minor: rounded_to_whole(money), ..money });
    match text.rsplit_once(mark) {
        // The last mark is a decimal sign only where the currency has decimals.
        Some((whole, _)) if money.currency.decimals() > 0 => whole.to_owned(),
        _ => text,
    }
}

fn rounded_to_whole(money: Money) -> i64 {
    let unit = money.currency.minor_per_major();
    let half = if money.minor < 0 { -unit / 2 } else { unit / 2 };
    (money.minor + half) / unit * unit
}

/// The ends of an interval: `[1.6–2.4]`. Where a sign may stand, a comma keeps the ends apart: `[−7.2, −0.5]`, in
/// Dutch, whose comma is a decimal sign, `[−7,2; −0,5]`.
pub fn interval(language: Language, (lower, upper): (f64, f64), decimals: usize) -> String {
    let end = |value| numbers::decimal(language, value, decimals);
    let between = match (lower < 0.0 || upper < 0.0, language) {
        (false, _) => "–",
        (true, Language::Dutch) => "; ",
        (true, Language::English) => ", ",
    };
    format!("[{}{between}{}]", end(lower), end(upper))
}

/// The period that holds `day`: `October 2026`, `Q4 2026` (in Dutch `K4 2026`), `week 47, 2026`, `2026`.
pub fn period(language: Language, period: Period, day: Day) -> String {
    let (year, ..) = day.ymd();
    match period {
        Period::Week => {
            let (year, week) = week_of(day);
            format!("week {week}, {year}")
        }
        Period::Month => numbers::month(language, day),
        Period::Quarter => format!("{} {year}", quarter(language, day)),
        Period::Year => year.to_string(),
    }
}

/// The period as it stands under an axis: its short name, and the year where a year begins.
pub fn tick(language: Language, period: Period, day: Day) -> (String, Option<String>) {
    let (year, month, _) = day.ymd();
    let year_below = |first: bool| first.then(|| year.to_string());
    match period {
        Period::Week => {
            let (year, week) = week_of(day);
            (week.to_string(), (week == 1).then(|| year.to_string()))
        }
        Period::Month => (numbers::month_short(language, day), year_below(month == 1)),
        Period::Quarter => (quarter(language, day), year_below(month <= 3)),
        Period::Year => (year.to_string(), None),
    }
}

fn quarter(language: Language, day: Day) -> String {
    let (_, month, _) = day.ymd();
    let letter = match language {
        Language::Dutch => 'K',
        Language::English => 'Q',
    };
    format!("{letter}{}", month.div_ceil(3))
}

/// Year and number of the ISO week: the week belongs to the year that holds its Thursday.
fn week_of(day: Day) -> (i32, i32) {
    let thursday = Period::Week.start_of(day).plus_days(3);
    let (year, ..) = thursday.ymd();
    let first = Day::from_ymd(year, 1, 1).unwrap_or(thursday);
    (year, first.days_until(thursday) / 7 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{Dutch, English};

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn the_ends_of_an_interval_cannot_be_mistaken() {
        assert_eq!(interval(English, (1.6, 2.4), 1), "[1.6–2.4]");
        assert_eq!(interval(Dutch, (1.6, 2.4), 1), "[1,6–2,4]");
        assert_eq!(interval(English, (-7.2, -0.5), 1), "[−7.2, −0.5]");
        assert_eq!(interval(Dutch, (-7.2, 0.5), 1), "[−7,2; 0,5]");
    }

    #[test]
    fn large_amounts_are_rounded_to_whole_ones() {
        let speech = |language| Speech::new(std::sync::Arc::default(), language, jiff::tz::TimeZone::UTC);
        let check = |language, minor, code: &str, expected: &str| {
            let money = Money { minor, currency: code.parse().expect("a currency") };
            assert_eq!(whole_money(&speech(language), money).replace('\u{a0}', " "), expected);
        };
        check(Dutch, 19_527_350, "EUR", "€ 195.274");
        check(English, 19_527_349, "EUR", "€ 195,273");
        check(Dutch, 88_774, "EUR", "€ 888");
        check(English, 195_273, "JPY", "JPY 195,273");
    }

    #[test]
    fn few_observations_give_whole_percents() {
        assert_eq!((share_decimals(199), share_decimals(200)), (0, 1));
    }

    #[test]
    fn periods_have_their_names() {
        assert_eq!(period(Dutch, Period::Month, day("2026-10-01")), "oktober 2026");
        assert_eq!(period(Dutch, Period::Quarter, day("2026-10-01")), "K4 2026");
        assert_eq!(period(English, Period::Week, day("2027-01-03")), "week 53, 2026");
        assert_eq!(tick(Dutch, Period::Month, day("2026-03-01")), ("mrt".to_owned(), None));
        assert_eq!(tick(English, Period::Month, day("2026-01-01")), ("Jan".to_owned(), Some("2026".to_owned())));
    }
}
