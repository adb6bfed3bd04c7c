//! What is left of a mail when all that is understood has been taken out, the request, its reason, number, day and
//! courtesy: a time that nothing placed, a stop for a while only, another firm, a blank nobody filled in, a joke, a draft,
//! a contract of last week, somebody in danger. For any of these a person looks, and no model overrules it.

use std::sync::LazyLock;

use super::decide::{Declared, push};
use super::ends::{Clock, spans, started_lately, unplaced};
use super::letter::{Letter, is_answer, quote};
use super::phrases::PHRASES;
use super::{Ends, Look, LookWhy, Mail};
use crate::list::Lists;
use crate::pattern::{Pattern, first};
use crate::text::{Sentence, Word, fold, sentences};

mod blank;
mod firm;

/// The lists here name classes of the phrases too.
const FILE: &str = concat!(include_str!("phrases.txt"), "\n", include_str!("rest.txt"));
/// Whoever may still withdraw has the contract for so many days at most.
const WITHDRAW_DAYS: i32 = 15;
/// A line of so few words belongs to the request beside it.
const LABEL_WORDS_MAX: usize = 6;

/// In an answer of so few words "it" is what the other wrote of.
const ANSWER_WORDS_MAX: usize = 10;
/// A text of so few words that names a file leaves it to the file.
const ATTACHED_WORDS_MAX: usize = 12;
/// Words that deny what follows.
const DENIALS: [&str; 9] = ["niet", "geen", "not", "no", "dont", "nooit", "never", "wont", "cannot"];
/// Words that take up what the other proposed.
const CONSENTS: [&str; 12] =
    ["yes", "ja", "yep", "ok", "okay", "prima", "akkoord", "agreed", "sure", "fine", "jawel", "jazeker"];

/// Words by which a person speaks of themselves.
const FIRST_PERSON: [&str; 12] = ["ik", "wij", "we", "mij", "me", "mijn", "ons", "onze", "i", "im", "my", "our"];

struct Lefts {
    /// Wherever it stands.
    anywhere: Vec<(LookWhy, Vec<Pattern>)>,
    /// In a sentence that speaks of ending.
    beside: Vec<(LookWhy, Vec<Pattern>)>,
    /// Turns of phrase that only sound like one of these.
    idioms: Vec<Pattern>,
    fresh_start: Vec<Pattern>,
    begins: Vec<Pattern>,
    of_contract: Vec<Pattern>,
    firms: firm::Words,
    renumbered: Vec<Pattern>,
    envelope: Vec<Pattern>,
    of_machine: Vec<Pattern>,
    grave: Vec<Pattern>,
    terse: Vec<Pattern>,
    see_subject: Vec<Pattern>,
    attached: Vec<Pattern>,
    about_too: Vec<Pattern>,
}

static LEFTS: LazyLock<Lefts> = LazyLock::new(|| {
    let lists = Lists::read(FILE);
    let all = |name: &str| lists.phrases(name);
    Lefts {
        anywhere: vec![
            (LookWhy::Danger, all("danger")),
            (LookWhy::Claim, all("disowned")),
            (LookWhy::Claim, all("money_gone")),
            (LookWhy::Pause, all("back_again")),
            (LookWhy::SomebodyElse, all("taken_over")),
            (LookWhy::SeveralContracts, all("stays_on")),
            (LookWhy::NotUnmistakable, all("joke")),
            (LookWhy::NotUnmistakable, all("draft")),
            (LookWhy::Minor, all("of_age")),
            (LookWhy::TakenBack, all("taken_back")),
        ],
        beside: vec![(LookWhy::Pause, all("for_a_while")), (LookWhy::EndDate, all("time_unread"))],
        idioms: all("idioms"),
        fresh_start: all("fresh_start"),
        begins: all("begins"),
        of_contract: all("of_contract"),
        firms: firm::Words {
            brands: Pattern::all(&["@brand"], lists.classes()),
            of_firms: lists.words("of_firms"),
            no_firm: lists.words("no_firm"),
        },
        renumbered: all("renumbered"),
        envelope: all("envelope"),
        of_machine: all("of_machine"),
        grave: all("grave"),
        terse: all("terse"),
        see_subject: all("see_subject"),
        attached: all("attached"),
        about_too: all("about_too"),
    }
});

