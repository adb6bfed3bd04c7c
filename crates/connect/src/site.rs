//! Somebody else's way out, as far as it can be seen without pressing anything that sends: from an address to a flow that
//! the linter can judge.
//!
//! Links are followed; forms are written down and never sent. What comes after a form that sends is not seen, and the notes
//! say so.

mod page;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use relationship::lint::speaks_of;
use toml::{Table, Value};
use ureq::ResponseExt as _;
use url::Url;

use page::{Input, Page, Press};

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

/// Looks for the way out from an address and writes it down.
///
/// `get` fetches one page. It is called for pages of the same host only, at most [`PAGES_MAX`] times.
///
/// # Errors
/// [`SiteError`] when the address is none, the first page cannot be fetched, or nothing there leads out.
pub fn look(address: &str, get: &dyn Fn(&Url) -> Result<Fetched, String>) -> Result<Seen, SiteError> {
    let start = Url::parse(address).ok().filter(|it| matches!(it.scheme(), "http" | "https"));
    let start = start.ok_or_else(|| SiteError::NoAddress { given: address.to_owned() })?;
    let fetched = get(&start).map_err(|why| SiteError::NotFetched { address: address.to_owned(), why })?;
    let mut pages = vec![fetched.0.to_string()];
    let mut notes = Vec::new();
    let found = find(start, fetched, get, &mut pages, &mut notes)
        .ok_or_else(|| SiteError::NoWayOut { address: address.to_owned(), pages: pages.len() })?;
    let entry = entry(&found);
    let screens = walk(found, get, &mut pages, &mut notes);
    Ok(Seen { flow: write_down(&entry, &screens, &mut notes), pages, notes })
}

/// The page where leaving begins: the first that asks or sends something about leaving.
fn find(
    start: Url,
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

/// Is it a link to another way of leaving, on a page whose button sends the request?
fn is_aside(press: &Press, page: &Page) -> bool {
    let sends = |it: &Press| it.form.is_some() && !it.in_frame && leaves(&it.label);
    press.href.is_some() && !press.is_button && page.presses.iter().any(sends)
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

fn entry(found: &Found) -> Table {
    let label = found.by.as_ref().map_or(&found.page.heading, |press| &press.label);
    let mut entry = Table::new();
    entry.insert("label".into(), Value::Table(text(language(&found.page), label)));
    entry.insert("clicks".into(), Value::Integer(i64::from(found.clicks.max(1))));
    if found.by.as_ref().is_some_and(|press| press.folded) {
        entry.insert("folded".into(), true.into());
    }
    entry
}

fn language(page: &Page) -> &'static str {
    match page.language.get(..2) {
        Some("nl") => "nl",
        Some("de") => "de",
        Some("fr") => "fr",
        Some("en") => "en",
        _ if page
            .texts
            .iter()
            .any(|it| it.split_whitespace().any(|word| ["je", "het", "een", "niet"].contains(&word))) =>
        {
            "nl"
        }
        _ => "en",
    }
}

fn text(language: &str, words: &str) -> Table {
    Table::from_iter([(language.to_owned(), Value::String(words.to_owned()))])
}

fn write_down(entry: &Table, screens: &[(Url, Page)], notes: &mut Vec<String>) -> String {
    let (first, page) = &screens[0];
    let language = language(page);
    let host = first.host_str().unwrap_or("site");
    let mut flow = Table::new();
    let name: String = host.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).collect();
    flow.insert("flow".into(), name.trim_matches('-').to_lowercase().into());
    let title = if page.heading.is_empty() { &page.title } else { &page.heading };
    flow.insert("title".into(), Value::Table(text(language, title)));
    flow.insert("languages".into(), Value::Array(vec![language.into()]));
    flow.insert("company".into(), Value::Table(Table::from_iter([("name".to_owned(), Value::from(host))])));
    flow.insert("entry".into(), Value::Array(vec![Value::Table(entry.clone())]));
    flow.insert("channel".into(), Value::Array(channels(screens)));
    flow.insert("consequence".into(), Value::Array(consequences(screens)));
    let mut written: Vec<Value> = (0..screens.len()).map(|at| Value::Table(screen(screens, at))).collect();
    written.push(Value::Table(done(language)));
    flow.insert("screen".into(), Value::Array(written));
    notes.push(
        "a form was written down and not sent: what comes after it, its receipt included, was not seen".to_owned(),
    );
    notes.push("size, letters and contrast were not measured".to_owned());
    toml::to_string(&flow).unwrap_or_default()
}

