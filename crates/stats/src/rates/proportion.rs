//! One share with its interval.

use crate::checked::{Level, Proportion};
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::numeric::beta_quantile;

/// Estimates a share, such as the customers who left among those at risk, with Wilson's score interval.
///
/// p = k/n; the interval holds every share q with |p − q| ≤ z √(q(1 − q)/n), where z is the normal deviate of the level.
///
/// Use it for any share of independent units, few or many: it stays between 0 and 1 and keeps its promise on average over
/// the possible shares. It assumes that the units are alike and independent. Where the level must be kept for every single
/// share use [`clopper_pearson`]; for a share of money use [`weighted_share`](super::weighted_share()).
///
/// # Units
/// Counts in, a share from 0 to 1 out.
///
/// # Missing, tied and extreme values
/// With k = 0 the lower end is exactly 0, with k = n the upper end is exactly 1; the other end never is.
///
/// # Returns
/// `Undetermined` (`NobodyAtRisk`) when the whole is 0.
///
/// # Numerical notes
/// The nearer end is computed from the product of both ends, so that it keeps its digits with k small and n large.
///
/// # Source
/// Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference, JASA 22:209–212.
/// Method page: `docs/methods/wilson.md`.
///
/// # Checked against
/// Newcombe (1998), Stat Med 17:857–872, table I, four cases: `tests/reference.rs`,
/// `wilson_agrees_with_newcombe_1998_table_1`.
///
/// # Example
/// Two of ten left: the bounds are (2.4 + 1.92 ± 1.96 √(1.6 + 0.96)) / 13.84.
/// ```
/// # use stats::{checked::{Level, Proportion}, rates::wilson};
/// let share = wilson(Proportion::new(2, 10)?, Level::P95);
/// let share = share.known().expect("ten at risk");
/// assert_eq!(share.value, 0.2);
/// assert!((share.interval.lower - 0.0567).abs() < 1e-4);
/// assert!((share.interval.upper - 0.5098).abs() < 1e-4);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn wilson(share: Proportion, level: Level) -> Answer {
    let Some(p) = share.share() else { return Answer::Undetermined(Why::NobodyAtRisk) };
    let n = share.whole() as f64;
    let (lower, upper) = wilson_bounds(p, n, level.z());
    Answer::Known(Estimate {
        value: p,
        interval: Interval::confidence(lower, upper, level),
        standard_error: Some((p * (1.0 - p) / n).sqrt()),
        n: share.whole(),
        method: Method::WILSON,
    })
}

/// Wilson's bounds for a share `p` of `n` units, where `n` need not be whole.
pub(crate) fn wilson_bounds(p: f64, n: f64, z: f64) -> (f64, f64) {
    let z2 = z * z;
    let half = z * (z2 / (4.0 * n) + p * (1.0 - p)).sqrt() / n.sqrt();
    let center = p + z2 / (2.0 * n);
    let scale = 1.0 + z2 / n;
    // The two bounds are the roots of a quadratic whose product is p²/scale; the same holds for 1 − p from above.
    let upper = (center + half) / scale;
    let lower = if p == 0.0 { 0.0 } else { p * p / (scale * upper) };
    let upper = if p == 1.0 { 1.0 } else { upper.min(1.0) };
    (lower, upper)
}

/// Estimates a share with the exact interval of Clopper and Pearson, which never promises too much.
///
/// The lower end is the share under which k or more of n happen with chance α/2, the upper end the share under which k or
/// fewer do: quantiles of the beta distributions (k, n − k + 1) and (k + 1, n − k).
///
/// Use it where the level must hold whatever the true share is, for instance in an audit. It is wider than need be on
/// average; [`wilson`] is the default of the reports.
///
/// # Units
/// Counts in, a share from 0 to 1 out.
///
/// # Missing, tied and extreme values
/// With k = 0 the lower end is exactly 0, with k = n the upper end is exactly 1.
///
/// # Returns
/// `Undetermined` (`NobodyAtRisk`) when the whole is 0.
///
/// # Numerical notes
/// Newton's method on the incomplete beta function with a bracket; the tail probability is met to 10⁻⁸ for ten million.
///
/// # Source
/// Clopper and Pearson (1934), The Use of Confidence or Fiducial Limits, Biometrika 26:404–413.
/// Method page: `docs/methods/clopper_pearson.md`.
///
/// # Checked against
/// Newcombe (1998), Stat Med 17:857–872, table I, four cases: `tests/reference.rs`,
/// `clopper_pearson_agrees_with_newcombe_1998_table_1`.
///
/// # Example
/// None of 20 left; the upper end solves (1 − q)²⁰ = 0.025.
/// ```
/// # use stats::{checked::{Level, Proportion}, rates::clopper_pearson};
/// let share = clopper_pearson(Proportion::new(0, 20)?, Level::P95);
/// let interval = share.known().expect("twenty at risk").interval;
/// assert_eq!(interval.lower, 0.0);
/// assert!((interval.upper - (1.0 - 0.025_f64.powf(1.0 / 20.0))).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn clopper_pearson(share: Proportion, level: Level) -> Answer {
    let Some(p) = share.share() else { return Answer::Undetermined(Why::NobodyAtRisk) };
    let (k, n) = (share.part() as f64, share.whole() as f64);
    let (lower, upper) = exact_bounds(k, n, level.tail());
    Answer::Known(Estimate {
        value: p,
        interval: Interval::confidence(lower, upper, level),
        standard_error: Some((p * (1.0 - p) / n).sqrt()),
        n: share.whole(),
        method: Method::CLOPPER_PEARSON,
    })
}

/// The exact bounds for `k` of `n` that leave `tail` on each side.
pub(crate) fn exact_bounds(k: f64, n: f64, tail: f64) -> (f64, f64) {
    let lower = if k == 0.0 { 0.0 } else { beta_quantile(k, n - k + 1.0, tail) };
    let upper = if k == n { 1.0 } else { 1.0 - beta_quantile(n - k, k + 1.0, tail) };
    (lower, upper)
}
