//! How strongly to draw coefficients to 0: the path of penalties, and the one that predicts best.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::StatsError;
use crate::estimate::Why;

use super::design::Design;
use super::gram::{Scaling, moments};
use super::logistic::{Logistic, LogisticOptions, check, expit, fit};
use super::penalty::Penalty;

/// The smallest lasso share that decides where the path begins: under pure ridge nothing is ever drawn to 0 wholly.
const LASSO_SHARE_MIN: f64 = 0.001;

/// Where the deviance still falls at the end of a path, it goes on for so many times its length at most.
const LONGER_MAX: usize = 3;
/// The penalty that predicts best should not be among so many last ones: a path goes on beyond it to see that it is.
const LAST_STEPS: usize = 3;

/// Which penalties a path goes through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PathOptions {
    /// How much of the penalty is on the sizes: 1 is the lasso.
    pub lasso_share: f64,
    /// How many penalties, evenly spread on the logarithm.
    pub steps: usize,
    /// The last penalty as a share of the first, which is the weakest that sets all coefficients to 0, or a thousand times what
    /// that is for the lasso where there is almost no lasso: a ridge sets none to 0. Cross-validation goes on beyond the last
    /// while the deviance falls.
    pub last_share: f64,
}

impl Default for PathOptions {
    fn default() -> Self {
        Self { lasso_share: 1.0, steps: 50, last_share: 1e-3 }
    }
}

/// Into how many parts the rows are dealt, and by which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folds {
    /// Parts, at least 2.
    pub count: usize,
    /// The seed of the dealing.
    pub seed: u64,
}

impl Folds {
    /// Which part each of `rows` rows belongs to: parts differ by one row at most.
    ///
    /// # Errors
    /// `OutOfRange` with fewer than 2 parts or more parts than rows.
    pub fn deal(self, rows: usize) -> Result<Vec<usize>, StatsError> {
        if self.count < 2 || self.count > rows {
            let allowed = "at least 2 and at most the number of rows";
            return Err(StatsError::OutOfRange { name: "folds", allowed, given: self.count as f64 });
        }
        let mut fold: Vec<usize> = (0..rows).map(|row| row % self.count).collect();
        fold.shuffle(&mut ChaCha8Rng::seed_from_u64(self.seed));
        Ok(fold)
    }
}

/// How well each penalty of a path predicts rows that were left out.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidation {
    /// The penalties, strongest first.
    pub penalties: Vec<Penalty>,
    /// Mean deviance per unit of the rows left out, under each penalty.
    pub deviance: Vec<f64>,
    /// The standard error of that mean over the folds.
    pub standard_error: Vec<f64>,
    /// Which penalty has the lowest deviance.
    pub best: usize,
    /// The strongest penalty whose deviance is within one standard error of the lowest: simpler and as good as can be told.
    pub simplest: usize,
    /// The fit of all rows under the best penalty.
    pub fit: Logistic,
}

/// Fits a logistic regression under a row of penalties, strongest first; each fit starts where the one before ended.
///
/// # Errors
/// As [`logistic`](super::logistic()), and `OutOfRange` for a path of no steps or a last share outside 0 to 1.
pub fn logistic_path(
    design: &Design,
    outcome: &[f64],
    options: PathOptions,
) -> Result<Result<Vec<Logistic>, Why>, StatsError> {
    let penalties = match penalties(design, outcome, options)? {
        Ok(penalties) => penalties,
        Err(why) => return Ok(Err(why)),
    };
    Ok(follow(design, outcome, &penalties))
}

/// Finds the penalty that predicts best, by leaving out each part of the rows in turn.
///
/// The path is that of all rows; each part is predicted by the fit of the others. One seed decides the dealing. Where the
/// deviance still falls at the end of the path, the path goes on, to four times its length on the logarithm; where it falls there
/// too, or no fit is found further on, [`is_at_end`](CrossValidation::is_at_end) says so.
///
/// # Returns
/// Inside `Ok`, `Err(why)` as for [`logistic`](super::logistic()), also when the rows without one part have one outcome only.
///
/// # Errors
/// As [`logistic_path`], and `OutOfRange` for fewer than 2 folds or more than rows.
///
/// # Source
/// Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 7.10. Method page:
/// `docs/methods/logistic.md`.
pub fn cross_validate(
    design: &Design,
    outcome: &[f64],
    options: PathOptions,
    folds: Folds,
) -> Result<Result<CrossValidation, Why>, StatsError> {
    let fold = folds.deal(design.rows())?;
    let penalties = match penalties(design, outcome, options)? {
        Ok(penalties) => penalties,
        Err(why) => return Ok(Err(why)),
    };
    let step = if penalties.len() > 1 { penalties[1].strength / penalties[0].strength } else { 1.0 };
    let mut found = match validate(design, outcome, penalties, &fold, folds.count) {
        Ok(found) => found,
        Err(why) => return Ok(Err(why)),
    };
    let steps = found.penalties.len();
    while steps > LAST_STEPS && found.is_near_end() && found.penalties.len() <= LONGER_MAX * steps {
        let longer = found.penalties.iter().copied().chain((1..=steps).map(|further| {
            let last = found.penalties[found.penalties.len() - 1];
            Penalty { strength: last.strength * step.powi(i32::try_from(further).unwrap_or(i32::MAX)), ..last }
        }));
        match validate(design, outcome, longer.collect(), &fold, folds.count) {
            Ok(longer) => found = longer,
            Err(_) => break,
        }
    }
    Ok(Ok(found))
}

