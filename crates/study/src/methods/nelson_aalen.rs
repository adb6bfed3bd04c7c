//! The cumulative hazard of each group.

use clap::Args;
use serde_json::{Value, json};
use stats::StatsError;
use stats::survival::{CumulativeHazard, LifeTable, Ties, nelson_aalen};

use super::kaplan_meier::{Lifetimes, round_times, thinned};
use crate::answer::{Table, answer_json, cells, count, interval_heading, number, number_json};
use crate::flags::{By, Input, Output, real, word};
use crate::frame::Group;
use crate::{Outcome, StudyError};

/// When is the hazard of leaving high: the hazard added up over time (Nelson-Aalen)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats nelson-aalen customers.csv --duration months --event left --ties corrected --at 6,12,24

Method: docs/methods/nelson_aalen.md")]
pub struct NelsonAalen {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    lifetimes: Lifetimes,
    #[command(flatten)]
    by: By,
    /// Several at the same time: classical (d/n; whole months are real ties) or corrected (1/n + 1/(n-1) + ...)
    #[arg(long, value_name = "HOW", default_value = "classical", value_parser = word::<Ties>)]
    ties: Ties,
    /// Times at which to read it, with commas between [default: about eight round ones]
    #[arg(long, value_name = "TIME,...", value_delimiter = ',', value_parser = real, allow_negative_numbers = true)]
    at: Vec<f64>,
    /// Most steps of each line in the JSON; longer ones are thinned evenly there and nowhere else
    #[arg(long, value_name = "STEPS", default_value = "10000")]
    steps: usize,
    #[command(flatten)]
    pub(super) output: Output,
}

struct Studied {
    group: Group,
    table: LifeTable,
    hazard: CumulativeHazard,
}

impl NelsonAalen {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read or a value is impossible.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let lives = self.lifetimes.read(&self.input, &self.by)?;
        let studied = lives.groups.into_iter().map(|(group, table)| {
            let hazard = nelson_aalen(&table, self.ties, level);
            Studied { group, table, hazard }
        });
        let studied: Vec<Studied> = studied.collect();
        let longest = studied.iter().map(|it| it.table.longest_observed()).fold(0.0, f64::max);
        let times = if self.at.is_empty() { round_times(longest) } else { self.at.clone() };
        let mut table = Table::new(["group", "time", "at risk", "hazard so far", &interval_heading(level)]);
        for it in &studied {
            for &time in &times {
                let [value, interval] = cells(&it.hazard.at(time)?);
                let at_risk = count(it.table.at_risk(time));
                table.row([it.group.cell(), number(time), at_risk, value, interval]);
            }
        }
        let outcome = Outcome::new("nelson-aalen", level).from_source(&lives.source);
        if !self.output.json {
            return Ok(outcome.say(table));
        }
        let groups = studied.iter().map(|it| self.group_json(it)).collect::<Result<Vec<_>, StudyError>>()?;
        let outcome = outcome.with("ties", self.ties.word()).with("groups", groups);
        if studied.iter().any(|it| it.hazard.points().len() > self.steps) {
            let text = format!("a line has more than {} steps and was thinned in `curve`: say `--steps`", self.steps);
            return Ok(outcome.warn("curve_thinned", text));
        }
        Ok(outcome)
    }

    fn group_json(&self, it: &Studied) -> Result<Value, StudyError> {
        let at = self.at.iter().map(|&time| {
            let hazard = answer_json(&it.hazard.at(time)?);
            Ok(json!({"time": number_json(time), "at_risk": it.table.at_risk(time), "cumulative_hazard": hazard}))
        });
        let at = at.collect::<Result<Vec<_>, StatsError>>()?;
        let points = thinned(it.hazard.points().iter(), self.steps).map(|point| {
            json!({
                "time": number_json(point.time),
                "at_risk": point.at_risk,
                "departures": point.departures,
                "cumulative_hazard": number_json(point.cumulative_hazard),
                "standard_error": number_json(point.standard_error),
                "lower": number_json(point.interval.lower),
                "upper": number_json(point.interval.upper),
            })
        });
        Ok(json!({
            "group": it.group.json(),
            "n": it.table.n(),
            "departures": it.table.departures(),
            "longest_observed": number_json(it.table.longest_observed()),
            "at": at,
            "curve": points.collect::<Vec<Value>>(),
        }))
    }
}
