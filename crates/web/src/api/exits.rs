//! Requests to leave over the API: the same door as everybody's, the same receipt, the same clock.

mod asked;

use asked::{ExitIn, id_of, request};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use door::taking::{Kept, take};
use relationship::exit::{By, End, ExitState, Goodbye, Sum};
use serde::Serialize;
use serde_json::Value;
use store::{ExitFilter, ExitId, Moment};

use super::key::{Reader, Writer};
use super::problem::{Problem, ProblemBody, ProblemDetail, only};
use crate::App;
use crate::posted::Fields;

/// Cases in one page.
const PAGE_EXITS: u32 = 50;

/// A request that was taken.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct TakenOut {
    /// The case.
    id: String,
    /// The number people use.
    number: String,
    /// Was there a case about the same already? Then this is its receipt.
    already_there: bool,
    /// `stored`, or `spooled` while the store cannot be written: it is kept, and moved when the store is back.
    kept: &'static str,
    /// The last day, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<String>,
    /// By when a person tells the last day, where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<String>,
    /// The last charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_charge: Option<AmountOut>,
    /// What goes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    refund: Option<AmountOut>,
    /// What leaving costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    fee: Option<AmountOut>,
    /// What it comes to for each contract, where it is certain which; the one that ends last comes first.
    contracts: Vec<EndingOut>,
    /// The receipt with its seal, in the leaver's language.
    receipt: String,
    /// Its permanent address.
    receipt_path: String,
}

/// What a request comes to for one contract.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct EndingOut {
    /// The contract.
    contract: String,
    /// The last day, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<String>,
    /// By when a person tells the last day, where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<String>,
    /// The last charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_charge: Option<AmountOut>,
    /// What goes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    refund: Option<AmountOut>,
}

impl EndingOut {
    fn of(goodbye: &Goodbye) -> Option<Self> {
        Some(Self {
            contract: goodbye.contract.clone()?,
            last_day: goodbye.last_day().map(|day| day.to_string()),
            told_by: told_by(goodbye),
            last_charge: amount(&goodbye.last_charge),
            refund: amount(&goodbye.refund),
        })
    }
}

/// By when a person tells the last day.
fn told_by(goodbye: &Goodbye) -> Option<String> {
    match goodbye.end {
        End::ToldBy(day) => Some(day.to_string()),
        End::On { .. } => None,
    }
}

/// An amount; absent where a person tells it later, 0 where it is nothing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct AmountOut {
    /// Minor units, such as cents.
    minor: i64,
    /// ISO 4217; absent where it is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
}

/// A case.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ExitOut {
    id: String,
    flow: String,
    /// `open`, `undone`, `paused` or `ended`.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<String>,
    kind: &'static str,
    channel: String,
    /// RFC 3339.
    asked_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<String>,
    /// By when a person must have done something, if anybody must.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<String>,
    /// Its place in the chain of receipts.
    place: u64,
}

/// A case with everything that happened.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ExitWhole {
    #[serde(flatten)]
    exit: ExitOut,
    /// The reasons given, as codes.
    reasons: Vec<String>,
    /// What a person still has to do.
    open_tasks: Vec<&'static str>,
    /// The receipt with its seal.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
    /// What happened, in order: `seq`, `at`, `by`, `event`.
    #[schema(value_type = Vec<Object>)]
    events: Vec<Value>,
}

/// One page of cases.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ExitPage {
    /// The newest first.
    items: Vec<ExitOut>,
    /// Send it as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A flow.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct FlowOut {
    /// Its name in addresses.
    flow: String,
    /// The version that was published; 0 for a file.
    version: u32,
    /// What people call it, by language.
    #[schema(value_type = Object)]
    title: Value,
    /// Why the strict flow stands in its place, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    fallen_back: Option<String>,
    /// Where the pages begin.
    path: String,
}

/// All flows.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct FlowList {
    items: Vec<FlowOut>,
}

