//! How often customers moved from one state to another.

use crate::StatsError;
use crate::checked::COUNT_MAX;
use crate::movement::Chain;
use crate::movement::chain::{STATES_MAX, check_states};
use nalgebra::DMatrix;

/// Moves counted from state to state, with the states that are never left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moves {
    states: usize,
    counts: Vec<u64>,
    is_end: Vec<bool>,
    gaps: u64,
}

/// Where customers were seen: one entry per customer and time.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Visits<'a> {
    /// Which customer.
    pub ids: &'a [u64],
    /// When, in any one unit of time.
    pub times: &'a [f64],
    /// In which state, counted from 0.
    pub states: &'a [usize],
    /// How long a period is: a customer's next entry is a move when it is that much later, and a gap otherwise. Without it
    /// each next entry is a move, whenever it was.
    pub period: Option<f64>,
}

/// One move: where from, where to, the state before, and when it began.
struct Move {
    before: Option<usize>,
    from: usize,
    to: usize,
    time: f64,
}

impl Moves {
    /// Accepts moves that were already counted, row by row: from the state of the row to the state of the column.
    ///
    /// # Shapes
    /// `counts` has `states` rows of `states` counts; `ends` lists the states that are never left.
    ///
    /// # Errors
    /// - `OutOfRange` when `states` is 0 or above [`STATES_MAX`](super::STATES_MAX), an end is no state, somebody left an
    ///   end, or there are more than 2⁵³ moves.
    /// - `LengthMismatch` when there are not `states`² counts.
    ///
    /// # Example
    /// ```
    /// # use stats::movement::Moves;
    /// let moves = Moves::from_counts(2, &[90, 10, 0, 0], &[1])?;
    /// assert_eq!((moves.from(0), moves.count(0, 1)), (100, 10));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn from_counts(states: usize, counts: &[u64], ends: &[usize]) -> Result<Self, StatsError> {
        check_states(states, counts.len(), "counts")?;
        let all = counts.iter().fold(0_u64, |all, it| all.saturating_add(*it));
        if all > COUNT_MAX {
            return Err(StatsError::OutOfRange { name: "counts", allowed: "at most 2^53 together", given: all as f64 });
        }
        let mut moves = Self { states, counts: counts.to_vec(), is_end: ends_of(states, ends)?, gaps: 0 };
        for end in 0..states {
            if moves.is_end[end] {
                let left = moves.from(end) - moves.count(end, end);
                if left > 0 {
                    let allowed = "0 from a state that is never left to another";
                    return Err(StatsError::OutOfRange { name: "counts", allowed, given: left as f64 });
                }
                moves.counts[end * states + end] = 0;
            }
        }
        Ok(moves)
    }

    /// Counts the moves of single customers.
    ///
    /// # Shapes
    /// The slices of `visits` pair up by position, in any order; `ends` lists the states that are never left.
    ///
    /// # Errors
    /// - `OutOfRange` when `states` is 0 or above [`STATES_MAX`](super::STATES_MAX), an end is no state, the period is not
    ///   above 0, or somebody left an end.
    /// - `LengthMismatch` when the slices do not pair up.
    /// - `RowOutOfRange` when a state is not below `states`, a time is NaN or infinite, or a customer is in the list twice at
    ///   the same time.
    ///
    /// # Example
    /// A customer seen in months 1, 2 and 4, in states 0, 1 and 0, moved once and was then out of sight for a month.
    /// ```
    /// # use stats::movement::{Moves, Visits};
    /// let visits = Visits { ids: &[7, 7, 7], times: &[1.0, 4.0, 2.0], states: &[0, 0, 1], period: Some(1.0) };
    /// let moves = Moves::from_visits(2, visits, &[])?;
    /// assert_eq!((moves.count(0, 1), moves.total(), moves.gaps()), (1, 1, 1));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn from_visits(states: usize, visits: Visits<'_>, ends: &[usize]) -> Result<Self, StatsError> {
        let (moves, gaps) = visits.moves(states)?;
        Self::count_moves(states, &moves, ends, gaps)
    }

    /// Counts the moves of single customers apart for each state they were in before: where they differ, the past before
    /// the present state matters, and a chain of these states says too little.
    ///
    /// # Errors
    /// As [`from_visits`](Self::from_visits).
    pub fn by_state_before(states: usize, visits: Visits<'_>, ends: &[usize]) -> Result<Vec<Self>, StatsError> {
        let (moves, _) = visits.moves(states)?;
        let of = |before: usize| moves.iter().filter(move |it| it.before == Some(before));
        let counted = (0..states).map(|before| Self::count_moves(states, of(before), ends, 0));
        counted.filter(|it| it.as_ref().map_or(true, |it| it.total() > 0)).collect()
    }

    /// Counts the moves of single customers apart for each time at which they began, by rising time: where they differ, the
    /// chances change over time.
    ///
    /// # Errors
    /// As [`from_visits`](Self::from_visits).
    pub fn by_time(states: usize, visits: Visits<'_>, ends: &[usize]) -> Result<Vec<(f64, Self)>, StatsError> {
        let (mut moves, _) = visits.moves(states)?;
        moves.sort_by(|a, b| a.time.total_cmp(&b.time));
        let times = moves.chunk_by(|a, b| a.time == b.time);
        times.map(|moves| Ok((moves[0].time, Self::count_moves(states, moves, ends, 0)?))).collect()
    }

    fn count_moves<'a>(
        states: usize,
        moves: impl IntoIterator<Item = &'a Move>,
        ends: &[usize],
        gaps: u64,
    ) -> Result<Self, StatsError> {
        let mut counts = vec![0; states * states];
        for it in moves {
            counts[it.from * states + it.to] += 1;
        }
        Ok(Self { gaps, ..Self::from_counts(states, &counts, ends)? })
    }

    /// How many states.
    pub const fn states(&self) -> usize {
        self.states
    }

    /// How often somebody moved from one state to another, or stayed, when both are the same; 0 for states there are not.
    pub fn count(&self, from: usize, to: usize) -> u64 {
        if from < self.states && to < self.states { self.counts[from * self.states + to] } else { 0 }
    }

    /// How many moves began in a state.
    pub fn from(&self, state: usize) -> u64 {
        (0..self.states).map(|to| self.count(state, to)).sum()
    }

    /// How many moves there are.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Whether a state is never left by definition.
    pub fn is_end(&self, state: usize) -> bool {
        self.is_end.get(state) == Some(&true)
    }

    /// How often a customer's next entry was not one period later.
    pub const fn gaps(&self) -> u64 {
        self.gaps
    }

    /// The shares as chances. States that nobody was seen to move from stay where they are here, so ask
    /// [`is_known`](Self::is_known).
    pub(super) fn chain(&self) -> Chain {
        let matrix = DMatrix::from_fn(self.states, self.states, |from, to| {
            let n = self.from(from);
            if n == 0 { f64::from(u8::from(from == to)) } else { self.count(from, to) as f64 / n as f64 }
        });
        Chain { matrix }
    }

    /// Whether anything is known about the moves from a state.
    pub(super) fn is_known(&self, state: usize) -> bool {
        self.is_end(state) || self.from(state) > 0
    }
}

