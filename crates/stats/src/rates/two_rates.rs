//! Two rates per time at risk compared.

use crate::StatsError;
use crate::checked::{COUNT_MAX, Level, not_negative};
use crate::estimate::{Answer, Estimate, Interval, Test, Tested, Why};
use crate::method::Method;
use crate::numeric::{beta_lower, root_of_rising};
use crate::rates::exact_bounds;

/// So many departures in so much time at risk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonTime {
    departures: u64,
    time: f64,
}

impl PersonTime {
    /// Accepts a finite time of at least 0; without time there can be no departures.
    ///
    /// # Errors
    /// `OutOfRange` when the time is negative, NaN or infinite, or is 0 while somebody left, or there are more than 2⁵³
    /// departures.
    pub fn new(departures: u64, time: f64) -> Result<Self, StatsError> {
        let time = not_negative("person_time", time)?;
        if time == 0.0 && departures > 0 {
            return Err(StatsError::OutOfRange {
                name: "person_time",
                allowed: "above 0 when somebody left",
                given: 0.0,
            });
        }
        if departures > COUNT_MAX {
            let given = departures as f64;
            return Err(StatsError::OutOfRange { name: "departures", allowed: "at most 2^53", given });
        }
        Ok(Self { departures, time })
    }

    /// How many left.
    pub const fn departures(self) -> u64 {
        self.departures
    }

    /// The time at risk.
    pub const fn time(self) -> f64 {
        self.time
    }

    fn rate(self) -> f64 {
        self.departures as f64 / self.time
    }
}

/// Which of the two was never at risk, if one was not.
fn nobody_at_risk(control: PersonTime, treated: PersonTime) -> Option<Why> {
    let group = [control, treated].iter().position(|side| side.time == 0.0)?;
    Some(Why::GroupEmpty { group })
}

/// Estimates how many times as fast they leave in one group as in another, with the exact conditional interval.
///
/// θ = (d₁/T₁)/(d₀/T₀), treated over control. Given d = d₀ + d₁ departures, those of the treated are binomial with chance
/// π = θT₁/(θT₁ + T₀); the ends are those of Clopper and Pearson for d₁ of d, carried back to θ.
///
/// Use it to compare rates per month at risk, with few departures too. It assumes a hazard that is level within each
/// group, and independent departures.
///
/// # Units
/// Both times in the same unit; the ratio is from 0 up.
///
/// # Missing, tied and extreme values
/// Without departures among the treated the ratio is 0 and has an upper end.
///
/// # Returns
/// `Undetermined` when a group was never at risk (`GroupEmpty`, 0 for control) or nobody of the control left
/// (`NothingToDivideBy`). `n` counts the departures. An upper end without bound is infinite.
///
/// # Source
/// Przyborowski and Wilenski (1940), Homogeneity of Results in Testing Samples from Poisson Series, Biometrika 31:313–323;
/// Clopper and Pearson (1934). Method page: `docs/methods/exact_rate_ratio.md`.
///
/// # Checked against
/// R 4.2.2 `poisson.test`: `tests/reference/rates_and_survival.rs`, `ratios_of_rates_agree_with_r`.
///
/// # Example
/// Ten departures in 100 months against five in 100.
/// ```
/// # use stats::{checked::Level, rates::{PersonTime, exact_rate_ratio}};
/// let ratio = exact_rate_ratio(PersonTime::new(5, 100.0)?, PersonTime::new(10, 100.0)?, Level::P95);
/// let ratio = ratio.known().expect("departures in both");
/// assert_eq!(ratio.value, 2.0);
/// assert!((ratio.interval.lower - 0.6229).abs() < 5e-5 && (ratio.interval.upper - 7.4573).abs() < 5e-5);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn exact_rate_ratio(control: PersonTime, treated: PersonTime, level: Level) -> Answer {
    if let Some(why) = nobody_at_risk(control, treated) {
        return Answer::Undetermined(why);
    }
    if control.departures == 0 {
        return Answer::Undetermined(Why::NothingToDivideBy);
    }
    let (d0, d1) = (control.departures as f64, treated.departures as f64);
    let (lower, upper) = exact_bounds(d1, d0 + d1, level.tail());
    let times = control.time / treated.time;
    let back = |share: f64| share / (1.0 - share) * times;
    Answer::Known(Estimate {
        value: treated.rate() / control.rate(),
        interval: Interval::confidence(back(lower), back(upper), level),
        standard_error: None,
        n: control.departures + treated.departures,
        method: Method::EXACT_RATE_RATIO,
    })
}

