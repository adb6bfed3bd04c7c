//! Survival for the covariates that were asked for.

use serde_json::{Value, json};
use stats::cox::{Cox, Predicted, Rows};
use stats::survival::Scale;
use stats::{Answer, Why};

use super::Data;
use crate::answer::{Table, answer_json, cells, interval_heading, number, number_json};
use crate::frame::hint;
use crate::methods::kaplan_meier::round_times;
use crate::{Outcome, StudyError};

/// What was asked for.
pub(super) struct Asked<'a> {
    pub(super) fit: &'a Cox,
    pub(super) rows: &'a Rows<'a>,
    pub(super) data: &'a Data,
    pub(super) customers: &'a [String],
    pub(super) at: &'a [f64],
}

/// Adds the predictions to an answer: one per customer asked for and stratum in which somebody left.
pub(super) fn tell(mut outcome: Outcome, it: &Asked) -> Result<Outcome, StudyError> {
    let longest = it.rows.durations.iter().copied().fold(0.0, f64::max);
    let times = if it.at.is_empty() { round_times(longest) } else { it.at.to_vec() };
    let level = it.fit.level();
    let mut table = Table::new(["customer", "stratum", "time", "still here", &interval_heading(level)]);
    let mut all = Vec::new();
    for asked in it.customers {
        let covariates = covariates(asked, it.data)?;
        for (label, stratum) in it.data.labels.iter().zip(0_u32..) {
            // A stratum in which nobody left has no curve.
            let Ok(curve) = it.fit.predict_by_weight(&covariates, stratum, Scale::LogLog) else { continue };
            for &time in &times {
                let [value, interval] = cells(&curve.at(time)?);
                table.row([asked.clone(), label.clone(), number(time), value, interval]);
            }
            all.push(prediction_json((asked.as_str(), label.as_str()), &covariates, (&curve, times.as_slice()), it)?);
        }
    }
    outcome = outcome.with("predictions", all);
    Ok(outcome.say(table))
}

fn prediction_json(
    (asked, label): (&str, &str),
    covariates: &[f64],
    (curve, times): (&Predicted, &[f64]),
    it: &Asked,
) -> Result<Value, StudyError> {
    let named = it.data.design.names.iter().zip(covariates);
    let named: serde_json::Map<String, Value> =
        named.map(|(name, value)| (name.clone(), number_json(*value))).collect();
    let at = times
        .iter()
        .map(|&time| Ok(json!({"time": number_json(time), "survival": survival_json(&curve.at(time)?, time, label)})));
    let at = at.collect::<Result<Vec<Value>, StudyError>>()?;
    let stratum = (!label.is_empty()).then_some(label);
    Ok(json!({"asked": asked, "stratum": stratum, "covariates": named, "at": at}))
}

/// The chance of still being here; before the first departure, who has not left yet.
fn survival_json(survival: &Answer, time: f64, label: &str) -> Value {
    let Some(why @ Why::NoDepartures { .. }) = survival.why() else { return answer_json(survival) };
    let whom = if label.is_empty() { "nobody".to_owned() } else { format!("nobody of stratum `{label}`") };
    json!({"undetermined": why.word(), "detail": format!("{whom} has left by {}", number(time))})
}

/// The value of each column of the design: the mean, unless it is named.
fn covariates(asked: &str, data: &Data) -> Result<Vec<f64>, StudyError> {
    let names = &data.design.names;
    let mean = |column: &Vec<f64>| column.iter().sum::<f64>() / column.len() as f64;
    let mut values: Vec<f64> = data.design.columns.iter().map(mean).collect();
    for part in asked.split(',').filter(|part| !part.trim().is_empty()) {
        let Some((name, value)) = part.split_once('=') else {
            let what = format!("`--predict {asked}`: `{part}` names no value");
            return Err(StudyError::options(what, "write `name=value`, with commas between"));
        };
        let (name, value) = (name.trim(), value.trim());
        if let Some(column) = names.iter().position(|it| it == name) {
            values[column] = value.parse().ok().filter(|it: &f64| it.is_finite()).ok_or_else(|| {
                let what = format!("`--predict {asked}`: `{value}` is no number, and `{name}` holds numbers");
                StudyError::options(what, "write a number with a decimal point")
            })?;
            continue;
        }
        let prefix = format!("{name}=");
        let of_name: Vec<usize> = (0..names.len()).filter(|&column| names[column].starts_with(&prefix)).collect();
        if of_name.is_empty() {
            let listed = names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
            let what = format!("`--predict {asked}`: there is no covariate `{name}`");
            return Err(StudyError::options(what, format!("covariates there are: {listed}")));
        }
        // One word of a column has no column of its own: there all others are 0.
        let reference = data.design.references.iter().find(|(column, _)| column == name).map(|(_, word)| word);
        let words = of_name.iter().map(|&column| &names[column][prefix.len()..]);
        let words: Vec<String> = words.chain(reference.map(String::as_str)).map(str::to_owned).collect();
        if !words.iter().any(|word| word == value) {
            let what = format!("`--predict {asked}`: no row has `{value}` in `{name}`");
            return Err(StudyError::options(what, hint(value, &words, "values")));
        }
        for column in of_name {
            values[column] = f64::from(u8::from(names[column] == format!("{prefix}{value}")));
        }
    }
    Ok(values)
}
