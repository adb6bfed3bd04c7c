//! The definition record: what this company means by "left". It travels with every number.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Day, DepartureKind};

/// Which moment counts as leaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum LeftWhen {
    /// The day the customer asked to leave.
    Request,
    /// The day the relation really ends.
    EffectiveDate,
    /// The day of the last payment, once an ending is recorded or no payment came for `silent_days`.
    LastPayment {
        /// Days without a payment after which the customer counts as gone.
        silent_days: u32,
    },
    /// The last day of activity, once the customer was silent for `silent_days`.
    Silence {
        /// Days without activity after which the customer counts as gone.
        silent_days: u32,
    },
}

impl LeftWhen {
    /// After how many silent days somebody counts as gone, where silence does.
    pub fn silent_days(self) -> Option<u32> {
        match self {
            Self::Silence { silent_days } | Self::LastPayment { silent_days } => Some(silent_days),
            Self::Request | Self::EffectiveDate => None,
        }
    }

    /// The last day on which everybody who left can be known to have left. Who went silent counts as gone on the last day
    /// something was heard, and that shows only once more than the silent days have passed: until then the days after it are
    /// not settled, and nobody seen to leave in them is not the same as nobody leaving.
    #[must_use]
    pub fn settled_until(self, observed_until: Day) -> Day {
        let silent_days = self.silent_days().and_then(|days| i32::try_from(days).ok());
        silent_days.map_or(observed_until, |days| observed_until.plus_days(-days - 1))
    }
}

impl fmt::Display for LeftWhen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request => f.write_str("request"),
            Self::EffectiveDate => f.write_str("effective_date"),
            Self::LastPayment { silent_days } => write!(f, "last_payment:{silent_days}"),
            Self::Silence { silent_days } => write!(f, "silence:{silent_days}"),
        }
    }
}

impl FromStr for LeftWhen {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        let refuse = || {
            format!(
                "`{given}` does not say when a customer counts as gone; allowed: `request`, `effective_date`, \
                 `last_payment:DAYS`, `silence:DAYS` with DAYS from 1 to 3650"
            )
        };
        let (word, days) = given.split_once(':').map_or((given, None), |(word, days)| (word, Some(days)));
        let silent_days =
            || days.and_then(|text| text.parse::<u32>().ok()).filter(|n| (1..=3650).contains(n)).ok_or_else(refuse);
        match (word, days) {
            ("request", None) => Ok(Self::Request),
            ("effective_date", None) => Ok(Self::EffectiveDate),
            ("last_payment", _) => Ok(Self::LastPayment { silent_days: silent_days()? }),
            ("silence", _) => Ok(Self::Silence { silent_days: silent_days()? }),
            _ => Err(refuse()),
        }
    }
}

/// What "left", "at risk" and "too few" mean in every report of a data folder. A new version is a new record; old
/// numbers keep naming the version they were made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Definition {
    /// Counts up by one with each change; 1 is the definition a data folder starts with.
    pub version: u32,
    /// The day this version was chosen, if a person chose it.
    pub since: Option<Day>,
    /// Which moment counts as leaving.
    pub left_when: LeftWhen,
    /// Two stretches with at most so many days between them are one: a renewal is not a departure. From one day to the next
    /// there are 0 days between.
    pub bridge_days: u32,
    /// Kinds of leaving that are not counted as departures: who leaves so counts as here until that day and is
    /// then no longer at risk.
    pub not_counted: Vec<DepartureKind>,
    /// Below so many customers at risk a report says "too few" instead of a rate.
    pub at_risk_min: u64,
    /// The level of every interval, such as 0.95.
    pub level: f64,
}

impl Default for Definition {
    fn default() -> Self {
        Self {
            version: 1,
            since: None,
            left_when: LeftWhen::EffectiveDate,
            bridge_days: 1,
            not_counted: Vec::new(),
            at_risk_min: 10,
            level: 0.95,
        }
    }
}

impl Definition {
    /// The part that decides where spells begin and end, as a short stable text. Derived spells carry it, so that a
    /// changed definition never meets spells made by another.
    pub fn spell_key(&self) -> String {
        format!("left={};bridge={}", self.left_when, self.bridge_days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_for_left_when_go_there_and_back() {
        for text in ["request", "effective_date", "last_payment:62", "silence:90"] {
            assert_eq!(text.parse::<LeftWhen>().expect(text).to_string(), text);
        }
        for text in ["", "silence", "silence:0", "silence:-1", "silence:4000", "request:3", "gone"] {
            assert!(text.parse::<LeftWhen>().expect_err(text).contains("allowed"), "{text}");
        }
    }
}
