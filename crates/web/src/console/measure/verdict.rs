//! The verdicts: per activity a sentence and one look, with what it rests on.

use askama::Template;
use axum::Json;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use door::measured::Keeping;
use pages::format;
use relationship::verdict::{Chosen, Verdict};
use relationship::{Currency, Money};
use serde_json::Value;
use study::measure::{reason_of, warnings_of};

use super::asked::Role;
use super::{Opened, command, form, open, study};
use crate::console::activities;
use crate::console::verdicts::{self, Effect, Plotted, Tag, axis, decimals, ends};
use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, page, page_with};
use crate::posted::{Posted, encode};
use crate::room::Room;
use crate::visit::Guest;
use crate::{Language, Speech};

/// Points the axis reaches at least on each side.
const AXIS_POINTS_MIN: f64 = 1.0;

/// One activity as the page shows it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Card {
    pub(crate) name: String,
    pub(crate) tag: Tag,
    /// Who chose: chance, or somebody.
    pub(crate) chosen: String,
    pub(crate) plot: String,
    pub(crate) effect: String,
    pub(crate) interval: String,
    pub(crate) n: String,
    pub(crate) p: String,
    pub(crate) kept: String,
    pub(crate) kept_interval: String,
    pub(crate) per_kept: String,
    pub(crate) per_kept_interval: String,
    pub(crate) reason: String,
    pub(crate) money: String,
    pub(crate) warnings: Vec<String>,
    pub(crate) horizons: Vec<AtHorizon>,
    /// Name and text of what it rests on.
    pub(crate) how: Vec<(String, String)>,
    pub(crate) is_grave: bool,
    pub(crate) id: usize,
}

/// What it was at one horizon.
#[derive(Debug, Clone, Default)]
pub(crate) struct AtHorizon {
    pub(crate) days: String,
    pub(crate) tag: Tag,
    pub(crate) plot: String,
    pub(crate) effect: String,
    pub(crate) interval: String,
    pub(crate) n: String,
}

#[derive(Template)]
#[template(path = "measure/verdict.html")]
pub(crate) struct VerdictPage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) query: String,
    pub(crate) finding: String,
    pub(crate) lead: String,
    pub(crate) caption: String,
    pub(crate) axis: [String; 2],
    pub(crate) cards: Vec<Card>,
    /// Remarks on the file as a whole.
    pub(crate) warnings: Vec<String>,
    pub(crate) command: String,
    /// Whether chance drew an activity and traits are there to tell customers apart.
    pub(crate) may_ask_whom: bool,
    /// Activities of the register that a verdict can be kept for: id and name. Nothing where the reader may not decide.
    pub(crate) registered: Vec<(String, String)>,
    /// What goes along with a form, unseen.
    pub(crate) unseen: Vec<(String, String)>,
}

/// The answer of `vaarwel measure --json`, or why there is none.
async fn answer(guest: &Guest, opened: &Opened) -> Result<Result<Value, String>, Fault> {
    let file = opened.waiting.file.clone();
    let mut words = vec![file.display().to_string()];
    words.extend(opened.asked.measure_words(guest.visit.settings.currency.code()));
    words.push("--json".to_owned());
    words.push(format!("--lang={}", guest.speech.language().code()));
    let folder = file.parent().map(|it| format!("{}/", it.display())).unwrap_or_default();
    let work = move || study::measure::run(words);
    Ok(study(guest, &file, work)
        .await?
        .and_then(|text| serde_json::from_str(&text.replace(&folder, "")).map_err(|error| error.to_string())))
}

/// What the form lacks, in words.
fn lacking(guest: &Guest, opened: &Opened) -> Vec<String> {
    opened.asked.lacks().into_iter().map(|key| guest.speech.t(key)).collect()
}

fn refused(guest: &Guest, opened: &Opened, problems: Vec<String>) -> Result<Response, Fault> {
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &form::page(guest, opened, problems))
}

pub(super) async fn read_verdict(
    guest: Guest,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let opened = match open(&guest, &id, query.as_deref()).await? {
        Ok(opened) => opened,
        Err(refused) => return Ok(refused),
    };
    let lacking = lacking(&guest, &opened);
    if !lacking.is_empty() {
        return refused(&guest, &opened, lacking);
    }
    match answer(&guest, &opened).await? {
        Ok(told) => {
            let mut shown = verdict_page(&guest, &opened, &told);
            if shown.f.admits(Room::Choices) {
                let register = guest.app.store.activities().await?;
                let running = register.iter().filter(|it| it.stop.is_none());
                shown.registered = running.filter_map(|it| Some((it.id.to_string(), it.now()?.name.clone()))).collect();
            }
            page(&shown)
        }
        Err(problem) => refused(&guest, &opened, vec![problem]),
    }
}

