//! Effects of many customers at once.

use crate::checked::Level;
use crate::estimate::Interval;
use crate::method::Method;

/// What a learner says of each customer: the effect of the treatment on the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    pub(crate) values: Vec<f64>,
    pub(crate) standard_errors: Vec<f64>,
    pub(crate) level: Level,
    pub(crate) method: Method,
    pub(crate) n: u64,
}

impl Effects {
    /// The effect per customer, in units of the outcome.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The standard error per customer; empty where the learner has none.
    pub fn standard_errors(&self) -> &[f64] {
        &self.standard_errors
    }

    /// The interval of one customer, where the learner has one.
    pub fn interval(&self, row: usize) -> Option<Interval> {
        let (value, error) = (self.values.get(row)?, self.standard_errors.get(row)?);
        let reach = self.level.z() * error;
        Some(Interval::confidence(value - reach, value + reach, self.level))
    }
}
