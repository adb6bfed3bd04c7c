//! What a method answers: a value with its company, or the reason why there is none.

use std::fmt;

use crate::checked::Level;
use crate::method::Method;

/// What an interval promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IntervalKind {
    /// Repeating the study, this share of the intervals holds the truth.
    #[default]
    Confidence,
    /// Given the model and the data, the truth lies inside with this probability.
    Credible,
}

impl IntervalKind {
    /// The word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Confidence => "confidence",
            Self::Credible => "credible",
        }
    }
}

/// From where to where the truth may lie, with its level.
///
/// `upper` is infinite where the data set no upper bound, as for a median whose upper band never falls to one half: the
/// interval really reaches that far. [`upper_bound`](Interval::upper_bound) tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval<T = f64> {
    /// The lowest value the data leave open.
    pub lower: T,
    /// The highest.
    pub upper: T,
    /// How sure the interval is.
    pub level: Level,
    /// What kind of promise that is.
    pub kind: IntervalKind,
}

impl<T> Interval<T> {
    /// A confidence interval.
    pub const fn confidence(lower: T, upper: T, level: Level) -> Self {
        Self { lower, upper, level, kind: IntervalKind::Confidence }
    }
}

impl Interval<f64> {
    /// The upper end, unless the data set none.
    pub fn upper_bound(&self) -> Option<f64> {
        self.upper.is_finite().then_some(self.upper)
    }

    /// Whether `value` lies inside, ends included.
    pub fn holds(&self, value: f64) -> bool {
        (self.lower..=self.upper).contains(&value)
    }

    /// Applies a function that only rises to both ends.
    #[must_use]
    pub fn map_rising(self, rising: impl Fn(f64) -> f64) -> Self {
        Self { lower: rising(self.lower), upper: rising(self.upper), ..self }
    }
}

/// A value with what it needs to be understood: interval, how many it rests on, and the method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate<T = f64> {
    /// The estimate itself.
    pub value: T,
    /// Where the truth may lie.
    pub interval: Interval<T>,
    /// The standard error of the estimate, where the method has one on the scale of the value.
    pub standard_error: Option<f64>,
    /// How many customers (or other units) it rests on.
    pub n: u64,
    /// How it was computed.
    pub method: Method,
}

impl Estimate<f64> {
    /// Applies a function that only rises, such as turning a fraction into a yearly one, to value and interval alike.
    #[must_use]
    pub fn map_rising(self, method: Method, rising: impl Fn(f64) -> f64) -> Self {
        Self {
            value: rising(self.value),
            interval: self.interval.map_rising(rising),
            standard_error: None,
            n: self.n,
            method,
        }
    }

    /// One minus this share: the customers who stayed, from the customers who left.
    #[must_use]
    pub fn complement(self) -> Self {
        let interval = Interval { lower: 1.0 - self.interval.upper, upper: 1.0 - self.interval.lower, ..self.interval };
        Self { value: 1.0 - self.value, interval, ..self }
    }

    /// The same estimate with another number of units, where the caller knows better what it counts.
    #[must_use]
    pub fn resting_on(self, n: u64) -> Self {
        Self { n, ..self }
    }
}

/// The answer to a valid question: known, or not to be determined from these data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer<T = f64> {
    /// The data answer the question.
    Known(Estimate<T>),
    /// They do not, for this reason.
    Undetermined(Why),
}

impl<T> Answer<T> {
    /// The estimate, where there is one.
    pub fn known(&self) -> Option<&Estimate<T>> {
        match self {
            Self::Known(estimate) => Some(estimate),
            Self::Undetermined(_) => None,
        }
    }

    /// The reason, where there is no estimate.
    pub fn why(&self) -> Option<Why> {
        match self {
            Self::Known(_) => None,
            Self::Undetermined(why) => Some(*why),
        }
    }

    /// Changes the estimate and leaves a reason as it is.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(Estimate<T>) -> Estimate<U>) -> Answer<U> {
        match self {
            Self::Known(estimate) => Answer::Known(change(estimate)),
            Self::Undetermined(why) => Answer::Undetermined(why),
        }
    }
}

