//! Other programs that are told of changes: what is to be told is written in the transaction of the change.

use serde_json::{Value, json};
use sqlx_macros::FromRow;

use crate::connection::{Tx, execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::job::insert_jobs;
use crate::page::rows_to_fetch;
use crate::secret::hex_sha256;
use crate::word::words;
use crate::{Act, Actor, JobId, Moment, NewJob, NotAllowed, Page, Store, StoreError, WebhookId};

/// The kind of the jobs that tell other programs.
pub const WEBHOOK_JOB: &str = "webhook";
/// How long tries are kept.
pub const WEBHOOK_TRIES_KEPT_SECONDS: i64 = 30 * 24 * 60 * 60;
/// The longest address.
const URL_CHARS_MAX: usize = 2_000;
/// The longest note about a try.
const ERROR_CHARS_MAX: usize = 300;

words! {
    /// What changes are told about.
    Topic, "a topic" {
        /// Somebody was asked, or does not want to be.
        Askings = "askings",
        /// Somebody answered. What they answered is not told: who wants it asks for it, with a purpose.
        Answers = "answers",
        /// Something happened to an action point.
        Points = "points",
    }
}

/// A program that is told of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Where it is told.
    pub url: String,
    /// Of what.
    pub topics: Vec<Topic>,
    /// Who made it, and when.
    pub act: Act,
    /// When it was ended.
    pub ended_at: Option<Moment>,
}

/// A try to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookTry {
    /// What was told: the same change has the same name however often it is told.
    pub delivery: String,
    /// Which try, counted from 1.
    pub tried: u32,
    /// The event.
    pub event: String,
    /// What was answered; none where no answer came.
    pub status: Option<u16>,
    /// Why it did not work.
    pub error: Option<String>,
    /// When.
    pub at: Moment,
}

#[derive(FromRow)]
struct Row {
    id: String,
    url: String,
    topics: String,
    made_by: String,
    made_at_us: i64,
    ended_at_us: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Webhook, StoreError> {
        let cell = |column| Cell { table: "webhooks", column, id: &self.id };
        let by: Actor = cell("made_by").read(&self.made_by)?;
        Ok(Webhook {
            id: cell("id").read(&self.id)?,
            topics: self.topics.split_whitespace().map(|it| cell("topics").read(it)).collect::<Result<_, _>>()?,
            act: Act { by, at: Moment::from_us(self.made_at_us) },
            ended_at: self.ended_at_us.map(Moment::from_us),
            url: self.url,
        })
    }
}

/// Reads topics as they are typed: words with commas or blanks between; none is all of them.
///
/// # Errors
/// Names the word that is no topic.
pub fn read_topics(given: &str) -> Result<Vec<Topic>, NotAllowed> {
    let words: Vec<&str> = given.split([',', ' ']).map(str::trim).filter(|it| !it.is_empty()).collect();
    if words.is_empty() { Ok(Topic::ALL.to_vec()) } else { words.iter().map(|word| word.parse()).collect() }
}

/// Delivery, try, event, status, error and moment.
type TryRow = (String, i64, String, Option<i64>, Option<String>, i64);

