//! Straight lines through many covariates: ordinary and weighted least squares.

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::estimate::Why;
use crate::linear::Positive;
use crate::method::Method;

use super::coefficient::Coefficients;
use super::design::{Design, same_length, workable};
use super::gram::{Moments, Scaling, moments};
use super::standard_error::{Sandwich, StandardErrors};

/// A fitted line: the coefficients and how well they describe the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// The coefficients with their covariance.
    pub coefficients: Coefficients,
    /// The standard deviation of the residuals, with n − k below; absent when there are no more rows than coefficients.
    pub residual_deviation: Option<f64>,
    /// The share of the variance that the covariates explain; absent when the outcome does not vary.
    pub r_squared: Option<f64>,
    /// The same, corrected for the number of coefficients.
    pub adjusted_r_squared: Option<f64>,
    /// The inverse of `XᵀWX`, in the columns themselves.
    pub(crate) inverse: DMatrix<f64>,
}

impl LeastSquares {
    /// The fitted outcome of every row of a design with the same covariates.
    pub fn predict(&self, design: &Design) -> Vec<f64> {
        design.linear_predictor(self.coefficients.values())
    }
}

/// Fits a straight line through the outcome, by least squares.
///
/// b minimizes Σ w (y − xb)²: b = `(XᵀWX)⁻¹ XᵀWy`. The classical covariance is `s² (XᵀWX)⁻¹` with s² = Σ w (y − xb)² / (n − k);
/// the robust ones put the squared residuals of rows or clusters in the middle.
///
/// Use it for an outcome in numbers (revenue, months) or for a difference in shares when effects add up. It describes
/// association; what a covariate *causes* is another question. Classical errors assume the same variance everywhere.
///
/// # Shapes
/// `outcome` has one value per row of the design.
///
/// # Units
/// A coefficient is in units of the outcome per unit of its covariate.
///
/// # Missing, tied and extreme values
/// NaN and infinity are refused. Rows of weight 0 take no part.
///
/// # Returns
/// Inside `Ok`, `Err(why)`: `TooFew` with no more units than coefficients, `Collinear` naming the first covariate that the
/// ones before it determine (a constant beside the intercept too), `TooFew` with one cluster.
///
/// # Errors
/// `LengthMismatch` and `RowOutOfRange`.
///
/// # Numerical notes
/// Columns are centered and scaled first, the normal equations are solved by Cholesky, and one step of refinement on the
/// residuals follows. Sums are taken in fixed chunks: the result is the same for every number of threads.
///
/// # Source
/// Seber and Lee (2003), Linear Regression Analysis, second edition; `MacKinnon` and White (1985), J Econometrics 29:305–325,
/// for HC1 to HC3; Liang and Zeger (1986), Biometrika 73:13–22, for clusters. Method page: `docs/methods/least_squares.md`.
///
/// # Checked against
/// R 4.2.2 `lm` and the sandwich formulas written out in R, 10⁻¹⁰: `tests/reference/regression.rs`,
/// `least_squares_agree_with_r`.
///
/// # Example
/// The line through (0, 1), (1, 3), (2, 5) is 1 + 2x; the fourth point lies 4 above it and pulls.
/// ```
/// # use stats::{Level, regression::{Design, StandardErrors, least_squares}};
/// let design = Design::new(vec![vec![0.0, 1.0, 2.0]])?;
/// let fit = least_squares(&design, &[1.0, 3.0, 5.0], StandardErrors::Classical)?.expect("a line");
/// assert!((fit.coefficients.intercept_value() - 1.0).abs() < 1e-12);
/// assert!((fit.coefficients.slopes()[0] - 2.0).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn least_squares(
    design: &Design,
    outcome: &[f64],
    errors: StandardErrors<'_>,
) -> Result<Result<LeastSquares, Why>, StatsError> {
    check_outcome(design, outcome)?;
    errors.check(design)?;
    Ok(fit(design, outcome, errors))
}

fn check_outcome(design: &Design, outcome: &[f64]) -> Result<(), StatsError> {
    same_length("covariates", design.rows(), "outcome", outcome.len())?;
    workable("outcome", outcome)
}