/// The outcome of a test of "no difference".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The test statistic: a chi-square, or a z.
    pub statistic: f64,
    /// Degrees of freedom, for a chi-square.
    pub degrees_of_freedom: Option<u32>,
    /// With how many degrees of freedom the variance was measured: the statistic over `degrees_of_freedom` then is an F, and
    /// the p-value is that of the F.
    pub denominator: Option<f64>,
    /// How often chance alone gives a statistic at least as far out. Never shown without the estimate it belongs to.
    pub p_value: f64,
    /// How many units it rests on.
    pub n: u64,
    /// How it was computed.
    pub method: Method,
}

/// The answer of a test: known, or not to be determined from these data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tested {
    /// The data carry the test.
    Known(Test),
    /// They do not, for this reason.
    Undetermined(Why),
}

impl Tested {
    /// The test, where there is one.
    pub fn known(&self) -> Option<&Test> {
        match self {
            Self::Known(test) => Some(test),
            Self::Undetermined(_) => None,
        }
    }

    /// The reason, where there is no test.
    pub fn why(&self) -> Option<Why> {
        match self {
            Self::Known(_) => None,
            Self::Undetermined(why) => Some(*why),
        }
    }
}

/// Why valid data do not answer a valid question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    /// There is nobody to count.
    NobodyAtRisk,
    /// Nobody left, so there is nothing to estimate or compare.
    NoDepartures {
        /// How many were watched.
        at_risk: u64,
    },
    /// Too few to say anything.
    TooFew {
        /// How many it takes.
        needed: u64,
        /// How many there are.
        given: u64,
    },
    /// The whole that a share is taken of is 0.
    NothingToDivideBy,
    /// All units are alike, so chance cannot be measured.
    ZeroVariance,
    /// Fewer left than the quantile asks for: the curve ends above it.
    QuantileNotReached {
        /// The share that would have to have left: 0.5 for the median.
        share_left: f64,
        /// The share still here at the end of the curve.
        survival: f64,
        /// The longest duration that was seen.
        longest_observed: f64,
    },
    /// The question is about a time later than anybody was watched.
    BeyondObserved {
        /// The time asked about.
        asked: f64,
        /// The longest duration that was seen.
        longest_observed: f64,
    },
    /// A comparison with a group that has nobody in it, or nobody who could have left.
    GroupEmpty {
        /// Which group, counted from 0.
        group: usize,
    },
    /// One covariate, or some together, tells the outcome without error, so its coefficient has no end.
    Separation {
        /// Which covariate, counted from 0.
        column: usize,
    },
    /// A covariate says nothing that the covariates before it do not say already.
    Collinear {
        /// Which covariate, counted from 0.
        column: usize,
    },
    /// The search for the best fit did not come to rest.
    NotConverged {
        /// How many steps were taken.
        iterations: u64,
        /// How much the last step still changed.
        change: f64,
    },
    /// The best fit lies at the edge of what the model allows, where its errors mean nothing.
    AtBoundary {
        /// The parameter that ran there.
        parameter: &'static str,
    },
    /// The fitted model has no finite mean.
    NoFiniteMean {
        /// The parameter that decides it.
        parameter: &'static str,
        /// Its value.
        given: f64,
    },
    /// Those who got it and those who did not are too unlike to compare.
    NoOverlap {
        /// How many have nobody like them on the other side.
        outside: u64,
        /// Of how many.
        n: u64,
    },
    /// The groups already moved apart before anything was done.
    PreTrend {
        /// The p-value of the test that they did not.
        p_value: f64,
    },
    /// One minus the survival curve of one cause, which counts those who left for another as still to come. The cumulative
    /// incidence is the answer.
    OverstatesCause {
        /// The time asked about.
        time: f64,
        /// What one minus Kaplan-Meier would say.
        overstated: f64,
        /// The cumulative incidence.
        incidence: f64,
    },
    /// The end cannot be reached from a state, so getting there takes forever.
    Unreachable {
        /// The state, counted from 0.
        state: usize,
    },
    /// A group that was drawn as one cluster: chance between clusters cannot be measured.
    OneCluster {
        /// Which group, counted from 0.
        group: usize,
    },
    /// The mean of the control cannot be told from 0, so nothing can be said relative to it.
    BaselineNearZero,
    /// Errors are robust, and the test has no form that is: it takes rows as independent, weights as counts and the model as
    /// right, of which one may not hold.
    NoRobustForm,
}

