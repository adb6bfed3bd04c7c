//! The kinds of leaving. They are told apart in every report: a goal reached is not a complaint.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a relation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepartureKind {
    /// The customer decided to go.
    Voluntary,
    /// Nobody decided: a payment failed, a card expired.
    Involuntary,
    /// The customer reached what they came for.
    Positive,
    /// The company ended it.
    Dismissed,
    /// The customer stayed away without a word.
    Silent,
}

impl DepartureKind {
    /// All kinds, in the order reports show them.
    pub const ALL: [Self; 5] = [Self::Voluntary, Self::Involuntary, Self::Positive, Self::Silent, Self::Dismissed];

    /// The word used in files, SQL and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Voluntary => "voluntary",
            Self::Involuntary => "involuntary",
            Self::Positive => "positive",
            Self::Dismissed => "dismissed",
            Self::Silent => "silent",
        }
    }
}

impl FromStr for DepartureKind {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.word() == given).ok_or_else(|| {
            format!(
                "`{given}` is not a kind of leaving; allowed: `voluntary`, `involuntary`, `positive`, `silent`, `dismissed`"
            )
        })
    }
}
