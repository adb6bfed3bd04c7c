//! The tail: facts that came one by one and wait to be sealed into the ledger.

use std::borrow::{Borrow, Cow};

use relationship::fact::{Fact, Tenure};
use relationship::{Day, DepartureKind, FactKind};
use sqlx_macros::FromRow;

use crate::connection::{Turn, Tx, borrowed, execute, fetch_all, fetch_one, insert_rows};
use crate::error::{Cell, check_text};
use crate::fault::keep_faults;
use crate::page::rows_to_fetch;
use crate::{Moment, Page, Store, StoreError};

/// One fact with whom it is about and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct TailFact {
    /// Whom it is about, as the company names its customers.
    pub customer: String,
    /// The day it happened.
    pub on: Day,
    /// Microseconds since midnight of that day, where the source knew the time.
    pub time_us: Option<i64>,
    /// What happened, as [`FactKind::word`] says it.
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// The source's own id; the same source and id again is the same fact.
    pub source_id: Option<String>,
    /// What it refers to: a contract, an activity, a question.
    pub ref_id: Option<String>,
    /// Minor units of the company's currency.
    pub amount: Option<i64>,
    /// The plan.
    pub plan: Option<String>,
    /// Why, in the company's own words.
    pub reason: Option<String>,
    /// How the relation ended.
    pub departure: Option<DepartureKind>,
    /// A number that belongs to the fact.
    pub value: Option<f64>,
    /// How long the relation had lasted, as the source stated it.
    pub tenure: Option<Tenure>,
    /// Traits that became known: name and value.
    pub traits: Vec<(String, String)>,
}

/// A fact and its place in the tail.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberedFact {
    /// Numbers only rise, and a lower one never appears after a higher one was read.
    pub seq: i64,
    /// The fact.
    pub fact: TailFact,
}

/// What became of facts that were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// So many stand in the tail now.
    pub stored: u64,
    /// So many stood there before, under the same source and id.
    pub already_known: u64,
}

impl TailFact {
    /// A fact of which only the customer, the day, the kind and the source are known.
    pub fn new(customer: &str, on: Day, kind: FactKind<'_>, source: &str) -> Self {
        Self {
            customer: customer.to_owned(),
            on,
            time_us: None,
            kind: kind.word().to_owned(),
            source: source.to_owned(),
            source_id: None,
            ref_id: None,
            amount: None,
            plan: None,
            reason: None,
            departure: None,
            value: None,
            tenure: None,
            traits: Vec::new(),
        }
    }

    /// The fact as it stands in the customer's timeline.
    pub fn to_fact(&self) -> Fact<'_> {
        let traits = self.traits.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Fact {
            on: self.on,
            time_us: self.time_us,
            kind: FactKind::from_word(&self.kind),
            ref_id: self.ref_id.as_deref(),
            amount: self.amount,
            plan: self.plan.as_deref(),
            reason: self.reason.as_deref(),
            departure: self.departure,
            value: self.value,
            tenure: self.tenure,
            traits: Cow::Owned(traits),
        }
    }

    /// Refuses what the two databases would keep differently or not at all.
    fn check(&self, index: usize) -> Result<(), StoreError> {
        let refuse = |field, why| Err(StoreError::NotStorable { index, field, why });
        let texts = [
            ("customer", Some(&self.customer)),
            ("kind", Some(&self.kind)),
            ("source", Some(&self.source)),
            ("source_id", self.source_id.as_ref()),
            ("ref_id", self.ref_id.as_ref()),
            ("plan", self.plan.as_ref()),
            ("reason", self.reason.as_ref()),
        ];
        for (field, text) in texts {
            check_text(index, field, text.map_or("", String::as_str))?;
        }
        if self.customer.is_empty() {
            return refuse("customer", "is empty; say whom the fact is about");
        }
        if self.kind.is_empty() {
            return refuse("kind", "is empty; say what happened");
        }
        if self.time_us.is_some_and(|us| !(0..86_400_000_000).contains(&us)) {
            return refuse("time_us", "is not within a day; allowed: 0 to 86399999999");
        }
        if self.value.is_some_and(|value| !value.is_finite()) {
            return refuse("value", "is not a finite number");
        }
        if self.tenure.is_some_and(|tenure| !tenure.value.is_finite() || tenure.value < 0.0) {
            return refuse("tenure", "is not a finite number of 0 or more");
        }
        Ok(())
    }
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    customer: String,
    happened_on: String,
    time_us: Option<i64>,
    kind: String,
    source: String,
    source_id: Option<String>,
    ref_id: Option<String>,
    amount: Option<i64>,
    plan: Option<String>,
    reason: Option<String>,
    departure: Option<String>,
    value: Option<f64>,
    tenure: Option<f64>,
    tenure_unit: Option<String>,
    traits: Option<String>,
}

impl Row {
    fn read(self) -> Result<NumberedFact, StoreError> {
        let id = self.seq.to_string();
        let cell = |column| Cell { table: "facts", column, id: &id };
        let tenure = match (self.tenure, self.tenure_unit) {
            (Some(value), Some(unit)) => Some(Tenure { value, unit: cell("tenure_unit").read(&unit)? }),
            _ => None,
        };
        let fact = TailFact {
            customer: self.customer,
            on: cell("happened_on").read(&self.happened_on)?,
            time_us: self.time_us,
            kind: self.kind,
            source: self.source,
            source_id: self.source_id,
            ref_id: self.ref_id,
            amount: self.amount,
            plan: self.plan,
            reason: self.reason,
            departure: self.departure.map(|word| cell("departure").read(&word)).transpose()?,
            value: self.value,
            tenure,
            traits: self.traits.map_or(Ok(Vec::new()), |traits| cell("traits").read_json(&traits))?,
        };
        Ok(NumberedFact { seq: self.seq, fact })
    }
}

