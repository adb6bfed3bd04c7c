//! Surveys: every version of what customers are asked, the page as they meet it, the editor that names each problem, and links
//! for whoever asks by hand. Beside them what holds over all surveys: the cap, the quiet hours, and who is never asked.

mod kiosks;
pub(super) mod links;

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use relationship::flow::{NewValue, Problem, changed};
use relationship::listening::asking::House;
use relationship::listening::{AskRule, AskedBy, Survey};
use store::{Actor, PublishedSurvey, StoreError};

pub(crate) use kiosks::KioskLine;
pub(crate) use links::Made;

use super::answers::Choice;
use super::parts::Voice;
use crate::App;
use crate::Speech;
use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, may_frame, page_with};
use crate::posted::{Fields, Posted, encode};
use crate::room::Room;
use crate::visit::Guest;

/// The largest file of a survey that is read.
const SURVEY_BYTES_MAX: usize = 128 * 1024;

pub(crate) fn reading_routes() -> Router<App> {
    Router::new()
        .route("/surveys", get(list_surveys))
        .route("/surveys/{survey}", get(read_survey))
        .route("/surveys/{survey}/preview", get(preview_published).post(preview_draft))
}

pub(crate) fn publishing_routes() -> Router<App> {
    Router::new()
        .route("/surveys/new", post(begin_survey))
        .route("/surveys/{survey}/edit", post(edit_survey))
        .route("/surveys/{survey}/links", post(links::make_link))
        .route("/surveys/{survey}/kiosks", post(kiosks::add_kiosk))
        .route("/surveys/{survey}/kiosks/{kiosk}/end", post(kiosks::end_kiosk))
}

/// One survey in the list, or one version of it.
#[derive(Debug, Clone)]
pub(crate) struct SurveyLine {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) version: u32,
    /// Version, length, languages.
    pub(crate) about: String,
    /// Who published it and when.
    pub(crate) published: String,
    /// When it is sent, rule by rule.
    pub(crate) rules: Vec<String>,
}

#[derive(Template)]
#[template(path = "surveys/list.html")]
struct SurveysPage {
    f: Frame,
    finding: String,
    lines: Vec<SurveyLine>,
    /// What holds over all surveys: name and text.
    house: Vec<(String, String)>,
    house_wrong: Option<String>,
    may_publish: bool,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "surveys/editor.html")]
struct EditorPage {
    f: Frame,
    name: String,
    title: String,
    finding: String,
    body: String,
    /// The version on which the draft was begun; 0 where there is none.
    based_on: u32,
    next: u32,
    wrong: Option<String>,
    is_published: bool,
    problems: Vec<Problem>,
    /// What the draft says it does: name and text.
    facts: Vec<(String, String)>,
    rules: Vec<String>,
    versions: Vec<SurveyLine>,
    may_publish: bool,
    tongues: Vec<&'static str>,
    channels: Vec<Choice>,
    /// Screens on the spot.
    kiosks: Vec<KioskLine>,
    /// A link that was made just now; it is shown once.
    made: Option<Made>,
    link_wrong: Option<String>,
    customer: String,
}

/// What every survey is called in somebody's language, by the name it has in data: the title of its newest version.
pub(crate) async fn titles(app: &App, speech: &Speech) -> Result<BTreeMap<String, String>, Fault> {
    let mut titles = BTreeMap::new();
    for it in app.store.surveys().await? {
        let title = || door::then::own_words(&it.survey.title, speech).to_owned();
        titles.entry(it.survey.survey.clone()).or_insert_with(title);
    }
    Ok(titles)
}

fn is_name(name: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    (1..=60).contains(&name.len()) && name.bytes().all(is_letter) && name != "new"
}

async fn published_by(guest: &Guest, survey: &PublishedSurvey) -> Result<String, Fault> {
    let (app, speech) = (&guest.app, &guest.speech);
    let by = match survey.act.by {
        Actor::Member(id) => match app.store.member(id).await? {
            Some(member) if !member.name.is_empty() => member.name,
            Some(member) => member.email.as_str().to_owned(),
            None => speech.t("desk-by-gone"),
        },
        Actor::Program | Actor::Key(_) => speech.t("desk-by-program"),
    };
    Ok(speech.t2("flows-published-by", "moment", speech.moment(survey.act.at.us()), "by", by))
}

