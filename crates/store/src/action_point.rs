//! Action points: what happened to each, and one open point per customer and reason.

use relationship::Day;
use relationship::improvement::{Command, Event, Point, Proposal, hand_over};
use sqlx_macros::FromRow;

use crate::connection::{Turn, Tx, execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::history::Actor;
use crate::webhook::Change;
use crate::{Act, ActionPointId, Moment, Store, StoreError, Topic};

/// An event with who and when.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// What happened.
    pub event: Event,
    /// Who did it, and when.
    pub act: Act,
}

/// An action point as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionPoint {
    /// Its id.
    pub id: ActionPointId,
    /// Where it stands.
    pub point: Point,
    /// What happened to it, in order.
    pub events: Vec<StoredEvent>,
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// A new point.
    New(ActionPointId),
    /// It joined the open point about the same.
    Joined(ActionPointId),
    /// A point about the same rests on this already, open or not.
    Known(ActionPointId),
}

#[derive(FromRow)]
struct Row {
    action_point_id: String,
    seq: i64,
    body: String,
    done_by: String,
    at_us: i64,
}

impl Row {
    fn read(&self) -> Result<StoredEvent, StoreError> {
        let id = format!("{} {}", self.action_point_id, self.seq);
        let cell = |column| Cell { table: "action_point_events", column, id: &id };
        let by: Actor = cell("done_by").read(&self.done_by)?;
        Ok(StoredEvent { event: cell("body").read_json(&self.body)?, act: Act { by, at: Moment::from_us(self.at_us) } })
    }
}

/// The rows of one point, in order, as the point.
fn fold(id: &str, rows: &[Row]) -> Result<ActionPoint, StoreError> {
    let cell = Cell { table: "action_point_events", column: "body", id };
    let events = rows.iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    let point = Point::fold(events.iter().map(|it| &it.event))
        .ok_or_else(|| cell.damaged(&"does not begin with a proposal"))?;
    Ok(ActionPoint { id: cell.read(id)?, point, events })
}

impl Store {
    /// Takes a proposal: it joins the open point about the same customer and reason, or begins one under `new`.
    ///
    /// # Errors
    /// `NotStorable` for a name with a zero character.
    pub async fn propose(&self, new: ActionPointId, proposal: Proposal, act: Act) -> Result<Placed, StoreError> {
        let customer = proposal.subject.customer.clone().unwrap_or_default();
        let reason = proposal.subject.reason.clone();
        check_text(0, "customer", &customer)?;
        check_text(0, "reason", &reason)?;
        let mut tx = self.write().await?;
        tx.take_turn(Turn::Points, 1).await?;
        // What a closed or dropped point rests on is no new work either, nor what rests on it for another reason.
        let known: Vec<(String,)> = fetch_all!(
            tx,
            "select id from action_points where customer = $1 and (customer <> '' or reason = $2)
             order by created_at_us desc, id desc",
            &customer,
            &reason,
        )?;
        for (id,) in known {
            let Some(known) = tx.point(&id).await? else { continue };
            if known.point.evidence.iter().any(|it| it.signal.is_same(&proposal.evidence.signal)) {
                return Ok(Placed::Known(known.id));
            }
        }
        let open: Option<(String,)> = fetch_optional!(
            tx,
            "select action_point_id from open_action_points where customer = $1 and reason = $2",
            &customer,
            &reason,
        )?;
        if let Some((id,)) = open {
            let known = tx.point(&id).await?.ok_or_else(|| not_found(&id))?;
            let join = known.point.join(proposal);
            tx.append_events(&id, known.events.len(), &[join], act).await?;
            tx.commit().await?;
            return Ok(Placed::Joined(known.id));
        }
        let id = new.to_string();
        execute!(
            tx,
            "insert into action_points (id, customer, reason, created_at_us) values ($1, $2, $3, $4)",
            &id,
            &customer,
            &reason,
            act.at.us(),
        )?;
        tx.open_point(&id, &customer, &reason).await?;
        tx.append_events(&id, 0, &[Point::begin(proposal)], act).await?;
        tx.commit().await?;
        Ok(Placed::New(new))
    }

