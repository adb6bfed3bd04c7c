//! As bg-nbd, where customers may also leave right after the first purchase.

use clap::Args;
use stats::buying::mbg_nbd;

use super::purchases::{Customers, Expected};
use crate::flags::Output;
use crate::{Outcome, StudyError};

/// As bg-nbd, where customers may also leave right after the first purchase (MBG/NBD)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats mbg-nbd purchases.csv --id customer --at day --until 2025-12-31

Method: docs/methods/mbg_nbd.md")]
pub struct MbgNbd {
    #[command(flatten)]
    customers: Customers,
    #[command(flatten)]
    expected: Expected,
    #[command(flatten)]
    pub(super) output: Output,
}

impl MbgNbd {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read or a value is impossible.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let known = self.customers.read(None)?;
        let table = known.table()?;
        self.expected.outcome("mbg-nbd", level, &known, &table, &mbg_nbd(&table, level))
    }
}
