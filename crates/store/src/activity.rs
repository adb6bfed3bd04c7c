//! The register of activities: descriptions in versions, draws, what measuring said, and the end.

use std::collections::HashMap;

use relationship::Day;
use relationship::activity::{Activity, Registered, Undrawn};
use relationship::drawing::Drawing;
use relationship::verdict::{Verdict, must_stop};
use serde_json::{Value, json};
use sqlx_macros::FromRow;

use crate::connection::{Turn, execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::{Act, ActivityId, Actor, Moment, Store, StoreError};

/// Digits of a key of draws: 32 bytes in hexadecimal.
const KEY_DIGITS: usize = 64;

/// Microseconds of a day.
const DAY_US: i64 = 86_400_000_000;

/// One description of an activity.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityVersion {
    /// Its number, from 1.
    pub version: u32,
    /// What was said.
    pub activity: Activity,
    /// Who said it, and when.
    pub act: Act,
}

/// The end of an activity.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityStop {
    /// Why.
    pub why: String,
    /// Who stopped it, and when.
    pub act: Act,
}

/// Verdicts with the moment from which measuring said the same without a break.
macro_rules! verdicts {
    ($details:literal, $which:literal) => {
        concat!(
            "select activity_id, measured_at_us, verdict, ",
            $details,
            ", (select min(measured_at_us) from activity_verdicts as same
                where same.activity_id = it.activity_id and same.verdict = it.verdict
                  and same.measured_at_us > coalesce(
                    (select max(measured_at_us) from activity_verdicts as other
                     where other.activity_id = it.activity_id and other.verdict <> it.verdict
                       and other.measured_at_us < it.measured_at_us), -1)) as since_us
             from activity_verdicts as it ",
            $which
        )
    };
}

/// What measuring said.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityVerdict {
    /// The verdict.
    pub verdict: Verdict,
    /// The measured numbers, as `vaarwel measure --json` gives them for an activity.
    pub details: Value,
    /// When.
    pub measured_at: Moment,
    /// When measuring first said this, without having said anything else since.
    pub since: Moment,
}

/// An activity of the register.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisteredActivity {
    /// Its id.
    pub id: ActivityId,
    /// Its descriptions, the first one first; there is one at least.
    pub versions: Vec<ActivityVersion>,
    /// Its end.
    pub stop: Option<ActivityStop>,
    /// How many were drawn to get it, and to be left alone.
    pub drawn: [u64; 2],
    /// What measuring said last.
    pub verdict: Option<ActivityVerdict>,
}

impl RegisteredActivity {
    /// The description that holds.
    pub fn now(&self) -> Option<&Activity> {
        self.versions.last().map(|it| &it.activity)
    }

    /// Whether nobody is drawn for it any more because it backfires: the harm rule. It holds until somebody describes the
    /// activity anew, and so decides that it goes on; measuring the same again does not undo that.
    pub fn is_halted(&self) -> bool {
        let verdict = self.verdict.as_ref().filter(|it| must_stop(it.verdict));
        let described_at = self.versions.last().map(|it| it.act.at);
        verdict.zip(described_at).is_some_and(|(verdict, described_at)| described_at <= verdict.since)
    }

    /// How customers are drawn for it, where that goes on.
    ///
    /// # Errors
    /// `Stopped`, `Backfires`, `Ended`, `NotDrawn`; `GroupMissing` and `GroupGiven` where what is known of customers does not fit.
    pub fn drawing(&self, today: Day, has_group: bool) -> Result<&Drawing, Undrawn> {
        if self.stop.is_some() {
            return Err(Undrawn::Stopped);
        }
        if self.is_halted() {
            return Err(Undrawn::Backfires);
        }
        let now = self.now().ok_or(Undrawn::NotDrawn)?;
        if let Some(on) = now.ends_on.filter(|on| *on < today) {
            return Err(Undrawn::Ended { on });
        }
        now.choosing.drawing(has_group)
    }

