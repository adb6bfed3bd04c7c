//! What a comparison needs to know of an arm, gathered in one pass and merged from parts.

use rayon::prelude::*;

use crate::StatsError;
use crate::checked::{COUNT_MAX, Level, Proportion};
use crate::estimate::{Answer, Why};
use crate::experiment::effect::Mean;
use crate::method::Method;

/// The largest number that is accepted in a column: its square is still a number.
pub const VALUE_MAX: f64 = 1e100;

/// Rows that one piece of parallel work holds. The pieces do not depend on the number of threads, so neither do the digits.
const ROWS_PER_PIECE: usize = 1 << 16;

/// Rows that are summed around one center before the center moves on to their mean.
const ROWS_PER_BLOCK: u32 = 256;

/// Variation below this share of the terms it is the difference of is rounding and counts as none.
const ROUNDING: f64 = 1e-13;

/// All that a comparison of means needs to know of one arm: how many, the means, and the sums of products around the means
/// of the outcome and its covariates.
///
/// Column 0 is the outcome, the others are covariates. Moments of parts [merge](Moments::merge) into those of the whole,
/// so a million rows are read once, in any order and in several threads, and are never copied.
///
/// # Numerical notes
/// Rows are summed around a center that moves along with the mean, and parts are joined with the formula of Chan, Golub
/// and `LeVeque` (1983), so a mean of a million with a deviation of 1 keeps its digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    n: u64,
    means: Vec<f64>,
    /// The lower triangle of Σ(x − x̄)(y − ȳ), row by row.
    products: Vec<f64>,
}

impl Moments {
    /// No rows yet, of an outcome and so many covariates.
    pub fn new(covariates: usize) -> Self {
        let columns = covariates + 1;
        Self { n: 0, means: vec![0.0; columns], products: vec![0.0; columns * (columns + 1) / 2] }
    }

    /// Adds one row: the outcome and its covariates.
    ///
    /// # Errors
    /// - `LengthMismatch` when the row has another number of columns.
    /// - `RowOutOfRange` when a value is NaN or larger than [`VALUE_MAX`]; the row is the number of rows added before.
    pub fn add(&mut self, row: &[f64]) -> Result<(), StatsError> {
        if row.len() != self.means.len() {
            return Err(StatsError::LengthMismatch {
                left: "row",
                left_len: row.len(),
                right: "columns",
                right_len: self.means.len(),
            });
        }
        if let Some(&given) = row.iter().find(|value| !is_allowed(**value)) {
            return Err(not_allowed(given, usize::try_from(self.n).unwrap_or(usize::MAX)));
        }
        self.n += 1;
        let n = self.n as f64;
        let mut place = 0;
        for i in 0..row.len() {
            // The earlier columns hold their new mean by now and this one its old mean, which is what Welford's update asks.
            let away = row[i] - self.means[i];
            for (j, (value, mean)) in row[..i].iter().zip(&self.means).enumerate() {
                self.products[place + j] += away * (value - mean);
            }
            self.means[i] += away / n;
            self.products[place + i] += away * (row[i] - self.means[i]);
            place += i + 1;
        }
        Ok(())
    }

