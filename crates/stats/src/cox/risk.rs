//! Who is at risk at which departure: the rows in order of time, cut into bins.
//!
//! A bin begins at a departure time and runs until just before the next one of its stratum. A row belongs to the last bin
//! whose departure it saw, and is at risk in every bin from its first one to that. Bins are numbered through all strata,
//! rising with time within each. Rows that saw no departure are left out: they say nothing.

use std::ops::Range;

use crate::cox::rows::Rows;
use crate::survival::Observation;

/// Whole-numbered durations below this are put in order by counting.
const WHOLE_DURATIONS_MAX: usize = 1 << 16;
/// Below this many rows the standard sort is quicker than counting digits.
const RADIX_FROM: usize = 2_048;
const DIGIT_BITS: u32 = 11;
const DIGITS: u32 = 3;
const INDEX_BITS: u32 = 31;

/// The rows that saw a departure, in order of stratum and time, and the bins they fall into.
#[derive(Debug, Clone, Default)]
pub(crate) struct RiskSets {
    /// The place of each sorted row in the data. Within a bin, those who left at its time come first.
    pub(crate) order: Vec<u32>,
    /// The last bin of each sorted row.
    pub(crate) last: Vec<u32>,
    /// The first bin of each sorted row; empty when all of a stratum start at its first bin.
    pub(crate) first: Vec<u32>,
    /// Sorted rows that came into sight after the first bin of their stratum, in order of their first bin.
    pub(crate) late: Vec<u32>,
    pub(crate) bins: Vec<Bin>,
    /// The bins of each stratum that has any, in order of the strata's numbers.
    pub(crate) strata: Vec<Stratum>,
}

/// One departure time of one stratum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bin {
    pub(crate) time: f64,
    /// The first sorted row of which this is the last bin.
    pub(crate) start: u32,
    /// How many left at this time: the first rows of the bin.
    pub(crate) deaths: u32,
}

/// The bins and rows of one stratum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stratum {
    /// Its number as the caller gave it.
    pub(crate) number: u32,
    pub(crate) bins: Range<usize>,
    pub(crate) rows: Range<usize>,
}

impl RiskSets {
    /// Sorts the rows, which were checked before.
    pub(crate) fn new(rows: &Rows) -> Self {
        let order = sorted_rows(rows);
        let mut sets = Self { order: Vec::with_capacity(order.len()), ..Self::default() };
        sets.last.reserve(order.len());
        let mut rest = order.as_slice();
        while let Some(&head) = rest.first() {
            let number = stratum_of(rows, head);
            let size = if rows.strata.is_none() {
                rest.len()
            } else {
                rest.partition_point(|&row| stratum_of(rows, row) == number)
            };
            let (stratum, others) = rest.split_at(size);
            sets.add_stratum(rows, number, stratum);
            rest = others;
        }
        if rows.entered_at.is_some() {
            sets.find_late(rows);
        }
        sets
    }

    fn add_stratum(&mut self, rows: &Rows, number: u32, sorted: &[u32]) {
        let (bins_start, rows_start) = (self.bins.len(), self.order.len());
        for &row in sorted {
            let at = row as usize;
            if rows.observations[at] == Observation::Event {
                // Adding 0 turns −0 into 0.
                let time = rows.durations[at] + 0.0;
                match self.bins[bins_start..].last_mut() {
                    Some(bin) if bin.time == time => bin.deaths += 1,
                    _ => self.bins.push(Bin { time, start: index(self.order.len()), deaths: 1 }),
                }
            }
            if self.bins.len() > bins_start {
                self.order.push(row);
                self.last.push(index(self.bins.len() - 1));
            }
        }
        if self.bins.len() > bins_start {
            let (bins, rows) = (bins_start..self.bins.len(), rows_start..self.order.len());
            self.strata.push(Stratum { number, bins, rows });
        }
    }

