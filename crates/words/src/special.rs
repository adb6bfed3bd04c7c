//! Texts that speak of what the law protects most (GDPR articles 9 and 10): health, belief, union, politics, sex life,
//! origin, biometrics, crime. Such a text goes into quarantine: no reason is read from it, no model learns from it.
//!
//! Telling phrases per category, Dutch and English, by stem; turns of phrase that only sound so ("sick of your service",
//! "gezond verstand", "Kerkstraat") are taken out first. Where no phrase tells anything a model decides, which learned from
//! labelled texts what everyday words say together. It would rather keep a harmless text apart than let one through.

use std::ops::Range;
use std::sync::LazyLock;

use serde::Serialize;

use crate::list::Lists;
use crate::pattern::Pattern;
use crate::text::{Sentence, nearest, sentences};

mod learned;

/// A category of data that the law protects most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Health of body or mind, pregnancy, disability, addiction.
    Health,
    /// Religion or a conviction of life.
    Belief,
    /// Membership of a trade union.
    Union,
    /// Political opinions.
    Politics,
    /// Sex life or orientation.
    Sex,
    /// Racial or ethnic origin.
    Origin,
    /// Biometric or genetic data.
    Biometrics,
    /// Convictions and offences (article 10).
    Crime,
}

impl Category {
    /// All categories.
    pub const ALL: [Self; 8] = [
        Self::Health,
        Self::Belief,
        Self::Union,
        Self::Politics,
        Self::Sex,
        Self::Origin,
        Self::Biometrics,
        Self::Crime,
    ];

    /// The word used in JSON and in the file of phrases.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Belief => "belief",
            Self::Union => "union",
            Self::Politics => "politics",
            Self::Sex => "sex",
            Self::Origin => "origin",
            Self::Biometrics => "biometrics",
            Self::Crime => "crime",
        }
    }
}

/// Words that speak of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The category.
    pub category: Category,
    /// The words, as they were written: a phrase, or where none told it the words that decided, most telling first.
    pub words: String,
}

struct Lexicon {
    harmless: Vec<Pattern>,
    telling: Vec<(Category, Vec<Pattern>)>,
    spelled: Vec<&'static str>,
}

/// The telling phrases per category, under its word, the turns of phrase that only sound so, and the words that are
/// heard with a mistake in them.
const FILE: &str = concat!(
    include_str!("special/classes.txt"),
    include_str!("special/health.txt"),
    include_str!("special/belief.txt"),
    include_str!("special/union.txt"),
    include_str!("special/politics.txt"),
    include_str!("special/sex.txt"),
    include_str!("special/origin.txt"),
    include_str!("special/biometrics.txt"),
    include_str!("special/crime.txt"),
    include_str!("special/harmless.txt"),
    include_str!("special/spelled.txt"),
);

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let lists = Lists::read(FILE);
    Lexicon {
        harmless: lists.phrases("harmless"),
        telling: Category::ALL.iter().map(|category| (*category, lists.phrases(category.word()))).collect(),
        spelled: lists.words("spelled"),
    }
});

/// What in a text speaks of a special category: for each category the first words that do; where no words do by
/// themselves, the category that all of them together speak of. Empty for a text that may be read and kept as any other.
///
/// ```
/// use words::special::{Category, detect};
///
/// let found = detect("Na een knieoperatie stap ik af");
/// assert_eq!((found[0].category, found[0].words.as_str()), (Category::Health, "knieoperatie"));
/// assert!(detect("I am sick of your service").is_empty());
/// assert_eq!(detect("zit in het zieknhuis").len(), 1);
/// assert_eq!(detect("He is inside until May, visits are on Wednesdays")[0].category, Category::Crime);
/// ```
pub fn detect(text: &str) -> Vec<Found> {
    let told = told(text);
    let likeliest = learned::likeliest(text);
    if told.is_empty() {
        return likeliest
            .filter(|it| it.probability >= learned::PROBABILITY_MIN)
            .map(|it| it.found())
            .into_iter()
            .collect();
    }
    if likeliest.is_none_or(|it| it.probability >= learned::LISTED_MIN) { told } else { Vec::new() }
}

/// What phrases of the list tell by themselves.
fn told(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for sentence in &mut sentences(text) {
        repair(sentence);
        let sentence = &*sentence;
        let harmless: Vec<Range<usize>> = LEXICON.harmless.iter().flat_map(|it| it.find_all(&sentence.words)).collect();
        for (category, patterns) in &LEXICON.telling {
            if found.iter().any(|it| it.category == *category) {
                continue;
            }
            if let Some(range) =
                telling(patterns, sentence, &harmless).filter(|range| !is_contraction(text, sentence, range))
            {
                found.push(Found { category: *category, words: sentence.quote(text, range).to_owned() });
            }
        }
    }
    found.sort_by_key(|it| it.category);
    found
}

/// Words with a mistake in them become the telling words that were meant.
fn repair(sentence: &mut Sentence) {
    for word in &mut sentence.words {
        if let Some(meant) = nearest(&word.text, &LEXICON.spelled) {
            meant.clone_into(&mut word.text);
        }
    }
}

/// `I'll` without its apostrophe is no illness.
fn is_contraction(text: &str, sentence: &Sentence, range: &Range<usize>) -> bool {
    sentence.words[range.start].text == "ill"
        && sentence.quote(text, range.start..range.start + 1).contains(['\'', '’'])
}

/// The first phrase of a sentence that no harmless turn of phrase explains.
fn telling(patterns: &[Pattern], sentence: &Sentence, harmless: &[Range<usize>]) -> Option<Range<usize>> {
    let is_harmless = |range: &Range<usize>| harmless.iter().any(|it| it.start < range.end && range.start < it.end);
    patterns
        .iter()
        .flat_map(|it| it.find_all(&sentence.words))
        .filter(|range| !is_harmless(range))
        .min_by_key(|it| it.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_its_list_and_every_list_its_use() {
        let lists = Lists::read(FILE);
        let names: Vec<&str> = Category::ALL.iter().map(|it| it.word()).chain(["harmless", "spelled"]).collect();
        assert_eq!(lists.names(), names);
        assert!(LEXICON.telling.iter().all(|(_, phrases)| !phrases.is_empty()) && !LEXICON.harmless.is_empty());
        for category in Category::ALL {
            assert_eq!(serde_json::to_value(category).ok(), Some(category.word().into()));
        }
    }
}
