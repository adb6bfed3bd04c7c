//! One case: what happened, what is still to do, what the desk says and does.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use door::jobs::{LetterBody, LetterKind};
use door::taking::number;
use relationship::Day;
use relationship::deadline::{Holidays, Rule};
use relationship::exit::{ContractFacts, End, EndedBy, Exit, ExitState, Need, ReplyBy, Urgency};
use relationship::flow::{ChannelKind, Flow};
use store::{ExitId, Job, JobState, Person, Role, StoredExit};

use super::events::{happenings, reason_name};
use super::script::Card;
use super::{Staff, dashed, who};
use crate::Speech;
use crate::console::customers::Happening;
use crate::fault::Fault;
use crate::frame::{Frame, Place, page_with};
use crate::posted::{Fields, encode};
use crate::visit::Guest;

/// The channels over which the desk is in contact with somebody.
pub(crate) const DESK_CHANNELS: [ChannelKind; 5] =
    [ChannelKind::Phone, ChannelKind::Mail, ChannelKind::Chat, ChannelKind::Counter, ChannelKind::Letter];

/// A number at the top of the page: name, value, unit, what is small below.
#[derive(Debug, Clone)]
pub(crate) struct Top {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) small: String,
    pub(crate) below: String,
}

/// Something a person has to do.
#[derive(Debug, Clone)]
pub(crate) struct TaskLine {
    pub(crate) word: &'static str,
    pub(crate) what: String,
    pub(crate) due: String,
    pub(crate) is_late: bool,
    /// It is done by saying who and what it is about, in the form below.
    pub(crate) by_recognizing: bool,
}

/// What is known of the contract, in the fields of the form that says it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recognizing {
    pub(crate) customer: String,
    pub(crate) contract: String,
    pub(crate) plan: String,
    /// The kinds of contract of the flow: id and title.
    pub(crate) plans: Vec<(String, String)>,
    pub(crate) began_on: String,
    pub(crate) price: String,
    pub(crate) price_months: u32,
    pub(crate) paid_until: String,
    /// The customer's contracts, as far as the company told us: number and what it is.
    pub(crate) known: Vec<(String, String)>,
    /// Of a customer with several contracts: number, what it is, and whether it ends.
    pub(crate) several: Vec<(String, String, bool)>,
}

/// What a case is shown with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    /// Why something was not done.
    pub(crate) wrong: Option<String>,
    /// What was done just now.
    pub(crate) just_taken: Option<String>,
    /// Whom the desk takes the leaver for, where the case does not say it yet.
    pub(crate) customer: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/case.html")]
pub(crate) struct CasePage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) finding: String,
    pub(crate) wrong: Option<String>,
    pub(crate) just_taken: Option<String>,
    pub(crate) tops: Vec<Top>,
    pub(crate) happenings: Vec<Happening>,
    pub(crate) tasks: Vec<TaskLine>,
    pub(crate) card: Card,
    /// What may be done with what they said: name and answer.
    pub(crate) uses: Vec<(String, String)>,
    /// What they said of leaving: name and score.
    pub(crate) felt: Vec<(String, String)>,
    pub(crate) recognizing: Option<Recognizing>,
    pub(crate) channels: Vec<(&'static str, String)>,
    pub(crate) reply_waits: bool,
    pub(crate) may_undo: bool,
    pub(crate) may_close: bool,
    /// The address the receipt can be sent to once more.
    pub(crate) mail: Option<String>,
    /// What went wrong for this customer by our doing, where it is known who it is: day and what.
    pub(crate) faults: Option<Vec<(String, String)>>,
    pub(crate) today: String,
    /// The farewell letter, as it would go out now.
    pub(crate) letter: Option<String>,
    pub(crate) receipt: String,
    pub(crate) receipt_page: String,
    /// The address of everything known of the customer.
    pub(crate) customer_page: Option<String>,
}

pub(crate) fn exit_id(id: &str) -> Result<ExitId, Fault> {
    id.parse().map_err(|_| Fault::NotFound)
}

pub(crate) async fn read_case(
    guest: Guest,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let just_taken = match fields.text("taken") {
        "new" => Some(guest.speech.t("desk-taken")),
        "there" => Some(guest.speech.t("desk-taken-there")),
        _ => None,
    };
    show_case(&guest, exit_id(&id)?, Shown { just_taken, ..Shown::default() }).await
}

