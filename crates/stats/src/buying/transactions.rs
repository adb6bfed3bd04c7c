//! From a list of purchases to what is known of each customer.

use crate::StatsError;
use crate::buying::histories::History;

/// One purchase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Purchase {
    /// Who bought.
    pub customer: u64,
    /// On which day, counted from any one day.
    pub day: i32,
    /// For how much; 0 where it does not matter.
    pub amount: f64,
}

/// Over which time customers are watched, and in which unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// The last day of watching.
    pub until: i32,
    /// The last day of a stretch after that, kept apart to see whether the model foretells it.
    pub holdout_until: Option<i32>,
    /// Days per unit of time: 7 for weeks, which need not be whole, 1 for days.
    pub days_per_unit: f64,
}

/// What a list of purchases tells of one customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Buyer {
    /// Who it is.
    pub customer: u64,
    /// How often they bought again, when last, and how long ago they came.
    pub history: History,
    /// The mean amount of the purchases after the first; `None` without any.
    pub mean_value: Option<f64>,
    /// How often they bought in the stretch kept apart, where there is one.
    pub holdout: Option<u64>,
}

/// Makes of a list of purchases how often, how recently and since when each customer bought.
///
/// All purchases of a customer on one day are one. The first is where the history begins: frequency and mean value are of
/// those after it. Recency runs from the first to the last purchase, age from the first to the end of watching.
///
/// Use it before [`bg_nbd`](super::bg_nbd()) and its sisters, with `days_per_unit` 7 for weeks, and before
/// [`gamma_gamma`](super::gamma_gamma()).
///
/// # Shapes
/// Purchases in any order.
///
/// # Units
/// Times in units of `days_per_unit` days; amounts as they come.
///
/// # Missing, tied and extreme values
/// Customers who came after the end of watching are left out, and purchases after the stretch kept apart are not counted.
/// Returned goods are no purchases: leave them out.
///
/// # Returns
/// One per customer, in order of `customer`.
///
/// # Errors
/// - `RowOutOfRange` when an amount is negative, NaN or infinite.
/// - `OutOfRange` when `days_per_unit` is not a finite number above 0, or the stretch kept apart ends before it begins.
///
/// # Numerical notes
/// One sort, then one pass.
///
/// # Source
/// Fader, Hardie and Lee (2005), RFM and CLV, J Marketing Research 42:415–430. Method page: `docs/methods/bg_nbd.md`.
///
/// # Checked against
/// The published summary of the CDNOW sample, all 2,357 customers: `tests/reference/buying.rs`,
/// `the_list_of_cdnow_gives_its_published_summary`.
///
/// # Example
/// Purchases on days 0, 14 (twice) and 21, watched for 28 days: two repeated ones, the last after three weeks.
/// ```
/// # use stats::buying::{Purchase, Window, buyers};
/// let list = [(0, 5.0), (14, 10.0), (21, 30.0), (14, 10.0)].map(|(day, amount)| Purchase { customer: 1, day, amount });
/// let found = buyers(&list, &Window { until: 28, holdout_until: None, days_per_unit: 7.0 })?;
/// assert_eq!((found[0].history.frequency(), found[0].history.recency(), found[0].history.age()), (2.0, 3.0, 4.0));
/// assert_eq!(found[0].mean_value, Some(25.0));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn buyers(purchases: &[Purchase], window: &Window) -> Result<Vec<Buyer>, StatsError> {
    if !(window.days_per_unit.is_finite() && window.days_per_unit > 0.0) {
        let allowed = "a finite number above 0";
        return Err(StatsError::OutOfRange { name: "days_per_unit", allowed, given: window.days_per_unit });
    }
    if let Some(end) = window.holdout_until.filter(|end| *end <= window.until) {
        let allowed = "after the last day of watching";
        return Err(StatsError::OutOfRange { name: "holdout_until", allowed, given: f64::from(end) });
    }
    let bad = |it: &Purchase| !(it.amount.is_finite() && it.amount >= 0.0);
    if let Some(row) = purchases.iter().position(bad) {
        let allowed = "a finite number of at least 0";
        return Err(StatsError::RowOutOfRange { name: "amount", allowed, given: purchases[row].amount, row });
    }
    let end = window.holdout_until.unwrap_or(window.until);
    let mut sorted: Vec<Purchase> = purchases.iter().filter(|it| it.day <= end).copied().collect();
    // Stable, so that amounts of one day are added in the order they came.
    sorted.sort_by_key(|it| (it.customer, it.day));
    Ok(sorted.chunk_by(|a, b| a.customer == b.customer).filter_map(|own| buyer(own, window)).collect())
}

/// One customer, from their purchases in order of day.
fn buyer(own: &[Purchase], window: &Window) -> Option<Buyer> {
    let first = own.first()?;
    if first.day > window.until {
        return None;
    }
    let units = |day: i32| (i64::from(day) - i64::from(first.day)) as f64 / window.days_per_unit;
    let (mut frequency, mut last, mut spent, mut held_out) = (0_u64, first.day, 0.0, 0_u64);
    for day in own.chunk_by(|a, b| a.day == b.day).skip(1) {
        if day[0].day > window.until {
            held_out += 1;
        } else {
            frequency += 1;
            last = day[0].day;
            spent += day.iter().map(|it| it.amount).sum::<f64>();
        }
    }
    let history = History::new(frequency as f64, units(last), units(window.until)).ok()?;
    let mean_value = (frequency > 0).then(|| spent / frequency as f64);
    Some(Buyer { customer: first.customer, history, mean_value, holdout: window.holdout_until.map(|_| held_out) })
}
