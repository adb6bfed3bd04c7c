//! Fitting each learner.

use crate::StatsError;
use crate::estimate::Why;
use crate::regression::{Coefficients, Design, StandardErrors, least_squares};
use crate::uplift::effects::Spread;
use crate::uplift::forest::UpliftForest;
use crate::uplift::learner::{Base, Caution, Kind, Learner, Settings, UpliftModel};
use crate::uplift::mean_model::{Fitted, MeanModel, Sample};
use crate::uplift::{Expected, Propensities, Signals, Trial};

/// A model, or the reason why there is none, or an impossible argument.
type Found<T> = Result<Result<T, Why>, StatsError>;

/// Takes what was found, or passes on why nothing was.
macro_rules! found {
    ($found:expr) => {
        match $found? {
            Ok(found) => found,
            Err(why) => return Ok(Err(why)),
        }
    };
}

/// Sets the draws of the models of one learner apart.
mod salt {
    pub(super) const TREATED: u64 = 1;
    pub(super) const CONTROL: u64 = 2;
    pub(super) const OUTCOME: u64 = 3;
    pub(super) const EFFECT_TREATED: u64 = 4;
    pub(super) const EFFECT_CONTROL: u64 = 5;
    pub(super) const EFFECT: u64 = 6;
}

pub(super) fn fit(columns: &[&[f64]], trial: &Trial<'_>, settings: &Settings) -> Found<UpliftModel> {
    let mut cautions = Vec::new();
    let kind = match settings.learner {
        Learner::S => found!(single(columns, trial, settings, &mut cautions)),
        Learner::T => {
            let (treated, control) = found!(arms(columns, trial, settings));
            Kind::Difference { treated: treated.0, control: control.0 }
        }
        learner => {
            let propensities = found!(Propensities::of(columns, trial, settings));
            cautions.extend(propensities.caution());
            match learner {
                Learner::X => found!(crossed(columns, trial, settings, propensities)),
                Learner::Dr => found!(doubly_robust(columns, trial, settings, &propensities)),
                Learner::R => found!(residual(columns, trial, settings, &propensities)),
                _ => {
                    let outcome = found!(expected_outcome(columns, trial, settings));
                    let expected = Expected::new(outcome, propensities.into_values());
                    Kind::Forest(UpliftForest::fit(columns, trial, &expected, &settings.forest)?)
                }
            }
        }
    };
    Ok(Ok(UpliftModel {
        kind,
        learner: settings.learner,
        cautions,
        n: trial.n() as u64,
        spread: Spread::of(trial, columns.len() + 1),
    }))
}

fn single(columns: &[&[f64]], trial: &Trial<'_>, settings: &Settings, cautions: &mut Vec<Caution>) -> Found<Kind> {
    let treatment: Vec<f64> = trial.treated().iter().map(|&treated| f64::from(u8::from(treated))).collect();
    let columns: Vec<&[f64]> = columns.iter().copied().chain([&treatment[..]]).collect();
    let sample = Sample::all(&columns, trial.outcome());
    let (model, _) = found!(sample.fit(settings.base, &settings.forest, salt::OUTCOME));
    match model {
        MeanModel::Line { .. } => cautions.push(Caution::ConstantEffect),
        MeanModel::Logistic { .. } => cautions.push(Caution::ConstantOddsEffect),
        MeanModel::Trees { .. } => {}
    }
    Ok(Ok(Kind::Single(model)))
}

/// A model of the outcome among the treated, and one among the others.
pub(in crate::uplift) fn arms(columns: &[&[f64]], trial: &Trial<'_>, settings: &Settings) -> Found<(Fitted, Fitted)> {
    let of = |arm, salt| {
        Sample::arm(columns, trial.outcome(), trial.treated(), arm).fit(settings.base, &settings.forest, salt)
    };
    let treated = found!(of(true, salt::TREATED));
    let control = found!(of(false, salt::CONTROL));
    Ok(Ok((treated, control)))
}

