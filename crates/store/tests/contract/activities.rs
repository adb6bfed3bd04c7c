//! The register of activities: versions, draws, verdicts, the end, and the key of all draws.

use relationship::activity::{Activity, Choosing, Cost, Goal, Plan};
use relationship::verdict::Verdict;
use relationship::{Currency, Day};
use serde_json::json;
use store::{Act, ActivityId, Assignment, Drawn, Store, StoreError};

use crate::office::{ACT, NOON, bits, history};

crate::on_both!(
    an_activity_is_kept_in_versions,
    two_who_describe_one_activity_do_not_undo_each_other,
    draws_are_counted_and_the_last_verdict_counts,
    who_was_drawn_first_stays_in_that_arm,
    nobody_is_drawn_for_what_backfires_until_it_is_described_anew,
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

async fn who_was_drawn_first_stays_in_that_arm(store: Store) {
    let (it, other) = (id(), id());
    store.register_activity(it, &welcome_call(), ACT).await.expect("registered");
    store.register_activity(other, &welcome_call(), ACT).await.expect("registered");
    let drawn = |customer, is_treated| Drawn { customer, is_treated, unit: Some("home 1") };
    let first = [drawn("anouk", true), drawn("bram", false), drawn("anouk", false)];
    let (monday, friday) = (day("2026-11-16"), day("2026-11-20"));
    let recorded = store.record_assignments(it, &first, monday, ACT).await.expect("recorded");
    assert_eq!((recorded.new, recorded.known, recorded.changed), ([1, 1], 0, 0));
    let again = [drawn("anouk", true), drawn("bram", true), drawn("carla", true)];
    let recorded = store.record_assignments(it, &again, friday, later(5)).await.expect("recorded");
    assert_eq!((recorded.new, recorded.known, recorded.changed), ([1, 0], 1, 1));
    // More than fit into one statement, in an order of their own.
    let names: Vec<String> = (0..9_000).map(|number| format!("d{}", number * 7 % 9_000)).collect();
    let many: Vec<Drawn<'_>> = names.iter().map(|name| drawn(name, name.ends_with('1'))).collect();
    let recorded = store.record_assignments(other, &many, friday, ACT).await.expect("recorded");
    assert_eq!(recorded.new, [900, 8_100]);
    let mut kept: Vec<Assignment> = Vec::new();
    store.each_assignment(it, |one| kept.push(one)).await.expect("read");
    let short: Vec<_> =
        kept.iter().map(|it| (it.customer.as_str(), it.is_treated, it.drawn_on, it.changed_on)).collect();
    assert_eq!(
        short,
        [("anouk", true, monday, None), ("bram", false, monday, Some(friday)), ("carla", true, friday, None)]
    );
    assert!(kept.iter().all(|it| it.unit.as_deref() == Some("home 1")));
    let mut count = 0;
    store.each_assignment(other, |_| count += 1).await.expect("read");
    assert_eq!(count, 9_000);
    let register = store.activities().await.expect("a register");
    assert_eq!(register.iter().map(|it| it.drawn).collect::<Vec<_>>(), [[2, 1], [900, 8_100]]);
    let copy = store.copy_of_person("anouk", ACT).await.expect("a copy");
    assert_eq!(copy["assignments"][0]["treated"], true);
    assert_eq!(store.erase_person("anouk", ACT).await.expect("erased").assignments, 1);
    let mut left = Vec::new();
    store.each_assignment(it, |one| left.push(one.customer)).await.expect("read");
    assert_eq!(left, ["bram", "carla"]);
    let nobody = store.record_assignments(it, &[drawn("", true)], monday, ACT).await;
    assert!(matches!(nobody, Err(StoreError::NotStorable { field: "customer", .. })), "{nobody:?}");
}

async fn nobody_is_drawn_for_what_backfires_until_it_is_described_anew(store: Store) {
    use Verdict::{Backfires, CannotTellYet, NoSign};
    let it = id();
    store.register_activity(it, &welcome_call(), ACT).await.expect("registered");
    store.record_verdict(it, Verdict::CannotTellYet, &json!({}), later(1)).await.expect("measured");
    let now = async || store.activities().await.expect("a register").remove(0);
    assert!(!now().await.is_halted());
    store.record_verdict(it, Verdict::Backfires, &json!({ "given": 712 }), later(2)).await.expect("measured");
    assert!(now().await.is_halted());
    // What another system gave is counted by what was measured.
    assert_eq!(now().await.for_rules().given, 712);
    store.describe_activity(it, 1, &welcome_call(), later(3)).await.expect("described");
    assert!(!now().await.is_halted());
    // Who described it anew decided that it goes on: the same verdict of the next day does not undo that, a new one does.
    store.record_verdict(it, Verdict::Backfires, &json!({}), later(4)).await.expect("measured");
    assert!(!now().await.is_halted());
    assert!(!store.activities_in_brief().await.expect("a register")[0].is_halted());
    store.record_verdict(it, Verdict::NoSign, &json!({}), later(5)).await.expect("measured");
    store.record_verdict(it, Verdict::Backfires, &json!({}), later(6)).await.expect("measured");
    assert!(now().await.is_halted());
    let said: Vec<Verdict> = store.activity_verdicts(it).await.expect("read").iter().map(|it| it.verdict).collect();
    assert_eq!(said, [CannotTellYet, Backfires, Backfires, NoSign, Backfires]);
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
    let anouk = Drawn { customer: "anouk", is_treated: true, unit: None };
    not_found(store.record_assignments(id(), &[anouk], day("2026-11-16"), ACT).await.map(|_| ()));
    not_found(store.record_verdict(id(), Verdict::Helps, &json!({}), ACT).await);
}