impl CrossValidation {
    /// Whether the deviance still falls at the end of the path: a weaker penalty may predict better.
    pub fn is_at_end(&self) -> bool {
        self.best + 1 == self.penalties.len() && self.best > 0
    }

    fn is_near_end(&self) -> bool {
        self.best + LAST_STEPS >= self.penalties.len()
    }
}

fn validate(
    design: &Design,
    outcome: &[f64],
    penalties: Vec<Penalty>,
    fold: &[usize],
    count: usize,
) -> Result<CrossValidation, Why> {
    let mut parts: Vec<(f64, Vec<f64>)> = Vec::with_capacity(count);
    for part in 0..count {
        let (inside, outside): (Vec<usize>, Vec<usize>) = (0..design.rows()).partition(|&row| fold[row] != part);
        let y: Vec<f64> = inside.iter().map(|&row| outcome[row]).collect();
        let fits = follow(&design.select(&inside), &y, &penalties)?;
        let left_out = design.select(&outside);
        let deviances = fits.iter().map(|fit| {
            let eta = left_out.linear_predictor(fit.coefficients.values());
            let of_row = |(i, &row): (usize, &usize)| left_out.weight(i) * deviance(eta[i], outcome[row]);
            outside.iter().enumerate().map(of_row).sum::<f64>() / left_out.total_weight()
        });
        parts.push((left_out.total_weight(), deviances.collect()));
    }
    let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
    let mean = |at: usize| parts.iter().map(|(weight, it)| weight * it[at]).sum::<f64>() / total;
    let means: Vec<f64> = (0..penalties.len()).map(mean).collect();
    let error = |(at, mean): (usize, &f64)| {
        let squares: f64 = parts.iter().map(|(weight, it)| weight * (it[at] - mean).powi(2)).sum();
        (squares / total / (count as f64 - 1.0)).sqrt()
    };
    let errors: Vec<f64> = means.iter().enumerate().map(error).collect();
    let best = means.iter().enumerate().fold(0, |best, (at, mean)| if *mean < means[best] { at } else { best });
    let bound = means[best] + errors[best];
    let simplest = means.iter().position(|mean| *mean <= bound).unwrap_or(best);
    let fit = follow(design, outcome, &penalties[..=best])?.pop().ok_or(Why::NobodyAtRisk)?;
    Ok(CrossValidation { penalties, deviance: means, standard_error: errors, best, simplest, fit })
}

fn deviance(eta: f64, y: f64) -> f64 {
    -2.0 * super::logistic::row_likelihood(eta, y).2
}

fn follow(design: &Design, outcome: &[f64], penalties: &[Penalty]) -> Result<Vec<Logistic>, Why> {
    let mut fits: Vec<Logistic> = Vec::with_capacity(penalties.len());
    let scaling = Scaling::of(design).map_err(|column| Why::Collinear { column })?;
    for &penalty in penalties {
        let options = LogisticOptions { penalty, ..LogisticOptions::default() };
        let start = fits.last().map(|it| scaling.scaled(design, it.coefficients.values()));
        fits.push(fit(design, outcome, &options, start.as_deref())?);
    }
    Ok(fits)
}

fn penalties(design: &Design, outcome: &[f64], options: PathOptions) -> Result<Result<Vec<Penalty>, Why>, StatsError> {
    check(design, outcome, &LogisticOptions::default())?;
    Penalty { strength: 0.0, lasso_share: options.lasso_share }.check()?;
    if options.steps == 0 {
        return Err(StatsError::TooFew { method: "a path", what: "steps", needed: 1, given: 0 });
    }
    if !(options.last_share > 0.0 && options.last_share <= 1.0) {
        let allowed = "above 0 and at most 1";
        return Err(StatsError::OutOfRange { name: "last_share", allowed, given: options.last_share });
    }
    let scaling = match Scaling::of(design) {
        Ok(scaling) => scaling,
        Err(column) => return Ok(Err(Why::Collinear { column })),
    };
    let total = design.total_weight();
    let mean = if design.has_intercept() {
        outcome.iter().enumerate().map(|(row, y)| design.weight(row) * y).sum::<f64>() / total
    } else {
        expit(0.0)
    };
    let pulls = moments(design, &scaling, |block, w, r| {
        w.fill(0.0);
        for (i, row) in block.rows.clone().enumerate() {
            r[i] = design.weight(row) * (outcome[row] - mean);
        }
        0.0
    });
    let slopes = pulls.gradient.iter().skip(usize::from(design.has_intercept()));
    let largest = slopes.fold(0.0_f64, |max, pull| max.max(pull.abs())) / total;
    if largest == 0.0 {
        return Ok(Err(Why::ZeroVariance));
    }
    let strongest = largest / options.lasso_share.max(LASSO_SHARE_MIN);
    let ratio = options.last_share.powf(1.0 / (options.steps.max(2) - 1) as f64);
    let strength = |step: usize| strongest * ratio.powf(step as f64);
    let lasso_share = options.lasso_share;
    Ok(Ok((0..options.steps).map(|step| Penalty { strength: strength(step), lasso_share }).collect()))
}
