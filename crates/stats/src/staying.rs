//! How many will stay: models of retention from survivor counts.
//!
//! Customers under contract are asked at each renewal to go on or to leave. Everything starts from [`Renewals`]: how many
//! faced each renewal and how many left at it, added up over cohorts of any start and length. Two models are fitted to them
//! and say what comes after the last count: [`shifted_beta_geometric`], in which customers differ and none of them changes,
//! and [`beta_discrete_weibull`], in which each one's chance to leave may also rise or fall with time.

use crate::method::Method;

mod beta_geometric;
mod beta_weibull;
mod one_over_churn;
mod one_rate;
mod projection;
mod remaining;
mod renewals;
mod seen;
mod worth;

pub(crate) use beta_geometric::above_zero;
pub use beta_geometric::{BetaGeometric, shifted_beta_geometric};
pub use beta_weibull::{BetaWeibull, beta_discrete_weibull, changes_with_time};
pub use one_over_churn::{OneOverChurn, Tendency, one_over_churn};
pub use one_rate::{OneRate, one_rate_where_alike};
pub use projection::Retention;
pub use renewals::{Cohort, Renewal, Renewals};
pub use seen::lack_of_fit;
pub use worth::{Money, Worth, worth};

impl Method {
    /// Shifted-beta-geometric model, most likely parameters.
    pub const SHIFTED_BETA_GEOMETRIC: Self = Self::new("shifted_beta_geometric", "shifted_beta_geometric");
    /// Beta-discrete-Weibull model, most likely parameters.
    pub const BETA_DISCRETE_WEIBULL: Self = Self::new("beta_discrete_weibull", "beta_discrete_weibull");
    /// Likelihood-ratio test of the shifted-beta-geometric model within the beta-discrete-Weibull model.
    pub const DURATION_DEPENDENCE: Self = Self::new("duration_dependence", "beta_discrete_weibull");
    /// Likelihood-ratio test of one churn rate for all within the shifted-beta-geometric model.
    pub const MIXED_TENURE: Self = Self::new("mixed_tenure", "one_over_churn");
    /// Pearson's test of one churn rate at all renewals.
    pub const RATES_ALIKE: Self = Self::new("rates_alike", "one_over_churn");
    /// One churn rate for everybody, as the limit of the shifted-beta-geometric model.
    pub const ONE_RATE: Self = Self::new("one_rate", "one_over_churn");
    /// Pearson's test whether what was seen could come from a fitted model of retention.
    pub const LACK_OF_FIT: Self = Self::new("lack_of_fit", "shifted_beta_geometric");
    /// What customers still pay when one churn rate is held to be true of all.
    pub const ONE_OVER_CHURN: Self = Self::new("one_over_churn", "one_over_churn");
}
