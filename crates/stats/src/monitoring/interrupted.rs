//! What a series did after something was done, against how it would have gone on.

use nalgebra::{DMatrix, DVector};

use super::autoregressive::Line;
use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::numeric::student_quantile_upper;
use crate::regression::MAGNITUDE_MAX;

/// What may change when something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// The height and the slope.
    #[default]
    StepAndSlope,
    /// The height only: where the time after is short.
    Step,
}

/// How the periods hang together beyond the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Errors {
    /// Not at all: as where each period has other customers.
    #[default]
    Independent,
    /// Each follows the one before, by a correlation that is estimated.
    Autoregressive,
}

/// The effect in one period after the change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Which period, counted from 0 at the start of the series.
    pub period: usize,
    /// What was seen.
    pub seen: f64,
    /// What the time before leads one to expect.
    pub expected: f64,
    /// By the line: how far it lies from that.
    pub effect: Answer,
}

/// An interrupted series.
#[derive(Debug, Clone, PartialEq)]
pub struct Interrupted {
    /// How much lower or higher the line is in the first period after, against going on as before.
    pub step: Answer,
    /// By how much the slope changed; none where only the height may change.
    pub slope_change: Option<Answer>,
    /// The slope before, per period.
    pub slope_before: Answer,
    /// The mean of the effect over all periods after: what was gained, in the units of the series.
    pub mean_effect: Answer,
    /// Period by period after the change.
    pub effects: Vec<Effect>,
    /// The correlation of neighbors: estimated with the line for autoregressive errors, of what is left otherwise.
    pub correlation: f64,
    /// Periods before and after.
    pub periods: (usize, usize),
}

/// Says how a series changed when something was done.
///
/// y(t) = a + b t + d·after(t) + e·(t − first)·after(t) + error. The effect in period t is d + e (t − first): the line
/// after, against the line before carried on. The mean effect is its mean over the periods after.
///
/// Use it for the rate of a reason before and after an improvement. It assumes that the series would have gone on in a
/// straight line, and that nothing else happened at the same time: where there is a group to which nothing was done, use
/// [`interrupted_against`]. A plain difference of means before and after takes every trend for an effect.
///
/// # Shapes
/// `series` has one value per period, evenly spaced, in order; `first_after` counts from 0. At least three periods before and
/// three after, for [`Shape::Step`] one after.
///
/// # Units
/// Those of the series, per period for slopes.
///
/// # Returns
/// Inside `Ok`, `Err(why)`: `TooFew`; `ZeroVariance` when the series lies on its line exactly, so that chance cannot be
/// measured.
///
/// # Errors
/// `RowOutOfRange` for NaN, infinity or numbers beyond 1e140; `OutOfRange` when `first_after` lies outside the series.
///
/// # Numerical notes
/// Independent errors: least squares, Student's t with n − k degrees of freedom, exact for normal errors. Autoregressive ones:
/// generalized least squares at the correlation of the highest restricted likelihood, with Satterthwaite's degrees of freedom.
///
/// # Source
/// Wagner and others (2002), J Clin Pharm Ther 27:299–309; Bernal, Cummins and Gasparrini (2017), Int J Epidemiol 46:348–355;
/// Turner and others (2021), BMC Med Res Methodol 21:181, for restricted likelihood with Satterthwaite's degrees of freedom.
/// Method page: `docs/methods/interrupted.md`.
///
/// # Checked against
/// R `lm` and `nlme::gls`: `tests/reference/monitoring.rs`, `interrupted_series_agree_with_r`.
///
/// # Example
/// A line that rises by 1, and drops by 5 in the fifth period; one value lies off it by 0.2 so that there is chance.
/// ```
/// # use stats::{Level, monitoring::{Errors, Shape, interrupted}};
/// let series = [1.0, 2.0, 3.2, 4.0, 0.0, 1.0, 2.0, 3.0];
/// let answer = interrupted(&series, 4, Shape::StepAndSlope, Errors::Independent, Level::P95)?;
/// let answer = answer.map_err(|why| why.to_string())?;
/// let step = answer.step.known().ok_or("a step")?;
/// assert!((step.value + 5.1).abs() < 1e-9); // the line before is lifted by 0.05 and tilted by 0.02
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn interrupted(
    series: &[f64],
    first_after: usize,
    shape: Shape,
    errors: Errors,
    level: Level,
) -> Result<Result<Interrupted, Why>, StatsError> {
    check(series, "series")?;
    if first_after == 0 || first_after >= series.len() {
        let allowed = "a period within the series, counted from 0";
        return Err(StatsError::OutOfRange { name: "first_after", allowed, given: first_after as f64 });
    }
    let (before, after) = (first_after, series.len() - first_after);
    let needed_after = if shape == Shape::Step { 1 } else { 3 };
    for (needed, given) in [(3, before), (needed_after, after)] {
        if given < needed {
            return Ok(Err(Why::TooFew { needed: needed as u64, given: given as u64 }));
        }
    }
    let design = design(series.len(), first_after, shape);
    let outcome = DVector::from_column_slice(series);
    let line = Line { design: &design, outcome: &outcome };
    Ok(fitted(&line, first_after, shape, errors, level))
}

