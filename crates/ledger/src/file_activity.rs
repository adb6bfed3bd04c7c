//! Cohorts straight from a file of events, without importing it: for a first look, and for whoever keeps their own files.

use std::path::Path;
use std::sync::atomic::AtomicU64;

use hashbrown::HashTable;
use rayon::prelude::*;
use relationship::{Currency, Day, Period};

use crate::activity::{ActivityCell, sum_cells};
use crate::convert::{Converter, SeenCustomers, Warning};
use crate::error::LedgerError;
use crate::input::{Rows, Table};
use crate::manifest::bucket_of;
use crate::mapping::{Mapping, Setting};
use crate::reject::Reject;
use crate::strings::hash;

/// Customers are counted in so many parts, each small enough for the processor's cache.
const PARTS: u32 = 64;

/// What a file of events says about cohorts.
#[derive(Debug, Clone)]
pub struct FileActivity {
    /// Active customers per cohort and age, in order.
    pub cells: Vec<ActivityCell>,
    /// The last day of the file, or the stated one.
    pub observed_until: Day,
    /// The currency the amounts were read in.
    pub currency: Currency,
    /// Rows in the file.
    pub rows: u64,
    /// Rows that were not understood, the first of them in full.
    pub rejected: (u64, Option<Reject>),
    /// What was odd about the file.
    pub warnings: Vec<Warning>,
}

/// The events of one part of the customers. A customer is known by the 64-bit hash of its id: among a million customers
/// the chance that any two are taken for one is 3 in 100 million.
#[derive(Default)]
struct Part {
    customers: Vec<u64>,
    days: Vec<i32>,
    /// Empty where the file has no amounts.
    amounts: Vec<i64>,
}

struct Worker<'b> {
    parts: Vec<Part>,
    converter: Converter<'b>,
    rows: u64,
    rejected: u64,
    first_reject: Option<Reject>,
}

/// Counts the active customers of a file of events per cohort and age. Nothing is stored.
///
/// # Errors
/// When the file or its mapping cannot be understood.
pub fn activity_of_file(
    file: &Path,
    mapping: &Mapping,
    today: Day,
    period: Period,
    threads: usize,
) -> Result<FileActivity, LedgerError> {
    let table = Table::open(file, &mapping.reading())?;
    let currency = mapping.currency.unwrap_or(Currency::EUR);
    let bound = mapping.bind(&table, Setting { today, currency })?;
    let seen = SeenCustomers::default();
    let mut workers: Vec<Worker<'_>> = (0..threads.max(1))
        .map(|_| Worker {
            parts: (0..PARTS).map(|_| Part::default()).collect(),
            converter: Converter::new(&bound, &seen),
            rows: 0,
            rejected: 0,
            first_reject: None,
        })
        .collect();
    table.read(&bound.needs(), &mut workers, &AtomicU64::new(0), |worker, block, mut rejects| {
        worker.rows += (block.len() + rejects.len()) as u64;
        let parts = &mut worker.parts;
        let mut sink = |row: crate::convert::FactRow<'_>| {
            if row.fact.kind.is_activity() {
                let customer = hash(row.customer);
                parts[bucket_of(customer, PARTS) as usize].push(customer, row.fact.on.number(), row.fact.amount);
            }
        };
        worker.converter.convert(block, &mut sink, &mut rejects);
        worker.rejected += rejects.len() as u64;
        worker.first_reject = worker.first_reject.take().or(rejects.into_iter().next());
        Ok::<(), LedgerError>(())
    })?;
    let rows = workers.iter().map(|worker| worker.rows).sum();
    let rejected = workers.iter().map(|worker| worker.rejected).sum();
    let first_reject = workers.iter_mut().find_map(|worker| worker.first_reject.take());
    let (parts, converters): (Vec<_>, Vec<_>) =
        workers.into_iter().map(|worker| (worker.parts, worker.converter)).unzip();
    let last = parts.iter().flatten().filter_map(|part| part.days.iter().max()).max();
    let first = parts.iter().flatten().filter_map(|part| part.days.iter().min()).min();
    let observed_until = match (mapping.as_of, last) {
        (Some(stated), _) => stated,
        (None, Some(&last)) => Day::from_number(last),
        (None, None) => today,
    };
    let first = first.map_or(observed_until, |&day| Day::from_number(day));
    let calendar = Calendar::new(period, first, observed_until);
    let cells: Vec<ActivityCell> = (0..PARTS as usize)
        .into_par_iter()
        .flat_map_iter(|number| {
            let parts: Vec<&Part> = parts.iter().map(|parts| &parts[number]).collect();
            calendar.count(&parts)
        })
        .collect();
    Ok(FileActivity {
        cells: sum_cells(cells),
        observed_until,
        currency,
        rows,
        rejected: (rejected, first_reject),
        warnings: Converter::finish(converters),
    })
}

