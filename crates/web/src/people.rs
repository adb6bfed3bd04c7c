//! Customers one by one: a list to search, and everything about one of them. Pages and API ask here.

use std::time::Duration;

use ledger::{Ledger, LedgerError, TimelineEntry};
use relationship::{Currency, Day};
use report::{AnalyticsError, SqlLimits};
use serde::Serialize;
use serde_json::Value;
use store::TailFact;

use crate::App;
use crate::fault::Fault;

/// Most customers in one page of a list.
pub(crate) const PAGE_CUSTOMERS_MAX: usize = 200;
/// How long a list may take.
const LIST_SECONDS_MAX: u64 = 20;
/// Memory a list may take.
const LIST_MEMORY_BYTES: usize = 256 << 20;
/// Facts of the tail that are looked through for one customer.
const TAIL_FACTS_MAX: usize = 50_000;

/// Where customers stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A customer today.
    Here,
    /// Not any more.
    Left,
}

impl Standing {
    pub(crate) const ALL: [Self; 2] = [Self::Here, Self::Left];

    /// The word in addresses.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Left => "left",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.word() == word)
    }
}

/// Which customers to list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Search {
    /// The beginning of their id.
    pub(crate) prefix: String,
    pub(crate) standing: Option<Standing>,
    /// The id after which the page begins.
    pub(crate) after: Option<String>,
    pub(crate) limit: usize,
}

/// One customer in a list.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[expect(clippy::struct_field_names, reason = "the API calls it so everywhere")]
pub(crate) struct Customer {
    /// The company's own id.
    pub(crate) customer: String,
    /// Whether the customer is here today.
    pub(crate) is_here: bool,
    /// The first day of the first stretch of being a customer.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) first_started_on: Option<Day>,
    /// The last day of the last stretch that ended.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) last_ended_on: Option<Day>,
    /// Stretches of being a customer: more than one means they came back.
    pub(crate) spells: u64,
    /// The last known plan.
    pub(crate) plan: Option<String>,
    /// The last known price per month, in minor units.
    pub(crate) price: Option<i64>,
}

/// One stretch of being a customer.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub(crate) struct SpellRow {
    /// Counted from 1.
    pub(crate) spell: u64,
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) started_on: Option<Day>,
    /// The last day; absent while it lasts.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) ended_on: Option<Day>,
    /// The kind of leaving, where it is known.
    pub(crate) departure: Option<String>,
    /// Why, in the company's own words.
    pub(crate) reason: Option<String>,
    pub(crate) plan: Option<String>,
    /// Minor units per month.
    pub(crate) price: Option<i64>,
}

/// Everything about one customer.
#[derive(Debug, Clone)]
pub(crate) struct Life {
    pub(crate) spells: Vec<SpellRow>,
    /// Oldest first; those of the tail among them.
    pub(crate) facts: Vec<TimelineEntry>,
    pub(crate) currency: Currency,
}

