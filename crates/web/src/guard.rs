//! What stands around every request: its id, its door, where it came from, and what a browser may do with the answer.

use std::time::Instant;

use axum::extract::MatchedPath;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;

use crate::App;
use crate::fault::{self, Fault};
use crate::frame::{Frame, Place};
use crate::room::Room;
use crate::visit::{Visit, wanted_language};

/// The id of a request, in its log lines, its answer and every problem it meets.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id, writes one line about it, and counts it.
pub(crate) async fn note_request(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = app.request_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    // The route, not the address: an address may hold a customer's id or the token of a link.
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id = %id, %method, %route);
    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let seconds = begun.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(status, ms = seconds * 1000.0, "answered"));
    metrics::with_local_recorder(&app.recorder, || {
        metrics::counter!("vaarwel_requests_total", "route" => route.clone(), "status" => status.to_string())
            .increment(1);
        metrics::histogram!("vaarwel_request_seconds", "route" => route).record(seconds);
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// What a browser may do with our pages: load our style sheet and mark, send forms to us, and nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                                       base-uri 'none'; frame-ancestors 'none'";

/// Tells the browser to be careful. Answers are not kept unless they say so themselves.
pub(crate) async fn add_security_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()");
    if app.is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Refuses forms sent from the pages of others.
pub(crate) async fn check_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || is_same_origin(request.headers(), app.public_url.as_deref()) {
        next.run(request).await
    } else {
        Fault::ForeignForm.into_response()
    }
}

/// Did one of our own pages send this? A browser says so in `Sec-Fetch-Site` or `Origin`; a program that says neither
/// holds no cookies that it could be made to misuse.
fn is_same_origin(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let is_public = public_url.is_some_and(|url| url.trim_end_matches('/').eq_ignore_ascii_case(origin));
    let host = origin.split_once("://").map(|(_, host)| host);
    is_public || (host.is_some() && host == text(header::HOST))
}

/// The door of a room: lets in who may come in, and dresses what goes wrong inside in their language.
pub(crate) async fn door(State((app, room)): State<(App, Room)>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let (mut parts, body) = request.into_parts();
    let visit = match Visit::of(&app, &parts).await {
        Ok(visit) => visit,
        Err(fault) => return fault.into_response(),
    };
    parts.extensions.insert(visit.clone());
    match visit.clone().enter(room) {
        Ok(guest) => {
            parts.extensions.insert(guest.clone());
            let response = next.run(Request::from_parts(parts, body)).await;
            fault::dress(response, || Frame::of(&guest, Place::Elsewhere), &id)
        }
        Err(refusal) => {
            // Who is signed in keeps their navigation, so that they find the way back.
            let own = visit.clone().enter(Room::Own);
            let frame = || own.map_or_else(|_| Frame::outside(&visit), |guest| Frame::of(&guest, Place::Elsewhere));
            fault::dress(refusal.into_response(), frame, &id)
        }
    }
}

/// Makes a page of whatever went wrong outside the rooms.
pub(crate) async fn dress_faults(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let speech = app.speech(wanted_language(request.headers()));
    let response = next.run(request).await;
    fault::dress(response, || Frame::bare(&app, speech), &id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_may_send_forms() {
        #[track_caller]
        fn check(headers: &[(&'static str, &'static str)], expected: bool) {
            let map = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(is_same_origin(&map, Some("https://vaarwel.example/")), expected, "{headers:?}");
        }
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "cross-site"), ("origin", "https://vaarwel.example")], false);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("origin", "https://evil.example"), ("host", "vaarwel.example")], false);
        check(&[("origin", "null"), ("host", "vaarwel.example")], false);
        check(&[("origin", "http://localhost:7171"), ("host", "localhost:7171")], true);
        check(&[("origin", "https://vaarwel.example"), ("host", "internal:80")], true);
        check(&[], true);
    }
}
