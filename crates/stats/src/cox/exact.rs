//! The exact partial likelihood of tied departures: which d of the n at risk leave, given that d do.
//!
//! The denominator is the elementary symmetric polynomial E(d) of the risks, a sum over all choices of d out of n. With
//! pᵢ = ρ rᵢ/(1 + ρ rᵢ) and ρ chosen so that Σ pᵢ = d, it is the chance that d of n independent coins fall, times a known
//! factor: E(d) = P(N = d) · Π(1 + ρ rᵢ) · ρ^(−d). That chance is a Fourier sum of the coins' characteristic function,
//! P(N = d) = (1/M) Σₘ φ(θₘ) exp(−i d θₘ), right to the last digits as soon as M passes the width of N, about √d. So a bin
//! costs n √d where the recursion over d and n costs n d, and nothing overflows.

use std::f64::consts::TAU;
use std::ops::Range;

use crate::cox::blocks::{BLOCK, Blocks, add, dot, packed};
use crate::cox::risk::RiskSets;

/// Bins computed side by side.
const BATCH: usize = 8;
/// How far into the tail of N the Fourier sum reaches: exp of minus this is below the last digit of any chance.
const TAIL: f64 = 44.0;
/// A node of the Fourier sum below this size changes nothing.
const NEGLIGIBLE: f64 = 1e-40;

/// The bins at which several left.
#[derive(Debug, Clone, Default)]
pub(crate) struct TiedSets {
    sets: Vec<TiedSet>,
}

#[derive(Debug, Clone)]
struct TiedSet {
    bin: usize,
    deaths: u32,
    rows: Range<usize>,
}

/// What tied bins add to the likelihood, to its slope and to its curvature.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    /// Σ ln E(d).
    pub(crate) logs: f64,
    /// Its slope: the expected sum of covariates over those who left.
    pub(crate) score: Vec<f64>,
    /// Weights of the rows in the curvature.
    pub(crate) multipliers: Vec<f64>,
    /// What the curvature holds beside them, lower half.
    pub(crate) gram: Vec<f64>,
}

impl TiedSets {
    pub(crate) fn new(sets: &RiskSets) -> Self {
        let of_stratum = |stratum: &crate::cox::risk::Stratum| {
            let end = stratum.rows.end;
            stratum
                .bins
                .clone()
                .filter(|&bin| sets.bins[bin].deaths > 1)
                .map(move |bin| {
                    let it = sets.bins[bin];
                    TiedSet { bin, deaths: it.deaths, rows: it.start as usize..end }
                })
                .collect::<Vec<_>>()
        };
        Self { sets: sets.strata.iter().flat_map(of_stratum).collect() }
    }

    /// About how many multiplications one step takes with `columns` covariates.
    pub(crate) fn work(&self, columns: usize) -> f64 {
        let one = |set: &TiedSet| {
            let (n, d) = (set.rows.len() as f64, f64::from(set.deaths));
            0.5 * nodes(d * (1.0 - d / n), set.deaths, set.rows.len()) as f64 * n * (columns as f64 + 6.0)
        };
        self.sets.iter().map(one).sum()
    }
}

/// Computes the terms of all tied bins, given the risk of each sorted row.
pub(crate) fn terms(tied: &TiedSets, sets: &RiskSets, blocks: &Blocks, risk: &[f64]) -> Terms {
    use rayon::prelude::*;
    let p = blocks.columns();
    let mut total =
        Terms { logs: 0.0, score: vec![0.0; p], multipliers: vec![0.0; blocks.padded()], gram: vec![0.0; packed(p)] };
    for batch in tied.sets.chunks(BATCH) {
        let parts: Vec<Terms> = batch.par_iter().map(|set| term(set, sets, blocks, risk)).collect();
        for (set, part) in batch.iter().zip(parts) {
            total.logs += part.logs;
            add(&mut total.score, &part.score);
            add(&mut total.gram, &part.gram);
            add(&mut total.multipliers[set.rows.clone()], &part.multipliers);
        }
    }
    total
}

fn term(set: &TiedSet, sets: &RiskSets, blocks: &Blocks, risk: &[f64]) -> Terms {
    let here = |row: usize| sets.first.get(row).is_none_or(|&first| first as usize <= set.bin);
    let risk: Vec<f64> = set.rows.clone().map(|row| if here(row) { risk[row] } else { 0.0 }).collect();
    let at_risk = risk.iter().filter(|&&it| it > 0.0).count();
    if at_risk <= set.deaths as usize {
        return everybody(set, blocks, &risk);
    }
    let log_rho = log_scale(&risk, f64::from(set.deaths));
    let rho = log_rho.exp();
    let coins: Vec<f64> = risk.iter().map(|it| rho * it / (1.0 + rho * it)).collect();
    let constant = log_constant(&risk, at_risk, set.deaths, log_rho);
    let variance: f64 = coins.iter().map(|it| it * (1.0 - it)).sum();
    let mut sum = FourierSum::new(set.rows.len(), blocks.columns());
    let count = nodes(variance, set.deaths, at_risk);
    for node in 0..=count / 2 {
        let angle = TAU * node as f64 / count as f64;
        let twice = if node == 0 || 2 * node == count { 1.0 } else { 2.0 };
        sum.add_node(&coins, &Node { angle, deaths: set.deaths, share: twice / count as f64 }, set, blocks);
    }
    sum.finish(constant)
}

