//! Customers over the API.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use relationship::Day;
use serde::Serialize;

use super::key::Reader;
use super::problem::{Problem, ProblemBody, ProblemDetail, only};
use crate::App;
use crate::people::{Customer, PAGE_CUSTOMERS_MAX, Search, SpellRow, Standing};
use crate::posted::Fields;

/// Customers in one page where nothing is said.
const PAGE_CUSTOMERS: usize = 100;

/// One page of customers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct CustomerPage {
    items: Vec<Customer>,
    /// Send it as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// One thing that happened.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct FactOut {
    #[schema(value_type = String, format = Date)]
    on: Day,
    /// Microseconds since midnight, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_us: Option<i64>,
    kind: String,
    source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_id: Option<String>,
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    ref_id: Option<String>,
    /// Minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    departure: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    /// How long the relation had lasted, as the source stated it.
    #[serde(skip_serializing_if = "Option::is_none")]
    tenure: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenure_unit: Option<&'static str>,
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    #[schema(value_type = Object)]
    traits: serde_json::Map<String, serde_json::Value>,
}

/// Everything about one customer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct CustomerOut {
    customer: String,
    currency: String,
    /// Stretches of being a customer. Facts sent one by one count here after `vaarwel compact`.
    spells: Vec<SpellRow>,
    /// Oldest first.
    facts: Vec<FactOut>,
}

/// Customers, in order of their id.
#[utoipa::path(
    get, path = "/api/v1/customers", tag = "customers", security(("key" = ["read"])),
    params(
        ("id" = Option<String>, Query, description = "The beginning of the id"),
        ("standing" = Option<String>, Query, description = "`here` or `left`"),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<usize>, Query, description = "1 to 200; 100 where nothing is said"),
    ),
    responses(
        (status = 200, description = "One page", body = CustomerPage),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
        (status = 422, description = "A parameter is wrong", body = ProblemBody),
    )
)]
pub(super) async fn list_customers(
    _: Reader,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<CustomerPage>, Problem> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    only(&fields, &["id", "standing", "after", "limit"])?;
    let search = read_search(&fields)?;
    let (items, next) = app.list_customers(&search).await?;
    Ok(Json(CustomerPage { items, next }))
}

fn read_search(fields: &Fields) -> Result<Search, Problem> {
    let mut wrong = Vec::new();
    let mut refuse = |name: &str, given: &str, allowed: &str| {
        let detail = format!("`{given}` cannot be the value of `{name}`");
        wrong.push(ProblemDetail::of_query(name, "value_not_allowed", detail, Some(format!("allowed: {allowed}"))));
    };
    let standing = fields.get("standing").and_then(|word| {
        Standing::from_word(word).or_else(|| {
            refuse("standing", word, "`here`, `left`");
            None
        })
    });
    let limit = fields.get("limit").map_or(PAGE_CUSTOMERS, |text| {
        text.parse().ok().filter(|limit| (1..=PAGE_CUSTOMERS_MAX).contains(limit)).unwrap_or_else(|| {
            refuse("limit", text, "a whole number from 1 to 200");
            0
        })
    });
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    Ok(Search { prefix: fields.text("id").to_owned(), standing, after: fields.get("after").map(str::to_owned), limit })
}

/// One customer: stretches and every fact.
#[utoipa::path(
    get, path = "/api/v1/customers/{id}", tag = "customers", security(("key" = ["read"])),
    params(("id" = String, Path, description = "The company's own id of the customer")),
    responses(
        (status = 200, description = "The customer", body = CustomerOut),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
        (status = 404, description = "Nobody has this id", body = ProblemBody),
    )
)]
pub(super) async fn read_customer(
    _: Reader,
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<CustomerOut>, Problem> {
    only(&Fields::parse(query.as_deref().unwrap_or_default()), &[])?;
    let life = app.customer_life(&id).await?.ok_or_else(|| Problem::not_found("customer"))?;
    let facts = life.facts.into_iter().map(|fact| FactOut {
        on: fact.on,
        time_us: fact.time_us,
        kind: fact.kind,
        source: fact.source,
        source_id: fact.source_id,
        ref_id: fact.ref_id,
        amount: fact.amount,
        plan: fact.plan,
        reason: fact.reason,
        departure: fact.departure.map(relationship::DepartureKind::word),
        value: fact.value,
        tenure: fact.tenure.map(|it| it.value),
        tenure_unit: fact.tenure.map(|it| it.unit.word()),
        traits: fact.traits.into_iter().map(|(name, value)| (name, value.into())).collect(),
    });
    Ok(Json(CustomerOut {
        customer: id,
        currency: life.currency.to_string(),
        spells: life.spells,
        facts: facts.collect(),
    }))
}
