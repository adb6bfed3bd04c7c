//! What goes with a larger share that leaves for one cause.

use std::ops::Range;

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::checked::Level;
use crate::competing::{Ending, Stays};
use crate::cox::newton::{Evaluation, Hill, Optimum, Shrinkage, maximize};
use crate::cox::{Coefficient, Design};
use crate::estimate::{Estimate, Interval, Test, Why};
use crate::linear::Positive;
use crate::method::Method;
use crate::numeric::chi_square_upper;
use crate::survival::{bits_of, must_pair};

/// A pivot below this part of its diagonal is rounding: its covariate repeats the ones before it.
const PIVOT_MIN: f64 = 1e-11;
/// A spread below this part of the largest value is rounding: the covariate is constant.
const CONSTANT: f64 = 1e-12;

/// A fitted regression of the share that leaves for one cause.
#[derive(Debug, Clone, PartialEq)]
pub struct FineGray {
    /// What each covariate does to the subdistribution hazard, in the order of the design; `hazard_ratio` is the ratio of those, and
    /// `model_standard_error` the one from the information alone.
    pub coefficients: Vec<Coefficient>,
    /// The covariance of the coefficients, row by row.
    pub covariance: Vec<Vec<f64>>,
    /// The log of the partial likelihood, weighted, at coefficients of 0 and at the fit.
    pub log_likelihood: [f64; 2],
    /// Wald's test that no covariate does anything; nothing where the spread of the scores cannot be inverted.
    pub wald: Option<Test>,
    /// How many rows there were.
    pub n: u64,
    /// How many left for the cause.
    pub departures: u64,
    /// How many left for another cause.
    pub others: u64,
    /// How many steps the search took.
    pub iterations: u64,
    /// The level of its intervals.
    pub level: Level,
}

/// Estimates by how much each covariate raises or lowers the share that leaves for one cause (Fine and Gray).
///
/// 1 − F(t | x) = (1 − F₀(t))^exp(Σ βⱼ xⱼ), with F the cumulative incidence of the cause and F₀ left open. β maximizes Σ [η − ln Σ wᵢ(t)
/// exp(ηᵢ)] over those who left for the cause, at their times t. In the inner sum stand, beside those still here (w = 1), those who left for
/// another cause at u < t, and so never will for this one, with w = G(t−)/G(u−): the chance still to be watched, G the Kaplan-Meier curve of
/// being last seen. Ties are by Breslow.
///
/// Use it for the question "of which customers will a larger share have left for this reason". For "what makes those still here leave for
/// it" use [`crate::cox`] with the other causes censored: both are right and may differ in sign, because a covariate that makes customers
/// leave for another reason leaves fewer for this one. It assumes that the effect on the share is the same at all times on this scale, and
/// that being last seen has nothing to do with the covariates.
///
/// # Shapes
/// The stays and every column of the design are as long as there are rows, in any order. `cause` is counted from 0.
///
/// # Units
/// Durations in any one unit, of which only the order matters. Coefficients are in log subdistribution hazard per unit of their covariate.
///
/// # Missing, tied and extreme values
/// Times are tied when they are equal to the last bit. Who leaves at the time at which another is last seen counts as at risk for both.
/// Without departures for other causes the coefficients are those of [`crate::cox`] with Breslow's ties, and the errors its robust ones.
///
/// # Returns
/// The fit, or why there is none: `NobodyAtRisk` without rows, `NoDepartures` for the cause, `Collinear` for a covariate that is constant or
/// follows from those before it, `Separation` for one whose coefficient has no end, `NotConverged`.
///
/// # Errors
/// - `TooFew` without covariates.
/// - `LengthMismatch` when something does not pair up.
/// - `RowOutOfRange` for a duration that is negative or not finite, or a covariate that is not finite.
/// - `OutOfRange` for a late entry: the weights know none.
///
/// # Numerical notes
/// Covariates are centered and scaled. Newton's steps from 0, halved where they lead down. Each step is O(n p²): the sum over those who left
/// for another cause is carried forward in time and the sum over those at risk backward, so no row is cut into stretches.
/// Errors are Σ over rows of (η + ψ)(η + ψ)ᵀ between two inverses of the information, where ψ is what the estimate of G adds.
///
/// # Source
/// Fine and Gray (1999), A Proportional Hazards Model for the Subdistribution of a Competing Risk, JASA 94:496–509, sections 3 and 5. Method
/// page: `docs/methods/fine_gray.md`.
///
/// # Checked against
/// R 4.2.2 `cmprsk` 2.2-11 `crr`, data set `mgus2` and made ones with ties: `tests/reference/competing.rs`,
/// `fine_gray_agrees_with_cmprsk_on_mgus2`.
///
/// # Example
/// Nobody leaves for another cause, so that it is a Cox regression: of covariates {0, 1, 0} the first leaves, then of {1, 0} the second,
/// which is likeliest at exp β = √2.
/// ```
/// # use stats::{Level, competing::{Ending::{Cause, Censored}, Stays, fine_gray}, cox::Design};
/// let stays = Stays { durations: &[1.0, 2.0, 3.0], endings: &[Cause(0), Cause(0), Censored], entered_at: &[] };
/// let fit = fine_gray(stays, 0, &Design::new([&[0.0, 1.0, 0.0][..]]), Level::P95)?.expect("determined");
/// assert!((fit.coefficients[0].value.exp() - 2.0_f64.sqrt()).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn fine_gray(
    stays: Stays<'_>,
    cause: u8,
    design: &Design<'_>,
    level: Level,
) -> Result<Result<FineGray, Why>, StatsError> {
    let Stays { durations, endings, entered_at } = stays;
    must_pair("durations", durations.len(), "endings", endings.len())?;
    if design.columns().is_empty() {
        return Err(StatsError::TooFew { method: "Fine and Gray", what: "covariates", needed: 1, given: 0 });
    }
    if let Some(given) = entered_at.iter().copied().find(|it| *it != 0.0) {
        return Err(StatsError::OutOfRange { name: "entered_at", allowed: "0: from the start", given });
    }
    design.check(durations.len())?;
    if durations.is_empty() {
        return Ok(Err(Why::NobodyAtRisk));
    }
    bits_of(durations)?;
    if !endings.contains(&Ending::Cause(cause)) {
        return Ok(Err(Why::NoDepartures { at_risk: durations.len() as u64 }));
    }
    Ok(Sorted::new(stays, cause, design).and_then(|sorted| sorted.fit(level)))
}

