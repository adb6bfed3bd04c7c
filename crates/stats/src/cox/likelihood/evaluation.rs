//! What one step of the search needs, in two passes over the rows that keep no sums.
//!
//! The first pass gives each row its risk and each bin the risk of everybody at risk at it, from which the hazards follow. The
//! second weighs the rows of a block by the departures expected of them, and adds up those at risk from the last row to the
//! first while the block is at hand. What [`Model::visit`] keeps for residuals and curves, sums of every covariate at every
//! departure, is larger than the data and would go through memory three times.

use std::ops::Range;

use nalgebra::DMatrix;
use rayon::prelude::*;

use super::{At, Expected, Hazard, LogProduct, Model, NONE, ROUNDING, unpacked};
use crate::cox::TieMethod;
use crate::cox::blocks::{BLOCK, CHUNK_ROWS, Gathered, add, add_gram, dot, for_each_chunk, packed};
use crate::cox::exact;
use crate::cox::risk::Bin;
use crate::cox::scan::{ROWS_PER_MARK, over_chunks};

/// The likelihood at some coefficients, and which way up is.
#[derive(Debug, Clone)]
pub(crate) struct Evaluation {
    pub(crate) log_likelihood: f64,
    pub(crate) slope: Vec<f64>,
    pub(crate) information: DMatrix<f64>,
}

/// What one thread works on in the first pass.
struct Chunk<'a> {
    number: usize,
    rows: Range<usize>,
    bins: Range<usize>,
    risk: &'a mut [f64],
    totals: &'a mut [f64],
}

/// Rows of one block and one stratum, and whether the stratum ends with them.
struct Piece {
    rows: Range<usize>,
    is_last: bool,
}

/// What one thread has added up in the second pass.
struct Part {
    slope: Vec<f64>,
    products: Vec<f64>,
    means: Vec<f64>,
}

/// Running sums of one thread.
struct Sums<'a> {
    at: &'a At,
    /// Σ risk · x over everybody after.
    running: Vec<f64>,
    /// Those sums from each row of a block on, covariate after covariate.
    after: Vec<f64>,
    /// Of each row of a block at which a bin begins, what its mean counts for.
    weights: [f64; BLOCK],
    left: Vec<f64>,
    means: Gathered,
}

impl Model {
    /// The log-likelihood, its slope and the information at `beta`.
    pub(crate) fn evaluate(&self, beta: &[f64], at: &mut At) -> Evaluation {
        let carried = self.risks(beta, at);
        if let Some((late, _)) = &self.late {
            late.sums(beta, &mut at.late_risk, &mut at.late_sums);
        }
        let of_events: f64 = self.event_sums.iter().zip(beta).map(|(sum, coefficient)| sum * coefficient).sum();
        let mut log_likelihood = of_events - self.find_hazards(at);
        let exact =
            (self.ties == TieMethod::Exact).then(|| exact::terms(&self.tied, &self.sets, self.blocks(), &at.risk));
        let multipliers = exact.as_ref().map(|terms| terms.multipliers.as_slice());
        let expected = self.expected(at, None);
        let of_chunk = |chunk: usize| self.part(chunk, at, &expected, (&carried[chunk], multipliers));
        let parts = for_each_chunk(self.blocks().chunks(), of_chunk);
        let p = self.columns();
        let (mut slope, mut products, mut means) =
            (self.event_sums.clone(), vec![0.0; packed(p)], vec![0.0; packed(p)]);
        for part in &parts {
            slope.iter_mut().zip(&part.slope).for_each(|(sum, part)| *sum -= part);
            add(&mut products, &part.products);
            add(&mut means, &part.means);
        }
        if let Some(exact) = &exact {
            log_likelihood -= exact.logs;
            slope.iter_mut().zip(&exact.score).for_each(|(sum, part)| *sum -= part);
            add(&mut products, &exact.gram);
        }
        Evaluation { log_likelihood, slope, information: difference(p, &products, &means) }
    }

