//! Bringing in a file: upload, proposal, trial, import, result.

pub(crate) mod form;

use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, RawQuery};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ledger::LedgerError;
use ledger::describe::{Description, Remark, Trial};
use store::{Import, ImportId, ImportState};

use super::upload;
use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, page, page_with};
use crate::imports::{HowFar, Shelf, Waiting, disk};
use crate::posted::{Fields, Posted};
use crate::told::Told as _;
use crate::visit::Guest;
use crate::{App, Speech};
use form::{Group, groups, read_mapping, unseen};

/// Imports in the list.
const PAGE_IMPORTS: u32 = 20;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        // The upload counts its own bytes while it streams them to disk.
        .route("/import", get(list_imports).post(create_upload).layer(DefaultBodyLimit::disable()))
        .route("/import/{id}", get(read_import).post(create_import))
        .route("/import/{id}/again", post(create_upload_again))
        .route("/import/{id}/rejects.csv", get(read_rejects))
}

/// One import in the list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) file: String,
    pub(crate) when: String,
    pub(crate) state: String,
}

#[derive(Template)]
#[template(path = "import/list.html")]
pub(crate) struct ImportsPage {
    pub(crate) f: Frame,
    pub(crate) lines: Vec<Line>,
    pub(crate) next: Option<String>,
    pub(crate) upload_most: String,
    pub(crate) wrong: Option<String>,
}

async fn imports_page(guest: &Guest, before: Option<ImportId>, wrong: Option<String>) -> Result<ImportsPage, Fault> {
    let imports = guest.app.store.imports(before, PAGE_IMPORTS).await?;
    Ok(ImportsPage {
        f: Frame::of(guest, Place::Import),
        lines: imports.items.iter().map(|import| line(&guest.speech, import)).collect(),
        next: imports.next.map(|next| format!("/import?before={next}")),
        upload_most: super::upload::size(guest.app.limits.upload_bytes_max),
        wrong,
    })
}

fn line(speech: &Speech, import: &Import) -> Line {
    let state = match &import.state {
        ImportState::Running => speech.t("import-state-running"),
        ImportState::Done => speech.t1("import-state-done", "n", import.rows.stored),
        ImportState::Failed { .. } => speech.t("import-state-failed"),
    };
    Line {
        href: format!("/import/{}", import.id),
        file: import.file_name.clone(),
        when: speech.moment(import.started_at.us()),
        state,
    }
}

async fn list_imports(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let before = fields.get("before").and_then(|id| id.parse().ok());
    page(&imports_page(&guest, before, None).await?)
}

async fn create_upload(guest: Guest, mut form: Multipart) -> Result<Response, Fault> {
    if let Some(id) = upload::take(&guest, &mut form, Shelf::Imports).await? {
        return Ok(go_to(&format!("/import/{id}")));
    }
    let wrong = Some(guest.speech.t("import-no-file"));
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &imports_page(&guest, None, wrong).await?)
}

/// The proposal for a file that waits.
#[derive(Template)]
#[template(path = "import/proposal.html")]
pub(crate) struct ProposalPage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) columns: Vec<String>,
    pub(crate) preview: Vec<Vec<String>>,
    pub(crate) groups: Vec<Group>,
    pub(crate) unseen: Vec<(&'static str, String)>,
    /// Why it was proposed so, and what to look at.
    pub(crate) reasons: Vec<String>,
    pub(crate) doubts: Vec<String>,
    /// What the mapping lacks.
    pub(crate) problems: Vec<String>,
    pub(crate) facts: Vec<String>,
    pub(crate) rejected: u64,
    pub(crate) sampled: u64,
    pub(crate) rejects: Vec<String>,
    pub(crate) takes_rest: bool,
    pub(crate) command: String,
}

/// How an import runs or ended.
#[derive(Template)]
#[template(path = "import/result.html")]
pub(crate) struct ResultPage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) finding: String,
    pub(crate) how_far: Option<HowFar>,
    /// What was counted: key of the word and the number.
    pub(crate) counts: Vec<(&'static str, u64)>,
    pub(crate) failure: Option<String>,
    pub(crate) warnings: Vec<String>,
    pub(crate) has_rejects: bool,
    pub(crate) may_try_again: bool,
}

