//! The survival curve of one group.

use crate::StatsError;
use crate::checked::{Level, not_negative};
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::rates::exact_bounds;
use crate::survival::life_table::Mark;
use crate::survival::{LifeTable, Scale};

/// So many departure times are passed over at once in looking for a height.
const STRETCH: usize = 256;

/// The curve at one departure time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The time at which somebody left.
    pub time: f64,
    /// How many were still here just before.
    pub at_risk: u64,
    /// How many left.
    pub departures: u64,
    /// The chance of still being here after it.
    pub survival: f64,
    /// Greenwood's standard error of that chance; 0 where everybody has left.
    pub standard_error: f64,
    /// Where the true chance may lie; nothing where everybody has left, as Greenwood's variance says nothing there.
    pub interval: Option<Interval>,
}

/// A survival curve: 1 until the first departure, falling at each departure time, never rising.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    table: LifeTable,
    steps: Vec<Step>,
    level: Level,
    scale: Scale,
    weighted: Option<Worth>,
}

/// Of rows that count for more or less than one customer.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Worth {
    /// How many standard errors an interval reaches.
    reach: f64,
    /// How many equally heavy rows a row is worth, at most 1.
    worth: f64,
}

/// What is kept per departure time; everything else follows from it on demand.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    /// Which row of the table it is.
    row: usize,
    survival: f64,
    /// Σ d/(n(n − d)) up to and with this time.
    greenwood: f64,
}

/// Estimates the chance of still being a customer after each duration, with censored customers counted fairly.
///
/// S(t) is the product, over every departure time u ≤ t, of 1 − d(u)/n(u), where d(u) customers left at u and n(u) were
/// still here just before u. The interval at each t uses Greenwood's variance on the log(−log S) scale, so it stays
/// between 0 and 1; [`kaplan_meier_on`] takes another scale.
///
/// Use it to describe one group. To compare groups use [`log_rank`](super::log_rank()). It assumes that censored customers
/// would have gone on like the others ("non-informative censoring"). Customers who left for another cause break that: one
/// minus this curve per cause overstates each cause.
///
/// # Shapes
/// A [`LifeTable`], from counts or from single durations, with or without late entries.
///
/// # Units
/// The curve is in the table's unit of time. Survival is a probability from 0 to 1.
///
/// # Missing, tied and extreme values
/// A duration of 0 is allowed. Customers censored at a departure time count as still here at that time. Without any
/// departure the curve is 1 up to the longest duration and has no points. With late entries the curve falls to 0 for good
/// when everybody at risk leaves early; start it later in that case.
///
/// # Returns
/// A [`Curve`]: its points, survival at any time, quantiles. Where survival is 0 a point has no interval.
///
/// # Numerical notes
/// One pass over the rows. The product is taken directly; with 10⁶ departure times its relative error stays below 10⁻⁹.
/// Intervals are computed when asked for.
///
/// # Source
/// Kaplan and Meier (1958), Nonparametric Estimation from Incomplete Observations, JASA 53:457–481. Interval as in
/// Kalbfleisch and Prentice (2002), The Statistical Analysis of Failure Time Data, chapter 1.
/// Method page: `docs/methods/kaplan_meier.md`.
///
/// # Checked against
/// R 4.2.2 `survival::survfit(conf.type = "log-log")`, data sets `waltons` and `lung`, 10⁻⁹ absolute:
/// `tests/reference.rs`, `kaplan_meier_agrees_with_r_on_waltons` and `kaplan_meier_agrees_with_r_on_lung`.
///
/// # Example
/// Eight customers, months until they left; three are still here.
/// ```
/// # use stats::{checked::Level, survival::{LifeTable, kaplan_meier, Observation::{Censored as C, Event as E}}};
/// let months = [1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 5.0, 6.0];
/// let seen   = [E,   E,   C,   E,   C,   E,   E,   C];
/// let curve = kaplan_meier(&LifeTable::from_durations(&months, &seen)?, Level::P95);
/// let expected = [0.875, 0.75, 0.6, 0.2]; // after months 1, 2, 3 and 5
/// assert_eq!(curve.points().len(), expected.len());
/// for (point, wanted) in curve.points().zip(expected) {
///     assert!((point.survival - wanted).abs() < 1e-12);
/// }
/// let last = curve.points().last().and_then(|point| point.interval).expect("not everybody has left");
/// assert!((last.lower - 0.0096).abs() < 5e-5 && (last.upper - 0.5727).abs() < 5e-5);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn kaplan_meier(table: &LifeTable, level: Level) -> Curve {
    kaplan_meier_on(table, level, Scale::LogLog)
}

