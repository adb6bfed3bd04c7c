//! Sums over everybody still at risk, taken at marked rows in one pass from the last row to the first.

use std::ops::Range;

use rayon::prelude::*;

use crate::cox::blocks::{BLOCK, Blocks, CHUNK_ROWS, add, dot, for_each_chunk};
use crate::wide::exponentials;

/// With fewer marks than this share of the rows, sums between marks are quicker than a running sum.
pub(crate) const ROWS_PER_MARK: usize = 8;
/// Columns whose running sums are taken side by side.
pub(crate) const SIDE_BY_SIDE: usize = 4;

/// Rows in blocks, with the places where their sums are wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scan {
    pub(crate) blocks: Blocks,
    /// Weight of each row, filled up with zeros; empty when all count once.
    weights: Vec<f64>,
    /// One past the last row of each stratum, rising.
    ends: Vec<u32>,
    /// Rows from which on sums are wanted, not falling.
    marks: Vec<u32>,
}

impl Scan {
    pub(crate) fn new(blocks: Blocks, mut weights: Vec<f64>, ends: Vec<u32>, marks: Vec<u32>) -> Self {
        if !weights.is_empty() {
            weights.resize(blocks.padded(), 0.0);
        }
        Self { blocks, weights, ends, marks }
    }

    /// The numbers per mark: the sum of each column, then the sum of the risks.
    pub(crate) const fn width(&self) -> usize {
        self.blocks.columns() + 1
    }

    /// Computes the risk w exp(η) of each row, and at each mark Σ risk · x and Σ risk over the rows of the same stratum from
    /// there on.
    pub(crate) fn sums(&self, beta: &[f64], risk: &mut Vec<f64>, sums: &mut Vec<f64>) {
        risk.resize(self.blocks.padded(), 0.0);
        sums.resize(self.marks.len() * self.width(), 0.0);
        let chunks = self.blocks.chunks();
        let mut work: Vec<Chunk> = self.split(chunks, risk, sums);
        let ends: Vec<Vec<f64>> = if chunks > 1 {
            work.par_iter_mut().map(|chunk| self.scan_chunk(beta, chunk)).collect()
        } else {
            work.iter_mut().map(|chunk| self.scan_chunk(beta, chunk)).collect()
        };
        self.carry(&mut work, &ends);
    }

    fn split<'a>(&self, chunks: usize, mut risk: &'a mut [f64], mut sums: &'a mut [f64]) -> Vec<Chunk<'a>> {
        let mut marked = 0;
        (0..chunks)
            .map(|number| {
                let start = number * CHUNK_ROWS;
                let rows = start..self.blocks.rows().min(start + CHUNK_ROWS);
                let marks = marked..marked + self.marks[marked..].partition_point(|&at| (at as usize) < rows.end);
                marked = marks.end;
                let own = risk.split_off_mut(..CHUNK_ROWS.min(risk.len())).unwrap_or_default();
                let sums = sums.split_off_mut(..marks.len() * self.width()).unwrap_or_default();
                Chunk { number, rows, marks, risk: own, sums }
            })
            .collect()
    }

    /// Scans one chunk as if nothing came after it; gives the sums at its first row.
    fn scan_chunk(&self, beta: &[f64], chunk: &mut Chunk) -> Vec<f64> {
        let mut running = vec![0.0; self.width()];
        let mut marks = chunk.marks.end;
        for block in self.blocks.blocks_of(chunk.number).rev() {
            let start = block * BLOCK;
            let at = start - chunk.rows.start;
            let risk = &mut chunk.risk[at..at + BLOCK];
            self.risk_of(block, beta, risk);
            let mut upper = (start + BLOCK).min(chunk.rows.end);
            while upper > start {
                let (inner, is_last) = self.last_end_within(&(start..upper));
                if is_last {
                    running.fill(0.0);
                }
                let lower = start.max(inner);
                let from = chunk.marks.start
                    + self.marks[chunk.marks.start..marks].partition_point(|&mark| (mark as usize) < lower);
                let to = (from - chunk.marks.start) * self.width()..(marks - chunk.marks.start) * self.width();
                let piece = Piece { block, rows: lower - start..upper - start, risk, marks: &self.marks[from..marks] };
                self.scan_piece(&piece, &mut running, &mut chunk.sums[to]);
                (marks, upper) = (from, lower);
            }
        }
        running
    }

