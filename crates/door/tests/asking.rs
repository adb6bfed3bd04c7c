//! Customers answer: what counts, what does not, and that nothing is lost or counted twice.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use door::{Office, OfficeParts, asking};
use jiff::tz::TimeZone;
use pages::Texts;
use relationship::Day;
use relationship::listening::{AskedBy, Survey, Value};
use store::{Act, Actor, InvitationId, Invited, Language, Moment, NewInvitation, Settings, Store, TokenHash};
use tempfile::TempDir;
use tower::ServiceExt as _;

#[path = "asking/killed.rs"]
mod killed;
#[path = "asking/kiosk.rs"]
mod kiosk;
#[path = "asking/listening.rs"]
mod listening;

const SURVEY: &str = include_str!("../../../surveys/fietsplan-pulse.toml");
const NOON_US: i64 = 1_795_348_800_000_000;
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Fietsplan, with one customer who was asked.
struct Fietsplan {
    store: Store,
    office: Arc<Office>,
    router: Router,
    clock: Arc<AtomicI64>,
    folder: TempDir,
}

struct Answer {
    status: StatusCode,
    location: String,
    /// What the page says it may do, where it says so itself.
    policy: String,
    page: String,
}

fn act() -> Act {
    Act { by: Actor::Program, at: Moment::from_us(NOON_US) }
}

/// An office over a folder, with chance that counts.
fn office(store: &Store, folder: &Path, now: Arc<AtomicI64>, first_chance: u64) -> Arc<Office> {
    let drawn = AtomicU64::new(first_chance);
    Arc::new(Office::new(OfficeParts {
        store: store.clone(),
        data: folder.to_owned(),
        texts: Arc::new(Texts::default()),
        clock: Arc::new(move || now.load(Ordering::Relaxed)),
        chance: Arc::new(move |bytes: &mut [u8]| {
            let number = drawn.fetch_add(1, Ordering::Relaxed).to_le_bytes();
            for (byte, value) in bytes.iter_mut().zip(number.into_iter().cycle()) {
                *byte = value;
            }
        }),
        zone: TimeZone::UTC,
        public_url: Some("https://vaarwel.example".to_owned()),
        secret: [7; 32],
    }))
}

impl Fietsplan {
    async fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open_folder(folder.path()).await.unwrap();
        let settings = Settings { company_name: "Fietsplan".to_owned(), ..Settings::default() };
        store.change_settings(&settings, act()).await.unwrap();
        let clock = Arc::new(AtomicI64::new(NOON_US));
        let office = office(&store, folder.path(), Arc::clone(&clock), 0);
        let calendars = door::listening::calendar::router(Arc::clone(&office));
        let router = asking::router(Arc::clone(&office)).merge(calendars);
        Self { store, office, router, clock, folder }
    }

    async fn ask(&self, customer: &str, token: &str, version: u32) {
        let body = SURVEY.replace("version = 1", &format!("version = {version}"));
        let survey = Survey::parse("fietsplan-pulse.toml", &body).unwrap();
        self.store.publish_survey(&survey, &body, act()).await.unwrap();
        self.invite(customer, token, &survey).await;
    }

    async fn invite(&self, customer: &str, token: &str, survey: &Survey) {
        let new = NewInvitation {
            id: InvitationId::new(act().at, u128::from(token.len() as u64) + u128::from(survey.version) * 1000),
            token: TokenHash::of(token),
            survey: survey.survey.clone(),
            version: survey.version,
            customer: customer.to_owned(),
            channel: AskedBy::Mail,
            language: Language::Nl,
            about: None,
            asked_on: "2026-11-22".parse::<Day>().unwrap(),
            expires_at: act().at.plus_seconds(30 * DAY_SECONDS),
        };
        assert_eq!(self.store.invite(&new, None, act()).await.unwrap(), Invited::Made);
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION).map_or("", |it| it.to_str().unwrap()).to_owned();
        let policy = response.headers().get(header::CONTENT_SECURITY_POLICY).map_or("", |it| it.to_str().unwrap());
        let policy = policy.to_owned();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, location, policy, page: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        self.send(Request::post(path).body(Body::from(form.to_owned())).unwrap()).await
    }

    async fn answers(&self) -> u64 {
        self.store.answers_count().await.unwrap()
    }

    async fn own(&self, token: &str) -> Vec<(String, Option<Value>)> {
        let invitation = self.store.invitation(&TokenHash::of(token)).await.unwrap().unwrap();
        let own = self.store.own_answers(invitation.id).await.unwrap();
        own.into_iter().map(|it| (it.question, it.value)).collect()
    }
}