async fn line(guest: &Guest, voice: &Voice, it: &PublishedSurvey) -> Result<SurveyLine, Fault> {
    let survey = &it.survey;
    let languages: Vec<String> =
        survey.languages.iter().map(|code| voice.t(&format!("answers-language-{code}"))).collect();
    let parts = [
        voice.t1("answers-version", "version", survey.version),
        voice.t1("answers-length", "n", survey.questions.len()),
        languages.join(", "),
    ];
    Ok(SurveyLine {
        name: survey.survey.clone(),
        title: door::then::own_words(&survey.title, voice).to_owned(),
        version: survey.version,
        about: parts.join(" · "),
        published: published_by(guest, it).await?,
        rules: rules(voice, survey),
    })
}

/// When a survey is sent, rule by rule.
fn rules(voice: &Voice, survey: &Survey) -> Vec<String> {
    let channels = |rule: &AskRule| {
        let names = rule.channels.iter().map(|it| voice.t(&format!("answers-channel-{}", it.word())));
        names.collect::<Vec<_>>().join(&voice.t("surveys-or"))
    };
    let told = |rule: &AskRule| {
        let key = format!("surveys-on-{}", rule.on.word().replace('_', "-"));
        voice.with(
            &key,
            &[
                ("after", &rule.after_days),
                ("every", &rule.every_days.unwrap_or(0)),
                ("within", &rule.within_days),
                ("channels", &channels(rule)),
            ],
        )
    };
    survey.rules.iter().map(told).collect()
}

/// What holds over all surveys.
fn house(voice: &Voice, house: &House) -> Vec<(String, String)> {
    let hour = |hour: u8| format!("{hour:02}:00");
    let quiet = voice.t2("surveys-quiet-text", "from", hour(house.quiet_from_hour), "to", hour(house.quiet_to_hour));
    let rule = &house.mail_after_goodbye;
    let pack = relationship::law::pack(&rule.pack).map_or_else(
        |_| rule.pack.clone(),
        |it| if voice.language() == crate::Language::Dutch { it.title.nl } else { it.title.en },
    );
    let after = format!("surveys-goodbye-mail-{}", rule.needs.word().replace('_', "-"));
    let sundays = voice.t(if house.quiet_sundays { "surveys-sundays-quiet" } else { "surveys-sundays-not" });
    vec![
        (
            voice.t("surveys-cap"),
            voice.t2("surveys-cap-text", "between", house.between_days, "year", house.per_year_max),
        ),
        (voice.t("surveys-quiet"), format!("{quiet} {sundays}")),
        (voice.t("surveys-unasked"), voice.t1("surveys-unasked-text", "share", voice.percent(house.unasked_share, 0))),
        (voice.t("surveys-goodbye-mail"), voice.t2(&after, "rule", rule.rule.clone(), "pack", pack)),
    ]
}

async fn list_surveys(guest: Guest) -> Result<Response, Fault> {
    list_page(&guest, None).await
}

async fn list_page(guest: &Guest, wrong: Option<String>) -> Result<Response, Fault> {
    let (app, voice) = (&guest.app, Voice::new(&guest.speech));
    let all = app.store.surveys().await?;
    let mut lines = Vec::new();
    for versions in all.chunk_by(|a, b| a.survey.survey == b.survey.survey) {
        if let Some(newest) = versions.first() {
            lines.push(line(guest, &voice, newest).await?);
        }
    }
    let (rules, house_wrong) = match app.office.asking_house().await {
        Ok(rules) => (rules, None),
        Err(error) => (House::default().under(&[]).unwrap_or_default(), Some(error.to_string())),
    };
    let f = Frame::of(guest, Place::Surveys);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(
        status,
        &SurveysPage {
            finding: voice.t1("surveys-finding", "n", lines.len()),
            lines,
            house: house(&voice, &rules),
            house_wrong,
            may_publish: f.admits(Room::Choices),
            wrong,
            f,
        },
    )
}