/// How a row ended, seen from the cause.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Here,
    ForIt,
    ForAnother,
}

/// Customers by rising duration, with covariates on a common scale.
struct Sorted {
    /// One row after the other.
    x: Vec<f64>,
    /// The spread of each covariate.
    scales: Vec<f64>,
    ends: Vec<End>,
    times: Vec<Time>,
}

/// A distinct duration.
struct Time {
    rows: Range<usize>,
    /// How many left for the cause at it, and how many were last seen.
    left: f64,
    last_seen: f64,
    /// The chance still to be watched just before it.
    watched: f64,
}

/// The likelihood at some coefficients, and what its errors are made of.
struct Look {
    up: Evaluation,
    /// exp(η) of each row, up to a common factor.
    relative: Vec<f64>,
    /// Of each time the step of the baseline hazard, in the inverse of that factor, and it times the mean covariates.
    steps: Vec<f64>,
    /// Of each time, and of none after the last, the sums of such steps times the chance to be watched, from it on.
    later: Vec<f64>,
}

impl Sorted {
    /// Sorts and scales.
    fn new(stays: Stays<'_>, cause: u8, design: &Design<'_>) -> Result<Self, Why> {
        let Stays { durations, endings, .. } = stays;
        let n = durations.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| (durations[a] + 0.0).total_cmp(&(durations[b] + 0.0)));
        let end = |&row: &usize| match endings[row] {
            Ending::Censored => End::Here,
            Ending::Cause(it) if it == cause => End::ForIt,
            Ending::Cause(_) => End::ForAnother,
        };
        let ends: Vec<End> = order.iter().map(end).collect();
        let (mut times, mut at, mut watched) = (Vec::new(), 0, 1.0);
        for tied in order.chunk_by(|&a, &b| durations[a] == durations[b]) {
            let rows = at..at + tied.len();
            let count = |wanted: End| ends[rows.clone()].iter().filter(|it| **it == wanted).count() as f64;
            let (left, last_seen) = (count(End::ForIt), count(End::Here));
            at = rows.end;
            let at_risk = (n - rows.start) as f64;
            times.push(Time { rows, left, last_seen, watched });
            watched *= 1.0 - last_seen / at_risk;
        }
        let p = design.columns().len();
        let (mut x, mut scales) = (vec![0.0; n * p], Vec::with_capacity(p));
        for (j, column) in design.columns().iter().enumerate() {
            let mean = column.iter().sum::<f64>() / n as f64;
            let scale = (column.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / n as f64).sqrt();
            let largest = column.iter().fold(0.0_f64, |largest, it| largest.max(it.abs()));
            if scale <= CONSTANT * largest {
                return Err(Why::Collinear { column: j });
            }
            for (place, &row) in order.iter().enumerate() {
                x[place * p + j] = (column[row] - mean) / scale;
            }
            scales.push(scale);
        }
        Ok(Self { x, scales, ends, times })
    }

    fn row(&self, row: usize) -> &[f64] {
        let p = self.scales.len();
        &self.x[row * p..(row + 1) * p]
    }

    fn fit(mut self, level: Level) -> Result<FineGray, Why> {
        let none = Shrinkage::none(self.scales.len());
        let top = maximize(&mut self, &none)?;
        self.told(&self.all(&top.beta), &top, level)
    }

    fn all(&self, beta: &[f64]) -> Look {
        let p = self.scales.len();
        let eta: Vec<f64> = self.x.chunks_exact(p).map(|x| dot(x, beta)).collect();
        let largest = eta.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let relative: Vec<f64> = eta.iter().map(|it| (it - largest).exp()).collect();
        let gone = self.gone_before(&relative);
        let mut look = Look {
            up: Evaluation { log_likelihood: 0.0, slope: vec![0.0; p], information: DMatrix::zeros(p, p) },
            relative,
            steps: vec![0.0; self.times.len() * (p + 1)],
            later: vec![0.0; (self.times.len() + 1) * (p + 1)],
        };
        let (mut here, mut mean) = (vec![0.0; p + 1], vec![0.0; p]);
        for (index, time) in self.times.iter().enumerate().rev() {
            for row in time.rows.clone() {
                add_row(&mut here, look.relative[row], self.row(row));
            }
            let (places, after) = (index * (p + 1)..(index + 1) * (p + 1), (index + 1) * (p + 1));
            look.later.copy_within(after..=after + p, places.start);
            if time.left == 0.0 {
                continue;
            }
            let gone = &gone[places.clone()];
            let sum = here[0] + time.watched * gone[0];
            let hazard = time.left / sum;
            for (j, mean) in mean.iter_mut().enumerate() {
                *mean = (here[j + 1] + time.watched * gone[j + 1]) / sum;
            }
            add_row(&mut look.steps[places.clone()], hazard, &mean);
            add_row(&mut look.later[places], hazard * time.watched, &mean);
            look.up.log_likelihood -= time.left * (sum.ln() + largest);
            add_outer(&mut look.up.information, -time.left, &mean);
            look.up.slope.iter_mut().zip(&mean).for_each(|(slope, mean)| *slope -= time.left * mean);
        }
        let mut hazard = 0.0;
        for (index, time) in self.times.iter().enumerate() {
            hazard += look.steps[index * (p + 1)];
            for row in time.rows.clone() {
                let beyond = match self.ends[row] {
                    End::ForAnother => look.later[(index + 1) * (p + 1)] / time.watched,
                    _ => 0.0,
                };
                add_outer(&mut look.up.information, look.relative[row] * (hazard + beyond), self.row(row));
                if self.ends[row] == End::ForIt {
                    look.up.log_likelihood += eta[row];
                    look.up.slope.iter_mut().zip(self.row(row)).for_each(|(slope, x)| *slope += x);
                }
            }
        }
        look
    }

    /// Before each time, Σ exp(η)/G and Σ exp(η) x/G over those who left for another cause.
    fn gone_before(&self, relative: &[f64]) -> Vec<f64> {
        let p = self.scales.len();
        let (mut all, mut gone) = (Vec::with_capacity(self.times.len() * (p + 1)), vec![0.0; p + 1]);
        for time in &self.times {
            all.extend_from_slice(&gone);
            for row in time.rows.clone().filter(|&row| self.ends[row] == End::ForAnother) {
                add_row(&mut gone, relative[row] / time.watched, self.row(row));
            }
        }
        all
    }

    /// Σ (η + ψ)(η + ψ)ᵀ over the rows: how the score spreads, with what the estimate of G adds.
    fn spread(&self, look: &Look) -> DMatrix<f64> {
        let p = self.scales.len();
        let gone = self.gone_before(&look.relative);
        let (mut spread, mut phi) = (DMatrix::zeros(p, p), vec![0.0; p]);
        // The baseline up to now, and what being watched until now has taken through G.
        let (mut passed, mut taken) = (vec![0.0; p + 1], vec![0.0; p]);
        let n = self.ends.len();
        for (index, time) in self.times.iter().enumerate() {
            let places = index * (p + 1)..(index + 1) * (p + 1);
            let (step, later, gone) = (&look.steps[places.clone()], &look.later[places.clone()], &gone[places]);
            let beyond = &look.later[(index + 1) * (p + 1)..][..=p];
            let at_risk = (n - time.rows.start) as f64;
            let pull: Vec<f64> = (1..=p).map(|j| (later[0] * gone[j] - later[j] * gone[0]) / at_risk).collect();
            taken.iter_mut().zip(&pull).for_each(|(taken, pull)| *taken += pull * time.last_seen / at_risk);
            passed.iter_mut().zip(step).for_each(|(passed, step)| *passed += step);
            for row in time.rows.clone() {
                let (x, relative) = (self.row(row), look.relative[row]);
                for (j, phi) in phi.iter_mut().enumerate() {
                    *phi = relative * (passed[j + 1] - x[j] * passed[0]) - taken[j]
                        + match self.ends[row] {
                            End::Here => pull[j],
                            End::ForIt => x[j] - step[j + 1] / step[0],
                            End::ForAnother => relative / time.watched * (beyond[j + 1] - x[j] * beyond[0]),
                        };
                }
                add_outer(&mut spread, 1.0, &phi);
            }
        }
        spread
    }

    fn told(&self, look: &Look, top: &Optimum, level: Level) -> Result<FineGray, Why> {
        let inverse = Positive::new_within(look.up.information.clone(), PIVOT_MIN)
            .map_err(|it| Why::Separation { column: it.column })?
            .inverse();
        let spread = self.spread(look);
        let covariance = &inverse * &spread * &inverse;
        let (n, method) = (self.ends.len() as u64, Method::FINE_GRAY);
        let coefficient = |(j, scale): (usize, &f64)| {
            let value = top.beta[j] / scale;
            let error = |covariance: &DMatrix<f64>| covariance[(j, j)].max(0.0).sqrt() / scale;
            let standard_error = error(&covariance);
            let half = level.z() * standard_error;
            let interval = Interval::confidence(value - half, value + half, level);
            let estimate = Estimate { value, interval, standard_error: Some(standard_error), n, method };
            Coefficient::with_error(estimate, standard_error, Some(error(&inverse)))
        };
        let pull = &look.up.information * DVector::from_column_slice(&top.beta);
        let degrees_of_freedom = u32::try_from(self.scales.len()).ok();
        let wald = Positive::new_within(spread, PIVOT_MIN).ok().zip(degrees_of_freedom).map(|(spread, freedom)| {
            let statistic = spread.solve(&pull).dot(&pull).max(0.0);
            let p_value = chi_square_upper(statistic, freedom);
            Test { statistic, degrees_of_freedom: Some(freedom), denominator: None, p_value, n, method }
        });
        let ended = |wanted: End| self.ends.iter().filter(|it| **it == wanted).count() as u64;
        let p = self.scales.len();
        let unscaled = |a: usize, b: usize| covariance[(a, b)] / self.scales[a] / self.scales[b];
        Ok(FineGray {
            covariance: (0..p).map(|a| (0..p).map(|b| unscaled(a, b)).collect()).collect(),
            coefficients: self.scales.iter().enumerate().map(coefficient).collect(),
            log_likelihood: [top.null, look.up.log_likelihood],
            wald,
            n,
            departures: ended(End::ForIt),
            others: ended(End::ForAnother),
            iterations: top.iterations,
            level,
        })
    }
}

impl Hill for Sorted {
    fn look(&mut self, beta: &[f64]) -> Evaluation {
        self.all(beta).up
    }

    fn moved(&self, step: &[f64]) -> Vec<f64> {
        self.x.chunks_exact(self.scales.len()).map(|x| dot(x, step)).collect()
    }
}

/// Adds a weight, and a weight times each covariate after it.
fn add_row(sums: &mut [f64], weight: f64, x: &[f64]) {
    let (first, rest) = sums.split_at_mut(1);
    first[0] += weight;
    rest.iter_mut().zip(x).for_each(|(sum, x)| *sum += weight * x);
}

fn add_outer(matrix: &mut DMatrix<f64>, weight: f64, x: &[f64]) {
    let p = x.len();
    for (column, right) in matrix.as_mut_slice().chunks_exact_mut(p).zip(x) {
        column.iter_mut().zip(x).for_each(|(cell, left)| *cell += weight * left * right);
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
