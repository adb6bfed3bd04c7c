//! One person goes from the facts: the files of their bucket are written anew without them.

use relationship::Day;

use crate::compact::store;
use crate::error::LedgerError;
use crate::facts::FactColumns;
use crate::ledger::{Ledger, Snapshot};
use crate::manifest::SegmentEntry;
use crate::segment::{self, Segment};
use crate::sort::Sorted;
use crate::strings::hash;

/// Erases every fact of a customer, and everything derived from facts; gives how many facts there were. The next question
/// makes the spells anew. What a file that is imported again says of them would come back: the file is the company's own.
///
/// # Errors
/// `Busy` while another process writes; `Disk` when there is no room; what stood before then still stands.
pub fn erase(ledger: &Ledger, customer: &str, new_id: &str) -> Result<u64, LedgerError> {
    let mut writer = ledger.writer()?;
    let Some(mut next) = writer.manifest.clone() else { return Ok(0) };
    let snapshot = Snapshot { data: ledger.data().to_owned(), manifest: next.clone() };
    let bucket = next.bucket_of(hash(customer));
    let (mut segments, mut erased): (Vec<SegmentEntry>, u64) = (Vec::new(), 0);
    for (at, entry) in next.segments.iter().enumerate() {
        if entry.bucket != bucket {
            segments.push(entry.clone());
            continue;
        }
        let path = snapshot.path_of(entry);
        let batch = segment::read(&path, None)?;
        let old = Segment::new(&batch).ok_or(LedgerError::NotASegment { path })?;
        let mut kept = FactColumns::default();
        old.load_into(&mut kept, |known, _| known != customer);
        let gone = entry.facts - kept.len() as u64;
        if gone == 0 {
            segments.push(entry.clone());
            continue;
        }
        erased += gone;
        if kept.len() > 0 {
            kept.settle();
            segments.extend(store(&writer, &Sorted::as_stored(&kept), bucket, &format!("{new_id}-{at}"))?);
        }
    }
    if erased == 0 {
        return Ok(0);
    }
    let first = segments.iter().map(|it| it.days.0).min();
    next.observed_from = first.unwrap_or(Day::from_number(i32::MAX / 2));
    next.segments = segments;
    writer.commit(next)?;
    // The old files and what was made of them hold the person still.
    writer.sweep();
    let derived = ledger.data().join("derived");
    match std::fs::remove_dir_all(&derived) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(crate::error::at(&derived)(cause)),
        _ => Ok(erased),
    }
}
