//! The cumulative hazard of each group.

use charts::{CurveWords, Picture, Rising, StepCurves, StepGroup, StepPoint, TimeUnit};
use clap::Args;
use serde_json::{Value, json};
use stats::StatsError;
use stats::survival::{CumulativeHazard, LifeTable, Ties, nelson_aalen};

use super::kaplan_meier::{DRAWN_STEPS_MAX, Lifetimes, drawn_times, round_times, thinned, to_the_end};
use super::pictures::level;
use crate::answer::{Table, answer_json, cells, count, interval_heading, number, number_json};
use crate::flags::{By, Input, Output, time, word};
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
    #[arg(long, value_name = "TIME,...", value_delimiter = ',', value_parser = time, allow_negative_numbers = true)]
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
        let drawn = self.output.svg.as_ref().and_then(|_| picture(&studied));
        let outcome = Outcome::new("nelson-aalen", level).from_source(&lives.source).picture(drawn);
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

fn picture(studied: &[Studied]) -> Option<Picture> {
    let words = CurveWords {
        label: "Hazard added up, by time: the steeper, the more leave of those still here".to_owned(),
        at_risk: "Still here".to_owned(),
        unit: String::new(),
        percent: &level,
        count: &count,
    };
    let groups = studied.iter().map(step_group).collect();
    StepCurves { groups, unit: TimeUnit::Years, fewest: 1, words }.draw_rising(Rising::Groups)
}

fn step_group(it: &Studied) -> StepGroup {
    let point = |it: &stats::survival::HazardPoint| StepPoint {
        time: it.time,
        share: it.cumulative_hazard,
        interval: Some((it.interval.lower, it.interval.upper)),
        at_risk: it.at_risk,
    };
    let mut points: Vec<StepPoint> = thinned(it.hazard.points().iter(), DRAWN_STEPS_MAX).map(point).collect();
    let longest = it.table.longest_observed();
    let start = StepPoint { time: 0.0, share: 0.0, interval: None, at_risk: it.table.n() };
    to_the_end(&mut points, start, (longest, it.table.at_risk(longest)));
    let still_here = drawn_times(longest).map(|time| (time, it.table.at_risk(time))).collect();
    StepGroup { name: it.group.label(), points, median: None, still_here }
}