    /// As the rules of the register take it. Moments become days of the world; whether a description came before the start
    /// does not hang on an hour.
    pub fn for_rules(&self) -> Registered {
        let day = |at: Moment| Day::from_number(i32::try_from(at.us().div_euclid(DAY_US)).unwrap_or(0));
        Registered {
            id: self.id.to_string(),
            versions: self.versions.iter().map(|it| (day(it.act.at), it.activity.clone())).collect(),
            stopped_on: self.stop.as_ref().map(|it| day(it.act.at)),
            verdict: self.verdict.as_ref().map(|it| it.verdict),
            // What another system drew or gave is not counted here, but was when it was measured.
            given: self.verdict.as_ref().and_then(|it| it.details["given"].as_u64()).unwrap_or(0).max(self.drawn[0]),
        }
    }
}

#[derive(FromRow)]
struct VersionRow {
    activity_id: String,
    version: i64,
    body: String,
    said_by: String,
    said_at_us: i64,
}

#[derive(FromRow)]
struct StopRow {
    activity_id: String,
    why: String,
    stopped_by: String,
    stopped_at_us: i64,
}

#[derive(FromRow)]
struct VerdictRow {
    activity_id: String,
    measured_at_us: i64,
    since_us: i64,
    verdict: String,
    details: String,
}

impl VersionRow {
    fn read(&self) -> Result<ActivityVersion, StoreError> {
        let cell = |column| Cell { table: "activity_versions", column, id: &self.activity_id };
        let by: Actor = cell("said_by").read(&self.said_by)?;
        Ok(ActivityVersion {
            version: u32::try_from(self.version).unwrap_or(u32::MAX),
            activity: cell("body").read_json(&self.body)?,
            act: Act { by, at: Moment::from_us(self.said_at_us) },
        })
    }
}

impl StopRow {
    fn read(self) -> Result<ActivityStop, StoreError> {
        let by =
            Cell { table: "activity_stops", column: "stopped_by", id: &self.activity_id }.read(&self.stopped_by)?;
        Ok(ActivityStop { why: self.why, act: Act { by, at: Moment::from_us(self.stopped_at_us) } })
    }
}

impl VerdictRow {
    fn read(&self) -> Result<ActivityVerdict, StoreError> {
        let cell = |column| Cell { table: "activity_verdicts", column, id: &self.activity_id };
        let verdict = Verdict::ALL.into_iter().find(|it| it.word() == self.verdict);
        Ok(ActivityVerdict {
            verdict: verdict.ok_or_else(|| cell("verdict").damaged(&"there is no such verdict"))?,
            details: cell("details").read_json(&self.details)?,
            measured_at: Moment::from_us(self.measured_at_us),
            since: Moment::from_us(self.since_us),
        })
    }
}

fn body_of(activity: &Activity) -> Result<String, StoreError> {
    let why = "cannot be written as JSON; keys must be text";
    let body =
        serde_json::to_string(activity).map_err(|_| StoreError::NotStorable { index: 0, field: "activity", why })?;
    // JSON writes a zero character in another way, which PostgreSQL would keep and give back.
    check_text(0, "activity", &body).map(|()| body)
}

