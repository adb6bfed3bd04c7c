//! An answer.

use serde::{Deserialize, Serialize};

/// What somebody answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A face, from 1 (deep red) to 5 (green).
    Face(u8),
    /// From 0 to 10.
    Score(u8),
    /// One option.
    One(String),
    /// Some options.
    Several(Vec<String>),
    /// Options, the most important first.
    Ranked(Vec<String>),
    /// Own words.
    Words(String),
    /// Yes or no.
    Yes(bool),
    /// Whether the goal was reached.
    Goal(Reached),
}

impl Value {
    /// The answer as a number, where it is one: what the `answered` fact holds.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Face(number) | Self::Score(number) => Some(f64::from(*number)),
            Self::Yes(yes) => Some(f64::from(u8::from(*yes))),
            Self::Goal(reached) => Some(match reached {
                Reached::No => 0.0,
                Reached::Partly => 0.5,
                Reached::Yes => 1.0,
            }),
            _ => None,
        }
    }

    /// Is it in own words, which are kept for a term only?
    pub const fn is_words(&self) -> bool {
        matches!(self, Self::Words(_))
    }

    /// What a form sends for it; what [`Question::read`](super::Question::read) reads back.
    pub fn sent(&self) -> Vec<String> {
        match self {
            Self::Face(number) | Self::Score(number) => vec![number.to_string()],
            Self::One(option) => vec![option.clone()],
            Self::Several(options) | Self::Ranked(options) => options.clone(),
            Self::Words(words) => vec![words.clone()],
            Self::Yes(yes) => vec![if *yes { "yes" } else { "no" }.to_owned()],
            Self::Goal(reached) => vec![reached.word().to_owned()],
        }
    }
}

/// Did somebody reach what they came for?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// Yes: leaving is then a happy end.
    Yes,
    /// In part.
    Partly,
    /// No.
    No,
}

impl Reached {
    /// The word used in forms and records.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Yes, Self::Partly, Self::No].into_iter().find(|it| it.word() == word)
    }
}

/// Why what was sent is no answer to the question. No text here holds what somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAnswer {
    /// The survey has no such question.
    #[error("there is no such question in this survey; allowed: {allowed}")]
    NoSuchQuestion {
        /// The questions there are.
        allowed: String,
    },
    /// This is not one of the answers.
    #[error("this is not one of the answers; allowed: {allowed}")]
    NotOffered {
        /// The answers there are.
        allowed: String,
    },
    /// One answer is asked for.
    #[error("more than one answer was sent; allowed: one")]
    OnlyOne,
    /// The text is too long. It is refused whole and never cut.
    #[error("the text has {chars} characters; allowed: at most {chars_max}")]
    TooLong {
        /// How many it has.
        chars: usize,
        /// How many it may have.
        chars_max: u32,
    },
}