    /// Gives each row its risk, and each bin the risk of those in its stratum from its first row on; for each chunk what later
    /// ones hold of the stratum it ends in: of each covariate, and of the risk itself.
    fn risks(&self, beta: &[f64], at: &mut At) -> Vec<Vec<f64>> {
        at.risk.resize(self.blocks().padded(), 0.0);
        at.totals.resize(self.sets.bins.len(), 0.0);
        let mut work = self.split(&mut at.risk, &mut at.totals);
        let of_chunk = |chunk: &mut Chunk| self.risks_of(beta, chunk);
        let heads: Vec<Vec<f64>> = if work.len() > 1 {
            work.par_iter_mut().map(of_chunk).collect()
        } else {
            work.iter_mut().map(of_chunk).collect()
        };
        let p = self.columns();
        let mut carry = vec![0.0; p + 1];
        let mut carried = vec![Vec::new(); work.len()];
        for (chunk, head) in work.iter_mut().zip(&heads).rev() {
            let (inner, closes) = self.scan.last_end_within(&chunk.rows);
            if closes {
                carry.fill(0.0);
            }
            let from = self.sets.bins[chunk.bins.clone()].partition_point(|bin| (bin.start as usize) < inner);
            chunk.totals[from..].iter_mut().for_each(|total| *total += carry[p]);
            carried[chunk.number].clone_from(&carry);
            if inner > chunk.rows.start {
                carry.clone_from(head);
            } else {
                add(&mut carry, head);
            }
        }
        carried
    }

    fn split<'a>(&self, mut risk: &'a mut [f64], mut totals: &'a mut [f64]) -> Vec<Chunk<'a>> {
        let mut before = 0;
        let chunk = |number: usize| {
            let start = number * CHUNK_ROWS;
            let rows = start..self.blocks().rows().min(start + CHUNK_ROWS);
            let bins = before..before + starting_before(&self.sets.bins[before..], rows.end);
            before = bins.end;
            let own = risk.split_off_mut(..CHUNK_ROWS.min(risk.len())).unwrap_or_default();
            let totals = totals.split_off_mut(..bins.len()).unwrap_or_default();
            Chunk { number, rows, bins, risk: own, totals }
        };
        (0..self.blocks().chunks()).map(chunk).collect()
    }

    /// The first pass over one chunk, as if nothing came after it; gives the sums at its first row.
    fn risks_of(&self, beta: &[f64], chunk: &mut Chunk) -> Vec<f64> {
        let p = self.columns();
        let mut running = vec![0.0; p + 1];
        let mut after = [0.0; BLOCK];
        let mut bins_end = chunk.bins.end;
        for block in self.blocks().blocks_of(chunk.number).rev() {
            let start = block * BLOCK;
            let risk = &mut chunk.risk[start - chunk.rows.start..][..BLOCK];
            self.scan.risk_of(block, beta, risk);
            let mut upper = (start + BLOCK).min(chunk.rows.end);
            while let Some(piece) = self.piece_before(start, upper) {
                upper = piece.rows.start;
                if piece.is_last {
                    running.fill(0.0);
                }
                let within = piece.rows.start - start..piece.rows.end - start;
                self.add_covariates(block, within.clone(), risk, &mut running[..p]);
                let mut sum = running[p];
                for (risk, after) in risk[within.clone()].iter().zip(&mut after[within]).rev() {
                    sum += risk;
                    *after = sum;
                }
                running[p] = sum;
                while bins_end > chunk.bins.start && self.sets.bins[bins_end - 1].start as usize >= piece.rows.start {
                    bins_end -= 1;
                    let place = self.sets.bins[bins_end].start as usize - start;
                    chunk.totals[bins_end - chunk.bins.start] = after[place];
                }
            }
        }
        running
    }

    /// The rows from `start` up to `upper` that belong to the stratum of the last of them.
    fn piece_before(&self, start: usize, upper: usize) -> Option<Piece> {
        (upper > start).then(|| {
            let (inner, is_last) = self.scan.last_end_within(&(start..upper));
            Piece { rows: inner.max(start)..upper, is_last }
        })
    }

