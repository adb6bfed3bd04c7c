//! From question to improvement, with mail that really travels: customers are asked, 200 answer, two points arise, one is
//! solved, its theme falls, and those who said it are told.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use connect::dispatch::Dispatch;
use connect::mail::{Postbox, SmtpSettings};
use door::jobs::Worker;
use door::listening::rounds::Round;
use door::listening::themes::Themes;
use door::listening::{afterwards, digest, fixed, reminders, signals};
use door::taking::{Proof, take};
use door::{Office, OfficeParts};
use jiff::tz::TimeZone;
use mail_parser::{Message, MessageParser};
use relationship::Day;
use relationship::flow::ChannelKind;
use relationship::improvement::{Command, Owners, Rules, Signal, Stage};
use relationship::listening::asking::{Happened, Person};
use relationship::listening::{AskedBy, Occasion, Survey};
use store::{
    Act, Actor, InvitationId, Language, MemberId, Moment, NewInvitation, NewMember, Role, Settings, Store, TokenHash,
};
use tower::ServiceExt as _;

use crate::sink::{Mood, Sink};

const SURVEY: &str = include_str!("../../../../surveys/fietsplan-pulse.toml");
/// Monday 16 November 2026, ten in the morning UTC.
const MONDAY_US: i64 = 1_794_823_200_000_000;
const DAY_US: i64 = 86_400_000_000;

