//! An action point: what happened to it, and what may happen next.

use serde::{Deserialize, Serialize};

use super::signal::{Evidence, Proposal, Subject};
use crate::Day;

/// Who says whether it helped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A customer it was about.
    Customer,
    /// A colleague who meets them.
    Colleague,
}

/// Something that happened to a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was proposed.
    Proposed {
        /// What it is about.
        subject: Subject,
        /// What it rests on.
        evidence: Evidence,
        /// Who should do it.
        owner: Option<String>,
        /// By when.
        due_on: Day,
    },
    /// Another proposal about the same joined it.
    Joined {
        /// What that one rests on.
        evidence: Evidence,
        /// By when it must be done now: the earlier of both days.
        due_on: Day,
    },
    /// Somebody has it now.
    Given {
        /// Who.
        owner: String,
        /// By when.
        due_on: Day,
    },
    /// Something was done.
    Progress {
        /// What.
        note: String,
    },
    /// It is done: with what caused it, and what was done about it.
    Closed {
        /// What caused it.
        cause: String,
        /// What was done.
        action: String,
    },
    /// It was not worth doing: with the reason.
    Dropped {
        /// Why.
        why: String,
    },
    /// Those concerned were asked whether it helped.
    AskedWhether {
        /// Who was asked.
        whom: Told,
        /// How many.
        count: u64,
    },
    /// Somebody said whether it helped.
    Said {
        /// Who.
        who: Told,
        /// Whether.
        helped: bool,
    },
    /// It is open again.
    Reopened {
        /// Why.
        why: String,
        /// By when.
        due_on: Day,
    },
}

impl Event {
    /// The word used in records.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Proposed { .. } => "proposed",
            Self::Joined { .. } => "joined",
            Self::Given { .. } => "given",
            Self::Progress { .. } => "progress",
            Self::Closed { .. } => "closed",
            Self::Dropped { .. } => "dropped",
            Self::AskedWhether { .. } => "asked_whether",
            Self::Said { .. } => "said",
            Self::Reopened { .. } => "reopened",
        }
    }
}

/// Where a point stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Proposed, and nobody said yet that they have it.
    Proposed,
    /// Somebody is at it.
    Open,
    /// Done; nobody said yet whether it helped.
    Closed,
    /// Done, and those concerned say that it helped.
    Helped,
    /// Not worth doing.
    Dropped,
}

impl Stage {
    /// Is there work to do?
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Open)
    }
}

/// What somebody wants to do with a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// To have it, or give it to somebody.
    Give {
        /// To whom.
        owner: String,
        /// By when; unchanged where it is left out.
        due_on: Option<Day>,
    },
    /// To say what was done.
    Note(String),
    /// To close it.
    Close {
        /// What caused it.
        cause: String,
        /// What was done.
        action: String,
    },
    /// To leave it.
    Drop {
        /// Why.
        why: String,
    },
    /// To ask those concerned whether it helped.
    AskWhether {
        /// Whom.
        whom: Told,
        /// How many.
        count: u64,
    },
    /// To say whether it helped.
    Say {
        /// Who says it.
        who: Told,
        /// Whether.
        helped: bool,
    },
    /// To open it again.
    Reopen {
        /// Why.
        why: String,
    },
}

/// Why something cannot be done with a point.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PointError {
    /// Nobody learns from a point without its cause.
    #[error("a point is closed with its cause: say what caused it")]
    NoCause,
    /// Nor from one without what was done.
    #[error("a point is closed with what was done: say it, or drop the point with a reason")]
    NoAction,
    /// A reason is asked for.
    #[error("say why")]
    NoReason,
    /// Nobody was named.
    #[error("name somebody who has it")]
    NoOwner,
    /// A note without a word.
    #[error("the note is empty: say what was done")]
    EmptyNote,
    /// There is no work left in it.
    #[error("the point is closed; open it again first")]
    IsClosed,
    /// There is work left in it.
    #[error("the point is still open; close it first")]
    IsOpen,
    /// The day has gone by.
    #[error("`{given}` has gone by; allowed: `{today}` or later")]
    DayGone {
        /// The day.
        given: Day,
        /// Today.
        today: Day,
    },
}

/// An action point, folded from what happened to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// What it is about.
    pub subject: Subject,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// Where it stands.
    pub stage: Stage,
    /// Who has it.
    pub owner: Option<String>,
    /// By when.
    pub due_on: Day,
    /// What caused it, once it was closed.
    pub cause: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// How often it was opened again.
    pub reopened_count: u32,
    /// How many said that it helped.
    pub helped_count: u32,
}

