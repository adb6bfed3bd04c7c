//! What `linear` and `logistic` share: covariates, standard errors, and a table of coefficients.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use stats::regression::{Coefficients, Design, StandardErrors, WeightKind};
use stats::{Answer, Level, StatsError, Why};

use crate::answer::{
    Table, answer_json, cells, count, interval_heading, number, number_json, p_value, tested_json, why_json, why_text,
};
use crate::flags::CovariateFlags;
use crate::frame::{Allowed, Categories, Category, Covariates, Frame, Number, Opened};
use crate::{Outcome, StudyError};

/// Fewer clusters than this make the plain clustered errors too small.
const CLUSTERS_FEW: usize = 100;

/// Which standard errors a fit gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ErrorKind {
    /// Those of the model
    Classical,
    /// Huber and White's
    Hc0,
    /// The same with n/(n - k)
    Hc1,
    /// By leverage
    Hc2,
    /// By leverage, for few rows
    Hc3,
}

/// How sure the coefficients are to be told.
#[derive(Args, Debug, Clone)]
pub(super) struct ErrorFlags {
    /// Standard errors that hold whatever the variance does: the same as `--errors hc3`
    #[arg(long, conflicts_with_all = ["errors", "cluster"])]
    robust: bool,
    /// Which standard errors
    #[arg(long, value_name = "KIND", default_value = "classical", conflicts_with = "cluster")]
    errors: ErrorKind,
    /// Rows with the same value of this column move together: errors by cluster
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// Errors by cluster from leaving out each in turn (`logistic` by one step from the fit of all): for fewer than about a hundred clusters
    #[arg(long, requires = "cluster")]
    jackknife: bool,
}

impl ErrorFlags {
    /// Asks for the column of clusters.
    pub(super) fn column(&self, opened: &mut Opened) -> Result<Option<Category>, StudyError> {
        self.cluster.as_deref().map(|name| opened.category("--cluster", name)).transpose()
    }

    /// The errors, with the clusters as numbers.
    pub(super) fn kind<'a>(&self, clusters: &'a [usize]) -> StandardErrors<'a> {
        match (self.cluster.is_some(), self.jackknife, self.robust, self.errors) {
            (true, true, ..) => StandardErrors::ClusterJackknife(clusters),
            (true, ..) => StandardErrors::Clustered(clusters),
            (_, _, true, _) | (.., ErrorKind::Hc3) => StandardErrors::Hc3,
            (.., ErrorKind::Classical) => StandardErrors::Classical,
            (.., ErrorKind::Hc0) => StandardErrors::Hc0,
            (.., ErrorKind::Hc1) => StandardErrors::Hc1,
            (.., ErrorKind::Hc2) => StandardErrors::Hc2,
        }
    }

    /// What to know about the errors.
    pub(super) fn warn(&self, outcome: Outcome, clusters: Option<&Categories>) -> Outcome {
        let Some(count) = clusters.map(|it| it.levels.len()).filter(|count| *count < CLUSTERS_FEW) else {
            return outcome;
        };
        if self.jackknife {
            return outcome;
        }
        let text = format!("there are {count} clusters: with fewer than {CLUSTERS_FEW} say `--jackknife`");
        outcome.warn("few_clusters", text)
    }
}

/// How much rows count.
#[derive(Args, Debug, Clone)]
pub(super) struct WeightFlags {
    /// How much each row counts; whole numbers of rows, but with `--weights-are importance`
    #[arg(long, value_name = "COLUMN")]
    weights: Option<String>,
    /// What a weight means: so many rows that are all alike (counts), or one row that matters so much (importance)
    #[arg(long, value_name = "WHAT", default_value = "counts", requires = "weights")]
    weights_are: WeightWord,
}

/// What a weight means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum WeightWord {
    Counts,
    Importance,
}

impl WeightFlags {
    /// Whether weights say how much a row matters, and not how many rows it stands for.
    pub(super) fn are_importance(&self) -> bool {
        self.weights.is_some() && self.weights_are == WeightWord::Importance
    }

