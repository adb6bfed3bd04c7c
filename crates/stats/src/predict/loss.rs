//! How far chances are from what happened.

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::numeric::student_quantile_upper;
use crate::regression::same_length;

use super::recalibration::pools;
use super::runs::{Runs, chances};

/// The mean of one number per row, with Student's interval.
pub(super) fn mean(values: &[f64], level: Level, method: Method) -> Answer {
    let n = values.len() as f64;
    if values.len() < 2 {
        return Answer::Undetermined(Why::TooFew { needed: 2, given: values.len() as u64 });
    }
    let value = values.iter().sum::<f64>() / n;
    let error = (values.iter().map(|x| (x - value) * (x - value)).sum::<f64>() / (n - 1.0) / n).sqrt();
    if error == 0.0 {
        return Answer::Undetermined(Why::ZeroVariance);
    }
    let half = student_quantile_upper(level.tail(), n - 1.0) * error;
    Answer::Known(Estimate {
        value,
        interval: Interval::confidence(value - half, value + half, level),
        standard_error: Some(error),
        n: values.len() as u64,
        method,
    })
}

/// A mean of n squares that lie between 0 and 1, with an interval that does too.
fn on_log_odds(it: Estimate, n: f64, level: Level) -> Estimate {
    let half = student_quantile_upper(level.tail(), n - 1.0) * it.standard_error.unwrap_or(0.0);
    Estimate { interval: within_shares(it.value, half, level), ..it }
}

/// The interval of a share: `half` to each side, carried over to the log-odds scale, on which it is symmetric.
pub(crate) fn within_shares(value: f64, half: f64, level: Level) -> Interval {
    if value <= 0.0 || value >= 1.0 {
        return Interval::confidence((value - half).max(0.0), value + half, level);
    }
    let (odds, half) = (value / (1.0 - value), half / (value * (1.0 - value)));
    let share = |odds: f64| if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 };
    Interval::confidence(share(odds * (-half).exp()), share(odds * half.exp()), level)
}

fn check(given: &[f64], happened: &[bool]) -> Result<(), StatsError> {
    same_length("scores", given.len(), "outcome", happened.len())?;
    chances(given)
}

/// Estimates minus the mean logarithm of the chance that was given to what happened.
///
/// L = −(1/n) Σ (y log p + (1 − y) log(1 − p)); the interval is Student's for a mean.
///
/// Use it to compare models: it is lowest, in expectation, for the true chances. One event that was given a tiny chance weighs
/// heavily.
///
/// # Shapes
/// `given` and `happened` pair up.
///
/// # Units
/// Chances from 0 to 1; the loss in nats, 0.693 for a coin.
///
/// # Returns
/// `Undetermined`: `AtBoundary` when something happened that was given a chance of 0 (the loss has no end; scikit-learn puts a
/// tiny number in its place), `TooFew`, `ZeroVariance` when all rows lose the same.
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange` for what is no chance.
///
/// # Source
/// Good (1952), Rational decisions, JRSS B 14:107–114. Method page: `docs/methods/chances.md`.
///
/// # Checked against
/// scikit-learn `log_loss`, 10⁻¹²: `chances_agree_with_scikit_learn`.
pub fn log_loss(given: &[f64], happened: &[bool], level: Level) -> Result<Answer, StatsError> {
    check(given, happened)?;
    let loss = |(p, happened): (&f64, &bool)| if *happened { -p.ln() } else { -(-p).ln_1p() };
    let losses: Vec<f64> = given.iter().zip(happened).map(loss).collect();
    if losses.iter().any(|loss| loss.is_infinite()) {
        return Ok(Answer::Undetermined(Why::AtBoundary { parameter: "chance" }));
    }
    Ok(mean(&losses, level, Method::LOG_LOSS))
}

/// The Brier score and what it is made of: score = miscalibration − discrimination + uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brier {
    /// The mean square of chance minus outcome.
    pub score: Answer,
    /// What setting the chances right, without changing their order, would take off.
    pub miscalibration: f64,
    /// What chances that are right take off in turn, against giving everybody the share of all.
    pub discrimination: f64,
    /// The score of giving everybody the share of all.
    pub uncertainty: f64,
}

impl Brier {
    /// The part of the uncertainty that the chances take away: 1 at best, below 0 when the share of all would do better.
    pub fn skill(&self) -> Option<f64> {
        (self.uncertainty > 0.0).then(|| (self.discrimination - self.miscalibration) / self.uncertainty)
    }
}

/// Estimates the mean square of chance minus outcome, and takes it apart.
///
/// BS = (1/n) Σ (p − y)². With q the chances set right by isotonic regression and ȳ the share of all:
/// miscalibration = BS(p) − BS(q), discrimination = BS(ȳ) − BS(q), uncertainty = BS(ȳ) = ȳ(1 − ȳ). All are at least 0, the
/// parts add up exactly, and no bins are chosen.
///
/// # Shapes
/// `given` and `happened` pair up.
///
/// # Units
/// Chances from 0 to 1; the score too, 0.25 for a coin.
///
/// # Returns
/// The score with an interval on the log-odds scale, where score ± t · error is score/(1 − score) · exp(±t · error/(score(1 − score))),
/// so that it stays between 0 and 1; `Undetermined` (`TooFew`, `ZeroVariance`) as a mean is; the parts always.
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange` for what is no chance, `TooFew` without rows.
///
/// # Numerical notes
/// O(n log n).
///
/// # Source
/// Dimitriadis, Gneiting and Jordan (2021), Stable reliability diagrams for probabilistic classifiers, PNAS 118:e2016191118.
/// Method page: `docs/methods/chances.md`.
///
/// # Checked against
/// scikit-learn `brier_score_loss` and `IsotonicRegression`, 10⁻¹²: `chances_agree_with_scikit_learn`.
///
/// # Example
/// Half of those given ½ left, and all who were given 1: nothing to set right.
/// ```
/// # use stats::{Level, predict::brier};
/// let brier = brier(&[0.5, 0.5, 1.0, 1.0], &[true, false, true, true], Level::P95)?;
/// assert!((brier.score.known().expect("four rows").value - 0.125).abs() < 1e-12);
/// assert!(brier.miscalibration.abs() < 1e-12 && (brier.uncertainty - 0.1875).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn brier(given: &[f64], happened: &[bool], level: Level) -> Result<Brier, StatsError> {
    check(given, happened)?;
    if given.is_empty() {
        return Err(StatsError::TooFew { method: "the Brier score", what: "rows", needed: 1, given: 0 });
    }
    let square = |(p, happened): (&f64, &bool)| (p - f64::from(u8::from(*happened))).powi(2);
    let squares: Vec<f64> = given.iter().zip(happened).map(square).collect();
    let runs = Runs::of(given, happened)?;
    let n = runs.rows as f64;
    let score = squares.iter().sum::<f64>() / n;
    let spread = |rows: u64, events: u64| events as f64 * (1.0 - events as f64 / rows as f64) / n;
    let set_right: f64 = pools(&runs).iter().map(|pool| spread(pool.rows, pool.events)).sum();
    let uncertainty = spread(runs.rows, runs.events);
    Ok(Brier {
        score: mean(&squares, level, Method::BRIER).map(|it| on_log_odds(it, n, level)),
        miscalibration: (score - set_right).max(0.0),
        discrimination: (uncertainty - set_right).max(0.0),
        uncertainty,
    })
}
