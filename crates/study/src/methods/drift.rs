//! Is the model still about the same customers?

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use stats::predict::{Band, Drift, categorical_drift, drift_in, kolmogorov_smirnov};
use stats::{Tested, Why};

use super::apart::{self, Grouped};
use super::cumulative_incidence::list;
use crate::answer::{Table, count, number, number_json, p_value, tested_json};
use crate::flags::{By, Input, Output};
use crate::frame::{Any, Categories, Frame, Group};
use crate::outcome::Warning;
use crate::{Outcome, StudyError};

/// A move with a p-value of at least this may be chance.
const CHANCE_P_MIN: f64 = 0.05;

/// Is the model still about the same customers: how far each column moved between two files (stability index)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats drift learned-from.csv today.csv --columns price,plan,chance

Bands of the index: below 0.1 stable, to 0.25 moved, above moved far. It is never 0: compare it with what chance gives.
That no column moved does not say that they still go with leaving as they did: see `calibration` with new outcomes.

Method: docs/methods/drift.md")]
pub struct DriftOf {
    #[command(flatten)]
    input: Input,
    /// The newer file, of the same columns
    newer: PathBuf,
    #[command(flatten)]
    by: By,
    /// The columns, traits or scores, or `all` that both files have; several with commas between
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',', required = true)]
    columns: Vec<String>,
    /// Of these, columns whose numbers are names, such as postal codes
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    categorical: Vec<String>,
    /// How many classes of about as many older rows a column of numbers is cut into
    #[arg(long, value_name = "COUNT", default_value = "10")]
    bins: usize,
    #[command(flatten)]
    pub(super) output: Output,
}

/// How one column moved.
struct Moved {
    name: String,
    /// The names of the classes, where it holds names.
    levels: Option<Vec<String>>,
    drift: Drift,
    distance: Option<Tested>,
}

impl Grouped for DriftOf {
    fn by(&self) -> &By {
        &self.by
    }

    fn input(&mut self) -> Option<&mut Input> {
        Some(&mut self.input)
    }

    fn writes(&self) -> Option<&'static str> {
        None
    }

    fn of_rows(&self) -> Result<Outcome, StudyError> {
        self.whole()
    }
}

impl DriftOf {
    /// The answer.
    ///
    /// # Errors
    /// When a file cannot be read, a value is impossible, or every group is refused.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let outcome = apart::answer(self)?;
        if self.by.by.is_empty() {
            return Ok(outcome);
        }
        let labels = |input: &Input| -> Result<Vec<String>, StudyError> {
            let mut opened = input.open()?;
            let columns = opened.categories("--by", &self.by.by)?;
            Ok(opened.read()?.groups(&columns)?.iter().map(Group::label).collect())
        };
        let older = labels(&self.input)?;
        let mut new = labels(&self.newer_input())?;
        new.retain(|label| !older.contains(label));
        if new.is_empty() {
            return Ok(outcome);
        }
        let text = format!("only in the newer file, so compared with nothing: {}", list(&new));
        Ok(outcome.warn("group_new", text))
    }

    fn newer_input(&self) -> Input {
        Input { file: self.newer.clone(), ..self.input.clone() }
    }

    fn whole(&self) -> Result<Outcome, StudyError> {
        let mut older = self.input.open()?;
        let mut newer = self.newer_input().open()?;
        let names: Vec<String> = match self.columns.as_slice() {
            [all] if all == "all" => {
                let is_both = |it: &&String| newer.columns().contains(it) && !self.by.by.contains(it);
                older.columns().iter().filter(is_both).cloned().collect()
            }
            names => names.to_vec(),
        };
        if names.is_empty() {
            return Err(StudyError::options("the files have no column in common", "name them with `--columns`"));
        }
        let mut pairs = Vec::with_capacity(names.len());
        for name in names {
            let as_names = self.categorical.contains(&name);
            let pair = (older.any("--columns", &name, as_names)?, newer.any("--columns", &name, as_names)?);
            if matches!(pair, (Any::Number(_), Any::Names(_)) | (Any::Names(_), Any::Number(_))) {
                let what = format!("column `{name}` holds numbers in one file and words in the other");
                return Err(StudyError::options(what, "say `--categorical` with the column if its numbers are names"));
            }
            pairs.push((name, pair));
        }
        let (older, newer) = (older.read()?, newer.read()?);
        let mut moved = Vec::with_capacity(pairs.len());
        for (name, pair) in pairs {
            moved.push(column(name, pair, (&older, &newer), self.bins)?);
        }
        Ok(self.tell(&older, &newer, &moved))
    }

    fn tell(&self, older: &Frame, newer: &Frame, moved: &[Moved]) -> Outcome {
        let mut table =
            Table::new(["column", "index", "by chance", "band", "p", "largest distance", "p of the distance"]);
        for it in moved {
            let p =
                |test: Option<&Tested>| test.and_then(Tested::known).map(|it| p_value(it.p_value)).unwrap_or_default();
            let distance = it.distance.as_ref().and_then(Tested::known).map(|it| number(it.statistic));
            table.row([
                it.name.clone(),
                number(it.drift.index),
                number(it.drift.index_by_chance),
                it.drift.band.word().replace('_', " "),
                p(Some(&it.drift.test)),
                distance.unwrap_or_default(),
                p(it.distance.as_ref()),
            ]);
        }
        Outcome::new("drift", self.output.level)
            .from_source(older.source())
            .warn_all(newer.source().warnings.iter().cloned())
            .with("newer", newer.source().json())
            .with("n", json!({"older": older.rows(), "newer": newer.rows()}))
            .with("columns", moved.iter().map(json_of).collect::<Vec<Value>>())
            .say(format!("rows before: {}, after: {}", count(older.rows() as u64), count(newer.rows() as u64)))
            .say(table)
            .warn_all(within_chance(moved))
    }
}