    /// The moments of each arm of a table: `arm[i]`, below `arms`, says where row i belongs.
    ///
    /// # Shapes
    /// `columns` holds the outcome and its covariates, each as long as `arm`.
    ///
    /// # Errors
    /// - `TooFew` without an outcome, `LengthMismatch` when the columns do not pair up, and `RowOutOfRange` for an arm that
    ///   does not exist or a value that is NaN or larger than [`VALUE_MAX`].
    ///
    /// # Example
    /// ```
    /// # use stats::experiment::Moments;
    /// let months = [4.0, 6.0, 9.0, 5.0];
    /// let arms = Moments::by_arm(&[&months], &[0, 0, 1, 1], 2)?;
    /// assert_eq!((arms[0].mean(), arms[1].mean()), (Some(5.0), Some(7.0)));
    /// assert_eq!(arms[1].variance(), Some(8.0));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn by_arm(columns: &[&[f64]], arm: &[u8], arms: usize) -> Result<Vec<Self>, StatsError> {
        if columns.is_empty() {
            return Err(StatsError::TooFew { method: "comparison of means", what: "column", needed: 1, given: 0 });
        }
        for column in columns {
            if column.len() != arm.len() {
                return Err(StatsError::LengthMismatch {
                    left: "columns",
                    left_len: column.len(),
                    right: "arm",
                    right_len: arm.len(),
                });
            }
        }
        let pieces: Vec<Result<Vec<Self>, StatsError>> = (0..arm.len().div_ceil(ROWS_PER_PIECE))
            .into_par_iter()
            .map(|piece| {
                let first = piece * ROWS_PER_PIECE;
                piece_by_arm(columns, arm, first..arm.len().min(first + ROWS_PER_PIECE), arms)
            })
            .collect();
        let mut whole = vec![Self::new(columns.len() - 1); arms];
        for piece in pieces {
            for (arm, part) in whole.iter_mut().zip(piece?) {
                arm.join(&part);
            }
        }
        Ok(whole)
    }

    /// The moments of an outcome of which only count, sum and sum of squares are known.
    ///
    /// # Errors
    /// - `OutOfRange` when the sums are not finite, or the squares are fewer than the sum allows.
    ///
    /// # Example
    /// ```
    /// # use stats::experiment::Moments;
    /// let arm = Moments::from_sums(3, 6.0, 14.0)?; // 1, 2 and 3
    /// assert_eq!((arm.mean(), arm.variance()), (Some(2.0), Some(1.0)));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn from_sums(n: u64, sum: f64, sum_of_squares: f64) -> Result<Self, StatsError> {
        let allowed = "a finite number of at most 1e100 in size, and 0 without rows";
        for (name, given) in [("sum", sum), ("sum_of_squares", sum_of_squares)] {
            if !is_allowed(given) || (n == 0 && given != 0.0) {
                return Err(StatsError::OutOfRange { name, allowed, given });
            }
        }
        if n > COUNT_MAX {
            return Err(StatsError::OutOfRange { name: "n", allowed: "at most 2^53", given: n as f64 });
        }
        if n == 0 {
            return Ok(Self::new(0));
        }
        let mean = sum / n as f64;
        let about_mean = sum_of_squares - sum * mean;
        if about_mean < -1e-9 * sum_of_squares.abs() {
            let allowed = "at least the square of the sum divided by n";
            return Err(StatsError::OutOfRange { name: "sum_of_squares", allowed, given: sum_of_squares });
        }
        let product = if about_mean <= ROUNDING * sum_of_squares { 0.0 } else { about_mean };
        Ok(Self { n, means: vec![mean], products: vec![product] })
    }

    /// The moments of an outcome that is 1 for the part and 0 for the rest.
    pub fn from_share(share: Proportion) -> Self {
        let Some(mean) = share.share() else { return Self::new(0) };
        Self { n: share.whole(), means: vec![mean], products: vec![share.part() as f64 * (1.0 - mean)] }
    }

    /// The moments of these rows and those of another part together.
    ///
    /// # Errors
    /// - `LengthMismatch` when the parts have different columns.
    pub fn merge(&mut self, other: &Self) -> Result<(), StatsError> {
        if self.means.len() != other.means.len() {
            return Err(StatsError::LengthMismatch {
                left: "columns of one part",
                left_len: self.means.len(),
                right: "columns of the other",
                right_len: other.means.len(),
            });
        }
        self.join(other);
        Ok(())
    }

    /// The moments of some of the columns, in this order: the first is the outcome. 0 is the outcome of these moments, 1 its
    /// first covariate.
    ///
    /// # Errors
    /// - `TooFew` without a column, `OutOfRange` for a column that there is not.
    ///
    /// # Example
    /// ```
    /// # use stats::experiment::Moments;
    /// let arm = Moments::by_arm(&[&[1.0, 3.0], &[5.0, 9.0]], &[0, 0], 1)?;
    /// assert_eq!(arm[0].select(&[1])?.mean(), Some(7.0));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn select(&self, columns: &[usize]) -> Result<Self, StatsError> {
        if columns.is_empty() {
            return Err(StatsError::TooFew { method: "comparison of means", what: "column", needed: 1, given: 0 });
        }
        if let Some(&column) = columns.iter().find(|column| **column >= self.means.len()) {
            let allowed = "a column that the moments have";
            return Err(StatsError::OutOfRange { name: "columns", allowed, given: column as f64 });
        }
        let means = columns.iter().map(|&column| self.means[column]).collect();
        let pairs = columns.iter().enumerate().flat_map(|(i, &a)| columns[..=i].iter().map(move |&b| (a, b)));
        Ok(Self { n: self.n, means, products: pairs.map(|(a, b)| self.product(a, b)).collect() })
    }

    /// From sums around a center: of the values, and of the lower triangle of their products.
    pub(super) fn around(n: u64, center: &[f64], sums: &[f64], products: &[f64]) -> Self {
        let mut it = Self::new(center.len() - 1);
        if n == 0 {
            return it;
        }
        let count = n as f64;
        it.n = n;
        let mut place = 0;
        for i in 0..center.len() {
            it.means[i] = center[i] + sums[i] / count;
            for j in 0..=i {
                it.products[place + j] = products[place + j] - sums[i] * sums[j] / count;
            }
            // What is left of a column that does not vary is rounding.
            if it.products[place + i] <= ROUNDING * products[place + i] {
                it.products[place + i] = 0.0;
            }
            place += i + 1;
        }
        it
    }

    /// A column that varies by rounding alone, beside how it varies among all rows, does not vary.
    pub(super) fn settle(&mut self, all: &Self) {
        for i in 0..self.means.len() {
            let place = i * (i + 1) / 2 + i;
            if self.products[place] <= ROUNDING * all.products[place] {
                self.products[place] = 0.0;
            }
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        let (a, b) = (self.n as f64, other.n as f64);
        let (weight, along) = (a * b / (a + b), b / (a + b));
        let mut place = 0;
        for i in 0..self.means.len() {
            let apart = other.means[i] - self.means[i];
            for j in 0..=i {
                self.products[place + j] +=
                    other.products[place + j] + weight * apart * (other.means[j] - self.means[j]);
            }
            place += i + 1;
        }
        for (mean, other) in self.means.iter_mut().zip(&other.means) {
            *mean += along * (other - *mean);
        }
        self.n += other.n;
    }

    /// How many rows.
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// How many covariates stand beside the outcome.
    pub fn covariates(&self) -> usize {
        self.means.len() - 1
    }

    /// The mean of the outcome, unless there are no rows.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.means[0])
    }

    /// The variance of the outcome, unless there are fewer than two rows.
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| self.product(0, 0) / (self.n - 1) as f64)
    }

    /// The mean of a column; 0 is the outcome.
    pub(crate) fn mean_of(&self, column: usize) -> f64 {
        self.means[column]
    }

    /// Σ(x − x̄)(y − ȳ) of two columns.
    pub(crate) fn product(&self, one: usize, other: usize) -> f64 {
        let (i, j) = (one.max(other), one.min(other));
        self.products[i * (i + 1) / 2 + j]
    }

    /// Whether a column says the same of every row, but for rounding.
    pub(crate) fn is_constant(&self, column: usize) -> bool {
        let size = self.means[column] * self.means[column] * self.n as f64;
        self.product(column, column) <= size * ROUNDING * ROUNDING
    }

    /// The moments of y − θ(x − x̄), with x̄ the means of `center`.
    pub(crate) fn residual(&self, center: &Self, used: &[usize], slopes: &[f64]) -> Self {
        let mut it = Self::new(0);
        it.n = self.n;
        let pairs = || used.iter().zip(slopes);
        it.means[0] = self.means[0] - pairs().map(|(&j, b)| b * (self.means[j + 1] - center.means[j + 1])).sum::<f64>();
        let along: f64 = pairs().map(|(&j, b)| b * self.product(0, j + 1)).sum();
        let explained: f64 =
            pairs().flat_map(|(&i, a)| pairs().map(move |(&j, b)| a * b * self.product(i + 1, j + 1))).sum();
        let rest = self.product(0, 0) - 2.0 * along + explained;
        it.products[0] = if rest <= ROUNDING * self.product(0, 0) { 0.0 } else { rest };
        it
    }

    /// The moments of the outcome after its covariates, times these slopes, were taken away around their means.
    ///
    /// # Errors
    /// - `LengthMismatch` when there are not as many slopes as covariates.
    ///
    /// # Example
    /// ```
    /// # use stats::experiment::Moments;
    /// let whole = &Moments::by_arm(&[&[1.0, 5.0, 6.0], &[0.0, 2.0, 1.0]], &[0, 0, 0], 1)?[0];
    /// let rest = whole.adjusted(&[2.0])?; // 3, 3 and 6
    /// assert_eq!((rest.mean(), rest.variance()), (Some(4.0), Some(3.0)));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn adjusted(&self, slopes: &[f64]) -> Result<Self, StatsError> {
        if slopes.len() != self.covariates() {
            return Err(StatsError::LengthMismatch {
                left: "slopes",
                left_len: slopes.len(),
                right: "covariates",
                right_len: self.covariates(),
            });
        }
        let all: Vec<usize> = (0..slopes.len()).collect();
        Ok(self.residual(self, &all, slopes))
    }

    /// The mean of the outcome with its standard error, where there are two rows at least.
    pub(crate) fn outcome(&self, group: usize) -> Result<Mean, Why> {
        match self.n {
            0 => Err(Why::GroupEmpty { group }),
            1 => Err(Why::TooFew { needed: 2, given: 1 }),
            n => {
                let spread = if self.is_constant(0) { 0.0 } else { self.product(0, 0) };
                let df = (n - 1) as f64;
                Ok(Mean { value: self.means[0], variance: spread / df / n as f64, degrees_of_freedom: df, n })
            }
        }
    }

    /// Estimates the mean of the outcome of this arm, with Student's interval: x̄ ± t s/√n at n − 1 degrees of freedom.
    ///
    /// # Returns
    /// `Undetermined` without rows (`GroupEmpty`), with one row (`TooFew`), or when all are alike (`ZeroVariance`).
    pub fn estimate(&self, level: Level) -> Answer {
        match self.outcome(0) {
            Ok(mean) => mean.estimate(level, Method::MEAN),
            Err(why) => Answer::Undetermined(why),
        }
    }
}

