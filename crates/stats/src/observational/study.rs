//! Who was treated, what came of it, and what was known beforehand.

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::Why;
use crate::regression::{Design, WeightKind, same_length, workable};

/// For whom the effect is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Estimand {
    /// For those who were treated: did it do them good? (ATT)
    #[default]
    Treated,
    /// For those who were not: would it do them good? (ATC)
    Untreated,
    /// For everybody: what if all were treated, beside nobody? (ATE)
    Everyone,
}

impl Estimand {
    /// The word used in JSON and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Treated => "att",
            Self::Untreated => "atc",
            Self::Everyone => "ate",
        }
    }

    /// Whether it is about customers of this arm: they count once each, and need to know what the other arm would have done.
    pub(super) fn asks(self, treated: bool) -> bool {
        match self {
            Self::Treated => treated,
            Self::Untreated => !treated,
            Self::Everyone => true,
        }
    }
}

/// A comparison that chance did not draw: covariates from *before* the treatment, who was treated, and the outcome.
///
/// Weights of the design count as so many customers that are alike, or as importance: see
/// [`WeightKind`](crate::regression::WeightKind). An intercept that the design lacks is put back.
#[derive(Debug, Clone, Copy)]
pub struct Study<'a> {
    pub(super) design: &'a Design,
    pub(super) treated: &'a [bool],
    pub(super) outcome: &'a [f64],
    pub(super) clusters: Option<&'a [usize]>,
    pub(super) level: Level,
}

impl<'a> Study<'a> {
    /// Accepts covariates, treatment and outcome of the same rows.
    ///
    /// # Errors
    /// `LengthMismatch`, `RowOutOfRange` for an outcome that is NaN, infinite or above 10¹⁴⁰ in size, `OutOfRange` for a design
    /// without intercept.
    pub fn new(design: &'a Design, treated: &'a [bool], outcome: &'a [f64]) -> Result<Self, StatsError> {
        same_length("covariates", design.rows(), "treated", treated.len())?;
        same_length("covariates", design.rows(), "outcome", outcome.len())?;
        workable("outcome", outcome)?;
        if !design.has_intercept() {
            return Err(StatsError::OutOfRange { name: "intercept", allowed: "1: a study has one", given: 0.0 });
        }
        Ok(Self { design, treated, outcome, clusters: None, level: Level::P95 })
    }

    /// The same, with rows of one cluster moving together: one number per row.
    ///
    /// # Errors
    /// `LengthMismatch`.
    pub fn clustered(self, clusters: &'a [usize]) -> Result<Self, StatsError> {
        same_length("covariates", self.design.rows(), "clusters", clusters.len())?;
        Ok(Self { clusters: Some(clusters), ..self })
    }

    /// The same, with intervals of another level.
    #[must_use]
    pub const fn at_level(self, level: Level) -> Self {
        Self { level, ..self }
    }

    /// The covariates.
    pub const fn design(&self) -> &Design {
        self.design
    }

    /// Who was treated.
    pub const fn treated(&self) -> &[bool] {
        self.treated
    }

    pub(super) fn rows(&self) -> usize {
        self.treated.len()
    }

    pub(super) fn weight(&self, row: usize) -> f64 {
        self.design.weight(row)
    }

    /// The sum of the weights of one arm.
    pub(super) fn arm_weight(&self, treated: bool) -> f64 {
        (0..self.rows()).filter(|&row| self.treated[row] == treated).map(|row| self.weight(row)).sum()
    }

    /// The rows of one arm that take part.
    pub(super) fn arm(&self, treated: bool) -> Vec<usize> {
        (0..self.rows()).filter(|&row| self.treated[row] == treated && self.weight(row) > 0.0).collect()
    }

    /// How many units are in one arm.
    pub(super) fn arm_units(&self, treated: bool) -> f64 {
        match self.design.weight_kind() {
            WeightKind::Counts => self.arm_weight(treated),
            WeightKind::Importance => self.arm(treated).len() as f64,
        }
    }

    /// Both arms have somebody.
    pub(super) fn both_arms(&self) -> Result<(), Why> {
        for (group, treated) in [(0, false), (1, true)] {
            if self.arm_weight(treated) <= 0.0 {
                return Err(Why::GroupEmpty { group });
            }
        }
        Ok(())
    }

    /// The standard deviation of a column, n below.
    pub(super) fn deviation(&self, values: &[f64]) -> f64 {
        let total = self.design.total_weight();
        let mean = values.iter().enumerate().map(|(row, x)| self.weight(row) * x).sum::<f64>() / total;
        let squares: f64 = values.iter().enumerate().map(|(row, x)| self.weight(row) * (x - mean).powi(2)).sum();
        (squares / total).sqrt()
    }

    /// Whose average the effect is: a factor per row, adding up to one when weights are counted in.
    pub(super) fn target(&self, estimand: Estimand) -> Vec<f64> {
        let total = match estimand {
            Estimand::Treated => self.arm_weight(true),
            Estimand::Untreated => self.arm_weight(false),
            Estimand::Everyone => self.design.total_weight(),
        };
        self.treated.iter().map(|treated| if estimand.asks(*treated) { 1.0 / total } else { 0.0 }).collect()
    }
}
