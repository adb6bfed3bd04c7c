//! How long what concerns people is kept. `docs/reference/store.md` says why.

use crate::connection::execute;
use crate::{Moment, Store, StoreError};

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// A link is kept so long after it expired: a late click gets a clear answer instead of "unknown".
pub const LINKS_KEPT_SECONDS: i64 = 30 * DAY_SECONDS;
/// An attempt to sign in is kept so long: windows of counting are shorter.
pub const ATTEMPTS_KEPT_SECONDS: i64 = DAY_SECONDS;

/// What was deleted because its time was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forgotten {
    /// Links that expired 30 days ago.
    pub sign_in_links: u64,
    /// Sessions that expired.
    pub sessions: u64,
    /// Rows about attempts to sign in of more than a day ago.
    pub sign_in_attempts: u64,
    /// Own words of customers whose term was over; what they chose stays.
    pub words: u64,
    /// Cases of leaving whose own words were kept for their term; reasons and days stay.
    pub exit_words: u64,
}

impl Store {
    /// Deletes what has been kept for its whole term at this moment. To be called at the start of the program and
    /// every hour.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn forget_expired(&self, at: Moment) -> Result<Forgotten, StoreError> {
        let links_before = at.plus_seconds(-LINKS_KEPT_SECONDS).us();
        let attempts_before = at.plus_seconds(-ATTEMPTS_KEPT_SECONDS).us();
        let mut tx = self.write().await?;
        let forgotten = Forgotten {
            sign_in_links: execute!(tx, "delete from sign_in_links where expires_at_us <= $1", links_before)?,
            sessions: execute!(tx, "delete from sessions where expires_at_us <= $1", at.us())?,
            sign_in_attempts: execute!(
                tx,
                "delete from sign_in_attempts where attempted_at_us <= $1",
                attempts_before
            )?,
            words: execute!(
                tx,
                "update answers set value = null where value is not null and words_until_us <= $1",
                at.us()
            )?,
            exit_words: tx.forget_exit_words(at).await?,
        };
        tx.commit().await?;
        Ok(forgotten)
    }
}
