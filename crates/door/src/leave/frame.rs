//! What stands around every public page: the company's name, the languages, help.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use pages::{Language, Speech};
use relationship::flow::Flow;

/// A language the page can be read in.
#[derive(Debug, Clone)]
pub(crate) struct Tongue {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) is_now: bool,
}

/// What every template gets as `f`. It speaks (`f.t("key")`), because it is the page's [`Speech`] too.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    speech: Speech,
    /// The company's name.
    pub(crate) company: String,
    /// The name of the flow.
    pub(crate) flow: String,
    /// The first page of the flow.
    pub(crate) home: String,
    /// Where the form goes.
    pub(crate) action: String,
    /// The address of the style sheet.
    pub(crate) style: String,
    /// Where to call for help.
    pub(crate) phone: String,
    /// Is the page a form that must keep what was typed when the language changes?
    pub(crate) in_form: bool,
    /// What the page tells the site it stands on, where it stands on one.
    pub(crate) outcome: Option<&'static str>,
    /// The script that tells it.
    pub(crate) script: Option<&'static str>,
    /// The sites that may hear it.
    pub(crate) origins: String,
    /// What is wrong, by field.
    pub(crate) problems: Vec<(&'static str, String)>,
}

impl std::ops::Deref for Frame {
    type Target = Speech;

    fn deref(&self) -> &Speech {
        &self.speech
    }
}

/// The script that tells the site around a page what happened.
pub(crate) const PAGE_SCRIPT: &str = "/embed/vaarwel-page.js";

impl Frame {
    /// The frame around a page of a flow.
    pub(crate) fn of(speech: Speech, flow: &Flow, company: &str, style: &str) -> Self {
        let home = format!("/leave/{}", flow.flow);
        let own_name = flow.company.name.as_str();
        Self {
            speech,
            company: if own_name.is_empty() { company } else { own_name }.to_owned(),
            flow: flow.flow.clone(),
            action: home.clone(),
            home,
            style: style.to_owned(),
            phone: flow.company.phone.clone(),
            in_form: false,
            outcome: None,
            script: None,
            origins: flow.embed.sites.join(" "),
            problems: Vec::new(),
        }
    }

    /// The same frame for a page on another site, if the flow allows it anywhere.
    pub(crate) fn embedded(mut self, is_embedded: bool, outcome: &'static str) -> Self {
        self.outcome = Some(outcome);
        self.script = (is_embedded && !self.origins.is_empty()).then_some(PAGE_SCRIPT);
        self
    }

    /// The code of the page's language.
    pub(crate) fn lang(&self) -> &'static str {
        self.speech.language().code()
    }

    /// The languages to choose from.
    pub(crate) fn tongues(&self) -> Vec<Tongue> {
        let embed = if self.script.is_some() { "&embed=1" } else { "" };
        let tongue = |language: Language| Tongue {
            code: language.code(),
            name: language.name(),
            href: format!("{}?lang={}{embed}", self.action, language.code()),
            is_now: language == self.speech.language(),
        };
        Language::ALL.into_iter().map(tongue).collect()
    }

    /// What is wrong with a field.
    pub(crate) fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|(name, _)| *name == field).map(|(_, what)| what.as_str())
    }

    /// Is anything wrong with a field?
    pub(crate) fn wrong(&self, field: &str) -> bool {
        self.problem(field).is_some()
    }
}

/// Which sites may show a page in a frame; everything else is refused to it.
pub(crate) fn policy(f: &Frame) -> String {
    let ancestors = if f.origins.is_empty() { "'none'" } else { f.origins.as_str() };
    let script = if f.script.is_some() { "; script-src 'self'" } else { "" };
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}{script}"
    )
}

/// A template as an answer. A template that cannot be filled in still leaves a way out: the ways that need no page.
pub(crate) fn page(status: StatusCode, f: &Frame, template: &impl Template) -> Response {
    let html = template.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a public page could not be filled in");
        String::new()
    });
    if html.is_empty() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let mut response = (status, Html(html)).into_response();
    // The sites of a flow are checked when it is read, so that nothing else can get into the header.
    if let Ok(policy) = HeaderValue::from_str(&policy(f)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Sends the browser on with GET, after a form did its work.
pub(crate) fn go_to(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}
