//! Somebody else's way out, as far as it can be seen without pressing anything that sends: from an address to a flow that
//! the linter can judge.
//!
//! Links are followed; forms are written down and never sent. What comes after a form that sends is not seen, and the notes
//! say so.

mod measure;
mod page;
mod write;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use relationship::lint::{says_staying, speaks_of};
use ureq::ResponseExt as _;
use url::Url;

use page::{Page, Press};
use write::{entry, write_down};

pub use measure::{Measured, browser};

/// Pages that are looked at.
pub const PAGES_MAX: usize = 40;
/// Clicks from the first page that are followed.
pub const CLICKS_MAX: u32 = 5;
/// Screens that are written down.
const SCREENS_MAX: usize = 12;

/// What was seen of a way out.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The flow, in the format of `docs/reference/flow.md`, to be judged, saved and completed by hand.
    pub flow: String,
    /// The pages that were looked at, in order.
    pub pages: Vec<String>,
    /// What could not be seen, in words.
    pub notes: Vec<String>,
}

/// Why nothing can be judged.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The address is none.
    #[error("`{given}` is no address of a page; write it out, such as http://localhost:8080/cancel")]
    NoAddress {
        /// As it was given.
        given: String,
    },
    /// A page cannot be fetched.
    #[error("`{address}` cannot be fetched: {why}")]
    NotFetched {
        /// The page.
        address: String,
        /// What happened.
        why: String,
    },
    /// No way out was found.
    #[error(
        "nothing on {pages} pages from `{address}` says that one leaves there; give the address of the page where leaving \
         begins"
    )]
    NoWayOut {
        /// Where it began.
        address: String,
        /// Pages that were looked at.
        pages: usize,
    },
}

/// What is fetched: where it really was, after being sent on, and the page.
pub type Fetched = (Url, String);

/// Bytes of one page that are read.
const PAGE_BYTES_MAX: u64 = 2_000_000;
/// How long one page may take.
const WAIT_SECONDS: u64 = 15;

/// Fetches one page over the network, to be given to [`look`].
///
/// # Errors
/// In words: no answer, an answer that is no page, or a page that is too large.
pub fn fetch(address: &Url) -> Result<Fetched, String> {
    let agent =
        ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(WAIT_SECONDS))).build().new_agent();
    let asked = agent.get(address.as_str()).header("Accept", "text/html").header("User-Agent", "vaarwel-lint");
    let mut answer = asked.call().map_err(|error| error.to_string())?;
    let real = Url::parse(&answer.get_uri().to_string()).unwrap_or_else(|_| address.clone());
    let body = answer.body_mut().with_config().limit(PAGE_BYTES_MAX).lossy_utf8(true);
    Ok((real, body.read_to_string().map_err(|error| error.to_string())?))
}

struct Found {
    address: Url,
    page: Page,
    clicks: u32,
    /// The control that led here, and whether it had to be folded out.
    by: Option<Press>,
}

/// Measures the controls of a page as it is shown, or says in words why it cannot. `None` where there is nothing to measure
/// with.
pub type Measure<'a> = &'a dyn Fn(&Url, &str) -> Option<Result<Vec<Measured>, String>>;

/// Looks for the way out from an address and writes it down.
///
/// `get` fetches one page. It is called for pages of the same host only, at most [`PAGES_MAX`] times. `measure` is asked for
/// each screen that is written down; what it does not tell is not judged, and the notes say so.
///
/// # Errors
/// [`SiteError`] when the address is none, the first page cannot be fetched, or nothing there leads out.
pub fn look(
    address: &str,
    get: &dyn Fn(&Url) -> Result<Fetched, String>,
    measure: Measure<'_>,
) -> Result<Seen, SiteError> {
    let start = Url::parse(address).ok().filter(|it| matches!(it.scheme(), "http" | "https"));
    let start = start.ok_or_else(|| SiteError::NoAddress { given: address.to_owned() })?;
    let fetched = get(&start).map_err(|why| SiteError::NotFetched { address: address.to_owned(), why })?;
    let mut pages = vec![fetched.0.to_string()];
    let mut notes = Vec::new();
    let found = find(&start, fetched, get, &mut pages, &mut notes)
        .ok_or_else(|| SiteError::NoWayOut { address: address.to_owned(), pages: pages.len() })?;
    let entry = entry(&found);
    let mut screens = walk(found, get, &mut pages, &mut notes);
    measure_all(&mut screens, measure, &mut notes);
    Ok(Seen { flow: write_down(&entry, &screens, &mut notes), pages, notes })
}

