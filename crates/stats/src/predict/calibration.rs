//! Do 30 of 100 leave who were given 30 %?

use crate::StatsError;
use crate::checked::{Level, Proportion};
use crate::estimate::{Answer, Test, Tested, Why};
use crate::method::Method;
use crate::numeric::normal_two_sided;
use crate::rates::wilson;
use crate::regression::{Design, LogisticOptions, logistic, same_length};

use super::loss::mean;
use super::runs::{Run, Runs, chances};

/// Into which groups chances are put before predicted and observed shares are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binning {
    /// So many groups of about equally many rows; rows with one chance stay together.
    EqualCount(usize),
    /// So many intervals of equal width from 0 to 1, each with its upper end; those without rows are left out.
    EqualWidth(usize),
}

impl Binning {
    /// The name, with the number of groups: the error depends on it and is not comparable without.
    pub fn name(self) -> String {
        match self {
            Self::EqualCount(bins) => format!("equal_count_{bins}"),
            Self::EqualWidth(bins) => format!("equal_width_{bins}"),
        }
    }

    const fn bins(self) -> usize {
        match self {
            Self::EqualCount(bins) | Self::EqualWidth(bins) => bins,
        }
    }
}

/// Rows with about the same chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationBin {
    /// How many rows.
    pub rows: u64,
    /// The lowest chance that was given.
    pub lowest: f64,
    /// The highest.
    pub highest: f64,
    /// The mean chance that was given.
    pub predicted: f64,
    /// To which share it happened, with Wilson's interval.
    pub observed: Answer,
    /// How much the number of events varies if the chances are right.
    variance: f64,
}

/// How predicted and observed shares go together.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// From the lowest chances to the highest.
    pub bins: Vec<CalibrationBin>,
    /// How they were made.
    pub binning: Binning,
    /// Observed minus predicted share over all rows.
    pub in_the_large: Answer,
    /// The slope of the outcome on the log-odds that were given: 1 when right, below 1 when chances are too sure of themselves.
    pub slope: Answer,
    /// The expected calibration error: the mean distance of predicted and observed share over the bins, by rows.
    pub error: f64,
    /// What the error would be on average if every chance were right, with these many rows: it is never 0.
    pub error_by_chance: f64,
    /// The largest distance in a bin.
    pub largest: f64,
    /// Could the chances be right? Spiegelhalter's test, without bins.
    pub right: Tested,
}

/// Compares the chances that were given with what happened.
///
/// Per bin: mean chance, observed share with Wilson's interval. ECE = Σ (`n_b`/n) |`o_b` − `p_b`|. If the chances are right, its mean is
/// about Σ √(2 Σ p(1 − p)/π)/n. Spiegelhalter's Z = Σ (y − p)(1 − 2p) / √(Σ (1 − 2p)² p(1 − p)).
///
/// Use it on rows that the model was not learned from. An error is comparable only under one [`Binning`] and about one
/// number of rows; compare it with `error_by_chance` before believing it.
///
/// # Shapes
/// `given` and `happened` pair up.
///
/// # Units
/// Chances from 0 to 1.
///
/// # Missing, tied and extreme values
/// Rows with one chance are never parted. A chance of exactly 0 or 1 has no log-odds: the slope is then `AtBoundary`.
///
/// # Returns
/// `Undetermined` parts: the slope when the outcome or the chance does not vary or is told without error, the test when every
/// chance is 0, ½ or 1 (`ZeroVariance`), `in_the_large` with fewer than two rows.
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange` for what is no chance, `OutOfRange` without bins, `TooFew` without rows.
///
/// # Source
/// Cox (1958), Biometrika 45:562–565, for the slope; Spiegelhalter (1986), Statistics in Medicine 5:421–433; Naeini, Cooper and
/// Hauskrecht (2015), AAAI, for the error. Method page: `docs/methods/chances.md`.
///
/// # Checked against
/// scikit-learn `calibration_curve`, R `glm` for the slope: `chances_agree_with_scikit_learn`.
///
/// # Example
/// Given one half, two of four left; given nine tenths, all four: off by 0 and by 0.1.
/// ```
/// # use stats::{Level, predict::{Binning, calibration}};
/// let given = [0.5, 0.5, 0.5, 0.5, 0.9, 0.9, 0.9, 0.9];
/// let left = [true, false, true, false, true, true, true, true];
/// let found = calibration(&given, &left, Binning::EqualWidth(10), Level::P95)?;
/// assert_eq!(found.bins.len(), 2);
/// assert!((found.error - 0.05).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn calibration(
    given: &[f64],
    happened: &[bool],
    binning: Binning,
    level: Level,
) -> Result<Calibration, StatsError> {
    same_length("scores", given.len(), "outcome", happened.len())?;
    chances(given)?;
    if binning.bins() == 0 {
        return Err(StatsError::OutOfRange { name: "bins", allowed: "at least 1", given: 0.0 });
    }
    if given.is_empty() {
        return Err(StatsError::TooFew { method: "calibration", what: "rows", needed: 1, given: 0 });
    }
    let runs = Runs::of(given, happened)?;
    let n = runs.rows as f64;
    let bins: Vec<CalibrationBin> =
        groups(&runs, binning).into_iter().map(|runs| bin(runs, level)).collect::<Result<_, _>>()?;
    let distance = |bin: &CalibrationBin| bin.observed.known().map_or(0.0, |it| (it.value - bin.predicted).abs());
    let missed = |(p, happened): (&f64, &bool)| f64::from(u8::from(*happened)) - p;
    let missed: Vec<f64> = given.iter().zip(happened).map(missed).collect();
    let by_chance = |bin: &CalibrationBin| (2.0 * bin.variance / std::f64::consts::PI).sqrt() / n;
    Ok(Calibration {
        binning,
        in_the_large: mean(&missed, level, Method::CALIBRATION_IN_THE_LARGE),
        slope: slope(given, happened, level)?,
        error: bins.iter().map(|bin| bin.rows as f64 / n * distance(bin)).sum(),
        error_by_chance: bins.iter().map(by_chance).sum(),
        largest: bins.iter().map(distance).fold(0.0, f64::max),
        right: spiegelhalter(&runs),
        bins,
    })
}

