//! The shares that move, with their intervals.

use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::movement::Moves;
use crate::numeric::normal_quantile;
use crate::rates::wilson_bounds;

/// For what the intervals of a row hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RowInterval {
    /// Each for its own share (Wilson).
    #[default]
    Wilson,
    /// For all shares of the row at once (Goodman): wider, for looking over a row for what stands out.
    Goodman,
}

/// Estimates the share that moves from each state to each in one period.
///
/// `p_ij` = `n_ij`/`n_i`, with Wilson's interval for each share, or Goodman's for all k shares of the row at once, which is
/// Wilson's at the deviate that leaves α/k instead of α.
///
/// Use it to see where customers go from each rung. It assumes that all customers in a state have the same chances; see
/// [`homogeneity`](super::homogeneity()).
///
/// # Returns
/// One row per state with one answer per state. A state that nobody was seen to move from is `Undetermined`
/// (`NobodyAtRisk`); a state that is never left stays with share 1, n = 0 and an interval of no width, by definition.
///
/// # Source
/// Wilson (1927), JASA 22:209–212; Goodman (1965), On Simultaneous Confidence Intervals for Multinomial Proportions,
/// Technometrics 7:247–254. Method page: `docs/methods/transitions.md`.
///
/// # Checked against
/// [`wilson`](crate::rates::wilson()) cell by cell, and exact coverage: `tests/coverage/movement.rs`,
/// `shares_of_moves_keep_their_level_singly_and_as_a_row`.
///
/// # Example
/// ```
/// # use stats::{Level, movement::{Moves, RowInterval, transition_matrix}};
/// let moves = Moves::from_counts(2, &[8, 2, 0, 0], &[1])?;
/// let matrix = transition_matrix(&moves, RowInterval::Wilson, Level::P95);
/// let leaves = *matrix[0][1].known().expect("ten were seen");
/// assert_eq!(leaves.value, 0.2);
/// assert!((leaves.interval.lower - 0.0567).abs() < 1e-4 && (leaves.interval.upper - 0.5098).abs() < 1e-4);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn transition_matrix(moves: &Moves, intervals: RowInterval, level: Level) -> Vec<Vec<Answer>> {
    let (z, method) = match intervals {
        RowInterval::Wilson => (level.z(), Method::TRANSITION_WILSON),
        RowInterval::Goodman => (-normal_quantile(level.tail() / moves.states() as f64), Method::TRANSITION_GOODMAN),
    };
    let cell = |from: usize, to: usize| {
        let n = moves.from(from);
        if moves.is_end(from) {
            let value = f64::from(u8::from(from == to));
            let interval = Interval::confidence(value, value, level);
            return Answer::Known(Estimate { value, interval, standard_error: None, n: 0, method });
        }
        if n == 0 {
            return Answer::Undetermined(Why::NobodyAtRisk);
        }
        let value = moves.count(from, to) as f64 / n as f64;
        let (lower, upper) = wilson_bounds(value, n as f64, z);
        Answer::Known(Estimate {
            value,
            interval: Interval::confidence(lower, upper, level),
            standard_error: Some((value * (1.0 - value) / n as f64).sqrt()),
            n,
            method,
        })
    };
    (0..moves.states()).map(|from| (0..moves.states()).map(|to| cell(from, to)).collect()).collect()
}
