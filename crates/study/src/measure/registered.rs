//! What each activity of the register really did, from what the house itself knows: who was drawn or got it, who left since,
//! what was paid. One pass over the ledger for all activities.
//!
//! | module | what it does |
//! | --- | --- |
//! | `life` | one customer seen from the day of an assignment |
//! | `gathering` | the pass: sums per activity, horizon and arm |
//! | `levels` | the values of the traits that plans name |
//! | `judging` | from sums to estimates and verdicts, all activities together |
//! | `telling`, `why` | the answer, as `vaarwel measure --json` gives it for an activity, and what only the ledger knows |
//!
//! An effect counts by assignment. Nothing that was known only after it is adjusted for. Until the group of an activity is
//! closed its interval holds at every look; then it is that of the one look that was planned.

mod gathered;
mod gathering;
mod judging;
mod levels;
mod life;
mod telling;
mod why;

use std::collections::HashMap;

use ledger::Snapshot;
use relationship::activity::Activity;
use relationship::verdict::Verdict;
use relationship::{Day, Definition};
use serde_json::Value;

use super::Language;
use crate::StudyError;
use gathering::Pass;

pub use life::Rungs;

/// An activity as it stands in the register.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its descriptions with the day each was said; the last one holds.
    pub versions: &'a [(Day, Activity)],
    /// The day it was stopped.
    pub stopped_on: Option<Day>,
}

impl<'a> Known<'a> {
    /// The description that holds.
    pub fn now(&self) -> Option<&'a Activity> {
        self.versions.last().map(|(_, it)| it)
    }

    /// By what facts name it: its id, every name it had, and what its draws are named by.
    fn names(&self) -> impl Iterator<Item = &'a str> {
        std::iter::once(self.id).chain(self.versions.iter().rev().flat_map(|(_, it)| it.names()))
    }
}

/// The arm a customer was drawn into.
#[derive(Debug, Clone)]
struct Given {
    activity: usize,
    is_treated: bool,
    unit: Option<Box<str>>,
    on: Day,
    is_changed: bool,
}

/// A draw that was kept.
#[derive(Debug, Clone, Copy)]
pub struct Assigned<'a> {
    /// The activity, by its place in the register.
    pub activity: usize,
    /// Whether they get it.
    pub is_treated: bool,
    /// The household, store or team that was drawn as a whole.
    pub unit: Option<&'a str>,
    /// When.
    pub on: Day,
    /// Whether a later draw put them into the other arm.
    pub is_changed: bool,
}

/// Who was drawn, by customer.
#[derive(Debug, Clone, Default)]
pub struct Assignments(HashMap<String, Vec<Given>>);

impl Assignments {
    /// Adds a draw.
    pub fn add(&mut self, customer: String, it: Assigned<'_>) {
        let Assigned { activity, is_treated, unit, on, is_changed } = it;
        self.0.entry(customer).or_default().push(Given {
            activity,
            is_treated,
            unit: unit.map(Into::into),
            on,
            is_changed,
        });
    }

    fn of(&self, customer: &str) -> &[Given] {
        self.0.get(customer).map_or(&[], Vec::as_slice)
    }
}

/// The register, and what is known of its customers.
#[derive(Debug, Clone, Copy)]
pub struct Register<'a> {
    /// The activities, in an order of the caller's.
    pub activities: &'a [Known<'a>],
    /// Who was drawn here.
    pub assignments: &'a Assignments,
    /// Where customers said they stand, in answers that the house keeps apart from the ledger; in order of time.
    pub rungs: &'a Rungs,
    /// The facts.
    pub snapshot: &'a Snapshot,
    /// What counts as leaving.
    pub definition: &'a Definition,
    /// The language of the reasons.
    pub lang: Language,
}

/// What measuring says of an activity.
#[derive(Debug, Clone)]
pub struct Said {
    /// The verdict.
    pub verdict: Verdict,
    /// The measured numbers, as `vaarwel measure --json` gives them for an activity, with what only the ledger knows.
    pub details: Value,
}

/// Measures every activity of the register, in its order.
///
/// # Errors
/// When the ledger cannot be read, or holds numbers too large to be squared.
pub fn measure_register(register: &Register<'_>) -> Result<Vec<Said>, StudyError> {
    let traits = levels::traits(register)?;
    let pass = Pass::new(register, traits)?;
    let everything = pass.run(register.snapshot)?;
    let judged = judging::judge(register, &pass, &everything)?;
    Ok(judged.iter().enumerate().map(|(at, it)| telling::tell(register, &everything, at, it)).collect())
}
