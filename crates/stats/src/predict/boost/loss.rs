//! What trees lower: the loss, with its slopes.

use rayon::prelude::*;

use crate::StatsError;
use crate::regression::expit;

use super::BLOCK_ROWS;

/// Scores beyond this are beyond every chance and mean that data can tell: e^±30.
const SCORE_MAX: f64 = 30.0;

/// What is predicted, which decides what trees lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Loss {
    /// 0 or 1: minus the logarithm of the chance given to what happened. The score is in log-odds.
    #[default]
    YesNo,
    /// A count, or another number from 0 on whose mean is what matters: Poisson's. The score is the logarithm of the mean.
    Count,
    /// Any number: half the square of what is missed. The score is the mean.
    Amount,
}

impl Loss {
    pub(super) fn check(self, outcome: &[f64]) -> Result<(), StatsError> {
        let (allowed, is_allowed): (_, fn(f64) -> bool) = match self {
            Self::YesNo => ("0 or 1", |y| y == 0.0 || y == 1.0),
            Self::Count => ("a finite number of at least 0", |y| y >= 0.0 && y.is_finite()),
            Self::Amount => ("a finite number", f64::is_finite),
        };
        match outcome.iter().position(|y| !is_allowed(*y)) {
            Some(row) => Err(StatsError::RowOutOfRange { name: "outcome", allowed, given: outcome[row], row }),
            None => Ok(()),
        }
    }

    /// The best score that is the same for all; none when all outcomes are alike.
    pub(super) fn start(self, outcomes: impl Iterator<Item = f64> + Clone) -> Option<f64> {
        let first = outcomes.clone().next()?;
        if outcomes.clone().all(|y| y == first) {
            return None;
        }
        let n = outcomes.clone().count() as f64;
        let mean = outcomes.sum::<f64>() / n;
        Some(match self {
            Self::YesNo => (mean / (1.0 - mean)).ln(),
            Self::Count => mean.ln(),
            Self::Amount => mean,
        })
    }

    /// What is expected at a score.
    pub(super) fn mean(self, score: f64) -> f64 {
        match self {
            Self::YesNo => expit(score),
            Self::Count => score.min(SCORE_MAX * 10.0).exp(),
            Self::Amount => score,
        }
    }

    /// The loss of one row, up to a part that the score does not change.
    pub(super) fn of(self, y: f64, score: f64) -> f64 {
        match self {
            Self::YesNo => score.max(0.0) + (-score.abs()).exp().ln_1p() - y * score,
            Self::Count => self.mean(score) - y * score,
            Self::Amount => 0.5 * (y - score) * (y - score),
        }
    }

    /// First and second derivative of the loss of every row.
    pub(super) fn slopes(self, outcome: &[f64], scores: &[f64], slopes: &mut [[f32; 2]]) {
        let blocks = slopes.par_chunks_mut(BLOCK_ROWS).zip(outcome.par_chunks(BLOCK_ROWS));
        blocks.zip(scores.par_chunks(BLOCK_ROWS)).for_each(|((slopes, outcome), scores)| {
            for ((slope, y), score) in slopes.iter_mut().zip(outcome).zip(scores) {
                *slope = self.slope(*y, *score);
            }
        });
    }

    #[expect(clippy::cast_possible_truncation, reason = "seven digits of a slope are more than a split needs")]
    fn slope(self, y: f64, score: f64) -> [f32; 2] {
        match self {
            Self::YesNo => {
                let chance = expit(score.clamp(-SCORE_MAX, SCORE_MAX));
                [(chance - y) as f32, (chance * (1.0 - chance)) as f32]
            }
            Self::Count => {
                let mean = score.clamp(-SCORE_MAX, SCORE_MAX).exp();
                [(mean - y) as f32, mean as f32]
            }
            Self::Amount => [(score - y) as f32, 1.0],
        }
    }
}
