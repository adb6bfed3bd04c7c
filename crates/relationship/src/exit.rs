//! The case of somebody who leaves, as pure rules.
//!
//! A case begins with a [`Declaration`] and what follows from it, the [`Goodbye`]. Everything after is an
//! [`ExitEvent`]; [`Exit::fold`] makes the state from them, [`Exit::decide`] says which events a [`Command`] brings about,
//! or why it is refused. Leaving itself is never refused: what nobody knows becomes a [`Task`] for a person, with a day on
//! which it is due.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `declaration` | what somebody asked, when and over which channel |
//! | `goodbye` | what ends, when, by which rule, and what it costs or gives back |
//! | `money` | the last charge and the refund |
//! | `event`, `command` | what happens to a case, and what may be done |
//! | `apology` | what is apologized for, and given back |
//! | `clock` | what is due, overdue, escalated |

mod apology;
mod clock;
mod command;
mod declaration;
mod erasing;
mod event;
mod goodbye;
mod money;

pub use apology::{Apology, FAULT_DAYS, FAULTS_NAMED_MAX, Fault, is_of_our_making};
pub use clock::{ANSWER_WORKING_DAYS, Clock, ESCALATE_WORKING_DAYS, Need, Task, Urgency};
pub use command::{Command, OWN_WORDS_CHARS_MAX, REASONS_MAX, Refusal, SCORE_MAX, Setting, TELL_MONTHS};
pub use declaration::{Declaration, ExitKind, Said};
pub use event::{By, ExitEvent, Recorded, ReplyBy};
pub use goodbye::{
    Asked, ContractFacts, End, EndedBy, Goodbye, Part, WANTED_MONTHS_MAX, is_wanted_too_far, resolve, resolve_all,
};
pub use money::{Payment, Sum};

use serde::Serialize;

use crate::Day;
use crate::deadline::Holidays;
use crate::flow::ChannelKind;
use crate::reason::Destination;

/// How a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitState {
    /// The contract is going to end.
    Open,
    /// The leaver took the request back.
    Undone,
    /// The leaver chose a pause in place of the end.
    Paused,
    /// The contract has ended.
    Ended,
}

impl ExitState {
    /// All states, in the order screens show them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Undone, Self::Paused, Self::Ended];

    /// The word used in SQL and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Undone => "undone",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }

    /// The state behind a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// The case of somebody who leaves, as its events tell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exit {
    /// What was asked.
    pub declaration: Declaration,
    /// What follows from it.
    pub goodbye: Goodbye,
    /// How it stands.
    pub state: ExitState,
    /// How often it was asked again, and over which channel.
    pub again: Vec<(i64, ChannelKind)>,
    /// The reasons given, as codes of the catalogue.
    pub reasons: Vec<String>,
    /// The one that weighed most.
    pub main_reason: Option<String>,
    /// Where they go.
    pub destination: Option<Destination>,
    /// How easy leaving was, 1 to 5.
    pub effort: Option<u8>,
    /// How the goodbye itself was, 1 to 5.
    pub goodbye_score: Option<u8>,
    /// What they wrote; kept apart where it tells what nobody should read by chance.
    pub words: Option<String>,
    /// Which delicate category the words may tell of: then they stand in quarantine.
    pub quarantine: Option<String>,
    /// How somebody may reply; `None` is no.
    pub reply: Option<ReplyBy>,
    /// The reason of which they want to hear once that it is fixed, and until when they may be told.
    pub tell_when_fixed: Option<(String, Day)>,
    /// They asked for their data.
    pub wants_data: bool,
    /// They asked to be erased after their last day.
    pub wants_erasure: bool,
    /// What was apologized for.
    pub apology: Option<Apology>,
    /// The pause they chose: its first and its last day.
    pub pause: Option<(Day, Day)>,
    /// What a person has to do, done or not.
    pub tasks: Vec<Task>,
    /// The last event.
    pub last_seq: u32,
}

impl Exit {
    /// The events a request begins with: what was asked, and what a person has to see to.
    pub fn declare(declaration: Declaration, goodbye: Goodbye, needs: &[Need], holidays: &Holidays) -> Vec<ExitEvent> {
        let due_on = declaration.told_by(holidays);
        let mut all: Vec<Need> = needs.iter().copied().chain(goodbye.needs()).collect();
        all.sort_unstable();
        all.dedup();
        let declared = ExitEvent::Declared { declaration: Box::new(declaration), goodbye: Box::new(goodbye) };
        std::iter::once(declared).chain(all.into_iter().map(|need| ExitEvent::Needed { need, due_on })).collect()
    }

    /// The case its events make; `None` where the first is no declaration.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Option<Self> {
        let mut events = events.into_iter();
        let first = events.next()?;
        let ExitEvent::Declared { declaration, goodbye } = &first.event else { return None };
        let mut exit = Self {
            declaration: (**declaration).clone(),
            goodbye: (**goodbye).clone(),
            state: ExitState::Open,
            again: Vec::new(),
            reasons: Vec::new(),
            main_reason: None,
            destination: None,
            effort: None,
            goodbye_score: None,
            words: None,
            quarantine: None,
            reply: None,
            tell_when_fixed: None,
            wants_data: false,
            wants_erasure: false,
            apology: None,
            pause: None,
            tasks: Vec::new(),
            last_seq: first.seq,
        };
        events.for_each(|recorded| exit.apply(recorded));
        Some(exit)
    }

    /// The last day of the contract, where it is known.
    pub fn last_day(&self) -> Option<Day> {
        self.goodbye.last_day()
    }

    /// Until which day, that day included, the request can be taken back: as long as none of its contracts has ended. `None`
    /// where it can be for as long as it is open.
    pub fn undo_until(&self) -> Option<Day> {
        self.goodbye.first_last_day()
    }

    /// What a person still has to do, the most urgent first.
    pub fn open_tasks(&self) -> Vec<&Task> {
        let mut open: Vec<&Task> = self.tasks.iter().filter(|task| task.met_at_us.is_none()).collect();
        open.sort_by_key(|task| task.due_on);
        open
    }
}
