//! What is true of a simulated firm: what each activity really did, and the counts a report should find.
//!
//! The effect of an activity is not estimated. Each customer who stood before it lives twice with the same luck, once
//! treated and once held out, and the two lives are compared.

use std::collections::BTreeMap;

use relationship::{Day, DepartureKind};
use serde::Serialize;

use crate::customer::{Company, Customer};
use crate::life::{Contract, Witness, live};
use crate::parameters::{ACTIVITIES_MAX, Month};

/// The effect of an activity is stated so many days after a customer stood before it.
pub const HORIZON_DAYS: [i32; 2] = [90, 180];

/// Everything that is true, as written to `truth.json`.
#[derive(Debug, Clone, Serialize)]
pub struct Truth {
    /// The firm.
    pub company: String,
    /// The seed of all chance.
    pub seed: u64,
    /// How many ever joined.
    pub customers: u64,
    /// The first day of the firm.
    pub first_day: Day,
    /// The last day that has happened.
    pub last_day: Day,
    /// Contracts, one per stretch of being a customer.
    pub contracts: u64,
    /// Contracts of customers who had been away.
    pub returns: u64,
    /// Customers on the last day.
    pub still_here: u64,
    /// Contracts that ended, by kind of leaving.
    pub departures: BTreeMap<&'static str, u64>,
    /// Ended contracts without a reason.
    pub not_said: u64,
    /// Ended contracts by reason, in the firm's own words.
    pub reasons: BTreeMap<String, u64>,
    /// Month by month.
    pub months: Vec<MonthTruth>,
    /// Plan by plan.
    pub plans: Vec<PlanTruth>,
    /// Activity by activity.
    pub activities: Vec<ActivityTruth>,
}

/// One month of the firm.
#[derive(Debug, Clone, Serialize)]
pub struct MonthTruth {
    /// The month.
    pub month: Month,
    /// Customers on its first day.
    pub at_start: u64,
    /// Contracts that began in it.
    pub started: u64,
    /// Of those there on the first day, how many left during the month, by kind.
    pub departures_of_those: BTreeMap<&'static str, u64>,
    /// All contracts that ended in the month.
    pub departures: u64,
}

/// One plan.
#[derive(Debug, Clone, Serialize)]
pub struct PlanTruth {
    /// Its name.
    pub plan: String,
    /// Contracts with it.
    pub contracts: u64,
    /// Of which ended.
    pub departures: u64,
    /// Months in which one of its customers could decide to leave.
    pub months_at_risk: u64,
    /// The true chance to decide to leave, averaged over those months.
    pub monthly_chance_to_decide: f64,
}

/// One activity.
#[derive(Debug, Clone, Serialize)]
pub struct ActivityTruth {
    /// Its name in the events file.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Share held out.
    pub holdout_share: f64,
    /// Factor on the hazard of the causes it acts on, per plan, for those it reaches.
    pub hazard_ratios: Vec<f64>,
    /// What it did.
    pub effects: Vec<EffectTruth>,
}

/// What an activity did within a number of days, in all customers who were seen so long.
#[derive(Debug, Clone, Serialize)]
pub struct EffectTruth {
    /// The days.
    pub within_days: i32,
    /// Everybody.
    pub all: Effect,
    /// By plan.
    pub plans: BTreeMap<String, Effect>,
}

/// A true effect, and what the draw of the hold-out let us see of it.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Effect {
    /// Share that leaves if everybody is treated, minus the share if everybody is held out. Below 0 it helps.
    pub difference: f64,
    /// Share that leaves if everybody is treated.
    pub left_if_treated: f64,
    /// Share that leaves if everybody is held out.
    pub left_if_held_out: f64,
    /// Customers compared.
    pub n: u64,
    /// They stay because of it.
    pub persuadable: u64,
    /// They stay anyway.
    pub sure_thing: u64,
    /// They leave anyway.
    pub lost_cause: u64,
    /// They leave because of it.
    pub sleeping_dog: u64,
    /// Of the treated, in fact: how many, and how many left.
    pub treated: Arm,
    /// Of those held out, in fact: how many, and how many left.
    pub held_out: Arm,
}

/// One arm as it was drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Arm {
    /// Customers.
    pub n: u64,
    /// Who left in time.
    pub left: u64,
}

/// The part of a life an effect is read from.
#[derive(Default)]
pub(crate) struct Footprints {
    exposed_on: [Option<Day>; ACTIVITIES_MAX],
    stretches: Vec<(Day, Option<Day>)>,
}

impl Witness for Footprints {
    fn contract(&mut self, contract: &Contract<'_>) {
        self.stretches.push((contract.started_on, contract.ended.map(|(on, _)| on)));
    }

    fn exposed(&mut self, activity: usize, on: Day) {
        self.exposed_on[activity] = Some(on);
    }
}

impl Footprints {
    pub(crate) fn clear(&mut self) {
        self.exposed_on = [None; ACTIVITIES_MAX];
        self.stretches.clear();
    }

