//! Who still buys, and how often they will, where they may leave after a purchase.

use clap::Args;
use stats::buying::bg_nbd;

use super::purchases::{Customers, Expected};
use crate::flags::Output;
use crate::{Outcome, StudyError};

/// Who still buys, and how often they will, where they may leave after a purchase (BG/NBD)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats bg-nbd customers.csv --frequency x --recency t_x --age T --horizon 39

Method: docs/methods/bg_nbd.md")]
pub struct BgNbd {
    #[command(flatten)]
    customers: Customers,
    #[command(flatten)]
    expected: Expected,
    #[command(flatten)]
    pub(super) output: Output,
}

impl BgNbd {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read or a value is impossible.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let known = self.customers.read(None)?;
        let table = known.table()?;
        self.expected.outcome("bg-nbd", level, &known, &table, &bg_nbd(&table, level))
    }
}
