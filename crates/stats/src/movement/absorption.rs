//! How long customers stay in sight, and what they are worth until then, from counted moves.

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::checked::{Level, not_negative};
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::movement::Moves;

/// A standard error that small beside its value is rounding.
const ROUNDING: f64 = 1e-12;

/// Until when rewards are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Horizon {
    /// Without end.
    #[default]
    Forever,
    /// From the present period to that many periods later, both counted.
    Periods(u32),
}

impl Horizon {
    /// The furthest horizon that has one.
    pub const PERIODS_MAX: u32 = 1_200;
}

/// What each state brings in a period, and what later periods count for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rewards<'a> {
    /// The margin of one period in each state; costs are negative.
    pub per_state: &'a [f64],
    /// By how much a period later counts less: 0.2 divides by 1.2 per period.
    pub discount_rate: f64,
    /// Until when.
    pub horizon: Horizon,
}

impl Rewards<'_> {
    /// Accepts rewards for so many states.
    pub(super) fn check(self, states: usize) -> Result<Self, StatsError> {
        not_negative("discount_rate", self.discount_rate)?;
        if self.per_state.len() != states {
            let right_len = self.per_state.len();
            return Err(StatsError::LengthMismatch { left: "states", left_len: states, right: "rewards", right_len });
        }
        if let Some(row) = self.per_state.iter().position(|it| !it.is_finite()) {
            let given = self.per_state[row];
            return Err(StatsError::RowOutOfRange { name: "rewards", allowed: "a finite number", given, row });
        }
        match self.horizon {
            Horizon::Periods(periods) if periods > Horizon::PERIODS_MAX => {
                let (allowed, given) = ("at most 1200 periods", f64::from(periods));
                Err(StatsError::OutOfRange { name: "horizon", allowed, given })
            }
            _ => Ok(self),
        }
    }
}

/// Estimates how many periods customers take to get from each state to an end, on average.
///
/// t = (I − Q)⁻¹ 1, with Q the shares of moves among the states that are no end. The variance is that of the delta method:
/// Σ over the states r of `N_ir`² var(Σ `p_rj` `t_j`), with N = (I − Q)⁻¹ and multinomial rows; the interval is symmetric in
/// log t.
///
/// Use it for "how long does a customer on this rung still stay". It assumes that the next state depends on the present one
/// only and that the chances stay as they are; test both with [`homogeneity`](super::homogeneity()).
///
/// # Units
/// Periods: the time between two looks.
///
/// # Returns
/// One answer per state. An end takes 0 periods, by definition. `Undetermined` where the way leads to a state that nobody
/// was seen to move from (`TooFew`), where no end can be reached (`Unreachable`), and where all moves are alike
/// (`ZeroVariance`).
///
/// # Numerical notes
/// One inverse of at most 256 × 256.
///
/// # Source
/// Kemeny and Snell (1960), Finite Markov Chains, theorem 3.3.5; Anderson and Goodman (1957), Ann Math Stat 28:89–110, for
/// the variance of the shares. Method page: `docs/methods/markov_chain.md`.
///
/// # Checked against
/// A ladder of satisfaction solved with numpy, 10⁻⁸ relative: `tests/reference/movement.rs`,
/// `periods_before_leaving_agree_with_the_ladder`; seeded coverage: `tests/coverage/movement.rs`.
///
/// # Example
/// One of ten leaves each period: ten periods, with a standard error of √(0.9 · 0.1/100)/0.1².
/// ```
/// # use stats::{Level, movement::{Moves, periods_until_absorbed}};
/// let moves = Moves::from_counts(2, &[90, 10, 0, 0], &[1])?;
/// let periods = *periods_until_absorbed(&moves, Level::P95)[0].known().expect("ten left");
/// assert!((periods.value - 10.0).abs() < 1e-12);
/// assert!((periods.standard_error.expect("they differ") - 3.0).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn periods_until_absorbed(moves: &Moves, level: Level) -> Vec<Answer> {
    let chain = moves.chain();
    let one = |state: usize| f64::from(u8::from(!moves.is_end(state)));
    let open = no_end_but_the_named(moves, chain.open(&|state| moves.is_known(state), true));
    let solved = chain.solve(&open, &DVector::from_fn(moves.states(), |state, _| one(state)), 1.0);
    let periods: Vec<f64> = solved.iter().map(|it| it.0).collect();
    let spread: Vec<f64> = (0..moves.states()).map(|row| row_variance(moves, &chain.matrix, row, &periods)).collect();
    let answer = |state: usize| {
        if let Some(why) = open[state] {
            return Answer::Undetermined(why);
        }
        let (value, visits) = &solved[state];
        if moves.is_end(state) {
            return by_definition(0.0, level, Method::PERIODS_UNTIL_ABSORBED);
        }
        let variance: f64 = visits.iter().zip(&spread).map(|(visits, spread)| visits * visits * spread).sum();
        if variance.sqrt() <= ROUNDING * value {
            return Answer::Undetermined(Why::ZeroVariance);
        }
        let factor = (level.z() * variance.sqrt() / value).exp();
        Answer::Known(Estimate {
            value: *value,
            interval: Interval::confidence(value / factor, value * factor, level),
            standard_error: Some(variance.sqrt()),
            n: moves.total(),
            method: Method::PERIODS_UNTIL_ABSORBED,
        })
    };
    (0..moves.states()).map(answer).collect()
}

