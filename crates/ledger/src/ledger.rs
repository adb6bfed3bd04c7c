//! The ledger of one data folder: opening it, reading a snapshot, and the one writer at a time.

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use relationship::fact::Fact;
use relationship::{Currency, Day};

use crate::error::{LedgerError, at};
use crate::manifest::{Manifest, SegmentEntry};
use crate::segment::{self, Segment};
use crate::strings::hash;

/// Parts in which everything is gone over at once.
const GATHERED_PARTS: usize = 8;

/// The facts of one data folder.
#[derive(Debug, Clone)]
pub struct Ledger {
    data: PathBuf,
}

impl Ledger {
    /// The ledger in this data folder, which need not exist yet.
    pub fn open(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into() }
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.data.join("ledger")
    }

    /// The facts as they are now. What others write later does not change what this snapshot shows.
    ///
    /// # Errors
    /// `Empty` when nothing was imported yet; `Newer`, `Manifest` or `Disk` when the folder cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot, LedgerError> {
        match Manifest::read(&self.folder())? {
            Some(manifest) if !manifest.segments.is_empty() => Ok(Snapshot { data: self.data.clone(), manifest }),
            _ => Err(LedgerError::Empty { path: self.data.clone() }),
        }
    }

    /// Takes the right to write, which one process has at a time.
    ///
    /// # Errors
    /// `Busy` when another process has it; `Disk` when the folder cannot be made or written.
    pub(crate) fn writer(&self) -> Result<Writer, LedgerError> {
        let folder = self.folder();
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        let path = self.data.join("ledger.lock");
        let mut lock =
            File::options().create(true).truncate(false).read(true).write(true).open(&path).map_err(at(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let holder = lock.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
                return Err(LedgerError::Busy { path: self.data.clone(), holder });
            }
            Err(TryLockError::Error(cause)) => return Err(at(&path)(cause)),
        }
        // The number only serves the message of whoever comes second; failing to write it harms nobody.
        let _ = lock.set_len(0).and_then(|()| lock.rewind()).and_then(|()| write!(lock, "{}", std::process::id()));
        let manifest = Manifest::read(&folder)?;
        let writer = Writer { ledger: self.clone(), manifest, lock };
        writer.sweep();
        Ok(writer)
    }
}

/// The right to write, held until dropped.
pub(crate) struct Writer {
    pub(crate) ledger: Ledger,
    pub(crate) manifest: Option<Manifest>,
    lock: File,
}

impl Drop for Writer {
    /// Closing the file is not enough: a program started meanwhile has it open too until its own begins.
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

impl Writer {
    pub(crate) fn manifest_or_empty(&self, currency: Currency, buckets: u32) -> Manifest {
        self.manifest.clone().unwrap_or_else(|| Manifest::empty(currency, buckets))
    }

    /// Makes the next state of the ledger the valid one.
    pub(crate) fn commit(&mut self, mut next: Manifest) -> Result<(), LedgerError> {
        next.generation += 1;
        next.replace(&self.ledger.folder())?;
        self.manifest = Some(next);
        Ok(())
    }

    /// Removes files of the ledger that no manifest names: left by a process that was killed, or replaced by a
    /// compaction. What cannot be removed now is tried again next time.
    pub(crate) fn sweep(&self) {
        let folder = self.ledger.folder();
        let named: HashSet<&str> =
            self.manifest.iter().flat_map(|m| &m.segments).map(|segment| segment.path.as_str()).collect();
        for bucket in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = bucket.file_name().to_string_lossy().into_owned();
            if !name.starts_with("bucket=") {
                continue;
            }
            for file in fs::read_dir(bucket.path()).into_iter().flatten().flatten() {
                let path = format!("{name}/{}", file.file_name().to_string_lossy());
                if !named.contains(path.as_str()) {
                    let _ = fs::remove_file(file.path());
                }
            }
            // Refused where files are left.
            let _ = fs::remove_dir(bucket.path());
        }
    }

    /// A fresh path for a segment of a bucket, inside the ledger folder.
    pub(crate) fn new_segment(&self, bucket: u32, id: &str) -> Result<(String, PathBuf), LedgerError> {
        let folder = self.ledger.folder().join(format!("bucket={bucket:04}"));
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        let name = format!("bucket={bucket:04}/{id}.parquet");
        let path = self.ledger.folder().join(&name);
        Ok((name, path))
    }
}

/// The facts as they were at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub(crate) data: PathBuf,
    pub(crate) manifest: Manifest,
}

/// One customer's fact with where it came from, owned: what a page or an API shows.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineEntry {
    /// The day.
    pub on: Day,
    /// Microseconds since midnight, where known.
    pub time_us: Option<i64>,
    /// The kind's word.
    pub kind: String,
    /// Where it came from.
    pub source: String,
    /// The source's own id.
    pub source_id: Option<String>,
    /// What it refers to.
    pub ref_id: Option<String>,
    /// Minor units.
    pub amount: Option<i64>,
    /// The plan.
    pub plan: Option<String>,
    /// Why, in the company's own words.
    pub reason: Option<String>,
    /// The stated kind of leaving.
    pub departure: Option<relationship::DepartureKind>,
    /// A number that belongs to the fact.
    pub value: Option<f64>,
    /// How long the relation had lasted, as the source stated it.
    pub tenure: Option<relationship::fact::Tenure>,
    /// Traits that became known.
    pub traits: Vec<(String, String)>,
}

impl Snapshot {
    /// What is known about the ledger as a whole.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The Parquet files with all facts.
    pub fn facts_files(&self) -> Vec<PathBuf> {
        self.manifest.segments.iter().map(|segment| self.path_of(segment)).collect()
    }

