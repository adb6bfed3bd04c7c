//! The page of a receipt: what was asked, what comes next, and all one may still say or do.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use relationship::Day;
use relationship::exit::{Exit, ExitEvent, ExitKind, ExitState, Goodbye, Need, Recorded};
use relationship::flow::{Flow, Purpose};

use super::frame::{Frame, page};
use super::questions::{Answer, Questions};
use crate::then::{Fact, Values, facts, own_words, sum};

/// A line of what happened and what will.
struct Moment {
    class: &'static str,
    when: String,
    what: String,
    lines: Vec<String>,
}

struct Thanks {
    title: String,
    texts: Vec<String>,
}

struct PauseChoice {
    text: String,
    months: Vec<(u32, String)>,
}

struct Data {
    told: Vec<String>,
    may_take: bool,
    may_erase: bool,
}

#[derive(Template)]
#[template(path = "leave/receipt.html")]
struct ReceiptPage {
    f: Frame,
    title: String,
    lead: Vec<String>,
    notice: Option<String>,
    times: Vec<Moment>,
    facts: Vec<Fact>,
    here: String,
    pdf: Option<String>,
    sealed: String,
    undo: Option<String>,
    form: String,
    thanks: Option<Thanks>,
    answer: Option<Answer>,
    pause: Option<PauseChoice>,
    questions: Option<Questions>,
    data: Data,
}

/// What the page of a receipt is made from.
pub(crate) struct Case<'a> {
    /// The id of the case.
    pub(crate) id: &'a str,
    /// The number that stands on the receipt.
    pub(crate) number: String,
    pub(crate) flow: &'a Flow,
    pub(crate) events: &'a [Recorded],
    pub(crate) exit: &'a Exit,
    /// The receipt with its seal.
    pub(crate) sealed: String,
    /// Where the page stands.
    pub(crate) here: String,
    /// Where the PDF is, where there is one.
    pub(crate) pdf: Option<String>,
    pub(crate) form: String,
    pub(crate) today: Day,
    /// Did this customer take up an offer lately?
    pub(crate) has_taken_offer: bool,
    /// What is told before anything else.
    pub(crate) notice: Option<String>,
}

/// The offers a leaver took up are noted under this mark.
pub(crate) const OFFER_MARK: &str = "offer:";

/// Was an offer taken up in a case?
pub(crate) fn took_offer(events: &[Recorded]) -> bool {
    events.iter().any(|it| matches!(&it.event, ExitEvent::Noted { text } if text.starts_with(OFFER_MARK)))
}

/// Shows the page of a receipt.
pub(crate) fn show(f: Frame, status: StatusCode, case: Case<'_>) -> Response {
    let Case { exit, flow, today, .. } = case;
    let is_open = exit.state == ExitState::Open;
    let is_over = exit.undo_until().is_some_and(|day| day < today);
    // Who took it back, or pauses, does not leave: nobody says goodbye to them or asks why.
    let goes_on = matches!(exit.state, ExitState::Undone | ExitState::Paused);
    let page_of = ReceiptPage {
        title: title(&f, flow, exit),
        lead: lead(&f, exit),
        notice: case.notice,
        times: times(&f, &case.number, case.events, exit, today),
        facts: if is_open { facts(flow, &f, Values::Of(&exit.goodbye)) } else { Vec::new() },
        here: case.here,
        pdf: case.pdf,
        sealed: case.sealed,
        undo: (is_open && !is_over && flow.undo.until_end).then(|| undo(&f, exit)),
        form: case.form,
        thanks: (!goes_on).then(|| Thanks { title: f.t("leave-thanks"), texts: vec![f.t("leave-thanks-text")] }),
        answer: if goes_on { Answer::sorry(&f, exit) } else { Answer::of(&f, flow, exit, case.has_taken_offer) },
        pause: if is_open && !is_over { pause(&f, flow, exit) } else { None },
        questions: if goes_on { None } else { Questions::of(&f, flow, case.id, exit) },
        data: data(&f, flow, exit, case.events, goes_on),
        f,
    };
    page(status, &page_of.f, &page_of)
}

