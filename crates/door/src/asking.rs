//! The pages on which customers answer: no account, no script, every question to be skipped.
//!
//! | address | what it does |
//! | --- | --- |
//! | `/a/{token}` | the questions; the faces are buttons, so that one tap answers |
//! | `/a/{token}/{answer}` | the same with the first answer chosen, as it was touched inside a message, above one button |
//! | `/a/{token}/stop` | not to be asked again |
//! | `/a/helped/{token}` | did what was done help: two buttons |
//! | `/a/kiosk/{token}` | a screen on the spot: one question after another person |
//!
//! **A `GET` never counts.** Programs that look into mail, draw previews or fetch ahead open links too, some of them every link
//! of a message. So an opened link shows, and only a form that was sent counts: `docs/decisions/0009-listening.md`. That a
//! link was touched is noted apart (`taps`), for who wants to know how many began and did not send. The page that a touched
//! answer opened sends it at the first sign of life: a pointer that moves, a finger, a key (`assets/tap.js`).

mod asset;
mod helped;
mod kiosk;
mod opening;
mod page;
mod questions;

pub use kiosk::{asked_at_kiosk, kiosk_path};
pub use questions::taps;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use pages::{Fields, Language, Speech};
use relationship::listening::{NotAnAnswer, Survey, Value};
use sha2::{Digest as _, Sha256};
use store::{Answered, Delivery, Invitation, StoreError, TokenHash};

use crate::Office;
use opening::{Opened, Opens};
use page::{Closed, Frame};
use questions::{Problems, Typed};

/// The largest form: four texts of the longest kind in the widest letters, with room to spare.
pub const ANSWER_FORM_BYTES_MAX: usize = 256 * 1024;
/// The longest token that is looked at.
const TOKEN_CHARS_MAX: usize = 128;
/// The most versions of surveys that are kept in memory.
const SURVEYS_KEPT_MAX: usize = 256;

/// What the pages need. Cheap to clone.
#[derive(Clone)]
struct Asking(Arc<Inner>);

struct Inner {
    office: Arc<Office>,
    surveys: RwLock<HashMap<(String, u32), Arc<Survey>>>,
}

impl std::ops::Deref for Asking {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Every address on which customers answer.
pub fn router(office: Arc<Office>) -> Router {
    let asking = Asking(Arc::new(Inner { office, surveys: RwLock::default() }));
    Router::new()
        .route("/a/style/{hash}", get(asset::read_style))
        .route("/a/script/{hash}", get(asset::read_script))
        .route("/a/helped/{token}", get(helped::show).post(helped::send))
        .route("/a/kiosk/{token}", get(kiosk::show).post(kiosk::send))
        .route("/a/kiosk/{token}/{answer}", get(kiosk::show_more).post(kiosk::send_more))
        .route("/a/{token}", get(show).post(send))
        .route("/a/{token}/stop", get(show_stop).post(stop))
        .route("/a/{token}/{answer}", get(show_tapped).post(send))
        .layer(DefaultBodyLimit::max(ANSWER_FORM_BYTES_MAX))
        .layer(from_fn_with_state(asking.clone(), tell_too_long))
        .with_state(asking)
}

/// A form that is longer than any that fits is refused in words too.
async fn tell_too_long(State(asking): State<Asking>, request: Request, next: Next) -> Response {
    let language = accepted(request.headers());
    let response = next.run(request).await;
    if response.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return response;
    }
    asking.closed_in(language, Closed::TooLong).await
}

/// The page of a survey as somebody would meet it, to look at. Nothing can be answered from it.
pub fn preview(survey: &Survey, speech: Speech, company: &str) -> Response {
    let frame = Frame::new(speech, company.to_owned(), "", &[]);
    page::questions(&frame, survey, &Typed::default(), "", 0, StatusCode::OK)
}

/// The secret in a link: 128 bits of chance, in 22 letters that an address can hold.
pub fn new_token(office: &Office) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(office.random::<16>())
}

/// An invitation that can be answered now, with its survey.
struct Open {
    invitation: Invitation,
    survey: Arc<Survey>,
    token: String,
}

/// An invitation of which no more is asked: who does not want to be asked says so, however late.
struct Given {
    invitation: Invitation,
    language: Language,
    token: String,
}

impl Opens for Given {
    async fn open(asking: &Asking, token: &str) -> Result<Self, Closed> {
        let found = asking.office.store.invitation(&TokenHash::of(token)).await.map_err(|error| broken(&error))?;
        let invitation = found.ok_or(Closed::Unknown)?;
        Ok(Self { language: spoken(invitation.language), invitation, token: token.to_owned() })
    }
}

