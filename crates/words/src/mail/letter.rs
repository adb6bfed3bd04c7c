//! A mail as sentences of its writer: the subject first, the text, and apart from them how it is signed.

use super::{Body, Mail};
use crate::Language;
use crate::pattern::{Pattern, first};
use crate::text::{Sentence, fold, sentences};

/// The sentences of a mail that count, each with the text it comes from; the subject first.
pub(super) struct Letter<'a> {
    pub(super) body: &'a Body,
    pub(super) language: Language,
    /// The subject's sentences come first; so many of them.
    pub(super) subject_count: usize,
    pub(super) sentences: Vec<(&'a str, Sentence)>,
    pub(super) signature: Vec<(&'a str, Sentence)>,
}

impl<'a> Letter<'a> {
    pub(super) fn of(mail: &'a Mail, body: &'a Body) -> Self {
        let language = mail.language.or_else(|| Language::guess(&body.own)).or_else(|| Language::guess(&mail.subject));
        let with = |source: &'a str| sentences(source).into_iter().map(move |it| (source, it)).collect::<Vec<_>>();
        let subject = if is_answer(&mail.subject) { Vec::new() } else { with(&mail.subject) };
        let subject_count = subject.len();
        let sentences = subject.into_iter().chain(with(&body.own)).collect();
        let language = language.unwrap_or(Language::Nl);
        Self { body, language, subject_count, sentences, signature: with(&body.signature) }
    }

    pub(super) fn own(&self) -> &[(&'a str, Sentence)] {
        &self.sentences[self.subject_count..]
    }

    /// The words of the text, the subject left out.
    pub(super) fn own_words(&self) -> usize {
        self.own().iter().map(|(_, it)| it.words.len()).sum()
    }

    /// The sentence that declares most, as it was written.
    pub(super) fn plainest(&self, declares: &[f32]) -> Option<String> {
        let most = declares.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(index, _)| index)?;
        self.sentences.get(most).map(|(source, it)| it.quote_all(source).to_owned())
    }

    /// The first of these phrases in any sentence, as it was written.
    pub(super) fn told(&self, patterns: &[Pattern]) -> Option<String> {
        self.sentences.iter().find_map(|(source, it)| quote(source, it, patterns))
    }
}

pub(super) fn quote(source: &str, sentence: &Sentence, patterns: &[Pattern]) -> Option<String> {
    first(patterns, &sentence.words).map(|(_, range)| sentence.quote(source, range).to_owned())
}

/// Does the subject answer or forward another mail? Then it is not the writer's.
pub(super) fn is_answer(subject: &str) -> bool {
    let subject = fold(subject.trim());
    ["re:", "re :", "antw:", "aw:", "fw:", "fwd:", "doorst:", "tr:", "betr:"].iter().any(|it| subject.starts_with(it))
}

pub(super) fn is_forward(subject: &str) -> bool {
    let subject = fold(subject.trim());
    ["fw:", "fwd:", "doorst:"].iter().any(|it| subject.starts_with(it))
}
