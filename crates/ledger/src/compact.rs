//! Brings many small files together, and spreads a ledger that has grown over more buckets.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::error::LedgerError;
use crate::facts::FactColumns;
use crate::ledger::{Ledger, Snapshot, Writer};
use crate::manifest::{Manifest, SegmentEntry, bucket_of, sync_folder};
use crate::segment::{self, Segment};
use crate::sort::Sorted;
use relationship::Day;

/// Facts per bucket that a ledger aims at: small enough to hold several in memory, large enough to be worth a file.
const FACTS_PER_BUCKET: u64 = 200_000;
/// The most buckets a ledger has.
const BUCKETS_MAX: u64 = 4_096;

/// What a compaction did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compaction {
    /// Files before.
    pub files_before: u64,
    /// Files after.
    pub files_after: u64,
    /// Facts, which a compaction never changes.
    pub facts: u64,
}

/// How many buckets a ledger with so many facts should have.
pub(crate) fn buckets_for(facts: u64) -> u32 {
    let wanted = (facts / FACTS_PER_BUCKET).max(1).next_power_of_two().min(BUCKETS_MAX);
    u32::try_from(wanted).unwrap_or(1)
}

/// Brings the files of each bucket together. Facts are neither added nor lost.
///
/// # Errors
/// `Empty` without facts; `Busy` while another process writes; `Disk` when there is no room; what stood before then
/// still stands.
pub fn compact(ledger: &Ledger, new_id: &str) -> Result<Compaction, LedgerError> {
    let mut writer = ledger.writer()?;
    let Some(manifest) = writer.manifest.clone() else {
        return Err(LedgerError::Empty { path: ledger.data().to_owned() });
    };
    let files_before = manifest.segments.len() as u64;
    let buckets = buckets_for(manifest.facts()).max(manifest.buckets);
    let next = spread(&writer, manifest, buckets, new_id).inspect_err(|_| writer.sweep())?;
    writer.commit(next)?;
    let after = writer.manifest.as_ref();
    Ok(Compaction {
        files_before,
        files_after: after.map_or(0, |m| m.segments.len() as u64),
        facts: after.map_or(0, Manifest::facts),
    })
}

/// Rewrites the ledger into so many buckets with one file each.
pub(crate) fn spread(
    writer: &Writer,
    mut manifest: Manifest,
    buckets: u32,
    new_id: &str,
) -> Result<Manifest, LedgerError> {
    let snapshot = Snapshot { data: writer.ledger.data().to_owned(), manifest: manifest.clone() };
    let segments: Vec<Vec<SegmentEntry>> = (0..manifest.buckets)
        .into_par_iter()
        .map(|bucket| {
            let old: Vec<SegmentEntry> = manifest.segments_of(bucket).cloned().collect();
            if buckets == manifest.buckets && old.len() <= 1 {
                return Ok(old);
            }
            let parts = split(&snapshot, bucket, buckets)?;
            let mut entries = Vec::new();
            for (bucket, mut part) in parts.into_iter().filter(|(_, part)| part.len() > 0) {
                part.settle();
                entries.extend(store(writer, &Sorted::as_stored(&part), bucket, new_id)?);
            }
            Ok(entries)
        })
        .collect::<Result<_, LedgerError>>()?;
    manifest.segments = segments.into_iter().flatten().collect();
    manifest.buckets = buckets;
    Ok(manifest)
}

/// The facts of one bucket, split over the buckets it becomes.
fn split(snapshot: &Snapshot, bucket: u32, buckets: u32) -> Result<Vec<(u32, FactColumns)>, LedgerError> {
    let factor = buckets / snapshot.manifest.buckets;
    let mut parts: Vec<(u32, FactColumns)> =
        (0..factor).map(|i| (bucket * factor + i, FactColumns::default())).collect();
    for entry in snapshot.manifest.segments_of(bucket) {
        let path = snapshot.path_of(entry);
        let batch = segment::read(&path, None)?;
        let segment = Segment::new(&batch).ok_or(LedgerError::NotASegment { path })?;
        for (part, columns) in &mut parts {
            segment.load_into(columns, |_, hash| bucket_of(hash, buckets) == *part);
        }
    }
    Ok(parts)
}

/// Writes the facts of one bucket as a new file, if there are any.
pub(crate) fn store(
    writer: &Writer,
    sorted: &Sorted<'_>,
    bucket: u32,
    id: &str,
) -> Result<Option<SegmentEntry>, LedgerError> {
    if sorted.places.is_empty() {
        return Ok(None);
    }
    let (name, path) = writer.new_segment(bucket, id)?;
    let facts = segment::write(&path, sorted)?;
    if let Some(folder) = path.parent() {
        sync_folder(folder)?;
    }
    let days = sorted.rows().map(|row| sorted.facts.days()[row]);
    let (first, last) = days.fold((i32::MAX, i32::MIN), |(first, last), on| (first.min(on), last.max(on)));
    let sources: BTreeSet<String> = sorted.facts.sources().map(str::to_owned).collect();
    let bytes = std::fs::metadata(&path).map_or(0, |meta| meta.len());
    let days = (Day::from_number(first), Day::from_number(last));
    Ok(Some(SegmentEntry { path: name, bucket, facts, bytes, sources, days }))
}
