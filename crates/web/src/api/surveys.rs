//! Surveys over the API: what is asked, links for other channels, and how many answer.

use std::collections::HashSet;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use relationship::listening::{AskedBy, Survey};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use stats::rates::wilson;
use stats::{Answer, Level, Proportion};
use store::{InvitationId, Invited, Language, NewInvitation, StoreError, TokenHash};

use super::answers::{day, instant};
use super::key::{Reader, Writer};
use super::problem::{Problem, ProblemBody, ProblemDetail, only};
use crate::App;
use crate::posted::Fields;

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// Most customers in one request for links.
const CUSTOMERS_MAX: usize = 1_000;
/// Responses are shown of so many days where nothing is said.
const DAYS_SHOWN: i32 = 90;

/// A survey in its newest version.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct SurveyOut {
    /// Its name in addresses.
    survey: String,
    version: u32,
    /// What colleagues call it, by language.
    #[schema(value_type = Object)]
    title: Value,
    languages: Vec<String>,
    /// What answers are given for.
    purposes: Vec<&'static str>,
    /// The questions as they stand in its file.
    #[schema(value_type = Vec<Object>)]
    questions: Vec<Value>,
    /// RFC 3339.
    published_at: String,
}

/// All surveys.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct SurveyList {
    items: Vec<SurveyOut>,
}

/// How many answered of those who were asked.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ResponseOut {
    survey: String,
    version: u32,
    channel: &'static str,
    language: &'static str,
    asked: u64,
    answered: u64,
    /// Touched an answer inside a message and sent nothing; programs are among them.
    touched_only: u64,
    /// Value, lower and upper end, level, n and method; or why there is none.
    #[schema(value_type = Object)]
    response: Value,
}

/// Responses; versions, channels and languages stand apart.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ResponseList {
    from: String,
    to: String,
    items: Vec<ResponseOut>,
}

/// Somebody to ask.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct CustomerIn {
    /// The company's own id of the customer.
    customer: String,
    /// `nl` or `en`; as the company told it where nothing is said.
    #[serde(default)]
    language: Option<String>,
}

/// Whom to make links for.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct InvitationsIn {
    /// `mail`, `text`, `qr`, `web`, `desk` or `kiosk`: how the links will be sent.
    channel: String,
    /// At most 1,000.
    customers: Vec<CustomerIn>,
}

/// What became of one customer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct InvitationOut {
    customer: String,
    /// `made`, `opted_out`, `resting` or `never_asked`.
    outcome: &'static str,
    /// The link; `LINK/ANSWER` opens it with the first answer chosen. It is shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    /// The first day they may be asked, where they rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// What became of all, in the order of the request.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct InvitationsOut {
    items: Vec<InvitationOut>,
}

/// Every survey in its newest version.
#[utoipa::path(
    get, path = "/api/v1/surveys", tag = "listening", security(("key" = ["read"])),
    responses(
        (status = 200, description = "All surveys", body = SurveyList),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
    )
)]
pub(super) async fn list_surveys(_: Reader, State(app): State<App>) -> Result<Json<SurveyList>, Problem> {
    let mut seen = HashSet::new();
    let all = app.store.surveys().await?;
    let items = all.into_iter().filter(|it| seen.insert(it.survey.survey.clone())).map(|it| SurveyOut {
        title: serde_json::to_value(&it.survey.title).unwrap_or_default(),
        questions: it.survey.questions.iter().filter_map(|it| serde_json::to_value(it).ok()).collect(),
        purposes: it.survey.purposes.each().map(relationship::listening::Purpose::word).collect(),
        published_at: instant(it.act.at),
        survey: it.survey.survey,
        version: it.survey.version,
        languages: it.survey.languages,
    });
    Ok(Json(SurveyList { items: items.collect() }))
}

