//! Two boards with two goals. Fewer losses: deep red becomes yellow or soft green. More loyalty: soft green becomes green.

use serde::{Deserialize, Serialize};

use super::{Movements, Rung, State};

/// What an activity is for. It has one goal, and its success is measured in that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Who stands on deep red comes up.
    LossReduction,
    /// Who stands on soft green becomes green, stays longer, buys more, recommends.
    Loyalty,
}

impl Goal {
    /// Of this movement: did the activity reach its goal with this customer? `None` where the movement says nothing about
    /// this goal, as of somebody who did not begin where the goal begins, or of whom nobody knows now.
    pub fn is_reached_by(self, from: State, to: State) -> Option<bool> {
        let (begins, ends): (Rung, &[Rung]) = match self {
            Self::LossReduction => (Rung::DeepRed, &[Rung::Yellow, Rung::SoftGreen, Rung::Green]),
            Self::Loyalty => (Rung::SoftGreen, &[Rung::Green]),
        };
        match to {
            _ if from != State::On(begins) => None,
            State::Unknown => None,
            State::Gone => Some(false),
            State::On(rung) => Some(ends.contains(&rung)),
        }
    }
}

/// A part of a whole, for a share with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The part.
    pub part: u64,
    /// The whole.
    pub whole: u64,
}

/// Fewer losses: what became of those who stood on deep red.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LossBoard {
    /// How many stood on deep red.
    pub began: u64,
    /// On yellow now.
    pub to_yellow: u64,
    /// On soft green now.
    pub to_soft_green: u64,
    /// On green now: more than the goal.
    pub to_green: u64,
    /// On orange now: a step, not the goal.
    pub to_orange: u64,
    /// Still on deep red.
    pub stayed: u64,
    /// Left.
    pub left: u64,
    /// Nobody knows; not among those the share is taken of.
    pub unknown: u64,
}

impl LossBoard {
    /// Reads the board off the movements.
    pub fn of(moves: &Movements) -> Self {
        let from = State::On(Rung::DeepRed);
        let to = |rung| moves.count(from, State::On(rung));
        Self {
            began: moves.began(from),
            to_yellow: to(Rung::Yellow),
            to_soft_green: to(Rung::SoftGreen),
            to_green: to(Rung::Green),
            to_orange: to(Rung::Orange),
            stayed: to(Rung::DeepRed),
            left: moves.count(from, State::Gone),
            unknown: moves.count(from, State::Unknown),
        }
    }

    /// Of those of whom it is known: yellow or better. Who left counts among them.
    pub const fn lifted(&self) -> Part {
        Part { part: self.to_yellow + self.to_soft_green + self.to_green, whole: self.began - self.unknown }
    }

    /// How many of all who began answered again or left: beside every share stands how many do not speak in it.
    pub const fn known(&self) -> Part {
        Part { part: self.began - self.unknown, whole: self.began }
    }
}

/// More loyalty: what became of those who stood on soft green.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoyaltyBoard {
    /// How many stood on soft green.
    pub began: u64,
    /// On green now.
    pub to_green: u64,
    /// Still on soft green.
    pub stayed: u64,
    /// On yellow or lower now.
    pub fell: u64,
    /// Left.
    pub left: u64,
    /// Nobody knows; not among those the share is taken of.
    pub unknown: u64,
}

impl LoyaltyBoard {
    /// Reads the board off the movements.
    pub fn of(moves: &Movements) -> Self {
        let from = State::On(Rung::SoftGreen);
        let to = |rung| moves.count(from, State::On(rung));
        Self {
            began: moves.began(from),
            to_green: to(Rung::Green),
            stayed: to(Rung::SoftGreen),
            fell: to(Rung::DeepRed) + to(Rung::Orange) + to(Rung::Yellow),
            left: moves.count(from, State::Gone),
            unknown: moves.count(from, State::Unknown),
        }
    }

    /// Of those of whom it is known: green now. Who left counts among them.
    pub const fn grown(&self) -> Part {
        Part { part: self.to_green, whole: self.began - self.unknown }
    }

    /// How many of all who began answered again or left.
    pub const fn known(&self) -> Part {
        Part { part: self.began - self.unknown, whole: self.began }
    }
}
