//! Who still buys, where there is one chance to buy per period.

use clap::Args;
use stats::buying::bg_bb;

use super::purchases::{Customers, Expected};
use crate::flags::Output;
use crate::{Outcome, StudyError};

/// Who still buys, where there is one chance to buy per period (BG/BB)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats bg-bb donors.csv --frequency gifts --recency last_year --age years --horizon 5

Method: docs/methods/bg_bb.md")]
pub struct BgBb {
    #[command(flatten)]
    customers: Customers,
    #[command(flatten)]
    expected: Expected,
    #[command(flatten)]
    pub(super) output: Output,
}

impl BgBb {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read or a value is impossible.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let known = self.customers.read(None)?;
        let table = known.table()?;
        self.expected.outcome("bg-bb", level, &known, &table, &bg_bb(&table, level)?)
    }
}