impl Store {
    /// Adds facts to the tail, all or none. A source and id that stand there already are passed over and counted;
    /// what was sealed before is for the ledger to recognize.
    ///
    /// # Errors
    /// `NotStorable` names the first fact that cannot be kept.
    pub async fn append_facts(&self, facts: &[TailFact], received_at: Moment) -> Result<Appended, StoreError> {
        check_facts(facts)?;
        let count = i64::try_from(facts.len()).unwrap_or(i64::MAX);
        let mut tx = self.write().await?;
        let last = tx.take_turn(Turn::Facts, count).await?;
        let mut stored = 0;
        for (fact, seq) in facts.iter().zip(last - count + 1..) {
            stored += insert(&mut tx, seq, fact, received_at).await?;
        }
        keep_faults(&mut tx, facts, received_at).await?;
        tx.commit().await?;
        Ok(Appended { stored, already_known: count.unsigned_abs() - stored })
    }

    /// The facts after a place in the tail, in order; `next` is the place to go on from. Begin with 0.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn facts_since(&self, after: i64, limit: u32) -> Result<Page<NumberedFact, i64>, StoreError> {
        self.facts_through(after, i64::MAX, limit).await
    }

    /// As [`Store::facts_since`], but not beyond a place: what a sealing takes while others come in.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn facts_through(
        &self,
        after: i64,
        through: i64,
        limit: u32,
    ) -> Result<Page<NumberedFact, i64>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select seq, customer, happened_on, time_us, kind, source, source_id, ref_id, amount, plan, reason,
                    departure, value, tenure, tenure_unit, traits
             from facts where seq > $1 and seq <= $2 order by seq limit $3",
            after,
            through,
            rows_to_fetch(limit),
        )?;
        let facts = rows.into_iter().map(Row::read).collect::<Result<_, _>>()?;
        Ok(Page::cut(facts, limit, |numbered: &NumberedFact| numbered.seq))
    }

    /// The place of the newest fact ever appended, 0 before the first: what to seal through.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn facts_end(&self) -> Result<i64, StoreError> {
        let mut db = self.read().await?;
        let (seq,): (i64,) = fetch_one!(db, "select value from counters where name = 'facts'")?;
        Ok(seq)
    }

    /// How many facts wait in the tail.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn facts_count(&self) -> Result<u64, StoreError> {
        let mut db = self.read().await?;
        let (count,): (i64,) = fetch_one!(db, "select count(*) from facts")?;
        Ok(count.unsigned_abs())
    }

    /// Deletes the facts up to and with a place, once the ledger has them; gives their number.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn delete_facts_through(&self, seq: i64) -> Result<u64, StoreError> {
        let mut tx = self.write().await?;
        let gone = execute!(tx, "delete from facts where seq <= $1", seq)?;
        tx.commit().await?;
        Ok(gone)
    }
}

/// Refuses the first fact that cannot be kept.
pub(crate) fn check_facts(facts: &[TailFact]) -> Result<(), StoreError> {
    facts.iter().enumerate().try_for_each(|(index, fact)| fact.check(index))
}

/// Adds checked facts to the tail within a transaction.
pub(crate) async fn insert_facts<F: Borrow<TailFact>>(
    tx: &mut Tx,
    facts: &[F],
    received_at: Moment,
) -> Result<(), StoreError> {
    let count = i64::try_from(facts.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Ok(());
    }
    let last = tx.take_turn(Turn::Facts, count).await?;
    let rows: Vec<(i64, &TailFact)> = (last - count + 1..).zip(borrowed(facts)).collect();
    insert_rows!(
        tx,
        "insert into facts (seq, customer, happened_on, time_us, kind, source, source_id, ref_id, amount, plan, reason,
                            departure, value, tenure, tenure_unit, traits, received_at_us) values ",
        &rows,
        " on conflict (source, source_id) do nothing",
        |it| [
            it.0,
            &it.1.customer,
            it.1.on.to_string(),
            it.1.time_us,
            &it.1.kind,
            &it.1.source,
            &it.1.source_id,
            &it.1.ref_id,
            it.1.amount,
            &it.1.plan,
            &it.1.reason,
            it.1.departure.map(DepartureKind::word),
            it.1.value,
            it.1.tenure.map(|tenure| tenure.value),
            it.1.tenure.map(|tenure| tenure.unit.word()),
            traits_text(it.1),
            received_at.us()
        ]
    )?;
    Ok(())
}

/// The traits as they are kept. A list of pairs of texts can always be written as JSON.
pub(crate) fn traits_text(fact: &TailFact) -> Option<String> {
    (!fact.traits.is_empty()).then(|| serde_json::json!(fact.traits).to_string())
}

async fn insert(tx: &mut Tx, seq: i64, fact: &TailFact, received_at: Moment) -> Result<u64, StoreError> {
    Ok(execute!(
        tx,
        "insert into facts (seq, customer, happened_on, time_us, kind, source, source_id, ref_id, amount, plan, reason,
                            departure, value, tenure, tenure_unit, traits, received_at_us)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict (source, source_id) do nothing",
        seq,
        &fact.customer,
        fact.on.to_string(),
        fact.time_us,
        &fact.kind,
        &fact.source,
        &fact.source_id,
        &fact.ref_id,
        fact.amount,
        &fact.plan,
        &fact.reason,
        fact.departure.map(DepartureKind::word),
        fact.value,
        fact.tenure.map(|tenure| tenure.value),
        fact.tenure.map(|tenure| tenure.unit.word()),
        traits_text(fact),
        received_at.us(),
    )?)
}
