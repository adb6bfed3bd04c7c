//! From sums to verdicts: each activity estimated at each horizon that was reached, then all judged together.

use std::collections::HashMap;

use relationship::activity::{Choosing, Counted};
use relationship::verdict::{Obstacle, Verdict, over_horizons};
use stats::experiment::{
    AlwaysValid, Moments, TUNED_FOR, always_valid_means, cuped, difference_in_means, sample_ratio_running,
};
use stats::multiple::Correction;
use stats::{Answer, Estimate, Level, StatsError, Why};

use super::gathered::{Arms, AtHorizon, Gathered};
use super::gathering::{Everything, Pass};
use super::life::{AFTER, ANSWERED, BEFORE, COMPLAINED, CONTACTS, HERE, LEFT, PAID, PRICED, ROSE};
use super::{Known, Register};
use crate::StudyError;
use crate::measure::drawn::{self, Amounts, Drawing, deviation_of, select, two_sided_of_one};
use crate::measure::observed;
use crate::measure::register::{
    Activity, Cost, Customers, Estimated, Measured, Rules, Split, Way, adjusted, judged_one,
};

/// A share of those assigned who had left before, or stand in both arms, above which it was no draw among customers.
const ODD_SHARE_MAX: f64 = 0.05;
/// How sure an effect that matters is to be found.
const POWER: f64 = 0.8;

/// What was not judged, but stands beside what was.
#[derive(Debug, Clone)]
pub(super) struct Beside {
    pub(super) word: &'static str,
    /// The mean of who was left alone.
    pub(super) control: Option<f64>,
    pub(super) difference: Answer,
}

/// An activity at one horizon.
#[derive(Debug, Clone)]
pub(super) struct Reached {
    /// Which horizon, counted from 0.
    pub(super) at: usize,
    pub(super) days: i32,
    /// The group is closed: this is the look that was planned.
    pub(super) is_fixed: bool,
    pub(super) measured: Measured,
    pub(super) beside: Vec<Beside>,
}

/// What is judged of an activity.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    /// What was counted; none where the plan names nothing that the ledger can count.
    pub(super) counted: Option<Counted>,
    /// Of the draws that are kept, or of what facts say.
    pub(super) by_draw: bool,
    /// Names of the traits, in the order of the columns that were used.
    pub(super) traits: Vec<String>,
    /// Traits of the plan that the ledger does not know.
    pub(super) unknown_traits: Vec<String>,
    /// From the shortest horizon to the longest that was reached.
    pub(super) reached: Vec<Reached>,
    pub(super) verdict: Verdict,
}

impl Judged {
    pub(super) fn gathered<'a>(&self, everything: &'a Everything, at: usize) -> &'a Gathered {
        &everything.activities[at][usize::from(!self.by_draw)]
    }
}

/// Something estimated that waits for the others.
struct Waiting {
    activity: usize,
    at: usize,
    is_fixed: bool,
    estimated: Estimated,
    beside: Vec<Beside>,
}

/// How one activity is looked at.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question about the activity, and none follows from another"
)]
struct Lens<'a> {
    gathered: &'a Gathered,
    counted: Counted,
    /// Columns: the outcome, the traits, and the money.
    picked: Vec<usize>,
    has_money: bool,
    is_paid_known: bool,
    is_drawn: bool,
    by_unit: bool,
    obstacle: Option<Obstacle>,
    planned: Option<f64>,
    cost: Option<Cost>,
    /// How many draws are looked at.
    comparisons: usize,
    /// The column of what nothing can have changed.
    control: usize,
    rules: Rules,
}

