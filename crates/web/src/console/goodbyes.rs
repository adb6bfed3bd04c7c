//! What goodbyes teach: who came, who asked, who went away again, why, how hard it was, and how it went on.
//!
//! Nothing here counts as "saved": whoever took a request back is looked up again after 30, 90 and 365 days.

mod counted;
mod told;

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use relationship::Day;
use store::{DeskFilter, DeskList, Moment};

use self::counted::{Counted, Gathered, Later};
use super::content::Section;
use super::parts::{Figures, Voice};
use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, Place, page};
use crate::posted::Fields;
use crate::visit::Guest;

/// Cases and visits that are counted at most; the page says when there were more.
const COUNTED_MAX: u32 = 20_000;
/// The stretches one can look at, in days.
const DAYS: [i32; 3] = [30, 90, 365];
/// The stretch when nobody says which.
const DAYS_DEFAULT: i32 = 90;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/goodbyes", get(read_goodbyes))
        .route("/goodbyes.csv", get(read_csv))
        .route("/goodbyes.json", get(read_json))
}

/// What the address asks.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) flow: String,
    pub(crate) days: i32,
}

impl Asked {
    fn read(query: Option<&str>) -> Self {
        let fields = Fields::parse(query.unwrap_or_default());
        let days = fields.get("days").and_then(|text| text.parse().ok()).filter(|days| DAYS.contains(days));
        Self { flow: fields.text("flow").to_owned(), days: days.unwrap_or(DAYS_DEFAULT) }
    }

    fn query(&self) -> String {
        format!("?flow={}&days={}", crate::posted::encode(&self.flow), self.days)
    }
}

#[derive(Template)]
#[template(path = "goodbyes/page.html")]
struct GoodbyesPage {
    f: Frame,
    over: String,
    finding: String,
    lead: String,
    flows: Vec<(String, String)>,
    asked: Asked,
    days: [i32; 3],
    figures: Option<Figures>,
    sections: Vec<Section>,
    csv: String,
    json: String,
    cut: bool,
}

impl GoodbyesPage {
    /// Is this flow asked for?
    fn is_flow(&self, flow: &str) -> bool {
        self.asked.flow == flow
    }

    /// Is this stretch asked for?
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the template hands over what it goes through")]
    fn is_days(&self, days: &i32) -> bool {
        self.asked.days == *days
    }
}

async fn read_goodbyes(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let asked = Asked::read(query.as_deref());
    let (app, voice) = (&guest.app, Voice::new(&guest.speech));
    let (counted, names) = count(app, &asked).await?;
    let all = app.office.flows().await;
    let today = app.today();
    let from = today.plus_days(-asked.days);
    page(&GoodbyesPage {
        over: format!("{} · {} – {}", voice.t("goodbyes-title"), voice.day(from), voice.day(today)),
        finding: told::finding(&voice, &counted),
        lead: voice.t("goodbyes-lead"),
        flows: all
            .iter()
            .map(|it| (it.flow.flow.clone(), door::then::own_words(&it.flow.title, &voice).to_owned()))
            .collect(),
        days: DAYS,
        figures: told::figures(&voice, &counted),
        sections: told::sections(&voice, &counted, &names),
        csv: format!("/goodbyes.csv{}", asked.query()),
        json: format!("/goodbyes.json{}", asked.query()),
        cut: counted.is_cut,
        asked,
        f: Frame::of(&guest, Place::Goodbyes),
    })
}

async fn read_csv(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let asked = Asked::read(query.as_deref());
    let (counted, _) = count(&guest.app, &asked).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"goodbyes.csv\""),
    ];
    Ok((headers, counted.csv()).into_response())
}

async fn read_json(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let asked = Asked::read(query.as_deref());
    let (counted, _) = count(&guest.app, &asked).await?;
    let flow = (!asked.flow.is_empty()).then_some(&asked.flow);
    let body =
        serde_json::json!({ "flow": flow, "days": asked.days, "is_cut": counted.is_cut, "rows": counted.rows() });
    Ok(axum::Json(body).into_response())
}

/// Gathers what the store and the ledger know, and counts it. Beside it the names of those on the watch list.
async fn count(app: &App, asked: &Asked) -> Result<(Counted, HashMap<String, String>), Fault> {
    let (now, today) = (app.now(), app.today());
    let since = now.plus_seconds(-i64::from(asked.days) * 86_400);
    let visits = app.store.visits(&asked.flow, since, COUNTED_MAX).await?;
    let flow = (!asked.flow.is_empty()).then(|| asked.flow.clone());
    let filter =
        |since: Option<Moment>| DeskFilter { list: DeskList::All, since, flow: flow.clone(), ..DeskFilter::default() };
    // How it went on is known of old requests only, so all of them are looked at.
    let exits = app.store.desk_exits(&filter(None), COUNTED_MAX).await?;
    let is_cut = visits.len() == COUNTED_MAX as usize || exits.len() == COUNTED_MAX as usize;
    let customers: Vec<String> = exits.iter().filter_map(|it| it.exit.declaration.customer.clone()).collect();
    let later = later(app, &customers).await?;
    let found = match &flow {
        Some(flow) => Some(app.office.find_flow(flow).await),
        // The friction of one flow is told; of several, that of the one most came through.
        None => match most_used(&visits) {
            Some(flow) => Some(app.office.find_flow(&flow).await),
            None => None,
        },
    };
    let per_month = |it: &store::ExitPrice| (it.exit, it.price.minor as f64 / f64::from(it.price_months.max(1)));
    let prices: HashMap<_, _> = app.store.exit_prices(since).await?.iter().map(per_month).collect();
    let gathered = Gathered {
        visits: &visits,
        exits: &exits,
        prices: &prices,
        told_at: &app.store.exits_told_at(since).await?,
        later: &later,
        flow: found.as_ref().map(|found| found.flow.as_ref()),
        since,
        today,
        now,
        is_cut,
    };
    let counted = Counted::of(&gathered);
    let watched: Vec<String> = counted.watch.iter().map(|it| it.customer.clone()).collect();
    let names = app.store.customer_names(&watched).await?;
    Ok((counted, names))
}

fn most_used(visits: &[store::Visit]) -> Option<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for visit in visits {
        *counts.entry(&visit.flow).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(flow, count)| (*count, std::cmp::Reverse(*flow))).map(|(flow, _)| flow.to_owned())
}

/// Customers asked for in one query.
const CUSTOMERS_AT_ONCE: usize = 2_000;

/// When customers left and came back, as the ledger knows it.
async fn later(app: &App, customers: &[String]) -> Result<HashMap<String, Vec<Later>>, Fault> {
    let mut all: HashMap<String, Vec<Later>> = HashMap::new();
    let mut unique: Vec<&String> = customers.iter().collect();
    unique.sort_unstable();
    unique.dedup();
    for some in unique.chunks(CUSTOMERS_AT_ONCE) {
        let list: Vec<String> = some.iter().map(|it| format!("'{}'", it.replace('\'', "''"))).collect();
        let sql = format!(
            "select customer, started_on, ended_on from spells where customer in ({}) order by customer, spell",
            list.join(", ")
        );
        for row in app.select(sql).await? {
            let text = |name: &str| row.get(name).and_then(|value| value.as_str());
            let day = |name: &str| text(name).and_then(|text| text.parse::<Day>().ok());
            let Some(customer) = text("customer") else { continue };
            let spell = Later { started_on: day("started_on"), ended_on: day("ended_on") };
            all.entry(customer.to_owned()).or_default().push(spell);
        }
    }
    Ok(all)
}
