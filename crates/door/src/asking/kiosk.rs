//! A screen on the spot: one question, one tap, and back to the beginning for whoever comes next.
//!
//! | address | what it does |
//! | --- | --- |
//! | `/a/kiosk/{token}` | the first question; each answer is a button that counts |
//! | `/a/kiosk/{token}/{answer}` | the other questions, for the same person, for a few minutes |
//!
//! Nobody says who they are: there is no cookie, no own words, no question that takes a name to be of use, and nothing that
//! was answered is shown again. Every page but the first goes back to it by itself.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use pages::{Fields, Language};
use relationship::listening::{Purpose, Purposes, Survey, Value};
use sha2::{Digest as _, Sha256};
use store::{Answered, Delivery, Invitation, InvitationId, Kiosk, NewAtKiosk, StoreError, TokenHash};

use super::opening::{Opened, Opens};
use super::page::{self, AtKiosk, Closed, Frame};
use super::{Asking, broken, delivery, spoken, wished};
use crate::Office;

/// After the first answer the others can be given for so long.
const MORE_SECONDS: i64 = 10 * 60;
/// A page of thanks goes back to the beginning after so long.
const THANKS_SECONDS: u32 = 6;
/// Whoever walks away from the other questions leaves the screen to the next after so long.
const LEFT_SECONDS: u32 = 60;

/// What of a survey is asked where nobody knows who answers: nothing in own words, because people write names, nothing that
/// promises a reply, and not in order to put something right for whoever it was, where that is not all it is for.
pub fn asked_at_kiosk(survey: &Survey) -> Survey {
    let mut survey = survey.clone();
    survey.questions.retain(|it| !it.kind.is_words() && it.grants.is_none());
    let others = survey.purposes.each().filter(|it| *it != Purpose::Handle).fold(Purposes::NONE, Purposes::with);
    if others != Purposes::NONE {
        survey.purposes = others;
    }
    survey
}

/// The address of a screen.
pub fn kiosk_path(token: &str) -> String {
    format!("/a/kiosk/{token}")
}

/// A screen that asks now, with what it asks.
pub(super) struct Standing {
    kiosk: Kiosk,
    survey: Survey,
    home: String,
}

/// The secret of what belongs to a form: the same form is the same answer.
fn secret_of(office: &Office, kiosk: &Kiosk, form: &str) -> String {
    let mac = crate::token::mac(&office.key("kiosk"), format!("{}\n{form}", kiosk.id).as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(&mac[..16])
}

impl Opens for Standing {
    async fn open(asking: &Asking, token: &str) -> Result<Self, Closed> {
        let store = &asking.office.store;
        let kiosk = store.kiosk(&TokenHash::of(token)).await.map_err(|error| broken(&error))?;
        let kiosk = kiosk.ok_or(Closed::Unknown)?;
        let newest = store.newest_survey(&kiosk.survey).await.map_err(|error| broken(&error))?.ok_or(Closed::Broken)?;
        let survey = asked_at_kiosk(&newest.survey);
        if kiosk.ended_at.is_some() {
            return Err(Closed::Expired { language: Language::from_code(survey.language("")).unwrap_or_default() });
        }
        if survey.questions.is_empty() {
            return Err(Closed::Broken);
        }
        Ok(Self { kiosk, survey, home: kiosk_path(token) })
    }
}

impl Asking {
    async fn frame_of(&self, standing: &Standing, wished: Option<&str>) -> Frame {
        let code = standing.survey.language(wished.unwrap_or_default());
        let language = Language::from_code(code).unwrap_or_default();
        self.frame_in(language, "", &standing.survey.languages).await.at(&standing.home)
    }

    /// The first question, or all but it.
    fn kiosk_page(&self, standing: &Standing, frame: &Frame, is_first: bool, status: StatusCode) -> Response {
        let form = BASE64_URL_SAFE_NO_PAD.encode(self.office.random::<16>());
        // Whoever comes next sees the options in an order of their own.
        let seed = Sha256::digest(form.as_bytes()).iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte));
        let mut survey = standing.survey.clone();
        if is_first {
            survey.questions.truncate(1);
        } else {
            survey.questions.remove(0);
        }
        page::kiosk(frame, &AtKiosk { survey: &survey, home: &standing.home, form: &form, seed, is_first }, status)
    }

    /// Counts a form. What it belongs to is made from the form, so that the same form counts once.
    async fn count(&self, survey: &Survey, invitation: &Invitation, delivery: &Delivery) -> Result<(), Closed> {
        match self.office.store.answer(survey, invitation, delivery).await {
            Ok(Answered::Counted { .. } | Answered::DeliveredBefore) => Ok(()),
            Err(error) => Err(not_kept(&error)),
        }
    }
}

fn not_kept(error: &StoreError) -> Closed {
    tracing::error!(%error, "an answer at a screen could not be kept");
    Closed::Broken
}

fn chosen(survey: &Survey, fields: &Fields) -> Vec<(String, Value)> {
    // A forged answer is none; the others count.
    let read = |id: &str, sent: &[&str]| survey.question(id)?.read(sent).ok()?;
    let answer = |it: &relationship::listening::Question| {
        let name = format!("q-{}", it.id);
        let sent: Vec<&str> = fields.all(&name).collect();
        Some((it.id.clone(), read(&it.id, &sent)?))
    };
    survey.questions.iter().filter_map(answer).collect()
}

