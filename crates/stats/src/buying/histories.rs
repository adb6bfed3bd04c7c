//! What is known of each customer: how often they bought again, when last, and how long ago they came.

use std::ops::Range;

use rayon::prelude::*;

use crate::StatsError;
use crate::checked::COUNT_MAX;

/// Customers of one part of the work. Parts are always the same, whatever the number of threads, and so are the sums.
const BLOCK: usize = 4096;

/// One customer's purchases in three numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct History {
    frequency: f64,
    recency: f64,
    age: f64,
}

impl History {
    /// A customer who came `age` ago and bought `frequency` times after the first purchase, the last time `recency` after it.
    ///
    /// All times in one unit. In a model with one chance to buy per period, times count periods.
    ///
    /// # Errors
    /// `OutOfRange` when `frequency` is no whole number from 0 to 2⁵³, when `recency` lies outside 0 to `age` or is not 0
    /// for a customer who never bought again, and when a number is NaN, infinite or negative.
    pub fn new(frequency: f64, recency: f64, age: f64) -> Result<Self, StatsError> {
        match refusal(frequency, recency, age) {
            None => Ok(Self { frequency, recency: recency + 0.0, age: age + 0.0 }),
            Some((name, allowed, given)) => Err(StatsError::OutOfRange { name, allowed, given }),
        }
    }

    /// How often the customer bought after the first purchase.
    pub const fn frequency(&self) -> f64 {
        self.frequency
    }

    /// How long after the first purchase the last one was; 0 without a second.
    pub const fn recency(&self) -> f64 {
        self.recency
    }

    /// How long ago the first purchase was.
    pub const fn age(&self) -> f64 {
        self.age
    }
}

/// What is wrong with the three numbers of a customer, if anything.
fn refusal(frequency: f64, recency: f64, age: f64) -> Option<(&'static str, &'static str, f64)> {
    if !(frequency >= 0.0 && frequency <= COUNT_MAX as f64 && frequency.fract() == 0.0) {
        Some(("frequency", "a whole number of at least 0", frequency))
    } else if !(age >= 0.0 && age.is_finite()) {
        Some(("age", "a finite number of at least 0", age))
    } else if !(0.0..=age).contains(&recency) {
        Some(("recency", "from 0 to the age of the same customer", recency))
    } else if frequency == 0.0 && recency != 0.0 {
        Some(("recency", "0 for a customer who never bought again", recency))
    } else {
        None
    }
}

/// Customers who bought again equally often: a stretch of the columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    pub(crate) frequency: f64,
    pub(crate) n: f64,
    pub(crate) rows: Range<usize>,
}

/// The distinct histories of many customers, each with the number of customers who have it.
///
/// Counted in weeks, a million customers have a few thousand distinct histories, and a fit costs no more than these.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histories {
    groups: Vec<Group>,
    recency: Vec<f64>,
    age: Vec<f64>,
    weight: Vec<f64>,
    n: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    frequency: u64,
    age: u64,
    recency: u64,
    weight: u64,
}

impl Row {
    fn of(history: &History, weight: u64) -> Self {
        let History { frequency, recency, age } = history;
        // The bits of numbers that are not negative sort like the numbers.
        Self { frequency: frequency.to_bits(), age: age.to_bits(), recency: recency.to_bits(), weight }
    }
}

impl Histories {
    /// One customer per row, in any order.
    ///
    /// # Errors
    /// - `LengthMismatch` when the columns do not pair up.
    /// - `RowOutOfRange` as for [`History::new`].
    pub fn from_columns(frequency: &[f64], recency: &[f64], age: &[f64]) -> Result<Self, StatsError> {
        pair("frequency", frequency.len(), "recency", recency.len())?;
        pair("frequency", frequency.len(), "age", age.len())?;
        let bad = (0..frequency.len())
            .into_par_iter()
            .with_min_len(BLOCK)
            .find_first(|&row| refusal(frequency[row], recency[row], age[row]).is_some());
        if let Some(row) = bad
            && let Some((name, allowed, given)) = refusal(frequency[row], recency[row], age[row])
        {
            return Err(StatsError::RowOutOfRange { name, allowed, given, row });
        }
        let rows = (0..frequency.len())
            .into_par_iter()
            .with_min_len(BLOCK)
            .map(|i| {
                let history = History { frequency: frequency[i], recency: recency[i] + 0.0, age: age[i] + 0.0 };
                Row::of(&history, 1)
            })
            .collect();
        Ok(Self::from_rows(rows))
    }

