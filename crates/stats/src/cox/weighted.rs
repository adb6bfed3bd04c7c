//! Errors of a predicted curve that do not depend on the unit of the weights: from what each row, or cluster, adds to it.

use nalgebra::{DMatrix, DVector};

use crate::cox::likelihood::{At, Model};
use crate::cox::robust::{Clusters, ScoreResiduals};

/// Whether weights say how much rows matter: one of them is no whole number, so that they count nobody.
pub(crate) fn matter(weights: Option<&[f64]>) -> bool {
    weights.is_some_and(|weights| weights.iter().any(|it| it.fract() != 0.0))
}

/// What each row belongs to, for the sorted rows of a model.
#[derive(Debug, Clone)]
pub(crate) struct Units {
    of: Vec<u32>,
    count: usize,
}

impl Units {
    /// The clusters, numbered from 0 by the place of a row in the data, or the rows themselves.
    pub(crate) fn new(order: &[u32], clusters: Option<&Clusters>) -> Self {
        match clusters {
            Some((numbers, count)) => {
                Self { of: order.iter().map(|&row| numbers[row as usize]).collect(), count: *count }
            }
            None => Self { of: (0..crate::cox::risk::index(order.len())).collect(), count: order.len() },
        }
    }
}

/// What the units add to the cumulative hazard of a stratum, followed from bin to bin.
///
/// Unit u adds F − C P, where C is the sum of `a` so far, P the risk of its rows that are at risk, and F what is settled. Of
/// that only sums over units are needed, which change by little when a row comes or goes.
pub(crate) struct Following<'a> {
    model: &'a Model,
    at: &'a At,
    units: &'a Units,
    /// The score residuals of each unit.
    scores: Vec<f64>,
    settled: Vec<f64>,
    risk: Vec<f64>,
    through: f64,
    /// Σ F², Σ F P, Σ P².
    squares: [f64; 3],
    settled_scores: DVector<f64>,
    risk_scores: DVector<f64>,
    /// Sorted rows that come into sight later, those that come first at the end.
    waiting: Vec<u32>,
}

impl<'a> Following<'a> {
    /// Everybody of a stratum who is at risk at its first bin.
    pub(crate) fn start(model: &'a Model, at: &'a At, units: &'a Units, stratum: usize) -> Self {
        let p = model.columns();
        let residuals = ScoreResiduals::new(model, at, None);
        let (mut scores, mut own) = (vec![0.0; units.count * p], vec![0.0; p]);
        for (row, &unit) in units.of.iter().enumerate() {
            residuals.of(row, &mut own);
            crate::cox::blocks::add(&mut scores[unit as usize * p..(unit as usize + 1) * p], &own);
        }
        let mut it = Self {
            model,
            at,
            units,
            scores,
            settled: vec![0.0; units.count],
            risk: vec![0.0; units.count],
            through: 0.0,
            squares: [0.0; 3],
            settled_scores: DVector::zeros(p),
            risk_scores: DVector::zeros(p),
            waiting: Vec::new(),
        };
        let rows = model.sets.strata[stratum].rows.clone();
        if model.sets.first.is_empty() {
            rows.for_each(|row| it.enter(row));
        } else {
            it.waiting = rows.map(crate::cox::risk::index).collect();
            it.waiting.sort_by_key(|&row| std::cmp::Reverse(model.sets.first[row as usize]));
        }
        it
    }

    fn enter(&mut self, row: usize) {
        let risk = self.at.risk[row];
        self.change(row, risk * self.through, risk);
    }

    fn change(&mut self, row: usize, settled: f64, risk: f64) {
        let unit = self.units.of[row] as usize;
        let (f, p) = (self.settled[unit], self.risk[unit]);
        self.squares[0] += (2.0 * f + settled) * settled;
        self.squares[1] += f * risk + p * settled + settled * risk;
        self.squares[2] += (2.0 * p + risk) * risk;
        (self.settled[unit], self.risk[unit]) = (f + settled, p + risk);
        let width = self.settled_scores.len();
        let scores = &self.scores[unit * width..(unit + 1) * width];
        for (column, score) in scores.iter().enumerate() {
            self.settled_scores[column] += settled * score;
            self.risk_scores[column] += risk * score;
        }
    }

    /// Goes on to a bin of the stratum, the one after the last.
    pub(crate) fn pass(&mut self, bin: usize) {
        while let Some(row) = self.waiting.pop_if(|row| self.model.sets.first[*row as usize] as usize <= bin) {
            self.enter(row as usize);
        }
        let hazard = self.at.hazards[bin];
        self.through += hazard.a;
        let weight = self.model.death_weight(bin);
        for row in self.model.sets.rows_of(bin) {
            let risk = self.at.risk[row];
            let own = if self.model.sets.is_death(row) {
                self.model.event_weights[row] / weight * hazard.step - risk * hazard.b
            } else {
                0.0
            };
            self.change(row, own - risk * self.through, -risk);
        }
    }

    /// The variance of the cumulative hazard through the last bin that was passed, of a customer with a relative hazard of 1.
    ///
    /// `along` is what the coefficients add to it per unit of the slope, and `spread` the sum of the squares of the scores.
    pub(crate) fn variance(&self, along: &DVector<f64>, spread: &DMatrix<f64>) -> f64 {
        let [settled, both, risk] = self.squares;
        let hazard = settled - 2.0 * self.through * both + self.through * self.through * risk;
        let across = along.dot(&(&self.settled_scores - self.through * &self.risk_scores));
        (hazard + 2.0 * across + (spread * along).dot(along)).max(0.0)
    }
}
