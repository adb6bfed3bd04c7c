//! From a fraction per month to a fraction per year.

use crate::StatsError;
use crate::estimate::Estimate;
use crate::method::Method;

/// Carries the share that leaves per period to the share that leaves in several: 1 − (1 − m)^k, interval included.
///
/// m is the share per period and k the number of periods, 12 from month to year.
///
/// Use it to say what a monthly rate would come to if it went on. It assumes that the rate stays as it is and is the same
/// for everybody, which real customers are not: the loyal remain, so the true yearly share is usually lower. Where
/// durations are known, [`survival`](crate::survival) answers the question itself. Multiplying by 12 is wrong: 10 % a month
/// is 71.8 % a year, not 120 %.
///
/// # Units
/// `share` from 0 to 1 per period; the result is a share from 0 to 1 per `periods` periods.
///
/// # Missing, tied and extreme values
/// The interval of the estimate must lie within 0 and 1 as well; net revenue churn, which may be negative, is refused.
///
/// # Returns
/// The estimate with value and both ends carried, so that the level stays what it was.
///
/// # Errors
/// - `OutOfRange` when the share or an end of its interval is outside 0 to 1, or `periods` is not above 0.
///
/// # Numerical notes
/// Computed as −expm1(k ln1p(−m)), which keeps all digits of tiny shares.
///
/// # Source
/// Definition. Method page: `docs/methods/annualized.md`.
///
/// # Example
/// Half leave each month; a quarter is still here after two.
/// ```
/// # use stats::{checked::{Level, Proportion}, rates::{annualized, wilson}};
/// let monthly = wilson(Proportion::new(50, 100)?, Level::P95);
/// let two_months = annualized(*monthly.known().expect("a hundred at risk"), 2.0)?;
/// assert!((two_months.value - 0.75).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn annualized(share: Estimate, periods: f64) -> Result<Estimate, StatsError> {
    if !(periods.is_finite() && periods > 0.0) {
        return Err(StatsError::OutOfRange { name: "periods", allowed: "a finite number above 0", given: periods });
    }
    for given in [share.value, share.interval.lower, share.interval.upper] {
        if !(0.0..=1.0).contains(&given) {
            return Err(StatsError::OutOfRange { name: "share", allowed: "from 0 to 1", given });
        }
    }
    Ok(share.map_rising(Method::ANNUALIZED, |m| -(periods * (-m).ln_1p()).exp_m1()))
}
