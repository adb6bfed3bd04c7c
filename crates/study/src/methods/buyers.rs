//! Who still buys, where nobody says that they left: four models of one shape.

use clap::Args;
use stats::buying::{bg_bb, bg_nbd, mbg_nbd, pareto_nbd};

use super::purchases::{Customers, Expected};
use crate::flags::{By, Output};
use crate::{Outcome, StudyError};

/// The options of each model, and its answer.
macro_rules! models {
    ($($(#[$about:meta])+ $name:ident, $word:literal: $fit:expr;)+) => {$(
        #[derive(Args, Debug, Clone)]
        $(#[$about])+
        pub struct $name {
            #[command(flatten)]
            customers: Customers,
            #[command(flatten)]
            by: By,
            #[command(flatten)]
            expected: Expected,
            #[command(flatten)]
            pub(super) output: Output,
        }

        grouped!($name, customers.input);

        impl $name {
            fn whole(&self) -> Result<Outcome, StudyError> {
                let known = self.customers.read(None)?;
                let (table, level) = (known.table()?, self.output.level);
                self.expected.outcome($word, level, &known, &table, &($fit)(&table, level)?)
            }
        }
    )+};
}

models! {
    /// Who still buys, and how often they will, where they may leave after a purchase (BG/NBD)
    #[command(after_help = "\
Example:
  vaarwel stats bg-nbd customers.csv --frequency x --recency t_x --age T --horizon 39

Method: docs/methods/bg_nbd.md")]
    BgNbd, "bg-nbd": |table, level| Ok::<_, StudyError>(bg_nbd(table, level));

    /// As bg-nbd, where customers may also leave right after the first purchase (MBG/NBD)
    #[command(after_help = "\
Example:
  vaarwel stats mbg-nbd purchases.csv --id customer --at day --until 2025-12-31

Method: docs/methods/mbg_nbd.md")]
    MbgNbd, "mbg-nbd": |table, level| Ok::<_, StudyError>(mbg_nbd(table, level));

    /// As bg-nbd, where customers may leave at any moment (Pareto/NBD)
    #[command(after_help = "\
Example:
  vaarwel stats pareto-nbd customers.csv --frequency x --recency t_x --age T --predict 2,30.43,38.86

Method: docs/methods/pareto_nbd.md")]
    ParetoNbd, "pareto-nbd": |table, level| Ok::<_, StudyError>(pareto_nbd(table, level));

    /// Who still buys, where there is one chance to buy per period (BG/BB)
    #[command(after_help = "\
Example:
  vaarwel stats bg-bb donors.csv --frequency gifts --recency last_year --age years --horizon 5

Method: docs/methods/bg_bb.md")]
    BgBb, "bg-bb": bg_bb;
}