/// The same against a group to which nothing was done: the series minus theirs, period by period. What happened to both
/// falls out.
///
/// # Errors
/// As [`interrupted`], and `LengthMismatch`.
pub fn interrupted_against(
    series: &[f64],
    comparison: &[f64],
    first_after: usize,
    shape: Shape,
    errors: Errors,
    level: Level,
) -> Result<Result<Interrupted, Why>, StatsError> {
    check(series, "series")?;
    check(comparison, "comparison")?;
    if series.len() != comparison.len() {
        let (left_len, right_len) = (series.len(), comparison.len());
        return Err(StatsError::LengthMismatch { left: "series", left_len, right: "comparison", right_len });
    }
    let apart: Vec<f64> = series.iter().zip(comparison).map(|(a, b)| a - b).collect();
    interrupted(&apart, first_after, shape, errors, level)
}

fn check(series: &[f64], name: &'static str) -> Result<(), StatsError> {
    match series.iter().position(|it| it.is_nan() || it.abs() > MAGNITUDE_MAX) {
        Some(row) => {
            let allowed = "a finite number of at most 1e140 in size";
            Err(StatsError::RowOutOfRange { name, allowed, given: series[row], row })
        }
        None => Ok(()),
    }
}

/// Intercept, time from the first period after, after or not, and time after.
fn design(n: usize, first: usize, shape: Shape) -> DMatrix<f64> {
    let columns = if shape == Shape::Step { 3 } else { 4 };
    DMatrix::from_fn(n, columns, |t, column| {
        let (time, after) = (t as f64 - first as f64, f64::from(u8::from(t >= first)));
        match column {
            0 => 1.0,
            1 => time,
            2 => after,
            _ => time * after,
        }
    })
}

fn fitted(line: &Line<'_>, first: usize, shape: Shape, errors: Errors, level: Level) -> Result<Interrupted, Why> {
    let not_converged = Why::NotConverged { iterations: 0, change: 0.0 };
    let rho = match errors {
        Errors::Independent => 0.0,
        Errors::Autoregressive => line.correlation().ok_or(not_converged)?,
    };
    let solved = line.solve(rho).ok_or(not_converged)?;
    let variance = line.variance(&solved);
    let size = line.outcome.amax();
    if variance.sqrt() <= 1e-12 * size || variance == 0.0 {
        return Err(Why::ZeroVariance);
    }
    let (n, columns) = (line.outcome.len(), line.design.ncols());
    let sum = |weights: &[f64]| -> Answer {
        let weights = DVector::from_fn(columns, |i, _| weights.get(i).copied().unwrap_or(0.0));
        let value = weights.dot(&solved.coefficients);
        let error = ((weights.transpose() * &solved.inverse * &weights)[(0, 0)] * variance).sqrt();
        let degrees = match errors {
            Errors::Independent => Some(line.freedom()),
            Errors::Autoregressive => line.degrees(rho, &weights),
        };
        let Some(degrees) = degrees else { return Answer::Undetermined(not_converged) };
        let half = error * student_quantile_upper(level.tail(), degrees);
        let method = match errors {
            Errors::Independent => Method::INTERRUPTED,
            Errors::Autoregressive => Method::INTERRUPTED_AUTOREGRESSIVE,
        };
        Answer::Known(Estimate {
            value,
            interval: Interval::confidence(value - half, value + half, level),
            standard_error: Some(error),
            n: n as u64,
            method,
        })
    };
    let after = n - first;
    let mean_time = (after as f64 - 1.0) / 2.0;
    let left = line.outcome - line.design * &solved.coefficients;
    let effects = (first..n)
        .map(|t| {
            let time = (t - first) as f64;
            let expected = solved.coefficients[0] + solved.coefficients[1] * time;
            Effect { period: t, seen: line.outcome[t], expected, effect: sum(&[0.0, 0.0, 1.0, time]) }
        })
        .collect();
    Ok(Interrupted {
        step: sum(&[0.0, 0.0, 1.0, 0.0]),
        slope_change: (shape == Shape::StepAndSlope).then(|| sum(&[0.0, 0.0, 0.0, 1.0])),
        slope_before: sum(&[0.0, 1.0]),
        mean_effect: sum(&[0.0, 0.0, 1.0, mean_time]),
        effects,
        correlation: if errors == Errors::Autoregressive { rho } else { neighbors(&left) },
        periods: (first, after),
    })
}

/// The correlation of each with the one before.
fn neighbors(left: &DVector<f64>) -> f64 {
    let all = left.dot(left);
    let pairs: f64 = (1..left.len()).map(|t| left[t] * left[t - 1]).sum();
    if all > 0.0 { pairs / all } else { 0.0 }
}
