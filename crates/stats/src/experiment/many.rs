//! The moments of both arms of many actions, in one reading of the rows.

use rayon::prelude::*;

use crate::StatsError;
use crate::experiment::moments::{Moments, is_allowed, not_allowed};

/// Rows that one piece of parallel work holds. The pieces do not depend on the number of threads, so neither do the digits.
const ROWS_PER_PIECE: usize = 1 << 16;

/// Rows whose products are computed once for all actions, and stay in the cache of the processor.
const ROWS_PER_BLOCK: usize = 512;

/// Sums that run beside each other, so that the processor adds several numbers at once.
const LANES: usize = 8;

/// The moments of control and treated of many actions over the same customers.
///
/// The products of all columns are computed once per row and summed per action and arm, so that fifty actions on a million
/// customers cost one reading of the columns and fifty of the arms.
///
/// # Shapes
/// `columns` holds the outcome and its covariates; `arms` has one list per action, as long as the columns: 0 for the control,
/// 1 for the treated, anything else for a row that this action does not concern.
///
/// # Returns
/// Per action the moments of control and treated, as [`Moments::by_arm`] gives them.
///
/// # Errors
/// - `TooFew` without an outcome, `LengthMismatch` when the columns do not pair up, `RowOutOfRange` for a value that is NaN
///   or larger than 10¹⁰⁰.
///
/// # Numerical notes
/// Sums run around the means of each piece of 65,536 rows, and pieces are joined with the formula of Chan, Golub and
/// `LeVeque` (1983). The digits do not depend on the number of threads.
///
/// # Checked against
/// [`Moments::by_arm`], action by action, to 10⁻¹² of the size of the column: `tests/reference/experiment.rs`,
/// `many_actions_at_once_have_the_moments_of_each_alone`.
///
/// # Example
/// ```
/// # use stats::experiment::moments_of_many;
/// let months = [4.0, 6.0, 9.0, 5.0];
/// let arms = moments_of_many(&[&months], &[&[0, 0, 1, 1], &[1, 0, 2, 1]])?;
/// assert_eq!((arms[0][0].mean(), arms[0][1].mean()), (Some(5.0), Some(7.0)));
/// assert_eq!((arms[1][0].mean(), arms[1][1].mean()), (Some(6.0), Some(4.5)));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn moments_of_many(columns: &[&[f64]], arms: &[&[u8]]) -> Result<Vec<[Moments; 2]>, StatsError> {
    let Some(outcome) = columns.first() else {
        return Err(StatsError::TooFew { method: "comparison of means", what: "column", needed: 1, given: 0 });
    };
    let rows = outcome.len();
    let lengths = columns.iter().map(|it| ("columns", it.len())).chain(arms.iter().map(|it| ("arms", it.len())));
    for (left, left_len) in lengths {
        if left_len != rows {
            return Err(StatsError::LengthMismatch { left, left_len, right: "outcome", right_len: rows });
        }
    }
    for column in columns {
        if let Some(row) = column.par_iter().position_first(|value| !is_allowed(*value)) {
            return Err(not_allowed(column[row], row));
        }
    }
    let pieces: Vec<Vec<[Moments; 2]>> = (0..rows.div_ceil(ROWS_PER_PIECE))
        .into_par_iter()
        .map(|piece| Piece::new(columns, piece * ROWS_PER_PIECE).sum(arms))
        .collect();
    let empty = || Moments::new(columns.len() - 1);
    let mut whole: Vec<[Moments; 2]> = arms.iter().map(|_| [empty(), empty()]).collect();
    for piece in pieces {
        for (sides, parts) in whole.iter_mut().zip(piece) {
            for (side, part) in sides.iter_mut().zip(parts) {
                side.join(&part);
            }
        }
    }
    for [control, treated] in &mut whole {
        let mut both = control.clone();
        both.join(treated);
        control.settle(&both);
        treated.settle(&both);
    }
    Ok(whole)
}

