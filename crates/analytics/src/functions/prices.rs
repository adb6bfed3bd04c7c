//! Prices in force, from the column `prices` of the spells.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Date32Array, Int64Array};
use datafusion::arrow::datatypes::{Date32Type, Int64Type};
use relationship::Day;

use super::Numbering;

/// A period that ended with another price than it began with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PriceChange {
    pub(crate) period: i32,
    /// Nothing where the price was not known.
    pub(crate) before: Option<i64>,
    /// Nothing where the price is no longer known.
    pub(crate) after: Option<i64>,
}

/// The column `prices`: for each spell the days from which a price is in force, oldest first.
pub(crate) struct Prices {
    list: ArrayRef,
    on: Date32Array,
    price: Int64Array,
}

impl Prices {
    /// The column as it stands in a file.
    pub(crate) fn over(list: ArrayRef) -> Option<Self> {
        let steps = list.as_list_opt::<i32>()?.values().as_struct_opt()?;
        let on = steps.column_by_name("on")?.as_primitive_opt::<Date32Type>()?.clone();
        let price = steps.column_by_name("price")?.as_primitive_opt::<Int64Type>()?.clone();
        Some(Self { list, on, price })
    }

    /// The price of a row that is in force on a day.
    pub(crate) fn in_force(&self, row: usize, day: Day) -> Option<i64> {
        self.on(self.range(row), day.number())
    }

    /// Where the prices of a row begin and end.
    fn range(&self, row: usize) -> std::ops::Range<usize> {
        let list = self.list.as_list::<i32>();
        if list.is_null(row) {
            return 0..0;
        }
        let offsets = list.value_offsets();
        let at = |index: usize| usize::try_from(offsets[index]).unwrap_or(0);
        at(row)..at(row + 1)
    }

    /// The price in force on a day. Before the first known price, the first holds: a source that names a price later
    /// than the start does not mean that the customer paid nothing before.
    fn on(&self, range: std::ops::Range<usize>, day: i32) -> Option<i64> {
        let later = self.on.values()[range.clone()].partition_point(|&on| on <= day);
        let index = range.start + later.saturating_sub(1);
        (!range.is_empty() && self.price.is_valid(index)).then(|| self.price.value(index))
    }

    /// The price in force when a day began: on the eve.
    pub(crate) fn before(&self, row: usize, day: Day) -> Option<i64> {
        self.in_force(row, day.plus_days(-1))
    }

    /// Each of the periods at whose end another price is in force than when it began, from that of a day on until that of
    /// another, which does not count. Only periods in which a price step falls are looked at.
    pub(crate) fn changes(
        &self,
        row: usize,
        (from, until): (Day, Option<Day>),
        numbering: &mut Numbering,
        mut take: impl FnMut(PriceChange),
    ) {
        let range = self.range(row);
        if range.len() < 2 {
            return;
        }
        let first = numbering.number(from);
        let end = until.map_or(i32::MAX, |until| numbering.number(until));
        let mut done = None;
        for step in range.skip(1) {
            let period = numbering.number(Day::from_number(self.on.value(step)));
            if done == Some(period) || !(first..end).contains(&period) {
                continue;
            }
            done = Some(period);
            let before = self.before(row, numbering.start(period));
            let after = self.before(row, numbering.start(period + 1));
            if before != after {
                take(PriceChange { period, before, after });
            }
        }
    }
}