    pub(crate) fn path_of(&self, segment: &SegmentEntry) -> PathBuf {
        self.data.join("ledger").join(&segment.path)
    }

    /// Everything that happened to one customer, oldest first. Empty when nobody has that id.
    ///
    /// # Errors
    /// `Disk`, `Parquet` or `NotASegment` when a file cannot be read.
    pub fn timeline(&self, customer: &str) -> Result<Vec<TimelineEntry>, LedgerError> {
        let mut entries = Vec::new();
        for entry in self.manifest.segments_of(self.manifest.bucket_of(hash(customer))) {
            let path = self.path_of(entry);
            let batch = segment::read(&path, None)?;
            let segment = Segment::new(&batch).ok_or(LedgerError::NotASegment { path })?;
            let mut row = 0;
            while row < segment.len() {
                let end = segment.end_of_customer(row);
                if segment.customer(row) == customer {
                    entries.extend((row..end).map(|row| TimelineEntry::new(&segment, row)));
                    break;
                }
                row = end;
            }
        }
        entries.sort_by_key(|entry: &TimelineEntry| (entry.on, entry.time_us));
        Ok(entries)
    }

    /// Hands the facts of every customer to `take`, bucket by bucket, customers of a bucket in order of their id.
    ///
    /// # Errors
    /// `Disk`, `Parquet` or `NotASegment` when a file cannot be read.
    pub fn each_customer(&self, mut take: impl FnMut(&str, &mut Vec<Fact<'_>>)) -> Result<(), LedgerError> {
        (0..self.manifest.buckets).try_for_each(|bucket| self.timelines(bucket, None, &mut take))
    }

    /// Goes once over everything that happened, customer by customer: `begin` makes what a part of the customers gathers,
    /// `take` adds one customer with their facts in any order. The parts are the same however many threads there are, so
    /// that sums over them are too.
    ///
    /// # Errors
    /// `Disk`, `Parquet` or `NotASegment` when a file cannot be read.
    pub fn gather<G: Send>(
        &self,
        begin: impl Fn() -> G + Sync,
        take: impl Fn(&mut G, &str, &mut Vec<Fact<'_>>) + Sync,
    ) -> Result<Vec<G>, LedgerError> {
        let buckets: Vec<u32> = (0..self.manifest.buckets).collect();
        let in_part = buckets.len().div_ceil(GATHERED_PARTS).max(1);
        buckets
            .par_chunks(in_part)
            .map(|part| {
                let mut gathered = begin();
                for &bucket in part {
                    self.timelines(bucket, None, |customer, facts| take(&mut gathered, customer, facts))?;
                }
                Ok(gathered)
            })
            .collect()
    }

    /// The customers of whom these files of a bucket know something.
    pub(crate) fn customers_in(&self, segments: &[String]) -> Result<HashSet<String>, LedgerError> {
        let mut customers = HashSet::new();
        for name in segments {
            let path = self.data.join("ledger").join(name);
            let batch = segment::read(&path, Some(&["customer"]))?;
            let words = segment::customers(&batch).ok_or(LedgerError::NotASegment { path })?;
            customers.extend(words.iter().flatten().map(str::to_owned));
        }
        Ok(customers)
    }

    /// Hands the facts of each customer of a bucket to `take`, customers in order of their id; of the customers in
    /// `only`, where that is given.
    pub(crate) fn timelines(
        &self,
        bucket: u32,
        only: Option<&HashSet<String>>,
        mut take: impl FnMut(&str, &mut Vec<Fact<'_>>),
    ) -> Result<(), LedgerError> {
        let mut batches = Vec::new();
        for entry in self.manifest.segments_of(bucket) {
            let path = self.path_of(entry);
            batches.push((segment::read(&path, None)?, path));
        }
        let mut cursors = Vec::new();
        for (batch, path) in &batches {
            let segment = Segment::new(batch).ok_or_else(|| LedgerError::NotASegment { path: path.clone() })?;
            cursors.push(Cursor { segment, row: 0 });
        }
        let mut facts: Vec<Fact<'_>> = Vec::new();
        // Each file is in order of customers, so the smallest id among the cursors is the next customer.
        while let Some(customer) = cursors.iter().filter_map(Cursor::customer).min() {
            facts.clear();
            let is_wanted = only.is_none_or(|only| only.contains(customer));
            for cursor in cursors.iter_mut().filter(|cursor| cursor.customer() == Some(customer)) {
                let end = cursor.segment.end_of_customer(cursor.row);
                if is_wanted {
                    facts.extend((cursor.row..end).map(|row| cursor.segment.fact(row)));
                }
                cursor.row = end;
            }
            if is_wanted {
                take(customer, &mut facts);
            }
        }
        Ok(())
    }
}

struct Cursor<'a> {
    segment: Segment<'a>,
    row: usize,
}

impl<'a> Cursor<'a> {
    fn customer(&self) -> Option<&'a str> {
        (self.row < self.segment.len()).then(|| self.segment.customer(self.row))
    }
}

impl TimelineEntry {
    fn new(segment: &Segment<'_>, row: usize) -> Self {
        let fact = segment.fact(row);
        Self {
            on: fact.on,
            time_us: fact.time_us,
            kind: fact.kind.word().to_owned(),
            source: segment.source(row).to_owned(),
            source_id: segment.source_id(row).map(str::to_owned),
            ref_id: fact.ref_id.map(str::to_owned),
            amount: fact.amount,
            plan: fact.plan.map(str::to_owned),
            reason: fact.reason.map(str::to_owned),
            departure: fact.departure,
            value: fact.value,
            tenure: fact.tenure,
            traits: fact.traits.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect(),
        }
    }
}
