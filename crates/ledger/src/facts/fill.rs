//! Facts come in: one by one, or from other columns.

use std::sync::Arc;

use relationship::fact::TenureUnit;
use relationship::{DepartureKind, FactKind};

use super::{FactColumns, NO_NUMBER, NO_WORD, Sourced};

impl FactColumns {
    /// The source of the facts that are pushed from now on.
    pub(crate) fn set_source(&mut self, source: &str) {
        if self.word_at(self.from_source) != Some(source) {
            self.from_source = self.intern(source);
        }
    }

    /// Adds a fact. The customer's id is only kept as it came: looking it up waits until the whole bucket is here and
    /// its ids fit in the processor's cache.
    pub(crate) fn push(&mut self, customer: &str, it: &Sourced<'_, '_>, seq: u32) {
        let row = self.on.len();
        let fact = &it.fact;
        self.ids.push_str(customer);
        self.id_ends.push(u32::try_from(self.ids.len()).unwrap_or(u32::MAX));
        self.on.push(fact.on.number());
        let kind = self.kind_number(fact.kind);
        self.kind.set_alike(row, kind);
        self.source.set_alike(row, self.from_source);
        self.amount.set(row, fact.amount.unwrap_or(NO_NUMBER));
        self.time_us.set(row, fact.time_us.unwrap_or(NO_NUMBER));
        self.source_id.set(row, it.source_id);
        self.seq.set(row, seq);
        self.ref_id.set(row, fact.ref_id);
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
            self.push_traits(row, &fact.traits);
        }
        // Only a fact with its own id can contradict a known one, and then the line is asked for.
        self.line.set(row, if it.source_id.is_some() { it.line } else { 0 });
    }

    fn push_traits(&mut self, row: usize, traits: &[(&str, &str)]) {
        let start = u32::try_from(self.trait_pairs.len()).unwrap_or(u32::MAX);
        for &(name, value) in traits {
            let pair = (self.intern(name), self.intern(value));
            self.trait_pairs.push(pair);
        }
        self.traits.set(row, (start, u32::try_from(traits.len()).unwrap_or(0)));
    }

    /// Adds `rows` of other columns. `words` tells the number here of each of their words.
    pub(crate) fn append(&mut self, from: &Self, rows: &[u32], words: &[u32]) {
        let len = self.len();
        let turn = |word: u32| words.get(word as usize).copied().unwrap_or(NO_WORD);
        self.id_ends.reserve(rows.len());
        for &row in rows {
            self.ids.push_str(from.id(row as usize));
            self.id_ends.push(u32::try_from(self.ids.len()).unwrap_or(u32::MAX));
        }
        self.on.extend(rows.iter().map(|&row| from.on[row as usize]));
        self.kind.append(len, &from.kind, rows, turn);
        self.source.append(len, &from.source, rows, turn);
        self.time_us.append(len, &from.time_us, rows, |it| it);
        self.source_id.append(len, &from.source_id, rows);
        self.seq.append(len, &from.seq, rows, |it| it);
        self.ref_id.append(len, &from.ref_id, rows);
        self.amount.append(len, &from.amount, rows, |it| it);
        self.plan.append(len, &from.plan, rows, turn);
        self.reason.append(len, &from.reason, rows, turn);
        self.departure.append(len, &from.departure, rows, |it| it);
        self.value.append(len, &from.value, rows, |it| it);
        self.tenure.append(len, &from.tenure, rows, |it| it);
        self.tenure_unit.append(len, &from.tenure_unit, rows, |it| it);
        if from.traits.only().is_none() {
            for (index, &row) in rows.iter().enumerate() {
                let start = u32::try_from(self.trait_pairs.len()).unwrap_or(u32::MAX);
                let pairs = from.traits(row as usize);
                self.trait_pairs.extend(pairs.iter().map(|&(name, value)| (turn(name), turn(value))));
                self.traits.set(
                    len + index,
                    if pairs.is_empty() { (0, 0) } else { (start, u32::try_from(pairs.len()).unwrap_or(0)) },
                );
            }
        }
        self.line.append(len, &from.line, rows, |it| it);
    }

    /// Takes all rows out and keeps the words and the room.
    pub(crate) fn clear(&mut self) {
        self.ids.clear();
        self.id_ends.clear();
        self.on.clear();
        self.kind.clear();
        self.source.clear();
        self.time_us.clear();
        self.source_id.clear();
        self.seq.clear();
        self.ref_id.clear();
        self.amount.clear();
        self.plan.clear();
        self.reason.clear();
        self.departure.clear();
        self.value.clear();
        self.tenure.clear();
        self.tenure_unit.clear();
        self.traits.clear();
        self.trait_pairs.clear();
        self.line.clear();
    }

    /// The customer's id of a row, as long as [`Self::settle`] was not called.
    pub(crate) fn id(&self, row: usize) -> &str {
        let start = if row == 0 { 0 } else { self.id_ends[row - 1] };
        &self.ids[start as usize..self.id_ends[row] as usize]
    }

    /// Numbers the customers of all rows so far. Call it once, when the bucket is complete.
    pub(crate) fn settle(&mut self) {
        let mut start = 0;
        self.customer.reserve_exact(self.id_ends.len());
        for &end in &self.id_ends {
            self.customer.push(self.customers.intern(&self.ids[start..end as usize]));
            start = end as usize;
        }
        self.ids = String::new();
        self.id_ends = Vec::new();
    }

    fn intern(&mut self, text: &str) -> u32 {
        Arc::make_mut(&mut self.words).intern(text)
    }

    fn kind_number(&mut self, kind: FactKind<'_>) -> u32 {
        if kind == self.last_kind.0 && self.last_kind.1 != NO_WORD {
            return self.last_kind.1;
        }
        let number = self.intern(kind.word());
        if let Some(known) = FactKind::KNOWN.into_iter().find(|known| *known == kind) {
            self.last_kind = (known, number);
        }
        number
    }

    fn word(&mut self, text: Option<&str>) -> u32 {
        text.map_or(NO_WORD, |text| self.intern(text))
    }
}

fn departure_number(kind: DepartureKind) -> u8 {
    DepartureKind::ALL.iter().position(|&k| k == kind).and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX)
}

fn unit_number(unit: TenureUnit) -> u8 {
    TenureUnit::ALL.iter().position(|&u| u == unit).and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX)
}
