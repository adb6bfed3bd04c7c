//! The cumulative hazard.

use std::str::FromStr;

use crate::StatsError;
use crate::checked::{Level, not_negative};
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::numeric::harmonic_between;
use crate::survival::LifeTable;

/// What is done when several leave at the same duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ties {
    /// Each step is d/n: ties are real, as with whole months. R's `ctype = 1`.
    #[default]
    Classical,
    /// Each step is 1/n + 1/(n − 1) + …: ties are one after another, only recorded coarsely. R's `ctype = 2`; the default
    /// of lifelines.
    Corrected,
}

impl Ties {
    /// The word used on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Classical => "classical",
            Self::Corrected => "corrected",
        }
    }
}

impl FromStr for Ties {
    type Err = StatsError;

    fn from_str(given: &str) -> Result<Self, StatsError> {
        [Self::Classical, Self::Corrected].into_iter().find(|it| it.word() == given).ok_or_else(|| {
            StatsError::UnknownWord {
                what: "treatment of ties",
                given: given.to_owned(),
                allowed: "`classical`, `corrected`",
            }
        })
    }
}

/// The cumulative hazard at one departure time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HazardPoint {
    /// The time at which somebody left.
    pub time: f64,
    /// How many were still here just before.
    pub at_risk: u64,
    /// How many left.
    pub departures: u64,
    /// The hazard added up so far; may exceed 1.
    pub cumulative_hazard: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Where the true one may lie.
    pub interval: Interval,
}

/// The cumulative hazard of a group: 0 until the first departure, rising at each departure time.
#[derive(Debug, Clone, PartialEq)]
pub struct CumulativeHazard {
    points: Vec<HazardPoint>,
    level: Level,
    ties: Ties,
    n: u64,
    longest_observed: f64,
}

/// Estimates the cumulative hazard of leaving after each duration.
///
/// H(t) is the sum of d(u)/n(u) over the departure times u ≤ t, with variance the sum of d(u)/n(u)². Corrected for ties,
/// each d/n becomes 1/n + 1/(n − 1) + … + 1/(n − d + 1) and each d/n² the same sum of squares. The interval is
/// H exp(±z SE/H).
///
/// Use it to see when the hazard rises or falls: its slope is the hazard. For the chance of still being here use
/// [`kaplan_meier`](super::kaplan_meier()). It assumes non-informative censoring.
///
/// # Shapes
/// A [`LifeTable`], with or without late entries.
///
/// # Units
/// A cumulative hazard has no unit and no upper limit.
///
/// # Missing, tied and extreme values
/// Ties as `ties` says. Without any departure there are no points.
///
/// # Returns
/// A [`CumulativeHazard`]: its points, and the value at any time.
///
/// # Numerical notes
/// Sums of reciprocals over more than 64 ties use the Euler-Maclaurin formula, exact to 10⁻¹³.
///
/// # Source
/// Aalen (1978), Nonparametric Inference for a Family of Counting Processes, Ann Stat 6:701–726; Fleming and Harrington
/// (1984), Nonparametric Estimation of the Survival Distribution in Censored Data, Comm Stat 13:2469–2486.
/// Method page: `docs/methods/nelson_aalen.md`.
///
/// # Checked against
/// R 4.2.2 `survfit(…, ctype = 1)` and `ctype = 2`, data sets `lung` and `waltons`: `tests/reference.rs`,
/// `nelson_aalen_agrees_with_r`.
///
/// # Example
/// Two of four leave at once: 2/4 classically, 1/4 + 1/3 corrected.
/// ```
/// # use stats::{checked::Level, survival::{Counts, LifeTable, Ties, nelson_aalen}};
/// let table = LifeTable::from_counts(&[Counts { time: 1.0, departures: 2, censored: 2 }])?;
/// assert_eq!(nelson_aalen(&table, Ties::Classical, Level::P95).points()[0].cumulative_hazard, 0.5);
/// let corrected = nelson_aalen(&table, Ties::Corrected, Level::P95).points()[0].cumulative_hazard;
/// assert!((corrected - (1.0 / 4.0 + 1.0 / 3.0)).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn nelson_aalen(table: &LifeTable, ties: Ties, level: Level) -> CumulativeHazard {
    let z = level.z();
    let (mut hazard, mut variance) = (0.0, 0.0);
    let mut points = Vec::new();
    for row in table.marks().iter().filter(|row| row.departures > 0) {
        let (step, step_variance) = match ties {
            Ties::Classical => {
                let (n, d) = (row.at_risk as f64, row.departures as f64);
                (d / n, d / (n * n))
            }
            Ties::Corrected => harmonic_between(row.at_risk - row.departures, row.at_risk),
        };
        hazard += step;
        variance += step_variance;
        let standard_error = f64::sqrt(variance);
        let factor = (z * standard_error / hazard).exp();
        points.push(HazardPoint {
            time: row.time,
            at_risk: row.at_risk,
            departures: row.departures,
            cumulative_hazard: hazard,
            standard_error,
            interval: Interval::confidence(hazard / factor, hazard * factor, level),
        });
    }
    CumulativeHazard { points, level, ties, n: table.n(), longest_observed: table.longest_observed() }
}

impl CumulativeHazard {
    /// The cumulative hazard at each departure time, in order.
    pub fn points(&self) -> &[HazardPoint] {
        &self.points
    }

    /// Estimates the cumulative hazard at `time`.
    ///
    /// # Returns
    /// `Undetermined` when there is nobody, nobody left by `time` (`NoDepartures`), or `time` is past the longest duration
    /// seen (`BeyondObserved`).
    ///
    /// # Errors
    /// - `OutOfRange` when `time` is negative, NaN or infinite.
    ///
    /// # Example
    /// ```
    /// # use stats::{checked::Level, survival::{Counts, LifeTable, Ties, nelson_aalen}};
    /// let table = LifeTable::from_counts(&[Counts { time: 1.0, departures: 2, censored: 2 }])?;
    /// let hazard = nelson_aalen(&table, Ties::Classical, Level::P95);
    /// assert_eq!(hazard.at(1.0)?.known().map(|it| it.value), Some(0.5));
    /// assert!(hazard.at(0.5)?.known().is_none());
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn at(&self, time: f64) -> Result<Answer, StatsError> {
        let time = not_negative("time", time)?;
        if self.n == 0 {
            return Ok(Answer::Undetermined(Why::NobodyAtRisk));
        }
        if time > self.longest_observed {
            let longest_observed = self.longest_observed;
            return Ok(Answer::Undetermined(Why::BeyondObserved { asked: time, longest_observed }));
        }
        let passed = self.points.partition_point(|point| point.time <= time);
        let Some(point) = passed.checked_sub(1).map(|last| &self.points[last]) else {
            return Ok(Answer::Undetermined(Why::NoDepartures { at_risk: self.n }));
        };
        Ok(Answer::Known(Estimate {
            value: point.cumulative_hazard,
            interval: point.interval,
            standard_error: Some(point.standard_error),
            n: self.n,
            method: match self.ties {
                Ties::Classical => Method::NELSON_AALEN,
                Ties::Corrected => Method::NELSON_AALEN_TIE_CORRECTED,
            },
        }))
    }

    /// The level of its intervals.
    pub const fn level(&self) -> Level {
        self.level
    }
}
