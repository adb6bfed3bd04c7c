//! The names, each with its signs in numbers a sentence can be made of; and how many show which sign.

use relationship::{Day, Money};
use report::{AnalyticsError, Note, Row, Value};
use stats::{Level, StatsError};

use super::here::Named;
use super::judged::Judged;
use super::seen::{Look, One, RECENT};
use super::signs::{Sign, Signed};
use crate::numbers::value_of;

/// Most names that are listed: nobody works through more, and a narrower question gives the others.
const NAMES_MAX: usize = 1_000;

/// The names, and how many more there are.
pub(super) fn rows(
    now: &Signed,
    judged: Option<&Judged>,
    look: &Look<'_>,
    level: Level,
) -> Result<(Vec<Row>, u64), AnalyticsError> {
    let (on, currency) = (look.on, look.opened.sources.currency);
    let (named, count) = look.name(now, NAMES_MAX)?;
    let cut = (count - named.len()) as u64;
    let write = |named: Named<'_>| -> Result<Row, StatsError> {
        let Named { one, customer, plan, price, .. } = named;
        let signs = one.seen.signs;
        let came_true = match judged {
            Some(judged) => judged.came_true(signs)?,
            None => Value::Undetermined(Note::new("no_earlier_day", "the data do not reach back far enough to say")),
        };
        let (since, repair) = (since(one, on), signs.has(Sign::Payment));
        let row = Row::default()
            .with("customer", Value::text(customer))
            .with("signs", Value::text(signs.words()))
            .with("then", Value::text(if repair { "repair_payment" } else { "ask" }))
            .with("since", Value::Day(since))
            .with("days", Value::Count(u64::from(since.days_until(on).max(0).unsigned_abs())))
            .with("plan", plan.map_or(Value::Absent, Value::text))
            .with("price", price.map_or(Value::Absent, |minor| Value::Money(Money { minor, currency })));
        Ok(told(row, now, one, level).with("came_true_share", came_true))
    };
    Ok((named.into_iter().map(write).collect::<Result<_, _>>()?, cut))
}

/// The day on which it began.
pub(super) fn since(one: One<'_>, on: Day) -> Day {
    let signs = one.seen.signs;
    if signs.has(Sign::Payment) {
        one.seen.failing_since.unwrap_or(on)
    } else if signs.has(Sign::Quiet) {
        one.seen.last_life
    } else if signs.has(Sign::Away) {
        one.bought.map_or(on, |bought| bought.last)
    } else {
        on.plus_days(-30 * i32::try_from(RECENT).unwrap_or(2))
    }
}

/// What the signs rest on.
fn told(mut row: Row, now: &Signed, one: One<'_>, level: Level) -> Row {
    let signs = one.seen.signs;
    if signs.has(Sign::Payment) {
        row = row.with("failed_on", one.seen.failing_since.map_or(Value::Absent, Value::Day));
    }
    if signs.has(Sign::Quiet) {
        row = row.with("last_seen_on", Value::Day(one.seen.last_life));
    }
    if signs.has(Sign::Falling)
        && let Some((past, _)) = now.rates(one)
    {
        // Per thirty days of an ordinary month of now: what their past would be today, and what it is.
        let usual = now.season.recent() / RECENT as f64;
        let per_month = |rate: stats::rates::PersonTime| rate.departures() as f64 / rate.time() * usual;
        row = row
            .with("use_before", Value::Number(per_month(past)))
            .with("use_now", Value::Number(one.used.recent / RECENT as f64))
            .with("use_ratio", now.use_ratio(one, level).map_or(Value::Absent, value_of));
    }
    if signs.has(Sign::Away)
        && let Some(bought) = one.bought
    {
        let rhythm = f64::from(bought.first.days_until(bought.last)) / f64::from(bought.days.saturating_sub(1).max(1));
        row = row
            .with("purchases", Value::Count(u64::from(bought.days)))
            .with("rhythm_days", Value::Number(rhythm.round()))
            .with("still_comes", now.alive(one).map_or(Value::Absent, value_of));
    }
    row
}

/// How many show which sign now, and how right it was.
pub(super) fn signs(now: &Signed, judged: Option<&Judged>) -> Result<Vec<Row>, AnalyticsError> {
    let mut rows = Vec::new();
    for sign in Sign::ALL {
        let shown = now.all().filter(|one| one.seen.signs.has(sign)).count() as u64;
        let mut row = Row::default().with("sign", Value::text(sign.word())).with("now", Value::Count(shown));
        if let Some(judged) = judged {
            let (cell, came_true, found) = judged.of_sign(sign)?;
            row = row
                .with("tried", Value::Count(cell.customers))
                .with("gone", Value::Count(cell.gone))
                .with("came_true_share", came_true)
                .with("found_share", found);
        }
        rows.push(row);
    }
    let named = now.all().filter(|one| !one.seen.signs.is_empty()).count() as u64;
    let all = Row::default().with("sign", Value::text("any")).with("now", Value::Count(named));
    rows.push(all.with("of", Value::Count(now.all().count() as u64)));
    Ok(rows)
}
