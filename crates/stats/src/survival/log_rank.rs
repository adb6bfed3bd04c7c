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
/// One merge over all tables: O(rows × groups²). A p-value below 10⁻³⁰⁸ comes out as 0.
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
    let test = sums.test(weighting.method());
    Ok(LogRank { test, groups: sums.groups })
}

struct Sums {
    groups: Vec<GroupTally>,
    /// Weighted observed minus expected, per group.
    excess: Vec<f64>,
    /// Covariances of `excess`, row by row.
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
        let mut cursors: Vec<Cursor> = tables.iter().map(|table| Cursor { table, marks: table.marks() }).collect();
        let mut left = vec![0.0; tables.len()];
        let mut at_risk = vec![0.0; tables.len()];
        let mut pooled = Pooled { before: 1.0, shrunk: 1.0 };
        while let Some(time) = cursors.iter().filter_map(Cursor::next_time).min_by(f64::total_cmp) {
            for ((cursor, left), at_risk) in cursors.iter_mut().zip(&mut left).zip(&mut at_risk) {
                (*left, *at_risk) = cursor.advance_to(time);
            }
            let d: f64 = left.iter().sum();
            if d > 0.0 {
                let n: f64 = at_risk.iter().sum();
                let weight = pooled.weight(weighting, n, d);
                self.add_time(&left, &at_risk, d, n, weight);
            }
        }
    }

    fn add_time(&mut self, left: &[f64], at_risk: &[f64], d: f64, n: f64, weight: f64) {
        let k = left.len();
        let spread = if n > 1.0 { weight * weight * d * (n - d) / (n - 1.0) } else { 0.0 };
        for g in 0..k {
            let share = at_risk[g] / n;
            self.groups[g].expected += d * share;
            self.excess[g] += weight * (left[g] - d * share);
            self.covariance[g * k + g] += spread * share * (1.0 - share);
            for (covariance, other) in self.covariance[g * k..].iter_mut().zip(&at_risk[..g]) {
                *covariance -= spread * share * other / n;
            }
        }
    }

    fn test(&self, method: Method) -> Tested {
        let n = self.groups.iter().map(|group| group.n).sum();
        if n == 0 {
            return Tested::Undetermined(Why::NobodyAtRisk);
        }
        if let Some(group) = self.groups.iter().position(|group| group.n == 0) {
            return Tested::Undetermined(Why::GroupEmpty { group });
        }
        if self.groups.iter().all(|group| group.departures == 0) {
            return Tested::Undetermined(Why::NoDepartures { at_risk: n });
        }
        let (statistic, rank) = quadratic_form(&self.excess, &self.covariance);
        if rank == 0 {
            return Tested::Undetermined(Why::ZeroVariance);
        }
        let p_value = chi_square_upper(statistic, rank);
        Tested::Known(Test { statistic, degrees_of_freedom: Some(rank), p_value, n, method })
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

struct Cursor<'a> {
    table: &'a LifeTable,
    marks: &'a [Mark],
}

impl Cursor<'_> {
    fn next_time(&self) -> Option<f64> {
        self.marks.first().map(|mark| mark.time)
    }

    /// Departures at `time` and number at risk just before it; passes the mark of that time.
    fn advance_to(&mut self, time: f64) -> (f64, f64) {
        match self.marks.split_first() {
            None => (0.0, 0.0),
            Some((mark, rest)) if mark.time == time => {
                self.marks = rest;
                (mark.departures as f64, mark.at_risk as f64)
            }
            Some((mark, _)) => (0.0, self.table.at_risk_before(time, mark) as f64),
        }
    }
}

/// uᵀ V⁻¹ u and the rank of V, from the lower half of V, whose rows add up to 0.
///
/// V is factored as L D Lᵀ; groups whose pivot is nothing but rounding add no information and are passed over.
pub(crate) fn quadratic_form(u: &[f64], lower: &[f64]) -> (f64, u32) {
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
