//! The history: who changed what, and when. Each entry stands in the transaction of the change it tells about.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;
use sqlx_macros::FromRow;

use crate::connection::{Turn, Tx, execute, fetch_all};
use crate::error::Cell;
use crate::page::rows_to_fetch;
use crate::{ApiKeyId, MemberId, Moment, NotAllowed, Page, Store, StoreError};

/// Who does something. Names are not kept here: they go when the member goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The program itself, or whoever runs its command line.
    Program,
    /// A member in the console.
    Member(MemberId),
    /// A program that holds an API key.
    Key(ApiKeyId),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program => f.write_str("program"),
            Self::Member(id) => write!(f, "member:{id}"),
            Self::Key(id) => write!(f, "key:{id}"),
        }
    }
}

impl FromStr for Actor {
    type Err = NotAllowed;

    fn from_str(given: &str) -> Result<Self, NotAllowed> {
        match given.split_once(':') {
            None if given == "program" => Ok(Self::Program),
            Some(("member", id)) => id.parse().map(Self::Member),
            Some(("key", id)) => id.parse().map(Self::Key),
            _ => Err(NotAllowed {
                given: given.to_owned(),
                what: "somebody who acts",
                allowed: "`program`, `member:ID`, `key:ID`".to_owned(),
            }),
        }
    }
}

/// Who does something, and when: every change asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// Who.
    pub by: Actor,
    /// When.
    pub at: Moment,
}

/// One entry of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its number; later entries have higher ones.
    pub seq: i64,
    /// Who did it, and when.
    pub act: Act,
    /// What was done, such as `member_added`.
    pub what: String,
    /// What it was done to, such as `member:ID`.
    pub about: Option<String>,
    /// The particulars.
    pub details: Value,
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at_us: i64,
    done_by: String,
    what: String,
    about: Option<String>,
    details: String,
}

impl Row {
    fn read(self) -> Result<Entry, StoreError> {
        let id = self.seq.to_string();
        let cell = |column| Cell { table: "history", column, id: &id };
        Ok(Entry {
            seq: self.seq,
            act: Act { by: cell("done_by").read(&self.done_by)?, at: Moment::from_us(self.at_us) },
            what: self.what,
            about: self.about,
            details: cell("details").read_json(&self.details)?,
        })
    }
}

impl Tx {
    /// Writes down what this transaction does. The last thing before the commit: see [`Turn`].
    pub(crate) async fn record(
        &mut self,
        act: Act,
        what: &'static str,
        about: impl Into<Option<String>>,
        details: Value,
    ) -> Result<(), StoreError> {
        let about = about.into();
        let seq = self.take_turn(Turn::History, 1).await?;
        execute!(
            self,
            "insert into history (seq, at_us, done_by, what, about, details) values ($1, $2, $3, $4, $5, $6)",
            seq,
            act.at.us(),
            act.by.to_string(),
            what,
            about,
            details.to_string(),
        )?;
        Ok(())
    }
}

impl Store {
    /// The history, newest first; `before` is the `next` of the page before.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn history(&self, before: Option<i64>, limit: u32) -> Result<Page<Entry, i64>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select seq, at_us, done_by, what, about, details from history where seq < $1 order by seq desc limit $2",
            before.unwrap_or(i64::MAX),
            rows_to_fetch(limit),
        )?;
        let entries = rows.into_iter().map(Row::read).collect::<Result<_, _>>()?;
        Ok(Page::cut(entries, limit, |entry: &Entry| entry.seq))
    }
}
