//! Drawing the customers of a file: how many to leave alone, then who. The same customer gets the same arm for ever.

use askama::Template;
use axum::extract::{Multipart, Path, RawQuery};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use ledger::describe::ColumnKind;
use relationship::activity::{Activity, Choosing, Undrawn};
use relationship::drawing::{Drawing, Key, Share};
use relationship::verdict::MATTERS_SHARE;
use study::draw::{DrawFlags, DrawnFile, Prospect, draw, propose};

use super::form::with_holdout;
use super::given::{self, Given};
use super::planned::{POWER, told};
use crate::Speech;
use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, page, page_with};
use crate::posted::{Fields, Posted, encode};
use crate::visit::Guest;

#[derive(Template)]
#[template(path = "activities/draw.html")]
pub(crate) struct DrawPage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) activity: String,
    pub(crate) file: String,
    pub(crate) file_name: String,
    pub(crate) rows: String,
    pub(crate) columns: Vec<String>,
    pub(crate) customer: String,
    pub(crate) group: String,
    pub(crate) stratum: String,
    pub(crate) base: String,
    pub(crate) holdout: String,
    pub(crate) why: String,
    pub(crate) told: Vec<String>,
    pub(crate) cannot: bool,
    pub(crate) wrong: Option<String>,
    /// What the draw gave.
    pub(crate) drawn: Option<Drawn>,
    /// The query of the file with the arms.
    pub(crate) query: String,
}

/// What a draw gave, in words.
#[derive(Debug, Clone)]
pub(crate) struct Drawn {
    pub(crate) treated: String,
    pub(crate) held_out: String,
    /// Whom it does not concern; nothing where it concerns all.
    pub(crate) outside: Option<String>,
}

/// A file of customers with the activity they are drawn for.
struct Opened {
    given: Given,
    now: Activity,
    drawing: Drawing,
}

/// Why nobody is drawn, in words.
fn undrawn(speech: &Speech, why: &Undrawn) -> String {
    let key = format!("activity-undrawn-{}", why.word().replace('_', "-"));
    match why {
        Undrawn::Ended { on } => speech.t1(&key, "day", speech.day(*on)),
        Undrawn::GroupMissing { unit } => speech.t1(&key, "unit", unit.as_str()),
        _ => speech.t(&key),
    }
}

/// What somebody chose.
struct Chosen {
    customer: String,
    group: String,
    stratum: String,
}

pub(super) async fn create_file(guest: Guest, Path(id): Path<String>, mut form: Multipart) -> Result<Response, Fault> {
    given::put(&guest, &id, &mut form, "draw").await
}

async fn open(guest: &Guest, id: &str, file: &str) -> Result<Result<Opened, Response>, Fault> {
    let given = match given::open(guest, id, file).await? {
        Ok(given) => given,
        Err(refused) => return Ok(Err(refused)),
    };
    let now = given.it.now().ok_or(Fault::NotFound)?.clone();
    let Choosing::Drawn { drawing, .. } = now.choosing.clone() else { return Err(Fault::NotFound) };
    let has_group = now.choosing.unit().is_some();
    if let Err(why) = given.it.drawing(guest.app.today(), has_group) {
        return Ok(Err(given::refuse(guest, id, undrawn(&guest.speech, &why)).await?));
    }
    Ok(Ok(Opened { given, now, drawing }))
}