    /// Was this person a customer on that day?
    pub(crate) fn was_here(&self, day: Day) -> bool {
        self.stretches.iter().any(|&(from, until)| from <= day && until.is_none_or(|until| day <= until))
    }

    fn left_within(&self, from: Day, days: i32) -> bool {
        self.stretches.iter().any(|&(_, ended)| ended.is_some_and(|on| from < on && on <= from.plus_days(days)))
    }
}

/// The counts of some customers. Counts of two groups add up.
pub(crate) struct Tally {
    first_month: i32,
    contracts: u64,
    returns: u64,
    still_here: u64,
    not_said: u64,
    kinds: [u64; 5],
    reasons: BTreeMap<String, u64>,
    months: Vec<MonthCount>,
    plans: Vec<PlanCount>,
    /// Per activity, horizon and plan.
    effects: Vec<[Vec<Cells>; HORIZON_DAYS.len()]>,
    other_life: Footprints,
}

#[derive(Default, Clone)]
struct MonthCount {
    /// Customers on the first day, as the change from the month before.
    at_start_change: i64,
    started: u64,
    departures: u64,
    of_those: [u64; 5],
}

#[derive(Default, Clone)]
struct PlanCount {
    contracts: u64,
    departures: u64,
    months_at_risk: u64,
    chance_sum: f64,
}

/// How many people there are per pair of fates: `[left if held out][left if treated]`, and the arms as drawn.
#[derive(Default, Clone)]
struct Cells {
    fates: [[u64; 2]; 2],
    arms: [Arm; 2],
}

impl Tally {
    pub(crate) fn new(company: &Company<'_>) -> Self {
        let plans = company.names.plans.len();
        Self {
            first_month: company.months[0].number,
            contracts: 0,
            returns: 0,
            still_here: 0,
            not_said: 0,
            kinds: [0; 5],
            reasons: BTreeMap::new(),
            months: vec![MonthCount::default(); company.months.len() + 1],
            plans: vec![PlanCount::default(); plans],
            effects: company
                .names
                .activities
                .iter()
                .map(|_| HORIZON_DAYS.map(|_| vec![Cells::default(); plans]))
                .collect(),
            other_life: Footprints::default(),
        }
    }

    pub(crate) fn at_risk(&mut self, plan: usize, chance: f64) {
        self.plans[plan].months_at_risk += 1;
        self.plans[plan].chance_sum += chance;
    }

    pub(crate) fn contract(&mut self, plan: usize, contract: &Contract<'_>) {
        self.contracts += 1;
        self.returns += u64::from(contract.number > 1);
        self.plans[plan].contracts += 1;
        let started = self.month_of(contract.started_on);
        self.months[started].started += 1;
        // Whoever starts on the first day of a month is a customer on that day.
        let first_counted = started + usize::from(contract.started_on.ymd().2 > 1);
        self.months[first_counted].at_start_change += 1;
        let Some((on, ending)) = contract.ended else {
            self.still_here += 1;
            return;
        };
        let ended = self.month_of(on);
        let kind = DepartureKind::ALL.iter().position(|&kind| kind == ending.kind).unwrap_or(0);
        self.kinds[kind] += 1;
        self.plans[plan].departures += 1;
        self.months[ended].departures += 1;
        if first_counted <= ended {
            self.months[ended].of_those[kind] += 1;
        }
        self.months[first_counted.max(ended + 1)].at_start_change -= 1;
        match ending.reason {
            Some(reason) => match self.reasons.get_mut(reason) {
                Some(count) => *count += 1,
                None => _ = self.reasons.insert(reason.to_owned(), 1),
            },
            None => self.not_said += 1,
        }
    }

    fn month_of(&self, day: Day) -> usize {
        usize::try_from(day.month_number() - self.first_month).unwrap_or(0).min(self.months.len() - 1)
    }

