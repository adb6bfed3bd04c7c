//! What was known of each customer on one day, and what became of them by another: one pass over spells and facts, bucket by
//! bucket. Of each customer only what the signs need is kept, because there may be millions.

use relationship::glance::{Glance, STRETCHES, Shows, Span};
use relationship::{Day, FactKind};
use report::AnalyticsError;
use stats::buying::History;

use super::Rule;
use super::here::Here;
use super::signs::Signs;
use crate::engine::Opened;
use crate::grouping::Grouping;
use crate::kept::{all_but, is_use};

/// How many stretches of thirty days are recent; the others are the past.
pub(super) const RECENT: usize = 2;
/// Days of the unit in which purchases are counted.
pub(super) const WEEK: f64 = 7.0;

/// What became of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Here,
    /// Gone without a word.
    Silent,
    /// Gone, and said so.
    Said,
}

/// What was known of one customer on a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// The last sign of life; who never gave one gave the one of beginning.
    pub(super) last_life: Day,
    /// Where the last thing known of the payments is that one did not come in: the day.
    pub(super) failing_since: Option<Day>,
    pub(super) fate: Fate,
    /// Whole stretches of thirty days as a customer, as far as is looked back.
    pub(super) stretches: u8,
    pub(super) is_on_hold: bool,
    /// Was the contract on hold in the days that count as recent?
    pub(super) was_on_hold: bool,
    /// Whoever is surely gone is looked at no more.
    pub(super) is_gone: bool,
    pub(super) signs: Signs,
}

/// How much was used.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Used {
    pub(super) recent: f64,
    pub(super) past: f64,
}

/// Days with a purchase; none where `days` is 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bought {
    pub(super) first: Day,
    pub(super) last: Day,
    pub(super) days: u32,
    /// Days with a purchase after the day that is looked at.
    pub(super) after: u32,
}

/// One part of the customers; use and purchases are kept only where they tell something.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) seen: Vec<Seen>,
    pub(super) used: Vec<Used>,
    pub(super) bought: Vec<Bought>,
    sums: Sums,
}

/// One customer of a part.
#[derive(Debug, Clone, Copy)]
pub(super) struct One<'a> {
    pub(super) seen: &'a Seen,
    pub(super) used: Used,
    pub(super) bought: Option<Bought>,
}

impl Part {
    pub(super) fn one(&self, at: usize) -> One<'_> {
        let bought = self.bought.get(at).copied().filter(|bought| bought.days > 0);
        One { seen: &self.seen[at], used: self.used.get(at).copied().unwrap_or_default(), bought }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = One<'_>> {
        (0..self.seen.len()).map(|at| self.one(at))
    }

    fn fit_to_size(&mut self) {
        self.seen.shrink_to_fit();
        self.used.shrink_to_fit();
        self.bought.shrink_to_fit();
    }

    fn push(&mut self, here: &Here, glance: &Glance, look: &Look<'_>) {
        let rule = look.rule;
        let stretches = Glance::stretches(here.since, look.on).min(STRETCHES);
        let is_on_hold = glance.held.is_some_and(|held| glance.resumed.is_none_or(|resumed| resumed < held));
        let recent = look.on.plus_days(-30 * i32::try_from(RECENT).unwrap_or(2));
        let does_nothing_more = rule.is_shop && rule.grace == 0 && glance.came_after == 0;
        self.seen.push(Seen {
            last_life: glance.life.unwrap_or(here.since).max(here.since),
            failing_since: glance.failed.filter(|&failed| glance.paid.is_none_or(|paid| paid < failed)),
            fate: if does_nothing_more { Fate::Silent } else { here.fate },
            stretches: u8::try_from(stretches).unwrap_or(u8::MAX),
            is_on_hold,
            was_on_hold: is_on_hold || glance.resumed.is_some_and(|resumed| resumed > recent),
            is_gone: false,
            signs: Signs::default(),
        });
        if rule.has_use {
            let used = Used {
                recent: glance.used[..RECENT].iter().sum(),
                past: glance.used[RECENT..stretches.max(RECENT)].iter().sum(),
            };
            self.used.push(used);
            self.sums.add(&glance.used, used.past, stretches);
        }
        if rule.is_shop {
            let (first, last, days) = glance.bought.unwrap_or((look.on, look.on, 0));
            self.bought.push(Bought { first, last, days, after: glance.bought_after });
        }
    }
}

