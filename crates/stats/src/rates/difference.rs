//! Two shares compared.

use crate::checked::{Level, Proportion};
use crate::estimate::{Answer, Estimate, Interval, Test, Tested, Why};
use crate::method::Method;
use crate::numeric::{normal_two_sided, root_of_rising};
use crate::rates::proportion::wilson_bounds;

/// Estimates by how much a share differs between two independent groups, with Newcombe's hybrid score interval.
///
/// d = p₁ − p₀, treated minus control. With Wilson's bounds l and u of each share the interval goes from
/// d − √((p₁ − l₁)² + (u₀ − p₀)²) to d + √((u₁ − p₁)² + (p₀ − l₀)²).
///
/// Use it for the effect of an action on the share that leaves, also with few or no departures in a group. It assumes that
/// the groups are independent and, for a causal reading, assigned by chance.
///
/// # Units
/// Counts in; the difference is in shares from −1 to 1, where 0.01 is one percentage point.
///
/// # Missing, tied and extreme values
/// Zero and full cells give an interval of positive width.
///
/// # Returns
/// `Undetermined` (`GroupEmpty`, 0 for control) when a group has nobody in it.
///
/// # Source
/// Newcombe (1998), Interval Estimation for the Difference between Independent Proportions, Stat Med 17:873–890,
/// method 10. Method page: `docs/methods/newcombe.md`.
///
/// # Checked against
/// Newcombe's table II (56/70 against 48/80) and statsmodels 0.15.0 on seven experiments: `tests/reference.rs`,
/// `differences_of_proportions_agree_with_statsmodels`.
///
/// # Example
/// ```
/// # use stats::{checked::{Level, Proportion}, rates::newcombe_difference};
/// let difference = newcombe_difference(Proportion::new(48, 80)?, Proportion::new(56, 70)?, Level::P95);
/// let difference = difference.known().expect("both groups have people");
/// assert!((difference.value - 0.2).abs() < 1e-12);
/// assert!((difference.interval.lower - 0.0524).abs() < 5e-5);
/// assert!((difference.interval.upper - 0.3339).abs() < 5e-5);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn newcombe_difference(control: Proportion, treated: Proportion, level: Level) -> Answer {
    let (p0, p1) = match shares(control, treated) {
        Ok(shares) => shares,
        Err(why) => return Answer::Undetermined(why),
    };
    let z = level.z();
    let (l0, u0) = wilson_bounds(p0, control.whole() as f64, z);
    let (l1, u1) = wilson_bounds(p1, treated.whole() as f64, z);
    let lower = p1 - p0 - (p1 - l1).hypot(u0 - p0);
    let upper = p1 - p0 + (u1 - p1).hypot(p0 - l0);
    difference(control, treated, Interval::confidence(lower, upper, level), Method::NEWCOMBE)
}

/// Estimates by how much a share differs between two independent groups, with the score interval of Miettinen and Nurminen.
///
/// The interval holds every difference δ that the score test does not refuse: |d − δ| ≤ z √(v(δ) N/(N − 1)), where v(δ) is
/// the variance at the most likely pair of shares that differ by δ, and N counts both groups.
///
/// Use it instead of [`newcombe_difference`] when interval and score test must agree; it is a little closer to its level
/// when a group is very small.
///
/// # Units
/// Counts in; the difference is in shares from −1 to 1.
///
/// # Missing, tied and extreme values
/// Zero and full cells give an interval of positive width.
///
/// # Returns
/// `Undetermined` (`GroupEmpty`, 0 for control) when a group has nobody in it.
///
/// # Numerical notes
/// Two searches by halving, to the last digit; the most likely pair is itself found by Newton's method with a bracket.
///
/// # Source
/// Miettinen and Nurminen (1985), Comparative Analysis of Two Rates, Stat Med 4:213–226.
/// Method page: `docs/methods/miettinen_nurminen.md`.
///
/// # Checked against
/// Newcombe (1998) table II and statsmodels 0.15.0 on seven experiments: `tests/reference.rs`,
/// `differences_of_proportions_agree_with_statsmodels`.
///
/// # Example
/// ```
/// # use stats::{checked::{Level, Proportion}, rates::miettinen_nurminen_difference};
/// let difference = miettinen_nurminen_difference(Proportion::new(48, 80)?, Proportion::new(56, 70)?, Level::P95);
/// let interval = difference.known().expect("both groups have people").interval;
/// assert!((interval.lower - 0.0528).abs() < 5e-5);
/// assert!((interval.upper - 0.3382).abs() < 5e-5);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn miettinen_nurminen_difference(control: Proportion, treated: Proportion, level: Level) -> Answer {
    let (p0, p1) = match shares(control, treated) {
        Ok(shares) => shares,
        Err(why) => return Answer::Undetermined(why),
    };
    let z = level.z();
    let gap = p1 - p0;
    let bound = |sign: f64, low: f64, high: f64| {
        // Neither bound has a slope worth computing: a slope of 0 makes the search halve its bracket.
        root_of_rising(low, high, gap, |delta| (sign * z - score(control, treated, gap, delta), 0.0))
    };
    let lower = if gap == -1.0 { -1.0 } else { bound(1.0, -1.0, gap) };
    let upper = if gap == 1.0 { 1.0 } else { bound(-1.0, gap, 1.0) };
    difference(control, treated, Interval::confidence(lower, upper, level), Method::MIETTINEN_NURMINEN)
}

