//! Which share left.

use clap::Args;
use stats::Proportion;
use stats::rates::{clopper_pearson, wilson};

use crate::answer::{Table, answer_json, cells, count, interval_heading, sentence};
use crate::flags::{By, Input, Output};
use crate::frame::Source;
use crate::{Outcome, StudyError};

/// Which share left, with Wilson's interval and the exact one of Clopper and Pearson
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Examples:
  vaarwel stats proportion --part 5 --whole 22
  vaarwel stats proportion customers.csv --outcome left --outcome-value yes --by plan

Methods: docs/methods/wilson.md, docs/methods/clopper_pearson.md")]
#[command(mut_arg("file", |file| file.required(false)))]
pub struct ProportionOf {
    #[command(flatten)]
    input: Option<Input>,
    #[command(flatten)]
    by: By,
    /// With a file: whether the row left: 0 or 1, true or false, yes or no
    #[arg(long, value_name = "COLUMN", requires = "file", conflicts_with_all = ["part", "whole"])]
    outcome: Option<String>,
    /// The value of the outcome column that counts, such as `Churned`
    #[arg(long, value_name = "VALUE", requires = "outcome")]
    outcome_value: Option<String>,
    /// Without a file: how many left
    #[arg(long, value_name = "COUNT", requires = "whole")]
    part: Option<u64>,
    /// Of how many
    #[arg(long, value_name = "COUNT", requires = "part")]
    whole: Option<u64>,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(ProportionOf, may input);

impl ProportionOf {
    fn counted(&self) -> Result<(Proportion, Option<Source>), StudyError> {
        match (&self.input, &self.outcome, self.part, self.whole) {
            (None, None, Some(part), Some(whole)) => Ok((Proportion::new(part, whole)?, None)),
            (Some(input), Some(column), None, None) => {
                let mut opened = input.open()?;
                let outcome = opened.flag(("--outcome", column), ("--outcome-value", self.outcome_value.as_deref()))?;
                let frame = opened.read()?;
                let left = frame.flags(outcome).iter().filter(|left| **left).count();
                Ok((Proportion::new(left as u64, frame.rows() as u64)?, Some(frame.source().clone())))
            }
            _ => Err(StudyError::options(
                "`proportion` needs a file with `--outcome COLUMN`, or two counts",
                "say `proportion FILE --outcome COLUMN`, or `proportion --part 5 --whole 22`",
            )),
        }
    }

    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let (proportion, source) = self.counted()?;
        let (score, exact) = (wilson(proportion, level), clopper_pearson(proportion, level));
        let mut table = Table::new(["interval", "share", &interval_heading(level)]);
        for (name, answer) in [("Wilson", &score), ("Clopper-Pearson (exact)", &exact)] {
            let [value, interval] = cells(answer);
            table.row([name.to_owned(), value, interval]);
        }
        let mut outcome = Outcome::new("proportion", level);
        if let Some(source) = source {
            outcome = outcome.from_source(&source);
        }
        outcome = outcome
            .with("part", proportion.part())
            .with("whole", proportion.whole())
            .with("share", answer_json(&score))
            .with("exact", answer_json(&exact))
            .say(format!("{} of {}", count(proportion.part()), count(proportion.whole())))
            .say(table);
        if score.why().is_some() {
            outcome = outcome.say(sentence(&score, &[]));
        }
        Ok(outcome)
    }
}
