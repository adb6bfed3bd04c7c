//! Customers: a list to search, and the timeline of one.

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use axum::routing::get;
use ledger::TimelineEntry;
use relationship::{Currency, Day, FactKind, Money};

use crate::console::desk::reason_name;
use crate::fault::Fault;
use crate::frame::{Frame, Place, page};
use crate::people::{Customer, Life, Search, SpellRow, Standing};
use crate::posted::{Fields, encode};
use crate::visit::Guest;
use crate::{App, Speech};

/// Customers on one page.
const PAGE_CUSTOMERS: usize = 50;
/// Most facts shown of one customer: the newest.
const FACTS_SHOWN_MAX: usize = 500;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/customers", get(list_customers)).route("/customers/{id}", get(read_customer))
}

/// One customer in the list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) is_here: bool,
    pub(crate) since: String,
    pub(crate) until: String,
    pub(crate) spells: u64,
    pub(crate) plan: String,
}

#[derive(Template)]
#[template(path = "customers/list.html")]
pub(crate) struct CustomersPage {
    pub(crate) f: Frame,
    pub(crate) lines: Vec<Line>,
    pub(crate) prefix: String,
    pub(crate) standing: String,
    pub(crate) next: Option<String>,
    pub(crate) is_first: bool,
    pub(crate) may_import: bool,
}

impl CustomersPage {
    /// Somebody searched, so that "nobody" means something else than an empty ledger.
    pub(crate) fn is_searched(&self) -> bool {
        !self.prefix.is_empty() || !self.standing.is_empty() || !self.is_first
    }
}

async fn list_customers(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let search = Search {
        prefix: fields.text("id").to_owned(),
        standing: Standing::from_word(fields.text("standing")),
        after: fields.get("after").map(str::to_owned),
        limit: PAGE_CUSTOMERS,
    };
    let (customers, next) = guest.app.list_customers(&search).await?;
    let standing = search.standing.map_or("", Standing::word);
    let address = |after: &String| {
        format!("/customers?id={}&standing={standing}&after={}", encode(&search.prefix), encode(after))
    };
    let f = Frame::of(&guest, Place::Customers);
    page(&CustomersPage {
        may_import: f.admits(crate::room::Room::Import),
        lines: customers.iter().map(|customer| line(&guest.speech, customer)).collect(),
        next: next.as_ref().map(address),
        is_first: search.after.is_none(),
        standing: standing.to_owned(),
        prefix: search.prefix.clone(),
        f,
    })
}

fn line(speech: &Speech, customer: &Customer) -> Line {
    let day = |day: Option<Day>| day.map(|day| speech.day(day)).unwrap_or_default();
    Line {
        id: customer.customer.clone(),
        href: format!("/customers/{}", encode(&customer.customer)),
        is_here: customer.is_here,
        since: day(customer.first_started_on),
        until: if customer.is_here { String::new() } else { day(customer.last_ended_on) },
        spells: customer.spells,
        plan: customer.plan.clone().unwrap_or_default(),
    }
}

/// One thing that happened or is to come.
#[derive(Debug, Clone)]
pub(crate) struct Happening {
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) details: String,
    pub(crate) is_to_come: bool,
    /// The last thing that has happened, before what is to come.
    pub(crate) is_turn: bool,
    /// Everyday things that happened in a row, told one by one on demand: when and what.
    pub(crate) within: Vec<(String, String)>,
}

/// One stretch of being a customer, in words.
#[derive(Debug, Clone)]
pub(crate) struct Stretch {
    pub(crate) days: String,
    pub(crate) ended: String,
    pub(crate) plan: String,
}

#[derive(Template)]
#[template(path = "customers/one.html")]
pub(crate) struct CustomerPage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) finding: String,
    pub(crate) stretches: Vec<Stretch>,
    pub(crate) happenings: Vec<Happening>,
    pub(crate) traits: Vec<(String, String)>,
    /// Older facts that are not shown.
    pub(crate) hidden: usize,
}

async fn read_customer(guest: Guest, Path(id): Path<String>) -> Result<Response, Fault> {
    let life = guest.app.customer_life(&id).await?.ok_or(Fault::NotFound)?;
    let f = Frame::of(&guest, Place::Customers);
    page(&customer_page(f, id, &life, guest.app.today()))
}

