//! What stands beside a request in its sentence and makes it something else: a denial, a condition, a question, other words.

use std::ops::Range;

use super::decide::push;
use super::phrases::PHRASES;
use super::{Look, LookWhy};
use crate::Language;
use crate::pattern::{Pattern, first};
use crate::text::{Sentence, fold};

/// So many words further the particle of `opzeggen` may stand.
const PARTICLE_WORDS_MAX: usize = 8;

/// What in a sentence with a declaration takes it away again.
pub(super) fn beside(
    source: &str,
    sentence: &Sentence,
    leave: &[(&Pattern, Range<usize>)],
    withdraw: &[(&Pattern, Range<usize>)],
    language: Language,
    looks: &mut Vec<Look>,
) {
    let words = &sentence.words;
    let found = || leave.iter().chain(withdraw);
    if let Some((_, range)) = found().find(|(pattern, range)| is_negated(sentence, pattern, range)) {
        push(looks, LookWhy::Negation, sentence.quote(source, range.clone()).to_owned());
    }
    if let Some(range) = condition(sentence) {
        push(looks, LookWhy::Condition, sentence.quote(source, range).to_owned());
    }
    if found().all(|(pattern, range)| is_blocked(sentence, pattern, range, language)) {
        push(looks, LookWhy::NotUnmistakable, sentence.quote(source, 0..words.len()).to_owned());
    } else if found().all(|(pattern, range)| {
        is_blocked(sentence, pattern, range, language) || is_compound(sentence, range, language)
    }) {
        // nothing is known of the word that follows
        push(looks, LookWhy::NotUnmistakable, String::new());
    }
    if found().all(|(_, range)| first(&PHRASES.payment, &words[range.clone()]).is_some()) {
        push(looks, LookWhy::Payment, sentence.quote(source, 0..words.len()).to_owned());
    }
    let is_polite = first(&PHRASES.polite, words).is_some();
    let asks_inside = first(&PHRASES.inner_question, words).filter(|_| first(&PHRASES.no_question, words).is_none());
    if sentence.is_question && !is_polite || asks_inside.is_some() {
        push(looks, LookWhy::Question, sentence.quote(source, 0..words.len()).to_owned());
    }
    for (why, patterns) in &PHRASES.beside {
        let is_order_to = *why == LookWhy::OtherObject && (sentence.has("order") && sentence.has("in"));
        let is_legal_form = *why == LookWhy::OtherObject
            && !withdraw.is_empty()
            && ["levering", "delivery", "aankoop", "purchase", "bestelling", "order"].iter().any(|it| sentence.has(it));
        let is_earlier = |range: &Range<usize>| *why == LookWhy::Pause && found().all(|(_, it)| range.end <= it.start);
        let found_here = patterns
            .iter()
            .flat_map(|it| it.find_all(words))
            .find(|range| !is_in_a_name(sentence, range) && !is_the_contract(sentence, range));
        if let Some(range) = found_here.filter(|range| !is_order_to && !is_legal_form && !is_earlier(range)) {
            push(looks, *why, sentence.quote(source, range).to_owned());
        }
    }
    if let Some((_, range)) = found().next()
        && is_quoted(source, words[range.start].at.start)
    {
        push(looks, LookWhy::Quoted, sentence.quote(source, range.clone()).to_owned());
    }
}

/// A "not" inside the words, just before or just after them, that the phrase itself does not have.
fn is_negated(sentence: &Sentence, pattern: &Pattern, range: &Range<usize>) -> bool {
    let has_own = ["niet", "not", "dont", "wont", "no", "geen"]
        .iter()
        .any(|it| pattern.written.split([' ', '|', '?']).any(|word| word == *it));
    let near = range.start.saturating_sub(3)..(range.end + 2).min(sentence.words.len());
    !has_own
        && near.clone().any(|index| {
            let word = &sentence.words[index..=index];
            let is_number_sign = word[0].text == "no"
                && sentence
                    .words
                    .get(index + 1)
                    .is_none_or(|next| next.text.bytes().any(|b| b.is_ascii_digit()) || next.text == "longer");
            first(&PHRASES.negated, word).is_some() && !is_number_sign && !is_harmless(sentence, index, range)
        })
}

