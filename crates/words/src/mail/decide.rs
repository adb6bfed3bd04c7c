//! The decision: what was declared, what takes it away again, and whether that leaves one reading.

use std::ops::Range;

use super::beside::{beside, condition};
use super::circumstances::{circumstances, with_another_company};
use super::ends::{Clock, Declares, wanted};
use super::letter::{Letter, is_answer, quote};
use super::numbers::{Numbers, labelled_weakly, numbers, rivals};
use super::origin::{asks_beside_the_machine, forwarded_or_empty, machine};
use super::phrases::PHRASES;
use super::plain::{Signs, WEIGHTS, Weights};
use super::rest::{Understanding, is_of_a_machine, rest, sees_subject, tells_of_leaving, terse};
use super::snags::snags;
use super::{Ends, Intent, Look, LookWhy, Mail, Setting, Understood, body_of, opinion};
use crate::pattern::{Pattern, first};
use crate::text::{Sentence, sentences};

/// The second opinion must hold leaving for at least this likely.
const OPINION_MIN: f32 = 0.35;
/// From here on the second opinion names what the phrases leave unclear; a person looks all the same.
const OPINION_SURE: f32 = 0.8;
/// A subject speaks for a text of at most so many words.
const SUBJECT_TEXT_WORDS_MAX: usize = 45;

/// A sentence declares, as the model of whole mails sees it, from this likely on.
const DECLARES_MIN: f32 = 0.5;

/// Of a text of so few words, which leave one reading, the model sees too little to say otherwise.
const TERSE_WORDS_MAX: usize = 10;
/// In a text of so few words there is little beside the request that the phrases could have missed.
const SHORT_WORDS_MAX: usize = 20;

/// How plain a mail must be, in log odds, for a machine to act on it alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Where the phrases leave one reading of a short text.
    pub short_by_phrases: f32,
    /// Where they leave one reading of a longer one.
    pub by_phrases: f32,
    /// Where no phrase declares it plainly, and nothing speaks against it.
    pub by_model: f32,
    /// Where one thing speaks against it that words often only seem to say.
    pub with_doubt: f32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { short_by_phrases: 0.0, by_phrases: 1.75, by_model: 1.75, with_doubt: 2.25 }
    }
}

impl Limits {
    /// The least odds with which this mail may be acted on.
    fn least(self, look: &[Look], by_rules: bool, own_words: usize) -> f32 {
        let is_open = |it: &Look| match it.why {
            // with words it is what stands inside the request
            LookWhy::NotUnmistakable => it.words.is_empty(),
            LookWhy::AsksSomethingElse | LookWhy::SecondOpinion => true,
            _ => false,
        };
        let mut against = look.iter().filter(|it| !is_open(it)).map(|it| it.why);
        match (against.next(), against.next()) {
            (None, _) if by_rules && own_words <= SHORT_WORDS_MAX => self.short_by_phrases,
            (None, _) if by_rules => self.by_phrases,
            (None, _) => self.by_model,
            (Some(why), None) if may_be_overruled(why) => self.with_doubt,
            _ => f32::INFINITY,
        }
    }
}

/// May a model that is very sure overrule this? Words of a condition stand in many a courtesy; a death does not.
fn may_be_overruled(why: LookWhy) -> bool {
    use LookWhy::{
        AnotherInstead, AskedBefore, Condition, Hesitation, Joining, LeaveOrWithdraw, Moving, OtherObject, Pause,
        Payment, Question,
    };
    matches!(
        why,
        AnotherInstead
            | AskedBefore
            | Condition
            | Hesitation
            | Joining
            | LeaveOrWithdraw
            | Moving
            | OtherObject
            | Pause
            | Payment
            | Question
    )
}

/// What was declared, and what stands beside it.
#[derive(Default)]
pub(super) struct Declared {
    pub(super) leave: Vec<String>,
    pub(super) withdraw: Vec<String>,
    /// Sentences with a declaration, whatever takes it away.
    pub(super) sentences: Vec<usize>,
    looks: Vec<Look>,
}

