//! An outcome from covariates: straight lines and chances.
//!
//! [`Design`] holds the covariates, checked once; [`least_squares`] fits an outcome in numbers, [`logistic`] the chance of an
//! event, with standard errors of the model, robust ones, or by cluster; [`Penalty`] draws coefficients to 0, and
//! [`logistic_path`] and [`cross_validate`] find out how strongly.
//!
//! A fit that the data do not carry is `Err(Why)` inside `Ok`, and names the covariate that is to blame.

mod coefficient;
mod cross_validation;
mod design;
mod gram;
mod least_squares;
mod logistic;
mod penalty;
mod separation;
mod standard_error;

pub use coefficient::Coefficients;
pub use cross_validation::{CrossValidation, Folds, PathOptions, cross_validate, logistic_path};
pub use design::{Design, MAGNITUDE_MAX, WeightKind};
pub(crate) use design::{same_length, workable};
pub use least_squares::{LeastSquares, least_squares};
pub use logistic::{Logistic, LogisticOptions, expit, logistic};
pub use penalty::Penalty;
pub use standard_error::StandardErrors;
pub(crate) use standard_error::numbered;

use crate::method::Method;

impl Method {
    /// Ordinary and weighted least squares.
    pub const LEAST_SQUARES: Self = Self::new("least_squares", "least_squares");
    /// Logistic regression by maximum likelihood.
    pub const LOGISTIC: Self = Self::new("logistic", "logistic");
    /// Logistic regression under a ridge, lasso or elastic net.
    pub const LOGISTIC_PENALIZED: Self = Self::new("logistic_penalized", "logistic");
    /// Twice the difference of two log-likelihoods.
    pub const LIKELIHOOD_RATIO: Self = Self::new("likelihood_ratio", "logistic");
}
