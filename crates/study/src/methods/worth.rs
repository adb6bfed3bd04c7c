//! What leaving costs, and what better retention would be worth here.

use clap::Args;
use serde_json::json;
use stats::staying::{Money, worth};
use stats::{Answer, Fitted, Probability, StatsError};

use super::pictures::forest;
use super::survivors::{PROJECTED, Survivors};
use crate::answer::{Table, answer_json, cells, count, interval_heading, number, why_json, why_text};
use crate::flags::{By, Output, real};
use crate::{Outcome, StudyError};

/// What a customer is worth, what leaving costs and what better retention would bring, in the company's own money (sBG)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Examples:
  vaarwel stats worth --survivors 1000,869,743,653 --margin 12.50 --cost-to-win 60 --discount 0.1
  vaarwel stats worth cohorts.csv --cohort year --renewals renewal --survivors customers --margin 90 --discount 0.1

Method: docs/methods/worth.md")]
pub struct Worth {
    #[command(flatten)]
    survivors: Survivors,
    #[command(flatten)]
    by: By,
    /// What is left of one payment after the costs of serving
    #[arg(long, value_name = "MONEY", value_parser = real, allow_negative_numbers = true)]
    margin: f64,
    /// What it costs to win one customer
    #[arg(long, value_name = "MONEY", default_value = "0", value_parser = real, allow_negative_numbers = true)]
    cost_to_win: f64,
    /// What it costs to keep one customer who would have left, where that is known
    #[arg(long, value_name = "MONEY", value_parser = real, allow_negative_numbers = true)]
    cost_to_keep: Option<f64>,
    /// How much better retention is imagined to be, 0.05 for five points
    #[arg(long, value_name = "SHARE", default_value = "0.05", value_parser = points)]
    points: Probability,
    #[command(flatten)]
    pub(super) output: Output,
}

fn points(given: &str) -> Result<Probability, String> {
    let allowed = "allowed: a share from 0 to 1, such as 0.05 for five points";
    let number: f64 = given.trim().parse().map_err(|_| allowed.to_owned())?;
    Probability::new("points", number).map_err(|_: StatsError| allowed.to_owned())
}

grouped!(Worth, may survivors.input);

impl Worth {
    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        if self.survivors.discount == 0.0 {
            let what = "`worth` needs to know how much less later money is worth";
            return Err(StudyError::options(what, "say `--discount` with a rate per renewal above 0, such as 0.1"));
        }
        let counted = self.survivors.counted()?;
        let money = Money::new(self.margin, self.cost_to_win, self.survivors.discount)?;
        let renewals = &counted.renewals;
        let last = renewals.rows().last().map_or(0, |row| row.number);
        let horizon = self.survivors.project.unwrap_or_else(|| last.saturating_add(PROJECTED));
        let mut outcome = Outcome::new("worth", level)
            .with("customers", renewals.n())
            .with("departures", renewals.departures())
            .with("margin", self.margin)
            .with("cost_to_win", self.cost_to_win)
            .with("discount", self.survivors.discount)
            .with("points", self.points.get())
            .with("horizon", horizon);
        if let Some(source) = &counted.source {
            outcome = outcome.from_source(source);
        }
        match worth(renewals, money, self.points, horizon, level)? {
            Fitted::Known(found) => Ok(self.told(outcome, &found, renewals.departures(), horizon)),
            Fitted::Undetermined(why) => {
                let text = format!("undetermined: {}", why_text(why, &[]));
                Ok(outcome.with("worth", why_json(why, &[])).say(text))
            }
        }
    }

    fn told(&self, mut outcome: Outcome, found: &stats::staying::Worth, departures: u64, horizon: u32) -> Outcome {
        let points = number(self.points.get() * 100.0);
        let rows: [(&str, String, &Answer); 7] = [
            ("new_customer", "a new customer brings".to_owned(), &found.new_customer),
            ("within_horizon", format!("of that, up to and with renewal {horizon}"), &found.within_horizon),
            ("after_winning", "after the cost to win".to_owned(), &found.after_winning),
            ("kept_leaver", "one who left would still have brought, kept once".to_owned(), &found.kept_leaver),
            ("all_leavers", format!("all {} who left, together", count(departures)), &found.all_leavers),
            ("better_retention", format!("{points} points better: more per new customer"), &found.better_retention),
            ("better_retention_lift", "the same, as a share".to_owned(), &found.better_retention_lift),
        ];
        // The money of one customer; all leavers together and a share stand on other scales.
        let per_customer = rows.iter().filter(|(field, ..)| !matches!(*field, "all_leavers" | "better_retention_lift"));
        let drawn = per_customer.map(|(_, name, answer)| (name.clone(), **answer)).collect::<Vec<_>>();
        outcome = outcome.picture(forest("Money per customer, each with its interval".to_owned(), drawn));
        let mut table = Table::new(["", "value", &interval_heading(self.output.level)]);
        let mut reasons = Vec::new();
        for (field, name, answer) in rows {
            let [value, interval] = cells(answer);
            reasons.extend(answer.why().map(|why| format!("{name}: {}", why_text(why, &[]))));
            table.row([name, value, interval]);
            outcome = outcome.with(field, answer_json(answer));
        }
        let payback = match found.payback {
            _ if self.cost_to_win == 0.0 => String::new(),
            Some(1) => "The cost to win is earned back by the first payment on average.".to_owned(),
            Some(payments) => format!("The cost to win is earned back after {payments} payments on average."),
            None => "The cost to win is never earned back.".to_owned(),
        };
        let outcome =
            outcome.with("payback_payments", json!(found.payback)).say(table).say(payback).say(reasons.join("\n"));
        match (self.cost_to_keep, found.kept_leaver.known()) {
            (Some(cost), Some(kept)) => {
                let share = cost / kept.value;
                let text = format!(
                    "Keeping at {} each pays when it truly keeps more than {} % of those it is spent on, who would have left; winning a new one costs {}.",
                    number(cost),
                    number((share * 1000.0).round() / 10.0),
                    number(self.cost_to_win)
                );
                outcome.with("share_truly_kept_to_pay", share).say(text)
            }
            _ => outcome,
        }
    }
}
