//! How long they stay on average, up to a horizon.

use clap::Args;
use serde_json::{Value, json};
use stats::survival::{Curve, kaplan_meier, restricted_mean, restricted_mean_difference};
use stats::{Answer, Why};

use super::kaplan_meier::{Lifetimes, late_entries};
use super::pictures::forest;
use crate::answer::{Table, answer_json, cells, count, interval_heading, number, number_json};
use crate::flags::{By, Input, Output, real};
use crate::frame::Group;
use crate::{Outcome, StudyError};

/// How long they stay on average within a horizon, and by how much groups differ (restricted mean)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats restricted-mean customers.csv --duration months --event left --until 24 --by plan --control-value Month

Method: docs/methods/restricted_mean.md")]
pub struct RestrictedMean {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    lifetimes: Lifetimes,
    #[command(flatten)]
    by: By,
    /// The horizon [default: the longest time that every group was watched]
    #[arg(long, value_name = "TIME", value_parser = real, allow_negative_numbers = true)]
    until: Option<f64>,
    /// The group that the others are compared with [default: the first]
    #[arg(long, value_name = "VALUE")]
    control_value: Option<String>,
    #[command(flatten)]
    pub(super) output: Output,
}

impl RestrictedMean {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read, a value is impossible, or no group is the control.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let lives = self.lifetimes.read(&self.input, &self.by)?;
        let curves: Vec<(Group, Curve)> =
            lives.groups.into_iter().map(|(group, table)| (group, kaplan_meier(&table, level))).collect();
        let control = self.control(&curves)?;
        let shortest = curves.iter().map(|(_, curve)| curve.longest_observed()).fold(f64::INFINITY, f64::min);
        let horizon = self.until.unwrap_or(shortest);
        let heading = interval_heading(level);
        let mut means = Table::new(["group", "n", "left", "mean time", &heading]);
        let mut differences = Table::new(["group", "against", "longer by", &heading]);
        let (mut groups, mut compared, mut reasons, mut drawn) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (index, (group, curve)) in curves.iter().enumerate() {
            let mean = restricted_mean(curve, horizon)?;
            let [value, interval] = cells(&mean);
            means.row([group.cell(), count(curve.n()), count(curve.departures()), value, interval]);
            drawn.push((group.label(), mean));
            if let Some(why) = mean.why() {
                reasons.push(format!("{}: undetermined: {}", group.label(), told(why, curve, horizon)));
            }
            groups.push(json!({
                "group": group.json(),
                "n": curve.n(),
                "departures": curve.departures(),
                "longest_observed": number_json(curve.longest_observed()),
                "restricted_mean": mean_json(&mean, &[curve], horizon),
            }));
            if index != control {
                let (control_group, control_curve) = &curves[control];
                let difference = restricted_mean_difference(control_curve, curve, horizon)?;
                let [value, interval] = cells(&difference);
                differences.row([group.label(), control_group.label(), value, interval]);
                let control = control_group.json();
                compared.push(json!({
                    "group": group.json(),
                    "control": control,
                    "difference": mean_json(&difference, &[control_curve, curve], horizon),
                }));
            }
        }
        let mut outcome = Outcome::new("restricted-mean", level).from_source(&lives.source);
        outcome = late_entries(outcome, curves.iter().map(|(group, curve)| (group, curve.table())));
        outcome = outcome.with("horizon", number_json(horizon)).with("groups", groups).with("differences", compared);
        outcome = outcome.say(format!("Average time here, up to {}", number(horizon))).say(means);
        if !differences.is_empty() {
            outcome = outcome.say(differences);
        }
        let label = format!("Average time here, up to {}", number(horizon));
        Ok(outcome.say(reasons.join("\n")).picture(forest(label, drawn)))
    }

    /// The group that the others are compared with.
    fn control(&self, curves: &[(Group, Curve)]) -> Result<usize, StudyError> {
        let Some(given) = &self.control_value else { return Ok(0) };
        let labels: Vec<String> = curves.iter().map(|(group, _)| group.label()).collect();
        labels.iter().position(|label| label == given.trim()).ok_or_else(|| {
            let groups = labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
            StudyError::options(
                format!("`--control-value {given}` is none of the groups"),
                format!("groups are: {groups}"),
            )
        })
    }
}

/// Why a mean is not determined. Who left after the horizon, or at it, is not said to have stayed for good.
fn told(why: Why, curve: &Curve, horizon: f64) -> String {
    let first = curve.points().next().map(|point| point.time);
    match why {
        Why::NoDepartures { .. } | Why::ZeroVariance if first.is_some_and(|first| first >= horizon) => format!(
            "none of the {} watched had left before {}, so all stayed the whole time and chance cannot be measured",
            count(curve.n()),
            number(horizon)
        ),
        why => why.to_string(),
    }
}

/// An answer about some curves; the reason is that of the first which has one.
fn mean_json(answer: &Answer, curves: &[&Curve], horizon: f64) -> Value {
    let Some(why) = answer.why() else { return answer_json(answer) };
    let is_it = |curve: &&&Curve| restricted_mean(curve, horizon).is_ok_and(|mean| mean.why() == Some(why));
    let detail = curves.iter().find(is_it).map_or_else(|| why.to_string(), |curve| told(why, curve, horizon));
    json!({"undetermined": why.word(), "detail": detail})
}
