//! What makes an answer about something else than was asked, said by the name of the column.

use stats::predict::leakage;
use stats::rates::pooled_proportions_test;
use stats::{Proportion, StatsError};

use super::uplift::correlation;
use crate::StudyError;
use crate::answer::{p_value, percent};
use crate::frame::Opened;
use crate::outcome::Warning;

/// A p-value below this says that arms differ in what they should not.
const APART_P_MAX: f64 = 0.001;
/// Parts of names of columns that say which text of the questions was asked.
const VERSIONS: [&str; 6] = ["version", "versie", "questionnaire", "vragenlijst", "wording", "survey_id"];

/// Covariates that alone nearly are the outcome: by how they rank it where it is yes or no, by their correlation where it is a number.
pub(super) fn leaks(
    names: &[String],
    columns: &[&[f64]],
    outcome: &[f64],
    correlation_min: f64,
) -> Result<Vec<Warning>, StatsError> {
    let suspects: Vec<usize> = if outcome.iter().all(|y| matches!(y, 0.0 | 1.0)) {
        let happened: Vec<bool> = outcome.iter().map(|y| *y == 1.0).collect();
        leakage(columns, &happened)?.into_iter().map(|leak| leak.column).collect()
    } else {
        let is_close = |column: &[f64]| correlation(column, outcome).is_some_and(|r| r.abs() >= correlation_min);
        (0..columns.len()).filter(|&column| is_close(columns[column])).collect()
    };
    let warning = |column: usize| Warning {
        code: "leaking_covariate".into(),
        text: format!(
            "covariate `{}` nearly is the outcome: it was probably known only afterwards; leave it out",
            names.get(column).map_or("", String::as_str)
        ),
    };
    Ok(suspects.into_iter().map(warning).collect())
}

/// How many of the control and of the treated are in a part of the rows.
pub(super) struct Part<'a> {
    /// The part in words, such as "of `visit` = `1`".
    pub(super) what: String,
    /// The arms by name, control first.
    pub(super) arms: [&'a str; 2],
    pub(super) inside: [u64; 2],
    pub(super) whole: [u64; 2],
}

/// Says so where the arms have different shares in a part of the rows: whether a customer is in it then depends on the action, and
/// means over the part compare customers who are not alike. `parts` are looked at together.
pub(super) fn post_treatment(parts: &[Part], advice: &str) -> Result<Option<Warning>, StatsError> {
    let mut found: Option<(f64, &Part)> = None;
    for part in parts {
        let share = |arm: usize| Proportion::new(part.inside[arm].min(part.whole[arm]), part.whole[arm]);
        let shares = [share(0)?, share(1)?];
        let p = pooled_proportions_test(shares[0], shares[1]).known().map_or(1.0, |test| test.p_value);
        if p * (parts.len() as f64) < APART_P_MAX && found.as_ref().is_none_or(|(least, _)| p < *least) {
            found = Some((p, part));
        }
    }
    Ok(found.map(|(p, part)| {
        let share = |arm: usize| percent(part.inside[arm] as f64 / part.whole[arm] as f64);
        let text = format!(
            "{}: {} of `{}` and {} of `{}` (p {}); so it depends on the action, and what is compared are no longer those whom chance made \
             alike: {advice}",
            part.what,
            share(0),
            part.arms[0],
            share(1),
            part.arms[1],
            p_value(p)
        );
        Warning { code: "post_treatment_denominator".into(), text }
    }))
}

/// Columns that say which text of the questions was asked, and are not among those named.
pub(super) fn versions(opened: &Opened, named: &[String]) -> Vec<String> {
    let is_version = |name: &&String| {
        let words = name.to_lowercase().replace([' ', '-'], "_");
        VERSIONS.iter().any(|part| words.contains(part)) && !named.contains(name)
    };
    opened.columns().iter().filter(is_version).cloned().collect()
}

/// Answers to different texts were added up.
pub(super) fn pooled_versions(column: &str, values: &[String]) -> Warning {
    Warning {
        code: "pooled_versions".into(),
        text: format!(
            "answers to {} versions in column `{column}` are added up, and other words get other answers: say `--by {column}`",
            values.len()
        ),
    }
}

/// An outcome that by its name is to be avoided, taken as one that is wanted.
pub(super) fn perhaps_avoided(outcome: &str) -> Option<Warning> {
    const PARTS: [&str; 8] = ["churn", "left", "leave", "cancel", "attrit", "opzeg", "vertrek", "gestopt"];
    let name = outcome.to_lowercase();
    PARTS.iter().any(|part| name.contains(part)).then(|| Warning {
        code: "outcome_taken_as_wanted".into(),
        text: format!(
            "more of `{outcome}` counts as better here: if it is to be avoided, say `--avoid`, or who is harmed will be called persuadable"
        ),
    })
}

/// Rows that a second reading finds beside those that were kept: how many there are of each name in a column.
pub(super) fn counts(mut opened: Opened, column: &str) -> Result<Vec<(String, u64)>, StudyError> {
    let column = opened.category("--arm", column)?;
    let frame = opened.read()?;
    let categories = frame.categories(column);
    let mut counts: Vec<(String, u64)> = categories.levels.iter().map(|level| (level.clone(), 0)).collect();
    for &code in &categories.codes {
        counts[code as usize].1 += 1;
    }
    Ok(counts)
}
