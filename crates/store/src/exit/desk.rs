//! What the desk and the overview of goodbyes ask: whole cases, their customers' names, what they paid, when they were told.

use std::collections::HashMap;

use relationship::exit::Recorded;
use relationship::{Day, Money};
use serde_json::json;
use sqlx_macros::FromRow;

use super::{EventRow, StoredExit, due_on};
use crate::connection::{execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::{Act, ExitId, Moment, Store, StoreError};

/// Which cases are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeskList {
    /// Open, or with something left to do for a person: what is due first comes first.
    #[default]
    ToDo,
    /// Closed, with nothing left to do: the newest first.
    Closed,
    /// All: the newest first.
    All,
}

impl DeskList {
    const fn word(self) -> &'static str {
        match self {
            Self::ToDo => "todo",
            Self::Closed => "closed",
            Self::All => "all",
        }
    }
}

/// Which of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskFilter {
    /// The list.
    pub list: DeskList,
    /// Only cases of this customer.
    pub customer: Option<String>,
    /// Only cases asked for since.
    pub since: Option<Moment>,
    /// Only cases that came through this flow.
    pub flow: Option<String>,
}

/// What the contract of a case cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExitPrice {
    /// The case.
    pub exit: ExitId,
    /// What one period of its contract cost.
    pub price: Money,
    /// The months one price pays for.
    pub price_months: u32,
}

#[derive(FromRow)]
struct Row {
    exit_id: String,
    place: Option<i64>,
    #[sqlx(flatten)]
    event: EventRow,
}

#[derive(FromRow)]
struct PriceRow {
    id: String,
    price_minor: i64,
    price_currency: String,
    price_months: i64,
}