/// Writes a verdict down in the register. The harm rule: what backfires draws nobody any more.
pub(super) async fn keep_verdict(Path(id): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let Posted { guest, fields } = posted;
    let query = fields.0.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    let opened = match open(&guest, &id, Some(&query.collect::<Vec<_>>().join("&"))).await? {
        Ok(opened) => opened,
        Err(refused) => return Ok(refused),
    };
    let told = match answer(&guest, &opened).await? {
        Ok(told) => told,
        Err(problem) => return refused(&guest, &opened, vec![problem]),
    };
    let all = told["activities"].as_array().into_iter().flatten();
    let found = all.into_iter().find(|it| it["activity"] == fields.text("column")).ok_or(Fault::NotFound)?;
    let verdict = verdicts::verdict(&found["verdict"]).ok_or(Fault::NotFound)?;
    let activity = activities::find(&guest.app, fields.text("activity")).await?;
    let mut found = found.clone();
    if let Some(kept) = found.as_object_mut() {
        // Which data it was measured on stands beside it in its history.
        kept.insert("file".to_owned(), opened.waiting.name.as_str().into());
        kept.insert("outcome".to_owned(), told["outcome"]["column"].clone());
    }
    let app = &guest.app;
    let (act, today, random) = (guest.act(), app.today(), app.random_id());
    let keeping = Keeping { store: &app.store, flows: app.office.flow_files(), act, today, random };
    keeping.keep(&activity, verdict, &found).await?;
    Ok(go_to(&format!("/activities/{}", activity.id)))
}

/// The same numbers, for programs.
pub(super) async fn read_numbers(
    guest: Guest,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    match open(&guest, &id, query.as_deref()).await? {
        Ok(opened) => match answer(&guest, &opened).await? {
            Ok(told) => Ok(Json(told).into_response()),
            Err(problem) => refused(&guest, &opened, vec![problem]),
        },
        Err(refused) => Ok(refused),
    }
}

fn verdict_page(guest: &Guest, opened: &Opened, told: &Value) -> VerdictPage {
    let f = Frame::of(guest, Place::Activities);
    let none = Vec::new();
    let activities = told["activities"].as_array().unwrap_or(&none);
    let is_share = told["outcome"]["unit"] == "share";
    let effects: Vec<Effect> = activities.iter().filter_map(Effect::of_activity).collect();
    let least = if is_share { AXIS_POINTS_MIN } else { 0.0 };
    let reach = axis(&effects, least);
    let outcome = told["outcome"]["column"].as_str().unwrap_or_default().to_owned();
    let names: Vec<&str> = activities.iter().filter_map(|it| it["activity"].as_str()).collect();
    let look = Look { speech: &f, reach, decimals: if is_share { 2 } else { decimals(reach) } };
    let mut cards: Vec<Card> = activities.iter().map(|it| look.card(it)).collect();
    for (at, card) in cards.iter_mut().enumerate() {
        card.id = at;
    }
    // Remarks on one activity stand with it.
    let is_of_one = |text: &str| names.iter().any(|name| text.starts_with(&format!("{name}: ")));
    let remark = |it: &Value| Some(it["text"].as_str()?.to_owned());
    let whole = told["warnings"].as_array().into_iter().flatten().filter_map(remark);
    let level = f.percent(told["level"].as_f64().unwrap_or(0.95), 0);
    let unit = f.t(if is_share { "measure-unit-points" } else { "measure-unit-number" });
    let words = opened.asked.measure_words(guest.visit.settings.currency.code());
    VerdictPage {
        id: opened.id.to_string(),
        name: opened.waiting.name.clone(),
        query: opened.asked.query(),
        finding: finding(&f, activities),
        lead: lead(&f, told, &outcome),
        caption: f.with("measure-caption", &[("unit", &unit), ("level", &level), ("outcome", &outcome)]),
        axis: [f.t1("measure-less", "outcome", outcome.as_str()), f.t1("measure-more", "outcome", outcome.as_str())],
        warnings: whole.filter(|text| !is_of_one(text)).collect(),
        command: command("vaarwel measure", &opened.waiting.name, &words),
        may_ask_whom: opened.asked.name_of(Role::Drawn).is_some() && opened.asked.name_of(Role::Trait).is_some(),
        registered: Vec::new(),
        unseen: opened.asked.pairs(),
        cards,
        f,
    }
}

