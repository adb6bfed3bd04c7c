//! Invitations: each time a customer is asked, on whatever channel, under one cap.

use relationship::Day;
use relationship::listening::asking::{Asked, Happened, House};
use relationship::listening::{AskedBy, Occasion};
use sqlx_macros::FromRow;

use crate::connection::{Turn, execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::job::insert_jobs;
use crate::webhook::Change;
use crate::{Act, InvitationId, KioskId, Language, Moment, NewJob, Store, StoreError, TokenHash, Topic};

/// Somebody who is to be asked.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// Its id.
    pub id: InvitationId,
    /// The hash of the secret in the link.
    pub token: TokenHash,
    /// Which survey.
    pub survey: String,
    /// Which version of it.
    pub version: u32,
    /// Who, as the company names its customers.
    pub customer: String,
    /// How.
    pub channel: AskedBy,
    /// In which language.
    pub language: Language,
    /// About what that happened when; none where it is asked by hand.
    pub about: Option<Happened>,
    /// On which day.
    pub asked_on: Day,
    /// Until when it can be answered.
    pub expires_at: Moment,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// It is made.
    Made,
    /// The customer does not want to be asked.
    OptedOut,
    /// The customer was asked too short a time ago, or too often.
    Resting {
        /// The first day they may be asked.
        until: Day,
    },
    /// The customer was asked about this before.
    AskedBefore,
}

/// An invitation, as who holds the link meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Which survey.
    pub survey: String,
    /// Which version of it.
    pub version: u32,
    /// Who was asked.
    pub customer: String,
    /// How.
    pub channel: AskedBy,
    /// In which language.
    pub language: Language,
    /// On which day.
    pub asked_on: Day,
    /// Until when it can be answered.
    pub expires_at: Moment,
    /// The screen on the spot it belongs to, where nobody says who they are.
    pub kiosk: Option<KioskId>,
}

/// How many answered of those who were asked. Channels, versions and languages stand apart: they are never pooled unseen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Which survey.
    pub survey: String,
    /// Which version of it.
    pub version: u32,
    /// How they were asked.
    pub channel: AskedBy,
    /// In which language.
    pub language: Language,
    /// How many were asked.
    pub asked: u64,
    /// How many of them answered at least one question.
    pub answered: u64,
    /// How many touched an answer inside the message and sent nothing; programs that look into mail are among them.
    pub touched_only: u64,
}

#[derive(FromRow)]
struct Row {
    id: String,
    survey: String,
    version: i64,
    customer: String,
    channel: String,
    language: String,
    asked_on: String,
    expires_at_us: i64,
    kiosk_id: Option<String>,
}

/// A time somebody was asked.
#[derive(FromRow)]
struct AskedRow {
    id: String,
    survey: String,
    asked_on: String,
    about: Option<String>,
    about_on: Option<String>,
}

impl AskedRow {
    fn read(self) -> Result<Asked, StoreError> {
        let cell = |column| Cell { table: "invitations", column, id: &self.id };
        let about = match self.about.zip(self.about_on) {
            Some((what, on)) => {
                let what = Occasion::ALL.into_iter().find(|it| it.word() == what);
                let what = what.ok_or_else(|| cell("about").damaged(&"not an occasion"))?;
                Some(Happened { what, on: cell("about_on").read(&on)? })
            }
            None => None,
        };
        Ok(Asked { on: cell("asked_on").read(&self.asked_on)?, survey: self.survey, about })
    }
}

pub(crate) fn channel(cell: Cell<'_>, word: &str) -> Result<AskedBy, StoreError> {
    AskedBy::from_word(word).ok_or_else(|| cell.damaged(&format!("`{word}` is not a channel")))
}

impl Row {
    fn read(self) -> Result<Invitation, StoreError> {
        let cell = |column| Cell { table: "invitations", column, id: &self.id };
        Ok(Invitation {
            id: cell("id").read(&self.id)?,
            version: u32::try_from(self.version).map_err(|why| cell("version").damaged(&why))?,
            channel: channel(cell("channel"), &self.channel)?,
            language: cell("language").read(&self.language)?,
            asked_on: cell("asked_on").read(&self.asked_on)?,
            expires_at: Moment::from_us(self.expires_at_us),
            kiosk: self.kiosk_id.as_deref().map(|id| cell("kiosk_id").read(id)).transpose()?,
            survey: self.survey.clone(),
            customer: self.customer.clone(),
        })
    }
}

impl Store {
    /// Invites somebody, unless they opted out, were asked about this before, or the cap of the house says no. Two programs
    /// that ask the same customer at the same time make one invitation. Without a house there is no cap: for who asks to
    /// be asked, as at a desk or on a page.
    ///
    /// # Errors
    /// `NotFound` when the survey has no such version, `NotStorable` for a name with a zero character.
    pub async fn invite(&self, new: &NewInvitation, house: Option<&House>, act: Act) -> Result<Invited, StoreError> {
        self.invite_by(new, house, &[], act).await
    }

