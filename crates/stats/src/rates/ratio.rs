//! A ratio of two sums over customers: revenue lost of revenue there was.

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::numeric::student_quantile_upper;
use crate::rates::proportion::wilson_bounds;

/// The largest sum that is accepted: its square is still a number.
pub const SUM_MAX: f64 = 1e100;

/// All that a ratio of sums needs to know of the customers: how many, and the sums of x, y, x², xy and y².
///
/// x is the denominator (revenue at the start), y the numerator (revenue lost). A database gives the six sums in one pass,
/// and sums of parts add up to those of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RatioSums {
    /// How many customers.
    pub n: u64,
    /// Sum of x.
    pub x: f64,
    /// Sum of y.
    pub y: f64,
    /// Sum of x².
    pub xx: f64,
    /// Sum of x·y.
    pub xy: f64,
    /// Sum of y².
    pub yy: f64,
}

impl RatioSums {
    /// The sums over (x, y) of each customer.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut sums = Self::default();
        for (x, y) in pairs {
            sums.add(x, y);
        }
        sums
    }

    /// Counts one customer more.
    pub fn add(&mut self, x: f64, y: f64) {
        self.n += 1;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.xy += x * y;
        self.yy += y * y;
    }

    /// The sums over both groups of customers.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            n: self.n.saturating_add(other.n),
            x: self.x + other.x,
            y: self.y + other.y,
            xx: self.xx + other.xx,
            xy: self.xy + other.xy,
            yy: self.yy + other.yy,
        }
    }

    fn check(&self) -> Result<(), StatsError> {
        for (name, given) in [("x", self.x), ("y", self.y), ("xx", self.xx), ("xy", self.xy), ("yy", self.yy)] {
            if given.is_nan() || given.abs() > SUM_MAX {
                return Err(StatsError::OutOfRange { name, allowed: "a number of at most 1e100 in size", given });
            }
        }
        if self.x != 0.0 && self.x < 1.0 / SUM_MAX {
            let allowed = "0, or at least 1e-100";
            return Err(StatsError::OutOfRange { name: "x", allowed, given: self.x });
        }
        for (name, sum, given) in [("xx", self.x, self.xx), ("yy", self.y, self.yy)] {
            // No numbers add up to a sum and have squares smaller than this: somebody passed the wrong column.
            if given < sum * sum / self.n.max(1) as f64 * (1.0 - 1e-9) {
                let allowed = "a sum of squares: at least the square of the sum divided by n";
                return Err(StatsError::OutOfRange { name, allowed, given });
            }
        }
        if self.xy.abs() > (self.xx * self.yy).sqrt() * (1.0 + 1e-9) {
            let allowed = "a sum of products: at most the root of xx times yy";
            return Err(StatsError::OutOfRange { name: "xy", allowed, given: self.xy });
        }
        Ok(())
    }

    /// Variance of the ratio, linearized: Σ(y − Rx)² n/(n − 1) / (Σx)².
    fn variance(&self, ratio: f64) -> f64 {
        let n = self.n as f64;
        let terms = [self.yy, -2.0 * ratio * self.xy, ratio * ratio * self.xx];
        let residuals: f64 = terms.iter().sum();
        // Three large terms may cancel; what is left below their rounding error is no variance.
        let noise = terms.iter().map(|term| term.abs()).sum::<f64>() * 1e-14;
        if residuals <= noise { 0.0 } else { residuals * n / (n - 1.0) / (self.x * self.x) }
    }
}

/// Estimates the ratio of two sums over customers, such as net revenue retention, with the customer as sampling unit.
///
/// R = Σy/Σx over n customers; its variance is Σ(yᵢ − R xᵢ)² · n/(n − 1) / (Σx)² (linearization, also called the delta
/// method), and the interval is R ± t √variance with Student's deviate at n − 1 degrees of freedom.
///
/// Use it for ratios that may pass 0 or 1. For a share of a sum, where 0 ≤ y ≤ x for each customer, use
/// [`weighted_share`], which stays inside 0 to 1. It needs some dozens of customers of whom none carries most of the sum.
/// The euros are not the sample: a thousand euros from one customer leave or stay together.
///
/// # Units
/// x and y in the same unit, usually minor units of a currency.
///
/// # Returns
/// `Undetermined` when there is nobody (`NobodyAtRisk`), fewer than two (`TooFew`), Σx is 0 (`NothingToDivideBy`) or all
/// customers have the same ratio (`ZeroVariance`).
///
/// # Errors
/// - `OutOfRange` when a sum is NaN or larger than 10¹⁰⁰, Σx is negative, or the sums of squares cannot belong to the sums.
///
/// # Numerical notes
/// Sums of squares are exact while they stay below 2⁵³; variance lost to rounding counts as none.
///
/// # Source
/// Cochran (1977), Sampling Techniques, third edition, chapter 6. Method page: `docs/methods/ratio_of_sums.md`.
///
/// # Checked against
/// The formula on single rows, and seeded coverage: `tests/coverage.rs`, `revenue_retention_keeps_its_level`.
///
/// # Example
/// Four customers paid 10 each; now they pay 0, 10, 10 and 20.
/// ```
/// # use stats::{checked::Level, rates::{RatioSums, ratio_of_sums}};
/// let sums = RatioSums::from_pairs([(10.0, 0.0), (10.0, 10.0), (10.0, 10.0), (10.0, 20.0)]);
/// let retention = ratio_of_sums(&sums, Level::P95)?;
/// let retention = retention.known().expect("four customers who differ");
/// assert_eq!(retention.value, 1.0);
/// assert!((retention.standard_error.unwrap() - (200.0_f64 * 4.0 / 3.0).sqrt() / 40.0).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn ratio_of_sums(sums: &RatioSums, level: Level) -> Result<Answer, StatsError> {
    sums.check()?;
    if let Some(why) = nothing_to_say(sums) {
        return Ok(Answer::Undetermined(why));
    }
    if sums.n < 2 {
        return Ok(Answer::Undetermined(Why::TooFew { needed: 2, given: sums.n }));
    }
    let ratio = sums.y / sums.x;
    let error = sums.variance(ratio).sqrt();
    if error == 0.0 {
        return Ok(Answer::Undetermined(Why::ZeroVariance));
    }
    let half = student_quantile_upper(level.tail(), (sums.n - 1) as f64) * error;
    Ok(Answer::Known(Estimate {
        value: ratio,
        interval: Interval::confidence(ratio - half, ratio + half, level),
        standard_error: Some(error),
        n: sums.n,
        method: Method::RATIO_OF_SUMS,
    }))
}