    /// Adds Σ risk · x of some rows of a block.
    fn add_covariates(&self, block: usize, rows: Range<usize>, risk: &[f64], sums: &mut [f64]) {
        if rows.len() == BLOCK {
            self.blocks().add_sums(block, risk, sums);
            return;
        }
        let risk = &risk[rows.clone()];
        for (column, sum) in sums.iter_mut().enumerate() {
            *sum += dot(risk, &self.blocks().column(block, column)[rows.clone()]);
        }
    }

    /// The hazard at each bin; gives Σ w ln of what the departures are divided by.
    fn find_hazards(&self, at: &mut At) -> f64 {
        let mut hazards = std::mem::take(&mut at.hazards);
        hazards.resize(self.sets.bins.len(), Hazard::default());
        let (p, at_hand) = (self.columns(), &*at);
        let logs = over_chunks(&mut hazards, |first, hazards| {
            let mut logs = LogProduct::default();
            for (bin, hazard) in (first..).zip(hazards) {
                let at_risk = at_hand.totals[bin] - self.late_sums(at_hand, bin).map_or(0.0, |late| late[p]);
                let left = || at_hand.risk[self.sets.deaths_of(bin)].iter().sum();
                *hazard = self.hazard(bin, at_risk, left, &mut logs);
            }
            logs.sum()
        });
        at.hazards = hazards;
        logs.iter().sum()
    }

    /// The second pass over one chunk, given the sums after it and what exact ties add to the weight of rows.
    fn part(&self, chunk: usize, at: &At, expected: &Expected, (after, exact): (&[f64], Option<&[f64]>)) -> Part {
        let (p, blocks) = (self.columns(), self.blocks());
        let (mut slope, mut products) = (vec![0.0; p], vec![0.0; packed(p)]);
        let mut sums = Sums {
            at,
            running: after[..p].to_vec(),
            after: vec![0.0; p * BLOCK],
            weights: [0.0; BLOCK],
            left: vec![0.0; p],
            means: Gathered::new(p),
        };
        let mut weights = [0.0; BLOCK];
        let end = blocks.rows().min((chunk + 1) * CHUNK_ROWS);
        let mut bins = 0..starting_before(&self.sets.bins, end);
        for block in blocks.blocks_of(chunk).rev() {
            let rows = block * BLOCK..(block + 1) * BLOCK;
            expected.fill(rows.start, &at.risk[rows.clone()], &mut weights);
            blocks.add_sums(block, &weights, &mut slope);
            if let Some(exact) = exact {
                add(&mut weights, &exact[rows.clone()]);
            }
            blocks.add_products(block, &weights, &mut products);
            let mut upper = rows.end.min(end);
            while let Some(piece) = self.piece_before(rows.start, upper) {
                upper = piece.rows.start;
                bins.start = starting_before(&self.sets.bins[..bins.end], upper);
                self.add_means(block, &piece, bins.clone(), &mut sums);
                bins.end = bins.start;
            }
            if sums.weights.iter().any(|weight| *weight != 0.0) {
                add_gram(&sums.weights, &sums.after, p, &mut sums.means.gram);
                sums.weights.fill(0.0);
            }
        }
        sums.means.flush();
        Part { slope, products, means: sums.means.gram }
    }

