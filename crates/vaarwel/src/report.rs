//! `vaarwel report`: the same questions and the same answers as the console and the API.

mod table;
mod triangle;

use analytics::{Question, Report};
use clap::{Args, ValueEnum};

use crate::failure::Advise as _;
use crate::place::Place;
use crate::say::{say, write};

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel report churn --by Contract
  vaarwel report churn --period quarter --from 2025-01-01 --where channel=Winkel --json
  vaarwel report cohorts --period month --csv
  vaarwel report survival --by plan
  vaarwel report reasons --by plan --table families --csv

Every number carries its interval, level, n and method in --json and --csv.")]
pub(crate) struct Arguments {
    /// Which report
    name: Name,
    /// Split by these traits, at most three
    #[arg(long, value_name = "TRAIT,...", value_delimiter = ',')]
    by: Vec<String>,
    /// Only customers with this trait value; several values of one trait are alternatives
    #[arg(long = "where", value_name = "TRAIT=VALUE")]
    filters: Vec<String>,
    /// The length of a period: week, month, quarter or year
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// The first day that counts
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// The last day that counts
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// Cohorts: who counts as there, `staying` (has not left) or `active` (did something)
    #[arg(long, value_name = "MEASURE")]
    measure: Option<String>,
    /// Survival: up to which duration the restricted mean looks, in the unit of the report
    #[arg(long, value_name = "DURATION")]
    horizon: Option<String>,
    /// Everything as JSON, with full precision
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// One table as CSV
    #[arg(long)]
    csv: bool,
    /// Which table: `rows` or one of the report's other tables [default: all; with --csv: rows]
    #[arg(long, value_name = "TABLE")]
    table: Option<String>,
    /// Tell the methods and the SQL behind the numbers
    #[arg(long)]
    how: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Name {
    /// Who leaves: customers, time, revenue, kinds
    Churn,
    /// Who stays: the retention triangle
    Cohorts,
    /// When they leave
    Survival,
    /// Why they leave
    Reasons,
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        place.require()?;
        let question = self.question()?;
        let basis = place.basis()?;
        let report = place.analytics()?.report(&question, &basis)?;
        if let Some(table) = &self.table {
            require_table(&report, table)?;
        }
        if self.json {
            say!("{}", serde_json::to_string_pretty(&*report)?);
        } else if self.csv {
            write(format_args!("{}", report.csv(self.table.as_deref().unwrap_or("rows"))));
        } else {
            table::show(&report, self.table.as_deref(), self.how);
        }
        Ok(())
    }

    fn question(&self) -> anyhow::Result<Question> {
        let name = match self.name {
            Name::Churn => "churn",
            Name::Cohorts => "cohorts",
            Name::Survival => "survival",
            Name::Reasons => "reasons",
        };
        let by = self.by.iter().map(|it| ("by", it.as_str()));
        let filters = self.filters.iter().map(|it| ("where", it.as_str()));
        let single = [
            ("period", &self.period),
            ("from", &self.from),
            ("to", &self.to),
            ("measure", &self.measure),
            ("horizon", &self.horizon),
        ];
        let single = single.into_iter().filter_map(|(key, value)| Some((key, value.as_deref()?)));
        Ok(Question::parse(name, by.chain(filters).chain(single))?)
    }
}

fn require_table(report: &Report, given: &str) -> anyhow::Result<()> {
    if report.tables().any(|table| table == given) {
        return Ok(());
    }
    let allowed: Vec<String> = report.tables().map(|table| format!("`{table}`")).collect();
    let allowed = allowed.join(", ");
    let error = anyhow::anyhow!("`{given}` is not a table of this report; allowed: {allowed}");
    match relationship::suggestion::did_you_mean(given, report.tables()) {
        Some(meant) => Err(error).hint(format!("did you mean --table {meant}?")),
        None => Err(error),
    }
}
