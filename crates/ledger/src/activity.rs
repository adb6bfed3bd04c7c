//! Who was active in which period since the first: the counts behind cohorts of customers without contracts.
//!
//! One pass over two or four columns of the facts. The counts of each bucket are kept, so that only buckets with new
//! facts are counted again.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Int32Type, Int64Type};
use rayon::prelude::*;
use relationship::{Day, FactKind, Period};
use serde::{Deserialize, Serialize};

use crate::error::LedgerError;
use crate::ledger::Snapshot;
use crate::segment;
use crate::strings::hash;

/// How many customers of one cohort were active at one age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityCell {
    /// The first day of the period in which these customers were first active.
    pub cohort: Day,
    /// Whole periods since then; 0 is the first period itself.
    pub age: i32,
    /// Customers with at least one activity in that period.
    pub customers: u64,
    /// What they paid in it, in minor units.
    pub amount: i64,
}

/// A group number per customer, for counts per trait; `None` leaves the customer out.
pub type GroupOf<'g> = &'g (dyn Fn(&str) -> Option<u32> + Sync);

impl Snapshot {
    /// Active customers per cohort and age, in order. Cells without any active customer are left out.
    ///
    /// # Errors
    /// `Disk` or `Parquet` when facts cannot be read or the counts cannot be kept.
    pub fn activity(&self, period: Period) -> Result<Vec<ActivityCell>, LedgerError> {
        let name = format!("activity-{}.json", period.word());
        let made = self.counts_kept(&name, |bucket| {
            let cells = self.count_bucket(bucket, period, &|_| Some(0))?;
            Ok(cells.into_iter().map(|(_, cell)| cell).collect())
        })?;
        let cells = sum(made.into_iter().map(|cell: ActivityCell| (0, cell)));
        Ok(cells.into_iter().map(|(_, cell)| cell).collect())
    }

    /// As [`Self::activity`], for each group of customers apart: group number and cell, in order. Nothing is kept.
    ///
    /// # Errors
    /// `Disk` or `Parquet` when facts cannot be read.
    pub fn activity_by(&self, period: Period, group_of: GroupOf<'_>) -> Result<Vec<(u32, ActivityCell)>, LedgerError> {
        let made: Vec<Vec<(u32, ActivityCell)>> = (0..self.manifest.buckets)
            .into_par_iter()
            .map(|bucket| self.count_bucket(bucket, period, group_of))
            .collect::<Result<_, LedgerError>>()?;
        Ok(sum(made.into_iter().flatten()))
    }

    pub(crate) fn print_of(&self, bucket: u32) -> u64 {
        let paths: Vec<&str> = self.manifest.segments_of(bucket).map(|segment| segment.path.as_str()).collect();
        hash(&format!("{paths:?}{}", self.manifest.observed_until))
    }

    fn count_bucket(
        &self,
        bucket: u32,
        period: Period,
        group_of: GroupOf<'_>,
    ) -> Result<Vec<(u32, ActivityCell)>, LedgerError> {
        let mut batches = Vec::new();
        for entry in self.manifest.segments_of(bucket) {
            let path = self.path_of(entry);
            batches.push((segment::read(&path, Some(&["customer", "on", "kind", "amount"]))?, path));
        }
        let mut sources = Vec::new();
        for (batch, path) in &batches {
            let source = Source::new(batch).ok_or_else(|| LedgerError::NotASegment { path: path.clone() })?;
            sources.push(source);
        }
        let mut counter = Counter::new(period, self.manifest.observed_from, self.manifest.observed_until);
        match &mut sources[..] {
            [only] => only.each_customer(|customer, rows, source| {
                if let Some(group) = group_of(customer) {
                    counter.take(group, rows.filter_map(|row| source.activity(row)));
                }
            }),
            many => count_merged(many, &mut counter, group_of),
        }
        Ok(counter.cells())
    }
}

/// Merges the files of one bucket by customer; the days of a customer in several files are put in order.
fn count_merged(sources: &mut [Source<'_>], counter: &mut Counter, group_of: GroupOf<'_>) {
    let mut days: Vec<(i32, i64)> = Vec::new();
    while let Some(customer) = sources.iter().filter_map(Source::customer).min() {
        days.clear();
        for source in sources.iter_mut().filter(|source| source.customer() == Some(customer)) {
            let end = source.end();
            days.extend((source.row..end).filter_map(|row| source.activity(row)));
            source.row = end;
        }
        days.sort_unstable();
        if let Some(group) = group_of(customer) {
            counter.take(group, days.iter().copied());
        }
    }
}

/// The columns of one file that counting needs.
struct Source<'a> {
    keys: &'a [i32],
    customers: &'a arrow::array::StringArray,
    days: &'a [i32],
    kinds: &'a [i32],
    kind_counts: Vec<bool>,
    amounts: Option<&'a arrow::array::Int64Array>,
    row: usize,
}

