//! Did it work, when somebody chose who got it: comparisons that chance did not draw.
//!
//! [`Study`] holds who was treated, what came of it and what was known beforehand. [`compare`] answers with every method at
//! once, with overlap, balance, the doubts that remain and the strength a hidden cause would need; the methods stand on
//! their own too. [`staggered`] is for groups that are treated one after the other and watched before and after.
//!
//! | method | rests on |
//! | --- | --- |
//! | [`weighting`], [`horvitz_thompson`] | the model of who is treated |
//! | [`regression_adjustment`] | the model of the outcome |
//! | [`doubly_robust`], [`cross_fitted`] | one of the two |
//! | [`matching`] | customers with the same chance to be treated being alike |
//! | [`entropy_balancing`] | weights that make the covariates equal on average |
//!
//! None of them sees what was not written down: an answer from here is never as good as one from a draw, and the
//! [E-value](e_value_of_ratio) says how far it could be wrong.

mod balance;
mod balancing;
mod compare;
mod cross_fit;
mod e_value;
mod effect;
mod estimator;
mod matching;
mod outcome_model;
mod overlap;
mod propensity;
pub mod staggered;
mod study;

pub use balance::{Balance, balance};
pub use balancing::{entropy_balancing, entropy_weights};
pub use compare::{Comparison, Doubt, Report, compare};
pub use cross_fit::cross_fitted;
pub use e_value::{
    EValue, e_value_of_hazard_ratio, e_value_of_odds_ratio, e_value_of_ratio, e_value_of_standardized_difference,
};
pub use effect::Effect;
pub use estimator::{difference_of_means, doubly_robust, horvitz_thompson, regression_adjustment, weighting};
pub use matching::{MatchOptions, Matched, matched, matching};
pub use outcome_model::OutcomeModel;
pub use overlap::{EFFECTIVE_MIN, NEAR_DEVIATIONS, OUTSIDE_ALWAYS, OUTSIDE_SHARE_MAX, Overlap, SCORE_BINS};
pub use propensity::Propensity;
pub use study::{Estimand, Study};

use crate::method::Method;

impl Method {
    /// The plain difference of means between treated and untreated.
    pub const NAIVE_DIFFERENCE: Self = Self::new("naive_difference", "observational");
    /// Weighting by the inverse of the chance, weights adding up to one (Hájek).
    pub const INVERSE_PROBABILITY: Self = Self::new("inverse_probability", "observational");
    /// Weighting by the inverse of the chance, weights as they come (Horvitz and Thompson).
    pub const HORVITZ_THOMPSON: Self = Self::new("horvitz_thompson", "observational");
    /// The outcome model of each arm, averaged.
    pub const REGRESSION_ADJUSTMENT: Self = Self::new("regression_adjustment", "observational");
    /// Augmented weighting: right when one of the two models is.
    pub const DOUBLY_ROBUST: Self = Self::new("doubly_robust", "observational");
    /// The same, with models that were fitted on other rows.
    pub const DOUBLY_ROBUST_CROSS_FITTED: Self = Self::new("doubly_robust_cross_fitted", "observational");
    /// The nearest neighbor on the score.
    pub const SCORE_MATCHING: Self = Self::new("score_matching", "observational");
    /// Weights that make the covariates equal on average.
    pub const ENTROPY_BALANCING: Self = Self::new("entropy_balancing", "observational");
    /// How strong a hidden cause would have to be.
    pub const E_VALUE: Self = Self::new("e_value", "e_value");
}
