//! The mathematics of retention: numbers in, estimates out.
//!
//! Nothing here has heard of a customer, reads a file or draws a number that no given seed decides. Counts or durations go in; a value with its
//! interval, its n and its method comes out, or the reason why the data do not say: see [`estimate`].
//!
//! | question | module |
//! | --- | --- |
//! | Which share left, how fast, with how much revenue? | [`rates`] |
//! | When do they leave? | [`survival`] |
//! | What drives it? | [`cox`] |
//! | For which reason? | [`competing`] |
//! | How many will stay? | [`staying`] |
//! | What are they worth? | [`buying`] |
//! | How do they move between states? | [`movement`] |
//! | Is it out of the ordinary, and did it change when something was done? | [`monitoring`] |
//! | Did it work, when chance chose who got it? | [`experiment`], [`multiple`] |
//! | Did it work, when somebody chose who got it? | [`observational`] |
//! | For whom does it work? | [`uplift`] |
//! | Who may leave or return? | [`predict`], [`regression`] |
//!
//! The methods of each, with the page that explains it, are in `docs/methods/README.md`.
//!
//! Public functions do not panic, and no number stands for "unknown".

#![expect(
    clippy::float_cmp,
    reason = "numbers are compared with the very value that was stored, or with an exact 0 or 1"
)]
#![expect(clippy::many_single_char_names, reason = "inside a formula the symbols of the source are the clearest names")]

pub mod buying;
pub mod checked;
pub mod competing;
pub mod cox;
pub mod error;
pub mod estimate;
pub mod experiment;
pub mod fitted;
mod linear;
pub mod method;
pub mod monitoring;
pub mod movement;
pub mod multiple;
mod numeric;
pub mod observational;
mod optimum;
pub mod predict;
pub mod rates;
pub mod regression;
pub mod staying;
pub mod survival;
mod trees;
pub mod uplift;
mod wide;

pub use checked::{Level, Probability, Proportion};
pub use error::StatsError;
pub use estimate::{Answer, Estimate, Interval, IntervalKind, Test, Tested, Why};
pub use fitted::{Fit, Fitted, Parameter};
pub use method::Method;
