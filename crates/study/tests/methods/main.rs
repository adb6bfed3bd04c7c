//! Each method through the words a person types: one file per method.
#![expect(clippy::unwrap_used, reason = "in a test a failure is the message")]
#![expect(clippy::format_collect, reason = "tables of a few rows")]

mod bad_input;
mod kaplan_meier;
mod rates;
mod support;
mod survival;
