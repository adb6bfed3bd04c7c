//! How well the fit ranks and predicts, the hazard it starts from, and what it leaves unexplained.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use stats::cox::{Concordance, Cox, Rows, Schoenfeld, TimeWeights};
use stats::survival::Scale;

use super::Data;
use crate::answer::{Table, answer_json, cells, count, interval_heading, number, number_json, sentence};
use crate::frame::Frame;
use crate::methods::kaplan_meier::round_times;
use crate::{Outcome, StudyError};

/// What else is said of a fit.
#[derive(Args, Debug, Clone)]
pub(super) struct Judged {
    /// How pairs count in the concordance: harrell (all alike) or uno (by the chance of being watched until then)
    #[arg(long, value_name = "WEIGHTS", default_value = "harrell")]
    concordance: PairsWord,
    /// With `--concordance uno`: departures after this time do not count
    #[arg(long, value_name = "TIME", value_parser = crate::flags::real, allow_negative_numbers = true)]
    until: Option<f64>,
    /// Brier score of the predicted survival at the times of `--at` and over all of them, weighted for censoring
    #[arg(long)]
    brier: bool,
    /// Cumulative hazard and survival with all covariates at their mean, or at zero
    #[arg(long, value_name = "WHERE", num_args = 0..=1, default_missing_value = "mean")]
    baseline: Option<BaselineWord>,
    /// Residuals of each row (martingale, deviance, score, dfbeta) or departure (schoenfeld, scaled-schoenfeld)
    #[arg(long, value_name = "KIND")]
    residuals: Option<ResidualsWord>,
    /// Write the residuals to this CSV file instead of the JSON
    #[arg(long, value_name = "FILE", requires = "residuals")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PairsWord {
    Harrell,
    Uno,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BaselineWord {
    Mean,
    Zero,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ResidualsWord {
    Martingale,
    Deviance,
    Score,
    Dfbeta,
    Schoenfeld,
    ScaledSchoenfeld,
}

impl ResidualsWord {
    fn word(self) -> String {
        self.to_possible_value().map_or_else(String::new, |it| it.get_name().to_owned())
    }
}

/// The fit and what it was made from.
pub(super) struct Fit<'a> {
    pub(super) fit: &'a Cox,
    pub(super) rows: &'a Rows<'a>,
    pub(super) data: &'a Data,
    pub(super) frame: &'a Frame,
    /// The times asked for; none means round ones.
    pub(super) at: &'a [f64],
}

impl Fit<'_> {
    fn times(&self) -> Vec<f64> {
        let longest = self.rows.durations.iter().copied().fold(0.0, f64::max);
        if self.at.is_empty() { round_times(longest) } else { self.at.to_vec() }
    }
}

impl Judged {
    /// Whether something is asked for that `--at` says the times of.
    pub(super) const fn reads_times(&self) -> bool {
        self.brier || self.baseline.is_some()
    }

    /// The pairs of the fit, by the weights asked for.
    pub(super) fn pairs(&self, it: &Fit) -> Result<Concordance, StudyError> {
        let weights = match self.concordance {
            PairsWord::Harrell if self.until.is_some() => {
                let what = "`--until` ends the pairs of Uno's concordance only";
                return Err(StudyError::options(what, "add `--concordance uno`"));
            }
            PairsWord::Harrell => TimeWeights::Harrell,
            PairsWord::Uno => TimeWeights::Uno { until: self.until },
        };
        Ok(it.fit.concordance(it.rows, weights)?)
    }

    /// Adds what was asked for.
    pub(super) fn tell(&self, mut outcome: Outcome, it: &Fit) -> Result<Outcome, StudyError> {
        if self.brier {
            outcome = brier(outcome, it)?;
        }
        if let Some(place) = self.baseline {
            outcome = baseline(outcome, it, place)?;
        }
        match self.residuals {
            Some(kind) => self.tell_residuals(outcome, it, kind),
            None => Ok(outcome),
        }
    }

    fn tell_residuals(&self, outcome: Outcome, it: &Fit, kind: ResidualsWord) -> Result<Outcome, StudyError> {
        let Some(found) = residuals(it, kind) else {
            let text = format!("{} residuals need the errors that an absolute penalty leaves none of", kind.word());
            return Ok(outcome.warn("no_residuals", text));
        };
        let Some(path) = &self.out else {
            let said = format!("{} {} residuals: in the JSON, or with `--out FILE`", rows_of(&found), kind.word());
            let rows: Vec<Value> =
                found.rows.iter().map(|row| row.iter().map(|&it| number_json(it)).collect()).collect();
            let field = json!({"kind": kind.word(), "columns": found.columns, "rows": rows});
            return Ok(outcome.with("residuals", field).say(said));
        };
        let mut text = found.columns.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(",") + "\n";
        for row in &found.rows {
            let cells: Vec<String> = row.iter().map(f64::to_string).collect();
            let _ = writeln!(text, "{}", cells.join(","));
        }
        fs::write(path, text).map_err(|source| StudyError::Write { path: path.clone(), source })?;
        Ok(outcome.say(format!("{} {} residuals: {}", rows_of(&found), kind.word(), path.display())))
    }
}

