//! Days as numbers of periods. Days repeat far more often than they differ, and a calendar step costs more than a look-up.

use relationship::{Day, Period};

use super::{entry_period, period_number, period_start};

/// Days as numbers of periods, and back; each is worked out once.
pub(crate) struct Numbering {
    period: Period,
    numbers: DayTable<i32>,
    entries: DayTable<i32>,
    starts: DayTable<i32>,
}

impl Numbering {
    pub(crate) fn new(period: Period) -> Self {
        Self { period, numbers: DayTable::default(), entries: DayTable::default(), starts: DayTable::default() }
    }

    /// The number of the period that holds a day.
    pub(crate) fn number(&mut self, day: Day) -> i32 {
        let period = self.period;
        self.numbers.get_or(day.number(), || period_number(period, day))
    }

    /// The number of the first period that begins on a day or later.
    pub(crate) fn entry(&mut self, day: Day) -> i32 {
        let period = self.period;
        self.entries.get_or(day.number(), || entry_period(period, day))
    }

    /// The first day of a period.
    pub(crate) fn start(&mut self, number: i32) -> Day {
        let period = self.period;
        Day::from_number(self.starts.get_or(number, || period_start(period, number).number()))
    }
}

/// What was worked out for a day already, for days within some hundred years of each other.
pub(super) struct DayTable<T> {
    first: i32,
    values: Vec<Option<T>>,
}

impl<T> Default for DayTable<T> {
    fn default() -> Self {
        Self { first: 0, values: Vec::new() }
    }
}

impl<T: Copy> DayTable<T> {
    const DAYS_MAX: usize = 100_000;

    pub(super) fn get_or(&mut self, day: i32, make: impl FnOnce() -> T) -> T {
        if self.values.is_empty() {
            // 1900-01-01: older days are worked out anew each time.
            self.first = -25_567;
        }
        let Some(index) = usize::try_from(i64::from(day) - i64::from(self.first)).ok().filter(|&i| i < Self::DAYS_MAX)
        else {
            return make();
        };
        if index >= self.values.len() {
            self.values.resize(index + 1, None);
        }
        *self.values[index].get_or_insert_with(make)
    }
}
