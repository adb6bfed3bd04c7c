//! One activity: what it should do, what it did, who gets it, and everything that was said of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use pages::format;
use relationship::Money;
use relationship::activity::{
    Activity, Change, Choosing, Counted, Goal, Next, Office, Registered, changes_after_start, standouts,
};
use relationship::verdict::{MATTERS_SHARE, Verdict};
use serde_json::Value;
use store::{ActivityVerdict, Actor, RegisteredActivity};
use study::measure::Unit;

use super::looks::{Looks, data, looks};
use super::measured::{Parts, age, beside, counted, parts};
use super::planned::{Planned, planned};
use super::remarks;
use crate::console::measure::verdict::{Card, Look};
use crate::console::verdicts::{Effect, Tag, axis, decimals};
use crate::fault::Fault;
use crate::frame::{Frame, Place, page};
use crate::posted::Fields;
use crate::room::Room;
use crate::visit::Guest;
use crate::{App, Speech};

/// A split of a draw that chance would give less often than this is no split of that draw.
const SPLIT_P_MIN: f64 = 0.001;

/// An activity by its id.
pub(in crate::console) async fn find(app: &App, id: &str) -> Result<RegisteredActivity, Fault> {
    let register = app.store.activities().await?;
    register.into_iter().find(|it| it.id.to_string() == id).ok_or(Fault::NotFound)
}

/// Something that happened to it.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) text: String,
    /// The description it was, where it was one.
    pub(crate) described: Vec<(String, String)>,
    at: store::Moment,
}

#[derive(Template)]
#[template(path = "activities/one.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a sentence that is said or not")]
pub(crate) struct ActivityPage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) finding: String,
    pub(crate) lead: String,
    pub(crate) next: String,
    pub(crate) card: Option<Card>,
    pub(crate) axis: [String; 2],
    /// In what its effects are told.
    pub(crate) caption: String,
    pub(crate) measured_at: String,
    /// Which data it was measured on.
    pub(crate) data: String,
    pub(crate) looks: Looks,
    pub(crate) parts: Vec<Parts>,
    pub(crate) beside: Vec<(String, String)>,
    pub(crate) age: Vec<String>,
    pub(crate) figures: Vec<(String, String, String)>,
    pub(crate) described: Vec<(String, String)>,
    pub(crate) fixed: Vec<(String, String)>,
    pub(crate) changes: Vec<String>,
    pub(crate) remarks: String,
    pub(crate) is_drawn: bool,
    pub(crate) split: String,
    pub(crate) is_split_odd: bool,
    pub(crate) planned: Planned,
    pub(crate) history: Vec<Step>,
    pub(crate) is_stopped: bool,
    /// Nobody is drawn for it until somebody describes it anew.
    pub(crate) is_halted: bool,
    pub(crate) may_decide: bool,
    pub(crate) upload_most: String,
    /// Why a file was not taken.
    pub(crate) wrong: Option<String>,
}

pub(super) async fn read_activity(
    guest: Guest,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    page(&activity_page(&guest, &id, &fields, None).await?)
}

