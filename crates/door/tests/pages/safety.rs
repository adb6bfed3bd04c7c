//! Who guesses, forges, injects or floods.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use relationship::exit::Need;

use crate::house::House;

#[tokio::test]
async fn a_wrong_number_and_a_wrong_address_look_the_same() {
    let house = House::new().await;
    let wrong = async |number: &'static str| {
        let screen = house.get("/leave/fietsplan").await;
        let begun = std::time::Instant::now();
        let fields = [("number", number), ("mail", "x@voorbeeld.example"), ("do", "confirm")];
        let answer = house.submit("/leave/fietsplan", &screen, &fields).await;
        (answer.status, answer.without_seal().replace(number, ""), begun.elapsed())
    };
    let (known, unknown) = (wrong("1001").await, wrong("8888").await);
    assert_eq!((known.0, &known.1), (unknown.0, &unknown.1));
    // Both wait for the end of a step of 120 ms, so that what was looked up cannot be read from the time.
    for time in [known.2, unknown.2] {
        assert!(time.as_millis() >= 115, "{time:?}");
    }
}

#[tokio::test]
async fn who_guesses_is_slowed_down_and_leaving_stays_open() {
    let house = House::new().await;
    for _ in 0..8 {
        house
            .leave_as("fietsplan", &[("number", "1001"), ("mail", "guess@x.example"), ("do", "look")])
            .await
            .expect(200);
    }
    let right = [("number", "1001"), ("mail", "bram@voorbeeld.example")];
    let screen = house.leave_as("fietsplan", &[right[0], right[1], ("do", "confirm")]).await.expect(200);
    screen.says("We vinden je hiermee niet").says("Toch versturen");
    let answer = house.submit("/leave/fietsplan", &screen, &[right[0], right[1], ("do", "anyway")]).await;
    house.follow(answer).await.0.says("Je opzegging is binnen");
    let case = house.cases().await.remove(0);
    assert_eq!(case.exit.declaration.customer, None, "sending anyway is no way to go on guessing");
    assert!(case.exit.open_tasks().iter().any(|task| task.need == Need::Customer));
    // Another customer is not held up, and after a quarter of an hour neither is this one.
    house
        .leave_as("fietsplan", &[("number", "1003"), ("mail", "eva@voorbeeld.example"), ("do", "look")])
        .await
        .says("Eva");
    house.wait_days(1);
    house.leave_as("fietsplan", &[right[0], right[1], ("do", "look")]).await.says("Bram, klantnummer 1001");
}

#[tokio::test]
async fn a_form_from_elsewhere_takes_nothing_and_loses_nothing() {
    let house = House::new().await;
    let fields = [("number", "1001"), ("mail", "bram@voorbeeld.example"), ("do", "confirm")];
    let answer = house.post("/leave/fietsplan", &fields).await.expect(200);
    answer.says("Controleer en druk nog één keer").says("value=\"1001\"");
    assert!(house.cases().await.is_empty());
    // The seal of one flow, or of another screen, is none for this one.
    let practice = house.get("/leave/practice").await.hidden("form");
    let all = [("form", practice.as_str()), fields[0], fields[1], fields[2]];
    house.post("/leave/fietsplan", &all).await.expect(200).says("druk nog één keer");
    house.post("/leave/fietsplan/check", &all).await.expect(200).says("druk nog één keer");
    assert!(house.cases().await.is_empty());
    let again = house.submit("/leave/fietsplan", &answer, &fields).await;
    house.follow(again).await;
    assert_eq!(house.cases().await.len(), 1);
}

#[tokio::test]
async fn a_receipt_opens_for_its_own_address_only() {
    let house = House::new().await;
    let (page, here) = house.bram_leaves().await;
    let token = here.rsplit('/').next().expect("a token").to_owned();
    let letter = |at: usize| if token.as_bytes()[at] == b'0' { "1" } else { "0" };
    for at in [0, 10, 25, 27, 30, token.len() - 2] {
        let other = format!("{}{}{}", &token[..at], letter(at), &token[at + 1..]);
        house.get(&format!("/leave/receipt/{other}")).await.expect(404).is_silent_about("Bram");
        let form = page.hidden("form");
        house.post(&format!("/leave/receipt/{other}/undo"), &[("form", &form)]).await.expect(404);
    }
    // Whoever cannot be told whether they left reads where to ask, and is promised nothing about a case nobody knows.
    let lost = house.get("/leave/receipt/nonsense").await.expect(404);
    lost.says("Een opzegging die bevestigd is, blijft staan").says("Vraag het aan Fietsplan").says("030 000 12 34");
    // The form of one receipt does nothing on another.
    let sent =
        house.leave_as("fietsplan", &[("number", "1003"), ("mail", "eva@voorbeeld.example"), ("do", "confirm")]).await;
    let (_, eva) = house.follow(sent).await;
    house.post(&format!("{eva}/undo"), &[("form", &page.hidden("form"))]).await.expect(200).says("stond lang open");
    assert!(house.cases().await.iter().all(|case| case.exit.state == relationship::exit::ExitState::Open));
}

