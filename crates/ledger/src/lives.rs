//! Spells beside what happened to the same customers, bucket by bucket: a question about what customers did goes once over
//! everything, and holds no more than a few buckets in memory.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray, Float64Array, RecordBatch, StringArray};
use arrow::compute::interleave_record_batch;
use arrow::datatypes::{Date32Type, Float64Type, Int32Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rayon::prelude::*;
use relationship::glance::{Moment, Shows};
use relationship::{Day, FactKind};

use crate::error::{LedgerError, at};
use crate::kinds::KindCount;
use crate::ledger::Snapshot;
use crate::segment;
use crate::spells::SpellFiles;

/// The facts of one state of the ledger with its spells under one definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lives {
    /// The facts; none where there are spells alone.
    snapshot: Option<Snapshot>,
    buckets: Vec<BucketFiles>,
}

/// The files of one part of the customers. Whoever stands in it stands in no other.
#[derive(Debug, Clone, PartialEq, Eq)]
struct BucketFiles {
    spells: PathBuf,
    changed: Option<PathBuf>,
    facts: Vec<PathBuf>,
}

/// One part of the customers, opened.
#[derive(Debug, Clone, Copy)]
pub struct Bucket<'a> {
    number: usize,
    files: &'a BucketFiles,
}

impl Lives {
    /// The facts of a snapshot beside spells that were made from it.
    pub fn new(snapshot: Snapshot, spells: &SpellFiles) -> Self {
        let mut facts = vec![Vec::new(); spells.files.len()];
        for segment in &snapshot.manifest().segments {
            if let Some(files) = facts.get_mut(segment.bucket as usize) {
                files.push(snapshot.path_of(segment));
            }
        }
        let bucket = |(no, (spells_file, facts)): (u32, (&PathBuf, Vec<PathBuf>))| BucketFiles {
            spells: spells_file.clone(),
            changed: spells.changed.get(&no).cloned(),
            facts,
        };
        let buckets = (0..).zip(spells.files.iter().zip(facts)).map(bucket).collect();
        Self { snapshot: Some(snapshot), buckets }
    }

    /// Spells without facts: files in which customers stand in order, each customer in one file.
    pub fn of_spells(files: Vec<PathBuf>) -> Self {
        let bucket = |spells| BucketFiles { spells, changed: None, facts: Vec::new() };
        Self { snapshot: None, buckets: files.into_iter().map(bucket).collect() }
    }

    /// Which kinds of facts there are, the most frequent first.
    ///
    /// # Errors
    /// As [`Snapshot::kinds`].
    pub fn kinds(&self) -> Result<Vec<KindCount>, LedgerError> {
        self.snapshot.as_ref().map_or_else(|| Ok(Vec::new()), Snapshot::kinds)
    }

    /// How many spells there are, or a few more: those of customers with new facts are counted twice.
    ///
    /// # Errors
    /// `Disk` or `Parquet` when a file cannot be read.
    pub fn spells_at_most(&self) -> Result<u64, LedgerError> {
        let files = self.buckets.iter().flat_map(|bucket| std::iter::once(&bucket.spells).chain(&bucket.changed));
        files.map(|path| rows_of(path)).sum()
    }

    /// Works on every bucket, several at once; the answers come in order of buckets, whatever the number of threads.
    ///
    /// # Errors
    /// The first one of `work`.
    pub fn each_bucket<T: Send, E: Send>(&self, work: impl Fn(Bucket<'_>) -> Result<T, E> + Sync) -> Result<Vec<T>, E> {
        self.buckets.par_iter().enumerate().map(|(number, files)| work(Bucket { number, files })).collect()
    }
}

fn rows_of(path: &Path) -> Result<u64, LedgerError> {
    let file = File::open(path).map_err(at(path))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(at(path))?;
    Ok(u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0))
}

