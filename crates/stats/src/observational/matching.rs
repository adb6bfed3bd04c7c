//! Each customer beside the one most alike in the other arm.

use crate::StatsError;
use crate::estimate::{Estimate, Interval, Why};
use crate::method::Method;
use crate::regression::WeightKind;

use super::effect::Effect;
use super::estimator::overlapping;
use super::overlap::whole;
use super::propensity::Propensity;
use super::study::{Estimand, Study};

/// How customers are matched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchOptions {
    /// Whether one customer may stand beside several. Without, the effect can be asked for the treated only.
    pub replacement: bool,
    /// The largest distance of a match, in standard deviations of the log-odds; those without a match are left out, and n
    /// says how many remain.
    pub caliper: Option<f64>,
}

impl Default for MatchOptions {
    fn default() -> Self {
        Self { replacement: true, caliper: None }
    }
}

/// An effect by matching, and who it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Matched {
    /// The effect on those who found a match.
    pub effect: Effect,
    /// How much each row counts in it, among those the effect is asked for and those who stand beside them.
    pub weights: Vec<f64>,
    /// How many the effect is asked for; `effect.difference.n` of them found a match.
    pub asked: u64,
}

impl Matched {
    /// How many of those the effect is asked for found no match: the effect is not about them.
    pub const fn left_out(&self) -> u64 {
        self.asked.saturating_sub(self.effect.difference.n)
    }
}

/// The effect by matching: the mean difference between customers and those in the other arm with the nearest log-odds to
/// be treated.
///
/// Customers of equal score are taken together: a match is the mean of all that are equally near, so the order of the rows
/// makes no difference. Without replacement the treated choose from the highest score down, the untreated from the
/// lowest up, and a group of equal scores gives
/// its mean until it is used up.
///
/// # Returns
/// Inside `Ok`, `Err(why)`: as [`weighting`](super::weighting()), and `NoOverlap` when nobody has a match.
///
/// # Errors
/// `OutOfRange` for a caliper that is not above 0, for the effect on everyone without replacement, and for a study with
/// clusters or importance weights, which this standard error does not know.
///
/// # Numerical notes
/// One sort, then one search per score: O(n log n). The standard error is that of Abadie and Imbens, with the variance of an
/// outcome given the score from the nearest in the same arm; that the score was estimated is not counted.
///
/// # Source
/// Abadie and Imbens (2006), Econometrica 74:235–267. Method page: `docs/methods/observational.md`.
///
/// # Example
/// Scores tell two kinds apart; the treated of each kind stand beside the mean of the untreated of their kind.
/// ```
/// # use stats::{regression::Design, observational::{Estimand, MatchOptions, Propensity, Study, matching}};
/// let design = Design::new(vec![[0.0, 0.0, 0.0, 1.0, 1.0].repeat(10)])?;
/// let treated = [true, false, false, true, false].repeat(10);
/// let outcome = [5.0, 1.0, 2.0, 9.0, 4.0].repeat(10);
/// let study = Study::new(&design, &treated, &outcome)?;
/// let chances = Propensity::fitted(&study)?.expect("a model");
/// let effect = matching(&study, &chances, Estimand::Treated, MatchOptions::default())?.expect("matches");
/// assert!((effect.difference.value - ((5.0 - 1.5) + (9.0 - 4.0)) / 2.0).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn matching(
    study: &Study<'_>,
    propensity: &Propensity,
    estimand: Estimand,
    options: MatchOptions,
) -> Result<Result<Effect, Why>, StatsError> {
    Ok(matched(study, propensity, estimand, options)?.map(|it| it.effect))
}

/// As [`matching`], with who found a match.
///
/// # Errors
/// As [`matching`].
pub fn matched(
    study: &Study<'_>,
    propensity: &Propensity,
    estimand: Estimand,
    options: MatchOptions,
) -> Result<Result<Matched, Why>, StatsError> {
    check(study, estimand, options)?;
    Ok(overlapping(study, propensity, estimand).and_then(|()| pair(study, propensity, estimand, options)))
}

fn check(study: &Study<'_>, estimand: Estimand, options: MatchOptions) -> Result<(), StatsError> {
    let refuse = |name, allowed, given| Err(StatsError::OutOfRange { name, allowed, given });
    if let Some(caliper) = options.caliper
        && !(caliper > 0.0 && caliper.is_finite())
    {
        return refuse("caliper", "a finite number above 0", caliper);
    }
    if !options.replacement && estimand == Estimand::Everyone {
        return refuse("replacement", "1 when the effect on everyone is asked for", 0.0);
    }
    if let Some(clusters) = study.clusters {
        return refuse("clusters", "absent in matching", clusters.len() as f64);
    }
    if study.design.weights().is_some() && study.design.weight_kind() == WeightKind::Importance {
        return refuse("weights", "counts in matching", study.design.total_weight());
    }
    Ok(())
}

