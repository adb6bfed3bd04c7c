//! Mail that came in: kept before anything else happens to it, judged once, and put before a person where it is unclear.

use crate::connection::{Tx, execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::page::rows_to_fetch;
use crate::secret::hex_sha256;
use crate::{Act, Moment, Page, Store, StoreError};

/// Words and senders of mails that were dealt with are kept so long.
pub const MAILS_KEPT_SECONDS: i64 = 90 * 24 * 60 * 60;

/// A mail to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// What makes it the same mail; only its hash is kept.
    pub identity: String,
    /// Through which mailbox or door it came.
    pub door: String,
    /// What it says.
    pub mail: MailFields,
    /// When it came.
    pub received_at: Moment,
}

/// What is kept of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFields {
    /// Its id, with angle brackets.
    pub message_id: Option<String>,
    /// The ids of what came before it, the first one first.
    pub references: Vec<String>,
    /// The name of the sender; may be empty.
    pub from_name: String,
    /// The address of the sender; empty where there is none.
    pub from_address: String,
    /// Its subject.
    pub subject: String,
    /// Its words.
    pub body: String,
    /// How many files came along.
    pub attachments_count: u32,
    /// Why it is taken to come from a machine: `own`, `bounce`, `reply`, `bulk`.
    pub automatic: Option<String>,
    /// The receiving server found the sender to be another.
    pub is_forged: bool,
    /// When it says it was written.
    pub written_at: Option<Moment>,
}

/// A mail that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMail {
    /// Its key.
    pub key: String,
    /// Through which door it came.
    pub door: String,
    /// What it says.
    pub mail: MailFields,
    /// When it came.
    pub received_at: Moment,
}

/// A mail that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingMail {
    /// The mail.
    pub mail: KeptMail,
    /// What it seems to ask for.
    pub intent: String,
    /// Why a person must look.
    pub why: String,
}

/// How far a mailbox was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailboxPlace {
    /// Changes when the server numbers its mails anew.
    pub validity: u32,
    /// The number of the last mail that is kept.
    pub last_uid: u32,
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailOutcome {
    /// It is a request to leave, with its case.
    Case(String),
    /// It asks nothing of us: a notice of absence, a newsletter, something else.
    SetAside,
    /// A person answered it elsewhere.
    Answered,
}

impl MailOutcome {
    fn parts(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Case(case) => ("case", Some(case)),
            Self::SetAside => ("set_aside", None),
            Self::Answered => ("answered", None),
        }
    }
}

type Row = (
    String,
    String,
    Option<String>,
    String,
    String,
    String,
    String,
    String,
    i64,
    Option<String>,
    i64,
    Option<i64>,
    i64,
);

/// A query for mails, from the columns of [`Row`].
macro_rules! mails {
    ($rest:literal) => {
        concat!(
            "select m.key, m.door, m.message_id, m.references_json, m.from_name, m.from_address, m.subject, m.body, ",
            "m.attachments_count, m.automatic, m.is_forged, m.written_at_us, m.received_at_us from mails m ",
            $rest
        )
    };
}

impl KeptMail {
    fn from_row(row: Row) -> Result<Self, StoreError> {
        let (
            key,
            door,
            message_id,
            references,
            from_name,
            from_address,
            subject,
            body,
            files,
            automatic,
            forged,
            written,
            at,
        ) = row;
        let references = Cell { table: "mails", column: "references_json", id: &key }.read_json(&references)?;
        let mail = MailFields {
            message_id,
            references,
            from_name,
            from_address,
            subject,
            body,
            attachments_count: u32::try_from(files).unwrap_or(0),
            automatic,
            is_forged: forged != 0,
            written_at: written.map(Moment::from_us),
        };
        Ok(Self { key, door, mail, received_at: Moment::from_us(at) })
    }
}

