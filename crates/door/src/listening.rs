//! What a running program does about listening. Each part may be repeated after a crash and changes nothing then: an occasion
//! is asked about once, a signal is work once, and nobody is told the same thing twice.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`rules`](RulesFault) | the company's own rules, from the data folder |
//! | [`rounds`] | asks whom the rules of the surveys say it is time to ask |
//! | [`signals`] | looks through answers and proposes work |
//! | [`themes`] | what is said more often than usual, by a control chart |
//! | [`reminders`] | who has to see to which point |
//! | [`afterwards`] | tells those who said it what was done, and asks whether it helped |
//! | [`fixed`] | tells those who left and wanted to hear it that a reason is gone |
//! | [`digest`] | the three things of a week that matter |
//! | [`calendar`] | due points in a colleague's own calendar |

pub mod afterwards;
pub mod calendar;
pub mod digest;
pub mod fixed;
pub mod reminders;
pub mod rounds;
mod rules;
pub mod signals;
pub mod themes;

pub use rules::RulesFault;

use pages::Speech;
use relationship::improvement::{Subject, topic};
use relationship::reason::Catalogue;
use store::{Act, Actor, Member};

use crate::Office;

/// What a point is about where nobody named a theme.
pub const UNNAMED: &str = "other";

/// A reason or an aspect as people call it.
pub fn in_words(speech: &Speech, reason: &str) -> String {
    if reason == UNNAMED {
        return speech.t("listening-aspect-other");
    }
    if let Some(known) = Catalogue::current().find(reason) {
        return known.text(speech.language().code()).to_owned();
    }
    let aspect = speech.find(&format!("listening-aspect-{reason}"), &[]);
    aspect
        .or_else(|| (topic(reason) != reason).then(|| in_words(speech, topic(reason))))
        .unwrap_or_else(|| reason.to_owned())
}

/// A point as colleagues call it: its reason, and whom it is about where nobody named one.
pub fn point_in_words(speech: &Speech, subject: &Subject) -> String {
    let reason = in_words(speech, &subject.reason);
    match &subject.customer {
        Some(customer) if subject.reason == UNNAMED => format!("{reason} ({customer})"),
        _ => reason,
    }
}

/// Does a point of this owner belong to a member? Owners are names, as the company writes them in its rules: a member's name
/// or mail address.
pub fn is_owner(member: &Member, owner: &str) -> bool {
    let owner = owner.trim();
    owner.eq_ignore_ascii_case(member.email.as_str())
        || !member.name.trim().is_empty() && owner.to_lowercase() == member.name.trim().to_lowercase()
}

impl Office {
    /// Something the program does by itself, now.
    pub(crate) fn act(&self) -> Act {
        Act { by: Actor::Program, at: self.now() }
    }

    /// An address people can open.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_deref().unwrap_or_default().trim_end_matches('/'))
    }
}
