//! Requests to leave over the API: the same door as everybody's, the same receipt, the same clock.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use door::taking::{ALSO_MAX, Kept, LINE_CHARS_MAX, Proof, Request, WORDS_CHARS_MAX, take};
use relationship::Day;
use relationship::exit::{By, End, ExitKind, ExitState, Goodbye, Said, Sum};
use relationship::flow::ChannelKind;
use relationship::suggestion::did_you_mean;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::{ExitFilter, ExitId, Moment};

use super::key::{Reader, Writer};
use super::problem::{Problem, ProblemBody, ProblemDetail, only};
use crate::App;
use crate::posted::Fields;

/// Cases in one page.
const PAGE_EXITS: u32 = 50;
/// The longest `Idempotency-Key`.
const IDEMPOTENCY_CHARS_MAX: usize = 255;
/// The fields of a request.
const FIELDS: [&str; 13] = [
    "flow",
    "customer",
    "contract",
    "contracts",
    "kind",
    "ground",
    "channel",
    "language",
    "wanted_on",
    "words",
    "name",
    "mail",
    "phone",
];

/// A request to leave. The key vouches for the customer.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(super) struct ExitIn {
    /// The flow, as it stands in addresses.
    flow: String,
    /// The customer number. Without one, or with an unknown one, a person finds out who it is.
    customer: Option<String>,
    /// The contract; where there is but one, it need not be said.
    contract: Option<String>,
    /// Several contracts that are to end with one request: one case, one receipt. In place of `contract`.
    contracts: Option<Vec<String>>,
    /// `ordinary`, `extraordinary` or `withdrawal`.
    kind: Option<String>,
    /// The ground of an extraordinary ending.
    ground: Option<String>,
    /// How it reached you: `api` when nobody says, `phone`, `chat`, `counter`, `letter`, `mail`, `app`, `page`, `widget`.
    channel: Option<String>,
    /// The language of the receipt: `nl` or `en`.
    language: Option<String>,
    /// The last day wanted, YYYY-MM-DD; the earliest possible without one.
    wanted_on: Option<String>,
    /// What the leaver wrote or said, word for word.
    words: Option<String>,
    /// The leaver's name.
    name: Option<String>,
    /// Where the receipt goes; also where the company knows them.
    mail: Option<String>,
    /// The leaver's phone number.
    phone: Option<String>,
}

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

/// The id of a request: by chance, or the same for the same key of the same program.
fn id_of(app: &App, writer: &Writer, headers: &HeaderMap, at: Moment) -> Result<ExitId, Problem> {
    let Some(given) = headers.get("idempotency-key") else { return Ok(app.office.new_exit_id(at)) };
    let text = given.to_str().ok().filter(|text| !text.is_empty() && text.chars().count() <= IDEMPOTENCY_CHARS_MAX);
    let Some(text) = text else {
        let detail = "the header `Idempotency-Key` cannot be used".to_owned();
        let hint = Some(format!("allowed: 1 to {IDEMPOTENCY_CHARS_MAX} visible characters"));
        let (pointer, code) = ("#/header/Idempotency-Key".to_owned(), Some("value_not_allowed"));
        return Err(Problem::invalid(vec![ProblemDetail { pointer, code, detail, hint }]));
    };
    let hash = Sha256::digest(format!("vaarwel exit 1\n{}\n{text}", writer.0.id));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    // Without a moment in it, so that the same key gives the same id tomorrow.
    Ok(ExitId::new(Moment::from_us(0), u128::from_le_bytes(bytes)))
}

