//! Registering an activity, and describing it anew: what was said before stays.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use relationship::activity::{Activity, ActivityError, Choosing, Cost, Counted, Goal, HORIZONS_DAYS, Plan};
use relationship::drawing::{Drawing, Lane, Share};
use relationship::{Currency, Day};
use store::{ActivityId, Member};

use super::measured::counted;
use super::one::find;
use crate::Speech;
use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, page, page_with};
use crate::posted::{Fields, Posted};
use crate::visit::Guest;

/// The share that is left alone where nobody says another.
const HOLDOUT_PERCENT: &str = "20";
/// How an activity may choose.
const HOW: [&str; 4] = ["drawn", "rule", "by_hand", "everybody"];

/// A choice of a list.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) word: String,
    pub(crate) is_chosen: bool,
}

#[derive(Template)]
#[template(path = "activities/form.html")]
pub(crate) struct FormPage {
    pub(crate) f: Frame,
    /// The activity that is described anew; nothing for one that is registered.
    pub(crate) id: Option<String>,
    /// The version the change was made from.
    pub(crate) made_from: u32,
    pub(crate) problems: Vec<String>,
    pub(crate) typed: Fields,
    pub(crate) owners: Vec<Choice>,
    pub(crate) goals: Vec<Choice>,
    pub(crate) how: Vec<Choice>,
    pub(crate) outcomes: Vec<Choice>,
    pub(crate) currency: String,
}

impl FormPage {
    /// What was typed into a field.
    pub(crate) fn typed(&self, name: &str) -> &str {
        self.typed.text(name)
    }
}

fn form_page(guest: &Guest, members: &[Member], typed: Fields, problems: Vec<String>) -> FormPage {
    let f = Frame::of(guest, Place::Activities);
    let chosen = |name: &str, value: &str| typed.text(name) == value;
    let owner = |it: &Member| Choice {
        value: it.id.to_string(),
        word: if it.name.is_empty() { it.email.as_str().to_owned() } else { it.name.clone() },
        is_chosen: chosen("owner", &it.id.to_string()),
    };
    let goal = |it: Goal| Choice {
        value: it.word().to_owned(),
        word: f.t(&format!("activity-goal-{}", it.word().replace('_', "-"))),
        is_chosen: chosen("goal", it.word()),
    };
    let how = |word: &str| Choice {
        value: word.to_owned(),
        word: f.t(&format!("activity-how-{}", word.replace('_', "-"))),
        is_chosen: chosen("how", word),
    };
    // An outcome of another system keeps its own word.
    let own = Some(typed.text("outcome")).filter(|it| !it.is_empty() && Counted::from_word(it).is_none());
    let words: Vec<String> = Counted::ALL.iter().map(|it| it.word()).chain(own).map(str::to_owned).collect();
    let outcome =
        |word: &str| Choice { value: word.to_owned(), word: counted(&f, word), is_chosen: chosen("outcome", word) };
    FormPage {
        outcomes: words.iter().map(|it| outcome(it)).collect(),
        id: None,
        made_from: 0,
        problems,
        owners: members.iter().map(owner).collect(),
        goals: Goal::ALL.into_iter().map(goal).collect(),
        how: HOW.into_iter().map(how).collect(),
        currency: guest.visit.settings.currency.code().to_owned(),
        typed,
        f,
    }
}

/// The form for an activity that is not there yet. An address may fill it in, as a link from an audience does.
pub(super) async fn read_new(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let members = guest.app.store.members().await?;
    let mut typed = Fields::parse(query.as_deref().unwrap_or_default());
    let day = |text: Day| text.to_string();
    for (name, value) in [
        ("owner", guest.member.id.to_string()),
        ("goal", Goal::FewerLeavers.word().to_owned()),
        ("how", "drawn".to_owned()),
        ("holdout", HOLDOUT_PERCENT.to_owned()),
        ("starts_on", day(guest.app.today())),
        ("review_on", day(guest.app.today().plus_months(6))),
        ("outcome", "left".to_owned()),
        ("horizons", HORIZONS_DAYS.map(|it| it.to_string()).join(", ")),
    ] {
        if typed.get(name).is_none() {
            typed.0.push((name.to_owned(), value));
        }
    }
    page(&form_page(&guest, &members, typed, Vec::new()))
}

pub(super) async fn create_activity(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    match read(&guest, &fields, None) {
        Ok(activity) => {
            let id = ActivityId::new(guest.app.now(), guest.app.random_id());
            guest.app.store.register_activity(id, &activity, guest.act()).await?;
            Ok(go_to(&format!("/activities/{id}")))
        }
        Err(problems) => {
            let members = guest.app.store.members().await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &form_page(&guest, &members, fields, problems))
        }
    }
}

/// The form with what holds now.
pub(super) async fn read_describe(guest: Guest, Path(id): Path<String>) -> Result<Response, Fault> {
    let it = find(&guest.app, &id).await?;
    let now = it.now().ok_or(Fault::NotFound)?;
    let members = guest.app.store.members().await?;
    let mut page_of = form_page(&guest, &members, fields_of(now), Vec::new());
    page_of.id = Some(it.id.to_string());
    page_of.made_from = it.versions.last().map_or(1, |it| it.version);
    page(&page_of)
}