/// The name of the form on a page.
fn form_of(page: &str) -> &str {
    page.split("name=\"form\" value=\"").nth(1).unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn a_touched_answer_is_sent_with_one_button_and_counts_once() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    let page = fietsplan.get("/a/token/4").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.page.contains("value=\"4\" checked"), "{}", page.page);
    // The button that sends stands before the other questions.
    let (button, more) = (page.page.find("btn send").unwrap(), page.page.find("id=\"more\"").unwrap());
    assert!(button < more);
    assert_eq!(fietsplan.answers().await, 0);
    // This page alone may run a script: it sends what was touched at the first sign of life.
    let script = page.page.split("<script src=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(page.policy.contains("script-src 'self'; connect-src 'self'"), "{}", page.policy);
    assert!(fietsplan.get(script).await.page.contains("isTrusted"));
    assert_eq!(fietsplan.get("/a/script/another").await.status, StatusCode::NOT_FOUND);
    let form = format!("form={}&speak=nl&tapped=1&q-whole=4&q-words=&q-most=", form_of(&page.page));
    let sent = fietsplan.post("/a/token", &form).await;
    assert_eq!((sent.status, sent.location.as_str()), (StatusCode::SEE_OTHER, "/a/token?lang=nl"));
    let again = fietsplan.post("/a/token", &form).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(fietsplan.own("token").await, [("whole".to_owned(), Some(Value::Face(4)))]);
    assert_eq!(fietsplan.store.facts_count().await.unwrap(), 1);
    let thanks = fietsplan.get(&sent.location).await;
    assert!(thanks.page.contains("<h1>Genoteerd</h1>") && thanks.page.contains("Je antwoord staat genoteerd."));
    assert!(thanks.page.contains("value=\"4\" checked"));
    assert!(!thanks.page.contains("<script") && thanks.policy.is_empty(), "{}", thanks.policy);
}

#[tokio::test]
async fn what_was_sent_at_a_sign_of_life_counts_once_with_what_follows() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    let page = fietsplan.get("/a/token/4").await.page;
    let form = form_of(&page);
    // As the script sends it: the first answer, under a name of its own.
    let alone =
        format!("form={}&speak=nl&q-whole=4", if form.starts_with('A') { "B" } else { "A" }.to_owned() + &form[1..]);
    assert_eq!(fietsplan.post("/a/token", &alone).await.status, StatusCode::SEE_OTHER);
    assert_eq!(fietsplan.own("token").await, [("whole".to_owned(), Some(Value::Face(4)))]);
    let all = format!("form={form}&speak=nl&tapped=1&q-whole=4&q-words=te+laat&q-most=price");
    assert_eq!(fietsplan.post("/a/token", &all).await.status, StatusCode::SEE_OTHER);
    assert_eq!((fietsplan.answers().await, fietsplan.store.facts_count().await.unwrap()), (3, 3));
}

