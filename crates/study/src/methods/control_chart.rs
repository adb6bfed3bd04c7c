//! Which period is out of the ordinary.

use charts::{LineSeries, Lines, Mark, Picture};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use stats::monitoring::{BASELINE_MIN, Charted, ControlChart, Kind, Limits, Rule, Sample, control_chart};
use stats::{Answer, StatsError};

use super::pictures::{bare, percent_words, period, words};
use crate::answer::{
    Table, answer_json, cells, count, interval, number, number_json, p_value, test_json, why_json, why_text,
};
use crate::flags::{By, Input, Output};
use crate::frame::{Allowed, Frame};
use crate::{Outcome, StudyError};

/// Below this the baseline varies more than chance brings.
const SPREAD_P_MAX: f64 = 0.01;

/// Which period is out of the ordinary: shares or counts over time, with limits and rules (p- and u-chart)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Examples:
  vaarwel stats control-chart months.csv --period month --events slow --size answers --baseline 12
  vaarwel stats control-chart months.csv --events complaints --size customers --count

Method: docs/methods/control_chart.md")]
pub struct ControlChartOf {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    /// The column that says which period a row is; rows are in order of time
    #[arg(long, value_name = "COLUMN")]
    period: Option<String>,
    /// How often it happened in the period
    #[arg(long, value_name = "COLUMN")]
    events: String,
    /// Of how many; with `--count` in how many units
    #[arg(long, value_name = "COLUMN")]
    size: String,
    /// Count per unit, which may exceed 1, instead of a share (u-chart)
    #[arg(long)]
    count: bool,
    /// How many periods at the start make the usual; nothing special happened in them [default: all]
    #[arg(long, value_name = "PERIODS")]
    baseline: Option<usize>,
    /// Where the limits lie: exact, three-sigma, or measured from how the baseline varies
    #[arg(long, value_name = "KIND", default_value = "exact")]
    limits: LimitsWord,
    /// What counts as out of the ordinary: beyond, nine_one_side, six_trend, two_of_three, four_of_five
    #[arg(long, value_name = "RULE,...", value_delimiter = ',', value_parser = rule)]
    #[arg(default_value = "beyond,nine_one_side")]
    rules: Vec<Rule>,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LimitsWord {
    Exact,
    ThreeSigma,
    Measured,
}

fn rule(given: &str) -> Result<Rule, StatsError> {
    Rule::ALL.into_iter().find(|rule| rule.word() == given.trim()).ok_or_else(|| StatsError::UnknownWord {
        what: "rule",
        given: given.to_owned(),
        allowed: "beyond, nine_one_side, six_trend, two_of_three, four_of_five",
    })
}

grouped!(ControlChartOf, input);

impl ControlChartOf {
    fn whole(&self) -> Result<Outcome, StudyError> {
        let mut opened = self.input.open()?;
        let events = opened.number("--events", &self.events, Allowed::Count)?;
        let allowed = if self.count { Allowed::Positive } else { Allowed::Count };
        let size = opened.number("--size", &self.size, allowed)?;
        let period = self.period.as_deref().map(|name| opened.category("--period", name)).transpose()?;
        let frame = opened.read()?;
        let samples = self.samples(&frame, frame.numbers(events), frame.numbers(size))?;
        let names: Vec<String> = match period {
            Some(column) => {
                let categories = frame.categories(column);
                categories.codes.iter().map(|&code| categories.levels[code as usize].clone()).collect()
            }
            None => (1..=frame.rows()).map(|row| row.to_string()).collect(),
        };
        let baseline = self.baseline.unwrap_or(samples.len());
        let kind = if self.count { Kind::Count } else { Kind::Share };
        let limits = match self.limits {
            LimitsWord::Exact => Limits::Exact,
            LimitsWord::ThreeSigma => Limits::ThreeSigma,
            LimitsWord::Measured => Limits::Measured,
        };
        let level = self.output.level;
        let outcome = Outcome::new("control-chart", level).from_source(frame.source()).with("baseline", baseline);
        match control_chart(kind, &samples, baseline, limits, &self.rules, level)? {
            Ok(chart) => {
                let drawn = picture(&chart, &names, kind);
                Ok(told(outcome, &chart, &names, baseline, limits).picture(drawn))
            }
            Err(why) => {
                let text = format!("undetermined: {}", why_text(why, &[]));
                Ok(outcome.with("chart", why_json(why, &[])).say(text))
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole numbers, checked when read")]
    fn samples(&self, frame: &Frame, events: &[f64], sizes: &[f64]) -> Result<Vec<Sample>, StudyError> {
        let sample = |(row, (&events, &size)): (usize, (&f64, &f64))| {
            let made =
                if self.count { Sample::count(events as u64, size) } else { Sample::share(events as u64, size as u64) };
            made.map_err(|error| {
                StudyError::options(
                    format!("line {}: {error}", frame.line(row)),
                    "each row needs events and their whole; for a count that may exceed it say `--count`",
                )
            })
        };
        events.iter().zip(sizes).enumerate().map(sample).collect()
    }
}

fn told(outcome: Outcome, chart: &ControlChart, names: &[String], baseline: usize, limits: Limits) -> Outcome {
    let mut table = Table::new(["period", "value", "limits", "standard deviations", "rules broken"]);
    let mut shown: Vec<Value> = Vec::new();
    for (index, (point, name)) in chart.points.iter().zip(names).enumerate() {
        let rules: Vec<&str> = point.signals.iter().map(|rule| rule.word()).collect();
        let Charted { value, lower, upper, deviations, .. } = *point;
        let limits = interval(lower, upper);
        table.row([name.clone(), number(value), limits, number(deviations), rules.join(", ")]);
        shown.push(json!({
            "period": name,
            "in_baseline": index < baseline,
            "value": number_json(value),
            "lower": number_json(lower),
            "upper": number_json(upper),
            "deviations": number_json(deviations),
            "rules": rules,
        }));
    }
    let center = Answer::Known(chart.center);
    let out = chart.points.iter().filter(|point| !point.signals.is_empty()).count();
    let [value, band] = cells(&center);
    let summary = format!(
        "usual: {value} {band}, periods it is from: {}; periods that break a rule: {} of {}",
        count(baseline as u64),
        count(out as u64),
        count(chart.points.len() as u64)
    );
    let spread = format!(
        "the baseline varies {} times as much as chance brings, p = {}",
        number(chart.spread),
        p_value(chart.spread_test.p_value)
    );
    let mut outcome = outcome
        .with("center", answer_json(&center))
        .with("spread", json!({"ratio": number_json(chart.spread), "test": test_json(&chart.spread_test)}))
        .with("periods", shown)
        .say(summary)
        .say(table)
        .say(spread);
    if baseline < BASELINE_MIN {
        let text =
            format!("a baseline of {baseline} periods is short; from {BASELINE_MIN} on limits are to be relied on");
        outcome = outcome.warn("short_baseline", text);
    }
    if chart.spread_test.p_value < SPREAD_P_MAX && limits != Limits::Measured {
        let text = "the baseline itself varies more than chance brings, so these limits ring too often; look whether something \
                    special happened in it, or use `--limits measured`";
        outcome = outcome.warn("uneven_baseline", text);
    }
    outcome
}

/// The periods between their limits; those that break a rule have a square.
fn picture(chart: &ControlChart, names: &[String], kind: Kind) -> Option<Picture> {
    let scale = if kind == Kind::Share { 100.0 } else { 1.0 };
    let seen = chart.points.iter().map(|it| bare(scale * it.value));
    let usual = chart.points.iter().map(|it| Mark::Known {
        value: scale * chart.center.value,
        interval: Some((scale * it.lower, scale * it.upper)),
        open: false,
    });
    let broken = |it: &Charted| !it.signals.is_empty();
    let out = chart.points.iter().map(|it| {
        let point = Mark::Point { value: scale * it.value, interval: None, is_loud: true };
        if broken(it) { point } else { Mark::Unknown }
    });
    let mut series = vec![
        LineSeries { name: "seen".to_owned(), marks: seen.collect() },
        LineSeries { name: "usual, limits".to_owned(), marks: usual.collect() },
    ];
    let (count, all) = (chart.points.iter().filter(|it| broken(it)).count(), chart.points.len());
    if count > 0 {
        series.push(LineSeries { name: "breaks a rule".to_owned(), marks: out.collect() });
    }
    let periods = chart.points.iter().zip(names).map(|(it, name)| {
        let rules: Vec<&str> = it.signals.iter().map(|rule| rule.word()).collect();
        period(
            name.clone(),
            format!("{name}: {} {} {}", number(it.value), interval(it.lower, it.upper), rules.join(", ")),
        )
    });
    let label = format!("Each period between its limits: {count} of {all} break a rule");
    let words = if kind == Kind::Share { percent_words(label) } else { words(label) };
    Lines { periods: periods.collect(), series, words }.draw()
}
