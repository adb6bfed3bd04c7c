//! The ways in and out.

use serde::{Deserialize, Serialize};

use super::Text;

/// A way to become a customer or to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// A page on the web.
    Page,
    /// An app.
    App,
    /// A widget in somebody else's page.
    Widget,
    /// Mail.
    Mail,
    /// The phone.
    Phone,
    /// A chat, or messages to a phone.
    Chat,
    /// A counter or a shop.
    Counter,
    /// A letter.
    Letter,
    /// A program.
    Api,
}

impl ChannelKind {
    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::App => "app",
            Self::Widget => "widget",
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Chat => "chat",
            Self::Counter => "counter",
            Self::Letter => "letter",
            Self::Api => "api",
        }
    }
}

/// A way to leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Which.
    pub kind: ChannelKind,
    /// The number, the address, the place.
    #[serde(default)]
    pub at: String,
    /// When it is open, in words; nothing means always.
    #[serde(default)]
    pub hours: Text,
    /// Must a letter be registered, or a form be signed?
    #[serde(default)]
    pub needs_special_form: bool,
    /// May it be used by everybody, or is somebody sent on from another channel?
    #[serde(default = "everybody")]
    pub for_everybody: bool,
}

const fn everybody() -> bool {
    true
}

pub(super) fn page() -> Vec<Channel> {
    vec![Channel {
        kind: ChannelKind::Page,
        at: String::new(),
        hours: Text::default(),
        needs_special_form: false,
        for_everybody: true,
    }]
}

/// A place where the way out begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What the control says.
    pub label: Text,
    /// Clicks from the home page, menus collapsed.
    #[serde(default = "one")]
    pub clicks: u32,
    /// Is it there for who is not signed in?
    #[serde(default = "yes")]
    pub public: bool,
    /// Is it hidden until something is folded out, or last in a long list?
    #[serde(default)]
    pub folded: bool,
    /// Does it lead somewhere else first: a page to choose from, a page of benefits?
    #[serde(default)]
    pub interim: bool,
}

const fn one() -> u32 {
    1
}

const fn yes() -> bool {
    true
}

pub(super) fn entries() -> Vec<Entry> {
    let label = Text { nl: "Opzeggen".to_owned(), en: "Cancel subscription".to_owned(), ..Text::default() };
    vec![Entry { label, clicks: 1, public: true, folded: false, interim: false }]
}

/// How people become customers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Join {
    /// The ways in.
    pub channels: Vec<ChannelKind>,
    /// Screens from the first to the last.
    pub screens: Option<u32>,
    /// Clicks and taps.
    pub actions: Option<u32>,
    /// Fields to fill in.
    pub fields: Option<u32>,
    /// Seconds, the median.
    pub seconds: Option<f64>,
    /// Seconds to leave, the median, where both were measured.
    pub leave_seconds: Option<f64>,
    /// The languages one can join in.
    pub languages: Vec<String>,
    /// Was the way in found as accessible as, or more accessible than, the way out?
    pub barriers: Option<u32>,
    /// The barriers found on the way out.
    pub leave_barriers: Option<u32>,
}