/// Everybody at risk left: there was nothing to choose.
fn everybody(set: &TiedSet, blocks: &Blocks, risk: &[f64]) -> Terms {
    let p = blocks.columns();
    let left: Vec<f64> = risk.iter().map(|&it| f64::from(u8::from(it > 0.0))).collect();
    let mut score = vec![0.0; p];
    add_columns(blocks, &set.rows, &left, &mut score);
    Terms {
        logs: risk.iter().filter(|&&it| it > 0.0).map(|it| it.ln()).sum(),
        score,
        multipliers: vec![0.0; risk.len()],
        gram: vec![0.0; packed(p)],
    }
}

/// How many nodes the Fourier sum needs: until chances that far from d no longer count, by the inequality of Bernstein.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width between 0 and the number at risk")]
fn nodes(variance: f64, deaths: u32, at_risk: usize) -> usize {
    let third = TAIL / 3.0;
    let width = third + (third * third + 2.0 * TAIL * variance).sqrt();
    let all = (deaths as usize).max(at_risk.saturating_sub(deaths as usize)) + 1;
    (width.ceil() as usize + 1).min(all).max(2)
}

/// The logarithm of ρ for which Σ ρ r/(1 + ρ r) is `deaths`.
fn log_scale(risk: &[f64], deaths: f64) -> f64 {
    let sums = |log_rho: f64| {
        let rho = log_rho.exp();
        risk.iter().fold((0.0, 0.0), |(sum, slope), it| {
            let coin = if *it > 0.0 { 1.0 / (1.0 + 1.0 / (rho * it)) } else { 0.0 };
            (sum + coin, slope + coin * (1.0 - coin))
        })
    };
    let (mut low, mut high) = (-700.0, 700.0);
    let mut at = (deaths / risk.iter().sum::<f64>()).ln().clamp(low, high);
    for _ in 0..200 {
        let (sum, slope) = sums(at);
        if sum < deaths {
            low = at;
        } else {
            high = at;
        }
        let next = at + (deaths - sum) / slope;
        let next = if next > low && next < high { next } else { 0.5 * (low + high) };
        // ρ only has to be near: any gives the same polynomial.
        if (next - at).abs() < 1e-9 {
            return next;
        }
        at = next;
    }
    at
}

/// Σ ln(1 + ρ r) − d ln ρ, without the difference of large numbers that a large ρ would make of it.
fn log_constant(risk: &[f64], at_risk: usize, deaths: u32, log_rho: f64) -> f64 {
    let rho = log_rho.exp();
    if rho < 1.0 {
        risk.iter().map(|it| (rho * it).ln_1p()).sum::<f64>() - f64::from(deaths) * log_rho
    } else {
        let logs: f64 = risk.iter().filter(|&&it| it > 0.0).map(|it| (it + 1.0 / rho).ln()).sum();
        logs + (at_risk as f64 - f64::from(deaths)) * log_rho
    }
}

struct Node {
    angle: f64,
    deaths: u32,
    /// Its share of the sum, twice one over their number for those that stand for their mirror image too.
    share: f64,
}

/// Sums over the nodes, divided at the end by the chance they add up to.
struct FourierSum {
    chance: f64,
    score: Vec<f64>,
    multipliers: Vec<f64>,
    gram: Vec<f64>,
    real: Vec<f64>,
    imaginary: Vec<f64>,
}

impl FourierSum {
    fn new(rows: usize, columns: usize) -> Self {
        let zeros = |size| vec![0.0; size];
        Self {
            chance: 0.0,
            score: zeros(columns),
            multipliers: zeros(rows),
            gram: zeros(packed(columns)),
            real: zeros(rows),
            imaginary: zeros(rows),
        }
    }

