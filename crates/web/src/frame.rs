//! What stands around every page: masthead, navigation, language, footer.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::fault::Fault;
use crate::room::Room;
use crate::visit::{Guest, Visit};
use crate::{App, Language, Speech};

/// Where in the console a page stands; the first word of its address and of its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Overview,
    Churn,
    Cohorts,
    Survival,
    Reasons,
    Silent,
    Precursors,
    Value,
    Loyalty,
    Activities,
    Customers,
    Desk,
    Goodbyes,
    Flows,
    Answers,
    Ladder,
    Work,
    Surveys,
    Import,
    Settings,
    /// A page outside the navigation.
    Elsewhere,
}

/// One room of the navigation: place, address, key of its word, and who may come in.
type Door = (Place, &'static str, &'static str, Room);

/// The navigation: the parts of the work, and the rooms of each. A part with one room has no key of its own.
const NAVIGATION: [(&str, &[Door]); 7] = [
    ("", &[(Place::Overview, "/", "nav-overview", Room::Reports)]),
    (
        "nav-part-leaving",
        &[
            (Place::Churn, "/churn", "nav-churn", Room::Reports),
            (Place::Survival, "/survival", "nav-survival", Room::Reports),
            (Place::Reasons, "/reasons", "nav-reasons", Room::Reports),
            (Place::Cohorts, "/cohorts", "nav-cohorts", Room::Reports),
            (Place::Silent, "/silent", "silent-title", Room::Reports),
            (Place::Precursors, "/precursors", "precursors-title", Room::Reports),
        ],
    ),
    (
        "nav-part-farewell",
        &[
            (Place::Desk, "/desk", "nav-desk", Room::Desk),
            (Place::Goodbyes, "/goodbyes", "nav-goodbyes", Room::Reports),
            (Place::Flows, "/flows", "nav-flows", Room::Reports),
        ],
    ),
    (
        "nav-part-listening",
        &[
            (Place::Answers, "/answers", "nav-answers", Room::Reports),
            (Place::Ladder, "/ladder", "nav-ladder", Room::Reports),
            (Place::Work, "/work", "nav-work", Room::Work),
            (Place::Surveys, "/surveys", "nav-surveys", Room::Reports),
        ],
    ),
    ("", &[(Place::Activities, "/activities", "nav-activities", Room::Reports)]),
    (
        "nav-part-customers",
        &[
            (Place::Customers, "/customers", "nav-customers", Room::Customers),
            (Place::Value, "/value", "value-title", Room::Reports),
            (Place::Loyalty, "/loyalty", "loyalty-title", Room::Reports),
            (Place::Import, "/import", "nav-import", Room::Import),
        ],
    ),
    ("", &[(Place::Settings, "/settings", "nav-settings", Room::Own)]),
];

/// One link of the navigation.
#[derive(Debug, Clone)]
pub(crate) struct NavLink {
    pub(crate) href: &'static str,
    pub(crate) word: String,
    /// `page` for the page itself, `true` for the part of the work it belongs to.
    pub(crate) current: Option<&'static str>,
}

/// What leads elsewhere: the parts of the work, and below them the rooms of the one that is open.
#[derive(Debug, Clone, Default)]
pub(crate) struct Navigation {
    pub(crate) parts: Vec<NavLink>,
    pub(crate) rooms: Vec<NavLink>,
}

impl Navigation {
    fn of(role: store::Role, here: Place, speech: &Speech) -> Self {
        let mut navigation = Self::default();
        for (part, doors) in NAVIGATION {
            let open: Vec<&Door> = doors.iter().filter(|(.., room)| room.admits(role)).collect();
            let Some((_, href, first, _)) = open.first() else { continue };
            let is_here = doors.iter().any(|(place, ..)| *place == here);
            let (word, current) = if open.len() == 1 { (*first, "page") } else { (part, "true") };
            navigation.parts.push(NavLink { href, word: speech.t(word), current: is_here.then_some(current) });
            if is_here && open.len() > 1 {
                navigation.rooms.extend(open.iter().map(|(place, href, word, _)| NavLink {
                    href,
                    word: speech.t(word),
                    current: (*place == here).then_some("page"),
                }));
            }
        }
        navigation
    }
}

/// A language the page can be read in.
#[derive(Debug, Clone)]
pub(crate) struct LanguageChoice {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) is_now: bool,
}