impl Opens for Open {
    async fn open(asking: &Asking, token: &str) -> Result<Self, Closed> {
        let Given { invitation, language, token } = Given::open(asking, token).await?;
        if invitation.expires_at <= asking.office.now() {
            return Err(Closed::Expired { language });
        }
        let survey = asking.survey(&invitation).await?;
        Ok(Self { invitation, survey, token })
    }
}

impl Asking {
    /// The survey in the version of the invitation, whatever was published since.
    async fn survey(&self, invitation: &Invitation) -> Result<Arc<Survey>, Closed> {
        let key = (invitation.survey.clone(), invitation.version);
        if let Some(known) = self.surveys.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(known));
        }
        let published =
            self.office.store.survey(&key.0, key.1).await.map_err(|error| broken(&error))?.ok_or(Closed::Broken)?;
        let survey = Arc::new(published.survey);
        let mut kept = self.surveys.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= SURVEYS_KEPT_MAX {
            kept.clear();
        }
        kept.insert(key, Arc::clone(&survey));
        Ok(survey)
    }

    /// The frame around a page of an open invitation, as what was sent with the address or the form says.
    async fn frame(&self, open: &Open, wished: Option<&str>, sent: &Fields) -> Frame {
        let invited = spoken(open.invitation.language);
        // A language nobody speaks here is not a wish.
        let wished = wished.and_then(Language::from_code).unwrap_or(invited);
        let code = open.survey.language(wished.code());
        let language = Language::from_code(code).unwrap_or(wished);
        let frame = self.frame_in(language, &open.token, &open.survey.languages).await;
        if sent.get("embed").is_some() { frame.on_sites(self.sites().await) } else { frame }
    }

    /// The sites that may show the pages of leaving may show questions too.
    async fn sites(&self) -> String {
        let flows = self.office.flows().await;
        let sites: BTreeSet<&str> = flows.iter().flat_map(|it| &it.flow.embed.sites).map(String::as_str).collect();
        sites.into_iter().collect::<Vec<_>>().join(" ")
    }

    async fn frame_in(&self, language: Language, token: &str, languages: &[String]) -> Frame {
        let company = self.office.store.settings().await.map(|it| it.company_name).unwrap_or_default();
        Frame::new(self.office.speech(language), company, token, languages)
    }

    /// The frame around a page that is at an address of its own.
    async fn frame_at(&self, language: Language, home: &str) -> Frame {
        self.frame_in(language, "", &both_languages()).await.at(home)
    }

    async fn closed(&self, closed: Closed, headers: &HeaderMap) -> Response {
        let language = match closed {
            Closed::Expired { language } => language,
            Closed::Unknown | Closed::Broken | Closed::TooLong => accepted(headers),
        };
        self.closed_in(language, closed).await
    }

    async fn closed_in(&self, language: Language, closed: Closed) -> Response {
        page::closed(&self.frame_in(language, "", &[]).await, closed)
    }
}

/// The language a browser asks for.
fn accepted(headers: &HeaderMap) -> Language {
    Language::negotiate(headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok()))
}

/// A page that asks nothing speaks every language, whatever the survey speaks.
fn both_languages() -> [String; 2] {
    Language::ALL.map(|it| it.code().to_owned())
}

/// The language of an invitation, as pages know it.
fn spoken(stored: store::Language) -> Language {
    Language::from_code(stored.word()).unwrap_or_default()
}

fn broken(error: &StoreError) -> Closed {
    tracing::error!(%error, "an invitation cannot be opened");
    Closed::Broken
}

fn wished(query: Option<&str>) -> Option<String> {
    Fields::parse(query.unwrap_or_default()).get("lang").map(str::to_owned)
}

async fn show(State(asking): State<Asking>, Opened(open): Opened<Open>, RawQuery(query): RawQuery) -> Response {
    let sent = Fields::parse(query.as_deref().unwrap_or_default());
    let frame = asking.frame(&open, sent.get("lang"), &sent).await;
    asking.page(&open, frame, Typed::default()).await
}

