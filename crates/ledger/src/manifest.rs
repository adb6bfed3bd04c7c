//! The manifest: which files make up the ledger at this moment. It is replaced in one step, so a reader sees the state
//! before a change or after it, never between.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use relationship::fact::TenureUnit;
use relationship::{Currency, Day};
use serde::{Deserialize, Serialize};

use crate::error::{LedgerError, at};

/// The newest format this program reads and writes.
pub const FORMAT: u32 = 1;
/// The manifest's name inside the ledger folder.
pub(crate) const FILE: &str = "manifest.json";

/// Which files make up the ledger, and what is known about them as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format of the folder.
    pub format: u32,
    /// Counts up with each change; two equal generations of one folder hold the same facts.
    pub generation: u64,
    /// How many buckets the customers are spread over: a power of two.
    pub buckets: u32,
    /// The one currency of all amounts.
    pub currency: Currency,
    /// The last day the facts speak about: who had not left by then is still here.
    pub observed_until: Day,
    /// The first day any fact speaks about.
    pub observed_from: Day,
    /// The files, oldest first.
    pub segments: Vec<SegmentEntry>,
    /// What was imported, oldest first.
    pub imports: Vec<ImportEntry>,
    /// The traits of customers, by name.
    pub traits: BTreeMap<String, TraitKind>,
    /// The units tenures were stated in. Empty when every spell has its own dates.
    pub tenure_units: BTreeSet<TenureUnit>,
    /// Are there relations whose beginning or end a source dated? Not so for a snapshot with tenures alone, nor where
    /// customers are known by activity alone.
    pub has_dates: bool,
    /// Are there facts that say that customers join and leave, and not only that they were active?
    pub has_contracts: bool,
    /// Facts of the store's tail up to this number stand in the ledger.
    pub sealed_through: i64,
}

/// One file of facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentEntry {
    /// Its path inside the ledger folder.
    pub path: String,
    /// Its bucket.
    pub bucket: u32,
    /// How many facts it holds.
    pub facts: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// The sources its facts came from.
    pub sources: BTreeSet<String>,
    /// The days its facts happened on, first and last.
    pub days: (Day, Day),
}

/// One import, so that the same file is recognized when it comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportEntry {
    /// A fingerprint of the file's bytes and of the mapping it was read with.
    pub fingerprint: String,
    /// The name its facts carry as their source.
    pub source: String,
    /// Rows that were stored.
    pub rows: u64,
    /// Rows that were rejected.
    pub rejected: u64,
    /// The last day the file told about, where its rows are held against those of the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_on: Option<Day>,
}

/// How the values of a trait are kept in spells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TraitKind {
    /// Words.
    Text,
    /// Every value seen so far was a number.
    Number,
}

impl Manifest {
    /// The manifest of a ledger without facts.
    pub(crate) fn empty(currency: Currency, buckets: u32) -> Self {
        Self {
            format: FORMAT,
            generation: 0,
            buckets,
            currency,
            observed_until: Day::from_number(i32::MIN / 2),
            observed_from: Day::from_number(i32::MAX / 2),
            segments: Vec::new(),
            imports: Vec::new(),
            traits: BTreeMap::new(),
            tenure_units: BTreeSet::new(),
            has_dates: false,
            has_contracts: false,
            sealed_through: 0,
        }
    }

    /// Reads the manifest of a ledger folder; `None` when there is none yet.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, LedgerError> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let path = folder.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(at(&path)(cause)),
        };
        let damaged = |cause: serde_json::Error| LedgerError::Manifest { path: path.clone(), cause: cause.to_string() };
        let Format { format } = serde_json::from_str(&text).map_err(damaged)?;
        if format > FORMAT {
            return Err(LedgerError::Newer { found: format, known: FORMAT });
        }
        serde_json::from_str(&text).map(Some).map_err(damaged)
    }

    /// Puts this manifest in the place of the old one, in one step that survives a power cut.
    pub(crate) fn replace(&self, folder: &Path) -> Result<(), LedgerError> {
        let text = serde_json::to_vec(self)
            .map_err(|cause| LedgerError::Manifest { path: folder.join(FILE), cause: cause.to_string() })?;
        replace_file(&folder.join(FILE), &text)
    }

    /// Facts in all files.
    pub fn facts(&self) -> u64 {
        self.segments.iter().map(|segment| segment.facts).sum()
    }

    /// The files of one bucket, oldest first.
    pub(crate) fn segments_of(&self, bucket: u32) -> impl Iterator<Item = &SegmentEntry> {
        self.segments.iter().filter(move |segment| segment.bucket == bucket)
    }

    /// The bucket of a customer whose id has this hash: its highest bits, so that doubling the buckets splits each.
    pub(crate) fn bucket_of(&self, hash: u64) -> u32 {
        bucket_of(hash, self.buckets)
    }
}

pub(crate) fn bucket_of(hash: u64, buckets: u32) -> u32 {
    if buckets <= 1 { 0 } else { u32::try_from(hash >> (64 - buckets.trailing_zeros())).unwrap_or(0) }
}

/// Writes a file so that it is there whole or not at all.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), LedgerError> {
    let fresh = path.with_extension("fresh");
    let written = File::create(&fresh)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&fresh, path));
    written.map_err(|cause| {
        let _ = fs::remove_file(&fresh);
        at(path)(cause)
    })?;
    sync_folder(path.parent().unwrap_or(path))
}

/// Makes sure that names made or changed in a folder survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), LedgerError> {
    File::open(folder).and_then(|handle| handle.sync_all()).map_err(at(folder))
}
