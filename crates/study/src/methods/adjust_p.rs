//! P-values that stay honest when many questions are asked.

use clap::Args;
use stats::StatsError;
use stats::multiple::{Correction, adjust};

use crate::answer::{Table, number_json, p_value};
use crate::flags::{Output, real, word};
use crate::{Outcome, StudyError};

/// An adjusted p-value this near to the limit, relative to it, is the limit.
const ROUNDING: f64 = 1e-12;

/// What p-values come to when many questions are asked at once
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats adjust-p 0.01,0.04,0.03 --method holm

Method: docs/methods/multiple_comparisons.md")]
pub struct AdjustP {
    /// The p-values, with commas or blanks between
    #[arg(value_name = "P,...", value_delimiter = ',', required = true, value_parser = real, allow_negative_numbers = true)]
    p_values: Vec<f64>,
    /// The correction: holm, bonferroni, sidak, holm_sidak, hochberg, hommel, bh or by
    #[arg(long, value_name = "METHOD", default_value = "holm", value_parser = correction)]
    method: Correction,
    #[command(flatten)]
    pub(super) output: Output,
}

fn correction(given: &str) -> Result<Correction, String> {
    word(&given.replace('-', "_"))
}

impl AdjustP {
    /// The answer.
    ///
    /// # Errors
    /// When a p-value is not from 0 to 1.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let adjusted = adjust(&self.p_values, self.method).map_err(|error| match error {
            StatsError::RowOutOfRange { allowed, given, row, .. } => StudyError::options(
                format!("the {} p-value is `{given}`", ordinal(row + 1)),
                format!("allowed: {allowed}"),
            ),
            other => other.into(),
        })?;
        // 1 − 0.95 is not 0.05 to the last digit; twice the tail is.
        let limit = 2.0 * self.output.level.tail();
        let mut table = Table::new(["p", "adjusted", &format!("below {limit}")]);
        for (p, adjusted) in self.p_values.iter().zip(&adjusted) {
            let verdict = if is_below(*adjusted, limit) { "yes" } else { "no" };
            table.row([p_value(*p), p_value(*adjusted), verdict.to_owned()]);
        }
        let numbers = |all: &[f64]| all.iter().map(|&p| number_json(p)).collect::<Vec<_>>();
        let below = adjusted.iter().map(|adjusted| is_below(*adjusted, limit)).collect::<Vec<_>>();
        Ok(Outcome::new("adjust-p", self.output.level)
            .with("correction", self.method.word())
            .with("p_values", numbers(&self.p_values))
            .with("adjusted", numbers(&adjusted))
            .with("below", below)
            .say(table))
    }
}

/// Whether an adjusted p-value lies below the limit by more than what multiplying and dividing may have rounded off.
fn is_below(adjusted: f64, limit: f64) -> bool {
    adjusted < limit * (1.0 - ROUNDING)
}

fn ordinal(place: usize) -> String {
    let ending = match (place % 10, place % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{place}{ending}")
}
