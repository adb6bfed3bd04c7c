//! What is said beside the chances: what each covariate is worth, and what it adds for some rows.

use serde_json::{Map, Value, json};
use stats::Level;
use stats::predict::{Classifier, Importance, OutOfFold, gains as gains_of};

use super::Study;
use crate::answer::{Table, answer_json, cells, interval_heading, number, number_json, percent};
use crate::frame::Frame;
use crate::{Outcome, StudyError};

/// Covariates that are listed for people; programs get all.
const LISTED_MAX: usize = 15;
/// Covariates named beside one row.
const NAMED_MAX: usize = 3;
/// Steps of the table of gains.
const STEPS: usize = 10;

/// How many trees each model has, where there are trees.
pub(super) fn trees(found: &OutOfFold) -> Option<Vec<usize>> {
    found.parts.iter().map(|(model, _)| model.trees().map(stats::predict::Boosted::trees)).collect()
}

/// How many of the events are among those with the highest chances.
pub(super) fn gains(answer: Outcome, chances: &[f64], happened: &[bool]) -> Result<Outcome, StudyError> {
    let table = gains_of(chances, happened, STEPS)?;
    let fields = table.iter().map(|gain| {
        json!({
            "share": gain.share, "rows": number_json(gain.rows), "events": number_json(gain.events),
            "captured": number_json(gain.captured), "lift": number_json(gain.lift),
        })
    });
    let mut text = Table::new(["highest chances", "share of all events", "lift"]);
    for gain in &table {
        text.row([percent(gain.share), percent(gain.captured), number(gain.lift)]);
    }
    Ok(answer.with("gains", fields.collect::<Vec<Value>>()).say(text))
}

/// What each covariate is worth.
pub(super) fn importance(answer: Outcome, worth: &[Importance], names: &[String], level: Level) -> Outcome {
    let mut sorted: Vec<&Importance> = worth.iter().collect();
    let size = |it: &Importance| it.added_loss.known().map_or(f64::NEG_INFINITY, |it| it.value);
    sorted.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.column.cmp(&b.column)));
    let fields = sorted.iter().map(|it| json!({"name": names[it.column], "added_loss": answer_json(&it.added_loss)}));
    let mut table = Table::new(["covariate", "log loss added when shuffled", &interval_heading(level)]);
    for it in sorted.iter().filter(|it| it.added_loss.known().is_some()).take(LISTED_MAX) {
        let [value, interval] = cells(&it.added_loss);
        table.row([names[it.column].clone(), value, interval]);
    }
    let answer = answer.with("importance", fields.collect::<Vec<Value>>());
    if table.is_empty() { answer } else { answer.say(table) }
}

/// What each covariate adds for some rows, evenly from the lowest chance to the highest: not a list of the highest.
pub(super) fn explained(
    answer: Outcome,
    study: &Study<'_>,
    found: &OutOfFold,
    chances: &[f64],
    (wanted, frame): (usize, &Frame),
) -> Result<Outcome, StudyError> {
    if wanted == 0 {
        return Ok(answer);
    }
    let mut order: Vec<usize> = (0..found.rows.len()).collect();
    order.sort_by(|&a, &b| chances[a].total_cmp(&chances[b]).then(a.cmp(&b)));
    let wanted = wanted.min(order.len());
    let last = order.len() - 1;
    let chosen = (0..wanted).map(|at| order[if wanted > 1 { at * last / (wanted - 1) } else { last / 2 }]);
    let mut table = Table::new(["line", "chance", "base", "what adds most, in log-odds"]);
    let mut fields = Vec::with_capacity(wanted);
    for at in chosen {
        let row = found.rows[at];
        let Some((model, _)) = found.parts.iter().find(|(_, rows)| rows.binary_search(&row).is_ok()) else { continue };
        let (base, added) = attributions(model, study, row)?;
        let mut largest: Vec<usize> = (0..added.len()).collect();
        largest.sort_by(|&a, &b| added[b].abs().total_cmp(&added[a].abs()).then(a.cmp(&b)));
        let names = &study.design.names;
        let most = largest.iter().filter(|&&j| added[j] != 0.0).take(NAMED_MAX);
        let most: Vec<String> = most.map(|&j| format!("{} {:+.3}", names[j], added[j])).collect();
        table.row([frame.line(row).to_string(), number(chances[at]), number(base), most.join(", ")]);
        let by_name: Map<String, Value> = names.iter().cloned().zip(added.iter().map(|&it| number_json(it))).collect();
        fields.push(json!({
            "line": frame.line(row), "chance": number_json(chances[at]), "log_odds": number_json(found.log_odds[at]),
            "base": number_json(base), "added": by_name,
        }));
    }
    Ok(answer.with("explained", fields).say(table))
}

/// Base and what each covariate adds to the log-odds of one row.
fn attributions(model: &Classifier, study: &Study<'_>, row: usize) -> Result<(f64, Vec<f64>), StudyError> {
    let values: Vec<[f64; 1]> = study.columns.iter().map(|column| [column[row]]).collect();
    let columns: Vec<&[f64]> = values.iter().map(<[f64; 1]>::as_slice).collect();
    let found = model.attributions(&columns)?;
    Ok((found.base(), found.row(0).to_vec()))
}
