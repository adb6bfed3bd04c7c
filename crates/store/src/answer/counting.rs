//! Counting forms. Those that wait for each other are counted together, so that one wait for the disk serves them all; each
//! still counts for itself, and one that cannot be counted keeps nobody else out.

use std::sync::{Mutex, PoisonError};

use relationship::FactKind;
use relationship::listening::{Survey, Value};
use tokio::sync::oneshot;

use super::{Answered, Delivery};
use crate::connection::{Tx, execute, fetch_all, fetch_optional, insert_rows};
use crate::error::{Cell, check_text};
use crate::tail::{check_facts, insert_facts};
use crate::webhook::Change;
use crate::{Invitation, Store, StoreError, TailFact, Topic};

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// What the facts of answers call their source.
const SOURCE: &str = "survey";
/// The most forms that are counted together.
const TOGETHER_MAX: usize = 32;

/// A form as it is written.
struct Written {
    invitation: Invitation,
    survey: Survey,
    delivery: Delivery,
    /// The invitation, as it is stored.
    id: String,
}

struct Waiting {
    written: Written,
    answer: oneshot::Sender<Result<Answered, StoreError>>,
}

/// Forms that wait to be counted.
#[derive(Default)]
pub(crate) struct Counting {
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

impl std::fmt::Debug for Counting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Counting")
    }
}

impl Store {
    /// Counts a form: answers, where the customer stands, purposes, and a fact `answered` per question that was answered
    /// for the first time, all or nothing. The same form again changes nothing; another form of the same invitation changes
    /// its answers and adds no fact. The caller has checked that the link has not expired.
    ///
    /// Who calls may go away; the form is counted all the same.
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
        let (id, invitation) = (invitation.id.to_string(), invitation.clone());
        let written = Written { id, invitation, survey: survey.clone(), delivery: delivery.clone() };
        let (answer, answered) = oneshot::channel();
        self.counting.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Waiting { written, answer });
        let store = self.clone();
        tokio::spawn(async move { store.count_waiting().await });
        answered.await.unwrap_or(Err(StoreError::Busy { seconds: 0 }))
    }

    async fn count_waiting(&self) {
        let _turn = self.counting.turn.lock().await;
        let batch: Vec<Waiting> = {
            let mut waiting = self.counting.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let count = waiting.len().min(TOGETHER_MAX);
            waiting.drain(..count).collect()
        };
        if batch.is_empty() {
            return;
        }
        let (written, answers): (Vec<Written>, Vec<_>) = batch.into_iter().map(|it| (it.written, it.answer)).unzip();
        let done = match self.count_together(&written).await {
            Ok(done) => done.into_iter().map(Ok).collect(),
            Err(error) if written.len() == 1 => vec![Err(error)],
            // It is the disk or somebody else who writes: the same for all of them.
            Err(error @ (StoreError::Busy { .. } | StoreError::DiskFull)) => {
                written.iter().map(|_| Err(error.again())).collect()
            }
            Err(_) => {
                let mut each = Vec::with_capacity(written.len());
                for it in &written {
                    let one = self.count_together(std::slice::from_ref(it)).await;
                    each.push(one.map(|done| done.first().copied().unwrap_or(Answered::DeliveredBefore)));
                }
                each
            }
        };
        for (answer, done) in answers.into_iter().zip(done) {
            // Nobody listens any more: it is counted all the same.
            let _ = answer.send(done);
        }
    }

    async fn count_together(&self, batch: &[Written]) -> Result<Vec<Answered>, StoreError> {
        let mut tx = self.write().await?;
        let mut done = Vec::with_capacity(batch.len());
        for written in batch {
            done.push(written.count(&mut tx).await?);
        }
        tx.commit().await?;
        Ok(done)
    }
}

impl Written {
    async fn count(&self, tx: &mut Tx) -> Result<Answered, StoreError> {
        let Some((before, programs)) = self.begin(tx).await? else { return Ok(Answered::DeliveredBefore) };
        let all = self.delivery.answers.len() as u64;
        // Of somebody nobody knows nothing is written into a customer's life.
        let is_somebody = self.invitation.kiosk.is_none();
        // Most forms are the first of their invitation, and then one statement takes all of it. Two first forms at the same
        // moment on PostgreSQL: the later one finds its rows taken, and goes answer by answer.
        let is_whole = before == 0 && self.all_new(tx).await? == all;
        let (new, changed) = if is_whole { (Vec::new(), 0) } else { self.one_by_one(tx).await? };
        if is_somebody {
            self.standing(tx).await?;
        }
        let first = if is_whole { all } else { new.len() as u64 };
        // The same source and id stands in the tail once, so that a fact too many is no second one.
        let is_told = |question: &str| is_somebody && (before == 0 || new.iter().any(|it| it == question));
        let told = self.delivery.answers.iter().filter(|(question, _)| is_told(question));
        let facts: Vec<TailFact> = told.map(|(question, value)| self.fact(question, value)).collect();
        check_facts(&facts)?;
        insert_facts(tx, &facts, self.delivery.at).await?;
        if programs > 0 {
            tx.tell_programs(self.change()).await?;
        }
        Ok(Answered::Counted { first, changed })
    }

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
        let Invitation { survey, version, channel, kiosk, .. } = &self.invitation;
        let customer = kiosk.is_none().then_some(&self.invitation.customer);
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
        let Invitation { id, survey, customer, .. } = &self.invitation;
        TailFact {
            source_id: Some(format!("{id} {question}")),
            ref_id: Some(format!("{survey} {question}")),
            value: value.number(),
            ..TailFact::new(customer, self.delivery.on, FactKind::Answered, SOURCE)
        }
    }
}
