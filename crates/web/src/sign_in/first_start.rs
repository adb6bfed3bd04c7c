//! The first start: whoever holds the link the program printed becomes the owner.

use std::sync::PoisonError;

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use store::{Act, Actor, Email, Member, MemberId, NewMember, Role, Settings, StoreError, TokenHash};

use super::password::{PASSWORD_CHARS_MIN, hash_soon};
use super::session;
use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, page, page_with};
use crate::language::stored;
use crate::posted::{Fields, OpenForm};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "sign_in/first_start.html")]
pub(crate) struct FirstStartPage {
    pub(crate) f: Frame,
    pub(crate) secret: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) company_name: String,
    pub(crate) password_chars_min: usize,
    /// Field and key of the sentence that says what is wrong with it.
    pub(crate) wrong: Vec<(&'static str, &'static str)>,
    /// The link is not good; there is nothing to fill in.
    pub(crate) closed: bool,
}

impl FirstStartPage {
    pub(crate) fn wrong_with(&self, field: &str) -> Option<&'static str> {
        self.wrong.iter().find(|(known, _)| *known == field).map(|(_, key)| *key)
    }
}

impl App {
    /// While there is no member yet: makes the link whose holder becomes the owner, as path and query. It is good until
    /// it is used or the program stops. `None` once there are members.
    ///
    /// # Errors
    /// What the store could not do.
    pub async fn first_start_link(&self) -> Result<Option<String>, StoreError> {
        if !self.store.members().await?.is_empty() {
            return Ok(None);
        }
        let token = self.token();
        *self.first_start.lock().unwrap_or_else(PoisonError::into_inner) = Some(TokenHash::of(&token));
        Ok(Some(format!("/first-start?secret={token}")))
    }

    fn is_first_start_secret(&self, secret: &str) -> bool {
        let kept = self.first_start.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().is_some_and(|kept| *kept == TokenHash::of(secret))
    }
}

fn empty(visit: &Visit, secret: &str) -> FirstStartPage {
    FirstStartPage {
        f: Frame::outside(visit),
        secret: secret.to_owned(),
        name: String::new(),
        email: String::new(),
        company_name: visit.settings.company_name.clone(),
        password_chars_min: PASSWORD_CHARS_MIN,
        wrong: Vec::new(),
        closed: !visit.app.is_first_start_secret(secret),
    }
}

pub(crate) async fn show_first_start(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let form = empty(&visit, Fields::parse(query.as_deref().unwrap_or_default()).text("secret"));
    page_with(if form.closed { StatusCode::FORBIDDEN } else { StatusCode::OK }, &form)
}

/// Makes the owner and signs them in.
pub(crate) async fn create_owner(visit: Visit, OpenForm(fields): OpenForm) -> Result<Response, Fault> {
    let mut form = empty(&visit, fields.text("secret"));
    if form.closed {
        return page_with(StatusCode::FORBIDDEN, &form);
    }
    let email = fields.text("email").parse::<Email>();
    let password = hash_soon(&visit.app, fields.as_typed("password").to_owned()).await?;
    let (email, password_hash) = match (email, password) {
        (Ok(email), Ok(hash)) => (email, hash),
        (email, password) => {
            form.wrong.extend(email.is_err().then_some(("email", "first-start-email-wrong")));
            form.wrong.extend(password.is_err().then_some(("password", "first-start-password-wrong")));
            fields.text("name").clone_into(&mut form.name);
            fields.text("email").clone_into(&mut form.email);
            fields.text("company_name").clone_into(&mut form.company_name);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &form);
        }
    };
    let owner = NewMember {
        id: MemberId::new(visit.app.now(), visit.app.random_id()),
        email,
        name: fields.text("name").to_owned(),
        role: Role::Owner,
        language: stored(visit.speech.language()),
        password_hash: Some(password_hash),
    };
    match add_owner(&visit, owner, fields.text("company_name")).await? {
        Some(owner) => session::open(&visit, &owner, "/").await,
        None => page(&FirstStartPage { closed: true, ..form }),
    }
}

async fn add_owner(visit: &Visit, owner: NewMember, company_name: &str) -> Result<Option<Member>, Fault> {
    let (app, act) = (&visit.app, Act { by: Actor::Program, at: visit.app.now() });
    let language = owner.language;
    let Some(owner) = app.store.add_first_member(owner, act).await? else { return Ok(None) };
    *app.first_start.lock().unwrap_or_else(PoisonError::into_inner) = None;
    let act = Act { by: Actor::Member(owner.id), ..act };
    let settings = Settings { company_name: company_name.to_owned(), language, ..visit.settings.clone() };
    app.store.change_settings(&settings, act).await?;
    Ok(Some(owner))
}
