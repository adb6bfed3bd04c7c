//! How sure the coefficients are, when the model is only nearly right.

use std::collections::HashMap;

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::linear::Positive;

use super::design::{Design, WeightKind, same_length};
use super::gram::{Scaling, moments, over_chunks};

/// Which standard errors a fit gives.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum StandardErrors<'a> {
    /// Those of the model: the same variance everywhere for least squares, the model's own for a logistic fit.
    #[default]
    Classical,
    /// Huber and White's, which hold whatever the variance does when rows are many.
    Hc0,
    /// The same times n/(n − k).
    Hc1,
    /// Each squared residual over 1 − h, with h the leverage of its row.
    Hc2,
    /// Each residual over 1 − h: the choice when rows are few.
    Hc3,
    /// Rows of one cluster (a store, a household) may move together. One number per row says which cluster, in any order.
    ///
    /// The factor for few clusters is G/(G − 1) · (n − 1)/(n − k), and intervals are Student's with G − 1 degrees of freedom.
    Clustered(&'a [usize]),
    /// By cluster too, from how the coefficients move when each cluster is left out: the choice when clusters are few or
    /// differ in size, because the plain ones are then too small.
    ClusterJackknife(&'a [usize]),
}

impl StandardErrors<'_> {
    pub(super) fn check(self, design: &Design) -> Result<(), StatsError> {
        match self {
            Self::Clustered(clusters) | Self::ClusterJackknife(clusters) => {
                same_length("covariates", design.rows(), "clusters", clusters.len())
            }
            _ => Ok(()),
        }
    }

    /// The number of different clusters.
    pub(super) fn clusters(self) -> Option<usize> {
        match self {
            Self::Clustered(clusters) | Self::ClusterJackknife(clusters) => Some(numbered(clusters).1),
            _ => None,
        }
    }
}

/// What a sandwich is made of, in scaled coordinates.
pub(super) struct Sandwich<'a> {
    pub(super) design: &'a Design,
    pub(super) scaling: &'a Scaling,
    /// The information: Σ w z zᵀ with the weights of the last step.
    pub(super) bread: &'a Positive,
    /// The residual of each row, its weight not included.
    pub(super) residuals: &'a [f64],
    /// What the bread weighs each row with, the row's own weight not included: 1, or p(1 − p).
    pub(super) variances: Option<&'a [f64]>,
}