/// What a mail asks for, and whether a person must look.
pub fn classify(mail: &Mail, setting: &Setting) -> Understood {
    classify_with(mail, setting, &WEIGHTS, Limits::default())
}

/// The same with other weights and limits, to measure how well mails of new authors are understood.
pub fn classify_with(mail: &Mail, setting: &Setting, weights: &Weights, limits: Limits) -> Understood {
    let visible = visible(mail);
    let mail = visible.as_ref().unwrap_or(mail);
    let body = body_of(&mail.text);
    let letter = Letter::of(mail, &body);
    let mut declared = declarations(&letter);
    let by_subject = subject_speaks(&letter, &declared);
    if let Some(words) = &by_subject {
        declared.leave.push(words.clone());
    }
    let opinion = opinion_of(mail, &letter, &declared);
    let plain = weights.plainness(&Signs::of(&letter));
    let mut look = std::mem::take(&mut declared.looks);
    let is_likely = |index: usize| plain.declares.get(index).is_some_and(|it| *it > DECLARES_MIN);
    circumstances(&letter, &declared, by_subject.is_some(), is_likely, &mut look);
    of_another_company(&letter, &declared, setting, &mut look);
    let Numbers { customers, contracts } = numbers_in(&letter, setting);
    let clock = Clock {
        written_on: mail.written_on.or(setting.received_on),
        language: letter.language,
        is_day_first: setting.is_day_first,
    };
    let ends = wanted(&letter.sentences, clock, |index| declares(&letter, &declared, index, is_likely(index)));

    let mut intent = named(intent_of(&letter, &declared, &look), &letter, &declared, &look, opinion);
    forwarded_or_empty(mail, &letter, &declared, &mut look);
    unclear_values(&letter, &ends, &customers, &contracts, &mut look);
    let is_request = matches!(intent, Intent::Leave | Intent::Withdraw);
    if is_request && declared.leave.is_empty() && declared.withdraw.is_empty() {
        push(&mut look, LookWhy::NotUnmistakable, String::new());
    }
    if is_request && opinion < OPINION_MIN {
        push(&mut look, LookWhy::SecondOpinion, String::new());
    }
    let company = setting.company.as_deref();
    let withdraws = is_fresh(&letter);
    let is_snagged = snags(&letter, &declared, clock, company, withdraws, is_likely, &mut look);
    let understanding = Understanding {
        mail,
        letter: &letter,
        declared: &declared,
        clock,
        ends: &ends,
        company,
        withdraws,
        has_number: !customers.is_empty(),
    };
    let pattern = setting.number_pattern.as_ref();
    if let Some(odd) = pattern.and_then(|pattern| customers.iter().find(|it| !pattern.fits(it))) {
        push(&mut look, LookWhy::NotUnmistakable, odd.clone());
    }
    let is_stopped = rest(&understanding, is_likely, &mut look) || is_snagged;
    let by_rules = is_request && look.is_empty();
    let mut must_look = true;
    if let Some(words) = machine(mail, &letter) {
        must_look = !declared.sentences.is_empty()
            || is_request
            || asks_beside_the_machine(mail, &letter)
            || !is_of_a_machine(mail, &letter);
        intent = if must_look { Intent::Unclear } else { Intent::Other };
        look.clear();
        if must_look {
            push(&mut look, LookWhy::Machine, words);
        }
    } else if by_rules && letter.own_words() <= TERSE_WORDS_MAX
        || !is_stopped
            && plain.odds >= limits.least(&look, by_rules, letter.own_words())
            && (by_rules || tells_of_leaving(&letter))
    {
        must_look = false;
        look.clear();
        if !by_rules {
            let words = letter.plainest(&plain.declares);
            intent = if is_fresh(&letter) { Intent::Withdraw } else { Intent::Leave };
            let because = if intent == Intent::Leave { &mut declared.leave } else { &mut declared.withdraw };
            because.extend(words.filter(|_| because.is_empty()));
        }
    } else if look.is_empty() {
        let why = match intent {
            Intent::Question => LookWhy::Question,
            Intent::Other => LookWhy::AsksSomethingElse,
            _ if by_rules => LookWhy::SecondOpinion,
            _ => LookWhy::NotUnmistakable,
        };
        push(&mut look, why, letter.told(&PHRASES.about_leaving).unwrap_or_default());
    }
    let because = if declared.withdraw.is_empty() { declared.leave } else { declared.withdraw };
    // what is undone has no end that could be wanted
    let ends = if intent == Intent::Withdraw && !must_look { Ends::NotSaid } else { ends };
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
        plainness: plain.odds,
    }
}

