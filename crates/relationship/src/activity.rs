//! The register of what the company does to keep customers: who answers for it, what it should do, and whether anybody knows
//! that it does.
//!
//! An activity is anything done to customers so that they stay or become loyal: a mail, a call, a gift, a card, a discount, a
//! save desk, onboarding, a change of the app or the price; by people or machines, here or in another system. What is written
//! about it is never changed: a new version stands beside the old one, so that what was promised at the start can be held
//! against what was said later.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `choosing` | how it is decided who gets it, and why nobody may be drawn |
//! | `plan` | what is counted and when, and what was said differently after the start |
//! | `register` | all activities beside each other: what stands out by itself |
//! | `budget` | what the money goes to, and what to do next |

mod budget;
mod choosing;
mod plan;
mod register;

pub use budget::{Budget, Next};
pub use choosing::{Choosing, Undrawn};
pub use plan::{Change, Counted, HORIZONS_DAYS, HORIZONS_MAX, Plan, changes_after_start};
pub use register::{Office, Registered, Standout, standouts};

use serde::{Deserialize, Serialize};

use crate::{Currency, Day};

/// Most characters that a text about an activity has.
pub const TEXT_CHARS_MAX: usize = 2_000;

/// What an activity is for: one of two, never both, because success is measured differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// That fewer leave.
    FewerLeavers,
    /// That those who stay become loyal.
    Loyalty,
}

impl Goal {
    /// Both goals.
    pub const ALL: [Self; 2] = [Self::FewerLeavers, Self::Loyalty];

    /// The word used in JSON and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::FewerLeavers => "fewer_leavers",
            Self::Loyalty => "loyalty",
        }
    }
}

/// What it costs, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cost {
    /// Once.
    pub fixed_minor: i64,
    /// Per customer who gets it.
    pub each_minor: i64,
    /// The currency of both.
    pub currency: Currency,
}

impl Cost {
    /// What so many customers cost.
    pub const fn of(&self, customers: i64) -> i64 {
        self.fixed_minor.saturating_add(self.each_minor.saturating_mul(customers))
    }
}

/// An activity as somebody described it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// What people call it.
    pub name: String,
    /// The member who answers for it.
    #[serde(default)]
    pub owner: Option<String>,
    /// What it is for.
    pub goal: Goal,
    /// Why it should work.
    #[serde(default)]
    pub hypothesis: String,
    /// For whom, in words.
    #[serde(default)]
    pub audience: String,
    /// What is done, in words.
    #[serde(default)]
    pub treatment: String,
    /// What it costs, where that is known.
    #[serde(default)]
    pub cost: Option<Cost>,
    /// The first day.
    pub starts_on: Day,
    /// The day somebody decides whether it goes on.
    #[serde(default)]
    pub review_on: Option<Day>,
    /// The last day, where there is one.
    #[serde(default)]
    pub ends_on: Option<Day>,
    /// How it is decided who gets it.
    pub choosing: Choosing,
    /// What is counted, and when.
    #[serde(default)]
    pub plan: Plan,
    /// Why it was described anew, where it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub changed_because: String,
}

/// What is wrong with a description. All of it is told at once.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ActivityError {
    /// A text that has to be there is not, or is too long.
    #[error("`{field}` has {given} characters; allowed: from {least} to {TEXT_CHARS_MAX}")]
    Text {
        /// The field.
        field: &'static str,
        /// How many it has.
        given: usize,
        /// The fewest.
        least: usize,
    },
    /// A day before the day that has to come first.
    #[error("`{field}` is {given}; allowed: {starts_on}, the start, or later")]
    DayBeforeStart {
        /// The field.
        field: &'static str,
        /// Its day.
        given: Day,
        /// The start.
        starts_on: Day,
    },
    /// Horizons that are not rising numbers of days.
    #[error(
        "`horizons_days` is {given:?}; allowed: from 1 to {HORIZONS_MAX} rising numbers of days, such as [30, 90, 365]"
    )]
    Horizons {
        /// What was given.
        given: Vec<u32>,
    },
    /// A cost below 0.
    #[error("`cost` has {given} below 0; allowed: 0 or more")]
    Cost {
        /// What was given, in minor units.
        given: i64,
    },
    /// A part of a lane that is none.
    #[error("the lane `{name}` goes from {from} to {to}; allowed: a part between 0 and 1 that rises, such as 0 to 0.5")]
    Lane {
        /// The lane.
        name: String,
        /// Where it begins.
        from: f64,
        /// Where it ends.
        to: f64,
    },
    /// An effect that is no share.
    #[error("`matters` is {given}; allowed: a share above 0 and below 1, such as 0.01 for one point")]
    Matters {
        /// What was given.
        given: f64,
    },
}

impl Activity {
    /// All that is wrong with it; nothing when it may stand in the register.
    pub fn errors(&self) -> Vec<ActivityError> {
        let mut errors = Vec::new();
        let texts = [
            ("name", &self.name, 1),
            ("hypothesis", &self.hypothesis, 0),
            ("audience", &self.audience, 0),
            ("treatment", &self.treatment, 0),
            ("changed_because", &self.changed_because, 0),
            ("outcome", &self.plan.outcome, 1),
        ];
        for (field, text, least) in texts {
            let given = text.trim().chars().count();
            if given < least || given > TEXT_CHARS_MAX {
                errors.push(ActivityError::Text { field, given, least });
            }
        }
        let starts_on = self.starts_on;
        for (field, day) in [("review_on", self.review_on), ("ends_on", self.ends_on)] {
            if let Some(given) = day.filter(|day| *day < starts_on) {
                errors.push(ActivityError::DayBeforeStart { field, given, starts_on });
            }
        }
        let horizons = &self.plan.horizons_days;
        let rises = horizons.iter().zip(horizons.iter().skip(1)).all(|(a, b)| a < b);
        if horizons.is_empty() || horizons.len() > HORIZONS_MAX || horizons[0] == 0 || !rises {
            errors.push(ActivityError::Horizons { given: horizons.clone() });
        }
        let costs = self.cost.iter().flat_map(|cost| [cost.fixed_minor, cost.each_minor]);
        errors.extend(costs.filter(|cost| *cost < 0).map(|given| ActivityError::Cost { given }));
        if let Choosing::Drawn { drawing, .. } = &self.choosing
            && let Some(lane) = &drawing.lane
            && !(0.0 <= lane.from && lane.from < lane.to && lane.to <= 1.0)
        {
            let name = lane.name.clone();
            errors.push(ActivityError::Lane { name, from: lane.from, to: lane.to });
        }
        if let Some(given) = self.plan.matters.filter(|it| !(*it > 0.0 && *it < 1.0)) {
            errors.push(ActivityError::Matters { given });
        }
        errors
    }

    /// What facts may call it: its name, and what its draws are named by.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let salt = match &self.choosing {
            Choosing::Drawn { drawing, .. } => Some(drawing.salt.as_str()),
            _ => None,
        };
        std::iter::once(self.name.as_str()).chain(salt)
    }

    /// Whether it runs on a day.
    pub fn runs_on(&self, day: Day) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|end| day <= end)
    }
}

#[cfg(test)]
mod tests;
