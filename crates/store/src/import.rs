//! The journal of imports: which file, by whom, what came of it.

use serde_json::json;
use sqlx_macros::FromRow;

use crate::connection::{execute, fetch_all, fetch_optional};
use crate::error::Cell;
use crate::page::rows_to_fetch;
use crate::word::words;
use crate::{Act, Actor, ImportId, Moment, Page, Store, StoreError};

words! {
    /// What the rows of a file are.
    TakenAs, "what a file can be taken as" {
        /// One row per customer.
        Customers = "customers",
        /// One row per contract.
        Contracts = "contracts",
        /// One row per happening.
        Events = "events",
    }
}

/// What became of the rows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowCounts {
    /// Rows in the file.
    pub read: u64,
    /// Facts that are new.
    pub stored: u64,
    /// Facts that were known already.
    pub already_known: u64,
    /// Rows that were refused.
    pub rejected: u64,
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportState {
    /// It has not ended.
    Running,
    /// Everything that could be stored is stored.
    Done,
    /// Nothing was stored.
    Failed {
        /// Why, and what to do.
        message: String,
    },
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportEnding {
    /// What became of the rows.
    pub rows: RowCounts,
    /// Why it failed, if it failed.
    pub failure: Option<String>,
    /// The file that lists refused rows, if there are any.
    pub rejects_file: Option<String>,
}

/// One import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Names the import.
    pub id: ImportId,
    /// The file as the person called it.
    pub file_name: String,
    /// What its rows are.
    pub taken_as: TakenAs,
    /// Who started it.
    pub started_by: Actor,
    /// When it started.
    pub started_at: Moment,
    /// When it ended.
    pub ended_at: Option<Moment>,
    /// How far it is.
    pub state: ImportState,
    /// What became of the rows; zeros while it runs.
    pub rows: RowCounts,
    /// The file that lists refused rows.
    pub rejects_file: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    file_name: String,
    taken_as: String,
    started_by: String,
    started_at_us: i64,
    ending: Option<String>,
    message: Option<String>,
    rows_read: Option<i64>,
    rows_stored: Option<i64>,
    rows_already_known: Option<i64>,
    rows_rejected: Option<i64>,
    rejects_file: Option<String>,
    ended_at_us: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Import, StoreError> {
        let cell = |column| Cell { table: "imports", column, id: &self.id };
        let state = match (self.ending.as_deref(), self.message) {
            (None, _) => ImportState::Running,
            (Some("done"), _) => ImportState::Done,
            (Some("failed"), Some(message)) => ImportState::Failed { message },
            (Some(ending), _) => {
                let cell = Cell { table: "import_endings", ..cell("ending") };
                return Err(cell.damaged(&format!("`{ending}`; allowed: `done`, or `failed` with a message")));
            }
        };
        let count = |number: Option<i64>| number.unwrap_or(0).unsigned_abs();
        Ok(Import {
            id: cell("id").read(&self.id)?,
            taken_as: cell("taken_as").read(&self.taken_as)?,
            started_by: cell("started_by").read(&self.started_by)?,
            file_name: self.file_name,
            started_at: Moment::from_us(self.started_at_us),
            ended_at: self.ended_at_us.map(Moment::from_us),
            state,
            rows: RowCounts {
                read: count(self.rows_read),
                stored: count(self.rows_stored),
                already_known: count(self.rows_already_known),
                rejected: count(self.rows_rejected),
            },
            rejects_file: self.rejects_file,
        })
    }
}

impl Store {
    /// Writes down that an import starts.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn start_import(
        &self,
        id: ImportId,
        file_name: &str,
        taken_as: TakenAs,
        act: Act,
    ) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into imports (id, file_name, taken_as, started_by, started_at_us) values ($1, $2, $3, $4, $5)",
            id.to_string(),
            keepable(file_name),
            taken_as.word(),
            act.by.to_string(),
            act.at.us(),
        )?;
        tx.commit().await
    }

    /// Writes down how an import ended.
    ///
    /// # Errors
    /// `NotFound`; `ImportEnded` when it had ended before.
    pub async fn end_import(&self, id: ImportId, ending: &ImportEnding, act: Act) -> Result<(), StoreError> {
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let mut tx = self.write().await?;
        let ended = execute!(
            tx,
            "insert into import_endings (import_id, ending, message, rows_read, rows_stored, rows_already_known,
                                         rows_rejected, rejects_file, ended_at_us)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (import_id) do nothing",
            id.to_string(),
            if ending.failure.is_some() { "failed" } else { "done" },
            ending.failure.as_deref().map(keepable),
            count(ending.rows.read),
            count(ending.rows.stored),
            count(ending.rows.already_known),
            count(ending.rows.rejected),
            ending.rejects_file.as_deref().map(keepable),
            act.at.us(),
        )
        .map_err(|error| StoreError::from_reference(error, "import", &id))?;
        if ended == 0 {
            return Err(StoreError::ImportEnded { id: id.to_string() });
        }
        let what = if ending.failure.is_some() { "import_failed" } else { "import_done" };
        let details = json!({ "stored": ending.rows.stored, "rejected": ending.rows.rejected });
        tx.record(act, what, format!("import:{id}"), details).await?;
        tx.commit().await
    }

    /// Ends as failed every import that did not end, with one message; gives their number. For the start of the
    /// program, when it alone has the data folder: whatever still "runs" then was cut off.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn fail_running_imports(&self, message: &str, act: Act) -> Result<u64, StoreError> {
        let mut tx = self.write().await?;
        let failed = execute!(
            tx,
            "insert into import_endings (import_id, ending, message, rows_read, rows_stored, rows_already_known,
                                         rows_rejected, ended_at_us)
             select id, 'failed', $1, 0, 0, 0, 0, $2 from imports
             where not exists (select 1 from import_endings where import_id = id)
             on conflict (import_id) do nothing",
            keepable(message),
            act.at.us(),
        )?;
        if failed > 0 {
            tx.record(act, "imports_cut_off", None, json!({ "imports": failed })).await?;
        }
        tx.commit().await?;
        Ok(failed)
    }

    /// One import.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn import(&self, id: ImportId) -> Result<Option<Import>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select id, file_name, taken_as, started_by, started_at_us, ending, message, rows_read, rows_stored,
                    rows_already_known, rows_rejected, rejects_file, ended_at_us
             from imports left join import_endings on import_id = id where id = $1",
            id.to_string(),
        )?;
        row.map(Row::read).transpose()
    }

    /// The imports, newest first; `before` is the `next` of the page before.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn imports(&self, before: Option<ImportId>, limit: u32) -> Result<Page<Import, ImportId>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select id, file_name, taken_as, started_by, started_at_us, ending, message, rows_read, rows_stored,
                    rows_already_known, rows_rejected, rejects_file, ended_at_us
             from imports left join import_endings on import_id = id
             where id < $1 order by id desc limit $2",
            before.unwrap_or_else(ImportId::last).to_string(),
            rows_to_fetch(limit),
        )?;
        let imports = rows.into_iter().map(Row::read).collect::<Result<_, _>>()?;
        Ok(Page::cut(imports, limit, |import: &Import| import.id))
    }
}

/// A journal never refuses: the zero character, which PostgreSQL cannot keep, gives way to the sign for "unknown".
fn keepable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
