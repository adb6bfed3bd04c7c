//! How many were at risk, left and were last seen at each distinct duration.

use std::ops::Range;
use std::sync::Arc;

use crate::StatsError;
use crate::checked::COUNT_MAX;
use rayon::prelude::*;

use crate::survival::sort::{Timed as _, Unsorted, Watched, sort_in_parts};

/// Whole-numbered durations below this are counted in an array instead of being sorted.
pub(crate) const WHOLE_DURATIONS_MAX: usize = 1 << 16;

/// Whether the departure was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Observation {
    /// The customer left after this duration.
    Event,
    /// The customer was still here when last seen, after this duration.
    Censored,
}

impl From<bool> for Observation {
    fn from(left: bool) -> Self {
        if left { Self::Event } else { Self::Censored }
    }
}

/// How many customers left, and how many were last seen while still here, after one duration.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    /// The duration, in any one unit of time.
    pub time: f64,
    /// How many left after it.
    pub departures: u64,
    /// How many were still here when last seen after it.
    pub censored: u64,
}

/// One row of a life table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The duration.
    pub time: f64,
    /// How many were still here just before it.
    pub at_risk: u64,
    /// How many left at it.
    pub departures: u64,
    /// How many were last seen at it; they count as at risk until then.
    pub censored: u64,
}

/// Durations of a group, counted: the input of every method for survival.
///
/// Two tables with the same counts are the same, whatever order or form the customers came in. A clone shares the rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LifeTable {
    marks: Arc<Vec<Mark>>,
    n: u64,
    departures: u64,
    /// For customers known only from some duration on: that duration, and how many came in at it. Rising.
    late: Arc<Vec<(f64, u64)>>,
}

/// A row as it is kept: who was last seen at it follows from the next row, and a million rows take a quarter less.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mark {
    pub(crate) time: f64,
    pub(crate) at_risk: u64,
    pub(crate) departures: u64,
}

