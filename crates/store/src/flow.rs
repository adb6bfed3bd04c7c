//! Published flows. A version is never changed; a case is finished on the version it began with.

use serde_json::json;
use sqlx_macros::FromRow;

use crate::connection::{Turn, execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::{Act, Moment, Store, StoreError};

/// One published version of a flow.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedFlow {
    /// Its name, as it stands in addresses.
    pub flow: String,
    /// The version, counted from 1.
    pub version: u32,
    /// The file, as it was published.
    pub body: String,
    /// Who published it, and when.
    pub act: Act,
    /// Why it was published against findings that block.
    pub override_reason: Option<String>,
}

#[derive(FromRow)]
struct Row {
    flow: String,
    version: i64,
    body: String,
    published_by: String,
    published_at_us: i64,
    override_reason: Option<String>,
}

impl Row {
    fn read(self) -> Result<PublishedFlow, StoreError> {
        let id = format!("{} {}", self.flow, self.version);
        let cell = |column| Cell { table: "flows", column, id: &id };
        let by = cell("published_by").read(&self.published_by)?;
        let version = u32::try_from(self.version).map_err(|why| cell("version").damaged(&why))?;
        let act = Act { by, at: Moment::from_us(self.published_at_us) };
        Ok(PublishedFlow { flow: self.flow, version, body: self.body, act, override_reason: self.override_reason })
    }
}

impl Store {
    /// Publishes a flow as its next version.
    ///
    /// # Errors
    /// `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn publish_flow(
        &self,
        flow: &str,
        body: &str,
        override_reason: Option<&str>,
        act: Act,
    ) -> Result<PublishedFlow, StoreError> {
        for (field, text) in [("flow", flow), ("body", body), ("override_reason", override_reason.unwrap_or_default())]
        {
            check_text(0, field, text)?;
        }
        let mut tx = self.write().await?;
        tx.take_turn(Turn::Flows, 1).await?;
        let newest: Option<(i64,)> =
            fetch_optional!(tx, "select version from flows where flow = $1 order by version desc limit 1", flow)?;
        let version = newest.map_or(0, |(version,)| version) + 1;
        execute!(
            tx,
            "insert into flows (flow, version, body, published_by, published_at_us, override_reason)
             values ($1, $2, $3, $4, $5, $6)",
            flow,
            version,
            body,
            act.by.to_string(),
            act.at.us(),
            override_reason,
        )?;
        let details = json!({ "version": version, "override_reason": override_reason });
        tx.record(act, "flow_published", format!("flow:{flow}"), details).await?;
        tx.commit().await?;
        Ok(PublishedFlow {
            flow: flow.to_owned(),
            version: u32::try_from(version).unwrap_or(u32::MAX),
            body: body.to_owned(),
            act,
            override_reason: override_reason.map(str::to_owned),
        })
    }

    /// The newest version of a flow, if it was ever published.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn published_flow(&self, flow: &str) -> Result<Option<PublishedFlow>, StoreError> {
        self.flow_version(flow, u32::MAX).await
    }

    /// The newest version of a flow that is not newer than this one.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn flow_version(&self, flow: &str, version: u32) -> Result<Option<PublishedFlow>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select flow, version, body, published_by, published_at_us, override_reason
             from flows where flow = $1 and version <= $2 order by version desc limit 1",
            flow,
            i64::from(version),
        )?;
        row.map(Row::read).transpose()
    }

    /// The newest version of every flow, in the order of their names.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn published_flows(&self) -> Result<Vec<PublishedFlow>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select flow, version, body, published_by, published_at_us, override_reason from flows
             where version = (select max(version) from flows as newer where newer.flow = flows.flow) order by flow",
        )?;
        rows.into_iter().map(Row::read).collect()
    }

    /// All versions of a flow, the newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn flow_versions(&self, flow: &str) -> Result<Vec<PublishedFlow>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select flow, version, body, published_by, published_at_us, override_reason
             from flows where flow = $1 order by version desc",
            flow,
        )?;
        rows.into_iter().map(Row::read).collect()
    }
}
