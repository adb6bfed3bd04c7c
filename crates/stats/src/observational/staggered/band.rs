//! Intervals that hold all at once.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::StatsError;
use crate::estimate::{Estimate, Interval};
use crate::numeric::{normal_two_sided, student_quantile_upper};

use super::panel::Panel;
use super::{StaggeredOptions, covariance};

/// The fewest draws that a band may rest on.
const DRAWS_MIN: usize = 100;
/// The most.
const DRAWS_MAX: usize = 1_000_000;

/// Draws and seed of simultaneous bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    /// How many draws: 1,000 put the level right to about half a point.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
}

impl Bands {
    pub(super) fn check(self) -> Result<(), StatsError> {
        if (DRAWS_MIN..=DRAWS_MAX).contains(&self.draws) {
            return Ok(());
        }
        Err(StatsError::OutOfRange { name: "draws", allowed: "from 100 to 1000000", given: self.draws as f64 })
    }
}

/// The interval of every estimate that holds together with all others. An estimate without error has none.
pub(super) fn bands(
    panel: &Panel,
    options: &StaggeredOptions,
    estimates: &[(Estimate, &[f64])],
) -> Vec<Option<Interval>> {
    let Some(bands) = options.bands else { return vec![None; estimates.len()] };
    let influences: Vec<Vec<f64>> = estimates.iter().map(|(_, influence)| panel.by_cluster(influence)).collect();
    let influences: Vec<&[f64]> = influences.iter().map(Vec::as_slice).collect();
    let covariance = covariance(&influences);
    let deviate = largest_deviate(&covariance, bands, options.level.get()).max(options.level.z());
    estimates
        .iter()
        .map(|(estimate, influence)| {
            // By cluster errors are Student's: as far out as the deviate is for the normal distribution.
            let tail = 0.5 * normal_two_sided(deviate);
            let freedom = panel.error(influence).1;
            let deviate = freedom.map_or(deviate, |freedom| student_quantile_upper(tail, freedom));
            let half = deviate * estimate.standard_error.filter(|error| *error > 0.0)?;
            Some(Interval::confidence(estimate.value - half, estimate.value + half, options.level))
        })
        .collect()
}

/// The deviate that the largest of all standardized errors stays below, in so many of the draws.
fn largest_deviate(covariance: &DMatrix<f64>, bands: Bands, level: f64) -> f64 {
    let size = covariance.nrows();
    let errors: Vec<f64> = covariance.diagonal().iter().map(|variance| variance.max(0.0).sqrt()).collect();
    let eigen = SymmetricEigen::new(covariance.clone());
    let mut root = eigen.eigenvectors;
    for (mut column, value) in root.column_iter_mut().zip(eigen.eigenvalues.iter()) {
        column *= value.max(0.0).sqrt();
    }
    let mut chance = ChaCha8Rng::seed_from_u64(bands.seed);
    let mut largest: Vec<f64> = (0..bands.draws)
        .map(|_| {
            let draw: DVector<f64> = DVector::from_fn(size, |_, _| StandardNormal.sample(&mut chance));
            let moved = &root * draw;
            moved.iter().zip(&errors).filter(|it| *it.1 > 0.0).fold(0.0_f64, |max, (m, e)| max.max(m.abs() / e))
        })
        .collect();
    largest.sort_by(f64::total_cmp);
    let at = crate::observational::overlap::whole((level * bands.draws as f64).ceil()).max(1);
    largest.get(usize::try_from(at).unwrap_or(usize::MAX) - 1).copied().unwrap_or(0.0)
}
