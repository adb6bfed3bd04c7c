//! The register of what the company does to keep customers: who answers for it, what it should do, and whether anybody knows
//! that it does.
//!
//! An activity is anything done to customers so that they stay or become loyal: a mail, a call, a gift, a card, a discount, a
//! save desk, onboarding, a change of the app or the price; by people or machines, here or in another system. What is written
//! about it is never changed: a new version stands beside the old one, so that what was promised at the start can be held
//! against what was said later.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::drawing::Drawing;
use crate::verdict::Verdict;
use crate::{Currency, Day};

/// Most characters that a text about an activity has.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// Most horizons an activity is judged at.
pub const HORIZONS_MAX: usize = 6;
/// The horizons an activity is judged at when nobody says others.
pub const HORIZONS_DAYS: [u32; 3] = [30, 90, 365];

/// What an activity is for: one of two, never both, because success is measured differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// That fewer leave.
    FewerLeavers,
    /// That those who stay become loyal.
    Loyalty,
}

impl Goal {
    /// Both goals.
    pub const ALL: [Self; 2] = [Self::FewerLeavers, Self::Loyalty];

    /// The word used in JSON and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::FewerLeavers => "fewer_leavers",
            Self::Loyalty => "loyalty",
        }
    }
}

/// How it is decided who gets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "how")]
pub enum Choosing {
    /// Chance draws, and holds some out.
    Drawn {
        /// How.
        drawing: Drawing,
        /// What is drawn as a whole, such as `household` or `store`; nothing for customers.
        #[serde(default)]
        unit: Option<String>,
    },
    /// A rule chooses, such as a score above a bound.
    Rule {
        /// The rule in words.
        rule: String,
    },
    /// Somebody chooses each time.
    ByHand,
    /// Everybody in the audience gets it.
    Everybody,
}

impl Choosing {
    /// Whether somebody is left alone by chance, so that the effect can be known.
    pub const fn holds_out(&self) -> bool {
        matches!(self, Self::Drawn { .. })
    }
}

/// What it costs, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cost {
    /// Once.
    pub fixed_minor: i64,
    /// Per customer who gets it.
    pub each_minor: i64,
    /// The currency of both.
    pub currency: Currency,
}

impl Cost {
    /// What so many customers cost.
    pub const fn of(&self, customers: i64) -> i64 {
        self.fixed_minor.saturating_add(self.each_minor.saturating_mul(customers))
    }
}

/// What the ledger can count of a customer after a draw: the words for the outcome of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Counted {
    /// They left within the days.
    Left,
    /// They are a customer at the end of the days, whether or not they were away in between.
    Here,
    /// What they paid within the days.
    Revenue,
    /// How often they contacted service.
    Contacts,
    /// How often they complained.
    Complaints,
    /// Their last answer stands higher on the ladder than the last one before.
    Rose,
}

impl Counted {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Left, Self::Here, Self::Revenue, Self::Contacts, Self::Complaints, Self::Rose];

    /// The word used in plans and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Here => "here",
            Self::Revenue => "revenue",
            Self::Contacts => "contacts",
            Self::Complaints => "complaints",
            Self::Rose => "rose",
        }
    }

    /// The outcome behind a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// Whether more of it is better.
    pub const fn more_is_better(self) -> bool {
        matches!(self, Self::Here | Self::Revenue | Self::Rose)
    }

    /// Whether it is 0 or 1 for each customer.
    pub const fn is_share(self) -> bool {
        matches!(self, Self::Left | Self::Here | Self::Rose)
    }
}

/// What is counted and when, fixed before the first customer is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The outcome in words of the ledger, such as `left`.
    pub outcome: String,
    /// Days after the draw within which the outcome counts; the verdict is that of the last.
    pub horizons_days: Vec<u32>,
    /// What is adjusted for: traits known before.
    pub traits: Vec<String>,
    /// The smallest effect that matters, as a share; nothing for the usual part of what the control does.
    #[serde(default)]
    pub matters: Option<f64>,
}

impl Default for Plan {
    fn default() -> Self {
        Self { outcome: "left".to_owned(), horizons_days: HORIZONS_DAYS.to_vec(), traits: Vec::new(), matters: None }
    }
}

