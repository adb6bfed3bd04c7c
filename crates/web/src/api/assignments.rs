//! Who gets an activity: asked one customer or some thousands at a time, answered the same for ever. Who was drawn and
//! when is kept, so that what the activity did can be measured.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use relationship::activity::Choosing;
use relationship::drawing::{Arm, Key, Unit};
use relationship::suggestion::did_you_mean;
use serde::{Deserialize, Serialize};
use store::Drawn;

use super::key::Writer;
use super::problem::{Problem, ProblemBody, ProblemDetail};
use crate::App;

/// Most customers in one request.
const CUSTOMERS_MAX: usize = 10_000;

/// Who is asked about.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct CustomerIn {
    /// The company's own id of the customer.
    customer: String,
    /// The household, store or team that is drawn as a whole, where the activity draws those.
    #[serde(default)]
    group: Option<String>,
}

/// A question about arms.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
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
        (status = 422, description = "The activity does not draw, was stopped or backfires; or the customers are too many", body = ProblemBody),
    )
)]
pub(super) async fn create_assignments(
    writer: Writer,
    State(app): State<App>,
    body: Bytes,
) -> Result<Json<AssignmentsOut>, Problem> {
    let asked: AssignmentsIn = serde_json::from_slice(&body).map_err(|error| {
        let title = format!("The body cannot be read: {error}");
        Problem::new(StatusCode::BAD_REQUEST, "not-json", title)
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
    if activity.stop.is_some() {
        let detail = "this activity was stopped".to_owned();
        return Err(refuse("#/activity", "stopped", detail, "nobody is drawn for it any more".to_owned()));
    }
    if activity.is_halted() {
        let detail = "this activity backfires".to_owned();
        let hint = "nobody is drawn for it until somebody describes it anew".to_owned();
        return Err(refuse("#/activity", "backfires", detail, hint));
    }
    let Some(Choosing::Drawn { drawing, .. }) = activity.versions.last().map(|it| &it.activity.choosing) else {
        let detail = "this activity does not draw".to_owned();
        return Err(refuse("#/activity", "not_drawn", detail, "describe it as drawn first".to_owned()));
    };
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
    app.store.record_assignments(activity.id, &drawn, app.today(), writer.act(&app)).await?;
    let told = |(it, arm): (CustomerIn, Arm)| AssignmentOut { customer: it.customer, arm: arm.word() };
    let assignments = asked.customers.into_iter().zip(arms).map(told).collect();
    Ok(Json(AssignmentsOut { activity: activity.id.to_string(), assignments }))
}

fn refuse(pointer: &str, code: &'static str, detail: String, hint: String) -> Problem {
    Problem::invalid(vec![ProblemDetail { pointer: pointer.to_owned(), code: Some(code), detail, hint: Some(hint) }])
}
