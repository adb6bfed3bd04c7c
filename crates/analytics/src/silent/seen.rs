//! What was known of each customer on one day, and what became of them by another.

use datafusion::arrow::array::Array;
use relationship::{Day, FactKind};
use stats::Level;

use super::Rule;
use super::signs::Signed;
use crate::AnalyticsError;
use crate::engine::Opened;
use crate::grouping::Grouping;
use crate::kept::{all_but, day_of, is_use};
use crate::numbers::{Columns, count_at, int_at, sum_at, text_at};

/// Stretches of thirty days that are looked back over: two recent ones and twelve before.
pub(super) const STRETCHES: usize = 14;
/// How many of them are recent.
pub(super) const RECENT: usize = 2;

/// Rows without a name in an order of their own, so that sums over them are the same each time.
const IN_ORDER: &str = "order by start_day, stretches, fate, life_day, paid_day, failed_day, hold_day, resumed_day, \
    used_0, used_1, used_2, used_3, used_4, used_5, first_bought, last_bought, bought, bought_after, came_after";

/// What became of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Here,
    /// Gone without a word.
    Silent,
    /// Gone, and said so.
    Said,
}

/// What was known of one customer on a day.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Known only where names are asked for.
    pub(super) customer: Option<String>,
    pub(super) plan: Option<String>,
    pub(super) price: Option<i64>,
    pub(super) since: Day,
    /// Whole stretches of thirty days as a customer.
    pub(super) stretches: usize,
    pub(super) fate: Fate,
    pub(super) last: Last,
    pub(super) used: Used,
    pub(super) bought: Option<Bought>,
    /// Days with a purchase after the day.
    pub(super) bought_after: u64,
}

/// The last day of each thing that was seen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Last {
    pub(super) life: Option<Day>,
    pub(super) paid: Option<Day>,
    pub(super) failed: Option<Day>,
    pub(super) held: Option<Day>,
    pub(super) resumed: Option<Day>,
}

/// How much was used.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Used {
    pub(super) recent: f64,
    pub(super) past: f64,
    /// Use in each stretch, the last one first.
    pub(super) each: [f64; STRETCHES],
}

impl Used {
    fn of(each: [f64; STRETCHES], stretches: usize) -> Self {
        let past = each[RECENT..stretches.clamp(RECENT, STRETCHES)].iter().sum();
        Self { recent: each[..RECENT].iter().sum(), past, each }
    }
}

/// Days with a purchase.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bought {
    pub(super) first: Day,
    pub(super) last: Day,
    pub(super) days: u64,
}

/// How much customers use in each stretch, as a mean: what season and growth make of everybody.
#[derive(Debug, Clone, Default)]
pub(super) struct Season {
    pub(super) usual: [f64; STRETCHES],
}

impl Season {
    /// The usual use in the last two stretches.
    pub(super) fn recent(&self) -> f64 {
        self.usual[..RECENT].iter().sum()
    }

    /// The usual use in the past stretches of somebody who was here for so many.
    pub(super) fn past(&self, stretches: usize) -> f64 {
        self.usual[RECENT..stretches.clamp(RECENT, STRETCHES)].iter().sum()
    }

    /// The mean use per customer who was here for the whole of each stretch.
    fn of(seen: &[Seen]) -> Self {
        let mut usual = [0.0; STRETCHES];
        for (stretch, mean) in usual.iter_mut().enumerate() {
            let whole = || seen.iter().filter(|it| stretch < it.stretches);
            let customers = whole().count();
            if customers > 0 {
                *mean = whole().map(|it| it.used.each[stretch]).sum::<f64>() / customers as f64;
            }
        }
        Self { usual }
    }

    /// Squares of the use in each past stretch of a customer over the usual use in it.
    pub(super) fn squares(&self, seen: &Seen) -> f64 {
        let past = (RECENT..seen.stretches.clamp(RECENT, STRETCHES)).filter(|&at| self.usual[at] > 0.0);
        past.map(|at| seen.used.each[at].powi(2) / self.usual[at]).sum()
    }
}

/// One look: on which day, and until when fates are known.
pub(super) struct Look<'a> {
    pub(super) opened: &'a Opened,
    pub(super) grouping: &'a Grouping,
    pub(super) rule: &'a Rule,
    pub(super) on: Day,
    pub(super) until: Day,
    pub(super) names: bool,
}

