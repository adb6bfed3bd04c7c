//! Trees over binned features: what the uplift forest, its peers and boosted trees stand on.
//!
//! A feature is cut once into at most 255 quantile bins, after which a row is a handful of bytes and a split is a scan over
//! a histogram of a few hundred cells, whatever the number of rows.

#[cfg_attr(not(test), expect(dead_code, reason = "the forest that stands on it follows"))]
pub(crate) mod bins;
