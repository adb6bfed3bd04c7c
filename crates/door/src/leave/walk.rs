//! A walk through the pages: what is counted of it, and in which language it goes.
//!
//! Nothing is kept in the browser. The id of a walk travels in the sealed form from screen to screen and is forgotten with
//! it; whoever closes the page begins anew.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};
use pages::{Fields, Language};
use store::{Visit, VisitStep};
use ulid::Ulid;

use super::Leave;

/// What a request tells besides its form.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    /// The query of the address.
    pub(crate) query: Fields,
    /// The language the address or the browser asks for.
    pub(crate) language: Language,
    /// From where, as far as we know.
    pub(crate) address: String,
    /// Does somebody look who may leave: no page loaded ahead, no program, nobody of the company?
    pub(crate) is_real: bool,
    /// Does it stand on another site?
    pub(crate) is_embedded: bool,
}

impl FromRequestParts<Leave> for Reader {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, leave: &Leave) -> Result<Self, Self::Rejection> {
        let query = Fields::parse(parts.uri.query().unwrap_or_default());
        let accepted = text(&parts.headers, header::ACCEPT_LANGUAGE);
        let language = query.get("lang").and_then(Language::from_code).unwrap_or_else(|| Language::negotiate(accepted));
        Ok(Self {
            language,
            address: address(parts, leave.settings.behind_proxy),
            is_real: is_real(parts),
            is_embedded: query.get("embed").is_some(),
            query,
        })
    }
}

impl Reader {
    /// The language of a form: the button that changes it, then the page it was sent from.
    pub(crate) fn language_of(&self, fields: &Fields) -> Language {
        let said = fields.get("lang").or_else(|| fields.get("speak"));
        said.and_then(Language::from_code).unwrap_or(self.language)
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Stands in the extensions of a request by somebody of the company, who looks at the pages and does not leave.
#[derive(Debug, Clone, Copy)]
pub struct Staff;

/// Parts of the names under which programs that open every link introduce themselves, in lower case.
const PROGRAMS: [&str; 9] =
    ["bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "curl/", "wget/", "python-"];

fn is_real(parts: &Parts) -> bool {
    let headers = &parts.headers;
    let name = text(headers, header::USER_AGENT).unwrap_or_default().to_ascii_lowercase();
    if parts.method == Method::HEAD
        || parts.extensions.get::<Staff>().is_some()
        || PROGRAMS.iter().any(|program| name.contains(program))
    {
        return false;
    }
    let ahead = text(headers, HeaderName::from_static("sec-purpose"));
    let is_page = text(headers, header::ACCEPT).is_some_and(|it| it.contains("text/html"));
    is_page && !ahead.is_some_and(|it| it.contains("prefetch"))
}

/// The visitor's address: the last one a trusted proxy wrote down, or else the other end of the connection.
fn address(parts: &Parts, behind_proxy: bool) -> String {
    let told = text(&parts.headers, HeaderName::from_static("x-forwarded-for"))
        .filter(|_| behind_proxy)
        .and_then(|list| list.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    let seen = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    told.or_else(seen).map_or_else(|| "unknown".to_owned(), |address| address.to_string())
}

impl Leave {
    /// Begins a walk and gives its id. What cannot be counted is not counted; nobody waits for it.
    pub(crate) fn begin_walk(&self, reader: &Reader, flow: &str) -> String {
        let now = self.office.now();
        let random = u128::from_le_bytes(self.office.random());
        let id = Ulid::from_parts(u64::try_from(now.us() / 1_000).unwrap_or(0), random).to_string();
        let visit = Visit {
            id: id.clone(),
            flow: flow.to_owned(),
            channel: if reader.is_embedded { "widget" } else { "page" }.to_owned(),
            language: reader.language.code().to_owned(),
            customer: None,
            exit: None,
            began_at: now,
            identified_at: None,
            asked_at: None,
            screens: 1,
            clicks: 0,
            fields: 0,
        };
        if reader.is_real {
            let store = self.office.store.clone();
            tokio::spawn(async move {
                if let Err(error) = store.begin_visit(&visit).await {
                    tracing::warn!(%error, "a walk was not counted");
                }
            });
        }
        id
    }

    /// Adds a step to a walk.
    pub(crate) async fn walk_on(&self, walk: &str, step: VisitStep) {
        if let Err(error) = self.office.store.continue_visit(walk, &step).await {
            tracing::warn!(%error, "a step was not counted");
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[test]
    fn machines_and_colleagues_are_no_leavers() {
        let parts = |method: Method, name: &str| {
            let request = Request::builder().method(method).header("accept", "text/html").header("user-agent", name);
            request.body(()).expect("a request").into_parts().0
        };
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";
        let crawler = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
        assert!(is_real(&parts(Method::GET, firefox)));
        assert!(is_real(&parts(Method::POST, firefox)));
        assert!(!is_real(&parts(Method::HEAD, firefox)));
        assert!(!is_real(&parts(Method::GET, crawler)));
        assert!(!is_real(&parts(Method::GET, "curl/8.5.0")));
        let mut colleague = parts(Method::GET, firefox);
        colleague.extensions.insert(Staff);
        assert!(!is_real(&colleague));
    }
}
