//! The analyst's door: SQL over `spells`, `facts` and `customers`, read only, within limits of rows, time and memory.

mod output;

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use query::{Room, Selected, Session};
use report::{AnalyticsError, Basis, SqlLimits};

use crate::engine::{Opened, new_session};
use crate::{Analytics, Limits};

/// The tables there are.
const TABLES: [&str; 3] = ["spells", "facts", "customers"];

/// What a query found.
#[derive(Debug, Clone)]
pub struct SqlAnswer {
    /// Names and types of the columns.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: Vec<RecordBatch>,
    /// There were more rows than the limit.
    pub is_cut: bool,
}

impl SqlAnswer {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The rows as a JSON array of objects, fields in the order of the columns.
    pub fn json(&self) -> serde_json::Value {
        output::json(self)
    }

    /// The rows as CSV with a header.
    pub fn csv(&self) -> String {
        output::csv(self)
    }

    /// The rows as a table of plain text for a terminal, with a note when there were more.
    pub fn table(&self) -> String {
        output::table(self)
    }
}

impl Analytics {
    /// Runs one statement that reads. Waits for the answer, but no longer than the limit.
    ///
    /// # Errors
    /// [`AnalyticsError::NotReading`] for a statement that would change something, [`AnalyticsError::Sql`] for one that
    /// cannot be understood, [`AnalyticsError::TookTooLong`], [`AnalyticsError::TooMuchMemory`], and whatever the ledger
    /// could not do.
    pub fn sql(&self, text: &str, basis: &Basis, limits: &SqlLimits) -> Result<SqlAnswer, AnalyticsError> {
        let opened = self.wait(self.opened(basis.clone()))?;
        self.sql_over(&opened, text, limits)
    }

    fn sql_over(&self, opened: &Arc<Opened>, text: &str, limits: &SqlLimits) -> Result<SqlAnswer, AnalyticsError> {
        // Threads of its own: a query that never gives way can then be left behind without slowing the reports.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(self.limits().threads.max(1))
            .thread_name("vaarwel-sql")
            .thread_stack_size(8 << 20)
            .enable_all()
            .build()
            .map_err(|source| AnalyticsError::Io { what: "starting threads".to_owned(), source })?;
        let (send, receive) = std::sync::mpsc::sync_channel(1);
        let room = Room::new(&self.spill_dir(), limits.memory_bytes, self.limits().spill_bytes_max)?;
        let session = new_session(
            &Limits { memory_bytes: limits.memory_bytes, ..self.limits().clone() },
            &room,
            &opened.basis.mapping,
        );
        let (opened, text, rows) = (Arc::clone(opened), text.to_owned(), limits.rows);
        runtime.spawn(async move {
            let _ = send.send(run(&opened, &session, &text, rows).await);
        });
        let answer = receive.recv_timeout(limits.time);
        runtime.shutdown_background();
        let answer = answer.map_err(|_| AnalyticsError::TookTooLong { seconds: limits.time.as_secs_f64() })?;
        answer.map_err(|error| error.under(limits.memory_bytes))
    }
}

async fn run(opened: &Opened, session: &Session, text: &str, rows_max: usize) -> Result<SqlAnswer, AnalyticsError> {
    session.add_tables_of(opened.session().await?, &TABLES).await?;
    let Selected { schema, batches, is_cut } = session.select(text, rows_max, &TABLES).await?;
    Ok(SqlAnswer { schema, batches, is_cut })
}
