//! The covariates of a regression: columns that were checked once.

use nalgebra::DVector;
use rayon::prelude::*;

use crate::StatsError;

/// The largest number a column may hold: the sum of squares of a billion of them is still a number.
pub const MAGNITUDE_MAX: f64 = 1e140;

/// What is asked of every number of a column.
const ALLOWED: &str = "a finite number of at most 1e140 in size";

/// What the weight of a row means. It makes no difference to the coefficients and much to their errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeightKind {
    /// The row stands for so many rows that are all alike: n is the sum of the weights.
    #[default]
    Counts,
    /// The row is one row that matters so much, as under weighting by the inverse of a chance: n is the number of rows.
    Importance,
}

/// The covariates of a regression: columns of equal length without NaN or infinity, an intercept unless it was taken out,
/// and a weight per row where there are weights.
///
/// Columns are numbered from 0 in the order given, the intercept is not one of them, and every [`Why`](crate::Why) that
/// names a column uses this number.
///
/// # Example
/// ```
/// # use stats::regression::Design;
/// let design = Design::new(vec![vec![1.0, 2.0, 3.0], vec![0.0, 0.0, 1.0]])?;
/// assert_eq!((design.rows(), design.columns()), (3, 2));
/// assert!(Design::new(vec![vec![1.0, f64::NAN]]).is_err());
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    rows: usize,
    columns: Vec<Vec<f64>>,
    intercept: bool,
    weights: Option<Vec<f64>>,
    kind: WeightKind,
}

impl Design {
    /// Accepts columns, with an intercept beside them. They are moved, not copied.
    ///
    /// # Errors
    /// `TooFew` without any column or row, `LengthMismatch` when columns differ in length, `CellOutOfRange` for NaN or
    /// infinity.
    pub fn new(columns: Vec<Vec<f64>>) -> Result<Self, StatsError> {
        let Some(first) = columns.first() else {
            return Err(StatsError::TooFew { method: "a regression", what: "covariates", needed: 1, given: 0 });
        };
        let rows = first.len();
        if rows == 0 {
            return Err(StatsError::TooFew { method: "a regression", what: "rows", needed: 1, given: 0 });
        }
        for column in &columns {
            same_length("first covariate", rows, "covariate", column.len())?;
        }
        let broken = columns.par_iter().enumerate().find_map_first(|(j, column)| {
            let row = first_beyond(column)?;
            Some(StatsError::CellOutOfRange { column: j, allowed: ALLOWED, given: column[row], row })
        });
        match broken {
            Some(error) => Err(error),
            None => Ok(Self { rows, columns, intercept: true, weights: None, kind: WeightKind::Counts }),
        }
    }

    /// No covariate, only the intercept.
    ///
    /// # Errors
    /// `TooFew` when there are no rows.
    pub fn intercept_only(rows: usize) -> Result<Self, StatsError> {
        if rows == 0 {
            return Err(StatsError::TooFew { method: "a regression", what: "rows", needed: 1, given: 0 });
        }
        Ok(Self { rows, columns: Vec::new(), intercept: true, weights: None, kind: WeightKind::Counts })
    }

    /// The same covariates without intercept: the fit goes through 0. Without covariates the intercept stays.
    #[must_use]
    pub fn without_intercept(self) -> Self {
        Self { intercept: self.columns.is_empty(), ..self }
    }

    /// The same covariates with a weight per row. Rows of weight 0 take no part.
    ///
    /// # Errors
    /// `LengthMismatch`, and `RowOutOfRange` when a weight is negative, NaN or infinite.
    pub fn weighted(self, weights: Vec<f64>, kind: WeightKind) -> Result<Self, StatsError> {
        same_length("covariates", self.rows, "weights", weights.len())?;
        match weights.iter().position(|weight| !(0.0..=MAGNITUDE_MAX).contains(weight)) {
            Some(row) => {
                let allowed = "a finite number of at least 0";
                Err(StatsError::RowOutOfRange { name: "weight", allowed, given: weights[row], row })
            }
            None => Ok(Self { weights: Some(weights), kind, ..self }),
        }
    }

    /// How many rows.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// How many covariates, the intercept not counted.
    pub const fn columns(&self) -> usize {
        self.columns.len()
    }

    /// One covariate. A number beyond the last gives an empty column.
    pub fn column(&self, j: usize) -> &[f64] {
        self.columns.get(j).map_or(&[], Vec::as_slice)
    }

