//! What goes with leaving sooner.

use charts::Picture;
use clap::Args;
use serde_json::{Value, json};
use stats::cox::{Coefficient, Cox, CoxOptions, Design, Fitted, Penalty, Rows, TieMethod, TimeScale, cox, leakage};
use stats::survival::Observation;
use stats::{Answer, Estimate, Level, StatsError, Tested, Why};

use super::kaplan_meier::{LifetimeColumns, Lifetimes};
use super::pictures;
use crate::answer::{
    Table, answer_json, count, estimate_json, interval, interval_heading, number, number_json, p_value, percent,
    sentence, test_json, test_sentence, tested_json, why_text,
};
use crate::flags::{By, CovariateFlags, Input, Output, real, word};
use crate::frame::{self, Category, Covariates, Frame, Group, Opened};
use crate::{Outcome, StudyError};

mod judged;
mod predicted;

/// Fewer departures per covariate than this make intervals too short.
const DEPARTURES_PER_COVARIATE_MIN: u64 = 10;
/// Fewer clusters than this make the errors by cluster too small.
const CLUSTERS_MIN: u64 = 40;
/// A p-value below this says that a covariate does not do the same at all times.
const NOT_PROPORTIONAL: f64 = 0.05;

/// By how much each covariate multiplies the hazard of leaving, the others alike (Cox regression)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats cox customers.csv --duration months --event left --covariates price,plan --test-proportional
  vaarwel stats cox customers.csv --duration months --event left --covariates price --concordance uno --brier --at 6,12
  vaarwel stats cox stretches.csv --entry from --duration until --event left --covariates price --cluster customer

