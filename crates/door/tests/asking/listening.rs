//! What a running program does about listening: asks in time, finds work, reminds, tells what came of it. Nothing twice.

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use door::jobs::{About, LetterBody, LetterKind};
use door::listening::digest::Thing;
use door::listening::rounds::{Asked, ByHand, NoRound, Round};
use door::listening::themes::Themes;
use door::listening::{afterwards, digest, fixed, reminders, signals};
use relationship::Day;
use relationship::improvement::{Command, Owners, Rules, Signal, Stage};
use relationship::listening::asking::{Happened, NotAsked, Person};
use relationship::listening::{AskedBy, Occasion, Survey, Value};
use store::{Claim, Delivery, Job, Language, Member, MemberId, Moment, NewInvitation, NewMember, Role, TokenHash};

use super::{DAY_SECONDS, Fietsplan, NOON_US, SURVEY, act};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(super) fn told_of(customer: &str) -> store::Person {
    store::Person {
        customer: customer.to_owned(),
        name: Some("Renée".to_owned()),
        mail: Some(format!("{}@voorbeeld.example", customer.to_lowercase())),
        phone: None,
        language: Some(Language::En),
        knows: Vec::new(),
        purpose: "leaving".to_owned(),
        keep_until: None,
        contracts: Vec::new(),
    }
}

impl Fietsplan {
    /// Monday 23 November 2026, ten in the morning: nobody is disturbed by a message.
    fn on_monday(&self) {
        self.clock.store(NOON_US + (22 * 3600) * 1_000_000, Ordering::Relaxed);
    }

    fn days_later(&self, days: i64) {
        self.clock.fetch_add(days * DAY_SECONDS * 1_000_000, Ordering::Relaxed);
    }

    async fn publish(&self) -> Survey {
        let survey = Survey::parse("fietsplan-pulse.toml", SURVEY).unwrap();
        self.store.publish_survey(&survey, SURVEY, act()).await.unwrap();
        survey
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.folder.path().join(file), text).unwrap();
    }

    async fn letters(&self) -> Vec<(Job, LetterBody)> {
        let at = self.office.now();
        let claim = Claim { by: "test", at, until: at.plus_seconds(1) };
        let jobs = self.store.claim_jobs("letter", claim, 100).await.unwrap();
        jobs.into_iter()
            .map(|job| (serde_json::from_str(&job.body).unwrap(), job))
            .map(|(body, job)| (job, body))
            .collect()
    }

    async fn member(&self, name: &str, role: Role) -> Member {
        let new = NewMember {
            id: MemberId::new(self.office.now(), u128::from(name.len() as u64)),
            email: format!("{name}@fietsplan.example").parse().unwrap(),
            name: name.to_owned(),
            role,
            language: Language::Nl,
            password_hash: None,
        };
        self.store.add_member(new, act()).await.unwrap()
    }

    /// Somebody was asked and answered on a day.
    async fn answered(&self, customer: &str, on: Day, answers: &[(&str, Value)]) {
        let survey = self.publish().await;
        let at = self.office.start_of(on).plus_seconds(12 * 3600);
        let id = store::InvitationId::new(at, u128::from_le_bytes(self.office.random()));
        let new = NewInvitation {
            id,
            token: TokenHash::of(&self.office.asking_token(id)),
            survey: survey.survey.clone(),
            version: 1,
            customer: customer.to_owned(),
            channel: AskedBy::Mail,
            language: Language::Nl,
            about: None,
            asked_on: on,
            expires_at: at.plus_seconds(30 * DAY_SECONDS),
        };
        self.store.invite(&new, None, store::Act { at, ..act() }).await.unwrap();
        let invitation = self.store.invitation(&new.token).await.unwrap().unwrap();
        let answers = answers.iter().map(|(question, value)| ((*question).to_owned(), value.clone())).collect();
        let delivery = Delivery { id: id.to_string(), answers, on, at };
        self.store.answer(&survey, &invitation, &delivery).await.unwrap();
    }
}

fn rules() -> Rules {
    let owners = Owners::default().with("service", "Anouk").with("other", "Fatima");
    Rules { owners, ..Rules::default() }
}

fn face(face: u8) -> (&'static str, Value) {
    ("whole", Value::Face(face))
}

