//! Pages to read: the list, the procedure, the card for staff, and what stands there when nothing changed.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use store::{Moment, Visit};

use super::Leave;
use super::frame::{Frame, page};
use super::walk::Reader;
use crate::flows::Found;
use crate::procedure::{DeskScript, Procedure};
use crate::then::own_words;

/// Days the numbers on the procedure page look back.
const REAL_DAYS: i64 = 90;
/// Below so many leavers no time is named.
const REAL_MIN: usize = 20;
/// The most walks that are looked at for the numbers.
const REAL_WALKS_MAX: u32 = 20_000;

struct Listed {
    href: String,
    how: String,
    title: String,
    company: String,
}

#[derive(Template)]
#[template(path = "leave/list.html")]
struct ListPage {
    f: Frame,
    flows: Vec<Listed>,
}

/// The flows one can leave by.
pub(crate) async fn list_flows(State(leave): State<Leave>, reader: Reader) -> Response {
    let company = leave.company().await;
    let speech = leave.speech(reader.language);
    let found = leave.office.flows().await;
    let listed = |it: &Found| Listed {
        href: format!("/leave/{}", it.flow.flow),
        how: format!("/leave/{}/how", it.flow.flow),
        title: own_words(&it.flow.title, &speech).to_owned(),
        company: it.flow.company.name.clone(),
    };
    let flows = found.iter().map(listed).collect();
    let mut f = leave.frame(reader.language, &relationship::flow::Flow::strict("leave"), &company);
    "/leave".clone_into(&mut f.home);
    "/leave".clone_into(&mut f.action);
    let list = ListPage { f, flows };
    page(StatusCode::OK, &list.f, &list)
}

#[derive(Template)]
#[template(path = "leave/said.html")]
pub(crate) struct SaidPage {
    pub(crate) f: Frame,
    pub(crate) title: String,
    pub(crate) texts: Vec<String>,
    pub(crate) link: Option<SaidLink>,
    /// A receipt, as it was given.
    pub(crate) sealed: Option<String>,
}

/// Where one can go from a page that only says something.
pub(crate) struct SaidLink {
    pub(crate) href: String,
    pub(crate) label: String,
}

/// Nothing changed.
pub(crate) async fn stay(State(leave): State<Leave>, Path(flow): Path<String>, reader: Reader) -> Response {
    let (found, f) = leave.open(&flow, &reader).await;
    let f = f.embedded(reader.is_embedded, "stayed");
    let link = SaidLink { href: format!("/leave/{}", found.flow.flow), label: f.t("leave-stay-again") };
    let said = SaidPage {
        title: f.t("leave-stay-title"),
        texts: vec![f.t("leave-stay-text")],
        link: Some(link),
        sealed: None,
        f: at(f, "stay"),
    };
    page(StatusCode::OK, &said.f, &said)
}

#[derive(Template)]
#[template(path = "leave/how.html")]
struct HowPage {
    f: Frame,
    title: String,
    notice: Option<String>,
    p: Procedure,
    real: Vec<String>,
}

/// The procedure, for everybody.
pub(crate) async fn show_procedure(State(leave): State<Leave>, Path(flow): Path<String>, reader: Reader) -> Response {
    let (found, f) = leave.open(&flow, &reader).await;
    let real = leave.how_it_went(&found, &f).await;
    let how = HowPage {
        title: f.t1("leave-how-title", "company", f.company.as_str()),
        notice: found.fallen_back.as_ref().map(|_| f.t("leave-how-fallback")),
        p: Procedure::of(&found.flow, &f, leave.office.today()),
        real,
        f: at(f, "how"),
    };
    page(StatusCode::OK, &how.f, &how)
}

#[derive(Template)]
#[template(path = "leave/card.html")]
struct CardPage {
    f: Frame,
    p: Procedure,
    script: DeskScript,
    made: String,
}

/// The card for staff, to print.
pub(crate) async fn show_card(State(leave): State<Leave>, Path(flow): Path<String>, reader: Reader) -> Response {
    let (found, f) = leave.open(&flow, &reader).await;
    let moment = f.moment(leave.office.now().us());
    let card = CardPage {
        p: Procedure::of(&found.flow, &f, leave.office.today()),
        script: DeskScript::of(&found.flow, &f),
        made: f.t2("leave-card-made", "flow", found.flow.flow.as_str(), "moment", moment),
        f: at(f, "card"),
    };
    page(StatusCode::OK, &card.f, &card)
}

/// The frame of a page under a flow: the language is changed in its place.
fn at(mut f: Frame, page: &str) -> Frame {
    f.action = format!("{}/{page}", f.home);
    f
}

impl Leave {
    /// A flow and the frame of its pages.
    pub(crate) async fn open(&self, flow: &str, reader: &Reader) -> (Found, Frame) {
        let found = self.office.find_flow(flow).await;
        let company = if found.flow.company.name.is_empty() { self.company().await } else { String::new() };
        let f = self.frame(reader.language, &found.flow, &company);
        (found, f)
    }

    /// The company's name where a flow does not say it.
    pub(crate) async fn company(&self) -> String {
        let settings = self.office.store.settings().await;
        settings.map(|it| it.company_name).ok().filter(|name| !name.is_empty()).unwrap_or_else(|| "Vaarwel".to_owned())
    }

    /// How it really went over the last 90 days: counts, and a time where there were enough to name one.
    async fn how_it_went(&self, found: &Found, f: &Frame) -> Vec<String> {
        let since = self.office.now().plus_seconds(-REAL_DAYS * 24 * 3600);
        let walks = self.office.store.visits(&found.flow.flow, since, REAL_WALKS_MAX).await.unwrap_or_default();
        let sent = self.office.store.receipts_sent(&found.flow.flow, since).await.unwrap_or_default();
        walked(&walks, f).into_iter().chain(receipts(&sent, f)).collect()
    }
}

/// How long it took on the pages.
fn walked(walks: &[Visit], f: &Frame) -> Vec<String> {
    let mut seconds: Vec<i64> = walks.iter().filter_map(seconds_of).collect();
    match seconds.len() {
        0 => vec![f.t("leave-how-real-none")],
        n if n < REAL_MIN => vec![f.t1("leave-how-real-few", "n", n)],
        n => {
            seconds.sort_unstable();
            // The smallest time within which half of them were done.
            let half = seconds.get(n.div_ceil(2) - 1).copied().unwrap_or_default();
            vec![f.t2("leave-how-real-seconds", "n", n, "seconds", half)]
        }
    }
}

/// A confirmation this soon after the request came at once.
const AT_ONCE_SECONDS: i64 = 60;

/// How many had their confirmation by mail within a minute, over whatever channel they asked.
fn receipts(sent: &[(Moment, Option<Moment>)], f: &Frame) -> Option<String> {
    let is_at_once = |(asked, handed): &&(Moment, Option<Moment>)| {
        handed.is_some_and(|handed| handed.us() - asked.us() <= AT_ONCE_SECONDS * 1_000_000)
    };
    let at_once = sent.iter().filter(is_at_once).count();
    (sent.len() >= REAL_MIN).then(|| f.t2("leave-how-real-receipt", "n", at_once, "of", sent.len()))
}

fn seconds_of(walk: &Visit) -> Option<i64> {
    walk.asked_at.map(|asked| (asked.us() - walk.began_at.us()).max(0) / 1_000_000)
}
