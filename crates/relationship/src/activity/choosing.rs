//! How it is decided who gets an activity, and why nobody is drawn for it.

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::drawing::Drawing;

/// How it is decided who gets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "how")]
pub enum Choosing {
    /// Chance draws, and holds some out.
    Drawn {
        /// How.
        drawing: Drawing,
        /// What is drawn as a whole, such as `household` or `store`; nothing for customers.
        #[serde(default)]
        unit: Option<String>,
    },
    /// A rule chooses, such as a score above a bound.
    Rule {
        /// The rule in words.
        rule: String,
    },
    /// Somebody chooses each time.
    ByHand,
    /// Everybody in the audience gets it.
    Everybody,
}

impl Choosing {
    /// Whether somebody is left alone by chance, so that the effect can be known.
    pub const fn holds_out(&self) -> bool {
        matches!(self, Self::Drawn { .. })
    }
}

/// Why nobody is drawn for an activity, or not in this way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undrawn {
    /// Somebody stopped it.
    #[error("it was stopped; nobody is drawn for it any more")]
    Stopped,
    /// The harm rule.
    #[error("it backfires; nobody is drawn for it until somebody describes it anew")]
    Backfires,
    /// Its last day is over.
    #[error("it ended on {on}; nobody is drawn for it until somebody describes it anew with a later last day")]
    Ended {
        /// The last day.
        on: Day,
    },
    /// Chance does not choose who gets it.
    #[error("it does not draw; describe it with `choosing = {{ how = \"drawn\", … }}` first")]
    NotDrawn,
    /// Households, stores or teams are drawn, and nobody said which a customer belongs to.
    #[error("it draws each `{unit}` as a whole; say of each customer to which `{unit}` they belong")]
    GroupMissing {
        /// What is drawn as a whole.
        unit: String,
    },
    /// Customers are drawn, and somebody said to which group they belong.
    #[error(
        "it draws each customer alone; leave the group out, or describe it anew with what is drawn as a whole as `unit`"
    )]
    GroupGiven,
}

impl Undrawn {
    /// The word used in JSON and as the key of a translated text.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Backfires => "backfires",
            Self::Ended { .. } => "ended",
            Self::NotDrawn => "not_drawn",
            Self::GroupMissing { .. } => "group_missing",
            Self::GroupGiven => "group_given",
        }
    }
}

impl Choosing {
    /// What is drawn as a whole, such as a household; nothing where each customer is drawn alone.
    pub fn unit(&self) -> Option<&str> {
        match self {
            Self::Drawn { unit, .. } => unit.as_deref().filter(|unit| !unit.is_empty() && *unit != "customer"),
            _ => None,
        }
    }

    /// How is drawn, where what is known of a customer fits it: who draws by household and counts by customer, or the other way
    /// round, takes chance between households for an effect.
    ///
    /// # Errors
    /// `NotDrawn`, `GroupMissing`, `GroupGiven`.
    pub fn drawing(&self, has_group: bool) -> Result<&Drawing, Undrawn> {
        let Self::Drawn { drawing, .. } = self else { return Err(Undrawn::NotDrawn) };
        match self.unit() {
            Some(unit) if !has_group => Err(Undrawn::GroupMissing { unit: unit.to_owned() }),
            None if has_group => Err(Undrawn::GroupGiven),
            _ => Ok(drawing),
        }
    }
}
