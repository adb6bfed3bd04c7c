//! When do they leave: durations, of which some have not ended yet.
//!
//! Everything starts from a [`LifeTable`]: one row per distinct duration with how many left and how many were last seen
//! then. It is built from counts, which a database makes of ten million customers in a moment, or from single durations.

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
pub use life_table::{Counts, LifeTable, Observation, Row};
pub use log_rank::{GroupTally, LogRank, Pair, Weighting, log_rank, log_rank_pairs, log_rank_stratified};
pub use nelson_aalen::{CumulativeHazard, HazardPoint, Ties, nelson_aalen};
pub use restricted_mean::{restricted_mean, restricted_mean_difference};
