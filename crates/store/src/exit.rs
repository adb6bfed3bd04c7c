//! The cases of those who leave: their events, and a row by which each is found.

mod declaring;
mod desk;
mod listing;
mod receipt;
mod words;

pub(crate) use declaring::Declaring;
pub use declaring::{Declared, MakeReceipt, NewExit, Place, SAME_CLICK_SECONDS};
pub use desk::{DeskFilter, DeskList, ExitPrice};
pub use listing::{ExitFilter, ExitRow, Tally};
pub use receipt::{ChainLink, StoredReceipt};
pub use words::{EXIT_WORDS_DAYS_MAX, EXIT_WORDS_DAYS_USUAL};

use std::borrow::Borrow;

use relationship::Day;
use relationship::exit::{Exit, Recorded};
use sqlx_macros::FromRow;

use crate::connection::{Reader, Turn, Tx, borrowed, execute, fetch_all, fetch_optional, insert_rows};
use crate::error::{Cell, check_text};
use crate::tail::insert_facts;
use crate::{ExitId, Moment, NewJob, Store, StoreError, TailFact};

/// A case as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredExit {
    /// Its id.
    pub id: ExitId,
    /// What happened to it, in order.
    pub events: Vec<Recorded>,
    /// What that makes it.
    pub exit: Exit,
    /// The place of its receipt in the chain.
    pub place: u64,
}

impl StoredExit {
    /// The case its events make.
    fn of(id: &str, events: Vec<Recorded>, place: u64) -> Result<Self, StoreError> {
        let cell = Cell { table: "exit_events", column: "body", id };
        let exit = Exit::fold(&events).ok_or_else(|| cell.damaged(&"the first event is no declaration"))?;
        Ok(Self { id: cell.read(id)?, events, exit, place })
    }
}

/// What is added to a case, all or nothing.
#[derive(Debug, Default)]
pub struct ExitChange<'a> {
    /// The events, numbered on from the last.
    pub events: &'a [Recorded],
    /// The work they bring about.
    pub jobs: &'a [NewJob],
    /// The facts they are.
    pub facts: &'a [TailFact],
}

#[derive(FromRow)]
struct EventRow {
    seq: i64,
    at_us: i64,
    done_by: String,
    body: String,
}

impl EventRow {
    fn read(self, exit: &str) -> Result<Recorded, StoreError> {
        let id = format!("{exit} {}", self.seq);
        let cell = |column| Cell { table: "exit_events", column, id: &id };
        let by = self.done_by.parse().map_err(|why: String| cell("done_by").damaged(&why))?;
        let seq = u32::try_from(self.seq).map_err(|why| cell("seq").damaged(&why))?;
        Ok(Recorded { seq, at_us: self.at_us, by, event: cell("body").read_json(&self.body)? })
    }
}

/// A stored event: what `exit_events` holds beside the id.
pub(crate) struct EventCells {
    exit: String,
    seq: i64,
    at_us: i64,
    by: String,
    word: &'static str,
    body: String,
}

impl EventCells {
    pub(crate) fn of(exit: ExitId, recorded: &Recorded) -> Result<Self, StoreError> {
        // Every event of ours is an object with keys that are text.
        let body = serde_json::to_string(&recorded.event).map_err(|_| StoreError::NotStorable {
            index: 0,
            field: "event",
            why: "cannot be written as JSON",
        })?;
        if body.contains("\\u0000") {
            check_text(0, "event", "\0")?;
        }
        let (seq, at_us, by) = (i64::from(recorded.seq), recorded.at_us, recorded.by.to_string());
        Ok(Self { exit: exit.to_string(), seq, at_us, by, word: recorded.event.word(), body })
    }
}

