//! The API.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;
use store::{Language, Role};

use crate::house::{Answer, CONTRACTS, House};

async fn send(house: &House, key: &str, body: &str) -> Answer {
    let request = Request::post("/api/v1/facts")
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .body(Body::from(body.to_owned()));
    house.send(request.expect("a request")).await
}

/// The body without the id of the request, which differs.
fn problem(answer: &Answer) -> serde_json::Value {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.body);
    let mut body = answer.json();
    body.as_object_mut().expect("an object").shift_remove("request_id").expect("an id");
    body
}

#[tokio::test]
async fn without_a_key_nothing_is_said() {
    let house = House::fietsplan().await;
    for path in ["/api/v1/reports/churn", "/api/v1/customers", "/api/v1/customers/FP000001", "/api/v1/imports"] {
        let answer = house.get(path, "").await.expect(401);
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"vaarwel\"");
        house.api(path, "vw_guess").await.expect(401);
    }
    // A session of the console is not a key.
    let cookie = house.sign_in(Role::Owner, Language::Nl).await;
    house.get("/api/v1/customers", &cookie).await.expect(401);
}

#[tokio::test]
async fn a_key_may_do_what_its_scopes_say() {
    let house = House::fietsplan().await;
    let (read, write) = (house.api_key("read").await, house.api_key("write").await);
    let refused = house.api("/api/v1/customers", &write).await.expect(403);
    insta::assert_json_snapshot!(problem(&refused), @r#"
    {
      "type": "https://vaarwel.example/problems/wrong-scope",
      "title": "This key may not read; it has: write. Make one with the scope `read`",
      "status": 403
    }
    "#);
    send(&house, &read, "{}").await.expect(403);
}

#[tokio::test]
async fn what_is_not_known_is_refused_with_what_was_meant() {
    let house = House::fietsplan().await;
    let key = house.api_key("read").await;
    let refused = house.api("/api/v1/customers?standng=left&limit=0", &key).await.expect(422);
    insta::assert_json_snapshot!(problem(&refused), @r##"
    {
      "type": "https://vaarwel.example/problems/invalid-request",
      "title": "One part of the request needs attention",
      "status": 422,
      "errors": [
        {
          "pointer": "#/query/standng",
          "code": "unknown_parameter",
          "detail": "`standng` is not a parameter here",
          "hint": "did you mean `standing`? allowed: `id`, `standing`, `after`, `limit`"
        }
      ]
    }
    "##);
    let two = house.api("/api/v1/customers?standing=gone&limit=0", &key).await.expect(422).json();
    assert_eq!(two["errors"].as_array().map(Vec::len), Some(2));
    for (path, pointer) in [
        ("/api/v1/reports/chrun", "#/path/name"),
        ("/api/v1/reports/churn?perod=month", "#/query/perod"),
        ("/api/v1/reports/churn?period=fortnight", "#/query/period"),
        ("/api/v1/reports/churn?by=paln", "#/query/by"),
        ("/api/v1/imports?after=x", "#/query/after"),
    ] {
        assert_eq!(house.api(path, &key).await.expect(422).json()["errors"][0]["pointer"], pointer, "{path}");
    }
    house.api("/api/v1/customers/nobody", &key).await.expect(404);
    house.api("/api/v1/nothing", &key).await.expect(404);
    let answer =
        house.send(Request::delete("/api/v1/customers").body(Body::empty()).expect("a request")).await.expect(405);
    problem(&answer);
}

#[tokio::test]
async fn before_the_first_import_a_report_says_so() {
    let house = House::empty().await;
    let key = house.api_key("read").await;
    assert_eq!(
        house.api("/api/v1/reports/churn", &key).await.expect(409).json()["title"],
        "Nothing was imported yet; send a file or facts first"
    );
    assert_eq!(house.api("/api/v1/customers", &key).await.expect(200).json(), json!({ "items": [] }));
}

#[tokio::test]
async fn facts_with_a_fault_are_refused_together_and_none_is_stored() {
    let house = House::fietsplan().await;
    let key = house.api_key("write").await;
    assert_eq!(
        send(&house, &key, "{\"facts\": [").await.expect(400).json()["title"],
        "The body is not JSON: line 1, column 11"
    );
    send(&house, &key, "{}").await.expect(422);
    let refused = send(
        &house,
        &key,
        r#"{"facts": [{"customer":"A","on":"2026-11-01","kind":"paid"},{"customer":"B","on":"x","kind":"paid"}]}"#,
    );
    insta::assert_json_snapshot!(problem(&refused.await.expect(422))["errors"], @r##"
    [
      {
        "pointer": "#/facts/1/on",
        "code": "value_not_allowed",
        "detail": "`\"x\"` cannot be the value of `on`",
        "hint": "allowed: a day written as YYYY-MM-DD"
      }
    ]
    "##);
    assert_eq!(house.store.facts_count().await.expect("the tail"), 0);
    problem(&send(&house, &key, &" ".repeat(5 << 20)).await.expect(413));
}

#[tokio::test]
async fn whatever_is_refused_is_a_problem() {
    let house = House::fietsplan().await;
    let key = house.api_key("read write").await;
    let send = async |method: &str, path: &str, kind: &str, status: u16| {
        let request =
            Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
        let body = Body::from("{}");
        let request = request.header(header::CONTENT_TYPE, kind).body(body).expect("a request");
        let refused = house.send(request).await.expect(status);
        assert_eq!(problem(&refused)["status"], status, "{method} {path} as {kind}");
        refused
    };
    send("POST", "/api/v1/imports", "text/plain", 415).await;
    send("POST", "/api/v1/imports", "application/json", 415).await;
    send("POST", "/api/v1/imports", "multipart/form-data; boundary=x", 400).await;
    send("GET", "/api/v1/customers/%FF", "text/plain", 400).await;
    for nowhere in ["/api", "/api/", "/api/v1", "/api/nowhere"] {
        send("PATCH", nowhere, "text/plain", 404).await;
    }
    let other = send("DELETE", "/api/v1/customers", "text/plain", 405).await;
    assert_eq!(other.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn facts_stand_in_the_timeline_at_once_and_are_known_when_sent_again() {
    let house = House::fietsplan().await;
    let (read, write) = (house.api_key("read").await, house.api_key("write").await);
    let fact = r#"{"facts": [{"customer":"FP000001","on":"2026-11-20","kind":"asked_to_leave","reason":"Verhuisd","source_id":"e-1"}]}"#;
    assert_eq!(send(&house, &write, fact).await.expect(201).json(), json!({ "stored": 1, "already_known": 0 }));
    assert_eq!(send(&house, &write, fact).await.expect(201).json(), json!({ "stored": 0, "already_known": 1 }));
    let life = house.api("/api/v1/customers/FP000001", &read).await.expect(200).json();
    let last = life["facts"].as_array().and_then(|facts| facts.last()).expect("a fact").clone();
    assert_eq!(
        last,
        json!({ "on": "2026-11-20", "kind": "asked_to_leave", "source": "api", "source_id": "e-1", "reason": "Verhuisd" })
    );
}

#[tokio::test]
async fn customers_come_in_pages_that_miss_nobody() {
    let house = House::fietsplan().await;
    let key = house.api_key("read").await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = house.api(&format!("/api/v1/customers?limit=3&after={after}"), &key).await.expect(200).json();
        seen.extend(
            page["items"]
                .as_array()
                .expect("items")
                .iter()
                .map(|it| it["customer"].as_str().expect("an id").to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => break,
        }
    }
    assert_eq!(seen, ["FP000001", "FP000002", "FP000003", "FP000004", "FP000005", "FP000006", "O'Brien & <zoon>"]);
    let came_back = house.api("/api/v1/customers?id=FP000004", &key).await.json();
    assert_eq!(
        came_back["items"][0],
        json!({
            "customer": "FP000004", "is_here": true, "first_started_on": "2024-05-01", "last_ended_on": "2025-06-30",
            "spells": 2, "plan": "Stadsfiets", "price": 2190
        })
    );
}

#[tokio::test]
async fn a_report_is_the_same_as_on_the_page_and_is_not_sent_twice() {
    let house = House::fietsplan().await;
    let key = house.api_key("read").await;
    let report = house.api("/api/v1/reports/churn?period=year", &key).await.expect(200);
    assert_eq!(report.json()["report"], "churn");
    let request = Request::get("/api/v1/reports/churn?period=year")
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::IF_NONE_MATCH, report.header("etag"))
        .body(Body::empty());
    assert_eq!(house.send(request.expect("a request")).await.expect(304).body, "");
    let cookie = house.sign_in(Role::Analyst, Language::En).await;
    assert_eq!(house.get("/churn.json?period=year", &cookie).await.expect(200).json(), report.json());
}

#[tokio::test]
async fn a_file_is_sent_with_or_without_a_mapping() {
    let house = House::empty().await;
    let (read, write) = (house.api_key("read").await, format!("Bearer {}", house.api_key("write").await));
    let headers = [("authorization", write.as_str())];
    house.upload("/api/v1/imports", &[], &[("file", Some("a.csv"), CONTRACTS)]).await.expect(401);
    house.upload("/api/v1/imports", &headers, &[("fiel", Some("a.csv"), CONTRACTS)]).await.expect(422);
    house
        .upload("/api/v1/imports", &headers, &[("mapping", None, "{\"idd\": 1}"), ("file", Some("a.csv"), CONTRACTS)])
        .await
        .expect(422);
    house.upload("/api/v1/imports", &headers, &[]).await.expect(422);
    let sent =
        house.upload("/api/v1/imports", &headers, &[("file", Some("contracts.csv"), CONTRACTS)]).await.expect(202);
    let address = sent.header("location").to_owned();
    let done = loop {
        let import = house.api(&address, &read).await.expect(200).json();
        if import["state"] != "running" {
            break import;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(
        (&done["state"], &done["stored"], &done["as"]),
        (&json!("done"), &json!(8), &json!("contracts")),
        "{done}"
    );
    assert_eq!(house.api("/api/v1/imports", &read).await.json()["items"][0], done);
}

#[tokio::test]
async fn the_description_names_every_route() {
    let house = House::empty().await;
    let described = house.get("/api/openapi.json", "").await.expect(200).json();
    assert_eq!(described["openapi"], "3.1.0");
    let paths: Vec<&str> = described["paths"].as_object().expect("paths").keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "/api/v1/answers",
            "/api/v1/assignments",
            "/api/v1/customers",
            "/api/v1/customers/{id}",
            "/api/v1/exits",
            "/api/v1/exits/{id}",
            "/api/v1/facts",
            "/api/v1/flows",
            "/api/v1/imports",
            "/api/v1/imports/{id}",
            "/api/v1/people/{customer}",
            "/api/v1/points",
            "/api/v1/points/{id}",
            "/api/v1/points/{id}/events",
            "/api/v1/reports/{name}",
            "/api/v1/responses",
            "/api/v1/surveys",
            "/api/v1/surveys/{survey}/invitations",
            "/api/v1/webhooks",
            "/api/v1/webhooks/{id}",
            "/api/v1/webhooks/{id}/tries",
        ]
    );
    assert_eq!(described, serde_json::to_value(web::openapi()).expect("JSON"));
    for (path, route) in described["paths"].as_object().expect("paths") {
        for (method, asked) in route.as_object().expect("methods") {
            let responses = asked["responses"].as_object().expect("responses");
            let refusals = responses.iter().filter(|(status, _)| status.as_str() >= "400");
            for (status, refusal) in refusals {
                let kinds: Vec<_> = refusal["content"].as_object().expect("a body").keys().collect();
                assert_eq!(kinds, ["application/problem+json"], "{method} {path} {status}");
            }
            for status in ["401", "403", "503"] {
                assert!(responses.contains_key(status), "{method} {path} may answer {status}");
            }
        }
    }
}

async fn leave(house: &House, key: &str, idempotency_key: &str, body: serde_json::Value) -> Answer {
    let request = Request::post("/api/v1/exits")
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header("idempotency-key", idempotency_key)
        .body(Body::from(body.to_string()));
    house.send(request.expect("a request")).await
}

#[tokio::test]
async fn a_program_brings_a_request_to_leave_and_gets_the_same_receipt_as_everybody() {
    let house = House::fietsplan().await;
    let (read, write) = (house.api_key("read").await, house.api_key("write").await);
    let body = json!({ "flow": "none", "customer": "FP000001", "channel": "phone", "language": "en" });
    leave(&house, &read, "a", body.clone()).await.expect(403);
    let taken = leave(&house, &write, "a", body.clone()).await.expect(201).json();
    let receipt = taken["receipt"].as_str().expect("a receipt");
    assert!(receipt.contains("Customer: FP000001") && receipt.contains("How: by phone"), "{receipt}");
    relationship::receipt::open(receipt).expect("sealed");
    // The same key, and another about the same: one case.
    for key in ["a", "b"] {
        let again = leave(&house, &write, key, body.clone()).await.expect(200).json();
        assert_eq!((&again["id"], &again["receipt"]), (&taken["id"], &taken["receipt"]));
    }
    let id = taken["id"].as_str().expect("an id");
    let whole = house.api(&format!("/api/v1/exits/{id}"), &read).await.expect(200).json();
    assert_eq!((&whole["state"], &whole["receipt"]), (&json!("open"), &taken["receipt"]));
    assert!(whole["open_tasks"].as_array().expect("tasks").contains(&json!("flow")), "{whole}");
    let list = house.api("/api/v1/exits?state=open&customer=FP000001", &read).await.expect(200).json();
    assert_eq!(list["items"].as_array().expect("items").len(), 1);
    house.api("/api/v1/exits?state=gone", &read).await.expect(422);
    house.api("/api/v1/exits/nobody", &read).await.expect(404);
    let flows = house.api("/api/v1/flows", &read).await.expect(200).json();
    assert_eq!(flows["items"], json!([]));
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_request_to_leave_is_said_at_once() {
    let house = House::fietsplan().await;
    let key = house.api_key("write").await;
    let body = json!({ "flow": "x", "kind": "gone", "channel": "pigeon", "wanted_on": "2026-02-30", "language": "de" });
    let refused = leave(&house, &key, "a", body).await.expect(422);
    let pointers: Vec<_> = problem(&refused)["errors"].as_array().expect("errors").clone();
    let pointers: Vec<_> = pointers.iter().filter_map(|it| it["pointer"].as_str()).collect();
    assert_eq!(pointers, ["#/kind", "#/channel", "#/wanted_on", "#/language"]);
    let refused = leave(&house, &key, "a", json!({ "flow": "x", "custmer": "1" })).await.expect(422);
    assert!(problem(&refused)["errors"][0]["hint"].as_str().is_some_and(|hint| hint.contains("`customer`")));
    let empty = leave(&house, &key, "", json!({ "flow": "x" })).await;
    assert_eq!(empty.status.as_u16(), 422, "{}", empty.body);
}
