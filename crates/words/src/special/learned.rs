//! What a model learned about texts that speak of what the law protects most, beside the list of telling phrases: it knows
//! which everyday words together tell something about a person ("bezoek op woensdag", "she stopped eating").
//!
//! It learns from texts whose category is known and from ordinary answers, when it is first asked. Words stand for
//! themselves, for their letters, and for what they are about (`concepts.txt`): that a word of kin and one of the body stand
//! near each other is the same in both languages, and for words that no text had.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::{Category, Found};
use crate::Language;
use crate::list::Lists;
use crate::model::{Example, Features, Model, Training};
use crate::text::{Word, sentences};

/// Texts of several authors, `category|language|how|text`; a line `# name` begins those of the next.
const DEVELOPMENT: &str = include_str!("../../corpus/special_development.txt");
/// Texts as `category|language|text`.
const LABELLED: [&str; 5] = [
    include_str!("../../corpus/special_held_out.txt"),
    include_str!("../../corpus/special_ordinary.txt"),
    include_str!("../../corpus/special_plain.txt"),
    include_str!("../../corpus/special_later.txt"),
    include_str!("../../corpus/special_last.txt"),
];
/// Ordinary answers: under a line `# code language` one a line, after ` || ` what else it may mean.
const ANSWERS: [&str; 7] = [
    include_str!("../../corpus/answers_development.txt"),
    include_str!("../../corpus/answers_development_others.txt"),
    include_str!("../../corpus/answers_authors.txt"),
    include_str!("../../corpus/answers_held_out.txt"),
    include_str!("../../corpus/answers_fresh.txt"),
    include_str!("../../corpus/answers_messy.txt"),
    include_str!("../../corpus/answers_later.txt"),
];

/// A text at least this likely to be special is kept apart: chosen with each author left out in turn, where one in forty
/// ordinary answers of authors it does not know is above it (`docs/reference/reasons_suggest.md`).
pub(super) const PROBABILITY_MIN: f32 = 0.5;
/// A text less likely than this is read although a phrase of the list stands in it: so a third of what only sounds special is
/// left alone, and one in five hundred of what says it outright.
pub(super) const LISTED_MIN: f32 = 0.03;
/// A longer text is read in pieces of whole sentences: the texts the model learns from are no longer.
const PIECE_WORDS_MAX: usize = 45;
/// Of several sentences each that is at least this long is read by itself too.
const SENTENCE_WORDS_MIN: usize = 3;
/// Words shown that decided.
const WORDS_MAX: usize = 3;
/// Shorter words are shown only where no others decided.
const TELLING_CHARS_MIN: usize = 4;
/// How far apart two words may stand and still be neighbors in meaning.
const NEAR_WORDS: usize = 4;
/// The length by which all values are divided, so that a telling word counts as much in a long text as in a short one.
const LENGTH: f32 = 5.0;

const DECIDING: Training = Training { seed: 20_261_122, rounds: 8, ridge: 1e-3, step: 0.4, places: 1 << 18 };
const NAMING: Training = Training { seed: 20_261_122, rounds: 3, ridge: 1e-3, step: 0.2, places: 1 << 15 };

/// A text whose category is known; `None` for a text that may be read.
struct Labelled {
    text: &'static str,
    category: Option<Category>,
}

/// Two models: whether a text is special, and in which category.
pub(super) struct Learned {
    deciding: Model,
    naming: Model,
}

static LEARNED: LazyLock<Learned> = LazyLock::new(|| Learned::of(&labelled("")));

/// The piece of a text that is likeliest special; `None` for a text without words.
pub(super) fn likeliest(text: &str) -> Option<Likeliest> {
    LEARNED.likeliest(text)
}

/// A piece of a text, and how likely it is special.
pub(super) struct Likeliest {
    features: Features,
    pub(super) probability: f32,
}

impl Likeliest {
    /// The special category it likely speaks of, with the words that decided.
    pub(super) fn found(&self) -> Found {
        LEARNED.name(&self.features)
    }
}

impl Learned {
    fn of(texts: &[Labelled]) -> Self {
        let class = |it: &Labelled| Category::ALL.iter().position(|category| it.category == Some(*category));
        let example = |it: &Labelled| Example {
            features: pieces(it.text).into_iter().next().unwrap_or_default(),
            offset: Vec::new(),
            class: usize::from(it.category.is_some()),
            weight: 1.0,
        };
        let all: Vec<Example> = texts.iter().map(example).collect();
        let special: Vec<Example> = all
            .iter()
            .zip(texts)
            .filter_map(|(example, it)| class(it).map(|class| Example { class, ..example.clone() }))
            .collect();
        Self {
            deciding: Model::uncalibrated(&all, 2, DECIDING),
            naming: Model::uncalibrated(&special, Category::ALL.len(), NAMING),
        }
    }

