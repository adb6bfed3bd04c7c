//! What may be said of two shares while an experiment runs.

use clap::Args;
use serde_json::json;
use stats::Proportion;
use stats::experiment::{AlwaysValid, TUNED_FOR, always_valid_shares, difference_in_shares};

use super::proportions::part_of_whole;
use crate::answer::{Table, answer_json_of, cells, interval_heading, number_json, p_value, tested_json, why_text};
use crate::flags::Output;
use crate::{Outcome, StudyError};

/// With a smaller cell than this the p-value of one look is approximate.
const FEW: u64 = 5;

/// By how much two shares differ so far, with an interval that holds at every look together (always valid)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats sequential --control 8502/44700 --treated 8279/45489 --tuned-for 5000

Method: docs/methods/always_valid.md")]
pub struct Sequential {
    /// Of the control: how many of how many so far
    #[arg(long, value_name = "PART/WHOLE", value_parser = part_of_whole)]
    control: Proportion,
    /// Of the treated: how many of how many so far
    #[arg(long, value_name = "PART/WHOLE", value_parser = part_of_whole)]
    treated: Proportion,
    /// The number of rows, in both arms together, at which the interval is narrowest
    #[arg(long, value_name = "ROWS", default_value_t = TUNED_FOR)]
    tuned_for: u64,
    #[command(flatten)]
    pub(super) output: Output,
}

impl Sequential {
    /// The answer.
    ///
    /// # Errors
    /// When the interval is tuned for no rows.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let names = ["control".to_owned(), "treated".to_owned()];
        let boundary = AlwaysValid::new(self.tuned_for, level)?;
        let look = always_valid_shares(self.control, self.treated, boundary);
        let fixed = difference_in_shares(self.control, self.treated, level);
        let mut table = Table::new(["", "value", &interval_heading(level), "p"]);
        let mut reasons = Vec::new();
        let rows = [
            ("difference, at any look", look.difference, Some(look.test)),
            ("lift, at any look", look.lift, None),
            ("difference, had nobody looked before", fixed.difference, Some(fixed.test)),
        ];
        for (name, answer, test) in rows {
            let [value, interval] = cells(&answer);
            let p = test.and_then(|test| test.known().map(|test| p_value(test.p_value))).unwrap_or_default();
            table.row([name.to_owned(), value, interval, p]);
            reasons.extend(answer.why().map(|why| format!("{name}: {}", why_text(why, &names))));
        }
        let is_few = [self.control, self.treated].iter().any(|it| it.part().min(it.rest().part()) < FEW);
        let side = |it: Proportion| json!({"part": it.part(), "whole": it.whole()});
        let outcome = Outcome::new("sequential", level)
            .with("control", side(self.control))
            .with("treated", side(self.treated))
            .with("tuned_for", self.tuned_for)
            .with("rho", number_json(boundary.rho()))
            .with("multiplier", look.multiplier.map(number_json))
            .with("difference", answer_json_of(&look.difference, &names))
            .with("test", tested_json(&look.test, &names))
            .with("lift", answer_json_of(&look.lift, &names))
            .with("fixed", json!({"difference": answer_json_of(&fixed.difference, &names), "test": tested_json(&fixed.test, &names)}))
            .say(table)
            .say(reasons.join("\n"));
        Ok(if is_few && fixed.test.known().is_some() {
            let text = format!(
                "a cell has fewer than {FEW}: the p-value had nobody looked before is approximate, and far too small where one \
                 arm has none"
            );
            outcome.warn("few_in_a_cell", text)
        } else {
            outcome
        })
    }
}
