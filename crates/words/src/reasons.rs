//! Which reason for leaving an answer gives: the family, and the three likeliest reasons, with how sure that is; nothing
//! where it is not sure enough. A starting list of telling words comes first; a linear model trained on answers of our
//! own, and on what the company confirmed, learns the rest. A text in quarantine is not read.

use std::sync::LazyLock;

use relationship::reason::{Catalogue, Reason, propose};
use serde::Serialize;

use crate::Language;
use crate::model::{Example, Features, Model, Training};
use crate::special::{self, Found};

mod agreement;
mod learner;
mod run;

pub use agreement::{Agreement, agreement};
pub use learner::{Confirmed, Learner, LearnerError};
pub use run::{Given, Row, RowError, rows_of_jsonl, run};

/// The answers the shipped reader is trained on: our own, those of two others, and those of seventeen more.
const ANSWERS: [&str; 3] = [
    include_str!("../corpus/answers_development.txt"),
    include_str!("../corpus/answers_development_others.txt"),
    include_str!("../corpus/answers_authors.txt"),
];
/// The family must be at least this likely, else nothing is suggested.
pub const CONFIDENCE_MIN: f32 = 0.25;
/// Reasons suggested.
const CODES_MAX: usize = 3;
/// Words shown that decided.
const WORDS_MAX: usize = 3;
/// How to train: chosen on answers of seventeen authors, each read by a model that had not learned from that one.
const TRAINING: Training = Training { seed: 20_261_122, rounds: 4, ridge: 5e-4, step: 0.8, places: 1 << 17 };
/// How much a reason counts that an answer may mean beside its first.
const ALSO_WEIGHT: f32 = 0.15;
/// What the starting list gives for the code it proposes, and for the rest of its family, in log odds.
const LISTED: (f32, f32) = (1.6, 0.6);

/// A reason with how likely it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Guess {
    /// The code.
    pub code: &'static str,
    /// The probability, from 0 to 1, calibrated.
    pub confidence: f32,
}

/// What an answer was read as.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Suggestion {
    /// A reason.
    Suggested {
        /// The family.
        level1: Guess,
        /// The likeliest reasons, at most three.
        level2: Vec<Guess>,
        /// The words that decided.
        because: Vec<String>,
    },
    /// Nothing is sure enough.
    Abstained {
        /// How likely the likeliest family is.
        confidence: f32,
    },
    /// The text speaks of what the law protects most and is not read.
    Quarantined {
        /// The categories, with the words.
        found: Vec<Found>,
    },
}

/// Reads answers.
#[derive(Debug, Clone)]
pub struct Reader {
    classes: Vec<&'static Reason>,
    model: Model,
}

static SHIPPED: LazyLock<Reader> = LazyLock::new(|| Reader::train(&shipped_answers(), &[]));

/// An answer to learn from, and how much it counts.
struct Learned {
    answer: Confirmed,
    weight: f32,
}

/// The answers the shipped reader learns from.
fn shipped_answers() -> Vec<Learned> {
    ANSWERS.iter().flat_map(|file| answers(file)).collect()
}

/// Reads labelled answers: under a line `# code language` one answer a line, after ` || ` what else it may mean.
fn answers(file: &str) -> Vec<Learned> {
    let (mut head, mut read) = (None, Vec::new());
    for line in file.lines().filter(|line| !line.trim().is_empty()) {
        if let Some((code, tag)) = line.strip_prefix("# ").and_then(|it| it.split_once(' ')) {
            head = Catalogue::current().find(code).zip(Language::of_tag(tag));
        } else if let Some((reason, language)) = head {
            let (text, also) = line.split_once(" || ").unwrap_or((line, ""));
            let also = also.split_whitespace().filter_map(|code| Catalogue::current().find(code));
            read.extend([(reason, 1.0)].into_iter().chain(also.map(|reason| (reason, ALSO_WEIGHT))).map(
                |(reason, weight)| Learned { answer: Confirmed { text: text.to_owned(), language, reason }, weight },
            ));
        }
    }
    read
}

impl Reader {
    /// The reader that ships, trained when it is first asked for.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Trains on answers of our own and on what the company confirmed, which counts more.
    fn train(own: &[Learned], confirmed: &[Confirmed]) -> Self {
        let reasons = Catalogue::current().reasons.iter();
        let classes: Vec<&'static Reason> = reasons.filter(|reason| reason.family() != "company").collect();
        let example = |it: &Confirmed, weight: f32| {
            let class = classes.iter().position(|reason| reason.code == it.reason.code)?;
            Some(Example {
                features: Features::of(&it.text, it.language),
                offset: offset(&classes, &it.text),
                class,
                weight,
            })
        };
        let own = own.iter().filter_map(|it| example(&it.answer, it.weight));
        let examples: Vec<Example> =
            own.chain(confirmed.iter().filter_map(|it| example(it, CONFIRMED_WEIGHT))).collect();
        let model = Model::train(&examples, classes.len(), TRAINING);
        Self { classes, model }
    }

