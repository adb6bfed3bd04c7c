//! What asks for work, and the rules that propose it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::deadline::Holidays;

/// The reason of a payment that did not come in, as the catalogue has it.
const PAYMENT_FAILED: &str = "payment.failed";

/// Counts a share was taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The part.
    pub part: u64,
    /// The whole.
    pub whole: u64,
}

/// Something that asks for work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// A customer answered with the lowest rung.
    DeepRed {
        /// Who.
        customer: String,
        /// What it was about: a reason or an aspect.
        reason: String,
        /// The answer, as its invitation and question.
        answer: String,
        /// When.
        on: Day,
    },
    /// A theme lies above what it usually is, by a control chart.
    ThemeAbove {
        /// Which reason or aspect.
        reason: String,
        /// How many said it in the period.
        now: Share,
        /// Its usual share.
        usual: f64,
        /// The limit above which chance alone does not bring it.
        limit: f64,
        /// The last day of the period.
        on: Day,
    },
    /// The share of a reason among leavers has risen.
    ReasonRising {
        /// Which reason.
        reason: String,
        /// Before.
        before: Share,
        /// Now.
        now: Share,
        /// The lower end of the interval of the difference.
        lower: f64,
        /// The upper end.
        upper: f64,
        /// The last day of the period.
        on: Day,
    },
    /// Somebody was promised a reply.
    Promise {
        /// Who.
        customer: String,
        /// What it is about.
        reason: String,
        /// The answer it is about.
        answer: String,
        /// When it was promised.
        on: Day,
    },
    /// What a customer pays does not come in any more, and can be repaired.
    PaymentFailing {
        /// Who.
        customer: String,
        /// The day it first did not come in.
        failed_on: Day,
        /// When somebody asked to see to it.
        on: Day,
    },
    /// An activity makes customers do what they should not, and nobody is drawn for it any more.
    ActivityHarms {
        /// What the company calls it.
        activity: String,
        /// What it does, as a difference.
        effect: f64,
        /// The lower end of its interval.
        lower: f64,
        /// The upper end.
        upper: f64,
        /// Whether it is a difference of shares; else it is in the unit of the outcome.
        #[serde(default = "is_share")]
        in_points: bool,
        /// When that was found.
        on: Day,
    },
}

/// What was kept before the unit was told was a difference of shares.
const fn is_share() -> bool {
    true
}

impl Signal {
    /// What the signal is about: what may have only one open point.
    pub fn subject(&self) -> Subject {
        let (customer, reason) = match self {
            Self::DeepRed { customer, reason, .. } | Self::Promise { customer, reason, .. } => {
                (Some(customer), reason.as_str())
            }
            Self::PaymentFailing { customer, .. } => (Some(customer), PAYMENT_FAILED),
            Self::ThemeAbove { reason, .. } | Self::ReasonRising { reason, .. } => (None, reason.as_str()),
            Self::ActivityHarms { activity, .. } => (None, activity.as_str()),
        };
        Subject { customer: customer.cloned(), reason: reason.to_owned() }
    }

    /// The day it arose.
    pub const fn on(&self) -> Day {
        match self {
            Self::DeepRed { on, .. }
            | Self::ThemeAbove { on, .. }
            | Self::ReasonRising { on, .. }
            | Self::Promise { on, .. }
            | Self::PaymentFailing { on, .. }
            | Self::ActivityHarms { on, .. } => *on,
        }
    }

    /// Is it the same signal seen again: the same answer, or the same theme in the same period? The counts of a period may
    /// still grow.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::DeepRed { answer, .. }, Self::DeepRed { answer: known, .. })
            | (Self::Promise { answer, .. }, Self::Promise { answer: known, .. }) => answer == known,
            (Self::ThemeAbove { .. }, Self::ThemeAbove { .. })
            | (Self::ReasonRising { .. }, Self::ReasonRising { .. }) => {
                self.on() == other.on() && self.subject() == other.subject()
            }
            (
                Self::PaymentFailing { customer, failed_on, .. },
                Self::PaymentFailing { customer: known, failed_on: since, .. },
            ) => customer == known && failed_on == since,
            _ => false,
        }
    }

    /// The word used in records.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::DeepRed { .. } => "deep_red",
            Self::ThemeAbove { .. } => "theme_above",
            Self::ReasonRising { .. } => "reason_rising",
            Self::Promise { .. } => "promise",
            Self::PaymentFailing { .. } => "payment_failing",
            Self::ActivityHarms { .. } => "activity_harms",
        }
    }
}

/// What a point is about: one customer and a reason, or a reason over all customers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// The customer; none where it is about many.
    pub customer: Option<String>,
    /// The reason or aspect.
    pub reason: String,
}

