//! What outcome, or what chance, the covariates tell: a straight line, a logistic curve or a forest of regression trees.

use crate::StatsError;
use crate::estimate::Why;
use crate::regression::{Design, LogisticOptions, StandardErrors, expit, least_squares, logistic};
use crate::trees::bins::Cuts;
use crate::trees::forest::{Plan, RatioForest, Ratios};
use crate::trees::grow::Limits;
use crate::uplift::forest::ForestPlan;
use crate::uplift::learner::Base;

/// A fitted model.
#[derive(Debug, Clone)]
pub(crate) enum MeanModel {
    Line { start: f64, slopes: Vec<f64> },
    Logistic { start: f64, slopes: Vec<f64> },
    Trees { cuts: Cuts, forest: RatioForest },
}

/// What a mean model is fitted to.
pub(crate) struct Sample<'a> {
    pub(crate) columns: &'a [&'a [f64]],
    pub(crate) outcome: &'a [f64],
    /// The rows that count; the others are predicted only.
    pub(crate) rows: Vec<u32>,
    /// How much each row counts, for trees alone.
    pub(crate) weights: Option<&'a [f64]>,
}

/// A model with what it says of each row of its sample; trees say of a row they saw only what those say that did not.
pub(crate) type Fitted = (MeanModel, Vec<f64>);

impl<'a> Sample<'a> {
    /// All rows, each alike.
    pub(crate) fn all(columns: &'a [&'a [f64]], outcome: &'a [f64]) -> Self {
        Self { columns, outcome, rows: (0..outcome.len() as u32).collect(), weights: None }
    }

    /// The rows of one arm.
    pub(crate) fn arm(columns: &'a [&'a [f64]], outcome: &'a [f64], treated: &[bool], arm: bool) -> Self {
        let rows = (0..outcome.len() as u32).filter(|&row| treated[row as usize] == arm).collect();
        Self { columns, outcome, rows, weights: None }
    }

    /// By a straight line, or by a logistic curve where every outcome is 0 or 1; or by trees.
    pub(crate) fn fit(&self, base: Base, plan: &ForestPlan, salt: u64) -> Result<Result<Fitted, Why>, StatsError> {
        let binary = self.rows.iter().all(|&row| matches!(self.outcome[row as usize], 0.0 | 1.0));
        match base {
            Base::Linear if binary => self.logistic(),
            Base::Linear => self.line(),
            Base::Trees => self.trees(plan, salt).map(Ok),
        }
    }

    /// By a straight line, whatever the outcome.
    pub(crate) fn line(&self) -> Result<Result<Fitted, Why>, StatsError> {
        self.without_copies(|design, outcome| {
            let fit = least_squares(design, outcome, StandardErrors::Classical)?;
            Ok(fit.map(|fit| (fit.coefficients.intercept_value(), fit.coefficients.slopes().to_vec())))
        })
        .map(|fit| fit.map(|(start, slopes)| self.with_predictions(MeanModel::Line { start, slopes })))
    }

    /// By a logistic curve.
    pub(crate) fn logistic(&self) -> Result<Result<Fitted, Why>, StatsError> {
        self.without_copies(|design, outcome| {
            let fit = logistic(design, outcome, &LogisticOptions::default())?;
            Ok(fit.map(|fit| (fit.coefficients.intercept_value(), fit.coefficients.slopes().to_vec())))
        })
        .map(|fit| fit.map(|(start, slopes)| self.with_predictions(MeanModel::Logistic { start, slopes })))
    }

    fn with_predictions(&self, model: MeanModel) -> Fitted {
        let said = model.say(self.columns);
        (model, said)
    }

    /// Fits with as many columns as say something of their own: a column that copies others gets a slope of 0, which
    /// changes no prediction.
    fn without_copies(
        &self,
        fit: impl Fn(&Design, &[f64]) -> Result<Result<(f64, Vec<f64>), Why>, StatsError>,
    ) -> Result<Result<(f64, Vec<f64>), Why>, StatsError> {
        let take = |column: &[f64]| -> Vec<f64> { self.rows.iter().map(|&row| column[row as usize]).collect() };
        let outcome = take(self.outcome);
        let mut kept: Vec<usize> = (0..self.columns.len()).collect();
        loop {
            let design = if kept.is_empty() {
                Design::intercept_only(outcome.len())?
            } else {
                Design::new(kept.iter().map(|&j| take(self.columns[j])).collect())?
            };
            match fit(&design, &outcome)? {
                Err(Why::Collinear { column }) if column < kept.len() => {
                    kept.remove(column);
                }
                Err(Why::Separation { column }) => {
                    return Ok(Err(Why::Separation { column: kept.get(column).copied().unwrap_or(column) }));
                }
                Err(why) => return Ok(Err(why)),
                Ok((start, found)) => {
                    let mut slopes = vec![0.0; self.columns.len()];
                    kept.iter().zip(found).for_each(|(&j, slope)| slopes[j] = slope);
                    return Ok(Ok((start, slopes)));
                }
            }
        }
    }

    /// By regression trees. `salt` sets the draws of this model apart from those of others with the same seed.
    pub(crate) fn trees(&self, plan: &ForestPlan, salt: u64) -> Result<Fitted, StatsError> {
        let cuts = Cuts::learn(self.columns, plan.bins_max)?;
        let bins = cuts.apply(self.columns)?;
        let limits = plan.limits(self.columns.len(), self.rows.len());
        let plan = Plan {
            trees: plan.trees,
            seed: plan.seed ^ salt.wrapping_mul(0x9E37_79B9_7F4A_7C15),
            sample_share: 0.5,
            limits: Limits { leaf_arm_min: 0, ..limits },
        };
        let ratios = Ratios { numerators: self.outcome, weights: self.weights };
        let forest = RatioForest::grow(&bins, &self.rows, &ratios, &plan);
        let said = forest.predict_unseen(&bins, &self.rows, &plan);
        Ok((MeanModel::Trees { cuts, forest }, said))
    }
}

