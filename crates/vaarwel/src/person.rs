//! `vaarwel person`: everything about one person, as a copy for them or gone.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use ledger::LedgerError;
use serde_json::{Value, json};

use crate::chance;
use crate::failure::Advise as _;
use crate::place::{Place, wait};
use crate::say::{plural, say};

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel person export FP000001 --out FP000001.json
  vaarwel person erase FP000001 --yes

Both are written down, without the name. What a company imports again from its own files comes back.
docs/reference/person.md says what goes and what stays.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Write down everything about a person, as JSON
    Export {
        /// The customer, as the company names them
        customer: String,
        /// The file to write [default: what is shown]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Erase a person from answers, points, cases, mails, invitations and facts
    Erase {
        /// The customer, as the company names them
        customer: String,
        /// It cannot be undone
        #[arg(long)]
        yes: bool,
    },
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        place.require()?;
        match self.what {
            What::Export { customer, out } => export(place, &customer, out),
            What::Erase { customer, yes } => erase(place, &customer, yes),
        }
    }
}

fn export(place: &Place, customer: &str, out: Option<PathBuf>) -> anyhow::Result<()> {
    if let Some(file) = out.as_ref().filter(|file| file.exists()) {
        bail!("`{}` is there already; name another file with --out", file.display());
    }
    let mut copy = wait(async {
        let store = place.store().await?;
        let copy = store.copy_of_person(customer, chance::act()).await?;
        store.close().await;
        Ok(copy)
    })?;
    copy["facts"] = facts(place, customer)?;
    let text = serde_json::to_string_pretty(&copy)?;
    match out {
        Some(file) => {
            fs::write(&file, text).with_context(|| format!("cannot write `{}`", file.display()))?;
            say!("Written to {}", file.display());
        }
        None => say!("{text}"),
    }
    Ok(())
}

/// What the ledger knows of a person.
fn facts(place: &Place, customer: &str) -> anyhow::Result<Value> {
    let timeline = match place.ledger().snapshot() {
        Ok(snapshot) => snapshot.timeline(customer)?,
        Err(LedgerError::Empty { .. }) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let fact = |it: ledger::TimelineEntry| {
        json!({ "on": it.on, "kind": it.kind, "source": it.source, "source_id": it.source_id, "ref": it.ref_id,
            "amount": it.amount, "plan": it.plan, "reason": it.reason, "value": it.value,
            "traits": it.traits.into_iter().collect::<std::collections::BTreeMap<_, _>>() })
    };
    Ok(Value::Array(timeline.into_iter().map(fact).collect()))
}

fn erase(place: &Place, customer: &str, yes: bool) -> anyhow::Result<()> {
    if !yes {
        return Err(anyhow::anyhow!("nothing was erased"))
            .hint("it cannot be undone: say --yes; `vaarwel person export` makes a copy first");
    }
    // Facts that wait would be sealed after the ledger was emptied, so the office goes first.
    let erased = wait(async {
        let store = place.store().await?;
        let erased = store.erase_person(customer, chance::act()).await;
        store.close().await;
        Ok(erased?)
    })?;
    let facts = ledger::erase::erase(&place.ledger(), customer, &chance::id())?;
    say!(
        "Erased {}, {}, {}, {}, {}, {} and {}.",
        plural(erased.told, "person told of", "people told of"),
        plural(erased.invitations, "invitation with its answers", "invitations with their answers"),
        plural(erased.points, "action point", "action points"),
        plural(erased.exits, "case", "cases"),
        plural(erased.mails, "mail", "mails"),
        plural(erased.assignments, "draw", "draws"),
        plural(erased.facts + facts, "fact", "facts"),
    );
    Ok(())
}
