//! The chance of an event from covariates: logistic regression by Newton's method.

use nalgebra::DMatrix;

use crate::StatsError;
use crate::estimate::{Test, Tested, Why};
use crate::linear::Positive;
use crate::method::Method;
use crate::numeric::chi_square_upper;

use super::coefficient::Coefficients;
use super::design::{Design, same_length, workable};
use super::gram::{Moments, Scaling, moments};
use super::least_squares::{enough, enough_clusters, factorize};
use super::penalty::{Penalty, penalized_step};
use super::separation::{Direction, is_separated};
use super::standard_error::{Sandwich, StandardErrors};

/// Newton steps before the search is given up. Ordinary data take five to eight.
pub(super) const STEPS_MAX: u64 = 60;
/// Halvings of one step.
const HALVINGS_MAX: u32 = 40;
/// A step below this, in standard deviations of the covariates, is the last: the next would be its square.
const STEP_TOLERANCE: f64 = 1e-7;

/// What a logistic fit may be told beside covariates and outcome.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LogisticOptions<'a> {
    /// Known parts of the log-odds, one per row.
    pub offset: Option<&'a [f64]>,
    /// Which standard errors. Under a penalty there are none.
    pub errors: StandardErrors<'a>,
    /// How strongly coefficients are drawn to 0.
    pub penalty: Penalty,
}

/// A fitted logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// The coefficients, in log-odds per unit of the covariate. Under a penalty their covariance is that of the penalized
    /// information, which is no standard error: they are biased on purpose.
    pub coefficients: Coefficients,
    /// The logarithm of the likelihood, without penalty.
    pub log_likelihood: f64,
    /// The same for the intercept (and offset) alone; all one half where there is no intercept.
    pub null_log_likelihood: f64,
    /// What the fit was penalized with.
    pub penalty: Penalty,
    /// How many Newton steps it took.
    pub iterations: u64,
}

impl Logistic {
    /// Minus twice the log-likelihood: the deviance, for outcomes that are 0 or 1.
    pub fn deviance(&self) -> f64 {
        -2.0 * self.log_likelihood
    }

    /// `McFadden`'s share: one minus the log-likelihood over that of the intercept alone.
    pub fn mcfadden(&self) -> Option<f64> {
        (self.null_log_likelihood < 0.0).then(|| 1.0 - self.log_likelihood / self.null_log_likelihood)
    }

    /// Whether all covariates together make a difference: twice the gain in log-likelihood over the intercept alone.
    pub fn likelihood_ratio(&self) -> Tested {
        let degrees = self.coefficients.slopes().len();
        ratio_test(self.log_likelihood - self.null_log_likelihood, degrees, self)
    }

    /// Whether the covariates that `self` has beyond `smaller`, a fit of the same rows to some of the covariates, make a
    /// difference.
    pub fn likelihood_ratio_over(&self, smaller: &Self) -> Tested {
        let degrees = self.coefficients.values().len().saturating_sub(smaller.coefficients.values().len());
        ratio_test(self.log_likelihood - smaller.log_likelihood, degrees, self)
    }

    /// The chance of every row of a design with the same covariates.
    pub fn predict(&self, design: &Design) -> Vec<f64> {
        let mut chances = design.linear_predictor(self.coefficients.values());
        for chance in &mut chances {
            *chance = expit(*chance);
        }
        chances
    }
}

fn ratio_test(gain: f64, degrees: usize, fit: &Logistic) -> Tested {
    if fit.penalty != Penalty::NONE || degrees == 0 {
        return Tested::Undetermined(Why::NothingToDivideBy);
    }
    let degrees = u32::try_from(degrees).unwrap_or(u32::MAX);
    let statistic = (2.0 * gain).max(0.0);
    Tested::Known(Test {
        statistic,
        degrees_of_freedom: Some(degrees),
        denominator: None,
        p_value: chi_square_upper(statistic, degrees),
        n: fit.coefficients.n(),
        method: Method::LIKELIHOOD_RATIO,
    })
}

/// The chance that belongs to log-odds, without overflow.
pub fn expit(log_odds: f64) -> f64 {
    let small = (-log_odds.abs()).exp();
    (if log_odds >= 0.0 { 1.0 } else { small }) / (1.0 + small)
}

