//! Did it work, when chance chose who got it.
//!
//! An [`Effect`] is a difference with its interval, one p-value, and the lift beside it. It is computed from counts or from
//! [`Moments`], which are gathered in one pass and merge, so that fifty actions on a million customers cost one reading.
//!
//! | question | function |
//! | --- | --- |
//! | Did the arms get the sizes they should have? | [`sample_ratio`], while filling [`sample_ratio_running`] |
//! | Effect on a share? | [`difference_in_shares`], within strata [`stratified_shares`] |
//! | Effect on a mean? | [`difference_in_means`], within strata [`stratified_means`] |
//! | Sharper, with what was known before? | [`cuped`], [`lin()`] |
//! | A few amounts far larger than the others, in arms of unequal size? | [`Redraws`] |
//! | Drawn by store, household or team? | [`clustered`] |
//! | Effect on a ratio such as revenue per order? | [`difference_in_ratios`] |
//! | Looking before the end? | any time [`always_valid_shares`] and [`always_valid_means`], at planned looks [`planned_looks`] |
//! | How many, how small an effect, how long? | [`sample_size`], [`minimum_detectable_effect`], [`power`] |
//! | Only a handful, and somebody must choose? | [`beta_binomial`] |
//! | Many actions at once? | [`moments_of_many`], then [`multiple`](crate::multiple) |

use crate::method::Method;

mod beta_binomial;
mod cluster;
mod cuped;
mod effect;
mod group_sequential;
mod lift;
mod lin;
mod many;
mod means;
mod moments;
mod redraw;
mod sample_ratio;
mod sample_size;
mod sequential;
mod strata;

pub use beta_binomial::{Belief, NormalBelief, Prior, beta_binomial, normal_belief};
pub use cluster::{Arm, ClusterErrors, Clustered, Clusters, clustered};
pub use cuped::{Adjusted, BALANCE_ALARM_P, Health, cuped};
pub use effect::{Effect, Mean};
pub use group_sequential::{
    BOUND_MAX, LOOKS_MAX, PlannedLook, Shape, Spending, classic_looks, equal_looks, inflation, planned_looks,
    repeated_interval, stopping_chances,
};
pub use lift::delta_lift;
pub use lin::{Robust, Rows, lin};
pub use many::moments_of_many;
pub use means::{difference_in_means, difference_in_ratios, difference_in_shares};
pub use moments::{Moments, VALUE_MAX};
pub use redraw::{FAR_MAX, Redraws, SKEW_MAX, Spread, heaviness, unevenness};
pub use sample_ratio::{EXPECTED_ROWS_MIN, SAMPLE_RATIO_ALARM_P, sample_ratio, sample_ratio_running};
pub use sample_size::{
    ClusterPlan, Detectable, Outcome, Plan, ROWS_MAX, SampleSize, minimum_detectable_effect, power, sample_size,
};
pub use sequential::{ALWAYS_VALID_ROWS_MIN, AlwaysValid, Look, TUNED_FOR, always_valid_means, always_valid_shares};
pub use strata::{StrataWeights, stratified_means, stratified_shares};

impl Method {
    /// Mean with Student's interval.
    pub const MEAN: Self = Self::new("mean", "welch");
    /// Difference of two means, Welch.
    pub const WELCH: Self = Self::new("welch", "welch");
    /// Difference of two means, judged by drawing the arms again.
    pub const REDRAWN: Self = Self::new("redrawn", "redrawing");
    /// Lift with Fieller's interval.
    pub const LIFT_FIELLER: Self = Self::new("lift_fieller", "lift");
    /// Lift with the interval of the delta method.
    pub const LIFT_DELTA: Self = Self::new("lift_delta", "lift");
    /// Difference of two ratios of sums.
    pub const RATIO_EFFECT: Self = Self::new("ratio_effect", "ratio_effect");
    /// Mean of an arm, adjusted for covariates.
    pub const ADJUSTED_MEAN: Self = Self::new("adjusted_mean", "cuped");
    /// Difference of two means adjusted with slopes over both arms.
    pub const CUPED: Self = Self::new("cuped", "cuped");
    /// Hotelling's test that covariates are alike in both arms.
    pub const COVARIATE_BALANCE: Self = Self::new("covariate_balance", "cuped");
    /// Difference of two means adjusted with slopes per arm, HC2 errors.
    pub const LIN_HC2: Self = Self::new("lin_hc2", "lin");
    /// The same with HC3 errors.
    pub const LIN_HC3: Self = Self::new("lin_hc3", "lin");
    /// The same with errors by cluster.
    pub const LIN_CLUSTERED: Self = Self::new("lin_clustered", "lin");
    /// Mean of an arm with errors by cluster.
    pub const CLUSTERED_MEAN: Self = Self::new("clustered_mean", "clustered");
    /// Difference of two means with errors by cluster, CR1.
    pub const CLUSTERED_CR1: Self = Self::new("clustered_cr1", "clustered");
    /// The same, CR2.
    pub const CLUSTERED_CR2: Self = Self::new("clustered_cr2", "clustered");
    /// The same, adjusted for covariates.
    pub const CLUSTERED_CUPED: Self = Self::new("clustered_cuped", "clustered");
    /// Mean or share of an arm, weighted over strata.
    pub const STRATIFIED_MEAN: Self = Self::new("stratified_mean", "stratified");
    /// Difference of two means within strata.
    pub const STRATIFIED: Self = Self::new("stratified", "stratified");
    /// Difference or ratio of two shares within strata, Mantel and Haenszel.
    pub const STRATIFIED_SHARES: Self = Self::new("stratified_shares", "stratified");
    /// Test of two shares within strata.
    pub const COCHRAN_MANTEL_HAENSZEL: Self = Self::new("cochran_mantel_haenszel", "stratified");
    /// Difference of two shares with an interval for every look.
    pub const ALWAYS_VALID_SHARES: Self = Self::new("always_valid_shares", "always_valid");
    /// Difference of two means with an interval for every look.
    pub const ALWAYS_VALID_MEANS: Self = Self::new("always_valid_means", "always_valid");
    /// Difference with an interval for each planned look.
    pub const REPEATED_INTERVAL: Self = Self::new("repeated_interval", "group_sequential");
    /// Test of the sizes of the arms.
    pub const SAMPLE_RATIO: Self = Self::new("sample_ratio", "sample_ratio");
    /// The same while the arms fill.
    pub const SAMPLE_RATIO_RUNNING: Self = Self::new("sample_ratio_running", "sample_ratio");
    /// Shares and their difference after a beta prior.
    pub const BETA_BINOMIAL: Self = Self::new("beta_binomial", "beta_binomial");
    /// Lift with a normal posterior and a flat prior.
    pub const NORMAL_BELIEF: Self = Self::new("normal_belief", "beta_binomial");
}