impl LifeTable {
    /// Counts a group that was already counted, row by row.
    ///
    /// # Shapes
    /// Any number of rows in any order; rows with the same time are added up, rows without anybody vanish.
    ///
    /// # Errors
    /// - `RowOutOfRange` when a time is negative, NaN or infinite.
    /// - `OutOfRange` when there are more than 2⁵³ customers together.
    ///
    /// # Example
    /// ```
    /// # use stats::survival::{Counts, LifeTable};
    /// let table = LifeTable::from_counts(&[
    ///     Counts { time: 2.0, departures: 1, censored: 1 },
    ///     Counts { time: 1.0, departures: 1, censored: 0 },
    /// ])?;
    /// assert_eq!((table.n(), table.departures(), table.at_risk(1.5)), (3, 2, 2));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn from_counts(counts: &[Counts]) -> Result<Self, StatsError> {
        let mut sorted = Vec::with_capacity(counts.len());
        for (row, count) in counts.iter().enumerate() {
            if !(count.time.is_finite() && count.time >= 0.0) {
                return Err(bad_time("time", count.time, row));
            }
            sorted.push(Counts { time: count.time + 0.0, ..*count });
        }
        sorted.sort_by(|a, b| a.time.total_cmp(&b.time));
        let n = sorted.iter().fold(0_u64, |n, it| n.saturating_add(it.departures).saturating_add(it.censored));
        if n > COUNT_MAX {
            return Err(StatsError::OutOfRange { name: "counts", allowed: "at most 2^53 together", given: n as f64 });
        }
        let mut table = Builder::of(n, 0);
        for count in sorted {
            table.add(count.time, count.departures, count.censored);
        }
        Ok(table.finish())
    }

    /// Counts single customers: how long each was watched, and whether that ended with leaving.
    ///
    /// # Shapes
    /// `durations` and `observations` pair up by position, in any order; none at all is allowed.
    ///
    /// # Errors
    /// - `LengthMismatch` when they do not pair up.
    /// - `RowOutOfRange` when a duration is negative, NaN or infinite.
    ///
    /// # Numerical notes
    /// Whole numbers below 65,536 are counted in one pass without sorting; others are sorted by their bits on all threads,
    /// O(n), with the same table for every number of threads.
    ///
    /// # Example
    /// ```
    /// # use stats::survival::{LifeTable, Observation::{Censored, Event}};
    /// let table = LifeTable::from_durations(&[3.0, 1.0, 3.0], &[Event, Event, Censored])?;
    /// assert_eq!(table.rows().len(), 2);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn from_durations(durations: &[f64], observations: &[Observation]) -> Result<Self, StatsError> {
        must_pair("durations", durations.len(), "observations", observations.len())?;
        if let Some(table) = count_whole(durations, observations) {
            return Ok(table);
        }
        let bits = bits_of(durations)?;
        let item = |row: usize| Watched::new(durations[row] + 0.0, observations[row] == Observation::Censored);
        Ok(count_sorted(&Unsorted { n: durations.len(), bits, item }))
    }

    /// Counts customers of whom some are known only from a certain duration on (left truncation).
    ///
    /// A customer who came into sight at duration e and was last seen at t > e is at risk after e, up to and with t. One
    /// with e = 0 is at risk from the start. Whoever left before coming into sight is not in the data at all, so counting
    /// late entrants from the start would make the group look more loyal than it is.
    ///
    /// # Shapes
    /// The three slices pair up by position, in any order.
    ///
    /// # Errors
    /// - `LengthMismatch` when they do not pair up.
    /// - `RowOutOfRange` when a number is negative, NaN or infinite, or `entered_at` is above 0 and not below the duration.
    ///
    /// # Example
    /// ```
    /// # use stats::survival::{LifeTable, Observation::Event};
    /// let table = LifeTable::from_late_entries(&[0.0, 2.0], &[3.0, 4.0], &[Event, Event])?;
    /// assert_eq!([table.at_risk(2.0), table.at_risk(3.0), table.at_risk(4.0)], [1, 2, 1]);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn from_late_entries(
        entered_at: &[f64],
        durations: &[f64],
        observations: &[Observation],
    ) -> Result<Self, StatsError> {
        let late = LateEntries::count(entered_at, durations)?;
        Ok(Self::from_durations(durations, observations)?.with_late_entries(late))
    }

    /// Counts rows that each stand for so many customers alike: every row so many times.
    ///
    /// # Shapes
    /// `customers` pairs up with the rows, as `entered_at` does where it is given.
    ///
    /// # Errors
    /// - `LengthMismatch` when they do not pair up.
    /// - `RowOutOfRange` as for [`from_late_entries`](Self::from_late_entries).
    /// - `OutOfRange` when there are more than 2⁵³ customers together.
    ///
    /// # Example
    /// ```
    /// # use stats::survival::{LifeTable, Observation::{Censored, Event}};
    /// let table = LifeTable::from_repeated(&[3, 2], None, &[1.0, 2.0], &[Event, Censored])?;
    /// assert_eq!((table.n(), table.departures(), table.at_risk(2.0)), (5, 3, 2));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn from_repeated(
        customers: &[u64],
        entered_at: Option<&[f64]>,
        durations: &[f64],
        observations: &[Observation],
    ) -> Result<Self, StatsError> {
        must_pair("durations", durations.len(), "observations", observations.len())?;
        must_pair("customers", customers.len(), "durations", durations.len())?;
        let late = entered_at.map(|entered_at| LateEntries::count_repeated(entered_at, durations, customers));
        let late = late.transpose()?.unwrap_or(LateEntries(Vec::new()));
        let rows = durations.iter().zip(observations).zip(customers);
        let counts: Vec<Counts> = rows
            .map(|((&time, &observation), &customers)| match observation {
                Observation::Event => Counts { time, departures: customers, censored: 0 },
                Observation::Censored => Counts { time, departures: 0, censored: customers },
            })
            .collect();
        Ok(Self::from_counts(&counts)?.with_late_entries(late))
    }

    /// The same customers, of whom some are known only from a certain duration on.
    pub(crate) fn with_late_entries(mut self, late: LateEntries) -> Self {
        let LateEntries(late) = late;
        let mut waiting: u64 = late.iter().map(|(_, count)| count).sum();
        let mut next = late.iter().peekable();
        for mark in Arc::make_mut(&mut self.marks) {
            while let Some((_, count)) = next.next_if(|(time, _)| *time < mark.time) {
                waiting -= count;
            }
            mark.at_risk -= waiting;
        }
        self.late = Arc::new(late);
        self
    }

    /// The same customers at risk at the same times, with other numbers of departures: the rest counts as censored.
    pub(crate) fn with_departures(&self, mut departures: impl FnMut(&Mark) -> u64) -> Self {
        let marks: Vec<Mark> = self.marks.iter().map(|mark| Mark { departures: departures(mark), ..*mark }).collect();
        let departures = marks.iter().map(|mark| mark.departures).sum();
        Self { marks: Arc::new(marks), n: self.n, departures, late: Arc::clone(&self.late) }
    }

    /// The rows, by rising time: one per distinct duration.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row> + Clone + '_ {
        self.marks.iter().enumerate().map(|(i, mark)| {
            let Mark { time, at_risk, departures } = *mark;
            let stayed = self.marks.get(i + 1).map_or(0, |next| next.at_risk - self.entered(time, next.time));
            Row { time, at_risk, departures, censored: at_risk - departures - stayed }
        })
    }

    /// The rows as they are kept.
    pub(crate) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// How many came into sight at which durations above 0.
    pub(crate) fn late(&self) -> &[(f64, u64)] {
        &self.late
    }

    /// How many customers.
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// How many of them left.
    pub const fn departures(&self) -> u64 {
        self.departures
    }

    /// Whether there is nobody.
    pub const fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// The longest duration seen; 0 when there is nobody.
    pub fn longest_observed(&self) -> f64 {
        self.marks.last().map_or(0.0, |mark| mark.time)
    }

    /// The first duration that anybody was watched at: 0, unless all came into sight later.
    pub fn watched_from(&self) -> f64 {
        match self.late.first() {
            Some((first, _)) if self.late.iter().map(|(_, count)| count).sum::<u64>() == self.n => *first,
            _ => 0.0,
        }
    }

    /// When everybody who was at risk left while others came into sight later, and how many those were. A curve is 0 from there
    /// on, whatever they do.
    pub fn emptied_at(&self) -> Option<(f64, u64)> {
        let emptied = self.marks.iter().find(|mark| mark.departures > 0 && mark.departures == mark.at_risk)?;
        let later = self.entered(emptied.time, f64::INFINITY);
        (later > 0).then_some((emptied.time, later))
    }

    /// How many were still here just before `time`: those whose duration is at least that long.
    pub fn at_risk(&self, time: f64) -> u64 {
        let next = self.marks.partition_point(|mark| mark.time < time);
        self.marks.get(next).map_or(0, |mark| self.at_risk_before(time, mark))
    }

    /// How many were still here just before `time`, when `mark` is the first at or after it.
    pub(crate) fn at_risk_before(&self, time: f64, mark: &Mark) -> u64 {
        // Between `time` and the mark nobody leaves, but customers may come into sight.
        mark.at_risk - self.entered(time, mark.time)
    }

    /// How many late entrants came into sight at `from` or later, but before `to`.
    fn entered(&self, from: f64, to: f64) -> u64 {
        let first = self.late.partition_point(|(entry, _)| *entry < from);
        self.late[first..].iter().take_while(|(entry, _)| *entry < to).map(|(_, count)| count).sum()
    }
}

