//! How many leave per unit of time at risk.

use clap::Args;
use serde_json::json;
use stats::rates::{PersonTime, exact_rate_ratio, exact_rate_test, person_time_rate, score_rate_difference};
use stats::{Answer, StatsError};

use super::arms::ArmFlags;
use crate::answer::{Table, amount, answer_json_of, cells, count, interval_heading, number_json, sentence};
use crate::answer::{test_sentence, tested_json, why_text};
use crate::flags::{By, Input, Output, real};
use crate::frame::{Allowed, Source};
use crate::{Outcome, StudyError};

/// How many leave per unit of time at risk (exact Poisson), alone or against another group
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Examples:
  vaarwel stats rate --events 12 --time 340.5 --against 20/410
  vaarwel stats rate customers.csv --duration months --event left --event-value yes --by plan
  vaarwel stats rate customers.csv --duration months --event left --arm letter --control-value none

Methods: docs/methods/person_time.md, docs/methods/exact_rate_ratio.md, docs/methods/score_rate_difference.md")]
#[command(mut_arg("file", |file| file.required(false)))]
pub struct Rate {
    #[command(flatten)]
    input: Option<Input>,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    arms: ArmFlags,
    /// With a file: how long each row was watched
    #[arg(long, value_name = "COLUMN", requires_all = ["file", "event"], conflicts_with_all = ["events", "time"])]
    duration: Option<String>,
    /// Whether that ended with leaving: 0 or 1, true or false, yes or no
    #[arg(long, value_name = "COLUMN", requires = "duration")]
    event: Option<String>,
    /// The value of the event column that means leaving, such as `2` or `Churned`
    #[arg(long, value_name = "VALUE", requires = "event")]
    event_value: Option<String>,
    /// From which duration on each row was watched (left truncation)
    #[arg(long, value_name = "COLUMN", requires = "duration")]
    entry: Option<String>,
    /// Without a file: how many left
    #[arg(long, value_name = "COUNT", requires = "time")]
    events: Option<u64>,
    /// The time that all together were at risk
    #[arg(long, value_name = "TIME", requires = "events", value_parser = real, allow_negative_numbers = true)]
    time: Option<f64>,
    /// The group to compare with: how many left in how much time
    #[arg(long, value_name = "EVENTS/TIME", requires = "events", value_parser = events_in_time)]
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

/// The group that is asked about, and the one it is compared with.
struct Counted {
    treated: PersonTime,
    control: Option<PersonTime>,
    source: Option<Source>,
}

grouped!(Rate, may input);

impl Rate {
    fn counted(&self) -> Result<Counted, StudyError> {
        match (&self.input, &self.duration, &self.event, self.events, self.time) {
            (None, None, None, Some(events), Some(time)) => {
                Ok(Counted { treated: PersonTime::new(events, time)?, control: self.against, source: None })
            }
            (Some(input), Some(duration), Some(event), None, None) => self.read(input, duration, event),
            _ => Err(StudyError::options(
                "`rate` needs a file with `--duration` and `--event`, or a count and a time",
                "say `rate FILE --duration COLUMN --event COLUMN`, or `rate --events 12 --time 340.5`",
            )),
        }
    }

    fn read(&self, input: &Input, duration: &str, event: &str) -> Result<Counted, StudyError> {
        let mut opened = input.open()?;
        let arm = self.arms.column(&mut opened)?;
        let durations = opened.number("--duration", duration, Allowed::NotNegative)?;
        let left = opened.flag(("--event", event), ("--event-value", self.event_value.as_deref()))?;
        let entry = self.entry.as_deref();
        let entry = entry.map(|name| opened.number("--entry", name, Allowed::NotNegative)).transpose()?;
        let frame = opened.read()?;
        let (durations, left) = (frame.numbers(durations), frame.flags(left));
        let entered = entry.map(|entry| frame.numbers(entry));
        if let Some(row) = entered.and_then(|it| (0..it.len()).find(|&row| it[row] > durations[row])) {
            let given = entered.map_or(0.0, |it| it[row]);
            let allowed = "at most the duration of the same row";
            let error = StatsError::RowOutOfRange { name: "entry", allowed, given, row };
            return Err(frame.explain(error, &frame.whole(), self.entry.as_deref().unwrap_or_default()));
        }
        let of = |rows: &[usize]| {
            let events = rows.iter().filter(|&&row| left[row]).count() as u64;
            let time = rows.iter().map(|&row| durations[row] - entered.map_or(0.0, |it| it[row])).sum();
            PersonTime::new(events, time)
        };
        let source = Some(frame.source().clone());
        let Some(arm) = arm else {
            return Ok(Counted { treated: of(&frame.whole().rows)?, control: None, source });
        };
        let [control, treated] = self.arms.rows(&frame, arm)?;
        Ok(Counted { treated: of(&treated)?, control: Some(of(&control)?), source })
    }

    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let Counted { treated, control: against, source } = self.counted()?;
        let names = if source.is_some() {
            ["the control".to_owned(), "the treated".to_owned()]
        } else {
            ["the group of `--against`".to_owned(), "the group of `--time`".to_owned()]
        };
        let mut rows: Vec<(&str, &str, Answer)> =
            vec![("rate", "rate", person_time_rate(treated.departures(), treated.time(), level)?)];
        let mut outcome = Outcome::new("rate", level);
        if let Some(source) = source {
            outcome = outcome.from_source(&source);
        }
        outcome = outcome.with("events", treated.departures()).with("time", number_json(treated.time()));
        if let Some(control) = against {
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
        outcome = outcome
            .say(format!("{} left in {} at risk", count(treated.departures()), amount(treated.time())))
            .say(table);
        if let Some(control) = against {
            let test = exact_rate_test(control, treated);
            if control.departures() == 0 && treated.departures() > 0 {
                let inverse = exact_rate_ratio(treated, control, level);
                let told = format!("The other way round, the other group to this one: {}", sentence(&inverse, &names));
                outcome = outcome.with("ratio_of_control_to_treated", answer_json_of(&inverse, &names)).say(told);
            }
            outcome = outcome
                .with("test", tested_json(&test, &names))
                .say(format!("Could they be the same? {} (exact)", test_sentence(&test, &names)));
        }
        Ok(outcome.say(reasons.join("\n")))
    }
}
