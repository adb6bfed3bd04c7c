//! Features cut into bins: a row becomes one byte per feature.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use rayon::prelude::*;

use crate::StatsError;

/// The code of a missing value. It lies below every number, so a split may set the missing ones apart.
pub(crate) const MISSING: u8 = 0;

/// How many bins a feature may have beside the one for missing values.
pub(crate) const BINS_MAX: usize = 255;

/// Quantiles of more rows than this are taken from a sample of this size; its ranks are right to about 0.3 %.
const RANKED_ROWS_MAX: usize = 1 << 17;

/// Rows that are coded together, so that a block of the table stays in the cache.
const BLOCK_ROWS: usize = 4096;

/// Where each feature is cut. Learned once from the training rows and applied to any others.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cuts {
    /// Per feature the rising bounds: code c holds the values above `bounds[c − 2]` and up to `bounds[c − 1]`.
    bounds: Vec<Vec<f64>>,
}

/// A table of codes, row by row.
#[derive(Debug, Clone)]
pub(crate) struct Bins {
    codes: Vec<u8>,
    rows: usize,
    /// Per feature the number of codes, the one for missing values included.
    widths: Vec<usize>,
}

impl Cuts {
    /// Cuts each column into at most `bins_max` bins of about equally many rows. A column with no more distinct values
    /// than that gets one bin for each, so nothing is lost.
    ///
    /// NaN is a missing value.
    ///
    /// # Errors
    /// `LengthMismatch` when the columns differ in length, `RowOutOfRange` for an infinite value.
    pub(crate) fn learn(columns: &[&[f64]], bins_max: usize) -> Result<Self, StatsError> {
        check(columns)?;
        let bins_max = bins_max.clamp(1, BINS_MAX);
        Ok(Self { bounds: columns.par_iter().map(|column| bounds(column, bins_max)).collect() })
    }

    /// The number of features.
    pub(crate) fn features(&self) -> usize {
        self.bounds.len()
    }

    /// Codes these columns.
    ///
    /// # Errors
    /// As [`learn`](Self::learn), and `LengthMismatch` when there are other columns than those it learned from.
    pub(crate) fn apply(&self, columns: &[&[f64]]) -> Result<Bins, StatsError> {
        check(columns)?;
        if columns.len() != self.features() {
            return Err(StatsError::LengthMismatch {
                left: "columns",
                left_len: columns.len(),
                right: "columns that were learned from",
                right_len: self.features(),
            });
        }
        let (rows, features) = (columns.first().map_or(0, |column| column.len()), columns.len());
        let mut codes = vec![MISSING; rows * features];
        codes.par_chunks_mut((BLOCK_ROWS * features).max(1)).enumerate().for_each(|(block, codes)| {
            let first = block * BLOCK_ROWS;
            for (feature, (column, bounds)) in columns.iter().zip(&self.bounds).enumerate() {
                for (row, &value) in codes.chunks_exact_mut(features).zip(&column[first..]) {
                    row[feature] = code(bounds, value);
                }
            }
        });
        Ok(Bins { codes, rows, widths: self.bounds.iter().map(|bounds| bounds.len() + 2).collect() })
    }

    /// For tests: the value that a split after `code` of `feature` lies at: rows up to it go left. None where only missing values do.
    #[cfg(test)]
    pub(crate) fn threshold(&self, feature: usize, code: u8) -> Option<f64> {
        usize::from(code).checked_sub(1).and_then(|at| self.bounds[feature].get(at)).copied()
    }
}

impl Bins {
    /// The number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// The number of features.
    pub(crate) fn features(&self) -> usize {
        self.widths.len()
    }

    /// Per feature the number of codes: a histogram of the feature has this many cells.
    pub(crate) fn widths(&self) -> &[usize] {
        &self.widths
    }

    /// The codes of one row, one per feature.
    pub(crate) fn row(&self, row: usize) -> &[u8] {
        let features = self.features();
        &self.codes[row * features..][..features]
    }
}

fn check(columns: &[&[f64]]) -> Result<(), StatsError> {
    let rows = columns.first().map_or(0, |column| column.len());
    for column in columns {
        if column.len() != rows {
            return Err(StatsError::LengthMismatch {
                left: "first column",
                left_len: rows,
                right: "another column",
                right_len: column.len(),
            });
        }
        if let Some(row) = column.iter().position(|value| value.is_infinite()) {
            let allowed = "a finite number, or NaN for a missing value";
            return Err(StatsError::RowOutOfRange { name: "covariate", allowed, given: column[row], row });
        }
    }
    Ok(())
}

/// The code of a value: 0 when missing, else one more than the number of bounds below it.
fn code(bounds: &[f64], value: f64) -> u8 {
    if value.is_nan() {
        return MISSING;
    }
    u8::try_from(bounds.partition_point(|&bound| bound < value) + 1).unwrap_or(u8::MAX)
}

