//! The desk takes a request over the phone: the same clock, the same receipt.

use door::taking::{Proof, Request, take};
use relationship::exit::{By, Command, Refusal, Said};
use relationship::flow::ChannelKind;
use store::{Act, Actor, Person};

use crate::house::{House, NOON, bram};

#[tokio::test]
async fn a_request_by_phone_is_the_same_as_any_other() {
    let house = House::new().await;
    let request = Request {
        channel: ChannelKind::Phone,
        proof: Proof::Vouched { customer: "K-7".to_owned() },
        by: By::Desk("member:1".to_owned()),
        words: Some("Wil per direct weg, is verhuisd.".to_owned()),
        ..house.request("", "")
    };
    let taken = take(&house.office, request).await.expect("taken");
    assert!(taken.receipt.contains("Hoe: per telefoon"), "{}", taken.receipt);
    let stored = house.office.store.exit(taken.exit).await.expect("read").expect("a case");
    assert_eq!(stored.events[0].by, By::Desk("member:1".to_owned()));
    // The receipt goes to the address the company has.
    let jobs = house.office.store.jobs_about(&taken.exit.to_string()).await.expect("jobs");
    assert!(jobs.iter().any(|job| job.body.contains("bram@voorbeeld.example")));
}

#[tokio::test]
async fn a_letter_that_lay_for_days_promises_a_day_from_now_and_ends_by_its_own() {
    let house = House::new().await;
    // Delivered on Monday 16 November, entered on Monday 23 November.
    house.go_to("2026-11-23");
    let delivered = house.office.start_of("2026-11-16".parse().expect("a day"));
    let letter = |proof: Proof| Request {
        channel: ChannelKind::Letter,
        by: By::Desk("member:1".to_owned()),
        said: Said { name: Some("J. de Wit".to_owned()), ..Said::default() },
        proof,
        asked_at_us: delivered.us(),
        ..house.request("", "")
    };
    let unknown = take(&house.office, letter(Proof::Said)).await.expect("taken");
    let text = unknown.receipt.replace('\u{a0}', " ");
    assert!(text.contains("Ontvangen: maandag 16 november 2026\n"), "{text}");
    assert!(text.contains("uiterlijk woensdag 25 november 2026"), "{text}");
    assert!(!text.contains("18 november"), "a day that has passed is promised: {text}");
    let exit = house.office.store.exit(unknown.exit).await.expect("read").expect("a case").exit;
    let today = house.office.today();
    assert!(exit.open_tasks().iter().all(|task| task.due_on > today), "{:?}", exit.open_tasks());
    assert_eq!(exit.declaration.asked_on.to_string(), "2026-11-16");
    // The notice counts from the day the letter was delivered.
    let known = take(&house.office, letter(Proof::Vouched { customer: "K-7".to_owned() })).await.expect("taken");
    let exit = house.office.store.exit(known.exit).await.expect("read").expect("a case").exit;
    assert_eq!(exit.last_day().map(|day| day.to_string()).as_deref(), Some("2026-12-16"));
}

#[tokio::test]
async fn what_waited_in_the_spool_keeps_the_promise_of_its_first_receipt_until_that_has_passed() {
    let house = House::new().await;
    let asked = Request { entered_at_us: Some(house.office.now().us()), ..house.request("K-999", "x@y.example") };
    house.go_to("2026-11-23");
    let soon = take(&house.office, asked.clone()).await.expect("taken");
    assert!(
        soon.receipt.contains("dinsdag 24\u{a0}november 2026") || soon.receipt.contains("dinsdag 24 november 2026")
    );
    house.go_to("2026-11-26");
    let other = Request { id: house.office.new_exit_id(house.office.now()), ..house.request("K-998", "z@y.example") };
    let late = Request { asked_at_us: asked.asked_at_us, entered_at_us: asked.entered_at_us, ..other };
    let text = take(&house.office, late).await.expect("taken").receipt.replace('\u{a0}', " ");
    assert!(text.contains("uiterlijk maandag 30 november 2026"), "{text}");
}

#[tokio::test]
async fn a_number_is_compared_without_capitals_blanks_and_marks_where_only_one_can_be_meant() {
    let house = House::new().await;
    let recognized = async |number: &str| {
        let said = Said {
            customer: Some(number.to_owned()),
            mail: Some("bram@voorbeeld.example".to_owned()),
            ..Said::default()
        };
        house.office.recognize(&said, &Proof::Said).await.expect("asked").map(|it| it.customer)
    };
    for number in ["K-7", "k-7", "k7", "K 7", " k . 7 ", "K/7"] {
        assert_eq!(recognized(number).await.as_deref(), Some("K-7"), "{number}");
    }
    for number in ["", "K", "77", "K-77", "-", "K\0-7", "%", "K_%"] {
        assert_eq!(recognized(number).await, None, "{number}");
    }
    // Two customers whose numbers differ by a mark only: each is known by their own writing, and nobody by another.
    let other = Person { customer: "K7".to_owned(), ..bram() };
    house.office.store.put_people(&[other], Act { by: Actor::Program, at: NOON }).await.expect("another");
    assert_eq!(recognized("K-7").await.as_deref(), Some("K-7"));
    assert_eq!(recognized("K7").await.as_deref(), Some("K7"));
    for number in ["k7", "k-7", "K 7"] {
        assert_eq!(recognized(number).await, None, "{number}");
    }
}

#[tokio::test]
async fn several_things_are_done_together_or_not_at_all() {
    let house = House::new().await;
    let taken = take(&house.office, house.of_bram()).await.expect("taken");
    let both = vec![Command::ScoreEffort(4), Command::ScoreGoodbye(9)];
    let refused = door::acting::act(&house.office, taken.exit, both, By::Leaver).await.expect_err("refused");
    assert!(matches!(refused, door::acting::NotActed::Refused(Refusal::NoSuchScore { given: 9 })), "{refused}");
    let stored = house.office.store.exit(taken.exit).await.expect("read").expect("a case");
    assert_eq!(stored.exit.effort, None);
    let nobody = house.office.new_exit_id(house.office.now());
    let refused = door::acting::act(&house.office, nobody, vec![Command::Undo], By::Leaver).await.expect_err("nobody");
    assert!(matches!(refused, door::acting::NotActed::NoSuchCase), "{refused}");
}