/// Columns that the bands call moved although chance gives as much: the bands take no account of how many rows there are.
fn within_chance(moved: &[Moved]) -> Option<Warning> {
    let is_within = |it: &&Moved| {
        it.drift.band != Band::Stable && it.drift.test.known().is_none_or(|test| test.p_value >= CHANCE_P_MIN)
    };
    let names: Vec<String> = moved.iter().filter(is_within).map(|it| format!("`{}`", it.name)).collect();
    (!names.is_empty()).then(|| Warning {
        code: "within_chance".into(),
        text: format!(
            "{}: the index is in the band of what moved, but with so few rows chance gives as much",
            names.join(", ")
        ),
    })
}

fn column(name: String, pair: (Any, Any), (older, newer): (&Frame, &Frame), bins: usize) -> Result<Moved, StudyError> {
    match pair {
        (Any::Number(before), Any::Number(after)) => {
            let (before, after) = (older.numbers(before), newer.numbers(after));
            let distance = Some(kolmogorov_smirnov(before, after)?);
            Ok(Moved { name, levels: None, drift: drift_in(before, after, bins)?, distance })
        }
        (Any::Names(before), Any::Names(after)) => {
            let (levels, before, after) = joined(older.categories(before), newer.categories(after));
            let drift = categorical_drift(&before, &after, levels.len())?;
            Ok(Moved { name, levels: Some(levels), drift, distance: None })
        }
        _ => Err(StudyError::options(format!("column `{name}` is of two kinds"), "say `--categorical`")),
    }
}

/// The names of both sides, and the codes of each side among them.
fn joined(before: &Categories, after: &Categories) -> (Vec<String>, Vec<u32>, Vec<u32>) {
    let mut levels = before.levels.clone();
    levels.extend(after.levels.iter().filter(|level| !before.levels.contains(level)).cloned());
    let place = |level: &String| levels.iter().position(|it| it == level).and_then(|at| u32::try_from(at).ok());
    let places: Vec<u32> = after.levels.iter().filter_map(place).collect();
    let codes = after.codes.iter().filter_map(|&code| places.get(code as usize).copied()).collect();
    (levels, before.codes.clone(), codes)
}

fn json_of(it: &Moved) -> Value {
    let classes: Vec<Value> = match &it.levels {
        Some(levels) => levels
            .iter()
            .zip(&it.drift.classes)
            .map(|(level, [before, after])| json!({"value": level, "older": before, "newer": after}))
            .collect(),
        None => (it.drift.classes.iter().enumerate())
            .map(|(class, [before, after])| {
                let up_to = class.checked_sub(1).and_then(|at| it.drift.bounds.get(at)).copied().map(number_json);
                json!({"missing": class == 0, "up_to": up_to, "older": before, "newer": after})
            })
            .collect(),
    };
    let distance = it.distance.as_ref().map(|test| match test {
        Tested::Undetermined(Why::GroupEmpty { .. }) => Value::Null,
        test => tested_json(test, &[]),
    });
    json!({
        "column": it.name,
        "kind": if it.levels.is_some() { "names" } else { "numbers" },
        "index": number_json(it.drift.index),
        "index_by_chance": number_json(it.drift.index_by_chance),
        "band": it.drift.band.word(),
        "test": tested_json(&it.drift.test, &[]),
        "kolmogorov_smirnov": distance,
        "classes": classes,
    })
}
