//! Every refusal and failure a page can meet, and the page that says so.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use store::{Role, StoreError};

use crate::frame::{self, Frame};

/// Why a page does not come. Handlers return it; [`crate::guard`] makes a page of it in the reader's language.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("nobody is signed in")]
    NotSignedIn { back_to: String },
    #[error("the role `{role}` does not open this page")]
    NotAllowed { role: Role },
    #[error("a form came from elsewhere, or from a session that ended")]
    ForeignForm,
    #[error("there is no such page")]
    NotFound,
    #[error("the method is not for this address")]
    WrongMethod,
    #[error("the body could not be read: {status}")]
    Body { status: StatusCode },
    #[error("too many attempts; again in {seconds} seconds")]
    TooMany { seconds: u64 },
    #[error("it took too long")]
    TookTooLong,
    #[error("others are using all there is")]
    Busy,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Analytics(#[from] report::AnalyticsError),
    #[error(transparent)]
    Ledger(#[from] ledger::LedgerError),
    #[error(transparent)]
    Study(#[from] study::StudyError),
    #[error("`{path}`: {cause}")]
    Disk { path: String, cause: std::io::Error },
    #[error("{what} is broken: a fault of ours")]
    Broken { what: &'static str },
}

impl Fault {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn { .. } => StatusCode::SEE_OTHER,
            Self::NotAllowed { .. } | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::NotFound | Self::Store(StoreError::NotFound { .. }) => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Body { status } => *status,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TookTooLong | Self::Busy | Self::Store(StoreError::Busy { .. }) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(StoreError::DiskFull) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Disk { cause, .. } if cause.kind() == std::io::ErrorKind::StorageFull => {
                StatusCode::INSUFFICIENT_STORAGE
            }
            Self::Analytics(error) => analytics_status(error),
            Self::Study(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Store(_) | Self::Ledger(_) | Self::Disk { .. } | Self::Broken { .. } => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    /// The middle of the keys of its texts: `fault-CODE-title`, `fault-CODE-text`.
    fn code(&self) -> &'static str {
        match self.status() {
            StatusCode::FORBIDDEN if matches!(self, Self::ForeignForm) => "foreign-form",
            StatusCode::FORBIDDEN => "not-allowed",
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "not-found",
            StatusCode::PAYLOAD_TOO_LARGE => "too-large",
            StatusCode::TOO_MANY_REQUESTS => "too-many",
            StatusCode::SERVICE_UNAVAILABLE => "not-now",
            StatusCode::INSUFFICIENT_STORAGE => "disk-full",
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "not-understood",
            _ => "broken",
        }
    }

    /// What may be said outside beyond the general text: only what the reader asked for, never what is inside.
    fn detail(&self) -> Option<String> {
        match self {
            Self::Analytics(error) if analytics_status(error).is_client_error() => Some(error.to_string()),
            Self::Study(error) => Some(error.to_string()),
            _ => None,
        }
    }
}

/// Did the question have a fault, or did the answer?
pub(crate) fn analytics_status(error: &report::AnalyticsError) -> StatusCode {
    use report::AnalyticsError as E;
    match error {
        E::Unknown { .. } | E::Value { .. } | E::TooManyGroups { .. } | E::NotReading { .. } | E::Sql(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        E::TookTooLong { .. } | E::TooMuchMemory { .. } => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if let Self::NotSignedIn { back_to } = &self {
            return frame::go_to(&format!("/sign-in?back={}", crate::posted::encode(back_to)));
        }
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(error = %self, "a page failed");
        }
        let mut response = status.into_response();
        if let Self::TooMany { seconds } = &self
            && let Ok(value) = HeaderValue::from_str(&seconds.to_string())
        {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The page a refusal becomes.
#[derive(Template)]
#[template(path = "fault.html")]
pub(crate) struct FaultPage {
    pub(crate) f: Frame,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) detail: Option<String>,
    pub(crate) request_id: String,
}

/// Makes a page of an answer that carries a fault; other answers stay as they are.
pub(crate) fn dress(mut response: Response, frame: impl FnOnce() -> Frame, request_id: &str) -> Response {
    let is_bare = |response: &Response| !response.headers().contains_key(header::CONTENT_TYPE);
    let fault = match response.extensions_mut().remove::<Arc<Fault>>() {
        Some(fault) => fault,
        // The time limit stands outside the handlers and answers without a word.
        None if response.status() == StatusCode::SERVICE_UNAVAILABLE && is_bare(&response) => {
            Arc::new(Fault::TookTooLong)
        }
        None => return response,
    };
    let f = frame();
    let code = fault.code();
    let page = FaultPage {
        title: f.t(&format!("fault-{code}-title")),
        text: f.t(&format!("fault-{code}-text")),
        detail: fault.detail(),
        request_id: request_id.to_owned(),
        f,
    };
    match frame::page_with(response.status(), &page) {
        Ok(mut dressed) => {
            if let Some(wait) = response.headers().get(header::RETRY_AFTER) {
                dressed.headers_mut().insert(header::RETRY_AFTER, wait.clone());
            }
            dressed
        }
        Err(_) => response,
    }
}
