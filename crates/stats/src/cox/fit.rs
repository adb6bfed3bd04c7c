//! The fit and what it says.

use std::sync::OnceLock;

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::checked::Level;
use crate::cox::likelihood::{At, Model};
use crate::cox::newton::{Optimum, Shrinkage, form, maximize};
use crate::cox::risk::{RiskSets, Stratum};
use crate::cox::robust::{self, Clusters};
use crate::cox::rows::{Design, Rows};
use crate::cox::standard::{Standard, overall_spreads};
use crate::cox::weighted::{Units, matter};
use crate::cox::{CoxOptions, Penalty, TieMethod};
use crate::estimate::{Estimate, Interval, IntervalKind, Test, Tested, Why};
use crate::linear::Positive;
use crate::method::Method;
use crate::numeric::{chi_square_upper, normal_two_sided};

/// Most multiplications one step of the exact likelihood may take: some minutes.
const EXACT_WORK_MAX: f64 = 2e11;
/// A pivot of a covariance below this part of its diagonal is rounding.
const PIVOT_MIN: f64 = 1e-11;

/// The answer of [`cox`]: a fit, or the reason why there is none.
#[derive(Debug, Clone)]
pub enum Fitted {
    /// The data determine the coefficients.
    Known(Box<Cox>),
    /// They do not, for this reason; a covariate is named by its position.
    Undetermined(Why),
}

