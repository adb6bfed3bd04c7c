//! All activities of a table judged together: columns in, verdicts out, without a file.

use rayon::prelude::*;
use relationship::verdict::{Bar, Chosen, Evidence, Found, MATTERS_SHARE, Obstacle, Paying, Verdict, judge};
use stats::experiment::{Moments, Plan, moments_of_many};
use stats::multiple::{Correction, adjust};
use stats::{Answer, Level, StatsError, Tested, Why};

use super::drawn::{self, Amounts, Drawing, Shape, deviation_of};
use super::observed::{self, Careful};

/// What came of the customers, and what was known of them before.
#[derive(Debug, Clone, Copy)]
pub struct Customers<'a> {
    /// The outcome of each.
    pub outcome: &'a [f64],
    /// What was known before any activity, each as long as the outcome.
    pub traits: &'a [Vec<f64>],
    /// The money that each brought in.
    pub money: Option<&'a [f64]>,
    /// What no activity can have changed: a check on comparisons that chance did not draw.
    pub controls: &'a [Vec<f64>],
}

/// How it was decided who gets an activity.
#[derive(Debug, Clone, Copy)]
pub enum Way<'a> {
    /// Chance drew customers.
    Drawn,
    /// Chance drew groups: the group of each customer, counted from 0.
    DrawnBy(&'a [u32]),
    /// Somebody chose.
    Observed,
}

/// What an activity costs.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// Per customer who gets it.
    pub each: f64,
    /// Once.
    pub fixed: f64,
}

/// An activity, and who got it.
#[derive(Debug, Clone, Copy)]
pub struct Activity<'a> {
    /// How it was decided who gets it.
    pub way: Way<'a>,
    /// Per customer 0 for the control, 1 for the treated, anything else for whom it does not concern.
    pub arms: &'a [u8],
    /// The share of treated that was planned.
    pub planned: Option<f64>,
    /// What it costs, where that is known.
    pub cost: Option<Cost>,
    /// What is already known to stand in the way.
    pub obstacle: Option<Obstacle>,
}

/// How is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// The level of the intervals; one less it is the share of false alarms.
    pub level: Level,
    /// Whether more of the outcome is better.
    pub more_is_better: bool,
    /// The smallest effect that matters; none is a share of what the control does.
    pub matters: Option<f64>,
    /// How sure an effect that matters is to be found.
    pub power: f64,
    /// How p-values are adjusted for all activities together.
    pub correction: Correction,
}

/// One trait in both arms of a draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TraitInArms {
    /// Which trait, counted from 0.
    pub column: usize,
    /// Treated less control, in standard deviations.
    pub difference: Option<f64>,
    /// How often chance gives such a difference.
    pub p_value: Option<f64>,
    /// More than chance explains: the trait is not used.
    pub is_suspicious: bool,
}

/// The sizes of the arms beside the plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// The planned share of treated.
    pub planned: f64,
    /// The test that chance made the sizes.
    pub test: Tested,
    /// Whether they differ by more than chance explains, all activities taken together.
    pub is_alarming: bool,
}

/// A number of customers, or of money, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// The estimate.
    pub value: f64,
    /// Where it may lie; an end is infinite where the data set none.
    pub interval: (f64, f64),
}

impl Amount {
    fn of(answer: &Answer, times: f64) -> Option<Self> {
        let it = answer.known()?;
        let ends = (it.interval.lower * times, it.interval.upper * times);
        let interval = if times < 0.0 { (ends.1, ends.0) } else { ends };
        Some(Self { value: it.value * times, interval })
    }

    fn less(self, cost: f64) -> Self {
        Self { value: self.value - cost, interval: (self.interval.0 - cost, self.interval.1 - cost) }
    }
}

/// What a customer kept costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CostPerKept {
    /// So much; without an upper end where it may be that nobody was kept.
    Known(Amount),
    /// Nobody was kept as far as can be seen; at least so much each, if anybody was.
    NobodyKept {
        /// Cost over the most customers who may have been kept.
        at_least: Option<f64>,
    },
}

/// What an activity does to money.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Money {
    /// What a treated customer brings in more than without.
    pub each: Answer,
    /// The same less the cost.
    pub net_each: Amount,
    /// The net of all who were treated, fixed cost taken off; nothing is taken off where the cost is not known.
    pub net: Amount,
    /// Whether it pays.
    pub paying: Paying,
}

/// How many more it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needed {
    /// Customers in both arms together.
    pub total: f64,
    /// Of these, how many are still to come.
    pub more: f64,
}

