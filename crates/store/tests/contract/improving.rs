//! Action points.

use relationship::Day;
use relationship::deadline::{Country, Holidays};
use relationship::improvement::{Command, Evidence, Owners, PointError, Proposal, Rules, Signal, Stage, Told};
use store::{ActionPoint, ActionPointId, Placed, Store, StoreError};

use crate::office::{ACT, NOON, bits};

crate::on_both!(
    proposals_about_the_same_join_and_do_not_pile_up,
    fifty_proposals_at_once_make_one_point,
    a_point_lives_from_proposal_to_helped,
    what_is_closed_makes_room_for_a_new_point,
    two_points_about_much_the_same_become_one,
);

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

pub(crate) fn id() -> ActionPointId {
    ActionPointId::new(NOON, bits())
}

pub(crate) fn proposal(customer: &str, answer: &str) -> Proposal {
    let rules = Rules { owners: Owners::default().with("service", "Anouk"), ..Rules::default() };
    let (customer, reason, answer) = (customer.to_owned(), "service.slow".to_owned(), answer.to_owned());
    let signal = Signal::DeepRed { customer, reason, answer, on: day("2026-11-20") };
    let holidays = Holidays::of(Country::Netherlands, 2026..=2026);
    rules.propose(Evidence::of(signal), &holidays).expect("work")
}

pub(crate) async fn run(store: &Store, id: ActionPointId, command: Command) -> Result<ActionPoint, StoreError> {
    store.act_on_point(id, command, (day("2026-11-22"), day("2026-11-29")), ACT).await
}

pub(crate) fn close() -> Command {
    Command::Close { cause: "one line at the desk".to_owned(), action: "a second line".to_owned() }
}

async fn proposals_about_the_same_join_and_do_not_pile_up(store: Store) {
    let first = id();
    assert_eq!(store.propose(first, proposal("K-1", "a"), ACT).await.expect("placed"), Placed::New(first));
    assert_eq!(store.propose(id(), proposal("K-1", "b"), ACT).await.expect("placed"), Placed::Joined(first));
    assert_eq!(store.propose(id(), proposal("K-1", "b"), ACT).await.expect("placed"), Placed::Known(first));
    let other = id();
    assert_eq!(store.propose(other, proposal("K-2", "c"), ACT).await.expect("placed"), Placed::New(other));
    let points = store.action_points(NOON).await.expect("read");
    assert_eq!(points.len(), 2);
    let point = store.action_point(first).await.expect("read").expect("there").point;
    assert_eq!((point.evidence.len(), point.stage, point.owner.as_deref()), (2, Stage::Proposed, Some("Anouk")));
    assert_eq!(store.action_point(id()).await.expect("read"), None);
}

async fn fifty_proposals_at_once_make_one_point(store: Store) {
    let tasks: Vec<_> = (0..50)
        .map(|n| {
            let (store, id) = (store.clone(), id());
            tokio::spawn(async move { store.propose(id, proposal("K-1", &n.to_string()), ACT).await.expect("placed") })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        new += u32::from(matches!(task.await.expect("a task"), Placed::New(_)));
    }
    let points = store.action_points(NOON).await.expect("read");
    assert_eq!((new, points.len(), points[0].point.evidence.len()), (1, 1, 50));
}

async fn a_point_lives_from_proposal_to_helped(store: Store) {
    let id = id();
    store.propose(id, proposal("K-1", "a"), ACT).await.expect("placed");
    let empty = Command::Close { cause: String::new(), action: "x".to_owned() };
    let refused = run(&store, id, empty).await.expect_err("refused");
    assert!(matches!(refused, StoreError::ActionPoint(PointError::NoCause)), "{refused}");
    let stages = [
        (Command::Give { owner: "Bram".to_owned(), due_on: None }, Stage::Open),
        (close(), Stage::Closed),
        (Command::AskWhether { whom: Told::Customer, count: 1 }, Stage::Closed),
        (Command::Say { who: Told::Customer, helped: false }, Stage::Open),
        (close(), Stage::Closed),
        (Command::Say { who: Told::Colleague, helped: true }, Stage::Helped),
    ];
    for (command, stage) in stages {
        assert_eq!(run(&store, id, command).await.expect("done").point.stage, stage);
    }
    let point = store.action_point(id).await.expect("read").expect("there");
    let what: Vec<&str> = point.events.iter().map(|it| it.event.word()).collect();
    assert_eq!(what, ["proposed", "given", "closed", "asked_whether", "said", "reopened", "closed", "said"]);
    assert!(point.events.iter().all(|it| it.act == ACT));
}

async fn what_is_closed_makes_room_for_a_new_point(store: Store) {
    let (first, second) = (id(), id());
    store.propose(first, proposal("K-1", "a"), ACT).await.expect("placed");
    run(&store, first, close()).await.expect("closed");
    assert_eq!(store.propose(second, proposal("K-1", "b"), ACT).await.expect("placed"), Placed::New(second));
    // The first opens again beside it; proposals go on joining the second.
    run(&store, first, Command::Say { who: Told::Customer, helped: false }).await.expect("said");
    assert_eq!(store.propose(id(), proposal("K-1", "c"), ACT).await.expect("placed"), Placed::Joined(second));
    assert_eq!(store.erase_listening("K-1").await.expect("erased"), 0);
    assert_eq!(store.action_points(NOON).await.expect("read"), []);
}

async fn two_points_about_much_the_same_become_one(store: Store) {
    let (first, second, closed) = (id(), id(), id());
    for (id, customer, answer) in [(first, "K-1", "a"), (second, "K-2", "b"), (closed, "K-3", "c")] {
        store.propose(id, proposal(customer, answer), ACT).await.expect("placed");
    }
    run(&store, closed, close()).await.expect("closed");
    let merge = async |from, into| store.merge_points(from, into, "the same queue", day("2026-11-22"), ACT).await;
    let refused = merge(first, closed).await.expect_err("closed");
    assert!(matches!(refused, StoreError::ActionPoint(PointError::IsClosed)), "{refused}");
    assert!(matches!(merge(closed, first).await, Err(StoreError::ActionPoint(PointError::IsClosed))));
    assert!(matches!(merge(first, first).await, Err(StoreError::NotFound { .. })));
    let merged = merge(second, first).await.expect("merged");
    assert_eq!((merged.id, merged.point.evidence.len()), (first, 2));
    let gone = store.action_point(second).await.expect("read").expect("there").point;
    assert_eq!((gone.stage, gone.evidence.len()), (Stage::Dropped, 1));
    // Its place is free: something new about the same customer and reason is work again.
    let again = id();
    assert_eq!(store.propose(again, proposal("K-2", "d"), ACT).await.expect("placed"), Placed::New(again));
}
