//! Training of the model of whole mails, from mails with the judgement of a careful clerk and from single sentences with
//! what such a clerk would make of them.

use std::collections::HashMap;

use rand::RngExt as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::{DECLARES, FNV_START, MODELS, SENTENCE_SIGN, SPOILS, Signs, WHOLE, Weights, fnv, logistic, value_in_whole};
use crate::Language;
use crate::mail::letter::Letter;
use crate::mail::{Mail, body_of};

/// The seed of the order and of what is left out.
const SEED: u64 = 20_261_123;
/// How often everything is seen.
const ROUNDS: usize = 10;
/// Mails that move the weights together.
const BATCH: usize = 32;
/// Length of the first step; it shrinks to nothing.
const STEP: f32 = 0.01;
/// What of a weight is left after a batch.
const KEPT: f32 = 1.0 - 3.2e-4;
/// How fast the averages of slopes and of their squares forget (Adam), and what keeps their quotient finite.
const FORGET: [f32; 2] = [0.9, 0.999];
const TINY: f32 = 1e-8;
/// Share of the signs that each look at a mail leaves out, so that the model leans on no single one.
const LEFT_OUT_WHOLE: f32 = 0.5;
const LEFT_OUT_SENTENCE: f32 = 0.3;
/// The weight of one sign of a sentence while some are left out.
const SENTENCE_VALUE: f32 = SENTENCE_SIGN / (1.0 - LEFT_OUT_SENTENCE);
/// A sign of fewer mails and sentences teaches nothing.
const SEEN_MIN: u32 = 3;
/// A mail that is no request and looks like one moves the weights at most so much.
const ERROR_MAX: f32 = 1e5;
/// At first few sentences declare, and fewer spoil.
const FIRST_BIAS: [f32; MODELS] = [0.0, -1.0, -3.0];

/// What a single sentence does to a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// It stands beside a request and changes nothing for a clerk.
    Nothing,
    /// It stands beside a request, and a careful clerk would stop.
    Stops,
    /// It asks to end the writer's own whole contract, plainly.
    Asks,
    /// It asks, and holds the thing for which a clerk would stop.
    AsksAndStops,
}

impl Does {
    /// `harmless`, `stops`, `asks` or `asks_stops`.
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "harmless" => Self::Nothing,
            "stops" => Self::Stops,
            "asks" => Self::Asks,
            "asks_stops" => Self::AsksAndStops,
            _ => return None,
        })
    }
}

/// A mail or a sentence whose judgement is known.
#[derive(Debug, Clone)]
pub struct Judged {
    signs: Signs,
    verdict: Verdict,
}

#[derive(Debug, Clone, Copy)]
enum Verdict {
    /// Would a careful clerk register the mail at once?
    Mail {
        is_plain: bool,
    },
    Sentence(Does),
}

impl Judged {
    /// What the model sees of a mail.
    pub fn of(mail: &Mail, is_plain: bool) -> Self {
        Self { signs: signs(mail), verdict: Verdict::Mail { is_plain } }
    }

    /// What the model sees of a sentence.
    pub fn of_sentence(text: &str, language: Language, does: Does) -> Self {
        let mail = Mail { text: text.to_owned(), language: Some(language), ..Mail::default() };
        Self { signs: Signs(vec![signs(&mail).whole()]), verdict: Verdict::Sentence(does) }
    }
}

fn signs(mail: &Mail) -> Signs {
    let body = body_of(&mail.text);
    Signs::of(&Letter::of(mail, &body))
}

/// A number that changes with what is learned from and with what is seen of it.
pub fn fingerprint(judged: &[&Judged]) -> u64 {
    let seen = |it: &&Judged| it.signs.0.iter().flatten().flat_map(|place| place.to_le_bytes()).collect::<Vec<_>>();
    let verdict = |it: &&Judged| match it.verdict {
        Verdict::Mail { is_plain } => u8::from(is_plain),
        Verdict::Sentence(does) => 2 + does as u8,
    };
    judged.iter().flat_map(seen).chain(judged.iter().map(verdict)).fold(FNV_START, fnv)
}

/// Trains the three models.
pub fn learn(judged: &[&Judged]) -> Weights {
    let mut seen_in: HashMap<u32, u32> = HashMap::new();
    for it in judged {
        it.signs.whole().into_iter().for_each(|place| *seen_in.entry(place).or_default() += 1);
    }
    let mut places: Vec<u32> =
        seen_in.into_iter().filter(|(_, count)| *count >= SEEN_MIN).map(|(place, _)| place).collect();
    places.sort_unstable();
    let known = |signs: &[u32]| -> Vec<u32> {
        signs.iter().filter_map(|place| u32::try_from(places.binary_search(place).ok()?).ok()).collect()
    };
    let mut mails: Vec<(Signs, bool)> = Vec::new();
    let mut sentences: Vec<(Vec<u32>, Does)> = Vec::new();
    for it in judged {
        match it.verdict {
            Verdict::Mail { is_plain } => {
                mails.push((Signs(it.signs.0.iter().map(|it| known(it)).collect()), is_plain));
            }
            Verdict::Sentence(does) => sentences.push((known(&it.signs.whole()), does)),
        }
    }
    let mut course = Course::new(places.len());
    let batches = mails.len().div_ceil(BATCH).max(1);
    let beside = sentences.len().div_ceil(batches);
    for round in 0..ROUNDS {
        mails.shuffle(&mut course.chance);
        sentences.shuffle(&mut course.chance);
        let step = STEP * (1.0 - round as f32 / ROUNDS as f32);
        for batch in 0..batches {
            let some = |all: usize, size: usize| (batch * size).min(all)..((batch + 1) * size).min(all);
            for (mail, is_plain) in &mails[some(mails.len(), BATCH)] {
                course.see_whole(mail, *is_plain);
                course.see_sentences(mail, *is_plain);
            }
            for (signs, does) in &sentences[some(sentences.len(), beside)] {
                course.see_sentence(signs, *does);
            }
            course.step(step);
        }
    }
    Weights::new(places, course.weights, course.bias, fingerprint(judged))
}

