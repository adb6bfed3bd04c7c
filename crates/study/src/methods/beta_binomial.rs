//! What to believe of two small groups.

use clap::Args;
use serde_json::json;
use stats::Proportion;
use stats::experiment::{Mean, Prior, beta_binomial, normal_belief};

use super::proportions::part_of_whole;
use crate::answer::{Table, answer_json, cells, interval_heading, number, number_json, percent};
use crate::flags::{Output, real};
use crate::{Outcome, StudyError};

/// What to believe of two small groups: which share is likely higher, and what a wrong choice costs (beta-binomial)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats beta-binomial --control 2/20 --treated 5/22

Method: docs/methods/beta_binomial.md")]
pub struct BetaBinomial {
    /// Of the control: how many of how many
    #[arg(long, value_name = "PART/WHOLE", value_parser = part_of_whole)]
    control: Proportion,
    /// Of the treated: how many of how many
    #[arg(long, value_name = "PART/WHOLE", value_parser = part_of_whole)]
    treated: Proportion,
    /// What was believed before, as if so many had been in the part and so many not; 1,1 is flat
    #[arg(long, value_name = "A,B", value_delimiter = ',', num_args = 1, default_value = "1,1", value_parser = real, allow_negative_numbers = true)]
    prior: Vec<f64>,
    #[command(flatten)]
    pub(super) output: Output,
}

impl BetaBinomial {
    /// The answer.
    ///
    /// # Errors
    /// When the prior is not two numbers of at least 0.5.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let [a, b] = self.prior[..] else {
            let given = format!("`--prior` has {} numbers", self.prior.len());
            return Err(StudyError::options(given, "allowed: two, such as 1,1"));
        };
        let belief = beta_binomial(self.control, self.treated, Prior::new(a, b)?, level);
        let mut table = Table::new(["", "value", &interval_heading(level)]);
        for (name, answer) in [
            ("share of the control", &belief.control),
            ("share of the treated", &belief.treated),
            ("difference", &belief.difference),
            ("lift (median)", &belief.lift),
        ] {
            let [value, interval] = cells(answer);
            table.row([name.to_owned(), value, interval]);
        }
        let side = |it: Proportion| json!({"part": it.part(), "whole": it.whole()});
        let normal = Mean::of_share(self.control).zip(Mean::of_share(self.treated));
        let normal = normal.and_then(|(control, treated)| normal_belief(control, treated, level)).map(|it| {
            json!({
                "lift": answer_json(&it.lift),
                "chance_treated_higher": number_json(it.chance_treated_higher),
                "risk_if_treated_higher": number_json(it.risk_if_treated_higher),
                "risk_if_control_higher": number_json(it.risk_if_control_higher),
            })
        });
        let choices = format!(
            "The share of the treated is the higher one with chance {}.\nWho acts on that loses {} points on average, right or wrong; who acts on the opposite, {}.",
            percent(belief.chance_treated_higher),
            number(100.0 * belief.risk_if_treated_higher),
            number(100.0 * belief.risk_if_control_higher),
        );
        Ok(Outcome::new("beta-binomial", level)
            .with("control", side(self.control))
            .with("treated", side(self.treated))
            .with("prior", json!([number_json(a), number_json(b)]))
            .with("control_share", answer_json(&belief.control))
            .with("treated_share", answer_json(&belief.treated))
            .with("difference", answer_json(&belief.difference))
            .with("lift", answer_json(&belief.lift))
            .with("chance_treated_higher", number_json(belief.chance_treated_higher))
            .with("risk_if_treated_higher", number_json(belief.risk_if_treated_higher))
            .with("risk_if_control_higher", number_json(belief.risk_if_control_higher))
            .with("normal", normal)
            .say(table)
            .say(choices)
            .say("These are beliefs given the prior, not error rates: they say nothing of how often this is wrong in repetitions."))
    }
}
