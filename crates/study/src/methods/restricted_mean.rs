//! How long they stay on average, up to a horizon.

use clap::Args;
use serde_json::json;
use stats::survival::{Curve, kaplan_meier, restricted_mean, restricted_mean_difference};

use super::kaplan_meier::{Lifetimes, late_entries};
use super::pictures::forest;
use crate::answer::{Table, answer_json, cells, count, interval_heading, number, number_json, sentence};
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
            if mean.why().is_some() {
                reasons.push(format!("{}: {}", group.label(), sentence(&mean, &[])));
            }
            groups.push(json!({
                "group": group.json(),
                "n": curve.n(),
                "departures": curve.departures(),
                "longest_observed": number_json(curve.longest_observed()),
                "restricted_mean": answer_json(&mean),
            }));
            if index != control {
                let (control_group, control_curve) = &curves[control];
                let difference = restricted_mean_difference(control_curve, curve, horizon)?;
                let [value, interval] = cells(&difference);
                differences.row([group.label(), control_group.label(), value, interval]);
                let control = control_group.json();
                compared
                    .push(json!({"group": group.json(), "control": control, "difference": answer_json(&difference)}));
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
