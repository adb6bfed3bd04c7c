//! Do groups leave for a cause to the same extent.

use crate::StatsError;
use crate::checked::not_negative;
use crate::competing::CauseTable;
use crate::estimate::Tested;
use crate::method::Method;
use crate::survival::{GroupTally, test_of_groups};

/// The outcome of Gray's test.
#[derive(Debug, Clone, PartialEq)]
pub struct Gray {
    /// Chi-square, degrees of freedom and p-value.
    pub test: Tested,
    /// Observed beside expected departures for the cause, in the order of the groups.
    pub groups: Vec<GroupTally>,
}

/// Tests whether the cumulative incidence of one cause is the same in all groups.
///
/// Group g scores Σ L(t) (`d_g` − d `R_g`/R) over the departure times for the cause, where `R_g` = `n_g` (1 − `F_g`)/`S_g`
/// just before t counts, beside those still here, those who left for another cause and so will never leave for this one. The
/// weight L is (1 − F)^ρ of all groups together. The statistic is Uᵀ V⁻¹ U with one degree of freedom less than there are
/// groups.
///
/// Use it to compare "which share leaves for this reason". A log-rank test with the other causes censored compares hazards
/// instead, and may differ in sign. It assumes non-informative censoring.
///
/// # Shapes
/// One [`CauseTable`] per group, at least two, with the same causes.
///
/// # Units
/// `cause` counted from 0; `rho` at least 0: 0 weighs all times alike, above 0 early times more.
///
/// # Missing, tied and extreme values
/// Ties are exact, with the correction of the variance that `cmprsk` makes.
///
/// # Returns
/// `Undetermined` when there is nobody (`NobodyAtRisk`), a group is empty (`GroupEmpty`), nobody left for the cause
/// (`NoDepartures`), or the groups were never at risk together (`ZeroVariance`).
///
/// # Errors
/// - `TooFew` with fewer than two groups.
/// - `LengthMismatch` when tables have different numbers of causes.
/// - `OutOfRange` when there is no such cause, or `rho` is negative, NaN or infinite.
///
/// # Numerical notes
/// Two passes over the merged times: O(times × groups³).
///
/// # Source
/// Gray (1988), A Class of K-Sample Tests for Comparing the Cumulative Incidence of a Competing Risk, Ann Stat 16:1141–1154.
/// Method page: `docs/methods/gray.md`.
///
/// # Checked against
/// R 4.2.2 `cmprsk` 2.2-11 `cuminc`, data set `mgus2`, two and four groups, ρ of 0, 0.5 and 1, with and without strata, 10⁻⁹
/// relative: `tests/reference/competing.rs`, `gray_agrees_with_cmprsk_on_mgus2`.
///
/// # Example
/// Groups that do the same do not differ.
/// ```
/// # use stats::competing::{CauseCounts, CauseTable, gray};
/// let month = |time| CauseCounts { time, departures: vec![3, 2], censored: 1 };
/// let group = CauseTable::from_counts(2, &[month(1.0), month(2.0)])?;
/// let test = gray(&[group.clone(), group], 0, 0.0)?.test;
/// assert!(test.known().expect("some left").statistic < 1e-20);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn gray(groups: &[CauseTable], cause: usize, rho: f64) -> Result<Gray, StatsError> {
    compare(&[groups.iter().collect()], cause, rho)
}

/// [`gray`] within strata: groups are compared only with those of the same stratum.
///
/// Scores and covariances are added up over the strata before the statistic is taken.
///
/// # Shapes
/// Per stratum one table per group, in the same order of groups; a stratum may have empty tables.
///
/// # Errors
/// - `TooFew` with fewer than two groups or no stratum.
/// - `LengthMismatch` when strata have different numbers of groups, or tables different numbers of causes.
/// - `OutOfRange` when there is no such cause, or `rho` is negative, NaN or infinite.
///
/// # Source
/// Gray (1988), section 3. Method page: `docs/methods/gray.md`.
///
/// # Checked against
/// As [`gray`], with `strata`.
///
/// # Example
/// ```
/// # use stats::competing::{CauseCounts, CauseTable, gray, gray_stratified};
/// let month = |time, left| CauseCounts { time, departures: vec![left, 2], censored: 4 };
/// let groups = vec![
///     CauseTable::from_counts(2, &[month(1.0, 3), month(2.0, 1)])?,
///     CauseTable::from_counts(2, &[month(1.0, 1), month(2.0, 1)])?,
/// ];
/// assert_eq!(gray(&groups, 0, 0.0)?, gray_stratified(&[groups], 0, 0.0)?);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn gray_stratified(strata: &[Vec<CauseTable>], cause: usize, rho: f64) -> Result<Gray, StatsError> {
    let strata: Vec<Vec<&CauseTable>> = strata.iter().map(|groups| groups.iter().collect()).collect();
    compare(&strata, cause, rho)
}

