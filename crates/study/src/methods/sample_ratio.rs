//! Whether arms have the sizes they were meant to have.

use clap::Args;
use stats::Tested;
use stats::experiment::{SAMPLE_RATIO_ALARM_P, sample_ratio, sample_ratio_running};

use crate::answer::{Table, amount, count, number, number_json, percent, test_sentence, tested_json, why_text};
use crate::flags::{Output, real};
use crate::{Outcome, StudyError};

/// Whether the arms of an experiment have the sizes they were meant to have (sample-ratio mismatch)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats sample-ratio --observed 44700,45489
  vaarwel stats sample-ratio --observed 9120,480 --expected 95,5

Method: docs/methods/sample_ratio.md")]
pub struct SampleRatio {
    /// How many were assigned to each arm, with commas between
    #[arg(long, value_name = "N,...", value_delimiter = ',', required = true)]
    observed: Vec<u64>,
    /// The share that each arm was meant to get, in any unit [default: all alike]
    #[arg(long, value_name = "SHARE,...", value_delimiter = ',', value_parser = real, allow_negative_numbers = true)]
    expected: Vec<f64>,
    #[command(flatten)]
    pub(super) output: Output,
}

impl SampleRatio {
    /// The answer.
    ///
    /// # Errors
    /// When there are fewer than two arms, or an expected share is not above 0.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let expected = if self.expected.is_empty() { vec![1.0; self.observed.len()] } else { self.expected.clone() };
        let test = sample_ratio(&self.observed, &expected)?;
        let running = sample_ratio_running(&self.observed, &expected)?;
        let (n, whole) = (self.observed.iter().sum::<u64>(), expected.iter().sum::<f64>());
        let mut table = Table::new(["arm", "assigned", "share", "expected", "expected share"]);
        for (arm, (observed, share)) in self.observed.iter().zip(&expected).enumerate() {
            let share = share / whole;
            let found = if n == 0 { "-".to_owned() } else { percent(*observed as f64 / n as f64) };
            table.row([(arm + 1).to_string(), count(*observed), found, amount(n as f64 * share), percent(share)]);
        }
        let alarm = test.known().map(|test| test.p_value < SAMPLE_RATIO_ALARM_P);
        let verdict = match (&test, alarm) {
            (Tested::Known(_), Some(true)) => format!(
                "Alarm, because p is below {SAMPLE_RATIO_ALARM_P}: something else than chance filled these arms. Find out what before reading any effect."
            ),
            (Tested::Known(_), _) => "No alarm: chance may well have filled these arms.".to_owned(),
            (Tested::Undetermined(why), _) => format!("Undetermined: {}.", why_text(*why, &[])),
        };
        let shares: Vec<_> = expected.iter().map(|share| number_json(share / whole)).collect();
        Ok(Outcome::new("sample-ratio", self.output.level)
            .with("observed", self.observed.clone())
            .with("expected_shares", shares)
            .with("test", tested_json(&test, &[]))
            .with("running", tested_json(&running, &[]))
            .with("alarm_below", number_json(SAMPLE_RATIO_ALARM_P))
            .with("alarm", alarm)
            .say(table)
            .say(format!("As filled, looked at once: {}", test_sentence(&test, &[])))
            .say(format!("While filling, at every look: {}", running_sentence(&running)))
            .say(verdict))
    }
}

fn running_sentence(running: &Tested) -> String {
    match running {
        Tested::Known(test) => {
            format!("log Bayes factor {}, p = {}", number(test.statistic), crate::answer::p_value(test.p_value))
        }
        Tested::Undetermined(why) => format!("undetermined: {}", why_text(*why, &[])),
    }
}