    /// Finds from which bin on each row is at risk, and drops those that come into sight and leave between two departures.
    fn find_late(&mut self, rows: &Rows) {
        let Some(entered_at) = rows.entered_at else { return };
        let mut first = Vec::with_capacity(self.order.len());
        for stratum in &self.strata {
            let bins = &self.bins[stratum.bins.clone()];
            for &row in &self.order[stratum.rows.clone()] {
                let entered = entered_at[row as usize];
                let passed = if entered > 0.0 { bins.partition_point(|bin| bin.time <= entered) } else { 0 };
                first.push(index(stratum.bins.start + passed));
            }
        }
        self.keep_those_at_risk(&first);
        let starts: Vec<u32> = self.strata.iter().map(|stratum| index(stratum.bins.start)).collect();
        let mut late: Vec<u32> = Vec::new();
        for (stratum, start) in self.strata.iter().zip(starts) {
            let rows = stratum.rows.clone();
            let at = late.len();
            late.extend(rows.map(index).filter(|&row| self.first[row as usize] > start));
            late[at..].sort_by_key(|&row| self.first[row as usize]);
        }
        if late.is_empty() {
            self.first = Vec::new();
        }
        self.late = late;
    }

    fn keep_those_at_risk(&mut self, first: &[u32]) {
        let n = self.order.len();
        let mut moved = vec![0_u32; n + 1];
        let (mut order, mut last, mut kept_first) = (Vec::with_capacity(n), Vec::with_capacity(n), Vec::new());
        for row in 0..n {
            moved[row] = index(order.len());
            if first[row] <= self.last[row] {
                order.push(self.order[row]);
                last.push(self.last[row]);
                kept_first.push(first[row]);
            }
        }
        moved[n] = index(order.len());
        for bin in &mut self.bins {
            bin.start = moved[bin.start as usize];
        }
        for stratum in &mut self.strata {
            stratum.rows = moved[stratum.rows.start] as usize..moved[stratum.rows.end] as usize;
        }
        (self.order, self.last, self.first) = (order, last, kept_first);
    }

    /// How many rows are at risk at some departure.
    pub(crate) const fn len(&self) -> usize {
        self.order.len()
    }

    /// The sorted rows of a bin: those of which it is the last.
    pub(crate) fn rows_of(&self, bin: usize) -> Range<usize> {
        let end = self.bins.get(bin + 1).map_or(self.len(), |next| next.start as usize);
        self.bins[bin].start as usize..end
    }

    /// The sorted rows that left at the time of a bin.
    pub(crate) fn deaths_of(&self, bin: usize) -> Range<usize> {
        let Bin { start, deaths, .. } = self.bins[bin];
        start as usize..(start + deaths) as usize
    }

    /// Whether a sorted row left.
    pub(crate) fn is_death(&self, row: usize) -> bool {
        let Bin { start, deaths, .. } = self.bins[self.last[row] as usize];
        index(row) < start + deaths
    }

    /// How many left.
    pub(crate) fn departures(&self) -> u64 {
        self.bins.iter().map(|bin| u64::from(bin.deaths)).sum()
    }
}

fn stratum_of(rows: &Rows, row: u32) -> u32 {
    rows.strata.map_or(0, |strata| strata[row as usize])
}

#[expect(clippy::cast_possible_truncation, reason = "there are at most ROWS_MAX rows")]
pub(crate) fn index(at: usize) -> u32 {
    at as u32
}

/// The rows by stratum, then time, then departures before censored, then place in the data.
pub(crate) fn sorted_rows(rows: &Rows) -> Vec<u32> {
    let by_time = whole_order(rows).unwrap_or_else(|| radix_order(rows));
    match rows.strata {
        None => by_time,
        Some(strata) => {
            let mut order = by_time;
            order.sort_by_key(|&row| strata[row as usize]);
            order
        }
    }
}

/// Time and departure of a row as one number that sorts like them.
fn key(rows: &Rows, row: usize) -> u64 {
    ((rows.durations[row] + 0.0).to_bits() << 1) | u64::from(rows.observations[row] == Observation::Censored)
}

/// Counts whole durations below [`WHOLE_DURATIONS_MAX`]; nothing when there are others.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what does not fit is refused")]
fn whole_order(rows: &Rows) -> Option<Vec<u32>> {
    let slot_of = |row: usize| -> Option<usize> {
        let duration = rows.durations[row];
        let whole = duration as usize;
        (whole as f64 == duration && whole < WHOLE_DURATIONS_MAX)
            .then(|| 2 * whole + usize::from(rows.observations[row] == Observation::Censored))
    };
    let mut starts: Vec<u32> = Vec::new();
    for row in 0..rows.len() {
        let slot = slot_of(row)?;
        if slot >= starts.len() {
            starts.resize(slot + 1, 0);
        }
        starts[slot] += 1;
    }
    let mut start = 0;
    for count in &mut starts {
        start += std::mem::replace(count, start);
    }
    let mut order = vec![0_u32; rows.len()];
    for row in 0..rows.len() {
        let place = &mut starts[slot_of(row)?];
        order[*place as usize] = index(row);
        *place += 1;
    }
    Some(order)
}