struct Company {
    folder: tempfile::TempDir,
    office: Arc<Office>,
    clock: Arc<AtomicI64>,
    public: Router,
    sink: Sink,
    worker: Worker,
    survey: Survey,
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn told_of(customer: &str) -> store::Person {
    store::Person {
        customer: customer.to_owned(),
        name: Some("Renée de Vriës".to_owned()),
        mail: Some(format!("{}@voorbeeld.example", customer.to_lowercase())),
        phone: None,
        language: Some(Language::Nl),
        knows: Vec::new(),
        purpose: "leaving".to_owned(),
        keep_until: None,
        contracts: Vec::new(),
    }
}

fn rules() -> Rules {
    Rules { owners: Owners::default().with("service", "Anouk").with("other", "Fatima"), ..Rules::default() }
}

impl Company {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("flows")).expect("a folder");
        let flow = include_str!("../../../../flows/fietsplan.toml");
        std::fs::write(folder.path().join("flows/fietsplan.toml"), flow).expect("a flow");
        std::fs::write(folder.path().join("asking.toml"), "unasked_share = 0.0\n").expect("rules");
        let clock = Arc::new(AtomicI64::new(MONDAY_US));
        let (now, drawn) = (Arc::clone(&clock), AtomicU64::new(1));
        let office = Arc::new(Office::new(OfficeParts {
            store: Store::open_folder(folder.path()).await.expect("a store"),
            data: folder.path().to_owned(),
            texts: Arc::default(),
            clock: Arc::new(move || now.load(Ordering::Relaxed)),
            chance: Arc::new(move |bytes| {
                for byte in bytes.chunks_mut(8) {
                    let number = drawn.fetch_add(1, Ordering::Relaxed).to_le_bytes();
                    byte.copy_from_slice(&number[..byte.len()]);
                }
            }),
            zone: TimeZone::UTC,
            public_url: Some("https://vaarwel.example".to_owned()),
            secret: [7; 32],
        }));
        let act = Act { by: Actor::Program, at: Moment::from_us(MONDAY_US) };
        let settings = Settings { company_name: "Fietsplan".to_owned(), ..Settings::default() };
        office.store.change_settings(&settings, act).await.expect("settings");
        let survey = Survey::parse("fietsplan-pulse.toml", SURVEY).expect("a survey");
        office.store.publish_survey(&survey, SURVEY, act).await.expect("published");
        for (name, role, n) in [("Anouk", Role::FrontLine, 1), ("Fatima", Role::Owner, 2)] {
            let new = NewMember {
                id: MemberId::new(act.at, n),
                email: format!("{name}@fietsplan.example").parse().expect("an address"),
                name: name.to_owned(),
                role,
                language: if n == 1 { Language::Nl } else { Language::En },
                password_hash: None,
            };
            office.store.add_member(new, act).await.expect("a member");
        }
        let sink = Sink::start().await;
        let settings = SmtpSettings {
            server: sink.url().parse().expect("a server"),
            from: "Fietsplan <hallo@fietsplan.example>".parse().expect("a sender"),
            reply_to: None,
            own_authority: None,
        };
        let sender = Dispatch::new(Arc::clone(&office), Postbox::new(&settings).expect("a postbox")).into_sender();
        let worker = Worker::new(Arc::clone(&office), Some(sender));
        let public = door::leave::router(Arc::clone(&office), door::leave::Settings::default());
        Self { folder, office, clock, public, sink, worker, survey }
    }

    fn act(&self) -> Act {
        Act { by: Actor::Program, at: self.office.now() }
    }

    fn days_later(&self, days: i64) {
        self.clock.fetch_add(days * DAY_US, Ordering::Relaxed);
    }

    async fn post(&self, path: &str, form: &str) -> (StatusCode, String) {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(Body::from(form.to_owned())).expect("a request");
        let response = self.public.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Links for customers, on a day; they answer on the public page.
    async fn answer(&self, customer: &str, on: Day, form: &str) {
        let at = self.office.start_of(on).plus_seconds(9 * 3600);
        let id = InvitationId::new(at, u128::from_le_bytes(self.office.random()));
        let token = self.office.asking_token(id);
        let new = NewInvitation {
            id,
            token: TokenHash::of(&token),
            survey: self.survey.survey.clone(),
            version: self.survey.version,
            customer: customer.to_owned(),
            channel: AskedBy::Text,
            language: Language::Nl,
            about: None,
            asked_on: on,
            expires_at: at.plus_seconds(30 * 86_400),
        };
        self.office.store.invite(&new, None, Act { at, ..self.act() }).await.expect("asked");
        let before = self.clock.swap(at.us(), Ordering::Relaxed);
        let (status, page) = self.post(&format!("/a/{token}"), form).await;
        self.clock.store(before, Ordering::Relaxed);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    }

    /// Sends what waits; gives the mails that arrived since.
    async fn send(&self) -> Vec<String> {
        let before = self.sink.arrived().len();
        loop {
            let turn = self.worker.turn().await.expect("a turn");
            assert_eq!(turn.failed, 0, "{turn:?}");
            if turn == door::jobs::Turn::default() {
                break;
            }
        }
        self.sink.arrived().into_iter().skip(before).map(|it| it.text).collect()
    }

    async fn propose(&self) -> signals::Proposed {
        let mut found = signals::in_answers(&self.office, self.office.today().plus_days(-14)).await.expect("read");
        found.extend(Themes::look(&self.office).await.expect("read").above());
        signals::propose(&self.office, &rules(), found).await.expect("proposed")
    }
}

fn read(text: &str) -> Message<'_> {
    MessageParser::default().parse(text.as_bytes()).expect("a message")
}

fn body(text: &str) -> String {
    read(text).body_text(0).expect("words").replace("\r\n", "\n").replace('\u{a0}', " ")
}

