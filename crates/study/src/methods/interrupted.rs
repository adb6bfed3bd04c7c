//! Did a series change when something was done.

use charts::{LineSeries, Lines, Mark, Picture, Since};
use clap::{Args, ValueEnum};
use serde_json::json;
use stats::Answer;
use stats::monitoring::{Errors, Interrupted, Shape, interrupted, interrupted_against};

use super::pictures::{bare, period, words};
use crate::answer::{Table, answer_json, cells, count, interval_heading, number, number_json, why_json, why_text};
use crate::flags::{By, Input, Output};
use crate::frame::{Allowed, Number, Opened};
use crate::{Outcome, StudyError};

/// Periods on each side from which a line is more than a guess.
const SIDE_MIN: usize = 8;

/// Did a series change when something was done, against going on as before, or against a group to which nothing was done
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Examples:
  vaarwel stats interrupted months.csv --period month --value share --after 2026-06
  vaarwel stats interrupted months.csv --period month --events slow --size leavers --after 2026-06 --comparison other

Method: docs/methods/interrupted.md")]
pub struct InterruptedSeries {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    /// The column that says which period a row is; rows are in order of time, evenly spaced
    #[arg(long, value_name = "COLUMN")]
    period: String,
    /// The first period after something was done, as the column says it
    #[arg(long, value_name = "PERIOD")]
    after: String,
    /// The series: a column of numbers
    #[arg(long, value_name = "COLUMN", required_unless_present = "events", conflicts_with_all = ["events", "size"])]
    value: Option<String>,
    /// Or how often it happened, over `--size`
    #[arg(long, value_name = "COLUMN", requires = "size")]
    events: Option<String>,
    /// Of how many
    #[arg(long, value_name = "COLUMN", requires = "events")]
    size: Option<String>,
    /// The same series of a group to which nothing was done
    #[arg(long, value_name = "COLUMN")]
    comparison: Option<String>,
    /// What may change: the height and the slope, or the height only
    #[arg(long, value_name = "KIND", default_value = "step-and-slope")]
    shape: ShapeWord,
    /// How periods hang together: independent, or each follows the one before
    #[arg(long, value_name = "KIND", default_value = "independent")]
    errors: ErrorsWord,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShapeWord {
    StepAndSlope,
    Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ErrorsWord {
    Independent,
    Autoregressive,
}

/// Where the series comes from.
enum Series {
    Values(Number),
    Parts(Number, Number),
}

grouped!(InterruptedSeries, input);

impl InterruptedSeries {
    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let mut opened = self.input.open()?;
        let file = opened.file();
        let period = opened.category("--period", &self.period)?;
        let series = self.series(&mut opened)?;
        let comparison =
            self.comparison.as_deref().map(|name| opened.number("--comparison", name, Allowed::Any)).transpose()?;
        let frame = opened.read()?;
        let categories = frame.categories(period);
        let word = |code: u32| categories.levels[code as usize].as_str();
        let first = categories.codes.iter().position(|&code| word(code) == self.after.trim());
        let first = first.ok_or_else(|| {
            let last = categories.codes.last().map_or("", |&code| word(code));
            StudyError::options(
                format!(
                    "`--after {}`: no row of `{file}` has `{}` in column `{}`",
                    self.after, self.after, self.period
                ),
                format!("name the first period after something was done, as the column says it, such as `{last}`"),
            )
        })?;
        let values: Vec<f64> = match series {
            Series::Values(column) => frame.numbers(column).to_vec(),
            Series::Parts(part, whole) => {
                frame.numbers(part).iter().zip(frame.numbers(whole)).map(|(part, whole)| part / whole).collect()
            }
        };
        let shape = if self.shape == ShapeWord::Step { Shape::Step } else { Shape::StepAndSlope };
        let errors =
            if self.errors == ErrorsWord::Autoregressive { Errors::Autoregressive } else { Errors::Independent };
        if first == 0 {
            return Err(StudyError::options(
                format!("`--after {}` is the first period, so there is nothing before it", self.after),
                "name a later one",
            ));
        }
        let answer = match comparison {
            Some(column) => interrupted_against(&values, frame.numbers(column), first, shape, errors, level)?,
            None => interrupted(&values, first, shape, errors, level)?,
        };
        let outcome = Outcome::new("interrupted", level)
            .from_source(frame.source())
            .with("after", self.after.as_str())
            .with("compared", comparison.is_some());
        match answer {
            Ok(found) => {
                let names: Vec<&str> = categories.codes.iter().map(|&code| word(code)).collect();
                let other = comparison.map(|column| frame.numbers(column));
                let seen = values.iter().enumerate().map(|(row, value)| value - other.map_or(0.0, |it| it[row]));
                let drawn = self.picture(&seen.collect::<Vec<_>>(), &found, &names, other.is_some());
                Ok(self.told(outcome, &found, &names, other.is_some()).picture(drawn))
            }
            Err(why) => {
                let text = format!("undetermined: {}", why_text(why, &[]));
                Ok(outcome.with("effect", why_json(why, &[])).say(text))
            }
        }
    }

    fn series(&self, opened: &mut Opened) -> Result<Series, StudyError> {
        match (&self.value, &self.events, &self.size) {
            (Some(value), ..) => Ok(Series::Values(opened.number("--value", value, Allowed::Any)?)),
            (None, Some(events), Some(size)) => Ok(Series::Parts(
                opened.number("--events", events, Allowed::NotNegative)?,
                opened.number("--size", size, Allowed::Positive)?,
            )),
            _ => Err(StudyError::options(
                "the series is missing",
                "name a column of numbers with `--value`, or `--events` and `--size`",
            )),
        }
    }

    fn told(&self, outcome: Outcome, found: &Interrupted, names: &[&str], compared: bool) -> Outcome {
        let heading = interval_heading(self.output.level);
        let mut table = Table::new(["", "value", &heading]);
        let mut rows: Vec<(&str, &str, &Answer)> = vec![
            ("mean_effect", "mean effect over all periods after", &found.mean_effect),
            ("step", "step at once", &found.step),
        ];
        if let Some(change) = &found.slope_change {
            rows.push(("slope_change", "change of slope, per period", change));
        }
        rows.push(("slope_before", "slope before, per period", &found.slope_before));
        let mut outcome = outcome;
        for (field, name, answer) in rows {
            let [value, band] = cells(answer);
            table.row([name.to_owned(), value, band]);
            outcome = outcome.with(field, answer_json(answer));
        }
        let mut periods = Table::new(["period", "seen", "as before", "effect", &heading]);
        let mut shown = Vec::new();
        for it in &found.effects {
            let [value, band] = cells(&it.effect);
            let name = names.get(it.period).copied().unwrap_or_default();
            periods.row([name.to_owned(), number(it.seen), number(it.expected), value, band]);
            shown.push(json!({
                "period": name,
                "seen": number_json(it.seen),
                "expected": number_json(it.expected),
                "effect": answer_json(&it.effect),
            }));
        }
        let (before, after) = found.periods;
        let against = if compared { "; all against the comparison" } else { "" };
        let summary = format!("periods before: {}, after: {}{against}", count(before as u64), count(after as u64));
        let outcome = outcome
            .with("correlation", number_json(found.correlation))
            .with("periods", shown)
            .say(summary)
            .say(table)
            .say(periods);
        self.warned(outcome, found, compared)
    }

    /// The series, and how it would have gone on: what was seen less the effect by the line, with its interval.
    fn picture(&self, seen: &[f64], found: &Interrupted, names: &[&str], compared: bool) -> Option<Picture> {
        let expected = |at: usize| {
            found.effects.iter().find(|it| it.period == at).map_or(Mark::Unknown, |it| {
                let around = it.effect.known().map(|effect| {
                    let (half_below, half_above) =
                        (effect.value - effect.interval.lower, effect.interval.upper - effect.value);
                    (it.expected - half_above, it.expected + half_below)
                });
                Mark::Known { value: it.expected, interval: around, open: false }
            })
        };
        let (what, band) =
            if compared { ("difference from the comparison", " of the effect") } else { ("series", " of the effect") };
        let periods = names
            .iter()
            .zip(seen)
            .map(|(name, value)| period((*name).to_owned(), format!("{name}: {}", number(*value))));
        let heading = interval_heading(self.output.level);
        Lines {
            periods: periods.collect(),
            series: vec![
                LineSeries { name: "seen".to_owned(), marks: seen.iter().map(|value| bare(*value)).collect() },
                LineSeries { name: "as before".to_owned(), marks: (0..seen.len()).map(expected).collect() },
            ],
            words: words(format!("The {what}, and how it would have gone on as before, with the {heading}{band}")),
        }
        .draw_since(&Since { at: found.periods.0 as f64 - 0.5, name: format!("from {} on", self.after) })
    }

    fn warned(&self, mut outcome: Outcome, found: &Interrupted, compared: bool) -> Outcome {
        let (before, after) = found.periods;
        if before.min(after) < SIDE_MIN {
            let text = format!("fewer than {SIDE_MIN} periods on a side: the line there is little more than a guess");
            outcome = outcome.warn("short_series", text);
        }
        let limit = 2.0 / ((before + after) as f64).sqrt();
        if self.errors == ErrorsWord::Independent && found.correlation > limit {
            let text = format!(
                "neighboring periods hang together (correlation {}), so these intervals are too narrow; use `--errors autoregressive`",
                number(found.correlation)
            );
            outcome = outcome.warn("neighbors_alike", text);
        }
        if !compared {
            let text = "without a group to which nothing was done, everything else that happened at the same time is in this effect";
            outcome = outcome.warn("no_comparison", text);
        }
        outcome
    }
}
