//! Sign-in links: sent to a member, good for one sign-in.

use serde_json::json;
use sqlx_macros::FromRow;

use crate::connection::{execute, fetch_optional};
use crate::error::Cell;
use crate::{Act, Member, MemberId, Moment, Store, StoreError, TokenHash};

/// What using a sign-in link came to.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkUse {
    /// The link was good; it is used up now.
    Accepted(Member),
    /// Somebody used it before.
    UsedAlready {
        /// When.
        at: Moment,
    },
    /// It was not used in time.
    Expired {
        /// Until when it was good.
        at: Moment,
    },
    /// There is no such link, or its member is gone.
    Unknown,
}

#[derive(FromRow)]
struct Row {
    member_id: String,
    expires_at_us: i64,
}

impl Store {
    /// Keeps a link for a member until it expires. Of the token only the hash is kept.
    ///
    /// # Errors
    /// `NotFound` when the member is gone.
    pub async fn create_sign_in_link(
        &self,
        member: MemberId,
        token: &TokenHash,
        expires_at: Moment,
        act: Act,
    ) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into sign_in_links (token_hash, member_id, created_at_us, expires_at_us) values ($1, $2, $3, $4)",
            token.as_str(),
            member.to_string(),
            act.at.us(),
            expires_at.us(),
        )
        .map_err(|error| StoreError::from_reference(error, "member", &member))?;
        tx.record(act, "sign_in_link_created", format!("member:{member}"), json!({})).await?;
        tx.commit().await
    }

    /// Uses a link. Of all who try at the same time, one is accepted.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `DiskFull`, `Database`.
    pub async fn use_sign_in_link(&self, token: &TokenHash, at: Moment) -> Result<LinkUse, StoreError> {
        let mut tx = self.write().await?;
        let row: Option<Row> = fetch_optional!(
            tx,
            "select member_id, expires_at_us from sign_in_links where token_hash = $1",
            token.as_str(),
        )?;
        let Some(row) = row else { return Ok(LinkUse::Unknown) };
        // The key of the uses decides who was first: on PostgreSQL the others wait here for the first to commit.
        let first = execute!(
            tx,
            "insert into sign_in_link_uses (token_hash, used_at_us)
             select token_hash, $1 from sign_in_links where token_hash = $2 and expires_at_us > $1
             on conflict (token_hash) do nothing",
            at.us(),
            token.as_str(),
        )?;
        if first == 0 {
            let used: Option<(i64,)> =
                fetch_optional!(tx, "select used_at_us from sign_in_link_uses where token_hash = $1", token.as_str())?;
            return Ok(match used {
                Some((at_us,)) => LinkUse::UsedAlready { at: Moment::from_us(at_us) },
                None => LinkUse::Expired { at: Moment::from_us(row.expires_at_us) },
            });
        }
        tx.commit().await?;
        let id = Cell { table: "sign_in_links", column: "member_id", id: &row.member_id }.read(&row.member_id)?;
        Ok(self.member(id).await?.map_or(LinkUse::Unknown, LinkUse::Accepted))
    }
}