/// What every template gets as `f`. It speaks (`f.t("key")`), because it is the page's [`Speech`] too.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    speech: Speech,
    /// The company's name, or the product's while nobody has said it.
    pub(crate) company: String,
    /// The name of whoever is signed in.
    pub(crate) person: Option<String>,
    pub(crate) navigation: Navigation,
    /// Goes into every form as `token`.
    pub(crate) form_token: String,
    /// Path and query of this page.
    pub(crate) here: String,
    /// The address of the style sheet.
    pub(crate) style: String,
    /// The address of the mark.
    pub(crate) mark: String,
    /// The moment the page was made, in words.
    pub(crate) made_at: String,
    role: Option<store::Role>,
}

impl std::ops::Deref for Frame {
    type Target = Speech;

    fn deref(&self) -> &Speech {
        &self.speech
    }
}

impl Frame {
    /// The frame around a page for somebody who signed in.
    pub(crate) fn of(guest: &Guest, place: Place) -> Self {
        let mut frame = Self::outside(&guest.visit);
        let role = guest.member.role;
        frame.person = Some(
            if guest.member.name.is_empty() { guest.member.email.as_str() } else { &guest.member.name }.to_owned(),
        );
        frame.form_token = guest.form_key.token(&guest.app);
        frame.role = Some(role);
        frame.navigation = Navigation::of(role, place, &guest.speech);
        frame
    }

    /// The frame around a page outside the console: sign-in, first start.
    pub(crate) fn outside(visit: &Visit) -> Self {
        let mut frame = Self::bare(&visit.app, visit.speech.clone());
        if !visit.settings.company_name.is_empty() {
            frame.company.clone_from(&visit.settings.company_name);
        }
        frame.here.clone_from(&visit.here);
        frame
    }

    /// The frame around a page when nothing is known about who asks: even the store may be out of reach.
    pub(crate) fn bare(app: &App, speech: Speech) -> Self {
        Self {
            made_at: speech.moment(app.now().us()),
            speech,
            company: "Vaarwel".to_owned(),
            person: None,
            navigation: Navigation::default(),
            form_token: String::new(),
            here: "/".to_owned(),
            style: app.assets.style.clone(),
            mark: app.assets.mark.clone(),
            role: None,
        }
    }

    /// The code of the page's language.
    pub(crate) fn lang(&self) -> &'static str {
        self.speech.language().code()
    }

    /// The languages to choose from.
    pub(crate) fn languages(&self) -> Vec<LanguageChoice> {
        let choice = |language: Language| LanguageChoice {
            code: language.code(),
            name: language.name(),
            is_now: language == self.speech.language(),
        };
        Language::ALL.into_iter().map(choice).collect()
    }

    /// May the reader go there? For links on pages.
    pub(crate) fn admits(&self, room: Room) -> bool {
        self.role.is_some_and(|role| room.admits(role))
    }
}

/// A template as an answer.
pub(crate) fn page(template: &impl Template) -> Result<Response, Fault> {
    page_with(StatusCode::OK, template)
}

/// A template as an answer with a status, such as 422 for a form to be corrected.
pub(crate) fn page_with(status: StatusCode, template: &impl Template) -> Result<Response, Fault> {
    let html = template.render().map_err(|error| {
        tracing::error!(%error, "a template could not be filled in");
        Fault::Broken { what: "a template" }
    })?;
    Ok((status, Html(html)).into_response())
}

/// Sends the browser on with GET, after a form did its work.
pub(crate) fn go_to(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}

/// An address on this site, or the first page: nobody is sent elsewhere by a link somebody made.
pub(crate) fn on_this_site(address: &str) -> &str {
    let is_ours = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(['\\', '\r', '\n', '\t'])
        && address.is_ascii();
    if is_ours { address } else { "/" }
}

/// Lets a page show another of ours in a frame; nobody may show it in theirs.
pub(crate) fn may_frame(mut response: Response) -> Response {
    let policy = format!("{}; frame-src 'self'", pages::guard::CONTENT_SECURITY_POLICY);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        response.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::on_this_site;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for address in
            ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\r\nX: y"]
        {
            assert_eq!(on_this_site(address), "/", "{address}");
        }
        assert_eq!(on_this_site("/churn?by=Contract"), "/churn?by=Contract");
    }
}
