//! What a running program does by itself, beside answering.

use std::time::Duration;

use relationship::exit::FAULT_DAYS;
use relationship::{Day, FactKind};
use store::{Store, TailFact};
use words::reasons::Reader;

use crate::activity::measuring;
use crate::chance;
use crate::compact::seal_tail;
use crate::place::Place;

/// How often the newest facts move into the ledger, where the reports see them.
const SEAL_EVERY: Duration = Duration::from_secs(20);
/// How often expired links, sessions and attempts are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(3600);

/// How often it is looked whether a file brought faults of ours, which the door must know by name.
const FAULTS_EVERY: Duration = Duration::from_secs(600);
/// How often is looked whether a new day began, on which what runs is measured.
const MEASURE_EVERY: Duration = Duration::from_secs(1800);

/// Whoever starts the program wants to see something: what asks much of the machine waits this long before its first turn.
const QUIET_AT_START: Duration = Duration::from_secs(5);

/// The turns of a chore that asks much of the machine.
pub(crate) fn unhurried(every: Duration) -> tokio::time::Interval {
    tokio::time::interval_at(tokio::time::Instant::now() + QUIET_AT_START, every)
}

/// Does the chores until the program ends. A chore that fails is told in the log and tried again at its next turn.
pub(crate) fn start(place: Place, store: Store) {
    let (office, faults_of) = (store.clone(), place.clone());
    tokio::spawn(measure_daily(place.clone(), store.clone()));
    tokio::spawn(learn_to_read());
    tokio::spawn(async move {
        let mut turn = tokio::time::interval(SEAL_EVERY);
        loop {
            turn.tick().await;
            match office.facts_count().await {
                Ok(0) => {}
                Ok(_) => match seal_tail(&place, &office).await {
                    Ok(facts) => tracing::info!(facts, "newest facts moved into the ledger"),
                    Err(error) => tracing::warn!("the newest facts stay in the store for now: {error:#}"),
                },
                Err(error) => tracing::warn!("the newest facts cannot be counted: {error}"),
            }
        }
    });
    tokio::spawn(remember_faults(faults_of, store.clone()));
    tokio::spawn(async move {
        let mut turn = tokio::time::interval(FORGET_EVERY);
        loop {
            turn.tick().await;
            if let Err(error) = store.forget_expired(chance::now()).await {
                tracing::warn!("what has expired is still there: {error}");
            }
            if let Err(error) = store.forget_at_the_door(chance::now(), chance::today()).await {
                tracing::warn!("what the door has kept for its term is still there: {error}");
            }
            if let Err(error) = store.forget_mails(chance::now()).await {
                tracing::warn!("the words of old mails are still there: {error}");
            }
        }
    });
}

/// What reads open answers learns when it is first asked, in a second or two that nobody who leaves or answers should wait.
async fn learn_to_read() {
    tokio::time::sleep(QUIET_AT_START).await;
    // The answer does not matter, and a fault would show again where an answer is read.
    let _ = tokio::task::spawn_blocking(|| Reader::shipped().suggest("goed", None)).await;
}

/// Keeps the faults that came with files where the door finds them, whenever the ledger changed. Those that came over the API
/// or the desk are there already.
async fn remember_faults(place: Place, store: Store) {
    let manifest = place.data().join("ledger/manifest.json");
    let stamp = || std::fs::metadata(&manifest).and_then(|about| about.modified()).ok();
    // What stands there at the start was looked at by the program before; the first look comes after a while all the same.
    let mut seen = None;
    loop {
        tokio::time::sleep(FAULTS_EVERY).await;
        let now = stamp();
        if now.is_none() || now == seen {
            continue;
        }
        let ledger = place.clone();
        let found = tokio::task::spawn_blocking(move || faults(&ledger)).await;
        let kept = match found {
            Ok(Ok(facts)) => store.keep_faults(&facts, chance::now()).await.map_err(anyhow::Error::from),
            Ok(Err(error)) => Err(error),
            Err(error) => Err(error.into()),
        };
        match kept {
            Ok(()) => seen = now,
            Err(error) => tracing::warn!("faults that came with a file are not known at the door yet: {error:#}"),
        }
    }
}

/// The faults in the ledger that are still brought up.
fn faults(place: &Place) -> anyhow::Result<Vec<TailFact>> {
    let since = chance::today().plus_days(-FAULT_DAYS);
    let kind = FactKind::ServiceFailed.word();
    let query = format!(
        "select customer, cast(\"on\" as varchar) as day, reason, source, source_id from facts
         where kind = '{kind}' and reason is not null and \"on\" >= date '{since}'"
    );
    let fact = |row: &serde_json::Value| {
        let text = |name: &str| row.get(name).and_then(serde_json::Value::as_str);
        let on: Day = text("day")?.parse().ok()?;
        let known = TailFact::new(text("customer")?, on, FactKind::ServiceFailed, text("source").unwrap_or("file"));
        let (reason, source_id) = (text("reason").map(str::to_owned), text("source_id").map(str::to_owned));
        Some(TailFact { reason, source_id, ..known })
    };
    Ok(crate::sql::rows(place, &query)?.iter().filter_map(fact).collect())
}

/// Measures every activity that runs once a day, so that each horizon is seen when it is reached and harm is stopped.
async fn measure_daily(place: Place, store: Store) {
    let mut turn = unhurried(MEASURE_EVERY);
    let mut done_on: Option<Day> = None;
    loop {
        turn.tick().await;
        let today = chance::today();
        if done_on == Some(today) {
            continue;
        }
        match measuring::daily(&place, &store).await {
            Ok(verdicts) => {
                done_on = Some(today);
                tracing::info!(verdicts, "activities measured");
            }
            Err(error) => tracing::warn!("the activities are not measured for now: {error:#}"),
        }
    }
}
