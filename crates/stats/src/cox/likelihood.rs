//! The partial likelihood of Cox, its slope and its curvature at given coefficients.

use nalgebra::DMatrix;

use crate::cox::TieMethod;
use crate::cox::blocks::{BLOCK, Blocks, Gathered, add, for_each_chunk, packed};
use crate::cox::exact::TiedSets;
use crate::cox::risk::{RiskSets, index};
use crate::cox::rows::Rows;
use crate::cox::scan::{Scan, over_bins, over_chunks};

mod evaluation;

pub(crate) use evaluation::Evaluation;

const NONE: u32 = u32::MAX;
/// An information below this part of the sums it is the difference of is rounding.
const ROUNDING: f64 = 1e-12;

/// Everything that stays the same while the coefficients change.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) sets: RiskSets,
    pub(crate) ties: TieMethod,
    /// Rows by their last bin.
    pub(crate) scan: Scan,
    /// Of each bin, the mark of its first row.
    marks: Vec<u32>,
    /// Of each bin, the mark of the first row after those who left; none where nobody comes after them.
    stayed: Vec<u32>,
    /// Rows that came late, by their first bin, and for each bin the mark of the first that is not there yet.
    late: Option<(Scan, Vec<u32>)>,
    /// Weight of each sorted row where it left and 0 where not, filled up to whole blocks.
    pub(crate) event_weights: Vec<f64>,
    /// Σ w x over those who left.
    event_sums: Vec<f64>,
    /// Weight of those who left at each bin; empty when all count once.
    death_weights: Vec<f64>,
    tied: TiedSets,
}

/// What the coefficients make of the data.
#[derive(Debug, Clone, Default)]
pub(crate) struct At {
    pub(crate) log_likelihood: f64,
    /// w exp(η) of each sorted row.
    pub(crate) risk: Vec<f64>,
    sums: Vec<f64>,
    late_sums: Vec<f64>,
    pub(crate) hazards: Vec<Hazard>,
    late_risk: Vec<f64>,
    /// Of each bin, Σ risk over everybody from its first row on.
    totals: Vec<f64>,
}

/// The hazard at one bin and what its ties make of it. With cₗ = S₀ − (l/d) D₀ and w̄ the mean weight of the d who left,
/// summed over l = 0 … d − 1; by Breslow the fractions l/d are 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Hazard {
    /// Σ w̄/cₗ: the step of the cumulative hazard.
    pub(crate) step: f64,
    /// Σ (l/d) w̄/cₗ: how much less of it those who left at it get.
    pub(crate) spared: f64,
    /// Σ w̄/cₗ².
    pub(crate) a: f64,
    /// −Σ (l/d) w̄/cₗ².
    pub(crate) b: f64,
    /// Σ (l/d)² w̄/cₗ².
    pub(crate) c: f64,
}

/// Σ risk · x and Σ risk over those at risk at a bin, and over those who left at it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sums<'a> {
    main: &'a [f64],
    late: Option<&'a [f64]>,
    stayed: Option<&'a [f64]>,
}

impl Sums<'_> {
    /// Over those at risk; the last column is the risk itself.
    pub(crate) fn at_risk(&self, column: usize) -> f64 {
        self.main[column] - self.late.map_or(0.0, |late| late[column])
    }

    /// Over those who left.
    pub(crate) fn left(&self, column: usize) -> f64 {
        self.main[column] - self.stayed.map_or(0.0, |stayed| stayed[column])
    }
}

impl Model {
    pub(crate) fn new(rows: &Rows, sets: RiskSets, blocks: Blocks, ties: TieMethod) -> Self {
        let of_row = |&row: &u32| rows.weight(row as usize);
        let weights: Vec<f64> =
            if rows.weights.is_some() { sets.order.iter().map(of_row).collect() } else { Vec::new() };
        let mut event_weights = vec![0.0; blocks.padded()];
        let mut death_weights = Vec::new();
        for bin in 0..sets.bins.len() {
            for row in sets.deaths_of(bin) {
                event_weights[row] = weights.get(row).copied().unwrap_or(1.0);
            }
            if rows.weights.is_some() {
                death_weights.push(event_weights[sets.deaths_of(bin)].iter().sum());
            }
        }
        let ends: Vec<u32> = sets.strata.iter().map(|stratum| index(stratum.rows.end)).collect();
        let Marks { starts, stayed, positions } = main_marks(&sets, ties);
        let late = late_marks(&sets).map(|(late_marks, positions, ends)| {
            let weights = sets.late.iter().filter_map(|&row| weights.get(row as usize).copied()).collect();
            (Scan::new(blocks.select(&sets.late), weights, ends, positions), late_marks)
        });
        let exact_sets = if ties == TieMethod::Exact { TiedSets::new(&sets) } else { TiedSets::default() };
        let chunks = for_each_chunk(blocks.chunks(), |chunk| {
            let mut sums = vec![0.0; blocks.columns()];
            for block in blocks.blocks_of(chunk) {
                blocks.add_sums(block, &event_weights[block * BLOCK..(block + 1) * BLOCK], &mut sums);
            }
            sums
        });
        let mut event_sums = vec![0.0; blocks.columns()];
        for part in &chunks {
            add(&mut event_sums, part);
        }
        let scan = Scan::new(blocks, weights, ends, positions);
        Self {
            sets,
            ties,
            scan,
            marks: starts,
            stayed,
            late,
            event_weights,
            event_sums,
            death_weights,
            tied: exact_sets,
        }
    }

