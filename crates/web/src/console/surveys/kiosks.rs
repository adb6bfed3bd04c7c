//! Screens on the spot: put up for a place, with an address that is shown once, and taken away.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use store::{KioskId, NewKiosk, TokenHash};

use super::links::Made;
use super::{Draft, editor};
use crate::console::parts::Voice;
use crate::fault::Fault;
use crate::frame::go_to;
use crate::posted::{Posted, encode};
use crate::visit::Guest;

/// The longest name of a place.
const PLACE_CHARS_MAX: usize = 100;

/// A screen in the list.
#[derive(Debug, Clone)]
pub(crate) struct KioskLine {
    pub(crate) id: String,
    pub(crate) place: String,
    pub(crate) about: String,
    pub(crate) is_ended: bool,
}

/// The screens of a survey.
pub(super) async fn lines(guest: &Guest, voice: &Voice, survey: &str) -> Result<Vec<KioskLine>, Fault> {
    let kiosks = guest.app.store.kiosks(survey).await?;
    let line = |it: store::Kiosk| {
        let since = voice.t1("surveys-kiosk-since", "moment", voice.moment(it.made_at.us()));
        let until = it.ended_at.map(|at| voice.t1("surveys-kiosk-until", "moment", voice.moment(at.us())));
        let answered = voice.t1("surveys-kiosk-answered", "n", it.answered);
        KioskLine {
            id: it.id.to_string(),
            place: it.place,
            is_ended: it.ended_at.is_some(),
            about: [Some(since), until, Some(answered)].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        }
    };
    Ok(kiosks.into_iter().map(line).collect())
}

/// Puts a screen up.
pub(super) async fn add_kiosk(
    Path(name): Path<String>,
    headers: HeaderMap,
    Posted { guest, fields }: Posted,
) -> Result<Response, Fault> {
    let draft = Draft::of(&guest, &name, None).await?;
    let (app, voice) = (&guest.app, Voice::new(&guest.speech));
    let place: String = fields.text("place").chars().filter(|it| !it.is_control()).take(PLACE_CHARS_MAX).collect();
    let wrong = match app.store.newest_survey(&name).await? {
        None => Some("surveys-wrong-unpublished"),
        Some(newest) if door::asking::asked_at_kiosk(&newest.survey).questions.is_empty() => {
            Some("surveys-wrong-kiosk")
        }
        Some(_) if place.is_empty() => Some("surveys-wrong-place"),
        Some(_) => None,
    };
    if let Some(wrong) = wrong {
        return editor(&guest, name, Draft { link_wrong: Some(voice.t(wrong)), ..draft }).await;
    }
    let (token, act) = (door::asking::new_token(&app.office), guest.act());
    let id = KioskId::new(act.at, app.random_id());
    let new = NewKiosk { id, token: TokenHash::of(&token), survey: name.clone(), place: place.clone() };
    app.store.add_kiosk(&new, act).await?;
    let made = Made {
        heading: voice.t1("surveys-kiosk-made", "place", place.as_str()),
        text: voice.t("surveys-kiosk-made-text"),
        ..Made::at(
            app,
            &headers,
            door::asking::kiosk_path(&token),
            &voice.t1("surveys-kiosk-code-label", "place", place),
        )
    };
    editor(&guest, name, Draft { made: Some(made), ..draft }).await
}

/// Takes a screen away.
pub(super) async fn end_kiosk(Path((name, id)): Path<(String, String)>, posted: Posted) -> Result<Response, Fault> {
    let Posted { guest, .. } = posted;
    let id: KioskId = id.parse().map_err(|_| Fault::NotFound)?;
    guest.app.store.end_kiosk(id, guest.act()).await?;
    Ok(go_to(&format!("/surveys/{}#kiosks", encode(&name))))
}
