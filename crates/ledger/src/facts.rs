//! Facts in memory, column by column, for one bucket at a time.

mod fill;
mod identity;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use relationship::fact::{Fact, Tenure, TenureUnit};
use relationship::{DepartureKind, FactKind};

use crate::manifest::TraitKind;
use crate::strings::{Interner, Sparse, Texts};
pub(crate) use identity::Identity;

const NO_WORD: u32 = u32::MAX;
const NO_NUMBER: i64 = i64::MIN;

/// Facts in the order they came, mostly of one bucket. Everything that repeats is a number into `words`.
pub(crate) struct FactColumns {
    pub(crate) customers: Interner,
    /// Buckets that are filled together share their words.
    pub(crate) words: Arc<Interner>,
    /// The number of each row's customer; filled by [`Self::settle`] from the ids below.
    customer: Vec<u32>,
    ids: String,
    id_ends: Vec<u32>,
    on: Vec<i32>,
    kind: Sparse<u32>,
    source: Sparse<u32>,
    time_us: Sparse<i64>,
    source_id: Texts,
    seq: Sparse<u32>,
    ref_id: Texts,
    amount: Sparse<i64>,
    plan: Sparse<u32>,
    reason: Sparse<u32>,
    departure: Sparse<u8>,
    value: Sparse<u64>,
    tenure: Sparse<u64>,
    tenure_unit: Sparse<u8>,
    traits: Sparse<(u32, u32)>,
    trait_pairs: Vec<(u32, u32)>,
    line: Sparse<u64>,
    /// The kind of the row before: neighbours mostly share it, and need no look-up then.
    last_kind: (FactKind<'static>, u32),
    /// The source of the rows that come now.
    from_source: u32,
}

/// A fact with the two things that are not part of the timeline: the source's own id and the row it stood in.
pub(crate) struct Sourced<'f, 's> {
    pub(crate) fact: Fact<'f>,
    pub(crate) source_id: Option<&'s str>,
    pub(crate) line: u64,
}

impl Default for FactColumns {
    fn default() -> Self {
        Self {
            customers: Interner::default(),
            words: Arc::default(),
            customer: Vec::new(),
            ids: String::new(),
            id_ends: Vec::new(),
            on: Vec::new(),
            kind: Sparse::new(NO_WORD),
            source: Sparse::new(NO_WORD),
            time_us: Sparse::new(NO_NUMBER),
            source_id: Texts::default(),
            seq: Sparse::new(0),
            ref_id: Texts::default(),
            amount: Sparse::new(NO_NUMBER),
            plan: Sparse::new(NO_WORD),
            reason: Sparse::new(NO_WORD),
            departure: Sparse::new(u8::MAX),
            value: Sparse::new(u64::MAX),
            tenure: Sparse::new(u64::MAX),
            tenure_unit: Sparse::new(u8::MAX),
            traits: Sparse::new((0, 0)),
            trait_pairs: Vec::new(),
            line: Sparse::new(0),
            last_kind: (FactKind::Used, NO_WORD),
            from_source: NO_WORD,
        }
    }
}

impl FactColumns {
    pub(crate) fn len(&self) -> usize {
        self.on.len()
    }

    /// Room taken, in bytes, without the words; what decides when an import writes a run to disk.
    pub(crate) fn bytes(&self) -> usize {
        self.customers.bytes()
            + self.ids.capacity()
            + (self.id_ends.capacity() + self.customer.capacity() + self.on.capacity()) * 4
            + self.kind.bytes()
            + self.source.bytes()
            + self.time_us.bytes()
            + self.source_id.bytes()
            + self.seq.bytes()
            + self.ref_id.bytes()
            + self.amount.bytes()
            + self.plan.bytes()
            + self.reason.bytes()
            + self.value.bytes()
            + self.tenure.bytes()
            + self.traits.bytes()
            + self.trait_pairs.capacity() * 8
            + self.line.bytes()
    }

    fn word_at(&self, id: u32) -> Option<&str> {
        (id != NO_WORD).then(|| self.words.get(id))
    }

    /// The number of each row's customer, once [`Self::settle`] was called.
    pub(crate) fn customer_numbers(&self) -> &[u32] {
        &self.customer
    }

    /// The day of each row, as a number.
    pub(crate) fn days(&self) -> &[i32] {
        &self.on
    }

    pub(crate) fn customer(&self, row: usize) -> &str {
        self.customers.get(self.customer[row])
    }

    /// The word of a column that all rows share, if they do.
    pub(crate) fn only_source_word(&self) -> Option<u32> {
        self.source.only()
    }

    pub(crate) fn only_kind_word(&self) -> Option<u32> {
        self.kind.only()
    }

    pub(crate) fn kind_word(&self, row: usize) -> u32 {
        self.kind.get(row)
    }

    pub(crate) fn kind(&self, row: usize) -> FactKind<'_> {
        FactKind::from_word(self.words.get(self.kind.get(row)))
    }

    pub(crate) fn plan(&self, row: usize) -> Option<&str> {
        self.word_at(self.plan.get(row))
    }

    pub(crate) fn reason(&self, row: usize) -> Option<&str> {
        self.word_at(self.reason.get(row))
    }

    pub(crate) fn named_traits(&self, row: usize) -> impl Iterator<Item = (&str, &str)> {
        self.traits(row).iter().map(|&(name, value)| (self.words.get(name), self.words.get(value)))
    }

    pub(crate) fn source(&self, row: usize) -> &str {
        self.word_at(self.source.get(row)).unwrap_or_default()
    }

    pub(crate) fn source_word(&self, row: usize) -> Option<u32> {
        Some(self.source.get(row)).filter(|&id| id != NO_WORD)
    }

