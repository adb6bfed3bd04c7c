//! The form of every effect: two means, their difference with its one p-value, and the lift beside it.

use crate::checked::{Level, Proportion};
use crate::estimate::{Answer, Estimate, Interval, Test, Tested, Why};
use crate::method::Method;
use crate::numeric::{student_quantile_upper, student_two_sided};

/// What a comparison of two arms says.
///
/// An effect has one p-value: that of the difference. The lift tells the same difference relative to the control; it has
/// an interval and no p-value of its own, so that nobody can choose the smaller of two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The mean or share of the control.
    pub control: Answer,
    /// The mean or share of the treated.
    pub treated: Answer,
    /// Treated minus control, in the unit of the outcome.
    pub difference: Answer,
    /// The test of no difference.
    pub test: Tested,
    /// The difference relative to the control: 0.1 is a tenth more.
    pub lift: Answer,
    /// Degrees of freedom of Student's distribution, where the difference and its test have it.
    pub degrees_of_freedom: Option<f64>,
}

impl Effect {
    /// An effect of which nothing can be said, for one reason.
    pub(crate) const fn undetermined(why: Why) -> Self {
        let answer = Answer::Undetermined(why);
        Self {
            control: answer,
            treated: answer,
            difference: answer,
            test: Tested::Undetermined(why),
            lift: answer,
            degrees_of_freedom: None,
        }
    }
}

/// A mean of one arm with the variance of that mean, however it came about: counted, adjusted, by cluster, a ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// The square of its standard error.
    pub variance: f64,
    /// Degrees of freedom of the variance.
    pub degrees_of_freedom: f64,
    /// How many rows it rests on.
    pub n: u64,
}

impl Mean {
    /// A share with its plug-in variance p(1 − p)/n.
    ///
    /// # Returns
    /// Nothing when the whole is 0.
    pub fn of_share(share: Proportion) -> Option<Self> {
        let (p, n) = (share.share()?, share.whole());
        let df = n.saturating_sub(1) as f64;
        Some(Self { value: p, variance: p * (1.0 - p) / n as f64, degrees_of_freedom: df, n })
    }

    pub(crate) fn estimate(self, level: Level, method: Method) -> Answer {
        if self.variance == 0.0 {
            return Answer::Undetermined(Why::ZeroVariance);
        }
        let error = self.variance.sqrt();
        let half = student_quantile_upper(level.tail(), self.degrees_of_freedom) * error;
        Answer::Known(Estimate {
            value: self.value,
            interval: Interval::confidence(self.value - half, self.value + half, level),
            standard_error: Some(error),
            n: self.n,
            method,
        })
    }
}

/// Two means that may vary together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) control: Mean,
    pub(crate) treated: Mean,
    pub(crate) covariance: f64,
}

/// The methods that the parts of an effect are named by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    pub(crate) mean: Method,
    pub(crate) difference: Method,
}

impl Pair {
    /// Two means that are independent.
    pub(crate) const fn independent(control: Mean, treated: Mean) -> Self {
        Self { control, treated, covariance: 0.0 }
    }

    pub(crate) fn n(&self) -> u64 {
        self.control.n + self.treated.n
    }

    pub(crate) fn difference(&self) -> f64 {
        self.treated.value - self.control.value
    }

    /// The square of the standard error of the difference; 0 when rounding is all that is left.
    pub(crate) fn variance(&self) -> f64 {
        let whole = self.control.variance + self.treated.variance;
        let variance = whole - 2.0 * self.covariance;
        if variance <= 1e-14 * whole { 0.0 } else { variance }
    }

    /// The degrees of freedom of Satterthwaite: (v₀ + v₁)² / (v₀²/f₀ + v₁²/f₁).
    pub(crate) fn satterthwaite(&self) -> f64 {
        let (a, b) = (&self.control, &self.treated);
        let whole = a.variance + b.variance;
        // Divided through by the whole, so that tiny variances do not vanish when squared.
        let part = |mean: &Mean| {
            if mean.variance == 0.0 { 0.0 } else { (mean.variance / whole).powi(2) / mean.degrees_of_freedom }
        };
        1.0 / (part(a) + part(b))
    }

    /// The effect, with Student's distribution at these degrees of freedom.
    pub(crate) fn effect(&self, degrees_of_freedom: f64, level: Level, named: Named) -> Effect {
        let (control, treated) = (self.control.estimate(level, named.mean), self.treated.estimate(level, named.mean));
        let variance = self.variance();
        if variance == 0.0 {
            let why = Why::ZeroVariance;
            let none = Answer::Undetermined(why);
            return Effect {
                control,
                treated,
                difference: none,
                test: Tested::Undetermined(why),
                lift: none,
                degrees_of_freedom: None,
            };
        }
        let error = variance.sqrt();
        let critical = student_quantile_upper(level.tail(), degrees_of_freedom);
        let t = self.difference() / error;
        Effect {
            control,
            treated,
            difference: self.within(critical, level, named.difference),
            test: Tested::Known(Test {
                statistic: t,
                degrees_of_freedom: None,
                denominator: None,
                p_value: student_two_sided(t, degrees_of_freedom),
                n: self.n(),
                method: named.difference,
            }),
            lift: self.fieller(critical, level),
            degrees_of_freedom: Some(degrees_of_freedom),
        }
    }

    /// The difference give or take `critical` standard errors.
    pub(crate) fn within(&self, critical: f64, level: Level, method: Method) -> Answer {
        let error = self.variance().sqrt();
        if error == 0.0 {
            return Answer::Undetermined(Why::ZeroVariance);
        }
        let (value, half) = (self.difference(), critical * error);
        Answer::Known(Estimate {
            value,
            interval: Interval::confidence(value - half, value + half, level),
            standard_error: Some(error),
            n: self.n(),
            method,
        })
    }
}
