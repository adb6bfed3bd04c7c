//! How many will stay, where customers differ.

use clap::Args;
use serde_json::json;
use stats::Answer;
use stats::staying::{OneOverChurn, Renewal, Renewals, Tendency, one_over_churn, shifted_beta_geometric};

use super::survivors::{Survivors, warn_of_lack_of_fit};
use crate::answer::{Table, answer_json, cells, interval_heading, percent, test_sentence, tested_json};
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
                    "rates_alike": tested_json(&both.rates_alike, &[]),
                    "tendency": both.tendency.map(Tendency::word),
                }),
            )
            .say(table(&both, level))
            .say(format!(
                "One rate, against churn that falls as customers differ? {}\nOne rate at every renewal? {}",
                test_sentence(&both.mixed_tenure, &[]),
                test_sentence(&both.rates_alike, &[])
            ));
        let outcome = match both.tendency {
            Some(tendency) => outcome.warn(code(tendency), warning(tendency, &counted.renewals)),
            None => outcome,
        };
        let remedy = "`bdw` lets the chance to leave of each customer change";
        Ok(warn_of_lack_of_fit(outcome, &fitted, &counted.renewals, remedy))
    }
}

/// The word of the warning.
pub(super) const fn code(tendency: Tendency) -> &'static str {
    match tendency {
        Tendency::Falls => "mixed_tenure",
        Tendency::Rises => "churn_rises",
        Tendency::Jumps => "churn_jumps",
    }
}

/// Why 1/churn is no lifetime here.
pub(super) fn warning(tendency: Tendency, renewals: &Renewals) -> String {
    match tendency {
        Tendency::Falls => {
            "churn falls with tenure, so 1/churn is the lifetime of nobody: it mixes new customers, who leave \
                            faster, with old ones, who leave slower"
                .to_owned()
        }
        Tendency::Rises => format!(
            "churn rises with tenure ({}), so 1/churn is the lifetime of nobody: new customers stay longer than it says, and \
             those who are here now shorter; no model of unlike customers who do not change has this, `bdw` may",
            from_to(renewals)
        ),
        Tendency::Jumps => format!(
            "churn differs between renewals and neither falls nor rises throughout ({}), so 1/churn is the lifetime of nobody; \
             look at each renewal by itself",
            from_to(renewals)
        ),
    }
}

/// The lowest and the highest share that left at a renewal, in order of time.
fn from_to(renewals: &Renewals) -> String {
    let churn = |row: &&Renewal| row.departures as f64 / row.at_risk as f64;
    let compare = |a: &&Renewal, b: &&Renewal| churn(a).total_cmp(&churn(b));
    let mut ends: Vec<&Renewal> =
        renewals.rows().iter().min_by(compare).into_iter().chain(renewals.rows().iter().max_by(compare)).collect();
    ends.sort_by_key(|row| row.number);
    let said: Vec<String> =
        ends.iter().map(|row| format!("{} at renewal {}", percent(churn(row)), row.number)).collect();
    said.join(", ")
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
