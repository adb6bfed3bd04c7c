//! Answers: one per invitation and question, counted once however often a form comes, read only for what they were given for.

mod counting;

pub(crate) use counting::Counting;

use relationship::Day;
use relationship::ladder::{Rung, Said};
use relationship::listening::{AskedBy, Guarded, Purpose, PurposeError, Purposes, Use, Value};
use sqlx_macros::FromRow;

use crate::connection::{execute, fetch_all, fetch_one};
use crate::error::Cell;
use crate::invitation::channel;
use crate::page::rows_to_fetch;
use crate::{InvitationId, Language, Moment, Page, Store, StoreError};

/// A form that came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Names the form, so that it counts once.
    pub id: String,
    /// Question and answer; a skipped question is not among them.
    pub answers: Vec<(String, Value)>,
    /// The day on the customer's wall.
    pub on: Day,
    /// When.
    pub at: Moment,
}

/// What became of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// It counts.
    Counted {
        /// So many questions were answered for the first time.
        first: u64,
        /// So many answers were changed.
        changed: u64,
    },
    /// The same form came before; nothing changed.
    DeliveredBefore,
}

/// An answer for those who work with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Which invitation it belongs to.
    pub invitation: InvitationId,
    /// Which survey.
    pub survey: String,
    /// Which version of it.
    pub version: u32,
    /// Which question.
    pub question: String,
    /// Who answered; empty where nobody knows, as at a screen on the spot.
    pub customer: String,
    /// On which channel.
    pub channel: AskedBy,
    /// In which language they were asked.
    pub language: Language,
    /// The day of the first answer.
    pub on: Day,
    /// When it was first given.
    pub first_at: Moment,
    /// What was answered, for its purposes only; none when own words have gone after their term.
    pub value: Guarded<Option<Value>>,
}

/// An answer as the one who gave it sees it again.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnAnswer {
    /// Which question.
    pub question: String,
    /// What they answered; none when own words have gone after their term.
    pub value: Option<Value>,
}

/// Which answers are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerFilter {
    /// Of one survey.
    pub survey: Option<String>,
    /// To one question.
    pub question: Option<String>,
    /// Of one customer.
    pub customer: Option<String>,
    /// To one invitation.
    pub invitation: Option<InvitationId>,
    /// To one version of the survey.
    pub version: Option<u32>,
    /// Asked on one channel.
    pub channel: Option<AskedBy>,
    /// Asked in one language.
    pub language: Option<Language>,
    /// Given beside an answer that puts the customer on this rung.
    pub rung: Option<Rung>,
    /// First given on this day or later.
    pub from: Option<Day>,
    /// Up to and with this day.
    pub to: Option<Day>,
}

/// How often a choice was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceCount {
    /// Which survey.
    pub survey: String,
    /// Which version of it.
    pub version: u32,
    /// Which question.
    pub question: String,
    /// On which channel.
    pub channel: AskedBy,
    /// In which language they were asked.
    pub language: Language,
    /// What was chosen.
    pub value: Value,
    /// How often.
    pub count: u64,
}

/// What a filter leaves open, as the queries know it: an empty text, or version 0.
struct Picked {
    invitation: String,
    version: i64,
    channel: &'static str,
    language: &'static str,
    rung: &'static str,
}

impl Picked {
    fn of(filter: &AnswerFilter) -> Self {
        Self {
            invitation: filter.invitation.map(|it| it.to_string()).unwrap_or_default(),
            version: filter.version.map_or(0, i64::from),
            channel: filter.channel.map_or("", AskedBy::word),
            language: filter.language.map_or("", Language::word),
            rung: filter.rung.map_or("", Rung::word),
        }
    }
}

/// Where a customer said they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingRow {
    /// Who.
    pub customer: String,
    /// Where, when, and for how long it counts.
    pub said: Said,
}

/// Answers as [`Row`] reads them, of those that fit.
macro_rules! answers {
    ($which:literal) => {
        concat!(
            "select invitation_id, survey, version, question,
                    case when kiosk_id is null then customer else '' end as customer, channel, language, answered_on,
                    first_at_us, value, purposes
             from answers join invitations on invitations.id = answers.invitation_id where ",
            $which
        )
    };
}

#[derive(FromRow)]
struct Row {
    invitation_id: String,
    survey: String,
    version: i64,
    question: String,
    customer: String,
    channel: String,
    language: String,
    answered_on: String,
    first_at_us: i64,
    value: Option<String>,
    purposes: String,
}

