//! The chance to have left for a cause.

use crate::StatsError;
use crate::checked::{Level, not_negative};
use crate::competing::CauseTable;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::numeric::student_quantile_upper;
use crate::rates::exact_bounds;
use crate::survival::{Curve, Scale, kaplan_meier_on};

/// How near to 1 an incidence counts as 1.
const WHOLE_WITHIN: f64 = 1e-12;

/// The cumulative incidence of one cause at one of its departure times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncidencePoint {
    /// The time at which somebody left for the cause.
    pub time: f64,
    /// How many were still here just before.
    pub at_risk: u64,
    /// How many left for the cause.
    pub departures: u64,
    /// The chance to have left for the cause by then.
    pub incidence: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Where the true chance may lie.
    pub interval: Interval,
}

/// The cumulative incidence of every cause: at each time they add up, with those still here, to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Incidences {
    table: CauseTable,
    /// Per cause its departure times.
    steps: Vec<Vec<Step>>,
    level: Level,
    scale: Scale,
    weighted: Option<Weighted>,
}

/// What is kept where rows have weights.
#[derive(Debug, Clone, PartialEq)]
struct Weighted {
    /// The departure times of leaving at all.
    leaving: Vec<Step>,
    /// How many equally heavy rows one row is worth.
    worth: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// Which row of the table it is.
    pub(super) row: usize,
    pub(super) incidence: f64,
    pub(super) variance: f64,
}

impl Step {
    /// An incidence of 1 to the last digits is 1, and then has no variance but rounding.
    pub(super) fn of(row: usize, incidence: f64, variance: f64) -> Self {
        if incidence > 1.0 - WHOLE_WITHIN {
            return Self { row, incidence: 1.0, variance: 0.0 };
        }
        Self { row, incidence, variance: variance.max(0.0) }
    }
}

/// Estimates the chance to have left for each cause by each time, when the causes compete.
///
/// `F_k`(t) is the sum over the departure times u ≤ t of S(u−) `d_k`(u)/n(u): still here just before u, of whom `d_k`(u) of
/// n(u) left for cause k. S is the Kaplan-Meier curve of leaving at all. The variance carries the multinomial variance of
/// each time's departures through that sum; without censoring it is F(1 − F)/n.
///
/// Use it for "which share will have left for this reason by month 24". To compare groups use [`gray`](super::gray()). It
/// assumes that censored customers would have gone on like the others; nothing is assumed about the causes.
///
/// # Shapes
/// A [`CauseTable`], from counts or from single customers, with or without late entries.
///
/// # Units
/// Times in the table's unit. Incidences from 0 to 1; those of all causes and survival add up to 1.
///
/// # Missing, tied and extreme values
/// Ties are exact: nothing is shifted, drawn or ordered, so months as whole numbers, as doubles and as counts give the same
/// answer. Customers censored at a departure time count as still here at it. Before the first departure for a cause its
/// incidence is 0 with the exact binomial upper bound.
///
/// # Returns
/// [`Incidences`]: the points of each cause, its incidence at any time, and a simultaneous band.
///
/// # Numerical notes
/// One pass, O(rows × causes). The variance follows the pair (F, S) in time, so that no large sums cancel. With late entries
/// R's jackknife differs a little, as its influences of a customer at two times are then correlated.
///
/// # Source
/// Aalen and Johansen (1978), Scand J Stat 5:141–150; variance as in Dinse and Larson (1986), A Note on Semi-Markov Models
/// for Partially Censored Data, Biometrika 73:379–386, which equals the infinitesimal jackknife.
/// Method page: `docs/methods/cumulative_incidence.md`.
///
/// # Checked against
/// R 4.2.2 `survival` 3.5-3 `survfit(Surv(t, factor(cause)) ~ 1)`, data set `mgus2`, 10⁻¹⁰: `tests/reference/competing.rs`,
/// `cumulative_incidence_agrees_with_r_on_mgus2`.
///
/// # Example
/// Of four, one leaves for the price, one moves, one is last seen, one leaves for the price.
/// ```
/// # use stats::competing::{CauseTable, Ending::{Cause, Censored}, Stays, cumulative_incidence};
/// # use stats::{Level, survival::Scale};
/// let endings = [Cause(0), Cause(1), Censored, Cause(0)];
/// let stays = Stays { durations: &[1.0, 2.0, 3.0, 4.0], endings: &endings, entered_at: &[] };
/// let curves = cumulative_incidence(&CauseTable::from_stays(2, stays)?, Level::P95, Scale::LogLog);
/// let price = curves.at(0, 4.0)?;
/// assert_eq!(price.known().map(|it| it.value), Some(0.25 + 0.5)); // S is 1/2 before month 4, and the last one leaves
/// assert_eq!(curves.at(1, 4.0)?.known().map(|it| it.value), Some(0.25));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn cumulative_incidence(table: &CauseTable, level: Level, scale: Scale) -> Incidences {
    let mut steps = vec![Vec::new(); table.causes()];
    let mut states = vec![Moving::default(); table.causes()];
    let mut survival = 1.0;
    for (row, it) in table.rows().enumerate() {
        let left = table.any_cause().marks()[row].departures;
        if left == 0 {
            continue;
        }
        let n = it.at_risk as f64;
        let stay = (it.at_risk - left) as f64 / n;
        for ((state, steps), &departures) in states.iter_mut().zip(&mut steps).zip(it.departures) {
            state.pass(&Moment { survival, n, stay, hazard: departures as f64 / n });
            if departures > 0 {
                steps.push(Step::of(row, state.incidence, state.variance));
            }
        }
        survival *= stay;
    }
    Incidences { table: table.clone(), steps, level, scale, weighted: None }
}

