//! One way to learn chances beside the other: logistic regression, or boosted trees.

use crate::StatsError;
use crate::estimate::Why;
use crate::regression::{Design, Logistic, LogisticOptions, Penalty, expit, logistic, same_length};

use super::attributions::Attributions;
use super::boost::{Boosted, Boosting};

/// How chances are learned from traits.
#[derive(Debug, Clone, PartialEq)]
pub enum Learner {
    /// Logistic regression under a penalty; without one under ridge of strength 1/n, just enough for separated and repeated
    /// traits. It takes no missing values. Columns that do not vary are left out.
    Logistic(Option<Penalty>),
    /// Gradient-boosted trees; the loss is always that of yes and no.
    Trees(Boosting),
}

/// Chances, learned.
#[derive(Debug, Clone)]
pub struct Classifier {
    kind: Kind,
    features: usize,
}

#[derive(Debug, Clone)]
enum Kind {
    Logistic { fit: Box<Logistic>, kept: Vec<usize>, means: Vec<f64> },
    Trees(Boosted),
}

impl Learner {
    /// The word used in JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Logistic(_) => "logistic",
            Self::Trees(_) => "trees",
        }
    }

    /// Learns the chance of an event from traits.
    ///
    /// # Shapes
    /// Columns as long as `happened`, at least one.
    ///
    /// # Returns
    /// Inside `Ok`, `Err(why)` as [`logistic`](crate::regression::logistic()) and [`Boosted::fit`]; `ZeroVariance` also when no
    /// column varies.
    ///
    /// # Errors
    /// As [`logistic`](crate::regression::logistic()) and [`Boosted::fit`].
    pub fn fit(&self, columns: &[&[f64]], happened: &[bool]) -> Result<Result<Classifier, Why>, StatsError> {
        let outcome: Vec<f64> = happened.iter().map(|&yes| f64::from(u8::from(yes))).collect();
        let features = columns.len();
        match self {
            Self::Trees(plan) => {
                let fitted = Boosted::fit(columns, &outcome, plan)?;
                Ok(fitted.map(|fit| Classifier { kind: Kind::Trees(fit), features }))
            }
            Self::Logistic(penalty) => {
                for column in columns {
                    same_length("covariate", column.len(), "outcome", happened.len())?;
                }
                let varies = |j: &usize| columns[*j].iter().any(|value| value != &columns[*j][0]);
                let kept: Vec<usize> = (0..features).filter(varies).collect();
                if kept.is_empty() {
                    return Ok(Err(Why::ZeroVariance));
                }
                let penalty = penalty.unwrap_or_else(|| Penalty::ridge(1.0 / happened.len() as f64));
                let design = Design::new(kept.iter().map(|&j| columns[j].to_vec()).collect())?;
                let options = LogisticOptions { penalty, ..LogisticOptions::default() };
                let mean = |&j: &usize| columns[j].iter().sum::<f64>() / columns[j].len() as f64;
                let means = kept.iter().map(mean).collect();
                let fit = match logistic(&design, &outcome, &options)? {
                    Ok(fit) => Box::new(fit),
                    Err(why) => return Ok(Err(named(why, &kept))),
                };
                Ok(Ok(Classifier { kind: Kind::Logistic { fit, kept, means }, features }))
            }
        }
    }
}

/// The reason with the number of the column among all.
fn named(why: Why, kept: &[usize]) -> Why {
    let all = |column: usize| kept.get(column).copied().unwrap_or(column);
    match why {
        Why::Separation { column } => Why::Separation { column: all(column) },
        Why::Collinear { column } => Why::Collinear { column: all(column) },
        why => why,
    }
}

impl Classifier {
    /// The log-odds of every row.
    ///
    /// # Errors
    /// `LengthMismatch` for other columns than those learned from; what is not allowed in a column.
    pub fn log_odds(&self, columns: &[&[f64]]) -> Result<Vec<f64>, StatsError> {
        self.check(columns)?;
        match &self.kind {
            Kind::Trees(fit) => fit.scores(columns),
            Kind::Logistic { fit, kept, .. } => Ok(design(columns, kept)?.linear_predictor(fit.coefficients.values())),
        }
    }

    /// The chance of every row.
    ///
    /// # Errors
    /// As [`log_odds`](Self::log_odds).
    pub fn chances(&self, columns: &[&[f64]]) -> Result<Vec<f64>, StatsError> {
        Ok(self.log_odds(columns)?.into_iter().map(expit).collect())
    }

    /// What each column adds to the log-odds of every row.
    ///
    /// # Errors
    /// As [`log_odds`](Self::log_odds).
    pub fn attributions(&self, columns: &[&[f64]]) -> Result<Attributions, StatsError> {
        self.check(columns)?;
        match &self.kind {
            Kind::Trees(fit) => fit.attributions(columns),
            Kind::Logistic { fit, kept, means } => {
                let found = Attributions::linear(&fit.coefficients, &design(columns, kept)?, means)?;
                let mut values = vec![0.0; found.rows() * self.features];
                for (row, values) in values.chunks_exact_mut(self.features).enumerate() {
                    kept.iter().zip(found.row(row)).for_each(|(&j, value)| values[j] = *value);
                }
                Ok(Attributions::new(found.base(), self.features, values))
            }
        }
    }

    /// The trees, where it is made of trees.
    pub const fn trees(&self) -> Option<&Boosted> {
        match &self.kind {
            Kind::Trees(fit) => Some(fit),
            Kind::Logistic { .. } => None,
        }
    }

    fn check(&self, columns: &[&[f64]]) -> Result<(), StatsError> {
        same_length("columns", columns.len(), "columns that were learned from", self.features)
    }
}

fn design(columns: &[&[f64]], kept: &[usize]) -> Result<Design, StatsError> {
    Design::new(kept.iter().map(|&j| columns[j].to_vec()).collect())
}
