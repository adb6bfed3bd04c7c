//! The desk: who leaves, what is due for whom, and what a person does for them. What is due and what nobody took up stands
//! on top: nobody waits because somebody is on holiday.

mod act;
mod case;
mod events;
mod mails;
mod register;
mod script;

use std::collections::HashMap;

pub(crate) use case::Top;
pub(crate) use events::reason_name;

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::response::Response;
use axum::routing::{get, post};
use door::measured::holidays;
use door::taking::number;
use pages::Speech;
use relationship::Day;
use relationship::deadline::Holidays;
use relationship::exit::{By, Declaration, Urgency};
use store::{Actor, DeskFilter, DeskList, Member, StoredExit};

use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, Place, page};
use crate::posted::Fields;
use crate::visit::Guest;

/// Cases on one page; a search looks through as many.
pub(super) const CASES_SHOWN_MAX: u32 = 200;
/// Cases a search looks through.
const CASES_SEARCHED_MAX: u32 = 1_000;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/desk", get(list_cases))
        .route("/desk/new", get(register::show_form).post(register::take_request))
        .route("/desk/mails/{key}", get(mails::read_mail).post(mails::settle_mail))
        .route("/desk/{id}", get(case::read_case))
        .route("/desk/{id}/{act}", post(act::act_on_case))
}

/// One case in the list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) who: String,
    pub(crate) number: String,
    /// When and how they asked.
    pub(crate) asked: String,
    pub(crate) ends: String,
    /// What a person has to do first, and by when; empty where nothing is to be done.
    pub(crate) task: String,
    pub(crate) urgency: &'static str,
    pub(crate) urgency_word: String,
    pub(crate) is_late: bool,
    /// Who did something about it last.
    pub(crate) whose: String,
}

#[derive(Template)]
#[template(path = "desk/list.html")]
pub(crate) struct DeskPage {
    pub(crate) f: Frame,
    pub(crate) finding: String,
    pub(crate) lines: Vec<Line>,
    /// Mails that wait for a person.
    pub(crate) mails: Vec<mails::MailLine>,
    pub(crate) list: &'static str,
    pub(crate) whose: String,
    pub(crate) search: String,
    /// There are more than are shown.
    pub(crate) hidden: u64,
    /// Nobody ever asked to leave.
    pub(crate) is_unused: bool,
}

impl DeskPage {
    /// Somebody looked for something particular.
    pub(crate) fn is_searched(&self) -> bool {
        !self.search.is_empty() || !self.whose.is_empty()
    }
}

/// The members by how the history writes them, to tell whose a case is.
pub(crate) struct Staff {
    names: HashMap<String, String>,
}

impl Staff {
    pub(crate) async fn of(app: &App) -> Result<Self, Fault> {
        let named = |member: &Member| {
            let name = if member.name.is_empty() { member.email.as_str() } else { &member.name };
            (Actor::Member(member.id).to_string(), name.to_owned())
        };
        Ok(Self { names: app.store.members().await?.iter().map(named).collect() })
    }

    /// The name of whoever did something; a member who is gone is "somebody of the company".
    pub(crate) fn name(&self, speech: &Speech, by: &By) -> String {
        match by {
            By::Leaver => speech.t("desk-by-leaver"),
            By::Program => speech.t("desk-by-program"),
            By::Desk(who) => self.names.get(who).cloned().unwrap_or_else(|| speech.t("desk-by-gone")),
        }
    }
}

/// Who of the desk did something about a case last: that is whose it is. Nothing is assigned, so nothing lies on the desk of
/// somebody who is not there.
fn handled_by(stored: &StoredExit) -> Option<&By> {
    stored.events.iter().rev().map(|it| &it.by).find(|by| matches!(by, By::Desk(_)))
}

/// What somebody is called who may not be known.
pub(crate) fn who(speech: &Speech, declaration: &Declaration, name: Option<&String>) -> String {
    let said = &declaration.said;
    let known = [name, said.name.as_ref(), declaration.customer.as_ref(), said.customer.as_ref(), said.mail.as_ref()];
    let called = known.into_iter().flatten().chain(&said.phone).next();
    called.cloned().unwrap_or_else(|| speech.t("desk-somebody"))
}

