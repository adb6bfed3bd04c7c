//! Facts in memory, column by column, for one bucket at a time.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use relationship::fact::{Fact, Tenure, TenureUnit};
use relationship::{DepartureKind, FactKind};
use twox_hash::XxHash3_128;

use crate::manifest::TraitKind;
use crate::strings::{Interner, Sparse, Texts};

const NO_WORD: u32 = u32::MAX;
const NO_NUMBER: i64 = i64::MIN;

/// What identifies a fact for ever: importing it a second time changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Identity(u128);

/// Facts of one bucket, in the order they came. Everything that repeats is a number into `words`.
pub(crate) struct FactColumns {
    pub(crate) customers: Interner,
    pub(crate) words: Interner,
    /// The number of each row's customer; filled by [`Self::settle`] from the ids below.
    customer: Vec<u32>,
    ids: String,
    id_ends: Vec<u32>,
    on: Vec<i32>,
    kind: Vec<u32>,
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
    /// The words of the row before: neighbours mostly share kind and source, and need no look-up then.
    last_kind: u32,
    last_source: u32,
}

/// A fact with the two things that are not part of the timeline: where it came from and the row it stood in.
pub(crate) struct Sourced<'f, 's> {
    pub(crate) fact: Fact<'f>,
    pub(crate) source: &'s str,
    pub(crate) source_id: Option<&'s str>,
    pub(crate) line: u64,
}

impl Default for FactColumns {
    fn default() -> Self {
        Self {
            customers: Interner::default(),
            words: Interner::default(),
            customer: Vec::new(),
            ids: String::new(),
            id_ends: Vec::new(),
            on: Vec::new(),
            kind: Vec::new(),
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
            last_kind: NO_WORD,
            last_source: NO_WORD,
        }
    }
}

impl FactColumns {
    pub(crate) fn len(&self) -> usize {
        self.on.len()
    }

    /// Room taken, in bytes; what decides when an import writes a run to disk.
    pub(crate) fn bytes(&self) -> usize {
        self.customers.bytes()
            + self.words.bytes()
            + self.ids.capacity()
            + (self.id_ends.capacity() + self.customer.capacity() + self.on.capacity() + self.kind.capacity()) * 4
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

    /// Adds a fact. The customer's id is only kept as it came: looking it up waits until the whole bucket is here and
    /// its ids fit in the processor's cache, which halves the time of a large import.
    pub(crate) fn push(&mut self, customer: &str, it: &Sourced<'_, '_>, seq: u32) {
        let row = self.on.len();
        let fact = &it.fact;
        self.ids.push_str(customer);
        self.id_ends.push(u32::try_from(self.ids.len()).unwrap_or(u32::MAX));
        self.on.push(fact.on.number());
        self.last_kind = self.words.intern_again(fact.kind.word(), self.last_kind);
        self.kind.push(self.last_kind);
        self.last_source = self.words.intern_again(it.source, self.last_source);
        self.source.set(row, self.last_source);
        self.time_us.set(row, fact.time_us.unwrap_or(NO_NUMBER));
        self.source_id.set(row, it.source_id);
        self.seq.set(row, seq);
        self.ref_id.set(row, fact.ref_id);
        self.amount.set(row, fact.amount.unwrap_or(NO_NUMBER));
        let plan = self.word(fact.plan);
        self.plan.set(row, plan);
        let reason = self.word(fact.reason);
        self.reason.set(row, reason);
        self.departure.set(row, fact.departure.map_or(u8::MAX, departure_number));
        self.value.set(row, fact.value.map_or(u64::MAX, f64::to_bits));
        if let Some(tenure) = fact.tenure {
            self.tenure.set(row, tenure.value.to_bits());
            self.tenure_unit.set(row, unit_number(tenure.unit));
        }
        if !fact.traits.is_empty() {
            let start = u32::try_from(self.trait_pairs.len()).unwrap_or(u32::MAX);
            for &(name, value) in fact.traits.iter() {
                let pair = (self.words.intern(name), self.words.intern(value));
                self.trait_pairs.push(pair);
            }
            self.traits.set(row, (start, u32::try_from(fact.traits.len()).unwrap_or(0)));
        }
        // Only a fact with its own id can contradict a known one, and then the line is asked for.
        self.line.set(row, if it.source_id.is_some() { it.line } else { 0 });
    }

    /// Numbers the customers of all rows so far. Call it once, when the bucket is complete.
    pub(crate) fn settle(&mut self) {
        let mut start = 0;
        let mut last = NO_WORD;
        self.customer.reserve_exact(self.id_ends.len());
        for &end in &self.id_ends {
            last = self.customers.intern_again(&self.ids[start..end as usize], last);
            self.customer.push(last);
            start = end as usize;
        }
        self.ids = String::new();
        self.id_ends = Vec::new();
    }

    fn word(&mut self, text: Option<&str>) -> u32 {
        text.map_or(NO_WORD, |text| self.words.intern(text))
    }

    fn word_at(&self, id: u32) -> Option<&str> {
        (id != NO_WORD).then(|| self.words.get(id))
    }

    pub(crate) fn customer_number(&self, row: usize) -> u32 {
        self.customer[row]
    }

    pub(crate) fn customer(&self, row: usize) -> &str {
        self.customers.get(self.customer[row])
    }

    pub(crate) fn on(&self, row: usize) -> i32 {
        self.on[row]
    }

    pub(crate) fn kind_word(&self, row: usize) -> u32 {
        self.kind[row]
    }

    pub(crate) fn source(&self, row: usize) -> &str {
        self.word_at(self.source.get(row)).unwrap_or_default()
    }

    pub(crate) fn source_word(&self, row: usize) -> Option<u32> {
        Some(self.source.get(row)).filter(|&id| id != NO_WORD)
    }

    /// The sources these facts came from; one may be named more than once.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &str> {
        let mut last = NO_WORD;
        (0..self.len())
            .map(|row| self.source.get(row))
            .filter(move |&word| std::mem::replace(&mut last, word) != word)
            .filter_map(|word| self.word_at(word))
    }

