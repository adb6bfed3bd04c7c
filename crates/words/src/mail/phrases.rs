//! What people say when they leave, and what makes the same words mean something else: the lists of `phrases.txt`, ready.

use std::sync::LazyLock;

use super::LookWhy;
use crate::list::Lists;
use crate::pattern::Pattern;

const FILE: &str = include_str!("phrases.txt");

/// The phrases, ready.
pub(super) struct Phrases {
    pub(super) leave: Vec<Pattern>,
    pub(super) subject: Vec<Pattern>,
    pub(super) withdraw: Vec<Pattern>,
    pub(super) about_leaving: Vec<Pattern>,
    pub(super) question: Vec<Pattern>,
    pub(super) no_question: Vec<Pattern>,
    pub(super) asks_confirmation: Vec<Pattern>,
    pub(super) condition: Vec<Pattern>,
    pub(super) no_condition: Vec<Pattern>,
    pub(super) company: Vec<Pattern>,
    pub(super) agent: Vec<Pattern>,
    pub(super) relative: Vec<Pattern>,
    pub(super) together: Vec<Pattern>,
    pub(super) before: Vec<Pattern>,
    pub(super) negated: Vec<Pattern>,
    pub(super) machine_subject: Vec<Pattern>,
    pub(super) machine_text: Vec<Pattern>,
    /// Anywhere in the mail.
    pub(super) anywhere: Vec<(LookWhy, Vec<Pattern>)>,
    /// Beside the request, in its sentence.
    pub(super) beside: Vec<(LookWhy, Vec<Pattern>)>,
    /// Inside the words of the request.
    pub(super) payment: Vec<Pattern>,
    /// What one leaves.
    pub(super) contract: Vec<Pattern>,
    pub(super) own: Vec<Pattern>,
    pub(super) undoing: Vec<Pattern>,
    pub(super) payment_too: Vec<Pattern>,
    pub(super) no_object: Vec<Pattern>,
    pub(super) childcare: Vec<Pattern>,
    pub(super) leave_it: Vec<Pattern>,
    pub(super) fresh: Vec<Pattern>,
    /// What makes a request a withdrawal, and what speaks against the right to it.
    pub(super) cooling: Vec<Pattern>,
    pub(super) undone: Vec<Pattern>,
    pub(super) bought: Vec<Pattern>,
    pub(super) no_right: Vec<Pattern>,
    pub(super) consent: Vec<Pattern>,
    /// In a sentence without the request.
    pub(super) besides: Vec<Pattern>,
    pub(super) leave_words: Vec<Pattern>,
    pub(super) withdraw_words: Vec<Pattern>,
    pub(super) polite: Vec<Pattern>,
    pub(super) inner_question: Vec<Pattern>,
    /// Words that make a request something else, that may follow one, and that speak of somebody else.
    pub(super) blockers: Vec<&'static str>,
    pub(super) may_follow: Vec<&'static str>,
    pub(super) others: Vec<&'static str>,
}

impl Phrases {
    /// Lists that the model of whole mails looks at beside the words, by name.
    pub(super) fn told(&self) -> [(&'static str, &[Pattern]); 15] {
        [
            ("leave", &self.leave),
            ("withdraw", &self.withdraw),
            ("subject", &self.subject),
            ("about", &self.about_leaving),
            ("question", &self.question),
            ("leave_words", &self.leave_words),
            ("contract", &self.contract),
            ("polite", &self.polite),
            ("relative", &self.relative),
            ("before", &self.before),
            ("besides", &self.besides),
            ("confirmation", &self.asks_confirmation),
            ("negated", &self.negated),
            ("payment", &self.payment),
            ("own", &self.own),
        ]
    }
}

pub(super) static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let lists = Lists::read(FILE);
    let all = |name: &str| lists.phrases(name);
    let one = |written: &'static str| Pattern::all(&[written], lists.classes());
    Phrases {
        leave: all("leave"),
        subject: all("subject"),
        withdraw: all("withdraw"),
        about_leaving: all("about_leaving"),
        question: all("question"),
        no_question: all("no_question"),
        asks_confirmation: all("asks_confirmation"),
        condition: all("condition"),
        no_condition: all("no_condition"),
        company: all("company"),
        agent: all("agent"),
        relative: all("relative"),
        together: all("together"),
        before: all("before"),
        negated: all("negated"),
        machine_subject: all("machine_subject"),
        machine_text: all("machine_text"),
        anywhere: vec![
            (LookWhy::TakenBack, all("undo")),
            (LookWhy::Pause, all("pause")),
            (LookWhy::Moving, all("moving")),
            (LookWhy::Death, all("death")),
            (LookWhy::SomebodyElse, all("somebody_else")),
            (LookWhy::Minor, all("minor")),
            (LookWhy::SeveralContracts, all("several")),
            (LookWhy::Claim, all("claim")),
            (LookWhy::Erasure, all("erase")),
            (LookWhy::Joining, all("joining")),
            (LookWhy::AnotherInstead, all("instead")),
            (LookWhy::Hesitation, all("hedge_anywhere")),
        ],
        beside: vec![
            (LookWhy::Hesitation, all("hedge")),
            (LookWhy::Pause, all("pause_here")),
            (LookWhy::SeveralContracts, all("several_here")),
            (LookWhy::OtherObject, one("@other")),
            (LookWhy::SeveralContracts, one("@part")),
        ],
        payment: one("@payment"),
        contract: one("@contract"),
        own: one("mijn|m|mn|men|ons|onze|my|our|me|us|mine|dit|this|jullie|mij|your"),
        undoing: all("undoing"),
        payment_too: all("payment_too"),
        no_object: all("no_object"),
        childcare: all("childcare"),
        leave_it: all("leave_it"),
        fresh: all("fresh"),
        cooling: all("cooling"),
        undone: all("undone"),
        bought: all("bought"),
        no_right: all("no_right"),
        consent: all("consent"),
        besides: all("besides"),
        leave_words: all("leave_words"),
        withdraw_words: all("withdraw_words"),
        polite: all("polite"),
        inner_question: all("inner_question"),
        blockers: lists.words("blockers"),
        may_follow: lists.words("may_follow"),
        others: lists.words("others"),
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_of_the_file_is_used_and_none_is_missing() {
        let source = include_str!("phrases.rs");
        let (code, _) = source.split_once("#[cfg(test)]").expect("code before its tests");
        let lists = Lists::read(FILE);
        let asked: Vec<&str> =
            code.split("all(\"").chain(code.split("words(\"")).filter_map(|it| it.split('"').next()).collect();
        for name in lists.names() {
            assert!(asked.contains(&name) && !lists.words(name).is_empty(), "{name}");
        }
        let phrases = &*PHRASES;
        let nothing_is_empty = [&phrases.leave, &phrases.subject, &phrases.withdraw, &phrases.own, &phrases.payment]
            .into_iter()
            .chain(phrases.anywhere.iter().chain(&phrases.beside).map(|(_, it)| it))
            .all(|it| !it.is_empty());
        assert!(nothing_is_empty && lists.classes().len() == 20);
    }
}
