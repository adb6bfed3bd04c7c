//! People who leave.

use relationship::exit::{ExitKind, ExitState, Need};
use store::Moment;

use crate::house::{House, query};

const BRAM: [(&str, &str); 2] = [("number", "1001"), ("mail", "bram@voorbeeld.example")];

fn with<'a>(who: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    who.iter().chain(more).copied().collect()
}

#[tokio::test]
async fn who_is_known_leaves_with_one_form() {
    let house = House::new().await;
    let (page, _) = house.bram_leaves().await;
    page.says("Je hebt opgezegd, Bram").says("dinsdag 22 december 2026").says("Nummer V-2026-000001");
    // 18.90 a month, paid until 30 November; December has 31 days, of which 22 are used.
    page.says("Laatste keer betalen: € 13,41");
    let case = &house.cases().await[0];
    assert_eq!(case.exit.declaration.customer.as_deref(), Some("1001"));
    assert_eq!(case.exit.last_day().map(|day| day.to_string()).as_deref(), Some("2026-12-22"));
    assert!(case.exit.open_tasks().is_empty(), "nobody has to do anything");
    let walks = house.store.visits("fietsplan", Moment::from_us(0), 10).await.expect("walks");
    let walk = walks.iter().find(|walk| walk.exit.is_some()).expect("the walk that ended with the case");
    assert_eq!((walk.customer.as_deref(), walk.clicks, walk.fields), (Some("1001"), 1, 2));
}

#[tokio::test]
async fn looking_first_shows_ones_own_days_and_amounts_and_takes_nothing() {
    let house = House::new().await;
    let screen = house.leave_as("fietsplan", &with(&BRAM, &[("do", "look")])).await.expect(200);
    screen
        .says("Bram, klantnummer 1001.")
        .says("Stopt op dinsdag 22 december 2026")
        .says("€ 13,41")
        .says("Opzeggen kost € 0.");
    assert!(house.cases().await.is_empty());
    let answer = house
        .submit("/leave/fietsplan/check", &screen, &[("do", "confirm"), ("when", "later"), ("day", "2027-01-31")])
        .await;
    let (page, _) = house.follow(answer).await;
    page.says("zondag 31 januari 2027");
}

#[tokio::test]
async fn whoever_asks_twice_gets_the_same_receipt() {
    let house = House::new().await;
    let (first, here) = house.bram_leaves().await;
    let answer = house.leave_as("fietsplan", &with(&BRAM, &[("do", "confirm")])).await;
    assert!(answer.goes_to().starts_with(&here), "{}", answer.goes_to());
    let (second, _) = house.follow(answer).await;
    second.says("Je had al opgezegd");
    assert!(first.body.contains("V-2026-000001") && second.body.contains("V-2026-000001"));
    assert_eq!(house.cases().await.len(), 1);
}

#[tokio::test]
async fn nobody_is_refused_for_not_being_found() {
    let house = House::new().await;
    let screen = house
        .leave_as("fietsplan", &[("number", "9999"), ("mail", "x@y.example"), ("do", "confirm")])
        .await
        .expect(200);
    screen.says("We vinden je hiermee niet").says("Toch versturen");
    assert!(
        screen.body.contains("value=\"9999\"") && screen.body.contains("value=\"x@y.example\""),
        "what was typed stays"
    );
    assert!(house.cases().await.is_empty());
    let answer = house
        .submit("/leave/fietsplan", &screen, &[("number", "9999"), ("mail", "x@y.example"), ("do", "anyway")])
        .await;
    let (page, _) = house.follow(answer).await;
    page.says("Je opzegging is binnen").says("Een mens bevestigt je laatste dag");
    let case = &house.cases().await[0];
    assert_eq!(case.exit.declaration.customer, None);
    assert_eq!(case.exit.declaration.said.customer.as_deref(), Some("9999"));
    assert!(case.exit.open_tasks().iter().any(|task| task.need == Need::Customer));
}

