//! Why the office could not do what was asked.

use std::borrow::Cow;

use sqlx::error::ErrorKind;

/// A refusal or a failure of the store. No text here ever holds a token, a mail address or a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address of the store names no database we know.
    #[error(
        "`{given}` is not the address of a store; allowed: `sqlite:FILE`, `postgres://USER@HOST/DATABASE`; \
         for a data folder leave the address out"
    )]
    UnknownAddress {
        /// The part before the first colon, never a password.
        given: String,
    },

    /// The database could not be reached or opened.
    #[error("cannot open the store at `{place}`: {source}")]
    Open {
        /// The file, or the server without its password.
        place: String,
        /// What the database said.
        source: sqlx::Error,
    },

    /// The data folder could not be made or read.
    #[error("cannot use the data folder `{folder}`: {source}; it must be a folder this program may write to")]
    Folder {
        /// The folder.
        folder: String,
        /// What the system said.
        source: std::io::Error,
    },

    /// The store was written by a newer version of the program.
    #[error(
        "the store at `{place}` has schema version {found}, made by a newer vaarwel; this one knows up to version \
         {known}; nothing was changed: use the newer program, or restore a backup made before the upgrade"
    )]
    NewerStore {
        /// The file, or the server without its password.
        place: String,
        /// The version that was found.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },

    /// The store was brought to its version by other migrations than this program has.
    #[error(
        "the store at `{place}` was made with another text of schema version {version} than this program has; \
         use the program that made it, or start with an empty store"
    )]
    OtherHistory {
        /// The file, or the server without its password.
        place: String,
        /// The version whose text differs.
        version: i64,
    },

    /// A migration failed; the store is as it was.
    #[error("cannot bring the store at `{place}` to this program's schema: {source}; the store is as it was")]
    Migration {
        /// The file, or the server without its password.
        place: String,
        /// What went wrong.
        source: sqlx::migrate::MigrateError,
    },

    /// Somebody else held the database for too long.
    #[error("the database was busy for longer than {seconds} seconds; try again, or end the program that holds it")]
    Busy {
        /// How long we waited.
        seconds: u64,
    },

    /// There is no room left.
    #[error("the disk that holds the store is full; nothing was stored: make room and try again")]
    DiskFull,

    /// A stored row cannot be understood.
    #[error("table `{table}`, row `{id}`, column `{column}` is damaged: {why}; correct the row or restore a backup")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The key of the row.
        id: String,
        /// What is wrong with it.
        why: String,
    },

    /// Something both databases cannot keep alike, refused before anything was stored.
    #[error("item {index}: `{field}` {why}; nothing was stored")]
    NotStorable {
        /// Which of the given things, counted from 0.
        index: usize,
        /// The field.
        field: &'static str,
        /// What is wrong and what is allowed.
        why: &'static str,
    },

    /// What was asked for is not there.
    #[error("there is no {what} `{id}`")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// Its id.
        id: String,
    },

    /// Two members cannot have one mail address.
    #[error("there is a member with this mail address already")]
    EmailTaken,

    /// A company without an owner could not be opened again.
    #[error("this is the last owner; make somebody else an owner first")]
    LastOwner,

    /// Somebody else changed the same thing in the meantime.
    #[error(
        "the {what} was changed meanwhile: version {newest} is in force and this change was made from version \
         {made_from}; look at the new version and change that"
    )]
    Outdated {
        /// What was changed.
        what: &'static str,
        /// The version this change was made from.
        made_from: u32,
        /// The version in force.
        newest: u32,
    },

    /// A version of a survey is never changed.
    #[error(
        "version {version} of survey `{survey}` was published with another text, and people may be answering it; \
         give the new text version {next}"
    )]
    SurveyPublished {
        /// The survey.
        survey: String,
        /// The version that is taken.
        version: u32,
        /// The version to give.
        next: u32,
    },

    /// An answer was wanted for something it was not given for.
    #[error(transparent)]
    Purpose(#[from] relationship::listening::PurposeError),

    /// What somebody wants to do with an action point breaks a rule.
    #[error(transparent)]
    ActionPoint(#[from] relationship::improvement::PointError),

    /// Somebody who is still leaving cannot be erased: their request could not be done any more.
    #[error(
        "the request to leave `{id}` of this person is not finished; let it end, or take it back at the desk, and erase then"
    )]
    CaseOpen {
        /// The case.
        id: String,
    },

    /// An import ends once.
    #[error("import `{id}` has ended already")]
    ImportEnded {
        /// The import.
        id: String,
    },

    /// What was stored together with others failed with them.
    #[error("nothing was stored, because storing it together with others failed: {why}")]
    Together {
        /// Why.
        why: String,
    },

    /// It was taken, and the database went away before it was on the disk.
    #[error("whether it was stored is not known: {why}; ask again, the same request is stored once")]
    Unsettled {
        /// Why.
        why: String,
    },

    /// The database said something we have no better name for.
    #[error("the database refused: {0}")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if is_busy(&error) {
            return Self::Busy { seconds: crate::open::BUSY_SECONDS_MAX };
        }
        match code(&error).as_deref() {
            // SQLITE_FULL and PostgreSQL's disk_full.
            Some("13" | "53100") => Self::DiskFull,
            _ => Self::Database(error),
        }
    }
}

