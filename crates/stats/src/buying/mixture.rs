//! The likelihood of a customer who did one of several things that nobody saw, such as leaving at some moment.

use crate::optimum::Likelihood;

/// A sum of weights, each a function of the parameters, as its logarithm with first and second derivatives.
#[derive(Clone, Copy)]
pub(crate) struct Mixture<const K: usize> {
    weight: f64,
    first: [f64; K],
    second: [[f64; K]; K],
}

impl<const K: usize> Mixture<K> {
    pub(crate) const fn empty() -> Self {
        Self { weight: 0.0, first: [0.0; K], second: [[0.0; K]; K] }
    }

    /// Adds a weight whose logarithm has the slopes `gradient` and the curvature `hessian`, of which the lower triangle
    /// counts.
    pub(crate) fn add(&mut self, weight: f64, gradient: &[f64; K], hessian: &[[f64; K]; K]) {
        self.weight += weight;
        for i in 0..K {
            self.first[i] += weight * gradient[i];
            for j in 0..=i {
                self.second[i][j] += weight * (hessian[i][j] + gradient[i] * gradient[j]);
            }
        }
    }

    /// Adds `n` customers of this kind to a log-likelihood, its lower triangle. `scale` is the logarithm by which all weights
    /// were divided.
    pub(crate) fn add_to(&self, total: &mut Likelihood<K>, n: f64, scale: f64) {
        let share = n / self.weight;
        total.value += n * (self.weight.ln() + scale);
        for i in 0..K {
            total.gradient[i] += share * self.first[i];
            for j in 0..=i {
                total.hessian[i][j] += share * (self.second[i][j] - self.first[i] * self.first[j] / self.weight);
            }
        }
    }
}
