//! The effect of an activity for which chance drew customers, stores or teams.

mod exact;
mod heavy;

use relationship::verdict::Obstacle;
use stats::experiment::{
    Adjusted, Arm, ClusterErrors, Clusters, Effect, Moments, SAMPLE_RATIO_ALARM_P, clustered, cuped,
    difference_in_means, difference_in_shares, sample_ratio,
};
use stats::multiple::{Correction, adjust};
use stats::{Answer, Level, Proportion, StatsError, Tested, Why};

use exact::exact_p;
use heavy::Looked;
pub(super) use heavy::{Amounts, Shape};

use super::register::{Activity, Estimated, Split, TraitInArms, obstacle_of};

/// A trait differs between the arms of a draw when chance gives such a difference more rarely than this, all traits of all
/// activities taken together.
const TRAIT_ALARM_P: f64 = 0.001;
/// Customers of the rarer kind that an arm has at least before shares are adjusted for traits, and more per trait.
const RARE_MIN: f64 = 20.0;
const RARE_PER_TRAIT: f64 = 5.0;
/// Customers that an arm has at least before means are adjusted for traits, and more per trait.
const ROWS_MIN: f64 = 20.0;
const ROWS_PER_TRAIT: f64 = 5.0;
/// A share of treated like this was most likely meant to be half.
const LIKE_HALF: std::ops::RangeInclusive<f64> = 0.45..=0.55;

/// What all draws of a table share. Its columns are the outcome, the traits, and the money if there is any.
pub(super) struct Drawing<'a> {
    /// The standard deviation of each column over all customers; none for one that does not vary.
    pub(super) deviations: Vec<Option<f64>>,
    pub(super) traits: usize,
    pub(super) is_share: bool,
    /// How many draws are looked at.
    pub(super) comparisons: usize,
    pub(super) level: Level,
    /// Single amounts, to see whether a few of them decide.
    pub(super) amounts: Amounts<'a>,
}

/// An effect with what belongs to it.
struct Compared {
    effect: Effect,
    /// Traits that it was adjusted for, and what they took away.
    adjusted: Option<Adjusted>,
}

