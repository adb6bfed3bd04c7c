//! Covariates measured before the action take away variance that the action has no part in.

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Test, Tested, Why};
use crate::experiment::effect::{Effect, Mean, Named, Pair};
use crate::experiment::means::difference_in_means;
use crate::experiment::moments::Moments;
use crate::linear::Positive;
use crate::method::Method;
use crate::numeric::f_upper;

/// Covariates that differ between the arms with a p-value below this were most likely not measured before the action.
pub const BALANCE_ALARM_P: f64 = 0.001;

/// An effect adjusted for covariates, and whether the adjustment can be trusted.
#[derive(Debug, Clone, PartialEq)]
pub struct Adjusted {
    /// The adjusted effect. Without a covariate that helps it is the plain one.
    pub effect: Effect,
    /// Per covariate, how much the outcome changes with it; `None` for one that was left out.
    pub slopes: Vec<Option<f64>>,
    /// What there is to know before believing it.
    pub health: Health,
}

/// The state of the covariates of an adjustment.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// Covariates that were left out, counted from 0, and why: they do not vary, or repeat earlier ones.
    pub left_out: Vec<(usize, Why)>,
    /// The multiple correlation of outcome and covariates within the arms, from 0 to 1.
    pub correlation: f64,
    /// The share of the variance of the difference that the adjustment took away; below 0 it added some.
    pub variance_removed: f64,
    /// The test that the covariates are alike in both arms (Hotelling). Assignment by chance makes them so; if they differ,
    /// a covariate was measured after the action, or chance did not assign.
    pub balance: Tested,
}

impl Health {
    /// Whether the covariates differ between the arms by more than chance explains.
    pub fn is_suspicious(&self) -> bool {
        match self.balance {
            Tested::Known(test) => test.p_value < BALANCE_ALARM_P,
            Tested::Undetermined(why) => matches!(why, Why::Separation { .. }),
        }
    }
}

/// Estimates the effect on a mean after taking away what covariates from before the action explain (CUPED).
///
/// With θ from the regression of the outcome on the covariates over both arms together, each outcome y becomes
/// y − θ(x − x̄), and [`difference_in_means`] compares those. In expectation nothing changes, because chance made x alike in
/// both arms; the variance falls by the share R² that x explains.
///
/// Use it whenever something is known from before: last year's spending for this year's, months as a customer. It must have
/// been measured **before** the action could change it; `health.balance` tells when it was not. Covariates help the mean of
/// the outcome, also one that is 0 or 1.
///
/// # Shapes
/// Both arms have the same covariates.
///
/// # Missing, tied and extreme values
/// A covariate that does not vary, or repeats others, is left out and named in `health.left_out`; with none left the effect
/// is the plain one.
///
/// # Returns
/// As [`difference_in_means`]; `TooFew` when an arm has no more rows than covariates and two. The lift divides by the
/// adjusted mean of the control, and knows that both adjusted means share x̄.
///
/// # Errors
/// - `LengthMismatch` when the arms have different covariates.
///
/// # Numerical notes
/// From moments alone: no second pass over the rows. Degrees of freedom are those of
/// Satterthwaite for the adjusted outcomes, less one per covariate.
///
/// # Source
/// Deng, Xu, Kohavi and Walker (2013), Improving the Sensitivity of Online Controlled Experiments by Utilizing
/// Pre-Experiment Data, WSDM '13, with several covariates. Method page: `docs/methods/cuped.md`.
///
/// # Checked against
/// Hillstrom's spending with last year's as covariate, and gbstats: `tests/reference/experiment.rs`,
/// `cuped_agrees_with_the_published_figures_on_hillstrom`.
///
/// # Example
/// The outcome is the covariate, plus one for the treated, plus a little.
/// ```
/// # use stats::{checked::Level, experiment::{Moments, cuped}};
/// let before = [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0];
/// let after = [1.1, 1.9, 3.1, 3.9, 2.1, 2.9, 4.1, 4.9];
/// let arms = Moments::by_arm(&[&after, &before], &[0, 0, 0, 0, 1, 1, 1, 1], 2)?;
/// let adjusted = cuped(&arms[0], &arms[1], Level::P95)?;
/// assert!((adjusted.effect.difference.known().expect("enough rows").value - 1.0).abs() < 1e-12);
/// assert!(adjusted.health.variance_removed > 0.9);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn cuped(control: &Moments, treated: &Moments, level: Level) -> Result<Adjusted, StatsError> {
    let mut whole = control.clone();
    whole.merge(treated)?;
    let plain = difference_in_means(control, treated, level);
    let (used, left_out) = useful(&[&whole]);
    let balance = balance(control, treated, &used);
    let mut adjusted = Adjusted {
        effect: plain,
        slopes: vec![None; control.covariates()],
        health: Health { left_out, correlation: 0.0, variance_removed: 0.0, balance },
    };
    let (Ok(c), Ok(t)) = (control.outcome(0), treated.outcome(1)) else { return Ok(adjusted) };
    let needed = used.len() as u64 + 3;
    if used.is_empty() || c.n.min(t.n) < needed {
        if !used.is_empty() {
            adjusted.effect = Effect::undetermined(Why::TooFew { needed, given: c.n.min(t.n) });
        }
        return Ok(adjusted);
    }
    let Some(theta) = slopes(&whole, &used) else { return Ok(adjusted) };
    let (pair, satterthwaite) = adjusted_pair(control, treated, &whole, &used, &theta);
    let plain_variance = Pair::independent(c, t).variance();
    adjusted.health.correlation = within_correlation(control, treated, &used);
    if plain_variance > 0.0 {
        adjusted.health.variance_removed = 1.0 - pair.variance() / plain_variance;
    }
    for (&column, &slope) in used.iter().zip(theta.iter()) {
        adjusted.slopes[column] = Some(slope);
    }
    let residual = satterthwaite - used.len() as f64;
    let named = Named { mean: Method::ADJUSTED_MEAN, difference: Method::CUPED };
    adjusted.effect = pair.effect(residual.max(1.0), level, named);
    Ok(adjusted)
}

