//! What the public pages keep: links that work once, walks through a flow, and tries to be recognized.

use sqlx_macros::FromRow;

use crate::connection::{execute, fetch_all, fetch_one, fetch_optional};
use crate::error::check_text;
use crate::secret::hex_sha256;
use crate::{Moment, Store, StoreError, TokenHash};

/// What a link at the door is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkPurpose {
    /// Being recognized by a mail that was sent.
    Identify,
    /// Being recognized by what the company signed.
    Signed,
}

impl LinkPurpose {
    const fn word(self) -> &'static str {
        match self {
            Self::Identify => "identify",
            Self::Signed => "signed",
        }
    }
}

/// What using a link at the door came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoorLinkUse {
    /// It was good; this is what it is about.
    Accepted(String),
    /// It was used before.
    UsedAlready,
    /// Its time is over.
    Expired,
    /// There is no such link.
    Unknown,
}

/// A walk through the pages of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its id; nothing outside knows it, and it is good for this walk only.
    pub id: String,
    /// The flow.
    pub flow: String,
    /// The channel.
    pub channel: String,
    /// The language.
    pub language: String,
    /// Who it was, once they were recognized.
    pub customer: Option<String>,
    /// The case it ended with.
    pub exit: Option<String>,
    /// When it began.
    pub began_at: Moment,
    /// When they were recognized, or said that they could not be.
    pub identified_at: Option<Moment>,
    /// When they asked.
    pub asked_at: Option<Moment>,
    /// Screens they saw.
    pub screens: u32,
    /// Controls they pressed.
    pub clicks: u32,
    /// Fields they filled in.
    pub fields: u32,
}

/// What a step of a walk adds to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitStep {
    /// Who it turned out to be.
    pub customer: Option<String>,
    /// They were recognized now, or said that they could not be.
    pub identified_at: Option<Moment>,
    /// Screens more.
    pub screens: u32,
    /// Controls more.
    pub clicks: u32,
    /// Fields more.
    pub fields: u32,
}

/// How long a walk is kept: what the watch list and the procedure page count from.
pub const VISITS_KEPT_SECONDS: i64 = 90 * 24 * 60 * 60;
/// How long tries to be recognized are kept.
pub const DOOR_ATTEMPTS_KEPT_SECONDS: i64 = 24 * 60 * 60;

#[derive(FromRow)]
struct LinkRow {
    about: String,
    expires_at_us: i64,
    used_at_us: Option<i64>,
}

#[derive(FromRow)]
struct VisitRow {
    id: String,
    flow: String,
    channel: String,
    language: String,
    customer: Option<String>,
    exit_id: Option<String>,
    began_at_us: i64,
    identified_at_us: Option<i64>,
    asked_at_us: Option<i64>,
    screens: i64,
    clicks: i64,
    fields: i64,
}

impl From<VisitRow> for Visit {
    fn from(row: VisitRow) -> Self {
        let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            id: row.id,
            flow: row.flow,
            channel: row.channel,
            language: row.language,
            customer: row.customer,
            exit: row.exit_id,
            began_at: Moment::from_us(row.began_at_us),
            identified_at: row.identified_at_us.map(Moment::from_us),
            asked_at: row.asked_at_us.map(Moment::from_us),
            screens: count(row.screens),
            clicks: count(row.clicks),
            fields: count(row.fields),
        }
    }
}