    /// w exp(η) of each row of a block, 0 for those that fill it up.
    pub(crate) fn risk_of(&self, block: usize, beta: &[f64], risk: &mut [f64]) {
        if beta.iter().all(|it| *it == 0.0) {
            risk.fill(1.0);
        } else {
            self.blocks.predict(block, beta, risk);
            exponentials(risk);
        }
        if self.weights.is_empty() {
            let filled = self.blocks.rows() - (block * BLOCK).min(self.blocks.rows());
            risk[filled.min(BLOCK)..].fill(0.0);
        } else {
            for (it, weight) in risk.iter_mut().zip(&self.weights[block * BLOCK..]) {
                *it *= weight;
            }
        }
    }

    /// Where the last stratum that ends before the last of these rows ends, and whether another ends right after it.
    pub(crate) fn last_end_within(&self, rows: &Range<usize>) -> (usize, bool) {
        let before = self.ends.partition_point(|&end| (end as usize) < rows.end);
        let inner = before.checked_sub(1).map_or(0, |last| self.ends[last] as usize);
        (inner, self.ends.get(before).is_some_and(|&end| end as usize == rows.end))
    }

    fn scan_piece(&self, piece: &Piece, running: &mut [f64], sums: &mut [f64]) {
        if piece.marks.len() * ROWS_PER_MARK <= piece.rows.len() {
            self.scan_between(piece, running, sums);
        } else {
            self.scan_rows(piece, running, sums);
        }
    }

    /// Adds up what lies between one mark and the next.
    fn scan_between(&self, piece: &Piece, running: &mut [f64], sums: &mut [f64]) {
        let first = piece.block * BLOCK;
        let (p, width) = (self.blocks.columns(), self.width());
        let mut upper = piece.rows.end;
        let mut add_down_to = |lower: usize| {
            let risk = &piece.risk[lower..upper];
            for (column, sum) in running.iter_mut().enumerate() {
                *sum += if column < p {
                    dot(risk, &self.blocks.column(piece.block, column)[lower..upper])
                } else {
                    risk.iter().sum::<f64>()
                };
            }
            upper = lower;
            running.to_vec()
        };
        for (index, &mark) in piece.marks.iter().enumerate().rev() {
            sums[index * width..(index + 1) * width].copy_from_slice(&add_down_to(mark as usize - first));
        }
        add_down_to(piece.rows.start);
    }

    /// Keeps a running sum row by row, four columns side by side.
    fn scan_rows(&self, piece: &Piece, running: &mut [f64], sums: &mut [f64]) {
        const ONES: [f64; BLOCK] = [1.0; BLOCK];
        let (p, width) = (self.blocks.columns(), self.width());
        let first = piece.block * BLOCK;
        let column = |column: usize| if column < p { self.blocks.column(piece.block, column) } else { &ONES[..] };
        let mut after = [[0.0; SIDE_BY_SIDE]; BLOCK];
        for (group, running) in running.chunks_mut(SIDE_BY_SIDE).enumerate() {
            let start = group * SIDE_BY_SIDE;
            let [a, b, c, d] = [0, 1, 2, 3].map(|it| &column((start + it).min(p))[piece.rows.clone()]);
            let mut sum = [0.0; SIDE_BY_SIDE];
            sum[..running.len()].copy_from_slice(running);
            let rows = piece.risk[piece.rows.clone()].iter().zip(a).zip(b).zip(c).zip(d);
            for (((((risk, a), b), c), d), after) in rows.zip(&mut after[piece.rows.clone()]).rev() {
                sum[0] += risk * a;
                sum[1] += risk * b;
                sum[2] += risk * c;
                sum[3] += risk * d;
                *after = sum;
            }
            running.copy_from_slice(&sum[..running.len()]);
            for (to, &mark) in sums.chunks_exact_mut(width).zip(piece.marks) {
                let from = &after[mark as usize - first];
                for (to, from) in to[start..].iter_mut().zip(from) {
                    *to = *from;
                }
            }
        }
    }