#[tokio::test]
async fn a_step_back_and_another_answer_changes_it() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    let page = fietsplan.get("/a/token").await.page;
    for face in [2, 5, 2, 5] {
        let form = format!("form={}&speak=nl&q-whole={face}", form_of(&page));
        assert_eq!(fietsplan.post("/a/token", &form).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(fietsplan.own("token").await, [("whole".to_owned(), Some(Value::Face(5)))]);
    assert_eq!(fietsplan.answers().await, 1);
}

#[tokio::test]
async fn an_only_question_has_one_way_to_be_sent() {
    let fietsplan = Fietsplan::open().await;
    let only = SURVEY.split("[[question]]").take(2).collect::<Vec<_>>().join("[[question]]").replace("-pulse", "-one");
    let survey = Survey::parse("fietsplan-one.toml", &only).unwrap();
    let page = |typed: &str| {
        let request = Request::get(format!("/a/one{typed}")).body(Body::empty()).unwrap();
        fietsplan.send(request)
    };
    fietsplan.store.publish_survey(&survey, &only, act()).await.unwrap();
    fietsplan.invite("K-1", "one", &survey).await;
    let untouched = page("").await.page;
    assert_eq!((untouched.matches("class=\"pick").count(), untouched.matches("Verstuur").count()), (5, 0));
    assert_eq!(page("/4").await.page.matches("Verstuur").count(), 1);
}

#[tokio::test]
async fn questions_stand_on_the_sites_that_a_flow_names_and_on_no_other() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    assert_eq!(fietsplan.get("/a/token?embed=1").await.policy, "", "no site is named: nobody may frame it");
    let flows = fietsplan.folder.path().join("flows");
    std::fs::create_dir_all(&flows).unwrap();
    let flow = "flow = \"framed\"\ntitle.nl = \"Weg\"\ntitle.en = \"Away\"\ncompany = { name = \"Fietsplan\" }\n\
                embed = { sites = [\"https://www.fietsplan.example\"] }\n";
    std::fs::write(flows.join("framed.toml"), flow).unwrap();
    let page = fietsplan.get("/a/token?embed=1&lang=nl").await;
    assert!(
        page.policy.contains("frame-ancestors https://www.fietsplan.example; script-src 'self'"),
        "{}",
        page.policy
    );
    assert!(
        page.page.contains("data-origins=\"https://www.fietsplan.example\"") && !page.policy.contains("connect-src")
    );
    assert_eq!(fietsplan.get("/a/token").await.policy, "", "where it opens by itself nothing changes");
    // What is sent from there comes back there.
    let form = format!("form={}&speak=nl&embed=1&q-whole=4", form_of(&page.page));
    let sent = fietsplan.post("/a/token", &form).await;
    assert_eq!((sent.status, sent.location.as_str()), (StatusCode::SEE_OTHER, "/a/token?lang=nl&embed=1"));
    let thanks = fietsplan.get(&sent.location).await;
    assert!(thanks.page.contains("<h1>Genoteerd</h1>") && thanks.policy.contains("https://www.fietsplan.example"));
}

#[tokio::test]
async fn without_a_touch_each_face_is_a_button() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    let page = fietsplan.get("/a/token").await.page;
    assert_eq!(page.matches("<button class=\"pick").count(), 5);
    for label in ["Heel ontevreden", "Ontevreden", "Gaat wel", "Tevreden", "Heel tevreden"] {
        assert!(page.contains(&format!("<span>{label}</span>")), "a face without its label");
    }
    assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("http"), "{page}");
    fietsplan.post("/a/token", &format!("form={}&speak=nl&q-words=&q-whole=1", form_of(&page))).await;
    assert_eq!(fietsplan.own("token").await, [("whole".to_owned(), Some(Value::Face(1)))]);
}

#[tokio::test]
async fn programs_that_look_into_mail_count_nowhere() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    let programs = [
        ("HEAD", "Mozilla/5.0 (compatible; Microsoft Office SafeLinks)", None),
        ("GET", "Mozilla/5.0 (compatible; Proofpoint URL Defense)", None),
        ("GET", "WhatsApp/2.23.20.0 A", None),
        ("GET", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", None),
        ("GET", "Mozilla/5.0 HeadlessChrome/140.0", Some(("sec-fetch-user", "?1"))),
        ("GET", "Mozilla/5.0", Some(("sec-purpose", "prefetch"))),
        ("OPTIONS", "curl/8", None),
    ];
    for (method, agent, more) in programs {
        for answer in ["", "/1", "/2", "/3", "/4", "/5", "/stop"] {
            let mut request =
                Request::builder().method(method).uri(format!("/a/token{answer}")).header(header::USER_AGENT, agent);
            if let Some((name, value)) = more {
                request = request.header(name, value);
            }
            fietsplan.send(request.body(Body::empty()).unwrap()).await;
        }
    }
    assert_eq!((fietsplan.answers().await, fietsplan.store.facts_count().await.unwrap()), (0, 0));
    assert!(!fietsplan.store.has_opted_out("K-1").await.unwrap());
    let day = "2026-11-22".parse().unwrap();
    let responses = fietsplan.store.responses(day, day).await.unwrap();
    assert_eq!((responses[0].asked, responses[0].answered, responses[0].touched_only), (1, 0, 1));
    assert_eq!(fietsplan.store.standings(None, day).await.unwrap(), []);
}

#[tokio::test]
async fn links_that_cannot_be_answered_say_so_and_count_nothing() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    let long = "x".repeat(5_000);
    let mut pages = Vec::new();
    for forged in ["token2", "TOKEN", "..%2f..", "%3Cscript%3E", "%00", long.as_str()] {
        let answer = fietsplan.post(&format!("/a/{forged}"), "q-whole=1").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{forged}");
        assert!(!answer.page.contains("<script>"), "{forged}");
        pages.push(answer.page);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "every link that was never given out gets the same page");
    fietsplan.clock.store(NOON_US + 30 * DAY_SECONDS * 1_000_000, Ordering::Relaxed);
    let late = fietsplan.post("/a/token", "q-whole=1").await;
    assert_eq!(late.status, StatusCode::GONE);
    assert!(late.page.contains("Deze vraag is voorbij"));
    assert_eq!(fietsplan.answers().await, 0);
}

