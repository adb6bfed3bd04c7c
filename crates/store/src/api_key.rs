//! API keys: how a program signs in.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde_json::json;
use sqlx_macros::FromRow;

use crate::connection::{execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::word::words;
use crate::{Act, Actor, ApiKeyId, Moment, NotAllowed, Store, StoreError, TokenHash};

/// "Last used" is kept to the minute, for the same reason as a session's "last seen".
pub const LAST_USED_SECONDS: i64 = 60;

words! {
    /// What a key may do.
    Scope, "a scope" {
        /// Read reports, customers, requests to leave, answers and action points.
        Read = "read",
        /// Send facts, files, requests to leave, invitations and draws.
        Write = "write",
        /// Take along and erase everything about one customer, and manage webhooks.
        Admin = "admin",
    }
}

/// What a key may do, at least one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// These scopes; none when there are none.
    pub fn new(scopes: impl IntoIterator<Item = Scope>) -> Option<Self> {
        let scopes: BTreeSet<Scope> = scopes.into_iter().collect();
        (!scopes.is_empty()).then_some(Self(scopes))
    }

    /// May the key do this?
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// The scopes, in the order of [`Scope::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().map(Scope::word).collect::<Vec<_>>().join(" "))
    }
}

/// Scopes with spaces or commas between them.
impl FromStr for Scopes {
    type Err = NotAllowed;

    fn from_str(given: &str) -> Result<Self, NotAllowed> {
        let words = given.split([' ', ',']).filter(|word| !word.is_empty());
        let scopes = words.map(str::parse).collect::<Result<BTreeSet<Scope>, _>>()?;
        Self::new(scopes).ok_or_else(|| crate::word::not_a_word(given, "a scope", &["read", "write", "admin"]))
    }
}

/// A key as lists show it. The key itself was shown once and is not kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiKey {
    /// Names the key.
    pub id: ApiKeyId,
    /// What it is for, in the company's words.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// Its first characters, to recognize it by.
    pub prefix: String,
    /// Who made it.
    pub created_by: Actor,
    /// When it was made.
    pub created_at: Moment,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Moment>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Moment>,
}

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// A fresh id.
    pub id: ApiKeyId,
    /// What it is for, in the company's words.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// Its first characters, to recognize it by; too few to guess the rest.
    pub prefix: String,
    /// The hash of the whole key.
    pub token: TokenHash,
}

#[derive(FromRow)]
struct Row {
    id: String,
    name: String,
    scopes: String,
    prefix: String,
    created_by: String,
    created_at_us: i64,
    last_used_at_us: Option<i64>,
    revoked_at_us: Option<i64>,
}

impl Row {
    fn read(self) -> Result<ApiKey, StoreError> {
        let cell = |column| Cell { table: "api_keys", column, id: &self.id };
        Ok(ApiKey {
            id: cell("id").read(&self.id)?,
            scopes: cell("scopes").read(&self.scopes)?,
            created_by: cell("created_by").read(&self.created_by)?,
            name: self.name,
            prefix: self.prefix,
            created_at: Moment::from_us(self.created_at_us),
            last_used_at: self.last_used_at_us.map(Moment::from_us),
            revoked_at: self.revoked_at_us.map(Moment::from_us),
        })
    }
}

impl Store {
    /// Makes a key.
    ///
    /// # Errors
    /// `NotStorable` when the name is empty or holds a zero character.
    pub async fn create_api_key(&self, key: NewApiKey, act: Act) -> Result<ApiKey, StoreError> {
        if key.name.trim().is_empty() {
            return Err(StoreError::NotStorable { index: 0, field: "name", why: "is empty; say what the key is for" });
        }
        check_text(0, "name", &key.name)?;
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into api_keys (id, name, scopes, prefix, token_hash, created_by, created_at_us)
             values ($1, $2, $3, $4, $5, $6, $7)",
            key.id.to_string(),
            key.name.trim(),
            key.scopes.to_string(),
            &key.prefix,
            key.token.as_str(),
            act.by.to_string(),
            act.at.us(),
        )?;
        let details = json!({ "name": key.name.trim(), "scopes": key.scopes.to_string() });
        tx.record(act, "api_key_created", format!("key:{}", key.id), details).await?;
        tx.commit().await?;
        Ok(ApiKey {
            id: key.id,
            name: key.name.trim().to_owned(),
            scopes: key.scopes,
            prefix: key.prefix,
            created_by: act.by,
            created_at: act.at,
            last_used_at: None,
            revoked_at: None,
        })
    }

    /// All keys, revoked ones too, newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select id, name, scopes, prefix, created_by, created_at_us, last_used_at_us, revoked_at_us
             from api_keys left join api_key_revocations on api_key_id = id
             order by created_at_us desc, id desc",
        )?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The key with this hash, if it is not revoked.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn find_api_key(&self, token: &TokenHash) -> Result<Option<ApiKey>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select id, name, scopes, prefix, created_by, created_at_us, last_used_at_us, revoked_at_us
             from api_keys left join api_key_revocations on api_key_id = id
             where token_hash = $1 and revoked_at_us is null",
            token.as_str(),
        )?;
        row.map(Row::read).transpose()
    }

    /// Notes that a key was used; does nothing within a minute of the last time.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn touch_api_key(&self, key: &ApiKey, at: Moment) -> Result<(), StoreError> {
        if key.last_used_at.is_some_and(|last| last.seconds_until(at) < LAST_USED_SECONDS) {
            return Ok(());
        }
        let mut tx = self.write().await?;
        let sql = "update api_keys set last_used_at_us = $1 where id = $2";
        execute!(tx, sql, at.us(), key.id.to_string())?;
        tx.commit().await
    }

    /// Revokes a key; false when it was revoked before.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn revoke_api_key(&self, id: ApiKeyId, act: Act) -> Result<bool, StoreError> {
        let mut tx = self.write().await?;
        let revoked = execute!(
            tx,
            "insert into api_key_revocations (api_key_id, revoked_by, revoked_at_us) values ($1, $2, $3)
             on conflict (api_key_id) do nothing",
            id.to_string(),
            act.by.to_string(),
            act.at.us(),
        )
        .map_err(|error| StoreError::from_reference(error, "API key", &id))?;
        if revoked > 0 {
            tx.record(act, "api_key_revoked", format!("key:{id}"), json!({})).await?;
        }
        tx.commit().await?;
        Ok(revoked > 0)
    }
}