Method: docs/methods/cox.md")]
pub struct CoxRegression {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    lifetimes: Lifetimes,
    #[command(flatten)]
    covariates: CovariateFlags,
    /// What to do when several leave at once: efron, breslow, or exact for durations that are truly discrete
    #[arg(long, value_name = "METHOD", default_value = "efron", value_parser = word::<TieMethod>)]
    ties: TieMethod,
    /// Compare only within the same value of this column, each with a hazard of its own; several with commas between
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    strata: Vec<String>,
    /// Rows that belong together, such as the stretches of one customer; makes standard errors robust
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// Standard errors that hold where the model does not
    #[arg(long)]
    robust: bool,
    /// How strongly coefficients are drawn towards 0; the scale is that of `penalizer` in lifelines
    #[arg(long, value_name = "STRENGTH", default_value = "0", value_parser = real, allow_negative_numbers = true)]
    penalty: f64,
    /// Which share of the penalty is on absolute values, which sets coefficients to exactly 0; from 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0", value_parser = real, allow_negative_numbers = true)]
    l1_ratio: f64,
    /// Test whether each covariate does the same at all times, along km, identity, rank or log
    #[arg(long, value_name = "SCALE", num_args = 0..=1, default_missing_value = "km", value_parser = word::<TimeScale>)]
    test_proportional: Option<TimeScale>,
    /// Survival for these covariates, such as `age=30,plan=Year`; what is not named is at its mean; may be repeated
    #[arg(long, value_name = "NAME=VALUE,...")]
    predict: Vec<String>,
    /// Times at which to read predicted survival and its score, with commas between [default: about eight round ones]
    #[arg(long, value_name = "TIME,...", value_delimiter = ',', value_parser = real, allow_negative_numbers = true)]
    at: Vec<f64>,
    #[command(flatten)]
    judged: judged::Judged,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Handles of the columns.
struct Columns {
    lifetimes: LifetimeColumns,
    strata: Vec<Category>,
    cluster: Option<Category>,
    covariates: Covariates,
}

/// The columns as the mathematics takes them.
struct Data {
    seen: Vec<Observation>,
    strata: Option<Vec<u32>>,
    /// The names of the strata; one without a name when there are none.
    labels: Vec<String>,
    design: frame::Design,
}

grouped!(CoxRegression, input, judged.out);

impl CoxRegression {
    fn whole(&self) -> Result<Outcome, StudyError> {
        if self.covariates.covariates.is_empty() {
            let remedy = "add `--covariates COLUMN,...`, or `--covariates all`";
            return Err(StudyError::options("`cox` needs covariates and none are named", remedy));
        }
        if self.penalty == 0.0 && self.l1_ratio != 0.0 {
            let what = format!("`--l1-ratio {}` parts a penalty, and there is none", self.l1_ratio);
            return Err(StudyError::options(what, "add `--penalty STRENGTH`, or leave `--l1-ratio` out"));
        }
        if !self.at.is_empty() && self.predict.is_empty() && !self.judged.reads_times() {
            let what = "`--at` reads predicted survival, and none is asked for";
            let remedy = "add `--predict NAME=VALUE,...`, `--brier` or `--baseline`, or leave `--at` out";
            return Err(StudyError::options(what, remedy));
        }
        let mut opened = self.input.open()?;
        let columns = self.columns(&mut opened)?;
        let mut frame = opened.read()?;
        let data = self.data(&mut frame, &columns)?;
        let rows = Rows {
            durations: frame.numbers(columns.lifetimes.duration),
            observations: &data.seen,
            entered_at: columns.lifetimes.entry.map(|column| frame.numbers(column)),
            weights: columns.lifetimes.weights.map(|column| frame.numbers(column)),
            strata: data.strata.as_deref(),
            clusters: columns.cluster.map(|column| frame.categories(column).codes.as_slice()),
        };
        let mut outcome = Outcome::new("cox", self.output.level).from_source(frame.source());
        outcome = outcome.warn_all(data.design.warnings.clone()).with("ties", self.ties.word());
        let design = Design::new(data.design.columns.iter().map(Vec::as_slice));
        if design.columns().is_empty() {
            let what = "every covariate has the same value in every row";
            return Err(StudyError::options(what, "name columns that differ between rows"));
        }
        let explain = |error| self.explain(error, &frame);
        let fitted = cox(&rows, &design, &self.options()).map_err(explain)?;
        let names = &data.design.names;
        for suspect in leakage(&rows, &design).map_err(explain)? {
            let (name, share) = (&names[suspect.column], percent(suspect.concordance));
            let text = format!(
                "covariate `{name}` alone puts {share} of pairs in the right order: is it known before they leave?"
            );
            outcome = outcome.warn("tells_the_outcome", text);
        }
        match fitted {
            Fitted::Known(fit) => {
                let (data, frame) = (&data, &frame);
                self.tell(outcome, &judged::Fit { fit: &fit, rows: &rows, data, frame, at: &self.at })
            }
            Fitted::Undetermined(why) => {
                let told = self
                    .alone_in_strata(why, &data)
                    .or_else(|| never_compared(why, names))
                    .unwrap_or_else(|| why_text(why, names));
                let field = json!({"undetermined": why.word(), "detail": told});
                Ok(outcome.with("fit", field).say(format!("undetermined: {told}")))
            }
        }
    }

    fn columns(&self, opened: &mut Opened) -> Result<Columns, StudyError> {
        let lifetimes = self.lifetimes.columns(opened)?;
        let strata = opened.categories("--strata", &self.strata)?;
        let cluster = self.cluster.as_deref().map(|name| opened.category("--cluster", name)).transpose()?;
        let covariates = opened.covariates(&self.covariates)?;
        Ok(Columns { lifetimes, strata, cluster, covariates })
    }

    fn data(&self, frame: &mut Frame, columns: &Columns) -> Result<Data, StudyError> {
        let design = frame.design(&columns.covariates)?;
        let seen = frame.flags(columns.lifetimes.event).iter().map(|&left| left.into()).collect();
        if self.strata.is_empty() {
            return Ok(Data { seen, strata: None, labels: vec![String::new()], design });
        }
        let groups = frame.strata(&columns.strata)?;
        let mut strata = vec![0; frame.rows()];
        for (number, group) in (0_u32..).zip(&groups) {
            for &row in &group.rows {
                strata[row] = number;
            }
        }
        let labels = groups.iter().map(Group::label).collect();
        Ok(Data { seen, strata: Some(strata), labels, design })
    }