    pub(crate) const fn blocks(&self) -> &Blocks {
        &self.scan.blocks
    }

    pub(crate) const fn columns(&self) -> usize {
        self.scan.blocks.columns()
    }

    /// How much work one step of the exact likelihood is; 0 for the others.
    pub(crate) fn exact_work(&self) -> f64 {
        self.tied.work(self.columns())
    }

    /// Computes risks, sums, hazards and the log-likelihood at `beta`, for ties that are not exact.
    pub(crate) fn visit(&self, beta: &[f64], at: &mut At) {
        self.scan.sums(beta, &mut at.risk, &mut at.sums);
        if let Some((late, _)) = &self.late {
            late.sums(beta, &mut at.late_risk, &mut at.late_sums);
        }
        let mut hazards = std::mem::take(&mut at.hazards);
        hazards.resize(self.sets.bins.len(), Hazard::default());
        let logs = over_chunks(&mut hazards, |first, hazards| {
            let mut logs = LogProduct::default();
            for (offset, hazard) in hazards.iter_mut().enumerate() {
                let bin = first + offset;
                let left = || self.sums(at, bin).left(self.columns());
                *hazard = self.hazard(bin, self.at_risk_only(at, bin), left, &mut logs);
            }
            logs.sum()
        });
        at.hazards = hazards;
        let of_events: f64 = self.event_sums.iter().zip(beta).map(|(sum, coefficient)| sum * coefficient).sum();
        at.log_likelihood = of_events - logs.iter().sum::<f64>();
    }

