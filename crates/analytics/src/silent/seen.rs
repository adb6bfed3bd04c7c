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
    /// Squares of the use in each past stretch over the usual use in it.
    pub(super) squares: f64,
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

    /// One over the usual use of a past stretch, as SQL.
    fn weights(&self) -> String {
        let mut sql = String::from("case stretch");
        for (stretch, usual) in self.usual.iter().enumerate().skip(RECENT).filter(|(_, usual)| **usual > 0.0) {
            sql.push_str(&format!(" when {stretch} then {:?}", 1.0 / usual));
        }
        if sql.ends_with("stretch") { "0.0".to_owned() } else { format!("{sql} else 0.0 end") }
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
        let mut sqls = Vec::new();
        let first = self.sql(include_str!("../../queries/silent_customers.sql"), &Season::default());
        let mut season = Season::default();
        if self.rule.has_use {
            let sql = self.sql(include_str!("../../queries/silent_stretches.sql"), &season);
            let totals = self.totals(&sql).await?;
            season = self.season(&totals).await?;
            sqls.push(sql);
        }
        let sql = if self.rule.has_use {
            self.sql(include_str!("../../queries/silent_customers.sql"), &season)
        } else {
            first
        };
        let seen = self.seen(&sql).await?;
        sqls.push(sql);
        Ok((Signed::new(seen, &season, self, level)?, sqls))
    }

    fn sql(&self, template: &str, season: &Season) -> String {
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
            .replace("{weights}", &season.weights())
            .replace("{member}", if self.names { "member, " } else { "" })
            .replace("{order}", if self.names { "order by member" } else { "" })
            .replace("{on}", &self.on.to_string())
            .replace("{until}", &self.until.to_string())
    }

    async fn totals(&self, sql: &str) -> Result<[f64; STRETCHES], AnalyticsError> {
        let mut totals = [0.0; STRETCHES];
        for batch in self.opened.query(sql).await? {
            let columns = Columns(&batch);
            let (stretch, used) = (columns.ints("stretch")?, columns.floats("used")?);
            for row in 0..batch.num_rows() {
                let place = int_at(&stretch, row).and_then(|it| usize::try_from(it).ok());
                if let Some(total) = place.and_then(|it| totals.get_mut(it)) {
                    *total += sum_at(&used, row);
                }
            }
        }
        Ok(totals)
    }

    /// The mean use per customer who was here for the whole of each stretch.
    async fn season(&self, totals: &[f64; STRETCHES]) -> Result<Season, AnalyticsError> {
        let template = "{here}\nselect least(stretches, 14) as stretches, count(*) as customers from here group by 1";
        let mut through = [0_u64; STRETCHES];
        for batch in self.opened.query(&self.sql(template, &Season::default())).await? {
            let columns = Columns(&batch);
            let (stretches, customers) = (columns.ints("stretches")?, columns.ints("customers")?);
            for row in 0..batch.num_rows() {
                let whole = int_at(&stretches, row).and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
                for count in through.iter_mut().take(whole) {
                    *count += count_at(&customers, row);
                }
            }
        }
        let usual = std::array::from_fn(|at| if through[at] > 0 { totals[at] / through[at] as f64 } else { 0.0 });
        Ok(Season { usual })
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
            let sums = [columns.floats("recent")?, columns.floats("past")?, columns.floats("squares")?];
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
                    stretches: int_at(&stretches, row).and_then(|it| usize::try_from(it).ok()).unwrap_or(0),
                    fate,
                    last: Last { life: at(0), paid: at(1), failed: at(2), held: at(3), resumed: at(4) },
                    used: Used {
                        recent: sum_at(&sums[0], row),
                        past: sum_at(&sums[1], row),
                        squares: sum_at(&sums[2], row),
                    },
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
