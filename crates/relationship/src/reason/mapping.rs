//! The company's own words read as codes.
//!
//! A mapping is a version: each change makes the next one and leaves the last as it was, so that an old report can be
//! made again. It is applied when a report is made. What was said is never rewritten and never dropped, so totals stay
//! the same under every version.
//!
//! Three things happen to words over the years. A word gets another name ([`ReasonMapping::rename`]). Two words turn
//! out to be one ([`ReasonMapping::merge`]). One word turns out to be several ([`ReasonMapping::split`]): from a stated
//! day on people say the new words, and what was said before that day stays under the old one, because nobody can tell
//! afterwards which of the new ones was meant.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::catalogue::{UNMAPPED, UnknownCode};
use super::{Catalogue, Coded, own_words_key};
use crate::Day;

/// Most entries a mapping may have.
pub const ENTRIES_MAX: usize = 10_000;
/// Longest own words a mapping may name.
pub const OWN_WORDS_CHARS_MAX: usize = 500;

/// What the company's own words mean, in one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct ReasonMapping {
    /// Counts up by one with each change; 1 is the empty mapping a data folder starts with.
    pub version: u32,
    /// The day this version was made, if a person made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// What made this version out of the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    entries: Vec<Entry>,
}

/// One reading of own words, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The own words, as somebody wrote them first.
    pub own_words: String,
    /// The first day they are read so; absent means always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// The words reports show. Own words with one label are one reason.
    pub label: String,
    /// The code; absent while nobody has decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What made a version out of the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A person said which code own words mean.
    Assigned {
        /// The own words.
        own_words: String,
        /// The code.
        code: String,
    },
    /// A reason got another label.
    Renamed {
        /// The label so far.
        old: String,
        /// The label now.
        new: String,
    },
    /// Several reasons became one.
    Merged {
        /// The labels so far.
        labels: Vec<String>,
        /// The label now.
        into: String,
    },
    /// One reason became several from a day on.
    Split {
        /// The label of what was said before.
        label: String,
        /// The new own words.
        into: Vec<String>,
        /// The first day the new words are read as such.
        from: Day,
    },
}

/// One of the reasons another is split into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The new own words.
    pub own_words: String,
    /// Their code; absent while nobody has decided.
    #[serde(default)]
    pub code: Option<String>,
}

/// Why a change to the mapping was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// A code does not exist.
    #[error(transparent)]
    UnknownCode(#[from] UnknownCode),
    /// Words are blank or too long.
    #[error("`{given}` cannot be a reason in own words; allowed: 1 to {OWN_WORDS_CHARS_MAX} characters")]
    NotWords {
        /// What was given.
        given: String,
    },
    /// A label is taken by another reason.
    #[error("`{label}` is already the name of another reason; choose another name, or merge the two")]
    LabelTaken {
        /// The label.
        label: String,
    },
    /// Words under one label would have two codes.
    #[error("`{label}` would mean both `{one}` and `{other}`; say which code the reason gets")]
    TwoCodes {
        /// The label.
        label: String,
        /// One code.
        one: String,
        /// The other.
        other: String,
    },
    /// A split or a merge names too few words.
    #[error("a {change} needs at least two different reasons, got {given}")]
    TooFew {
        /// `merge` or `split`.
        change: &'static str,
        /// How many different ones there were.
        given: usize,
    },
    /// The same words are read in two ways from the same day.
    #[error("`{own_words}` is read in two ways from the same day")]
    Twice {
        /// The own words.
        own_words: String,
    },
    /// There are more entries than a mapping may have.
    #[error("a mapping has at most {ENTRIES_MAX} entries, got {given}")]
    TooMany {
        /// How many there were.
        given: usize,
    },
}

impl Default for ReasonMapping {
    fn default() -> Self {
        Self { version: 1, since: None, change: None, entries: Vec::new() }
    }
}

