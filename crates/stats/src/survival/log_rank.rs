//! Do groups leave at different speeds.

use crate::StatsError;
use crate::checked::not_negative;
use crate::estimate::{Test, Tested, Why};
use crate::method::Method;
use crate::multiple::{Correction, adjust};
use crate::numeric::chi_square_upper;
use crate::survival::LifeTable;
use crate::survival::life_table::Mark;

/// Which departures weigh most in the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Weighting {
    /// All alike: the log-rank test, strongest when hazards are proportional.
    #[default]
    LogRank,
    /// By the number at risk (Gehan, Breslow): early departures weigh most. Depends on the censoring; prefer Peto.
    Wilcoxon,
    /// By the square root of the number at risk.
    TaroneWare,
    /// By survival of all groups together, slightly shrunk (Peto and Peto): early departures weigh most.
    Peto,
    /// By S(t−)^p (1 − S(t−))^q of all groups together: (1, 0) weighs early departures, (0, 1) late ones.
    FlemingHarrington {
        /// Power of survival.
        p: f64,
        /// Power of one minus survival.
        q: f64,
    },
}

impl Weighting {
    /// The method that a test with these weights is.
    pub const fn method(self) -> Method {
        match self {
            Self::LogRank => Method::LOG_RANK,
            Self::Wilcoxon => Method::WILCOXON,
            Self::TaroneWare => Method::TARONE_WARE,
            Self::Peto => Method::PETO,
            Self::FlemingHarrington { .. } => Method::FLEMING_HARRINGTON,
        }
    }

    fn check(self) -> Result<Self, StatsError> {
        if let Self::FlemingHarrington { p, q } = self {
            not_negative("p", p)?;
            not_negative("q", q)?;
        }
        Ok(self)
    }
}

/// What one group did, beside what it would have done if all groups were alike.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct GroupTally {
    /// How many customers.
    pub n: u64,
    /// How many of them left.
    pub departures: u64,
    /// How many would have left if all groups had the same hazard; unweighted.
    pub expected: f64,
}

/// The outcome of a log-rank test.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// Chi-square, degrees of freedom and p-value.
    pub test: Tested,
    /// Observed beside expected departures, in the order of the groups.
    pub groups: Vec<GroupTally>,
}

/// Tests whether groups of customers leave at the same speed.
///
/// At each departure time, with d of n leaving in all and `n_g` at risk in group g, the group expects d `n_g`/n departures,
/// with the hypergeometric variance. U sums w (`d_g` − d `n_g`/n) per group, V holds its covariances, and the statistic is
/// Uᵀ V⁻¹ U with as many degrees of freedom as V has rank: the number of groups minus one.
///
/// Use it beside the curves, to tell a difference from chance. It is strongest when one group's hazard is a constant
/// multiple of another's; when curves cross, weight or compare restricted means. It assumes non-informative censoring.
///
/// # Shapes
/// One [`LifeTable`] per group, at least two.
///
/// # Missing, tied and extreme values
/// Ties are exact. Departure times with one customer at risk carry no variance.
///
/// # Returns
/// `Undetermined` when a group is empty (`GroupEmpty`), nobody left (`NoDepartures`), or the groups were never at risk
/// together (`ZeroVariance`).
///
/// # Errors
/// - `TooFew` with fewer than two groups.
/// - `OutOfRange` when a power of Fleming and Harrington is negative, NaN or infinite.
///
/// # Numerical notes
/// One merge over all tables: O(rows × groups). A p-value below 10⁻³⁰⁸ comes out as 0.
///
/// # Source
/// Mantel (1966), Cancer Chemother Rep 50:163–170; Fleming and Harrington (1991), Counting Processes and Survival Analysis,
/// chapter 7. Method page: `docs/methods/log_rank.md`.
///
/// # Checked against
/// R 4.2.2 `survdiff` and lifelines 0.30.3, data sets `waltons`, `larynx` and Telco, 10⁻⁹ relative: `tests/reference.rs`,
/// `log_rank_agrees_with_r_and_lifelines_on_waltons` and those after it.
///
/// # Example
/// Two against two, of whom the first two leave first.
/// ```
/// # use stats::survival::{Counts, LifeTable, Weighting, log_rank};
/// let left = |time| Counts { time, departures: 1, censored: 0 };
/// let early = LifeTable::from_counts(&[left(1.0), left(2.0)])?;
/// let late = LifeTable::from_counts(&[left(3.0), left(4.0)])?;
/// let result = log_rank(&[early, late], Weighting::LogRank)?;
/// // Expected of the early group: 2/4 + 1/3; variance: 1/4 + 2/9.
/// let chi_square = (2.0_f64 - 5.0 / 6.0).powi(2) / (1.0 / 4.0 + 2.0 / 9.0);
/// assert!((result.test.known().expect("all left").statistic - chi_square).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn log_rank(groups: &[LifeTable], weighting: Weighting) -> Result<LogRank, StatsError> {
    let all: Vec<&LifeTable> = groups.iter().collect();
    compare(&[all], weighting)
}

