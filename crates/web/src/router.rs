//! Every address, and what stands around all of them.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::fault::Fault;
use crate::{App, api, assets, console, guard, mail_in, operate, sign_in};

/// Largest body of a form; files have a limit of their own.
pub(crate) const FORM_BYTES_MAX: usize = 256 * 1024;

/// Every address Vaarwel answers.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .merge(sign_in::routes().layer(time_limit(&app)))
        .merge(console::routes(&app))
        .fallback(guard::refuse_unknown)
        .method_not_allowed_fallback(guard::lead_back)
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), guard::dress_faults))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(from_fn_with_state(app.clone(), guard::check_origin))
                .layer(DefaultBodyLimit::max(FORM_BYTES_MAX)),
        );
    Router::new()
        .route("/assets/{name}", get(assets::read_asset))
        .merge(operate::routes())
        .merge(api::routes(&app))
        .merge(mail_in::routes().layer(time_limit(&app)))
        .merge(pages)
        .with_state(app.clone())
        .merge(public(&app))
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), guard::note_request))
                .layer(CompressionLayer::new())
                .layer(from_fn_with_state(app, guard::add_security_headers)),
        )
}

/// The pages of leaving, for everybody: they ask for no session and keep no cookie. Who has a session is not counted.
fn public(app: &App) -> Router {
    let settings = door::leave::Settings { behind_proxy: app.behind_proxy, print: app.print.clone() };
    door::leave::router(Arc::clone(&app.office), settings)
        .layer(from_fn_with_state(app.clone(), guard::mark_staff))
        .layer(time_limit(app))
        .layer(CatchPanicLayer::custom(panicked))
}

/// Ends what takes too long. Not for uploads, which last as long as a line is slow.
pub(crate) fn time_limit(app: &App) -> TimeoutLayer {
    let most = Duration::from_secs(app.limits.request_seconds_max);
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, most)
}

/// A handler that panicked has a fault; the reader gets a page and the others are not disturbed.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let said = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    tracing::error!(said = said.unwrap_or("nothing"), "a handler panicked");
    Fault::Broken { what: "a handler" }.into_response()
}

/// Answers on a listener until `shutdown` ends; what is under way is finished first.
///
/// # Errors
/// What the system says about the listener.
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(shutdown).await
}