/// Estimates what a customer in each state is worth: the rewards of this and the coming periods, discounted.
///
/// V = Σ γᵗ Pᵗ R with γ = 1/(1 + discount rate) and P the shares of moves. The variance is that of the delta method with
/// multinomial rows; the interval is V ± z SE.
///
/// Use it for the value of being on a rung, and of moving a customer from one to the next (the difference). It assumes what
/// [`periods_until_absorbed`] assumes, and rewards that are known.
///
/// # Units
/// In the unit of the rewards, counted from the present period on.
///
/// # Returns
/// One answer per state. `Undetermined` where the way leads to a state that nobody was seen to move from (`TooFew`); without
/// discount and horizon also where no end can be reached (`Unreachable`) or an end has a reward (`NoFiniteMean`). An end has
/// its own reward for as long as is counted, without error.
///
/// # Errors
/// - `LengthMismatch` when there is not one reward per state.
/// - `RowOutOfRange` when a reward is NaN or infinite; `OutOfRange` when the discount rate is negative, NaN or infinite, or
///   the horizon above [`Horizon::PERIODS_MAX`].
///
/// # Source
/// Pfeifer and Carraway (2000), Modeling Customer Relationships as Markov Chains, J Interactive Marketing 14(2):43–55.
/// Method page: `docs/methods/markov_chain.md`.
///
/// # Checked against
/// The example of Pfeifer and Carraway, forever and over four periods, 10⁻⁸ relative: `tests/reference/movement.rs`,
/// `values_agree_with_pfeifer_and_carraway`; seeded coverage: `tests/coverage/movement.rs`.
///
/// # Example
/// ```
/// # use stats::{Level, movement::{Horizon, Moves, Rewards, state_values}};
/// let moves = Moves::from_counts(2, &[50, 50, 0, 0], &[1])?;
/// let rewards = Rewards { per_state: &[10.0, 0.0], discount_rate: 0.25, horizon: Horizon::Forever };
/// let value = *state_values(&moves, rewards, Level::P95)?[0].known().expect("a hundred were seen");
/// assert!((value.value - 10.0 / 0.6).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn state_values(moves: &Moves, rewards: Rewards<'_>, level: Level) -> Result<Vec<Answer>, StatsError> {
    let rewards = rewards.check(moves.states())?;
    let chain = moves.chain();
    let values = chain.values_with_weights(rewards, &|state| moves.is_known(state));
    let answer = |state: usize, it: Result<(f64, DMatrix<f64>), Why>| {
        let (value, weights) = match it {
            Ok(it) => it,
            Err(why) => return Answer::Undetermined(why),
        };
        let row = |row: usize| weights.row(row).iter().copied().collect::<Vec<f64>>();
        let variance: f64 = (0..moves.states()).map(|from| row_variance(moves, &chain.matrix, from, &row(from))).sum();
        if variance.sqrt() <= ROUNDING * value.abs() {
            let certain = moves.is_end(state) || rewards.horizon == Horizon::Periods(0);
            return if certain {
                by_definition(value, level, Method::STATE_VALUE)
            } else {
                Answer::Undetermined(Why::ZeroVariance)
            };
        }
        let half = level.z() * variance.sqrt();
        Answer::Known(Estimate {
            value,
            interval: Interval::confidence(value - half, value + half, level),
            standard_error: Some(variance.sqrt()),
            n: moves.total(),
            method: Method::STATE_VALUE,
        })
    };
    Ok(values.into_iter().enumerate().map(|(state, it)| answer(state, it)).collect())
}

/// The variance of Σ `p_rj` `x_j` for the multinomial shares of a row.
fn row_variance(moves: &Moves, chances: &DMatrix<f64>, row: usize, x: &[f64]) -> f64 {
    let n = moves.from(row);
    if n == 0 || moves.is_end(row) {
        return 0.0;
    }
    let mean: f64 = chances.row(row).iter().zip(x).map(|(p, x)| p * x).sum();
    chances.row(row).iter().zip(x).map(|(p, x)| p * (x - mean).powi(2)).sum::<f64>() / n as f64
}

/// A state that everybody was seen to stay in looks like an end and is none unless it was named one.
fn no_end_but_the_named(moves: &Moves, open: Vec<Option<Why>>) -> Vec<Option<Why>> {
    let chain = moves.chain();
    let stays = |state: usize| moves.from(state) > 0 && moves.count(state, state) == moves.from(state);
    let traps: Vec<usize> = (0..moves.states()).filter(|&state| !moves.is_end(state) && stays(state)).collect();
    let trap_of = |from: usize| traps.iter().find(|&&trap| chain.leads(from, trap));
    let unreachable = |from: usize| trap_of(from).map(|&state| Why::Unreachable { state });
    open.into_iter().enumerate().map(|(state, why)| why.or_else(|| unreachable(state))).collect()
}

/// A value that holds by definition and not because of data.
fn by_definition(value: f64, level: Level, method: Method) -> Answer {
    let interval = Interval::confidence(value, value, level);
    Answer::Known(Estimate { value, interval, standard_error: None, n: 0, method })
}
