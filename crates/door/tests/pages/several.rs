//! Several contracts in one request, being recognized by what one knows, and an apology for what went wrong.

use door::taking::knows_hash;
use relationship::FactKind;
use relationship::exit::Need;
use store::{Act, Actor, Moment, TailFact};

use crate::house::{Answer, House, NOW_US};

const NOOR: [(&str, &str); 2] = [("number", "1002"), ("mail", "noor@voorbeeld.example")];

fn with<'a>(who: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    who.iter().chain(more).copied().collect()
}

/// The text of the receipt of the newest case.
async fn receipt(house: &House) -> String {
    let id = house.cases().await[0].id;
    house.office.receipt(id).await.expect("read").expect("a receipt").replace('\u{a0}', " ")
}

#[tokio::test]
async fn everything_ends_with_one_request_one_case_and_one_receipt() {
    let house = House::new().await;
    let screen = house.leave_as("fietsplan", &with(&NOOR, &[("do", "confirm")])).await.expect(200);
    assert_eq!(screen.body.matches("type=\"checkbox\"").count(), 2);
    assert!(
        screen.body.contains("value=\"C-2\"><label") && screen.body.contains("value=\"C-3\"><label"),
        "nothing is ticked"
    );
    let both = [("do", "confirm"), ("contract", "C-2"), ("contract", "C-3")];
    let answer = house.submit("/leave/fietsplan/check", &screen, &both).await;
    let (page, _) = house.follow(answer).await;
    let cases = house.cases().await;
    assert_eq!(cases.len(), 1);
    let exit = &cases[0].exit;
    assert_eq!(exit.declaration.contracts().collect::<Vec<_>>(), ["C-3", "C-2"], "the one that ends last leads");
    let days: Vec<String> =
        exit.goodbye.each().map(|it| it.last_day().map(|day| day.to_string()).unwrap_or_default()).collect();
    assert_eq!(days, ["2027-11-14", "2026-12-22"]);
    assert!(exit.goodbye.stays.is_empty());
    page.says("Jaarabonnement (C-3) stopt op zondag 14 november 2027. Maandabonnement (C-2) stopt op dinsdag 22 december 2026.")
        .says("Je fiets mag je gebruiken tot en met je laatste dag.");
    let text = receipt(&house).await;
    for line in [
        "Contract: Jaarabonnement, C-3",
        "Contract: Maandabonnement, C-2",
        "Ik zeg op: Jaarabonnement (C-3), Maandabonnement (C-2), zo snel mogelijk.",
    ] {
        assert!(text.contains(line), "`{line}` is not in: {text}");
    }
    let (of_c3, of_c2) = (text.rfind("Contract: Jaar").expect("C-3"), text.rfind("Contract: Maand").expect("C-2"));
    assert!(of_c3 < of_c2 && text[of_c2..].contains("dinsdag 22 december 2026"), "{text}");
    // Asking for one of them again is answered by the case that ends both.
    let screen = house.leave_as("fietsplan", &with(&NOOR, &[("do", "confirm")])).await.expect(200);
    let answer = house.submit("/leave/fietsplan/check", &screen, &[("do", "confirm"), ("contract", "C-2")]).await;
    house.follow(answer).await.0.says("Je had al opgezegd");
    assert_eq!(house.cases().await.len(), 1);
}

#[tokio::test]
async fn who_ends_one_of_several_reads_which_one_and_what_goes_on() {
    let house = House::new().await;
    let screen = house.leave_as("fietsplan", &with(&NOOR, &[("do", "look")])).await.expect(200);
    // Two contracts may have one title: each is told with its name at the company.
    screen.says("Kies wat er stopt").says("C-2 · Sinds").says("C-3 · Sinds").is_silent_about("Dit loopt door");
    let answer = house.submit("/leave/fietsplan/check", &screen, &[("do", "confirm"), ("contract", "C-2")]).await;
    let (page, _) = house.follow(answer).await;
    page.says("Maandabonnement (C-2) stopt op dinsdag 22 december 2026.")
        .says("Dit loopt door: Jaarabonnement (C-3).")
        .says("Wat doorloopt, blijft zoals je gewend bent.")
        .is_silent_about("Het ga je goed");
    let text = receipt(&house).await;
    assert!(text.contains("Ik zeg op: Maandabonnement (C-2), zo snel mogelijk."), "{text}");
}

#[tokio::test]
async fn a_link_can_say_which_contract_it_is_about_and_the_others_stay_in_sight() {
    let house = House::new().await;
    let screen = house.get("/leave/fietsplan?contract=C-3").await.expect(200);
    assert_eq!(screen.hidden("contract"), "C-3");
    let sent = with(&NOOR, &[("do", "confirm"), ("contract", "C-3")]);
    let check = house.submit("/leave/fietsplan", &screen, &sent).await.expect(200);
    assert!(check.body.contains("value=\"C-3\" checked") && check.body.contains("value=\"C-2\">"), "{}", check.body);
}

/// Bram's post code is known.
async fn bram_knows(house: &House) {
    let mut bram = house.store.person("1001").await.expect("read").expect("Bram");
    bram.knows = vec![knows_hash(&house.office, "1001", "3511 AB")];
    let act = Act { by: Actor::Program, at: Moment::from_us(NOW_US) };
    house.store.put_people(&[bram], act).await.expect("kept");
}