impl Drawing<'_> {
    /// Customers were drawn.
    pub(super) fn customers(&self, activity: &Activity<'_>, moments: &[Moments; 2]) -> Result<Estimated, StatsError> {
        let balance = self.balance(|column| {
            let sides = select(moments, &[column])?;
            Ok(difference_in_means(&sides[0], &sides[1], Level::P95))
        })?;
        let used = used(&balance);
        let n = moments.each_ref().map(Moments::n);
        let mut main = self.compare(moments, &used, self.level)?;
        let mut narrow = self.compare(moments, &used, two_sided_of_one(self.level))?.effect;
        let mut plain = self.compare(moments, &[], self.level)?.effect;
        let mut looked = Looked::default();
        if !self.is_share {
            looked = self.look(0, activity.arms, moments, (&main.effect, main.adjusted.as_ref(), &used))?;
            main.effect = looked.judge(&main.effect);
            narrow = looked.judge(&narrow);
            plain = looked.judge(&plain);
        }
        let (money, looked_at_money) = self.money_of_customers(activity, moments, &used)?;
        let split = activity.planned.map(|planned| split(n, planned)).transpose()?;
        let deviation = moments[0].variance().map(f64::sqrt);
        let mut it = estimated(n, main, plain.difference, bounds_of(&narrow), deviation).with(balance, money, split);
        it.few_carry = [looked.few, looked_at_money.few];
        it.inflation = [&looked, &looked_at_money].map(|it| it.redraws.as_ref().map(|it| it.inflation(self.level)));
        Ok(it)
    }

    fn money_of_customers(
        &self,
        activity: &Activity<'_>,
        moments: &[Moments; 2],
        used: &[usize],
    ) -> Result<(Option<Answer>, Looked), StatsError> {
        let Some((money, columns)) = self.money_columns(used) else { return Ok((None, Looked::default())) };
        let sides = select(moments, &columns)?;
        let adjusted = cuped(&sides[0], &sides[1], self.level)?;
        let looked = self.look(money, activity.arms, moments, (&adjusted.effect, Some(&adjusted), used))?;
        Ok((Some(looked.judge(&adjusted.effect).difference), looked))
    }

    /// Groups were drawn, and with them their customers.
    pub(super) fn groups(
        &self,
        activity: &Activity<'_>,
        groups: &[u32],
        columns: &[&[f64]],
    ) -> Result<Estimated, StatsError> {
        let rows: Vec<usize> = (0..activity.arms.len()).filter(|&row| activity.arms[row] < 2).collect();
        let arm: Vec<Arm> = rows.iter().map(|&row| Arm::from(activity.arms[row] == 1)).collect();
        let group: Vec<u32> = rows.iter().map(|&row| groups[row]).collect();
        let columns: Vec<Vec<f64>> =
            columns.iter().map(|column| rows.iter().map(|&row| column[row]).collect()).collect();
        let of = |columns_of: &[usize], level| {
            let picked: Vec<&[f64]> = columns_of.iter().map(|&column| columns[column].as_slice()).collect();
            clustered(&Clusters::from_columns(&picked, &arm, &group)?, ClusterErrors::Cr2, level)
        };
        let balance = self.balance(|column| Ok(of(&[column], Level::P95)?.adjusted.effect))?;
        let (held, mixed) = held(&arm, &group);
        let used = if self.is_enough_groups(held) { used(&balance) } else { Vec::new() };
        let with_traits: Vec<usize> = std::iter::once(0).chain(used.iter().map(|column| column + 1)).collect();
        let main = of(&with_traits, self.level)?;
        let bounds = bounds_of(&of(&with_traits, two_sided_of_one(self.level))?.adjusted.effect);
        let plain = of(&[0], self.level)?.adjusted.effect.difference;
        let money = self.money_columns(&used).map(|(_, columns)| of(&columns, self.level)).transpose()?;
        let money = money.map(|it| it.adjusted.effect.difference);
        let treated = arm.iter().filter(|it| **it == Arm::Treated).count() as u64;
        let n = [arm.len() as u64 - treated, treated];
        let control = arm.iter().zip(&columns[0]).filter(|(arm, _)| **arm == Arm::Control).map(|(_, y)| *y);
        let split = activity.planned.map(|planned| split(held, planned)).transpose()?;
        let compared = Compared { effect: main.adjusted.effect, adjusted: Some(main.adjusted) };
        let mut it = estimated(n, compared, plain, bounds, deviation(control)).with(balance, money, split);
        it.clusters = Some(held);
        it.mixed_clusters = mixed;
        if mixed > 0 {
            it.obstacle = it.obstacle.or(Some(Obstacle::MixedClusters));
        }
        Ok(it)
    }

    /// With few groups each slope would cost a large part of what is known.
    fn is_enough_groups(&self, held: [u64; 2]) -> bool {
        held[0] + held[1] >= 10 + 2 * self.traits as u64
    }

    fn compare(&self, moments: &[Moments; 2], used: &[usize], level: Level) -> Result<Compared, StatsError> {
        let columns: Vec<usize> = std::iter::once(0).chain(used.iter().map(|column| column + 1)).collect();
        let [control, treated] = select(moments, &columns)?;
        let plain = match (self.is_share, shares([&control, &treated])?) {
            (true, [control, treated]) => {
                let mut plain = difference_in_shares(control, treated, level);
                if let (Tested::Known(test), Some(p_value)) = (&mut plain.test, exact_p(control, treated)) {
                    test.p_value = p_value;
                }
                plain
            }
            (false, _) => difference_in_means(&control, &treated, level),
        };
        if used.is_empty() || !self.is_enough([&control, &treated], used.len()) {
            return Ok(Compared { effect: plain, adjusted: None });
        }
        let adjusted = cuped(&control, &treated, level)?;
        let is_known = adjusted.effect.difference.known().is_some();
        let effect = if is_known { adjusted.effect } else { plain };
        Ok(Compared { effect, adjusted: is_known.then_some(adjusted) })
    }

    /// Whether there are enough of both kinds in both arms for Student's distribution after an adjustment.
    fn is_enough(&self, arms: [&Moments; 2], traits: usize) -> bool {
        arms.into_iter().all(|arm| {
            let (n, mean) = (arm.n() as f64, arm.mean().unwrap_or(0.0));
            if self.is_share {
                n * mean.min(1.0 - mean) >= RARE_MIN + RARE_PER_TRAIT * traits as f64
            } else {
                n >= ROWS_MIN + ROWS_PER_TRAIT * traits as f64
            }
        })
    }

    /// Each trait in both arms. `compare` gives the difference of a column.
    fn balance(&self, compare: impl Fn(usize) -> Result<Effect, StatsError>) -> Result<Vec<TraitInArms>, StatsError> {
        let limit = TRAIT_ALARM_P / (self.traits * self.comparisons).max(1) as f64;
        (0..self.traits)
            .map(|column| {
                let effect = compare(column + 1)?;
                let p_value = effect.test.known().map(|test| test.p_value);
                let means = [effect.control, effect.treated].map(|it| it.known().copied());
                // A trait that is constant in both arms, but not the same, tells the arm itself.
                let deviation = self.deviations.get(column + 1).copied().flatten();
                let tells_the_arm = effect.test.why() == Some(Why::ZeroVariance) && deviation.is_some();
                let difference = match means {
                    [Some(control), Some(treated)] => deviation.map(|it| (treated.value - control.value) / it),
                    _ => None,
                };
                let is_suspicious = tells_the_arm || p_value.is_some_and(|p| p < limit);
                Ok(TraitInArms { column, difference, p_value, is_suspicious })
            })
            .collect()
    }

    /// The column of the money, and with it those of the traits; none where no money is known.
    fn money_columns(&self, used: &[usize]) -> Option<(usize, Vec<usize>)> {
        let last = self.deviations.len().saturating_sub(1);
        (last != self.traits).then(|| (last, std::iter::once(last).chain(used.iter().map(|it| it + 1)).collect()))
    }
}

