//! The hail report, and who gets an activity.

use axum::body::Body;
use axum::http::{Request, header};
use relationship::activity::Activity;
use relationship::verdict::Verdict;
use serde_json::{Value, json};
use store::{ActivityId, Language, Role};

use crate::house::{Answer, House};

async fn register(house: &House, number: u128, description: Value) -> ActivityId {
    let id = ActivityId::new(house.act().at, number);
    let activity: Activity = serde_json::from_value(description).expect("an activity");
    house.store.register_activity(id, &activity, house.act()).await.expect("registered");
    id
}

fn described(name: &str) -> Value {
    json!({
        "name": name, "goal": "fewer_leavers", "audience": "Everyone who joins", "starts_on": "2026-01-01",
        "cost": {"fixed_minor": 0, "each_minor": 700, "currency": "EUR"},
        "choosing": {"how": "drawn", "drawing": {"salt": name, "treated": 0.8}},
    })
}

async fn measured(house: &House, id: ActivityId, verdict: Verdict, points: [f64; 3]) {
    let [value, lower, upper] = points;
    let details = json!({
        "reason": "Because of it the outcome differs.", "chosen": "drawn", "matters_points": 1.0,
        "n": {"treated": 520, "control": 516}, "effect_points": {"value": value, "lower": lower, "upper": upper},
        "cost_per_kept": {"value": 35.0, "lower": 20.0, "upper": 156.0},
    });
    house.store.record_draw(id, [520, 516], house.act()).await.expect("drawn");
    house.store.record_verdict(id, verdict, &details, house.act()).await.expect("measured");
}

#[tokio::test]
async fn the_hail_report_says_what_helps_and_what_backfires() {
    let house = House::fietsplan().await;
    let call = register(&house, 1, described("Welcome call")).await;
    let advice = register(&house, 2, described("Advice on a cheaper plan")).await;
    register(
        &house,
        3,
        json!({"name": "Gift", "goal": "fewer_leavers", "starts_on": "2026-01-01",
        "choosing": {"how": "everybody"}}),
    )
    .await;
    measured(&house, call, Verdict::Helps, [-3.8, -7.2, -0.5]).await;
    measured(&house, advice, Verdict::Backfires, [4.2, 0.8, 7.6]).await;
    let owner = house.sign_in(Role::Owner, Language::En).await;
    let page = house.get("/activities", &owner).await.expect(200).body;
    for said in [
        "One of 3 activities makes customers leave.",
        "Backfires",
        "−3.8",
        "[+0.8, +7.6]",
        "520 / 516",
        "Gift",
        "nobody is left alone",
        "Stop this activity",
    ] {
        assert!(page.contains(said), "`{said}` is not on the page: {page}");
    }
    assert!(!page.contains('⟦'), "a text is missing: {page}");
    let dutch = house.sign_in(Role::Analyst, Language::Nl).await;
    let page = house.get("/activities", &dutch).await.expect(200).body;
    assert!(
        page.contains("Werkt averechts") && page.contains("[+0,8; +7,6]") && !page.contains("Stop deze maatregel"),
        "{page}"
    );
    let stop = format!("/activities/{advice}/stop");
    house.post(&stop, &dutch, &[]).await.expect(403);
    let stopped = house.fill_in("/activities", &stop, &owner, &[]).await;
    assert_eq!(stopped.goes_to(), "/activities?show=stopped");
    let page = house.get("/activities?show=stopped", &owner).await.expect(200).body;
    assert!(page.contains("Advice on a cheaper plan") && page.contains("Stopped (1)"), "{page}");
}

async fn ask(house: &House, key: &str, body: &Value) -> Answer {
    let request = Request::post("/api/v1/assignments")
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .body(Body::from(body.to_string()));
    house.send(request.expect("a request")).await
}

#[tokio::test]
async fn a_customer_gets_the_same_arm_for_ever() {
    let house = House::empty().await;
    let key = house.api_key("write").await;
    let id = register(&house, 1, described("Welcome call")).await;
    let customers: Vec<Value> = (0..500).map(|at| json!({"customer": format!("c{at}")})).collect();
    let first =
        ask(&house, &key, &json!({"activity": "Welcome call", "customers": customers})).await.expect(200).json();
    let again = ask(&house, &key, &json!({"activity": id, "customers": customers})).await.expect(200).json();
    assert_eq!(first, again);
    let treated = first["assignments"].as_array().expect("a list").iter().filter(|it| it["arm"] == "treated").count();
    assert!((360..=440).contains(&treated), "{treated} of 500");
    let refused = ask(&house, &key, &json!({"activity": "Welcome cal", "customers": customers})).await.expect(404);
    assert!(refused.body.contains("did you mean `Welcome call`?"), "{}", refused.body);
    ask(&house, &key, &json!({"activity": "Welcome call", "customers": []})).await.expect(422);
    ask(&house, &house.api_key("read").await, &json!({})).await.expect(403);
    // Who was drawn is kept, and asking again changes nothing.
    let mut kept = [0, 0];
    house.store.each_assignment(id, |it| kept[usize::from(it.is_treated)] += 1).await.expect("read");
    assert_eq!(kept, [500 - treated, treated]);
    let question = json!({"activity": "Welcome call", "customers": customers});
    house.store.record_verdict(id, Verdict::Backfires, &json!({}), house.act()).await.expect("measured");
    let refused = ask(&house, &key, &question).await.expect(422);
    assert!(refused.body.contains("describes it anew"), "{}", refused.body);
    house.store.stop_activity(id, "it backfires", house.act()).await.expect("stopped");
    ask(&house, &key, &question).await.expect(422);
}
