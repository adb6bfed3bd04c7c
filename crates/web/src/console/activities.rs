//! The hail report: everything that is done to keep customers, what it costs and what it really did, on one page that
//! can be printed. Beside it the register: each activity with a page of its own.

mod draw;
mod exposed;
mod form;
mod given;
mod looks;
mod measured;
mod one;
mod planned;
mod register;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, RawQuery};
use axum::response::Response;
use axum::routing::{get, post};
use pages::format;
use relationship::activity::{Budget, Goal, Next, Office, Registered, Standout, standouts};
use relationship::verdict::Verdict;
use relationship::{Currency, Money};
use serde_json::Value;
use store::{ActivityId, RegisteredActivity};
use study::measure::{Unit, reason_of};

use super::verdicts::{Effect, Plotted, axis, decimals, ends, language, look, mark_of};
use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, page};
use crate::posted::{Fields, Posted};
use crate::room::Room;
use crate::visit::Guest;
use crate::{App, Speech};

/// Points the axis reaches at least on each side.
const AXIS_POINTS_MIN: f64 = 1.0;
/// The numbers of an activity that was never measured.
static NOT_MEASURED: Value = Value::Null;
/// Width of the bar of the budget, in units of its drawing.
const BAR: f64 = 860.0;

pub(super) use one::find;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/activities", get(read_activities))
        .route("/activities.csv", get(register::read_register))
        .route("/activities/{id}", get(one::read_activity))
}

/// What only those who decide may do.
pub(crate) fn deciding_routes() -> Router<App> {
    Router::new()
        .route("/activities/new", get(form::read_new).post(form::create_activity))
        .route("/activities/{id}/describe", get(form::read_describe).post(form::create_description))
        .route("/activities/{id}/stop", post(stop_activity))
}

/// Files of customers: who is drawn, and who got it.
pub(crate) fn upload_routes() -> Router<App> {
    Router::new()
        .route("/activities/{id}/draw", post(draw::create_file).layer(DefaultBodyLimit::disable()))
        .route("/activities/{id}/draw/{file}", get(draw::read_file).post(draw::create_draw))
        .route("/activities/{id}/draw/{file}/arms.csv", get(draw::read_arms))
        .route("/activities/{id}/exposed", post(exposed::create_file).layer(DefaultBodyLimit::disable()))
        .route("/activities/{id}/exposed/{file}", get(exposed::read_file).post(exposed::create_exposures))
}

/// One way to look at the register.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    pub(crate) word: String,
    pub(crate) href: String,
    pub(crate) is_here: bool,
}

/// A part of the budget.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) class: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) word: String,
    pub(crate) amount: String,
    pub(crate) remark: String,
}

/// One activity as it stands in the table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) audience: String,
    pub(crate) class: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) verdict: String,
    pub(crate) plot: String,
    pub(crate) effect: String,
    pub(crate) interval: String,
    pub(crate) given: String,
    pub(crate) cost: String,
    pub(crate) per_kept: String,
    pub(crate) per_kept_interval: String,
    pub(crate) owner: String,
    pub(crate) remarks: String,
    pub(crate) next: String,
    pub(crate) reason: String,
    pub(crate) is_grave: bool,
}

#[derive(Template)]
#[template(path = "console/activities.html")]
pub(crate) struct HailPage {
    pub(crate) f: Frame,
    pub(crate) finding: String,
    pub(crate) lead: String,
    /// The bar of the budget, as a drawing.
    pub(crate) bar: String,
    pub(crate) budget: Vec<Part>,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) lines: Vec<Line>,
    pub(crate) axis: [String; 3],
    pub(crate) may_decide: bool,
}

/// Which activities are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Running(Goal),
    Stopped,
}

impl Show {
    fn from_word(word: &str) -> Self {
        match word {
            "stopped" => Self::Stopped,
            word => Self::Running(Goal::ALL.into_iter().find(|it| it.word() == word).unwrap_or(Goal::FewerLeavers)),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Running(goal) => goal.word(),
            Self::Stopped => "stopped",
        }
    }

    fn shows(self, it: &RegisteredActivity) -> bool {
        match self {
            Self::Stopped => it.stop.is_some(),
            Self::Running(goal) => it.stop.is_none() && it.now().is_some_and(|now| now.goal == goal),
        }
    }
}

