//! One customer seen from the day of an assignment: what was known before it, and what came after.

use std::collections::HashMap;

use relationship::departure::kind_of;
use relationship::fact::Fact;
use relationship::spell::{Spell, fold};
use relationship::{Day, Definition, DepartureKind, FactKind};

/// Days before the assignment over which behavior is counted.
const BEFORE_DAYS: i32 = 90;
/// Days of a month, for prices per month.
const DAYS_PER_MONTH: f64 = 30.436_875;
/// How a company may call a complaint.
const COMPLAINTS: [&str; 3] = ["complaint", "complained", "klacht"];

/// The columns of what came after.
pub(super) const LEFT: usize = 0;
pub(super) const HERE: usize = 1;
pub(super) const PAID: usize = 2;
pub(super) const PRICED: usize = 3;
pub(super) const CONTACTS: usize = 4;
pub(super) const COMPLAINED: usize = 5;
pub(super) const ROSE: usize = 6;
pub(super) const ANSWERED: usize = 7;
/// So many columns tell what came after; those of what was known before follow.
pub(super) const AFTER: usize = 8;

/// What is always known before, in the order of its columns.
pub(super) const BEFORE: [&str; 8] = [
    "tenure",
    "price",
    "payment_failing",
    "paid_before",
    "contacts_before",
    "used_before",
    "rung_before",
    "rung_known",
];

/// The columns that hold money: paid and priced after, price and paid before.
pub(super) const MONEY: [usize; 4] = [PAID, PRICED, AFTER + 1, AFTER + 3];

/// A trait that a plan names, as a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TraitColumn {
    pub(super) name: String,
    /// The value whose customers have 1; none where the trait is a number.
    pub(super) level: Option<String>,
}

impl TraitColumn {
    /// The name of the column, as in a table: `age`, or `plan=Year`.
    pub(super) fn column(&self) -> String {
        self.level.as_ref().map_or_else(|| self.name.clone(), |level| format!("{}={level}", self.name))
    }
}

/// Where a customer stood on the ladder and since when, as the answers of the house say.
pub type Rungs = HashMap<String, Vec<(Day, u8)>>;

/// The facts of a customer under a definition.
pub(super) struct Life<'l, 'f> {
    facts: &'l [Fact<'f>],
    spells: Vec<Spell<'f>>,
    /// Answers that say where they stand, in order of time.
    rungs: Vec<(Day, u8)>,
    until: Day,
    not_counted: &'l [DepartureKind],
}

/// Whether somebody was a customer on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Yes.
    Here,
    /// They had left.
    Gone,
    /// They came later, or never.
    NotYet,
}

/// What came after an assignment, at one horizon.
pub(super) struct After {
    /// The columns up to [`AFTER`].
    pub(super) columns: [f64; AFTER],
    /// The last rung that was answered within it.
    pub(super) rung: Option<f64>,
}