pub(super) async fn show(
    State(asking): State<Asking>,
    Opened(standing): Opened<Standing>,
    RawQuery(query): RawQuery,
) -> Response {
    let frame = asking.frame_of(&standing, wished(query.as_deref()).as_deref()).await;
    if Fields::parse(query.as_deref().unwrap_or_default()).get("thanks").is_some() {
        return page::kiosk_thanks(&frame.going_to(THANKS_SECONDS, &standing.home), &standing.survey, &standing.home);
    }
    asking.kiosk_page(&standing, &frame, true, StatusCode::OK)
}

pub(super) async fn send(State(asking): State<Asking>, Opened(standing): Opened<Standing>, body: Bytes) -> Response {
    let fields = Fields::parse(&String::from_utf8_lossy(&body));
    let frame = asking.frame_of(&standing, fields.get("speak")).await;
    let mut first = standing.survey.clone();
    first.questions.truncate(1);
    let answers = chosen(&first, &fields);
    if answers.is_empty() {
        return asking.kiosk_page(&standing, &frame.saying("asking-nothing-sent"), true, StatusCode::OK);
    }
    match asking.begin(&standing, &frame, &fields, (&body, answers)).await {
        Ok(secret) if standing.survey.questions.len() > 1 => {
            page::see(&format!("{}/{secret}?lang={}", standing.home, frame.lang()))
        }
        Ok(_) => page::see(&format!("{}?thanks=1&lang={}", standing.home, frame.lang())),
        Err(_) => {
            let frame = frame.saying("asking-not-kept");
            asking.kiosk_page(&standing, &frame, true, StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

impl Asking {
    /// Takes the first answer; gives the secret under which more can be said.
    async fn begin(
        &self,
        standing: &Standing,
        frame: &Frame,
        fields: &Fields,
        (body, answers): (&Bytes, Vec<(String, Value)>),
    ) -> Result<String, Closed> {
        let (office, act) = (&self.office, self.office.act());
        let form = delivery(fields, body);
        let secret = secret_of(office, &standing.kiosk, &form);
        let on = office.day_of(act.at);
        let new = NewAtKiosk {
            id: InvitationId::new(act.at, u128::from_le_bytes(office.random())),
            token: TokenHash::of(&secret),
            kiosk: standing.kiosk.id,
            survey: standing.survey.survey.clone(),
            version: standing.survey.version,
            language: frame.lang().parse().unwrap_or(store::Language::Nl),
            asked_on: on,
            expires_at: act.at.plus_seconds(MORE_SECONDS),
        };
        let invitation = office.store.begin_at_kiosk(&new, act).await.map_err(|error| not_kept(&error))?;
        self.count(&standing.survey, &invitation, &Delivery { id: form, answers, on, at: act.at }).await?;
        Ok(secret)
    }

    /// What somebody began at this screen, while its time is not over.
    async fn begun(&self, standing: &Standing, secret: &str) -> Option<Invitation> {
        let found = self.office.store.invitation(&TokenHash::of(secret)).await.ok()??;
        let is_here = found.kiosk == Some(standing.kiosk.id) && found.version == standing.survey.version;
        (is_here && found.expires_at > self.office.now()).then_some(found)
    }
}

pub(super) async fn show_more(
    State(asking): State<Asking>,
    Opened(standing): Opened<Standing>,
    Path((_, secret)): Path<(String, String)>,
) -> Response {
    let Some(begun) = asking.begun(&standing, &secret).await.filter(|_| standing.survey.questions.len() > 1) else {
        return page::see(&standing.home);
    };
    let language = spoken(begun.language).code();
    let mut frame = asking.frame_of(&standing, Some(language)).await.going_to(LEFT_SECONDS, &standing.home);
    frame = frame.at(&format!("{}/{secret}", standing.home)).speaking_one();
    asking.kiosk_page(&standing, &frame, false, StatusCode::OK)
}

pub(super) async fn send_more(
    State(asking): State<Asking>,
    Opened(standing): Opened<Standing>,
    Path((_, secret)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let fields = Fields::parse(&String::from_utf8_lossy(&body));
    let frame = asking.frame_of(&standing, fields.get("speak")).await;
    if let Some(begun) = asking.begun(&standing, &secret).await {
        let mut others = standing.survey.clone();
        others.questions.remove(0);
        let now = asking.office.now();
        let answers = chosen(&others, &fields);
        let delivery = Delivery { id: delivery(&fields, &body), answers, on: asking.office.day_of(now), at: now };
        if asking.count(&standing.survey, &begun, &delivery).await.is_err() {
            let frame = frame.saying("asking-not-kept").going_to(LEFT_SECONDS, &standing.home);
            let frame = frame.at(&format!("{}/{secret}", standing.home)).speaking_one();
            return asking.kiosk_page(&standing, &frame, false, StatusCode::SERVICE_UNAVAILABLE);
        }
    }
    page::see(&format!("{}?thanks=1&lang={}", standing.home, frame.lang()))
}