/// What a point rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The signal with its numbers.
    pub signal: Signal,
    /// The answers, as their invitation and question; what they say is read where their purposes permit.
    #[serde(default)]
    pub answers: Vec<String>,
    /// How many customers are concerned.
    #[serde(default)]
    pub customers: u64,
    /// What they pay per month together, in minor units, where it is known.
    #[serde(default)]
    pub revenue_minor: Option<i64>,
}

impl Evidence {
    /// Of a signal alone.
    pub fn of(signal: Signal) -> Self {
        let (answers, customers) = match &signal {
            Signal::DeepRed { answer, .. } | Signal::Promise { answer, .. } => (vec![answer.clone()], 1),
            Signal::ThemeAbove { now, .. } | Signal::ReasonRising { now, .. } => (Vec::new(), now.part),
            Signal::PaymentFailing { .. } => (Vec::new(), 1),
            Signal::ActivityHarms { .. } => (Vec::new(), 0),
        };
        Self { signal, answers, customers, revenue_minor: None }
    }
}

/// Who owns what: product problems go to product people, service problems to service people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Owners(BTreeMap<String, String>);

impl Owners {
    /// The owner of a reason: of the reason itself, else of its topic, else of `other`.
    pub fn of(&self, reason: &str) -> Option<&str> {
        let find = |key: &str| self.0.get(key).map(String::as_str);
        find(reason).or_else(|| find(topic(reason))).or_else(|| find("other"))
    }

    /// Gives a topic or a reason to somebody.
    #[must_use]
    pub fn with(mut self, topic: &str, owner: &str) -> Self {
        self.0.insert(topic.to_owned(), owner.to_owned());
        self
    }
}

/// The topic of a reason: `service` of `service.slow`, and of the aspect `service`.
pub fn topic(reason: &str) -> &str {
    reason.split_once('.').map_or(reason, |(family, _)| family)
}

/// How work is proposed, and in what time it is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Who owns what.
    pub owners: Owners,
    /// Working days for a very unhappy answer.
    pub deep_red_days: u32,
    /// Working days for a promised reply.
    pub promise_days: u32,
    /// Working days to repair a payment.
    pub payment_days: u32,
    /// Days for a theme or a rising reason.
    pub theme_days: u32,
    /// Reminded so many days before the date.
    pub remind_days: u32,
    /// So many days after the date somebody else is told.
    pub escalate_days: u32,
    /// A theme or a reason said by fewer than this is not work for all yet.
    pub said_by_min: u64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            owners: Owners::default(),
            deep_red_days: 2,
            promise_days: 2,
            payment_days: 2,
            theme_days: 30,
            remind_days: 2,
            escalate_days: 7,
            said_by_min: 3,
        }
    }
}

/// Why rules cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RulesError(String);

/// Work that is proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// What it is about.
    pub subject: Subject,
    /// What it rests on.
    pub evidence: Evidence,
    /// Who should do it; nobody where no topic is anybody's.
    pub owner: Option<String>,
    /// By when.
    pub due_on: Day,
}

impl Rules {
    /// Reads the rules from TOML; what is left out is as usual.
    ///
    /// # Errors
    /// What cannot be read, with what is allowed.
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            RulesError(crate::flow::advised(error.message(), text, at))
        })
    }

    /// The work a signal asks for. None where the numbers in it do not: a theme within its limits, a rise whose interval
    /// holds 0, a theme said by too few.
    pub fn propose(&self, evidence: Evidence, holidays: &Holidays) -> Option<Proposal> {
        let signal = &evidence.signal;
        let asks = match signal {
            Signal::DeepRed { .. }
            | Signal::Promise { .. }
            | Signal::PaymentFailing { .. }
            | Signal::ActivityHarms { .. } => true,
            Signal::ThemeAbove { now, limit, .. } => {
                now.whole > 0 && now.part as f64 > limit * now.whole as f64 && self.said_by_min <= now.part
            }
            Signal::ReasonRising { now, lower, .. } => *lower > 0.0 && self.said_by_min <= now.part,
        };
        if !asks {
            return None;
        }
        let subject = signal.subject();
        let due_on = match signal {
            Signal::DeepRed { on, .. } | Signal::ActivityHarms { on, .. } => {
                working_days_after(*on, self.deep_red_days, holidays)
            }
            Signal::Promise { on, .. } => working_days_after(*on, self.promise_days, holidays),
            Signal::PaymentFailing { on, .. } => working_days_after(*on, self.payment_days, holidays),
            Signal::ThemeAbove { on, .. } | Signal::ReasonRising { on, .. } => {
                on.plus_days(i32::try_from(self.theme_days).unwrap_or(i32::MAX))
            }
        };
        let owner = self.owners.of(&subject.reason).map(str::to_owned);
        Some(Proposal { subject, evidence, owner, due_on })
    }
}

/// The day so many working days later.
fn working_days_after(day: Day, working_days: u32, holidays: &Holidays) -> Day {
    (0..working_days).fold(day, |day, _| holidays.working_day_from(day.plus_days(1)))
}
