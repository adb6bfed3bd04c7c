//! Intervals of several results of one fit that hold all at once.

use crate::checked::Level;
use crate::estimate::Answer;
use crate::fitted::{Fit, Parametric, Range};
use crate::numeric::{chi_square_upper, gamma_density_times_x, gamma_quantile_upper, normal_quantile};

/// Directions in which the parameters may be off, spread evenly.
const DIRECTIONS: u32 = 4_096;

/// Results of one fit whose intervals hold all at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// How many standard errors each interval reaches out; 1.96 would be a 95 % interval of one result alone.
    pub factor: f64,
    /// The results with these intervals, in the order they were asked for.
    pub answers: Vec<Answer>,
}

impl<M: Parametric<K>, const K: usize> Fit<M, K> {
    /// Several things that follow from the parameters, with intervals that hold all of them at once.
    ///
    /// Each interval reaches the same number c of standard errors out, on the scale of `range`. With g the slopes of a result
    /// in the K logarithms of the parameters and V = L Lᵀ their covariance, its standardized error is u·v, v = Lᵀg/|Lᵀg| and
    /// u standard normal in K dimensions. The length and the direction of u are independent, so the chance that none of the
    /// results lies outside is the mean over directions w of P(χ²ₖ ≤ (c / max |w·v|)²); c puts it at the level.
    ///
    /// Use it for a whole curve; for one result named beforehand [`derived`](Self::derived) is narrower. c lies between the
    /// deviate of one result and that of Scheffé (1953), √χ²ₖ, which would hold for every function of the parameters.
    ///
    /// # Units
    /// As the results; `result(model, i)` is result i of `count`.
    ///
    /// # Returns
    /// As [`derived`](Self::derived) for each result; one that does not depend on the parameters has an interval of no width.
    ///
    /// # Numerical notes
    /// No draws: the mean is taken over 4,096 fixed directions (a Kronecker sequence), which puts c right to about 0.002.
    ///
    /// # Source
    /// Scheffé (1953), A Method for Judging All Contrasts in the Analysis of Variance, Biometrika 40:87–104; Sun and Loader
    /// (1994), Simultaneous Confidence Bands for Linear Regression and Smoothing, Ann Stat 22:1328–1345, section 2, for the
    /// chance by length and direction. Method page: `docs/methods/shifted_beta_geometric.md`.
    ///
    /// # Checked against
    /// The exact integral over the circle for two parameters and over the sphere for three, in the test itself:
    /// `tests/reference/staying.rs`, `the_factor_of_a_band_agrees_with_an_integral_over_all_directions`; coverage of whole
    /// curves in `tests/coverage/staying.rs`.
    pub fn derived_together(&self, range: Range, count: usize, result: impl Fn(&M, usize) -> f64) -> Band {
        let slopes: Vec<[f64; K]> = (0..count).map(|i| self.slopes(|model| result(model, i))).collect();
        let factor = self.factor(&slopes);
        let answers = slopes.iter().enumerate();
        let answers = answers.map(|(i, slopes)| self.answer(result(&self.model, i), self.error(slopes), range, factor));
        Band { factor, answers: answers.collect() }
    }

    fn factor(&self, slopes: &[[f64; K]]) -> f64 {
        let root = triangle(&self.log_covariance);
        let results: Vec<[f64; K]> = slopes.iter().filter_map(|it| unit(turned(&root, it))).collect();
        let reaches: Vec<f64> = directions::<K>()
            .filter_map(unit)
            .map(|direction| results.iter().map(|it| dot(it, &direction).abs()).fold(0.0, f64::max))
            .collect();
        deviate::<K>(&reaches, self.level)
    }
}

/// The c at which the mean of P(χ²ₖ ≤ (c / reach)²) is the level.
#[expect(clippy::cast_possible_truncation, reason = "a model has a handful of parameters")]
fn deviate<const K: usize>(reaches: &[f64], level: Level) -> f64 {
    let (alone, half) = (level.z(), 0.5 * K as f64);
    let widest = (2.0 * gamma_quantile_upper(half, 1.0 - level.get())).sqrt().max(alone);
    let n = reaches.len() as f64;
    let miss = |c: f64| {
        let (mut outside, mut slope) = (0.0, 0.0);
        for reach in reaches.iter().filter(|reach| **reach > 0.0) {
            let square = (c / reach).powi(2);
            outside += chi_square_upper(square, K as u32);
            slope += gamma_density_times_x(half, 0.5 * square) * 2.0 / c;
        }
        (1.0 - level.get() - outside / n, slope / n)
    };
    crate::numeric::root_of_rising(alone, widest, 0.5 * (alone + widest), miss)
}

/// Points of a Kronecker sequence as normal deviates: their directions cover all directions evenly.
fn directions<const K: usize>() -> impl Iterator<Item = [f64; K]> {
    // The root of x^(K + 1) = x + 1 makes the sequence of least discrepancy (Roberts).
    let root = (0..60).fold(1.5_f64, |x, _| (1.0 + x).powf(1.0 / (K as f64 + 1.0)));
    let steps: [f64; K] = std::array::from_fn(|i| root.powi(-1 - i32::try_from(i).unwrap_or(0)));
    (0..DIRECTIONS).map(move |k| steps.map(|step| normal_quantile((0.5 + step * f64::from(k + 1)).fract().max(1e-12))))
}

/// The lower triangle whose product with its mirror image is the matrix; a direction without variance stays 0.
fn triangle<const K: usize>(matrix: &[[f64; K]; K]) -> [[f64; K]; K] {
    let mut root = [[0.0; K]; K];
    for j in 0..K {
        for i in j..K {
            let rest = matrix[i][j] - (0..j).map(|k| root[i][k] * root[j][k]).sum::<f64>();
            root[i][j] = match i == j {
                true => rest.max(0.0).sqrt(),
                false if root[j][j] > 0.0 => rest / root[j][j],
                false => 0.0,
            };
        }
    }
    root
}

/// The mirror image of a lower triangle, times a vector.
fn turned<const K: usize>(root: &[[f64; K]; K], slopes: &[f64; K]) -> [f64; K] {
    std::array::from_fn(|j| (j..K).map(|i| root[i][j] * slopes[i]).sum())
}

fn dot<const K: usize>(one: &[f64; K], other: &[f64; K]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// The vector of length 1 in this direction, where it has one.
fn unit<const K: usize>(vector: [f64; K]) -> Option<[f64; K]> {
    let length = dot(&vector, &vector).sqrt();
    (length > 0.0 && length.is_finite()).then(|| vector.map(|it| it / length))
}