/// Estimates by how much two rates per time at risk differ, with the score interval.
///
/// δ = d₁/T₁ − d₀/T₀, treated minus control. The interval holds every δ with |D − δ| ≤ z √(r₁/T₁ + r₀/T₀), where D is the
/// difference that was seen and r₀ and r₁ = r₀ + δ make the counts most likely among all pairs that differ by δ.
///
/// Use it to say how many departures per month at risk were avoided. It assumes a hazard that is level within each group,
/// and independent departures.
///
/// # Units
/// Both times in the same unit; the difference is per that unit.
///
/// # Missing, tied and extreme values
/// Groups without departures give an interval of positive width: with none at all it goes from −z²/T₀ to z²/T₁.
///
/// # Returns
/// `Undetermined` (`GroupEmpty`, 0 for control) when a group was never at risk. `n` counts the departures.
///
/// # Numerical notes
/// r₀ is the larger root of a quadratic, taken in the form that does not cancel; each end is found by halving, to the last
/// digit.
///
/// # Source
/// Miettinen and Nurminen (1985), Comparative Analysis of Two Rates, Stat Med 4:213–226, section on rates with person-time
/// denominators. Method page: `docs/methods/score_rate_difference.md`.
///
/// # Checked against
/// The definition solved in R 4.2.2 with `optimize` and `uniroot`, and exact coverage:
/// `tests/reference/rates_and_survival.rs`, `differences_of_rates_agree_with_the_definition_in_r`.
///
/// # Example
/// Nobody left in 100 months, nor in 200.
/// ```
/// # use stats::{checked::Level, rates::{PersonTime, score_rate_difference}};
/// let difference = score_rate_difference(PersonTime::new(0, 200.0)?, PersonTime::new(0, 100.0)?, Level::P95);
/// let interval = difference.known().expect("both were at risk").interval;
/// let z = Level::P95.z();
/// assert!((interval.lower + z * z / 200.0).abs() < 1e-12 && (interval.upper - z * z / 100.0).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn score_rate_difference(control: PersonTime, treated: PersonTime, level: Level) -> Answer {
    if let Some(why) = nobody_at_risk(control, treated) {
        return Answer::Undetermined(why);
    }
    let (z, value) = (level.z(), treated.rate() - control.rate());
    let variance = treated.rate() / treated.time + control.rate() / control.time;
    let end = |sign: f64| {
        // The statistic falls as δ rises: below `value` it is positive, above negative.
        let miss = |delta: f64| sign * z - score(control, treated, value, delta);
        let mut step = (z * variance.sqrt()).max(z * z / control.time.max(treated.time));
        while miss(value - sign * step) * sign > 0.0 {
            step *= 2.0;
        }
        let (low, high) = if sign > 0.0 { (value - step, value) } else { (value, value + step) };
        root_of_rising(low, high, 0.5 * (low + high), |delta| (miss(delta), 0.0))
    };
    Answer::Known(Estimate {
        value,
        interval: Interval::confidence(end(1.0), end(-1.0), level),
        standard_error: Some(variance.sqrt()),
        n: control.departures + treated.departures,
        method: Method::SCORE_RATE_DIFFERENCE,
    })
}

/// The score statistic of the difference `delta`.
fn score(control: PersonTime, treated: PersonTime, seen: f64, delta: f64) -> f64 {
    if seen == delta {
        return 0.0;
    }
    let (d0, d1) = (control.departures as f64, treated.departures as f64);
    let time = control.time + treated.time;
    // T r² + (Tδ − d) r − d₀δ = 0 for the control's rate r.
    let (half, product) = (d0 + d1 - time * delta, 4.0 * time * d0 * delta);
    let root = (half * half + product).max(0.0).sqrt();
    let r0 = if half >= 0.0 { (half + root) / (2.0 * time) } else { 2.0 * d0 * delta / (root - half) };
    let r0 = r0.max(0.0).max(-delta);
    let r1 = (r0 + delta).max(0.0);
    (seen - delta) / (r1 / treated.time + r0 / control.time).sqrt()
}

/// Tests whether two rates per time at risk are the same, exactly.
///
/// Given d departures in all, those of the treated are binomial with chance T₁/(T₀ + T₁) if the rates are the same; the
/// p-value is twice the smaller tail, at most 1, so that it is below 0.05 exactly when the 95 % interval of
/// [`exact_rate_ratio`] leaves out 1. The statistic is the score z, for reading; the p-value is not taken from it.
///
/// # Returns
/// `Undetermined` when a group was never at risk (`GroupEmpty`, 0 for control) or nobody left at all (`ZeroVariance`).
///
/// # Source
/// As [`exact_rate_ratio`].
///
/// # Checked against
/// R 4.2.2 `pbinom`: `tests/reference/rates_and_survival.rs`, `ratios_of_rates_agree_with_r`.
///
/// # Example
/// One departure against none in the same time: as likely on either side.
/// ```
/// # use stats::rates::{PersonTime, exact_rate_test};
/// let test = exact_rate_test(PersonTime::new(0, 10.0)?, PersonTime::new(1, 10.0)?);
/// assert_eq!(test.known().expect("somebody left").p_value, 1.0);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn exact_rate_test(control: PersonTime, treated: PersonTime) -> Tested {
    if let Some(why) = nobody_at_risk(control, treated) {
        return Tested::Undetermined(why);
    }
    let (d0, d1) = (control.departures as f64, treated.departures as f64);
    let d = d0 + d1;
    if d == 0.0 {
        return Tested::Undetermined(Why::ZeroVariance);
    }
    let time = control.time + treated.time;
    let (share, other) = (treated.time / time, control.time / time);
    let at_least = if d1 == 0.0 { 1.0 } else { beta_lower(d1, d0 + 1.0, share) };
    let at_most = if d0 == 0.0 { 1.0 } else { beta_lower(d0, d1 + 1.0, other) };
    Tested::Known(Test {
        statistic: (d1 - d * share) / (d * share * other).sqrt(),
        degrees_of_freedom: None,
        denominator: None,
        p_value: (2.0 * at_least.min(at_most)).min(1.0),
        n: control.departures + treated.departures,
        method: Method::EXACT_RATE_RATIO,
    })
}