pub(super) async fn create_description(
    Path(id): Path<String>,
    Posted { guest, fields }: Posted,
) -> Result<Response, Fault> {
    let it = find(&guest.app, &id).await?;
    let now = it.now().ok_or(Fault::NotFound)?;
    let made_from = fields.text("made_from").parse().unwrap_or(0);
    let problems = match read(&guest, &fields, Some(now)) {
        Ok(activity) if fields.get("why").is_some() => {
            match guest.app.store.describe_activity(it.id, made_from, &activity, guest.act()).await {
                Ok(_) => return Ok(go_to(&format!("/activities/{}", it.id))),
                Err(store::StoreError::Outdated { .. }) => vec![guest.speech.t("activity-outdated")],
                Err(other) => return Err(other.into()),
            }
        }
        Ok(_) => vec![guest.speech.t("activity-why-missing")],
        Err(problems) => problems,
    };
    let members = guest.app.store.members().await?;
    let mut page_of = form_page(&guest, &members, fields, problems);
    page_of.id = Some(it.id.to_string());
    page_of.made_from = it.versions.last().map_or(1, |it| it.version);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page_of)
}

/// What a form says. `before` is the description it changes: its draw stays the same draw.
fn read(guest: &Guest, fields: &Fields, before: Option<&Activity>) -> Result<Activity, Vec<String>> {
    let speech = &guest.speech;
    let mut problems = Vec::new();
    let mut reader = Reader { fields, speech, problems: &mut problems };
    let currency = guest.visit.settings.currency;
    let activity = Activity {
        name: fields.text("name").to_owned(),
        owner: fields.get("owner").map(str::to_owned),
        goal: Goal::ALL.into_iter().find(|it| it.word() == fields.text("goal")).unwrap_or(Goal::FewerLeavers),
        hypothesis: fields.text("hypothesis").to_owned(),
        audience: fields.text("audience").to_owned(),
        treatment: fields.text("treatment").to_owned(),
        cost: reader.cost(currency),
        starts_on: reader.day("starts_on").unwrap_or_else(|| guest.app.today()),
        review_on: reader.day("review_on"),
        ends_on: reader.day("ends_on"),
        choosing: reader.choosing(before),
        plan: reader.plan(),
        changed_because: fields.text("why").to_owned(),
    };
    problems.extend(activity.errors().iter().map(|error| told(speech, error)));
    if problems.is_empty() { Ok(activity) } else { Err(problems) }
}

/// Reads fields, and keeps what is wrong with them.
struct Reader<'a> {
    fields: &'a Fields,
    speech: &'a Speech,
    problems: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn wrong(&mut self, name: &str) {
        let field = self.speech.t(&format!("activity-field-{}", name.replace('_', "-")));
        self.problems.push(self.speech.t2("activity-wrong", "field", field, "given", self.fields.text(name)));
    }

    fn number(&mut self, name: &str) -> Option<f64> {
        let text = self.fields.get(name)?.replace(',', ".");
        let number = text.parse::<f64>().ok().filter(|it| it.is_finite());
        if number.is_none() {
            self.wrong(name);
        }
        number
    }

    fn day(&mut self, name: &str) -> Option<Day> {
        let day = self.fields.get(name)?.parse().ok();
        if day.is_none() {
            self.wrong(name);
        }
        day
    }

    /// A percentage above 0 and below 100 as a share.
    fn share(&mut self, name: &str) -> Option<f64> {
        let percent = self.number(name)?;
        if percent > 0.0 && percent < 100.0 {
            return Some(percent / 100.0);
        }
        self.wrong(name);
        None
    }

    #[expect(clippy::cast_possible_truncation, reason = "an amount beyond what fits is held at the largest")]
    fn cost(&mut self, currency: Currency) -> Option<Cost> {
        let (fixed, each) = (self.number("cost_fixed"), self.number("cost_each"));
        let minor = |amount: Option<f64>| (amount.unwrap_or(0.0) * currency.minor_per_major() as f64).round() as i64;
        (fixed.is_some() || each.is_some()).then(|| Cost {
            fixed_minor: minor(fixed),
            each_minor: minor(each),
            currency,
        })
    }

    fn choosing(&mut self, before: Option<&Activity>) -> Choosing {
        match self.fields.text("how") {
            "rule" => Choosing::Rule { rule: self.fields.text("rule").to_owned() },
            "by_hand" => Choosing::ByHand,
            "everybody" => Choosing::Everybody,
            _ => {
                let salt = match before.map(|it| &it.choosing) {
                    Some(Choosing::Drawn { drawing, .. }) => drawing.salt.clone(),
                    _ => self.fields.text("name").to_owned(),
                };
                let holdout = self.share("holdout").unwrap_or(0.2);
                let company_holdout = self.share("company_holdout").and_then(|it| Share::new(it).ok());
                let lane = self.lane();
                let treated = Share::new(1.0 - holdout).or(Share::new(0.5));
                let unit = self.fields.get("unit").map(str::to_owned);
                match treated {
                    Ok(treated) => Choosing::Drawn { drawing: Drawing { salt, treated, company_holdout, lane }, unit },
                    Err(_) => Choosing::ByHand,
                }
            }
        }
    }

    /// The part of a lane, in percents.
    fn lane(&mut self) -> Option<Lane> {
        let name = self.fields.get("lane")?.to_owned();
        let (from, to) = (self.number("lane_from").unwrap_or(0.0), self.number("lane_to").unwrap_or(100.0));
        Some(Lane { name, from: from / 100.0, to: to / 100.0 })
    }

    fn plan(&mut self) -> Plan {
        let list = |name: &str| -> Vec<String> {
            let words = self.fields.text(name).split([',', ';']).map(str::trim);
            words.filter(|it| !it.is_empty()).map(str::to_owned).collect()
        };
        let (days, traits) = (list("horizons"), list("traits"));
        let horizons_days: Vec<u32> = days.iter().filter_map(|it| it.parse().ok()).collect();
        if horizons_days.len() < days.len() {
            self.wrong("horizons");
        }
        let matters = self.number("matters").map(|points| points / 100.0);
        Plan { outcome: self.fields.text("outcome").to_owned(), horizons_days, traits, matters }
    }
}

