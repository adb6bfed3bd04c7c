//! The one style sheet of the public pages, and the two scripts for companies that show them on their own site.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use super::Leave;

const STYLE: &str = include_str!("../../assets/leave.css");
/// For the browser's tab: what has happened, and what is still to come.
const MARK: &str = include_str!("../../assets/mark.svg");

/// The element `<vaarwel-exit>`, as `embed/` makes it.
pub const WIDGET_SCRIPT: &str = include_str!("../../../../embed/dist/vaarwel-exit.js");
/// What runs on a page that stands on the company's own site.
pub const PAGE_SCRIPT: &str = include_str!("../../../../embed/dist/vaarwel-page.js");

/// The files pages load, under their addresses.
#[derive(Debug)]
pub(crate) struct Assets {
    /// The address of the style sheet: its name holds a hash of the content, so that a browser may keep it.
    pub(crate) style: String,
}

impl Assets {
    pub(crate) fn new() -> Self {
        let hash = Sha256::digest(STYLE).iter().take(6).fold(String::with_capacity(12), |mut digits, byte| {
            // Writing to a String cannot fail.
            let _ = write!(digits, "{byte:02x}");
            digits
        });
        Self { style: format!("/leave/assets/leave-{hash}.css") }
    }
}

/// The style sheet and the mark. The address of an older page gives that of today, but not for keeps.
pub(crate) async fn read(State(leave): State<Leave>, Path(name): Path<String>) -> Response {
    if name == "mark.svg" {
        let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
        return (headers, MARK).into_response();
    }
    if !name.strip_suffix(".css").is_some_and(|name| name.starts_with("leave-")) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let is_current = leave.assets.style.ends_with(&format!("/{name}"));
    let keep = if is_current { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, keep)], STYLE).into_response()
}

/// A script. Any site may load the element: it holds nothing that is not public.
pub(crate) async fn read_script(Path(name): Path<String>) -> Response {
    let script = match name.as_str() {
        "vaarwel-exit.js" => WIDGET_SCRIPT,
        "vaarwel-page.js" => PAGE_SCRIPT,
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, script).into_response()
}
