//! Lin's regression adjustment: each arm has its own slopes, and the errors are robust.

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::Why;
use crate::experiment::cluster::{Arm, Cells, clusters_per_arm};
use crate::experiment::cuped::{Adjusted, Health, balance, cross, slopes, useful};
use crate::experiment::effect::{Effect, Mean, Named, Pair};
use crate::experiment::means::difference_in_means;
use crate::experiment::moments::Moments;
use crate::linear::Positive;
use crate::method::Method;

/// The rows of an experiment with two arms.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// The outcome of each row.
    pub outcome: &'a [f64],
    /// The arm that was drawn for it.
    pub arm: &'a [Arm],
    /// What was known before, each as long as the outcome.
    pub covariates: &'a [&'a [f64]],
    /// The cluster of each row, counted from 0, where clusters were drawn instead of rows.
    pub clusters: Option<&'a [u32]>,
}

/// How the residuals are inflated for the leverage h of their row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Robust {
    /// e²/(1 − h): unbiased when the variances are equal. The default.
    #[default]
    Hc2,
    /// e²/(1 − h)²: the jackknife, never smaller.
    Hc3,
}

/// Estimates the effect on a mean with the regression adjustment of Lin (2013): outcome on arm, covariates and their product.
///
/// Each arm has its own regression of y on x, read off at the mean of x over both arms: mₐ = ȳₐ + bₐ(x̄ − x̄ₐ), and the
/// effect is m₁ − m₀. Its variance is Σ w²e²/(1 − h), where w is the weight of a row in the effect, e its residual and h
/// its leverage (HC2), with one more division by 1 − h for HC3. With clusters it is the sum over clusters of (Σ we)² times
/// G/(G − 1) (CR1), with few-cluster degrees of freedom.
///
/// Use it instead of [`cuped`](super::cuped()) when the covariates may work differently in the two arms: it is never less
/// precise, in large samples, than not adjusting. It needs the rows twice.
///
/// # Shapes
/// All columns have one value per row.
///
/// # Missing, tied and extreme values
/// A covariate that does not vary in one of the arms, or repeats others there, is left out and named.
///
/// # Returns
/// As [`cuped`](super::cuped()); with clusters also `OneCluster`. `slopes` are the means of those of both arms, weighted
/// by rows.
///
/// # Errors
/// - `LengthMismatch` when columns do not pair up; `RowOutOfRange` for NaN or a value above 10¹⁰⁰.
///
/// # Numerical notes
/// The interacted regression falls apart into one regression per arm with the same residuals and leverages, so only
/// matrices of the size of the covariates are factorized.
///
/// # Source
/// Lin (2013), Agnostic Notes on Regression Adjustments to Experimental Data, Ann Appl Stat 7:295–318; MacKinnon and White
/// (1985), J Econometrics 29:305–325. Method page: `docs/methods/lin.md`.
///
/// # Checked against
/// Hillstrom's spending (statsmodels 0.15.0, HC2) and R 4.2.2 by matrices, 10⁻¹⁰: `tests/reference/experiment.rs`,
/// `lin_agrees_with_statsmodels_on_hillstrom` and `lin_agrees_with_r_by_matrices`.
///
/// # Example
/// ```
/// # use stats::{checked::Level, experiment::{Arm::{Control as C, Treated as T}, Robust, Rows, lin}};
/// let before = [1.0, 2.0, 3.0, 4.0, 5.0, 1.0, 2.0, 3.0, 4.0, 5.0];
/// let after = [1.1, 1.9, 3.1, 3.9, 5.0, 2.1, 2.9, 4.1, 4.9, 6.0];
/// let arm = [C, C, C, C, C, T, T, T, T, T];
/// let rows = Rows { outcome: &after, arm: &arm, covariates: &[&before], clusters: None };
/// let adjusted = lin(&rows, Robust::Hc2, Level::P95)?;
/// assert!((adjusted.effect.difference.known().expect("enough rows").value - 1.0).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn lin(rows: &Rows<'_>, robust: Robust, level: Level) -> Result<Adjusted, StatsError> {
    let columns: Vec<&[f64]> = std::iter::once(rows.outcome).chain(rows.covariates.iter().copied()).collect();
    let arms: Vec<u8> = rows.arm.iter().map(|arm| arm.number()).collect();
    let moments = Moments::by_arm(&columns, &arms, 2)?;
    if let Some(clusters) = rows.clusters
        && clusters.len() != rows.arm.len()
    {
        let (left, right) = ("clusters", "arm");
        return Err(StatsError::LengthMismatch { left, left_len: clusters.len(), right, right_len: rows.arm.len() });
    }
    let [control, treated] = [&moments[0], &moments[1]];
    let (used, left_out) = useful(&[control, treated]);
    let mut adjusted = Adjusted {
        effect: difference_in_means(control, treated, level),
        slopes: vec![None; rows.covariates.len()],
        health: Health { left_out, correlation: 0.0, variance_removed: 0.0, balance: balance(control, treated, &used) },
    };
    let (Ok(c), Ok(t)) = (control.outcome(0), treated.outcome(1)) else { return Ok(adjusted) };
    let needed = used.len() as u64 + 2;
    if c.n.min(t.n) < needed {
        adjusted.effect = Effect::undetermined(Why::TooFew { needed, given: c.n.min(t.n) });
        return Ok(adjusted);
    }
    let Some(sides) = Side::both([control, treated], &used) else { return Ok(adjusted) };
    let found = match rows.clusters {
        None => by_row(rows, &columns, &sides, robust),
        Some(clusters) => by_cluster(rows, &columns, &sides, clusters),
    };
    let (pair, df) = match found {
        Ok(found) => found,
        Err(why) => {
            adjusted.effect = Effect::undetermined(why);
            return Ok(adjusted);
        }
    };
    describe(&mut adjusted, [control, treated], &sides, Pair::independent(c, t).variance(), pair.variance());
    let difference = match (rows.clusters, robust) {
        (Some(_), _) => Method::LIN_CLUSTERED,
        (None, Robust::Hc2) => Method::LIN_HC2,
        (None, Robust::Hc3) => Method::LIN_HC3,
    };
    adjusted.effect = pair.effect(df, level, Named { mean: Method::ADJUSTED_MEAN, difference });
    Ok(adjusted)
}