/// The page of a case.
pub(crate) async fn show_case(guest: &Guest, id: ExitId, shown: Shown) -> Result<Response, Fault> {
    let (app, Shown { wrong, just_taken, customer }) = (&guest.app, shown);
    let stored = app.store.exit(id).await?.ok_or(Fault::NotFound)?;
    let declaration = &stored.exit.declaration;
    let person = match declaration.customer.as_ref().or(customer.as_ref()) {
        Some(customer) => app.store.person(customer).await?,
        None => None,
    };
    let found = app.office.flow_of_case(&declaration.flow, declaration.flow_version).await;
    let staff = Staff::of(app).await?;
    let receipt = app.store.receipt(id).await?.map(|receipt| receipt.body).unwrap_or_default();
    let language = crate::Language::from_code(&declaration.language).unwrap_or_default();
    let farewell = match &app.letter {
        Some(write) => Some(write(stored.clone(), app.office.speech(language)).await),
        None => None,
    };
    let faults = match &declaration.customer {
        Some(customer) => {
            let known = app.store.faults_of(customer, app.today()).await?;
            Some(known.into_iter().map(|fault| (guest.speech.day(fault.on), fault.what)).collect())
        }
        None => None,
    };
    let told = app.store.jobs_about(&id.to_string()).await?;
    let letter = told.iter().find(|job| is_receipt(job)).map(|job| job.state);
    let status =
        if wrong.is_some() { axum::http::StatusCode::UNPROCESSABLE_ENTITY } else { axum::http::StatusCode::OK };
    let speech = &guest.speech;
    let today = app.today();
    let holidays = found.flow.holidays(today);
    let exit = &stored.exit;
    let name = person.as_ref().and_then(|person| person.name.as_ref());
    let is_past = exit.last_day().is_some_and(|last_day| today > last_day);
    let is_open = exit.state == ExitState::Open;
    page_with(
        status,
        &CasePage {
            number: number(declaration.asked_on, stored.place),
            finding: finding(speech, exit, &who(speech, declaration, name), today),
            wrong,
            just_taken,
            tops: tops(speech, &stored, letter, (today, &holidays)),
            happenings: happenings(speech, &stored, &staff, guest.member.role != Role::FrontLine),
            tasks: tasks(speech, exit, (today, &holidays)),
            card: Card::of(&found.flow, declaration.flow_version, speech, (!goes_on(exit)).then_some(&exit.goodbye)),
            uses: uses(speech, exit),
            felt: felt(speech, exit),
            recognizing: (is_open && asks_to_be_recognized(exit))
                .then(|| recognizing(speech, exit, &found.flow, person.as_ref())),
            channels: channels(speech),
            reply_waits: exit.open_tasks().iter().any(|task| task.need == Need::Reply),
            may_undo: is_open && !is_past,
            may_close: is_open && is_past,
            mail: declaration.said.mail.clone().or_else(|| person.and_then(|person| person.mail)),
            faults,
            today: today.to_string(),
            letter: farewell,
            receipt,
            receipt_page: format!("/leave/receipt/{}", app.office.receipt_token(id)),
            customer_page: declaration.customer.as_ref().map(|it| format!("/customers/{}", encode(it))),
            id: id.to_string(),
            f: Frame::of(guest, Place::Desk),
        },
    )
}

/// The channels the desk can be in contact over: word and name.
pub(crate) fn channels(speech: &Speech) -> Vec<(&'static str, String)> {
    DESK_CHANNELS.iter().map(|it| (it.word(), speech.t(&format!("desk-channel-{}", it.word())))).collect()
}

fn finding(speech: &Speech, exit: &Exit, who: &str, today: Day) -> String {
    let key = match (exit.state, exit.last_day()) {
        (ExitState::Undone, _) => "desk-case-undone",
        (ExitState::Paused, _) => "desk-case-paused",
        (_, None) => "desk-case-asked",
        (ExitState::Open, Some(day)) if day >= today => "desk-case-leaves",
        (_, Some(_)) => "desk-case-left",
    };
    let day = exit.last_day().unwrap_or(exit.declaration.asked_on);
    speech.t2(key, "who", who, "day", speech.day(day))
}

