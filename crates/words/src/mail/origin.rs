//! Whose words they are: somebody else's, a machine's, or none at all.

use super::decide::{Declared, push};
use super::letter::{Letter, is_forward, quote};
use super::phrases::PHRASES;
use super::{Look, LookWhy, Mail};
use crate::pattern::first;
use crate::text::{Sentence, fold, sentences};

/// Nothing but an attachment, nothing at all, or somebody else's words.
pub(super) fn forwarded_or_empty(mail: &Mail, letter: &Letter<'_>, declared: &Declared, look: &mut Vec<Look>) {
    let words: usize = letter.own().iter().map(|(_, it)| it.words.len()).sum();
    let is_declared_above = !declared.leave.is_empty() || !declared.withdraw.is_empty();
    if is_declared_above && was_sent_to_the_writer(mail, &letter.body.quoted) {
        // They ask in their own words, and show what they were sent.
    } else if letter.body.is_forwarded || is_forward(&mail.subject) {
        push(look, LookWhy::Quoted, String::new());
    } else if is_declared_above && words == 0 && mail.attachments == 0 {
        // the subject says it all
    } else if words == 0 && mail.attachments == 0 {
        push(look, LookWhy::Empty, String::new());
    } else if words < 12 && mail.attachments > 0 {
        push(look, LookWhy::Attachment, String::new());
    }
}

/// Does what was forwarded say that it was sent to whoever forwards it, and not by them?
fn was_sent_to_the_writer(mail: &Mail, quoted: &str) -> bool {
    /// Letters of a name that tell people apart.
    const NAME_CHARS_MIN: usize = 4;
    let from = fold(mail.from.as_deref().unwrap_or_default());
    let address = from.rsplit_once('<').map_or(from.as_str(), |(_, rest)| rest);
    let name = from.split('<').next().filter(|it| !it.contains('@')).unwrap_or_default();
    let local = address.split('@').next().unwrap_or_default();
    let names: Vec<&str> = [name, local]
        .into_iter()
        .flat_map(|it| it.split(|c: char| !c.is_alphabetic()))
        .filter(|it| it.chars().count() >= NAME_CHARS_MIN)
        .collect();
    let quoted = fold(quoted);
    let line = |starts: [&str; 2]| {
        let mut lines = quoted.lines().map(|it| it.trim_start_matches(['>', '*', ' ']));
        lines.find(|it| starts.iter().any(|start| it.starts_with(start))).unwrap_or_default().to_owned()
    };
    let (to, by) = (line(["to:", "aan:"]), line(["from:", "van:"]));
    names.iter().any(|it| to.contains(it)) && !by.is_empty() && !names.iter().any(|it| by.contains(it))
}

/// Does a mail that only its words give to a machine ask for leaving in a sentence of its own? People write "you may get an
/// automatic reply, but please cancel".
pub(super) fn asks_beside_the_machine(mail: &Mail, letter: &Letter<'_>) -> bool {
    let lists = [&PHRASES.polite, &PHRASES.leave_words, &PHRASES.contract];
    let is_asking = |it: &Sentence| lists.iter().all(|patterns| first(patterns, &it.words).is_some());
    mail.machine.is_none() && letter.own().iter().any(|(_, it)| is_asking(it))
}

/// What shows that a machine wrote it.
pub(super) fn machine(mail: &Mail, letter: &Letter<'_>) -> Option<String> {
    let subject = sentences(&mail.subject);
    let by_subject = || subject.iter().find_map(|it| quote(&mail.subject, it, &PHRASES.machine_subject));
    let by_text = || letter.own().iter().find_map(|(source, it)| quote(source, it, &PHRASES.machine_text));
    mail.machine.clone().or_else(by_subject).or_else(by_text)
}
