//! In which order day, month and year stand in a column, found out from its values.

use relationship::Day;

use super::{DateOrder, is_short, parted, split_time};
use crate::input::{Block, Rows};
use crate::message::Value;

/// The orders there are, the first of equals first.
const ORDERS: [DateOrder; 3] = [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd];
/// Each two of them.
const PAIRS: [(usize, usize); 3] = [(0, 1), (0, 2), (1, 2)];

/// What the values of one column say about the order of its days.
#[derive(Debug, Default)]
struct Orders<'a> {
    /// How many values can be read in each order.
    fits: [u32; 3],
    /// How many can be read in no other.
    proves: [u32; 3],
    /// The first value that two orders read differently, for each pair of orders.
    differs: [Option<&'a str>; 3],
    has_short_years: bool,
}

/// The order of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settled<'a> {
    /// The order by which most values are days; `Auto` where no value tells anything.
    pub(crate) order: DateOrder,
    /// A value that another order, by which as many values are days, reads differently.
    pub(crate) doubt: Option<&'a str>,
    /// Somebody has to say the order: with years of two digits even the year is in doubt.
    pub(crate) is_open: bool,
}

impl<'a> Orders<'a> {
    /// Looks at the values of a column in which no day lies after `last`.
    fn of(values: impl Iterator<Item = &'a str>, last: Option<Day>) -> Self {
        let mut orders = Self::default();
        values.for_each(|text| orders.take(text, last));
        orders
    }

    fn take(&mut self, text: &'a str, last: Option<Day>) {
        let date = split_time(text).0;
        let mut days = ORDERS.map(|order| parted(date, order));
        // `31-12-24`: nobody came in 2031.
        let is_ahead = days[2].zip(last).is_some_and(|(day, last)| day > last);
        if is_ahead && (days[0].is_some() || days[1].is_some()) {
            days[2] = None;
        }
        // A month in words, or a year of four digits in front, is the same day in every order.
        let is_same = days[0].is_some() && days[0] == days[1] && days[1] == days[2];
        if is_same || days.iter().all(Option::is_none) {
            return;
        }
        self.has_short_years |= is_short(date);
        let is_proof = days.iter().flatten().count() == 1;
        for index in (0..ORDERS.len()).filter(|&index| days[index].is_some()) {
            self.fits[index] += 1;
            self.proves[index] += u32::from(is_proof);
        }
        for (differs, (a, b)) in self.differs.iter_mut().zip(PAIRS) {
            if differs.is_none() && days[a].is_some() && days[b].is_some() && days[a] != days[b] {
                *differs = Some(text);
            }
        }
    }

    /// The order, where the values leave no doubt about it.
    fn known(&self) -> Option<DateOrder> {
        let settled = self.settle(None);
        Some(settled.order).filter(|order| *order != DateOrder::Auto && settled.doubt.is_none())
    }

    /// The order of the column; `beside` is the one that another column of the file is known to have.
    fn settle(&self, beside: Option<DateOrder>) -> Settled<'a> {
        let most = self.fits.iter().max().copied().unwrap_or(0);
        let is_best = |index: usize| self.fits[index] == most;
        let mut pairs = PAIRS.iter().zip(self.differs).filter(|((a, b), _)| is_best(*a) && is_best(*b));
        let tie = pairs.find_map(|(_, differs)| differs);
        let best = |wanted: &DateOrder| ORDERS.iter().enumerate().any(|(index, it)| it == wanted && is_best(index));
        let order = match beside.filter(|_| tie.is_some()).filter(best) {
            _ if most == 0 => return Settled { order: DateOrder::Auto, doubt: None, is_open: false },
            Some(beside) => return Settled { order: beside, doubt: None, is_open: false },
            None => ORDERS.into_iter().find(best).unwrap_or_default(),
        };
        let contradicts = self.proves.iter().filter(|count| **count > 0).count() > 1;
        let doubt = tie.or_else(|| self.differs.iter().copied().flatten().next().filter(|_| contradicts));
        Settled { order, doubt, is_open: tie.is_some() && self.has_short_years }
    }
}

