//! As bg-nbd, where customers may leave at any moment.

use clap::Args;
use stats::buying::pareto_nbd;

use super::purchases::{Customers, Expected};
use crate::flags::Output;
use crate::{Outcome, StudyError};

/// As bg-nbd, where customers may leave at any moment (Pareto/NBD)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats pareto-nbd customers.csv --frequency x --recency t_x --age T --predict 2,30.43,38.86

Method: docs/methods/pareto_nbd.md")]
pub struct ParetoNbd {
    #[command(flatten)]
    customers: Customers,
    #[command(flatten)]
    expected: Expected,
    #[command(flatten)]
    pub(super) output: Output,
}

impl ParetoNbd {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read or a value is impossible.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let known = self.customers.read(None)?;
        let table = known.table()?;
        self.expected.outcome("pareto-nbd", level, &known, &table, &pareto_nbd(&table, level))
    }
}
