//! One pass over the ledger for all activities: who was drawn or got it, what was known before, what came after.

use std::collections::{BTreeMap, HashMap};

use ledger::Snapshot;
use relationship::fact::Fact;
use relationship::{Day, Definition, FactKind};
use stats::StatsError;
use twox_hash::XxHash3_64;

use super::gathered::{Gathered, Row};
use super::life::{AFTER, BEFORE, LEFT, Life, Rungs, Standing, TraitColumn, trait_of};
use super::{Assignments, Known};
use crate::StudyError;

/// Months since the start that are looked at one by one.
pub(super) const MONTHS: usize = 12;
/// Days of such a month.
const MONTH_DAYS: i32 = 30;
/// Customers who did not get an activity that nobody drew, at most about so many: enough for any weighting.
const COMPARED_MAX: u64 = 50_000;
/// Facts of a customer, roughly: only used to guess how many customers there are.
const FACTS_PER_CUSTOMER: u64 = 20;

/// When an activity is judged.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    /// Days after the assignment, rising.
    pub(super) horizons: Vec<i32>,
    /// Per horizon the last day of assignment of the group that is closed; none while it runs.
    pub(super) closed: Vec<Option<Day>>,
}

impl Clock {
    /// A group is closed at a horizon when the activity ended and everybody reached it, or on the day of the review for who
    /// had reached it then.
    pub(super) fn new(it: &Known<'_>, until: Day) -> Self {
        let Some(now) = it.now() else { return Self { horizons: Vec::new(), closed: Vec::new() } };
        let horizons: Vec<i32> =
            now.plan.horizons_days.iter().map(|days| i32::try_from(*days).unwrap_or(i32::MAX / 4)).collect();
        let ended = [now.ends_on, it.stopped_on].into_iter().flatten().min();
        let closed = |horizon: &i32| {
            let ended = ended.filter(|ended| ended.plus_days(*horizon) <= until);
            let reviewed = now.review_on.filter(|day| *day <= until).map(|day| day.plus_days(-horizon));
            ended.or(reviewed.filter(|last| now.starts_on <= *last))
        };
        Self { closed: horizons.iter().map(closed).collect(), horizons }
    }
}

/// An activity while it is gathered.
struct Subject {
    clock: Clock,
    /// Chance drew customers, or groups by this trait; else somebody chose.
    is_drawn: bool,
    unit: Option<String>,
    /// The days on which it was given, where nobody drew, each with how many got it up to then: those who did not are looked
    /// at on such a day.
    days: Vec<(u64, Day)>,
    /// One of so many of those who did not get it is looked at.
    one_in: u64,
}

/// What all customers of a pass share.
pub(super) struct Pass<'a> {
    subjects: Vec<Subject>,
    by_name: HashMap<&'a str, usize>,
    assignments: &'a Assignments,
    rungs: &'a Rungs,
    definition: &'a Definition,
    until: Day,
    units: f64,
    pub(super) traits: Vec<TraitColumn>,
    any_observed: bool,
}

/// Everything that was gathered.
pub(super) struct Everything {
    /// Per activity by the draws that are kept, by what was exposed, and how many were exposed without an assignment.
    pub(super) activities: Vec<[Gathered; 2]>,
    /// Who got it without being assigned, where others were.
    pub(super) unassigned: Vec<u64>,
    /// What everybody paid, and what the prices of all came to: which of the two is known.
    pub(super) is_paid_known: bool,
    /// How many customers got two activities.
    pub(super) shared: BTreeMap<(usize, usize), u64>,
    failed: Option<StatsError>,
}

impl<'a> Pass<'a> {
    pub(super) fn new(world: &super::Register<'a>, traits: Vec<TraitColumn>) -> Result<Self, StudyError> {
        let manifest = world.snapshot.manifest();
        let one_in = (manifest.facts() / FACTS_PER_CUSTOMER / COMPARED_MAX).max(1);
        let until = manifest.observed_until;
        let mut by_name = HashMap::new();
        let mut subjects = Vec::new();
        for (at, it) in world.activities.iter().enumerate() {
            for name in it.names() {
                by_name.entry(name).or_insert(at);
            }
            let now = it.now();
            let drawn = now.and_then(|now| match &now.choosing {
                relationship::activity::Choosing::Drawn { unit, .. } => Some(unit.clone()),
                _ => None,
            });
            subjects.push(Subject {
                clock: Clock::new(it, until),
                is_drawn: drawn.is_some(),
                unit: drawn.flatten().filter(|unit| unit != "customer"),
                days: Vec::new(),
                one_in,
            });
        }
        let mut pass = Self {
            any_observed: subjects.iter().any(|it| !it.is_drawn),
            subjects,
            by_name,
            assignments: world.assignments,
            rungs: world.rungs,
            definition: world.definition,
            until,
            units: manifest.currency.minor_per_major() as f64,
            traits,
        };
        if pass.any_observed {
            pass.learn_days(world.snapshot)?;
        }
        Ok(pass)
    }

