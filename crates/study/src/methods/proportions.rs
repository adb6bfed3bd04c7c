//! By how much two shares differ.

use clap::Args;
use serde_json::json;
use stats::rates::{
    miettinen_nurminen_difference, miettinen_nurminen_ratio, newcombe_difference, pooled_proportions_test, wilson,
};
use stats::{Answer, Method, Proportion};

use crate::answer::{Table, answer_json_of, cells, interval_heading, test_sentence, tested_json, why_text};
use crate::flags::Output;
use crate::{Outcome, StudyError};

/// By how much the shares of two groups differ: in points, as a ratio, as a lift, with one p-value
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats proportions --control 2262/21306 --treated 3894/21307

Methods: docs/methods/newcombe.md, docs/methods/miettinen_nurminen.md, docs/methods/miettinen_nurminen_ratio.md")]
pub struct Proportions {
    /// Of the control: how many of how many
    #[arg(long, value_name = "PART/WHOLE", value_parser = part_of_whole)]
    control: Proportion,
    /// Of the treated: how many of how many
    #[arg(long, value_name = "PART/WHOLE", value_parser = part_of_whole)]
    treated: Proportion,
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

impl Proportions {
    /// The answer.
    ///
    /// # Errors
    /// None: the counts were checked when they were read.
    #[expect(clippy::unnecessary_wraps, reason = "every method answers in this form")]
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let (control, treated, level) = (self.control, self.treated, self.output.level);
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
        let mut outcome =
            Outcome::new("proportions", level).with("control", side(control)).with("treated", side(treated));
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

/// With fewer in a cell the normal approximation of the test is rough.
const FEW: u64 = 5;