/// The regression of one arm.
struct Side<'a> {
    moments: &'a Moments,
    used: &'a [usize],
    slopes: DVector<f64>,
    inverse: DMatrix<f64>,
    /// S⁻¹(x̄ − x̄ₐ): what a row's place among the covariates adds to its weight.
    toward: DVector<f64>,
    /// The mean of the arm at the covariates of both arms.
    value: f64,
}

impl<'a> Side<'a> {
    fn both(arms: [&'a Moments; 2], used: &'a [usize]) -> Option<[Self; 2]> {
        let n: f64 = arms.iter().map(|arm| arm.n() as f64).sum();
        let center = |j: usize| arms.iter().map(|arm| arm.n() as f64 / n * arm.mean_of(j + 1)).sum::<f64>();
        let side = |moments: &'a Moments| {
            let slopes = slopes(moments, used)?;
            let inverse = Positive::new(cross(moments, used)).ok()?.inverse();
            let apart = DVector::from_iterator(used.len(), used.iter().map(|&j| center(j) - moments.mean_of(j + 1)));
            let value = moments.mean_of(0) + slopes.dot(&apart);
            Some(Self { moments, used, toward: &inverse * apart, slopes, inverse, value })
        };
        Some([side(arms[0])?, side(arms[1])?])
    }

    /// Residual, weight and leverage of a row. `away` is room for its covariates less their means.
    fn row(&self, columns: &[&[f64]], row: usize, away: &mut DVector<f64>) -> (f64, f64, f64) {
        for (k, &j) in self.used.iter().enumerate() {
            away[k] = columns[j + 1][row] - self.moments.mean_of(j + 1);
        }
        let share = 1.0 / self.moments.n() as f64;
        let residual = columns[0][row] - self.moments.mean_of(0) - self.slopes.dot(away);
        let mut leverage = share;
        for i in 0..away.len() {
            for j in 0..away.len() {
                leverage += away[i] * self.inverse[(i, j)] * away[j];
            }
        }
        (residual, share + self.toward.dot(away), leverage)
    }

