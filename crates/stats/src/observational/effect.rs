//! An effect from two means and how they move with each row.

use crate::estimate::{Estimate, Interval, Test, Tested, Why};
use crate::method::Method;
use crate::numeric::{normal_two_sided, student_quantile_upper};
use crate::regression::WeightKind;

use super::study::Study;

/// What a comparison found: the means with and without treatment of the same customers, and how they differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The mean outcome with treatment.
    pub treated: f64,
    /// The mean outcome of the same customers without.
    pub untreated: f64,
    /// The first minus the second.
    pub difference: Estimate,
    /// The first over the second, with the interval taken on its logarithm; absent unless both are above 0.
    pub ratio: Option<Estimate>,
}

/// A mean, and how far each row moves it, per unit the row stands for.
pub(super) struct Mean {
    pub(super) value: f64,
    pub(super) influence: Vec<f64>,
}

impl Effect {
    /// Tests that there is no effect: the difference over its standard error, with the normal distribution.
    ///
    /// # Returns
    /// `Undetermined` (`ZeroVariance`) without a standard error.
    pub fn test(&self) -> Tested {
        let Some(error) = self.difference.standard_error.filter(|error| *error > 0.0) else {
            return Tested::Undetermined(Why::ZeroVariance);
        };
        let z = self.difference.value / error;
        let (n, method) = (self.difference.n, self.difference.method);
        Tested::Known(Test {
            statistic: z,
            degrees_of_freedom: None,
            denominator: None,
            p_value: normal_two_sided(z),
            n,
            method,
        })
    }
}

impl Mean {
    /// The difference and ratio of two means.
    pub(super) fn minus(self, untreated: &Self, study: &Study<'_>, method: Method) -> Result<Effect, Why> {
        let spread = Spread::of(study)?;
        let each = |at_treated: f64, at_untreated: f64| -> Vec<f64> {
            let both = self.influence.iter().zip(&untreated.influence);
            both.map(|(one, other)| at_treated * one - at_untreated * other).collect()
        };
        let error = spread.standard_error(&each(1.0, 1.0));
        if !error.is_finite() || !(self.value - untreated.value).is_finite() {
            return Err(Why::NotConverged { iterations: 0, change: f64::MAX });
        }
        if study.outcome.iter().all(|y| Some(y) == study.outcome.first()) {
            return Err(Why::ZeroVariance);
        }
        let ratio = (self.value > 0.0 && untreated.value > 0.0)
            .then(|| {
                let on_logarithm = spread.standard_error(&each(1.0 / self.value, 1.0 / untreated.value));
                let logarithm = (self.value / untreated.value).ln();
                spread.estimate(logarithm, on_logarithm, method).map_rising(method, f64::exp)
            })
            .filter(|it| it.interval.upper.is_finite());
        Ok(Effect {
            treated: self.value,
            untreated: untreated.value,
            difference: spread.estimate(self.value - untreated.value, error, method),
            ratio,
        })
    }
}

/// How influences add up to a standard error.
pub(super) struct Spread<'a> {
    study: &'a Study<'a>,
    clusters: Option<(Vec<usize>, usize)>,
    n: u64,
}

impl<'a> Spread<'a> {
    pub(super) fn of(study: &'a Study<'a>) -> Result<Self, Why> {
        let clusters = study.clusters.map(crate::regression::numbered);
        if let Some((_, given @ 0..2)) = clusters {
            return Err(Why::TooFew { needed: 2, given: given as u64 });
        }
        Ok(Self { study, clusters, n: study.design.n() })
    }

    pub(super) fn standard_error(&self, influence: &[f64]) -> f64 {
        let weight = |row: usize| self.study.weight(row);
        let squares: f64 = match &self.clusters {
            Some((numbers, count)) => {
                let mut sums = vec![0.0; *count];
                for (row, phi) in influence.iter().enumerate() {
                    sums[numbers[row]] += weight(row) * phi;
                }
                let g = *count as f64;
                sums.iter().map(|sum| sum * sum).sum::<f64>() * g / (g - 1.0)
            }
            None if self.study.design.weight_kind() == WeightKind::Importance => {
                influence.iter().enumerate().map(|(row, phi)| (weight(row) * phi).powi(2)).sum()
            }
            None => {
                let n = self.study.design.units();
                let sum: f64 = influence.iter().enumerate().map(|(row, phi)| weight(row) * phi * phi).sum();
                // As many coefficients as there are covariates were fitted in each arm.
                let fitted = self.study.design.coefficients() as f64;
                sum * if n > 2.0 * fitted { n / (n - fitted) } else { 2.0 }
            }
        };
        squares.sqrt()
    }

    pub(super) fn estimate(&self, value: f64, standard_error: f64, method: Method) -> Estimate {
        let level = self.study.level;
        let deviate = match &self.clusters {
            Some((_, count)) => student_quantile_upper(level.tail(), *count as f64 - 1.0),
            None => level.z(),
        };
        let half = deviate * standard_error;
        Estimate {
            value,
            interval: Interval::confidence(value - half, value + half, level),
            standard_error: Some(standard_error),
            n: self.n,
            method,
        }
    }
}