/// An activity as somebody described it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// What people call it.
    pub name: String,
    /// The member who answers for it.
    #[serde(default)]
    pub owner: Option<String>,
    /// What it is for.
    pub goal: Goal,
    /// Why it should work.
    #[serde(default)]
    pub hypothesis: String,
    /// For whom, in words.
    #[serde(default)]
    pub audience: String,
    /// What is done, in words.
    #[serde(default)]
    pub treatment: String,
    /// What it costs, where that is known.
    #[serde(default)]
    pub cost: Option<Cost>,
    /// The first day.
    pub starts_on: Day,
    /// The day somebody decides whether it goes on.
    #[serde(default)]
    pub review_on: Option<Day>,
    /// The last day, where there is one.
    #[serde(default)]
    pub ends_on: Option<Day>,
    /// How it is decided who gets it.
    pub choosing: Choosing,
    /// What is counted, and when.
    #[serde(default)]
    pub plan: Plan,
    /// Why it was described anew, where it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub changed_because: String,
}

/// What is wrong with a description. All of it is told at once.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ActivityError {
    /// A text that has to be there is not, or is too long.
    #[error("`{field}` has {given} characters; allowed: from {least} to {TEXT_CHARS_MAX}")]
    Text {
        /// The field.
        field: &'static str,
        /// How many it has.
        given: usize,
        /// The fewest.
        least: usize,
    },
    /// A day before the day that has to come first.
    #[error("`{field}` is {given}; allowed: {starts_on}, the start, or later")]
    DayBeforeStart {
        /// The field.
        field: &'static str,
        /// Its day.
        given: Day,
        /// The start.
        starts_on: Day,
    },
    /// Horizons that are not rising numbers of days.
    #[error(
        "`horizons_days` is {given:?}; allowed: from 1 to {HORIZONS_MAX} rising numbers of days, such as [30, 90, 365]"
    )]
    Horizons {
        /// What was given.
        given: Vec<u32>,
    },
    /// A cost below 0.
    #[error("`cost` has {given} below 0; allowed: 0 or more")]
    Cost {
        /// What was given, in minor units.
        given: i64,
    },
    /// A part of a lane that is none.
    #[error("the lane `{name}` goes from {from} to {to}; allowed: a part between 0 and 1 that rises, such as 0 to 0.5")]
    Lane {
        /// The lane.
        name: String,
        /// Where it begins.
        from: f64,
        /// Where it ends.
        to: f64,
    },
    /// An effect that is no share.
    #[error("`matters` is {given}; allowed: a share above 0 and below 1, such as 0.01 for one point")]
    Matters {
        /// What was given.
        given: f64,
    },
}

impl Activity {
    /// All that is wrong with it; nothing when it may stand in the register.
    pub fn errors(&self) -> Vec<ActivityError> {
        let mut errors = Vec::new();
        let texts = [
            ("name", &self.name, 1),
            ("hypothesis", &self.hypothesis, 0),
            ("audience", &self.audience, 0),
            ("treatment", &self.treatment, 0),
            ("changed_because", &self.changed_because, 0),
            ("outcome", &self.plan.outcome, 1),
        ];
        for (field, text, least) in texts {
            let given = text.trim().chars().count();
            if given < least || given > TEXT_CHARS_MAX {
                errors.push(ActivityError::Text { field, given, least });
            }
        }
        let starts_on = self.starts_on;
        for (field, day) in [("review_on", self.review_on), ("ends_on", self.ends_on)] {
            if let Some(given) = day.filter(|day| *day < starts_on) {
                errors.push(ActivityError::DayBeforeStart { field, given, starts_on });
            }
        }
        let horizons = &self.plan.horizons_days;
        let rises = horizons.iter().zip(horizons.iter().skip(1)).all(|(a, b)| a < b);
        if horizons.is_empty() || horizons.len() > HORIZONS_MAX || horizons[0] == 0 || !rises {
            errors.push(ActivityError::Horizons { given: horizons.clone() });
        }
        let costs = self.cost.iter().flat_map(|cost| [cost.fixed_minor, cost.each_minor]);
        errors.extend(costs.filter(|cost| *cost < 0).map(|given| ActivityError::Cost { given }));
        if let Choosing::Drawn { drawing, .. } = &self.choosing
            && let Some(lane) = &drawing.lane
            && !(0.0 <= lane.from && lane.from < lane.to && lane.to <= 1.0)
        {
            let name = lane.name.clone();
            errors.push(ActivityError::Lane { name, from: lane.from, to: lane.to });
        }
        if let Some(given) = self.plan.matters.filter(|it| !(*it > 0.0 && *it < 1.0)) {
            errors.push(ActivityError::Matters { given });
        }
        errors
    }