fn compare(strata: &[Vec<&CauseTable>], cause: usize, rho: f64) -> Result<Gray, StatsError> {
    let rho = not_negative("rho", rho)?;
    let k = strata.first().map_or(0, Vec::len);
    if k < 2 {
        return Err(StatsError::TooFew { method: "Gray's test", what: "groups", needed: 2, given: k });
    }
    let causes = strata[0][0].causes();
    let mut sums = Sums { groups: vec![GroupTally::default(); k], score: vec![0.0; k], covariance: vec![0.0; k * k] };
    for groups in strata {
        if groups.len() != k {
            let (left_len, right_len) = (k, groups.len());
            return Err(StatsError::LengthMismatch { left: "first stratum", left_len, right: "stratum", right_len });
        }
        for table in groups {
            table.check(cause)?;
            if table.causes() != causes {
                let (left_len, right_len) = (causes, table.causes());
                return Err(StatsError::LengthMismatch { left: "first table", left_len, right: "table", right_len });
            }
        }
        sums.add_stratum(groups, cause, rho);
    }
    let test = test_of_groups(&sums.groups, &sums.score, &sums.covariance, Method::GRAY);
    Ok(Gray { test, groups: sums.groups })
}

struct Sums {
    groups: Vec<GroupTally>,
    score: Vec<f64>,
    covariance: Vec<f64>,
}

impl Sums {
    fn add_stratum(&mut self, tables: &[&CauseTable], cause: usize, rho: f64) {
        for (group, table) in self.groups.iter_mut().zip(tables) {
            group.n += table.n();
            group.departures += table.departures(cause);
        }
        let times = merge(tables, cause);
        let k = tables.len();
        let mut walk = Walk::start(k, rho);
        for time in times.chunks_exact(k) {
            walk.advance(time);
            walk.add_scores(time, &mut self.score, &mut self.groups);
            walk.leave();
        }
        // How much each score still depends on each group's errors after a time is what it collects until the end.
        let whole = std::mem::take(&mut walk.collected);
        let mut walk = Walk::start(k, rho);
        for time in times.chunks_exact(k) {
            walk.advance(time);
            walk.add_covariance(time, &whole, &mut self.covariance);
            walk.leave();
        }
    }
}

/// One group at one time at which somebody left.
#[derive(Debug, Clone, Copy, Default)]
struct Here {
    at_risk: f64,
    /// Left for the cause.
    left: f64,
    /// Left for any other.
    left_else: f64,
}

/// The times at which anybody left, one entry per group each.
fn merge(tables: &[&CauseTable], cause: usize) -> Vec<Here> {
    let mut next = vec![0; tables.len()];
    let mut times = Vec::new();
    let marks = |group: usize| tables[group].any_cause().marks();
    while let Some(time) =
        (0..tables.len()).filter_map(|group| marks(group).get(next[group])).map(|mark| mark.time).min_by(f64::total_cmp)
    {
        let from = times.len();
        for (group, next) in next.iter_mut().enumerate() {
            times.push(match marks(group).get(*next) {
                None => Here::default(),
                Some(mark) if mark.time == time => {
                    let left = tables[group].row_departures(*next)[cause];
                    *next += 1;
                    Here { at_risk: mark.at_risk as f64, left: left as f64, left_else: (mark.departures - left) as f64 }
                }
                Some(mark) => {
                    let at_risk = tables[group].any_cause().at_risk_before(time, mark) as f64;
                    Here { at_risk, ..Here::default() }
                }
            });
        }
        if times[from..].iter().all(|here| here.left + here.left_else == 0.0) {
            times.truncate(from);
        }
    }
    times
}

/// One group on the walk: survival and incidence just before and just after the present time.
#[derive(Debug, Clone, Copy)]
struct Group {
    survival: f64,
    survival_after: f64,
    incidence: f64,
    incidence_after: f64,
    /// Everybody the group stands for, would nobody have been censored: at risk divided by survival.
    size: f64,
}

/// The walk through the times, with the incidence of all groups together, which is Gray's estimate under "no difference".
struct Walk {
    rho: f64,
    groups: Vec<Group>,
    incidence: f64,
    incidence_after: f64,
    /// Sum of the sizes.
    size: f64,
    /// Row g, column r: what the score of g depends on the errors of group r at this time.
    direct: Vec<f64>,
    /// The same, times the common hazard, collected over time.
    collected: Vec<f64>,
}

