//! Whom to treat so that it pays?

use charts::{LineSeries, Lines, Mark, Picture};
use clap::Args;
use serde_json::{Value, json};
use stats::Estimate;
use stats::uplift::learner::Settings;
use stats::uplift::policy::{BudgetCurve, BudgetPoint, Decision, Worth, budget_curve};

use super::kaplan_meier::places;
use super::pictures::{bare, on_line, period, words};
use super::trial::{PropensityWord, TrialFlags, arms, signals};
use crate::answer::{Table, count, estimate_json, interval, interval_heading, number, number_json, percent, why_text};
use crate::flags::{By, CovariateFlags, Input, Output, real};
use crate::frame::Allowed;
use crate::{Outcome, StudyError};

/// Whom to treat so that it pays, at this cost and value: profit by budget, with treating nobody as an answer
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats policy scored.csv --score uplift --treated mailed --outcome stayed --cost 4.5 --value 100

The treatment must have been drawn, or name the covariates that decided it and say --propensity estimated. Judge a score
by customers it was not learned from.

Method: docs/methods/policy.md")]
pub struct Policy {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    trial: TrialFlags,
    /// The score: whoever has more is treated first
    #[arg(long, value_name = "COLUMN")]
    score: String,
    /// What treating one customer costs
    #[arg(long, value_name = "MONEY", value_parser = real, allow_negative_numbers = true)]
    cost: f64,
    /// What one unit of the outcome is worth, such as the margin of a customer who stays
    #[arg(long, value_name = "MONEY", value_parser = real, allow_negative_numbers = true)]
    value: f64,
    #[command(flatten)]
    covariates: CovariateFlags,
    /// How likely a row was to be treated: `share` (drawn), a number, or `estimated` from the covariates
    #[arg(long, value_name = "HOW", default_value = "share")]
    propensity: PropensityWord,
    /// Decides every draw
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(Policy, input);

impl Policy {
    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let mut opened = self.input.open()?;
        let columns = self.trial.columns(&mut opened)?;
        let score = opened.number("--score", &self.score, Allowed::Any)?;
        let covariates = opened.covariates(&self.covariates)?;
        let mut frame = opened.read()?;
        let design = frame.design(&covariates)?;
        let data = self.trial.data(&frame, &columns);
        let (trial, scores) = (data.trial()?, frame.numbers(score));
        let slices: Vec<&[f64]> = design.columns.iter().map(Vec::as_slice).collect();
        if slices.is_empty() && self.propensity.0 == stats::uplift::Propensity::Estimated {
            let remedy = "add `--covariates COLUMN,...`, or leave `--propensity` out where the treatment was drawn";
            return Err(StudyError::options("`--propensity estimated` needs covariates", remedy));
        }
        if slices.is_empty() && matches!(self.propensity.0, stats::uplift::Propensity::Known(_)) {
            let remedy = "add `--covariates COLUMN,...`, or leave `--propensity` out: without covariates the share that was \
                          treated is taken";
            return Err(StudyError::options("`--propensity` with a number needs covariates", remedy));
        }
        let settings = Settings { propensity: self.propensity.0, ..Settings::default() };
        let (found, warning) = signals(&slices, &trial, &settings)?;
        let worth = Worth { value: self.value, cost: self.cost };
        let curve = match found {
            Ok(signals) => budget_curve(scores, &signals, worth, level, self.seed)?,
            Err(why) => Err(why),
        };
        let outcome = Outcome::new("policy", level)
            .from_source(frame.source())
            .with("n", trial.n())
            .with("treated", data.treated_count())
            .with("cost", number_json(self.cost))
            .with("value", number_json(self.value))
            .with("propensity", self.propensity.to_string())
            .warn_all(design.warnings.iter().cloned())
            .warn_all(data.pooled.clone())
            .warn_all(self.propensity.against(&data))
            .warn_all(warning);
        let curve = match curve {
            Ok(curve) => curve,
            Err(why) => {
                let text = why_text(why, &arms());
                return Ok(outcome
                    .with("decision", json!({"undetermined": why.word(), "detail": text}))
                    .say(format!("undetermined: {text}")));
            }
        };
        let best = curve.best.map(|best| curve.points[best]);
        let from_score = best.and_then(|best| score_of(scores, best.customers));
        let best_json = best.as_ref().map_or(Value::Null, |best| {
            let mut json = point_json(best);
            json["score_at_least"] = from_score.map_or(Value::Null, number_json);
            json
        });
        Ok(outcome
            .with("decision", curve.decision.word())
            .with("best", best_json)
            .with("treat_all", curve.points.last().map_or(Value::Null, point_json))
            .with("curve", curve.points.iter().map(point_json).collect::<Vec<_>>())
            .say(advice(&curve, best.as_ref(), from_score, trial.n()))
            .say(table(&curve, level))
            .picture(picture(&curve, level)))
    }
}

