//! Lists of cases, for the desk and for the numbers of the procedure page.

use relationship::Day;
use relationship::exit::{ExitEvent, ExitKind, ExitState};
use sqlx_macros::FromRow;

use crate::connection::fetch_all;
use crate::error::Cell;
use crate::page::rows_to_fetch;
use crate::{ExitId, Moment, Page, Store, StoreError};

/// One case in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExitRow {
    /// Its id.
    pub id: ExitId,
    /// The place of its receipt in the chain.
    pub place: u64,
    /// The flow it came through.
    pub flow: String,
    /// The customer, where it is certain.
    pub customer: Option<String>,
    /// The contract, where it is certain.
    pub contract: Option<String>,
    /// Which ending.
    pub kind: ExitKind,
    /// How it came.
    pub channel: String,
    /// When.
    pub asked_at: Moment,
    /// The last day, where it is known.
    pub last_on: Option<Day>,
    /// When something is due, if a person has to do something.
    pub due_on: Option<Day>,
    /// How it stands.
    pub state: ExitState,
}

/// Which cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExitFilter {
    /// Only cases that stand like this.
    pub state: Option<ExitState>,
    /// Only cases of this customer.
    pub customer: Option<String>,
    /// Only cases for which something is due on this day or before.
    pub due_by: Option<Day>,
    /// Only cases asked for since.
    pub since: Option<Moment>,
    /// Only cases that came through this flow.
    pub flow: Option<String>,
}

/// How many cases came over a channel and stand like this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The channel.
    pub channel: String,
    /// How they stand.
    pub state: ExitState,
    /// How many.
    pub count: u64,
}

#[derive(FromRow)]
struct Row {
    id: String,
    place: i64,
    flow: String,
    customer: Option<String>,
    contract: Option<String>,
    kind: String,
    channel: String,
    asked_at_us: i64,
    last_on: Option<String>,
    due_on: Option<String>,
    state: String,
}

impl Row {
    fn read(self) -> Result<ExitRow, StoreError> {
        let cell = |column| Cell { table: "exits", column, id: &self.id };
        let day = |column, text: &Option<String>| text.as_ref().map(|text| cell(column).read(text)).transpose();
        Ok(ExitRow {
            id: cell("id").read(&self.id)?,
            place: self.place.unsigned_abs(),
            kind: ExitKind::from_word(&self.kind).ok_or_else(|| cell("kind").damaged(&"it is no kind"))?,
            state: ExitState::from_word(&self.state).ok_or_else(|| cell("state").damaged(&"it is no state"))?,
            asked_at: Moment::from_us(self.asked_at_us),
            last_on: day("last_on", &self.last_on)?,
            due_on: day("due_on", &self.due_on)?,
            flow: self.flow,
            customer: self.customer,
            contract: self.contract,
            channel: self.channel,
        })
    }
}

impl Store {
    /// Cases, the newest first; `before` is the `next` of the page before.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn exits(
        &self,
        filter: &ExitFilter,
        before: Option<ExitId>,
        limit: u32,
    ) -> Result<Page<ExitRow, ExitId>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select exits.id, place, flow, customer, contract, kind, channel, asked_at_us, last_on, due_on, state
             from exits join receipts on receipts.exit_id = exits.id
             where place < coalesce((select place from receipts where exit_id = $1), 9223372036854775807) and ($2 = '' or state = $2) and ($3 = '' or customer = $3)
               and ($4 = '' or due_on <= $4) and asked_at_us >= $5 and ($6 = '' or flow = $6)
             order by place desc limit $7",
            before.map(|id| id.to_string()).unwrap_or_default(),
            filter.state.map_or("", ExitState::word),
            filter.customer.as_deref().unwrap_or_default(),
            filter.due_by.map(|day| day.to_string()).unwrap_or_default(),
            filter.since.map_or(i64::MIN, Moment::us),
            filter.flow.as_deref().unwrap_or_default(),
            rows_to_fetch(limit),
        )?;
        let exits = rows.into_iter().map(Row::read).collect::<Result<_, _>>()?;
        Ok(Page::cut(exits, limit, |exit: &ExitRow| exit.id))
    }

    /// Open cases for which somebody has to do something, the most urgent first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn exits_due(&self, limit: u32) -> Result<Vec<ExitRow>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select exits.id, place, flow, customer, contract, kind, channel, asked_at_us, last_on, due_on, state
             from exits join receipts on receipts.exit_id = exits.id
             where due_on is not null order by due_on, exits.id limit $1",
            i64::from(limit),
        )?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The cases of those who want to hear once when something is fixed: which reason, and until when they may be told. The
    /// last wish of a case counts.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn tell_when_fixed(&self, today: Day) -> Result<Vec<(ExitId, String)>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<(String, String)> = fetch_all!(
            db,
            "select exit_id, body from exit_events where event = 'tell_when_fixed' order by exit_id, seq",
        )?;
        let mut wishes: Vec<(ExitId, String)> = Vec::new();
        for (exit, body) in rows {
            let cell = |column| Cell { table: "exit_events", column, id: &exit };
            let id: ExitId = cell("exit_id").read(&exit)?;
            wishes.retain(|(known, _)| *known != id);
            if let ExitEvent::TellWhenFixed { reason, until } = cell("body").read_json(&body)?
                && today <= until
            {
                wishes.push((id, reason));
            }
        }
        Ok(wishes)
    }

    /// How many cases came over each channel since a moment, and how they stand. A flow of "" is all of them.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn tally_exits(&self, flow: &str, since: Moment) -> Result<Vec<Tally>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<(String, String, i64)> = fetch_all!(
            db,
            "select channel, state, count(*) from exits where asked_at_us >= $1 and ($2 = '' or flow = $2)
             group by channel, state order by channel, state",
            since.us(),
            flow,
        )?;
        let tally = |(channel, state, count): (String, String, i64)| {
            let cell = Cell { table: "exits", column: "state", id: &channel };
            let state = ExitState::from_word(&state).ok_or_else(|| cell.damaged(&"it is no state"))?;
            Ok(Tally { channel, state, count: count.unsigned_abs() })
        };
        rows.into_iter().map(tally).collect()
    }
}