fn bounds(column: &[f64], bins_max: usize) -> Vec<f64> {
    let mut sorted = ranked(column);
    sorted.sort_unstable_by(f64::total_cmp);
    let runs: Vec<&[f64]> = sorted.chunk_by(|a, b| a == b).collect();
    let mut bounds = Vec::with_capacity(bins_max.min(runs.len()));
    let (mut rows_left, mut bins_left, mut filled) = (sorted.len(), bins_max, 0);
    for (at, pair) in runs.windows(2).enumerate() {
        filled += pair[0].len();
        let runs_left = runs.len() - at - 1;
        // A bin is full when it holds its part of what is left, or when every further value can have a bin of its own.
        if bins_left > 1 && (filled * bins_left >= rows_left || runs_left < bins_left) {
            bounds.push(between(pair[0][0], pair[1][0]));
            rows_left -= filled;
            (bins_left, filled) = (bins_left - 1, 0);
        }
    }
    bounds
}

/// The values that are known, or a fixed sample of them.
fn ranked(column: &[f64]) -> Vec<f64> {
    let known = column.iter().copied().filter(|value| !value.is_nan());
    if column.len() <= RANKED_ROWS_MAX {
        return known.collect();
    }
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let threshold = u64::from(u32::MAX) * RANKED_ROWS_MAX as u64 / column.len() as u64;
    known.filter(|_| u64::from(rng.next_u32()) < threshold).collect()
}

/// A value from `low` on and below `high`, in the middle if doubles allow.
fn between(low: f64, high: f64) -> f64 {
    let middle = low / 2.0 + high / 2.0;
    if low <= middle && middle < high { middle } else { low }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(column: &[f64], bins_max: usize) -> Vec<u8> {
        let bins = Cuts::learn(&[column], bins_max).and_then(|cuts| cuts.apply(&[column])).expect("finite");
        (0..bins.rows()).map(|row| bins.row(row)[0]).collect()
    }

    /// How many rows have each code.
    fn counts(codes: &[u8]) -> [usize; 256] {
        let mut counts = [0; 256];
        for &code in codes {
            counts[usize::from(code)] += 1;
        }
        counts
    }

    #[test]
    fn few_distinct_values_keep_a_bin_each_and_missing_ones_lie_below() {
        assert_eq!(codes(&[3.0, -1.0, f64::NAN, 3.0, 7.0], 255), [2, 1, 0, 2, 3]);
        assert_eq!(codes(&[f64::NAN, f64::NAN], 255), [0, 0]);
        assert_eq!(codes(&[0.0, -0.0, 5.0], 255), [1, 1, 2]);
    }

    #[test]
    fn bins_hold_about_equally_many_rows_and_a_run_is_never_cut() {
        let column: Vec<f64> = (0..1000).map(|i| if i < 400 { 0.0 } else { f64::from(i) }).collect();
        let codes = codes(&column, 4);
        assert_eq!(counts(&codes)[1..=4], [400, 200, 200, 200]);
    }

    #[test]
    fn every_value_lies_on_its_side_of_the_threshold() {
        let column: Vec<f64> = (0..3000).map(|i| f64::from(i).sin()).collect();
        let cuts = Cuts::learn(&[&column], 255).expect("finite");
        let bins = cuts.apply(&[&column]).expect("finite");
        assert!(bins.widths()[0] <= 257);
        for (row, &value) in column.iter().enumerate() {
            let code = bins.row(row)[0];
            assert!(cuts.threshold(0, code).is_none_or(|upper| value <= upper));
            assert!(cuts.threshold(0, code - 1).is_none_or(|lower| value > lower));
        }
    }

    #[test]
    fn many_rows_are_ranked_by_a_sample_and_large_tables_are_coded_in_blocks() {
        let column: Vec<f64> = (0..200_000_u32).map(|i| f64::from(i.wrapping_mul(2_654_435_761) >> 8)).collect();
        let codes = codes(&column, 10);
        for (code, count) in counts(&codes).iter().enumerate().skip(1).take(10) {
            assert!((19_000..21_000).contains(count), "bin {code} holds {count}");
        }
    }

    #[test]
    fn an_infinite_value_and_an_odd_column_are_refused() {
        assert!(Cuts::learn(&[&[1.0, f64::INFINITY]], 255).is_err());
        assert!(Cuts::learn(&[&[1.0], &[1.0, 2.0]], 255).is_err());
        let cuts = Cuts::learn(&[&[1.0, 2.0]], 255).expect("finite");
        assert!(cuts.apply(&[&[1.0], &[1.0]]).is_err());
    }
}
