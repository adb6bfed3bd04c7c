//! How many were at risk, and how many left for which cause, at each distinct duration.

use std::sync::Arc;

use crate::StatsError;
use crate::checked::COUNT_MAX;
use crate::survival::{
    Builder, LateEntries, LifeTable, Unsorted, WHOLE_DURATIONS_MAX, bad_time, bits_of, must_pair, sort_in_parts,
    whole_duration,
};

/// The most causes one table tells apart.
pub const CAUSES_MAX: usize = 256;

/// How the watching of one customer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// Still here when last seen.
    Censored,
    /// Left for this cause, counted from 0.
    Cause(u8),
}

impl Ending {
    /// 0 for censored, 1 for the first cause.
    pub(super) fn slot(self) -> usize {
        match self {
            Self::Censored => 0,
            Self::Cause(cause) => usize::from(cause) + 1,
        }
    }
}

/// How many customers left for each cause, and how many were last seen while still here, after one duration.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CauseCounts {
    /// The duration, in any one unit of time.
    pub time: f64,
    /// How many left after it, per cause.
    pub departures: Vec<u64>,
    /// How many were still here when last seen after it.
    pub censored: u64,
}

/// Single customers: how long each was watched and how that ended.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stays<'a> {
    /// The duration of each.
    pub durations: &'a [f64],
    /// How it ended, in the same order.
    pub endings: &'a [Ending],
    /// From which duration on each is known (left truncation); empty when all are known from the start.
    pub entered_at: &'a [f64],
}

/// One row of a table of causes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CauseRow<'a> {
    /// The duration.
    pub time: f64,
    /// How many were still here just before it.
    pub at_risk: u64,
    /// How many left at it, per cause.
    pub departures: &'a [u64],
}

/// Durations of a group, counted per cause of leaving: the input of every method for competing causes.
///
/// Two tables with the same counts are the same, whatever order or form the customers came in. Ties are counted as they
/// are: nothing is shifted to set them apart.
#[derive(Debug, Clone, PartialEq)]
pub struct CauseTable {
    /// All causes together.
    any: LifeTable,
    causes: usize,
    /// Per row of `any`, one count per cause.
    departures: Arc<Vec<u64>>,
}

