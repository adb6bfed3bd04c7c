//! When a covariate tells the outcome without error, no coefficient is the best: each larger one is better.

use super::design::Design;
use super::gram::over_chunks;
use super::logistic::Problem;

/// How far a row may move against its outcome, in log-odds, and still count as standing still.
const STANDING_STILL: f64 = 1e-6;
/// How far some row has to move for its outcome.
const MOVING: f64 = 0.1;

/// The last step, in scaled coordinates.
#[derive(Debug, Default)]
pub(super) struct Direction {
    pub(super) step: Vec<f64>,
    pub(super) length: f64,
}

impl Direction {
    /// The covariate with the largest part in the step.
    pub(super) fn column(&self, design: &Design) -> usize {
        let first = usize::from(design.has_intercept()).min(self.step.len());
        let mut largest = (0, 0.0);
        for (j, part) in self.step[first..].iter().enumerate() {
            if part.abs() > largest.1 {
                largest = (j, part.abs());
            }
        }
        largest.0
    }
}

/// Whether the step moves some rows towards their outcome and none away from it: then it can be repeated without end, and
/// the likelihood has no highest point.
pub(super) fn is_separated(problem: &Problem<'_>, step: &[f64]) -> bool {
    let reach = over_chunks(
        problem.design,
        problem.scaling,
        || (0.0_f64, 0.0_f64, Vec::new()),
        |block, state| {
            let (against, forward, moves) = state;
            if *against > STANDING_STILL {
                return;
            }
            moves.resize(block.rows.len(), 0.0);
            block.predictor(step, moves);
            for (moved, row) in moves.iter().zip(block.rows.clone()) {
                if problem.design.weight(row) == 0.0 {
                    continue;
                }
                let y = problem.outcome[row];
                // A share strictly between 0 and 1 holds its row where it is.
                let wrong = if y == 1.0 {
                    -moved
                } else if y == 0.0 {
                    *moved
                } else {
                    moved.abs()
                };
                *against = against.max(wrong);
                *forward = forward.max(-wrong);
            }
        },
    );
    let against = reach.iter().fold(0.0_f64, |max, it| max.max(it.0));
    let forward = reach.iter().fold(0.0_f64, |max, it| max.max(it.1));
    against <= STANDING_STILL && forward > MOVING
}