impl One<'_> {
    pub(super) fn history(&self, on: Day) -> Option<History> {
        let bought = self.bought?;
        let weeks = |from: Day, to: Day| f64::from(from.days_until(to)) / WEEK;
        let again = f64::from(bought.days.saturating_sub(1));
        History::new(again, weeks(bought.first, bought.last), weeks(bought.first, on)).ok()
    }
}

/// Sums over customers from which season and spread of use are read. Those in a stretch are of whoever was here for the whole
/// of it; those by `k` are of customers who were here for `k` stretches.
#[derive(Debug, Clone)]
struct Sums {
    used: [f64; STRETCHES],
    customers: [u64; STRETCHES],
    /// By `k` and stretch: squares of the use over the customer's own past use.
    squares: [[f64; STRETCHES]; STRETCHES + 1],
    past: [f64; STRETCHES + 1],
    with_past: [u64; STRETCHES + 1],
}

impl Default for Sums {
    fn default() -> Self {
        Self {
            used: [0.0; STRETCHES],
            customers: [0; STRETCHES],
            squares: [[0.0; STRETCHES]; STRETCHES + 1],
            past: [0.0; STRETCHES + 1],
            with_past: [0; STRETCHES + 1],
        }
    }
}

impl Sums {
    fn add(&mut self, used: &[f64; STRETCHES], past: f64, stretches: usize) {
        for (at, used) in used[..stretches].iter().enumerate() {
            self.used[at] += used;
            self.customers[at] += 1;
        }
        if past > 0.0 {
            self.past[stretches] += past;
            self.with_past[stretches] += 1;
            for at in RECENT..stretches {
                self.squares[stretches][at] += used[at] * used[at] / past;
            }
        }
    }

    fn join(&mut self, other: &Self) {
        let add = |sums: &mut [f64], more: &[f64]| sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        let count = |sums: &mut [u64], more: &[u64]| sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        add(&mut self.used, &other.used);
        add(&mut self.past, &other.past);
        count(&mut self.customers, &other.customers);
        count(&mut self.with_past, &other.with_past);
        self.squares.iter_mut().zip(&other.squares).for_each(|(sums, more)| add(sums, more));
    }
}

/// How much customers use in each stretch, as a mean, and how much they vary: what season and growth make of everybody.
#[derive(Debug, Clone, Default)]
pub(super) struct Season {
    usual: [f64; STRETCHES],
    /// How much more customers' use varies than counts by chance alone: Pearson's chi-square over its degrees of freedom, over
    /// all who have a past, and at least 1.
    pub(super) dispersion: f64,
}

impl Season {
    pub(super) fn of(parts: &[Part], past_min: usize) -> Self {
        let mut sums = Sums::default();
        parts.iter().for_each(|part| sums.join(&part.sums));
        let mean = |at: usize| match sums.customers[at] {
            0 => 0.0,
            customers => sums.used[at] / customers as f64,
        };
        let mut season = Self { usual: std::array::from_fn(mean), dispersion: 1.0 };
        let (mut chi_square, mut freedom) = (0.0, 0.0);
        for stretches in RECENT + past_min..=STRETCHES {
            let usual = season.past(stretches);
            if usual > 0.0 {
                let over = |at: usize| sums.squares[stretches][at] / season.usual[at];
                let squares: f64 = (RECENT..stretches).filter(|&at| season.usual[at] > 0.0).map(over).sum();
                chi_square += (usual * squares - sums.past[stretches]).max(0.0);
                freedom += sums.with_past[stretches] as f64 * (stretches - RECENT - 1) as f64;
            }
        }
        if freedom > 0.0 {
            season.dispersion = (chi_square / freedom).max(1.0);
        }
        season
    }