/// What is known of an activity.
#[derive(Debug, Clone)]
pub struct Measured {
    /// How it was decided who gets it.
    pub chosen: Chosen,
    /// What may be said.
    pub verdict: Verdict,
    /// What stands in the way.
    pub obstacle: Option<Obstacle>,
    /// Control and treated.
    pub n: [u64; 2],
    /// Groups with customers in control and treated, where groups were drawn.
    pub clusters: Option<[u64; 2]>,
    /// How many groups have customers in both arms.
    pub mixed_clusters: u64,
    /// Mean or share of control and treated, where chance drew them.
    pub means: Option<[Answer; 2]>,
    /// Mean or share without the activity.
    pub base: Option<f64>,
    /// The difference that is judged.
    pub effect: Answer,
    /// The plain difference.
    pub unadjusted: Answer,
    /// Treated relative to control, less one.
    pub lift: Answer,
    /// The test of no difference.
    pub test: Tested,
    /// The p-value for all activities together.
    pub p_adjusted: Option<f64>,
    /// One-sided bounds, each as sure as the interval.
    pub bounds: Option<(f64, f64)>,
    /// Traits that the estimate was adjusted for.
    pub adjusted_for: Vec<usize>,
    /// The share of the variance that the traits took away.
    pub variance_removed: Option<f64>,
    /// The smallest effect that matters.
    pub matters: Option<f64>,
    /// The smallest effect that these customers show with the planned power; none where even everybody or nobody would not do.
    pub detectable: Option<f64>,
    /// What it takes to tell, where it cannot be told yet.
    pub needed: Option<Needed>,
    /// Customers who did what they should because of it.
    pub kept: Option<Amount>,
    /// What each of them cost.
    pub cost_per_kept: Option<CostPerKept>,
    /// What it costs altogether.
    pub cost: Option<f64>,
    /// What it does to money.
    pub money: Option<Money>,
    /// The sizes of the arms beside the plan.
    pub split: Option<Split>,
    /// Traits in both arms of a draw.
    pub balance: Vec<TraitInArms>,
    /// What careful observation says.
    pub careful: Option<Careful>,
    /// So few customers make half of the variation of the outcome, and of the money, where they are few.
    pub few_carry: [Option<u64>; 2],
    /// How often chance gives such sizes where half was to get it, if that is seldom and nobody said what was planned.
    pub odd_half: Option<f64>,
}

/// An estimate before it is judged.
#[derive(Debug, Clone)]
pub(super) struct Estimated {
    pub(super) n: [u64; 2],
    pub(super) clusters: Option<[u64; 2]>,
    pub(super) mixed_clusters: u64,
    pub(super) means: Option<[Answer; 2]>,
    pub(super) base: Option<f64>,
    pub(super) effect: Answer,
    pub(super) unadjusted: Answer,
    pub(super) lift: Answer,
    pub(super) test: Tested,
    pub(super) degrees_of_freedom: Option<f64>,
    pub(super) bounds: Option<(f64, f64)>,
    pub(super) adjusted_for: Vec<usize>,
    pub(super) variance_removed: Option<f64>,
    pub(super) deviation: Option<f64>,
    pub(super) money: Option<Answer>,
    pub(super) split: Option<Split>,
    pub(super) balance: Vec<TraitInArms>,
    pub(super) careful: Option<Careful>,
    /// So few customers make half of the variation of the outcome, and of the money, where they are few.
    pub(super) few_carry: [Option<u64>; 2],
    /// How often chance gives such sizes where half was to get it, if that is seldom and nobody said what was planned.
    pub(super) odd_half: Option<f64>,
    /// How much wider than with normal errors an interval of either must be, where the draw had to be repeated to know.
    pub(super) inflation: [Option<f64>; 2],
    pub(super) obstacle: Option<Obstacle>,
}