pub(super) async fn activity_page(
    guest: &Guest,
    id: &str,
    fields: &Fields,
    wrong: Option<String>,
) -> Result<ActivityPage, Fault> {
    let it = find(&guest.app, id).await?;
    let now = it.now().ok_or(Fault::NotFound)?.clone();
    let members = guest.app.store.members().await?;
    let names: HashMap<String, String> = members.into_iter().map(|it| (it.id.to_string(), it.name)).collect();
    let f = Frame::of(guest, Place::Activities);
    let rules = it.for_rules();
    let verdict = it.verdict.as_ref().map(|it| it.verdict);
    let key = format!("measure-finding-{}", verdict.map_or("not-measured", |it| it.word()).replace('_', "-"));
    let (split, is_split_odd) = split(&f, &it, &now);
    let said = guest.app.store.activity_verdicts(it.id).await?;
    let changed = changes(&f, &rules, &it);
    Ok(ActivityPage {
        id: it.id.to_string(),
        name: now.name.clone(),
        finding: f.t1(&key, "name", now.name.as_str()),
        lead: now.treatment.clone(),
        next: f.t(&next(verdict, it.drawn)),
        card: it.verdict.as_ref().map(|verdict| look(&f, &verdict.details).card(&verdict.details)),
        axis: ends_of(&f, &it, &now),
        caption: it.verdict.as_ref().map(|it| caption(&f, &it.details)).unwrap_or_default(),
        measured_at: it.verdict.as_ref().map(|it| f.moment(it.measured_at.us())).unwrap_or_default(),
        data: it.verdict.as_ref().map(|it| data(&f, &it.details)).unwrap_or_default(),
        looks: looks(&f, &it, &said, &changed),
        parts: it.verdict.as_ref().map(|it| parts(&f, &it.details)).unwrap_or_default(),
        beside: it.verdict.as_ref().map(|it| beside(&f, &it.details)).unwrap_or_default(),
        age: it.verdict.as_ref().map(|it| age(&f, &it.details)).unwrap_or_default(),
        figures: figures(&f, &it, &now),
        described: described(&f, &now, &names),
        fixed: fixed(&f, &now),
        changes: changed.into_iter().map(|it| it.1).collect(),
        remarks: standing_out(&f, guest, &rules, &names),
        is_drawn: now.choosing.holds_out(),
        split,
        is_split_odd,
        planned: planned(&f, &now, fields),
        history: history(&f, (&it, said.as_slice()), &names),
        is_stopped: it.stop.is_some(),
        is_halted: it.is_halted(),
        may_decide: f.admits(Room::Choices),
        upload_most: crate::console::upload::size(guest.app.limits.upload_bytes_max),
        wrong,
        f,
    })
}

/// Key of what to do with it. Who drew already waits for what comes of it.
fn next(verdict: Option<Verdict>, drawn: [u64; 2]) -> String {
    if verdict.is_none() && drawn != [0, 0] {
        return "activity-next-measure".to_owned();
    }
    format!("hail-next-{}", Next::from_verdict(verdict).word())
}

/// What stands at the ends of the axis: less and more of what is counted.
fn ends_of(speech: &Speech, it: &RegisteredActivity, now: &Activity) -> [String; 2] {
    let details = it.verdict.as_ref().map(|it| &it.details);
    let of_file = details.and_then(|it| it["outcome"].as_str());
    let word = details.and_then(|it| it["counted"].as_str()).unwrap_or(&now.plan.outcome);
    match (of_file, Counted::from_word(word)) {
        (Some(column), _) => ["measure-less", "measure-more"].map(|key| speech.t1(key, "outcome", column)),
        (None, Some(Counted::Left)) => [speech.t("hail-fewer"), speech.t("hail-more")],
        (None, _) => [speech.t("activity-axis-less"), speech.t("activity-axis-more")],
    }
}

/// In what effects are told: points of 100, money per customer, or whatever is counted.
fn caption(speech: &Speech, details: &Value) -> String {
    match Unit::of(details) {
        Unit::Points => speech.t("hail-caption"),
        Unit::Money(currency) => speech.t1("activity-caption-money", "currency", currency.code()),
        Unit::Number => {
            let of_file = details["outcome"].as_str().map(str::to_owned);
            let outcome = of_file.or_else(|| details["counted"].as_str().map(|it| counted(speech, it)));
            speech.t1("activity-caption-number", "outcome", outcome.unwrap_or_default())
        }
    }
}

fn look<'a>(speech: &'a Speech, details: &Value) -> Look<'a> {
    let horizons = details["horizons"].as_array().into_iter().flatten();
    let effects: Vec<Effect> = horizons.chain([details]).filter_map(Effect::of_activity).collect();
    let is_share = details["effect_points"].is_object();
    let reach = axis(&effects, if is_share { 1.0 } else { 0.0 });
    Look { speech, reach, decimals: if is_share { 1 } else { decimals(reach) } }
}

fn figures(speech: &Speech, it: &RegisteredActivity, now: &Activity) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    let [treated, held_out] = it.drawn.map(|n| speech.count(n));
    if it.drawn != [0, 0] {
        all.push((speech.t("hail-given"), format!("{treated} / {held_out}"), String::new()));
    }
    if let Some((minor, cost)) = it.for_rules().spent_minor().zip(now.cost) {
        let amount = format::whole_money(speech, Money { minor, currency: cost.currency });
        let each = speech.money(Money { minor: cost.each_minor, currency: cost.currency });
        all.push((speech.t("hail-cost"), amount, speech.t1("activity-cost-of-one", "amount", each)));
    }
    all
}