/// Sorts by three digits from the highest bit that differs, then within what is still equal.
///
/// The digits and the place of the row share one word, so that each pass moves eight bytes per row.
fn radix_order(rows: &Rows) -> Vec<u32> {
    let n = rows.len();
    if n < RADIX_FROM {
        let mut order: Vec<u32> = (0..index(n)).collect();
        order.sort_by_key(|&row| key(rows, row as usize));
        return order;
    }
    let first = key(rows, 0);
    let differing = (0..n).fold(0, |bits, row| bits | (key(rows, row) ^ first));
    let shift = (u64::BITS - differing.leading_zeros()).saturating_sub(DIGITS * DIGIT_BITS);
    let mask = (1_u64 << (DIGITS * DIGIT_BITS)) - 1;
    let mut words: Vec<u64> =
        (0..n).map(|row| (((key(rows, row) >> shift) & mask) << INDEX_BITS) | row as u64).collect();
    let mut other = vec![0_u64; n];
    for digit in 0..DIGITS {
        pass(&words, &mut other, INDEX_BITS + digit * DIGIT_BITS);
        std::mem::swap(&mut words, &mut other);
    }
    let mut order: Vec<u32> = words.iter().map(|&word| index((word & ((1 << INDEX_BITS) - 1)) as usize)).collect();
    if shift > 0 {
        let head = |at: usize| words[at] >> INDEX_BITS;
        let mut start = 0;
        for end in 1..=n {
            if end == n || head(end) != head(start) {
                if end - start > 1 {
                    order[start..end].sort_by_key(|&row| key(rows, row as usize));
                }
                start = end;
            }
        }
    }
    order
}

#[expect(clippy::cast_possible_truncation, reason = "the mask leaves eleven bits")]
fn pass(from: &[u64], to: &mut [u64], shift: u32) {
    let digit = |word: u64| (word >> shift) as usize & ((1 << DIGIT_BITS) - 1);
    let mut places = vec![0_usize; 1 << DIGIT_BITS];
    for &word in from {
        places[digit(word)] += 1;
    }
    let mut start = 0;
    for place in &mut places {
        start += std::mem::replace(place, start);
    }
    for &word in from {
        let place = &mut places[digit(word)];
        to[*place] = word;
        *place += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Observation::{Censored as C, Event as E};

    #[test]
    fn rows_fall_into_the_bins_of_the_departures_they_saw() {
        let rows = Rows::new(&[3.0, 1.0, 2.0, 2.0, 5.0, 0.5], &[E, C, E, E, C, C]);
        let sets = RiskSets::new(&rows);
        assert_eq!(sets.order, [2, 3, 0, 4]);
        assert_eq!(sets.bins, [Bin { time: 2.0, start: 0, deaths: 2 }, Bin { time: 3.0, start: 2, deaths: 1 }]);
        assert_eq!(sets.last, [0, 0, 1, 1]);
        assert_eq!(sets.departures(), 3);
    }

    #[test]
    fn whoever_comes_and_goes_between_departures_is_left_out() {
        let entered = [0.0, 2.0, 3.0, 2.5];
        let rows = Rows { entered_at: Some(&entered), ..Rows::new(&[2.0, 4.0, 3.5, 5.0], &[E, E, C, C]) };
        let sets = RiskSets::new(&rows);
        assert_eq!(sets.order, [0, 1, 3]);
        assert_eq!((sets.first.as_slice(), sets.late.as_slice()), (&[0, 1, 1][..], &[1, 2][..]));
    }

    #[test]
    fn the_order_is_that_of_a_stable_sort() {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64
        };
        for divisor in [1.0, 1e5, 1e-3, 3e7] {
            let durations: Vec<f64> = (0..5_000).map(|_| next() / divisor).collect();
            let floored: Vec<f64> = durations.iter().map(|it| (it % 90.0).floor()).collect();
            let observations: Vec<Observation> = (0..5_000).map(|_| Observation::from(next() > 8e6)).collect();
            for durations in [durations, floored] {
                let rows = Rows::new(&durations, &observations);
                let mut wanted: Vec<u32> = (0..5_000).collect();
                wanted.sort_by_key(|&row| key(&rows, row as usize));
                assert_eq!(sorted_rows(&rows), wanted);
            }
        }
    }
}