    /// Asks for the column of weights.
    pub(super) fn column(&self, opened: &mut Opened) -> Result<Option<Number>, StudyError> {
        let weights = self.weights.as_deref();
        weights.map(|name| opened.number("--weights", name, Allowed::NotNegative)).transpose()
    }

    /// The design with its weights.
    pub(super) fn weighted(&self, design: Design, frame: &Frame, column: Option<Number>) -> Result<Design, StudyError> {
        let (Some(column), Some(name)) = (column, &self.weights) else { return Ok(design) };
        let kind = match self.weights_are {
            WeightWord::Counts => WeightKind::Counts,
            WeightWord::Importance => WeightKind::Importance,
        };
        if kind == WeightKind::Counts {
            counts(frame.numbers(column)).map_err(|error| frame.explain(error, &frame.whole(), name))?;
        }
        let weighted = design.weighted(frame.numbers(column).to_vec(), kind);
        weighted.map_err(|error| frame.explain(error, &frame.whole(), name))
    }
}

/// Weights that count rows are whole numbers: the errors of fractions would depend on their unit.
fn counts(weights: &[f64]) -> Result<(), StatsError> {
    let allowed = "a whole number of rows alike; with `--weights-are importance` any number of at least 0";
    match weights.iter().position(|weight| weight.fract() != 0.0) {
        Some(row) => Err(StatsError::RowOutOfRange { name: "weights", allowed, given: weights[row], row }),
        None => Ok(()),
    }
}

