//! Work that follows from a case: letters, the end of the contract, the clock, what waits in the spool.
//!
//! Every job stands in the store since the change that caused it. It may be killed between any two steps: a claim that is
//! over is taken by another, and a letter that was handed over is not handed over again by itself.

mod worker;

pub use worker::{ATTEMPTS_MAX, NotSent, ProgramTeller, Sender, Sent, Turn, Worker};

use std::pin::Pin;
use std::sync::Arc;

use pages::Speech;
use relationship::Day;
use relationship::exit::Exit;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{ActionPointId, InvitationId, JobId, MemberId, Moment, NewJob, StoredExit};

use crate::Office;
use crate::taking::{Request, Thread};

/// The source of the facts the door writes.
pub const SOURCE: &str = "door";
/// A letter to be sent.
pub const LETTER: &str = "letter";
/// A contract whose last day will be over.
pub const CLOSE: &str = "close";
/// A task whose day will be over.
pub const CLOCK: &str = "clock";
/// A pause that will be over.
pub const RESUME: &str = "resume";

/// Which letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// The receipt of a request.
    Receipt,
    /// What nobody knew at first is known now: the last day, the money.
    Told,
    /// The company apologizes for what is on record.
    Sorry,
    /// The request was taken back.
    Undone,
    /// The pause has begun.
    Paused,
    /// The pause will be over soon.
    Resuming,
    /// A link with which somebody is recognized.
    Link,
    /// To the company: somebody waits for longer than was promised.
    Overdue,
    /// A short question, answered with one tap.
    Asking,
    /// What somebody said led to this; and whether it helped.
    YouSaid,
    /// To a colleague: whether what was done helped.
    Helped,
    /// What somebody wanted to hear once: it is fixed.
    Fixed,
    /// To a member: action points that need them.
    Reminder,
    /// To a member: the three things of the week that matter.
    Digest,
    /// To an owner: one page about the month.
    Monthly,
}

impl LetterKind {
    /// All letters.
    pub const ALL: [Self; 15] = [
        Self::Receipt,
        Self::Told,
        Self::Sorry,
        Self::Undone,
        Self::Paused,
        Self::Resuming,
        Self::Link,
        Self::Overdue,
        Self::Asking,
        Self::YouSaid,
        Self::Helped,
        Self::Fixed,
        Self::Reminder,
        Self::Digest,
        Self::Monthly,
    ];

    /// The word used in JSON and as part of the key of a text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Told => "told",
            Self::Sorry => "sorry",
            Self::Undone => "undone",
            Self::Paused => "paused",
            Self::Resuming => "resuming",
            Self::Link => "link",
            Self::Overdue => "overdue",
            Self::Asking => "asking",
            Self::YouSaid => "you_said",
            Self::Helped => "helped",
            Self::Fixed => "fixed",
            Self::Reminder => "reminder",
            Self::Digest => "digest",
            Self::Monthly => "monthly",
        }
    }
}

/// What a letter of listening is about, where it is not about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum About {
    /// An invitation to answer. The secret of its link is made from it and kept nowhere.
    Invitation {
        /// Which.
        invitation: InvitationId,
        /// Who is asked.
        customer: String,
    },
    /// An action point that was closed.
    Point {
        /// Which.
        point: ActionPointId,
        /// Which closing of it, counted from 0.
        closing: u32,
        /// The customer it is told to; none for a colleague.
        customer: Option<String>,
        /// The colleague it is told to.
        member: Option<MemberId>,
    },
    /// A reason that somebody left for, and that is fixed.
    Fixed {
        /// Which.
        reason: String,
        /// Since when.
        since: Day,
    },
    /// A member of the company.
    Member {
        /// Which.
        member: MemberId,
        /// The last day that counts.
        until: Day,
    },
    /// A letter that was written already.
    Written {
        /// Its title and parts, as JSON.
        writing: serde_json::Value,
        /// The name of the paper that goes along.
        paper: String,
    },
}