/// How many came into sight at each duration above 0, by rising duration.
pub(crate) struct LateEntries(Vec<(f64, u64)>);

impl LateEntries {
    /// Counts entries, each before the end of its customer.
    pub(crate) fn count(entered_at: &[f64], durations: &[f64]) -> Result<Self, StatsError> {
        Self::counted(entered_at, durations, |_| 1)
    }

    /// The same for rows that stand for so many customers.
    pub(crate) fn count_repeated(entered_at: &[f64], durations: &[f64], customers: &[u64]) -> Result<Self, StatsError> {
        Self::counted(entered_at, durations, |row| customers[row])
    }

    fn counted(entered_at: &[f64], durations: &[f64], customers: impl Fn(usize) -> u64) -> Result<Self, StatsError> {
        must_pair("entered_at", entered_at.len(), "durations", durations.len())?;
        let mut entries = Vec::new();
        for (row, (&entered, &duration)) in entered_at.iter().zip(durations).enumerate() {
            if !(entered.is_finite() && entered >= 0.0) {
                return Err(bad_time("entered_at", entered, row));
            }
            if entered > 0.0 && entered >= duration {
                let allowed = "below the duration of the same row";
                return Err(StatsError::RowOutOfRange { name: "entered_at", allowed, given: entered, row });
            }
            if entered > 0.0 {
                entries.push((entered, customers(row)));
            }
        }
        entries.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut late: Vec<(f64, u64)> = Vec::new();
        for (entered, customers) in entries {
            match late.last_mut() {
                Some((time, count)) if *time == entered => *count += customers,
                _ => late.push((entered, customers)),
            }
        }
        Ok(Self(late))
    }
}

/// Makes a table from counts by rising time.
pub(crate) struct Builder {
    marks: Vec<Mark>,
    n: u64,
    still_here: u64,
    departures: u64,
}

impl Builder {
    /// For so many customers, in about so many rows.
    pub(crate) fn of(n: u64, rows: usize) -> Self {
        Self { marks: Vec::with_capacity(rows), n, still_here: n, departures: 0 }
    }

