//! Refusals for programs: `application/problem+json` as in RFC 9457, all problems of a request at once.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use relationship::suggestion::did_you_mean;
use serde::Serialize;
use store::StoreError;

use crate::fault::Fault;

/// What a problem is sent as.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";
/// Where problems are explained; the last part is the kind.
const TYPES: &str = "https://vaarwel.example/problems/";

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct ProblemDetail {
    /// A JSON pointer into the body (`#/facts/0/on`), or `#/query/NAME` for a part of the address.
    pub(crate) pointer: String,
    /// A stable name, where a program can act on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'static str>,
    /// What was given and what is wrong with it.
    pub(crate) detail: String,
    /// What is allowed, and what was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
}

/// The body of every refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct ProblemBody {
    /// The kind, as an address.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The kind, in words.
    pub(crate) title: String,
    pub(crate) status: u16,
    /// Find it in the log by this.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) request_id: String,
    /// Each thing that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<ProblemDetail>,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    status: StatusCode,
    kind: &'static str,
    title: String,
    errors: Vec<ProblemDetail>,
}

impl ProblemDetail {
    /// A part of the address that is wrong.
    pub(crate) fn of_query(name: &str, code: &'static str, detail: impl Into<String>, hint: Option<String>) -> Self {
        Self { pointer: format!("#/query/{name}"), code: Some(code), detail: detail.into(), hint }
    }
}

impl Problem {
    pub(crate) fn new(status: StatusCode, kind: &'static str, title: impl Into<String>) -> Self {
        Self { status, kind, title: title.into(), errors: Vec::new() }
    }

    /// A request whose parts are wrong.
    pub(crate) fn invalid(errors: Vec<ProblemDetail>) -> Self {
        let title = match errors.len() {
            1 => "One part of the request needs attention".to_owned(),
            n => format!("{n} parts of the request need attention"),
        };
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-request", title) }
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", format!("There is no such {what}"))
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        if let Fault::Analytics(error) = &fault
            && crate::fault::analytics_status(error).is_client_error()
        {
            return Self::invalid(vec![of_question(error)]);
        }
        let status = fault.status();
        let (kind, title) = match status {
            StatusCode::NOT_FOUND => ("not-found", "There is no such thing"),
            StatusCode::METHOD_NOT_ALLOWED => ("method-not-allowed", "This address has other methods"),
            StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "The body is too large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                ("wrong-media-type", "Send a form: `Content-Type: multipart/form-data`")
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                ("not-now", "This takes too long just now; ask for less, or try again later")
            }
            StatusCode::INSUFFICIENT_STORAGE => ("disk-full", "The disk is full; nothing was stored"),
            status if status.is_client_error() => ("invalid-request", "The request could not be read"),
            _ => ("broken", "Something went wrong on our side"),
        };
        if status.is_server_error() {
            tracing::error!(error = %fault, "a request failed");
        }
        Self::new(status, kind, title)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::from(Fault::Store(error))
    }
}

/// What is wrong with a question, at the part of the address it stands in.
fn of_question(error: &report::AnalyticsError) -> ProblemDetail {
    use report::AnalyticsError as E;
    let (name, code) = match error {
        E::Unknown { what, .. } => match *what {
            "a report" => ("name", "unknown_report"),
            "a part of a question" | "part of a question" => ("", "unknown_parameter"),
            _ => ("by", "unknown_trait"),
        },
        E::Value { key, .. } => (key.as_str(), "value_not_allowed"),
        E::TooManyGroups { .. } => ("by", "too_many_groups"),
        _ => ("", "not_understood"),
    };
    let (detail, hint) = match error {
        E::Unknown { given, what, allowed, hint } => {
            let meant = hint.as_ref().map(|word| format!("did you mean `{word}`? ")).unwrap_or_default();
            (format!("`{given}` is not {what}"), Some(format!("{meant}allowed: {allowed}")))
        }
        E::Value { given, key, allowed } => {
            (format!("`{given}` cannot be the value of `{key}`"), Some(format!("allowed: {allowed}")))
        }
        other => (other.to_string(), None),
    };
    let given = if let E::Unknown { given, .. } = error { given.as_str() } else { "" };
    let pointer = match name {
        "name" => "#/path/name".to_owned(),
        "" => format!("#/query/{given}"),
        name => format!("#/query/{name}"),
    };
    ProblemDetail { pointer, code: Some(code), detail, hint }
}

/// Refuses parts of the address that the route does not know.
pub(crate) fn only(fields: &crate::posted::Fields, known: &[&str]) -> Result<(), Problem> {
    let unknown: Vec<ProblemDetail> = fields
        .0
        .iter()
        .filter(|(name, _)| !known.contains(&name.as_str()))
        .map(|(name, _)| {
            let meant = did_you_mean(name, known.iter().copied()).map(|word| format!("did you mean `{word}`? "));
            let allowed = known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            let hint = Some(format!("{}allowed: {allowed}", meant.unwrap_or_default()));
            ProblemDetail::of_query(name, "unknown_parameter", format!("`{name}` is not a parameter here"), hint)
        })
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(Problem::invalid(unknown)) }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"vaarwel\""));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// What stands around the routes refuses without a word: a body that is too large, or what takes too long.
fn unsaid(status: StatusCode) -> Option<Problem> {
    (status.is_client_error() || status.is_server_error()).then(|| Problem::from(Fault::Body { status }))
}

/// Writes the problems of the routes within, with the id of the request.
pub(crate) async fn name_request(request: Request, next: Next) -> Response {
    let request_id = super::request_id(&request);
    let mut response = next.run(request).await;
    let said = response.extensions_mut().remove::<Problem>();
    let Some(problem) = said.or_else(|| unsaid(response.status())) else { return response };
    let body = ProblemBody {
        kind: format!("{TYPES}{}", problem.kind),
        title: problem.title,
        status: problem.status.as_u16(),
        request_id,
        errors: problem.errors,
    };
    let mut written = (problem.status, Json(body)).into_response();
    written.headers_mut().extend(
        response
            .headers()
            .iter()
            .filter(|(name, _)| *name != header::CONTENT_LENGTH)
            .map(|(n, v)| (n.clone(), v.clone())),
    );
    written.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    written
}
