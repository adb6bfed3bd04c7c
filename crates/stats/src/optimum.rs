//! The best fit: Newton's method in the logarithms of the parameters, with exact first and second derivatives.
//!
//! All parameters of the models here are positive, so their logarithms have no edge but infinity. A search that runs there
//! is told apart from one that comes to rest, and each has its name: nothing is reported that is not the summit.

use nalgebra::{DMatrix, DVector};

use crate::estimate::Why;
use crate::linear::Positive;

/// Steps after which a search gives up. From any sensible start it takes five to twenty.
const STEPS_MAX: u32 = 120;

/// The farthest a parameter may move from where the search began, in logarithms: a factor of about 20,000. Whoever runs
/// farther is on the way to infinity or to 0.
const DISTANCE_MAX: f64 = 10.0;

/// From this distance on a search that no longer gets anywhere was on that way too; rounding stopped it.
const DISTANCE_FAR: f64 = 6.0;

/// The longest single step, in logarithms.
const STEP_LENGTH_MAX: f64 = 2.5;

/// The largest standard error, in logarithms, of a summit that is told apart from the edge. A parameter that is known to a
/// factor of `e` to the 50th only is not known.
const LOG_ERROR_MAX: f64 = 25.0;

/// A search has come to rest when Newton's next step changes every parameter by less than this part. The error that is
/// left is of the order of its square.
const REST: f64 = 1e-8;

/// A log-likelihood at one point, with its slopes in the parameters themselves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Likelihood<const K: usize> {
    pub(crate) value: f64,
    pub(crate) gradient: [f64; K],
    pub(crate) hessian: [[f64; K]; K],
}

impl<const K: usize> Default for Likelihood<K> {
    fn default() -> Self {
        Self { value: 0.0, gradient: [0.0; K], hessian: [[0.0; K]; K] }
    }
}

impl<const K: usize> Likelihood<K> {
    pub(crate) fn add(&mut self, other: &Self) {
        self.value += other.value;
        for i in 0..K {
            self.gradient[i] += other.gradient[i];
            for j in 0..K {
                self.hessian[i][j] += other.hessian[i][j];
            }
        }
    }

    /// Adds the slopes of `weight` terms that each add up a function of one parameter.
    pub(crate) fn add_slopes(&mut self, parameter: usize, weight: f64, first: f64, second: f64) {
        self.gradient[parameter] += weight * first;
        self.hessian[parameter][parameter] += weight * second;
    }

    /// Copies the lower triangle of the second derivatives to the upper one.
    pub(crate) fn mirrored(mut self) -> Self {
        for i in 0..K {
            for j in 0..i {
                self.hessian[j][i] = self.hessian[i][j];
            }
        }
        self
    }

    fn is_finite(&self) -> bool {
        self.value.is_finite()
            && self.gradient.iter().all(|it| it.is_finite())
            && self.hessian.iter().flatten().all(|it| it.is_finite())
    }

    /// The slope in the logarithms of the parameters.
    fn log_gradient(&self, theta: &[f64; K]) -> DVector<f64> {
        DVector::from_fn(K, |i, _| theta[i] * self.gradient[i])
    }

    /// The information in the logarithms of the parameters.
    fn log_information(&self, theta: &[f64; K]) -> DMatrix<f64> {
        DMatrix::from_fn(K, K, |i, j| {
            let own = if i == j { theta[i] * self.gradient[i] } else { 0.0 };
            -(theta[i] * theta[j] * self.hessian[i][j] + own)
        })
    }
}

/// The summit of a likelihood.
#[derive(Debug, Clone)]
pub(crate) struct Optimum<const K: usize> {
    pub(crate) theta: [f64; K],
    pub(crate) value: f64,
    /// The covariance of the logarithms of the parameters, from the observed information.
    pub(crate) log_covariance: [[f64; K]; K],
    pub(crate) steps: u32,
}

/// Where a search ended that found no summit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Ended {
    /// A parameter, counted from 0, ran to infinity or to 0.
    AtBoundary(usize),
    /// It still moved by `change` after so many steps.
    Moving { steps: u32, change: f64 },
}

