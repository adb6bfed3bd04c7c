//! Intervals that may be looked at every day.

use crate::StatsError;
use crate::checked::{Level, Proportion};
use crate::estimate::{Answer, Estimate, Interval, Test, Tested, Why};
use crate::experiment::effect::{Mean, Pair};
use crate::experiment::moments::Moments;
use crate::method::Method;

/// Rows per arm before which an always-valid interval for means is not given: the variance is not known well enough yet.
pub const ALWAYS_VALID_ROWS_MIN: u64 = 10;

/// The number of rows at which an always-valid interval is narrowest, unless another is planned.
pub const TUNED_FOR: u64 = 5_000;

/// What may be said at one look of a running experiment, however many looks there are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Treated minus control, with an interval that holds at all looks together.
    pub difference: Answer,
    /// The always-valid p-value of this look.
    pub test: Tested,
    /// The difference relative to the control, with Fieller's interval at the same width.
    pub lift: Answer,
    /// How many standard errors wide the interval is on each side: 1.96 would be that of a single look.
    pub multiplier: Option<f64>,
}

/// The mixture boundary: how wide an interval must be to hold at every number of rows at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AlwaysValid {
    rho: f64,
    level: Level,
}

impl AlwaysValid {
    /// A boundary that is narrowest when both arms together have `tuned_for` rows.
    ///
    /// ρ = √((−2 ln α + ln(−2 ln α + 1))/N*).
    ///
    /// # Errors
    /// - `OutOfRange` when `tuned_for` is 0.
    pub fn new(tuned_for: u64, level: Level) -> Result<Self, StatsError> {
        if tuned_for == 0 {
            return Err(StatsError::OutOfRange { name: "tuned_for", allowed: "at least 1", given: 0.0 });
        }
        let twice = -2.0 * (2.0 * level.tail()).ln();
        Ok(Self { rho: ((twice + (twice + 1.0).ln()) / tuned_for as f64).sqrt(), level })
    }

    /// The parameter of the mixture.
    pub const fn rho(&self) -> f64 {
        self.rho
    }

    /// The width at `n` rows, in standard errors: √(2 (Nρ² + 1)/(Nρ²) · ln(√(Nρ² + 1)/α)).
    pub fn multiplier(&self, n: u64) -> f64 {
        let scaled = n as f64 * self.rho * self.rho;
        (2.0 * (scaled + 1.0) / scaled * (0.5 * scaled.ln_1p() - (2.0 * self.level.tail()).ln())).sqrt()
    }

    /// The p-value at `n` rows of a difference `z` standard errors from 0: the α at which its interval ends at 0.
    fn p_value(&self, n: u64, z: f64) -> f64 {
        let scaled = n as f64 * self.rho * self.rho;
        (0.5 * scaled.ln_1p() - 0.5 * z * z * scaled / (scaled + 1.0)).exp().min(1.0)
    }

