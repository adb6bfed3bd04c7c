//! The search for the coefficients that make the data most likely.

use std::cmp::Ordering;

use nalgebra::{DMatrix, DVector};

use crate::cox::likelihood::{At, Model};
use crate::estimate::Why;
use crate::linear::Positive;

pub(crate) use crate::cox::likelihood::Evaluation;

/// Steps before a fit that does not come to rest is given up.
const STEPS_MAX: u64 = 60;
/// Halvings of one step before it is taken as it is.
const HALVINGS_MAX: u32 = 30;
/// A step that moves no standardized coefficient by more is the last one.
const AT_REST: f64 = 1e-9;
/// A step that promises less than this in log-likelihood, and still moves customers apart, runs along a likelihood that only
/// rises. One that is merely long need not: where covariates nearly repeat each other, coefficients move far and nobody does.
const PROMISE_MIN: f64 = 1e-9;
const LONG: f64 = 1e-4;
const APART: f64 = 1e-2;
/// A pivot below this part of its diagonal is rounding: its covariate repeats the ones before it.
const PIVOT_MIN: f64 = 1e-11;
/// Rounds of coordinate descent within one step of a fit with an absolute penalty.
const ROUNDS_MAX: u32 = 10_000;

/// What is taken off the log-likelihood, per standardized coefficient.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shrinkage {
    /// Half of this times the square.
    pub(crate) squared: Vec<f64>,
    /// This times the absolute value.
    pub(crate) absolute: Vec<f64>,
}

/// A log-likelihood of coefficients of standardized covariates.
pub(crate) trait Hill {
    /// How high it is at some coefficients, and which way up is.
    fn look(&mut self, beta: &[f64]) -> Evaluation;

    /// How far a step moves each customer from the others it is compared with, in log hazard.
    fn moved(&self, step: &[f64]) -> Vec<f64>;
}

/// The partial likelihood of Cox regression, with what it keeps from one look to the next.
impl Hill for (&Model, At) {
    fn look(&mut self, beta: &[f64]) -> Evaluation {
        self.0.evaluate(beta, &mut self.1)
    }

    fn moved(&self, step: &[f64]) -> Vec<f64> {
        self.0.blocks().linear_predictors(step)
    }
}

impl Shrinkage {
    /// Nothing is taken off.
    pub(crate) fn none(columns: usize) -> Self {
        Self { squared: vec![0.0; columns], absolute: vec![0.0; columns] }
    }

    fn of(&self, beta: &[f64]) -> f64 {
        let terms = beta.iter().zip(&self.squared).zip(&self.absolute);
        terms.map(|((b, squared), absolute)| 0.5 * squared * b * b + absolute * b.abs()).sum()
    }

    fn is_smooth(&self) -> bool {
        self.absolute.iter().all(|it| *it == 0.0)
    }

    fn is_none(&self) -> bool {
        self.is_smooth() && self.squared.iter().all(|it| *it == 0.0)
    }
}

/// The best fit, on the common scale.
#[derive(Debug, Clone)]
pub(crate) struct Optimum {
    pub(crate) beta: Vec<f64>,
    pub(crate) log_likelihood: f64,
    /// At coefficients of 0: the log-likelihood and the score statistic.
    pub(crate) null: f64,
    pub(crate) score_statistic: f64,
    /// Information plus squared penalty, at the best fit.
    pub(crate) information: DMatrix<f64>,
    pub(crate) iterations: u64,
}

/// Climbs from 0 by Newton's steps, halved where one leads down.
pub(crate) fn maximize(hill: &mut impl Hill, shrinkage: &Shrinkage) -> Result<Optimum, Why> {
    let mut search = Search { hill, shrinkage };
    let mut here = search.look(vec![0.0; shrinkage.squared.len()]);
    let null = here.log_likelihood;
    let score_statistic = match Positive::new_within(here.information.clone(), PIVOT_MIN) {
        Ok(factor) => form(&factor, &here.score),
        Err(dependent) if shrinkage.is_none() => return Err(Why::Collinear { column: dependent.column }),
        Err(_) => 0.0,
    };
    for iterations in 1..=STEPS_MAX {
        let step = next_step(&here, shrinkage)?;
        let longest = step.longest();
        // The promise is the square of the step in standard errors.
        let is_short = shrinkage.is_smooth() && step.promise.abs() < AT_REST * AT_REST;
        if longest < AT_REST || is_short {
            add_to(&mut here.beta, &step.by, 1.0);
            // Without a penalty the slope falls to 0 along the step, so only half of it counts.
            let part = if shrinkage.is_none() { 0.5 } else { 1.0 };
            let log_likelihood = here.log_likelihood + part * step.slope;
            let information = with_ridge(here.information, shrinkage);
            return Ok(Optimum { beta: here.beta, log_likelihood, null, score_statistic, information, iterations });
        }
        if shrinkage.is_none() && step.promise < PROMISE_MIN && longest > LONG && search.moves_apart(&step.by) {
            return Err(Why::Separation { column: step.column() });
        }
        here = search.climb(&here, &step);
        if iterations == STEPS_MAX {
            return Err(Why::NotConverged { iterations, change: longest });
        }
    }
    Err(Why::NotConverged { iterations: STEPS_MAX, change: f64::MAX })
}

