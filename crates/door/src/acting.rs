//! Doing something with a case: by the leaver, the desk, or the program itself. One way for all, so that every step is in
//! the case, in the ledger, and in the letters it brings about.

use relationship::exit::{By, Command, Exit, ExitEvent, Goodbye, Recorded, Refusal, Setting};
use relationship::flow::Flow;
use relationship::reason::{Catalogue, ReasonKind};
use relationship::{DepartureKind, FactKind};
use store::{ExitChange, ExitId, Moment, NewJob, StoreError, StoredExit, TailFact};

use crate::Office;
use crate::jobs::{self, LetterBody, LetterKind, SOURCE};

/// How often somebody else may have been quicker.
const TRIES_MAX: usize = 4;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum NotActed {
    /// There is no such case.
    #[error("there is no such case")]
    NoSuchCase,
    /// A rule stands in the way.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is to be done with a case, all or nothing.
#[derive(Debug, Clone, Default)]
pub struct Acting {
    /// The commands, in order.
    pub commands: Vec<Command>,
    /// Work beside what the commands bring about by themselves.
    pub jobs: Vec<NewJob>,
}

/// Does something with a case, all of it or nothing; gives the case as it stands then.
///
/// # Errors
/// [`NotActed`] says why nothing was done.
pub async fn act(office: &Office, id: ExitId, commands: Vec<Command>, by: By) -> Result<StoredExit, NotActed> {
    act_with(office, id, Acting { commands, jobs: Vec::new() }, by).await
}

/// As [`act`], with more work.
///
/// # Errors
/// As [`act`].
pub async fn act_with(office: &Office, id: ExitId, acting: Acting, by: By) -> Result<StoredExit, NotActed> {
    let mut tries = 0;
    loop {
        match try_once(office, id, &acting, &by).await {
            Err(NotActed::Store(StoreError::Outdated { .. })) if tries < TRIES_MAX => tries += 1,
            done => return done,
        }
    }
}

async fn try_once(office: &Office, id: ExitId, acting: &Acting, by: &By) -> Result<StoredExit, NotActed> {
    let mut stored = office.store.exit(id).await?.ok_or(NotActed::NoSuchCase)?;
    let declaration = &stored.exit.declaration;
    let found = office.flow_of_case(&declaration.flow, declaration.flow_version).await;
    let (now, today) = (office.now(), office.today());
    let holidays = found.flow.holidays(today);
    let setting = Setting { flow: &found.flow, today, holidays: &holidays };
    let first_due = |exit: &Exit| exit.open_tasks().first().map(|task| task.due_on);
    let was_due = first_due(&stored.exit);
    let mut recorded: Vec<Recorded> = Vec::new();
    for command in acting.commands.iter().cloned() {
        let events = stored.exit.decide(command, &setting)?;
        recorded.extend(stored.exit.record(events, by, now.us()));
    }
    let about = About { office, id, exit: &stored.exit, flow: &found.flow, now };
    let facts: Vec<TailFact> = recorded.iter().flat_map(|it| about.facts(it)).collect();
    let mut jobs = acting.jobs.clone();
    for it in &recorded {
        jobs.extend(about.jobs(&it.event).await?);
    }
    // The clock looks at the first day that is due; one that is due sooner than all before needs it sooner.
    if first_due(&stored.exit).is_some_and(|due| was_due.is_none_or(|was| due < was)) {
        jobs.extend(jobs::clock(office, &id.to_string(), &stored.exit));
    }
    let change = ExitChange { events: &recorded, jobs: &jobs, facts: &facts };
    office.store.change_exit(id, &stored.exit, change, now).await?;
    stored.events.extend(recorded);
    Ok(stored)
}

/// What an event means outside the case.
struct About<'a> {
    office: &'a Office,
    id: ExitId,
    exit: &'a Exit,
    flow: &'a Flow,
    now: Moment,
}

