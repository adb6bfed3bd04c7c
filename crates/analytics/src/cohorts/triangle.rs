//! The triangle: cohorts by age.

use std::collections::BTreeMap;

use relationship::{Currency, Day, Period};
use report::{AnalyticsError, Measure, Row, Value};
use stats::Level;
use stats::rates::RatioSums;

use crate::churn::label_of_period;
use crate::functions::{period_number, period_start};
use crate::grouping::Group;
use crate::numbers;

/// The customers who started in one period.
#[derive(Debug, Clone, Default)]
pub(super) struct Cohort {
    pub(super) size: u64,
    /// What they pay at age 0.
    pub(super) revenue: f64,
    /// The first prices of all of them, and their squares.
    first: Prices,
    /// At each age, who leaves and by how much the revenue of the next age differs.
    steps: BTreeMap<i32, (u64, f64)>,
    /// At each age, the first prices of those who leave.
    gone: BTreeMap<i32, Prices>,
    /// At each age, who is active and what they paid; in place of `steps` when cohorts are followed by activity.
    active: Option<BTreeMap<i32, (u64, f64)>>,
}

/// Sums of prices and of their squares.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Prices {
    pub(super) sum: f64,
    pub(super) squares: f64,
}

impl Prices {
    pub(super) fn add(&mut self, other: Self) {
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

impl Cohort {
    pub(super) fn join(&mut self, customers: u64, first: Prices) {
        self.size += customers;
        self.revenue += first.sum;
        self.first.add(first);
    }

    pub(super) fn leave(&mut self, age: i32, customers: u64, revenue: f64, first: Prices) {
        self.gone.entry(age).or_default().add(first);
        let step = self.steps.entry(age).or_default();
        step.0 += customers;
        step.1 -= revenue;
    }

    pub(super) fn change(&mut self, age: i32, revenue: f64) {
        self.steps.entry(age).or_default().1 += revenue;
    }

    pub(super) fn active(&mut self, ages: BTreeMap<i32, (u64, f64)>) {
        (self.size, self.revenue) = ages.get(&0).copied().unwrap_or_default();
        self.active = Some(ages);
    }

    /// The first prices of everybody against those of who is still here, at each age from 0 to `last`; nothing for cohorts that
    /// are followed by activity.
    fn kept(&self, last: i32) -> Vec<RatioSums> {
        if self.active.is_some() || self.first.sum == 0.0 {
            return Vec::new();
        }
        let mut gone = Prices::default();
        let mut ages = Vec::new();
        for age in 0..=last {
            let (y, yy) = (self.first.sum - gone.sum, self.first.squares - gone.squares);
            ages.push(RatioSums { n: self.size, x: self.first.sum, y, xx: self.first.squares, xy: yy, yy });
            gone.add(self.gone.get(&age).copied().unwrap_or_default());
        }
        ages
    }

    /// Customers and revenue at each age from 0 to `last`.
    fn ages(&self, last: i32) -> Vec<(u64, f64)> {
        if let Some(active) = &self.active {
            return (0..=last).map(|age| active.get(&age).copied().unwrap_or_default()).collect();
        }
        let (mut customers, mut revenue) = (self.size, self.revenue);
        let mut ages = Vec::new();
        for age in 0..=last {
            ages.push((customers, revenue));
            let (left, change) = self.steps.get(&age).copied().unwrap_or_default();
            customers = customers.saturating_sub(left);
            revenue += change;
        }
        ages
    }
}

/// All cohorts of all groups.
pub(super) struct Triangle {
    pub(super) period: Period,
    observed_until: Day,
    /// The last day of which it is known who left by then.
    settled_until: Day,
    pub(super) groups: BTreeMap<Group, BTreeMap<i32, Cohort>>,
}

impl Triangle {
    pub(super) fn new(period: Period, observed_until: Day, settled_until: Day) -> Self {
        Self { period, observed_until, settled_until, groups: BTreeMap::new() }
    }

    pub(super) fn cohort(&mut self, group: Group, started: i32) -> &mut Cohort {
        self.groups.entry(group).or_default().entry(started).or_default()
    }

    /// The last age a cohort has a cell for; none while its own period is not over, or not settled.
    fn last_age(&self, measure: Measure, started: i32) -> Option<i32> {
        let current = period_number(self.period, self.observed_until);
        let is_over = self.period.end_of(self.observed_until) == self.observed_until.plus_days(1);
        // On the first morning of which it is not yet known who left, it is known who is still here.
        let morning = self.settled_until.plus_days(1);
        let known = period_number(self.period, morning).min(current);
        let is_settled = period_start(self.period, started + 1) <= morning;
        let last = match measure {
            // Who is here on the first day of a period is known; who is active in it is not until it is over.
            Measure::Staying if started < known || is_settled => known,
            Measure::Staying => return None,
            Measure::Active if is_over => current,
            Measure::Active => current - 1,
        };
        (last >= started).then_some(last - started)
    }

    pub(super) fn rows(
        &self,
        measure: Measure,
        label: impl Fn(&Group) -> Vec<(String, String)>,
        level: Level,
        currency: Currency,
    ) -> Result<Vec<Row>, AnalyticsError> {
        let has_revenue = self.groups.values().flat_map(BTreeMap::values).any(|cohort| cohort.revenue != 0.0);
        let mut rows = Vec::new();
        for (group, cohorts) in &self.groups {
            let label = label(group);
            for (&started, cohort) in cohorts {
                let start = period_start(self.period, started);
                let last = self.last_age(measure, started);
                let row = |age: i32| {
                    Row::of(&label)
                        .with("cohort", Value::text(label_of_period(self.period, start)))
                        .with("from", Value::Day(start))
                        .with("size", Value::Count(cohort.size))
                        .with("age", Value::Count(u64::try_from(age).unwrap_or(0)))
                        .with("finished", Value::Flag(last.is_some()))
                };
                let Some(last) = last else {
                    // The cohort is still growing: its size so far is known, its share of itself says nothing.
                    rows.push(row(0).with("customers", Value::Absent).with("share", Value::Absent));
                    continue;
                };
                let kept = cohort.kept(last);
                for (at, (age, (customers, revenue))) in (0..).zip(cohort.ages(last)).enumerate() {
                    let share = numbers::share(customers, cohort.size, level)?;
                    let mut row = row(age).with("customers", Value::Count(customers)).with("share", share);
                    if has_revenue {
                        row = row.with("revenue", numbers::money(revenue, currency));
                    }
                    if let Some(sums) = kept.get(at) {
                        row = row.with("revenue_share", numbers::revenue_share(sums, level)?);
                    }
                    rows.push(row);
                }
            }
        }
        Ok(rows)
    }

    /// The cohorts that have reached an age, added up.
    pub(super) fn by_age(
        &self,
        measure: Measure,
        label: impl Fn(&Group) -> Vec<(String, String)>,
        level: Level,
    ) -> Result<Vec<Row>, AnalyticsError> {
        let mut rows = Vec::new();
        for (group, cohorts) in &self.groups {
            let mut ages: Vec<(u64, u64, u64)> = Vec::new();
            for (&started, cohort) in cohorts {
                let Some(last) = self.last_age(measure, started) else { continue };
                for (age, (customers, _)) in cohort.ages(last).into_iter().enumerate() {
                    if ages.len() <= age {
                        ages.resize(age + 1, (0, 0, 0));
                    }
                    let sum = &mut ages[age];
                    *sum = (sum.0 + 1, sum.1 + cohort.size, sum.2 + customers);
                }
            }
            let label = label(group);
            for (age, (cohorts, size, customers)) in ages.into_iter().enumerate() {
                let row = Row::of(&label)
                    .with("age", Value::Count(age as u64))
                    .with("cohorts", Value::Count(cohorts))
                    .with("size", Value::Count(size))
                    .with("customers", Value::Count(customers))
                    .with("share", numbers::share(customers, size, level)?);
                rows.push(row);
            }
        }
        Ok(rows)
    }
}
