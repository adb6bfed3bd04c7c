//! Sign-in attempts: counted for a while, so that nobody can guess without end.

use crate::connection::{Reader, execute, fetch_one};
use crate::secret::hex_sha256;
use crate::{Email, Moment, Store, StoreError};

/// How often sign-in was tried since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// For this mail address, from anywhere.
    pub for_email: u64,
    /// From this network address, for anybody.
    pub from_address: u64,
}

impl Store {
    /// Writes down an attempt and gives the attempts since a moment, this one included. Written first and counted
    /// then, so that a hundred at the same time cannot all see "none yet".
    ///
    /// Mail address and network address are kept as hashes: counting needs no more.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn record_sign_in_attempt(
        &self,
        email: &Email,
        address: &str,
        at: Moment,
        since: Moment,
    ) -> Result<Attempts, StoreError> {
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into sign_in_attempts (about, about_hash, attempted_at_us)
             values ('email', $1, $3), ('address', $2, $3)",
            hex_sha256(email.as_str()),
            hex_sha256(address),
            at.us(),
        )?;
        tx.commit().await?;
        self.sign_in_attempts(email, address, since).await
    }

    /// The attempts since a moment.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn sign_in_attempts(&self, email: &Email, address: &str, since: Moment) -> Result<Attempts, StoreError> {
        let mut db = self.read().await?;
        Ok(Attempts {
            for_email: count(&mut db, "email", email.as_str(), since).await?,
            from_address: count(&mut db, "address", address, since).await?,
        })
    }

    /// Forgets the attempts for a mail address: after a sign-in that succeeded.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn forget_sign_in_attempts(&self, email: &Email) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let sql = "delete from sign_in_attempts where about_hash = $1 and about = 'email'";
        execute!(tx, sql, hex_sha256(email.as_str()))?;
        tx.commit().await
    }
}

async fn count(db: &mut Reader, about: &str, text: &str, since: Moment) -> Result<u64, StoreError> {
    let (count,): (i64,) = fetch_one!(
        db,
        "select count(*) from sign_in_attempts where about_hash = $1 and about = $2 and attempted_at_us >= $3",
        hex_sha256(text),
        about,
        since.us(),
    )?;
    Ok(count.unsigned_abs())
}
