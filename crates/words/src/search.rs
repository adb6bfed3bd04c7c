//! Finding texts by what they are about: a word is found in each of its forms, in Dutch and in English.
//!
//! Stems are cut by ending, as light stemmers do; they are compared, never shown. A query finds a text in which every one of
//! its words stands, by the Dutch or the English stem: who searches does not say which language the customer wrote in.

use crate::text::{Sentence, fold, sentences};

/// Shorter words keep all their letters.
const STEM_CHARS_MIN: usize = 3;
/// Words of a query that are looked at.
const QUERY_WORDS_MAX: usize = 12;

/// What is searched for.
///
/// ```
/// use words::search::Query;
///
/// let query = Query::new("fietsen dure");
/// assert!(query.finds("Mijn fiets werd te duur."));
/// assert!(!query.finds("Mijn fiets is mooi."));
/// assert!(Query::new("repairs").finds("The repair took nine days"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    words: Vec<[String; 2]>,
}

impl Query {
    /// A query of these words; signs between them do not count.
    pub fn new(text: &str) -> Self {
        let all = sentences(text).into_iter().flat_map(|it| it.words);
        Self { words: all.take(QUERY_WORDS_MAX).map(|it| stems(&it.text)).collect() }
    }

    /// Is nothing searched for?
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Does every word stand in this text? An empty query finds every text.
    pub fn finds(&self, text: &str) -> bool {
        if self.is_empty() {
            return true;
        }
        let words: Vec<[String; 2]> = sentences(text).iter().flat_map(all_stems).collect();
        self.words.iter().all(|wanted| words.iter().any(|word| word[0] == wanted[0] || word[1] == wanted[1]))
    }
}

fn all_stems(sentence: &Sentence) -> impl Iterator<Item = [String; 2]> {
    sentence.words.iter().map(|word| stems(&word.text))
}

fn stems(word: &str) -> [String; 2] {
    let word = fold(word);
    [dutch(&word), english(&word)]
}

/// The word without the first of these endings that leaves enough of it.
fn without<'a>(word: &'a str, endings: &[&str], least: usize) -> Option<&'a str> {
    let cut = |ending: &&str| word.strip_suffix(*ending).filter(|rest| rest.chars().count() >= least);
    endings.iter().find_map(cut)
}

/// `katt` is `kat`.
fn single_end(word: &str) -> &str {
    let mut letters = word.chars().rev();
    match (letters.next(), letters.next()) {
        (Some(last), Some(before)) if last == before && !"aeiou".contains(last) => {
            &word[..word.len() - last.len_utf8()]
        }
        _ => word,
    }
}

/// The stem of a Dutch word: without the endings of plurals, diminutives and verbs; `duur` and `dure` are one, `brief` and
/// `brieven` too.
fn dutch(word: &str) -> String {
    let Some(rest) = shorter(word) else { return word.to_owned() };
    let rest = if let Some(rest) = without(rest, &["heden"], STEM_CHARS_MIN) {
        format!("{rest}heid")
    } else {
        let ends = ["etjes", "tjes", "pjes", "jes", "etje", "tje", "pje", "je", "ende", "en", "es", "e", "s"];
        // `wachtte` is `wacht` with `te`; one `t` of `katten` belongs to the ending, whichever it is called.
        let rest = if rest.ends_with("tten") { &rest[..rest.len() - 3] } else { rest };
        let rest = if rest.ends_with("tte") { &rest[..rest.len() - 2] } else { rest };
        // After these vowels an `s` belongs to the word: `huis`, `glas`.
        let ends = if ["as", "is", "os", "us"].iter().any(|it| rest.ends_with(it)) { &[][..] } else { &ends[..] };
        without(rest, ends, STEM_CHARS_MIN).unwrap_or(rest).to_owned()
    };
    let mut letters: Vec<char> = single_end(&rest).chars().collect();
    if let Some(last) = letters.last_mut() {
        *last = match *last {
            'v' => 'f',
            'z' => 's',
            other => other,
        };
    }
    if letters.len() > 4 && letters.last() == Some(&'s') {
        letters.pop();
    }
    // A long vowel before the last letter is written twice or once, by what follows.
    if let [.., a, b, last] = letters[..]
        && a == b
        && "aeou".contains(a)
        && !"aeiou".contains(last)
    {
        letters.remove(letters.len() - 2);
    }
    letters.into_iter().collect()
}

/// The stem of an English word: without the endings of plurals and verbs, and without a silent `e`.
fn english(word: &str) -> String {
    let Some(rest) = shorter(word) else { return word.to_owned() };
    if let Some(rest) = without(rest, &["ies", "ied"], 2) {
        return format!("{rest}y");
    }
    let has_vowel = |rest: &&str| rest.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let verb = without(rest, &["ing", "ed", "ly"], 2).filter(has_vowel);
    let plural = || without(rest, &["sses"], 1).map(|it| &rest[..it.len() + 2]);
    let single = || Some(rest).filter(|it| !it.ends_with("ss") && !it.ends_with("us"))?.strip_suffix('s');
    let rest = verb.or_else(plural).or_else(single).unwrap_or(rest);
    let rest = if verb.is_some() { single_end(rest) } else { rest };
    rest.strip_suffix('e').filter(|it| it.chars().count() >= 2).unwrap_or(rest).to_owned()
}

/// The word, where it is long enough to have an ending.
fn shorter(word: &str) -> Option<&str> {
    (word.chars().count() > STEM_CHARS_MIN && word.chars().all(char::is_alphabetic)).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_each_of_its_forms() {
        let check = |stem: fn(&str) -> String, forms: &[&str]| {
            let all: Vec<String> = forms.iter().map(|it| stem(it)).collect();
            assert!(all.iter().all(|it| *it == all[0]), "{forms:?}: {all:?}");
        };
        check(dutch, &["fiets", "fietsen", "fietsje", "fietsjes"]);
        check(dutch, &["duur", "dure"]);
        check(dutch, &["brief", "brieven"]);
        check(dutch, &["huis", "huizen"]);
        check(dutch, &["werkplaats", "werkplaatsen"]);
        check(dutch, &["reparatie", "reparaties"]);
        check(dutch, &["moeilijkheid", "moeilijkheden"]);
        check(dutch, &["wacht", "wachten", "wachtte"]);
        check(dutch, &["kat", "katten", "katje"]);
        check(english, &["repair", "repairs", "repaired", "repairing"]);
        check(english, &["price", "prices", "priced", "pricing"]);
        check(english, &["company", "companies"]);
        check(english, &["stop", "stops", "stopped", "stopping"]);
        check(english, &["pass", "passes"]);
    }

    #[test]
    fn different_words_stay_apart() {
        for (one, other) in [("fiets", "fier"), ("prijs", "prins"), ("bus", "bu"), ("tas", "thee")] {
            assert_ne!(dutch(one), dutch(other), "{one} {other}");
        }
        assert_ne!(english("service"), english("server"));
        assert_ne!(english("sing"), english("s"));
    }

    #[test]
    fn every_word_must_stand_there_and_capitals_and_accents_do_not_count() {
        let query = Query::new("TE DUUR!");
        assert!(query.finds("het is te duur") && !query.finds("het is duur"));
        assert!(Query::new("coulance").finds("Coulancé gevraagd"));
        assert!(Query::new("").finds("") && Query::new("?!").is_empty());
    }

    #[test]
    fn signs_and_long_queries_do_no_harm() {
        let long = "woord ".repeat(10_000);
        assert!(Query::new(&long).finds("woorden"));
        assert!(!Query::new("' or 1=1 --").finds("niets"));
    }
}
