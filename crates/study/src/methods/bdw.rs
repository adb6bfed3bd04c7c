//! How many will stay, where customers differ and change.

use clap::Args;
use stats::staying::{beta_discrete_weibull, changes_with_time, shifted_beta_geometric};
use stats::{Tested, Why};

use super::survivors::{Survivors, warn_of_lack_of_fit};
use crate::answer::{test_sentence, tested_json};
use crate::flags::{By, Output};
use crate::{Outcome, StudyError};

/// As sbg, where each customer's chance to leave may rise or fall with time (beta-discrete-Weibull)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Examples:
  vaarwel stats bdw --survivors 1000,869,743,653,593,551 --project 12 --discount 0.1
  vaarwel stats bdw cohorts.csv --cohort year --renewals renewal --survivors customers

Method: docs/methods/beta_discrete_weibull.md")]
pub struct Bdw {
    #[command(flatten)]
    survivors: Survivors,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(Bdw, may survivors.input);

impl Bdw {
    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let counted = self.survivors.counted()?;
        let fitted = beta_discrete_weibull(&counted.renewals, level);
        let outcome = self.survivors.outcome("bdw", level, &counted, &fitted)?;
        let unchanging = shifted_beta_geometric(&counted.renewals, level);
        let test = match (unchanging.known(), fitted.known()) {
            (Some(unchanging), Some(changing)) => changes_with_time(unchanging, changing),
            _ => Tested::Undetermined(fitted.why().or(unchanging.why()).unwrap_or(Why::NobodyAtRisk)),
        };
        let sentence = format!("Does the chance to leave of each customer change? {}", test_sentence(&test, &[]));
        let outcome = outcome.with("change", tested_json(&test, &[])).say(sentence);
        let remedy = "churn may jump at single renewals, which no smooth model has";
        Ok(warn_of_lack_of_fit(outcome, &fitted, &counted.renewals, remedy))
    }
}
