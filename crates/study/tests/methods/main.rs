//! Each method through the words a person types: one file per method.
#![expect(clippy::unwrap_used, reason = "in a test a failure is the message")]
#![expect(clippy::format_collect, clippy::format_push_string, reason = "tables are written row by row")]

mod apart;
mod bad_input;
mod causes_and_moves;
mod cox;
mod documents;
mod drawing;
mod experiment;
mod frame;
mod kaplan_meier;
mod measure;
mod measure_files;
mod measure_odd_worlds;
mod measure_worlds;
mod observational;
mod pictures;
mod predict;
mod purchases;
mod rates;
mod registered;
mod registered_money;
mod retention;
mod support;
mod survival;
mod target;
mod traps;
mod uplift;