pub(super) fn judge(
    register: &Register<'_>,
    pass: &Pass<'_>,
    everything: &Everything,
) -> Result<Vec<Judged>, StudyError> {
    let comparisons = register.activities.iter().filter(|it| is_drawn(it)).count();
    let level = Level::new(register.definition.level).unwrap_or(Level::P95);
    let mut all = Vec::new();
    let mut lenses = Vec::new();
    let mut waiting = Vec::new();
    for (at, it) in register.activities.iter().enumerate() {
        let (judged, lens) = lens(it, at, (pass, everything), (comparisons, level), register);
        if let Some(lens) = &lens {
            for (horizon, here) in lens.gathered.horizons.iter().enumerate() {
                let is_last_reached = lens.gathered.horizons.get(horizon + 1).is_none_or(|it| !it.is_reached());
                if here.is_reached() && (lens.is_drawn || is_last_reached) {
                    let is_fixed = here.is_closed() || !lens.is_drawn;
                    let (estimated, beside) = lens.estimate(here, is_fixed)?;
                    waiting.push(Waiting { activity: at, at: horizon, is_fixed, estimated, beside });
                }
            }
        }
        all.push(judged);
        lenses.push(lens);
    }
    // Those of the last horizon are one family, those of the last but one the next.
    let rank = |it: &Waiting| pass.clock(it.activity).horizons.len() - 1 - it.at;
    let ranks = waiting.iter().map(rank).max().map_or(0, |rank| rank + 1);
    for of_rank in 0..ranks {
        let (family, others): (Vec<Waiting>, Vec<Waiting>) = waiting.into_iter().partition(|it| rank(it) == of_rank);
        waiting = others;
        for (at, reached) in together(family, &lenses, pass)? {
            all[at].reached.push(reached);
        }
    }
    for (at, it) in all.iter_mut().enumerate() {
        it.reached.sort_by_key(|it| it.at);
        let last = pass.clock(at).horizons.len().saturating_sub(1);
        let of_last = it.reached.last().filter(|it| it.at == last).map(|it| it.measured.verdict);
        let earlier: Vec<Verdict> = it.reached.iter().filter(|it| it.at < last).map(|it| it.measured.verdict).collect();
        it.verdict = match (of_last, earlier.last()) {
            // What stands in the way of a comparison does so at every horizon.
            (None, Some(Verdict::CannotTellThisWay)) => Verdict::CannotTellThisWay,
            // Nobody drew, and nobody wrote down who got it.
            (None, None) if register.activities.get(at).is_some_and(|it| !is_drawn(it)) => Verdict::CannotTellThisWay,
            _ => over_horizons(&earlier, of_last),
        };
    }
    Ok(all)
}

