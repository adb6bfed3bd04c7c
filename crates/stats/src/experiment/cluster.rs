//! Arms of whole stores, households or teams: the cluster is the unit of chance.

use nalgebra::DVector;

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::Why;
use crate::experiment::cuped::{Adjusted, Health, balance, slopes, useful};
use crate::experiment::effect::{Effect, Mean, Named, Pair};
use crate::experiment::moments::Moments;
use crate::method::Method;

/// The arm that was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Arm {
    /// Left alone, or given what everybody gets.
    Control,
    /// Given what is tried.
    Treated,
}

impl Arm {
    /// 0 for the control, 1 for the treated.
    pub const fn index(self) -> usize {
        self.number() as usize
    }

    /// The same as [`Moments::by_arm`] wants it.
    pub const fn number(self) -> u8 {
        match self {
            Self::Control => 0,
            Self::Treated => 1,
        }
    }
}

impl From<bool> for Arm {
    /// True is treated.
    fn from(treated: bool) -> Self {
        if treated { Self::Treated } else { Self::Control }
    }
}

/// What a comparison by cluster needs to know: the moments of both arms, and per cluster and arm the count and the sums.
///
/// Like [`Moments`] it merges from parts. Clusters are numbered by the caller, from 0 without large gaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    moments: [Moments; 2],
    counts: Vec<[u64; 2]>,
    /// Per cluster and arm the sum of each column.
    sums: Vec<f64>,
}

impl Clusters {
    /// No rows yet, of an outcome and so many covariates.
    pub fn new(covariates: usize) -> Self {
        Self { moments: [Moments::new(covariates), Moments::new(covariates)], counts: Vec::new(), sums: Vec::new() }
    }

    /// The rows of a table: `columns` are the outcome and its covariates.
    ///
    /// # Errors
    /// - `TooFew` without an outcome, `LengthMismatch` when columns do not pair up, `RowOutOfRange` for NaN or a value above
    ///   10¹⁰⁰.
    pub fn from_columns(columns: &[&[f64]], arm: &[Arm], cluster: &[u32]) -> Result<Self, StatsError> {
        if cluster.len() != arm.len() {
            let (left, right) = ("cluster", "arm");
            return Err(StatsError::LengthMismatch { left, left_len: cluster.len(), right, right_len: arm.len() });
        }
        let arms: Vec<u8> = arm.iter().map(|arm| arm.number()).collect();
        let mut moments = Moments::by_arm(columns, &arms, 2)?;
        let (treated, control) = (moments.pop(), moments.pop());
        let width = columns.len();
        let mut it = Self::new(width - 1);
        if let (Some(control), Some(treated)) = (control, treated) {
            it.moments = [control, treated];
        }
        it.reach(cluster.iter().max().map_or(0, |last| *last as usize + 1));
        for (row, (arm, cluster)) in arm.iter().zip(cluster).enumerate() {
            let place = *cluster as usize * 2 + arm.index();
            it.counts[*cluster as usize][arm.index()] += 1;
            for (sum, column) in it.sums[place * width..].iter_mut().zip(columns) {
                *sum += column[row];
            }
        }
        Ok(it)
    }

    /// Adds one row of a cluster.
    ///
    /// # Errors
    /// - As [`Moments::add`].
    pub fn add(&mut self, cluster: usize, arm: Arm, row: &[f64]) -> Result<(), StatsError> {
        self.moments[arm.index()].add(row)?;
        self.reach(cluster + 1);
        self.counts[cluster][arm.index()] += 1;
        let place = (cluster * 2 + arm.index()) * row.len();
        for (sum, value) in self.sums[place..].iter_mut().zip(row) {
            *sum += value;
        }
        Ok(())
    }