fn finding(speech: &Speech, activities: &[Value]) -> String {
    let count = |verdict: Verdict| activities.iter().filter(|it| it["verdict"] == verdict.word()).count() as u64;
    let (helps, backfires) = (count(Verdict::Helps), count(Verdict::Backfires));
    if let [only] = activities {
        let key = format!("measure-finding-{}", only["verdict"].as_str().unwrap_or_default().replace('_', "-"));
        return speech.t1(&key, "name", only["activity"].as_str().unwrap_or_default());
    }
    speech.with("measure-finding", &[("all", &activities.len()), ("helps", &helps), ("backfires", &backfires)])
}

fn lead(speech: &Speech, told: &Value, outcome: &str) -> String {
    let rows = told["source"]["rows_read"].as_u64().unwrap_or(0);
    let rows = speech.count(rows);
    speech.with("measure-verdict-lead", &[("rows", &rows), ("outcome", &outcome)])
}

/// How numbers of this page are written.
pub(crate) struct Look<'a> {
    pub(crate) speech: &'a Speech,
    pub(crate) reach: f64,
    pub(crate) decimals: usize,
}

impl Look<'_> {
    pub(crate) fn card(&self, told: &Value) -> Card {
        let s = self.speech;
        let verdict = verdicts::verdict(&told["verdict"]);
        let tag = Tag::of(s, verdict);
        let effect = Effect::of_activity(told);
        let (shown, interval) = self.effect(effect.as_ref());
        let label = format!("{shown} {interval} {}", tag.word);
        let plotted = Plotted { effect, verdict, details: told, reach: self.reach, label: label.trim() };
        let count = |side: &str| s.count(told["n"][side].as_u64().unwrap_or(0));
        let kept = Effect::read(&told["kept"]).filter(|_| verdict == Some(Verdict::Helps));
        let per_kept = Effect::read(&told["cost_per_kept"]).filter(|_| verdict == Some(Verdict::Helps));
        let whole = |it: Effect| (s.decimal(it.value, 0), ends(s, (it.lower, it.upper), |end| s.decimal(end, 0)));
        let cents = |it: Effect| (s.decimal(it.value, 2), ends(s, (it.lower, it.upper), |end| s.decimal(end, 2)));
        let (kept, kept_interval) = kept.map(whole).unwrap_or_default();
        let (per_kept, per_kept_interval) = per_kept.map(cents).unwrap_or_default();
        let lang = verdicts::language(s);
        let reason = reason_of(told, lang);
        Card {
            name: told["activity"].as_str().unwrap_or_default().to_owned(),
            plot: plotted.draw(),
            chosen: self.chosen(told),
            n: format!("{} / {}", count("treated"), count("control")),
            p: told["p_adjusted"].as_f64().map(|p| p_value(s, p)).unwrap_or_default(),
            warnings: warnings_of(told, lang).into_iter().filter(|it| !is_said(&reason, it)).collect(),
            reason,
            money: self.money(told),
            horizons: self.horizons(told),
            how: self.how(told),
            is_grave: verdict == Some(Verdict::Backfires),
            tag,
            effect: shown,
            interval,
            kept,
            kept_interval,
            per_kept,
            per_kept_interval,
            id: 0,
        }
    }

    fn effect(&self, effect: Option<&Effect>) -> (String, String) {
        effect
            .map(|it| (it.shown(self.speech, self.decimals), it.interval(self.speech, self.decimals)))
            .unwrap_or_default()
    }

    fn chosen(&self, told: &Value) -> String {
        match told["drawn_by"].as_str() {
            Some(group) => self.speech.t1("measure-drawn-by", "group", group),
            None if told["chosen"] == Chosen::Observed.word() => self.speech.t("measure-observed"),
            None => self.speech.t("measure-drawn"),
        }
    }

    fn money(&self, told: &Value) -> String {
        let (s, money) = (self.speech, &told["money"]);
        let Some(net) = Effect::read(&money["net"]) else { return String::new() };
        let key = match money["lift_with_a_loss"].as_bool() {
            Some(true) => "measure-money-loss".to_owned(),
            _ => format!("measure-money-{}", money["paying"].as_str().unwrap_or("cannot_tell").replace('_', "-")),
        };
        let currency = money["currency"].as_str().and_then(|it| it.parse::<Currency>().ok());
        let whole = |it: f64| currency.map_or_else(|| s.decimal(it, 0), |currency| whole_money(s, it, currency));
        let amount = format!("{} {}", whole(net.value), ends(s, (net.lower, net.upper), whole));
        let each = money["net_per_treated"]["value"].as_f64();
        let cents = |it: f64| currency.map_or_else(|| s.decimal(it, 2), |currency| exact_money(s, it, currency));
        s.t2(&key, "net", amount, "each", each.map(cents).unwrap_or_default())
    }

    fn horizons(&self, told: &Value) -> Vec<AtHorizon> {
        let all = told["horizons"].as_array().into_iter().flatten();
        let one = |it: &Value| {
            let verdict = verdicts::verdict(&it["verdict"]);
            let (effect, tag) = (Effect::of_activity(it), Tag::of(self.speech, verdict));
            let (shown, interval) = self.effect(effect.as_ref());
            let label = format!("{shown} {interval} {}", tag.word);
            let plotted = Plotted { effect, verdict, details: told, reach: self.reach, label: label.trim() };
            AtHorizon {
                days: self.speech.t1("measure-days", "days", it["days"].as_f64().unwrap_or_default()),
                plot: plotted.draw(),
                tag,
                effect: shown,
                interval,
                n: self.speech.count(it["n"].as_u64().unwrap_or(0)),
            }
        };
        all.map(one).collect()
    }

    /// What the verdict rests on: the two sides, the method, what was adjusted for, what would still be found.
    fn how(&self, told: &Value) -> Vec<(String, String)> {
        let s = self.speech;
        let mut lines = Vec::new();
        let mut put = |key: &str, text: Option<String>| {
            if let Some(text) = text.filter(|it| !it.is_empty()) {
                lines.push((s.t(key), text));
            }
        };
        let is_share = told["effect_points"].is_object();
        let mean = |side: &str| {
            let mean = Effect::read(&told[side]).map(|it| it.value).or(told[side].as_f64())?;
            Some(if is_share { s.percent(mean, 2) } else { s.decimal(mean, self.decimals) })
        };
        let sides = mean("treated").zip(mean("control"));
        put("measure-how-sides", sides.map(|(with, without)| s.t2("measure-sides", "with", with, "without", without)));
        put("measure-how-method", told["method"].as_str().map(|it| it.replace('_', " ")));
        let names = |list: &Value| -> String {
            list.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        };
        put("measure-how-adjusted", Some(names(&told["adjusted_for"])));
        let points = |field: &str| told[field].as_f64().map(|it| s.decimal(it, self.decimals));
        put("measure-how-matters", points("matters_points"));
        put("measure-how-detectable", points("detectable_points"));
        let needed = &told["needed"];
        let more = needed["more"].as_f64().zip(needed["total"].as_f64());
        put(
            "measure-how-needed",
            more.map(|(more, all)| s.t2("measure-needed", "more", s.decimal(more, 0), "all", s.decimal(all, 0))),
        );
        let unadjusted = Effect::read(&told["unadjusted_points"]).or_else(|| Effect::read(&told["unadjusted"]));
        let (shown, interval) = self.effect(unadjusted.as_ref());
        put("measure-how-plain", Some(format!("{shown} {interval}").trim().to_owned()));
        let e_value = told["careful"]["e_value"]["limit"].as_f64();
        put("measure-how-hidden", e_value.map(|it| s.decimal(it, 2)));
        lines
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an amount that does not fit is as large as one can be")]
fn exact_money(speech: &Speech, amount: f64, currency: Currency) -> String {
    speech.money(Money { minor: (amount * currency.minor_per_major() as f64).round() as i64, currency })
}

/// An amount of whole euros, or of another currency.
#[expect(clippy::cast_possible_truncation, reason = "an amount that does not fit is as large as one can be")]
fn whole_money(speech: &Speech, amount: f64, currency: Currency) -> String {
    let minor = (amount.round() * currency.minor_per_major() as f64) as i64;
    format::whole_money(speech, Money { minor, currency })
}

/// Whether a sentence says what a warning says: it is not said twice.
fn is_said(reason: &str, warning: &str) -> bool {
    reason.to_lowercase().contains(warning.trim_end_matches('.').to_lowercase().as_str())
}

/// A p-value; very small ones are not told apart.
fn p_value(speech: &Speech, p: f64) -> String {
    let space = if speech.language() == Language::Dutch { "\u{a0}" } else { " " };
    if p < 0.0001 { format!("<{space}{}", speech.decimal(0.0001, 4)) } else { speech.decimal(p, 4) }
}