impl Look<'_> {
    /// Everybody who was here, with their signs, and the SQL that counted.
    pub(super) async fn signed(&self, level: Level) -> Result<(Signed, Vec<String>), AnalyticsError> {
        if self.opened.sources.facts.is_empty() {
            return Ok((Signed::default(), Vec::new()));
        }
        let sql = self.sql(include_str!("../../queries/silent_customers.sql"));
        let seen = self.seen(&sql).await?;
        let season = if self.rule.has_use { Season::of(&seen) } else { Season::default() };
        Ok((Signed::new(seen, &season, self, level)?, vec![sql]))
    }

    fn sql(&self, template: &str) -> String {
        let is_life = |kind: FactKind<'_>| {
            matches!(kind, FactKind::Contacted | FactKind::Answered | FactKind::Referred)
                || kind.is_activity() && (self.rule.is_shop || kind != FactKind::Paid)
        };
        let is_bought = if self.rule.is_shop { "facts.kind = 'paid'" } else { "false" };
        let here = include_str!("../../queries/silent_here.sql");
        template
            .replace("{here}", here.trim_end())
            .replace("{condition}", &self.grouping.condition(&[]))
            .replace("{grace}", &self.rule.grace.to_string())
            .replace("{not_use}", &all_but(is_use))
            .replace("{not_life}", &all_but(is_life))
            .replace("{is_bought}", is_bought)
            .replace(
                "{uses}",
                &each_stretch(
                    |it| format!("sum(case when stretch = {it} then used else 0.0 end) as used_{it},"),
                    "\n    ",
                ),
            )
            .replace("{used}", &each_stretch(|it| format!("used_{it}"), ", "))
            .replace("{member}", if self.names { "member, " } else { "" })
            .replace("{order}", if self.names { "order by member" } else { IN_ORDER })
            .replace("{on}", &self.on.to_string())
            .replace("{until}", &self.until.to_string())
    }

    async fn seen(&self, sql: &str) -> Result<Vec<Seen>, AnalyticsError> {
        let mut all = Vec::new();
        for batch in self.opened.query(sql).await? {
            let columns = Columns(&batch);
            let names = if self.names { Some(columns.texts("member")?) } else { None };
            let (plans, prices) = (columns.texts("plan")?, columns.ints("price")?);
            let days = |name: &str| columns.ints(name);
            let (start, stretches, fate) = (days("start_day")?, days("stretches")?, days("fate")?);
            let lasts = ["life_day", "paid_day", "failed_day", "hold_day", "resumed_day"];
            let lasts = lasts.into_iter().map(days).collect::<Result<Vec<_>, _>>()?;
            let uses = (0..STRETCHES).map(|it| columns.floats(&format!("used_{it}"))).collect::<Result<Vec<_>, _>>()?;
            let (first, last, bought) = (days("first_bought")?, days("last_bought")?, days("bought")?);
            let (bought_after, came_after) = (days("bought_after")?, days("came_after")?);
            for row in 0..batch.num_rows() {
                let at = |place: usize| int_at(&lasts[place], row).map(day_of);
                let count = |counts: &datafusion::arrow::array::Int64Array| {
                    if counts.is_valid(row) { count_at(counts, row) } else { 0 }
                };
                let fate = match (self.rule.is_shop && self.rule.grace == 0, int_at(&fate, row)) {
                    (true, _) if count(&came_after) == 0 => Fate::Silent,
                    (_, Some(1)) => Fate::Silent,
                    (_, Some(2)) => Fate::Said,
                    _ => Fate::Here,
                };
                let purchases = int_at(&first, row).zip(int_at(&last, row));
                all.push(Seen {
                    customer: names.as_ref().and_then(|names| text_at(names, row)).map(str::to_owned),
                    plan: if self.names { text_at(&plans, row).map(str::to_owned) } else { None },
                    price: int_at(&prices, row),
                    since: day_of(int_at(&start, row).unwrap_or(0)),
                    stretches: stretches_of(&stretches, row),
                    fate,
                    last: Last { life: at(0), paid: at(1), failed: at(2), held: at(3), resumed: at(4) },
                    used: Used::of(std::array::from_fn(|at| sum_at(&uses[at], row)), stretches_of(&stretches, row)),
                    bought: purchases.map(|(first, last)| Bought {
                        first: day_of(first),
                        last: day_of(last),
                        days: count(&bought),
                    }),
                    bought_after: count(&bought_after),
                });
            }
        }
        Ok(all)
    }
}

fn stretches_of(column: &datafusion::arrow::array::Int64Array, row: usize) -> usize {
    int_at(column, row).and_then(|it| usize::try_from(it).ok()).unwrap_or(0)
}

fn each_stretch(sql: impl Fn(usize) -> String, between: &str) -> String {
    (0..STRETCHES).map(sql).collect::<Vec<_>>().join(between)
}
