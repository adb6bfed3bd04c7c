//! How plainly a mail asks to leave at once, as a model holds that was trained on what careful clerks made of mails
//! (`corpus/mails_*.jsonl`) and of single sentences (`corpus/sentences_*.tsv`), each file of another author.
//!
//! Three linear models share one set of signs. The first looks at the whole mail. The others look at each sentence: does it
//! declare, does it spoil? A mail is plain where some sentence declares and none spoils, so that a long story around a
//! short request does not count. All were trained by [`learn`]; `plain.weights` holds what came out.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::beside::condition;
use super::ends::is_month;
use super::letter::Letter;
use super::phrases::PHRASES;
use crate::Language;
use crate::pattern::{Pattern, first};
use crate::text::{Sentence, Word};

pub mod learn;

/// Signs are hashed into so many places.
const PLACES: usize = 1 << 20;
/// Length to which the signs of a whole mail are scaled, however many they are.
const WHOLE_LENGTH: f32 = 3.6;
/// Weight of one sign of a sentence.
const SENTENCE_SIGN: f32 = 0.3;
/// Words apart at which two words still make a sign together.
const APART_MAX: usize = 5;
/// Letters of the runs that count as signs.
const RUN_LETTERS: usize = 5;
/// Words in a step of the length of a sentence, and longest length told apart.
const LENGTH_STEP: usize = 4;
const LENGTH_MAX: usize = 40;

/// The weights in use.
pub(super) static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::from_bytes(include_bytes!("plain.weights")).unwrap_or_default());

/// What the model sees of a mail: the places of the signs of each sentence, the subject's first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signs(Vec<Vec<u32>>);

impl Signs {
    pub(super) fn of(letter: &Letter<'_>) -> Self {
        let stemmer = Stemmer::create(match letter.language {
            Language::Nl => Algorithm::Dutch,
            Language::En => Algorithm::English,
        });
        let signs = |(index, (_, sentence)): (usize, &(&str, Sentence))| {
            of_sentence(sentence, index < letter.subject_count, &stemmer)
        };
        Self(letter.sentences.iter().enumerate().map(signs).collect())
    }

    /// Every sign of the mail once.
    fn whole(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.0.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// What the model says of a mail.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Plainness {
    /// The log odds that a careful clerk would register it at once.
    pub(super) odds: f32,
    /// How likely each sentence declares it.
    pub(super) declares: Vec<f32>,
}

/// The models: of the whole mail, of a sentence that declares, of a sentence that spoils.
const MODELS: usize = 3;
const WHOLE: usize = 0;
const DECLARES: usize = 1;
const SPOILS: usize = 2;
/// Bytes of a sign in the file: its place, and a weight of each model.
const SIGN_BYTES: usize = 4 + MODELS;

/// The trained weights of every known sign.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    /// The places of the known signs, in order.
    places: Vec<u32>,
    /// In the same order, for each model.
    of: [Vec<f32>; MODELS],
    bias: [f32; MODELS],
    /// What they were trained on.
    pub fingerprint: u64,
}

impl Weights {
    fn new(places: Vec<u32>, of: [Vec<f32>; MODELS], bias: [f32; MODELS], fingerprint: u64) -> Self {
        Self { places, of, bias, fingerprint }
    }

    /// Reads what [`Self::to_bytes`] wrote; `None` where the length is another.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, mut rest) = bytes.split_first_chunk::<8>()?;
        let mut it = Self { fingerprint: u64::from_le_bytes(*head), ..Self::default() };
        let mut units = [0.0; MODELS];
        for number in it.bias.iter_mut().chain(&mut units) {
            let (first, after) = rest.split_first_chunk::<4>()?;
            *number = f32::from_le_bytes(*first);
            rest = after;
        }
        let (signs, after) = rest.as_chunks::<SIGN_BYTES>();
        for [a, b, c, d, weights @ ..] in signs {
            it.places.push(u32::from_le_bytes([*a, *b, *c, *d]));
            for ((of, unit), step) in it.of.iter_mut().zip(units).zip(weights) {
                of.push(unit * f32::from(step.cast_signed()));
            }
        }
        after.is_empty().then_some(it)
    }

    /// One byte a weight, in steps of the greatest by 127; signs that weigh nothing are left out.
    pub fn to_bytes(&self) -> Vec<u8> {
        let greatest = |of: &Vec<f32>| of.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let units = [WHOLE, DECLARES, SPOILS].map(|model| (greatest(&self.of[model]) / 127.0).max(f32::MIN_POSITIVE));
        let mut bytes = self.fingerprint.to_le_bytes().to_vec();
        bytes.extend(self.bias.iter().chain(&units).flat_map(|it| it.to_le_bytes()));
        for (at, place) in self.places.iter().enumerate() {
            #[expect(clippy::cast_possible_truncation, reason = "from -127 to 127")]
            let step = |model: usize| ((self.of[model][at] / units[model]).round() as i8).cast_unsigned();
            let steps = [WHOLE, DECLARES, SPOILS].map(step);
            if steps != [0; MODELS] {
                bytes.extend(place.to_le_bytes());
                bytes.extend(steps);
            }
        }
        bytes
    }

    /// The sum of the weights of these signs in one model.
    fn sum(&self, model: usize, signs: &[usize]) -> f32 {
        signs.iter().map(|&at| self.of[model][at]).sum()
    }

    /// Where the known ones of these signs stand.
    fn known(&self, signs: &[u32]) -> Vec<usize> {
        signs.iter().filter_map(|place| self.places.binary_search(place).ok()).collect()
    }

    pub(super) fn plainness(&self, signs: &Signs) -> Plainness {
        let whole = signs.whole();
        let by_whole = self.bias[WHOLE] + self.sum(WHOLE, &self.known(&whole)) * value_in_whole(whole.len());
        let by_sentence = self.by_sentence(&signs.0);
        let sure = by_sentence.plain.clamp(1e-6, 1.0 - 1e-6);
        let declares = by_sentence.sentences.iter().map(|(declares, _)| *declares).collect();
        Plainness { odds: by_whole + (sure / (1.0 - sure)).ln(), declares }
    }

    fn by_sentence(&self, sentences: &[Vec<u32>]) -> BySentence {
        let of = |signs: &Vec<u32>| {
            let known = self.known(signs);
            let said = |model: usize| logistic(self.bias[model] + self.sum(model, &known) * SENTENCE_SIGN);
            (said(DECLARES), said(SPOILS))
        };
        let sentences: Vec<(f32, f32)> = sentences.iter().map(of).collect();
        let undeclared: f32 = sentences.iter().map(|(declares, _)| 1.0 - declares).product();
        let unspoiled: f32 = sentences.iter().map(|(_, spoils)| 1.0 - spoils).product();
        BySentence { plain: (1.0 - undeclared) * unspoiled, sentences }
    }
}