pub(crate) fn customer_page(f: Frame, id: String, life: &Life, today: Day) -> CustomerPage {
    let hidden = life.facts.len().saturating_sub(FACTS_SHOWN_MAX);
    let happenings = happenings(&f, &life.facts[hidden..], life.currency, today);
    CustomerPage {
        finding: finding(&f, &id, &life.spells, today),
        stretches: life.spells.iter().map(|spell| stretch(&f, spell, life.currency)).collect(),
        happenings,
        traits: last_traits(&life.facts),
        hidden,
        id,
        f,
    }
}

/// The source of facts that come from our own surveys.
const SURVEY_SOURCE: &str = "survey";

/// So many everyday things in a row are told as one.
const EVERYDAY_MIN: usize = 3;

/// The facts in order. What happens all the time does not hide what happened once.
fn happenings(f: &Frame, facts: &[TimelineEntry], currency: Currency, today: Day) -> Vec<Happening> {
    let is_everyday = |fact: &TimelineEntry| {
        fact.on <= today
            && matches!(FactKind::from_word(&fact.kind), FactKind::Paid | FactKind::Used | FactKind::Own(_))
    };
    let runs = facts.chunk_by(|a, b| is_everyday(a) && is_everyday(b) || is_of_one_form(a, b));
    let mut told: Vec<Happening> = runs
        .flat_map(|run| {
            let is_one = run.len() >= EVERYDAY_MIN && is_everyday(&run[0]);
            if is_one {
                vec![everyday(f, run, currency)]
            } else if run.len() > 1 && run.iter().all(|fact| is_of_one_form(&run[0], fact)) {
                form(f, run)
            } else {
                run.iter().map(|fact| single(f, fact, currency, today)).collect()
            }
        })
        .collect();
    let turn = told.iter().rposition(|it| !it.is_to_come).filter(|turn| turn + 1 < told.len());
    if let Some(turn) = turn {
        told[turn].is_turn = true;
    }
    told
}

/// The survey of an answer and what was asked about; none where the answer came with a file.
fn asked(fact: &TimelineEntry) -> Option<(&str, &str)> {
    let is_answer = FactKind::from_word(&fact.kind) == FactKind::Answered && fact.source == SURVEY_SOURCE;
    fact.ref_id.as_deref().filter(|_| is_answer)?.rsplit_once(' ')
}

/// Were both answered on one day to one survey?
fn is_of_one_form(a: &TimelineEntry, b: &TimelineEntry) -> bool {
    let survey = |fact| asked(fact).map(|(survey, _)| survey);
    a.on == b.on && survey(a).is_some() && survey(a) == survey(b)
}

/// The answers to one survey as one: which survey, and each answer within.
fn form(f: &Frame, run: &[TimelineEntry]) -> Vec<Happening> {
    let Some((first, (survey, _))) = run.first().and_then(|fact| Some((fact, asked(fact)?))) else { return Vec::new() };
    let within = |fact: &TimelineEntry| {
        let (_, about) = asked(fact)?;
        let named = f.find(&format!("listening-aspect-{}", about.replace('_', "-")), &[]);
        let told = value(f, fact).unwrap_or_else(|| f.t("customer-answer-in-words"));
        Some((named.unwrap_or_else(|| about.replace('_', " ")), told))
    };
    vec![Happening {
        when: f.day(first.on),
        what: f.t1("customer-answers", "n", run.len()),
        details: survey.to_owned(),
        is_to_come: false,
        is_turn: false,
        within: run.iter().filter_map(within).collect(),
    }]
}

fn single(f: &Frame, fact: &TimelineEntry, currency: Currency, today: Day) -> Happening {
    Happening {
        when: f.day(fact.on),
        what: what(f, &fact.kind),
        details: details(f, fact, currency),
        is_to_come: fact.on > today,
        is_turn: false,
        within: Vec::new(),
    }
}

/// Many everyday things as one: how often each kind happened, and the whole row within.
fn everyday(f: &Frame, run: &[TimelineEntry], currency: Currency) -> Happening {
    let mut kinds: Vec<(&str, u64)> = Vec::new();
    for fact in run {
        match kinds.iter_mut().find(|(kind, _)| *kind == fact.kind) {
            Some((_, times)) => *times += 1,
            None => kinds.push((&fact.kind, 1)),
        }
    }
    let times = |(kind, times): &(&str, u64)| f.t2("customer-times", "what", what(f, kind), "n", *times);
    let within = |fact: &TimelineEntry| {
        let told = [what(f, &fact.kind), details(f, fact, currency)];
        (f.day(fact.on), told.join(" · "))
    };
    Happening {
        when: run.first().map(|fact| f.day(fact.on)).unwrap_or_default(),
        what: kinds.iter().map(times).collect::<Vec<_>>().join(" · "),
        details: run.last().map(|fact| f.t1("customer-last-on", "day", f.day(fact.on))).unwrap_or_default(),
        is_to_come: false,
        is_turn: false,
        within: run.iter().map(within).collect(),
    }
}

