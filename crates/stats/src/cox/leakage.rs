//! Covariates that know the outcome.

use crate::StatsError;
use crate::cox::concordance::harrell;
use crate::cox::risk::RiskSets;
use crate::cox::rows::{Design, Rows};

/// A covariate that alone puts this share of pairs in the right order is suspected.
pub const SUSPECT_FROM: f64 = 0.95;
/// Fewer departures than this say nothing about it.
pub const SUSPECT_DEPARTURES_MIN: u64 = 10;

/// A covariate that alone nearly tells who leaves first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leakage {
    /// Which covariate, counted from 0.
    pub column: usize,
    /// The share of pairs that it puts in the right order, or in the wrong one if that is larger.
    pub concordance: f64,
}

/// Names covariates that alone nearly tell who leaves first: concordance of at least [`SUSPECT_FROM`].
///
/// Hardly anything known beforehand does that. Such a column was mostly filled in after customers left, as a date of leaving, a
/// final invoice or a satisfaction asked on the way out, or it is the duration by another name; a model with it predicts nothing.
///
/// # Shapes
/// As for [`cox`](super::cox()).
///
/// # Returns
/// The suspects in the order of the design; none with fewer than [`SUSPECT_DEPARTURES_MIN`] departures.
///
/// # Errors
/// - As for [`cox`](super::cox()).
///
/// # Example
/// ```
/// # use stats::{cox::{Design, Rows, leakage}, survival::Observation};
/// let months: Vec<f64> = (1..=20).map(f64::from).collect();
/// let seen = vec![Observation::Event; 20];
/// let last_invoice: Vec<f64> = months.iter().map(|month| 100.0 - month).collect();
/// let suspects = leakage(&Rows::new(&months, &seen), &Design::new([&last_invoice[..]]))?;
/// assert_eq!((suspects[0].column, suspects[0].concordance), (0, 1.0));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn leakage(rows: &Rows, design: &Design) -> Result<Vec<Leakage>, StatsError> {
    rows.check()?;
    design.check(rows.len())?;
    let sets = RiskSets::new(rows);
    if sets.departures() < SUSPECT_DEPARTURES_MIN {
        return Ok(Vec::new());
    }
    let suspect = |(column, values): (usize, &&[f64])| {
        let (right, wrong, tied) = harrell(rows, &sets, values);
        let all = right + wrong + tied;
        let concordance = (right.max(wrong) + 0.5 * tied) / all;
        (all > 0.0 && concordance >= SUSPECT_FROM).then_some(Leakage { column, concordance })
    };
    Ok(design.columns().iter().enumerate().filter_map(suspect).collect())
}