fn estimated(
    n: [u64; 2],
    main: Compared,
    plain: Answer,
    bounds: Option<(f64, f64)>,
    deviation: Option<f64>,
) -> Estimated {
    let Compared { effect, adjusted } = main;
    let slopes = adjusted.as_ref().map(|it| it.slopes.as_slice()).unwrap_or_default();
    let adjusted_for: Vec<usize> = (0..slopes.len()).filter(|&at| slopes[at].is_some()).collect();
    Estimated {
        n,
        clusters: None,
        mixed_clusters: 0,
        base: effect.control.known().map(|it| it.value),
        means: Some([effect.control, effect.treated]),
        effect: effect.difference,
        unadjusted: plain,
        lift: effect.lift,
        test: effect.test,
        degrees_of_freedom: effect.degrees_of_freedom,
        bounds,
        variance_removed: adjusted.filter(|_| !adjusted_for.is_empty()).map(|it| it.health.variance_removed),
        adjusted_for,
        deviation,
        money: None,
        split: None,
        balance: Vec::new(),
        careful: None,
        few_carry: [None; 2],
        odd_half: None,
        inflation: [None; 2],
        obstacle: effect.difference.why().and_then(obstacle_of),
    }
}

impl Estimated {
    fn with(mut self, balance: Vec<TraitInArms>, money: Option<Answer>, split: Option<Split>) -> Self {
        // The slopes are numbered among the traits that were used.
        let used = used(&balance);
        self.adjusted_for = self.adjusted_for.iter().filter_map(|&at| used.get(at).copied()).collect();
        let suspicious = balance.iter().filter(|it| it.is_suspicious).count();
        if 2 * suspicious > balance.len() {
            self.obstacle = self.obstacle.or(Some(Obstacle::TraitsDiffer));
        }
        Self { money, split, balance, ..self }
    }
}

/// Traits that are alike in both arms.
fn used(balance: &[TraitInArms]) -> Vec<usize> {
    balance.iter().filter(|it| !it.is_suspicious).map(|it| it.column).collect()
}

