//! How many will stay, where customers differ.

use clap::Args;
use serde_json::json;
use stats::Answer;
use stats::staying::{OneOverChurn, one_over_churn, shifted_beta_geometric};

use super::survivors::Survivors;
use crate::answer::{Table, answer_json, cells, interval_heading, test_sentence, tested_json};
use crate::flags::{By, Output};
use crate::{Outcome, StudyError};

/// How many will stay, and how often they will still pay, from survivor counts (shifted-beta-geometric)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Examples:
  vaarwel stats sbg --survivors 1000,869,743,653 --project 12 --discount 0.1
  vaarwel stats sbg cohorts.csv --cohort year --renewals renewal --survivors customers

Methods: docs/methods/shifted_beta_geometric.md, docs/methods/one_over_churn.md")]
pub struct Sbg {
    #[command(flatten)]
    survivors: Survivors,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(Sbg, may survivors.input);

impl Sbg {
    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let counted = self.survivors.counted()?;
        let fitted = shifted_beta_geometric(&counted.renewals, level);
        let outcome = self.survivors.outcome("sbg", level, &counted, &fitted)?;
        let both = one_over_churn(&counted.renewals, self.survivors.discount, level)?;
        let outcome = outcome
            .with(
                "one_over_churn",
                json!({
                    "churn": answer_json(&both.churn),
                    "lifetime_at_one_rate": answer_json(&both.lifetime_at_one_rate),
                    "lifetime": answer_json(&both.lifetime),
                    "remaining_at_one_rate": answer_json(&both.remaining_at_one_rate),
                    "remaining": answer_json(&both.remaining),
                    "mixed_tenure": tested_json(&both.mixed_tenure, &[]),
                }),
            )
            .say(table(&both, level))
            .say(format!("One rate for every tenure? {}", test_sentence(&both.mixed_tenure, &[])));
        if both.misleads() {
            let text = "churn falls with tenure, so 1/churn is the lifetime of nobody: it mixes new customers, who leave \
                        faster, with old ones, who leave slower";
            return Ok(outcome.warn("mixed_tenure", text));
        }
        Ok(outcome)
    }
}

fn table(both: &OneOverChurn, level: stats::Level) -> Table {
    let heading = interval_heading(level);
    let mut table = Table::new(["", "at one churn rate", &heading, "by the model", &heading]);
    let mut row = |name: &str, one_rate: &Answer, model: Option<&Answer>| {
        let [value, interval] = cells(one_rate);
        let [other, band] = model.map(cells).unwrap_or_default();
        table.row([name.to_owned(), value, interval, other, band]);
    };
    row("leave per renewal", &both.churn, None);
    row("payments of a new customer", &both.lifetime_at_one_rate, Some(&both.lifetime));
    row("still to come, customers here now", &both.remaining_at_one_rate, Some(&both.remaining));
    table
}
