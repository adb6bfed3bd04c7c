//! Requests that PostgreSQL has taken and not yet put on its disk: the next ones are stored while these wait.
//!
//! A commit that waits for the disk keeps the turn of the chain for as long. So the statement of a batch does not wait
//! (`declare_at_once.sql`); whoever asked does, here, after the turn was given back, and one commit waits for all batches
//! that are there by then. It vouches for those whose last receipt it sees: what a transaction sees was committed before it,
//! and is on the disk when it is, whichever connection or server it goes over. Had the server fallen over in between and
//! forgotten a batch, that receipt would be gone, or another would stand at its place, with another hash.

use std::collections::HashSet;
use std::mem;
use std::sync::{Mutex, PoisonError};

use relationship::receipt::Hash;
use sqlx::PgConnection;
use sqlx::postgres::Postgres;
use tokio::sync::oneshot;

use super::Declared;
use crate::connection::{Pools, Tx, acquire};
use crate::{Store, StoreError};

/// A message in the log that nobody reads: it changes no table, and without it the commit would have nothing to wait for.
const UNTIL_HERE: &str = "select pg_logical_emit_message(true, 'vaarwel', 'until here')::text";

/// Which of these receipts are there? Each that is leaves the message, so that the commit waits for the disk; where none is,
/// nothing is waited for and nothing vouched for.
const VOUCH: &str = "select taken.number, pg_logical_emit_message(true, 'vaarwel', 'until here')::text
                     from unnest($1::bigint[], $2::text[]) with ordinality as taken (place, hash, number)
                     join receipts on receipts.place = taken.place and receipts.hash = taken.hash";

/// What was stored, and the end of the chain that may still have to be waited for.
pub(super) struct Taken {
    pub(super) declared: Vec<Declared>,
    pub(super) until_on_disk: Option<(i64, Hash)>,
}

/// A batch that is not on the disk yet, by its last receipt.
struct Unsettled {
    last: (i64, Hash),
    settled: oneshot::Sender<Result<(), StoreError>>,
}

/// Batches that wait for the disk.
#[derive(Default)]
pub(super) struct Settling {
    waiting: Mutex<Vec<Unsettled>>,
    turn: tokio::sync::Mutex<()>,
}

impl Store {
    /// Waits until all of it is on the disk.
    pub(super) async fn settle(&self, taken: Taken) -> Result<Vec<Declared>, StoreError> {
        let Some(last) = taken.until_on_disk else { return Ok(taken.declared) };
        let (settled, is_settled) = oneshot::channel();
        self.declaring.settling.push(Unsettled { last, settled });
        self.settle_waiting().await;
        let unsettled = |_| StoreError::Unsettled { why: "nobody waited for the disk".to_owned() };
        is_settled.await.map_err(unsettled)??;
        Ok(taken.declared)
    }

    /// Whoever has the turn waits for all that are there.
    async fn settle_waiting(&self) {
        let settling = &self.declaring.settling;
        let _turn = settling.turn.lock().await;
        let batches = settling.take();
        if batches.is_empty() {
            return;
        }
        let vouched = self.vouch(&batches).await.map_err(|error| error.to_string());
        for (number, batch) in (1..).zip(batches) {
            let told = match &vouched {
                Ok(numbers) if numbers.contains(&number) => Ok(()),
                Ok(_) => Err(StoreError::Unsettled { why: "the database fell over and forgot them".to_owned() }),
                Err(why) => Err(StoreError::Unsettled { why: why.clone() }),
            };
            // Nobody listens any more.
            let _ = batch.settled.send(told);
        }
    }

    /// The numbers, from 1, of the batches whose last receipt is there, and on the disk.
    async fn vouch(&self, batches: &[Unsettled]) -> Result<HashSet<i64>, StoreError> {
        let Pools::Postgres { together, .. } = &self.pools else { return Ok(HashSet::new()) };
        let mut link = acquire(together).await?;
        let places: Vec<i64> = batches.iter().map(|it| it.last.0).collect();
        let hashes: Vec<String> = batches.iter().map(|it| it.last.1.to_string()).collect();
        let query = sqlx::query_as::<Postgres, (i64, String)>(VOUCH).bind(places).bind(hashes);
        // The server is done, and the commit on its disk, only when it says so after the last row.
        Ok(query.fetch_all(&mut *link).await?.into_iter().map(|(number, _)| number).collect())
    }
}

impl Settling {
    fn push(&self, batch: Unsettled) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
    }

    fn take(&self) -> Vec<Unsettled> {
        mem::take(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Commits so that all this transaction saw is on the disk, also where it only read: a case it found may not be there yet.
pub(super) async fn commit(mut tx: Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = &mut tx {
        let link: &mut PgConnection = tx;
        sqlx::query_scalar::<Postgres, String>(UNTIL_HERE).fetch_one(link).await?;
    }
    tx.commit().await
}
