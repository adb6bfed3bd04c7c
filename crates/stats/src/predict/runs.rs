//! Rows in the order of a score, those with the same score together.

use rayon::prelude::*;

use crate::StatsError;
use crate::estimate::Why;
use crate::regression::same_length;

/// Rows with one score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Run {
    pub(super) score: f64,
    pub(super) rows: u64,
    /// Of these, rows in which it happened.
    pub(super) events: u64,
}

/// All rows in rising order of the score.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Runs {
    pub(super) by_score: Vec<Run>,
    pub(super) rows: u64,
    pub(super) events: u64,
}

impl Runs {
    /// # Errors
    /// `LengthMismatch`, and `RowOutOfRange` for NaN or infinity.
    pub(super) fn of(scores: &[f64], happened: &[bool]) -> Result<Self, StatsError> {
        same_length("scores", scores.len(), "outcome", happened.len())?;
        finite(scores)?;
        let (mut with, mut without) = (Vec::new(), Vec::with_capacity(scores.len()));
        for (&score, &happened) in scores.iter().zip(happened) {
            if happened { with.push(key(score)) } else { without.push(key(score)) }
        }
        rayon::join(|| with.par_sort_unstable(), || without.par_sort_unstable());
        Ok(Self { by_score: merge(&with, &without), rows: scores.len() as u64, events: with.len() as u64 })
    }

    /// How many rows in which it did not happen.
    pub(super) const fn others(&self) -> u64 {
        self.rows - self.events
    }

    /// It happened to some and not to others.
    pub(super) fn both(&self) -> Result<(), Why> {
        match (self.others(), self.events) {
            (0, _) => Err(Why::GroupEmpty { group: 0 }),
            (_, 0) => Err(Why::GroupEmpty { group: 1 }),
            _ => Ok(()),
        }
    }
}

/// Every score is a number.
pub(super) fn finite(scores: &[f64]) -> Result<(), StatsError> {
    match scores.iter().position(|score| !score.is_finite()) {
        Some(row) => {
            let allowed = "a finite number";
            Err(StatsError::RowOutOfRange { name: "score", allowed, given: scores[row], row })
        }
        None => Ok(()),
    }
}

/// Every score is a chance.
pub(super) fn chances(scores: &[f64]) -> Result<(), StatsError> {
    match scores.iter().position(|score| !(0.0..=1.0).contains(score)) {
        Some(row) => {
            let allowed = "a chance from 0 to 1";
            Err(StatsError::RowOutOfRange { name: "score", allowed, given: scores[row], row })
        }
        None => Ok(()),
    }
}

/// A whole number in the order of the score: sorting them takes half the time of sorting doubles by a comparison.
fn key(score: f64) -> u64 {
    let bits = (score + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

fn score(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

fn merge(with: &[u64], without: &[u64]) -> Vec<Run> {
    let (mut i, mut j) = (0, 0);
    let mut runs = Vec::new();
    while i < with.len() || j < without.len() {
        let key = with.get(i).copied().unwrap_or(u64::MAX).min(without.get(j).copied().unwrap_or(u64::MAX));
        let (from_with, from_without) = (i, j);
        while with.get(i) == Some(&key) {
            i += 1;
        }
        while without.get(j) == Some(&key) {
            j += 1;
        }
        let (events, others) = ((i - from_with) as u64, (j - from_without) as u64);
        runs.push(Run { score: score(key), rows: events + others, events });
    }
    runs
}