#[tokio::test]
async fn a_question_travels_with_its_answers_to_touch_and_a_way_to_end_it() {
    let company = Company::open().await;
    company.office.store.put_people(&["K-1", "K-2"].map(told_of), company.act()).await.expect("told");
    let contact = Happened { what: Occasion::ServiceContact, on: day("2026-11-14") };
    let people = ["K-1", "K-2"].map(|it| Person { happened: vec![contact], ..Person::new(it, day("2026-10-15")) });
    let mut round = Round::begin(&company.office).await.expect("a round");
    for person in people {
        assert!(round.is_due(&person));
        round.ask(&company.office, person).await.expect("asked");
    }
    assert_eq!(round.done().asked, 2);
    // Who opts out between the asking and the sending hears nothing.
    company.office.store.opt_out("K-2", AskedBy::Web, company.office.now()).await.expect("said");
    // The server is away: nothing is lost, and nobody is asked twice.
    company.sink.feel(Mood::Away);
    assert_eq!(company.worker.turn().await.expect("a turn").failed, 1);
    company.sink.feel(Mood::Friendly);
    company.clock.fetch_add(60_000_000, Ordering::Relaxed);
    let arrived = company.send().await;
    assert_eq!(arrived.len(), 1);
    let message = read(&arrived[0]);
    assert_eq!(message.subject(), Some("Hoe gaat het met je fiets?"));
    let header = |name: &str| message.header_raw(name).unwrap_or_default().trim().to_owned();
    let stop = header("List-Unsubscribe").replace(['<', '>'], "");
    assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let text = body(&arrived[0]);
    assert!(text.contains("Beste Renée de Vriës,") && text.contains("Hoe tevreden ben je over Fietsplan?"), "{text}");
    let link = stop.strip_prefix("https://vaarwel.example").and_then(|it| it.strip_suffix("/stop")).expect("a link");
    for (label, face) in [("Heel ontevreden", 1), ("Heel tevreden", 5)] {
        assert!(text.contains(&format!("{label}: https://vaarwel.example{link}/{face}\n")), "{label}: {text}");
    }
    let page = message.body_html(0).expect("a page");
    assert!(page.contains("class=\"tap\"") && !page.contains("⟦"), "{page}");
    // One press in the mail program, as RFC 8058 sends it: it works at once, whatever comes after.
    let (status, _) = company.post(&format!("{link}/stop"), "List-Unsubscribe=One-Click").await;
    assert_eq!(status, StatusCode::OK);
    assert!(company.office.store.has_opted_out("K-1").await.expect("read"));
}

