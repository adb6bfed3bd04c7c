//! A request to leave becomes a case with a receipt: one transaction, however many come at once.
//!
//! Requests that wait for each other are stored together: whoever has the turn takes all that are there along, so that one
//! wait for the disk serves them all. Each still gets its own place in the chain, in the order in which they came. Where many
//! came before, the next turn waits a moment until about as many are there again: the disk takes longer than that, and
//! serves the half of them no faster than all.
//!
//! PostgreSQL gets them in one statement where the chain ends where it was left and nobody asked before (`at_once`); where
//! that does not hold, and on SQLite, step by step. There the next ones are stored while these wait for the disk (`settling`).

mod at_once;
mod settling;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use relationship::exit::{By, Declaration, Exit, ExitEvent, ExitState, Recorded};
use relationship::receipt::{Hash, SealedReceipt};
use sqlx_macros::FromRow;
use tokio::sync::{Notify, oneshot};

use self::settling::{Settling, Taken, commit};
use super::{EventCells, due_on, insert_events, take_places};
use crate::connection::{Tx, execute, fetch_one, fetch_optional, insert_rows};
use crate::error::Cell;
use crate::secret::hex_sha256;
use crate::tail::{check_facts, insert_facts};
use crate::{ExitId, Moment, NewJob, Store, StoreError, TailFact};

/// The most requests that are stored together.
const TOGETHER_MAX: usize = 64;
/// A turn begins at most half as long after the one before as that one took, and at most so long, however few are there.
const GATHER_MAX: Duration = Duration::from_millis(4);
/// The same request over the same channel within this time is the same click, and is not written down again.
pub const SAME_CLICK_SECONDS: i64 = 60;

/// The place of a receipt that is about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The name of the chain.
    pub chain: String,
    /// The place in the chain, counted from 1.
    pub place: u64,
    /// The hash of the receipt before.
    pub previous: Hash,
}

/// Makes a receipt for a place. It is called while others wait: what can be written before, should be. It is called again
/// where the place went to somebody else.
pub type MakeReceipt = Box<dyn Fn(&Place) -> SealedReceipt + Send + Sync>;

/// A request to leave, ready to be stored.
pub struct NewExit {
    /// The id of the case; the same id again is the same request.
    pub id: ExitId,
    /// The name the chain gets if this is its first receipt.
    pub chain: String,
    /// The events it begins with; the first is the declaration.
    pub events: Vec<Recorded>,
    /// Makes the receipt.
    pub receipt: MakeReceipt,
    /// The work it brings about.
    pub jobs: Vec<NewJob>,
    /// The facts it is.
    pub facts: Vec<TailFact>,
    /// The walk through the pages it ends, if it came over one.
    pub visit: Option<String>,
}

impl fmt::Debug for NewExit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewExit").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The case: the new one, or the one that was there.
    pub exit: ExitId,
    /// The place of its receipt in the chain.
    pub place: u64,
    /// The receipt, with its seal.
    pub receipt: String,
    /// Was the case there already?
    pub already_there: bool,
}

/// A request with what the rows need, checked before anybody waits for it.
struct Ready {
    new: NewExit,
    exit: Exit,
    key: Option<String>,
    events: Vec<EventCells>,
}

struct Waiting {
    ready: Ready,
    answer: oneshot::Sender<Result<Declared, StoreError>>,
}

/// What is known of the end of the chain, as long as nobody else writes to it.
#[derive(Default)]
struct Head {
    chain: Option<String>,
    last: Option<(i64, Hash)>,
}

/// Who has the turn, and what the one before left.
#[derive(Default)]
struct TurnState {
    head: Head,
    /// So many were there: served, or waiting when that was done.
    around: usize,
    /// From then on nobody is waited for.
    gather_until: Option<Instant>,
}

/// Requests that wait to be stored.
#[derive(Default)]
pub(crate) struct Declaring {
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<TurnState>,
    arrived: Notify,
    settling: Settling,
}

impl Declaring {
    /// So many wait.
    fn count(&self) -> usize {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl fmt::Debug for Declaring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Declaring")
    }
}

impl Ready {
    fn new(new: NewExit) -> Result<Self, StoreError> {
        let refuse = |why| StoreError::NotStorable { index: 0, field: "events", why };
        let exit = Exit::fold(&new.events).ok_or_else(|| refuse("do not begin with a declaration"))?;
        check_facts(&new.facts)?;
        let events = new.events.iter().map(|it| EventCells::of(new.id, it)).collect::<Result<_, _>>()?;
        let key = exit.declaration.case_key().map(|key| hex_sha256(&key));
        Ok(Self { new, exit, key, events })
    }
}