async fn show_tapped(
    State(asking): State<Asking>,
    Opened(open): Opened<Open>,
    Path((_, answer)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let sent = Fields::parse(query.as_deref().unwrap_or_default());
    let frame = asking.frame(&open, sent.get("lang"), &sent).await;
    let Some(first) = open.survey.questions.first() else { return asking.closed(Closed::Broken, &headers).await };
    // An answer the question does not have opens the questions with none chosen.
    let Ok(Some(value)) = first.read(&[&answer]) else { return asking.page(&open, frame, Typed::default()).await };
    let is_fetched_ahead = ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .any(|name| headers.get(*name).and_then(|it| it.to_str().ok()).is_some_and(|it| it.contains("prefetch")));
    if method == Method::GET && !is_fetched_ahead {
        let noted = asking.office.store.note_tap(open.invitation.id, &answer, asking.office.now()).await;
        if let Err(error) = noted {
            // The page matters more than the note.
            tracing::warn!(%error, "that a link was touched could not be noted");
        }
    }
    asking.page(&open, frame, Typed::tapped(&first.id, &value)).await
}

async fn send(State(asking): State<Asking>, Opened(open): Opened<Open>, body: Bytes) -> Response {
    let fields = Fields::parse(&String::from_utf8_lossy(&body));
    let frame = asking.frame(&open, fields.get("lang").or_else(|| fields.get("speak")), &fields).await;
    let typed = Typed::read(&open.survey, &fields);
    // A button that only changes the language keeps what was typed and sends nothing.
    if fields.get("lang").is_some() {
        return asking.page(&open, frame, typed).await;
    }
    let answers = match typed.answers(&open.survey) {
        Ok(answers) => answers,
        Err(problems) => return asking.refused(&open, frame, typed, problems).await,
    };
    if answers.is_empty() {
        return asking.page(&open, frame.saying("asking-nothing-sent"), typed).await;
    }
    let now = asking.office.now();
    // The name of the form is part of what is in it: sent again as it was it counts once, and with another answer, after a
    // step back, it changes the answer.
    let delivery = Delivery { id: digest_of(&body), answers, on: asking.office.day_of(now), at: now };
    match asking.office.store.answer(&open.survey, &open.invitation, &delivery).await {
        Ok(Answered::Counted { .. } | Answered::DeliveredBefore) => page::see_thanks(&frame),
        Err(StoreError::NotStorable { .. }) => {
            let problem = NotAnAnswer::NotOffered { allowed: String::new() };
            let problems = delivery.answers.into_iter().map(|(id, _)| (id, problem.clone())).collect();
            asking.refused(&open, frame, typed, problems).await
        }
        Err(error) => {
            tracing::error!(%error, "an answer could not be kept");
            asking.page_with(&open, frame.saying("asking-not-kept"), typed, StatusCode::SERVICE_UNAVAILABLE).await
        }
    }
}

/// The name of a form: the one we gave it, or what is in it where somebody else made it.
fn delivery(fields: &Fields, body: &[u8]) -> String {
    let given = fields.text("form");
    let is_ours = given.len() == 22 && given.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
    if is_ours { given.to_owned() } else { digest_of(body) }
}

fn digest_of(body: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(body))
}

async fn show_stop(State(asking): State<Asking>, Opened(given): Opened<Given>, RawQuery(query): RawQuery) -> Response {
    let done = matches!(asking.office.store.has_opted_out(&given.invitation.customer).await, Ok(true));
    let language = wished(query.as_deref()).as_deref().and_then(Language::from_code).unwrap_or(given.language);
    page::stop(&asking.frame_in(language, &given.token, &both_languages()).await, done)
}

async fn stop(State(asking): State<Asking>, Opened(given): Opened<Given>, body: Bytes) -> Response {
    let Given { invitation, language, token } = given;
    let fields = Fields::parse(&String::from_utf8_lossy(&body));
    let store = &asking.office.store;
    let said = if fields.get("again").is_some() {
        store.opt_in(&invitation.customer).await
    } else {
        store.opt_out(&invitation.customer, invitation.channel, asking.office.now()).await
    };
    let language = fields.get("speak").and_then(Language::from_code).unwrap_or(language);
    let frame = asking.frame_in(language, &token, &both_languages()).await;
    match said {
        Ok(_) => page::stop(&frame, fields.get("again").is_none()),
        Err(error) => {
            tracing::error!(%error, "an opt-out could not be kept");
            page::closed(&frame, Closed::Broken)
        }
    }
}

impl Asking {
    async fn page(&self, open: &Open, frame: Frame, typed: Typed) -> Response {
        self.page_with(open, frame, typed, StatusCode::OK).await
    }

    async fn refused(&self, open: &Open, frame: Frame, typed: Typed, problems: Problems) -> Response {
        let typed = typed.with(problems);
        self.page_with(open, frame.saying("asking-problem"), typed, StatusCode::UNPROCESSABLE_ENTITY).await
    }

    async fn page_with(&self, open: &Open, frame: Frame, typed: Typed, status: StatusCode) -> Response {
        let before = self.office.store.own_answers(open.invitation.id).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "earlier answers cannot be shown");
            Vec::new()
        });
        let before: Vec<(String, Value)> = before.into_iter().filter_map(|it| Some((it.question, it.value?))).collect();
        let form = BASE64_URL_SAFE_NO_PAD.encode(self.office.random::<16>());
        page::questions(&frame, &open.survey, &typed.after(&before), &form, seed(&open.token), status)
    }
}

/// The order of options is the same whenever a link is opened again.
fn seed(token: &str) -> u64 {
    Sha256::digest(token.as_bytes()).iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}
