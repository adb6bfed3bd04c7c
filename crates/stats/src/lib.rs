//! The mathematics of retention: numbers in, estimates out.
//!
//! Nothing here has heard of a customer, reads a file or draws a random number. Counts or durations go in; a value with its
//! interval, its n and its method comes out, or the reason why the data do not say: see [`estimate`].
//!
//! | question | method | page in `docs/methods/` |
//! | --- | --- | --- |
//! | Which share left? | [`rates::wilson`] | `wilson.md` |
//! | Which share left, with a level that never breaks? | [`rates::clopper_pearson`] | `clopper_pearson.md` |
//! | By how much do two shares differ? | [`rates::newcombe_difference`], [`rates::miettinen_nurminen_difference`] | `newcombe.md`, `miettinen_nurminen.md` |
//! | Could two shares be the same? | [`rates::pooled_proportions_test`] | `pooled_proportions.md` |
//! | How many leave per month at risk? | [`rates::person_time_rate`] | `person_time.md` |
//! | What does a monthly share come to in a year? | [`rates::annualized`] | `annualized.md` |
//! | Which share of the revenue went? | [`rates::weighted_share`] | `weighted_share.md` |
//! | How much revenue is there now of what there was? | [`rates::ratio_of_sums`] | `ratio_of_sums.md` |
//! | Who is still here after so many months? | [`survival::kaplan_meier`], [`survival::Curve::at`] | `kaplan_meier.md` |
//! | When have half left? | [`survival::Curve::median`], [`survival::Curve::quantile`] | `survival_quantile.md` |
//! | How long do they stay on average, up to a horizon? | [`survival::restricted_mean`] | `restricted_mean.md` |
//! | By how many months do two groups differ? | [`survival::restricted_mean_difference`] | `restricted_mean.md` |
//! | When is the hazard of leaving high? | [`survival::nelson_aalen`] | `nelson_aalen.md` |
//! | Do groups leave at different speeds? | [`survival::log_rank`], [`survival::log_rank_stratified`] | `log_rank.md` |
//! | Which of several groups differ? | [`survival::log_rank_pairs`], [`multiple::adjust`] | `multiple_comparisons.md` |
//!
//! Public functions do not panic, and no number stands for "unknown".

#![expect(
    clippy::float_cmp,
    reason = "numbers are compared with the very value that was stored, or with an exact 0 or 1"
)]
#![expect(clippy::many_single_char_names, reason = "inside a formula the symbols of the source are the clearest names")]

pub mod checked;
pub mod error;
pub mod estimate;
pub mod method;
pub mod multiple;
mod numeric;
pub mod rates;
pub mod survival;

pub use checked::{Level, Probability, Proportion};
pub use error::StatsError;
pub use estimate::{Answer, Estimate, Interval, IntervalKind, Test, Tested, Why};
pub use method::Method;