    /// The sums at one bin.
    pub(crate) fn sums<'a>(&self, at: &'a At, bin: usize) -> Sums<'a> {
        let width = self.scan.width();
        let row = |sums: &'a [f64], mark: u32| &sums[mark as usize * width..(mark as usize + 1) * width];
        let stayed = self.stayed[bin];
        let stayed = (stayed != NONE).then(|| row(&at.sums, stayed));
        let late = self.late.as_ref().and_then(|(_, late)| {
            let mark = late[bin];
            (mark != NONE).then(|| row(&at.late_sums, mark))
        });
        Sums { main: row(&at.sums, self.marks[bin]), late, stayed }
    }

    /// The hazard at a bin, given the risk of everybody at risk at it and of those who left.
    fn hazard(&self, bin: usize, at_risk: f64, left: impl FnOnce() -> f64, logs: &mut LogProduct) -> Hazard {
        let deaths = self.sets.bins[bin].deaths;
        let d = f64::from(deaths);
        let weight = self.death_weight(bin);
        if deaths > 1 && self.ties == TieMethod::Exact {
            return Hazard::default();
        }
        if deaths == 1 || self.ties != TieMethod::Efron {
            logs.add(at_risk, weight);
            return Hazard { step: weight / at_risk, a: weight / (at_risk * at_risk), ..Hazard::default() };
        }
        let (left, mean_weight) = (left(), weight / d);
        let mut hazard = Hazard::default();
        for l in 0..deaths {
            let share = f64::from(l) / d;
            let c = at_risk - share * left;
            logs.add(c, mean_weight);
            let inverse = 1.0 / c;
            let step = mean_weight * inverse;
            hazard.step += step;
            hazard.spared += share * step;
            let square = step * inverse;
            hazard.a += square;
            hazard.b -= share * square;
            hazard.c += share * share * square;
        }
        hazard
    }

    /// The mean of a covariate over those at risk at a bin, averaged over its ties.
    pub(crate) fn mean_at(&self, at: &At, bin: usize, column: usize) -> f64 {
        let (it, sums) = (at.hazards[bin], self.sums(at, bin));
        let weight = self.death_weight(bin);
        let spared = if it.spared == 0.0 { 0.0 } else { it.spared * sums.left(column) };
        (it.step * sums.at_risk(column) - spared) / weight
    }

    /// The weight of those who left at a bin.
    pub(crate) fn death_weight(&self, bin: usize) -> f64 {
        self.death_weights.get(bin).copied().unwrap_or_else(|| f64::from(self.sets.bins[bin].deaths))
    }

    /// The same rows with ties by Breslow.
    pub(crate) fn with_breslow_ties(self) -> Self {
        Self { ties: TieMethod::Breslow, tied: TiedSets::default(), ..self }
    }

    /// Σ risk over those at risk at a bin.
    fn at_risk_only(&self, at: &At, bin: usize) -> f64 {
        let width = self.scan.width();
        let main = at.sums[self.marks[bin] as usize * width + width - 1];
        let late = self.late.as_ref().map_or(NONE, |(_, late)| late[bin]);
        if late == NONE { main } else { main - at.late_sums[late as usize * width + width - 1] }
    }

    /// Cumulative hazard through each bin, and before it, within its stratum; each step multiplied by `times`.
    pub(crate) fn cumulative(&self, at: &At, times: Option<&[f64]>) -> Vec<f64> {
        let mut through = Vec::with_capacity(at.hazards.len());
        for stratum in &self.sets.strata {
            let mut sum = 0.0;
            for bin in stratum.bins.clone() {
                sum += at.hazards[bin].step * times.map_or(1.0, |times| times[bin]);
                through.push(sum);
            }
        }
        through
    }

    /// The expected number of departures of each sorted row: w exp(η) times the hazard while at risk.
    ///
    /// `times` multiplies what happens at each bin.
    pub(crate) fn expected(&self, at: &At, times: Option<&[f64]>) -> Expected<'_> {
        let through = self.cumulative(at, times);
        let spared = if self.ties == TieMethod::Efron && self.sets.bins.iter().any(|bin| bin.deaths > 1) {
            (0..through.len()).map(|bin| at.hazards[bin].spared * times.map_or(1.0, |times| times[bin])).collect()
        } else {
            Vec::new()
        };
        let before = if self.sets.first.is_empty() { Vec::new() } else { self.before(&through) };
        Expected { sets: &self.sets, events: &self.event_weights, through, before, spared }
    }

    /// Of each bin, the cumulative hazard up to the bin before it in the stratum.
    pub(crate) fn before(&self, through: &[f64]) -> Vec<f64> {
        let mut before = Vec::with_capacity(through.len());
        for stratum in &self.sets.strata {
            before.push(0.0);
            before.extend_from_slice(&through[stratum.bins.start..stratum.bins.end - 1]);
        }
        before
    }

    /// The information with what happens at each bin multiplied by `times`.
    pub(crate) fn information(&self, at: &At, times: &[f64]) -> DMatrix<f64> {
        let expected = self.expected(at, Some(times));
        let blocks = self.blocks();
        let chunks = for_each_chunk(blocks.chunks(), |chunk| {
            let (mut gram, mut weights) = (vec![0.0; packed(self.columns())], [0.0; BLOCK]);
            for block in blocks.blocks_of(chunk) {
                let start = block * BLOCK;
                expected.fill(start, &at.risk[start..start + BLOCK], &mut weights);
                blocks.add_products(block, &weights, &mut gram);
            }
            gram
        });
        let mut gram = vec![0.0; packed(self.columns())];
        for part in &chunks {
            add(&mut gram, part);
        }
        for (total, part) in gram.iter_mut().zip(self.means(at, Some(times))) {
            *total -= part;
        }
        unpacked(self.columns(), &gram)
    }

    /// Σ over bins and ties of w̄ m mᵀ, where m is the mean of the covariates over those at risk.
    fn means(&self, at: &At, times: Option<&[f64]>) -> Vec<f64> {
        let p = self.columns();
        let chunks = over_bins(at.hazards.len(), |bins| {
            let mut gathered = Gathered::new(p);
            for bin in bins {
                let Hazard { a, b, c, .. } = at.hazards[bin];
                if a == 0.0 {
                    continue;
                }
                let times = times.map_or(1.0, |times| times[bin]);
                let sums = self.sums(at, bin);
                if b == 0.0 {
                    gathered.push(times * a, |column| sums.at_risk(column));
                } else {
                    // The quadratic form a·SSᵀ + b·(SDᵀ + DSᵀ) + c·DDᵀ as a sum of two squares.
                    gathered.push(times * a, |column| sums.at_risk(column) + b / a * sums.left(column));
                    gathered.push(times * (c - b * b / a), |column| sums.left(column));
                }
            }
            gathered.flush();
            gathered.gram
        });
        let mut total = vec![0.0; packed(p)];
        for part in &chunks {
            add(&mut total, part);
        }
        total
    }
}

/// Of each bin, the cumulative hazard; from it, of each row, the expected number of departures.
#[derive(Debug)]
pub(crate) struct Expected<'a> {
    sets: &'a RiskSets,
    events: &'a [f64],
    pub(crate) through: Vec<f64>,
    before: Vec<f64>,
    /// How much less of it those who left at the bin went through; empty where nobody left together.
    spared: Vec<f64>,
}

