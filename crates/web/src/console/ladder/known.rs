//! What is known of where customers stood: what they said, from the store, and since when and until when they were customers,
//! from the ledger. Who never said anything is counted in the ledger and not looked at one by one.

use std::collections::BTreeMap;

use relationship::ladder::movement::Customer;
use relationship::ladder::{Movements, Rung, Said, State};
use relationship::{Day, Period};
use serde_json::Value;
use stats::movement::{Moves, RowInterval, periods_until_absorbed, transition_matrix};
use stats::{Answer, Level};

use crate::App;
use crate::fault::Fault;

/// Months of the flow over time.
const MONTHS: i32 = 12;
/// Customers asked for in one query.
const CUSTOMERS_AT_ONCE: usize = 2_000;
/// The state that is never left.
const GONE: usize = 6;

/// Where customers stood on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) on: Day,
    /// From deep red to green.
    pub(super) counts: [u64; 5],
    pub(super) unknown: u64,
}

/// What is known.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) from: Day,
    pub(super) to: Day,
    /// Between the two dates.
    pub(super) moves: Movements,
    /// The ends of the last months, and the last date itself.
    pub(super) months: Vec<Month>,
    /// Months until leaving from each state, by how customers moved in the last twelve months.
    pub(super) until_leaving: Vec<Answer>,
    /// So many moves from month to month it rests on.
    pub(super) steps: u64,
    /// Nobody ever said where they stand.
    pub(super) is_empty: bool,
}

impl Known {
    /// Where customers stood on the last date.
    pub(super) fn now(&self) -> Month {
        let none = Month { on: self.to, counts: [0; 5], unknown: 0 };
        self.months.last().copied().unwrap_or(none)
    }

    /// The share of each row that went to each state, with its interval.
    pub(super) fn shares(&self) -> Vec<Vec<Answer>> {
        moves_of(&self.moves)
            .map(|moves| transition_matrix(&moves, RowInterval::Wilson, Level::P95))
            .unwrap_or_default()
    }
}

fn moves_of(moves: &Movements) -> Option<Moves> {
    let counts: Vec<u64> = moves.rows().iter().flatten().copied().collect();
    Moves::from_counts(7, &counts, &[GONE]).ok()
}

/// Customers of the ledger on one day, and how many of them had left by another.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    here: u64,
    gone: u64,
}

/// Gathers what is known for two dates and the months before the later one.
pub(super) async fn known(app: &App, from: Day, to: Day) -> Result<Known, Fault> {
    let mut said: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    for row in app.store.standings(None, to).await? {
        said.entry(row.customer).or_default().push(row.said);
    }
    let is_empty = said.is_empty();
    let (in_ledger, others) = customers(app, said).await?;
    let mut days = month_ends(to);
    days.push(to);
    let mut pairs: Vec<(Day, Day)> = days.windows(2).map(|pair| (pair[0], pair[1])).collect();
    pairs.push((from, to));
    pairs.push((to, to));
    let counted = counted(app, &pairs).await?;
    let all = |pair: (Day, Day), counted: Counted| {
        let mut moves = Movements::between(in_ledger.iter().chain(&others), pair.0, pair.1);
        // Of the ledger those who spoke are counted one by one; the rest is unknown, or gone.
        let of_spoken = |state: fn(Option<State>) -> bool| {
            let here = in_ledger.iter().filter(|it| it.state(pair.0).is_some_and(|it| it != State::Gone));
            here.filter(|it| state(it.state(pair.1))).count() as u64
        };
        let (spoken, left) = (of_spoken(|_| true), of_spoken(|it| it == Some(State::Gone)));
        let gone = counted.gone.saturating_sub(left);
        moves.add(State::Unknown, State::Gone, gone);
        moves.add(State::Unknown, State::Unknown, counted.here.saturating_sub(spoken).saturating_sub(gone));
        moves
    };
    let stretches: Vec<Movements> = pairs.iter().zip(counted).map(|(pair, counted)| all(*pair, counted)).collect();
    let months = days
        .iter()
        .enumerate()
        .map(|(at, on)| {
            // What began the step after this day; of the last day, the step to itself.
            let moves = if at + 1 < days.len() { &stretches[at] } else { &stretches[stretches.len() - 1] };
            let counts = Rung::ALL.map(|rung| moves.began(State::On(rung)));
            Month { on: *on, counts, unknown: moves.began(State::Unknown) }
        })
        .collect();
    // The stretch from the last end of a month until today is no month, and would look like one.
    let whole = &stretches[..days.len().saturating_sub(2)];
    let mut steps = Movements::default();
    for moves in whole {
        for before in State::ALL {
            for after in State::ALL {
                steps.add(before, after, moves.count(before, after));
            }
        }
    }
    let until_leaving = moves_of(&steps).map(|moves| periods_until_absorbed(&moves, Level::P95)).unwrap_or_default();
    let moves = stretches[pairs.len() - 2].clone();
    Ok(Known { from, to, moves, months, until_leaving, steps: steps.total(), is_empty })
}

