//! Chances to move, however they came to be known.

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::estimate::Why;
use crate::movement::{Horizon, Rewards};

/// The most states one chain has.
pub const STATES_MAX: usize = 256;
/// How far the chances of a row may be from adding up to 1.
const WHOLE_WITHIN: f64 = 1e-9;

/// Chances to be in each state one period later, given the present state: a Markov chain.
///
/// A state that is left with chance 0 is an end.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    pub(super) matrix: DMatrix<f64>,
}

impl Chain {
    /// Accepts chances, row by row: from the state of the row to the state of the column.
    ///
    /// # Shapes
    /// `chances` has `states` rows of `states` values.
    ///
    /// # Errors
    /// - `OutOfRange` when `states` is 0 or above [`STATES_MAX`].
    /// - `LengthMismatch` when there are not `states`² chances.
    /// - `RowOutOfRange` when a chance is NaN or outside 0 to 1, or the chances of a row do not add up to 1.
    ///
    /// # Example
    /// ```
    /// # use stats::movement::Chain;
    /// assert!(Chain::new(2, &[0.9, 0.1, 0.0, 1.0]).is_ok());
    /// assert!(Chain::new(2, &[0.9, 0.2, 0.0, 1.0]).is_err());
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn new(states: usize, chances: &[f64]) -> Result<Self, StatsError> {
        check_states(states, chances.len(), "chances")?;
        for (row, chances) in chances.chunks_exact(states).enumerate() {
            if let Some(&given) = chances.iter().find(|it| !(0.0..=1.0).contains(*it)) {
                return Err(StatsError::RowOutOfRange { name: "chances", allowed: "from 0 to 1", given, row });
            }
            let given: f64 = chances.iter().sum();
            if (given - 1.0).abs() > WHOLE_WITHIN {
                return Err(StatsError::RowOutOfRange { name: "sum of chances", allowed: "1", given, row });
            }
        }
        Ok(Self { matrix: DMatrix::from_row_slice(states, states, chances) })
    }

    /// How many states.
    pub fn states(&self) -> usize {
        self.matrix.nrows()
    }

    /// The chance to move from one state to another; `None` when there is no such state.
    pub fn chance(&self, from: usize, to: usize) -> Option<f64> {
        self.matrix.get((from, to)).copied()
    }

    /// Whether a state is never left.
    pub fn is_end(&self, state: usize) -> bool {
        self.chance(state, state) == Some(1.0)
    }