/// Opens the editor on a survey that does not exist yet; it begins to exist when it is published.
async fn begin_survey(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let name = fields.text("name");
    if is_name(name) {
        Ok(go_to(&format!("/surveys/{}", encode(name))))
    } else {
        let wrong = guest.speech.t("surveys-wrong-name");
        list_page(&guest, Some(wrong)).await
    }
}

/// The text of a version, or the beginning of a new survey; with its version.
async fn text_of(guest: &Guest, name: &str, version: Option<u32>) -> Result<(String, u32), Fault> {
    let store = &guest.app.store;
    let published = match version {
        Some(version) => store.survey(name, version).await?,
        None => store.newest_survey(name).await?,
    };
    Ok(match published {
        Some(it) => (it.body, it.survey.version),
        None => (beginning(name), 0),
    })
}

/// A survey of one question, to begin with.
fn beginning(name: &str) -> String {
    format!(
        "survey = \"{name}\"\nversion = 1\ntitle.nl = \"Hoe gaat het?\"\ntitle.en = \"How is it going?\"\npurposes = [\"handle\", \"improve\"]\n\n\
         [[question]]\nid = \"whole\"\nkind = \"faces\"\naspect = \"whole\"\nladder = true\n\
         ask.nl = \"Hoe tevreden ben je over ons?\"\nask.en = \"How content are you with us?\"\n"
    )
}

/// What is shown of a draft.
#[derive(Default)]
struct Draft {
    body: String,
    based_on: u32,
    wrong: Option<String>,
    is_published: bool,
    made: Option<Made>,
    link_wrong: Option<String>,
    customer: String,
}

impl Draft {
    /// A version of a survey as it was published, or the beginning of a new one, where that is a name.
    async fn of(guest: &Guest, name: &str, version: Option<u32>) -> Result<Self, Fault> {
        if !is_name(name) {
            return Err(Fault::NotFound);
        }
        let (body, based_on) = text_of(guest, name, version).await?;
        Ok(Self { body, based_on, ..Self::default() })
    }
}

async fn read_survey(guest: Guest, Path(name): Path<String>, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let version = fields.get("version").and_then(|text| text.parse().ok());
    let is_published = fields.get("published").is_some();
    let draft = Draft { is_published, ..Draft::of(&guest, &name, version).await? };
    editor(&guest, name, draft).await
}

/// What a draft says it does: for how long what is kept, and what for.
fn facts(voice: &Voice, survey: &Survey) -> Vec<(String, String)> {
    let purposes: Vec<String> =
        survey.purposes.each().map(|it| voice.t(&format!("answers-purpose-{}", it.word()))).collect();
    let days = |days: u32| voice.t1("goodbyes-days", "days", days);
    let ladder = survey.ladder_question().map_or_else(
        || voice.t("surveys-no-ladder"),
        |it| voice.t2("surveys-ladder", "question", door::then::own_words(&it.ask, voice), "days", survey.ladder_days),
    );
    vec![
        (voice.t("surveys-purposes"), purposes.join(", ")),
        (voice.t("surveys-stands"), ladder),
        (voice.t("surveys-link"), days(survey.link_days)),
        (voice.t("surveys-words"), days(survey.words_days)),
    ]
}

