//! Customers as they were from month to month, as rows between which signs change.

use std::collections::HashMap;

use datafusion::arrow::array::{Array, RecordBatch};
use relationship::ladder::Rung;
use relationship::{Day, DepartureKind, FactKind};
use report::{AnalyticsError, Row, Value};
use stats::survival::Observation;

use super::signs::Signs;
use crate::kept::is_use;
use crate::numbers::{Columns, int_at, text_at};
use crate::{Trait, TraitKind};

/// Days between two looks at the signs.
pub(super) const STEP_DAYS: i32 = 30;
/// Most plans that are kept apart; with more, all are compared with each other.
const PLANS_MAX: usize = 60;

/// One fact that may be a sign.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Happened {
    pub(super) day: i32,
    pub(super) what: What,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum What {
    Answer { question: usize, rung: Rung },
    Contact { subject: usize },
    Use { times: f64 },
    Failed,
    Rise,
}

/// One stretch of being a customer.
#[derive(Debug, Clone)]
struct Spell {
    customer: u32,
    started: i32,
    ended: Option<i32>,
    asked: Option<i32>,
    kind: Option<DepartureKind>,
    plan: u32,
    /// Where its customer's facts stand.
    facts: std::ops::Range<usize>,
}

/// A trait of every spell, as numbers or words.
#[derive(Debug)]
pub(super) enum Known {
    Numbers(Vec<f64>),
    Words(Vec<Option<String>>),
}

/// Everybody who is followed.
#[derive(Debug, Default)]
pub(super) struct People {
    spells: Vec<Spell>,
    facts: Vec<Happened>,
    plans: usize,
    pub(super) traits: Vec<Known>,
}

impl People {
    pub(super) fn read(
        spells: &[RecordBatch],
        facts: &[RecordBatch],
        traits: &[Trait],
        signs: &Signs,
    ) -> Result<Self, AnalyticsError> {
        let mut people = Self { traits: traits.iter().map(Known::of).collect(), ..Self::default() };
        let stands = people.read_facts(facts, signs)?;
        let mut plans: HashMap<String, u32> = HashMap::new();
        let mut customers: HashMap<String, u32> = HashMap::new();
        for batch in spells {
            let columns = Columns(batch);
            let (names, kinds, plan) = (columns.texts("customer")?, columns.texts("kind")?, columns.texts("plan")?);
            let (started, ended, asked) = (columns.ints("started")?, columns.ints("ended")?, columns.ints("asked")?);
            let day = |days: &datafusion::arrow::array::Int64Array, row| {
                int_at(days, row).and_then(|day| i32::try_from(day).ok())
            };
            for row in 0..batch.num_rows() {
                let name = text_at(&names, row).unwrap_or_default();
                let next = u32::try_from(customers.len()).unwrap_or(u32::MAX);
                let next_plan = u32::try_from(plans.len()).unwrap_or(u32::MAX);
                let ended = day(&ended, row);
                people.spells.push(Spell {
                    customer: *customers.entry(name.to_owned()).or_insert(next),
                    started: day(&started, row).unwrap_or(0),
                    ended,
                    asked: day(&asked, row),
                    kind: ended.and_then(|_| text_at(&kinds, row)?.parse().ok()),
                    plan: *plans.entry(text_at(&plan, row).unwrap_or_default().to_owned()).or_insert(next_plan),
                    facts: stands.get(name).cloned().unwrap_or(0..0),
                });
            }
            for (place, known) in people.traits.iter_mut().enumerate() {
                known.read(&columns, &format!("trait_{place}"), batch.num_rows())?;
            }
        }
        people.plans = plans.len();
        Ok(people)
    }

