//! The worker: one turn does everything that is due. Whoever runs it decides how often.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use relationship::FactKind;
use relationship::exit::{By, Command, ExitEvent, ExitState, Need, Urgency};
use store::{Claim, ExitId, Job, JobId, Role, StoreError, StoredExit, TailFact, WEBHOOK_JOB};

use super::{CLOCK, CLOSE, LETTER, LetterBody, LetterKind, RESUME, SOURCE};
use crate::Office;
use crate::acting::{Acting, NotActed, act};

/// How long a claim is good for; a worker that was killed holds nothing for longer.
const CLAIM_SECONDS: i64 = 120;
/// Jobs of one kind in one turn.
const JOBS_PER_TURN: u32 = 50;
/// The wait after the first failure; it doubles with each.
const WAIT_SECONDS_MIN: i64 = 30;
/// The longest wait.
const WAIT_SECONDS_MAX: i64 = 6 * 3600;
/// After so many failures a person looks.
pub const ATTEMPTS_MAX: u32 = 12;

/// A letter that is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The job; the id of the message is made from it, so that it is the same however often it is tried.
    pub job: JobId,
    /// The case, where it is about one.
    pub exit: Option<ExitId>,
    /// What is sent.
    pub letter: LetterBody,
}

/// Why a letter was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// It was certainly not sent, and may be later.
    #[error("not now: {0}")]
    Later(String),
    /// It was certainly not sent, and never will be like this.
    #[error("never: {0}")]
    Never(String),
    /// Nobody knows whether it was sent: it is not tried again by itself.
    #[error("nobody knows: {0}")]
    Unknown(String),
}

/// Hands a letter over to the outside.
pub type Sender = Arc<dyn Fn(Sent) -> Pin<Box<dyn Future<Output = Result<(), NotSent>> + Send>> + Send + Sync>;

/// Tells another program of a change.
pub type ProgramTeller = Arc<dyn Fn(Job) -> Pin<Box<dyn Future<Output = Result<(), NotSent>> + Send>> + Send + Sync>;

/// What a turn did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turn {
    /// Requests that moved from the spool into the store.
    pub moved: usize,
    /// Letters that were handed over.
    pub sent: usize,
    /// Contracts that ended.
    pub ended: usize,
    /// Tasks that went to everybody.
    pub escalated: usize,
    /// Pauses that were over.
    pub resumed: usize,
    /// Other programs that were told of a change.
    pub told: usize,
    /// Jobs that were put off or given up.
    pub failed: usize,
}

/// Does the jobs of an office.
#[derive(Clone)]
pub struct Worker {
    office: Arc<Office>,
    sender: Option<Sender>,
    teller: Option<ProgramTeller>,
    name: String,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How a job went.
enum Outcome {
    Done,
    /// Done, and it counts under what the turn did.
    Did,
    /// Not yet: at this moment.
    At(store::Moment),
}

impl Worker {
    /// A worker with a name of its own. Without a sender letters wait.
    pub fn new(office: Arc<Office>, sender: Option<Sender>) -> Self {
        let chance: [u8; 8] = office.random();
        let name = format!("worker {:016x}", u64::from_le_bytes(chance));
        Self { office, sender, teller: None, name }
    }

    /// The same, telling other programs of changes; without it those jobs wait.
    #[must_use]
    pub fn telling(self, teller: ProgramTeller) -> Self {
        Self { teller: Some(teller), ..self }
    }

    /// Makes room in the spool. To be called once at the start.
    ///
    /// # Errors
    /// What the disk said.
    pub async fn hold_room(&self) -> std::io::Result<()> {
        self.office.spool().hold_room().await
    }

    /// Does everything that is due.
    ///
    /// # Errors
    /// What the store could not do; what was done before stays done.
    pub async fn turn(&self) -> Result<Turn, StoreError> {
        let mut turn = Turn { moved: self.office.drain_spool().await?, ..Turn::default() };
        for job in self.claim(CLOSE).await? {
            let done = self.close(&job).await;
            turn.ended += self.settle(&job, done, &mut turn.failed).await?;
        }
        for job in self.claim(RESUME).await? {
            let done = self.resume(&job).await;
            turn.resumed += self.settle(&job, done, &mut turn.failed).await?;
        }
        for job in self.claim(CLOCK).await? {
            let done = self.look_at_the_clock(&job).await;
            turn.escalated += self.settle(&job, done, &mut turn.failed).await?;
        }
        if let Some(sender) = &self.sender {
            for job in self.claim(LETTER).await? {
                turn.sent += self.send(sender, &job, &mut turn.failed).await?;
            }
        }
        if let Some(teller) = &self.teller {
            for job in self.claim(WEBHOOK_JOB).await? {
                turn.told += self.tell(teller, &job, &mut turn.failed).await?;
            }
        }
        Ok(turn)
    }

