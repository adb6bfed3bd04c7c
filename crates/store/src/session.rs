//! Sessions: a member signed in, somewhere.

use sqlx_macros::FromRow;

use crate::connection::{execute, fetch_all, fetch_optional};
use crate::error::Cell;
use crate::member::MemberRow;
use crate::{Member, MemberId, Moment, SessionId, Store, StoreError, TokenHash};

/// "Last seen" is kept to the minute: writing it with every page would be the store's most frequent write.
pub const LAST_SEEN_SECONDS: i64 = 60;

/// A member signed in, somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Names the session; the browser holds the token, not this.
    pub id: SessionId,
    /// Who signed in.
    pub member_id: MemberId,
    /// When they signed in.
    pub created_at: Moment,
    /// When they were last seen, to the minute.
    pub last_seen_at: Moment,
    /// Until when it is good.
    pub expires_at: Moment,
}

#[derive(FromRow)]
struct Row {
    id: String,
    member_id: String,
    created_at_us: i64,
    last_seen_at_us: i64,
    expires_at_us: i64,
}

impl Row {
    fn read(&self) -> Result<Session, StoreError> {
        let cell = |column| Cell { table: "sessions", column, id: &self.id };
        Ok(Session {
            id: cell("id").read(&self.id)?,
            member_id: cell("member_id").read(&self.member_id)?,
            created_at: Moment::from_us(self.created_at_us),
            last_seen_at: Moment::from_us(self.last_seen_at_us),
            expires_at: Moment::from_us(self.expires_at_us),
        })
    }
}

impl Store {
    /// Begins a session. Of the token only the hash is kept.
    ///
    /// # Errors
    /// `NotFound` when the member is gone.
    pub async fn create_session(&self, session: &Session, token: &TokenHash) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into sessions (id, token_hash, member_id, created_at_us, last_seen_at_us, expires_at_us)
             values ($1, $2, $3, $4, $5, $6)",
            session.id.to_string(),
            token.as_str(),
            session.member_id.to_string(),
            session.created_at.us(),
            session.last_seen_at.us(),
            session.expires_at.us(),
        )
        .map_err(|error| StoreError::from_reference(error, "member", &session.member_id))?;
        tx.commit().await
    }

    /// The session of a token and its member, if it is good at this moment.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn find_session(&self, token: &TokenHash, at: Moment) -> Result<Option<(Session, Member)>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select id, member_id, created_at_us, last_seen_at_us, expires_at_us from sessions
             where token_hash = $1 and expires_at_us > $2",
            token.as_str(),
            at.us(),
        )?;
        let Some(row) = row else { return Ok(None) };
        let member: Option<MemberRow> = fetch_optional!(
            db,
            "select id, email, name, role, language, password_hash, created_at_us from members where id = $1",
            &row.member_id,
        )?;
        let session = row.read()?;
        member.map(|member| Ok((session, member.read()?))).transpose()
    }

    /// Notes that a session was seen; does nothing within a minute of the last time.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn touch_session(&self, session: &Session, at: Moment) -> Result<(), StoreError> {
        if session.last_seen_at.seconds_until(at) < LAST_SEEN_SECONDS {
            return Ok(());
        }
        let mut tx = self.write().await?;
        let sql = "update sessions set last_seen_at_us = $1 where id = $2 and last_seen_at_us < $1";
        execute!(tx, sql, at.us(), session.id.to_string())?;
        tx.commit().await
    }

    /// The sessions of a member that are good at this moment, newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn sessions_of(&self, member: MemberId, at: Moment) -> Result<Vec<Session>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select id, member_id, created_at_us, last_seen_at_us, expires_at_us from sessions
             where member_id = $1 and expires_at_us > $2 order by created_at_us desc, id desc",
            member.to_string(),
            at.us(),
        )?;
        rows.iter().map(Row::read).collect()
    }

    /// Ends a session of a member; false when there was none.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn revoke_session(&self, member: MemberId, id: SessionId) -> Result<bool, StoreError> {
        let mut tx = self.write().await?;
        let sql = "delete from sessions where id = $1 and member_id = $2";
        let gone = execute!(tx, sql, id.to_string(), member.to_string())?;
        tx.commit().await?;
        Ok(gone > 0)
    }

    /// Ends all sessions of a member, but one if it is named: after a new password. Gives their number.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn revoke_sessions_of(&self, member: MemberId, but: Option<SessionId>) -> Result<u64, StoreError> {
        let but = but.map(|id| id.to_string()).unwrap_or_default();
        let mut tx = self.write().await?;
        let sql = "delete from sessions where member_id = $1 and id <> $2";
        let gone = execute!(tx, sql, member.to_string(), but)?;
        tx.commit().await?;
        Ok(gone)
    }
}
