//! Why a file cannot be read as a table.

use std::path::PathBuf;

/// Why a file cannot be read as a table.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// The file cannot be opened or read.
    #[error("`{}` cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is nothing in it.
    #[error("`{}` is empty; allowed: a CSV, Parquet or XLSX file with a header and at least one row", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// There is a header and nothing else.
    #[error("`{}` has no rows: only a header with {columns} columns was found", path.display())]
    NoRows {
        /// The file.
        path: PathBuf,
        /// How many columns the header has.
        columns: usize,
    },
    /// It is something else than a table.
    #[error("`{}` is {found}, not a table; allowed: CSV, Parquet or XLSX; {remedy}", path.display())]
    NotATable {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        found: String,
        /// What to do.
        remedy: &'static str,
    },
    /// The given delimiter leaves a single column where another would give more.
    #[error(
        "`{}` has one column when cut at {given}; cut at {likely} it has {columns}: say `--delimiter {likely}` or leave \
         the option out", path.display()
    )]
    OneColumn {
        /// The file.
        path: PathBuf,
        /// The delimiter that was given.
        given: String,
        /// The delimiter that fits better.
        likely: String,
        /// How many columns that gives.
        columns: usize,
    },
    /// More columns than a table may have.
    #[error(
        "`{}` has {given} columns; at most {} are read: save it with the columns you need (an id, days, price, reason \
         and at most {} traits)", path.display(), super::COLUMNS_MAX, crate::mapping::TRAITS_MAX
    )]
    TooManyColumns {
        /// The file.
        path: PathBuf,
        /// How many columns were found.
        given: usize,
    },
    /// The header is longer than a record may be.
    #[error("`{}` has a first line of more than {limit} bytes; allowed: a header with the names of the columns", path.display())]
    HeaderTooLong {
        /// The file.
        path: PathBuf,
        /// The limit.
        limit: usize,
    },
    /// No such encoding.
    #[error(
        "`{given}` is not an encoding; allowed: `utf-8`, `windows-1252`, `utf-16le`, `utf-16be` or another name of the WHATWG encoding standard"
    )]
    UnknownEncoding {
        /// What was given.
        given: String,
    },
    /// No such sheet in the workbook.
    #[error("`{}` has no sheet `{given}`; allowed: {allowed}", path.display())]
    UnknownSheet {
        /// The workbook.
        path: PathBuf,
        /// What was given.
        given: String,
        /// The sheets there are.
        allowed: String,
    },
    /// The Parquet file is damaged or of a kind that cannot be read.
    #[error("`{}` cannot be read as Parquet: {source}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: parquet::errors::ParquetError,
    },
    /// A column of a Parquet file cannot be turned into values.
    #[error("`{}` cannot be read as Parquet: {source}", path.display())]
    Arrow {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: arrow::error::ArrowError,
    },
    /// The workbook is damaged or of a kind that cannot be read.
    #[error("`{}` cannot be read as an XLSX workbook: {source}", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: calamine::XlsxError,
    },
    /// A reader gave up without saying why.
    #[error("reading `{}` stopped unexpectedly: it is probably damaged; nothing was imported: save it again or as CSV", path.display())]
    Stopped {
        /// The file.
        path: PathBuf,
    },
}