fn described(speech: &Speech, now: &Activity, names: &HashMap<String, String>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut put = |name: &str, text: String| {
        if !text.is_empty() {
            all.push((speech.t(&format!("activity-field-{name}")), text));
        }
    };
    let nobody = || speech.t("activity-nobody");
    put("owner", now.owner.as_ref().map_or_else(nobody, |id| names.get(id).cloned().unwrap_or_else(nobody)));
    put("goal", goal(speech, now.goal));
    put("hypothesis", now.hypothesis.clone());
    put("audience", now.audience.clone());
    put("treatment", now.treatment.clone());
    put("starts-on", speech.day(now.starts_on));
    put("review-on", now.review_on.map(|day| speech.day(day)).unwrap_or_default());
    put("ends-on", now.ends_on.map(|day| speech.day(day)).unwrap_or_default());
    put("how", choosing(speech, &now.choosing));
    all
}

fn choosing(speech: &Speech, it: &Choosing) -> String {
    match it {
        Choosing::Drawn { drawing, unit } => {
            let holdout = speech.percent(1.0 - drawing.treated.get(), 0);
            let unit = unit.clone().unwrap_or_else(|| speech.t("activity-customer"));
            let mut text = speech.t2("activity-drawn-as", "holdout", holdout, "unit", unit);
            if let Some(lane) = &drawing.lane {
                let (from, to) = (speech.percent(lane.from, 0), speech.percent(lane.to, 0));
                text += " ";
                text += &speech.with("activity-in-lane", &[("lane", &lane.name), ("from", &from), ("to", &to)]);
            }
            if let Some(company) = drawing.company_holdout {
                text += " ";
                text += &speech.t1("activity-company-out", "share", speech.percent(company.get(), 0));
            }
            text
        }
        Choosing::Rule { rule } => speech.t1("activity-by-rule", "rule", rule.as_str()),
        Choosing::ByHand => speech.t("activity-how-by-hand"),
        Choosing::Everybody => speech.t("activity-how-everybody"),
    }
}

fn fixed(speech: &Speech, now: &Activity) -> Vec<(String, String)> {
    let days = now.plan.horizons_days.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let traits = if now.plan.traits.is_empty() { "—".to_owned() } else { now.plan.traits.join(", ") };
    vec![
        (speech.t("activity-field-outcome"), counted(speech, &now.plan.outcome)),
        (speech.t("activity-field-horizons"), days),
        (speech.t("activity-field-traits"), traits),
        (speech.t("activity-field-matters"), matters(speech, now)),
    ]
}

/// What was said differently after the start, with why.
fn changes(speech: &Speech, rules: &Registered, it: &RegisteredActivity) -> Vec<(Change, String)> {
    let why = |version: usize| {
        let because = it
            .versions
            .get(version.saturating_sub(1))
            .map(|it| it.activity.changed_because.as_str())
            .unwrap_or_default();
        if because.is_empty() { String::new() } else { format!(" {}", speech.t1("activity-because", "why", because)) }
    };
    let one = |change: Change| {
        let field = speech.t(&format!("activity-field-{}", field_key(change.field)));
        let said = |version: usize, raw: &str| {
            let now = it.versions.get(version.saturating_sub(1)).map(|it| &it.activity);
            shown(&now.and_then(|now| in_words(speech, change.field, now)).unwrap_or_else(|| raw.to_owned()))
        };
        // A change is beside the description before it.
        let (before, after) = (said(change.version - 1, &change.before), said(change.version, &change.after));
        let args: [(&str, &dyn crate::Argument); 4] =
            [("field", &field), ("before", &before), ("after", &after), ("version", &change.version)];
        let text = speech.with("activity-changed", &args) + &why(change.version);
        (change, text)
    };
    changes_after_start(&rules.versions).into_iter().map(one).collect()
}

/// What a description says of a field, where the rules have no words for it.
fn in_words(speech: &Speech, field: &str, now: &Activity) -> Option<String> {
    match field {
        "goal" => Some(goal(speech, now.goal)),
        "outcome" => Some(counted(speech, &now.plan.outcome)),
        "choosing" => Some(choosing(speech, &now.choosing)),
        "matters" => Some(matters(speech, now)),
        _ => None,
    }
}

