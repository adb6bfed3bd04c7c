//! The decision: what was declared, what takes it away again, and whether that leaves one reading.

use std::ops::Range;

use super::beside::{beside, condition};
use super::ends::{Clock, wanted};
use super::numbers::{Numbers, numbers};
use super::phrases::PHRASES;
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
    let opinion = opinion_of(mail, &letter, &declared);
    let mut look = std::mem::take(&mut declared.looks);
    circumstances(&letter, &declared, by_subject.is_some(), &mut look);
    if let Some(company) = &setting.company {
        let declared = declared.sentences.iter().map(|&at| &letter.sentences[at]);
        let others = declared.filter_map(|(source, it)| with_another_company(source, it, company));
        others.for_each(|words| push(&mut look, LookWhy::OtherObject, words));
    }

    let all: Vec<(&str, Sentence)> = letter.sentences.iter().chain(&letter.signature).cloned().collect();
    let Numbers { mut customers, contracts } = numbers(&all, setting.number_pattern.as_ref());
    if customers.is_empty() {
        // The company's own mail below an answer says who is writing.
        let quoted = &body.quoted;
        let below: Vec<(&str, Sentence)> = sentences(quoted).into_iter().map(|it| (quoted.as_str(), it)).collect();
        customers = numbers(&below, setting.number_pattern.as_ref()).customers;
    }
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
    forwarded_or_empty(mail, &letter, &declared, &mut look);
    let mut must_look = !matches!(intent, Intent::Leave | Intent::Withdraw) || !look.is_empty();
    if let Some(words) = machine(mail, &letter) {
        let asks = !declared.sentences.is_empty()
            || matches!(intent, Intent::Leave | Intent::Withdraw)
            || asks_beside_the_machine(mail, &letter);
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
    for (index, (source, sentence)) in letter.sentences.iter().enumerate() {
        if index < letter.subject_count {
            continue;
        }
        let leave = matches(&PHRASES.leave, sentence);
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

/// What anywhere in the mail asks for a person.
fn circumstances(letter: &Letter<'_>, declared: &Declared, by_subject: bool, look: &mut Vec<Look>) {
    let withdraws = !declared.withdraw.is_empty();
    let is_childcare = letter.told(&PHRASES.childcare).is_some();
    for (index, (source, sentence)) in letter.sentences.iter().enumerate() {
        let asks_confirmation = first(&PHRASES.asks_confirmation, &sentence.words).is_some();
        for (why, patterns) in &PHRASES.anywhere {
            if let Some(words) = quote(source, sentence, patterns)
                && !(*why == LookWhy::Pause && is_denied(sentence, patterns))
                && !(*why == LookWhy::SomebodyElse && is_own_company(sentence, patterns))
                && !(*why == LookWhy::SomebodyElse && is_childcare && is_child(&words))
                && !(*why == LookWhy::SeveralContracts && is_salutation(sentence))
                && !(withdraws && is_of_withdrawing(*why, patterns, sentence, index < letter.subject_count))
            {
                push(look, *why, words);
            }
        }
        if !withdraws && let Some(words) = quote(source, sentence, &PHRASES.undoing) {
            push(look, LookWhy::Claim, words);
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

/// `Dear Accounts Team`: whom it is to, and nothing about contracts.
fn is_salutation(sentence: &Sentence) -> bool {
    const GREETINGS: [&str; 9] = ["dear", "beste", "geachte", "hi", "hello", "hallo", "dag", "hey", "aan"];
    sentence.words.len() <= 6 && sentence.words.first().is_some_and(|word| GREETINGS.contains(&word.text.as_str()))
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
fn with_another_company(source: &str, sentence: &Sentence, company: &str) -> Option<String> {
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
fn forwarded_or_empty(mail: &Mail, letter: &Letter<'_>, declared: &Declared, look: &mut Vec<Look>) {
    let words: usize = letter.own().iter().map(|(_, it)| it.words.len()).sum();
    let is_declared_above = !declared.leave.is_empty() || !declared.withdraw.is_empty();
    if is_declared_above && was_sent_to_the_writer(mail, &letter.body.quoted) {
        // They ask in their own words, and show what they were sent.
    } else if letter.body.is_forwarded || is_forward(&mail.subject) {
        push(look, LookWhy::Quoted, String::new());
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
fn asks_beside_the_machine(mail: &Mail, letter: &Letter<'_>) -> bool {
    let lists = [&PHRASES.polite, &PHRASES.leave_words, &PHRASES.contract];
    let is_asking = |it: &Sentence| lists.iter().all(|patterns| first(patterns, &it.words).is_some());
    mail.machine.is_none() && letter.own().iter().any(|(_, it)| is_asking(it))
}

/// What shows that a machine wrote it.
fn machine(mail: &Mail, letter: &Letter<'_>) -> Option<String> {
    let subject = sentences(&mail.subject);
    let by_subject = || subject.iter().find_map(|it| quote(&mail.subject, it, &PHRASES.machine_subject));
    let by_text = || letter.own().iter().find_map(|(source, it)| quote(source, it, &PHRASES.machine_text));
    mail.machine.clone().or_else(by_subject).or_else(by_text)
}
