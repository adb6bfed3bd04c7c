//! The triangle of first and last periods, added up to what happened in each period.

use std::collections::BTreeMap;

use relationship::{Day, DepartureKind, Period};
use report::AnalyticsError;
use stats::rates::RatioSums;

use super::Kinds;
use crate::functions::{Endings, Numbering, PriceChange, period_start};
use crate::grouping::Group;
use crate::tally::{Counts, Spells, Sum, Tally};

/// Periods by number, and up to which day we know about them.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    first: i32,
    /// The first day of each period, and of the one after the last.
    starts: Vec<i64>,
    /// The day after the last known day.
    end: i64,
    /// The day after the last one of which every departure is known.
    settled_end: i64,
}

impl Calendar {
    pub(super) fn new(period: Period, (first, last): (i32, i32), observed_until: Day, settled_until: Day) -> Self {
        let start = |number: i32| i64::from(period_start(period, number).number());
        let after = |day: Day| i64::from(day.number()) + 1;
        Self {
            first,
            starts: (first..=last.max(first) + 1).map(start).collect(),
            end: after(observed_until),
            settled_end: after(settled_until),
        }
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The place of a period in a series; periods before the first have none.
    pub(super) fn place(&self, number: i32) -> Option<usize> {
        usize::try_from(i64::from(number) - i64::from(self.first)).ok().filter(|&place| place < self.len())
    }

    fn start(&self, place: usize) -> i64 {
        self.starts[place].min(self.end)
    }

    fn length(&self, place: usize) -> i64 {
        self.start(place + 1) - self.start(place)
    }

    /// Had the period ended when we stopped looking?
    pub(super) fn is_over(&self, place: usize) -> bool {
        self.starts[place + 1] <= self.end
    }

    /// Is it over, and is it known of everybody whether they left in it?
    pub(super) fn is_finished(&self, place: usize) -> bool {
        self.is_over(place) && self.starts[place + 1] <= self.settled_end
    }
}

/// Where spells were cut by plan: which part of its spell is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Part {
    /// The spell began before it.
    goes_on: bool,
    /// The spell ends after it.
    is_followed: bool,
    /// The customer is still here when the period after its last one begins, on another plan.
    moves: bool,
}

/// Spells of one group from the same first to the same last period, or the same part of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    first: i32,
    entry: i32,
    last: Option<i32>,
    kind: Option<DepartureKind>,
    part: Part,
    spells: u64,
    start_days: i64,
    end_days: i64,
    entry_revenue: Revenue,
    exit_revenue: Revenue,
}

impl Cell {
    /// Did these spells end, in whatever way?
    pub(super) const fn has_ended(&self) -> bool {
        self.last.is_some()
    }
}

/// How many customers have a price, and the sums of prices and of squared prices.
#[derive(Debug, Clone, Copy, Default)]
struct Revenue {
    priced: i64,
    sum: f64,
    squares: f64,
}

/// Price changes of one group in one period.
#[derive(Debug, Clone, Default)]
pub(super) struct Change {
    period: i32,
    contraction: f64,
    expansion: f64,
    contraction_squares: f64,
    contraction_before: f64,
    expansion_squares: f64,
    expansion_before: f64,
    /// How many more have a known price than before.
    priced: i64,
    /// How much more the known prices add up to.
    revenue: f64,
    squares: f64,
}

/// What happened in one period.
#[derive(Debug, Clone, Default)]
pub(super) struct Happened {
    /// Customers here on the first day.
    pub(super) at_risk: u64,
    /// Of those, who left in the period.
    pub(super) departures: u64,
    pub(super) kinds: Kinds,
    /// Everybody who left in the period, also who came in it.
    pub(super) exits: u64,
    /// Who came in the period.
    pub(super) joined: u64,
    /// Who went in a way that is not counted as leaving, of those at risk.
    pub(super) not_counted: u64,
    /// Days of all customers added up.
    pub(super) customer_days: u64,
    /// Of those at risk, who have a known price.
    pub(super) priced: u64,
    pub(super) revenue: f64,
    revenue_squares: f64,
    pub(super) lost: f64,
    lost_squares: f64,
    pub(super) contraction: f64,
    contraction_squares: f64,
    contraction_before: f64,
    pub(super) expansion: f64,
    expansion_squares: f64,
    expansion_before: f64,
}

