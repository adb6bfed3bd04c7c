//! The time by which a share has left.

use clap::Args;
use serde_json::{Value, json};
use stats::StatsError;
use stats::survival::Scale;

use super::coefficients::WeightWord;
use super::kaplan_meier::{Lifetimes, late_entries};
use super::pictures::{forest, share_level};
use crate::answer::{Table, answer_json, cells, count, interval_heading, number_json, percent, sentence};
use crate::flags::{By, Input, Output, real, word};
use crate::{Outcome, StudyError};

/// When has a half, a quarter or another share left (quantiles of the Kaplan-Meier curve)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats quantile customers.csv --duration months --event left --share 0.25,0.5,0.75 --by plan

Method: docs/methods/survival_quantile.md")]
pub struct Quantile {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    lifetimes: Lifetimes,
    #[command(flatten)]
    by: By,
    /// The shares that have left, with commas between: 0.5 is the median
    #[arg(long, value_name = "SHARE,...", value_delimiter = ',', default_value = "0.25,0.5,0.75", value_parser = real, allow_negative_numbers = true)]
    share: Vec<f64>,
    /// The scale of the interval of the curve: log-log, log, plain, logit, arcsine or exact (for few departures)
    #[arg(long, value_name = "SCALE", default_value = "log-log", value_parser = word::<Scale>)]
    conf: Scale,
    /// What a weight means: so many customers alike (counts), or one customer that matters so much (importance)
    #[arg(long, value_name = "WHAT", default_value = "counts", requires = "weights")]
    weights_are: WeightWord,
    #[command(flatten)]
    pub(super) output: Output,
}

impl Quantile {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read, a value is impossible, or a share is not between 0 and 1.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let asked = (&self.input, &self.by);
        let (source, curves) = self.lifetimes.curves(asked, self.weights_are, (level, self.conf))?;
        let mut table = Table::new(["group", "n", "left", "share left", "time", &interval_heading(level)]);
        let mut outcome = Outcome::new("quantile", level).from_source(&source).with("scale", self.conf.word());
        let (mut groups, mut reasons, mut drawn) = (Vec::new(), Vec::new(), Vec::new());
        for (group, curve) in &curves {
            let answers = self.share.iter().map(|&share| Ok((share, curve.quantile(share)?)));
            let answers = answers.collect::<Result<Vec<_>, StatsError>>()?;
            for (share, answer) in &answers {
                let [time, interval] = cells(answer);
                table.row([group.cell(), count(curve.n()), count(curve.departures()), percent(*share), time, interval]);
                let whose = if curves.len() > 1 { format!(", {}", group.label()) } else { String::new() };
                drawn.push((format!("{} left{whose}", share_level(*share)), *answer));
                if answer.why().is_some() {
                    reasons.push(format!("{}, {}: {}", group.label(), percent(*share), sentence(answer, &[])));
                }
            }
            let quantiles = answers
                .iter()
                .map(|(share, answer)| json!({"share_left": number_json(*share), "time": answer_json(answer)}));
            groups.push(json!({
                "group": group.json(),
                "n": curve.n(),
                "departures": curve.departures(),
                "longest_observed": number_json(curve.longest_observed()),
                "quantiles": quantiles.collect::<Vec<Value>>(),
            }));
        }
        outcome = late_entries(outcome, curves.iter().map(|(group, curve)| (group, curve.table())));
        outcome = outcome.with("groups", groups).say(table);
        let label = "Time by which a share has left".to_owned();
        Ok(outcome.say(reasons.join("\n")).picture(forest(label, drawn)))
    }
}
