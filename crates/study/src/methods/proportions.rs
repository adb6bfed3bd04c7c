//! By how much two shares differ.

use clap::Args;
use serde_json::json;
use stats::rates::{
    miettinen_nurminen_difference, miettinen_nurminen_ratio, newcombe_difference, pooled_proportions_test, wilson,
};
use stats::{Answer, Method, Proportion};

use super::arms::ArmFlags;
use crate::answer::{Table, answer_json_of, cells, interval_heading, test_sentence, tested_json, why_text};
use crate::flags::{By, Input, Output};
use crate::frame::Source;
use crate::{Outcome, StudyError};

/// By how much the shares of two groups differ: in points, as a ratio, as a lift, with one p-value
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Examples:
  vaarwel stats proportions --control 2262/21306 --treated 3894/21307
  vaarwel stats proportions mails.csv --arm segment --control-value none --treated-value mens --outcome visit

Methods: docs/methods/newcombe.md, docs/methods/miettinen_nurminen.md, docs/methods/miettinen_nurminen_ratio.md")]
#[command(mut_arg("file", |file| file.required(false)))]
pub struct Proportions {
    #[command(flatten)]
    input: Option<Input>,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    arms: ArmFlags,
    /// With a file: what came of it: 0 or 1, true or false, yes or no
    #[arg(long, value_name = "COLUMN", requires = "arm", conflicts_with_all = ["control", "treated"])]
    outcome: Option<String>,
    /// The value of the outcome column that counts, such as `Churned`
    #[arg(long, value_name = "VALUE", requires = "outcome")]
    outcome_value: Option<String>,
    /// Without a file, of the control: how many of how many
    #[arg(long, value_name = "PART/WHOLE", requires = "treated", value_parser = part_of_whole)]
    control: Option<Proportion>,
    /// Of the treated: how many of how many
    #[arg(long, value_name = "PART/WHOLE", requires = "control", value_parser = part_of_whole)]
    treated: Option<Proportion>,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Reads `12/340`.
pub(super) fn part_of_whole(given: &str) -> Result<Proportion, String> {
    let number = |text: &str| text.trim().replace(['_', ' '], "").parse::<u64>().ok();
    let (part, whole) = given
        .split_once('/')
        .and_then(|(part, whole)| Some((number(part)?, number(whole)?)))
        .ok_or("allowed: how many of how many as whole numbers, such as 12/340")?;
    Proportion::new(part, whole).map_err(|error| error.to_string())
}

grouped!(Proportions, may input);

impl Proportions {
    /// Control and treated, and where they were counted.
    fn counted(&self) -> Result<([Proportion; 2], Option<Source>), StudyError> {
        match (&self.input, &self.outcome, self.control, self.treated) {
            (None, None, Some(control), Some(treated)) => Ok(([control, treated], None)),
            (Some(input), Some(column), None, None) => {
                let mut opened = input.open()?;
                let arm = self.arms.column(&mut opened)?.ok_or_else(needs)?;
                let outcome = opened.flag(("--outcome", column), ("--outcome-value", self.outcome_value.as_deref()))?;
                let frame = opened.read()?;
                let flags = frame.flags(outcome);
                let [control, treated] = self.arms.rows(&frame, arm)?.map(|rows| {
                    let part = rows.iter().filter(|&&row| flags[row]).count();
                    Proportion::new(part as u64, rows.len() as u64)
                });
                Ok(([control?, treated?], Some(frame.source().clone())))
            }
            _ => Err(needs()),
        }
    }

    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let ([control, treated], source) = self.counted()?;
        let names = ["control".to_owned(), "treated".to_owned()];
        let ratio = miettinen_nurminen_ratio(control, treated, level);
        let lift = ratio.map(|it| it.map_rising(Method::MIETTINEN_NURMINEN_RATIO, |ratio| ratio - 1.0));
        let rows: [(&str, &str, Answer); 6] = [
            ("control_share", "share of the control", wilson(control, level)),
            ("treated_share", "share of the treated", wilson(treated, level)),
            ("difference", "difference (Newcombe)", newcombe_difference(control, treated, level)),
            (
                "difference_score",
                "difference (Miettinen-Nurminen)",
                miettinen_nurminen_difference(control, treated, level),
            ),
            ("ratio", "ratio (Miettinen-Nurminen)", ratio),
            ("lift", "lift (ratio - 1)", lift),
        ];
        let side = |it: Proportion| json!({"part": it.part(), "whole": it.whole()});
        let mut outcome = Outcome::new("proportions", level);
        if let Some(source) = source {
            outcome = outcome.from_source(&source);
        }
        outcome = outcome.with("control", side(control)).with("treated", side(treated));
        let mut table = Table::new(["", "value", &interval_heading(level)]);
        let mut reasons = Vec::new();
        for (field, name, answer) in &rows {
            let [value, interval] = cells(answer);
            table.row([(*name).to_owned(), value, interval]);
            outcome = outcome.with(field, answer_json_of(answer, &names));
            reasons.extend(answer.why().map(|why| format!("{name}: {}", why_text(why, &names))));
        }
        let test = pooled_proportions_test(control, treated);
        outcome = outcome.with("test", tested_json(&test, &names)).say(table);
        outcome = outcome.say(format!("Could they be the same? {}", test_sentence(&test, &names)));
        outcome = outcome.say(reasons.join("\n"));
        if control.part() == 0 && treated.part() > 0 {
            let inverse = miettinen_nurminen_ratio(treated, control, level);
            outcome = outcome
                .with("ratio_of_control_to_treated", answer_json_of(&inverse, &names))
                .say(format!("The other way round, control to treated: {}", crate::answer::sentence(&inverse, &names)));
        }
        let fewest = [control.part(), control.rest().part(), treated.part(), treated.rest().part()].into_iter().min();
        if fewest.is_some_and(|fewest| fewest < FEW) && test.known().is_some() {
            let advice = format!(
                "a cell has fewer than {FEW}: the p-value is approximate, trust the intervals, which hold with few too"
            );
            outcome = outcome.warn("few_in_a_cell", advice);
        }
        Ok(outcome)
    }
}

fn needs() -> StudyError {
    StudyError::options(
        "`proportions` needs a file with `--arm`, `--control-value` and `--outcome`, or two counts",
        "say `proportions FILE --arm COLUMN --control-value VALUE --outcome COLUMN`, or `proportions --control 5/40 \
         --treated 9/41`",
    )
}

/// With fewer in a cell the normal approximation of the test is rough.
const FEW: u64 = 5;