/// Customers of one arm with the same score.
struct Group {
    score: f64,
    /// How many.
    size: f64,
    /// The sum of their outcomes.
    sum: f64,
    /// How often each of them stands beside somebody, and the sum of the squared shares in which it does.
    used: f64,
    used_squares: f64,
    rows: Vec<usize>,
}

impl Group {
    fn mean(&self) -> f64 {
        self.sum / self.size
    }
}

/// One arm, in the order of the scores.
fn groups(study: &Study<'_>, log_odds: &[f64], treated: bool) -> Vec<Group> {
    let mut rows = study.arm(treated);
    rows.sort_by(|&a, &b| log_odds[a].total_cmp(&log_odds[b]));
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let (score, size) = (log_odds[row], study.weight(row));
        match groups.last_mut() {
            Some(last) if last.score == score => {
                last.size += size;
                last.sum += size * study.outcome[row];
                last.rows.push(row);
            }
            _ => groups.push(Group {
                score,
                size,
                sum: size * study.outcome[row],
                used: 0.0,
                used_squares: 0.0,
                rows: vec![row],
            }),
        }
    }
    groups
}

fn pair(study: &Study<'_>, propensity: &Propensity, estimand: Estimand, options: MatchOptions) -> Result<Matched, Why> {
    let log_odds = propensity.log_odds();
    let reach = options.caliper.map_or(f64::INFINITY, |caliper| caliper * study.deviation(log_odds));
    let mut arms = [groups(study, log_odds, false), groups(study, log_odds, true)];
    let mut pairs = Vec::new();
    for arm in [0, 1].into_iter().filter(|&arm| estimand.asks(arm == 1)) {
        let (mine, other) = split(&mut arms, arm);
        let expected =
            if options.replacement { nearest(mine, other, reach) } else { one_by_one(mine, other, reach, arm == 1) };
        pairs.extend(mine.iter().zip(expected).filter_map(|(group, expected)| {
            expected.map(|(value, share)| Pair { treated: arm == 1, value, share, rows: group.rows.clone() })
        }));
    }
    let effect = conclude(study, estimand, &arms, &pairs)?;
    let asked =
        (0..study.rows()).filter(|&row| estimand.asks(study.treated[row])).map(|row| study.weight(row)).sum::<f64>();
    Ok(Matched { effect, weights: weights(study, &arms, &pairs), asked: whole(asked.round()) })
}

/// How much each row counts: as one who found a match, and as a match of others.
fn weights(study: &Study<'_>, arms: &[Vec<Group>; 2], pairs: &[Pair]) -> Vec<f64> {
    let mut weights = vec![0.0; study.rows()];
    for group in arms.iter().flatten() {
        for &row in &group.rows {
            weights[row] += group.used;
        }
    }
    for pair in pairs {
        for &row in &pair.rows {
            weights[row] += pair.share;
        }
    }
    weights
}

/// A group beside what it would have done in the other arm, and which share of it found a match.
struct Pair {
    treated: bool,
    value: f64,
    share: f64,
    rows: Vec<usize>,
}

fn conclude(study: &Study<'_>, estimand: Estimand, arms: &[Vec<Group>; 2], pairs: &[Pair]) -> Result<Effect, Why> {
    let (mut n, mut with, mut without) = (0.0, 0.0, 0.0);
    let each = |pair: &Pair| {
        let (treated, value, share) = (pair.treated, pair.value, pair.share);
        let rows = pair.rows.clone();
        rows.into_iter().map(move |row| {
            let (own, other) = (study.outcome[row], value);
            (study.weight(row) * share, if treated { (own, other) } else { (other, own) })
        })
    };
    for (weight, (treated, untreated)) in pairs.iter().flat_map(each) {
        n += weight;
        with += weight * treated;
        without += weight * untreated;
    }
    if n <= 0.0 {
        let asked = study.design.n();
        return Err(Why::NoOverlap { outside: asked, n: asked });
    }
    let (with, without) = (with / n, without / n);
    let difference = with - without;
    let mut squares: f64 =
        pairs.iter().flat_map(each).map(|(weight, (y1, y0))| weight * (y1 - y0 - difference).powi(2)).sum();
    for arm in arms {
        for (at, group) in arm.iter().enumerate() {
            let twice = if estimand == Estimand::Everyone { 2.0 * group.used } else { 0.0 };
            let factor = group.used * group.used + twice - group.used_squares;
            if factor > 0.0 {
                squares += factor * variance_within(study, arm, at);
            }
        }
    }
    if squares <= 0.0 {
        return Err(Why::ZeroVariance);
    }
    let standard_error = squares.sqrt() / n;
    let half = study.level.z() * standard_error;
    let estimate = Estimate {
        value: difference,
        interval: Interval::confidence(difference - half, difference + half, study.level),
        standard_error: Some(standard_error),
        n: whole(pairs.iter().flat_map(each).map(|(weight, _)| weight).sum::<f64>().round()),
        method: Method::SCORE_MATCHING,
    };
    Ok(Effect { treated: with, untreated: without, difference: estimate, ratio: None })
}

