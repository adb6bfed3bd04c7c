//! Facts that came one by one move from the store's tail into the ledger.

use relationship::fact::Fact;
use relationship::{Currency, Day, FactKind};

use crate::compact::{buckets_for, store};
use crate::error::LedgerError;
use crate::facts::{FactColumns, Sourced};
use crate::known::known_in;
use crate::ledger::{Ledger, TimelineEntry};
use crate::manifest::bucket_of;
use crate::sort::Sorted;

/// What sealing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sealed {
    /// Facts that now stand in the ledger and did not before.
    pub facts: u64,
    /// The tail up to this number stands in the ledger and may be deleted.
    pub through: i64,
}

/// Stores facts of the tail up to number `through`. Sealing the same part of the tail twice, as after a crash between
/// sealing and deleting, changes nothing.
///
/// # Errors
/// `Busy` while another process writes; `Disk` when there is no room. The tail must then be kept.
pub fn seal(
    ledger: &Ledger,
    tail: &[(String, TimelineEntry)],
    through: i64,
    today: Day,
    currency: Currency,
    id: &str,
) -> Result<Sealed, LedgerError> {
    let mut writer = ledger.writer()?;
    let mut next = writer.manifest_or_empty(currency, buckets_for(tail.len() as u64));
    if through <= next.sealed_through {
        return Ok(Sealed { facts: 0, through: next.sealed_through });
    }
    let mut buckets: Vec<FactColumns> = (0..next.buckets).map(|_| FactColumns::default()).collect();
    for (customer, entry) in tail {
        let bucket = bucket_of(crate::strings::hash(customer), next.buckets) as usize;
        let traits: Vec<(&str, &str)> = entry.traits.iter().map(|(name, value)| (&**name, &**value)).collect();
        let fact = Fact {
            on: entry.on,
            time_us: entry.time_us,
            kind: FactKind::from_word(&entry.kind),
            ref_id: entry.ref_id.as_deref(),
            amount: entry.amount,
            plan: entry.plan.as_deref(),
            reason: entry.reason.as_deref(),
            departure: entry.departure,
            value: entry.value,
            tenure: entry.tenure,
            traits: traits.into(),
        };
        let it = Sourced { fact, source_id: entry.source_id.as_deref(), line: 0 };
        buckets[bucket].set_source(&entry.source);
        buckets[bucket].push(customer, &it, 0);
    }
    let mut facts = 0;
    for (bucket, mut columns) in buckets.into_iter().enumerate().filter(|(_, columns)| columns.len() > 0) {
        columns.settle();
        columns.learn_traits(&mut next.traits);
        next.has_contracts |= columns.has_contracts();
        next.has_dates |= columns.has_contracts();
        let bucket = u32::try_from(bucket).unwrap_or(0);
        let mut sorted = Sorted::new(&columns);
        sorted.leave_out_known(&known_in(&writer, &next, bucket, &sorted)?);
        if let Some(entry) = store(&writer, &sorted, bucket, id)? {
            facts += entry.facts;
            next.observed_from = next.observed_from.min(entry.days.0);
            next.observed_until = next.observed_until.max(entry.days.1.min(today));
            next.segments.push(entry);
        }
    }
    next.sealed_through = through;
    writer.commit(next)?;
    Ok(Sealed { facts, through })
}
