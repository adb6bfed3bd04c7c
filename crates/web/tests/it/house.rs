//! A whole Vaarwel in a folder of its own, with a clock that stands still and chance that repeats itself.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use analytics::Analytics;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode, header};
use door::{Office, OfficeParts};
use jiff::tz::TimeZone;
use store::{Act, Actor, Language, MemberId, NewMember, Role, Scopes, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;
use web::{App, Limits, Parts, hash_password, router};

/// 22 November 2026, 09:00 UTC.
const NOW_US: i64 = 1_795_338_000_000_000;

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "fiets aan de gracht";

/// Eight contracts of Fietsplan: three customers left, one came back.
pub(crate) const CONTRACTS: &str = "\
customer;start;end;reason;plan;price;city
FP000001;2024-04-08;;;Stadsfiets;21,90;Utrecht
FP000002;2024-09-02;2026-07-12;Verhuisd;Stadsfiets;21,90;Utrecht
FP000003;2025-02-17;2026-05-30;Te duur;E-bike;69,00;Zeist
FP000004;2024-05-01;2025-06-30;te duur geworden;E-bike;69,00;Zeist
FP000004;2026-01-01;;;Stadsfiets;21,90;Zeist
FP000005;2025-03-01;;;Stadsfiets;21,90;Utrecht
FP000006;2025-04-01;;;E-bike;69,00;Utrecht
O'Brien & <zoon>;2025-04-01;;;Stadsfiets;21,90;Zeist
";

/// A running Vaarwel.
pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) store: Store,
    office: Arc<Office>,
    router: Router,
    clock: Arc<AtomicI64>,
    members: AtomicU64,
    // Deleted when dropped.
    pub(crate) folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 16 << 20).await.expect("a body");
        Self { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// The cookie that was set, as a browser sends it back.
    pub(crate) fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }

    /// The token of the first form.
    pub(crate) fn token(&self) -> String {
        let (_, rest) = self.body.split_once("name=\"token\" value=\"").expect("a form with a token");
        rest.split('"').next().expect("its end").to_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// Where the browser is sent.
    #[track_caller]
    pub(crate) fn goes_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.header("location")
    }
}

impl House {
    /// A Vaarwel where nobody has been yet.
    pub(crate) async fn empty() -> Self {
        Self::with(None).await
    }

    pub(crate) async fn with(public_url: Option<&str>) -> Self {
        Self::made(public_url, |_| {}).await
    }

    /// With what the program hands in from outside.
    pub(crate) async fn with_outside(hand_in: impl FnOnce(&mut Parts)) -> Self {
        Self::made(None, hand_in).await
    }

    async fn made(public_url: Option<&str>, hand_in: impl FnOnce(&mut Parts)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open_folder(folder.path()).await.expect("a store");
        let limits = analytics::Limits { memory_bytes: 64 << 20, threads: 1, ..analytics::Limits::default() };
        let analytics = Analytics::open(folder.path(), limits).expect("analytics");
        let clock = Arc::new(AtomicI64::new(NOW_US));
        let (time, drawn) = (Arc::clone(&clock), AtomicU64::new(0));
        let (now, chances) = (Arc::clone(&clock), Arc::new(AtomicU64::new(1 << 32)));
        let office = Arc::new(Office::new(OfficeParts {
            store: store.clone(),
            data: folder.path().to_owned(),
            texts: Arc::default(),
            clock: Arc::new(move || now.load(Ordering::Relaxed)),
            chance: Arc::new(move |bytes| draw(&chances, bytes)),
            zone: TimeZone::UTC,
            public_url: public_url.map(str::to_owned),
            secret: [7; 32],
        }));
        let mut parts = Parts {
            store: store.clone(),
            analytics: Arc::new(analytics),
            office: Arc::clone(&office),
            data: folder.path().to_owned(),
            clock: Arc::new(move || time.load(Ordering::Relaxed)),
            chance: Arc::new(move |bytes| draw(&drawn, bytes)),
            zone: TimeZone::UTC,
            public_url: public_url.map(str::to_owned),
            print: None,
            letter: None,
            mail_door: None,
            behind_proxy: false,
            limits: Limits { upload_bytes_max: 64 << 10, import_threads: 1, ..Limits::default() },
        };
        hand_in(&mut parts);
        let app = App::new(parts);
        Self { router: router(app.clone()), app, store, office, clock, members: AtomicU64::new(0), folder }
    }