/// [`log_rank`] within strata: groups are compared only with those of the same stratum, such as the same plan.
///
/// U and V are added up over the strata before the statistic is taken.
///
/// # Shapes
/// Per stratum one table per group, in the same order of groups; a stratum may have empty tables.
///
/// # Errors
/// - `TooFew` with fewer than two groups or no stratum.
/// - `LengthMismatch` when strata have different numbers of groups.
/// - `OutOfRange` when a power of Fleming and Harrington is negative, NaN or infinite.
///
/// # Source
/// Klein and Moeschberger (2003), Survival Analysis, second edition, section 7.5.
/// Method page: `docs/methods/log_rank.md`.
///
/// # Checked against
/// The same strata twice give twice the statistic: `tests/properties.rs`, `a_stratum_twice_doubles_the_chi_square`.
///
/// # Example
/// ```
/// # use stats::survival::{Counts, LifeTable, Weighting, log_rank, log_rank_stratified};
/// let left = |time| Counts { time, departures: 1, censored: 0 };
/// let groups = [LifeTable::from_counts(&[left(1.0), left(2.0)])?, LifeTable::from_counts(&[left(3.0)])?];
/// let plain = log_rank(&groups, Weighting::LogRank)?;
/// let one_stratum = log_rank_stratified(&[groups.to_vec()], Weighting::LogRank)?;
/// assert_eq!(plain, one_stratum);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn log_rank_stratified(strata: &[Vec<LifeTable>], weighting: Weighting) -> Result<LogRank, StatsError> {
    let strata: Vec<Vec<&LifeTable>> = strata.iter().map(|groups| groups.iter().collect()).collect();
    compare(&strata, weighting)
}

/// Two groups compared, as one of several comparisons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The first group, counted from 0.
    pub first: usize,
    /// The second.
    pub second: usize,
    /// The test of these two alone.
    pub test: Tested,
    /// Its p-value, adjusted for the number of comparisons that could be made.
    pub adjusted_p_value: Option<f64>,
}

/// Tests each pair of groups with [`log_rank`] and adjusts the p-values for the number of pairs.
///
/// # Shapes
/// One [`LifeTable`] per group; k groups give k(k − 1)/2 pairs, (0, 1) first.
///
/// # Returns
/// Pairs that cannot be compared are `Undetermined` and do not count in the adjustment.
///
/// # Errors
/// As [`log_rank`].
///
/// # Source
/// [`adjust`]. Method page: `docs/methods/multiple_comparisons.md`.
///
/// # Example
/// ```
/// # use stats::{multiple::Correction, survival::{Counts, LifeTable, Weighting, log_rank_pairs}};
/// let left = |time| LifeTable::from_counts(&[Counts { time, departures: 5, censored: 5 }]);
/// let pairs = log_rank_pairs(&[left(1.0)?, left(2.0)?, left(3.0)?], Weighting::LogRank, Correction::Holm)?;
/// assert_eq!(pairs.iter().map(|pair| (pair.first, pair.second)).collect::<Vec<_>>(), [(0, 1), (0, 2), (1, 2)]);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn log_rank_pairs(
    groups: &[LifeTable],
    weighting: Weighting,
    correction: Correction,
) -> Result<Vec<Pair>, StatsError> {
    let mut pairs = Vec::new();
    for first in 0..groups.len() {
        for second in first + 1..groups.len() {
            let test = compare(&[vec![&groups[first], &groups[second]]], weighting)?.test;
            let test = match test {
                Tested::Undetermined(Why::GroupEmpty { group }) => {
                    Tested::Undetermined(Why::GroupEmpty { group: if group == 0 { first } else { second } })
                }
                other => other,
            };
            pairs.push(Pair { first, second, test, adjusted_p_value: None });
        }
    }
    if pairs.is_empty() {
        return Err(too_few_groups(groups.len()));
    }
    let p_values: Vec<f64> = pairs.iter().filter_map(|pair| pair.test.known()).map(|test| test.p_value).collect();
    let adjusted = adjust(&p_values, correction)?;
    let known = pairs.iter_mut().filter(|pair| pair.test.known().is_some());
    for (pair, p_value) in known.zip(adjusted) {
        pair.adjusted_p_value = Some(p_value);
    }
    Ok(pairs)
}

fn too_few_groups(given: usize) -> StatsError {
    StatsError::TooFew { method: "log-rank test", what: "groups", needed: 2, given }
}