impl CauseTable {
    /// Counts a group that was already counted, row by row.
    ///
    /// # Shapes
    /// Any number of rows in any order, each with `causes` counts; rows with the same time are added up.
    ///
    /// # Errors
    /// - `OutOfRange` when `causes` is 0 or above [`CAUSES_MAX`], or there are more than 2⁵³ customers together.
    /// - `LengthMismatch` when a row has another number of causes.
    /// - `RowOutOfRange` when a time is negative, NaN or infinite.
    ///
    /// # Example
    /// ```
    /// # use stats::competing::{CauseCounts, CauseTable};
    /// let month = |time, price, moved, censored| CauseCounts { time, departures: vec![price, moved], censored };
    /// let table = CauseTable::from_counts(2, &[month(2.0, 1, 0, 3), month(1.0, 2, 4, 0)])?;
    /// assert_eq!((table.n(), table.departures(0), table.departures(1)), (10, 3, 4));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn from_counts(causes: usize, counts: &[CauseCounts]) -> Result<Self, StatsError> {
        let mut table = CauseBuilder::of(causes)?;
        let mut n = 0_u64;
        for (row, count) in counts.iter().enumerate() {
            if !(count.time.is_finite() && count.time >= 0.0) {
                return Err(bad_time("time", count.time, row));
            }
            must_pair("causes", causes, "departures", count.departures.len())?;
            n = count.departures.iter().fold(n.saturating_add(count.censored), |n, d| n.saturating_add(*d));
        }
        if n > COUNT_MAX {
            return Err(StatsError::OutOfRange { name: "counts", allowed: "at most 2^53 together", given: n as f64 });
        }
        let mut sorted: Vec<&CauseCounts> = counts.iter().collect();
        sorted.sort_by(|a, b| (a.time + 0.0).total_cmp(&(b.time + 0.0)));
        table.start(n, sorted.len());
        let mut slots = vec![0; causes + 1];
        for tied in sorted.chunk_by(|a, b| a.time == b.time) {
            slots.fill(0);
            for count in tied {
                slots[0] += count.censored;
                for (slot, departures) in slots[1..].iter_mut().zip(&count.departures) {
                    *slot += departures;
                }
            }
            table.add(tied[0].time + 0.0, &slots);
        }
        Ok(table.finish())
    }

    /// Counts single customers.
    ///
    /// # Shapes
    /// `durations` and `endings` pair up by position, in any order; `entered_at` is empty or pairs up too. Causes are
    /// counted from 0 to `causes − 1`; a cause that nobody left for is allowed.
    ///
    /// # Errors
    /// - `OutOfRange` when `causes` is 0 or above [`CAUSES_MAX`].
    /// - `LengthMismatch` when the slices do not pair up.
    /// - `RowOutOfRange` when a number is negative, NaN or infinite, a cause is not below `causes`, or `entered_at` is
    ///   above 0 and not below the duration.
    ///
    /// # Numerical notes
    /// Whole numbers below 65,536 are counted without sorting and give the very table that sorting gives.
    ///
    /// # Example
    /// ```
    /// # use stats::competing::{CauseTable, Ending::{Cause, Censored}, Stays};
    /// let endings = [Cause(0), Cause(1), Censored];
    /// let table = CauseTable::from_stays(2, Stays { durations: &[3.0, 1.0, 3.0], endings: &endings, entered_at: &[] })?;
    /// assert_eq!(table.rows().map(|row| row.departures.to_vec()).collect::<Vec<_>>(), [[0, 1], [1, 0]]);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn from_stays(causes: usize, stays: Stays<'_>) -> Result<Self, StatsError> {
        let Stays { durations, endings, .. } = stays;
        let mut table = CauseBuilder::of(causes)?;
        must_pair("durations", durations.len(), "endings", endings.len())?;
        known_causes(causes, endings)?;
        table.start(durations.len() as u64, 0);
        if let Some(bins) = count_whole(causes, durations, endings) {
            for (time, slots) in bins.chunks_exact(causes + 1).enumerate() {
                table.add(time as f64, slots);
            }
        } else {
            return table.sorted(stays)?.with_late_entries(stays);
        }
        table.finish().with_late_entries(stays)
    }

    /// Counts rows that each stand for so many customers alike: every row so many times.
    ///
    /// # Shapes
    /// `customers` pairs up with the rows of `stays`; for the rest as [`from_stays`](Self::from_stays).
    ///
    /// # Errors
    /// As [`from_stays`](Self::from_stays), and `OutOfRange` when there are more than 2⁵³ customers together.
    ///
    /// # Example
    /// ```
    /// # use stats::competing::{CauseTable, Ending::{Cause, Censored}, Stays};
    /// let stays = Stays { durations: &[1.0, 2.0], endings: &[Cause(0), Censored], entered_at: &[] };
    /// let table = CauseTable::from_repeated(1, &[3, 2], stays)?;
    /// assert_eq!((table.n(), table.departures(0)), (5, 3));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn from_repeated(causes: usize, customers: &[u64], stays: Stays<'_>) -> Result<Self, StatsError> {
        let Stays { durations, endings, entered_at } = stays;
        let mut table = CauseBuilder::of(causes)?;
        must_pair("durations", durations.len(), "endings", endings.len())?;
        must_pair("customers", customers.len(), "durations", durations.len())?;
        known_causes(causes, endings)?;
        bits_of(durations)?;
        let n = customers.iter().fold(0_u64, |n, it| n.saturating_add(*it));
        if n > COUNT_MAX {
            return Err(StatsError::OutOfRange { name: "counts", allowed: "at most 2^53 together", given: n as f64 });
        }
        let mut order: Vec<usize> = (0..durations.len()).collect();
        order.sort_by(|&a, &b| (durations[a] + 0.0).total_cmp(&(durations[b] + 0.0)));
        table.start(n, order.len());
        let mut slots = vec![0; causes + 1];
        for tied in order.chunk_by(|&a, &b| durations[a] == durations[b]) {
            slots.fill(0);
            for &row in tied {
                slots[endings[row].slot()] += customers[row];
            }
            table.add(durations[tied[0]] + 0.0, &slots);
        }
        let table = table.finish();
        if entered_at.is_empty() {
            return Ok(table);
        }
        let late = LateEntries::count_repeated(entered_at, durations, customers)?;
        Ok(Self { any: table.any.with_late_entries(late), ..table })
    }

    fn with_late_entries(self, stays: Stays<'_>) -> Result<Self, StatsError> {
        let Stays { durations, entered_at, .. } = stays;
        if entered_at.is_empty() {
            return Ok(self);
        }
        let late = LateEntries::count(entered_at, durations)?;
        Ok(Self { any: self.any.with_late_entries(late), ..self })
    }

    /// How many causes are told apart.
    pub const fn causes(&self) -> usize {
        self.causes
    }

    /// How many customers.
    pub const fn n(&self) -> u64 {
        self.any.n()
    }

    /// How many left for a cause; 0 for a cause there is not.
    pub fn departures(&self, cause: usize) -> u64 {
        self.departures.iter().skip(cause).step_by(self.causes).sum::<u64>() * u64::from(cause < self.causes)
    }

    /// The rows, by rising time: one per distinct duration.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = CauseRow<'_>> + Clone {
        let departures = self.departures.chunks_exact(self.causes);
        self.any.marks().iter().zip(departures).map(|(mark, departures)| CauseRow {
            time: mark.time,
            at_risk: mark.at_risk,
            departures,
        })
    }

    /// All causes together: who is still here at all.
    pub const fn any_cause(&self) -> &LifeTable {
        &self.any
    }

    /// Departures for one cause, all others taken as censored: the table of the cause-specific hazard.
    ///
    /// Its hazard ([`nelson_aalen`](crate::survival::nelson_aalen()), [`crate::cox`]) has a meaning; one minus its survival
    /// curve has not: see [`Incidences::one_minus_kaplan_meier`](super::Incidences::one_minus_kaplan_meier).
    ///
    /// # Errors
    /// - `OutOfRange` when there is no such cause.
    pub fn only(&self, cause: usize) -> Result<LifeTable, StatsError> {
        self.check(cause)?;
        let mut row = 0;
        Ok(self.any.with_departures(|_| {
            row += 1;
            self.departures[(row - 1) * self.causes + cause]
        }))
    }

    /// Departures per cause at a row.
    pub(super) fn row_departures(&self, row: usize) -> &[u64] {
        &self.departures[row * self.causes..(row + 1) * self.causes]
    }

    /// Accepts a cause there is.
    pub(super) fn check(&self, cause: usize) -> Result<(), StatsError> {
        if cause < self.causes {
            return Ok(());
        }
        Err(StatsError::OutOfRange { name: "cause", allowed: "below the number of causes", given: cause as f64 })
    }
}