/// Publishes a survey from its TOML file. A version is never changed: a new text needs a new version.
#[utoipa::path(
    post, path = "/api/v1/surveys", tag = "listening", security(("key" = ["write"])),
    request_body(content = String, content_type = "application/toml", description = "docs/reference/survey.md"),
    responses(
        (status = 201, description = "Published", body = serde_json::Value),
        (status = 200, description = "This very text was published before", body = serde_json::Value),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not write", body = ProblemBody),
        (status = 409, description = "The version has another text", body = ProblemBody),
        (status = 422, description = "The file is wrong; every problem with its line", body = ProblemBody),
    )
)]
pub(super) async fn create_survey(writer: Writer, State(app): State<App>, body: Bytes) -> Result<Response, Problem> {
    let Ok(text) = std::str::from_utf8(&body) else {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "not-utf8", "The body is not UTF-8 text"));
    };
    let survey = Survey::parse("survey", text).map_err(|error| {
        let details = error.problems.into_iter().map(|it| ProblemDetail {
            pointer: format!("#/line/{}", it.line),
            code: Some("survey"),
            detail: it.what,
            hint: None,
        });
        Problem::invalid(details.collect())
    })?;
    match app.store.publish_survey(&survey, text, writer.act(&app)).await {
        Ok(is_new) => {
            let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
            let said = serde_json::json!({ "survey": survey.survey, "version": survey.version });
            Ok((status, [(header::LOCATION, "/api/v1/surveys")], Json(said)).into_response())
        }
        Err(error @ StoreError::SurveyPublished { .. }) => {
            Err(Problem::new(StatusCode::CONFLICT, "survey-published", error.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

/// How many answered of those who were asked, per survey, version, channel and language: never pooled.
#[utoipa::path(
    get, path = "/api/v1/responses", tag = "listening", security(("key" = ["read"])),
    params(
        ("from" = Option<String>, Query, description = "Asked on this day or later; 90 days ago where nothing is said"),
        ("to" = Option<String>, Query, description = "Up to and with this day; today where nothing is said"),
    ),
    responses(
        (status = 200, description = "Responses", body = ResponseList),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read", body = ProblemBody),
        (status = 422, description = "A parameter is wrong", body = ProblemBody),
    )
)]
pub(super) async fn list_responses(
    _: Reader,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<ResponseList>, Problem> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    only(&fields, &["from", "to"])?;
    let mut wrong = Vec::new();
    let to = day(&fields, "to", &mut wrong).unwrap_or_else(|| app.today());
    let from = day(&fields, "from", &mut wrong).unwrap_or_else(|| to.plus_days(-DAYS_SHOWN));
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let items = app.store.responses(from, to).await?.into_iter().map(|it| ResponseOut {
        response: share(it.answered, it.asked),
        version: it.version,
        channel: it.channel.word(),
        language: it.language.word(),
        asked: it.asked,
        answered: it.answered,
        touched_only: it.touched_only,
        survey: it.survey,
    });
    Ok(Json(ResponseList { from: from.to_string(), to: to.to_string(), items: items.collect() }))
}

fn share(part: u64, whole: u64) -> Value {
    match Proportion::new(part, whole).map(|it| wilson(it, Level::P95)) {
        Ok(Answer::Known(it)) => serde_json::json!({
            "value": it.value, "lower": it.interval.lower, "upper": it.interval.upper,
            "level": it.interval.level.get(), "n": it.n, "method": it.method.word(),
        }),
        Ok(Answer::Undetermined(why)) => serde_json::json!({ "undetermined": why.to_string(), "code": why.word() }),
        Err(error) => serde_json::json!({ "undetermined": error.to_string() }),
    }
}

/// Makes links to a survey, to be sent in whatever way. The cap over all surveys and channels holds, who does not want to be
/// asked gets none, and some are never asked so that it can be seen what asking does.
#[utoipa::path(
    post, path = "/api/v1/surveys/{survey}/invitations", tag = "listening", security(("key" = ["write"])),
    params(("survey" = String, Path, description = "The name of the survey")),
    request_body = InvitationsIn,
    responses(
        (status = 200, description = "What became of each", body = InvitationsOut),
        (status = 400, description = "The body cannot be read", body = ProblemBody),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not write", body = ProblemBody),
        (status = 404, description = "There is no such survey", body = ProblemBody),
        (status = 422, description = "Too many customers, or none; a channel or language there is not", body = ProblemBody),
    )
)]
pub(super) async fn create_invitations(
    writer: Writer,
    State(app): State<App>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Json<InvitationsOut>, Problem> {
    let asked: InvitationsIn = serde_json::from_slice(&body).map_err(|error| {
        Problem::new(StatusCode::BAD_REQUEST, "not-json", format!("The body cannot be read: {error}"))
    })?;
    let channel = check(&asked)?;
    let survey = app.store.newest_survey(&name).await?.ok_or_else(|| Problem::not_found("survey"))?.survey;
    let rules = |error: door::listening::RulesFault| {
        tracing::error!(%error, "nobody can be asked");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", "The rules for asking cannot be used")
    };
    let (house, key) = (app.office.asking_rules().map_err(rules)?, app.office.unasked_key().map_err(rules)?);
    let usual = app.store.settings().await?.language;
    let mut items = Vec::with_capacity(asked.customers.len());
    for it in asked.customers {
        if key.is_unasked(&it.customer, house.unasked_share) {
            items.push(InvitationOut { customer: it.customer, outcome: "never_asked", link: None, until: None });
            continue;
        }
        let wished = match it.language {
            Some(word) => word.parse().ok(),
            None => app.store.person(&it.customer).await?.and_then(|it| it.language),
        };
        let language: Language = survey.language(wished.unwrap_or(usual).word()).parse().unwrap_or(usual);
        let act = writer.act(&app);
        let id = InvitationId::new(act.at, app.random_id());
        let secret = app.office.asking_token(id);
        let new = NewInvitation {
            id,
            token: TokenHash::of(&secret),
            survey: survey.survey.clone(),
            version: survey.version,
            customer: it.customer.clone(),
            channel,
            language,
            about: None,
            asked_on: app.today(),
            expires_at: act.at.plus_seconds(i64::from(survey.link_days) * DAY_SECONDS),
        };
        let (outcome, link, until) = match app.store.invite(&new, Some(&house), act).await? {
            Invited::Made => ("made", Some(app.office.address(&format!("/a/{secret}"))), None),
            Invited::OptedOut => ("opted_out", None, None),
            Invited::Resting { until } => ("resting", None, Some(until.to_string())),
            Invited::AskedBefore => ("resting", None, None),
        };
        items.push(InvitationOut { customer: it.customer, outcome, link, until });
    }
    Ok(Json(InvitationsOut { items }))
}

/// Everything that is wrong with a request for links; else its channel.
fn check(asked: &InvitationsIn) -> Result<AskedBy, Problem> {
    let mut wrong = Vec::new();
    let mut refuse = |pointer: String, detail: String, hint: String| {
        wrong.push(ProblemDetail { pointer, code: Some("value_not_allowed"), detail, hint: Some(hint) });
    };
    let channel = AskedBy::from_word(&asked.channel);
    if channel.is_none() {
        let allowed = AskedBy::ALL.map(|it| format!("`{}`", it.word())).join(", ");
        refuse("#/channel".to_owned(), format!("`{}` is not a channel", asked.channel), format!("allowed: {allowed}"));
    }
    if asked.customers.is_empty() || asked.customers.len() > CUSTOMERS_MAX {
        let detail = format!("the list has {} customers", asked.customers.len());
        refuse("#/customers".to_owned(), detail, format!("allowed: 1 to {CUSTOMERS_MAX}"));
    }
    for (at, it) in asked.customers.iter().enumerate() {
        if it.customer.is_empty() || it.customer.contains('\0') {
            let detail = "this is no customer".to_owned();
            refuse(format!("#/customers/{at}/customer"), detail, "say who is asked".to_owned());
        }
        if it.language.as_deref().is_some_and(|word| word.parse::<Language>().is_err()) {
            let detail = "this is not a language here".to_owned();
            refuse(format!("#/customers/{at}/language"), detail, "allowed: `nl`, `en`".to_owned());
        }
    }
    match channel {
        Some(channel) if wrong.is_empty() => Ok(channel),
        _ => Err(Problem::invalid(wrong)),
    }
}
