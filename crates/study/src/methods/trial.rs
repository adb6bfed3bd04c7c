//! What the methods on uplift share: who was treated, what came of it, and how likely the treatment was.

use std::fmt;
use std::str::FromStr;

use clap::Args;
use stats::uplift::learner::Settings;
use stats::uplift::{Propensity, Signals, Trial};
use stats::{StatsError, Why};

use super::traps::perhaps_avoided;
use crate::StudyError;
use crate::answer::percent;
use crate::frame::{Frame, Measure, Opened, Treated};
use crate::outcome::Warning;

/// A share of the treated further from what was given than so many errors is not explained by chance: once in 16,000.
const CHANCE_REACH: f64 = 4.0;

/// Who was treated, and what came of it.
#[derive(Args, Debug, Clone)]
pub(super) struct TrialFlags {
    /// Whether the row was treated: 0 or 1, true or false, yes or no
    #[arg(long, value_name = "COLUMN")]
    treated: String,
    /// The value of the treated column that means treated, such as `Mens E-Mail`
    #[arg(long, value_name = "VALUE")]
    treated_value: Option<String>,
    /// Of a treated column with more arms, the one to compare with, such as `No E-Mail` [default: all others]
    #[arg(long, value_name = "VALUE", requires = "treated_value")]
    control_value: Option<String>,
    /// What came of it: an amount, or yes and no counted as 1 and 0
    #[arg(long, value_name = "COLUMN")]
    pub(super) outcome: String,
    /// The value of the outcome column that counts, where it holds words, such as `Stayed`
    #[arg(long, value_name = "VALUE")]
    outcome_value: Option<String>,
    /// The outcome is to be avoided, as churn is: an effect then says how much less of it there is
    #[arg(long)]
    avoid: bool,
}

/// Handles of the columns of [`TrialFlags`].
pub(super) struct TrialColumns {
    treated: Treated,
    outcome: Measure,
}

/// Treatment and outcome, owned.
pub(super) struct TrialData {
    pub(super) treated: Vec<bool>,
    /// That several arms count as untreated, where they do.
    pub(super) pooled: Option<Warning>,
    pub(super) outcome: Vec<f64>,
}

impl TrialFlags {
    /// Asks for the columns.
    pub(super) fn columns(&self, opened: &mut Opened) -> Result<TrialColumns, StudyError> {
        let treated =
            opened.treated(&self.treated, [&self.treated_value, &self.control_value].map(Option::as_deref))?;
        let outcome =
            opened.measure(("--outcome", &self.outcome), ("--outcome-value", self.outcome_value.as_deref()))?;
        Ok(TrialColumns { treated, outcome })
    }

    /// Says so where the outcome is taken as wanted although its name says otherwise.
    pub(super) fn perhaps_avoided(&self) -> Option<Warning> {
        (!self.avoid).then(|| perhaps_avoided(self.outcome_value.as_ref().unwrap_or(&self.outcome))).flatten()
    }

    /// Takes the columns from the frame; what is to be avoided is turned round.
    pub(super) fn data(&self, frame: &Frame, columns: &TrialColumns) -> TrialData {
        let mut outcome = frame.measures(columns.outcome).into_owned();
        if self.avoid {
            let one = if outcome.iter().all(|y| matches!(y, 0.0 | 1.0)) { 1.0 } else { 0.0 };
            for y in &mut outcome {
                *y = one - *y;
            }
        }
        TrialData {
            treated: frame.flags(columns.treated.flag).to_vec(),
            outcome,
            pooled: columns.treated.pooled(frame),
        }
    }
}

impl TrialData {
    pub(super) fn trial(&self) -> Result<Trial<'_>, StatsError> {
        Trial::new(&self.treated, &self.outcome)
    }

    pub(super) fn treated_count(&self) -> u64 {
        self.treated.iter().filter(|&&treated| treated).count() as u64
    }
}

/// The names of the arms, for reasons that point at one.
pub(crate) fn arms() -> Vec<String> {
    vec!["not treated".to_owned(), "treated".to_owned()]
}

/// How likely a row was to be treated, as it is said on the command line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PropensityWord(pub(super) Propensity);

impl FromStr for PropensityWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "share" => Ok(Self(Propensity::Share)),
            "estimated" => Ok(Self(Propensity::Estimated)),
            number => match number.parse::<f64>() {
                Ok(e) if e > 0.0 && e < 1.0 => Ok(Self(Propensity::Known(e))),
                _ => Err("allowed: `share`, `estimated`, or a number between 0 and 1, such as 0.5".to_owned()),
            },
        }
    }
}

impl PropensityWord {
    /// That a number given is not the share that was treated, where chance does not explain it.
    pub(super) fn against(self, data: &TrialData) -> Option<Warning> {
        let Propensity::Known(given) = self.0 else { return None };
        let n = data.treated.len() as f64;
        let share = data.treated_count() as f64 / n;
        let error = (given * (1.0 - given) / n).sqrt();
        ((share - given).abs() > CHANCE_REACH * error).then(|| Warning {
            code: "propensity_not_held".into(),
            text: format!(
                "`--propensity {given}` says that {} were to be treated, and {} were: chance does not explain it, and effects \
                 are wrong if the number is",
                percent(given),
                percent(share)
            ),
        })
    }
}

impl fmt::Display for PropensityWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Propensity::Share => f.write_str("share"),
            Propensity::Estimated => f.write_str("estimated"),
            Propensity::Known(e) => write!(f, "{e}"),
        }
    }
}

/// Signals adjusted for the covariates where there are some and they can be used; else of treatment and outcome alone, with
/// a warning.
pub(crate) fn signals(
    columns: &[&[f64]],
    trial: &Trial<'_>,
    settings: &Settings,
) -> Result<(Result<Signals, Why>, Option<Warning>), StatsError> {
    if columns.is_empty() {
        return Ok((Signals::of_trial(trial)?, None));
    }
    match Signals::adjusted(columns, trial, settings)? {
        Err(why) if settings.propensity != Propensity::Estimated && !matches!(why, Why::GroupEmpty { .. }) => {
            let text = format!("effects are judged without adjusting for covariates, because {why}");
            Ok((Signals::of_trial(trial)?, Some(Warning { code: "not_adjusted".into(), text })))
        }
        found => Ok((found, None)),
    }
}