/// Judges all activities of a table together.
///
/// # Errors
/// When columns do not pair up, or a number is too large to be squared.
pub fn measure(
    customers: &Customers<'_>,
    activities: &[Activity<'_>],
    rules: &Rules,
) -> Result<Vec<Measured>, StatsError> {
    let mut estimated = estimate(customers, activities, rules)?;
    drawn::alarm_splits(&mut estimated)?;
    let adjusted = adjusted(&estimated, activities, rules.correction)?;
    let is_share = is_share(customers.outcome);
    let judged = estimated.into_iter().zip(activities).zip(adjusted);
    Ok(judged.map(|((it, activity), p)| judged_one(it, activity, p, rules, is_share)).collect())
}

/// Whether all outcomes are 0 or 1.
pub(super) fn is_share(outcome: &[f64]) -> bool {
    outcome.iter().all(|it| *it == 0.0 || *it == 1.0)
}

fn estimate(
    customers: &Customers<'_>,
    activities: &[Activity<'_>],
    rules: &Rules,
) -> Result<Vec<Estimated>, StatsError> {
    let columns: Vec<&[f64]> = std::iter::once(customers.outcome)
        .chain(customers.traits.iter().map(Vec::as_slice))
        .chain(customers.money)
        .collect();
    let drawn: Vec<&[u8]> =
        activities.iter().filter(|it| matches!(it.way, Way::Drawn)).map(|activity| activity.arms).collect();
    let mut moments = moments_of_many(&columns, &drawn)?.into_iter();
    let is_share = is_share(customers.outcome);
    let shapes = [
        if is_share { Shape::default() } else { Shape::of(customers.outcome) },
        customers.money.map(Shape::of).unwrap_or_default(),
    ];
    let drawing = Drawing {
        deviations: columns.par_iter().map(|column| deviation_of(column)).collect(),
        traits: customers.traits.len(),
        is_share,
        comparisons: activities.iter().filter(|it| !matches!(it.way, Way::Observed)).count(),
        level: rules.level,
        amounts: Amounts::Columns(&columns, shapes),
    };
    let mut all = Vec::with_capacity(activities.len());
    for activity in activities {
        let mut it = match activity.way {
            Way::Drawn => {
                let sides = moments.next().unwrap_or_else(|| [Moments::new(0), Moments::new(0)]);
                drawing.customers(activity, &sides)?
            }
            Way::DrawnBy(groups) => drawing.groups(activity, groups, &columns)?,
            Way::Observed => observed::estimate(customers, activity, rules)?,
        };
        it.obstacle = activity.obstacle.or(it.obstacle);
        if activity.planned.is_none() && !matches!(activity.way, Way::Observed) {
            it.odd_half = drawn::odd_half(it.clusters.unwrap_or(it.n), drawing.comparisons)?;
        }
        all.push(it);
    }
    Ok(all)
}

/// The p-values of those drawn adjusted together, and those of the others together: a p-value that may be wrong for another
/// reason than chance must not lend its strength to that of a draw.
pub(super) fn adjusted(
    estimated: &[Estimated],
    activities: &[Activity<'_>],
    correction: Correction,
) -> Result<Vec<Option<f64>>, StatsError> {
    let mut adjusted = vec![None; estimated.len()];
    for is_observed in [false, true] {
        let family: Vec<(usize, f64)> = estimated
            .iter()
            .zip(activities)
            .enumerate()
            .filter(|(_, (it, activity))| {
                let same = matches!(activity.way, Way::Observed) == is_observed;
                same && (is_observed || it.obstacle.is_none())
            })
            .filter_map(|(at, (it, _))| Some((at, it.test.known()?.p_value)))
            .collect();
        let p_values: Vec<f64> = family.iter().map(|(_, p)| *p).collect();
        for ((at, _), p) in family.into_iter().zip(adjust(&p_values, correction)?) {
            adjusted[at] = Some(p);
        }
    }
    Ok(adjusted)
}

pub(super) fn judged_one(
    it: Estimated,
    activity: &Activity<'_>,
    p_adjusted: Option<f64>,
    rules: &Rules,
    is_share: bool,
) -> Measured {
    let chosen = match activity.way {
        Way::Drawn => Chosen::Drawn,
        Way::DrawnBy(_) => Chosen::DrawnBy,
        Way::Observed => Chosen::Observed,
    };
    let matters = rules.matters.or_else(|| default_matters(&it, is_share));
    let known = it.effect.known();
    let found = known.zip(it.bounds).map(|(effect, bounds)| Found {
        interval: (effect.interval.lower, effect.interval.upper),
        bounds,
        p_adjusted,
    });
    let false_alarms = 1.0 - rules.level.get();
    // Without a base nothing can be too small to matter.
    let bar = Bar { more_is_better: rules.more_is_better, false_alarms, matters: matters.unwrap_or(0.0) };
    let verdict = judge(&Evidence { chosen, obstacle: it.obstacle, found }, &bar);
    let detectable = known
        .and_then(|it| it.standard_error.filter(|error| *error > 0.0))
        .map(|error| error * deviates(rules, it.degrees_of_freedom))
        .filter(|effect| !is_share || it.base.is_none_or(|base| *effect <= base.max(1.0 - base)));
    // Where a few decide, the next of their size makes it wider again: how many it takes cannot be foretold.
    let is_foretold = verdict == Verdict::CannotTellYet && it.few_carry[0].is_none();
    let needed = is_foretold.then(|| needed(&it, p_adjusted, matters, rules)).flatten();
    let treated = it.n[1] as f64;
    let is_believed = verdict != Verdict::CannotTellThisWay;
    // Only of what a customer does or does not is there a number who did, and only because of it where that may be said.
    let kept = Amount::of(&it.effect, if rules.more_is_better { treated } else { -treated });
    let kept = kept.filter(|_| is_share && is_believed);
    let cost = activity.cost.map(|cost| cost.each * treated + cost.fixed);
    let cost_per_kept = cost.zip(kept).map(|(cost, kept)| cost_per_kept(cost, kept));
    let money = it.money.and_then(|each| money(each, activity.cost, treated, is_believed));
    Measured {
        chosen,
        verdict,
        obstacle: it.obstacle,
        n: it.n,
        clusters: it.clusters,
        mixed_clusters: it.mixed_clusters,
        means: it.means,
        base: it.base,
        effect: it.effect,
        unadjusted: it.unadjusted,
        lift: it.lift,
        test: it.test,
        p_adjusted,
        bounds: it.bounds,
        adjusted_for: it.adjusted_for,
        variance_removed: it.variance_removed,
        matters,
        detectable,
        needed,
        kept,
        cost_per_kept,
        cost,
        money,
        split: it.split,
        balance: it.balance,
        careful: it.careful,
        few_carry: it.few_carry,
        odd_half: it.odd_half,
    }
}

/// A share of what the control does; of an outcome in numbers a share of its deviation.
fn default_matters(it: &Estimated, is_share: bool) -> Option<f64> {
    let base = if is_share { it.base } else { it.deviation };
    base.map(|base| MATTERS_SHARE * base).filter(|matters| *matters > 0.0)
}

/// How many standard errors an effect must be large to be found with the planned power.
fn deviates(rules: &Rules, degrees_of_freedom: Option<f64>) -> f64 {
    let plan = Plan { level: rules.level, power: rules.power, ..Plan::default() };
    // With few degrees of freedom Student's deviate is larger by about (z³ + z)/4ν.
    let z = rules.level.z();
    let more = degrees_of_freedom.map_or(0.0, |df| z * (z * z + 1.0) / (4.0 * df.max(1.0)));
    plan.deviates() + more
}

/// What it takes to tell: the variance of the estimate falls with the customers, and must be small enough to find the effect
/// seen, or to exclude one that matters, whichever comes first.
fn needed(it: &Estimated, p_adjusted: Option<f64>, matters: Option<f64>, rules: &Rules) -> Option<Needed> {
    let effect = it.effect.known()?;
    let (error, matters) = (effect.standard_error.filter(|error| *error > 0.0)?, matters?);
    let seen = effect.value.abs();
    let apart = matters.min(seen.max(matters - seen));
    let strictness = it.test.known().zip(p_adjusted).map_or(1.0, |(test, p)| (test.p_value / p).clamp(0.01, 1.0));
    let level = Level::new(1.0 - (1.0 - rules.level.get()) * strictness).unwrap_or(rules.level);
    let ratio = deviates(&Rules { level, ..*rules }, it.degrees_of_freedom) * error / apart;
    let n = (it.n[0] + it.n[1]) as f64;
    let total = (n * ratio * ratio).ceil();
    total.is_finite().then(|| Needed { total: total.max(n + 1.0), more: (total - n).max(1.0) })
}

fn cost_per_kept(cost: f64, kept: Amount) -> CostPerKept {
    let (fewest, most) = kept.interval;
    if kept.value <= 0.0 {
        return CostPerKept::NobodyKept { at_least: (most > 0.0).then(|| cost / most) };
    }
    let upper = if fewest > 0.0 { cost / fewest } else { f64::INFINITY };
    CostPerKept::Known(Amount { value: cost / kept.value, interval: (cost / most, upper) })
}

fn money(each: Answer, cost: Option<Cost>, treated: f64, is_believed: bool) -> Option<Money> {
    let Cost { each: cost_each, fixed } = cost.unwrap_or_default();
    let net_each = Amount::of(&each, 1.0)?.less(cost_each);
    let net = Amount::of(&each, treated)?.less(cost_each * treated + fixed);
    let paying = match Paying::judge(net.interval) {
        _ if !is_believed => Paying::CannotTell,
        // What it costs is not known, and may be more.
        Paying::Gains if cost.is_none() => Paying::CannotTell,
        judged => judged,
    };
    Some(Money { each, net_each, net, paying })
}

/// The obstacle behind a reason why there is no estimate.
pub(super) fn obstacle_of(why: Why) -> Option<Obstacle> {
    match why {
        Why::GroupEmpty { .. } => Some(Obstacle::ArmEmpty),
        Why::OneCluster { .. } => Some(Obstacle::OneCluster),
        Why::NoOverlap { .. } => Some(Obstacle::NoOverlap),
        _ => None,
    }
}