fn goal(speech: &Speech, goal: Goal) -> String {
    speech.t(&format!("activity-goal-{}", goal.word().replace('_', "-")))
}

fn matters(speech: &Speech, now: &Activity) -> String {
    now.plan.matters.map_or_else(
        || speech.t1("activity-matters-usual", "share", speech.percent(MATTERS_SHARE, 0)),
        |it| speech.t1("activity-points", "points", speech.decimal(it * 100.0, 1)),
    )
}

fn shown(text: &str) -> String {
    if text.is_empty() { "—".to_owned() } else { text.to_owned() }
}

/// A field of the rules as the form calls it.
fn field_key(field: &str) -> &str {
    match field {
        "horizons_days" => "horizons",
        "choosing" => "how",
        other => other,
    }
}

fn standing_out(speech: &Speech, guest: &Guest, rules: &Registered, names: &HashMap<String, String>) -> String {
    let (ids, shared) = (names.keys().cloned().collect::<BTreeSet<_>>(), BTreeMap::new());
    let office = Office { today: guest.app.today(), members: &ids, shared: &shared };
    let found = standouts(std::slice::from_ref(rules), &office);
    found.first().map(|(_, found)| remarks(speech, found)).unwrap_or_default()
}

/// Whether the arms have the sizes that were planned.
fn split(speech: &Speech, it: &RegisteredActivity, now: &Activity) -> (String, bool) {
    let Choosing::Drawn { drawing, .. } = &now.choosing else { return (String::new(), false) };
    let drawn = if it.drawn == [0, 0] { by_others(it) } else { it.drawn };
    if drawn == [0, 0] {
        return (speech.t("activity-nobody-drawn"), false);
    }
    let share = drawing.treated.get();
    let all = (drawn[0] + drawn[1]) as f64;
    let (planned, seen) = (speech.percent(share, 0), speech.percent(drawn[0] as f64 / all, 1));
    let tested = stats::experiment::sample_ratio(&drawn, &[share, 1.0 - share]);
    let is_odd = tested.ok().and_then(|it| it.known().map(|it| it.p_value < SPLIT_P_MIN)).unwrap_or(false);
    let key = if is_odd { "activity-split-odd" } else { "activity-split" };
    (speech.t2(key, "planned", planned, "seen", seen), is_odd)
}

/// Whom another system drew, as the ledger was told.
fn by_others(it: &RegisteredActivity) -> [u64; 2] {
    let details = it.verdict.as_ref().map(|it| &it.details).filter(|it| it["source"] == "facts");
    let n = |arm: &str| details.and_then(|it| it["assigned"][arm].as_u64()).unwrap_or(0);
    [n("treated"), n("control")]
}

fn history(
    speech: &Speech,
    (it, said): (&RegisteredActivity, &[ActivityVerdict]),
    names: &HashMap<String, String>,
) -> Vec<Step> {
    let who = |by: Actor| match by {
        Actor::Member(id) => names.get(&id.to_string()).cloned().unwrap_or_else(|| speech.t("activity-somebody")),
        Actor::Program | Actor::Key(_) => speech.t("activity-program"),
    };
    let step = |at: store::Moment, what: String, text: String| {
        let when = speech.moment(at.us());
        Step { when, what, text, described: Vec::new(), at }
    };
    let mut all = Vec::new();
    for version in &it.versions {
        let key = if version.version == 1 { "activity-was-registered" } else { "activity-was-described" };
        let what = speech.t2(key, "who", who(version.act.by), "version", u64::from(version.version));
        let mut described = described(speech, &version.activity, names);
        described.extend(fixed(speech, &version.activity));
        all.push(Step { described, ..step(version.act.at, what, version.activity.changed_because.clone()) });
    }
    // Measuring that said the same again is no step.
    for same in said.chunk_by(|one, next| one.verdict == next.verdict) {
        let Some(first) = same.first() else { continue };
        let word = Tag::of(speech, Some(first.verdict)).word;
        let what = speech.t1("activity-was-measured", "verdict", word);
        all.push(step(first.measured_at, what, data(speech, &first.details)));
    }
    if let Some(stop) = &it.stop {
        all.push(step(stop.act.at, speech.t1("activity-was-stopped", "who", who(stop.act.by)), stop.why.clone()));
    }
    all.sort_by_key(|it| it.at.us());
    all
}
