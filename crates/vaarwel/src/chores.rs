//! What a running program does by itself, beside answering.

use std::time::Duration;

use store::Store;

use crate::chance;
use crate::compact::seal_tail;
use crate::place::Place;

/// How often the newest facts move into the ledger, where the reports see them.
const SEAL_EVERY: Duration = Duration::from_secs(20);
/// How often expired links, sessions and attempts are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(3600);

/// Does the chores until the program ends. A chore that fails is told in the log and tried again at its next turn.
pub(crate) fn start(place: Place, store: Store) {
    let office = store.clone();
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
