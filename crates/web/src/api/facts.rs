//! Facts one by one: they wait in the store's tail until they are sealed.

use std::collections::BTreeSet;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relationship::fact::{Tenure, TenureUnit};
use relationship::suggestion::did_you_mean;
use relationship::{Day, DepartureKind, FactKind};
use serde::Serialize;
use serde_json::{Map, Value};
use store::{StoreError, TailFact};

use super::key::Writer;
use super::problem::{Problem, ProblemBody, ProblemDetail};
use crate::App;

/// Most facts in one request.
const FACTS_MAX: usize = 5_000;
/// Longest text of a field.
const TEXT_CHARS_MAX: usize = 1_000;
/// Where a fact comes from when its sender does not say.
const SOURCE: &str = "api";

/// What a fact may say.
const FIELDS: [&str; 15] = [
    "customer",
    "on",
    "time_us",
    "kind",
    "source",
    "source_id",
    "ref",
    "amount",
    "plan",
    "reason",
    "departure",
    "value",
    "tenure",
    "tenure_unit",
    "traits",
];

/// One fact as it is sent.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes the body; the fields are read one by one, so that every mistake is named")]
struct FactIn {
    /// The company's own id of the customer.
    customer: String,
    /// The day it happened.
    #[schema(format = Date)]
    on: String,
    /// Microseconds since midnight, where known.
    time_us: Option<i64>,
    /// `joined`, `paid`, `asked_to_leave`, `left`, … or a kind of your own.
    kind: String,
    /// Where it comes from; `api` where nothing is said.
    source: Option<String>,
    /// Your own id of the fact: sending it twice changes nothing.
    source_id: Option<String>,
    /// What it refers to: a contract, an activity, a question.
    r#ref: Option<String>,
    /// Minor units of the company's currency.
    amount: Option<i64>,
    plan: Option<String>,
    /// Why, in the company's own words.
    reason: Option<String>,
    /// `voluntary`, `involuntary`, `positive`, `silent` or `dismissed`.
    departure: Option<String>,
    value: Option<f64>,
    tenure: Option<f64>,
    /// `days`, `weeks`, `months` or `years`.
    tenure_unit: Option<String>,
    /// Names and values.
    #[schema(value_type = Option<Object>)]
    traits: Option<Map<String, Value>>,
}

/// The facts of one request.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes the body")]
struct FactsIn {
    /// At most 5,000. All are stored, or none.
    facts: Vec<FactIn>,
}

/// What became of them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct FactsOut {
    /// New facts.
    stored: u64,
    /// Facts that were known by their source and id.
    already_known: u64,
    /// What facts `exposed` call an activity and the register does not know: they count once an activity goes by that name.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    not_in_register: BTreeSet<String>,
}

/// Sends facts. They stand in the customer's timeline at once, and count in reports after `vaarwel compact`.
#[utoipa::path(
    post, path = "/api/v1/facts", tag = "facts", security(("key" = ["write"])),
    request_body = FactsIn,
    responses(
        (status = 201, description = "Stored", body = FactsOut),
        (status = 400, description = "The body is not JSON", body = ProblemBody),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not write", body = ProblemBody),
        (status = 413, description = "The body is too large", body = ProblemBody),
        (status = 422, description = "A fact has a fault; nothing was stored", body = ProblemBody),
    )
)]
pub(super) async fn create_facts(_: Writer, State(app): State<App>, body: Bytes) -> Result<Response, Problem> {
    let said: Value = serde_json::from_slice(&body).map_err(|error| {
        let title = format!("The body is not JSON: line {}, column {}", error.line(), error.column());
        Problem::new(StatusCode::BAD_REQUEST, "not-json", title)
    })?;
    let facts = read_facts(&said).map_err(Problem::invalid)?;
    let appended = app.store.append_facts(&facts, app.now()).await.map_err(|error| match error {
        StoreError::NotStorable { index, field, why } => Problem::invalid(vec![ProblemDetail {
            pointer: format!("#/facts/{index}/{field}"),
            code: Some("not_storable"),
            detail: format!("`{field}` {why}"),
            hint: None,
        }]),
        other => other.into(),
    })?;
    let not_in_register = not_in_register(&app, &facts).await?;
    let out = FactsOut { stored: appended.stored, already_known: appended.already_known, not_in_register };
    Ok((StatusCode::CREATED, Json(out)).into_response())
}

/// Activities that facts speak of and nobody registered.
async fn not_in_register(app: &App, facts: &[TailFact]) -> Result<BTreeSet<String>, StoreError> {
    let is_exposed = |it: &&TailFact| it.kind == FactKind::Exposed.word();
    let mut said: BTreeSet<String> = facts.iter().filter(is_exposed).filter_map(|it| it.ref_id.clone()).collect();
    if !said.is_empty() {
        for it in app.store.activities_in_brief().await? {
            said.remove(&it.id.to_string());
            for name in it.versions.iter().flat_map(|it| it.activity.names()) {
                said.remove(name);
            }
        }
    }
    Ok(said)
}