    pub(crate) fn has_source_ids(&self) -> bool {
        !self.source_id.is_empty()
    }

    /// A row of a file may become two facts, a beginning and an ending; the beginning stands for the row.
    pub(crate) fn stands_for_row(&self, row: usize) -> bool {
        !matches!(self.words.get(self.kind[row]), "left" | "contract_ended")
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
            Column::Time => self.time_us.is_empty(),
            Column::SourceId => self.source_id.is_empty(),
            Column::RefId => self.ref_id.is_empty(),
            Column::Amount => self.amount.is_empty(),
            Column::Plan => self.plan.is_empty(),
            Column::Reason => self.reason.is_empty(),
            Column::Departure => self.departure.is_empty(),
            Column::Value => self.value.is_empty(),
            Column::Tenure => self.tenure.is_empty(),
            Column::Traits => self.traits.is_empty(),
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
        let rows = if self.tenure.is_empty() { 0 } else { self.len() };
        known.extend((0..rows).filter_map(|row| self.tenure(row)).map(|tenure| tenure.unit));
    }

    /// Does any fact say that a customer joined or left?
    pub(crate) fn has_contracts(&self) -> bool {
        let contract = [FactKind::Joined, FactKind::ContractStarted, FactKind::ContractEnded, FactKind::Left];
        let words: HashSet<u32> = self.kind.iter().copied().collect();
        words.into_iter().any(|word| contract.contains(&FactKind::from_word(self.words.get(word))))
    }

    /// A hash over everything the fact says, whoever says it.
    pub(crate) fn content(&self, row: usize) -> u128 {
        let mut hasher = Hasher(Vec::with_capacity(160));
        hasher.number(i64::from(self.on[row]));
        hasher.number(self.time_us.get(row));
        hasher.text(self.words.get(self.kind[row]));
        hasher.text(self.ref_id(row).unwrap_or_default());
        hasher.number(self.amount.get(row));
        hasher.text(self.word_at(self.plan.get(row)).unwrap_or_default());
        hasher.text(self.word_at(self.reason.get(row)).unwrap_or_default());
        hasher.number(i64::from(self.departure.get(row)));
        hasher.number(self.value.get(row).cast_signed());
        hasher.number(self.tenure.get(row).cast_signed());
        hasher.number(i64::from(self.tenure_unit.get(row)));
        for &(name, value) in self.traits(row) {
            hasher.text(self.words.get(name));
            hasher.text(self.words.get(value));
        }
        hasher.finish()
    }

    /// What identifies the fact: the source's own id where it has one, else what it says and which of its identical
    /// twins it is.
    pub(crate) fn identity(&self, row: usize, seq: u32) -> Identity {
        let mut hasher = Hasher::default();
        hasher.text(self.customer(row));
        hasher.text(self.word_at(self.source.get(row)).unwrap_or_default());
        if let Some(id) = self.source_id(row) {
            hasher.number(1);
            hasher.text(id);
            hasher.text(self.words.get(self.kind[row]));
        } else {
            hasher.number(i64::from(seq));
            let content = self.content(row).to_le_bytes();
            hasher.0.extend_from_slice(&content);
        }
        Identity(hasher.finish())
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

#[derive(Default)]
struct Hasher(Vec<u8>);

impl Hasher {
    fn number(&mut self, n: i64) {
        self.0.extend_from_slice(&n.to_le_bytes());
    }

    /// The length goes first, so that "ab" + "c" differs from "a" + "bc".
    fn text(&mut self, text: &str) {
        self.number(i64::try_from(text.len()).unwrap_or(i64::MAX));
        self.0.extend_from_slice(text.as_bytes());
    }

    fn finish(&self) -> u128 {
        XxHash3_128::oneshot(&self.0)
    }
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

fn departure_number(kind: DepartureKind) -> u8 {
    DepartureKind::ALL.iter().position(|&k| k == kind).and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX)
}

fn unit_number(unit: TenureUnit) -> u8 {
    TenureUnit::ALL.iter().position(|&u| u == unit).and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX)
}
