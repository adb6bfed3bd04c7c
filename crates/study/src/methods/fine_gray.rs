//! What goes with a larger share that leaves for one cause.

use clap::Args;
use serde_json::{Value, json};
use stats::competing::{FineGray, Stays, fine_gray};
use stats::cox::Design;

use super::coefficients::some_covariates;
use super::cox::{coefficient_json, coefficients_table, drawn, ratios_of, warn_of_few};
use super::cumulative_incidence::{Causes, list, nobody_left};
use crate::answer::{count, number_json, test_json, test_sentence, why_json, why_text};
use crate::flags::{By, CovariateFlags, Input, Output};
use crate::{Outcome, StudyError};

/// By how much each covariate raises or lowers the share that leaves for a reason, the others alike (Fine and Gray)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats fine-gray customers.csv --duration months --cause reason --censored none --of price --covariates age,plan

For the hazard of those still here, which other causes do not touch, use `cox` with `--event reason --event-value price`.

Method: docs/methods/fine_gray.md")]
pub struct FineGrayRegression {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    /// How long each row was watched
    #[arg(long, value_name = "COLUMN")]
    duration: String,
    /// For which reason the row left, or that it has not
    #[arg(long, value_name = "COLUMN")]
    cause: String,
    /// The value of the cause column that means still here, "" where such rows have none [default: 0]
    #[arg(long, value_name = "VALUE")]
    censored: Option<String>,
    /// The cause that is asked about [default: each in turn]
    #[arg(long, value_name = "CAUSE")]
    of: Option<String>,
    #[command(flatten)]
    covariates: CovariateFlags,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(FineGrayRegression, input);

impl FineGrayRegression {
    fn whole(&self) -> Result<Outcome, StudyError> {
        some_covariates(&self.covariates)?;
        let level = self.output.level;
        let causes = Causes {
            duration: self.duration.clone(),
            cause: self.cause.clone(),
            censored: self.censored.clone(),
            entry: None,
            weights: None,
        };
        let mut opened = self.input.open()?;
        let columns = causes.columns(&mut opened)?;
        let covariates = opened.covariates(&self.covariates)?;
        let mut frame = opened.read()?;
        let endings = causes.endings(&frame, columns)?;
        let mut outcome = Outcome::new("fine-gray", level).from_source(frame.source());
        if endings.names.is_empty() {
            return Ok(nobody_left(outcome, &frame));
        }
        let asked = self.asked(&endings.names)?;
        let design = frame.design(&covariates)?;
        if design.columns.is_empty() {
            let what = "every covariate has the same value in every row";
            return Err(StudyError::options(what, "name columns that differ between rows"));
        }
        outcome = outcome.warn_all(design.warnings);
        let stays = Stays { durations: frame.numbers(columns.duration), endings: &endings.rows, entered_at: &[] };
        let mut told = Vec::new();
        let mut ratios = Vec::new();
        for cause in asked {
            let name = &endings.names[cause];
            let columns = Design::new(design.columns.iter().map(Vec::as_slice));
            let of = u8::try_from(cause).unwrap_or(u8::MAX);
            let fitted = fine_gray(stays, of, &columns, level)
                .map_err(|error| frame.explain(error, &frame.whole(), &self.duration))?;
            match fitted {
                Ok(fit) => {
                    told.push(json!({"cause": name, "fit": fit_json(&fit, &design.names)}));
                    let of_cause: Vec<String> = design.names.iter().map(|it| format!("{it}, {name}")).collect();
                    ratios.extend(ratios_of(&fit.coefficients, &of_cause));
                    outcome = say(outcome, &fit, name, &design.names);
                }
                Err(why) => {
                    told.push(json!({"cause": name, "fit": why_json(why, &design.names)}));
                    outcome = outcome.say(format!("{name}: undetermined: {}", why_text(why, &design.names)));
                }
            }
        }
        outcome = outcome.with("ties", "breslow").with("causes", told);
        Ok(causes.warn(outcome, &endings).picture(drawn(ratios)))
    }

    /// The causes asked about.
    fn asked(&self, names: &[String]) -> Result<Vec<usize>, StudyError> {
        let Some(of) = &self.of else { return Ok((0..names.len()).collect()) };
        let cause = names.iter().position(|name| name == of.trim()).ok_or_else(|| {
            let what = format!("`--of {of}`: nobody left for that");
            StudyError::options(what, format!("causes there are: {}", list(names)))
        })?;
        Ok(vec![cause])
    }
}

fn say(outcome: Outcome, fit: &FineGray, cause: &str, names: &[String]) -> Outcome {
    let [n, left, others] = [fit.n, fit.departures, fit.others].map(count);
    let heading = format!("{cause}: {n} rows, {left} left for it, {others} for another cause");
    let all = fit.wald.map(|test| format!("Wald               {}", test_sentence(&stats::Tested::Known(test), &[])));
    let remedy = "take fewer";
    warn_of_few(outcome, (fit.departures, fit.coefficients.len() as u64), remedy)
        .say(heading)
        .say(coefficients_table(&fit.coefficients, names, fit.level))
        .say(all.unwrap_or_default())
}

fn fit_json(fit: &FineGray, names: &[String]) -> Value {
    let coefficients = fit.coefficients.iter().zip(names).map(|(it, name)| coefficient_json(it, name));
    let [at_zero, model] = fit.log_likelihood.map(number_json);
    json!({
        "method": stats::Method::FINE_GRAY.word(),
        "n": fit.n,
        "departures": fit.departures,
        "departures_for_others": fit.others,
        "iterations": fit.iterations,
        "log_likelihood": {"null": at_zero, "model": model},
        "wald": fit.wald.as_ref().map(test_json),
        "coefficients": coefficients.collect::<Vec<_>>(),
        "covariance": fit.covariance.iter().map(|row| row.iter().copied().map(number_json).collect()).collect::<Vec<Value>>(),
    })
}
