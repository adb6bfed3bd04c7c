//! The lexicon: words that press, found in labels and texts.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

/// Groups of patterns by language.
type Groups = BTreeMap<String, BTreeMap<String, Vec<Regex>>>;

static LEXICON: LazyLock<Groups> = LazyLock::new(|| {
    let written: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(include_str!("lexicon.toml")).unwrap_or_default();
    // A pattern that cannot be read is left out here and found by the test below.
    let compile = |patterns: Vec<String>| patterns.iter().filter_map(|pattern| regex(pattern).ok()).collect();
    let languages = |group: BTreeMap<String, Vec<String>>| {
        group.into_iter().map(|(language, patterns)| (language, compile(patterns))).collect()
    };
    written.into_iter().map(|(group, texts)| (group, languages(texts))).collect()
});

fn regex(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).build()
}

/// The words of a text that belong to a group, in a language.
pub(super) fn hit(group: &str, language: &str, text: &str) -> Option<String> {
    let patterns = LEXICON.get(group)?.get(language)?;
    let plain = text.replace('’', "'");
    patterns.iter().find_map(|pattern| pattern.find(&plain)).map(|found| found.as_str().to_owned())
}

/// The words of a text that belong to a group, sentence by sentence; a sentence with a date, an amount or a named thing is a
/// fact and is passed over.
pub(super) fn hit_without_facts(group: &str, language: &str, text: &str) -> Option<String> {
    let sentences = text.split_inclusive(['.', '!', '?', '\n']);
    sentences.filter(|sentence| hit("factual", language, sentence).is_none()).find_map(|it| hit(group, language, it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_of_the_lexicon_can_be_read() {
        let written: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(include_str!("lexicon.toml")).expect("the lexicon");
        for pattern in written.values().flat_map(BTreeMap::values).flatten() {
            assert!(regex(pattern).is_ok(), "{pattern}");
        }
        assert!(written.len() > 10);
    }

    #[test]
    fn pressure_is_found_and_facts_are_not() {
        #[track_caller]
        fn check(group: &str, language: &str, text: &str, expected: bool) {
            assert_eq!(hit_without_facts(group, language, text).is_some(), expected, "{text}");
        }
        check("self_put_down", "nl", "Nee, ik betaal liever te veel", true);
        check("self_put_down", "en", "No thanks, I don’t like saving money", true);
        check("guilt", "nl", "We zullen je missen!", true);
        check("guilt", "en", "Don't leave us", true);
        check("doubt", "en", "Are you really sure you want to cancel?", true);
        check("fear", "nl", "Je raakt alles kwijt", true);
        check("fear", "nl", "Op 9 december raakt je abonnement zijn 3 GB opslag kwijt.", false);
        check("urgency", "en", "Only today: stay", true);
        check("social_proof", "en", "Most members stay", true);
        check("guilt", "nl", "Bedankt voor drie jaar.", false);
        check("guilt", "en", "Thank you for three years.", false);
        check("doubt", "nl", "Weet je niet zeker welk nummer je hebt? Het staat op je rekening.", false);
    }
}
