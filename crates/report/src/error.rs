//! What can go wrong between a question and its report.

use std::fmt;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum AnalyticsError {
    /// A word of the question is not known.
    #[error("`{given}` is not {what}; allowed: {allowed}{}", Hint(hint))]
    Unknown {
        /// What kind of word was expected, with its article: `a trait`.
        what: &'static str,
        /// What was given.
        given: String,
        /// What is allowed.
        allowed: String,
        /// The allowed word that was probably meant.
        hint: Option<String>,
    },
    /// A value of the question cannot be read.
    #[error("`{given}` cannot be the value of `{key}`; allowed: {allowed}")]
    Value {
        /// The word whose value it is.
        key: String,
        /// What was given.
        given: String,
        /// What is allowed.
        allowed: String,
    },
    /// A trait has so many values that a table by it says nothing.
    #[error(
        "`{name}` has {distinct} different values; a report is split into at most {allowed} groups. Choose another trait, \
         or filter with where {name}=VALUE"
    )]
    TooManyGroups {
        /// The trait or traits.
        name: String,
        /// How many groups there would be.
        distinct: usize,
        /// How many there may be.
        allowed: usize,
    },
    /// The SQL is not allowed here.
    #[error("{what}; allowed: one statement that reads (SELECT, WITH, EXPLAIN, SHOW, DESCRIBE)")]
    NotReading {
        /// What was refused.
        what: String,
    },
    /// The SQL could not be understood or run.
    #[error("{0}")]
    Sql(String),
    /// The query was stopped because it took too long.
    #[error("the query was stopped after {seconds} seconds; ask for less, or allow more time")]
    TookTooLong {
        /// The time it was allowed.
        seconds: f64,
    },
    /// The query needed more memory than it may have.
    #[error("the query needs more than the {megabytes} MB of memory it may use; ask for less, or allow more: {detail}")]
    TooMuchMemory {
        /// What it may use.
        megabytes: usize,
        /// Which part of the query asked for it.
        detail: String,
    },
    /// The numbers of a report could not be made; a fault of ours or damaged files.
    #[error("the report could not be made: {0}")]
    Engine(String),
    /// The ledger could not be read.
    #[error(transparent)]
    Ledger(Box<dyn std::error::Error + Send + Sync>),
    /// A formula refused its input; a fault of ours.
    #[error("a formula refused its input: {0}")]
    Formula(#[from] stats::StatsError),
    /// The folder for spilling or the threads could not be had.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}

struct Hint<'a>(&'a Option<String>);

impl fmt::Display for Hint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |word| write!(f, ". Did you mean `{word}`?"))
    }
}

impl From<ledger::LedgerError> for AnalyticsError {
    fn from(error: ledger::LedgerError) -> Self {
        Self::Ledger(Box::new(error))
    }
}

impl AnalyticsError {
    /// The same, with the limit that held.
    #[must_use]
    pub fn under(self, memory_bytes: usize) -> Self {
        match self {
            Self::TooMuchMemory { detail, .. } => Self::TooMuchMemory { megabytes: memory_bytes >> 20, detail },
            other => other,
        }
    }
}

/// A word that is not among the allowed ones, with the nearest that is.
pub fn unknown<'a>(what: &'static str, given: &str, allowed: impl Iterator<Item = &'a str> + Clone) -> AnalyticsError {
    let hint = relationship::suggestion::did_you_mean(given, allowed.clone()).map(str::to_owned);
    let words: Vec<String> = allowed.map(|word| format!("`{word}`")).collect();
    let allowed = if words.is_empty() { "none, this data has none".to_owned() } else { words.join(", ") };
    AnalyticsError::Unknown { what, given: given.to_owned(), allowed, hint }
}
