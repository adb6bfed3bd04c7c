//! Sessions: a cookie that only a browser holds, and an end to it.

use axum::http::header;
use axum::response::Response;
use store::{Member, Session, SessionId, TokenHash};

use crate::App;
use crate::fault::Fault;
use crate::frame::go_to;
use crate::posted::{OpenForm, TOKEN_FIELD, check_token};
use crate::room::Room;
use crate::visit::{Visit, session_cookie};

/// How long a session lasts.
pub(crate) const SESSION_SECONDS: i64 = 14 * 24 * 3600;
/// For so long after signing in, the old password is not asked for again.
pub(crate) const FRESH_SECONDS: i64 = 10 * 60;

fn cookie(app: &App, value: &str, seconds: i64) -> String {
    let secure = if app.is_https() { "; Secure" } else { "" };
    format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", session_cookie(app))
}

/// Opens a session for a member and sends them on.
pub(crate) async fn open(visit: &Visit, member: &Member, to: &str) -> Result<Response, Fault> {
    let app = &visit.app;
    let (now, token) = (app.now(), app.token());
    let session = Session {
        id: SessionId::new(now, app.random_id()),
        member_id: member.id,
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus_seconds(SESSION_SECONDS),
    };
    app.store.create_session(&session, &TokenHash::of(&token)).await?;
    // Signing in is rare and a moment for sweeping: what has expired serves nobody.
    app.store.forget_expired(now).await?;
    Ok(with_cookie(go_to(to), &cookie(app, &token, SESSION_SECONDS)))
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Signs out: the session is gone from the store and from the browser.
pub(crate) async fn delete_session(visit: Visit, OpenForm(fields): OpenForm) -> Result<Response, Fault> {
    if let Ok(guest) = visit.clone().enter(Room::Own) {
        check_token(&guest, fields.text(TOKEN_FIELD))?;
        visit.app.store.revoke_session(guest.member.id, guest.session.id).await?;
    }
    Ok(with_cookie(go_to("/sign-in"), &cookie(&visit.app, "", 0)))
}
