//! The time by which a share of the customers has left.

use crate::StatsError;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::survival::Curve;

/// Survival this near to the asked share counts as equal to it: products of fractions miss it in the last digits.
const EQUAL_WITHIN: f64 = 1.490_116_119_384_765_6e-8;

impl Curve {
    /// Estimates the time by which half have left.
    ///
    /// # Example
    /// ```
    /// # use stats::{checked::Level, survival::{Counts, LifeTable, kaplan_meier}};
    /// let left = |time| Counts { time, departures: 1, censored: 0 };
    /// let curve = kaplan_meier(&LifeTable::from_counts(&[left(1.0), left(2.0), left(3.0)])?, Level::P95);
    /// assert_eq!(curve.median().known().map(|it| it.value), Some(2.0));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn median(&self) -> Answer {
        self.quantile_checked(0.5)
    }

    /// Estimates the time by which a share of the customers has left.
    ///
    /// The first time at which S(t) ≤ 1 − `share_left`. Where the curve runs level at that height, every time on the level
    /// stretch would do, and its middle is given, as R does. The interval goes from the first time at which the lower band
    /// has fallen to that height to the first at which the upper band has.
    ///
    /// Use it for "half stay at least …". It depends on the scale of the band: with log-log `lung` has 284 to 361 days.
    ///
    /// # Units
    /// `share_left` from above 0 to below 1; the result is in the unit of the table.
    ///
    /// # Missing, tied and extreme values
    /// Where the upper band never falls so far the upper end is infinite: see [`Interval::upper_bound`].
    ///
    /// # Returns
    /// `Undetermined` when there is nobody, nobody left, or the curve does not fall so far (`QuantileNotReached`).
    ///
    /// # Errors
    /// - `OutOfRange` when `share_left` is not above 0 and below 1.
    ///
    /// # Source
    /// Brookmeyer and Crowley (1982), A Confidence Interval for the Median Survival Time, Biometrics 38:29–41.
    /// Method page: `docs/methods/survival_quantile.md`.
    ///
    /// # Checked against
    /// R 4.2.2 `survfit`, data sets `waltons`, `lung` and Telco: `tests/reference.rs`, `medians_agree_with_r`.
    ///
    /// # Example
    /// ```
    /// # use stats::{checked::Level, survival::{Counts, LifeTable, kaplan_meier}};
    /// let left = |time| Counts { time, departures: 1, censored: 0 };
    /// let table = LifeTable::from_counts(&[left(1.0), left(2.0), left(3.0), left(4.0)])?;
    /// let curve = kaplan_meier(&table, Level::P95);
    /// assert_eq!(curve.quantile(0.4)?.known().map(|it| it.value), Some(2.0));
    /// assert_eq!(curve.quantile(0.5)?.known().map(|it| it.value), Some(2.5)); // exactly half are left from 2 to 3
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn quantile(&self, share_left: f64) -> Result<Answer, StatsError> {
        if share_left > 0.0 && share_left < 1.0 {
            return Ok(self.quantile_checked(share_left));
        }
        Err(StatsError::OutOfRange { name: "share_left", allowed: "above 0 and below 1", given: share_left })
    }

    fn quantile_checked(&self, share_left: f64) -> Answer {
        if self.n() == 0 {
            return Answer::Undetermined(Why::NobodyAtRisk);
        }
        if self.departures() == 0 {
            return Answer::Undetermined(Why::NoDepartures { at_risk: self.n() });
        }
        let height = 1.0 - share_left;
        let Some(value) = first_at_or_below(self.line().map(|(mark, survival)| (mark.time, survival)), height) else {
            return Answer::Undetermined(Why::QuantileNotReached {
                share_left,
                survival: self.end(),
                longest_observed: self.longest_observed(),
            });
        };
        // When everybody has left the band ends, but the lower one cannot lie above a survival of 0.
        let [lower, upper] = self.bands_from(height + EQUAL_WITHIN);
        let lower = first_at_or_below(lower.map(|(time, interval)| (time, interval.lower)), height);
        let upper = first_at_or_below(upper.map(|(time, interval)| (time, interval.upper)), height);
        let (lower, upper) = (lower.unwrap_or(value), upper.unwrap_or(f64::INFINITY));
        Answer::Known(Estimate {
            value,
            interval: Interval::confidence(lower, upper, self.level()),
            standard_error: None,
            n: self.n(),
            method: Method::SURVIVAL_QUANTILE,
        })
    }
}

/// The first time at which a falling line is at `height` or below; the middle of the stretch where it runs at `height`.
fn first_at_or_below(line: impl Iterator<Item = (f64, f64)>, height: f64) -> Option<f64> {
    let mut line = line.skip_while(|&(_, y)| y >= height + EQUAL_WITHIN);
    let (time, y) = line.next()?;
    if (y - height).abs() >= EQUAL_WITHIN {
        return Some(time);
    }
    Some(line.find(|&(_, later)| later < y).map_or(time, |(end, _)| 0.5 * (time + end)))
}