#[tokio::test]
async fn two_hundred_answers_become_two_points_one_is_solved_and_those_who_said_it_are_told() {
    let company = Company::open().await;
    let store = &company.office.store;
    let people: Vec<_> = (0..200).map(|n| told_of(&format!("K-{n}"))).collect();
    store.put_people(&people, company.act()).await.expect("told");
    // Twelve weeks in which one in ten of forty is unhappy about service.
    for week in 0..12 {
        for n in 0..40 {
            let on = day("2026-08-17").plus_days(week * 7 + n % 5);
            let form = if n % 10 == 0 { "q-whole=2&q-most=service" } else { "q-whole=4&q-most=product" };
            company.answer(&format!("B-{week}-{n}"), on, form).await;
        }
    }
    assert_eq!(company.propose().await, signals::Proposed::default(), "nothing out of the ordinary");
    // Then two hundred answers in a week: a quarter unhappy about service, one of them very, who is promised a reply.
    for n in 0..200 {
        let on = day("2026-11-09").plus_days(n % 5);
        let form = match n {
            7 => "q-whole=1&q-most=price&q-words=Veel+te+duur+geworden&q-reply=yes",
            n if n % 4 == 0 => "q-whole=2&q-most=service&q-reply=yes",
            _ => "q-whole=5&q-most=product",
        };
        company.answer(&format!("K-{n}"), on, form).await;
    }
    let done = company.propose().await;
    assert_eq!((done.new, done.joined), (2, 1), "a theme, and one customer whose answer and promise are one point");
    assert_eq!(company.propose().await, signals::Proposed::default(), "found once");
    let points = store.action_points(Moment::from_us(0)).await.expect("read");
    let of = |reason: &str| points.iter().find(|it| it.point.subject.reason == reason).expect("a point");
    let (theme, one) = (of("service"), of("price"));
    assert_eq!((theme.point.owner.as_deref(), one.point.owner.as_deref()), (Some("Anouk"), Some("Fatima")));
    assert_eq!(one.point.subject.customer.as_deref(), Some("K-7"));
    let Signal::ThemeAbove { now, usual, .. } = &theme.point.evidence[0].signal else { panic!("{theme:?}") };
    assert!((now.part, now.whole) == (50, 200) && (usual - 0.1).abs() < 1e-12, "{theme:?}");

    // Monday: Fatima is reminded of the customer who waits, and both hear of the week.
    assert_eq!(reminders::remind(&company.office, &rules()).await.expect("reminded"), 1);
    assert_eq!(digest::write(&company.office).await.expect("written"), 2);
    let mails = company.send().await;
    let subjects: Vec<_> = mails.iter().filter_map(|it| read(it).subject().map(str::to_owned)).collect();
    assert!(subjects.iter().any(|it| it == "One action point needs you"), "{subjects:?}");
    let digest = mails.iter().map(|it| body(it)).find(|it| it.contains("50 van de 200")).expect("Anouk's digest");
    assert!(digest.contains("Gewoonlijk is dat 10 %") && !digest.contains("K-7"), "{digest}");

    // Solved: a day later those who said it and allowed a reply are told, in the words of who did it.
    let (today, again) = afterwards::days(&company.office);
    let close =
        Command::Close { cause: "één balie".to_owned(), action: "Op zaterdag staan er nu twee mensen.".to_owned() };
    store.act_on_point(theme.id, close, (today, again), company.act()).await.expect("closed");
    company.days_later(1);
    assert_eq!(afterwards::tell_what_was_done(&company.office).await.expect("told"), 51);
    assert_eq!(afterwards::tell_what_was_done(&company.office).await.expect("told"), 0);
    let mails = company.send().await;
    assert_eq!(mails.len(), 51, "fifty customers and a colleague");
    let told = mails.iter().find(|it| it.contains("k-4@voorbeeld.example")).expect("a mail");
    assert_eq!(read(told).subject(), Some("Jij zei iets, en dit hebben we gedaan"));
    let text = body(told);
    assert!(text.contains("> Op zaterdag staan er nu twee mensen."), "{text}");
    let link = text.lines().find_map(|line| line.strip_prefix("https://vaarwel.example")).expect("a link");
    let (status, page) = company.post(link, "helped=yes").await;
    assert!(status == StatusCode::OK && page.contains("Dank je wel"), "{page}");
    let stage = async || store.action_point(theme.id).await.expect("read").expect("there").point.stage;
    assert_eq!(stage().await, Stage::Helped);

    // Two weeks later the theme has fallen back below what was usual.
    for n in 0..40 {
        let form = if n < 2 { "q-whole=2&q-most=service" } else { "q-whole=4&q-most=product" };
        company.answer(&format!("A-{n}"), day("2026-11-23").plus_days(n % 5), form).await;
    }
    company.days_later(14);
    let themes = Themes::look(&company.office).await.expect("read");
    let shares: Vec<_> = themes.weeks("service").iter().rev().take(2).map(|it| (it.part, it.whole)).collect();
    assert_eq!((shares, themes.above().len()), (vec![(2, 40), (50, 200)], 0));

    // And who left for it and wanted to hear of it once hears of it, once.
    let id = company.office.new_exit_id(company.office.now());
    let mut request = door::taking::Request::new(id, "fietsplan", ChannelKind::Page, "nl", company.office.now().us());
    request.proof = Proof::Vouched { customer: "K-8".to_owned() };
    take(&company.office, request).await.expect("taken");
    let wish = relationship::exit::Command::TellWhenFixed { reason: "service.slow".to_owned() };
    door::acting::act(&company.office, id, vec![wish], relationship::exit::By::Leaver).await.expect("noted");
    company.send().await;
    assert_eq!(fixed::waiting(&company.office, "service").await.expect("read").len(), 1);
    assert_eq!(fixed::waiting(&company.office, "price").await.expect("read"), []);
    let release = async || fixed::release(&company.office, "service", day("2026-11-16"), company.act()).await;
    assert_eq!((release().await.expect("told"), release().await.expect("told")), (1, 0));
    let mails = company.send().await;
    assert_eq!(mails.len(), 1);
    assert!(read(&mails[0]).subject().is_some_and(|it| it.starts_with("Dit is opgelost: ")), "{}", mails[0]);
    assert!(company.folder.path().exists());
}
