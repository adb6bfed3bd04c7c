//! Jobs: work that a change brought about, written in its transaction and done after it.
//!
//! A job is claimed, handed over, done. Who claims it has it for a while; when that is over, because the program was
//! killed, somebody else may claim it. A job that was handed over is never claimed again by itself: it may have been done,
//! and nobody should get the same letter twice. Such a job is in doubt and waits for a person.

use std::borrow::Borrow;

use sqlx_macros::FromRow;

use crate::connection::{Tx, borrowed, execute, fetch_all, insert_rows};
use crate::error::{Cell, check_text};
use crate::{JobId, Moment, Store, StoreError};

/// The longest message about a failure that is kept.
pub const JOB_ERROR_CHARS_MAX: usize = 500;
/// How long a job that was done is kept, so that it can be looked up: the procedure page counts from the last 90 days.
pub const JOBS_KEPT_SECONDS: i64 = 92 * 24 * 60 * 60;

/// Work to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Its id; the same id again is the same job.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// What it is about, such as the id of a case.
    pub about: String,
    /// What it needs, as JSON.
    pub body: String,
    /// When it was written down.
    pub made_at: Moment,
    /// Not before this.
    pub due_at: Moment,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobState {
    /// It waits for its turn.
    Waiting,
    /// Somebody has it.
    Claimed,
    /// It was handed over, and nobody knows yet how that went.
    Handed,
    /// It is done.
    Done,
    /// It was given up; a person looks.
    Dead,
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// What it is about.
    pub about: String,
    /// What it needs.
    pub body: String,
    /// When it was written down.
    pub made_at: Moment,
    /// Not before this.
    pub due_at: Moment,
    /// How often it was begun.
    pub attempts: u32,
    /// How it stands.
    pub state: JobState,
    /// Why it did not work last time.
    pub last_error: Option<String>,
}

/// Who claims jobs, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The name of the worker.
    pub by: &'a str,
    /// When it is.
    pub at: Moment,
    /// Until when the jobs are the worker's.
    pub until: Moment,
}

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    about: String,
    body: String,
    made_at_us: i64,
    due_at_us: i64,
    attempts: i64,
    claimed_until_us: Option<i64>,
    handed_at_us: Option<i64>,
    done_at_us: Option<i64>,
    dead_at_us: Option<i64>,
    last_error: Option<String>,
}

impl Row {
    fn read(self) -> Result<Job, StoreError> {
        let state = match (self.done_at_us, self.dead_at_us, self.handed_at_us, self.claimed_until_us) {
            (Some(_), ..) => JobState::Done,
            (_, Some(_), ..) => JobState::Dead,
            (_, _, Some(_), _) => JobState::Handed,
            (_, _, _, Some(_)) => JobState::Claimed,
            _ => JobState::Waiting,
        };
        Ok(Job {
            id: Cell { table: "jobs", column: "id", id: &self.id }.read(&self.id)?,
            kind: self.kind,
            about: self.about,
            body: self.body,
            made_at: Moment::from_us(self.made_at_us),
            due_at: Moment::from_us(self.due_at_us),
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            state,
            last_error: self.last_error,
        })
    }
}

pub(crate) async fn insert_jobs<J: Borrow<NewJob>>(tx: &mut Tx, jobs: &[J]) -> Result<(), StoreError> {
    let jobs = borrowed::<_, NewJob>(jobs);
    for (index, job) in jobs.iter().enumerate() {
        check_text(index, "body", &job.body)?;
    }
    insert_rows!(
        tx,
        "insert into jobs (id, kind, about, body, made_at_us, due_at_us, attempts) values ",
        &jobs,
        " on conflict (id) do nothing",
        |it| [it.id.to_string(), &it.kind, &it.about, &it.body, it.made_at.us(), it.due_at.us(), 0_i64]
    )?;
    Ok(())
}

/// The statement that claims, for SQLite, where the transaction is alone.
const CLAIM: &str = "update jobs set claimed_by = $1, claimed_until_us = $2, attempts = attempts + 1
     where id in (
         select id from jobs
         where done_at_us is null and dead_at_us is null and handed_at_us is null and due_at_us <= $3
           and (claimed_until_us is null or claimed_until_us <= $3) and kind = $4
         order by due_at_us, id limit $5)
     returning id, kind, about, body, made_at_us, due_at_us, attempts, claimed_until_us, handed_at_us, done_at_us,
               dead_at_us, last_error";
