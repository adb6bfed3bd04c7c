//! Shares, means and ratios of two arms compared.

use crate::StatsError;
use crate::checked::{Level, Proportion};
use crate::estimate::{Estimate, Interval, Why};
use crate::experiment::effect::{Effect, Mean, Named, Pair};
use crate::experiment::moments::Moments;
use crate::method::Method;
use crate::rates::{miettinen_nurminen_ratio, newcombe_difference, pooled_proportions_test, wilson};

/// Estimates the effect of an action on a share: difference, its one p-value, and the lift beside it.
///
/// The difference carries Newcombe's interval, the p-value is that of the pooled test, the lift is the ratio of the shares
/// less one with the score interval of Miettinen and Nurminen, and each share has Wilson's interval.
///
/// Use it for any outcome that is yes or no, where chance decided who is in which arm. Where whole stores or households
/// were drawn use [`clustered`](super::clustered()); for a look before the end use
/// [`always_valid_shares`](super::always_valid_shares()).
///
/// # Units
/// Counts in; shares, a difference in shares (0.01 is one percentage point), and a lift without unit out.
///
/// # Missing, tied and extreme values
/// Zero and full cells give intervals of positive width: 0/50 against 4/50 is 8 points, −0.3 to 18.8.
///
/// # Returns
/// `Undetermined` parts: everything when an arm is empty (`GroupEmpty`), the test when nobody or everybody is in the part
/// (`ZeroVariance`), the lift when nobody of the control is (`NothingToDivideBy`).
///
/// # Source
/// See [`newcombe_difference`], [`pooled_proportions_test`] and [`miettinen_nurminen_ratio`].
/// Method page: `docs/methods/newcombe.md`.
///
/// # Checked against
/// statsmodels 0.15.0 on seven experiments: `tests/reference/experiment.rs`, `shares_agree_with_statsmodels`.
///
/// # Example
/// The HBR experiment as it may have been: 6.4 % of the control left, 10 % of those who got the advice.
/// ```
/// # use stats::{checked::{Level, Proportion}, experiment::difference_in_shares};
/// let effect = difference_in_shares(Proportion::new(64, 1000)?, Proportion::new(100, 1000)?, Level::P95);
/// let difference = effect.difference.known().expect("both arms have people");
/// assert!((difference.value - 0.036).abs() < 1e-12 && difference.interval.lower > 0.0);
/// assert!((effect.lift.known().expect("some left").value - 0.5625).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn difference_in_shares(control: Proportion, treated: Proportion, level: Level) -> Effect {
    Effect {
        control: wilson(control, level),
        treated: wilson(treated, level),
        difference: newcombe_difference(control, treated, level),
        test: pooled_proportions_test(control, treated),
        lift: miettinen_nurminen_ratio(control, treated, level).map(less_one),
        degrees_of_freedom: None,
    }
}

/// A ratio as a lift.
pub(crate) fn less_one(ratio: Estimate) -> Estimate {
    let interval = Interval { lower: ratio.interval.lower - 1.0, upper: ratio.interval.upper - 1.0, ..ratio.interval };
    Estimate { value: ratio.value - 1.0, interval, ..ratio }
}

/// Estimates the effect of an action on a mean, with Welch's interval and test.
///
/// d = ȳ₁ − ȳ₀; its variance is s₀²/n₀ + s₁²/n₁, the deviates are Student's with the degrees of freedom of Satterthwaite,
/// (v₀ + v₁)²/(v₀²/(n₀ − 1) + v₁²/(n₁ − 1)). The lift is ȳ₁/ȳ₀ − 1 with Fieller's interval, which leaves out 0 exactly when
/// the interval of the difference does.
///
/// Use it for revenue, visits or any outcome that has a mean. The variances may differ between the arms. With an outcome
/// that is mostly 0 and sometimes large (spending), each arm needs some dozens of rows that are not 0. Covariates measured
/// before the action make it sharper: [`cuped`](super::cuped()).
///
/// # Units
/// Moments of an outcome in any unit; covariates are ignored.
///
/// # Missing, tied and extreme values
/// When all of one arm are alike, the interval rests on the other arm alone.
///
/// # Returns
/// `Undetermined`: an arm is empty (`GroupEmpty`) or has one row (`TooFew`), all rows of both arms are alike
/// (`ZeroVariance`), or, for the lift, the control's mean cannot be told from 0 (`BaselineNearZero`).
///
/// # Source
/// Welch (1947), Biometrika 34:28–35; Fieller (1954), JRSS B 16:175–185. Method page: `docs/methods/welch.md`.
///
/// # Checked against
/// scipy on Hillstrom's spending, and R 4.2.2 `t.test`, to the digits given: `tests/reference/experiment.rs`,
/// `welch_agrees_with_scipy_on_hillstrom` and `welch_agrees_with_r`.
///
/// # Example
/// ```
/// # use stats::{checked::Level, experiment::{Moments, difference_in_means}};
/// let arms = Moments::by_arm(&[&[1.0, 3.0, 4.0, 6.0]], &[0, 0, 1, 1], 2)?;
/// let effect = difference_in_means(&arms[0], &arms[1], Level::P95);
/// let difference = effect.difference.known().expect("both arms vary");
/// assert_eq!(difference.value, 3.0);
/// assert!((difference.standard_error.unwrap() - 2.0_f64.sqrt()).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn difference_in_means(control: &Moments, treated: &Moments, level: Level) -> Effect {
    welch(control.outcome(0), treated.outcome(1), level, Named { mean: Method::MEAN, difference: Method::WELCH })
}

