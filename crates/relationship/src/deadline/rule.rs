//! The rules that decide, by the ids of the law packs, and what is worth saying beside an end date.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Span;
use crate::Day;

/// The rule that decided an end date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The first term runs out first.
    FirstTerm,
    /// A month's notice at most, counted from the notice itself.
    NoticeFromTheDay,
    /// The end of the block the contract was prolonged by.
    EndOfBlock,
    /// A trial ends by itself.
    TrialEnds,
    /// The end of the membership year.
    EndOfYear,
    /// The Data Act: at most two months.
    Switching,
    /// Within fourteen days of the beginning or of a renewal it ends at once.
    CoolingOff,
    /// At will: what is paid for may be used up.
    AtWill,
    /// What the parties agreed.
    Agreed,
    /// The customer wanted a later day.
    Wanted,
}

/// Something that should be said beside an end date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remark {
    /// The agreed notice is longer than the law allows and was shortened.
    NoticeShortened {
        /// What was agreed.
        agreed: Span,
        /// What counts.
        counts: Span,
    },
    /// The agreed first term is longer than binds the customer.
    FirstTermShortened {
        /// What was agreed, in months.
        agreed_months: u32,
        /// What counts, in months.
        counts_months: u32,
    },
    /// The agreed prolongation binds the customer for longer than the law allows.
    ProlongationShortened {
        /// What was agreed, in months.
        agreed_months: u32,
        /// What counts, in months; 0 for a prolongation without end.
        counts_months: u32,
    },
    /// The customer wanted an earlier day than the rules give; the company may agree to it.
    WantedEarlier {
        /// The wanted last day.
        wanted_on: Day,
    },
    /// The notice came while the customer could change their mind: until this day, by rules that are expected and not in force
    /// yet.
    CoolingOff {
        /// The last day of the fourteen.
        until: Day,
    },
    /// The contract is older than the rules of today, and those of its own time bind it.
    OldRules,
    /// No law of ours decides: somebody should look at what was agreed.
    OwnRules,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoticeShortened { agreed, counts } => {
                write!(f, "the agreed notice of {agreed} is longer than the law allows; {counts} counts")
            }
            Self::FirstTermShortened { agreed_months, counts_months } => {
                write!(f, "of the first term of {agreed_months} months only {counts_months} bind the customer")
            }
            Self::ProlongationShortened { agreed_months, counts_months: 0 } => {
                write!(f, "a prolongation by {agreed_months} months does not bind; the contract goes on without a term")
            }
            Self::ProlongationShortened { agreed_months, counts_months } => {
                write!(f, "of a prolongation by {agreed_months} months only {counts_months} bind the customer")
            }
            Self::WantedEarlier { wanted_on } => {
                write!(f, "the customer wants {wanted_on}, earlier than the rules give; the company may agree")
            }
            Self::CoolingOff { until } => {
                write!(
                    f,
                    "the fourteen days run until {until}; these rules are expected in spring 2027, look whether they hold"
                )
            }
            Self::OldRules => f.write_str(
                "the contract began before 1 March 2022: it may be prolonged by up to a year, with up to three months of \
                 notice (§ 309 nr. 9 BGB as it was then)",
            ),
            Self::OwnRules => f.write_str("no law known here decides: look at what was agreed"),
        }
    }
}

impl Rule {
    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::FirstTerm => "first_term",
            Self::NoticeFromTheDay => "notice_from_the_day",
            Self::EndOfBlock => "end_of_block",
            Self::TrialEnds => "trial_ends",
            Self::EndOfYear => "end_of_year",
            Self::Switching => "switching",
            Self::CoolingOff => "cooling_off",
            Self::AtWill => "at_will",
            Self::Agreed => "agreed",
            Self::Wanted => "wanted",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FirstTerm => "the first term runs until then",
            Self::NoticeFromTheDay => "the notice counts from the day it was received",
            Self::EndOfBlock => "the contract was prolonged until then",
            Self::TrialEnds => "a trial ends by itself",
            Self::EndOfYear => "the membership year ends then",
            Self::Switching => "leaving a cloud provider takes two months of notice at most",
            Self::CoolingOff => "within fourteen days of its beginning or its renewal it ends at once",
            Self::AtWill => "it ends at will, and what was paid for may be used up",
            Self::Agreed => "so it was agreed",
            Self::Wanted => "the customer wants this day",
        })
    }
}
