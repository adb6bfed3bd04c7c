//! Departures per unit of time at risk.

use crate::StatsError;
use crate::checked::{Level, not_negative};
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::numeric::{gamma_quantile, gamma_quantile_upper};

/// Estimates how many leave per unit of time at risk, with the exact Poisson interval.
///
/// r = d/T, where d is the number of departures and T the time that all customers together were at risk. The interval goes
/// from the α/2 quantile of the gamma distribution of shape d to the upper α/2 quantile of shape d + 1, both divided by T.
///
/// Use it when customers come and go within the period, so that a share of those at its start would miss some. It assumes
/// a hazard that is level within the period. The result is a hazard, not a probability: it may exceed 1.
///
/// # Units
/// `person_time` in customer-months (or any one unit); the rate is per that unit.
///
/// # Missing, tied and extreme values
/// Without departures the rate is 0, the lower end is 0 and the upper end is −ln(α/2)/T, about 3.7/T.
///
/// # Returns
/// `Undetermined` (`NobodyAtRisk`) when `person_time` is 0. `n` is the number of departures, on which the interval rests.
///
/// # Errors
/// - `OutOfRange` when `person_time` is negative, NaN or infinite, or is 0 while somebody left.
///
/// # Source
/// Garwood (1936), Fiducial Limits for the Poisson Distribution, Biometrika 28:437–442.
/// Method page: `docs/methods/person_time.md`.
///
/// # Checked against
/// Garwood's table for 0, 1, 10 and 100 events, and Poisson probabilities added up one by one, 10⁻¹³:
/// `tests/reference.rs`, `poisson_intervals_agree_with_garwood`.
///
/// # Example
/// Three departures in 100 customer-months.
/// ```
/// # use stats::{checked::Level, rates::person_time_rate};
/// let rate = person_time_rate(3, 100.0, Level::P95)?;
/// let rate = rate.known().expect("there was time at risk");
/// assert_eq!(rate.value, 0.03);
/// assert!((rate.interval.lower - 0.006187).abs() < 1e-6);
/// assert!((rate.interval.upper - 0.087673).abs() < 1e-6);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn person_time_rate(departures: u64, person_time: f64, level: Level) -> Result<Answer, StatsError> {
    let time = not_negative("person_time", person_time)?;
    if time == 0.0 {
        return if departures == 0 {
            Ok(Answer::Undetermined(Why::NobodyAtRisk))
        } else {
            Err(StatsError::OutOfRange { name: "person_time", allowed: "above 0 when somebody left", given: 0.0 })
        };
    }
    let d = departures as f64;
    let lower = if departures == 0 { 0.0 } else { gamma_quantile(d, level.tail()) / time };
    let upper = gamma_quantile_upper(d + 1.0, level.tail()) / time;
    Ok(Answer::Known(Estimate {
        value: d / time,
        interval: Interval::confidence(lower, upper, level),
        standard_error: Some(d.sqrt() / time),
        n: departures,
        method: Method::PERSON_TIME,
    }))
}
