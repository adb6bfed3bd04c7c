//! What sentences state: a fee, another channel, an approval, what comes after the end, what follows. It counts as if its key
//! said so.
//!
//! The patterns stand in `stated.toml`: a sentence states something where it holds all of one way and nothing that turns it
//! round. A question states nothing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::words::{regex, sentences};
use crate::law;

/// One way of stating something, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    all: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

/// The same, to be looked for.
struct Way {
    all: Vec<Regex>,
    not: Vec<Regex>,
}

type Groups<T> = BTreeMap<String, BTreeMap<String, Vec<T>>>;

#[derive(Deserialize)]
struct File {
    words: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(flatten)]
    groups: Groups<Written>,
}

fn file() -> Option<File> {
    toml::from_str(include_str!("stated.toml")).ok()
}

/// A pattern with the words of its language in place of their names.
fn filled(pattern: &str, words: Option<&BTreeMap<String, String>>) -> String {
    words.into_iter().flatten().fold(pattern.to_owned(), |text, (name, word)| {
        let name = format!("%{name}%");
        if text.contains(&name) { text.replace(&name, &format!("(?:{word})")) } else { text }
    })
}

static STATED: LazyLock<Groups<Way>> = LazyLock::new(|| {
    let Some(File { words, groups }) = file() else { return Groups::new() };
    // Words may stand in words, one deep. A pattern that cannot be read is left out here and found by the test below.
    let compile = |language: &str, patterns: &[String]| {
        let read = |pattern: &String| {
            let words = words.get(language);
            regex(&filled(&filled(pattern, words), words)).ok()
        };
        patterns.iter().filter_map(read).collect::<Vec<_>>()
    };
    let ways = |(language, ways): (String, Vec<Written>)| {
        let of = |it: &Written| Way { all: compile(&language, &it.all), not: compile(&language, &it.not) };
        let ways = ways.iter().map(of).collect();
        (language, ways)
    };
    groups.into_iter().map(|(group, languages)| (group, languages.into_iter().map(ways).collect())).collect()
});

/// Does a sentence, or a part of one, state what a group is about?
pub(super) fn holds(group: &str, language: &str, sentence: &str) -> bool {
    let Some(ways) = STATED.get(group).and_then(|languages| languages.get(language)) else { return false };
    let plain = sentence.replace('’', "'");
    let is_in = |pattern: &Regex| pattern.is_match(&plain);
    ways.iter().any(|way| way.all.iter().all(is_in) && !way.not.iter().any(is_in))
}

fn statements(text: &str) -> impl Iterator<Item = &str> {
    sentences(text).map(str::trim).filter(|sentence| !sentence.is_empty() && !sentence.ends_with('?'))
}

/// The sentence of a text that states what a group is about.
pub(super) fn states(group: &str, language: &str, text: &str) -> Option<String> {
    statements(text).find(|sentence| holds(group, language, sentence)).map(shown)
}

/// The sentence of a text, or its question, that is of a group.
pub(super) fn asks_or_states(group: &str, language: &str, text: &str) -> Option<String> {
    sentences(text).map(str::trim).find(|sentence| holds(group, language, sentence)).map(shown)
}

/// The sentence of a text that sends somebody who leaves to another channel.
pub(super) fn other_channel(language: &str, text: &str) -> Option<String> {
    let pairs = || sentences(text).zip(sentences(text).skip(1)).map(|(asked, then)| format!("{} {then}", asked.trim()));
    states("other_channel", language, text)
        .or_else(|| pairs().find(|pair| holds("other_channel_asked", language, pair)).map(|it| shown(&it)))
}

fn shown(sentence: &str) -> String {
    sentence.trim().trim_end_matches(['.', ';', '!']).to_owned()
}

/// Does it name a rule of law: an article, an act, one of the packs or of their rules?
pub(super) fn names_law(text: &str) -> bool {
    let text = text.trim();
    let is_rule =
        || law::names().filter_map(|name| law::pack(name).ok()).any(|it| it.rules.iter().any(|it| it.id == text));
    law::names().any(|name| name == text) || holds("law", "en", text) || is_rule()
}

/// Does a text name the clause that allows a fee?
pub(super) fn names_clause(language: &str, text: &str) -> bool {
    sentences(text).any(|sentence| holds("clause", language, sentence))
}

/// The sentences of a text, without those of a group.
pub(super) fn without(group: &str, language: &str, text: &str) -> String {
    let kept: Vec<&str> = sentences(text).map(str::trim).filter(|sentence| !holds(group, language, sentence)).collect();
    kept.join(" ")
}

/// Does a label of a field turn itself round: "do not tick this if you do not want"? A list of what is not wanted does not.
pub(super) fn denies_twice(language: &str, label: &str) -> bool {
    static ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"[,;.()]| and | or | en | of ").ok());
    let parts = |label: &str| match &*ENDS {
        Some(ends) => ends.split(label).any(|part| holds("nested_denial", language, part)),
        None => holds("nested_denial", language, label),
    };
    parts(label)
}

