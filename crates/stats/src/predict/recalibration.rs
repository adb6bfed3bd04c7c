//! Setting chances right, without changing who stands before whom.

use crate::StatsError;
use crate::estimate::Why;
use crate::regression::{Design, LogisticOptions, expit, logistic};

use super::runs::Runs;

/// Neighboring scores that share one chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pool {
    pub(super) lowest: f64,
    pub(super) highest: f64,
    pub(super) rows: u64,
    pub(super) events: u64,
}

impl Pool {
    fn share(self) -> f64 {
        self.events as f64 / self.rows as f64
    }
}

/// Isotonic regression: neighbors whose shares fall are pooled until shares only rise.
pub(super) fn pools(runs: &Runs) -> Vec<Pool> {
    let mut pools: Vec<Pool> = Vec::new();
    for run in &runs.by_score {
        let mut pool = Pool { lowest: run.score, highest: run.score, rows: run.rows, events: run.events };
        // Shares are compared as whole numbers, so that equal ones are equal.
        while let Some(before) = pools.last()
            && u128::from(before.events) * u128::from(pool.rows) >= u128::from(pool.events) * u128::from(before.rows)
        {
            pool = Pool {
                lowest: before.lowest,
                highest: pool.highest,
                rows: before.rows + pool.rows,
                events: before.events + pool.events,
            };
            pools.pop();
        }
        pools.push(pool);
    }
    pools
}

/// How scores become chances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recalibration {
    /// 1/(1 + e^−(a + b s)): Platt's, for any score. Two numbers, so a few hundred rows do.
    Platt,
    /// Whatever only rises: isotonic regression, for any score. Needs a thousand rows or so.
    Isotonic,
    /// 1/(1 + e^(−s/t)), for log-odds that are all too sure or too unsure: one number, and what was even stays even.
    Temperature,
}

/// Scores to chances, learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Recalibrator {
    curve: Curve,
}

#[derive(Debug, Clone, PartialEq)]
enum Curve {
    Line {
        intercept: f64,
        slope: f64,
    },
    /// Score and chance, rising.
    Points(Vec<(f64, f64)>),
}

impl Recalibrator {
    /// Learns from scores and outcomes how to turn scores into chances.
    ///
    /// Platt's a and b maximize the likelihood with the outcomes drawn in a little, to (m + 1)/(m + 2) and 1/(n + 2) for m
    /// events among m + n rows, so that no score is ever sure. Isotonic regression pools neighbors whose shares fall; between
    /// pools chances are on the line from the one's end to the other's start, and beyond the ends they stay. The temperature
    /// maximizes the likelihood.
    ///
    /// Learn it from rows that the score was not learned from; otherwise it confirms what the score believes of itself.
    ///
    /// # Shapes
    /// `scores` and `happened` pair up.
    ///
    /// # Units
    /// Any score for `Platt` and `Isotonic`, log-odds for `Temperature`; chances come out.
    ///
    /// # Missing, tied and extreme values
    /// Equal scores get equal chances.
    ///
    /// # Returns
    /// Inside `Ok`, `Err(why)`: `GroupEmpty` when it happened to all (0) or to nobody (1), `ZeroVariance` when all scores are
    /// equal, `Separation` when the sign of the log-odds is never wrong, `AtBoundary` when chances would have to fall with the
    /// score.
    ///
    /// # Errors
    /// `LengthMismatch`, `RowOutOfRange` for NaN or infinity.
    ///
    /// # Source
    /// Platt (1999), Probabilistic outputs for support vector machines; Zadrozny and Elkan (2002), KDD; Guo and others (2017),
    /// ICML. Method page: `docs/methods/chances.md`.
    ///
    /// # Checked against
    /// scikit-learn 1.x `CalibratedClassifierCV` internals and `IsotonicRegression`: `recalibration_agrees_with_scikit_learn`.
    ///
    /// # Example
    /// The shares of the second and third score fall, so they are pooled.
    /// ```
    /// # use stats::predict::{Recalibration, Recalibrator};
    /// let learned = Recalibrator::fit(Recalibration::Isotonic, &[1.0, 2.0, 3.0, 4.0], &[false, true, false, true])?;
    /// let learned = learned.expect("both happened");
    /// assert_eq!([1.0, 2.0, 3.0, 9.0].map(|score| learned.apply(score)), [0.0, 0.5, 0.5, 1.0]);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn fit(kind: Recalibration, scores: &[f64], happened: &[bool]) -> Result<Result<Self, Why>, StatsError> {
        let runs = Runs::of(scores, happened)?;
        if let Err(why) = runs.both() {
            return Ok(Err(why));
        }
        let curve = match kind {
            Recalibration::Isotonic => Ok(points(&pools(&runs))),
            Recalibration::Platt => {
                let (events, others) = (runs.events as f64, runs.others() as f64);
                let drawn_in = |yes: &bool| if *yes { (events + 1.0) / (events + 2.0) } else { 1.0 / (others + 2.0) };
                let outcome: Vec<f64> = happened.iter().map(drawn_in).collect();
                line(&Design::new(vec![scores.to_vec()])?, &outcome)?
            }
            Recalibration::Temperature => {
                let outcome: Vec<f64> = happened.iter().map(|&yes| f64::from(u8::from(yes))).collect();
                line(&Design::new(vec![scores.to_vec()])?.without_intercept(), &outcome)?
            }
        };
        Ok(curve.map(|curve| Self { curve }))
    }

    /// The chance that belongs to a score.
    pub fn apply(&self, score: f64) -> f64 {
        match &self.curve {
            Curve::Line { intercept, slope } => expit(intercept + slope * score),
            Curve::Points(points) => {
                let after = points.partition_point(|(at, _)| *at < score);
                match (after.checked_sub(1).and_then(|before| points.get(before)), points.get(after)) {
                    (Some((low, below)), Some((high, above))) => {
                        below + (above - below) * ((score - low) / (high - low)).clamp(0.0, 1.0)
                    }
                    (Some((_, chance)), None) | (None, Some((_, chance))) => *chance,
                    (None, None) => 0.5,
                }
            }
        }
    }

    /// Intercept and slope of the log-odds on the score; none for isotonic regression. One over the slope is the temperature.
    pub const fn line(&self) -> Option<(f64, f64)> {
        match self.curve {
            Curve::Line { intercept, slope } => Some((intercept, slope)),
            Curve::Points(_) => None,
        }
    }
}

fn points(pools: &[Pool]) -> Curve {
    let ends = pools.iter().flat_map(|pool| [(pool.lowest, pool.share()), (pool.highest, pool.share())]);
    let mut points: Vec<(f64, f64)> = ends.collect();
    points.dedup_by(|a, b| a.0 == b.0);
    Curve::Points(points)
}

fn line(design: &Design, outcome: &[f64]) -> Result<Result<Curve, Why>, StatsError> {
    let fit = match logistic(design, outcome, &LogisticOptions::default())? {
        Ok(fit) => fit.coefficients,
        Err(Why::Collinear { .. }) => return Ok(Err(Why::ZeroVariance)),
        Err(why) => return Ok(Err(why)),
    };
    let (intercept, slope) = (fit.intercept_value(), fit.slopes().first().copied().unwrap_or(0.0));
    if slope > 0.0 { Ok(Ok(Curve::Line { intercept, slope })) } else { Ok(Err(Why::AtBoundary { parameter: "slope" })) }
}