/// [`kaplan_meier`] with the interval computed on another scale.
///
/// # Source
/// The five scales are those of R's `survfit(conf.type = …)`. Method page: `docs/methods/kaplan_meier.md`.
///
/// # Checked against
/// R 4.2.2 `survival`, data set `lung`, plain and log-log at two times: `tests/reference.rs`,
/// `kaplan_meier_agrees_with_r_on_lung`.
///
/// # Example
/// ```
/// # use stats::{checked::Level, survival::{Counts, LifeTable, Scale, kaplan_meier_on}};
/// let table = LifeTable::from_counts(&[Counts { time: 1.0, departures: 50, censored: 50 }])?;
/// let curve = kaplan_meier_on(&table, Level::P95, Scale::Plain);
/// let interval = curve.points().next().and_then(|point| point.interval).expect("half are here");
/// assert!((interval.lower - (0.5 - 1.959964 * 0.05)).abs() < 1e-6);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn kaplan_meier_on(table: &LifeTable, level: Level, scale: Scale) -> Curve {
    let marks = table.marks();
    let mut steps = Vec::with_capacity(marks.len().min(usize::try_from(table.departures()).unwrap_or(usize::MAX)));
    let (mut survival, mut greenwood) = (1.0, 0.0);
    for (row, mark) in marks.iter().enumerate() {
        if mark.departures == 0 {
            continue;
        }
        let (n, d) = (mark.at_risk as f64, mark.departures as f64);
        survival *= (n - d) / n;
        greenwood += d / (n * (n - d));
        steps.push(Step { row, survival, greenwood });
    }
    Curve { table: table.clone(), steps, level, scale, weighted: None }
}

impl Curve {
    /// The curve of weighted rows: at rows of the table, survival with its variance over its square.
    pub(crate) fn of_weighted(
        table: LifeTable,
        steps: impl Iterator<Item = (usize, f64, f64)>,
        (reach, worth): (f64, f64),
        (level, scale): (Level, Scale),
    ) -> Self {
        let steps = steps.map(|(row, survival, greenwood)| Step { row, survival, greenwood }).collect();
        Self { table, steps, level, scale, weighted: Some(Worth { reach, worth }) }
    }

    /// How many standard errors an interval reaches.
    fn reach(&self) -> f64 {
        self.weighted.map_or_else(|| self.level.z(), |it| it.reach)
    }

    fn method(&self) -> Method {
        if self.weighted.is_some() { Method::KAPLAN_MEIER_WEIGHTED } else { self.scale.method() }
    }

    /// Whether rows count for more or less than one customer.
    pub const fn is_weighted(&self) -> bool {
        self.weighted.is_some()
    }

    /// So many rows, as many equally heavy ones.
    fn worth(&self, rows: u64) -> f64 {
        (self.weighted.map_or(1.0, |it| it.worth) * rows as f64).max(1.0)
    }