/// The row of a case.
struct RowCells<'a> {
    id: String,
    about: &'a Declaration,
    asked_on: String,
    last_on: Option<String>,
    due_on: Option<String>,
    key: &'a Option<String>,
}

impl<'a> RowCells<'a> {
    fn of(ready: &'a Ready) -> Self {
        let about = &ready.exit.declaration;
        Self {
            id: ready.new.id.to_string(),
            about,
            asked_on: about.asked_on.to_string(),
            last_on: ready.exit.last_day().map(|day| day.to_string()),
            due_on: due_on(&ready.exit).map(|day| day.to_string()),
            key: &ready.key,
        }
    }
}

/// The row of a receipt.
struct ReceiptCells {
    place: i64,
    exit: String,
    content: String,
    hash: String,
    body: String,
    at_us: i64,
}

/// A case that is there already.
#[derive(FromRow)]
struct Found {
    id: String,
    asked_at_us: i64,
    channel: String,
    place: i64,
    body: String,
}

impl Store {
    /// Stores a request to leave: case, events, receipt, jobs and facts, all or nothing. While a case about the same is
    /// open, that one answers, and the second request is noted.
    ///
    /// Who calls may go away; the request is stored all the same.
    ///
    /// # Errors
    /// `NotStorable`, `Busy`, `DiskFull`, `Database`; `Unsettled` when it is not known to be on the disk.
    pub async fn declare(&self, new: NewExit) -> Result<Declared, StoreError> {
        let ready = Ready::new(new)?;
        let (answer, answered) = oneshot::channel();
        self.declaring.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Waiting { ready, answer });
        self.declaring.arrived.notify_one();
        let store = self.clone();
        tokio::spawn(async move { store.declare_waiting().await });
        answered.await.unwrap_or(Err(StoreError::Busy { seconds: 0 }))
    }

    async fn declare_waiting(&self) {
        let mut turn = self.declaring.turn.lock().await;
        if self.declaring.count() == 0 {
            return;
        }
        self.gather(&turn).await;
        let batch: Vec<Waiting> = {
            let mut waiting = self.declaring.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let count = waiting.len().min(TOGETHER_MAX);
            waiting.drain(..count).collect()
        };
        let began = Instant::now();
        let (ready, answers): (Vec<Ready>, Vec<_>) = batch.into_iter().map(|it| (it.ready, it.answer)).unzip();
        let taken = self.declare_together(&mut turn.head, &ready).await;
        turn.around = answers.len() + self.declaring.count();
        // Where the disk is waited for later, the turn is short, and nobody waits for others.
        let waited_for_disk = taken.as_ref().is_ok_and(|taken| taken.until_on_disk.is_none());
        turn.gather_until = waited_for_disk.then(|| Instant::now() + (began.elapsed() / 2).min(GATHER_MAX));
        drop(turn);
        let done = match taken {
            Ok(taken) => self.settle(taken).await,
            Err(error) => Err(error),
        };
        if done.is_err() {
            // What the chain ends with is looked up again.
            self.declaring.turn.lock().await.head = Head::default();
        }
        // Where nobody listens any more, it is stored all the same.
        match done {
            Ok(declared) => {
                for (answer, declared) in answers.into_iter().zip(declared) {
                    let _ = answer.send(Ok(declared));
                }
            }
            Err(error) => {
                let others: Vec<_> = answers.iter().skip(1).map(|_| error.again()).collect();
                for (answer, error) in answers.into_iter().zip(others.into_iter().chain([error])) {
                    let _ = answer.send(Err(error));
                }
            }
        }
    }

    /// Waits until as many are there as were around in the turn before, or until it is long enough ago.
    async fn gather(&self, turn: &TurnState) {
        let Some(until) = turn.gather_until else { return };
        while self.declaring.count() < turn.around.min(TOGETHER_MAX) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || tokio::time::timeout(left, self.declaring.arrived.notified()).await.is_err() {
                return;
            }
        }
    }

    async fn declare_together(&self, head: &mut Head, batch: &[Ready]) -> Result<Taken, StoreError> {
        if let Some(taken) = self.declare_at_once(head, batch).await? {
            return Ok(taken);
        }
        let count = i64::try_from(batch.len()).unwrap_or(i64::MAX);
        let mut tx = self.write().await?;
        // Whoever has this turn is alone: what is not there now will not be before the commit.
        let end = take_places(&mut tx, count).await?;
        let before = end.saturating_sub(count);
        let chain = chain_name(&mut tx, head, batch).await?;
        let mut end_of_chain = (before, chain_end(&mut tx, head, before).await?);
        let same = same_requests(batch);
        let first: Vec<&Ready> = batch.iter().zip(&same).filter(|(_, same)| same.is_none()).map(|(it, _)| it).collect();
        let rows: Vec<RowCells<'_>> = first.iter().map(|ready| RowCells::of(ready)).collect();
        // What is new goes in at once. Only where something was there already is it looked up what.
        let is_all_new = insert_exits(&mut tx, &rows).await? == rows.len() as u64;
        let found = if is_all_new { HashMap::new() } else { find(&mut tx, &first).await? };
        let mut made = Made::default();
        let mut declared: Vec<Declared> = Vec::with_capacity(batch.len());
        for (ready, same) in batch.iter().zip(same) {
            let answer = if let Some(index) = same {
                Declared { already_there: true, ..declared[index].clone() }
            } else if let Some(there) = found.get(&ready.new.id) {
                note_again(&mut tx, there, ready).await?;
                there.answer()?
            } else {
                made.take(ready, &chain, &mut end_of_chain)
            };
            declared.push(answer);
        }
        if end_of_chain.0 != end {
            execute!(tx, "update counters set value = $1 where name = 'receipts'", end_of_chain.0)?;
        }
        made.insert(&mut tx).await?;
        commit(tx).await?;
        *head = Head { chain: Some(chain), last: Some(end_of_chain) };
        Ok(Taken { declared, until_on_disk: None })
    }
}