impl Walk {
    fn start(k: usize, rho: f64) -> Self {
        let group = Group { survival: 1.0, survival_after: 1.0, incidence: 0.0, incidence_after: 0.0, size: 0.0 };
        Self {
            rho,
            groups: vec![group; k],
            incidence: 0.0,
            incidence_after: 0.0,
            size: 0.0,
            direct: vec![0.0; k * k],
            collected: vec![0.0; k * k],
        }
    }

    fn weight(&self) -> f64 {
        if self.rho == 0.0 { 1.0 } else { (1.0 - self.incidence).max(0.0).powf(self.rho) }
    }

    fn advance(&mut self, time: &[Here]) {
        for (group, here) in self.groups.iter_mut().zip(time) {
            if here.at_risk > 0.0 {
                group.survival_after = group.survival * (here.at_risk - here.left - here.left_else) / here.at_risk;
                group.incidence_after = group.incidence + group.survival * here.left / here.at_risk;
                // With late entries customers may come to a group that had died out; it tells nothing any more.
                group.size = if group.survival > 0.0 { here.at_risk / group.survival } else { 0.0 };
            } else {
                group.size = 0.0;
            }
        }
        self.size = self.groups.iter().map(|group| group.size).sum();
        let left: f64 = time.iter().map(|here| here.left).sum();
        let step = if self.size > 0.0 { left / self.size } else { 0.0 };
        self.incidence_after = self.incidence + step;
        let hazard = if self.incidence < 1.0 { step / (1.0 - self.incidence) } else { 0.0 };
        let (k, weight) = (self.groups.len(), self.weight());
        for g in 0..k {
            let share = if self.size > 0.0 { self.groups[g].size / self.size } else { 0.0 };
            for r in 0..k {
                let own = if g == r { 1.0 } else { 0.0 };
                let direct = weight * self.groups[r].size * (own - share);
                self.direct[g * k + r] = direct;
                self.collected[g * k + r] += direct * hazard;
            }
        }
    }

    fn add_scores(&self, time: &[Here], score: &mut [f64], groups: &mut [GroupTally]) {
        let left: f64 = time.iter().map(|here| here.left).sum();
        let never_left: f64 = self.groups.iter().map(|group| group.size * (1.0 - group.incidence)).sum();
        if left == 0.0 || never_left <= 0.0 {
            return;
        }
        for (g, (group, here)) in self.groups.iter().zip(time).enumerate() {
            let expected = left * group.size * (1.0 - group.incidence) / never_left;
            groups[g].expected += expected;
            score[g] += self.weight() * (here.left - expected);
        }
    }

    fn add_covariance(&self, time: &[Here], whole: &[f64], covariance: &mut [f64]) {
        let k = self.groups.len();
        let left: f64 = time.iter().map(|here| here.left).sum();
        let mut reach = vec![0.0; k];
        for (r, (group, here)) in self.groups.iter().zip(time).enumerate() {
            if group.size <= 0.0 {
                continue;
            }
            let ratio = (1.0 - self.incidence_after) / group.survival_after;
            let later = |g: usize| whole[g * k + r] - self.collected[g * k + r];
            if left > 0.0 {
                let own = if group.survival_after > 0.0 { 1.0 - ratio } else { 1.0 };
                for (g, reach) in reach.iter_mut().enumerate() {
                    *reach = self.direct[g * k + r] + own * later(g);
                }
                let ties = if left > 1.0 { 1.0 - (left - 1.0) / (self.size * group.survival - 1.0) } else { 1.0 };
                add_outer(covariance, &reach, ties * left / (self.size * group.size));
            }
            if here.left_else > 0.0 && group.survival_after > 0.0 {
                for (g, reach) in reach.iter_mut().enumerate() {
                    *reach = ratio * later(g);
                }
                let ties = if here.left_else > 1.0 { 1.0 - (here.left_else - 1.0) / (here.at_risk - 1.0) } else { 1.0 };
                add_outer(covariance, &reach, ties * here.left_else / (group.size * group.size));
            }
        }
    }

    fn leave(&mut self) {
        for group in &mut self.groups {
            group.survival = group.survival_after;
            group.incidence = group.incidence_after;
        }
        self.incidence = self.incidence_after;
    }
}

/// Adds `factor` times `reach reachᵀ`.
fn add_outer(covariance: &mut [f64], reach: &[f64], factor: f64) {
    let k = reach.len();
    for (row, left) in covariance.chunks_exact_mut(k).zip(reach) {
        for (cell, right) in row.iter_mut().zip(reach) {
            *cell += factor * left * right;
        }
    }
}