/// Measures each screen. Nothing is claimed of what was not seen.
fn measure_all(screens: &mut [(Url, Page)], measure: Measure<'_>, notes: &mut Vec<String>) {
    for (address, page) in screens {
        match measure(address, &page.html) {
            Some(Ok(measured)) => {
                let hidden = measured.iter().filter(|it| !it.shows_focus).count();
                if hidden > 0 {
                    notes.push(format!(
                        "{address}: {hidden} of {} controls do not show that they have the focus (WCAG 2.4.7)",
                        measured.len()
                    ));
                }
                let unknown = measured.iter().filter(|it| it.contrast.is_none()).count();
                if unknown > 0 {
                    notes.push(format!(
                        "{address}: the contrast of {unknown} controls was not judged: they stand on a picture"
                    ));
                }
                page.measured = Some(measured);
            }
            Some(Err(why)) => notes.push(format!("{address}: size, letters and contrast were not judged: {why}")),
            None => {
                notes.push("size, letters, contrast and focus were not judged: no browser".to_owned());
                return;
            }
        }
    }
}

/// The page where leaving begins: the first that asks or sends something about leaving.
fn find(
    start: &Url,
    (real, html): Fetched,
    get: &dyn Fn(&Url) -> Result<Fetched, String>,
    pages: &mut Vec<String>,
    notes: &mut Vec<String>,
) -> Option<Found> {
    let mut seen = BTreeSet::from([start.to_string(), real.to_string()]);
    let mut waiting = VecDeque::from([Found { address: real, page: Page::read(&html), clicks: 0, by: None }]);
    while let Some(found) = waiting.pop_front() {
        if is_way_out(&found.page) {
            return Some(found);
        }
        let mut next: Vec<&Press> = found.page.presses.iter().filter(|press| press.href.is_some()).collect();
        // What speaks of leaving comes first, then the places where it usually hides.
        next.sort_by_key(|press| (!leaves(&press.label), !is_likely(press)));
        for press in next.into_iter().filter(|_| found.clicks < CLICKS_MAX) {
            let Some(to) = target(&found.address, press).filter(|to| same_host(to, &found.address)) else { continue };
            if pages.len() >= PAGES_MAX || !seen.insert(to.to_string()) || !(leaves(&press.label) || is_likely(press)) {
                continue;
            }
            match get(&to) {
                Ok((real, html)) => {
                    pages.push(real.to_string());
                    seen.insert(real.to_string());
                    let page = Page::read(&html);
                    let found = Found { address: real, page, clicks: found.clicks + 1, by: Some(press.clone()) };
                    if leaves(&press.label) { waiting.push_front(found) } else { waiting.push_back(found) }
                }
                Err(why) => notes.push(format!("{to} could not be fetched: {why}")),
            }
        }
    }
    None
}

/// The screens from the first on: links that lead out are followed, forms are not sent.
fn walk(
    first: Found,
    get: &dyn Fn(&Url) -> Result<Fetched, String>,
    pages: &mut Vec<String>,
    notes: &mut Vec<String>,
) -> Vec<(Url, Page)> {
    let mut screens = vec![(first.address, first.page)];
    while screens.len() < SCREENS_MAX {
        let Some((address, page)) = screens.last() else { break };
        if page.presses.iter().any(|press| press.form.is_some() && !press.in_frame && role(press) == "leave") {
            break;
        }
        let onward = page.presses.iter().filter(|press| !press.in_frame && role(press) == "leave");
        let known = |to: &Url| screens.iter().any(|(seen, _)| same_page(seen, to));
        let next = onward.filter_map(|press| target(address, press)).find(|to| same_host(to, address) && !known(to));
        let Some(to) = next else { break };
        match get(&to) {
            Ok((real, html)) if !screens.iter().any(|(seen, _)| same_page(seen, &real)) => {
                pages.push(real.to_string());
                screens.push((real, Page::read(&html)));
            }
            Ok(_) => break,
            Err(why) => {
                notes.push(format!("{to} could not be fetched: {why}"));
                break;
            }
        }
    }
    screens
}

