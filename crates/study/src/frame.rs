//! A file as columns: opened, asked for by name, read in one pass.
//!
//! [`Opened`] knows the names of the columns. Each method asks it for what it needs and gets a handle; [`Opened::read`]
//! reads those columns and no others, in file order, and gives the [`Frame`] from which the handles fetch them.

mod design;
mod groups;
mod natural;
mod opened;
mod reading;
mod unnamed;
mod values;

use std::borrow::Cow;

use serde_json::{Value, json};
use stats::StatsError;

pub use design::{Covariates, Design};
pub use groups::{GROUPS_MAX, Group, STRATA_MAX};
pub use natural::natural_order;
pub use opened::Opened;
pub(crate) use opened::hint;
pub use values::Allowed;

use crate::StudyError;
use crate::error::Problem;
use crate::outcome::Warning;

/// What happens to a row that lacks a value in a column that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Missing {
    /// Stop, and say where.
    #[default]
    Error,
    /// Leave the row out, and count it.
    Drop,
}

/// Handle of a column of numbers.
#[derive(Debug, Clone, Copy)]
pub struct Number(usize);

/// Handle of a column of yes and no.
#[derive(Debug, Clone, Copy)]
pub struct Flag(usize);

/// Handle of a column that says in which arm of a draw a row is.
#[derive(Debug, Clone, Copy)]
pub struct Arms(usize);

/// Most arms that a warning names.
const NAMED_MAX: usize = 8;
/// In [`Frame::arms`], a row that the draw does not concern.
pub const OUTSIDE: u8 = 2;

/// Handle of an outcome: a number, or yes and no counted as 1 and 0.
#[derive(Debug, Clone, Copy)]
pub enum Measure {
    /// A number as it is.
    Number(Number),
    /// 1 for yes, 0 for no.
    Flag(Flag),
}

/// Handle of a column of names.
#[derive(Debug, Clone, Copy)]
pub struct Category(usize);

/// Handle of a column that says who was treated.
#[derive(Debug, Clone)]
pub(crate) struct Treated {
    /// Whether the row was.
    pub(crate) flag: Flag,
    /// Its arms, and the name of the treated one, where it holds names.
    arms: Option<(Category, String)>,
}

impl Treated {
    /// A warning where more than one other arm counts as untreated.
    pub(crate) fn pooled(&self, frame: &Frame) -> Option<Warning> {
        let (column, treated) = self.arms.as_ref()?;
        let is_other = |level: &&String| !level.is_empty() && *level != treated;
        let others: Vec<String> =
            frame.categories(*column).levels.iter().filter(is_other).map(|it| format!("`{it}`")).collect();
        (others.len() > 1).then(|| Warning {
            code: "several_controls".into(),
            text: format!(
                "{} of column `{}` together count as untreated: name the one to compare with by `--control-value`",
                shortened(&others),
                frame.name(*column)
            ),
        })
    }
}

/// The first of some names, for a message.
fn shortened(names: &[String]) -> String {
    names[..names.len().min(NAMED_MAX)].join(", ") + if names.len() > NAMED_MAX { " and more" } else { "" }
}

/// Rows that count: those that hold one of some values in a column.
#[derive(Debug, Clone)]
struct Kept {
    /// The option that says so.
    option: &'static str,
    column: Category,
    values: Vec<String>,
}

/// Handle of a column that was asked for as what it holds.
#[derive(Debug, Clone, Copy)]
pub enum Any {
    /// Numbers; NaN where one is missing.
    Number(Number),
    /// Names; the empty one where one is missing.
    Names(Category),
}

/// A column of names: one code per row, and the names in natural order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Categories {
    /// One per row: the place of its name in `levels`.
    pub codes: Vec<u32>,
    /// Each different name, sorted so that `plan 2` stands before `plan 10`.
    pub levels: Vec<String>,
}

/// Where the columns came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file as it was given.
    pub file: String,
    /// Rows in the file.
    pub rows_read: u64,
    /// Of these, rows left out because they lack a value.
    pub rows_dropped: u64,
    /// What reading found.
    pub warnings: Vec<Warning>,
}