/// A letter, as it waits to be sent. What it says is found when it is sent: the receipt in the store, the rest in the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterBody {
    /// Which letter.
    pub letter: LetterKind,
    /// To whom.
    pub to: String,
    /// In which language.
    pub language: String,
    /// The mail it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Thread>,
    /// The address it leads to, for a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Until when that is good, in microseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_us: Option<i64>,
    /// What it is about, where it is not about a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
}

impl LetterBody {
    /// A letter without thread or link.
    pub fn new(letter: LetterKind, to: &str, language: &str) -> Self {
        let (to, language) = (to.to_owned(), language.to_owned());
        Self { letter, to, language, thread: None, link: None, until_us: None, about: None }
    }

    /// The same about something that is not a case.
    #[must_use]
    pub fn about(self, about: About) -> Self {
        Self { about: Some(about), ..self }
    }
}

/// Writes the farewell letter of a case as it would go out now, as text.
pub type ReadLetter = Arc<dyn Fn(StoredExit, Speech) -> Pin<Box<dyn Future<Output = String> + Send>> + Send + Sync>;

impl Office {
    /// The first moment of a day at the company.
    pub fn start_of(&self, day: Day) -> Moment {
        let start = day.to_date().to_zoned(self.zone.clone());
        Moment::from_us(
            start.map_or_else(|_| i64::from(day.number()) * 86_400_000_000, |zoned| zoned.timestamp().as_microsecond()),
        )
    }

    /// A job about a case.
    pub fn new_job(&self, kind: &str, about: &str, body: String, due_at: Moment) -> NewJob {
        let made_at = self.now();
        let id = JobId::new(made_at, u128::from_le_bytes(self.random()));
        NewJob { id, kind: kind.to_owned(), about: about.to_owned(), body, made_at, due_at }
    }

    /// A letter that is the same letter however often it is written down: its id comes from `name` and the day.
    pub fn the_letter(&self, name: &str, letter: &LetterBody, day: Day) -> NewJob {
        let mut job = self.new_letter(name, letter, self.now());
        let hash = Sha256::digest(format!("letter\n{}\n{name}", letter.to).as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        job.id = JobId::new(self.start_of(day), u128::from_le_bytes(bytes));
        job
    }

    /// A letter about a case, to be sent from a moment on.
    pub fn new_letter(&self, about: &str, letter: &LetterBody, due_at: Moment) -> NewJob {
        // A struct of texts can always be written as JSON.
        let body = serde_json::to_string(letter).unwrap_or_default();
        self.new_job(LETTER, about, body, due_at)
    }
}

/// The jobs a request brings about: its receipt by mail, its end, its clock.
pub(crate) fn at_the_beginning(office: &Office, request: &Request, exit: &Exit, mails: Vec<String>) -> Vec<NewJob> {
    let (about, now) = (request.id.to_string(), Moment::from_us(request.asked_at_us));
    let letter = |(index, to): (usize, String)| {
        // The mail that asked is answered in its thread; what goes elsewhere is a letter of its own.
        let thread = request.thread.clone().filter(|_| index == 0);
        let body = LetterBody { thread, ..LetterBody::new(LetterKind::Receipt, &to, request.language().code()) };
        office.new_letter(&about, &body, now)
    };
    let letters = mails.into_iter().enumerate().map(letter);
    letters.chain(close(office, &about, exit)).chain(clock(office, &about, exit)).collect()
}

/// The job that closes a case when its last day is over.
pub(crate) fn close(office: &Office, about: &str, exit: &Exit) -> Option<NewJob> {
    let last_day = exit.last_day()?;
    Some(office.new_job(CLOSE, about, "{}".to_owned(), office.start_of(last_day.plus_days(1))))
}

/// The job that looks whether a task was done when its day is over.
pub(crate) fn clock(office: &Office, about: &str, exit: &Exit) -> Option<NewJob> {
    let due_on = exit.open_tasks().first()?.due_on;
    Some(office.new_job(CLOCK, about, "{}".to_owned(), office.start_of(due_on.plus_days(1))))
}
