//! The decision: what was declared, what takes it away again, and whether that leaves one reading.

use std::ops::Range;
use std::sync::LazyLock;

use super::ends::{Clock, wanted};
use super::numbers::{Numbers, numbers};
use super::phrases as say;
use super::{Body, Ends, Intent, Look, LookWhy, Mail, Setting, Understood, body_of, opinion};
use crate::Language;
use crate::pattern::{Pattern, first};
use crate::text::{Sentence, fold, sentences};

/// The second opinion must hold leaving for at least this likely.
const OPINION_MIN: f32 = 0.35;
/// From here on the second opinion names what the phrases leave unclear; a person looks all the same.
const OPINION_SURE: f32 = 0.8;
/// A subject speaks for a text of at most so many words.
const SUBJECT_TEXT_WORDS_MAX: usize = 45;

/// The phrases, ready.
struct Phrases {
    leave: Vec<Pattern>,
    subject: Vec<Pattern>,
    withdraw: Vec<Pattern>,
    about_leaving: Vec<Pattern>,
    question: Vec<Pattern>,
    no_question: Vec<Pattern>,
    asks_confirmation: Vec<Pattern>,
    condition: Vec<Pattern>,
    no_condition: Vec<Pattern>,
    relative: Vec<Pattern>,
    together: Vec<Pattern>,
    before: Vec<Pattern>,
    negated: Vec<Pattern>,
    machine_subject: Vec<Pattern>,
    machine_text: Vec<Pattern>,
    /// Anywhere in the mail.
    anywhere: Vec<(LookWhy, Vec<Pattern>)>,
    /// Beside the request, in its sentence.
    beside: Vec<(LookWhy, Vec<Pattern>)>,
    /// Inside the words of the request.
    payment: Vec<Pattern>,
    own: Vec<Pattern>,
    fresh: Vec<Pattern>,
    consent: Vec<Pattern>,
    leave_words: Vec<Pattern>,
    withdraw_words: Vec<Pattern>,
    polite: Vec<Pattern>,
    inner_question: Vec<Pattern>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let all = |written: &[&'static str]| Pattern::all(written, say::CLASSES);
    Phrases {
        leave: all(say::LEAVE),
        subject: all(say::SUBJECT),
        withdraw: all(say::WITHDRAW),
        about_leaving: all(say::ABOUT_LEAVING),
        question: all(say::QUESTION),
        no_question: all(say::NO_QUESTION),
        asks_confirmation: all(say::ASKS_CONFIRMATION),
        condition: all(say::CONDITION),
        no_condition: all(say::NO_CONDITION),
        relative: all(say::RELATIVE),
        together: all(say::TOGETHER),
        before: all(say::BEFORE),
        negated: all(say::NEGATED),
        machine_subject: all(say::MACHINE_SUBJECT),
        machine_text: all(say::MACHINE_TEXT),
        anywhere: vec![
            (LookWhy::TakenBack, all(say::UNDO)),
            (LookWhy::Pause, all(say::PAUSE)),
            (LookWhy::Moving, all(say::MOVING)),
            (LookWhy::Death, all(say::DEATH)),
            (LookWhy::SomebodyElse, all(say::SOMEBODY_ELSE)),
            (LookWhy::Minor, all(say::MINOR)),
            (LookWhy::SeveralContracts, all(say::SEVERAL)),
            (LookWhy::Claim, all(say::CLAIM)),
            (LookWhy::Erasure, all(say::ERASE)),
            (LookWhy::Joining, all(say::JOINING)),
            (LookWhy::Hesitation, all(say::HEDGE_ANYWHERE)),
        ],
        beside: vec![
            (LookWhy::Hesitation, all(say::HEDGE)),
            (LookWhy::Pause, all(say::PAUSE_HERE)),
            (LookWhy::SeveralContracts, all(say::SEVERAL_HERE)),
            (LookWhy::OtherObject, all(&["@other"])),
            (LookWhy::SeveralContracts, all(&["@part"])),
        ],
        payment: all(&["@payment"]),
        own: all(&["mijn|m|mn|men|ons|onze|my|our|me|us|mine|dit|this|jullie|mij|your"]),
        fresh: all(say::FRESH),
        consent: all(say::CONSENT),
        leave_words: all(say::LEAVE_WORDS),
        withdraw_words: all(say::WITHDRAW_WORDS),
        polite: all(say::POLITE),
        inner_question: all(say::INNER_QUESTION),
    }
});