/// Takes a request to leave. Send the same `Idempotency-Key` with a repeated request: it is the same case then, even after it
/// was closed. A second request about an open case is answered with that case.
#[utoipa::path(
    post, path = "/api/v1/exits", tag = "exits", security(("key" = ["write"])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 characters of your choice")),
    request_body = ExitIn,
    responses(
        (status = 201, description = "Taken", body = TakenOut),
        (status = 200, description = "There was a case already", body = TakenOut),
        (status = 202, description = "Kept in the spool until the store is back", body = TakenOut),
        (status = 400, description = "The body is not JSON", body = ProblemBody),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not write", body = ProblemBody),
        (status = 422, description = "A part of the request is wrong", body = ProblemBody),
        (status = 503, description = "Nothing could be written anywhere", body = ProblemBody),
    )
)]
pub(super) async fn create_exit(
    writer: Writer,
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let said: Value = serde_json::from_slice(&body).map_err(|error| {
        let title = format!("The body is not JSON: line {}, column {}", error.line(), error.column());
        Problem::new(StatusCode::BAD_REQUEST, "not-json", title)
    })?;
    let at = app.now();
    let id = id_of(&app, &writer, &headers, at)?;
    let by = By::Desk(writer.act(&app).by.to_string());
    let request = request(id, said, by, at).map_err(Problem::invalid)?;
    let taken = take(&app.office, request).await.map_err(|error| {
        tracing::error!(%error, "a request to leave could not be kept");
        let title = "The request could not be kept; take it down, and send it again with the same Idempotency-Key";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-kept", title)
    })?;
    let status = match (taken.kept, taken.already_there) {
        (Kept::Spool, _) => StatusCode::ACCEPTED,
        (Kept::Store, true) => StatusCode::OK,
        (Kept::Store, false) => StatusCode::CREATED,
    };
    let goodbye = whose(&app, taken.exit).await.unwrap_or(taken.goodbye);
    let out = TakenOut {
        id: taken.exit.to_string(),
        number: taken.number,
        already_there: taken.already_there,
        kept: if taken.kept == Kept::Store { "stored" } else { "spooled" },
        last_day: goodbye.last_day().map(|day| day.to_string()),
        told_by: told_by(&goodbye),
        contracts: goodbye.each().filter_map(EndingOut::of).collect(),
        last_charge: amount(&goodbye.last_charge),
        refund: amount(&goodbye.refund),
        fee: amount(&goodbye.fee),
        receipt: taken.receipt,
        receipt_path: format!("/leave/receipt/{}", taken.token),
    };
    let location = [(header::LOCATION, format!("/api/v1/exits/{}", out.id))];
    Ok((status, location, Json(out)).into_response())
}

/// The goodbye of the case that answers: of one that was there, its own.
async fn whose(app: &App, exit: ExitId) -> Option<Goodbye> {
    Some(app.store.exit(exit).await.ok()??.exit.goodbye)
}

fn amount(sum: &Sum) -> Option<AmountOut> {
    match sum {
        Sum::Nothing => Some(AmountOut { minor: 0, currency: None }),
        Sum::Known(payment) => {
            Some(AmountOut { minor: payment.money.minor, currency: Some(payment.money.currency.code().to_owned()) })
        }
        Sum::ToldBy(_) => None,
    }
}

fn instant(at: Moment) -> String {
    jiff::Timestamp::from_microsecond(at.us()).map(|it| it.to_string()).unwrap_or_default()
}

