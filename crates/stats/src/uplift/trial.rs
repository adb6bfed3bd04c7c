//! Who was treated, and what came of it.

use crate::StatsError;
use crate::estimate::Why;

/// Treatment and outcome of each customer.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    treated: &'a [bool],
    outcome: &'a [f64],
}

impl<'a> Trial<'a> {
    /// Pairs them up.
    pub fn new(treated: &'a [bool], outcome: &'a [f64]) -> Result<Self, StatsError> {
        if treated.len() != outcome.len() {
            return Err(StatsError::LengthMismatch {
                left: "treated",
                left_len: treated.len(),
                right: "outcome",
                right_len: outcome.len(),
            });
        }
        if u32::try_from(outcome.len()).is_err() {
            let given = outcome.len() as f64;
            return Err(StatsError::OutOfRange { name: "customers", allowed: "at most 4294967295", given });
        }
        if let Some(row) = outcome.iter().position(|y| !y.is_finite()) {
            let allowed = "a finite number";
            return Err(StatsError::RowOutOfRange { name: "outcome", allowed, given: outcome[row], row });
        }
        Ok(Self { treated, outcome })
    }

    /// Who was treated.
    pub fn treated(&self) -> &'a [bool] {
        self.treated
    }

    /// What came of it.
    pub fn outcome(&self) -> &'a [f64] {
        self.outcome
    }

    /// How many customers.
    pub fn n(&self) -> usize {
        self.treated.len()
    }

    /// The share that was treated.
    pub(crate) fn share(&self) -> f64 {
        self.treated.iter().filter(|&&treated| treated).count() as f64 / self.n().max(1) as f64
    }

    /// The mean outcome of those not treated, and of the treated.
    pub(crate) fn means(&self) -> (f64, f64) {
        let (mut sums, mut counts) = ([0.0; 2], [0.0_f64; 2]);
        for (&treated, y) in self.treated.iter().zip(self.outcome) {
            sums[usize::from(treated)] += y;
            counts[usize::from(treated)] += 1.0;
        }
        (sums[0] / counts[0].max(1.0), sums[1] / counts[1].max(1.0))
    }

    /// How many customers the rarest kind has: of the treated and of the others, and where the outcome is 0 or 1 of those with
    /// it and those without it in either arm. So many the errors of an effect are measured from.
    pub fn rarest(&self) -> u64 {
        let is_share = self.outcome.iter().all(|y| *y == 0.0 || *y == 1.0);
        let mut counts = [[0_u64; 2]; 2];
        for (&treated, y) in self.treated.iter().zip(self.outcome) {
            counts[usize::from(treated)][usize::from(is_share && *y == 1.0)] += 1;
        }
        let of_arm = |arm: &[u64; 2]| if is_share { arm[0].min(arm[1]) } else { arm[0] };
        counts.iter().map(of_arm).min().unwrap_or(0)
    }

    /// How many the smaller arm has.
    pub(crate) fn smaller_arm(&self) -> u64 {
        let treated = self.treated.iter().filter(|&&treated| treated).count() as u64;
        treated.min(self.n() as u64 - treated)
    }

    /// Why nothing can be learned from these customers.
    pub(crate) fn lack(&self) -> Option<Why> {
        if self.n() == 0 {
            return Some(Why::NobodyAtRisk);
        }
        let empty = [false, true].into_iter().position(|arm| self.treated.iter().all(|&treated| treated != arm));
        empty.map(|group| Why::GroupEmpty { group })
    }

    pub(crate) fn check_columns(&self, columns: &[&[f64]]) -> Result<(), StatsError> {
        if columns.is_empty() {
            return Err(StatsError::TooFew { method: "uplift", what: "covariates", needed: 1, given: 0 });
        }
        match columns.iter().find(|column| column.len() != self.n()) {
            Some(column) => Err(StatsError::LengthMismatch {
                left: "covariate",
                left_len: column.len(),
                right: "treated",
                right_len: self.n(),
            }),
            None => Ok(()),
        }
    }
}

/// What the covariates alone tell of each customer: the outcome to be expected whether treated or not, and the chance to
/// be treated.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    outcome: Vec<f64>,
    propensity: Vec<f64>,
}

impl Expected {
    /// Takes both as they are.
    pub fn new(outcome: Vec<f64>, propensity: Vec<f64>) -> Self {
        Self { outcome, propensity }
    }

    pub(crate) fn outcome(&self, row: usize) -> f64 {
        self.outcome[row]
    }

    pub(crate) fn propensity(&self, row: usize) -> f64 {
        self.propensity[row]
    }

    pub(crate) fn check(&self, n: usize) -> Result<(), StatsError> {
        for (left, column) in [("expected outcome", &self.outcome), ("propensity", &self.propensity)] {
            if column.len() != n {
                return Err(StatsError::LengthMismatch {
                    left,
                    left_len: column.len(),
                    right: "treated",
                    right_len: n,
                });
            }
        }
        if let Some(row) = self.propensity.iter().position(|e| !(*e > 0.0 && *e < 1.0)) {
            let allowed = "above 0 and below 1";
            return Err(StatsError::RowOutOfRange { name: "propensity", allowed, given: self.propensity[row], row });
        }
        Ok(())
    }
}