/// The order of each of these columns, with the last day that may stand in it: one file writes its days in one way.
pub(crate) fn orders_of<'a>(sample: &'a Block, columns: &[(usize, Option<Day>)]) -> Vec<(usize, Settled<'a>)> {
    let found = columns
        .iter()
        .map(|(column, last)| (*column, Orders::of((0..sample.len()).map(|row| sample.text(row, *column)), *last)));
    let found: Vec<(usize, Orders<'a>)> = found.collect();
    let known = found.iter().find_map(|(_, orders)| orders.known());
    found.iter().map(|(column, orders)| (*column, orders.settle(known))).collect()
}

/// The days a text can stand for, the day first.
pub(crate) fn days_of(text: &str) -> Value {
    let mut days = ORDERS.map(|order| parted(split_time(text).0, order)).to_vec();
    days.dedup();
    Value::names(days.into_iter().flatten().map(|day| day.to_string()), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(column: &[&str], beside: Option<DateOrder>, order: DateOrder, doubt: Option<&str>, is_open: bool) {
        let last = "2026-11-22".parse().ok();
        let settled = Orders::of(column.iter().copied(), last).settle(beside);
        assert_eq!(settled, Settled { order, doubt, is_open }, "{column:?}");
    }

    #[test]
    fn a_day_above_twelve_tells_the_order() {
        use DateOrder::{Auto, Dmy, Mdy};
        check(&["31-12-2024", "01-02-2024"], None, Dmy, None, false);
        check(&["12/31/2024 10:00", "01/02/2024"], None, Mdy, None, false);
        check(&["03/04/2024"], None, Dmy, Some("03/04/2024"), false);
        check(&["03/04/2024"], Some(Mdy), Mdy, None, false);
        check(&["04/04/2024"], None, Dmy, None, false);
        check(&["2024-12-31", "31 dec 2024", "", "x"], Some(Mdy), Auto, None, false);
        check(&["31-12-2024", "12-31-2024", "01-02-2024"], None, Dmy, Some("01-02-2024"), false);
        check(&["31-12-2024", "30-12-2024", "01-02-2024"], Some(Mdy), Dmy, None, false);
    }

    #[test]
    fn years_of_two_digits_are_read_only_where_the_whole_day_is_sure() {
        use DateOrder::{Dmy, Mdy, Ymd};
        // In 2031 and 2028 nobody has come yet.
        check(&["31-12-24", "05-01-25"], None, Dmy, None, false);
        check(&["12/28/24", "01/05/25"], None, Mdy, None, false);
        check(&["99-12-31", "24-01-05"], None, Ymd, None, false);
        check(&["05-01-24", "12-02-24"], None, Dmy, Some("05-01-24"), true);
        check(&["05-01-24"], Some(Mdy), Mdy, None, false);
        check(&["25-01-24"], None, Dmy, Some("25-01-24"), true);
        check(&["31-12-2024", "05-01-24"], None, Dmy, None, false);
        check(&["31-12-98", "05-01-99"], Some(Mdy), Dmy, None, false);
        // A last day may lie ahead, so that `31-12-24` could be one of 2031.
        let ahead = Orders::of(["31-12-24"].into_iter(), None);
        assert!(ahead.settle(None).is_open && ahead.settle(Some(Dmy)).order == Dmy && ahead.known().is_none());
    }

    #[test]
    fn the_days_a_text_can_stand_for_are_told() {
        assert_eq!(days_of("03-04-05").to_string(), "`2005-04-03`, `2005-03-04`, `2003-04-05`");
        assert_eq!(days_of("25/12/24 10:00").to_string(), "`2024-12-25`, `2025-12-24`");
        assert_eq!(days_of("04/04/24").to_string(), "`2024-04-04`, `2004-04-24`");
    }
}
