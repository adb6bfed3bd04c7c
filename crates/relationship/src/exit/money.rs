//! What is still to be paid until the last day, and what goes back.

use serde::{Deserialize, Serialize};

use super::ContractFacts;
use crate::{Day, Money};

/// An amount for a stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// How much.
    pub money: Money,
    /// The first and the last day it is for, where it is for days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<(Day, Day)>,
    /// How many whole payments come before it.
    #[serde(default)]
    pub payments_before: u32,
}

/// An amount of money in a goodbye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sum {
    /// Nothing at all.
    Nothing,
    /// This.
    Known(Payment),
    /// A person tells by this day.
    ToldBy(Day),
}

impl Sum {
    /// The payment, where it is known and not nothing.
    pub const fn payment(&self) -> Option<&Payment> {
        match self {
            Self::Known(payment) => Some(payment),
            Self::Nothing | Self::ToldBy(_) => None,
        }
    }
}

/// The longest a contract is paid for: no stretch of ours is longer.
const PERIODS_MAX: u32 = 2_600;

/// A part of an amount by days, rounded to the nearest minor unit.
fn part(price: Money, days: i32, of_days: i32) -> Money {
    let (days, of_days) = (i128::from(days), i128::from(of_days.max(1)));
    let doubled = (2 * i128::from(price.minor) * days + of_days).div_euclid(2 * of_days);
    Money { minor: i64::try_from(doubled).unwrap_or(price.minor), ..price }
}

/// The first day of the `count`th period after `first`. Told from the first day, so that the 31st comes back after
/// February.
fn period(first: Day, months: u32, count: u32) -> Day {
    first.plus_months(i32::try_from(months.saturating_mul(count)).unwrap_or(i32::MAX))
}

/// The last time something is charged, for the days until the last one.
pub(super) fn last_charge(facts: &ContractFacts, last_day: Day, told_by: Day) -> Sum {
    let (Some(price), Some(paid_until)) = (facts.price, facts.paid_until) else { return Sum::ToldBy(told_by) };
    if paid_until >= last_day || price.minor == 0 {
        return Sum::Nothing;
    }
    let (first, months) = (paid_until.plus_days(1), facts.price_months.max(1));
    let covering = (0..PERIODS_MAX).find(|count| period(first, months, count + 1).plus_days(-1) >= last_day);
    let Some(before) = covering else { return Sum::ToldBy(told_by) };
    let (from, next) = (period(first, months, before), period(first, months, before + 1));
    let money = part(price, from.days_until(last_day) + 1, from.days_until(next));
    Sum::Known(Payment { money, days: Some((from, last_day)), payments_before: before })
}

/// What was paid for days after the last one.
pub(super) fn refund(facts: &ContractFacts, last_day: Day, told_by: Day) -> Sum {
    let Some(paid_until) = facts.paid_until else { return Sum::ToldBy(told_by) };
    if paid_until <= last_day {
        return Sum::Nothing;
    }
    let Some(price) = facts.price else { return Sum::ToldBy(told_by) };
    if price.minor == 0 {
        return Sum::Nothing;
    }
    let months = facts.price_months.max(1);
    let (after, unused) = (paid_until.plus_days(1), last_day.plus_days(1));
    // The whole of what was paid: one period where nobody says more.
    let first = facts.paid_from.unwrap_or_else(|| after.plus_months(-i32::try_from(months).unwrap_or(i32::MAX)));
    let periods = (1..PERIODS_MAX).find(|count| period(first, months, *count) >= after);
    let Some(periods) = periods.filter(|count| unused >= first && period(first, months, *count) == after) else {
        return Sum::ToldBy(told_by);
    };
    let paid = Money { minor: price.minor.saturating_mul(i64::from(periods)), ..price };
    let money = part(paid, unused.days_until(after), first.days_until(after));
    Sum::Known(Payment { money, days: Some((unused, paid_until)), payments_before: 0 })
}

/// Everything that was paid, where it is known: what goes back after a withdrawal.
pub(super) fn all_paid(facts: &ContractFacts, told_by: Day) -> Sum {
    let Some(from) = facts.paid_from.or(facts.began_on) else { return Sum::ToldBy(told_by) };
    let known = ContractFacts { paid_from: Some(from), ..facts.clone() };
    refund(&known, from.plus_days(-1), told_by)
}
