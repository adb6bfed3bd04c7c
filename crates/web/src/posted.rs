//! What a form sent.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};

pub(crate) use pages::{Fields, encode};
use relationship::Day;

use crate::App;
use crate::fault::Fault;
use crate::visit::Guest;

/// Two days as somebody gave them, the first one first: who mixed them up meant the same stretch.
pub(crate) fn in_order(from: Option<Day>, to: Option<Day>) -> (Option<Day>, Option<Day>) {
    if from.zip(to).is_some_and(|(from, to)| to < from) { (to, from) } else { (from, to) }
}

/// The name of the field that holds a session's form token.
pub(crate) const TOKEN_FIELD: &str = "token";

/// A form from somebody who signed in, sent from one of our own pages.
pub(crate) struct Posted {
    pub(crate) guest: Guest,
    pub(crate) fields: Fields,
}

impl FromRequest<App> for Posted {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let guest =
            request.extensions().get::<Guest>().cloned().ok_or(Fault::Broken { what: "a form without a door" })?;
        let OpenForm(fields) = OpenForm::from_request(request, app).await?;
        check_token(&guest, fields.text(TOKEN_FIELD))?;
        Ok(Self { guest, fields })
    }
}

/// A form from anybody, such as the one to sign in.
pub(crate) struct OpenForm(pub(crate) Fields);

impl FromRequest<App> for OpenForm {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let body =
            Bytes::from_request(request, app).await.map_err(|rejection| Fault::Body { status: rejection.status() })?;
        Ok(Self(Fields::parse(&String::from_utf8_lossy(&body))))
    }
}

/// Refuses a form that does not carry its session's token.
pub(crate) fn check_token(guest: &Guest, given: &str) -> Result<(), Fault> {
    if guest.form_key.made(given) { Ok(()) } else { Err(Fault::ForeignForm) }
}
