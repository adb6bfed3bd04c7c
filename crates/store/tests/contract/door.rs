//! What the public pages keep.

use store::{DoorLinkUse, LinkPurpose, Moment, Store, TokenHash, Visit, VisitStep};

use crate::office::NOON;

crate::on_both!(
    a_link_at_the_door_works_once_for_what_it_is_for,
    a_signed_token_works_once,
    a_walk_grows_with_its_steps,
    tries_are_counted_by_what_was_typed_and_from_where,
    the_door_forgets_what_has_been_kept_for_its_term,
);

async fn a_link_at_the_door_works_once_for_what_it_is_for(store: Store) {
    let (token, until) = (TokenHash::of("t"), NOON.plus_seconds(900));
    store.create_door_link(&token, LinkPurpose::Identify, "K-7", NOON, until).await.expect("made");
    let look = async |purpose, at| store.door_link(&token, purpose, at).await.expect("looked");
    assert_eq!(look(LinkPurpose::Identify, NOON).await, DoorLinkUse::Accepted("K-7".to_owned()));
    assert_eq!(look(LinkPurpose::Signed, NOON).await, DoorLinkUse::Unknown);
    assert_eq!(look(LinkPurpose::Identify, until).await, DoorLinkUse::Expired);
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let (store, token) = (store.clone(), token.clone());
            tokio::spawn(async move { store.use_door_link(&token, LinkPurpose::Identify, NOON).await.expect("tried") })
        })
        .collect();
    let mut accepted = 0;
    for task in tries {
        match task.await.expect("a task") {
            DoorLinkUse::Accepted(about) => {
                assert_eq!(about, "K-7");
                accepted += 1;
            }
            other => assert_eq!(other, DoorLinkUse::UsedAlready),
        }
    }
    assert_eq!(accepted, 1);
    let old = TokenHash::of("old");
    store.create_door_link(&old, LinkPurpose::Identify, "K-8", NOON, until).await.expect("made");
    assert_eq!(store.use_door_link(&old, LinkPurpose::Identify, until).await.expect("tried"), DoorLinkUse::Expired);
    let unknown = store.use_door_link(&TokenHash::of("?"), LinkPurpose::Identify, NOON).await.expect("tried");
    assert_eq!(unknown, DoorLinkUse::Unknown);
}

async fn a_signed_token_works_once(store: Store) {
    let (token, until) = (TokenHash::of("signed"), NOON.plus_seconds(900));
    assert!(store.use_signed_token(&token, "K-7", NOON, until).await.expect("used"));
    assert!(!store.use_signed_token(&token, "K-7", NOON, until).await.expect("refused"));
}

fn visit(id: &str, began_at: Moment) -> Visit {
    Visit {
        id: id.to_owned(),
        flow: "fietsplan".to_owned(),
        channel: "page".to_owned(),
        language: "nl".to_owned(),
        customer: None,
        exit: None,
        began_at,
        identified_at: None,
        asked_at: None,
        screens: 1,
        clicks: 0,
        fields: 0,
    }
}

async fn a_walk_grows_with_its_steps(store: Store) {
    store.begin_visit(&visit("v", NOON)).await.expect("begun");
    let later = NOON.plus_seconds(20);
    let recognized =
        VisitStep { customer: Some("K-7".to_owned()), identified_at: Some(later), screens: 1, clicks: 1, fields: 2 };
    store.continue_visit("v", &recognized).await.expect("a step");
    let again = VisitStep { identified_at: Some(later.plus_seconds(9)), clicks: 1, ..VisitStep::default() };
    store.continue_visit("v", &again).await.expect("a step");
    let expected = Visit {
        customer: Some("K-7".to_owned()),
        identified_at: Some(later),
        screens: 2,
        clicks: 2,
        fields: 2,
        ..visit("v", NOON)
    };
    assert_eq!(store.visits("", NOON, 10).await.expect("listed"), [expected]);
    assert_eq!(store.visits("practice", NOON, 10).await.expect("listed"), []);
    assert_eq!(store.visits("fietsplan", later, 10).await.expect("listed"), []);
}

async fn tries_are_counted_by_what_was_typed_and_from_where(store: Store) {
    let attempt = async |about, at: Moment| store.record_door_attempt(about, at, NOON).await.expect("counted");
    assert_eq!(attempt(["K-7", "10.0.0.1"], NOON).await, [1, 1]);
    assert_eq!(attempt(["K-7", "10.0.0.2"], NOON).await, [2, 1]);
    assert_eq!(attempt(["K-8", "10.0.0.1"], NOON.plus_seconds(1)).await, [1, 2]);
}

async fn the_door_forgets_what_has_been_kept_for_its_term(store: Store) {
    store.begin_visit(&visit("old", NOON)).await.expect("begun");
    store.record_door_attempt(["K-7", "10.0.0.1"], NOON, NOON).await.expect("counted");
    let today = "2026-11-22".parse().expect("a day");
    let later = NOON.plus_seconds(store::VISITS_KEPT_SECONDS);
    store.forget_at_the_door(later.plus_seconds(-1), today).await.expect("forgotten");
    assert_eq!(store.visits("", NOON, 10).await.expect("listed").len(), 1);
    store.forget_at_the_door(later, today).await.expect("forgotten");
    assert_eq!(store.visits("", NOON, 10).await.expect("listed"), []);
    assert_eq!(store.record_door_attempt(["K-7", "10.0.0.1"], later, NOON).await.expect("counted"), [1, 1]);
}