#[tokio::test]
async fn whatever_is_written_is_shown_as_it_was_written() {
    let house = House::new().await;
    let nasty = "<script>alert(1)</script>\"'&{{7*7}}<img src=x onerror=alert(1)>";
    let fields = [("number", nasty), ("mail", "\"><b>@x.example"), ("ground", nasty), ("kind", "extraordinary")];
    let screen = house.leave_as("fietsplan", &[fields[0], fields[1], fields[2], fields[3], ("do", "look")]).await;
    let is_clean = |body: &str| !body.contains("<script>") && !body.contains("<img src=x") && !body.contains("\"><b>");
    assert!(is_clean(&screen.body), "{}", screen.body);
    let answer = house
        .submit("/leave/fietsplan", &screen, &[fields[0], fields[1], fields[2], fields[3], ("do", "anyway")])
        .await;
    let (page, here) = house.follow(answer).await;
    assert!(is_clean(&page.body), "{}", page.body);
    let html = house.get(&format!("{here}/html")).await.expect(200);
    assert!(is_clean(&html.body) && html.body.contains("&lt;script&gt;"), "{}", html.body);
    let text = house.get(&format!("{here}/text")).await.expect(200);
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
}

#[tokio::test]
async fn no_line_that_was_typed_gets_into_the_head_of_a_mail() {
    let house = House::new().await;
    let fields = [("number", "9\r\nBcc: all@x.example"), ("mail", "a@x.example\r\nBcc: b@x.example")];
    let screen = house.leave_as("fietsplan", &[fields[0], fields[1], ("do", "confirm")]).await.expect(422);
    let answer = house.submit("/leave/fietsplan", &screen, &[fields[0], fields[1], ("do", "anyway")]).await;
    house.follow(answer).await;
    let said = house.cases().await.remove(0).exit.declaration.said;
    let text = format!("{said:?}");
    assert!(!text.contains("\\r") && !text.contains("\\n"), "{text}");
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_and_no_page_may_be_framed_by_one() {
    let house = House::new().await;
    for address in [
        "/leave/fietsplan?link=https://evil.example",
        "/leave/%2F%2Fevil.example",
        "/leave/fietsplan?lang=//evil.example",
    ] {
        let page = house.get(address).await.expect(200);
        assert!(!page.body.contains("href=\"//") && !page.body.contains("href=\"https://evil"), "{}", page.body);
    }
    let page = house.get("/leave/fietsplan").await;
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    house.put_flow(
        "framed",
        "flow = \"framed\"\ntitle.nl = \"Weg\"\ntitle.en = \"Away\"\ncompany = { name = \"Klein\" }\nembed = { sites = [\"https://www.klein.example\"] }\n",
    );
    let page = house.get("/leave/framed?embed=1").await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors https://www.klein.example; script-src 'self'"), "{policy}");
    assert!(page.body.contains("data-origins=\"https://www.klein.example\""));
    let plain = house.get("/leave/framed").await;
    assert!(!plain.body.contains("<script") && !plain.header("content-security-policy").contains("script-src"));
}

#[tokio::test]
async fn a_flood_of_text_is_refused_and_a_long_text_is_cut() {
    let house = House::new().await;
    let request = Request::post("/leave/fietsplan").body(Body::from(vec![b'a'; 200 * 1024])).expect("a request");
    assert_eq!(house.send(request).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let long = "n".repeat(5_000);
    let screen =
        house.leave_as("fietsplan", &[("number", &long), ("mail", "a@x.example"), ("do", "confirm")]).await.expect(422);
    screen.says("er passen 200 tekens, dit zijn er 5.000");
    let answer = house
        .submit("/leave/fietsplan", &screen, &[("number", &long), ("mail", "a@x.example"), ("do", "anyway")])
        .await;
    house.follow(answer).await;
    assert_eq!(house.cases().await.remove(0).exit.declaration.said.customer.map(|it| it.len()), Some(200));
}

#[tokio::test]
async fn pages_loaded_ahead_and_programs_are_no_walks() {
    let house = House::new().await;
    let ahead = Request::get("/leave/fietsplan").header(header::ACCEPT, "text/html").header("sec-purpose", "prefetch");
    house.send(ahead.body(Body::empty()).expect("a request")).await;
    let program = Request::get("/leave/fietsplan").header(header::ACCEPT, "*/*");
    house.send(program.body(Body::empty()).expect("a request")).await;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(house.store.visits("", store::Moment::from_us(0), 10).await.expect("walks").is_empty());
}