fn about(topic: &str) -> (&'static str, Value) {
    ("most", Value::One(topic.to_owned()))
}

fn wrote(text: &str) -> (&'static str, Value) {
    ("words", Value::Words(text.to_owned()))
}

/// A customer who was helped so many days ago.
fn helped(customer: &str, days: i32) -> Person {
    let contact = Happened { what: Occasion::ServiceContact, on: day("2026-11-23").plus_days(-days) };
    Person { happened: vec![contact], ..Person::new(customer, day("2026-10-20")) }
}

async fn round(fietsplan: &Fietsplan, people: &[Person]) -> Asked {
    let mut round = Round::begin(&fietsplan.office).await.unwrap();
    for person in people {
        if round.is_due(person) {
            round.ask(&fietsplan.office, person.clone()).await.unwrap();
        }
    }
    round.done()
}

#[tokio::test]
async fn a_round_asks_whom_it_is_time_to_ask_and_a_second_one_nobody() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.publish().await;
    fietsplan.write("asking.toml", "unasked_share = 0.0\n");
    fietsplan.store.put_people(&["K-1", "K-2", "K-4"].map(told_of), act()).await.unwrap();
    fietsplan.store.opt_out("K-2", AskedBy::Mail, fietsplan.office.now()).await.unwrap();
    let people = [helped("K-1", 2), helped("K-2", 2), helped("K-3", 2), helped("K-4", 30)];
    // It is Sunday.
    assert_eq!(round(&fietsplan, &people).await, Asked::default());
    fietsplan.on_monday();
    let asked = round(&fietsplan, &people).await;
    assert_eq!(asked, Asked { asked: 1, opted_out: 1, no_address: 1, ..Asked::default() });
    let letters = fietsplan.letters().await;
    assert_eq!(letters.len(), 1);
    let (job, body) = &letters[0];
    assert_eq!(
        (body.letter, body.to.as_str(), body.language.as_str()),
        (LetterKind::Asking, "k-1@voorbeeld.example", "en")
    );
    let Some(About::Invitation { invitation, customer }) = &body.about else { panic!("{body:?}") };
    assert_eq!((customer.as_str(), job.about.clone()), ("K-1", format!("invitation:{invitation}")));
    // The link is made from the invitation, and no letter that waits holds it.
    let token = fietsplan.office.asking_token(*invitation);
    assert!(!job.body.contains(&token));
    assert_eq!(fietsplan.get(&format!("/a/{token}/5")).await.status, StatusCode::OK);
    // Killed after the transaction and begun again: an occasion is asked about once, and the cap holds for the next one.
    assert_eq!(round(&fietsplan, &people[..1]).await, Asked::default());
    assert_eq!(round(&fietsplan, &[helped("K-1", 3)]).await, Asked { resting: 1, ..Asked::default() });
    assert!(fietsplan.letters().await.is_empty());
}

#[tokio::test]
async fn nobody_is_asked_at_night_nor_without_an_address_and_some_never() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.publish().await;
    fietsplan.store.put_people(&[told_of("K-1")], act()).await.unwrap();
    fietsplan.write("asking.toml", "unasked_share = 0.5\n");
    fietsplan.on_monday();
    let key = fietsplan.office.unasked_key().unwrap();
    let held = (1..99).map(|n| format!("K-{n}")).find(|it| key.is_unasked(it, 0.5)).unwrap();
    assert_eq!(round(&fietsplan, &[helped(&held, 2)]).await, Asked { held_out: 1, ..Asked::default() });
    fietsplan.clock.fetch_add(12 * 3600 * 1_000_000, Ordering::Relaxed);
    assert!(!Round::begin(&fietsplan.office).await.unwrap().is_open(), "ten in the evening");
    fietsplan.write("asking.toml", "unasked_share = 2\n");
    assert!(matches!(Round::begin(&fietsplan.office).await, Err(NoRound::Rules(_))));
}

