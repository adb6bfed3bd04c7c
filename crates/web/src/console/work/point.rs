//! One action point: what it rests on, what happened, and what can be done now.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use relationship::improvement::Stage;
use relationship::listening::{Purpose, Use, Value};
use relationship::{Currency, Day, Money};
use store::{ActionPoint, ActionPointId, Actor};
use words::special;

use super::engine::{is_member, rules};
use super::told::{Telling, customer_page, customers, numbers, stage_word, why};
use super::{called, shown};
use crate::App;
use crate::console::answers::{Choice, Surveys};
use crate::console::customers::Happening;
use crate::console::desk::Top;
use crate::console::parts::Voice;
use crate::fault::Fault;
use crate::frame::{Frame, Place, page_with};
use crate::posted::Fields;
use crate::visit::Guest;

/// Answers of a point that are read out on its page.
const ANSWERS_SHOWN: usize = 25;
pub(super) const HANDLE: Use = Use::For(Purpose::Handle);

/// A signal a point rests on.
#[derive(Debug, Clone)]
pub(crate) struct Rests {
    pub(crate) why: String,
    pub(crate) numbers: Vec<(String, String)>,
}

/// An answer a point rests on.
#[derive(Debug, Clone)]
pub(crate) struct Quote {
    pub(crate) customer: String,
    pub(crate) customer_page: String,
    pub(crate) on: String,
    /// Question and answer.
    pub(crate) lines: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "work/point.html")]
pub(crate) struct PointPage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) finding: String,
    pub(crate) why: String,
    pub(crate) wrong: Option<String>,
    pub(crate) said: Option<String>,
    pub(crate) tops: Vec<Top>,
    pub(crate) rests: Vec<Rests>,
    pub(crate) quotes: Vec<Quote>,
    /// Answers that were not given for handling, or are gone.
    pub(crate) not_shown: usize,
    pub(crate) happenings: Vec<Happening>,
    pub(crate) is_open: bool,
    pub(crate) is_closed: bool,
    pub(crate) members: Vec<Choice>,
    pub(crate) due_on: String,
    /// Other open points about the same topic: id and name.
    pub(crate) others: Vec<(String, String)>,
    /// Who waits to be told when this is put right.
    pub(crate) waiting: Option<String>,
    pub(crate) customer: Option<(String, String)>,
    /// What was typed, to keep it.
    pub(crate) typed: Typed,
}

/// What somebody typed into a form that was refused.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(crate) cause: String,
    pub(crate) action: String,
}

pub(super) fn point_id(id: &str) -> Result<ActionPointId, Fault> {
    id.parse().map_err(|_| Fault::NotFound)
}

pub(super) async fn read_point(
    guest: Guest,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let said = ["given", "noted", "closed", "dropped", "asked", "heard", "reopened", "merged"]
        .into_iter()
        .find(|word| *word == fields.text("done"))
        .map(|word| guest.speech.t(&format!("work-done-{word}")));
    show_point(&guest, point_id(&id)?, None, said, Typed::default()).await
}

/// The page of a point; `wrong` is why something was not done.
pub(super) async fn show_point(
    guest: &Guest,
    id: ActionPointId,
    wrong: Option<String>,
    said: Option<String>,
    typed: Typed,
) -> Result<Response, Fault> {
    let (app, voice) = (&guest.app, Voice::new(&guest.speech));
    let found = app.store.action_point(id).await?.ok_or(Fault::NotFound)?;
    let rules = rules(app).await;
    let telling = Telling::of(app, &voice, std::slice::from_ref(&found), &rules).await?;
    let card = telling.card(&found);
    let point = &found.point;
    let (quotes, not_shown) = quotes(guest, &voice, &found).await?;
    let revenue = revenue(app, &found, &quotes).await?;
    let top =
        |name: &str, value: String, below: String| Top { name: voice.t(name), value, small: String::new(), below };
    let stage = voice.t(&format!("work-stage-{}", stage_word(point.stage)));
    // Nobody will take up what is done.
    let is_over = point.owner.is_none() && !point.stage.is_open();
    let owner = if is_over { voice.t("work-nobody-had-it") } else { card.owner.clone() };
    let tops = vec![
        top("work-top-stage", stage, voice.t1("work-top-reopened", "n", point.reopened_count)),
        top("work-top-owner", owner, String::new()),
        top("work-top-due", voice.day(point.due_on), card.needs.clone()),
        top(
            "work-top-stake",
            revenue.map_or_else(|| voice.t("goodbyes-not-known"), |money| voice.money(money)),
            voice.t1("work-top-customers", "n", customers(point)),
        ),
    ];
    let f = Frame::of(guest, Place::Work);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let choice = |it: &store::Member| {
        let name = called(it).to_owned();
        let chosen = point.owner.as_deref().is_some_and(|owner| is_member(it, owner));
        Choice { value: name.clone(), text: name, chosen }
    };
    page_with(
        status,
        &PointPage {
            id: id.to_string(),
            finding: voice.t2("work-point-finding", "about", card.about, "whom", card.whom),
            why: card.why,
            wrong,
            said,
            tops,
            rests: point
                .evidence
                .iter()
                .rev()
                .map(|it| Rests { why: why(&voice, &it.signal), numbers: numbers(&voice, it) })
                .collect(),
            quotes,
            not_shown,
            happenings: happenings(&telling, &found, app.today()),
            is_open: point.stage.is_open(),
            is_closed: matches!(point.stage, Stage::Closed | Stage::Helped),
            members: telling.members.iter().map(choice).collect(),
            due_on: point.due_on.to_string(),
            others: others(app, &telling, &found).await?,
            waiting: waiting(app, &voice, &point.subject.reason).await?,
            customer: point.subject.customer.as_ref().map(|it| (it.clone(), customer_page(it))),
            typed,
            f,
        },
    )
}

