//! The pages themselves.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use pages::{Language, Speech};
use relationship::listening::Survey;

use super::asset::{SCRIPT, STYLE};
use super::questions::{Drawn, Look, Typed, drawn};
use crate::then::own_words;

/// Why a link cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// It was never given out.
    Unknown,
    /// Its time is over.
    Expired {
        /// The language it was given out in.
        language: Language,
    },
    /// It is ours that it does not work.
    Broken,
    /// More was sent than fits.
    TooLong,
}

/// A language the page can be read in.
#[derive(Debug, Clone)]
struct Tongue {
    code: &'static str,
    name: &'static str,
    href: String,
    is_now: bool,
}

/// What stands around every page. It speaks, because it is the page's [`Speech`] too.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    speech: Speech,
    company: String,
    home: String,
    style: String,
    script: String,
    languages: Vec<Language>,
    said: Option<&'static str>,
    /// The company's own sites, where the page stands on one of them; else empty.
    sites: String,
    /// After so many seconds the page goes there by itself.
    onward: Option<(u32, String)>,
}

impl std::ops::Deref for Frame {
    type Target = Speech;

    fn deref(&self) -> &Speech {
        &self.speech
    }
}

impl Frame {
    pub(super) fn new(speech: Speech, company: String, token: &str, languages: &[String]) -> Self {
        let languages = languages.iter().filter_map(|code| Language::from_code(code)).collect();
        // A token goes into an address only where it looks like one of ours; another one never opened anything.
        let is_plain = token.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
        let home = if is_plain { format!("/a/{token}") } else { "/a/".to_owned() };
        let (style, script) = (STYLE.path.clone(), SCRIPT.path.clone());
        Self { speech, company, home, style, script, languages, said: None, sites: String::new(), onward: None }
    }

    /// The same at another address.
    pub(super) fn at(mut self, home: &str) -> Self {
        home.clone_into(&mut self.home);
        self
    }

    /// The same on one of the company's own sites.
    pub(super) fn on_sites(mut self, sites: String) -> Self {
        self.sites = sites;
        self
    }

    /// Does the page stand on one of the company's own sites?
    fn is_embedded(&self) -> bool {
        !self.sites.is_empty()
    }

    /// What goes along with an address so that the page stays where it stands.
    fn along(&self) -> &'static str {
        if self.is_embedded() { "&embed=1" } else { "" }
    }

    /// What the page may do, where that is more than every page may: be shown by the company's own sites and tell them that
    /// it is there; and send a touched answer.
    fn policy(&self, is_tapped: bool) -> Option<String> {
        let around = if self.is_embedded() { self.sites.as_str() } else { "'none'" };
        let script = if is_tapped { "; script-src 'self'; connect-src 'self'" } else { "; script-src 'self'" };
        (is_tapped || self.is_embedded()).then(|| {
            format!(
                "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {around}{script}"
            )
        })
    }

    /// The same with a sentence on top.
    pub(super) fn saying(mut self, key: &'static str) -> Self {
        self.said = Some(key);
        self
    }

    /// The same going on by itself.
    pub(super) fn going_to(mut self, seconds: u32, to: &str) -> Self {
        self.onward = Some((seconds, to.to_owned()));
        self
    }

    /// The same without other languages to choose.
    pub(super) fn speaking_one(mut self) -> Self {
        self.languages.clear();
        self
    }

    pub(super) fn lang(&self) -> &'static str {
        self.speech.language().code()
    }

    fn tongues(&self) -> Vec<Tongue> {
        let tongue = |language: &Language| Tongue {
            code: language.code(),
            name: language.name(),
            href: format!("{}?lang={}{}", self.home, language.code(), self.along()),
            is_now: *language == self.speech.language(),
        };
        if self.languages.len() < 2 { Vec::new() } else { self.languages.iter().map(tongue).collect() }
    }
}

#[derive(Template)]
#[template(path = "asking/questions.html")]
struct Questions<'a> {
    f: &'a Frame,
    title: String,
    intro: String,
    first: Option<Drawn>,
    rest: Vec<Drawn>,
    is_tapped: bool,
    is_again: bool,
    form: &'a str,
    purposes: Vec<String>,
    thanks: String,
}

impl Questions<'_> {
    /// Is the only question of the page sent by its answers, or by the button right below it?
    fn is_sent_above(&self) -> bool {
        self.rest.is_empty() && (self.is_tapped || self.first.as_ref().is_some_and(|it| it.by_button))
    }
}

#[derive(Template)]
#[template(path = "asking/said.html")]
struct Said<'a> {
    f: &'a Frame,
    title: String,
    text: String,
    /// Where a form goes, and what its button says.
    button: Option<(String, String)>,
    /// Does the button take an opt-out back?
    again: bool,
}

/// What a screen on the spot asks now.
pub(super) struct AtKiosk<'a> {
    pub(super) survey: &'a Survey,
    /// Where it begins.
    pub(super) home: &'a str,
    pub(super) form: &'a str,
    pub(super) seed: u64,
    /// The first question, or the others?
    pub(super) is_first: bool,
}