    /// The sources these facts came from; one may be named more than once.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &str> {
        let rows = if self.source.only().is_some() { self.len().min(1) } else { self.len() };
        let mut last = NO_WORD;
        (0..rows)
            .map(|row| self.source.get(row))
            .filter(move |&word| std::mem::replace(&mut last, word) != word)
            .filter_map(|word| self.word_at(word))
    }

    pub(crate) fn has_source_ids(&self) -> bool {
        !self.source_id.is_empty()
    }

    /// A row of a file may become two facts, a beginning and an ending; the beginning stands for the row.
    pub(crate) fn stands_for_row(&self, row: usize) -> bool {
        !matches!(self.words.get(self.kind.get(row)), "left" | "contract_ended")
    }

    pub(crate) fn plan_word(&self, row: usize) -> Option<u32> {
        Some(self.plan.get(row)).filter(|&id| id != NO_WORD)
    }

    pub(crate) fn reason_word(&self, row: usize) -> Option<u32> {
        Some(self.reason.get(row)).filter(|&id| id != NO_WORD)
    }

    pub(crate) fn amount(&self, row: usize) -> Option<i64> {
        Some(self.amount.get(row)).filter(|&n| n != NO_NUMBER)
    }

    pub(crate) fn time_us(&self, row: usize) -> Option<i64> {
        Some(self.time_us.get(row)).filter(|&n| n != NO_NUMBER)
    }

    pub(crate) fn seq(&self, row: usize) -> u32 {
        self.seq.get(row)
    }

    pub(crate) fn source_id(&self, row: usize) -> Option<&str> {
        self.source_id.get(row)
    }

    pub(crate) fn ref_id(&self, row: usize) -> Option<&str> {
        self.ref_id.get(row)
    }

    pub(crate) fn departure(&self, row: usize) -> Option<DepartureKind> {
        DepartureKind::ALL.get(usize::from(self.departure.get(row))).copied()
    }

    pub(crate) fn value(&self, row: usize) -> Option<f64> {
        Some(self.value.get(row)).filter(|&bits| bits != u64::MAX).map(f64::from_bits)
    }

    pub(crate) fn tenure(&self, row: usize) -> Option<Tenure> {
        let value = Some(self.tenure.get(row)).filter(|&bits| bits != u64::MAX).map(f64::from_bits)?;
        TenureUnit::ALL.get(usize::from(self.tenure_unit.get(row))).map(|&unit| Tenure { value, unit })
    }

    pub(crate) fn traits(&self, row: usize) -> &[(u32, u32)] {
        let (start, len) = self.traits.get(row);
        &self.trait_pairs[start as usize..start as usize + len as usize]
    }

    pub(crate) fn line(&self, row: usize) -> u64 {
        self.line.get(row)
    }

    /// Is the column empty in every row? Such columns are written as nulls without looking at each row.
    pub(crate) fn lacks(&self, column: Column) -> bool {
        match column {
            Column::Time => self.time_us.only().is_some(),
            Column::SourceId => self.source_id.is_empty(),
            Column::RefId => self.ref_id.is_empty(),
            Column::Amount => self.amount.only().is_some(),
            Column::Plan => self.plan.only().is_some(),
            Column::Reason => self.reason.only().is_some(),
            Column::Departure => self.departure.only().is_some(),
            Column::Value => self.value.only().is_some(),
            Column::Tenure => self.tenure.only().is_some(),
            Column::Traits => self.traits.only().is_some(),
        }
    }

    /// Adds the traits of these facts and whether all their values are numbers.
    pub(crate) fn learn_traits(&self, known: &mut BTreeMap<String, TraitKind>) {
        let mut seen: HashSet<(u32, u32)> = HashSet::new();
        for &(name, value) in &self.trait_pairs {
            if seen.insert((name, value)) {
                let name = self.words.get(name);
                let kind = trait_kind(self.words.get(value));
                match known.get_mut(name) {
                    Some(TraitKind::Text) => {}
                    Some(number) => *number = kind,
                    None => drop(known.insert(name.to_owned(), kind)),
                }
            }
        }
    }

    /// Adds the units in which tenures were stated.
    pub(crate) fn learn_units(&self, known: &mut BTreeSet<TenureUnit>) {
        let rows = if self.tenure.only().is_some() { 0 } else { self.len() };
        known.extend((0..rows).filter_map(|row| self.tenure(row)).map(|tenure| tenure.unit));
    }

    /// Does any fact say that a customer joined or left?
    pub(crate) fn has_contracts(&self) -> bool {
        let contract = [FactKind::Joined, FactKind::ContractStarted, FactKind::ContractEnded, FactKind::Left];
        let rows = if self.kind.only().is_some() { self.len().min(1) } else { self.len() };
        let words: HashSet<u32> = (0..rows).map(|row| self.kind.get(row)).collect();
        words.into_iter().any(|word| contract.contains(&FactKind::from_word(self.words.get(word))))
    }
}

/// The columns that may be empty in every row.
#[derive(Clone, Copy)]
pub(crate) enum Column {
    Time,
    SourceId,
    RefId,
    Amount,
    Plan,
    Reason,
    Departure,
    Value,
    Tenure,
    Traits,
}

/// A number, unless it is a code that only looks like one: `0031` is not 31.
fn trait_kind(value: &str) -> TraitKind {
    let digits = value.trim_start_matches('-');
    let is_code = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    match value.parse::<f64>() {
        Ok(number) if number.is_finite() && !is_code => TraitKind::Number,
        _ => TraitKind::Text,
    }
}