    /// On which days those activities were given that nobody drew for.
    fn learn_days(&mut self, snapshot: &Snapshot) -> Result<(), StudyError> {
        let parts = snapshot.gather(BTreeMap::new, |counts: &mut BTreeMap<(usize, Day), u64>, _, facts| {
            for it in self.exposures(facts).into_iter().filter(|it| !self.subjects[it.activity].is_drawn) {
                if let Some(on) = it.got_on {
                    *counts.entry((it.activity, on)).or_default() += 1;
                }
            }
        })?;
        let mut counts: BTreeMap<(usize, Day), u64> = BTreeMap::new();
        for (day, customers) in parts.into_iter().flatten() {
            *counts.entry(day).or_default() += customers;
        }
        for ((activity, on), customers) in counts {
            let days = &mut self.subjects[activity].days;
            let so_far = days.last().map_or(0, |it: &(u64, Day)| it.0);
            days.push((so_far + customers, on));
        }
        Ok(())
    }

    pub(super) fn before(&self) -> usize {
        BEFORE.len() + self.traits.len()
    }

    pub(super) fn clock(&self, at: usize) -> &Clock {
        &self.subjects[at].clock
    }

    /// Gathers everything.
    pub(super) fn run(&self, snapshot: &Snapshot) -> Result<Everything, StudyError> {
        let parts = snapshot.gather(|| self.nothing(), |all, customer, facts| self.take(all, customer, facts))?;
        let mut whole = self.nothing();
        for part in parts {
            if let Some(error) = part.failed {
                return Err(error.into());
            }
            for (sum, more) in whole.activities.iter_mut().flatten().zip(part.activities.into_iter().flatten()) {
                sum.join(more)?;
            }
            for (sum, more) in whole.unassigned.iter_mut().zip(part.unassigned) {
                *sum += more;
            }
            whole.is_paid_known |= part.is_paid_known;
            for (pair, customers) in part.shared {
                *whole.shared.entry(pair).or_default() += customers;
            }
        }
        Ok(whole)
    }

    fn nothing(&self) -> Everything {
        let of = |it: &Subject| {
            let gathered = Gathered::new(it.clock.horizons.len(), self.before());
            [gathered.clone(), gathered]
        };
        Everything {
            activities: self.subjects.iter().map(of).collect(),
            unassigned: vec![0; self.subjects.len()],
            is_paid_known: false,
            shared: BTreeMap::new(),
            failed: None,
        }
    }

    fn take(&self, all: &mut Everything, customer: &str, facts: &mut Vec<Fact<'_>>) {
        let given = self.assignments.of(customer);
        let is_exposed = facts.iter().any(|it| it.kind == FactKind::Exposed);
        if given.is_empty() && !is_exposed && !self.any_observed {
            return;
        }
        let exposures = self.exposures(facts);
        let life = Life::new(facts, self.definition, self.until, self.rungs.get(customer));
        let got = |at: usize| exposures.iter().any(|it| it.activity == at && it.got_on.is_some());
        let got: Vec<usize> = (0..self.subjects.len()).filter(|&at| got(at)).collect();
        for (place, &one) in got.iter().enumerate() {
            for &other in &got[place + 1..] {
                *all.shared.entry((one, other)).or_default() += 1;
            }
        }
        all.is_paid_known |= life.facts().iter().any(|it| it.kind == FactKind::Paid && it.amount.is_some());
        for (at, subject) in self.subjects.iter().enumerate() {
            let exposed = exposures.iter().find(|it| it.activity == at);
            let mine = given.iter().find(|it| it.activity == at);
            let done = match (subject.is_drawn, mine) {
                (true, Some(given)) => {
                    let got = exposed.is_some_and(|it| it.got_on.is_some_and(|on| given.on <= on));
                    let changed = given.is_changed;
                    let drawn = Drawn { is_treated: given.is_treated, on: given.on, got, changed };
                    self.drawn((&mut all.activities[at][0], subject), &life, drawn, given.unit.as_deref())
                }
                (true, None) => exposed.map_or(Ok(()), |it| {
                    all.unassigned[at] += u64::from(it.got_on.is_some());
                    let gathered = &mut all.activities[at][1];
                    if it.is_both {
                        gathered.both_arms += 1;
                        return Ok(());
                    }
                    let drawn =
                        Drawn { is_treated: it.is_treated, on: it.on, got: it.is_treated, changed: it.is_changed };
                    self.drawn((gathered, subject), &life, drawn, None)
                }),
                (false, _) => {
                    self.observed((&mut all.activities[at][1], subject), &life, (at, customer), exposed);
                    Ok(())
                }
            };
            if let Err(error) = done {
                all.failed.get_or_insert(error);
            }
            if subject.is_drawn || exposed.is_some_and(|it| it.is_treated) {
                self.thought(all, at, life.facts());
            }
        }
    }