/// The score of the last of so many, from the highest down.
pub(crate) fn score_of(scores: &[f64], customers: u64) -> Option<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    sorted.get(usize::try_from(customers).ok()?.checked_sub(1)?).copied()
}

pub(crate) fn point_json(point: &BudgetPoint) -> Value {
    json!({
        "share": number_json(point.share),
        "customers": point.customers,
        "cost": number_json(point.cost),
        "profit_per_customer": estimate_json(&point.profit),
        "band": {"lower": number_json(point.band.lower), "upper": number_json(point.band.upper)},
    })
}

pub(crate) fn advice(curve: &BudgetCurve, best: Option<&BudgetPoint>, from_score: Option<f64>, n: usize) -> String {
    let Some(best) = best else {
        return "Treat nobody: at this cost and value no budget is expected to pay.".to_owned();
    };
    let all = |it: f64| number(it * n as f64);
    let whom = format!(
        "the {} customers ({}) with a score of at least {}",
        count(best.customers),
        percent(best.share),
        from_score.map_or_else(String::new, number)
    );
    let profit = format!(
        "expected profit over treating nobody {} in all, between {} and {} with all budgets looked at",
        all(best.profit.value),
        all(best.band.lower),
        all(best.band.upper)
    );
    match curve.decision {
        Decision::Treat => format!("Treat {whom}: {profit}."),
        _ => format!("Not shown to be better than treating nobody. The best guess is {whom}: {profit}."),
    }
}

pub(crate) fn table(curve: &BudgetCurve, level: stats::Level) -> Table {
    let mut table = Table::new(["treat the top", "customers", "cost", "profit per customer", &interval_heading(level)]);
    for point in places(curve.points.len(), 10).map(|at| &curve.points[at]) {
        let Estimate { value, interval: range, .. } = point.profit;
        let range = interval(range.lower, range.upper);
        table.row([percent(point.share), count(point.customers), number(point.cost), number(value), range]);
    }
    table
}

/// The profit of each budget with its interval; the best has a dot.
pub(crate) fn picture(curve: &BudgetCurve, level: stats::Level) -> Option<Picture> {
    let points = &curve.points;
    let steps = points.len().max(1);
    // The budgets are evenly apart; about every tenth part is named.
    let name = |at: usize| {
        let is_named = at == 0 || 10 * at / steps > 10 * (at - 1) / steps;
        let share = if at == 0 { 0.0 } else { points[at - 1].share };
        if is_named { format!("{:.0} %", 100.0 * share) } else { String::new() }
    };
    let hint = |at: usize| {
        let Some(it) = at.checked_sub(1).and_then(|at| points.get(at)) else { return String::new() };
        let range = interval(it.profit.interval.lower, it.profit.interval.upper);
        format!("top {}: {} {range}", percent(it.share), number(it.profit.value))
    };
    let profits = std::iter::once(bare(0.0)).chain(points.iter().map(|it| on_line(&it.profit, 1.0)));
    let mut series = vec![LineSeries { name: "by score".to_owned(), marks: profits.collect() }];
    if let Some(best) = curve.best {
        let mark = |at: usize| match at.checked_sub(1) {
            Some(at) if at == best => Mark::Point { value: points[at].profit.value, interval: None, is_loud: false },
            _ => Mark::Unknown,
        };
        series.push(LineSeries { name: "best".to_owned(), marks: (0..=points.len()).map(mark).collect() });
    }
    let heading = interval_heading(level);
    Lines {
        periods: (0..=points.len()).map(|at| period(name(at), hint(at))).collect(),
        series,
        words: words(format!(
            "Profit per customer over treating nobody, by share treated, with the {heading} of each budget"
        )),
    }
    .draw()
}
