//! Reports over the API: the same question, the same answer as on the pages and the command line.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use report::Question;
use sha2::{Digest as _, Sha256};

use super::key::Reader;
use super::problem::{Problem, ProblemBody};
use crate::App;
use crate::fault::Fault;
use crate::posted::Fields;

/// A report: rows of values that carry their interval, n and method; what cannot be known says why.
#[utoipa::path(
    get, path = "/api/v1/reports/{name}", tag = "reports", security(("key" = ["read"])),
    params(
        ("name" = String, Path, description = "`churn`, `cohorts`, `survival`, `reasons`, `silent`, `precursors`, `value` or `loyalty`"),
        ("by" = Option<Vec<String>>, Query, description = "Traits to split by, at most three"),
        ("where" = Option<Vec<String>>, Query, description = "`TRAIT=VALUE`; several values of one trait are alternatives"),
        ("period" = Option<String>, Query, description = "`week`, `month`, `quarter` or `year`"),
        ("from" = Option<String>, Query, description = "The first day that counts, YYYY-MM-DD"),
        ("to" = Option<String>, Query, description = "The last day that counts, YYYY-MM-DD"),
        ("measure" = Option<String>, Query, description = "What cohorts are followed by: `staying` or `active`"),
        ("horizon" = Option<f64>, Query, description = "How far the report looks, in its own unit"),
        ("quiet" = Option<u32>, Query, description = "Silent: from how many days without a sign of life on somebody is quiet"),
        ("margin" = Option<f64>, Query, description = "Value: what is left of the revenue after the costs of serving"),
        ("discount" = Option<f64>, Query, description = "Value: by how much money in a year counts less than today"),
        ("cost-to-win" = Option<f64>, Query, description = "Value: what it costs to win one customer"),
        ("cost-to-keep" = Option<f64>, Query, description = "Value: what is spent on one customer to keep them"),
    ),
    responses(
        (status = 200, description = "The report", body = serde_json::Value),
        (status = 304, description = "Unchanged since the ETag that was sent"),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
        (status = 409, description = "Nothing was imported yet", body = ProblemBody),
        (status = 422, description = "The question has a fault", body = ProblemBody),
        (status = 503, description = "It takes too long just now", body = ProblemBody),
    )
)]
pub(super) async fn read_report(
    _: Reader,
    State(app): State<App>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let question = Question::parse(&name, fields.0).map_err(Fault::from)?;
    let report = app.ask(&question).await.map_err(|fault| match fault {
        Fault::Analytics(error) if crate::people::is_empty(&error) => Problem::new(
            StatusCode::CONFLICT,
            "nothing-imported",
            "Nothing was imported yet; send a file or facts first",
        ),
        other => other.into(),
    })?;
    let body = serde_json::to_vec(&*report).map_err(|_| Fault::Broken { what: "a report as JSON" })?;
    Ok(tagged(&headers, body))
}

/// A body with its `ETag`; nothing where the asker has it already.
fn tagged(headers: &HeaderMap, body: Vec<u8>) -> Response {
    let digest = Sha256::digest(&body);
    let tag = format!("\"{}\"", door::programs::hex(&digest[..12]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let keep = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    // A proxy may have marked the tag as weak; it names the same report.
    if known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag) {
        return (StatusCode::NOT_MODIFIED, keep).into_response();
    }
    (keep, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
