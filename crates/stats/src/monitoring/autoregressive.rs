//! Errors that follow the one before: how strongly, by restricted likelihood, and how sure a sum of coefficients is then.

use nalgebra::{DMatrix, DVector};

use crate::linear::Positive;

/// How near to 1 the correlation of neighbors may come.
const RHO_MAX: f64 = 0.98;
/// Points of the first, coarse search.
const GRID: i32 = 49;
/// Steps by which the Hessian of the restricted likelihood is found.
const STEP_RHO: f64 = 1e-3;
const STEP_LOG: f64 = 1e-3;

/// A line through a series, with errors of a given correlation between neighbors.
pub(super) struct Line<'a> {
    pub(super) design: &'a DMatrix<f64>,
    pub(super) outcome: &'a DVector<f64>,
}

/// What a correlation makes of the line.
pub(super) struct Solved {
    pub(super) coefficients: DVector<f64>,
    /// The inverse of the information for a variance of 1.
    pub(super) inverse: DMatrix<f64>,
    /// The sum of squares of what is left, and the logarithm of the determinant of the information.
    squares: f64,
    log_determinant: f64,
}

impl Line<'_> {
    pub(super) fn freedom(&self) -> f64 {
        (self.design.nrows() - self.design.ncols()) as f64
    }

    /// Takes the correlation out: each row minus ρ times the one before, the first times √(1 − ρ²), all over √(1 − ρ²).
    pub(super) fn solve(&self, rho: f64) -> Option<Solved> {
        let scale = (1.0 - rho * rho).sqrt();
        let whiten = |row: usize, now: f64, before: f64| if row == 0 { now } else { (now - rho * before) / scale };
        let x = DMatrix::from_fn(self.design.nrows(), self.design.ncols(), |i, j| {
            whiten(i, self.design[(i, j)], if i == 0 { 0.0 } else { self.design[(i - 1, j)] })
        });
        let y = DVector::from_fn(self.outcome.len(), |i, _| {
            whiten(i, self.outcome[i], if i == 0 { 0.0 } else { self.outcome[i - 1] })
        });
        let factor = Positive::new(x.transpose() * &x).ok()?;
        let coefficients = factor.solve(&(x.transpose() * &y));
        let left = y - &x * &coefficients;
        let lower = factor.lower();
        let log_determinant = 2.0 * lower.diagonal().iter().map(|it| it.ln()).sum::<f64>();
        Some(Solved { coefficients, inverse: factor.inverse(), squares: left.dot(&left), log_determinant })
    }

    /// The restricted log-likelihood of a correlation and a logarithm of the variance.
    fn restricted(&self, rho: f64, log_variance: f64) -> Option<f64> {
        let solved = self.solve(rho)?;
        Some(self.restricted_of(&solved, rho, log_variance))
    }

    fn restricted_of(&self, solved: &Solved, rho: f64, log_variance: f64) -> f64 {
        let n = self.outcome.len() as f64;
        let log_correlation = (n - 1.0) * (1.0 - rho * rho).ln();
        -0.5 * (self.freedom() * log_variance
            + solved.squares / log_variance.exp()
            + log_correlation
            + solved.log_determinant)
    }

    /// The correlation under which the series is most likely, the variance at its best.
    pub(super) fn correlation(&self) -> Option<f64> {
        let profile = |rho: f64| -> Option<f64> {
            let solved = self.solve(rho)?;
            let log_variance = (solved.squares / self.freedom()).ln();
            Some(self.restricted_of(&solved, rho, log_variance)).filter(|it| it.is_finite())
        };
        let at = |index: i32| RHO_MAX * f64::from(index) / f64::from(GRID / 2);
        let best = (-(GRID / 2)..=GRID / 2)
            .filter_map(|index| Some((index, profile(at(index))?)))
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        let (mut low, mut high) = (at(best.0 - 1).max(-RHO_MAX), at(best.0 + 1).min(RHO_MAX));
        // Golden section: a hundred halvings of the interval would be more than a double holds.
        let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
        for _ in 0..80 {
            let (a, b) = (high - golden * (high - low), low + golden * (high - low));
            if profile(a)? < profile(b)? { low = a } else { high = b }
        }
        Some(0.5 * (low + high))
    }

    pub(super) fn variance(&self, solved: &Solved) -> f64 {
        solved.squares / self.freedom()
    }

    /// Satterthwaite's degrees of freedom of a sum of coefficients: twice its variance squared over the variance of that,
    /// which comes from how sharply the restricted likelihood falls off in correlation and variance.
    pub(super) fn degrees(&self, rho: f64, weights: &DVector<f64>) -> Option<f64> {
        let most = self.freedom();
        let log_variance = self.variance(&self.solve(rho)?).ln();
        let of = |rho: f64, log: f64| -> Option<f64> {
            let solved = self.solve(rho)?;
            Some((weights.transpose() * &solved.inverse * weights)[(0, 0)] * log.exp())
        };
        let (r, s) = (STEP_RHO.min(0.5 * (1.0 - rho.abs())), STEP_LOG);
        let value = of(rho, log_variance)?;
        let slope_rho = (of(rho + r, log_variance)? - of(rho - r, log_variance)?) / (2.0 * r);
        // The variance is proportional to e to the log of itself.
        let slope_log = value;
        let at = |i: f64, j: f64| self.restricted(rho + i * r, log_variance + j * s);
        let middle = at(0.0, 0.0)?;
        let rr = -(at(1.0, 0.0)? - 2.0 * middle + at(-1.0, 0.0)?) / (r * r);
        let ss = -(at(0.0, 1.0)? - 2.0 * middle + at(0.0, -1.0)?) / (s * s);
        let rs = -(at(1.0, 1.0)? - at(1.0, -1.0)? - at(-1.0, 1.0)? + at(-1.0, -1.0)?) / (4.0 * r * s);
        let determinant = rr * ss - rs * rs;
        if !(determinant > 0.0 && rr > 0.0) {
            return Some(1.0);
        }
        let spread =
            (slope_rho * slope_rho * ss - 2.0 * slope_rho * slope_log * rs + slope_log * slope_log * rr) / determinant;
        let degrees = 2.0 * value * value / spread;
        degrees.is_finite().then(|| degrees.clamp(1.0, most))
    }
}