/// The variance of the outcome given the score, summed over a group: from the others of the group, or the nearest ones.
fn variance_within(study: &Study<'_>, arm: &[Group], at: usize) -> f64 {
    let group = &arm[at];
    let (others, mean_of_near) = if group.size > 1.0 {
        (group.size - 1.0, None)
    } else {
        let near = tied(arm, group.score, Some(at), f64::INFINITY);
        let size: f64 = near.iter().map(|&it| arm[it].size).sum();
        if size <= 0.0 {
            return 0.0;
        }
        (size, Some(near.iter().map(|&it| arm[it].sum).sum::<f64>() / size))
    };
    let of_row = |&row: &usize| {
        let own = study.outcome[row];
        let mean = mean_of_near.unwrap_or((group.sum - own) / others);
        study.weight(row) * (own - mean).powi(2) * others / (others + 1.0)
    };
    group.rows.iter().map(of_row).sum()
}

/// The groups nearest to a score: one, or two that are equally far; `except` one itself.
fn tied(arm: &[Group], score: f64, except: Option<usize>, reach: f64) -> Vec<usize> {
    let after = arm.partition_point(|group| group.score < score);
    let above = (after..arm.len()).find(|at| Some(*at) != except);
    let below = (0..after).rev().find(|at| Some(*at) != except);
    let distance = |at: usize| (arm[at].score - score).abs();
    let within = |at: &usize| distance(*at) <= reach;
    match (below, above) {
        (Some(low), Some(high)) if distance(low) == distance(high) => [low, high].into_iter().filter(within).collect(),
        (Some(low), Some(high)) => {
            Some(if distance(low) < distance(high) { low } else { high }).filter(within).into_iter().collect()
        }
        (one, other) => one.or(other).filter(within).into_iter().collect(),
    }
}

/// Every group beside the mean of the nearest in the other arm.
fn nearest(mine: &[Group], other: &mut [Group], reach: f64) -> Vec<Option<(f64, f64)>> {
    mine.iter()
        .map(|group| {
            let near = tied(other, group.score, None, reach);
            let size: f64 = near.iter().map(|&at| other[at].size).sum();
            let sum: f64 = near.iter().map(|&at| other[at].sum).sum();
            for &at in &near {
                other[at].used += group.size / size;
                other[at].used_squares += group.size / (size * size);
            }
            (size > 0.0).then(|| (sum / size, 1.0))
        })
        .collect()
}

/// Every group beside the nearest that are not used up, from the highest score down or from the lowest up.
fn one_by_one(mine: &[Group], other: &mut [Group], reach: f64, downward: bool) -> Vec<Option<(f64, f64)>> {
    let mut left: Vec<f64> = other.iter().map(|group| group.size).collect();
    // Jumps over what is used up, shortened on the way.
    let mut up: Vec<usize> = (0..=other.len()).collect();
    let mut down: Vec<usize> = (0..=other.len()).collect();
    let mut found = vec![None; mine.len()];
    for place in 0..mine.len() {
        let at = if downward { mine.len() - 1 - place } else { place };
        let group = &mine[at];
        let (mut open, mut sum) = (group.size, 0.0);
        while open > 0.0 {
            let after = other.partition_point(|it| it.score < group.score);
            let above = root(&mut up, after);
            // Stored one higher, so that 0 means that there is none.
            let below = root(&mut down, after);
            let low = (below > 0).then(|| below - 1);
            let high = (above < other.len()).then_some(above);
            let distance = |at: usize| (other[at].score - group.score).abs();
            let choice = match (low, high) {
                (Some(low), Some(high)) => Some(if distance(low) <= distance(high) { low } else { high }),
                (one, another) => one.or(another),
            };
            let Some(choice) = choice.filter(|&it| distance(it) <= reach) else { break };
            let taken = open.min(left[choice]);
            sum += taken * other[choice].mean();
            open -= taken;
            left[choice] -= taken;
            let size = other[choice].size;
            other[choice].used += taken / size;
            other[choice].used_squares += taken * taken / (group.size * size * size);
            if left[choice] <= 0.0 {
                up[choice] = choice + 1;
                down[choice + 1] = choice;
            }
        }
        let taken = group.size - open;
        found[at] = (taken > 0.0).then(|| (sum / taken, taken / group.size));
    }
    found
}

fn root(jumps: &mut [usize], mut at: usize) -> usize {
    while jumps[at] != at {
        jumps[at] = jumps[jumps[at]];
        at = jumps[at];
    }
    at
}

fn split(arms: &mut [Vec<Group>; 2], arm: usize) -> (&[Group], &mut [Group]) {
    let [untreated, treated] = arms;
    if arm == 1 { (treated, untreated) } else { (untreated, treated) }
}
