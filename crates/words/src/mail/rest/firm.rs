//! The name of another firm beside the contract, in the greeting, or in one word with the contract.

use crate::mail::letter::Letter;
use crate::mail::phrases::PHRASES;
use crate::pattern::{Pattern, first};
use crate::text::{Sentence, Word, fold};

/// Words between a contract and whose it is.
const LINKS: &[&str] = &["op", "bij", "met", "van", "aan", "at", "with", "of", "to", "by"];
const ARTICLES: &[&str] = &["de", "het", "the", "n", "een", "firma", "company", "bedrijf"];
const GREETINGS: &[&str] = &[
    "dear",
    "beste",
    "geachte",
    "hi",
    "hello",
    "hallo",
    "hoi",
    "hey",
    "dag",
    "goedemorgen",
    "goedemiddag",
    "goedenavond",
    "goedendag",
    "morning",
    "aan",
    "to",
    "best",
];
/// Words before a name that stands before the contract.
const DETERMINERS: &[&str] =
    &["mijn", "m", "mn", "ons", "onze", "het", "my", "our", "the", "this", "your", "dit", "een", "a", "an"];

/// The words that name another firm.
pub(super) fn another(letter: &Letter<'_>, company: &str, words: &Words) -> Option<String> {
    let own = fold(company);
    let named = Names { own: &own, words, letter };
    let in_sentence = |(index, (source, sentence)): (usize, &(&str, Sentence))| {
        let beside = || named.beside_contract(source, sentence, index < letter.subject_count);
        named.as_object(source, sentence).or_else(beside)
    };
    let greeting = letter.own().first().and_then(|(source, sentence)| named.in_greeting(source, sentence));
    greeting.or_else(|| letter.sentences.iter().enumerate().find_map(in_sentence))
}

/// The words that make a name a firm's, and those that are written like one.
pub(super) struct Words {
    pub(super) brands: Vec<Pattern>,
    pub(super) of_firms: Vec<&'static str>,
    pub(super) no_firm: Vec<&'static str>,
}

struct Names<'a> {
    own: &'a str,
    words: &'a Words,
    letter: &'a Letter<'a>,
}