    /// A Vaarwel with the contracts of Fietsplan.
    pub(crate) async fn fietsplan() -> Self {
        let house = Self::empty().await;
        house.bring_in("contracts.csv", CONTRACTS);
        house
    }

    /// Brings a file in without the console.
    pub(crate) fn bring_in(&self, name: &str, content: &str) {
        let file = self.folder.path().join(name);
        std::fs::write(&file, content).expect("a file");
        let setting = ledger::mapping::Setting { today: today(), currency: relationship::Currency::EUR };
        let described =
            ledger::describe::describe(&file, &ledger::input::Reading::default(), setting).expect("a table");
        let request = ledger::ImportRequest {
            file: &file,
            mapping: &described.mapping,
            today: today(),
            id: name,
            rejects_max_share: 0.0,
            memory_bytes: 64 << 20,
            threads: 1,
        };
        let ledger = ledger::Ledger::open(self.folder.path());
        ledger::import(&ledger, &request, &ledger::ImportProgress::default()).expect("an import");
    }

    /// The way out, as the program has it.
    pub(crate) fn app_office(&self) -> Arc<Office> {
        Arc::clone(&self.office)
    }

    pub(crate) fn wait_seconds(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    pub(crate) fn act(&self) -> Act {
        Act { by: Actor::Program, at: store::Moment::from_us(self.clock.load(Ordering::Relaxed)) }
    }

    pub(crate) async fn add_member(&self, email: &str, role: Role, language: Language) -> MemberId {
        let id = MemberId::new(self.act().at, self.members.fetch_add(1, Ordering::Relaxed).into());
        let member = NewMember {
            id,
            email: email.parse().expect("an address"),
            name: String::new(),
            role,
            language,
            password_hash: Some(hash_password(PASSWORD, [1; 16]).expect("a hash")),
        };
        self.store.add_member(member, self.act()).await.expect("a member");
        id
    }

    /// Adds somebody with this role and gives the cookie of their session.
    pub(crate) async fn sign_in(&self, role: Role, language: Language) -> String {
        let email = format!("{role}-{language}@fietsplan.nl");
        self.add_member(&email, role, language).await;
        let answer = self.post("/sign-in", "", &[("email", &email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.cookie()
    }

    pub(crate) async fn api_key(&self, scopes: &str) -> String {
        let scopes: Scopes = scopes.parse().expect("scopes");
        self.app.create_api_key("test", scopes, self.act()).await.expect("a key")
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        if request.extensions().get::<ConnectInfo<SocketAddr>>().is_none() {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 5000))));
        }
        Answer::of(self.router.clone().oneshot(request).await.expect("an answer")).await
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty());
        self.send(request.expect("a request")).await
    }

    pub(crate) async fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&");
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }

    /// Fills in a form of a page: its token goes along.
    pub(crate) async fn fill_in(&self, page: &str, action: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.get(page, cookie).await.token();
        let mut all = vec![("token", token.as_str())];
        all.extend_from_slice(fields);
        self.post(action, cookie, &all).await
    }

    pub(crate) async fn api(&self, path: &str, key: &str) -> Answer {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}")).body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Sends a form with a file: parts of name, file name and content.
    pub(crate) async fn upload(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        parts: &[(&str, Option<&str>, &str)],
    ) -> Answer {
        let mut body = String::new();
        for (name, file, content) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            body.push_str(&format!(
                "--XX\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
            ));
        }
        body.push_str("--XX--\r\n");
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body)).expect("a request")).await
    }
}

fn today() -> relationship::Day {
    "2026-11-22".parse().expect("a day")
}

/// Bytes that look random, are the same in every run, and never come twice.
fn draw(drawn: &AtomicU64, bytes: &mut [u8]) {
    for chunk in bytes.chunks_mut(8) {
        let mut x = drawn.fetch_add(1, Ordering::Relaxed).wrapping_add(0x9E37_79B9_7F4A_7C15);
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let drawn = (x ^ (x >> 31)).to_le_bytes();
        chunk.copy_from_slice(&drawn[..chunk.len()]);
    }
}