impl Row {
    fn read(self) -> Result<Answer, StoreError> {
        let id = format!("{} {}", self.invitation_id, self.question);
        let cell = |column| Cell { table: "answers", column, id: &id };
        let purposes = Purposes::from_words(&self.purposes)
            .ok_or_else(|| cell("purposes").damaged(&"a word that is no purpose"))?;
        let value = self.value.map(|value| cell("value").read_json(&value)).transpose()?;
        Ok(Answer {
            invitation: cell("invitation_id").read(&self.invitation_id)?,
            version: u32::try_from(self.version).map_err(|why| cell("version").damaged(&why))?,
            channel: channel(cell("channel"), &self.channel)?,
            language: cell("language").read(&self.language)?,
            on: cell("answered_on").read(&self.answered_on)?,
            first_at: Moment::from_us(self.first_at_us),
            value: Guarded::new(value, purposes),
            survey: self.survey,
            question: self.question,
            customer: self.customer,
        })
    }
}

/// The purpose of a use; no answer is given for any other use.
fn purpose_of(wanted: Use) -> Result<Purpose, StoreError> {
    match wanted {
        Use::For(purpose) => Ok(purpose),
        Use::Selling | Use::Judging => Err(PurposeError { given_for: Purposes::default(), wanted }.into()),
    }
}

