//! What a browser may do with an answer, and from where a form may come.

use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue};

/// What a browser may do with our pages: load our style sheet and mark, send forms to us, and nothing else.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                                           base-uri 'none'; frame-ancestors 'none'";

/// Tells the browser to be careful. What an answer says of itself stays: a page that may stand in a frame brings its own
/// policy, and then the older header that forbids every frame is left out.
pub fn secure(headers: &mut HeaderMap, is_https: bool) {
    let speaks_for_itself = headers.contains_key(header::CONTENT_SECURITY_POLICY);
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    if !speaks_for_itself {
        set(header::X_FRAME_OPTIONS, "DENY");
    }
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()");
    if is_https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
    set(header::CACHE_CONTROL, "no-store");
}

/// Did one of our own pages send this? A browser says so in `Sec-Fetch-Site` or `Origin`; a program that says neither
/// holds no cookies that it could be made to misuse.
pub fn is_same_origin(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let is_public = public_url.is_some_and(|url| url.trim_end_matches('/').eq_ignore_ascii_case(origin));
    let host = origin.split_once("://").map(|(_, host)| host);
    is_public || (host.is_some() && host == text(header::HOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_may_send_forms() {
        #[track_caller]
        fn check(headers: &[(&'static str, &'static str)], expected: bool) {
            let map = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(is_same_origin(&map, Some("https://vaarwel.example/")), expected, "{headers:?}");
        }
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "cross-site"), ("origin", "https://vaarwel.example")], false);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("origin", "https://evil.example"), ("host", "vaarwel.example")], false);
        check(&[("origin", "null"), ("host", "vaarwel.example")], false);
        check(&[("origin", "http://localhost:7171"), ("host", "localhost:7171")], true);
        check(&[("origin", "https://vaarwel.example"), ("host", "internal:80")], true);
        check(&[], true);
    }

    #[test]
    fn an_answer_may_say_itself_who_may_frame_it() {
        let mut plain = HeaderMap::new();
        secure(&mut plain, false);
        assert_eq!(plain.get(header::X_FRAME_OPTIONS).map(HeaderValue::as_bytes), Some(&b"DENY"[..]));
        assert!(!plain.contains_key(header::STRICT_TRANSPORT_SECURITY));
        let own = HeaderValue::from_static("default-src 'none'; frame-ancestors https://fietsplan.example");
        let mut framed = HeaderMap::from_iter([(header::CONTENT_SECURITY_POLICY, own.clone())]);
        secure(&mut framed, true);
        assert_eq!(framed.get(header::CONTENT_SECURITY_POLICY), Some(&own));
        assert!(!framed.contains_key(header::X_FRAME_OPTIONS));
    }
}
