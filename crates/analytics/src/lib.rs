//! The reports: questions over spells, answered with DataFusion and our mathematics.
//!
//! A [`report::Question`] goes in, a [`report::Report`] comes out, both of a crate that knows no engine: the console, the
//! API and the command line all call [`report::Answers::report`], so the same question has the same answer everywhere. Each report
//! is one SQL text that counts, or a pass over the files that counts the same faster, and a few formulas of `stats` that turn
//! counts into estimates. Read the modules in this order:
//!
//! | module | what it says |
//! | --- | --- |
//! | [`sources`] | where the spells and facts lie, and what is known about them |
//! | [`engine`] | the DataFusion session: threads, memory, spilling, and what is kept warm |
//! | [`functions`] | the words our SQL adds: periods, prices in force, kinds of leaving |
//! | [`grouping`] | traits and filters as SQL |
//! | `tally` | spells counted from their files, without the engine |
//! | `unsettled` | the days of which nobody can tell yet who left in them |
//! | [`values`] | which values the traits have |
//! | [`churn`] | who leaves: customers, time, revenue, kinds |
//! | [`cohorts`] | who stays: the retention triangle |
//! | [`survival`] | when they leave: Kaplan-Meier per group |
//! | [`reasons`] | why they leave: shares beside the silence of those who did not say |
//! | `kept` | which facts there are: what a report can know at all |
//! | [`silent`] | who may be leaving without a word, by which sign, and how right such signs were |
//! | [`precursors`] | what goes before leaving, as hazard ratios |
//! | [`value`] | what customers are worth and what leaving costs, in the company's own money |
//! | [`loyalty`] | whether the most content stay longer, buy more and bring others |
//! | [`sql`] | the analyst's door: read only, with limits |

pub mod churn;
pub mod cohorts;
pub mod engine;
pub mod functions;
pub mod grouping;
mod kept;
pub mod loyalty;
pub mod numbers;
pub mod precursors;
pub mod reasons;
pub mod silent;
pub mod sources;
pub mod sql;
pub mod survival;
mod tally;
mod unsettled;
pub mod value;
pub mod values;
mod whole;

pub use cohorts::CountedActivity;
pub use engine::{Analytics, Limits};
pub use sources::{Sources, Trait, TraitKind};
pub use sql::SqlAnswer;
