//! Answers: one per invitation and question, counted once however often a form comes, read only for what they were given for.

use relationship::ladder::{Rung, Said};
use relationship::listening::{AskedBy, Guarded, PurposeError, Purposes, Survey, Use, Value};
use relationship::{Day, FactKind};
use sqlx::FromRow;

use crate::connection::{Tx, execute, fetch_all, fetch_one, fetch_optional, insert_rows};
use crate::error::{Cell, check_text};
use crate::invitation::channel;
use crate::page::rows_to_fetch;
use crate::tail::{check_facts, insert_facts};
use crate::webhook::Change;
use crate::{Invitation, InvitationId, Language, Moment, Page, Store, StoreError, TailFact, Topic};

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// What the facts of answers call their source.
const SOURCE: &str = "survey";

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
    /// Who answered.
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

/// An answer as it is written.
struct Written<'a> {
    invitation: &'a Invitation,
    survey: &'a Survey,
    delivery: &'a Delivery,
    /// The invitation, as it is stored.
    id: String,
}

impl Store {
    /// Counts a form: answers, where the customer stands, purposes, and a fact `answered` per question that was answered
    /// for the first time, in one transaction. The same form again changes nothing; another form of the same invitation
    /// changes its answers and adds no fact. The caller has checked that the link has not expired.
    ///
    /// # Errors
    /// `NotStorable` for text with a zero character.
    pub async fn answer(
        &self,
        survey: &Survey,
        invitation: &Invitation,
        delivery: &Delivery,
    ) -> Result<Answered, StoreError> {
        check_text(0, "delivery", &delivery.id)?;
        if delivery.answers.is_empty() {
            return Ok(Answered::Counted { first: 0, changed: 0 });
        }
        for (index, (question, value)) in delivery.answers.iter().enumerate() {
            check_text(index, "question", question)?;
            if let Value::Words(words) = value {
                check_text(index, "value", words)?;
            }
        }
        let written = Written { invitation, survey, delivery, id: invitation.id.to_string() };
        let mut tx = self.write().await?;
        let Some((before, programs)) = written.begin(&mut tx).await? else { return Ok(Answered::DeliveredBefore) };
        let all = delivery.answers.len() as u64;
        // Most forms are the first of their invitation, and then one statement takes all of it. Two first forms at the same
        // moment on PostgreSQL: the later one finds its rows taken, and goes answer by answer.
        let is_whole = before == 0 && written.all_new(&mut tx).await? == all;
        let (new, changed) = if is_whole { (Vec::new(), 0) } else { written.one_by_one(&mut tx).await? };
        written.standing(&mut tx).await?;
        let first = if is_whole { all } else { new.len() as u64 };
        // The same source and id stands in the tail once, so that a fact too many is no second one.
        let is_told = |question: &str| before == 0 || new.iter().any(|it| it == question);
        let told = delivery.answers.iter().filter(|(question, _)| is_told(question));
        let facts: Vec<TailFact> = told.map(|(question, value)| written.fact(question, value)).collect();
        check_facts(&facts)?;
        insert_facts(&mut tx, &facts, delivery.at).await?;
        if programs > 0 {
            tx.tell_programs(written.change()).await?;
        }
        tx.commit().await?;
        Ok(Answered::Counted { first, changed })
    }

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
        let Use::For(purpose) = wanted else {
            return Err(PurposeError { given_for: Purposes::default(), wanted }.into());
        };
        let (before_us, before_key) = before.map_or((i64::MAX, String::new()), |(at, key)| (at.us(), key));
        let text = |day: Option<Day>, open: &str| day.map_or_else(|| open.to_owned(), |day| day.to_string());
        let picked = Picked::of(filter);
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select invitation_id, survey, version, question, customer, channel, language, answered_on, first_at_us,
                    value, purposes
             from answers join invitations on invitations.id = answers.invitation_id
             where ($1 = '' or survey = $1) and ($2 = '' or question = $2) and ($3 = '' or customer = $3)
               and answered_on >= $4 and answered_on <= $5
               and ' ' || purposes || ' ' like $6
               and (first_at_us < $7 or (first_at_us = $7 and invitation_id || ' ' || question < $8))
               and ($10 = '' or invitations.id = $10) and ($11 = 0 or version = $11) and ($12 = '' or channel = $12)
               and ($13 = '' or language = $13)
               and ($14 = '' or exists (select 1 from standings where standings.invitation_id = invitations.id
                                                                  and rung = $14))
             order by first_at_us desc, invitation_id || ' ' || question desc limit $9",
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

    /// How often each choice was made, apart for every survey, version, question, channel and language; own words are in none.
    ///
    /// # Errors
    /// `Purpose` for a use that no answer is given for.
    pub async fn choice_counts(&self, filter: &AnswerFilter, wanted: Use) -> Result<Vec<ChoiceCount>, StoreError> {
        let Use::For(purpose) = wanted else {
            return Err(PurposeError { given_for: Purposes::default(), wanted }.into());
        };
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

impl Written<'_> {
    /// Takes the form, and says how many answers there were before and how many programs are told of changes; `None` when
    /// the form came before.
    async fn begin(&self, tx: &mut Tx) -> Result<Option<(i64, i64)>, StoreError> {
        let before: Option<(i64, i64)> = fetch_optional!(
            tx,
            "insert into answer_deliveries (invitation_id, delivery, received_at_us) values ($1, $2, $3)
             on conflict (invitation_id, delivery) do nothing
             returning (select count(*) from answers where answers.invitation_id = $1),
                       (select count(*) from webhooks where ended_at_us is null)",
            &self.id,
            &self.delivery.id,
            self.delivery.at.us(),
        )
        .map_err(|error| StoreError::from_reference(error, "invitation", &self.id))?;
        Ok(before)
    }

    /// What other programs are told of it: who answered what, and not how.
    fn change(&self) -> Change<'_> {
        let Invitation { survey, version, customer, channel, .. } = self.invitation;
        let questions: Vec<&str> = self.delivery.answers.iter().map(|(question, _)| question.as_str()).collect();
        let says = serde_json::json!({
            "invitation": self.id, "survey": survey, "version": version, "customer": customer,
            "channel": channel.word(), "questions": questions,
        });
        Change { topic: Topic::Answers, event: "answer.given", key: &self.delivery.id, says, at: self.delivery.at }
    }