    /// The rows of both together; a cluster has the same number in both.
    ///
    /// # Errors
    /// - `LengthMismatch` when the parts have different columns.
    pub fn merge(&mut self, other: &Self) -> Result<(), StatsError> {
        let [control, treated] = &mut self.moments;
        control.merge(&other.moments[0])?;
        treated.merge(&other.moments[1])?;
        self.reach(other.counts.len());
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count = [count[0] + more[0], count[1] + more[1]];
        }
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum += more;
        }
        Ok(())
    }

    /// The moments of an arm, as if its rows were independent.
    pub const fn moments(&self, arm: Arm) -> &Moments {
        &self.moments[arm.index()]
    }

    fn width(&self) -> usize {
        self.moments[0].covariates() + 1
    }

    fn reach(&mut self, clusters: usize) {
        if self.counts.len() < clusters {
            self.counts.resize(clusters, [0, 0]);
            self.sums.resize(clusters * 2 * self.width(), 0.0);
        }
    }

    /// Counts and sums of the residuals y − θx around the mean of their arm, of the clusters that have rows.
    fn cells(&self, used: &[usize], theta: &DVector<f64>) -> Vec<Cells> {
        let width = self.width();
        let about = |arm: usize, column: usize, cluster: usize| {
            let n = self.counts[cluster][arm] as f64;
            self.sums[(cluster * 2 + arm) * width + column] - n * self.moments[arm].mean_of(column)
        };
        let cell = |cluster: usize| {
            let score = |arm: usize| {
                let along: f64 = used.iter().zip(theta.iter()).map(|(&j, b)| b * about(arm, j + 1, cluster)).sum();
                (about(arm, 0, cluster) - along) / self.moments[arm].n().max(1) as f64
            };
            Cells { n: self.counts[cluster], scores: [score(0), score(1)] }
        };
        (0..self.counts.len()).filter(|&cluster| self.counts[cluster] != [0, 0]).map(cell).collect()
    }
}

/// One cluster: rows per arm, and what it contributes to the mean of each arm.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cells {
    pub(crate) n: [u64; 2],
    pub(crate) scores: [f64; 2],
}

/// How the contributions of clusters are inflated for their size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClusterErrors {
    /// Times G/(G − 1) · (n − 1)/(n − 2), as Stata does.
    Cr1,
    /// Divided by 1 − the cluster's share of its arm (Bell and McCaffrey): unbiased when rows are alike. The default.
    #[default]
    Cr2,
}

/// An effect between clusters.
#[derive(Debug, Clone, PartialEq)]
pub struct Clustered {
    /// The effect, adjusted when there are covariates, with `slopes` and `health` of the adjustment.
    pub adjusted: Adjusted,
    /// Clusters with rows in the control and among the treated.
    pub clusters: [u64; 2],
    /// Degrees of freedom of the interval: about the clusters of both arms less two, fewer when some are much larger.
    pub degrees_of_freedom: Option<f64>,
    /// How many times as large the variance is as it would be if rows were independent.
    pub design_effect: Option<f64>,
}

