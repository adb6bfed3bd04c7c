//! Trees over binned features: what the uplift forest, its peers and boosted trees stand on.
//!
//! A feature is cut once into at most 255 quantile bins, after which a row is a handful of bytes and a split is a scan over
//! a histogram of a few hundred cells, whatever the number of rows.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rows are counted in u32, labels need no more than f32, and a share of a count lies within the count"
)]

pub(crate) mod bins;
pub(crate) mod forest;
pub(crate) mod grow;
pub(crate) mod sample;
pub(crate) mod tree;
