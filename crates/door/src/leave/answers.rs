//! What a leaver does on the page of their receipt: answer, undo, pause, data. None of it touches the request itself, but
//! taking it back.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use pages::Fields;
use relationship::exit::{By, Command, Exit, ReplyBy, is_of_our_making};

use super::Leave;
use super::after::{Gone, Opened};
use super::form::Purpose;
use super::frame::go_to;
use super::questions::{Proposal, commands, offer};
use super::receipt::OFFER_MARK;
use super::walk::Reader;
use crate::acting::{self, NotActed};

/// Does what a form on the page of a receipt asks.
pub(crate) async fn act(
    State(leave): State<Leave>,
    Path((token, act)): Path<(String, String)>,
    reader: Reader,
    body: Bytes,
) -> Response {
    let fields = Fields::parse(&String::from_utf8_lossy(&body));
    let reader = Reader {
        language: reader.language_of(&fields),
        is_embedded: reader.is_embedded || fields.get("embed").is_some(),
        ..reader
    };
    let mut opened = match leave.opened(&token, &reader).await {
        Ok(opened) => opened,
        Err(gone) => return leave.gone(&gone, &reader).await,
    };
    let now = leave.office.now();
    if leave.forms.open::<()>(Purpose::Receipt, &token, fields.text("form"), now.us()).is_none() {
        let notice = opened.f.t("leave-open-again-text");
        return leave.receipt_page(opened, &token, &reader, Some(notice));
    }
    let wanted = match wanted(&act, &fields, &opened) {
        Ok(wanted) => wanted,
        Err(problem) => {
            opened.f.problems.push(problem);
            opened.answered = Some(fields);
            return leave.receipt_page(opened, &token, &reader, None);
        }
    };
    let sorry = apology(&leave, &opened.stored.exit, &wanted).await;
    let wanted: Vec<Command> = wanted.into_iter().chain(sorry).collect();
    if !wanted.is_empty() {
        match acting::act(&leave.office, opened.stored.id, wanted, By::Leaver).await {
            Ok(_) => {}
            Err(NotActed::Refused(refusal)) => {
                let key = format!("leave-refused-{}", refusal.word().replace('_', "-"));
                let why = opened.f.find(&key, &[]).unwrap_or_else(|| opened.f.t("leave-refused-other"));
                opened.answered = Some(fields).filter(|_| act == "answers");
                return leave.receipt_page(opened, &token, &reader, Some(why));
            }
            Err(error) => {
                tracing::error!(%error, "an answer was not stored");
                return leave.gone(&Gone::Later, &reader).await;
            }
        }
    }
    let embed = if reader.is_embedded { "&embed=1" } else { "" };
    let place = if act == "answers" { "#heard" } else { "" };
    go_to(&format!("/leave/receipt/{token}?lang={}{embed}{place}", opened.f.lang()))
}

/// The apology that is due once somebody leaves for a reason of ours and a fault is on record. It is stored with the answer
/// it belongs to; where nobody can look faults up, the answer is stored without it.
async fn apology(leave: &Leave, exit: &Exit, wanted: &[Command]) -> Option<Command> {
    let given = wanted.iter().find_map(|command| match command {
        Command::GiveReasons { reasons, .. } => Some(reasons),
        _ => None,
    })?;
    let customer = exit.declaration.customer.as_ref().filter(|_| exit.apology.is_none())?;
    if !given.iter().any(|code| is_of_our_making(code)) {
        return None;
    }
    let faults = match leave.office.store.faults_of(customer, leave.office.today()).await {
        Ok(faults) => faults,
        Err(error) => {
            tracing::warn!(%error, "nobody can see what went wrong before");
            return None;
        }
    };
    let settings = leave.office.store.settings().await.unwrap_or_default();
    (!faults.is_empty()).then_some(Command::Apologize { faults, currency: settings.currency })
}

/// What a form asks, as commands.
fn wanted(act: &str, fields: &Fields, opened: &Opened) -> Result<Vec<Command>, (&'static str, String)> {
    let (f, flow, exit) = (&opened.f, &opened.found.flow, &opened.stored.exit);
    match act {
        "undo" => Ok(vec![Command::Undo]),
        "pause" => Ok(vec![Command::Pause { months: fields.text("months").parse().unwrap_or(0) }]),
        "data" if fields.text("do") == "erase" => Ok(vec![Command::Erase]),
        "data" => Ok(vec![Command::TakeData]),
        "answers" => commands(f, flow, exit, fields),
        "offer" => {
            let main = exit.main_reason.as_deref().or(exit.reasons.first().map(String::as_str));
            let is_free = |it: &Proposal| it.id == fields.text("offer") && !opened.has_taken_offer;
            let chosen = offer(f, flow, main).filter(is_free);
            Ok(chosen.map_or_else(Vec::new, |it| {
                vec![Command::Note(format!("{OFFER_MARK} {}", it.text)), Command::AllowReply(Some(ReplyBy::Mail))]
            }))
        }
        _ => Ok(Vec::new()),
    }
}
