//! Models fitted on other rows than those they speak about.

use crate::StatsError;
use crate::estimate::Why;
use crate::method::Method;
use crate::regression::Folds;

use super::effect::Effect;
use super::estimator::{combined, overlapping};
use super::outcome_model::{OutcomeModel, Surface};
use super::propensity::{Propensity, log_odds_from};
use super::study::{Estimand, Study};

/// The effect as [`doubly_robust`](super::doubly_robust()), with both models fitted on the other parts of the rows for each part.
///
/// Use it where there are many covariates for the number of rows: a model that has seen a row fits it too well.
///
/// # Returns
/// Inside `Ok`, `Err(why)` as [`doubly_robust`](super::doubly_robust()), also when the rows without one part carry no model.
///
/// # Errors
/// `OutOfRange` for fewer than 2 folds or more than rows, `RowOutOfRange` for a logistic model of an outcome outside 0 to 1.
///
/// # Numerical notes
/// Rows are dealt by the seed, each arm on its own, so that parts have both. Rows of one cluster go into one part.
///
/// # Source
/// Chernozhukov and others (2018), Econometrics Journal 21:C1–C68. Method page: `docs/methods/observational.md`.
pub fn cross_fitted(
    study: &Study<'_>,
    estimand: Estimand,
    model: OutcomeModel,
    folds: Folds,
) -> Result<Result<Effect, Why>, StatsError> {
    if let Err(why) = study.both_arms() {
        return Ok(Err(why));
    }
    let part = deal(study, folds)?;
    let mut log_odds = vec![0.0; study.rows()];
    let mut expected = [vec![0.0; study.rows()], vec![0.0; study.rows()]];
    for fold in 0..folds.count {
        let others: Vec<usize> =
            (0..study.rows()).filter(|&row| part[row] != fold && study.weight(row) > 0.0).collect();
        if others.is_empty() {
            return Ok(Err(Why::TooFew { needed: 2, given: 0 }));
        }
        let odds = match log_odds_from(study, &others)? {
            Ok(odds) => odds,
            Err(why) => return Ok(Err(why)),
        };
        copy(&mut log_odds, &odds, &part, fold);
        for (arm, treated) in [(0, false), (1, true)] {
            let rows: Vec<usize> = others.iter().copied().filter(|&row| study.treated[row] == treated).collect();
            if !estimand.asks(!treated) {
                continue;
            }
            if rows.is_empty() {
                return Ok(Err(Why::GroupEmpty { group: arm }));
            }
            match Surface::fitted(study, model, &rows)? {
                Ok(surface) => copy(&mut expected[arm], &surface.fitted, &part, fold),
                Err(why) => return Ok(Err(why)),
            }
        }
    }
    let propensity = Propensity::of_log_odds(log_odds);
    if let Err(why) = overlapping(study, &propensity, estimand) {
        return Ok(Err(why));
    }
    let [untreated, treated] = expected.map(Surface::known);
    let surfaces = [estimand.asks(true).then_some(untreated), estimand.asks(false).then_some(treated)];
    let target = study.target(estimand);
    Ok(combined(study, &propensity, estimand, &surfaces, &target, Method::DOUBLY_ROBUST_CROSS_FITTED))
}

fn copy(into: &mut [f64], from: &[f64], part: &[usize], fold: usize) {
    for ((to, from), part) in into.iter_mut().zip(from).zip(part) {
        if *part == fold {
            *to = *from;
        }
    }
}

/// Which part each row belongs to.
fn deal(study: &Study<'_>, folds: Folds) -> Result<Vec<usize>, StatsError> {
    if let Some(clusters) = study.clusters {
        let (numbers, count) = crate::regression::numbered(clusters);
        let dealt = folds.deal(count)?;
        return Ok(numbers.iter().map(|&cluster| dealt[cluster]).collect());
    }
    let mut part = vec![0; study.rows()];
    for treated in [false, true] {
        let rows = (0..study.rows()).filter(|&row| study.treated[row] == treated).collect::<Vec<_>>();
        let seed = folds.seed.wrapping_mul(2).wrapping_add(u64::from(treated));
        for (row, fold) in rows.iter().zip(Folds { seed, ..folds }.deal(rows.len())?) {
            part[*row] = fold;
        }
    }
    Ok(part)
}
