//! How well a score ranks customers by effect: Qini and uplift curves, and the area under them by a named formula.

mod bootstrap;
mod formula;
mod ranking;

pub use bootstrap::Resampling;
pub use formula::Formula;
pub use ranking::{CurvePoint, Ranking};

use crate::StatsError;
use crate::estimate::{Answer, Why};
use crate::method::Method;
use crate::uplift::Trial;

impl Method {
    /// Area per customer between the Qini curve and random order, in units of the outcome.
    pub const QINI_AREA: Self = Self::new("qini_area", "qini");
    /// Area per customer under the uplift curve, in units of the outcome.
    pub const AUUC_AREA: Self = Self::new("auuc_area", "qini");
    /// `qini_auc_score` of scikit-uplift.
    pub const SKLIFT_QINI_AUC_SCORE: Self = Self::new("sklift_qini_auc_score", "qini");
    /// `uplift_auc_score` of scikit-uplift.
    pub const SKLIFT_UPLIFT_AUC_SCORE: Self = Self::new("sklift_uplift_auc_score", "qini");
    /// `auuc_score` of causalml, normalized.
    pub const CAUSALML_AUUC_NORM: Self = Self::new("causalml_auuc_norm", "qini");
    /// `auuc_score` of causalml, not normalized.
    pub const CAUSALML_AUUC_RAW: Self = Self::new("causalml_auuc_raw", "qini");
    /// `qini_score` of causalml, normalized.
    pub const CAUSALML_QINI_NORM: Self = Self::new("causalml_qini_norm", "qini");
    /// `qini_score` of causalml, not normalized.
    pub const CAUSALML_QINI_RAW: Self = Self::new("causalml_qini_raw", "qini");
}

/// Estimates how much better a score ranks customers by effect than chance does, with a bootstrap interval.
///
/// Customers are ranked from the highest score down. After the first k of them, with Nt treated and Nc not, and outcomes
/// that add up to Yt and Yc, the Qini curve is q(k) = Yt − Yc·Nt/Nc and the uplift curve u(k) = (Yt/Nt − Yc/Nc)·k. The
/// default, [`Formula::QiniArea`], is the area between q(k)/n and the straight line to its end, over k/n from 0 to 1: the
/// extra outcome per customer that the ranking is worth on average over all budgets. The other formulas are those of
/// programs in use, so that figures can be compared; the same ranking gives figures that differ by a factor of 25.
///
/// Use it on customers whom the score was not learned from. The treatment must have been drawn, or the curve shows who was
/// chosen and not what it did.
///
/// # Shapes
/// `scores` pairs up with the customers of `trial`. Order does not matter.
///
/// # Units
/// [`Formula::QiniArea`] and [`Formula::AuucArea`]: outcome per customer. The others as their programs define them.
///
/// # Missing, tied and extreme values
/// Customers with the same score share a straight piece of the curve, as if they came in mixed order: the answer does not
/// depend on the order of the rows.
///
/// # Returns
/// The area with its interval. `GroupEmpty` when nobody, or everybody, was treated; `ZeroVariance` when all customers have
/// the same score; `NothingToDivideBy` when the whole that a formula divides by is 0.
///
/// # Errors
/// - `LengthMismatch` when scores and customers do not pair up.
/// - `RowOutOfRange` when a score is NaN or infinite, or an outcome is neither 0 nor 1 and the formula is one of
///   scikit-uplift's.
/// - `OutOfRange` for fewer than 50 resamples.
///
/// # Numerical notes
/// One sort in several threads, then one pass; one pass per resample. Each resample draws from its own stream of the seed,
/// so the interval is the same for every number of threads.
///
/// # Source
/// Radcliffe (2007), Using control groups to target on predicted lift, Direct Marketing Analytics Journal 1:14–21. Devriendt,
/// Guns and Verbeke (2022), Learning to rank for uplift modeling, IEEE TKDE 34:4888–4904. Poisson bootstrap: Hanley and
/// `MacGibbon` (2006), Computer Methods and Programs in Biomedicine 83:57–62. Method page: `docs/methods/qini.md`.
///
/// # Checked against
/// scikit-uplift 0.5.1 and causalml 0.18.0 on twenty customers and on the e-mail experiment of Hillstrom:
/// `tests/reference/uplift.rs`, `areas_agree_with_the_programs_they_are_named_after`.
///
/// # Example
/// Four customers; the two with the higher score stay when treated, the others do not care.
/// ```
/// # use stats::uplift::{Trial, qini::{Formula, Ranking}};
/// let trial = Trial::new(&[true, false, true, false], &[1.0, 0.0, 0.0, 0.0])?;
/// let ranking = Ranking::new(&[0.9, 0.8, 0.2, 0.1], &trial)?;
/// let curve: Vec<f64> = ranking.curve().iter().map(|point| point.qini()).collect();
/// assert_eq!(curve, [0.0, 1.0, 1.0, 1.0, 1.0]);
/// // The area under the curve, 3.5/4, less the triangle under the straight line, 1/2, over 4 customers.
/// assert_eq!(ranking.area(Formula::QiniArea), Ok((0.875 - 0.5) / 4.0));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn qini(
    scores: &[f64],
    trial: &Trial<'_>,
    formula: Formula,
    resampling: &Resampling,
) -> Result<Answer, StatsError> {
    resampling.check()?;
    let ranking = Ranking::new(scores, trial)?;
    formula.check(trial)?;
    Ok(bootstrap::answer(&ranking, formula, resampling))
}

/// An area, or why there is none, with the formula it is by.
pub type NamedArea = (Formula, Result<f64, Why>);

/// The area of each formula that the outcome allows, without intervals, to set beside figures from elsewhere.
pub fn areas(scores: &[f64], trial: &Trial<'_>) -> Result<Vec<NamedArea>, StatsError> {
    let ranking = Ranking::new(scores, trial)?;
    let allowed = Formula::ALL.into_iter().filter(|formula| formula.check(trial).is_ok());
    Ok(allowed.map(|formula| (formula, ranking.area(formula))).collect())
}
