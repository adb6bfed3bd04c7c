//! The fictional company Fietsplan: bicycles by the month in Utrecht.
//!
//! Two things live here. [`world`] is a handful of people with a name and a story, for tests. [`simulate`] writes the
//! files of a whole firm whose every chance is known, so that a report can be held against the truth:
//!
//! | module | what it says |
//! | --- | --- |
//! | [`parameters`] | every number the firm is made of, in one file |
//! | `customer` | who joins, when, with which traits |
//! | `life` | one customer, month by month |
//! | [`truth`] | what the activities really did, and every count a report should find |
//! | [`simulate`] | all customers, written as the files a firm would export |
//! | [`bulk`] | plain events by the million, for measurements of speed |

pub mod bulk;
mod customer;
mod life;
pub mod parameters;
mod row;
pub mod simulate;
pub mod truth;
pub mod world;

pub use parameters::{Parameters, ParametersError};
pub use simulate::{Request, SimulateError, Summary, simulate};
