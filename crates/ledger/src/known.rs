//! Which of the new facts does the ledger have already? Importing the same thing twice changes nothing.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::error::LedgerError;
use crate::facts::{FactColumns, Identity};
use crate::ledger::{Snapshot, Writer};
use crate::manifest::Manifest;
use crate::segment::{self, Segment};
use crate::sort::Sorted;

/// All facts that the ledger has from a source of the customers at hand.
pub(crate) fn told_in(
    writer: &Writer,
    manifest: &Manifest,
    bucket: u32,
    facts: &FactColumns,
    source: &str,
) -> Result<FactColumns, LedgerError> {
    let mut told = FactColumns::default();
    let customers: HashSet<&str> = facts.customers.iter().collect();
    let snapshot = Snapshot { data: writer.ledger.data().to_owned(), manifest: manifest.clone() };
    for entry in manifest.segments_of(bucket).filter(|entry| entry.sources.iter().any(|it| it == source)) {
        let path = snapshot.path_of(entry);
        let batch = segment::read(&path, None)?;
        let old = Segment::new(&batch).ok_or(LedgerError::NotASegment { path })?;
        old.load_into(&mut told, |customer, _| customers.contains(customer));
    }
    told.settle();
    Ok(told)
}

/// Identity and content of the facts that the ledger has of the customers at hand. Files that cannot hold one of the
/// new facts, because they know neither the source nor the days, are not opened.
pub(crate) fn known_in(
    writer: &Writer,
    manifest: &Manifest,
    bucket: u32,
    sorted: &Sorted<'_>,
) -> Result<HashMap<Identity, u128>, LedgerError> {
    let mut known = HashMap::new();
    if sorted.places.is_empty() || manifest.segments_of(bucket).next().is_none() {
        return Ok(known);
    }
    let has_ids = sorted.facts.has_source_ids();
    let sources: BTreeSet<&str> = sorted.facts.sources().collect();
    let days = sorted.facts.days().iter().copied();
    let (first, last) = days.fold((i32::MAX, i32::MIN), |(first, last), on| (first.min(on), last.max(on)));
    let customers: HashSet<&str> = sorted.facts.customers.iter().collect();
    let snapshot = Snapshot { data: writer.ledger.data().to_owned(), manifest: manifest.clone() };
    for entry in manifest.segments_of(bucket) {
        let overlaps = entry.days.0.number() <= last && first <= entry.days.1.number();
        let shares_source = entry.sources.iter().any(|source| sources.contains(source.as_str()));
        if !shares_source || !(has_ids || overlaps) {
            continue;
        }
        let path = snapshot.path_of(entry);
        let batch = segment::read(&path, None)?;
        let old = Segment::new(&batch).ok_or(LedgerError::NotASegment { path })?;
        let mut columns = FactColumns::default();
        old.load_into(&mut columns, |customer, _| customers.contains(customer));
        columns.settle();
        known.extend((0..columns.len()).map(|row| (columns.identity(row, columns.seq(row)), columns.content(row))));
    }
    Ok(known)
}
