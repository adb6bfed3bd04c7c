//! How many it takes, and what so many can find.

use clap::Args;
use serde_json::{Value, json};
use stats::experiment::{
    ClusterPlan, Outcome as Measured, Plan, SampleSize, minimum_detectable_effect, power, sample_size,
};

use crate::answer::{Table, count, number, number_json, percent};
use crate::flags::{Output, real};
use crate::{Outcome, StudyError};

/// How many an experiment takes to find an effect, how long that lasts, or what so many can find
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats sample-size --base 0.1 --effect -0.02 --inflow 200/month
  vaarwel stats sample-size --deviation 30 --effect 2 --variance-removed 0.4
  vaarwel stats sample-size --base 0.1 --mde 5000                     the smallest effect that 5000 rows find
  vaarwel stats sample-size --base 0.1 --effect -0.02 --rows 5000     the power of 5000 rows

Method: docs/methods/sample_size.md")]
pub struct SampleSizeOf {
    /// For a share: what it is without the action
    #[arg(long, value_name = "SHARE", conflicts_with = "deviation", required_unless_present = "deviation", value_parser = real, allow_negative_numbers = true)]
    base: Option<f64>,
    /// For a mean: the standard deviation of the outcome
    #[arg(long, value_name = "NUMBER", value_parser = real, allow_negative_numbers = true)]
    deviation: Option<f64>,
    /// The smallest effect worth finding, treated minus control; for a share in shares: -0.02 is two points less
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, required_unless_present = "mde", value_parser = real)]
    effect: Option<f64>,
    /// The other way round: the smallest effect that so many rows in both arms find
    #[arg(long, value_name = "ROWS", conflicts_with = "effect", value_parser = real, allow_negative_numbers = true)]
    mde: Option<f64>,
    /// The power that so many rows in both arms have for the effect
    #[arg(long, value_name = "ROWS", conflicts_with = "mde", value_parser = real, allow_negative_numbers = true)]
    rows: Option<f64>,
    /// The chance to find the effect if it is there
    #[arg(long, value_name = "POWER", default_value = "0.8", value_parser = real, allow_negative_numbers = true)]
    power: f64,
    /// The share of the rows that is treated
    #[arg(long, value_name = "SHARE", default_value = "0.5", value_parser = real, allow_negative_numbers = true)]
    split: f64,
    /// Clusters are drawn: so many rows in each on average
    #[arg(long, value_name = "ROWS", requires = "intraclass", value_parser = real, allow_negative_numbers = true)]
    cluster_size: Option<f64>,
    /// The share of the variance that lies between clusters
    #[arg(long, visible_alias = "icc", value_name = "SHARE", requires = "cluster_size", value_parser = real, allow_negative_numbers = true)]
    intraclass: Option<f64>,
    /// Standard deviation of the cluster sizes divided by their mean
    #[arg(long, value_name = "NUMBER", default_value = "0", value_parser = real, allow_negative_numbers = true)]
    cluster_variation: f64,
    /// The share of the variance that covariates take away (R squared of CUPED)
    #[arg(long, value_name = "SHARE", default_value = "0", value_parser = real, allow_negative_numbers = true)]
    variance_removed: f64,
    /// How many come in per period, such as `200/month`
    #[arg(long, value_name = "ROWS/PERIOD", value_parser = inflow)]
    inflow: Option<Inflow>,
    #[command(flatten)]
    pub(super) output: Output,
}

/// So many rows per period.
#[derive(Debug, Clone, PartialEq)]
struct Inflow {
    rows: f64,
    period: String,
}

fn inflow(given: &str) -> Result<Inflow, String> {
    let allowed = "allowed: rows per period, such as 200/month";
    let (rows, period) = given.split_once('/').unwrap_or((given, "period"));
    let rows = rows.trim().replace('_', "").parse::<f64>().map_err(|_| allowed.to_owned())?;
    if !(rows.is_finite() && rows > 0.0) || period.trim().is_empty() {
        return Err(allowed.to_owned());
    }
    Ok(Inflow { rows, period: period.trim().to_owned() })
}