    /// Adds counts at a time that is not below the last.
    pub(crate) fn add(&mut self, time: f64, departures: u64, censored: u64) {
        if departures + censored == 0 {
            return;
        }
        match self.marks.last_mut() {
            Some(mark) if mark.time == time => mark.departures += departures,
            _ => self.marks.push(Mark { time, at_risk: self.still_here, departures }),
        }
        self.still_here -= departures + censored;
        self.departures += departures;
    }

    /// The table.
    pub(crate) fn finish(self) -> LifeTable {
        let Self { marks, n, departures, .. } = self;
        LifeTable { marks: Arc::new(marks), n, departures, late: Arc::default() }
    }
}

/// Counts durations that are all small whole numbers; `None` at the first that is not.
fn count_whole(durations: &[f64], observations: &[Observation]) -> Option<LifeTable> {
    let mut bins: Vec<[u64; 2]> = Vec::new();
    for (&duration, &observation) in durations.iter().zip(observations) {
        let bin = whole_duration(duration)?;
        if bin >= bins.len() {
            bins.resize(bin + 1, [0, 0]);
        }
        bins[bin][usize::from(observation == Observation::Censored)] += 1;
    }
    let mut table = Builder::of(durations.len() as u64, bins.len());
    for (time, [departures, censored]) in bins.into_iter().enumerate() {
        table.add(time as f64, departures, censored);
    }
    Some(table.finish())
}

/// A duration as a small whole number, if it is one.
pub(crate) fn whole_duration(duration: f64) -> Option<usize> {
    // A cast from double saturates, so negative, infinite and NaN durations differ from what comes back.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared with the original next")]
    let whole = duration as u32 as usize;
    (whole as f64 == duration && whole < WHOLE_DURATIONS_MAX).then_some(whole)
}

/// The lowest and the highest bits of durations that are finite and not negative.
pub(crate) fn bits_of(durations: &[f64]) -> Result<Range<u64>, StatsError> {
    const ROWS_PER_TASK: usize = 1 << 16;
    // Adding 0 turns −0 into 0. All other negative numbers, infinity and NaN have higher bits than any finite number.
    let ends = |durations: &[f64]| {
        let bits = durations.iter().map(|it| (it + 0.0).to_bits());
        bits.fold((u64::MAX, 0), |(low, high), bits| (low.min(bits), high.max(bits)))
    };
    let whole = durations.par_chunks(ROWS_PER_TASK).map(ends);
    let (low, high) = whole.reduce(|| (u64::MAX, 0), |a: (u64, u64), b| (a.0.min(b.0), a.1.max(b.1)));
    if high >= f64::INFINITY.to_bits() {
        let bad = durations.iter().position(|it| !(it.is_finite() && *it >= 0.0)).unwrap_or(0);
        return Err(bad_time("durations", durations[bad], bad));
    }
    Ok(low.min(high)..high)
}

fn count_sorted(unsorted: &Unsorted<impl Fn(usize) -> Watched + Sync>) -> LifeTable {
    let n = unsorted.n;
    let parts = sort_in_parts(unsorted, |keys: &[Watched], before| {
        // The first part has room for all that follow.
        let mut marks = Vec::with_capacity(if before == 0 { n } else { keys.len() });
        let mut left = 0;
        for (at, tied) in runs(keys) {
            let departures = tied.iter().filter(|key| !key.censored()).count() as u64;
            let at_risk = (n - before - at) as u64;
            marks.push(Mark { time: f64::from_bits(tied[0].time_bits()), at_risk, departures });
            left += departures;
        }
        (marks, left)
    });
    let mut parts = parts.into_iter();
    let (mut marks, mut departures) = parts.next().unwrap_or_default();
    for (more, left) in parts {
        marks.extend_from_slice(&more);
        departures += left;
    }
    LifeTable { marks: Arc::new(marks), n: n as u64, departures, late: Arc::default() }
}

/// Runs of the same duration, with where each begins.
fn runs(keys: &[Watched]) -> impl Iterator<Item = (usize, &[Watched])> {
    let mut at = 0;
    keys.chunk_by(|a, b| a.time_bits() == b.time_bits()).map(move |tied| {
        at += tied.len();
        (at - tied.len(), tied)
    })
}

pub(crate) fn must_pair(
    left: &'static str,
    left_len: usize,
    right: &'static str,
    right_len: usize,
) -> Result<(), StatsError> {
    if left_len == right_len {
        return Ok(());
    }
    Err(StatsError::LengthMismatch { left, left_len, right, right_len })
}

pub(crate) fn bad_time(name: &'static str, given: f64, row: usize) -> StatsError {
    StatsError::RowOutOfRange { name, allowed: "a finite number of at least 0", given, row }
}
