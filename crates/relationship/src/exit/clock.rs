//! The clock of a case: what a person has to do, by when, and what happens when nobody does.

use serde::{Deserialize, Serialize};

use super::Exit;
use crate::Day;
use crate::deadline::Holidays;

/// Working days within which a person answers. Nobody waits because somebody is on holiday: the days go on.
pub const ANSWER_WORKING_DAYS: u32 = 2;
/// Working days after the due day on which it goes to everybody who may help.
pub const ESCALATE_WORKING_DAYS: u32 = 1;

/// What a person has to see to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Find out who asked.
    Customer,
    /// Find out which contract.
    Contract,
    /// Tell the last day.
    LastDay,
    /// Tell what is still to be paid, or given back.
    Money,
    /// Look at the ground of an extraordinary ending.
    Ground,
    /// They want an earlier day than the rules give: may they?
    EarlierDay,
    /// Look at what was agreed: no law of ours decides.
    Agreed,
    /// The flow could not be read.
    Flow,
    /// Reply, without an offer.
    Reply,
    /// Give them their data.
    Data,
    /// Erase what may be erased.
    Erasure,
    /// A message did not arrive.
    Message,
    /// Give back what was promised with an apology.
    Goodwill,
}

impl Need {
    /// All needs, in the order the desk shows them.
    pub const ALL: [Self; 13] = [
        Self::Customer,
        Self::Contract,
        Self::LastDay,
        Self::Money,
        Self::Ground,
        Self::EarlierDay,
        Self::Agreed,
        Self::Flow,
        Self::Reply,
        Self::Data,
        Self::Erasure,
        Self::Message,
        Self::Goodwill,
    ];

    /// The word used in SQL, JSON and as the key of a text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Contract => "contract",
            Self::LastDay => "last_day",
            Self::Money => "money",
            Self::Ground => "ground",
            Self::EarlierDay => "earlier_day",
            Self::Agreed => "agreed",
            Self::Flow => "flow",
            Self::Reply => "reply",
            Self::Data => "data",
            Self::Erasure => "erasure",
            Self::Message => "message",
            Self::Goodwill => "goodwill",
        }
    }
}

/// Something a person has to do for a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Task {
    /// What.
    pub need: Need,
    /// Since when.
    pub since_us: i64,
    /// By which day, that day included.
    pub due_on: Day,
    /// When it was done.
    pub met_at_us: Option<i64>,
}

/// How urgent something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Nobody has to do anything.
    Quiet,
    /// There is time.
    Waiting,
    /// Today.
    Due,
    /// It should have been done.
    Overdue,
    /// Everybody who may help sees it.
    Escalated,
}

impl Urgency {
    /// The word used in JSON and as the key of a text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Waiting => "waiting",
            Self::Due => "due",
            Self::Overdue => "overdue",
            Self::Escalated => "escalated",
        }
    }
}

impl Task {
    /// How urgent it is on a day.
    pub fn urgency(&self, today: Day, holidays: &Holidays) -> Urgency {
        match self.met_at_us {
            Some(_) => Urgency::Quiet,
            None if today < self.due_on => Urgency::Waiting,
            None if today == self.due_on => Urgency::Due,
            None if today < holidays.working_days_after(self.due_on, ESCALATE_WORKING_DAYS) => Urgency::Overdue,
            None => Urgency::Escalated,
        }
    }
}

/// What the clock of a case says on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// The most urgent.
    pub urgency: Urgency,
    /// What it is about, and by when.
    pub task: Option<Task>,
}

impl Exit {
    /// What the clock says on a day. Tasks go on after the end: who asked for their data gets them.
    pub fn clock(&self, today: Day, holidays: &Holidays) -> Clock {
        match self.open_tasks().first() {
            Some(task) => Clock { urgency: task.urgency(today, holidays), task: Some(**task) },
            None => Clock { urgency: Urgency::Quiet, task: None },
        }
    }
}
