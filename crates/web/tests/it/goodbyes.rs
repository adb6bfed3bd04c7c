//! The overview of goodbyes: counted from what happened, honest when few, nothing counted as saved.

use door::acting::act;
use door::taking::{Proof, Request, take};
use relationship::exit::{By, Command, Said};
use relationship::flow::ChannelKind;
use store::{ExitId, Language, Moment, Role, Visit};

use crate::house::House;
use crate::pages::check;

async fn walk(house: &House, n: u128, customer: Option<&str>) -> String {
    let id = format!("visit-{n}");
    let at = house.act().at;
    let visit = Visit {
        id: id.clone(),
        flow: "fietsplan".to_owned(),
        channel: "page".to_owned(),
        language: "nl".to_owned(),
        customer: customer.map(str::to_owned),
        exit: None,
        began_at: Moment::from_us(at.us() - 40_000_000),
        identified_at: customer.map(|_| at),
        asked_at: None,
        screens: 2,
        clicks: 2,
        fields: 2,
    };
    house.store.begin_visit(&visit).await.expect("begun");
    id
}

/// Eight who ask, of whom one takes it back; two who look.
async fn lived_in() -> House {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let office = house.app_office();
    for n in 1..=8_u128 {
        let visit = walk(&house, n, None).await;
        let at = house.act().at;
        let request = Request {
            said: Said { name: Some(format!("Somebody {n}")), ..Said::default() },
            proof: if n == 1 { Proof::Vouched { customer: "FP000001".to_owned() } } else { Proof::Said },
            visit: Some(visit),
            ..Request::new(ExitId::new(at, n), "fietsplan", ChannelKind::Page, "nl", at.us())
        };
        let exit = take(&office, request).await.expect("taken").exit;
        let price =
            |reason: &str| Command::GiveReasons { reasons: vec![reason.to_owned()], main: None, destination: None };
        let mut commands = vec![Command::ScoreEffort(if n == 8 { 2 } else { 5 }), Command::ScoreGoodbye(4)];
        if n <= 6 {
            commands.push(price(if n <= 4 { "price" } else { "service" }));
        }
        act(&office, exit, commands, By::Leaver).await.expect("said");
        if n == 1 {
            act(&office, exit, vec![Command::Undo], By::Leaver).await.expect("undone");
        }
    }
    walk(&house, 20, Some("FP000005")).await;
    walk(&house, 21, None).await;
    house
}

#[tokio::test]
async fn nobody_yet_is_said_with_what_will_stand_here() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Analyst, Language::En).await;
    let page = house.get("/goodbyes", &cookie).await.expect(200).body;
    assert!(page.contains("Nobody looked at leaving") && page.contains("Share the link"), "{page}");
}

#[tokio::test]
async fn numbers_stand_with_interval_and_n_and_few_are_counted_out() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Analyst, Language::En).await;
    let page = house.get("/goodbyes", &cookie).await.expect(200).body.replace('\u{a0}', " ");
    assert!(page.contains("8 people asked to leave"), "{page}");
    assert!(page.contains("8 of 10"), "the funnel: {page}");
    assert!(page.contains("7 of 8") || page.contains("88%"), "the effort: {page}");
    assert!(page.contains("FP000005") && !page.contains("visit-21"), "the watch list: {page}");
    assert!(page.contains("Nobody took a request back 30 days ago"), "not saved at the click: {page}");
    let elsewhere = house.get("/goodbyes?flow=practice&days=30", &cookie).await.expect(200).body;
    assert!(elsewhere.contains("Nobody looked at leaving"), "{elsewhere}");
}

#[tokio::test]
async fn who_took_a_request_back_is_looked_up_again_after_thirty_days() {
    let house = lived_in().await;
    house.wait_seconds(31 * 86_400);
    let cookie = house.sign_in(Role::Analyst, Language::En).await;
    let page = house.get("/goodbyes", &cookie).await.expect(200).body;
    assert!(page.contains("Still a customer") && page.contains("1 of 1"), "{page}");
}

#[tokio::test]
async fn the_same_numbers_come_as_a_file() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Analyst, Language::En).await;
    let answer = house.get("/goodbyes.csv", &cookie).await.expect(200);
    assert!(answer.header("content-type").starts_with("text/csv"));
    let lines: Vec<&str> = answer.body.lines().collect();
    assert_eq!(lines[0], "table,row,value,lower,upper,level,n,part,method,definition");
    let confirmed = lines.iter().find(|line| line.contains("\"confirmed\"")).expect("the funnel");
    assert!(
        confirmed.starts_with("funnel,\"confirmed\",0.8,0.49") && confirmed.contains(",10,8,wilson,"),
        "{confirmed}"
    );
    let effort = lines.iter().find(|line| line.starts_with("effort,")).expect("the effort");
    assert!(effort.contains("0.875") && effort.contains(",8,7,"), "{effort}");
    assert!(lines.iter().any(|line| line.starts_with("friction,\"seconds\",40,")), "{}", answer.body);
}