impl Fitted {
    /// The fit, where there is one.
    pub fn known(&self) -> Option<&Cox> {
        match self {
            Self::Known(cox) => Some(cox),
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

/// What one covariate does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// The change of the log hazard per unit of the covariate.
    pub value: f64,
    /// The same with interval and standard error; nothing under an absolute penalty, for which no formula gives them.
    pub estimate: Option<Estimate>,
    /// By how much the hazard is multiplied per unit of the covariate, with its interval.
    pub hazard_ratio: Option<Estimate>,
    /// Wald's test that it does nothing.
    pub test: Option<Test>,
    /// The standard error from the information, where [`estimate`](Self::estimate) carries a robust one.
    pub model_standard_error: Option<f64>,
}

impl Coefficient {
    /// An estimate with its standard error, and Wald's test of it.
    pub(crate) fn with_error(estimate: Estimate, standard_error: f64, model_standard_error: Option<f64>) -> Self {
        let Estimate { value, n, method, .. } = estimate;
        let z = value / standard_error;
        let test =
            Test { statistic: z, degrees_of_freedom: None, denominator: None, p_value: normal_two_sided(z), n, method };
        Self {
            value,
            estimate: Some(estimate),
            hazard_ratio: Some(estimate.map_rising(method, f64::exp)),
            test: (standard_error > 0.0).then_some(test),
            model_standard_error,
        }
    }
}

/// A fitted Cox regression.
#[derive(Debug, Clone)]
pub struct Cox {
    pub(crate) options: CoxOptions,
    pub(crate) standard: Standard,
    /// With ties as in the fit, by Breslow after an exact one: what residuals, curves and tests are computed with.
    pub(crate) model: Model,
    /// What the coefficients make of the data, computed when it is first asked for.
    at: OnceLock<At>,
    pub(crate) optimum: Optimum,
    /// Of robust errors, the sum of the squares of what each row or cluster adds to the slope, on the common scale.
    pub(crate) score_spread: Option<DMatrix<f64>>,
    /// What each sorted row belongs to, where weights say how much rows matter.
    pub(crate) weighted: Option<Units>,
    /// Covariance on the common scale, robust when asked for; nothing under an absolute penalty.
    pub(crate) covariance: Option<DMatrix<f64>>,
    /// Covariance from the information, on the common scale.
    pub(crate) model_covariance: Option<DMatrix<f64>>,
    coefficients: Vec<Coefficient>,
    pub(crate) rows: usize,
    pub(crate) clusters: Option<Clusters>,
    /// What chance is counted over: clusters where there are any, else rows.
    pub(crate) units: u64,
    /// The longest duration seen in each stratum that has departures.
    pub(crate) longest: Vec<f64>,
}

/// Estimates by how much each covariate multiplies the hazard of leaving.
///
/// The hazard of a customer is h(t | x) = h₀(t) · exp(Σ βⱼ xⱼ), with h₀ left open. β maximizes the partial likelihood: over all
/// departures, the chance that of those at risk just this one left. With ties by Efron that of d who leave together is
/// Π exp(η)/(S₀ − (l/d) D₀), l = 0 … d − 1, with S₀ = Σ exp(η) over those at risk and D₀ over those who left; by Breslow l is 0
/// throughout; the exact one is Π exp(η) over the sum of such products over all choices of d at risk. A row of weight w counts
/// w times; the departures of a tie then count with their mean weight. Where a weight is no whole number, weights say how much
/// rows matter instead of how many there are, and standard errors are robust, as in R.
///
/// Use it to see what goes with leaving sooner, other covariates alike. It assumes that each covariate multiplies the hazard by
/// the same at all times ([`Cox::proportional`] tests that), that censored customers would have gone on like the others, and
/// that covariates were known before: a covariate that is filled in after leaving tells the outcome ([`leakage`](crate::cox::leakage())
/// looks for such). A coefficient is no effect of changing the covariate unless chance assigned it.
///
/// # Shapes
/// [`Rows`] in any order; in [`Design`] at least one column, each as long as there are rows.
///
/// # Units
/// Durations in any one unit, of which only the order matters. Coefficients are in log hazard per unit of their covariate.
///
/// # Missing, tied and extreme values
/// Times are tied when they are equal to the last bit. Rows that are never at risk at a departure say nothing. Departures are
/// before censored customers of the same time.
///
/// # Returns
/// [`Fitted::Known`], or `Undetermined`: `NobodyAtRisk` without rows, `NoDepartures`, `Collinear` for a covariate that is constant
/// within each stratum or follows from those before it, `Separation` for one whose coefficient has no end, `NotConverged`.
///
/// # Errors
/// - `TooFew` without covariates.
/// - `LengthMismatch` when something does not pair up.
/// - `RowOutOfRange` for a duration or entry that is negative or not finite, an entry above 0 that is not below its duration, a
///   weight that is not above 0, a covariate that is not finite.
/// - `OutOfRange` for a bad penalty, for weights or robust errors with exact ties, and for more ties than exact ones can be
///   computed with (2·10¹¹ multiplications a step; 100,000 customers over 72 months with ten covariates take 10¹⁰).
///
/// # Numerical notes
/// Covariates are centered within strata and scaled. Newton's steps from 0, halved where they lead down, until no scaled
/// coefficient moves by more than 10⁻⁹. Each step is two passes over the rows; sums are taken in chunks of 4,096 rows in a fixed
/// order, so that the result does not depend on the number of threads. Exact ties are a Fourier sum over √d nodes instead of
/// the recursion over d.
///
/// # Source
/// Cox (1972), Regression Models and Life-Tables, JRSS B 34:187–220. Efron (1977), JASA 72:557–565. Breslow (1974), Biometrics
/// 30:89–99. Robust errors: Lin and Wei (1989), JASA 84:1074–1078. Method page: `docs/methods/cox.md`.
///
/// # Checked against
/// R 4.2.2 `survival::coxph` and lifelines 0.30.3, data set `rossi` and our own `tenures`: `tests/reference/cox.rs`.
///
/// # Example
/// Of covariates {0, 1, 0} the first leaves, then of {1, 0} the second: the slope 1 − e/(2 + e) − e/(1 + e), with e = exp β,
/// is 0 at e = √2.
/// ```
/// # use stats::{cox::{CoxOptions, Design, Rows, cox}, survival::Observation::{Censored, Event}};
/// let rows = Rows::new(&[1.0, 2.0, 3.0], &[Event, Event, Censored]);
/// let fit = cox(&rows, &Design::new([&[0.0, 1.0, 0.0][..]]), &CoxOptions::default())?;
/// let beta = fit.known().expect("determined").coefficients()[0].value;
/// assert!((beta.exp() - 2.0_f64.sqrt()).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn cox(rows: &Rows, design: &Design, options: &CoxOptions) -> Result<Fitted, StatsError> {
    check(rows, design, options)?;
    if rows.is_empty() {
        return Ok(Fitted::Undetermined(Why::NobodyAtRisk));
    }
    let sets = RiskSets::new(rows);
    if sets.bins.is_empty() {
        return Ok(Fitted::Undetermined(Why::NoDepartures { at_risk: rows.len() as u64 }));
    }
    let standard = match Standard::find(design, &sets) {
        Ok(standard) => standard,
        Err(column) => return Ok(Fitted::Undetermined(Why::Collinear { column })),
    };
    let blocks = standard.blocks(design, &sets);
    let model = Model::new(rows, sets, blocks, options.ties);
    let work = model.exact_work();
    if work > EXACT_WORK_MAX {
        let allowed = "few enough for 2e11 multiplications a step (use `efron`)";
        return Err(StatsError::OutOfRange { name: "exact ties", allowed, given: work });
    }
    let shrinkage = shrinkage(design, &standard, options.penalty);
    let found = maximize(&mut (&model, At::default()), &shrinkage);
    Ok(match found {
        Ok(optimum) => finish(rows, Parts { options: *options, standard, model, optimum }),
        Err(why) => Fitted::Undetermined(why),
    })
}

fn check(rows: &Rows, design: &Design, options: &CoxOptions) -> Result<(), StatsError> {
    if design.columns().is_empty() {
        return Err(StatsError::TooFew { method: "cox", what: "covariates", needed: 1, given: 0 });
    }
    rows.check()?;
    design.check(rows.len())?;
    options.penalty.check()?;
    if options.ties == TieMethod::Exact {
        if let Some(weight) = rows.weights.and_then(|weights| weights.iter().find(|&&it| it != 1.0)) {
            let allowed = "1 with exact ties";
            return Err(StatsError::OutOfRange { name: "weights", allowed, given: *weight });
        }
        if options.robust || rows.clusters.is_some() {
            let allowed = "off with exact ties";
            return Err(StatsError::OutOfRange { name: "robust", allowed, given: 1.0 });
        }
    }
    Ok(())
}

fn shrinkage(design: &Design, standard: &Standard, penalty: Penalty) -> Shrinkage {
    let p = standard.scales.len();
    if penalty.strength == 0.0 {
        return Shrinkage { squared: vec![0.0; p], absolute: vec![0.0; p] };
    }
    let n = design.columns().first().map_or(0, |column| column.len()) as f64;
    // Coefficients of the fit belong to our scales; the penalty is on those of the spread over all rows.
    let ratios: Vec<f64> = overall_spreads(design).iter().zip(&standard.scales).map(|(s, scale)| s / scale).collect();
    let (squared, absolute) = (1.0 - penalty.absolute_share, penalty.absolute_share);
    Shrinkage {
        squared: ratios.iter().map(|ratio| n * penalty.strength * squared * ratio * ratio).collect(),
        absolute: ratios.iter().map(|ratio| n * penalty.strength * absolute * ratio).collect(),
    }
}

struct Parts {
    options: CoxOptions,
    standard: Standard,
    model: Model,
    optimum: Optimum,
}

/// Puts the fit together, once the coefficients are known.
fn finish(rows: &Rows, parts: Parts) -> Fitted {
    let Parts { options, standard, mut model, optimum } = parts;
    if options.ties == TieMethod::Exact {
        model = model.with_breslow_ties();
    }
    let at = OnceLock::new();
    let penalized = options.penalty.strength > 0.0;
    let smooth = !penalized || options.penalty.absolute_share == 0.0;
    let inverse = match Positive::new_within(optimum.information.clone(), PIVOT_MIN) {
        Ok(factor) => factor.inverse(),
        Err(dependent) if smooth => return Fitted::Undetermined(Why::Separation { column: dependent.column }),
        Err(_) => DMatrix::zeros(0, 0),
    };
    let model_covariance = smooth.then_some(inverse);
    let has_fractions = matter(rows.weights);
    let is_robust = options.robust || rows.clusters.is_some() || has_fractions;
    let clusters = rows.clusters.map(robust::numbered);
    let score_spread = (is_robust && smooth).then(|| {
        let at = at.get_or_init(|| visited(&model, &optimum));
        robust::spread(&model, at, clusters.as_ref())
    });
    let covariance = match (&model_covariance, &score_spread) {
        (Some(inverse), Some(spread)) => Some(inverse * spread * inverse),
        (covariance, _) => covariance.clone(),
    };
    let weighted = (has_fractions && smooth).then(|| Units::new(&model.sets.order, clusters.as_ref()));
    // Rows are in order of time.
    let longest_of = |stratum: &Stratum| rows.durations[model.sets.order[stratum.rows.end - 1] as usize] + 0.0;
    let longest = model.sets.strata.iter().map(longest_of).collect();
    let units = clusters.as_ref().map_or(rows.len(), |(_, count)| *count) as u64;
    let mut cox = Cox {
        options,
        standard,
        model,
        at,
        optimum,
        score_spread,
        weighted,
        covariance,
        model_covariance,
        coefficients: Vec::new(),
        rows: rows.len(),
        clusters,
        units,
        longest,
    };
    cox.coefficients = (0..cox.standard.scales.len()).map(|column| cox.coefficient(column)).collect();
    Fitted::Known(Box::new(cox))
}

fn visited(model: &Model, optimum: &Optimum) -> At {
    let mut at = At::default();
    model.visit(&optimum.beta, &mut at);
    at
}

impl Cox {
    /// What the coefficients make of the data.
    pub(crate) fn at(&self) -> &At {
        self.at.get_or_init(|| visited(&self.model, &self.optimum))
    }