impl Happened {
    pub(super) fn add(&mut self, other: &Self) {
        self.at_risk += other.at_risk;
        self.departures += other.departures;
        self.exits += other.exits;
        self.joined += other.joined;
        self.not_counted += other.not_counted;
        self.customer_days += other.customer_days;
        self.priced += other.priced;
        for (kind, departures) in &other.kinds {
            *self.kinds.entry(*kind).or_default() += departures;
        }
        let sums = [
            (&mut self.revenue, other.revenue),
            (&mut self.revenue_squares, other.revenue_squares),
            (&mut self.lost, other.lost),
            (&mut self.lost_squares, other.lost_squares),
            (&mut self.contraction, other.contraction),
            (&mut self.contraction_squares, other.contraction_squares),
            (&mut self.contraction_before, other.contraction_before),
            (&mut self.expansion, other.expansion),
            (&mut self.expansion_squares, other.expansion_squares),
            (&mut self.expansion_before, other.expansion_before),
        ];
        for (sum, more) in sums {
            *sum += more;
        }
    }

    /// Revenue lost to leaving and to lower prices, of the revenue at the start.
    pub(super) fn gross(&self) -> RatioSums {
        RatioSums {
            n: self.priced,
            x: self.revenue,
            xx: self.revenue_squares,
            // Rounding of large sums may push a total loss just above the whole.
            y: (self.lost + self.contraction).min(self.revenue),
            xy: self.lost_squares + self.contraction_before,
            yy: self.lost_squares + self.contraction_squares,
        }
    }

    /// As [`Self::gross`], less what those who stayed pay more.
    pub(super) fn net(&self) -> RatioSums {
        let gross = self.gross();
        RatioSums {
            y: self.lost + self.contraction - self.expansion,
            xy: gross.xy - self.expansion_before,
            yy: gross.yy + self.expansion_squares,
            ..gross
        }
    }
}

/// Counts spells from the same first to the same last period, of one kind of end.
pub(super) fn cells(tally: &Tally<'_>, period: Period) -> Result<Vec<(Group, Cell)>, AnalyticsError> {
    let mapping = &tally.opened.basis.mapping;
    let counted = tally.count(|spells, counts: &mut Counts<_, Cell>| {
        let (mut numbering, mut endings) = (Numbering::new(period), Endings::new(mapping));
        let prices = spells.prices()?;
        for (row, group) in spells.rows() {
            let (from, next) = spells.stretch(row);
            let (first, entry) = (numbering.number(from), numbering.entry(from));
            let stay = Stay::of(spells, row, &mut numbering);
            let (last, part) = (stay.last, stay.part);
            let kind = spells.kind(row, &mut endings).filter(|_| !part.moves);
            let cell = counts.at(group, (first, entry, last, kind, part));
            (cell.first, cell.entry, cell.last, cell.kind, cell.part) = (first, entry, last, kind, part);
            cell.spells += 1;
            cell.start_days += i64::from(from.number());
            let after = next.or_else(|| Some(spells.ended(row)?.plus_days(1)));
            cell.end_days += after.map_or(0, |after| i64::from(after.number()));
            cell.entry_revenue.add(prices.before(row, numbering.start(entry)));
            let left_in = last.map(|last| last + i32::from(part.moves));
            cell.exit_revenue.add(left_in.and_then(|period| prices.before(row, numbering.start(period))));
        }
        Ok(())
    })?;
    Ok(counted.into_iter().map(|((group, _), cell)| (group, cell)).collect())
}

/// Counts in which periods customers who stayed began to pay more or less.
pub(super) fn changes(tally: &Tally<'_>, period: Period) -> Result<Vec<(Group, Change)>, AnalyticsError> {
    let counted = tally.count(|spells, counts: &mut Counts<i32, Change>| {
        let (mut numbering, prices) = (Numbering::new(period), spells.prices()?);
        for (row, group) in spells.rows() {
            let entry = numbering.entry(spells.stretch(row).0);
            let stay = Stay::of(spells, row, &mut numbering);
            let moved_on = stay.last.filter(|_| stay.part.moves).map(|last| numbering.start(last + 1));
            let until = moved_on.or_else(|| spells.ended(row));
            let days = (numbering.start(entry), until);
            prices.changes(row, days, &mut numbering, |change| counts.at(group, change.period).add(change));
        }
        Ok(())
    })?;
    Ok(counted.into_iter().map(|((group, _), change)| (group, change)).collect())
}

