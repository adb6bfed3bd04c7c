//! What each trait adds to the score of a row.

use crate::StatsError;
use crate::regression::{Coefficients, Design};

/// What each trait adds to the score of each row, beside the base that all rows share.
///
/// The values of a row and the base add up to its score: log-odds, where chances are predicted.
#[derive(Debug, Clone, PartialEq)]
pub struct Attributions {
    base: f64,
    features: usize,
    values: Vec<f64>,
}

impl Attributions {
    pub(super) const fn new(base: f64, features: usize, values: Vec<f64>) -> Self {
        Self { base, features, values }
    }

    /// What each trait adds under a fit that is a sum: coefficient times what the row has beyond the mean.
    ///
    /// With traits that do not depend on one another these are the Shapley values of the fit.
    ///
    /// # Shapes
    /// `means` has one value per covariate of the design the fit is of.
    ///
    /// # Errors
    /// `LengthMismatch` when design, means and fit differ in their number of covariates.
    ///
    /// # Source
    /// Lundberg and Lee (2017), A unified approach to interpreting model predictions, corollary 1. Method page:
    /// `docs/methods/attributions.md`.
    ///
    /// # Example
    /// ```
    /// # use stats::{predict::Attributions, regression::{Design, StandardErrors, least_squares}};
    /// let design = Design::new(vec![vec![0.0, 1.0, 2.0, 3.0]])?;
    /// let fit = least_squares(&design, &[1.0, 3.0, 5.0, 7.0], StandardErrors::Classical)?.expect("a line");
    /// let added = Attributions::linear(&fit.coefficients, &design, &[1.5])?;
    /// assert!((added.base() - 4.0).abs() < 1e-12 && (added.row(3)[0] - 3.0).abs() < 1e-12);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn linear(fit: &Coefficients, design: &Design, means: &[f64]) -> Result<Self, StatsError> {
        let slopes = fit.slopes();
        for (right, right_len) in [("covariates", design.columns()), ("means", means.len())] {
            crate::regression::same_length("coefficients", slopes.len(), right, right_len)?;
        }
        let base = fit.intercept_value() + slopes.iter().zip(means).map(|(slope, mean)| slope * mean).sum::<f64>();
        let mut values = Vec::with_capacity(design.rows() * slopes.len());
        for row in 0..design.rows() {
            values
                .extend(slopes.iter().zip(means).enumerate().map(|(j, (b, mean))| b * (design.column(j)[row] - mean)));
        }
        Ok(Self { base, features: slopes.len(), values })
    }

    /// What is said when nothing is known of a row.
    pub const fn base(&self) -> f64 {
        self.base
    }

    /// What each trait adds for one row; empty beyond the last.
    pub fn row(&self, row: usize) -> &[f64] {
        self.values.get(row * self.features..(row + 1) * self.features).unwrap_or(&[])
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.values.len().checked_div(self.features).unwrap_or(0)
    }

    /// Per trait the mean size of what it adds.
    pub fn mean_sizes(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.features];
        for row in self.values.chunks_exact(self.features.max(1)) {
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value.abs());
        }
        let rows = self.rows().max(1) as f64;
        sums.into_iter().map(|sum| sum / rows).collect()
    }
}