/// Estimates which share of a sum went, such as gross revenue churn, with Wilson's interval on the effective number of
/// customers.
///
/// R = Σy/Σx with 0 ≤ y ≤ x for each customer. The linearized variance v of [`ratio_of_sums`] says how many customers of
/// equal weight would be as uncertain: m = R(1 − R)/v, but never more than Kish's (Σx)²/Σx² and never
/// less than one. Wilson's interval for a share
/// R of m is the answer. With equal weights and y either 0 or x it is Wilson's interval for n − 1 customers.
///
/// Use it for revenue churn, and for any share by weight. It assumes that the customers are independent. With m below ten,
/// one customer decides the outcome.
///
/// # Units
/// x and y in the same unit; the result is a share from 0 to 1.
///
/// # Missing, tied and extreme values
/// With Σy = 0 or Σy = Σx the residuals say nothing and Kish's number alone is used, so the interval keeps its width.
///
/// # Returns
/// `Undetermined` when there is nobody (`NobodyAtRisk`) or Σx is 0 (`NothingToDivideBy`). `n` counts all customers.
///
/// # Errors
/// - `OutOfRange` as for [`ratio_of_sums`], and when Σy is negative or exceeds Σx.
///
/// # Source
/// Korn and Graubard (1998), Confidence Intervals for Proportions with Small Expected Number of Positive Counts, Survey
/// Methodology 24:193–201, with Wilson's interval in place of the exact one; Kish (1965), Survey Sampling, section 8.2.
/// Method page: `docs/methods/weighted_share.md`.
///
/// # Checked against
/// Seeded coverage with prices that vary threefold: `tests/coverage.rs`, `revenue_churn_keeps_its_level`.
///
/// # Example
/// Of 100 customers who pay 10 each, 20 left.
/// ```
/// # use stats::{checked::Level, rates::{RatioSums, weighted_share}};
/// let sums = RatioSums::from_pairs((0..100).map(|i| (10.0, if i < 20 { 10.0 } else { 0.0 })));
/// let churn = weighted_share(&sums, Level::P95)?;
/// let churn = churn.known().expect("there was revenue");
/// assert_eq!(churn.value, 0.2);
/// assert!((churn.interval.lower - 0.13309).abs() < 1e-5); // Wilson's interval for 20 % of 99
/// assert!((churn.interval.upper - 0.28932).abs() < 1e-5);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn weighted_share(sums: &RatioSums, level: Level) -> Result<Answer, StatsError> {
    sums.check()?;
    if sums.y < 0.0 || sums.y > sums.x * (1.0 + 1e-12) {
        return Err(StatsError::OutOfRange { name: "y", allowed: "from 0 to the sum of x", given: sums.y });
    }
    if let Some(why) = nothing_to_say(sums) {
        return Ok(Answer::Undetermined(why));
    }
    let share = (sums.y / sums.x).min(1.0);
    let equal_weights = sums.x * sums.x / sums.xx;
    let variance = if sums.n < 2 { 0.0 } else { sums.variance(share) };
    let as_uncertain = share * (1.0 - share) / variance;
    let customers = if variance == 0.0 { equal_weights } else { equal_weights.min(as_uncertain).max(1.0) };
    let (lower, upper) = wilson_bounds(share, customers, level.z());
    Ok(Answer::Known(Estimate {
        value: share,
        interval: Interval::confidence(lower, upper, level),
        standard_error: Some((share * (1.0 - share) / customers).sqrt()),
        n: sums.n,
        method: Method::WEIGHTED_SHARE,
    }))
}

fn nothing_to_say(sums: &RatioSums) -> Option<Why> {
    if sums.n == 0 {
        return Some(Why::NobodyAtRisk);
    }
    (sums.x == 0.0).then_some(Why::NothingToDivideBy)
}