impl Why {
    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NobodyAtRisk => "nobody_at_risk",
            Self::NoDepartures { .. } => "no_departures",
            Self::TooFew { .. } => "too_few",
            Self::NothingToDivideBy => "nothing_to_divide_by",
            Self::ZeroVariance => "zero_variance",
            Self::QuantileNotReached { .. } => "quantile_not_reached",
            Self::BeyondObserved { .. } => "beyond_observed",
            Self::GroupEmpty { .. } => "group_empty",
            Self::Separation { .. } => "separation",
            Self::Collinear { .. } => "collinear",
            Self::NotConverged { .. } => "not_converged",
            Self::AtBoundary { .. } => "at_boundary",
            Self::NoFiniteMean { .. } => "no_finite_mean",
            Self::NoOverlap { .. } => "no_overlap",
            Self::PreTrend { .. } => "pre_trend",
            Self::OverstatesCause { .. } => "overstates_cause",
            Self::Unreachable { .. } => "unreachable",
            Self::OneCluster { .. } => "one_cluster",
            Self::BaselineNearZero => "baseline_near_zero",
            Self::NoRobustForm => "no_robust_form",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NobodyAtRisk => write!(f, "there is nobody to count"),
            Self::NoDepartures { at_risk } => write!(f, "none of the {at_risk} watched has left"),
            Self::TooFew { needed, given } => write!(f, "it takes at least {needed}, there are {given}"),
            Self::NothingToDivideBy => write!(f, "what would be divided by is 0"),
            Self::ZeroVariance => write!(f, "all are alike, so chance cannot be measured"),
            Self::QuantileNotReached { share_left, survival, longest_observed } => write!(
                f,
                "at {longest_observed}, the longest time seen, {:.1} % are still here; the question needs {:.1} % to have left",
                survival * 100.0,
                share_left * 100.0
            ),
            Self::BeyondObserved { asked, longest_observed } => {
                write!(f, "nobody was watched until {asked}; the longest time seen is {longest_observed}")
            }
            Self::GroupEmpty { group } => write!(f, "group {} has nobody who could have left", group + 1),
            Self::Separation { column } => {
                write!(f, "covariate {} tells the outcome without error, so its coefficient has no end", column + 1)
            }
            Self::Collinear { column } => {
                write!(f, "covariate {} says nothing that the covariates before it do not say already", column + 1)
            }
            Self::NotConverged { iterations: 0, .. } => write!(f, "the search for the best fit came to no number"),
            Self::NotConverged { iterations, change } if *change >= f64::MAX => {
                write!(f, "after {iterations} steps the fit has not come to rest")
            }
            Self::NotConverged { iterations, change } => {
                write!(f, "after {iterations} steps the fit still changes by {change:e}")
            }
            Self::AtBoundary { parameter } => {
                write!(f, "the best fit has `{parameter}` at the edge of what the model allows")
            }
            Self::NoFiniteMean { parameter, given } => {
                write!(f, "the mean has no end, because `{parameter}` is {given}")
            }
            Self::NoOverlap { outside, n } => {
                write!(f, "{outside} of {n} have nobody like them on the other side")
            }
            Self::PreTrend { p_value } => {
                write!(f, "the groups moved apart before anything was done, p = {p_value}")
            }
            Self::OverstatesCause { time, overstated, incidence } => write!(
                f,
                "one minus Kaplan-Meier takes who left for another cause as still to leave for this one: by {time} it says {:.1} %, while {:.1} % left for it; use the cumulative incidence",
                overstated * 100.0,
                incidence * 100.0
            ),
            Self::Unreachable { state } => {
                write!(f, "from state {} nobody ever gets to the end", state + 1)
            }
            Self::OneCluster { group } => {
                write!(f, "group {} is one cluster, so chance between clusters cannot be measured", group + 1)
            }
            Self::BaselineNearZero => {
                write!(f, "the mean of the control cannot be told from 0, so nothing can be said relative to it")
            }
            Self::NoRobustForm => write!(
                f,
                "it takes rows as independent, weights as counts and the model as right, and errors are robust because one of these may not hold"
            ),
        }
    }
}
