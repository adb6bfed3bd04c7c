//! Everything about one person: as a copy for them, and gone. What was decided and why stays as codes and days; who it was
//! and what they wrote goes. The chain of receipts stays whole, because it holds hashes.

use relationship::exit::{By, Exit, ExitEvent, Recorded};
use serde_json::{Value, json};

use crate::connection::{Tx, execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::secret::hex_sha256;
use crate::{Act, Store, StoreError};

/// What stands in the place of a receipt whose person was erased.
pub(crate) const RECEIPT_ERASED: &str = "";

/// What of a person is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Erased {
    /// What the company told of them, contracts included.
    pub told: u64,
    /// Times they were asked, with everything they answered.
    pub invitations: u64,
    /// Action points about them alone.
    pub points: u64,
    /// Cases of leaving: days, codes and scores of them stay.
    pub exits: u64,
    /// Mails of theirs.
    pub mails: u64,
    /// Facts that waited for the ledger.
    pub facts: u64,
    /// Letters and other work about them.
    pub jobs: u64,
    /// Activities they were drawn for; what was measured stays.
    pub assignments: u64,
}

/// How the history names somebody who is gone: nobody can tell who it was without knowing them already.
fn about(customer: &str) -> String {
    format!("person:{}", &hex_sha256(customer)[..16])
}

/// The rows of a question as JSON: each is written as JSON by the question's own columns.
type Pairs = Vec<(String, Option<String>)>;
/// Day, kind, what it refers to, own words and number of a fact.
type FactRow = (String, String, Option<String>, Option<String>, Option<f64>);

