//! The ladder: where a customer stands, in five steps from deep red to green, by a stated rule per question.
//!
//! A [`Standing`] has a date and fades: after a stated time nobody knows any more. [`movement`] counts the moves between two
//! dates. Two boards stand apart: [`LossBoard`], up from deep red, and [`LoyaltyBoard`], from soft green to green. They are
//! two goals, an activity has one of them, and no number mixes both.

mod board;
pub mod movement;

pub use board::{Goal, LossBoard, LoyaltyBoard, Part};
pub use movement::{Movements, State};

use serde::{Deserialize, Serialize};

use crate::Day;

/// A step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// As unhappy as can be.
    DeepRed,
    /// Unhappy.
    Orange,
    /// Neither.
    Yellow,
    /// Content.
    SoftGreen,
    /// As content as can be.
    Green,
}

impl Rung {
    /// From the lowest to the highest.
    pub const ALL: [Self; 5] = [Self::DeepRed, Self::Orange, Self::Yellow, Self::SoftGreen, Self::Green];

    /// The word used in files, records and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DeepRed => "deep_red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::SoftGreen => "soft_green",
            Self::Green => "green",
        }
    }

    /// The rung behind a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.word() == word)
    }

    /// From 1, deep red, to 5, green.
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The rung of a number from 1 to 5.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.number() == number)
    }
}

impl std::fmt::Display for Rung {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}

/// Of a score from 0 to 10: the highest number of deep red, orange, yellow and soft green. What is above is green.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tops([u8; 4]);

impl Default for Tops {
    fn default() -> Self {
        Self([2, 4, 6, 8])
    }
}

impl Tops {
    /// Do they rise, and leave room for green?
    pub fn is_rising(self) -> bool {
        self.0.windows(2).all(|pair| pair[0] < pair[1]) && self.0[3] <= 9
    }

    /// The rung of a score.
    pub fn rung(self, score: u8) -> Rung {
        let above = self.0.iter().filter(|top| score > **top).count();
        Rung::ALL[above]
    }
}

/// Where a customer stands, since when, and until when that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where.
    pub rung: Rung,
    /// The day they said so.
    pub on: Day,
    /// The first day on which nobody knows any more.
    pub fades_on: Day,
}

/// One answer that said where a customer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Where.
    pub rung: Rung,
    /// When.
    pub on: Day,
    /// How long it counts.
    pub fades_after_days: u32,
}

/// Where a customer stood on a day: by the last answer until then, unless it had faded. Of two answers on one day the later
/// in the list counts.
pub fn standing(said: &[Said], on: Day) -> Option<Standing> {
    let last = said.iter().filter(|it| it.on <= on).max_by_key(|it| it.on)?;
    let fades_on = last.on.plus_days(i32::try_from(last.fades_after_days).unwrap_or(i32::MAX));
    (on < fades_on).then_some(Standing { rung: last.rung, on: last.on, fades_on })
}