    /// Lets the customer live once more for each activity they stood before, with the opposite draw.
    pub(crate) fn compare(&mut self, company: &Company<'_>, customer: &Customer, real: &Footprints) {
        for (activity, effects) in self.effects.iter_mut().enumerate() {
            let Some(exposed_on) = real.exposed_on[activity] else { continue };
            if exposed_on.plus_days(HORIZON_DAYS[0]) > company.last_day {
                continue;
            }
            self.other_life.clear();
            live(company, customer, customer.treated ^ (1 << activity), &mut self.other_life);
            let is_treated = customer.treated >> activity & 1;
            for (cells, days) in effects.iter_mut().zip(HORIZON_DAYS) {
                if exposed_on.plus_days(days) > company.last_day {
                    continue;
                }
                let really = real.left_within(exposed_on, days);
                let otherwise = self.other_life.left_within(exposed_on, days);
                let (held_out, treated) = if is_treated == 1 { (otherwise, really) } else { (really, otherwise) };
                let cells = &mut cells[customer.plan];
                cells.fates[usize::from(held_out)][usize::from(treated)] += 1;
                let arm = &mut cells.arms[usize::from(is_treated)];
                arm.n += 1;
                arm.left += u64::from(really);
            }
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.contracts += other.contracts;
        self.returns += other.returns;
        self.still_here += other.still_here;
        self.not_said += other.not_said;
        add_all(&mut self.kinds, &other.kinds);
        for (reason, count) in &other.reasons {
            *self.reasons.entry(reason.clone()).or_default() += count;
        }
        for (sum, more) in self.months.iter_mut().zip(&other.months) {
            sum.at_start_change += more.at_start_change;
            sum.started += more.started;
            sum.departures += more.departures;
            add_all(&mut sum.of_those, &more.of_those);
        }
        for (sum, more) in self.plans.iter_mut().zip(&other.plans) {
            sum.contracts += more.contracts;
            sum.departures += more.departures;
            sum.months_at_risk += more.months_at_risk;
            sum.chance_sum += more.chance_sum;
        }
        let cells = |all: &'_ [[Vec<Cells>; HORIZON_DAYS.len()]]| all.iter().flatten().flatten().cloned().collect();
        let more: Vec<Cells> = cells(&other.effects);
        for (sum, more) in self.effects.iter_mut().flatten().flatten().zip(&more) {
            sum.add(more);
        }
    }

    pub(crate) fn truth(&self, company: &Company<'_>, customers: u64, seed: u64) -> Truth {
        let parameters = company.parameters;
        Truth {
            company: parameters.company.name.clone(),
            seed,
            customers,
            first_day: company.months[0].first,
            last_day: company.last_day,
            contracts: self.contracts,
            returns: self.returns,
            still_here: self.still_here,
            departures: by_kind(&self.kinds),
            not_said: self.not_said,
            // The tally holds reasons as they stand in the file; people read them without quotes.
            reasons: self.reasons.iter().map(|(reason, &n)| (unquoted(reason), n)).collect(),
            months: self.month_truths(company),
            plans: self
                .plans
                .iter()
                .zip(&parameters.plans)
                .map(|(count, plan)| PlanTruth {
                    plan: plan.name.clone(),
                    contracts: count.contracts,
                    departures: count.departures,
                    months_at_risk: count.months_at_risk,
                    monthly_chance_to_decide: count.chance_sum / count.months_at_risk.max(1) as f64,
                })
                .collect(),
            activities: self
                .effects
                .iter()
                .zip(&parameters.activities)
                .map(|(effects, activity)| ActivityTruth {
                    name: activity.name.clone(),
                    title: activity.title.clone(),
                    holdout_share: activity.holdout_share,
                    hazard_ratios: activity.hazard_ratios.clone(),
                    effects: HORIZON_DAYS
                        .iter()
                        .zip(effects)
                        .map(|(&within_days, cells)| effect_truth(company, within_days, cells))
                        .collect(),
                })
                .collect(),
        }
    }

    fn month_truths(&self, company: &Company<'_>) -> Vec<MonthTruth> {
        let mut here = 0_i64;
        let months = self.months.iter().zip(&company.months);
        months
            .map(|(count, month)| {
                here += count.at_start_change;
                MonthTruth {
                    month: Month::of(month.first),
                    at_start: u64::try_from(here).unwrap_or(0),
                    started: count.started,
                    departures_of_those: by_kind(&count.of_those),
                    departures: count.departures,
                }
            })
            .collect()
    }
}

impl Cells {
    fn add(&mut self, more: &Self) {
        for (sum, more) in self.fates.iter_mut().zip(&more.fates) {
            add_all(sum, more);
        }
        for (sum, more) in self.arms.iter_mut().zip(&more.arms) {
            sum.n += more.n;
            sum.left += more.left;
        }
    }

    fn effect(&self) -> Effect {
        let [[sure_thing, sleeping_dog], [persuadable, lost_cause]] = self.fates;
        let n = sure_thing + sleeping_dog + persuadable + lost_cause;
        let share = |left: u64| left as f64 / n.max(1) as f64;
        let left_if_treated = share(sleeping_dog + lost_cause);
        let left_if_held_out = share(persuadable + lost_cause);
        Effect {
            difference: left_if_treated - left_if_held_out,
            left_if_treated,
            left_if_held_out,
            n,
            persuadable,
            sure_thing,
            lost_cause,
            sleeping_dog,
            held_out: self.arms[0],
            treated: self.arms[1],
        }
    }
}

fn effect_truth(company: &Company<'_>, within_days: i32, cells: &[Cells]) -> EffectTruth {
    let mut all = Cells::default();
    for plan in cells {
        all.add(plan);
    }
    let names = company.parameters.plans.iter().map(|plan| plan.name.clone());
    EffectTruth { within_days, all: all.effect(), plans: names.zip(cells.iter().map(Cells::effect)).collect() }
}

fn add_all(sums: &mut [u64], more: &[u64]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += more;
    }
}

fn by_kind(counts: &[u64; 5]) -> BTreeMap<&'static str, u64> {
    DepartureKind::ALL.iter().zip(counts).map(|(kind, &count)| (kind.word(), count)).collect()
}

fn unquoted(text: &str) -> String {
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_owned(),
    }
}
