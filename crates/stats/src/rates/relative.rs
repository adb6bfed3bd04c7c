//! How many times as often: the ratio of two shares.

use crate::checked::{Level, Proportion};
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::numeric::root_of_rising;

/// Estimates how many times as large a share is in one group as in another, with the score interval of Miettinen and
/// Nurminen.
///
/// θ = p₁/p₀, treated over control. The interval holds every ratio that the score test does not refuse:
/// |p₁ − θp₀| ≤ z √((q₁(1 − q₁)/n₁ + θ²q₀(1 − q₀)/n₀) N/(N − 1)), where q₀ and q₁ = θq₀ make the counts most likely among
/// all pairs with that ratio, and N counts both groups. Without N/(N − 1) it is Koopman's interval.
///
/// Use it for a lift ("leaves 25 % less often": the ratio minus 1), with the difference in points beside it. It assumes
/// that the groups are independent and, for a causal reading, assigned by chance.
///
/// # Units
/// Counts in; the ratio is from 0 up, 1 where both are alike.
///
/// # Missing, tied and extreme values
/// Without departures among the treated the ratio is 0 and has an upper end.
///
/// # Returns
/// `Undetermined` when a group has nobody in it (`GroupEmpty`, 0 for control), or nobody of the control left
/// (`NothingToDivideBy`): the ratio the other way round may then still be asked for.
///
/// # Numerical notes
/// q₀ is the smaller root of a quadratic, taken in the form that does not cancel; each end is found by halving, to the
/// last digit.
///
/// # Source
/// Miettinen and Nurminen (1985), Comparative Analysis of Two Rates, Stat Med 4:213–226; Koopman (1984), Confidence
/// Intervals for the Ratio of Two Binomial Proportions, Biometrics 40:513–517.
/// Method page: `docs/methods/miettinen_nurminen_ratio.md`.
///
/// # Checked against
/// The definition solved in R 4.2.2 with `optimize` and `uniroot`, and Koopman's example:
/// `tests/reference/rates_and_survival.rs`, `ratios_of_proportions_agree_with_the_definition_in_r`.
///
/// # Example
/// Twice as many of as many.
/// ```
/// # use stats::{checked::{Level, Proportion}, rates::miettinen_nurminen_ratio};
/// let ratio = miettinen_nurminen_ratio(Proportion::new(10, 100)?, Proportion::new(20, 100)?, Level::P95);
/// let ratio = ratio.known().expect("somebody left in both");
/// assert_eq!(ratio.value, 2.0);
/// assert!(ratio.interval.lower < 1.0 + 0.02 && ratio.interval.upper > 3.9);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn miettinen_nurminen_ratio(control: Proportion, treated: Proportion, level: Level) -> Answer {
    let (p0, p1) = match (control.share(), treated.share()) {
        (Some(p0), Some(p1)) => (p0, p1),
        (None, _) => return Answer::Undetermined(Why::GroupEmpty { group: 0 }),
        (_, None) => return Answer::Undetermined(Why::GroupEmpty { group: 1 }),
    };
    if control.part() == 0 {
        return Answer::Undetermined(Why::NothingToDivideBy);
    }
    let (ratio, z) = (p1 / p0, level.z());
    let lower = if treated.part() == 0 {
        0.0
    } else {
        root_of_rising(0.0, ratio, 0.5 * ratio, |theta| (z - score(control, treated, theta), 0.0))
    };
    let mut beyond = ratio.max(1.0 / control.whole() as f64) * 2.0;
    while score(control, treated, beyond) > -z {
        beyond *= 2.0;
    }
    let upper =
        root_of_rising(ratio, beyond, 0.5 * (ratio + beyond), |theta| (-z - score(control, treated, theta), 0.0));
    Answer::Known(Estimate {
        value: ratio,
        interval: Interval::confidence(lower, upper, level),
        standard_error: None,
        n: control.whole() + treated.whole(),
        method: Method::MIETTINEN_NURMINEN_RATIO,
    })
}

/// The score statistic of the ratio `theta`, which falls as `theta` rises.
fn score(control: Proportion, treated: Proportion, theta: f64) -> f64 {
    let (x0, n0) = (control.part() as f64, control.whole() as f64);
    let (x1, n1) = (treated.part() as f64, treated.whole() as f64);
    let gap = x1 / n1 - theta * (x0 / n0);
    if gap == 0.0 {
        return 0.0;
    }
    // The shares under `theta` solve a quadratic equation; written with those who stayed, no difference of near numbers is
    // left, however close to one the shares are.
    let (stayed0, stayed1, n) = (n0 - x0, n1 - x1, n0 + n1);
    let (a, c) = (theta * (n1 + x0), x1 + n0);
    let (gap_ac, cross) = (a - c, 4.0 * theta * stayed0 * stayed1);
    let root = (gap_ac * gap_ac + cross).sqrt();
    let large = root + gap_ac.abs();
    let small = if large > 0.0 { cross / large } else { 0.0 };
    let (with, without) = if gap_ac >= 0.0 { (large, small) } else { (small, large) };
    let whole = a + c + root;
    let q0 = (2.0 * (x0 + x1) / whole).min(1.0);
    let q1 = (theta * q0).min(1.0);
    let (rest0, rest1) = ((with + 2.0 * stayed0) / whole, (without + 2.0 * theta * stayed1) / whole);
    let variance = (q1 * rest1 / n1 + theta * theta * q0 * rest0 / n0) * n / (n - 1.0);
    gap / variance.sqrt()
}
