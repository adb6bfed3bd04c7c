//! A straight line through many covariates.

use clap::Args;
use stats::regression::least_squares;

use super::coefficients::{
    ErrorFlags, Named, WeightFlags, cluster_numbers, coefficients_json, coefficients_table, covariance_json,
    errors_word, labelled, named, quality, some_covariates, without_fit,
};
use crate::answer::{number_json, test_sentence, tested_json};
use crate::flags::{By, CovariateFlags, Input, Output};
use crate::frame::Allowed;
use crate::{Outcome, StudyError};

/// A residual deviation this far below the largest outcome is rounding.
const ROUNDING: f64 = 1e-13;

/// How an outcome in numbers goes with covariates, each with the others held still (least squares)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats linear customers.csv --outcome revenue --covariates tenure,plan --robust

Method: docs/methods/least_squares.md")]
pub struct Linear {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    /// The outcome: a column of numbers
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    #[command(flatten)]
    covariates: CovariateFlags,
    /// Each covariate minus its mean, over its standard deviation
    #[arg(long)]
    standardize: bool,
    #[command(flatten)]
    errors: ErrorFlags,
    #[command(flatten)]
    weights: WeightFlags,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(Linear, input);

impl Linear {
    fn whole(&self) -> Result<Outcome, StudyError> {
        some_covariates(&self.covariates)?;
        let level = self.output.level;
        let mut opened = self.input.open()?;
        let outcome = opened.number("--outcome", &self.outcome, Allowed::Any)?;
        let cluster = self.errors.column(&mut opened)?;
        let weights = self.weights.column(&mut opened)?;
        let covariates = opened.covariates(&self.covariates)?;
        let mut frame = opened.read()?;
        let answer = Outcome::new("linear", level).from_source(frame.source());
        let (Named { names, design }, answer) = named(&mut frame, &covariates, self.standardize, answer)?;
        let named = Named { names, design: self.weights.weighted(design, &frame, weights)? };
        let clusters = cluster_numbers(&frame, cluster);
        let errors = self.errors.kind(&clusters);
        let fit = least_squares(&named.design, frame.numbers(outcome), errors)
            .map_err(|error| frame.explain(error, &frame.whole(), &self.outcome))?;
        let answer = answer.with("n", named.design.rows()).with("errors", errors_word(errors));
        let answer = self.errors.warn(answer, cluster.map(|it| frame.categories(it)));
        let fit = match fit {
            Ok(fit) => fit,
            Err(why) => return Ok(without_fit(answer, why, &named.names)),
        };
        let all: Vec<usize> = (0..named.names.len()).collect();
        let together = if all.is_empty() { None } else { Some(fit.coefficients.wald(&all)?) };
        let known = [
            labelled("R squared", fit.r_squared),
            labelled("adjusted", fit.adjusted_r_squared),
            labelled("residual standard deviation", fit.residual_deviation),
        ];
        let answer = answer
            .with("coefficients", coefficients_json(&fit.coefficients, &named.names, level, true, false))
            .with("covariance", covariance_json(&fit.coefficients, true))
            .with("r_squared", fit.r_squared.map(number_json))
            .with("adjusted_r_squared", fit.adjusted_r_squared.map(number_json))
            .with("residual_deviation", fit.residual_deviation.map(number_json))
            .with("degrees_of_freedom", fit.coefficients.degrees_of_freedom().map(number_json))
            .with("wald", together.map(|it| tested_json(&it, &named.names)))
            .say(coefficients_table(&fit.coefficients, &named.names, level, true, false))
            .say(quality(fit.coefficients.n(), &known));
        let size = frame.numbers(outcome).iter().fold(0.0_f64, |largest, it| largest.max(it.abs()));
        let is_exact = fit.residual_deviation.is_some_and(|it| it <= ROUNDING * size);
        let told = "the line holds for every row as it is: chance cannot be measured, and errors of 0 say nothing";
        let answer = if is_exact { answer.warn("no_residual", told) } else { answer };
        Ok(match together {
            Some(test) => answer.say(format!("All covariates together: {}", test_sentence(&test, &named.names))),
            None => answer,
        })
    }
}
