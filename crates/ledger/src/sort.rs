//! Brings the facts of one bucket into the ledger's order and finds those that are known already.

use std::collections::{HashMap, HashSet};

use crate::facts::{FactColumns, Identity};

/// One fact of a bucket that is being put in order.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    row: u32,
    pub(crate) seq: u32,
}

impl Place {
    pub(crate) fn row(self) -> usize {
        self.row as usize
    }
}

/// The facts of one bucket, in order: by customer, then day, then time.
pub(crate) struct Sorted<'a> {
    pub(crate) facts: &'a FactColumns,
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
    /// Rows of the file in which nothing was new.
    pub(crate) known_rows: u64,
    pub(crate) conflicts: Vec<Conflict>,
}

impl<'a> Sorted<'a> {
    pub(crate) fn new(facts: &'a FactColumns) -> Self {
        Self::of_rows(facts, |_| true)
    }

    /// The facts of the rows that are wanted: the others have no part in telling twins apart.
    pub(crate) fn of_rows(facts: &'a FactColumns, is_wanted: impl Fn(usize) -> bool) -> Self {
        let (mut keyed, ends) = by_customer(facts);
        let mut places = Vec::with_capacity(keyed.len());
        let mut start = 0;
        for end in ends {
            let of_customer = &mut keyed[start..end as usize];
            start = end as usize;
            of_customer.sort_unstable();
            for of_day in of_customer.chunk_by(|a, b| a >> 32 == b >> 32) {
                let first = places.len();
                let rows = of_day.iter().map(|&key| row_of(key)).filter(|&row| is_wanted(row as usize));
                places.extend(rows.map(|row| Place { row, seq: facts.seq(row as usize) }));
                if places.len() > first + 1 {
                    settle_tie(facts, &mut places[first..]);
                }
            }
        }
        Self { facts, places }
    }

    /// Facts that come from the ledger: those of one day keep the order they stand in, which is that of their imports, and
    /// what told them apart from their twins.
    pub(crate) fn as_stored(facts: &'a FactColumns) -> Self {
        let (mut keyed, ends) = by_customer(facts);
        let mut start = 0;
        for end in ends {
            keyed[start..end as usize].sort_unstable();
            start = end as usize;
        }
        let place = |&key: &u64| Place { row: row_of(key), seq: facts.seq(row_of(key) as usize) };
        Self { facts, places: keyed.iter().map(place).collect() }
    }

    /// Each fact's row, in the ledger's order.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.places.iter().map(|place| place.row())
    }

    /// Leaves out the facts that are in `known` already, and, where a source has its own ids, those that came twice.
    pub(crate) fn leave_out_known(&mut self, known: &HashMap<Identity, u128>) -> Outcome {
        let mut outcome = Outcome::default();
        let mut seen: HashMap<Identity, u128> = HashMap::new();
        // A row may say two things. It is known when nothing in it is new; rows that went to disk meanwhile have no line left.
        let (mut known_lines, mut new_lines) = (Vec::new(), HashSet::new());
        let facts = self.facts;
        if known.is_empty() && !facts.has_source_ids() {
            return outcome;
        }
        self.places.retain(|place| {
            let row = place.row();
            let identity = facts.identity(row, place.seq);
            let content = facts.content(row);
            let earlier = known.get(&identity).or_else(|| seen.get(&identity)).copied();
            match (earlier, facts.source_id(row)) {
                (None, source_id) => {
                    if source_id.is_some() {
                        seen.insert(identity, content);
                    }
                    new_lines.extend(Some(facts.line(row)).filter(|&line| line > 0));
                    true
                }
                (Some(other), Some(id)) if other != content => {
                    outcome.conflicts.push(Conflict { line: facts.line(row), source_id: id.to_owned() });
                    false
                }
                (Some(_), _) => {
                    outcome.known += 1;
                    known_lines.extend(facts.stands_for_row(row).then(|| facts.line(row)));
                    false
                }
            }
        });
        outcome.known_rows = known_lines.iter().filter(|line| !new_lines.contains(line)).count() as u64;
        outcome
    }
}

/// Day and row of each fact in one number, those of one customer together, customers in order; and where each
/// customer's end. Customers are counted, not compared: a bucket has many rows and few customers.
fn by_customer(facts: &FactColumns) -> (Vec<u64>, Vec<u32>) {
    let order = facts.customers.in_order();
    let mut counts = vec![0_u32; order.len()];
    for &customer in facts.customer_numbers() {
        counts[customer as usize] += 1;
    }
    let mut next = vec![0_u32; order.len()];
    let mut ends = Vec::with_capacity(order.len());
    let mut end = 0;
    for customer in order {
        next[customer as usize] = end;
        end += counts[customer as usize];
        ends.push(end);
    }
    let mut keyed = vec![0; facts.len()];
    for (row, (&customer, &day)) in (0_u64..).zip(facts.customer_numbers().iter().zip(facts.days())) {
        let slot = &mut next[customer as usize];
        // The lowest day becomes 0, so that numbers without a sign stand in the order of the days.
        keyed[*slot as usize] = u64::from(day.cast_unsigned() ^ 0x8000_0000) << 32 | row;
        *slot += 1;
    }
    (keyed, ends)
}

#[expect(clippy::cast_possible_truncation, reason = "the row stands in the lower half")]
const fn row_of(key: u64) -> u32 {
    key as u32
}

/// Facts of one customer on one day are ordered by time, amount and content, and identical twins are counted, so that
/// the order in the file does not matter.
fn settle_tie(facts: &FactColumns, tied: &mut [Place]) {
    let seen = |place: &Place| (facts.time_us(place.row()), facts.amount(place.row()));
    tied.sort_by_key(seen);
    for alike in tied.chunk_by_mut(|a, b| seen(a) == seen(b)).filter(|alike| alike.len() > 1) {
        // Only facts that agree so far are worth a look at all they say.
        let mut told: Vec<_> =
            alike.iter().map(|&place| (facts.content(place.row()), facts.source(place.row()), place)).collect();
        told.sort_by(|a, b| (a.0, a.1, a.2.row).cmp(&(b.0, b.1, b.2.row)));
        let mut seq = 0;
        for i in 0..told.len() {
            let is_twin = i > 0 && told[i].0 == told[i - 1].0 && told[i].1 == told[i - 1].1;
            seq = if is_twin { seq + 1 } else { facts.seq(told[i].2.row()) };
            alike[i] = Place { seq, ..told[i].2 };
        }
    }
}