/// The outcome to be expected of each customer, whether treated or not.
pub(in crate::uplift) fn expected_outcome(
    columns: &[&[f64]],
    trial: &Trial<'_>,
    settings: &Settings,
) -> Found<Vec<f64>> {
    let sample = Sample::all(columns, trial.outcome());
    match settings.base {
        Base::Linear => Ok(sample.line()?.map(|(_, said)| said)),
        Base::Trees => Ok(Ok(sample.trees(&settings.forest, salt::OUTCOME)?.1)),
    }
}

fn crossed(columns: &[&[f64]], trial: &Trial<'_>, settings: &Settings, propensities: Propensities) -> Found<Kind> {
    let ((_, treated), (_, control)) = found!(arms(columns, trial, settings));
    let outcome = trial.outcome();
    let imputed: Vec<f64> = (0..trial.n())
        .map(|row| if trial.treated()[row] { outcome[row] - control[row] } else { treated[row] - outcome[row] })
        .collect();
    let of = |arm, salt| {
        let sample = Sample::arm(columns, &imputed, trial.treated(), arm);
        match settings.base {
            Base::Linear => sample.line(),
            Base::Trees => sample.trees(&settings.forest, salt).map(Ok),
        }
    };
    let treated = found!(of(true, salt::EFFECT_TREATED)).0;
    let control = found!(of(false, salt::EFFECT_CONTROL)).0;
    Ok(Ok(Kind::Weighted { treated, control, propensity: propensities.into_model() }))
}

fn doubly_robust(
    columns: &[&[f64]],
    trial: &Trial<'_>,
    settings: &Settings,
    propensities: &Propensities,
) -> Found<Kind> {
    let ((_, treated), (_, control)) = found!(arms(columns, trial, settings));
    let signals = Signals::new(trial, &control, &treated, propensities.values())?;
    match settings.base {
        Base::Linear => {
            let design = Design::new(columns.iter().map(|column| column.to_vec()).collect())?;
            Ok(straight(&design, signals.effects())?.map(Kind::Line))
        }
        Base::Trees => {
            let model = Sample::all(columns, signals.effects()).trees(&settings.forest, salt::EFFECT)?.0;
            Ok(Ok(Kind::Direct(model)))
        }
    }
}

fn residual(columns: &[&[f64]], trial: &Trial<'_>, settings: &Settings, propensities: &Propensities) -> Found<Kind> {
    let expected = found!(expected_outcome(columns, trial, settings));
    let w: Vec<f64> = trial
        .treated()
        .iter()
        .zip(propensities.values())
        .map(|(&treated, e)| f64::from(u8::from(treated)) - e)
        .collect();
    let y: Vec<f64> = trial.outcome().iter().zip(&expected).map(|(y, m)| y - m).collect();
    match settings.base {
        Base::Linear => {
            let times_w = |column: &&[f64]| column.iter().zip(&w).map(|(x, w)| x * w).collect();
            let products = [w.clone()].into_iter().chain(columns.iter().map(times_w)).collect();
            Ok(straight(&Design::new(products)?.without_intercept(), &y)?.map(Kind::Line))
        }
        Base::Trees => {
            // The effect that minimizes Σ (y − w·effect)² in a leaf is Σ wy / Σ w².
            let numerators: Vec<f64> = w.iter().zip(&y).map(|(w, y)| w * y).collect();
            let weights: Vec<f64> = w.iter().map(|w| w * w).collect();
            let sample = Sample { weights: Some(&weights), ..Sample::all(columns, &numerators) };
            Ok(Ok(Kind::Direct(sample.trees(&settings.forest, salt::EFFECT)?.0)))
        }
    }
}

/// A straight line with errors that hold whatever the variance does.
fn straight(design: &Design, outcome: &[f64]) -> Found<Coefficients> {
    Ok(least_squares(design, outcome, StandardErrors::Hc1)?.map(|fit| fit.coefficients))
}