fn compare(strata: &[Vec<&LifeTable>], weighting: Weighting) -> Result<LogRank, StatsError> {
    let weighting = weighting.check()?;
    let k = strata.first().map_or(0, Vec::len);
    if k < 2 {
        return Err(too_few_groups(k));
    }
    let mut sums = Sums::new(k);
    for groups in strata {
        if groups.len() != k {
            let (left_len, right_len) = (k, groups.len());
            return Err(StatsError::LengthMismatch { left: "first stratum", left_len, right: "stratum", right_len });
        }
        sums.add_stratum(groups, weighting);
    }
    let test = test_of_groups(&sums.groups, &sums.excess, &sums.covariance, weighting.method());
    Ok(LogRank { test, groups: sums.groups })
}

struct Sums {
    groups: Vec<GroupTally>,
    /// Weighted observed minus expected, per group.
    excess: Vec<f64>,
    /// Covariances of `excess`, row by row; the lower half.
    covariance: Vec<f64>,
}

impl Sums {
    fn new(k: usize) -> Self {
        Self { groups: vec![GroupTally::default(); k], excess: vec![0.0; k], covariance: vec![0.0; k * k] }
    }

    fn add_stratum(&mut self, tables: &[&LifeTable], weighting: Weighting) {
        for (group, table) in self.groups.iter_mut().zip(tables) {
            group.n += table.n();
            group.departures += table.departures();
        }
        let changes = changes(tables);
        let mut running = Running::new(tables);
        let mut pooled = Pooled { before: 1.0, shrunk: 1.0 };
        for at_once in changes.chunk_by(|a, b| a.order == b.order) {
            let marks = || at_once.iter().filter_map(|it| Some((it.group as usize, it.mark(tables)?)));
            let d: u64 = marks().map(|(_, mark)| mark.departures).sum();
            if d > 0 {
                let (n, d) = (running.total as f64, d as f64);
                let weight = pooled.weight(weighting, n, d);
                running.pass(n, d, weight);
                for (group, mark) in marks() {
                    self.excess[group] += weight * mark.departures as f64;
                }
            }
            for change in at_once {
                let group = change.group as usize;
                running.settle(group, self);
                let now = change.at_risk_after(tables, running.at_risk[group]);
                running.total = running.total - running.at_risk[group] + now;
                running.at_risk[group] = now;
            }
        }
        (0..tables.len()).for_each(|group| running.settle(group, self));
    }
}

/// Survival of all groups together, as the weights need it.
struct Pooled {
    /// Kaplan-Meier just before the time.
    before: f64,
    /// The estimate of Peto and Peto, with n + 1 in place of n, after the time.
    shrunk: f64,
}

impl Pooled {
    fn weight(&mut self, weighting: Weighting, n: f64, d: f64) -> f64 {
        let before = self.before;
        self.before *= (n - d) / n;
        self.shrunk *= 1.0 - d / (n + 1.0);
        match weighting {
            Weighting::LogRank => 1.0,
            Weighting::Wilcoxon => n,
            Weighting::TaroneWare => n.sqrt(),
            Weighting::Peto => self.shrunk,
            Weighting::FlemingHarrington { p, q } => before.powf(p) * (1.0 - before).powf(q),
        }
    }
}

/// A time at which the number at risk in a group changes.
#[derive(Debug, Clone, Copy)]
struct Change {
    /// The bits of the time, and whether customers come into sight: those who end at a time are at risk at it, those who
    /// come are so after it.
    order: u64,
    group: u32,
    /// Which row of the table, or of its late entries.
    row: u32,
}

impl Change {
    fn mark<'a>(&self, tables: &'a [&LifeTable]) -> Option<&'a Mark> {
        if self.order & 1 == 1 { None } else { tables[self.group as usize].marks().get(self.row as usize) }
    }

    fn at_risk_after(&self, tables: &[&LifeTable], before: u64) -> u64 {
        let (table, row) = (tables[self.group as usize], self.row as usize);
        if self.order & 1 == 1 {
            return before + table.late().get(row).map_or(0, |late| late.1);
        }
        let marks = table.marks();
        // Who comes into sight from this time on until the next has a change of their own.
        marks.get(row + 1).map_or(0, |next| table.at_risk_before(marks[row].time, next))
    }
}

/// All changes of all groups by rising time.
#[expect(clippy::cast_possible_truncation, reason = "a table has fewer rows than 2³², and there are fewer groups")]
fn changes(tables: &[&LifeTable]) -> Vec<Change> {
    let rows = tables.iter().map(|table| table.marks().len() + table.late().len()).sum();
    let mut changes = Vec::with_capacity(rows);
    for (group, table) in tables.iter().enumerate() {
        let at = |time: f64, comes: bool, row: usize| Change {
            order: (time.to_bits() << 1) | u64::from(comes),
            group: group as u32,
            row: row as u32,
        };
        changes.extend(table.marks().iter().enumerate().map(|(row, mark)| at(mark.time, false, row)));
        changes.extend(table.late().iter().enumerate().map(|(row, late)| at(late.0, true, row)));
    }
    // The tables are in order already: this sort finds their runs and merges them.
    changes.sort_by_key(|change| change.order);
    changes
}

