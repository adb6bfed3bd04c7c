//! How strong a cause that nobody wrote down would have to be.

use clap::{Args, ValueEnum};
use serde_json::json;
use stats::observational::{e_value_of_hazard_ratio, e_value_of_odds_ratio, e_value_of_ratio};

use crate::answer::{number, number_json};
use crate::flags::{Output, real};
use crate::{Outcome, StudyError};

/// What kind of ratio is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RatioKind {
    /// A ratio of shares
    Risk,
    /// A ratio of odds
    Odds,
    /// A ratio of hazards
    Hazard,
}

/// How strong a hidden cause would have to be to explain an effect away (E-value)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats e-value --ratio 1.8 --lower 1.2 --upper 2.7

Method: docs/methods/e_value.md")]
pub struct EValue {
    /// The ratio that was found: treated to untreated
    #[arg(long, value_name = "RATIO", value_parser = real, allow_negative_numbers = true)]
    ratio: f64,
    /// The lower end of its interval
    #[arg(long, value_name = "RATIO", value_parser = real, allow_negative_numbers = true)]
    lower: Option<f64>,
    /// The upper end of its interval
    #[arg(long, value_name = "RATIO", value_parser = real, allow_negative_numbers = true)]
    upper: Option<f64>,
    /// What the ratio is of
    #[arg(long, value_name = "KIND", default_value = "risk")]
    of: RatioKind,
    /// The outcome is rare, under 15 %: odds and hazard ratios then are near ratios of shares
    #[arg(long)]
    rare: bool,
    #[command(flatten)]
    pub(super) output: Output,
}

impl EValue {
    /// The answer.
    ///
    /// # Errors
    /// When the ratio is impossible or outside its interval.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let (ratio, lower, upper) = (self.ratio, self.lower, self.upper);
        let found = match self.of {
            RatioKind::Risk => e_value_of_ratio(ratio, lower, upper),
            RatioKind::Odds => e_value_of_odds_ratio(ratio, lower, upper, self.rare),
            RatioKind::Hazard => e_value_of_hazard_ratio(ratio, lower, upper, self.rare),
        }?;
        let nearer = if ratio >= 1.0 { lower } else { upper };
        let limit = nearer.map(|_| found.limit);
        let mut outcome = Outcome::new("e-value", self.output.level)
            .with("ratio", json!({"value": number_json(ratio), "lower": lower, "upper": upper}))
            .with("e_value", number_json(found.estimate))
            .with("e_value_limit", limit.map(number_json))
            .with("e_value_method", found.method.word());
        outcome = outcome.say(format!("E-value {}", number(found.estimate))).say(format!(
            "A hidden cause that goes with treatment and outcome by less than this ratio each, beyond the covariates, \
             cannot explain {} away.",
            number(ratio)
        ));
        if let Some(limit) = limit {
            outcome = outcome.say(format!("For the nearer end of the interval: {}", number(limit)));
            if limit == 1.0 {
                outcome = outcome.warn("interval_holds_1", "the interval holds 1 already: chance alone may explain it");
            }
        }
        Ok(outcome)
    }
}
