//! Do groups move alike.

use crate::StatsError;
use crate::estimate::{Test, Tested, Why};
use crate::method::Method;
use crate::movement::Moves;
use crate::numeric::chi_square_upper;

/// Tests whether groups of customers move between the states with the same chances.
///
/// Over all groups g and states i, the moves from i are compared with what the pooled shares expect: Σ (`n_gij` − `n_gi`
/// `p_ij`)²/(`n_gi` `p_ij`), a chi-square with Σ over i of (groups seen in i − 1)(targets seen from i − 1) degrees of
/// freedom.
///
/// Use it before one chain is drawn for all: for groups of customers, for times ([`Moves::by_time`]: do the chances change?)
/// or for the state before ([`Moves::by_state_before`]: does more than the present state matter?). It assumes that the moves
/// of one state are independent given that state.
///
/// # Shapes
/// One [`Moves`] per group, at least two, with the same states.
///
/// # Missing, tied and extreme values
/// States and targets that nobody was seen in take no degree of freedom.
///
/// # Returns
/// `Undetermined` when a group has no move (`GroupEmpty`), there is none at all (`NobodyAtRisk`), or no state has two groups
/// and two targets (`ZeroVariance`).
///
/// # Errors
/// - `TooFew` with fewer than two groups.
/// - `LengthMismatch` when groups have different numbers of states.
///
/// # Source
/// Anderson and Goodman (1957), Statistical Inference about Markov Chains, Ann Math Stat 28:89–110.
/// Method page: `docs/methods/homogeneity.md`.
///
/// # Checked against
/// R 4.2.2 `chisq.test(…, correct = FALSE)` row by row: `tests/reference/movement.rs`,
/// `homogeneity_agrees_with_chisq_test_row_by_row`; false alarms: `tests/coverage/movement.rs`.
///
/// # Example
/// 10 of 100 against 20 of 100 leave: the chi-square of a table of four.
/// ```
/// # use stats::movement::{Moves, homogeneity};
/// let of = |left: u64| Moves::from_counts(2, &[100 - left, left, 0, 0], &[1]);
/// let test = *homogeneity(&[of(10)?, of(20)?])?.known().expect("some left");
/// assert!((test.statistic - 200.0 * 1000.0_f64.powi(2) / (100.0 * 100.0 * 30.0 * 170.0)).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn homogeneity(groups: &[Moves]) -> Result<Tested, StatsError> {
    if groups.len() < 2 {
        let given = groups.len();
        return Err(StatsError::TooFew { method: "test of homogeneity", what: "groups", needed: 2, given });
    }
    let states = groups[0].states();
    if let Some(other) = groups.iter().find(|group| group.states() != states) {
        let (left_len, right_len) = (states, other.states());
        return Err(StatsError::LengthMismatch { left: "first group", left_len, right: "group", right_len });
    }
    let n: u64 = groups.iter().map(Moves::total).sum();
    if n == 0 {
        return Ok(Tested::Undetermined(Why::NobodyAtRisk));
    }
    if let Some(group) = groups.iter().position(|group| group.total() == 0) {
        return Ok(Tested::Undetermined(Why::GroupEmpty { group }));
    }
    let rows = (0..states).map(|from| row_chi_square(groups, from));
    let (statistic, degrees) = rows.fold((0.0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
    let Some(df) = u32::try_from(degrees).ok().filter(|df| *df > 0) else {
        return Ok(Tested::Undetermined(Why::ZeroVariance));
    };
    let p_value = chi_square_upper(statistic, df);
    Ok(Tested::Known(Test {
        statistic,
        degrees_of_freedom: Some(df),
        denominator: None,
        p_value,
        n,
        method: Method::HOMOGENEITY,
    }))
}

/// How many moves equal chances expect in each cell that [`homogeneity`] compares: of each group, state and target, where
/// two groups were seen in the state and two targets from it.
///
/// The chi-square of the test is rough where many are below 5 or any is below 1.
///
/// # Source
/// Cochran (1954), Some Methods for Strengthening the Common χ² Tests, Biometrics 10:417–451.
/// Method page: `docs/methods/homogeneity.md`.
///
/// # Example
/// ```
/// # use stats::movement::{Moves, expected_moves};
/// let of = |left: u64| Moves::from_counts(2, &[10 - left, left, 0, 0], &[1]);
/// assert_eq!(expected_moves(&[of(1)?, of(3)?]), [8.0, 8.0, 2.0, 2.0]);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn expected_moves(groups: &[Moves]) -> Vec<f64> {
    let states = groups.iter().map(Moves::states).min().unwrap_or(0);
    let of_state = |from: usize| {
        let (cells, seen, targets) = row_cells(groups, from);
        (if seen > 1 && targets > 1 { cells } else { Vec::new() }).into_iter().map(|(_, expected)| expected)
    };
    (0..states).flat_map(of_state).collect()
}

/// Chi-square and degrees of freedom of the moves from one state.
fn row_chi_square(groups: &[Moves], from: usize) -> (f64, usize) {
    let (cells, seen, targets) = row_cells(groups, from);
    let statistic = cells.iter().fold(0.0, |sum, (moved, expected)| sum + (moved - expected).powi(2) / expected);
    (statistic, seen.saturating_sub(1) * targets.saturating_sub(1))
}

/// The moves from one state, seen and expected, target by target; in how many groups it was seen, and how many targets were.
fn row_cells(groups: &[Moves], from: usize) -> (Vec<(f64, f64)>, usize, usize) {
    let seen: Vec<&Moves> = groups.iter().filter(|group| group.from(from) > 0).collect();
    let whole: u64 = seen.iter().map(|group| group.from(from)).sum();
    let (mut cells, mut targets) = (Vec::new(), 0_usize);
    for to in 0..groups[0].states() {
        let pooled: u64 = seen.iter().map(|group| group.count(from, to)).sum();
        if pooled == 0 {
            continue;
        }
        targets += 1;
        for group in &seen {
            let expected = group.from(from) as f64 * (pooled as f64 / whole as f64);
            cells.push((group.count(from, to) as f64, expected));
        }
    }
    (cells, seen.len(), targets)
}
