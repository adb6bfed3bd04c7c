//! Numbers, amounts and days as each language writes them.

use relationship::rounding::fixed;
use relationship::{Day, Money};

use crate::Language;

const DUTCH_MONTHS: [&str; 12] = [
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
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DUTCH_WEEKDAYS: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];
const ENGLISH_WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The width of a no-break space, so that a number and its sign stay on one line.
const NO_BREAK: char = '\u{a0}';
/// The real minus sign, as wide as a plus.
const MINUS: char = '\u{2212}';

/// A whole number with its thousands apart: `4.812`, `4,812`.
pub fn count(language: Language, n: u64) -> String {
    grouped(language, &n.to_string())
}

/// A number with so many decimals: `−2,05`, `−2.05`.
pub fn decimal(language: Language, value: f64, digits: usize) -> String {
    let text = fixed(value.abs(), digits);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    // What rounds to zero has no sign.
    let sign =
        if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { MINUS.to_string() } else { String::new() };
    let mark = match language {
        Language::Dutch => ',',
        Language::English => '.',
    };
    let whole = grouped(language, whole);
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{mark}{fraction}") }
}

/// A share or rate from 0 to 1 as a percentage: `2,0 %`, `2.0%`.
pub fn percent(language: Language, rate: f64, digits: usize) -> String {
    let number = decimal(language, rate * 100.0, digits);
    match language {
        Language::Dutch => format!("{number}{NO_BREAK}%"),
        Language::English => format!("{number}%"),
    }
}

/// An amount with its currency: `€ 5,66`, `€ 5.66`.
pub fn money(language: Language, money: Money) -> String {
    let digits = money.currency.decimals() as usize;
    let symbol = match money.currency.code() {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        code => code,
    };
    format!("{symbol}{NO_BREAK}{}", decimal(language, money.major(), digits))
}

/// A day in words: `9 december 2026`, `9 December 2026`.
pub fn day(language: Language, day: Day) -> String {
    let (_, _, of_month) = day.ymd();
    format!("{of_month}{NO_BREAK}{}", month(language, day))
}

/// A day with its day of the week: `woensdag 9 december 2026`, `Wednesday 9 December 2026`.
pub fn weekday_and_day(language: Language, on: Day) -> String {
    // 1 January 1970 was a Thursday.
    let weekday = (on.number() + 3).rem_euclid(7);
    let names = match language {
        Language::Dutch => DUTCH_WEEKDAYS,
        Language::English => ENGLISH_WEEKDAYS,
    };
    let name = usize::try_from(weekday).ok().and_then(|at| names.get(at)).copied().unwrap_or_default();
    format!("{name} {}", day(language, on))
}

/// The month of a day in words: `december 2026`, `December 2026`.
pub fn month(language: Language, day: Day) -> String {
    let (year, _, _) = day.ymd();
    format!("{} {year}", month_name(language, day))
}

/// The first three letters of a month, as charts write it: `dec`, `Dec`; `mrt` for March in Dutch.
pub fn month_short(language: Language, day: Day) -> String {
    match (language, month_name(language, day)) {
        (Language::Dutch, "maart") => "mrt".to_owned(),
        (_, name) => name.chars().take(3).collect(),
    }
}

fn month_name(language: Language, day: Day) -> &'static str {
    let (_, month, _) = day.ymd();
    let names = match language {
        Language::Dutch => DUTCH_MONTHS,
        Language::English => ENGLISH_MONTHS,
    };
    names.get(month as usize - 1).copied().unwrap_or_default()
}

fn grouped(language: Language, digits: &str) -> String {
    let mark = match language {
        Language::Dutch => '.',
        Language::English => ',',
    };
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use relationship::Currency;

    #[test]
    fn each_language_writes_numbers_its_own_way() {
        #[track_caller]
        fn check(write: impl Fn(Language) -> String, dutch: &str, english: &str) {
            assert_eq!(write(Language::Dutch).replace(NO_BREAK, " "), dutch);
            assert_eq!(write(Language::English).replace(NO_BREAK, " "), english);
        }
        check(|l| count(l, 0), "0", "0");
        check(|l| count(l, 999), "999", "999");
        check(|l| count(l, 4_812), "4.812", "4,812");
        check(|l| count(l, 1_234_567), "1.234.567", "1,234,567");
        check(|l| decimal(l, -1234.567, 2), "−1.234,57", "−1,234.57");
        check(|l| decimal(l, -0.001, 2), "0,00", "0.00");
        check(|l| percent(l, 0.0204, 1), "2,0 %", "2.0%");
        check(|l| money(l, Money { minor: 566, currency: Currency::EUR }), "€ 5,66", "€ 5.66");
        let on = Day::from_ymd(2026, 3, 9).expect("a day");
        check(|l| day(l, on), "9 maart 2026", "9 March 2026");
        check(|l| weekday_and_day(l, on), "maandag 9 maart 2026", "Monday 9 March 2026");
        check(|l| month_short(l, on), "mrt", "Mar");
    }
}