/// Sums over time that all groups share, and how far each group has taken them in.
///
/// What a departure time adds to a group is its number at risk times a factor that all groups share, and to a pair of groups
/// the product of both numbers times a factor. Those numbers change only when somebody of the group ends, so the factors are
/// added up and taken in then: O(rows × groups) instead of O(rows × groups²).
struct Running {
    at_risk: Vec<u64>,
    total: u64,
    shared: Shared,
    taken: Vec<Shared>,
    /// Σ of the factor of pairs when the pair was last taken in; the lower half.
    taken_of_pair: Vec<f64>,
}

/// Σ d/n, Σ w d/n, Σ w² d (n − d)/(n − 1)/n, and the last divided by n once more.
#[derive(Debug, Clone, Copy, Default)]
struct Shared {
    expected: f64,
    weighted: f64,
    spread: f64,
    of_pairs: f64,
}

impl Running {
    fn new(tables: &[&LifeTable]) -> Self {
        let k = tables.len();
        // At risk from the start: who is at risk at the first row, before anybody came into sight.
        let first = |table: &LifeTable| table.marks().first().map_or(0, |mark| table.at_risk_before(0.0, mark));
        let at_risk: Vec<u64> = tables.iter().map(|table| first(table)).collect();
        let total = at_risk.iter().sum();
        let taken = vec![Shared::default(); k];
        Self { at_risk, total, shared: Shared::default(), taken, taken_of_pair: vec![0.0; k * k] }
    }

    fn pass(&mut self, n: f64, d: f64, weight: f64) {
        let spread = if n > 1.0 { weight * weight * d * (n - d) / (n - 1.0) } else { 0.0 };
        self.shared.expected += d / n;
        self.shared.weighted += weight * d / n;
        self.shared.spread += spread / n;
        self.shared.of_pairs += spread / (n * n);
    }

    /// Takes in what the shared sums gained while the number at risk in the group was what it is.
    fn settle(&mut self, group: usize, sums: &mut Sums) {
        let k = self.at_risk.len();
        let (here, now, was) = (self.at_risk[group] as f64, self.shared, self.taken[group]);
        self.taken[group] = now;
        sums.groups[group].expected += here * (now.expected - was.expected);
        sums.excess[group] -= here * (now.weighted - was.weighted);
        sums.covariance[group * k + group] += here * (now.spread - was.spread);
        for other in 0..k {
            let pair = group.max(other) * k + group.min(other);
            sums.covariance[pair] -= here * self.at_risk[other] as f64 * (now.of_pairs - self.taken_of_pair[pair]);
            self.taken_of_pair[pair] = now.of_pairs;
        }
    }
}

/// The test of "no difference" from what each group has beyond its share and the lower half of the covariance, or why there is none.
pub(crate) fn test_of_groups(groups: &[GroupTally], excess: &[f64], covariance: &[f64], method: Method) -> Tested {
    let n = groups.iter().map(|group| group.n).sum();
    if n == 0 {
        return Tested::Undetermined(Why::NobodyAtRisk);
    }
    if let Some(group) = groups.iter().position(|group| group.n == 0) {
        return Tested::Undetermined(Why::GroupEmpty { group });
    }
    if groups.iter().all(|group| group.departures == 0) {
        return Tested::Undetermined(Why::NoDepartures { at_risk: n });
    }
    let (statistic, rank) = quadratic_form(excess, covariance);
    if rank == 0 {
        return Tested::Undetermined(Why::ZeroVariance);
    }
    let p_value = chi_square_upper(statistic, rank);
    Tested::Known(Test { statistic, degrees_of_freedom: Some(rank), denominator: None, p_value, n, method })
}

/// uᵀ V⁻¹ u and the rank of V, from the lower half of V, whose rows add up to 0.
///
/// V is factored as L D Lᵀ; groups whose pivot is nothing but rounding add no information and are passed over.
fn quadratic_form(u: &[f64], lower: &[f64]) -> (f64, u32) {
    let k = u.len();
    let mut v = lower.to_vec();
    let mut rest = u.to_vec();
    let (mut form, mut rank) = (0.0, 0);
    for pivot in 0..k {
        let diagonal = v[pivot * k + pivot];
        if diagonal <= 1e-10 * lower[pivot * k + pivot] {
            continue;
        }
        form += rest[pivot] * rest[pivot] / diagonal;
        rank += 1;
        for row in pivot + 1..k {
            let factor = v[row * k + pivot] / diagonal;
            rest[row] -= factor * rest[pivot];
            for column in pivot + 1..=row {
                v[row * k + column] -= factor * v[column * k + pivot];
            }
        }
    }
    (form, rank)
}
