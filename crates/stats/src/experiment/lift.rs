//! The difference relative to the control.

use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::experiment::effect::{Mean, Pair};
use crate::method::Method;
use crate::numeric::student_quantile_upper;

impl Pair {
    /// The lift with Fieller's interval: every R with |m₁ − R m₀| ≤ c √(v₁ − 2Rv₀₁ + R²v₀), less one.
    pub(crate) fn fieller(&self, critical: f64, level: Level) -> Answer {
        let (m0, m1) = (self.control.value, self.treated.value);
        let square = critical * critical;
        let a = m0 * m0 - square * self.control.variance;
        let b = m1 * m0 - square * self.covariance;
        let c = m1 * m1 - square * self.treated.variance;
        if a <= 0.0 {
            // The control's mean may be 0: every ratio, or every ratio but some, is left open.
            return Answer::Undetermined(Why::BaselineNearZero);
        }
        // Rounding may bring the discriminant of a very sure ratio below 0.
        let root = (b * b - a * c).max(0.0).sqrt();
        // The larger end by its sum, the smaller by the product of the two, or the other way around: no digits cancel.
        let (lower, upper) = if b >= 0.0 {
            let upper = (b + root) / a;
            (if upper == 0.0 { 0.0 } else { c / a / upper }, upper)
        } else {
            let lower = (b - root) / a;
            (lower, c / a / lower)
        };
        self.lift(lower - 1.0, upper - 1.0, self.lift_variance(), level, Method::LIFT_FIELLER)
    }

    /// The lift with the interval of the delta method: L ± c √var L.
    pub(crate) fn delta(&self, critical: f64, level: Level) -> Answer {
        if self.control.value == 0.0 {
            return Answer::Undetermined(Why::NothingToDivideBy);
        }
        let variance = self.lift_variance();
        if variance == 0.0 {
            return Answer::Undetermined(Why::ZeroVariance);
        }
        let (value, half) = (self.treated.value / self.control.value - 1.0, critical * variance.sqrt());
        self.lift(value - half, value + half, variance, level, Method::LIFT_DELTA)
    }

    /// v₁/m₀² + m₁²v₀/m₀⁴ − 2m₁v₀₁/m₀³.
    pub(crate) fn lift_variance(&self) -> f64 {
        let ratio = self.treated.value / self.control.value;
        let variance = self.treated.variance + ratio * ratio * self.control.variance - 2.0 * ratio * self.covariance;
        (variance / (self.control.value * self.control.value)).max(0.0)
    }

    /// With a control below 0 the lift is relative to its size, so that more is still more.
    fn lift(&self, lower: f64, upper: f64, variance: f64, level: Level, method: Method) -> Answer {
        let value = self.treated.value / self.control.value - 1.0;
        let (value, lower, upper) =
            if self.control.value < 0.0 { (-value, -upper, -lower) } else { (value, lower, upper) };
        Answer::Known(Estimate {
            value,
            interval: Interval::confidence(lower, upper, level),
            standard_error: Some(variance.sqrt()),
            n: self.n(),
            method,
        })
    }
}

/// Estimates by how much the treated differ relative to the control, with the interval of the delta method.
///
/// L = m₁/m₀ − 1, var L = v₁/m₀² + m₁²v₀/m₀⁴, and the interval is L ± t √var L with the degrees of freedom of Satterthwaite.
///
/// Other tools print this interval; the effects of this module carry Fieller's instead, which is the set of lifts that the
/// test of the difference does not refuse. The two agree when the control's mean is sure. The delta method's interval is
/// symmetric, which a ratio is not: with a control share of 5 % from 200 it holds clearly less than it says.
///
/// # Units
/// Means in the unit of the outcome; the lift has none: 0.1 is a tenth more than the control.
///
/// # Missing, tied and extreme values
/// A control below 0 gives a lift relative to its size.
///
/// # Returns
/// `Undetermined` when the control is 0 (`NothingToDivideBy`) or neither mean varies (`ZeroVariance`).
///
/// # Source
/// Deng, Knoblich and Lu (2018), Applying the Delta Method in Metric Analytics, KDD '18, section 2.
/// Method page: `docs/methods/lift.md`.
///
/// # Checked against
/// gbstats 0.8.0, three cases, to the digits it prints: `tests/reference/experiment.rs`,
/// `lifts_by_the_delta_method_agree_with_gbstats`.
///
/// # Example
/// ```
/// # use stats::{checked::{Level, Proportion}, experiment::{Mean, delta_lift}};
/// let control = Mean::of_share(Proportion::new(14, 28)?).expect("28 in the control");
/// let treated = Mean::of_share(Proportion::new(16, 30)?).expect("30 treated");
/// let lift = delta_lift(control, treated, Level::P95);
/// assert!((lift.known().expect("both vary").value - 1.0 / 15.0).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn delta_lift(control: Mean, treated: Mean, level: Level) -> Answer {
    let pair = Pair::independent(control, treated);
    if control.value == 0.0 {
        return Answer::Undetermined(Why::NothingToDivideBy);
    }
    if pair.variance() == 0.0 {
        return Answer::Undetermined(Why::ZeroVariance);
    }
    pair.delta(student_quantile_upper(level.tail(), pair.satterthwaite()), level)
}
