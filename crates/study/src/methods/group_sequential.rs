//! Bounds for planned looks.

use clap::{Args, ValueEnum};
use serde_json::json;
use stats::Probability;
use stats::experiment::{
    PlannedLook, Shape, Spending, classic_looks, equal_looks, inflation, planned_looks, stopping_chances,
};

use crate::answer::{Table, number, number_json, p_value, percent};
use crate::flags::{Output, real};
use crate::{Outcome, StudyError};

/// How far from 0 a difference must be to stop at planned looks, so that all looks together keep the level
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats group-sequential --looks 5 --spending obrien-fleming
  vaarwel stats group-sequential --information 0.25,0.6,1 --spending pocock

Method: docs/methods/group_sequential.md")]
pub struct GroupSequential {
    /// So many looks at equal distances
    #[arg(long, value_name = "N", conflicts_with = "information", required_unless_present = "information")]
    looks: Option<usize>,
    /// The share of the planned rows that is there at each look, rising, with commas between
    #[arg(long, value_name = "SHARE,...", value_delimiter = ',', value_parser = real, allow_negative_numbers = true)]
    information: Vec<f64>,
    /// How the chance of a false alarm is spent: obrien-fleming, pocock or power
    #[arg(long, value_name = "SHAPE", default_value = "obrien-fleming")]
    spending: SpendingWord,
    /// With `--spending power`: the chance spent grows as this power of the information
    #[arg(long, value_name = "RHO", default_value = "2", value_parser = real, allow_negative_numbers = true)]
    rho: f64,
    /// The classic constants for equal looks instead of spending: a multiple of 1 (pocock) or of the root of K/k
    #[arg(long, requires = "looks")]
    classic: bool,
    /// The chance to find the effect the experiment is planned for
    #[arg(long, value_name = "POWER", default_value = "0.8", value_parser = real, allow_negative_numbers = true)]
    power: f64,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SpendingWord {
    ObrienFleming,
    Pocock,
    Power,
}

impl GroupSequential {
    /// The answer.
    ///
    /// # Errors
    /// When the looks do not rise to at most 1, or there are too many.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let information = match self.looks {
            Some(looks) => equal_looks(looks)?,
            None => self.information.clone(),
        };
        let looks = self.bounds(&information)?;
        let bounds: Vec<f64> = looks.iter().map(|look| look.bound).collect();
        let power = Probability::new("power", self.power)?;
        let factor = inflation(&looks, power, level)?;
        // The drift that the planned effect has at the last look, with as many rows more as the factor says.
        let fixed = stats::experiment::Plan { level, power: self.power, ..Default::default() }.deviates();
        let stops = stopping_chances(&information, &bounds, fixed * factor.sqrt())?;
        let last = information.last().copied().unwrap_or(1.0);
        let ends: f64 = 1.0 - stops.iter().sum::<f64>();
        let rows_used = factor * (information.iter().zip(&stops).map(|(t, stop)| t * stop).sum::<f64>() + last * ends);
        let mut table =
            Table::new(["look", "information", "bound (z)", "p below", "spent by now", "stops here if it works"]);
        for (k, (look, stop)) in looks.iter().zip(&stops).enumerate() {
            table.row([
                (k + 1).to_string(),
                number(look.information),
                number(look.bound),
                p_value(look.nominal_p),
                p_value(look.spent),
                percent(*stop),
            ]);
        }
        let rows: Vec<_> = looks
            .iter()
            .zip(&stops)
            .map(|(look, stop)| {
                json!({
                    "information": number_json(look.information),
                    "bound": number_json(look.bound),
                    "nominal_p": number_json(look.nominal_p),
                    "spent": number_json(look.spent),
                    "stops_if_it_works": number_json(*stop),
                })
            })
            .collect();
        let spent = looks.last().map_or(0.0, |look| look.spent);
        let spending = self.spending.to_possible_value().map(|word| word.get_name().to_owned());
        let outcome = Outcome::new("group-sequential", level);
        let outcome = if last < 1.0 {
            let text = format!(
                "the last look is at {} of the information: only {} of the chance of a false alarm, {}, is spent",
                percent(last),
                number(spent),
                number(1.0 - level.get())
            );
            outcome.warn("ends_early", text)
        } else {
            outcome
        };
        Ok(outcome
            .with("spending", spending)
            .with("classic", self.classic)
            .with("looks", rows)
            .with("power", number_json(self.power))
            .with("inflation", number_json(factor))
            .with("rows_used_if_it_works", number_json(rows_used))
            .say(table)
            .with("rows_at_most", number_json(factor * last))
            .say(format!(
                "At most {} times the rows of one look at the end; {} times on average if the effect is the planned one.",
                number(factor * last),
                number(rows_used)
            )))
    }

    fn bounds(&self, information: &[f64]) -> Result<Vec<PlannedLook>, StudyError> {
        let level = self.output.level;
        if self.classic {
            let shape = match self.spending {
                SpendingWord::ObrienFleming => Shape::ObrienFleming,
                SpendingWord::Pocock => Shape::Pocock,
                SpendingWord::Power => {
                    return Err(StudyError::options(
                        "`--classic --spending power`: there is no such constant",
                        "allowed: obrien-fleming, pocock",
                    ));
                }
            };
            return Ok(classic_looks(information.len(), shape, level)?);
        }
        let spending = match self.spending {
            SpendingWord::ObrienFleming => Spending::ObrienFleming,
            SpendingWord::Pocock => Spending::Pocock,
            SpendingWord::Power => Spending::Power(self.rho),
        };
        Ok(planned_looks(information, spending, level)?)
    }
}
