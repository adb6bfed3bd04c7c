//! Whether weighting made the arms alike.

use super::study::Study;

/// One covariate in the two arms, before and after weighting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// Which covariate, counted from 0.
    pub column: usize,
    /// Its mean among the treated and the untreated, before.
    pub means_before: (f64, f64),
    /// Its mean among the treated and the untreated, after.
    pub means_after: (f64, f64),
    /// The difference of means before, in standard deviations: the root of the mean of both variances before weighting.
    /// Absent when the covariate does not vary within the arms.
    pub before: Option<f64>,
    /// The difference of means after, in the same standard deviations.
    pub after: Option<f64>,
}

/// Compares each covariate between treated and untreated, before weighting and after. A difference above 0.1 in size is
/// worth a doubt, above 0.25 the outcome model carries the answer alone.
///
/// # Source
/// Austin (2009), Statistics in Medicine 28:3083–3107. Method page: `docs/methods/observational.md`.
pub fn balance(study: &Study<'_>, weights: &[f64]) -> Vec<Balance> {
    (0..study.design.columns())
        .map(|column| {
            let values = study.design.column(column);
            let plain = |row: usize| study.weight(row);
            let weighted = |row: usize| study.weight(row) * weights.get(row).copied().unwrap_or(0.0);
            let before = [true, false].map(|arm| moments(study, values, arm, plain));
            let after = [true, false].map(|arm| moments(study, values, arm, weighted).0);
            let deviation = (0.5 * (before[0].1 + before[1].1)).sqrt();
            let standardized = |difference: f64| (deviation > 0.0).then(|| difference / deviation);
            Balance {
                column,
                means_before: (before[0].0, before[1].0),
                means_after: (after[0], after[1]),
                before: standardized(before[0].0 - before[1].0),
                after: standardized(after[0] - after[1]),
            }
        })
        .collect()
}

/// Mean and variance (n − 1 below) of one arm.
fn moments(study: &Study<'_>, values: &[f64], arm: bool, weight: impl Fn(usize) -> f64) -> (f64, f64) {
    let rows = || (0..values.len()).filter(|&row| study.treated[row] == arm);
    let total: f64 = rows().map(&weight).sum();
    if total <= 0.0 {
        return (0.0, 0.0);
    }
    let mean = rows().map(|row| weight(row) * values[row]).sum::<f64>() / total;
    let squares: f64 = rows().map(|row| weight(row) * (values[row] - mean).powi(2)).sum();
    let units = study.arm_units(arm);
    let variance = if units > 1.0 { squares / total * units / (units - 1.0) } else { 0.0 };
    // A constant has the variance of its rounding.
    let rounding = 1e-26 * mean * mean;
    (mean, if variance > rounding { variance } else { 0.0 })
}
