//! The timeline of a case: what happened, and what is still to come.

use relationship::Day;
use relationship::exit::{Apology, By, ExitEvent, ExitState, Recorded, Sum};
use relationship::flow::ChannelKind;
use relationship::reason::Catalogue;
use store::StoredExit;

use super::{Staff, dashed};
use crate::Speech;
use crate::console::customers::Happening;

/// Everything about a case in order, what is to come last.
pub(crate) fn happenings(speech: &Speech, stored: &StoredExit, staff: &Staff, may_read_apart: bool) -> Vec<Happening> {
    let mut told: Vec<Happening> =
        stored.events.iter().map(|it| happening(speech, it, staff, may_read_apart)).collect();
    let to_come = to_come(speech, stored);
    if let Some(last) = told.last_mut().filter(|_| !to_come.is_empty()) {
        last.is_turn = true;
    }
    told.extend(to_come);
    told
}

fn happening(speech: &Speech, recorded: &Recorded, staff: &Staff, may_read_apart: bool) -> Happening {
    let event = &recorded.event;
    let mut details = details(speech, event, may_read_apart);
    if !matches!(recorded.by, By::Leaver) {
        let by = staff.name(speech, &recorded.by);
        details = if details.is_empty() { by } else { format!("{details} · {by}") };
    }
    // What the desk wrote down of an earlier day has no time of day.
    let moment = speech.moment(recorded.at_us);
    let when = match moment.strip_suffix(", 00:00") {
        Some(day) if matches!(recorded.by, By::Desk(_)) => day.to_owned(),
        _ => moment,
    };
    Happening { when, what: what(speech, event), details, is_to_come: false, is_turn: false, within: Vec::new() }
}

fn over(speech: &Speech, channel: ChannelKind) -> String {
    speech.t(&format!("desk-over-{}", channel.word()))
}

fn what(speech: &Speech, event: &ExitEvent) -> String {
    let key = format!("desk-event-{}", dashed(event.word()));
    match event {
        ExitEvent::Declared { declaration, .. } => {
            let key = format!("{key}-{}", declaration.kind.word());
            speech.t1(&key, "over", over(speech, declaration.channel))
        }
        ExitEvent::AskedAgain { channel, .. } | ExitEvent::Contacted { channel, .. } => {
            speech.t1(&key, "over", over(speech, *channel))
        }
        ExitEvent::Needed { need, .. } | ExitEvent::Met { need } | ExitEvent::Escalated { need } => {
            speech.t1(&key, "task", speech.t(&format!("need-{}", dashed(need.word()))))
        }
        _ => speech.t(&key),
    }
}

fn details(speech: &Speech, event: &ExitEvent, may_read_apart: bool) -> String {
    let quoted = |text: &String| format!("“{text}”");
    match event {
        ExitEvent::Declared { declaration, .. } => {
            let wanted = declaration.wanted_on.map(|day| speech.t1("desk-wanted", "day", speech.day(day)));
            let texts = declaration.ground.iter().chain(&declaration.words).map(quoted);
            texts.chain(wanted).collect::<Vec<_>>().join(" ")
        }
        ExitEvent::AskedAgain { words, .. } => words.as_ref().map(quoted).unwrap_or_default(),
        ExitEvent::Needed { due_on, .. } => speech.t1("desk-due", "day", speech.day(*due_on)),
        ExitEvent::Recognized { customer, contract, .. } => {
            let contract = contract.as_deref().unwrap_or_default();
            if contract.is_empty() { customer.clone() } else { format!("{customer}, {contract}") }
        }
        ExitEvent::ReasonsGiven { reasons, main, .. } => reasons_given(speech, reasons, main.as_deref()),
        ExitEvent::EffortScored { score } | ExitEvent::GoodbyeScored { score } => {
            speech.t1("desk-score", "score", u32::from(*score))
        }
        ExitEvent::WordsGiven { words, .. } if words.is_empty() => speech.t("desk-words-gone"),
        ExitEvent::WordsGiven { words, quarantine: None } => quoted(words),
        ExitEvent::WordsGiven { words, .. } if may_read_apart => {
            format!("{} {}", speech.t("desk-words-apart"), quoted(words))
        }
        ExitEvent::WordsGiven { .. } => speech.t("desk-words-apart-closed"),
        ExitEvent::ReplyAllowed { by } => speech.t(&format!(
            "desk-reply-{}",
            by.map_or("no", |by| match by {
                relationship::exit::ReplyBy::Mail => "mail",
                relationship::exit::ReplyBy::Phone => "phone",
            })
        )),
        ExitEvent::TellWhenFixed { reason, until } => {
            speech.t2("desk-tell-until", "reason", reason_name(speech, reason), "day", speech.day(*until))
        }
        ExitEvent::Paused { from, until } => {
            speech.t2("desk-from-until", "from", speech.day(*from), "until", speech.day(*until))
        }
        ExitEvent::Noted { text } | ExitEvent::Contacted { text, .. } => text.clone(),
        ExitEvent::Apologized { apology } => apologized(speech, apology),
        ExitEvent::Ended { last_day } => speech.t1("desk-last-day-was", "day", speech.day(*last_day)),
        ExitEvent::Met { .. }
        | ExitEvent::Escalated { .. }
        | ExitEvent::DataAsked
        | ExitEvent::ErasureAsked
        | ExitEvent::Undone => String::new(),
    }
}