/// The covariates that vary in each of these groups and say something that the earlier ones do not; and the others.
pub(crate) fn useful(groups: &[&Moments]) -> (Vec<usize>, Vec<(usize, Why)>) {
    let (mut used, mut left_out) = (Vec::new(), Vec::new());
    let covariates = groups.first().map_or(0, |group| group.covariates());
    for column in 0..covariates {
        if groups.iter().any(|group| group.is_constant(column + 1)) {
            left_out.push((column, Why::ZeroVariance));
            continue;
        }
        used.push(column);
        if groups.iter().any(|group| Positive::new(scaled_cross(group, &used)).is_err()) {
            used.pop();
            left_out.push((column, Why::Collinear { column }));
        }
    }
    (used, left_out)
}

/// The cross products of some covariates.
pub(crate) fn cross(moments: &Moments, used: &[usize]) -> DMatrix<f64> {
    DMatrix::from_fn(used.len(), used.len(), |i, j| moments.product(used[i] + 1, used[j] + 1))
}

/// The correlations of some covariates, which say better than cross products whether one repeats the others.
fn scaled_cross(moments: &Moments, used: &[usize]) -> DMatrix<f64> {
    let size = |i: usize| moments.product(used[i] + 1, used[i] + 1).sqrt();
    DMatrix::from_fn(used.len(), used.len(), |i, j| {
        // A diagonal of exactly 1, whatever the rounding.
        if i == j { 1.0 } else { moments.product(used[i] + 1, used[j] + 1) / size(i) / size(j) }
    })
}

/// The slopes of the outcome on some covariates.
pub(crate) fn slopes(moments: &Moments, used: &[usize]) -> Option<DVector<f64>> {
    let with_outcome = DVector::from_iterator(used.len(), used.iter().map(|&j| moments.product(0, j + 1)));
    Some(Positive::new(cross(moments, used)).ok()?.solve(&with_outcome))
}

