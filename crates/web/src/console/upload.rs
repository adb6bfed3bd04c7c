//! Taking a file from a form: its token first, so that nobody else's file is ever written.

use axum::extract::Multipart;
use store::ImportId;

use crate::fault::Fault;
use crate::imports::{Shelf, next_field};
use crate::posted::{TOKEN_FIELD, check_token};
use crate::visit::Guest;

/// Streams the file of a form onto a shelf; nothing where none was chosen.
pub(crate) async fn take(guest: &Guest, form: &mut Multipart, shelf: Shelf) -> Result<Option<ImportId>, Fault> {
    let token = match next_field(form).await? {
        Some(field) if field.name() == Some(TOKEN_FIELD) => field.text().await.unwrap_or_default(),
        _ => String::new(),
    };
    check_token(guest, &token)?;
    match next_field(form).await? {
        Some(field) if field.name() == Some("file") && field.file_name().is_some_and(|name| !name.is_empty()) => {
            guest.app.receive_on(shelf, field).await.map(Some)
        }
        _ => Ok(None),
    }
}