    /// As [`Store::invite`], with the letter that asks in the same transaction: who is written to was asked, and who was
    /// asked is written to.
    ///
    /// # Errors
    /// As [`Store::invite`].
    pub async fn invite_by(
        &self,
        new: &NewInvitation,
        house: Option<&House>,
        letters: &[NewJob],
        act: Act,
    ) -> Result<Invited, StoreError> {
        check_text(0, "customer", &new.customer)?;
        if new.customer.is_empty() {
            return Err(StoreError::NotStorable { index: 0, field: "customer", why: "is empty; say who is asked" });
        }
        let mut tx = self.write().await?;
        tx.take_turn(Turn::Askings, 1).await?;
        let opted_out: Option<(i64,)> =
            fetch_optional!(tx, "select opted_out_at_us from asking_opt_outs where customer = $1", &new.customer)?;
        if opted_out.is_some() {
            return Ok(Invited::OptedOut);
        }
        let asked: Vec<(String, String, Option<String>, Option<String>)> = fetch_all!(
            tx,
            "select asked_on, survey, about, about_on from invitations where customer = $1 and asked_on >= $2",
            &new.customer,
            new.asked_on.plus_days(-366).to_string(),
        )?;
        let about = new.about.map(|it| (it.what.word().to_owned(), it.on.to_string()));
        let same = |survey: &str, what: &Option<String>, on: &Option<String>| {
            survey == new.survey && about.is_some() && what.clone().zip(on.clone()) == about
        };
        if asked.iter().any(|(_, survey, what, on)| same(survey, what, on)) {
            return Ok(Invited::AskedBefore);
        }
        if let Some(house) = house {
            let until = house.free_from(asked.iter().filter_map(|(on, ..)| on.parse().ok()), new.asked_on);
            if new.asked_on < until {
                return Ok(Invited::Resting { until });
            }
        }
        execute!(
            tx,
            "insert into invitations (id, token_hash, survey, version, customer, channel, language, about, about_on,
                                      asked_on, asked_by, asked_at_us, expires_at_us)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            new.id.to_string(),
            new.token.as_str(),
            &new.survey,
            i64::from(new.version),
            &new.customer,
            new.channel.word(),
            new.language.word(),
            new.about.map(|it| it.what.word()),
            new.about.map(|it| it.on.to_string()),
            new.asked_on.to_string(),
            act.by.to_string(),
            act.at.us(),
            new.expires_at.us(),
        )
        .map_err(|error| StoreError::from_reference(error, "survey", &format!("{} {}", new.survey, new.version)))?;
        insert_jobs(&mut tx, letters).await?;
        let key = new.id.to_string();
        let says = serde_json::json!({
            "invitation": key, "survey": new.survey, "version": new.version, "customer": new.customer,
            "channel": new.channel.word(), "about": new.about.map(|it| it.what.word()),
        });
        let change = Change { topic: Topic::Askings, event: "asking.made", key: &key, says, at: act.at };
        tx.tell_programs(change).await?;
        tx.commit().await?;
        Ok(Invited::Made)
    }

    /// The invitation of a link; expired ones too, so that a late click gets a clear answer.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn invitation(&self, token: &TokenHash) -> Result<Option<Invitation>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select id, survey, version, customer, channel, language, asked_on, expires_at_us, kiosk_id
             from invitations where token_hash = $1",
            token.as_str(),
        )?;
        row.map(Row::read).transpose()
    }

    /// An invitation by its id, for the letter that asks.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn invitation_of(&self, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select id, survey, version, customer, channel, language, asked_on, expires_at_us, kiosk_id
             from invitations where id = $1",
            id.to_string(),
        )?;
        row.map(Row::read).transpose()
    }

    /// When and about what a customer was asked in the last year.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn asked(&self, customer: &str, today: Day) -> Result<Vec<Asked>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<AskedRow> = fetch_all!(
            db,
            "select id, survey, asked_on, about, about_on from invitations where customer = $1 and asked_on >= $2
             order by asked_on",
            customer,
            today.plus_days(-366).to_string(),
        )?;
        rows.into_iter().map(AskedRow::read).collect()
    }

    /// Writes down that an answer was touched inside a message. It counts nowhere.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn note_tap(&self, invitation: InvitationId, value: &str, at: Moment) -> Result<(), StoreError> {
        check_text(0, "value", value)?;
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into taps (invitation_id, value, tapped_at_us) values ($1, $2, $3)
             on conflict (invitation_id, value) do nothing",
            invitation.to_string(),
            value,
            at.us(),
        )?;
        tx.commit().await
    }

    /// How many answered of those who were asked from one day to another, ends included. Screens on the spot are not among
    /// them: nobody knows how many passed by.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn responses(&self, from: Day, to: Day) -> Result<Vec<Response>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<(String, i64, String, String, i64, i64, i64)> = fetch_all!(
            db,
            "select survey, version, channel, language, count(*) as asked,
                    count(case when exists (select 1 from answers where invitation_id = invitations.id) then 1 end),
                    count(case when exists (select 1 from taps where invitation_id = invitations.id)
                                and not exists (select 1 from answers where invitation_id = invitations.id)
                               then 1 end)
             from invitations where asked_on >= $1 and asked_on <= $2 and kiosk_id is null
             group by survey, version, channel, language order by survey, version desc, channel, language",
            from.to_string(),
            to.to_string(),
        )?;
        rows.into_iter()
            .map(|(survey, version, by, language, asked, answered, touched)| {
                let cell = |column| Cell { table: "invitations", column, id: &survey };
                Ok(Response {
                    version: u32::try_from(version).map_err(|why| cell("version").damaged(&why))?,
                    channel: channel(cell("channel"), &by)?,
                    language: cell("language").read(&language)?,
                    asked: asked.unsigned_abs(),
                    answered: answered.unsigned_abs(),
                    touched_only: touched.unsigned_abs(),
                    survey: survey.clone(),
                })
            })
            .collect()
    }
}
