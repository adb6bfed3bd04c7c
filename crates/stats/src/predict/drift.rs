//! Is the model still about the same customers?

use crate::StatsError;
use crate::estimate::{Test, Tested, Why};
use crate::method::Method;
use crate::numeric::chi_square_upper;

/// Into how many classes numbers are cut, at the quantiles of the older ones.
pub const CLASSES_OF_NUMBERS: usize = 10;
/// More classes than this hold nobody.
const CLASSES_MAX: usize = 1_000;

/// How far a trait moved, by the bands in use among banks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// An index below 0.1.
    Stable,
    /// From 0.1 to 0.25: look at it.
    Moved,
    /// Above 0.25: a model of the older customers is not about these.
    MovedFar,
}

impl Band {
    /// The word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Moved => "moved",
            Self::MovedFar => "moved_far",
        }
    }

    fn of(index: f64) -> Self {
        match index {
            index if index < 0.1 => Self::Stable,
            index if index <= 0.25 => Self::Moved,
            _ => Self::MovedFar,
        }
    }
}

/// How the distribution of a trait moved between two times.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    /// Rows per class, before and after. The first class of numbers holds missing values.
    pub classes: Vec<[u64; 2]>,
    /// Numbers: the upper bounds of the classes but the first and the last.
    pub bounds: Vec<f64>,
    /// The population stability index.
    pub index: f64,
    /// What the index is on average when nothing moved, with these many rows.
    pub index_by_chance: f64,
    /// The band of the index.
    pub band: Band,
    /// Could nothing have moved?
    pub test: Tested,
}

/// Tells how far a trait in numbers moved.
///
/// PSI = Σ (`q_c` − `p_c`) log(`q_c`/`p_c`) over classes c, with shares p before and q after. Classes are tenths of the older
/// values; missing values are a class of their own. If a class is empty on one side, half a row is added to each on both.
/// When nothing moved, the index is on average about (classes − 1)(1/n + 1/m); the test is the chi-square of independence
/// on the same classes.
///
/// Use it on the traits of a model, and on its scores, before believing old chances of new customers. That a trait did not
/// move does not say that it still goes with leaving as it did: judge the model on new outcomes for that.
///
/// # Shapes
/// Both sides in any order and of any length.
///
/// # Missing, tied and extreme values
/// NaN is a missing value. Values that occur often make fewer classes.
///
/// # Returns
/// The test is `Undetermined` with `GroupEmpty` when a side has no rows, and `ZeroVariance` when all rows are in one class.
///
/// # Errors
/// `RowOutOfRange` for infinity, `TooFew` when either side is empty.
///
/// # Source
/// Siddiqi (2006), Credit Risk Scorecards, for index and bands; Yurdakul (2018), Statistical properties of the population
/// stability index, for its mean. Method page: `docs/methods/drift.md`.
///
/// # Example
/// Ten classes of ten; after, everybody is in the upper half.
/// ```
/// # use stats::predict::{Band, drift};
/// let before: Vec<f64> = (0..100).map(f64::from).collect();
/// let same = drift(&before, &before)?;
/// assert_eq!((same.index, same.band), (0.0, Band::Stable));
/// let after: Vec<f64> = (50..100).map(f64::from).collect();
/// assert_eq!(drift(&before, &after)?.band, Band::MovedFar);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn drift(before: &[f64], after: &[f64]) -> Result<Drift, StatsError> {
    drift_in(before, after, CLASSES_OF_NUMBERS)
}

