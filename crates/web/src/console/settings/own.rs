//! One's own settings: password and sessions.

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};

use super::tabs;
use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, NavLink, Place, go_to, page, page_with};
use crate::posted::{Fields, Posted};
use crate::sign_in::password::{self, PASSWORD_CHARS_MIN};
use crate::sign_in::session::FRESH_SECONDS;
use crate::visit::Guest;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/settings", get(async || go_to("/settings/own")))
        .route("/settings/own", get(show_own))
        .route("/settings/own/password", post(update_password))
        .route("/settings/own/sessions", post(delete_other_sessions))
}

/// One place where the member is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) since: String,
    pub(crate) seen: String,
    pub(crate) is_this: bool,
}

#[derive(Template)]
#[template(path = "settings/own.html")]
pub(crate) struct OwnPage {
    pub(crate) f: Frame,
    pub(crate) tabs: Vec<NavLink>,
    pub(crate) email: String,
    pub(crate) role: String,
    pub(crate) sessions: Vec<Signed>,
    pub(crate) asks_old: bool,
    pub(crate) password_chars_min: usize,
    pub(crate) saved: bool,
    pub(crate) wrong: Option<&'static str>,
}

async fn own_page(guest: &Guest, wrong: Option<&'static str>) -> Result<OwnPage, Fault> {
    let sessions = guest.app.store.sessions_of(guest.member.id, guest.app.now()).await?;
    let signed = sessions.iter().map(|session| Signed {
        since: guest.speech.moment(session.created_at.us()),
        seen: guest.speech.moment(session.last_seen_at.us()),
        is_this: session.id == guest.session.id,
    });
    Ok(OwnPage {
        f: Frame::of(guest, Place::Settings),
        tabs: tabs(guest, "/settings/own"),
        email: guest.member.email.as_str().to_owned(),
        role: guest.speech.t(&format!("role-{}", guest.member.role)),
        sessions: signed.collect(),
        asks_old: asks_old(guest),
        password_chars_min: PASSWORD_CHARS_MIN,
        saved: false,
        wrong,
    })
}

/// Who signed in a moment ago has shown who they are: by the old password, or by a link because it was forgotten.
fn asks_old(guest: &Guest) -> bool {
    let is_fresh = guest.session.created_at.seconds_until(guest.app.now()) < FRESH_SECONDS;
    guest.member.password_hash.is_some() && !is_fresh
}

async fn show_own(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let saved = Fields::parse(query.as_deref().unwrap_or_default()).get("saved").is_some();
    page(&OwnPage { saved, ..own_page(&guest, None).await? })
}

async fn update_password(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let old = guest.member.password_hash.clone();
    if asks_old(&guest) && !password::verify(&guest.app, old, fields.as_typed("old")).await? {
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &own_page(&guest, Some("own-password-wrong")).await?);
    }
    let Ok(hash) = password::hash_soon(&guest.app, fields.as_typed("password").to_owned()).await? else {
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &own_page(&guest, Some("own-password-short")).await?);
    };
    guest.app.store.set_password(guest.member.id, Some(&hash), guest.act()).await?;
    guest.app.store.revoke_sessions_of(guest.member.id, Some(guest.session.id)).await?;
    Ok(go_to("/settings/own?saved=1"))
}

async fn delete_other_sessions(Posted { guest, .. }: Posted) -> Result<Response, Fault> {
    guest.app.store.revoke_sessions_of(guest.member.id, Some(guest.session.id)).await?;
    Ok(go_to("/settings/own"))
}
