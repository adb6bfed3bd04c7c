//! Revenue that sleeps: who pays and does not use it.

use std::collections::BTreeMap;

use stats::rates::RatioSums;

use super::{Held, SLEEPING_DAYS, Terms, group_by};
use crate::AnalyticsError;
use crate::engine::Opened;
use crate::grouping::{Group, Grouping};
use crate::kept::{all_but, is_use};
use crate::numbers::{self, Columns, count_at, sum_at};
use crate::report::{Row, Value};

/// Of those who pay, how many sleep and what they pay.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sleeping {
    customers: u64,
    sleeping: u64,
    never: u64,
    paid: RatioSums,
}

pub(super) async fn read(
    opened: &Opened,
    grouping: &Grouping,
    groups: &mut BTreeMap<Group, Held>,
) -> Result<String, AnalyticsError> {
    let until = opened.sources.observed_until;
    let sql = include_str!("../../queries/value_sleeping.sql")
        .replace("{names}", &grouping.names())
        .replace("{columns}", &grouping.columns())
        .replace("{group_by}", &group_by(grouping))
        .replace("{not_use}", &all_but(is_use))
        .replace("{awake}", &until.plus_days(-SLEEPING_DAYS).to_string())
        .replace("{until}", &until.to_string())
        .replace("{condition}", &grouping.condition(&[]));
    for batch in opened.query(&sql).await? {
        let columns = Columns(&batch);
        let (customers, sleeping) = (columns.ints("customers")?, columns.ints("sleeping")?);
        let never = columns.ints("never")?;
        let (sum, squares) = (columns.floats("price_sum")?, columns.floats("price_squares")?);
        let (part, part_squares) = (columns.floats("sleeping_sum")?, columns.floats("sleeping_squares")?);
        for (row, group) in grouping.groups(&batch)?.into_iter().enumerate() {
            let customers = count_at(&customers, row);
            let part_squares = sum_at(&part_squares, row);
            groups.entry(group).or_default().sleeping = Some(Sleeping {
                customers,
                sleeping: count_at(&sleeping, row),
                never: count_at(&never, row),
                paid: RatioSums {
                    n: customers,
                    x: sum_at(&sum, row),
                    xx: sum_at(&squares, row),
                    y: sum_at(&part, row),
                    xy: part_squares,
                    yy: part_squares,
                },
            });
        }
    }
    Ok(sql)
}

impl Sleeping {
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