fn title(f: &Frame, flow: &Flow, exit: &Exit) -> String {
    match exit.state {
        ExitState::Undone => f.t("leave-undone-title"),
        ExitState::Paused => f.t("leave-paused-title"),
        ExitState::Ended => f.t("leave-ended-title"),
        ExitState::Open if exit.declaration.kind == ExitKind::Withdrawal && exit.last_day().is_some() => {
            f.t("leave-done-title-withdrawal")
        }
        ExitState::Open if exit.last_day().is_none() => f.t("leave-done-title-desk"),
        ExitState::Open => match (own_title(flow, f), &exit.declaration.said.name) {
            (Some(own), Some(name)) => format!("{own}, {name}"),
            (Some(own), None) => own,
            (None, Some(name)) => f.t1("leave-done-title-name", "name", name),
            (None, None) => f.t("leave-done-title"),
        },
    }
}

/// What the last screen says in a flow that writes its own screens: a treatment is rounded off, and nothing cancelled.
fn own_title(flow: &Flow, f: &Frame) -> Option<String> {
    let last = |flow: &Flow| flow.screens.iter().find(|it| it.purpose == Purpose::Done).map(|it| it.title.clone());
    let own = last(flow).filter(|title| last(&Flow::strict("ours")).as_ref() != Some(title))?;
    Some(own_words(&own, f).to_owned()).filter(|title| !title.is_empty())
}

fn lead(f: &Frame, exit: &Exit) -> Vec<String> {
    let moment = f.moment(exit.declaration.asked_at_us);
    let told = match exit.state {
        ExitState::Undone => vec![f.t("leave-undone-text")],
        ExitState::Paused => match exit.pause {
            Some((from, until)) => vec![f.t2("leave-paused-text", "from", f.day(from), "until", f.day(until))],
            None => Vec::new(),
        },
        ExitState::Ended => {
            exit.last_day().map(|day| f.t1("leave-done-day-was", "day", f.weekday_and_day(day))).into_iter().collect()
        }
        ExitState::Open => {
            let day = match exit.last_day() {
                Some(day) => f.t1("leave-done-day", "day", f.weekday_and_day(day)),
                None => f.t1("leave-done-desk", "moment", &moment),
            };
            let mail = exit.declaration.said.mail.as_ref().map(|mail| f.t1("leave-done-mail", "mail", mail));
            std::iter::once(day).chain(mail).chain([f.t("leave-done-nothing")]).collect()
        }
    };
    vec![told.join(" ")]
}

fn times(f: &Frame, number: &str, events: &[Recorded], exit: &Exit, today: Day) -> Vec<Moment> {
    let mut times: Vec<Moment> = events.iter().filter_map(|it| happened(f, number, it)).collect();
    let has_more = exit.state == ExitState::Open;
    if let Some(last) = times.last_mut()
        && has_more
    {
        last.class = "turn";
    }
    if has_more {
        times.extend(to_come(f, exit, today));
    }
    times
}

fn happened(f: &Frame, number: &str, it: &Recorded) -> Option<Moment> {
    let channel = |kind: relationship::flow::ChannelKind| f.t(&format!("channel-{}", kind.word()));
    let (what, lines) = match &it.event {
        ExitEvent::Declared { .. } => (f.t("leave-next-received"), vec![f.t1("leave-done-number", "number", number)]),
        ExitEvent::AskedAgain { channel: kind, .. } => (f.t("leave-next-again"), vec![channel(*kind)]),
        ExitEvent::Recognized { .. } => (f.t("leave-next-recognized"), Vec::new()),
        ExitEvent::Contacted { channel: kind, text } => (channel(*kind), vec![text.clone()]),
        ExitEvent::Noted { text } if text.starts_with(OFFER_MARK) => (f.t("leave-next-offer"), Vec::new()),
        ExitEvent::Noted { text } => (f.t("leave-next-noted"), vec![text.clone()]),
        ExitEvent::Apologized { apology } => {
            let faults = apology.faults.iter();
            let named = faults.map(|it| f.t2("leave-sorry-fault", "day", f.day(it.on), "what", it.what.as_str()));
            let back = apology.goodwill.map(|money| f.t1("leave-sorry-goodwill", "money", f.money(money)));
            (f.t("leave-next-sorry"), named.chain(back).collect())
        }
        ExitEvent::Undone => (f.t("leave-next-taken-back"), Vec::new()),
        ExitEvent::Paused { .. } => (f.t("leave-paused-title"), Vec::new()),
        ExitEvent::Ended { .. } => (f.t("leave-next-ended"), Vec::new()),
        _ => return None,
    };
    Some(Moment { class: "", when: f.moment(it.at_us), what, lines })
}

