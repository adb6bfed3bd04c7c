//! Columns laid out in blocks of rows, and the sums over them that every step of a fit needs.
//!
//! A block holds [`BLOCK`] rows of the first column, then of the second, and so on; the last block is filled up with zeros.
//! A chunk is [`CHUNK`] blocks: the unit of work of one thread, the same for every number of threads.
//! Sums over a block are taken in as many lanes as the processor has, fused where it can: between kinds of processors the
//! last digit may differ.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use crate::wide::widest;

/// Rows in a block.
pub(crate) const BLOCK: usize = 128;
/// Blocks in a chunk.
const CHUNK: usize = 32;
/// Rows in a chunk.
pub(crate) const CHUNK_ROWS: usize = BLOCK * CHUNK;
/// Numbers that are added side by side, so that the processor's vector units can be used.
const LANES: usize = 4;

/// Rows by columns, in blocks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Blocks {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Blocks {
    /// Lays out the chosen rows of columns, each value moved and scaled by `standard(column)(row, value)`.
    ///
    /// A column is done with before the next is begun: the rows come from all over it, and one fits into the cache.
    pub(crate) fn gather<F: Fn(usize, f64) -> f64 + Sync>(
        order: &[u32],
        columns: &[&[f64]],
        standard: impl Fn(usize) -> F + Sync,
    ) -> Self {
        let (rows, p) = (order.len(), columns.len());
        let mut values = vec![0.0; rows.div_ceil(BLOCK) * BLOCK * p];
        let mut parts: Vec<Vec<&mut [f64]>> = (0..p).map(|_| Vec::new()).collect();
        for (place, part) in values.chunks_mut(BLOCK).enumerate() {
            parts[place % p].push(part);
        }
        let fill = |(column, blocks): (usize, Vec<&mut [f64]>)| {
            let (from, standard) = (columns[column], standard(column));
            let fill = |(block, to): (usize, &mut [f64])| {
                let start = block * BLOCK;
                let order = &order[start..rows.min(start + BLOCK)];
                for ((to, &row), place) in to.iter_mut().zip(order).zip(start..) {
                    *to = standard(place, from[row as usize]);
                }
            };
            if rows > CHUNK_ROWS {
                blocks.into_par_iter().with_min_len(CHUNK).enumerate().for_each(fill);
            } else {
                blocks.into_iter().enumerate().for_each(fill);
            }
        };
        if rows > CHUNK_ROWS {
            parts.into_par_iter().enumerate().for_each(fill);
        } else {
            parts.into_iter().enumerate().for_each(fill);
        }
        Self { rows, columns: p, values }
    }

    /// How many rows there are, those that fill up the last block not counted.
    pub(crate) const fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) const fn columns(&self) -> usize {
        self.columns
    }

    /// How many rows there are with those that fill up the last block.
    pub(crate) const fn padded(&self) -> usize {
        self.rows.div_ceil(BLOCK) * BLOCK
    }

    /// How many chunks the rows make.
    pub(crate) const fn chunks(&self) -> usize {
        self.rows.div_ceil(CHUNK_ROWS)
    }

    /// One column of one block.
    pub(crate) fn column(&self, block: usize, column: usize) -> &[f64] {
        let at = (block * self.columns + column) * BLOCK;
        &self.values[at..at + BLOCK]
    }

    /// The columns of one block, from one on.
    pub(crate) fn columns_from(&self, block: usize, column: usize) -> &[f64] {
        &self.values[(block * self.columns + column) * BLOCK..(block + 1) * self.columns * BLOCK]
    }

    /// One value.
    pub(crate) fn value(&self, row: usize, column: usize) -> f64 {
        self.column(row / BLOCK, column)[row % BLOCK]
    }

    /// The blocks of a chunk.
    pub(crate) fn blocks_of(&self, chunk: usize) -> Range<usize> {
        chunk * CHUNK..(self.padded() / BLOCK).min((chunk + 1) * CHUNK)
    }

    /// Another layout of some of these rows.
    pub(crate) fn select(&self, rows: &[u32]) -> Self {
        let p = self.columns;
        let mut values = vec![0.0; rows.len().div_ceil(BLOCK) * BLOCK * p];
        for (to, &from) in rows.iter().enumerate() {
            for column in 0..p {
                values[((to / BLOCK) * p + column) * BLOCK + to % BLOCK] = self.value(from as usize, column);
            }
        }
        Self { rows: rows.len(), columns: p, values }
    }

    /// The linear predictor of one block: Σ βⱼ xⱼ for each of its rows.
    pub(crate) fn predict(&self, block: usize, beta: &[f64], to: &mut [f64]) {
        to.fill(0.0);
        if beta.iter().all(|it| *it == 0.0) {
            return;
        }
        let at = block * self.columns * BLOCK;
        let values = &self.values[at..at + self.columns * BLOCK];
        // Some rows at a time, so that their sums stay at hand through all columns.
        widest(|| {
            for (place, to) in to.as_chunks_mut::<{ 2 * LANES }>().0.iter_mut().enumerate() {
                let mut sums = [0.0; 2 * LANES];
                for (column, coefficient) in values.chunks_exact(BLOCK).zip(beta) {
                    let (rows, _) = column.as_chunks::<{ 2 * LANES }>();
                    for (sum, x) in sums.iter_mut().zip(&rows[place]) {
                        *sum += coefficient * x;
                    }
                }
                *to = sums;
            }
        });
    }

    /// The linear predictor of every row.
    pub(crate) fn linear_predictors(&self, beta: &[f64]) -> Vec<f64> {
        let mut eta = vec![0.0; self.padded()];
        for (block, to) in eta.chunks_mut(BLOCK).enumerate() {
            self.predict(block, beta, to);
        }
        eta.truncate(self.rows);
        eta
    }

    /// Adds Σ wᵢ xᵢ xᵢᵀ of one block to the lower half `gram`.
    pub(crate) fn add_products(&self, block: usize, weights: &[f64], gram: &mut [f64]) {
        let at = block * self.columns * BLOCK;
        add_gram(weights, &self.values[at..at + self.columns * BLOCK], self.columns, gram);
    }

    /// Adds Σ sᵢ xᵢ of one block to `sums`.
    pub(crate) fn add_sums(&self, block: usize, signs: &[f64], sums: &mut [f64]) {
        let at = block * self.columns * BLOCK;
        let values = &self.values[at..at + self.columns * BLOCK];
        Arch::new().dispatch(SignedSums { signs, columns: values, sums });
    }
}