impl Store {
    /// Tells a program of changes from now on.
    ///
    /// # Errors
    /// `NotStorable` for an address that is empty or too long.
    pub async fn add_webhook(
        &self,
        id: WebhookId,
        url: &str,
        topics: &[Topic],
        act: Act,
    ) -> Result<Webhook, StoreError> {
        check_text(0, "url", url)?;
        if url.is_empty() || url.chars().count() > URL_CHARS_MAX {
            let why = "is empty or too long; allowed: an https address of at most 2000 characters";
            return Err(StoreError::NotStorable { index: 0, field: "url", why });
        }
        let topics = if topics.is_empty() { Topic::ALL.to_vec() } else { topics.to_vec() };
        let written = topics.iter().map(|it| it.word()).collect::<Vec<_>>().join(" ");
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into webhooks (id, url, topics, made_by, made_at_us) values ($1, $2, $3, $4, $5)",
            id.to_string(),
            url,
            &written,
            act.by.to_string(),
            act.at.us(),
        )?;
        tx.record(act, "webhook_added", format!("webhook:{id}"), json!({ "topics": written })).await?;
        tx.commit().await?;
        Ok(Webhook { id, url: url.to_owned(), topics, act, ended_at: None })
    }

    /// Tells a program nothing more; false when it was ended before.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn end_webhook(&self, id: WebhookId, act: Act) -> Result<bool, StoreError> {
        let mut tx = self.write().await?;
        let sql = "update webhooks set ended_at_us = $1 where id = $2 and ended_at_us is null";
        let ended = execute!(tx, sql, act.at.us(), id.to_string())?;
        if ended == 0 {
            let there: Option<(String,)> =
                fetch_optional!(tx, "select id from webhooks where id = $1", id.to_string())?;
            return if there.is_some() {
                Ok(false)
            } else {
                Err(StoreError::NotFound { what: "webhook", id: id.to_string() })
            };
        }
        execute!(tx, "delete from jobs where kind = 'webhook' and about = $1 and done_at_us is null", id.to_string())?;
        tx.record(act, "webhook_ended", format!("webhook:{id}"), json!({})).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Every webhook, ended ones too, the newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select id, url, topics, made_by, made_at_us, ended_at_us from webhooks order by made_at_us desc, id desc",
        )?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Writes down a try to tell.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn note_webhook_try(&self, id: WebhookId, it: &WebhookTry) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let error: Option<String> =
            it.error.as_ref().map(|why| why.chars().filter(|c| *c != '\0').take(ERROR_CHARS_MAX).collect());
        execute!(
            tx,
            "insert into webhook_tries (webhook_id, delivery, tried, event, status, error, tried_at_us)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (webhook_id, delivery, tried) do update set status = excluded.status, error = excluded.error,
                 tried_at_us = excluded.tried_at_us",
            id.to_string(),
            &it.delivery,
            i64::from(it.tried),
            &it.event,
            it.status.map(i64::from),
            error,
            it.at.us(),
        )?;
        tx.commit().await
    }

    /// The tries to tell a program, the newest first; `before` is the `next` of the page before.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn webhook_tries(
        &self,
        id: WebhookId,
        before: Option<(Moment, String)>,
        limit: u32,
    ) -> Result<Page<WebhookTry, (Moment, String)>, StoreError> {
        let (before_us, before_key) = before.map_or((i64::MAX, String::new()), |(at, key)| (at.us(), key));
        let mut db = self.read().await?;
        let rows: Vec<TryRow> = fetch_all!(
            db,
            "select delivery, tried, event, status, error, tried_at_us from webhook_tries
             where webhook_id = $1 and (tried_at_us < $2 or (tried_at_us = $2 and delivery < $3))
             order by tried_at_us desc, delivery desc limit $4",
            id.to_string(),
            before_us,
            before_key,
            rows_to_fetch(limit),
        )?;
        let tries = rows.into_iter().map(|(delivery, tried, event, status, error, at_us)| WebhookTry {
            delivery,
            tried: u32::try_from(tried).unwrap_or(u32::MAX),
            event,
            status: status.and_then(|it| u16::try_from(it).ok()),
            error,
            at: Moment::from_us(at_us),
        });
        Ok(Page::cut(tries.collect(), limit, |it| (it.at, it.delivery.clone())))
    }

    /// Forgets tries after their term.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn forget_webhook_tries(&self, at: Moment) -> Result<u64, StoreError> {
        let mut tx = self.write().await?;
        let before = at.plus_seconds(-WEBHOOK_TRIES_KEPT_SECONDS).us();
        let gone = execute!(tx, "delete from webhook_tries where tried_at_us <= $1", before)?;
        tx.commit().await?;
        Ok(gone)
    }
}

/// A change that other programs are told of.
pub(crate) struct Change<'a> {
    pub(crate) topic: Topic,
    /// Its name, such as `point.closed`.
    pub(crate) event: &'a str,
    /// What makes it this change and no other.
    pub(crate) key: &'a str,
    /// What it says; nothing in it that somebody wrote.
    pub(crate) says: Value,
    pub(crate) at: Moment,
}

impl Tx {
    /// Writes down that programs are to be told of a change.
    pub(crate) async fn tell_programs(&mut self, change: Change<'_>) -> Result<(), StoreError> {
        let hooks: Vec<(String,)> = fetch_all!(
            self,
            "select id from webhooks where ended_at_us is null and ' ' || topics || ' ' like $1 order by id",
            format!("% {} %", change.topic.word()),
        )?;
        let jobs: Vec<NewJob> = hooks.into_iter().map(|(hook,)| job(hook, &change)).collect();
        insert_jobs(self, &jobs).await
    }
}

/// The job that tells one program. Its id comes from the change, so that a change is told once however often it is written.
fn job(hook: String, change: &Change<'_>) -> NewJob {
    let hash = hex_sha256(&format!("webhook\n{hook}\n{}\n{}", change.event, change.key));
    let bits = u128::from_str_radix(hash.get(..32).unwrap_or_default(), 16).unwrap_or_default();
    let id = JobId::new(change.at, bits);
    let body = json!({ "id": id, "event": change.event, "at_us": change.at.us(), "data": change.says });
    NewJob {
        id,
        kind: WEBHOOK_JOB.to_owned(),
        about: hook,
        body: body.to_string(),
        made_at: change.at,
        due_at: change.at,
    }
}
