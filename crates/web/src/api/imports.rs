//! Imports over the API: the journal, and sending a file.

use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::mapping::Mapping;
use serde::Serialize;
use store::{Import, ImportId, ImportState};

use super::key::{Reader, Writer};
use super::problem::{Problem, ProblemBody, ProblemDetail, only};
use crate::App;
use crate::fault::Fault;
use crate::imports::next_field;
use crate::posted::Fields;

/// Imports in one page.
const PAGE_IMPORTS: u32 = 50;

/// One import.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ImportOut {
    id: String,
    /// The file as its sender called it.
    file: String,
    #[serde(rename = "as")]
    taken_as: &'static str,
    /// `running`, `done` or `failed`.
    state: &'static str,
    /// RFC 3339.
    started_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<String>,
    /// Rows in the file.
    read: u64,
    /// New facts.
    stored: u64,
    /// Facts that were known already.
    already_known: u64,
    /// Refused rows.
    rejected: u64,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    /// The list of refused rows, in the folder `rejects` of the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    rejects_file: Option<String>,
}

/// One page of imports.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ImportPage {
    /// The newest first.
    items: Vec<ImportOut>,
    /// Send it as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The parts of the form.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes what is read part by part")]
struct ImportForm {
    /// A mapping as JSON; where it is left out, the proposal is taken.
    mapping: Option<String>,
    /// The file.
    #[schema(value_type = String, format = Binary)]
    file: String,
}

fn instant(at: store::Moment) -> String {
    jiff::Timestamp::from_microsecond(at.us()).map(|it| it.to_string()).unwrap_or_default()
}

fn out(import: Import) -> ImportOut {
    let (state, failure) = match import.state {
        ImportState::Running => ("running", None),
        ImportState::Done => ("done", None),
        ImportState::Failed { message } => ("failed", Some(message)),
    };
    ImportOut {
        id: import.id.to_string(),
        file: import.file_name,
        taken_as: import.taken_as.word(),
        state,
        started_at: instant(import.started_at),
        ended_at: import.ended_at.map(instant),
        read: import.rows.read,
        stored: import.rows.stored,
        already_known: import.rows.already_known,
        rejected: import.rows.rejected,
        failure,
        rejects_file: import.rejects_file,
    }
}

/// Imports, the newest first.
#[utoipa::path(
    get, path = "/api/v1/imports", tag = "imports", security(("key" = ["read"])),
    params(("after" = Option<String>, Query, description = "The `next` of the page before")),
    responses(
        (status = 200, description = "One page", body = ImportPage),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
        (status = 422, description = "A parameter is wrong", body = ProblemBody),
    )
)]
pub(super) async fn list_imports(
    _: Reader,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<ImportPage>, Problem> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    only(&fields, &["after"])?;
    let before = fields.get("after").map(str::parse::<ImportId>).transpose().map_err(|error| {
        let hint = Some("send the `next` of the page before".to_owned());
        Problem::invalid(vec![ProblemDetail::of_query("after", "value_not_allowed", error.to_string(), hint)])
    })?;
    let page = app.store.imports(before, PAGE_IMPORTS).await?;
    Ok(Json(ImportPage {
        items: page.items.into_iter().map(out).collect(),
        next: page.next.map(|next| next.to_string()),
    }))
}