    fn add_node(&mut self, coins: &[f64], node: &Node, set: &TiedSet, blocks: &Blocks) {
        let (sine, cosine) = node.angle.sin_cos();
        let (turn_sine, turn_cosine) = (-f64::from(node.deaths) * node.angle).sin_cos();
        let all = characteristic(coins, cosine, sine);
        let value = times(all, (turn_cosine, turn_sine));
        let weight = (node.share * value.0, node.share * value.1);
        if weight.0.abs() + weight.1.abs() < NEGLIGIBLE {
            return;
        }
        self.chance += weight.0;
        for (row, coin) in coins.iter().enumerate() {
            // q = p e^(iθ)/(1 − p + p e^(iθ)), by the conjugate of the denominator.
            let (re, im) = (coin * cosine, coin * sine);
            let (den_re, den_im) = (1.0 - coin + re, im);
            let square = den_re * den_re + den_im * den_im;
            let q = ((re * den_re + im * den_im) / square, (im * den_re - re * den_im) / square);
            let spread = times(q, (1.0 - q.0, -q.1));
            self.multipliers[row] += weight.0 * spread.0 - weight.1 * spread.1;
            (self.real[row], self.imaginary[row]) = q;
        }
        self.add_moments(weight, set, blocks);
    }

    fn add_moments(&mut self, weight: (f64, f64), set: &TiedSet, blocks: &Blocks) {
        let p = blocks.columns();
        let (mut re, mut im) = (vec![0.0; p], vec![0.0; p]);
        add_columns(blocks, &set.rows, &self.real, &mut re);
        add_columns(blocks, &set.rows, &self.imaginary, &mut im);
        for i in 0..p {
            self.score[i] += weight.0 * re[i] - weight.1 * im[i];
            for j in 0..=i {
                let product = times((re[i], im[i]), (re[j], im[j]));
                self.gram[packed(i) + j] += weight.0 * product.0 - weight.1 * product.1;
            }
        }
    }

    fn finish(mut self, constant: f64) -> Terms {
        let chance = self.chance;
        for sum in self.score.iter_mut().chain(&mut self.multipliers).chain(&mut self.gram) {
            *sum /= chance;
        }
        for i in 0..self.score.len() {
            for j in 0..=i {
                self.gram[packed(i) + j] -= self.score[i] * self.score[j];
            }
        }
        // Variance of the sum over the chosen = rows' part + E[VVᵀ] − μμᵀ.
        Terms { logs: constant + chance.ln(), score: self.score, multipliers: self.multipliers, gram: self.gram }
    }
}

/// Π (1 − p + p e^(iθ)), in four products side by side.
fn characteristic(coins: &[f64], cosine: f64, sine: f64) -> (f64, f64) {
    let mut products = [(1.0, 0.0); 4];
    let (fours, rest) = coins.as_chunks::<4>();
    for four in fours {
        for (product, coin) in products.iter_mut().zip(four) {
            *product = times(*product, (1.0 - coin + coin * cosine, coin * sine));
        }
    }
    for coin in rest {
        products[0] = times(products[0], (1.0 - coin + coin * cosine, coin * sine));
    }
    products.into_iter().fold((1.0, 0.0), times)
}

fn times(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// Adds Σ sᵢ xᵢ over some rows, block by block.
fn add_columns(blocks: &Blocks, rows: &Range<usize>, signs: &[f64], sums: &mut [f64]) {
    let mut start = rows.start;
    while start < rows.end {
        let block = start / BLOCK;
        let end = rows.end.min((block + 1) * BLOCK);
        let own = &signs[start - rows.start..end - rows.start];
        for (column, sum) in sums.iter_mut().enumerate() {
            *sum += dot(own, &blocks.column(block, column)[start - block * BLOCK..end - block * BLOCK]);
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cox::risk::index;

    #[test]
    fn the_polynomial_is_that_of_the_recursion() {
        let mut state = 5_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 11) as f64 * 2f64.powi(-53)
        };
        for (n, d) in [(5, 2), (60, 2), (200, 40), (300, 150), (1000, 30), (1000, 998)] {
            let risk: Vec<f64> = (0..n).map(|_| (4.0 * next() - 2.0).exp()).collect();
            let mut e = vec![0.0; d + 1];
            let mut log_scale = 0.0;
            e[0] = 1.0;
            for r in &risk {
                for k in (1..=d).rev() {
                    e[k] += r * e[k - 1];
                }
                let largest: f64 = e.iter().copied().fold(0.0, f64::max);
                if largest > 1e200 {
                    for it in &mut e {
                        *it /= 1e200;
                    }
                    log_scale += 1e200_f64.ln();
                }
            }
            let wanted = e[d].ln() + log_scale;
            let set = TiedSet { bin: 0, deaths: index(d), rows: 0..n };
            let order: Vec<u32> = (0..index(n)).collect();
            let blocks = Blocks::gather(&order, &[], |_| |_, it| it);
            let got = term(&set, &RiskSets::default(), &blocks, &risk).logs;
            assert!((got - wanted).abs() < 1e-12 * (1.0 + wanted.abs()), "{n} {d}: {got} {wanted}");
        }
    }
}