impl Visits<'_> {
    /// The moves, and how many next entries were none.
    fn moves(&self, states: usize) -> Result<(Vec<Move>, u64), StatsError> {
        self.check(states)?;
        let mut order: Vec<usize> = (0..self.ids.len()).collect();
        order.sort_by(|&a, &b| self.ids[a].cmp(&self.ids[b]).then(self.times[a].total_cmp(&self.times[b])));
        let (mut moves, mut gaps) = (Vec::with_capacity(order.len()), 0);
        let mut before = None;
        for pair in order.windows(2) {
            let [from, to] = [pair[0], pair[1]];
            if self.ids[from] != self.ids[to] {
                before = None;
                continue;
            }
            let apart = self.times[to] - self.times[from];
            if apart <= 0.0 {
                let allowed = "another than the customer's other times";
                return Err(StatsError::RowOutOfRange {
                    name: "times",
                    allowed,
                    given: self.times[to],
                    row: from.max(to),
                });
            }
            if self.period.is_some_and(|period| (apart / period - 1.0).abs() > 1e-6) {
                gaps += 1;
                before = None;
                continue;
            }
            let (time, from, to) = (self.times[from], self.states[from], self.states[to]);
            moves.push(Move { before, from, to, time });
            before = Some(from);
        }
        Ok((moves, gaps))
    }

    fn check(&self, states: usize) -> Result<(), StatsError> {
        for (right, right_len) in [("times", self.times.len()), ("states", self.states.len())] {
            if right_len != self.ids.len() {
                return Err(StatsError::LengthMismatch { left: "ids", left_len: self.ids.len(), right, right_len });
            }
        }
        if let Some(period) = self.period.filter(|it| !(it.is_finite() && *it > 0.0)) {
            return Err(StatsError::OutOfRange { name: "period", allowed: "above 0", given: period });
        }
        if states == 0 || states > STATES_MAX {
            return Err(StatsError::OutOfRange { name: "states", allowed: "from 1 to 256", given: states as f64 });
        }
        for (row, (&time, &state)) in self.times.iter().zip(self.states).enumerate() {
            if !time.is_finite() {
                return Err(StatsError::RowOutOfRange { name: "times", allowed: "a finite number", given: time, row });
            }
            if state >= states {
                let allowed = "below the number of states";
                return Err(StatsError::RowOutOfRange { name: "states", allowed, given: state as f64, row });
            }
        }
        Ok(())
    }
}

fn ends_of(states: usize, ends: &[usize]) -> Result<Vec<bool>, StatsError> {
    let mut is_end = vec![false; states];
    for &end in ends {
        let Some(slot) = is_end.get_mut(end) else {
            let allowed = "below the number of states";
            return Err(StatsError::OutOfRange { name: "ends", allowed, given: end as f64 });
        };
        *slot = true;
    }
    Ok(is_end)
}
