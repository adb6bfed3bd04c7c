//! Screens on the spot: each asks whoever stands before it the newest version of one survey. Nobody says who they are, so that
//! an answer there is an invitation of the screen, no fact about anybody, and no place on the ladder.

use relationship::Day;
use relationship::listening::AskedBy;

use crate::connection::{execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::{Act, Invitation, InvitationId, KioskId, Language, Moment, Store, StoreError, TokenHash};

/// A screen that is to be put up.
#[derive(Debug, Clone)]
pub struct NewKiosk {
    /// Its id.
    pub id: KioskId,
    /// The hash of the secret in its address.
    pub token: TokenHash,
    /// What it asks.
    pub survey: String,
    /// Where it stands, as colleagues call it.
    pub place: String,
}

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// Its id.
    pub id: KioskId,
    /// What it asks.
    pub survey: String,
    /// Where it stands.
    pub place: String,
    /// When it was put up.
    pub made_at: Moment,
    /// When it was taken away.
    pub ended_at: Option<Moment>,
    /// How often somebody answered there.
    pub answered: u64,
}

type Row = (String, String, String, i64, Option<i64>, i64);

fn read((id, survey, place, made_at_us, ended_at_us, answered): Row) -> Result<Kiosk, StoreError> {
    Ok(Kiosk {
        id: Cell { table: "kiosks", column: "id", id: &id }.read(&id)?,
        survey,
        place,
        made_at: Moment::from_us(made_at_us),
        ended_at: ended_at_us.map(Moment::from_us),
        answered: answered.unsigned_abs(),
    })
}

impl Store {
    /// Puts a screen up.
    ///
    /// # Errors
    /// `NotStorable` for a place that is empty or has a zero character.
    pub async fn add_kiosk(&self, new: &NewKiosk, act: Act) -> Result<(), StoreError> {
        check_text(0, "place", &new.place)?;
        if new.place.is_empty() {
            return Err(StoreError::NotStorable {
                index: 0,
                field: "place",
                why: "is empty; say where the screen stands",
            });
        }
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into kiosks (id, token_hash, survey, place, made_by, made_at_us) values ($1, $2, $3, $4, $5, $6)",
            new.id.to_string(),
            new.token.as_str(),
            &new.survey,
            &new.place,
            act.by.to_string(),
            act.at.us(),
        )?;
        let details = serde_json::json!({ "survey": new.survey, "place": new.place });
        tx.record(act, "kiosk_added", format!("kiosk:{}", new.id), details).await?;
        tx.commit().await
    }

    /// Takes a screen away: its address asks nothing any more. `false` when it was away already.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn end_kiosk(&self, id: KioskId, act: Act) -> Result<bool, StoreError> {
        let mut tx = self.write().await?;
        let ended = execute!(
            tx,
            "update kiosks set ended_at_us = $1 where id = $2 and ended_at_us is null",
            act.at.us(),
            id.to_string(),
        )?;
        if ended == 1 {
            tx.record(act, "kiosk_ended", format!("kiosk:{id}"), serde_json::json!({})).await?;
        }
        tx.commit().await?;
        Ok(ended == 1)
    }

    /// The screen of an address; taken away ones too.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn kiosk(&self, token: &TokenHash) -> Result<Option<Kiosk>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select id, survey, place, made_at_us, ended_at_us, cast(0 as bigint) from kiosks where token_hash = $1",
            token.as_str(),
        )?;
        row.map(read).transpose()
    }

    /// The screens of a survey, the newest first, with how often each was answered.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn kiosks(&self, survey: &str) -> Result<Vec<Kiosk>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select id, survey, place, made_at_us, ended_at_us,
                    (select count(*) from invitations where kiosk_id = kiosks.id
                        and exists (select 1 from answers where invitation_id = invitations.id))
             from kiosks where survey = $1 order by made_at_us desc, id desc",
            survey,
        )?;
        rows.into_iter().map(read).collect()
    }

    /// Somebody answers at a screen: what their form belongs to. The same secret again is the same form.
    ///
    /// # Errors
    /// `NotFound` when the survey has no such version.
    pub async fn begin_at_kiosk(&self, new: &NewAtKiosk, act: Act) -> Result<Invitation, StoreError> {
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into invitations (id, token_hash, survey, version, customer, channel, language, kiosk_id, asked_on,
                                      asked_by, asked_at_us, expires_at_us)
             values ($1, $2, $3, $4, $5, $6, $7, $5, $8, $9, $10, $11)
             on conflict (token_hash) do nothing",
            new.id.to_string(),
            new.token.as_str(),
            &new.survey,
            i64::from(new.version),
            new.kiosk.to_string(),
            AskedBy::Kiosk.word(),
            new.language.word(),
            new.asked_on.to_string(),
            act.by.to_string(),
            act.at.us(),
            new.expires_at.us(),
        )
        .map_err(|error| StoreError::from_reference(error, "survey", &format!("{} {}", new.survey, new.version)))?;
        tx.commit().await?;
        let missing = || StoreError::NotFound { what: "invitation", id: new.id.to_string() };
        self.invitation(&new.token).await?.ok_or_else(missing)
    }
}

/// Somebody who begins to answer at a screen.
#[derive(Debug, Clone)]
pub struct NewAtKiosk {
    /// The id of what is begun.
    pub id: InvitationId,
    /// The hash of its secret.
    pub token: TokenHash,
    /// Which screen.
    pub kiosk: KioskId,
    /// Which survey.
    pub survey: String,
    /// Which version of it.
    pub version: u32,
    /// In which language.
    pub language: Language,
    /// On which day.
    pub asked_on: Day,
    /// Until when more can be said.
    pub expires_at: Moment,
}
