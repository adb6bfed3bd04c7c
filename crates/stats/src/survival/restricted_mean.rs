//! The time customers stay on average, counted up to a horizon.

use crate::StatsError;
use crate::checked::not_negative;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::survival::Curve;

/// Estimates how long customers stay on average within the first `horizon` units of time.
///
/// The area under S from 0 to τ. Its variance is Σ A(t)² d/(n(n − d)) over the departure times t ≤ τ, where A(t) is the
/// area from t to τ; the interval is symmetric and cut at 0 and τ.
///
/// Use it when the median is not reached, and to compare groups whose curves cross. It answers for the horizon alone: a
/// longer horizon is another question.
///
/// # Units
/// `horizon` in the unit of the table; the result too, from 0 to `horizon`.
///
/// # Returns
/// `Undetermined` when there is nobody, nobody left by the horizon (`NoDepartures`), the horizon is past the longest
/// duration seen (`BeyondObserved`), or all left at once (`ZeroVariance`).
///
/// # Errors
/// - `OutOfRange` when `horizon` is NaN, infinite or not above 0.
/// - `OutOfRange` for a curve of weighted rows, whose error does not follow from the curve.
///
/// # Numerical notes
/// The standard error is that of the estimator. lifelines 0.30.3 returns the variance of min(T, τ) instead, which does not
/// shrink with more customers.
///
/// # Source
/// Klein and Moeschberger (2003), Survival Analysis, second edition, section 4.5.
/// Method page: `docs/methods/restricted_mean.md`.
///
/// # Checked against
/// R 4.2.2 `print(survfit(…), rmean = 365)`, data set `lung`: `tests/reference.rs`, `restricted_mean_agrees_with_r`.
///
/// # Example
/// One of two leaves after 1 month, the other after 3: on average 1.5 of the first 2 months.
/// ```
/// # use stats::{checked::Level, survival::{Counts, LifeTable, kaplan_meier, restricted_mean}};
/// let left = |time| Counts { time, departures: 1, censored: 0 };
/// let curve = kaplan_meier(&LifeTable::from_counts(&[left(1.0), left(3.0)])?, Level::P95);
/// assert_eq!(restricted_mean(&curve, 2.0)?.known().map(|it| it.value), Some(1.5));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn restricted_mean(curve: &Curve, horizon: f64) -> Result<Answer, StatsError> {
    let horizon = not_negative("horizon", horizon)?;
    if horizon == 0.0 {
        return Err(StatsError::OutOfRange { name: "horizon", allowed: "above 0", given: horizon });
    }
    if curve.is_weighted() {
        return Err(StatsError::OutOfRange { name: "weights", allowed: "none, or numbers of customers", given: 1.0 });
    }
    if curve.n() == 0 {
        return Ok(Answer::Undetermined(Why::NobodyAtRisk));
    }
    if horizon > curve.longest_observed() && curve.end() > 0.0 {
        let longest_observed = curve.longest_observed();
        return Ok(Answer::Undetermined(Why::BeyondObserved { asked: horizon, longest_observed }));
    }
    let (mut area, mut variance, mut end) = (0.0, 0.0, horizon);
    for (mark, survival) in curve.line().rev().skip_while(|(mark, _)| mark.time > horizon) {
        area += survival * (end - mark.time);
        end = mark.time;
        let (n, d) = (mark.at_risk as f64, mark.departures as f64);
        if n > d {
            variance += area * area * d / (n * (n - d));
        }
    }
    if curve.line().next().is_none_or(|(mark, _)| mark.time > horizon) {
        return Ok(Answer::Undetermined(Why::NoDepartures { at_risk: curve.n() }));
    }
    // Before the first departure everybody is here.
    let value = area + end;
    if variance == 0.0 {
        return Ok(Answer::Undetermined(Why::ZeroVariance));
    }
    let half = curve.level().z() * variance.sqrt();
    let interval = Interval::confidence((value - half).max(0.0), (value + half).min(horizon), curve.level());
    Ok(Answer::Known(Estimate {
        value,
        interval,
        standard_error: Some(variance.sqrt()),
        n: curve.n(),
        method: Method::RESTRICTED_MEAN,
    }))
}

/// Estimates how much longer customers of one group stay on average than those of another, up to a horizon.
///
/// The difference of two [`restricted_mean`]s, `treated` minus `control`, with variance the sum of both; the level is that
/// of the control's curve.
///
/// Use it to compare groups in months instead of in hazard ratios. It assumes independent groups.
///
/// # Units
/// As the tables; both in the same unit.
///
/// # Returns
/// `Undetermined` for the reason of the first group that has no restricted mean.
///
/// # Errors
/// - `OutOfRange` when `horizon` is NaN, infinite or not above 0.
///
/// # Source
/// Royston and Parmar (2013), Restricted Mean Survival Time, BMC Med Res Methodol 13:152.
/// Method page: `docs/methods/restricted_mean.md`.
///
/// # Checked against
/// The two means it is made of, and seeded coverage: `tests/coverage.rs`, `restricted_means_keep_their_level`.
///
/// # Example
/// ```
/// # use stats::{checked::Level, survival::{Counts, LifeTable, kaplan_meier, restricted_mean_difference}};
/// let left = |time| Counts { time, departures: 1, censored: 0 };
/// let short = kaplan_meier(&LifeTable::from_counts(&[left(1.0), left(3.0)])?, Level::P95);
/// let long = kaplan_meier(&LifeTable::from_counts(&[left(1.5), left(3.0)])?, Level::P95);
/// let difference = restricted_mean_difference(&short, &long, 2.0)?;
/// assert_eq!(difference.known().map(|it| it.value), Some(0.25));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn restricted_mean_difference(control: &Curve, treated: &Curve, horizon: f64) -> Result<Answer, StatsError> {
    let (control_mean, treated_mean) = match (restricted_mean(control, horizon)?, restricted_mean(treated, horizon)?) {
        (Answer::Known(control), Answer::Known(treated)) => (control, treated),
        (Answer::Undetermined(why), _) | (_, Answer::Undetermined(why)) => return Ok(Answer::Undetermined(why)),
    };
    let errors = [control_mean.standard_error, treated_mean.standard_error].map(|error| error.unwrap_or(0.0));
    let error = errors[0].hypot(errors[1]);
    let value = treated_mean.value - control_mean.value;
    let half = control.level().z() * error;
    Ok(Answer::Known(Estimate {
        value,
        interval: Interval::confidence(value - half, value + half, control.level()),
        standard_error: Some(error),
        n: control_mean.n + treated_mean.n,
        method: Method::RESTRICTED_MEAN_DIFFERENCE,
    }))
}
