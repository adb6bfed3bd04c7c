//! Traits that know the outcome.

use rayon::prelude::*;

use crate::StatsError;
use crate::regression::same_length;

use super::runs::Runs;

/// A trait that alone ranks so well is suspected.
pub const LEAK_FROM: f64 = 0.98;
/// Fewer events, or rows without, than this say nothing about it.
pub const LEAK_EVENTS_MIN: u64 = 10;

/// A trait that alone nearly tells the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leak {
    /// Which trait, counted from 0.
    pub column: usize,
    /// The area under its curve, or under that of its opposite if that is larger.
    pub area: f64,
    /// It is not its values that tell but whether it has one: a date of leaving that those who stay lack.
    pub by_missing: bool,
}

/// Names traits that alone nearly tell the outcome: an area of at least [`LEAK_FROM`], by their values or by being missing.
///
/// Hardly anything known beforehand does that. Such a column was mostly filled in after customers left, as a last invoice or a
/// satisfaction asked on the way out; a model with it predicts nothing.
///
/// # Shapes
/// Columns as long as `happened`; NaN is a missing value.
///
/// # Returns
/// The suspects in the order of the columns; none with fewer than [`LEAK_EVENTS_MIN`] rows on a side.
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange` for infinity.
///
/// # Example
/// ```
/// # use stats::predict::leakage;
/// let left: Vec<bool> = (0..40).map(|i| i % 2 == 1).collect();
/// let last_invoice: Vec<f64> = (0..40).map(|i| if i % 2 == 1 { f64::from(i) } else { f64::NAN }).collect();
/// let months: Vec<f64> = (0..40).map(f64::from).collect();
/// let leaks = leakage(&[&months, &last_invoice], &left)?;
/// assert_eq!(leaks.len(), 1);
/// assert!(leaks[0].column == 1 && leaks[0].by_missing);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn leakage(columns: &[&[f64]], happened: &[bool]) -> Result<Vec<Leak>, StatsError> {
    let found: Vec<Option<Leak>> = columns
        .par_iter()
        .enumerate()
        .map(|(column, values)| suspect(column, values, happened))
        .collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

fn suspect(column: usize, values: &[f64], happened: &[bool]) -> Result<Option<Leak>, StatsError> {
    same_length("covariate", values.len(), "outcome", happened.len())?;
    let is_missing: Vec<f64> = values.iter().map(|value| f64::from(u8::from(value.is_nan()))).collect();
    let by_missing = area(&is_missing, happened)?;
    let known = || values.iter().zip(happened).filter(|(value, _)| !value.is_nan());
    let (values, happened): (Vec<f64>, Vec<bool>) = known().map(|(value, happened)| (*value, *happened)).unzip();
    let by_value = area(&values, &happened)?;
    let leak = |area: Option<f64>, by_missing| {
        area.filter(|area| *area >= LEAK_FROM).map(|area| Leak { column, area, by_missing })
    };
    Ok(leak(by_value, false).or(leak(by_missing, true)))
}

/// The area of a trait or of its opposite; none with too few rows on a side.
fn area(values: &[f64], happened: &[bool]) -> Result<Option<f64>, StatsError> {
    let runs = Runs::of(values, happened)?;
    Ok((runs.events.min(runs.others()) >= LEAK_EVENTS_MIN).then(|| {
        let area = runs.area();
        area.max(1.0 - area)
    }))
}
