//! Screens: what is said, asked and pressed between the entry and the end.

use serde::{Deserialize, Serialize};

use super::{STAY, SUBMITTED, Text};

/// What a screen is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Who is it, what ends and when.
    Identify,
    /// The request is confirmed.
    Confirm,
    /// A sign-in.
    Login,
    /// Making an account.
    SignUp,
    /// An offer, a discount, a gift.
    Offer,
    /// What one would lose or miss.
    Reminder,
    /// Questions.
    Question,
    /// A person to talk to.
    Person,
    /// A choice between leaving, pausing, downgrading.
    Choice,
    /// "Are you sure?"
    Again,
    /// Waiting.
    Wait,
    /// The end: it was received.
    Done,
}

impl Purpose {
    /// Is it there to make people stay?
    pub const fn saves(self) -> bool {
        matches!(self, Self::Offer | Self::Reminder | Self::Person)
    }
}

/// What a control does to the one who presses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It brings leaving nearer.
    Leave,
    /// It keeps the contract.
    Stay,
    /// One screen back.
    Back,
    /// Neither.
    Neutral,
}

/// How a control looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// A button.
    #[default]
    Button,
    /// A link in the text.
    Link,
    /// Bare text that can be pressed.
    Bare,
}

/// Something to press.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// What it says.
    pub label: Text,
    /// What it does.
    pub role: Role,
    /// Where it leads: a screen's id, `submitted`, `stay`, or an address.
    pub to: String,
    /// How it looks.
    #[serde(default)]
    pub look: Look,
    /// Its size on the screen, width and height in CSS pixels, where measured.
    #[serde(default)]
    pub size_px: Option<[f64; 2]>,
    /// The size of its letters in CSS pixels, where measured.
    #[serde(default)]
    pub font_px: Option<f64>,
    /// The contrast of its letters, where measured.
    #[serde(default)]
    pub contrast: Option<f64>,
    /// Is it seen only after scrolling?
    #[serde(default)]
    pub below_fold: bool,
    /// Does it work only after some seconds?
    #[serde(default)]
    pub after_seconds: u32,
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    #[default]
    Text,
    /// Own words.
    FreeText,
    /// One of several.
    Choice,
    /// Yes or no.
    Checkbox,
    /// A day.
    Day,
    /// A phrase that must be typed over.
    Phrase,
    /// A secret.
    Password,
    /// A file.
    File,
}

/// Something to fill in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What it is about: a word of `about.rs`, or a name of its own.
    pub about: String,
    /// What it says.
    #[serde(default)]
    pub label: Text,
    /// What it takes.
    #[serde(default)]
    pub kind: FieldKind,
    /// Must it be filled in?
    #[serde(default)]
    pub required: bool,
    /// The fewest characters.
    #[serde(default)]
    pub min_chars: u32,
    /// Is it ticked or chosen beforehand?
    #[serde(default)]
    pub checked: bool,
}

/// A screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// Its name.
    pub id: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Its heading.
    #[serde(default)]
    pub title: Text,
    /// What it says.
    #[serde(rename = "text", default)]
    pub texts: Vec<Text>,
    /// What is filled in.
    #[serde(rename = "field", default)]
    pub fields: Vec<Field>,
    /// What is pressed.
    #[serde(rename = "control", default)]
    pub controls: Vec<Control>,
    /// Seconds before anything can be pressed.
    #[serde(default)]
    pub wait_seconds: u32,
    /// Is a countdown shown?
    #[serde(default)]
    pub countdown: bool,
    /// Does the countdown or the deadline follow from something real?
    #[serde(default)]
    pub deadline_is_real: bool,
    /// The language it is in, where it differs from the flow's.
    #[serde(default)]
    pub language: Option<String>,
    /// Does it come up over the page when somebody wants to go?
    #[serde(default)]
    pub pops_up: bool,
}

impl Screen {
    /// The fields that must be filled in.
    pub fn required(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.fields.iter().enumerate().filter(|(_, field)| field.required)
    }
}

fn text(nl: &str, en: &str) -> Text {
    Text { nl: nl.to_owned(), en: en.to_owned(), ..Text::default() }
}

fn field(about: &str, nl: &str, en: &str, required: bool) -> Field {
    Field {
        about: about.to_owned(),
        label: text(nl, en),
        kind: FieldKind::Text,
        required,
        min_chars: 0,
        checked: false,
    }
}

fn control(nl: &str, en: &str, role: Role, to: &str) -> Control {
    Control {
        label: text(nl, en),
        role,
        to: to.to_owned(),
        look: Look::Button,
        size_px: None,
        font_px: None,
        contrast: None,
        below_fold: false,
        after_seconds: 0,
    }
}

/// The two screens of Vaarwel: who and when with what follows, and the receipt.
pub(super) fn standard() -> Vec<Screen> {
    let screen = |id: &str, purpose, title: Text| Screen {
        id: id.to_owned(),
        purpose,
        title,
        texts: Vec::new(),
        fields: Vec::new(),
        controls: Vec::new(),
        wait_seconds: 0,
        countdown: false,
        deadline_is_real: false,
        language: None,
        pops_up: false,
    };
    let mut first = screen("request", Purpose::Identify, text("Abonnement beëindigen", "End your subscription"));
    first.fields = vec![
        field("contract", "Je klantnummer", "Your customer number", true),
        field("reply_to", "Je e-mailadres", "Your mail address", true),
        Field { kind: FieldKind::Day, ..field("end_date", "Op een latere dag", "On a later day", false) },
    ];
    first.controls = vec![
        control("Abonnement beëindigen", "End my contract", Role::Leave, SUBMITTED),
        control("Toch blijven", "Keep my subscription", Role::Stay, STAY),
    ];
    vec![first, screen("receipt", Purpose::Done, text("Je abonnement is opgezegd", "Your subscription is cancelled"))]
}