/// A declaration that names another company is not for us.
fn of_another_company(letter: &Letter<'_>, declared: &Declared, setting: &Setting, look: &mut Vec<Look>) {
    let Some(company) = &setting.company else { return };
    let declared = declared.sentences.iter().map(|&at| &letter.sentences[at]);
    let others = declared.filter_map(|(source, it)| with_another_company(source, it, company));
    others.for_each(|words| push(look, LookWhy::OtherObject, words));
}

/// How plainly this sentence declares the request.
fn declares(letter: &Letter<'_>, declared: &Declared, index: usize, is_likely: bool) -> Declares {
    let speaks = first(&PHRASES.leave_words, &letter.sentences[index].1.words).is_some();
    if declared.sentences.contains(&index) || speaks {
        Declares::ByPhrase
    } else if is_likely {
        Declares::Likely
    } else {
        Declares::No
    }
}

/// The mail as a person sees it, where something in it cannot be seen or is written wide: `１２３`, `55<zero width>120`.
fn visible(mail: &Mail) -> Option<Mail> {
    let is_unseen = |it: char| matches!(it, '\u{200b}' | '\u{200c}' | '\u{2060}' | '\u{feff}');
    let is_wide = |it: char| ('\u{ff10}'..='\u{ff19}').contains(&it);
    let plain = |text: &str| -> String {
        let narrow = |it: char| if is_wide(it) { char::from_digit(it as u32 - 0xff10, 10).unwrap_or(it) } else { it };
        text.chars().filter(|it| !is_unseen(*it)).map(narrow).collect()
    };
    let has_any = |text: &str| text.chars().any(|it| is_unseen(it) || is_wide(it));
    (has_any(&mail.text) || has_any(&mail.subject)).then(|| Mail {
        text: plain(&mail.text),
        subject: plain(&mail.subject),
        ..mail.clone()
    })
}

/// The numbers of the writer, or else those in the company's own mail below, which says who is writing.
fn numbers_in(letter: &Letter<'_>, setting: &Setting) -> Numbers {
    let pattern = setting.number_pattern.as_ref();
    let all: Vec<(&str, Sentence)> = letter.sentences.iter().chain(&letter.signature).cloned().collect();
    let mut found = numbers(&all, pattern);
    let rivals = rivals(&letter.sentences, &found.customers);
    found.customers.extend(rivals);
    if !found.customers.is_empty() {
        return found;
    }
    let quoted = &letter.body.quoted;
    let below: Vec<(&str, Sentence)> = sentences(quoted).into_iter().map(|it| (quoted.as_str(), it)).collect();
    let customers = numbers(&below, pattern).customers;
    if !customers.is_empty() || !found.contracts.is_empty() || pattern.is_some() {
        return Numbers { customers, ..found };
    }
    Numbers { customers: labelled_weakly(&all).into_iter().collect(), ..found }
}

/// The intent by the phrases, named by the second opinion where they leave it open.
fn named(intent: Intent, letter: &Letter<'_>, declared: &Declared, look: &[Look], opinion: f32) -> Intent {
    let is_doubt =
        |why: LookWhy| matches!(why, LookWhy::Condition | LookWhy::Hesitation | LookWhy::Pause | LookWhy::Joining);
    let is_doubtful = look.iter().any(|it| is_doubt(it.why));
    match intent {
        Intent::Leave if declared.leave.is_empty() && opinion < OPINION_MIN => Intent::Unclear,
        Intent::Unclear if opinion > OPINION_SURE && !is_doubtful => {
            let withdraws = letter.told(&PHRASES.withdraw_words).is_some();
            if withdraws { Intent::Withdraw } else { Intent::Leave }
        }
        intent => intent,
    }
}