    /// A difference that was estimated for one look, adjusted for traits or by cluster, with the interval and the p-value
    /// that hold at every look: value ± multiplier(n) · standard error, carried to Student's distribution as in
    /// [`always_valid_means`]. `n` counts what was drawn: rows, or clusters.
    ///
    /// # Returns
    /// `Undetermined` where the difference is, where it has no standard error above 0 (`ZeroVariance`), and below
    /// [`ALWAYS_VALID_ROWS_MIN`] (`TooFew`).
    ///
    /// # Source
    /// As [`always_valid_shares`]; that an estimate with a linear expansion may stand for a mean is theorem 2.5 there.
    ///
    /// # Example
    /// ```
    /// # use stats::{checked::{Level, Proportion}, experiment::{AlwaysValid, difference_in_shares}};
    /// let once = difference_in_shares(Proportion::new(100, 1_000)?, Proportion::new(50, 1_000)?, Level::P95).difference;
    /// let (always, test) = AlwaysValid::new(2_000, Level::P95)?.around(&once, None, 2_000);
    /// let (once, always) = (once.known().expect("people"), always.known().expect("people"));
    /// assert!(always.interval.lower < once.interval.lower && always.interval.upper > once.interval.upper);
    /// assert!(always.interval.upper < 0.0 && test.known().expect("people").p_value < 0.05);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn around(&self, difference: &Answer, degrees_of_freedom: Option<f64>, n: u64) -> (Answer, Tested) {
        let none = |why| (Answer::Undetermined(why), Tested::Undetermined(why));
        let estimate = match difference {
            Answer::Known(estimate) => *estimate,
            Answer::Undetermined(why) => return none(*why),
        };
        let Some(error) = estimate.standard_error.filter(|error| *error > 0.0) else { return none(Why::ZeroVariance) };
        if n < ALWAYS_VALID_ROWS_MIN {
            return none(Why::TooFew { needed: ALWAYS_VALID_ROWS_MIN, given: n });
        }
        let normal = self.multiplier(n);
        let (multiplier, z) = match degrees_of_freedom {
            None => (normal, estimate.value / error),
            Some(df) => {
                let student = Student::new(df.max(1.0));
                (student.of_normal(normal), student.in_normal(estimate.value / error))
            }
        };
        let (lower, upper) = (estimate.value - multiplier * error, estimate.value + multiplier * error);
        if !(lower.is_finite() && upper.is_finite()) {
            return none(Why::TooFew { needed: ALWAYS_VALID_ROWS_MIN, given: n });
        }
        let method = Method::ALWAYS_VALID_MEANS;
        let interval = Interval::confidence(lower, upper, self.level);
        let test = Test {
            statistic: z,
            degrees_of_freedom: None,
            denominator: None,
            p_value: self.p_value(n, z),
            n: estimate.n,
            method,
        };
        (Answer::Known(Estimate { interval, method, ..estimate }), Tested::Known(test))
    }

    /// The look at two means whose errors are normal.
    fn look(&self, pair: &Pair, deviate: impl Fn(f64) -> f64, multiplier: f64, method: Method) -> Look {
        let error = pair.variance().sqrt();
        let test = if error == 0.0 {
            Tested::Undetermined(Why::ZeroVariance)
        } else {
            let z = deviate(pair.difference() / error);
            let p_value = self.p_value(pair.n(), z);
            Tested::Known(Test {
                statistic: z,
                degrees_of_freedom: None,
                denominator: None,
                p_value,
                n: pair.n(),
                method,
            })
        };
        let difference = pair.within(multiplier, self.level, method);
        let lift = match difference {
            Answer::Known(_) => pair.fieller(multiplier, self.level),
            Answer::Undetermined(why) => Answer::Undetermined(why),
        };
        Look { difference, test, lift, multiplier: Some(multiplier) }
    }

    const fn undetermined(why: Why) -> Look {
        let none = Answer::Undetermined(why);
        Look { difference: none, test: Tested::Undetermined(why), lift: none, multiplier: None }
    }
}

/// Student's deviates beside normal ones, by Wallace's formula.
struct Student {
    df: f64,
    shrink: f64,
}

impl Student {
    fn new(df: f64) -> Self {
        Self { df, shrink: (8.0 * df + 1.0) / (8.0 * df + 3.0) }
    }

    fn in_normal(&self, t: f64) -> f64 {
        self.shrink * (self.df * (t * t / self.df).ln_1p()).sqrt()
    }

    fn of_normal(&self, z: f64) -> f64 {
        (self.df * ((z / self.shrink).powi(2) / self.df).exp_m1()).sqrt()
    }
}

/// Estimates the difference of two shares while the experiment runs, with an interval that holds at every look.
///
/// The interval is d ± se √(2 (Nρ² + 1)/(Nρ²) · ln(√(Nρ² + 1)/α)), where N counts both arms and ρ is set so that it is
/// narrowest at N* rows: the normal mixture of Robbins, with the plug-in variance.
///
/// Use it to watch an experiment and to stop it as soon as the interval leaves 0. The chance that it **ever** misses the
/// truth, over all looks, is at most that of one ordinary interval. Its price is width: about one and a half times at N*.
/// An ordinary interval that is looked at ten times misses in 19 of 100 experiments.
///
/// # Units
/// Counts in, a difference in shares out. The ends are not cut at −1 and 1: at first they lie beyond.
///
/// # Missing, tied and extreme values
/// An arm in which nobody or everybody is in the part has the variance of half a departure more, (k + ½)/(n + 1).
///
/// # Returns
/// `Undetermined` (`GroupEmpty`) when an arm is empty.
///
/// # Source
/// Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2021), Time-Uniform Central Limit Theory and Asymptotic Confidence
/// Sequences, theorem 2.2 and proposition 2.1. Method page: `docs/methods/always_valid.md`.
///
/// # Checked against
/// Seven experiments to the digits given, and coverage over all looks by simulation: `tests/reference/experiment.rs`,
/// `always_valid_intervals_agree_with_the_formula_on_seven_experiments`.
///
/// # Example
/// Day-7 retention of a game: the fixed test says p = 0.0016, but who looks along the way must not be sure yet.
/// ```
/// # use stats::{checked::{Level, Proportion}, experiment::{AlwaysValid, always_valid_shares}};
/// let boundary = AlwaysValid::new(5_000, Level::P95)?;
/// let look = always_valid_shares(Proportion::new(8502, 44_700)?, Proportion::new(8279, 45_489)?, boundary);
/// let interval = look.difference.known().expect("both arms have people").interval;
/// assert!((interval.lower + 0.01681322).abs() < 5e-9 && (interval.upper - 0.00041063).abs() < 5e-9);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn always_valid_shares(control: Proportion, treated: Proportion, boundary: AlwaysValid) -> Look {
    match (Mean::of_share(control), Mean::of_share(treated)) {
        (Some(c), Some(t)) => {
            let pair = Pair::independent(smoothed(c), smoothed(t));
            boundary.look(&pair, |z| z, boundary.multiplier(pair.n()), Method::ALWAYS_VALID_SHARES)
        }
        (None, _) => AlwaysValid::undetermined(Why::GroupEmpty { group: 0 }),
        (_, None) => AlwaysValid::undetermined(Why::GroupEmpty { group: 1 }),
    }
}

