//! Two databases behind one door. A statement is written once with `$1`; the macros here compile it for both.

use std::borrow::Borrow;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};

use crate::StoreError;

/// The two kinds of database, each with its own pools.
#[derive(Clone, Debug)]
pub(crate) enum Pools {
    /// SQLite has one writer at a time. One connection in the write pool makes writers queue here instead of failing
    /// there; readers have their own connections and never wait for a writer (WAL).
    Sqlite { write: SqlitePool, read: SqlitePool },
    /// What waited together goes to PostgreSQL over connections of its own (`together`): one request of many must not queue
    /// behind those who ask alone, and its statements look everything up by key.
    Postgres { pool: PgPool, together: PgPool },
}

/// A borrowed connection to either database: what the macros below match on.
pub(crate) enum Link<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// A connection for reading.
pub(crate) enum Reader {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// A transaction that writes. Dropped without [`Tx::commit`], it leaves everything as it was.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// What transactions take turns in. A transaction that takes several takes them in this order.
#[derive(Clone, Copy)]
pub(crate) enum Turn {
    Members,
    Choices,
    Flows,
    Receipts,
    Facts,
    Askings,
    Points,
    Settings,
    History,
}

impl Pools {
    pub(crate) async fn read(&self) -> Result<Reader, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Reader::Sqlite(Box::pin(read.acquire()).await?),
            Self::Postgres { pool, .. } => Reader::Postgres(acquire(pool).await?),
        })
    }

    /// Empties the log beside a SQLite file: what was deleted from the file stands there until it is written over. Whoever
    /// reads at this moment may keep it there; then the log is emptied another time.
    pub(crate) async fn empty_log(&self) -> Result<(), StoreError> {
        if let Self::Sqlite { write, .. } = self {
            sqlx::query("pragma wal_checkpoint(truncate)").execute(write).await?;
        }
        Ok(())
    }

    pub(crate) async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            // A plain `begin` takes the write lock at the first write, and fails if another program wrote since the
            // first read; `immediate` takes it at once and waits its turn.
            Self::Sqlite { write, .. } => Tx::Sqlite(Box::pin(write.begin_with("begin immediate")).await?),
            Self::Postgres { pool, .. } => Tx::Postgres(Box::pin(pool.begin()).await?),
        })
    }
}

/// A connection of a pool. How one is opened takes some 15 kB of a future, which every future around it would carry along and
/// copy from hand to hand; boxed, as above, it is made where it is waited for.
pub(crate) async fn acquire(pool: &PgPool) -> Result<PoolConnection<Postgres>, sqlx::Error> {
    Box::pin(pool.acquire()).await
}

impl Reader {
    pub(crate) fn link(&mut self) -> Link<'_> {
        match self {
            Self::Sqlite(connection) => Link::Sqlite(connection),
            Self::Postgres(connection) => Link::Postgres(connection),
        }
    }
}

impl Tx {
    pub(crate) fn link(&mut self) -> Link<'_> {
        match self {
            Self::Sqlite(tx) => Link::Sqlite(tx),
            Self::Postgres(tx) => Link::Postgres(tx),
        }
    }

    /// Is this PostgreSQL? For the one statement that is not the same in both.
    pub(crate) const fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Waits until no other transaction has this turn, keeps it until the end, and counts its number up by `by`.
    /// Returns the new number.
    pub(crate) async fn take_turn(&mut self, turn: Turn, by: i64) -> Result<i64, StoreError> {
        let name = match turn {
            Turn::Members => "members",
            Turn::Choices => "choices",
            Turn::Flows => "flows",
            Turn::Receipts => "receipts",
            Turn::Facts => "facts",
            Turn::Askings => "askings",
            Turn::Points => "points",
            Turn::Settings => "settings",
            Turn::History => "history",
        };
        let sql = "update counters set value = value + $1 where name = $2 returning value";
        let (number,): (i64,) = fetch_one!(self, sql, by, name)?;
        Ok(number)
    }
}

/// Runs a statement; gives the number of rows it changed.
macro_rules! execute {
    ($on:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $on.link() {
            $crate::connection::Link::Sqlite(link) => {
                sqlx::query::<sqlx::Sqlite>($sql)$(.bind($bind))*.execute(link).await.map(|done| done.rows_affected())
            }
            $crate::connection::Link::Postgres(link) => {
                sqlx::query::<sqlx::Postgres>($sql)$(.bind($bind))*.execute(link).await.map(|done| done.rows_affected())
            }
        }
    };
}
pub(crate) use execute;

/// Inserts many rows in one statement:
/// `insert_rows!(tx, "insert into t (a, b) values ", rows, "", |row| [row.a, row.b])`.
macro_rules! insert_rows {
    ($on:expr, $into:expr, $rows:expr, $then:expr, |$row:ident| [$($bind:expr),+ $(,)?]) => {{
        let rows = $rows;
        let columns = [$(stringify!($bind)),+].len();
        let sql = $crate::connection::values_for($into, rows.len(), columns, $then);
        match (rows.is_empty(), $on.link()) {
            (true, _) => Ok(0),
            (false, $crate::connection::Link::Sqlite(link)) => {
                let mut query = sqlx::query::<sqlx::Sqlite>(sqlx::AssertSqlSafe(sql));
                for $row in rows {
                    query = query$(.bind($bind))+;
                }
                query.execute(link).await.map(|done| done.rows_affected())
            }
            (false, $crate::connection::Link::Postgres(link)) => {
                let mut query = sqlx::query::<sqlx::Postgres>(sqlx::AssertSqlSafe(sql));
                for $row in rows {
                    query = query$(.bind($bind))+;
                }
                query.execute(link).await.map(|done| done.rows_affected())
            }
        }
    }};
}
pub(crate) use insert_rows;

/// Rows to insert, whoever owns them.
pub(crate) fn borrowed<B: Borrow<R>, R>(rows: &[B]) -> Vec<&R> {
    rows.iter().map(Borrow::borrow).collect()
}

/// The statement with a place for every value of every row.
pub(crate) fn values_for(into: &str, rows: usize, columns: usize, then: &str) -> String {
    use std::fmt::Write as _;
    let mut sql = String::with_capacity(into.len() + rows * columns * 5);
    sql.push_str(into);
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            // Writing to a String cannot fail.
            let _ = write!(sql, "{}${}", if column == 1 { "" } else { ", " }, row * columns + column);
        }
        sql.push(')');
    }
    sql.push_str(then);
    sql
}

/// Makes the three macros that fetch rows, one per method of sqlx.
macro_rules! fetching {
    ($($(#[$about:meta])* $name:ident, $method:ident, $d:tt;)+) => {$(
        $(#[$about])*
        macro_rules! $name {
            ($d on:expr, $d sql:expr $d (, $d bind:expr)* $d (,)?) => {
                match $d on.link() {
                    $crate::connection::Link::Sqlite(link) => {
                        sqlx::query_as::<sqlx::Sqlite, _>($d sql)$d (.bind($d bind))*.$method(link).await
                    }
                    $crate::connection::Link::Postgres(link) => {
                        sqlx::query_as::<sqlx::Postgres, _>($d sql)$d (.bind($d bind))*.$method(link).await
                    }
                }
            };
        }
        pub(crate) use $name;
    )+};
}

fetching! {
    /// The one row of a query.
    fetch_one, fetch_one, $;
    /// The row of a query, if there is one.
    fetch_optional, fetch_optional, $;
    /// All rows of a query.
    fetch_all, fetch_all, $;
}