pub(super) fn select(moments: &[Moments; 2], columns: &[usize]) -> Result<[Moments; 2], StatsError> {
    Ok([moments[0].select(columns)?, moments[1].select(columns)?])
}

/// The counts behind the moments of an outcome that is 0 or 1.
fn shares(arms: [&Moments; 2]) -> Result<[Proportion; 2], StatsError> {
    let share = |arm: &Moments| {
        let part = arm.mean().unwrap_or(0.0).clamp(0.0, 1.0) * arm.n() as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the rows")]
        let part = part.round() as u64;
        Proportion::new(part.min(arm.n()), arm.n())
    };
    Ok([share(arms[0])?, share(arms[1])?])
}

/// The level whose two-sided interval has the ends of one-sided bounds at this level.
pub(super) fn two_sided_of_one(level: Level) -> Level {
    Level::new((2.0 * level.get() - 1.0).max(0.5)).unwrap_or(level)
}

fn bounds_of(effect: &Effect) -> Option<(f64, f64)> {
    effect.difference.known().map(|it| (it.interval.lower, it.interval.upper))
}

/// Groups with customers in control and treated, and those with customers in both.
fn held(arm: &[Arm], group: &[u32]) -> ([u64; 2], u64) {
    let mut seen = vec![[false; 2]; group.iter().max().map_or(0, |last| *last as usize + 1)];
    for (arm, group) in arm.iter().zip(group) {
        seen[*group as usize][arm.index()] = true;
    }
    let count = |is: &dyn Fn(&[bool; 2]) -> bool| seen.iter().filter(|it| is(it)).count() as u64;
    ([count(&|it| it[0]), count(&|it| it[1])], count(&|it| it[0] && it[1]))
}

/// The standard deviation of a column; none for one that does not vary.
pub(super) fn deviation_of(column: &[f64]) -> Option<f64> {
    deviation(column.iter().copied()).filter(|it| *it > 0.0)
}

fn deviation(values: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let (n, sum) = values.clone().fold((0.0, 0.0), |(n, sum), value| (n + 1.0, sum + value));
    let mean = sum / n;
    (n > 1.0).then(|| (values.map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

pub(super) fn split(n: [u64; 2], planned: f64) -> Result<Split, StatsError> {
    Ok(Split { planned, test: sample_ratio(&n, &[1.0 - planned, planned])?, is_alarming: false })
}

/// How often chance gives arms of these sizes where half was to be treated, if they look like halves and it is seldom, all
/// draws taken together.
pub(super) fn odd_half(n: [u64; 2], comparisons: usize) -> Result<Option<f64>, StatsError> {
    let share = n[1] as f64 / (n[0] + n[1]).max(1) as f64;
    if !LIKE_HALF.contains(&share) {
        return Ok(None);
    }
    let p = sample_ratio(&n, &[0.5, 0.5])?.known().map(|test| test.p_value);
    Ok(p.filter(|p| p * (comparisons as f64) < SAMPLE_RATIO_ALARM_P))
}

/// Sizes of arms that chance would not give, all activities taken together, stand in the way of a verdict.
pub(super) fn alarm_splits(estimated: &mut [Estimated]) -> Result<(), StatsError> {
    let p_of = |it: &Estimated| match it.split.as_ref()?.test {
        Tested::Known(test) => Some(test.p_value),
        Tested::Undetermined(_) => None,
    };
    let tested: Vec<(usize, f64)> = estimated.iter().enumerate().filter_map(|(at, it)| Some((at, p_of(it)?))).collect();
    let p_values: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
    for ((at, _), p) in tested.into_iter().zip(adjust(&p_values, Correction::Holm)?) {
        if p < SAMPLE_RATIO_ALARM_P {
            let it = &mut estimated[at];
            it.obstacle = it.obstacle.or(Some(Obstacle::SampleRatio));
            if let Some(split) = &mut it.split {
                split.is_alarming = true;
            }
        }
    }
    Ok(())
}