    /// What facts say about activities, one entry for each.
    fn exposures(&self, facts: &[Fact<'_>]) -> Vec<Exposed> {
        let mut found: Vec<Exposed> = Vec::new();
        for it in facts.iter().filter(|it| it.kind == FactKind::Exposed && it.on <= self.until) {
            let Some(&activity) = it.ref_id.and_then(|name| self.by_name.get(name)) else { continue };
            let is_treated = it.value.is_none_or(|value| value > 0.0);
            let got_on = is_treated.then_some(it.on);
            let Some(known) = found.iter_mut().find(|known| known.activity == activity) else {
                let (on, is_both, is_changed) = (it.on, false, false);
                found.push(Exposed { activity, on, is_treated, is_both, is_changed, got_on });
                continue;
            };
            known.got_on = [known.got_on, got_on].into_iter().flatten().min();
            if known.is_treated != is_treated {
                known.is_both |= known.on == it.on;
                known.is_changed |= known.on != it.on;
            }
            if it.on < known.on {
                (known.on, known.is_treated) = (it.on, is_treated);
            }
        }
        found
    }

    /// Somebody whom chance put into an arm.
    fn drawn(
        &self,
        (gathered, subject): (&mut Gathered, &Subject),
        life: &Life<'_, '_>,
        drawn: Drawn,
        unit: Option<&str>,
    ) -> Result<(), StatsError> {
        let Drawn { is_treated, on, .. } = drawn;
        let side = usize::from(is_treated);
        gathered.assigned[side] += 1;
        gathered.reached[side] += u64::from(drawn.got);
        gathered.changed += u64::from(drawn.changed);
        match life.standing(on) {
            Standing::Gone => gathered.gone += 1,
            Standing::NotYet => gathered.not_yet += 1,
            Standing::Here => {}
        }
        if life.standing(on) != Standing::Here {
            return Ok(());
        }
        let unit = match &subject.unit {
            None => None,
            Some(name) => {
                let Some(unit) = unit.or_else(|| trait_of(life.facts(), on, name)) else {
                    gathered.no_unit += 1;
                    return Ok(());
                };
                Some(number_of(&[unit]))
            }
        };
        gathered.first_on = Some(gathered.first_on.map_or(on, |first| first.min(on)));
        gathered.last_on = gathered.last_on.max(Some(on));
        Self::months(gathered, life, on, side);
        let afters = life.after(on, &subject.clock.horizons, self.units);
        let mut row = Vec::with_capacity(AFTER + self.before());
        for (at, after) in afters.iter().enumerate() {
            if life.watched(on) < subject.clock.horizons[at] {
                break;
            }
            if row.is_empty() {
                row.extend(after.columns);
                life.before(on, &self.traits, self.units, &mut row);
            } else {
                row[..AFTER].copy_from_slice(&after.columns);
            }
            let is_closed = subject.clock.closed[at].is_some_and(|last| on <= last);
            let here = &mut gathered.horizons[at];
            here.add(&row, (is_closed, side))?;
            if let Some(unit) = unit {
                here.rows.push(Row { is_treated, is_closed, unit, columns: row.clone() });
            }
            if let Some(rung) = after.rung {
                here.rungs[side].add(&[rung])?;
            }
            let left = u64::from(after.columns[LEFT] > 0.0);
            let cohort = &mut here.cohorts.entry(on.month_number()).or_default()[side];
            *cohort = [cohort[0] + 1, cohort[1] + left];
            let got = &mut here.as_treated[usize::from(drawn.got)];
            *got = [got[0] + 1, got[1] + left];
        }
        Ok(())
    }

    fn months(gathered: &mut Gathered, life: &Life<'_, '_>, on: Day, side: usize) {
        let (left_after, watched) = (life.left_after(on), life.watched(on));
        for (month, counts) in (0..).zip(gathered.months.iter_mut()) {
            let (start, end) = (month * MONTH_DAYS, (month + 1) * MONTH_DAYS);
            let is_there = left_after.is_none_or(|days| start < days || month == 0);
            if watched < end || !is_there {
                return;
            }
            counts[side][0] += 1;
            counts[side][1] += u64::from(left_after.is_some_and(|days| days <= end));
        }
    }

    /// Somebody of whom nobody drew whether they get it: from the day they got it, or, of those who did not, from a day that
    /// chance takes out of those on which others got it, when they had not got it yet.
    fn observed(
        &self,
        (gathered, subject): (&mut Gathered, &Subject),
        life: &Life<'_, '_>,
        (at, customer): (usize, &str),
        exposed: Option<&Exposed>,
    ) {
        let got_on = exposed.and_then(|it| it.got_on);
        if let Some(on) = got_on {
            gathered.assigned[1] += 1;
            gathered.reached[1] += 1;
            self.observe((gathered, subject), life, (on, true, true));
        } else if let Some(it) = exposed {
            gathered.assigned[0] += 1;
            gathered.explicit += 1;
            return self.observe((gathered, subject), life, (it.on, false, true));
        }
        let draw = number_of(&[customer, &at.to_string()]);
        let Some(&(all, _)) = subject.days.last() else { return };
        if !(draw >> 32).is_multiple_of(subject.one_in) {
            return;
        }
        let place = ((draw & 0xFFFF_FFFF) * all) >> 32;
        let at = subject.days.partition_point(|it| it.0 <= place);
        let Some(&(_, on)) = subject.days.get(at) else { return };
        if got_on.is_none_or(|got_on| on < got_on) {
            self.observe((gathered, subject), life, (on, false, false));
        }
    }

    fn observe(
        &self,
        (gathered, subject): (&mut Gathered, &Subject),
        life: &Life<'_, '_>,
        (on, is_treated, is_explicit): (Day, bool, bool),
    ) {
        match life.standing(on) {
            Standing::Here => {}
            standing => {
                if is_explicit {
                    gathered.gone += u64::from(standing == Standing::Gone);
                    gathered.not_yet += u64::from(standing == Standing::NotYet);
                }
                return;
            }
        }
        if is_explicit {
            gathered.first_on = Some(gathered.first_on.map_or(on, |first| first.min(on)));
            gathered.last_on = gathered.last_on.max(Some(on));
        }
        let mut before = Vec::with_capacity(self.before() + 1);
        life.before(on, &self.traits, self.units, &mut before);
        before.push(life.used_earlier(on));
        let afters = life.after(on, &subject.clock.horizons, self.units);
        for (at, after) in afters.iter().enumerate() {
            if life.watched(on) < subject.clock.horizons[at] {
                break;
            }
            let columns = after.columns.iter().chain(&before).copied().collect();
            // What stands here as closed is explicit: somebody wrote down that they did not get it.
            gathered.horizons[at].rows.push(Row { is_treated, is_closed: is_explicit, unit: 0, columns });
        }
    }

    /// What a customer said of the activity itself.
    fn thought(&self, all: &mut Everything, at: usize, facts: &[Fact<'_>]) {
        for it in facts.iter().filter(|it| it.kind == FactKind::Answered) {
            let names = |word: &&str| self.by_name.get(word) == Some(&at);
            let is_about = it.ref_id.is_some_and(|about| names(&about) || about.split(' ').any(|word| names(&word)));
            if let Some(value) = it.value.filter(|value| is_about && value.abs() <= 1e9)
                && let Err(error) = all.activities[at][1].thought.add(&[value])
            {
                all.failed.get_or_insert(error);
            }
        }
    }
}

/// What the facts say of one activity.
struct Exposed {
    activity: usize,
    /// The first day, and what it said.
    on: Day,
    is_treated: bool,
    is_both: bool,
    is_changed: bool,
    /// The first day they got it.
    got_on: Option<Day>,
}

/// How chance put somebody into an arm.
#[derive(Clone, Copy)]
struct Drawn {
    is_treated: bool,
    on: Day,
    /// Whether they really got it.
    got: bool,
    changed: bool,
}

/// A number that belongs to some words, the same in every run and with every compiler.
fn number_of(words: &[&str]) -> u64 {
    XxHash3_64::oneshot(words.join("\0").as_bytes())
}