    /// Adds what later chunks hold of the stratum that a chunk ends in.
    fn carry(&self, work: &mut [Chunk], ends: &[Vec<f64>]) {
        let width = self.width();
        let mut carry = vec![0.0; width];
        for (chunk, end) in work.iter_mut().zip(ends).rev() {
            let (inner, is_last) = self.last_end_within(&chunk.rows);
            if is_last {
                carry.fill(0.0);
            }
            let marks = &self.marks[chunk.marks.clone()];
            let from = marks.partition_point(|&mark| (mark as usize) < inner);
            for to in chunk.sums[from * width..].chunks_exact_mut(width) {
                add(to, &carry);
            }
            if inner > chunk.rows.start {
                carry.copy_from_slice(end);
            } else {
                add(&mut carry, end);
            }
        }
    }
}

/// What one thread works on.
struct Chunk<'a> {
    number: usize,
    rows: Range<usize>,
    marks: Range<usize>,
    risk: &'a mut [f64],
    sums: &'a mut [f64],
}

/// Rows of one block and one stratum, counted from the start of the block.
struct Piece<'a> {
    block: usize,
    rows: Range<usize>,
    risk: &'a [f64],
    marks: &'a [u32],
}

/// The chunks of a list of bins, small enough to share among threads.
pub(crate) fn over_bins<T: Send>(bins: usize, work: impl Fn(Range<usize>) -> T + Send + Sync) -> Vec<T> {
    for_each_chunk(bins.div_ceil(CHUNK_ROWS), |chunk| work(chunk * CHUNK_ROWS..bins.min((chunk + 1) * CHUNK_ROWS)))
}

/// The same over chunks of a list that is written, with the place of the first of each.
pub(crate) fn over_chunks<T: Send, R: Send>(
    list: &mut [T],
    work: impl Fn(usize, &mut [T]) -> R + Send + Sync,
) -> Vec<R> {
    let of_chunk = |(number, chunk): (usize, &mut [T])| work(number * CHUNK_ROWS, chunk);
    if list.len() > CHUNK_ROWS {
        list.par_chunks_mut(CHUNK_ROWS).enumerate().map(of_chunk).collect()
    } else {
        list.chunks_mut(CHUNK_ROWS).enumerate().map(of_chunk).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cox::risk::index;

    /// Sums at every mark against a plain loop, with strata ending inside and at the edge of blocks and chunks.
    #[track_caller]
    fn check(n: usize, ends: &[u32], every: usize) {
        let value = |row: usize, column: usize| ((row * 7 + column * 13) % 11) as f64 - 5.0;
        let columns: Vec<Vec<f64>> = (0..6).map(|c| (0..n).map(|row| value(row, c)).collect()).collect();
        let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let order: Vec<u32> = (0..index(n)).collect();
        let marks: Vec<u32> = (0..index(n)).step_by(every).flat_map(|mark| [mark, mark]).collect();
        let weights: Vec<f64> = (0..n).map(|row| (row % 3) as f64 + 1.0).collect();
        let blocks = Blocks::gather(&order, &views, |_| |_, it| it);
        let scan = Scan::new(blocks, weights.clone(), ends.to_vec(), marks.clone());
        let (mut risk, mut sums) = (Vec::new(), Vec::new());
        scan.sums(&[0.0; 6], &mut risk, &mut sums);
        for (&mark, sums) in marks.iter().zip(sums.chunks_exact(7)).step_by(13) {
            let end = ends.iter().copied().find(|&end| end > mark).unwrap() as usize;
            for (column, got) in sums.iter().enumerate() {
                let x = |row: usize| if column < 6 { value(row, column) } else { 1.0 };
                let wanted: f64 = (mark as usize..end).map(|row| weights[row] * x(row)).sum();
                assert_eq!(*got, wanted, "mark {mark}, column {column}");
            }
        }
    }

    #[test]
    fn sums_are_those_of_everybody_after_in_the_stratum() {
        check(100, &[100], 1);
        check(9_000, &[9_000], 1);
        check(9_000, &[50, 128, 4_096, 4_100, 8_300, 9_000], 1);
        check(9_000, &[50, 128, 4_096, 4_100, 8_300, 9_000], 97);
        check(13_000, &[10, 12_900, 13_000], 2);
    }
}