impl Source {
    /// `{"file", "rows_read", "rows_dropped"}`.
    pub fn json(&self) -> Value {
        json!({"file": self.file, "rows_read": self.rows_read, "rows_dropped": self.rows_dropped})
    }
}

#[derive(Debug)]
enum Column {
    Numbers(Vec<f64>),
    Flags(Vec<bool>),
    Names(Categories),
    Arms(Vec<u8>),
}

/// The columns that were asked for, row by row in the order of the file.
#[derive(Debug)]
pub struct Frame {
    source: Source,
    rows: usize,
    columns: Vec<Column>,
    /// Names of the columns, in the order of `columns`.
    names: Vec<String>,
    /// Where a run of rows on consecutive lines begins: the row, and its line.
    runs: Vec<(usize, u64)>,
}

impl Frame {
    /// Where the columns came from.
    pub const fn source(&self) -> &Source {
        &self.source
    }

    /// How many rows there are, at least one.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// A column of finite numbers; NaN where a missing one was asked to be kept.
    pub fn numbers(&self, column: Number) -> &[f64] {
        match self.columns.get(column.0) {
            Some(Column::Numbers(numbers)) => numbers,
            _ => &[],
        }
    }

    /// A column of yes and no.
    pub fn flags(&self, column: Flag) -> &[bool] {
        match self.columns.get(column.0) {
            Some(Column::Flags(flags)) => flags,
            _ => &[],
        }
    }

    /// A column of arms: 0 for the control, 1 for the treated, [`OUTSIDE`] for neither.
    pub fn arms(&self, column: Arms) -> &[u8] {
        match self.columns.get(column.0) {
            Some(Column::Arms(arms)) => arms,
            _ => &[],
        }
    }

    /// An outcome as numbers; nothing is copied when it is one.
    pub fn measures(&self, column: Measure) -> Cow<'_, [f64]> {
        match column {
            Measure::Number(column) => Cow::Borrowed(self.numbers(column)),
            Measure::Flag(column) => self.flags(column).iter().map(|&yes| f64::from(u8::from(yes))).collect(),
        }
    }

    /// A column of names.
    pub fn categories(&self, column: Category) -> &Categories {
        static NONE: Categories = Categories { codes: Vec::new(), levels: Vec::new() };
        match self.columns.get(column.0) {
            Some(Column::Names(names)) => names,
            _ => &NONE,
        }
    }

    /// The line of the file a row stands on; for Parquet the number of the row.
    pub fn line(&self, row: usize) -> u64 {
        let after = self.runs.partition_point(|(first, _)| *first <= row);
        let (first, line) = after.checked_sub(1).and_then(|run| self.runs.get(run)).copied().unwrap_or((0, 1));
        line + (row - first) as u64
    }

    /// Turns a refusal of the mathematics that points at a covariate of a row into one that points at the file.
    pub fn explain_cell(&self, error: StatsError, names: &[String]) -> StudyError {
        let StatsError::CellOutOfRange { column, allowed, given, row } = error else { return error.into() };
        let refused = StatsError::RowOutOfRange { name: "covariate", allowed, given, row };
        self.explain(refused, &self.whole(), names.get(column).map_or("", String::as_str))
    }

    /// Turns a refusal of the mathematics that points at a row of a group into one that points at the file.
    /// `column` is the name of the column it is about.
    pub fn explain(&self, error: StatsError, group: &Group, column: &str) -> StudyError {
        let StatsError::RowOutOfRange { allowed, given, row, .. } = error else { return error.into() };
        let line = self.line(group.rows.get(row).copied().unwrap_or(row));
        let value = if given.abs() < 1e16 { given.to_string() } else { format!("{given:e}") };
        let problem = Problem { line, column: column.to_owned(), value, allowed: allowed.to_owned() };
        StudyError::Values { file: self.source.file.clone(), problems: vec![problem], total: 1 }
    }
}
