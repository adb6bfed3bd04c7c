//! Which share left, how fast they leave, how much revenue went with them, and how two groups differ.

use crate::method::Method;

mod annualized;
mod difference;
mod person_time;
mod proportion;
mod ratio;
mod relative;
mod two_rates;

pub use annualized::annualized;
pub(crate) use proportion::{exact_bounds, wilson_bounds};

pub use difference::{miettinen_nurminen_difference, newcombe_difference, pooled_proportions_test};
pub use person_time::person_time_rate;
pub use proportion::{clopper_pearson, wilson};
pub use ratio::{RatioSums, SUM_MAX, ratio_of_sums, weighted_share};
pub use relative::miettinen_nurminen_ratio;
pub use two_rates::{PersonTime, exact_rate_ratio, exact_rate_test, score_rate_difference};

impl Method {
    /// Share with Wilson's score interval.
    pub const WILSON: Self = Self::new("wilson", "wilson");
    /// Share with the exact interval of Clopper and Pearson.
    pub const CLOPPER_PEARSON: Self = Self::new("clopper_pearson", "clopper_pearson");
    /// Difference of two shares with Newcombe's hybrid score interval.
    pub const NEWCOMBE: Self = Self::new("newcombe", "newcombe");
    /// Difference of two shares with the score interval of Miettinen and Nurminen.
    pub const MIETTINEN_NURMINEN: Self = Self::new("miettinen_nurminen", "miettinen_nurminen");
    /// Ratio of two shares with the score interval of Miettinen and Nurminen.
    pub const MIETTINEN_NURMINEN_RATIO: Self = Self::new("miettinen_nurminen_ratio", "miettinen_nurminen_ratio");
    /// Test of two shares with the pooled variance.
    pub const POOLED_PROPORTIONS: Self = Self::new("pooled_proportions", "pooled_proportions");
    /// Departures per unit of time at risk with the exact Poisson interval.
    pub const PERSON_TIME: Self = Self::new("person_time", "person_time");
    /// Ratio of two rates per time at risk with the exact conditional interval.
    pub const EXACT_RATE_RATIO: Self = Self::new("exact_rate_ratio", "exact_rate_ratio");
    /// Difference of two rates per time at risk with the score interval.
    pub const SCORE_RATE_DIFFERENCE: Self = Self::new("score_rate_difference", "score_rate_difference");
    /// A fraction per period carried to a longer one: 1 − (1 − m)^k.
    pub const ANNUALIZED: Self = Self::new("annualized", "annualized");
    /// Ratio of two sums over customers, linearized.
    pub const RATIO_OF_SUMS: Self = Self::new("ratio_of_sums", "ratio_of_sums");
    /// Share of a sum (of revenue, say) with Wilson's interval on the effective number of customers.
    pub const WEIGHTED_SHARE: Self = Self::new("weighted_share", "weighted_share");
}