/// Chance, variance of the outcome, and logarithm of the likelihood of one row, without overflow or cancellation.
pub(super) fn row_likelihood(eta: f64, y: f64) -> (f64, f64, f64) {
    let small = (-eta.abs()).exp();
    let inverse = 1.0 / (1.0 + small);
    let chance = if eta >= 0.0 { inverse } else { small * inverse };
    let log_likelihood = y * eta - (eta.max(0.0) + small.ln_1p());
    (chance, small * inverse * inverse, log_likelihood)
}

/// Fits the chance of an event to covariates: log(p/(1 − p)) = offset + xb.
///
/// b maximizes Σ w (y log p + (1 − y) log(1 − p)), minus the penalty where there is one. The covariance is the inverse of
/// the information `XᵀWX` with W = w p(1 − p); the robust ones put squared scores of rows or clusters in the middle.
///
/// Use it for the chance of leaving or of being treated. A coefficient is a log odds ratio: for an event that is not rare,
/// odds ratios are further from 1 than ratios of shares.
///
/// # Shapes
/// `outcome` has one value per row of the design, and so has an offset.
///
/// # Units
/// `outcome` is 0 or 1, or a share between for rows that stand for many.
///
/// # Missing, tied and extreme values
/// NaN and infinity are refused. Rows of weight 0 take no part. Log-odds of any size are exact.
///
/// # Returns
/// Inside `Ok`, `Err(why)`: `ZeroVariance` when all outcomes are alike, `Separation` naming the covariate with the largest
/// part in a direction that tells the outcome without error (also when it does so for some rows only), `Collinear`,
/// `TooFew`, `NotConverged`. A penalty on the squares cures separation and collinearity.
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange`, `OutOfRange` for a penalty that is negative or not finite.
///
/// # Numerical notes
/// Newton's method with halving of steps that do not gain, on centered and scaled columns. A step in which no row moves
/// against its outcome, and some move for it, proves separation; it is looked for whenever steps do not shrink. Sums are
/// taken in fixed chunks: the result is the same for every number of threads.
///
/// # Source
/// `McCullagh` and Nelder (1989), Generalized Linear Models, second edition, chapter 4; Albert and Anderson (1984),
/// Biometrika 71:1–10, for separation. Method page: `docs/methods/logistic.md`.
///
/// # Checked against
/// statsmodels 0.15.0 `Logit` on the Iranian churn data, 10⁻⁸, and R 4.2.2 `glm`, 10⁻⁹:
/// `tests/reference/regression.rs`, `logistic_agrees_with_statsmodels_on_iranian_churn` and those after it.
///
/// # Example
/// One of four left without the trait, three of four with it: odds 1/3 and 3, so the odds ratio is 9.
/// ```
/// # use stats::{Level, regression::{Design, LogisticOptions, logistic}};
/// let design = Design::new(vec![vec![0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]])?;
/// let left = [1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0];
/// let fit = logistic(&design, &left, &LogisticOptions::default())?.expect("a fit");
/// let ratio = fit.coefficients.odds_ratio(0, Level::P95).expect("one covariate");
/// assert!((ratio.value - 9.0).abs() < 1e-9);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn logistic(
    design: &Design,
    outcome: &[f64],
    options: &LogisticOptions<'_>,
) -> Result<Result<Logistic, Why>, StatsError> {
    check(design, outcome, options)?;
    Ok(fit(design, outcome, options, None))
}

pub(super) fn check(design: &Design, outcome: &[f64], options: &LogisticOptions<'_>) -> Result<(), StatsError> {
    same_length("covariates", design.rows(), "outcome", outcome.len())?;
    if let Some(row) = outcome.iter().position(|y| !(0.0..=1.0).contains(y)) {
        return Err(StatsError::RowOutOfRange { name: "outcome", allowed: "from 0 to 1", given: outcome[row], row });
    }
    if let Some(offset) = options.offset {
        same_length("covariates", design.rows(), "offset", offset.len())?;
        workable("offset", offset)?;
    }
    options.penalty.check()?;
    options.errors.check(design)
}

