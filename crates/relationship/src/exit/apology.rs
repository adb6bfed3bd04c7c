//! An apology for what is on record: it names the fault, and gives something back within the limits of the flow.
//!
//! Nobody apologizes for what is not named, and nothing is asked in return. A reason of the company's making without a fault
//! on record is acknowledged and not apologized for.

use serde::{Deserialize, Serialize};

use super::{Exit, ExitEvent, Need, Refusal, Setting};
use crate::flow::Goodwill;
use crate::reason::Catalogue;
use crate::reason::catalogue::{Degree, Reason};
use crate::{Currency, Day, Money};

/// Days after which a fault is not brought up any more.
pub const FAULT_DAYS: i32 = 365;
/// The most faults that are named at once, the newest first.
pub const FAULTS_NAMED_MAX: usize = 3;

/// Something that went wrong, by the company's doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The day.
    pub on: Day,
    /// What went wrong, as a sentence the customer can read.
    pub what: String,
}

/// An apology that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apology {
    /// For what, the newest first.
    pub faults: Vec<Fault>,
    /// What is given back, without condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goodwill: Option<Money>,
}

/// Is a reason of the company's making? Only then is there something to apologize for.
///
/// Who names only the family, such as `service`, means what the company could have done otherwise where there is such a
/// reason in it.
pub fn is_of_our_making(code: &str) -> bool {
    let reasons = &Catalogue::current().reasons;
    let is_ours = |reason: &&Reason| reason.firm_controls == Degree::Yes;
    let is_meant = |reason: &&Reason| reason.code == code || reason.family() == code;
    reasons.iter().filter(is_meant).any(|reason| is_ours(&reason))
}

impl Goodwill {
    /// What is given back for so many faults.
    pub fn for_faults(self, count: usize, currency: Currency) -> Option<Money> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let minor = self.per_fault_minor.saturating_mul(count).min(self.minor_max);
        (minor > 0).then_some(Money { minor, currency })
    }
}

impl Exit {
    /// Apologizes once, for faults that are on record, to somebody who leaves for a reason of the company's making.
    pub(super) fn apologize(
        &self,
        mut faults: Vec<Fault>,
        currency: Currency,
        setting: &Setting<'_>,
    ) -> Result<Vec<ExitEvent>, Refusal> {
        let earliest = setting.today.plus_days(-FAULT_DAYS);
        faults.retain(|fault| fault.on >= earliest && fault.on <= setting.today && !fault.what.trim().is_empty());
        let is_ours = self.reasons.iter().any(|code| is_of_our_making(code));
        if self.apology.is_some() || faults.is_empty() || !is_ours {
            return Err(Refusal::NothingToApologizeFor);
        }
        faults.sort_by_key(|fault| std::cmp::Reverse(fault.on));
        let goodwill = setting.flow.goodwill.and_then(|goodwill| goodwill.for_faults(faults.len(), currency));
        faults.truncate(FAULTS_NAMED_MAX);
        let apologized = ExitEvent::Apologized { apology: Box::new(Apology { faults, goodwill }) };
        Ok(self.with_task(apologized, Need::Goodwill, goodwill.is_some(), setting))
    }
}