/// Judges those that are looked at together.
fn together(
    family: Vec<Waiting>,
    lenses: &[Option<Lens<'_>>],
    pass: &Pass<'_>,
) -> Result<Vec<(usize, Reached)>, StatsError> {
    let family: Vec<(Waiting, &Lens<'_>)> =
        family.into_iter().filter_map(|it| lenses[it.activity].as_ref().map(|lens| (it, lens))).collect();
    let mut estimated: Vec<Estimated> = family.iter().map(|(it, _)| it.estimated.clone()).collect();
    drawn::alarm_splits(&mut estimated)?;
    let activities: Vec<Activity<'_>> = family.iter().map(|(_, lens)| lens.activity(&[])).collect();
    let p_values = adjusted(&estimated, &activities, Correction::BenjaminiHochberg)?;
    let judged = estimated.into_iter().zip(&activities).zip(p_values).zip(family);
    Ok(judged
        .map(|(((estimated, activity), p), (it, lens))| {
            let measured = judged_one(estimated, activity, p, &lens.rules, lens.counted.is_share());
            let days = pass.clock(it.activity).horizons[it.at];
            (it.activity, Reached { at: it.at, days, is_fixed: it.is_fixed, measured, beside: it.beside })
        })
        .collect())
}

fn is_drawn(it: &Known<'_>) -> bool {
    it.now().is_some_and(|now| now.choosing.holds_out())
}

fn lens<'a>(
    it: &Known<'_>,
    at: usize,
    (pass, everything): (&Pass<'_>, &'a Everything),
    (comparisons, level): (usize, Level),
    register: &Register<'_>,
) -> (Judged, Option<Lens<'a>>) {
    let [by_draw, by_facts] = &everything.activities[at];
    let is_by_draw = by_draw.assigned != [0; 2];
    let gathered = if is_by_draw { by_draw } else { by_facts };
    let mut judged = Judged {
        counted: None,
        by_draw: is_by_draw,
        traits: Vec::new(),
        unknown_traits: Vec::new(),
        reached: Vec::new(),
        verdict: Verdict::CannotTellYet,
    };
    let Some(now) = it.now() else { return (judged, None) };
    judged.counted = Counted::from_word(&now.plan.outcome);
    let Some(counted) = judged.counted else { return (judged, None) };
    let is_paid_known = everything.is_paid_known;
    let money = if is_paid_known { PAID } else { PRICED };
    let has_money = counted != Counted::Revenue;
    let own = |name: &String| now.plan.traits.contains(name);
    let of_plan = pass.traits.iter().enumerate().filter(|(_, it)| own(&it.name));
    let mut columns: Vec<(usize, String)> =
        BEFORE.iter().enumerate().map(|(place, name)| (AFTER + place, (*name).to_owned())).collect();
    columns.extend(of_plan.map(|(place, it)| (AFTER + BEFORE.len() + place, it.column())));
    let known = &register.snapshot.manifest().traits;
    let is_known = |name: &&String| known.contains_key(*name) || *name == "plan" || BEFORE.contains(&name.as_str());
    judged.unknown_traits = now.plan.traits.iter().filter(|name| !is_known(name)).cloned().collect();
    let outcome = match counted {
        Counted::Left => LEFT,
        Counted::Here => HERE,
        Counted::Revenue => money,
        Counted::Contacts => CONTACTS,
        Counted::Complaints => COMPLAINED,
        Counted::Rose => ROSE,
    };
    let picked: Vec<usize> =
        std::iter::once(outcome).chain(columns.iter().map(|it| it.0)).chain(has_money.then_some(money)).collect();
    judged.traits = columns.into_iter().map(|it| it.1).collect();
    let (unit, planned) = match &now.choosing {
        Choosing::Drawn { drawing, unit } => (unit.as_deref(), Some(drawing.treated.get())),
        _ => (None, None),
    };
    let units = minor_units(register);
    let cost = now.cost.map(|it| Cost { each: it.each_minor as f64 / units, fixed: it.fixed_minor as f64 / units });
    let rules = Rules {
        level,
        more_is_better: counted.more_is_better(),
        matters: now.plan.matters,
        power: POWER,
        correction: Correction::BenjaminiHochberg,
    };
    let lens = Lens {
        counted,
        picked,
        has_money,
        is_paid_known,
        is_drawn: is_drawn(it),
        by_unit: unit.is_some_and(|unit| unit != "customer"),
        obstacle: obstacle(gathered),
        planned,
        cost,
        comparisons,
        control: AFTER + pass.before(),
        rules,
        gathered,
    };
    (judged, Some(lens))
}

fn minor_units(register: &Register<'_>) -> f64 {
    register.snapshot.manifest().currency.minor_per_major() as f64
}

/// What is already known to stand in the way.
fn obstacle(it: &Gathered) -> Option<Obstacle> {
    let all = (it.assigned[0] + it.assigned[1]) as f64;
    if it.both_arms as f64 > ODD_SHARE_MAX * (all + it.both_arms as f64) {
        return Some(Obstacle::BothArms);
    }
    (it.gone as f64 > ODD_SHARE_MAX * all).then_some(Obstacle::OutcomeFirst)
}

impl AtHorizon {
    /// Whether anybody was watched so long.
    pub(super) fn is_reached(&self) -> bool {
        !self.rows.is_empty() || self.groups.as_flattened().iter().any(|arm| arm.n() > 0)
    }

    /// Whether there is a group of whom nobody is still to come.
    fn is_closed(&self) -> bool {
        self.groups[0].iter().any(|arm| arm.n() > 0)
    }
}

impl Lens<'_> {
    fn activity<'a>(&self, arms: &'a [u8]) -> Activity<'a> {
        let way = match (self.is_drawn, self.by_unit) {
            (true, false) => Way::Drawn,
            (true, true) => Way::DrawnBy(&[]),
            (false, _) => Way::Observed,
        };
        // The sizes of the arms are held against the plan as they were assigned, not as they were watched.
        let planned = self.planned.filter(|_| self.by_unit);
        Activity { way, arms, planned, cost: self.cost, obstacle: self.obstacle }
    }

    fn traits(&self) -> usize {
        self.picked.len() - 1 - usize::from(self.has_money)
    }

    fn drawing<'a>(&self, deviations: Vec<Option<f64>>, largest: &'a [Vec<f64>]) -> Drawing<'a> {
        Drawing {
            deviations,
            traits: self.traits(),
            is_share: self.counted.is_share(),
            comparisons: self.comparisons,
            level: self.rules.level,
            amounts: Amounts::Far(largest),
        }
    }

    fn estimate(&self, here: &AtHorizon, is_fixed: bool) -> Result<(Estimated, Vec<Beside>), StatsError> {
        if !self.is_drawn {
            return Ok((self.observe(here)?, Vec::new()));
        }
        let arms = here.arms(is_fixed)?;
        let mut it =
            if self.by_unit { self.of_units(here, is_fixed)? } else { self.of_customers(here, &arms, is_fixed)? };
        let beside = self.beside(here, &arms, &it, is_fixed)?;
        if !is_fixed {
            self.watch(&mut it, &arms)?;
        }
        it.obstacle = self.obstacle.or(it.obstacle);
        Ok((it, beside))
    }

    /// Chance drew customers.
    fn of_customers(&self, here: &AtHorizon, arms: &Arms, is_fixed: bool) -> Result<Estimated, StatsError> {
        let picked = select(arms, &self.picked)?;
        let mut whole = picked[0].clone();
        whole.merge(&picked[1])?;
        let deviation = |column: usize| -> Result<Option<f64>, StatsError> {
            Ok(whole.select(&[column])?.variance().map(f64::sqrt).filter(|it| *it > 0.0))
        };
        let deviations = (0..self.picked.len()).map(deviation).collect::<Result<Vec<_>, _>>()?;
        let pick = |row: Box<[f64]>| self.picked.iter().map(|&column| row[column]).collect();
        // Only what is counted in money has customers far out, and only they were kept.
        let is_money = self.has_money || self.counted == Counted::Revenue;
        let largest: Vec<Vec<f64>> =
            if is_money { here.largest(is_fixed).into_iter().map(pick).collect() } else { Vec::new() };
        let mut it = self.drawing(deviations, &largest).customers(&self.activity(&[]), &picked)?;
        let assigned = self.gathered.assigned;
        it.split = match self.planned {
            Some(planned) if is_fixed => Some(drawn::split(assigned, planned)?),
            Some(planned) => {
                let test = sample_ratio_running(&assigned, &[1.0 - planned, planned])?;
                Some(Split { planned, test, is_alarming: false })
            }
            None => None,
        };
        Ok(it)
    }

    /// Chance drew households, stores or teams.
    fn of_units(&self, here: &AtHorizon, is_fixed: bool) -> Result<Estimated, StatsError> {
        let rows: Vec<_> = here.rows.iter().filter(|row| row.is_closed || !is_fixed).collect();
        let arms: Vec<u8> = rows.iter().map(|row| u8::from(row.is_treated)).collect();
        let mut numbers: HashMap<u64, u32> = HashMap::new();
        let mut groups = Vec::with_capacity(rows.len());
        for row in &rows {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            groups.push(*numbers.entry(row.unit).or_insert(next));
        }
        let columns: Vec<Vec<f64>> =
            self.picked.iter().map(|&column| rows.iter().map(|row| row.columns[column]).collect()).collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let drawing = self.drawing(columns.iter().map(|column| deviation_of(column)).collect(), &[]);
        drawing.groups(&self.activity(&arms), &groups, &columns)
    }

    /// Somebody chose.
    fn observe(&self, here: &AtHorizon) -> Result<Estimated, StatsError> {
        // Where somebody wrote down who did not get it, they are the others.
        let is_asked = self.gathered.explicit > 0;
        let rows: Vec<_> = here.rows.iter().filter(|row| row.is_treated || row.is_closed || !is_asked).collect();
        let arms: Vec<u8> = rows.iter().map(|row| u8::from(row.is_treated)).collect();
        let mut columns: Vec<Vec<f64>> =
            self.picked.iter().map(|&column| rows.iter().map(|row| row.columns[column]).collect()).collect();
        let money = if self.has_money { columns.pop() } else { None };
        let outcome = columns.remove(0);
        let controls: Vec<Vec<f64>> = vec![rows.iter().map(|row| row.columns[self.control]).collect()];
        let controls = if controls[0].iter().any(|it| *it > 0.0) { controls } else { Vec::new() };
        let customers = Customers { outcome: &outcome, traits: &columns, money: money.as_deref(), controls: &controls };
        let mut it = observed::estimate(&customers, &self.activity(&arms), &self.rules)?;
        it.obstacle = self.obstacle.or(it.obstacle);
        Ok(it)
    }

    /// The group is not closed: what is said must hold at every look.
    fn watch(&self, it: &mut Estimated, arms: &Arms) -> Result<(), StatsError> {
        let level = self.rules.level;
        let boundary = AlwaysValid::new(TUNED_FOR, level)?;
        let one_sided = AlwaysValid::new(TUNED_FOR, two_sided_of_one(level))?;
        let (df, n) = (it.degrees_of_freedom, it.clusters.unwrap_or(it.n));
        let n = n[0] + n[1];
        let found = inflated(&it.effect, it.inflation[0]);
        (it.effect, it.test) = boundary.around(&found, df, n);
        it.bounds = one_sided.around(&found, df, n).0.known().map(|it| (it.interval.lower, it.interval.upper));
        it.money = it.money.map(|money| boundary.around(&inflated(&money, it.inflation[1]), df, n).0);
        it.unadjusted = boundary.around(&inflated(&it.unadjusted, it.inflation[0]), df, n).0;
        it.lift = if self.by_unit || it.inflation[0].is_some() {
            Answer::Undetermined(Why::TooFew { needed: TUNED_FOR, given: n })
        } else {
            let [control, treated] = select(arms, &self.picked[..1])?;
            always_valid_means(&control, &treated, boundary).lift
        };
        Ok(())
    }

    /// What else came of it. It is not judged, and says nothing of chance among many.
    fn beside(
        &self,
        here: &AtHorizon,
        arms: &Arms,
        main: &Estimated,
        is_fixed: bool,
    ) -> Result<Vec<Beside>, StatsError> {
        let boundary = AlwaysValid::new(TUNED_FOR, self.rules.level)?;
        let n = main.n[0] + main.n[1];
        let money = if self.is_paid_known { PAID } else { PRICED };
        let all = [
            (Counted::Left.word(), LEFT),
            (Counted::Here.word(), HERE),
            (Counted::Revenue.word(), money),
            (Counted::Contacts.word(), CONTACTS),
            (Counted::Complaints.word(), COMPLAINED),
            (Counted::Rose.word(), ROSE),
            ("answered", ANSWERED),
        ];
        let told = |word, [control, treated]: &[Moments; 2], is_plain: bool| -> Result<Beside, StatsError> {
            let plain = difference_in_means(control, treated, self.rules.level);
            let effect = if is_plain { plain } else { cuped(control, treated, self.rules.level)?.effect };
            let effect = if effect.difference.known().is_some() { effect } else { plain };
            let difference = if is_fixed {
                effect.difference
            } else {
                boundary.around(&effect.difference, effect.degrees_of_freedom, n).0
            };
            Ok(Beside { word, control: control.mean(), difference })
        };
        let mut beside = Vec::new();
        for (word, column) in all.into_iter().filter(|it| it.0 != self.counted.word()) {
            let traits = main.adjusted_for.iter().filter_map(|&at| self.picked.get(at + 1).copied());
            let columns: Vec<usize> = std::iter::once(column).chain(traits).collect();
            // By household or store the errors of single customers would be too small.
            if !self.by_unit {
                beside.push(told(word, &select(arms, &columns)?, columns.len() == 1)?);
            }
        }
        if here.rungs.iter().all(|arm| arm.n() > 0) && !self.by_unit {
            beside.push(told("rung", &here.rungs, true)?);
        }
        Ok(beside)
    }
}

/// An estimate whose standard error is larger, because the draw, repeated, gives more than normal errors would.
fn inflated(answer: &Answer, times: Option<f64>) -> Answer {
    match (answer, times) {
        (Answer::Known(it), Some(times)) => {
            Answer::Known(Estimate { standard_error: it.standard_error.map(|error| error * times), ..*it })
        }
        _ => *answer,
    }
}
