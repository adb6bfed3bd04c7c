//! How somebody leaves here: one definition, from which the running pages, the desk, the public procedure and the card for
//! staff are made, and against which the linter holds its rules.
//!
//! A flow is a TOML file (`docs/reference/flow.md`). The short form says what is particular to the company and gets the two
//! screens of Vaarwel; the long form writes down every screen, so that a flow from elsewhere can be judged too.

pub(crate) mod about;
mod change;
mod channel;
mod parts;
mod read;
mod screen;

pub use change::{NewValue, changed};
pub use channel::{Channel, ChannelKind, Entry, Join};
pub use parts::{
    After, Arm, Company, Consequence, Embed, FeeKind, Goodwill, Knows, Offer, Pause, Receipt, ReceiptClass, Recognize,
    Survey, Terms, Text, Undo, Variant,
};
pub use read::{FlowError, Places, Problem, Step};
pub(crate) use read::{advised, line_of};
pub use screen::{Control, Field, FieldKind, Look, Purpose, Role, Screen};

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::deadline::Holidays;

/// Who the customers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// People who buy for themselves.
    #[default]
    Consumer,
    /// Businesses, the self-employed included.
    Business,
}

/// How somebody leaves here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Its name, as it stands in addresses: letters, digits and hyphens.
    pub flow: String,
    /// What people call it.
    pub title: Text,
    /// The languages it is offered in.
    #[serde(default = "parts::both")]
    pub languages: Vec<String>,
    /// The law packs it is held against; `strict` when none is named.
    #[serde(default)]
    pub law: Vec<String>,
    /// Who the customers are.
    #[serde(default)]
    pub audience: Audience,
    /// The company.
    pub company: Company,
    /// Where the way out begins.
    #[serde(rename = "entry", default = "channel::entries")]
    pub entries: Vec<Entry>,
    /// How people become customers, to compare with.
    #[serde(default)]
    pub join: Join,
    /// The ways to leave.
    #[serde(rename = "channel", default = "channel::page")]
    pub channels: Vec<Channel>,
    /// The kinds of contracts.
    #[serde(rename = "contract", default)]
    pub contracts: Vec<Terms>,
    /// What happens to money, data and goods.
    #[serde(rename = "consequence", default)]
    pub consequences: Vec<Consequence>,
    /// The screens from the entry to the end, the last one included; the two of Vaarwel when none is written down.
    #[serde(rename = "screen", default = "screen::standard")]
    pub screens: Vec<Screen>,
    /// The receipt.
    #[serde(default)]
    pub receipt: Receipt,
    /// What is asked afterwards.
    #[serde(default)]
    pub survey: Survey,
    /// What may be offered.
    #[serde(rename = "offer", default)]
    pub offers: Vec<Offer>,
    /// What is given back for a fault that is on record.
    #[serde(default)]
    pub goodwill: Option<Goodwill>,
    /// How a leaver may show who they are.
    #[serde(default)]
    pub recognize: Recognize,
    /// A pause in place of leaving.
    #[serde(default)]
    pub pause: Option<Pause>,
    /// Until when a request can be taken back.
    #[serde(default)]
    pub undo: Undo,
    /// What happens after the end.
    #[serde(default)]
    pub after: After,
    /// On which sites its pages may stand.
    #[serde(default)]
    pub embed: Embed,
    /// Ways in which the flow differs between people.
    #[serde(rename = "variant", default)]
    pub variants: Vec<Variant>,
    /// Arms of an experiment on the flow.
    #[serde(rename = "arm", default)]
    pub arms: Vec<Arm>,
}

/// What a control leads to when the request to leave is in.
pub const SUBMITTED: &str = "submitted";
/// What a control leads to that keeps the contract.
pub const STAY: &str = "stay";

impl Flow {
    /// The days around a day on which nobody works where its law holds.
    pub fn holidays(&self, around: Day) -> Holidays {
        Holidays::around(around, self.law.iter().map(String::as_str))
    }

    /// The strictest flow there is: the two screens of Vaarwel, and nothing of a company's own. It stands in for a flow that
    /// is missing or broken, so that a mistake in a file keeps nobody in.
    pub fn strict(name: &str) -> Self {
        let title = Text { nl: "Opzeggen".to_owned(), en: "Cancel subscription".to_owned(), ..Text::default() };
        Self {
            flow: name.to_owned(),
            title,
            languages: parts::both(),
            law: vec!["strict".to_owned()],
            audience: Audience::Consumer,
            company: Company::default(),
            entries: channel::entries(),
            join: Join::default(),
            channels: channel::page(),
            contracts: Vec::new(),
            consequences: Vec::new(),
            screens: screen::standard(),
            receipt: Receipt::default(),
            survey: Survey::default(),
            offers: Vec::new(),
            goodwill: None,
            recognize: Recognize::default(),
            pause: None,
            undo: Undo::default(),
            after: After::default(),
            embed: Embed::default(),
            variants: Vec::new(),
            arms: Vec::new(),
        }
    }

    /// Are these the two screens of Vaarwel, as a flow gets them that writes none down? They show what follows by themselves.
    pub fn has_screens_of_vaarwel(&self) -> bool {
        self.screens == screen::standard()
    }

    /// The screens before the request is in, in order: those from which a path still leads to [`SUBMITTED`].
    pub fn before_submitting(&self) -> impl Iterator<Item = (usize, &Screen)> {
        let last = self.submitting_screen().unwrap_or(self.screens.len());
        self.screens.iter().enumerate().take_while(move |(index, _)| *index <= last)
    }

    /// The screen on which the request is sent.
    pub fn submitting_screen(&self) -> Option<usize> {
        self.screens.iter().position(|screen| screen.controls.iter().any(|it| it.to == SUBMITTED))
    }

    /// The screen of this id.
    pub fn screen(&self, id: &str) -> Option<(usize, &Screen)> {
        self.screens.iter().enumerate().find(|(_, screen)| screen.id == id)
    }

    /// Steps from each screen to [`SUBMITTED`] along the controls; `None` where no path leads there.
    pub fn steps_to_submit(&self) -> Vec<Option<u32>> {
        let mut steps: Vec<Option<u32>> = vec![None; self.screens.len()];
        // A path has at most as many steps as there are screens.
        for _ in 0..self.screens.len() {
            for (index, screen) in self.screens.iter().enumerate() {
                let next = screen.controls.iter().filter(|control| control.role != Role::Stay).filter_map(|control| {
                    if control.to == SUBMITTED {
                        Some(0)
                    } else {
                        self.screen(&control.to).and_then(|(to, _)| steps[to])
                    }
                });
                if let Some(nearest) = next.min() {
                    steps[index] = Some(nearest + 1);
                }
            }
        }
        steps
    }

    /// Is leaving one action away on every screen before the request is in: does each show a control that leads nearer?
    pub fn is_leaving_one_action_away(&self) -> bool {
        let steps = self.steps_to_submit();
        self.before_submitting().all(|(index, _)| steps[index].is_some())
    }
}
