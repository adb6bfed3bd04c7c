//! Covariates that may know the outcome: by how well they tell it, and by their names.

use stats::predict::leakage;

use super::Study;
use crate::StudyError;
use crate::outcome::Warning;

/// Parts of names that are often filled in on the way out or after it.
const AFTERWARDS: [&str; 18] = [
    "churn",
    "left",
    "leav",
    "cancel",
    "attrit",
    "terminat",
    "exit",
    "departure",
    "reason",
    "satisf",
    "end_date",
    "enddate",
    "final",
    "last_invoice",
    "refund",
    "opzeg",
    "vertrek",
    "tevreden",
];

/// Parts of names of how long somebody has been a customer.
const TENURES: [&str; 5] = ["tenure", "duration", "lifetime", "klantduur", "months_active"];

/// Covariates that alone nearly tell the outcome.
pub(super) fn by_area(study: &Study<'_>) -> Result<Vec<Warning>, StudyError> {
    let leaks = leakage(&study.columns, study.happened)?;
    Ok(leaks
        .into_iter()
        .map(|leak| {
            let name = &study.design.names[leak.column];
            let how = if leak.by_missing { "whether it has a value" } else { "it" };
            let text = format!(
                "covariate `{name}` nearly knows the outcome: {how} alone has an area of {:.4}; it was probably filled in only \
                 afterwards; leave it out",
                leak.area
            );
            Warning { code: "leaking_covariate".into(), text }
        })
        .collect())
}

/// Covariates whose names say that they may come from afterwards.
pub(super) fn by_name(names: &[String]) -> Vec<Warning> {
    let listed = |parts: &[&str]| {
        let is_meant = |name: &&String| parts.iter().any(|part| name.to_lowercase().replace(' ', "_").contains(part));
        let meant: Vec<String> = names.iter().filter(is_meant).map(|name| format!("`{name}`")).collect();
        (!meant.is_empty()).then(|| meant.join(", "))
    };
    let afterwards = listed(&AFTERWARDS).map(|columns| Warning {
        code: "known_afterwards".into(),
        text: format!(
            "{columns}: by the name this may be known only once somebody leaves, as a reason or a satisfaction asked on the way \
             out; leave it out unless it was written down before"
        ),
    });
    let tenures = listed(&TENURES).map(|columns| Warning {
        code: "tenure_knows_the_end".into(),
        text: format!(
            "{columns}: a tenure stops when somebody leaves and goes on for who stays, so it knows the end unless it was taken for \
             all on one day before; see `cox`"
        ),
    });
    afterwards.into_iter().chain(tenures).collect()
}
