//! What may be done to a case, and what comes of it.

use super::{ANSWER_WORKING_DAYS, By, Exit, ExitEvent, ExitState, Fault, Goodbye, Need, Recorded, ReplyBy};
use crate::deadline::Holidays;
use crate::flow::{ChannelKind, Flow};
use crate::reason::catalogue::{Degree, UnknownCode};
use crate::reason::{Catalogue, Destination, ReasonKind};
use crate::{Currency, Day};

/// The longest text a leaver or the desk writes in one piece.
pub const OWN_WORDS_CHARS_MAX: usize = 2_000;
/// The most reasons one can give.
pub const REASONS_MAX: usize = 10;
/// The best score of a question with five answers.
pub const SCORE_MAX: u8 = 5;
/// Months for which "tell me once when this is fixed" holds.
pub const TELL_MONTHS: i32 = 12;

/// Something somebody wants to do with a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Say why: several reasons, one of them the main one.
    GiveReasons {
        /// The codes.
        reasons: Vec<String>,
        /// The one that weighed most; the only one, where one is given.
        main: Option<String>,
        /// Where they go.
        destination: Option<Destination>,
    },
    /// Say how easy leaving was, 1 to 5.
    ScoreEffort(u8),
    /// Say how the goodbye was, 1 to 5.
    ScoreGoodbye(u8),
    /// Write something, with the delicate category it may tell of.
    SayInOwnWords {
        /// What.
        words: String,
        /// The category.
        quarantine: Option<String>,
    },
    /// Say whether somebody may reply.
    AllowReply(Option<ReplyBy>),
    /// Ask to hear once when this is fixed.
    TellWhenFixed {
        /// The reason.
        reason: String,
    },
    /// Ask for one's data.
    TakeData,
    /// Ask to be erased after the last day.
    Erase,
    /// Take the request back.
    Undo,
    /// Choose a pause in place of the end.
    Pause {
        /// So many months.
        months: u32,
    },
    /// Apologize for what is on record.
    Apologize {
        /// The faults.
        faults: Vec<Fault>,
        /// The currency of what is given back.
        currency: Currency,
    },
    /// Note something at the desk.
    Note(String),
    /// Write down a contact.
    Contact {
        /// How.
        channel: ChannelKind,
        /// About what.
        text: String,
    },
    /// Say at the desk who asked, and what ends.
    Recognize {
        /// The customer.
        customer: String,
        /// The contract.
        contract: Option<String>,
        /// What follows.
        goodbye: Box<Goodbye>,
    },
    /// Say that something was seen to.
    Meet(Need),
    /// Let a person see to something.
    Require(Need),
    /// Bring what was left lying to everybody who may help.
    Escalate(Need),
    /// Ask again, over whatever channel.
    AskAgain {
        /// How.
        channel: ChannelKind,
        /// What they wrote.
        words: Option<String>,
    },
    /// Close the case when its last day is over.
    Close,
}

/// In what setting a command is decided.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The flow the case is finished on.
    pub flow: &'a Flow,
    /// The day it is.
    pub today: Day,
    /// The days on which nobody works.
    pub holidays: &'a Holidays,
}

