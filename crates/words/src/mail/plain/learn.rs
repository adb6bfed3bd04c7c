//! Training of the model of whole mails, from mails with the judgement of a careful clerk.

use rand::RngExt as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::{FNV_START, PLACES, SENTENCE_SIGN, Signs, Weights, fnv, logistic, value_in_whole};
use crate::mail::letter::Letter;
use crate::mail::{Mail, body_of};

/// The seed of the order and of what is left out.
const SEED: u64 = 20_261_123;
/// How often all mails are seen.
const ROUNDS: usize = 30;
/// Length of the first step, and the ridge penalty per step.
const STEP: f32 = 0.1;
const RIDGE: f32 = 1e-4;
const STEP_BIAS: f32 = 0.01;
/// Share of the signs that each look at a mail leaves out, so that the model leans on no single one.
const LEFT_OUT_WHOLE: f32 = 0.5;
const LEFT_OUT_SENTENCE: f64 = 0.3;
/// A sign of fewer mails teaches nothing.
const MAILS_MIN: u32 = 2;
/// A mail that is no request and looks like one moves the weights at most so much.
const ERROR_MAX: f32 = 20.0;

/// A mail whose judgement is known.
#[derive(Debug, Clone)]
pub struct Judged {
    signs: Signs,
    /// Would a careful clerk register it at once?
    is_plain: bool,
}

impl Judged {
    /// What the model sees of the mail.
    pub fn of(mail: &Mail, is_plain: bool) -> Self {
        let body = body_of(&mail.text);
        Self { signs: Signs::of(&Letter::of(mail, &body)), is_plain }
    }
}

/// A number that changes with the mails and with what is seen of them.
pub fn fingerprint(mails: &[&Judged]) -> u64 {
    let bytes = mails.iter().flat_map(|it| it.signs.0.iter().flatten().flat_map(|place| place.to_le_bytes()));
    bytes.chain(mails.iter().map(|it| u8::from(it.is_plain))).fold(FNV_START, fnv)
}

/// Trains both models.
pub fn learn(mails: &[&Judged]) -> Weights {
    let fingerprint = fingerprint(mails);
    let mut seen_in = vec![0_u32; PLACES];
    for mail in mails {
        mail.signs.whole().iter().for_each(|&place| seen_in[place as usize] += 1);
    }
    let known = |signs: &Vec<u32>| -> Vec<u32> {
        signs.iter().copied().filter(|&place| seen_in[place as usize] >= MAILS_MIN).collect()
    };
    let known: Vec<(Signs, bool)> =
        mails.iter().map(|it| (Signs(it.signs.0.iter().map(known).collect()), it.is_plain)).collect();
    let mut weights = Weights { fingerprint, ..Weights::default() };
    learn_whole(&known, &mut weights);
    learn_sentences(&known, &mut weights);
    weights
}

/// Stochastic gradient with a step per weight that shrinks as it is used.
struct Descent {
    seen: Vec<f32>,
}

impl Descent {
    fn new() -> Self {
        Self { seen: vec![1e-2; PLACES] }
    }

    fn step(&mut self, weights: &mut [f32], place: u32, slope: f32) {
        let at = place as usize;
        let slope = slope + RIDGE * weights[at];
        self.seen[at] += slope * slope;
        weights[at] -= STEP * slope / self.seen[at].sqrt();
    }
}

fn learn_whole(mails: &[(Signs, bool)], weights: &mut Weights) {
    let mails: Vec<(Vec<u32>, f32)> = mails.iter().map(|(it, plain)| (it.whole(), f32::from(*plain))).collect();
    let mut descent = Descent::new();
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let mut order: Vec<usize> = (0..mails.len()).collect();
    for _ in 0..ROUNDS {
        order.shuffle(&mut chance);
        for &index in &order {
            let (signs, wanted) = &mails[index];
            let value = value_in_whole(signs.len()) / (1.0 - LEFT_OUT_WHOLE);
            let kept: Vec<u32> = signs.iter().copied().filter(|_| !chance.random_bool(LEFT_OUT_WHOLE.into())).collect();
            let said: f32 = kept.iter().map(|&place| weights.whole[place as usize]).sum();
            let error = logistic(weights.bias[0] + said * value) - wanted;
            for &place in &kept {
                descent.step(&mut weights.whole, place, error * value);
            }
            weights.bias[0] -= STEP_BIAS * error;
        }
    }
}

fn learn_sentences(mails: &[(Signs, bool)], weights: &mut Weights) {
    // at first few sentences declare, and fewer spoil
    weights.bias[1] = -1.0;
    weights.bias[2] = -3.0;
    let (mut declaring, mut spoiling) = (Descent::new(), Descent::new());
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let mut order: Vec<usize> = (0..mails.len()).collect();
    for _ in 0..ROUNDS {
        order.shuffle(&mut chance);
        for &index in &order {
            let (signs, is_plain) = &mails[index];
            let mut keep = |signs: &Vec<u32>| -> Vec<u32> {
                signs.iter().copied().filter(|_| !chance.random_bool(LEFT_OUT_SENTENCE)).collect()
            };
            let kept: Vec<Vec<u32>> = signs.0.iter().map(&mut keep).collect();
            let said = weights.by_sentence(&kept);
            let plain = said.plain.clamp(1e-5, 1.0 - 1e-5);
            // the slope of the surprise along ln(plain)
            let slope = if *is_plain { -1.0 } else { (plain / (1.0 - plain)).min(ERROR_MAX) };
            for (signs, (declares, spoils)) in kept.iter().zip(&said.sentences) {
                let declared = slope * said.undeclared * declares / (1.0 - said.undeclared).max(1e-4);
                let spoiled = -slope * spoils;
                for &place in signs {
                    declaring.step(&mut weights.declares, place, declared * SENTENCE_SIGN);
                    spoiling.step(&mut weights.spoils, place, spoiled * SENTENCE_SIGN);
                }
                weights.bias[1] -= STEP_BIAS * declared;
                weights.bias[2] -= STEP_BIAS * spoiled;
            }
        }
    }
}
