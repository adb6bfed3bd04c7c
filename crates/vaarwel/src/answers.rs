//! `vaarwel answers`: what customers answered, and how many of those who were asked.

use clap::Args;
use relationship::Day;
use relationship::listening::{Purpose, Use, Value};
use relationship::rounding::fixed;
use serde_json::json;
use stats::rates::wilson;
use stats::{Answer as Estimated, Level, Proportion};
use store::{AnswerFilter, PAGE_ROWS_MAX};

use crate::chance;
use crate::place::{Place, wait};
use crate::say::{Table, count, say, write};

/// Below this many answers a share says little.
const ANSWERED_MIN: u64 = 30;
/// Below this response those who answered may be quite unlike those who did not.
const RESPONSE_MIN: f64 = 0.1;

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel answers --survey fietsplan-pulse --from 2026-11-01
  vaarwel answers --for reply --json          only what may be replied to

An answer is shown for a purpose it was given for, and for no other. Channels, versions and languages stand apart.")]
pub(crate) struct Arguments {
    /// Only of this survey
    #[arg(long, value_name = "NAME")]
    survey: Option<String>,
    /// Only to this question
    #[arg(long, value_name = "ID")]
    question: Option<String>,
    /// Only of this customer
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<String>,
    /// From this day [default: 90 days ago]
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// Up to and with this day [default: today]
    #[arg(long, value_name = "DAY")]
    to: Option<Day>,
    /// What the answers are wanted for: handle, improve, reply or research
    #[arg(long = "for", value_name = "PURPOSE", default_value = "improve", value_parser = purpose)]
    wanted: Purpose,
    /// The most answers to show, the newest first
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=i64::from(PAGE_ROWS_MAX)))]
    max_rows: u32,
    /// As JSON
    #[arg(long)]
    json: bool,
}

fn purpose(given: &str) -> Result<Purpose, String> {
    let allowed = Purpose::ALL.map(|it| format!("`{}`", it.word())).join(", ");
    Purpose::from_word(given).ok_or_else(|| format!("no answer is given for this; allowed: {allowed}"))
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        place.require()?;
        let to = self.to.unwrap_or_else(chance::today);
        let from = self.from.unwrap_or_else(|| to.plus_days(-90));
        let filter = AnswerFilter {
            survey: self.survey.clone(),
            question: self.question.clone(),
            customer: self.customer.clone(),
            from: Some(from),
            to: Some(to),
            ..AnswerFilter::default()
        };
        let (responses, page) = wait(async {
            let store = place.store().await?;
            let responses = store.responses(from, to).await?;
            let page = store.answers(&filter, Use::For(self.wanted), None, self.max_rows).await?;
            store.close().await;
            Ok((responses, page))
        })?;
        let mut rates =
            Table::new(["survey", "version", "asked by", "language", "asked", "answered", "response", "interval"]);
        let (mut shown, mut warnings) = (Vec::new(), Vec::new());
        for it in responses.iter().filter(|it| self.survey.as_ref().is_none_or(|name| *name == it.survey)) {
            let rate = wilson(Proportion::new(it.answered, it.asked)?, Level::P95);
            let Estimated::Known(rate) = rate else { continue };
            let (value, interval) = (rate.value, rate.interval);
            rates.row([
                it.survey.clone(),
                it.version.to_string(),
                it.channel.word().to_owned(),
                it.language.word().to_owned(),
                count(it.asked),
                count(it.answered),
                percent(value),
                format!("{} - {}", percent(interval.lower), percent(interval.upper)),
            ]);
            let of = format!("{} version {} by {} in {}", it.survey, it.version, it.channel.word(), it.language.word());
            if it.answered < ANSWERED_MIN {
                warnings.push(format!("{of}: {} answered; from {ANSWERED_MIN} on shares say something", it.answered));
            }
            if value < RESPONSE_MIN {
                warnings.push(format!("{of}: fewer than one in ten answered, who may be quite unlike the others"));
            }
            shown.push(json!({
                "survey": it.survey, "version": it.version, "channel": it.channel.word(),
                "language": it.language.word(), "asked": it.asked, "answered": it.answered,
                "touched_only": it.touched_only,
                "response": {"value": value, "lower": interval.lower, "upper": interval.upper, "level": 0.95, "n": rate.n, "method": rate.method.word()},
            }));
        }
        let mut stream = Table::new(["day", "customer", "by", "survey", "question", "answer"]);
        let mut answers = Vec::new();
        for it in &page.items {
            let value = it.value.get(Use::For(self.wanted))?;
            stream.row([
                it.on.to_string(),
                it.customer.clone(),
                it.channel.word().to_owned(),
                format!("{} {}", it.survey, it.version),
                it.question.clone(),
                value.as_ref().map_or_else(|| "(kept for its term)".to_owned(), words),
            ]);
            answers.push(json!({
                "on": it.on, "customer": it.customer, "channel": it.channel.word(), "language": it.language.word(),
                "survey": it.survey, "version": it.version, "question": it.question, "value": value,
                "invitation": it.invitation, "purposes": it.value.purposes().each().collect::<Vec<_>>(),
            }));
        }
        if self.json {
            let all = json!({"from": from, "to": to, "for": self.wanted, "responses": shown, "answers": answers, "more": page.next.is_some(), "warnings": warnings});
            say!("{}", serde_json::to_string_pretty(&all)?);
            return Ok(());
        }
        if rates.is_empty() {
            say!(
                "Nobody was asked from {from} to {to}: vaarwel ask SURVEY FILE --customer COLUMN{}",
                place.data_option()
            );
            return Ok(());
        }
        write(format_args!("{rates}\n{stream}"));
        for warning in warnings {
            say!("warning: {warning}");
        }
        Ok(())
    }
}

pub(crate) fn percent(share: f64) -> String {
    fixed(share * 100.0, 1) + " %"
}

/// An answer on one line.
fn words(value: &Value) -> String {
    match value {
        Value::Face(face) => format!("{face} of 5"),
        Value::Score(score) => format!("{score} of 10"),
        Value::Words(words) => words.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Ranked(options) => options.join(" > "),
        other => other.sent().join(", "),
    }
}