/// Why something cannot be done with a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The case is no longer open.
    #[error("the case is `{}`; this can be done while it is `open`", .state.word())]
    NotOpen {
        /// How it stands.
        state: ExitState,
    },
    /// The last day is over.
    #[error("the last day was {last_day}; a request can be taken back until that day")]
    TooLateToUndo {
        /// The last day.
        last_day: Day,
    },
    /// The last day is not over yet, or not known.
    #[error("the case closes when its last day is over")]
    NotYetOver,
    /// The reason is none a customer can have.
    #[error("`{given}` is not a reason; allowed: {allowed}")]
    NoSuchReason {
        /// What was given.
        given: String,
        /// What is allowed.
        allowed: String,
    },
    /// Too many reasons.
    #[error("{given} reasons were given; allowed: at most {REASONS_MAX}")]
    TooManyReasons {
        /// How many.
        given: usize,
    },
    /// The main reason is not among the reasons.
    #[error("the main reason `{given}` is not among the reasons given")]
    MainNotGiven {
        /// What was given.
        given: String,
    },
    /// Nobody could fix this, so nobody can tell that it was.
    #[error("`{given}` is not something the company can fix")]
    NotFixable {
        /// The reason.
        given: String,
    },
    /// The score is none.
    #[error("the score is {given}; allowed: 1 to {SCORE_MAX}")]
    NoSuchScore {
        /// What was given.
        given: u8,
    },
    /// The text is too long.
    #[error("the text has {given} characters; allowed: at most {OWN_WORDS_CHARS_MAX}")]
    TooLong {
        /// How many.
        given: usize,
    },
    /// There is no text.
    #[error("there is no text")]
    Empty,
    /// This flow has no pause.
    #[error("there is no pause here")]
    NoPause,
    /// The pause is too long.
    #[error("the pause is {given} months; allowed: 1 to {months_max}")]
    PauseTooLong {
        /// How long.
        given: u32,
        /// The longest.
        months_max: u32,
    },
    /// No fault is on record, or the reason is not of the company's making, or it was said before.
    #[error("there is nothing to apologize for: no fault is on record, the reason is none of ours, or it was done")]
    NothingToApologizeFor,
    /// Nobody has to see to this.
    #[error("nobody has to see to `{}`", .need.word())]
    NothingToMeet {
        /// To what.
        need: Need,
    },
    /// A person looks already.
    #[error("somebody sees to `{}` already", .need.word())]
    RequiredAlready {
        /// To what.
        need: Need,
    },
}

impl Refusal {
    /// The word used in JSON and as the key of a text.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NotOpen { .. } => "not_open",
            Self::TooLateToUndo { .. } => "too_late_to_undo",
            Self::NotYetOver => "not_yet_over",
            Self::NoSuchReason { .. } => "no_such_reason",
            Self::TooManyReasons { .. } => "too_many_reasons",
            Self::MainNotGiven { .. } => "main_not_given",
            Self::NotFixable { .. } => "not_fixable",
            Self::NoSuchScore { .. } => "no_such_score",
            Self::TooLong { .. } => "too_long",
            Self::Empty => "empty",
            Self::NoPause => "no_pause",
            Self::PauseTooLong { .. } => "pause_too_long",
            Self::NothingToApologizeFor => "nothing_to_apologize_for",
            Self::NothingToMeet { .. } => "nothing_to_meet",
            Self::RequiredAlready { .. } => "required_already",
        }
    }
}

impl From<UnknownCode> for Refusal {
    fn from(unknown: UnknownCode) -> Self {
        Self::NoSuchReason { given: unknown.given, allowed: unknown.allowed }
    }
}

impl Exit {
    /// The events a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] says which rule stands in the way.
    pub fn decide(&self, command: Command, setting: &Setting<'_>) -> Result<Vec<ExitEvent>, Refusal> {
        match command {
            Command::GiveReasons { reasons, main, destination } => give_reasons(reasons, main, destination),
            Command::ScoreEffort(given) => Ok(vec![ExitEvent::EffortScored { score: score(given)? }]),
            Command::ScoreGoodbye(given) => Ok(vec![ExitEvent::GoodbyeScored { score: score(given)? }]),
            Command::SayInOwnWords { words, quarantine } => {
                Ok(vec![ExitEvent::WordsGiven { words: text(words)?, quarantine }])
            }
            Command::AllowReply(by) => {
                Ok(self.with_task(ExitEvent::ReplyAllowed { by }, Need::Reply, by.is_some(), setting))
            }
            Command::TellWhenFixed { reason } => tell_when_fixed(&reason, setting.today),
            Command::TakeData => Ok(self.with_task(ExitEvent::DataAsked, Need::Data, true, setting)),
            Command::Erase => self.erase(setting),
            Command::Undo => self.undo(setting.today),
            Command::Pause { months } => self.pause(months, setting),
            Command::Apologize { faults, currency } => self.apologize(faults, currency, setting),
            Command::Note(words) => Ok(vec![ExitEvent::Noted { text: text(words)? }]),
            Command::Contact { channel, text: words } => Ok(vec![ExitEvent::Contacted { channel, text: text(words)? }]),
            Command::Recognize { customer, contract, goodbye } => self.recognize(customer, contract, goodbye, setting),
            Command::Meet(need) => self.for_open_task(need, ExitEvent::Met { need }),
            Command::Escalate(need) => self.for_open_task(need, ExitEvent::Escalated { need }),
            Command::Require(need) if self.is_open_task(need) => Err(Refusal::RequiredAlready { need }),
            Command::Require(need) => Ok(vec![needed(need, setting)]),
            Command::AskAgain { channel, words } => {
                self.while_open()?;
                Ok(vec![ExitEvent::AskedAgain { channel, words }])
            }
            Command::Close => self.end(setting.today),
        }
    }