impl<'l, 'f> Life<'l, 'f> {
    pub(super) fn new(
        facts: &'l mut [Fact<'f>],
        definition: &'l Definition,
        until: Day,
        told: Option<&Vec<(Day, u8)>>,
    ) -> Self {
        let spells = fold(facts, definition, until);
        let facts: &'l [Fact<'f>] = facts;
        let mut rungs: Vec<(Day, u8)> = facts.iter().filter_map(|it| Some((it.on, rung(it)?))).collect();
        if let Some(told) = told {
            rungs.extend(told);
            rungs.sort_by_key(|it| it.0);
        }
        Self { facts, spells, rungs, until, not_counted: &definition.not_counted }
    }

    pub(super) fn facts(&self) -> &'l [Fact<'f>] {
        self.facts
    }

    pub(super) fn standing(&self, on: Day) -> Standing {
        let begun = self.spells.iter().rfind(|spell| spell.started_on <= on);
        match begun {
            None => Standing::NotYet,
            Some(spell) if spell.ended_on.is_none_or(|ended_on| on <= ended_on) => Standing::Here,
            Some(_) => Standing::Gone,
        }
    }

    /// Days from a day until the first departure that counts, as far as it was seen.
    pub(super) fn left_after(&self, on: Day) -> Option<i32> {
        let counted = self.spells.iter().filter(|spell| self.is_counted(spell)).filter_map(|spell| spell.ended_on);
        counted.filter(|ended_on| on <= *ended_on).map(|ended_on| on.days_until(ended_on)).min()
    }

    fn is_counted(&self, spell: &Spell<'_>) -> bool {
        !self.not_counted.contains(&kind_of(spell.departure, None, spell.payment_failing))
    }

    /// Days from a day to the last one that was watched.
    pub(super) fn watched(&self, on: Day) -> i32 {
        on.days_until(self.until)
    }

    /// What came after an assignment, at horizons of so many days, short ones first.
    pub(super) fn after(&self, on: Day, horizons: &[i32], units: f64) -> Vec<After> {
        let left_after = self.left_after(on);
        let rung_before = self.rung_before(on);
        let mut sums = vec![[0.0_f64; 3]; horizons.len()];
        let first = self.facts.partition_point(|it| it.on < on);
        for it in &self.facts[first..] {
            let days = on.days_until(it.on);
            let Some(at) = horizons.iter().position(|horizon| days <= *horizon) else { break };
            match it.kind {
                FactKind::Paid => sums[at][0] += it.amount.unwrap_or(0) as f64 / units,
                FactKind::Contacted => {
                    sums[at][1] += 1.0;
                    sums[at][2] += f64::from(u8::from(is_complaint(it)));
                }
                FactKind::Own(word) if COMPLAINTS.contains(&word) => sums[at][2] += 1.0,
                _ => {}
            }
        }
        let mut so_far = [0.0; 3];
        horizons
            .iter()
            .zip(sums)
            .map(|(&horizon, more)| {
                for (sum, more) in so_far.iter_mut().zip(more) {
                    *sum += more;
                }
                let end = on.plus_days(horizon);
                let rung = self.rungs.iter().rfind(|it| on <= it.0 && it.0 <= end).map(|it| it.1);
                let mut columns = [0.0; AFTER];
                columns[LEFT] = one(left_after.is_some_and(|days| days <= horizon));
                columns[HERE] = one(self.standing(end) == Standing::Here);
                columns[PAID] = so_far[0];
                columns[PRICED] = self.priced(on, end) / units;
                columns[CONTACTS] = so_far[1];
                columns[COMPLAINED] = so_far[2];
                columns[ROSE] = one(rung.zip(rung_before).is_some_and(|(now, before)| before < now));
                columns[ANSWERED] = one(rung.is_some());
                After { columns, rung: rung.map(f64::from) }
            })
            .collect()
    }

    fn rung_before(&self, on: Day) -> Option<u8> {
        self.rungs.iter().rfind(|it| it.0 < on).map(|it| it.1)
    }

    /// What the prices come to from one day to another, in minor units.
    fn priced(&self, from: Day, to: Day) -> f64 {
        let mut sum = 0.0;
        for spell in &self.spells {
            let end = spell.ended_on.unwrap_or(to).number().min(to.number());
            for (at, (since, price)) in spell.prices.iter().enumerate() {
                let Some(price) = price else { continue };
                let until = spell.prices.get(at + 1).map_or(end, |next| (next.0.number() - 1).min(end));
                let days = until - since.number().max(from.number()) + 1;
                sum += f64::from(days.max(0)) * *price as f64 / DAYS_PER_MONTH;
            }
        }
        sum
    }

    /// What was known before an assignment: nothing of its day itself but that they began then.
    pub(super) fn before(&self, on: Day, traits: &[TraitColumn], units: f64, row: &mut Vec<f64>) {
        let spell = self.spells.iter().rfind(|spell| spell.started_on <= on);
        let tenure = spell.map_or(0, |spell| spell.started_on.days_until(on).max(0));
        let price = spell.and_then(|spell| {
            let known = spell.prices.iter().rfind(|it| it.0 < on).or_else(|| spell.prices.first());
            known.and_then(|it| it.1)
        });
        let first = self.facts.partition_point(|it| it.on < on.plus_days(-BEFORE_DAYS));
        let last = self.facts.partition_point(|it| it.on < on);
        let (mut paid, mut contacts, mut used, mut is_failing) = (0.0, 0.0, 0.0, false);
        for it in &self.facts[first.min(last)..last] {
            match it.kind {
                FactKind::Paid => {
                    paid += it.amount.unwrap_or(0) as f64 / units;
                    is_failing &= !it.is_payment();
                }
                FactKind::PaymentFailed => is_failing = true,
                FactKind::Contacted => contacts += 1.0,
                FactKind::Used => used += it.value.unwrap_or(1.0).clamp(0.0, 1e9),
                _ => {}
            }
        }
        let rung = self.rung_before(on);
        row.extend([
            f64::from(tenure).ln_1p(),
            price.unwrap_or(0) as f64 / units,
            one(is_failing),
            paid,
            contacts,
            used.ln_1p(),
            rung.map_or(0.0, f64::from),
            one(rung.is_some()),
        ]);
        row.extend(traits.iter().map(|it| self.trait_before(on, it)));
    }

    /// How much they used it in the 90 days before those: nothing can have changed that any more, so a comparison that finds a
    /// difference in it is not fair.
    pub(super) fn used_earlier(&self, on: Day) -> f64 {
        let first = self.facts.partition_point(|it| it.on < on.plus_days(-2 * BEFORE_DAYS));
        let last = self.facts.partition_point(|it| it.on < on.plus_days(-BEFORE_DAYS));
        let used = self.facts[first.min(last)..last].iter().filter(|it| it.kind == FactKind::Used);
        used.map(|it| it.value.unwrap_or(1.0).clamp(0.0, 1e9)).sum::<f64>().ln_1p()
    }

    fn trait_before(&self, on: Day, column: &TraitColumn) -> f64 {
        let value = trait_of(self.facts, on, &column.name);
        match &column.level {
            Some(level) => one(value == Some(level.as_str())),
            None => value.and_then(|it| it.parse::<f64>().ok()).filter(|it| it.abs() <= 1e15).unwrap_or(0.0),
        }
    }
}

