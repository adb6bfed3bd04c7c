//! What somebody asked.

use serde::{Deserialize, Serialize};

use super::ANSWER_WORKING_DAYS;
use crate::Day;
use crate::deadline::Holidays;
use crate::flow::ChannelKind;

/// Which ending is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitKind {
    /// With notice, without a reason.
    #[default]
    Ordinary,
    /// At once, for a ground: the only case in which a ground is asked, because the law asks for it.
    Extraordinary,
    /// The right to change one's mind.
    Withdrawal,
}

impl ExitKind {
    /// All kinds, in the order pages show them.
    pub const ALL: [Self; 3] = [Self::Ordinary, Self::Extraordinary, Self::Withdrawal];

    /// The word used in SQL, JSON and forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Extraordinary => "extraordinary",
            Self::Withdrawal => "withdrawal",
        }
    }

    /// The kind behind a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Who somebody says they are, as they wrote it. Nothing of it is asked twice, and nothing of it is needed to be heard.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Said {
    /// The customer number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where to confirm by mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// Where to call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
}

/// A request to leave: the content of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// The flow it came through.
    pub flow: String,
    /// The version of the flow, on which the case is finished; 0 is a flow nobody published: a file, or the one built in.
    pub flow_version: u32,
    /// The customer, where it is certain who asked.
    pub customer: Option<String>,
    /// Who they say they are.
    pub said: Said,
    /// The contract that is to end, where it is certain.
    pub contract: Option<String>,
    /// Further contracts that are to end with the same request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Which ending.
    pub kind: ExitKind,
    /// The ground of an extraordinary ending, as they wrote it.
    pub ground: Option<String>,
    /// How it came.
    pub channel: ChannelKind,
    /// The language of the leaver: `nl`, `en`.
    pub language: String,
    /// The last day they want; `None` for as soon as possible.
    pub wanted_on: Option<Day>,
    /// What they wrote or said, word for word, where there is such a text.
    pub words: Option<String>,
    /// When it was received.
    pub asked_at_us: i64,
    /// The day that was at the company.
    pub asked_on: Day,
    /// The day somebody entered it, where that was later: a letter lies, a call is written down afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_on: Option<Day>,
}

impl Declaration {
    /// Every contract that is to end, as far as it is certain which.
    pub fn contracts(&self) -> impl Iterator<Item = &str> {
        self.contract.iter().chain(&self.also).map(String::as_str)
    }

    /// By which day a person tells what nobody knows. What law and contract say counts from the day it was received; this
    /// promise counts from the day it was entered where that is later, so that nobody is promised a day that has passed.
    pub fn told_by(&self, holidays: &Holidays) -> Day {
        let from = self.entered_on.map_or(self.asked_on, |on| on.max(self.asked_on));
        holidays.working_days_after(from, ANSWER_WORKING_DAYS)
    }

    /// What makes two requests one case while it is open: the same customer and contracts or, as long as nobody knows who it
    /// is, the same words about oneself. `None` where nothing was said: then each request is a case of its own.
    ///
    /// A request of which it is not certain who sent it is never one with a case of which it is: nobody gets to see another's
    /// receipt by knowing a customer number.
    pub fn case_key(&self) -> Option<String> {
        let plain = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or_default();
            text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
        };
        if let Some(customer) = &self.customer {
            let mut contracts: Vec<&str> = self.contracts().collect();
            contracts.sort_unstable();
            let contracts = if contracts.is_empty() { "*".to_owned() } else { contracts.join("\n") };
            return Some(format!("customer\n{customer}\n{contracts}"));
        }
        let Said { customer, name, mail, phone, contract } = &self.said;
        let parts = [customer, mail, phone, name, contract].map(plain);
        let is_somebody = parts[..4].iter().any(|part| !part.is_empty());
        is_somebody.then(|| format!("said\n{}", parts.join("\n")))
    }
}