    /// Whether there is an intercept.
    pub const fn has_intercept(&self) -> bool {
        self.intercept
    }

    /// How many coefficients a fit has, the intercept included.
    pub const fn coefficients(&self) -> usize {
        self.columns.len() + self.intercept as usize
    }

    /// The weights, where there are any.
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// What the weights mean.
    pub const fn weight_kind(&self) -> WeightKind {
        self.kind
    }

    /// The weight of one row: 1 without weights.
    pub(crate) fn weight(&self, row: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[row])
    }

    /// The sum of the weights.
    pub fn total_weight(&self) -> f64 {
        self.weights.as_ref().map_or(self.rows as f64, |weights| weights.iter().sum())
    }

    /// How many units the rows stand for: the sum of counts, or the number of rows whose importance is not 0.
    pub fn units(&self) -> f64 {
        match (&self.weights, self.kind) {
            (None, _) => self.rows as f64,
            (Some(weights), WeightKind::Counts) => weights.iter().sum(),
            (Some(weights), WeightKind::Importance) => weights.iter().filter(|weight| **weight > 0.0).count() as f64,
        }
    }

    /// The units as a whole number.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "weights are at least 0, and a cast saturates"
    )]
    pub(crate) fn n(&self) -> u64 {
        self.units().round() as u64
    }

    /// These rows only, in the order given, with their weights. Numbers beyond the last row are left out.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        let rows: Vec<usize> = rows.iter().copied().filter(|&row| row < self.rows).collect();
        let take = |column: &Vec<f64>| rows.iter().map(|&row| column[row]).collect();
        Self {
            rows: rows.len(),
            columns: self.columns.iter().map(take).collect(),
            intercept: self.intercept,
            weights: self.weights.as_ref().map(take),
            kind: self.kind,
        }
    }

    /// One covariate more, after the others.
    ///
    /// # Errors
    /// `LengthMismatch`, and `CellOutOfRange` for NaN or infinity.
    pub fn with_column(mut self, column: Vec<f64>) -> Result<Self, StatsError> {
        same_length("covariates", self.rows, "covariate", column.len())?;
        if let Some(row) = first_beyond(&column) {
            let (j, given) = (self.columns.len(), column[row]);
            return Err(StatsError::CellOutOfRange { column: j, allowed: ALLOWED, given, row });
        }
        self.columns.push(column);
        Ok(self)
    }

    /// The columns themselves, for who needs them otherwise.
    pub fn into_columns(self) -> Vec<Vec<f64>> {
        self.columns
    }

    /// Each covariate times the factor of its row, summed over the rows; the intercept first.
    pub(crate) fn totals(&self, factors: &[f64]) -> DVector<f64> {
        let first = self.intercept.then(|| factors.iter().sum());
        let dot = |column: &Vec<f64>| column.iter().zip(factors).map(|(x, f)| x * f).sum();
        DVector::from_iterator(self.coefficients(), first.into_iter().chain(self.columns.iter().map(dot)))
    }

    /// Intercept plus coefficient times covariate, for every row. `coefficients` begins with the intercept where the
    /// design has one; missing coefficients count as 0.
    pub fn linear_predictor(&self, coefficients: &[f64]) -> Vec<f64> {
        let (start, slopes) = match (self.intercept, coefficients.split_first()) {
            (true, Some((first, rest))) => (*first, rest),
            _ => (0.0, coefficients),
        };
        let mut eta = vec![start; self.rows];
        for (column, slope) in self.columns.iter().zip(slopes) {
            for (e, x) in eta.iter_mut().zip(column) {
                *e += slope * x;
            }
        }
        eta
    }
}

/// The first row whose number is NaN, infinite or too large to square.
fn first_beyond(column: &[f64]) -> Option<usize> {
    column.iter().position(|value| value.is_nan() || value.abs() > MAGNITUDE_MAX)
}

/// Every number of a column can be worked with.
pub(crate) fn workable(name: &'static str, column: &[f64]) -> Result<(), StatsError> {
    match first_beyond(column) {
        Some(row) => Err(StatsError::RowOutOfRange { name, allowed: ALLOWED, given: column[row], row }),
        None => Ok(()),
    }
}

/// Both columns have the same length.
pub(crate) fn same_length(
    left: &'static str,
    left_len: usize,
    right: &'static str,
    right_len: usize,
) -> Result<(), StatsError> {
    if left_len == right_len { Ok(()) } else { Err(StatsError::LengthMismatch { left, left_len, right, right_len }) }
}