    /// Adds to Σ w̄ m mᵀ what the bins that begin in a piece bring, and moves the running sums to its first row.
    fn add_means(&self, block: usize, piece: &Piece, bins: Range<usize>, sums: &mut Sums) {
        if piece.is_last {
            sums.running.fill(0.0);
        }
        let start = block * BLOCK;
        let within = piece.rows.start - start..piece.rows.end - start;
        let at = sums.at;
        let risk = &at.risk[start..start + BLOCK];
        if bins.len() * ROWS_PER_MARK <= within.len() {
            let mut upper = within.end;
            for bin in bins.rev() {
                let lower = self.sets.bins[bin].start as usize - start;
                self.add_covariates(block, lower..upper, risk, &mut sums.running);
                upper = lower;
                let Sums { running, left, means, .. } = &mut *sums;
                self.push_mean(at, bin, |column| running[column], (&mut left[..], means));
            }
            self.add_covariates(block, within.start..upper, risk, &mut sums.running);
            return;
        }
        self.sum_rows(block, within.clone(), risk, sums);
        let are_many = bins.len() * 2 > within.len() && self.late.is_none();
        for bin in bins.rev() {
            let row = self.sets.bins[bin].start as usize - start;
            let Sums { after, weights, left, means, .. } = &mut *sums;
            if are_many && at.hazards[bin].b == 0.0 {
                weights[row] = at.hazards[bin].a;
            } else {
                self.push_mean(at, bin, |column| after[column * BLOCK + row], (&mut left[..], means));
            }
        }
    }

    /// Keeps the running sums row by row.
    fn sum_rows(&self, block: usize, rows: Range<usize>, risk: &[f64], sums: &mut Sums) {
        let mut columns = 0..self.columns();
        while !columns.is_empty() {
            let of = (block, columns.start);
            columns.start += match columns.len() {
                8.. => self.sum_side_by_side::<8>(of, rows.clone(), risk, sums),
                4.. => self.sum_side_by_side::<4>(of, rows.clone(), risk, sums),
                2.. => self.sum_side_by_side::<2>(of, rows.clone(), risk, sums),
                _ => self.sum_side_by_side::<1>(of, rows.clone(), risk, sums),
            };
        }
    }

    /// Those of N covariates from one on: each sum waits for itself, not for the others.
    fn sum_side_by_side<const N: usize>(
        &self,
        (block, first): (usize, usize),
        rows: Range<usize>,
        risk: &[f64],
        sums: &mut Sums,
    ) -> usize {
        let (columns, _) = self.blocks().columns_from(block, first).as_chunks::<BLOCK>();
        let (after, _) = sums.after[first * BLOCK..].as_chunks_mut::<BLOCK>();
        let running = sums.running[first..].first_chunk_mut::<N>();
        let risk = risk.first_chunk::<BLOCK>();
        if let (Some(columns), Some(after), Some(running), Some(risk)) =
            (columns.first_chunk::<N>(), after.first_chunk_mut::<N>(), running, risk)
        {
            let mut sum = *running;
            for row in (rows.start..rows.end.min(BLOCK)).rev() {
                for it in 0..N {
                    sum[it] += risk[row] * columns[it][row];
                    after[it][row] = sum[it];
                }
            }
            *running = sum;
        }
        N
    }

    /// Adds one bin, with Σ risk · x of each covariate from its first row on.
    fn push_mean(&self, at: &At, bin: usize, sum: impl Fn(usize) -> f64, (left, means): (&mut [f64], &mut Gathered)) {
        let Hazard { a, b, c, .. } = at.hazards[bin];
        if a == 0.0 {
            return;
        }
        let late = self.late_sums(at, bin);
        let at_risk = |column: usize| sum(column) - late.map_or(0.0, |late| late[column]);
        if b == 0.0 {
            means.push(a, at_risk);
            return;
        }
        // The quadratic form a·SSᵀ + b·(SDᵀ + DSᵀ) + c·DDᵀ as a sum of two squares.
        self.sum_deaths(at, bin, left);
        means.push(a, |column| at_risk(column) + b / a * left[column]);
        means.push(c - b * b / a, |column| left[column]);
    }

    /// Σ risk · x over those who left at a bin.
    fn sum_deaths(&self, at: &At, bin: usize, to: &mut [f64]) {
        to.fill(0.0);
        let deaths = self.sets.deaths_of(bin);
        for block in deaths.start / BLOCK..deaths.end.div_ceil(BLOCK) {
            let start = block * BLOCK;
            let within = deaths.start.max(start) - start..deaths.end.min(start + BLOCK) - start;
            self.add_covariates(block, within, &at.risk[start..start + BLOCK], to);
        }
    }

