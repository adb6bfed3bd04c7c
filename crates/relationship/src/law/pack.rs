//! One pack of rules, as its file says it.

use serde::{Deserialize, Serialize};

use super::{Limits, MailAfterGoodbye};
use crate::Day;

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// In Dutch.
    pub nl: String,
    /// In English.
    pub en: String,
}

/// How sure we are of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Own knowledge, unsure.
    KnownLow,
    /// Own knowledge, fairly sure.
    KnownMedium,
    /// Own knowledge, sure.
    KnownHigh,
    /// Read in a summary by others.
    Summary,
    /// Read in the page itself.
    Page,
}

/// How it can be seen whether a rule is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tested {
    /// In the definition of a flow.
    Static,
    /// On the rendered page.
    Crawl,
    /// In what happened.
    Log,
    /// With days, in tests.
    Vectors,
    /// By a person.
    Human,
}

/// Whether a rule binds anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It does, within its days.
    #[default]
    InForce,
    /// It does not yet; `since` is the earliest day.
    NotInForce,
    /// It no longer does.
    Withdrawn,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, such as `NL-06`.
    pub id: String,
    /// The day it began to bind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// The last day it bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Whether it binds.
    #[serde(default)]
    pub status: Standing,
    /// Whom or what it is about, where not everybody: `consumer`, `press`, `business`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies: Option<String>,
    /// What it asks, in our words, in English.
    pub en: String,
    /// The same in Dutch.
    pub nl: String,
    /// Where it stands.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
    /// How it can be seen whether it is kept.
    pub tested: Vec<Tested>,
    /// The findings of the linter that break it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// What breaking it may cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
}

impl Rule {
    /// Does the rule bind on this day? A rule that is announced does not, whatever its day: it is checked again first.
    pub fn is_in_force(&self, day: Day) -> bool {
        self.status == Standing::InForce
            && self.since.is_none_or(|since| since <= day)
            && self.until.is_none_or(|until| day <= until)
    }
}

/// Labels by language, such as `nl`.
pub type Labels = std::collections::BTreeMap<String, Vec<String>>;

/// One country or regime.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Its name, as `--law` takes it.
    #[serde(rename = "pack")]
    pub name: String,
    /// What people call it.
    pub title: Title,
    /// The languages its labels are known in.
    pub languages: Vec<String>,
    /// The day it was last held against its sources.
    pub last_checked: Day,
    /// The days within which a contract that was made at a distance can be undone, where there is such a right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal_days: Option<u32>,
    /// The day from which the limits hold, where they follow from rules that began then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits_since: Option<Day>,
    /// What a flow may contain.
    #[serde(default)]
    pub limits: Limits,
    /// Whether somebody may be mailed after their goodbye.
    #[serde(default)]
    pub mail_after_goodbye: MailAfterGoodbye,
    /// Labels: `leave` begins the way out, `confirm` ends it, `stay` keeps the contract, `denied` is not clear enough.
    #[serde(default)]
    pub labels: std::collections::BTreeMap<String, Labels>,
    /// The rules.
    #[serde(rename = "rule", default)]
    pub rules: Vec<Rule>,
}

/// Why a pack cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// There is no such pack.
    #[error("there is no law pack `{given}`; allowed: {allowed}{}", hint.as_ref().map(|hint| format!(". Did you mean `{hint}`?")).unwrap_or_default())]
    Unknown {
        /// What was given.
        given: String,
        /// What there is.
        allowed: String,
        /// What was probably meant.
        hint: Option<String>,
    },
    /// The pack knows no right to undo a contract.
    #[error("the law pack `{given}` knows no general right to change one's mind; allowed: {allowed}")]
    NoWithdrawal {
        /// What was given.
        given: String,
        /// The packs that do.
        allowed: String,
    },
    /// The file cannot be read as a pack.
    #[error("{file}:{line}: {what}")]
    Unreadable {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong, and what is allowed.
        what: String,
    },
    /// Two rules have the same name.
    #[error("{file}: the rule `{id}` stands there twice; each rule has a name of its own")]
    TwoRules {
        /// The file.
        file: String,
        /// The name.
        id: String,
    },
}

impl Pack {
    /// Reads a pack. `file` is named in errors.
    ///
    /// # Errors
    /// `Unreadable` with the line and what is allowed; `TwoRules`.
    pub fn parse(file: &str, text: &str) -> Result<Self, LawError> {
        let pack: Self = toml::from_str(text).map_err(|error| {
            let before = error.span().map_or(0, |span| span.start);
            let line = text.get(..before).unwrap_or_default().matches('\n').count() + 1;
            LawError::Unreadable { file: file.to_owned(), line, what: error.message().to_owned() }
        })?;
        let mut ids: Vec<&str> = pack.rules.iter().map(|rule| rule.id.as_str()).collect();
        ids.sort_unstable();
        match ids.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(LawError::TwoRules { file: file.to_owned(), id: pair[0].to_owned() }),
            None => Ok(pack),
        }
    }
}