/// One import.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}", tag = "imports", security(("key" = ["read"])),
    params(("id" = String, Path, description = "The id of the import")),
    responses(
        (status = 200, description = "The import", body = ImportOut),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
        (status = 404, description = "There is no such import", body = ProblemBody),
    )
)]
pub(super) async fn read_import(
    _: Reader,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<ImportOut>, Problem> {
    let id: ImportId = id.parse().map_err(|_| Problem::not_found("import"))?;
    let import = app.store.import(id).await?.ok_or_else(|| Problem::not_found("import"))?;
    Ok(Json(out(import)))
}

/// Sends a file. It is brought in at once; ask for the import to see how it goes.
///
/// A form of two parts in this order: `mapping`, a mapping as JSON with the names of the options of `vaarwel import`
/// (left out: the proposal is taken), and `file`.
#[utoipa::path(
    post, path = "/api/v1/imports", tag = "imports", security(("key" = ["write"])),
    request_body(content_type = "multipart/form-data", content = ImportForm),
    responses(
        (status = 202, description = "It runs; `Location` says where to look", body = ImportOut),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not write", body = ProblemBody),
        (status = 413, description = "The file is too large", body = ProblemBody),
        (status = 415, description = "The body is no form of parts", body = ProblemBody),
        (status = 422, description = "The file or the mapping has a fault", body = ProblemBody),
    )
)]
#[axum::debug_handler(state = App)]
pub(super) async fn create_import(
    writer: Writer,
    State(app): State<App>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let mut form = form.map_err(|_| Fault::Body { status: StatusCode::UNSUPPORTED_MEDIA_TYPE })?;
    let (mut mapping, mut id) = (None, None);
    while let Some(field) = next_field(&mut form).await? {
        match field.name() {
            Some("mapping") => mapping = Some(read_mapping(&field.text().await.unwrap_or_default())?),
            Some("file") if id.is_none() => id = Some(app.receive_file(field).await?),
            other => return Err(unknown_part(other.unwrap_or_default())),
        }
    }
    let id = id.ok_or_else(|| missing("file", "send the file as the part `file`"))?;
    let waiting = app.waiting_file(id).await.ok_or(Fault::Broken { what: "an upload" })?;
    let of_file = |fault: Fault| match fault {
        Fault::Ledger(error @ ledger::LedgerError::Input(_)) => {
            let detail = ProblemDetail {
                pointer: "#/file".into(),
                code: Some("not_a_table"),
                detail: error.to_string(),
                hint: None,
            };
            Problem::invalid(vec![detail])
        }
        other => other.into(),
    };
    let mapping = match mapping {
        Some(mapping) => mapping,
        None => app.describe_file(&waiting.file).await.map_err(of_file)?.mapping,
    };
    if let Err(problems) = app.try_mapping(&waiting.file, &mapping).await.map_err(of_file)? {
        let detail = |problem: ledger::Message| ProblemDetail {
            pointer: "#/mapping".into(),
            code: Some("mapping_incomplete"),
            detail: problem.to_string(),
            hint: None,
        };
        return Err(Problem::invalid(problems.into_iter().map(detail).collect()));
    }
    app.start_import(id, waiting, mapping, writer.act(&app)).await?;
    let import = app.store.import(id).await?.ok_or(Fault::Broken { what: "the journal of imports" })?;
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, format!("/api/v1/imports/{id}"))], Json(out(import))).into_response())
}

fn read_mapping(text: &str) -> Result<Mapping, Problem> {
    serde_json::from_str(text).map_err(|error| {
        let hint = Some(
            "the names are the options of `vaarwel import`, such as {\"as\": \"customers\", \"id\": \"customerID\"}"
                .into(),
        );
        Problem::invalid(vec![ProblemDetail {
            pointer: "#/mapping".into(),
            code: Some("mapping_not_read"),
            detail: error.to_string(),
            hint,
        }])
    })
}

fn missing(part: &str, hint: &str) -> Problem {
    Problem::invalid(vec![ProblemDetail {
        pointer: format!("#/{part}"),
        code: Some("missing"),
        detail: format!("the part `{part}` is missing"),
        hint: Some(hint.to_owned()),
    }])
}

fn unknown_part(given: &str) -> Problem {
    Problem::invalid(vec![ProblemDetail {
        pointer: format!("#/{given}"),
        code: Some("unknown_part"),
        detail: format!("`{given}` is not a part of this form, or came twice"),
        hint: Some("allowed: `mapping`, `file`".to_owned()),
    }])
}