/// Rows that come one by one and are added to Σ wᵢ uᵢ uᵢᵀ block by block.
#[derive(Debug)]
pub(crate) struct Gathered {
    columns: usize,
    filled: usize,
    weights: Vec<f64>,
    values: Vec<f64>,
    pub(crate) gram: Vec<f64>,
}

impl Gathered {
    pub(crate) fn new(columns: usize) -> Self {
        Self {
            columns,
            filled: 0,
            weights: vec![0.0; BLOCK],
            values: vec![0.0; BLOCK * columns],
            gram: vec![0.0; packed(columns)],
        }
    }

    /// Adds one row, given by column.
    pub(crate) fn push(&mut self, weight: f64, value: impl Fn(usize) -> f64) {
        self.weights[self.filled] = weight;
        for column in 0..self.columns {
            self.values[column * BLOCK + self.filled] = value(column);
        }
        self.filled += 1;
        if self.filled == BLOCK {
            self.flush();
        }
    }

    /// Adds what has not been added yet.
    pub(crate) fn flush(&mut self) {
        self.weights[self.filled..].fill(0.0);
        if self.filled > 0 {
            add_gram(&self.weights, &self.values, self.columns, &mut self.gram);
        }
        self.filled = 0;
    }
}

/// The length of the lower half of a symmetric matrix, row by row.
pub(crate) const fn packed(size: usize) -> usize {
    size * (size + 1) / 2
}

/// Adds Σ wᵢ xᵢ xᵢᵀ over the rows of one block to the lower half `gram`.
pub(crate) fn add_gram(weights: &[f64], columns: &[f64], p: usize, gram: &mut [f64]) {
    Arch::new().dispatch(Products { weights, columns, p, gram });
}

struct Products<'a> {
    weights: &'a [f64],
    columns: &'a [f64],
    p: usize,
    gram: &'a mut [f64],
}

impl WithSimd for Products<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "compiled for each width of vectors where it is called")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { weights, columns, p, gram } = self;
        let column = |j: usize| S::as_simd_f64s(&columns[j * BLOCK..(j + 1) * BLOCK]).0;
        let weights = S::as_simd_f64s(&weights[..BLOCK]).0;
        let mut weighted = [[0.0; BLOCK]; 2];
        // Two rows of the half by four of its columns at a time: each number that is read is used twice or four times.
        for i in (0..p).step_by(2) {
            let rows = 2.min(p - i);
            for (to, i) in weighted.iter_mut().zip(i..i + rows) {
                for ((to, weight), x) in S::as_mut_simd_f64s(to).0.iter_mut().zip(weights).zip(column(i)) {
                    *to = simd.mul_f64s(*weight, *x);
                }
            }
            let left = weighted.each_ref().map(|it| S::as_simd_f64s(it).0);
            let (first, second) = gram[packed(i)..packed(i + rows)].split_at_mut(i + 1);
            let mut j = 0;
            while j + 4 <= i + rows {
                let sums = dots(simd, left, [0, 1, 2, 3].map(|it| column(j + it)));
                add(&mut first[j..], &sums[0]);
                add(second.get_mut(j..).unwrap_or_default(), &sums[1]);
                j += 4;
            }
            for j in j..i + rows {
                let sums = dots(simd, left, [column(j)]);
                add(first.get_mut(j..).unwrap_or_default(), &sums[0]);
                add(second.get_mut(j..).unwrap_or_default(), &sums[1]);
            }
        }
    }
}

