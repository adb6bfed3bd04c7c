//! Who does not want to be asked. It works at once, on every channel, for every survey.

use relationship::listening::AskedBy;

use crate::connection::{execute, fetch_optional};
use crate::error::check_text;
use crate::webhook::Change;
use crate::{Moment, Store, StoreError, Topic};

impl Store {
    /// Asks a customer nothing any more, whatever link they hold; `false` when they had said so before.
    ///
    /// # Errors
    /// `NotStorable` for a name with a zero character.
    pub async fn opt_out(&self, customer: &str, channel: AskedBy, at: Moment) -> Result<bool, StoreError> {
        check_text(0, "customer", customer)?;
        let mut tx = self.write().await?;
        let first = execute!(
            tx,
            "insert into asking_opt_outs (customer, channel, opted_out_at_us) values ($1, $2, $3)
             on conflict (customer) do nothing",
            customer,
            channel.word(),
            at.us(),
        )?;
        if first == 1 {
            let key = format!("{customer} {}", at.us());
            let says = serde_json::json!({ "customer": customer, "channel": channel.word() });
            let change = Change { topic: Topic::Askings, event: "asking.opted_out", key: &key, says, at };
            tx.tell_programs(change).await?;
        }
        tx.commit().await?;
        Ok(first == 1)
    }

    /// Lets a customer be asked again who says so; `false` when they had not opted out.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn opt_in(&self, customer: &str) -> Result<bool, StoreError> {
        let mut tx = self.write().await?;
        let gone = execute!(tx, "delete from asking_opt_outs where customer = $1", customer)?;
        tx.commit().await?;
        Ok(gone == 1)
    }

    /// Does a customer not want to be asked?
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn has_opted_out(&self, customer: &str) -> Result<bool, StoreError> {
        let mut db = self.read().await?;
        let row: Option<(i64,)> =
            fetch_optional!(db, "select opted_out_at_us from asking_opt_outs where customer = $1", customer)?;
        Ok(row.is_some())
    }
}