async fn editor(guest: &Guest, name: String, draft: Draft) -> Result<Response, Fault> {
    let (app, voice) = (&guest.app, Voice::new(&guest.speech));
    let all = app.store.surveys().await?;
    let mut versions = Vec::new();
    for it in all.iter().filter(|it| it.survey.survey == name) {
        versions.push(line(guest, &voice, it).await?);
    }
    let newest = versions.first().map_or(0, |it| it.version);
    let f = Frame::of(guest, Place::Surveys);
    let is_wrong = draft.wrong.is_some() || draft.link_wrong.is_some();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let channels = [AskedBy::Desk, AskedBy::Qr, AskedBy::Web, AskedBy::Kiosk, AskedBy::Text];
    let mut shown = EditorPage {
        title: name.clone(),
        finding: String::new(),
        body: draft.body,
        based_on: draft.based_on,
        next: newest + 1,
        wrong: draft.wrong,
        is_published: draft.is_published,
        problems: Vec::new(),
        facts: Vec::new(),
        rules: Vec::new(),
        versions,
        may_publish: f.admits(Room::Choices),
        tongues: crate::Language::ALL.into_iter().map(crate::Language::code).collect(),
        channels: channels
            .map(|it| Choice {
                value: it.word().to_owned(),
                text: voice.t(&format!("answers-channel-{}", it.word())),
                chosen: false,
            })
            .to_vec(),
        kiosks: kiosks::lines(guest, &voice, &name).await?,
        made: draft.made,
        link_wrong: draft.link_wrong,
        customer: draft.customer,
        name,
        f,
    };
    match Survey::parse(&shown.name, &shown.body) {
        Ok(survey) => {
            door::then::own_words(&survey.title, &voice).clone_into(&mut shown.title);
            shown.finding = voice.t1("surveys-finding-length", "n", survey.questions.len());
            shown.facts = facts(&voice, &survey);
            shown.rules = rules(&voice, &survey);
        }
        Err(error) => {
            shown.finding = voice.t1("flows-finding-broken", "n", error.problems.len());
            shown.problems = error.problems;
        }
    }
    page_with(status, &shown).map(may_frame)
}

/// Looks at a draft, or publishes it as the next version.
async fn edit_survey(Path(name): Path<String>, Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    if !is_name(&name) {
        return Err(Fault::NotFound);
    }
    // Forms write line ends of their own.
    let body = fields.as_typed("body").replace("\r\n", "\n");
    let based_on = fields.get("based_on").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut wrong = (body.len() > SURVEY_BYTES_MAX).then(|| guest.speech.t("surveys-wrong-large"));
    if wrong.is_none() && fields.text("do") == "publish" {
        match publish(&guest, &name, &body, based_on).await? {
            Ok(()) => return Ok(go_to(&format!("/surveys/{}?published=1", encode(&name)))),
            Err(refused) => wrong = Some(refused),
        }
    }
    editor(&guest, name, Draft { body, based_on, wrong, ..Draft::default() }).await
}

/// Publishes a draft as the next version, unless something stands in the way: then the sentence that says so.
async fn publish(guest: &Guest, name: &str, body: &str, based_on: u32) -> Result<Result<(), String>, Fault> {
    let (store, speech) = (&guest.app.store, &guest.speech);
    let newest = store.newest_survey(name).await?;
    let version = newest.as_ref().map_or(0, |it| it.survey.version);
    if newest.as_ref().is_some_and(|it| it.body == body) {
        return Ok(Err(speech.t("flows-wrong-same")));
    }
    // Two who edit one survey do not overwrite each other.
    if version > based_on {
        return Ok(Err(speech.t1("flows-wrong-outdated", "version", version)));
    }
    let next = changed(body, &["version"], &NewValue::Whole(i64::from(version) + 1));
    let Some(Ok(survey)) = next.as_ref().map(|body| Survey::parse(name, body)) else {
        return Ok(Err(speech.t("flows-wrong-broken")));
    };
    if survey.survey != name {
        return Ok(Err(speech.t1("surveys-wrong-other-name", "name", name)));
    }
    match store.publish_survey(&survey, next.as_deref().unwrap_or(body), guest.act()).await {
        Ok(_) => Ok(Ok(())),
        // Somebody published while this was looked at.
        Err(StoreError::SurveyPublished { version, .. }) => {
            Ok(Err(speech.t1("flows-wrong-outdated", "version", version)))
        }
        Err(error) => Err(error.into()),
    }
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
    let body = fields.as_typed("body").replace("\r\n", "\n");
    preview(&guest, &name, &body, fields.text("preview"))
}

/// The page of a draft, as a customer would see it. Nothing can be sent from it.
fn preview(guest: &Guest, name: &str, body: &str, language: &str) -> Result<Response, Fault> {
    if !is_name(name) {
        return Err(Fault::NotFound);
    }
    let language = crate::Language::from_code(language).unwrap_or(guest.speech.language());
    let survey = match Survey::parse(name, body) {
        Ok(survey) => survey,
        Err(error) => return Ok((StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response()),
    };
    let mut response = door::asking::preview(&survey, guest.app.speech(language), &guest.settings.company_name);
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok(response)
}