async fn read_activities(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let register = guest.app.store.activities().await?;
    let members = guest.app.store.members().await?;
    let names: HashMap<String, String> = members.into_iter().map(|it| (it.id.to_string(), it.name)).collect();
    let speech = guest.speech.clone();
    let show = Show::from_word(fields.text("show"));
    let rules: Vec<Registered> = register.iter().map(RegisteredActivity::for_rules).collect();
    let (ids, shared) = (names.keys().cloned().collect::<BTreeSet<_>>(), BTreeMap::new());
    let found: HashMap<String, Vec<Standout>> =
        standouts(&rules, &Office { today: guest.app.today(), members: &ids, shared: &shared }).into_iter().collect();
    let shown: Vec<&RegisteredActivity> = register.iter().filter(|it| show.shows(it)).collect();
    let reach = reach(&shown);
    let none = Vec::new();
    let line =
        |it: &&RegisteredActivity| line(&speech, it, reach, &names, found.get(&it.id.to_string()).unwrap_or(&none));
    let mut lines: Vec<Line> = shown.iter().map(line).collect();
    // What must be decided stands last, right above what can be done about it.
    lines.sort_by_key(|it| it.is_grave);
    let currency = guest.visit.settings.currency;
    let budget = Budget::of(rules.iter().filter(|it| it.stopped_on.is_none() && is_in(it, currency)));
    let f = Frame::of(&guest, Place::Activities);
    page(&HailPage {
        finding: finding(&speech, &rules, &budget),
        lead: lead(&speech, &budget, currency),
        bar: bar(&budget),
        budget: parts(&speech, &budget, currency),
        tabs: tabs(&speech, &register, show),
        axis: [speech.t("hail-fewer"), "0".to_owned(), speech.t("hail-more")],
        may_decide: f.admits(Room::Choices),
        lines,
        f,
    })
}

async fn stop_activity(Path(id): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let Posted { guest, fields } = posted;
    if let Ok(id) = id.parse::<ActivityId>() {
        let why = fields.get("why").map_or_else(|| guest.speech.t("hail-stopped-here"), str::to_owned);
        guest.app.store.stop_activity(id, &why, guest.act()).await?;
    }
    Ok(go_to("/activities?show=stopped"))
}

fn is_in(it: &Registered, currency: Currency) -> bool {
    it.now().and_then(|now| now.cost).is_none_or(|cost| cost.currency == currency)
}

fn tabs(speech: &Speech, register: &[RegisteredActivity], here: Show) -> Vec<Tab> {
    let all = [Show::Running(Goal::FewerLeavers), Show::Running(Goal::Loyalty), Show::Stopped];
    let tab = |show: Show| {
        let count = register.iter().filter(|it| show.shows(it)).count() as u64;
        let key = format!("hail-tab-{}", show.word().replace('_', "-"));
        Tab {
            word: speech.t1(&key, "count", count),
            href: format!("/activities?show={}", show.word()),
            is_here: show == here,
        }
    };
    all.into_iter().map(tab).collect()
}

fn finding(speech: &Speech, rules: &[Registered], budget: &Budget) -> String {
    let running: Vec<&Registered> = rules.iter().filter(|it| it.stopped_on.is_none()).collect();
    if running.is_empty() {
        return speech.t("hail-finding-empty");
    }
    let backfires = running.iter().filter(|it| it.verdict == Some(Verdict::Backfires)).count() as u64;
    let all = running.len() as u64;
    let first = speech.t2("hail-finding", "backfires", backfires, "all", all);
    match budget.unknown_share() {
        Some(share) if share >= 1.0 => format!("{first} {}", speech.t("hail-unknown-all")),
        Some(share) if share > 0.0 => {
            format!("{first} {}", speech.t1("hail-unknown", "share", speech.percent(share, 0)))
        }
        _ => first,
    }
}

fn lead(speech: &Speech, budget: &Budget, currency: Currency) -> String {
    let spent = format::whole_money(speech, Money { minor: budget.total_minor(), currency });
    speech.t1("hail-lead", "spent", spent)
}

fn shares(budget: &Budget) -> [(&'static str, &'static str, i64); 4] {
    [
        ("helps", "v-helps", budget.helps_minor),
        ("none", "v-none", budget.no_sign_minor),
        ("back", "v-back", budget.backfires_minor),
        ("unknown", "v-unknown", budget.unknown_minor),
    ]
}

fn parts(speech: &Speech, budget: &Budget, currency: Currency) -> Vec<Part> {
    let total = budget.total_minor();
    let part = |(key, class, minor): (&'static str, &'static str, i64)| {
        let share = if total > 0 { minor as f64 / total as f64 } else { 0.0 };
        Part {
            class,
            mark: mark_of(class),
            word: speech.t(&format!("hail-verdict-{key}")),
            amount: format::whole_money(speech, Money { minor, currency }),
            remark: speech.t1(&format!("hail-budget-{key}"), "share", speech.percent(share, 0)),
        }
    };
    shares(budget).into_iter().map(part).collect()
}

