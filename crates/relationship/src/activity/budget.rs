//! What the money goes to, and what to do with each activity.

use serde::Serialize;

use super::Registered;
use crate::verdict::Verdict;

/// What the retention budget goes to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Budget {
    /// To what helps.
    pub helps_minor: i64,
    /// To what shows no sign of an effect.
    pub no_sign_minor: i64,
    /// To what backfires.
    pub backfires_minor: i64,
    /// To what nobody knows the effect of.
    pub unknown_minor: i64,
}

impl Budget {
    /// The budget of some activities; those without a known cost are not in it.
    pub fn of<'a>(register: impl IntoIterator<Item = &'a Registered>) -> Self {
        let mut budget = Self::default();
        for it in register {
            let spent = it.spent_minor().unwrap_or(0);
            let part = match it.verdict {
                Some(Verdict::Helps) => &mut budget.helps_minor,
                Some(Verdict::NoSign) => &mut budget.no_sign_minor,
                Some(Verdict::Backfires) => &mut budget.backfires_minor,
                Some(Verdict::CannotTellYet | Verdict::CannotTellThisWay) | None => &mut budget.unknown_minor,
            };
            *part = part.saturating_add(spent);
        }
        budget
    }

    /// All of it.
    pub const fn total_minor(&self) -> i64 {
        self.helps_minor
            .saturating_add(self.no_sign_minor)
            .saturating_add(self.backfires_minor)
            .saturating_add(self.unknown_minor)
    }

    /// The share whose effect nobody knows; nothing where nothing is spent.
    pub fn unknown_share(&self) -> Option<f64> {
        let total = self.total_minor();
        (total > 0).then(|| self.unknown_minor as f64 / total as f64)
    }
}

/// What to do with an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// It does harm, or costs money for nothing.
    Stop,
    /// It helps.
    Keep,
    /// Nobody knows what it does: hold some out.
    Measure,
    /// It is being measured; more customers will tell.
    Wait,
}

impl Next {
    /// What follows from a verdict.
    pub const fn from_verdict(verdict: Option<Verdict>) -> Self {
        match verdict {
            Some(Verdict::Helps) => Self::Keep,
            Some(Verdict::Backfires | Verdict::NoSign) => Self::Stop,
            Some(Verdict::CannotTellYet) => Self::Wait,
            Some(Verdict::CannotTellThisWay) | None => Self::Measure,
        }
    }

    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Keep => "keep",
            Self::Measure => "measure",
            Self::Wait => "wait",
        }
    }
}
