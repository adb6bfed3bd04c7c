//! When to ask: on a schedule, and after something happened. Not when somebody thinks of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ladder::Rung;

/// What makes it time to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// So many days have gone by.
    Schedule,
    /// The first use.
    FirstUse,
    /// A contact with service.
    ServiceContact,
    /// A contract was renewed.
    Renewal,
    /// Something was done to keep or please the customer.
    Activity,
    /// The customer said goodbye.
    Goodbye,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Schedule, Self::FirstUse, Self::ServiceContact, Self::Renewal, Self::Activity, Self::Goodbye];

    /// The word used in files and records.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::FirstUse => "first_use",
            Self::ServiceContact => "service_contact",
            Self::Renewal => "renewal",
            Self::Activity => "activity",
            Self::Goodbye => "goodbye",
        }
    }
}

/// How a question reaches somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedBy {
    /// A mail.
    Mail,
    /// A text message or a chat, with a link.
    Text,
    /// A code on paper or a wall that a phone reads.
    Qr,
    /// A page of the company, or the widget on it.
    Web,
    /// A colleague who asks and types in the answer.
    Desk,
    /// A screen on the spot.
    Kiosk,
}

impl AskedBy {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Mail, Self::Text, Self::Qr, Self::Web, Self::Desk, Self::Kiosk];

    /// The word used in files and records.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Text => "text",
            Self::Qr => "qr",
            Self::Web => "web",
            Self::Desk => "desk",
            Self::Kiosk => "kiosk",
        }
    }

    /// The channel behind a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.word() == word)
    }

    /// Does it come to somebody who did not ask for it, so that quiet hours and the rules for messages hold?
    pub const fn is_message(self) -> bool {
        matches!(self, Self::Mail | Self::Text)
    }
}

/// Whom a rule asks, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskRule {
    /// What makes it time.
    pub on: Occasion,
    /// So many days after it. Of a schedule: after the customer began.
    #[serde(default)]
    pub after_days: u32,
    /// Of a schedule: how often.
    #[serde(default)]
    pub every_days: Option<u32>,
    /// So many days later it is too late to ask about it.
    #[serde(default = "two_weeks")]
    pub within_days: u32,
    /// How it is asked, the first that can be used.
    #[serde(default = "mail")]
    pub channels: Vec<AskedBy>,
    /// Only whom this holds for.
    #[serde(rename = "if", default)]
    pub condition: Condition,
}

const fn two_weeks() -> u32 {
    14
}

fn mail() -> Vec<AskedBy> {
    vec![AskedBy::Mail]
}

/// Whom a rule holds for: everything that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// A customer for at least so many days.
    pub tenure_days_min: Option<u32>,
    /// And for at most so many.
    pub tenure_days_max: Option<u32>,
    /// On one of these plans.
    pub plans: Vec<String>,
    /// With these traits.
    pub traits: BTreeMap<String, String>,
    /// On one of these rungs of the ladder.
    pub rungs: Vec<Rung>,
}
