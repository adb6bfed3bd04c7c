//! Answers, surveys, points, people and webhooks over the API.

use axum::body::Body;
use axum::http::{Request, header};
use relationship::listening::{Survey, Value};
use serde_json::json;
use store::{Delivery, Moment, TokenHash};

use crate::house::{Answer, House};

const SURVEY: &str = include_str!("../../../../surveys/fietsplan-pulse.toml");

async fn send(house: &House, method: &str, path: &str, key: &str, body: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
    house.send(request.body(Body::from(body.to_owned())).expect("a request")).await
}

/// Customers answer on their links, as the API made them.
async fn answered(house: &House, key: &str, customers: &[&str]) {
    std::fs::write(house.folder.path().join("asking.toml"), "unasked_share = 0.0\n").expect("rules");
    send(house, "POST", "/api/v1/surveys", key, SURVEY).await.expect(201);
    let survey = Survey::parse("s", SURVEY).expect("a survey");
    let customers: Vec<_> = customers.iter().map(|it| json!({ "customer": it, "language": "en" })).collect();
    let body = json!({ "channel": "text", "customers": customers }).to_string();
    let made = send(house, "POST", "/api/v1/surveys/fietsplan-pulse/invitations", key, &body).await.expect(200).json();
    for (at, it) in made["items"].as_array().expect("items").iter().enumerate() {
        assert_eq!(it["outcome"], "made", "{it}");
        let token = it["link"].as_str().and_then(|link| link.rsplit('/').next()).expect("a link").to_owned();
        let invitation = house.store.invitation(&TokenHash::of(&token)).await.expect("read").expect("an invitation");
        let said = vec![
            ("whole".to_owned(), Value::Face(1)),
            ("words".to_owned(), Value::Words("te laat".to_owned())),
            ("reply".to_owned(), Value::Yes(at == 0)),
        ];
        let at = Moment::from_us(house.act().at.us() + i64::try_from(at).expect("few"));
        let delivery = Delivery { id: token, answers: said, on: "2026-11-22".parse().expect("a day"), at };
        house.store.answer(&survey, &invitation, &delivery).await.expect("counted");
    }
}

