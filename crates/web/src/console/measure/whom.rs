//! For whom: who gains, whom to give it so that it pays, and the audience with a new hold-out drawn in it.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use relationship::drawing::{Drawing, Key, Share, Unit};
use serde_json::Value;
use study::draw::quoted;
use study::measure::target::{Recipient, Targeted, target};

use super::asked::Role;
use super::{Opened, command, form, open, study};
use crate::console::verdicts::{Effect, Plotted, axis, decimals, ends, signed};
use crate::fault::Fault;
use crate::frame::{Frame, Place, page, page_with};
use crate::posted::{Fields, Posted};
use crate::visit::Guest;

/// The share of an audience that is left alone when nobody says another.
const HOLDOUT: f64 = 0.1;
/// Rows of the budget table.
const BUDGETS: usize = 10;

/// What somebody wants to know.
struct Wish {
    activity: String,
    cost: String,
    value: String,
    most: String,
}

/// A choice of a list.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) is_chosen: bool,
}

/// One of the four kinds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kind {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) few: String,
    pub(crate) many: String,
    pub(crate) like: String,
}

/// One budget.
#[derive(Debug, Clone, Default)]
pub(crate) struct Budget {
    pub(crate) share: String,
    pub(crate) customers: String,
    pub(crate) cost: String,
    pub(crate) plot: String,
    pub(crate) profit: String,
    pub(crate) band: String,
    pub(crate) is_best: bool,
}

/// A trait that did not decide.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watched {
    pub(crate) name: String,
    pub(crate) all: String,
    pub(crate) chosen: String,
    pub(crate) apart: String,
    pub(crate) is_far: bool,
}

#[derive(Template)]
#[template(path = "measure/whom.html")]
pub(crate) struct WhomPage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) query: String,
    /// What goes along with the form, unseen.
    pub(crate) unseen: Vec<(String, String)>,
    pub(crate) activities: Vec<Choice>,
    pub(crate) cost: String,
    pub(crate) value: String,
    pub(crate) most: String,
    pub(crate) currency: String,
    pub(crate) finding: String,
    pub(crate) lead: String,
    pub(crate) problem: Option<String>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) budgets: Vec<Budget>,
    pub(crate) watched: Vec<Watched>,
    pub(crate) proxies: Vec<String>,
    pub(crate) used: String,
    pub(crate) ranks: String,
    pub(crate) warnings: Vec<String>,
    pub(crate) command: String,
    /// How many get it; nothing where nobody does.
    pub(crate) audience: Option<String>,
    pub(crate) has_ids: bool,
    pub(crate) holdout_percent: String,
    pub(crate) is_answered: bool,
    /// What the outcome is worth, as the form asks it.
    pub(crate) worth: String,
}

impl Wish {
    fn read(opened: &Opened, fields: &Fields) -> Self {
        let drawn = opened.asked.activities(Role::Drawn);
        let asked = fields.text("activity");
        let found = drawn.iter().find(|(name, _)| name == asked).or(drawn.first());
        let cost = found.map(|(_, column)| column.cost.clone()).unwrap_or_default();
        let number = |name: &str| fields.text(name).replace(',', ".");
        Self {
            activity: found.map(|(name, _)| name.clone()).unwrap_or_default(),
            cost: if fields.get("cost").is_some() { number("cost") } else { cost },
            value: number("worth"),
            most: number("most"),
        }
    }

    fn is_whole(&self) -> bool {
        !self.activity.is_empty() && !self.cost.is_empty() && !self.value.is_empty()
    }

    fn words(&self, opened: &Opened) -> Vec<String> {
        opened.asked.target_words(&self.activity, (&self.cost, &self.value), &self.most)
    }
}

async fn targeted(guest: &Guest, opened: &Opened, wish: &Wish) -> Result<Result<Targeted, String>, Fault> {
    let file = opened.waiting.file.clone();
    let mut words = vec![file.display().to_string()];
    words.extend(wish.words(opened));
    study(guest, &file, move || target(words)).await
}

