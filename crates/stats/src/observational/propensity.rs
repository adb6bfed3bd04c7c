//! The chance to be treated, given what was known beforehand.

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::estimate::Why;
use crate::regression::{Logistic, LogisticOptions, Penalty, expit, logistic, same_length};

use super::study::{Estimand, Study};

/// The chance of each row to be treated.
#[derive(Debug, Clone, PartialEq)]
pub struct Propensity {
    /// The model, where the chances were estimated.
    pub fit: Option<Logistic>,
    log_odds: Vec<f64>,
    /// The inverse of the information of the model: how the chances move with the sample.
    inverse: Option<DMatrix<f64>>,
}

/// The weights of one arm, and how they change with the log-odds of each row.
pub(super) struct ArmWeights {
    pub(super) weights: Vec<f64>,
    pub(super) slopes: Vec<f64>,
}

impl Propensity {
    /// Fits a logistic regression of the treatment on the covariates of the study.
    ///
    /// # Returns
    /// Inside `Ok`, `Err(why)`: `GroupEmpty` for an empty arm, `NoOverlap` when the covariates tell the treatment without error,
    /// otherwise as [`logistic`].
    ///
    /// # Errors
    /// None that [`Study`] let pass.
    pub fn fitted(study: &Study<'_>) -> Result<Result<Self, Why>, StatsError> {
        if let Err(why) = study.both_arms() {
            return Ok(Err(why));
        }
        let treated: Vec<f64> = study.treated.iter().map(|it| f64::from(u8::from(*it))).collect();
        let fit = logistic(study.design, &treated, &LogisticOptions::default())?;
        Ok(fit.map_err(|why| without_overlap(study, why)).map(|fit| {
            let log_odds = study.design.linear_predictor(fit.coefficients.values());
            let inverse = Some(fit.coefficients.covariance_matrix().clone());
            Self { fit: Some(fit), log_odds, inverse }
        }))
    }

    /// Takes chances that are known by design, or that another model gave. Errors then do not count how they were found.
    ///
    /// # Errors
    /// `LengthMismatch`, and `RowOutOfRange` for a chance that is not above 0 and below 1.
    pub fn known(study: &Study<'_>, chances: &[f64]) -> Result<Self, StatsError> {
        same_length("covariates", study.rows(), "chances", chances.len())?;
        if let Some(row) = chances.iter().position(|chance| !(*chance > 0.0 && *chance < 1.0)) {
            let allowed = "above 0 and below 1";
            return Err(StatsError::RowOutOfRange { name: "chance", allowed, given: chances[row], row });
        }
        let log_odds = chances.iter().map(|chance| chance.ln() - (-chance).ln_1p()).collect();
        Ok(Self { fit: None, log_odds, inverse: None })
    }

    pub(super) fn of_log_odds(log_odds: Vec<f64>) -> Self {
        Self { fit: None, log_odds, inverse: None }
    }

    /// The chance of each row to be treated.
    pub fn scores(&self) -> Vec<f64> {
        self.log_odds.iter().map(|it| expit(*it)).collect()
    }

    /// The log-odds of each row: the scale on which rows are matched.
    pub fn log_odds(&self) -> &[f64] {
        &self.log_odds
    }

    /// The weight of each row that turns its arm into those the effect is asked for. The treated keep weight 1 when it is
    /// asked for them.
    pub fn weights(&self, study: &Study<'_>, estimand: Estimand) -> Vec<f64> {
        let (one, other) = (self.arm_weights(study, true, estimand), self.arm_weights(study, false, estimand));
        one.weights.iter().zip(&other.weights).map(|(a, b)| a + b).collect()
    }

    pub(super) fn arm_weights(&self, study: &Study<'_>, treated: bool, estimand: Estimand) -> ArmWeights {
        let of = |(&log_odds, &arm): (&f64, &bool)| match (arm == treated, estimand, treated) {
            (false, ..) => (0.0, 0.0),
            (true, Estimand::Treated, true) | (true, Estimand::Untreated, false) => (1.0, 0.0),
            (true, Estimand::Treated, false) => (log_odds.exp(), log_odds.exp()),
            (true, Estimand::Untreated, true) => ((-log_odds).exp(), -(-log_odds).exp()),
            (true, Estimand::Everyone, true) => (1.0 + (-log_odds).exp(), -(-log_odds).exp()),
            (true, Estimand::Everyone, false) => (1.0 + log_odds.exp(), log_odds.exp()),
        };
        let (weights, slopes) = self.log_odds.iter().zip(study.treated).map(of).unzip();
        ArmWeights { weights, slopes }
    }

    /// How a quantity that changes by `gradient` per coefficient of the model moves with each row.
    pub(super) fn influence(&self, study: &Study<'_>, gradient: &DVector<f64>) -> Option<Vec<f64>> {
        let direction = self.inverse.as_ref()? * gradient;
        let along = study.design.linear_predictor(direction.as_slice());
        let residual =
            |(row, along): (usize, f64)| along * (f64::from(u8::from(study.treated[row])) - expit(self.log_odds[row]));
        Some(along.into_iter().enumerate().map(residual).collect())
    }
}

/// A treatment that the covariates tell without error leaves nobody to compare with.
fn without_overlap(study: &Study<'_>, why: Why) -> Why {
    match why {
        Why::Separation { .. } => {
            let n = study.design.n();
            Why::NoOverlap { outside: n, n }
        }
        other => other,
    }
}

/// The log-odds of all rows by a model that some rows were fitted with; a slight ridge keeps small parts from separating.
pub(super) fn log_odds_from(study: &Study<'_>, rows: &[usize]) -> Result<Result<Vec<f64>, Why>, StatsError> {
    let treated: Vec<f64> = rows.iter().map(|&row| f64::from(u8::from(study.treated[row]))).collect();
    let part = study.design.select(rows);
    let options = LogisticOptions { penalty: Penalty::NONE, ..LogisticOptions::default() };
    let fit = logistic(&part, &treated, &options)?;
    Ok(fit
        .map_err(|why| without_overlap(study, why))
        .map(|fit| study.design.linear_predictor(fit.coefficients.values())))
}