impl<'a> Source<'a> {
    fn new(batch: &'a arrow::array::RecordBatch) -> Option<Self> {
        let label = |name: &str| batch.column_by_name(name)?.as_dictionary_opt::<Int32Type>();
        let (customer, kind) = (label("customer")?, label("kind")?);
        let kind_words = kind.values().as_string_opt::<i32>()?;
        let amounts = batch.column_by_name("amount")?.as_primitive_opt::<Int64Type>()?;
        Some(Self {
            keys: customer.keys().values(),
            customers: customer.values().as_string_opt::<i32>()?,
            days: batch.column_by_name("on")?.as_primitive_opt::<Date32Type>()?.values(),
            kinds: kind.keys().values(),
            kind_counts: kind_words
                .iter()
                .map(|word| FactKind::from_word(word.unwrap_or_default()).is_activity())
                .collect(),
            amounts: Some(amounts).filter(|amounts| amounts.null_count() < amounts.len()),
            row: 0,
        })
    }

    fn customer(&self) -> Option<&'a str> {
        self.keys.get(self.row).map(|&key| self.customers.value(usize::try_from(key).unwrap_or(0)))
    }

    fn end(&self) -> usize {
        let key = self.keys[self.row];
        self.row + self.keys[self.row..].iter().take_while(|&&k| k == key).count()
    }

    /// Day and amount of a fact that shows activity.
    fn activity(&self, row: usize) -> Option<(i32, i64)> {
        let counts = self.kind_counts[usize::try_from(self.kinds[row]).unwrap_or(0)];
        counts.then(|| {
            let amount = self.amounts.map_or(0, |amounts| if amounts.is_null(row) { 0 } else { amounts.value(row) });
            (self.days[row], amount)
        })
    }

    fn each_customer(&mut self, mut take: impl FnMut(&str, std::ops::Range<usize>, &Self)) {
        while let Some(customer) = self.customer() {
            let end = self.end();
            take(customer, self.row..end, self);
            self.row = end;
        }
    }
}

/// Counts one bucket: a triangle of cohort and age per group.
struct Counter {
    period: Period,
    first_day: i32,
    first_period: Day,
    /// The number of the period of each day, counted from the first.
    period_of_day: Vec<u32>,
    periods: usize,
    triangles: BTreeMap<u32, Vec<(u64, i64)>>,
}

impl Counter {
    fn new(period: Period, from: Day, until: Day) -> Self {
        let until = until.max(from);
        let period_of_day = (from.number()..=until.number())
            .map(|day| period.between(from, Day::from_number(day)).unsigned_abs())
            .collect::<Vec<_>>();
        Self {
            period,
            first_day: from.number(),
            first_period: period.start_of(from),
            periods: period_of_day.last().map_or(1, |&last| last as usize + 1),
            period_of_day,
            triangles: BTreeMap::new(),
        }
    }

    /// Adds one customer, whose activities come in order of time. Days after the observed ones are plans.
    fn take(&mut self, group: u32, activities: impl Iterator<Item = (i32, i64)>) {
        let periods = self.periods;
        let triangle = self.triangles.entry(group).or_insert_with(|| vec![(0, 0); periods * periods]);
        let mut cohort = None;
        let mut current = u32::MAX;
        for (day, amount) in activities {
            let Some(&no) = usize::try_from(day - self.first_day).ok().and_then(|day| self.period_of_day.get(day))
            else {
                continue;
            };
            let first = *cohort.get_or_insert(no);
            let cell = &mut triangle[first as usize * periods + (no - first) as usize];
            if no != current {
                current = no;
                cell.0 += 1;
            }
            cell.1 += amount;
        }
    }

    fn cells(self) -> Vec<(u32, ActivityCell)> {
        let mut cells = Vec::new();
        for (group, triangle) in self.triangles {
            for (at, (customers, amount)) in triangle.into_iter().enumerate().filter(|(_, cell)| cell.0 > 0) {
                let cohort = i32::try_from(at / self.periods).unwrap_or(i32::MAX);
                let age = i32::try_from(at % self.periods).unwrap_or(i32::MAX);
                let cohort = self.period.after(self.first_period, cohort);
                cells.push((group, ActivityCell { cohort, age, customers, amount }));
            }
        }
        cells
    }
}

/// Adds up cells of the same cohort and age, and puts them in order.
pub(crate) fn sum_cells(cells: impl IntoIterator<Item = ActivityCell>) -> Vec<ActivityCell> {
    sum(cells.into_iter().map(|cell| (0, cell))).into_iter().map(|(_, cell)| cell).collect()
}

fn sum(cells: impl Iterator<Item = (u32, ActivityCell)>) -> Vec<(u32, ActivityCell)> {
    let mut sums: BTreeMap<(u32, Day, i32), (u64, i64)> = BTreeMap::new();
    for (group, cell) in cells {
        let total = sums.entry((group, cell.cohort, cell.age)).or_default();
        total.0 += cell.customers;
        total.1 += cell.amount;
    }
    sums.into_iter()
        .map(|((group, cohort, age), (customers, amount))| (group, ActivityCell { cohort, age, customers, amount }))
        .collect()
}