/// Estimates the effect on a mean or share where clusters were drawn: stores, households, teams.
///
/// Difference and means are over rows. The variance is the sum over clusters of the squared contribution
/// Σ(y − ȳₐ)/nₐ, inflated by 1/(1 − s) for a cluster that holds the share s of its arm (CR2), and the interval is Student's at the degrees of freedom of Bell and
/// McCaffrey, which are few when clusters are few or one is much larger than the others. With covariates the outcome is
/// first adjusted as in [`cuped`](super::cuped()).
///
/// Use it whenever chance assigned groups of rows, or a row is an order of a customer who was assigned. Rows of a cluster
/// resemble each other, and an interval that overlooks this is far too short. A cluster with rows in both arms is allowed.
/// The number of clusters decides, not the number of rows: with fewer than about five per arm little can be said.
///
/// # Units
/// The unit of the outcome; 0 and 1 for a share.
///
/// # Returns
/// `Undetermined`: an arm is empty (`GroupEmpty`) or one cluster (`OneCluster`, naming the arm), or clusters do not differ
/// (`ZeroVariance`).
///
/// # Errors
/// None of its own; it returns a `Result` for the moments of both arms, which always match.
///
/// # Source
/// Bell and McCaffrey (2002), Bias Reduction in Standard Errors for Linear Regression with Multi-Stage Samples, Survey
/// Methodology 28:169–181; Imbens and Kolesár (2016), Rev Econ Stat 98:701–712. Both formulas are in closed form here,
/// because within an arm the regression is a mean. Method page: `docs/methods/clustered.md`.
///
/// # Checked against
/// R 4.2.2 by matrices, CR1, CR2 and degrees of freedom, 10⁻¹⁰: `tests/reference/experiment.rs`,
/// `clustered_errors_agree_with_r_by_matrices`.
///
/// # Example
/// Four stores of two customers; the customers of a store do the same, so only the stores count.
/// ```
/// # use stats::{checked::Level, experiment::{Arm::{Control as C, Treated as T}, ClusterErrors, Clusters, clustered}};
/// let outcome = [1.0, 1.0, 3.0, 3.0, 4.0, 4.0, 6.0, 6.0];
/// let clusters = Clusters::from_columns(&[&outcome], &[C, C, C, C, T, T, T, T], &[0, 0, 1, 1, 2, 2, 3, 3])?;
/// let effect = clustered(&clusters, ClusterErrors::Cr2, Level::P95)?;
/// let difference = effect.adjusted.effect.difference;
/// let difference = difference.known().expect("two clusters per arm");
/// assert!((difference.standard_error.unwrap() - 2.0_f64.sqrt()).abs() < 1e-12); // as Welch on 1, 3 against 4, 6
/// assert!((effect.degrees_of_freedom.unwrap() - 2.0).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn clustered(clusters: &Clusters, errors: ClusterErrors, level: Level) -> Result<Clustered, StatsError> {
    let [control, treated] = &clusters.moments;
    let mut whole = control.clone();
    whole.merge(treated)?;
    let (mut used, left_out) = useful(&[&whole]);
    let theta = slopes(&whole, &used).unwrap_or_else(|| {
        used.clear();
        DVector::zeros(0)
    });
    let health =
        Health { left_out, correlation: 0.0, variance_removed: 0.0, balance: balance(control, treated, &used) };
    let mut slopes = vec![None; control.covariates()];
    for (&column, slope) in used.iter().zip(theta.iter()) {
        slopes[column] = Some(*slope);
    }
    let count = |arm: usize| clusters.counts.iter().filter(|n| n[arm] > 0).count() as u64;
    let mut answer = Clustered {
        adjusted: Adjusted { effect: Effect::undetermined(Why::ZeroVariance), slopes, health },
        clusters: [count(0), count(1)],
        degrees_of_freedom: None,
        design_effect: None,
    };
    let cells = clusters.cells(&used, &theta);
    if let Err(why) = clusters_per_arm(&cells) {
        answer.adjusted.effect = Effect::undetermined(why);
        return Ok(answer);
    }
    let plain = pair(clusters, &clusters.cells(&[], &DVector::zeros(0)), errors).variance();
    let mut pair = pair(clusters, &cells, errors);
    for (mean, moments) in [(&mut pair.control, control), (&mut pair.treated, treated)] {
        let away = used.iter().zip(theta.iter());
        mean.value -= away.map(|(&j, b)| b * (moments.mean_of(j + 1) - whole.mean_of(j + 1))).sum::<f64>();
    }
    let df = bell_mccaffrey(&cells);
    let difference = match (used.is_empty(), errors) {
        (true, ClusterErrors::Cr1) => Method::CLUSTERED_CR1,
        (true, ClusterErrors::Cr2) => Method::CLUSTERED_CR2,
        (false, _) => Method::CLUSTERED_CUPED,
    };
    let mean = if used.is_empty() { Method::CLUSTERED_MEAN } else { Method::ADJUSTED_MEAN };
    answer.adjusted.effect = pair.effect(df, level, Named { mean, difference });
    answer.degrees_of_freedom = Some(df);
    answer.design_effect = design_effect(control, treated, plain);
    if plain > 0.0 && !used.is_empty() {
        answer.adjusted.health.variance_removed = 1.0 - pair.variance() / plain;
        answer.adjusted.health.correlation = answer.adjusted.health.variance_removed.clamp(0.0, 1.0).sqrt();
    }
    Ok(answer)
}