    fn likeliest(&self, text: &str) -> Option<Likeliest> {
        let rated = pieces(text).into_iter().map(|features| {
            let probability = self.deciding.probabilities(&features, &[])[1];
            Likeliest { features, probability }
        });
        rated.max_by(|a, b| a.probability.total_cmp(&b.probability))
    }

    fn name(&self, features: &Features) -> Found {
        let categories = self.naming.probabilities(features, &[]);
        let rated = Category::ALL.into_iter().zip(categories);
        let likeliest = rated.max_by(|a, b| a.1.total_cmp(&b.1)).map_or(Category::Health, |(category, _)| category);
        let mut words = self.deciding.why(features, 1, PIECE_WORDS_MAX);
        // small words decide too, but say little to a reader
        words.sort_by_key(|word| word.chars().count() < TELLING_CHARS_MIN);
        words.truncate(WORDS_MAX);
        Found { category: likeliest, words: words.join(", ") }
    }
}

/// All texts to learn from, but those of one author of `special_development.txt`.
fn labelled(author_left_out: &str) -> Vec<Labelled> {
    let of_word = |word: &str| Category::ALL.into_iter().find(|it| it.word() == word);
    let mut texts: Vec<Labelled> = development()
        .filter(|(author, ..)| *author != author_left_out)
        .map(|(_, category, _, text)| Labelled { text, category: of_word(category) })
        .collect();
    for line in LABELLED.iter().flat_map(|file| file.lines()) {
        let mut parts = line.splitn(3, '|');
        if let (Some(category), Some(_), Some(text)) = (parts.next(), parts.next(), parts.next()) {
            texts.push(Labelled { text, category: of_word(category) });
        }
    }
    for file in ANSWERS {
        let mut category = None;
        for line in file.lines().filter(|line| !line.trim().is_empty()) {
            match line.strip_prefix("# ") {
                Some(head) => category = head.starts_with("life.health").then_some(Category::Health),
                None => texts.push(Labelled { text: line.split(" || ").next().unwrap_or(line), category }),
            }
        }
    }
    texts
}

/// Author, category, how it is said, and text of each line.
fn development() -> impl Iterator<Item = (&'static str, &'static str, &'static str, &'static str)> {
    let mut author = "";
    DEVELOPMENT.lines().filter_map(move |line| {
        if let Some(name) = line.strip_prefix("# ") {
            author = name;
            return None;
        }
        let mut parts = line.splitn(4, '|');
        let (category, _, how, text) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        Some((author, category, how, text))
    })
}

/// What the model sees of a text: piece by piece, and then, of several sentences, each by itself.
fn pieces(text: &str) -> Vec<Features> {
    let sentences = sentences(text);
    let mut pieces: Vec<Vec<&[Word]>> = Vec::new();
    let mut words_left = 0;
    for part in sentences.iter().flat_map(|sentence| sentence.words.chunks(PIECE_WORDS_MAX)) {
        if let Some(piece) = pieces.last_mut().filter(|_| part.len() <= words_left) {
            piece.push(part);
            words_left -= part.len();
        } else {
            pieces.push(vec![part]);
            words_left = PIECE_WORDS_MAX - part.len();
        }
    }
    let language = Language::guess(text).unwrap_or(Language::Nl);
    let stemmer = Stemmer::create(match language {
        Language::Nl => Algorithm::Dutch,
        Language::En => Algorithm::English,
    });
    if sentences.len() > 1 {
        let long = sentences.iter().filter(|sentence| sentence.words.len() >= SENTENCE_WORDS_MIN);
        pieces.extend(long.flat_map(|sentence| sentence.words.chunks(PIECE_WORDS_MAX)).map(|part| vec![part]));
    }
    pieces.iter().map(|piece| features(text, piece, &stemmer)).collect()
}

/// Stems, pairs of neighbors, runs of letters, and what words are about: alone, beside a word, near each other, in one
/// sentence.
fn features(text: &str, sentences: &[&[Word]], stemmer: &Stemmer) -> Features {
    let mut it = Features::default();
    for words in sentences {
        let mut before = String::from("^");
        let mut concepts: Vec<Vec<u8>> = Vec::with_capacity(words.len());
        let mut all = BTreeSet::new();
        for word in *words {
            let number = it.push_word(text.get(word.at.clone()).unwrap_or(&word.text));
            let word = if word.text.bytes().all(|b| b.is_ascii_digit()) { "0" } else { word.text.as_str() };
            let stem = stemmer.stem(word).into_owned();
            it.push('w', &stem, number, 1.0);
            it.push('p', &format!("{before} {stem}"), number, 0.8);
            it.push_runs(word, number, 0.2);
            let own = CONCEPTS.of(word);
            for concept in &own {
                it.push('c', &concept.to_string(), number, 1.0);
                it.push('d', &format!("{before}>{concept}"), number, 0.4);
            }
            for other in concepts.iter().rev().take(NEAR_WORDS).flatten() {
                for concept in own.iter().filter(|concept| *concept != other) {
                    it.push('n', &pair(*concept, *other), number, 0.7);
                }
            }
            for other in concepts.last().into_iter().flatten() {
                it.push('e', &format!("{other}>{stem}"), number, 0.4);
            }
            for concept in own.iter().filter(|concept| !all.contains(*concept)) {
                for other in &all {
                    it.push('s', &pair(*concept, *other), number, 0.4);
                }
            }
            all.extend(own.iter().copied());
            concepts.push(own);
            before = stem;
        }
    }
    it.once(LENGTH);
    it
}

