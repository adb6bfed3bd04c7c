//! Which kinds of facts there are, about what, how many and since when: counted once per bucket and kept.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Float64Type, Int32Type};
use relationship::{Day, FactKind};
use serde::{Deserialize, Serialize};

use crate::error::LedgerError;
use crate::ledger::Snapshot;
use crate::segment;

/// So many kinds are kept of one bucket; who has more than that named single things in what should be a kind.
const KINDS_MAX: usize = 10_000;

/// What is known of one kind of fact, about one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindCount {
    /// The kind's word.
    pub kind: String,
    /// The question of an answer, the subject of a contact; nothing for other kinds.
    pub about: Option<String>,
    /// How many facts.
    pub facts: u64,
    /// How many of them have a number.
    pub valued: u64,
    /// The smallest and the largest of these numbers.
    pub range: Option<(f64, f64)>,
    /// The first day.
    pub first_on: Day,
}

impl Snapshot {
    /// What there is until the last known day, the most frequent first.
    ///
    /// # Errors
    /// `Disk`, `Parquet` or `NotASegment` when facts cannot be read or the counts cannot be kept.
    pub fn kinds(&self) -> Result<Vec<KindCount>, LedgerError> {
        Ok(sum(self.counts_kept("kinds.json", |bucket| self.count_kinds(bucket))?))
    }

    fn count_kinds(&self, bucket: u32) -> Result<Vec<KindCount>, LedgerError> {
        let mut all = Vec::new();
        for entry in self.manifest.segments_of(bucket) {
            let path = self.path_of(entry);
            let batch = segment::read_filled(&path, &["on", "kind", "value", "ref_id"])?;
            let until = self.manifest.observed_until;
            all.extend(count(&batch, until).ok_or(LedgerError::NotASegment { path })?);
        }
        Ok(sum(all))
    }
}

/// Counts the rows of one file. Few kinds are about something; of the others one count per word of the dictionary is enough.
fn count(batch: &RecordBatch, until: Day) -> Option<Vec<KindCount>> {
    let on = batch.column_by_name("on")?.as_primitive_opt::<Date32Type>()?.values();
    let kind = batch.column_by_name("kind")?.as_dictionary_opt::<Int32Type>()?;
    let words = kind.values().as_string_opt::<i32>()?;
    let values = batch.column_by_name("value").and_then(|column| column.as_primitive_opt::<Float64Type>());
    let refs = batch.column_by_name("ref_id").and_then(|column| column.as_string_opt::<i32>());
    let is_about = |word: &str| matches!(FactKind::from_word(word), FactKind::Answered | FactKind::Contacted);
    let about: Vec<bool> = words.iter().map(|word| is_about(word.unwrap_or_default())).collect();
    let mut plain = vec![Count::default(); words.len()];
    let mut by_subject: BTreeMap<(usize, Option<&str>), Count> = BTreeMap::new();
    for (row, (&day, &word)) in on.iter().zip(kind.keys().values()).enumerate() {
        if day > until.number() {
            continue;
        }
        let word = usize::try_from(word).unwrap_or(0);
        let value = values.filter(|values| values.is_valid(row)).map(|values| values.value(row));
        if about[word] {
            let subject = refs.filter(|refs| refs.is_valid(row)).map(|refs| refs.value(row));
            by_subject.entry((word, subject)).or_default().add(day, value);
        } else {
            plain[word].add(day, value);
        }
    }
    let plain = plain.into_iter().enumerate().map(|(word, count)| ((word, None), count));
    let all = plain.chain(by_subject).filter(|(_, count)| count.facts > 0);
    Some(all.map(|((word, subject), count)| count.named(words.value(word), subject)).collect())
}

#[derive(Debug, Clone, Copy)]
struct Count {
    facts: u64,
    valued: u64,
    lowest: f64,
    highest: f64,
    first: i32,
}

impl Default for Count {
    fn default() -> Self {
        Self { facts: 0, valued: 0, lowest: f64::INFINITY, highest: f64::NEG_INFINITY, first: i32::MAX }
    }
}

impl Count {
    fn add(&mut self, day: i32, value: Option<f64>) {
        self.facts += 1;
        self.first = self.first.min(day);
        if let Some(value) = value {
            self.valued += 1;
            self.lowest = self.lowest.min(value);
            self.highest = self.highest.max(value);
        }
    }

    fn named(self, kind: &str, about: Option<&str>) -> KindCount {
        KindCount {
            kind: kind.to_owned(),
            about: about.map(str::to_owned),
            facts: self.facts,
            valued: self.valued,
            range: (self.valued > 0).then_some((self.lowest, self.highest)),
            first_on: Day::from_number(self.first),
        }
    }
}

/// Adds up counts of the same kind about the same thing: the most frequent first, and no more than anybody reads.
fn sum(counts: impl IntoIterator<Item = KindCount>) -> Vec<KindCount> {
    let mut sums: BTreeMap<(String, Option<String>), KindCount> = BTreeMap::new();
    for count in counts {
        let key = (count.kind.clone(), count.about.clone());
        match sums.get_mut(&key) {
            None => {
                sums.insert(key, count);
            }
            Some(known) => {
                known.facts += count.facts;
                known.valued += count.valued;
                known.first_on = known.first_on.min(count.first_on);
                known.range = match (known.range, count.range) {
                    (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
                    (one, other) => one.or(other),
                };
            }
        }
    }
    let mut all: Vec<KindCount> = sums.into_values().collect();
    all.sort_by(|a, b| b.facts.cmp(&a.facts).then_with(|| a.kind.cmp(&b.kind)).then_with(|| a.about.cmp(&b.about)));
    all.truncate(KINDS_MAX);
    all
}
