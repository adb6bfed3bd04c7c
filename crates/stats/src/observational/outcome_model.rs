//! What the outcome would be, given what was known beforehand.

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::estimate::Why;
use crate::regression::{LogisticOptions, StandardErrors, expit, least_squares, logistic};

use super::study::Study;

/// Which model of the outcome is fitted in each arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutcomeModel {
    /// Least squares: for outcomes in numbers, and for 0 or 1 where effects are differences of shares.
    #[default]
    Linear,
    /// Logistic regression: for 0 or 1 where shares are near the ends.
    Logistic,
}

/// The outcome that a model of one arm expects for every row.
pub(super) struct Surface {
    pub(super) fitted: Vec<f64>,
    /// How the expectation changes with the linear predictor.
    slopes: Vec<f64>,
    /// The residual of the rows of the arm, 0 elsewhere.
    residuals: Vec<f64>,
    /// The inverse of the information of the model.
    inverse: Option<DMatrix<f64>>,
}

impl Surface {
    /// Fits the model in these rows, of one arm.
    pub(super) fn fitted(
        study: &Study<'_>,
        model: OutcomeModel,
        rows: &[usize],
    ) -> Result<Result<Self, Why>, StatsError> {
        let part = study.design.select(rows);
        let outcome: Vec<f64> = rows.iter().map(|&row| study.outcome[row]).collect();
        let (values, inverse) = match model {
            OutcomeModel::Linear => match least_squares(&part, &outcome, StandardErrors::Classical)? {
                Ok(fit) => (fit.coefficients.values().to_vec(), fit.inverse),
                Err(why) => return Ok(Err(why)),
            },
            OutcomeModel::Logistic => match logistic(&part, &outcome, &LogisticOptions::default())? {
                Ok(fit) => (fit.coefficients.values().to_vec(), fit.coefficients.covariance_matrix().clone()),
                Err(why) => return Ok(Err(why)),
            },
        };
        let mut fitted = study.design.linear_predictor(&values);
        let mut slopes = vec![1.0; fitted.len()];
        if model == OutcomeModel::Logistic {
            for (value, slope) in fitted.iter_mut().zip(&mut slopes) {
                *value = expit(*value);
                *slope = *value * (1.0 - *value);
            }
        }
        let mut residuals = vec![0.0; fitted.len()];
        for &row in rows {
            residuals[row] = study.outcome[row] - fitted[row];
        }
        Ok(Ok(Self { fitted, slopes, residuals, inverse: Some(inverse) }))
    }

    /// Expectations that come from elsewhere; how they were found does not count.
    pub(super) fn known(fitted: Vec<f64>) -> Self {
        Self { fitted, slopes: Vec::new(), residuals: Vec::new(), inverse: None }
    }

    /// How the sum of expectations times `factors` moves with each row through the coefficients of the model.
    pub(super) fn influence(&self, study: &Study<'_>, factors: &[f64]) -> Option<Vec<f64>> {
        let inverse = self.inverse.as_ref()?;
        let factors: Vec<f64> = factors.iter().zip(&self.slopes).map(|(f, s)| f * s).collect();
        let direction: DVector<f64> = inverse * study.design.totals(&factors);
        let along = study.design.linear_predictor(direction.as_slice());
        Some(along.iter().zip(&self.residuals).map(|(a, r)| a * r).collect())
    }
}