    fn coefficient(&self, column: usize) -> Coefficient {
        let scale = self.standard.scales[column];
        let value = self.optimum.beta[column] / scale;
        let error = |covariance: &DMatrix<f64>| covariance[(column, column)].max(0.0).sqrt() / scale;
        let Some(standard_error) = self.covariance.as_ref().map(error) else {
            return Coefficient { value, estimate: None, hazard_ratio: None, test: None, model_standard_error: None };
        };
        let (level, n, method) = (self.options.level, self.units, self.method());
        let half = level.z() * standard_error;
        // A squared penalty is a prior: its interval is where the coefficient lies given the data.
        let kind = if self.is_penalized() { IntervalKind::Credible } else { IntervalKind::Confidence };
        let interval = Interval { kind, ..Interval::confidence(value - half, value + half, level) };
        let estimate = Estimate { value, interval, standard_error: Some(standard_error), n, method };
        Coefficient::with_error(estimate, standard_error, self.model_covariance.as_ref().map(error))
    }

    /// What each covariate does, in the order of the design.
    pub fn coefficients(&self) -> &[Coefficient] {
        &self.coefficients
    }

    /// The values of the coefficients.
    pub fn values(&self) -> Vec<f64> {
        self.coefficients.iter().map(|it| it.value).collect()
    }