    /// Reads the facts, and says where each customer's stand.
    fn read_facts(
        &mut self,
        batches: &[RecordBatch],
        signs: &Signs,
    ) -> Result<HashMap<String, std::ops::Range<usize>>, AnalyticsError> {
        let mut stands: HashMap<String, std::ops::Range<usize>> = HashMap::new();
        let mut current = String::new();
        let mut price = None;
        for batch in batches {
            let columns = Columns(batch);
            let (names, kinds, about) = (columns.texts("customer")?, columns.texts("kind")?, columns.texts("about")?);
            let (days, amounts, values) = (columns.ints("day")?, columns.ints("amount")?, columns.floats("value")?);
            for row in 0..batch.num_rows() {
                let name = text_at(&names, row).unwrap_or_default();
                if name != current || stands.is_empty() {
                    name.clone_into(&mut current);
                    price = None;
                    stands.insert(name.to_owned(), self.facts.len()..self.facts.len());
                }
                let kind = FactKind::from_word(text_at(&kinds, row).unwrap_or_default());
                let value = values.is_valid(row).then(|| values.value(row));
                let about = text_at(&about, row);
                let what = match kind {
                    FactKind::Answered => signs
                        .question(about)
                        .zip(value.and_then(rung))
                        .map(|(question, rung)| What::Answer { question, rung }),
                    FactKind::Contacted => Some(What::Contact { subject: signs.subject(about) }),
                    FactKind::PaymentFailed => Some(What::Failed),
                    FactKind::Joined | FactKind::ContractStarted => {
                        price = int_at(&amounts, row).or(price);
                        None
                    }
                    FactKind::PlanChanged => {
                        let before = price;
                        price = int_at(&amounts, row).or(price);
                        before.zip(price).filter(|(before, now)| now > before).map(|_| What::Rise)
                    }
                    kind if is_use(kind) => {
                        Some(What::Use { times: value.filter(|times| *times > 0.0).unwrap_or(1.0) })
                    }
                    _ => None,
                };
                let day = int_at(&days, row).and_then(|day| i32::try_from(day).ok());
                if let (Some(what), Some(day)) = (what, day) {
                    self.facts.push(Happened { day, what });
                }
                if let Some(range) = stands.get_mut(current.as_str()) {
                    range.end = self.facts.len();
                }
            }
        }
        Ok(stands)
    }

    /// Has each spell ended?
    pub(super) fn ended(&self) -> Vec<bool> {
        self.spells.iter().map(|spell| spell.ended.is_some()).collect()
    }
}

/// A number from 1 to 5 as a rung.
fn rung(value: f64) -> Option<Rung> {
    Rung::ALL.into_iter().find(|rung| f64::from(rung.number()) == value)
}

impl Known {
    fn of(known: &Trait) -> Self {
        match known.kind {
            TraitKind::Text => Self::Words(Vec::new()),
            TraitKind::Number => Self::Numbers(Vec::new()),
        }
    }

    fn read(&mut self, columns: &Columns<'_>, name: &str, rows: usize) -> Result<(), AnalyticsError> {
        match self {
            Self::Numbers(all) => {
                let numbers = columns.floats(name)?;
                all.extend((0..rows).map(|row| if numbers.is_valid(row) { numbers.value(row) } else { f64::NAN }));
            }
            Self::Words(all) => {
                let words = columns.texts(name)?;
                all.extend((0..rows).map(|row| text_at(&words, row).map(str::to_owned)));
            }
        }
        Ok(())
    }
}

/// Over which days customers are watched, and which departures are none.
pub(super) struct Watched<'a> {
    pub(super) from: Day,
    pub(super) until: Day,
    pub(super) not_counted: &'a [DepartureKind],
}

/// With which eyes customers are looked at.
struct Eyes<'a> {
    signs: &'a Signs,
    watched: &'a Watched<'a>,
    gap: i32,
    /// Each plan is compared with itself only.
    apart: bool,
}

/// Stretches of customers' time in which the same signs stand.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) durations: Vec<f64>,
    pub(super) entered_at: Vec<f64>,
    pub(super) observations: Vec<Observation>,
    pub(super) signs: Vec<u64>,
    pub(super) customers: Vec<u32>,
    pub(super) plans: Vec<u32>,
    spells: u64,
}

