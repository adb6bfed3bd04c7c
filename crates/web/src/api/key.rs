//! The key a program sends, and what it may do.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use store::{Act, Actor, ApiKey, Scope, TokenHash};

use super::problem::Problem;
use crate::App;

/// A program whose key may read.
pub(crate) struct Reader(
    #[expect(dead_code, reason = "who reads is not used yet, that they may is")] pub(crate) ApiKey,
);

/// A program whose key may change what others may do, and erase.
pub(crate) struct Administrator(pub(crate) ApiKey);

impl Administrator {
    /// What it does now, for the journal.
    pub(crate) fn act(&self, app: &App) -> Act {
        Act { by: Actor::Key(self.0.id), at: app.now() }
    }
}

/// A program whose key may send.
pub(crate) struct Writer(pub(crate) ApiKey);

impl Writer {
    /// What it does now, for the journal.
    pub(crate) fn act(&self, app: &App) -> Act {
        Act { by: Actor::Key(self.0.id), at: app.now() }
    }
}

async fn holder(parts: &Parts, app: &App, scope: Scope) -> Result<ApiKey, Problem> {
    let refuse = |title: &str| Problem::new(StatusCode::UNAUTHORIZED, "no-key", title);
    let Some(given) = parts.headers.get(header::AUTHORIZATION) else {
        return Err(refuse("Send an API key: `Authorization: Bearer KEY`"));
    };
    let token = given
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = token else { return Err(refuse("The header must read `Authorization: Bearer KEY`")) };
    let Some(key) = app.store.find_api_key(&TokenHash::of(token.trim())).await? else {
        return Err(refuse("This key is not known, or was revoked"));
    };
    app.store.touch_api_key(&key, app.now()).await?;
    if key.scopes.has(scope) {
        return Ok(key);
    }
    let what = if scope == Scope::Admin { "administer" } else { scope.word() };
    let title = format!("This key may not {what}; it has: {}. Make one with the scope `{scope}`", key.scopes);
    Err(Problem::new(StatusCode::FORBIDDEN, "wrong-scope", title))
}

impl FromRequestParts<App> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        holder(parts, app, Scope::Read).await.map(Self)
    }
}

impl FromRequestParts<App> for Writer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        holder(parts, app, Scope::Write).await.map(Self)
    }
}

impl FromRequestParts<App> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        holder(parts, app, Scope::Admin).await.map(Self)
    }
}
