//! Who answers, and what a number is made under.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use relationship::reason::ReasonMapping;
use relationship::{Currency, Definition, Economics};

use crate::{AnalyticsError, Question, Report};

/// What a number is made under: all are records of the store and have versions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Basis {
    /// What counts as leaving.
    pub definition: Definition,
    /// What the company's own words for reasons mean.
    pub mapping: ReasonMapping,
    /// What a customer brings and costs, as the settings say.
    pub economics: Economics,
}

/// A trait and the values a filter can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraitValues {
    /// The name people use.
    pub name: String,
    /// The values, the most frequent first; groups of a number in rising order. Nothing where there are too many to list.
    pub values: Option<Vec<String>>,
}

/// What is known about the data before a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// The data tell days; without them they are one picture in time.
    pub has_days: bool,
    /// The currency of every amount.
    pub currency: Currency,
}

/// How far a query may go.
#[derive(Debug, Clone, PartialEq)]
pub struct SqlLimits {
    /// The most rows that are handed out; of more, the first.
    pub rows: usize,
    /// The most time it may take.
    pub time: Duration,
    /// The memory it may use for sorting, grouping and joining; what needs more is spilled where it can be.
    pub memory_bytes: usize,
}

impl Default for SqlLimits {
    fn default() -> Self {
        Self { rows: 10_000, time: Duration::from_mins(1), memory_bytes: 256 << 20 }
    }
}

/// An answer that comes later.
pub type Soon<'a, T> = Pin<Box<dyn Future<Output = Result<T, AnalyticsError>> + Send + 'a>>;

/// Answers questions about the customers of one data folder.
pub trait Answers: Send + Sync {
    /// The answer to a question. Waits for it; asynchronous callers use [`Answers::report_soon`].
    ///
    /// # Errors
    /// [`AnalyticsError::Unknown`] for a trait that does not exist, [`AnalyticsError::TooManyGroups`], and whatever the
    /// ledger or the engine could not do.
    fn report(&self, question: &Question, basis: &Basis) -> Result<Arc<Report>, AnalyticsError>;

    /// As [`Answers::report`], for callers that must not wait.
    ///
    /// # Errors
    /// As [`Answers::report`].
    fn report_soon<'a>(&'a self, question: &'a Question, basis: &'a Basis) -> Soon<'a, Arc<Report>>;

    /// The traits of the customers with their values, for lists to choose from.
    ///
    /// # Errors
    /// Whatever the ledger or the engine could not do.
    fn trait_values_soon<'a>(&'a self, basis: &'a Basis) -> Soon<'a, Vec<TraitValues>>;

    /// What is known about the data before a question is asked. Waits for the answer.
    ///
    /// # Errors
    /// Whatever the ledger could not do.
    fn extent(&self, basis: &Basis) -> Result<Extent, AnalyticsError>;

    /// The rows of one statement that reads, as a JSON array of objects. Waits for the answer, but no longer than the limit.
    ///
    /// # Errors
    /// [`AnalyticsError::NotReading`] for a statement that would change something, [`AnalyticsError::Sql`] for one that
    /// cannot be understood, [`AnalyticsError::TookTooLong`], [`AnalyticsError::TooMuchMemory`], and whatever the ledger
    /// could not do.
    fn select(&self, sql: &str, basis: &Basis, limits: &SqlLimits) -> Result<serde_json::Value, AnalyticsError>;
}
