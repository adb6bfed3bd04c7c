//! Results against R, the Python peers and published tables, to the digits they give.
//!
//! The data sets stand beside this file as counts per distinct duration. Tests on larger data read them from a folder
//! beside the project and say so when it is absent.

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
mod shared;
mod staying;
mod uplift;
