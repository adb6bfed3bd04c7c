//! Weights that make the covariates equal on average, and differ as little as they can.

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::estimate::Why;
use crate::linear::Positive;
use crate::method::Method;

use super::effect::{Effect, Mean};
use super::estimator::observed_mean;
use super::study::{Estimand, Study};

/// Newton steps before the weights are given up.
const STEPS_MAX: u64 = 100;
/// The covariates, in standard deviations, are equal to within this.
const EQUAL: f64 = 1e-10;
/// Log-weights beyond this mean that no weights do it.
const LOG_WEIGHT_MAX: f64 = 60.0;

/// The effect by entropy balancing: each arm is weighted so that the mean of every covariate equals that of those the
/// effect is asked for, with weights as even as possible.
///
/// Weights are exp(xλ), and λ minimizes log Σ exp(xλ) − x̄λ. They are those of a logistic model of the treatment fitted by its
/// balance, so the answer is right when that model is, and also when the outcome is a straight line in the covariates.
///
/// # Returns
/// Inside `Ok`, `Err(why)`: `GroupEmpty`, `NoOverlap` when no weights make the means equal, `Collinear`.
///
/// # Errors
/// None that [`Study`] let pass.
///
/// # Numerical notes
/// The standard error counts that the weights were estimated.
///
/// # Source
/// Hainmueller (2012), Political Analysis 20:25–46; Zhao and Percival (2017), J Causal Inference 5(1). Method page:
/// `docs/methods/observational.md`.
pub fn entropy_balancing(study: &Study<'_>, estimand: Estimand) -> Result<Result<Effect, Why>, StatsError> {
    Ok(balanced(study, estimand))
}

fn balanced(study: &Study<'_>, estimand: Estimand) -> Result<Effect, Why> {
    study.both_arms()?;
    let target = study.target(estimand);
    let standard = Standard::of(study)?;
    let mean = |treated: bool| {
        if estimand.asks(!treated) {
            tilted_mean(study, &standard, &target, treated)
        } else {
            Ok(observed_mean(study, &target))
        }
    };
    mean(true)?.minus(&mean(false)?, study, Method::ENTROPY_BALANCING)
}

/// The weight of each row in [`entropy_balancing`]; an arm that is not weighted counts its rows once.
///
/// # Errors
/// The reasons of [`entropy_balancing`].
pub fn entropy_weights(study: &Study<'_>, estimand: Estimand) -> Result<Vec<f64>, Why> {
    study.both_arms()?;
    let target = study.target(estimand);
    let standard = Standard::of(study)?;
    let wanted = wanted(study, &standard, &target);
    let mut weights: Vec<f64> =
        study.treated.iter().map(|treated| if estimand.asks(!treated) { 0.0 } else { 1.0 }).collect();
    for treated in [false, true].into_iter().filter(|treated| estimand.asks(!treated)) {
        let rows = study.arm(treated);
        let found = solve(study, &standard, &rows, &wanted)?;
        for (&row, weight) in rows.iter().zip(&found.weights) {
            weights[row] = weight / found.total;
        }
    }
    Ok(weights)
}

/// Center and width of each covariate, for steps of a common size.
struct Standard {
    center: Vec<f64>,
    scale: Vec<f64>,
}

impl Standard {
    fn of(study: &Study<'_>) -> Result<Self, Why> {
        let total = study.design.total_weight();
        let (mut center, mut scale) = (Vec::new(), Vec::new());
        for column in 0..study.design.columns() {
            let values = study.design.column(column);
            let mean = values.iter().enumerate().map(|(row, x)| study.weight(row) * x).sum::<f64>() / total;
            let squares: f64 = values.iter().enumerate().map(|(row, x)| study.weight(row) * (x - mean).powi(2)).sum();
            let deviation = (squares / total).sqrt();
            if deviation <= 1e-13 * mean.abs() {
                return Err(Why::Collinear { column });
            }
            center.push(mean);
            scale.push(deviation);
        }
        Ok(Self { center, scale })
    }

    fn row(&self, study: &Study<'_>, row: usize, into: &mut DVector<f64>) {
        for (j, z) in into.iter_mut().enumerate() {
            *z = (study.design.column(j)[row] - self.center[j]) / self.scale[j];
        }
    }
}

/// The weights of an arm at one λ: their sum, the weighted mean of the covariates and their weighted covariance.
struct Tilt {
    weights: Vec<f64>,
    total: f64,
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
}