/// Accepts endings for causes there are.
fn known_causes(causes: usize, endings: &[Ending]) -> Result<(), StatsError> {
    let Some(row) = endings.iter().position(|it| it.slot() > causes) else { return Ok(()) };
    let given = (endings[row].slot() - 1) as f64;
    Err(StatsError::RowOutOfRange { name: "endings", allowed: "a cause below `causes`", given, row })
}

struct CauseBuilder {
    any: Builder,
    causes: usize,
    departures: Vec<u64>,
}

impl CauseBuilder {
    fn of(causes: usize) -> Result<Self, StatsError> {
        if causes == 0 || causes > CAUSES_MAX {
            return Err(StatsError::OutOfRange { name: "causes", allowed: "from 1 to 256", given: causes as f64 });
        }
        Ok(Self { any: Builder::of(0, 0), causes, departures: Vec::new() })
    }

    fn start(&mut self, n: u64, rows: usize) {
        self.any = Builder::of(n, rows);
        self.departures.reserve(rows * self.causes);
    }

    /// Adds censored and departures per cause at a time above the last.
    fn add(&mut self, time: f64, slots: &[u64]) {
        let departures = slots[1..].iter().sum::<u64>();
        if departures + slots[0] > 0 {
            self.any.add(time, departures, slots[0]);
            self.departures.extend_from_slice(&slots[1..]);
        }
    }

    /// The table of durations that have to be sorted.
    fn sorted(mut self, stays: Stays<'_>) -> Result<CauseTable, StatsError> {
        let Stays { durations, endings, .. } = stays;
        #[expect(clippy::cast_possible_truncation, reason = "there are at most 257 slots")]
        let item = |row: usize| ((durations[row] + 0.0).to_bits(), endings[row].slot() as u16);
        let unsorted = Unsorted { n: durations.len(), bits: bits_of(durations)?, item };
        self.start(durations.len() as u64, durations.len());
        let mut slots = vec![0; self.causes + 1];
        for part in sort_in_parts(&unsorted, |part: &[(u64, u16)], _| part.to_vec()) {
            for tied in part.chunk_by(|a, b| a.0 == b.0) {
                slots.fill(0);
                for (_, slot) in tied {
                    slots[usize::from(*slot)] += 1;
                }
                self.add(f64::from_bits(tied[0].0), &slots);
            }
        }
        Ok(self.finish())
    }

    fn finish(self) -> CauseTable {
        CauseTable { any: self.any.finish(), causes: self.causes, departures: Arc::new(self.departures) }
    }
}

/// Counts per whole duration, a slot for the censored and one per cause; `None` at the first duration that is not small and
/// whole.
fn count_whole(causes: usize, durations: &[f64], endings: &[Ending]) -> Option<Vec<u64>> {
    let width = causes + 1;
    let mut bins: Vec<u64> = Vec::new();
    for (&duration, ending) in durations.iter().zip(endings) {
        let bin = whole_duration(duration).filter(|bin| bin * width < WHOLE_DURATIONS_MAX * 4)?;
        if (bin + 1) * width > bins.len() {
            bins.resize((bin + 1) * width, 0);
        }
        bins[bin * width + ending.slot()] += 1;
    }
    Some(bins)
}
