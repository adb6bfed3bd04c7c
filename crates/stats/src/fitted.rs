//! A model fitted to counts: its parameters with their errors, and the errors of everything that follows from them.

use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Test, Tested, Why};
use crate::method::Method;
use crate::numeric::chi_square_upper;
use crate::optimum::{Ended, Optimum};

mod band;

pub use band::Band;

/// How far each parameter is moved, in its logarithm, to see how much a result depends on it.
const NUDGE: f64 = 1e-4;

/// A fit, or the reason why the data do not have one.
#[derive(Debug, Clone, PartialEq)]
pub enum Fitted<T> {
    /// The best fit.
    Known(T),
    /// There is none, for this reason.
    Undetermined(Why),
}

impl<T> Fitted<T> {
    /// The fit, where there is one.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(fit) => Some(fit),
            Self::Undetermined(_) => None,
        }
    }

    /// The reason, where there is none.
    pub fn why(&self) -> Option<Why> {
        match self {
            Self::Known(_) => None,
            Self::Undetermined(why) => Some(*why),
        }
    }
}

/// A model with `K` parameters, all above 0.
pub trait Parametric<const K: usize>: Copy {
    /// What the parameters are called.
    const NAMES: [&'static str; K];

    /// The model with these parameters, which the caller knows to be above 0.
    fn with(parameters: [f64; K]) -> Self;

    /// The parameters.
    fn parameters(&self) -> [f64; K];
}

/// Which values a result can have; it decides on which scale its interval is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// Any number: the interval is symmetric.
    Any,
    /// Above 0: it is symmetric in the logarithm.
    Positive,
    /// Between 0 and 1: it is symmetric in the logit.
    Share,
}

/// One parameter of a model with its estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// What it is called.
    pub name: &'static str,
    /// Its value with interval (symmetric in the logarithm) and standard error (on its own scale).
    pub estimate: Estimate,
}

/// The most likely model of a kind, with the errors of its parameters from the observed information.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit<M, const K: usize> {
    model: M,
    log_covariance: [[f64; K]; K],
    log_likelihood: f64,
    steps: u32,
    n: u64,
    level: Level,
    method: Method,
}

/// What a fit rests on, apart from its summit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Footing {
    pub(crate) n: u64,
    pub(crate) level: Level,
    pub(crate) method: Method,
}

impl<M: Parametric<K>, const K: usize> Fit<M, K> {
    pub(crate) fn from_search(search: Result<Optimum<K>, Ended>, footing: Footing) -> Fitted<Self> {
        match search {
            Ok(summit) => Fitted::Known(Self {
                model: M::with(summit.theta),
                log_covariance: summit.log_covariance,
                log_likelihood: summit.value,
                steps: summit.steps,
                n: footing.n,
                level: footing.level,
                method: footing.method,
            }),
            Err(ended) => Fitted::Undetermined(ended.why(&M::NAMES)),
        }
    }

    /// The model with the most likely parameters.
    pub const fn model(&self) -> &M {
        &self.model
    }

    /// The logarithm of the likelihood at the best fit, summed over all customers. It grows with their number: compare it
    /// only between models of the same data.
    pub const fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// How many customers the fit rests on.
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// The level of the intervals.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// How it was fitted.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// How many steps Newton's method took.
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// Akaike's criterion: twice the number of parameters minus twice the log-likelihood; less is better.
    pub fn akaike(&self) -> f64 {
        2.0 * K as f64 - 2.0 * self.log_likelihood
    }

    /// The parameters in the order of the model, each with interval and standard error.
    pub fn parameters(&self) -> [Parameter; K] {
        let values = self.model.parameters();
        std::array::from_fn(|i| {
            let error = self.log_covariance[i][i].max(0.0).sqrt();
            let estimate = self.estimate(values[i], error * values[i], Range::Positive, self.level.z());
            Parameter { name: M::NAMES[i], estimate }
        })
    }

    /// The covariance of the parameters on their own scale.
    pub fn covariance(&self) -> [[f64; K]; K] {
        let values = self.model.parameters();
        std::array::from_fn(|i| std::array::from_fn(|j| values[i] * values[j] * self.log_covariance[i][j]))
    }

    /// Anything that follows from the parameters, with the error that it inherits from them.
    ///
    /// The standard error is that of the delta method; how much the result depends on each parameter is found by moving
    /// its logarithm by a ten-thousandth to both sides, which is right to about eight digits. It is the error of the
    /// expectation: a single customer, or the count of one coming year, varies more.
    ///
    /// # Returns
    /// `Undetermined` (`NotConverged`) when the result or its error is no finite number.
    pub fn derived(&self, range: Range, result: impl Fn(&M) -> f64) -> Answer {
        let error = self.error(&self.slopes(&result));
        self.answer(result(&self.model), error, range, self.level.z())
    }

    /// The standard error of what depends so much on the logarithms of the parameters.
    fn error(&self, slopes: &[f64; K]) -> f64 {
        let mut variance = 0.0;
        for i in 0..K {
            for j in 0..K {
                variance += slopes[i] * slopes[j] * self.log_covariance[i][j];
            }
        }
        variance.max(0.0).sqrt()
    }

    fn answer(&self, value: f64, error: f64, range: Range, deviate: f64) -> Answer {
        if !value.is_finite() || !error.is_finite() {
            return Answer::Undetermined(Why::NotConverged { iterations: u64::from(self.steps), change: error });
        }
        Answer::Known(self.estimate(value, error, range, deviate))
    }

    fn slopes(&self, result: impl Fn(&M) -> f64) -> [f64; K] {
        let values = self.model.parameters();
        std::array::from_fn(|i| {
            let moved = |by: f64| {
                let mut parameters = values;
                parameters[i] *= by.exp();
                result(&M::with(parameters))
            };
            (moved(NUDGE) - moved(-NUDGE)) / (2.0 * NUDGE)
        })
    }

    /// The interval reaches `deviate` standard errors to both sides on the scale of the range.
    fn estimate(&self, value: f64, standard_error: f64, range: Range, deviate: f64) -> Estimate {
        let half = deviate * standard_error;
        let (lower, upper) = match range {
            Range::Positive if value > 0.0 => (value * (-half / value).exp(), value * (half / value).exp()),
            Range::Share if value > 0.0 && value < 1.0 => {
                let odds = value / (1.0 - value);
                let half = half / (value * (1.0 - value));
                let share = |odds: f64| if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 };
                (share(odds * (-half).exp()), share(odds * half.exp()))
            }
            Range::Share => ((value - half).max(0.0), (value + half).min(1.0)),
            _ => (value - half, value + half),
        };
        let interval = Interval::confidence(lower, upper, self.level);
        Estimate { value, interval, standard_error: Some(standard_error), n: self.n, method: self.method }
    }
}

/// Twice the difference of two log-likelihoods, against chance: could the data come from the smaller of two models, of
/// which one is a special case of the other?
pub(crate) fn likelihood_ratio(smaller: f64, larger: f64, parameters: u32, n: u64, method: Method) -> Tested {
    let statistic = (2.0 * (larger - smaller)).max(0.0);
    let p_value = chi_square_upper(statistic, parameters);
    Tested::Known(Test { statistic, degrees_of_freedom: Some(parameters), denominator: None, p_value, n, method })
}
