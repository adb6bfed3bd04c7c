//! What customers answered: a stream that can be read at once, how many answered of those who were asked, what they chose,
//! and what their own words are about.
//!
//! An answer is read for a purpose it was given for and for no other. Surveys, versions, channels and languages stand apart;
//! where answers are counted together, the page says so.

mod asked;
mod choices;
mod rates;
mod reader;
mod stream;
mod themes;

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::response::Response;
use axum::routing::{get, post};
use store::{PublishedSurvey, Theme};

pub(crate) use reader::Themes;
pub(crate) use stream::{chosen, may_read_protected};

use self::asked::{Asked, Filters};
use self::stream::Said;
use super::content::Section;
use super::parts::Voice;
use super::shares::NumbersCsv;
use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, Place, page};
use crate::visit::Guest;

/// People whose answers stand on one page.
const SAID_SHOWN: usize = 20;
/// Confirmed themes that are looked at.
const THEMES_MAX: u32 = 20_000;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/answers", get(read_answers))
        .route("/answers.csv", get(read_csv))
        .route("/answers/themes", get(themes::read_next))
        .route("/answers/theme", post(themes::confirm_theme))
}

/// A text of a form to choose from: what is sent, what is read, whether it is chosen.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) chosen: bool,
}

/// Every version of every survey that was published, by name and version.
pub(crate) struct Surveys(HashMap<(String, u32), PublishedSurvey>);

impl Surveys {
    pub(crate) async fn of(app: &App) -> Result<Self, Fault> {
        let all = app.store.surveys().await?;
        Ok(Self(all.into_iter().map(|it| ((it.survey.survey.clone(), it.survey.version), it)).collect()))
    }

    pub(crate) fn find(&self, survey: &str, version: u32) -> Option<&relationship::listening::Survey> {
        self.0.get(&(survey.to_owned(), version)).map(|it| &it.survey)
    }

    /// Where the question of an answer stands in its survey.
    pub(crate) fn place(&self, answer: &store::Answer) -> usize {
        let survey = self.find(&answer.survey, answer.version);
        survey
            .and_then(|it| it.questions.iter().position(|question| question.id == answer.question))
            .unwrap_or(usize::MAX)
    }

    /// By name, the newest version first.
    pub(super) fn all(&self) -> Vec<&relationship::listening::Survey> {
        let mut all: Vec<_> = self.0.values().map(|it| &it.survey).collect();
        all.sort_by(|a, b| a.survey.cmp(&b.survey).then(b.version.cmp(&a.version)));
        all
    }
}

/// The themes people confirmed, by invitation and question.
pub(super) type Confirmed = HashMap<(store::InvitationId, String), Theme>;

pub(super) async fn confirmed(app: &App) -> Result<Confirmed, Fault> {
    let all = app.store.themes(THEMES_MAX).await?;
    Ok(all.into_iter().map(|it| ((it.invitation, it.question.clone()), it)).collect())
}

#[derive(Template)]
#[template(path = "answers/page.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a sentence that is said or not")]
struct AnswersPage {
    f: Frame,
    over: String,
    finding: String,
    lead: String,
    filters: Filters,
    said: Vec<Said>,
    /// Where the next page begins.
    next: Option<String>,
    is_first: bool,
    /// What had to be looked through and was not, because it would take too long.
    is_cut: bool,
    /// There is no answer at all, whatever is asked for.
    is_unused: bool,
    codes: Vec<(String, Vec<(String, String)>)>,
    sections: Vec<Section>,
    csv: String,
    may_publish: bool,
}

async fn read_answers(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let (app, voice) = (&guest.app, Voice::new(&guest.speech));
    let asked = Asked::read(query.as_deref(), app.today());
    let surveys = Surveys::of(app).await?;
    let confirmed = confirmed(app).await?;
    let reader = reader::reader(app).await?;
    let found = stream::find(&guest, &asked, &surveys, &confirmed, &reader).await?;
    let responses = rates::of(app, &asked).await?;
    let counts = app.store.choice_counts(&asked.filter(), asked.wanted()).await?;
    let mut sections = vec![rates::section(&voice, &responses, &surveys)];
    sections.extend(choices::sections(&voice, &counts, &responses, &surveys));
    sections.push(themes::section(&voice, &confirmed));
    let is_unused = found.said.is_empty() && responses.is_empty() && app.store.answers_count().await? == 0;
    let f = Frame::of(&guest, Place::Answers);
    page(&AnswersPage {
        over: voice.with("answers-over", &[("from", &voice.day(asked.from)), ("to", &voice.day(asked.to))]),
        finding: rates::finding(&voice, &responses),
        lead: voice.t(&format!("answers-for-{}", asked.purpose.word())),
        filters: asked.filters(&voice, &surveys),
        is_first: asked.before.is_none(),
        next: found.next.map(|before| asked.address("/answers", Some(&before))),
        is_cut: found.is_cut,
        is_unused,
        said: found.said,
        codes: themes::codes(&voice),
        sections,
        csv: asked.address("/answers.csv", None),
        may_publish: f.admits(crate::room::Room::Choices),
        f,
    })
}

async fn read_csv(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let app = &guest.app;
    let asked = Asked::read(query.as_deref(), app.today());
    let surveys = Surveys::of(app).await?;
    let mut csv = NumbersCsv::default();
    rates::write(&mut csv, &rates::of(app, &asked).await?, &surveys);
    choices::write(&mut csv, &app.store.choice_counts(&asked.filter(), asked.wanted()).await?, &surveys);
    Ok(csv.answer_file("answers"))
}
