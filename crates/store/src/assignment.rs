//! Who was drawn for an activity: the first draw of a customer counts for ever.

use std::collections::HashSet;

use relationship::Day;
use serde_json::json;
use sqlx_macros::FromRow;

use crate::connection::{execute, fetch_all, insert_rows};
use crate::error::{Cell, check_text};
use crate::{Act, ActivityId, Store, StoreError};

/// Rows in one statement, so that its values stay below what both databases take.
const ROWS_PER_STATEMENT: usize = 4_000;
/// Microseconds of a day.
const DAY_US: i64 = 86_400_000_000;
/// Rows that are read at a time.
const ROWS_PER_PAGE: i64 = 50_000;

/// Somebody who was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn<'a> {
    /// The customer.
    pub customer: &'a str,
    /// Whether they get it; the others are left alone.
    pub is_treated: bool,
    /// The household, store or team that was drawn as a whole.
    pub unit: Option<&'a str>,
}

/// An assignment as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The customer.
    pub customer: String,
    /// Whether they get it.
    pub is_treated: bool,
    /// The household, store or team that was drawn as a whole.
    pub unit: Option<String>,
    /// When they were drawn first.
    pub drawn_on: Day,
    /// When a later draw put them into the other arm, which changes nothing.
    pub changed_on: Option<Day>,
}

/// What became of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recorded {
    /// New ones: how many get it, and how many are left alone.
    pub new: [u64; 2],
    /// Drawn before, into the same arm.
    pub known: u64,
    /// Drawn before into the other arm, in which they stay.
    pub changed: u64,
}

#[derive(FromRow)]
struct Row {
    customer: String,
    is_treated: i64,
    unit: Option<String>,
    drawn_on: String,
    changed_on: Option<String>,
}

impl Row {
    fn read(self) -> Result<Assignment, StoreError> {
        let cell = |column| Cell { table: "activity_assignments", column, id: &self.customer };
        let drawn_on = cell("drawn_on").read(&self.drawn_on)?;
        let changed_on = self.changed_on.as_deref().map(|day| cell("changed_on").read(day)).transpose()?;
        let (is_treated, unit) = (self.is_treated == 1, self.unit);
        Ok(Assignment { customer: self.customer, is_treated, unit, drawn_on, changed_on })
    }
}

impl Store {
    /// Keeps who was drawn on a day, all or none. Whoever was drawn before keeps the first arm and the first day.
    ///
    /// # Errors
    /// `NotFound` when there is no such activity; `NotStorable` names the first customer that cannot be kept; `Busy`,
    /// `DiskFull`, `Database`.
    pub async fn record_assignments(
        &self,
        id: ActivityId,
        drawn: &[Drawn<'_>],
        on: Day,
        act: Act,
    ) -> Result<Recorded, StoreError> {
        for (index, it) in drawn.iter().enumerate() {
            check_text(index, "customer", it.customer)?;
            check_text(index, "unit", it.unit.unwrap_or_default())?;
            if it.customer.is_empty() {
                let why = "is empty; say who was drawn";
                return Err(StoreError::NotStorable { index, field: "customer", why });
            }
        }
        // Whoever stands twice in one list counts as first said.
        let mut seen = HashSet::with_capacity(drawn.len());
        let drawn: Vec<&Drawn<'_>> = drawn.iter().filter(|it| seen.insert(it.customer)).collect();
        let (activity, day) = (id.to_string(), on.to_string());
        let mut recorded = Recorded::default();
        let mut tx = self.write().await?;
        for rows in drawn.chunks(ROWS_PER_STATEMENT) {
            let before = recorded.new[0] + recorded.new[1];
            for (side, is_treated) in [(0, true), (1, false)] {
                let of_arm: Vec<_> = rows.iter().filter(|it| it.is_treated == is_treated).collect();
                let added = insert_rows!(
                    tx,
                    "insert into activity_assignments (activity_id, customer, is_treated, unit, drawn_on) values ",
                    &of_arm,
                    " on conflict (activity_id, customer) do nothing",
                    |it| [&activity, it.customer, i64::from(it.is_treated), it.unit, &day]
                );
                recorded.new[side] += added.map_err(|error| StoreError::from_reference(error, "activity", &id))?;
            }
            let new = recorded.new[0] + recorded.new[1] - before;
            let others = rows.len() as u64 - new;
            if others > 0 {
                let changed = insert_rows!(
                    tx,
                    "insert into activity_assignments (activity_id, customer, is_treated, unit, drawn_on) values ",
                    rows,
                    " on conflict (activity_id, customer) do update set changed_on = excluded.drawn_on
                      where activity_assignments.is_treated <> excluded.is_treated
                        and activity_assignments.changed_on is null",
                    |it| [&activity, it.customer, i64::from(it.is_treated), it.unit, &day]
                )?;
                recorded.changed += changed;
                recorded.known += others - changed;
            }
        }
        let [treated, held_out] = recorded.new.map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        if treated + held_out > 0 {
            // One row a day, however many programs ask for one customer at a time.
            let day_us = i64::from(on.number()) * DAY_US;
            let is_first = execute!(
                tx,
                "insert into activity_draws (activity_id, drawn_at_us, treated, held_out, drawn_by)
                 values ($1, $2, $3, $4, $5) on conflict (activity_id, drawn_at_us) do nothing",
                &activity,
                day_us,
                treated,
                held_out,
                act.by.to_string(),
            )? == 1;
            if !is_first {
                execute!(
                    tx,
                    "update activity_draws set treated = treated + $1, held_out = held_out + $2
                     where activity_id = $3 and drawn_at_us = $4",
                    treated,
                    held_out,
                    &activity,
                    day_us,
                )?;
            }
            let details = json!({ "treated": treated, "held_out": held_out });
            if is_first || drawn.len() > 1 {
                tx.record(act, "activity_drawn", format!("activity:{id}"), details).await?;
            }
        }
        tx.commit().await?;
        Ok(recorded)
    }

    /// Hands over everybody who was drawn for an activity, customers in order.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn each_assignment(
        &self,
        id: ActivityId,
        mut take: impl FnMut(Assignment) + Send,
    ) -> Result<(), StoreError> {
        let (activity, mut after) = (id.to_string(), String::new());
        loop {
            let mut db = self.read().await?;
            let rows: Vec<Row> = fetch_all!(
                db,
                "select customer, is_treated, unit, drawn_on, changed_on from activity_assignments
                 where activity_id = $1 and customer > $2 order by customer limit $3",
                &activity,
                &after,
                ROWS_PER_PAGE,
            )?;
            let Some(last) = rows.last() else { return Ok(()) };
            after.clone_from(&last.customer);
            for row in rows {
                take(row.read()?);
            }
        }
    }
}