    /// What facts may call it: its name, and what its draws are named by.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let salt = match &self.choosing {
            Choosing::Drawn { drawing, .. } => Some(drawing.salt.as_str()),
            _ => None,
        };
        std::iter::once(self.name.as_str()).chain(salt)
    }

    /// Whether it runs on a day.
    pub fn runs_on(&self, day: Day) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|end| day <= end)
    }
}

/// Why nobody is drawn for an activity, or not in this way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undrawn {
    /// Somebody stopped it.
    #[error("it was stopped; nobody is drawn for it any more")]
    Stopped,
    /// The harm rule.
    #[error("it backfires; nobody is drawn for it until somebody describes it anew")]
    Backfires,
    /// Its last day is over.
    #[error("it ended on {on}; nobody is drawn for it until somebody describes it anew with a later last day")]
    Ended {
        /// The last day.
        on: Day,
    },
    /// Chance does not choose who gets it.
    #[error("it does not draw; describe it with `choosing = {{ how = \"drawn\", … }}` first")]
    NotDrawn,
    /// Households, stores or teams are drawn, and nobody said which a customer belongs to.
    #[error("it draws each `{unit}` as a whole; say of each customer to which `{unit}` they belong")]
    GroupMissing {
        /// What is drawn as a whole.
        unit: String,
    },
    /// Customers are drawn, and somebody said to which group they belong.
    #[error(
        "it draws each customer alone; leave the group out, or describe it anew with what is drawn as a whole as `unit`"
    )]
    GroupGiven,
}

impl Undrawn {
    /// The word used in JSON and as the key of a translated text.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Backfires => "backfires",
            Self::Ended { .. } => "ended",
            Self::NotDrawn => "not_drawn",
            Self::GroupMissing { .. } => "group_missing",
            Self::GroupGiven => "group_given",
        }
    }
}

impl Choosing {
    /// What is drawn as a whole, such as a household; nothing where each customer is drawn alone.
    pub fn unit(&self) -> Option<&str> {
        match self {
            Self::Drawn { unit, .. } => unit.as_deref().filter(|unit| !unit.is_empty() && *unit != "customer"),
            _ => None,
        }
    }

    /// How is drawn, where what is known of a customer fits it: who draws by household and counts by customer, or the other way
    /// round, takes chance between households for an effect.
    ///
    /// # Errors
    /// `NotDrawn`, `GroupMissing`, `GroupGiven`.
    pub fn drawing(&self, has_group: bool) -> Result<&Drawing, Undrawn> {
        let Self::Drawn { drawing, .. } = self else { return Err(Undrawn::NotDrawn) };
        match self.unit() {
            Some(unit) if !has_group => Err(Undrawn::GroupMissing { unit: unit.to_owned() }),
            None if has_group => Err(Undrawn::GroupGiven),
            _ => Ok(drawing),
        }
    }
}

/// A field of the plan that was said differently after the start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The field, such as `horizons_days`.
    pub field: &'static str,
    /// The version that changed it, counted from 1.
    pub version: usize,
    /// What was promised.
    pub before: String,
    /// What is said now.
    pub after: String,
}