fn design_effect(control: &Moments, treated: &Moments, variance: f64) -> Option<f64> {
    let independent = Pair::independent(control.outcome(0).ok()?, treated.outcome(1).ok()?).variance();
    (independent > 0.0).then(|| variance / independent)
}

/// Both arms need two clusters at least.
pub(crate) fn clusters_per_arm(cells: &[Cells]) -> Result<(), Why> {
    for group in [0, 1] {
        match cells.iter().filter(|cell| cell.n[group] > 0).count() {
            0 => return Err(Why::GroupEmpty { group }),
            1 => return Err(Why::OneCluster { group }),
            _ => {}
        }
    }
    Ok(())
}

fn pair(clusters: &Clusters, cells: &[Cells], errors: ClusterErrors) -> Pair {
    let n = clusters.moments.each_ref().map(|arm| arm.n() as f64);
    let groups = cells.len() as f64;
    let all = match errors {
        ClusterErrors::Cr1 => groups / (groups - 1.0) * (n[0] + n[1] - 1.0) / (n[0] + n[1] - 2.0),
        ClusterErrors::Cr2 => 1.0,
    };
    let score = |cell: &Cells, arm: usize| match errors {
        ClusterErrors::Cr1 => cell.scores[arm],
        ClusterErrors::Cr2 => cell.scores[arm] / (1.0 - cell.n[arm] as f64 / n[arm]).sqrt(),
    };
    let sum = |a: usize, b: usize| all * cells.iter().map(|cell| score(cell, a) * score(cell, b)).sum::<f64>();
    let mean = |arm: usize| {
        let held = cells.iter().filter(|cell| cell.n[arm] > 0).count() as f64;
        Mean {
            value: clusters.moments[arm].mean_of(0),
            variance: sum(arm, arm),
            degrees_of_freedom: (held - 1.0).max(1.0),
            n: clusters.moments[arm].n(),
        }
    };
    Pair { control: mean(0), treated: mean(1), covariance: sum(0, 1) }
}

/// The degrees of freedom of Bell and McCaffrey for the difference of two means.
///
/// They are (tr M)²/tr M² for a matrix M with one row per cluster. With s the share of an arm that a cluster holds, its
/// entries are Σₐ s/nₐ on the diagonal and −Σₐ (1/nₐ) s s'/√((1 − s)(1 − s')) off it, so both traces are sums over clusters.
pub(crate) fn bell_mccaffrey(cells: &[Cells]) -> f64 {
    let n: [f64; 2] = [0, 1].map(|arm| cells.iter().map(|cell| cell.n[arm] as f64).sum());
    let (mut trace, mut squares) = (0.0, 0.0);
    // cross[a][b] gathers Σ r_a r_b with r = s/√(1 − s), and same[a][b] its squares, to take the diagonal out again.
    let (mut cross, mut same) = ([[0.0; 2]; 2], [[0.0; 2]; 2]);
    for cell in cells {
        let s = [0, 1].map(|arm| cell.n[arm] as f64 / n[arm]);
        let r = s.map(|s| s / (1.0 - s).sqrt());
        let diagonal = s[0] / n[0] + s[1] / n[1];
        trace += diagonal;
        squares += diagonal * diagonal;
        for a in [0, 1] {
            for b in [0, 1] {
                cross[a][b] += r[a] * r[b];
                same[a][b] += (r[a] * r[b]).powi(2);
            }
        }
    }
    for a in [0, 1] {
        for b in [0, 1] {
            squares += (cross[a][b] * cross[a][b] - same[a][b]) / (n[a] * n[b]);
        }
    }
    trace * trace / squares
}