/// What one time does to a cause.
pub(super) struct Moment {
    /// Survival just before.
    pub(super) survival: f64,
    /// At risk.
    pub(super) n: f64,
    /// The share that stays.
    pub(super) stay: f64,
    /// The share that leaves for the cause.
    pub(super) hazard: f64,
}

/// Incidence F of one cause with the variances and the covariance of F and S.
#[derive(Debug, Clone, Copy, Default)]
struct Moving {
    incidence: f64,
    variance: f64,
    with_survival: f64,
    of_survival: f64,
}

impl Moving {
    fn pass(&mut self, it: &Moment) {
        let (h, spread) = (it.hazard, it.survival * it.survival / it.n);
        // Departures are multinomial: var(h) = h(1 − h)/n, and cov(h, all hazards) = h(1 − all)/n.
        self.incidence += it.survival * h;
        self.variance += h * (2.0 * self.with_survival + h * self.of_survival) + spread * h * (1.0 - h);
        self.with_survival = it.stay * (self.with_survival + h * self.of_survival - spread * h);
        self.of_survival = it.stay * (it.stay * self.of_survival + spread * (1.0 - it.stay));
    }
}

impl Incidences {
    /// Curves of rows with weights: the steps of each cause, and those of leaving at all.
    pub(super) fn weighted(
        table: CauseTable,
        (steps, leaving): (Vec<Vec<Step>>, Vec<Step>),
        worth: f64,
        (level, scale): (Level, Scale),
    ) -> Self {
        Self { table, steps, level, scale, weighted: Some(Weighted { leaving, worth }) }
    }