/// The facts of a body, or everything that is wrong with them.
fn read_facts(said: &Value) -> Result<Vec<TailFact>, Vec<ProblemDetail>> {
    let whole = |detail: &str, hint: &str| {
        let (detail, hint) = (detail.to_owned(), Some(hint.to_owned()));
        Err(vec![ProblemDetail { pointer: "#/facts".into(), code: Some("facts_not_given"), detail, hint }])
    };
    let hint = "send {\"facts\": [{\"customer\": \"…\", \"on\": \"YYYY-MM-DD\", \"kind\": \"…\"}]}";
    let Some(list) = said.get("facts").and_then(Value::as_array) else {
        return whole("there is no list of facts", hint);
    };
    if list.is_empty() || list.len() > FACTS_MAX {
        return whole(&format!("the list has {} facts", list.len()), &format!("allowed: 1 to {FACTS_MAX}"));
    }
    let mut wrong = Vec::new();
    let facts =
        list.iter().enumerate().filter_map(|(index, fact)| Reading::new(index, fact, &mut wrong)?.fact()).collect();
    if wrong.is_empty() { Ok(facts) } else { Err(wrong) }
}

/// Reads one fact and collects what is wrong with it.
struct Reading<'a> {
    index: usize,
    fields: &'a Map<String, Value>,
    wrong: &'a mut Vec<ProblemDetail>,
}

impl<'a> Reading<'a> {
    fn new(index: usize, fact: &'a Value, wrong: &'a mut Vec<ProblemDetail>) -> Option<Self> {
        let Some(fields) = fact.as_object() else {
            let detail = "this is not an object".to_owned();
            wrong.push(ProblemDetail {
                pointer: format!("#/facts/{index}"),
                code: Some("not_an_object"),
                detail,
                hint: None,
            });
            return None;
        };
        let mut reading = Self { index, fields, wrong };
        for name in fields.keys().filter(|name| !FIELDS.contains(&name.as_str())) {
            let meant = did_you_mean(name, FIELDS).map(|word| format!("did you mean `{word}`? ")).unwrap_or_default();
            let allowed = FIELDS.map(|word| format!("`{word}`")).join(", ");
            reading.refuse(
                name,
                "unknown_field",
                format!("`{name}` is not a field of a fact"),
                format!("{meant}allowed: {allowed}"),
            );
        }
        Some(reading)
    }

    fn refuse(&mut self, field: &str, code: &'static str, detail: String, hint: String) {
        let pointer = format!("#/facts/{}/{}", self.index, field.replace('~', "~0").replace('/', "~1"));
        self.wrong.push(ProblemDetail { pointer, code: Some(code), detail, hint: Some(hint) });
    }