/// The word of the errors in JSON.
pub(super) const fn errors_word(errors: StandardErrors<'_>) -> &'static str {
    match errors {
        StandardErrors::Classical => "classical",
        StandardErrors::Hc0 => "hc0",
        StandardErrors::Hc1 => "hc1",
        StandardErrors::Hc2 => "hc2",
        StandardErrors::Hc3 => "hc3",
        StandardErrors::Clustered(_) => "clustered",
        StandardErrors::ClusterJackknife(_) => "cluster_jackknife",
    }
}

/// Each row's cluster as a number.
pub(super) fn cluster_numbers(frame: &Frame, column: Option<Category>) -> Vec<usize> {
    column.map(|it| frame.categories(it).codes.iter().map(|code| *code as usize).collect()).unwrap_or_default()
}

/// The covariates with their names.
pub(super) struct Named {
    pub(super) names: Vec<String>,
    pub(super) design: Design,
}

/// The covariates of a frame, over their standard deviation where that is asked for. What was left out is in the warnings.
pub(super) fn named(
    frame: &mut Frame,
    covariates: &Covariates,
    standardize: bool,
    outcome: Outcome,
) -> Result<(Named, Outcome), StudyError> {
    let rows = frame.rows();
    let mut taken = frame.design(covariates)?;
    if standardize {
        taken.columns.iter_mut().for_each(|column| over_deviation(column));
    }
    let design = if taken.columns.is_empty() { Design::intercept_only(rows) } else { Design::new(taken.columns) };
    let design = design.map_err(|error| frame.explain_cell(error, &taken.names))?;
    Ok((Named { names: taken.names, design }, outcome.warn_all(taken.warnings)))
}

fn over_deviation(column: &mut [f64]) {
    let n = column.len() as f64;
    let mean = column.iter().sum::<f64>() / n;
    let deviation = (column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
    for x in column {
        *x = (*x - mean) / deviation;
    }
}

/// Covariates were named.
pub(super) fn some_covariates(flags: &CovariateFlags) -> Result<(), StudyError> {
    if flags.covariates.is_empty() {
        return Err(StudyError::options("no covariates are named", "say `--covariates` with columns, or `all`"));
    }
    Ok(())
}

/// The coefficients for programs, with odds ratios where they are log-odds.
pub(super) fn coefficients_json(
    fit: &Coefficients,
    names: &[String],
    level: Level,
    has_errors: bool,
    odds: bool,
) -> Value {
    let plain = |value: f64| json!({"value": value, "n": fit.n(), "method": fit.method().word()});
    let mut all = Vec::new();
    if let Some(intercept) = fit.intercept(level) {
        let value = if has_errors { answer_json(&Answer::Known(intercept)) } else { plain(intercept.value) };
        all.push(json!({"name": "intercept", "coefficient": value}));
    }
    for (j, name) in names.iter().enumerate() {
        let Some(estimate) = fit.covariate(j, level) else { continue };
        if !has_errors {
            let mut row = json!({"name": name, "coefficient": plain(estimate.value)});
            if odds {
                row["odds_ratio"] = plain(estimate.value.exp());
            }
            all.push(row);
            continue;
        }
        let test = fit.covariate_test(j).map(|it| tested_json(&it, names));
        let mut row = json!({"name": name, "coefficient": answer_json(&Answer::Known(estimate)), "test": test});
        if let (true, Some(ratio)) = (odds, fit.odds_ratio(j, level)) {
            row["odds_ratio"] = answer_json(&Answer::Known(ratio));
        }
        all.push(row);
    }
    Value::Array(all)
}

/// The covariance of the coefficients, row by row, the intercept first; nothing where they have no errors.
pub(super) fn covariance_json(fit: &Coefficients, has_errors: bool) -> Value {
    let k = fit.values().len();
    let row = |a: usize| (0..k).map(|b| fit.covariance(a, b).map(number_json)).collect::<Vec<_>>();
    if has_errors { (0..k).map(|a| json!(row(a))).collect() } else { Value::Null }
}

/// The coefficients for people.
pub(super) fn coefficients_table(
    fit: &Coefficients,
    names: &[String],
    level: Level,
    has_errors: bool,
    odds: bool,
) -> Table {
    let heading = interval_heading(level);
    let mut headings = vec!["", "coefficient", &heading, "p"];
    if odds {
        headings.extend(["odds ratio", &heading]);
    }
    let mut table = Table::new(headings);
    let known = |it: Option<stats::Estimate>| {
        let [value, interval] = it.map(|it| cells(&Answer::Known(it))).unwrap_or_default();
        [value, if has_errors { interval } else { String::new() }]
    };
    if fit.intercept(level).is_some() {
        let [value, interval] = known(fit.intercept(level));
        table.row(["intercept".to_owned(), value, interval]);
    }
    for (j, name) in names.iter().enumerate() {
        let [value, interval] = known(fit.covariate(j, level));
        let test = fit.covariate_test(j).and_then(|it| it.known().copied()).filter(|_| has_errors);
        let [ratio, ratio_interval] = known(fit.odds_ratio(j, level));
        let p = test.map(|it| p_value(it.p_value)).unwrap_or_default();
        table.row([name.clone(), value, interval, p, ratio, ratio_interval]);
    }
    table
}

/// The answer where the data carry no fit.
pub(super) fn without_fit(outcome: Outcome, why: Why, names: &[String]) -> Outcome {
    let reason = why_json(why, names);
    let text = format!("undetermined: {}", why_text(why, names));
    let remedy = match why {
        Why::Separation { .. } => "\nLeave the covariate out, join its values, or say `--penalty ridge`.",
        Why::Collinear { .. } => "\nLeave the covariate out.",
        _ => "",
    };
    outcome
        .with("undetermined", reason["undetermined"].clone())
        .with("detail", reason["detail"].clone())
        .with("coefficients", Value::Null)
        .say(text + remedy)
}

/// A labelled number on one line.
pub(super) fn labelled(label: &str, value: Option<f64>) -> String {
    value.map(|value| format!("{label} {}", number(value))).unwrap_or_default()
}

/// How many units there were, and what is known of the fit besides.
pub(super) fn quality(n: u64, known: &[String]) -> String {
    let known = known.iter().filter(|it| !it.is_empty()).cloned();
    std::iter::once(format!("n {}", count(n))).chain(known).collect::<Vec<_>>().join(", ")
}