/// What was changed after the start of what was fixed there: outcome, horizons, traits, the effect that matters, and how is
/// drawn. `versions` are the descriptions with the day they were said, in order.
pub fn changes_after_start(versions: &[(Day, Activity)]) -> Vec<Change> {
    let Some((_, first)) = versions.first() else { return Vec::new() };
    // What was said last before the start, or first of all, is what was promised.
    let promised = versions.iter().rposition(|(said_on, it)| *said_on <= it.starts_on).unwrap_or(0);
    let mut held = versions.get(promised).map_or_else(|| fixed(first), |(_, it)| fixed(it));
    let mut changes = Vec::new();
    for (at, (_, it)) in versions.iter().enumerate().skip(promised + 1) {
        let now = fixed(it);
        for ((field, before), (_, after)) in held.iter().zip(&now) {
            if before != after {
                let (before, after) = (before.clone(), after.clone());
                changes.push(Change { field, version: at + 1, before, after });
            }
        }
        held = now;
    }
    changes
}

/// What is fixed at the start, as text.
fn fixed(it: &Activity) -> Vec<(&'static str, String)> {
    let days = it.plan.horizons_days.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let choosing = match &it.choosing {
        Choosing::Drawn { drawing, unit } => {
            let lane =
                drawing.lane.as_ref().map_or_else(String::new, |it| format!(", {} {}-{}", it.name, it.from, it.to));
            let holdout = drawing.company_holdout.map_or_else(String::new, |it| format!(", {} of all", it.get()));
            let unit = unit.as_deref().unwrap_or("customer");
            format!("drawn by {unit}: {} treated, `{}`{lane}{holdout}", drawing.treated.get(), drawing.salt)
        }
        Choosing::Rule { rule } => format!("by rule: {rule}"),
        Choosing::ByHand => "by hand".to_owned(),
        Choosing::Everybody => "everybody".to_owned(),
    };
    vec![
        ("goal", it.goal.word().to_owned()),
        ("outcome", it.plan.outcome.clone()),
        ("horizons_days", days),
        ("traits", it.plan.traits.join(", ")),
        ("matters", it.plan.matters.map(|it| it.to_string()).unwrap_or_default()),
        ("choosing", choosing),
    ]
}

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

/// What the retention budget goes to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Budget {
    /// To what helps.
    pub helps_minor: i64,
    /// To what shows no sign of an effect.
    pub no_sign_minor: i64,
    /// To what backfires.
    pub backfires_minor: i64,
    /// To what nobody knows the effect of.
    pub unknown_minor: i64,
}

impl Budget {
    /// The budget of some activities; those without a known cost are not in it.
    pub fn of<'a>(register: impl IntoIterator<Item = &'a Registered>) -> Self {
        let mut budget = Self::default();
        for it in register {
            let spent = it.spent_minor().unwrap_or(0);
            let part = match it.verdict {
                Some(Verdict::Helps) => &mut budget.helps_minor,
                Some(Verdict::NoSign) => &mut budget.no_sign_minor,
                Some(Verdict::Backfires) => &mut budget.backfires_minor,
                Some(Verdict::CannotTellYet | Verdict::CannotTellThisWay) | None => &mut budget.unknown_minor,
            };
            *part = part.saturating_add(spent);
        }
        budget
    }

    /// All of it.
    pub const fn total_minor(&self) -> i64 {
        self.helps_minor
            .saturating_add(self.no_sign_minor)
            .saturating_add(self.backfires_minor)
            .saturating_add(self.unknown_minor)
    }

    /// The share whose effect nobody knows; nothing where nothing is spent.
    pub fn unknown_share(&self) -> Option<f64> {
        let total = self.total_minor();
        (total > 0).then(|| self.unknown_minor as f64 / total as f64)
    }
}

/// What to do with an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// It does harm, or costs money for nothing.
    Stop,
    /// It helps.
    Keep,
    /// Nobody knows what it does: hold some out.
    Measure,
    /// It is being measured; more customers will tell.
    Wait,
}

impl Next {
    /// What follows from a verdict.
    pub const fn from_verdict(verdict: Option<Verdict>) -> Self {
        match verdict {
            Some(Verdict::Helps) => Self::Keep,
            Some(Verdict::Backfires | Verdict::NoSign) => Self::Stop,
            Some(Verdict::CannotTellYet) => Self::Wait,
            Some(Verdict::CannotTellThisWay) | None => Self::Measure,
        }
    }

    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Keep => "keep",
            Self::Measure => "measure",
            Self::Wait => "wait",
        }
    }
}

#[cfg(test)]
mod tests;
