//! Who gets an activity: asked one customer or some thousands at a time, answered the same for ever. Who was drawn and
//! when is kept, so that what the activity did can be measured.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use relationship::activity::Undrawn;
use relationship::drawing::{Arm, Key, Unit};
use relationship::suggestion::did_you_mean;
use serde::{Deserialize, Serialize};
use store::{Drawn, RegisteredActivity, StoreError};

use super::key::Writer;
use super::problem::{Problem, ProblemBody, ProblemDetail};
use crate::App;

/// Most customers in one request.
const CUSTOMERS_MAX: usize = 10_000;
/// Longest id of a customer or a group.
const TEXT_CHARS_MAX: usize = 1_000;
/// Most mistakes that are told at once.
const ERRORS_MAX: usize = 20;

/// Who is asked about.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct CustomerIn {
    /// The company's own id of the customer.
    customer: String,
    /// The household, store or team that is drawn as a whole, where the activity draws those.
    #[serde(default)]
    group: Option<String>,
}

/// A question about arms.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct AssignmentsIn {
    /// The activity, by its name or id.
    activity: String,
    /// At most 10,000.
    customers: Vec<CustomerIn>,
}

/// The arm of one customer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AssignmentOut {
    customer: String,
    /// `treated`, `held_out`, `company_holdout` or `other_lane`; only `treated` gets it.
    arm: &'static str,
}

/// The arms, in the order of the question.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct AssignmentsOut {
    /// The id of the activity.
    activity: String,
    assignments: Vec<AssignmentOut>,
}

/// Draws customers for an activity. The same customer gets the same arm for ever; the first day they were drawn is kept, so
/// that what it did can be measured.
#[utoipa::path(
    post, path = "/api/v1/assignments", tag = "activities", security(("key" = ["write"])),
    request_body = AssignmentsIn,
    responses(
        (status = 200, description = "Drawn", body = AssignmentsOut),
        (status = 400, description = "The body is not JSON", body = ProblemBody),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not write", body = ProblemBody),
        (status = 404, description = "No such activity", body = ProblemBody),
        (status = 413, description = "The body is too large", body = ProblemBody),
        (status = 422, description = "The activity does not draw, ended, was stopped or backfires; or customers are too many or named wrongly", body = ProblemBody),
    )
)]
pub(super) async fn create_assignments(
    writer: Writer,
    State(app): State<App>,
    body: Bytes,
) -> Result<Json<AssignmentsOut>, Problem> {
    let asked: AssignmentsIn = serde_json::from_slice(&body).map_err(|error| {
        let title = format!("The body cannot be read: {error}");
        let what = if error.is_data() { "not-assignments" } else { "not-json" };
        Problem::new(StatusCode::BAD_REQUEST, what, title)
    })?;
    if asked.customers.is_empty() || asked.customers.len() > CUSTOMERS_MAX {
        let detail = format!("the list has {} customers", asked.customers.len());
        return Err(refuse("#/customers", "customers_count", detail, format!("allowed: 1 to {CUSTOMERS_MAX}")));
    }
    let register = app.store.activities_in_brief().await?;
    let names = || register.iter().filter_map(|it| it.versions.last()).map(|it| it.activity.name.as_str());
    let is_asked = |it: &&store::RegisteredActivity| {
        it.id.to_string() == asked.activity || it.versions.last().is_some_and(|it| it.activity.name == asked.activity)
    };
    let Some(activity) = register.iter().find(is_asked) else {
        let meant = did_you_mean(&asked.activity, names());
        let title = meant.map_or_else(
            || "There is no such activity".to_owned(),
            |meant| format!("There is no such activity; did you mean `{meant}`?"),
        );
        return Err(Problem::new(StatusCode::NOT_FOUND, "not-found", title));
    };
    let has_group = asked.customers.iter().any(|it| it.group.is_some());
    let drawing = match activity.drawing(app.today(), has_group) {
        Ok(drawing) => drawing,
        // Which of them lack it is told below, or that they have it.
        Err(Undrawn::GroupMissing { .. } | Undrawn::GroupGiven) => {
            return Err(Problem::invalid(wrong(activity, &asked.customers)));
        }
        Err(why) => {
            let (detail, hint) = said(&why);
            return Err(refuse("#/activity", why.word(), detail, hint));
        }
    };
    let errors = wrong(activity, &asked.customers);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let key: Key = app
        .draw_key_digits(writer.act(&app))
        .await?
        .parse()
        .map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The key of draws is damaged"))?;
    let arm = |it: &CustomerIn| drawing.arm(&key, &Unit { group: it.group.as_deref(), ..Unit::customer(&it.customer) });
    let arms: Vec<Arm> = asked.customers.iter().map(arm).collect();
    // Who gets an arm from here is counted by it from today on, whatever is done later.
    let drawn: Vec<Drawn<'_>> = asked
        .customers
        .iter()
        .zip(&arms)
        .filter_map(|(it, arm)| {
            let is_treated = arm.column()? == 1;
            Some(Drawn { customer: &it.customer, is_treated, unit: it.group.as_deref() })
        })
        .collect();
    app.store.record_assignments(activity.id, &drawn, app.today(), writer.act(&app)).await.map_err(not_storable)?;
    let told = |(it, arm): (CustomerIn, Arm)| AssignmentOut { customer: it.customer, arm: arm.word() };
    let assignments = asked.customers.into_iter().zip(arms).map(told).collect();
    Ok(Json(AssignmentsOut { activity: activity.id.to_string(), assignments }))
}

