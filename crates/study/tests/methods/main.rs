//! Each method through the words a person types: one file per method.
#![expect(clippy::format_collect, reason = "tables of a few rows")]

mod bad_input;
mod kaplan_meier;
#[expect(dead_code, reason = "methods without a file come after those with one")]
mod support;
