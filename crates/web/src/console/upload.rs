//! Taking a file from a form: its token first, so that nobody else's file is ever written.

use axum::extract::Multipart;
use store::ImportId;

use crate::fault::Fault;
use crate::imports::{Shelf, next_field};
use crate::posted::{TOKEN_FIELD, check_token};
use crate::visit::Guest;

/// So many bytes, in the largest unit that leaves a whole number.
pub(crate) fn size(bytes: u64) -> String {
    let (large, unit) = [(30, "GB"), (20, "MB"), (10, "kB")]
        .into_iter()
        .find(|(shift, _)| bytes >= 1 << shift && bytes.trailing_zeros() >= *shift)
        .unwrap_or((0, "B"));
    format!("{}\u{a0}{unit}", bytes >> large)
}

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
