//! A file that somebody brings for an activity: on the shelf, and then open beside what it is about.

use axum::extract::Multipart;
use axum::http::StatusCode;
use axum::response::Response;
use ledger::describe::Description;
use store::{ImportId, RegisteredActivity};

use super::one::{activity_page, find};
use crate::console::upload;
use crate::fault::Fault;
use crate::frame::{go_to, page_with};
use crate::imports::{Shelf, Waiting};
use crate::posted::Fields;
use crate::told::Told;
use crate::visit::Guest;

/// A file on the shelf with the activity it is about.
pub(super) struct Given {
    pub(super) it: RegisteredActivity,
    pub(super) file: ImportId,
    pub(super) waiting: Waiting,
    pub(super) description: Description,
}

/// Puts a file on the shelf and goes to the page that asks what to do with it.
pub(super) async fn put(guest: &Guest, id: &str, form: &mut Multipart, step: &str) -> Result<Response, Fault> {
    match upload::take(guest, form, Shelf::Measures).await? {
        Some(file) => Ok(go_to(&format!("/activities/{id}/{step}/{file}"))),
        None => refuse(guest, id, guest.speech.t("import-no-file")).await,
    }
}

/// Opens a file of the shelf. One that cannot be read is thrown away, with the reason on the page of the activity.
pub(super) async fn open(guest: &Guest, id: &str, file: &str) -> Result<Result<Given, Response>, Fault> {
    let it = find(&guest.app, id).await?;
    let file: ImportId = file.parse().map_err(|_| Fault::NotFound)?;
    let waiting = guest.app.file_on(Shelf::Measures, file).await.ok_or(Fault::NotFound)?;
    match guest.app.describe_file(&waiting.file).await {
        Ok(description) => Ok(Ok(Given { it, file, waiting, description })),
        Err(Fault::Ledger(error)) => {
            guest.app.clear_shelf(Shelf::Measures, file).await;
            Ok(Err(refuse(guest, id, Told::told(&guest.speech, &error.message())).await?))
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn refuse(guest: &Guest, id: &str, wrong: String) -> Result<Response, Fault> {
    let page = activity_page(guest, id, &Fields::default(), Some(wrong)).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