/// Other open points about the same topic, which this one can be put into.
async fn others(app: &App, telling: &Telling<'_>, found: &ActionPoint) -> Result<Vec<(String, String)>, Fault> {
    if !found.point.stage.is_open() {
        return Ok(Vec::new());
    }
    let topic = relationship::improvement::topic(&found.point.subject.reason);
    let is_near = |it: &ActionPoint| {
        it.id != found.id
            && it.point.stage.is_open()
            && relationship::improvement::topic(&it.point.subject.reason) == topic
    };
    let mut all = shown(app).await?;
    all.retain(is_near);
    all.truncate(50);
    let name = |it: &ActionPoint| {
        let whom = it.point.subject.customer.clone().unwrap_or_else(|| telling.whom(&it.point));
        (it.id.to_string(), format!("{}: {whom}", telling.about(it)))
    };
    Ok(all.iter().map(name).collect())
}

/// How many wait to be told once when this is put right.
async fn waiting(app: &App, voice: &Voice, reason: &str) -> Result<Option<String>, Fault> {
    let n = super::engine::waiting_for(app, reason).await?;
    Ok((n > 0).then(|| voice.t1("work-waiting", "n", n)))
}

/// The answers a point rests on, as far as they were given for handling.
async fn quotes(guest: &Guest, voice: &Voice, found: &ActionPoint) -> Result<(Vec<Quote>, usize), Fault> {
    let app = &guest.app;
    let mut ids: Vec<&str> = Vec::new();
    for answer in found.point.evidence.iter().flat_map(|it| &it.answers) {
        let invitation = answer.split_once(' ').map_or(answer.as_str(), |(invitation, _)| invitation);
        if !ids.contains(&invitation) {
            ids.push(invitation);
        }
    }
    let surveys = Surveys::of(app).await?;
    let (mut quotes, mut not_shown) = (Vec::new(), ids.len().saturating_sub(ANSWERS_SHOWN));
    for id in ids.into_iter().rev().take(ANSWERS_SHOWN) {
        let Ok(invitation) = id.parse() else { continue };
        let mut answers = app.store.answers_to(&[invitation], HANDLE).await?;
        answers.sort_by_key(|it| surveys.place(it));
        let Some(first) = answers.first() else {
            not_shown += 1;
            continue;
        };
        let lines = answers.iter().filter_map(|it| {
            let question = surveys.find(&it.survey, it.version).and_then(|survey| survey.question(&it.question));
            let ask =
                question.map_or_else(|| it.question.clone(), |it| door::then::own_words(&it.ask, voice).to_owned());
            let told = match it.value.get(HANDLE).ok()? {
                None => voice.t("answers-gone"),
                Some(Value::Words(text)) => {
                    let may = crate::console::answers::may_read_protected(guest.member.role);
                    if may || special::detect(text).is_empty() {
                        format!("“{text}”")
                    } else {
                        voice.t("answers-protected-short")
                    }
                }
                Some(value) => crate::console::answers::chosen(voice, question, value),
            };
            Some((ask, told))
        });
        quotes.push(Quote {
            customer: first.customer.clone(),
            customer_page: customer_page(&first.customer),
            on: voice.day(first.on),
            lines: lines.collect(),
        });
    }
    Ok((quotes, not_shown))
}

/// What those concerned pay per month together: as the evidence says, or as the ledger knows of those who answered.
async fn revenue(app: &App, found: &ActionPoint, quotes: &[Quote]) -> Result<Option<Money>, Fault> {
    let currency = app.store.settings().await?.currency;
    let money = |minor: i64, currency: Currency| Money { minor, currency };
    let told: Vec<i64> = found.point.evidence.iter().filter_map(|it| it.revenue_minor).collect();
    if let Some(most) = told.into_iter().max() {
        return Ok(Some(money(most, currency)));
    }
    let mut customers: Vec<String> = quotes.iter().map(|it| it.customer.clone()).collect();
    customers.extend(found.point.subject.customer.clone());
    customers.sort();
    customers.dedup();
    if customers.is_empty() {
        return Ok(None);
    }
    let list: Vec<String> = customers.iter().map(|it| format!("'{}'", it.replace('\'', "''"))).collect();
    let sql = format!(
        "select cast(sum(price) as bigint) as price from customers where is_here and customer in ({})",
        list.join(", ")
    );
    let rows = app.select(sql).await?;
    let price = rows.first().and_then(|row| row.get("price")?.as_i64());
    Ok(price.filter(|price| *price > 0).map(|price| money(price, currency)))
}

/// What happened to it, in order.
fn happenings(telling: &Telling<'_>, found: &ActionPoint, today: Day) -> Vec<Happening> {
    let voice = telling.voice;
    let told = found.events.iter().map(|stored| {
        let (what, details) = telling.event(&stored.event);
        let by = match stored.act.by {
            Actor::Member(_) => voice.t1("work-by", "by", telling.by(stored.act.by)),
            Actor::Program | Actor::Key(_) => telling.by(stored.act.by),
        };
        let details = if details.is_empty() { by } else { format!("{details}\n{by}") };
        Happening {
            when: voice.moment(stored.act.at.us()),
            what,
            details,
            is_to_come: false,
            is_turn: false,
            within: Vec::new(),
        }
    });
    let mut all: Vec<Happening> = told.collect();
    if found.point.stage.is_open() {
        if let Some(last) = all.last_mut() {
            last.is_turn = true;
        }
        all.push(Happening {
            when: voice.day(found.point.due_on),
            what: voice.t(if found.point.due_on < today { "work-event-was-due" } else { "work-event-due" }),
            details: String::new(),
            is_to_come: true,
            is_turn: false,
            within: Vec::new(),
        });
    }
    all
}
