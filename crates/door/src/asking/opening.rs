//! A link is opened before anything of a request is read: what it opens, or the page that says why it opens nothing.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::page::Closed;
use super::{Asking, TOKEN_CHARS_MAX};

/// Something a link opens.
pub(super) trait Opens: Sized + Send {
    /// Opens it. Every link that was never given out gets the same answer.
    fn open(asking: &Asking, token: &str) -> impl Future<Output = Result<Self, Closed>> + Send;
}

/// What the link of a request opens; who follows another one sees why it opens nothing.
pub(super) struct Opened<T>(pub(super) T);

impl<T: Opens> FromRequestParts<Asking> for Opened<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, asking: &Asking) -> Result<Self, Response> {
        let named = RawPathParams::from_request_parts(parts, asking).await.map_err(IntoResponse::into_response)?;
        let token = named.iter().find_map(|(name, value)| (name == "token").then_some(value)).unwrap_or_default();
        let opened = if token.len() > TOKEN_CHARS_MAX { Err(Closed::Unknown) } else { T::open(asking, token).await };
        match opened {
            Ok(it) => Ok(Self(it)),
            Err(closed) => Err(asking.closed(closed, &parts.headers).await),
        }
    }
}