impl Store {
    /// Puts an activity into the register, as its version 1.
    ///
    /// # Errors
    /// `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn register_activity(&self, id: ActivityId, activity: &Activity, act: Act) -> Result<(), StoreError> {
        let body = body_of(activity)?;
        let mut tx = self.write().await?;
        execute!(tx, "insert into activities (id, registered_at_us) values ($1, $2)", id.to_string(), act.at.us(),)?;
        execute!(
            tx,
            "insert into activity_versions (activity_id, version, body, said_by, said_at_us) values ($1, 1, $2, $3, $4)",
            id.to_string(),
            body,
            act.by.to_string(),
            act.at.us(),
        )?;
        tx.record(act, "activity_registered", format!("activity:{id}"), json!({ "name": activity.name })).await?;
        tx.commit().await
    }

    /// Describes an activity anew, as the version after the one the change was made from.
    ///
    /// # Errors
    /// `NotFound`; `Outdated` when somebody else described it meanwhile; `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn describe_activity(
        &self,
        id: ActivityId,
        made_from: u32,
        activity: &Activity,
        act: Act,
    ) -> Result<u32, StoreError> {
        let body = body_of(activity)?;
        let mut tx = self.write().await?;
        tx.take_turn(Turn::Choices, 1).await?;
        let newest: Option<(i64,)> = fetch_optional!(
            tx,
            "select version from activity_versions where activity_id = $1 order by version desc limit 1",
            id.to_string(),
        )?;
        let newest = newest.ok_or_else(|| StoreError::NotFound { what: "activity", id: id.to_string() })?.0;
        let newest = u32::try_from(newest).unwrap_or(u32::MAX);
        if newest != made_from {
            return Err(StoreError::Outdated { what: "activity", made_from, newest });
        }
        let version = newest.saturating_add(1);
        execute!(
            tx,
            "insert into activity_versions (activity_id, version, body, said_by, said_at_us) values ($1, $2, $3, $4, $5)",
            id.to_string(),
            i64::from(version),
            body,
            act.by.to_string(),
            act.at.us(),
        )?;
        tx.record(act, "activity_described", format!("activity:{id}"), json!({ "version": version })).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Ends an activity. Ending what has ended changes nothing and gives `false`.
    ///
    /// # Errors
    /// `NotFound`, `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn stop_activity(&self, id: ActivityId, why: &str, act: Act) -> Result<bool, StoreError> {
        check_text(0, "why", why)?;
        let mut tx = self.write().await?;
        let stopped = execute!(
            tx,
            "insert into activity_stops (activity_id, why, stopped_by, stopped_at_us) values ($1, $2, $3, $4)
             on conflict (activity_id) do nothing",
            id.to_string(),
            why,
            act.by.to_string(),
            act.at.us(),
        );
        if stopped.map_err(|error| StoreError::from_reference(error, "activity", &id))? == 0 {
            return Ok(false);
        }
        tx.record(act, "activity_stopped", format!("activity:{id}"), json!({ "why": why })).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Counts who was drawn. The arms themselves are kept nowhere.
    ///
    /// # Errors
    /// `NotFound`, `Busy`, `DiskFull`, `Database`.
    pub async fn record_draw(&self, id: ActivityId, drawn: [u64; 2], act: Act) -> Result<(), StoreError> {
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let [treated, held_out] = drawn.map(count);
        let mut tx = self.write().await?;
        let added = execute!(
            tx,
            "insert into activity_draws (activity_id, drawn_at_us, treated, held_out, drawn_by) values ($1, $2, $3, $4, $5)
             on conflict (activity_id, drawn_at_us) do update
             set treated = activity_draws.treated + excluded.treated,
                 held_out = activity_draws.held_out + excluded.held_out",
            id.to_string(),
            act.at.us(),
            treated,
            held_out,
            act.by.to_string(),
        );
        added.map_err(|error| StoreError::from_reference(error, "activity", &id))?;
        let details = json!({ "treated": treated, "held_out": held_out });
        tx.record(act, "activity_drawn", format!("activity:{id}"), details).await?;
        tx.commit().await
    }

    /// Keeps what measuring said.
    ///
    /// # Errors
    /// `NotFound`, `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn record_verdict(
        &self,
        id: ActivityId,
        verdict: Verdict,
        details: &Value,
        act: Act,
    ) -> Result<(), StoreError> {
        let details = details.to_string();
        check_text(0, "details", &details)?;
        let mut tx = self.write().await?;
        let added = execute!(
            tx,
            "insert into activity_verdicts (activity_id, measured_at_us, verdict, details) values ($1, $2, $3, $4)
             on conflict (activity_id, measured_at_us) do update
             set verdict = excluded.verdict, details = excluded.details",
            id.to_string(),
            act.at.us(),
            verdict.word(),
            details,
        );
        added.map_err(|error| StoreError::from_reference(error, "activity", &id))?;
        tx.record(act, "activity_measured", format!("activity:{id}"), json!({ "verdict": verdict.word() })).await?;
        tx.commit().await
    }

    /// What measuring said of an activity so far, the oldest first: how it came about while it ran.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn activity_verdicts(&self, id: ActivityId) -> Result<Vec<ActivityVerdict>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<VerdictRow> =
            fetch_all!(db, verdicts!("details", "where activity_id = $1 order by measured_at_us"), id.to_string(),)?;
        rows.iter().map(VerdictRow::read).collect()
    }

    /// The whole register, in the order in which activities were registered.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn activities(&self) -> Result<Vec<RegisteredActivity>, StoreError> {
        self.register(
            verdicts!(
            "details",
            "where measured_at_us = (select max(measured_at_us) from activity_verdicts where activity_id = it.activity_id)"
        ),
        )
        .await
    }

    /// The register without the numbers behind its verdicts: what a draw needs, in a part of the time.
    ///
    /// # Errors
    /// As [`Store::activities`].
    pub async fn activities_in_brief(&self) -> Result<Vec<RegisteredActivity>, StoreError> {
        self.register(
            verdicts!(
            "'null' as details",
            "where measured_at_us = (select max(measured_at_us) from activity_verdicts where activity_id = it.activity_id)"
        ),
        )
        .await
    }

    async fn register(&self, newest_verdicts: &'static str) -> Result<Vec<RegisteredActivity>, StoreError> {
        let mut db = self.read().await?;
        let versions: Vec<VersionRow> = fetch_all!(
            db,
            "select activity_id, version, body, said_by, said_at_us from activity_versions
             order by activity_id, version",
        )?;
        let stops: Vec<StopRow> =
            fetch_all!(db, "select activity_id, why, stopped_by, stopped_at_us from activity_stops")?;
        let counted: Vec<(String, i64, i64)> =
            fetch_all!(db, "select activity_id, treated, held_out from activity_draws")?;
        let verdicts: Vec<VerdictRow> = fetch_all!(db, newest_verdicts)?;
        let mut drawn: HashMap<String, [u64; 2]> = HashMap::new();
        for (id, treated, held_out) in counted {
            let sum = drawn.entry(id).or_default();
            sum[0] += u64::try_from(treated).unwrap_or(0);
            sum[1] += u64::try_from(held_out).unwrap_or(0);
        }
        let mut stops: HashMap<String, StopRow> = stops.into_iter().map(|row| (row.activity_id.clone(), row)).collect();
        let last: HashMap<&str, &VerdictRow> = verdicts.iter().map(|row| (row.activity_id.as_str(), row)).collect();
        let mut register = Vec::new();
        for rows in versions.chunk_by(|a, b| a.activity_id == b.activity_id) {
            let id = rows[0].activity_id.as_str();
            register.push(RegisteredActivity {
                id: Cell { table: "activities", column: "id", id }.read(id)?,
                versions: rows.iter().map(VersionRow::read).collect::<Result<_, _>>()?,
                stop: stops.remove(id).map(StopRow::read).transpose()?,
                drawn: drawn.get(id).copied().unwrap_or_default(),
                verdict: last.get(id).map(|row| row.read()).transpose()?,
            });
        }
        Ok(register)
    }

    /// The key of all draws, where one was made.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn kept_draw_key(&self) -> Result<Option<String>, StoreError> {
        let mut db = self.read().await?;
        let kept: Option<(String,)> = fetch_optional!(db, "select key_hex from draw_key where only_one = 1")?;
        Ok(kept.map(|(key,)| key))
    }

    /// The key of all draws, as 64 hexadecimal digits: the one that was made first. `fresh` is kept where there is none yet.
    ///
    /// # Errors
    /// `NotStorable` when `fresh` is no such key; `Busy`, `DiskFull`, `Database`.
    pub async fn draw_key(&self, fresh: &str, act: Act) -> Result<String, StoreError> {
        if fresh.len() != KEY_DIGITS || !fresh.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            let why = "is no key; allowed: 64 hexadecimal digits";
            return Err(StoreError::NotStorable { index: 0, field: "draw_key", why });
        }
        let mut tx = self.write().await?;
        let made = execute!(
            tx,
            "insert into draw_key (only_one, key_hex, made_at_us) values (1, $1, $2) on conflict (only_one) do nothing",
            fresh,
            act.at.us(),
        )?;
        let kept: Option<(String,)> = fetch_optional!(tx, "select key_hex from draw_key where only_one = 1")?;
        if made > 0 {
            tx.record(act, "draw_key_made", None, json!({})).await?;
        }
        tx.commit().await?;
        Ok(kept.map_or_else(|| fresh.to_owned(), |(key,)| key))
    }
}