pub(super) fn is_allowed(value: f64) -> bool {
    value.abs() <= VALUE_MAX
}

pub(super) fn not_allowed(given: f64, row: usize) -> StatsError {
    StatsError::RowOutOfRange { name: "columns", allowed: "a number of at most 1e100 in size", given, row }
}

/// Sums around a center, for the rows since the center was chosen.
struct Block {
    count: u32,
    center: Vec<f64>,
    sums: Vec<f64>,
    products: Vec<f64>,
}

impl Block {
    fn new(columns: usize) -> Self {
        Self {
            count: 0,
            center: vec![0.0; columns],
            sums: vec![0.0; columns],
            products: vec![0.0; columns * (columns + 1) / 2],
        }
    }

    /// Joins the rows of the block to the moments and begins anew.
    fn close(&mut self, into: &mut Moments) {
        if self.count == 0 {
            return;
        }
        let n = f64::from(self.count);
        let mut part = Moments::new(self.center.len() - 1);
        part.n = u64::from(self.count);
        let mut place = 0;
        for i in 0..self.center.len() {
            part.means[i] = self.center[i] + self.sums[i] / n;
            for j in 0..=i {
                part.products[place + j] = self.products[place + j] - self.sums[i] * self.sums[j] / n;
            }
            // The first row of a block may lie far out, but then its own square is part of the sum.
            part.products[place + i] = part.products[place + i].max(0.0);
            place += i + 1;
        }
        into.join(&part);
        self.count = 0;
        self.sums.fill(0.0);
        self.products.fill(0.0);
    }
}