#[tokio::test]
async fn after_a_goodbye_only_who_agreed_on_record_is_mailed() {
    let fietsplan = Fietsplan::open().await;
    let text = format!("{SURVEY}\n[[ask]]\non = \"goodbye\"\nafter_days = 1\nwithin_days = 7\n")
        .replace("version = 1", "version = 2");
    let survey = Survey::parse("s.toml", &text).unwrap();
    fietsplan.store.publish_survey(&survey, &text, act()).await.unwrap();
    fietsplan.write("asking.toml", "unasked_share = 0.0\n");
    fietsplan.store.put_people(&["K-1", "K-2"].map(told_of), act()).await.unwrap();
    fietsplan.on_monday();
    let left = |customer: &str, agreed| Person {
        left_on: Some(day("2026-11-20")),
        happened: vec![Happened { what: Occasion::Goodbye, on: day("2026-11-20") }],
        agreed_to_mail_after_goodbye: agreed,
        ..Person::new(customer, day("2026-08-03"))
    };
    let asked = round(&fietsplan, &[left("K-1", false), left("K-2", true)]).await;
    assert_eq!(asked, Asked { asked: 1, not_agreed: 1, ..Asked::default() });
    assert!(
        matches!(&fietsplan.letters().await[0].1.about, Some(About::Invitation { customer, .. }) if customer == "K-2")
    );
    // The law of the leave flows decides, unless the company names its packs; the round says by which rule.
    let rule = async || Round::begin(&fietsplan.office).await.unwrap().house.mail_after_goodbye.rule;
    assert_eq!(rule().await, "ST-04", "nobody described a way out");
    std::fs::create_dir_all(fietsplan.folder.path().join("flows")).unwrap();
    fietsplan.write("flows/weg.toml", include_str!("../../../../flows/fietsplan.toml"));
    assert_eq!(rule().await, "NL-17");
    fietsplan.write("asking.toml", "unasked_share = 0.0\nlaw = [\"us-ca\"]\n");
    assert_eq!(rule().await, "US-SPAM");
    assert_eq!(round(&fietsplan, &[left("K-1", false)]).await, Asked { asked: 1, ..Asked::default() });
}

#[tokio::test]
async fn who_is_picked_by_hand_is_asked_through_the_same_door() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.publish().await;
    fietsplan.write("asking.toml", "unasked_share = 0.0\n");
    fietsplan.store.put_people(&["K-1", "K-2"].map(told_of), act()).await.unwrap();
    fietsplan.store.opt_out("K-2", AskedBy::Mail, fietsplan.office.now()).await.unwrap();
    let ask = async |customer: &str| {
        let round = Round::begin(&fietsplan.office).await.unwrap();
        round.ask_by_hand(&fietsplan.office, ("fietsplan-pulse", customer), act()).await.unwrap()
    };
    assert_eq!(ask("K-1").await, ByHand::Not(NotAsked::Quiet), "it is Sunday");
    fietsplan.on_monday();
    assert_eq!(ask("K-1").await, ByHand::Asked);
    let until = day("2026-12-23");
    assert_eq!(ask("K-1").await, ByHand::Not(NotAsked::Resting { until }), "pressed twice");
    assert_eq!(ask("K-2").await, ByHand::Not(NotAsked::OptedOut));
    assert_eq!(ask("K-3").await, ByHand::NoAddress);
    let letters = fietsplan.letters().await;
    assert_eq!(letters.len(), 1);
    assert!(matches!(&letters[0].1.about, Some(About::Invitation { customer, .. }) if customer == "K-1"));
}

#[tokio::test]
async fn a_very_unhappy_answer_and_a_promise_are_work_once_with_owner_and_stake() {
    let fietsplan = Fietsplan::open().await;
    let price = relationship::Money { minor: 5850, currency: relationship::Currency::EUR };
    let contract = relationship::exit::ContractFacts {
        contract: "F-1".to_owned(),
        price: Some(price),
        price_months: 3,
        ..relationship::exit::ContractFacts::default()
    };
    let priced = store::Person { contracts: vec![contract], ..told_of("K-1") };
    fietsplan.store.put_people(&[priced], act()).await.unwrap();
    let today = day("2026-11-20");
    fietsplan.answered("K-1", today, &[face(1), about("service"), wrote("Te lang"), ("reply", Value::Yes(true))]).await;
    fietsplan.answered("K-2", today, &[face(5), about("product"), ("reply", Value::Yes(true))]).await;
    let find = async || {
        let found = signals::in_answers(&fietsplan.office, day("2026-11-01")).await.unwrap();
        signals::propose(&fietsplan.office, &rules(), found).await.unwrap()
    };
    let done = find().await;
    assert_eq!((done.new, done.joined), (1, 1), "one customer and reason is one point");
    assert_eq!(find().await, signals::Proposed::default(), "nothing new the second time");
    let points = fietsplan.store.action_points(Moment::from_us(0)).await.unwrap();
    let point = &points[0].point;
    assert_eq!((point.subject.reason.as_str(), point.owner.as_deref()), ("service", Some("Anouk")));
    assert!(point.evidence.iter().all(|it| it.revenue_minor == Some(1950)), "{:?}", point.evidence);
    // Closed, it is not proposed again from the same answers.
    let close = Command::Close { cause: "one line".to_owned(), action: "a second line".to_owned() };
    fietsplan.store.act_on_point(points[0].id, close, (today, today), act()).await.unwrap();
    assert_eq!(find().await, signals::Proposed::default());
}