    /// A field where it is given and not null.
    fn given(&self, field: &str) -> Option<&'a Value> {
        self.fields.get(field).filter(|value| !value.is_null())
    }

    /// A field read by `read`, refused with what is allowed where that fails.
    fn read<T>(&mut self, field: &str, allowed: &str, read: impl Fn(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.given(field)?;
        let read = read(value);
        if read.is_none() {
            let shown: String = value.to_string().chars().take(100).collect();
            self.refuse(
                field,
                "value_not_allowed",
                format!("`{shown}` cannot be the value of `{field}`"),
                format!("allowed: {allowed}"),
            );
        }
        read
    }

    fn text(&mut self, field: &str) -> Option<String> {
        self.read(field, "a text of 1 to 1000 characters", |value| {
            let text = value.as_str()?.trim();
            (!text.is_empty() && text.chars().count() <= TEXT_CHARS_MAX).then(|| text.to_owned())
        })
    }

    fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.given(field).is_none() {
            self.refuse(
                field,
                "missing",
                format!("`{field}` is missing"),
                "every fact says customer, day and kind".into(),
            );
        }
        value
    }

    fn fact(mut self) -> Option<TailFact> {
        let customer = self.text("customer");
        let customer = self.required("customer", customer);
        let kind = self.text("kind");
        let kind = self.required("kind", kind);
        let on = self.read("on", "a day written as YYYY-MM-DD", |value| value.as_str()?.parse::<Day>().ok());
        let on = self.required("on", on);
        let source = self.text("source").unwrap_or_else(|| SOURCE.to_owned());
        let kinds = DepartureKind::ALL.map(|kind| format!("`{}`", kind.word())).join(", ");
        let time_us = self
            .read("time_us", "0 to 86399999999", |value| value.as_i64().filter(|us| (0..86_400_000_000).contains(us)));
        let (source_id, ref_id) = (self.text("source_id"), self.text("ref"));
        let amount = self.read("amount", "a whole number of minor units, such as cents", Value::as_i64);
        let (plan, reason) = (self.text("plan"), self.text("reason"));
        let departure = self.read("departure", &kinds, |value| value.as_str()?.parse().ok());
        let value = self.read("value", "a number", Value::as_f64);
        let (tenure, traits) = (self.tenure(), self.traits());
        if kind.as_deref() == Some(FactKind::Exposed.word()) {
            self.exposure(ref_id.is_some(), value);
        }
        let (customer, kind, on) = (customer?, kind?, on?);
        let known = TailFact::new(&customer, on, FactKind::from_word(&kind), &source);
        Some(TailFact { time_us, source_id, ref_id, amount, plan, reason, departure, value, tenure, traits, ..known })
    }

    /// Who got an activity: which one, and whether they got it or were left alone.
    fn exposure(&mut self, has_ref: bool, value: Option<f64>) {
        if !has_ref && self.given("ref").is_none() {
            let hint = "say which activity, by its id or name".to_owned();
            self.refuse("ref", "missing", "`ref` is missing".to_owned(), hint);
        }
        if let Some(value) = value.filter(|it| ![0.0, 1.0].contains(it)) {
            let hint = "allowed: 1 for who got it, 0 for who was left alone".to_owned();
            self.refuse("value", "value_not_allowed", format!("`{value}` says not whether they got it"), hint);
        }
    }

    fn tenure(&mut self) -> Option<Tenure> {
        let value =
            self.read("tenure", "a number of 0 or more", |value| value.as_f64().filter(|tenure| *tenure >= 0.0))?;
        let unit = self.read("tenure_unit", "`days`, `weeks`, `months`, `years`", |unit| {
            unit.as_str()?.parse::<TenureUnit>().ok()
        });
        Some(Tenure { value, unit: self.required("tenure_unit", unit)? })
    }

    fn traits(&mut self) -> Vec<(String, String)> {
        let plain = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            _ => None,
        };
        let read = |value: &'a Value| {
            value
                .as_object()?
                .iter()
                .map(|(name, value)| Some((name.clone(), plain(value)?)))
                .collect::<Option<Vec<_>>>()
        };
        self.read("traits", "an object of names and texts, numbers or yes/no", read).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let said = json!({ "facts": [
            { "customer": "A1", "on": "2026-02-30", "kind": "paid", "amont": 5 },
            { "on": "2026-02-03", "kind": "", "tenure": 3 },
            7,
        ]});
        let wrong = read_facts(&said).expect_err("problems");
        let said: Vec<_> = wrong.iter().map(|it| format!("{} {}", it.pointer, it.code.unwrap_or_default())).collect();
        assert_eq!(
            said,
            [
                "#/facts/0/amont unknown_field",
                "#/facts/0/on value_not_allowed",
                "#/facts/1/customer missing",
                "#/facts/1/kind value_not_allowed",
                "#/facts/1/tenure_unit missing",
                "#/facts/2 not_an_object",
            ]
        );
        assert!(wrong[0].hint.as_ref().is_some_and(|hint| hint.contains("did you mean `amount`")));
    }

    #[test]
    fn who_got_an_activity_is_said_with_the_activity_and_with_1_or_0() {
        let said = json!({ "facts": [
            { "customer": "A1", "on": "2026-02-03", "kind": "exposed", "value": 2 },
            { "customer": "A2", "on": "2026-02-03", "kind": "exposed", "ref": "Welcome call" },
            { "customer": "A3", "on": "2026-02-03", "kind": "exposed", "ref": "Welcome call", "value": 0 },
            { "customer": "A4", "on": "2026-02-03", "kind": "exposed", "ref": 7, "value": 1 },
        ]});
        let wrong = read_facts(&said).expect_err("problems");
        let said: Vec<_> = wrong.iter().map(|it| format!("{} {}", it.pointer, it.code.unwrap_or_default())).collect();
        assert_eq!(
            said,
            ["#/facts/0/ref missing", "#/facts/0/value value_not_allowed", "#/facts/3/ref value_not_allowed"]
        );
    }

    #[test]
    fn a_good_fact_is_taken_as_it_is() {
        let said = json!({ "facts": [{ "customer": "A1", "on": "2026-02-03", "kind": "bell_rung", "traits": { "city": "Utrecht", "age": 41 } }] });
        let facts = read_facts(&said).expect("facts");
        assert_eq!(facts[0].kind, "bell_rung");
        assert_eq!(facts[0].traits, [("city".to_owned(), "Utrecht".to_owned()), ("age".to_owned(), "41".to_owned())]);
    }
}
