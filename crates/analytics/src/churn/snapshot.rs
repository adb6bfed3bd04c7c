//! Churn of a snapshot: customers with stated tenures and no dates. There is one stretch of time, and nobody knows how
//! long it was.

use std::collections::BTreeMap;

use datafusion::arrow::array::Array;
use datafusion::arrow::datatypes::{Float64Type, Int64Type};
use report::{AnalyticsError, Note, Question, Report, Row, Value, Window};
use stats::rates::RatioSums;

use super::{Kinds, Parts, Terms, nobody, nobody_told, without_price};
use crate::engine::Opened;
use crate::functions::Endings;
use crate::grouping::{Group, Grouping};
use crate::numbers::{self, numbers_of};
use crate::tally::{self, Between, Sum, Tally};

/// The counts of one group.
#[derive(Debug, Clone, Default)]
struct Counts {
    customers: u64,
    departures: u64,
    kinds: Kinds,
    tenure: f64,
    revenue: RatioSums,
}

pub(super) fn answer(opened: &Opened, question: &Question, grouping: &Grouping) -> Result<Report, AnalyticsError> {
    let sql = include_str!("../../queries/churn_snapshot.sql")
        .replace("{names}", &grouping.names())
        .replace("{columns}", &grouping.columns())
        .replace("{condition}", &grouping.condition(&[]));
    let groups = count(opened, grouping)?;
    grouping.check_size(groups.len())?;
    let mut total = Counts::default();
    groups.values().for_each(|counts| total.add(counts));
    let terms = Terms { opened, level: opened.level()?, no_rate: None };
    let mut rows = Vec::new();
    for (group, counts) in &groups {
        rows.push(terms.snapshot_row(Row::of(&grouping.label(group)), counts)?);
    }
    // As for periods: each group, and last all customers.
    let mut totals = if grouping.is_split() { rows.clone() } else { Vec::new() };
    totals.push(terms.snapshot_row(Row::default(), &total)?);
    let until = opened.sources.observed_until;
    let parts = Parts {
        period: Window { unit: "snapshot", from: None, to: None, observed_until: until },
        totals,
        warnings: warnings(question, &total),
        methods: methods(),
        rows,
        sql: vec![sql],
    };
    Ok(parts.report(opened, question, grouping))
}

/// Spells with the same kind of end.
#[derive(Debug, Default)]
struct Cell {
    spells: u64,
    tenure: f64,
    priced: u64,
    sum: f64,
    squares: f64,
}

impl Sum for Cell {
    fn join(&mut self, other: &Self) {
        self.spells += other.spells;
        self.tenure += other.tenure;
        self.priced += other.priced;
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

fn count(opened: &Opened, grouping: &Grouping) -> Result<BTreeMap<Group, Counts>, AnalyticsError> {
    let tally = Tally { opened, grouping, between: Between::default(), columns: &["tenure", "price"] };
    let cells = tally.count(|spells, counts: &mut tally::Counts<_, Cell>| {
        let mut endings = Endings::new(&opened.basis.mapping);
        let tenures = numbers_of::<Float64Type>(spells.batch, "tenure")?;
        let prices = numbers_of::<Int64Type>(spells.batch, "price")?;
        for (row, group) in spells.rows() {
            let cell = counts.at(group, spells.kind(row, &mut endings));
            cell.spells += 1;
            if tenures.is_valid(row) {
                cell.tenure += tenures.value(row);
            }
            if prices.is_valid(row) {
                let price = prices.value(row) as f64;
                cell.priced += 1;
                cell.sum += price;
                cell.squares += price * price;
            }
        }
        Ok(())
    })?;
    let mut groups: BTreeMap<Group, Counts> = BTreeMap::new();
    for ((group, kind), cell) in cells {
        let mut counts = Counts {
            customers: cell.spells,
            tenure: cell.tenure,
            revenue: RatioSums { n: cell.priced, x: cell.sum, xx: cell.squares, ..RatioSums::default() },
            ..Counts::default()
        };
        if let Some(kind) = kind.filter(|kind| !opened.basis.definition.not_counted.contains(kind)) {
            counts.departures = counts.customers;
            counts.kinds.insert(kind, counts.customers);
            let revenue = &mut counts.revenue;
            (revenue.y, revenue.xy, revenue.yy) = (revenue.x, revenue.xx, revenue.xx);
        }
        groups.entry(group).or_default().add(&counts);
    }
    Ok(groups)
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.customers += other.customers;
        self.departures += other.departures;
        self.tenure += other.tenure;
        self.revenue = self.revenue.merge(other.revenue);
        for (kind, departures) in &other.kinds {
            *self.kinds.entry(*kind).or_default() += departures;
        }
    }
}

impl Terms<'_> {
    fn snapshot_row(&self, row: Row, counts: &Counts) -> Result<Row, AnalyticsError> {
        let at_risk = counts.customers;
        let rate = self.unless_few(at_risk, || numbers::share(counts.departures, at_risk, self.level))?;
        let mut row = row
            .with("at_risk", Value::Count(at_risk))
            .with("departures", Value::Count(counts.departures))
            .with("rate", rate)
            .with("kinds", self.kinds(&counts.kinds, at_risk, None)?);
        if let Some(unit) = self.opened.sources.tenure_unit {
            let months = counts.tenure * unit.days() / relationship::day::DAYS_PER_MONTH;
            let rate = self.unless_few(at_risk, || numbers::per_time(counts.departures, months, self.level))?;
            row = row.with("customer_months", Value::Number(months)).with("rate_person_time", rate);
        }
        let revenue = &counts.revenue;
        if revenue.n == 0 {
            return Ok(row);
        }
        let churn = self.unless_few(revenue.n, || numbers::revenue_share(revenue, self.level))?;
        Ok(row
            .with("revenue_at_start", self.money(revenue.x))
            .with("revenue_lost", self.money(revenue.y))
            .with("revenue_churn_gross", churn))
    }
}

fn warnings(question: &Question, total: &Counts) -> Vec<Note> {
    let mut warnings = vec![Note::new(
        "snapshot",
        "these data are one picture in time, which does not say who left when: the rate is the share of all customers in it who have \
         left, over a time nobody knows; it is not a rate per month",
    )];
    if total.customers == 0 {
        warnings.push(nobody());
    } else if total.departures == 0 && question.filters.is_empty() {
        warnings.push(nobody_told());
    }
    if question.period.is_some() || question.from.is_some() || question.to.is_some() {
        let text = "a snapshot has no days, so `period`, `from` and `to` were not used";
        warnings.push(Note::new("snapshot_has_no_days", text));
    }
    let unpriced = total.customers - total.revenue.n;
    if unpriced > 0 && total.revenue.n > 0 {
        warnings.push(without_price(unpriced));
    }
    warnings
}

fn methods() -> Vec<Note> {
    vec![
        Note::new("rate", "rate = departures / at_risk; at_risk are all customers in the snapshot; Wilson's interval"),
        Note::new(
            "rate_person_time",
            "rate_person_time = departures / customer_months, per month; customer_months are the stated tenures added up; exact \
             interval of a Poisson count",
        ),
        Note::new(
            "revenue_churn_gross",
            "revenue_churn_gross = revenue_lost / revenue_at_start; the last known prices per month of who left, and of all; \
             Wilson's interval on the effective number of customers",
        ),
    ]
}
