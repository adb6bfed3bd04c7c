//! What holds for all inputs: order, unit, weights and form of the data make no difference.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::float_cmp, reason = "these numbers are equal to the last bit or wrong")]

mod buying;
mod competing;
mod cox;
mod experiment;
mod monitoring;
mod movement;
mod observational;
mod predict;
mod rates_and_survival;
mod regression;
mod staying;
mod uplift;