    /// One point per departure time of a cause, in order; none for a cause there is not.
    pub fn points(&self, cause: usize) -> impl ExactSizeIterator<Item = IncidencePoint> + DoubleEndedIterator + '_ {
        self.steps(cause).iter().map(move |step| {
            let mark = self.table.any_cause().marks()[step.row];
            IncidencePoint {
                time: mark.time,
                at_risk: mark.at_risk,
                departures: self.table.row_departures(step.row)[cause],
                incidence: step.incidence,
                standard_error: step.variance.sqrt(),
                interval: self.interval(step, mark.time).0,
            }
        })
    }

    /// Estimates the chance to have left for a cause by `time`.
    ///
    /// # Units
    /// `cause` counted from 0, `time` in the unit of the table.
    ///
    /// # Missing, tied and extreme values
    /// The answer does not depend on which times are asked for. Once everybody has left the incidences stay what they are.
    /// Where the incidence is 0 or 1 the interval is the exact binomial one for those whose state at `time` is known.
    ///
    /// # Returns
    /// `Undetermined` when there is nobody, or nobody was watched yet at `time` (`NobodyAtRisk`), or `time` is past the longest duration seen and not everybody
    /// has left (`BeyondObserved`).
    ///
    /// # Errors
    /// - `OutOfRange` when there is no such cause, or `time` is negative, NaN or infinite.
    ///
    /// # Checked against
    /// R 4.2.2 `summary(survfit(…), times = …)`: `tests/reference/competing.rs`,
    /// `cumulative_incidence_agrees_with_r_on_mgus2`.
    ///
    /// # Example
    /// ```
    /// # use stats::competing::{CauseCounts, CauseTable, cumulative_incidence};
    /// # use stats::{Level, survival::Scale};
    /// let counts = [CauseCounts { time: 12.0, departures: vec![30, 20], censored: 50 }];
    /// let curves = cumulative_incidence(&CauseTable::from_counts(2, &counts)?, Level::P95, Scale::Plain);
    /// let first = *curves.at(0, 12.0)?.known().expect("somebody was watched");
    /// assert!((first.value - 0.3).abs() < 1e-15);
    /// assert!((first.standard_error.expect("30 left") - (0.3_f64 * 0.7 / 100.0).sqrt()).abs() < 1e-15);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn at(&self, cause: usize, time: f64) -> Result<Answer, StatsError> {
        self.table.check(cause)?;
        let time = not_negative("time", time)?;
        if let Some(why) = self.silent_at(time) {
            return Ok(Answer::Undetermined(why));
        }
        let step = self.step_at(self.steps(cause), time);
        let (interval, method) = self.interval(&step, time);
        Ok(Answer::Known(Estimate {
            value: step.incidence,
            interval,
            standard_error: (step.variance > 0.0).then(|| step.variance.sqrt()),
            n: self.table.n(),
            method,
        }))
    }

    /// Refuses one minus the survival curve of one cause, and says what it would have said.
    ///
    /// That curve takes who left for another cause as censored, so as still to leave for this one. Nobody will: it is no
    /// chance of anything that happens, and it lies above the cumulative incidence as soon as another cause took anybody.
    ///
    /// # Returns
    /// `Undetermined` with `OverstatesCause`, which holds both numbers; the [`cumulative incidence`](Self::at) itself as
    /// long as nobody left for another cause, because both are then the same; and the reasons of [`at`](Self::at).
    ///
    /// # Errors
    /// As [`at`](Self::at).
    ///
    /// # Source
    /// Gooley, Leisenring, Crowley and Storer (1999), Estimation of Failure Probabilities in the Presence of Competing
    /// Risks, Stat Med 18:695–706. Method page: `docs/methods/cumulative_incidence.md`.
    ///
    /// # Checked against
    /// R 4.2.2, `mgus2` at 240 months, 0.209562 beside 0.0998137: `tests/reference/competing.rs`,
    /// `one_minus_kaplan_meier_per_cause_is_refused_with_what_it_would_say`.
    ///
    /// # Example
    /// Half leave for another cause, then half of the rest for this one.
    /// ```
    /// # use stats::competing::{CauseCounts, CauseTable, cumulative_incidence};
    /// # use stats::{Level, Why, survival::Scale};
    /// let month = |time, this, other, censored| CauseCounts { time, departures: vec![this, other], censored };
    /// let table = CauseTable::from_counts(2, &[month(1.0, 0, 50, 0), month(2.0, 25, 0, 25)])?;
    /// let refused = cumulative_incidence(&table, Level::P95, Scale::LogLog).one_minus_kaplan_meier(0, 2.0)?;
    /// assert_eq!(refused.why(), Some(Why::OverstatesCause { time: 2.0, overstated: 0.5, incidence: 0.25 }));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn one_minus_kaplan_meier(&self, cause: usize, time: f64) -> Result<Answer, StatsError> {
        let answer = self.at(cause, time)?;
        let Some(incidence) = answer.known().map(|it| it.value) else { return Ok(answer) };
        let others =
            |row: usize| self.table.any_cause().marks()[row].departures > self.table.row_departures(row)[cause];
        let passed = self.table.any_cause().marks().partition_point(|mark| mark.time <= time);
        if !(0..passed).any(others) {
            return Ok(answer);
        }
        let survival = if let Some(Weighted { leaving, .. }) = &self.weighted {
            let by = |step: &&Step| self.table.any_cause().marks()[step.row].time <= time;
            let mut before = 0.0;
            let stays = |step: &Step| {
                let here = leaving.partition_point(|it| it.row < step.row).checked_sub(1);
                let left = step.incidence - std::mem::replace(&mut before, step.incidence);
                1.0 - left / here.map_or(1.0, |last| 1.0 - leaving[last].incidence)
            };
            self.steps(cause).iter().take_while(by).map(stays).product()
        } else {
            let alone = kaplan_meier_on(&self.table.only(cause)?, self.level, self.scale);
            alone.line().take_while(|(mark, _)| mark.time <= time).last().map_or(1.0, |(_, survival)| survival)
        };
        Ok(Answer::Undetermined(Why::OverstatesCause { time, overstated: 1.0 - survival, incidence }))
    }

    /// The curve of those still here at all, whatever they leave for.
    ///
    /// Of weighted rows it is the weighted Kaplan-Meier curve, Π (1 − d/n) with sums of weights d that leave and n at risk, and the error of
    /// [`weighted_incidence`](super::weighted_incidence()); of others it is [`kaplan_meier`](crate::survival::kaplan_meier()).
    ///
    /// # Returns
    /// A [`Curve`] whose numbers at risk and departures are rows. Its restricted mean is not for weighted rows.
    ///
    /// # Source
    /// As [`weighted_incidence`](super::weighted_incidence()), whose incidence of all causes together is one minus this. Method page:
    /// `docs/methods/kaplan_meier.md`.
    ///
    /// # Checked against
    /// R 4.2.2 `survival` 3.5-3 `survfit(Surv(t, event) ~ 1, weights, robust = TRUE)`: `tests/reference/competing.rs`,
    /// `weighted_survival_agrees_with_r`.
    ///
    /// # Example
    /// The one who leaves counts for three of six.
    /// ```
    /// # use stats::competing::{Ending::{Cause, Censored}, Stays, WeightedStays, weighted_incidence};
    /// # use stats::{Level, survival::Scale};
    /// let stays = Stays { durations: &[1.0, 2.0, 2.0, 2.0], endings: &[Cause(0), Censored, Censored, Censored], entered_at: &[] };
    /// let rows = WeightedStays { causes: 1, stays, weights: &[3.0, 1.0, 1.0, 1.0] };
    /// let curve = weighted_incidence(&rows, Level::P95, Scale::LogLog)?.still_here();
    /// assert_eq!(curve.at(1.0)?.known().map(|it| it.value), Some(0.5));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn still_here(&self) -> Curve {
        let table = self.table.any_cause();
        let Some(Weighted { leaving, worth }) = &self.weighted else {
            return kaplan_meier_on(table, self.level, self.scale);
        };
        let steps = leaving.iter().map(|step| {
            let survival = 1.0 - step.incidence;
            (step.row, survival, if survival > 0.0 { step.variance / (survival * survival) } else { 0.0 })
        });
        Curve::of_weighted(table.clone(), steps, (self.reach(), *worth), (self.level, self.scale))
    }

    /// Estimates the chance of still being here at all after `time`: [`kaplan_meier`](crate::survival::kaplan_meier()), or one minus the
    /// incidence of leaving at all where rows have weights.
    ///
    /// # Returns
    /// As [`at`](Self::at).
    ///
    /// # Errors
    /// - `OutOfRange` when `time` is negative, NaN or infinite.
    ///
    /// # Example
    /// ```
    /// # use stats::competing::{CauseCounts, CauseTable, cumulative_incidence};
    /// # use stats::{Level, survival::Scale};
    /// let counts = [CauseCounts { time: 12.0, departures: vec![30, 20], censored: 50 }];
    /// let curves = cumulative_incidence(&CauseTable::from_counts(2, &counts)?, Level::P95, Scale::LogLog);
    /// assert_eq!(curves.staying(12.0)?.known().map(|it| it.value), Some(0.5));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn staying(&self, time: f64) -> Result<Answer, StatsError> {
        let Some(Weighted { leaving, .. }) = &self.weighted else { return self.still_here().at(time) };
        let time = not_negative("time", time)?;
        if let Some(why) = self.silent_at(time) {
            return Ok(Answer::Undetermined(why));
        }
        let step = self.step_at(leaving, time);
        let value = 1.0 - step.incidence;
        let on_scale = (step.variance > 0.0 && value > 0.0)
            .then(|| self.scale.interval(value, step.variance / (value * value), self.reach(), self.level));
        let (interval, method) = on_scale.flatten().map_or_else(
            || {
                let (left, method) = self.interval(&step, time);
                (Interval::confidence(1.0 - left.upper, 1.0 - left.lower, self.level), method)
            },
            |interval| (interval, self.method()),
        );
        let standard_error = (step.variance > 0.0).then(|| step.variance.sqrt());
        Ok(Answer::Known(Estimate { value, interval, standard_error, n: self.table.n(), method }))
    }

    /// Whether rows have weights.
    pub const fn is_weighted(&self) -> bool {
        self.weighted.is_some()
    }

    /// The customers the curves rest on.
    pub const fn table(&self) -> &CauseTable {
        &self.table
    }

    /// The level of the intervals.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The scale of the intervals.
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    pub(super) fn steps(&self, cause: usize) -> &[Step] {
        self.steps.get(cause).map_or(&[], Vec::as_slice)
    }

    /// Why nothing can be said about a time, if so.
    fn silent_at(&self, time: f64) -> Option<Why> {
        let any = self.table.any_cause();
        let Some(last) = any.marks().last() else { return Some(Why::NobodyAtRisk) };
        let is_before_the_first = any.late().first().is_some_and(|(first, _)| time <= *first);
        if is_before_the_first && any.at_risk(time) == 0 {
            return Some(Why::NobodyAtRisk);
        }
        let somebody_stays = last.at_risk > last.departures;
        (time > last.time && somebody_stays).then_some(Why::BeyondObserved { asked: time, longest_observed: last.time })
    }

    /// The last step by a time.
    fn step_at(&self, steps: &[Step], time: f64) -> Step {
        let passed = steps.partition_point(|step| self.table.any_cause().marks()[step.row].time <= time);
        passed.checked_sub(1).map_or(Step { row: 0, incidence: 0.0, variance: 0.0 }, |last| steps[last])
    }

    /// The interval around a step as it stands at `time`.
    fn interval(&self, step: &Step, time: f64) -> (Interval, Method) {
        let f = step.incidence;
        if step.variance > 0.0 && f < 1.0 {
            let relative = step.variance / (f * f);
            if let Some(interval) = self.scale.interval(f, relative, self.reach(), self.level) {
                return (interval, self.method());
            }
        }
        let worth = self.weighted.as_ref().map_or(1.0, |it| it.worth);
        let known = (worth * self.known_at(time) as f64).max(1.0);
        let (lower, upper) = exact_bounds(f.round() * known, known, self.level.tail());
        (Interval::confidence(lower, upper, self.level), Method::INCIDENCE_EXACT_BOUND)
    }

    /// How many standard errors an interval reaches out: with weights by Student's distribution, one degree of freedom less than rows are
    /// worth.
    fn reach(&self) -> f64 {
        let normal = self.level.z();
        let Some(Weighted { worth, .. }) = &self.weighted else { return normal };
        let degrees = worth * self.table.n() as f64 - 1.0;
        if degrees >= 1.0 { student_quantile_upper(self.level.tail(), degrees) } else { normal }
    }

    fn method(&self) -> Method {
        if self.weighted.is_some() { Method::CUMULATIVE_INCIDENCE_WEIGHTED } else { method(self.scale) }
    }

    /// How many had left by `time` or were still seen here then.
    fn known_at(&self, time: f64) -> u64 {
        let marks = self.table.any_cause().marks();
        let left = marks.iter().take_while(|mark| mark.time < time).map(|mark| mark.departures).sum::<u64>();
        left + self.table.any_cause().at_risk(time)
    }
}

/// The method that incidences with intervals on a scale are.
const fn method(scale: Scale) -> Method {
    match scale {
        Scale::LogLog => Method::CUMULATIVE_INCIDENCE_LOG_LOG,
        Scale::Log => Method::CUMULATIVE_INCIDENCE_LOG,
        Scale::Plain => Method::CUMULATIVE_INCIDENCE_PLAIN,
        Scale::Logit => Method::CUMULATIVE_INCIDENCE_LOGIT,
        Scale::Arcsine => Method::CUMULATIVE_INCIDENCE_ARCSINE,
        Scale::Exact => Method::CUMULATIVE_INCIDENCE_EXACT,
    }
}
