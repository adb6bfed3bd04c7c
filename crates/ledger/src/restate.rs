//! What a source told before and tells differently now: another last day, none any more, another price, plan or trait.
//!
//! A fact is never changed. Of a relation that its source told of before, a row therefore adds only what is new: its
//! ending, the withdrawal of an ending that no longer stands there, and price, plan and traits from the day the file tells
//! about on. What held before that day stays as it was told then.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use relationship::fact::Fact;
use relationship::{Day, DepartureKind, FactKind};

use crate::facts::{FactColumns, Sourced};
use crate::sort::{Conflict, Sorted};

/// How the rows of a file are held against what their source told before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Restating<'a> {
    pub(crate) source: &'a str,
    /// The last day the file tells about: what is different holds from then on.
    pub(crate) told_on: Day,
    /// The source told of a later day already: the newer word stands.
    pub(crate) is_older: bool,
    /// The file says of everybody whether they ended.
    pub(crate) tells_endings: bool,
}

/// What rows said about relations that were told before.
#[derive(Default)]
pub(crate) struct Restated {
    /// Rows that said nothing new.
    pub(crate) known_rows: u64,
    /// Rows about a contract whose first day was another.
    pub(crate) conflicts: Vec<Conflict>,
    /// Relations that end on another day, or end otherwise, than was told.
    pub(crate) endings_moved: u64,
    /// Relations whose ending no longer stands there.
    pub(crate) endings_taken_back: u64,
    /// Relations with another price or plan.
    pub(crate) terms_changed: u64,
    /// The facts of all these rows, which say nothing by themselves.
    left_out: HashSet<usize>,
    added: Vec<Added>,
}

/// A relation as one source tells it: a stretch of a customer, or one contract.
struct Relation<'a> {
    started: i32,
    contract: Option<&'a str>,
    own_id: Option<&'a str>,
    start_row: usize,
    amount: Option<i64>,
    plan: Option<&'a str>,
    traits: BTreeMap<&'a str, &'a str>,
    /// In the order they were told.
    endings: Vec<Ending<'a>>,
    /// Another row tells of the same stretch: which is which cannot be known.
    is_twofold: bool,
}

struct Ending<'a> {
    row: usize,
    on: i32,
    reason: Option<&'a str>,
    departure: Option<DepartureKind>,
}

/// A fact that follows from a row.
struct Added {
    customer: String,
    kind: FactKind<'static>,
    on: i32,
    seq: u32,
    contract: Option<String>,
    amount: Option<i64>,
    plan: Option<String>,
    reason: Option<String>,
    departure: Option<DepartureKind>,
    traits: Vec<(String, String)>,
}

/// Holds the facts of a file against what its source told of the same customers, and puts what follows in their place.
pub(crate) fn restate(facts: &mut FactColumns, told: &FactColumns, how: Restating<'_>) -> Restated {
    let mut restated = Restated::default();
    let told_of: HashMap<&str, Vec<usize>> = by_customer(told, &Sorted::as_stored(told), how.source).collect();
    for (customer, rows) in by_customer(facts, &Sorted::new(facts), how.source) {
        let Some(told_rows) = told_of.get(customer) else { continue };
        let known = relations(told, told_rows);
        for relation in relations(facts, &rows) {
            if let Some(before) = told_before(&relation, &known).filter(|_| !relation.is_twofold) {
                let seq_of = |kind, on| seq_of(told, told_rows, kind, on);
                restated.compare(facts, customer, &relation, before, how, seq_of);
            }
        }
    }
    let added = std::mem::take(&mut restated.added);
    if !added.is_empty() {
        facts.set_source(how.source);
    }
    for it in &added {
        let traits: Vec<(&str, &str)> = it.traits.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let fact = Fact {
            ref_id: it.contract.as_deref(),
            amount: it.amount,
            plan: it.plan.as_deref(),
            reason: it.reason.as_deref(),
            departure: it.departure,
            traits: Cow::Owned(traits),
            ..Fact::new(Day::from_number(it.on), it.kind)
        };
        facts.push(&it.customer, &Sourced { fact, source_id: None, line: 0 }, it.seq);
    }
    facts.settle();
    restated
}

impl Restated {
    /// Is this row of the columns to be stored?
    pub(crate) fn keeps(&self, row: usize) -> bool {
        !self.left_out.contains(&row)
    }

