//! Everything about one person over the API: a copy, or gone. Both are written down.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ledger::{Ledger, LedgerError};
use serde_json::{Value, json};
use store::StoreError;

use super::key::Administrator;
use super::problem::{Problem, ProblemBody};
use crate::App;
use crate::fault::Fault;

/// Everything known of a person: what the company told, answers, points, cases with receipts, mails, and every fact.
#[utoipa::path(
    get, path = "/api/v1/people/{customer}", tag = "people", security(("key" = ["admin"])),
    params(("customer" = String, Path, description = "The company's own id of the customer")),
    responses(
        (status = 200, description = "Everything", body = serde_json::Value),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not do this", body = ProblemBody),
    )
)]
pub(super) async fn read_person(
    administrator: Administrator,
    State(app): State<App>,
    Path(customer): Path<String>,
) -> Result<Json<Value>, Problem> {
    let mut copy = app.store.copy_of_person(&customer, administrator.act(&app)).await?;
    let data = app.data.clone();
    let timeline = move || match Ledger::open(data).snapshot() {
        Ok(snapshot) => snapshot.timeline(&customer),
        Err(LedgerError::Empty { .. }) => Ok(Vec::new()),
        Err(error) => Err(error),
    };
    let timeline = tokio::task::spawn_blocking(timeline).await.map_err(|_| Fault::Broken { what: "a timeline" })?;
    let fact = |it: ledger::TimelineEntry| {
        let traits: serde_json::Map<String, Value> = it.traits.into_iter().map(|(k, v)| (k, v.into())).collect();
        json!({ "on": it.on, "kind": it.kind, "source": it.source, "source_id": it.source_id, "ref": it.ref_id,
            "amount": it.amount, "plan": it.plan, "reason": it.reason, "value": it.value, "traits": traits })
    };
    copy["facts"] = Value::Array(timeline.map_err(Fault::from)?.into_iter().map(fact).collect());
    Ok(Json(copy))
}

/// Erases a person. It cannot be undone. Codes, days and scores of cases stay, without the person; so does their wish not to
/// be asked.
#[utoipa::path(
    delete, path = "/api/v1/people/{customer}", tag = "people", security(("key" = ["admin"])),
    params(("customer" = String, Path, description = "The company's own id of the customer")),
    responses(
        (status = 200, description = "Erased; how much of what", body = serde_json::Value),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not do this", body = ProblemBody),
        (status = 409, description = "A request of theirs to leave is not finished", body = ProblemBody),
    )
)]
pub(super) async fn delete_person(
    administrator: Administrator,
    State(app): State<App>,
    Path(customer): Path<String>,
) -> Result<Json<Value>, Problem> {
    // Facts that wait would be sealed after the ledger was emptied, so the office goes first.
    let erased = match app.store.erase_person(&customer, administrator.act(&app)).await {
        Err(error @ StoreError::CaseOpen { .. }) => {
            return Err(Problem::new(StatusCode::CONFLICT, "case-open", error.to_string()));
        }
        other => other?,
    };
    let (data, id) = (app.data.clone(), app.request_id());
    let erase = move || ledger::erase::erase(&Ledger::open(data), &customer, &id);
    let facts = tokio::task::spawn_blocking(erase).await.map_err(|_| Fault::Broken { what: "the ledger" })?;
    let mut said = json!(erased);
    said["facts"] = json!(erased.facts + facts.map_err(Fault::from)?);
    Ok(Json(said))
}