impl Store {
    /// Everything the office knows of a person, as JSON for them to take along. That they took it is written down.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `DiskFull`, `Database`.
    #[expect(clippy::too_many_lines, reason = "one query per table, each read once from top to bottom")]
    pub async fn copy_of_person(&self, customer: &str, act: Act) -> Result<Value, StoreError> {
        check_text(0, "customer", customer)?;
        let person = self.person(customer).await?.map(|it| {
            let contracts: Vec<Value> = it.contracts.iter().map(|it| json!(it)).collect();
            json!({ "name": it.name, "mail": it.mail, "phone": it.phone, "language": it.language,
                "purpose": it.purpose, "keep_until": it.keep_until, "contracts": contracts })
        });
        let mut tx = self.write().await?;
        let asked: Vec<(String, String, i64, String, String, String)> = fetch_all!(
            tx,
            "select id, survey, version, channel, language, asked_on from invitations where customer = $1 order by id",
            customer,
        )?;
        let mut invitations = Vec::new();
        for (id, survey, version, channel, language, asked_on) in asked {
            let answers: Vec<(String, Option<String>, String, String)> = fetch_all!(
                tx,
                "select question, value, purposes, answered_on from answers where invitation_id = $1 order by question",
                &id,
            )?;
            let answers: Vec<Value> = answers
                .into_iter()
                .map(|(question, value, purposes, on)| {
                    json!({ "question": question, "value": value.map(|it| read(&it)), "purposes": purposes, "on": on })
                })
                .collect();
            invitations.push(json!({ "invitation": id, "survey": survey, "version": version, "channel": channel,
                "language": language, "asked_on": asked_on, "answers": answers }));
        }
        let standings: Vec<(String, String, String)> = fetch_all!(
            tx,
            "select rung, said_on, fades_on from standings where customer = $1 order by said_on",
            customer,
        )?;
        let points: Pairs = fetch_all!(
            tx,
            "select action_point_id, body from action_point_events
             join action_points on action_points.id = action_point_events.action_point_id
             where customer = $1 and customer <> '' order by action_point_id, seq",
            customer,
        )?;
        let helped: Vec<(String, Option<i64>)> = fetch_all!(
            tx,
            "select action_point_id, helped from helped_questions where who = 'customer' and whom = $1
             order by asked_at_us",
            customer,
        )?;
        let exits: Pairs = fetch_all!(
            tx,
            "select exit_events.exit_id, exit_events.body from exit_events join exits on exits.id = exit_events.exit_id
             where customer = $1 order by exit_events.exit_id, seq",
            customer,
        )?;
        let receipts: Pairs = fetch_all!(
            tx,
            "select exit_id, receipts.body from receipts join exits on exits.id = receipts.exit_id
             where customer = $1 order by place",
            customer,
        )?;
        let mails: Vec<(String, String, String, i64)> = fetch_all!(
            tx,
            "select from_address, subject, body, received_at_us from mails
             where key in (select mail_key from mail_outcomes where case_id in (select id from exits where customer = $1))
                or (from_address <> '' and from_address in (select mail from people where customer = $1))
             order by received_at_us",
            customer,
        )?;
        let facts: Vec<FactRow> = fetch_all!(
            tx,
            "select happened_on, kind, ref_id, reason, value from facts where customer = $1 order by seq",
            customer,
        )?;
        let faults: Vec<(String, String)> = fetch_all!(
            tx,
            "select happened_on, what from faults where customer = $1 order by happened_on, source_id",
            customer,
        )?;
        let assignments: Vec<(String, i64, String)> = fetch_all!(
            tx,
            "select activity_id, is_treated, drawn_on from activity_assignments where customer = $1 order by activity_id",
            customer,
        )?;
        let opted_out: Option<(String, i64)> =
            fetch_optional!(tx, "select channel, opted_out_at_us from asking_opt_outs where customer = $1", customer,)?;
        let copy = json!({
            "customer": customer,
            "person": person,
            "invitations": invitations,
            "standings": standings.iter()
                .map(|(rung, on, fades)| json!({ "rung": rung, "said_on": on, "fades_on": fades }))
                .collect::<Vec<_>>(),
            "asked_no_more": opted_out.map(|(channel, at)| json!({ "channel": channel, "at_us": at })),
            "points": events(&points),
            "whether_it_helped": helped.iter()
                .map(|(point, helped)| json!({ "point": point, "helped": helped.map(|it| it == 1) }))
                .collect::<Vec<_>>(),
            "exits": events(&exits),
            "receipts": receipts.iter()
                .map(|(exit, body)| json!({ "exit": exit, "receipt": body }))
                .collect::<Vec<_>>(),
            "mails": mails.iter()
                .map(|(from, subject, body, at)| {
                    json!({ "from": from, "subject": subject, "body": body, "received_at_us": at })
                })
                .collect::<Vec<_>>(),
            "assignments": assignments.iter()
                .map(|(id, treated, on)| json!({ "activity": id, "treated": *treated == 1, "drawn_on": on }))
                .collect::<Vec<_>>(),
            "faults": faults.iter().map(|(on, what)| json!({ "on": on, "what": what })).collect::<Vec<_>>(),
            "facts_waiting": facts.iter()
                .map(|(on, kind, about, reason, value)| {
                    json!({ "on": on, "kind": kind, "ref": about, "reason": reason, "value": value })
                })
                .collect::<Vec<_>>(),
        });
        tx.record(act, "person_copied", about(customer), json!({})).await?;
        tx.commit().await?;
        Ok(copy)
    }

    /// Erases a person from the office, all or nothing, and writes down that it was done, when and by whom. Their wish not
    /// to be asked stays: without it they would be asked again. The facts in the ledger are the ledger's own to erase.
    ///
    /// # Errors
    /// `CaseOpen` while a request of theirs to leave is not finished: it could not be done any more.
    pub async fn erase_person(&self, customer: &str, act: Act) -> Result<Erased, StoreError> {
        check_text(0, "customer", customer)?;
        let mut tx = self.write().await?;
        let open: Option<(String,)> = fetch_optional!(
            tx,
            "select id from exits where customer = $1 and state = 'open' order by id limit 1",
            customer,
        )?;
        if let Some((id,)) = open {
            return Err(StoreError::CaseOpen { id });
        }
        let mut erased = Erased::default();
        // What refers to their cases goes first, because afterwards nobody can tell which they are.
        erased.jobs += execute!(
            tx,
            "delete from jobs where about in (select id from exits where customer = $1)
                or about in (select 'invitation:' || id from invitations where customer = $1)
                or body like $2 escape '\\'",
            customer,
            like_customer(customer),
        )?;
        erased.mails = execute!(
            tx,
            "update mails set from_name = '', from_address = '', subject = '', body = '', message_id = null,
                              references_json = '[]'
             where (from_address <> '' or body <> '' or subject <> '')
               and (key in (select mail_key from mail_outcomes
                            where case_id in (select id from exits where customer = $1))
                 or from_address in (select mail from people where customer = $1 and mail is not null))",
            customer,
        )?;
        erased.exits = tx.erase_exits(customer, act).await?;
        erased.invitations = execute!(tx, "delete from invitations where customer = $1", customer)?;
        erased.points = execute!(tx, "delete from action_points where customer = $1 and customer <> ''", customer)?;
        execute!(tx, "delete from helped_questions where who = 'customer' and whom = $1", customer)?;
        execute!(tx, "delete from told_once where whom = $1", customer)?;
        execute!(tx, "delete from door_links where about = $1", customer)?;
        execute!(tx, "delete from faults where customer = $1", customer)?;
        execute!(tx, "update visits set customer = null where customer = $1", customer)?;
        erased.facts = execute!(tx, "delete from facts where customer = $1", customer)?;
        execute!(tx, "delete from contracts where customer = $1", customer)?;
        erased.told = execute!(tx, "delete from people where customer = $1", customer)?;
        erased.assignments = execute!(tx, "delete from activity_assignments where customer = $1", customer)?;
        tx.record(act, "person_erased", about(customer), json!(erased)).await?;
        tx.commit().await?;
        // They are gone whether or not the log could be emptied now.
        let _ = self.pools.empty_log().await;
        Ok(erased)
    }
}

