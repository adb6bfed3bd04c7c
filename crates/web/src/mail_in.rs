//! The door for mail that the company's provider posts: signed, and the same mail twice is one mail.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use door::post::{MailKept, MailNotKept, POSTED_BYTES_MAX, PostedMail, SIGNATURE_HEADER};

use crate::App;
use crate::api::problem::Problem;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/mail/in", post(take_mail)).layer(DefaultBodyLimit::max(POSTED_BYTES_MAX))
}

async fn take_mail(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(door) = app.mail_door.clone() else { return Problem::not_found("mail door").into_response() };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let is_json = text(header::CONTENT_TYPE.as_str()).starts_with("application/json");
    let posted = PostedMail { signature: text(SIGNATURE_HEADER), is_json, body: body.to_vec() };
    match door(posted).await {
        Ok(MailKept::New) => StatusCode::ACCEPTED.into_response(),
        Ok(MailKept::KnownAlready) => StatusCode::OK.into_response(),
        Err(error) => {
            let (status, kind) = match error {
                MailNotKept::NotSigned => (StatusCode::UNAUTHORIZED, "not-signed"),
                MailNotKept::NoMail(_) => (StatusCode::UNPROCESSABLE_ENTITY, "no-mail"),
                MailNotKept::Later => (StatusCode::SERVICE_UNAVAILABLE, "not-kept"),
            };
            Problem::new(status, kind, error.to_string()).into_response()
        }
    }
}
