//! Any table file: CSV of every usual kind, Parquet, XLSX. What a file is, its content tells.
//!
//! A [`Table`] is opened once and read as often as wanted. Reading is one pass in bounded memory: one thread cuts the
//! file into blocks, the workers turn them into rows.

mod cell;
mod columns;
mod delimiter;
mod encoding;
mod error;
mod open;
mod read;
mod sheet;
mod sniff;
mod text;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

pub use cell::{Cell, Rows};
pub use columns::ColumnBlock;
pub use delimiter::Delimiter;
pub use error::InputError;
pub use sheet::SheetBlock;
pub use sniff::Foreign;
pub use text::TextBlock;

use crate::message::Message;
use crate::reject::Reject;
use read::guarded;
use text::Grammar;

/// Most columns a table may have.
pub const COLUMNS_MAX: usize = 2_000;
/// Longest value of a text file; a row with a longer one is rejected.
pub const FIELD_BYTES_MAX: usize = 64 << 10;
/// Longest record of a text file; a longer one is rejected.
pub const RECORD_BYTES_MAX: usize = 1 << 20;
/// Bytes of a text file that are looked at to find its delimiter and header.
const SNIFF_BYTES: u64 = 256 << 10;
/// Rows of a sheet that stand in a sample.
const SHEET_SAMPLE_ROWS: usize = 8_192;
/// Rows of a sheet among which the header is looked for.
const TITLE_ROWS_MAX: usize = 20;
/// Blocks that wait for a worker at most.
const BLOCKS_WAITING_MAX: usize = 3;

/// How a file is to be read, where its content shall not decide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What parts the values of a text file.
    pub delimiter: Option<Delimiter>,
    /// The encoding of a text file.
    pub encoding: Option<String>,
    /// Whether the first row holds the names of the columns.
    pub header: Option<bool>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

/// What kind of file it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// A text file.
    Csv {
        /// What parts the values.
        delimiter: Delimiter,
        /// The encoding's name.
        encoding: &'static str,
        /// Whether the first row holds the names of the columns.
        has_header: bool,
    },
    /// Parquet.
    Parquet,
    /// A workbook.
    Xlsx {
        /// The sheet that is read.
        sheet: String,
        /// All sheets.
        sheets: Vec<String>,
    },
}

/// In what shape a column is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Need {
    /// As a value: a day, a number.
    pub value: bool,
    /// As text.
    pub text: bool,
}

impl Need {
    /// Both ways.
    pub const ALL: Self = Self { value: true, text: true };

    const fn is_any(self) -> bool {
        self.value || self.text
    }
}

/// Some thousands of rows.
#[derive(Debug)]
pub enum Block {
    /// From a text file.
    Text(TextBlock),
    /// From Parquet.
    Columns(ColumnBlock),
    /// From a workbook.
    Sheet(SheetBlock),
}

impl Rows for Block {
    fn len(&self) -> usize {
        match self {
            Self::Text(block) => block.len(),
            Self::Columns(block) => block.len(),
            Self::Sheet(block) => block.len(),
        }
    }

    fn line(&self, row: usize) -> u64 {
        match self {
            Self::Text(block) => block.line(row),
            Self::Columns(block) => block.line(row),
            Self::Sheet(block) => block.line(row),
        }
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match self {
            Self::Text(block) => block.cell(row, column),
            Self::Columns(block) => block.cell(row, column),
            Self::Sheet(block) => block.cell(row, column),
        }
    }

    fn text(&self, row: usize, column: usize) -> &str {
        match self {
            Self::Text(block) => block.text(row, column),
            Self::Columns(block) => block.text(row, column),
            Self::Sheet(block) => block.text(row, column),
        }
    }
}

/// A table file that was opened and understood.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    bytes: u64,
    format: Format,
    columns: Vec<String>,
    notes: Vec<Message>,
    sample: Block,
    sample_rejects: Vec<Reject>,
    is_sample_whole: bool,
    sample_bytes: u64,
    inside: Inside,
}

#[derive(Debug, Clone)]
enum Inside {
    Text { grammar: Grammar, found: encoding::Found, skipped: usize },
    Parquet(columns::ParquetFile),
    Sheet { skipped: usize },
}

impl Table {
    /// Opens a file, finds out what it is, and reads its first rows.
    ///
    /// # Errors
    /// When the file cannot be read, is empty, has no rows, is no table or goes beyond a limit.
    pub fn open(path: &Path, reading: &Reading) -> Result<Self, InputError> {
        let failed = |source| InputError::Read { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        let mut head = Vec::new();
        file.by_ref().take(4096).read_to_end(&mut head).map_err(failed)?;
        if head.is_empty() {
            return Err(InputError::Empty { path: path.to_owned() });
        }
        let mut table = match sniff::content(&head) {
            sniff::Content::Parquet => guarded(path, || Self::open_parquet(path, &file))?,
            sniff::Content::Workbook => guarded(path, || Self::open_workbook(path, file, reading.sheet.as_deref()))?,
            sniff::Content::Text => Self::open_text(path, file, reading)?,
            sniff::Content::Other(found) => return Err(InputError::NotATable { path: path.to_owned(), found }),
        };
        table.bytes = bytes;
        if table.is_sample_whole && table.sample.is_empty() && table.sample_rejects.is_empty() {
            return Err(InputError::NoRows { path: path.to_owned(), columns: table.columns.len() });
        }
        Ok(table)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its size.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What kind of file it is.
    pub const fn format(&self) -> &Format {
        &self.format
    }

    /// The names of the columns, each different from the others.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// What had to be changed to read it, such as the name of a column.
    pub fn notes(&self) -> &[Message] {
        &self.notes
    }

    /// The first rows.
    pub const fn sample(&self) -> &Block {
        &self.sample
    }

    /// Rows of the sample that could not even be cut into values.
    pub fn sample_rejects(&self) -> &[Reject] {
        &self.sample_rejects
    }

    /// Whether the sample is all there is.
    pub const fn is_sample_whole(&self) -> bool {
        self.is_sample_whole
    }

    /// How many rows there are: exact when known, else estimated from the size.
    pub fn rows(&self) -> (u64, bool) {
        let sampled = (self.sample.len() + self.sample_rejects.len()) as u64;
        match &self.inside {
            Inside::Parquet(file) => (file.rows, true),
            _ if self.is_sample_whole => (sampled, true),
            Inside::Text { .. } => (sampled * self.bytes / self.sample_bytes, false),
            Inside::Sheet { .. } => (sampled, false),
        }
    }

    fn new(
        path: &Path,
        format: Format,
        names: Vec<String>,
        columns: usize,
        inside: Inside,
    ) -> Result<Self, InputError> {
        if columns > COLUMNS_MAX {
            return Err(InputError::TooManyColumns { path: path.to_owned(), given: columns });
        }
        let (columns, notes) = sniff::names(names, columns);
        Ok(Self {
            path: path.to_owned(),
            bytes: 0,
            format,
            columns,
            notes,
            sample: Block::Text(TextBlock::empty()),
            sample_rejects: Vec::new(),
            is_sample_whole: true,
            sample_bytes: 1,
            inside,
        })
    }
}