fn smoothed(mean: Mean) -> Mean {
    if mean.variance > 0.0 {
        return mean;
    }
    let n = mean.n as f64;
    let p = (n * mean.value + 0.5) / (n + 1.0);
    Mean { variance: p * (1.0 - p) / n, ..mean }
}

/// Estimates the difference of two means while the experiment runs, with an interval that holds at every look.
///
/// As [`always_valid_shares`], with the variance s₀²/n₀ + s₁²/n₁. Because that variance is estimated, the width is carried
/// from the normal to Student's distribution at Welch's degrees of freedom.
///
/// # Units
/// The unit of the outcome.
///
/// # Returns
/// `Undetermined`: an arm is empty (`GroupEmpty`), has fewer than [`ALWAYS_VALID_ROWS_MIN`] rows (`TooFew`), or all rows
/// are alike (`ZeroVariance`).
///
/// # Numerical notes
/// Normal and Student's deviates are matched by Wallace's formula, z = (8f + 1)/(8f + 3) √(f ln(1 + t²/f)), which is good to
/// three digits at ten degrees of freedom and exact in the limit.
///
/// # Source
/// As [`always_valid_shares`]; Wallace (1959), Ann Math Stat 30:1121–1130. Method page: `docs/methods/always_valid.md`.
///
/// # Checked against
/// Coverage over all looks by simulation: `tests/coverage/experiment.rs`, `always_valid_intervals_hold_at_every_look`.
///
/// # Example
/// ```
/// # use stats::{checked::Level, experiment::{AlwaysValid, Moments, always_valid_means}};
/// let spending = |base: f64| (0..400).map(move |i| base + f64::from(i % 5)).collect::<Vec<_>>();
/// let arm = |values: &[f64]| Moments::by_arm(&[values], &vec![0; values.len()], 1).map(|mut it| it.remove(0));
/// let look = always_valid_means(&arm(&spending(3.0))?, &arm(&spending(4.0))?, AlwaysValid::new(1_000, Level::P95)?);
/// assert!(look.difference.known().expect("enough rows").interval.lower > 0.5);
/// assert!(look.multiplier.expect("enough rows") > 2.5);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn always_valid_means(control: &Moments, treated: &Moments, boundary: AlwaysValid) -> Look {
    let given = control.n().min(treated.n());
    if given > 0 && given < ALWAYS_VALID_ROWS_MIN {
        return AlwaysValid::undetermined(Why::TooFew { needed: ALWAYS_VALID_ROWS_MIN, given });
    }
    match (control.outcome(0), treated.outcome(1)) {
        (Ok(c), Ok(t)) => {
            let pair = Pair::independent(c, t);
            if pair.variance() == 0.0 {
                return AlwaysValid::undetermined(Why::ZeroVariance);
            }
            let student = Student::new(pair.satterthwaite());
            let multiplier = student.of_normal(boundary.multiplier(pair.n()));
            boundary.look(&pair, |t| student.in_normal(t), multiplier, Method::ALWAYS_VALID_MEANS)
        }
        (Err(why), _) | (_, Err(why)) => AlwaysValid::undetermined(why),
    }
}
