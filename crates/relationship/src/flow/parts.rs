//! The parts of a flow that are not screens.

use serde::{Deserialize, Serialize};

use crate::deadline::{ContractKind, Span, YearEnd};

/// A text in Dutch and English. A flow in one language leaves the other out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// In Dutch.
    #[serde(default)]
    pub nl: String,
    /// In English.
    #[serde(default)]
    pub en: String,
    /// In German, for flows from elsewhere.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub de: String,
    /// In French, for flows from elsewhere.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fr: String,
}

impl Text {
    /// The texts there are, with their language.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("nl", &self.nl), ("en", &self.en), ("de", &self.de), ("fr", &self.fr)]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(language, text)| (language, text.as_str()))
    }

    /// The text in a language, if there is one.
    pub fn in_language(&self, language: &str) -> Option<&str> {
        self.each().find(|(known, _)| *known == language).map(|(_, text)| text)
    }
}

pub(super) fn both() -> Vec<String> {
    vec!["nl".to_owned(), "en".to_owned()]
}

/// The company, as a leaver meets it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// Where to get help.
    #[serde(default)]
    pub phone: String,
    /// Where to write.
    #[serde(default)]
    pub mail: String,
    /// Where letters go.
    #[serde(default)]
    pub address: String,
}

/// What a kind of contract says about its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub title: Text,
    /// What the law calls it.
    pub kind: ContractKind,
    /// The first term.
    #[serde(default)]
    pub first_term_months: Option<u32>,
    /// The blocks it is prolonged by.
    #[serde(default)]
    pub block_months: Option<u32>,
    /// The notice, where it differs from the usual one of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Span>,
    /// The end of the membership year.
    #[serde(default)]
    pub year_end: Option<YearEnd>,
    /// Does it go on when other parts of a bundle end? What stays is listed.
    #[serde(default)]
    pub part_of: Option<String>,
}

impl Terms {
    /// The notice that was agreed, or the usual one.
    pub fn notice(&self) -> Span {
        self.notice.unwrap_or(self.kind.usual_notice())
    }
}

/// What a fee is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// Moving to another provider.
    Switching,
    /// Going before the term is over.
    EarlyEnd,
    /// Something that is kept or not brought back.
    Goods,
    /// The work of ending the contract.
    Handling,
}

/// What happens to something when the contract ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consequence {
    /// What it is about: `end_date`, `last_charge`, `refund`, `data`, `fee`, `goods`, …
    pub about: String,
    /// What happens, with `{values}` that are filled in.
    pub text: Text,
    /// A fee, in minor units.
    #[serde(default)]
    pub fee_minor: Option<i64>,
    /// What the fee is asked for; read from its words where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_kind: Option<FeeKind>,
    /// The clause that allows the fee, and the rule.
    #[serde(default)]
    pub clause: Option<String>,
}

impl Consequence {
    /// The values that are filled in, each in braces.
    pub const VALUES: [&'static str; 4] = ["last_day", "last_charge", "refund", "fee"];

    /// What stands in braces in a text and nobody fills in.
    pub fn unfilled(text: &str) -> impl Iterator<Item = &str> {
        let names = text.split('{').skip(1).filter_map(|it| it.split_once('}').map(|(name, _)| name));
        names.filter(|name| !Self::VALUES.contains(name))
    }
}

/// What kind of message a receipt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptClass {
    /// It says what was received.
    #[default]
    Service,
    /// It sells something too.
    Commercial,
}

/// The receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Receipt {
    /// Is there one?
    pub sent: bool,
    /// Minutes until it is there.
    pub within_minutes: u32,
    /// What it holds: `content`, `received_at`, `end_date`, `refund`, `effects`, …
    pub holds: Vec<String>,
    /// What kind of message it is.
    pub class: ReceiptClass,
    /// What it says besides.
    pub text: Text,
}

impl Default for Receipt {
    fn default() -> Self {
        let holds = ["content", "received_at", "end_date", "refund", "effects"];
        Self {
            sent: true,
            within_minutes: 1,
            holds: holds.map(str::to_owned).to_vec(),
            class: ReceiptClass::Service,
            text: Text::default(),
        }
    }
}

/// What is asked once the request is in. Everything can be skipped.
#[expect(clippy::struct_excessive_bools, reason = "each is a question that is asked or not")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Survey {
    /// The main reason.
    pub reason: bool,
    /// How easy it was to leave.
    pub effort: bool,
    /// In their own words.
    pub free_text: bool,
    /// Was the goal reached?
    pub goal_reached: bool,
}