    /// Of those who came late, the sums over who is not there yet at a bin.
    fn late_sums<'a>(&self, at: &'a At, bin: usize) -> Option<&'a [f64]> {
        let (_, marks) = self.late.as_ref()?;
        let (mark, width) = (marks[bin], self.scan.width());
        (mark != NONE).then(|| &at.late_sums[mark as usize * width..(mark as usize + 1) * width])
    }
}

/// How many of these bins, which are in order, begin before a row.
fn starting_before(bins: &[Bin], row: usize) -> usize {
    bins.partition_point(|bin| (bin.start as usize) < row)
}

/// The information: a difference of sums, of which rounding is taken for nothing.
fn difference(p: usize, products: &[f64], means: &[f64]) -> DMatrix<f64> {
    let left: Vec<f64> = products.iter().zip(means).map(|(total, part)| total - part).collect();
    let mut information = unpacked(p, &left);
    for j in 0..p {
        // What is left of a difference of equals is rounding: nobody at risk together differs in this covariate.
        if information[(j, j)] < ROUNDING * products[packed(j) + j] {
            information.row_mut(j).fill(0.0);
            information.column_mut(j).fill(0.0);
        }
    }
    information
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cox::{Design, Rows, risk::RiskSets, standard::Standard};
    use crate::survival::Observation;

    /// The slope and the information, written out row by row, against the passes.
    #[track_caller]
    fn check(n: usize, months: f64, strata: u32, ties: TieMethod) {
        let mut state = 11_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / f64::from(1_u32 << 24)
        };
        let time: Vec<f64> = (0..n).map(|_| if months > 0.0 { (next() * months).ceil() } else { next() }).collect();
        let seen: Vec<Observation> = (0..n).map(|_| Observation::from(next() < 0.6)).collect();
        let entered: Vec<f64> = time.iter().map(|time| if next() < 0.3 { time * 0.4 } else { 0.0 }).collect();
        let weights: Vec<f64> = (0..n).map(|_| 0.5 + next()).collect();
        let stratum: Vec<u32> = (0_u32..).step_by(7).take(n).map(|row| row % strata).collect();
        let columns: Vec<Vec<f64>> = (0..5).map(|_| (0..n).map(|_| next() - 0.5).collect()).collect();
        let rows = Rows {
            entered_at: Some(&entered),
            weights: Some(&weights),
            strata: Some(&stratum),
            ..Rows::new(&time, &seen)
        };
        let design = Design::new(columns.iter().map(Vec::as_slice));
        let sets = RiskSets::new(&rows);
        let standard = Standard::find(&design, &sets).unwrap();
        let blocks = standard.blocks(&design, &sets);
        let model = Model::new(&rows, sets, blocks, ties);
        let beta = [0.3, -0.2, 0.1, 0.0, 0.5];
        let mut at = At::default();
        let found = model.evaluate(&beta, &mut at);
        model.visit(&beta, &mut at);
        assert!((found.log_likelihood / at.log_likelihood - 1.0).abs() < 1e-12);
        let information = found.information;
        let plain = model.information(&at, &vec![1.0; at.hazards.len()]);
        assert!((&information - &plain).amax() < 1e-9 * plain.amax(), "{information} {plain}");
        for (j, slope) in found.slope.iter().enumerate() {
            let moved = |by: f64| {
                let mut beta = beta;
                beta[j] += by;
                model.evaluate(&beta, &mut At::default()).log_likelihood
            };
            let difference = (moved(1e-4) - moved(-1e-4)) / 2e-4;
            assert!((slope - difference).abs() < 1e-5 * (n as f64), "{slope} {difference}");
        }
    }

    #[test]
    fn two_passes_find_what_sums_at_every_departure_say() {
        for ties in [TieMethod::Efron, TieMethod::Breslow] {
            check(90, 6.0, 1, ties);
            check(3_000, 0.0, 1, ties);
            check(9_000, 0.0, 3, ties);
            check(9_000, 40.0, 2, ties);
            check(9_000, 900.0, 1, ties);
            check(9_000, 5.0, 700, ties);
        }
    }
}