fn pair(one: u8, other: u8) -> String {
    format!("{} {}", one.min(other), one.max(other))
}

/// What words are about, by number.
struct Concepts {
    whole: HashMap<&'static str, Vec<u8>>,
    begins: HashMap<&'static str, Vec<u8>>,
}

static CONCEPTS: LazyLock<Concepts> = LazyLock::new(|| {
    let lists = Lists::read(include_str!("concepts.txt"));
    let (mut whole, mut begins) = (HashMap::<_, Vec<u8>>::new(), HashMap::<_, Vec<u8>>::new());
    for (number, name) in (0..).zip(lists.names()) {
        for word in lists.words(name) {
            match word.strip_suffix('*') {
                Some(start) => begins.entry(start).or_default().push(number),
                None => whole.entry(word).or_default().push(number),
            }
        }
    }
    Concepts { whole, begins }
});

impl Concepts {
    fn of(&self, word: &str) -> Vec<u8> {
        let ends = word.char_indices().map(|(at, _)| at).skip(1).chain([word.len()]);
        let begun = ends.filter_map(|end| self.begins.get(&word[..end])).flatten();
        let mut numbers: Vec<u8> = self.whole.get(word).into_iter().flatten().chain(begun).copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Caught among the special texts and left alone among the others, by the model alone, of an author it has not read.
    fn measure(author: &str) -> [(u32, u32); 4] {
        let learned = Learned::of(&labelled(author));
        ["outright", "indirect", "lookalike", "plain"].map(|wanted| {
            let texts = development().filter(|(of, _, how, _)| *of == author && *how == wanted);
            let right = texts.map(|(_, category, _, text)| {
                (learned.likeliest(text).is_some_and(|it| it.probability >= PROBABILITY_MIN)) == (category != "none")
            });
            right.fold((0, 0), |(right, all), it| (right + u32::from(it), all + 1))
        })
    }

    /// The floors are a little below what was measured; the list, which knows most of what is said outright, is left out.
    #[test]
    fn authors_it_has_not_read_are_understood() {
        let mut sums = [(0, 0); 4];
        for author in ["first", "second", "third"] {
            let measured = measure(author);
            eprintln!("{author}: outright, indirect, look-alikes, plain {measured:?}");
            for (sum, (right, all)) in sums.iter_mut().zip(measured) {
                *sum = (sum.0 + right, sum.1 + all);
            }
        }
        let [outright, indirect, lookalike, plain] = sums.map(|(right, all)| f64::from(right) / f64::from(all));
        assert!(outright >= 0.7 && indirect >= 0.6, "caught: {outright:.3} outright, {indirect:.3} indirectly");
        assert!(lookalike >= 0.95 && plain >= 0.95, "left alone: {lookalike:.3} of look-alikes, {plain:.3} of others");
    }

    #[test]
    fn a_long_text_is_read_in_pieces_of_whole_sentences() {
        let ordinary = "The bike was fine and the app worked well enough for me. ".repeat(40);
        let words = |text: &str| pieces(text).len();
        assert_eq!((words(""), words("one"), words(&ordinary)), (0, 1, 14 + 40));
        assert_eq!(words(&"word ".repeat(100)), 3);
        let is_special = |text: &str| likeliest(text).is_some_and(|it| it.probability >= PROBABILITY_MIN);
        assert!(!is_special(&ordinary));
        assert!(is_special(&format!("{ordinary} My husband is inside for two years. {ordinary}")));
    }

    #[test]
    fn words_are_about_what_their_list_says() {
        let number = |name: &str| {
            let lists = Lists::read(include_str!("concepts.txt"));
            u8::try_from(lists.names().iter().position(|it| *it == name).expect("a list")).expect("few lists")
        };
        assert!(CONCEPTS.of("dochtertje").contains(&number("kin")));
        assert!(CONCEPTS.of("knees").contains(&number("body")));
        assert!(CONCEPTS.of("zzz").is_empty() && CONCEPTS.of("").is_empty());
    }
}
