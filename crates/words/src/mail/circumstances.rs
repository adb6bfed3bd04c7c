//! What anywhere in a mail asks for a person, whatever its request says.

use super::decide::{Declared, push};
use super::letter::{Letter, quote};
use super::phrases::PHRASES;
use super::{Look, LookWhy};
use crate::pattern::{Pattern, first};
use crate::text::{Sentence, Word, fold};

/// What anywhere in the mail asks for a person.
pub(super) fn circumstances(
    letter: &Letter<'_>,
    declared: &Declared,
    by_subject: bool,
    is_likely: impl Fn(usize) -> bool,
    look: &mut Vec<Look>,
) {
    let withdraws = !declared.withdraw.is_empty();
    let is_childcare = letter.told(&PHRASES.childcare).is_some();
    let is_undersigned = letter.own().iter().any(|(_, it)| UNDERSIGNED.iter().any(|word| it.has(word)));
    let is_cooling = letter.told(&PHRASES.fresh).is_some();
    for (index, (source, sentence)) in letter.sentences.iter().enumerate() {
        let asks_confirmation = first(&PHRASES.asks_confirmation, &sentence.words).is_some();
        for (why, patterns) in &PHRASES.anywhere {
            if let Some(words) = quote(source, sentence, patterns)
                && !(*why == LookWhy::Pause && is_denied(sentence, patterns))
                && !(*why == LookWhy::TakenBack && is_not_kept(sentence, &words))
                && !(*why == LookWhy::SomebodyElse && is_own_company(sentence, patterns))
                && !(*why == LookWhy::SomebodyElse && is_undersigned && names_only_their_contract(sentence, patterns))
                && !(*why == LookWhy::SomebodyElse && is_childcare && is_child(&words))
                && !(*why == LookWhy::SeveralContracts && is_salutation(sentence))
                && !(withdraws && is_of_withdrawing(*why, patterns, sentence, index < letter.subject_count))
            {
                push(look, *why, words);
            }
        }
        if !withdraws
            && !is_cooling
            && let Some(words) = quote(source, sentence, &PHRASES.undoing)
        {
            push(look, LookWhy::Claim, words);
        }
        if let Some(words) =
            quote(source, sentence, &PHRASES.before).filter(|_| !asks_confirmation && !is_now(sentence))
        {
            push(look, LookWhy::AskedBefore, words);
        }
        let is_declared = declared.sentences.contains(&index);
        let is_request = is_declared || is_likely(index) && asks_politely(sentence);
        if index >= letter.subject_count && sentence.is_question && !asks_confirmation && !is_request {
            push(look, LookWhy::Question, sentence.quote(source, 0..sentence.words.len()).to_owned());
        }
        if let Some(words) =
            quote(source, sentence, &PHRASES.relative).filter(|_| first(&PHRASES.together, &sentence.words).is_none())
        {
            let declares_own = declared.sentences.iter().all(|&at| {
                let words = &letter.sentences[at].1.words;
                at != index && first(&PHRASES.own, words).is_some()
            });
            let is_own_child = is_childcare && is_child(&words);
            if !is_own_child && (!declares_own || declared.sentences.is_empty() && by_subject) {
                push(look, LookWhy::SomebodyElse, words);
            }
        }
        if !declared.sentences.is_empty()
            && !is_declared
            && index > letter.subject_count
            && let Some(words) = quote(source, sentence, &PHRASES.consent)
        {
            push(look, LookWhy::Condition, words);
        }
        if !declared.sentences.is_empty()
            && !is_declared
            && !asks_confirmation
            && index >= letter.subject_count
            && first(&PHRASES.payment_too, &sentence.words).is_none()
            && let Some(words) = quote(source, sentence, &PHRASES.besides)
        {
            push(look, LookWhy::AsksSomethingElse, words);
        }
        if !declared.sentences.is_empty()
            && declared.withdraw.is_empty()
            && !asks_confirmation
            && let Some(words) = quote(source, sentence, &PHRASES.fresh)
        {
            push(look, LookWhy::LeaveOrWithdraw, words);
        }
    }
    for (source, sentence) in &letter.signature {
        for (why, patterns) in
            PHRASES.anywhere.iter().filter(|(why, _)| matches!(why, LookWhy::Death | LookWhy::SomebodyElse))
        {
            if let Some(words) = quote(source, sentence, patterns)
                && !(*why == LookWhy::SomebodyElse && is_own_company(sentence, patterns))
            {
                push(look, *why, words);
            }
        }
    }
}

/// How a formal letter names its writer.
const UNDERSIGNED: [&str; 3] = ["ondergetekende", "ondergetekenden", "undersigned"];

/// `Ondergetekende zegt zijn lidmaatschap op`: his own, and nobody else is named.
fn names_only_their_contract(sentence: &Sentence, patterns: &[Pattern]) -> bool {
    let found = patterns.iter().filter(|it| it.find(&sentence.words).is_some());
    found.map(|it| it.written).all(|it| OF_A_COMPANY.iter().any(|start| it.starts_with(start)))
}