    /// The covariance of two coefficients; nothing under an absolute penalty.
    pub fn covariance(&self, left: usize, right: usize) -> Option<f64> {
        let p = self.coefficients.len();
        let covariance = self.covariance.as_ref().filter(|_| left < p && right < p)?;
        Some(covariance[(left, right)] / self.standard.scales[left] / self.standard.scales[right])
    }

    /// How it was computed.
    pub const fn method(&self) -> Method {
        if self.is_penalized() {
            return Method::COX_PENALIZED;
        }
        match self.options.ties {
            TieMethod::Efron => Method::COX_EFRON,
            TieMethod::Breslow => Method::COX_BRESLOW,
            TieMethod::Exact => Method::COX_EXACT,
        }
    }

    /// Whether coefficients were drawn towards 0.
    pub const fn is_penalized(&self) -> bool {
        self.options.penalty.strength > 0.0
    }

    /// Whether standard errors come from the residuals instead of the information.
    pub const fn has_robust_errors(&self) -> bool {
        self.score_spread.is_some()
    }

    /// Whether a weight was no whole number, so that errors had to be robust.
    pub const fn has_fractional_weights(&self) -> bool {
        self.weighted.is_some()
    }

    /// The choices it was made with.
    pub const fn options(&self) -> &CoxOptions {
        &self.options
    }

    /// The level of its intervals.
    pub const fn level(&self) -> Level {
        self.options.level
    }

    /// How many rows there were.
    pub const fn rows(&self) -> u64 {
        self.rows as u64
    }

    /// How many clusters there were, or rows without clusters: what standard errors rest on.
    pub const fn units(&self) -> u64 {
        self.units
    }