#[tokio::test]
async fn what_unhappy_people_wrote_says_what_it_is_about_and_quarantine_is_not_read() {
    let fietsplan = Fietsplan::open().await;
    let today = day("2026-11-20");
    fietsplan.answered("K-1", today, &[face(1), wrote("Veel te duur geworden voor mij")]).await;
    fietsplan.answered("K-2", today, &[face(1), wrote("Te duur, en door mijn kanker kan ik niet meer fietsen")]).await;
    let found = signals::in_answers(&fietsplan.office, day("2026-11-01")).await.unwrap();
    let reason = |customer: &str| {
        found.iter().find_map(|(it, _)| match &it.signal {
            Signal::DeepRed { customer: who, reason, .. } if who == customer => Some(reason.clone()),
            _ => None,
        })
    };
    assert_eq!(reason("K-1").as_deref(), Some("price.too_high"));
    assert_eq!(reason("K-2").as_deref(), Some("other"));
}

#[tokio::test]
async fn a_theme_above_its_limit_is_work_and_praise_is_no_theme() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.on_monday();
    // Twelve weeks in which one in ten is unhappy about service, then a week in which every second one is.
    let monday = day("2026-08-24");
    for week in 0..13 {
        for n in 0..10 {
            let on = monday.plus_days(week * 7 + n % 5);
            let unhappy = n == 0 || (week == 12 && n < 6);
            let said = if unhappy { [face(2), about("service")] } else { [face(5), about("person")] };
            fietsplan.answered(&format!("K-{week}-{n}"), on, &said).await;
        }
    }
    let themes = Themes::look(&fietsplan.office).await.unwrap();
    let above = themes.above();
    assert_eq!(above.len(), 1, "praise of people is no work: {above:?}");
    let (evidence, customers) = &above[0];
    let Signal::ThemeAbove { reason, now, usual, limit, on } = &evidence.signal else { panic!("{evidence:?}") };
    assert_eq!((reason.as_str(), now.part, now.whole, *on), ("service", 6, 10, day("2026-11-22")));
    assert!((usual - 0.1).abs() < 1e-12 && *limit < 0.6, "{usual} {limit}");
    assert_eq!((customers.len(), evidence.customers, evidence.answers.len()), (6, 6, 6));
    let done = signals::propose(&fietsplan.office, &rules(), above).await.unwrap();
    assert_eq!((done.new, done.joined), (1, 0));
    let again = signals::propose(&fietsplan.office, &rules(), themes.above()).await.unwrap();
    assert_eq!(again, signals::Proposed::default(), "a week is judged once");
}

/// A point of Anouk's that is due on 24 November.
async fn a_point(fietsplan: &Fietsplan) -> store::ActionPointId {
    a_point_by(fietsplan, &rules()).await
}

async fn a_point_by(fietsplan: &Fietsplan, rules: &Rules) -> store::ActionPointId {
    let said = [face(1), about("service"), wrote("Te lang"), ("reply", Value::Yes(true))];
    fietsplan.answered("K-1", day("2026-11-20"), &said).await;
    let found = signals::in_answers(&fietsplan.office, day("2026-11-01")).await.unwrap();
    signals::propose(&fietsplan.office, rules, found).await.unwrap();
    fietsplan.store.action_points(Moment::from_us(0)).await.unwrap()[0].id
}

