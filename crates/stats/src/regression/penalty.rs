//! Coefficients drawn to 0: ridge, lasso and the elastic net between them.

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::estimate::Why;

use super::gram::Moments;
use super::least_squares::factorize;
use super::logistic::Problem;

/// Rounds over the covariates before coordinate descent is given up.
const ROUNDS_MAX: u32 = 100_000;
/// A round that changes no coefficient by more than this, relative to the largest, is the last.
const ROUND_TOLERANCE: f64 = 1e-12;

/// How strongly coefficients are drawn to 0, with the scale of glmnet.
///
/// The fit minimizes −log-likelihood / n + strength · ((1 − `lasso_share`)/2 · Σ b² + `lasso_share` · Σ |b|), where n is the sum of the
/// weights and each b belongs to its covariate divided by its standard deviation (with n below). The intercept is free.
/// Least squares have Σ (y − xb)² / 2n in the place of the first term.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Penalty {
    /// λ: 0 is no penalty.
    pub strength: f64,
    /// α: 0 is ridge, 1 is the lasso.
    pub lasso_share: f64,
}

impl Penalty {
    /// No penalty.
    pub const NONE: Self = Self { strength: 0.0, lasso_share: 0.0 };

    /// On the squares: draws all coefficients a little.
    pub const fn ridge(strength: f64) -> Self {
        Self { strength, lasso_share: 0.0 }
    }

    /// On the sizes: sets some coefficients to 0.
    pub const fn lasso(strength: f64) -> Self {
        Self { strength, lasso_share: 1.0 }
    }

    /// On both.
    pub const fn elastic_net(strength: f64, lasso_share: f64) -> Self {
        Self { strength, lasso_share }
    }

    pub(super) fn check(self) -> Result<(), StatsError> {
        crate::checked::not_negative("strength", self.strength)?;
        if (0.0..=1.0).contains(&self.lasso_share) {
            Ok(())
        } else {
            Err(StatsError::OutOfRange { name: "lasso_share", allowed: "from 0 to 1", given: self.lasso_share })
        }
    }

    pub(super) fn on_squares(self) -> f64 {
        self.strength * (1.0 - self.lasso_share)
    }

    pub(super) fn on_sizes(self) -> f64 {
        self.strength * self.lasso_share
    }

    pub(super) fn of(self, slopes: &[f64]) -> f64 {
        slopes.iter().map(|b| 0.5 * self.on_squares() * b * b + self.on_sizes() * b.abs()).sum()
    }
}

impl Default for Penalty {
    fn default() -> Self {
        Self::NONE
    }
}

/// A quadratic with a penalty: −½ θᵀ G θ + cᵀ θ − n · penalty(θ), to be maximized.
pub(super) struct Quadratic<'a> {
    pub(super) gram: &'a DMatrix<f64>,
    pub(super) linear: &'a DVector<f64>,
    pub(super) has_intercept: bool,
    pub(super) total_weight: f64,
    pub(super) penalty: Penalty,
}

impl Quadratic<'_> {
    /// Coordinate descent with covariance updates: only the cross products are touched, never the rows.
    pub(super) fn descend(&self, start: &[f64]) -> Result<Vec<f64>, Why> {
        let first = usize::from(self.has_intercept);
        let (squares, sizes) =
            (self.total_weight * self.penalty.on_squares(), self.total_weight * self.penalty.on_sizes());
        let mut theta = DVector::from_column_slice(start);
        let mut rest = self.linear - self.gram * &theta;
        let mut change = f64::MAX;
        for _ in 0..ROUNDS_MAX {
            change = 0.0;
            let largest = theta.amax().max(1.0);
            for j in 0..theta.len() {
                let own = self.gram[(j, j)];
                let pull = rest[j] + own * theta[j];
                let next = if j < first {
                    pull / own
                } else {
                    let shrunk = (pull.abs() - sizes).max(0.0).copysign(pull);
                    if shrunk == 0.0 { 0.0 } else { shrunk / (own + squares) }
                };
                if !next.is_finite() {
                    return Err(Why::Collinear { column: j.saturating_sub(first) });
                }
                let moved = next - theta[j];
                if moved != 0.0 {
                    rest.axpy(-moved, &self.gram.column(j), 1.0);
                    theta[j] = next;
                    change = change.max(moved.abs() / largest);
                }
            }
            if change <= ROUND_TOLERANCE {
                return Ok(theta.iter().copied().collect());
            }
        }
        Err(Why::NotConverged { iterations: u64::from(ROUNDS_MAX), change })
    }
}

/// The Newton step of a logistic fit: direct where the penalty is smooth, by coordinate descent where it has a corner.
pub(super) fn penalized_step(problem: &Problem<'_>, scaled: &[f64], here: &Moments) -> Result<Vec<f64>, Why> {
    let (design, penalty) = (problem.design, problem.penalty);
    let total_weight = design.total_weight();
    if penalty.on_sizes() == 0.0 {
        let first = usize::from(design.has_intercept());
        let squares = total_weight * penalty.on_squares();
        let (mut gram, mut gradient) = (here.gram.clone(), here.gradient.clone());
        for j in first..scaled.len() {
            gram[(j, j)] += squares;
            gradient[j] -= squares * scaled[j];
        }
        return Ok(factorize(design, gram)?.solve(&gradient).iter().copied().collect());
    }
    let from = DVector::from_column_slice(scaled);
    let linear = &here.gradient + &here.gram * &from;
    let has_intercept = design.has_intercept();
    let there =
        Quadratic { gram: &here.gram, linear: &linear, has_intercept, total_weight, penalty }.descend(scaled)?;
    Ok(there.iter().zip(scaled).map(|(to, from)| to - from).collect())
}