fn tilt(study: &Study<'_>, standard: &Standard, rows: &[usize], lambda: &DVector<f64>) -> Option<Tilt> {
    let size = lambda.len();
    let mut z = DVector::zeros(size);
    let mut logs = Vec::with_capacity(rows.len());
    for &row in rows {
        standard.row(study, row, &mut z);
        logs.push(z.dot(lambda));
    }
    let largest = logs.iter().fold(f64::MIN, |max, it| max.max(*it));
    let smallest = logs.iter().fold(f64::MAX, |min, it| min.min(*it));
    if !(largest - smallest).is_finite() || largest - smallest > 10.0 * LOG_WEIGHT_MAX {
        return None;
    }
    let weights: Vec<f64> = logs.iter().map(|it| (it - largest).exp()).collect();
    let (mut total, mut mean, mut squares) = (0.0, DVector::zeros(size), DMatrix::zeros(size, size));
    for (&row, weight) in rows.iter().zip(&weights) {
        standard.row(study, row, &mut z);
        let weight = weight * study.weight(row);
        total += weight;
        mean.axpy(weight, &z, 1.0);
        squares.ger(weight, &z, &z, 1.0);
    }
    mean /= total;
    let covariance = squares / total - &mean * mean.transpose();
    Some(Tilt { weights, total, mean, covariance })
}

/// The mean of each covariate among those the effect is asked for.
fn wanted(study: &Study<'_>, standard: &Standard, target: &[f64]) -> DVector<f64> {
    let size = study.design.columns();
    let (mut wanted, mut z) = (DVector::zeros(size), DVector::zeros(size));
    for (row, share) in target.iter().enumerate() {
        standard.row(study, row, &mut z);
        wanted.axpy(share * study.weight(row), &z, 1.0);
    }
    wanted
}

/// The weighted mean of an arm whose covariates equal those of the target.
fn tilted_mean(study: &Study<'_>, standard: &Standard, target: &[f64], treated: bool) -> Result<Mean, Why> {
    let rows = study.arm(treated);
    let size = study.design.columns();
    let wanted = wanted(study, standard, target);
    let mut z = DVector::zeros(size);
    let found = solve(study, standard, &rows, &wanted)?;
    let share: Vec<f64> = found.weights.iter().map(|weight| weight / found.total).collect();
    let value: f64 = rows.iter().zip(&share).map(|(&row, w)| study.weight(row) * w * study.outcome[row]).sum();
    // The slope of the outcome on the covariates under the weights carries how the weights move.
    let mut with_outcome = DVector::zeros(size);
    for (&row, w) in rows.iter().zip(&share) {
        standard.row(study, row, &mut z);
        with_outcome.axpy(study.weight(row) * w * (study.outcome[row] - value), &z, 1.0);
    }
    let slope =
        Positive::new(found.covariance).map_err(|it| Why::Collinear { column: it.column })?.solve(&with_outcome);
    let mut influence = vec![0.0; study.rows()];
    for (row, phi) in influence.iter_mut().enumerate() {
        standard.row(study, row, &mut z);
        *phi = target[row] * slope.dot(&(&z - &wanted));
    }
    for (&row, w) in rows.iter().zip(&share) {
        standard.row(study, row, &mut z);
        influence[row] += w * (study.outcome[row] - value - slope.dot(&(&z - &wanted)));
    }
    Ok(Mean { value, influence })
}

/// Newton's method on the dual, with halving; the covariance under the weights is its second derivative.
fn solve(study: &Study<'_>, standard: &Standard, rows: &[usize], wanted: &DVector<f64>) -> Result<Tilt, Why> {
    let apart = || Why::NoOverlap { outside: study.design.n(), n: study.design.n() };
    let mut lambda = DVector::zeros(wanted.len());
    let mut here = tilt(study, standard, rows, &lambda).ok_or_else(apart)?;
    for iteration in 0..STEPS_MAX {
        let miss = wanted - &here.mean;
        if miss.amax() < EQUAL {
            return Ok(here);
        }
        let factor = match Positive::new(here.covariance.clone()) {
            Ok(factor) => factor,
            Err(it) if iteration == 0 => return Err(Why::Collinear { column: it.column }),
            // The weights fell on too few customers to span the covariates.
            Err(_) => return Err(apart()),
        };
        let step = factor.solve(&miss);
        let mut share = 1.0;
        let mut next = None;
        for _ in 0..30 {
            let there = &lambda + share * &step;
            if let Some(reached) = tilt(study, standard, rows, &there)
                && (wanted - &reached.mean).dot(&step) >= -0.5 * miss.dot(&step).abs()
                && (wanted - &reached.mean).norm() <= 2.0 * miss.norm()
            {
                next = Some((there, reached));
                break;
            }
            share *= 0.5;
        }
        (lambda, here) = next.ok_or_else(apart)?;
    }
    Err(apart())
}
