//! Phrases, and where they stand in a sentence.
//!
//! A phrase is written as words: `opzeggen` is that word, `opzeg*` every word that begins so, `*abonnement` every word
//! that ends so, `a|b` either, `?a` perhaps, `..3` up to three words whatever they are, `@name` any word of a class, `^`
//! the beginning of the sentence and `$` its end.

use std::ops::Range;

use crate::text::Word;

/// A class of words that phrases name with `@`, each written as in a phrase.
pub type Class = (&'static str, &'static [&'static str]);

#[derive(Debug, Clone)]
enum Part {
    Word { choices: Vec<Choice>, is_optional: bool },
    Gap(usize),
    Start,
    End,
}

#[derive(Debug, Clone)]
enum Choice {
    Whole(&'static str),
    Begins(&'static str),
    Ends(&'static str),
    Holds(&'static str),
}

impl Choice {
    fn of(written: &'static str) -> Self {
        match (written.strip_prefix('*'), written.strip_suffix('*')) {
            (Some(rest), Some(_)) => Self::Holds(rest.strip_suffix('*').unwrap_or(rest)),
            (Some(end), None) => Self::Ends(end),
            (None, Some(start)) => Self::Begins(start),
            (None, None) => Self::Whole(written),
        }
    }

    fn fits(&self, word: &str) -> bool {
        match self {
            Self::Whole(whole) => word == *whole,
            Self::Begins(start) => word.starts_with(start),
            Self::Ends(end) => word.ends_with(end),
            Self::Holds(part) => word.contains(part),
        }
    }
}

/// One phrase, ready to be looked for.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As it was written.
    pub written: &'static str,
    parts: Vec<Part>,
}

impl Pattern {
    /// Reads a phrase; an unknown class fits no word.
    pub fn new(written: &'static str, classes: &[Class]) -> Self {
        let part = |element: &'static str| {
            let (is_optional, element) = element.strip_prefix('?').map_or((false, element), |rest| (true, rest));
            match element {
                "^" => Part::Start,
                "$" => Part::End,
                _ => match element.strip_prefix("..").and_then(|n| n.parse().ok()) {
                    Some(words_max) => Part::Gap(words_max),
                    None => Part::Word { choices: choices(element, classes), is_optional },
                },
            }
        };
        Self { written, parts: written.split(' ').map(part).collect() }
    }

    /// Reads several.
    pub fn all(written: &[&'static str], classes: &[Class]) -> Vec<Self> {
        written.iter().map(|it| Self::new(it, classes)).collect()
    }

    /// Where it stands first.
    pub fn find(&self, words: &[Word]) -> Option<Range<usize>> {
        (0..words.len()).find_map(|start| self.at(words, start).map(|end| start..end))
    }

    /// Everywhere it begins, with the shortest end.
    pub fn find_all<'a>(&'a self, words: &'a [Word]) -> impl Iterator<Item = Range<usize>> + 'a {
        (0..words.len()).filter_map(|start| self.at(words, start).map(|end| start..end))
    }

    /// The end of the phrase if it begins at this word.
    fn at(&self, words: &[Word], start: usize) -> Option<usize> {
        end_of(&self.parts, words, start).filter(|end| *end > start)
    }
}

fn choices(element: &'static str, classes: &[Class]) -> Vec<Choice> {
    let of = |written: &'static str| match written.strip_prefix('@') {
        Some(name) => {
            let class = classes.iter().find(|(class, _)| *class == name).map_or(&[] as &[_], |(_, words)| words);
            class.iter().map(|word| Choice::of(word)).collect()
        }
        None => vec![Choice::of(written)],
    };
    element.split('|').flat_map(of).collect()
}

fn end_of(parts: &[Part], words: &[Word], at: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    match part {
        Part::Start => (at == 0).then(|| end_of(rest, words, at)).flatten(),
        Part::End => (at == words.len()).then(|| end_of(rest, words, at)).flatten(),
        Part::Gap(words_max) => (at..=(at + words_max).min(words.len())).find_map(|next| end_of(rest, words, next)),
        Part::Word { choices, is_optional } => {
            let fits = words.get(at).is_some_and(|word| choices.iter().any(|choice| choice.fits(&word.text)));
            let taken = fits.then(|| end_of(rest, words, at + 1)).flatten();
            taken.or_else(|| is_optional.then(|| end_of(rest, words, at)).flatten())
        }
    }
}

/// The first of these phrases that stands in the sentence, and where.
pub fn first<'a>(patterns: &'a [Pattern], words: &[Word]) -> Option<(&'a Pattern, Range<usize>)> {
    patterns.iter().find_map(|pattern| pattern.find(words).map(|range| (pattern, range)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentences;

    #[track_caller]
    fn check(pattern: &'static str, text: &str, expected: Option<&str>) {
        let classes: &[Class] = &[("contract", &["abo", "*abonnement", "contract*"])];
        let sentence = sentences(text).remove(0);
        let found = Pattern::new(pattern, classes).find(&sentence.words);
        assert_eq!(found.map(|range| sentence.quote(text, range)), expected, "{pattern}");
    }

    #[test]
    fn phrases_are_found_with_gaps_stems_choices_and_classes() {
        check(
            "ik zeg ..3 @contract ..4 op",
            "Beste, ik zeg mijn fietsabonnement per 1 maart op, dank",
            Some("ik zeg mijn fietsabonnement per 1 maart op"),
        );
        check("ik zeg ..1 @contract op", "ik zeg heel graag mijn abo op", None);
        check("opzeg*|stop", "de opzegging", Some("opzegging"));
        check("please ?do cancel", "please cancel", Some("please cancel"));
        check("^ stop", "nu stop", None);
        check("stop $", "nu stop", Some("stop"));
        check("@unknown", "unknown", None);
    }
}
