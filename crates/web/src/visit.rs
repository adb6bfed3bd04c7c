//! Who is asking, and in which language.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use axum_extra::extract::cookie::CookieJar;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use store::{Act, Actor, Member, Session, Settings, TokenHash};
use subtle::ConstantTimeEq as _;

use crate::fault::Fault;
use crate::language::spoken;
use crate::posted::Fields;
use crate::room::Room;
use crate::{App, Language, Speech};

/// The cookie that keeps a language for who has not signed in.
pub(crate) const LANGUAGE_COOKIE: &str = "language";

/// The cookie that holds a session: bound to this host alone where the connection is secure.
pub(crate) fn session_cookie(app: &App) -> &'static str {
    if app.is_https() { "__Host-vaarwel" } else { "vaarwel" }
}

/// Somebody at a page, signed in or not.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) app: App,
    pub(crate) speech: Speech,
    pub(crate) settings: Settings,
    /// Path and query of the request, to come back to.
    pub(crate) here: String,
    /// From where, as far as we know.
    pub(crate) address: String,
    pub(crate) signed_in: Option<SignedIn>,
}

/// A member with their session.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) member: Member,
    pub(crate) session: Session,
    /// Makes what every form of this session carries, so that no other site can send it.
    pub(crate) form_key: FormKey,
}

/// A visit by somebody who signed in and may be in this room.
#[derive(Clone)]
pub(crate) struct Guest {
    pub(crate) visit: Visit,
    pub(crate) member: Member,
    pub(crate) session: Session,
    pub(crate) form_key: FormKey,
}

impl std::ops::Deref for Guest {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl Guest {
    /// What they do now, for the history.
    pub(crate) fn act(&self) -> Act {
        Act { by: Actor::Member(self.member.id), at: self.visit.app.now() }
    }
}

impl Visit {
    pub(crate) async fn of(app: &App, parts: &Parts) -> Result<Self, Fault> {
        let cookies = CookieJar::from_headers(&parts.headers);
        let signed_in = match cookies.get(session_cookie(app)) {
            Some(cookie) => find(app, cookie.value()).await?,
            None => None,
        };
        let in_address = parts.uri.query().and_then(|query| Language::from_code(Fields::parse(query).get("lang")?));
        let of_member = signed_in.as_ref().map(|signed_in| spoken(signed_in.member.language));
        let language = in_address.or(of_member).unwrap_or_else(|| wanted_language(&parts.headers));
        Ok(Self {
            app: app.clone(),
            speech: app.speech(language),
            settings: app.store.settings().await?,
            here: here(&parts.uri),
            address: address_of(app, parts).map_or_else(|| "unknown".to_owned(), |address| address.to_string()),
            signed_in,
        })
    }

    /// Lets in who signed in and has the role for the room.
    pub(crate) fn enter(self, room: Room) -> Result<Guest, Fault> {
        let SignedIn { member, session, form_key } =
            self.signed_in.clone().ok_or_else(|| Fault::NotSignedIn { back_to: self.here.clone() })?;
        if room.admits(member.role) {
            Ok(Guest { visit: self, member, session, form_key })
        } else {
            Err(Fault::NotAllowed { role: member.role })
        }
    }
}

/// The session behind a cookie.
async fn find(app: &App, token: &str) -> Result<Option<SignedIn>, Fault> {
    let now = app.now();
    let Some((session, member)) = app.store.find_session(&TokenHash::of(token), now).await? else { return Ok(None) };
    app.store.touch_session(&session, now).await?;
    Ok(Some(SignedIn { member, session, form_key: FormKey(token.to_owned()) }))
}

/// Makes and checks the tokens of a session's forms. Needs no place in the store: only who holds the session can.
#[derive(Clone)]
pub(crate) struct FormKey(String);

impl std::fmt::Debug for FormKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl FormKey {
    /// A token for one page. It differs from page to page, so that compressed answers give nothing away.
    pub(crate) fn token(&self, app: &App) -> String {
        let salt = BASE64_URL_SAFE_NO_PAD.encode(app.random::<12>());
        let sign = self.sign(&salt);
        format!("{salt}.{sign}")
    }

    /// Was this token made for a form of this session?
    pub(crate) fn made(&self, token: &str) -> bool {
        token.split_once('.').is_some_and(|(salt, sign)| self.sign(salt).as_bytes().ct_eq(sign.as_bytes()).into())
    }

    fn sign(&self, salt: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) else { return String::new() };
        mac.update(b"form");
        mac.update(salt.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }
}

/// The language of somebody who has not signed in: chosen before, or else what the browser asks for.
pub(crate) fn wanted_language(headers: &HeaderMap) -> Language {
    let cookies = CookieJar::from_headers(headers);
    let chosen = cookies.get(LANGUAGE_COOKIE).and_then(|cookie| Language::from_code(cookie.value()));
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    chosen.unwrap_or_else(|| Language::negotiate(asked))
}

fn here(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// The visitor's address: the last one a trusted proxy wrote down, or else the other end of the connection.
pub(crate) fn address_of(app: &App, parts: &Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    if !app.behind_proxy {
        return peer;
    }
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok()).or(peer)
}

impl FromRequestParts<App> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        match parts.extensions.get::<Self>() {
            Some(visit) => Ok(visit.clone()),
            None => Self::of(app, parts).await,
        }
    }
}

/// The guest the door of the room let in; see [`crate::guard::door`].
impl FromRequestParts<App> for Guest {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        parts.extensions.get::<Self>().cloned().ok_or(Fault::Broken { what: "a page without a door" })
    }
}

impl OptionalFromRequestParts<App> for Guest {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Option<Self>, Fault> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}
