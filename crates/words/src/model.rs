//! A linear model over hashed words and letters: multinomial logistic regression, trained here from examples and a seed,
//! calibrated by one temperature on examples kept apart.
//!
//! P(class | text) = softmax over classes of (offset + bias + Σ weight · feature) / T. The offset is what a list of telling
//! words says by itself; the model learns what the list leaves open, so that few examples are enough to begin with.

use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rust_stemmers::{Algorithm, Stemmer};

use crate::Language;
use crate::text;

/// Lengths of the runs of letters that count as features.
const RUN_LETTERS: std::ops::RangeInclusive<usize> = 3..=5;

/// What of a text the model sees: places with values, and for each the word it came from, as it was written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features {
    places: Vec<Place>,
    words: Vec<String>,
}

/// A feature: the hash of what it is, the word it came from, and how much it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    hash: u32,
    word: u32,
    value: f32,
}

impl Features {
    /// Stems of words, pairs of neighbors, and runs of letters of each word; together of length 1.
    pub fn of(text: &str, language: Language) -> Self {
        let stemmer = Stemmer::create(match language {
            Language::Nl => Algorithm::Dutch,
            Language::En => Algorithm::English,
        });
        let mut it = Self::default();
        for sentence in text::sentences(text) {
            let mut before = String::from("^");
            for said in &sentence.words {
                // Any number is the same to the model; who reads why sees the one that was written.
                let written = text.get(said.at.clone()).unwrap_or(&said.text).to_lowercase();
                let word = if said.text.bytes().all(|b| b.is_ascii_digit()) { "0" } else { said.text.as_str() };
                let stem = stemmer.stem(word).into_owned();
                let number = u32::try_from(it.words.len()).unwrap_or(u32::MAX);
                it.push('w', &stem, number, 1.0);
                it.push('p', &format!("{before} {stem}"), number, 0.8);
                it.push_runs(word, number, 0.35);
                before = stem;
                it.words.push(written);
            }
        }
        it.scale();
        it
    }

    /// Runs of letters of a word, its beginning and its end marked.
    pub(crate) fn push_runs(&mut self, word: &str, number: u32, value: f32) {
        let marked = format!("<{word}>");
        let starts: Vec<usize> = marked.char_indices().map(|(at, _)| at).chain([marked.len()]).collect();
        for length in RUN_LETTERS {
            for run in starts.windows(length + 1) {
                self.push('r', &marked[run[0]..run[length]], number, value);
            }
        }
    }

    /// A feature of a kind, which the word of this number gave.
    pub(crate) fn push(&mut self, kind: char, what: &str, word: u32, value: f32) {
        // FNV-1a: the same places on every machine
        let hash = std::iter::once(kind as u8)
            .chain(what.bytes())
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let hash = u32::try_from((hash ^ (hash >> 32)) & u64::from(u32::MAX)).unwrap_or(0);
        self.places.push(Place { hash, word, value });
    }

    /// The next word, as it is to be shown; gives its number.
    pub(crate) fn push_word(&mut self, shown: &str) -> u32 {
        self.words.push(shown.to_owned());
        u32::try_from(self.words.len() - 1).unwrap_or(u32::MAX)
    }

    /// Each feature once, of the word that gave it first, all values divided by `length`.
    pub(crate) fn once(&mut self, length: f32) {
        self.places.sort_by_key(|place| place.hash);
        self.places.dedup_by_key(|place| place.hash);
        for place in &mut self.places {
            place.value /= length;
        }
    }

    /// What stands twice counts twice, as one feature: a text said a thousand times over says no more.
    fn scale(&mut self) {
        self.places.sort_by_key(|place| place.hash);
        self.places.dedup_by(|again, first| {
            let is_same = again.hash == first.hash;
            first.value += if is_same { again.value } else { 0.0 };
            is_same
        });
        let length = self.places.iter().map(|place| place.value * place.value).sum::<f32>().sqrt();
        if length > 0.0 {
            for place in &mut self.places {
                place.value /= length;
            }
        }
    }
}

/// A text whose class is known.
#[derive(Debug, Clone)]
pub struct Example {
    /// What the model sees of it.
    pub features: Features,
    /// What is known before the model speaks, in log odds per class.
    pub offset: Vec<f32>,
    /// Its class.
    pub class: usize,
    /// How much it counts; 1 for an ordinary example.
    pub weight: f32,
}

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct Training {
    /// The seed of the order in which examples are seen.
    pub seed: u64,
    /// How often all are seen.
    pub rounds: usize,
    /// Ridge penalty per step on the weights that a text touches.
    pub ridge: f32,
    /// Length of the first step.
    pub step: f32,
    /// Weights per class: features are hashed into so many places, a power of two.
    pub places: usize,
}

