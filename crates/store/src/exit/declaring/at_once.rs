//! Requests that waited together, stored in one statement: PostgreSQL only.
//!
//! One way to the server and back: the statement is a transaction by itself, and its commit does not wait for the disk. It
//! stores all or says that it could not, and then nothing was stored: somebody else wrote to the chain, or a case was there
//! already. Both are rare, and found out step by step.

use relationship::DepartureKind;
use relationship::receipt::Hash;
use sqlx::PgConnection;

use super::settling::Taken;
use super::{Declared, Head, Made, Ready, RowCells, same_requests};
use crate::connection::{Pools, acquire};
use crate::error::is_undone;
use crate::tail::traits_text;
use crate::{Store, StoreError};

const STATEMENT: &str = include_str!("../../../queries/declare_at_once.sql");

/// Binds one list per column.
macro_rules! bind_columns {
    ($query:expr, $rows:expr, |$row:ident| [$($column:expr),+ $(,)?]) => {
        $query$(.bind($rows.iter().map(|$row| $column).collect::<Vec<_>>()))+
    };
}

impl Store {
    /// Stores requests in one statement; `None` where that could not be, and then nothing was stored.
    pub(super) async fn declare_at_once(&self, head: &mut Head, batch: &[Ready]) -> Result<Option<Taken>, StoreError> {
        let (Pools::Postgres { together, .. }, Some(chain), Some(before)) =
            (&self.pools, head.chain.clone(), head.last)
        else {
            return Ok(None);
        };
        let mut end = before;
        let mut made = Made::default();
        let mut rows: Vec<RowCells<'_>> = Vec::with_capacity(batch.len());
        let mut declared: Vec<Declared> = Vec::with_capacity(batch.len());
        for (ready, same) in batch.iter().zip(same_requests(batch)) {
            let answer = if let Some(index) = same {
                Declared { already_there: true, ..declared[index].clone() }
            } else {
                rows.push(RowCells::of(ready));
                made.take(ready, &chain, &mut end)
            };
            declared.push(answer);
        }
        let mut link = acquire(together).await?;
        let is_stored = made.insert_at_once(&mut link, &rows, (before, end.0)).await?;
        drop(link);
        if !is_stored {
            // The chain may end elsewhere than it was left.
            head.last = None;
            return Ok(None);
        }
        *head = Head { chain: Some(chain), last: Some(end) };
        Ok(Some(Taken { declared, until_on_disk: Some(end) }))
    }
}

impl Made<'_> {
    /// Was all of it stored?
    async fn insert_at_once(
        &self,
        link: &mut PgConnection,
        rows: &[RowCells<'_>],
        ((before, hash), end): ((i64, Hash), i64),
    ) -> Result<bool, StoreError> {
        let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        let query = sqlx::query_as::<sqlx::Postgres, (i64,)>(STATEMENT).bind(before).bind(end).bind(count(rows.len()));
        let query = bind_columns!(query, rows, |it| [
            it.id.as_str(),
            it.about.flow.as_str(),
            i64::from(it.about.flow_version),
            it.about.customer.as_deref(),
            it.about.contract.as_deref(),
            it.about.kind.word(),
            it.about.channel.word(),
            it.about.language.as_str(),
            it.about.asked_at_us,
            it.asked_on.as_str(),
            it.last_on.as_deref(),
            it.due_on.as_deref(),
            it.key.as_deref(),
        ]);
        let query = bind_columns!(query, self.events, |it| [
            it.exit.as_str(),
            it.seq,
            it.at_us,
            it.by.as_str(),
            it.word,
            it.body.as_str(),
        ]);
        let query = bind_columns!(query, self.receipts, |it| [
            it.place,
            it.exit.as_str(),
            it.content.as_str(),
            it.hash.as_str(),
            it.body.as_str(),
            it.at_us,
        ]);
        let query = bind_columns!(query, self.jobs, |it| [
            it.id.to_string(),
            it.kind.as_str(),
            it.about.as_str(),
            it.body.as_str(),
            it.made_at.us(),
            it.due_at.us(),
        ]);
        let query = query.bind(count(self.facts.len())).bind(self.at_us);
        let query = bind_columns!(query, self.facts, |it| [
            it.customer.as_str(),
            it.on.to_string(),
            it.time_us,
            it.kind.as_str(),
            it.source.as_str(),
            it.source_id.as_deref(),
            it.ref_id.as_deref(),
            it.amount,
            it.plan.as_deref(),
            it.reason.as_deref(),
            it.departure.map(DepartureKind::word),
            it.value,
            it.tenure.map(|tenure| tenure.value),
            it.tenure.map(|tenure| tenure.unit.word()),
            traits_text(it),
        ]);
        let query = bind_columns!(query, self.visits, |it| [it.0, it.1.as_str(), it.2]);
        let query = query.bind(hash.to_string());
        // All rows are asked for, though there is one at most: the server is done only when it says so after the last.
        match query.fetch_all(link).await {
            Ok(stored) => Ok(!stored.is_empty()),
            Err(error) if is_undone(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
