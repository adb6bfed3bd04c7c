//! What can be typed after `vaarwel`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::place::{Bytes, Place};
use crate::say::write;

const EXAMPLES: &str = "\
Begin like this:
  vaarwel demo                                        a simulated company, in the browser
  vaarwel describe customers.csv                      which column is what? prints the import command
  vaarwel import customers.csv --as customers --id customerID --tenure tenure --left Churn=Yes
  vaarwel report churn --by Contract                  who leaves
  vaarwel serve                                       the same in the browser";

/// Leave well, learn why, and know what every retention activity really did.
#[derive(Parser)]
#[command(name = "vaarwel", version, about, after_help = EXAMPLES, disable_help_subcommand = true)]
#[command(arg_required_else_help = true, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes stands below what is its own.
const SHARED: &str = "Of every command";

#[derive(Args)]
struct Shared {
    /// The data folder: one folder is one company [default: ./vaarwel-data]
    #[arg(long, global = true, value_name = "DIR", env = "VAARWEL_DATA", hide_env_values = true, help_heading = SHARED)]
    data: Option<PathBuf>,
    /// Keep members, settings and the newest facts in this PostgreSQL database instead of in the data folder
    #[arg(long, global = true, value_name = "URL", env = "VAARWEL_STORE_URL", hide_env_values = true, help_heading = SHARED)]
    store_url: Option<String>,
    /// Memory to use for imports and reports, such as 800MB; what needs more is spilled to disk
    #[arg(long, global = true, value_name = "SIZE", env = "VAARWEL_MEMORY_LIMIT", hide_env_values = true, help_heading = SHARED)]
    memory_limit: Option<Bytes>,
}

#[derive(Subcommand)]
enum Command {
    /// Start a simulated company and open it in the browser
    Demo(crate::demo::Arguments),
    /// Look at a file and propose what its columns mean
    Describe(crate::describe::Arguments),
    /// Read a file of customers, contracts or events into the data folder
    Import(crate::import::Arguments),
    /// Who leaves, who stays, when and why
    Report(crate::report::Arguments),
    /// One method of statistics on one file, without import: survival, effects, forecasts
    Stats(study::Stats),
    /// What each retention activity of a file really did, and what may be said about it
    Measure(Box<study::MeasureCommand>),
    /// The register of what is done to keep customers, and drawing who gets it
    Activity(crate::activity::Arguments),
    /// Ask the facts, spells and customers a question in SQL
    Sql(crate::sql::Arguments),
    /// What counts as leaving: show or change it
    Definition(crate::definition::Arguments),
    /// What the company's own words for reasons mean
    Reasons(crate::reasons::Arguments),
    /// Serve the console and the API
    Serve(crate::serve::Arguments),
    /// Make links to a short survey, for customers from a file
    Ask(crate::ask::Arguments),
    /// What customers answered, and how many of those who were asked
    Answers(crate::answers::Arguments),
    /// Where customers stand in five colors, how they moved, and the two boards
    Ladder(crate::ladder::Arguments),
    /// Action points: what customers said becomes work
    Points(crate::points::Arguments),
    /// One page about a month: who left and why, what moved, the one thing to do
    Letter(crate::letter::Arguments),
    /// Everything about one person: a copy for them, or gone
    Person(crate::person::Arguments),
    /// Programs that are told of changes
    Hook(crate::hook::Arguments),
    /// People who sign in to the console
    Member(crate::member::Arguments),
    /// Keys with which programs use the API
    Key(crate::key::Arguments),
    /// What the company tells of its customers, so that leavers are recognized
    People(crate::people::Arguments),
    /// Links by which a customer is recognized without typing
    Link(crate::link::Arguments),
    /// Move the newest facts into the ledger and bring small files together
    Compact(crate::compact::Arguments),
    /// What in a leave flow makes leaving hard, and by which rule
    Lint(crate::lint::Arguments),
    /// When a contract ends after a notice, and until when somebody may change their mind
    Deadline(crate::deadline::Arguments),
    /// Mail in and out: what a mail asks for, check the settings
    Mail(crate::mail::Arguments),
    /// Check a receipt of a request to leave
    Verify(crate::verify::Arguments),
    /// Write the files of a simulated company whose truth is known
    Simulate(crate::simulate::Arguments),
}

impl Cli {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let Shared { data, store_url, memory_limit } = self.shared;
        let place = Place::new(data, store_url, memory_limit);
        let done = match self.command {
            Command::Demo(it) => it.run(place),
            Command::Describe(it) => it.run(),
            Command::Import(it) => it.run(&place),
            Command::Report(it) => it.run(&place),
            Command::Stats(it) => {
                write(format_args!("{}", it.run()?));
                Ok(())
            }
            Command::Measure(it) => {
                write(format_args!("{}", it.run()?));
                Ok(())
            }
            Command::Activity(it) => it.run(&place),
            Command::Sql(it) => it.run(&place),
            Command::Definition(it) => it.run(&place),
            Command::Reasons(it) => it.run(&place),
            Command::Serve(it) => it.run(&place),
            Command::Ask(it) => it.run(&place),
            Command::Answers(it) => it.run(&place),
            Command::Ladder(it) => it.run(&place),
            Command::Points(it) => it.run(&place),
            Command::Letter(it) => it.run(&place),
            Command::Person(it) => it.run(&place),
            Command::Hook(it) => it.run(&place),
            Command::Member(it) => it.run(&place),
            Command::Key(it) => it.run(&place),
            Command::People(it) => it.run(&place),
            Command::Link(it) => it.run(&place),
            Command::Compact(it) => it.run(&place),
            Command::Lint(it) => return it.run(),
            Command::Deadline(it) => it.run(),
            Command::Mail(it) => return it.run(),
            Command::Verify(it) => it.run(),
            Command::Simulate(it) => it.run(),
        };
        done.map(|()| ExitCode::SUCCESS)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn no_two_options_are_in_each_others_way() {
        super::Cli::command().debug_assert();
    }
}
