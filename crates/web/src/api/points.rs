//! Action points over the API: what customers said becomes work, and how that goes.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use relationship::Day;
use relationship::improvement::{Command, Told};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{ActionPoint, ActionPointId, Moment, StoreError};

use super::answers::{instant, limit, refused};
use super::key::{Reader, Writer};
use super::problem::{Problem, ProblemBody, ProblemDetail, only};
use crate::App;
use crate::posted::Fields;

/// Points in one page where nothing is said, and the most.
const PAGE_POINTS: u32 = 50;
const PAGE_POINTS_MAX: u32 = 200;

/// An action point.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct PointOut {
    id: String,
    /// The customer; absent where it is about many.
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    /// A reason or an aspect.
    reason: String,
    /// `proposed`, `open`, `closed`, `helped` or `dropped`.
    #[schema(value_type = String)]
    stage: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    due_on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<String>,
    reopened_count: u32,
    helped_count: u32,
    /// What it rests on: signals with their counts.
    #[schema(value_type = Vec<Object>)]
    evidence: Vec<Value>,
}

/// A point with everything that happened.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct PointWhole {
    #[serde(flatten)]
    point: PointOut,
    /// What happened, in order: `at`, `by`, `event`.
    #[schema(value_type = Vec<Object>)]
    events: Vec<Value>,
}

/// One page of points.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct PointPage {
    /// The newest first.
    items: Vec<PointOut>,
    /// Send it as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Something to be done with a point.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
enum PointEventIn {
    /// Somebody has it.
    Given {
        /// Who.
        owner: String,
        /// By when, YYYY-MM-DD; as it was where nothing is said.
        #[serde(default)]
        due_on: Option<String>,
    },
    /// Something was done.
    Progress {
        /// What.
        note: String,
    },
    /// It is done.
    Closed {
        /// What caused it.
        cause: String,
        /// What was done: those who said it and allowed a reply read these words.
        action: String,
    },
    /// It was not worth doing.
    Dropped {
        /// Why.
        why: String,
    },
    /// Somebody says whether it helped.
    Said {
        /// `customer` or `colleague`.
        who: String,
        /// Whether.
        helped: bool,
    },
    /// It is open again.
    Reopened {
        /// Why.
        why: String,
    },
}

fn out(it: &ActionPoint) -> PointOut {
    let point = &it.point;
    PointOut {
        id: it.id.to_string(),
        customer: point.subject.customer.clone(),
        reason: point.subject.reason.clone(),
        stage: serde_json::to_value(point.stage).unwrap_or_default(),
        owner: point.owner.clone(),
        due_on: point.due_on.to_string(),
        cause: point.cause.clone(),
        action: point.action.clone(),
        reopened_count: point.reopened_count,
        helped_count: point.helped_count,
        evidence: point.evidence.iter().filter_map(|it| serde_json::to_value(it).ok()).collect(),
    }
}

fn whole(it: &ActionPoint) -> PointWhole {
    let event = |stored: &store::StoredEvent| serde_json::json!({ "at": instant(stored.act.at), "by": stored.act.by.to_string(), "event": stored.event });
    PointWhole { point: out(it), events: it.events.iter().map(event).collect() }
}

/// Action points, the newest first.
#[utoipa::path(
    get, path = "/api/v1/points", tag = "listening", security(("key" = ["read"])),
    params(
        ("open" = Option<bool>, Query, description = "`true`: only with work left; `false`: only without"),
        ("customer" = Option<String>, Query, description = "Only about this customer"),
        ("reason" = Option<String>, Query, description = "Only about this reason"),
        ("owner" = Option<String>, Query, description = "Only of this owner"),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u32>, Query, description = "1 to 200; 50 where nothing is said"),
    ),
    responses(
        (status = 200, description = "One page", body = PointPage),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
        (status = 422, description = "A parameter is wrong", body = ProblemBody),
    )
)]
pub(super) async fn list_points(
    _: Reader,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<PointPage>, Problem> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    only(&fields, &["open", "customer", "reason", "owner", "after", "limit"])?;
    let mut wrong = Vec::new();
    let open = fields.get("open").and_then(|text| match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => {
            wrong.push(refused("open", text, "`true`, `false`"));
            None
        }
    });
    let after = fields.get("after").and_then(|text| {
        let id = text.parse::<ActionPointId>().ok();
        if id.is_none() {
            wrong.push(refused("after", text, "the `next` of the page before"));
        }
        id
    });
    let limit = limit(&fields, (PAGE_POINTS, PAGE_POINTS_MAX), &mut wrong) as usize;
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let mut points = app.store.action_points(Moment::from_us(0)).await?;
    points.sort_by_key(|it| std::cmp::Reverse(it.id));
    points.retain(|it| {
        after.is_none_or(|after| it.id < after)
            && open.is_none_or(|open| it.point.stage.is_open() == open)
            && fields.get("customer").is_none_or(|wanted| it.point.subject.customer.as_deref() == Some(wanted))
            && fields.get("reason").is_none_or(|wanted| it.point.subject.reason == wanted)
            && fields.get("owner").is_none_or(|wanted| it.point.owner.as_deref() == Some(wanted))
    });
    let has_more = points.len() > limit;
    points.truncate(limit);
    let next = points.last().filter(|_| has_more).map(|it| it.id.to_string());
    Ok(Json(PointPage { items: points.iter().map(out).collect(), next }))
}