impl ReasonMapping {
    /// The readings, by own words and day.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The labels, each once, in alphabetical order.
    pub fn labels(&self) -> Vec<&str> {
        let mut labels: Vec<_> = self.entries.iter().map(|entry| entry.label.as_str()).collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    /// How own words said on a day are read.
    pub fn code_for<'a>(&'a self, own_words: &'a str, on: Day) -> Coded<'a> {
        let key = own_words_key(own_words);
        let entry = self.of_key(&key).take_while(|entry| entry.from.is_none_or(|from| from <= on)).last();
        Self::read(entry, own_words, &key)
    }

    /// Every way own words are read, each from its day until the next; the first, from `None`, holds for all days
    /// before. A report joins its counts to these few rows.
    pub fn readings<'a>(&'a self, own_words: &'a str) -> Vec<(Option<Day>, Coded<'a>)> {
        let key = own_words_key(own_words);
        let mut readings: Vec<_> =
            self.of_key(&key).map(|entry| (entry.from, Self::read(Some(entry), own_words, &key))).collect();
        if readings.first().is_none_or(|(from, _)| from.is_some()) {
            readings.insert(0, (None, Self::read(None, own_words, &key)));
        }
        readings
    }

    fn read<'a>(entry: Option<&'a Entry>, own_words: &'a str, key: &str) -> Coded<'a> {
        let label = entry.map_or(own_words.trim(), |entry| entry.label.as_str());
        let reason = match entry {
            Some(entry) => entry.code.as_deref().and_then(|code| Catalogue::current().find(code)),
            None => Catalogue::current().find_itself(key),
        };
        match reason {
            Some(reason) => Coded::Confirmed { label, reason },
            None => Coded::Unmapped { label },
        }
    }