    /// Histories with the number of customers who have each; the same one may come several times.
    ///
    /// # Errors
    /// `OutOfRange` when the numbers add up to more than 2⁵³.
    pub fn from_counts(counted: impl IntoIterator<Item = (History, u64)>) -> Result<Self, StatsError> {
        let rows: Vec<Row> = counted.into_iter().map(|(history, count)| Row::of(&history, count)).collect();
        let n = rows.iter().fold(0_u64, |sum, row| sum.saturating_add(row.weight));
        if n > COUNT_MAX {
            return Err(StatsError::OutOfRange { name: "customers", allowed: "at most 2^53", given: n as f64 });
        }
        Ok(Self::from_rows(rows))
    }

    fn from_rows(mut rows: Vec<Row>) -> Self {
        rows.retain(|row| row.weight > 0);
        rows.par_sort_unstable();
        let mut table = Self::default();
        for row in &rows {
            let same_frequency = table.groups.last().is_some_and(|it| it.frequency.to_bits() == row.frequency);
            let place = table.weight.len();
            if !same_frequency {
                let frequency = f64::from_bits(row.frequency);
                table.groups.push(Group { frequency, n: 0.0, rows: place..place });
            }
            table.push(row, same_frequency);
        }
        table
    }

    fn push(&mut self, row: &Row, same_frequency: bool) {
        let (age, recency) = (f64::from_bits(row.age), f64::from_bits(row.recency));
        let known = same_frequency && self.age.last() == Some(&age) && self.recency.last() == Some(&recency);
        if known {
            if let Some(weight) = self.weight.last_mut() {
                *weight += row.weight as f64;
            }
        } else {
            self.age.push(age);
            self.recency.push(recency);
            self.weight.push(row.weight as f64);
        }
        if let Some(group) = self.groups.last_mut() {
            group.n += row.weight as f64;
            group.rows.end = self.weight.len();
        }
        self.n += row.weight;
    }