impl About<'_> {
    /// The facts an event is, of a customer who is known: one, or the end of each contract of the request.
    fn facts(&self, recorded: &Recorded) -> Vec<TailFact> {
        let ended = match &recorded.event {
            ExitEvent::Ended { .. } => self.exit.goodbye.also.as_slice(),
            _ => &[],
        };
        let of = |(ended, customer): (&Goodbye, &String)| {
            let contract = ended.contract.clone()?;
            Some(TailFact {
                source_id: Some(format!("{}:{}:{contract}", self.id, recorded.seq)),
                ref_id: Some(contract),
                ..TailFact::new(customer, ended.last_day()?, FactKind::ContractEnded, SOURCE)
            })
        };
        let customer = self.exit.declaration.customer.iter().cycle();
        ended.iter().zip(customer).filter_map(of).chain(self.fact(recorded)).collect()
    }

    /// The fact an event is by itself.
    fn fact(&self, recorded: &Recorded) -> Option<TailFact> {
        let declaration = &self.exit.declaration;
        let customer = declaration.customer.as_ref()?;
        let on = self.office.day_of(Moment::from_us(recorded.at_us));
        let of = |on, kind: FactKind<'_>| TailFact {
            source_id: Some(format!("{}:{}", self.id, recorded.seq)),
            ref_id: declaration.contract.clone(),
            ..TailFact::new(customer, on, kind, SOURCE)
        };
        let answered = |about: &str| TailFact { ref_id: Some(about.to_owned()), ..of(on, FactKind::Answered) };
        Some(match &recorded.event {
            ExitEvent::Recognized { .. } => TailFact {
                source_id: Some(format!("{}:asked", self.id)),
                ..of(declaration.asked_on, FactKind::AskedToLeave)
            },
            ExitEvent::ReasonsGiven { main, reasons, .. } => {
                TailFact { reason: main.clone().or_else(|| reasons.first().cloned()), ..answered("leave:reason") }
            }
            ExitEvent::EffortScored { score } => TailFact { value: Some((*score).into()), ..answered("leave:effort") },
            ExitEvent::GoodbyeScored { score } => {
                TailFact { value: Some((*score).into()), ..answered("leave:goodbye") }
            }
            ExitEvent::Undone => of(on, FactKind::Own("stayed_after_asking")),
            ExitEvent::Paused { from, .. } => of(*from, FactKind::Paused),
            ExitEvent::Contacted { channel, .. } => {
                TailFact { ref_id: Some(channel.word().to_owned()), ..of(on, FactKind::Contacted) }
            }
            ExitEvent::Ended { last_day } => self.left(of(*last_day, FactKind::Left)),
            _ => return None,
        })
    }

    /// The end of the last contract is the end of the relationship; of one among several only its own.
    fn left(&self, fact: TailFact) -> TailFact {
        let reason = self.exit.main_reason.clone().or_else(|| self.exit.reasons.first().cloned());
        let is_goal = reason.as_deref().and_then(|code| Catalogue::current().find(code)).map(|reason| reason.kind);
        let departure = match is_goal {
            Some(ReasonKind::Positive) => DepartureKind::Positive,
            _ => DepartureKind::Voluntary,
        };
        if self.exit.goodbye.stays.is_empty() {
            TailFact { reason, departure: Some(departure), ..fact }
        } else {
            TailFact { reason, kind: FactKind::ContractEnded.word().to_owned(), ..fact }
        }
    }

    async fn jobs(&self, event: &ExitEvent) -> Result<Vec<NewJob>, StoreError> {
        let about = self.id.to_string();
        let mut jobs = Vec::new();
        match event {
            ExitEvent::Recognized { .. } => {
                jobs.extend(self.letter(LetterKind::Told, self.now).await?);
                jobs.extend(jobs::close(self.office, &about, self.exit));
            }
            ExitEvent::Apologized { .. } => jobs.extend(self.letter(LetterKind::Sorry, self.now).await?),
            ExitEvent::Undone => jobs.extend(self.letter(LetterKind::Undone, self.now).await?),
            ExitEvent::Paused { until, .. } => {
                jobs.extend(self.letter(LetterKind::Paused, self.now).await?);
                if let Some(pause) = self.flow.pause.as_ref().filter(|pause| pause.resumes_by_itself) {
                    let resumes_on = until.plus_days(1);
                    let at = self.office.start_of(resumes_on);
                    jobs.push(self.office.new_job(jobs::RESUME, &about, "{}".to_owned(), at));
                    let before = i32::try_from(pause.told_days_before.unwrap_or(0)).unwrap_or(0);
                    let told_at = self.office.start_of(resumes_on.plus_days(-before)).max(self.now);
                    jobs.extend(self.letter(LetterKind::Resuming, told_at).await?);
                }
            }
            _ => {}
        }
        Ok(jobs)
    }

    /// A letter to where the receipt went.
    async fn letter(&self, letter: LetterKind, due_at: Moment) -> Result<Option<NewJob>, StoreError> {
        let declaration = &self.exit.declaration;
        let known = match (&declaration.said.mail, &declaration.customer) {
            (Some(mail), _) => Some(mail.clone()),
            (None, Some(customer)) => self.office.store.person(customer).await?.and_then(|person| person.mail),
            (None, None) => None,
        };
        let body = known.map(|to| LetterBody::new(letter, &to, &declaration.language));
        Ok(body.map(|body| self.office.new_letter(&self.id.to_string(), &body, due_at)))
    }
}
