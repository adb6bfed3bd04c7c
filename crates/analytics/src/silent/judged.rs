//! How right the signs were: what an earlier day taught, held against what happened after a later one.

use relationship::Day;
use report::{AnalyticsError, Note, Row, Value};
use stats::predict::{Binning, auc, calibration};
use stats::{Answer, Level, StatsError};

use super::seen::{Fate, One};
use super::signs::{Sign, Signed, Signs};
use crate::numbers::{self, value_of};

/// Customers with the same signs, and how many of them were gone without a word in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) customers: u64,
    pub(super) gone: u64,
}

impl Cell {
    fn add(&mut self, other: Self) {
        self.customers += other.customers;
        self.gone += other.gone;
    }
}

pub(super) type Cells = [Cell; Signs::COUNT];

/// Customers by their signs.
pub(super) fn cells(signed: &Signed) -> Cells {
    let mut cells = Cells::default();
    for one in signed.all() {
        cells[one.seen.signs.place()].add(Cell { customers: 1, gone: u64::from(one.seen.fate == Fate::Silent) });
    }
    cells
}

/// What became of the signs.
#[derive(Debug)]
pub(super) struct Judged {
    /// What happened after the later day.
    tried: Cells,
    /// The chance the earlier day gave each set of signs.
    given: [f64; Signs::COUNT],
    scores: Vec<f64>,
    /// What puts customers in order: the chances, or in a shop the purchases that are not expected.
    ranks: Vec<f64>,
    happened: Vec<bool>,
    purchases: Option<(f64, u64)>,
    horizon: i32,
    at_risk_min: u64,
    level: Level,
}

impl Judged {
    /// What an earlier day taught (see [`cells`]), held against `tried` so many days later.
    pub(super) fn new(taught: &Cells, tried: &Signed, horizon: i32, (at_risk_min, level): (u64, Level)) -> Self {
        let given = chances(taught, at_risk_min);
        let days = f64::from(horizon);
        let rank = |one: One<'_>| tried.expected(one, days).map_or(given[one.seen.signs.place()], |expected| -expected);
        Self {
            tried: cells(tried),
            scores: tried.all().map(|one| given[one.seen.signs.place()]).collect(),
            ranks: tried.all().map(rank).collect(),
            happened: tried.all().map(|one| one.seen.fate == Fate::Silent).collect(),
            purchases: tried.purchases(days),
            given,
            horizon,
            at_risk_min,
            level,
        }
    }

    fn sum(&self, wanted: impl Fn(Signs) -> bool) -> Cell {
        let mut sum = Cell::default();
        for (_, cell) in self.tried.iter().enumerate().filter(|(place, _)| wanted(Signs::at(*place))) {
            sum.add(*cell);
        }
        sum
    }

    /// Of those with exactly these signs, the share that was gone without a word in time.
    pub(super) fn came_true(&self, signs: Signs) -> Result<Value, StatsError> {
        self.share(self.tried[signs.place()])
    }

    /// The same of all with this sign, whatever else they showed; and of all who were gone, the share that showed it.
    pub(super) fn of_sign(&self, sign: Sign) -> Result<(Cell, Value, Value), StatsError> {
        let cell = self.sum(|signs| signs.has(sign));
        Ok((cell, self.share(cell)?, self.found(cell)?))
    }

    fn share(&self, cell: Cell) -> Result<Value, StatsError> {
        if cell.customers < self.at_risk_min {
            return Ok(numbers::too_few(cell.customers, self.at_risk_min));
        }
        numbers::share(cell.gone, cell.customers, self.level)
    }

    /// What needs some who were gone and some who were not.
    fn told_apart(&self, all: Cell, answer: Answer) -> Value {
        let (horizon, customers) = (self.horizon, all.customers);
        if all.gone == 0 && customers > 0 {
            let text = format!("none of the {customers} followed was gone without a word in {horizon} days");
            return Value::Undetermined(Note::new("no_departures", text).with("at_risk", Value::Count(customers)));
        }
        if all.gone == customers && customers > 0 {
            let text = format!("all {customers} followed were gone without a word in {horizon} days");
            return Value::Undetermined(Note::new("zero_variance", text));
        }
        value_of(answer)
    }

    fn found(&self, cell: Cell) -> Result<Value, StatsError> {
        let all = self.sum(|_| true).gone;
        if all < self.at_risk_min {
            return Ok(numbers::too_few(all, self.at_risk_min));
        }
        numbers::share(cell.gone, all, self.level)
    }

    /// The tables about the trial.
    pub(super) fn sections(&self, tried_on: Day) -> Result<Vec<(&'static str, Vec<Row>)>, AnalyticsError> {
        let (all, named) = (self.sum(|_| true), self.sum(|signs| !signs.is_empty()));
        let mut test = Row::default()
            .with("tried_on", Value::Day(tried_on))
            .with("days", Value::Count(u64::from(self.horizon.unsigned_abs())))
            .with("customers", Value::Count(all.customers))
            .with("gone", Value::Count(all.gone))
            .with("gone_share", numbers::share(all.gone, all.customers, self.level)?)
            .with("named", Value::Count(named.customers))
            .with("came_true_share", self.share(named)?)
            .with("found_share", self.found(named)?)
            .with("auc", self.told_apart(all, auc(&self.ranks, &self.happened, self.level)?));
        if !self.scores.is_empty() {
            let held = calibration(&self.scores, &self.happened, Binning::EqualCount(Signs::COUNT), self.level)?;
            test = test
                .with("calibration_in_the_large", value_of(held.in_the_large))
                .with("calibration_slope", self.told_apart(all, held.slope))
                .with("calibration_error", Value::Number(held.error))
                .with("calibration_error_by_chance", Value::Number(held.error_by_chance));
        }
        if let Some((expected, seen)) = self.purchases {
            test = test.with("purchases_expected", Value::Number(expected)).with("purchases_seen", Value::Count(seen));
        }
        let mut tried = Vec::new();
        for (place, cell) in self.tried.iter().enumerate().filter(|(_, cell)| cell.customers > 0) {
            let row = Row::default()
                .with("signs", Value::text(Signs::at(place).words()))
                .with("customers", Value::Count(cell.customers))
                .with("gone", Value::Count(cell.gone))
                .with("given_share", Value::Number(self.given[place]))
                .with("came_true_share", self.share(*cell)?);
            tried.push(row);
        }
        Ok(vec![("test", vec![test]), ("tried", tried)])
    }
}

/// What each set of signs promises, from what became of those who showed it: their share, drawn a little to the middle.
/// Where too few did, that of all who were named, or of all who were not.
fn chances(cells: &Cells, at_risk_min: u64) -> [f64; Signs::COUNT] {
    let chance = |cell: Cell| (cell.gone as f64 + 0.5) / (cell.customers as f64 + 1.0);
    let mut named = Cell::default();
    cells.iter().skip(1).for_each(|cell| named.add(*cell));
    std::array::from_fn(|place| match cells[place] {
        cell if cell.customers >= at_risk_min => chance(cell),
        cell if place == 0 => chance(cell),
        _ => chance(named),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_of_a_kind_borrow_from_all_who_were_named() {
        let mut cells = Cells::default();
        cells[0] = Cell { customers: 99, gone: 0 };
        cells[1] = Cell { customers: 19, gone: 9 };
        cells[2] = Cell { customers: 3, gone: 3 };
        let given = chances(&cells, 10);
        assert_eq!((given[0], given[1]), (0.005, 0.475));
        assert_eq!(given[2], 12.5 / 23.0);
        assert_eq!(given[2], given[5], "who was never seen counts as somebody named");
    }
}