impl Default for Training {
    fn default() -> Self {
        Self { seed: 20_261_122, rounds: 24, ridge: 2e-5, step: 0.5, places: 1 << 15 }
    }
}

/// A trained model.
#[derive(Debug, Clone)]
pub struct Model {
    classes: usize,
    places: usize,
    /// Per place the weights of all classes, one after the other.
    weights: Vec<f32>,
    bias: Vec<f32>,
    temperature: f32,
}

impl Model {
    /// Trains on all examples, with the temperature that fitted best to the fifth of them that was kept apart at first.
    pub fn train(examples: &[Example], classes: usize, training: Training) -> Self {
        let apart = |want: bool| {
            examples.iter().enumerate().filter(move |(index, _)| (index % 5 == 4) == want).map(|(_, it)| it)
        };
        let first: Vec<&Example> = apart(false).collect();
        let rest: Vec<&Example> = apart(true).collect();
        let temperature = Self::fit(&first, classes, training).best_temperature(&rest);
        Self { temperature, ..Self::uncalibrated(examples, classes, training) }
    }

    /// Trains on all examples, without a temperature: for a limit that was chosen on the probabilities as they are.
    pub(crate) fn uncalibrated(examples: &[Example], classes: usize, training: Training) -> Self {
        Self::fit(&examples.iter().collect::<Vec<_>>(), classes, training)
    }

    /// Stochastic gradient with a step per weight that shrinks as it is used (`AdaGrad`).
    fn fit(examples: &[&Example], classes: usize, training: Training) -> Self {
        let places = training.places;
        let weights = vec![0.0; places * classes];
        let mut model = Self { classes, places, weights, bias: vec![0.0; classes], temperature: 1.0 };
        let mut seen = vec![1e-3_f32; places * classes];
        let mut chance = ChaCha8Rng::seed_from_u64(training.seed);
        let mut order: Vec<usize> = (0..examples.len()).collect();
        for _ in 0..training.rounds {
            order.shuffle(&mut chance);
            for &index in &order {
                let example = examples[index];
                let mut error = model.probabilities(&example.features, &example.offset);
                if let Some(own) = error.get_mut(example.class) {
                    *own -= 1.0;
                }
                for place in &example.features.places {
                    let at = model.at(place);
                    let weights = &mut model.weights[at..at + classes];
                    for ((weight, seen), error) in weights.iter_mut().zip(&mut seen[at..at + classes]).zip(&error) {
                        let slope = example.weight * error * place.value + training.ridge * *weight;
                        *seen += slope * slope;
                        *weight -= training.step * slope / seen.sqrt();
                    }
                }
                for (bias, error) in model.bias.iter_mut().zip(&error) {
                    *bias -= 0.01 * example.weight * error;
                }
            }
        }
        model
    }

    /// Where the weights of a feature begin.
    fn at(&self, place: &Place) -> usize {
        (place.hash as usize & (self.places - 1)) * self.classes
    }

    /// The temperature with the greatest likelihood of these examples, on a grid from 0.5 to 4.
    fn best_temperature(&self, examples: &[&Example]) -> f32 {
        let logits: Vec<(Vec<f32>, usize)> =
            examples.iter().map(|it| (self.logits(&it.features, &it.offset), it.class)).collect();
        let loss = |temperature: f32| -> f32 {
            let surprise = |(logits, class): &(Vec<f32>, usize)| {
                let probability = softmax(logits, temperature).get(*class).copied().unwrap_or(0.0);
                -probability.max(1e-9).ln()
            };
            logits.iter().map(surprise).sum()
        };
        let grid = (10_u8..=80).map(|step| f32::from(step) * 0.05);
        grid.min_by(|a, b| loss(*a).total_cmp(&loss(*b))).unwrap_or(1.0)
    }

    fn logits(&self, features: &Features, offset: &[f32]) -> Vec<f32> {
        let mut logits = self.bias.clone();
        for (logit, offset) in logits.iter_mut().zip(offset) {
            *logit += offset;
        }
        for place in &features.places {
            let at = self.at(place);
            for (logit, weight) in logits.iter_mut().zip(&self.weights[at..at + self.classes]) {
                *logit += weight * place.value;
            }
        }
        logits
    }

    /// The probability of each class, given what is known before.
    pub fn probabilities(&self, features: &Features, offset: &[f32]) -> Vec<f32> {
        softmax(&self.logits(features, offset), self.temperature)
    }