/// How long the answer to "import" may wait, so that most imports show their result at once.
const FIRST_LOOK: Duration = Duration::from_secs(3);
/// How long the answer to "look again" may wait.
const LOOK_AGAIN: Duration = Duration::from_secs(20);

fn import_id(id: &str) -> Result<ImportId, Fault> {
    id.parse().map_err(|_| Fault::NotFound)
}

/// The page of an import. With `?wait` it comes as soon as the import is done: whoever looks again need not do so often.
async fn read_import(guest: Guest, Path(id): Path<String>, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let id = import_id(&id)?;
    if query.as_deref() == Some("wait") {
        guest.app.wait_for_import(id, LOOK_AGAIN).await;
    }
    if let Some(import) = guest.app.store.import(id).await? {
        return page(&result_page(&guest, &import).await);
    }
    let waiting = guest.app.waiting_file(id).await.ok_or(Fault::NotFound)?;
    propose(&guest, id, &waiting, None).await
}

/// Tries the mapping of the form, or begins the import with it.
async fn create_import(Path(id): Path<String>, Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let id = import_id(&id)?;
    if guest.app.store.import(id).await?.is_some() {
        return Ok(go_to(&format!("/import/{id}")));
    }
    let waiting = guest.app.waiting_file(id).await.ok_or(Fault::NotFound)?;
    if fields.text("do") != "import" {
        return propose(&guest, id, &waiting, Some(&fields)).await;
    }
    let Ok(mapping) = read_mapping(&fields) else {
        return propose(&guest, id, &waiting, Some(&fields)).await;
    };
    match guest.app.try_mapping(&waiting.file, &mapping).await? {
        Ok(_) => {
            let waiting = if takes_rest(&fields) { Waiting { rejects_max_share: 1.0, ..waiting } } else { waiting };
            guest.app.start_import(id, waiting, mapping, guest.act()).await?;
            guest.app.wait_for_import(id, FIRST_LOOK).await;
            Ok(go_to(&format!("/import/{id}")))
        }
        Err(_) => propose(&guest, id, &waiting, Some(&fields)).await,
    }
}

/// Did somebody say that the other rows shall be stored, however many are refused?
fn takes_rest(fields: &Fields) -> bool {
    fields.get("rest").is_some()
}

/// The page with the proposal, or with what somebody made of it.
async fn propose(guest: &Guest, id: ImportId, waiting: &Waiting, changed: Option<&Fields>) -> Result<Response, Fault> {
    let described = match guest.app.describe_file(&waiting.file).await {
        Ok(described) => described,
        // The file is no table: say why, and ask for another.
        Err(Fault::Ledger(LedgerError::Input(error))) => {
            let wrong = Some(guest.speech.told(&error.message()));
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &imports_page(guest, None, wrong).await?);
        }
        Err(other) => return Err(other),
    };
    let (mapping, mut problems) = match changed.map(read_mapping) {
        None => (described.mapping.clone(), Vec::new()),
        Some(Ok(mapping)) => (mapping, Vec::new()),
        Some(Err(problems)) => (described.mapping.clone(), problems),
    };
    let trial = match guest.app.try_mapping(&waiting.file, &mapping).await? {
        Ok(trial) => trial,
        Err(lacking) => {
            problems.extend(lacking.iter().map(|problem| guest.speech.told(problem)));
            Trial::default()
        }
    };
    let status =
        if problems.is_empty() || changed.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let made = proposal_page(Frame::of(guest, Place::Import), id, &waiting.name, described, &mapping, trial, problems);
    page_with(status, &ProposalPage { takes_rest: changed.is_some_and(takes_rest), ..made })
}