    /// The entries of these own words, earliest first.
    fn of_key<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a Entry> + use<'a> {
        let start = self.entries.partition_point(|entry| own_words_key(&entry.own_words).as_str() < key);
        let key = key.to_owned();
        self.entries[start..].iter().take_while(move |entry| own_words_key(&entry.own_words) == key)
    }

    /// A person says which code own words mean; all words under the same label follow.
    ///
    /// # Errors
    /// [`MappingError::UnknownCode`], [`MappingError::NotWords`].
    pub fn assign(&self, own_words: &str, code: &str, since: Day) -> Result<Self, MappingError> {
        let own_words = words(own_words)?;
        let code = Catalogue::current().require(code)?.code;
        let mut entries = self.entries.clone();
        let label = self.label_of(own_words);
        add_words_of(&mut entries, own_words, &label);
        for entry in entries.iter_mut().filter(|entry| same(&entry.label, &label)) {
            entry.code = Some(code.to_owned());
        }
        self.next(entries, Change::Assigned { own_words: own_words.to_owned(), code: code.to_owned() }, since)
    }

    /// A reason gets another label. Whoever says the new words from now on is counted with those who said the old.
    ///
    /// # Errors
    /// [`MappingError::LabelTaken`] when another reason has that label, [`MappingError::NotWords`].
    pub fn rename(&self, old: &str, new: &str, since: Day) -> Result<Self, MappingError> {
        let (old, new) = (words(old)?, words(new)?);
        if self.is_taken(new, &[old]) {
            return Err(MappingError::LabelTaken { label: new.to_owned() });
        }
        let mut entries = self.entries.clone();
        relabel(&mut entries, old, new);
        add_words_of(&mut entries, new, new);
        self.next(entries, Change::Renamed { old: old.to_owned(), new: new.to_owned() }, since)
    }

    /// Several reasons become one, for all days: what was said under either is counted together. `code` is needed only
    /// where their codes differ.
    ///
    /// # Errors
    /// [`MappingError::TwoCodes`], [`MappingError::TooFew`], [`MappingError::LabelTaken`] when the new label belongs to a
    /// reason that is not among them, [`MappingError::UnknownCode`], [`MappingError::NotWords`].
    pub fn merge(&self, labels: &[&str], into: &str, code: Option<&str>, since: Day) -> Result<Self, MappingError> {
        let into = words(into)?;
        let mut merged: Vec<&str> = Vec::new();
        for label in labels {
            let label = words(label)?;
            if !merged.iter().any(|known| same(known, label)) {
                merged.push(label);
            }
        }
        if merged.len() < 2 {
            return Err(MappingError::TooFew { change: "merge", given: merged.len() });
        }
        if self.is_taken(into, &merged) {
            return Err(MappingError::LabelTaken { label: into.to_owned() });
        }
        let code = match code {
            Some(code) => Some(Catalogue::current().require(code)?.code.to_owned()),
            None => self.one_code(&merged, into)?,
        };
        let mut entries = self.entries.clone();
        for label in &merged {
            relabel(&mut entries, label, into);
        }
        add_words_of(&mut entries, into, into);
        for entry in entries.iter_mut().filter(|entry| same(&entry.label, into)) {
            entry.code.clone_from(&code);
        }
        let labels = merged.iter().map(|&label| label.to_owned()).collect();
        self.next(entries, Change::Merged { labels, into: into.to_owned() }, since)
    }

    /// One reason becomes several from the day `from` on. The new words are read as `parts` say from that day; what was
    /// said before, in whatever words, is read as it was. Whoever still uses the old words is counted under the old.
    ///
    /// # Errors
    /// [`MappingError::TooFew`], [`MappingError::TwoCodes`] when a part has the label of a reason with another code,
    /// [`MappingError::UnknownCode`], [`MappingError::NotWords`].
    pub fn split(&self, label: &str, parts: &[Part], from: Day, since: Day) -> Result<Self, MappingError> {
        let label = words(label)?;
        let distinct: HashSet<_> = parts.iter().map(|part| own_words_key(&part.own_words)).collect();
        if distinct.len() < 2 || distinct.len() < parts.len() {
            return Err(MappingError::TooFew { change: "split", given: distinct.len() });
        }
        let mut entries = self.entries.clone();
        for part in parts {
            let own_words = words(&part.own_words)?;
            let code = match part.code.as_deref() {
                Some(code) => Some(Catalogue::current().require(code)?.code.to_owned()),
                None => own_code(own_words),
            };
            if same(own_words, label) && code.is_none() {
                // The rest keeps the old words, and they keep their meaning.
                continue;
            }
            entries.retain(|entry| !(entry.from == Some(from) && same(&entry.own_words, own_words)));
            entries.push(Entry {
                own_words: own_words.to_owned(),
                from: Some(from),
                label: label_text(&self.entries, own_words),
                code,
            });
        }
        let into = parts.iter().map(|part| part.own_words.trim().to_owned()).collect();
        self.next(entries, Change::Split { label: label.to_owned(), into, from }, since)
    }

    /// The label own words stand under now; the words themselves where nobody gave them one.
    fn label_of(&self, own_words: &str) -> String {
        let key = own_words_key(own_words);
        self.of_key(&key).last().map_or_else(|| label_text(&self.entries, own_words), |entry| entry.label.clone())
    }

    /// Do these words name, or stand under, a reason that is none of `but`? A code names its own reason.
    fn is_taken(&self, new: &str, but: &[&str]) -> bool {
        let is_other = |label: &str| !but.iter().any(|known| same(known, label));
        let mut under = self.entries.iter().filter(|entry| same(&entry.label, new) || same(&entry.own_words, new));
        under.any(|entry| is_other(&entry.label)) || (own_code(new).is_some() && is_other(new))
    }

    /// The one code all these reasons have, if any has one.
    fn one_code(&self, labels: &[&str], into: &str) -> Result<Option<String>, MappingError> {
        let found = labels.iter().flat_map(|label| {
            let known: Vec<_> = self.entries.iter().filter(|entry| same(label, &entry.label)).collect();
            let itself = if known.is_empty() { own_code(label) } else { None };
            known.into_iter().filter_map(|entry| entry.code.clone()).chain(itself)
        });
        let mut codes: Vec<_> = found.collect();
        codes.dedup();
        match codes.as_slice() {
            [one, other, ..] => {
                let (label, one, other) = (into.to_owned(), one.clone(), other.clone());
                Err(MappingError::TwoCodes { label, one, other })
            }
            _ => Ok(codes.pop()),
        }
    }

    fn next(&self, entries: Vec<Entry>, change: Change, since: Day) -> Result<Self, MappingError> {
        let entries = checked(entries)?;
        Ok(Self { version: self.version + 1, since: Some(since), change: Some(change), entries })
    }
}