impl Expected<'_> {
    /// The hazard that a sorted row went through, at a risk of 1.
    pub(crate) fn hazard(&self, row: usize) -> f64 {
        let last = self.sets.last[row] as usize;
        let spared = if self.events[row] > 0.0 { self.spared.get(last).copied().unwrap_or(0.0) } else { 0.0 };
        let until = self.through[last] - spared;
        match self.sets.first.get(row) {
            Some(&first) => until - self.before[first as usize],
            None => until,
        }
    }

    /// Risk times hazard of the rows of a block, 0 for those that fill it up.
    fn fill(&self, start: usize, risk: &[f64], to: &mut [f64]) {
        to.fill(0.0);
        let end = self.sets.len().min(start + risk.len());
        let rows = to.iter_mut().zip(risk).zip(&self.sets.last[start..end]);
        if self.sets.first.is_empty() && self.spared.is_empty() {
            rows.for_each(|((to, risk), &last)| *to = risk * self.through[last as usize]);
        } else if self.sets.first.is_empty() {
            for (((to, risk), &last), event) in rows.zip(&self.events[start..end]) {
                let spared = if *event > 0.0 { self.spared[last as usize] } else { 0.0 };
                *to = risk * (self.through[last as usize] - spared);
            }
        } else {
            rows.zip(start..).for_each(|(((to, risk), _), row)| *to = risk * self.hazard(row));
        }
    }
}

/// The marks of the bins, of those who stayed after them, and the rows the marks stand for.
struct Marks {
    starts: Vec<u32>,
    stayed: Vec<u32>,
    positions: Vec<u32>,
}

fn main_marks(sets: &RiskSets, ties: TieMethod) -> Marks {
    let bins = sets.bins.len();
    let mut it =
        Marks { starts: Vec::with_capacity(bins), stayed: vec![NONE; bins], positions: Vec::with_capacity(bins) };
    for stratum in &sets.strata {
        for bin in stratum.bins.clone() {
            it.starts.push(index(it.positions.len()));
            it.positions.push(sets.bins[bin].start);
            let stayed = sets.deaths_of(bin).end;
            let own = stayed < sets.rows_of(bin).end;
            let split = ties == TieMethod::Efron && sets.bins[bin].deaths > 1;
            if split && (own || bin + 1 < stratum.bins.end) {
                // Where all of the bin left, this is the mark that the next bin is about to set.
                it.stayed[bin] = index(it.positions.len());
            }
            if split && own {
                it.positions.push(index(stayed));
            }
        }
    }
    it
}

/// Of each bin, the mark of the first late row that is not there yet; the late rows the marks stand for; the ends of strata.
fn late_marks(sets: &RiskSets) -> Option<(Vec<u32>, Vec<u32>, Vec<u32>)> {
    if sets.late.is_empty() {
        return None;
    }
    let (mut marks, mut positions, mut ends) = (Vec::with_capacity(sets.bins.len()), Vec::new(), Vec::new());
    let mut next = 0;
    for stratum in &sets.strata {
        let end = next + sets.late[next..].iter().take_while(|&&row| stratum.rows.contains(&(row as usize))).count();
        for bin in stratum.bins.clone() {
            while next < end && sets.first[sets.late[next] as usize] as usize <= bin {
                next += 1;
            }
            if next < end {
                marks.push(index(positions.len()));
                positions.push(index(next));
            } else {
                marks.push(NONE);
            }
        }
        next = end;
        if end > 0 && ends.last() != Some(&index(end)) {
            ends.push(index(end));
        }
    }
    Some((marks, positions, ends))
}

/// A symmetric matrix from its lower half.
pub(crate) fn unpacked(size: usize, lower: &[f64]) -> DMatrix<f64> {
    DMatrix::from_fn(size, size, |i, j| if i >= j { lower[packed(i) + j] } else { lower[packed(j) + i] })
}

/// Σ w ln x, with the logarithm taken of products while all weights are 1.
#[derive(Debug)]
struct LogProduct {
    product: f64,
    sum: f64,
}

impl Default for LogProduct {
    fn default() -> Self {
        Self { product: 1.0, sum: 0.0 }
    }
}

impl LogProduct {
    fn add(&mut self, x: f64, weight: f64) {
        if weight != 1.0 || !(1e-100..1e100).contains(&x) {
            self.sum += weight * x.ln();
            return;
        }
        self.product *= x;
        if !(1e-100..1e100).contains(&self.product) {
            self.sum += self.product.ln();
            self.product = 1.0;
        }
    }

    fn sum(&self) -> f64 {
        self.sum + self.product.ln()
    }
}
