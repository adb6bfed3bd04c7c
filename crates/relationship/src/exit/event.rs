//! What happens to a case. Events are only added.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Apology, Declaration, Exit, ExitState, Goodbye, Need, Task};
use crate::Day;
use crate::flow::ChannelKind;
use crate::reason::Destination;

/// Who did something to a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum By {
    /// The leaver.
    Leaver,
    /// Somebody of the company, as the history writes them.
    Desk(String),
    /// The program itself.
    Program,
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaver => f.write_str("leaver"),
            Self::Desk(who) => write!(f, "desk:{who}"),
            Self::Program => f.write_str("program"),
        }
    }
}

impl FromStr for By {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        match given {
            "leaver" => Ok(Self::Leaver),
            "program" => Ok(Self::Program),
            _ => match given.strip_prefix("desk:") {
                Some(who) => Ok(Self::Desk(who.to_owned())),
                None => Err(format!("`{given}` did nothing to a case; allowed: `leaver`, `desk:WHO`, `program`")),
            },
        }
    }
}

impl Serialize for By {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for By {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// How somebody may reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyBy {
    /// By mail.
    Mail,
    /// By phone.
    Phone,
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ExitEvent {
    /// Somebody asked to leave.
    Declared {
        /// What was asked.
        declaration: Box<Declaration>,
        /// What follows from it.
        goodbye: Box<Goodbye>,
    },
    /// They asked again while the case was open; the first request counts.
    AskedAgain {
        /// How it came.
        channel: ChannelKind,
        /// What they wrote this time.
        words: Option<String>,
    },
    /// A person has to see to something.
    Needed {
        /// What.
        need: Need,
        /// By when.
        due_on: Day,
    },
    /// A person saw to it.
    Met {
        /// To what.
        need: Need,
    },
    /// It went to everybody who may help.
    Escalated {
        /// What was left lying.
        need: Need,
    },
    /// The desk found out who asked and what ends; the goodbye was resolved again.
    Recognized {
        /// The customer.
        customer: String,
        /// The contract.
        contract: Option<String>,
        /// What follows.
        goodbye: Box<Goodbye>,
    },
    /// They said why.
    ReasonsGiven {
        /// The codes.
        reasons: Vec<String>,
        /// The one that weighed most.
        main: Option<String>,
        /// Where they go.
        destination: Option<Destination>,
    },
    /// They said how easy leaving was.
    EffortScored {
        /// 1 is very hard, 5 very easy.
        score: u8,
    },
    /// They said how the goodbye was.
    GoodbyeScored {
        /// 1 is very bad, 5 very good.
        score: u8,
    },
    /// They wrote something.
    WordsGiven {
        /// What.
        words: String,
        /// The delicate category it may tell of.
        quarantine: Option<String>,
    },
    /// They said whether somebody may reply. Never an offer.
    ReplyAllowed {
        /// How; `None` is no.
        by: Option<ReplyBy>,
    },
    /// They want to hear once when this is fixed.
    TellWhenFixed {
        /// The reason.
        reason: String,
        /// Until when they may be told.
        until: Day,
    },
    /// They asked for their data.
    DataAsked,
    /// They asked to be erased after their last day.
    ErasureAsked,
    /// They took the request back.
    Undone,
    /// They chose a pause in place of the end.
    Paused {
        /// Its first day.
        from: Day,
        /// Its last day.
        until: Day,
    },
    /// The desk noted something. The customer can read it.
    Noted {
        /// What.
        text: String,
    },
    /// The desk was in contact with them.
    Contacted {
        /// How.
        channel: ChannelKind,
        /// About what.
        text: String,
    },
    /// The company apologized for what is on record.
    Apologized {
        /// For what, and what is given back.
        apology: Box<Apology>,
    },
    /// The contract ended.
    Ended {
        /// Its last day.
        last_day: Day,
    },
}

impl ExitEvent {
    /// The word the event is stored under.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Declared { .. } => "declared",
            Self::AskedAgain { .. } => "asked_again",
            Self::Needed { .. } => "needed",
            Self::Met { .. } => "met",
            Self::Escalated { .. } => "escalated",
            Self::Recognized { .. } => "recognized",
            Self::ReasonsGiven { .. } => "reasons_given",
            Self::EffortScored { .. } => "effort_scored",
            Self::GoodbyeScored { .. } => "goodbye_scored",
            Self::WordsGiven { .. } => "words_given",
            Self::ReplyAllowed { .. } => "reply_allowed",
            Self::TellWhenFixed { .. } => "tell_when_fixed",
            Self::DataAsked => "data_asked",
            Self::ErasureAsked => "erasure_asked",
            Self::Undone => "undone",
            Self::Paused { .. } => "paused",
            Self::Noted { .. } => "noted",
            Self::Contacted { .. } => "contacted",
            Self::Apologized { .. } => "apologized",
            Self::Ended { .. } => "ended",
        }
    }
}

