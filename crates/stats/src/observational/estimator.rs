//! The methods that are averages of weights, of models, or of both.

use crate::StatsError;
use crate::estimate::Why;
use crate::method::Method;

use super::effect::{Effect, Mean};
use super::outcome_model::{OutcomeModel, Surface};
use super::overlap::Overlap;
use super::propensity::{ArmWeights, Propensity};
use super::study::{Estimand, Study};

/// The plain difference of means between treated and untreated, as if chance had chosen.
///
/// # Returns
/// Inside `Ok`, `Err(GroupEmpty)` for an empty arm.
///
/// # Errors
/// None that [`Study`] let pass.
pub fn difference_of_means(study: &Study<'_>) -> Result<Result<Effect, Why>, StatsError> {
    if let Err(why) = study.both_arms() {
        return Ok(Err(why));
    }
    let mean = |treated: bool| {
        let total = study.arm_weight(treated);
        let target: Vec<f64> = study.treated.iter().map(|it| if *it == treated { 1.0 / total } else { 0.0 }).collect();
        observed_mean(study, &target)
    };
    Ok(mean(true).minus(&mean(false), study, Method::NAIVE_DIFFERENCE))
}

/// The effect by weighting: each arm is weighted until it looks like those the effect is asked for.
///
/// With e the chance to be treated, the untreated weigh e/(1 − e) and the treated 1 for [`Estimand::Treated`]; for
/// [`Estimand::Everyone`] they weigh 1/(1 − e) and 1/e. Means divide by the sum of the weights (Hájek).
///
/// Use it where the model of who is treated can be trusted more than one of the outcome. It assumes that everything that
/// decided about both treatment and outcome is among the covariates, and that both arms have customers of each kind.
///
/// # Returns
/// Inside `Ok`, `Err(why)`: `GroupEmpty`, `NoOverlap` or `TooFew` where the arms are too unlike: see [`Overlap`].
///
/// # Errors
/// None that [`Study`] let pass.
///
/// # Numerical notes
/// The standard error counts that the chances were estimated: it is that of the stacked equations of model and means.
///
/// # Source
/// Hirano, Imbens and Ridder (2003), Econometrica 71:1161–1189; Lunceford and Davidian (2004), Statistics in Medicine
/// 23:2937–2960, for the standard error. Method page: `docs/methods/observational.md`.
///
/// # Checked against
/// `LaLonde` with CPS controls, 1782.20853: `tests/reference/observational.rs`, `lalonde_agrees_with_the_published_formulas`.
///
/// # Example
/// Of four like this, half are treated, and of four like that, three: those without the trait gain 2, the others 4.
/// ```
/// # use stats::{regression::Design, observational::{Estimand, Propensity, Study, weighting}};
/// let design = Design::new(vec![vec![0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0].repeat(10)])?;
/// let treated = [true, true, false, false, true, true, true, false].repeat(10);
/// let outcome = [3.0, 3.0, 1.0, 1.0, 9.0, 9.0, 9.0, 5.0].repeat(10);
/// let study = Study::new(&design, &treated, &outcome)?;
/// let chances = Propensity::fitted(&study)?.expect("a model");
/// let effect = weighting(&study, &chances, Estimand::Treated)?.expect("an effect");
/// assert!((effect.difference.value - (2.0 * 2.0 + 3.0 * 4.0) / 5.0).abs() < 1e-9);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn weighting(
    study: &Study<'_>,
    propensity: &Propensity,
    estimand: Estimand,
) -> Result<Result<Effect, Why>, StatsError> {
    Ok(overlapping(study, propensity, estimand).and_then(|()| {
        let mean = |treated| {
            let weights = propensity.arm_weights(study, treated, estimand);
            arm_mean(study, &Models { weights: Some((propensity, weights)), target: None, surface: None })
        };
        mean(true).minus(&mean(false), study, Method::INVERSE_PROBABILITY)
    }))
}

