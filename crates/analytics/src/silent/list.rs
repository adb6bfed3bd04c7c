//! The names, each with its signs in numbers a sentence can be made of; and how many show which sign.

use relationship::{Day, Money};
use stats::{Level, StatsError};

use super::judged::Judged;
use super::seen::{RECENT, Seen};
use super::signs::{Sign, Signed, Signs};
use crate::AnalyticsError;
use crate::engine::Opened;
use crate::numbers::value_of;
use crate::report::{Note, Row, Value};

/// Most names that are listed: nobody works through more, and a narrower question gives the others.
const NAMES_MAX: usize = 1_000;

/// The names, and how many more there are. In the order in which things began, the newest first and payments before the
/// rest, because these can be repaired; never in the order of a chance.
pub(super) fn rows(
    now: &Signed,
    judged: Option<&Judged>,
    opened: &Opened,
    level: Level,
) -> Result<(Vec<Row>, u64), AnalyticsError> {
    let on = opened.sources.observed_until;
    let mut named: Vec<(&Seen, Signs, Day)> = now
        .all
        .iter()
        .filter(|(_, signs)| !signs.is_empty())
        .map(|(seen, signs)| (seen, *signs, since(seen, *signs, on)))
        .collect();
    named.sort_by(|(a, of_a, from_a), (b, of_b, from_b)| {
        let order = |signs: &Signs| !signs.has(Sign::Payment);
        order(of_a).cmp(&order(of_b)).then(from_b.cmp(from_a)).then_with(|| a.customer.cmp(&b.customer))
    });
    let cut = named.len().saturating_sub(NAMES_MAX) as u64;
    let write = |(seen, signs, since): (&Seen, Signs, Day)| -> Result<Row, StatsError> {
        let came_true = match judged {
            Some(judged) => judged.came_true(signs)?,
            None => Value::Undetermined(Note::new("no_earlier_day", "the data do not reach back far enough to say")),
        };
        let repair = signs.has(Sign::Payment);
        let price = |minor| Value::Money(Money { minor, currency: opened.sources.currency });
        let row = Row::default()
            .with("customer", Value::text(seen.customer.clone().unwrap_or_default()))
            .with("signs", Value::text(signs.words()))
            .with("then", Value::text(if repair { "repair_payment" } else { "ask" }))
            .with("since", Value::Day(since))
            .with("days", Value::Count(u64::from(since.days_until(on).max(0).unsigned_abs())))
            .with("plan", seen.plan.as_deref().map_or(Value::Absent, Value::text))
            .with("price", seen.price.map_or(Value::Absent, price));
        Ok(told(row, now, seen, signs, level).with("came_true_share", came_true))
    };
    let rows = named.into_iter().take(NAMES_MAX).map(write).collect::<Result<_, _>>()?;
    Ok((rows, cut))
}

/// The day on which it began.
fn since(seen: &Seen, signs: Signs, on: Day) -> Day {
    if signs.has(Sign::Payment) {
        seen.last.failed.unwrap_or(on)
    } else if signs.has(Sign::Quiet) {
        seen.last_life()
    } else if signs.has(Sign::Away) {
        seen.bought.map_or(on, |bought| bought.last)
    } else {
        on.plus_days(-30 * i32::try_from(RECENT).unwrap_or(2))
    }
}

/// What the signs rest on.
fn told(mut row: Row, now: &Signed, seen: &Seen, signs: Signs, level: Level) -> Row {
    if signs.has(Sign::Payment) {
        row = row.with("failed_on", seen.last.failed.map_or(Value::Absent, Value::Day));
    }
    if signs.has(Sign::Quiet) {
        row = row.with("last_seen_on", Value::Day(seen.last_life()));
    }
    if signs.has(Sign::Falling)
        && let Some((past, _)) = now.rates(seen)
    {
        // Per thirty days of an ordinary month of now: what their past would be today, and what it is.
        let usual = now.season.recent() / RECENT as f64;
        let per_month = |rate: stats::rates::PersonTime| rate.departures() as f64 / rate.time() * usual;
        row = row
            .with("use_before", Value::Number(per_month(past)))
            .with("use_now", Value::Number(seen.used.recent / RECENT as f64))
            .with("use_ratio", now.use_ratio(seen, level).map_or(Value::Absent, value_of));
    }
    if signs.has(Sign::Away)
        && let Some(bought) = seen.bought
    {
        let rhythm = f64::from(bought.first.days_until(bought.last)) / bought.days.saturating_sub(1).max(1) as f64;
        row = row
            .with("purchases", Value::Count(bought.days))
            .with("rhythm_days", Value::Number(rhythm.round()))
            .with("still_comes", now.alive(seen).map_or(Value::Absent, value_of));
    }
    row
}

/// How many show which sign now, and how right it was.
pub(super) fn signs(now: &Signed, judged: Option<&Judged>) -> Result<Vec<Row>, AnalyticsError> {
    let mut rows = Vec::new();
    for sign in Sign::ALL {
        let shown = now.all.iter().filter(|(_, signs)| signs.has(sign)).count() as u64;
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
    let named = now.all.iter().filter(|(_, signs)| !signs.is_empty()).count() as u64;
    let all = Row::default().with("sign", Value::text("any")).with("now", Value::Count(named));
    rows.push(all.with("of", Value::Count(now.all.len() as u64)));
    Ok(rows)
}