/// The sentence the page opens with.
fn finding(f: &Frame, id: &str, spells: &[SpellRow], today: Day) -> String {
    let Some(last) = spells.last() else { return id.to_owned() };
    match (last.ended_on, last.started_on) {
        (Some(end), _) if end < today => f.t2("customer-left", "id", id, "day", f.day(end)),
        (Some(end), _) => f.t2("customer-leaves", "id", id, "day", f.day(end)),
        (None, Some(start)) => f.t2("customer-here", "id", id, "day", f.day(start)),
        (None, None) => id.to_owned(),
    }
}

fn stretch(f: &Frame, spell: &SpellRow, currency: Currency) -> Stretch {
    let start = spell.started_on.map(|day| f.day(day)).unwrap_or_default();
    let days = match spell.ended_on {
        Some(end) => f.t2("customer-from-to", "from", start, "to", f.day(end)),
        None => f.t1("customer-from", "from", start),
    };
    let kind = spell.departure.as_ref().and_then(|kind| f.find(&format!("departure-{kind}"), &[]));
    let ended = [kind, spell.reason.clone()].into_iter().flatten().collect::<Vec<_>>().join(": ");
    let price = spell.price.map(|minor| f.t1("customer-per-month", "price", f.money(Money { minor, currency })));
    let plan = [spell.plan.clone(), price].into_iter().flatten().collect::<Vec<_>>().join(", ");
    Stretch { days, ended, plan }
}

/// What happened, in words; a kind of the company's own is its own word.
fn what(f: &Frame, kind: &str) -> String {
    match FactKind::from_word(kind) {
        FactKind::Own(word) => {
            let ours = f.find(&format!("fact-{}", word.replace('_', "-")), &[]);
            ours.unwrap_or_else(|| word.replace('_', " "))
        }
        known => f.t(&format!("fact-{}", known.word().replace('_', "-"))),
    }
}

fn details(f: &Frame, fact: &TimelineEntry, currency: Currency) -> String {
    let time = fact.time_us.map(|us| format!("{:02}:{:02}", us / 3_600_000_000, us / 60_000_000 % 60));
    let money = fact.amount.map(|minor| f.money(Money { minor, currency }));
    let kind = fact.departure.map(|kind| f.t(&format!("departure-{}", kind.word())));
    let value = value(f, fact);
    let reason = fact.reason.as_ref().map(|reason| format!("“{}”", reason_name(f, reason)));
    // What the pages of leaving ask is told as the question.
    let asked = |of: &str| f.find(&format!("leave-{}", of.strip_prefix("leave:")?), &[]);
    let about = fact.ref_id.as_ref().map(|of| asked(of).unwrap_or_else(|| of.clone()));
    let source = f.find(&format!("customer-source-{}", fact.source), &[]).unwrap_or_else(|| fact.source.clone());
    let parts = [time, fact.plan.clone(), money, value, kind, reason, about, Some(source)];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The number of a fact, said as what it is: which answer, got it or left alone.
fn value(f: &Frame, fact: &TimelineEntry) -> Option<String> {
    let number = fact.value?;
    let written = f.decimal(number, if number.fract() == 0.0 { 0 } else { 2 });
    Some(match FactKind::from_word(&fact.kind) {
        FactKind::Exposed => f.t(if number == 0.0 { "customer-left-alone" } else { "customer-got-it" }),
        FactKind::Answered => f.t1("customer-answer", "value", written),
        _ => written,
    })
}

/// The last known value of each trait, in the order they became known.
fn last_traits(facts: &[TimelineEntry]) -> Vec<(String, String)> {
    let mut known: Vec<(String, String)> = Vec::new();
    for (name, value) in facts.iter().flat_map(|fact| &fact.traits) {
        match known.iter_mut().find(|(seen, _)| seen == name) {
            Some((_, old)) => old.clone_from(value),
            None => known.push((name.clone(), value.clone())),
        }
    }
    known
}