impl Names<'_> {
    fn is_brand(&self, source: &str, word: &Word) -> bool {
        let is_capital = source.get(word.at.clone()).is_some_and(|it| it.starts_with(char::is_uppercase));
        is_capital && first(&self.words.brands, std::slice::from_ref(word)).is_some() && !self.own.contains(&word.text)
    }

    /// A word with a capital that may name a firm.
    fn is_name(&self, source: &str, word: &Word) -> bool {
        let written = source.get(word.at.clone()).unwrap_or_default();
        let is_capital = written.chars().next().is_some_and(char::is_uppercase);
        // the writer's own name below the letter
        let is_signed = self.letter.signature.iter().any(|(_, it)| it.has(&word.text));
        let is_abbreviation = written.chars().all(char::is_uppercase) && written.chars().count() <= 4;
        is_capital
            && !is_abbreviation
            && written != "VoIP"
            && written.chars().count() > 1
            && !written.chars().any(|it| it.is_ascii_digit())
            && !self.words.no_firm.contains(&word.text.as_str())
            && !self.own.contains(&word.text)
            && !self.own.split_whitespace().any(|it| word.text.starts_with(it))
            && !is_signed
            && !super::super::ends::is_month(&word.text)
            && !is_weekday(&word.text)
    }

    /// `mijn abonnement bij Ziggo`, `my Netflix subscription`, `mijn Ziggo-abonnement`, `het abonnement Ziggo`.
    fn beside_contract(&self, source: &str, sentence: &Sentence, is_subject: bool) -> Option<String> {
        let words = &sentence.words;
        // a line in capitals says nothing by them
        if words.iter().all(|it| source.get(it.at.clone()).is_some_and(|it| it == it.to_uppercase())) {
            return None;
        }
        let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
        let is_contract = |at: usize| first(&PHRASES.contract, &words[at..=at]).is_some();
        (0..words.len()).filter(|&at| is_contract(at)).find_map(|at| {
            let after = (at + 1..(at + 8).min(words.len())).filter(|&it| LINKS.contains(&text(it))).find_map(|link| {
                let name = (link + 1..words.len()).find(|&it| !ARTICLES.contains(&text(it)))?;
                // between them stands only when, and to whom
                let is_near = link <= at + 1 || text(link) == "bij" || text(link) == "with";
                (is_near && (self.is_name(source, &words[name]) || self.is_brand(source, &words[name]))).then_some(name)
            });
            // `ik wil bij Zonneveld mijn contract opzeggen`
            let ahead = (at.saturating_sub(4)..at).find(|&name| {
                let is_link = name > 0 && matches!(text(name - 1), "bij" | "with");
                is_link && at - name <= 3 && self.is_name(source, &words[name])
            });
            let before = ahead.or(at.checked_sub(1)).filter(|&name| {
                if ahead.is_some() {
                    return true;
                }
                let is_next = words[at].at.start == words[name].at.end + 1;
                let is_joined = words[at].glue == Some('-') && name > 0;
                let is_inside = name > 0 && DETERMINERS.contains(&text(name - 1)) && words[at].glue.is_none();
                let is_named = !is_subject && (is_joined || is_inside) && self.is_name(source, &words[name]);
                is_next && (self.is_brand(source, &words[name]) || is_named)
            });
            let next = (at + 1 < words.len() && words[at + 1].glue.is_none() && self.is_name(source, &words[at + 1]))
                .then_some(at + 1)
                .filter(|&it| {
                    self.is_brand(source, &words[it])
                        || it + 1 < words.len()
                            && matches!(
                                text(it + 1),
                                "op" | "per" | "beeindigen" | "opzeggen" | "stopzetten" | "wil" | "beëindigen"
                            )
                });
            let (start, end) = match (after, before, next) {
                (Some(name), _, _) | (_, _, Some(name)) => (at, name + 1),
                (_, Some(name), _) => (name, at + 1),
                _ => return None,
            };
            Some(sentence.quote(source, start..end).to_owned())
        })
    }

    /// `ik zeg Netflix op`, `I wish to leave BetaFit`, `BetaFit,` above the letter.
    fn as_object(&self, source: &str, sentence: &Sentence) -> Option<String> {
        const VERBS: [&str; 12] =
            ["cancel", "leave", "leaving", "quit", "end", "stop", "terminate", "ik", "wij", "zeg", "your", "jullie"];
        let words = &sentence.words;
        let is_sure = |word: &Word| {
            let written = source.get(word.at.clone()).unwrap_or_default();
            self.is_brand(source, word) || is_camel(written) && self.is_name(source, word)
        };
        let is_object = |at: usize| at > 0 && VERBS.contains(&words[at - 1].text.as_str());
        let in_brackets =
            |at: usize| words[at].glue == Some('(') && at > 0 && first(&PHRASES.contract, &words[at - 1..at]).is_some();
        let is_alone = words.len() <= 2;
        let found =
            (0..words.len()).find(|&at| is_sure(&words[at]) && (is_alone || is_object(at) || in_brackets(at)))?;
        Some(sentence.quote(source, found..found + 1).to_owned())
    }

    /// `Geachte Ziggo`, `Dear PureGym team`: a name that is a firm's and not ours.
    fn in_greeting(&self, source: &str, sentence: &Sentence) -> Option<String> {
        let words = &sentence.words;
        let hello = words.first().filter(|it| GREETINGS.contains(&it.text.as_str()))?;
        // up to the comma or the end of the line
        let after = source.get(hello.at.end..)?;
        let line = after.trim_start_matches([':', ' ']);
        let end = source.len() - line.len() + line.find([',', '!', '\n', ':']).unwrap_or(line.len());
        let greeting: Vec<&Word> =
            words.iter().skip(1).take_while(|it| it.at.start < end).take(LABEL_WORDS_MAX).collect();
        if greeting.iter().any(|it| self.own.contains(&it.text) && it.text.len() > 2) {
            return None;
        }
        let is_short = greeting.len() < LABEL_WORDS_MAX;
        // `Joost van Klantenservice` is a person, `klantenservice van Zonneveld` is a firm
        let firm_word = greeting.iter().position(|it| self.words.of_firms.contains(&it.text.as_str()));
        let has_firm_word = firm_word.is_some_and(|at| {
            let before = at.checked_sub(1).and_then(|it| greeting.get(it)).map_or("", |it| it.text.as_str());
            !matches!(before, "van" | "from" | "at" | "and" | "en" | "of" | "the" | "de")
        });
        let named = greeting.iter().find(|it| {
            let written = source.get(it.at.clone()).unwrap_or_default();
            let small = written.chars().position(char::is_lowercase);
            let is_camel = is_camel(written);
            let is_short_name = written.chars().count() >= 3 && small.is_none();
            let is_formal = hello.text == "geachte" && greeting.len() == 1;
            self.is_brand(source, it)
                || is_short && self.is_name(source, it) && (is_camel || is_short_name || has_firm_word || is_formal)
        })?;
        source.get(hello.at.start..named.at.end).map(str::to_owned)
    }
}

/// Words of a greeting that are looked at.
const LABEL_WORDS_MAX: usize = 7;

fn is_weekday(word: &str) -> bool {
    word.ends_with("dag")
        || matches!(
            word,
            "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday" | "christmas" | "easter"
        )
}

/// `PureGym`, `BetaFit`: two words in one, and no `McDonald` or `DeVries`.
fn is_camel(written: &str) -> bool {
    let has_capital_inside = written.chars().skip(2).any(char::is_uppercase);
    let is_begun_small = written.chars().nth(1).is_some_and(char::is_lowercase);
    has_capital_inside && is_begun_small && !["Mc", "Mac", "De", "Van"].iter().any(|it| written.starts_with(it))
}
