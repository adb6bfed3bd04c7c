//! How strong a cause that nobody wrote down would have to be.

use crate::StatsError;
use crate::method::Method;

/// How strong a hidden cause would have to be to explain an association away: as a risk ratio, both with the treatment and
/// with the outcome, beyond the covariates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EValue {
    /// To explain the estimate away.
    pub estimate: f64,
    /// To move the nearer end of its interval to "no effect": 1 when the interval holds it already.
    pub limit: f64,
    /// How it was computed.
    pub method: Method,
}

/// The E-value of a risk ratio and its interval.
///
/// For a ratio r of at least 1 it is r + √(r(r − 1)); a ratio below 1 is turned over first. The limit is that of the end of
/// the interval nearer to 1.
///
/// Use it beside every effect that chance did not draw: a value near 1 means that a weak hidden cause is enough. It assumes
/// nothing about the cause but its strength, and says nothing about other flaws (selection, wrong measurement).
///
/// # Units
/// `ratio`, `lower` and `upper` are risk ratios. An end that is not known is given as `None`.
///
/// # Errors
/// `OutOfRange` for a ratio that is not above 0 and finite, or an interval that does not hold it.
///
/// # Source
/// `VanderWeele` and Ding (2017), Annals of Internal Medicine 167:268–274. Method page: `docs/methods/e_value.md`.
///
/// # Checked against
/// The example of the paper, 3.9 (1.8 to 8.7): 7.26 and 3.0: `tests/reference/observational.rs`, `e_values_agree_with_the_paper`.
///
/// # Example
/// ```
/// # use stats::observational::e_value_of_ratio;
/// let e = e_value_of_ratio(2.0, Some(1.25), None)?;
/// assert!((e.estimate - (2.0 + 2.0_f64.sqrt())).abs() < 1e-12);
/// assert!((e.limit - (1.25 + (1.25_f64 * 0.25).sqrt())).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn e_value_of_ratio(ratio: f64, lower: Option<f64>, upper: Option<f64>) -> Result<EValue, StatsError> {
    positive("ratio", ratio)?;
    if let Some(lower) = lower
        && !(0.0..=ratio).contains(&lower)
    {
        return Err(StatsError::OutOfRange { name: "lower", allowed: "from 0 to the ratio", given: lower });
    }
    if let Some(upper) = upper
        && (upper.is_nan() || upper < ratio)
    {
        return Err(StatsError::OutOfRange { name: "upper", allowed: "at least the ratio", given: upper });
    }
    let limit = match (ratio >= 1.0, lower, upper) {
        (true, Some(lower), _) => strength(lower.max(1.0)),
        (false, _, Some(upper)) => strength(upper.min(1.0)),
        _ => 1.0,
    };
    Ok(EValue { estimate: strength(ratio), limit, method: Method::E_VALUE })
}

/// The E-value of an odds ratio: of the ratio itself where the outcome is rare (under 15 %), of its square root elsewhere,
/// which is near the risk ratio.
///
/// # Errors
/// As [`e_value_of_ratio`].
pub fn e_value_of_odds_ratio(
    ratio: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    is_rare: bool,
) -> Result<EValue, StatsError> {
    positive("ratio", ratio)?;
    let change = |it: f64| if is_rare { it } else { it.sqrt() };
    e_value_of_ratio(change(ratio), lower.map(change), upper.map(change))
}

/// The E-value of a hazard ratio: of the ratio itself where the outcome is rare at the end of watching, elsewhere of
/// (1 − 0.5^√h) / (1 − 0.5^√(1/h)).
///
/// # Errors
/// As [`e_value_of_ratio`].
pub fn e_value_of_hazard_ratio(
    ratio: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    is_rare: bool,
) -> Result<EValue, StatsError> {
    positive("ratio", ratio)?;
    let change = |h: f64| {
        if is_rare || h == 0.0 || h.is_infinite() {
            return h;
        }
        (1.0 - 0.5_f64.powf(h.sqrt())) / (1.0 - 0.5_f64.powf((1.0 / h).sqrt()))
    };
    e_value_of_ratio(change(ratio), lower.map(change), upper.map(change))
}

/// The E-value of a difference of means: over the standard deviation of the outcome, d counts as the risk ratio exp(0.91 d),
/// with exp(0.91 d ± 1.78 s) for the standard error s of d.
///
/// # Errors
/// `OutOfRange` when a number is not finite, or a deviation or error is negative.
pub fn e_value_of_standardized_difference(
    difference: f64,
    standard_error: f64,
    deviation: f64,
) -> Result<EValue, StatsError> {
    positive("deviation", deviation)?;
    crate::checked::not_negative("standard_error", standard_error)?;
    let (d, s) = (difference / deviation, standard_error / deviation);
    if !(d.abs() <= 300.0 && s <= 300.0) {
        let allowed = "at most 300 deviations in size";
        return Err(StatsError::OutOfRange { name: "difference", allowed, given: difference });
    }
    let at = |x: f64| x.exp();
    e_value_of_ratio(at(0.91 * d), Some(at(0.91 * d - 1.78 * s)), Some(at(0.91 * d + 1.78 * s)))
}

fn strength(ratio: f64) -> f64 {
    let above = if ratio >= 1.0 { ratio } else { 1.0 / ratio };
    above + above.sqrt() * (above - 1.0).sqrt()
}

fn positive(name: &'static str, given: f64) -> Result<(), StatsError> {
    // The reciprocal has to be a number too.
    if (1e-300..=1e300).contains(&given) {
        Ok(())
    } else {
        Err(StatsError::OutOfRange { name, allowed: "a finite number above 0", given })
    }
}
