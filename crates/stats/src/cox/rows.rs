//! Whom we watched and what we know of them, checked before anything is computed.

use rayon::prelude::*;

use crate::StatsError;
use crate::survival::Observation;

/// The largest number of rows: positions are kept in 32 bits.
pub const ROWS_MAX: usize = 1 << 31;

/// Whom we watched, one row per customer or per stretch of a customer's time.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// How long each was watched; for a stretch, until when.
    pub durations: &'a [f64],
    /// Whether that ended with leaving. Another cause of leaving counts as censored: that is the cause-specific model.
    pub observations: &'a [Observation],
    /// From which duration on each was watched, where not from the start: late entrants, and stretches of one customer
    /// between which covariates change. At risk after it, up to and with the duration; 0 is from the start.
    pub entered_at: Option<&'a [f64]>,
    /// How much each counts, above 0.
    pub weights: Option<&'a [f64]>,
    /// Groups with a hazard of their own, compared only within themselves.
    pub strata: Option<&'a [u32]>,
    /// Rows that belong together, such as the stretches of one customer or the customers of one store. Standard errors then
    /// rest on the clusters.
    pub clusters: Option<&'a [u32]>,
}

impl<'a> Rows<'a> {
    /// Rows watched from the start, each counting once, in one stratum.
    pub const fn new(durations: &'a [f64], observations: &'a [Observation]) -> Self {
        Self { durations, observations, entered_at: None, weights: None, strata: None, clusters: None }
    }

    /// How many rows there are.
    pub const fn len(&self) -> usize {
        self.durations.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.durations.is_empty()
    }

    /// The weight of a row.
    pub(crate) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    pub(crate) fn check(&self) -> Result<(), StatsError> {
        let n = self.len();
        if n > ROWS_MAX {
            return Err(StatsError::OutOfRange { name: "rows", allowed: "at most 2^31", given: n as f64 });
        }
        pairs("observations", self.observations.len(), n)?;
        pairs("entered_at", self.entered_at.map_or(n, <[f64]>::len), n)?;
        pairs("weights", self.weights.map_or(n, <[f64]>::len), n)?;
        pairs("strata", self.strata.map_or(n, <[u32]>::len), n)?;
        pairs("clusters", self.clusters.map_or(n, <[u32]>::len), n)?;
        every("durations", "a finite number of at least 0", self.durations, |it| it >= 0.0)?;
        if let Some(weights) = self.weights {
            every("weights", "a finite number above 0", weights, |it| it > 0.0)?;
        }
        let Some(entered_at) = self.entered_at else { return Ok(()) };
        every("entered_at", "a finite number of at least 0", entered_at, |it| it >= 0.0)?;
        match (0..n).find(|&row| entered_at[row] > 0.0 && entered_at[row] >= self.durations[row]) {
            None => Ok(()),
            Some(row) => Err(StatsError::RowOutOfRange {
                name: "entered_at",
                allowed: "below the duration of the same row",
                given: entered_at[row],
                row,
            }),
        }
    }
}

/// What is known of every row: one column per covariate, referred to by its position.
#[derive(Debug, Clone, Default)]
pub struct Design<'a> {
    columns: Vec<&'a [f64]>,
}

impl<'a> Design<'a> {
    /// A design of these columns, each as long as there are rows.
    pub fn new(columns: impl IntoIterator<Item = &'a [f64]>) -> Self {
        Self { columns: columns.into_iter().collect() }
    }

    /// The columns.
    pub fn columns(&self) -> &[&'a [f64]] {
        &self.columns
    }

    pub(crate) fn check(&self, n: usize) -> Result<(), StatsError> {
        self.columns.iter().try_for_each(|column| pairs("a covariate", column.len(), n))?;
        let check = |column: &&[f64]| every("a covariate", "a finite number", column, |_| true);
        // The first bad column is named, whatever the number of threads.
        let checked: Vec<_> = self.columns.par_iter().map(check).collect();
        checked.into_iter().collect()
    }
}

fn pairs(left: &'static str, left_len: usize, n: usize) -> Result<(), StatsError> {
    if left_len == n {
        Ok(())
    } else {
        Err(StatsError::LengthMismatch { left, left_len, right: "durations", right_len: n })
    }
}

fn every(
    name: &'static str,
    allowed: &'static str,
    values: &[f64],
    holds: impl Fn(f64) -> bool,
) -> Result<(), StatsError> {
    // All are looked at, which the processor does several at a time; only a bad one is looked for.
    if values.iter().fold(true, |all, &it| all & it.is_finite() & holds(it)) {
        return Ok(());
    }
    match values.iter().position(|&it| !(it.is_finite() && holds(it))) {
        None => Ok(()),
        Some(row) => Err(StatsError::RowOutOfRange { name, allowed, given: values[row], row }),
    }
}