/// The budget as one bar; the amounts stand below in words.
fn bar(budget: &Budget) -> String {
    let total = budget.total_minor();
    if total <= 0 {
        return String::new();
    }
    let mut left = 0.0;
    let mut drawn = Vec::new();
    for (key, _, minor) in shares(budget) {
        let width = minor as f64 / total as f64 * BAR;
        if width > 0.0 {
            let seen = (width - 3.0).max(1.0);
            drawn.push(format!(r#"<rect class="seg-{key}" x="{left:.1}" y="1" width="{seen:.1}" height="26"/>"#));
        }
        left += width;
    }
    let size = r#"width="100%" height="28" preserveAspectRatio="none" aria-hidden="true""#;
    format!(r#"<svg viewBox="0 0 {BAR} 28" {size}>{}</svg>"#, drawn.concat())
}

/// The effect of a measurement, in points.
fn points(it: &RegisteredActivity) -> Option<Effect> {
    Effect::read(&it.verdict.as_ref()?.details["effect_points"])
}

fn reach(shown: &[&RegisteredActivity]) -> f64 {
    axis(&shown.iter().filter_map(|it| points(it)).collect::<Vec<_>>(), AXIS_POINTS_MIN)
}

fn line(
    speech: &Speech,
    it: &RegisteredActivity,
    reach: f64,
    names: &HashMap<String, String>,
    found: &[Standout],
) -> Line {
    let Some(now) = it.now() else { return Line::default() };
    let verdict = it.verdict.as_ref().map(|it| it.verdict);
    let details = it.verdict.as_ref().map_or(&NOT_MEASURED, |it| &it.details);
    let (key, class) = look(verdict);
    let word = speech.t(&format!("hail-verdict-{key}"));
    let (in_points, known) = (points(it), Effect::of_activity(details));
    // What is not told in points does not stand on the axis of those that are: it says its unit, and has an axis of its own.
    let reach = if in_points.is_some() { reach } else { axis(&known.into_iter().collect::<Vec<_>>(), 0.0) };
    let digits = if in_points.is_some() { 1 } else { decimals(reach) };
    let interval = known.map(|it| it.interval(speech, digits)).unwrap_or_default();
    let unit = match (in_points, Unit::of(details)) {
        (None, Unit::Money(currency)) => format!(" {currency}"),
        _ => String::new(),
    };
    let effect = known.map(|it| it.shown(speech, digits) + &unit).unwrap_or_default();
    let label = format!("{effect} {interval}, {word}");
    let plotted = Plotted { effect: known, verdict, details, reach, label: &label };
    let count = |side: &str| details["n"][side].as_u64().map(|n| speech.count(n));
    let given = count("treated").zip(count("control")).map(|(treated, control)| format!("{treated} / {control}"));
    let spent = it.for_rules().spent_minor().zip(now.cost);
    let per_kept = Effect::read(&details["cost_per_kept"]).filter(|_| verdict == Some(Verdict::Helps));
    let whole = |it: f64| speech.decimal(it, 0);
    let owner = now.owner.as_ref().and_then(|id| names.get(id)).cloned();
    Line {
        id: it.id.to_string(),
        name: now.name.clone(),
        audience: now.audience.clone(),
        class,
        mark: mark_of(class),
        verdict: word,
        plot: plotted.draw(),
        effect,
        interval,
        given: given.unwrap_or_else(|| "—".to_owned()),
        cost: spent.map_or_else(
            || "—".to_owned(),
            |(minor, cost)| format::whole_money(speech, Money { minor, currency: cost.currency }),
        ),
        per_kept: per_kept.map_or_else(|| "—".to_owned(), |it| whole(it.value)),
        per_kept_interval: per_kept.map(|it| ends(speech, (it.lower, it.upper), whole)).unwrap_or_default(),
        owner: owner.unwrap_or_else(|| "—".to_owned()),
        remarks: remarks(speech, found),
        next: speech.t(&format!("hail-next-{}", Next::from_verdict(verdict).word())),
        reason: reason_of(details, language(speech)),
        is_grave: verdict == Some(Verdict::Backfires),
    }
}

/// What stands out, in words; the verdict says the rest.
fn remarks(speech: &Speech, found: &[Standout]) -> String {
    let word = |it: &Standout| match it {
        Standout::ReviewPast { review_on } => speech.t1("hail-out-review-past", "day", speech.day(*review_on)),
        Standout::Meets { customers, .. } => speech.t1("hail-out-meets", "customers", *customers),
        other => speech.t(&format!("hail-out-{}", other.word().replace('_', "-"))),
    };
    found.iter().filter(|it| **it != Standout::Backfires).map(word).collect::<Vec<_>>().join(", ")
}
