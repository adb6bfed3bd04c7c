//! How likely is it for each, and how well is that known for customers not seen?

mod suspects;
mod told;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;
use stats::predict::{
    Binning, Boosting, Direction, Learner, OutOfFold, Recalibration, Shuffling, Split, calibration, importance, judge,
    out_of_fold,
};
use stats::regression::{Folds, Penalty};

use super::calibration::{calibrated, judged, picture};
use super::coefficients::some_covariates;
use crate::answer::{why_json, why_text};
use crate::flags::{By, CovariateFlags, Input, Output, real};
use crate::frame::{Allowed, Design, Frame};
use crate::{Outcome, StudyError};

/// How chances are learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LearnerKind {
    /// Logistic regression under a penalty
    Logistic,
    /// Gradient-boosted trees
    Trees,
}

/// How chances are set right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Setting {
    /// A line on the log-odds
    Platt,
    /// Whatever only rises
    Isotonic,
    /// Surer or less sure, all alike
    Temperature,
}

/// How likely an event is for each, and how well that is known for customers the model has not seen
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats classify customers.csv --outcome left --covariates price,plan --learner trees --monotone price=+1

Each row is judged by a model that was learned from others. A chance says who leaves, not whom to treat: those with the
highest chance are often the ones that nothing keeps. For that use `uplift`.

Methods: docs/methods/boosted_trees.md, logistic.md, ranking.md, chances.md, attributions.md")]
pub struct Classify {
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
    /// How chances are learned
    #[arg(long, value_name = "LEARNER", default_value = "trees")]
    learner: LearnerKind,
    /// Trees: a covariate and +1 where the chance never falls as it rises, -1 where it never rises
    #[arg(long, value_name = "COLUMN=SIGN,...", value_delimiter = ',')]
    monotone: Vec<String>,
    /// Trees at most; fewer where rows held out gain no more
    #[arg(long, value_name = "TREES", default_value = "300")]
    trees: usize,
    /// Trees: how much of its answer each gives
    #[arg(long, value_name = "SHARE", default_value = "0.1", value_parser = real, allow_negative_numbers = true)]
    shrinkage: f64,
    /// Trees: leaves of each at most
    #[arg(long, value_name = "LEAVES", default_value = "15")]
    leaves: usize,
    /// Logistic: the strength of the penalty, on the scale of glmnet [default: one over the rows]
    #[arg(long, value_name = "NUMBER", value_parser = real, allow_negative_numbers = true)]
    lambda: Option<f64>,
    /// Logistic: how much of the penalty is lasso, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0", requires = "lambda", value_parser = real, allow_negative_numbers = true)]
    lasso_share: f64,
    /// Parts, each judged by a model of the others
    #[arg(long, value_name = "COUNT", default_value = "5", conflicts_with = "time")]
    folds: usize,
    /// Learn from the rows that are earlier in this column of numbers, and judge the later ones
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// The share of the rows to learn from, with `--time`
    #[arg(long, value_name = "SHARE", default_value = "0.7", requires = "time", value_parser = real, allow_negative_numbers = true)]
    learned_share: f64,
    /// Set chances right by what was learned from the other parts
    #[arg(long, value_name = "HOW", conflicts_with = "time")]
    recalibrate: Option<Setting>,
    /// Decides every draw
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    /// Groups of about equally many rows in which predicted and observed shares are compared
    #[arg(long, value_name = "BINS", default_value = "10")]
    bins: usize,
    /// Times that each covariate is shuffled to see what it is worth
    #[arg(long, value_name = "TIMES", default_value = "5")]
    shuffles: usize,
    /// Say of so many rows, from the lowest chance to the highest, what each covariate adds
    #[arg(long, value_name = "ROWS", default_value = "0", hide_default_value = true)]
    explain: usize,
    /// Write line, chance, outcome and part of each judged row to this CSV file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Covariates and what happened.
struct Study<'a> {
    design: &'a Design,
    columns: Vec<&'a [f64]>,
    happened: &'a [bool],
}

grouped!(Classify, input, out);

impl Classify {
    fn whole(&self) -> Result<Outcome, StudyError> {
        some_covariates(&self.covariates)?;
        let mut opened = self.input.open()?;
        let value = self.outcome_value.as_deref();
        let outcome = opened.flag(("--outcome", &self.outcome), ("--outcome-value", value))?;
        let time = self.time.as_deref().map(|name| opened.number("--time", name, Allowed::Any)).transpose()?;
        let covariates = match self.learner {
            LearnerKind::Trees => opened.covariates_or_missing(&self.covariates)?,
            LearnerKind::Logistic => opened.covariates(&self.covariates)?,
        };
        let mut frame = opened.read()?;
        let design = frame.design(&covariates)?;
        if design.columns.is_empty() {
            let what = "`classify` tells rows apart by covariates and none vary";
            return Err(StudyError::options(what, "name others with `--covariates`"));
        }
        let learner = self.learner_for(&design)?;
        let split = match time {
            Some(time) => Split::Time { at: frame.numbers(time), learned_share: self.learned_share },
            None => Split::Folds(Folds { count: self.folds, seed: self.seed }),
        };
        let columns = design.columns.iter().map(Vec::as_slice).collect();
        let study = Study { design: &design, columns, happened: frame.flags(outcome) };
        let answer = Outcome::new("classify", self.output.level)
            .from_source(frame.source())
            .with("learner", learner.word())
            .with("split", self.split_json())
            .with("covariates", design.names.clone())
            .warn_all(design.warnings.iter().cloned())
            .warn_all(suspects::by_area(&study)?)
            .warn_all(suspects::by_name(&design.names));
        match out_of_fold(&study.columns, study.happened, &learner, split)? {
            Ok(found) => self.report(answer, &study, &found, &frame),
            Err(why) => {
                let reason = why_json(why, &design.names);
                Ok(answer.with("auc", reason).say(format!("undetermined: {}", why_text(why, &design.names))))
            }
        }
    }

