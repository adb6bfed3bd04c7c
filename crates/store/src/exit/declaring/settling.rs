//! Requests that PostgreSQL has taken and not yet put on its disk: the next ones are stored while these wait.
//!
//! A commit that waits for the disk keeps the turn of the chain for as long. So the statement of a batch does not wait
//! (`declare_at_once.sql`); whoever asked does, here, until a commit that came later is on the disk: what was written
//! before it is there then too. One such commit serves all batches that were taken while the one before was under way.

use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

use super::{Declared, Head};
use crate::connection::Pools;
use crate::{Store, StoreError};

/// A commit that waits for the disk, and that of every transaction before it. A message in the log that nobody reads: it
/// changes no table, and without it there would be nothing to wait for.
const STATEMENT: &str = "select pg_logical_emit_message(true, 'vaarwel', 'until here')::text";

pub(super) type Answer = Result<Declared, StoreError>;
pub(super) type Asked = (oneshot::Sender<Answer>, Declared);

/// Answers that wait for the disk.
#[derive(Default)]
pub(super) struct Settling {
    waiting: Mutex<Vec<Asked>>,
    turn: tokio::sync::Mutex<()>,
}

impl Settling {
    pub(super) fn add(&self, answers: impl Iterator<Item = Asked>) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).extend(answers);
    }
}

impl Store {
    /// Waits until all that was taken so far is on the disk, and answers.
    pub(super) async fn settle_waiting(&self) {
        let settling = &self.declaring.settling;
        let _turn = settling.turn.lock().await;
        let batch = std::mem::take(&mut *settling.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if batch.is_empty() {
            return;
        }
        let settled = self.until_on_disk().await;
        if settled.is_err() {
            // What is there is looked up again.
            self.declaring.turn.lock().await.head = Head::default();
        }
        for (answer, declared) in batch {
            let done = match &settled {
                Ok(()) => Ok(declared),
                Err(error) => Err(StoreError::Unsettled { why: error.to_string() }),
            };
            // Nobody listens any more: it is stored all the same.
            let _ = answer.send(done);
        }
    }

    async fn until_on_disk(&self) -> Result<(), StoreError> {
        let Pools::Postgres { together, .. } = &self.pools else { return Ok(()) };
        let mut link = together.acquire().await?;
        sqlx::query_scalar::<sqlx::Postgres, String>(STATEMENT).fetch_one(&mut *link).await?;
        Ok(())
    }
}