    fn options(&self) -> CoxOptions {
        CoxOptions {
            ties: self.ties,
            penalty: Penalty { strength: self.penalty, absolute_share: self.l1_ratio },
            robust: self.robust,
            level: self.output.level,
        }
    }

    /// Turns a refusal that points at a row into one that points at the file.
    fn explain(&self, error: StatsError, frame: &Frame) -> StudyError {
        let StatsError::RowOutOfRange { name, .. } = &error else { return by_option(error) };
        let column = match *name {
            "entered_at" => self.lifetimes.entry.as_deref().unwrap_or("entry"),
            "weights" => self.lifetimes.weights.as_deref().unwrap_or("weights"),
            _ => self.lifetimes.duration.as_str(),
        };
        frame.explain(error, &frame.whole(), column)
    }

    /// Why a covariate says nothing, where it is the strata that leave nothing to compare.
    fn alone_in_strata(&self, why: Why, data: &Data) -> Option<String> {
        let (Why::Collinear { column }, Some(strata)) = (why, &data.strata) else { return None };
        let named = self.strata.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
        let mut sizes = vec![0_u64; data.labels.len()];
        let mut first = vec![None; data.labels.len()];
        let mut is_alike = true;
        for (&stratum, &value) in strata.iter().zip(&data.design.columns[column]) {
            sizes[stratum as usize] += 1;
            is_alike &= *first[stratum as usize].get_or_insert(value) == value;
        }
        if sizes.iter().all(|size| *size < 2) {
            return Some(format!(
                "each row is a stratum of its own by {named}, so no row has another to be compared with; name columns that rows \
                 share"
            ));
        }
        let name = &data.design.names[column];
        is_alike.then(|| {
            format!("covariate `{name}` has one value within each stratum of {named}, and rows are compared only there")
        })
    }

    /// Errors by cluster rest on how many there are.
    fn warn_of_few_clusters(&self, outcome: Outcome, fit: &Cox) -> Outcome {
        if self.cluster.is_none() || fit.units() >= CLUSTERS_MIN {
            return outcome;
        }
        let text = format!(
            "there are {} clusters: below {CLUSTERS_MIN}, errors by cluster are too small, and below ten mean nothing",
            fit.units()
        );
        outcome.warn("few_clusters", text)
    }

    fn tell(&self, outcome: Outcome, found: &judged::Fit) -> Result<Outcome, StudyError> {
        let judged::Fit { fit, rows, data, .. } = *found;
        let names = &data.design.names;
        let pairs = self.judged.pairs(found)?;
        let few = if fit.is_penalized() { u64::MAX } else { fit.departures() };
        let remedy = "take fewer, or `--penalty 0.1`";
        let outcome = warn_of_few(outcome, (few, fit.coefficients().len() as u64), remedy);
        let mut outcome = self
            .warn_of_few_clusters(outcome, fit)
            .with("fit", fit_json(fit, names))
            .with("concordance", answer_json(&pairs.value))
            .with(
                "pairs",
                json!({
                    "concordant": number_json(pairs.concordant),
                    "discordant": number_json(pairs.discordant),
                    "tied_scores": number_json(pairs.tied_scores),
                    "tied_times": number_json(pairs.tied_times + pairs.tied_both),
                }),
            )
            .say(self.heading(fit))
            .say(coefficients_table(fit.coefficients(), names, fit.level()))
            .say(tests(fit, names) + &format!("concordance        {}", sentence(&pairs.value, names)));
        if let Some(scale) = self.test_proportional {
            outcome = test_proportional(outcome, (fit, rows), scale, names)?;
        }
        if !self.predict.is_empty() {
            outcome = predicted::tell(
                outcome,
                &predicted::Asked { fit, rows, data, customers: &self.predict, at: &self.at },
            )?;
        }
        let outcome = self.judged.tell(outcome, found)?;
        Ok(outcome.picture(drawn(ratios_of(fit.coefficients(), names))))
    }

