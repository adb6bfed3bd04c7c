//! `vaarwel verify`: is a receipt what was given out? It needs no data folder and no network.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use relationship::receipt::{Log, Witness, open};

use crate::failure::Advise as _;
use crate::say::say;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The receipt: the text with the seal under it
    receipt: PathBuf,
    /// The log of the chain; says besides whether the receipt stands in it
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

impl Arguments {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let name = self.receipt.display();
        let receipt = open(&read(&self.receipt)?)
            .with_context(|| format!("`{name}` is not a receipt as it was given out"))
            .hint("give the receipt from its first to its last line, as it was shown or mailed")?;
        let seal = &receipt.seal;
        say!("The receipt is as it was given out: number {} of the chain of {}", seal.place, seal.chain);
        say!("hash {}", seal.hash);
        let Some(path) = &self.log else { return Ok(()) };
        let log: Log =
            read(path)?.parse().with_context(|| format!("`{}` is not the log of a chain", path.display()))?;
        match log.witness(seal) {
            Witness::Stands => say!("It stands in the log, and the log of {} receipts is whole", log.places()),
            Witness::AnotherInItsPlace => bail!("the log has another receipt in place {}", seal.place),
            Witness::LogEndsAt { place } => {
                bail!("the log ends at place {place}; the receipt is number {}", seal.place)
            }
            Witness::AnotherChain => bail!("the log is of another chain than `{}`", seal.chain),
        }
        Ok(())
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))
}
