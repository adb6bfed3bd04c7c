//! The chance of an event from covariates.

use clap::{Args, ValueEnum};
use serde_json::json;
use stats::regression::{Folds, LogisticOptions, PathOptions, Penalty, StandardErrors, cross_validate, logistic};
use stats::{Answer, Why, regression};

use super::coefficients::{
    ErrorFlags, Named, WeightFlags, cluster_numbers, coefficients_json, coefficients_table, covariance_json,
    errors_word, labelled, named, quality, some_covariates, without_fit,
};
use super::pictures::ratios;
use super::traps::leaks;
use crate::answer::{number, number_json, test_sentence, tested_json};
use crate::flags::{By, CovariateFlags, Input, Output, real};
use crate::frame::Allowed;
use crate::{Outcome, StudyError};

/// How coefficients are drawn to 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PenaltyKind {
    /// All a little
    Ridge,
    /// Some wholly
    Lasso,
    /// Both
    ElasticNet,
}

/// How the chance of an event goes with covariates, each with the others held still (logistic regression)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats logistic customers.csv --outcome Churn --outcome-value Yes --covariates tenure,Contract --robust

Method: docs/methods/logistic.md")]
pub struct Logistic {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    /// The outcome: 0 or 1, true or false, yes or no
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// The value of the outcome that counts, such as `Churned`
    #[arg(long, value_name = "VALUE")]
    outcome_value: Option<String>,
    #[command(flatten)]
    covariates: CovariateFlags,
    /// Each covariate minus its mean, over its standard deviation
    #[arg(long)]
    standardize: bool,
    /// A column that is added to the log-odds as it is
    #[arg(long, value_name = "COLUMN")]
    offset: Option<String>,
    /// Draw coefficients to 0; without `--lambda` the strength is found by cross-validation
    #[arg(long, value_name = "KIND", conflicts_with_all = ["robust", "cluster", "errors"])]
    penalty: Option<PenaltyKind>,
    /// The strength of the penalty, on the scale of glmnet
    #[arg(long, value_name = "NUMBER", requires = "penalty", value_parser = real, allow_negative_numbers = true)]
    lambda: Option<f64>,
    /// How much of an elastic net is lasso, from 0 to 1 [default: 0.5]
    #[arg(long, value_name = "SHARE", requires = "penalty", value_parser = real, allow_negative_numbers = true)]
    lasso_share: Option<f64>,
    /// Parts of the cross-validation
    #[arg(long, value_name = "COUNT", default_value = "10")]
    folds: usize,
    /// The seed that deals the rows into parts
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    #[command(flatten)]
    errors: ErrorFlags,
    #[command(flatten)]
    weights: WeightFlags,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(Logistic, input);

impl Logistic {
    fn whole(&self) -> Result<Outcome, StudyError> {
        some_covariates(&self.covariates)?;
        let mut opened = self.input.open()?;
        let value = self.outcome_value.as_deref();
        let outcome = opened.flag(("--outcome", &self.outcome), ("--outcome-value", value))?;
        let offset = self.offset.as_deref().map(|name| opened.number("--offset", name, Allowed::Any)).transpose()?;
        let cluster = self.errors.column(&mut opened)?;
        let weights = self.weights.column(&mut opened)?;
        let covariates = opened.covariates(&self.covariates)?;
        let mut frame = opened.read()?;
        let answer = Outcome::new("logistic", self.output.level).from_source(frame.source());
        let (Named { names, design }, answer) = named(&mut frame, &covariates, self.standardize, answer)?;
        let named = Named { names, design: self.weights.weighted(design, &frame, weights)? };
        let happened: Vec<f64> = frame.flags(outcome).iter().map(|&it| f64::from(u8::from(it))).collect();
        let columns: Vec<&[f64]> = (0..named.names.len()).map(|column| named.design.column(column)).collect();
        let answer = answer.warn_all(leaks(&named.names, &columns, &happened, 1.0)?);
        let clusters = cluster_numbers(&frame, cluster);
        let errors = self.errors.kind(&clusters);
        let events = happened.iter().filter(|it| **it == 1.0).count();
        let answer = answer.with("n", happened.len()).with("events", events);
        let answer = self.errors.warn(answer, cluster.map(|it| frame.categories(it)));
        let offset = offset.map(|it| frame.numbers(it));
        let (fit, answer) = match self.lasso_share() {
            None => {
                let options = LogisticOptions { offset, errors, penalty: Penalty::NONE };
                (logistic(&named.design, &happened, &options)?, answer.with("errors", errors_word(errors)))
            }
            Some(share) => self.penalized(&named, &happened, offset, share, answer)?,
        };
        let is_plain = errors == StandardErrors::Classical && !self.weights.are_importance();
        Ok(self.tell(fit, is_plain, &named.names, answer))
    }

