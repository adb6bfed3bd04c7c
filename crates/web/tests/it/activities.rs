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

#[tokio::test]
async fn what_cannot_be_drawn_is_named_all_at_once_and_nothing_is_kept() {
    let house = House::empty().await;
    let key = house.api_key("write").await;
    let call = register(&house, 1, described("Welcome call")).await;
    let mut homes = described("Homes");
    homes["choosing"]["unit"] = json!("household");
    register(&house, 2, homes).await;
    let mut over = described("Over");
    over["ends_on"] = json!("2026-02-01");
    register(&house, 3, over).await;
    register(
        &house,
        4,
        json!({"name": "Gift", "goal": "fewer_leavers", "starts_on": "2026-01-01", "choosing": {"how": "everybody"}}),
    )
    .await;
    let refused = async |activity: &str, customers: Value| {
        let answer = ask(&house, &key, &json!({"activity": activity, "customers": customers})).await.expect(422).json();
        let all = answer["errors"].as_array().cloned().unwrap_or_default();
        let word = |it: &Value, name: &str| it[name].as_str().unwrap_or_default().to_owned();
        all.iter().map(|it| (word(it, "pointer"), word(it, "code"))).collect::<Vec<_>>()
    };
    let at = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    let long = "x".repeat(1_001);
    let odd =
        json!([{"customer": "c1"}, {"customer": ""}, {"customer": long}, {"customer": " c2"}, {"customer": "c\u{0}3"}]);
    assert_eq!(
        refused("Welcome call", odd).await,
        [
            at("#/customers/1/customer", "text_length"),
            at("#/customers/2/customer", "text_length"),
            at("#/customers/3/customer", "blank_around"),
            at("#/customers/4/customer", "zero_character"),
        ]
    );
    let grouped = json!([{"customer": "c1", "group": "h1"}, {"customer": "c2"}]);
    assert_eq!(refused("Welcome call", grouped.clone()).await, [at("#/customers/0/group", "group_given")]);
    assert_eq!(refused("Homes", grouped).await, [at("#/customers/1/group", "group_missing")]);
    let moved = json!([{"customer": "c1", "group": "h1"}, {"customer": "c1", "group": "h2"}, {"customer": "c1", "group": "h1"}]);
    assert_eq!(refused("Homes", moved).await, [at("#/customers/1/group", "two_groups")]);
    assert_eq!(refused("Over", json!([{"customer": "c1"}])).await, [at("#/activity", "ended")]);
    assert_eq!(refused("Gift", json!([{"customer": "c1"}])).await, [at("#/activity", "not_drawn")]);
    let many: Vec<Value> = (0..10_001).map(|at| json!({"customer": format!("c{at}")})).collect();
    assert_eq!(refused("Welcome call", json!(many)).await, [at("#/customers", "customers_count")]);
    for (body, said) in [
        (json!({"activity": "Welcome call", "customers": [{"customer": 7}]}), "expected a string"),
        (json!({"activity": "Welcome call", "customers": [{"id": "c1"}]}), "unknown field `id`"),
        (json!({"activity": "Welcome call"}), "missing field `customers`"),
        (json!({"activity": "Welcome call", "customers": "c1"}), "expected a sequence"),
        (json!([]), "expected"),
    ] {
        let answer = ask(&house, &key, &body).await.expect(400).body;
        assert!(answer.contains(said), "{body}: {answer}");
    }
    let mut kept = 0;
    house.store.each_assignment(call, |_| kept += 1).await.expect("read");
    assert_eq!(kept, 0, "nothing of a refused question is kept");
    let homes = json!({"activity": "Homes", "customers": [{"customer": "c1", "group": "h1"}, {"customer": "c2", "group": "h1"}]});
    let arms = ask(&house, &key, &homes).await.expect(200).json();
    assert_eq!(arms["assignments"][0]["arm"], arms["assignments"][1]["arm"], "a household is drawn as a whole");
}

#[tokio::test]
async fn every_look_stands_on_the_page_with_what_it_was_looked_at() {
    let house = House::empty().await;
    let id = register(&house, 1, described("Welcome call")).await;
    let look = |value: f64, half: f64, n: u64, as_of: &str| {
        json!({
            "because": [{"code": "detects", "found": half, "matters": 1.0, "chance": 80.0},
                {"code": "takes_more", "more": 5_200.0, "total": 9_400.0}, {"code": "at_this_pace", "per_month": 412.0, "on": "2027-03-14"}],
            "chosen": "drawn", "matters_points": 1.0, "n": {"treated": n, "control": n}, "as_of": as_of, "horizon_days": 90,
            "effect_points": {"value": value, "lower": value - half, "upper": value + half},
        })
    };
    for (seconds, verdict, details) in [
        (0, Verdict::CannotTellYet, look(-1.5, 4.0, 700, "2026-09-30")),
        (30, Verdict::CannotTellYet, look(-1.5, 4.0, 700, "2026-09-30")),
        (60, Verdict::CannotTellYet, look(-1.9, 2.6, 1_400, "2026-10-31")),
        (120, Verdict::Helps, look(-2.1, 1.4, 2_100, "2026-11-20")),
    ] {
        let act = store::Act { at: house.act().at.plus_seconds(seconds), ..house.act() };
        house.store.record_verdict(id, verdict, &details, act).await.expect("measured");
    }
    let page = house
        .get(&format!("/activities/{id}"), &house.sign_in(Role::Analyst, Language::Nl).await)
        .await
        .expect(200)
        .body;
    crate::pages::check("looks", Language::Nl, &page);
    for said in [
        "[−5,5; +2,5]",
        "[−3,5; −0,7]",
        "700 / 700",
        "Gegevens tot en met",
        "binnen 90 dagen",
        "1.400 / 1.400",
        "Er zijn er ongeveer 5.200 meer nodig, 9.400 in totaal.",
        "In dit tempo (412 per maand) is dat rond maart 2027 te zeggen.",
    ] {
        assert!(page.contains(said), "`{said}` is not on the page: {page}");
    }
    assert_eq!(page.matches("700 / 700").count(), 1, "the same look at the same data is told once");
    let (old, new) = (page.find("[−5,5; +2,5]"), page.rfind("[−3,5; −0,7]"));
    assert!(new < old, "the newest look stands first");
}
