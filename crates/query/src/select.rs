//! The analyst's statement: read only, no more rows than were asked for, and errors in our words.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SQLOptions;
use report::error::unknown;
use report::{AnalyticsError, Soon};

use crate::{Session, refused};

/// What a statement found.
#[derive(Debug, Clone)]
pub struct Selected {
    /// Names and types of the columns.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: Vec<RecordBatch>,
    /// There were more rows than the limit.
    pub is_cut: bool,
}

impl Session {
    /// Runs one statement that reads, over tables whose names are told where a statement names another.
    ///
    /// # Errors
    /// [`AnalyticsError::NotReading`] for a statement that would change something, [`AnalyticsError::Sql`] for one that
    /// cannot be understood, [`AnalyticsError::TooMuchMemory`].
    pub fn select<'a>(&'a self, text: &'a str, rows_max: usize, tables: &'a [&'a str]) -> Soon<'a, Selected> {
        Box::pin(async move {
            let plan = self.0.state().create_logical_plan(text).await;
            let plan = plan.map_err(|error| misunderstood(text, &error, tables))?;
            let reading = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
            reading.verify_plan(&plan).map_err(|_| not_reading(text))?;
            let frame = self.0.execute_logical_plan(plan).await.map_err(|error| failed(error, text))?;
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
            Ok(Selected { schema, batches, is_cut })
        })
    }
}

fn not_reading(text: &str) -> AnalyticsError {
    let word = text.split_whitespace().next().unwrap_or_default().to_uppercase();
    AnalyticsError::NotReading { what: format!("this SQL would change something (`{word}`)") }
}

/// Statements the planner does not know at all are refused in the same words as those it does.
fn misunderstood(text: &str, error: &DataFusionError, tables: &[&str]) -> AnalyticsError {
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
        Some(table) => unknown("a table", table, tables.iter().copied()).to_string(),
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
