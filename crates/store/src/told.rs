//! Telling somebody something once: the note that they were told and the letter stand in one transaction.

use crate::connection::{execute, fetch_one, fetch_optional};
use crate::error::check_text;
use crate::job::insert_jobs;
use crate::{Moment, NewJob, Store, StoreError};

/// Something that somebody is to be told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// What kind of thing, such as `fixed`.
    pub kind: &'static str,
    /// What it is about, such as the id of a point.
    pub about: String,
    /// Whom: a customer, or the id of a member.
    pub whom: String,
    /// The letter.
    pub letter: NewJob,
}

impl Store {
    /// Writes down letters to everybody who was not told yet, all or none; gives how many there are.
    ///
    /// # Errors
    /// `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn tell_once(&self, tellings: &[Telling], at: Moment) -> Result<u64, StoreError> {
        for (index, it) in tellings.iter().enumerate() {
            check_text(index, "about", &it.about)?;
            check_text(index, "whom", &it.whom)?;
        }
        let (mut tx, mut told) = (self.write().await?, 0);
        for it in tellings {
            let first = execute!(
                tx,
                "insert into told_once (kind, about, whom, told_at_us) values ($1, $2, $3, $4)
                 on conflict (kind, about, whom) do nothing",
                it.kind,
                &it.about,
                &it.whom,
                at.us(),
            )?;
            if first == 1 {
                insert_jobs(&mut tx, std::slice::from_ref(&it.letter)).await?;
                told += 1;
            }
        }
        tx.commit().await?;
        Ok(told)
    }

    /// Was somebody told this?
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn was_told(&self, kind: &str, about: &str, whom: &str) -> Result<bool, StoreError> {
        let mut db = self.read().await?;
        let row: Option<(i64,)> = fetch_optional!(
            db,
            "select told_at_us from told_once where kind = $1 and about = $2 and whom = $3",
            kind,
            about,
            whom,
        )?;
        Ok(row.is_some())
    }

    /// How many were told something.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn told_count(&self, kind: &str, about: &str) -> Result<u64, StoreError> {
        let mut db = self.read().await?;
        let (count,): (i64,) =
            fetch_one!(db, "select count(*) from told_once where kind = $1 and about = $2", kind, about)?;
        Ok(count.unsigned_abs())
    }
}
