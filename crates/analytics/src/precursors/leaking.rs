//! What knows the outcome, by name: signs that are part of the leaving itself, and traits filled in after it.

use std::collections::HashMap;

use report::{Note, Value};
use stats::StatsError;
use stats::predict::leakage;

use super::fitted::{Fitted, LetIn};
use super::rows::{Known, People};
use super::signs::Signs;
use crate::Trait;

/// A sign that is so many times as strong when the last days are let in is part of the leaving.
const STRONGER_BY: f64 = 1.5;
/// A trait with more words than this tells people apart, not kinds of people.
const WORDS_MAX: usize = 50;

/// Signs that are much stronger in the last days.
pub(super) fn signs(fitted: &Fitted, let_in: &[LetIn], signs: &Signs) -> Vec<Note> {
    let suspect = |(sign, held_back): (usize, stats::Estimate)| {
        let last = match fitted.place(sign).and_then(|place| let_in.get(place))? {
            LetIn::Ratio(last) => (last.interval.lower > 1.0).then_some(last.value)?,
            LetIn::Tells => f64::INFINITY,
            LetIn::Open => return None,
        };
        (last >= STRONGER_BY * held_back.value).then(|| {
            let sign = &signs.all[sign];
            let stronger = if last.is_finite() {
                format!("is {:.1} times as strong", last / held_back.value)
            } else {
                "tells without error who leaves".to_owned()
            };
            let text = format!(
                "{} {stronger} when the last days are let in, against a ratio of {:.2} when they are not: it is part of the leaving \
                 itself, not a warning of it",
                sign.text(),
                held_back.value
            );
            let last = if last.is_finite() { Value::Number(last) } else { Value::text("∞") };
            let note = sign.named(Note::new("sign_is_leaving", text));
            note.with("let_in", last).with("held_back", Value::Number(held_back.value))
        })
    };
    fitted.ratios().filter_map(suspect).collect()
}

/// Traits that alone tell who has left: filled in at leaving or after it.
pub(super) fn traits(people: &People, traits: &[Trait]) -> Result<Vec<Note>, StatsError> {
    let ended = people.ended();
    let mut columns: Vec<(&str, Vec<f64>)> = Vec::new();
    for (known, values) in traits.iter().zip(&people.traits) {
        let numbers = match values {
            Known::Numbers(numbers) => Some(numbers.clone()),
            Known::Words(words) => shares(words, &ended),
        };
        columns.extend(numbers.map(|numbers| (known.name.as_str(), numbers)));
    }
    let slices: Vec<&[f64]> = columns.iter().map(|(_, column)| column.as_slice()).collect();
    let leaks = leakage(&slices, &ended)?;
    let note = |leak: stats::predict::Leak| {
        let name = columns[leak.column].0;
        let how = if leak.by_missing { "whether it is filled in" } else { "its value" };
        let text = format!(
            "the trait `{name}` alone tells who has left ({how}, area {:.3}): it was filled in at leaving or after it, and says nothing \
             beforehand",
            leak.area
        );
        Note::new("trait_knows", text).with("trait", Value::text(name)).with("area", Value::Number(leak.area))
    };
    Ok(leaks.into_iter().map(note).collect())
}

/// Each word as the share of its spells that ended; nothing where there are too many words.
fn shares(words: &[Option<String>], ended: &[bool]) -> Option<Vec<f64>> {
    let mut counts: HashMap<&str, (f64, f64)> = HashMap::new();
    for (word, ended) in words.iter().zip(ended) {
        if let Some(word) = word {
            let count = counts.entry(word).or_default();
            count.0 += f64::from(u8::from(*ended));
            count.1 += 1.0;
            if counts.len() > WORDS_MAX {
                return None;
            }
        }
    }
    let share = |word: &Option<String>| {
        word.as_ref().and_then(|word| counts.get(word.as_str())).map_or(f64::NAN, |(ended, all)| ended / all)
    };
    Some(words.iter().map(share).collect())
}