impl Default for Survey {
    fn default() -> Self {
        Self { reason: true, effort: true, free_text: true, goal_reached: false }
    }
}

/// Something that may be offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Its name.
    pub id: String,
    /// What it says.
    pub text: Text,
    /// The reasons it answers, by their codes.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Is it made before the request is in?
    #[serde(default)]
    pub before_request: bool,
    /// Can it be skipped in one action?
    #[serde(default = "yes")]
    pub skippable: bool,
    /// How often it is made.
    #[serde(default = "once")]
    pub times: u32,
    /// The most it may cost, in minor units.
    #[serde(default)]
    pub worth_minor_max: Option<i64>,
    /// Who took one up in a case gets none in another for so many days: nobody should leave in order to get one.
    #[serde(default = "half_a_year")]
    pub rest_days: u32,
}

const fn half_a_year() -> u32 {
    180
}

const fn yes() -> bool {
    true
}

const fn once() -> u32 {
    1
}

/// What is given back for a fault that is on record, without condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goodwill {
    /// For each fault, in minor units.
    pub per_fault_minor: i64,
    /// For one goodbye at most, in minor units.
    pub minor_max: i64,
}

/// Something a customer and the company know, and few others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Knows {
    /// The day they were born.
    BirthDate,
    /// The post code of where they live.
    PostCode,
}

impl Knows {
    /// The word used in files and as part of the key of a text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::BirthDate => "birth_date",
            Self::PostCode => "post_code",
        }
    }
}

/// How a leaver may show who they are, beside number and mail address and the link that is mailed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recognize {
    /// With the customer number and this.
    pub knows: Option<Knows>,
}

/// A pause in place of leaving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// The longest pause.
    pub months_max: u32,
    /// Does it end by itself, with payments going on?
    #[serde(default)]
    pub resumes_by_itself: bool,
    /// Is the customer told some days before it ends?
    #[serde(default)]
    pub told_days_before: Option<u32>,
    /// Is it shown before, or larger than, the way out?
    #[serde(default)]
    pub before_leaving: bool,
}

/// Until when a request can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Undo {
    /// Until the last day of the contract?
    pub until_end: bool,
}

impl Default for Undo {
    fn default() -> Self {
        Self { until_end: true }
    }
}

/// What happens after the end.
#[expect(clippy::struct_excessive_bools, reason = "each is something that happens or not")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct After {
    /// Can the customer take their data along?
    pub export: bool,
    /// Can the account be deleted within one step of the last screen?
    pub delete_account: bool,
    /// Is anything charged after the end?
    pub charges_after_end: bool,
    /// Does signing in or visiting begin the contract again?
    pub visit_reactivates: bool,
    /// Must somebody agree before the request counts?
    pub needs_approval: bool,
    /// Hours until a request counts.
    pub counts_after_hours: u32,
    /// Are parts of a bundle that go on listed?
    pub lists_what_stays: bool,
}

impl Default for After {
    fn default() -> Self {
        Self {
            export: true,
            delete_account: true,
            charges_after_end: false,
            visit_reactivates: false,
            needs_approval: false,
            counts_after_hours: 0,
            lists_what_stays: true,
        }
    }
}

/// On which sites the pages may stand in a frame. None is the default: then they open by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Embed {
    /// The sites, such as `https://www.fietsplan.example`: scheme, name and port, nothing behind it.
    pub sites: Vec<String>,
}

impl Embed {
    /// Is it a site: `https://name`, or `http://` for trying out, with a port or without?
    pub fn is_site(site: &str) -> bool {
        let name = site.strip_prefix("https://").or_else(|| site.strip_prefix("http://"));
        let is_letter = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | ':' | '[' | ']');
        name.is_some_and(|name| !name.is_empty() && name.chars().all(is_letter))
    }
}

/// A way in which the flow differs between people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Whom it is for: `value`, `device`, `country`, …
    pub by: String,
    /// In words.
    pub text: String,
    /// Screens more than the flow itself has.
    #[serde(default)]
    pub screens_more: i32,
    /// Actions more.
    #[serde(default)]
    pub actions_more: i32,
    /// The law that makes the difference.
    #[serde(default)]
    pub because_of: Option<String>,
}

/// An arm of an experiment on the flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Its name.
    pub id: String,
    /// Screens more than the flow itself has.
    #[serde(default)]
    pub screens_more: i32,
    /// Actions more.
    #[serde(default)]
    pub actions_more: i32,
    /// Offers more before the request is in.
    #[serde(default)]
    pub offers_more: i32,
    /// Is the control to leave smaller or paler?
    #[serde(default)]
    pub leave_less_visible: bool,
}
