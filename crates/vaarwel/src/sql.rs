//! `vaarwel sql`: the analyst's door.

use std::io::Read as _;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use report::{AnalyticsError, SqlLimits};

use crate::failure::Advise as _;
use crate::place::Place;
use crate::say::{say, write};

/// Longest statement.
const QUERY_BYTES_MAX: u64 = 1 << 20;

#[derive(Args)]
#[command(after_help = "\
Tables: spells (one row per stretch of being a customer), facts, customers. Only statements that read are run.
  vaarwel sql \"select plan, count(*) as n from spells group by plan order by n desc\"
  vaarwel sql \"show columns from spells\"
  vaarwel sql - < query.sql

The columns are explained in docs/reference/sql.md.")]
pub(crate) struct Arguments {
    /// One statement that reads; `-` reads it from standard input
    query: String,
    /// As a JSON array of objects
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// As CSV
    #[arg(long)]
    csv: bool,
    /// The most rows to show
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    max_rows: u64,
    /// The most seconds it may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    max_seconds: u64,
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        place.require()?;
        let query = if self.query == "-" { standard_input()? } else { self.query };
        let limits = SqlLimits {
            rows: usize::try_from(self.max_rows).unwrap_or(usize::MAX),
            time: Duration::from_secs(self.max_seconds),
            memory_bytes: place.working_bytes(),
        };
        let answer = place.analytics()?.sql(&query, &place.basis()?, &limits);
        let answer = match answer {
            Err(error @ AnalyticsError::TookTooLong { .. }) => Err(error).hint("allow more time with --max-seconds")?,
            Err(error @ AnalyticsError::TooMuchMemory { .. }) => Err(error).hint("allow more with --memory-limit")?,
            other => other?,
        };
        if self.json {
            say!("{}", serde_json::to_string_pretty(&answer.json())?);
        } else if self.csv {
            write(format_args!("{}", answer.csv()));
        } else {
            write(format_args!("{}", answer.table()));
        }
        if answer.is_cut && (self.json || self.csv) {
            crate::say::aside(format_args!(
                "there are more rows than the {} shown: --max-rows shows more",
                answer.rows()
            ));
        }
        Ok(())
    }
}

fn standard_input() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .take(QUERY_BYTES_MAX)
        .read_to_string(&mut text)
        .context("cannot read a statement from standard input")?;
    Ok(text)
}

/// The rows of a query of ours as JSON objects.
pub(crate) fn rows(place: &Place, query: &str) -> anyhow::Result<Vec<serde_json::Value>> {
    let limits = SqlLimits { memory_bytes: place.working_bytes(), ..SqlLimits::default() };
    let answer = place.analytics()?.sql(query, &place.basis()?, &limits)?;
    match answer.json() {
        serde_json::Value::Array(rows) => Ok(rows),
        _ => Ok(Vec::new()),
    }
}
