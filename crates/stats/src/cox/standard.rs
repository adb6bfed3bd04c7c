//! Covariates on a common scale: moved to mean 0 within each stratum and divided by their spread.
//!
//! The fit does not depend on it, but its precision does: sums of squares lose no digits to a far-away mean, and one
//! tolerance serves an age in days and a share.

use rayon::prelude::*;

use crate::cox::blocks::Blocks;
use crate::cox::risk::RiskSets;
use crate::cox::rows::Design;

/// A spread below this part of the largest value is rounding: the covariate is constant within each stratum.
const CONSTANT: f64 = 1e-12;
const NOWHERE: u32 = u32::MAX;

/// How covariates were moved and scaled.
#[derive(Debug, Clone)]
pub(crate) struct Standard {
    /// Spread of each covariate.
    pub(crate) scales: Vec<f64>,
    /// Mean of each covariate in each stratum.
    means: Vec<Vec<f64>>,
}

impl Standard {
    /// Finds means and spreads.
    ///
    /// # Errors
    /// The first covariate that is constant within each stratum.
    pub(crate) fn find(design: &Design, sets: &RiskSets) -> Result<Self, usize> {
        let strata = Strata::new(design, sets);
        let found: Vec<(Vec<f64>, f64)> = design.columns().par_iter().map(|column| strata.measure(column)).collect();
        let is_constant = |(column, (means, scale)): (&&[f64], &(Vec<f64>, f64))| {
            // No value is farther from its mean than all deviations together.
            let mean = means.iter().fold(0.0_f64, |largest, mean| largest.max(mean.abs()));
            let surely_varies = *scale > 2.0 * CONSTANT * (mean + scale * (column.len() as f64).sqrt());
            !surely_varies && *scale <= CONSTANT * column.iter().fold(0.0_f64, |largest, x| largest.max(x.abs()))
        };
        if let Some(column) = design.columns().iter().zip(&found).position(is_constant) {
            return Err(column);
        }
        let (means, scales) = found.into_iter().unzip();
        Ok(Self { scales, means })
    }

    /// Lays out the sorted rows on the common scale.
    pub(crate) fn blocks(&self, design: &Design, sets: &RiskSets) -> Blocks {
        let inverse: Vec<f64> = self.scales.iter().map(|scale| 1.0 / scale).collect();
        if sets.strata.len() == 1 {
            return Blocks::gather(&sets.order, design.columns(), |column| {
                let (mean, inverse) = (self.means[column][0], inverse[column]);
                move |_, value| (value - mean) * inverse
            });
        }
        let mut of_row = vec![0; sets.len()];
        for (number, stratum) in sets.strata.iter().enumerate() {
            of_row[stratum.rows.clone()].fill(number);
        }
        let of_row = &of_row;
        Blocks::gather(&sets.order, design.columns(), |column| {
            let (means, inverse) = (&self.means[column], inverse[column]);
            move |row, value| (value - means[of_row[row]]) * inverse
        })
    }

    /// Covariates of one customer on the common scale, seen from a stratum.
    pub(crate) fn standardized(&self, covariates: &[f64], stratum: usize) -> Vec<f64> {
        covariates.iter().enumerate().map(|(j, x)| (x - self.means[j][stratum]) / self.scales[j]).collect()
    }
}

/// The stratum of each row of the data.
struct Strata {
    of_row: Vec<u32>,
    sizes: Vec<f64>,
}

impl Strata {
    fn new(design: &Design, sets: &RiskSets) -> Self {
        let n = design.columns().first().map_or(0, |column| column.len());
        if sets.strata.len() <= 1 && sets.len() == n {
            return Self { of_row: Vec::new(), sizes: vec![n as f64] };
        }
        let mut of_row = vec![NOWHERE; n];
        for (number, stratum) in sets.strata.iter().enumerate() {
            for &row in &sets.order[stratum.rows.clone()] {
                of_row[row as usize] = crate::cox::risk::index(number);
            }
        }
        Self { of_row, sizes: sets.strata.iter().map(|stratum| stratum.rows.len() as f64).collect() }
    }

    /// Means within strata, and spread around them.
    fn measure(&self, column: &[f64]) -> (Vec<f64>, f64) {
        let mut sums = vec![0.0; self.sizes.len()];
        if self.of_row.is_empty() {
            sums[0] = side_by_side(column, |x| x);
        } else {
            self.rows(column).for_each(|(stratum, x)| sums[stratum] += x);
        }
        let means: Vec<f64> = sums.iter().zip(&self.sizes).map(|(sum, size)| sum / size).collect();
        let squares = if self.of_row.is_empty() {
            side_by_side(column, |x| (x - means[0]) * (x - means[0]))
        } else {
            self.rows(column).map(|(stratum, x)| (x - means[stratum]) * (x - means[stratum])).sum()
        };
        let scale = (squares / self.sizes.iter().sum::<f64>()).sqrt();
        (means, scale)
    }

    fn rows<'a>(&'a self, column: &'a [f64]) -> impl Iterator<Item = (usize, f64)> + 'a {
        let known = self.of_row.iter().zip(column).filter(|(stratum, _)| **stratum != NOWHERE);
        known.map(|(stratum, x)| (*stratum as usize, *x))
    }
}

/// Σ f(x) in eight sums side by side.
fn side_by_side(column: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let mut sums = [0.0; 8];
    let (eights, rest) = column.as_chunks::<8>();
    for eight in eights {
        for (sum, x) in sums.iter_mut().zip(eight) {
            *sum += f(*x);
        }
    }
    sums.iter().sum::<f64>() + rest.iter().map(|x| f(*x)).sum::<f64>()
}

/// The spread of each covariate around its mean over all rows, with n − 1 in the denominator.
pub(crate) fn overall_spreads(design: &Design) -> Vec<f64> {
    let spread = |column: &&[f64]| {
        let n = column.len() as f64;
        let mean = column.iter().sum::<f64>() / n;
        (column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt()
    };
    design.columns().iter().map(spread).collect()
}