/// The adjusted means of both arms with their variances and covariance, and the degrees of freedom of Welch's comparison of
/// the outcomes y − θ(x − x̄).
fn adjusted_pair(c: &Moments, t: &Moments, whole: &Moments, used: &[usize], theta: &DVector<f64>) -> (Pair, f64) {
    let n = whole.n() as f64;
    // Both means contain θx̄, whose variance is that of θx over all rows divided by n.
    let explained = quadratic(whole, used, theta) / (n - 1.0);
    let side = |arm: &Moments| {
        let (count, df) = (arm.n() as f64, (arm.n() - 1) as f64);
        let with_outcome: f64 = used.iter().zip(theta.iter()).map(|(&j, slope)| slope * arm.product(0, j + 1)).sum();
        let theta_x = quadratic(arm, used, theta);
        let residual = rest(arm.product(0, 0), 2.0 * with_outcome, theta_x) / df;
        let mean: f64 =
            used.iter().zip(theta.iter()).map(|(&j, b)| b * (arm.mean_of(j + 1) - whole.mean_of(j + 1))).sum();
        let with_x = (with_outcome - theta_x) / df;
        (arm.mean_of(0) - mean, residual / count, with_x, df, arm.n())
    };
    let ((m0, v0, x0, f0, n0), (m1, v1, x1, f1, n1)) = (side(c), side(t));
    let shared = explained / n;
    // Both means move with x̄; that part drops out of the difference and stays in the lift.
    let control = Mean { value: m0, variance: (v0 + shared + 2.0 * x0 / n).max(0.0), degrees_of_freedom: f0, n: n0 };
    let treated = Mean { value: m1, variance: (v1 + shared + 2.0 * x1 / n).max(0.0), degrees_of_freedom: f1, n: n1 };
    // The covariance is what makes the variance of the difference exactly v₀ + v₁.
    let covariance = 0.5 * (control.variance + treated.variance - v0 - v1);
    let apart = Pair::independent(Mean { variance: v0, ..control }, Mean { variance: v1, ..treated });
    (Pair { control, treated, covariance }, apart.satterthwaite())
}

/// θ'Sθ over some covariates.
fn quadratic(moments: &Moments, used: &[usize], theta: &DVector<f64>) -> f64 {
    (cross(moments, used) * theta).dot(theta)
}

/// Σ(y − θx)² from its three terms; 0 when rounding is all that is left.
fn rest(outcome: f64, twice_with: f64, explained: f64) -> f64 {
    let rest = outcome - twice_with + explained;
    if rest <= 1e-13 * (outcome + twice_with.abs() + explained) { 0.0 } else { rest }
}

fn within_correlation(control: &Moments, treated: &Moments, used: &[usize]) -> f64 {
    let whole = control.product(0, 0) + treated.product(0, 0);
    if whole == 0.0 {
        return 0.0;
    }
    let together = cross(control, used) + cross(treated, used);
    let with_outcome =
        DVector::from_iterator(used.len(), used.iter().map(|&j| control.product(0, j + 1) + treated.product(0, j + 1)));
    match Positive::new(together) {
        Ok(positive) => (positive.solve(&with_outcome).dot(&with_outcome) / whole).clamp(0.0, 1.0).sqrt(),
        Err(_) => 0.0,
    }
}

/// Hotelling's test that the covariates have the same means in both arms.
pub(crate) fn balance(control: &Moments, treated: &Moments, used: &[usize]) -> Tested {
    let (n0, n1, k) = (control.n() as f64, treated.n() as f64, used.len() as f64);
    if used.is_empty() {
        return Tested::Undetermined(Why::ZeroVariance);
    }
    let df = n0 + n1 - 2.0;
    if control.n() == 0 || treated.n() == 0 || df - k < 0.0 {
        let given = control.n() + treated.n();
        return Tested::Undetermined(Why::TooFew { needed: used.len() as u64 + 2, given });
    }
    let apart =
        DVector::from_iterator(used.len(), used.iter().map(|&j| treated.mean_of(j + 1) - control.mean_of(j + 1)));
    let Ok(within) = Positive::new(cross(control, used) + cross(treated, used)) else {
        // Within the arms the covariates do not vary, and yet they vary: they tell who was treated.
        return Tested::Undetermined(Why::Separation { column: used[0] });
    };
    let square = n0 * n1 / (n0 + n1) * df * within.solve(&apart).dot(&apart);
    let f = square * (df - k + 1.0) / (df * k);
    Tested::Known(Test {
        statistic: f,
        degrees_of_freedom: u32::try_from(used.len()).ok(),
        denominator: None,
        p_value: f_upper(f, k, df - k + 1.0),
        n: control.n() + treated.n(),
        method: Method::COVARIATE_BALANCE,
    })
}
