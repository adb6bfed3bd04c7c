//! Receipts, and the log of their chain.

use sqlx_macros::FromRow;

use crate::connection::{fetch_all, fetch_optional};
use crate::error::Cell;
use crate::page::rows_to_fetch;
use crate::{ExitId, Moment, Page, Store, StoreError};

/// A receipt as it was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReceipt {
    /// Its place in the chain.
    pub place: u64,
    /// The case.
    pub exit: ExitId,
    /// The text with the seal.
    pub body: String,
    /// When it was made.
    pub made_at: Moment,
}

/// A line of the log: hashes only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainLink {
    /// The place.
    pub place: u64,
    /// The hash of what people read.
    pub content: String,
    /// The hash of the receipt.
    pub hash: String,
}

#[derive(FromRow)]
struct Row {
    place: i64,
    exit_id: String,
    body: String,
    made_at_us: i64,
}

impl Store {
    /// The receipt of a case; none where the person was erased.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn receipt(&self, exit: ExitId) -> Result<Option<StoredReceipt>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select place, exit_id, body, made_at_us from receipts where exit_id = $1 and body <> ''",
            exit.to_string(),
        )?;
        row.map(|row| {
            let exit = Cell { table: "receipts", column: "exit_id", id: &row.place.to_string() }.read(&row.exit_id)?;
            let (place, made_at) = (row.place.unsigned_abs(), Moment::from_us(row.made_at_us));
            Ok(StoredReceipt { place, exit, body: row.body, made_at })
        })
        .transpose()
    }

    /// The name of the chain of receipts; none before the first.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn chain_name(&self) -> Result<Option<String>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<(String,)> = fetch_optional!(db, "select name from chain where only_one = 1")?;
        Ok(row.map(|(name,)| name))
    }

    /// The log of the chain after a place. Begin with 0.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn chain_links(&self, after: u64, limit: u32) -> Result<Page<ChainLink, u64>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<(i64, String, String)> = fetch_all!(
            db,
            "select place, content, hash from receipts where place > $1 order by place limit $2",
            i64::try_from(after).unwrap_or(i64::MAX),
            rows_to_fetch(limit),
        )?;
        let links = rows
            .into_iter()
            .map(|(place, content, hash)| ChainLink { place: place.unsigned_abs(), content, hash })
            .collect();
        Ok(Page::cut(links, limit, |link: &ChainLink| link.place))
    }
}
