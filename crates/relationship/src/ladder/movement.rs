//! How customers moved between two dates.

use super::{Rung, Said, standing};
use crate::Day;

/// Where a customer is on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// On a rung.
    On(Rung),
    /// A customer of whom nobody knows: never asked, no answer, or an answer that faded.
    Unknown,
    /// No customer any more.
    Gone,
}

impl State {
    /// In the order of rows and columns: the rungs from deep red to green, unknown, gone.
    pub const ALL: [Self; 7] = [
        Self::On(Rung::DeepRed),
        Self::On(Rung::Orange),
        Self::On(Rung::Yellow),
        Self::On(Rung::SoftGreen),
        Self::On(Rung::Green),
        Self::Unknown,
        Self::Gone,
    ];

    /// The word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::On(rung) => rung.word(),
            Self::Unknown => "unknown",
            Self::Gone => "gone",
        }
    }

    const fn index(self) -> usize {
        match self {
            Self::On(rung) => rung as usize,
            Self::Unknown => 5,
            Self::Gone => 6,
        }
    }
}

/// What is known of one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The first day.
    pub joined_on: Day,
    /// The last day, once they left.
    pub left_on: Option<Day>,
    /// Their answers.
    pub said: Vec<Said>,
}

impl Customer {
    /// Where the customer was on a day; none before they began.
    pub fn state(&self, on: Day) -> Option<State> {
        if on < self.joined_on {
            return None;
        }
        if self.left_on.is_some_and(|left| left < on) {
            return Some(State::Gone);
        }
        Some(standing(&self.said, on).map_or(State::Unknown, |standing| State::On(standing.rung)))
    }
}

/// How many went from which state to which between two dates: who was a customer on the first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Movements {
    counts: [[u64; 7]; 7],
}

impl Movements {
    /// Counts the moves of all who were customers on the first day.
    pub fn between<'a>(customers: impl IntoIterator<Item = &'a Customer>, from: Day, to: Day) -> Self {
        let mut movements = Self::default();
        for customer in customers {
            if let (Some(before), Some(after)) = (customer.state(from), customer.state(to))
                && before != State::Gone
            {
                movements.add(before, after, 1);
            }
        }
        movements
    }

    /// Adds moves that were counted elsewhere.
    pub fn add(&mut self, from: State, to: State, count: u64) {
        self.counts[from.index()][to.index()] += count;
    }

    /// How many went from one state to another.
    pub fn count(&self, from: State, to: State) -> u64 {
        self.counts[from.index()][to.index()]
    }

    /// How many began in a state.
    pub fn began(&self, from: State) -> u64 {
        self.counts[from.index()].iter().sum()
    }

    /// How many there were in all.
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// Row by row, in the order of [`State::ALL`]: what a Markov chain is estimated from.
    pub const fn rows(&self) -> &[[u64; 7]; 7] {
        &self.counts
    }
}