/// For each request of a batch, the earlier one that is the same.
fn same_requests(batch: &[Ready]) -> Vec<Option<usize>> {
    let mut by_key: HashMap<&str, usize> = HashMap::new();
    let mut by_id: HashMap<ExitId, usize> = HashMap::new();
    let mut same = Vec::with_capacity(batch.len());
    for (index, ready) in batch.iter().enumerate() {
        let key = ready.key.as_deref();
        let earlier = by_id.get(&ready.new.id).or_else(|| by_key.get(key?)).copied();
        if earlier.is_none() {
            by_id.insert(ready.new.id, index);
            by_key.extend(key.map(|key| (key, index)));
        }
        same.push(earlier);
    }
    same
}

/// The name of the chain: the one it began with.
async fn chain_name(tx: &mut Tx, head: &Head, batch: &[Ready]) -> Result<String, StoreError> {
    if let Some(chain) = &head.chain {
        return Ok(chain.clone());
    }
    let first = &batch[0];
    execute!(
        tx,
        "insert into chain (only_one, name, made_at_us) values (1, $1, $2) on conflict (only_one) do nothing",
        &first.new.chain,
        first.exit.declaration.asked_at_us,
    )?;
    let (name,): (String,) = fetch_one!(tx, "select name from chain where only_one = 1")?;
    Ok(name)
}

/// The hash of the receipt at a place.
async fn chain_end(tx: &mut Tx, head: &Head, place: i64) -> Result<Hash, StoreError> {
    if let Some((_, hash)) = head.last.filter(|(last, _)| *last == place) {
        return Ok(hash);
    }
    if place == 0 {
        return Ok(Hash::BEGINNING);
    }
    let id = place.to_string();
    let cell = Cell { table: "receipts", column: "hash", id: &id };
    let row: Option<(String,)> = fetch_optional!(tx, "select hash from receipts where place = $1", place)?;
    let (hash,) = row.ok_or_else(|| cell.damaged(&"the receipt is missing"))?;
    hash.parse().map_err(|()| cell.damaged(&"it is no hash"))
}

impl Found {
    fn answer(&self) -> Result<Declared, StoreError> {
        let exit = Cell { table: "exits", column: "id", id: &self.id }.read(&self.id)?;
        let (place, receipt) = (self.place.unsigned_abs(), self.body.clone());
        Ok(Declared { exit, place, receipt, already_there: true })
    }
}

/// The cases that answer requests already, by the id of the request. What this transaction just put in has no receipt yet
/// and is not found.
async fn find(tx: &mut Tx, batch: &[&Ready]) -> Result<HashMap<ExitId, Found>, StoreError> {
    let mut found = HashMap::new();
    for ready in batch {
        let row: Option<Found> = fetch_optional!(
            tx,
            "select exits.id, asked_at_us, channel, place, body
             from exits join receipts on receipts.exit_id = exits.id where exits.id = $1 or case_key = $2",
            ready.new.id.to_string(),
            &ready.key,
        )?;
        found.extend(row.map(|row| (ready.new.id, row)));
    }
    Ok(found)
}