/// `not` before the request that closes another clause: "I do not use it, please cancel"; `niet meer` of another verb.
fn is_harmless(sentence: &Sentence, index: usize, range: &Range<usize>) -> bool {
    let words = &sentence.words;
    let next = words.get(index + 1).map_or("", |word| word.text.as_str());
    let parts = |word: &str, also: &[&str]| {
        matches!(word, "so" | "dus" | "please" | "hence" | "therefore" | "daarom") || also.contains(&word)
    };
    // "ik heb hem niet meer nodig en zeg de huur op": `en` with its own verb begins another clause
    let begins_clause = |at: usize| {
        let verb = words.get(at + 1).map_or("", |word| word.text.as_str());
        words.get(at).is_some_and(|word| word.text == "en")
            && matches!(verb, "zeg" | "zeggen" | "beeindig" | "stop" | "annuleer" | "wil" | "ik" | "wij" | "we")
    };
    let is_other_clause = |from: usize, to: usize| {
        words[from..to].iter().any(|word| parts(&word.text, &["and", "en"]))
            || words.get(to).is_some_and(|word| parts(&word.text, &[]))
            || begins_clause(to)
    };
    // "ik wil die fiets niet meer kan je mijn abonnement stoppen": a request begins where the denial ends
    let is_request_next = index < range.start
        && words[index + 1..range.start].iter().all(|word| matches!(word.text.as_str(), "meer" | "langer" | "anymore"))
        && first(&PHRASES.polite, &words[range.start..range.end.min(words.len())]).is_some_and(|(_, it)| it.start == 0);
    let comes_after = index >= range.end;
    // "not to renew it" and "please end it" are one wish
    let after = words[index + 1..].iter().map(|word| word.text.as_str());
    let helps = ["meer", "te", "laten", "langer", "automatisch", "stilzwijgend", "to", "be", "automatically", "auto"];
    let is_of_renewing = after
        .take(4)
        .find(|word| !helps.contains(word))
        .is_some_and(|word| ["verleng", "voortzet", "renew"].iter().any(|start| word.starts_with(start)));
    // "no joke", "geen grap": the denial is of something else
    let is_of_joke =
        ["grap", "gein", "joke", "probleem", "haast", "klacht", "complaint", "problem", "rush", "hurry", "hard"]
            .iter()
            .any(|it| next.starts_with(it));
    is_request_next
        || is_of_joke
        || is_of_renewing
        || comes_after && !matches!(words[index].text.as_str(), "not" | "niet")
        || matches!(words[index].text.as_str(), "niet" | "nooit")
            && index + 1 == range.start
            && words[range.start].text == "en"
        || index < range.start && is_other_clause(index, range.start) && next != "to"
        || index >= range.end
            && words.get(range.end).is_some_and(|word| {
                matches!(
                    word.text.as_str(),
                    "want" | "omdat" | "because" | "as" | "since" | "i" | "ik" | "aangezien" | "daar"
                )
            })
}

/// The condition in a sentence that no harmless turn of phrase explains.
pub(super) fn condition(sentence: &Sentence) -> Option<Range<usize>> {
    let harmless: Vec<Range<usize>> = PHRASES.no_condition.iter().flat_map(|it| it.find_all(&sentence.words)).collect();
    let mut found = PHRASES.condition.iter().flat_map(|it| it.find_all(&sentence.words));
    found.find(|range| !harmless.iter().any(|it| it.start <= range.start && range.start < it.end))
}

/// Does it stand in the name of the company that writes: "namens De Groot Installaties B.V."?
fn is_in_a_name(sentence: &Sentence, range: &Range<usize>) -> bool {
    let mut names = PHRASES.company.iter().filter_map(|it| it.find(&sentence.words));
    names.any(|name| name.start <= range.start && range.end <= name.end)
}

/// Is the other thing the contract itself, as in `onderhoudscontract`, or not what is meant, as in `Request: cancel the plan`?
fn is_the_contract(sentence: &Sentence, range: &Range<usize>) -> bool {
    let mut turns = PHRASES.no_object.iter().flat_map(|it| it.find_all(&sentence.words));
    let word = sentence.words.get(range.start).map_or("", |word| word.text.as_str());
    range.len() == 1
        && (first(&PHRASES.contract, &sentence.words[range.clone()]).is_some()
            || matches!(word, "pakket" | "request" | "verzoek" | "job" | "baan")
                && turns.any(|turn| turn.contains(&range.start)))
}

/// Does a word stand inside the request that makes it something else, and that the phrase itself does not name?
fn is_blocked(sentence: &Sentence, pattern: &Pattern, range: &Range<usize>, language: Language) -> bool {
    let words = &sentence.words;
    let is_own = |text: &str| pattern.written.split([' ', '|', '?']).any(|own| own == text);
    let blocks = |text: &str| {
        PHRASES.blockers.contains(&text)
            && !(language == Language::En && matches!(text, "of" | "over" | "wat" | "help"))
            && !is_own(text)
    };
    let word_before = |count: usize| range.start.checked_sub(count).map(|at| words[at].text.as_str());
    let is_writer = word_before(2).is_some_and(|word| matches!(word, "ik" | "wij" | "we" | "i" | "hereby"));
    let is_anothers = !is_writer
        && word_before(1).is_some_and(|word| PHRASES.others.contains(&word))
        && !pattern.written.starts_with('@');
    let stops_doing = words[range.clone()].windows(2).any(|pair| {
        matches!(pair[0].text.as_str(), "stop" | "quit" | "cease" | "end") && pair[1].text.ends_with("ing")
    });
    is_anothers || stops_doing || words[range.clone()].iter().any(|word| blocks(&word.text))
}

/// Does a word follow that makes the contract something else: `subscription fee`; `op moet letten`, another verb?
fn is_compound(sentence: &Sentence, range: &Range<usize>, language: Language) -> bool {
    let words = &sentence.words;
    let last = words.get(range.end.saturating_sub(1)).map_or("", |word| word.text.as_str());
    let goes_on = |at: usize| {
        words.get(at).is_some_and(|next| {
            next.glue.is_none()
                && next.text.chars().all(char::is_alphabetic)
                && !PHRASES.may_follow.contains(&next.text.as_str())
                && first(&PHRASES.contract, std::slice::from_ref(next)).is_none()
        })
    };
    // `zeg de licentie op uw software op per 1 januari`: the second one is the particle
    let is_said_up = |at: usize| words.get(at).is_some_and(|word| word.text == "op") && !goes_on(at + 1);
    let is_particle_later = last == "op" && (range.end..range.end + PARTICLE_WORDS_MAX).any(is_said_up);
    (language == Language::En || last == "op") && goes_on(range.end) && !is_particle_later
}

/// Does this place stand between quotation marks?
fn is_quoted(source: &str, at: usize) -> bool {
    let line = source.get(..at).unwrap_or_default();
    if line.ends_with(['\'', '‘', '’', '“', '«']) {
        return true;
    }
    let line = line.rsplit('\n').next().unwrap_or_default();
    fold(line).matches('"').count() % 2 == 1
}