/// Adds Σ sᵢ xᵢ of one block to `sums`.
struct SignedSums<'a> {
    signs: &'a [f64],
    columns: &'a [f64],
    sums: &'a mut [f64],
}

impl WithSimd for SignedSums<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "compiled for each width of vectors where it is called")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let signs = [S::as_simd_f64s(&self.signs[..BLOCK]).0];
        for (columns, sums) in self.columns.chunks(4 * BLOCK).zip(self.sums.chunks_mut(4)) {
            let column = |j: usize| S::as_simd_f64s(&columns[j * BLOCK..(j + 1) * BLOCK]).0;
            if sums.len() == 4 {
                add(sums, &dots(simd, signs, [0, 1, 2, 3].map(column))[0]);
            } else {
                sums.iter_mut().enumerate().for_each(|(j, sum)| *sum += dots(simd, signs, [column(j)])[0][0]);
            }
        }
    }
}

/// Σ over the rows of one block of each of I columns times each of J others.
#[expect(clippy::inline_always, reason = "compiled for each width of vectors where it is called")]
#[inline(always)]
fn dots<S: Simd, const I: usize, const J: usize>(
    simd: S,
    left: [&[S::f64s]; I],
    right: [&[S::f64s]; J],
) -> [[f64; J]; I] {
    let mut sums = [[simd.splat_f64s(0.0); J]; I];
    let length = BLOCK / S::F64_LANES;
    let (left, right) = (left.map(|it| &it[..length]), right.map(|it| &it[..length]));
    for k in 0..length {
        for (sums, left) in sums.iter_mut().zip(left) {
            for (sum, right) in sums.iter_mut().zip(right) {
                *sum = simd.mul_add_e_f64s(left[k], right[k], *sum);
            }
        }
    }
    sums.map(|row| row.map(|sum| simd.reduce_sum_f64s(sum)))
}

/// Σ aᵢ bᵢ over one block.
#[expect(clippy::inline_always, reason = "compiled for each width of vectors where it is called")]
#[inline(always)]
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 2 * LANES];
    let (left, left_rest) = a.as_chunks::<{ 2 * LANES }>();
    let (right, right_rest) = b.as_chunks::<{ 2 * LANES }>();
    for (a, b) in left.iter().zip(right) {
        for lane in 0..2 * LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = left_rest.iter().zip(right_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

/// Does the same for every chunk, in parallel when there are several, and gives the results in order.
pub(crate) fn for_each_chunk<T: Send>(chunks: usize, work: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
    if chunks > 1 { (0..chunks).into_par_iter().map(work).collect() } else { (0..chunks).map(work).collect() }
}

/// Adds `other` to `total`, number by number.
pub(crate) fn add(total: &mut [f64], other: &[f64]) {
    for (sum, more) in total.iter_mut().zip(other) {
        *sum += more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_over_blocks_are_those_over_rows() {
        let columns: Vec<Vec<f64>> =
            (0..7).map(|c| (0..300).map(|i| f64::from((i * (c + 3)) % 17) - 8.0).collect()).collect();
        let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let order: Vec<u32> = (0..300).rev().collect();
        let blocks = Blocks::gather(&order, &views, |_| |_, value| value);
        let weights: Vec<f64> = (0..blocks.padded()).map(|i| (i % 5) as f64).collect();
        let mut gram = vec![0.0; packed(7)];
        let mut sums = vec![0.0; 7];
        for block in 0..3 {
            let weights = &weights[block * BLOCK..(block + 1) * BLOCK];
            blocks.add_products(block, weights, &mut gram);
            blocks.add_sums(block, weights, &mut sums);
        }
        let mut gathered = Gathered::new(7);
        for (row, &from) in order.iter().enumerate() {
            gathered.push(weights[row], |column| columns[column][from as usize]);
        }
        gathered.flush();
        assert_eq!(gathered.gram, gram);
        for i in 0..7 {
            let weighted =
                |j: usize| -> f64 { (0..300).map(|r| weights[r] * columns[i][299 - r] * columns[j][299 - r]).sum() };
            assert!((0..=i).all(|j| gram[packed(i) + j] == weighted(j)));
            assert_eq!(sums[i], (0..300).map(|r| weights[r] * columns[i][299 - r]).sum::<f64>());
        }
    }
}
