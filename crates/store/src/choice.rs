//! What the company chose, in versions. A version is never changed: another choice is another version, and numbers
//! keep naming the one they were made with.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use sqlx_macros::FromRow;

use crate::connection::{Turn, execute, fetch_all, fetch_optional};
use crate::error::Cell;
use crate::{Act, Moment, Store, StoreError};

/// One version of something the company chose.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice<T> {
    /// What was chosen; it knows its version.
    pub chosen: T,
    /// Who chose it, and when; nobody chose what a company starts with.
    pub act: Option<Act>,
}

/// What there are versions of.
#[derive(Clone, Copy)]
pub(crate) enum Subject {
    Definition,
    ReasonMapping,
}

impl Subject {
    const fn word(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::ReasonMapping => "reason_mapping",
        }
    }
}

#[derive(FromRow)]
struct Row {
    version: i64,
    body: String,
    chosen_by: String,
    chosen_at_us: i64,
}

impl Row {
    fn read<T: DeserializeOwned>(&self, subject: Subject) -> Result<Choice<T>, StoreError> {
        let id = format!("{} {}", subject.word(), self.version);
        let cell = |column| Cell { table: "choices", column, id: &id };
        let by = cell("chosen_by").read(&self.chosen_by)?;
        Ok(Choice {
            chosen: cell("body").read_json(&self.body)?,
            act: Some(Act { by, at: Moment::from_us(self.chosen_at_us) }),
        })
    }
}

impl Store {
    pub(crate) async fn current<T: DeserializeOwned>(&self, subject: Subject) -> Result<Option<Choice<T>>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select version, body, chosen_by, chosen_at_us from choices where subject = $1
             order by version desc limit 1",
            subject.word(),
        )?;
        row.map(|row| row.read(subject)).transpose()
    }

    /// Stores what `make` says for the next version and gives it back; stores nothing where `make` refuses. Version 1 is what a company starts with and is
    /// never stored, so the first stored version is 2.
    pub(crate) async fn choose<T: Serialize>(
        &self,
        subject: Subject,
        act: Act,
        make: impl FnOnce(u32) -> Result<T, StoreError>,
    ) -> Result<Choice<T>, StoreError> {
        let mut tx = self.write().await?;
        tx.take_turn(Turn::Choices, 1).await?;
        let newest: Option<(i64,)> = fetch_optional!(
            tx,
            "select version from choices where subject = $1 order by version desc limit 1",
            subject.word(),
        )?;
        let version = u32::try_from(newest.map_or(1, |(version,)| version)).unwrap_or(u32::MAX).saturating_add(1);
        let chosen = make(version)?;
        // Only a map with keys that are not text cannot be written as JSON, and no type of ours has one.
        let body = serde_json::to_string(&chosen).map_err(|_| StoreError::NotStorable {
            index: 0,
            field: subject.word(),
            why: "cannot be written as JSON; keys must be text",
        })?;
        execute!(
            tx,
            "insert into choices (subject, version, body, chosen_by, chosen_at_us) values ($1, $2, $3, $4, $5)",
            subject.word(),
            i64::from(version),
            body,
            act.by.to_string(),
            act.at.us(),
        )?;
        let what = match subject {
            Subject::Definition => "definition_chosen",
            Subject::ReasonMapping => "reason_mapping_chosen",
        };
        let about = format!("{}:{version}", subject.word());
        tx.record(act, what, about, json!({ "version": version })).await?;
        tx.commit().await?;
        Ok(Choice { chosen, act: Some(act) })
    }

    pub(crate) async fn versions<T: DeserializeOwned>(&self, subject: Subject) -> Result<Vec<Choice<T>>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select version, body, chosen_by, chosen_at_us from choices where subject = $1 order by version desc",
            subject.word(),
        )?;
        rows.iter().map(|row| row.read(subject)).collect()
    }
}