async fn list_cases(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let (search, whose) = (fields.text("q").to_lowercase(), fields.text("whose").to_owned());
    let list = match fields.text("list") {
        "closed" => DeskList::Closed,
        "all" => DeskList::All,
        _ => DeskList::ToDo,
    };
    // Who looks for somebody wants to find them, however their case stands.
    let list = if search.is_empty() { list } else { DeskList::All };
    let most = if search.is_empty() { CASES_SHOWN_MAX } else { CASES_SEARCHED_MAX };
    let (store, speech) = (&guest.app.store, &guest.speech);
    let mut cases = store.desk_exits(&DeskFilter { list, ..DeskFilter::default() }, most).await?;
    let customers: Vec<String> = cases.iter().filter_map(|it| it.exit.declaration.customer.clone()).collect();
    let names = store.customer_names(&customers).await?;
    let staff = Staff::of(&guest.app).await?;
    let me = By::Desk(Actor::Member(guest.member.id).to_string());
    let total = store.desk_count().await?;
    let hidden = if list == DeskList::ToDo { total.saturating_sub(cases.len() as u64) } else { 0 };
    let mails = if list == DeskList::ToDo { mails::waiting(&guest).await? } else { Vec::new() };
    let is_unused = cases.is_empty()
        && mails.is_empty()
        && store.desk_exits(&DeskFilter { list: DeskList::All, ..DeskFilter::default() }, 1).await?.is_empty();
    cases.retain(|it| match whose.as_str() {
        "me" => handled_by(it) == Some(&me),
        "nobody" => handled_by(it).is_none(),
        _ => true,
    });
    cases.retain(|it| search.is_empty() || is_meant(it, &names, &search));
    let today = guest.app.today();
    let holidays = holidays(store, guest.app.office.flow_files(), today).await?;
    let setting = Setting { speech, today, holidays, names: &names, staff: &staff };
    if list == DeskList::ToDo {
        // Most urgent first, and of those, first what nobody took up.
        cases.sort_by_key(|it| {
            let clock = it.exit.clock(today, &setting.holidays);
            (std::cmp::Reverse(clock.urgency), handled_by(it).is_some(), clock.task.map(|task| task.due_on))
        });
    }
    let lines: Vec<Line> = cases.iter().map(|it| line(&setting, it)).collect();
    page(&DeskPage {
        finding: finding(&setting, &cases, list),
        lines,
        mails,
        list: match list {
            DeskList::ToDo => "todo",
            DeskList::Closed => "closed",
            DeskList::All => "all",
        },
        whose,
        search: fields.text("q").to_owned(),
        hidden,
        is_unused,
        f: Frame::of(&guest, Place::Desk),
    })
}

/// What a line of the list is told with.
struct Setting<'a> {
    speech: &'a Speech,
    today: Day,
    holidays: Holidays,
    names: &'a HashMap<String, String>,
    staff: &'a Staff,
}

fn is_meant(stored: &StoredExit, names: &HashMap<String, String>, search: &str) -> bool {
    let declaration = &stored.exit.declaration;
    let said = &declaration.said;
    let number = number(declaration.asked_on, stored.place);
    let name = declaration.customer.as_ref().and_then(|customer| names.get(customer));
    [Some(&number), name, declaration.customer.as_ref(), said.customer.as_ref(), said.name.as_ref()]
        .into_iter()
        .chain([said.mail.as_ref(), said.phone.as_ref(), declaration.contract.as_ref()])
        .flatten()
        .any(|text| text.to_lowercase().contains(search))
}

/// What the list comes to, in a sentence.
fn finding(setting: &Setting<'_>, cases: &[StoredExit], list: DeskList) -> String {
    let speech = setting.speech;
    if list != DeskList::ToDo {
        return speech.t1("desk-finding-found", "n", cases.len());
    }
    let urgency = |it: &StoredExit| it.exit.clock(setting.today, &setting.holidays).urgency;
    let count = |least: Urgency| cases.iter().filter(|it| urgency(it) >= least).count();
    match (count(Urgency::Overdue), count(Urgency::Waiting)) {
        (0, 0) if cases.is_empty() => speech.t("desk-finding-none"),
        (0, 0) => speech.t1("desk-finding-quiet", "n", cases.len()),
        (0, waiting) => speech.t1("desk-finding-waiting", "n", waiting),
        (late, waiting) => speech.t2("desk-finding-late", "late", late, "n", waiting),
    }
}

fn line(setting: &Setting<'_>, stored: &StoredExit) -> Line {
    let (speech, exit) = (setting.speech, &stored.exit);
    let declaration = &exit.declaration;
    let clock = exit.clock(setting.today, &setting.holidays);
    let urgency = clock.urgency;
    let name = declaration.customer.as_ref().and_then(|customer| setting.names.get(customer));
    let task = clock.task.map(|task| {
        speech.t2(
            "desk-task-by",
            "task",
            speech.t(&format!("need-{}", dashed(task.need.word()))),
            "day",
            speech.day(task.due_on),
        )
    });
    Line {
        href: format!("/desk/{}", stored.id),
        who: who(speech, declaration, name),
        number: number(declaration.asked_on, stored.place),
        asked: format!(
            "{}, {}",
            speech.day(declaration.asked_on),
            speech.t(&format!("desk-over-{}", declaration.channel.word()))
        ),
        ends: ends(speech, stored),
        task: task.unwrap_or_default(),
        urgency: urgency.word(),
        urgency_word: speech.t(&format!("desk-urgency-{}", urgency.word())),
        is_late: urgency >= Urgency::Overdue,
        whose: handled_by(stored).map_or_else(|| speech.t("desk-nobody"), |by| setting.staff.name(speech, by)),
    }
}

/// How it ends, in a few words.
fn ends(speech: &Speech, stored: &StoredExit) -> String {
    use relationship::exit::ExitState;
    match (stored.exit.state, stored.exit.last_day()) {
        (ExitState::Open | ExitState::Ended, Some(day)) => speech.day(day),
        (ExitState::Open | ExitState::Ended, None) => speech.t("desk-ends-unknown"),
        (state, _) => speech.t(&format!("desk-state-{}", state.word())),
    }
}

/// A word of ours as part of the key of a text.
pub(crate) fn dashed(word: &str) -> String {
    word.replace('_', "-")
}