/// A table of residuals: the line of the file, the time where it is one per departure, and a number per covariate or one in all.
struct Residuals {
    columns: Vec<String>,
    rows: Vec<Vec<f64>>,
}

fn rows_of(found: &Residuals) -> String {
    count(found.rows.len() as u64)
}

fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
}

fn residuals(it: &Fit, kind: ResidualsWord) -> Option<Residuals> {
    let line = |row: usize| it.frame.line(row) as f64;
    let names = it.data.design.names.clone();
    let per_row = |columns: Vec<String>, values: Vec<Vec<f64>>| {
        let rows = values.into_iter().enumerate().map(|(row, values)| [vec![line(row)], values].concat()).collect();
        Residuals { columns: [vec!["line".to_owned()], columns].concat(), rows }
    };
    let one = |values: Vec<f64>| per_row(vec![kind.word()], values.into_iter().map(|it| vec![it]).collect());
    let per_departure = |values: fn(Schoenfeld) -> Vec<f64>| {
        let of = |it: Schoenfeld| [vec![line(it.row), it.time], values(it)].concat();
        let rows = it.fit.schoenfeld_residuals().into_iter().map(of).collect();
        let columns = [vec!["line".to_owned(), "time".to_owned()], names.clone()].concat();
        Residuals { columns, rows }
    };
    match kind {
        ResidualsWord::Martingale => Some(one(it.fit.martingale_residuals())),
        ResidualsWord::Deviance => Some(one(it.fit.deviance_residuals())),
        ResidualsWord::Score => Some(per_row(names.clone(), it.fit.score_residuals())),
        ResidualsWord::Dfbeta => Some(per_row(names.clone(), it.fit.coefficient_changes()?)),
        ResidualsWord::Schoenfeld => Some(per_departure(|it| it.residuals)),
        ResidualsWord::ScaledSchoenfeld => {
            let found = per_departure(|it| it.scaled);
            found.rows.iter().all(|row| row.len() == found.columns.len()).then_some(found)
        }
    }
}

/// How far predicted survival is from what happened.
fn brier(outcome: Outcome, it: &Fit) -> Result<Outcome, StudyError> {
    let longest = it.rows.durations.iter().copied().fold(0.0, f64::max);
    let mut times = it.times();
    // At the start everybody is here, and of those watched longest nobody knows what comes after.
    times.retain(|&time| !it.at.is_empty() || (time > 0.0 && time < longest));
    let found = it.fit.brier_score(it.rows, &times)?;
    let mut table = Table::new(["time", "Brier score", &interval_heading(it.fit.level())]);
    let mut points = Vec::new();
    for point in &found.points {
        let [value, interval] = cells(&point.score);
        table.row([number(point.time), value, interval]);
        points.push(json!({"time": number_json(point.time), "score": answer_json(&point.score)}));
    }
    let field = json!({"points": points, "integrated": answer_json(&found.integrated)});
    let text = format!("integrated Brier score {} (0 is perfect, a coin 0.25)", sentence(&found.integrated, &[]));
    Ok(outcome.with("brier", field).say(table).say(text))
}

/// The curve of a customer whose covariates say nothing, for each stratum in which somebody left.
fn baseline(outcome: Outcome, it: &Fit, place: BaselineWord) -> Result<Outcome, StudyError> {
    let mean = |column: &Vec<f64>| column.iter().sum::<f64>() / column.len() as f64;
    let covariates: Vec<f64> = match place {
        BaselineWord::Mean => it.data.design.columns.iter().map(mean).collect(),
        BaselineWord::Zero => vec![0.0; it.data.design.columns.len()],
    };
    let where_ = if place == BaselineWord::Mean { "mean" } else { "zero" };
    let mut table = Table::new(["baseline", "stratum", "time", "still here", &interval_heading(it.fit.level())]);
    let mut strata = Vec::new();
    for (label, stratum) in it.data.labels.iter().zip(0_u32..) {
        // A stratum in which nobody left has no curve.
        let Ok(curve) = it.fit.predict_by_weight(&covariates, stratum, Scale::LogLog) else { continue };
        for time in it.times() {
            let [value, interval] = cells(&curve.at(time)?);
            table.row([where_.to_owned(), label.clone(), number(time), value, interval]);
        }
        let points: Vec<Value> = curve
            .points()
            .iter()
            .map(|it| {
                json!({
                    "time": number_json(it.time),
                    "cumulative_hazard": number_json(it.cumulative_hazard),
                    "survival": number_json(it.survival),
                    "standard_error": it.standard_error.map(number_json),
                    "lower": it.interval.map(|it| number_json(it.lower)),
                    "upper": it.interval.map(|it| number_json(it.upper)),
                })
            })
            .collect();
        strata.push(json!({"stratum": (!label.is_empty()).then_some(label), "curve": points}));
    }
    let field = json!({"covariates_at": where_, "strata": strata});
    Ok(outcome.with("baseline", field).say(table))
}