/// The request a body makes, or everything that is wrong with it.
fn request(id: ExitId, said: Value, by: By, at: Moment) -> Result<Request, Vec<ProblemDetail>> {
    let mut wrong = unknown_fields(&said);
    let detail = |field: &str, detail: String, hint: &str| ProblemDetail {
        pointer: format!("#/{field}"),
        code: Some("value_not_allowed"),
        detail,
        hint: Some(hint.to_owned()),
    };
    let read: ExitIn = match serde_json::from_value(said) {
        Ok(read) => read,
        Err(error) => {
            wrong.push(detail(
                "",
                error.to_string(),
                "send {\"flow\": \"…\", \"customer\": \"…\"}; all values are texts",
            ));
            return Err(wrong);
        }
    };
    let kinds = ExitKind::ALL.map(|kind| format!("`{}`", kind.word())).join(", ");
    let kind = read.kind.as_deref().map_or(Some(ExitKind::Ordinary), ExitKind::from_word);
    if kind.is_none() {
        wrong.push(detail("kind", "this is no kind of ending".to_owned(), &format!("allowed: {kinds}")));
    }
    let channel = read
        .channel
        .as_deref()
        .map_or(Ok(ChannelKind::Api), |word| serde_json::from_value::<ChannelKind>(Value::String(word.to_owned())));
    if let Err(error) = &channel {
        wrong.push(detail("channel", error.to_string(), "leave it out for `api`"));
    }
    let wanted_on = read.wanted_on.as_deref().map(str::parse::<Day>).transpose();
    if let Err(error) = &wanted_on {
        wrong.push(detail("wanted_on", error.to_string(), "a day written as YYYY-MM-DD, or leave it out"));
    }
    let language = read.language.as_deref().unwrap_or("nl").to_owned();
    if !matches!(language.as_str(), "nl" | "en") {
        wrong.push(detail("language", format!("`{language}` is not a language here"), "allowed: `nl`, `en`"));
    }
    let several = read.contracts.as_deref().unwrap_or_default();
    if several.len() > ALSO_MAX || several.iter().any(|it| it.chars().count() > LINE_CHARS_MAX) {
        let most = format!("allowed: {ALSO_MAX} contracts of {LINE_CHARS_MAX} characters");
        wrong.push(detail("contracts", "this is too long".to_owned(), &most));
    }
    let lines =
        [("flow", Some(&read.flow)), ("customer", read.customer.as_ref()), ("contract", read.contract.as_ref())];
    for (field, text) in lines {
        if text.is_some_and(|text| text.chars().count() > LINE_CHARS_MAX) {
            wrong.push(detail(field, "this is too long".to_owned(), &format!("allowed: {LINE_CHARS_MAX} characters")));
        }
    }
    if read.words.as_ref().is_some_and(|words| words.chars().count() > WORDS_CHARS_MAX) {
        wrong.push(detail("words", "this is too long".to_owned(), &format!("allowed: {WORDS_CHARS_MAX} characters")));
    }
    let (Some(kind), Ok(channel), Ok(wanted_on), true) = (kind, channel, wanted_on, wrong.is_empty()) else {
        return Err(wrong);
    };
    let contracts: Vec<String> = match read.contracts {
        Some(several) => several,
        None => read.contract.into_iter().collect(),
    };
    let proof = read.customer.clone().map_or(Proof::Said, |customer| Proof::Vouched { customer });
    let said = Said {
        customer: read.customer,
        name: read.name,
        mail: read.mail,
        phone: read.phone,
        contract: Some(contracts.join(", ")).filter(|text| !text.is_empty()),
    };
    Ok(Request {
        said,
        proof,
        kind,
        ground: read.ground,
        wanted_on,
        words: read.words,
        by,
        ..Request::new(id, &read.flow, channel, &language, at.us())
    }
    .about(contracts))
}

fn unknown_fields(said: &Value) -> Vec<ProblemDetail> {
    let names = said.as_object().into_iter().flat_map(|fields| fields.keys());
    let unknown = names.filter(|name| !FIELDS.contains(&name.as_str()));
    unknown
        .map(|name| {
            let meant = did_you_mean(name, FIELDS).map(|word| format!("did you mean `{word}`? ")).unwrap_or_default();
            let allowed = FIELDS.map(|word| format!("`{word}`")).join(", ");
            ProblemDetail {
                pointer: format!("#/{}", name.replace('~', "~0").replace('/', "~1")),
                code: Some("unknown_field"),
                detail: format!("`{name}` is not a field of a request to leave"),
                hint: Some(format!("{meant}allowed: {allowed}")),
            }
        })
        .collect()
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