pub(crate) fn proposal_page(
    f: Frame,
    id: ImportId,
    name: &str,
    described: Description,
    mapping: &ledger::mapping::Mapping,
    trial: Trial,
    problems: Vec<String>,
) -> ProposalPage {
    let columns: Vec<String> = described.columns.iter().map(|column| column.name.clone()).collect();
    let rows = f.count(described.rows);
    let rows_key = if described.is_rows_exact { "import-about" } else { "import-about-roughly" };
    let texts = |remarks: &[Remark]| remarks.iter().map(|remark| f.told(&remark.message)).collect::<Vec<_>>();
    // What trying the mapping shows is told once, as the trial tells it: it knows the day or the column that was taken.
    let is_tried = |doubt: &&Remark| trial.doubts.iter().any(|tried| tried.name == doubt.name);
    let untried = described.doubts.iter().filter(|doubt| !is_tried(doubt)).cloned();
    let mut doubts = texts(&untried.chain(trial.doubts.iter().cloned()).collect::<Vec<_>>());
    doubts.sort();
    doubts.dedup();
    let reject = |reject: &ledger::reject::Reject| {
        f.with(
            if reject.column.is_empty() { "import-reject-row" } else { "import-reject" },
            &[
                ("line", &reject.line),
                ("column", &reject.column),
                ("value", &reject.value),
                ("allowed", &f.told(&reject.message)),
            ],
        )
    };
    ProposalPage {
        about: f.with(rows_key, &[("format", &described.format), ("rows", &rows), ("columns", &columns.len())]),
        groups: groups(&f, mapping, &columns),
        unseen: unseen(mapping),
        preview: described.preview,
        reasons: texts(&described.reasons),
        doubts,
        problems,
        facts: trial.facts,
        rejected: trial.rejected,
        sampled: described.sampled,
        rejects: trial.rejects.iter().map(reject).collect(),
        takes_rest: false,
        command: ledger::describe::command(name, mapping),
        id: id.to_string(),
        name: name.to_owned(),
        columns,
        f,
    }
}

async fn result_page(guest: &Guest, import: &Import) -> ResultPage {
    let f = Frame::of(guest, Place::Import);
    let rows = import.rows;
    let (finding, failure) = match &import.state {
        ImportState::Running => (f.t1("import-running", "file", import.file_name.as_str()), None),
        ImportState::Failed { message } => {
            let told = guest.app.import_failure(import.id).map(|failure| f.told(&failure));
            (f.t1("import-failed", "file", import.file_name.as_str()), Some(told.unwrap_or_else(|| message.clone())))
        }
        ImportState::Done if rows.stored == 0 => (f.t1("import-done-nothing", "file", import.file_name.as_str()), None),
        ImportState::Done => (f.t2("import-done", "file", import.file_name.as_str(), "n", rows.stored), None),
    };
    let is_running = import.state == ImportState::Running;
    let counts = [
        ("import-read", rows.read),
        ("import-stored", rows.stored),
        ("import-already-known", rows.already_known),
        ("import-rejected", rows.rejected),
    ];
    ResultPage {
        id: import.id.to_string(),
        name: import.file_name.clone(),
        how_far: is_running.then(|| guest.app.how_far(import.id).unwrap_or_default()),
        counts: if is_running { Vec::new() } else { counts.to_vec() },
        may_try_again: failure.is_some() && guest.app.waiting_file(import.id).await.is_some(),
        failure,
        warnings: guest.app.import_warnings(import.id).iter().map(|warning| f.warned(warning)).collect(),
        has_rejects: import.rejects_file.is_some(),
        finding,
        f,
    }
}

async fn create_upload_again(Path(id): Path<String>, Posted { guest, .. }: Posted) -> Result<Response, Fault> {
    let again = guest.app.try_import_again(import_id(&id)?).await?;
    Ok(go_to(&format!("/import/{again}")))
}

/// The list of refused rows, as a file to open in a spreadsheet.
async fn read_rejects(guest: Guest, Path(id): Path<String>) -> Result<Response, Fault> {
    let file = guest.app.rejects_of(import_id(&id)?).await?;
    let content = tokio::fs::read(&file).await.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => Fault::NotFound,
        _ => disk(&file)(cause),
    })?;
    let named = format!("attachment; filename=\"rejects-{id}.csv\"");
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, named)];
    Ok((headers, content).into_response())
}