    /// The words that spoke most for this class against the others, most telling first.
    pub fn why(&self, features: &Features, class: usize, words_max: usize) -> Vec<String> {
        let mut told = vec![0.0_f32; features.words.len()];
        for place in &features.places {
            let at = self.at(place);
            let weights = &self.weights[at..at + self.classes];
            let mean = weights.iter().sum::<f32>() / self.classes as f32;
            if let (Some(told), Some(own)) = (told.get_mut(place.word as usize), weights.get(class)) {
                *told += place.value * (own - mean);
            }
        }
        let mut order: Vec<usize> = (0..told.len()).filter(|&word| told[word] > 0.0).collect();
        order.sort_by(|a, b| told[*b].total_cmp(&told[*a]));
        let mut words: Vec<String> = Vec::new();
        for word in order {
            if words.len() < words_max && !words.contains(&features.words[word]) {
                words.push(features.words[word].clone());
            }
        }
        words
    }
}

fn softmax(logits: &[f32], temperature: f32) -> Vec<f32> {
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut shares: Vec<f32> = logits.iter().map(|logit| exp((logit - greatest) / temperature)).collect();
    let total: f32 = shares.iter().sum();
    for share in &mut shares {
        *share /= total;
    }
    shares
}

/// e to the power `x`, for `x` of at most 0: by its series, so that every machine gives the same bits, which the function of
/// the system does not promise. Right to a relative 1e-6; 0 below −87.
#[expect(clippy::cast_possible_truncation, reason = "a share needs no more digits")]
fn exp(x: f32) -> f32 {
    if x < -87.0 {
        return 0.0;
    }
    // e^x = (e^(x/128))^128, and |x/128| stays below 0.68
    let small = f64::from(x) / 128.0;
    let series = (1..=12).rev().fold(1.0, |sum, n| 1.0 + sum * small / f64::from(n));
    (0..7).fold(series, |power, _| power * power) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(text: &str, class: usize) -> Example {
        Example { features: Features::of(text, Language::En), offset: vec![0.0; 2], class, weight: 1.0 }
    }

    fn examples() -> Vec<Example> {
        let price = ["too expensive", "far too much money", "the price is high", "costs a lot", "expensive for me"];
        let moved = ["moved away", "we are moving house", "moving to another city", "I moved", "relocated abroad"];
        price.iter().map(|it| example(it, 0)).chain(moved.iter().map(|it| example(it, 1))).collect()
    }

    #[test]
    fn it_learns_says_which_word_decided_and_is_the_same_every_time() {
        let model = Model::train(&examples(), 2, Training::default());
        let unseen = Features::of("it was expensive", Language::En);
        let said = model.probabilities(&unseen, &[0.0; 2]);
        assert!(said[0] > 0.7, "{said:?}");
        assert!((said.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert_eq!(model.why(&unseen, 0, 1), ["expensive"]);
        assert_eq!(said, Model::train(&examples(), 2, Training::default()).probabilities(&unseen, &[0.0; 2]));
    }

    #[test]
    fn e_to_a_power_is_right() {
        for step in 0..=870_u16 {
            let x = -f32::from(step) / 10.0;
            let expected = f64::from(x).exp();
            assert!((f64::from(exp(x)) / expected - 1.0).abs() < 1e-6, "{x}: {} {expected}", exp(x));
        }
        assert_eq!((exp(0.0), exp(-88.0), exp(f32::NEG_INFINITY)), (1.0, 0.0, 0.0));
    }

    /// Taken from one machine: on another, these bits show that a model learns the same there.
    #[test]
    fn the_weights_are_the_same_on_every_machine() {
        let model = Model::uncalibrated(&examples(), 2, Training::default());
        let sum = model.weights.iter().chain(&model.bias).fold(0xcbf2_9ce4_8422_2325_u64, |hash, weight| {
            (hash ^ u64::from(weight.to_bits())).wrapping_mul(0x0100_0000_01b3)
        });
        assert_eq!(sum, 17_423_067_067_264_317_866);
    }

    #[test]
    fn the_words_that_decided_are_those_that_were_written() {
        let many = ["paid 40 euros", "paid 55 euros", "90 gone", "charged 12 twice", "12.50 too much"];
        let few = ["moved away", "we are moving house", "moving to another city", "I can't stay", "relocated abroad"];
        let examples: Vec<Example> =
            many.iter().map(|it| example(it, 0)).chain(few.iter().map(|it| example(it, 1))).collect();
        let model = Model::train(&examples, 2, Training::default());
        assert_eq!(model.why(&Features::of("so 73", Language::En), 0, 1), ["73"]);
        assert_eq!(model.why(&Features::of("Now I CAN'T", Language::En), 1, 1), ["can't"]);
    }

    #[test]
    fn without_examples_or_words_all_classes_are_alike() {
        let model = Model::train(&[], 4, Training::default());
        assert_eq!(model.probabilities(&Features::of("", Language::Nl), &[0.0; 4]), [0.25; 4]);
    }
}