impl Tx {
    /// Takes the person out of their cases; gives how many there are.
    async fn erase_exits(&mut self, customer: &str, act: Act) -> Result<u64, StoreError> {
        let rows: Vec<(String, i64, String)> = fetch_all!(
            self,
            "select exit_id, seq, body from exit_events
             where exit_id in (select id from exits where customer = $1) order by exit_id, seq",
            customer,
        )?;
        let mut cases: Vec<(String, Vec<Recorded>)> = Vec::new();
        for (exit, seq, body) in rows {
            let id = format!("{exit} {seq}");
            let event: ExitEvent = Cell { table: "exit_events", column: "body", id: &id }.read_json(&body)?;
            let event = event.without_person();
            execute!(
                self,
                "update exit_events set event = $1, body = $2 where exit_id = $3 and seq = $4",
                event.word(),
                json!(event).to_string(),
                &exit,
                seq,
            )?;
            let seq = u32::try_from(seq).unwrap_or(u32::MAX);
            let recorded = Recorded { seq, at_us: 0, by: By::Program, event };
            match cases.last_mut() {
                Some((id, events)) if *id == exit => events.push(recorded),
                _ => cases.push((exit, vec![recorded])),
            }
        }
        for (exit, events) in &cases {
            self.settle_tasks(exit, events, act).await?;
        }
        execute!(
            self,
            "update receipts set body = $1 where exit_id in (select id from exits where customer = $2)",
            RECEIPT_ERASED,
            customer,
        )?;
        Ok(execute!(
            self,
            "update exits set customer = null, contract = null, case_key = null, due_on = null where customer = $1",
            customer,
        )?)
    }

    /// Nobody has anything left to do for who is gone: erasing was it.
    async fn settle_tasks(&mut self, exit: &str, events: &[Recorded], act: Act) -> Result<(), StoreError> {
        let Some(case) = Exit::fold(events) else { return Ok(()) };
        let seq = events.last().map_or(0, |it| i64::from(it.seq));
        for (task, seq) in case.open_tasks().into_iter().zip(seq + 1..) {
            let event = ExitEvent::Met { need: task.need };
            execute!(
                self,
                "insert into exit_events (exit_id, seq, at_us, done_by, event, body) values ($1, $2, $3, $4, $5, $6)",
                exit,
                seq,
                act.at.us(),
                By::Program.to_string(),
                event.word(),
                json!(event).to_string(),
            )?;
        }
        Ok(())
    }
}

/// A pattern for JSON that names a customer.
fn like_customer(customer: &str) -> String {
    let quoted = json!(customer).to_string().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%\"customer\":{quoted}%")
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

/// Events under what they happened to.
fn events(rows: &[(String, Option<String>)]) -> Vec<Value> {
    rows.chunk_by(|a, b| a.0 == b.0)
        .filter_map(|rows| {
            let (id, _) = rows.first()?;
            let events: Vec<Value> = rows.iter().filter_map(|(_, body)| body.as_deref().map(read)).collect();
            Some(json!({ "id": id, "events": events }))
        })
        .collect()
}
