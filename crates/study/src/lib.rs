//! One method of `stats` on one file: columns in, an answer out, without import.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`flags`] | the options that the methods share |
//! | [`frame`] | a file as columns of numbers, yes and no, and names |
//! | [`draw`] | drawing the customers of a file, and how many to leave alone |
//! | [`measure`] | every activity of a file: what it did, and what may be said about it |
//! | [`methods`] | one file per method: its options, and its answer; how to add one |
//! | [`answer`] | the forms an answer takes: JSON, and tables for people |
//! | [`outcome`] | an answer with its warnings and its picture |
//! | [`error`] | why there is no answer |
//!
//! The command `vaarwel stats` embeds [`Stats`], `vaarwel measure` embeds [`MeasureCommand`] and prints what [`Stats::run`] gives; everything else is here.

#![expect(
    clippy::float_cmp,
    reason = "a number is compared with its own whole part, or with the very value that was asked for"
)]
#![expect(clippy::doc_markdown, reason = "the comments of options are the help people read in a terminal")]
#![expect(clippy::format_push_string, reason = "texts for people are built once, and read better so")]
#![expect(clippy::struct_field_names, reason = "a field is called as the option it holds")]

pub mod answer;
pub mod draw;
pub mod error;
pub mod flags;
pub mod frame;
pub mod measure;
pub mod methods;
pub mod outcome;

use std::ffi::OsString;

use clap::{Args, CommandFactory, FromArgMatches, Parser};

pub use error::StudyError;
pub use measure::MeasureCommand;
pub use methods::{Stats, StatsCommand};
pub use outcome::Outcome;

/// What `vaarwel stats` with these words would print: the method, the file, the options.
///
/// # Errors
/// When the words are no command, the file cannot be read, or the method refuses.
pub fn run<I, T>(words: I) -> Result<String, StudyError>
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    parsed("vaarwel stats", words, Stats::run)
}

/// A command without the program around it: its words, parsed and run.
#[derive(Parser)]
#[command(disable_help_subcommand = true, max_term_width = 110)]
struct Program<C: Args> {
    #[command(flatten)]
    command: C,
}

fn parsed<C, I, T>(
    name: &'static str,
    words: I,
    run: impl Fn(&C) -> Result<String, StudyError>,
) -> Result<String, StudyError>
where
    C: Args,
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    match command(name, words) {
        Ok(command) => run(&command),
        Err(StudyError::Usage(help)) if !help.use_stderr() => Ok(help.to_string()),
        Err(error) => Err(error),
    }
}

/// A command from its words.
fn command<C, I, T>(name: &'static str, words: I) -> Result<C, StudyError>
where
    C: Args,
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let words = std::iter::once(OsString::from(name)).chain(words.into_iter().map(Into::into));
    let matches = Program::<C>::command().name(name).try_get_matches_from(words)?;
    Ok(Program::<C>::from_arg_matches(&matches)?.command)
}