pub(super) async fn read_whom(
    guest: Guest,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let opened = match open(&guest, &id, query.as_deref()).await? {
        Ok(opened) => opened,
        Err(refused) => return Ok(refused),
    };
    let wish = Wish::read(&opened, &opened.fields);
    let has_traits = opened.asked.name_of(Role::Trait).is_some();
    if wish.activity.is_empty() || !has_traits || opened.asked.name_of(Role::Outcome).is_none() {
        let problems = vec![guest.speech.t("measure-whom-lacks")];
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &form::page(&guest, &opened, problems));
    }
    if !wish.is_whole() {
        return page(&whom_page(&guest, &opened, &wish, None, None));
    }
    match targeted(&guest, &opened, &wish).await? {
        Ok(found) => page(&whom_page(&guest, &opened, &wish, Some(&found.outcome.json()), None)),
        Err(problem) => {
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &whom_page(&guest, &opened, &wish, None, Some(problem)))
        }
    }
}

/// The audience as a file, with some of it left alone by chance: the draw of this company, the same for ever.
pub(super) async fn create_audience(
    Path(id): Path<String>,
    Posted { guest, fields }: Posted,
) -> Result<Response, Fault> {
    let query = fields.0.iter().map(|(name, value)| format!("{name}={}", crate::posted::encode(value)));
    let query = query.collect::<Vec<_>>().join("&");
    let opened = match open(&guest, &id, Some(&query)).await? {
        Ok(opened) => opened,
        Err(refused) => return Ok(refused),
    };
    let wish = Wish::read(&opened, &opened.fields);
    let percent = fields.text("holdout").replace(',', ".").parse::<f64>().unwrap_or(HOLDOUT * 100.0);
    let Ok(treated) = Share::new(1.0 - percent / 100.0) else {
        let problem = guest.speech.t("measure-holdout-wrong");
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &whom_page(&guest, &opened, &wish, None, Some(problem)));
    };
    let found = match targeted(&guest, &opened, &wish).await? {
        Ok(found) => found,
        Err(problem) => {
            let page = whom_page(&guest, &opened, &wish, None, Some(problem));
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let key = guest.app.draw_key(guest.act()).await?;
    let salt = format!("audience of {}", wish.activity);
    let drawing = Drawing { salt, treated, company_holdout: None, lane: None };
    let named = r#"attachment; filename="audience.csv""#.to_owned();
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, named)];
    Ok((headers, csv(&found.audience, &drawing, &key)).into_response())
}

/// `customer,arm,treated,effect,lower,upper`: only `treated` get it, the others are left alone to compare with.
fn csv(audience: &[Recipient], drawing: &Drawing, key: &Key) -> String {
    let mut text = String::from("customer,arm,treated,effect,lower,upper\n");
    for Recipient { customer, effect, interval } in audience {
        let arm = drawing.arm(key, &Unit::customer(customer));
        let treated = arm.column().map(|it| it.to_string()).unwrap_or_default();
        let ends = interval.map_or_else(|| ",".to_owned(), |(lower, upper)| format!("{lower:.6},{upper:.6}"));
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{},{},{treated},{effect:.6},{ends}", quoted(customer), arm.word());
    }
    text
}