/// What the second model says: plain is what some sentence declares and none spoils.
struct BySentence {
    plain: f32,
    /// How likely each declares, and spoils.
    sentences: Vec<(f32, f32)>,
}

fn value_in_whole(signs: usize) -> f32 {
    WHOLE_LENGTH / (signs.max(1) as f32).sqrt()
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// A word as the model compares it: numbers and months alike, else the stem.
fn stem(word: &Word, stemmer: &Stemmer) -> String {
    if word.text.bytes().all(|it| it.is_ascii_digit()) {
        "0".to_owned()
    } else if word.text.bytes().any(|it| it.is_ascii_digit()) {
        "0a".to_owned()
    } else if is_month(&word.text) {
        "month".to_owned()
    } else {
        stemmer.stem(&word.text).into_owned()
    }
}

/// The kind of thing a word names, where it names one.
fn kind(word: &Word) -> Option<&'static str> {
    let is = |patterns: &[Pattern]| first(patterns, std::slice::from_ref(word)).is_some();
    let other = PHRASES.beside.iter().find(|(why, _)| *why == super::LookWhy::OtherObject);
    if is(&PHRASES.contract) {
        Some("contract")
    } else if other.is_some_and(|(_, patterns)| is(patterns)) {
        Some("other")
    } else if is(&PHRASES.payment) {
        Some("payment")
    } else {
        None
    }
}

/// The places of a sentence's signs: words, pairs and threes, runs of letters, kinds, the lists that fit, its length.
fn of_sentence(sentence: &Sentence, is_subject: bool, stemmer: &Stemmer) -> Vec<u32> {
    let mut places = Vec::new();
    let mut push = |kind: char, parts: &[&str]| places.push(place(is_subject, kind, parts));
    let stems: Vec<String> = sentence.words.iter().map(|word| stem(word, stemmer)).collect();
    let kinds: Vec<&str> =
        sentence.words.iter().zip(&stems).map(|(word, stem)| kind(word).unwrap_or(stem.as_str())).collect();
    for (index, stem) in stems.iter().enumerate() {
        let back = |count: usize| index.checked_sub(count);
        push('w', &[stem]);
        push('w', &[kinds[index]]);
        push('p', &[back(1).map_or("^", |at| stems[at].as_str()), stem]);
        push('p', &[back(1).map_or("^", |at| kinds[at]), kinds[index]]);
        for apart in (2..=APART_MAX).filter_map(back) {
            push('a', &[kinds[apart], kinds[index]]);
        }
        if let Some(first) = back(2) {
            push('t', &[kinds[first], kinds[first + 1], kinds[index]]);
        }
        let letters = format!("<{}>", sentence.words[index].text);
        if letters.is_ascii() && letters.len() >= RUN_LETTERS + 2 {
            (0..=letters.len() - RUN_LETTERS).for_each(|at| push('r', &[&letters[at..at + RUN_LETTERS]]));
        }
    }
    let has = |patterns: &[Pattern]| first(patterns, &sentence.words).is_some();
    for (name, patterns) in PHRASES.told() {
        if has(patterns) {
            push('l', &[name]);
        }
    }
    for (at, (_, patterns)) in PHRASES.anywhere.iter().chain(&PHRASES.beside).enumerate() {
        if has(patterns) {
            push('v', &[&at.to_string()]);
        }
    }
    if condition(sentence).is_some() {
        push('l', &["condition"]);
    }
    if sentence.is_question {
        push('l', &["asks"]);
    }
    push('n', &[&(sentence.words.len().min(LENGTH_MAX) / LENGTH_STEP).to_string()]);
    places.sort_unstable();
    places.dedup();
    places
}

/// The same place for the same sign on every machine (FNV-1a).
fn place(is_subject: bool, kind: char, parts: &[&str]) -> u32 {
    let begin = [if is_subject { b's' } else { b't' }, kind as u8];
    let parts = parts.iter().flat_map(|part| std::iter::once(b' ').chain(part.bytes()));
    let hash = begin.into_iter().chain(parts).fold(FNV_START, fnv);
    u32::try_from((hash ^ (hash >> 32)) % PLACES as u64).unwrap_or(0)
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}