#[tokio::test]
async fn of_several_contracts_one_chooses_what_ends_and_sees_what_stays() {
    let house = House::new().await;
    let who = [("number", "1002"), ("mail", "NOOR@voorbeeld.example")];
    let screen = house.leave_as("fietsplan", &with(&who, &[("do", "confirm")])).await.expect(200);
    screen.says("Wat stopt er?").says("Maandabonnement").says("Jaarabonnement");
    let none = house.submit("/leave/fietsplan/check", &screen, &[("do", "confirm")]).await.expect(422);
    none.says("Kruis aan wat er stopt.");
    let answer = house.submit("/leave/fietsplan/check", &none, &[("do", "confirm"), ("contract", "C-2")]).await;
    house.follow(answer).await;
    let case = &house.cases().await[0];
    assert_eq!(case.exit.declaration.contract.as_deref(), Some("C-2"));
    assert_eq!(case.exit.goodbye.stays.iter().map(|part| part.contract.as_str()).collect::<Vec<_>>(), ["C-3"]);
}

#[tokio::test]
async fn a_fresh_contract_can_be_withdrawn_from() {
    let house = House::new().await;
    let screen = house.get("/leave/fietsplan").await.expect(200);
    screen.says("Overeenkomst hier herroepen");
    let screen =
        house.submit("/leave/fietsplan", &screen, &[("show", "withdrawal"), ("number", "1002")]).await.expect(200);
    screen.says("Herroeping bevestigen").says("binnen 14 dagen terug");
    assert!(screen.body.contains("value=\"1002\""), "what was typed stays");
    let who = [("number", "1002"), ("mail", "noor@voorbeeld.example"), ("kind", "withdrawal")];
    let screen = house.submit("/leave/fietsplan", &screen, &with(&who, &[("do", "confirm")])).await.expect(200);
    let answer = house
        .submit("/leave/fietsplan/check", &screen, &[("do", "confirm"), ("contract", "C-3"), ("kind", "withdrawal")])
        .await;
    let (page, _) = house.follow(answer).await;
    page.says("Je hebt de overeenkomst herroepen");
    let case = &house.cases().await[0];
    assert_eq!(case.exit.declaration.kind, ExitKind::Withdrawal);
    assert_eq!(case.exit.last_day().map(|day| day.to_string()).as_deref(), Some("2026-11-22"));
}

#[tokio::test]
async fn changing_the_language_keeps_what_was_typed() {
    let house = House::new().await;
    let screen = house.get("/leave/fietsplan").await.expect(200);
    let english = house
        .submit("/leave/fietsplan", &screen, &with(&BRAM, &[("lang", "en"), ("when", "later"), ("day", "2027-02-01")]))
        .await
        .expect(200);
    assert_eq!(english.lang(), "en");
    english
        .says("Your customer number")
        .says("value=\"1001\"")
        .says("value=\"bram@voorbeeld.example\"")
        .says("value=\"2027-02-01\"");
    assert!(house.cases().await.is_empty());
}

#[tokio::test]
async fn a_broken_or_missing_flow_keeps_nobody_in() {
    let house = House::new().await;
    house.put_flow("broken", "flow = \"broken\"\ntitle = 3\n");
    for flow in ["broken", "no-such-flow"] {
        let answer = house.leave_as(flow, &with(&BRAM, &[("do", "confirm")])).await;
        let (page, _) = house.follow(answer).await;
        page.says("Nummer V-2026-00000");
        house.get(&format!("/leave/{flow}/how")).await.expect(200).says("zo min mogelijk eisen");
    }
    assert!(house.cases().await.iter().all(|case| case.exit.open_tasks().iter().any(|task| task.need == Need::Flow)));
}