fn whom_page(guest: &Guest, opened: &Opened, wish: &Wish, told: Option<&Value>, problem: Option<String>) -> WhomPage {
    let f = Frame::of(guest, Place::Activities);
    let currency = guest.visit.settings.currency.code().to_owned();
    let choice = |(name, _): (String, &super::asked::Column)| Choice { is_chosen: name == wish.activity, value: name };
    let none = Value::Null;
    let json = told.unwrap_or(&none);
    let n = json["n"].as_u64().unwrap_or(0);
    let look = Look { f: &f, currency: &currency, n: n as f64, is_good: opened.asked.is_good };
    let texts = |name: &str| -> Vec<String> {
        let list = json[name].as_array().into_iter().flatten();
        list.filter_map(|it| Some(it["text"].as_str()?.to_owned())).collect()
    };
    let proxy = |it: &Value| {
        let (name, of) = (it["trait"].as_str()?, it["stands_for"].as_str()?);
        Some(f.t2("measure-proxy", "name", name, "of", of))
    };
    let names = |list: &Value| -> String {
        list.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
    };
    WhomPage {
        id: opened.id.to_string(),
        name: opened.waiting.name.clone(),
        query: opened.asked.query(),
        unseen: opened.asked.pairs(),
        activities: opened.asked.activities(Role::Drawn).into_iter().map(choice).collect(),
        finding: look.finding(json, told.is_some(), &wish.activity),
        lead: look.lead(json, told.is_some()),
        problem,
        kinds: look.kinds(json),
        budgets: look.budgets(json),
        watched: look.watched(json),
        proxies: json["proxies"].as_array().into_iter().flatten().filter_map(proxy).collect(),
        used: columns(&names(&json["traits"])),
        ranks: look.ranks(json),
        warnings: texts("warnings"),
        command: command("vaarwel stats target", &opened.waiting.name, &wish.words(opened)),
        audience: json["best"]["customers"].as_u64().map(|it| f.count(it)),
        has_ids: opened.asked.name_of(Role::Customer).is_some(),
        holdout_percent: f.decimal(HOLDOUT * 100.0, 0),
        is_answered: told.is_some(),
        worth: f.t1(
            if opened.asked.is_good { "measure-worth-good" } else { "measure-worth" },
            "currency",
            currency.as_str(),
        ),
        cost: wish.cost.clone(),
        value: wish.value.clone(),
        most: wish.most.clone(),
        currency,
        f,
    }
}

