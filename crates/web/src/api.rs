//! The same for programs: JSON in, JSON out, problems as RFC 9457. What the routes say of themselves becomes
//! `/api/openapi.json`.

mod answers;
mod assignments;
mod customers;
mod exits;
mod facts;
mod imports;
mod key;
mod people;
mod points;
pub(crate) mod problem;
mod reports;
mod surveys;
mod webhooks;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{OpenApi, RefOr};
use utoipa::{Modify, OpenApi as _};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::fault::Fault;
use crate::guard::RequestId;
use crate::router::time_limit;
use problem::Problem;

/// Largest body of a request with facts.
pub(crate) const BODY_BYTES_MAX: usize = 4 << 20;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Vaarwel",
        description = "Who leaves, when and why; every number with its interval, n, method and definition. \
                       Send an API key as `Authorization: Bearer KEY`. Errors are `application/problem+json` (RFC 9457)."
    ),
    modifiers(&BearerKey),
    components(schemas(problem::ProblemBody, problem::ProblemDetail))
)]
struct Api;

struct BearerKey;

impl Modify for BearerKey {
    fn modify(&self, openapi: &mut OpenApi) {
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        openapi.components.get_or_insert_default().add_security_scheme("key", bearer);
    }
}

fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(reports::read_report))
        .routes(routes!(customers::list_customers))
        .routes(routes!(customers::read_customer))
        .routes(routes!(imports::list_imports))
        .routes(routes!(imports::read_import))
        .routes(routes!(facts::create_facts))
        .routes(routes!(assignments::create_assignments))
        .routes(routes!(exits::create_exit))
        .routes(routes!(exits::list_exits))
        .routes(routes!(exits::read_exit))
        .routes(routes!(exits::list_flows))
        .routes(routes!(answers::list_answers))
        .routes(routes!(surveys::list_surveys))
        .routes(routes!(surveys::create_survey))
        .routes(routes!(surveys::list_responses))
        .routes(routes!(surveys::create_invitations))
        .routes(routes!(points::list_points))
        .routes(routes!(points::read_point))
        .routes(routes!(points::create_point_event))
        .routes(routes!(people::read_person))
        .routes(routes!(people::delete_person))
        .routes(routes!(webhooks::list_webhooks))
        .routes(routes!(webhooks::create_webhook))
        .routes(routes!(webhooks::delete_webhook))
        .routes(routes!(webhooks::list_webhook_tries))
}

/// The description of the API, made from the code.
pub fn openapi() -> OpenApi {
    as_answered(described().merge(uploads()).into_openapi())
}

/// What no route has to say of itself: every refusal is a problem, a body may be too large, and everything may take too
/// long just now.
fn as_answered(mut openapi: OpenApi) -> OpenApi {
    let routes = openapi.paths.paths.values_mut();
    for route in routes.flat_map(|it| [&mut it.get, &mut it.post, &mut it.delete]).flatten() {
        let responses = &mut route.responses.responses;
        let Some(refusal) = responses.get("401").cloned() else { continue };
        let mut also = |status: &str, text: &str| {
            let mut refusal = refusal.clone();
            if let RefOr::T(refusal) = &mut refusal {
                text.clone_into(&mut refusal.description);
            }
            responses.entry(status.to_owned()).or_insert(refusal);
        };
        also("503", "It takes too long just now");
        if route.request_body.is_some() {
            also("413", "The body is too large");
        }
        let refusals = responses.iter_mut().filter(|(status, _)| status.starts_with(['4', '5']));
        for (_, refusal) in refusals {
            if let RefOr::T(refusal) = refusal {
                let content = std::mem::take(&mut refusal.content);
                refusal.content = content.into_values().map(|it| (problem::MEDIA_TYPE.to_owned(), it)).collect();
            }
        }
    }
    openapi
}

/// Files are counted while they are streamed to disk, so their bodies have no limit of their own.
fn uploads() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(imports::create_import)).layer(DefaultBodyLimit::disable())
}

pub(crate) fn routes(app: &App) -> Router<App> {
    let limited = described().layer(DefaultBodyLimit::max(BODY_BYTES_MAX)).layer(time_limit(app));
    let (routes, description) = limited.merge(uploads()).split_for_parts();
    let description = Json(as_answered(description));
    Router::new()
        .merge(routes)
        .route("/api/openapi.json", get(async move || description.clone()))
        .route("/api", any(nowhere))
        .route("/api/", any(nowhere))
        .route("/api/{*rest}", any(nowhere))
        .method_not_allowed_fallback(async || Problem::from(Fault::WrongMethod))
        .layer(CatchPanicLayer::custom(|_| Problem::from(Fault::Broken { what: "a handler" }).into_response()))
        .layer(from_fn(problem::name_request))
        .layer(from_fn_with_state(app.clone(), count_programs))
}

async fn nowhere() -> Problem {
    Problem::not_found("address")
}

/// Notes how often programs ask.
async fn count_programs(State(app): State<App>, request: Request, next: Next) -> Response {
    let has_key = request.headers().contains_key(header::AUTHORIZATION);
    metrics::with_local_recorder(&app.recorder, || {
        metrics::counter!("vaarwel_api_requests_total", "key" => if has_key { "given" } else { "none" }).increment(1);
    });
    next.run(request).await
}

/// The id of a request, for a problem to name.
fn request_id(request: &Request) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}