    /// How much of the penalty is on the sizes; none without penalty.
    fn lasso_share(&self) -> Option<f64> {
        Some(match self.penalty? {
            PenaltyKind::Ridge => 0.0,
            PenaltyKind::Lasso => 1.0,
            PenaltyKind::ElasticNet => self.lasso_share.unwrap_or(0.5),
        })
    }

    fn penalized(
        &self,
        named: &Named,
        happened: &[f64],
        offset: Option<&[f64]>,
        lasso_share: f64,
        answer: Outcome,
    ) -> Result<(Result<regression::Logistic, Why>, Outcome), StudyError> {
        let Some(strength) = self.lambda else {
            if offset.is_some() {
                let remedy = "give `--lambda`, or leave `--offset` out";
                return Err(StudyError::options("cross-validation knows no `--offset`", remedy));
            }
            let folds = Folds { count: self.folds, seed: self.seed };
            let path = PathOptions { lasso_share, ..PathOptions::default() };
            return Ok(match cross_validate(&named.design, happened, path, folds)? {
                Ok(found) => {
                    let tried = found.penalties.iter().zip(&found.deviance).zip(&found.standard_error);
                    let tried: Vec<_> = tried
                        .map(|((penalty, deviance), error)| {
                            json!({
                                "lambda": number_json(penalty.strength),
                                "deviance": number_json(*deviance),
                                "standard_error": number_json(*error),
                            })
                        })
                        .collect();
                    let (best, simplest) =
                        (found.penalties[found.best].strength, found.penalties[found.simplest].strength);
                    let text = format!(
                        "lambda {} predicts best over {} parts; {} is as good as can be told",
                        number(best),
                        self.folds,
                        number(simplest)
                    );
                    let crossed = json!({
                        "folds": self.folds,
                        "seed": self.seed,
                        "best": number_json(best),
                        "simplest": number_json(simplest),
                        "path": tried,
                    });
                    let mut answer = answer.with("cross_validation", crossed).say(text);
                    if found.is_at_end() {
                        let text = format!(
                            "lambda {} is the weakest that was tried and the best: a weaker one may predict better, say \
                             `--lambda`",
                            number(best)
                        );
                        answer = answer.warn("path_edge", text);
                    }
                    (Ok(found.fit), answer)
                }
                Err(why) => (Err(why), answer),
            });
        };
        let options =
            LogisticOptions { offset, penalty: Penalty { strength, lasso_share }, ..LogisticOptions::default() };
        Ok((logistic(&named.design, happened, &options)?, answer))
    }

    /// Robust and clustered errors, and weights that are no counts, go with Wald's test: the likelihood knows none of them.
    fn tell(
        &self,
        fit: Result<regression::Logistic, Why>,
        is_plain: bool,
        names: &[String],
        answer: Outcome,
    ) -> Outcome {
        let level = self.output.level;
        let fit = match fit {
            Ok(fit) => fit,
            Err(why) => return without_fit(answer, why, names),
        };
        let has_errors = fit.penalty == Penalty::NONE;
        let ratio = fit.likelihood_ratio();
        let all: Vec<usize> = (0..names.len()).collect();
        let wald = fit.coefficients.wald(&all).ok();
        let known = [
            labelled("log-likelihood", Some(fit.log_likelihood)),
            labelled("of the intercept alone", Some(fit.null_log_likelihood)),
            labelled("McFadden", fit.mcfadden()),
        ];
        let mut answer = answer
            .with("coefficients", coefficients_json(&fit.coefficients, names, level, has_errors, true))
            .with("covariance", covariance_json(&fit.coefficients, has_errors))
            .with("log_likelihood", number_json(fit.log_likelihood))
            .with("null_log_likelihood", number_json(fit.null_log_likelihood))
            .with("deviance", number_json(fit.deviance()))
            .with("mcfadden", fit.mcfadden().map(number_json))
            .with("iterations", fit.iterations)
            .say(coefficients_table(&fit.coefficients, names, level, has_errors, true))
            .say(quality(fit.coefficients.n(), &known));
        if has_errors {
            let odds = names.iter().enumerate();
            let odds = odds
                .filter_map(|(j, name)| Some((name.clone(), Answer::Known(fit.coefficients.odds_ratio(j, level)?))));
            answer = answer
                .picture(ratios("By how much each covariate multiplies the odds".to_owned(), odds))
                .with("likelihood_ratio", is_plain.then(|| tested_json(&ratio, names)))
                .with("wald", wald.map(|it| tested_json(&it, names)));
            if let Some(together) = if is_plain { Some(ratio) } else { wald } {
                answer = answer.say(format!("All covariates together: {}", test_sentence(&together, names)));
            }
        } else {
            let penalty = json!({"lambda": number_json(fit.penalty.strength), "lasso_share": fit.penalty.lasso_share});
            let text = "coefficients under a penalty are drawn to 0 on purpose and have no interval";
            answer = answer.with("penalty", penalty).warn("penalized", text);
        }
        answer
    }
}