/// A day or a number that cannot be read in one way only, and a withdrawal to which there may be no right.
fn unclear_values(letter: &Letter<'_>, ends: &Ends, customers: &[String], contracts: &[String], look: &mut Vec<Look>) {
    let withdraws = is_fresh(letter);
    if let Ends::Unclear { words } = ends
        && !withdraws
    {
        push(look, LookWhy::EndDate, words.clone());
    }
    if customers.len() > 1 {
        push(look, LookWhy::SeveralNumbers, customers.join(", "));
    }
    if contracts.len() > 1 {
        push(look, LookWhy::SeveralContracts, contracts.join(", "));
    }
    if withdraws && let Some(words) = letter.told(&PHRASES.no_right) {
        push(look, LookWhy::Claim, words);
    }
}

/// Is what the mail speaks of fresh enough to be withdrawn from?
fn is_fresh(letter: &Letter<'_>) -> bool {
    letter.told(&PHRASES.cooling).is_some()
        || letter.told(&PHRASES.undone).is_some() && letter.told(&PHRASES.bought).is_some()
}

/// The second opinion on the whole mail; where something was declared outright, on these sentences if they are plainer: a long
/// story around a request does not change it.
fn opinion_of(mail: &Mail, letter: &Letter<'_>, declared: &Declared) -> f32 {
    let subject = if is_answer(&mail.subject) { "" } else { &mail.subject };
    let whole = opinion::leaving(subject, &letter.body.own, letter.language);
    if declared.sentences.is_empty() || declared.leave.is_empty() && declared.withdraw.is_empty() {
        return whole;
    }
    let said = declared.sentences.iter().map(|&at| letter.sentences[at].1.quote_all(letter.sentences[at].0));
    whole.max(opinion::leaving("", &said.collect::<Vec<_>>().join(". "), letter.language))
}

pub(super) fn push(look: &mut Vec<Look>, why: LookWhy, words: String) {
    if !look.iter().any(|it| it.why == why) {
        look.push(Look { why, words });
    }
}

/// Every declaration of every sentence, with what stands beside it.
fn declarations(letter: &Letter<'_>) -> Declared {
    let mut declared = Declared::default();
    let by_subject = sees_subject(letter);
    let has_digit =
        |(_, it): &(&str, Sentence)| it.words.iter().any(|word| word.text.bytes().any(|it| it.is_ascii_digit()));
    let is_terse =
        letter.own_words() <= SHORT_WORDS_MAX && letter.sentences.iter().chain(&letter.signature).any(has_digit);
    for (index, (source, sentence)) in letter.sentences.iter().enumerate() {
        if index < letter.subject_count && !by_subject {
            continue;
        }
        let mut leave = matches(&PHRASES.leave, sentence);
        if leave.is_empty() && is_terse {
            leave = matches(terse(), sentence);
        }
        if leave.is_empty() && index < letter.subject_count {
            leave = matches(&PHRASES.subject, sentence);
        }
        let withdraw = matches(&PHRASES.withdraw, sentence);
        let leave = if leave.is_empty() && withdraw.is_empty() && names_a_contract(letter, index) {
            matches(&PHRASES.leave_it, sentence)
        } else {
            leave
        };
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

/// Does this sentence or the one before it name a contract, and nothing else that one cancels?
fn names_a_contract(letter: &Letter<'_>, index: usize) -> bool {
    let near = &letter.sentences[index.saturating_sub(1)..=index];
    let has = |patterns: &[Pattern]| near.iter().any(|(_, it)| first(patterns, &it.words).is_some());
    has(&PHRASES.contract) && !PHRASES.beside.iter().any(|(why, it)| *why == LookWhy::OtherObject && has(it))
}

fn matches<'a>(patterns: &'a [Pattern], sentence: &Sentence) -> Vec<(&'a Pattern, Range<usize>)> {
    patterns
        .iter()
        .flat_map(|it| it.find_all(&sentence.words).map(move |range| (it, range)).collect::<Vec<_>>())
        .collect()
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