fn piece_by_arm(
    columns: &[&[f64]],
    arm: &[u8],
    rows: std::ops::Range<usize>,
    arms: usize,
) -> Result<Vec<Moments>, StatsError> {
    let width = columns.len();
    let mut moments = vec![Moments::new(width - 1); arms];
    let mut blocks: Vec<Block> = (0..arms).map(|_| Block::new(width)).collect();
    for row in rows {
        let Some(block) = blocks.get_mut(usize::from(arm[row])) else {
            let allowed = "below the number of arms";
            return Err(StatsError::RowOutOfRange { name: "arm", allowed, given: f64::from(arm[row]), row });
        };
        if block.count == 0 {
            let so_far = &moments[usize::from(arm[row])];
            for (i, center) in block.center.iter_mut().enumerate() {
                *center = if so_far.n == 0 { columns[i][row] } else { so_far.means[i] };
            }
        }
        let mut place = 0;
        for i in 0..width {
            let value = columns[i][row];
            if !is_allowed(value) {
                return Err(not_allowed(value, row));
            }
            let away = value - block.center[i];
            block.sums[i] += away;
            for (j, (column, center)) in columns[..=i].iter().zip(&block.center).enumerate() {
                block.products[place + j] += away * (column[row] - center);
            }
            place += i + 1;
        }
        block.count += 1;
        if block.count == ROWS_PER_BLOCK {
            block.close(&mut moments[usize::from(arm[row])]);
        }
    }
    for (block, moments) in blocks.iter_mut().zip(&mut moments) {
        block.close(moments);
    }
    Ok(moments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_by_one_in_blocks_and_in_parts_the_moments_are_the_same() {
        let y: Vec<f64> = (0..2_000).map(|i| 1e6 + f64::from(i * 7 % 13)).collect();
        let x: Vec<f64> = (0..2_000).map(|i| f64::from(i * 5 % 11) - 3.0).collect();
        let arm = vec![0; y.len()];
        let blocks = Moments::by_arm(&[&y, &x], &arm, 1).unwrap().remove(0);
        let (mut one, mut other) = (Moments::new(1), Moments::new(1));
        for i in 0..y.len() {
            let part = if i < 333 { &mut one } else { &mut other };
            part.add(&[y[i], x[i]]).unwrap();
        }
        one.merge(&other).unwrap();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let (my, mx) = (mean(&y), mean(&x));
        let direct: f64 = y.iter().zip(&x).map(|(y, x)| (y - my) * (x - mx)).sum();
        for moments in [&blocks, &one] {
            assert_eq!(moments.n(), 2_000);
            assert!((moments.mean_of(0) - my).abs() < 1e-9);
            assert!((moments.product(1, 0) - direct).abs() < 1e-6);
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_place() {
        let text = |error: StatsError| error.to_string();
        let bad = Moments::by_arm(&[&[1.0, f64::NAN]], &[0, 0], 1).map_err(text);
        assert_eq!(bad, Err("`columns` must be a number of at most 1e100 in size, got `NaN` at row 1".to_owned()));
        assert!(Moments::by_arm(&[&[1.0]], &[2], 2).is_err());
        assert!(Moments::by_arm(&[], &[], 2).is_err());
        assert!(Moments::from_sums(2, 4.0, 7.0).is_err(), "two numbers with sum 4 have squares of 8 at least");
        assert!(Moments::new(1).add(&[1.0]).is_err());
        assert!(Moments::new(0).merge(&Moments::new(1)).is_err());
    }
}
