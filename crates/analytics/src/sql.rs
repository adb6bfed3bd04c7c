//! The analyst's door: SQL over `spells`, `facts` and `customers`, read only, within limits of rows, time and memory.

mod output;

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SQLOptions;
use report::error::unknown;
use report::{AnalyticsError, Basis, SqlLimits};

use crate::engine::{Opened, environment, new_session, refused};
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
        let environment = environment(&self.spill_dir(), limits.memory_bytes, self.limits().spill_bytes_max)?;
        let session = new_session(
            &Limits { memory_bytes: limits.memory_bytes, ..self.limits().clone() },
            environment,
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

async fn run(
    opened: &Opened,
    session: &datafusion::prelude::SessionContext,
    text: &str,
    rows_max: usize,
) -> Result<SqlAnswer, AnalyticsError> {
    let known = opened.session().await?;
    for table in TABLES {
        if let Ok(provider) = known.table_provider(table).await {
            session.register_table(table, provider).map_err(refused)?;
        }
    }
    let plan = session.state().create_logical_plan(text).await.map_err(|error| misunderstood(text, &error))?;
    let reading = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    reading.verify_plan(&plan).map_err(|_| not_reading(text))?;
    let frame = session.execute_logical_plan(plan).await.map_err(|error| failed(error, text))?;
    let mut stream = frame.execute_stream().await.map_err(|error| failed(error, text))?;
    let schema = stream.schema();
    let (mut batches, mut rows, mut is_cut) = (Vec::new(), 0, false);
    while let Some(batch) = std::future::poll_fn(|waker| stream.as_mut().poll_next(waker)).await {
        let batch = batch.map_err(|error| failed(error, text))?;
        let room = rows_max - rows;
        if batch.num_rows() > room {
            is_cut = true;
            batches.push(batch.slice(0, room));
            break;
        }
        rows += batch.num_rows();
        batches.push(batch);
    }
    Ok(SqlAnswer { schema, batches, is_cut })
}

fn not_reading(text: &str) -> AnalyticsError {
    let word = text.split_whitespace().next().unwrap_or_default().to_uppercase();
    AnalyticsError::NotReading { what: format!("this SQL would change something (`{word}`)") }
}

/// Statements the planner does not know at all are refused in the same words as those it does.
fn misunderstood(text: &str, error: &DataFusionError) -> AnalyticsError {
    const CHANGING: [&str; 16] = [
        "insert", "update", "delete", "merge", "create", "drop", "alter", "truncate", "copy", "set", "reset", "grant",
        "begin", "commit", "call", "vacuum",
    ];
    let word = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    if CHANGING.contains(&word.as_str()) {
        return not_reading(text);
    }
    if text.trim().is_empty() {
        return AnalyticsError::Sql("there is no SQL; try: select count(*) from spells".to_owned());
    }
    let said = clean(error);
    let table = said.strip_prefix("table 'datafusion.public.").and_then(|rest| rest.strip_suffix("' not found"));
    AnalyticsError::Sql(match table {
        Some(table) => unknown("a table", table, TABLES.into_iter()).to_string(),
        None if said.contains("only supports a single SQL statement") => {
            "these are several statements; allowed: one statement that reads".to_owned()
        }
        None => said,
    })
}

fn failed(error: DataFusionError, text: &str) -> AnalyticsError {
    match refused(error) {
        AnalyticsError::Engine(why) => AnalyticsError::Sql(if why.is_empty() { text.to_owned() } else { why }),
        other => other,
    }
}

fn clean(error: &DataFusionError) -> String {
    let root = error.find_root().strip_backtrace();
    ["Error during planning: ", "SQL error: ", "Schema error: ", "Arrow error: "]
        .into_iter()
        .fold(root.as_str(), |text, prefix| text.trim_start_matches(prefix))
        .trim_start_matches("ParserError(\"")
        .trim_end_matches("\")")
        .to_owned()
}
