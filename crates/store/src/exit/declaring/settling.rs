//! Requests that PostgreSQL has taken and not yet put on its disk: the next ones are stored while these wait.
//!
//! A commit that waits for the disk keeps the turn of the chain for as long. So the statement of a batch does not wait
//! (`declare_at_once.sql`); whoever asked does, here, after the turn was given back: until a commit that came later is on
//! the disk, for what was written before it is there then too. It goes over the same connection. Had the server fallen over
//! in between, and forgotten the batch, that connection would be gone.

use sqlx::PgConnection;
use sqlx::pool::PoolConnection;
use sqlx::postgres::Postgres;

use super::Declared;
use crate::StoreError;
use crate::connection::Tx;

/// A message in the log that nobody reads: it changes no table, and without it the commit would have nothing to wait for.
const STATEMENT: &str = "select pg_logical_emit_message(true, 'vaarwel', 'until here')::text";

/// What was stored, and the connection over which it may still have to be waited for.
pub(super) struct Taken {
    pub(super) declared: Vec<Declared>,
    pub(super) until_on_disk: Option<PoolConnection<Postgres>>,
}

impl Taken {
    /// Waits until all of it is on the disk.
    pub(super) async fn settle(self) -> Result<Vec<Declared>, StoreError> {
        if let Some(mut link) = self.until_on_disk {
            wait(&mut link).await.map_err(|error| StoreError::Unsettled { why: error.to_string() })?;
        }
        Ok(self.declared)
    }
}

/// Commits so that all this transaction saw is on the disk, also where it only read: a case it found may not be there yet.
pub(super) async fn commit(mut tx: Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = &mut tx {
        wait(tx).await?;
    }
    tx.commit().await
}

async fn wait(link: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query_scalar::<Postgres, String>(STATEMENT).fetch_one(link).await.map(drop)
}