/// Until when a row is counted, and as which part of its spell.
struct Stay {
    /// The last period it is counted in; nothing while the customer is here.
    last: Option<i32>,
    part: Part,
}

impl Stay {
    fn of(spells: &Spells<'_>, row: usize, numbering: &mut Numbering) -> Self {
        let (from, next) = spells.stretch(row);
        let ended_in = spells.ended(row).map(|ended| numbering.number(ended));
        let last = next.map_or(ended_in, |next| Some(numbering.number(next.plus_days(-1))));
        let part = Part {
            goes_on: from > spells.since(row),
            is_followed: next.is_some(),
            moves: next.is_some() && last != ended_in,
        };
        Self { last, part }
    }
}

impl Sum for Cell {
    fn join(&mut self, other: &Self) {
        (self.first, self.entry, self.last) = (other.first, other.entry, other.last);
        (self.kind, self.part) = (other.kind, other.part);
        self.spells += other.spells;
        self.start_days += other.start_days;
        self.end_days += other.end_days;
        self.entry_revenue.join(other.entry_revenue);
        self.exit_revenue.join(other.exit_revenue);
    }
}

impl Revenue {
    fn add(&mut self, price: Option<i64>) {
        if let Some(price) = price {
            let price = price as f64;
            self.join(Self { priced: 1, sum: price, squares: price * price });
        }
    }

