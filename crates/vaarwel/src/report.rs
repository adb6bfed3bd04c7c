//! `vaarwel report`: the same questions and the same answers as the console and the API.

mod table;
mod triangle;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use analytics::{Analytics, CountedActivity};
use clap::{Args, ValueEnum};
use ledger::mapping::{As, Mapping};
use report::{Answers, Basis, Question, Report, ReportName};

use crate::chance;
use crate::failure::Advise as _;
use crate::place::{Place, require_file};
use crate::say::{aside, say, write};

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel report churn --by Contract
  vaarwel report churn --period quarter --from 2025-01-01 --where channel=Winkel --json
  vaarwel report cohorts --period month --csv
  vaarwel report survival --by plan
  vaarwel report reasons --by plan --table families --csv
  vaarwel report cohorts --file events.parquet --id customer_id --at ts
  vaarwel report silent --csv > silent.csv
  vaarwel report precursors --where plan=E-bike
  vaarwel report value --margin 0.62 --discount 0.08 --cost-to-win 60 --cost-to-keep 12.50
  vaarwel report loyalty --horizon 365

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
    /// How far the report looks: survival's restricted mean in its unit; days for silent and loyalty
    #[arg(long, value_name = "DURATION")]
    horizon: Option<String>,
    /// Silent: from how many days without a sign of life on somebody is quiet
    #[arg(long, value_name = "DAYS")]
    quiet: Option<String>,
    #[command(flatten)]
    own: Own,
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
    #[command(flatten)]
    straight: Straight,
}

/// The company's own numbers, where they should differ from the settings.
#[derive(Args)]
struct Own {
    /// Value: what is left of the revenue after the costs of serving, such as 0.62
    #[arg(long, value_name = "SHARE")]
    margin: Option<String>,
    /// Value: by how much money in a year counts less than today, such as 0.08
    #[arg(long, value_name = "SHARE")]
    discount: Option<String>,
    /// Value: what it costs to win one customer
    #[arg(long, value_name = "MONEY")]
    cost_to_win: Option<String>,
    /// Value: what is spent on one customer to keep them
    #[arg(long, value_name = "MONEY")]
    cost_to_keep: Option<String>,
}

/// Cohorts straight from a file of events, without importing it.
#[derive(Args)]
struct Straight {
    /// Cohorts: count this file of events instead of the data folder; nothing is stored
    #[arg(long, value_name = "FILE", requires_all = ["id", "at"])]
    file: Option<PathBuf>,
    /// With --file: the column of the customer
    #[arg(long, value_name = "COLUMN", requires = "file")]
    id: Option<String>,
    /// With --file: the column of the day or moment
    #[arg(long, value_name = "COLUMN", requires = "file")]
    at: Option<String>,
    /// With --file: the column of the amount
    #[arg(long, value_name = "COLUMN", requires = "file")]
    amount: Option<String>,
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
    /// Who may be leaving without a word, and how right such signs were
    Silent,
    /// What goes before leaving: answers, contacts, use, payments
    #[value(alias = "warning-signs")]
    Precursors,
    /// What customers are worth, and what leaving costs
    Value,
    /// Whether the most content stay longer, buy more and bring others
    Loyalty,
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        let question = self.question()?;
        let report = match &self.straight.file {
            Some(file) => Arc::new(self.straight.count(file, &question)?),
            None => {
                place.require()?;
                let basis = place.basis()?;
                place.analytics()?.report(&question, &basis)?
            }
        };
        if let Some(table) = &self.table {
            require_table(&report, table)?;
        }
        if self.json {
            say!("{}", serde_json::to_string_pretty(&*report)?);
        } else if self.csv {
            write(format_args!("{}", report.csv(self.table.as_deref().unwrap_or("rows"))));
            for warning in &report.warnings {
                aside(format_args!("warning: {}", warning.text));
            }
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
            Name::Silent => "silent",
            Name::Precursors => "precursors",
            Name::Value => "value",
            Name::Loyalty => "loyalty",
        };
        let by = self.by.iter().map(|it| ("by", it.as_str()));
        let filters = self.filters.iter().map(|it| ("where", it.as_str()));
        let single = [
            ("period", &self.period),
            ("from", &self.from),
            ("to", &self.to),
            ("measure", &self.measure),
            ("horizon", &self.horizon),
            ("quiet", &self.quiet),
            ("margin", &self.own.margin),
            ("discount", &self.own.discount),
            ("cost-to-win", &self.own.cost_to_win),
            ("cost-to-keep", &self.own.cost_to_keep),
        ];
        let single = single.into_iter().filter_map(|(key, value)| Some((key, value.as_deref()?)));
        Ok(Question::parse(name, by.chain(filters).chain(single))?)
    }
}

impl Straight {
    fn count(&self, file: &Path, question: &Question) -> anyhow::Result<Report> {
        if question.report != ReportName::Cohorts || !question.by.is_empty() || !question.filters.is_empty() {
            return Err(anyhow::anyhow!("--file counts the cohorts of all customers, nothing else"))
                .hint("import the file for other reports, groups and filters: `vaarwel describe FILE` says how");
        }
        require_file(file)?;
        let mapping = Mapping {
            kind_of_row: Some(As::Events),
            id: self.id.clone(),
            at: self.at.clone(),
            amount: self.amount.clone(),
            ..Mapping::default()
        };
        let period = question.period.unwrap_or_default();
        let counted = ledger::activity_of_file(file, &mapping, chance::today(), period, Place::threads())?;
        let (rejected, first) = &counted.rejected;
        if let Some(first) = first {
            aside(format_args!(
                "warning: rows left out: {rejected} of {}; the first: {}: `{}`; allowed: {}",
                counted.rows,
                first.place(),
                first.brief(),
                first.allowed
            ));
        }
        let counted = CountedActivity {
            cells: counted.cells,
            observed_until: counted.observed_until,
            currency: counted.currency,
        };
        Ok(Analytics::cohorts_over(&counted, question, &Basis::default())?)
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