impl Store {
    /// What somebody answered to an invitation so far: for the one who holds the link.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn own_answers(&self, invitation: InvitationId) -> Result<Vec<OwnAnswer>, StoreError> {
        let mut db = self.read().await?;
        let id = invitation.to_string();
        let rows: Vec<(String, Option<String>)> =
            fetch_all!(db, "select question, value from answers where invitation_id = $1 order by question", &id,)?;
        rows.into_iter()
            .map(|(question, value)| {
                let value = value
                    .map(|value| Cell { table: "answers", column: "value", id: &id }.read_json(&value))
                    .transpose()?;
                Ok(OwnAnswer { question, value })
            })
            .collect()
    }

    /// The answers that may be used for something, newest first; `before` is the `next` of the page before.
    ///
    /// # Errors
    /// `Purpose` for a use that no answer is given for, such as selling.
    pub async fn answers(
        &self,
        filter: &AnswerFilter,
        wanted: Use,
        before: Option<(Moment, String)>,
        limit: u32,
    ) -> Result<Page<Answer, (Moment, String)>, StoreError> {
        let purpose = purpose_of(wanted)?;
        let (before_us, before_key) = before.map_or((i64::MAX, String::new()), |(at, key)| (at.us(), key));
        let text = |day: Option<Day>, open: &str| day.map_or_else(|| open.to_owned(), |day| day.to_string());
        let picked = Picked::of(filter);
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            answers!(
                "($1 = '' or survey = $1) and ($2 = '' or question = $2) and ($3 = '' or customer = $3)
                   and answered_on >= $4 and answered_on <= $5
                   and ' ' || purposes || ' ' like $6
                   and (first_at_us < $7 or (first_at_us = $7 and invitation_id || ' ' || question < $8))
                   and ($10 = '' or invitations.id = $10) and ($11 = 0 or version = $11) and ($12 = '' or channel = $12)
                   and ($13 = '' or language = $13)
                   and ($14 = '' or exists (select 1 from standings where standings.invitation_id = invitations.id
                                                                      and rung = $14))
                 order by first_at_us desc, invitation_id || ' ' || question desc limit $9"
            ),
            filter.survey.clone().unwrap_or_default(),
            filter.question.clone().unwrap_or_default(),
            filter.customer.clone().unwrap_or_default(),
            text(filter.from, "0001-01-01"),
            text(filter.to, "9999-12-31"),
            format!("% {} %", purpose.word()),
            before_us,
            before_key,
            rows_to_fetch(limit),
            picked.invitation,
            picked.version,
            picked.channel,
            picked.language,
            picked.rung,
        )?;
        let answers = rows.into_iter().map(Row::read).collect::<Result<_, _>>()?;
        Ok(Page::cut(answers, limit, |it: &Answer| (it.first_at, format!("{} {}", it.invitation, it.question))))
    }

    /// Everything answered to these invitations that may be used for something, in their order.
    ///
    /// # Errors
    /// `Purpose` for a use that no answer is given for, such as selling.
    pub async fn answers_to(&self, invitations: &[InvitationId], wanted: Use) -> Result<Vec<Answer>, StoreError> {
        let purpose = purpose_of(wanted)?;
        let mut db = self.read().await?;
        let mut answers = Vec::new();
        for invitation in invitations {
            let rows: Vec<Row> = fetch_all!(
                db,
                answers!("answers.invitation_id = $1 and ' ' || purposes || ' ' like $2 order by question"),
                invitation.to_string(),
                format!("% {} %", purpose.word()),
            )?;
            for row in rows {
                answers.push(row.read()?);
            }
        }
        Ok(answers)
    }

    /// How often each choice was made, apart for every survey, version, question, channel and language; own words are in none.
    ///
    /// # Errors
    /// `Purpose` for a use that no answer is given for.
    pub async fn choice_counts(&self, filter: &AnswerFilter, wanted: Use) -> Result<Vec<ChoiceCount>, StoreError> {
        let purpose = purpose_of(wanted)?;
        let text = |day: Option<Day>, open: &str| day.map_or_else(|| open.to_owned(), |day| day.to_string());
        let picked = Picked::of(filter);
        let mut db = self.read().await?;
        let rows: Vec<(String, i64, String, String, String, String, i64)> = fetch_all!(
            db,
            "select survey, version, question, channel, language, value, count(*)
             from answers join invitations on invitations.id = answers.invitation_id
             where value is not null and words_until_us is null
               and ($1 = '' or survey = $1) and ($2 = '' or question = $2) and ($3 = '' or customer = $3)
               and answered_on >= $4 and answered_on <= $5 and ' ' || purposes || ' ' like $6
               and ($7 = '' or invitations.id = $7) and ($8 = 0 or version = $8) and ($9 = '' or channel = $9)
               and ($10 = '' or language = $10)
               and ($11 = '' or exists (select 1 from standings where standings.invitation_id = invitations.id
                                                                  and rung = $11))
             group by survey, version, question, channel, language, value
             order by survey, version desc, question, channel, language, value",
            filter.survey.clone().unwrap_or_default(),
            filter.question.clone().unwrap_or_default(),
            filter.customer.clone().unwrap_or_default(),
            text(filter.from, "0001-01-01"),
            text(filter.to, "9999-12-31"),
            format!("% {} %", purpose.word()),
            picked.invitation,
            picked.version,
            picked.channel,
            picked.language,
            picked.rung,
        )?;
        rows.into_iter()
            .map(|(survey, version, question, by, language, value, count)| {
                let id = format!("{survey} {question}");
                let cell = |column| Cell { table: "answers", column, id: &id };
                Ok(ChoiceCount {
                    version: u32::try_from(version).map_err(|why| cell("version").damaged(&why))?,
                    channel: channel(cell("channel"), &by)?,
                    language: cell("language").read(&language)?,
                    value: cell("value").read_json(&value)?,
                    count: count.unsigned_abs(),
                    survey: survey.clone(),
                    question: question.clone(),
                })
            })
            .collect()
    }

    /// Where customers said they stand, of one or of all, in the order they said it, until a day.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn standings(&self, customer: Option<&str>, until: Day) -> Result<Vec<StandingRow>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<(String, String, String, String, String)> = fetch_all!(
            db,
            "select invitation_id, customer, rung, said_on, fades_on from standings
             where said_on <= $1 and ($2 = '' or customer = $2) order by customer, said_on, said_at_us",
            until.to_string(),
            customer.unwrap_or_default(),
        )?;
        rows.into_iter()
            .map(|(id, customer, rung, said_on, fades_on)| {
                let cell = |column| Cell { table: "standings", column, id: &id };
                let on: Day = cell("said_on").read(&said_on)?;
                let fades: Day = cell("fades_on").read(&fades_on)?;
                let rung = Rung::from_word(&rung).ok_or_else(|| cell("rung").damaged(&"not a rung"))?;
                let fades_after_days = u32::try_from(on.days_until(fades)).unwrap_or(0);
                Ok(StandingRow { customer, said: Said { rung, on, fades_after_days } })
            })
            .collect()
    }

    /// Deletes everything a customer was asked and answered, and the work that is about them alone. That they opted out
    /// stays: they would be asked again. Gives how many invitations went.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn erase_listening(&self, customer: &str) -> Result<u64, StoreError> {
        let mut tx = self.write().await?;
        let gone = execute!(tx, "delete from invitations where customer = $1", customer)?;
        execute!(tx, "delete from action_points where customer = $1 and customer <> ''", customer)?;
        tx.commit().await?;
        Ok(gone)
    }
}

impl Store {
    /// How many answers stand in the store.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn answers_count(&self) -> Result<u64, StoreError> {
        let mut db = self.read().await?;
        let (count,): (i64,) = fetch_one!(db, "select count(*) from answers")?;
        Ok(count.unsigned_abs())
    }
}
