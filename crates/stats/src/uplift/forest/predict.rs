//! What a forest says of a customer, and how sure it is.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

use libm::erfc;
use rayon::prelude::*;

use crate::trees::bins::Bins;
use crate::uplift::forest::grow::{Group, Moments};

/// Rows that walk through one tree before the next tree is taken up.
const BLOCK_ROWS: usize = 64;

/// Customers from whom the trust in the forest is learned.
const TRUST_ROWS: usize = 2000;

/// How the variance of the forest follows from that of its trees: learned once, over many customers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Trust {
    /// The variance of the forest as a part of the mean variance of a single tree.
    share: f64,
}

/// Effects and variances of all rows.
pub(super) fn predict(groups: &[Group], bins: &Bins, trust: Trust) -> (Vec<f64>, Vec<f64>) {
    let mut values = vec![0.0; bins.rows()];
    let mut errors = vec![0.0; bins.rows()];
    let blocks = values.par_chunks_mut(BLOCK_ROWS).zip(errors.par_chunks_mut(BLOCK_ROWS));
    let trees: usize = groups.iter().map(|group| group.trees.len()).sum();
    blocks.enumerate().for_each(|(block, (values, errors))| {
        let mut sums = [Moments::default(); BLOCK_ROWS];
        let sums = &mut sums[..values.len()];
        for honest in groups.iter().flat_map(|group| &group.trees) {
            for (at, sum) in sums.iter_mut().enumerate() {
                sum.add(&honest.moments[honest.tree.leaf(bins.row(block * BLOCK_ROWS + at))]);
            }
        }
        for ((value, error), sum) in values.iter_mut().zip(errors).zip(sums) {
            let mean = sum.divided(trees as f64);
            *value = mean.effect();
            *error = (mean.variance * trust.share).sqrt();
        }
    });
    (values, errors)
}

impl Trust {
    /// Learns from the little bags: groups of trees that share one half of the customers differ as estimates from halves
    /// do, and so as estimates from new samples would. The spread between groups, less what the trees of one group differ
    /// among themselves, is the sampling variance; over many customers it is a steady part of the variance in a leaf.
    pub(super) fn learn(groups: &[Group], bins: &Bins, most: f64) -> Self {
        let step = bins.rows().div_ceil(TRUST_ROWS).max(1);
        let rows: Vec<usize> = (0..bins.rows()).step_by(step).collect();
        let parts: Vec<Spreads> = rows.par_iter().map(|&row| Spreads::at(groups, bins.row(row))).collect();
        let alone: f64 = parts.iter().map(|part| part.alone).sum();
        if alone <= 0.0 {
            return Self { share: 0.0 };
        }
        let (count, size) = (groups.len() as f64, groups.first().map_or(1, |group| group.trees.len()) as f64);
        let by_group: Vec<f64> =
            (0..groups.len()).map(|group| parts.iter().map(|part| part.squares[group]).sum::<f64>() / alone).collect();
        let total: f64 = by_group.iter().sum();
        let between = total / (count - 1.0);
        let within = parts.iter().map(|part| part.within).sum::<f64>() / alone;
        let error = (by_group.iter().map(|square| (square - total / count).powi(2)).sum::<f64>() * count).sqrt();
        let sampling = above_zero(between - within / size, error / (count - 1.0).powf(1.5)).min(most);
        Self { share: sampling + between / count }
    }
}

/// How the trees differ at one point.
struct Spreads {
    /// Per group the square of how far it pulls the effect from that of the forest.
    squares: Vec<f64>,
    /// The variance among the trees of a group.
    within: f64,
    /// The mean sampling variance of a single tree.
    alone: f64,
}

impl Spreads {
    fn at(groups: &[Group], codes: &[u8]) -> Self {
        let leaves: Vec<&Moments> = groups
            .iter()
            .flat_map(|group| &group.trees)
            .map(|honest| &honest.moments[honest.tree.leaf(codes)])
            .collect();
        let mut sum = Moments::default();
        for leaf in &leaves {
            sum.add(leaf);
        }
        let mean = sum.divided(leaves.len() as f64);
        let spread = mean.ww - mean.w * mean.w;
        if spread <= 0.0 {
            return Self { squares: vec![0.0; groups.len()], within: 0.0, alone: 0.0 };
        }
        let effect = mean.effect();
        let base = mean.y - effect * mean.w;
        // How far each tree alone pulls the effect from that of the forest.
        let pull = |leaf: &Moments| {
            let slope = leaf.wy - effect * leaf.ww - base * leaf.w;
            let level = leaf.y - effect * leaf.w - base;
            (slope - mean.w * level) / spread
        };
        let size = leaves.len() / groups.len();
        let (mut squares, mut within) = (Vec::with_capacity(groups.len()), 0.0);
        for group in leaves.chunks_exact(size) {
            let mean = group.iter().map(|leaf| pull(leaf)).sum::<f64>() / size as f64;
            squares.push(mean * mean);
            within += group.iter().map(|leaf| (pull(leaf) - mean).powi(2)).sum::<f64>();
        }
        Self { squares, within: within / (groups.len() as f64 * (size as f64 - 1.0)), alone: mean.variance }
    }
}

/// The mean of what a quantity that cannot be negative may be, when it was measured as `measured` with this error.
fn above_zero(measured: f64, error: f64) -> f64 {
    let z = measured / error;
    if z.is_nan() || z.abs() > 8.0 {
        return measured.max(0.0);
    }
    let density = (-0.5 * z * z).exp() / TAU.sqrt();
    measured + error * density / (0.5 * erfc(-z * FRAC_1_SQRT_2))
}

impl Moments {
    fn add(&mut self, other: &Self) {
        self.w += other.w;
        self.y += other.y;
        self.wy += other.wy;
        self.ww += other.ww;
        self.variance += other.variance;
    }

    fn divided(self, by: f64) -> Self {
        Self { w: self.w / by, y: self.y / by, wy: self.wy / by, ww: self.ww / by, variance: self.variance / by }
    }

    /// The slope of y on w; 0 where w does not vary, which only a forest without a single leaf of both arms has.
    fn effect(&self) -> f64 {
        let spread = self.ww - self.w * self.w;
        if spread > 0.0 { (self.wy - self.w * self.y) / spread } else { 0.0 }
    }
}