/// [`drift()`] with another number of classes: each holds about as many of the older rows.
///
/// # Errors
/// As [`drift()`], and `OutOfRange` for fewer than 2 classes or more than 1,000.
///
/// # Source
/// As [`drift()`]. Method page: `docs/methods/drift.md`.
///
/// # Example
/// ```
/// # use stats::predict::drift_in;
/// let before: Vec<f64> = (0..100).map(f64::from).collect();
/// assert_eq!(drift_in(&before, &before, 4)?.bounds, [24.0, 49.0, 74.0]);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn drift_in(before: &[f64], after: &[f64], classes_of_numbers: usize) -> Result<Drift, StatsError> {
    if !(2..=CLASSES_MAX).contains(&classes_of_numbers) {
        let given = classes_of_numbers as f64;
        return Err(StatsError::OutOfRange { name: "bins", allowed: "from 2 to 1000", given });
    }
    for side in [before, after] {
        if let Some(row) = side.iter().position(|value| value.is_infinite()) {
            let allowed = "a finite number, or NaN for a missing value";
            return Err(StatsError::RowOutOfRange { name: "value", allowed, given: side[row], row });
        }
    }
    let bounds = equal_parts(before, classes_of_numbers);
    let mut classes = vec![[0; 2]; bounds.len() + 2];
    for (side, values) in [before, after].into_iter().enumerate() {
        for &value in values {
            let class = if value.is_nan() { 0 } else { 1 + bounds.partition_point(|bound| *bound < value) };
            classes[class][side] += 1;
        }
    }
    of_classes(classes, bounds)
}

/// Tells how far a trait in names moved: as [`drift`], one class per name.
///
/// # Errors
/// `OutOfRange` for a code of no class, `TooFew` when either side is empty.
pub fn categorical_drift(before: &[u32], after: &[u32], levels: usize) -> Result<Drift, StatsError> {
    let mut classes = vec![[0; 2]; levels];
    for (side, codes) in [before, after].into_iter().enumerate() {
        for &code in codes {
            let Some(class) = classes.get_mut(code as usize) else {
                let allowed = "the number of a class";
                return Err(StatsError::OutOfRange { name: "code", allowed, given: f64::from(code) });
            };
            class[side] += 1;
        }
    }
    of_classes(classes, Vec::new())
}

/// The bounds that cut the known values into parts of about the same size, each a value that occurs; a bound that would leave nothing above is none.
fn equal_parts(values: &[f64], parts: usize) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let Some(&last) = sorted.last() else { return Vec::new() };
    let n = sorted.len();
    let at = |class: usize| sorted[(class * n).div_ceil(parts).max(1) - 1];
    let mut bounds: Vec<f64> = (1..parts).map(at).filter(|bound| *bound < last).collect();
    bounds.dedup();
    bounds
}

fn of_classes(classes: Vec<[u64; 2]>, bounds: Vec<f64>) -> Result<Drift, StatsError> {
    let used: Vec<[f64; 2]> =
        classes.iter().filter(|class| class[0] + class[1] > 0).map(|class| class.map(|rows| rows as f64)).collect();
    let rows = |side: usize| used.iter().map(|class| class[side]).sum::<f64>();
    let (n, m) = (rows(0), rows(1));
    if n == 0.0 || m == 0.0 {
        return Err(StatsError::TooFew { method: "drift", what: "rows on each side", needed: 1, given: 0 });
    }
    let added = if used.iter().flatten().any(|rows| *rows == 0.0) { 0.5 } else { 0.0 };
    let (n_added, m_added) = (n + added * used.len() as f64, m + added * used.len() as f64);
    let part = |class: &[f64; 2]| {
        let (p, q) = ((class[0] + added) / n_added, (class[1] + added) / m_added);
        (q - p) * (q / p).ln()
    };
    let index = used.iter().map(part).sum::<f64>().max(0.0);
    Ok(Drift {
        index,
        index_by_chance: (used.len() as f64 - 1.0) * (1.0 / n + 1.0 / m),
        band: Band::of(index),
        test: chi_square(&used, n, m),
        classes,
        bounds,
    })
}

