//! Spells counted without the engine: read from their files bucket by bucket, and added up by group and key. What comes of
//! it is the same as that of the query which stands beside each number, in a fraction of the time.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use datafusion::arrow::array::{Array, AsArray, BooleanArray, Date32Array, Int32Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::Date32Type;
use relationship::{Day, DepartureKind};
use report::AnalyticsError;

use crate::engine::Opened;
use crate::functions::{Endings, Prices};
use crate::grouping::{Group, Grouping};
use crate::numbers::{numbers_of, word_at, words_of};

mod stretches;

/// Columns that tell from when to when somebody was a customer and how it ended.
const COLUMNS: [&str; 5] = ["started_on", "ended_on", "departure", "reason", "payment_failing"];

/// Which spells are counted, by their days.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Between {
    pub(crate) started_from: Option<Day>,
    pub(crate) started_before: Option<Day>,
    /// Those that had ended before are left out.
    pub(crate) ended_from: Option<Day>,
}

impl Between {
    fn holds(&self, since: Day, ended: Option<Day>) -> bool {
        self.started_from.is_none_or(|from| since >= from)
            && self.started_before.is_none_or(|before| since < before)
            && self.ended_from.is_none_or(|from| ended.is_none_or(|ended| ended >= from))
    }
}

/// What is counted.
#[derive(Clone, Copy)]
pub(crate) struct Tally<'a> {
    pub(crate) opened: &'a Opened,
    pub(crate) grouping: &'a Grouping,
    pub(crate) between: Between,
    /// Columns beside those that every tally reads.
    pub(crate) columns: &'a [&'a str],
}

/// Values that add up.
pub(crate) trait Sum: Default + Send {
    /// Adds what was counted elsewhere.
    fn join(&mut self, other: &Self);
}

/// Counts of one bucket, by the number of the group and a key.
pub(crate) struct Counts<K, V> {
    by: HashMap<(usize, K), V>,
}

impl<K: Eq + Hash, V: Default> Counts<K, V> {
    pub(crate) fn at(&mut self, group: usize, key: K) -> &mut V {
        self.by.entry((group, key)).or_default()
    }
}

impl Tally<'_> {
    /// Goes over all spells; `count` adds those of one bucket. Sums are added in order of buckets and keys, so that they are
    /// the same each time.
    pub(crate) fn count<K: Ord + Hash + Clone + Send, V: Sum>(
        &self,
        count: impl Fn(&Spells<'_>, &mut Counts<K, V>) -> Result<(), AnalyticsError> + Sync,
    ) -> Result<BTreeMap<(Group, K), V>, AnalyticsError> {
        let in_bucket = |bucket: ledger::lives::Bucket<'_>| -> Result<Vec<((Group, K), V)>, AnalyticsError> {
            let columns: Vec<&str> =
                COLUMNS.iter().chain(self.columns).copied().chain(self.grouping.columns_read()).collect();
            let (batch, stretches) = if self.grouping.goes_by_each_day() {
                let (cut, stretches) = stretches::cut(&bucket.spells(&[&columns[..], &["plans"]].concat())?)?;
                (cut, Some(stretches))
            } else {
                (bucket.spells(&columns)?, None)
            };
            let spells = Spells::new(&batch, stretches, self)?;
            let mut counts = Counts { by: HashMap::new() };
            count(&spells, &mut counts)?;
            let named = counts.by.into_iter().map(|((group, key), value)| ((spells.groups[group].clone(), key), value));
            Ok(named.collect())
        };
        let mut all: BTreeMap<(Group, K), V> = BTreeMap::new();
        let counted = tokio::task::block_in_place(|| self.opened.sources.lives.each_bucket(in_bucket))?;
        for (key, value) in counted.into_iter().flatten() {
            all.entry(key).or_default().join(&value);
        }
        Ok(all)
    }
}

/// The spells of one bucket.
pub(crate) struct Spells<'a> {
    pub(crate) batch: &'a RecordBatch,
    groups: Vec<Group>,
    group_of: Vec<usize>,
    /// The rows that are counted.
    rows: Vec<usize>,
    started: &'a Date32Array,
    ended: &'a Date32Array,
    stated: (&'a Int32Array, &'a StringArray),
    reasons: (&'a Int32Array, &'a StringArray),
    failing: &'a BooleanArray,
    /// Where spells were cut: from when until before which day each row speaks of its spell.
    stretches: Option<Vec<(Day, Option<Day>)>>,
}

impl<'a> Spells<'a> {
    fn new(
        batch: &'a RecordBatch,
        stretches: Option<Vec<(Day, Option<Day>)>>,
        tally: &Tally<'_>,
    ) -> Result<Self, AnalyticsError> {
        let (groups, group_of) = tally.grouping.groups_of(batch)?;
        let failing = batch.column_by_name("payment_failing").and_then(|column| column.as_boolean_opt());
        let mut spells = Self {
            batch,
            groups,
            group_of,
            rows: Vec::new(),
            started: numbers_of::<Date32Type>(batch, "started_on")?,
            ended: numbers_of::<Date32Type>(batch, "ended_on")?,
            stated: words_of(batch, "departure")?,
            reasons: words_of(batch, "reason")?,
            failing: failing.ok_or_else(|| AnalyticsError::Engine("the spells lack `payment_failing`".to_owned()))?,
            stretches,
        };
        let passing = tally.grouping.passing(batch)?;
        let counts = |&row: &usize| passing[row] && tally.between.holds(spells.since(row), spells.ended(row));
        spells.rows = (0..batch.num_rows()).filter(counts).collect();
        Ok(spells)
    }

    /// The rows that are counted, with the number of their group.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (usize, usize)> {
        self.rows.iter().map(|&row| (row, self.group_of[row]))
    }

    pub(crate) fn since(&self, row: usize) -> Day {
        Day::from_number(self.started.value(row))
    }

    pub(crate) fn ended(&self, row: usize) -> Option<Day> {
        self.ended.is_valid(row).then(|| Day::from_number(self.ended.value(row)))
    }

    /// From when, and until before which day, a row speaks of its spell: the whole of it unless spells were cut.
    pub(crate) fn stretch(&self, row: usize) -> (Day, Option<Day>) {
        self.stretches.as_ref().map_or_else(|| (self.since(row), None), |stretches| stretches[row])
    }

    /// How a spell ended; nothing for those that go on.
    pub(crate) fn kind(&self, row: usize, endings: &mut Endings<'_>) -> Option<DepartureKind> {
        let stated = word_at(self.stated, row).and_then(|word| word.parse().ok());
        let ended = self.ended(row)?;
        Some(endings.kind(stated, word_at(self.reasons, row), ended, self.failing.value(row)))
    }

    pub(crate) fn prices(&self) -> Result<Prices, AnalyticsError> {
        let prices = self.batch.column_by_name("prices").cloned().and_then(Prices::over);
        prices.ok_or_else(|| AnalyticsError::Engine("the spells lack `prices`".to_owned()))
    }
}