    /// Does something with a point; gives where it stands then. A point that opens again while another about the same is
    /// open joins nothing: both stay, and the later one keeps the place for proposals.
    ///
    /// # Errors
    /// `ActionPoint` names the rule in the way, `NotFound` when there is no such point.
    pub async fn act_on_point(
        &self,
        id: ActionPointId,
        command: Command,
        (today, again_on): (Day, Day),
        act: Act,
    ) -> Result<ActionPoint, StoreError> {
        let mut tx = self.write().await?;
        let after = tx.act_on_point(id, command, (today, again_on), act).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Puts one open point into another about much the same: its evidence joins, and it is dropped with the reason `why`.
    /// Gives the point that stays.
    ///
    /// # Errors
    /// `ActionPoint` when one of them is closed, `NotFound` when there is no such point or both are the same.
    pub async fn merge_points(
        &self,
        from: ActionPointId,
        into: ActionPointId,
        why: &str,
        today: Day,
        act: Act,
    ) -> Result<ActionPoint, StoreError> {
        check_text(0, "why", why)?;
        let mut tx = self.write().await?;
        tx.take_turn(Turn::Points, 1).await?;
        let (gone, stays) = (from.to_string(), into.to_string());
        if gone == stays {
            return Err(not_found(&stays));
        }
        let source = tx.point(&gone).await?.ok_or_else(|| not_found(&gone))?;
        let target = tx.point(&stays).await?.ok_or_else(|| not_found(&stays))?;
        // A point that is closed takes nothing in; a note that it would refuse says so.
        target.point.decide(Command::Note(why.to_owned()), today, today)?;
        let dropped = source.point.decide(Command::Drop { why: why.to_owned() }, today, today)?;
        let joins: Vec<Event> = source
            .point
            .evidence
            .iter()
            .filter(|it| !target.point.evidence.contains(it))
            .map(|it| Event::Joined { evidence: it.clone(), due_on: target.point.due_on.min(source.point.due_on) })
            .collect();
        tx.append_events(&stays, target.events.len(), &joins, act).await?;
        tx.append_events(&gone, source.events.len(), &dropped, act).await?;
        execute!(tx, "delete from open_action_points where action_point_id = $1", &gone)?;
        let merged = tx.point(&stays).await?.ok_or_else(|| not_found(&stays))?;
        tx.commit().await?;
        Ok(merged)
    }

    /// Gives everything open that a colleague has to somebody else, in one step; the names are all they go by. Gives how
    /// many points it is.
    ///
    /// # Errors
    /// `ActionPoint` when nobody is named.
    pub async fn hand_over_points(&self, from: &[&str], to: &str, today: Day, act: Act) -> Result<u64, StoreError> {
        let mut tx = self.write().await?;
        tx.take_turn(Turn::Points, 1).await?;
        let open: Vec<(String,)> =
            fetch_all!(tx, "select action_point_id from open_action_points order by action_point_id")?;
        let mut given = 0;
        for (id,) in open {
            let Some(known) = tx.point(&id).await? else { continue };
            let is_theirs = |owner: &str| from.iter().any(|name| !name.is_empty() && owner.eq_ignore_ascii_case(name));
            let Some(owner) = known.point.owner.clone().filter(|owner| is_theirs(owner)) else { continue };
            for ((), event) in hand_over([((), &known.point)], &owner, to, today)? {
                tx.append_events(&id, known.events.len(), &[event], act).await?;
                given += 1;
            }
        }
        tx.commit().await?;
        Ok(given)
    }

    /// One point with everything that happened to it.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn action_point(&self, id: ActionPointId) -> Result<Option<ActionPoint>, StoreError> {
        let mut db = self.read().await?;
        let key = id.to_string();
        let rows: Vec<Row> = fetch_all!(
            db,
            "select action_point_id, seq, body, done_by, at_us from action_point_events where action_point_id = $1
             order by seq",
            &key,
        )?;
        if rows.is_empty() { Ok(None) } else { fold(&key, &rows).map(Some) }
    }

    /// The points that were begun at a moment or later, the newest first, whatever became of them.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn action_points(&self, since: Moment) -> Result<Vec<ActionPoint>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select action_point_id, seq, body, done_by, at_us
             from action_point_events join action_points on action_points.id = action_point_events.action_point_id
             where created_at_us >= $1 order by created_at_us desc, action_point_id, seq",
            since.us(),
        )?;
        rows.chunk_by(|a, b| a.action_point_id == b.action_point_id)
            .filter_map(|rows| rows.first().map(|first| fold(&first.action_point_id, rows)))
            .collect()
    }
}

fn not_found(id: &str) -> StoreError {
    StoreError::NotFound { what: "action point", id: id.to_owned() }
}

impl Tx {
    /// Does something with a point inside a transaction; gives where it stands then.
    pub(crate) async fn act_on_point(
        &mut self,
        id: ActionPointId,
        command: Command,
        (today, again_on): (Day, Day),
        act: Act,
    ) -> Result<ActionPoint, StoreError> {
        self.take_turn(Turn::Points, 1).await?;
        let key = id.to_string();
        let before = self.point(&key).await?.ok_or_else(|| not_found(&key))?;
        let events = before.point.decide(command, today, again_on)?;
        self.append_events(&key, before.events.len(), &events, act).await?;
        let after = self.point(&key).await?.ok_or_else(|| not_found(&key))?;
        match (before.point.stage.is_open(), after.point.stage.is_open()) {
            (true, false) => {
                execute!(self, "delete from open_action_points where action_point_id = $1", &key)?;
            }
            (false, true) => {
                let subject = &after.point.subject;
                self.open_point(&key, subject.customer.as_deref().unwrap_or_default(), &subject.reason).await?;
            }
            _ => {}
        }
        Ok(after)
    }

    async fn point(&mut self, id: &str) -> Result<Option<ActionPoint>, StoreError> {
        let rows: Vec<Row> = fetch_all!(
            self,
            "select action_point_id, seq, body, done_by, at_us from action_point_events where action_point_id = $1
             order by seq",
            id,
        )?;
        if rows.is_empty() { Ok(None) } else { fold(id, &rows).map(Some) }
    }

    async fn open_point(&mut self, id: &str, customer: &str, reason: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "insert into open_action_points (customer, reason, action_point_id) values ($1, $2, $3)
             on conflict (customer, reason) do nothing",
            customer,
            reason,
            id,
        )?;
        Ok(())
    }

    async fn append_events(&mut self, id: &str, after: usize, events: &[Event], act: Act) -> Result<(), StoreError> {
        for (event, seq) in events.iter().zip(i64::try_from(after).unwrap_or(i64::MAX).saturating_add(1)..) {
            let body = serde_json::json!(event).to_string();
            execute!(
                self,
                "insert into action_point_events (action_point_id, seq, what, body, done_by, at_us)
                 values ($1, $2, $3, $4, $5, $6)",
                id,
                seq,
                event.word(),
                &body,
                act.by.to_string(),
                act.at.us(),
            )?;
            let (name, key) = (format!("point.{}", event.word()), format!("{id} {seq}"));
            let says = serde_json::json!({ "point": id, "seq": seq });
            let change = Change { topic: Topic::Points, event: &name, key: &key, says, at: act.at };
            self.tell_programs(change).await?;
        }
        Ok(())
    }
}
