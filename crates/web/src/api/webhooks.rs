//! Webhooks over the API: which programs are told of changes, and how that went.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use door::programs::{key, read_address};
use serde::{Deserialize, Serialize};
use store::{Topic, Webhook, WebhookId, WebhookTry};

use super::answers::{instant, limit, read_cursor, refused};
use super::key::Administrator;
use super::problem::{Problem, ProblemBody, ProblemDetail, only};
use crate::App;
use crate::posted::Fields;

/// Tries in one page where nothing is said, and the most.
const PAGE_TRIES: u32 = 50;
const PAGE_TRIES_MAX: u32 = 500;

/// A program that is told of changes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct WebhookOut {
    id: String,
    url: String,
    /// `askings`, `answers`, `points`.
    topics: Vec<&'static str>,
    /// RFC 3339.
    made_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<String>,
    /// The key it checks signatures with: shown when it is made. `vaarwel hook key` shows it again.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// All webhooks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct WebhookList {
    items: Vec<WebhookOut>,
}

/// A program to be told.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct WebhookIn {
    /// A public https address.
    url: String,
    /// Of what; everything where nothing is said.
    #[serde(default)]
    topics: Vec<String>,
}

/// A try to tell.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct TryOut {
    /// The same change has the same name however often it is told.
    delivery: String,
    tried: u32,
    event: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    at: String,
}

/// One page of tries.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct TryPage {
    items: Vec<TryOut>,
    /// Send it as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

fn out(it: Webhook, key: Option<String>) -> WebhookOut {
    WebhookOut {
        id: it.id.to_string(),
        url: it.url,
        topics: it.topics.iter().map(|it| it.word()).collect(),
        made_at: instant(it.act.at),
        ended_at: it.ended_at.map(instant),
        key,
    }
}

fn id_of(text: &str) -> Result<WebhookId, Problem> {
    text.parse().map_err(|_| Problem::not_found("webhook"))
}

/// Every webhook, ended ones too.
#[utoipa::path(
    get, path = "/api/v1/webhooks", tag = "webhooks", security(("key" = ["admin"])),
    responses(
        (status = 200, description = "All webhooks", body = WebhookList),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not do this", body = ProblemBody),
    )
)]
pub(super) async fn list_webhooks(_: Administrator, State(app): State<App>) -> Result<Json<WebhookList>, Problem> {
    let items = app.store.webhooks().await?.into_iter().map(|it| out(it, None)).collect();
    Ok(Json(WebhookList { items }))
}

/// Tells a program of changes from now on: one signed `POST` each, tried again for more than a day.
#[utoipa::path(
    post, path = "/api/v1/webhooks", tag = "webhooks", security(("key" = ["admin"])),
    request_body = WebhookIn,
    responses(
        (status = 201, description = "Made, with the key it checks signatures with", body = WebhookOut),
        (status = 400, description = "The body cannot be read", body = ProblemBody),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not do this", body = ProblemBody),
        (status = 422, description = "The address or a topic cannot be used", body = ProblemBody),
    )
)]
pub(super) async fn create_webhook(
    administrator: Administrator,
    State(app): State<App>,
    body: Bytes,
) -> Result<(StatusCode, Json<WebhookOut>), Problem> {
    let asked: WebhookIn = serde_json::from_slice(&body).map_err(|error| {
        Problem::new(StatusCode::BAD_REQUEST, "not-json", format!("The body cannot be read: {error}"))
    })?;
    let mut wrong = Vec::new();
    let mut refuse = |pointer: String, detail: String| {
        wrong.push(ProblemDetail { pointer, code: Some("value_not_allowed"), detail, hint: None });
    };
    let url = read_address(&asked.url, false).inspect_err(|error| refuse("#/url".to_owned(), error.to_string())).ok();
    let mut topics = Vec::new();
    for (at, word) in asked.topics.iter().enumerate() {
        match word.parse::<Topic>() {
            Ok(topic) => topics.push(topic),
            Err(error) => refuse(format!("#/topics/{at}"), error.to_string()),
        }
    }
    let Some(url) = url.filter(|_| wrong.is_empty()) else { return Err(Problem::invalid(wrong)) };
    let act = administrator.act(&app);
    let id = WebhookId::new(act.at, app.random_id());
    let hook = app.store.add_webhook(id, url.as_str(), &topics, act).await?;
    Ok((StatusCode::CREATED, Json(out(hook, Some(key(&app.office, id))))))
}

/// Tells a program nothing more.
#[utoipa::path(
    delete, path = "/api/v1/webhooks/{id}", tag = "webhooks", security(("key" = ["admin"])),
    params(("id" = String, Path, description = "The id of the webhook")),
    responses(
        (status = 204, description = "It is told nothing more"),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not do this", body = ProblemBody),
        (status = 404, description = "There is no such webhook", body = ProblemBody),
    )
)]
pub(super) async fn delete_webhook(
    administrator: Administrator,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    app.store.end_webhook(id_of(&id)?, administrator.act(&app)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a program was told in the last 30 days and what it answered, the newest first.
#[utoipa::path(
    get, path = "/api/v1/webhooks/{id}/tries", tag = "webhooks", security(("key" = ["admin"])),
    params(
        ("id" = String, Path, description = "The id of the webhook"),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u32>, Query, description = "1 to 500; 50 where nothing is said"),
    ),
    responses(
        (status = 200, description = "One page", body = TryPage),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not do this", body = ProblemBody),
        (status = 404, description = "There is no such webhook", body = ProblemBody),
        (status = 422, description = "A parameter is wrong", body = ProblemBody),
    )
)]
pub(super) async fn list_webhook_tries(
    _: Administrator,
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<TryPage>, Problem> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    only(&fields, &["after", "limit"])?;
    let mut wrong = Vec::new();
    let before = fields.get("after").and_then(|text| {
        let read = read_cursor(text);
        if read.is_none() {
            wrong.push(refused("after", text, "the `next` of the page before"));
        }
        read
    });
    let limit = limit(&fields, (PAGE_TRIES, PAGE_TRIES_MAX), &mut wrong);
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let id = id_of(&id)?;
    if !app.store.webhooks().await?.iter().any(|it| it.id == id) {
        return Err(Problem::not_found("webhook"));
    }
    let page = app.store.webhook_tries(id, before, limit).await?;
    let next = page.next.map(|(at, key)| format!("{}/{key}", at.us()));
    let out = |it: WebhookTry| TryOut {
        delivery: it.delivery,
        tried: it.tried,
        event: it.event,
        status: it.status,
        error: it.error,
        at: instant(it.at),
    };
    Ok(Json(TryPage { items: page.items.into_iter().map(out).collect(), next }))
}