pub(crate) async fn insert_events<E: Borrow<EventCells>>(tx: &mut Tx, events: &[E]) -> Result<(), sqlx::Error> {
    let events = borrowed::<_, EventCells>(events);
    insert_rows!(
        tx,
        "insert into exit_events (exit_id, seq, at_us, done_by, event, body) values ",
        &events,
        "",
        |it| [&it.exit, it.seq, it.at_us, &it.by, it.word, &it.body]
    )?;
    Ok(())
}

/// The first day on which something is due, of what nobody has done yet.
pub(crate) fn due_on(exit: &Exit) -> Option<Day> {
    exit.open_tasks().first().map(|task| task.due_on)
}

impl Store {
    /// A case, if there is one of this id.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn exit(&self, id: ExitId) -> Result<Option<StoredExit>, StoreError> {
        let mut db = self.read().await?;
        read_exit(&mut db, id).await
    }

    /// Adds to a case what a command brought about, unless somebody else added to it meanwhile.
    ///
    /// `exit` is the case after the events.
    ///
    /// # Errors
    /// `Outdated` when the case has gone on since it was read; `NotStorable`.
    pub async fn change_exit(
        &self,
        id: ExitId,
        exit: &Exit,
        change: ExitChange<'_>,
        at: Moment,
    ) -> Result<(), StoreError> {
        let events: Vec<EventCells> =
            change.events.iter().map(|it| EventCells::of(id, it)).collect::<Result<_, _>>()?;
        let Some(first) = change.events.first() else { return Ok(()) };
        let mut tx = self.write().await?;
        if update_row(&mut tx, id, exit, at).await? == 0 {
            return Err(StoreError::NotFound { what: "exit", id: id.to_string() });
        }
        let newest: Option<(i64,)> = fetch_optional!(
            tx,
            "select seq from exit_events where exit_id = $1 order by seq desc limit 1",
            id.to_string(),
        )?;
        let newest = newest.map_or(0, |(seq,)| u32::try_from(seq).unwrap_or(u32::MAX));
        if newest + 1 != first.seq {
            return Err(StoreError::Outdated { what: "exit", made_from: first.seq.saturating_sub(1), newest });
        }
        insert_events(&mut tx, &events).await?;
        crate::job::insert_jobs(&mut tx, change.jobs).await?;
        insert_facts(&mut tx, change.facts, at).await?;
        tx.commit().await
    }
}

/// Brings the row up to its case. A case that is no longer open makes room for the next one.
async fn update_row(tx: &mut Tx, id: ExitId, exit: &Exit, at: Moment) -> Result<u64, StoreError> {
    let is_open = exit.state == relationship::exit::ExitState::Open;
    Ok(execute!(
        tx,
        "update exits set customer = $1, contract = $2, last_on = $3, due_on = $4, state = $5,
                          case_key = case when $6 = 1 then case_key end, changed_at_us = $7, words_gone_at_us = null
         where id = $8",
        &exit.declaration.customer,
        &exit.declaration.contract,
        exit.last_day().map(|day| day.to_string()),
        due_on(exit).map(|day| day.to_string()),
        exit.state.word(),
        i64::from(is_open),
        at.us(),
        id.to_string(),
    )?)
}

async fn read_exit(db: &mut Reader, id: ExitId) -> Result<Option<StoredExit>, StoreError> {
    let text = id.to_string();
    let rows: Vec<EventRow> =
        fetch_all!(db, "select seq, at_us, done_by, body from exit_events where exit_id = $1 order by seq", &text,)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let place: Option<(i64,)> = fetch_optional!(db, "select place from receipts where exit_id = $1", &text)?;
    let events: Vec<Recorded> = rows.into_iter().map(|row| row.read(&text)).collect::<Result<_, _>>()?;
    StoredExit::of(&text, events, place.map_or(0, |(place,)| place.unsigned_abs())).map(Some)
}

/// Takes the turns of a declaration in the order that keeps anybody from waiting for each other in a circle.
async fn take_places(tx: &mut Tx, count: i64) -> Result<i64, StoreError> {
    tx.take_turn(Turn::Receipts, count).await
}