#[tokio::test]
async fn the_overview_is_whole_in_both_languages() {
    for house in [House::empty().await, lived_in().await] {
        for language in Language::ALL {
            let cookie = house.sign_in(Role::Owner, *language).await;
            check("/goodbyes", *language, &house.get("/goodbyes?days=365", &cookie).await.expect(200).body);
        }
    }
}

#[tokio::test]
async fn the_same_numbers_come_as_json_and_say_what_cannot_be_determined() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Analyst, Language::En).await;
    let answer = house.get("/goodbyes.json?days=90", &cookie).await.expect(200).json();
    let rows = answer["rows"].as_array().expect("rows");
    let row = |table: &str, row: &str| rows.iter().find(|it| it["table"] == table && it["row"] == row).expect("a row");
    let confirmed = row("funnel", "confirmed");
    assert_eq!((&confirmed["value"], &confirmed["n"], &confirmed["part"]), (&0.8.into(), &10.into(), &8.into()));
    let later = row("stayed_after", "30_days");
    assert!(later.get("value").is_none() && later["undetermined"].is_string(), "{later}");
}

#[tokio::test]
async fn who_came_back_within_a_year_is_told_by_their_score_and_only_as_a_hypothesis() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let (office, bram) = (house.app_office(), house.store.person("FP000001").await.expect("read").expect("Bram"));
    // 23 May 2025. FP000004 came back on 1 January 2026, FP000002 did not; FP000005 asked only this autumn.
    let (last_year, this_autumn) = (1_748_000_000_000_000, house.act().at.us() - 60 * 86_400_000_000);
    let left = [("FP000004", 5, last_year), ("FP000002", 2, last_year), ("FP000005", 5, this_autumn)];
    for (n, (customer, score, asked_at_us)) in (1..).zip(left) {
        let mut person = store::Person { customer: customer.to_owned(), ..bram.clone() };
        person.contracts[0].began_on = "2024-05-01".parse().ok();
        house.store.put_people(&[person], house.act()).await.expect("a person");
        let id = ExitId::new(Moment::from_us(asked_at_us), n);
        let request = Request {
            proof: Proof::Vouched { customer: customer.to_owned() },
            ..Request::new(id, "fietsplan", ChannelKind::Page, "nl", asked_at_us)
        };
        let exit = take(&office, request).await.expect("taken").exit;
        act(&office, exit, vec![Command::ScoreGoodbye(score)], By::Leaver).await.expect("said");
        act(&office, exit, vec![Command::Close], By::Program).await.expect("over");
    }
    let cookie = house.sign_in(Role::Analyst, Language::En).await;
    let told = house.get("/goodbyes.json?days=365", &cookie).await.expect(200).json();
    let row = |name: &str| {
        let rows = told["rows"].as_array().expect("rows");
        let found = rows.iter().find(|row| row["table"] == "returned" && row["row"] == name).expect("a row");
        (found["part"].as_u64(), found["n"].as_u64())
    };
    assert_eq!(row("goodbye_4_or_5"), (Some(1), Some(1)), "who left this autumn has had no year: {told}");
    assert_eq!(row("goodbye_1_to_3"), (Some(0), Some(1)));
    assert_eq!(row("goodbye_not_scored"), (Some(0), Some(0)));
    let page = house.get("/goodbyes?days=365", &cookie).await.expect(200).body.replace('\u{a0}', " ");
    for told in ["A hypothesis, not a finding", "Too few to set side by side", "1 of 1", "0 of 1"] {
        assert!(page.contains(told), "{told}: {page}");
    }
}

#[tokio::test]
async fn colleagues_and_machines_who_look_are_no_visits() {
    let house = House::fietsplan().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let look = async |method: &str, cookie: &str, name: &str| {
        let request = axum::http::Request::builder()
            .method(method)
            .uri("/leave/fietsplan")
            .header("accept", "text/html")
            .header("cookie", cookie)
            .header("user-agent", name)
            .body(axum::body::Body::empty());
        house.send(request.expect("a request")).await.expect(200);
    };
    look("GET", &cookie, "Firefox").await;
    look("HEAD", "", "Firefox").await;
    look("GET", "", "Googlebot/2.1").await;
    // A session that nobody has hides nobody.
    look("GET", "vaarwel=invented", "Firefox").await;
    let mut visits = Vec::new();
    for _ in 0..100_000 {
        visits = house.store.visits("fietsplan", Moment::from_us(0), 10).await.expect("read");
        if !visits.is_empty() {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(visits.len(), 1, "{visits:?}");
}