    /// Until when an answer is kept, if it is in own words.
    fn words_until(&self, value: &Value) -> Option<i64> {
        let until = self.delivery.at.plus_seconds(i64::from(self.survey.words_days) * DAY_SECONDS).us();
        value.is_words().then_some(until)
    }

    /// Writes all answers at once; gives how many were not there before.
    async fn all_new(&self, tx: &mut Tx) -> Result<u64, StoreError> {
        let answers = &self.delivery.answers;
        let purposes = self.survey.purposes_of(answers.iter().map(|(id, value)| (id.as_str(), value))).words();
        Ok(insert_rows!(
            tx,
            "insert into answers (invitation_id, question, value, purposes, words_until_us, answered_on, first_at_us,
                                  changed_at_us) values ",
            answers,
            " on conflict (invitation_id, question) do nothing",
            |it| [
                &self.id,
                &it.0,
                serde_json::json!(it.1).to_string(),
                &purposes,
                self.words_until(&it.1),
                self.delivery.on.to_string(),
                self.delivery.at.us(),
                self.delivery.at.us()
            ]
        )?)
    }

    /// Writes answer by answer, where some may be there; gives which are new and how many changed.
    async fn one_by_one(&self, tx: &mut Tx) -> Result<(Vec<String>, u64), StoreError> {
        let (mut new, mut changed) = (Vec::new(), 0);
        for (question, value) in &self.delivery.answers {
            let json = serde_json::json!(value).to_string();
            let (until, at) = (self.words_until(value), self.delivery.at.us());
            let is_first = execute!(
                tx,
                "insert into answers (invitation_id, question, value, purposes, words_until_us, answered_on, first_at_us,
                                      changed_at_us)
                 values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict (invitation_id, question) do nothing",
                &self.id,
                question,
                &json,
                self.survey.purposes.words(),
                until,
                self.delivery.on.to_string(),
                at,
            )?;
            if is_first == 1 {
                new.push(question.clone());
            } else {
                changed += execute!(
                    tx,
                    "update answers set value = $1, words_until_us = $2, changed_at_us = $3
                     where invitation_id = $4 and question = $5 and (value is null or value <> $1)",
                    &json,
                    until,
                    at,
                    &self.id,
                    question,
                )?;
            }
        }
        self.purposes(tx).await?;
        Ok((new, changed))
    }

    /// A yes to a reply holds for all that was said, also for what was said before; a no takes it back.
    async fn purposes(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let grants = |id: &str| self.survey.question(id).is_some_and(|question| question.grants.is_some());
        let has_granting = self.survey.questions.iter().any(|question| question.grants.is_some());
        if !has_granting {
            return Ok(());
        }
        let rows: Vec<(String, Option<String>)> =
            fetch_all!(tx, "select question, value from answers where invitation_id = $1", &self.id)?;
        let mut given = Vec::new();
        for (question, value) in rows.into_iter().filter(|(question, _)| grants(question)) {
            let cell = Cell { table: "answers", column: "value", id: &self.id };
            given
                .extend(value.map(|value| cell.read_json::<Value>(&value)).transpose()?.map(|value| (question, value)));
        }
        let purposes = self.survey.purposes_of(given.iter().map(|(question, value)| (question.as_str(), value)));
        execute!(
            tx,
            "update answers set purposes = $1 where invitation_id = $2 and purposes <> $1",
            purposes.words(),
            &self.id,
        )?;
        Ok(())
    }

    async fn standing(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let rung = self.delivery.answers.iter().find_map(|(id, value)| self.survey.question(id)?.rung(value));
        let Some(rung) = rung else { return Ok(()) };
        let days = i32::try_from(self.survey.ladder_days).unwrap_or(i32::MAX);
        execute!(
            tx,
            "insert into standings (invitation_id, customer, rung, said_on, fades_on, said_at_us)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (invitation_id) do update set rung = excluded.rung, said_on = excluded.said_on,
                 fades_on = excluded.fades_on, said_at_us = excluded.said_at_us",
            &self.id,
            &self.invitation.customer,
            rung.word(),
            self.delivery.on.to_string(),
            self.delivery.on.plus_days(days).to_string(),
            self.delivery.at.us(),
        )?;
        Ok(())
    }

    /// The fact of a first answer. Own words are not in it: the ledger keeps what it gets.
    fn fact(&self, question: &str, value: &Value) -> TailFact {
        let Invitation { id, survey, customer, .. } = self.invitation;
        TailFact {
            source_id: Some(format!("{id} {question}")),
            ref_id: Some(format!("{survey} {question}")),
            value: value.number(),
            ..TailFact::new(customer, self.delivery.on, FactKind::Answered, SOURCE)
        }
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
