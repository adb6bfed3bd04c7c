//! What leaving costs, and what better retention would be worth here.

use clap::Args;
use serde_json::json;
use stats::staying::{Money, one_over_churn, one_rate_where_alike, worth};
use stats::{Answer, Fitted, Probability, StatsError};

use super::pictures::forest;
use super::sbg::{code, warning};
use super::survivors::{LIMIT, PROJECTED, Survivors, parameters_json, undetermined};
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
    /// What it costs to win one customer, where that is known
    #[arg(long, value_name = "MONEY", value_parser = real, allow_negative_numbers = true)]
    cost_to_win: Option<f64>,
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
        let money = Money::new(self.margin, self.cost_to_win.unwrap_or(0.0), self.survivors.discount)?;
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
            Fitted::Known(found) => {
                let limit = one_rate_where_alike(renewals, level).map(|limit| parameters_json(&limit));
                if let Some(limit) = limit {
                    outcome = outcome.with("limit", limit).say(LIMIT);
                }
                Ok(self.told(outcome, &found, renewals.departures(), horizon))
            }
            Fitted::Undetermined(why) => {
                let outcome = outcome.with("worth", why_json(why, &[])).say(undetermined(why));
                let both = one_over_churn(renewals, self.survivors.discount, level)?;
                Ok(match both.tendency {
                    Some(tendency) => outcome.warn(code(tendency), warning(tendency, renewals)),
                    None => outcome,
                })
            }
        }
    }

    fn told(&self, mut outcome: Outcome, found: &stats::staying::Worth, departures: u64, horizon: u32) -> Outcome {
        let points = number(self.points.get() * 100.0);
        let rows: Vec<(&str, String, &Answer)> = vec![
            ("new_customer", "a new customer brings".to_owned(), &found.new_customer),
            ("within_horizon", format!("of that, up to and with renewal {horizon}"), &found.within_horizon),
            ("after_winning", "after the cost to win".to_owned(), &found.after_winning),
            ("kept_leaver", "one who left would still have brought, kept once".to_owned(), &found.kept_leaver),
            ("all_leavers", format!("all {} who left, together", count(departures)), &found.all_leavers),
            ("better_retention", format!("{points} points better: more per new customer"), &found.better_retention),
            ("better_retention_lift", "the same, as a share".to_owned(), &found.better_retention_lift),
        ];
        let is_asked = |field: &str| field != "after_winning" || self.cost_to_win.is_some();
        let rows: Vec<_> = rows.into_iter().filter(|(field, ..)| is_asked(field)).collect();
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
            _ if self.cost_to_win.unwrap_or(0.0) == 0.0 => String::new(),
            Some(1) => "The cost to win is earned back by the first payment on average.".to_owned(),
            Some(payments) => format!("The cost to win is earned back after {payments} payments on average."),
            None => "The cost to win is never earned back.".to_owned(),
        };
        let outcome =
            outcome.with("payback_payments", json!(found.payback)).say(table).say(payback).say(reasons.join("\n"));
        match (self.cost_to_keep, found.kept_leaver.known()) {
            (Some(cost), Some(kept)) => {
                let share = Some(cost / kept.value).filter(|share| *share < 1.0);
                let won = self.cost_to_win.map(|cost| format!("; winning a new one costs {}", number(cost)));
                let (cost, won) = (number(cost), won.unwrap_or_default());
                let text = match share {
                    Some(share) => format!(
                        "Keeping at {cost} each pays when it truly keeps more than {} % of those it is spent on, who would have \
                         left{won}.",
                        number((share * 1000.0).round() / 10.0)
                    ),
                    None => format!(
                        "Keeping at {cost} each cannot pay, though it kept everybody: one who left would still have brought \
                         {}{won}.",
                        cells(&found.kept_leaver).join(" ")
                    ),
                };
                outcome.with("share_truly_kept_to_pay", share).with("keeping_can_pay", share.is_some()).say(text)
            }
            _ => outcome,
        }
    }
}