impl Part {
    fn push(&mut self, customer: u64, day: i32, amount: Option<i64>) {
        if let Some(amount) = amount {
            self.amounts.resize(self.days.len(), 0);
            self.amounts.push(amount);
        }
        self.customers.push(customer);
        self.days.push(day);
    }
}

/// The periods between the first and the last day.
struct Calendar {
    period: Period,
    first: Day,
    period_of_day: Vec<u32>,
    periods: usize,
}

impl Calendar {
    fn new(period: Period, first: Day, last: Day) -> Self {
        let period_of_day: Vec<u32> = (first.number()..=last.number().max(first.number()))
            .map(|day| period.between(first, Day::from_number(day)).unsigned_abs())
            .collect();
        let periods = period_of_day.last().map_or(1, |&last| last as usize + 1);
        Self { period, first, period_of_day, periods }
    }

    fn number(&self, day: i32) -> Option<u32> {
        usize::try_from(day - self.first.number()).ok().and_then(|at| self.period_of_day.get(at)).copied()
    }

    /// Counts one part of the customers in two passes: who there is and when they began, then who was active when.
    fn count(&self, parts: &[&Part]) -> Vec<ActivityCell> {
        let mut table: HashTable<(u64, u32)> = HashTable::new();
        let mut began: Vec<u32> = Vec::new();
        let mut places: Vec<Vec<u32>> = Vec::new();
        for part in parts {
            let mut place = Vec::with_capacity(part.customers.len());
            for (&customer, &day) in part.customers.iter().zip(&part.days) {
                let Some(number) = self.number(day) else {
                    place.push(u32::MAX);
                    continue;
                };
                let known = u32::try_from(began.len()).unwrap_or(u32::MAX);
                let entry = table.entry(customer, |it| it.0 == customer, |it| it.0).or_insert((customer, known));
                let at = entry.get().1;
                if at == known {
                    began.push(number);
                }
                began[at as usize] = began[at as usize].min(number);
                place.push(at);
            }
            places.push(place);
        }
        let words = self.periods.div_ceil(64);
        let mut was_active = vec![0_u64; began.len() * words];
        let mut triangle = vec![(0_u64, 0_i64); self.periods * self.periods];
        for (part, place) in parts.iter().zip(&places) {
            for (row, (&at, &day)) in place.iter().zip(&part.days).enumerate() {
                let Some(number) = self.number(day).filter(|_| at != u32::MAX) else { continue };
                let cohort = began[at as usize] as usize;
                let cell = &mut triangle[cohort * self.periods + number as usize - cohort];
                let word = &mut was_active[at as usize * words + number as usize / 64];
                let bit = 1_u64 << (number % 64);
                cell.0 += u64::from(*word & bit == 0);
                *word |= bit;
                cell.1 += part.amounts.get(row).copied().unwrap_or(0);
            }
        }
        let start = self.period.start_of(self.first);
        let cell = |(at, &(customers, amount)): (usize, &(u64, i64))| ActivityCell {
            cohort: self.period.after(start, i32::try_from(at / self.periods).unwrap_or(i32::MAX)),
            age: i32::try_from(at % self.periods).unwrap_or(i32::MAX),
            customers,
            amount,
        };
        triangle.iter().enumerate().filter(|(_, cell)| cell.0 > 0).map(cell).collect()
    }
}
