//! One pass over the rows: cross products of the covariates, in centered and scaled coordinates.
//!
//! Rows go in blocks that stay in the nearest cache, blocks in chunks of a fixed size, and chunks are added up in their
//! order, so the result is the same for every number of threads.

use std::ops::Range;

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use super::design::Design;

/// Rows that are worked on at once: with a dozen columns they fill the nearest cache.
const BLOCK_ROWS: usize = 256;
/// Rows that one thread takes at a time.
const CHUNK_ROWS: usize = 8192;
/// A column whose deviation is smaller than this share of its largest value is constant up to rounding.
const CONSTANT_SHARE: f64 = 1e-13;

/// Where each column lies and how wide it is. Coordinates are `(x − center) / scale`.
#[derive(Debug, Clone)]
pub(super) struct Scaling {
    pub(super) center: Vec<f64>,
    /// The standard deviation with n below, as glmnet uses it; without intercept the root mean square.
    pub(super) scale: Vec<f64>,
}

impl Scaling {
    /// Measures the columns.
    ///
    /// # Errors
    /// The number of the first column that is constant beside an intercept, or 0 without one.
    pub(super) fn of(design: &Design) -> Result<Self, usize> {
        let total = design.total_weight();
        let measured: Vec<(f64, f64, f64)> = (0..design.columns())
            .into_par_iter()
            .map(|j| {
                let column = design.column(j);
                let center = if design.has_intercept() { weighted_sum(design, column, |x| x) / total } else { 0.0 };
                let variance = weighted_sum(design, column, |x| (x - center) * (x - center)) / total;
                let largest = column.iter().fold(0.0_f64, |max, x| max.max(x.abs()));
                (center, variance.sqrt(), largest)
            })
            .collect();
        if let Some(j) =
            measured.iter().position(|(_, scale, largest)| scale.is_nan() || *scale <= CONSTANT_SHARE * largest)
        {
            return Err(j);
        }
        Ok(Self { center: measured.iter().map(|it| it.0).collect(), scale: measured.iter().map(|it| it.1).collect() })
    }

    /// Coefficients of the columns themselves from those of the scaled coordinates.
    pub(super) fn original(&self, design: &Design, scaled: &[f64]) -> Vec<f64> {
        let first = usize::from(design.has_intercept());
        let mut original = scaled.to_vec();
        for j in 0..self.scale.len() {
            original[first + j] = scaled[first + j] / self.scale[j];
            if first == 1 {
                original[0] -= original[1 + j] * self.center[j];
            }
        }
        original
    }

    /// Scaled coefficients from those of the columns themselves.
    pub(super) fn scaled(&self, design: &Design, original: &[f64]) -> Vec<f64> {
        let first = usize::from(design.has_intercept());
        let mut scaled = original.to_vec();
        for j in 0..self.scale.len() {
            scaled[first + j] = original[first + j] * self.scale[j];
            if first == 1 {
                scaled[0] += original[1 + j] * self.center[j];
            }
        }
        scaled
    }

    /// The covariance of the coefficients of the columns from that of the scaled coordinates.
    pub(super) fn original_covariance(&self, design: &Design, scaled: &DMatrix<f64>) -> DMatrix<f64> {
        let first = usize::from(design.has_intercept());
        let size = scaled.nrows();
        let mut back = DMatrix::<f64>::identity(size, size);
        for j in 0..self.scale.len() {
            back[(first + j, first + j)] = 1.0 / self.scale[j];
            if first == 1 {
                back[(0, 1 + j)] = -self.center[j] / self.scale[j];
            }
        }
        &back * scaled * back.transpose()
    }
}

fn weighted_sum(design: &Design, column: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    // Partial sums per block keep the rounding of a million rows as small as that of a few thousand.
    let mut total = 0.0;
    for (block, values) in column.chunks(BLOCK_ROWS).enumerate() {
        let start = block * BLOCK_ROWS;
        total += match design.weights() {
            None => values.iter().map(|x| of(*x)).sum::<f64>(),
            Some(weights) => values.iter().zip(&weights[start..]).map(|(x, w)| w * of(*x)).sum::<f64>(),
        };
    }
    total
}

/// What one pass adds up: `gram` is Σ w z zᵀ, `gradient` is Σ r z, `value` is whatever the pass measures beside them.
#[derive(Debug, Clone)]
pub(super) struct Moments {
    pub(super) gram: DMatrix<f64>,
    pub(super) gradient: DVector<f64>,
    pub(super) value: f64,
}

/// One block of rows in scaled coordinates.
pub(super) struct Block<'a> {
    /// Which rows.
    pub(super) rows: Range<usize>,
    /// The coordinates, column after column; the intercept is not among them.
    z: &'a [f64],
    has_intercept: bool,
}