/// A mail as far as it is understood.
pub(super) struct Understanding<'a> {
    pub(super) mail: &'a Mail,
    pub(super) letter: &'a Letter<'a>,
    pub(super) declared: &'a Declared,
    pub(super) clock: Clock,
    pub(super) ends: &'a Ends,
    pub(super) company: Option<&'a str>,
    pub(super) withdraws: bool,
    pub(super) has_number: bool,
}

/// Everything of this kind; was there any?
pub(super) fn rest(it: &Understanding<'_>, is_likely: impl Fn(usize) -> bool, look: &mut Vec<Look>) -> bool {
    let mut found: Vec<(LookWhy, String)> = Vec::new();
    let letter = it.letter;
    for (index, (source, sentence)) in letter.sentences.iter().enumerate() {
        let speaks = it.declared.sentences.contains(&index)
            || is_likely(index)
            || first(&PHRASES.leave_words, &sentence.words).is_some();
        let undoes = it.withdraws || !it.declared.withdraw.is_empty();
        anywhere(source, sentence, undoes, &mut found);
        if speaks || sentence.words.len() <= LABEL_WORDS_MAX {
            let open = unplaced(sentence, it.clock).map(|at| sentence.quote(source, at).to_owned());
            found.extend(open.filter(|words| !is_placed(it.ends, words)).map(|words| (LookWhy::EndDate, words)));
        }
        if speaks {
            beside(source, sentence, it, &mut found);
        }
        if !it.withdraws && it.declared.withdraw.is_empty() {
            found.extend(fresh(source, sentence, it.clock).map(|words| (LookWhy::LeaveOrWithdraw, words)));
        }
        let has_digit = sentence.words.iter().any(|word| word.text.bytes().any(|it| it.is_ascii_digit()));
        if it.has_number && has_digit {
            found.extend(quote(source, sentence, &LEFTS.renumbered).map(|words| (LookWhy::SeveralNumbers, words)));
        }
    }
    for (source, sentence) in &letter.signature {
        let danger = &LEFTS.anywhere[0].1;
        found.extend(quote(source, sentence, danger).map(|words| (LookWhy::Danger, words)));
    }
    if let Some(company) = it.company {
        found.extend(firm::another(letter, company, &LEFTS.firms).map(|words| (LookWhy::OtherObject, words)));
    }
    let texts = [it.mail.subject.as_str(), &letter.body.own, &letter.body.signature];
    found.extend(texts.iter().find_map(|text| blank::blank(text)).map(|words| (LookWhy::NotUnmistakable, words)));
    found.extend(answers(it).map(|words| (LookWhy::Quoted, words)));
    let attached = letter.told(&LEFTS.attached).filter(|_| letter.own_words() <= ATTACHED_WORDS_MAX);
    found.extend(attached.map(|words| (LookWhy::Attachment, words)));
    let is_any = !found.is_empty();
    for (why, words) in found {
        push(look, why, words);
    }
    is_any
}

/// The phrases of a request that is plain where the mail holds little else and a number.
pub(super) fn terse() -> &'static [Pattern] {
    &LEFTS.terse
}

/// Does the text only point to its subject, or is there none?
pub(super) fn sees_subject(letter: &Letter<'_>) -> bool {
    letter.own().iter().all(|(_, it)| first(&LEFTS.see_subject, &it.words).is_some())
}

/// Does it speak of leaving in words that no list of requests holds?
pub(super) fn tells_of_leaving(letter: &Letter<'_>) -> bool {
    letter.told(&PHRASES.about_leaving).is_some() || letter.told(&LEFTS.about_too).is_some()
}

/// Is this what a machine sends of itself, an automatic answer, a mail that came back, a newsletter? In a form, a voice mail
/// or a chat that a machine delivers somebody may have said anything.
pub(super) fn is_of_a_machine(mail: &Mail, letter: &Letter<'_>) -> bool {
    let subject = sentences(&mail.subject);
    let all = || letter.own().iter().map(|(_, it)| it).chain(&subject).chain(letter.signature.iter().map(|(_, it)| it));
    let told = |patterns: &[Pattern]| all().any(|it| first(patterns, &it.words).is_some());
    let is_death = PHRASES.anywhere.iter().any(|(why, patterns)| *why == LookWhy::Death && told(patterns));
    if told(&LEFTS.envelope) || told(&LEFTS.grave) || told(&LEFTS.anywhere[0].1) || is_death {
        return false;
    }
    let header = mail.machine.as_deref().unwrap_or_default();
    let has_come_back = ["X-Failed-Recipients", "Content-Type", "Return-Path"].iter().any(|it| header.starts_with(it))
        || ["mailer-daemon", "postmaster", "bounce"].iter().any(|it| fold(header).contains(it));
    let is_list = header.starts_with("List-") && !all().any(|it| FIRST_PERSON.iter().any(|word| it.has(word)));
    has_come_back || is_list || told(&LEFTS.of_machine) || told(&PHRASES.machine_text) || told(&PHRASES.machine_subject)
}