impl SampleSizeOf {
    /// The answer.
    ///
    /// # Errors
    /// When the plan is impossible.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let measured = match (self.base, self.deviation) {
            (Some(base), _) => Measured::Share { base },
            (None, Some(standard_deviation)) => Measured::Mean { standard_deviation },
            (None, None) => return Err(StudyError::options("nothing to compare", "say `--base` or `--deviation`")),
        };
        let clusters = self.cluster_size.zip(self.intraclass).map(|(rows, intraclass)| ClusterPlan {
            rows,
            intraclass,
            size_variation: self.cluster_variation,
        });
        let plan = Plan {
            level: self.output.level,
            power: self.power,
            treated_share: self.split,
            clusters,
            variance_removed: self.variance_removed,
        };
        let outcome = Outcome::new("sample-size", plan.level)
            .with("base", self.base.map(number_json))
            .with("deviation", self.deviation.map(number_json))
            .with("power", number_json(plan.power))
            .with("treated_share", number_json(plan.treated_share));
        match (self.effect, self.mde, self.rows) {
            (None, Some(rows), _) => smallest(outcome, measured, rows, &plan),
            (Some(effect), _, Some(rows)) => {
                let chance = power(measured, effect, rows, &plan)?;
                let text = format!(
                    "{} rows find an effect of {} with chance {}.",
                    number(rows),
                    number(effect),
                    percent(chance)
                );
                Ok(outcome
                    .with("effect", number_json(effect))
                    .with("rows", number_json(rows))
                    .with("chance_to_find", number_json(chance))
                    .say(text))
            }
            (Some(effect), ..) => {
                let size = sample_size(measured, effect, &plan)?;
                self.sized(outcome.with("effect", number_json(effect)), &size, &plan)
            }
            (None, None, _) => Err(StudyError::options("no effect was given", "say `--effect`, or `--mde ROWS`")),
        }
    }

    fn sized(&self, outcome: Outcome, size: &SampleSize, plan: &Plan) -> Result<Outcome, StudyError> {
        let whole = size.whole();
        let clusters = size.clusters.map(|it| it.map(f64::ceil));
        let mut table = Table::new(["arm", "rows", "clusters"]);
        for (arm, name) in ["control", "treated"].into_iter().enumerate() {
            let drawn = clusters.map(|it| number(it[arm])).unwrap_or_default();
            table.row([name.to_owned(), count(whole[arm]), drawn]);
        }
        table.row([
            "both".to_owned(),
            count(whole[0] + whole[1]),
            clusters.map(|it| number(it[0] + it[1])).unwrap_or_default(),
        ]);
        let mut outcome = outcome
            .with("control", number_json(size.control))
            .with("treated", number_json(size.treated))
            .with("total", number_json(size.total()))
            .with("whole", json!({"control": whole[0], "treated": whole[1]}))
            .with("clusters", size.clusters.map(|[c, t]| json!({"control": number_json(c), "treated": number_json(t)})))
            .say(table);
        if let Some(inflow) = &self.inflow {
            let periods = size.periods(inflow.rows)?;
            outcome = outcome
                .with("inflow", json!({"rows": number_json(inflow.rows), "period": inflow.period}))
                .with("periods", number_json(periods))
                .say(format!(
                    "With {} a {} everybody is in after {} {}s; the outcome then still takes its own time.",
                    number(inflow.rows),
                    inflow.period,
                    number((periods * 10.0).ceil() / 10.0),
                    inflow.period
                ));
        }
        if plan.clusters.is_some() && clusters.is_some_and(|it| it[0].min(it[1]) < 5.0) {
            let text =
                "fewer than five clusters in an arm: one odd cluster decides the outcome; draw more and smaller ones";
            outcome = outcome.warn("few_clusters", text);
        }
        Ok(outcome)
    }
}

fn smallest(outcome: Outcome, measured: Measured, rows: f64, plan: &Plan) -> Result<Outcome, StudyError> {
    let found = minimum_detectable_effect(measured, rows, plan)?;
    let json = |effect: Option<f64>| effect.map_or(Value::Null, number_json);
    let mut table = Table::new(["direction", "smallest effect", "of the base"]);
    for (name, effect) in [("down", found.fall), ("up", found.rise)] {
        let relative = match (effect, measured) {
            (Some(effect), Measured::Share { base }) => percent(effect / base),
            _ => String::new(),
        };
        table.row([name.to_owned(), effect.map_or_else(|| "none".to_owned(), number), relative]);
    }
    let mut outcome = outcome
        .with("rows", number_json(rows))
        .with("mde", json!({"fall": json(found.fall), "rise": json(found.rise)}))
        .say(format!("The smallest effects that {} rows find with chance {}:", number(rows), percent(plan.power)))
        .say(table);
    if found.fall.is_none() || found.rise.is_none() {
        let text = "too few rows: in a direction not even the largest effect there can be would be found";
        outcome = outcome.warn("too_few", text);
    }
    Ok(outcome)
}
