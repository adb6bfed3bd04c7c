//! What somebody does about the names: asks how it goes, through the same door as every other question, or gives a payment to
//! somebody who repairs it. Both tell of each name what became of it.

use std::collections::BTreeSet;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use door::listening::rounds::{ByHand, NoRound, Round};
use door::listening::signals;
use relationship::improvement::{Evidence, Signal};
use relationship::listening::asking::NotAsked;
use report::{ReportName, Row};

use super::super::content::{Attention, Block, Content, Rows, Section};
use super::super::filter::{self, Choice};
use super::super::parts::Voice;
use super::super::reports::ReportPage;
use super::super::{surveys, work};
use super::{day_of, word};
use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, Place, page, page_with};
use crate::posted::{Fields, Posted};
use crate::visit::Guest;

/// The form that the boxes beside the names belong to.
pub(crate) const FORM: &str = "silent";
/// Names that are told after a button; of the others the number.
const NAMES_TOLD_MAX: usize = 100;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/silent/ask", post(ask)).route("/silent/repair", post(repair))
}

/// What somebody who may act sees below the names.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/silent_act.html")]
pub(crate) struct Acting {
    pub(crate) form: &'static str,
    pub(crate) token: String,
    /// The question of the page, so that the same names are meant.
    pub(crate) query: String,
    pub(crate) surveys: Vec<Choice>,
    pub(crate) words: Words,
}

impl HtmlSafe for Acting {}

/// The words on the form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    survey: String,
    text: String,
    ask_chosen: String,
    ask_all: String,
    none: String,
    to_surveys: String,
    repair_text: String,
    repair_chosen: String,
    repair_all: String,
}

impl Acting {
    /// The form for somebody who may ask.
    pub(crate) async fn of(guest: &Guest, query: &str) -> Result<Self, Fault> {
        let titles = surveys::titles(&guest.app, &guest.speech).await?;
        let surveys = titles.into_iter().map(|(value, text)| Choice { value, text, chosen: false }).collect();
        let (token, query) = (guest.form_key.token(&guest.app), query.to_owned());
        Ok(Self { form: FORM, token, query, surveys, words: Words::default() })
    }

    /// The same for names of which so many are to be asked, and so many have a payment to repair.
    pub(super) fn counted(&self, voice: &Voice, to_ask: usize, to_repair: usize) -> Self {
        let button = |key: &str, n: usize| if n == 0 { String::new() } else { voice.t1(key, "n", n) };
        let words = Words {
            survey: voice.t("silent-act-survey"),
            text: voice.t("silent-act-text"),
            ask_chosen: voice.t("silent-act-ask-chosen"),
            ask_all: button("silent-act-ask-all", to_ask),
            none: voice.t("silent-act-no-survey"),
            to_surveys: voice.t("nav-surveys"),
            repair_text: voice.t("silent-act-repair-text"),
            repair_chosen: voice.t("silent-act-repair-chosen"),
            repair_all: button("silent-act-repair-all", to_repair),
        };
        Self { words, ..self.clone() }
    }
}

/// The customers a button is about: those who were chosen, or all of whom the list says so. Whoever is no longer on the list
/// is in neither.
async fn meant(guest: &Guest, fields: &Fields, then: &str) -> Result<Vec<Row>, Fault> {
    let asked = Fields::parse(fields.text("query"));
    let report = guest.app.ask(&filter::question(ReportName::Silent, &asked.0)?).await?;
    let chosen: BTreeSet<&str> = fields.all("customer").collect();
    let is_all = fields.text("whom") == "all";
    let is_meant = |row: &&Row| {
        let is_for_this = word(row, "then") == then;
        if is_all { is_for_this } else { chosen.contains(word(row, "customer")) && (then == "ask" || is_for_this) }
    };
    Ok(report.rows.iter().filter(is_meant).cloned().collect())
}