pub(super) async fn read_file(
    guest: Guest,
    Path((id, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let opened = match open(&guest, &id, &file).await? {
        Ok(opened) => opened,
        Err(refused) => return Ok(refused),
    };
    let mut shown = draw_page(&guest, &opened, &fields, None);
    if fields.get("drawn").is_some() {
        match drawn(&guest, &opened, &fields, opened.drawing.clone()).await? {
            Ok(found) => {
                let [treated, held_out] = found.drawn.map(|n| guest.speech.count(n));
                let outside = (found.outside > 0).then(|| guest.speech.count(found.outside));
                shown.drawn = Some(Drawn { treated, held_out, outside });
            }
            Err(problem) => shown.wrong = Some(problem),
        }
    }
    page(&shown)
}

/// Draws. Another share than the described one is a new version of the description, with its reason.
pub(super) async fn create_draw(
    Path((id, file)): Path<(String, String)>,
    Posted { guest, fields }: Posted,
) -> Result<Response, Fault> {
    let opened = match open(&guest, &id, &file).await? {
        Ok(opened) => opened,
        Err(refused) => return Ok(refused),
    };
    let refuse =
        |wrong: String| page_with(StatusCode::UNPROCESSABLE_ENTITY, &draw_page(&guest, &opened, &fields, Some(wrong)));
    let has_group = !chosen(&opened, &fields).group.is_empty();
    if let Err(why) = opened.now.choosing.drawing(has_group) {
        return refuse(undrawn(&guest.speech, &why));
    }
    let percent = fields.text("holdout").replace(',', ".").parse::<f64>().unwrap_or(f64::NAN);
    let Ok(holdout) = Share::new(percent / 100.0) else { return refuse(guest.speech.t("activity-holdout-wrong")) };
    let described = 1.0 - opened.drawing.treated.get();
    let mut drawing = opened.drawing.clone();
    let is_changed = (holdout.get() - described).abs() > 1e-9;
    let changed = with_holdout(&opened.now, holdout, fields.text("why")).filter(|_| is_changed);
    if let Some(changed) = &changed {
        if fields.get("why").is_none() {
            return refuse(guest.speech.t("activity-holdout-why"));
        }
        if let Choosing::Drawn { drawing: other, .. } = &changed.choosing {
            drawing = other.clone();
        }
    }
    let found = match drawn(&guest, &opened, &fields, drawing).await? {
        Ok(found) => found,
        Err(problem) => return refuse(problem),
    };
    if let Some(changed) = &changed {
        let made_from = opened.given.it.versions.last().map_or(1, |it| it.version);
        guest.app.store.describe_activity(opened.given.it.id, made_from, changed, guest.act()).await?;
    }
    let assigned = found.assigned().map(|(customer, is_treated, unit)| store::Drawn { customer, is_treated, unit });
    let assigned: Vec<store::Drawn<'_>> = assigned.collect();
    guest.app.store.record_assignments(opened.given.it.id, &assigned, guest.app.today(), guest.act()).await?;
    Ok(go_to(&format!("/activities/{id}/draw/{file}?{}&drawn=1", chosen(&opened, &fields).query())))
}

/// The arms, as a file for whoever does the work.
pub(super) async fn read_arms(
    guest: Guest,
    Path((id, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let opened = match open(&guest, &id, &file).await? {
        Ok(opened) => opened,
        Err(refused) => return Ok(refused),
    };
    match drawn(&guest, &opened, &fields, opened.drawing.clone()).await? {
        Ok(found) => {
            let named = r#"attachment; filename="arms.csv""#.to_owned();
            let headers =
                [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, named)];
            Ok((headers, found.csv()).into_response())
        }
        Err(problem) => {
            let page = draw_page(&guest, &opened, &fields, Some(problem));
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

impl Chosen {
    fn query(&self) -> String {
        let pair = |(name, value): (&str, &String)| format!("{name}={}", encode(value));
        let all = [("customer", &self.customer), ("group", &self.group), ("stratum", &self.stratum)];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(pair).collect::<Vec<_>>().join("&")
    }
}

/// The columns that were chosen, or that look like it.
fn chosen(opened: &Opened, fields: &Fields) -> Chosen {
    let columns = &opened.given.description.columns;
    let id = columns.iter().find(|it| it.kind == ColumnKind::Id).or(columns.first());
    let customer = fields.get("customer").map(str::to_owned);
    let is_said = customer.is_some();
    // What is drawn as a whole is often the name of a column.
    let named = |unit: &str| columns.iter().find(|it| it.name.eq_ignore_ascii_case(unit)).map(|it| it.name.clone());
    let unit = opened.now.choosing.unit().and_then(named);
    Chosen {
        customer: customer.or(id.map(|it| it.name.clone())).unwrap_or_default(),
        group: fields.get("group").map(str::to_owned).or(unit.filter(|_| !is_said)).unwrap_or_default(),
        stratum: fields.text("stratum").to_owned(),
    }
}

async fn drawn(
    guest: &Guest,
    opened: &Opened,
    fields: &Fields,
    drawing: Drawing,
) -> Result<Result<DrawnFile, String>, Fault> {
    let key: Key = guest.app.draw_key(guest.act()).await?;
    let Chosen { customer, group, stratum } = chosen(opened, fields);
    let some = |text: String| Some(text).filter(|it| !it.is_empty());
    let flags = DrawFlags::of(opened.given.waiting.file.clone(), customer, some(group), some(stratum));
    let done = tokio::task::spawn_blocking(move || draw(&flags, &drawing, &key)).await;
    let done = done.map_err(|_| Fault::Broken { what: "a draw" })?;
    let folder = opened.given.waiting.file.parent().map(|it| format!("{}/", it.display())).unwrap_or_default();
    Ok(done.map_err(|error| error.to_string().replace(&folder, "")))
}

fn draw_page(guest: &Guest, opened: &Opened, fields: &Fields, wrong: Option<String>) -> DrawPage {
    let f = Frame::of(guest, Place::Activities);
    let chosen = chosen(opened, fields);
    let described = f.decimal((1.0 - opened.drawing.treated.get()) * 100.0, 0);
    let base = fields.text("base").to_owned();
    let (told, cannot) = proposed(guest, opened, &base);
    DrawPage {
        id: opened.given.it.id.to_string(),
        activity: opened.now.name.clone(),
        file: opened.given.file.to_string(),
        file_name: opened.given.waiting.name.clone(),
        rows: f.count(opened.given.description.rows),
        columns: opened.given.description.columns.iter().map(|it| it.name.clone()).collect(),
        query: chosen.query(),
        customer: chosen.customer,
        group: chosen.group,
        stratum: chosen.stratum,
        holdout: fields.get("holdout").map_or(described, str::to_owned),
        why: fields.text("why").to_owned(),
        base,
        told,
        cannot,
        wrong,
        drawn: None,
        f,
    }
}

/// How many to leave alone of the customers of this file, once somebody said how many leave without the activity.
fn proposed(guest: &Guest, opened: &Opened, base: &str) -> (Vec<String>, bool) {
    let Ok(percent) = base.replace(',', ".").parse::<f64>() else { return (Vec::new(), false) };
    let base = percent / 100.0;
    let prospect = Prospect {
        customers: opened.given.description.rows as f64,
        base,
        matters: opened.now.plan.matters.unwrap_or(MATTERS_SHARE * base),
        power: POWER,
        level: stats::Level::P95,
        inflow: None,
    };
    match propose(&prospect) {
        Ok(proposal) => told(&guest.speech, &prospect, &proposal),
        Err(_) => (vec![guest.speech.t("activity-plan-impossible")], false),
    }
}