    /// The curve at each departure time, in order.
    pub fn points(&self) -> impl ExactSizeIterator<Item = Point> + DoubleEndedIterator + Clone + '_ {
        let z = self.reach();
        self.steps.iter().map(move |step| self.point(step, z))
    }

    /// The curve at one departure time, counted from 0, without working out the others.
    pub fn nth(&self, index: usize) -> Option<Point> {
        self.steps.get(index).map(|step| self.point(step, self.reach()))
    }

    fn point(&self, step: &Step, z: f64) -> Point {
        let Mark { time, at_risk, departures } = *self.mark(step);
        let survival = step.survival;
        let standard_error = if survival > 0.0 { survival * step.greenwood.sqrt() } else { 0.0 };
        let interval = self.scale.interval(survival, step.greenwood, z, self.level);
        Point { time, at_risk, departures, survival, standard_error, interval }
    }

    fn mark(&self, step: &Step) -> &Mark {
        &self.table.marks()[step.row]
    }

    /// Time, number at risk, departures and survival at each departure time: the curve without its band.
    pub(crate) fn line(&self) -> impl ExactSizeIterator<Item = (Mark, f64)> + DoubleEndedIterator + '_ {
        self.steps.iter().map(|step| (*self.mark(step), step.survival))
    }

    /// The band from about where its lower and its upper end come down to `height`: stretches of it that surely lie above
    /// are left out, because an interval takes a hundred times as long as a look at a step.
    pub(crate) fn bands_from(&self, height: f64) -> [impl Iterator<Item = (f64, Interval)> + '_; 2] {
        let z = self.reach();
        let interval = move |survival, greenwood| self.scale.interval(survival, greenwood, z, self.level);
        [false, true].map(|upper| {
            let surely_above = move |stretch: &&[Step]| {
                let (first, last) = (stretch[0], stretch[stretch.len() - 1]);
                // Both ends rise with survival; the lower falls with the variance and the upper rises. That of weighted rows may do both.
                let greenwood = if upper { first.greenwood } else { last.greenwood };
                let lowest = interval(last.survival, greenwood).map(|it| if upper { it.upper } else { it.lower });
                self.weighted.is_none()
                    && self.scale.rises(first.survival, z * last.greenwood.sqrt(), upper)
                    && lowest.is_some_and(|it| it > height)
            };
            let stretches = self.steps.chunks(STRETCH).skip_while(surely_above);
            stretches
                .flatten()
                .filter_map(move |step| Some((self.mark(step).time, interval(step.survival, step.greenwood)?)))
        })
    }

    /// Survival after the last departure.
    pub(crate) fn end(&self) -> f64 {
        self.steps.last().map_or(1.0, |step| step.survival)
    }

    /// The customers the curve rests on.
    pub const fn table(&self) -> &LifeTable {
        &self.table
    }

    /// How many customers the curve rests on.
    pub const fn n(&self) -> u64 {
        self.table.n()
    }

    /// How many of them left.
    pub const fn departures(&self) -> u64 {
        self.table.departures()
    }

    /// The longest duration seen: the curve says nothing after it.
    pub fn longest_observed(&self) -> f64 {
        self.table.longest_observed()
    }

    /// The level of its intervals.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The scale of its intervals.
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    /// Estimates the chance of still being a customer after `time`.
    ///
    /// Before the first departure the value is 1 and the lower end is the exact binomial bound (α/2)^(1/n), n being at risk
    /// at `time`; R and lifelines print 1 to 1 there, which no number of customers can promise. Once everybody left the
    /// value is 0 and the upper end is the last one the curve has, because survival never rises.
    ///
    /// # Units
    /// `time` in the unit of the table.
    ///
    /// # Returns
    /// `Undetermined` when there is nobody, or nobody was watched yet at `time` and nobody left before (`NobodyAtRisk`), or when `time` is past the longest duration seen and not
    /// everybody has left (`BeyondObserved`).
    ///
    /// # Errors
    /// - `OutOfRange` when `time` is negative, NaN or infinite.
    ///
    /// # Checked against
    /// R 4.2.2 `summary(survfit(…), times = …)`: `tests/reference.rs`, `kaplan_meier_agrees_with_r_on_waltons`.
    ///
    /// # Example
    /// ```
    /// # use stats::{checked::Level, survival::{Counts, LifeTable, kaplan_meier}};
    /// let table = LifeTable::from_counts(&[Counts { time: 12.0, departures: 3, censored: 7 }])?;
    /// let curve = kaplan_meier(&table, Level::P95);
    /// assert_eq!(curve.at(12.0)?.known().map(|it| it.value), Some(0.7));
    /// assert_eq!(curve.at(11.0)?.known().map(|it| it.value), Some(1.0));
    /// assert!(curve.at(13.0)?.known().is_none());
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn at(&self, time: f64) -> Result<Answer, StatsError> {
        let time = not_negative("time", time)?;
        if self.n() == 0 {
            return Ok(Answer::Undetermined(Why::NobodyAtRisk));
        }
        let passed = self.steps.partition_point(|step| self.mark(step).time <= time);
        let step = passed.checked_sub(1).map(|last| &self.steps[last]);
        let longest_observed = self.longest_observed();
        if time > longest_observed && self.end() > 0.0 {
            return Ok(Answer::Undetermined(Why::BeyondObserved { asked: time, longest_observed }));
        }
        let Some(step) = step else { return Ok(self.before_the_first_departure(time)) };
        let point = self.point(step, self.reach());
        Ok(Answer::Known(Estimate {
            value: point.survival,
            interval: point.interval.unwrap_or_else(|| Interval::confidence(0.0, self.last_upper(), self.level)),
            standard_error: (point.survival > 0.0).then_some(point.standard_error),
            n: self.n(),
            method: self.method(),
        }))
    }

    fn before_the_first_departure(&self, time: f64) -> Answer {
        if self.table.at_risk(time) == 0 {
            return Answer::Undetermined(Why::NobodyAtRisk);
        }
        let at_risk = self.worth(self.table.at_risk(time));
        let (lower, upper) = exact_bounds(at_risk, at_risk, self.level.tail());
        Answer::Known(Estimate {
            value: 1.0,
            interval: Interval::confidence(lower, upper, self.level),
            standard_error: None,
            n: self.n(),
            method: Method::SURVIVAL_EXACT_BOUND,
        })
    }

    /// The upper end where survival is 0: that of the last time before, or the exact one when all left at once.
    fn last_upper(&self) -> f64 {
        let z = self.reach();
        let before = self.steps.iter().rev().find(|step| step.survival > 0.0);
        let interval = before.and_then(|step| self.scale.interval(step.survival, step.greenwood, z, self.level));
        interval.map_or_else(|| exact_bounds(0.0, self.worth(self.n()), self.level.tail()).1, |interval| interval.upper)
    }
}
