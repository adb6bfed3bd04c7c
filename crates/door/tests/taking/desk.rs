//! The desk takes a request over the phone: the same clock, the same receipt.

use door::taking::{Proof, Request, take};
use relationship::exit::{By, Command, Refusal};
use relationship::flow::ChannelKind;

use crate::house::House;

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