/// A refusal in two parts: what is the matter, and what to do.
fn said(why: &Undrawn) -> (String, String) {
    let text = why.to_string();
    text.split_once("; ")
        .map_or_else(|| (text.clone(), String::new()), |(what, then)| (what.to_owned(), then.to_owned()))
}

/// Everything that is wrong with the customers, each with its place.
fn wrong(activity: &RegisteredActivity, customers: &[CustomerIn]) -> Vec<ProblemDetail> {
    let unit = activity.now().and_then(|now| now.choosing.unit());
    let mut errors = Vec::new();
    let mut groups: HashMap<&str, (usize, Option<&str>)> = HashMap::with_capacity(customers.len());
    for (at, it) in customers.iter().enumerate() {
        if errors.len() == ERRORS_MAX {
            break;
        }
        let mut add = |field: &str, code, detail: String, hint: String| {
            let pointer = format!("#/customers/{at}/{field}");
            errors.push(ProblemDetail { pointer, code: Some(code), detail, hint: Some(hint) });
        };
        for (field, text) in [("customer", Some(it.customer.as_str())), ("group", it.group.as_deref())] {
            let Some(text) = text else { continue };
            let length = text.chars().count();
            if text.trim().is_empty() || TEXT_CHARS_MAX < length {
                let hint = format!("allowed: 1 to {TEXT_CHARS_MAX} characters");
                add(field, "text_length", format!("`{field}` has {length} characters"), hint);
            } else if text.trim() != text {
                let hint = format!("send `{}`", text.trim());
                add(
                    field,
                    "blank_around",
                    format!("`{text}` begins or ends with a blank, so it is another {field}"),
                    hint,
                );
            } else if text.contains('\0') {
                let hint = "leave it out".to_owned();
                add(field, "zero_character", format!("`{field}` has a character of code 0"), hint);
            }
        }
        match (unit, &it.group) {
            (Some(unit), None) => {
                let detail = format!("the activity draws each `{unit}` as a whole");
                add("group", "group_missing", detail, format!("say to which `{unit}` the customer belongs"));
            }
            (None, Some(_)) => {
                let detail = "the activity draws each customer alone".to_owned();
                let hint = "leave `group` out, or describe the activity anew with what is drawn as a whole".to_owned();
                add("group", "group_given", detail, hint);
            }
            _ => {}
        }
        let (first, known) = *groups.entry(&it.customer).or_insert((at, it.group.as_deref()));
        if known != it.group.as_deref() {
            let detail = format!("the same customer stands in another group at #/customers/{first}");
            add("group", "two_groups", detail, "give each customer one group".to_owned());
        }
    }
    errors
}

/// What the store cannot keep, at the customer it is about.
fn not_storable(error: StoreError) -> Problem {
    match error {
        StoreError::NotStorable { index, field, why } => {
            let (pointer, detail) = (format!("#/customers/{index}/{field}"), format!("`{field}` {why}"));
            Problem::invalid(vec![ProblemDetail { pointer, code: Some("not_storable"), detail, hint: None }])
        }
        other => other.into(),
    }
}

fn refuse(pointer: &str, code: &'static str, detail: String, hint: String) -> Problem {
    Problem::invalid(vec![ProblemDetail { pointer: pointer.to_owned(), code: Some(code), detail, hint: Some(hint) }])
}
