//! Do 30 of 100 leave who were given 30 %?

use charts::{LineSeries, Lines, Mark, Picture};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use stats::predict::{Binning, Calibration, Judgment, calibration, judge};
use stats::{Level, Why};

use super::pictures::{bare, on_line, percent_words, period};
use crate::answer::{
    Table, answer_json, answer_json_of, cells, count, interval_heading, number, number_json, percent, sentence,
    test_sentence, tested_json,
};
use crate::flags::{By, Input, Output};
use crate::frame::Allowed;
use crate::{Outcome, StudyError};

/// How chances are put into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BinningKind {
    /// About equally many rows
    EqualCount,
    /// Equally wide, from 0 to 1
    EqualWidth,
}

/// Do 30 of 100 leave who were given 30 %: chances against what happened, with the area, Brier score and log loss
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats calibration scored.csv --score chance --outcome left --svg calibration.svg

Judge chances by customers that the model was not learned from, such as those that `classify --out` writes.

Methods: docs/methods/chances.md, ranking.md")]
pub struct CalibrationOf {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    /// The chance that was given, from 0 to 1
    #[arg(long, value_name = "COLUMN")]
    score: String,
    /// What happened: 0 or 1, true or false, yes or no
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// The value of the outcome that counts, such as `Churned`
    #[arg(long, value_name = "VALUE")]
    outcome_value: Option<String>,
    /// How many groups
    #[arg(long, value_name = "BINS", default_value = "10")]
    bins: usize,
    /// How the groups are made
    #[arg(long, value_name = "HOW", default_value = "equal-count")]
    binning: BinningKind,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(CalibrationOf, input);

impl CalibrationOf {
    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let mut opened = self.input.open()?;
        let score = opened.number("--score", &self.score, Allowed::Share)?;
        let value = self.outcome_value.as_deref();
        let outcome = opened.flag(("--outcome", &self.outcome), ("--outcome-value", value))?;
        let frame = opened.read()?;
        let (given, happened) = (frame.numbers(score), frame.flags(outcome));
        let binning = match self.binning {
            BinningKind::EqualCount => Binning::EqualCount(self.bins),
            BinningKind::EqualWidth => Binning::EqualWidth(self.bins),
        };
        let answer = Outcome::new("calibration", level).from_source(frame.source());
        let answer = judged(answer, &judge(given, happened, level)?);
        let found = calibration(given, happened, binning, level)?;
        Ok(calibrated(answer, &found, level).picture(picture(&found)))
    }
}

/// Names of the groups that a reason may point at.
fn kinds() -> Vec<String> {
    vec!["without the event".to_owned(), "with the event".to_owned()]
}

/// How good the chances are.
pub(super) fn judged(answer: Outcome, found: &Judgment) -> Outcome {
    let kinds = kinds();
    let brier = json!({
        "score": answer_json(&found.brier.score),
        "miscalibration": number_json(found.brier.miscalibration),
        "discrimination": number_json(found.brier.discrimination),
        "uncertainty": number_json(found.brier.uncertainty),
        "skill": found.brier.skill().map(number_json),
    });
    let parts = format!(
        "Brier score {} = miscalibration {} - discrimination {} + uncertainty {}",
        sentence(&found.brier.score, &kinds),
        number(found.brier.miscalibration),
        number(found.brier.discrimination),
        number(found.brier.uncertainty),
    );
    answer
        .with("n", found.n)
        .with("events", found.events)
        .with("auc", answer_json_of(&found.auc, &kinds))
        .with("average_precision", answer_json_of(&found.average_precision, &kinds))
        .with("log_loss", answer_json_of(&found.log_loss, &kinds))
        .with("brier", brier)
        .say(format!(
            "n {}, {} with the event\narea under the curve {}\naverage precision {}\nlog loss {}\n{parts}",
            count(found.n),
            count(found.events),
            sentence(&found.auc, &kinds),
            sentence(&found.average_precision, &kinds),
            sentence(&found.log_loss, &kinds),
        ))
}

/// How predicted and observed shares go together.
pub(super) fn calibrated(answer: Outcome, found: &Calibration, level: Level) -> Outcome {
    let bins = found.bins.iter().map(|bin| {
        json!({
            "rows": bin.rows,
            "lowest": number_json(bin.lowest),
            "highest": number_json(bin.highest),
            "predicted": number_json(bin.predicted),
            "observed": answer_json(&bin.observed),
        })
    });
    let fields = json!({
        "binning": found.binning.name(),
        "error": number_json(found.error),
        "error_by_chance": number_json(found.error_by_chance),
        "largest": number_json(found.largest),
        "in_the_large": answer_json(&found.in_the_large),
        "slope": answer_json(&found.slope),
        "right": tested_json(&found.right, &[]),
        "bins": bins.collect::<Vec<Value>>(),
    });
    let mut table = Table::new(["rows", "predicted", "observed", &interval_heading(level)]);
    for bin in &found.bins {
        let [observed, interval] = cells(&bin.observed);
        table.row([count(bin.rows), number(bin.predicted), observed, interval]);
    }
    let slope = match found.slope.why() {
        Some(Why::AtBoundary { .. }) => "undetermined: a chance of exactly 0 or 1 has no log-odds".to_owned(),
        _ => sentence(&found.slope, &[]),
    };
    answer.with("calibration", fields).say(table).say(format!(
        "calibration error {} ({}); right chances would give about {}\nobserved minus predicted share {}\n\
         slope {slope}\ncould the chances be right? {}",
        number(found.error),
        found.binning.name(),
        number(found.error_by_chance),
        sentence(&found.in_the_large, &[]),
        test_sentence(&found.right, &[]),
    ))
}

/// Observed beside predicted shares, from the lowest chances to the highest.
pub(super) fn picture(found: &Calibration) -> Option<Picture> {
    let observed =
        |bin: &stats::predict::CalibrationBin| bin.observed.known().map_or(Mark::Unknown, |it| on_line(it, 100.0));
    let periods = found.bins.iter().map(|bin| {
        let (predicted, observed) = (percent(bin.predicted), sentence(&bin.observed, &[]));
        let hint = format!("given {predicted}: {observed} of {}", count(bin.rows));
        period(format!("{:.0} %", 100.0 * bin.predicted), hint)
    });
    let predicted = found.bins.iter().map(|bin| bare(100.0 * bin.predicted));
    Lines {
        periods: periods.collect(),
        series: vec![
            LineSeries { name: "observed".to_owned(), marks: found.bins.iter().map(observed).collect() },
            LineSeries { name: "predicted".to_owned(), marks: predicted.collect() },
        ],
        words: percent_words(format!(
            "Share that was given and share that was observed: {} apart on average",
            number(found.error)
        )),
    }
    .draw()
}