impl MeanModel {
    /// What it says of each row.
    pub(crate) fn predict(&self, columns: &[&[f64]]) -> Result<Vec<f64>, StatsError> {
        match self {
            Self::Trees { cuts, forest } => Ok(forest.predict(&cuts.apply(columns)?)),
            Self::Line { slopes, .. } | Self::Logistic { slopes, .. } => {
                check_known(columns, slopes.len())?;
                Ok(self.say(columns))
            }
        }
    }

    /// The same for columns that were checked.
    fn say(&self, columns: &[&[f64]]) -> Vec<f64> {
        match self {
            Self::Trees { .. } => Vec::new(),
            Self::Line { start, slopes } => line(columns, *start, slopes),
            Self::Logistic { start, slopes } => {
                let mut said = line(columns, *start, slopes);
                for said in &mut said {
                    *said = expit(*said);
                }
                said
            }
        }
    }
}

/// A straight line needs every covariate of every row.
pub(crate) fn check_known(columns: &[&[f64]], learned: usize) -> Result<(), StatsError> {
    if columns.len() != learned {
        let right = "columns that were learned from";
        return Err(StatsError::LengthMismatch { left: "columns", left_len: columns.len(), right, right_len: learned });
    }
    for (column, values) in columns.iter().enumerate() {
        if let Some(row) = values.iter().position(|value| !value.is_finite()) {
            let allowed = "a finite number; trees also take missing values";
            return Err(StatsError::CellOutOfRange { column, allowed, given: values[row], row });
        }
    }
    Ok(())
}

/// Start plus slopes times covariates, for every row.
pub(crate) fn line(columns: &[&[f64]], start: f64, slopes: &[f64]) -> Vec<f64> {
    let mut said = vec![start; columns.first().map_or(0, |column| column.len())];
    for (column, slope) in columns.iter().zip(slopes) {
        said.iter_mut().zip(*column).for_each(|(said, x)| *said += slope * x);
    }
    said
}
