//! For whom does it work.
//!
//! | question | start here |
//! | --- | --- |
//! | How does the effect differ between customers? | [`UpliftModel`](learner::UpliftModel), [`UpliftForest`](forest::UpliftForest) |
//! | Does a score rank them by effect? | [`qini`](qini::qini()) |
//! | Do predicted effects come true? | [`calibration`](calibration::calibration()) |
//! | Whom to treat, and does it pay? | [`budget_curve`](policy::budget_curve) |
//! | How many are persuadable, how many are harmed? | [`four_cells`](cells::four_cells) |
//!
//! A model is learned from some customers and judged on others, with the [`Signals`] of those.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rows are counted in u32, and a trial has no more; a share of a count lies within the count"
)]

pub mod calibration;
pub mod cells;
mod effects;
pub mod forest;
pub mod learner;
mod mean_model;
pub mod policy;
mod propensity;
pub mod qini;
mod signals;
mod trial;

pub use effects::Effects;
pub use propensity::{OUTSIDE_SHARE_MAX, PROPENSITY_MARGIN, Propensity};
pub use signals::Signals;
pub use trial::{Expected, Trial};

use propensity::{Propensities, PropensityModel};
