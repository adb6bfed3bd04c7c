//! Action points: work that came of what customers said. A board, a list, one's own; each point with its evidence; and what
//! became of the reasons that were worked on.

mod act;
mod engine;
mod improvements;
mod point;
mod told;

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::response::Response;
use axum::routing::{get, post};
use relationship::Day;
use relationship::improvement::{Attention, Point, Rules, Stage};
use store::{ActionPoint, Member, Moment};

use self::engine::is_member;
pub(super) use self::engine::rules;
use self::told::{Card, Telling};
use super::parts::Voice;
use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, Place, page};
use crate::posted::Fields;
use crate::visit::Guest;

/// Done work stays on the board for so many days.
const DONE_DAYS: i64 = 90;
const DAY_SECONDS: i64 = 86_400;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/work", get(list_points))
        .route("/work/look", post(act::look))
        .route("/work/improvements", get(improvements::read_improvements))
        .route("/work/improvements.csv", get(improvements::read_csv))
        .route("/work/{id}", get(point::read_point))
        .route("/work/{id}/{act}", post(act::act_on_point))
}

/// What a member is called in a point.
pub(super) fn called(member: &Member) -> &str {
    if member.name.is_empty() { member.email.as_str() } else { &member.name }
}

/// How the work is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// In columns, by stage.
    Board,
    /// One below the other, the most pressing first.
    List,
    /// Only what the reader has.
    Mine,
}

impl View {
    fn read(word: &str) -> Self {
        match word {
            "list" => Self::List,
            "mine" => Self::Mine,
            _ => Self::Board,
        }
    }
}

/// One column of the board.
#[derive(Debug, Clone)]
pub(crate) struct Stack {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) cards: Vec<Card>,
}

/// The tabs of work: address, word, whether it is here.
pub(super) fn tabs(voice: &Voice, here: &str) -> Vec<(&'static str, String, bool)> {
    [
        ("/work", "work-board"),
        ("/work?view=list", "work-list"),
        ("/work?view=mine", "work-mine"),
        ("/work/improvements", "work-improvements"),
    ]
    .map(|(href, key)| (href, voice.t(key), href == here))
    .to_vec()
}

#[derive(Template)]
#[template(path = "work/list.html")]
struct WorkPage {
    f: Frame,
    tabs: Vec<(&'static str, String, bool)>,
    finding: String,
    lead: String,
    stacks: Vec<Stack>,
    cards: Vec<Card>,
    view: View,
    /// Nothing was ever proposed.
    is_unused: bool,
    said: Option<String>,
}

impl WorkPage {
    fn is_board(&self) -> bool {
        self.view == View::Board
    }
}

/// What stands on the board: everything open, and what was done in the last three months.
pub(super) async fn shown(app: &App) -> Result<Vec<ActionPoint>, Fault> {
    let all = app.store.action_points(Moment::from_us(0)).await?;
    let since = app.now().plus_seconds(-DONE_DAYS * DAY_SECONDS);
    let is_fresh = |it: &ActionPoint| it.events.last().is_some_and(|last| last.act.at >= since);
    Ok(all.into_iter().filter(|it| it.point.stage.is_open() || is_fresh(it)).collect())
}

async fn list_points(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let (app, voice) = (&guest.app, Voice::new(&guest.speech));
    let view = View::read(fields.text("view"));
    let rules = rules(app).await;
    let mut points = shown(app).await?;
    let is_unused = points.is_empty();
    let (today, me) = (app.today(), &guest.member);
    if view == View::Mine {
        points.retain(|it| it.point.owner.as_deref().is_some_and(|owner| is_member(me, owner)));
    }
    // Late first, then by date; what nobody has comes before what somebody has.
    points.sort_by_key(|it| (!it.point.stage.is_open(), it.point.due_on, it.point.owner.is_some()));
    let telling = Telling::of(app, &voice, &points, &rules).await?;
    let late = points.iter().filter(|it| is_late(needed(&it.point, today, &rules))).count();
    let open = points.iter().filter(|it| it.point.stage.is_open()).count();
    let cards: Vec<(Stage, Card)> = points.iter().map(|it| (it.point.stage, telling.card(it))).collect();
    let stacks = if view == View::Board { stacks(&voice, &cards) } else { Vec::new() };
    page(&WorkPage {
        tabs: tabs(
            &voice,
            match view {
                View::Board => "/work",
                View::List => "/work?view=list",
                View::Mine => "/work?view=mine",
            },
        ),
        finding: finding(&voice, view, open, late),
        lead: voice.t("work-lead"),
        stacks,
        cards: cards.into_iter().map(|(_, card)| card).collect(),
        view,
        is_unused,
        said: fields.get("found").map(|found| voice.t1("work-looked", "n", found.parse::<u64>().unwrap_or(0))),
        f: Frame::of(&guest, Place::Work),
    })
}

/// So many open points are past their day.
pub(super) async fn late_points(app: &App) -> Result<usize, Fault> {
    let (rules, today) = (rules(app).await, app.today());
    let points = app.store.action_points(Moment::from_us(0)).await?;
    let is_open_and_late = |it: &&ActionPoint| it.point.stage.is_open() && is_late(needed(&it.point, today, &rules));
    Ok(points.iter().filter(is_open_and_late).count())
}

/// What a page says a point needs: a date that has gone by, whether or not somebody has it.
pub(super) fn needed(point: &Point, today: Day, rules: &Rules) -> Attention {
    let days = point.due_on.days_until(today);
    match point.attention(today, rules) {
        Attention::NoOwner if days > 0 => Attention::Overdue { days },
        needed => needed,
    }
}

pub(super) const fn is_late(attention: Attention) -> bool {
    matches!(attention, Attention::Overdue { .. } | Attention::Escalated { .. })
}

fn finding(voice: &Voice, view: View, open: usize, late: usize) -> String {
    match (view, open, late) {
        (View::Mine, 0, _) => voice.t("work-finding-mine-none"),
        (View::Mine, open, 0) => voice.t1("work-finding-mine", "n", open),
        (View::Mine, open, late) => voice.t2("work-finding-mine-late", "n", open, "late", late),
        (_, 0, _) => voice.t("work-finding-none"),
        (_, open, 0) => voice.t1("work-finding", "n", open),
        (_, open, late) => voice.t2("work-finding-late", "n", open, "late", late),
    }
}

/// The columns of the board, from proposed to heard.
fn stacks(voice: &Voice, cards: &[(Stage, Card)]) -> Vec<Stack> {
    let column = |id: &'static str, stages: &[Stage]| Stack {
        id,
        title: voice.t(&format!("work-column-{id}")),
        text: voice.t(&format!("work-column-{id}-text")),
        cards: cards.iter().filter(|(stage, _)| stages.contains(stage)).map(|(_, card)| card.clone()).collect(),
    };
    vec![
        column("proposed", &[Stage::Proposed]),
        column("open", &[Stage::Open]),
        column("closed", &[Stage::Closed]),
        column("heard", &[Stage::Helped, Stage::Dropped]),
    ]
}
