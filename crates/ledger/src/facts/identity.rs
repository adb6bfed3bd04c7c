//! What makes a fact the same fact.

use std::collections::HashSet;

use twox_hash::XxHash3_128;

use super::FactColumns;

/// What identifies a fact for ever: importing it a second time changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Identity(u128);

impl FactColumns {
    /// A hash over everything the fact says, whoever says it.
    pub(crate) fn content(&self, row: usize) -> u128 {
        let mut hasher = Hasher(Vec::with_capacity(160));
        hasher.number(i64::from(self.on[row]));
        hasher.number(self.time_us.get(row));
        hasher.text(self.words.get(self.kind.get(row)));
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

    /// How many rows say what `told` says, whoever said it: the same of the same customer on the same day.
    pub(crate) fn rows_told_in(&self, told: &Self) -> u64 {
        let known: HashSet<u128> = (0..told.len()).map(|row| told.happening(row)).collect();
        let is_told = |row: &usize| self.stands_for_row(*row) && known.contains(&self.happening(*row));
        (0..self.len()).filter(is_told).count() as u64
    }

    /// A hash over who, when, what and under which id.
    fn happening(&self, row: usize) -> u128 {
        let mut hasher = Hasher::default();
        hasher.text(self.customer(row));
        hasher.number(i64::from(self.on[row]));
        hasher.number(self.time_us.get(row));
        hasher.text(self.words.get(self.kind.get(row)));
        hasher.text(self.ref_id(row).unwrap_or_default());
        hasher.text(self.source_id(row).unwrap_or_default());
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
            hasher.text(self.words.get(self.kind.get(row)));
        } else {
            hasher.number(i64::from(seq));
            let content = self.content(row).to_le_bytes();
            hasher.0.extend_from_slice(&content);
        }
        Identity(hasher.finish())
    }
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
