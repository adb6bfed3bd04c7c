//! What is written to people, and when: each letter from its facts, in the reader's language.
//!
//! Every one of them is a service, or asks something with a way to end it: none holds an offer.

mod farewell;
mod listening;
mod month;
mod staff;

use pages::Speech;
use relationship::Day;

pub use farewell::{Farewell, farewell};
pub use listening::{Asking, Done, asking, digest, helped, reminder, thing_in_words, you_said};
pub use month::{FEW, Leaver, Month, Share, Todo, month};
pub use staff::{Late, overdue};

use crate::{Block, Writing};

/// The greeting, by name where there is one.
fn hello(speech: &Speech, name: &str) -> String {
    match name.trim() {
        "" => speech.t("mail-hello-nobody"),
        name => speech.t1("mail-hello", "name", name),
    }
}

/// The end of a letter: the company's name under a greeting.
fn regards(speech: &Speech, company: &str) -> Block {
    Block::Paragraph { text: format!("{}\n{company}", speech.t("mail-regards")) }
}

/// The request to leave was taken back; everything stays as it was.
pub fn undone(speech: &Speech, name: &str, contract: &str, company: &str) -> Writing {
    Writing::new(speech.language(), speech.t("mail-undone-title"))
        .say(hello(speech, name))
        .say(speech.t1("mail-undone-text", "contract", contract))
        .say(speech.t("mail-undone-more"))
        .with(regards(speech, company))
}

/// A pause in place of an end: the contract rests from the first of the days through the last. Where it goes on by itself,
/// `told_days` says how many days before that is told; 0 says nothing of it.
pub fn paused(
    speech: &Speech,
    name: &str,
    (from, until): (Day, Day),
    told_days: Option<u32>,
    company: &str,
) -> Writing {
    let mut writing = Writing::new(speech.language(), speech.t("mail-paused-title"))
        .say(hello(speech, name))
        .say(speech.t2("mail-paused-text", "from", speech.day(from), "until", speech.day(until)));
    if let Some(days) = told_days {
        let told = (days > 0).then(|| speech.t1("leave-pause-told", "days", days));
        let then = [speech.t("leave-next-pause-resumes")].into_iter().chain(told);
        writing = writing.say(then.collect::<Vec<_>>().join(" "));
    }
    writing.say(speech.t("mail-paused-more")).with(regards(speech, company))
}

/// A pause will be over soon; leaving is as easy as before.
pub fn resuming(speech: &Speech, name: &str, until: Day, company: &str) -> Writing {
    Writing::new(speech.language(), speech.t("mail-resuming-title"))
        .say(hello(speech, name))
        .say(speech.t1("mail-resuming-text", "until", speech.day(until)))
        .say(speech.t("mail-resuming-more"))
        .with(regards(speech, company))
}

/// A link that works once, for who wants to leave and cannot show who they are in another way.
pub fn one_time_link(speech: &Speech, link: &str, until_us: i64, company: &str) -> Writing {
    Writing::new(speech.language(), speech.t("mail-link-title"))
        .say(speech.t1("mail-link-text", "until", speech.moment(until_us)))
        .with(Block::Link { label: speech.t("mail-link-open"), address: link.to_owned() })
        .say(speech.t("mail-link-other"))
        .with(regards(speech, company))
}

/// What somebody left for has been put right, and they asked to hear so, once.
pub fn fixed(speech: &Speech, name: &str, what: &str, since: Day, company: &str) -> Writing {
    Writing::new(speech.language(), speech.t1("mail-fixed-title", "what", what))
        .say(hello(speech, name))
        .say(speech.t1("mail-fixed-text", "day", speech.day(since)))
        .say(speech.t("mail-fixed-once"))
        .with(regards(speech, company))
}

/// A copy of somebody's data is ready.
pub fn export_ready(speech: &Speech, name: &str, link: &str, until_us: i64, company: &str) -> Writing {
    Writing::new(speech.language(), speech.t("mail-export-title"))
        .say(hello(speech, name))
        .say(speech.t1("mail-export-text", "until", speech.moment(until_us)))
        .with(Block::Link { label: speech.t("mail-export-open"), address: link.to_owned() })
        .say(speech.t("mail-export-more"))
        .with(regards(speech, company))
}

/// A mail that only shows that mail can be sent.
pub fn trial(speech: &Speech) -> Writing {
    Writing::new(speech.language(), speech.t("mail-check-title")).say(speech.t("mail-check-text"))
}