/// What stops a clerk wherever it stands; what is denied, or only a turn of phrase, does not.
fn anywhere(source: &str, sentence: &Sentence, undoes: bool, found: &mut Vec<(LookWhy, String)>) {
    let is_idiom = first(&LEFTS.idioms, &sentence.words).is_some();
    for (why, patterns) in &LEFTS.anywhere {
        let is_harmless = |at: usize| {
            let is_denial = |word: &Word| DENIALS.contains(&word.text.as_str());
            match why {
                LookWhy::NotUnmistakable => is_idiom || sentence.words[at.saturating_sub(2)..at].iter().any(is_denial),
                LookWhy::SeveralContracts | LookWhy::Pause => is_idiom || sentence.words.iter().any(is_denial),
                // a change of mind belongs to withdrawing
                LookWhy::TakenBack => undoes,
                _ => false,
            }
        };
        let told = patterns.iter().flat_map(|it| it.find_all(&sentence.words)).find(|range| !is_harmless(range.start));
        found.extend(told.map(|range| (*why, sentence.quote(source, range).to_owned())));
    }
}

/// What makes a sentence that speaks of ending speak of a while only, or of a time that nothing reads.
fn beside(source: &str, sentence: &Sentence, it: &Understanding<'_>, found: &mut Vec<(LookWhy, String)>) {
    let is_idiom = first(&LEFTS.idioms, &sentence.words).is_some();
    for (why, patterns) in &LEFTS.beside {
        let is_placed = |words: &str| *why == LookWhy::EndDate && is_placed(it.ends, words);
        let told = quote(source, sentence, patterns).filter(|words| !is_idiom && !is_placed(words));
        found.extend(told.map(|words| (*why, words)));
    }
    let is_pause = !it.withdraws && it.declared.withdraw.is_empty();
    let span = spans(sentence).filter(|_| is_pause);
    found.extend(span.map(|at| (LookWhy::Pause, sentence.quote(source, at).to_owned())));
}

/// Is this time the wanted end that was read, or said again beside a day that was?
fn is_placed(ends: &Ends, words: &str) -> bool {
    match ends {
        Ends::On { .. } => true,
        Ends::EndOfTerm { words: said } | Ends::Soonest { words: said } => {
            said.contains(words) || words.contains(said.as_str())
        }
        Ends::NotSaid | Ends::Unclear { .. } => false,
    }
}

/// A contract of the last two weeks: leaving it may be withdrawing from it.
fn fresh(source: &str, sentence: &Sentence, clock: Clock) -> Option<String> {
    if let Some(words) = quote(source, sentence, &LEFTS.fresh_start) {
        return Some(words);
    }
    first(&LEFTS.begins, &sentence.words)?;
    first(&LEFTS.of_contract, &sentence.words)?;
    started_lately(sentence, clock, WITHDRAW_DAYS).map(|at| sentence.quote(source, at).to_owned())
}

/// An answer that names no contract of its own, `yes, cancel it`: only what it answers to says what.
fn answers(it: &Understanding<'_>) -> Option<String> {
    let is_reply = !it.letter.body.quoted.trim().is_empty() || is_answer(&it.mail.subject);
    let own = it.letter.own();
    let names_contract = own.iter().any(|(_, it)| first(&PHRASES.contract, &it.words).is_some());
    let has_digit =
        own.iter().any(|(_, it)| it.words.iter().any(|word| word.text.bytes().any(|it| it.is_ascii_digit())));
    let consents = own.iter().any(|(_, it)| it.words.iter().take(3).any(|word| CONSENTS.contains(&word.text.as_str())));
    let is_short = it.letter.own_words() <= ANSWER_WORDS_MAX;
    (is_reply && !names_contract && (is_short && !has_digit || consents)).then(String::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_of_the_file_is_used() {
        let own = Lists::read(include_str!("rest.txt"));
        let (code, _) = include_str!("rest.rs").split_once("#[cfg(test)]").expect("code before its tests");
        for name in own.names() {
            let is_used = ["all", "lists.words"].iter().any(|it| code.contains(&format!("{it}(\"{name}\")")));
            assert!(is_used, "{name}");
        }
    }
}
