//! Whether what was seen could come from a model: Pearson's test over renewals.

use crate::estimate::{Test, Tested, Why};
use crate::fitted::{Fit, Parametric};
use crate::method::Method;
use crate::numeric::chi_square_upper;
use crate::staying::projection::Retention;
use crate::staying::renewals::Renewals;

/// Expected departures and stays below which a renewal is taken together with the next: the chi-square is rough below.
const EXPECTED_MIN: f64 = 5.0;

/// One renewal, or some that follow each other and are too small alone.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Cell {
    pub(crate) at_risk: f64,
    pub(crate) departures: f64,
    expected: f64,
    variance: f64,
}

impl Cell {
    fn add(&mut self, other: Self) {
        self.at_risk += other.at_risk;
        self.departures += other.departures;
        self.expected += other.expected;
        self.variance += other.variance;
    }

    fn is_small(&self) -> bool {
        self.expected.min(self.at_risk - self.expected) < EXPECTED_MIN
    }
}

/// The renewals that were seen, those that expect too few departures or stays taken together with their neighbors.
pub(crate) fn cells(renewals: &Renewals, churn: impl Fn(u32) -> f64) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for row in renewals.rows() {
        let (at_risk, rate) = (row.at_risk as f64, churn(row.number));
        let expected = at_risk * rate;
        let own = Cell { at_risk, departures: row.departures as f64, expected, variance: expected * (1.0 - rate) };
        match cells.last_mut().filter(|last| last.is_small()) {
            Some(last) => last.add(own),
            None => cells.push(own),
        }
    }
    // What is left over at the end goes to the one before it.
    if let Some(last) = cells.pop_if(|last| last.is_small()) {
        match cells.last_mut() {
            Some(before) => before.add(last),
            None => cells.push(last),
        }
    }
    cells
}

/// Pearson's chi-square of what left against what a model with so many fitted parameters expects.
pub(crate) fn pearson(cells: &[Cell], parameters: usize, n: u64, method: Method) -> Tested {
    let (needed, given) = (parameters as u64 + 1, cells.len() as u64);
    let Some(degrees) = u32::try_from(cells.len().saturating_sub(parameters)).ok().filter(|degrees| *degrees > 0)
    else {
        return Tested::Undetermined(Why::TooFew { needed, given });
    };
    if cells.iter().any(|cell| cell.variance <= 0.0 || cell.is_small()) {
        return Tested::Undetermined(Why::TooFew { needed, given: 0 });
    }
    let statistic = cells.iter().map(|it| (it.departures - it.expected).powi(2) / it.variance).sum();
    let p_value = chi_square_upper(statistic, degrees);
    Tested::Known(Test { statistic, degrees_of_freedom: Some(degrees), denominator: None, p_value, n, method })
}

/// Whether the churn of these cells, in this order, could fall, or rise where `rises`, throughout: the p-value of what
/// departs from the nearest rates that do. It is that of a chi-square with one degree of freedom less than there are cells,
/// which is too large rather than too small.
pub(crate) fn could_be_monotone(cells: &[Cell], rises: bool) -> f64 {
    let sign = if rises { 1.0 } else { -1.0 };
    // Pools of neighbors with one rate: how many there are at risk, how many left, and how many cells.
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for cell in cells {
        let mut pool = (cell.at_risk, cell.departures, 1);
        while let Some(before) = pools.pop_if(|it| sign * (it.1 / it.0 - pool.1 / pool.0) > 0.0) {
            pool = (pool.0 + before.0, pool.1 + before.1, pool.2 + before.2);
        }
        pools.push(pool);
    }
    let rates = pools.iter().flat_map(|&(n, d, count)| std::iter::repeat_n(d / n, count));
    let of = |(cell, rate): (&Cell, f64)| {
        let variance = cell.at_risk * rate * (1.0 - rate);
        if variance > 0.0 { (cell.departures - cell.at_risk * rate).powi(2) / variance } else { 0.0 }
    };
    let statistic: f64 = cells.iter().zip(rates).map(of).sum();
    let degrees = u32::try_from(cells.len()).unwrap_or(u32::MAX).saturating_sub(1).max(1);
    chi_square_upper(statistic, degrees)
}

/// Tests whether what was seen could come from a fitted model of retention.
///
/// Over renewals Σ (d − n h)²/(n h (1 − h)), of n customers at risk, d departures and the churn h that the model says: a
/// chi-square with as many degrees of freedom as there are renewals less fitted parameters. Renewals of which the model
/// expects fewer than five departures or stays are taken together with the next.
///
/// Use it before a projection is believed. It finds what no parameters of the model could explain; that none is found in few
/// customers does not make the model right.
///
/// # Returns
/// `Undetermined` (`TooFew`) with no more renewals than parameters, or fewer than five departures or stays expected.
///
/// # Source
/// K. Pearson (1900), On the Criterion that a Given System of Deviations…, Philosophical Magazine 50:157–175; Cochran (1954),
/// Biometrics 10:417–451, for how few may be expected. Method page: `docs/methods/shifted_beta_geometric.md`.
///
/// # Checked against
/// The sum written out in the test, `tests/reference/staying.rs`, `what_no_model_explains_is_found`; false alarms:
/// `tests/coverage/staying.rs`, `the_check_of_a_fit_is_false_one_time_in_twenty`.
///
/// # Example
/// ```
/// # use stats::{Level, staying::{Renewals, lack_of_fit, shifted_beta_geometric}};
/// let renewals = Renewals::from_survivors(&[1000, 500, 300, 200, 150, 100, 50, 10])?;
/// let fit = shifted_beta_geometric(&renewals, Level::P95);
/// let test = lack_of_fit(fit.known().ok_or("a fit")?, &renewals);
/// assert!(test.known().is_some_and(|it| it.degrees_of_freedom == Some(5) && it.p_value < 1e-10));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lack_of_fit<M: Retention + Parametric<K>, const K: usize>(fit: &Fit<M, K>, renewals: &Renewals) -> Tested {
    let cells = cells(renewals, |number| 1.0 - fit.model().retention_rate(number));
    pearson(&cells, K, renewals.n(), Method::LACK_OF_FIT)
}