impl Bucket<'_> {
    /// Its place among the buckets, from 0.
    pub const fn number(&self) -> usize {
        self.number
    }

    /// The named columns of the spells, one row per spell in order of customers; `customer` is always among them.
    ///
    /// # Errors
    /// `Disk`, `Parquet` or `NotASegment` when a file cannot be read.
    pub fn spells(&self, columns: &[&str]) -> Result<RecordBatch, LedgerError> {
        let mut names = vec!["customer"];
        names.extend(columns);
        let whole = segment::read(&self.files.spells, Some(&names))?;
        let Some(path) = &self.files.changed else { return Ok(whole) };
        let changed = segment::read(path, Some(&names))?;
        let customers = |batch| customers_of(batch).ok_or_else(|| LedgerError::NotASegment { path: path.clone() });
        let places = in_place_of(customers(&whole)?, customers(&changed)?);
        Ok(interleave_record_batch(&[&whole, &changed], &places)?)
    }

    /// Hands what happened to the customer of each of these rows of the spells to `take`, in order of days. Rows are rising;
    /// facts that show nothing are left out.
    ///
    /// # Errors
    /// `Disk`, `Parquet` or `NotASegment` when a file cannot be read.
    pub fn moments(
        &self,
        spells: &RecordBatch,
        rows: &[usize],
        shows: &dyn Fn(FactKind<'_>) -> Shows,
        take: &mut dyn FnMut(usize, &[Moment]),
    ) -> Result<(), LedgerError> {
        let not_spells = || LedgerError::NotASegment { path: self.files.spells.clone() };
        let customers = customers_of(spells).ok_or_else(not_spells)?;
        let mut batches = Vec::new();
        for path in &self.files.facts {
            batches.push((segment::read_filled(path, &["customer", "on", "kind", "value"])?, path));
        }
        let mut tracks = Vec::new();
        for (batch, path) in &batches {
            let damaged = || LedgerError::NotASegment { path: (*path).clone() };
            tracks.push(Track::new(batch, shows).ok_or_else(damaged)?);
        }
        let mut moments: Vec<Moment> = Vec::new();
        let mut looked_at = None;
        for &row in rows {
            let customer = customers.value(row);
            if looked_at != Some(customer) {
                looked_at = Some(customer);
                moments.clear();
                for track in &mut tracks {
                    track.gather(customer, &mut moments);
                }
                if tracks.len() > 1 {
                    moments.sort_by_key(|moment| moment.on);
                }
            }
            take(row, &moments);
        }
        Ok(())
    }
}

fn customers_of(batch: &RecordBatch) -> Option<&StringArray> {
    batch.column_by_name("customer")?.as_string_opt::<i32>()
}

/// Where each row comes from, in order of customers: customers in `changed` (1) stand in place of those in `whole` (0).
fn in_place_of(whole: &StringArray, changed: &StringArray) -> Vec<(usize, usize)> {
    let mut places = Vec::with_capacity(whole.len() + changed.len());
    let mut row = 0;
    for new in 0..changed.len() {
        let customer = changed.value(new);
        while row < whole.len() && whole.value(row) <= customer {
            if whole.value(row) < customer {
                places.push((0, row));
            }
            row += 1;
        }
        places.push((1, new));
    }
    places.extend((row..whole.len()).map(|row| (0, row)));
    places
}

/// The columns of one file of facts that say what was seen of whom.
struct Track<'a> {
    keys: &'a [i32],
    customers: &'a StringArray,
    on: &'a [i32],
    kinds: &'a [i32],
    shows: Vec<Shows>,
    values: Option<&'a Float64Array>,
    row: usize,
}

impl<'a> Track<'a> {
    fn new(batch: &'a RecordBatch, shows: &dyn Fn(FactKind<'_>) -> Shows) -> Option<Self> {
        let label = |name: &str| batch.column_by_name(name)?.as_dictionary_opt::<Int32Type>();
        let (customer, kind) = (label("customer")?, label("kind")?);
        let words = kind.values().as_string_opt::<i32>()?;
        Some(Self {
            keys: customer.keys().values(),
            customers: customer.values().as_string_opt::<i32>()?,
            on: batch.column_by_name("on")?.as_primitive_opt::<Date32Type>()?.values(),
            kinds: kind.keys().values(),
            shows: words.iter().map(|word| shows(FactKind::from_word(word.unwrap_or_default()))).collect(),
            values: batch.column_by_name("value").and_then(|column| column.as_primitive_opt::<Float64Type>()),
            row: 0,
        })
    }

    /// Adds what is known of a customer, who comes after all that were asked for before.
    fn gather(&mut self, customer: &str, moments: &mut Vec<Moment>) {
        while let Some(&key) = self.keys.get(self.row) {
            let known = self.customers.value(usize::try_from(key).unwrap_or(0));
            if known > customer {
                return;
            }
            let end = self.row + self.keys[self.row..].iter().take_while(|&&it| it == key).count();
            let rows = std::mem::replace(&mut self.row, end)..end;
            if known == customer {
                moments.extend(rows.filter_map(|row| self.moment(row)));
                return;
            }
        }
    }

    fn moment(&self, row: usize) -> Option<Moment> {
        let shows = self.shows[usize::try_from(self.kinds[row]).unwrap_or(0)];
        let value = |values: &Float64Array| values.is_valid(row).then(|| values.value(row));
        (!shows.is_nothing()).then(|| Moment {
            on: Day::from_number(self.on[row]),
            shows,
            value: self.values.and_then(value),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_customers_stand_in_place_of_what_they_were() {
        let whole = StringArray::from(vec!["anouk", "bram", "bram", "fatima"]);
        let changed = StringArray::from(vec!["bram", "carla", "zoe"]);
        let places = in_place_of(&whole, &changed);
        assert_eq!(places, [(0, 0), (1, 0), (1, 1), (0, 3), (1, 2)]);
        let nobody = StringArray::from(Vec::<&str>::new());
        assert_eq!(in_place_of(&whole, &nobody), [(0, 0), (0, 1), (0, 2), (0, 3)]);
        assert_eq!(in_place_of(&nobody, &changed), [(1, 0), (1, 1), (1, 2)]);
    }
}