fn fit(design: &Design, outcome: &[f64], errors: StandardErrors<'_>) -> Result<LeastSquares, Why> {
    enough(design, design.coefficients() + 1)?;
    let clusters = enough_clusters(errors)?;
    let (scaling, solved) = solve(design, outcome)?;
    let freedom = design.units() - design.coefficients() as f64;
    let squares = solved.residual_squares;
    let sandwich =
        Sandwich { design, scaling: &scaling, bread: &solved.factor, residuals: &solved.residuals, variances: None };
    let covariance = sandwich.covariance(errors).unwrap_or_else(|| solved.factor.inverse() * (squares / freedom));
    let total = total_squares(design, outcome);
    let r_squared = (total > 0.0).then(|| (1.0 - squares / total).max(0.0));
    let around = design.units() - f64::from(u8::from(design.has_intercept()));
    Ok(LeastSquares {
        coefficients: Coefficients {
            values: scaling.original(design, &solved.scaled),
            covariance: scaling.original_covariance(design, &covariance),
            has_intercept: design.has_intercept(),
            degrees_of_freedom: Some(clusters.map_or(freedom, |g| g as f64 - 1.0)),
            n: design.n(),
            method: Method::LEAST_SQUARES,
        },
        residual_deviation: (freedom > 0.0).then(|| (squares / freedom).sqrt()),
        r_squared,
        adjusted_r_squared: r_squared.map(|r| 1.0 - (1.0 - r) * around / freedom),
        inverse: scaling.original_covariance(design, &solved.factor.inverse()),
    })
}

/// There are more units than `needed` says.
pub(super) fn enough(design: &Design, needed: usize) -> Result<(), Why> {
    if design.units() < needed as f64 {
        return Err(Why::TooFew { needed: needed as u64, given: design.n() });
    }
    Ok(())
}

/// Two clusters at least, where errors are clustered.
pub(super) fn enough_clusters(errors: StandardErrors<'_>) -> Result<Option<usize>, Why> {
    match errors.clusters() {
        Some(given) if given < 2 => Err(Why::TooFew { needed: 2, given: given as u64 }),
        clusters => Ok(clusters),
    }
}

struct Solved {
    factor: Positive,
    scaled: Vec<f64>,
    residuals: Vec<f64>,
    residual_squares: f64,
}

/// Solves the normal equations and refines the solution once on its residuals.
fn solve(design: &Design, outcome: &[f64]) -> Result<(Scaling, Solved), Why> {
    let scaling = Scaling::of(design).map_err(|column| Why::Collinear { column })?;
    let pass = |residuals: &[f64]| -> Moments {
        moments(design, &scaling, |block, w, r| {
            let mut value = 0.0;
            for (i, row) in block.rows.clone().enumerate() {
                w[i] = design.weight(row);
                r[i] = w[i] * residuals[row];
                value += r[i] * residuals[row];
            }
            value
        })
    };
    let first = pass(outcome);
    let factor = factorize(design, first.gram)?;
    let mut scaled: Vec<f64> = factor.solve(&first.gradient).iter().copied().collect();
    let mut residuals = residuals_of(design, &scaling, &scaled, outcome);
    let step: DVector<f64> = factor.solve(&pass(&residuals).gradient);
    for (value, change) in scaled.iter_mut().zip(step.iter()) {
        *value += change;
    }
    residuals = residuals_of(design, &scaling, &scaled, outcome);
    let residual_squares = pass(&residuals).value;
    Ok((scaling, Solved { factor, scaled, residuals, residual_squares }))
}

fn residuals_of(design: &Design, scaling: &Scaling, scaled: &[f64], outcome: &[f64]) -> Vec<f64> {
    let original = scaling.original(design, scaled);
    let fitted = design.linear_predictor(&original);
    outcome.iter().zip(fitted).map(|(y, f)| y - f).collect()
}

/// Takes the information apart, or names the covariate that adds nothing.
pub(super) fn factorize(design: &Design, gram: DMatrix<f64>) -> Result<Positive, Why> {
    Positive::new(gram)
        .map_err(|it| Why::Collinear { column: it.column.saturating_sub(usize::from(design.has_intercept())) })
}

fn total_squares(design: &Design, outcome: &[f64]) -> f64 {
    let weighted = |of: &dyn Fn(f64) -> f64| -> f64 {
        outcome.iter().enumerate().map(|(row, y)| design.weight(row) * of(*y)).sum()
    };
    let mean = if design.has_intercept() { weighted(&|y| y) / design.total_weight() } else { 0.0 };
    weighted(&|y| (y - mean) * (y - mean))
}