async fn insert_exits(tx: &mut Tx, rows: &[RowCells<'_>]) -> Result<u64, sqlx::Error> {
    insert_rows!(
        tx,
        "insert into exits (id, flow, flow_version, customer, contract, kind, channel, language, asked_at_us,
                            asked_on, last_on, due_on, state, case_key, changed_at_us) values ",
        rows,
        " on conflict do nothing",
        |it| [
            &it.id,
            &it.about.flow,
            i64::from(it.about.flow_version),
            &it.about.customer,
            &it.about.contract,
            it.about.kind.word(),
            it.about.channel.word(),
            &it.about.language,
            it.about.asked_at_us,
            &it.asked_on,
            &it.last_on,
            &it.due_on,
            ExitState::Open.word(),
            it.key,
            it.about.asked_at_us
        ]
    )
}

/// Notes that somebody asked again, unless it is the same click.
async fn note_again(tx: &mut Tx, there: &Found, ready: &Ready) -> Result<(), StoreError> {
    let declaration = &ready.exit.declaration;
    let is_same_request = there.id == ready.new.id.to_string();
    let is_same_click = there.channel == declaration.channel.word()
        && declaration.asked_at_us.abs_diff(there.asked_at_us) < SAME_CLICK_SECONDS.unsigned_abs() * 1_000_000;
    if is_same_request || is_same_click {
        return Ok(());
    }
    // Who changes the row has the turn of its events.
    execute!(tx, "update exits set changed_at_us = $1 where id = $2", declaration.asked_at_us, &there.id)?;
    let (seq,): (i64,) = fetch_one!(tx, "select max(seq) from exit_events where exit_id = $1", &there.id)?;
    let event = ExitEvent::AskedAgain { channel: declaration.channel, words: declaration.words.clone() };
    let seq = u32::try_from(seq + 1).unwrap_or(u32::MAX);
    let by = ready.new.events.first().map_or(By::Program, |first| first.by.clone());
    let recorded = Recorded { seq, at_us: declaration.asked_at_us, by, event };
    let exit = Cell { table: "exits", column: "id", id: &there.id }.read(&there.id)?;
    insert_events(tx, &[EventCells::of(exit, &recorded)?]).await?;
    Ok(())
}

/// What a batch puts beside its cases.
#[derive(Default)]
struct Made<'a> {
    events: Vec<&'a EventCells>,
    receipts: Vec<ReceiptCells>,
    jobs: Vec<&'a NewJob>,
    facts: Vec<&'a TailFact>,
    visits: Vec<(&'a str, String, i64)>,
    at_us: i64,
}

impl<'a> Made<'a> {
    /// Makes the receipt of a request at the end of the chain.
    fn take(&mut self, ready: &'a Ready, chain: &str, end: &mut (i64, Hash)) -> Declared {
        let Ready { new, exit, events, .. } = ready;
        let at = Place { chain: chain.to_owned(), place: (end.0 + 1).unsigned_abs(), previous: end.1 };
        let sealed = (new.receipt)(&at);
        *end = (end.0 + 1, sealed.seal.hash);
        let (id, receipt, at_us) = (new.id.to_string(), sealed.to_string(), exit.declaration.asked_at_us);
        self.at_us = at_us;
        self.visits.extend(new.visit.as_deref().map(|visit| (visit, id.clone(), at_us)));
        self.receipts.push(ReceiptCells {
            place: end.0,
            exit: id,
            content: sealed.seal.content.to_string(),
            hash: sealed.seal.hash.to_string(),
            body: receipt.clone(),
            at_us,
        });
        self.events.extend(events);
        self.jobs.extend(&new.jobs);
        self.facts.extend(&new.facts);
        Declared { exit: new.id, place: at.place, receipt, already_there: false }
    }

    async fn insert(self, tx: &mut Tx) -> Result<(), StoreError> {
        if self.receipts.is_empty() {
            return Ok(());
        }
        insert_events(tx, &self.events).await?;
        insert_rows!(
            tx,
            "insert into receipts (place, exit_id, content, hash, body, made_at_us) values ",
            &self.receipts,
            "",
            |it| [it.place, &it.exit, &it.content, &it.hash, &it.body, it.at_us]
        )?;
        crate::job::insert_jobs(tx, &self.jobs).await?;
        self.end_visits(tx).await?;
        insert_facts(tx, &self.facts, Moment::from_us(self.at_us)).await
    }

    /// The walks that ended with these requests.
    async fn end_visits(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for (visit, exit, at_us) in &self.visits {
            let sql = "update visits set exit_id = $1, asked_at_us = $2 where id = $3";
            execute!(tx, sql, exit, *at_us, *visit)?;
        }
        Ok(())
    }
}
