//! How many leave per unit of time at risk.

use clap::Args;
use serde_json::json;
use stats::Answer;
use stats::rates::{PersonTime, exact_rate_ratio, exact_rate_test, person_time_rate, score_rate_difference};

use crate::answer::{Table, answer_json_of, cells, count, interval_heading, number, number_json, test_sentence};
use crate::answer::{tested_json, why_text};
use crate::flags::{Output, real};
use crate::{Outcome, StudyError};

/// How many leave per unit of time at risk (exact Poisson), alone or against another group
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats rate --events 12 --time 340.5 --against 20/410

Methods: docs/methods/person_time.md, docs/methods/exact_rate_ratio.md, docs/methods/score_rate_difference.md")]
pub struct Rate {
    /// How many left
    #[arg(long, value_name = "COUNT")]
    events: u64,
    /// The time that all together were at risk
    #[arg(long, value_name = "TIME", value_parser = real, allow_negative_numbers = true)]
    time: f64,
    /// The group to compare with: how many left in how much time
    #[arg(long, value_name = "EVENTS/TIME", value_parser = events_in_time)]
    against: Option<PersonTime>,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Reads `20/410.5`.
fn events_in_time(given: &str) -> Result<PersonTime, String> {
    let (events, time) = given
        .split_once('/')
        .and_then(|(events, time)| Some((events.trim().parse().ok()?, time.trim().parse().ok()?)))
        .ok_or("allowed: how many in how much time, such as 20/410.5")?;
    PersonTime::new(events, time).map_err(|error| error.to_string())
}

impl Rate {
    /// The answer.
    ///
    /// # Errors
    /// When a time is negative, or 0 while somebody left.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let treated = PersonTime::new(self.events, self.time)?;
        let names = ["the group of `--against`".to_owned(), "the group of `--time`".to_owned()];
        let mut rows: Vec<(&str, &str, Answer)> =
            vec![("rate", "rate", person_time_rate(treated.departures(), treated.time(), level)?)];
        let mut outcome = Outcome::new("rate", level).with("events", self.events).with("time", number_json(self.time));
        if let Some(control) = self.against {
            rows.push(("against_rate", "rate against", person_time_rate(control.departures(), control.time(), level)?));
            rows.push(("ratio", "ratio (exact)", exact_rate_ratio(control, treated, level)));
            rows.push(("difference", "difference (score)", score_rate_difference(control, treated, level)));
            let against = json!({"events": control.departures(), "time": number_json(control.time())});
            outcome = outcome.with("against", against);
        }
        let mut table = Table::new(["", "value", &interval_heading(level)]);
        let mut reasons = Vec::new();
        for (field, name, answer) in &rows {
            let [value, interval] = cells(answer);
            table.row([(*name).to_owned(), value, interval]);
            outcome = outcome.with(field, answer_json_of(answer, &names));
            reasons.extend(answer.why().map(|why| format!("{name}: {}", why_text(why, &names))));
        }
        outcome = outcome.say(format!("{} left in {} at risk", count(self.events), number(self.time))).say(table);
        if let Some(control) = self.against {
            let test = exact_rate_test(control, treated);
            outcome = outcome
                .with("test", tested_json(&test, &names))
                .say(format!("Could they be the same? {} (exact)", test_sentence(&test, &names)));
        }
        Ok(outcome.say(reasons.join("\n")))
    }
}