/// The columns behind traits: of words each value is a trait, `plan=year`.
fn columns(traits: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in traits.split('\n').filter_map(|it| it.split('=').next()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// How this page writes.
struct Look<'a> {
    f: &'a Frame,
    currency: &'a str,
    /// Customers in all: what stands per customer is shown for all of them.
    n: f64,
    /// Whether the outcome is something wanted, such as a visit, and not that somebody left.
    is_good: bool,
}

impl Look<'_> {
    fn amount(&self, value: f64) -> String {
        format!("{}\u{a0}{}", self.currency, self.f.decimal(value, 0))
    }

    fn finding(&self, json: &Value, is_told: bool, activity: &str) -> String {
        let customers = json["best"]["customers"].as_u64().unwrap_or(0);
        let (customers, all) = (self.f.count(customers), self.f.count(json["n"].as_u64().unwrap_or(0)));
        match json["decision"].as_str() {
            Some("treat") if customers == all => self.f.t1("measure-whom-everybody", "name", activity),
            Some("treat") => {
                self.f.with("measure-whom-treat", &[("name", &activity), ("customers", &customers), ("all", &all)])
            }
            Some("unsure") => self.f.t1("measure-whom-unsure", "name", activity),
            Some(_) => self.f.t1("measure-whom-nobody", "name", activity),
            None if is_told => self.f.t("measure-whom-unknown"),
            None => self.f.t1("measure-whom-ask", "name", activity),
        }
    }

    fn lead(&self, json: &Value, is_told: bool) -> String {
        let best = &json["best"];
        if let Some(why) = json["decision"]["detail"].as_str() {
            return why.to_owned();
        }
        match best["profit_per_customer"]["value"].as_f64() {
            Some(profit) => {
                let band = &best["band"];
                let end = |name: &str, open: f64| band[name].as_f64().unwrap_or(open) * self.n;
                let band = (end("lower", f64::NEG_INFINITY), end("upper", f64::INFINITY));
                let band = ends(self.f, band, |it| signed(self.f, it, 0));
                self.f.t2("measure-whom-profit", "profit", self.amount(profit * self.n), "band", band)
            }
            None if is_told => self.f.t("measure-whom-nobody-lead"),
            None => self.f.t("measure-whom-ask-lead"),
        }
    }

    fn share(&self, answer: &Value) -> String {
        match Effect::read(answer) {
            Some(it) => {
                let level = |value: f64| self.f.percent(value, 0);
                format!("{} {}", level(it.value), ends(self.f, (it.lower, it.upper), level))
            }
            None => self.f.t("hail-not-known"),
        }
    }

    fn kinds(&self, json: &Value) -> Vec<Kind> {
        let total: u64 = json["most_like"].as_object().into_iter().flatten().filter_map(|(_, n)| n.as_u64()).sum();
        let one = |it: &Value| {
            let word = it["kind"].as_str().unwrap_or_default();
            let key = format!("{}{}", word.replace('_', "-"), if self.is_good { "-good" } else { "" });
            let like = json["most_like"][word].as_u64().filter(|_| total > 0);
            Kind {
                name: self.f.t(&format!("measure-kind-{key}")),
                text: self.f.t(&format!("measure-kind-{key}-text")),
                few: self.share(&it["if_few_are_harmed"]),
                many: self.share(&it["if_many_are_harmed"]),
                like: like.map_or_else(|| "—".to_owned(), |n| self.f.percent(n as f64 / total as f64, 0)),
            }
        };
        json["cells"].as_array().into_iter().flatten().map(one).collect()
    }

    /// Some budgets from small to large, the best one among them.
    fn budgets(&self, json: &Value) -> Vec<Budget> {
        let none = Vec::new();
        let curve = json["curve"].as_array().unwrap_or(&none);
        let best = &json["best"]["customers"];
        let step = curve.len().div_ceil(BUDGETS).max(1);
        let is_shown =
            |at: usize, it: &Value| (at + 1).is_multiple_of(step) || at + 1 == curve.len() || it["customers"] == *best;
        let shown: Vec<&Value> =
            curve.iter().enumerate().filter(|(at, it)| is_shown(*at, it)).map(|(_, it)| it).collect();
        let profit = |it: &Value| {
            let (value, band) = (it["profit_per_customer"]["value"].as_f64()?, &it["band"]);
            let end = |name: &str, open: f64| band[name].as_f64().unwrap_or(open) * self.n;
            let (lower, upper) = (end("lower", f64::NEG_INFINITY), end("upper", f64::INFINITY));
            Some(Effect { value: value * self.n, lower, upper })
        };
        let all: Vec<Effect> = shown.iter().filter_map(|it| profit(it)).collect();
        let reach = axis(&all, 1.0);
        let one = |it: &Value| {
            let effect = profit(it);
            let band = effect.map(|it| ends(self.f, (it.lower, it.upper), |end| signed(self.f, end, 0)));
            let value = effect.map(|it| signed(self.f, it.value, 0)).unwrap_or_default();
            let label = format!("{value} {}", band.as_deref().unwrap_or_default());
            let plotted = Plotted { effect, verdict: None, details: &Value::Null, reach, label: &label };
            Budget {
                share: self.f.percent(it["share"].as_f64().unwrap_or(0.0), 0),
                customers: self.f.count(it["customers"].as_u64().unwrap_or(0)),
                cost: self.f.decimal(it["cost"].as_f64().unwrap_or(0.0), 0),
                plot: plotted.draw(),
                profit: value,
                band: band.unwrap_or_default(),
                is_best: it["customers"] == *best,
            }
        };
        shown.into_iter().map(one).collect()
    }

    fn watched(&self, json: &Value) -> Vec<Watched> {
        let one = |it: &Value| {
            let apart = it["apart"].as_f64();
            let number = |name: &str| it[name].as_f64().map(|it| self.f.decimal(it, decimals(it.abs().max(0.1))));
            Watched {
                name: it["trait"].as_str().unwrap_or_default().to_owned(),
                all: number("all").unwrap_or_default(),
                chosen: number("chosen").unwrap_or_else(|| "—".to_owned()),
                apart: apart.map_or_else(|| "—".to_owned(), |it| signed(self.f, it, 2)),
                is_far: apart.is_some_and(|it| it.abs() > 0.2),
            }
        };
        json["protected"].as_array().into_iter().flatten().map(one).collect()
    }

    /// Whether the order of customers can be believed.
    fn ranks(&self, json: &Value) -> String {
        match json["calibration"]["ranks"]["p_value"].as_f64() {
            Some(p) if p < 0.05 => self.f.t("measure-ranks"),
            Some(_) => self.f.t("measure-ranks-not"),
            None => String::new(),
        }
    }
}
