//! Why a study gives no answer: what was given, what is allowed, where, and what to do.

use std::fmt;
use std::path::PathBuf;

use ledger::input::InputError;
use stats::StatsError;

/// Why a study gives no answer.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The command itself cannot be understood.
    #[error(transparent)]
    Usage(#[from] clap::Error),
    /// The file cannot be read as a table.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] ledger::LedgerError),
    /// The mathematics refuses an argument.
    #[error("{}", by_option(.0))]
    Stats(#[from] StatsError),
    /// No such column.
    #[error("`{option} {given}`: `{file}` has no column `{given}`; {hint}")]
    UnknownColumn {
        /// The option that names it.
        option: &'static str,
        /// The name that was given.
        given: String,
        /// The file.
        file: String,
        /// What was probably meant, and what there is.
        hint: String,
    },
    /// One column is named for two roles that exclude each other.
    #[error("`{option} {column}`: the column is already `{first}`; name another, or leave it out here")]
    ColumnTaken {
        /// The option that names it again.
        option: &'static str,
        /// The column.
        column: String,
        /// The option that named it first.
        first: &'static str,
    },
    /// Values that cannot be used, the first of them listed.
    #[error("{}", values(file, problems, *total))]
    Values {
        /// The file.
        file: String,
        /// The first problems, by line.
        problems: Vec<Problem>,
        /// How many there are in all.
        total: u64,
    },
    /// A value that marks something stands nowhere in its column.
    #[error("`{option} {given}`: no row of `{file}` has `{given}` in column `{column}`; {hint}")]
    ValueNotFound {
        /// The option that names the value.
        option: &'static str,
        /// The value that was given.
        given: String,
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// What was probably meant, and what there is.
        hint: String,
    },
    /// Nothing is left to count.
    #[error(
        "every row of `{file}` was dropped ({dropped} in all), because each lacks a value in {columns}; fill them in, or name \
         other columns"
    )]
    NothingLeft {
        /// The file.
        file: String,
        /// How many rows were dropped.
        dropped: u64,
        /// The columns that were read.
        columns: String,
    },
    /// More groups, or categories, than can be told apart.
    #[error("`{option} {column}` has {given} different values; allowed: at most {limit}; {remedy}")]
    TooManyLevels {
        /// The option that names the column.
        option: &'static str,
        /// The column.
        column: String,
        /// How many different values there are.
        given: usize,
        /// The limit.
        limit: usize,
        /// What to do.
        remedy: &'static str,
    },
    /// Options that do not go together, or one that is missing.
    #[error("{what}; {remedy}")]
    Options {
        /// What is wrong with them.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// A picture was asked for and there is none.
    #[error("`--svg`: {why}")]
    NoPicture {
        /// Why there is none.
        why: String,
    },
    /// The picture cannot be written.
    #[error("`{}` cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl StudyError {
    /// Options that do not go together, or one that is missing.
    pub fn options(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Options { what: what.into(), remedy: remedy.into() }
    }
}

/// The arguments of the mathematics that people know by an option.
const OPTIONS: [(&str, &str); 8] = [
    ("absolute_share", "--l1-ratio"),
    ("draws", "--bands"),
    ("entered_at", "--entry"),
    ("horizon", "--until"),
    ("lasso_share", "--lasso-share"),
    ("share_left", "--share"),
    ("times", "--at"),
    ("tuned_for", "--tuned-for"),
];

/// A refusal of the mathematics, with the option that gave what is refused.
fn by_option(error: &StatsError) -> String {
    let text = error.to_string();
    let StatsError::OutOfRange { name, .. } = error else { return text };
    let option = OPTIONS.iter().find(|(argument, _)| argument == name);
    option.map_or_else(
        || text.clone(),
        |(argument, option)| text.replacen(&format!("`{argument}`"), &format!("`{option}`"), 1),
    )
}

/// One value that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, counted from 1; for Parquet the number of the row.
    pub line: u64,
    /// The column; empty where the whole row is meant.
    pub column: String,
    /// The value as it stands there.
    pub value: String,
    /// What would have been taken, and what to do.
    pub allowed: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column `{}`", self.column)?;
        }
        match self.value.as_str() {
            "" => f.write_str(": the value is missing")?,
            value => write!(f, ": `{value}`")?,
        }
        write!(f, "; allowed: {}", self.allowed)
    }
}

fn values(file: &str, problems: &[Problem], total: u64) -> String {
    let mut text = match (problems, total) {
        ([only], 1) => return format!("`{file}`, {only}"),
        _ => format!("`{file}` has {total} values that cannot be used"),
    };
    for problem in problems {
        text += &format!("\n  {problem}");
    }
    let rest = total.saturating_sub(problems.len() as u64);
    if rest > 0 {
        text += &format!("\n  and {rest} more");
    }
    text
}