impl Store {
    /// Keeps a link until it expires. Of the token only the hash is kept.
    ///
    /// # Errors
    /// `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn create_door_link(
        &self,
        token: &TokenHash,
        purpose: LinkPurpose,
        about: &str,
        at: Moment,
        expires_at: Moment,
    ) -> Result<(), StoreError> {
        check_text(0, "about", about)?;
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into door_links (token_hash, purpose, about, made_at_us, expires_at_us) values ($1, $2, $3, $4, $5)
             on conflict (token_hash) do nothing",
            token.as_str(),
            purpose.word(),
            about,
            at.us(),
            expires_at.us(),
        )?;
        tx.commit().await
    }

    /// What a link is about, without using it.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn door_link(
        &self,
        token: &TokenHash,
        purpose: LinkPurpose,
        at: Moment,
    ) -> Result<DoorLinkUse, StoreError> {
        let mut db = self.read().await?;
        let row: Option<LinkRow> = fetch_optional!(
            db,
            "select about, expires_at_us, used_at_us from door_links where token_hash = $1 and purpose = $2",
            token.as_str(),
            purpose.word(),
        )?;
        Ok(match row {
            None => DoorLinkUse::Unknown,
            Some(LinkRow { used_at_us: Some(_), .. }) => DoorLinkUse::UsedAlready,
            Some(row) if row.expires_at_us <= at.us() => DoorLinkUse::Expired,
            Some(row) => DoorLinkUse::Accepted(row.about),
        })
    }

    /// Uses a link. Of all who try at the same time, one is accepted.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn use_door_link(
        &self,
        token: &TokenHash,
        purpose: LinkPurpose,
        at: Moment,
    ) -> Result<DoorLinkUse, StoreError> {
        let mut tx = self.write().await?;
        let first = execute!(
            tx,
            "update door_links set used_at_us = $1
             where token_hash = $2 and purpose = $3 and expires_at_us > $1 and used_at_us is null",
            at.us(),
            token.as_str(),
            purpose.word(),
        )?;
        let row: Option<LinkRow> = fetch_optional!(
            tx,
            "select about, expires_at_us, used_at_us from door_links where token_hash = $1 and purpose = $2",
            token.as_str(),
            purpose.word(),
        )?;
        tx.commit().await?;
        Ok(match row {
            None => DoorLinkUse::Unknown,
            Some(row) if first == 1 => DoorLinkUse::Accepted(row.about),
            Some(LinkRow { used_at_us: Some(_), .. }) => DoorLinkUse::UsedAlready,
            Some(_) => DoorLinkUse::Expired,
        })
    }

    /// Writes down the use of a token that works once and was never stored before. False when it was used already.
    ///
    /// # Errors
    /// `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn use_signed_token(
        &self,
        token: &TokenHash,
        about: &str,
        at: Moment,
        expires_at: Moment,
    ) -> Result<bool, StoreError> {
        check_text(0, "about", about)?;
        let mut tx = self.write().await?;
        let first = execute!(
            tx,
            "insert into door_links (token_hash, purpose, about, made_at_us, expires_at_us, used_at_us)
             values ($1, $2, $3, $4, $5, $4) on conflict (token_hash) do nothing",
            token.as_str(),
            LinkPurpose::Signed.word(),
            about,
            at.us(),
            expires_at.us(),
        )?;
        tx.commit().await?;
        Ok(first == 1)
    }

    /// Begins a walk through a flow.
    ///
    /// # Errors
    /// `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn begin_visit(&self, visit: &Visit) -> Result<(), StoreError> {
        for (field, text) in [("flow", &visit.flow), ("channel", &visit.channel), ("language", &visit.language)] {
            check_text(0, field, text)?;
        }
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into visits (id, flow, channel, language, customer, exit_id, began_at_us, identified_at_us,
                                 asked_at_us, screens, clicks, fields)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing",
            &visit.id,
            &visit.flow,
            &visit.channel,
            &visit.language,
            &visit.customer,
            &visit.exit,
            visit.began_at.us(),
            visit.identified_at.map(Moment::us),
            visit.asked_at.map(Moment::us),
            i64::from(visit.screens),
            i64::from(visit.clicks),
            i64::from(visit.fields),
        )?;
        tx.commit().await
    }

    /// Adds a step to a walk.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn continue_visit(&self, id: &str, step: &VisitStep) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        execute!(
            tx,
            "update visits set customer = coalesce($1, customer),
                               identified_at_us = coalesce(identified_at_us, $2),
                               screens = screens + $3, clicks = clicks + $4, fields = fields + $5
             where id = $6",
            &step.customer,
            step.identified_at.map(Moment::us),
            i64::from(step.screens),
            i64::from(step.clicks),
            i64::from(step.fields),
            id,
        )?;
        tx.commit().await
    }

    /// The walks since a moment, the newest first. A flow of "" is all of them.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn visits(&self, flow: &str, since: Moment, limit: u32) -> Result<Vec<Visit>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<VisitRow> = fetch_all!(
            db,
            "select id, flow, channel, language, customer, exit_id, began_at_us, identified_at_us, asked_at_us, screens,
                    clicks, fields
             from visits where began_at_us >= $1 and ($2 = '' or flow = $2) order by began_at_us desc, id limit $3",
            since.us(),
            flow,
            i64::from(limit),
        )?;
        Ok(rows.into_iter().map(Visit::from).collect())
    }

    /// Writes down a try to be recognized and gives how many there were since a moment, for each thing it is about.
    ///
    /// What was typed and the address it came from are kept as hashes: counting needs no more.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn record_door_attempt(
        &self,
        about: [&str; 2],
        at: Moment,
        since: Moment,
    ) -> Result<[u64; 2], StoreError> {
        let hashes = [hex_sha256(about[0]), hex_sha256(about[1])];
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into door_attempts (about_hash, attempted_at_us) values ($1, $3), ($2, $3)",
            &hashes[0],
            &hashes[1],
            at.us(),
        )?;
        let mut counts = [0; 2];
        for (count, hash) in counts.iter_mut().zip(&hashes) {
            let sql = "select count(*) from door_attempts where about_hash = $1 and attempted_at_us >= $2";
            let (found,): (i64,) = fetch_one!(tx, sql, hash, since.us())?;
            *count = found.unsigned_abs();
        }
        tx.commit().await?;
        Ok(counts)
    }

    /// Deletes what the door has kept for its whole term. To be called at the start of the program and every hour.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn forget_at_the_door(&self, at: Moment, today: relationship::Day) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let before = |seconds: i64| at.plus_seconds(-seconds).us();
        execute!(tx, "delete from door_links where expires_at_us <= $1", before(crate::LINKS_KEPT_SECONDS))?;
        execute!(tx, "delete from visits where began_at_us <= $1", before(VISITS_KEPT_SECONDS))?;
        execute!(tx, "delete from door_attempts where attempted_at_us <= $1", before(DOOR_ATTEMPTS_KEPT_SECONDS))?;
        execute!(tx, "delete from jobs where done_at_us <= $1", before(crate::JOBS_KEPT_SECONDS))?;
        let faults_before = today.plus_days(-relationship::exit::FAULT_DAYS).to_string();
        execute!(tx, "delete from faults where happened_on < $1", faults_before)?;
        execute!(tx, "delete from people where keep_until_on < $1", today.to_string())?;
        tx.commit().await
    }
}