/// The score statistic of the difference `delta`.
fn score(control: Proportion, treated: Proportion, gap: f64, delta: f64) -> f64 {
    let (n0, n1) = (control.whole() as f64, treated.whole() as f64);
    let p0 = likeliest_control_share(control, treated, delta);
    let p1 = (p0 + delta).clamp(0.0, 1.0);
    let n = n0 + n1;
    let variance = (p0 * (1.0 - p0) / n0 + p1 * (1.0 - p1) / n1) * n / (n - 1.0);
    if gap == delta { 0.0 } else { (gap - delta) / variance.sqrt() }
}

/// The control share that makes both counts most likely when the treated share is `delta` higher.
fn likeliest_control_share(control: Proportion, treated: Proportion, delta: f64) -> f64 {
    let (x0, y0) = (control.part() as f64, control.rest().part() as f64);
    let (x1, y1) = (treated.part() as f64, treated.rest().part() as f64);
    let (low, high) = ((-delta).max(0.0), (1.0 - delta).min(1.0));
    // The derivative of the log-likelihood only falls, so its negative has one root.
    let term = |count: f64, share: f64| if count == 0.0 { 0.0 } else { count / share };
    root_of_rising(low, high, 0.5 * (low + high), |p| {
        let q = p + delta;
        let slope = term(x0, p * p) + term(y0, (1.0 - p).powi(2)) + term(x1, q * q) + term(y1, (1.0 - q).powi(2));
        (term(y0, 1.0 - p) + term(y1, 1.0 - q) - term(x0, p) - term(x1, q), slope)
    })
}

/// Tests whether two independent groups have the same share, with the variance pooled over both.
///
/// z = (p₁ − p₀) / √(p(1 − p)(1/n₀ + 1/n₁)), where p is the share of both groups together; the p-value is two-sided.
///
/// Use it beside the interval of the difference, never instead of it. It needs about five departures and five that stayed
/// in each group.
///
/// # Returns
/// `Undetermined` when a group is empty (`GroupEmpty`) or when nobody or everybody left (`ZeroVariance`).
///
/// # Source
/// Any textbook; the square of z is Pearson's chi-square. Method page: `docs/methods/pooled_proportions.md`.
///
/// # Checked against
/// statsmodels 0.15.0 `proportions_ztest` on seven experiments: `tests/reference.rs`,
/// `differences_of_proportions_agree_with_statsmodels`.
///
/// # Example
/// Half against half: no difference at all.
/// ```
/// # use stats::{checked::Proportion, rates::pooled_proportions_test};
/// let test = pooled_proportions_test(Proportion::new(5, 10)?, Proportion::new(10, 20)?);
/// assert_eq!(test.known().expect("both kinds occur").p_value, 1.0);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn pooled_proportions_test(control: Proportion, treated: Proportion) -> Tested {
    let (p0, p1) = match shares(control, treated) {
        Ok(shares) => shares,
        Err(why) => return Tested::Undetermined(why),
    };
    let (n0, n1) = (control.whole() as f64, treated.whole() as f64);
    let p = (control.part() as f64 + treated.part() as f64) / (n0 + n1);
    let variance = p * (1.0 - p) * (1.0 / n0 + 1.0 / n1);
    if variance == 0.0 {
        return Tested::Undetermined(Why::ZeroVariance);
    }
    let z = (p1 - p0) / variance.sqrt();
    Tested::Known(Test {
        statistic: z,
        degrees_of_freedom: None,
        denominator: None,
        p_value: normal_two_sided(z),
        n: control.whole() + treated.whole(),
        method: Method::POOLED_PROPORTIONS,
    })
}

fn shares(control: Proportion, treated: Proportion) -> Result<(f64, f64), Why> {
    let p0 = control.share().ok_or(Why::GroupEmpty { group: 0 })?;
    let p1 = treated.share().ok_or(Why::GroupEmpty { group: 1 })?;
    Ok((p0, p1))
}

fn difference(control: Proportion, treated: Proportion, interval: Interval, method: Method) -> Answer {
    let part = |side: Proportion| {
        let (k, n) = (side.part() as f64, side.whole() as f64);
        (k / n, k / n * (1.0 - k / n) / n)
    };
    let ((p0, v0), (p1, v1)) = (part(control), part(treated));
    let n = control.whole() + treated.whole();
    Answer::Known(Estimate { value: p1 - p0, interval, standard_error: Some((v0 + v1).sqrt()), n, method })
}