#[tokio::test]
async fn an_answer_is_given_out_for_what_it_was_given_for_and_nothing_else() {
    let house = House::empty().await;
    let (read, write) = (house.api_key("read").await, house.api_key("write").await);
    answered(&house, &write, &["K-1", "K-2"]).await;
    house.api("/api/v1/answers?for=improve", &write).await.expect(403);
    let missing = house.api("/api/v1/answers", &read).await.expect(422).json();
    assert_eq!(missing["errors"][0]["code"], "purpose_missing");
    for other in ["sell", "judge", "marketing"] {
        let refused = house.api(&format!("/api/v1/answers?for={other}"), &read).await.expect(403).json();
        assert!(refused["type"].as_str().is_some_and(|it| it.ends_with("purpose-not-allowed")), "{refused}");
    }
    let count = async |query: &str| {
        let page = house.api(&format!("/api/v1/answers?{query}"), &read).await.expect(200).json();
        page["items"].as_array().map(Vec::len)
    };
    assert_eq!(count("for=improve").await, Some(6));
    assert_eq!(count("for=reply").await, Some(3), "only who said yes to that");
    assert_eq!(count("for=improve&customer=K-2&question=words").await, Some(1));
    assert_eq!(count("for=improve&from=2026-11-23").await, Some(0));
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = house.api(&format!("/api/v1/answers?for=handle&limit=4{after}"), &read).await.expect(200).json();
        let items = page["items"].as_array().expect("items");
        seen.extend(items.iter().map(|it| format!("{} {}", it["customer"], it["question"])));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={}", next.replace('/', "%2F").replace(' ', "%20"));
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (6, 6), "each once");
    let wrong = house.api("/api/v1/answers?for=improve&from=x&limit=0&after=y", &read).await.expect(422).json();
    assert_eq!(wrong["errors"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn a_survey_is_published_once_and_asks_under_one_cap() {
    let house = House::empty().await;
    let (read, write) = (house.api_key("read").await, house.api_key("write").await);
    answered(&house, &write, &["K-1"]).await;
    send(&house, "POST", "/api/v1/surveys", &write, SURVEY).await.expect(200);
    send(&house, "POST", "/api/v1/surveys", &write, &SURVEY.replace("Vier", "Vijf")).await.expect(409);
    let wrong = send(&house, "POST", "/api/v1/surveys", &write, "survey = \"x\"\n").await.expect(422).json();
    assert!(wrong["errors"][0]["pointer"].as_str().is_some_and(|it| it.starts_with("#/line/")), "{wrong}");
    let surveys = house.api("/api/v1/surveys", &read).await.expect(200).json();
    assert_eq!(
        (surveys["items"][0]["survey"].as_str(), surveys["items"][0]["version"].as_u64()),
        (Some("fietsplan-pulse"), Some(1))
    );
    let responses = house.api("/api/v1/responses", &read).await.expect(200).json();
    let it = &responses["items"][0];
    assert_eq!(
        (it["asked"].as_u64(), it["answered"].as_u64(), it["response"]["method"].as_str()),
        (Some(1), Some(1), Some("wilson"))
    );
    let ask = async |customers: &str| {
        let body = format!("{{\"channel\":\"qr\",\"customers\":[{customers}]}}");
        send(&house, "POST", "/api/v1/surveys/fietsplan-pulse/invitations", &write, &body).await
    };
    let again = ask("{\"customer\":\"K-1\"}").await.expect(200).json();
    assert_eq!(
        (again["items"][0]["outcome"].as_str(), again["items"][0]["until"].as_str()),
        (Some("resting"), Some("2026-12-22"))
    );
    house.store.opt_out("K-3", relationship::listening::AskedBy::Web, house.act().at).await.expect("said");
    let never = ask("{\"customer\":\"K-3\"}").await.expect(200).json();
    assert_eq!(never["items"][0]["outcome"], "opted_out");
    ask("{\"customer\":\"\",\"language\":\"xx\"}").await.expect(422);
    ask("").await.expect(422);
    send(
        &house,
        "POST",
        "/api/v1/surveys/none/invitations",
        &write,
        "{\"channel\":\"qr\",\"customers\":[{\"customer\":\"a\"}]}",
    )
    .await
    .expect(404);
}

#[tokio::test]
async fn a_point_goes_its_way_over_the_api_and_rules_hold() {
    let house = House::empty().await;
    let (read, write) = (house.api_key("read").await, house.api_key("write").await);
    answered(&house, &write, &["K-1", "K-2", "K-3"]).await;
    let office = house.app_office();
    let found =
        door::listening::signals::in_answers(&office, "2026-11-01".parse().expect("a day")).await.expect("read");
    let rules = relationship::improvement::Rules::default();
    door::listening::signals::propose(&office, &rules, found).await.expect("proposed");
    let list = async |query: &str| house.api(&format!("/api/v1/points{query}"), &read).await.expect(200).json();
    let first = list("?limit=2").await;
    assert_eq!(first["items"].as_array().map(Vec::len), Some(2));
    let second = list(&format!("?limit=2&after={}", first["next"].as_str().expect("more"))).await;
    assert_eq!((second["items"].as_array().map(Vec::len), second.get("next")), (Some(1), None));
    let id = list("?customer=K-1").await["items"][0]["id"].as_str().expect("an id").to_owned();
    let event = async |body: serde_json::Value| {
        send(&house, "POST", &format!("/api/v1/points/{id}/events"), &write, &body.to_string()).await
    };
    event(json!({ "event": "given", "owner": "Anouk", "due_on": "2026-11-30" })).await.expect(200);
    let empty = event(json!({ "event": "closed", "cause": " ", "action": "x" })).await.expect(422).json();
    assert!(empty["errors"][0]["detail"].as_str().is_some_and(|it| it.contains("what caused it")), "{empty}");
    event(json!({ "event": "given", "owner": "Anouk", "due_on": "2026-11-01" })).await.expect(422);
    event(json!({ "event": "closd" })).await.expect(400);
    event(json!({ "event": "closed", "cause": "one line", "action": "two lines" })).await.expect(200);
    event(json!({ "event": "progress", "note": "more" })).await.expect(422);
    assert_eq!(list("?open=true").await["items"].as_array().map(Vec::len), Some(2));
    let again = event(json!({ "event": "said", "who": "customer", "helped": false })).await.expect(200).json();
    assert_eq!((again["stage"].as_str(), again["reopened_count"].as_u64()), (Some("open"), Some(1)));
    let whole = house.api(&format!("/api/v1/points/{id}"), &read).await.expect(200).json();
    assert!(whole["events"].as_array().is_some_and(|it| it.len() >= 5), "{whole}");
    house.api("/api/v1/points/01ARZ3NDEKTSV4RRFFQ69G5FAV", &read).await.expect(404);
    send(&house, "POST", &format!("/api/v1/points/{id}/events"), &read, "{}").await.expect(403);
}

#[tokio::test]
async fn a_person_is_copied_and_erased_by_an_administrator_from_office_and_ledger() {
    let house = House::fietsplan().await;
    let (read, write, admin) =
        (house.api_key("read").await, house.api_key("write").await, house.api_key("admin").await);
    answered(&house, &write, &["FP000002", "FP000003"]).await;
    house.api("/api/v1/people/FP000002", &read).await.expect(403);
    let copy = house.api("/api/v1/people/FP000002", &admin).await.expect(200).json();
    assert!(copy["facts"].as_array().is_some_and(|it| it.len() >= 2), "{copy}");
    assert_eq!(copy["invitations"][0]["answers"].as_array().map(Vec::len), Some(3));
    send(&house, "DELETE", "/api/v1/people/FP000002", &write, "").await.expect(403);
    let gone = send(&house, "DELETE", "/api/v1/people/FP000002", &admin, "").await.expect(200).json();
    assert!(gone["facts"].as_u64().is_some_and(|it| it >= 2) && gone["invitations"] == 1, "{gone}");
    house.api("/api/v1/customers/FP000002", &read).await.expect(404);
    house.api("/api/v1/customers/FP000003", &read).await.expect(200);
    let customers = house.api("/api/v1/customers", &read).await.expect(200).json();
    assert!(!customers.to_string().contains("FP000002"), "{customers}");
    let copy = house.api("/api/v1/people/FP000002", &admin).await.expect(200).json();
    assert_eq!(
        (copy["facts"].as_array().map(Vec::len), copy["invitations"].as_array().map(Vec::len)),
        (Some(0), Some(0))
    );
}

#[tokio::test]
async fn a_webhook_is_made_with_its_key_and_no_address_inside_is_taken() {
    let house = House::empty().await;
    let (write, admin) = (house.api_key("write").await, house.api_key("admin").await);
    let add = async |body: serde_json::Value, key: &str| {
        send(&house, "POST", "/api/v1/webhooks", key, &body.to_string()).await
    };
    add(json!({ "url": "https://hooks.fietsplan.example/v" }), &write).await.expect(403);
    for url in ["http://hooks.fietsplan.example/v", "https://127.0.0.1/v", "https://169.254.169.254/latest", "x"] {
        add(json!({ "url": url }), &admin).await.expect(422);
    }
    let wrong = add(json!({ "url": "x", "topics": ["point"] }), &admin).await.expect(422).json();
    assert_eq!(wrong["errors"].as_array().map(Vec::len), Some(2));
    let made = add(json!({ "url": "https://hooks.fietsplan.example/v", "topics": ["points"] }), &admin)
        .await
        .expect(201)
        .json();
    let id = made["id"].as_str().expect("an id").to_owned();
    assert_eq!(made["key"].as_str().map(str::len), Some(64));
    let all = house.api("/api/v1/webhooks", &admin).await.expect(200).json();
    assert_eq!((all["items"][0]["topics"][0].as_str(), all["items"][0].get("key")), (Some("points"), None));
    let tries = house.api(&format!("/api/v1/webhooks/{id}/tries"), &admin).await.expect(200).json();
    assert_eq!(tries["items"], json!([]));
    send(&house, "DELETE", &format!("/api/v1/webhooks/{id}"), &admin, "").await.expect(204);
    house.api("/api/v1/webhooks/01ARZ3NDEKTSV4RRFFQ69G5FAV/tries", &admin).await.expect(404);
}
