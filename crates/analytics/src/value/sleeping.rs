//! Revenue that sleeps: who pays and does not use it.

use std::collections::BTreeMap;

use datafusion::arrow::array::Array;
use datafusion::arrow::datatypes::{Date32Type, Int64Type};
use ledger::lives::Bucket;
use relationship::Day;
use relationship::glance::Shows;
use report::{AnalyticsError, Row, Value};
use stats::rates::RatioSums;

use super::{Held, SLEEPING_DAYS, Terms, group_by};
use crate::engine::Opened;
use crate::grouping::{Group, Grouping};
use crate::kept::{all_but, is_use};
use crate::numbers::{self, numbers_of};

/// Of those who pay, how many sleep and what they pay.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sleeping {
    customers: u64,
    sleeping: u64,
    never: u64,
    paid: RatioSums,
}

/// Counts whoever pays and sleeps, bucket by bucket; the SQL it hands back counts the same.
pub(super) fn read(
    opened: &Opened,
    grouping: &Grouping,
    groups: &mut BTreeMap<Group, Held>,
) -> Result<String, AnalyticsError> {
    let until = opened.sources.observed_until;
    let payers = Payers { grouping, until, awake: until.plus_days(-SLEEPING_DAYS) };
    for (group, part) in opened.sources.lives.each_bucket(|bucket| payers.count(bucket))?.into_iter().flatten() {
        groups.entry(group).or_default().sleeping.get_or_insert_default().join(&part);
    }
    Ok(include_str!("../../queries/value_sleeping.sql")
        .replace("{names}", &grouping.names())
        .replace("{columns}", &grouping.columns())
        .replace("{group_by}", &group_by(grouping))
        .replace("{not_use}", &all_but(is_use))
        .replace("{awake}", &until.plus_days(-SLEEPING_DAYS).to_string())
        .replace("{until}", &until.to_string())
        .replace("{condition}", &grouping.condition(&[])))
}

/// Who pays, and has for as long as it takes to be called asleep.
struct Payers<'a> {
    grouping: &'a Grouping,
    until: Day,
    awake: Day,
}

impl Payers<'_> {
    fn count(&self, bucket: Bucket<'_>) -> Result<Vec<(Group, Sleeping)>, AnalyticsError> {
        let mut columns = vec!["started_on", "ended_on", "price"];
        columns.extend(self.grouping.columns_read());
        let spells = bucket.spells(&columns)?;
        let passing = self.grouping.passing(&spells)?;
        let started = numbers_of::<Date32Type>(&spells, "started_on")?;
        let ended = numbers_of::<Date32Type>(&spells, "ended_on")?;
        let prices = numbers_of::<Int64Type>(&spells, "price")?;
        let pays = |row: &usize| {
            let is_here = ended.is_null(*row) && started.value(*row) <= self.awake.number();
            passing[*row] && is_here && prices.is_valid(*row) && prices.value(*row) > 0
        };
        let rows: Vec<usize> = (0..spells.num_rows()).filter(pays).collect();
        let (names, numbers) = self.grouping.groups_of(&spells)?;
        let mut counted = vec![Sleeping::default(); names.len()];
        bucket.moments(
            &spells,
            &rows,
            &|kind| if is_use(kind) { Shows::USE } else { Shows::default() },
            &mut |row, used| {
                let last = used.iter().map(|moment| moment.on).rfind(|on| *on <= self.until);
                counted[numbers[row]].add(prices.value(row) as f64, last, self.awake);
            },
        )?;
        Ok(names.into_iter().zip(counted).filter(|(_, part)| part.customers > 0).collect())
    }
}

impl Sleeping {
    fn add(&mut self, price: f64, used_on: Option<Day>, awake: Day) {
        self.customers += 1;
        self.never += u64::from(used_on.is_none());
        let part = if used_on.is_none_or(|on| on <= awake) { price } else { 0.0 };
        self.sleeping += u64::from(part > 0.0);
        self.paid.add(price, part);
    }

    fn join(&mut self, other: &Self) {
        self.customers += other.customers;
        self.sleeping += other.sleeping;
        self.never += other.never;
        self.paid = self.paid.merge(other.paid);
    }

    pub(super) fn row(&self, label: &[(String, String)], terms: &Terms<'_>) -> Result<Row, AnalyticsError> {
        let at_least = terms.opened.basis.definition.at_risk_min;
        let currency = terms.opened.sources.currency;
        let row = Row::of(label)
            .with("days", Value::Count(u64::from(SLEEPING_DAYS.unsigned_abs())))
            .with("paying", Value::Count(self.customers))
            .with("sleeping", Value::Count(self.sleeping))
            .with("never_used", Value::Count(self.never));
        if self.customers < at_least {
            return Ok(row.with("sleeping_share", numbers::too_few(self.customers, at_least)));
        }
        Ok(row
            .with("sleeping_share", numbers::share(self.sleeping, self.customers, terms.level)?)
            .with("revenue", numbers::money(self.paid.y, currency))
            .with("revenue_share", numbers::revenue_share(&self.paid, terms.level)?))
    }
}
