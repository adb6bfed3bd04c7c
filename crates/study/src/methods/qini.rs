//! Does a score rank customers by effect?

use charts::{LineSeries, Lines, Picture};
use clap::Args;
use serde_json::{Value, json};
use stats::uplift::qini::{CurvePoint, Formula, Ranking, Resampling, areas, qini};

use super::kaplan_meier::places;
use super::pictures::{bare, period, words};
use super::trial::{TrialFlags, arms};
use crate::answer::{
    Table, amount, answer_json_of, cells, count, interval_heading, number, number_json, percent, why_json,
};
use crate::flags::{By, Input, Output, word};
use crate::frame::Allowed;
use crate::{Outcome, StudyError};

/// Steps of the table, and of the picture.
const STEPS: usize = 10;
const DRAWN_STEPS: usize = 100;

/// Does a score rank customers by effect (Qini and uplift curve, areas by named formulas)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats qini scored.csv --score uplift --treated mailed --outcome stayed

Formulas: qini_area (default), auuc_area, sklift_qini_auc_score, sklift_uplift_auc_score, causalml_auuc_norm,
causalml_auuc_raw, causalml_qini_norm, causalml_qini_raw. Judge a score by customers it was not learned from.

Method: docs/methods/qini.md")]
pub struct Qini {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    trial: TrialFlags,
    /// The score: whoever has more is to be treated first
    #[arg(long, value_name = "COLUMN")]
    score: String,
    /// The formula of the area that gets an interval
    #[arg(long, value_name = "FORMULA", default_value = "qini_area", value_parser = word::<Formula>)]
    formula: Formula,
    /// How often customers are drawn again for the interval
    #[arg(long, value_name = "TIMES", default_value = "400")]
    resamples: usize,
    /// Decides every draw
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    /// Most points of the curve in the JSON; a longer curve is thinned evenly there and nowhere else
    #[arg(long, value_name = "POINTS", default_value = "1000")]
    steps: usize,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(Qini, input);

impl Qini {
    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let mut opened = self.input.open()?;
        let columns = self.trial.columns(&mut opened)?;
        let score = opened.number("--score", &self.score, Allowed::Any)?;
        let frame = opened.read()?;
        let data = self.trial.data(&frame, &columns);
        let (trial, scores) = (data.trial()?, frame.numbers(score));
        let resampling = Resampling { resamples: self.resamples, seed: self.seed, level };
        let area = qini(scores, &trial, self.formula, &resampling)?;
        let curve = Ranking::new(scores, &trial)?.curve();
        let names = arms();
        let all = areas(scores, &trial)?;
        let areas: serde_json::Map<String, Value> = all
            .iter()
            .map(|(formula, area)| {
                let value = match area {
                    Ok(area) => number_json(*area),
                    Err(why) => why_json(*why, &names),
                };
                (formula.word().to_owned(), value)
            })
            .collect();
        let drawn = places(curve.len(), self.steps.max(2));
        let mut outcome = Outcome::new("qini", level)
            .from_source(frame.source())
            .warn_all(data.pooled.clone())
            .with("formula", self.formula.word())
            .with("unit", self.formula.unit())
            .with("n", trial.n())
            .with("treated", data.treated_count())
            .with("area", answer_json_of(&area, &names))
            .with("areas", areas)
            .with("curve", drawn.map(|at| point_json(&curve[at])).collect::<Vec<_>>());
        let mut table = Table::new(["formula", "area", &interval_heading(level), "unit"]);
        for (formula, value) in &all {
            let [value, interval] = match value {
                _ if *formula == self.formula => cells(&area),
                Ok(value) => [number(*value), String::new()],
                Err(why) => ["undetermined".to_owned(), format!("({})", why.word())],
            };
            table.row([formula.word(), &value, &interval, formula.unit()]);
        }
        outcome = outcome.say(table);
        if area.known().is_some() {
            outcome = outcome.say(steps_table(&curve)).picture(picture(&curve));
        }
        Ok(outcome)
    }
}

fn point_json(point: &CurvePoint) -> Value {
    json!({
        "customers": number_json(point.customers()),
        "qini": number_json(point.qini()),
        "uplift": number_json(point.uplift()),
    })
}

/// The curve at so many equal steps of the customers: the last point at which no more are treated.
fn at_steps(curve: &[CurvePoint], steps: usize) -> Vec<CurvePoint> {
    let n = curve.last().map_or(0.0, CurvePoint::customers);
    (0..=steps)
        .map(|step| {
            let most = n * step as f64 / steps as f64 + 1e-9;
            curve[curve.partition_point(|point| point.customers() <= most).max(1) - 1]
        })
        .collect()
}

fn steps_table(curve: &[CurvePoint]) -> Table {
    let n = curve.last().map_or(0.0, CurvePoint::customers);
    let mut table = Table::new(["treat the top", "customers", "gained among the treated", "by chance", "effect each"]);
    let end = curve.last().map_or(0.0, CurvePoint::qini);
    for point in at_steps(curve, STEPS).iter().skip(1) {
        let share = point.customers() / n;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of rows")]
        let customers = point.customers() as u64;
        table.row([
            percent(share),
            count(customers),
            amount(point.qini()),
            amount(end * share),
            number(point.uplift() / point.customers().max(1.0)),
        ]);
    }
    table
}

/// The Qini curve beside the straight line.
fn picture(curve: &[CurvePoint]) -> Option<Picture> {
    let points = at_steps(curve, DRAWN_STEPS);
    let end = points.last()?.qini();
    let periods = points.iter().enumerate().map(|(step, point)| {
        let share = format!("{} %", 100 * step / DRAWN_STEPS);
        let hint = format!("top {share}: {} gained", amount(point.qini()));
        period(if step % (DRAWN_STEPS / STEPS) == 0 { share } else { String::new() }, hint)
    });
    let by_chance = |step: usize| bare(end * step as f64 / DRAWN_STEPS as f64);
    Lines {
        periods: periods.collect(),
        series: vec![
            LineSeries { name: "by score".to_owned(), marks: points.iter().map(|it| bare(it.qini())).collect() },
            LineSeries { name: "by chance".to_owned(), marks: (0..=DRAWN_STEPS).map(by_chance).collect() },
        ],
        words: words(format!("Gained among the treated, by share of customers: {} when all are treated", number(end))),
    }
    .draw()
}
