//! What the pages load: a style sheet, and a script for the one page that a touched answer opens. Each address holds the hash
//! of what stands there, so that a browser may keep it.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// What a browser keeps for a year.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Something a page loads.
pub(super) struct Asset {
    pub(super) path: String,
    kind: &'static str,
    text: &'static str,
}

/// How the pages look.
pub(super) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::at(
        "style",
        "text/css; charset=utf-8",
        concat!(include_str!("../../assets/leave.css"), include_str!("../../assets/asking.css")),
    )
});
/// Sends a touched answer at the first sign of life.
pub(super) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::at("script", "text/javascript; charset=utf-8", include_str!("../../assets/tap.js")));

impl Asset {
    fn at(word: &str, kind: &'static str, text: &'static str) -> Self {
        let hash = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(text.as_bytes())[..9]);
        Self { path: format!("/a/{word}/{hash}"), kind, text }
    }

    fn answer(&self, hash: &str) -> Response {
        if self.path.rsplit('/').next() != Some(hash) {
            return StatusCode::NOT_FOUND.into_response();
        }
        ([(header::CONTENT_TYPE, self.kind), (header::CACHE_CONTROL, FOREVER)], self.text).into_response()
    }
}

pub(super) async fn read_style(Path(hash): Path<String>) -> Response {
    STYLE.answer(&hash)
}

pub(super) async fn read_script(Path(hash): Path<String>) -> Response {
    SCRIPT.answer(&hash)
}