impl Store {
    /// How far a mailbox was read, if it ever was.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn mailbox_place(&self, mailbox: &str) -> Result<Option<MailboxPlace>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<(i64, i64)> =
            fetch_optional!(db, "select validity, last_uid from mailboxes where name = $1", mailbox)?;
        Ok(row.map(|(validity, last_uid)| MailboxPlace {
            validity: u32::try_from(validity).unwrap_or(0),
            last_uid: u32::try_from(last_uid).unwrap_or(0),
        }))
    }

    /// Keeps mails and how far their mailbox was read, both or neither. Gives how many were not known yet.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn keep_mails(
        &self,
        mails: &[NewMail],
        mailbox: Option<(&str, MailboxPlace)>,
        at: Moment,
    ) -> Result<u64, StoreError> {
        let mut tx = self.write().await?;
        let mut kept = 0;
        for mail in mails {
            kept += keep(&mut tx, mail).await?;
        }
        if let Some((name, place)) = mailbox {
            execute!(
                tx,
                "insert into mailboxes (name, validity, last_uid, read_at_us) values ($1, $2, $3, $4)
                 on conflict (name) do update set validity = excluded.validity, last_uid = excluded.last_uid,
                 read_at_us = excluded.read_at_us",
                name,
                i64::from(place.validity),
                i64::from(place.last_uid),
                at.us(),
            )?;
        }
        tx.commit().await?;
        Ok(kept)
    }

    /// Mails nobody has judged yet, the oldest first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn mails_to_judge(&self, limit: u32) -> Result<Vec<KeptMail>, StoreError> {
        let mut db = self.read().await?;
        let sql = mails!(
            "where not exists (select 1 from mail_outcomes o where o.mail_key = m.key)
             and not exists (select 1 from mail_doubts d where d.mail_key = m.key)
             order by m.received_at_us, m.key limit $1"
        );
        let rows: Vec<Row> = fetch_all!(db, sql, i64::from(limit))?;
        rows.into_iter().map(KeptMail::from_row).collect()
    }

    /// Puts a mail before a person. A mail that waits already, or was dealt with, stays as it is.
    ///
    /// # Errors
    /// `NotFound`, `Busy`, `DiskFull`, `Database`.
    pub async fn doubt_mail(&self, key: &str, intent: &str, why: &str, at: Moment) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into mail_doubts (mail_key, intent, why, doubted_at_us) values ($1, $2, $3, $4)
             on conflict (mail_key) do nothing",
            key,
            intent,
            why,
            at.us(),
        )
        .map_err(|error| StoreError::from_reference(error, "mail", &key))?;
        tx.commit().await
    }

    /// Writes down what became of a mail. What was decided first stays; gives whether this was it.
    ///
    /// # Errors
    /// `NotFound`, `Busy`, `DiskFull`, `Database`.
    pub async fn settle_mail(&self, key: &str, outcome: &MailOutcome, act: Act) -> Result<bool, StoreError> {
        let (word, case) = outcome.parts();
        let mut tx = self.write().await?;
        let settled = execute!(
            tx,
            "insert into mail_outcomes (mail_key, outcome, case_id, decided_by, decided_at_us)
             values ($1, $2, $3, $4, $5) on conflict (mail_key) do nothing",
            key,
            word,
            case,
            act.by.to_string(),
            act.at.us(),
        )
        .map_err(|error| StoreError::from_reference(error, "mail", &key))?;
        tx.commit().await?;
        Ok(settled > 0)
    }

    /// Mails that wait for a person, the one that waits longest first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn mails_waiting(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<WaitingMail, String>, StoreError> {
        let mut db = self.read().await?;
        // The place in the list is the moment with the key, as text that sorts alike in both databases.
        let (at, key) = after.and_then(|place| place.split_once('/')).unwrap_or(("-1", ""));
        let at: i64 = at.parse().unwrap_or(-1);
        let sql = mails!(
            "join mail_doubts d on d.mail_key = m.key
             where not exists (select 1 from mail_outcomes o where o.mail_key = m.key)
             and (m.received_at_us > $1 or (m.received_at_us = $1 and m.key > $2))
             order by m.received_at_us, m.key limit $3"
        );
        let rows: Vec<Row> = fetch_all!(db, sql, at, key, rows_to_fetch(limit))?;
        let mut waiting = Vec::with_capacity(rows.len());
        for row in rows {
            let mail = KeptMail::from_row(row)?;
            let doubt: Option<(String, String)> =
                fetch_optional!(db, "select intent, why from mail_doubts where mail_key = $1", mail.key.as_str())?;
            let (intent, why) = doubt.unwrap_or_default();
            waiting.push(WaitingMail { mail, intent, why });
        }
        Ok(Page::cut(waiting, limit, |it| format!("{}/{}", it.mail.received_at.us(), it.mail.key)))
    }

    /// A mail by its key.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn mail(&self, key: &str) -> Result<Option<KeptMail>, StoreError> {
        let mut db = self.read().await?;
        let sql = mails!("where m.key = $1");
        let row: Option<Row> = fetch_optional!(db, sql, key)?;
        row.map(KeptMail::from_row).transpose()
    }

    /// The mail a case came from, for the answer that belongs in its conversation.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn mail_of_case(&self, case: &str) -> Result<Option<KeptMail>, StoreError> {
        let mut db = self.read().await?;
        let sql = mails!(
            "join mail_outcomes o on o.mail_key = m.key where o.case_id = $1
             order by m.received_at_us, m.key limit 1"
        );
        let row: Option<Row> = fetch_optional!(db, sql, case)?;
        row.map(KeptMail::from_row).transpose()
    }

    /// Takes words and senders out of mails that were dealt with long ago. Their keys stay, so that they are not taken
    /// for new ones. Gives how many there were.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn forget_mails(&self, at: Moment) -> Result<u64, StoreError> {
        let mut tx = self.write().await?;
        let forgotten = execute!(
            tx,
            "update mails set from_name = '', from_address = '', subject = '', body = '', message_id = null,
             references_json = '[]'
             where (from_address <> '' or body <> '' or subject <> '')
             and key in (select mail_key from mail_outcomes where decided_at_us <= $1)",
            at.plus_seconds(-MAILS_KEPT_SECONDS).us(),
        )?;
        tx.commit().await?;
        Ok(forgotten)
    }
}

async fn keep(tx: &mut Tx, new: &NewMail) -> Result<u64, StoreError> {
    let MailFields { message_id, references, from_name, from_address, subject, body, .. } = &new.mail;
    for (field, text) in [("from", from_name), ("from", from_address), ("subject", subject), ("body", body)] {
        check_text(0, field, text)?;
    }
    let references = serde_json::to_string(references).unwrap_or_else(|_| "[]".to_owned());
    let kept = execute!(
        tx,
        "insert into mails (key, door, message_id, references_json, from_name, from_address, subject, body,
         attachments_count, automatic, is_forged, written_at_us, received_at_us)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (key) do nothing",
        hex_sha256(&new.identity),
        new.door.as_str(),
        message_id.as_deref(),
        references.as_str(),
        from_name.as_str(),
        from_address.as_str(),
        subject.as_str(),
        body.as_str(),
        i64::from(new.mail.attachments_count),
        new.mail.automatic.as_deref(),
        i64::from(new.mail.is_forged),
        new.mail.written_at.map(Moment::us),
        new.received_at.us(),
    )?;
    Ok(kept)
}