/// The last days of the months before a day, the earliest first.
fn month_ends(to: Day) -> Vec<Day> {
    let first = Period::Month.start_of(to);
    (0..=MONTHS).rev().map(|back| first.plus_months(-back).plus_days(-1)).collect()
}

/// Those who said something: as the ledger knows them, and those it does not know, who count from their first answer on.
async fn customers(app: &App, mut said: BTreeMap<String, Vec<Said>>) -> Result<(Vec<Customer>, Vec<Customer>), Fault> {
    let names: Vec<String> = said.keys().cloned().collect();
    let mut in_ledger = Vec::new();
    for some in names.chunks(CUSTOMERS_AT_ONCE) {
        let list: Vec<String> = some.iter().map(|it| format!("'{}'", it.replace('\'', "''"))).collect();
        let sql = format!(
            "select customer, cast(first_started_on as varchar) as joined_on,
                    case when is_here then null else cast(last_ended_on as varchar) end as left_on
             from customers where customer in ({})",
            list.join(", ")
        );
        for row in app.select(sql).await? {
            let text = |name: &str| row.get(name).and_then(Value::as_str);
            let day = |name: &str| text(name).and_then(|text| text.parse::<Day>().ok());
            let Some(said) = text("customer").and_then(|name| said.remove(name)) else { continue };
            let first = said.iter().map(|it| it.on).min();
            // Without a first day nobody knows whether they were here; their first answer says so.
            let Some(joined_on) = day("joined_on").or(first) else { continue };
            in_ledger.push(Customer { joined_on, left_on: day("left_on"), said });
        }
    }
    let others = said.into_values().filter_map(|said| {
        let joined_on = said.iter().map(|it| it.on).min()?;
        Some(Customer { joined_on, left_on: None, said })
    });
    Ok((in_ledger, others.collect()))
}

/// Of each pair of days: how many the ledger has on the first, and how many of them were gone on the second.
async fn counted(app: &App, pairs: &[(Day, Day)]) -> Result<Vec<Counted>, Fault> {
    let columns: Vec<String> = pairs
        .iter()
        .enumerate()
        .map(|(at, (from, to))| {
            let here = format!("first_started_on <= date '{from}' and (is_here or last_ended_on >= date '{from}')");
            format!(
                "sum(case when {here} then 1 else 0 end) as here_{at}, \
                 sum(case when {here} and not is_here and last_ended_on < date '{to}' then 1 else 0 end) as gone_{at}"
            )
        })
        .collect();
    let rows = app.select(format!("select {} from customers", columns.join(", "))).await?;
    let number = |name: String| rows.first().and_then(|row| row.get(&name)?.as_u64()).unwrap_or(0);
    Ok((0..pairs.len())
        .map(|at| Counted { here: number(format!("here_{at}")), gone: number(format!("gone_{at}")) })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_months_come_in_order_and_before_the_day() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let ends = month_ends(day("2026-03-31"));
        assert_eq!((ends.len(), ends[0], ends[12]), (13, day("2025-02-28"), day("2026-02-28")));
        assert!(ends.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
