//! Links that sign a member in once: handed over by an owner or printed by the program.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use store::{Act, Actor, LinkUse, MemberId, StoreError, TokenHash};

use super::session;
use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, page, page_with};
use crate::posted::{Fields, OpenForm};
use crate::visit::Visit;

/// How long a link can be used.
const LINK_SECONDS: i64 = 7 * 24 * 3600;

#[derive(Template)]
#[template(path = "sign_in/link.html")]
pub(crate) struct LinkPage {
    pub(crate) f: Frame,
    pub(crate) secret: String,
    /// The key of a sentence that says why it does not work.
    pub(crate) refused: Option<&'static str>,
}

impl App {
    /// Makes a link that signs a member in once, within a week: path and query, to stand after the site's address.
    ///
    /// # Errors
    /// `NotFound` when there is no such member, and what else the store could not do.
    pub async fn sign_in_link(&self, member: MemberId, by: Actor) -> Result<String, StoreError> {
        let (at, token) = (self.now(), self.token());
        let expires_at = at.plus_seconds(LINK_SECONDS);
        self.store.create_sign_in_link(member, &TokenHash::of(&token), expires_at, Act { by, at }).await?;
        Ok(format!("/sign-in/link?secret={token}"))
    }
}

/// Shows a button instead of signing in at once: programs that look at links in mails must not use them up.
pub(crate) async fn show_link(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let secret = Fields::parse(query.as_deref().unwrap_or_default()).text("secret").to_owned();
    page(&LinkPage { f: Frame::outside(&visit), secret, refused: None })
}

/// Uses the link and goes to where a password can be chosen.
pub(crate) async fn use_link(visit: Visit, OpenForm(fields): OpenForm) -> Result<Response, Fault> {
    let token = TokenHash::of(fields.text("secret"));
    let refused = match visit.app.store.use_sign_in_link(&token, visit.app.now()).await? {
        LinkUse::Accepted(member) => return session::open(&visit, &member, "/settings/own").await,
        LinkUse::UsedAlready { .. } => "link-used",
        LinkUse::Expired { .. } => "link-expired",
        LinkUse::Unknown => "link-unknown",
    };
    let refusal = LinkPage { f: Frame::outside(&visit), secret: String::new(), refused: Some(refused) };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &refusal)
}