/// What was apologized for, and what is given back.
fn apologized(speech: &Speech, apology: &Apology) -> String {
    let named = apology.faults.iter().map(|fault| format!("{}: {}", speech.day(fault.on), fault.what));
    let back = apology.goodwill.map(|money| speech.t1("leave-sorry-goodwill", "money", speech.money(money)));
    named.chain(back).collect::<Vec<_>>().join(" ")
}

/// The name of a reason in the reader's language.
pub(crate) fn reason_name(speech: &Speech, code: &str) -> String {
    let known = Catalogue::current().find(code);
    known.map_or_else(|| code.to_owned(), |reason| reason.text(speech.language().code()).to_owned())
}

fn reasons_given(speech: &Speech, reasons: &[String], main: Option<&str>) -> String {
    let others: Vec<String> =
        reasons.iter().filter(|code| main != Some(code.as_str())).map(|code| reason_name(speech, code)).collect();
    match main {
        Some(main) if others.is_empty() => speech.t1("desk-reason-main", "reason", reason_name(speech, main)),
        Some(main) => {
            speech.t2("desk-reason-main-and", "reason", reason_name(speech, main), "others", others.join(", "))
        }
        None => others.join(", "),
    }
}

/// What follows by itself while the request stands, in order of its days.
fn to_come(speech: &Speech, stored: &StoredExit) -> Vec<Happening> {
    let exit = &stored.exit;
    let next = |when: String, what: String, details: String| Happening {
        when,
        what,
        details,
        is_to_come: true,
        is_turn: false,
        within: Vec::new(),
    };
    let mut all: Vec<(Option<Day>, Happening)> = Vec::new();
    if exit.state != ExitState::Open {
        return Vec::new();
    }
    for goodbye in exit.goodbye.each() {
        let title = goodbye.title.in_language(speech.language().code()).unwrap_or_default().to_owned();
        // Among several contracts, each line says which it is about.
        let which = if exit.goodbye.also.is_empty() { None } else { goodbye.contract.clone() };
        if let Some(payment) = goodbye.last_charge.payment()
            && let Some((from, until)) = payment.days
        {
            let days = speech.t2("desk-from-until", "from", speech.day(from), "until", speech.day(until));
            let details = which.iter().cloned().chain([days]).collect::<Vec<_>>().join(", ");
            let what = speech.t1("desk-next-charge", "money", speech.money(payment.money));
            all.push((Some(from), next(speech.day(from), what, details)));
        }
        if let Some(day) = goodbye.last_day() {
            let details = [title].into_iter().chain(which.clone()).collect::<Vec<_>>().join(", ");
            all.push((Some(day), next(speech.day(day), speech.t("desk-next-ends"), details)));
        }
        if let Sum::Known(payment) = &goodbye.refund {
            let on = goodbye.refund_until.or_else(|| goodbye.last_day());
            let when = goodbye.refund_until.map_or_else(|| speech.t("leave-next-after"), |day| speech.day(day));
            let what = speech.t1("desk-next-refund", "money", speech.money(payment.money));
            all.push((on, next(when, what, which.unwrap_or_default())));
        }
    }
    // Of a day that nobody knows yet, it stands last.
    all.sort_by_key(|(day, _)| (day.is_none(), *day));
    all.into_iter().map(|(_, happening)| happening).collect()
}