/// What a text says a fee is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fee {
    /// An amount, in minor units.
    Minor(i64),
    /// An amount in letters.
    Letters,
    /// A part of what remains.
    Share,
    /// One that is asked, and not said.
    Untold,
}

/// The parts of a sentence: what is said behind a comma or "but" may be another thing.
fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    static ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r", | but | maar |: | aber | mais ").ok());
    let parts: Vec<&str> = match &*ENDS {
        Some(ends) => ends.split(sentence).collect(),
        None => vec![sentence],
    };
    parts.into_iter()
}

/// The amounts of money in a text, in minor units.
fn sums(text: &str) -> Vec<i64> {
    static MONEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(
            r"(?:€|£|\$|\b(?:eur|usd|gbp)) ?(\d[\d.,]*)|(\d[\d.,]*) ?(?:€|£|\$|(?:eur|euros?|pounds?|pond|dollars?)\b)",
        )
        .ok()
    });
    let found = MONEY.iter().flat_map(|pattern| pattern.captures_iter(text));
    found.filter_map(|it| it.get(1).or_else(|| it.get(2))).filter_map(|it| amounts(it.as_str()).next()).collect()
}

/// The first that is above zero.
fn money(text: &str) -> Option<i64> {
    sums(text).into_iter().find(|minor| *minor > 0)
}

/// A fee in a part of a sentence, with its amount or its share.
fn counted(language: &str, part: &str) -> Option<Fee> {
    if holds("fee_denied", language, part) {
        return None;
    }
    if let Some(minor) = money(part) {
        return Some(Fee::Minor(minor));
    }
    if holds("lettered", language, part) {
        return Some(Fee::Letters);
    }
    holds("fee_share", language, part).then_some(Fee::Share)
}

/// The fee that a consequence about a fee states.
pub(super) fn fee_that_follows(language: &str, text: &str) -> Option<Fee> {
    // An amount of zero is told.
    let is_told = |sentence: &&str| sentence.contains("{fee}") || !sums(sentence).is_empty();
    let untold = |sentence| holds("fee_told", language, sentence).then_some(Fee::Untold);
    let counted = statements(text).find_map(|sentence| clauses(sentence).find_map(|part| counted(language, part)));
    counted.or_else(|| statements(text).filter(|sentence| !is_told(sentence)).find_map(untold))
}

/// The fee for leaving that a sentence on a screen states, and the sentence.
pub(super) fn fee_on_screen(language: &str, text: &str) -> Option<(Fee, String)> {
    statements(text).find_map(|sentence| {
        let is_noun = holds("fee_noun", language, sentence);
        if !is_noun && !holds("fee_act", language, sentence) {
            return None;
        }
        let fee = clauses(sentence).find_map(|part| counted(language, part)).or_else(|| {
            let is_asked =
                is_noun && holds("fee_asked", language, sentence) && !holds("fee_denied", language, sentence);
            (is_asked && !sentence.contains("{fee}") && sums(sentence).is_empty()).then_some(Fee::Untold)
        })?;
        Some((fee, shown(sentence)))
    })
}

/// Does a text say what is known by this word of a consequence?
pub(super) fn says(about: &str, language: &str, text: &str) -> bool {
    match about {
        "fee" => states("no_fee", language, text).is_some() || fee_on_screen(language, text).is_some(),
        about => states(about, language, text).is_some(),
    }
}

/// The amounts in a text, in minor units: `250`, `250,-`, `250.50`, `1.250,00`.
pub(super) fn amounts(text: &str) -> impl Iterator<Item = i64> {
    let is_part = |it: char| it.is_ascii_digit() || it == '.' || it == ',';
    text.split(move |it| !is_part(it)).filter_map(|number| {
        let number = number.trim_matches(['.', ',']);
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let (whole, cents) = match number.rfind(['.', ',']).map(|at| number.split_at(at)) {
            Some((whole, cents)) if cents.len() == 3 => (digits(whole), digits(cents)),
            _ => (digits(number), "00".to_owned()),
        };
        whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents.parse().ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_can_be_read() {
        let File { words, groups } = file().expect("the file");
        for (group, languages) in &groups {
            for (language, ways) in languages {
                for pattern in ways.iter().flat_map(|it| it.all.iter().chain(&it.not)) {
                    let words = words.get(language);
                    let whole = filled(&filled(pattern, words), words);
                    assert!(regex(&whole).is_ok(), "{group}.{language}: {whole}");
                    assert!(!whole.split('%').nth(1).is_some_and(|it| it.chars().all(char::is_alphabetic)), "{whole}");
                }
            }
        }
        assert!(groups.len() > 20);
    }
}
