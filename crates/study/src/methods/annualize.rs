//! What a share per month comes to in a year.

use clap::Args;
use serde_json::json;
use stats::rates::{annualized, wilson};
use stats::{Answer, Proportion};

use crate::answer::{Table, answer_json, cells, interval_heading, number, number_json, sentence};
use crate::flags::{Output, real};
use crate::{Outcome, StudyError};

/// What a share that leaves per month comes to in a year: 1 - (1 - share)^12, not twelve times as much
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats annualize --part 20 --whole 1000 --periods 12

Method: docs/methods/annualized.md")]
pub struct Annualize {
    /// How many left in one period
    #[arg(long, value_name = "COUNT")]
    part: u64,
    /// Of how many at its start
    #[arg(long, value_name = "COUNT")]
    whole: u64,
    /// How many such periods: 12 from month to year
    #[arg(long, value_name = "NUMBER", default_value = "12", value_parser = real, allow_negative_numbers = true)]
    periods: f64,
    #[command(flatten)]
    pub(super) output: Output,
}

impl Annualize {
    /// The answer.
    ///
    /// # Errors
    /// When the part exceeds the whole, or the number of periods is not above 0.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let share = wilson(Proportion::new(self.part, self.whole)?, level);
        let carried = match share {
            Answer::Known(share) => Answer::Known(annualized(share, self.periods)?),
            Answer::Undetermined(why) => Answer::Undetermined(why),
        };
        let mut table = Table::new(["", "share that leaves", &interval_heading(level)]);
        let in_all = format!("in {} periods", number(self.periods));
        for (name, answer) in [("in one period", &share), (in_all.as_str(), &carried)] {
            let [value, interval] = cells(answer);
            table.row([name.to_owned(), value, interval]);
        }
        let mut outcome = Outcome::new("annualize", level)
            .with("periods", number_json(self.periods))
            .with("counts", json!({"part": self.part, "whole": self.whole}))
            .with("share", answer_json(&share))
            .with("annualized", answer_json(&carried))
            .say(table);
        if carried.why().is_some() {
            outcome = outcome.say(sentence(&carried, &[]));
        }
        let text = "this holds if the share stays as it is and is the same for everybody; the loyal remain, so the true \
                    share is usually lower: with durations ask `kaplan-meier`";
        Ok(outcome.warn("same_for_everybody", text))
    }
}
