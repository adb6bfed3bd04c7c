//! What each activity of a file did: upload, what the columns are, verdicts, and for whom it works. The file stays beside the
//! ledger and is thrown away after a while; every answer is that of `vaarwel measure` on the same file.

mod asked;
mod form;
pub(crate) mod verdict;
mod whom;

use std::path::Path as FilePath;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use ledger::LedgerError;
use ledger::describe::Description;
use store::ImportId;

use super::upload;
use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, page, page_with};
use crate::imports::{Shelf, Waiting};
use crate::posted::{Fields, Posted};
use crate::told::Told as _;
use crate::visit::Guest;
use asked::Asked;

/// Days after which a file that was measured is thrown away.
const FILE_DAYS_MAX: u64 = 30;
const DAY_MS: u64 = 86_400_000;

pub(crate) fn routes() -> Router<crate::App> {
    Router::new()
        .route("/measure", get(list_files).post(create_file).layer(DefaultBodyLimit::disable()))
        .route("/measure/{id}", get(read_form))
        .route("/measure/{id}/verdict", get(verdict::read_verdict))
        .route("/measure/{id}/verdict.json", get(verdict::read_numbers))
        .route("/measure/{id}/whom", get(whom::read_whom))
        .route("/measure/{id}/audience.csv", post(whom::create_audience))
        .route("/measure/{id}/forget", post(forget_file))
}

/// What only those who decide may do.
pub(crate) fn deciding_routes() -> Router<crate::App> {
    Router::new().route("/measure/{id}/keep", post(verdict::keep_verdict))
}

/// A file that waits to be measured.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) when: String,
}

#[derive(Template)]
#[template(path = "measure/list.html")]
pub(crate) struct FilesPage {
    pub(crate) f: Frame,
    pub(crate) lines: Vec<Line>,
    pub(crate) upload_most: String,
    pub(crate) days: u64,
    pub(crate) wrong: Option<String>,
}

fn made_at_ms(id: ImportId) -> u64 {
    id.to_string().parse::<ulid::Ulid>().map_or(0, |it| it.timestamp_ms())
}

async fn files_page(guest: &Guest, wrong: Option<String>) -> FilesPage {
    let line = |(id, waiting): (ImportId, Waiting)| Line {
        when: guest.speech.moment(i64::try_from(made_at_ms(id).saturating_mul(1000)).unwrap_or(0)),
        id: id.to_string(),
        name: waiting.name,
    };
    FilesPage {
        f: Frame::of(guest, Place::Activities),
        lines: guest.app.files_on(Shelf::Measures).await.into_iter().map(line).collect(),
        upload_most: super::upload::size(guest.app.limits.upload_bytes_max),
        days: FILE_DAYS_MAX,
        wrong,
    }
}

async fn list_files(guest: Guest) -> Result<Response, Fault> {
    page(&files_page(&guest, None).await)
}

/// Takes a file, and throws old ones away.
async fn create_file(guest: Guest, mut form: Multipart) -> Result<Response, Fault> {
    let now_ms = u64::try_from(guest.app.now().us() / 1000).unwrap_or(0);
    for (id, _) in guest.app.files_on(Shelf::Measures).await {
        if made_at_ms(id).saturating_add(FILE_DAYS_MAX * DAY_MS) < now_ms {
            guest.app.clear_shelf(Shelf::Measures, id).await;
        }
    }
    if let Some(id) = upload::take(&guest, &mut form, Shelf::Measures).await? {
        return Ok(go_to(&format!("/measure/{id}")));
    }
    let wrong = Some(guest.speech.t("import-no-file"));
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &files_page(&guest, wrong).await)
}

async fn forget_file(Path(id): Path<String>, Posted { guest, .. }: Posted) -> Result<Response, Fault> {
    if let Ok(id) = id.parse() {
        guest.app.clear_shelf(Shelf::Measures, id).await;
    }
    Ok(go_to("/measure"))
}

/// A file that is there, with what is said of it.
struct Opened {
    id: ImportId,
    waiting: Waiting,
    description: Description,
    asked: Asked,
    fields: Fields,
}

/// Opens a file for a page; a file that is no table goes back to the list with the reason.
async fn open(guest: &Guest, id: &str, query: Option<&str>) -> Result<Result<Opened, Response>, Fault> {
    let id: ImportId = id.parse().map_err(|_| Fault::NotFound)?;
    let waiting = guest.app.file_on(Shelf::Measures, id).await.ok_or(Fault::NotFound)?;
    let description = match guest.app.describe_file(&waiting.file).await {
        Ok(description) => description,
        Err(Fault::Ledger(LedgerError::Input(error))) => {
            guest.app.clear_shelf(Shelf::Measures, id).await;
            let wrong = Some(guest.speech.told(&error.message()));
            return Ok(Err(page_with(StatusCode::UNPROCESSABLE_ENTITY, &files_page(guest, wrong).await)?));
        }
        Err(other) => return Err(other),
    };
    let fields = Fields::parse(query.unwrap_or_default());
    let names: Vec<String> =
        description.columns.iter().take(asked::COLUMNS_MAX).map(|column| column.name.clone()).collect();
    let asked = if Asked::is_said(&fields) {
        Asked::read(&fields, &names)
    } else {
        Asked::propose(&description.columns[..names.len()])
    };
    Ok(Ok(Opened { id, waiting, description, asked, fields }))
}

async fn read_form(guest: Guest, Path(id): Path<String>, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    match open(&guest, &id, query.as_deref()).await? {
        Ok(opened) => page(&form::page(&guest, &opened, Vec::new())),
        Err(refused) => Ok(refused),
    }
}

/// Does the work of a study beside the requests, one of few at a time. The refusal names the file and not the folder it is in.
async fn study<T: Send + 'static>(
    guest: &Guest,
    file: &FilePath,
    work: impl FnOnce() -> Result<T, study::StudyError> + Send + 'static,
) -> Result<Result<T, String>, Fault> {
    let _turn = guest.app.reports.acquire().await.map_err(|_| Fault::Busy)?;
    let done = tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken { what: "a measurement" })?;
    let folder = file.parent().map(|it| format!("{}/", it.display())).unwrap_or_default();
    Ok(done.map_err(|error| error.to_string().replace(&folder, "").trim().to_owned()))
}

/// The command that answers the same, ready for a shell.
fn command(start: &str, file: &str, words: &[String]) -> String {
    let quote = |word: &String| match word.split_once('=') {
        Some((option, value)) => format!("{option} {}", ledger::describe::quote(value)),
        None => word.clone(),
    };
    let words: Vec<String> = words.iter().map(quote).collect();
    format!("{start} {} {}", ledger::describe::quote(file), words.join(" "))
}