fn channels(screens: &[(Url, Page)]) -> Vec<Value> {
    let channel = |kind: &str, at: Option<&str>| {
        let mut channel = Table::from_iter([("kind".to_owned(), Value::from(kind))]);
        channel.extend(at.map(|at| ("at".to_owned(), Value::from(at))));
        Value::Table(channel)
    };
    let mut channels = vec![channel("page", None)];
    for (prefix, kind) in [("tel:", "phone"), ("mailto:", "mail")] {
        let presses = screens.iter().flat_map(|(_, page)| &page.presses);
        let mut at =
            presses.filter(|press| !press.in_frame).filter_map(|press| press.href.as_deref()?.strip_prefix(prefix));
        channels.extend(at.next().map(|at| channel(kind, Some(at))));
    }
    channels
}

/// Sentences that say what follows, by what they are about.
fn consequences(screens: &[(Url, Page)]) -> Vec<Value> {
    const ABOUT: [(&str, &[&str]); 5] = [
        (
            "end_date",
            &[
                "einddatum",
                "laatste dag",
                "eindigt op",
                "stopt op",
                "loopt tot",
                "tot en met",
                "ends on",
                "end date",
                "last day",
                "until",
                "access until",
                "endet am",
            ],
        ),
        (
            "last_charge",
            &[
                "laatste betaling",
                "laatste afschrijving",
                "laatste factuur",
                "nog betaalt",
                "still pay",
                "last charge",
                "last payment",
                "final bill",
                "no further charge",
                "not be charged",
                "letzte abbuchung",
            ],
        ),
        (
            "refund",
            &[
                "terugbetal",
                "krijg je terug",
                "terugkrijg",
                "krijg je binnen",
                "get back",
                "teruggave",
                "restitutie",
                "refund",
                "erstatt",
            ],
        ),
        (
            "fee",
            &[
                "kosten",
                "kost €",
                "opzeggen kost",
                "leaving costs",
                "kosteloos",
                "gratis opzeggen",
                "fee",
                "free of charge",
                "costs nothing",
                "no cost",
                "kostet",
            ],
        ),
        ("data", &["gegevens", "your data", "personal data", "your files", "delete your", "daten"]),
    ];
    let sentences: Vec<(&'static str, &String)> =
        screens.iter().flat_map(|(_, page)| page.texts.iter().map(|it| (language(page), it))).collect();
    let mut said = Vec::new();
    for (about, words) in ABOUT {
        let speaks = |sentence: &String| words.iter().any(|word| sentence.to_lowercase().contains(word));
        if let Some((language, sentence)) = sentences.iter().find(|(_, sentence)| speaks(sentence)) {
            said.push(Value::Table(Table::from_iter([
                ("about".to_owned(), Value::from(about)),
                // Braces hold values in our own flows; on a page they are letters.
                ("text".to_owned(), Value::Table(text(language, &sentence.replace(['{', '}'], " ")))),
            ])));
        }
    }
    said
}

fn screen(screens: &[(Url, Page)], at: usize) -> Table {
    let (address, page) = &screens[at];
    let language = language(page);
    let fields = fields(page, language);
    let mut screen = Table::new();
    screen.insert("id".into(), format!("screen-{}", at + 1).into());
    screen.insert("purpose".into(), purpose(page, &fields).into());
    screen.insert(
        "title".into(),
        Value::Table(text(language, if page.heading.is_empty() { &page.title } else { &page.heading })),
    );
    let texts = page.texts.iter().map(|it| Value::Table(text(language, it))).collect();
    screen.insert("text".into(), Value::Array(texts));
    screen.insert("field".into(), Value::Array(fields.into_iter().map(Value::Table).collect()));
    let presses = page.presses.iter().filter(|press| !press.in_frame && !press.label.is_empty() && !is_channel(press));
    let controls = presses.map(|press| {
        let role = if is_aside(press, page) { "neutral" } else { role(press) };
        Value::Table(control(press, role, (address, screens), language))
    });
    screen.insert("control".into(), Value::Array(controls.collect()));
    if page.countdown {
        screen.insert("countdown".into(), true.into());
    }
    screen
}

fn done(language: &str) -> Table {
    let title =
        if language == "nl" { "Niet gezien: wat na het versturen komt" } else { "Not seen: what comes after sending" };
    Table::from_iter([
        ("id".to_owned(), Value::from("done")),
        ("purpose".to_owned(), Value::from("done")),
        ("title".to_owned(), Value::Table(text(language, title))),
    ])
}

fn control(press: &Press, role: &str, (address, screens): (&Url, &[(Url, Page)]), language: &str) -> Table {
    let leads = target(address, press);
    let known = leads.as_ref().and_then(|to| screens.iter().position(|(seen, _)| same_page(seen, to)));
    let to = match (role, known) {
        (_, Some(at)) => format!("screen-{}", at + 1),
        ("leave", None) if press.form.is_some() || leads.is_none() => "submitted".to_owned(),
        ("stay" | "back", None) => "stay".to_owned(),
        _ => leads.map_or_else(|| "stay".to_owned(), |to| to.to_string()),
    };
    let look = if press.is_button || press.href.is_none() { "button" } else { "link" };
    let mut control = Table::from_iter([
        ("label".to_owned(), Value::Table(text(language, &press.label))),
        ("role".to_owned(), Value::from(role)),
        ("to".to_owned(), Value::from(to)),
        ("look".to_owned(), Value::from(look)),
    ]);
    if press.disabled {
        control.insert("after_seconds".into(), Value::Integer(1));
    }
    control
}

fn purpose(page: &Page, fields: &[Table]) -> &'static str {
    let about = |names: &[&str]| {
        fields
            .iter()
            .any(|field| field.get("about").and_then(Value::as_str).is_some_and(|about| names.contains(&about)))
    };
    let says = |group: &str| {
        let texts = page.texts.iter().chain([&page.heading]);
        texts.into_iter().any(|it| speaks_of(group, language(page), it))
    };
    if page.inputs.iter().any(|input| input.kind == "password") {
        "login"
    } else if about(&["name", "contract", "reply_to"]) {
        "identify"
    } else if says("commercial") {
        "offer"
    } else if about(&["reason", "survey", "rating", "improve"]) {
        "question"
    } else if says("doubt") {
        "again"
    } else if says("loss") || says("fear") {
        "reminder"
    } else {
        "confirm"
    }
}

