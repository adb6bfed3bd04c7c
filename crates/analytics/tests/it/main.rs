//! The reports over small companies that can be checked by hand, and over public data where those are at hand.

mod churn;
mod cohorts;
mod company;
mod golden;
mod grown;
mod lives;
mod reasons;
mod sql;
mod survival;
mod unsettled;