impl Rows {
    /// Follows everybody. A sign counts at a moment when it was known `gap` days before.
    pub(super) fn new(people: &People, signs: &Signs, watched: &Watched<'_>, gap: i32) -> Self {
        let mut rows = Self::default();
        let apart = people.plans <= PLANS_MAX;
        for spell in &people.spells {
            rows.follow(people, spell, &Eyes { signs, watched, gap, apart });
        }
        rows
    }

    fn follow(&mut self, people: &People, spell: &Spell, eyes: &Eyes<'_>) {
        let Eyes { signs, watched, gap, apart } = *eyes;
        let until = watched.until.number();
        let said = spell.asked.into_iter().chain(spell.ended).min();
        let end = said.unwrap_or(until).min(until) - spell.started;
        let decided = matches!(spell.kind, Some(DepartureKind::Voluntary | DepartureKind::Silent))
            && spell.kind.is_some_and(|kind| !watched.not_counted.contains(&kind));
        // Who asked to leave and is still here has decided, too.
        let asked_only = spell.ended.is_none() && spell.asked.is_some();
        let leaves = said.is_some_and(|day| day <= until) && (decided || asked_only);
        let from = (watched.from.number() - spell.started).max(0);
        if end < from || (end == from && from > 0) {
            return;
        }
        let own = &people.facts[spell.facts.clone()];
        let own = &own[own.partition_point(|fact| fact.day < spell.started)..];
        // Nothing counts that happened after the end.
        let standing = |at: i32| signs.standing(own, spell.started, spell.started + (at - gap).min(end));
        let (mut since, mut before) = (from, standing(from));
        let mut step = (from / STEP_DAYS + 1) * STEP_DAYS;
        while step < end {
            let now = standing(step);
            if now != before {
                self.push(spell, (since, step), before, apart);
                (since, before) = (step, now);
            }
            step += STEP_DAYS;
        }
        self.push(spell, (since, end), before, apart);
        if leaves && let Some(last) = self.observations.last_mut() {
            *last = Observation::Event;
        }
        self.spells += 1;
    }

    /// Adds a stretch at whose end the customer is still here.
    fn push(&mut self, spell: &Spell, (from, to): (i32, i32), signs: u64, apart: bool) {
        self.entered_at.push(f64::from(from));
        self.durations.push(f64::from(to));
        self.observations.push(Observation::Censored);
        self.signs.push(signs);
        self.customers.push(spell.customer);
        self.plans.push(if apart { spell.plan } else { 0 });
    }

    pub(super) fn len(&self) -> usize {
        self.durations.len()
    }

    pub(super) fn rows(&self) -> stats::cox::Rows<'_> {
        stats::cox::Rows {
            entered_at: Some(&self.entered_at),
            strata: Some(&self.plans),
            clusters: Some(&self.customers),
            ..stats::cox::Rows::new(&self.durations, &self.observations)
        }
    }

    /// The column of a sign: 1 while it stands.
    pub(super) fn column(&self, sign: usize) -> Vec<f64> {
        self.signs.iter().map(|signs| if signs >> sign & 1 == 1 { 1.0 } else { 0.0 }).collect()
    }

    pub(super) fn departures(&self) -> u64 {
        self.observations.iter().filter(|it| **it == Observation::Event).count() as u64
    }

    /// What was followed.
    pub(super) fn followed(&self) -> Row {
        let days: f64 = self.durations.iter().zip(&self.entered_at).map(|(to, from)| to - from).sum();
        Row::default()
            .with("spells", Value::Count(self.spells))
            .with("customer_months", Value::Number((days / relationship::day::DAYS_PER_MONTH).round()))
            .with("departures", Value::Count(self.departures()))
            .with("stretches", Value::Count(self.len() as u64))
    }
}
