//! What stands around every request: its id, its door, where it came from, and what a browser may do with the answer.

use std::time::Instant;

use axum::extract::MatchedPath;
use axum::extract::{Request, State};
use axum::http::header::HeaderName;
use axum::http::{HeaderValue, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use store::TokenHash;
use tracing::Instrument as _;

use crate::App;
use crate::fault::{self, Fault};
use crate::frame::{Frame, Place, go_to};
use crate::room::Room;
use crate::visit::{Visit, session_cookie, wanted_language};

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

/// Tells the browser to be careful. Answers are not kept unless they say so themselves.
pub(crate) async fn add_security_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    pages::guard::secure(response.headers_mut(), app.is_https());
    response
}

/// Refuses forms sent from the pages of others.
pub(crate) async fn check_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || pages::guard::is_same_origin(request.headers(), app.public_url.as_deref()) {
        next.run(request).await
    } else {
        Fault::ForeignForm.into_response()
    }
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

/// Marks who is signed in to the console, so that a look at the public pages is not counted as a leaver's visit.
pub(crate) async fn mark_staff(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let cookies = CookieJar::from_headers(request.headers());
    if let Some(cookie) = cookies.get(session_cookie(&app)) {
        let found = app.store.find_session(&TokenHash::of(cookie.value()), app.now()).await;
        if matches!(found, Ok(Some(_))) {
            request.extensions_mut().insert(door::leave::Staff);
        }
    }
    next.run(request).await
}

/// An address that takes a form only. Who comes there by reading, such as after a change of language, is led to the page the
/// form stands on.
pub(crate) async fn lead_back(method: Method, uri: Uri) -> Response {
    match form_page(uri.path()) {
        Some(page) if method == Method::GET => go_to(&page),
        _ => Fault::WrongMethod.into_response(),
    }
}

/// The page on which the form of an address stands.
fn form_page(path: &str) -> Option<String> {
    match path.trim_matches('/').split('/').collect::<Vec<_>>().as_slice() {
        [] | [_] => None,
        [room, _] => Some(format!("/{room}")),
        [room, of, ..] => Some(format!("/{room}/{of}")),
    }
}

/// An address nobody answers. Who is signed in keeps their language and their navigation.
pub(crate) async fn refuse_unknown(visit: Visit) -> Response {
    let own = visit.clone().enter(Room::Own);
    let frame = || own.map_or_else(|_| Frame::outside(&visit), |guest| Frame::of(&guest, Place::Elsewhere));
    fault::dress(Fault::NotFound.into_response(), frame, "")
}

/// Makes a page of whatever went wrong outside the rooms.
pub(crate) async fn dress_faults(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let speech = app.speech(wanted_language(request.headers()));
    let response = next.run(request).await;
    fault::dress(response, || Frame::bare(&app, speech), &id)
}