/// The effect by weighting with weights that are not made to add up: an unbiased total over a fixed number.
///
/// It is shown beside [`weighting`], which is steadier: the two differ much where a few weights are large, and then neither
/// can be trusted.
///
/// # Returns
/// As [`weighting`].
///
/// # Errors
/// None that [`Study`] let pass.
///
/// # Source
/// Horvitz and Thompson (1952), JASA 47:663–685. Method page: `docs/methods/observational.md`.
pub fn horvitz_thompson(
    study: &Study<'_>,
    propensity: &Propensity,
    estimand: Estimand,
) -> Result<Result<Effect, Why>, StatsError> {
    Ok(overlapping(study, propensity, estimand).and_then(|()| {
        let target = study.target(estimand);
        let mean = |treated| {
            let ArmWeights { weights, slopes } = propensity.arm_weights(study, treated, estimand);
            let size: f64 = 1.0 / target.iter().fold(0.0_f64, |max, it| max.max(*it));
            let share = |row: usize| weights[row] * study.outcome[row] / size;
            let value: f64 = (0..study.rows()).map(|row| study.weight(row) * share(row)).sum();
            let mut influence: Vec<f64> = (0..study.rows()).map(|row| share(row) - target[row] * value).collect();
            let factor = |row: usize| study.weight(row) * slopes[row] * study.outcome[row] / size;
            let factors: Vec<f64> = (0..study.rows()).map(factor).collect();
            add(&mut influence, propensity.influence(study, &study.design.totals(&factors)));
            Mean { value, influence }
        };
        mean(true).minus(&mean(false), study, Method::HORVITZ_THOMPSON)
    }))
}

/// The effect by regression: a model of the outcome in each arm says what each customer would have done in the other.
///
/// For [`Estimand::Treated`] the observed mean of the treated stands against what the model of the untreated expects of them.
///
/// Use it where the outcome is well described by the model; where the arms hardly overlap it extrapolates in silence, which
/// is why overlap is checked first.
///
/// # Returns
/// Inside `Ok`, `Err(why)` as [`weighting`], and as [`least_squares`](crate::regression::least_squares()) or
/// [`logistic`](crate::regression::logistic()).
///
/// # Errors
/// `RowOutOfRange` for a logistic model of an outcome outside 0 to 1.
///
/// # Source
/// Imbens and Rubin (2015), Causal Inference for Statistics, Social, and Biomedical Sciences, chapter 19. Method page:
/// `docs/methods/observational.md`.
pub fn regression_adjustment(
    study: &Study<'_>,
    propensity: &Propensity,
    estimand: Estimand,
    model: OutcomeModel,
) -> Result<Result<Effect, Why>, StatsError> {
    with_surfaces(study, propensity, estimand, model, |surfaces, target| {
        let mean = |surface: &Option<Surface>| match surface {
            Some(surface) => arm_mean(study, &Models { weights: None, target: Some(target), surface: Some(surface) }),
            None => observed_mean(study, target),
        };
        mean(&surfaces[1]).minus(&mean(&surfaces[0]), study, Method::REGRESSION_ADJUSTMENT)
    })
}

/// The effect by weighting and regression together: right when one of the two models is, and the most precise when both are.
///
/// The mean of an arm is what its outcome model expects of those the effect is asked for, plus the weighted mean of the
/// residuals. Weights add up to one.
///
/// This is the answer to show when chance did not choose.
///
/// # Returns
/// Inside `Ok`, `Err(why)` as [`weighting`] and [`regression_adjustment`].
///
/// # Errors
/// `RowOutOfRange` for a logistic model of an outcome outside 0 to 1.
///
/// # Numerical notes
/// The standard error counts that both models were estimated.
///
/// # Source
/// Robins, Rotnitzky and Zhao (1994), JASA 89:846–866; Sant'Anna and Zhao (2020), J Econometrics 219:101–122, for the form
/// with weights that add up. Method page: `docs/methods/observational.md`.
///
/// # Checked against
/// `LaLonde` with CPS controls, 1584.52699: `tests/reference/observational.rs`, `lalonde_agrees_with_the_published_formulas`.
pub fn doubly_robust(
    study: &Study<'_>,
    propensity: &Propensity,
    estimand: Estimand,
    model: OutcomeModel,
) -> Result<Result<Effect, Why>, StatsError> {
    with_surfaces(study, propensity, estimand, model, |surfaces, target| {
        combined(study, propensity, estimand, surfaces, target, Method::DOUBLY_ROBUST)
    })
}

pub(super) fn combined(
    study: &Study<'_>,
    propensity: &Propensity,
    estimand: Estimand,
    surfaces: &[Option<Surface>; 2],
    target: &[f64],
    method: Method,
) -> Result<Effect, Why> {
    let mean = |treated: bool| match &surfaces[usize::from(treated)] {
        Some(surface) => {
            let weights = Some((propensity, propensity.arm_weights(study, treated, estimand)));
            arm_mean(study, &Models { weights, target: Some(target), surface: Some(surface) })
        }
        None => observed_mean(study, target),
    };
    mean(true).minus(&mean(false), study, method)
}

