//! API keys: made, shown once, revoked. For owners.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use store::{Act, ApiKeyId, NewApiKey, Scope, Scopes, StoreError, TokenHash};

use super::tabs;
use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, NavLink, Place, go_to, page, page_with};
use crate::posted::Posted;
use crate::visit::Guest;

/// What every key begins with, so that one found somewhere is recognized.
const KEY_BEGINNING: &str = "vw_";
/// Characters of a key that lists show.
const PREFIX_CHARS: usize = 9;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/settings/keys", get(list_keys).post(create_key))
        .route("/settings/keys/{id}/revoke", post(delete_key))
}

/// One key in the list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) prefix: String,
    pub(crate) scopes: String,
    pub(crate) made: String,
    pub(crate) used: Option<String>,
    pub(crate) revoked: Option<String>,
}

#[derive(Template)]
#[template(path = "settings/keys.html")]
pub(crate) struct KeysPage {
    pub(crate) f: Frame,
    pub(crate) tabs: Vec<NavLink>,
    pub(crate) lines: Vec<Line>,
    pub(crate) scopes: Vec<&'static str>,
    /// A key just made: shown this once.
    pub(crate) made: Option<String>,
    pub(crate) wrong: bool,
}

impl App {
    /// Makes an API key and gives the key itself, which is kept nowhere.
    ///
    /// # Errors
    /// `NotStorable` when the name is empty, and what else the store could not do.
    pub async fn create_api_key(&self, name: &str, scopes: Scopes, act: Act) -> Result<String, StoreError> {
        let key = format!("{KEY_BEGINNING}{}", self.token());
        let made = NewApiKey {
            id: ApiKeyId::new(act.at, self.random_id()),
            name: name.to_owned(),
            scopes,
            prefix: key.chars().take(PREFIX_CHARS).collect(),
            token: TokenHash::of(&key),
        };
        self.store.create_api_key(made, act).await?;
        Ok(key)
    }
}

async fn keys_page(guest: &Guest, made: Option<String>, wrong: bool) -> Result<KeysPage, Fault> {
    let keys = guest.app.store.api_keys().await?;
    let moment = |at: store::Moment| guest.speech.moment(at.us());
    let line = |key: &store::ApiKey| Line {
        id: key.id.to_string(),
        name: key.name.clone(),
        prefix: key.prefix.clone(),
        scopes: key.scopes.to_string(),
        made: moment(key.created_at),
        used: key.last_used_at.map(moment),
        revoked: key.revoked_at.map(moment),
    };
    Ok(KeysPage {
        f: Frame::of(guest, Place::Settings),
        tabs: tabs(guest, "/settings/keys"),
        lines: keys.iter().map(line).collect(),
        scopes: Scope::ALL.iter().map(|scope| scope.word()).collect(),
        made,
        wrong,
    })
}

async fn list_keys(guest: Guest) -> Result<Response, Fault> {
    page(&keys_page(&guest, None, false).await?)
}

async fn create_key(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let scopes = Scopes::new(fields.all("scope").filter_map(|word| word.parse().ok()));
    let (name, Some(scopes)) = (fields.text("name"), scopes) else {
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &keys_page(&guest, None, true).await?);
    };
    match guest.app.create_api_key(name, scopes, guest.act()).await {
        Ok(key) => page(&keys_page(&guest, Some(key), false).await?),
        Err(StoreError::NotStorable { .. }) => {
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &keys_page(&guest, None, true).await?)
        }
        Err(other) => Err(other.into()),
    }
}

async fn delete_key(Path(id): Path<String>, Posted { guest, .. }: Posted) -> Result<Response, Fault> {
    let id: ApiKeyId = id.parse().map_err(|_| Fault::NotFound)?;
    guest.app.store.revoke_api_key(id, guest.act()).await?;
    Ok(go_to("/settings/keys"))
}