fn same_host(a: &Url, b: &Url) -> bool {
    a.host_str() == b.host_str() && a.port_or_known_default() == b.port_or_known_default()
}

fn same_page(a: &Url, b: &Url) -> bool {
    same_host(a, b) && a.path() == b.path() && a.query() == b.query()
}

fn target(page: &Url, press: &Press) -> Option<Url> {
    let mut to = page.join(press.href.as_deref()?).ok().filter(|to| matches!(to.scheme(), "http" | "https"))?;
    to.set_fragment(None);
    (!same_page(&to, page)).then_some(to)
}

fn leaves(words: &str) -> bool {
    ["nl", "en", "de", "fr"].iter().any(|language| speaks_of("leaves", language, words))
}

/// Does a link lead to where ways out hide?
fn is_likely(press: &Press) -> bool {
    const PLACES: [&str; 24] = [
        "account",
        "profiel",
        "profile",
        "instelling",
        "setting",
        "abonnement",
        "subscription",
        "membership",
        "lidmaatschap",
        "contract",
        "contact",
        "help",
        "hulp",
        "support",
        "klantenservice",
        "faq",
        "vragen",
        "customer service",
        "billing",
        "factuur",
        "plan",
        "manage",
        "beheer",
        "konto",
    ];
    let said = format!("{} {}", press.label, press.href.as_deref().unwrap_or_default()).to_lowercase();
    PLACES.iter().any(|place| said.contains(place)) || leaves(&said)
}

/// Does leaving happen here: something about it is sent, or it stands beside staying? A list of links is a place on the way.
fn is_way_out(page: &Page) -> bool {
    let about = leaves(&page.heading) || leaves(&page.title);
    let inside = || page.presses.iter().filter(|press| !press.in_frame && !is_channel(press));
    let sends = inside().any(|press| press.form.is_some() && (about || leaves(&press.label)));
    let stays = inside().any(|press| role(press) == "stay");
    sends || inside().any(|press| role(press) == "leave" && (leaves(&press.label) || about)) && stays
}

/// Is it a link to something else, on a page whose button sends the request? One that says that one stays is a way to stay.
fn is_aside(press: &Press, page: &Page) -> bool {
    let sends = |it: &Press| it.form.is_some() && !it.in_frame && leaves(&it.label);
    let stays = ["nl", "en"].iter().any(|language| says_staying(language, &press.label));
    press.href.is_some() && !press.is_button && !stays && page.presses.iter().any(sends)
}

/// Is it an address to write to or a number to call? Those are other ways to leave, not controls.
fn is_channel(press: &Press) -> bool {
    press.href.as_ref().is_some_and(|href| href.starts_with("mailto:") || href.starts_with("tel:"))
}

/// What a control does, by what it says.
fn role(press: &Press) -> &'static str {
    const BACK: [&str; 6] = ["terug", "back", "vorige", "previous", "zurück", "retour"];
    const STAY: [&str; 20] = [
        "blijf",
        "blijven",
        "behoud",
        "behouden",
        "stay",
        "keep",
        "never mind",
        "nevermind",
        "toch niet",
        "don't cancel",
        "do not cancel",
        "niet opzeggen",
        "accept",
        "claim",
        "korting",
        "discount",
        "pause",
        "pauze",
        "bleiben",
        "behalten",
    ];
    const ON: [&str; 16] = [
        "doorgaan",
        "verder",
        "volgende",
        "bevestig",
        "continue",
        "next",
        "proceed",
        "confirm",
        "submit",
        "verstuur",
        "verzend",
        "weiter",
        "bestätigen",
        "continuer",
        "confirmer",
        "afronden",
    ];
    let said = press.label.to_lowercase().replace('’', "'");
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if says(&STAY) {
        "stay"
    } else if leaves(&said) {
        "leave"
    } else if BACK.iter().any(|word| said.starts_with(word)) {
        "back"
    } else if says(&ON) {
        "leave"
    } else {
        "neutral"
    }
}