fn to_come(f: &Frame, exit: &Exit, today: Day) -> Vec<Moment> {
    let mut dated: Vec<(Day, Moment)> = Vec::new();
    let mut add = |day: Day, when: String, what: String, lines: Vec<String>| {
        dated.push((day, Moment { class: "next", when, what, lines }));
    };
    if let Some(task) = exit
        .open_tasks()
        .into_iter()
        .find(|task| task.need == Need::LastDay || task.need == Need::Customer || task.need == Need::Contract)
    {
        let when = f.t1("leave-next-desk-when", "day", f.weekday_and_day(task.due_on));
        add(task.due_on, when, f.t("leave-next-desk"), Vec::new());
    }
    for goodbye in exit.goodbye.each() {
        // Among several contracts, each line says which it is about.
        let which = (!exit.goodbye.also.is_empty()).then(|| contract_name(f, goodbye));
        for (day, when, what, lines) in ending_of(f, goodbye, today) {
            add(day, when, what, which.iter().cloned().chain(lines).collect());
        }
    }
    dated.sort_by_key(|(day, _)| *day);
    dated.into_iter().map(|(_, moment)| moment).collect()
}

/// What a contract is called, with its number.
fn contract_name(f: &Frame, goodbye: &Goodbye) -> String {
    let number = goodbye.contract.as_deref().unwrap_or_default();
    [own_words(&goodbye.title, f), number].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The last charge, the last day and what goes back, of one contract.
fn ending_of(f: &Frame, goodbye: &Goodbye, today: Day) -> Vec<(Day, String, String, Vec<String>)> {
    let mut all = Vec::new();
    let mut add = |day: Day, when: String, what: String, lines: Vec<String>| all.push((day, when, what, lines));
    if let Some((payment, (from, until))) = goodbye.last_charge.payment().and_then(|it| Some((it, it.days?))) {
        let what = f.t1("leave-next-charge", "money", f.money(payment.money));
        let line = f.t2("leave-next-charge-for", "from", f.day(from), "until", f.day(until));
        add(from.max(today), f.weekday_and_day(from.max(today)), what, vec![line]);
    }
    if let Some(day) = goodbye.last_day() {
        add(day, f.weekday_and_day(day), f.t("leave-next-last-day"), Vec::new());
    }
    if let Some(payment) = goodbye.refund.payment() {
        let what = f.t1("leave-next-refund", "money", f.money(payment.money));
        let (day, when) = match goodbye.refund_until {
            Some(day) => (day, f.t1("leave-next-desk-when", "day", f.weekday_and_day(day))),
            None => (goodbye.last_day().unwrap_or(today), f.t("leave-next-after")),
        };
        add(day, when, what, vec![sum(f, &goodbye.refund, "leave-value-nothing")]);
    }
    all
}

fn undo(f: &Frame, exit: &Exit) -> String {
    match exit.undo_until() {
        Some(day) => f.t1("leave-undo-text", "day", f.day(day)),
        None => f.t("leave-undo-open"),
    }
}

fn pause(f: &Frame, flow: &Flow, exit: &Exit) -> Option<PauseChoice> {
    let may = exit.declaration.kind == ExitKind::Ordinary && exit.goodbye.also.is_empty();
    let pause = flow.pause.as_ref().filter(|_| may)?;
    let until = exit.last_day()?;
    let resumes = if pause.resumes_by_itself { "yes" } else { "no" };
    let mut text = f.t2("leave-pause-text", "day", f.day(until), "resumes", resumes);
    if let Some(days) = pause.told_days_before {
        text = format!("{text} {}", f.t1("leave-pause-told", "days", days));
    }
    let months = (1..=pause.months_max.min(24)).map(|n| (n, f.t1("leave-pause-months", "months", n))).collect();
    Some(PauseChoice { text, months })
}

fn data(f: &Frame, flow: &Flow, exit: &Exit, events: &[Recorded], goes_on: bool) -> Data {
    let mut told = Vec::new();
    let asked = events.iter().find(|it| it.event == ExitEvent::DataAsked);
    told.extend(asked.map(|it| f.t1("leave-data-taken", "moment", f.moment(it.at_us))));
    if exit.wants_erasure {
        told.push(f.t("leave-data-erasing"));
    }
    Data {
        told,
        may_take: flow.after.export && !exit.wants_data,
        may_erase: flow.after.delete_account && !exit.wants_erasure && !goes_on,
    }
}
