//! What can go wrong with facts at rest, said so that a person can act on it.

use std::path::{Path, PathBuf};

/// Why the ledger could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The disk refused: full, read-only, not there, not allowed.
    #[error("`{}`: {cause}", path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A Parquet file could not be read or written.
    #[error("`{}`: {cause}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        cause: parquet::errors::ParquetError,
    },
    /// Columns in memory did not fit together: a defect of ours.
    #[error("columns do not fit together: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// A file of the ledger does not have the columns of its format.
    #[error("`{}` is not a segment of this ledger: a column is missing or has another type; \
             take the file back from a copy of the folder, or import again into a new one", path.display())]
    NotASegment {
        /// The file.
        path: PathBuf,
    },
    /// The manifest cannot be understood.
    #[error("`{}` cannot be read: {cause}; take it back from a copy of the folder", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The folder was written by a newer program.
    #[error(
        "the data folder has format {found}, this program knows formats up to {known}: \
             it was written by a newer version; install that version to open it"
    )]
    Newer {
        /// The format of the folder.
        found: u32,
        /// The newest format this program knows.
        known: u32,
    },
    /// Another process is writing.
    #[error("another process{} is writing to `{}`; wait until it has finished and try again",
            holder.map(|pid| format!(" (number {pid})")).unwrap_or_default(), path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
        /// The process that holds the lock, if it said so.
        holder: Option<u32>,
    },
    /// There is no ledger in the folder yet.
    #[error("`{}` holds no customers yet; import a file first: `vaarwel import FILE --as customers --data {}`",
            path.display(), path.display())]
    Empty {
        /// The data folder.
        path: PathBuf,
    },
    /// Too many rows of a file were not understood; nothing was stored.
    #[error("{rejected} of {read} rows were rejected, more than the {allowed} allowed; nothing was stored; \
             see `{}`{}", rejects.display(), first.as_ref().map(|f| format!(" (first: {f})")).unwrap_or_default())]
    TooManyRejects {
        /// Rows rejected.
        rejected: u64,
        /// Rows read.
        read: u64,
        /// The bound, in words.
        allowed: String,
        /// Where the rejected rows were written.
        rejects: PathBuf,
        /// The first of them, in words.
        first: Option<String>,
    },
    /// Somebody stopped the import.
    #[error("the import of `{}` was stopped; nothing was stored", path.display())]
    Stopped {
        /// The file.
        path: PathBuf,
    },
    /// The file to import could not be understood at all.
    #[error(transparent)]
    Input(#[from] crate::input::InputError),
    /// The mapping does not fit the file.
    #[error(transparent)]
    Mapping(#[from] crate::mapping::MappingError),
    /// The file's amounts are in another currency than the ledger's.
    #[error(
        "the file's amounts are in {given}, this data folder keeps {kept}; \
             one folder has one currency: import it into a folder of its own"
    )]
    Currency {
        /// The currency of the file.
        given: relationship::Currency,
        /// The currency of the folder.
        kept: relationship::Currency,
    },
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