impl Ended {
    pub(crate) fn why(self, names: &[&'static str]) -> Why {
        match self {
            Self::AtBoundary(parameter) => Why::AtBoundary { parameter: names.get(parameter).copied().unwrap_or("") },
            Self::Moving { steps, change } => Why::NotConverged { iterations: u64::from(steps), change },
        }
    }
}

/// Climbs from each start and returns the highest summit.
///
/// When a search that runs off climbs higher than every summit, there is none: the best fit lies at the edge, and that is
/// what is returned.
pub(crate) fn highest<const K: usize>(
    starts: &[[f64; K]],
    likelihood: impl Fn(&[f64; K]) -> Likelihood<K>,
) -> Result<Optimum<K>, Ended> {
    let mut best: Option<Optimum<K>> = None;
    let mut edge = (f64::NEG_INFINITY, Ended::Moving { steps: 0, change: f64::INFINITY });
    for start in starts {
        match climb(start, &likelihood) {
            Ok(summit) if best.as_ref().is_none_or(|it| summit.value > it.value) => best = Some(summit),
            Err((value, ended)) if value > edge.0 => edge = (value, ended),
            Ok(_) | Err(_) => {}
        }
    }
    // A run along a ridge that ends level with the summit has only approached it from afar.
    best.filter(|it| it.value >= edge.0 - 1e-7 * (1.0 + edge.0.abs() * 1e-4)).ok_or(edge.1)
}

/// Climbs from one start: Newton's method, damped after Levenberg and Marquardt where the likelihood is not concave or a
/// full step would go down.
pub(crate) fn climb<const K: usize>(
    start: &[f64; K],
    likelihood: impl Fn(&[f64; K]) -> Likelihood<K>,
) -> Result<Optimum<K>, (f64, Ended)> {
    let origin = start.map(f64::ln);
    let mut at = origin;
    let mut theta = *start;
    let mut here = likelihood(&theta);
    let mut damping = 0.0_f64;
    let mut change = f64::INFINITY;
    for steps in 1..=STEPS_MAX {
        if !here.is_finite() {
            break;
        }
        let information = here.log_information(&theta);
        let Some((positive, used)) = damped(&information, damping) else { break };
        damping = used;
        let mut step = positive.solve(&here.log_gradient(&theta));
        change = step.amax();
        if damping == 0.0 && change < REST {
            let inverse = positive.inverse();
            if inverse.diagonal().max() > LOG_ERROR_MAX * LOG_ERROR_MAX {
                break;
            }
            let log_covariance = std::array::from_fn(|i| std::array::from_fn(|j| inverse[(i, j)]));
            let theta = std::array::from_fn(|i| theta[i] * step[i].exp());
            return Ok(Optimum { theta, value: here.value, log_covariance, steps });
        }
        if change > STEP_LENGTH_MAX {
            step *= STEP_LENGTH_MAX / change;
        }
        let next: [f64; K] = std::array::from_fn(|i| at[i] + step[i]);
        let next_theta = next.map(f64::exp);
        let there = likelihood(&next_theta);
        // Near the summit the likelihood is level to the last digit, and rounding may show a step down.
        let slack = 1e-13 * here.value.abs();
        if there.is_finite() && there.value >= here.value - slack {
            (at, theta, here) = (next, next_theta, there);
            damping = if damping < 1e-4 { 0.0 } else { damping * 0.1 };
        } else {
            damping = (damping * 10.0).max(1e-3);
        }
        if let Some(parameter) = (0..K).find(|&i| (at[i] - origin[i]).abs() > DISTANCE_MAX) {
            return Err((here.value, Ended::AtBoundary(parameter)));
        }
    }
    Err((here.value, stalled(&here.log_information(&theta), &origin, &at, change)))
}

/// What it means that a search did not come to rest: on ground that is level in some direction it was on the way to the
/// edge, along the parameter that moved farthest.
fn stalled<const K: usize>(information: &DMatrix<f64>, origin: &[f64; K], at: &[f64; K], change: f64) -> Ended {
    let level = Positive::new(information.clone())
        .map_or(true, |positive| positive.inverse().diagonal().max() > LOG_ERROR_MAX * LOG_ERROR_MAX);
    let moved = |i: usize| (at[i] - origin[i]).abs();
    match (0..K).max_by(|&i, &j| moved(i).total_cmp(&moved(j))) {
        Some(it) if information.amax().is_finite() && (moved(it) > DISTANCE_FAR || level && moved(it) > 0.0) => {
            Ended::AtBoundary(it)
        }
        _ => Ended::Moving { steps: STEPS_MAX, change },
    }
}

/// Takes the information apart, with as much added to its diagonal as it takes to make it positive, and says how much.
fn damped(information: &DMatrix<f64>, damping: f64) -> Option<(Positive, f64)> {
    let mut damping = damping;
    let level = information.diagonal().amax();
    for _ in 0..40 {
        let mut matrix = information.clone();
        for i in 0..matrix.nrows() {
            matrix[(i, i)] += damping * (information[(i, i)].abs() + 1e-3 * level);
        }
        if let Ok(positive) = Positive::new(matrix) {
            return Some((positive, damping));
        }
        damping = (damping * 10.0).max(1e-3);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "likelihoods take their parameters by reference")]
    /// n draws of a gamma variable with known sums: a summit with a closed form in the second parameter.
    fn exponential(&[rate]: &[f64; 1]) -> Likelihood<1> {
        let (n, sum) = (50.0, 20.0);
        Likelihood { value: n * rate.ln() - rate * sum, gradient: [n / rate - sum], hessian: [[-n / (rate * rate)]] }
    }

    #[test]
    fn the_summit_and_its_information_are_found_from_afar() {
        for start in [1e-3, 1.0, 400.0] {
            let summit = climb(&[start], exponential).expect("there is one summit");
            assert!((summit.theta[0] - 2.5).abs() < 1e-13);
            assert!((summit.log_covariance[0][0] - 1.0 / 50.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_likelihood_that_only_rises_ends_at_the_edge_and_never_as_a_fit() {
        let rising = |theta: &[f64; 1]| {
            let it = theta[0];
            let (one, two) = (1.0 / (1.0 + it), 1.0 / ((1.0 + it) * (1.0 + it)));
            Likelihood { value: -100.0 * one, gradient: [100.0 * two], hessian: [[-200.0 * two * one]] }
        };
        assert_eq!(highest(&[[1.0], [0.1]], rising).err(), Some(Ended::AtBoundary(0)));
        let nowhere = |_: &[f64; 1]| Likelihood { value: f64::NAN, ..Likelihood::default() };
        assert!(matches!(highest(&[[1.0]], nowhere), Err(Ended::Moving { .. })));
    }
}
