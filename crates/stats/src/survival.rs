//! When do they leave: durations, of which some have not ended yet.
//!
//! Everything starts from a [`LifeTable`]: one row per distinct duration with how many left and how many were last seen
//! then. It is built from counts, which a database makes of ten million customers in a moment, or from single durations.

use crate::method::Method;

mod confidence;
mod kaplan_meier;
mod life_table;
mod log_rank;
mod nelson_aalen;
mod quantile;
mod restricted_mean;
mod sort;

pub use confidence::Scale;
pub use kaplan_meier::{Curve, Point, kaplan_meier, kaplan_meier_on};
pub(crate) use life_table::{Builder, LateEntries, WHOLE_DURATIONS_MAX, bad_time, bits_of, must_pair, whole_duration};
pub use life_table::{Counts, LifeTable, Observation, Row};
pub(crate) use log_rank::test_of_groups;
pub use log_rank::{GroupTally, LogRank, Pair, Weighting, log_rank, log_rank_pairs, log_rank_stratified};
pub use nelson_aalen::{CumulativeHazard, HazardPoint, Ties, nelson_aalen};
pub use restricted_mean::{restricted_mean, restricted_mean_difference};
pub(crate) use sort::{Unsorted, sort_in_parts};

impl Method {
    /// Kaplan-Meier with an interval on the log(−log S) scale.
    pub const KAPLAN_MEIER_LOG_LOG: Self = Self::new("kaplan_meier_log_log", "kaplan_meier");
    /// Kaplan-Meier with an interval on the log S scale.
    pub const KAPLAN_MEIER_LOG: Self = Self::new("kaplan_meier_log", "kaplan_meier");
    /// Kaplan-Meier with an interval on the scale of S itself.
    pub const KAPLAN_MEIER_PLAIN: Self = Self::new("kaplan_meier_plain", "kaplan_meier");
    /// Kaplan-Meier with an interval on the logit scale.
    pub const KAPLAN_MEIER_LOGIT: Self = Self::new("kaplan_meier_logit", "kaplan_meier");
    /// Kaplan-Meier with an interval on the arcsine-square-root scale.
    pub const KAPLAN_MEIER_ARCSINE: Self = Self::new("kaplan_meier_arcsine", "kaplan_meier");
    /// Kaplan-Meier with the exact binomial interval for the number of customers that its variance is worth.
    pub const KAPLAN_MEIER_EXACT: Self = Self::new("kaplan_meier_exact", "kaplan_meier");
    /// Kaplan-Meier of rows with weights, with the error of the infinitesimal jackknife.
    pub const KAPLAN_MEIER_WEIGHTED: Self = Self::new("kaplan_meier_weighted", "kaplan_meier");
    /// Exact binomial bound, where nobody left yet.
    pub const SURVIVAL_EXACT_BOUND: Self = Self::new("survival_exact_bound", "kaplan_meier");
    /// Quantile of the Kaplan-Meier curve with the interval of Brookmeyer and Crowley.
    pub const SURVIVAL_QUANTILE: Self = Self::new("survival_quantile", "survival_quantile");
    /// Area under the Kaplan-Meier curve up to a horizon.
    pub const RESTRICTED_MEAN: Self = Self::new("restricted_mean", "restricted_mean");
    /// Difference of two restricted means.
    pub const RESTRICTED_MEAN_DIFFERENCE: Self = Self::new("restricted_mean_difference", "restricted_mean");
    /// Cumulative hazard, classical: d/n.
    pub const NELSON_AALEN: Self = Self::new("nelson_aalen", "nelson_aalen");
    /// Cumulative hazard with the correction for ties of Fleming and Harrington.
    pub const NELSON_AALEN_TIE_CORRECTED: Self = Self::new("nelson_aalen_tie_corrected", "nelson_aalen");
    /// Log-rank test.
    pub const LOG_RANK: Self = Self::new("log_rank", "log_rank");
    /// Log-rank test weighted by the number at risk (Gehan, Breslow).
    pub const WILCOXON: Self = Self::new("wilcoxon", "log_rank");
    /// Log-rank test weighted by the square root of the number at risk.
    pub const TARONE_WARE: Self = Self::new("tarone_ware", "log_rank");
    /// Log-rank test weighted by survival (Peto and Peto).
    pub const PETO: Self = Self::new("peto", "log_rank");
    /// Log-rank test weighted by powers of survival.
    pub const FLEMING_HARRINGTON: Self = Self::new("fleming_harrington", "log_rank");
}