/// Runs that belong together, in rising order.
fn groups(runs: &Runs, binning: Binning) -> Vec<&[Run]> {
    match binning {
        Binning::EqualWidth(bins) => {
            let place = |run: &Run| (run.score * bins as f64).ceil().max(1.0);
            runs.by_score.chunk_by(|a, b| place(a) == place(b)).collect()
        }
        Binning::EqualCount(bins) => {
            let (mut groups, mut from, mut filled) = (Vec::with_capacity(bins), 0, 0);
            let (mut rows_left, mut bins_left) = (runs.rows, bins as u64);
            for (at, run) in runs.by_score.iter().enumerate() {
                filled += run.rows;
                if bins_left > 1 && filled * bins_left >= rows_left {
                    groups.push(&runs.by_score[from..=at]);
                    rows_left -= filled;
                    (from, filled, bins_left) = (at + 1, 0, bins_left - 1);
                }
            }
            if from < runs.by_score.len() {
                groups.push(&runs.by_score[from..]);
            }
            groups
        }
    }
}

fn bin(runs: &[Run], level: Level) -> Result<CalibrationBin, StatsError> {
    let (mut rows, mut events, mut predicted, mut variance) = (0, 0, 0.0, 0.0);
    for run in runs {
        rows += run.rows;
        events += run.events;
        predicted += run.rows as f64 * run.score;
        variance += run.rows as f64 * run.score * (1.0 - run.score);
    }
    Ok(CalibrationBin {
        rows,
        lowest: runs.first().map_or(0.0, |run| run.score),
        highest: runs.last().map_or(0.0, |run| run.score),
        predicted: predicted / rows as f64,
        observed: wilson(Proportion::new(events, rows)?, level),
        variance,
    })
}

fn slope(given: &[f64], happened: &[bool], level: Level) -> Result<Answer, StatsError> {
    if given.iter().any(|p| *p == 0.0 || *p == 1.0) {
        return Ok(Answer::Undetermined(Why::AtBoundary { parameter: "chance" }));
    }
    let log_odds = given.iter().map(|p| p.ln() - (-p).ln_1p()).collect();
    let outcome: Vec<f64> = happened.iter().map(|&yes| f64::from(u8::from(yes))).collect();
    Ok(match logistic(&Design::new(vec![log_odds])?, &outcome, &LogisticOptions::default())? {
        Ok(fit) => fit.coefficients.covariate(0, level).map_or(Answer::Undetermined(Why::ZeroVariance), |mut slope| {
            slope.method = Method::CALIBRATION_SLOPE;
            Answer::Known(slope)
        }),
        Err(Why::Collinear { .. }) => Answer::Undetermined(Why::ZeroVariance),
        Err(why) => Answer::Undetermined(why),
    })
}

fn spiegelhalter(runs: &Runs) -> Tested {
    let (mut sum, mut variance) = (0.0, 0.0);
    for Run { score: p, rows, events } in &runs.by_score {
        let (rows, lean) = (*rows as f64, 1.0 - 2.0 * p);
        sum += (*events as f64 - rows * p) * lean;
        variance += rows * lean * lean * p * (1.0 - p);
    }
    if variance <= 0.0 {
        return Tested::Undetermined(Why::ZeroVariance);
    }
    let statistic = sum / variance.sqrt();
    let (p_value, n) = (normal_two_sided(statistic), runs.rows);
    Tested::Known(Test {
        statistic,
        degrees_of_freedom: None,
        denominator: None,
        p_value,
        n,
        method: Method::SPIEGELHALTER,
    })
}
