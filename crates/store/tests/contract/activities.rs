//! The register of activities: versions, draws, verdicts, the end, and the key of all draws.

use relationship::activity::{Activity, Choosing, Cost, Goal, Plan};
use relationship::verdict::Verdict;
use relationship::{Currency, Day};
use serde_json::json;
use store::{Act, ActivityId, Store, StoreError};

use crate::office::{ACT, NOON, bits, history};

crate::on_both!(
    an_activity_is_kept_in_versions,
    two_who_describe_one_activity_do_not_undo_each_other,
    draws_are_counted_and_the_last_verdict_counts,
    an_activity_ends_once,
    the_key_of_draws_is_made_once,
    an_activity_that_is_not_there_is_not_found,
);

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn welcome_call() -> Activity {
    Activity {
        name: "Welcome call in week one".to_owned(),
        owner: None,
        goal: Goal::FewerLeavers,
        hypothesis: "Who knows how the lock works, rides more.".to_owned(),
        audience: "Everyone who joins".to_owned(),
        treatment: "A call of ten minutes".to_owned(),
        cost: Some(Cost { fixed_minor: 0, each_minor: 700, currency: Currency::EUR }),
        starts_on: day("2026-01-01"),
        review_on: Some(day("2027-02-01")),
        ends_on: None,
        choosing: Choosing::ByHand,
        plan: Plan::default(),
        changed_because: String::new(),
    }
}

fn id() -> ActivityId {
    ActivityId::new(NOON, bits())
}

const fn later(seconds: i64) -> Act {
    Act { by: ACT.by, at: ACT.at.plus_seconds(seconds) }
}

async fn an_activity_is_kept_in_versions(store: Store) {
    let (first, second) = (id(), id());
    store.register_activity(first, &welcome_call(), ACT).await.expect("registered");
    store
        .register_activity(second, &Activity { name: "Mail".to_owned(), ..welcome_call() }, ACT)
        .await
        .expect("registered");
    let changed = Activity { plan: Plan { horizons_days: vec![30], ..Plan::default() }, ..welcome_call() };
    assert_eq!(store.describe_activity(first, 1, &changed, later(60)).await.expect("described"), 2);
    let register = store.activities().await.expect("a register");
    let ids: Vec<ActivityId> = register.iter().map(|it| it.id).collect();
    assert_eq!(ids, [first, second]);
    let versions: Vec<_> = register[0].versions.iter().map(|it| (it.version, it.activity.clone(), it.act)).collect();
    assert_eq!(versions, [(1, welcome_call(), ACT), (2, changed, later(60))]);
    assert_eq!((register[0].drawn, &register[0].verdict, &register[0].stop), ([0, 0], &None, &None));
    assert_eq!(history(&store).await, ["activity_described", "activity_registered", "activity_registered"]);
}

async fn two_who_describe_one_activity_do_not_undo_each_other(store: Store) {
    let it = id();
    store.register_activity(it, &welcome_call(), ACT).await.expect("registered");
    store.describe_activity(it, 1, &welcome_call(), ACT).await.expect("described");
    let late = store.describe_activity(it, 1, &welcome_call(), ACT).await;
    assert!(matches!(late, Err(StoreError::Outdated { made_from: 1, newest: 2, .. })), "{late:?}");
}

async fn draws_are_counted_and_the_last_verdict_counts(store: Store) {
    let it = id();
    store.register_activity(it, &welcome_call(), ACT).await.expect("registered");
    store.record_draw(it, [80, 20], ACT).await.expect("drawn");
    store.record_draw(it, [8, 2], ACT).await.expect("drawn");
    store.record_draw(it, [1, 1], later(1)).await.expect("drawn");
    for (seconds, verdict) in [(1, Verdict::CannotTellYet), (2, Verdict::Helps)] {
        store.record_verdict(it, verdict, &json!({"n": seconds}), later(seconds)).await.expect("measured");
    }
    let register = store.activities().await.expect("a register");
    assert_eq!(register[0].drawn, [89, 23]);
    let verdict = register[0].verdict.clone().expect("a verdict");
    assert_eq!((verdict.verdict, verdict.details, verdict.measured_at), (Verdict::Helps, json!({"n": 2}), later(2).at));
}

async fn an_activity_ends_once(store: Store) {
    let it = id();
    store.register_activity(it, &welcome_call(), ACT).await.expect("registered");
    assert!(store.stop_activity(it, "it backfires", ACT).await.expect("stopped"));
    assert!(!store.stop_activity(it, "again", later(9)).await.expect("nothing changed"));
    let stop = store.activities().await.expect("a register").remove(0).stop.expect("an end");
    assert_eq!((stop.why.as_str(), stop.act), ("it backfires", ACT));
}

async fn the_key_of_draws_is_made_once(store: Store) {
    let (one, other) = ("a1".repeat(32), "b2".repeat(32));
    assert_eq!(store.kept_draw_key().await.expect("asked"), None);
    assert_eq!(store.draw_key(&one, ACT).await.expect("a key"), one);
    assert_eq!(store.draw_key(&other, ACT).await.expect("a key"), one);
    assert_eq!(store.kept_draw_key().await.expect("asked"), Some(one));
    assert!(matches!(store.draw_key("short", ACT).await, Err(StoreError::NotStorable { .. })));
    assert_eq!(history(&store).await, ["draw_key_made"]);
}

async fn an_activity_that_is_not_there_is_not_found(store: Store) {
    let not_found =
        |result: Result<(), StoreError>| assert!(matches!(result, Err(StoreError::NotFound { .. })), "{result:?}");
    not_found(store.describe_activity(id(), 1, &welcome_call(), ACT).await.map(|_| ()));
    not_found(store.stop_activity(id(), "why", ACT).await.map(|_| ()));
    not_found(store.record_draw(id(), [1, 1], ACT).await);
    not_found(store.record_verdict(id(), Verdict::Helps, &json!({}), ACT).await);
}