    /// The case after events; they are numbered on from its last.
    pub fn record(&mut self, events: Vec<ExitEvent>, by: &By, at_us: i64) -> Vec<Recorded> {
        let numbered = events.into_iter().zip(self.last_seq + 1..);
        let recorded: Vec<Recorded> =
            numbered.map(|(event, seq)| Recorded { seq, at_us, by: by.clone(), event }).collect();
        for it in &recorded {
            self.apply(it);
        }
        recorded
    }

    fn is_open_task(&self, need: Need) -> bool {
        self.tasks.iter().any(|task| task.need == need && task.met_at_us.is_none())
    }

    fn for_open_task(&self, need: Need, event: ExitEvent) -> Result<Vec<ExitEvent>, Refusal> {
        if self.is_open_task(need) { Ok(vec![event]) } else { Err(Refusal::NothingToMeet { need }) }
    }

    fn while_open(&self) -> Result<(), Refusal> {
        match self.state {
            ExitState::Open => Ok(()),
            state => Err(Refusal::NotOpen { state }),
        }
    }

    /// An event, and a task for a person where there is none yet; an answer of "no" takes the task away.
    pub(super) fn with_task(
        &self,
        event: ExitEvent,
        need: Need,
        wanted: bool,
        setting: &Setting<'_>,
    ) -> Vec<ExitEvent> {
        let mut events = vec![event];
        match (wanted, self.is_open_task(need)) {
            (true, false) => events.push(needed(need, setting)),
            (false, true) => events.push(ExitEvent::Met { need }),
            _ => {}
        }
        events
    }

    /// Erasing waits for the last day, which is what was asked and what the page says.
    fn erase(&self, setting: &Setting<'_>) -> Result<Vec<ExitEvent>, Refusal> {
        if matches!(self.state, ExitState::Undone | ExitState::Paused) {
            return Err(Refusal::NotOpen { state: self.state });
        }
        let is_fresh = !self.is_open_task(Need::Erasure);
        let needed = is_fresh.then(|| erasure_after(self.last_day(), setting));
        Ok(std::iter::once(ExitEvent::ErasureAsked).chain(needed).collect())
    }

    fn undo(&self, today: Day) -> Result<Vec<ExitEvent>, Refusal> {
        self.while_open()?;
        match self.undo_until().filter(|last_day| today > *last_day) {
            Some(last_day) => Err(Refusal::TooLateToUndo { last_day }),
            None => Ok(vec![ExitEvent::Undone]),
        }
    }

    fn pause(&self, months: u32, setting: &Setting<'_>) -> Result<Vec<ExitEvent>, Refusal> {
        self.while_open()?;
        // A pause is of one contract; of several, each can be asked for by itself.
        let pause = setting.flow.pause.as_ref().filter(|_| self.goodbye.also.is_empty());
        let months_max = pause.ok_or(Refusal::NoPause)?.months_max;
        if !(1..=months_max).contains(&months) {
            return Err(Refusal::PauseTooLong { given: months, months_max });
        }
        if let Some(last_day) = self.last_day().filter(|last_day| setting.today > *last_day) {
            return Err(Refusal::TooLateToUndo { last_day });
        }
        let from = setting.today.plus_days(1);
        let until = from.plus_months(i32::try_from(months).unwrap_or(i32::MAX)).plus_days(-1);
        Ok(vec![ExitEvent::Paused { from, until }])
    }

