//! What pages load: one style sheet and the mark. The name holds a hash of the content, so that a browser may keep it.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

use crate::App;

const PAGES_STYLE: &str = include_str!("../assets/vaarwel.css");
const FORMS_STYLE: &str = include_str!("../assets/forms.css");
const MARK: &str = include_str!("../assets/mark.svg");

/// The files pages load, under their addresses.
#[derive(Debug)]
pub(crate) struct Assets {
    /// The address of the style sheet.
    pub(crate) style: String,
    /// The address of the mark, for the browser's tab.
    pub(crate) mark: String,
    style_text: String,
}

impl Assets {
    pub(crate) fn new() -> Self {
        let style_text = format!("{PAGES_STYLE}\n{FORMS_STYLE}\n{}", charts::STYLE);
        Self { style: address("vaarwel", "css", &style_text), mark: address("mark", "svg", MARK), style_text }
    }
}

fn address(name: &str, kind: &str, content: &str) -> String {
    let digest = Sha256::digest(content.as_bytes());
    format!("/assets/{name}-{}.{kind}", door::programs::hex(&digest[..6]))
}

/// Answers with a file. An address from an older page gives the file of today, but not for keeps.
pub(crate) async fn read_asset(State(app): State<App>, Path(name): Path<String>) -> Response {
    let (kind, content) = match name.rsplit_once('.') {
        Some((name, "css")) if name.starts_with("vaarwel-") => {
            ("text/css; charset=utf-8", app.assets.style_text.clone())
        }
        Some((name, "svg")) if name.starts_with("mark-") => ("image/svg+xml", MARK.to_owned()),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let asked = format!("/assets/{name}");
    let is_current = asked == app.assets.style || asked == app.assets.mark;
    let keep = if is_current { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], content).into_response()
}