fn tops(
    speech: &Speech,
    stored: &StoredExit,
    letter: Option<JobState>,
    (today, holidays): (Day, &Holidays),
) -> Vec<Top> {
    let exit = &stored.exit;
    let declaration = &exit.declaration;
    let moment = speech.moment(declaration.asked_at_us);
    let (day, time) = moment.rsplit_once(", ").unwrap_or((moment.as_str(), ""));
    // Of what the desk entered later only the day is known.
    let (time, day) = if is_whole_day(declaration.channel, time) { (day, "") } else { (time, day) };
    let over = speech.t(&format!("desk-over-{}", declaration.channel.word()));
    let top =
        |name: &str, value: String, small: String, below: String| Top { name: speech.t(name), value, small, below };
    let mail = letter.map_or("none", |state| match state {
        JobState::Waiting | JobState::Claimed => "waiting",
        JobState::Handed => "handed",
        JobState::Done => "done",
        JobState::Dead => "dead",
    });
    let (ends, why) = ends(speech, exit);
    let open = exit.open_tasks();
    let clock = exit.clock(today, holidays);
    let next = clock.task.map(|task| {
        let urgency = speech.t(&format!("desk-urgency-{}", clock.urgency.word()));
        format!("{}, {urgency}", speech.t1("desk-due", "day", speech.day(task.due_on)))
    });
    vec![
        top("desk-top-received", time.to_owned(), String::new(), joined(day, &over)),
        top("desk-top-receipt", stored.place.to_string(), String::new(), speech.t(&format!("desk-mail-{mail}"))),
        top("desk-top-ends", ends, String::new(), why),
        top(
            "desk-top-todo",
            open.len().to_string(),
            speech.t1("desk-of", "n", exit.tasks.len()),
            next.unwrap_or_else(|| speech.t("desk-nothing-to-do")),
        ),
    ]
}

/// Is it the mail with the receipt? A case has other letters too, some of them to the company.
fn is_receipt(job: &Job) -> bool {
    let letter = || serde_json::from_str::<LetterBody>(&job.body).ok();
    job.kind == door::jobs::LETTER && letter().is_some_and(|it| it.letter == LetterKind::Receipt)
}

/// Who took it back, or pauses, remains a customer: there is no last day.
fn goes_on(exit: &Exit) -> bool {
    matches!(exit.state, ExitState::Undone | ExitState::Paused)
}

/// The last day and why it is that one.
fn ends(speech: &Speech, exit: &Exit) -> (String, String) {
    if goes_on(exit) {
        let pause = exit.pause.filter(|_| exit.state == ExitState::Paused);
        let why = pause
            .map(|(from, until)| speech.t2("desk-ends-pause", "from", speech.day(from), "until", speech.day(until)));
        return (speech.t("desk-ends-none"), why.unwrap_or_else(|| speech.t("desk-ends-stays")));
    }
    match (exit.goodbye.end, exit.goodbye.assumed_on) {
        (End::On { last_day, by: EndedBy::Rule(Rule::NoticeFromTheDay), .. }, _) => {
            (speech.day(last_day), speech.t1("desk-why-notice", "day", speech.day(exit.declaration.asked_on)))
        }
        (End::On { last_day, by, .. }, _) => {
            (speech.day(last_day), speech.find(&format!("leave-why-{}", dashed(by.word())), &[]).unwrap_or_default())
        }
        (End::ToldBy(day), None) => (speech.t("desk-ends-unknown"), speech.t1("desk-told-by", "day", speech.day(day))),
        (End::ToldBy(day), Some(earliest)) => (
            speech.t("desk-ends-unknown"),
            speech.t2("desk-told-by-earliest", "earliest", speech.day(earliest), "day", speech.day(day)),
        ),
    }
}

/// The desk writes down a day, and the first moment of it stands for all of it.
fn is_whole_day(channel: ChannelKind, time: &str) -> bool {
    time == "00:00" && DESK_CHANNELS.contains(&channel) && channel != ChannelKind::Mail
}

fn joined(day: &str, over: &str) -> String {
    if day.is_empty() { over.to_owned() } else { format!("{day}, {over}") }
}

/// What saying who and what it is about sees to.
const RECOGNIZED: [Need; 4] = [Need::Customer, Need::Contract, Need::LastDay, Need::Money];

fn asks_to_be_recognized(exit: &Exit) -> bool {
    exit.open_tasks().iter().any(|task| RECOGNIZED.contains(&task.need))
}

fn tasks(speech: &Speech, exit: &Exit, (today, holidays): (Day, &Holidays)) -> Vec<TaskLine> {
    let line = |task: &&relationship::exit::Task| TaskLine {
        word: task.need.word(),
        what: speech.t(&format!("need-{}", dashed(task.need.word()))),
        due: speech.t1("desk-due", "day", speech.day(task.due_on)),
        is_late: task.urgency(today, holidays) >= Urgency::Overdue,
        by_recognizing: RECOGNIZED.contains(&task.need) && exit.state == ExitState::Open,
    };
    exit.open_tasks().iter().map(line).collect()
}