#[derive(Template)]
#[template(path = "asking/kiosk.html")]
struct KioskPage<'a> {
    f: &'a Frame,
    title: String,
    questions: Vec<Drawn>,
    is_first: bool,
    /// Does the first question send itself?
    by_button: bool,
    form: &'a str,
    start: &'a str,
    purposes: Vec<String>,
}

#[derive(Template)]
#[template(path = "asking/kiosk_thanks.html")]
struct KioskThanks<'a> {
    f: &'a Frame,
    thanks: String,
    start: &'a str,
}

/// The questions of a screen on the spot.
pub(super) fn kiosk(frame: &Frame, it: &AtKiosk<'_>, status: StatusCode) -> Response {
    let mut questions = drawn(it.survey, &Typed::default(), frame, it.seed);
    if !it.is_first {
        // Only the first question of all is answered by its buttons; of the others each may be left.
        for question in &mut questions {
            question.by_button = false;
        }
    }
    let page = KioskPage {
        f: frame,
        title: own_words(&it.survey.title, frame).to_owned(),
        by_button: questions.first().is_some_and(|it| it.by_button),
        questions,
        is_first: it.is_first,
        form: it.form,
        start: it.home,
        purposes: it.survey.purposes.each().map(|it| frame.t(&format!("asking-purpose-{}", it.word()))).collect(),
    };
    render(&page, status)
}

/// Thanks at a screen on the spot.
pub(super) fn kiosk_thanks(frame: &Frame, survey: &Survey, start: &str) -> Response {
    let own = own_words(&survey.thanks, frame);
    let thanks = if own.is_empty() { frame.t("asking-kiosk-thanks") } else { own.to_owned() };
    render(&KioskThanks { f: frame, thanks, start }, StatusCode::OK)
}

/// On to another page.
pub(super) fn see(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned())]).into_response()
}

/// What was done, and whether it helped.
pub(super) struct Helped {
    pub(super) title: String,
    pub(super) about: String,
    pub(super) done: String,
    /// Where the buttons go.
    pub(super) to: String,
    /// What was said.
    pub(super) said: Option<bool>,
}

#[derive(Template)]
#[template(path = "asking/helped.html")]
struct HelpedPage<'a> {
    f: &'a Frame,
    it: Helped,
}

/// The page that asks whether it helped.
pub(super) fn helped(frame: &Frame, it: Helped) -> Response {
    render(&HelpedPage { f: frame, it }, StatusCode::OK)
}

/// The questions with what was typed.
pub(super) fn questions(
    frame: &Frame,
    survey: &Survey,
    typed: &Typed,
    form: &str,
    seed: u64,
    status: StatusCode,
) -> Response {
    let mut all = drawn(survey, typed, frame, seed).into_iter();
    let purpose = |word: &str| frame.t(&format!("asking-purpose-{word}"));
    let page = Questions {
        f: frame,
        title: if typed.is_again { frame.t("asking-noted") } else { own_words(&survey.title, frame).to_owned() },
        intro: own_words(&survey.intro, frame).to_owned(),
        first: all.next(),
        rest: all.collect(),
        is_tapped: typed.is_tapped,
        is_again: typed.is_again,
        form,
        purposes: survey.purposes.each().map(|it| purpose(it.word())).collect(),
        thanks: own_words(&survey.thanks, frame).to_owned(),
    };
    let mut response = render(&page, status);
    // Sites are checked when a flow is read, so that nothing else can get into the header.
    if let Some(policy) = frame.policy(typed.is_tapped).and_then(|policy| HeaderValue::from_str(&policy).ok()) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// After a form was taken: the questions again, with what was answered, so that loading anew sends nothing.
pub(super) fn see_thanks(frame: &Frame) -> Response {
    let to = format!("{}?lang={}{}", frame.home, frame.lang(), frame.along());
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// A link that cannot be answered.
pub(super) fn closed(frame: &Frame, closed: Closed) -> Response {
    let (status, key) = match closed {
        Closed::Unknown => (StatusCode::NOT_FOUND, "unknown"),
        Closed::Expired { .. } => (StatusCode::GONE, "expired"),
        Closed::Broken => (StatusCode::SERVICE_UNAVAILABLE, "broken"),
        Closed::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, "flood"),
    };
    let page = Said {
        f: frame,
        title: frame.t(&format!("asking-{key}")),
        text: frame.t(&format!("asking-{key}-text")),
        button: None,
        again: false,
    };
    render(&page, status)
}

/// Not to be asked again: said with one button, and taken back with one.
pub(super) fn stop(frame: &Frame, is_done: bool) -> Response {
    let key = if is_done { "asking-stopped" } else { "asking-stop" };
    let button = frame.t(if is_done { "asking-stop-undo" } else { "asking-stop-button" });
    let page = Said {
        f: frame,
        title: frame.t(key),
        text: frame.t(&format!("{key}-text")),
        button: Some((format!("{}/stop", frame.home), button)),
        again: is_done,
    };
    render(&page, StatusCode::OK)
}

fn render(page: &impl Template, status: StatusCode) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
