//! A door in a folder of its own, with a clock that stands still and chance that repeats itself.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use door::{Office, OfficeParts, leave};
use jiff::tz::TimeZone;
use pages::{Fields, Texts, encode};
use relationship::exit::ContractFacts;
use relationship::{Currency, Money};
use store::{Act, Actor, ExitFilter, Moment, Person, Store, StoredExit};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// 22 November 2026, 09:00 UTC: a Sunday.
pub(crate) const NOW_US: i64 = 1_795_338_000_000_000;

/// What a browser sends of itself.
const BROWSER: [(header::HeaderName, &str); 2] =
    [(header::ACCEPT, "text/html,application/xhtml+xml"), (header::ACCEPT_LANGUAGE, "nl-NL,nl;q=0.9")];

pub(crate) struct House {
    pub(crate) office: Arc<Office>,
    pub(crate) store: Store,
    router: Router,
    clock: Arc<AtomicI64>,
    pub(crate) folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// The flows that ship, from the root of the workspace.
pub(crate) fn shipped_flows() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../flows")
}

impl House {
    /// Fietsplan and the practice, with their customers.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let flows = folder.path().join("flows");
        std::fs::create_dir_all(&flows).expect("a folder of flows");
        for entry in std::fs::read_dir(shipped_flows()).expect("the shipped flows").flatten() {
            std::fs::copy(entry.path(), flows.join(entry.file_name())).expect("a copy");
        }
        let store = Store::open_folder(folder.path()).await.expect("a store");
        let clock = Arc::new(AtomicI64::new(NOW_US));
        let (time, drawn) = (Arc::clone(&clock), AtomicU64::new(0));
        let office = Arc::new(Office::new(OfficeParts {
            store: store.clone(),
            data: folder.path().to_owned(),
            texts: Arc::new(Texts::default()),
            clock: Arc::new(move || time.load(Ordering::Relaxed)),
            chance: Arc::new(move |bytes| draw(&drawn, bytes)),
            zone: TimeZone::UTC,
            public_url: Some("https://vaarwel.example".to_owned()),
            secret: [7; 32],
        }));
        let act = Act { by: Actor::Program, at: Moment::from_us(NOW_US) };
        store.put_people(&people(), act).await.expect("people");
        let router = leave::router(Arc::clone(&office), leave::Settings::default());
        Self { office, store, router, clock, folder }
    }

    /// The same house with something that prints: the words as they are.
    pub(crate) fn with_printer(mut self) -> Self {
        let print: leave::Print = Arc::new(|order| match order.company.as_str() {
            "Fietsplan" => Ok(format!("%PDF {}", order.receipt).into_bytes()),
            other => Err(format!("no paper for {other}")),
        });
        let settings = leave::Settings { print: Some(print), ..leave::Settings::default() };
        self.router = leave::router(Arc::clone(&self.office), settings);
        self
    }

    pub(crate) fn wait_days(&self, days: i64) {
        self.clock.fetch_add(days * 86_400_000_000, Ordering::Relaxed);
    }

    /// Writes a flow into the folder.
    pub(crate) fn put_flow(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join("flows").join(format!("{name}.toml")), text).expect("a flow");
    }

    pub(crate) async fn get(&self, address: &str) -> Answer {
        let mut request = Request::get(address);
        for (name, value) in BROWSER {
            request = request.header(name, value);
        }
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    pub(crate) async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let mut request = Request::post(address);
        for (name, value) in BROWSER {
            request = request.header(name, value);
        }
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.join("&"))).expect("a request")).await
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 5000))));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.expect("a body");
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Opens the first screen and sends it as a browser would.
    pub(crate) async fn leave_as(&self, flow: &str, fields: &[(&str, &str)]) -> Answer {
        let screen = self.get(&format!("/leave/{flow}")).await.expect(200);
        self.submit(&format!("/leave/{flow}"), &screen, fields).await
    }

    /// Sends the form of a screen.
    pub(crate) async fn submit(&self, address: &str, screen: &Answer, fields: &[(&str, &str)]) -> Answer {
        let form = screen.hidden("form");
        let mut all = vec![("form", form.as_str()), ("speak", screen.lang())];
        all.extend(fields);
        self.post(address, &all).await
    }

    /// The page of the receipt one is sent to, and its address.
    pub(crate) async fn follow(&self, answer: Answer) -> (Answer, String) {
        let to = answer.goes_to().to_owned();
        let page = self.get(&to).await.expect(200);
        let here = to.split('?').next().unwrap_or_default().to_owned();
        (page, here)
    }

    /// Bram leaves Fietsplan; gives the page of his receipt and its address.
    pub(crate) async fn bram_leaves(&self) -> (Answer, String) {
        let answer = self
            .leave_as("fietsplan", &[("number", "1001"), ("mail", "bram@voorbeeld.example"), ("do", "confirm")])
            .await;
        self.follow(answer).await
    }

    /// All cases, the newest first.
    pub(crate) async fn cases(&self) -> Vec<StoredExit> {
        let rows = self.store.exits(&ExitFilter::default(), None, 100).await.expect("cases");
        let mut cases = Vec::new();
        for row in rows.items {
            cases.push(self.store.exit(row.id).await.expect("a store").expect("a case"));
        }
        cases
    }
}

