//! `vaarwel mail`: mail in and out.

mod check;
pub(crate) mod settings;

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
}

impl Arguments {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Check(it) => it.run(),
        }
    }
}