/// The logistic fit of checked arguments, from a start in scaled coordinates where one is known.
pub(super) fn fit(
    design: &Design,
    outcome: &[f64],
    options: &LogisticOptions<'_>,
    start: Option<&[f64]>,
) -> Result<Logistic, Why> {
    let needed = if options.penalty == Penalty::NONE { design.coefficients() } else { 1 };
    enough(design, needed)?;
    let clusters = enough_clusters(options.errors)?;
    let mean = mean_outcome(design, outcome)?;
    let scaling = Scaling::of(design).map_err(|column| Why::Collinear { column })?;
    let problem = Problem { design, outcome, offset: options.offset, scaling: &scaling, penalty: options.penalty };
    let mut origin = vec![0.0; design.coefficients()];
    if let (true, Some(first)) = (design.has_intercept(), origin.first_mut()) {
        *first = (mean / (1.0 - mean)).ln();
    }
    let found = problem.climb(start.map_or_else(|| origin.clone(), <[f64]>::to_vec))?;
    let factor = factorize(design, found.moments.gram.clone() + problem.ridge())?;
    let covariance = problem.covariance(&found, &factor, options.errors);
    Ok(Logistic {
        coefficients: Coefficients {
            values: scaling.original(design, &found.scaled),
            covariance: scaling.original_covariance(design, &covariance),
            has_intercept: design.has_intercept(),
            degrees_of_freedom: clusters.map(|g| g as f64 - 1.0),
            n: design.n(),
            method: if options.penalty == Penalty::NONE { Method::LOGISTIC } else { Method::LOGISTIC_PENALIZED },
        },
        log_likelihood: found.moments.value,
        null_log_likelihood: problem.null_log_likelihood(&origin)?,
        penalty: options.penalty,
        iterations: found.iterations,
    })
}

fn mean_outcome(design: &Design, outcome: &[f64]) -> Result<f64, Why> {
    let sum: f64 = outcome.iter().enumerate().map(|(row, y)| design.weight(row) * y).sum();
    let mean = sum / design.total_weight();
    let alike = outcome.iter().enumerate().all(|(row, y)| design.weight(row) == 0.0 || *y == 0.0)
        || outcome.iter().enumerate().all(|(row, y)| design.weight(row) == 0.0 || *y == 1.0);
    if alike || !(mean > 0.0 && mean < 1.0) { Err(Why::ZeroVariance) } else { Ok(mean) }
}

/// Everything that stays the same from step to step.
pub(super) struct Problem<'a> {
    pub(super) design: &'a Design,
    pub(super) outcome: &'a [f64],
    pub(super) offset: Option<&'a [f64]>,
    pub(super) scaling: &'a Scaling,
    pub(super) penalty: Penalty,
}

/// Where the climb ended.
pub(super) struct Summit {
    pub(super) scaled: Vec<f64>,
    pub(super) moments: Moments,
    pub(super) iterations: u64,
}