fn chi_square(classes: &[[f64; 2]], n: f64, m: f64) -> Tested {
    let freedom = u32::try_from(classes.len().saturating_sub(1)).unwrap_or(u32::MAX);
    if freedom == 0 {
        return Tested::Undetermined(Why::ZeroVariance);
    }
    let part = |class: &[f64; 2]| {
        let expected = (class[0] + class[1]) * n / (n + m);
        let (missed, rest) = (class[0] - expected, class[0] + class[1] - expected);
        missed * missed * (1.0 / expected + 1.0 / rest)
    };
    let statistic: f64 = classes.iter().map(part).sum();
    Tested::Known(Test {
        statistic,
        degrees_of_freedom: Some(freedom),
        denominator: None,
        p_value: chi_square_upper(statistic, freedom),
        n: rows_of(n + m),
        method: Method::STABILITY_INDEX,
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of rows")]
fn rows_of(n: f64) -> u64 {
    n as u64
}

/// Tests whether two samples come from one distribution, by the largest distance of their distribution functions.
///
/// D = max |F(x) − G(x)|. The p-value is Kolmogorov's at (√N + 0.12 + 0.11/√N) D with N = n m/(n + m).
///
/// # Shapes
/// Both sides in any order and of any length.
///
/// # Missing, tied and extreme values
/// NaN is left out. With many ties the p-value is too high, never too low.
///
/// # Returns
/// The distance as the statistic; `GroupEmpty` when a side has no known values.
///
/// # Errors
/// `RowOutOfRange` for infinity.
///
/// # Source
/// Stephens (1970), JRSS B 32:115–122, for the correction. Method page: `docs/methods/drift.md`.
///
/// # Checked against
/// scipy `ks_2samp`: `drift_agrees_with_its_formulas`.
///
/// # Example
/// ```
/// # use stats::predict::kolmogorov_smirnov;
/// let test = kolmogorov_smirnov(&[1.0, 2.0, 3.0, 4.0], &[3.0, 4.0, 5.0, 6.0])?;
/// assert!((test.known().expect("both sides").statistic - 0.5).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn kolmogorov_smirnov(before: &[f64], after: &[f64]) -> Result<Tested, StatsError> {
    let mut sides = [Vec::new(), Vec::new()];
    for (side, values) in sides.iter_mut().zip([before, after]) {
        if let Some(row) = values.iter().position(|value| value.is_infinite()) {
            let allowed = "a finite number, or NaN for a missing value";
            return Err(StatsError::RowOutOfRange { name: "value", allowed, given: values[row], row });
        }
        side.extend(values.iter().copied().filter(|value| !value.is_nan()));
        side.sort_unstable_by(f64::total_cmp);
    }
    let [a, b] = &sides;
    if let Some(group) = sides.iter().position(Vec::is_empty) {
        return Ok(Tested::Undetermined(Why::GroupEmpty { group }));
    }
    let (mut i, mut j, mut distance) = (0, 0, 0.0_f64);
    while i < a.len() && j < b.len() {
        let value = a[i].min(b[j]);
        i += a[i..].iter().take_while(|x| **x <= value).count();
        j += b[j..].iter().take_while(|x| **x <= value).count();
        distance = distance.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    let n = (a.len() as f64 * b.len() as f64 / (a.len() + b.len()) as f64).sqrt();
    Ok(Tested::Known(Test {
        statistic: distance,
        degrees_of_freedom: None,
        denominator: None,
        p_value: kolmogorov_upper((n + 0.12 + 0.11 / n) * distance),
        n: (a.len() + b.len()) as u64,
        method: Method::KOLMOGOROV_SMIRNOV,
    }))
}

/// The chance that Kolmogorov's limit exceeds `x`.
fn kolmogorov_upper(x: f64) -> f64 {
    if x < 0.2 {
        return 1.0;
    }
    let term = |k: i32| (if k % 2 == 1 { 2.0 } else { -2.0 }) * (-2.0 * f64::from(k * k) * x * x).exp();
    (1..=100).map(term).sum::<f64>().clamp(0.0, 1.0)
}
