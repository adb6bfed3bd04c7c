//! Standard errors that hold where the model does not: from what each row, or each cluster, adds to the slope.

use std::collections::HashMap;

use nalgebra::DMatrix;

use crate::cox::blocks::{Gathered, add};
use crate::cox::likelihood::{At, Hazard, Model, unpacked};
use crate::cox::scan::over_bins;

/// Clusters numbered from 0 in the order they come, and how many there are.
pub(crate) fn numbered(clusters: &[u32]) -> (Vec<u32>, usize) {
    let mut numbers = HashMap::new();
    let numbered = clusters.iter().map(|cluster| {
        let next = crate::cox::risk::index(numbers.len());
        *numbers.entry(*cluster).or_insert(next)
    });
    (numbered.collect(), numbers.len())
}

/// Gᵀ G, with the weighted score residual of a row or cluster in each row of G.
pub(crate) fn spread(model: &Model, at: &At, clusters: Option<&(Vec<u32>, usize)>) -> DMatrix<f64> {
    let p = model.columns();
    let residuals = ScoreResiduals::new(model, at);
    let mut gathered = Gathered::new(p);
    if let Some((numbers, count)) = clusters {
        let mut sums = vec![0.0; count * p];
        let mut own = vec![0.0; p];
        for row in 0..model.sets.len() {
            residuals.of(row, &mut own);
            let cluster = numbers[model.sets.order[row] as usize] as usize;
            add(&mut sums[cluster * p..(cluster + 1) * p], &own);
        }
        sums.chunks_exact(p).for_each(|sum| gathered.push(1.0, |column| sum[column]));
        gathered.flush();
    } else {
        let chunks = over_bins(model.sets.len(), |rows| {
            let (mut gathered, mut own) = (Gathered::new(p), vec![0.0; p]);
            for row in rows {
                residuals.of(row, &mut own);
                gathered.push(1.0, |column| own[column]);
            }
            gathered.flush();
            gathered.gram
        });
        for part in &chunks {
            add(&mut gathered.gram, part);
        }
    }
    unpacked(p, &gathered.gram)
}

/// What each row adds to the slope, weighted, on the common scale.
pub(crate) struct ScoreResiduals<'a> {
    model: &'a Model,
    at: &'a At,
    expected: crate::cox::likelihood::Expected<'a>,
    /// Of each bin, Σ over the bins of its stratum up to it of hazard times mean covariate.
    drift: Vec<f64>,
    /// Of each bin, whether it is the first of its stratum.
    opens: Vec<bool>,
}

impl<'a> ScoreResiduals<'a> {
    pub(crate) fn new(model: &'a Model, at: &'a At) -> Self {
        let p = model.columns();
        let (mut drift, mut opens) = (vec![0.0; at.hazards.len() * p], vec![false; at.hazards.len()]);
        for stratum in &model.sets.strata {
            opens[stratum.bins.start] = true;
            let mut sum = vec![0.0; p];
            for bin in stratum.bins.clone() {
                let (Hazard { a, b, .. }, sums) = (at.hazards[bin], model.sums(at, bin));
                for (column, sum) in sum.iter_mut().enumerate() {
                    *sum += a * sums.at_risk(column) + if b == 0.0 { 0.0 } else { b * sums.left(column) };
                }
                drift[bin * p..(bin + 1) * p].copy_from_slice(&sum);
            }
        }
        Self { model, at, expected: model.expected(at, None), drift, opens }
    }

    /// Writes the residual of a sorted row, times its weight.
    pub(crate) fn of(&self, row: usize, to: &mut [f64]) {
        let (model, p) = (self.model, to.len());
        let last = model.sets.last[row] as usize;
        let (risk, hazard) = (self.at.risk[row], self.expected.hazard(row));
        let (died, event) = (model.sets.is_death(row), model.event_weights[row]);
        let before = model.sets.first.get(row).map(|&first| first as usize).filter(|&first| !self.opens[first]);
        let sums = died.then(|| model.sums(self.at, last));
        let it = self.at.hazards[last];
        for (column, to) in to.iter_mut().enumerate() {
            let x = model.blocks().value(row, column);
            let mut drift = self.drift[last * p + column];
            if let Some(first) = before {
                drift -= self.drift[(first - 1) * p + column];
            }
            let mut residual = 0.0;
            if let Some(sums) = &sums {
                if it.b != 0.0 {
                    drift += it.b * sums.at_risk(column) + it.c * sums.left(column);
                }
                residual = event * (x - model.mean_at(self.at, last, column));
            }
            *to = residual - risk * (x * hazard - drift);
        }
    }
}