impl Point {
    /// The event that begins a point.
    pub fn begin(proposal: Proposal) -> Event {
        let Proposal { subject, evidence, owner, due_on } = proposal;
        Event::Proposed { subject, evidence, owner, due_on }
    }

    /// The event by which a proposal joins this point.
    pub fn join(&self, proposal: Proposal) -> Event {
        Event::Joined { due_on: self.due_on.min(proposal.due_on), evidence: proposal.evidence }
    }

    /// The point these events make; `None` when they do not begin with a proposal.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        let mut events = events.into_iter();
        let Some(Event::Proposed { subject, evidence, owner, due_on }) = events.next() else { return None };
        let mut point = Self {
            subject: subject.clone(),
            evidence: vec![evidence.clone()],
            stage: Stage::Proposed,
            owner: owner.clone(),
            due_on: *due_on,
            cause: None,
            action: None,
            reopened_count: 0,
            helped_count: 0,
        };
        for event in events {
            point.apply(event);
        }
        Some(point)
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Proposed { evidence, .. } => self.evidence.push(evidence.clone()),
            Event::Joined { evidence, due_on } => {
                self.evidence.push(evidence.clone());
                self.due_on = *due_on;
            }
            Event::Given { owner, due_on } => {
                self.owner = Some(owner.clone());
                self.due_on = *due_on;
                self.stage = Stage::Open;
            }
            Event::Progress { .. } => self.stage = Stage::Open,
            Event::Closed { cause, action } => {
                self.cause = Some(cause.clone());
                self.action = Some(action.clone());
                self.stage = Stage::Closed;
            }
            Event::Dropped { .. } => self.stage = Stage::Dropped,
            Event::AskedWhether { .. } => {}
            Event::Said { helped, .. } => {
                if *helped {
                    self.helped_count += 1;
                    if self.stage == Stage::Closed {
                        self.stage = Stage::Helped;
                    }
                }
            }
            Event::Reopened { due_on, .. } => {
                self.stage = Stage::Open;
                self.due_on = *due_on;
                self.reopened_count += 1;
                self.helped_count = 0;
            }
        }
    }

    /// What follows from a command today. An unhappy answer to "did it help?" opens the point again; `again_on` is then the
    /// new date.
    ///
    /// # Errors
    /// The rule that is in the way.
    pub fn decide(&self, command: Command, today: Day, again_on: Day) -> Result<Vec<Event>, PointError> {
        let said = |text: String, missing: PointError| {
            let text = text.trim().to_owned();
            if text.is_empty() { Err(missing) } else { Ok(text) }
        };
        match command {
            Command::Give { owner, due_on } => {
                self.must_be_open()?;
                let due_on = match due_on {
                    Some(given) if given < today => return Err(PointError::DayGone { given, today }),
                    given => given.unwrap_or(self.due_on),
                };
                Ok(vec![Event::Given { owner: said(owner, PointError::NoOwner)?, due_on }])
            }
            Command::Note(note) => {
                self.must_be_open()?;
                Ok(vec![Event::Progress { note: said(note, PointError::EmptyNote)? }])
            }
            Command::Close { cause, action } => {
                self.must_be_open()?;
                let cause = said(cause, PointError::NoCause)?;
                Ok(vec![Event::Closed { cause, action: said(action, PointError::NoAction)? }])
            }
            Command::Drop { why } => {
                self.must_be_open()?;
                Ok(vec![Event::Dropped { why: said(why, PointError::NoReason)? }])
            }
            Command::AskWhether { whom, count } => {
                self.must_be_closed()?;
                Ok(vec![Event::AskedWhether { whom, count }])
            }
            Command::Say { who, helped } => {
                // Somebody may say it after others made it open again: it is heard all the same.
                let heard = Event::Said { who, helped };
                let opens = !helped && !self.stage.is_open();
                let why = "somebody it was about says that it did not help".to_owned();
                let reopened = opens.then_some(Event::Reopened { why, due_on: again_on });
                Ok([Some(heard), reopened].into_iter().flatten().collect())
            }
            Command::Reopen { why } => {
                self.must_be_closed()?;
                Ok(vec![Event::Reopened { why: said(why, PointError::NoReason)?, due_on: again_on }])
            }
        }
    }

    const fn must_be_open(&self) -> Result<(), PointError> {
        if self.stage.is_open() { Ok(()) } else { Err(PointError::IsClosed) }
    }

    const fn must_be_closed(&self) -> Result<(), PointError> {
        if self.stage.is_open() { Err(PointError::IsOpen) } else { Ok(()) }
    }
}