/// Some rows of the columns.
struct Piece<'a> {
    columns: Vec<&'a [f64]>,
    first: usize,
    center: Vec<f64>,
}

/// Sums of one arm of one action: the rows, each column, and each pair of columns.
#[derive(Clone)]
struct Sums {
    n: u64,
    terms: Vec<f64>,
}

impl<'a> Piece<'a> {
    fn new(columns: &[&'a [f64]], first: usize) -> Self {
        let columns: Vec<&[f64]> = columns.iter().map(|it| &it[first..it.len().min(first + ROWS_PER_PIECE)]).collect();
        let center = columns.iter().map(|it| it.iter().sum::<f64>() / it.len() as f64).collect();
        Self { columns, first, center }
    }

    fn sum(&self, arms: &[&[u8]]) -> Vec<[Moments; 2]> {
        let width = self.columns.len();
        let terms = width + width * (width + 1) / 2;
        let mut sums =
            vec![[Sums { n: 0, terms: vec![0.0; terms] }, Sums { n: 0, terms: vec![0.0; terms] }]; arms.len()];
        let mut products = vec![0.0; terms * ROWS_PER_BLOCK];
        let mut mask = [0.0; ROWS_PER_BLOCK];
        let rows = self.columns[0].len();
        for start in (0..rows).step_by(ROWS_PER_BLOCK) {
            let size = ROWS_PER_BLOCK.min(rows - start);
            self.products(start, size, &mut products);
            for (arm, sides) in arms.iter().zip(&mut sums) {
                let arm = &arm[self.first + start..self.first + start + size];
                for (side, sums) in sides.iter_mut().enumerate() {
                    let mut n = 0_u32;
                    for (mask, drawn) in mask.iter_mut().zip(arm) {
                        let is_here = u8::from(usize::from(*drawn) == side);
                        n += u32::from(is_here);
                        *mask = f64::from(is_here);
                    }
                    mask[size..].fill(0.0);
                    sums.add(n, &mask, &products);
                }
            }
        }
        let side = |it: &Sums| Moments::around(it.n, &self.center, &it.terms[..width], &it.terms[width..]);
        sums.iter().map(|sides| [side(&sides[0]), side(&sides[1])]).collect()
    }

    /// Each column less its center, then each pair of them multiplied, block by block.
    fn products(&self, start: usize, size: usize, into: &mut [f64]) {
        let width = self.columns.len();
        for (i, column) in self.columns.iter().enumerate() {
            let place = &mut into[i * ROWS_PER_BLOCK..(i + 1) * ROWS_PER_BLOCK];
            for (away, value) in place.iter_mut().zip(&column[start..start + size]) {
                *away = value - self.center[i];
            }
            place[size..].fill(0.0);
        }
        let (single, pairs) = into.split_at_mut(width * ROWS_PER_BLOCK);
        let column = |i: usize| &single[i * ROWS_PER_BLOCK..(i + 1) * ROWS_PER_BLOCK];
        let names = (0..width).flat_map(|i| (0..=i).map(move |j| (i, j)));
        for ((i, j), pair) in names.zip(pairs.chunks_exact_mut(ROWS_PER_BLOCK)) {
            for (product, (a, b)) in pair.iter_mut().zip(column(i).iter().zip(column(j))) {
                *product = a * b;
            }
        }
    }
}

impl Sums {
    fn add(&mut self, n: u32, mask: &[f64; ROWS_PER_BLOCK], products: &[f64]) {
        if n == 0 {
            return;
        }
        self.n += u64::from(n);
        for (sum, term) in self.terms.iter_mut().zip(products.chunks_exact(ROWS_PER_BLOCK)) {
            *sum += dot(mask, term);
        }
    }
}

fn dot(mask: &[f64], term: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    for (mask, term) in mask.chunks_exact(LANES).zip(term.chunks_exact(LANES)) {
        for lane in 0..LANES {
            lanes[lane] += mask[lane] * term[lane];
        }
    }
    lanes.iter().sum()
}