/// What a field is about, by its name and label.
fn about(input: &Input) -> &'static str {
    const ABOUT: [(&str, &[&str]); 16] = [
        ("identity_document", &["paspoort", "passport", "identiteitsbewijs", "id card", "rijbewijs", "ausweis"]),
        ("birth_date", &["geboorte", "birth", "dob"]),
        ("reply_to", &["mail"]),
        (
            "contract",
            &[
                "klantnummer",
                "customer",
                "contract",
                "lidnummer",
                "member",
                "account number",
                "subscription",
                "abonnement",
                "kundennummer",
                "vertrag",
            ],
        ),
        ("phone", &["telefoon", "phone", "mobiel", "mobile", "telefon"]),
        ("address", &["adres", "address", "postcode", "zip", "straat", "street"]),
        ("bank_account", &["iban", "rekening", "bank"]),
        ("reason", &["reden", "reason", "waarom", "why", "grund"]),
        ("rating", &["rating", "cijfer", "tevreden", "satisf", "score"]),
        ("improve", &["verbeter", "improve", "feedback", "suggest"]),
        ("end_date", &["einddatum", "end date", "per wanneer", "datum", "when", "date", "zum"]),
        ("newsletter", &["nieuwsbrief", "newsletter", "updates", "aanbieding", "offers"]),
        ("consent", &["toestemming", "akkoord", "consent", "agree", "i understand", "begrijp"]),
        ("pause", &["pauze", "pause"]),
        ("kind", &["soort", "kind", "type", "art der"]),
        ("name", &["naam", "name"]),
    ];
    let said = format!("{} {}", input.label, input.name).to_lowercase();
    ABOUT.iter().find(|(_, words)| words.iter().any(|word| said.contains(word))).map_or("other", |(about, _)| about)
}

fn fields(page: &Page, language: &str) -> Vec<Table> {
    let mut groups = BTreeSet::new();
    let mut fields = Vec::new();
    for input in &page.inputs {
        // The knobs of one choice are one field.
        if input.kind == "radio" && !groups.insert(input.name.clone()) {
            continue;
        }
        let kind = match input.kind.as_str() {
            "textarea" => "free_text",
            "select" | "radio" => "choice",
            "checkbox" => "checkbox",
            "date" => "day",
            "password" => "password",
            "file" => "file",
            _ if is_phrase(input) => "phrase",
            _ => "text",
        };
        let same = |other: &&Input| other.kind == "radio" && other.name == input.name;
        let of_group = |what: fn(&Input) -> bool| page.inputs.iter().filter(same).any(what);
        let is_radio = input.kind == "radio";
        let mut field = Table::from_iter([
            ("about".to_owned(), Value::from(about(input))),
            ("label".to_owned(), Value::Table(text(language, &input.label))),
            ("kind".to_owned(), Value::from(kind)),
            ("required".to_owned(), Value::from(input.required || is_radio && of_group(|it| it.required))),
            ("checked".to_owned(), Value::from(input.checked || is_radio && of_group(|it| it.checked))),
        ]);
        if input.min_chars > 0 {
            field.insert("min_chars".into(), Value::Integer(i64::from(input.min_chars)));
        }
        fields.push(field);
    }
    fields
}

/// Must something be typed over?
fn is_phrase(input: &Input) -> bool {
    let said = input.label.to_lowercase();
    ["typ het woord", "typ over", "type the word", "type “", "type \"", "type '", "typ \"", "typ “", "geef in: "]
        .iter()
        .any(|words| said.contains(words))
        || said.starts_with("type ") && said.contains("confirm")
}
