//! Why a file cannot be read as a table.

use std::path::PathBuf;

use super::{COLUMNS_MAX, Foreign};
use crate::mapping::TRAITS_MAX;
use crate::message::{Message, Value};

/// Why a file cannot be read as a table.
#[derive(Debug)]
pub enum InputError {
    /// The file cannot be opened or read.
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is nothing in it.
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// There is a header and nothing else.
    NoRows {
        /// The file.
        path: PathBuf,
        /// How many columns the header has.
        columns: usize,
    },
    /// It is something else than a table.
    NotATable {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        found: Foreign,
    },
    /// The given delimiter leaves a single column where another would give more.
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
    TooManyColumns {
        /// The file.
        path: PathBuf,
        /// How many columns were found.
        given: usize,
    },
    /// The header is longer than a record may be.
    HeaderTooLong {
        /// The file.
        path: PathBuf,
        /// The limit.
        limit: usize,
    },
    /// No such encoding.
    UnknownEncoding {
        /// What was given.
        given: String,
    },
    /// No such sheet in the workbook.
    UnknownSheet {
        /// The workbook.
        path: PathBuf,
        /// What was given.
        given: String,
        /// The sheets there are.
        allowed: Vec<String>,
    },
    /// The Parquet file is damaged or of a kind that cannot be read.
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: parquet::errors::ParquetError,
    },
    /// A column of a Parquet file cannot be turned into values.
    Arrow {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: arrow::error::ArrowError,
    },
    /// The workbook is damaged or of a kind that cannot be read.
    Workbook {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: calamine::XlsxError,
    },
    /// A reader gave up without saying why.
    Stopped {
        /// The file.
        path: PathBuf,
    },
}

impl InputError {
    /// It in words, with its code and values.
    pub fn message(&self) -> Message {
        match self {
            Self::Read { path, source } => {
                Message::FileUnreadable { file: path.as_path().into(), cause: source.to_string().into() }
            }
            Self::Empty { path } => Message::FileEmpty { file: path.as_path().into() },
            Self::NoRows { path, columns } => {
                Message::FileWithoutRows { file: path.as_path().into(), columns: (*columns).into() }
            }
            Self::NotATable { path, found } => found.message(path.as_path().into()),
            Self::OneColumn { path, given, likely, columns } => Message::OneColumn {
                file: path.as_path().into(),
                given: given.into(),
                likely: likely.into(),
                columns: (*columns).into(),
            },
            Self::TooManyColumns { path, given } => Message::TooManyColumns {
                file: path.as_path().into(),
                given: (*given).into(),
                limit: COLUMNS_MAX.into(),
                traits: TRAITS_MAX.into(),
            },
            Self::HeaderTooLong { path, limit } => {
                Message::HeaderTooLong { file: path.as_path().into(), limit: (*limit).into() }
            }
            Self::UnknownEncoding { given } => Message::EncodingUnknown { given: given.into() },
            Self::UnknownSheet { path, given, allowed } => Message::SheetUnknown {
                file: path.as_path().into(),
                given: given.into(),
                sheets: Value::names(allowed, 0),
            },
            Self::Parquet { path, source } => {
                Message::ParquetDamaged { file: path.as_path().into(), cause: source.to_string().into() }
            }
            Self::Arrow { path, source } => {
                Message::ParquetDamaged { file: path.as_path().into(), cause: source.to_string().into() }
            }
            Self::Workbook { path, source } => {
                Message::WorkbookDamaged { file: path.as_path().into(), cause: source.to_string().into() }
            }
            Self::Stopped { path } => Message::ReadingStopped { file: path.as_path().into() },
        }
    }
}

impl Foreign {
    fn message(self, file: Value) -> Message {
        match self {
            Self::Compressed(format) => Message::FileCompressed { file, format: format.into() },
            Self::Packed => Message::FilePacked { file },
            Self::OldWorkbook => Message::FileOldWorkbook { file },
            Self::WebPage => Message::FileWebPage { file },
            Self::OtherKind(format) => Message::FileOfAnotherKind { file, format: format.into() },
            Self::NoTable(format) => Message::FileNoTable { file, format: format.into() },
            Self::Binary { byte, position } => {
                Message::FileBinary { file, byte: format!("{byte:#04x}").into(), position: position.into() }
            }
        }
    }
}

impl std::fmt::Display for InputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for InputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            Self::Parquet { source, .. } => Some(source),
            Self::Arrow { source, .. } => Some(source),
            Self::Workbook { source, .. } => Some(source),
            _ => None,
        }
    }
}
