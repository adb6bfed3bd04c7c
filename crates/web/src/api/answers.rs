//! Answers over the API. Who asks says what for, and gets the answers that were given for that and no others.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use relationship::Day;
use relationship::listening::{Purpose, Use, Value};
use serde::Serialize;
use store::{Answer, AnswerFilter, Moment};

use super::key::Reader;
use super::problem::{Problem, ProblemBody, ProblemDetail, only};
use crate::App;
use crate::posted::Fields;

/// Answers in one page where nothing is said, and the most.
const PAGE_ANSWERS: u32 = 100;
const PAGE_ANSWERS_MAX: u32 = 500;

/// An answer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct AnswerOut {
    /// The invitation it belongs to.
    invitation: String,
    survey: String,
    version: u32,
    question: String,
    customer: String,
    /// `mail`, `text`, `qr`, `web`, `desk` or `kiosk`.
    channel: &'static str,
    language: &'static str,
    /// The day of the first answer.
    on: String,
    /// RFC 3339.
    first_at: String,
    /// What was answered; null once own words were kept for their term.
    #[schema(value_type = Object)]
    value: Option<Value>,
    /// Everything it may be used for.
    purposes: Vec<&'static str>,
}

/// One page of answers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct AnswerPage {
    /// What they are given out for.
    #[serde(rename = "for")]
    wanted: &'static str,
    /// The newest first.
    items: Vec<AnswerOut>,
    /// Send it as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Answers that may be used for something, the newest first. `for` must say what for: an answer that was not given for that
/// is not among them, and no answer is given out to sell or to judge.
#[utoipa::path(
    get, path = "/api/v1/answers", tag = "listening", security(("key" = ["read"])),
    params(
        ("for" = String, Query, description = "`handle`, `improve`, `reply` or `research`"),
        ("survey" = Option<String>, Query, description = "Only of this survey"),
        ("question" = Option<String>, Query, description = "Only to this question"),
        ("customer" = Option<String>, Query, description = "Only of this customer"),
        ("from" = Option<String>, Query, description = "First given on this day or later, YYYY-MM-DD"),
        ("to" = Option<String>, Query, description = "Up to and with this day"),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u32>, Query, description = "1 to 500; 100 where nothing is said"),
    ),
    responses(
        (status = 200, description = "One page", body = AnswerPage),
        (status = 401, description = "No key", body = ProblemBody),
        (status = 403, description = "The key may not read, or no answer is given for this", body = ProblemBody),
        (status = 422, description = "A parameter is wrong", body = ProblemBody),
    )
)]
pub(super) async fn list_answers(
    _: Reader,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<AnswerPage>, Problem> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    only(&fields, &["for", "survey", "question", "customer", "from", "to", "after", "limit"])?;
    let wanted = purpose(&fields)?;
    let mut wrong = Vec::new();
    let filter = AnswerFilter {
        survey: fields.get("survey").map(str::to_owned),
        question: fields.get("question").map(str::to_owned),
        customer: fields.get("customer").map(str::to_owned),
        from: day(&fields, "from", &mut wrong),
        to: day(&fields, "to", &mut wrong),
        ..AnswerFilter::default()
    };
    let limit = limit(&fields, (PAGE_ANSWERS, PAGE_ANSWERS_MAX), &mut wrong);
    let before = fields.get("after").and_then(|text| {
        let read = read_cursor(text);
        if read.is_none() {
            wrong.push(refused("after", text, "the `next` of the page before"));
        }
        read
    });
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let page = app.store.answers(&filter, Use::For(wanted), before, limit).await?;
    let next = page.next.map(|(at, key)| format!("{}/{key}", at.us()));
    let items = page.items.into_iter().filter_map(|it| out(it, wanted)).collect();
    Ok(Json(AnswerPage { wanted: wanted.word(), items, next }))
}

/// What answers are wanted for. Another use than those there are is refused as what it is: not allowed.
fn purpose(fields: &Fields) -> Result<Purpose, Problem> {
    let allowed = Purpose::ALL.map(|it| format!("`{}`", it.word())).join(", ");
    let Some(given) = fields.get("for") else {
        let detail = "say what the answers are wanted for";
        let hint = Some(format!("`for` is one of {allowed}"));
        return Err(Problem::invalid(vec![ProblemDetail::of_query("for", "purpose_missing", detail, hint)]));
    };
    Purpose::from_word(given).ok_or_else(|| {
        let title = format!("No answer is given for this; answers are given for: {allowed}");
        Problem::new(StatusCode::FORBIDDEN, "purpose-not-allowed", title)
    })
}

fn out(it: Answer, wanted: Purpose) -> Option<AnswerOut> {
    // What may not be used is not among the rows; should it ever be, it is held here.
    let value = it.value.get(Use::For(wanted)).ok()?.clone();
    Some(AnswerOut {
        invitation: it.invitation.to_string(),
        version: it.version,
        channel: it.channel.word(),
        language: it.language.word(),
        on: it.on.to_string(),
        first_at: instant(it.first_at),
        purposes: it.value.purposes().each().map(Purpose::word).collect(),
        value,
        survey: it.survey,
        question: it.question,
        customer: it.customer,
    })
}

/// RFC 3339.
pub(super) fn instant(at: Moment) -> String {
    jiff::Timestamp::from_microsecond(at.us()).map(|it| it.to_string()).unwrap_or_default()
}

/// A cursor of a moment and a key.
pub(super) fn read_cursor(text: &str) -> Option<(Moment, String)> {
    let (at, key) = text.split_once('/')?;
    Some((Moment::from_us(at.parse().ok()?), key.to_owned()))
}

/// A part of the address that cannot be used.
pub(super) fn refused(name: &str, given: &str, allowed: &str) -> ProblemDetail {
    let detail = format!("`{given}` cannot be the value of `{name}`");
    ProblemDetail::of_query(name, "value_not_allowed", detail, Some(format!("allowed: {allowed}")))
}

/// A day of the address.
pub(super) fn day(fields: &Fields, name: &str, wrong: &mut Vec<ProblemDetail>) -> Option<Day> {
    let text = fields.get(name)?;
    let read = text.parse().ok();
    if read.is_none() {
        wrong.push(refused(name, text, "a day of the calendar written as YYYY-MM-DD"));
    }
    read
}

/// How many rows of a page are wanted, of a usual number and a highest one.
pub(super) fn limit(fields: &Fields, (usual, most): (u32, u32), wrong: &mut Vec<ProblemDetail>) -> u32 {
    let Some(text) = fields.get("limit") else { return usual };
    text.parse().ok().filter(|limit| (1..=most).contains(limit)).unwrap_or_else(|| {
        wrong.push(refused("limit", text, &format!("a whole number from 1 to {most}")));
        usual
    })
}