    fn mean(&self, variance: f64) -> Mean {
        let degrees_of_freedom = (self.moments.n() - 1) as f64 - self.used.len() as f64;
        Mean { value: self.value, variance, degrees_of_freedom, n: self.moments.n() }
    }
}

/// Leverage this near to 1 belongs to a row that alone decides a slope; its residual is 0 and says nothing.
const LEVERAGE_MAX: f64 = 1.0 - 1e-9;

fn by_row(rows: &Rows<'_>, columns: &[&[f64]], sides: &[Side<'_>; 2], robust: Robust) -> Result<(Pair, f64), Why> {
    let mut variance = [0.0; 2];
    let mut away = DVector::zeros(sides[0].used.len());
    for (row, arm) in rows.arm.iter().enumerate() {
        let (residual, weight, leverage) = sides[arm.index()].row(columns, row, &mut away);
        if leverage > LEVERAGE_MAX {
            return Err(Why::ZeroVariance);
        }
        let term = (weight * residual).powi(2) / (1.0 - leverage);
        variance[arm.index()] += if robust == Robust::Hc3 { term / (1.0 - leverage) } else { term };
    }
    let pair = Pair::independent(sides[0].mean(variance[0]), sides[1].mean(variance[1]));
    Ok((pair, pair.satterthwaite()))
}

fn by_cluster(
    rows: &Rows<'_>,
    columns: &[&[f64]],
    sides: &[Side<'_>; 2],
    clusters: &[u32],
) -> Result<(Pair, f64), Why> {
    let size = clusters.iter().max().map_or(0, |last| *last as usize + 1);
    let mut cells = vec![Cells::default(); size];
    let mut away = DVector::zeros(sides[0].used.len());
    for (row, arm) in rows.arm.iter().enumerate() {
        let (residual, weight, _) = sides[arm.index()].row(columns, row, &mut away);
        let cell = &mut cells[clusters[row] as usize];
        cell.n[arm.index()] += 1;
        cell.scores[arm.index()] += weight * residual;
    }
    cells.retain(|cell| cell.n != [0, 0]);
    clusters_per_arm(&cells)?;
    let factor = cells.len() as f64 / (cells.len() as f64 - 1.0);
    let sum = |a: usize, b: usize| factor * cells.iter().map(|cell| cell.scores[a] * cell.scores[b]).sum::<f64>();
    let pair = Pair { control: sides[0].mean(sum(0, 0)), treated: sides[1].mean(sum(1, 1)), covariance: sum(0, 1) };
    // A slope per covariate is a degree of freedom that the clusters have to pay for as well.
    let df = crate::experiment::cluster::bell_mccaffrey(&cells) - sides[0].used.len() as f64;
    Ok((pair, df.max(1.0)))
}

fn describe(adjusted: &mut Adjusted, arms: [&Moments; 2], sides: &[Side<'_>; 2], plain: f64, variance: f64) {
    let [n0, n1] = arms.map(|arm| arm.n() as f64);
    for (k, &j) in sides[0].used.iter().enumerate() {
        adjusted.slopes[j] = Some((n0 * sides[0].slopes[k] + n1 * sides[1].slopes[k]) / (n0 + n1));
    }
    let (mut explained, mut whole) = (0.0, 0.0);
    for side in sides {
        let along = side.used.iter().zip(side.slopes.iter()).map(|(&j, b)| b * side.moments.product(0, j + 1));
        explained += along.sum::<f64>();
        whole += side.moments.product(0, 0);
    }
    if whole > 0.0 {
        adjusted.health.correlation = (explained / whole).clamp(0.0, 1.0).sqrt();
    }
    if plain > 0.0 {
        adjusted.health.variance_removed = 1.0 - variance / plain;
    }
}