/// The effect between two means that are independent.
pub(crate) fn welch(control: Result<Mean, Why>, treated: Result<Mean, Why>, level: Level, named: Named) -> Effect {
    match (control, treated) {
        (Ok(control), Ok(treated)) => {
            let pair = Pair::independent(control, treated);
            pair.effect(pair.satterthwaite(), level, named)
        }
        (Err(why), _) | (_, Err(why)) => Effect::undetermined(why),
    }
}

/// Estimates the effect of an action on a ratio of two sums, such as revenue per order, with the customer as unit.
///
/// In each arm R = Σy/Σx, and its variance is that of the residuals y − R x divided by n x̄² (linearization, the delta
/// method). The difference of the two ratios is then treated as that of two means.
///
/// Use it when the metric divides by something that itself varies between customers: orders, sessions, calls. Treating
/// each order as a row of its own would count the orders of one customer as independent, which they are not. Beware: when
/// the action changes x as well, an effect on the ratio is not an effect on customers.
///
/// # Shapes
/// Moments of two columns: y is the outcome, x the only covariate.
///
/// # Returns
/// As [`difference_in_means`], and `NothingToDivideBy` when Σx of an arm is 0.
///
/// # Errors
/// - `OutOfRange` when the moments do not have exactly one covariate.
///
/// # Source
/// Deng, Knoblich and Lu (2018), Applying the Delta Method in Metric Analytics, KDD '18, section 3.
/// Method page: `docs/methods/ratio_effect.md`.
///
/// # Checked against
/// [`ratio_of_sums`](crate::rates::ratio_of_sums()) arm by arm, and coverage: `tests/coverage/experiment.rs`,
/// `ratios_of_sums_keep_their_level`.
///
/// # Example
/// ```
/// # use stats::{checked::Level, experiment::{Moments, difference_in_ratios}};
/// let (revenue, orders) = ([10.0, 20.0, 30.0, 90.0], [1.0, 2.0, 2.0, 4.0]);
/// let arms = Moments::by_arm(&[&revenue, &orders], &[0, 0, 1, 1], 2)?;
/// let effect = difference_in_ratios(&arms[0], &arms[1], Level::P95)?;
/// assert_eq!(effect.difference.known().expect("the treated vary").value, 10.0);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn difference_in_ratios(control: &Moments, treated: &Moments, level: Level) -> Result<Effect, StatsError> {
    for arm in [control, treated] {
        if arm.covariates() != 1 {
            let allowed = "1: the column that the outcome is divided by";
            return Err(StatsError::OutOfRange { name: "covariates", allowed, given: arm.covariates() as f64 });
        }
    }
    let named = Named { mean: Method::RATIO_OF_SUMS, difference: Method::RATIO_EFFECT };
    Ok(welch(ratio(control, 0), ratio(treated, 1), level, named))
}

fn ratio(arm: &Moments, group: usize) -> Result<Mean, Why> {
    let plain = arm.outcome(group)?;
    let below = arm.mean_of(1);
    if below == 0.0 {
        return Err(Why::NothingToDivideBy);
    }
    let value = plain.value / below;
    let terms = [arm.product(0, 0), -2.0 * value * arm.product(1, 0), value * value * arm.product(1, 1)];
    let rest = terms.iter().sum::<f64>();
    let noise = 1e-14 * terms.iter().map(|term| term.abs()).sum::<f64>();
    let spread = if rest <= noise { 0.0 } else { rest };
    let variance = spread / plain.degrees_of_freedom / plain.n as f64 / (below * below);
    Ok(Mean { value, variance, ..plain })
}