    /// What was found out replaces what nobody knew: its tasks are done, and those of the new goodbye begin.
    fn recognize(
        &self,
        customer: String,
        contract: Option<String>,
        goodbye: Box<Goodbye>,
        setting: &Setting<'_>,
    ) -> Result<Vec<ExitEvent>, Refusal> {
        self.while_open()?;
        let now = goodbye.needs();
        let about_the_goodbye = |need: &Need| {
            matches!(
                need,
                Need::Customer
                    | Need::Contract
                    | Need::LastDay
                    | Need::Money
                    | Need::Ground
                    | Need::EarlierDay
                    | Need::Agreed
            )
        };
        let done = Need::ALL.into_iter().filter(|need| self.is_open_task(*need) && about_the_goodbye(need));
        let met = done.filter(|need| !now.contains(need)).map(|need| ExitEvent::Met { need });
        let fresh = now.iter().filter(|need| !self.is_open_task(**need)).map(|need| needed(*need, setting));
        let erasure = self.is_open_task(Need::Erasure).then(|| erasure_after(goodbye.last_day(), setting));
        let told: Vec<ExitEvent> = met.chain(fresh).chain(erasure).collect();
        Ok(std::iter::once(ExitEvent::Recognized { customer, contract, goodbye }).chain(told).collect())
    }

    fn end(&self, today: Day) -> Result<Vec<ExitEvent>, Refusal> {
        self.while_open()?;
        match self.last_day() {
            Some(last_day) if today > last_day => Ok(vec![ExitEvent::Ended { last_day }]),
            _ => Err(Refusal::NotYetOver),
        }
    }
}

fn needed(need: Need, setting: &Setting<'_>) -> ExitEvent {
    let due_on = setting.holidays.working_days_after(setting.today, ANSWER_WORKING_DAYS);
    ExitEvent::Needed { need, due_on }
}

/// The task of erasing what may be erased, once the last day is over.
fn erasure_after(last_day: Option<Day>, setting: &Setting<'_>) -> ExitEvent {
    let from = last_day.map_or(setting.today, |last_day| last_day.max(setting.today));
    ExitEvent::Needed { need: Need::Erasure, due_on: setting.holidays.working_days_after(from, ANSWER_WORKING_DAYS) }
}

fn score(given: u8) -> Result<u8, Refusal> {
    if (1..=SCORE_MAX).contains(&given) { Ok(given) } else { Err(Refusal::NoSuchScore { given }) }
}

fn text(given: String) -> Result<String, Refusal> {
    let chars = given.chars().count();
    if given.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    if chars > OWN_WORDS_CHARS_MAX { Err(Refusal::TooLong { given: chars }) } else { Ok(given) }
}

fn give_reasons(
    given: Vec<String>,
    main: Option<String>,
    destination: Option<Destination>,
) -> Result<Vec<ExitEvent>, Refusal> {
    let mut reasons: Vec<String> = Vec::with_capacity(given.len().min(REASONS_MAX));
    for reason in given {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if reasons.len() > REASONS_MAX {
        return Err(Refusal::TooManyReasons { given: reasons.len() });
    }
    for given in &reasons {
        let reason = Catalogue::current().require(given)?;
        if reason.kind == ReasonKind::Company {
            let theirs = Catalogue::current().reasons.iter().filter(|reason| reason.kind != ReasonKind::Company);
            let allowed = theirs.map(|reason| format!("`{}`", reason.code)).collect::<Vec<_>>().join(", ");
            return Err(Refusal::NoSuchReason { given: given.clone(), allowed });
        }
    }
    if let Some(given) = main.as_ref().filter(|main| !reasons.contains(main)) {
        return Err(Refusal::MainNotGiven { given: given.clone() });
    }
    let main = main.or_else(|| reasons.first().filter(|_| reasons.len() == 1).cloned());
    Ok(vec![ExitEvent::ReasonsGiven { reasons, main, destination }])
}

fn tell_when_fixed(given: &str, today: Day) -> Result<Vec<ExitEvent>, Refusal> {
    let reason = Catalogue::current().require(given)?;
    if reason.changeable == Degree::No || reason.firm_controls == Degree::No {
        return Err(Refusal::NotFixable { given: given.to_owned() });
    }
    let until = today.plus_months(TELL_MONTHS);
    Ok(vec![ExitEvent::TellWhenFixed { reason: reason.code.to_owned(), until }])
}
