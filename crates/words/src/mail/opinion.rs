//! The second opinion: a linear model trained on the mails in `corpus/mails_development.jsonl`.

use std::sync::LazyLock;

use crate::Language;
use crate::model::{Example, Features, Model, Training};

/// The mails it is trained on: label, care, language, subject, text.
const MAILS: &str = include_str!("../../corpus/mails_development.jsonl");
/// What it tells apart: leaving or withdrawing, a question, something else.
const CLASSES: usize = 3;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let read = |line: &str| serde_json::from_str::<Vec<serde_json::Value>>(line).ok();
    let example = |row: Vec<serde_json::Value>| {
        let field = |at: usize| row.get(at).and_then(serde_json::Value::as_str).unwrap_or_default();
        let class = match field(0) {
            "leave" | "withdraw" => 0,
            "question" => 1,
            _ => 2,
        };
        let language = Language::of_tag(field(2)).unwrap_or(Language::Nl);
        let body = super::body_of(field(4));
        Example { features: features(field(3), &body.own, language), offset: vec![0.0; CLASSES], class, weight: 1.0 }
    };
    let examples: Vec<Example> = MAILS.lines().filter_map(read).map(example).collect();
    Model::train(&examples, CLASSES, Training::default())
});

fn features(subject: &str, own: &str, language: Language) -> Features {
    Features::of(&format!("{subject}\n{own}"), language)
}

/// The probability that a mail asks to leave or to withdraw.
pub(super) fn leaving(subject: &str, own: &str, language: Language) -> f32 {
    MODEL.probabilities(&features(subject, own, language), &[0.0; CLASSES]).first().copied().unwrap_or(0.0)
}
