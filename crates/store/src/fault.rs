//! Faults of the company that customers met: a fact of the tail, kept beside it where the door finds it.

use relationship::exit::{FAULT_DAYS, Fault};
use relationship::{Day, FactKind};
use sqlx_macros::FromRow;

use crate::connection::{Tx, execute, fetch_all};
use crate::error::Cell;
use crate::{Moment, Store, StoreError, TailFact};

#[derive(FromRow)]
struct Row {
    happened_on: String,
    what: String,
}

impl Row {
    fn read(self, customer: &str) -> Result<Fault, StoreError> {
        let on = Cell { table: "faults", column: "happened_on", id: customer }.read(&self.happened_on)?;
        Ok(Fault { on, what: self.what })
    }
}

/// Keeps the faults among facts where the door finds them. Which customer it was and what went wrong must be said; a fault
/// of which nobody says what is a fact for reports only.
pub(crate) async fn keep_faults(tx: &mut Tx, facts: &[TailFact], at: Moment) -> Result<(), StoreError> {
    let is_fault = |fact: &&TailFact| FactKind::from_word(&fact.kind) == FactKind::ServiceFailed;
    for fact in facts.iter().filter(is_fault) {
        let Some(what) = fact.reason.as_ref().filter(|what| !what.trim().is_empty()) else { continue };
        let (on, own) = (fact.on.to_string(), || format!("{} {} {what}", fact.customer, fact.on));
        execute!(
            tx,
            "insert into faults (source, source_id, customer, happened_on, what, noted_at_us)
             values ($1, $2, $3, $4, $5, $6) on conflict (source, source_id) do nothing",
            &fact.source,
            fact.source_id.clone().unwrap_or_else(own),
            &fact.customer,
            on,
            what,
            at.us(),
        )?;
    }
    Ok(())
}

impl Store {
    /// Keeps faults that stand in the ledger already, such as those of an imported file, where the door finds them. The
    /// same source and id again is the same fault.
    ///
    /// # Errors
    /// `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn keep_faults(&self, facts: &[TailFact], at: Moment) -> Result<(), StoreError> {
        crate::tail::check_facts(facts)?;
        let mut tx = self.write().await?;
        keep_faults(&mut tx, facts, at).await?;
        tx.commit().await
    }

    /// What went wrong for a customer within the days in which it is still brought up, the newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn faults_of(&self, customer: &str, today: Day) -> Result<Vec<Fault>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select happened_on, what from faults where customer = $1 and happened_on >= $2 and happened_on <= $3
             order by happened_on desc, source_id limit 50",
            customer,
            today.plus_days(-FAULT_DAYS).to_string(),
            today.to_string(),
        )?;
        rows.into_iter().map(|row| row.read(customer)).collect()
    }
}
