//! One person's language on one page: texts, numbers, amounts and days.

use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use jiff::tz::TimeZone;
use relationship::{Day, Money};

use crate::{Language, Texts, numbers};

/// Speaks to one person in their language.
#[derive(Debug, Clone)]
pub struct Speech {
    texts: Arc<Texts>,
    language: Language,
    zone: TimeZone,
}

/// What can stand in a text: a word or a number.
pub trait Argument {
    /// The value as the texts know it.
    fn to_value(&self) -> FluentValue<'static>;
}

impl<T: Argument + ?Sized> Argument for &T {
    fn to_value(&self) -> FluentValue<'static> {
        (**self).to_value()
    }
}

impl Argument for str {
    fn to_value(&self) -> FluentValue<'static> {
        FluentValue::from(self.to_owned())
    }
}

impl Argument for String {
    fn to_value(&self) -> FluentValue<'static> {
        FluentValue::from(self.clone())
    }
}

macro_rules! numbers_are_arguments {
    ($($number:ty),*) => {
        $(impl Argument for $number {
            fn to_value(&self) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        })*
    };
}
numbers_are_arguments!(u64, usize, u32, i64, i32, f64);

/// A whole number of 0 or more, or a reference to one, as templates hand them over.
pub trait Whole {
    /// The number.
    fn whole(self) -> u64;
}

impl Whole for u64 {
    fn whole(self) -> u64 {
        self
    }
}

impl Whole for u32 {
    fn whole(self) -> u64 {
        self.into()
    }
}

impl Whole for usize {
    fn whole(self) -> u64 {
        self as u64
    }
}

impl<T: Whole + Copy> Whole for &T {
    fn whole(self) -> u64 {
        (*self).whole()
    }
}

impl Speech {
    /// Speech in this language, with moments told in this time zone.
    pub fn new(texts: Arc<Texts>, language: Language, zone: TimeZone) -> Self {
        Self { texts, language, zone }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text behind a key.
    pub fn t(&self, key: &str) -> String {
        self.texts.get(self.language, key, None)
    }

    /// The text behind a key with one argument.
    pub fn t1(&self, key: &str, name: &str, value: impl Argument) -> String {
        self.with(key, &[(name, &value)])
    }

    /// The text behind a key with two arguments.
    pub fn t2(&self, key: &str, a: &str, a_value: impl Argument, b: &str, b_value: impl Argument) -> String {
        self.with(key, &[(a, &a_value), (b, &b_value)])
    }

    /// The text behind a key with any arguments.
    pub fn with(&self, key: &str, args: &[(&str, &dyn Argument)]) -> String {
        self.texts.get(self.language, key, Some(&arguments(args)))
    }

    /// The text behind a key that may not exist, such as one made from the code of a warning.
    pub fn find(&self, key: &str, args: &[(&str, &dyn Argument)]) -> Option<String> {
        self.texts.find(self.language, key, Some(&arguments(args)))
    }

    /// What a trait of customers is called: in the reader's language where companies commonly have one of that name,
    /// otherwise as the company calls it.
    pub fn trait_name(&self, name: &str) -> String {
        let key = format!("trait-{}", name.to_lowercase().replace('_', "-"));
        self.find(&key, &[]).unwrap_or_else(|| name.to_owned())
    }

    /// A whole number.
    pub fn count(&self, n: impl Whole) -> String {
        numbers::count(self.language, n.whole())
    }

    /// A number with so many decimals.
    pub fn decimal(&self, value: f64, digits: usize) -> String {
        numbers::decimal(self.language, value, digits)
    }

    /// A share or rate as a percentage.
    pub fn percent(&self, rate: f64, digits: usize) -> String {
        numbers::percent(self.language, rate, digits)
    }

    /// An amount.
    pub fn money(&self, money: Money) -> String {
        numbers::money(self.language, money)
    }

    /// A day in words.
    pub fn day(&self, day: Day) -> String {
        numbers::day(self.language, day)
    }

    /// A day in words, with its day of the week.
    pub fn weekday_and_day(&self, day: Day) -> String {
        numbers::weekday_and_day(self.language, day)
    }

    /// The month of a day in words.
    pub fn month(&self, day: Day) -> String {
        numbers::month(self.language, day)
    }

    /// The month of a day in three letters.
    pub fn month_short(&self, day: Day) -> String {
        numbers::month_short(self.language, day)
    }

    /// A moment in words, in the company's time zone: `9 november 2026, 14:32`.
    pub fn moment(&self, at_us: i64) -> String {
        let Ok(timestamp) = jiff::Timestamp::from_microsecond(at_us) else { return String::new() };
        let civil = timestamp.to_zoned(self.zone.clone()).datetime();
        let day =
            Day::from_ymd(civil.year().into(), civil.month().unsigned_abs().into(), civil.day().unsigned_abs().into());
        day.map(|day| format!("{}, {:02}:{:02}", self.day(day), civil.hour(), civil.minute())).unwrap_or_default()
    }
}

fn arguments<'a>(args: &[(&'a str, &dyn Argument)]) -> FluentArgs<'a> {
    args.iter().map(|(name, value)| (*name, value.to_value())).collect()
}
