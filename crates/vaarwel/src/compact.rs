//! `vaarwel compact`: the newest facts move into the ledger, and small files are brought together.

use clap::Args;
use ledger::TimelineEntry;
use ledger::seal::seal;
use store::{PAGE_ROWS_MAX, Store};

use crate::chance;
use crate::place::{Place, wait};
use crate::say::{plural, say};

/// Facts of the tail that move in one step.
const FACTS_PER_STEP: usize = 100_000;

#[derive(Args)]
pub(crate) struct Arguments {}

impl Arguments {
    #[expect(clippy::unused_self, reason = "every subcommand runs with its arguments; this one has none")]
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        place.require()?;
        let sealed = wait(async {
            let store = place.store().await?;
            let sealed = seal_tail(place, &store).await?;
            store.close().await;
            Ok(sealed)
        })?;
        say!("Moved {} from the store into the ledger", plural(sealed, "new fact", "new facts"));
        let done = ledger::compact::compact(&place.ledger(), &chance::id())?;
        say!(
            "The ledger has {} in {} (before: {})",
            plural(done.facts, "fact", "facts"),
            plural(done.files_after, "file", "files"),
            plural(done.files_before, "file", "files"),
        );
        Ok(())
    }
}

/// Moves the tail into the ledger, part by part. What is sealed is deleted only after it stands in the ledger.
pub(crate) async fn seal_tail(place: &Place, store: &Store) -> anyhow::Result<u64> {
    let (ledger, currency) = (place.ledger(), store.settings().await?.currency);
    let (mut moved, mut after) = (0, 0);
    loop {
        let part = next_part(store, &mut after).await?;
        if part.is_empty() {
            return Ok(moved);
        }
        let sealed = seal(&ledger, &part, after, chance::today(), currency, &chance::id())?;
        store.delete_facts_through(sealed.through.min(after)).await?;
        moved += sealed.facts;
    }
}

/// The facts after a number, as many as are sealed in one step; `after` becomes the number of the last.
async fn next_part(store: &Store, after: &mut i64) -> anyhow::Result<Vec<(String, TimelineEntry)>> {
    let mut part = Vec::new();
    while part.len() < FACTS_PER_STEP {
        let page = store.facts_since(*after, PAGE_ROWS_MAX).await?;
        let Some(last) = page.items.last() else { break };
        *after = last.seq;
        part.extend(page.items.into_iter().map(|it| (it.fact.customer.clone(), web::timeline_entry(it.fact))));
        if page.next.is_none() {
            break;
        }
    }
    Ok(part)
}
