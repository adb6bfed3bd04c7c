//! What happened to a customer. A fact is never changed; a mistake is corrected by another fact.

use std::borrow::Cow;

use crate::{Day, DepartureKind};

/// What kind of thing happened. The known kinds drive the timeline; a company's own kinds count as activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactKind<'a> {
    /// The relation began. May carry traits, plan, price and a stated tenure.
    Joined,
    /// One contract began; `ref_id` names it.
    ContractStarted,
    /// One contract ended; `ref_id` names it.
    ContractEnded,
    /// Another plan or price from this day on.
    PlanChanged,
    /// The customer said they want to leave.
    AskedToLeave,
    /// The relation ended.
    Left,
    /// An ending told for this day does not hold: `ref_id` names its contract, none means the relation.
    EndingWithdrawn,
    /// The relation was put on hold.
    Paused,
    /// A pause ended.
    Resumed,
    /// A former customer came back.
    Returned,
    /// A payment came in.
    Paid,
    /// A payment did not come in.
    PaymentFailed,
    /// The customer used the product.
    Used,
    /// The customer contacted the company.
    Contacted,
    /// The customer answered a question; the answer stands in `value`.
    Answered,
    /// The company failed the customer: something went wrong by its doing. `reason` says what, as the customer would read it.
    ServiceFailed,
    /// An activity touched the customer or held them out.
    Exposed,
    /// The customer brought another.
    Referred,
    /// Traits became known.
    Described,
    /// A kind of the company's own.
    Own(&'a str),
}

impl<'a> FactKind<'a> {
    /// The known kinds.
    pub const KNOWN: [FactKind<'static>; 19] = [
        FactKind::Joined,
        FactKind::ContractStarted,
        FactKind::ContractEnded,
        FactKind::PlanChanged,
        FactKind::AskedToLeave,
        FactKind::Left,
        FactKind::EndingWithdrawn,
        FactKind::Paused,
        FactKind::Resumed,
        FactKind::Returned,
        FactKind::Paid,
        FactKind::PaymentFailed,
        FactKind::Used,
        FactKind::Contacted,
        FactKind::Answered,
        FactKind::ServiceFailed,
        FactKind::Exposed,
        FactKind::Referred,
        FactKind::Described,
    ];

    /// The word stored in the ledger.
    pub fn word(self) -> &'a str {
        match self {
            Self::Joined => "joined",
            Self::ContractStarted => "contract_started",
            Self::ContractEnded => "contract_ended",
            Self::PlanChanged => "plan_changed",
            Self::AskedToLeave => "asked_to_leave",
            Self::Left => "left",
            Self::EndingWithdrawn => "ending_withdrawn",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Returned => "returned",
            Self::Paid => "paid",
            Self::PaymentFailed => "payment_failed",
            Self::Used => "used",
            Self::Contacted => "contacted",
            Self::Answered => "answered",
            Self::ServiceFailed => "service_failed",
            Self::Exposed => "exposed",
            Self::Referred => "referred",
            Self::Described => "described",
            Self::Own(word) => word,
        }
    }

    /// The kind behind a stored word; any unknown word is a kind of the company's own.
    pub fn from_word(word: &'a str) -> Self {
        Self::KNOWN.into_iter().find(|kind| kind.word() == word).unwrap_or(FactKind::Own(word))
    }

    /// Does this show that the customer was active? Silence is counted from the last such fact.
    pub fn is_activity(self) -> bool {
        matches!(self, Self::Paid | Self::Used | Self::Resumed | Self::Returned | Self::Own(_))
    }

    /// Did the customer use what they have? A company's own kinds count, as everywhere.
    pub fn is_use(self) -> bool {
        matches!(self, Self::Used | Self::Own(_))
    }
}

/// The unit a source states a tenure in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenureUnit {
    /// Days.
    Days,
    /// Weeks of seven days.
    Weeks,
    /// Months.
    Months,
    /// Years.
    Years,
}

impl TenureUnit {
    /// All units, shortest first.
    pub const ALL: [Self; 4] = [Self::Days, Self::Weeks, Self::Months, Self::Years];

    /// The word used in files, on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::Years => "years",
        }
    }

    /// Average days in one unit.
    pub const fn days(self) -> f64 {
        match self {
            Self::Days => 1.0,
            Self::Weeks => 7.0,
            Self::Months => crate::day::DAYS_PER_MONTH,
            Self::Years => 365.2425,
        }
    }
}

impl std::str::FromStr for TenureUnit {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|unit| unit.word() == given)
            .ok_or_else(|| format!("`{given}` is not a unit of tenure; allowed: `days`, `weeks`, `months`, `years`"))
    }
}

/// How long a relation had lasted, as a source stated it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Tenure {
    /// The stated number, never negative.
    pub value: f64,
    /// Its unit.
    pub unit: TenureUnit,
}

/// One fact as it stands in a timeline. Everything but the day and the kind may be absent.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact<'a> {
    /// The day it happened.
    pub on: Day,
    /// Microseconds since midnight of that day, where the source knew the time.
    pub time_us: Option<i64>,
    /// What happened.
    pub kind: FactKind<'a>,
    /// What it refers to: a contract, an activity, a question, the customer who was brought.
    pub ref_id: Option<&'a str>,
    /// Minor units: the price per month of a contract, or the amount of a payment.
    pub amount: Option<i64>,
    /// The plan.
    pub plan: Option<&'a str>,
    /// Why, in the company's own words.
    pub reason: Option<&'a str>,
    /// How the relation ended, where the source said so.
    pub departure: Option<DepartureKind>,
    /// A number that belongs to the fact: the rung of an answer, a count of rides.
    pub value: Option<f64>,
    /// How long the relation had lasted, as the source stated it.
    pub tenure: Option<Tenure>,
    /// Traits that became known with this fact: name and value.
    pub traits: Cow<'a, [(&'a str, &'a str)]>,
}

impl<'a> Fact<'a> {
    /// A fact of which only the day and the kind are known.
    pub fn new(on: Day, kind: FactKind<'a>) -> Self {
        Self {
            on,
            time_us: None,
            kind,
            ref_id: None,
            amount: None,
            plan: None,
            reason: None,
            departure: None,
            value: None,
            tenure: None,
            traits: Cow::Borrowed(&[]),
        }
    }

    /// Does this fact show that the customer was there? A payment of less than nothing is money given back, which says
    /// nothing of the kind; an order that cost nothing does.
    pub fn is_sign_of_life(&self) -> bool {
        self.kind.is_activity() && !self.is_given_back()
    }

    /// Did money come in? A payment whose amount nobody stated did.
    pub fn is_payment(&self) -> bool {
        self.kind == FactKind::Paid && !self.is_given_back()
    }

    fn is_given_back(&self) -> bool {
        self.kind == FactKind::Paid && self.amount.is_some_and(|amount| amount < 0)
    }
}