/// Cases, the newest first.
#[utoipa::path(
    get, path = "/api/v1/exits", tag = "exits", security(("key" = ["read"])),
    params(
        ("state" = Option<String>, Query, description = "`open`, `undone`, `paused` or `ended`"),
        ("customer" = Option<String>, Query, description = "Only of this customer"),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
    ),
    responses(
        (status = 200, description = "One page", body = ExitPage),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
        (status = 422, description = "A parameter is wrong", body = ProblemBody),
    )
)]
pub(super) async fn list_exits(
    _: Reader,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<ExitPage>, Problem> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    only(&fields, &["state", "customer", "after"])?;
    let wrong = |name, detail: String, hint: &str| {
        Problem::invalid(vec![ProblemDetail::of_query(name, "value_not_allowed", detail, Some(hint.to_owned()))])
    };
    let state = match fields.get("state") {
        None => None,
        Some(word) => Some(ExitState::from_word(word).ok_or_else(|| {
            wrong("state", format!("`{word}` is not how a case stands"), "allowed: `open`, `undone`, `paused`, `ended`")
        })?),
    };
    let before = fields.get("after").map(str::parse::<ExitId>).transpose();
    let before = before.map_err(|error| wrong("after", error.to_string(), "send the `next` of the page before"))?;
    let filter = ExitFilter { state, customer: fields.get("customer").map(str::to_owned), ..ExitFilter::default() };
    let page = app.store.exits(&filter, before, PAGE_EXITS).await?;
    let out = |row: store::ExitRow| ExitOut {
        id: row.id.to_string(),
        flow: row.flow,
        state: row.state.word(),
        customer: row.customer,
        contract: row.contract,
        kind: row.kind.word(),
        channel: row.channel,
        asked_at: instant(row.asked_at),
        last_day: row.last_on.map(|day| day.to_string()),
        due_on: row.due_on.map(|day| day.to_string()),
        place: row.place,
    };
    let next = page.next.map(|next| next.to_string());
    Ok(Json(ExitPage { items: page.items.into_iter().map(out).collect(), next }))
}

/// One case, with its receipt and everything that happened. What stands in quarantine is left out.
#[utoipa::path(
    get, path = "/api/v1/exits/{id}", tag = "exits", security(("key" = ["read"])),
    params(("id" = String, Path, description = "The id of the case")),
    responses(
        (status = 200, description = "The case", body = ExitWhole),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
        (status = 404, description = "There is no such case", body = ProblemBody),
    )
)]
pub(super) async fn read_exit(
    _: Reader,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<ExitWhole>, Problem> {
    let id: ExitId = id.parse().map_err(|_| Problem::not_found("exit"))?;
    let stored = app.store.exit(id).await?.ok_or_else(|| Problem::not_found("exit"))?;
    let receipt = app.store.receipt(id).await?.map(|receipt| receipt.body);
    let declaration = &stored.exit.declaration;
    let exit = ExitOut {
        id: id.to_string(),
        flow: declaration.flow.clone(),
        state: stored.exit.state.word(),
        customer: declaration.customer.clone(),
        contract: declaration.contract.clone(),
        kind: declaration.kind.word(),
        channel: declaration.channel.word().to_owned(),
        asked_at: instant(Moment::from_us(declaration.asked_at_us)),
        last_day: stored.exit.last_day().map(|day| day.to_string()),
        due_on: stored.exit.open_tasks().first().map(|task| task.due_on.to_string()),
        place: stored.place,
    };
    let events = stored.events.iter().map(|it| {
        let mut event = serde_json::to_value(&it.event).unwrap_or_default();
        if event.get("quarantine").is_some_and(|it| !it.is_null()) {
            event["words"] = Value::Null;
        }
        serde_json::json!({ "seq": it.seq, "at": instant(Moment::from_us(it.at_us)), "by": it.by, "event": event })
    });
    Ok(Json(ExitWhole {
        reasons: stored.exit.reasons.clone(),
        open_tasks: stored.exit.open_tasks().iter().map(|task| task.need.word()).collect(),
        receipt,
        events: events.collect(),
        exit,
    }))
}

/// The flows people leave by.
#[utoipa::path(
    get, path = "/api/v1/flows", tag = "exits", security(("key" = ["read"])),
    responses(
        (status = 200, description = "All flows", body = FlowList),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
    )
)]
pub(super) async fn list_flows(_: Reader, State(app): State<App>) -> Json<FlowList> {
    let flow = |found: door::flows::Found| FlowOut {
        path: format!("/leave/{}", found.flow.flow),
        flow: found.flow.flow.clone(),
        version: found.version,
        title: serde_json::to_value(&found.flow.title).unwrap_or_default(),
        fallen_back: found.fallen_back.map(|fault| fault.to_string()),
    };
    Json(FlowList { items: app.office.flows().await.into_iter().map(flow).collect() })
}
