//! Do predicted effects come true.

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Answer, Test, Tested, Why};
use crate::method::Method;
use crate::numeric::chi_square_upper;
use crate::regression::{Coefficients, Design, StandardErrors, least_squares};
use crate::uplift::Signals;
use crate::uplift::signals::mean;

impl Method {
    /// Observed effects of customers with similar predictions, and the line through them.
    pub const UPLIFT_CALIBRATION: Self = Self::new("uplift_calibration", "uplift_calibration");
}

/// Customers whose predicted effects are alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationBin {
    /// How many.
    pub customers: u64,
    /// Their mean predicted effect.
    pub predicted: f64,
    /// Their mean effect as it came true.
    pub observed: Answer,
}

/// How predicted effects came true.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// From the lowest predictions to the highest.
    pub bins: Vec<CalibrationBin>,
    /// By how much the effect rises when the prediction rises by 1: 1 when predictions are right, 0 when they rank by
    /// chance, below 1 when they exaggerate.
    pub slope: Answer,
    /// Whether predictions could be right: level and slope together. A small p-value says that they are not.
    pub calibrated: Tested,
    /// Whether the predictions rank at all: slope 0. A small p-value says that effects do differ as predicted.
    pub ranks: Tested,
}

/// Holds predicted effects against what came true.
///
/// The signals Γ of customers in bins of equal size of the prediction τ are averaged, and Γ is fitted to a + b(τ − mean τ)
/// by least squares with errors that hold whatever the variance does. Predictions are right when a is the mean of τ and b is
/// 1, which a Wald test with two degrees of freedom asks; they rank customers when b is above 0.
///
/// Use it on customers whom the predictions were not learned from.
///
/// # Shapes
/// `predicted` pairs up with the customers of `signals`. Order does not matter.
///
/// # Missing, tied and extreme values
/// Customers with the same prediction share a bin, so there may be fewer bins than asked for.
///
/// # Returns
/// `ZeroVariance` for slope and tests when all predictions are the same.
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange` for a prediction that is NaN or infinite, `OutOfRange` for no bins.
///
/// # Source
/// Chernozhukov, Demirer, Duflo and Fernández-Val (2018), Generic machine learning inference on heterogeneous treatment
/// effects, NBER 24678, best linear predictor. Method page: `docs/methods/uplift_calibration.md`.
///
/// # Example
/// ```
/// # use stats::{Level, uplift::{Signals, Trial, calibration::calibration}};
/// let treated = [true, false, true, false, true, false, true, false];
/// let outcome = [1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0];
/// let signals = Signals::of_trial(&Trial::new(&treated, &outcome)?)?.expect("both arms");
/// let predicted = [-0.5, -0.5, -0.5, -0.5, 1.0, 1.0, 1.0, 1.0];
/// let found = calibration(&predicted, &signals, 2, Level::P95)?;
/// assert_eq!(found.bins.len(), 2);
/// let observed: Vec<f64> = found.bins.iter().filter_map(|bin| Some(bin.observed.known()?.value)).collect();
/// assert_eq!(observed, [-0.5, 1.0]);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn calibration(predicted: &[f64], signals: &Signals, bins: usize, level: Level) -> Result<Calibration, StatsError> {
    if predicted.len() != signals.n() {
        let (left_len, right_len) = (predicted.len(), signals.n());
        return Err(StatsError::LengthMismatch { left: "predicted", left_len, right: "signals", right_len });
    }
    if let Some(row) = predicted.iter().position(|effect| !effect.is_finite()) {
        let allowed = "a finite number";
        return Err(StatsError::RowOutOfRange { name: "predicted", allowed, given: predicted[row], row });
    }
    if bins == 0 {
        return Err(StatsError::OutOfRange { name: "bins", allowed: "at least 1", given: 0.0 });
    }
    let bins = binned(predicted, signals, bins, level);
    let (slope, calibrated, ranks) = match line(predicted, signals)? {
        Ok((coefficients, center)) => (
            coefficients.covariate(0, level).map_or(Answer::Undetermined(Why::ZeroVariance), Answer::Known),
            right(&coefficients, center),
            coefficients.covariate_test(0).unwrap_or(Tested::Undetermined(Why::ZeroVariance)),
        ),
        Err(why) => (Answer::Undetermined(why), Tested::Undetermined(why), Tested::Undetermined(why)),
    };
    let slope = slope.map(|slope| crate::estimate::Estimate { method: Method::UPLIFT_CALIBRATION, ..slope });
    Ok(Calibration { bins, slope, calibrated, ranks })
}

fn binned(predicted: &[f64], signals: &Signals, bins: usize, level: Level) -> Vec<CalibrationBin> {
    let mut order: Vec<usize> = (0..predicted.len()).collect();
    order.sort_unstable_by(|&a, &b| predicted[a].total_cmp(&predicted[b]));
    let n = order.len();
    let mut found = Vec::with_capacity(bins);
    let mut from = 0;
    for bin in 1..=bins {
        let mut to = (n * bin / bins).max(from);
        while to > from && to < n && predicted[order[to]] == predicted[order[to - 1]] {
            to += 1;
        }
        if to > from {
            let members = &order[from..to];
            let effects: Vec<f64> = members.iter().map(|&row| signals.effects()[row]).collect();
            found.push(CalibrationBin {
                customers: members.len() as u64,
                predicted: members.iter().map(|&row| predicted[row]).sum::<f64>() / members.len() as f64,
                observed: mean(&effects, level),
            });
        }
        from = to;
    }
    found
}

/// Signals on centered predictions, with the center.
fn line(predicted: &[f64], signals: &Signals) -> Result<Result<(Coefficients, f64), Why>, StatsError> {
    let center = predicted.iter().sum::<f64>() / predicted.len().max(1) as f64;
    let (low, high) = predicted.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    if low >= high {
        return Ok(Err(Why::ZeroVariance));
    }
    let design = Design::new(vec![predicted.iter().map(|effect| effect - center).collect()])?;
    let fit = least_squares(&design, signals.effects(), StandardErrors::Hc2)?;
    Ok(fit.map(|fit| (fit.coefficients, center)))
}

/// The Wald test of a = mean prediction and b = 1.
fn right(coefficients: &Coefficients, center: f64) -> Tested {
    let (a, b) = (coefficients.values()[0] - center, coefficients.values()[1] - 1.0);
    let v = |i, j| coefficients.covariance(i, j).unwrap_or(0.0);
    let determinant = v(0, 0) * v(1, 1) - v(0, 1) * v(0, 1);
    if determinant.is_nan() || determinant <= 0.0 {
        return Tested::Undetermined(Why::ZeroVariance);
    }
    let statistic = (a * a * v(1, 1) - 2.0 * a * b * v(0, 1) + b * b * v(0, 0)) / determinant;
    Tested::Known(Test {
        statistic,
        degrees_of_freedom: Some(2),
        denominator: None,
        p_value: chi_square_upper(statistic, 2),
        n: coefficients.intercept(Level::P95).map_or(0, |estimate| estimate.n),
        method: Method::UPLIFT_CALIBRATION,
    })
}