/// A text as SQL writes it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl App {
    /// One page of customers in order of their id, and the id the next page begins after. Nothing while the ledger is
    /// empty.
    pub(crate) async fn list_customers(&self, search: &Search) -> Result<(Vec<Customer>, Option<String>), Fault> {
        let limit = search.limit.clamp(1, PAGE_CUSTOMERS_MAX);
        let rows = self.select(list_sql(search, limit, self.today())).await?;
        let mut customers: Vec<Customer> = rows.iter().map(customer).collect();
        let next = (customers.len() > limit).then(|| customers[limit - 1].customer.clone());
        customers.truncate(limit);
        Ok((customers, next))
    }

    /// Everything about one customer; none when nobody has that id.
    pub(crate) async fn customer_life(&self, id: &str) -> Result<Option<Life>, Fault> {
        let sql = format!(
            "select spell, started_on, ended_on, departure, reason, plan, price from spells where customer = {} \
             order by spell",
            quoted(id)
        );
        let spells = self.select(sql).await?.iter().map(spell).collect();
        let (mut facts, currency) = self.sealed_facts(id).await?;
        facts.extend(self.tail_facts(id).await?);
        facts.sort_by_key(|fact| (fact.on, fact.time_us));
        Ok((!facts.is_empty()).then_some(Life { spells, facts, currency }))
    }

    async fn sealed_facts(&self, id: &str) -> Result<(Vec<TimelineEntry>, Currency), Fault> {
        let (data, id) = (self.data.clone(), id.to_owned());
        let work = move || match Ledger::open(data).snapshot() {
            Ok(snapshot) => Ok((snapshot.timeline(&id)?, snapshot.manifest().currency)),
            Err(LedgerError::Empty { .. }) => Ok((Vec::new(), Currency::EUR)),
            Err(error) => Err(error),
        };
        let read = tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken { what: "a timeline" })?;
        Ok(read?)
    }

    /// The facts that wait in the tail, looked through in order.
    async fn tail_facts(&self, id: &str) -> Result<Vec<TimelineEntry>, Fault> {
        let (mut found, mut after, mut seen) = (Vec::new(), 0, 0);
        loop {
            let page = self.store.facts_since(after, store::PAGE_ROWS_MAX).await?;
            seen += page.items.len();
            found.extend(
                page.items.into_iter().map(|numbered| numbered.fact).filter(|fact| fact.customer == id).map(entry),
            );
            match page.next {
                Some(next) if seen < TAIL_FACTS_MAX => after = next,
                _ => return Ok(found),
            }
        }
    }

    /// The rows of a query of ours, each as a JSON object. None while the ledger is empty.
    pub(crate) async fn select(&self, sql: String) -> Result<Vec<Value>, Fault> {
        let basis = self.basis().await?;
        let _turn = self.reports.acquire().await.map_err(|_| Fault::Busy)?;
        let app = self.clone();
        let limits =
            SqlLimits { rows: 100_000, time: Duration::from_secs(LIST_SECONDS_MAX), memory_bytes: LIST_MEMORY_BYTES };
        let work = move || app.analytics.select(&sql, &basis, &limits);
        match tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken { what: "a list" })? {
            Ok(Value::Array(rows)) => Ok(rows),
            Ok(_) => Ok(Vec::new()),
            Err(error) if is_empty(&error) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Does this say that nothing was imported yet?
pub(crate) fn is_empty(error: &AnalyticsError) -> bool {
    matches!(error, AnalyticsError::Ledger(cause) if matches!(cause.downcast_ref(), Some(LedgerError::Empty { .. })))
}

/// Grain: one row per customer. Population: all with a spell, whose id begins so and comes after the last page.
fn list_sql(search: &Search, limit: usize, today: Day) -> String {
    let is_here = format!("bool_or(ended_on is null or ended_on >= date '{today}')");
    let mut bounds = Vec::new();
    if !search.prefix.is_empty() {
        bounds.push(format!("starts_with(customer, {})", quoted(&search.prefix)));
    }
    bounds.extend(search.after.as_ref().map(|after| format!("customer > {}", quoted(after))));
    let bounds = if bounds.is_empty() { String::new() } else { format!(" where {}", bounds.join(" and ")) };
    let having = match search.standing {
        None => String::new(),
        Some(Standing::Here) => format!(" having {is_here}"),
        Some(Standing::Left) => format!(" having not {is_here}"),
    };
    format!(
        "select customer, min(started_on) as first_started_on, count(*) as spells, {is_here} as is_here, \
         max(ended_on) as last_ended_on, last_value(plan order by spell) as plan, \
         last_value(price order by spell) as price from spells{bounds} group by customer{having} \
         order by customer limit {}",
        limit + 1
    )
}

fn text(row: &Value, name: &str) -> Option<String> {
    row.get(name)?.as_str().map(str::to_owned)
}

fn day(row: &Value, name: &str) -> Option<Day> {
    row.get(name)?.as_str()?.parse().ok()
}

fn customer(row: &Value) -> Customer {
    Customer {
        customer: text(row, "customer").unwrap_or_default(),
        is_here: row.get("is_here").and_then(Value::as_bool).unwrap_or_default(),
        first_started_on: day(row, "first_started_on"),
        last_ended_on: day(row, "last_ended_on"),
        spells: row.get("spells").and_then(Value::as_u64).unwrap_or_default(),
        plan: text(row, "plan"),
        price: row.get("price").and_then(Value::as_i64),
    }
}

fn spell(row: &Value) -> SpellRow {
    SpellRow {
        spell: row.get("spell").and_then(Value::as_u64).unwrap_or_default(),
        started_on: day(row, "started_on"),
        ended_on: day(row, "ended_on"),
        departure: text(row, "departure"),
        reason: text(row, "reason"),
        plan: text(row, "plan"),
        price: row.get("price").and_then(Value::as_i64),
    }
}

/// A fact of the tail as the ledger keeps it.
pub fn entry(fact: TailFact) -> TimelineEntry {
    TimelineEntry {
        on: fact.on,
        time_us: fact.time_us,
        kind: fact.kind,
        source: fact.source,
        source_id: fact.source_id,
        ref_id: fact.ref_id,
        amount: fact.amount,
        plan: fact.plan,
        reason: fact.reason,
        departure: fact.departure,
        value: fact.value,
        tenure: fact.tenure,
        traits: fact.traits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_types_cannot_leave_its_quotes() {
        let search = Search { prefix: "' or 1=1 --".into(), after: Some("a'b".into()), ..Search::default() };
        let sql = list_sql(&search, 10, Day::from_number(0));
        assert!(sql.contains("starts_with(customer, ''' or 1=1 --') and customer > 'a''b'"), "{sql}");
    }
}