/// `Dear Accounts Team`: whom it is to, and nothing about contracts.
fn is_salutation(sentence: &Sentence) -> bool {
    const GREETINGS: [&str; 10] = ["dear", "beste", "geachte", "hi", "hello", "hallo", "dag", "hey", "aan", "to"];
    sentence.words.len() <= 6 && sentence.words.first().is_some_and(|word| GREETINGS.contains(&word.text.as_str()))
}

/// Is this question a request and nothing else: "could you take me off the list?"
fn asks_politely(sentence: &Sentence) -> bool {
    let has = |patterns: &[Pattern]| first(patterns, &sentence.words).is_some();
    has(&PHRASES.polite) && !has(&PHRASES.inner_question)
}

/// `Hereby it is cancelled` tells of no earlier request.
fn is_now(sentence: &Sentence) -> bool {
    let is_here = |pair: &[Word]| pair[0].text == "bij" && matches!(pair[1].text.as_str(), "deze" | "dezen");
    ["hierbij", "hiermee", "hereby", "herewith", "bijdeze"].iter().any(|it| sentence.has(it))
        || sentence.words.windows(2).any(is_here)
}

/// `Niet laten doorlopen`: what is not to be kept is not taken back.
fn is_not_kept(sentence: &Sentence, kept: &str) -> bool {
    let kept = fold(kept);
    let has = |wanted: &[&str]| kept.split(' ').any(|word| wanted.iter().any(|it| word.starts_with(it)));
    if has(&["blijf", "blijven", "stay"])
        && has(&["geen", "cannot", "cant", "can't"])
        && !has(&["opzeg", "cancel", "weg"])
    {
        return true;
    }
    let begins = ["doorlop", "houd", "hou ", "behoud", "keep", "laten lopen", "laten doorlopen"];
    let first = kept.split(' ').next().unwrap_or_default();
    begins.iter().any(|it| kept.starts_with(it))
        && sentence.words.iter().position(|word| word.text == first).is_some_and(|at| {
            sentence.words[at.saturating_sub(2)..at]
                .iter()
                .any(|word| matches!(word.text.as_str(), "niet" | "not" | "dont"))
        })
}

/// Do these words name a child of the writer?
fn is_child(words: &str) -> bool {
    let is_one = |word: &str| matches!(word, "dochter" | "zoon" | "kind" | "daughter" | "son" | "child");
    fold(words).split(|c: char| !c.is_alphabetic()).any(is_one)
}

/// What belongs to withdrawing and means nothing beside it: a change of mind, and the fresh contract in the subject.
fn is_of_withdrawing(why: LookWhy, patterns: &[Pattern], sentence: &Sentence, is_subject: bool) -> bool {
    let is_of = |written: &str| written.starts_with("bij nader inzien") || written.starts_with("on second thought");
    match why {
        LookWhy::Joining => is_subject,
        LookWhy::TakenBack => {
            patterns.iter().filter(|it| it.find(&sentence.words).is_some()).all(|it| is_of(it.written))
        }
        _ => false,
    }
}

/// How somebody writes for their own company: in its name, and of its contract as "hers" or "theirs".
const OF_A_COMPANY: [&str; 5] =
    ["namens", "on behalf", "his|her|zijn|haar|hun|their @contract", "haar|hun ..1", "his|her|their ..2"];

/// Do these phrases speak of a company that the writer signs for, and of nobody else?
fn is_own_company(sentence: &Sentence, patterns: &[Pattern]) -> bool {
    let names_another = |it: &&Pattern| !OF_A_COMPANY.iter().any(|start| it.written.starts_with(start));
    first(&PHRASES.company, &sentence.words).is_some()
        && first(&PHRASES.agent, &sentence.words).is_none()
        && !patterns.iter().filter(names_another).any(|it| it.find(&sentence.words).is_some())
}

/// Is what these phrases name denied just before them: "not a pause", "niet pauzeren"?
fn is_denied(sentence: &Sentence, patterns: &[Pattern]) -> bool {
    first(patterns, &sentence.words).is_some_and(|(_, range)| {
        let before = &sentence.words[range.start.saturating_sub(2)..range.start];
        before.iter().any(|word| matches!(word.text.as_str(), "niet" | "geen" | "not" | "no" | "dont"))
    })
}

/// A contract with a company of another name: "abonnement op De Volkskrant", "membership at Basics".
pub(super) fn with_another_company(source: &str, sentence: &Sentence, company: &str) -> Option<String> {
    let (words, company) = (&sentence.words, fold(company));
    let written = |at: usize| words.get(at).and_then(|word| source.get(word.at.clone())).unwrap_or_default();
    let is_contract = |at: usize| first(&PHRASES.contract, &words[at..=at]).is_some();
    let is_all_capitals = |at: usize| written(at).chars().all(char::is_uppercase);
    (0..words.len()).filter(|&at| is_contract(at) && !is_all_capitals(at)).find_map(|at| {
        let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
        matches!(text(at + 1), "op" | "bij" | "met" | "at" | "with").then_some(())?;
        let name = at + 2 + usize::from(matches!(text(at + 2), "de" | "het" | "the"));
        let is_name = written(name).chars().next().is_some_and(char::is_uppercase);
        let is_own = matches!(text(name), "u" | "uw" | "jullie" | "you" | "your") || company.contains(text(name));
        (is_name && !is_own).then(|| sentence.quote(source, at..name + 1).to_owned())
    })
}