#[tokio::test]
async fn a_mailed_link_recognizes_its_owner_once() {
    let house = House::new().await;
    let known = house
        .submit(
            "/leave/fietsplan",
            &house.get("/leave/fietsplan").await,
            &[("mail", "bram@voorbeeld.example"), ("do", "link")],
        )
        .await
        .expect(200);
    let unknown = house
        .submit(
            "/leave/fietsplan",
            &house.get("/leave/fietsplan").await,
            &[("mail", "nora@voorbeeld.example"), ("do", "link")],
        )
        .await
        .expect(200);
    let plain = |page: &crate::house::Answer, mail: &str| page.without_seal().replace(mail, "");
    assert_eq!(plain(&known, "bram@voorbeeld.example"), plain(&unknown, "nora@voorbeeld.example"));
    let jobs = house.store.jobs_about("customer:1001").await.expect("jobs");
    assert_eq!(jobs.len(), 1, "one letter, to the one who has the address");
    let letter: serde_json::Value = serde_json::from_str(&jobs[0].body).expect("a letter");
    let link = letter["link"].as_str().expect("a link").trim_start_matches("https://vaarwel.example").to_owned();
    assert!(query(&link).get("link").is_some_and(|token| token.len() == 43));
    house.get(&link).await.expect(200).says("klantnummer 1001");
    let screen = house.get(&link).await.expect(200);
    let answer = house.submit("/leave/fietsplan/check", &screen, &[("do", "confirm")]).await;
    house.follow(answer).await;
    let used = house.get(&link).await.expect(200);
    used.is_silent_about("klantnummer 1001").says("Deze link werkt niet meer").is_silent_about("stond lang open");
    assert_eq!(house.cases().await.len(), 1);
}

#[tokio::test]
async fn a_request_is_taken_back_until_the_last_day() {
    let house = House::new().await;
    let (page, here) = house.bram_leaves().await;
    page.says("Tot en met 22 december 2026");
    house.wait_days(30);
    let page = house.get(&here).await.expect(200);
    let answer = house.submit(&format!("{here}/undo"), &page, &[]).await;
    let (page, _) = house.follow(answer).await;
    page.says("Je opzegging is teruggedraaid").is_silent_about("/undo\"");
    page.says("id=\"next\">Wat er gebeurde").says("Toch opzeggen");
    // Nobody says goodbye to who stays, or asks why they leave.
    page.is_silent_about("id=\"thanks\"").is_silent_about("name=\"reason\"").is_silent_about("value=\"erase\"");
    assert_eq!(house.cases().await[0].exit.state, ExitState::Undone);
    // And then anew: a request that was taken back is over.
    house.bram_leaves().await;
    assert_eq!(house.cases().await.len(), 2);
}

#[tokio::test]
async fn after_the_last_day_nothing_is_taken_back() {
    let house = House::new().await;
    let (page, here) = house.bram_leaves().await;
    house.wait_days(31);
    let late = house.get(&here).await.expect(200);
    late.is_silent_about("/undo\"");
    let form = late.hidden("form");
    let refused = house.post(&format!("{here}/undo"), &[("form", &form)]).await.expect(200);
    refused.says("Je laatste dag is voorbij");
    drop(page);
    assert_eq!(house.cases().await[0].exit.state, ExitState::Open);
}

#[tokio::test]
async fn deciding_to_stay_changes_nothing() {
    let house = House::new().await;
    house.get("/leave/fietsplan/stay").await.expect(200).says("Er verandert niets");
    assert!(house.cases().await.is_empty());
}

#[tokio::test]
async fn who_leaves_because_promises_were_not_kept_reads_of_today_and_not_of_notice() {
    let house = House::new().await;
    let page = house.get("/leave/fietsplan?kind=extraordinary&lang=nl").await.expect(200);
    page.says("Dan kun je vandaag stoppen").says("zondag 22 november 2026").says("telt je gewone opzegtermijn");
    page.is_silent_about("22 december").is_silent_about("hoeft geen reden te geven");
}
