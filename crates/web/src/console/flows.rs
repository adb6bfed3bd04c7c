//! The leave flows: what is published, and the editor that holds each change against the rules before anybody meets it.
//!
//! A draft lives in the form and nowhere else: looking at it stores nothing, publishing makes a version. Cases that run
//! are finished on the version they began with.

mod common;
pub(crate) mod look;

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use door::flows::FLOW_BYTES_MAX;
use relationship::flow::{Flow, FlowError, Places, Problem};
use relationship::lint::{Lint, Severity, lint};
use store::{Actor, PublishedFlow, Role};

use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, may_frame, page_with};
use crate::posted::{Fields, Posted, encode};
use crate::room::Room;
use crate::visit::Guest;
use crate::{App, Speech};
use common::Common;
use look::{Friction, Shown};

/// The longest reason for publishing against a finding that blocks.
const REASON_CHARS_MAX: usize = 1_000;
/// The longest page of a draft that is shown within the editor.
const PREVIEW_BYTES_MAX: usize = 512 * 1024;
/// The shortest that says anything.
const REASON_CHARS_MIN: usize = 10;

pub(crate) fn reading_routes() -> Router<App> {
    Router::new()
        .route("/flows", get(list_flows))
        .route("/flows/{flow}", get(read_flow))
        .route("/flows/{flow}/preview", get(preview_published).post(preview_draft))
}

pub(crate) fn publishing_routes() -> Router<App> {
    Router::new().route("/flows/{flow}/edit", post(edit_flow)).route("/flows/new", post(begin_flow))
}

/// One flow in the list.
#[derive(Debug, Clone)]
pub(crate) struct FlowLine {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) version: String,
    /// Who published it and when.
    pub(crate) published: String,
    pub(crate) tag: Tag,
    pub(crate) is_broken: bool,
}

/// The gravest finding, as the style guide draws it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tag {
    pub(crate) class: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) word: String,
}

