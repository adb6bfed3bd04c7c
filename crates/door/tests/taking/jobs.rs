//! What follows from a case is done once, and nobody is forgotten.

use std::sync::Arc;

use door::acting::act;
use door::jobs::{NotSent, Worker};
use door::taking::{Proof, Request, take};
use relationship::exit::{By, Command, ExitState, Need, Said};
use store::{Act, Actor, Email, JobState, Language, MemberId, NewMember, Role};

use crate::house::{House, NOON, Post};

#[tokio::test]
async fn a_contract_ends_when_its_last_day_is_over_and_the_ledger_hears_of_it() {
    let (house, post) = (House::new().await, Post::default());
    let taken = take(&house.office, house.of_bram()).await.expect("taken");
    let reasons = Command::GiveReasons { reasons: vec!["done.goal".to_owned()], main: None, destination: None };
    act(&house.office, taken.exit, vec![reasons, Command::ScoreEffort(5)], By::Leaver).await.expect("said");
    let worker = house.worker(&post);
    house.go_to("2026-12-22");
    assert_eq!(worker.turn().await.expect("a turn").ended, 0);
    house.go_to("2026-12-23");
    assert_eq!(worker.turn().await.expect("a turn").ended, 1);
    assert_eq!(worker.turn().await.expect("a turn").ended, 0);
    let facts = house.office.store.facts_since(0, 10).await.expect("facts").items;
    let told: Vec<_> = facts
        .iter()
        .map(|it| format!("{} {} {}", it.fact.on, it.fact.kind, it.fact.reason.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            "2026-11-22 asked_to_leave ",
            "2026-11-22 answered done.goal",
            "2026-11-22 answered ",
            "2026-12-22 left done.goal"
        ]
    );
    assert_eq!(facts[3].fact.departure, Some(relationship::DepartureKind::Positive));
}

#[tokio::test]
async fn who_takes_the_request_back_stays_and_hears_of_it() {
    let (house, post) = (House::new().await, Post::default());
    let taken = take(&house.office, house.of_bram()).await.expect("taken");
    let stored = act(&house.office, taken.exit, vec![Command::Undo], By::Leaver).await.expect("taken back");
    assert_eq!(stored.exit.state, ExitState::Undone);
    let worker = house.worker(&post);
    house.go_to("2027-01-10");
    assert_eq!(worker.turn().await.expect("a turn").ended, 0);
    assert_eq!(post.sent(), ["receipt to bram@voorbeeld.example", "undone to bram@voorbeeld.example"]);
    // Asking again is a new case with its own receipt.
    let again = take(&house.office, house.of_bram()).await.expect("taken");
    assert!(!again.already_there && again.number == "V-2027-000002", "{}", again.number);
}

#[tokio::test]
async fn a_pause_is_told_of_before_it_is_over() {
    let (house, post) = (House::new().await, Post::default());
    let taken = take(&house.office, house.of_bram()).await.expect("taken");
    act(&house.office, taken.exit, vec![Command::Pause { months: 1 }], By::Leaver).await.expect("paused");
    let worker = house.worker(&post);
    house.go_to("2026-12-15");
    worker.turn().await.expect("a turn");
    assert_eq!(post.sent().len(), 2, "{:?}", post.sent());
    // From 23 November to 22 December, told seven days before.
    house.go_to("2026-12-16");
    worker.turn().await.expect("a turn");
    assert_eq!(post.sent()[2], "resuming to bram@voorbeeld.example");
    house.go_to("2026-12-23");
    assert_eq!(worker.turn().await.expect("a turn").resumed, 1);
    let kinds: Vec<_> = house.office.store.facts_since(0, 10).await.expect("facts").items;
    let kinds: Vec<_> = kinds.into_iter().map(|it| format!("{} {}", it.fact.on, it.fact.kind)).collect();
    assert_eq!(kinds, ["2026-11-22 asked_to_leave", "2026-11-23 paused", "2026-12-23 resumed"]);
}

