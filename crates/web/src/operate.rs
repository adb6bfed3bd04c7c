//! For those who keep Vaarwel running: is it alive, is it ready, what does it do.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ledger::{Ledger, LedgerError};
use store::{Scope, TokenHash};

use crate::App;
use crate::visit::address_of;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(check_ready))
        .route("/metrics", get(read_metrics))
}

/// Ready means: the store answers and the ledger can be read. An empty ledger is ready for its first file.
async fn check_ready(State(app): State<App>) -> Response {
    if let Err(error) = app.store.ping().await {
        tracing::error!(%error, "the store does not answer");
        return (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response();
    }
    let data = app.data.clone();
    match tokio::task::spawn_blocking(move || Ledger::open(data).snapshot().map(|_| ())).await {
        Ok(Ok(()) | Err(LedgerError::Empty { .. })) => "ready\n".into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "the ledger cannot be read");
            (StatusCode::SERVICE_UNAVAILABLE, "the ledger cannot be read\n").into_response()
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the ledger could not be tried\n").into_response(),
    }
}

/// Figures for Prometheus: for programs on this machine, and for others with a key that may read.
async fn read_metrics(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let is_here = !app.behind_proxy && address_of(&app, &parts).is_some_and(|address| address.is_loopback());
    let bearer =
        parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let has_key = match bearer {
        Some(token) => {
            let key = app.store.find_api_key(&TokenHash::of(token.trim())).await;
            key.ok().flatten().is_some_and(|key| key.scopes.has(Scope::Read))
        }
        None => false,
    };
    if !is_here && !has_key {
        return (StatusCode::FORBIDDEN, "for programs on this machine, or with a key of scope read\n").into_response();
    }
    let handle = app.recorder.handle();
    handle.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render()).into_response()
}
