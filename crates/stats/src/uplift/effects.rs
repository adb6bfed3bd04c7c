//! Effects of many customers at once.

use crate::checked::Level;
use crate::estimate::Interval;
use crate::method::Method;
use crate::numeric::student_quantile_upper;
use crate::uplift::Trial;

/// What a learner says of each customer: the effect of the treatment on the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    pub(crate) values: Vec<f64>,
    pub(crate) standard_errors: Vec<f64>,
    pub(crate) level: Level,
    pub(crate) method: Method,
    pub(crate) n: u64,
    /// How many standard errors an interval reaches; nothing where errors cannot be measured.
    pub(crate) reach: Option<f64>,
}

/// From how few customers the errors of effects were measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    /// Degrees of freedom: one less than the customers of the rarest kind.
    freedom: f64,
    /// By how much errors are too small because models of the smaller arm were fitted to it.
    stretch: f64,
}

impl Spread {
    /// `fitted` coefficients were fitted in each arm.
    pub(crate) fn of(trial: &Trial<'_>, fitted: usize) -> Self {
        let (arm, fitted) = (trial.smaller_arm() as f64, fitted as f64);
        let stretch = if arm > fitted { (arm / (arm - fitted)).sqrt() } else { f64::INFINITY };
        Self { freedom: trial.rarest() as f64 - 1.0, stretch }
    }

    /// How many standard errors an interval reaches; nothing where errors cannot be measured.
    pub(crate) fn reach(self, level: Level) -> Option<f64> {
        (self.freedom >= 1.0 && self.stretch.is_finite())
            .then(|| self.stretch * student_quantile_upper(level.tail(), self.freedom))
    }
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

    /// The interval of one customer, where the learner has one; Student's, with one degree of freedom less than there are
    /// customers of the rarest kind.
    pub fn interval(&self, row: usize) -> Option<Interval> {
        let (value, error) = (self.values.get(row)?, self.standard_errors.get(row)?);
        let reach = self.reach? * error;
        Some(Interval::confidence(value - reach, value + reach, self.level))
    }
}
