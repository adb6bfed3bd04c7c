//! What can go wrong with facts at rest, said so that a person can act on it.

use std::path::{Path, PathBuf};

use crate::input::InputError;
use crate::mapping::MappingError;
use crate::message::Message;
use crate::reject::Reject;

/// Why the ledger could not do what was asked.
#[derive(Debug)]
pub enum LedgerError {
    /// The disk refused: full, read-only, not there, not allowed.
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A Parquet file could not be read or written.
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        cause: parquet::errors::ParquetError,
    },
    /// Columns in memory did not fit together: a defect of ours.
    Arrow(arrow::error::ArrowError),
    /// A file of the ledger does not have the columns of its format.
    NotASegment {
        /// The file.
        path: PathBuf,
    },
    /// The manifest cannot be understood.
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The folder was written by a newer program.
    Newer {
        /// The format of the folder.
        found: u32,
        /// The newest format this program knows.
        known: u32,
    },
    /// Another process is writing.
    Busy {
        /// The folder.
        path: PathBuf,
        /// The process that holds the lock, if it said so.
        holder: Option<u32>,
    },
    /// There is no ledger in the folder yet.
    Empty {
        /// The data folder.
        path: PathBuf,
    },
    /// Too many rows of a file were not understood; nothing was stored.
    TooManyRejects {
        /// Rows rejected.
        rejected: u64,
        /// Rows read.
        read: u64,
        /// The bound, in words.
        allowed: String,
        /// Where the rejected rows were written.
        rejects: PathBuf,
        /// The first of them.
        first: Option<Box<Reject>>,
    },
    /// Most rows of a file stand there already under the name of a source that resembles this one; nothing was stored.
    SourceRepeats {
        /// The name the file would come in under.
        source: String,
        /// The source that told the same before.
        known: String,
        /// Rows that stand there already.
        rows: u64,
        /// Rows read.
        read: u64,
    },
    /// Somebody stopped the import.
    Stopped {
        /// The file.
        path: PathBuf,
    },
    /// The file to import could not be understood at all.
    Input(InputError),
    /// The mapping does not fit the file.
    Mapping(MappingError),
    /// The file's amounts are in another currency than the ledger's.
    Currency {
        /// The currency of the file.
        given: relationship::Currency,
        /// The currency of the folder.
        kept: relationship::Currency,
    },
}

impl LedgerError {
    /// It in words, with its code and values.
    pub fn message(&self) -> Message {
        match self {
            Self::Disk { path, cause } => disk(path, cause),
            Self::Parquet { path, cause } => {
                Message::SegmentRefused { file: path.as_path().into(), cause: cause.to_string().into() }
            }
            Self::Arrow(cause) => Message::ColumnsMisfit { cause: cause.to_string().into() },
            Self::NotASegment { path } => Message::NotASegment { file: path.as_path().into() },
            Self::Manifest { path, cause } => {
                Message::ManifestDamaged { file: path.as_path().into(), cause: cause.into() }
            }
            Self::Newer { found, known } => {
                Message::FolderNewer { found: u64::from(*found).into(), known: u64::from(*known).into() }
            }
            Self::Busy { path, holder: None } => Message::FolderBusy { folder: path.as_path().into() },
            Self::Busy { path, holder: Some(process) } => {
                Message::FolderBusyWith { folder: path.as_path().into(), process: process.to_string().into() }
            }
            Self::Empty { path } => Message::FolderEmpty { folder: path.as_path().into() },
            Self::SourceRepeats { source, known, rows, read } => Message::SourceRepeats {
                source: source.into(),
                known: known.into(),
                rows: (*rows).into(),
                read: (*read).into(),
            },
            Self::TooManyRejects { rejected, read, allowed, rejects, first } => {
                let (rejected, read) = ((*rejected).into(), (*read).into());
                let (allowed, list) = (allowed.into(), rejects.as_path().into());
                match first {
                    None => Message::TooManyRejects { rejected, read, allowed, list },
                    Some(first) if first.column.is_empty() => Message::TooManyRejectsRow {
                        rejected,
                        read,
                        allowed,
                        list,
                        line: first.line.into(),
                        value: first.brief().into(),
                        wanted: (&first.message).into(),
                    },
                    Some(first) => Message::TooManyRejectsFirst {
                        rejected,
                        read,
                        allowed,
                        list,
                        line: first.line.into(),
                        column: (&first.column).into(),
                        value: first.brief().into(),
                        wanted: (&first.message).into(),
                    },
                }
            }
            Self::Stopped { path } => Message::ImportStopped { file: path.as_path().into() },
            Self::Input(error) => error.message(),
            Self::Mapping(error) => match error.messages.as_slice() {
                [only] => only.clone(),
                _ => Message::MappingProblems { problems: error.to_string().into() },
            },
            Self::Currency { given, kept } => Message::CurrencyOfFile { given: (*given).into(), kept: (*kept).into() },
        }
    }
}

fn disk(path: &Path, cause: &std::io::Error) -> Message {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    let (file, text) = (path.into(), cause.to_string().into());
    match cause.kind() {
        StorageFull | FileTooLarge | QuotaExceeded => Message::DiskFull { file, cause: text },
        _ => Message::DiskRefused { file, cause: text },
    }
}

impl std::fmt::Display for LedgerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for LedgerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Arrow(cause) => Some(cause),
            Self::Input(error) => error.source(),
            _ => None,
        }
    }
}

impl From<arrow::error::ArrowError> for LedgerError {
    fn from(cause: arrow::error::ArrowError) -> Self {
        Self::Arrow(cause)
    }
}

impl From<InputError> for LedgerError {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

impl From<MappingError> for LedgerError {
    fn from(error: MappingError) -> Self {
        Self::Mapping(error)
    }
}

/// Turns the error of a file operation into one that names the file.
pub(crate) fn at<E: Into<Cause>>(path: &Path) -> impl Fn(E) -> LedgerError + '_ {
    move |cause| match cause.into() {
        Cause::Disk(cause) => LedgerError::Disk { path: path.to_owned(), cause },
        Cause::Parquet(cause) => LedgerError::Parquet { path: path.to_owned(), cause },
        Cause::Arrow(cause) => LedgerError::Arrow(cause),
    }
}

pub(crate) enum Cause {
    Disk(std::io::Error),
    Parquet(parquet::errors::ParquetError),
    Arrow(arrow::error::ArrowError),
}

impl From<std::io::Error> for Cause {
    fn from(cause: std::io::Error) -> Self {
        Self::Disk(cause)
    }
}

impl From<parquet::errors::ParquetError> for Cause {
    fn from(cause: parquet::errors::ParquetError) -> Self {
        match cause {
            // A full disk arrives wrapped; it is a matter of the disk, not of Parquet.
            parquet::errors::ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
                Ok(io) => Self::Disk(*io),
                Err(other) => Self::Parquet(parquet::errors::ParquetError::External(other)),
            },
            other => Self::Parquet(other),
        }
    }
}

impl From<arrow::error::ArrowError> for Cause {
    fn from(cause: arrow::error::ArrowError) -> Self {
        Self::Arrow(cause)
    }
}
