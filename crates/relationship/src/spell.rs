//! A timeline folded into spells: unbroken stretches of being a customer.
//!
//! [`fold`] is the one place where a [`Definition`] meets the facts. It sees the whole timeline of one customer and
//! answers: from when, until when, why, at which price. A customer who returns has two spells.

use std::borrow::Cow;

use crate::fact::{Fact, Tenure};
use crate::{Day, Definition, DepartureKind, FactKind};
use folding::Folding;

mod folding;

/// Traits by name.
pub type Traits<'a> = Cow<'a, [(&'a str, &'a str)]>;

/// One unbroken stretch of being a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Spell<'a> {
    /// The first day.
    pub started_on: Day,
    /// The last day, if the stretch has ended; `None` means still here when we stopped looking (censored).
    pub ended_on: Option<Day>,
    /// How it ended, where a source said so or the definition decides it (silence).
    pub departure: Option<DepartureKind>,
    /// Why it ended, in the company's own words.
    pub reason: Option<&'a str>,
    /// The day the customer asked to leave, if they did.
    pub asked_on: Option<Day>,
    /// A payment had failed and none had come in since: an ending without a stated kind is then involuntary.
    pub payment_failing: bool,
    /// The plan from each day on, oldest first.
    pub plans: Vec<(Day, &'a str)>,
    /// Price per month in minor units from each day on, oldest first. 0 while paused; `None` from the day on which the
    /// contract that had a price ended and those that go on have none.
    pub prices: Vec<(Day, Option<i64>)>,
    /// How long the stretch had lasted as the source stated it.
    pub tenure: Option<Tenure>,
    /// The day of the last fact in this stretch, its ending included.
    pub last_seen_on: Day,
    /// Traits known when the stretch began, from whatever fact told them.
    pub traits: Traits<'a>,
}

impl<'a> Spell<'a> {
    /// Days from the first day to the last, or to `observed_until` while the stretch goes on.
    pub fn days(&self, observed_until: Day) -> i32 {
        self.started_on.days_until(self.ended_on.unwrap_or(observed_until)).max(0)
    }

    /// The price per month when the stretch ended or we stopped looking.
    pub fn last_price(&self) -> Option<i64> {
        self.prices.last().and_then(|&(_, price)| price)
    }

    /// The plan when the stretch ended or we stopped looking.
    pub fn last_plan(&self) -> Option<&'a str> {
        self.plans.last().map(|&(_, plan)| plan)
    }

    /// The plan on the first day, if it was known then: what was chosen later says nothing about who began.
    pub fn plan_at_start(&self) -> Option<&'a str> {
        self.plans.first().filter(|&&(on, _)| on <= self.started_on).map(|&(_, plan)| plan)
    }
}

/// Folds the facts of one customer into spells, as `definition` says. Facts after `observed_until` are plans, not
/// facts yet: a contract that ends next month is still running.
///
/// Facts may come in any order. Those of one day count by their time where everything that begins or ends that day has
/// one, else in the order starts, changes, endings.
///
/// Whose timeline holds a joining or a contract is a customer from then on: what they used before does not count, and
/// what they use after they left does not bring them back. Somebody with nothing but purchases or visits is a customer
/// from the first of them. An ending without a beginning makes no spell: nobody knows since when.
pub fn fold<'a>(facts: &mut [Fact<'a>], definition: &Definition, observed_until: Day) -> Vec<Spell<'a>> {
    sort(facts);
    let seen = facts.partition_point(|fact| fact.on <= observed_until);
    let seen = &facts[..seen];
    let withdrawn = withdrawn(seen);
    let mut folding = Folding::new(definition, seen.iter().any(|fact| is_start(fact.kind)));
    for (at, fact) in seen.iter().enumerate() {
        if !withdrawn.contains(&at) {
            folding.take(fact);
        }
    }
    folding.finish(observed_until)
}

/// The endings that do not hold: each withdrawal takes back the one of its day and contract that was told first.
fn withdrawn(facts: &[Fact<'_>]) -> Vec<usize> {
    let mut all = Vec::new();
    for withdrawal in facts.iter().filter(|fact| fact.kind == FactKind::EndingWithdrawn) {
        let of_day = facts.partition_point(|fact| fact.on < withdrawal.on);
        let is_meant = |(at, fact): &(usize, &Fact<'_>)| {
            matches!(fact.kind, FactKind::Left | FactKind::ContractEnded)
                && fact.ref_id == withdrawal.ref_id
                && !all.contains(at)
        };
        let told =
            facts.iter().enumerate().skip(of_day).take_while(|(_, fact)| fact.on == withdrawal.on).find(is_meant);
        all.extend(told.map(|(at, _)| at));
    }
    all
}

fn sort(facts: &mut [Fact<'_>]) {
    facts.sort_by_key(|fact| (fact.on, order_within_a_day(fact.kind)));
    for day in facts.chunk_by_mut(|a, b| a.on == b.on).filter(|day| day.len() > 1) {
        if day.iter().all(|fact| fact.time_us.is_some() || !is_turn(fact.kind)) {
            // What has no time of day and turns nothing comes last; it is not worth losing the order of the rest for.
            day.sort_by_key(|fact| fact.time_us.unwrap_or(i64::MAX));
        }
    }
}

fn is_start(kind: FactKind<'_>) -> bool {
    matches!(kind, FactKind::Joined | FactKind::Returned | FactKind::ContractStarted)
}

/// Does a fact of this kind begin or end something, or change what is paid?
fn is_turn(kind: FactKind<'_>) -> bool {
    order_within_a_day(kind) != ACTIVITY
}

const ACTIVITY: u8 = 3;

fn order_within_a_day(kind: FactKind<'_>) -> u8 {
    match kind {
        FactKind::Joined | FactKind::Returned => 0,
        FactKind::ContractStarted => 1,
        // A payment that failed and was made good the same day is no longer failing.
        FactKind::PaymentFailed => 2,
        FactKind::PlanChanged | FactKind::Paused | FactKind::Resumed | FactKind::Paid => 4,
        FactKind::AskedToLeave => 5,
        FactKind::ContractEnded => 6,
        FactKind::Left => 7,
        _ => ACTIVITY,
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
