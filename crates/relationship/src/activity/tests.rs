use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::drawing::{Drawing, Share};
use crate::verdict::Verdict;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn drawn(treated: f64) -> Choosing {
    let drawing = Drawing {
        salt: "call".to_owned(),
        treated: Share::new(treated).expect("a share"),
        company_holdout: None,
        lane: None,
    };
    Choosing::Drawn { drawing, unit: None }
}

fn welcome_call() -> Activity {
    Activity {
        name: "Welcome call in week one".to_owned(),
        owner: Some("noor".to_owned()),
        goal: Goal::FewerLeavers,
        hypothesis: "Who knows how the lock works, rides more.".to_owned(),
        audience: "Everyone who joins".to_owned(),
        treatment: "A call of ten minutes".to_owned(),
        cost: Some(Cost { fixed_minor: 10_000, each_minor: 700, currency: Currency::EUR }),
        starts_on: day("2026-01-01"),
        review_on: Some(day("2026-12-01")),
        ends_on: None,
        choosing: drawn(0.5),
        plan: Plan::default(),
        changed_because: String::new(),
    }
}

fn registered(id: &str, activity: Activity) -> Registered {
    let said_on = activity.starts_on;
    Registered { id: id.to_owned(), versions: vec![(said_on, activity)], stopped_on: None, verdict: None, given: 600 }
}

fn stands_out(register: &[Registered]) -> Vec<Vec<&'static str>> {
    let members = BTreeSet::from(["noor".to_owned()]);
    let shared = BTreeMap::from([(("a".to_owned(), "b".to_owned()), 40)]);
    let office = Office { today: day("2026-11-22"), members: &members, shared: &shared };
    standouts(register, &office).iter().map(|(_, found)| found.iter().map(Standout::word).collect()).collect()
}

#[test]
fn a_good_activity_that_was_measured_does_not_stand_out() {
    let it = Registered { verdict: Some(Verdict::Helps), ..registered("a", welcome_call()) };
    assert_eq!(stands_out(&[it]), [Vec::<&str>::new()]);
}

#[test]
fn what_nobody_answers_for_looks_at_or_measures_stands_out() {
    let check = |change: &dyn Fn(&mut Activity), verdict, expected: &[&str]| {
        let mut activity = welcome_call();
        change(&mut activity);
        assert_eq!(stands_out(&[Registered { verdict, ..registered("a", activity) }]), [expected.to_vec()]);
    };
    let helps = Some(Verdict::Helps);
    check(&|it| it.owner = None, helps, &["no_owner"]);
    check(&|it| it.owner = Some("joris".to_owned()), helps, &["owner_gone"]);
    check(&|it| it.review_on = None, helps, &["no_review"]);
    check(&|it| it.review_on = Some(day("2026-11-21")), helps, &["review_past"]);
    check(&|it| it.review_on = Some(day("2026-11-22")), helps, &[]);
    check(&|it| it.cost = None, helps, &["no_cost"]);
    check(&|_| {}, None, &["never_measured"]);
    check(&|it| it.starts_on = day("2026-11-01"), None, &[]);
    check(&|_| {}, Some(Verdict::NoSign), &["cost_without_effect"]);
    check(&|_| {}, Some(Verdict::Backfires), &["backfires", "cost_without_effect"]);
    check(&|it| it.choosing = Choosing::Everybody, Some(Verdict::CannotTellThisWay), &["nobody_held_out"]);
}

#[test]
fn two_activities_on_the_same_customers_stand_out_while_both_run() {
    let helps = |id: &str| Registered { verdict: Some(Verdict::Helps), ..registered(id, welcome_call()) };
    assert_eq!(stands_out(&[helps("a"), helps("b"), helps("c")]), [vec!["meets"], vec!["meets"], vec![]]);
    let stopped = Registered { stopped_on: Some(day("2026-06-01")), ..helps("b") };
    assert_eq!(stands_out(&[helps("a"), stopped]), [Vec::<&str>::new()]);
}

#[test]
fn what_was_fixed_at_the_start_and_changed_later_is_seen() {
    let first = welcome_call();
    let before_start = Activity { plan: Plan { horizons_days: vec![90], ..Plan::default() }, ..first.clone() };
    let after_start = Activity { plan: Plan { horizons_days: vec![30], ..Plan::default() }, ..first.clone() };
    let new_owner = Activity { owner: Some("joris".to_owned()), ..after_start.clone() };
    let versions = [
        (day("2025-11-01"), first),
        (day("2025-12-01"), before_start),
        (day("2026-03-01"), after_start),
        (day("2026-04-01"), new_owner),
    ];
    assert!(changes_after_start(&versions[..2]).is_empty(), "before the start anything may change");
    let [change] = &changes_after_start(&versions)[..] else { panic!("one change") };
    assert_eq!(
        (change.field, change.version, change.before.as_str(), change.after.as_str()),
        ("horizons_days", 3, "90", "30")
    );
    let other_share = Activity { choosing: drawn(0.9), ..versions[3].1.clone() };
    let again = [versions[3].clone(), (day("2026-05-01"), other_share)];
    assert_eq!(changes_after_start(&again)[0].field, "choosing");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let mut it = welcome_call();
    assert!(it.errors().is_empty());
    it.name = " ".to_owned();
    it.ends_on = Some(day("2025-12-31"));
    it.plan.horizons_days = vec![90, 30];
    it.plan.matters = Some(1.5);
    it.cost = Some(Cost { fixed_minor: -1, each_minor: 0, currency: Currency::EUR });
    let told: Vec<String> = it.errors().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(told[1].contains("`ends_on` is 2025-12-31; allowed: 2026-01-01"));
}

#[test]
fn the_budget_says_which_part_nobody_knows() {
    let spend = |verdict, given| Registered { verdict, given, ..registered("a", welcome_call()) };
    let register = [
        spend(Some(Verdict::Helps), 100),
        spend(Some(Verdict::CannotTellYet), 100),
        spend(None, 0),
        spend(Some(Verdict::NoSign), 0),
    ];
    let budget = Budget::of(&register);
    assert_eq!((budget.helps_minor, budget.unknown_minor, budget.no_sign_minor), (80_000, 90_000, 10_000));
    assert_eq!(budget.unknown_share(), Some(0.5));
    assert_eq!(Budget::of(&[]).unknown_share(), None);
}

#[test]
fn an_activity_is_kept_and_read_as_json() {
    let it = welcome_call();
    let text = serde_json::to_string(&it).expect("JSON");
    assert_eq!(serde_json::from_str::<Activity>(&text).expect("an activity"), it);
    let least = r#"{"name": "Mail", "goal": "loyalty", "starts_on": "2026-01-01", "choosing": {"how": "everybody"}}"#;
    let it: Activity = serde_json::from_str(least).expect("an activity");
    assert_eq!((it.plan.horizons_days.as_slice(), it.choosing.holds_out()), (&HORIZONS_DAYS[..], false));
    assert!(serde_json::from_str::<Activity>(&least.replace("loyalty", "both")).is_err());
}

#[test]
fn from_each_verdict_something_follows() {
    let next =
        [None, Some(Verdict::Helps), Some(Verdict::NoSign), Some(Verdict::Backfires), Some(Verdict::CannotTellYet)];
    assert_eq!(next.map(|it| Next::from_verdict(it).word()), ["measure", "keep", "stop", "stop", "wait"]);
}
