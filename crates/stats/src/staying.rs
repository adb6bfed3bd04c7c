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
mod projection;
mod remaining;
mod renewals;
mod worth;

pub(crate) use beta_geometric::above_zero;
pub use beta_geometric::{BetaGeometric, shifted_beta_geometric};
pub use beta_weibull::{BetaWeibull, beta_discrete_weibull, changes_with_time};
pub use one_over_churn::{OneOverChurn, one_over_churn};
pub use projection::Retention;
pub use renewals::{Cohort, Renewal, Renewals};
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
    /// What customers still pay when one churn rate is held to be true of all.
    pub const ONE_OVER_CHURN: Self = Self::new("one_over_churn", "one_over_churn");
}
