//! What a person does with a point. The rules decide; what they refuse is told with what was typed still there.

use axum::extract::Path;
use axum::response::Response;
use relationship::improvement::{Command, Event, PointError, Told};
use store::{ActionPoint, StoreError};

use super::engine;
use super::point::{Typed, point_id, show_point};
use crate::Speech;
use crate::fault::Fault;
use crate::frame::go_to;
use crate::posted::{Fields, Posted};
use crate::visit::Guest;

/// A point that opens again has so many days.
const AGAIN_DAYS: i32 = 14;
/// The longest text of a cause, an action, a note or a reason.
const TEXT_CHARS_MAX: usize = 2_000;

/// Looks through new answers now, and says how many points are new.
pub(super) async fn look(Posted { guest, .. }: Posted) -> Result<Response, Fault> {
    let new = engine::look(&guest.app).await?;
    Ok(go_to(&format!("/work?found={new}")))
}

fn text(fields: &Fields, name: &str) -> String {
    fields.text(name).chars().take(TEXT_CHARS_MAX).collect()
}

/// What a form asks for: the command, and the word of what was done. `None` where there is no such act; the inner error is a
/// sentence for whoever filled it in.
fn command(speech: &Speech, act: &str, fields: &Fields) -> Option<Result<(Command, &'static str), String>> {
    let given = match act {
        "give" => {
            let due_on = match fields.get("due_on").map(str::parse) {
                None => None,
                Some(Ok(day)) => Some(day),
                Some(Err(_)) => return Some(Err(speech.t("desk-wrong-day"))),
            };
            (Command::Give { owner: text(fields, "owner"), due_on }, "given")
        }
        "note" => (Command::Note(text(fields, "note")), "noted"),
        "close" => (Command::Close { cause: text(fields, "cause"), action: text(fields, "action") }, "closed"),
        "drop" => (Command::Drop { why: text(fields, "why") }, "dropped"),
        "reopen" => (Command::Reopen { why: text(fields, "why") }, "reopened"),
        "said" => {
            let who = if fields.text("who") == "colleague" { Told::Colleague } else { Told::Customer };
            let helped = match fields.text("helped") {
                "yes" => true,
                "no" => false,
                _ => return Some(Err(speech.t("work-wrong-helped"))),
            };
            (Command::Say { who, helped }, "heard")
        }
        _ => return None,
    };
    Some(Ok(given))
}

pub(super) async fn act_on_point(
    Path((id, act)): Path<(String, String)>,
    Posted { guest, fields }: Posted,
) -> Result<Response, Fault> {
    let id = point_id(&id)?;
    let speech = &guest.speech;
    match act.as_str() {
        "merge" => return merge(&guest, id, &fields).await,
        "fixed" => return fixed(&guest, id).await,
        _ => {}
    }
    let typed = Typed { cause: text(&fields, "cause"), action: text(&fields, "action") };
    let (command, done) = match command(speech, &act, &fields).ok_or(Fault::NotFound)? {
        Ok(given) => given,
        Err(wrong) => return show_point(&guest, id, Some(wrong), None, typed).await,
    };
    let today = guest.app.today();
    match guest.app.store.act_on_point(id, command, (today, today.plus_days(AGAIN_DAYS)), guest.act()).await {
        Ok(_) => Ok(go_to(&format!("/work/{id}?done={done}"))),
        Err(StoreError::ActionPoint(rule)) => {
            let wrong = refused(speech, &rule);
            show_point(&guest, id, Some(wrong), None, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Puts a point into another about much the same.
async fn merge(guest: &Guest, id: store::ActionPointId, fields: &Fields) -> Result<Response, Fault> {
    let Ok(into) = fields.text("into").parse() else {
        let wrong = Some(guest.speech.t("work-wrong-merge"));
        return show_point(guest, id, wrong, None, Typed::default()).await;
    };
    let why = guest.speech.t1("work-merged-into", "id", format!("/work/{into}"));
    match guest.app.store.merge_points(id, into, &why, guest.app.today(), guest.act()).await {
        Ok(_) => Ok(go_to(&format!("/work/{into}?done=merged"))),
        Err(StoreError::ActionPoint(rule)) => {
            let wrong = refused(&guest.speech, &rule);
            show_point(guest, id, Some(wrong), None, Typed::default()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Tells those who wait for it that what this point is about is put right. Only for what is done.
async fn fixed(guest: &Guest, id: store::ActionPointId) -> Result<Response, Fault> {
    let found = guest.app.store.action_point(id).await?.ok_or(Fault::NotFound)?;
    if found.point.stage.is_open() {
        let wrong = refused(&guest.speech, &PointError::IsOpen);
        return show_point(guest, id, Some(wrong), None, Typed::default()).await;
    }
    let since = guest.app.office.day_of(closed_at(&found).unwrap_or_else(|| guest.app.now()));
    let told = engine::release(&guest.app, &found.point.subject.reason, since, guest.act()).await?;
    let said = guest.speech.t1("work-told", "n", told);
    show_point(guest, id, None, Some(said), Typed::default()).await
}

/// When a point was closed last.
pub(super) fn closed_at(found: &ActionPoint) -> Option<store::Moment> {
    found.events.iter().rev().find(|it| matches!(it.event, Event::Closed { .. })).map(|it| it.act.at)
}

/// Why a rule stands in the way, in words.
fn refused(speech: &Speech, rule: &PointError) -> String {
    match rule {
        PointError::NoCause => speech.t("work-wrong-cause"),
        PointError::NoAction => speech.t("work-wrong-action"),
        PointError::NoReason => speech.t("work-wrong-reason"),
        PointError::NoOwner => speech.t("work-wrong-owner"),
        PointError::EmptyNote => speech.t("work-wrong-note"),
        PointError::IsClosed => speech.t("work-wrong-closed"),
        PointError::IsOpen => speech.t("work-wrong-open"),
        PointError::DayGone { today, .. } => speech.t1("work-wrong-day", "today", speech.day(*today)),
    }
}