/// What is learned so far, and the slopes of the batch at hand.
struct Course {
    weights: [Vec<f32>; MODELS],
    bias: [f32; MODELS],
    slopes: [Vec<f32>; MODELS],
    slopes_of_bias: [f32; MODELS],
    /// The averages of the slopes and of their squares; the last of each is the bias.
    average: [Vec<[f32; 2]>; MODELS],
    /// What is left of the first averages, which began at zero.
    unseen: [f32; 2],
    chance: ChaCha8Rng,
}

impl Course {
    fn new(places: usize) -> Self {
        let zeros = || [0; MODELS].map(|_| vec![0.0; places]);
        Self {
            weights: zeros(),
            bias: FIRST_BIAS,
            slopes: zeros(),
            slopes_of_bias: [0.0; MODELS],
            average: [0; MODELS].map(|_| vec![[0.0; 2]; places + 1]),
            unseen: [1.0; 2],
            chance: ChaCha8Rng::seed_from_u64(SEED),
        }
    }

    fn kept(&mut self, signs: &[u32], left_out: f32) -> Vec<u32> {
        signs.iter().copied().filter(|_| !self.chance.random_bool(left_out.into())).collect()
    }

    fn said(&self, model: usize, signs: &[u32], value: f32) -> f32 {
        self.bias[model] + signs.iter().map(|&place| self.weights[model][place as usize]).sum::<f32>() * value
    }

    fn lean(&mut self, model: usize, signs: &[u32], value: f32, slope: f32) {
        for &place in signs {
            self.slopes[model][place as usize] += slope * value;
        }
        self.slopes_of_bias[model] += slope;
    }

    fn see_whole(&mut self, mail: &Signs, is_plain: bool) {
        let signs = mail.whole();
        let value = value_in_whole(signs.len()) / (1.0 - LEFT_OUT_WHOLE);
        let kept = self.kept(&signs, LEFT_OUT_WHOLE);
        let error = logistic(self.said(WHOLE, &kept, value)) - f32::from(is_plain);
        self.lean(WHOLE, &kept, value, error);
    }

    /// A mail is plain where some sentence declares and none spoils: the slope of the surprise along both.
    fn see_sentences(&mut self, mail: &Signs, is_plain: bool) {
        let kept: Vec<Vec<u32>> = mail.0.iter().map(|signs| self.kept(signs, LEFT_OUT_SENTENCE)).collect();
        let value = SENTENCE_VALUE;
        let of = |model: usize| kept.iter().map(|it| logistic(self.said(model, it, value))).collect::<Vec<f32>>();
        let (declares, spoils) = (of(DECLARES), of(SPOILS));
        let undeclared: f32 = declares.iter().map(|it| 1.0 - it).product();
        let unspoiled: f32 = spoils.iter().map(|it| 1.0 - it).product();
        let asks = (1.0 - undeclared).max(1e-6);
        let plain = (asks * unspoiled).min(1.0 - 1e-5);
        let slope = if is_plain { -1.0 } else { (plain / (1.0 - plain)).min(ERROR_MAX) };
        for ((signs, declares), spoils) in kept.iter().zip(declares).zip(spoils) {
            self.lean(DECLARES, signs, value, slope * undeclared / asks * declares);
            self.lean(SPOILS, signs, value, -slope * spoils);
        }
    }

    fn see_sentence(&mut self, signs: &[u32], does: Does) {
        let kept = self.kept(signs, LEFT_OUT_SENTENCE);
        let asks = match does {
            Does::Asks => Some(true),
            Does::Nothing | Does::Stops => Some(false),
            // whether it still declares nobody has judged
            Does::AsksAndStops => None,
        };
        let stops = matches!(does, Does::Stops | Does::AsksAndStops);
        for (model, wanted) in [(DECLARES, asks), (SPOILS, Some(stops))] {
            let Some(wanted) = wanted else { continue };
            let error = logistic(self.said(model, &kept, SENTENCE_VALUE)) - f32::from(wanted);
            self.lean(model, &kept, SENTENCE_VALUE, error);
        }
    }

    /// Adam: a step against the average slope, in units of its usual size.
    fn step(&mut self, step: f32) {
        for (left, forget) in self.unseen.iter_mut().zip(FORGET) {
            *left *= forget;
        }
        let whole = self.unseen.map(|left| 1.0 - left);
        let move_by = |average: &mut [f32; 2], slope: f32| {
            let slope = slope / BATCH as f32;
            average[0] = FORGET[0] * average[0] + (1.0 - FORGET[0]) * slope;
            average[1] = FORGET[1] * average[1] + (1.0 - FORGET[1]) * slope * slope;
            step * (average[0] / whole[0]) / ((average[1] / whole[1]).sqrt() + TINY)
        };
        for model in 0..MODELS {
            let averages = &mut self.average[model];
            let Some((of_bias, of_weights)) = averages.split_last_mut() else { continue };
            let (weights, slopes) = (&mut self.weights[model], &mut self.slopes[model]);
            for ((weight, slope), average) in weights.iter_mut().zip(slopes).zip(of_weights) {
                *weight = (*weight - move_by(average, *slope)) * KEPT;
                *slope = 0.0;
            }
            self.bias[model] -= move_by(of_bias, std::mem::take(&mut self.slopes_of_bias[model]));
        }
    }
}
