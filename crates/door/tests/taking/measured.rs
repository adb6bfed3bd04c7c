//! Whoever answers for an activity that backfires hears of it, whoever measured; and works on days on which people work there.

use door::flows::Flows;
use door::measured::{Keeping, holidays};
use relationship::Day;
use relationship::activity::Activity;
use relationship::improvement::Signal;
use relationship::verdict::Verdict;
use serde_json::{Value, json};
use store::{Act, ActivityId, Actor, Moment, RegisteredActivity};

use crate::house::{House, NOON};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn at(seconds: i64) -> Act {
    Act { by: Actor::Program, at: NOON.plus_seconds(seconds) }
}

async fn registered(house: &House) -> RegisteredActivity {
    house.office.store.activities().await.expect("a register").remove(0)
}

async fn keep(house: &House, seconds: i64, verdict: Verdict, details: &Value) -> bool {
    let (store, flows, act) = (&house.office.store, house.office.flow_files(), at(seconds));
    let random = u128::from(seconds.unsigned_abs());
    let keeping = Keeping { store, flows, act, today: house.office.today(), random };
    keeping.keep(&registered(house).await, verdict, details).await.expect("kept")
}

async fn house() -> House {
    let house = House::new().await;
    let description = json!({"name": "Price advice", "goal": "fewer_leavers", "starts_on": "2026-01-01",
        "owner": "mila", "choosing": {"how": "drawn", "drawing": {"salt": "a", "treated": 0.5}}});
    let activity: Activity = serde_json::from_value(description).expect("an activity");
    let id = ActivityId::new(NOON, 1);
    house.office.store.register_activity(id, &activity, at(0)).await.expect("registered");
    house
}

#[tokio::test]
async fn the_owner_of_what_backfires_is_told_once() {
    let house = house().await;
    let points = async || house.office.store.action_points(Moment::from_us(0)).await.expect("points");
    let harm = json!({"n": {"treated": 712, "control": 700}, "effect": {"value": 0.04, "lower": 0.01, "upper": 0.07},
        "effect_points": {"value": 4.0, "lower": 1.0, "upper": 7.0}});
    assert!(!keep(&house, 1, Verdict::CannotTellYet, &json!({})).await);
    assert!(points().await.is_empty());
    assert!(keep(&house, 2, Verdict::Backfires, &harm).await);
    assert!(!keep(&house, 3, Verdict::Backfires, &harm).await, "the next day says the same, and tells nobody again");
    let point = points().await.remove(0).point;
    assert_eq!((point.owner.as_deref(), points().await.len()), (Some("mila"), 1));
    let Signal::ActivityHarms { activity, lower, upper, in_points, .. } = &point.evidence[0].signal else {
        panic!("{point:?}")
    };
    assert_eq!((activity.as_str(), *lower, *upper, *in_points), ("Price advice", 0.01, 0.07, true));
    assert_eq!(point.evidence[0].customers, 712);
    assert!(registered(&house).await.is_halted());
    // What no number stands behind is kept, and nobody is told a number that is not there.
    keep(&house, 4, Verdict::NoSign, &json!({})).await;
    assert!(keep(&house, 5, Verdict::Backfires, &json!({})).await);
    assert_eq!(points().await.len(), 1);
}

#[tokio::test]
async fn harm_at_an_early_horizon_is_told_with_its_own_numbers_and_money_in_its_unit() {
    let house = house().await;
    let early = json!({"effect": {"value": 0.01, "lower": -0.01, "upper": 0.03}, "effect_points": {"value": 1.0},
        "horizons": [
            {"days": 30, "verdict": "backfires", "effect": {"value": 0.05, "lower": 0.02, "upper": 0.08}, "effect_points": {"value": 5.0}},
            {"days": 90, "verdict": "cannot_tell_yet", "effect": {"value": 0.01, "lower": -0.01, "upper": 0.03}}]});
    keep(&house, 1, Verdict::Backfires, &early).await;
    keep(&house, 2, Verdict::NoSign, &json!({})).await;
    let money = json!({"effect": {"value": -12.5, "lower": -20.0, "upper": -5.0}, "effect_points": null});
    keep(&house, 3, Verdict::Backfires, &money).await;
    let point = house.office.store.action_points(Moment::from_us(0)).await.expect("points").remove(0).point;
    let told: Vec<_> = point
        .evidence
        .iter()
        .filter_map(|it| match &it.signal {
            Signal::ActivityHarms { effect, in_points, .. } => Some((*effect, *in_points)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(0.05, true), (-12.5, false)]);
}

#[tokio::test]
async fn the_law_packs_of_the_flows_say_whose_holidays_count() {
    let house = house().await;
    let store = &house.office.store;
    let works = async |laws: &[(&str, &str)], on: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, law) in laws {
            let text = format!(
                "flow = \"{name}\"\ntitle.nl = \"Weg\"\ntitle.en = \"Away\"\nlaw = [{law}]\ncompany = {{ name = \"Klein\" }}\n"
            );
            std::fs::write(folder.path().join(format!("{name}.toml")), text).expect("a flow");
        }
        let flows = Flows::new(folder.path().to_owned());
        holidays(store, &flows, day(on)).await.expect("holidays").is_working_day(day(on))
    };
    let (armistice, good_friday) = ("2026-11-11", "2026-04-03");
    assert!(works(&[("a", "\"nl\"")], armistice).await && !works(&[("a", "\"fr\"")], armistice).await);
    assert!(!works(&[("a", "\"nl\", \"eu\"")], good_friday).await && works(&[("a", "\"fr\"")], good_friday).await);
    // A company in both countries expects nobody to work on a free day of either.
    let both = [("a", "\"nl\""), ("b", "\"fr\"")];
    assert!(!works(&both, armistice).await && !works(&both, good_friday).await);
    // No pack with a calendar, or no flow at all: those of the Netherlands.
    assert!(!works(&[("a", "\"us-ca\"")], good_friday).await && !works(&[], good_friday).await);
}