    fn split_json(&self) -> serde_json::Value {
        match &self.time {
            Some(time) => json!({"time": time, "learned_share": self.learned_share}),
            None => json!({"folds": self.folds, "seed": self.seed}),
        }
    }

    fn learner_for(&self, design: &Design) -> Result<Learner, StudyError> {
        if self.learner == LearnerKind::Logistic {
            if !self.monotone.is_empty() {
                let what = "`--monotone` is for trees: in a logistic regression every covariate has one direction";
                return Err(StudyError::options(what, "leave it out, or say `--learner trees`"));
            }
            let penalty = self.lambda.map(|strength| Penalty { strength, lasso_share: self.lasso_share });
            return Ok(Learner::Logistic(penalty));
        }
        let mut directions = vec![Direction::Free; design.names.len()];
        for given in &self.monotone {
            let (name, direction) = direction(given)?;
            let Some(at) = design.names.iter().position(|it| it == name) else {
                let names = design.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                let what = format!("`--monotone {given}`: there is no covariate `{name}`");
                return Err(StudyError::options(what, format!("covariates there are: {names}")));
            };
            directions[at] = direction;
        }
        Ok(Learner::Trees(Boosting {
            trees_max: self.trees,
            shrinkage: self.shrinkage,
            leaves_max: self.leaves,
            directions,
            seed: self.seed,
            ..Boosting::default()
        }))
    }

    fn report(
        &self,
        answer: Outcome,
        study: &Study<'_>,
        found: &OutOfFold,
        frame: &Frame,
    ) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let happened: Vec<bool> = found.rows.iter().map(|&row| study.happened[row]).collect();
        let (chances, answer) = match self.recalibrate {
            None => (found.chances(), answer),
            Some(setting) => match found.recalibrated(setting.kind(), &happened)? {
                Ok(chances) => (chances, answer.with("recalibrated", setting.word())),
                Err(why) => {
                    let text = format!("chances were left as they are: {}", why_text(why, &study.design.names));
                    (found.chances(), answer.warn("not_recalibrated", text))
                }
            },
        };
        self.write(found, &chances, &happened, |row| frame.line(row))?;
        let answer = match told::trees(found) {
            Some(trees) => answer.with("trees", trees),
            None => answer,
        };
        let answer = judged(answer, &judge(&chances, &happened, level)?);
        let compared = calibration(&chances, &happened, Binning::EqualCount(self.bins), level)?;
        let answer = calibrated(answer, &compared, level).picture(picture(&compared));
        let answer = told::gains(answer, &chances, &happened)?;
        let shuffling = Shuffling { shuffles: self.shuffles, seed: self.seed, level };
        let worth = importance(found, &study.columns, study.happened, shuffling)?;
        let answer = told::importance(answer, &worth, &study.design.names, level);
        told::explained(answer, study, found, &chances, (self.explain, frame))
    }

    fn write(
        &self,
        found: &OutOfFold,
        chances: &[f64],
        happened: &[bool],
        line: impl Fn(usize) -> u64,
    ) -> Result<(), StudyError> {
        let Some(path) = &self.out else { return Ok(()) };
        let mut text = String::from("line,chance,happened\n");
        for ((&row, chance), happened) in found.rows.iter().zip(chances).zip(happened) {
            let _ = writeln!(text, "{},{},{}", line(row), chance, u8::from(*happened));
        }
        fs::write(path, text).map_err(|source| StudyError::Write { path: path.clone(), source })
    }
}

impl Setting {
    const fn kind(self) -> Recalibration {
        match self {
            Self::Platt => Recalibration::Platt,
            Self::Isotonic => Recalibration::Isotonic,
            Self::Temperature => Recalibration::Temperature,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Platt => "platt",
            Self::Isotonic => "isotonic",
            Self::Temperature => "temperature",
        }
    }
}

/// A covariate with its direction, such as `price=+1`.
fn direction(given: &str) -> Result<(&str, Direction), StudyError> {
    let refused = || {
        let what = format!("`--monotone {given}` is no covariate with a sign");
        StudyError::options(what, "write `price=+1` where the chance never falls, `price=-1` where it never rises")
    };
    let (name, sign) = given.rsplit_once('=').ok_or_else(refused)?;
    match sign.trim() {
        "+1" | "1" => Ok((name.trim(), Direction::Rising)),
        "-1" => Ok((name.trim(), Direction::Falling)),
        _ => Err(refused()),
    }
}
