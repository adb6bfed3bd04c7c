//! What a fit gives: coefficients with their covariance, and what can be asked of them.

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Test, Tested, Why};
use crate::linear::Positive;
use crate::method::Method;
use crate::numeric::{beta_lower, chi_square_upper, normal_two_sided, student_quantile_upper, student_two_sided};

use super::design::same_length;

/// The coefficients of a fit, the intercept first where there is one, with their covariance.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficients {
    pub(super) values: Vec<f64>,
    pub(super) covariance: DMatrix<f64>,
    pub(super) has_intercept: bool,
    /// Degrees of freedom of Student's distribution; the normal distribution without.
    pub(super) degrees_of_freedom: Option<f64>,
    pub(super) n: u64,
    pub(super) method: Method,
}

impl Coefficients {
    /// All values, the intercept first where there is one.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The values of the covariates, without the intercept.
    pub fn slopes(&self) -> &[f64] {
        &self.values[usize::from(self.has_intercept)..]
    }

    /// The value of the intercept: 0 where the fit has none.
    pub fn intercept_value(&self) -> f64 {
        if self.has_intercept { self.values[0] } else { 0.0 }
    }

    /// The intercept, where there is one.
    pub fn intercept(&self, level: Level) -> Option<Estimate> {
        self.has_intercept.then(|| self.at(0, level))
    }

    /// The coefficient of one covariate, counted from 0; none beyond the last.
    pub fn covariate(&self, j: usize, level: Level) -> Option<Estimate> {
        let at = j + usize::from(self.has_intercept);
        (at < self.values.len()).then(|| self.at(at, level))
    }

    /// How many times as large the odds become per unit of the covariate: the exponential of its coefficient.
    pub fn odds_ratio(&self, j: usize, level: Level) -> Option<Estimate> {
        self.covariate(j, level).map(|it| it.map_rising(self.method, f64::exp))
    }

    /// Whether the covariate makes a difference: the coefficient over its standard error, on both sides.
    pub fn covariate_test(&self, j: usize) -> Option<Tested> {
        let at = j + usize::from(self.has_intercept);
        let variance = self.covariance.get((at, at)).copied()?;
        if variance.is_nan() || variance <= 0.0 {
            return Some(Tested::Undetermined(Why::ZeroVariance));
        }
        let statistic = self.values[at] / variance.sqrt();
        let p_value =
            self.degrees_of_freedom.map_or_else(|| normal_two_sided(statistic), |df| student_two_sided(statistic, df));
        Some(Tested::Known(Test {
            statistic,
            degrees_of_freedom: None,
            denominator: None,
            p_value,
            n: self.n,
            method: self.method,
        }))
    }

    /// Whether these covariates together make a difference: the Wald test `bᵀ V⁻¹ b`.
    ///
    /// The statistic is a chi-square with as many degrees of freedom as there are covariates. Where errors are Student's, the
    /// statistic over its degrees of freedom is an F, with those of the errors as `denominator`, and so is the p-value.
    ///
    /// # Errors
    /// `TooFew` without covariates, `OutOfRange` for a number beyond the last.
    pub fn wald(&self, covariates: &[usize]) -> Result<Tested, StatsError> {
        let first = usize::from(self.has_intercept);
        if covariates.is_empty() {
            return Err(StatsError::TooFew { method: "the Wald test", what: "covariates", needed: 1, given: 0 });
        }
        if let Some(&beyond) = covariates.iter().find(|&&j| j + first >= self.values.len()) {
            let given = beyond as f64;
            return Err(StatsError::OutOfRange { name: "covariate", allowed: "the number of a covariate", given });
        }
        let at: Vec<usize> = covariates.iter().map(|j| j + first).collect();
        let values = DVector::from_iterator(at.len(), at.iter().map(|&a| self.values[a]));
        let covariance = DMatrix::from_fn(at.len(), at.len(), |a, b| self.covariance[(at[a], at[b])]);
        Ok(self.wald_of(&values, covariance))
    }

    fn wald_of(&self, values: &DVector<f64>, covariance: DMatrix<f64>) -> Tested {
        let degrees = u32::try_from(values.len()).unwrap_or(u32::MAX);
        let Ok(factor) = Positive::new(covariance) else {
            return Tested::Undetermined(Why::ZeroVariance);
        };
        let statistic = values.dot(&factor.solve(values));
        let p_value = match self.degrees_of_freedom {
            None => chi_square_upper(statistic, degrees),
            Some(df) => beta_lower(0.5 * df, 0.5 * f64::from(degrees), df / (df + statistic)),
        };
        Tested::Known(Test {
            statistic,
            degrees_of_freedom: Some(degrees),
            denominator: self.degrees_of_freedom,
            p_value,
            n: self.n,
            method: self.method,
        })
    }

    /// A sum of coefficients, each times its factor, with its interval; factors begin with the intercept.
    ///
    /// # Errors
    /// `LengthMismatch` when there is not one factor per coefficient.
    pub fn combination(&self, factors: &[f64], level: Level) -> Result<Answer, StatsError> {
        same_length("coefficients", self.values.len(), "factors", factors.len())?;
        let factors = DVector::from_column_slice(factors);
        let value = factors.iter().zip(&self.values).map(|(f, v)| f * v).sum();
        let variance = factors.dot(&(&self.covariance * &factors));
        if variance.is_nan() || variance < 0.0 {
            return Ok(Answer::Undetermined(Why::ZeroVariance));
        }
        Ok(Answer::Known(self.estimate(value, variance.sqrt(), level)))
    }

    /// The covariance of two coefficients, counted with the intercept first.
    pub fn covariance(&self, a: usize, b: usize) -> Option<f64> {
        self.covariance.get((a, b)).copied()
    }

    /// The whole covariance.
    pub(crate) const fn covariance_matrix(&self) -> &DMatrix<f64> {
        &self.covariance
    }

    /// The standard errors, the intercept first where there is one.
    pub fn standard_errors(&self) -> Vec<f64> {
        self.covariance.diagonal().iter().map(|variance| variance.max(0.0).sqrt()).collect()
    }

    /// How many units the fit rests on.
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// How it was computed.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// Degrees of freedom of Student's distribution, where intervals use it.
    pub const fn degrees_of_freedom(&self) -> Option<f64> {
        self.degrees_of_freedom
    }

    fn at(&self, at: usize, level: Level) -> Estimate {
        self.estimate(self.values[at], self.covariance[(at, at)].max(0.0).sqrt(), level)
    }

    fn estimate(&self, value: f64, standard_error: f64, level: Level) -> Estimate {
        let deviate = self.degrees_of_freedom.map_or_else(|| level.z(), |df| student_quantile_upper(level.tail(), df));
        let half = deviate * standard_error;
        Estimate {
            value,
            interval: Interval::confidence(value - half, value + half, level),
            standard_error: Some(standard_error),
            n: self.n,
            method: self.method,
        }
    }
}