    /// How many left.
    pub fn departures(&self) -> u64 {
        self.model.sets.departures()
    }

    /// How many steps the search took.
    pub const fn iterations(&self) -> u64 {
        self.optimum.iterations
    }

    /// The partial log-likelihood at the fit, without penalty.
    pub const fn log_likelihood(&self) -> f64 {
        self.optimum.log_likelihood
    }

    /// The partial log-likelihood when no covariate does anything.
    pub const fn null_log_likelihood(&self) -> f64 {
        self.optimum.null
    }

    /// Likelihood-ratio test that no covariate does anything; nothing under a penalty, where its distribution is unknown.
    ///
    /// # Returns
    /// `Undetermined(NoRobustForm)` where errors are robust: the likelihood multiplies rows as if they were independent, and
    /// grows with the unit of the weights.
    pub fn likelihood_ratio(&self) -> Option<Tested> {
        if self.is_penalized() {
            return None;
        }
        if self.has_robust_errors() {
            return Some(Tested::Undetermined(Why::NoRobustForm));
        }
        self.test_of_all(2.0 * (self.optimum.log_likelihood - self.optimum.null))
    }

    /// Score test that no covariate does anything: the log-rank test, when the one covariate is a group and there are no ties.
    ///
    /// Where errors are robust it is Uᵀ (Gᵀ G)⁻¹ U, with U the slope at coefficients of 0 and in each row of G what a row, or a
    /// cluster, adds to it: R's robust score test, which depends neither on the unit of the weights nor on how many rows of a
    /// cluster say the same.
    ///
    /// # Returns
    /// Nothing under a penalty. `Undetermined`: `TooFew` of robust errors with no more rows or clusters than covariates,
    /// `ZeroVariance` where these add alike.
    pub fn score_test(&self) -> Option<Tested> {
        if self.is_penalized() || !self.has_robust_errors() {
            return self.test_of_all(self.optimum.score_statistic);
        }
        let (slope, spread) = robust::at_zero(&self.model, self.clusters.as_ref());
        self.robust_test_of_all(&slope, spread)
    }

    /// Wald's test that no covariate does anything, with the robust covariance where there is one.
    ///
    /// # Returns
    /// As [`score_test`](Self::score_test).
    pub fn wald(&self) -> Option<Tested> {
        // β V⁻¹ β with V = I⁻¹ S I⁻¹ is (Iβ) S⁻¹ (Iβ): V itself has lost digits where covariates nearly repeat each other.
        let beta = DVector::from_column_slice(&self.optimum.beta);
        let pull = &self.optimum.information * &beta;
        match &self.score_spread {
            Some(spread) => self.robust_test_of_all(pull.as_slice(), spread.clone()),
            None => self.test_of_all(pull.dot(&beta)),
        }
    }

    fn robust_test_of_all(&self, pull: &[f64], spread: DMatrix<f64>) -> Option<Tested> {
        if self.is_penalized() {
            return None;
        }
        let (needed, given) = (self.coefficients.len() as u64 + 1, self.units);
        if given < needed {
            return Some(Tested::Undetermined(Why::TooFew { needed, given }));
        }
        match Positive::new_within(spread, PIVOT_MIN) {
            Ok(factor) => self.test_of_all(form(&factor, pull)),
            Err(_) => Some(Tested::Undetermined(Why::ZeroVariance)),
        }
    }

    fn test_of_all(&self, statistic: f64) -> Option<Tested> {
        if self.is_penalized() {
            return None;
        }
        let statistic = statistic.max(0.0);
        let degrees_of_freedom = u32::try_from(self.coefficients.len()).ok()?;
        let p_value = chi_square_upper(statistic, degrees_of_freedom);
        let (n, method) = (self.units, self.method());
        Some(Tested::Known(Test {
            statistic,
            degrees_of_freedom: Some(degrees_of_freedom),
            denominator: None,
            p_value,
            n,
            method,
        }))
    }

    /// Σ βⱼ xⱼ of each row, centered: 0 is a customer with the mean covariates of the stratum; nothing for rows that were never at
    /// risk at a departure.
    pub(crate) fn centered_predictors(&self) -> Vec<f64> {
        self.model.blocks().linear_predictors(&self.optimum.beta)
    }
}