impl Answer {
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        let plain = self.plain();
        assert!(plain.contains(text), "`{text}` is not in: {plain}");
        self
    }

    #[track_caller]
    pub(crate) fn is_silent_about(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "`{text}` is in: {}", self.body);
        self
    }

    /// The text without no-break spaces.
    pub(crate) fn plain(&self) -> String {
        self.body.replace('\u{a0}', " ")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    #[track_caller]
    pub(crate) fn goes_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.header("location")
    }

    /// The value of a hidden field.
    #[track_caller]
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.body.split_once(&start).unwrap_or_else(|| panic!("no `{name}` in {}", self.body));
        rest.split('"').next().expect("its end").to_owned()
    }

    pub(crate) fn lang(&self) -> &str {
        if self.body.contains("<html lang=\"en\"") { "en" } else { "nl" }
    }

    /// The page without what differs from visit to visit.
    pub(crate) fn without_seal(&self) -> String {
        self.body.replace(&self.hidden("form"), "")
    }
}

/// Bram has one contract, Noor two, Eva none that we know of.
fn people() -> Vec<Person> {
    let person = |customer: &str, name: &str, mail: &str, contracts: Vec<ContractFacts>| Person {
        customer: customer.to_owned(),
        name: Some(name.to_owned()),
        mail: Some(mail.to_owned()),
        phone: None,
        language: None,
        knows: Vec::new(),
        purpose: "leaving".to_owned(),
        keep_until: None,
        contracts,
    };
    let contract = |contract: &str, plan: &str, began_on: &str, paid_until: &str, minor: i64| ContractFacts {
        contract: contract.to_owned(),
        plan: Some(plan.to_owned()),
        began_on: began_on.parse().ok(),
        price: Some(Money { minor, currency: Currency::EUR }),
        price_months: 1,
        paid_from: None,
        paid_until: paid_until.parse().ok(),
        told_of_withdrawal_on: began_on.parse().ok(),
    };
    vec![
        person(
            "1001",
            "Bram",
            "bram@voorbeeld.example",
            vec![contract("C-1", "month", "2023-09-01", "2026-11-30", 1_890)],
        ),
        person(
            "1002",
            "Noor",
            "noor@voorbeeld.example",
            vec![
                contract("C-2", "month", "2024-01-15", "2026-12-14", 1_890),
                contract("C-3", "year", "2026-11-15", "2027-11-14", 18_900),
            ],
        ),
        person("1003", "Eva", "eva@voorbeeld.example", Vec::new()),
        person(
            "P-1",
            "Sam",
            "sam@voorbeeld.example",
            vec![contract("B-1", "treatment", "2026-03-02", "2026-11-30", 9_000)],
        ),
    ]
}

/// Fills bytes with a repeatable row (`SplitMix64`).
fn draw(drawn: &AtomicU64, bytes: &mut [u8]) {
    for chunk in bytes.chunks_mut(8) {
        let mut z = drawn.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
    }
}

/// The fields of an address.
pub(crate) fn query(address: &str) -> Fields {
    Fields::parse(address.split_once('?').map_or("", |(_, query)| query))
}
