//! All activities beside each other: what stands out about one, by itself.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Activity, HORIZONS_DAYS, changes_after_start};
use crate::Day;
use crate::verdict::Verdict;

/// What stands out about an activity, by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Standout {
    /// It makes customers do what they should not.
    Backfires,
    /// Nobody answers for it.
    NoOwner,
    /// Who answered for it is no member anymore.
    OwnerGone {
        /// The owner who is gone.
        owner: String,
    },
    /// Nobody will ever decide whether it goes on.
    NoReview,
    /// The day to decide has gone by.
    ReviewPast {
        /// The day.
        review_on: Day,
    },
    /// It runs on after its last day, or costs money and was shown to do nothing.
    CostWithoutEffect,
    /// Nobody is left alone, so what it does cannot be known.
    NobodyHeldOut,
    /// It runs for longer than its first horizon, and was never measured.
    NeverMeasured,
    /// What it costs is not known.
    NoCost,
    /// It meets another activity on the same customers.
    Meets {
        /// The other, by its id.
        other: String,
        /// How many customers got both.
        customers: u64,
    },
    /// What was fixed at the start was said differently later.
    PlanChanged {
        /// How often.
        changes: usize,
    },
}

impl Standout {
    /// The word used in JSON and as the key of a translated text.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Backfires => "backfires",
            Self::NoOwner => "no_owner",
            Self::OwnerGone { .. } => "owner_gone",
            Self::NoReview => "no_review",
            Self::ReviewPast { .. } => "review_past",
            Self::CostWithoutEffect => "cost_without_effect",
            Self::NobodyHeldOut => "nobody_held_out",
            Self::NeverMeasured => "never_measured",
            Self::NoCost => "no_cost",
            Self::Meets { .. } => "meets",
            Self::PlanChanged { .. } => "plan_changed",
        }
    }
}

/// An activity of the register, with what is known beside its description.
#[derive(Debug, Clone, PartialEq)]
pub struct Registered {
    /// Its id.
    pub id: String,
    /// Its descriptions with the day each was said; the last one holds.
    pub versions: Vec<(Day, Activity)>,
    /// The day it was stopped.
    pub stopped_on: Option<Day>,
    /// What measuring said last.
    pub verdict: Option<Verdict>,
    /// How many got it.
    pub given: u64,
}

impl Registered {
    /// The description that holds.
    pub fn now(&self) -> Option<&Activity> {
        self.versions.last().map(|(_, it)| it)
    }

    /// Whether it runs on a day.
    pub fn runs_on(&self, day: Day) -> bool {
        self.stopped_on.is_none_or(|stopped| day < stopped) && self.now().is_some_and(|it| it.runs_on(day))
    }

    /// What it cost so far, in minor units of its currency.
    pub fn spent_minor(&self) -> Option<i64> {
        Some(self.now()?.cost?.of(i64::try_from(self.given).unwrap_or(i64::MAX)))
    }
}

/// What is known of the company when the register is looked at.
#[derive(Debug, Clone)]
pub struct Office<'a> {
    /// The day.
    pub today: Day,
    /// Ids of those who are members now.
    pub members: &'a BTreeSet<String>,
    /// Customers who got two activities, by their ids, the smaller id first.
    pub shared: &'a BTreeMap<(String, String), u64>,
}

/// What stands out about the activities that run, the gravest first.
pub fn standouts(register: &[Registered], office: &Office<'_>) -> Vec<(String, Vec<Standout>)> {
    let running = register.iter().filter(|it| it.runs_on(office.today));
    running.filter_map(|it| Some((it.id.clone(), about(it, it.now()?, register, office)))).collect()
}

fn about(it: &Registered, now: &Activity, register: &[Registered], office: &Office<'_>) -> Vec<Standout> {
    let mut found = Vec::new();
    if it.verdict == Some(Verdict::Backfires) {
        found.push(Standout::Backfires);
    }
    match &now.owner {
        None => found.push(Standout::NoOwner),
        Some(owner) if !office.members.contains(owner) => found.push(Standout::OwnerGone { owner: owner.clone() }),
        Some(_) => {}
    }
    match now.review_on {
        None => found.push(Standout::NoReview),
        Some(review_on) if review_on < office.today => found.push(Standout::ReviewPast { review_on }),
        Some(_) => {}
    }
    let costs = it.spent_minor().is_some_and(|spent| spent > 0);
    if costs && matches!(it.verdict, Some(Verdict::NoSign | Verdict::Backfires)) {
        found.push(Standout::CostWithoutEffect);
    }
    if !now.choosing.holds_out() {
        found.push(Standout::NobodyHeldOut);
    }
    let first = now.plan.horizons_days.first().copied().unwrap_or(HORIZONS_DAYS[0]);
    let runs_days = now.starts_on.days_until(office.today);
    if it.verdict.is_none() && i64::from(runs_days) > i64::from(first) {
        found.push(Standout::NeverMeasured);
    }
    if now.cost.is_none() {
        found.push(Standout::NoCost);
    }
    for other in register.iter().filter(|other| other.id != it.id && other.runs_on(office.today)) {
        let pair = if it.id < other.id { (&it.id, &other.id) } else { (&other.id, &it.id) };
        if let Some(&customers) = office.shared.get(&(pair.0.clone(), pair.1.clone())).filter(|n| **n > 0) {
            found.push(Standout::Meets { other: other.id.clone(), customers });
        }
    }
    let changes = changes_after_start(&it.versions).len();
    if changes > 0 {
        found.push(Standout::PlanChanged { changes });
    }
    found
}