#[tokio::test]
async fn one_person_cannot_answer_for_another() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    fietsplan.ask("K-2", "another", 1).await;
    // The other person's form, question names and all, under one's own link counts as one's own.
    let page = fietsplan.get("/a/another").await.page;
    let form = format!("form={}&customer=K-2&invitation=K-2&q-whole=1", form_of(&page));
    fietsplan.post("/a/token", &form).await;
    assert_eq!(fietsplan.own("another").await, []);
    assert_eq!(fietsplan.own("token").await, [("whole".to_owned(), Some(Value::Face(1)))]);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_whole_and_stays_on_the_page() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    let words = "x".repeat(501);
    let long = fietsplan.post("/a/token", &format!("q-whole=2&q-words={words}")).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.page.contains("er passen 500 tekens, dit zijn er 501") && long.page.contains(&words));
    assert!(long.page.contains("value=\"2\" checked"), "the rest is kept too");
    let forged = fietsplan.post("/a/token", "q-whole=6").await;
    assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(forged.page.contains("hoort niet bij de vraag"));
    let zero = fietsplan.post("/a/token", "q-words=a%00b").await;
    assert_eq!(zero.status, StatusCode::UNPROCESSABLE_ENTITY);
    let huge = fietsplan.post("/a/token", &format!("q-words={}", "x".repeat(1_000_000))).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(huge.page.contains("<h1>") && huge.page.contains("maak je tekst korter"), "{}", huge.page);
    let nothing = fietsplan.post("/a/token", "q-whole=&q-words=++").await;
    assert!(nothing.page.contains("Je hebt nog niets gekozen"));
    assert_eq!(fietsplan.answers().await, 0);
    let script = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E";
    fietsplan.post("/a/token", &format!("q-words={script}")).await;
    let page = fietsplan.get("/a/token").await.page;
    assert!(!page.contains("<script>") && page.contains("&#60;script&#62;"), "{page}");
}

#[tokio::test]
async fn another_language_keeps_what_was_typed_and_a_wrong_one_changes_nothing() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    for wrong in ["xx", "", "../../etc", "%00", "nl-BE"] {
        let page = fietsplan.get(&format!("/a/token?lang={wrong}")).await;
        assert!(page.status == StatusCode::OK && page.page.contains("<html lang=\"nl\">"), "{wrong}");
    }
    let english = fietsplan.post("/a/token", "lang=en&q-whole=2&q-words=too+late").await;
    assert!(english.page.contains("<html lang=\"en\">") && english.page.contains("Very unhappy"));
    assert!(english.page.contains("too late") && english.page.contains("value=\"2\" checked"));
    assert_eq!(fietsplan.answers().await, 0);
}

#[tokio::test]
async fn a_survey_that_changed_meanwhile_is_answered_in_the_version_of_the_link() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    let page = fietsplan.get("/a/token").await.page;
    fietsplan.ask("K-2", "another", 2).await;
    fietsplan.post("/a/token", &format!("form={}&q-whole=5", form_of(&page))).await;
    let page = fietsplan
        .store
        .answers(
            &store::AnswerFilter::default(),
            relationship::listening::Use::For(relationship::listening::Purpose::Improve),
            None,
            10,
        )
        .await
        .unwrap();
    assert_eq!(page.items.iter().map(|it| (it.customer.as_str(), it.version)).collect::<Vec<_>>(), [("K-1", 1)]);
}

#[tokio::test]
async fn who_says_stop_is_not_asked_again_even_with_an_old_link() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.ask("K-1", "token", 1).await;
    let page = fietsplan.get("/a/token/stop").await;
    assert!(page.page.contains("<form method=\"post\" action=\"/a/token/stop\">"));
    fietsplan.clock.store(NOON_US + 90 * DAY_SECONDS * 1_000_000, Ordering::Relaxed);
    let done = fietsplan.post("/a/token/stop", "speak=en").await;
    assert!(done.page.contains("We ask you nothing any more"), "{}", done.page);
    assert!(fietsplan.store.has_opted_out("K-1").await.unwrap());
    fietsplan.post("/a/token/stop", "speak=en&again=1").await;
    assert!(!fietsplan.store.has_opted_out("K-1").await.unwrap());
}