    fn heading(&self, fit: &Cox) -> String {
        let clusters =
            if self.cluster.is_some() { format!(" in {} clusters", count(fit.units())) } else { String::new() };
        let errors = match (fit.has_robust_errors(), fit.has_fractional_weights()) {
            (true, true) => ", robust errors because not all weights are whole numbers",
            (true, false) => ", robust errors",
            (false, _) => "",
        };
        let (rows, left, ties) = (count(fit.rows()), count(fit.departures()), self.ties.word());
        format!("{rows} rows{clusters}, {left} left; ties by {ties}{errors}")
    }
}

/// Why the first covariate says nothing: there are none before it that could say the same.
fn never_compared(why: Why, names: &[String]) -> Option<String> {
    let Why::Collinear { column: 0 } = why else { return None };
    let name = names.first()?;
    Some(format!(
        "`{name}` has nobody to be compared with: whenever somebody leaves, all who are at risk then have the same value of it, or \
         all of them leave at that time"
    ))
}

/// A refusal of an argument, under the name of the option that gave it.
fn by_option(error: StatsError) -> StudyError {
    let StatsError::OutOfRange { name, allowed, given } = error else { return error.into() };
    match name {
        "penalty" => StudyError::options(format!("`--penalty {given}`"), format!("allowed: {allowed}")),
        "absolute_share" => StudyError::options(format!("`--l1-ratio {given}`"), format!("allowed: {allowed}")),
        "robust" => StudyError::options(
            "robust errors are not known with `--ties exact`",
            "leave out `--robust` and `--cluster`, or take `--ties efron`",
        ),
        "weights" => StudyError::options(
            format!("a weight of {given} with `--ties exact`"),
            "leave out `--weights`, or take `--ties efron`",
        ),
        _ => StatsError::OutOfRange { name, allowed, given }.into(),
    }
}

/// Says so when fewer left than so many covariates can be told apart by.
pub(super) fn warn_of_few(outcome: Outcome, (left, covariates): (u64, u64), remedy: &str) -> Outcome {
    if left >= DEPARTURES_PER_COVARIATE_MIN * covariates {
        return outcome;
    }
    let noun = if covariates == 1 { "covariate" } else { "covariates" };
    let text = format!(
        "{} departures are few for {covariates} {noun}: below ten for each, effects look too large and too sure; {remedy}",
        count(left)
    );
    outcome.warn("few_departures", text)
}

pub(super) fn coefficient_json(it: &Coefficient, name: &str) -> Value {
    let estimate = |it: &Option<Estimate>| it.as_ref().map(estimate_json);
    json!({
        "name": name,
        "value": number_json(it.value),
        "log_hazard_ratio": estimate(&it.estimate),
        "hazard_ratio": estimate(&it.hazard_ratio),
        "model_standard_error": it.model_standard_error.map(number_json),
        "test": it.test.as_ref().map(test_json),
    })
}

/// Where the errors of a fit come from.
fn errors_word(fit: &Cox) -> &'static str {
    if fit.has_robust_errors() { "robust" } else { "model" }
}

fn fit_json(fit: &Cox, names: &[String]) -> Value {
    let coefficients: Vec<Value> =
        fit.coefficients().iter().zip(names).map(|(it, name)| coefficient_json(it, name)).collect();
    let test = |test: Option<Tested>| test.as_ref().map(|test| tested_json(test, names));
    let p = coefficients.len();
    let covariance: Option<Vec<Vec<Value>>> =
        (0..p).map(|a| (0..p).map(|b| fit.covariance(a, b).map(number_json)).collect()).collect();
    json!({
        "method": fit.method().word(),
        "n": fit.rows(),
        "units": fit.units(),
        "departures": fit.departures(),
        "errors": errors_word(fit),
        "iterations": fit.iterations(),
        "log_likelihood": {"null": number_json(fit.null_log_likelihood()), "model": number_json(fit.log_likelihood())},
        "likelihood_ratio": test(fit.likelihood_ratio()),
        "wald": test(fit.wald()),
        "score": test(fit.score_test()),
        "coefficients": coefficients,
        "covariance": covariance,
    })
}

