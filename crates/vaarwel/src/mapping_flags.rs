//! The options that say what the columns of a file mean. Each has the name of a field of [`Mapping`].

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use ledger::input::Delimiter;
use ledger::mapping::{As, DateOrder, Decimal, Mapping};
use relationship::fact::TenureUnit;
use relationship::{Currency, Day};

use crate::failure::Advise as _;

/// What the columns of a file mean.
#[derive(Args, Debug, Default)]
pub(crate) struct MappingFlags {
    /// Read what the columns mean from this file; options given here go before it
    #[arg(long, value_name = "FILE.toml", help_heading = "What the columns mean")]
    map: Option<PathBuf>,
    /// What a row is about: customers, contracts or events
    #[arg(long = "as", value_name = "WHAT", help_heading = "What the columns mean")]
    kind_of_row: Option<As>,
    /// The customer's id; `@row` for a file without ids
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    id: Option<String>,
    /// Customers: how long the relation has lasted
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    tenure: Option<String>,
    /// The unit of the tenure: days, weeks, months or years [default: months]
    #[arg(long, value_name = "UNIT", help_heading = "What the columns mean")]
    tenure_unit: Option<TenureUnit>,
    /// Customers: who left, such as `Churn=Yes`, `Status=gone|ended`, or a column of yes and no
    #[arg(long, value_name = "COLUMN[=VALUE]", help_heading = "What the columns mean")]
    left: Option<String>,
    /// Customers and contracts: the first day
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    start: Option<String>,
    /// Customers and contracts: the last day; empty while it goes on
    #[arg(long, alias = "left-on", value_name = "COLUMN", help_heading = "What the columns mean")]
    end: Option<String>,
    /// Customers and contracts: the price per month
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    price: Option<String>,
    /// Contracts: the contract's own id
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    contract: Option<String>,
    /// Events: the day or moment
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    at: Option<String>,
    /// Events: a column, or one kind for all rows, such as `paid`. Otherwise: a column with kinds of leaving
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    kind: Option<String>,
    /// Events: an amount of money
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    amount: Option<String>,
    /// Events: a number that belongs to the event, such as an answer
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    value: Option<String>,
    /// Events: the source's own id, by which an event is known again
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    source_id: Option<String>,
    /// Events: what the event refers to
    #[arg(long = "ref", value_name = "COLUMN", help_heading = "What the columns mean")]
    refers_to: Option<String>,
    /// Events: the kind of leaving
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    departure: Option<String>,
    /// The plan
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    plan: Option<String>,
    /// Why they left, in the company's own words
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    reason: Option<String>,
    /// Columns taken as traits [default: all others; for events none]
    #[arg(long = "trait", value_name = "COLUMN,...", value_delimiter = ',', help_heading = "What the columns mean")]
    traits: Option<Vec<String>>,
    /// Columns not taken as traits
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',', help_heading = "What the columns mean")]
    skip: Vec<String>,
    /// The day the file tells about [default: today]
    #[arg(long, value_name = "DAY", help_heading = "What the columns mean")]
    as_of: Option<Day>,
    /// The currency of the amounts [default: the data folder's, or EUR]
    #[arg(long, value_name = "CODE", help_heading = "What the columns mean")]
    currency: Option<Currency>,
    /// The column that names the currency of each row's amount; rows in another currency are rejected
    #[arg(long, value_name = "COLUMN", help_heading = "What the columns mean")]
    currency_column: Option<String>,
    /// The name of the source [default: the file's name]
    #[arg(long, value_name = "NAME", help_heading = "What the columns mean")]
    source: Option<String>,
    /// The source's word for a kind and ours, such as `--kind-map churned=left`
    #[arg(long, value_name = "THEIRS=OURS", value_parser = pair, help_heading = "What the columns mean")]
    kind_map: Vec<(String, String)>,

    /// What parts the values: comma, semicolon, tab, pipe or another sign [default: found out]
    #[arg(long, value_name = "SIGN", help_heading = "How the file is written")]
    delimiter: Option<Delimiter>,
    /// The encoding, such as `utf-8` or `windows-1252` [default: found out]
    #[arg(long, value_name = "NAME", help_heading = "How the file is written")]
    encoding: Option<String>,
    /// Does the first row name the columns: true or false [default: found out]
    #[arg(long, value_name = "BOOL", help_heading = "How the file is written")]
    header: Option<bool>,
    /// The sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME", help_heading = "How the file is written")]
    sheet: Option<String>,
    /// The decimal sign: auto, point or comma
    #[arg(long, value_name = "SIGN", help_heading = "How the file is written")]
    decimal: Option<Decimal>,
    /// The order of day, month and year: auto, dmy, mdy or ymd
    #[arg(long, value_name = "ORDER", help_heading = "How the file is written")]
    date_order: Option<DateOrder>,
}

fn pair(given: &str) -> Result<(String, String), String> {
    match given.split_once('=') {
        Some((theirs, ours)) if !theirs.trim().is_empty() && !ours.trim().is_empty() => {
            Ok((theirs.trim().to_owned(), ours.trim().to_owned()))
        }
        _ => Err(format!("`{given}` does not say two words; allowed: `THEIRS=OURS`, such as `churned=left`")),
    }
}

impl MappingFlags {
    /// The mapping of the options and, behind them, of the file they name.
    pub(crate) fn mapping(self) -> anyhow::Result<Mapping> {
        let saved = self.map.as_deref().map(read).transpose()?.unwrap_or_default();
        let said = Mapping {
            kind_of_row: self.kind_of_row,
            id: self.id,
            tenure: self.tenure,
            tenure_unit: self.tenure_unit,
            left: self.left,
            start: self.start,
            end: self.end,
            price: self.price,
            contract: self.contract,
            at: self.at,
            kind: self.kind,
            amount: self.amount,
            value: self.value,
            source_id: self.source_id,
            refers_to: self.refers_to,
            departure: self.departure,
            plan: self.plan,
            reason: self.reason,
            traits: self.traits,
            skip: self.skip,
            as_of: self.as_of,
            currency: self.currency,
            currency_column: self.currency_column,
            source: self.source,
            delimiter: self.delimiter,
            encoding: self.encoding,
            header: self.header,
            sheet: self.sheet,
            decimal: self.decimal.unwrap_or_default(),
            date_order: self.date_order.unwrap_or_default(),
            kind_map: self.kind_map.into_iter().collect(),
        };
        Ok(said.or(saved))
    }
}

/// Reads a saved mapping.
pub(crate) fn read(path: &Path) -> anyhow::Result<Mapping> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read the mapping `{}`", path.display()))?;
    toml::from_str(&text)
        .with_context(|| format!("the mapping `{}` cannot be understood", path.display()))
        .hint("`vaarwel describe FILE --save-map MAP.toml` writes one to start from")
}

/// Saves a mapping for the next file.
pub(crate) fn save(mapping: &Mapping, path: &Path) -> anyhow::Result<()> {
    let text = toml::to_string(mapping).context("the mapping cannot be written")?;
    std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))
}
