//! Who may leave or return: chances from traits, and whether they can be believed.
//!
//! | question | here |
//! | --- | --- |
//! | How likely is it, given traits? | [`Learner`], on [logistic regression](crate::regression) or [`Boosted`] trees |
//! | How well for customers that the model has not seen? | [`out_of_fold`], [`judge`] |
//! | Are they put in the right order? | [`auc`], [`average_precision`], [`gains`] |
//! | Do 30 of 100 leave who were given 30 %? | [`calibration`], [`brier`], [`log_loss`] |
//! | How to set chances right? | [`Recalibration`] |
//! | Which traits does the model use, and for this customer? | [`importance`], [`Attributions`] |
//! | Does a trait know the outcome? | [`leakage`] |
//! | Is the model still about the same customers? | [`drift`] |
//!
//! A chance of leaving says who leaves, not who stays because of what is done: those with the highest chance are often the
//! ones that nothing keeps. To choose whom to treat use [`uplift`](crate::uplift). These models are for forecasts of how
//! many, for finding out which traits go with leaving, and as the working models of other methods.

mod attributions;
mod boost;
mod calibration;
mod drift;
mod evaluation;
mod importance;
mod leakage;
mod learner;
mod loss;
mod ranking;
mod recalibration;
mod runs;

pub use attributions::Attributions;
pub use boost::{Boosted, Boosting, Direction, Loss};
pub use calibration::{Binning, Calibration, CalibrationBin, calibration};
pub use drift::{Band, CLASSES_OF_NUMBERS, Drift, categorical_drift, drift, drift_in, kolmogorov_smirnov};
pub use evaluation::{Judgment, OutOfFold, Split, judge, out_of_fold};
pub use importance::{Importance, Shuffling, importance};
pub use leakage::{LEAK_EVENTS_MIN, LEAK_FROM, Leak, leakage};
pub use learner::{Classifier, Learner};
pub(crate) use loss::within_shares;
pub use loss::{Brier, brier, log_loss};
pub use ranking::{Gain, auc, auc_difference, average_precision, gains};
pub use recalibration::{Recalibration, Recalibrator};

use crate::method::Method;

impl Method {
    /// Chances from gradient-boosted trees.
    pub const BOOSTED_TREES: Self = Self::new("boosted_trees", "boosted_trees");
    /// The area under the curve of right and wrong alarms, with the interval of `DeLong` on the logit scale.
    pub const AUC: Self = Self::new("auc", "ranking");
    /// The difference of two such areas on the same rows.
    pub const AUC_DIFFERENCE: Self = Self::new("auc_difference", "ranking");
    /// The area from pairs that do not share a row, where every pair is in the right order.
    pub const AUC_EXACT_BOUND: Self = Self::new("auc_exact_bound", "ranking");
    /// The mean precision over the events.
    pub const AVERAGE_PRECISION: Self = Self::new("average_precision", "ranking");
    /// Minus the mean logarithm of the chance that was given to what happened.
    pub const LOG_LOSS: Self = Self::new("log_loss", "chances");
    /// The mean square of chance minus outcome.
    pub const BRIER: Self = Self::new("brier", "chances");
    /// Observed minus predicted share.
    pub const CALIBRATION_IN_THE_LARGE: Self = Self::new("calibration_in_the_large", "chances");
    /// The slope of the outcome on the log-odds that were given.
    pub const CALIBRATION_SLOPE: Self = Self::new("calibration_slope", "chances");
    /// Spiegelhalter's test that the chances are right.
    pub const SPIEGELHALTER: Self = Self::new("spiegelhalter", "chances");
    /// What shuffling a trait adds to the log loss.
    pub const PERMUTATION_IMPORTANCE: Self = Self::new("permutation_importance", "attributions");
    /// The stability index of a trait, as a test of "nothing moved".
    pub const STABILITY_INDEX: Self = Self::new("stability_index", "drift");
    /// The largest distance of two distributions.
    pub const KOLMOGOROV_SMIRNOV: Self = Self::new("kolmogorov_smirnov", "drift");
}
