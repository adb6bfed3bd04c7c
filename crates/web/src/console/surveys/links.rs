//! Links for who asks by hand: at the desk, on paper, on a screen on the spot. Each is for one customer, is counted in the cap
//! from then on, and is shown once: whoever has it can answer.

use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use relationship::listening::{AskedBy, Survey};
use store::{InvitationId, Invited, NewInvitation, StoreError, TokenHash};

use super::{Draft, editor};
use crate::App;
use crate::console::parts::Voice;
use crate::fault::Fault;
use crate::frame::go_to;
use crate::people::Search;
use crate::posted::{Fields, Posted};
use crate::visit::Guest;

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// The longest name of a customer.
const CUSTOMER_CHARS_MAX: usize = 200;

/// A link that was made, or a screen that was put up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Made {
    pub(crate) heading: String,
    pub(crate) text: String,
    pub(crate) link: String,
    /// The link for a camera.
    pub(crate) code: String,
    /// Where the questions can be answered now.
    pub(crate) path: String,
}

impl Made {
    /// One at this address, with its code for a camera; what is said of it comes beside.
    pub(super) fn at(app: &App, headers: &HeaderMap, path: String, label: &str) -> Self {
        let link = format!("{}{path}", address(app, headers));
        Self { code: charts::qr(&link, label).unwrap_or_default(), link, path, ..Self::default() }
    }
}

/// Makes a link for one customer.
pub(super) async fn make_link(
    Path(name): Path<String>,
    headers: HeaderMap,
    Posted { guest, fields }: Posted,
) -> Result<Response, Fault> {
    let draft = Draft::of(&guest, &name, None).await?;
    let customer: String = fields.text("customer").chars().take(CUSTOMER_CHARS_MAX).collect();
    let draft = match invite(&guest, &name, &customer, &fields, &headers).await? {
        // Whoever has the customer before them types in what they say at once.
        Ok(made) if fields.text("do") == "now" => return Ok(go_to(&made.path)),
        Ok(made) => Draft { made: Some(made), ..draft },
        Err(wrong) => Draft { link_wrong: Some(wrong), customer, ..draft },
    };
    editor(&guest, name, draft).await
}

async fn invite(
    guest: &Guest,
    name: &str,
    customer: &str,
    fields: &Fields,
    headers: &HeaderMap,
) -> Result<Result<Made, String>, Fault> {
    let (app, voice) = (&guest.app, Voice::new(&guest.speech));
    if customer.is_empty() {
        return Ok(Err(voice.t("surveys-wrong-customer")));
    }
    let Some(newest) = app.store.newest_survey(name).await? else {
        return Ok(Err(voice.t("surveys-wrong-unpublished")));
    };
    if !is_known(app, customer).await? {
        return Ok(Err(voice.t1("surveys-wrong-nobody", "customer", customer)));
    }
    let survey: &Survey = &newest.survey;
    let asked = AskedBy::from_word(fields.text("channel")).unwrap_or(AskedBy::Desk);
    let channel = if fields.text("do") == "now" { AskedBy::Desk } else { asked };
    // Who asks by hand picks the language of the customer, of those the survey speaks.
    let language = survey.language(fields.text("tongue")).parse().unwrap_or(app.store.settings().await?.language);
    let token = door::asking::new_token(&app.office);
    let act = guest.act();
    let expires_at = act.at.plus_seconds(i64::from(survey.link_days) * DAY_SECONDS);
    let new = NewInvitation {
        id: InvitationId::new(act.at, app.random_id()),
        token: TokenHash::of(&token),
        survey: survey.survey.clone(),
        version: survey.version,
        customer: customer.to_owned(),
        channel,
        language,
        about: None,
        asked_on: app.today(),
        expires_at,
    };
    // Whoever asks to be asked, at a desk or on the spot, is not held back by the cap; who never wants to be asked is.
    match app.store.invite(&new, None, act).await {
        Ok(Invited::Made) => {}
        Ok(Invited::OptedOut) => return Ok(Err(voice.t("surveys-wrong-opted-out"))),
        Ok(Invited::Resting { until }) => {
            return Ok(Err(voice.t1("surveys-wrong-resting", "day", voice.day(until))));
        }
        Ok(Invited::AskedBefore) => return Ok(Err(voice.t("surveys-wrong-asked"))),
        Err(StoreError::NotStorable { .. }) => return Ok(Err(voice.t("surveys-wrong-customer"))),
        Err(error) => return Err(error.into()),
    }
    let channel = voice.t(&format!("answers-channel-{}", channel.word()));
    Ok(Ok(Made {
        heading: voice.t2("surveys-made", "customer", customer, "channel", channel),
        text: voice.t1("surveys-made-text", "until", voice.moment(expires_at.us())),
        ..Made::at(app, headers, format!("/a/{token}"), &voice.t1("surveys-code-label", "customer", customer))
    }))
}

/// Does the ledger or the desk know this customer? Where nobody was brought in yet nobody can tell, and nobody is refused.
async fn is_known(app: &App, customer: &str) -> Result<bool, Fault> {
    if app.store.person(customer).await?.is_some() || app.customer_life(customer).await?.is_some() {
        return Ok(true);
    }
    let (customers, _) = app.list_customers(&Search { limit: 1, ..Search::default() }).await?;
    Ok(customers.is_empty() && app.store.people_count().await? == 0)
}

/// The address people use: as the company set it, or as whoever makes the link reached this page.
pub(in crate::console) fn address(app: &App, headers: &HeaderMap) -> String {
    let here = || {
        let host = headers.get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or("localhost");
        format!("http://{host}")
    };
    app.public_url.as_ref().map_or_else(here, |url| url.trim_end_matches('/').to_owned())
}