    fn compare(
        &mut self,
        facts: &FactColumns,
        customer: &str,
        now: &Relation<'_>,
        before: &Relation<'_>,
        how: Restating<'_>,
        seq_of: impl Fn(FactKind<'static>, i32) -> u32,
    ) {
        self.left_out.insert(now.start_row);
        self.left_out.extend(now.endings.iter().map(|it| it.row));
        if let Some(id) = now.own_id.filter(|_| now.started != before.started) {
            self.conflicts.push(Conflict { line: facts.line(now.start_row), source_id: id.to_owned() });
            return;
        }
        if how.is_older {
            self.known_rows += 1;
            return;
        }
        let added_before = self.added.len();
        let is_relation = before.contract.is_none();
        let add = |kind: FactKind<'static>, on: i32| Added {
            customer: customer.to_owned(),
            kind,
            on,
            seq: seq_of(kind, on),
            contract: before.contract.map(str::to_owned),
            amount: None,
            plan: None,
            reason: None,
            departure: None,
            traits: Vec::new(),
        };
        let (was, is) = (before.endings.last(), now.endings.last());
        let is_same = was.zip(is).is_some_and(|(was, is)| is.repeats(was));
        if !is_same && (is.is_some() || how.tells_endings) {
            self.added.extend(before.endings.iter().map(|it| add(FactKind::EndingWithdrawn, it.on)));
            if let Some(it) = is {
                let kind = if is_relation { FactKind::Left } else { FactKind::ContractEnded };
                let reason = it.reason.map(str::to_owned);
                self.added.push(Added { reason, departure: it.departure, ..add(kind, it.on) });
            }
            self.endings_moved += u64::from(was.is_some() && is.is_some());
            self.endings_taken_back += u64::from(was.is_some() && is.is_none());
        }
        let ends = if how.tells_endings { is } else { is.or(was) };
        let is_over = ends.is_some_and(|it| it.on <= how.told_on.number());
        if !is_over {
            let on = how.told_on.number().max(before.started);
            let amount = now.amount.filter(|_| now.amount != before.amount);
            let plan = now.plan.filter(|_| now.plan != before.plan).map(str::to_owned);
            if amount.is_some() || plan.is_some() {
                self.terms_changed += 1;
                self.added.push(Added { amount, plan, ..add(FactKind::PlanChanged, on) });
            }
            let other = now.traits.iter().filter(|(name, value)| before.traits.get(*name) != Some(*value));
            let traits: Vec<_> = other.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            if !traits.is_empty() {
                self.added.push(Added { traits, ..add(FactKind::Described, on) });
            }
        }
        self.known_rows += u64::from(self.added.len() == added_before);
    }
}

impl Ending<'_> {
    /// Does this say what was told? What is left blank says nothing against it.
    fn repeats(&self, told: &Ending<'_>) -> bool {
        self.on == told.on
            && (self.reason.is_none() || self.reason == told.reason)
            && (self.departure.is_none() || self.departure == told.departure)
    }
}

/// The rows of each customer that came from a source, in order.
fn by_customer<'a>(
    facts: &'a FactColumns,
    sorted: &Sorted<'_>,
    source: &str,
) -> impl Iterator<Item = (&'a str, Vec<usize>)> {
    let rows: Vec<usize> = sorted.rows().filter(|&row| facts.source(row) == source).collect();
    let numbers = facts.customer_numbers();
    let runs: Vec<Vec<usize>> = rows.chunk_by(|&a, &b| numbers[a] == numbers[b]).map(<[usize]>::to_vec).collect();
    runs.into_iter().filter_map(|rows| Some((facts.customer(*rows.first()?), rows)))
}

/// What a source tells of one customer, from the facts of it in order.
fn relations<'a>(facts: &'a FactColumns, rows: &[usize]) -> Vec<Relation<'a>> {
    let mut all: Vec<Relation<'a>> = Vec::new();
    for &row in rows {
        let contract = match facts.kind(row) {
            FactKind::Joined => None,
            FactKind::ContractStarted => facts.ref_id(row),
            _ => continue,
        };
        let (amount, plan) = (facts.amount(row), facts.plan(row));
        let started = facts.days()[row];
        if let Some(same) = all.iter_mut().find(|it| it.started == started && it.contract == contract) {
            same.is_twofold = true;
            same.amount = amount.or(same.amount);
            same.plan = plan.or(same.plan);
            same.traits.extend(facts.named_traits(row));
            continue;
        }
        all.push(Relation {
            started,
            contract,
            own_id: facts.source_id(row),
            start_row: row,
            amount,
            plan,
            traits: facts.named_traits(row).collect(),
            endings: Vec::new(),
            is_twofold: false,
        });
    }
    for &row in rows {
        let (kind, on) = (facts.kind(row), facts.days()[row]);
        let is_told = matches!(
            kind,
            FactKind::Left
                | FactKind::ContractEnded
                | FactKind::EndingWithdrawn
                | FactKind::PlanChanged
                | FactKind::Described
        );
        let contract = facts.ref_id(row);
        let of = all.iter_mut().filter(|it| it.contract == contract && it.started <= on).max_by_key(|it| it.started);
        let Some(of) = of.filter(|_| is_told) else { continue };
        match kind {
            FactKind::EndingWithdrawn => {
                if let Some(at) = of.endings.iter().position(|it| it.on == on) {
                    of.endings.remove(at);
                }
            }
            FactKind::PlanChanged => {
                of.amount = facts.amount(row).or(of.amount);
                of.plan = facts.plan(row).or(of.plan);
            }
            FactKind::Described => of.traits.extend(facts.named_traits(row)),
            _ => {
                of.endings.push(Ending { row, on, reason: facts.reason(row), departure: facts.departure(row) });
            }
        }
    }
    all
}

/// The relation a row is about: the contract of that id, else the one of that first day and plan, else the only one of
/// that first day.
fn told_before<'a, 'b>(now: &Relation<'_>, known: &'b [Relation<'a>]) -> Option<&'b Relation<'a>> {
    if now.own_id.is_some() {
        return known.iter().find(|it| it.own_id.is_some() && it.contract == now.contract);
    }
    let same_day = || known.iter().filter(|it| it.own_id.is_none() && it.started == now.started);
    let exact = same_day().find(|it| it.contract == now.contract);
    let only =
        || same_day().next().filter(|it| same_day().count() == 1 && it.contract.is_some() == now.contract.is_some());
    exact.or_else(only)
}

/// How many facts of a kind and day are there already: the next one is told apart from them by its number.
fn seq_of(told: &FactColumns, rows: &[usize], kind: FactKind<'_>, on: i32) -> u32 {
    let known = rows.iter().filter(|&&row| told.days()[row] == on && told.kind(row) == kind);
    u32::try_from(known.count()).unwrap_or(u32::MAX)
}