/// A trait as it was known before a day, or told by what began on it; `plan` is the plan.
pub(super) fn trait_of<'f>(facts: &[Fact<'f>], on: Day, name: &str) -> Option<&'f str> {
    let is_start = |it: &Fact<'_>| {
        matches!(it.kind, FactKind::Joined | FactKind::ContractStarted | FactKind::Returned | FactKind::Described)
    };
    let known = facts.iter().rev().filter(|it| it.on < on || it.on == on && is_start(it));
    let mut values = known.filter_map(|it| match it.traits.iter().find(|it| it.0 == name) {
        Some((_, value)) => Some(*value),
        None if name == "plan" => it.plan,
        None => None,
    });
    values.next()
}

/// Where an answer of another system says that the customer stands: 1 to 5. Those of the house name survey and question,
/// with a scale of their own, and come from the store; those of the last page are not about the relation.
fn rung(it: &Fact<'_>) -> Option<u8> {
    let about = it.ref_id.unwrap_or_default();
    if it.kind != FactKind::Answered || about.contains(' ') || about.starts_with("leave:") {
        return None;
    }
    (1..=5_u8).find(|rung| it.value == Some(f64::from(*rung)))
}

fn is_complaint(it: &Fact<'_>) -> bool {
    [it.ref_id, it.reason].into_iter().flatten().any(|word| COMPLAINTS.contains(&word))
}

const fn one(is: bool) -> f64 {
    if is { 1.0 } else { 0.0 }
}
