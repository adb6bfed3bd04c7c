//! Small dense systems: solving and inverting the symmetric matrices that every likelihood ends in.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// How small a pivot may become, relative to the variance it started with, before its column counts as a copy of earlier
/// ones. R's `lm` uses the square root of this, on the scale of the columns instead of their squares.
const PIVOT_TOLERANCE: f64 = 1e-14;

/// A symmetric positive definite matrix (an information matrix, a cross product), taken apart once and used many times.
#[derive(Debug, Clone)]
pub(crate) struct Positive(Cholesky<f64, Dyn>);

/// A column that adds nothing to the columns before it, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dependent {
    pub(crate) column: usize,
}

impl Positive {
    /// Takes `matrix` apart. Only its lower triangle is read.
    ///
    /// # Errors
    /// [`Dependent`] names the first column that the columns before it already determine, also when rounding hides that
    /// from the plain factorization, and a column that holds NaN or infinity.
    pub(crate) fn new(matrix: DMatrix<f64>) -> Result<Self, Dependent> {
        Self::new_within(matrix, PIVOT_TOLERANCE)
    }

    /// The same with another limit for pivots, where the matrix itself holds more rounding.
    pub(crate) fn new_within(matrix: DMatrix<f64>, tolerance: f64) -> Result<Self, Dependent> {
        let diagonal: Vec<f64> = matrix.diagonal().iter().copied().collect();
        match Cholesky::new(matrix.clone()) {
            Some(factor) => {
                let lower = factor.l_dirty();
                match (0..diagonal.len()).find(|&j| !is_pivot(lower[(j, j)] * lower[(j, j)], diagonal[j], tolerance)) {
                    Some(column) => Err(Dependent { column }),
                    None => Ok(Self(factor)),
                }
            }
            None => Err(Dependent { column: first_dependent(matrix, &diagonal, tolerance) }),
        }
    }

    /// Solves `matrix · x = right`.
    pub(crate) fn solve(&self, right: &DVector<f64>) -> DVector<f64> {
        self.0.solve(right)
    }

    /// The inverse: the covariance of the estimates, when the matrix is their information.
    pub(crate) fn inverse(&self) -> DMatrix<f64> {
        self.0.inverse()
    }

    /// The lower triangle whose product with its mirror image is the matrix.
    pub(crate) fn lower(&self) -> DMatrix<f64> {
        self.0.l()
    }
}

/// Whether a pivot of the factorization is more than rounding of the diagonal element it came from.
fn is_pivot(pivot: f64, diagonal: f64, tolerance: f64) -> bool {
    pivot.is_finite() && pivot > tolerance * diagonal.abs()
}

/// Where the factorization stops. It is repeated by hand because the library says only that it did.
fn first_dependent(mut lower: DMatrix<f64>, diagonal: &[f64], tolerance: f64) -> usize {
    let size = diagonal.len();
    for j in 0..size {
        let pivot = lower[(j, j)] - (0..j).map(|k| lower[(j, k)] * lower[(j, k)]).sum::<f64>();
        if !is_pivot(pivot, diagonal[j], tolerance) {
            return j;
        }
        lower[(j, j)] = pivot.sqrt();
        for i in j + 1..size {
            let dot: f64 = (0..j).map(|k| lower[(i, k)] * lower[(j, k)]).sum();
            lower[(i, j)] = (lower[(i, j)] - dot) / lower[(j, j)];
        }
    }
    size.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved_and_inverted() {
        let matrix = DMatrix::from_row_slice(2, 2, &[4.0, 2.0, 2.0, 3.0]);
        let positive = Positive::new(matrix.clone()).expect("positive definite");
        let solution = positive.solve(&DVector::from_vec(vec![8.0, 8.0]));
        assert!((solution[0] - 1.0).abs() < 1e-14 && (solution[1] - 2.0).abs() < 1e-14);
        assert!((matrix * positive.inverse() - DMatrix::identity(2, 2)).abs().max() < 1e-14);
    }

    #[test]
    fn a_column_that_repeats_earlier_ones_is_named() {
        let design = DMatrix::from_row_slice(4, 3, &[1.0, 2.0, 3.1, 1.0, 5.0, 6.1, 1.0, 7.0, 8.1, 1.0, 4.0, 5.1]);
        let error = Positive::new(design.transpose() * design).expect_err("the third is the sum of the others");
        assert_eq!(error, Dependent { column: 2 });
        let empty = DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 0.0, 0.0]);
        assert_eq!(Positive::new(empty).expect_err("a column of zeros"), Dependent { column: 1 });
    }
}
