//! Customers from the highest score down, counted at each distinct score.

use rayon::prelude::*;

use crate::StatsError;
use crate::estimate::Why;
use crate::uplift::Trial;
use crate::uplift::qini::formula::{Formula, Tracer};

/// One customer in rank order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    pub(super) outcome: f64,
    pub(super) treated: bool,
    /// Whether the next customer has a lower score.
    pub(super) ends_tie: bool,
}

/// Customers from the highest score down.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    pub(super) customers: Vec<Ranked>,
}

/// What is known after all customers with a score of at least so much.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CurvePoint {
    /// Treated customers so far.
    pub treated: f64,
    /// Customers so far who were not treated.
    pub control: f64,
    /// Their outcomes, added up.
    pub treated_outcome: f64,
    /// The outcomes of those not treated, added up.
    pub control_outcome: f64,
}

impl CurvePoint {
    /// Customers so far.
    pub fn customers(&self) -> f64 {
        self.treated + self.control
    }

    /// The Qini curve, Yt − Yc·Nt/Nc: what the treated brought more than they would have, in units of the outcome. While
    /// nobody is in one group, that group counts for nothing.
    pub fn qini(&self) -> f64 {
        let expected = if self.control > 0.0 { self.control_outcome * self.treated / self.control } else { 0.0 };
        self.treated_outcome - expected
    }

    /// The uplift curve, (Yt/Nt − Yc/Nc)·k: what treating all k brings, in units of the outcome. While nobody is in one
    /// group, that group counts for nothing.
    pub fn uplift(&self) -> f64 {
        let mean = |sum: f64, n: f64| if n > 0.0 { sum / n } else { 0.0 };
        (mean(self.treated_outcome, self.treated) - mean(self.control_outcome, self.control)) * self.customers()
    }

    /// Whether both groups have somebody.
    pub(super) fn has_both(&self) -> bool {
        self.treated > 0.0 && self.control > 0.0
    }

    #[inline]
    pub(super) fn add(&mut self, ranked: &Ranked, weight: f64) {
        // No branch: which group the next customer is in cannot be guessed.
        let treated = weight * f64::from(u8::from(ranked.treated));
        self.treated += treated;
        self.control += weight - treated;
        self.treated_outcome += treated * ranked.outcome;
        self.control_outcome += (weight - treated) * ranked.outcome;
    }
}

impl Ranking {
    /// Puts customers in order.
    ///
    /// # Errors
    /// `LengthMismatch` when scores and customers do not pair up; `RowOutOfRange` when a score is NaN or infinite.
    pub fn new(scores: &[f64], trial: &Trial<'_>) -> Result<Self, StatsError> {
        if scores.len() != trial.n() {
            let (left_len, right_len) = (scores.len(), trial.n());
            return Err(StatsError::LengthMismatch { left: "scores", left_len, right: "treated", right_len });
        }
        if let Some(row) = scores.iter().position(|score| !score.is_finite()) {
            let allowed = "a finite number";
            return Err(StatsError::RowOutOfRange { name: "score", allowed, given: scores[row], row });
        }
        let mut order: Vec<(u64, u32)> =
            scores.par_iter().enumerate().map(|(row, &score)| (falling(score), row as u32)).collect();
        order.par_sort_unstable();
        let (treated, outcome) = (trial.treated(), trial.outcome());
        let ranked = |(at, &(key, row)): (usize, &(u64, u32))| Ranked {
            outcome: outcome[row as usize],
            treated: treated[row as usize],
            ends_tie: order.get(at + 1).is_none_or(|&(next, _)| next != key),
        };
        Ok(Self { customers: order.par_iter().enumerate().map(ranked).collect() })
    }

    /// How many customers.
    pub fn n(&self) -> usize {
        self.customers.len()
    }

    /// The curve: where it begins, then a point per distinct score.
    pub fn curve(&self) -> Vec<CurvePoint> {
        let mut points = vec![CurvePoint::default()];
        let mut point = CurvePoint::default();
        for ranked in &self.customers {
            point.add(ranked, 1.0);
            if ranked.ends_tie {
                points.push(point);
            }
        }
        points
    }

    /// The area by this formula.
    pub fn area(&self, formula: Formula) -> Result<f64, Why> {
        let mut tracer = Tracer::new(formula);
        for ranked in &self.customers {
            tracer.add(ranked, 1.0);
        }
        tracer.area()
    }

    /// Why no score could be judged with these customers.
    pub(super) fn lack(&self) -> Option<Why> {
        if self.customers.is_empty() {
            return Some(Why::NobodyAtRisk);
        }
        for (group, arm) in [false, true].into_iter().enumerate() {
            if self.customers.iter().all(|ranked| ranked.treated != arm) {
                return Some(Why::GroupEmpty { group });
            }
        }
        let tied = self.customers.iter().filter(|ranked| ranked.ends_tie).count() == 1;
        tied.then_some(Why::ZeroVariance)
    }
}

/// A key that rises as the score falls.
fn falling(score: f64) -> u64 {
    // Adding 0 turns −0 into 0, which is the same score.
    let bits = (score + 0.0).to_bits();
    if bits >> 63 == 0 { !(bits | (1 << 63)) } else { bits }
}