/// An event with who and when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recorded {
    /// Its place in the case, counted from 1.
    pub seq: u32,
    /// When.
    pub at_us: i64,
    /// Who.
    pub by: By,
    /// What.
    pub event: ExitEvent,
}

impl Exit {
    /// Takes up one more event.
    pub fn apply(&mut self, recorded: &Recorded) {
        let at_us = recorded.at_us;
        self.last_seq = recorded.seq;
        match &recorded.event {
            // The first declaration counts.
            ExitEvent::Declared { .. }
            | ExitEvent::Noted { .. }
            | ExitEvent::Contacted { .. }
            | ExitEvent::Escalated { .. } => {}
            ExitEvent::AskedAgain { channel, .. } => self.again.push((at_us, *channel)),
            ExitEvent::Needed { need, due_on } => {
                // Of what is to be done already, the day moves.
                match self.tasks.iter_mut().find(|task| task.need == *need && task.met_at_us.is_none()) {
                    Some(task) => task.due_on = *due_on,
                    None => self.tasks.push(Task { need: *need, since_us: at_us, due_on: *due_on, met_at_us: None }),
                }
            }
            ExitEvent::Met { need } => {
                let open = self.tasks.iter_mut().filter(|task| task.need == *need && task.met_at_us.is_none());
                open.for_each(|task| task.met_at_us = Some(at_us));
            }
            ExitEvent::Recognized { customer, contract, goodbye } => {
                self.declaration.customer = Some(customer.clone());
                self.declaration.contract.clone_from(contract);
                self.declaration.also = goodbye.also.iter().filter_map(|it| it.contract.clone()).collect();
                self.goodbye = (**goodbye).clone();
            }
            ExitEvent::ReasonsGiven { reasons, main, destination } => {
                self.reasons.clone_from(reasons);
                self.main_reason.clone_from(main);
                self.destination = *destination;
            }
            ExitEvent::EffortScored { score } => self.effort = Some(*score),
            ExitEvent::GoodbyeScored { score } => self.goodbye_score = Some(*score),
            ExitEvent::WordsGiven { words, quarantine } => {
                self.words = Some(words.clone());
                self.quarantine.clone_from(quarantine);
            }
            ExitEvent::ReplyAllowed { by } => self.reply = *by,
            ExitEvent::TellWhenFixed { reason, until } => self.tell_when_fixed = Some((reason.clone(), *until)),
            ExitEvent::DataAsked => self.wants_data = true,
            ExitEvent::ErasureAsked => self.wants_erasure = true,
            ExitEvent::Undone => self.close(ExitState::Undone, at_us),
            ExitEvent::Paused { from, until } => {
                self.pause = Some((*from, *until));
                self.close(ExitState::Paused, at_us);
            }
            ExitEvent::Apologized { apology } => self.apology = Some((**apology).clone()),
            ExitEvent::Ended { .. } => self.state = ExitState::Ended,
        }
    }

    /// A request that no longer stands leaves nothing to be found out about it. Who asked to be erased asked it for after the
    /// last day; there is none now, and they remain a customer.
    fn close(&mut self, state: ExitState, at_us: i64) {
        self.state = state;
        self.wants_erasure = false;
        let about_the_end = |need| !matches!(need, Need::Reply | Need::Data | Need::Goodwill);
        let moot = self.tasks.iter_mut().filter(|task| task.met_at_us.is_none() && about_the_end(task.need));
        moot.for_each(|task| task.met_at_us = Some(at_us));
    }
}