    /// Tells a program, as often as it takes: it knows a change again by its name.
    async fn tell(&self, teller: &ProgramTeller, job: &Job, failed: &mut usize) -> Result<usize, StoreError> {
        match teller(job.clone()).await {
            Ok(()) => {
                self.office.store.finish_job(job.id, self.office.now()).await?;
                return Ok(1);
            }
            Err(NotSent::Later(why) | NotSent::Unknown(why)) => self.put_off(job, &why).await?,
            Err(NotSent::Never(why)) => self.office.store.bury_job(job.id, &why, self.office.now()).await?,
        }
        *failed += 1;
        Ok(0)
    }

    async fn claim(&self, kind: &str) -> Result<Vec<Job>, StoreError> {
        let at = self.office.now();
        let claim = Claim { by: &self.name, at, until: at.plus_seconds(CLAIM_SECONDS) };
        self.office.store.claim_jobs(kind, claim, JOBS_PER_TURN).await
    }

    async fn settle(
        &self,
        job: &Job,
        done: Result<Outcome, StoreError>,
        failed: &mut usize,
    ) -> Result<usize, StoreError> {
        match done {
            Ok(outcome) => {
                if let Outcome::At(due_at) = outcome {
                    self.office.store.postpone_job(job.id, "it is not time yet", due_at).await?;
                } else {
                    self.office.store.finish_job(job.id, self.office.now()).await?;
                }
                Ok(usize::from(matches!(outcome, Outcome::Did)))
            }
            Err(error) => {
                *failed += 1;
                self.put_off(job, &error.to_string()).await?;
                Ok(0)
            }
        }
    }

    /// Puts a job off, longer each time; after many failures a person looks.
    async fn put_off(&self, job: &Job, why: &str) -> Result<(), StoreError> {
        if job.attempts >= ATTEMPTS_MAX {
            return self.give_up(job, why).await;
        }
        let doublings = job.attempts.saturating_sub(1).min(16);
        let wait = (WAIT_SECONDS_MIN << doublings).min(WAIT_SECONDS_MAX);
        tracing::warn!(kind = job.kind, job = %job.id, attempts = job.attempts, why, "a job is put off");
        self.office.store.postpone_job(job.id, why, self.office.now().plus_seconds(wait)).await
    }

    async fn give_up(&self, job: &Job, why: &str) -> Result<(), StoreError> {
        tracing::error!(kind = job.kind, job = %job.id, why, "a job is given up; a person must look");
        self.office.store.bury_job(job.id, why, self.office.now()).await?;
        self.tell_the_desk(job).await;
        Ok(())
    }

    /// The case gets a task: somebody must see to the message that did not arrive.
    async fn tell_the_desk(&self, job: &Job) {
        let Some(exit) = exit_of(job) else { return };
        if let Err(error) = act(&self.office, exit, vec![Command::Require(Need::Message)], By::Program).await {
            tracing::debug!(%error, "the desk knows already");
        }
    }

    async fn case(&self, job: &Job) -> Result<Option<(ExitId, StoredExit)>, StoreError> {
        let Some(id) = exit_of(job) else { return Ok(None) };
        Ok(self.office.store.exit(id).await?.map(|stored| (id, stored)))
    }

    /// Closes a case whose last day is over. Its last day may have changed since the job was written down.
    async fn close(&self, job: &Job) -> Result<Outcome, StoreError> {
        let Some((id, stored)) = self.case(job).await? else { return Ok(Outcome::Done) };
        let Some(last_day) = stored.exit.last_day().filter(|_| stored.exit.state == ExitState::Open) else {
            return Ok(Outcome::Done);
        };
        if self.office.today() <= last_day {
            return Ok(Outcome::At(self.office.start_of(last_day.plus_days(1))));
        }
        match act(&self.office, id, vec![Command::Close], By::Program).await {
            Ok(_) => Ok(Outcome::Did),
            Err(NotActed::Store(error)) => Err(error),
            Err(NotActed::Refused(_) | NotActed::NoSuchCase) => Ok(Outcome::Done),
        }
    }