fn same(a: &str, b: &str) -> bool {
    own_words_key(a) == own_words_key(b)
}

fn words(given: &str) -> Result<&str, MappingError> {
    let trimmed = given.trim();
    if trimmed.is_empty() || trimmed.chars().count() > OWN_WORDS_CHARS_MAX {
        return Err(MappingError::NotWords { given: given.chars().take(OWN_WORDS_CHARS_MAX).collect() });
    }
    Ok(trimmed)
}

/// Gives what stands under the label `old` the label `new`; words no entry names stand under themselves.
fn relabel(entries: &mut Vec<Entry>, old: &str, new: &str) {
    add_words_of(entries, old, old);
    for entry in entries.iter_mut().filter(|entry| same(&entry.label, old)) {
        new.clone_into(&mut entry.label);
    }
}

/// Makes sure that saying `own_words` is read under `label`, unless those words are read somehow already. They get the
/// first day of that label: a word born from a split means nothing before it.
fn add_words_of(entries: &mut Vec<Entry>, own_words: &str, label: &str) {
    if entries.iter().any(|entry| same(&entry.own_words, own_words)) {
        return;
    }
    let under = |entry: &&Entry| same(&entry.label, label);
    let from = entries.iter().filter(under).map(|entry| entry.from).min().flatten();
    let code = entries.iter().find(under).map_or_else(|| own_code(own_words), |entry| entry.code.clone());
    entries.push(Entry { own_words: own_words.to_owned(), from, label: label.to_owned(), code });
}

/// The code these words are themselves, where a company writes our codes.
fn own_code(own_words: &str) -> Option<String> {
    Catalogue::current().find_itself(&own_words_key(own_words)).map(|reason| reason.code.to_owned())
}

/// How a label is written: as it stands already, whatever the case it is named in now.
fn label_text(entries: &[Entry], label: &str) -> String {
    entries.iter().find(|entry| same(&entry.label, label)).map_or(label, |entry| entry.label.as_str()).to_owned()
}

/// Entries in order, after checking what must hold of every mapping, wherever it comes from.
fn checked(mut entries: Vec<Entry>) -> Result<Vec<Entry>, MappingError> {
    if entries.len() > ENTRIES_MAX {
        return Err(MappingError::TooMany { given: entries.len() });
    }
    entries.sort_by_cached_key(|entry| (own_words_key(&entry.own_words), entry.from));
    for entry in &entries {
        words(&entry.own_words)?;
        words(&entry.label)?;
        if let Some(code) = &entry.code {
            Catalogue::current().require(code)?;
        }
    }
    if let Some(pair) =
        entries.windows(2).find(|pair| pair[0].from == pair[1].from && same(&pair[0].own_words, &pair[1].own_words))
    {
        return Err(MappingError::Twice { own_words: pair[0].own_words.clone() });
    }
    let mut by_label: Vec<_> = entries.iter().map(|entry| (own_words_key(&entry.label), entry)).collect();
    by_label.sort_by(|a, b| a.0.cmp(&b.0));
    let differ = |pair: &&[(String, &Entry)]| pair[0].0 == pair[1].0 && pair[0].1.code != pair[1].1.code;
    if let Some(pair) = by_label.windows(2).find(differ) {
        let code = |entry: &Entry| entry.code.clone().unwrap_or_else(|| UNMAPPED.to_owned());
        let (one, other) = (code(pair[0].1), code(pair[1].1));
        return Err(MappingError::TwoCodes { label: pair[0].1.label.clone(), one, other });
    }
    Ok(entries)
}

/// A mapping as it stands in JSON, before it is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    #[serde(default)]
    since: Option<Day>,
    #[serde(default)]
    change: Option<Change>,
    #[serde(default)]
    entries: Vec<Entry>,
}

impl TryFrom<Stored> for ReasonMapping {
    type Error = MappingError;

    fn try_from(stored: Stored) -> Result<Self, MappingError> {
        let Stored { version, since, change, entries } = stored;
        Ok(Self { version, since, change, entries: checked(entries)? })
    }
}

#[cfg(test)]
mod tests;
