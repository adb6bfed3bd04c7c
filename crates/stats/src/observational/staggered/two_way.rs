//! One regression with an effect per unit and per period: what is often used instead.

use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::numeric::student_quantile_upper;

use super::panel::Panel;

/// Rounds of taking out the means of units and periods; a panel without gaps takes one.
const ROUNDS_MAX: u64 = 10_000;
/// A round that changes nothing by more than this share is the last.
const TOLERANCE: f64 = 1e-12;

/// The coefficient of "is treated now" in one regression with an effect per unit and per period.
///
/// It is given to show how it differs from [`staggered`](super::staggered()): where effects change with time or between groups, it
/// weighs them in ways that nobody chose, some below 0. It is not an answer to "did it work".
///
/// # Returns
/// `Undetermined`: `ZeroVariance` when treatment does not vary within units beyond the periods, `TooFew` clusters,
/// `NotConverged` for panels with extreme gaps.
///
/// # Numerical notes
/// Errors are clustered by unit, or by the clusters of the panel, with the factor G/(G − 1) · (n − 1)/(n − k) where k counts
/// every unit and period.
///
/// # Source
/// Goodman-Bacon (2021), J Econometrics 225:254–277. Method page: `docs/methods/staggered.md`.
pub fn two_way_fixed_effects(panel: &Panel, level: Level) -> Answer {
    match estimate(panel, level) {
        Ok(estimate) => Answer::Known(estimate),
        Err(why) => Answer::Undetermined(why),
    }
}

struct Seen {
    unit: usize,
    period: usize,
    outcome: f64,
    treated: f64,
}

fn estimate(panel: &Panel, level: Level) -> Result<Estimate, Why> {
    let mut seen = Vec::new();
    for unit in 0..panel.units() {
        for (period, time) in panel.times().iter().enumerate() {
            if let Some(outcome) = panel.outcome(unit, period) {
                let treated = f64::from(u8::from(panel.first(unit).is_some_and(|first| first <= *time)));
                seen.push(Seen { unit, period, outcome, treated });
            }
        }
    }
    let treated = within(panel, &seen, |it| it.treated)?;
    let outcome = within(panel, &seen, |it| it.outcome)?;
    let squares: f64 = treated.iter().map(|d| d * d).sum();
    if squares <= 1e-12 * seen.len() as f64 {
        return Err(Why::ZeroVariance);
    }
    let value = treated.iter().zip(&outcome).map(|(d, y)| d * y).sum::<f64>() / squares;
    let mut scores = vec![0.0; panel.units()];
    for ((it, d), y) in seen.iter().zip(&treated).zip(&outcome) {
        scores[it.unit] += d * (y - value * d) / squares;
    }
    let clusters = panel.cluster_count().unwrap_or(panel.units()) as f64;
    if clusters < 2.0 {
        return Err(Why::TooFew { needed: 2, given: panel.cluster_count().unwrap_or(panel.units()) as u64 });
    }
    let few = clusters / (clusters - 1.0);
    // Every unit and period has an effect of its own, and all count.
    let (rows, effects) = (seen.len(), panel.units() + panel.times().len());
    if rows <= effects {
        return Err(Why::TooFew { needed: effects as u64 + 1, given: rows as u64 });
    }
    let (n, k) = (rows as f64, effects as f64);
    let factor = few * (n - 1.0) / (n - k);
    let sums = panel.clusters().map_or_else(|| scores.clone(), |clusters| clusters.sums(&scores));
    let standard_error = (sums.iter().map(|s| s * s).sum::<f64>() * factor).sqrt();
    // Everybody moved alike, as where the outcome never changes.
    if standard_error == 0.0 && value == 0.0 {
        return Err(Why::ZeroVariance);
    }
    let half = student_quantile_upper(level.tail(), clusters - 1.0) * standard_error;
    Ok(Estimate {
        value,
        interval: Interval::confidence(value - half, value + half, level),
        standard_error: Some(standard_error),
        n: panel.units() as u64,
        method: Method::TWO_WAY_FIXED_EFFECTS,
    })
}

/// What is left when the means of units and periods are taken out, in turn until nothing changes.
fn within(panel: &Panel, seen: &[Seen], of: impl Fn(&Seen) -> f64) -> Result<Vec<f64>, Why> {
    let mut values: Vec<f64> = seen.iter().map(of).collect();
    let size = values.iter().fold(0.0_f64, |max, value| max.max(value.abs()));
    let mut change = 0.0_f64;
    for _ in 0..ROUNDS_MAX {
        change = take_out(&mut values, seen, panel.units(), |it| it.unit);
        change = change.max(take_out(&mut values, seen, panel.times().len(), |it| it.period));
        if change <= TOLERANCE * size {
            return Ok(values);
        }
    }
    Err(Why::NotConverged { iterations: ROUNDS_MAX, change })
}

/// Takes the mean of each group out and gives back the largest.
fn take_out(values: &mut [f64], seen: &[Seen], groups: usize, group: impl Fn(&Seen) -> usize) -> f64 {
    let mut sums = vec![(0.0, 0.0); groups];
    for (value, it) in values.iter().zip(seen) {
        let sum = &mut sums[group(it)];
        *sum = (sum.0 + value, sum.1 + 1.0);
    }
    for (value, it) in values.iter_mut().zip(seen) {
        let (sum, count) = sums[group(it)];
        *value -= sum / count;
    }
    sums.iter().filter(|(_, count)| *count > 0.0).fold(0.0_f64, |max, (sum, count)| max.max((sum / count).abs()))
}