    /// Writes down that a pause is over.
    async fn resume(&self, job: &Job) -> Result<Outcome, StoreError> {
        let Some((id, stored)) = self.case(job).await? else { return Ok(Outcome::Done) };
        let (Some(customer), Some((_, until))) = (&stored.exit.declaration.customer, stored.exit.pause) else {
            return Ok(Outcome::Done);
        };
        let fact = TailFact {
            source_id: Some(format!("{id}:resumed")),
            ref_id: stored.exit.declaration.contract.clone(),
            ..TailFact::new(customer, until.plus_days(1), FactKind::Resumed, SOURCE)
        };
        self.office.store.append_facts(&[fact], self.office.now()).await?;
        Ok(Outcome::Did)
    }

    /// Brings what was left lying to everybody who may help, once per task, and looks again the next working day.
    async fn look_at_the_clock(&self, job: &Job) -> Result<Outcome, StoreError> {
        let Some((id, stored)) = self.case(job).await? else { return Ok(Outcome::Done) };
        let today = self.office.today();
        let declaration = &stored.exit.declaration;
        let found = self.office.flow_of_case(&declaration.flow, declaration.flow_version).await;
        let holidays = found.flow.holidays(today);
        let open = stored.exit.open_tasks();
        let Some(first) = open.first() else { return Ok(Outcome::Done) };
        let is_told = |need: Need, since_us: i64| {
            stored.events.iter().any(|it| it.at_us >= since_us && it.event == ExitEvent::Escalated { need })
        };
        let left: Vec<Command> = open
            .iter()
            .filter(|task| task.urgency(today, &holidays) == Urgency::Escalated && !is_told(task.need, task.since_us))
            .map(|task| Command::Escalate(task.need))
            .collect();
        if !left.is_empty() {
            let letters = self.to_everybody(id).await?;
            let acting = Acting { commands: left, jobs: letters };
            match crate::acting::act_with(&self.office, id, acting, By::Program).await {
                Ok(_) => {}
                Err(NotActed::Store(error)) => return Err(error),
                Err(NotActed::Refused(_) | NotActed::NoSuchCase) => return Ok(Outcome::Done),
            }
        }
        // What nobody was told of yet will be told; after that the case is in everybody's list until it is done.
        let next = holidays.working_day_from(today.max(first.due_on).plus_days(1));
        Ok(Outcome::At(self.office.start_of(next)))
    }

    async fn to_everybody(&self, id: ExitId) -> Result<Vec<store::NewJob>, StoreError> {
        let members = self.office.store.members().await?;
        let may_help = members.iter().filter(|member| member.role != Role::Analyst);
        let letter = |member: &store::Member| {
            let body = LetterBody::new(LetterKind::Overdue, member.email.as_str(), member.language.word());
            self.office.new_letter(&id.to_string(), &body, self.office.now())
        };
        Ok(may_help.map(letter).collect())
    }

    async fn send(&self, sender: &Sender, job: &Job, failed: &mut usize) -> Result<usize, StoreError> {
        let letter: LetterBody = match serde_json::from_str(&job.body) {
            Ok(letter) => letter,
            Err(error) => {
                *failed += 1;
                self.give_up(job, &format!("the letter cannot be read: {error}")).await?;
                return Ok(0);
            }
        };
        // From here on nobody hands it over again by himself.
        if !self.office.store.hand_job(job.id, &self.name, self.office.now()).await? {
            return Ok(0);
        }
        match sender(Sent { job: job.id, exit: exit_of(job), letter }).await {
            Ok(()) => {
                self.office.store.finish_job(job.id, self.office.now()).await?;
                return Ok(1);
            }
            Err(NotSent::Later(why)) => self.put_off(job, &why).await?,
            Err(NotSent::Never(why)) => self.give_up(job, &why).await?,
            Err(NotSent::Unknown(why)) => {
                tracing::warn!(job = %job.id, why, "nobody knows whether a letter was sent");
                self.tell_the_desk(job).await;
            }
        }
        *failed += 1;
        Ok(0)
    }
}

fn exit_of(job: &Job) -> Option<ExitId> {
    job.about.parse().ok()
}