/// What is wrong, in the reader's language.
fn told(speech: &Speech, error: &ActivityError) -> String {
    let field = |name: &str| speech.t(&format!("activity-field-{}", name.replace('_', "-")));
    match error {
        ActivityError::Text { field: name, given: 0, .. } => speech.t1("activity-text-missing", "field", field(name)),
        ActivityError::Text { field: name, .. } => speech.t1("activity-text-long", "field", field(name)),
        ActivityError::DayBeforeStart { field: name, .. } => speech.t1("activity-day-early", "field", field(name)),
        ActivityError::Horizons { .. } => speech.t("activity-horizons-wrong"),
        ActivityError::Cost { .. } => speech.t("activity-cost-wrong"),
        ActivityError::Lane { .. } => speech.t("activity-lane-wrong"),
        ActivityError::Matters { .. } => speech.t("activity-matters-wrong"),
    }
}

/// A description as the fields of the form.
fn fields_of(it: &Activity) -> Fields {
    let mut all = Vec::new();
    let mut put = |name: &str, value: String| all.push((name.to_owned(), value));
    put("name", it.name.clone());
    put("owner", it.owner.clone().unwrap_or_default());
    put("goal", it.goal.word().to_owned());
    put("hypothesis", it.hypothesis.clone());
    put("audience", it.audience.clone());
    put("treatment", it.treatment.clone());
    if let Some(cost) = it.cost {
        let amount = |minor: i64| plain(minor as f64 / cost.currency.minor_per_major() as f64);
        put("cost_fixed", amount(cost.fixed_minor));
        put("cost_each", amount(cost.each_minor));
    }
    put("starts_on", it.starts_on.to_string());
    put("review_on", it.review_on.map(|it| it.to_string()).unwrap_or_default());
    put("ends_on", it.ends_on.map(|it| it.to_string()).unwrap_or_default());
    match &it.choosing {
        Choosing::Drawn { drawing, unit } => {
            put("how", "drawn".to_owned());
            put("holdout", plain((1.0 - drawing.treated.get()) * 100.0));
            put("company_holdout", drawing.company_holdout.map(|it| plain(it.get() * 100.0)).unwrap_or_default());
            put("unit", unit.clone().unwrap_or_default());
            if let Some(lane) = &drawing.lane {
                put("lane", lane.name.clone());
                put("lane_from", plain(lane.from * 100.0));
                put("lane_to", plain(lane.to * 100.0));
            }
        }
        Choosing::Rule { rule } => {
            put("how", "rule".to_owned());
            put("rule", rule.clone());
        }
        Choosing::ByHand => put("how", "by_hand".to_owned()),
        Choosing::Everybody => put("how", "everybody".to_owned()),
    }
    put("outcome", it.plan.outcome.clone());
    put("horizons", it.plan.horizons_days.iter().map(u32::to_string).collect::<Vec<_>>().join(", "));
    put("traits", it.plan.traits.join(", "));
    put("matters", it.plan.matters.map(|it| plain(it * 100.0)).unwrap_or_default());
    Fields(all)
}

/// A number as a field holds it: without zeros that say nothing.
fn plain(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The activity with another share that is left alone, and why.
pub(super) fn with_holdout(it: &Activity, holdout: Share, why: &str) -> Option<Activity> {
    let Choosing::Drawn { drawing, unit } = &it.choosing else { return None };
    let treated = Share::new(1.0 - holdout.get()).ok()?;
    let drawing = Drawing { treated, ..drawing.clone() };
    let choosing = Choosing::Drawn { drawing, unit: unit.clone() };
    Some(Activity { choosing, changed_because: why.to_owned(), ..it.clone() })
}
