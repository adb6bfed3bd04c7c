//! What a program asks for: read from the body, or everything that is wrong with it.

use axum::http::HeaderMap;
use door::taking::{ALSO_MAX, LINE_CHARS_MAX, Proof, Request, WORDS_CHARS_MAX};
use relationship::Day;
use relationship::exit::{By, ExitKind, Said};
use relationship::flow::ChannelKind;
use relationship::suggestion::did_you_mean;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::{ExitId, Moment};

use crate::App;
use crate::api::key::Writer;
use crate::api::problem::{Problem, ProblemDetail};

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
pub(in crate::api) struct ExitIn {
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

/// The id of a request: by chance, or the same for the same key of the same program.
pub(super) fn id_of(app: &App, writer: &Writer, headers: &HeaderMap, at: Moment) -> Result<ExitId, Problem> {
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
pub(super) fn request(id: ExitId, said: Value, by: By, at: Moment) -> Result<Request, Vec<ProblemDetail>> {
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