impl Problem<'_> {
    /// Information, score and log-likelihood at these scaled coefficients.
    fn at(&self, scaled: &[f64]) -> Moments {
        moments(self.design, self.scaling, |block, w, r| {
            block.predictor(scaled, w);
            let mut value = 0.0;
            for (i, row) in block.rows.clone().enumerate() {
                let eta = w[i] + self.offset.map_or(0.0, |offset| offset[row]);
                let y = self.outcome[row];
                let weight = self.design.weight(row);
                let (chance, variance, log_likelihood) = row_likelihood(eta, y);
                w[i] = weight * variance;
                r[i] = weight * (y - chance);
                value += weight * log_likelihood;
            }
            value
        })
    }

    /// What is maximized: the log-likelihood minus the penalty.
    fn height(&self, scaled: &[f64], log_likelihood: f64) -> f64 {
        log_likelihood - self.design.total_weight() * self.penalty.of(self.slopes(scaled))
    }

    fn slopes<'s>(&self, scaled: &'s [f64]) -> &'s [f64] {
        &scaled[usize::from(self.design.has_intercept())..]
    }

    /// What the penalty on the squares adds to the information.
    fn ridge(&self) -> DMatrix<f64> {
        let size = self.design.coefficients();
        let first = usize::from(self.design.has_intercept());
        let strength = self.design.total_weight() * self.penalty.on_squares();
        DMatrix::from_fn(size, size, |a, b| if a == b && a >= first { strength } else { 0.0 })
    }

    /// Newton's method from `scaled` to the highest point.
    pub(super) fn climb(&self, mut scaled: Vec<f64>) -> Result<Summit, Why> {
        let mut here = self.at(&scaled);
        let mut direction = Direction::default();
        for iteration in 1..=STEPS_MAX {
            let step = match penalized_step(self, &scaled, &here) {
                Ok(step) => step,
                Err(why) if iteration == 1 => return Err(why),
                // The information vanished on the way: somebody's log-odds ran off.
                Err(_) => return Err(self.no_end(&direction, iteration)),
            };
            let length = step.iter().fold(0.0_f64, |max, s| max.max(s.abs()));
            if !length.is_finite() {
                return Err(Why::NotConverged { iterations: iteration, change: f64::MAX });
            }
            let last = length <= STEP_TOLERANCE * scaled.iter().fold(1.0_f64, |max, s| max.max(s.abs()));
            (scaled, here) = self.walk(&scaled, &here, &step);
            if last {
                return Ok(Summit { scaled, moments: here, iterations: iteration });
            }
            direction = Direction { step, length };
            if iteration >= 4 && self.penalty == Penalty::NONE && is_separated(self, &direction.step) {
                return Err(Why::Separation { column: direction.column(self.design) });
            }
        }
        Err(self.no_end(&direction, STEPS_MAX))
    }

    /// One step, halved until it gains.
    fn walk(&self, from: &[f64], here: &Moments, step: &[f64]) -> (Vec<f64>, Moments) {
        let height = self.height(from, here.value);
        // A step at the top gains less than the rounding of the sum.
        let slack = 1e-12 * height.abs().max(1.0);
        let mut share = 1.0;
        let mut reached = (from.to_vec(), here.clone());
        for _ in 0..HALVINGS_MAX {
            let there: Vec<f64> = from.iter().zip(step).map(|(x, s)| x + share * s).collect();
            let moments = self.at(&there);
            if self.height(&there, moments.value) >= height - slack {
                reached = (there, moments);
                break;
            }
            share *= 0.5;
        }
        reached
    }

    fn no_end(&self, direction: &Direction, iterations: u64) -> Why {
        if self.penalty == Penalty::NONE && direction.length > 0.1 {
            return Why::Separation { column: direction.column(self.design) };
        }
        Why::NotConverged { iterations, change: direction.length }
    }

    fn covariance(&self, found: &Summit, factor: &Positive, errors: StandardErrors<'_>) -> DMatrix<f64> {
        if errors == StandardErrors::Classical {
            return factor.inverse();
        }
        let eta = self.design.linear_predictor(&self.scaling.original(self.design, &found.scaled));
        let (mut residuals, mut variances) = (Vec::with_capacity(eta.len()), Vec::with_capacity(eta.len()));
        for (row, eta) in eta.iter().enumerate() {
            let eta = eta + self.offset.map_or(0.0, |offset| offset[row]);
            let (chance, variance, _) = row_likelihood(eta, self.outcome[row]);
            residuals.push(self.outcome[row] - chance);
            variances.push(variance);
        }
        let sandwich = Sandwich {
            design: self.design,
            scaling: self.scaling,
            bread: factor,
            residuals: &residuals,
            variances: Some(&variances),
        };
        sandwich.covariance(errors).unwrap_or_else(|| factor.inverse())
    }

    /// The log-likelihood of the intercept alone, or of nothing where there is none.
    fn null_log_likelihood(&self, origin: &[f64]) -> Result<f64, Why> {
        if self.offset.is_none() || !self.design.has_intercept() {
            return Ok(self.at(origin).value);
        }
        let alone = Design::intercept_only(self.design.rows()).map_err(|_| Why::NobodyAtRisk)?;
        let alone = match self.design.weights() {
            Some(weights) => {
                alone.weighted(weights.to_vec(), self.design.weight_kind()).map_err(|_| Why::NobodyAtRisk)?
            }
            None => alone,
        };
        let scaling = Scaling { center: Vec::new(), scale: Vec::new() };
        let problem = Problem { design: &alone, scaling: &scaling, penalty: Penalty::NONE, ..*self };
        problem.climb(origin[..1].to_vec()).map(|summit| summit.moments.value)
    }
}