/// The mean of the treated as observed, and what they would have come to without: by weights, by an outcome model, or both.
pub(super) fn means_of_treated(
    study: &Study<'_>,
    propensity: Option<&Propensity>,
    surface: Option<&Surface>,
) -> (Mean, Mean) {
    let target = study.target(Estimand::Treated);
    let weights = propensity.map(|it| (it, it.arm_weights(study, false, Estimand::Treated)));
    let untreated = arm_mean(study, &Models { weights, target: surface.map(|_| target.as_slice()), surface });
    (observed_mean(study, &target), untreated)
}

/// The arms are alike enough to compare.
pub(super) fn overlapping(study: &Study<'_>, propensity: &Propensity, estimand: Estimand) -> Result<(), Why> {
    study.both_arms()?;
    Overlap::of(study, propensity, estimand).why().map_or(Ok(()), Err)
}

/// Fits the outcome models that the estimand asks for: of both arms, or of the untreated alone.
fn with_surfaces(
    study: &Study<'_>,
    propensity: &Propensity,
    estimand: Estimand,
    model: OutcomeModel,
    answer: impl FnOnce(&[Option<Surface>; 2], &[f64]) -> Result<Effect, Why>,
) -> Result<Result<Effect, Why>, StatsError> {
    if let Err(why) = overlapping(study, propensity, estimand) {
        return Ok(Err(why));
    }
    let mut surfaces = [None, None];
    for (surface, treated) in surfaces.iter_mut().zip([false, true]) {
        // What an arm would have done is asked for the other one; its own rows are as they were seen.
        if estimand.asks(!treated) {
            *surface = match Surface::fitted(study, model, &study.arm(treated))? {
                Ok(fitted) => Some(fitted),
                Err(why) => return Ok(Err(why)),
            };
        }
    }
    Ok(answer(&surfaces, &study.target(estimand)))
}

/// What the mean of an arm is made of.
struct Models<'a> {
    weights: Option<(&'a Propensity, ArmWeights)>,
    target: Option<&'a [f64]>,
    surface: Option<&'a Surface>,
}

/// Σ target · expected + Σ weight · (outcome − expected) / Σ weight, with how each row moves it.
fn arm_mean(study: &Study<'_>, models: &Models<'_>) -> Mean {
    let rows = 0..study.rows();
    let expected = |row: usize| models.surface.map_or(0.0, |it| it.fitted[row]);
    let mut influence = vec![0.0; study.rows()];
    let mut value = 0.0;
    // How much each expectation counts in the mean, for the part that goes through the outcome model.
    let mut counts = vec![0.0; study.rows()];
    if let Some(target) = models.target {
        let part: f64 = rows.clone().map(|row| study.weight(row) * target[row] * expected(row)).sum();
        for row in rows.clone() {
            influence[row] += target[row] * (expected(row) - part);
            counts[row] += study.weight(row) * target[row];
        }
        value += part;
    }
    if let Some((propensity, ArmWeights { weights, slopes })) = &models.weights {
        let total: f64 = rows.clone().map(|row| study.weight(row) * weights[row]).sum();
        let residual = |row: usize| study.outcome[row] - expected(row);
        let part: f64 = rows.clone().map(|row| study.weight(row) * weights[row] * residual(row)).sum::<f64>() / total;
        let mut factors = vec![0.0; study.rows()];
        for row in rows {
            influence[row] += weights[row] / total * (residual(row) - part);
            counts[row] -= study.weight(row) * weights[row] / total;
            factors[row] = study.weight(row) * slopes[row] / total * (residual(row) - part);
        }
        add(&mut influence, propensity.influence(study, &study.design.totals(&factors)));
        value += part;
    }
    add(&mut influence, models.surface.and_then(|it| it.influence(study, &counts)));
    Mean { value, influence }
}

/// The observed mean of those the effect is asked for, who were all treated.
pub(super) fn observed_mean(study: &Study<'_>, target: &[f64]) -> Mean {
    let value: f64 = (0..study.rows()).map(|row| study.weight(row) * target[row] * study.outcome[row]).sum();
    Mean { value, influence: (0..study.rows()).map(|row| target[row] * (study.outcome[row] - value)).collect() }
}

fn add(influence: &mut [f64], more: Option<Vec<f64>>) {
    for (sum, part) in influence.iter_mut().zip(more.unwrap_or_default()) {
        *sum += part;
    }
}
