//! What drives it: proportional hazards.
//!
//! [`cox`] fits the model and gives a [`Cox`]: coefficients and hazard ratios with their intervals, three tests of the whole,
//! survival for given covariates, residuals, the test of proportional hazards, and how well it ranks and predicts.

use std::str::FromStr;

use crate::StatsError;
use crate::checked::Level;
use crate::method::Method;

mod blocks;
mod brier;
mod concordance;
mod exact;
mod fit;
mod leakage;
mod likelihood;
pub(crate) mod newton;
mod prediction;
mod proportional;
mod residuals;
mod risk;
mod robust;
mod rows;
mod scan;
mod standard;
mod weighted;

pub use brier::{Brier, BrierPoint, brier_score};
pub use concordance::{Concordance, TimeWeights, concordance};
pub use fit::{Coefficient, Cox, Fitted, cox};
pub use leakage::{Leakage, SUSPECT_DEPARTURES_MIN, SUSPECT_FROM, leakage};
pub use prediction::{Predicted, PredictedPoint};
pub use proportional::{Proportionality, TimeScale};
pub use residuals::Schoenfeld;
pub use rows::{Design, ROWS_MAX, Rows};

impl Method {
    /// Cox regression with ties by Efron.
    pub const COX_EFRON: Self = Self::new("cox_efron", "cox");
    /// Cox regression with ties by Breslow.
    pub const COX_BRESLOW: Self = Self::new("cox_breslow", "cox");
    /// Cox regression with the exact partial likelihood of tied departures.
    pub const COX_EXACT: Self = Self::new("cox_exact", "cox");
    /// Cox regression with coefficients drawn towards 0.
    pub const COX_PENALIZED: Self = Self::new("cox_penalized", "cox");
    /// Survival for given covariates from a Cox regression.
    pub const COX_SURVIVAL: Self = Self::new("cox_survival", "cox_survival");
    /// Score test of proportional hazards.
    pub const PROPORTIONAL_HAZARDS: Self = Self::new("proportional_hazards", "proportional_hazards");
    /// Concordance of Harrell.
    pub const CONCORDANCE_HARRELL: Self = Self::new("concordance_harrell", "concordance");
    /// Concordance of Uno, weighted by the inverse chance of being watched.
    pub const CONCORDANCE_UNO: Self = Self::new("concordance_uno", "concordance");
    /// Brier score of survival predictions, weighted by the inverse chance of being watched.
    pub const BRIER_CENSORED: Self = Self::new("brier_censored", "brier_censored");
}

/// What to do when several leave at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TieMethod {
    /// Efron's approximation: close to exact as long as few of those at risk leave at once. The default, also of R.
    #[default]
    Efron,
    /// Breslow's: everybody who leaves at a time counts as at risk for each of them; draws coefficients towards 0.
    Breslow,
    /// The chance that, of those at risk, just these left: for durations that are truly discrete.
    Exact,
}

impl TieMethod {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Efron, Self::Breslow, Self::Exact];

    /// The word used on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Efron => "efron",
            Self::Breslow => "breslow",
            Self::Exact => "exact",
        }
    }
}

impl FromStr for TieMethod {
    type Err = StatsError;

    fn from_str(given: &str) -> Result<Self, StatsError> {
        Self::ALL.into_iter().find(|it| it.word() == given).ok_or_else(|| StatsError::UnknownWord {
            what: "way to treat ties",
            given: given.to_owned(),
            allowed: "`efron`, `breslow`, `exact`",
        })
    }
}

/// How strongly coefficients are drawn towards 0.
///
/// From the log-likelihood is taken n · `strength` · ((1 − `absolute_share`)/2 · Σ (sⱼ βⱼ)² + `absolute_share` · Σ |sⱼ βⱼ|), with
/// n rows and sⱼ the standard deviation of covariate j (n − 1 in its denominator): the scale of lifelines, of which
/// `penalizer` is the strength and `l1_ratio` the share.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Penalty {
    /// 0 draws not at all.
    pub strength: f64,
    /// Which share of it is on absolute values, which sets coefficients to exactly 0, instead of on squares; from 0 to 1.
    pub absolute_share: f64,
}

impl Penalty {
    fn check(self) -> Result<(), StatsError> {
        if !(self.strength.is_finite() && self.strength >= 0.0) {
            let allowed = "a finite number of at least 0";
            return Err(StatsError::OutOfRange { name: "penalty", allowed, given: self.strength });
        }
        if !(0.0..=1.0).contains(&self.absolute_share) {
            let allowed = "from 0 to 1";
            return Err(StatsError::OutOfRange { name: "absolute_share", allowed, given: self.absolute_share });
        }
        Ok(())
    }
}

/// Choices of a fit. The default is Efron's ties, no penalty, standard errors from the information, and 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CoxOptions {
    /// What to do with ties.
    pub ties: TieMethod,
    /// How strongly coefficients are drawn towards 0.
    pub penalty: Penalty,
    /// Whether standard errors should hold also where the model does not: from the residuals instead of the information.
    /// Clusters ask for it by themselves, and so do weights of which one is no whole number: these count nobody, and the errors
    /// of the model would depend on their unit.
    pub robust: bool,
    /// The level of all intervals.
    pub level: Level,
}
