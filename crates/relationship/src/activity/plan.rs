//! What is fixed before the first customer is drawn, and what was said differently later.

use serde::{Deserialize, Serialize};

use super::{Activity, Choosing};
use crate::Day;

/// Most horizons an activity is judged at.
pub const HORIZONS_MAX: usize = 6;
/// The horizons an activity is judged at when nobody says others.
pub const HORIZONS_DAYS: [u32; 3] = [30, 90, 365];

/// What the ledger can count of a customer after a draw: the words for the outcome of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Counted {
    /// They left within the days.
    Left,
    /// They are a customer at the end of the days, whether or not they were away in between.
    Here,
    /// What they paid within the days.
    Revenue,
    /// How often they contacted service.
    Contacts,
    /// How often they complained.
    Complaints,
    /// Their last answer stands higher on the ladder than the last one before.
    Rose,
}

impl Counted {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Left, Self::Here, Self::Revenue, Self::Contacts, Self::Complaints, Self::Rose];

    /// The word used in plans and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Here => "here",
            Self::Revenue => "revenue",
            Self::Contacts => "contacts",
            Self::Complaints => "complaints",
            Self::Rose => "rose",
        }
    }

    /// The outcome behind a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// Whether more of it is better.
    pub const fn more_is_better(self) -> bool {
        matches!(self, Self::Here | Self::Revenue | Self::Rose)
    }

    /// Whether it is 0 or 1 for each customer.
    pub const fn is_share(self) -> bool {
        matches!(self, Self::Left | Self::Here | Self::Rose)
    }
}

/// What is counted and when, fixed before the first customer is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The outcome in words of the ledger, such as `left`.
    pub outcome: String,
    /// Days after the draw within which the outcome counts; the verdict is that of the last.
    pub horizons_days: Vec<u32>,
    /// What is adjusted for: traits known before.
    pub traits: Vec<String>,
    /// The smallest effect that matters, as a share; nothing for the usual part of what the control does.
    #[serde(default)]
    pub matters: Option<f64>,
}

impl Default for Plan {
    fn default() -> Self {
        Self { outcome: "left".to_owned(), horizons_days: HORIZONS_DAYS.to_vec(), traits: Vec::new(), matters: None }
    }
}

/// A field of the plan that was said differently after the start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The field, such as `horizons_days`.
    pub field: &'static str,
    /// The version that changed it, counted from 1.
    pub version: usize,
    /// What was promised.
    pub before: String,
    /// What is said now.
    pub after: String,
}

/// What was changed after the start of what was fixed there: outcome, horizons, traits, the effect that matters, and how is
/// drawn. `versions` are the descriptions with the day they were said, in order.
pub fn changes_after_start(versions: &[(Day, Activity)]) -> Vec<Change> {
    let Some((_, first)) = versions.first() else { return Vec::new() };
    // What was said last before the start, or first of all, is what was promised.
    let promised = versions.iter().rposition(|(said_on, it)| *said_on <= it.starts_on).unwrap_or(0);
    let mut held = versions.get(promised).map_or_else(|| fixed(first), |(_, it)| fixed(it));
    let mut changes = Vec::new();
    for (at, (_, it)) in versions.iter().enumerate().skip(promised + 1) {
        let now = fixed(it);
        for ((field, before), (_, after)) in held.iter().zip(&now) {
            if before != after {
                let (before, after) = (before.clone(), after.clone());
                changes.push(Change { field, version: at + 1, before, after });
            }
        }
        held = now;
    }
    changes
}

/// What is fixed at the start, as text.
fn fixed(it: &Activity) -> Vec<(&'static str, String)> {
    let days = it.plan.horizons_days.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let choosing = match &it.choosing {
        Choosing::Drawn { drawing, unit } => {
            let lane =
                drawing.lane.as_ref().map_or_else(String::new, |it| format!(", {} {}-{}", it.name, it.from, it.to));
            let holdout = drawing.company_holdout.map_or_else(String::new, |it| format!(", {} of all", it.get()));
            let unit = unit.as_deref().unwrap_or("customer");
            format!("drawn by {unit}: {} treated, `{}`{lane}{holdout}", drawing.treated.get(), drawing.salt)
        }
        Choosing::Rule { rule } => format!("by rule: {rule}"),
        Choosing::ByHand => "by hand".to_owned(),
        Choosing::Everybody => "everybody".to_owned(),
    };
    vec![
        ("goal", it.goal.word().to_owned()),
        ("outcome", it.plan.outcome.clone()),
        ("horizons_days", days),
        ("traits", it.plan.traits.join(", ")),
        ("matters", it.plan.matters.map(|it| it.to_string()).unwrap_or_default()),
        ("choosing", choosing),
    ]
}
