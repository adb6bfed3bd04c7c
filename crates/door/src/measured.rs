//! Keeping what measuring said of an activity, whoever measured: the running program, the console or the command line. Whoever
//! answers for what backfires is told, once.

use std::collections::BTreeSet;

use relationship::Day;
use relationship::deadline::Holidays;
use relationship::flow::Flow;
use relationship::improvement::{Evidence, Rules, Signal};
use relationship::verdict::{Verdict, must_stop};
use serde_json::Value;
use store::{Act, ActionPointId, RegisteredActivity, Store, StoreError};

use crate::flows::Flows;

/// Who keeps a verdict, and when.
#[derive(Debug, Clone, Copy)]
pub struct Keeping<'a> {
    /// Where it is kept.
    pub store: &'a Store,
    /// The flows of the company: their law packs say whose holidays count.
    pub flows: &'a Flows,
    /// Who measured.
    pub act: Act,
    /// The day it is at the company.
    pub today: Day,
    /// Chance for the id of the work that is proposed.
    pub random: u128,
}

impl Keeping<'_> {
    /// Keeps a verdict with its numbers. Where it says that the activity backfires, which was not known before, nobody is drawn
    /// for it any more and its owner gets work; that is when this gives `true`.
    ///
    /// # Errors
    /// `NotFound`, `NotStorable`, `Busy`, `DiskFull`, `Database`.
    pub async fn keep(&self, it: &RegisteredActivity, verdict: Verdict, details: &Value) -> Result<bool, StoreError> {
        let before = it.verdict.as_ref().map(|it| it.verdict);
        let is_news = must_stop(verdict) && it.stop.is_none() && before != Some(verdict);
        self.store.record_verdict(it.id, verdict, details, self.act).await?;
        if is_news {
            self.tell_owner(it, details).await?;
        }
        Ok(is_news)
    }

    async fn tell_owner(&self, it: &RegisteredActivity, details: &Value) -> Result<(), StoreError> {
        let Some((now, signal)) = it.now().and_then(|now| Some((now, harm(&now.name, details, self.today)?))) else {
            tracing::warn!(activity = %it.id, "it backfires, and no number says how much");
            return Ok(());
        };
        let mut evidence = Evidence::of(signal);
        evidence.customers = details["given"].as_u64().or(details["n"]["treated"].as_u64()).unwrap_or(0);
        let holidays = holidays(self.store, self.flows, self.today).await?;
        if let Some(mut proposal) = Rules::default().propose(evidence, &holidays) {
            proposal.owner.clone_from(&now.owner);
            self.store.propose(ActionPointId::new(self.act.at, self.random), proposal, self.act).await?;
        }
        Ok(())
    }
}

/// What it does, at the horizon where it backfires.
fn harm(activity: &str, details: &Value, on: Day) -> Option<Signal> {
    let horizons = details["horizons"].as_array().into_iter().flatten();
    let word = Verdict::Backfires.word();
    // Harm need not wait for the last horizon: then it stands at an earlier one.
    let of_last = details["horizons"].as_array().and_then(|it| it.last()).is_none_or(|it| it["verdict"] == word);
    let at = if of_last { details } else { horizons.rev().find(|it| it["verdict"] == word)? };
    let number = |name: &str| at["effect"][name].as_f64().or(at["effect_points"][name].as_f64().map(|it| it / 100.0));
    let in_points = at["effect_points"].is_object();
    let (effect, lower, upper) = (number("value")?, number("lower")?, number("upper")?);
    Some(Signal::ActivityHarms { activity: activity.to_owned(), effect, lower, upper, in_points, on })
}

/// The days on which nobody works where this company does: those of the countries whose law its flows are held against, those
/// of the Netherlands where they name none.
///
/// # Errors
/// `Corrupt`, `Busy`, `Database`.
pub async fn holidays(store: &Store, flows: &Flows, around: Day) -> Result<Holidays, StoreError> {
    let published = store.published_flows().await?;
    let parsed = published.iter().filter_map(|it| Flow::parse(&it.flow, &it.body).ok());
    let mut packs: BTreeSet<String> = parsed.flat_map(|(flow, _)| flow.law).collect();
    let is_published = |name: &str| published.iter().any(|it| it.flow == name);
    let files = flows.list();
    packs.extend(files.iter().filter(|it| !is_published(&it.flow.flow)).flat_map(|it| it.flow.law.iter().cloned()));
    Ok(Holidays::around(around, packs.iter().map(String::as_str)))
}