    /// Expected periods until an end, from each state; 0 for an end itself.
    ///
    /// t = 1 + Q t over the states that are no end. For chances that were estimated see
    /// [`periods_until_absorbed`](super::periods_until_absorbed), which gives their uncertainty.
    ///
    /// # Returns
    /// Per state the periods, or `Unreachable` with the first state that can be come to and that no end can be reached from.
    ///
    /// # Source
    /// Kemeny and Snell (1960), Finite Markov Chains, theorem 3.3.5. Method page: `docs/methods/markov_chain.md`.
    ///
    /// # Checked against
    /// A ladder of satisfaction solved with numpy: `tests/reference/movement.rs`,
    /// `periods_before_leaving_agree_with_the_ladder`.
    ///
    /// # Example
    /// One in ten leaves each period: ten periods.
    /// ```
    /// # use stats::movement::Chain;
    /// let periods = Chain::new(2, &[0.9, 0.1, 0.0, 1.0])?.periods_until_end();
    /// assert!((periods[0].expect("the end can be reached") - 10.0).abs() < 1e-12);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn periods_until_end(&self) -> Vec<Result<f64, Why>> {
        let ones = DVector::from_fn(self.states(), |state, _| if self.is_end(state) { 0.0 } else { 1.0 });
        let open = self.open(&|_| true, true);
        let solved = self.solve(&open, &ones, 1.0);
        open.into_iter().zip(solved).map(|(open, (periods, _))| open.map_or(Ok(periods), Err)).collect()
    }

    /// Expected discounted rewards from each state on.
    ///
    /// V = Σ γᵗ Pᵗ R with γ = 1/(1 + discount rate), from the present period, t = 0, to the horizon.
    ///
    /// # Units
    /// In the unit of the rewards.
    ///
    /// # Returns
    /// Per state the value; without discount and without horizon `Unreachable` where no end can be reached, and
    /// `NoFiniteMean` where an end has a reward, as it would be had forever.
    ///
    /// # Errors
    /// - `LengthMismatch` when there is not one reward per state.
    /// - `RowOutOfRange` when a reward is NaN or infinite; `OutOfRange` when the discount rate is negative, NaN or infinite,
    ///   or the horizon above [`PERIODS_MAX`](super::Horizon::PERIODS_MAX).
    ///
    /// # Source
    /// Pfeifer and Carraway (2000), Modeling Customer Relationships as Markov Chains, J Interactive Marketing 14(2):43–55.
    /// Method page: `docs/methods/markov_chain.md`.
    ///
    /// # Checked against
    /// The example of Pfeifer and Carraway: `tests/reference/movement.rs`, `values_agree_with_pfeifer_and_carraway`.
    ///
    /// # Example
    /// 10 now, and again with chance 1/2 each period, at a discount rate of 25 %: 10/(1 − 0.5/1.25).
    /// ```
    /// # use stats::movement::{Chain, Horizon, Rewards};
    /// let chain = Chain::new(2, &[0.5, 0.5, 0.0, 1.0])?;
    /// let rewards = Rewards { per_state: &[10.0, 0.0], discount_rate: 0.25, horizon: Horizon::Forever };
    /// let value = chain.values(rewards)?[0].expect("it is discounted");
    /// assert!((value - 10.0 / 0.6).abs() < 1e-12);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn values(&self, rewards: Rewards<'_>) -> Result<Vec<Result<f64, Why>>, StatsError> {
        let values = self.values_with_weights(rewards.check(self.states())?, &|_| true);
        Ok(values.into_iter().map(|it| it.map(|value| value.0)).collect())
    }

    /// Why a state has no expectation, for each state: it leads to a state that is not `known`, or, when it must end, to one
    /// from which there is no end.
    pub(super) fn open(&self, known: &dyn Fn(usize) -> bool, must_end: bool) -> Vec<Option<Why>> {
        let k = self.states();
        let leads_to: Vec<Vec<bool>> = (0..k).map(|from| self.reach(from)).collect();
        let no_end = |state: usize| must_end && !(0..k).any(|to| leads_to[state][to] && self.is_end(to));
        (0..k)
            .map(|from| {
                let mut on_the_way = (0..k).filter(|&to| leads_to[from][to]);
                if on_the_way.clone().any(|to| !known(to)) {
                    return Some(Why::TooFew { needed: 1, given: 0 });
                }
                on_the_way.find(|&to| no_end(to)).map(|state| Why::Unreachable { state })
            })
            .collect()
    }

    /// Whether one state can be come to from another.
    pub(super) fn leads(&self, from: usize, to: usize) -> bool {
        self.reach(from)[to]
    }

    /// The states that can be come to, the state itself included.
    fn reach(&self, from: usize) -> Vec<bool> {
        let mut seen = vec![false; self.states()];
        seen[from] = true;
        let mut next = vec![from];
        while let Some(state) = next.pop() {
            for (to, seen) in seen.iter_mut().enumerate() {
                if !*seen && self.matrix[(state, to)] > 0.0 {
                    *seen = true;
                    next.push(to);
                }
            }
        }
        seen
    }

    /// Solves x = right + γ P x over the states that are not open, with the row of (I − γ P)⁻¹ that belongs to each; ends
    /// with nothing to add are 0.
    pub(super) fn solve(&self, open: &[Option<Why>], right: &DVector<f64>, gamma: f64) -> Vec<(f64, Vec<f64>)> {
        let k = self.states();
        let ends = |state: usize| gamma == 1.0 && self.is_end(state);
        let inside: Vec<usize> = (0..k).filter(|&state| open[state].is_none() && !ends(state)).collect();
        let mut solved = vec![(0.0, vec![0.0; k]); k];
        let system = DMatrix::from_fn(inside.len(), inside.len(), |i, j| {
            f64::from(u8::from(i == j)) - gamma * self.matrix[(inside[i], inside[j])]
        });
        let Some(inverse) = system.try_inverse() else { return solved };
        for (i, &state) in inside.iter().enumerate() {
            for (j, &other) in inside.iter().enumerate() {
                solved[state].1[other] = inverse[(i, j)];
                solved[state].0 += inverse[(i, j)] * right[other];
            }
        }
        solved
    }

    /// Values, each with what a change of the chances of each row would add: Σ over time of the discounted chance to be in
    /// the row, times the value one period later, per row and column.
    pub(super) fn values_with_weights(
        &self,
        rewards: Rewards<'_>,
        known: &dyn Fn(usize) -> bool,
    ) -> Vec<Result<(f64, DMatrix<f64>), Why>> {
        let right = DVector::from_column_slice(rewards.per_state);
        let gamma = 1.0 / (1.0 + rewards.discount_rate);
        match rewards.horizon {
            Horizon::Forever => self.values_forever(&right, gamma, known),
            Horizon::Periods(periods) => self.values_until(&right, gamma, periods, known),
        }
    }

    fn values_forever(
        &self,
        right: &DVector<f64>,
        gamma: f64,
        known: &dyn Fn(usize) -> bool,
    ) -> Vec<Result<(f64, DMatrix<f64>), Why>> {
        let k = self.states();
        let mut open = self.open(known, gamma == 1.0);
        for (state, open) in open.iter_mut().enumerate() {
            let reach = self.reach(state);
            let paid_forever = |to: usize| gamma == 1.0 && reach[to] && self.is_end(to) && right[to] != 0.0;
            if open.is_none() && (0..k).any(paid_forever) {
                *open = Some(Why::NoFiniteMean { parameter: "discount_rate", given: 0.0 });
            }
        }
        let solved = self.solve(&open, right, gamma);
        let values = DVector::from_iterator(k, solved.iter().map(|it| it.0));
        open.into_iter()
            .zip(&solved)
            .map(|(open, (value, visits))| match open {
                Some(why) => Err(why),
                None => Ok((*value, DMatrix::from_fn(k, k, |row, to| gamma * visits[row] * values[to]))),
            })
            .collect()
    }

    fn values_until(
        &self,
        right: &DVector<f64>,
        gamma: f64,
        periods: u32,
        known: &dyn Fn(usize) -> bool,
    ) -> Vec<Result<(f64, DMatrix<f64>), Why>> {
        let k = self.states();
        // later[s] is the value with s periods to go.
        let mut later = vec![right.clone()];
        for periods_left in 0..periods as usize {
            later.push(right + gamma * (&self.matrix * &later[periods_left]));
        }
        let open = self.open(known, false);
        (0..k)
            .map(|state| {
                if let Some(why) = open[state] {
                    return Err(why);
                }
                let mut here = DVector::from_fn(k, |to, _| f64::from(u8::from(to == state)));
                let mut weights = DMatrix::zeros(k, k);
                for value in later.iter().rev().skip(1) {
                    weights.ger(gamma, &here, value, 1.0);
                    here = gamma * self.matrix.tr_mul(&here);
                }
                Ok((later[periods as usize][state], weights))
            })
            .collect()
    }
}

/// Accepts a number of states and the length of a square of them.
pub(super) fn check_states(states: usize, len: usize, name: &'static str) -> Result<(), StatsError> {
    if states == 0 || states > STATES_MAX {
        return Err(StatsError::OutOfRange { name: "states", allowed: "from 1 to 256", given: states as f64 });
    }
    if len != states * states {
        let (left_len, right_len) = (states * states, len);
        return Err(StatsError::LengthMismatch { left: "states × states", left_len, right: name, right_len });
    }
    Ok(())
}
