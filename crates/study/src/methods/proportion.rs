//! Which share left.

use clap::Args;
use stats::Proportion;
use stats::rates::{clopper_pearson, wilson};

use crate::answer::{Table, answer_json, cells, count, interval_heading, sentence};
use crate::flags::Output;
use crate::{Outcome, StudyError};

/// Which share left, with Wilson's interval and the exact one of Clopper and Pearson
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats proportion --part 5 --whole 22

Methods: docs/methods/wilson.md, docs/methods/clopper_pearson.md")]
pub struct ProportionOf {
    /// How many left
    #[arg(long, value_name = "COUNT")]
    part: u64,
    /// Of how many
    #[arg(long, value_name = "COUNT")]
    whole: u64,
    #[command(flatten)]
    pub(super) output: Output,
}

impl ProportionOf {
    /// The answer.
    ///
    /// # Errors
    /// When the part exceeds the whole.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let proportion = Proportion::new(self.part, self.whole)?;
        let (score, exact) = (wilson(proportion, level), clopper_pearson(proportion, level));
        let mut table = Table::new(["interval", "share", &interval_heading(level)]);
        for (name, answer) in [("Wilson", &score), ("Clopper-Pearson (exact)", &exact)] {
            let [value, interval] = cells(answer);
            table.row([name.to_owned(), value, interval]);
        }
        let mut outcome = Outcome::new("proportion", level)
            .with("part", self.part)
            .with("whole", self.whole)
            .with("share", answer_json(&score))
            .with("exact", answer_json(&exact))
            .say(format!("{} of {}", count(self.part), count(self.whole)))
            .say(table);
        if score.why().is_some() {
            outcome = outcome.say(sentence(&score, &[]));
        }
        Ok(outcome)
    }
}