/// What became of names, told group by group.
#[derive(Default)]
struct Account(Vec<(&'static str, Vec<String>)>);

impl Account {
    fn add(&mut self, what: &'static str, name: String) {
        match self.0.iter_mut().find(|(known, _)| *known == what) {
            Some((_, names)) => names.push(name),
            None => self.0.push((what, vec![name])),
        }
    }

    fn count(&self, what: &str) -> usize {
        self.0.iter().find(|(known, _)| *known == what).map_or(0, |(_, names)| names.len())
    }

    fn rows(&self, voice: &Voice) -> Rows {
        let row = |(what, names): &(&str, Vec<String>)| {
            let mut text = names.iter().take(NAMES_TOLD_MAX).cloned().collect::<Vec<_>>().join(", ");
            if names.len() > NAMES_TOLD_MAX {
                text = voice.t2("silent-did-more", "names", text, "n", names.len() - NAMES_TOLD_MAX);
            }
            Attention { heading: voice.t1(&format!("silent-did-{what}"), "n", names.len()), text, step: None }
        };
        Rows { rows: self.0.iter().map(row).collect() }
    }

    /// The page that tells it.
    fn page(&self, guest: &Guest, finding: String, onward: (&str, &str)) -> Result<Response, Fault> {
        let voice = Voice::new(&guest.speech);
        let section = Section {
            id: "account",
            title: voice.t("silent-account"),
            margin: vec![voice.t("silent-account-text")],
            link: Some((voice.t(onward.0), onward.1.to_owned())),
            blocks: vec![Block::Rows(self.rows(&voice))],
            ..Section::default()
        };
        let content = Content { over: voice.t("silent-title"), finding, sections: vec![section], ..Content::default() };
        page(&ReportPage { f: Frame::of(guest, Place::Silent), title: content.finding.clone(), content })
    }
}

fn refused(guest: &Guest, why: String) -> Result<Response, Fault> {
    let voice = Voice::new(&guest.speech);
    let content = Content {
        over: voice.t("silent-title"),
        finding: voice.t("silent-not-asked"),
        refused: Some(why),
        ..Content::default()
    };
    let shown = ReportPage { f: Frame::of(guest, Place::Silent), title: content.finding.clone(), content };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

async fn ask(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let voice = Voice::new(&guest.speech);
    let survey = fields.text("survey");
    if guest.app.store.newest_survey(survey).await?.is_none() {
        return refused(&guest, voice.t("silent-act-no-survey"));
    }
    let rows = meant(&guest, &fields, "ask").await?;
    if rows.is_empty() {
        return refused(&guest, voice.t("silent-nobody-chosen"));
    }
    let office = &guest.app.office;
    let round = match Round::begin(office).await {
        Ok(round) => round,
        Err(NoRound::Store(error)) => return Err(error.into()),
        Err(NoRound::NoAddress) => return refused(&guest, voice.t("silent-no-address")),
        Err(NoRound::Rules(error)) => return refused(&guest, error.to_string()),
    };
    let mut account = Account::default();
    for row in &rows {
        let customer = word(row, "customer");
        match round.ask_by_hand(office, (survey, customer), guest.act()).await? {
            ByHand::Not(NotAsked::Resting { until }) => {
                account.add("resting", voice.t2("silent-did-from", "name", customer, "day", voice.day(until)));
            }
            other => account.add(group(&other), customer.to_owned()),
        }
    }
    let finding = voice.t2("silent-asked", "asked", account.count("asked"), "of", rows.len());
    account.page(&guest, finding, ("silent-back", "/silent"))
}

/// Under which heading somebody is told of.
const fn group(what: &ByHand) -> &'static str {
    match what {
        ByHand::Asked => "asked",
        ByHand::NoAddress => "no-address",
        ByHand::NoSurvey => "no-survey",
        ByHand::Not(why) => match why {
            NotAsked::OptedOut => "opted-out",
            NotAsked::HeldOut => "held-out",
            NotAsked::Resting { .. } => "resting",
            NotAsked::Quiet => "quiet",
            NotAsked::Unmet
            | NotAsked::Gone
            | NotAsked::NotAgreed { .. }
            | NotAsked::NotDue
            | NotAsked::AskedBefore => "gone",
        },
    }
}

async fn repair(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let voice = Voice::new(&guest.speech);
    let rows = meant(&guest, &fields, "repair_payment").await?;
    if rows.is_empty() {
        return refused(&guest, voice.t("silent-no-payment-chosen"));
    }
    let rules = work::rules(&guest.app).await;
    let on = guest.app.today();
    let mut account = Account::default();
    for row in &rows {
        let customer = word(row, "customer");
        let failed_on = day_of(row, "failed_on").unwrap_or(on);
        let signal = Signal::PaymentFailing { customer: customer.to_owned(), failed_on, on };
        let signals = vec![(Evidence::of(signal), BTreeSet::from([customer.to_owned()]))];
        let done = signals::propose(&guest.app.office, &rules, signals).await?;
        let what = match (done.new, done.joined) {
            (1.., _) => "point-made",
            (_, 1..) => "point-joined",
            _ => "point-known",
        };
        account.add(what, customer.to_owned());
    }
    let finding = voice.t2("silent-repairs", "made", account.count("point-made"), "of", rows.len());
    account.page(&guest, finding, ("silent-to-work", "/work"))
}