    /// The usual use in the last two stretches.
    pub(super) fn recent(&self) -> f64 {
        self.usual[..RECENT].iter().sum()
    }

    /// The usual use in the past stretches of somebody who was here for so many.
    pub(super) fn past(&self, stretches: usize) -> f64 {
        self.usual[RECENT..stretches.clamp(RECENT, STRETCHES)].iter().sum()
    }
}

/// One look: on which day, and until when fates are known.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) opened: &'a Opened,
    pub(super) grouping: &'a Grouping,
    pub(super) rule: &'a Rule,
    pub(super) on: Day,
    pub(super) until: Day,
}

/// Everybody who was here on the days of these looks: for each look the parts of the customers, in order.
pub(super) fn pass(looks: &[Look<'_>]) -> Result<Vec<Vec<Part>>, AnalyticsError> {
    let Some(look) = looks.first() else { return Ok(Vec::new()) };
    let is_shop = look.rule.is_shop;
    let in_buckets = look.opened.sources.lives.each_bucket(|bucket| {
        let spells = bucket.spells(&look.columns(&[]))?;
        let mut here = Vec::new();
        for (number, look) in looks.iter().enumerate() {
            here.extend(look.here(&spells)?.into_iter().map(|here| (here, number)));
        }
        here.sort_by_key(|(here, _)| here.row);
        let mut rows: Vec<usize> = here.iter().map(|(here, _)| here.row).collect();
        rows.dedup();
        let mut parts: Vec<Part> = looks.iter().map(|_| Part::default()).collect();
        let mut waiting = here.iter().peekable();
        let mut take = |row: usize, moments: &[relationship::glance::Moment]| {
            while let Some((here, number)) = waiting.next_if(|(here, _)| here.row == row) {
                let look = &looks[*number];
                let span = Span { since: here.since, on: look.on, until: look.until };
                parts[*number].push(here, &Glance::of(moments, span), look);
            }
        };
        bucket.moments(&spells, &rows, &|kind| Shows::of(kind, is_shop), &mut take)?;
        parts.iter_mut().for_each(Part::fit_to_size);
        Ok::<_, AnalyticsError>(parts)
    })?;
    let mut all: Vec<Vec<Part>> = looks.iter().map(|_| Vec::with_capacity(in_buckets.len())).collect();
    for bucket in in_buckets {
        for (parts, part) in all.iter_mut().zip(bucket) {
            parts.push(part);
        }
    }
    Ok(all)
}

impl Look<'_> {
    /// SQL that counts the same, for whoever wants to follow it; a pass takes less memory and time.
    pub(super) fn sql(&self) -> String {
        let is_life = |kind: FactKind<'_>| Shows::of(kind, self.rule.is_shop).is_any(Shows::LIFE);
        let is_bought = if self.rule.is_shop { "facts.kind = 'paid'" } else { "false" };
        let each =
            |sql: &dyn Fn(usize) -> String, between: &str| (0..STRETCHES).map(sql).collect::<Vec<_>>().join(between);
        let sum = |at: usize| format!("sum(case when stretch = {at} then used else 0.0 end) as used_{at},");
        include_str!("../../queries/silent_customers.sql")
            .replace("{condition}", &self.grouping.condition(&[]))
            .replace("{grace}", &self.rule.grace.to_string())
            .replace("{not_use}", &all_but(is_use))
            .replace("{not_life}", &all_but(is_life))
            .replace("{is_bought}", is_bought)
            .replace("{uses}", &each(&sum, "\n    "))
            .replace("{used}", &each(&|at| format!("used_{at}"), ", "))
            .replace("{on}", &self.on.to_string())
            .replace("{until}", &self.until.to_string())
    }
}