#[tokio::test]
async fn a_colleague_is_reminded_once_per_need_and_whoever_leads_hears_of_what_was_left() {
    let fietsplan = Fietsplan::open().await;
    a_point(&fietsplan).await;
    let (anouk, fatima) =
        (fietsplan.member("Anouk", Role::FrontLine).await, fietsplan.member("Fatima", Role::Owner).await);
    let remind = async || reminders::remind(&fietsplan.office, &rules()).await.unwrap();
    // Sunday the 22nd: due in two days.
    assert_eq!((remind().await, remind().await), (1, 0));
    let letters = fietsplan.letters().await;
    assert_eq!(
        (letters.len(), letters[0].1.letter, letters[0].1.to.as_str()),
        (1, LetterKind::Reminder, "anouk@fietsplan.example")
    );
    fietsplan.days_later(3);
    assert_eq!((remind().await, remind().await), (1, 0), "it is late now");
    fietsplan.days_later(7);
    assert_eq!((remind().await, remind().await), (2, 0), "and it was left lying");
    let needing = reminders::needing(&fietsplan.office, &rules(), &fatima).await.unwrap();
    assert_eq!(needing.len(), 1);
    // Anouk leaves: what she has goes to whoever has the rest.
    let given = reminders::hand_over(&fietsplan.office, &rules(), &anouk, "nobody", act()).await.unwrap();
    let points = fietsplan.store.action_points(Moment::from_us(0)).await.unwrap();
    assert_eq!((given, points[0].point.owner.as_deref()), (1, Some("Fatima")));
}

#[tokio::test]
async fn the_digest_says_three_things_on_monday_and_once() {
    let fietsplan = Fietsplan::open().await;
    // Nobody has it: late is late all the same.
    a_point_by(&fietsplan, &Rules::default()).await;
    let fatima = fietsplan.member("Fatima", Role::Owner).await;
    fietsplan.member("Analyst", Role::Analyst).await;
    assert_eq!(digest::write(&fietsplan.office).await.unwrap(), 0, "it is Sunday");
    fietsplan.on_monday();
    assert_eq!(digest::write(&fietsplan.office).await.unwrap(), 1);
    assert_eq!(digest::write(&fietsplan.office).await.unwrap(), 0);
    let week = digest::digest(&fietsplan.office, &fatima, day("2026-11-22")).await.unwrap();
    assert_eq!((week.monday, week.answered, week.open, week.closed), (day("2026-11-16"), 1, 1, 0));
    assert_eq!(
        week.things,
        [Thing::Promised { count: 1, due_on: day("2026-11-24") }, Thing::Unhappy { count: 1 }, Thing::Due { count: 1 }]
    );
    fietsplan.days_later(9);
    let later = digest::digest(&fietsplan.office, &fatima, day("2026-11-29")).await.unwrap();
    assert_eq!(
        later.things,
        [Thing::Late { count: 1, reason: "service".to_owned(), days: 8 }, Thing::Unhappy { count: 1 }],
        "what is late was promised too, and is told once"
    );
}