impl Store {
    /// Whole cases, as many as `limit`, in the order of the list.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn desk_exits(&self, filter: &DeskFilter, limit: u32) -> Result<Vec<StoredExit>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select exit_events.exit_id, place, seq, at_us, done_by, exit_events.body
             from exit_events left join receipts on receipts.exit_id = exit_events.exit_id
             where exit_events.exit_id in (
                 select id from exits
                 where (($1 = 'todo' and (state = 'open' or due_on is not null))
                     or ($1 = 'closed' and state <> 'open' and due_on is null) or $1 = 'all')
                   and ($2 = '' or customer = $2) and asked_at_us >= $3 and ($4 = '' or flow = $4)
                 order by case when $1 = 'todo' then coalesce(due_on, '9999-12-31') else '' end, id desc limit $5)
             order by exit_events.exit_id desc, seq",
            filter.list.word(),
            filter.customer.as_deref().unwrap_or_default(),
            filter.since.map_or(i64::MIN, Moment::us),
            filter.flow.as_deref().unwrap_or_default(),
            i64::from(limit),
        )?;
        let mut exits = fold(rows)?;
        if filter.list == DeskList::ToDo {
            // The order by id, newest first, stays among those due on the same day.
            exits.sort_by_key(|it| due_on(&it.exit).map_or((true, Day::from_number(0)), |day| (false, day)));
        }
        Ok(exits)
    }

    /// How many cases are open, or have something left to do for a person.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn desk_count(&self) -> Result<u64, StoreError> {
        let mut db = self.read().await?;
        let row: Option<(i64,)> =
            fetch_optional!(db, "select count(*) from exits where state = 'open' or due_on is not null")?;
        Ok(row.map_or(0, |(count,)| count.unsigned_abs()))
    }

    /// The names of customers, as far as the company told them.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn customer_names(&self, customers: &[String]) -> Result<HashMap<String, String>, StoreError> {
        let mut db = self.read().await?;
        let mut names = HashMap::new();
        for customer in customers {
            if names.contains_key(customer) {
                continue;
            }
            let row: Option<(Option<String>,)> =
                fetch_optional!(db, "select name from people where customer = $1", customer)?;
            if let Some((Some(name),)) = row {
                names.insert(customer.clone(), name);
            }
        }
        Ok(names)
    }

    /// What the contracts of cases cost that were asked for since a moment, where the company told it.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn exit_prices(&self, since: Moment) -> Result<Vec<ExitPrice>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<PriceRow> = fetch_all!(
            db,
            "select exits.id, price_minor, price_currency, price_months
             from exits join contracts on contracts.customer = exits.customer and contracts.contract = exits.contract
             where asked_at_us >= $1 and price_minor is not null",
            since.us(),
        )?;
        let price = |row: PriceRow| {
            let cell = |table, column| Cell { table, column, id: &row.id };
            let currency = cell("contracts", "price_currency").read(&row.price_currency)?;
            Ok(ExitPrice {
                exit: cell("exits", "id").read(&row.id)?,
                price: Money { minor: row.price_minor, currency },
                price_months: u32::try_from(row.price_months).unwrap_or(1).max(1),
            })
        };
        rows.into_iter().map(price).collect()
    }

    /// Sets a mail aside that asks nothing of us, with the reason somebody gave. What was decided first stays; gives whether
    /// this was it.
    ///
    /// # Errors
    /// `NotFound`, `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn set_mail_aside(&self, key: &str, reason: &str, act: Act) -> Result<bool, StoreError> {
        check_text(0, "reason", reason)?;
        let mut tx = self.write().await?;
        let settled = execute!(
            tx,
            "insert into mail_outcomes (mail_key, outcome, case_id, decided_by, decided_at_us)
             values ($1, 'set_aside', null, $2, $3) on conflict (mail_key) do nothing",
            key,
            act.by.to_string(),
            act.at.us(),
        )
        .map_err(|error| StoreError::from_reference(error, "mail", &key))?;
        if settled > 0 {
            tx.record(act, "mail_set_aside", format!("mail:{key}"), json!({ "reason": reason })).await?;
        }
        tx.commit().await?;
        Ok(settled > 0)
    }

    /// Of the requests of a flow since a moment that had somewhere to go by mail: when it was asked, and when the first letter
    /// was handed over, if it was.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn receipts_sent(&self, flow: &str, since: Moment) -> Result<Vec<(Moment, Option<Moment>)>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<(i64, Option<i64>)> = fetch_all!(
            db,
            "select asked_at_us, min(handed_at_us) from exits join jobs on jobs.about = exits.id
             where jobs.kind = 'letter' and flow = $1 and asked_at_us >= $2 group by exits.id, asked_at_us",
            flow,
            since.us(),
        )?;
        Ok(rows.into_iter().map(|(asked, handed)| (Moment::from_us(asked), handed.map(Moment::from_us))).collect())
    }

    /// When the first letter about a case was handed over, of cases asked for since a moment. Jobs that were done are kept
    /// for [`crate::JOBS_KEPT_SECONDS`]; before that nothing is known.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn exits_told_at(&self, since: Moment) -> Result<HashMap<ExitId, Moment>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<(String, i64)> = fetch_all!(
            db,
            "select exits.id, min(handed_at_us) from exits join jobs on jobs.about = exits.id
             where jobs.kind = 'letter' and asked_at_us >= $1 and handed_at_us is not null and dead_at_us is null group by exits.id",
            since.us(),
        )?;
        let told = |(id, at_us): (String, i64)| {
            let exit = Cell { table: "exits", column: "id", id: &id }.read(&id)?;
            Ok((exit, Moment::from_us(at_us)))
        };
        rows.into_iter().map(told).collect()
    }
}

/// The cases of rows that stand together by case and in order within it.
fn fold(rows: Vec<Row>) -> Result<Vec<StoredExit>, StoreError> {
    let mut cases: Vec<(String, u64, Vec<Recorded>)> = Vec::new();
    for row in rows {
        let recorded = row.event.read(&row.exit_id)?;
        match cases.last_mut() {
            Some((id, _, events)) if *id == row.exit_id => events.push(recorded),
            _ => cases.push((row.exit_id, row.place.unwrap_or(0).unsigned_abs(), vec![recorded])),
        }
    }
    cases.into_iter().map(|(id, place, events)| StoredExit::of(&id, events, place)).collect()
}