/// The same for PostgreSQL, where several claim at once and none waits for another.
const CLAIM_SKIPPING: &str = "update jobs set claimed_by = $1, claimed_until_us = $2, attempts = attempts + 1
     where id in (
         select id from jobs
         where done_at_us is null and dead_at_us is null and handed_at_us is null and due_at_us <= $3
           and (claimed_until_us is null or claimed_until_us <= $3) and kind = $4
         order by due_at_us, id limit $5 for update skip locked)
     returning id, kind, about, body, made_at_us, due_at_us, attempts, claimed_until_us, handed_at_us, done_at_us,
               dead_at_us, last_error";

impl Store {
    /// Writes down work that no other change brings about.
    ///
    /// # Errors
    /// `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn add_jobs(&self, jobs: &[NewJob]) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        insert_jobs(&mut tx, jobs).await?;
        tx.commit().await
    }

    /// Takes jobs of a kind that are due, the oldest first. No two workers get the same.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn claim_jobs(&self, kind: &str, claim: Claim<'_>, limit: u32) -> Result<Vec<Job>, StoreError> {
        let mut tx = self.write().await?;
        let sql = if tx.is_postgres() { CLAIM_SKIPPING } else { CLAIM };
        let rows: Vec<Row> = fetch_all!(tx, sql, claim.by, claim.until.us(), claim.at.us(), kind, i64::from(limit))?;
        tx.commit().await?;
        let mut jobs: Vec<Job> = rows.into_iter().map(Row::read).collect::<Result<_, _>>()?;
        jobs.sort_by_key(|job| (job.due_at, job.id));
        Ok(jobs)
    }

    /// Writes down that a job is being handed over. False when it is not this worker's any more: then it must not be.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn hand_job(&self, id: JobId, by: &str, at: Moment) -> Result<bool, StoreError> {
        let mut tx = self.write().await?;
        let mine = execute!(
            tx,
            "update jobs set handed_at_us = $1
             where id = $2 and claimed_by = $3 and claimed_until_us > $1 and handed_at_us is null and done_at_us is null",
            at.us(),
            id.to_string(),
            by,
        )?;
        tx.commit().await?;
        Ok(mine == 1)
    }

    /// Writes down that a job is done.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn finish_job(&self, id: JobId, at: Moment) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let sql = "update jobs set done_at_us = $1, last_error = null where id = $2";
        execute!(tx, sql, at.us(), id.to_string())?;
        tx.commit().await
    }

    /// Puts a job off that certainly was not done.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn postpone_job(&self, id: JobId, why: &str, due_at: Moment) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        execute!(
            tx,
            "update jobs set due_at_us = $1, last_error = $2, claimed_by = null, claimed_until_us = null,
                             handed_at_us = null
             where id = $3 and done_at_us is null",
            due_at.us(),
            shortened(why),
            id.to_string(),
        )?;
        tx.commit().await
    }

    /// Gives a job up, so that a person looks at it.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn bury_job(&self, id: JobId, why: &str, at: Moment) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let sql = "update jobs set dead_at_us = $1, last_error = $2 where id = $3 and done_at_us is null";
        execute!(tx, sql, at.us(), shortened(why), id.to_string())?;
        tx.commit().await
    }

    /// Lets a job that was given up, or is in doubt, begin again: a person said so.
    ///
    /// # Errors
    /// `NotFound`, `Busy`, `DiskFull`, `Database`.
    pub async fn revive_job(&self, id: JobId, at: Moment) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let revived = execute!(
            tx,
            "update jobs set due_at_us = $1, attempts = 0, claimed_by = null, claimed_until_us = null,
                             handed_at_us = null, dead_at_us = null
             where id = $2 and done_at_us is null and (dead_at_us is not null or handed_at_us is not null)",
            at.us(),
            id.to_string(),
        )?;
        if revived == 0 {
            return Err(StoreError::NotFound { what: "job that waits for a person", id: id.to_string() });
        }
        tx.commit().await
    }

    /// Jobs that wait for a person: given up, or handed over before a moment without an answer.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn jobs_for_a_person(&self, handed_before: Moment, limit: u32) -> Result<Vec<Job>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select id, kind, about, body, made_at_us, due_at_us, attempts, claimed_until_us, handed_at_us, done_at_us,
                    dead_at_us, last_error
             from jobs
             where done_at_us is null and (dead_at_us is not null or handed_at_us <= $1) order by id limit $2",
            handed_before.us(),
            i64::from(limit),
        )?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The jobs about something, the oldest first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn jobs_about(&self, about: &str) -> Result<Vec<Job>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select id, kind, about, body, made_at_us, due_at_us, attempts, claimed_until_us, handed_at_us, done_at_us,
                    dead_at_us, last_error
             from jobs where about = $1 order by id",
            about,
        )?;
        rows.into_iter().map(Row::read).collect()
    }
}

fn shortened(why: &str) -> String {
    why.chars().filter(|it| *it != '\0').take(JOB_ERROR_CHARS_MAX).collect()
}
