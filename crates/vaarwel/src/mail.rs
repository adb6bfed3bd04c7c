//! `vaarwel mail`: mail in and out.

mod check;
mod classify;
pub(crate) mod running;
pub(crate) mod settings;

use std::process::ExitCode;

use clap::{Args, Subcommand};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sign in to the mail servers of the settings and say what was found
    Check(check::Arguments),
    /// Say of each mail what it asks for, from when, for whom, and whether a person must look
    Classify(classify::Arguments),
}

impl Arguments {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Check(it) => it.run().map(|()| ExitCode::SUCCESS),
            Command::Classify(it) => Ok(it.run()),
        }
    }
}
