//! The program: the command line, the wiring, the clock and chance.
//!
//! Every subcommand is a file with its arguments and a `run`. What they share stands in [`place`] (the data folder and
//! what is in it), [`chance`] (the clock, random numbers and ids, which nobody else may read), [`say`] (what a person
//! reads) and [`failure`] (what went wrong, and what to do).

mod activity;
mod answers;
mod ask;
mod chance;
mod chores;
mod cli;
mod compact;
mod deadline;
mod definition;
mod demo;
mod describe;
mod failure;
mod hook;
mod import;
mod key;
mod ladder;
mod letter;
mod link;
mod lint;
mod listening;
mod mail;
mod mapping_flags;
mod member;
mod office;
mod people;
mod person;
mod place;
mod points;
mod progress;
mod reasons;
mod report;
mod say;
mod serve;
mod simulate;
mod sql;
mod verify;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            failure::tell(&error);
            ExitCode::FAILURE
        }
    }
}