/// Does the database only say that others stand in the way? `SQLITE_BUSY` and its kinds, and a pool without a free
/// connection.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::PoolTimedOut) || matches!(code(error).as_deref(), Some("5" | "261" | "517" | "773"))
}

/// Was a statement undone because a key of it was there already? PostgreSQL's `unique_violation`.
pub(crate) fn is_undone(error: &sqlx::Error) -> bool {
    code(error).as_deref() == Some("23505")
}

fn code(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code)
}

impl StoreError {
    /// The same for somebody else who waited for the same.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::DiskFull => Self::DiskFull,
            Self::Busy { seconds } => Self::Busy { seconds: *seconds },
            Self::Unsettled { why } => Self::Unsettled { why: why.clone() },
            other => Self::Together { why: other.to_string() },
        }
    }

    /// A reference to a row that is not there means that this was not found.
    pub(crate) fn from_reference(error: sqlx::Error, what: &'static str, id: &dyn std::fmt::Display) -> Self {
        match error.as_database_error().map(sqlx::error::DatabaseError::kind) {
            Some(ErrorKind::ForeignKeyViolation) => Self::NotFound { what, id: id.to_string() },
            _ => error.into(),
        }
    }
}

/// Refuses the one character PostgreSQL cannot keep, so that both databases refuse it alike.
pub(crate) fn check_text(index: usize, field: &'static str, text: &str) -> Result<(), StoreError> {
    if text.contains('\0') {
        return Err(StoreError::NotStorable { index, field, why: "holds a zero character; allowed: any other text" });
    }
    Ok(())
}

/// Text that is not what it should be: an id, a word, a mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not {what}; allowed: {allowed}")]
pub struct NotAllowed {
    /// What was given.
    pub given: String,
    /// What it should have been.
    pub what: &'static str,
    /// What is allowed, with a suggestion where one is close.
    pub allowed: String,
}

/// Where a stored text stands, for the error that says it is damaged.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) id: &'a str,
}

impl Cell<'_> {
    /// The stored text as a value, or an error that names the cell.
    pub(crate) fn read<T>(self, text: &str) -> Result<T, StoreError>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        text.parse().map_err(|why: T::Err| self.damaged(&why))
    }

    /// The stored JSON as a value, or an error that names the cell.
    pub(crate) fn read_json<T: serde::de::DeserializeOwned>(self, text: &str) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|why| self.damaged(&why))
    }

    pub(crate) fn damaged(self, why: &dyn std::fmt::Display) -> StoreError {
        StoreError::Corrupt { table: self.table, column: self.column, id: self.id.to_owned(), why: why.to_string() }
    }
}
