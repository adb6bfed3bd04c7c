//! Dutch or English. The customer's own setting goes first; this is for texts that come without one.

use serde::{Deserialize, Serialize};

use crate::text;

/// A language in which Vaarwel speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Dutch.
    Nl,
    /// English.
    En,
}

impl Language {
    /// The language a tag names: `nl`, `nl-BE`, `Dutch`, `en-GB`, `English`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let tag = text::fold(tag.trim());
        let head = tag.split(['-', '_']).next().unwrap_or_default();
        match head {
            "nl" | "nld" | "dut" | "dutch" | "nederlands" | "vlaams" => Some(Self::Nl),
            "en" | "eng" | "english" | "engels" => Some(Self::En),
            _ => None,
        }
    }

    /// The language this looks like; `None` where nothing tells.
    pub fn guess(text: &str) -> Option<Self> {
        let (mut dutch, mut english) = (0_usize, 0_usize);
        for word in text::sentences(text).iter().flat_map(|sentence| &sentence.words) {
            let word = word.text.as_str();
            dutch += 2 * usize::from(DUTCH.contains(&word)) + usize::from(looks_dutch(word));
            english += 2 * usize::from(ENGLISH.contains(&word)) + usize::from(looks_english(word));
        }
        match dutch.cmp(&english) {
            std::cmp::Ordering::Greater => Some(Self::Nl),
            std::cmp::Ordering::Less => Some(Self::En),
            std::cmp::Ordering::Equal => None,
        }
    }
}

fn looks_dutch(word: &str) -> bool {
    word.contains("ij")
        || word.contains("aa")
        || word.contains("uu")
        || word.contains("sch")
        || word.ends_with("heid")
        || word.contains("lijk")
        || word.starts_with("ge") && word.ends_with('d')
        || word.ends_with("eren")
        || word.ends_with("tje")
}

fn looks_english(word: &str) -> bool {
    word.contains("th")
        || word.contains("sh")
        || word.ends_with("tion")
        || word.ends_with("ly")
        || word.contains("ough")
        || word.ends_with('y')
}

const DUTCH: &[&str] = &[
    "de",
    "het",
    "een",
    "ik",
    "je",
    "jij",
    "u",
    "wij",
    "we",
    "jullie",
    "mijn",
    "uw",
    "niet",
    "geen",
    "wel",
    "van",
    "voor",
    "met",
    "naar",
    "bij",
    "op",
    "aan",
    "uit",
    "om",
    "te",
    "dat",
    "dit",
    "die",
    "deze",
    "en",
    "maar",
    "want",
    "dus",
    "als",
    "dan",
    "nog",
    "meer",
    "ook",
    "graag",
    "hierbij",
    "heb",
    "heeft",
    "hebben",
    "ben",
    "zijn",
    "wil",
    "wordt",
    "worden",
    "kan",
    "kunt",
    "zou",
    "moet",
    "door",
    "naar",
    "veel",
    "te",
    "duur",
    "goed",
    "geld",
    "groet",
    "groeten",
    "bedankt",
    "hallo",
    "hoi",
    "beste",
    "geachte",
    "opzeggen",
    "abonnement",
    "verhuisd",
    "nooit",
    "altijd",
    "alles",
    "iets",
    "niks",
    "niets",
    "zelf",
    "toch",
    "omdat",
    "klant",
    "prijs",
    "gaat",
    "ga",
    "kon",
    "waren",
];

const ENGLISH: &[&str] = &[
    "the",
    "a",
    "an",
    "i",
    "you",
    "my",
    "your",
    "our",
    "we",
    "not",
    "no",
    "dont",
    "to",
    "of",
    "for",
    "with",
    "and",
    "but",
    "because",
    "it",
    "its",
    "this",
    "that",
    "is",
    "were",
    "are",
    "be",
    "been",
    "have",
    "has",
    "had",
    "do",
    "does",
    "did",
    "want",
    "would",
    "like",
    "please",
    "cancel",
    "from",
    "at",
    "on",
    "too",
    "much",
    "more",
    "any",
    "anymore",
    "never",
    "always",
    "me",
    "im",
    "ive",
    "cant",
    "didnt",
    "service",
    "price",
    "moved",
    "regards",
    "dear",
    "hi",
    "hello",
    "thanks",
    "thank",
    "just",
    "there",
    "they",
    "when",
    "what",
    "how",
    "use",
    "used",
    "expensive",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_texts_in_both_languages_are_told_apart() {
        for text in
            ["te duur", "verhuisd", "Ik wil graag opzeggen", "heb het nooit gebruikt", "prijsverhoging was belachelijk"]
        {
            assert_eq!(Language::guess(text), Some(Language::Nl), "{text}");
        }
        for text in
            ["too expensive", "moved away", "please cancel my plan", "never used it", "switching to something better"]
        {
            assert_eq!(Language::guess(text), Some(Language::En), "{text}");
        }
        assert_eq!(Language::guess("12345 !!"), None);
    }

    #[test]
    fn tags_with_a_region_or_a_name_are_understood() {
        assert_eq!(Language::of_tag("nl-BE"), Some(Language::Nl));
        assert_eq!(Language::of_tag(" English"), Some(Language::En));
        assert_eq!(Language::of_tag("de"), None);
    }
}