impl Sandwich<'_> {
    /// The robust covariance; `None` for the classical one.
    pub(super) fn covariance(&self, errors: StandardErrors<'_>) -> Option<DMatrix<f64>> {
        let (n, k) = (self.design.units(), self.design.coefficients() as f64);
        let (meat, factor) = match errors {
            StandardErrors::Classical => return None,
            StandardErrors::Hc0 => (self.meat(0), 1.0),
            StandardErrors::Hc1 => (self.meat(0), n / (n - k)),
            StandardErrors::Hc2 => (self.meat(1), 1.0),
            StandardErrors::Hc3 => (self.meat(2), 1.0),
            StandardErrors::Clustered(clusters) => {
                let (numbers, count) = numbered(clusters);
                let g = count as f64;
                (self.clustered_meat(&numbers, count), g / (g - 1.0) * (n - 1.0) / (n - k))
            }
            StandardErrors::ClusterJackknife(clusters) => {
                let (numbers, count) = numbered(clusters);
                return Some(self.jackknife(&numbers, count));
            }
        };
        let inverse = self.bread.inverse();
        Some(&inverse * meat * &inverse * factor)
    }

    /// Σ w e² z zᵀ (counts) or Σ w² e² z zᵀ (importance), each e² over (1 − h) to the given power.
    fn meat(&self, power: i32) -> DMatrix<f64> {
        let lower = self.bread.lower();
        let importance = self.design.weight_kind() == WeightKind::Importance;
        moments(self.design, self.scaling, |block, w, r| {
            r.fill(0.0);
            let mut lengths = vec![0.0; w.len()];
            if power > 0 {
                block.squared_lengths(&lower, &mut Vec::new(), &mut lengths);
            }
            for (i, row) in block.rows.clone().enumerate() {
                let weight = self.design.weight(row);
                let own = if importance { weight } else { 1.0 };
                let leverage = lengths[i] * own * self.variances.map_or(1.0, |it| it[row]);
                let squared = self.residuals[row] * self.residuals[row];
                w[i] = weight * own * squared / (1.0 - leverage).max(f64::EPSILON).powi(power);
            }
            0.0
        })
        .gram
    }

    fn clustered_meat(&self, numbers: &[usize], count: usize) -> DMatrix<f64> {
        let size = self.design.coefficients();
        let chunks = over_chunks(
            self.design,
            self.scaling,
            || (Vec::new(), Vec::new()),
            |block, (owners, scores): &mut (Vec<usize>, Vec<f64>)| {
                block.each_row(|i, z| {
                    let row = block.rows.start + i;
                    let score = self.design.weight(row) * self.residuals[row];
                    // Rows of a cluster often follow each other.
                    if owners.last() != Some(&numbers[row]) {
                        owners.push(numbers[row]);
                        scores.resize(scores.len() + size, 0.0);
                    }
                    let last = scores.len() - size;
                    for (sum, z) in scores[last..].iter_mut().zip(z) {
                        *sum += score * z;
                    }
                });
            },
        );
        let mut sums = vec![0.0; count * size];
        for (owners, scores) in &chunks {
            for (owner, score) in owners.iter().zip(scores.chunks_exact(size)) {
                for (sum, s) in sums[owner * size..(owner + 1) * size].iter_mut().zip(score) {
                    *sum += s;
                }
            }
        }
        let sums = DMatrix::from_row_slice(count, size, &sums);
        sums.transpose() * sums
    }

    /// (G − 1)/G Σ d dᵀ, where d is how far the coefficients move without one cluster: `(A − A_g)⁻¹ s_g`. A cluster without
    /// which there is no fit moves them by the plain step `A⁻¹ s_g`.
    fn jackknife(&self, numbers: &[usize], count: usize) -> DMatrix<f64> {
        let size = self.design.coefficients();
        let mut grams = vec![DMatrix::<f64>::zeros(size, size); count];
        let mut scores = vec![DVector::<f64>::zeros(size); count];
        let first = usize::from(self.design.has_intercept());
        let mut z = DVector::from_element(size, 1.0);
        for (row, &owner) in numbers.iter().enumerate() {
            for j in 0..self.design.columns() {
                z[first + j] = (self.design.column(j)[row] - self.scaling.center[j]) / self.scaling.scale[j];
            }
            let weight = self.design.weight(row);
            grams[owner].ger(weight * self.variances.map_or(1.0, |it| it[row]), &z, &z, 1.0);
            scores[owner].axpy(weight * self.residuals[row], &z, 1.0);
        }
        let mut sum = DMatrix::zeros(size, size);
        let lower = self.bread.lower();
        let all = &lower * lower.transpose();
        for (gram, score) in grams.iter().zip(&scores) {
            let moved =
                Positive::new(&all - gram).map_or_else(|_| self.bread.solve(score), |without| without.solve(score));
            sum.ger(1.0, &moved, &moved, 1.0);
        }
        sum * ((count as f64 - 1.0) / count as f64)
    }
}

/// The clusters numbered from 0 in the order they appear, and how many there are.
pub(crate) fn numbered(clusters: &[usize]) -> (Vec<usize>, usize) {
    let mut known: HashMap<usize, usize> = HashMap::new();
    let numbers = clusters
        .iter()
        .map(|cluster| {
            let next = known.len();
            *known.entry(*cluster).or_insert(next)
        })
        .collect();
    (numbers, known.len())
}
