//! The lexicon: words that press, found in labels and texts.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::stated;

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

pub(super) fn regex(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).build()
}

/// The words of a text that belong to a group, in a language.
pub(super) fn hit(group: &str, language: &str, text: &str) -> Option<String> {
    let patterns = LEXICON.get(group)?.get(language)?;
    let plain = text.replace('’', "'");
    patterns.iter().find_map(|pattern| pattern.find(&plain)).map(|found| found.as_str().to_owned())
}

/// The words of a text that belong to a group, sentence by sentence; a sentence with a date, an amount or a named thing is a
/// fact and is passed over, and so is one that says that nothing is lost.
pub(super) fn hit_without_facts(group: &str, language: &str, text: &str) -> Option<String> {
    // `{last_day}` and its like are filled in with a fact.
    let is_plain = |sentence: &&str| {
        let says = |group| hit(group, language, sentence).is_some();
        !sentence.contains('{') && !says("factual") && !says("no_loss")
    };
    sentences(text).filter(is_plain).find_map(|it| hit(group, language, it))
}

/// The words of a text that give something to who stays, sentence by sentence; what is over is no offer.
pub(super) fn offers(language: &str, text: &str) -> Option<String> {
    let goes_on = |sentence: &&str| !is_over(language, sentence);
    let found = sentences(text).filter(goes_on).find_map(|it| hit("offer", language, it));
    found.or_else(|| stated::asks_or_states("stay_offer", language, text))
}

/// Is what a sentence gives over, or was it given long ago?
fn is_over(language: &str, sentence: &str) -> bool {
    hit("commercial_over", language, sentence).is_some() || stated::holds("offer_past", language, sentence)
}

/// The words of a text that sell something: an offer, or an invitation to come back.
pub(super) fn sells(language: &str, text: &str) -> Option<String> {
    let goes_on = |sentence: &&str| !is_over(language, sentence);
    let found = |it| hit("offer", language, it).or_else(|| hit("commercial", language, it));
    sentences(text).filter(goes_on).find_map(found)
}

pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut after = text;
    std::iter::from_fn(move || {
        if after.is_empty() {
            return None;
        }
        // A point between digits ends no sentence.
        let ends = |(at, it): (usize, char)| {
            let next = after[at + it.len_utf8()..].chars().next();
            let is_end = match it {
                '.' => next.is_none_or(char::is_whitespace),
                it => matches!(it, '!' | '?' | '\n' | ';'),
            };
            is_end.then_some(at + it.len_utf8())
        };
        let (sentence, rest) = after.split_at(after.char_indices().find_map(ends).unwrap_or(after.len()));
        after = rest;
        Some(sentence.trim_start())
    })
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

    /// Group, language, what presses, what does not.
    const PHRASES: [(&str, &str, &[&str], &[&str]); 14] = [
        (
            "self_put_down",
            "nl",
            &[
                "Nee, ik betaal liever te veel",
                "Nee bedankt, ik hoef geen korting",
                "Ik geef mijn voordelen op",
                "Besparen interesseert me niet",
                "Nee, ik mis het voordeel graag",
            ],
            &[
                "Nee, ik wil opzeggen",
                "Nee, geen pauze",
                "Ik wil mijn abonnement opzeggen",
                "Nee, ik hoef geen antwoord",
            ],
        ),
        (
            "self_put_down",
            "en",
            &[
                "No thanks, I don’t like saving money",
                "No, I'd rather pay full price",
                "No thanks, I hate saving money",
                "I'm fine with losing my benefits",
                "I give up my discount",
                "No, I'll lose my progress",
            ],
            &[
                "No, I want to cancel",
                "No thanks, end my subscription",
                "I'd rather leave",
                "No, I prefer to leave",
                "I don't need a reply",
            ],
        ),
        (
            "guilt",
            "nl",
            &[
                "We zullen je missen!",
                "Laat ons niet in de steek",
                "Wat jammer dat je gaat",
                "We missen je nu al",
                "Dit breekt ons hart",
            ],
            &[
                "Bedankt voor drie jaar.",
                "We hebben je verzoek ontvangen.",
                "Je kunt later terugkomen.",
                "Wat ging er mis?",
            ],
        ),
        (
            "guilt",
            "en",
            &[
                "Don't leave us",
                "We're so sorry to see you go",
                "Please stay",
                "The team will miss you",
                "We hate to lose you",
            ],
            &[
                "Thank you for three years.",
                "We have received your request.",
                "What went wrong?",
                "You can leave on any day.",
            ],
        ),
        (
            "doubt",
            "nl",
            &[
                "Weet je het heel zeker?",
                "Weet je zeker dat je wilt opzeggen?",
                "Denk er nog eens goed over na",
                "Wil je ons echt verlaten?",
            ],
            &["Klopt dit?", "Controleer je gegevens", "Bevestig je opzegging"],
        ),
        (
            "doubt",
            "en",
            &[
                "Are you really sure you want to cancel?",
                "Are you sure?",
                "Think twice",
                "Do you really want to leave?",
                "Wait! Before you go",
            ],
            &["Is this correct?", "Check your details", "Confirm cancellation"],
        ),
        (
            "fear",
            "nl",
            &["Je raakt alles kwijt", "Je foto's zijn voorgoed weg", "Je huis is straks onbeschermd"],
            &["Op 9 december raakt je abonnement zijn 3 GB opslag kwijt.", "Je gegevens wissen we na 30 dagen."],
        ),
        (
            "fear",
            "en",
            &["You will lose everything", "Your photos are gone forever", "Your home will be unprotected"],
            &["On 9 December your 3 GB of storage ends.", "We delete your files after 30 days."],
        ),
        (
            "urgency",
            "nl",
            &["Alleen vandaag: 50 % korting", "Laatste kans", "Op = op", "Nog maar 5 minuten geldig"],
            &["Je kunt tot de laatste dag terugkomen.", "Je opzegging gaat vandaag in.", "Dat is snel geregeld."],
        ),
        (
            "urgency",
            "en",
            &["Only today: stay", "Today only", "Last chance to save", "Hurry, offer ends soon", "Limited-time offer"],
            &["You can undo this until the last day.", "Your contract ends today.", "This takes a minute."],
        ),
        (
            "social_proof",
            "nl",
            &[
                "De meeste klanten blijven",
                "93 % van onze leden kiest toch om te blijven, veel sporters blijven",
                "Mensen zoals jij bleven",
            ],
            &["De meeste fietsen zijn binnen een dag opgehaald.", "Klanten kunnen opzeggen per dag."],
        ),
        (
            "social_proof",
            "en",
            &[
                "Most members stay",
                "Most runners like you stay",
                "9 out of 10 customers choose to stay",
                "People like you changed their mind",
            ],
            &["Most requests are done the same day.", "Customers can leave any day."],
        ),
        (
            "false_channel",
            "nl",
            &[
                "Bellen gaat het snelst",
                "Online opzeggen duurt langer",
                "Het gaat sneller als je ons belt: bel gerust eerst",
            ],
            &["Je kunt ook bellen: 030 000 00 00.", "Opzeggen kan ook per telefoon."],
        ),
        (
            "false_channel",
            "en",
            &[
                "Calling is the fastest",
                "It's quicker by phone",
                "Online cancellations take longer",
                "Please call us first",
            ],
            &["You can also call us.", "Leaving by phone is possible too."],
        ),
    ];

    #[test]
    fn pressure_is_found_and_facts_are_not() {
        #[track_caller]
        fn check(group: &str, language: &str, text: &str, expected: bool) {
            let look = if matches!(group, "fear" | "loss") { hit_without_facts } else { hit };
            assert_eq!(look(group, language, text).is_some(), expected, "{text}");
        }
        for (group, language, pressing, plain) in PHRASES {
            for text in pressing {
                check(group, language, text, true);
            }
            for text in plain {
                check(group, language, text, false);
            }
        }
        check("doubt", "nl", "Weet je niet zeker welk nummer je hebt? Het staat op je rekening.", false);
    }
}