impl Tag {
    fn of(speech: &Speech, severity: Option<Severity>) -> Self {
        let (class, mark, key) = match severity {
            Some(Severity::Block) => ("sev-b", r#"<path class="dot" d="M7 2h8v10H7z"/>"#, "flows-severity-block"),
            Some(Severity::Error) => ("sev-e", r#"<path d="M7 3l8 8M15 3l-8 8"/>"#, "flows-severity-error"),
            Some(Severity::Warning) => ("sev-w", r#"<path d="M11 2l6 10H5z"/>"#, "flows-severity-warning"),
            Some(Severity::Info) => ("sev-i", r#"<circle cx="11" cy="7" r="4.5"/>"#, "flows-severity-info"),
            None => ("sev-i", r#"<circle cx="11" cy="7" r="4.5"/>"#, "flows-severity-none"),
        };
        Self { class, mark, word: speech.t(key) }
    }
}

#[derive(Template)]
#[template(path = "flows/list.html")]
struct FlowsPage {
    f: Frame,
    finding: String,
    lines: Vec<FlowLine>,
    may_publish: bool,
    wrong: Option<String>,
}

/// One version of a flow.
#[derive(Debug, Clone)]
pub(crate) struct VersionLine {
    pub(crate) version: u32,
    pub(crate) published: String,
    pub(crate) override_reason: String,
}

/// One finding of the linter.
#[derive(Debug, Clone)]
pub(crate) struct FindingLine {
    pub(crate) tag: Tag,
    pub(crate) name: String,
    pub(crate) found: String,
    pub(crate) remedy: String,
    /// Rule, line, law and source.
    pub(crate) place: String,
}

#[derive(Template)]
#[template(path = "flows/editor.html")]
struct EditorPage {
    f: Frame,
    name: String,
    title: String,
    finding: String,
    body: String,
    /// The version on which the draft was begun; 0 is the file.
    based_on: u32,
    /// The version that is shown, where it is not the newest.
    older: Option<u32>,
    next: u32,
    wrong: Option<String>,
    is_published: bool,
    problems: Vec<Problem>,
    findings: Vec<FindingLine>,
    blocks: usize,
    not_measured: Vec<String>,
    packs: Vec<String>,
    common: Option<Common>,
    /// The first screen of what was changed, as a page of its own.
    preview: Option<String>,
    shown: Option<Shown>,
    friction: Option<Friction>,
    versions: Vec<VersionLine>,
    may_publish: bool,
    may_override: bool,
    reason: String,
    tongues: Vec<&'static str>,
}

async fn published_by(guest: &Guest, flow: &PublishedFlow) -> Result<String, Fault> {
    let (app, speech) = (&guest.app, &guest.speech);
    let by = match flow.act.by {
        Actor::Member(id) => match app.store.member(id).await? {
            Some(member) if !member.name.is_empty() => member.name,
            Some(member) => member.email.as_str().to_owned(),
            None => speech.t("desk-by-gone"),
        },
        Actor::Program | Actor::Key(_) => speech.t("desk-by-program"),
    };
    Ok(speech.t2("flows-published-by", "moment", speech.moment(flow.act.at.us()), "by", by))
}

fn own_title(speech: &Speech, flow: &Flow) -> String {
    door::then::own_words(&flow.title, speech).to_owned()
}

async fn list_flows(guest: Guest) -> Result<Response, Fault> {
    list_page(&guest, None).await
}

async fn list_page(guest: &Guest, wrong: Option<String>) -> Result<Response, Fault> {
    let (app, speech) = (&guest.app, &guest.speech);
    let published = app.store.published_flows().await?;
    let mut lines = Vec::new();
    for found in app.office.flows().await {
        let flow = &found.flow;
        let of_store = published.iter().find(|it| it.flow == flow.flow);
        let said = lint(flow, &found.places, &[], app.today()).ok();
        lines.push(FlowLine {
            name: flow.flow.clone(),
            title: own_title(speech, flow),
            version: of_store
                .map_or_else(|| speech.t("flows-file"), |it| speech.t1("flows-version", "version", it.version)),
            published: match of_store {
                Some(it) => published_by(guest, it).await?,
                None => String::new(),
            },
            tag: Tag::of(speech, said.and_then(|said| said.gravest())),
            is_broken: found.fallen_back.is_some(),
        });
    }
    let f = Frame::of(guest, Place::Flows);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(
        status,
        &FlowsPage {
            finding: speech.t1("flows-finding", "n", lines.len()),
            lines,
            may_publish: f.admits(Room::Choices),
            wrong,
            f,
        },
    )
}

/// Is it a name of a flow, as it stands in addresses?
fn is_name(name: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    !name.is_empty() && name.len() <= 64 && name.bytes().all(is_letter) && !matches!(name, "new" | "receipt" | "assets")
}

/// Opens the editor on a flow that does not exist yet; it begins to exist when it is published.
async fn begin_flow(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let name = fields.text("name");
    if is_name(name) {
        Ok(go_to(&format!("/flows/{}", encode(name))))
    } else {
        let wrong = guest.speech.t("flows-wrong-name");
        list_page(&guest, Some(wrong)).await
    }
}

/// The text of a flow as it stands now: published, or in its file, or the beginning of a new one; with its version.
async fn text_of(guest: &Guest, name: &str, version: Option<u32>) -> Result<(String, u32), Fault> {
    let app = &guest.app;
    let published = match version {
        Some(version) => app.store.flow_version(name, version).await?.filter(|it| it.version == version),
        None => app.store.published_flow(name).await?,
    };
    if let Some(published) = published {
        return Ok((published.body, published.version));
    }
    let file = app.office.flow_files().folder().join(format!("{name}.toml"));
    let is_small = std::fs::metadata(&file).is_ok_and(|about| about.len() <= FLOW_BYTES_MAX);
    if let Some(text) = is_small.then(|| std::fs::read_to_string(&file).ok()).flatten() {
        return Ok((text, 0));
    }
    let company = toml_text(&guest.settings.company_name);
    Ok((
        format!(
            "flow = \"{name}\"\ntitle.nl = \"Opzeggen\"\ntitle.en = \"Leaving\"\nlaw = [\"strict\"]\n\n[company]\nname = {company}\n"
        ),
        0,
    ))
}

/// A text as a file of ours writes it. What a basic text of TOML has to escape, JSON escapes alike.
fn toml_text(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

/// What is shown of a draft.
struct Draft {
    name: String,
    /// It was changed in the form, so that no address shows it.
    is_changed: bool,
    body: String,
    based_on: u32,
    /// The published version it was opened from, where that is an older one.
    older: Option<u32>,
    wrong: Option<String>,
    reason: String,
    is_published: bool,
}

async fn read_flow(guest: Guest, Path(name): Path<String>, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    if !is_name(&name) {
        return Err(Fault::NotFound);
    }
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let version = fields.get("version").and_then(|text| text.parse().ok());
    let (body, shown) = text_of(&guest, &name, version).await?;
    // An older version that is published again follows the newest, like any other change.
    let newest = guest.app.store.flow_versions(&name).await?.first().map_or(shown, |it| it.version);
    let older = Some(shown).filter(|&shown| shown < newest);
    let is_published = fields.get("published").is_some();
    let (wrong, reason) = (None, String::new());
    let draft = Draft { name, is_changed: false, body, based_on: newest, older, wrong, reason, is_published };
    editor(&guest, draft).await
}

/// A flow as the rules read it.
fn judged(name: &str, body: &str, today: relationship::Day) -> Result<(Flow, Places, Lint), FlowError> {
    let (mut flow, places) = Flow::parse(name, body)?;
    name.clone_into(&mut flow.flow);
    match lint(&flow, &places, &[], today) {
        Ok(said) => Ok((flow, places, said)),
        Err(error) => {
            let line = places.line(&[relationship::flow::Step::Key("law")]);
            Err(FlowError { file: name.to_owned(), problems: vec![Problem { line, what: error.to_string() }] })
        }
    }
}

fn in_words<'a>(speech: &Speech, text: &'a relationship::flow::Text) -> &'a str {
    text.in_language(speech.language().code()).unwrap_or(&text.en)
}

fn finding_line(speech: &Speech, finding: &relationship::lint::Finding) -> FindingLine {
    let line = speech.t1("flows-line", "line", finding.line);
    let mut parts = vec![finding.rule.to_owned(), line];
    if !finding.law.is_empty() {
        parts.push(finding.law.join(", "));
    }
    parts.push(finding.source.to_owned());
    FindingLine {
        tag: Tag::of(speech, Some(finding.severity)),
        name: in_words(speech, &finding.name).to_owned(),
        found: in_words(speech, &finding.found).to_owned(),
        remedy: in_words(speech, &finding.remedy).to_owned(),
        place: parts.join(" · "),
    }
}

async fn editor(guest: &Guest, draft: Draft) -> Result<Response, Fault> {
    let (app, speech) = (&guest.app, &guest.speech);
    let Draft { name, is_changed, body, based_on, older, wrong, reason, is_published } = draft;
    let versions = app.store.flow_versions(&name).await?;
    let newest = versions.first().map_or(0, |it| it.version);
    let mut lines = Vec::new();
    for it in &versions {
        let override_reason = it.override_reason.clone().unwrap_or_default();
        lines.push(VersionLine { version: it.version, published: published_by(guest, it).await?, override_reason });
    }
    let judged = judged(&name, &body, app.today());
    let f = Frame::of(guest, Place::Flows);
    let may_publish = f.admits(Room::Choices);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut page_of = EditorPage {
        title: name.clone(),
        finding: String::new(),
        body,
        based_on,
        older,
        next: newest + 1,
        wrong,
        is_published,
        problems: Vec::new(),
        findings: Vec::new(),
        blocks: 0,
        not_measured: Vec::new(),
        packs: Vec::new(),
        common: None,
        preview: None,
        shown: None,
        friction: None,
        versions: lines,
        may_publish,
        may_override: guest.member.role == Role::Owner,
        reason,
        tongues: crate::Language::ALL.into_iter().map(crate::Language::code).collect(),
        name,
        f,
    };
    match judged {
        Ok((flow, _, said)) => {
            page_of.title = own_title(speech, &flow);
            page_of.blocks = said.findings.iter().filter(|it| it.severity == Severity::Block).count();
            page_of.finding = verdict(speech, &said);
            page_of.findings = said.findings.iter().map(|it| finding_line(speech, it)).collect();
            page_of.not_measured = said.not_measured.iter().map(|what| not_measured(speech, what)).collect();
            if is_changed {
                page_of.preview = first_screen(guest, &flow).await;
            }
            page_of.packs = packs(speech, &said);
            page_of.friction = Some(Friction::of(speech, &said.symmetry));
            page_of.shown = Some(Shown::of(&flow, speech, app.today()));
            page_of.common = Some(Common::of(&flow, speech.language()));
        }
        Err(error) => {
            page_of.finding = speech.t1("flows-finding-broken", "n", error.problems.len());
            page_of.problems = error.problems;
        }
    }
    page_with(status, &page_of).map(may_frame)
}

fn verdict(speech: &Speech, said: &Lint) -> String {
    let of = |severity: Severity| said.findings.iter().filter(|it| it.severity == severity).count();
    match (of(Severity::Block), of(Severity::Error) + of(Severity::Warning)) {
        (0, 0) => speech.t("flows-finding-clean"),
        (0, others) => speech.t1("flows-finding-remarks", "n", others),
        (blocks, _) => speech.t1("flows-finding-blocked", "n", blocks),
    }
}

fn packs(speech: &Speech, said: &Lint) -> Vec<String> {
    let told = |held: &relationship::lint::Held| {
        let key = if held.stale { "flows-pack-stale" } else { "flows-pack" };
        speech.t2(key, "pack", common::title_of(&held.pack, speech.language()), "day", speech.day(held.last_checked))
    };
    said.packs.iter().map(told).collect()
}

/// What only a rendered page can tell, in the reader's language where we know the rule.
fn not_measured(speech: &Speech, what: &str) -> String {
    let rule = what.split(['(', ')']).nth(1).unwrap_or_default().to_lowercase();
    let told = speech.find(&format!("flows-not-measured-{rule}"), &[]);
    told.unwrap_or_else(|| what.to_owned())
}

/// The first screen of a draft as a page of its own, to stand within the page of the editor.
async fn first_screen(guest: &Guest, flow: &Flow) -> Option<String> {
    let speech = guest.app.speech(guest.speech.language());
    let shown = door::leave::preview(flow, speech, &guest.settings.company_name, guest.app.office.today());
    let bytes = axum::body::to_bytes(shown.into_body(), PREVIEW_BYTES_MAX).await;
    let bytes = bytes.inspect_err(|error| tracing::error!(%error, "a draft cannot be shown")).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Looks at a draft, or publishes it.
async fn edit_flow(Path(name): Path<String>, Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    if !is_name(&name) {
        return Err(Fault::NotFound);
    }
    let (body, mut wrong) = common::applied(&guest.speech, &fields);
    let based_on = fields.get("based_on").and_then(|text| text.parse().ok()).unwrap_or(0);
    let reason = fields.text("reason").chars().take(REASON_CHARS_MAX).collect::<String>();
    if wrong.is_none() && fields.text("do") == "publish" {
        match publish(&guest, &name, &body, based_on, &reason).await? {
            Ok(_) => return Ok(go_to(&format!("/flows/{}?published=1", encode(&name)))),
            Err(refused) => wrong = Some(refused),
        }
    }
    editor(&guest, Draft { name, is_changed: true, body, based_on, older: None, wrong, reason, is_published: false })
        .await
}

/// Publishes a draft, unless something stands in the way: then the sentence that says so.
async fn publish(
    guest: &Guest,
    name: &str,
    body: &str,
    based_on: u32,
    reason: &str,
) -> Result<Result<PublishedFlow, String>, Fault> {
    let (app, speech) = (&guest.app, &guest.speech);
    let newest = app.store.published_flow(name).await?;
    // Two who edit one flow do not overwrite each other.
    let newest_version = newest.as_ref().map_or(0, |it| it.version);
    if newest.as_ref().is_some_and(|it| it.body == body) {
        return Ok(Err(speech.t("flows-wrong-same")));
    }
    if newest_version > based_on {
        return Ok(Err(speech.t1("flows-wrong-outdated", "version", newest_version)));
    }
    let Ok((_, _, said)) = judged(name, body, app.today()) else {
        return Ok(Err(speech.t("flows-wrong-broken")));
    };
    let is_blocked = !said.may_publish();
    if is_blocked && guest.member.role != Role::Owner {
        return Ok(Err(speech.t("flows-wrong-blocked")));
    }
    if is_blocked && reason.chars().count() < REASON_CHARS_MIN {
        return Ok(Err(speech.t("flows-wrong-reason")));
    }
    let override_reason = is_blocked.then_some(reason);
    Ok(Ok(app.store.publish_flow(name, body, override_reason, guest.act()).await?))
}

async fn preview_published(
    guest: Guest,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let version = fields.get("version").and_then(|text| text.parse().ok());
    let (body, _) = text_of(&guest, &name, version).await?;
    preview(&guest, &name, &body, fields.text("lang"))
}

async fn preview_draft(Path(name): Path<String>, Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let (body, _) = common::applied(&guest.speech, &fields);
    preview(&guest, &name, &body, fields.text("preview"))
}

/// The first screen of a draft, as a customer would see it. Nothing can be sent from it.
fn preview(guest: &Guest, name: &str, body: &str, language: &str) -> Result<Response, Fault> {
    if !is_name(name) {
        return Err(Fault::NotFound);
    }
    let language = crate::Language::from_code(language).unwrap_or(guest.speech.language());
    let flow = match Flow::parse(name, body) {
        Ok((mut flow, _)) => {
            name.clone_into(&mut flow.flow);
            flow
        }
        Err(error) => return Ok((StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response()),
    };
    let speech = guest.app.speech(language);
    let mut response = door::leave::preview(&flow, speech, &guest.settings.company_name, guest.app.office.today());
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok(response)
}