    /// How many customers there are.
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// How many distinct histories they have.
    pub fn distinct(&self) -> usize {
        self.weight.len()
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of counts")]
    /// The distinct histories with their numbers of customers, in order of frequency, age and recency.
    pub fn rows(&self) -> impl Iterator<Item = (History, u64)> {
        self.groups.iter().flat_map(move |group| {
            group.rows.clone().map(move |i| {
                let history = History { frequency: group.frequency, recency: self.recency[i], age: self.age[i] };
                (history, self.weight[i] as u64)
            })
        })
    }

    /// How many purchases there were after the first ones.
    pub fn repeats(&self) -> f64 {
        self.groups.iter().map(|group| group.frequency * group.n).sum()
    }

    /// How long all customers were watched together.
    pub fn exposure(&self) -> f64 {
        self.weight.iter().zip(&self.age).map(|(weight, age)| weight * age).sum()
    }

    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Recency, age and number of customers of a stretch of rows.
    pub(crate) fn columns(&self, rows: &Range<usize>) -> (&[f64], &[f64], &[f64]) {
        (&self.recency[rows.clone()], &self.age[rows.clone()], &self.weight[rows.clone()])
    }

    /// Works out every part of at most [`BLOCK`] rows of one group, on all cores, and hands the parts back in order.
    pub(crate) fn by_block<T: Send>(&self, work: impl Fn(&Group, Range<usize>) -> T + Sync) -> Vec<(usize, T)> {
        let mut blocks = Vec::new();
        for (place, group) in self.groups.iter().enumerate() {
            let mut from = group.rows.start;
            while from < group.rows.end {
                let to = (from + BLOCK).min(group.rows.end);
                blocks.push((place, from..to));
                from = to;
            }
        }
        let one = |(place, rows): (usize, Range<usize>)| (place, work(&self.groups[place], rows));
        if self.distinct() <= BLOCK {
            return blocks.into_iter().map(one).collect();
        }
        blocks.into_par_iter().map(one).collect()
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a count")]
    /// About `size` customers at even distances through the sorted table: enough to find where a search should begin.
    pub(crate) fn sample(&self, size: u64) -> Self {
        let every = self.n as f64 / size as f64;
        let mut table = Self::default();
        let (mut seen, mut taken) = (0.0, 0.0);
        for (history, count) in self.rows() {
            seen += count as f64;
            let due = (seen / every).floor();
            if due > taken {
                let same_frequency = table.groups.last().is_some_and(|it| it.frequency == history.frequency);
                let place = table.weight.len();
                if !same_frequency {
                    table.groups.push(Group { frequency: history.frequency, n: 0.0, rows: place..place });
                }
                table.push(&Row::of(&history, (due - taken) as u64), same_frequency);
                taken = due;
            }
        }
        table
    }
}

pub(crate) fn pair(
    left: &'static str,
    left_len: usize,
    right: &'static str,
    right_len: usize,
) -> Result<(), StatsError> {
    if left_len == right_len { Ok(()) } else { Err(StatsError::LengthMismatch { left, left_len, right, right_len }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_with_the_same_history_are_counted_once() {
        let (x, recency, age) = ([2.0, 0.0, 2.0, 0.0, 1.0], [3.0, 0.0, 3.0, 0.0, 4.0], [9.0, 9.0, 9.0, 8.0, 9.0]);
        let table = Histories::from_columns(&x, &recency, &age).expect("good rows");
        assert_eq!((table.n(), table.distinct(), table.repeats(), table.exposure()), (5, 4, 5.0, 44.0));
        let rows: Vec<_> = table.rows().map(|(it, n)| (it.frequency(), it.recency(), it.age(), n)).collect();
        assert_eq!(rows, [(0.0, 0.0, 8.0, 1), (0.0, 0.0, 9.0, 1), (1.0, 4.0, 9.0, 1), (2.0, 3.0, 9.0, 2)]);
        assert_eq!(Histories::from_counts(table.rows()), Ok(table));
    }

    #[test]
    fn a_sample_has_the_size_asked_for_and_the_spread_of_the_whole() {
        let x: Vec<f64> = (0..10_000).map(|i| f64::from(i % 7)).collect();
        let age: Vec<f64> = (0..10_000).map(|i| 1.0 + f64::from(i % 91)).collect();
        let recency: Vec<f64> = x.iter().map(|x| if *x > 0.0 { 0.5 } else { 0.0 }).collect();
        let table = Histories::from_columns(&x, &recency, &age).expect("good rows");
        let sample = table.sample(500);
        assert_eq!(sample.n(), 500);
        assert!((sample.repeats() / 500.0 - table.repeats() / 10_000.0).abs() < 0.05);
    }

    #[test]
    fn impossible_customers_are_refused_with_their_row() {
        let check = |x: f64, recency: f64, age: f64, wanted: &str| {
            let error = Histories::from_columns(&[0.0, x], &[0.0, recency], &[1.0, age]).expect_err("impossible");
            assert_eq!(error.to_string(), wanted);
        };
        check(1.5, 1.0, 2.0, "`frequency` must be a whole number of at least 0, got `1.5` at row 1");
        check(1.0, 3.0, 2.0, "`recency` must be from 0 to the age of the same customer, got `3` at row 1");
        check(0.0, 1.0, 2.0, "`recency` must be 0 for a customer who never bought again, got `1` at row 1");
        check(1.0, f64::NAN, 2.0, "`recency` must be from 0 to the age of the same customer, got `NaN` at row 1");
        check(1.0, 1.0, f64::INFINITY, "`age` must be a finite number of at least 0, got `inf` at row 1");
    }
}
