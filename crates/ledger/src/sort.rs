//! Brings the facts of one bucket into the ledger's order and finds those that are known already.

use std::collections::HashMap;

use crate::facts::{FactColumns, Identity};

/// One fact of a bucket that is being put in order: which part it came from, and its row there.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    part: u32,
    row: u32,
    pub(crate) seq: u32,
}

/// The facts of one bucket, in order: by customer, then day, then time.
pub(crate) struct Sorted<'a> {
    parts: &'a [FactColumns],
    /// All customers of the bucket, in order; `ranks[part][local number]` points here.
    pub(crate) customers: Vec<&'a str>,
    ranks: Vec<Vec<u32>>,
    pub(crate) places: Vec<Place>,
}

/// A new fact that carries the id of a known one but says something else.
pub(crate) struct Conflict {
    pub(crate) line: u64,
    pub(crate) source_id: String,
}

/// What became of the new facts of one bucket.
#[derive(Default)]
pub(crate) struct Outcome {
    /// Facts that were known already, and were left out.
    pub(crate) known: u64,
    /// Of those, facts that stand for a whole row of the file.
    pub(crate) known_rows: u64,
    pub(crate) conflicts: Vec<Conflict>,
}

impl<'a> Sorted<'a> {
    pub(crate) fn new(parts: &'a [FactColumns]) -> Self {
        let (customers, ranks) = rank_customers(parts);
        let mut keyed: Vec<(u64, u64)> = Vec::with_capacity(parts.iter().map(FactColumns::len).sum());
        for (part_no, part) in parts.iter().enumerate() {
            let ranks = &ranks[part_no];
            for row in 0..part.len() {
                let day = u64::from(part.on(row).cast_unsigned() ^ 0x8000_0000);
                let key = (u64::from(ranks[part.customer_number(row) as usize]) << 32) | day;
                keyed.push((key, ((part_no as u64) << 32) | row as u64));
            }
        }
        if !keyed.is_sorted() {
            keyed.sort_unstable();
        }
        let places =
            keyed.iter().map(|&(_, place)| Place { part: (place >> 32) as u32, row: place as u32, seq: 0 }).collect();
        let mut sorted = Self { parts, customers, ranks, places };
        sorted.settle_ties(&keyed);
        sorted
    }

    pub(crate) fn parts(&self) -> &'a [FactColumns] {
        self.parts
    }

    pub(crate) fn part(&self, place: Place) -> (&'a FactColumns, usize) {
        (&self.parts[place.part as usize], place.row as usize)
    }

    pub(crate) fn customer_rank(&self, place: Place) -> u32 {
        let (part, row) = self.part(place);
        self.ranks[place.part as usize][part.customer_number(row) as usize]
    }

    /// Facts of one customer on one day are ordered by time and content, and identical twins are counted, so that the
    /// order in the file does not matter.
    fn settle_ties(&mut self, keyed: &[(u64, u64)]) {
        let mut start = 0;
        for run in keyed.chunk_by(|a, b| a.0 == b.0) {
            let range = start..start + run.len();
            start = range.end;
            if run.len() == 1 {
                let place = self.places[range.start];
                let (part, row) = self.part(place);
                self.places[range.start].seq = part.seq(row);
                continue;
            }
            let mut tied: Vec<_> = self.places[range.clone()]
                .iter()
                .map(|&place| {
                    let (part, row) = self.part(place);
                    (part.time_us(row), part.content(row), part.source(row), place)
                })
                .collect();
            tied.sort_by(|a, b| (a.0, a.1, a.2, a.3.part, a.3.row).cmp(&(b.0, b.1, b.2, b.3.part, b.3.row)));
            let mut seq = 0;
            for i in 0..tied.len() {
                let twin = i > 0 && tied[i].1 == tied[i - 1].1 && tied[i].2 == tied[i - 1].2;
                seq = if twin { seq + 1 } else { 0 };
                self.places[range.start + i] = Place { seq, ..tied[i].3 };
            }
        }
    }

    /// Leaves out the facts that are in `known` already, and, where a source has its own ids, those that came twice.
    pub(crate) fn leave_out_known(&mut self, known: &HashMap<Identity, u128>) -> Outcome {
        let mut outcome = Outcome::default();
        let mut seen: HashMap<Identity, u128> = HashMap::new();
        let parts = self.parts;
        let has_ids = parts.iter().any(FactColumns::has_source_ids);
        if known.is_empty() && !has_ids {
            return outcome;
        }
        self.places.retain(|place| {
            let (part, row) = (&parts[place.part as usize], place.row as usize);
            let identity = part.identity(row, place.seq);
            let content = part.content(row);
            let earlier = known.get(&identity).or_else(|| seen.get(&identity)).copied();
            match (earlier, part.source_id(row)) {
                (None, None) => true,
                (None, Some(_)) => {
                    seen.insert(identity, content);
                    true
                }
                (Some(other), Some(id)) if other != content => {
                    outcome.conflicts.push(Conflict { line: part.line(row), source_id: id.to_owned() });
                    false
                }
                (Some(_), _) => {
                    outcome.known += 1;
                    outcome.known_rows += u64::from(part.stands_for_row(row));
                    false
                }
            }
        });
        outcome
    }
}

fn rank_customers(parts: &[FactColumns]) -> (Vec<&str>, Vec<Vec<u32>>) {
    let mut all: Vec<(&str, u32, u32)> = Vec::new();
    for (part_no, part) in parts.iter().enumerate() {
        all.extend(part.customers.iter().enumerate().map(|(local, id)| (id, part_no as u32, local as u32)));
    }
    all.sort_unstable();
    let mut ranks: Vec<Vec<u32>> = parts.iter().map(|part| vec![0; part.customers.len()]).collect();
    let mut customers: Vec<&str> = Vec::new();
    for (id, part_no, local) in all {
        if customers.last() != Some(&id) {
            customers.push(id);
        }
        ranks[part_no as usize][local as usize] = (customers.len() - 1) as u32;
    }
    (customers, ranks)
}