/// The likelihood where the search stands.
struct Look {
    beta: Vec<f64>,
    log_likelihood: f64,
    /// That less the penalty.
    value: f64,
    score: Vec<f64>,
    information: DMatrix<f64>,
}

/// The search.
struct Search<'a, H: Hill> {
    hill: &'a mut H,
    shrinkage: &'a Shrinkage,
}

impl<H: Hill> Search<'_, H> {
    fn look(&mut self, beta: Vec<f64>) -> Look {
        let Evaluation { log_likelihood, slope: score, information } = self.hill.look(&beta);
        let value = log_likelihood - self.shrinkage.of(&beta);
        Look { beta, log_likelihood, value, score, information }
    }

    /// Takes the longest part of a step that does not lead down.
    fn climb(&mut self, here: &Look, step: &Step) -> Look {
        let mut share = 1.0;
        for _ in 0..HALVINGS_MAX {
            let mut next = here.beta.clone();
            add_to(&mut next, &step.by, share);
            let there = self.look(next);
            if !leads_down(here.value, there.value) {
                return there;
            }
            share *= 0.5;
        }
        let mut next = here.beta.clone();
        add_to(&mut next, &step.by, share);
        self.look(next)
    }

    /// Whether a step moves any customer away from the others.
    fn moves_apart(&self, step: &[f64]) -> bool {
        self.hill.moved(step).iter().any(|moved| moved.abs() > APART)
    }
}

/// Whether a value is lower by more than rounding.
fn leads_down(from: f64, to: f64) -> bool {
    (from - 1e-12 * from.abs()).partial_cmp(&to).is_none_or(Ordering::is_gt)
}

/// A step and what it promises.
struct Step {
    by: Vec<f64>,
    /// Slope times step.
    slope: f64,
    /// How much the log-likelihood rises by it, if it were a parabola, twice.
    promise: f64,
}

impl Step {
    fn longest(&self) -> f64 {
        longest(&self.by)
    }

    fn column(&self) -> usize {
        let longest = self.longest();
        self.by.iter().position(|it| it.abs() == longest).unwrap_or(0)
    }
}

fn next_step(here: &Look, shrinkage: &Shrinkage) -> Result<Step, Why> {
    let Look { beta, score, information, .. } = here;
    let matrix = with_ridge(information.clone(), shrinkage);
    let slope: Vec<f64> = (0..beta.len()).map(|j| score[j] - shrinkage.squared[j] * beta[j]).collect();
    let step = if shrinkage.is_smooth() {
        match Positive::new_within(matrix, PIVOT_MIN) {
            Ok(factor) => factor.solve(&DVector::from_column_slice(&slope)).as_slice().to_vec(),
            // The information was there at 0 and is gone now: the coefficient ran off.
            Err(dependent) => return Err(Why::Separation { column: dependent.column }),
        }
    } else {
        descend(beta, &slope, &matrix, &shrinkage.absolute)
    };
    if step.iter().any(|it| !it.is_finite()) {
        return Err(Why::NotConverged { iterations: 0, change: f64::MAX });
    }
    let (slope, promise) = (dot(score, &step), dot(&slope, &step));
    Ok(Step { by: step, slope, promise })
}

/// The step that is best for the parabola at `beta` with an absolute penalty, one coefficient after the other.
fn descend(beta: &[f64], slope: &[f64], matrix: &DMatrix<f64>, absolute: &[f64]) -> Vec<f64> {
    let p = beta.len();
    let mut step = vec![0.0; p];
    let mut rest = slope.to_vec();
    for _ in 0..ROUNDS_MAX {
        let mut change = 0.0_f64;
        for j in 0..p {
            let curvature = matrix[(j, j)].max(f64::MIN_POSITIVE);
            let aim = beta[j] + step[j] + rest[j] / curvature;
            let shrunk = aim.signum() * (aim.abs() - absolute[j] / curvature).max(0.0);
            let delta = shrunk - beta[j] - step[j];
            if delta != 0.0 {
                step[j] = shrunk - beta[j];
                for (i, rest) in rest.iter_mut().enumerate() {
                    *rest -= matrix[(i, j)] * delta;
                }
                change = change.max(delta.abs());
            }
        }
        if change < 1e-13 {
            break;
        }
    }
    step
}

fn with_ridge(mut information: DMatrix<f64>, shrinkage: &Shrinkage) -> DMatrix<f64> {
    for (j, squared) in shrinkage.squared.iter().enumerate() {
        information[(j, j)] += squared;
    }
    information
}

fn longest(step: &[f64]) -> f64 {
    step.iter().fold(0.0, |longest, it| longest.max(it.abs()))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add_to(beta: &mut [f64], step: &[f64], share: f64) {
    for (b, s) in beta.iter_mut().zip(step) {
        *b += share * s;
    }
}

/// uᵀ V⁻¹ u.
pub(crate) fn form(factor: &Positive, u: &[f64]) -> f64 {
    let u = DVector::from_column_slice(u);
    factor.solve(&u).dot(&u)
}
