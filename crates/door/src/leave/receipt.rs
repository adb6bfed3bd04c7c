//! The page of a receipt: what was asked, what comes next, and all one may still say or do.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use pages::Fields;
use relationship::Day;
use relationship::exit::{End, EndedBy, Exit, ExitEvent, ExitKind, ExitState, Goodbye, Need, Recorded};
use relationship::flow::{Flow, Purpose};

use super::check::otherwise;
use super::frame::{Frame, page};
use super::questions::{Answer, Questions};
use crate::then::{Fact, Values, ends, facts, named_goodbye, named_parts, own_words, received, sum, taken_as_notice};

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
    times_title: String,
    times: Vec<Moment>,
    again: Option<String>,
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
    /// Answers that were sent and could not be stored as they are.
    pub(crate) answered: Option<Fields>,
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
    let times = times(&f, &case, today);
    let has_more = times.iter().any(|it| it.class == "next");
    let questions = if goes_on { None } else { questions(&f, &case) };
    let page_of = ReceiptPage {
        title: title(&f, flow, exit),
        lead: lead(&f, flow, exit),
        notice: case.notice,
        times_title: f.t(if has_more { "leave-next" } else { "leave-happened" }),
        times,
        again: goes_on.then(|| f.home.clone()),
        facts: if is_open { facts(flow, &f, Values::of(&exit.goodbye)) } else { Vec::new() },
        here: case.here,
        pdf: case.pdf,
        sealed: case.sealed,
        undo: (is_open && !is_over && flow.undo.until_end).then(|| undo(&f, exit)),
        form: case.form,
        thanks: (!goes_on).then(|| thanks(&f, exit)),
        answer: if goes_on { Answer::sorry(&f, exit) } else { Answer::of(&f, flow, exit, case.has_taken_offer) },
        pause: if is_open && !is_over { pause(&f, flow, exit) } else { None },
        questions,
        data: data(&f, flow, exit, case.events, goes_on),
        f,
    };
    page(status, &page_of.f, &page_of)
}

/// The questions, with what was stored or, where that could not be, with what was sent.
fn questions(f: &Frame, case: &Case<'_>) -> Option<Questions> {
    let questions = Questions::of(f, case.flow, case.id, case.exit)?;
    Some(match &case.answered {
        Some(fields) => questions.filled_in(fields),
        None => questions,
    })
}

/// Who still is a customer of something is not wished well for ever.
fn thanks(f: &Frame, exit: &Exit) -> Thanks {
    let text = if exit.goodbye.stays.is_empty() { "leave-thanks-text" } else { "leave-thanks-some" };
    Thanks { title: f.t("leave-thanks"), texts: vec![f.t(text)] }
}

fn title(f: &Frame, flow: &Flow, exit: &Exit) -> String {
    match exit.state {
        ExitState::Undone => f.t("leave-undone-title"),
        ExitState::Paused => f.t("leave-paused-title"),
        ExitState::Ended => f.t("leave-ended-title"),
        ExitState::Open if exit.declaration.kind == ExitKind::Withdrawal && exit.last_day().is_some() => {
            f.t(withdrawn(&exit.goodbye))
        }
        ExitState::Open if exit.last_day().is_none() => match exit.declaration.kind {
            ExitKind::Withdrawal => f.t("leave-done-title-withdrawal-desk"),
            ExitKind::Ordinary | ExitKind::Extraordinary => f.t("leave-done-title-desk"),
        },
        ExitState::Open => match (own_title(flow, f), &exit.declaration.said.name) {
            (Some(own), Some(name)) => format!("{own}, {name}"),
            (Some(own), None) => own,
            (None, Some(name)) => f.t1("leave-done-title-name", "name", name),
            (None, None) => f.t("leave-done-title"),
        },
    }
}

/// What became of a withdrawal: it undid the contracts, came after its time for all of them, or for some.
fn withdrawn(goodbye: &Goodbye) -> &'static str {
    if goodbye.each().all(|it| matches!(it.end, End::On { by: EndedBy::Withdrawal, .. })) {
        "leave-done-title-withdrawal"
    } else if goodbye.each().all(|it| it.too_late_since.is_some()) {
        "leave-done-title-withdrawal-late"
    } else {
        "leave-done-title-withdrawal-desk"
    }
}

/// What the last screen says in a flow that writes its own screens: a treatment is rounded off, and nothing cancelled.
fn own_title(flow: &Flow, f: &Frame) -> Option<String> {
    let last = |flow: &Flow| flow.screens.iter().find(|it| it.purpose == Purpose::Done).map(|it| it.title.clone());
    let own = last(flow).filter(|title| last(&Flow::strict("ours")).as_ref() != Some(title))?;
    Some(own_words(&own, f).to_owned()).filter(|title| !title.is_empty())
}

fn lead(f: &Frame, flow: &Flow, exit: &Exit) -> Vec<String> {
    let moment = received(f, &exit.declaration);
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
            let taken_as_notice = taken_as_notice(f, flow, &exit.goodbye).join(" ");
            let first = Some(taken_as_notice).filter(|it| !it.is_empty()).into_iter();
            let mail = exit.declaration.said.mail.as_ref().map(|mail| f.t1("leave-done-mail", "mail", mail));
            let rest = mail.into_iter().chain([f.t("leave-done-nothing")]);
            let goodbye = &exit.goodbye;
            if !goodbye.also.is_empty() || !goodbye.ends_too.is_empty() || !goodbye.stays.is_empty() {
                let rest = rest.collect::<Vec<_>>().join(" ");
                return first.chain(bundle(f, goodbye)).chain([rest]).collect();
            }
            let day = match exit.last_day() {
                Some(day) => f.t1("leave-done-day", "day", f.weekday_and_day(day)),
                None => f.t1(desk_key(exit), "moment", &moment),
            };
            let assumed = goodbye.assumed_on.map(|day| f.t1("leave-done-assumed", "day", f.weekday_and_day(day)));
            let told: Vec<String> = std::iter::once(day).chain(assumed).chain(rest).collect();
            return first.chain([told.join(" ")]).collect();
        }
    };
    vec![told.join(" ")]
}

