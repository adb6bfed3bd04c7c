//! What a purchase is worth, and with how often they buy what a customer is worth.

use clap::Args;
use serde_json::{Value, json};
use stats::buying::{GammaGamma as Model, Histories, Periods, Spending, bg_nbd, gamma_gamma, lifetime_value};
use stats::{Answer, Fit, Fitted};

use super::purchases::{Customers, Known};
use super::survivors::{parameters_json, parameters_table};
use crate::answer::{
    Table, amount, answer_json, cells, count, interval_heading, number, number_json, why_json, why_text,
};
use crate::flags::{By, Output, real};
use crate::{Outcome, StudyError};

/// What a purchase is worth on average, and what a customer is worth (gamma-gamma, with BG/NBD)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Examples:
  vaarwel stats gamma-gamma customers.csv --frequency x --recency t_x --age T --value mean --periods 12 --discount 0.01
  vaarwel stats gamma-gamma purchases.csv --id customer --at day --value amount --discount 0.01

Methods: docs/methods/gamma_gamma.md, docs/methods/lifetime_value.md")]
pub struct GammaGamma {
    #[command(flatten)]
    customers: Customers,
    #[command(flatten)]
    by: By,
    /// The mean worth of a customer's purchases after the first; in a list of purchases the amount of each
    #[arg(long, value_name = "COLUMN")]
    value: String,
    /// Over how many periods to add up the value of a customer
    #[arg(long, value_name = "COUNT", default_value = "12")]
    periods: u32,
    /// How long a period is, in the unit of time: 4.345 weeks make a month
    #[arg(long, value_name = "TIME", default_value = "4.345", value_parser = real, allow_negative_numbers = true)]
    period_length: f64,
    /// The discount per period, 0.01 for 1 %
    #[arg(long, value_name = "RATE", default_value = "0", value_parser = real, allow_negative_numbers = true)]
    discount: f64,
    /// How many customers of the file to answer for
    #[arg(long, value_name = "COUNT", default_value = "5")]
    rows: usize,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(GammaGamma, customers.input);

impl GammaGamma {
    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let periods = Periods::new(self.periods, self.period_length, self.discount)?;
        let known = self.customers.read(Some(("--value", &self.value)))?;
        // A customer whose purchases were free says nothing about what a purchase is worth.
        let paid = |place: usize| known.values[place] > 0.0;
        let counts: Vec<f64> = (0..known.histories.len())
            .map(|place| if paid(place) { known.histories[place].frequency() } else { 0.0 })
            .collect();
        let spending = Spending::from_columns(&counts, &known.values)?;
        let outcome = Outcome::new("gamma-gamma", level)
            .from_source(&known.source)
            .with("customers", spending.n())
            .with("left_out", spending.left_out());
        let fit = match gamma_gamma(&spending, level) {
            Fitted::Known(fit) => fit,
            Fitted::Undetermined(why) => {
                let text = format!("undetermined: {}", why_text(why, &[]));
                return Ok(outcome.with("fit", why_json(why, &[])).say(text));
            }
        };
        let mean = fit.population_mean();
        let summary = format!(
            "{} customers bought after their first purchase, {} did not (or for nothing) and were left out; \
             log-likelihood {}",
            count(spending.n()),
            count(spending.left_out()),
            amount(fit.log_likelihood())
        );
        let outcome = outcome
            .with("fit", parameters_json(&fit))
            .with("population_mean", answer_json(&mean))
            .say(summary)
            .say(parameters_table(&fit, level))
            .say(format!("A purchase is worth {} on average", cells(&mean).join(" ")));
        self.values(outcome, &known, &known.table()?, &fit, &periods)
    }

    /// The first customers of the file, with what they are worth.
    fn values(
        &self,
        outcome: Outcome,
        known: &Known,
        table: &Histories,
        spending: &Fit<Model, 3>,
        periods: &Periods,
    ) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let purchases = bg_nbd(table, level);
        let over = format!("value over {} × {}", self.periods, number(self.period_length));
        let heading = interval_heading(level);
        let mut rows = Table::new(["customer", "worth of a purchase", &heading, &over, &heading]);
        let mut fields: Vec<Value> = Vec::new();
        for (place, history) in known.histories.iter().enumerate().take(self.rows) {
            let paid = known.values[place];
            let worth = spending.mean_of(if paid > 0.0 { history.frequency() } else { 0.0 }, paid)?;
            let count = match &purchases {
                Fitted::Known(fit) => fit.discounted_purchases(history, periods),
                Fitted::Undetermined(why) => Answer::Undetermined(*why),
            };
            let value = lifetime_value(&count, &worth);
            let ([each, band], [whole, interval]) = (cells(&worth), cells(&value));
            let name = known.name(place);
            let shown = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
            rows.row([shown, each, band, whole, interval]);
            fields.push(json!({
                "customer": name,
                "frequency": number_json(history.frequency()),
                "worth": answer_json(&worth),
                "discounted_purchases": answer_json(&count),
                "lifetime_value": answer_json(&value),
            }));
        }
        let fit = match &purchases {
            Fitted::Known(fit) => parameters_json(fit),
            Fitted::Undetermined(why) => why_json(*why, &[]),
        };
        let outcome = outcome.with("purchases", fit).with("values", fields).say(rows);
        Ok(outcome.warn(
            "independent_spending",
            "this holds only where spending has nothing to do with how often one buys; look at the correlation of both",
        ))
    }
}
