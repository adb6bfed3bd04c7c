//! Standard errors that hold where the model does not: from what each row, or each cluster, adds to the slope.

use std::collections::HashMap;

use nalgebra::DMatrix;

use crate::cox::blocks::{Gathered, add};
use crate::cox::likelihood::{At, Hazard, Model, unpacked};
use crate::cox::scan::over_bins;

/// The cluster of each row of the data, numbered from 0, and how many clusters there are.
pub(crate) type Clusters = (Vec<u32>, usize);

/// Clusters numbered from 0 in the order they come.
pub(crate) fn numbered(clusters: &[u32]) -> Clusters {
    let mut numbers = HashMap::new();
    let numbered = clusters.iter().map(|cluster| {
        let next = crate::cox::risk::index(numbers.len());
        *numbers.entry(*cluster).or_insert(next)
    });
    (numbered.collect(), numbers.len())
}

/// Gᵀ G, with the weighted score residual of a row or cluster in each row of G.
pub(crate) fn spread(model: &Model, at: &At, clusters: Option<&Clusters>) -> DMatrix<f64> {
    let residuals = ScoreResiduals::new(model, at, None);
    spread_of(model, clusters, |row, to, _| residuals.of(row, to))
}

/// Gᵀ G, with in each row of G what a function writes of a sorted row, or the sum of that over a cluster; the last argument of
/// the function is as much room to compute in.
fn spread_of(
    model: &Model,
    clusters: Option<&Clusters>,
    of: impl Fn(usize, &mut [f64], &mut [f64]) + Send + Sync,
) -> DMatrix<f64> {
    let p = model.columns();
    let mut gathered = Gathered::new(p);
    if let Some((numbers, count)) = clusters {
        let mut sums = vec![0.0; count * p];
        let (mut own, mut room) = (vec![0.0; p], vec![0.0; p]);
        for row in 0..model.sets.len() {
            of(row, &mut own, &mut room);
            let cluster = numbers[model.sets.order[row] as usize] as usize;
            add(&mut sums[cluster * p..(cluster + 1) * p], &own);
        }
        sums.chunks_exact(p).for_each(|sum| gathered.push(1.0, |column| sum[column]));
        gathered.flush();
    } else {
        let chunks = over_bins(model.sets.len(), |rows| {
            let (mut gathered, mut own, mut room) = (Gathered::new(p), vec![0.0; p], vec![0.0; p]);
            for row in rows {
                of(row, &mut own, &mut room);
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

/// The slope at coefficients of 0, and its spread over rows or clusters.
pub(crate) fn at_zero(model: &Model, clusters: Option<&Clusters>) -> (Vec<f64>, DMatrix<f64>) {
    let p = model.columns();
    let mut at = At::default();
    model.visit(&vec![0.0; p], &mut at);
    let residuals = ScoreResiduals::new(model, &at, None);
    let parts = over_bins(model.sets.len(), |rows| {
        let (mut sum, mut own) = (vec![0.0; p], vec![0.0; p]);
        for row in rows {
            residuals.of(row, &mut own);
            add(&mut sum, &own);
        }
        sum
    });
    let mut slope = vec![0.0; p];
    for part in &parts {
        add(&mut slope, part);
    }
    (slope, spread_of(model, clusters, |row, to, _| residuals.of(row, to)))
}

/// The spread over rows or clusters of the slope along a function of time, less the part of it that `onto` times the slope of
/// the coefficients explains.
pub(crate) fn spread_along(
    model: &Model,
    at: &At,
    times: &[f64],
    onto: &DMatrix<f64>,
    clusters: Option<&Clusters>,
) -> DMatrix<f64> {
    let plain = ScoreResiduals::new(model, at, None);
    let along = ScoreResiduals::new(model, at, Some(times));
    spread_of(model, clusters, |row, to, own| {
        plain.of(row, own);
        along.of(row, to);
        for (j, to) in to.iter_mut().enumerate() {
            *to -= own.iter().enumerate().map(|(i, own)| onto[(j, i)] * own).sum::<f64>();
        }
    })
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
    /// What happens at each bin is multiplied by this; once each where there is none.
    times: Option<&'a [f64]>,
}

impl<'a> ScoreResiduals<'a> {
    pub(crate) fn new(model: &'a Model, at: &'a At, times: Option<&'a [f64]>) -> Self {
        let p = model.columns();
        let (mut drift, mut opens) = (vec![0.0; at.hazards.len() * p], vec![false; at.hazards.len()]);
        for stratum in &model.sets.strata {
            opens[stratum.bins.start] = true;
            let mut sum = vec![0.0; p];
            for bin in stratum.bins.clone() {
                let (Hazard { a, b, .. }, sums) = (at.hazards[bin], model.sums(at, bin));
                let times = times.map_or(1.0, |times| times[bin]);
                for (column, sum) in sum.iter_mut().enumerate() {
                    *sum += times * (a * sums.at_risk(column) + if b == 0.0 { 0.0 } else { b * sums.left(column) });
                }
                drift[bin * p..(bin + 1) * p].copy_from_slice(&sum);
            }
        }
        Self { model, at, expected: model.expected(at, times), drift, opens, times }
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
        let times = self.times.map_or(1.0, |times| times[last]);
        for (column, to) in to.iter_mut().enumerate() {
            let x = model.blocks().value(row, column);
            let mut drift = self.drift[last * p + column];
            if let Some(first) = before {
                drift -= self.drift[(first - 1) * p + column];
            }
            let mut residual = 0.0;
            if let Some(sums) = &sums {
                if it.b != 0.0 {
                    drift += times * (it.b * sums.at_risk(column) + it.c * sums.left(column));
                }
                residual = times * event * (x - model.mean_at(self.at, last, column));
            }
            *to = residual - risk * (x * hazard - drift);
        }
    }
}
