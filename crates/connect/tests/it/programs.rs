//! Other programs that are told: on this machine, with a program that may behave badly.

use std::sync::atomic::{AtomicI64, AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use connect::programs::Hooks;
use door::jobs::Worker;
use door::programs::{key, signature};
use door::{Office, OfficeParts};
use jiff::tz::TimeZone;
use relationship::listening::AskedBy;
use store::{Act, Actor, Moment, Store, Topic, WebhookId};

const NOON: Moment = Moment::from_us(1_795_348_800_000_000);
const ACT: Act = Act { by: Actor::Program, at: NOON };

/// What a program heard: delivery, signature, body.
type Heard = Arc<Mutex<Vec<[String; 3]>>>;

/// A program that listens and answers as it is told to.
struct Program {
    port: u16,
    heard: Heard,
    answers: Arc<AtomicU16>,
}

async fn hear(
    State((heard, answers)): State<(Heard, Arc<AtomicU16>)>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, [(&'static str, &'static str); 1]) {
    let header = |name: &str| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    heard.lock().expect("heard").push([header("vaarwel-delivery"), header("vaarwel-signature"), body]);
    let status = StatusCode::from_u16(answers.load(Ordering::Relaxed)).expect("a status");
    (status, [("location", "http://127.0.0.1:1/")])
}

impl Program {
    async fn start() -> Self {
        let (heard, answers) = (Heard::default(), Arc::new(AtomicU16::new(200)));
        let app = Router::new().route("/v", post(hear)).with_state((Arc::clone(&heard), Arc::clone(&answers)));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { port, heard, answers }
    }

    fn heard(&self) -> Vec<[String; 3]> {
        self.heard.lock().expect("heard").clone()
    }
}

struct House {
    _folder: tempfile::TempDir,
    office: Arc<Office>,
    clock: Arc<AtomicI64>,
}

impl House {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (clock, drawn) = (Arc::new(AtomicI64::new(NOON.us())), AtomicU64::new(1));
        let now = Arc::clone(&clock);
        let office = Arc::new(Office::new(OfficeParts {
            store: Store::open_folder(folder.path()).await.expect("a store"),
            data: folder.path().to_owned(),
            texts: Arc::default(),
            clock: Arc::new(move || now.load(Ordering::Relaxed)),
            chance: Arc::new(move |bytes| {
                bytes.fill(u8::try_from(drawn.fetch_add(1, Ordering::Relaxed) % 251).expect("small"));
            }),
            zone: TimeZone::UTC,
            public_url: None,
            secret: [7; 32],
        }));
        Self { _folder: folder, office, clock }
    }

    fn worker(&self, inside: bool) -> Worker {
        Worker::new(Arc::clone(&self.office), None).telling(Hooks::new(Arc::clone(&self.office), inside).into_teller())
    }

    async fn hook(&self, url: &str) -> WebhookId {
        let id = WebhookId::new(NOON, u128::from_le_bytes(self.office.random()));
        self.office.store.add_webhook(id, url, &[Topic::Askings], ACT).await.expect("added").id
    }

    async fn tries(&self, id: WebhookId) -> Vec<(u32, Option<u16>, Option<String>)> {
        let page = self.office.store.webhook_tries(id, None, 100).await.expect("read");
        page.items.into_iter().rev().map(|it| (it.tried, it.status, it.error)).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_hears_of_a_change_signed_and_once() {
    let (house, program) = (House::open().await, Program::start().await);
    let id = house.hook(&format!("http://127.0.0.1:{}/v", program.port)).await;
    house.office.store.opt_out("K-1", AskedBy::Mail, NOON).await.expect("said");
    let worker = house.worker(true);
    assert_eq!(worker.turn().await.expect("a turn").told, 1);
    assert_eq!(worker.turn().await.expect("a turn").told, 0);
    let heard = program.heard();
    let [delivery, signed, body] = &heard[0];
    assert_eq!(
        (heard.len(), signed.as_str()),
        (1, signature(&key(&house.office, id), NOON.us() / 1_000_000, body).as_str())
    );
    let said: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!((said["event"].as_str(), said["id"].as_str()), (Some("asking.opted_out"), Some(delivery.as_str())));
    assert_eq!((said["at"].as_str(), said["data"]["customer"].as_str()), (Some("2026-11-22T12:00:00Z"), Some("K-1")));
    assert_eq!(house.tries(id).await, [(1, Some(200), None)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_is_told_again_with_the_same_name_and_redirects_lead_nowhere() {
    let (house, program) = (House::open().await, Program::start().await);
    let id = house.hook(&format!("http://127.0.0.1:{}/v", program.port)).await;
    house.office.store.opt_out("K-1", AskedBy::Mail, NOON).await.expect("said");
    let worker = house.worker(true);
    for status in [503, 302] {
        program.answers.store(status, Ordering::Relaxed);
        assert_eq!(worker.turn().await.expect("a turn").failed, 1);
        assert_eq!(worker.turn().await.expect("a turn").failed, 0, "not at once again");
        house.clock.fetch_add(3600 * 1_000_000, Ordering::Relaxed);
    }
    program.answers.store(204, Ordering::Relaxed);
    assert_eq!(worker.turn().await.expect("a turn").told, 1);
    let tries: Vec<_> = house.tries(id).await.into_iter().map(|(tried, status, _)| (tried, status)).collect();
    assert_eq!(tries, [(1, Some(503)), (2, Some(302)), (3, Some(204))]);
    let heard = program.heard();
    assert!(heard.iter().all(|it| it[0] == heard[0][0] && it[2] == heard[0][2]), "the same change");
    assert_ne!(heard[0][1], heard[1][1], "signed anew each time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_inside_the_house_is_told_unless_that_is_allowed() {
    let (house, program) = (House::open().await, Program::start().await);
    let port = program.port;
    // Names are looked up at the moment of telling, so that one which changed its mind leads nowhere either.
    for url in
        [format!("http://127.0.0.1:{port}/v"), format!("https://localhost:{port}/v"), format!("https://[::1]:{port}/v")]
    {
        let id = house.hook(&url).await;
        house.office.store.opt_out(&url, AskedBy::Mail, NOON).await.expect("said");
        assert_eq!(house.worker(false).turn().await.expect("a turn").told, 0);
        let tries = house.tries(id).await;
        assert!(
            tries.iter().all(|(_, status, error)| status.is_none() && error.is_some()) && !tries.is_empty(),
            "{tries:?}"
        );
        house.office.store.end_webhook(id, ACT).await.expect("ended");
    }
    assert!(program.heard().is_empty());
}
