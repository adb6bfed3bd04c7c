//! Which share left, how fast they leave, how much revenue went with them, and how two groups differ.

mod annualized;
mod difference;
mod person_time;
mod proportion;
mod ratio;

pub use annualized::annualized;
pub(crate) use proportion::exact_bounds;

pub use difference::{miettinen_nurminen_difference, newcombe_difference, pooled_proportions_test};
pub use person_time::person_time_rate;
pub use proportion::{clopper_pearson, wilson};
pub use ratio::{RatioSums, SUM_MAX, ratio_of_sums, weighted_share};
