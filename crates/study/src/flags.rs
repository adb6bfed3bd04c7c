//! The options that the methods share: the same name for the same thing everywhere.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use ledger::input::{Delimiter, Reading};
use ledger::mapping::Decimal;
use relationship::suggestion::did_you_mean;
use stats::{Level, StatsError};

use crate::StudyError;
use crate::frame::{Missing, Opened};

/// The file, and how it is to be read.
#[derive(Args, Debug, Clone)]
pub struct Input {
    /// The file: CSV in any dialect, Parquet or XLSX
    pub file: PathBuf,
    /// What to do about a row that lacks a value
    #[arg(long, value_name = "WHAT", default_value = "error", help_heading = "How the file is read")]
    pub missing: Missing,
    /// What parts the values: comma, semicolon, tab, pipe or another sign [default: found out]
    #[arg(long, value_name = "SIGN", help_heading = "How the file is read")]
    pub delimiter: Option<Delimiter>,
    /// The encoding, such as `utf-8` or `windows-1252` [default: found out]
    #[arg(long, value_name = "NAME", help_heading = "How the file is read")]
    pub encoding: Option<String>,
    /// Does the first row name the columns: true or false [default: found out]
    #[arg(long, value_name = "BOOL", help_heading = "How the file is read")]
    pub header: Option<bool>,
    /// The sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME", help_heading = "How the file is read")]
    pub sheet: Option<String>,
    /// The decimal sign: auto, point or comma
    #[arg(long, value_name = "SIGN", default_value = "auto", hide_default_value = true)]
    #[arg(help_heading = "How the file is read")]
    pub decimal: Decimal,
    /// Columns and values: only rows that hold all of them count; all rows where there are none.
    #[arg(skip)]
    pub only: Vec<(String, String)>,
}

impl Input {
    /// A file that is read as it is found to be; every row must have its values.
    pub const fn of(file: PathBuf) -> Self {
        Self {
            file,
            missing: Missing::Error,
            delimiter: None,
            encoding: None,
            header: None,
            sheet: None,
            decimal: Decimal::Auto,
            only: Vec::new(),
        }
    }

    /// Opens the file; its columns can then be asked for by name.
    ///
    /// # Errors
    /// When it is no table.
    pub fn open(&self) -> Result<Opened, StudyError> {
        let reading = Reading {
            delimiter: self.delimiter,
            encoding: self.encoding.clone(),
            header: self.header,
            sheet: self.sheet.clone(),
        };
        let mut opened = Opened::new(&self.file, &reading, self.decimal, self.missing)?;
        self.only.iter().try_for_each(|(column, value)| opened.keep_only(column, value))?;
        Ok(opened)
    }
}

/// What comes out, and how sure it is to be.
#[derive(Args, Debug, Clone)]
pub struct Output {
    /// How sure the intervals are: 0.95 holds the truth in 95 of 100 repetitions
    #[arg(long, value_name = "LEVEL", default_value = "0.95", value_parser = level, help_heading = "What comes out")]
    pub level: Level,
    /// Answer as JSON with full precision
    #[arg(long, help_heading = "What comes out")]
    pub json: bool,
    /// Write a picture of the answer to this file
    #[arg(long, value_name = "FILE", help_heading = "What comes out")]
    pub svg: Option<PathBuf>,
}

/// An answer for each group of rows.
#[derive(Args, Debug, Clone, Default)]
pub struct By {
    /// Answer for each value of this column apart; several columns with commas between
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    pub by: Vec<String>,
}

/// What each row brings along to explain the outcome.
#[derive(Args, Debug, Clone, Default)]
pub struct CovariateFlags {
    /// Columns that may explain the outcome, or `all` others. Words become one 0/1 column per value but the first
    #[arg(long, visible_alias = "covariate", value_name = "COLUMN,...", value_delimiter = ',')]
    pub covariates: Vec<String>,
    /// Of these, columns whose numbers are names, such as postal codes
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    pub categorical: Vec<String>,
    /// Of columns of words, the value that the others are compared with, such as `plan=Month` [default: the first]
    #[arg(long, value_name = "COLUMN=VALUE,...", value_delimiter = ',')]
    pub reference: Vec<String>,
}

/// A number of an option.
pub(crate) fn real(given: &str) -> Result<f64, String> {
    given.trim().parse().map_err(|_| "allowed: a number, such as 12 or 0.5".to_owned())
}

/// A time of an option.
pub(crate) fn time(given: &str) -> Result<f64, String> {
    let time = real(given)?;
    if time.is_finite() && time >= 0.0 {
        Ok(time)
    } else {
        Err("allowed: a time of at least 0, such as 12 or 0.5".to_owned())
    }
}

/// A word of an option; of one that is not known, what was probably meant.
pub(crate) fn word<T: FromStr<Err = StatsError>>(given: &str) -> Result<T, String> {
    given.parse().map_err(|error: StatsError| {
        let StatsError::UnknownWord { given, allowed, .. } = &error else { return error.to_string() };
        let meant = did_you_mean(given, allowed.split('`').skip(1).step_by(2));
        meant.map_or_else(|| error.to_string(), |meant| format!("{error}; did you mean `{meant}`?"))
    })
}

fn level(given: &str) -> Result<Level, String> {
    let allowed = "allowed: from 0.5 to 0.999999, such as 0.95";
    let number = given.trim().parse::<f64>().map_err(|_| format!("not a number; {allowed}"))?;
    Level::new(number).map_err(|_| match number {
        percent if (50.0..100.0).contains(&percent) => format!("{allowed}; did you mean {}?", percent / 100.0),
        rate if rate > 0.0 && rate < 0.5 => format!("{allowed}; did you mean {}?", 1.0 - rate),
        _ => allowed.to_owned(),
    })
}