impl Block<'_> {
    fn column(&self, j: usize) -> &[f64] {
        let len = self.rows.len();
        &self.z[j * len..(j + 1) * len]
    }

    /// The linear predictor of these rows under scaled coefficients.
    pub(super) fn predictor(&self, scaled: &[f64], eta: &mut [f64]) {
        let first = usize::from(self.has_intercept);
        eta.fill(if first == 1 { scaled[0] } else { 0.0 });
        for (j, slope) in scaled[first..].iter().enumerate() {
            for (e, z) in eta.iter_mut().zip(self.column(j)) {
                *e += slope * z;
            }
        }
    }

    /// The squared length of `L⁻¹ z` for each row, where `L` is a lower triangle: the leverage of the row.
    pub(super) fn squared_lengths(&self, lower: &DMatrix<f64>, scratch: &mut Vec<f64>, lengths: &mut [f64]) {
        let (len, size, first) = (self.rows.len(), lower.nrows(), usize::from(self.has_intercept));
        lengths.fill(0.0);
        scratch.clear();
        scratch.resize(size * len, 1.0);
        for a in 0..size {
            let (before, rest) = scratch.split_at_mut(a * len);
            let current = &mut rest[..len];
            if a >= first {
                current.copy_from_slice(self.column(a - first));
            }
            for (b, solved) in before.chunks_exact(len).enumerate() {
                let factor = lower[(a, b)];
                for (value, t) in current.iter_mut().zip(solved) {
                    *value -= factor * t;
                }
            }
            let inverse = 1.0 / lower[(a, a)];
            for (value, length) in current.iter_mut().zip(lengths.iter_mut()) {
                *value *= inverse;
                *length += *value * *value;
            }
        }
    }

    /// Calls `row` with each row's number within the block and its coordinates, the intercept first.
    pub(super) fn each_row(&self, mut row: impl FnMut(usize, &[f64])) {
        let (len, first) = (self.rows.len(), usize::from(self.has_intercept));
        let mut coordinates = vec![1.0; self.z.len() / len.max(1) + first];
        for i in 0..len {
            for (j, coordinate) in coordinates[first..].iter_mut().enumerate() {
                *coordinate = self.z[j * len + i];
            }
            row(i, &coordinates);
        }
    }
}

/// Runs over the rows in blocks and chunks; `work` gets a state per chunk, which is given back in the order of the chunks.
pub(super) fn over_chunks<S: Send>(
    design: &Design,
    scaling: &Scaling,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&Block<'_>, &mut S) + Sync,
) -> Vec<S> {
    let chunk = |index: usize| {
        let mut mine = state();
        let mut z = vec![0.0; BLOCK_ROWS * design.columns()];
        let end = ((index + 1) * CHUNK_ROWS).min(design.rows());
        let mut start = index * CHUNK_ROWS;
        while start < end {
            let rows = start..(start + BLOCK_ROWS).min(end);
            let len = rows.len();
            for j in 0..design.columns() {
                let (center, inverse) = (scaling.center[j], 1.0 / scaling.scale[j]);
                let target = &mut z[j * len..(j + 1) * len];
                for (t, x) in target.iter_mut().zip(&design.column(j)[rows.clone()]) {
                    *t = (x - center) * inverse;
                }
            }
            start = rows.end;
            work(&Block { rows, z: &z[..len * design.columns()], has_intercept: design.has_intercept() }, &mut mine);
        }
        mine
    };
    let chunks = design.rows().div_ceil(CHUNK_ROWS);
    if chunks <= 1 { (0..chunks).map(chunk).collect() } else { (0..chunks).into_par_iter().map(chunk).collect() }
}

/// The sums of one chunk and the room its blocks work in.
struct Sums {
    gram: Vec<f64>,
    gradient: Vec<f64>,
    value: f64,
    w: Vec<f64>,
    r: Vec<f64>,
    wz: Vec<f64>,
}

/// One pass. `fill` writes the weight and the residual of each row of a block and gives back what the block adds to `value`.
pub(super) fn moments(
    design: &Design,
    scaling: &Scaling,
    fill: impl Fn(&Block<'_>, &mut [f64], &mut [f64]) -> f64 + Sync,
) -> Moments {
    let size = design.coefficients();
    let state = || Sums {
        gram: vec![0.0; size * (size + 1) / 2],
        gradient: vec![0.0; size],
        value: 0.0,
        w: vec![0.0; BLOCK_ROWS],
        r: vec![0.0; BLOCK_ROWS],
        wz: vec![0.0; BLOCK_ROWS],
    };
    let chunks = over_chunks(design, scaling, state, |block, sums| {
        let len = block.rows.len();
        sums.value += fill(block, &mut sums.w[..len], &mut sums.r[..len]);
        add_block(block, sums);
    });
    let mut gram = DMatrix::zeros(size, size);
    let mut gradient = DVector::zeros(size);
    let mut value = 0.0;
    for sums in chunks {
        value += sums.value;
        let mut packed = sums.gram.iter();
        for a in 0..size {
            gradient[a] += sums.gradient[a];
            for b in 0..=a {
                gram[(a, b)] += packed.next().copied().unwrap_or(0.0);
            }
        }
    }
    for a in 0..size {
        for b in 0..a {
            gram[(b, a)] = gram[(a, b)];
        }
    }
    Moments { gram, gradient, value }
}

fn add_block(block: &Block<'_>, sums: &mut Sums) {
    let len = block.rows.len();
    let first = usize::from(block.has_intercept);
    let (w, r) = (&sums.w[..len], &sums.r[..len]);
    let wz = &mut sums.wz[..len];
    let mut at = 0;
    for a in 0..sums.gradient.len() {
        if a < first {
            sums.gradient[0] += r.iter().sum::<f64>();
            sums.gram[0] += w.iter().sum::<f64>();
            at += 1;
            continue;
        }
        let column = block.column(a - first);
        for ((target, weight), z) in wz.iter_mut().zip(w).zip(column) {
            *target = weight * z;
        }
        sums.gradient[a] += dot(r, column);
        for b in 0..=a {
            sums.gram[at] += if b < first { wz.iter().sum::<f64>() } else { dot(wz, block.column(b - first)) };
            at += 1;
        }
    }
}

/// The inner product in eight independent sums, which the processor works on side by side.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f64 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7])) + rest
}