    fn join(&mut self, other: Self) {
        self.priced += other.priced;
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

impl Change {
    fn add(&mut self, change: PriceChange) {
        let known = |price: Option<i64>| price.map_or(0.0, |price| price as f64);
        let (before, after) = (known(change.before), known(change.after));
        self.period = change.period;
        self.priced += i64::from(change.after.is_some()) - i64::from(change.before.is_some());
        self.revenue += after - before;
        self.squares += after * after - before * before;
        if change.before.is_none() || change.after.is_none() {
            // What became known or unknown is neither more nor less than it was.
        } else if after < before {
            self.contraction += before - after;
            self.contraction_squares += (before - after) * (before - after);
            self.contraction_before += (before - after) * before;
        } else {
            self.expansion += after - before;
            self.expansion_squares += (after - before) * (after - before);
            self.expansion_before += (after - before) * before;
        }
    }
}

impl Sum for Change {
    fn join(&mut self, other: &Self) {
        self.period = other.period;
        self.priced += other.priced;
        self.revenue += other.revenue;
        self.squares += other.squares;
        self.contraction += other.contraction;
        self.contraction_squares += other.contraction_squares;
        self.contraction_before += other.contraction_before;
        self.expansion += other.expansion;
        self.expansion_squares += other.expansion_squares;
        self.expansion_before += other.expansion_before;
    }
}

/// The first and the last period any cell speaks of.
pub(super) fn span(cells: &[(Group, Cell)]) -> Option<i32> {
    cells.iter().map(|(_, cell)| cell.first).min()
}

/// One series per group: what happened in each period of the calendar.
pub(super) fn series(
    calendar: &Calendar,
    cells: &[(Group, Cell)],
    changes: &[(Group, Change)],
    not_counted: &[DepartureKind],
) -> BTreeMap<Group, Vec<Happened>> {
    let mut folds: BTreeMap<Group, Fold> = BTreeMap::new();
    for (group, cell) in cells {
        folds.entry(group.clone()).or_insert_with(|| Fold::new(calendar)).take(calendar, cell, not_counted);
    }
    for (group, change) in changes {
        if let Some(fold) = folds.get_mut(group) {
            fold.change(calendar, change);
        }
    }
    folds.into_iter().map(|(group, fold)| (group, fold.finish(calendar))).collect()
}

/// What comes and goes at the start of a period; added up from the first period on it says what is there.
#[derive(Debug, Clone, Copy, Default)]
struct Flow {
    customers: i64,
    /// Customers who are here during the whole period.
    whole: i64,
    priced: i64,
    revenue: f64,
    squares: f64,
}

struct Fold {
    flows: Vec<Flow>,
    happened: Vec<Happened>,
}

impl Fold {
    fn new(calendar: &Calendar) -> Self {
        Self { flows: vec![Flow::default(); calendar.len() + 1], happened: vec![Happened::default(); calendar.len()] }
    }

    fn take(&mut self, calendar: &Calendar, cell: &Cell, not_counted: &[DepartureKind]) {
        let spells = i64::try_from(cell.spells).unwrap_or(i64::MAX);
        let Some(first) = calendar.place(cell.first) else { return };
        if !cell.part.goes_on {
            self.happened[first].joined += cell.spells;
        }
        let last = cell.last.and_then(|last| calendar.place(last));
        self.days(calendar, cell, first, last);
        let entry = calendar.place(cell.entry).filter(|&entry| last.is_none_or(|last| entry <= last));
        if let Some(entry) = entry {
            let flow = &mut self.flows[entry];
            flow.customers += spells;
            flow.priced += cell.entry_revenue.priced;
            flow.revenue += cell.entry_revenue.sum;
            flow.squares += cell.entry_revenue.squares;
        }
        let Some(last) = last else { return };
        if cell.part.moves {
            if entry.is_some() {
                self.go(last, cell, spells);
            }
            return;
        }
        let counted = cell.kind.filter(|kind| !not_counted.contains(kind));
        let happened = &mut self.happened[last];
        if counted.is_some() && !cell.part.is_followed {
            happened.exits += cell.spells;
        }
        if entry.is_none() {
            return;
        }
        match counted {
            Some(kind) => {
                happened.departures += cell.spells;
                *happened.kinds.entry(kind).or_default() += cell.spells;
                happened.lost += cell.exit_revenue.sum;
                happened.lost_squares += cell.exit_revenue.squares;
            }
            None => happened.not_counted += cell.spells,
        }
        self.go(last, cell, spells);
    }

    /// From the next period on these customers are no longer here, or no longer in this group.
    fn go(&mut self, last: usize, cell: &Cell, spells: i64) {
        let flow = &mut self.flows[last + 1];
        flow.customers -= spells;
        flow.priced -= cell.exit_revenue.priced;
        flow.revenue -= cell.exit_revenue.sum;
        flow.squares -= cell.exit_revenue.squares;
    }

    /// Days in the first period, in the last, and that these customers are there on all days between.
    fn days(&mut self, calendar: &Calendar, cell: &Cell, first: usize, last: Option<usize>) {
        let spells = i64::try_from(cell.spells).unwrap_or(i64::MAX);
        let mut add = |place: usize, days: i64| self.happened[place].customer_days += u64::try_from(days).unwrap_or(0);
        if last == Some(first) {
            add(first, cell.end_days - cell.start_days);
            return;
        }
        add(first, spells * calendar.start(first + 1) - cell.start_days);
        self.flows[first + 1].whole += spells;
        if let Some(last) = last {
            add(last, cell.end_days - spells * calendar.start(last));
            self.flows[last].whole -= spells;
        }
    }

    fn change(&mut self, calendar: &Calendar, change: &Change) {
        let Some(place) = calendar.place(change.period) else { return };
        let happened = &mut self.happened[place];
        happened.contraction += change.contraction;
        happened.contraction_squares += change.contraction_squares;
        happened.contraction_before += change.contraction_before;
        happened.expansion += change.expansion;
        happened.expansion_squares += change.expansion_squares;
        happened.expansion_before += change.expansion_before;
        let flow = &mut self.flows[place + 1];
        flow.priced += change.priced;
        flow.revenue += change.revenue;
        flow.squares += change.squares;
    }

    fn finish(mut self, calendar: &Calendar) -> Vec<Happened> {
        let mut here = Flow::default();
        for (place, happened) in self.happened.iter_mut().enumerate() {
            let flow = self.flows[place];
            here.customers += flow.customers;
            here.whole += flow.whole;
            here.priced += flow.priced;
            here.revenue += flow.revenue;
            here.squares += flow.squares;
            let count = |n: i64| u64::try_from(n).unwrap_or(0);
            happened.at_risk = count(here.customers);
            happened.customer_days += count(here.whole * calendar.length(place));
            happened.priced = count(here.priced);
            happened.revenue = here.revenue.max(0.0);
            happened.revenue_squares = here.squares.max(0.0);
        }
        self.happened
    }
}
