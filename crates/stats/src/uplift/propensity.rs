//! How likely each customer was to be treated.

use crate::StatsError;
use crate::estimate::Why;
use crate::uplift::Trial;
use crate::uplift::learner::{Base, Caution, Settings};
use crate::uplift::mean_model::{MeanModel, Sample};

/// Estimated propensities are kept this far from 0 and 1, and whoever lies outside counts as having nobody to compare with.
pub const PROPENSITY_MARGIN: f64 = 0.02;

/// The share of customers that may lie outside before there is no answer.
pub const OUTSIDE_SHARE_MAX: f64 = 0.1;

/// Sets the draws of this model apart from those of others with the same seed.
const SALT: u64 = 7;

/// What is known of the chance to be treated.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Propensity {
    /// The same for everybody, and equal to the share that was treated: the treatment was drawn. The default.
    #[default]
    Share,
    /// The same for everybody, and known.
    Known(f64),
    /// To be estimated from the covariates: the treatment was chosen.
    Estimated,
}

impl Propensity {
    pub(crate) fn check(self) -> Result<(), StatsError> {
        match self {
            Self::Known(e) if !(e > 0.0 && e < 1.0) => {
                Err(StatsError::OutOfRange { name: "propensity", allowed: "above 0 and below 1", given: e })
            }
            _ => Ok(()),
        }
    }
}

/// Tells the propensity of a customer.
#[derive(Debug, Clone)]
pub(crate) enum PropensityModel {
    Constant(f64),
    Model(MeanModel),
}

impl PropensityModel {
    pub(crate) fn predict(&self, columns: &[&[f64]]) -> Result<Vec<f64>, StatsError> {
        match self {
            Self::Constant(e) => Ok(vec![*e; columns.first().map_or(0, |column| column.len())]),
            Self::Model(model) => {
                let mut said = model.predict(columns)?;
                for e in &mut said {
                    *e = within(*e);
                }
                Ok(said)
            }
        }
    }
}

fn within(e: f64) -> f64 {
    e.clamp(PROPENSITY_MARGIN, 1.0 - PROPENSITY_MARGIN)
}

/// The propensity of each customer of a trial, with what tells that of others.
#[derive(Debug, Clone)]
pub(crate) struct Propensities {
    model: PropensityModel,
    values: Vec<f64>,
    outside: u64,
}

impl Propensities {
    pub(crate) fn of(
        columns: &[&[f64]],
        trial: &Trial<'_>,
        settings: &Settings,
    ) -> Result<Result<Self, Why>, StatsError> {
        let constant = |e: f64| Self { model: PropensityModel::Constant(e), values: vec![e; trial.n()], outside: 0 };
        match settings.propensity {
            Propensity::Share => Ok(Ok(constant(trial.share()))),
            Propensity::Known(e) => Ok(Ok(constant(e))),
            Propensity::Estimated => Self::estimate(columns, trial, settings),
        }
    }

    fn estimate(columns: &[&[f64]], trial: &Trial<'_>, settings: &Settings) -> Result<Result<Self, Why>, StatsError> {
        let treatment: Vec<f64> = trial.treated().iter().map(|&treated| f64::from(u8::from(treated))).collect();
        let sample = Sample::all(columns, &treatment);
        let fitted = match settings.base {
            Base::Linear => sample.logistic()?,
            Base::Trees => Ok(sample.trees(&settings.forest, SALT)?),
        };
        let (model, mut values) = match fitted {
            Ok(fitted) => fitted,
            // Covariates that tell the treatment without error leave nobody to compare with.
            Err(Why::Separation { .. }) => {
                let n = trial.n() as u64;
                return Ok(Err(Why::NoOverlap { outside: n, n }));
            }
            Err(why) => return Ok(Err(why)),
        };
        let outside = values.iter().filter(|e| within(**e) != **e).count() as u64;
        let n = trial.n() as u64;
        if outside as f64 > OUTSIDE_SHARE_MAX * n as f64 {
            return Ok(Err(Why::NoOverlap { outside, n }));
        }
        for e in &mut values {
            *e = within(*e);
        }
        Ok(Ok(Self { model: PropensityModel::Model(model), values, outside }))
    }

    pub(crate) fn values(&self) -> &[f64] {
        &self.values
    }

    pub(crate) fn into_values(self) -> Vec<f64> {
        self.values
    }

    pub(crate) fn into_model(self) -> PropensityModel {
        self.model
    }

    pub(crate) fn caution(&self) -> Option<Caution> {
        (self.outside > 0).then_some(Caution::ExtremePropensity { customers: self.outside })
    }
}