/// What ends with which day, what ends with it, and what goes on.
fn bundle(f: &Frame, goodbye: &Goodbye) -> Vec<String> {
    let mut told: Vec<String> = goodbye.each().map(|it| ends(f, it)).collect();
    if !goodbye.ends_too.is_empty() {
        told.push(f.t1("leave-check-ends-too", "what", named_parts(f, &goodbye.ends_too)));
    }
    let stays =
        (!goodbye.stays.is_empty()).then(|| f.t1("leave-check-stays-too", "what", named_parts(f, &goodbye.stays)));
    std::iter::once(told.join(" ")).chain(stays).collect()
}

/// What a person still has to find out: which contract it is, or only its last day.
fn desk_key(exit: &Exit) -> &'static str {
    let asks_who = exit.open_tasks().into_iter().any(|it| matches!(it.need, Need::Customer | Need::Contract));
    match exit.declaration.kind {
        _ if asks_who => "leave-done-desk",
        ExitKind::Withdrawal => "leave-done-desk-withdrawal",
        ExitKind::Ordinary | ExitKind::Extraordinary => "leave-done-desk-day",
    }
}

fn times(f: &Frame, case: &Case<'_>, today: Day) -> Vec<Moment> {
    let Case { exit, flow, .. } = *case;
    let mut times: Vec<Moment> = case.events.iter().filter_map(|it| happened(f, case, it)).collect();
    let has_more = matches!(exit.state, ExitState::Open | ExitState::Paused);
    if let Some(last) = times.last_mut()
        && has_more
    {
        last.class = "turn";
    }
    match exit.state {
        ExitState::Open => times.extend(to_come(f, exit, today)),
        ExitState::Paused => times.extend(pausing(f, flow, exit, today)),
        ExitState::Undone | ExitState::Ended => {}
    }
    times
}

/// When a pause begins and ends, as far as that is still to come.
fn pausing(f: &Frame, flow: &Flow, exit: &Exit, today: Day) -> Vec<Moment> {
    let Some((from, until)) = exit.pause else { return Vec::new() };
    let resumes = flow.pause.as_ref().filter(|pause| pause.resumes_by_itself).map(|pause| {
        let told = pause.told_days_before.map(|days| f.t1("leave-pause-told", "days", days));
        std::iter::once(f.t("leave-next-pause-resumes")).chain(told).collect::<Vec<_>>().join(" ")
    });
    [(from, "leave-next-pause", None), (until, "leave-next-pause-over", resumes)]
        .into_iter()
        .filter(|(day, ..)| *day >= today)
        .map(|(day, what, line)| Moment {
            class: "next",
            when: f.weekday_and_day(day),
            what: f.t(what),
            lines: line.into_iter().collect(),
        })
        .collect()
}

fn happened(f: &Frame, case: &Case<'_>, it: &Recorded) -> Option<Moment> {
    let channel = |kind: relationship::flow::ChannelKind| f.t(&format!("channel-{}", kind.word()));
    let (what, lines) = match &it.event {
        ExitEvent::Declared { .. } => {
            (f.t("leave-next-received"), vec![f.t1("leave-done-number", "number", case.number.as_str())])
        }
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
    let when = match &it.event {
        ExitEvent::Declared { declaration, .. } => received(f, declaration),
        _ => f.moment(it.at_us),
    };
    Some(Moment { class: "", when, what, lines })
}

fn to_come(f: &Frame, exit: &Exit, today: Day) -> Vec<Moment> {
    let mut dated: Vec<(Day, Moment)> = Vec::new();
    let mut add = |day: Day, when: String, what: String, lines: Vec<String>| {
        dated.push((day, Moment { class: "next", when, what, lines }));
    };
    if let Some(task) = exit
        .open_tasks()
        .into_iter()
        .find(|task| matches!(task.need, Need::LastDay | Need::Customer | Need::Contract | Need::Ground))
    {
        let when = f.t1("leave-next-desk-when", "day", f.weekday_and_day(task.due_on));
        let what = if task.need == Need::Ground { "leave-next-ground" } else { "leave-next-desk" };
        let line = exit.goodbye.otherwise_on.map(|day| otherwise(f, exit.declaration.kind, day));
        add(task.due_on, when, f.t(what), line.into_iter().collect());
    }
    for goodbye in exit.goodbye.each() {
        // Among several contracts, each line says which it is about.
        let which = (!exit.goodbye.also.is_empty()).then(|| named_goodbye(f, goodbye));
        for (day, when, what, lines) in ending_of(f, goodbye, today) {
            add(day, when, what, which.iter().cloned().chain(lines).collect());
        }
    }
    dated.sort_by_key(|(day, _)| *day);
    dated.into_iter().map(|(_, moment)| moment).collect()
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
    } else if goes_on && events.iter().any(|it| it.event == ExitEvent::ErasureAsked) {
        told.push(f.t("leave-data-not-erasing"));
    }
    Data {
        told,
        may_take: flow.after.export && !exit.wants_data,
        may_erase: flow.after.delete_account && !exit.wants_erasure && !goes_on,
    }
}