#[tokio::test]
async fn a_case_that_nobody_looks_at_goes_to_everybody_once() {
    let (house, post) = (House::new().await, Post::default());
    for (at, (name, role)) in
        [("owner", Role::Owner), ("desk", Role::FrontLine), ("numbers", Role::Analyst)].iter().enumerate()
    {
        let email: Email = format!("{name}@fietsplan.example").parse().expect("an address");
        let id = MemberId::new(NOON, at as u128 + 1);
        let member =
            NewMember { id, email, name: (*name).to_owned(), role: *role, language: Language::Nl, password_hash: None };
        house.office.store.add_member(member, Act { by: Actor::Program, at: NOON }).await.expect("a member");
    }
    let taken = take(&house.office, house.request("K-404", "")).await.expect("taken");
    let worker = house.worker(&post);
    for day in ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-12-01"] {
        house.go_to(day);
        worker.turn().await.expect("a turn");
    }
    assert_eq!(post.sent(), ["overdue to owner@fietsplan.example", "overdue to desk@fietsplan.example"]);
    // The desk finds out who it was: the leaver hears the day, and the case runs to its end.
    let (said, vouched) = (Said::default(), Proof::Vouched { customer: "K-7".to_owned() });
    let person = house.office.recognize(&said, &vouched).await.expect("asked").expect("Bram");
    let found = house.office.find_flow("fietsplan").await;
    let asked = Request { ..house.of_bram() };
    let asked_on = house.office.day_of(NOON);
    let when = (asked_on, &found.flow.holidays(asked_on));
    let goodbye = door::taking::goodbye_for(&found.flow, &asked, &person.contracts, when, relationship::Currency::EUR);
    let command = Command::Recognize {
        customer: person.customer,
        contract: goodbye.contract.clone(),
        goodbye: Box::new(goodbye),
    };
    let by = By::Desk("member:1".to_owned());
    let stored = act(&house.office, taken.exit, vec![command], by).await.expect("recognized");
    assert_eq!(
        (stored.exit.open_tasks().len(), stored.exit.last_day().map(|day| day.to_string())),
        (0, Some("2026-12-22".to_owned()))
    );
    worker.turn().await.expect("a turn");
    assert_eq!(post.sent().last().map(String::as_str), Some("told to bram@voorbeeld.example"));
    house.go_to("2026-12-23");
    assert_eq!(worker.turn().await.expect("a turn").ended, 1);
}

#[tokio::test]
async fn what_is_due_soon_is_not_left_lying_behind_what_is_due_late() {
    let (house, post) = (House::new().await, Post::default());
    let email: Email = "owner@fietsplan.example".parse().expect("an address");
    let id = MemberId::new(NOON, 1);
    let name = "owner".to_owned();
    let member = NewMember { id, email, name, role: Role::Owner, language: Language::Nl, password_hash: None };
    house.office.store.add_member(member, Act { by: Actor::Program, at: NOON }).await.expect("a member");
    let taken = take(&house.office, house.of_bram()).await.expect("taken");
    // Erasing is due after the last day, in a month; the data are due in two working days.
    for command in [Command::Erase, Command::TakeData] {
        act(&house.office, taken.exit, vec![command], By::Leaver).await.expect("asked");
    }
    let worker = house.worker(&post);
    for day in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        house.go_to(day);
        worker.turn().await.expect("a turn");
    }
    let overdue = |post: &Post| post.sent().iter().filter(|it| it.starts_with("overdue")).count();
    assert_eq!(overdue(&post), 1, "the data: {:?}", post.sent());
    let data = vec![Command::Meet(relationship::exit::Need::Data)];
    act(&house.office, taken.exit, data, By::Desk("member:1".to_owned())).await.expect("given");
    for day in ["2026-12-23", "2026-12-24", "2026-12-28", "2026-12-29", "2026-12-30"] {
        house.go_to(day);
        worker.turn().await.expect("a turn");
    }
    assert_eq!(overdue(&post), 2, "erasing, once it is late: {:?}", post.sent());
}

#[tokio::test]
async fn a_letter_that_cannot_arrive_is_put_before_a_person() {
    let (house, post) = (House::new().await, Post::default());
    let taken = take(&house.office, house.of_bram()).await.expect("taken");
    post.answers(Some(NotSent::Never("no such mailbox".to_owned())));
    let worker = house.worker(&post);
    assert_eq!(worker.turn().await.expect("a turn").failed, 1);
    let dead = house.office.store.jobs_for_a_person(NOON, 10).await.expect("listed");
    assert_eq!((dead.len(), dead[0].state), (1, JobState::Dead));
    let stored = house.office.store.exit(taken.exit).await.expect("read").expect("a case");
    assert_eq!(stored.exit.open_tasks()[0].need, Need::Message);
}

#[tokio::test]
async fn a_letter_of_which_nobody_knows_is_not_sent_twice() {
    let (house, post) = (House::new().await, Post::default());
    take(&house.office, house.of_bram()).await.expect("taken");
    post.answers(Some(NotSent::Unknown("the line broke after the last byte".to_owned())));
    let worker = house.worker(&post);
    worker.turn().await.expect("a turn");
    post.answers(None);
    house.set_clock(NOON.plus_seconds(86_400));
    for worker in [worker, house.worker(&post)] {
        assert_eq!(worker.turn().await.expect("a turn").sent, 0);
    }
    let doubtful = house.office.store.jobs_for_a_person(house.office.now(), 10).await.expect("listed");
    assert_eq!((doubtful.len(), doubtful[0].state), (1, JobState::Handed));
}

#[tokio::test]
async fn without_a_sender_letters_wait() {
    let house = House::new().await;
    take(&house.office, house.of_bram()).await.expect("taken");
    let worker = Worker::new(Arc::clone(&house.office), None);
    worker.turn().await.expect("a turn");
    let post = Post::default();
    assert_eq!(house.worker(&post).turn().await.expect("a turn").sent, 1);
}