/// The sentences of a mail that count, each with the text it comes from; the subject first.
struct Letter<'a> {
    body: &'a Body,
    language: Language,
    /// The subject's sentences come first; so many of them.
    subject_count: usize,
    sentences: Vec<(&'a str, Sentence)>,
    signature: Vec<(&'a str, Sentence)>,
}

impl<'a> Letter<'a> {
    fn of(mail: &'a Mail, body: &'a Body) -> Self {
        let language = mail.language.or_else(|| Language::guess(&body.own)).or_else(|| Language::guess(&mail.subject));
        let with = |source: &'a str| sentences(source).into_iter().map(move |it| (source, it)).collect::<Vec<_>>();
        let subject = if is_answer(&mail.subject) { Vec::new() } else { with(&mail.subject) };
        let subject_count = subject.len();
        let sentences = subject.into_iter().chain(with(&body.own)).collect();
        let language = language.unwrap_or(Language::Nl);
        Self { body, language, subject_count, sentences, signature: with(&body.signature) }
    }

    fn own(&self) -> &[(&'a str, Sentence)] {
        &self.sentences[self.subject_count..]
    }

    /// The first of these phrases in any sentence, as it was written.
    fn told(&self, patterns: &[Pattern]) -> Option<String> {
        self.sentences.iter().find_map(|(source, it)| quote(source, it, patterns))
    }
}

fn quote(source: &str, sentence: &Sentence, patterns: &[Pattern]) -> Option<String> {
    first(patterns, &sentence.words).map(|(_, range)| sentence.quote(source, range).to_owned())
}

/// Does the subject answer or forward another mail? Then it is not the writer's.
fn is_answer(subject: &str) -> bool {
    let subject = fold(subject.trim());
    ["re:", "re :", "antw:", "aw:", "fw:", "fwd:", "doorst:", "tr:", "betr:"].iter().any(|it| subject.starts_with(it))
}

fn is_forward(subject: &str) -> bool {
    let subject = fold(subject.trim());
    ["fw:", "fwd:", "doorst:"].iter().any(|it| subject.starts_with(it))
}

/// What was declared, and what stands beside it.
#[derive(Default)]
struct Declared {
    leave: Vec<String>,
    withdraw: Vec<String>,
    /// Sentences with a declaration, whatever takes it away.
    sentences: Vec<usize>,
    looks: Vec<Look>,
}

/// What a mail asks for, and whether a person must look.
pub fn classify(mail: &Mail, setting: &Setting) -> Understood {
    let body = body_of(&mail.text);
    let letter = Letter::of(mail, &body);
    let mut declared = declarations(&letter);
    let by_subject = subject_speaks(&letter, &declared);
    if let Some(words) = &by_subject {
        declared.leave.push(words.clone());
    }
    let opinion =
        opinion::leaving(if is_answer(&mail.subject) { "" } else { &mail.subject }, &body.own, letter.language);
    let mut look = std::mem::take(&mut declared.looks);
    circumstances(&letter, &declared, by_subject.is_some(), &mut look);

    let all: Vec<(&str, Sentence)> = letter.sentences.iter().chain(&letter.signature).cloned().collect();
    let Numbers { customers, contracts } = numbers(&all, setting.number_pattern.as_ref());
    let clock = Clock {
        written_on: mail.written_on.or(setting.received_on),
        language: letter.language,
        is_day_first: setting.is_day_first,
    };
    let is_declared = |index: usize| {
        declared.sentences.contains(&index) || first(&PHRASES.leave_words, &letter.sentences[index].1.words).is_some()
    };
    let ends = wanted(&letter.sentences, clock, is_declared);

    let mut intent = intent_of(&letter, &declared, &look);
    let is_doubtful = look
        .iter()
        .any(|it| matches!(it.why, LookWhy::Condition | LookWhy::Hesitation | LookWhy::Pause | LookWhy::Joining));
    if intent == Intent::Leave && declared.leave.is_empty() && opinion < OPINION_MIN {
        intent = Intent::Unclear;
    }
    if intent == Intent::Unclear && opinion > OPINION_SURE && !is_doubtful {
        let withdraws = letter.told(&PHRASES.withdraw_words).is_some();
        intent = if withdraws { Intent::Withdraw } else { Intent::Leave };
    }
    if matches!(intent, Intent::Leave | Intent::Withdraw) {
        if let Ends::Unclear { words } = &ends
            && intent == Intent::Leave
        {
            push(&mut look, LookWhy::EndDate, words.clone());
        }
        if customers.len() > 1 {
            push(&mut look, LookWhy::SeveralNumbers, customers.join(", "));
        }
        if contracts.len() > 1 {
            push(&mut look, LookWhy::SeveralContracts, contracts.join(", "));
        }
        if declared.leave.is_empty() && declared.withdraw.is_empty() {
            push(&mut look, LookWhy::NotUnmistakable, String::new());
        }
        if opinion < OPINION_MIN {
            push(&mut look, LookWhy::SecondOpinion, String::new());
        }
    }
    forwarded_or_empty(mail, &letter, &mut look);
    let mut must_look = !matches!(intent, Intent::Leave | Intent::Withdraw) || !look.is_empty();
    if let Some(words) = machine(mail, &letter) {
        let asks = !declared.sentences.is_empty() || intent == Intent::Leave || intent == Intent::Withdraw;
        must_look = asks;
        intent = if asks { Intent::Unclear } else { Intent::Other };
        look.clear();
        if asks {
            push(&mut look, LookWhy::Machine, words);
        }
    } else if must_look && look.is_empty() {
        let why = match intent {
            Intent::Question => LookWhy::Question,
            Intent::Other => LookWhy::AsksSomethingElse,
            _ => LookWhy::NotUnmistakable,
        };
        push(&mut look, why, letter.told(&PHRASES.about_leaving).unwrap_or_default());
    }
    let because = if declared.withdraw.is_empty() { declared.leave } else { declared.withdraw };
    Understood {
        intent,
        must_look,
        look,
        ends,
        customer_number: (customers.len() == 1).then(|| customers[0].clone()),
        customer_numbers: customers,
        contract_numbers: contracts,
        language: letter.language,
        because,
        second_opinion: opinion,
    }
}

fn push(look: &mut Vec<Look>, why: LookWhy, words: String) {
    if !look.iter().any(|it| it.why == why) {
        look.push(Look { why, words });
    }
}

/// Every declaration of every sentence, with what stands beside it.
fn declarations(letter: &Letter<'_>) -> Declared {
    let mut declared = Declared::default();
    for (index, (source, sentence)) in letter.sentences.iter().enumerate() {
        if index < letter.subject_count {
            continue;
        }
        let leave = matches(&PHRASES.leave, sentence);
        let withdraw = matches(&PHRASES.withdraw, sentence);
        if leave.is_empty() && withdraw.is_empty() {
            continue;
        }
        declared.sentences.push(index);
        let before = declared.looks.len();
        beside(source, sentence, &leave, &withdraw, letter.language, &mut declared.looks);
        if declared.looks.len() == before {
            let words = |found: &[(&Pattern, Range<usize>)]| {
                found.first().map(|(_, range)| sentence.quote(source, range.clone()).to_owned())
            };
            declared.leave.extend(words(&leave));
            declared.withdraw.extend(words(&withdraw));
        }
    }
    declared
}

fn matches<'a>(patterns: &'a [Pattern], sentence: &Sentence) -> Vec<(&'a Pattern, Range<usize>)> {
    patterns
        .iter()
        .flat_map(|it| it.find_all(&sentence.words).map(move |range| (it, range)).collect::<Vec<_>>())
        .collect()
}

/// What in a sentence with a declaration takes it away again.
fn beside(
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
            && (sentence.has("levering") || sentence.has("delivery"));
        let is_earlier = |range: &Range<usize>| *why == LookWhy::Pause && found().all(|(_, it)| range.end <= it.start);
        if let Some((_, range)) =
            first(patterns, words).filter(|(_, range)| !is_order_to && !is_legal_form && !is_earlier(range))
        {
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
    let is_other_clause = |from: usize, to: usize| {
        words[from..to].iter().any(|word| parts(&word.text, &["and", "en"]))
            || words.get(to).is_some_and(|word| parts(&word.text, &[]))
    };
    let comes_after = index >= range.end;
    comes_after && !matches!(words[index].text.as_str(), "not" | "niet")
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
fn condition(sentence: &Sentence) -> Option<Range<usize>> {
    let harmless: Vec<Range<usize>> = PHRASES.no_condition.iter().flat_map(|it| it.find_all(&sentence.words)).collect();
    let mut found = PHRASES.condition.iter().flat_map(|it| it.find_all(&sentence.words));
    found.find(|range| !harmless.iter().any(|it| it.start <= range.start && range.start < it.end))
}

/// Does a word stand inside the request that makes it something else, and that the phrase itself does not name?
fn is_blocked(sentence: &Sentence, pattern: &Pattern, range: &Range<usize>, language: Language) -> bool {
    let words = &sentence.words;
    let is_own = |text: &str| pattern.written.split([' ', '|', '?']).any(|own| own == text);
    let blocks = |text: &str| {
        say::BLOCKERS.contains(&text)
            && !(language == Language::En && matches!(text, "of" | "over" | "wat" | "help"))
            && !is_own(text)
    };
    // `subscription fee`: the noun that follows is what is meant; `op moet letten`: another verb
    let last = words.get(range.end.saturating_sub(1)).map_or("", |word| word.text.as_str());
    let is_compound = words.get(range.end).is_some_and(|next| {
        (language == Language::En || last == "op")
            && next.glue.is_none()
            && next.text.chars().all(char::is_alphabetic)
            && !say::MAY_FOLLOW.contains(&next.text.as_str())
    });
    let word_before = |count: usize| range.start.checked_sub(count).map(|at| words[at].text.as_str());
    let is_writer = word_before(2).is_some_and(|word| matches!(word, "ik" | "wij" | "we" | "i" | "hereby"));
    let is_anothers = !is_writer
        && word_before(1).is_some_and(|word| say::OTHERS.contains(&word))
        && !pattern.written.starts_with('@');
    let stops_doing = words[range.clone()].windows(2).any(|pair| {
        matches!(pair[0].text.as_str(), "stop" | "quit" | "cease" | "end") && pair[1].text.ends_with("ing")
    });
    is_anothers || is_compound || stops_doing || words[range.clone()].iter().any(|word| blocks(&word.text))
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

/// A subject that says it, above a text that has nothing else to say.
fn subject_speaks(letter: &Letter<'_>, declared: &Declared) -> Option<String> {
    if !declared.sentences.is_empty() {
        return None;
    }
    let words: usize = letter.own().iter().map(|(_, it)| it.words.len()).sum();
    let is_plain = |sentence: &Sentence| {
        condition(sentence).is_none()
            && (!sentence.is_question || first(&PHRASES.asks_confirmation, &sentence.words).is_some())
            && first(&PHRASES.inner_question, &sentence.words).is_none()
            && PHRASES.beside.iter().all(|(_, patterns)| first(patterns, &sentence.words).is_none())
            && first(&PHRASES.negated, &sentence.words)
                .is_none_or(|(_, range)| sentence.words[range.start].text == "no")
            && first(&PHRASES.leave_words, &sentence.words).is_none()
    };
    let subject = letter.sentences[..letter.subject_count].iter().find_map(|(source, it)| {
        let is_question = it.is_question || first(&PHRASES.inner_question, &it.words).is_some();
        let is_other = PHRASES.beside.iter().any(|(_, patterns)| first(patterns, &it.words).is_some());
        let is_negated =
            first(&PHRASES.negated, &it.words).is_some_and(|(_, range)| it.words[range.start].text != "no");
        quote(source, it, &PHRASES.subject)
            .filter(|_| !is_question && !is_other && !is_negated && condition(it).is_none())
    })?;
    let has_text = words > 0 && words <= SUBJECT_TEXT_WORDS_MAX;
    (has_text && letter.own().iter().all(|(_, it)| is_plain(it))).then_some(subject)
}

/// What anywhere in the mail asks for a person.
fn circumstances(letter: &Letter<'_>, declared: &Declared, by_subject: bool, look: &mut Vec<Look>) {
    for (index, (source, sentence)) in letter.sentences.iter().enumerate() {
        let asks_confirmation = first(&PHRASES.asks_confirmation, &sentence.words).is_some();
        for (why, patterns) in &PHRASES.anywhere {
            if let Some(words) = quote(source, sentence, patterns) {
                push(look, *why, words);
            }
        }
        if let Some(words) = quote(source, sentence, &PHRASES.before).filter(|_| !asks_confirmation) {
            push(look, LookWhy::AskedBefore, words);
        }
        let is_declared = declared.sentences.contains(&index);
        if index >= letter.subject_count && sentence.is_question && !asks_confirmation && !is_declared {
            push(look, LookWhy::Question, sentence.quote(source, 0..sentence.words.len()).to_owned());
        }
        if let Some(words) =
            quote(source, sentence, &PHRASES.relative).filter(|_| first(&PHRASES.together, &sentence.words).is_none())
        {
            let declares_own = declared.sentences.iter().all(|&at| {
                let words = &letter.sentences[at].1.words;
                at != index && first(&PHRASES.own, words).is_some()
            });
            if !declares_own || declared.sentences.is_empty() && by_subject {
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
            && declared.withdraw.is_empty()
            && let Some(words) = quote(source, sentence, &PHRASES.fresh)
        {
            push(look, LookWhy::LeaveOrWithdraw, words);
        }
    }
    for (source, sentence) in &letter.signature {
        for (why, patterns) in
            PHRASES.anywhere.iter().filter(|(why, _)| matches!(why, LookWhy::Death | LookWhy::SomebodyElse))
        {
            if let Some(words) = quote(source, sentence, patterns) {
                push(look, *why, words);
            }
        }
    }
}

/// What it asks for, given what was declared and what stands beside it.
fn intent_of(letter: &Letter<'_>, declared: &Declared, look: &[Look]) -> Intent {
    let has = |why: LookWhy| look.iter().any(|it| it.why == why);
    let any = |of: &[LookWhy]| of.iter().any(|why| has(*why));
    let is_declared = !declared.sentences.is_empty() || !declared.leave.is_empty();
    let is_clean = !declared.leave.is_empty() || !declared.withdraw.is_empty();
    let withdraws = !declared.withdraw.is_empty()
        || declared.sentences.iter().any(|&at| first(&PHRASES.withdraw, &letter.sentences[at].1.words).is_some());
    if is_declared {
        let asks = declared.sentences.iter().any(|&at| letter.sentences[at].1.is_question);
        return if asks
            && has(LookWhy::Question)
            && !is_clean
            && !has(LookWhy::TakenBack)
            && !has(LookWhy::OtherObject)
            && !has(LookWhy::Moving)
        {
            Intent::Question
        } else if any(&[LookWhy::TakenBack, LookWhy::Negation, LookWhy::OtherObject, LookWhy::Moving, LookWhy::Joining])
            && !is_clean
            || has(LookWhy::TakenBack)
        {
            Intent::Other
        } else if any(&[LookWhy::Condition, LookWhy::Hesitation, LookWhy::Pause, LookWhy::Joining, LookWhy::Payment])
            && !is_clean
        {
            Intent::Unclear
        } else if has(LookWhy::Question) && !is_clean {
            Intent::Question
        } else if withdraws {
            Intent::Withdraw
        } else {
            Intent::Leave
        };
    }
    let speaks_of_leaving = |it: &Sentence| first(&PHRASES.leave_words, &it.words).is_some();
    let asks = |it: &Sentence| {
        it.is_question || first(&PHRASES.question, &it.words).is_some_and(|(_, range)| range.start <= 2)
    };
    let own = letter.own();
    if any(&[LookWhy::TakenBack, LookWhy::Pause, LookWhy::Moving]) {
        return Intent::Other;
    }
    if letter.sentences.iter().any(|(_, it)| speaks_of_leaving(it)) {
        let other = letter
            .sentences
            .iter()
            .any(|(_, it)| speaks_of_leaving(it) && first(&PHRASES.beside[3].1, &it.words).is_some());
        return if other {
            Intent::Other
        } else if own.iter().any(|(_, it)| asks(it)) {
            Intent::Question
        } else if any(&[LookWhy::SomebodyElse, LookWhy::Death, LookWhy::AskedBefore]) {
            Intent::Leave
        } else {
            Intent::Unclear
        };
    }
    Intent::Other
}

/// Nothing but an attachment, nothing at all, or somebody else's words.
fn forwarded_or_empty(mail: &Mail, letter: &Letter<'_>, look: &mut Vec<Look>) {
    let words: usize = letter.own().iter().map(|(_, it)| it.words.len()).sum();
    if letter.body.is_forwarded || is_forward(&mail.subject) {
        push(look, LookWhy::Quoted, String::new());
    } else if words == 0 && mail.attachments == 0 {
        push(look, LookWhy::Empty, String::new());
    } else if words < 12 && mail.attachments > 0 {
        push(look, LookWhy::Attachment, String::new());
    }
}

/// What shows that a machine wrote it.
fn machine(mail: &Mail, letter: &Letter<'_>) -> Option<String> {
    let subject = sentences(&mail.subject);
    let by_subject = || subject.iter().find_map(|it| quote(&mail.subject, it, &PHRASES.machine_subject));
    let by_text = || letter.own().iter().find_map(|(source, it)| quote(source, it, &PHRASES.machine_text));
    mail.machine.clone().or_else(by_subject).or_else(by_text)
}