async fn knowing(house: &House, number: &str, knows: &str) -> Answer {
    house.leave_as("fietsplan", &[("number", number), ("mail", ""), ("knows", knows), ("do", "confirm")]).await
}

#[tokio::test]
async fn the_number_and_what_they_know_are_enough() {
    let house = House::new().await;
    bram_knows(&house).await;
    house.get("/leave/fietsplan").await.expect(200).says("Je postcode").says("Ik gebruik dat e-mailadres niet meer");
    let (page, _) = house.follow(knowing(&house, "1001", " 3511ab ").await).await;
    page.says("Je hebt opgezegd, Bram").says("bram@voorbeeld.example");
    let case = &house.cases().await[0];
    assert_eq!(case.exit.declaration.customer.as_deref(), Some("1001"));
    let kept = serde_json::to_string(&case.events).expect("JSON");
    assert!(!kept.to_lowercase().contains("3511"), "what they know is kept nowhere");
    // A flow that does not say so asks nothing and takes nothing.
    let plain = house.get("/leave/practice").await.expect(200);
    plain.is_silent_about("name=\"knows\"");
}

#[tokio::test]
async fn whoever_guesses_learns_nothing_and_leaving_stays_open() {
    let house = House::new().await;
    bram_knows(&house).await;
    let wrong = knowing(&house, "1001", "9999 XX").await.expect(200);
    let nobody = knowing(&house, "9999", "9999 XX").await.expect(200);
    wrong.says("We vinden je hiermee niet");
    let same = |answer: &Answer, number: &str| answer.without_seal().replace(number, "N");
    assert_eq!(same(&wrong, "1001"), same(&nobody, "9999"), "the page is the same");
    wrong.is_silent_about("9999 XX");
    for n in 0..5 {
        knowing(&house, "1001", &format!("1000 A{n}")).await.expect(200);
    }
    // Now even the right answer finds nobody that way, from whatever address; the mail address still does.
    knowing(&house, "1001", "3511 AB").await.expect(200).says("Toch versturen");
    house.wait_days(2);
    assert!(knowing(&house, "1001", "3511 AB").await.goes_to().contains("/leave/receipt/"));
}

#[tokio::test]
async fn who_guessed_too_often_can_still_leave() {
    let house = House::new().await;
    bram_knows(&house).await;
    for n in 0..7 {
        knowing(&house, "1001", &format!("1000 A{n}")).await.expect(200);
    }
    let (page, _) = house.bram_leaves().await;
    page.says("Je hebt opgezegd, Bram");
}

async fn went_wrong(house: &House) {
    let fact = TailFact {
        reason: Some("Je fiets stond negen dagen in de werkplaats.".to_owned()),
        ..TailFact::new("1001", "2026-11-03".parse().expect("a day"), FactKind::ServiceFailed, "api")
    };
    house.store.append_facts(&[fact], Moment::from_us(NOW_US)).await.expect("kept");
}

async fn says_why(house: &House, here: &str, reason: &str) -> Answer {
    let page = house.get(here).await.expect(200);
    let answer = house.submit(&format!("{here}/answers"), &page, &[("reason", reason)]).await;
    house.follow(answer).await.0
}

#[tokio::test]
async fn an_apology_names_what_went_wrong_and_is_due_for_reasons_of_ours_only() {
    let house = House::new().await;
    let (_, here) = house.bram_leaves().await;
    says_why(&house, &here, "service").await.is_silent_about("Sorry");
    went_wrong(&house).await;
    says_why(&house, &here, "life").await.is_silent_about("Sorry");
    let page = says_why(&house, &here, "service").await;
    page.says("Op 3 november 2026 ging dit mis: Je fiets stond negen dagen in de werkplaats.")
        .says("Dat had niet mogen gebeuren. Sorry.")
        .says("Je krijgt € 5,00 terug. Daar hoef je niets voor te doen.");
    let case = &house.cases().await[0];
    assert!(case.exit.open_tasks().iter().any(|task| task.need == Need::Goodwill));
    let letters = house.store.jobs_about(&case.id.to_string()).await.expect("jobs");
    assert_eq!(letters.iter().filter(|job| job.body.contains("\"sorry\"")).count(), 1);
    // Answering again does not give it again.
    says_why(&house, &here, "product").await;
    let case = &house.cases().await[0];
    let given = case.events.iter().filter(|it| it.event.word() == "apologized").count();
    assert_eq!(given, 1);
}

#[tokio::test]
async fn leaving_and_answering_go_on_without_the_record_of_faults() {
    let house = House::new().await;
    went_wrong(&house).await;
    let (_, here) = house.bram_leaves().await;
    let file = house.folder.path().join(store::FILE_NAME);
    let Ok(done) = std::process::Command::new("python3")
        .args(["-c", "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('drop table faults')"])
        .arg(&file)
        .status()
    else {
        return;
    };
    assert!(done.success());
    says_why(&house, &here, "service").await.says("bij wie het kan oplossen").is_silent_about("Sorry");
    assert_eq!(house.cases().await[0].exit.reasons, ["service"]);
}