/// One point with everything that happened to it.
#[utoipa::path(
    get, path = "/api/v1/points/{id}", tag = "listening", security(("key" = ["read"])),
    params(("id" = String, Path, description = "The id of the point")),
    responses(
        (status = 200, description = "The point", body = PointWhole),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
        (status = 404, description = "There is no such point", body = ProblemBody),
    )
)]
pub(super) async fn read_point(
    _: Reader,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<PointWhole>, Problem> {
    let id: ActionPointId = id.parse().map_err(|_| Problem::not_found("action point"))?;
    let point = app.store.action_point(id).await?.ok_or_else(|| Problem::not_found("action point"))?;
    Ok(Json(whole(&point)))
}

/// Adds an event to a point: `given`, `progress`, `closed`, `dropped`, `said` or `reopened`. A point is not closed without what
/// caused it and what was done; an unhappy `said` opens it again.
#[utoipa::path(
    post, path = "/api/v1/points/{id}/events", tag = "listening", security(("key" = ["write"])),
    params(("id" = String, Path, description = "The id of the point")),
    request_body = PointEventIn,
    responses(
        (status = 200, description = "The point as it stands now", body = PointWhole),
        (status = 400, description = "The body cannot be read", body = ProblemBody),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not write", body = ProblemBody),
        (status = 404, description = "There is no such point", body = ProblemBody),
        (status = 422, description = "A rule is in the way", body = ProblemBody),
    )
)]
pub(super) async fn create_point_event(
    writer: Writer,
    State(app): State<App>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<PointWhole>, Problem> {
    let id: ActionPointId = id.parse().map_err(|_| Problem::not_found("action point"))?;
    let said: PointEventIn = serde_json::from_slice(&body).map_err(|error| {
        Problem::new(StatusCode::BAD_REQUEST, "not-json", format!("The body cannot be read: {error}"))
    })?;
    let command = command(said)?;
    let days = door::listening::afterwards::days(&app.office);
    match app.store.act_on_point(id, command, days, writer.act(&app)).await {
        Ok(point) => Ok(Json(whole(&point))),
        Err(StoreError::ActionPoint(rule)) => Err(invalid("", &rule.to_string(), "look at the point and try again")),
        Err(StoreError::NotFound { .. }) => Err(Problem::not_found("action point")),
        Err(error) => Err(error.into()),
    }
}

fn invalid(field: &str, detail: &str, hint: &str) -> Problem {
    Problem::invalid(vec![ProblemDetail {
        pointer: format!("#/{field}"),
        code: Some("rule"),
        detail: detail.to_owned(),
        hint: Some(hint.to_owned()),
    }])
}

fn command(said: PointEventIn) -> Result<Command, Problem> {
    Ok(match said {
        PointEventIn::Given { owner, due_on } => {
            let due_on = due_on.map(|text| text.parse::<Day>()).transpose();
            let due_on =
                due_on.map_err(|error| invalid("due_on", &error.to_string(), "a day written as YYYY-MM-DD"))?;
            Command::Give { owner, due_on }
        }
        PointEventIn::Progress { note } => Command::Note(note),
        PointEventIn::Closed { cause, action } => Command::Close { cause, action },
        PointEventIn::Dropped { why } => Command::Drop { why },
        PointEventIn::Said { who, helped } => {
            let who = match who.as_str() {
                "customer" => Told::Customer,
                "colleague" => Told::Colleague,
                _ => return Err(invalid("who", "nobody is called this here", "allowed: `customer`, `colleague`")),
            };
            Command::Say { who, helped }
        }
        PointEventIn::Reopened { why } => Command::Reopen { why },
    })
}