    /// What this answer is read as. Without a language, one is guessed.
    pub fn suggest(&self, text: &str, language: Option<Language>) -> Suggestion {
        let found = special::detect(text);
        if !found.is_empty() {
            return Suggestion::Quarantined { found };
        }
        match self.likeliest(text, language) {
            Some(Likeliest { level1, level2, because })
                if level1.confidence >= CONFIDENCE_MIN && level1.code != "other" =>
            {
                Suggestion::Suggested { level1, level2, because }
            }
            likeliest => Suggestion::Abstained { confidence: likeliest.map_or(0.0, |it| it.level1.confidence) },
        }
    }

    /// The likeliest reading of an answer, however unsure, whether or not it may be read; `None` for a text without letters.
    fn likeliest(&self, text: &str, language: Option<Language>) -> Option<Likeliest> {
        if !text.chars().any(char::is_alphabetic) {
            return None;
        }
        let language = language.or_else(|| Language::guess(text)).unwrap_or(Language::Nl);
        let features = Features::of(text, language);
        let probabilities = self.model.probabilities(&features, &offset(&self.classes, text));
        let classes = || self.classes.iter().zip(&probabilities);
        let of_family = |family: &str| classes().filter(|(it, _)| it.family() == family).map(|(_, p)| p).sum::<f32>();
        let families = self.classes.iter().filter(|reason| reason.is_family());
        let guesses = families.map(|it| Guess { code: it.code, confidence: of_family(it.code).min(1.0) });
        let level1 = guesses.max_by(|a, b| a.confidence.total_cmp(&b.confidence))?;
        let mut level2: Vec<(usize, Guess)> = classes()
            .enumerate()
            .filter(|(_, (reason, _))| !reason.is_family())
            .map(|(class, (reason, p))| (class, Guess { code: reason.code, confidence: *p }))
            .collect();
        level2.sort_by(|a, b| b.1.confidence.total_cmp(&a.1.confidence));
        level2.truncate(CODES_MAX);
        let best = level2.iter().find(|(_, it)| it.code.starts_with(level1.code)).or(level2.first());
        let because = best.map(|(class, _)| self.model.why(&features, *class, WORDS_MAX)).unwrap_or_default();
        Some(Likeliest { level1, level2: level2.into_iter().map(|(_, guess)| guess).collect(), because })
    }
}

/// A reading with no threshold.
struct Likeliest {
    level1: Guess,
    level2: Vec<Guess>,
    because: Vec<String>,
}

/// How much what the company confirmed counts against an answer of our own.
const CONFIRMED_WEIGHT: f32 = 3.0;

/// What the starting list says about a text, in log odds per class.
fn offset(classes: &[&'static Reason], text: &str) -> Vec<f32> {
    let mut offset = vec![0.0; classes.len()];
    if let Some(proposal) = propose(text) {
        for (offset, reason) in offset.iter_mut().zip(classes) {
            if reason.code == proposal.reason.code {
                *offset += LISTED.0;
            } else if reason.family() == proposal.reason.family() {
                *offset += LISTED.1;
            }
        }
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_catalogue_but_the_companys_own_has_answers_in_both_languages() {
        let answers = shipped_answers();
        for reason in Catalogue::current().reasons.iter().filter(|it| it.family() != "company" && !it.is_family()) {
            for language in [Language::Nl, Language::En] {
                let has =
                    answers.iter().any(|it| it.answer.reason.code == reason.code && it.answer.language == language);
                assert!(has, "{} {language:?}", reason.code);
            }
        }
    }

    #[test]
    fn an_answer_gets_a_reason_the_words_that_decided_and_probabilities() {
        let Suggestion::Suggested { level1, level2, because } =
            Reader::shipped().suggest("Veel te duur geworden voor mij", None)
        else {
            panic!("a suggestion");
        };
        assert_eq!((level1.code, level2[0].code, level2.len()), ("price", "price.too_high", 3));
        assert!(because.contains(&"duur".to_owned()), "{because:?}");
        assert!(level1.confidence > 0.5 && level1.confidence <= 1.0 + 1e-5);
    }

    #[test]
    fn a_text_in_quarantine_is_not_read_and_gibberish_gets_nothing() {
        let said = Reader::shipped().suggest("Te duur, en door mijn kanker kan ik niet meer fietsen", None);
        assert!(matches!(said, Suggestion::Quarantined { .. }), "{said:?}");
        for text in ["", "???", "1234", "xkcd qwv zzz"] {
            let said = Reader::shipped().suggest(text, None);
            assert!(matches!(said, Suggestion::Abstained { .. }), "{text}: {said:?}");
        }
    }
}