#[tokio::test]
async fn a_calendar_opens_with_its_own_name_only_and_names_no_customer() {
    let fietsplan = Fietsplan::open().await;
    let point = a_point(&fietsplan).await;
    let (anouk, fatima) =
        (fietsplan.member("Anouk", Role::FrontLine).await, fietsplan.member("Fatima", Role::Owner).await);
    let name = fietsplan.office.calendar_name(&anouk);
    let feed = fietsplan.get(&format!("/calendar/{name}")).await;
    assert_eq!(feed.status, StatusCode::OK);
    for line in ["BEGIN:VCALENDAR", "DTSTART;VALUE=DATE:20261124", "SUMMARY:Af: ", "END:VCALENDAR"] {
        assert!(feed.page.contains(line), "{line} is not in {}", feed.page);
    }
    assert!(feed.page.contains(&format!("UID:{point}@vaarwel")) && !feed.page.contains("K-1"), "{}", feed.page);
    let hers = fietsplan.office.calendar_name(&fatima);
    assert!(!fietsplan.get(&format!("/calendar/{hers}")).await.page.contains("VEVENT"), "not hers");
    let forged = name.replace(&anouk.id.to_string(), &fatima.id.to_string());
    for wrong in [forged.as_str(), "x.ics", "", &"x".repeat(9000), name.trim_end_matches(".ics")] {
        assert_eq!(fietsplan.get(&format!("/calendar/{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    fietsplan.store.remove_member(anouk.id, act()).await.unwrap();
    assert_eq!(fietsplan.get(&format!("/calendar/{name}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_said_it_hears_what_was_done_and_an_unhappy_answer_opens_the_point_again() {
    let fietsplan = Fietsplan::open().await;
    let point = a_point(&fietsplan).await;
    fietsplan.store.put_people(&[told_of("K-1")], act()).await.unwrap();
    let anouk = fietsplan.member("Anouk", Role::FrontLine).await;
    let close = Command::Close { cause: "one line".to_owned(), action: "a second line".to_owned() };
    let (today, now) = (fietsplan.office.today(), store::Act { at: fietsplan.office.now(), ..act() });
    fietsplan.store.act_on_point(point, close, (today, today), now).await.unwrap();
    let tell = async || afterwards::tell_what_was_done(&fietsplan.office).await.unwrap();
    assert_eq!(tell().await, 0, "a slip can be taken back for a day");
    fietsplan.days_later(1);
    assert_eq!((tell().await, tell().await), (2, 0), "the customer and a colleague, once");
    let letters = fietsplan.letters().await;
    let kinds: Vec<_> = letters.iter().map(|(_, it)| it.letter).collect();
    assert!(kinds.contains(&LetterKind::YouSaid) && kinds.contains(&LetterKind::Helped), "{kinds:?}");

    let token = fietsplan.office.helped_token(point, 0, "K-1");
    let path = format!("/a/helped/{token}");
    let page = fietsplan.get(&path).await;
    assert!(page.status == StatusCode::OK && page.page.contains("a second line"), "{}", page.page);
    assert!(page.page.contains("Did it help?") && !page.page.contains("⟦"), "{}", page.page);
    let stage = async || fietsplan.store.action_point(point).await.unwrap().unwrap().point.stage;
    assert_eq!(stage().await, Stage::Closed, "an opened link says nothing");
    let said = fietsplan.post(&path, "helped=no&speak=en").await;
    assert!(said.page.contains("open again"), "{}", said.page);
    assert_eq!(stage().await, Stage::Open);
    // The first answer stands, and a colleague is heard all the same.
    assert!(fietsplan.post(&path, "helped=yes").await.page.contains("open again"));
    assert_eq!(stage().await, Stage::Open);
    let hers = fietsplan.office.helped_token(point, 0, &anouk.id.to_string());
    assert!(fietsplan.post(&format!("/a/helped/{hers}"), "helped=yes").await.page.contains("hielp"));
    for (path, status) in
        [("/a/helped/forged".to_owned(), StatusCode::NOT_FOUND), (format!("{path}x"), StatusCode::NOT_FOUND)]
    {
        assert_eq!(fietsplan.post(&path, "helped=yes").await.status, status);
    }
    fietsplan.days_later(61);
    assert_eq!(fietsplan.get(&path).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn who_opted_out_or_allowed_no_reply_hears_nothing_more() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.store.put_people(&["K-1", "K-2"].map(told_of), act()).await.unwrap();
    for (customer, reply) in [("K-1", true), ("K-2", false)] {
        let said = [face(1), about("service"), ("reply", Value::Yes(reply))];
        fietsplan.answered(customer, day("2026-11-20"), &said).await;
    }
    let found = signals::in_answers(&fietsplan.office, day("2026-11-01")).await.unwrap();
    signals::propose(&fietsplan.office, &rules(), found).await.unwrap();
    fietsplan.store.opt_out("K-1", AskedBy::Mail, fietsplan.office.now()).await.unwrap();
    for it in fietsplan.store.action_points(Moment::from_us(0)).await.unwrap() {
        let close = Command::Close { cause: "x".to_owned(), action: "y".to_owned() };
        let now = store::Act { at: fietsplan.office.now(), ..act() };
        fietsplan.store.act_on_point(it.id, close, (day("2026-11-22"), day("2026-11-22")), now).await.unwrap();
    }
    fietsplan.days_later(2);
    assert_eq!(afterwards::tell_what_was_done(&fietsplan.office).await.unwrap(), 0);
    assert_eq!(fixed::waiting(&fietsplan.office, "service").await.unwrap(), []);
}