fn uses(speech: &Speech, exit: &Exit) -> Vec<(String, String)> {
    let yes_no = |yes: bool| speech.t(if yes { "parts-yes" } else { "parts-no" });
    let said_anything = !exit.reasons.is_empty() || exit.words.is_some() || exit.effort.is_some();
    let reply = exit.reply.map_or_else(
        || yes_no(false),
        |by| speech.t(if by == ReplyBy::Mail { "desk-reply-mail" } else { "desk-reply-phone" }),
    );
    let fixed = exit.tell_when_fixed.as_ref().map_or_else(
        || yes_no(false),
        |(reason, until)| {
            speech.t2("desk-tell-until", "reason", reason_name(speech, reason), "day", speech.day(*until))
        },
    );
    vec![
        (speech.t("desk-use-improve"), yes_no(said_anything)),
        (speech.t("desk-use-reply"), reply),
        (speech.t("desk-use-fixed"), fixed),
        (speech.t("desk-use-invite"), yes_no(false)),
    ]
}

fn felt(speech: &Speech, exit: &Exit) -> Vec<(String, String)> {
    let score =
        |name: &str, score: Option<u8>| Some((speech.t(name), speech.t1("desk-score", "score", u32::from(score?))));
    let main = exit.main_reason.as_ref().or(exit.reasons.first());
    let reason = main.map(|code| (speech.t("desk-felt-reason"), reason_name(speech, code)));
    reason
        .into_iter()
        .chain(score("desk-felt-effort", exit.effort))
        .chain(score("desk-felt-goodbye", exit.goodbye_score))
        .collect()
}

/// The form that says who it is and what ends, with what is known already.
fn recognizing(speech: &Speech, exit: &Exit, flow: &Flow, person: Option<&Person>) -> Recognizing {
    let declaration = &exit.declaration;
    let said = &declaration.said;
    let contracts = person.map(|person| person.contracts.as_slice()).unwrap_or_default();
    let asked = declaration.contract.as_ref().or(said.contract.as_ref());
    let facts = contracts.iter().find(|it| Some(&it.contract) == asked).or(match contracts {
        [only] => Some(only),
        _ => None,
    });
    let unknown = ContractFacts::default();
    let known = facts.unwrap_or(&unknown);
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let title =
        |text: &relationship::flow::Text| text.in_language(speech.language().code()).unwrap_or_default().to_owned();
    Recognizing {
        customer: person
            .map(|person| person.customer.clone())
            .or_else(|| declaration.customer.clone())
            .or_else(|| said.customer.clone())
            .unwrap_or_default(),
        contract: facts.map(|it| it.contract.clone()).or_else(|| asked.cloned()).unwrap_or_default(),
        plan: known.plan.clone().unwrap_or_default(),
        plans: flow.contracts.iter().map(|terms| (terms.id.clone(), title(&terms.title))).collect(),
        began_on: day(known.began_on),
        price: known.price.map(|price| speech.decimal(price.minor as f64 / 100.0, 2)).unwrap_or_default(),
        price_months: known.price_months.max(1),
        paid_until: day(known.paid_until),
        known: contracts.iter().map(|it| (it.contract.clone(), it.plan.clone().unwrap_or_default())).collect(),
        several: if contracts.len() > 1 { several(speech, exit, flow, contracts) } else { Vec::new() },
    }
}

/// The contracts of a customer, each with whether the request asks to end it.
fn several(speech: &Speech, exit: &Exit, flow: &Flow, contracts: &[ContractFacts]) -> Vec<(String, String, bool)> {
    let said = exit.declaration.said.contract.as_deref().unwrap_or_default();
    let named = |number: &str| said.split(',').any(|it| it.trim().eq_ignore_ascii_case(number));
    let asked = |number: &str| exit.declaration.contracts().any(|it| it == number) || named(number);
    contracts.iter().map(|it| (it.contract.clone(), what_it_is(speech, flow, it), asked(&it.contract))).collect()
}

/// A contract in words: what it is, its number, and since when.
pub(crate) fn what_it_is(speech: &Speech, flow: &Flow, facts: &ContractFacts) -> String {
    let since = facts.began_on.map(|day| speech.t1("desk-since", "day", speech.day(day)));
    let plan = facts.plan.as_deref().map(|plan| {
        let terms = flow.contracts.iter().find(|terms| terms.id.eq_ignore_ascii_case(plan));
        terms.map_or(plan, |terms| door::then::own_words(&terms.title, speech)).to_owned()
    });
    let parts = [plan.filter(|plan| !plan.is_empty()), Some(facts.contract.clone()), since];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