/// Each covariate's hazard ratio under its name; those without an interval are left out.
pub(super) fn ratios_of<'a>(
    coefficients: &'a [Coefficient],
    names: &'a [String],
) -> impl Iterator<Item = (String, Answer)> + 'a {
    let known = |(it, name): (&Coefficient, &String)| Some((name.clone(), Answer::Known(it.hazard_ratio?)));
    coefficients.iter().zip(names).filter_map(known)
}

/// The picture of hazard ratios; none where there are none.
pub(super) fn drawn(ratios: impl IntoIterator<Item = (String, Answer)>) -> Option<Picture> {
    pictures::ratios("By how much each covariate multiplies the hazard".to_owned(), ratios)
}

pub(super) fn coefficients_table(coefficients: &[Coefficient], names: &[String], level: Level) -> Table {
    let heading = interval_heading(level);
    let mut table = Table::new(["covariate", "coefficient", "error", "hazard ratio", &heading, "p"]);
    for (it, name) in coefficients.iter().zip(names) {
        let (value, ratio) = (number(it.value), number(it.value.exp()));
        table.row(match (&it.estimate, &it.hazard_ratio) {
            (Some(estimate), Some(hazard_ratio)) => {
                let error = estimate.standard_error.map_or_else(String::new, number);
                let range = interval(hazard_ratio.interval.lower, hazard_ratio.interval.upper);
                let p = it.test.map_or_else(|| "-".to_owned(), |test| p_value(test.p_value));
                [name.clone(), value, error, ratio, range, p]
            }
            _ => [name.clone(), value, String::new(), ratio, String::new(), String::new()],
        });
    }
    table
}

/// The three tests that no covariate does anything, one per line; none under a penalty.
fn tests(fit: &Cox, names: &[String]) -> String {
    let score = if fit.has_robust_errors() { "robust score" } else { "score" };
    let tests = [("likelihood ratio", fit.likelihood_ratio()), ("Wald", fit.wald()), (score, fit.score_test())];
    let mut lines = String::new();
    for (name, test) in tests {
        if let Some(test) = test {
            lines += &format!("{name:18} {}\n", test_sentence(&test, names));
        }
    }
    lines
}

/// Whether each covariate does the same at all times.
fn test_proportional(
    outcome: Outcome,
    (fit, rows): (&Cox, &Rows),
    scale: TimeScale,
    names: &[String],
) -> Result<Outcome, StudyError> {
    let Some(found) = fit.proportional(rows, scale)? else {
        let text = "proportional hazards cannot be tested after a penalty";
        return Ok(outcome.warn("not_tested", text));
    };
    let covariates: Vec<Value> = found
        .covariates
        .iter()
        .zip(names)
        .map(|(test, name)| json!({"name": name, "test": tested_json(test, names)}))
        .collect();
    let errors = errors_word(fit);
    let field = json!({"scale": scale.word(), "errors": errors, "covariates": covariates, "all": tested_json(&found.all, names)});
    let mut table = Table::new([format!("same at all times? ({})", scale.word()).as_str(), "chi-square", "p"]);
    let all = [("all".to_owned(), &found.all)];
    let mut outcome = outcome.with("proportional_hazards", field);
    for (name, test) in names.iter().cloned().zip(&found.covariates).chain(all) {
        let cells = test.known().map_or_else(
            || ["undetermined".to_owned(), String::new()],
            |test| [number(test.statistic), p_value(test.p_value)],
        );
        let [statistic, p] = cells;
        if let Some(test) = test.known().filter(|test| test.p_value < NOT_PROPORTIONAL && name != "all") {
            let text = format!(
                "covariate `{name}` does not do the same at all times (p {}): its hazard ratio is an average; cut time \
                 into stretches, or make it a stratum",
                p_value(test.p_value)
            );
            outcome = outcome.warn("not_proportional", text);
        }
        table.row([name, statistic, p]);
    }
    let reason = found.all.why().map(|why| format!("all: undetermined: {}", why_text(why, names)));
    Ok(outcome.say(table).say(reason.unwrap_or_default()))
}
