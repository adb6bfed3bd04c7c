//! What one may say and do once the request is in.

use relationship::exit::{ExitState, Need, ReplyBy};
use relationship::reason::Destination;

use crate::house::{Answer, House};

async fn answer(house: &House, here: &str, fields: &[(&str, &str)]) -> Answer {
    let page = house.get(here).await.expect(200);
    house.submit(&format!("{here}/answers"), &page, fields).await
}

#[tokio::test]
async fn reasons_are_several_and_more_is_said_of_each() {
    let house = House::new().await;
    let (page, here) = house.bram_leaves().await;
    page.says("Alles hieronder mag je overslaan")
        .says("Te traag of niet bereikbaar")
        .is_silent_about("Gezondheid of zorg");
    let sent = answer(
        &house,
        &here,
        &[
            ("reason", "service"),
            ("more", "service.slow"),
            ("reason", "price"),
            ("destination", "competitor"),
            ("effort", "5"),
            ("goodbye", "4"),
            ("words", "Sneller de telefoon opnemen."),
            ("reply", "mail"),
        ],
    )
    .await;
    let (page, _) = house.follow(sent).await;
    page.says("Je antwoord is bewaard.").says("Wat woog het zwaarst?");
    let exit = house.cases().await.remove(0).exit;
    assert_eq!(exit.reasons, ["price", "service.slow"]);
    assert_eq!(exit.destination, Some(Destination::Competitor));
    assert_eq!((exit.effort, exit.goodbye_score, exit.reply), (Some(5), Some(4), Some(ReplyBy::Mail)));
    assert_eq!(exit.words.as_deref(), Some("Sneller de telefoon opnemen."));
    assert!(exit.open_tasks().iter().any(|task| task.need == Need::Reply));
    assert_eq!(exit.state, ExitState::Open, "an answer does not touch the request");
    let fields = [
        ("reason", "service"),
        ("more", "service.slow"),
        ("reason", "price"),
        ("main", "service.slow"),
        ("fixed", "yes"),
        ("reply", "mail"),
    ];
    house.follow(answer(&house, &here, &fields).await).await.0.says("bij wie het kan oplossen");
    let exit = house.cases().await.remove(0).exit;
    assert_eq!(exit.main_reason.as_deref(), Some("service.slow"));
    assert_eq!(exit.tell_when_fixed.map(|(reason, _)| reason).as_deref(), Some("service.slow"));
}

#[tokio::test]
async fn nothing_answered_is_nothing_stored() {
    let house = House::new().await;
    let (_, here) = house.bram_leaves().await;
    let before = house.cases().await[0].events.len();
    house.follow(answer(&house, &here, &[("reply", "no")]).await).await;
    assert_eq!(house.cases().await[0].events.len(), before);
}

#[tokio::test]
async fn what_is_no_answer_of_ours_is_left_out_and_too_long_is_said() {
    let house = House::new().await;
    let (_, here) = house.bram_leaves().await;
    let fields = [
        ("reason", "company.no_growth"),
        ("more", "life.health"),
        ("effort", "9"),
        ("goodbye", "x"),
        ("destination", "moon"),
    ];
    house.follow(answer(&house, &here, &fields).await).await;
    let exit = house.cases().await.remove(0).exit;
    assert!(exit.reasons.is_empty() && exit.effort.is_none() && exit.goodbye_score.is_none());
    let long = "é".repeat(501);
    answer(&house, &here, &[("words", &long)]).await.expect(422).says("er passen 500 tekens, dit zijn er 501");
    assert_eq!(house.cases().await.remove(0).exit.words, None);
}

#[tokio::test]
async fn what_tells_of_health_stands_apart_and_is_not_shown_again() {
    let house = House::new().await;
    let (_, here) = house.bram_leaves().await;
    house.follow(answer(&house, &here, &[("words", "Ik heb kanker en kan niet meer fietsen.")]).await).await;
    let exit = house.cases().await.remove(0).exit;
    assert_eq!(exit.quarantine.as_deref(), Some("health"));
    house.get(&here).await.expect(200).says("Je antwoord is bewaard").is_silent_about("kanker");
}

#[tokio::test]
async fn an_offer_is_shown_once_to_who_asks_and_only_where_it_fits() {
    let house = House::new().await;
    let (page, here) = house.bram_leaves().await;
    page.is_silent_about("Kunnen jullie nog iets doen?");
    let page = house.follow(answer(&house, &here, &[("reason", "life")]).await).await.0;
    page.is_silent_about("Kunnen jullie nog iets doen?").says("Dingen veranderen");
    let page = house.follow(answer(&house, &here, &[("reason", "product"), ("more", "product.quality")]).await).await.0;
    page.says("Kunnen jullie nog iets doen?").says("Je opzegging blijft staan");
    let sent = house.submit(&format!("{here}/offer"), &page, &[("offer", "repair")]).await;
    let page = house.follow(sent).await.0;
    page.says("Je wilt dat iemand contact opneemt").is_silent_about("Kunnen jullie nog iets doen?");
    let exit = house.cases().await.remove(0).exit;
    assert_eq!((exit.state, exit.reply), (ExitState::Open, Some(ReplyBy::Mail)));
    // Whoever stays and asks again soon gets no other one: nobody should leave in order to get something.
    let page = house.get(&here).await.expect(200);
    house.follow(house.submit(&format!("{here}/undo"), &page, &[]).await).await;
    let (_, again) = house.bram_leaves().await;
    assert_ne!(again, here);
    let page =
        house.follow(answer(&house, &again, &[("reason", "product"), ("more", "product.quality")]).await).await.0;
    page.says("Je antwoord is bewaard.").is_silent_about("Kunnen jullie nog iets doen?");
    let sent = house.submit(&format!("{again}/offer"), &page, &[("offer", "repair")]).await;
    house.follow(sent).await.0.is_silent_about("Je wilt dat iemand contact opneemt");
}

#[tokio::test]
async fn a_pause_is_a_real_choice() {
    let house = House::new().await;
    let (page, here) = house.bram_leaves().await;
    page.says("Kan het ook een pauze worden?").says("3 maanden").says("7 dagen van tevoren");
    let too_long = house.submit(&format!("{here}/pause"), &page, &[("months", "9")]).await.expect(200);
    too_long.says("Dat lukte niet. Er is niets veranderd.");
    let sent = house.submit(&format!("{here}/pause"), &page, &[("months", "2")]).await;
    let page = house.follow(sent).await.0;
    page.says("Je abonnement staat op pauze").says("22 januari 2027");
    page.says("De pauze begint").says("Laatste dag van de pauze").says("7 dagen van tevoren").says("Toch opzeggen");
    page.is_silent_about("id=\"thanks\"").is_silent_about("name=\"reason\"").is_silent_about("value=\"erase\"");
    assert_eq!(house.cases().await[0].exit.state, ExitState::Paused);
}

#[tokio::test]
async fn data_go_along_and_are_erased_when_asked() {
    let house = House::new().await;
    let (page, here) = house.bram_leaves().await;
    for act in ["take", "erase"] {
        let sent = house.submit(&format!("{here}/data"), &page, &[("do", act)]).await;
        house.follow(sent).await;
    }
    let page = house.get(&here).await.expect(200);
    page.says("Je vroeg je gegevens op").says("We wissen je gegevens");
    let exit = house.cases().await.remove(0).exit;
    assert!(exit.wants_data && exit.wants_erasure);
}

#[tokio::test]
async fn at_the_practice_a_goal_is_a_happy_end_and_nothing_is_written_down() {
    let house = House::new().await;
    let sent =
        house.leave_as("practice", &[("number", "P-1"), ("mail", "sam@voorbeeld.example"), ("do", "confirm")]).await;
    let (page, here) = house.follow(sent).await;
    page.says("Je rondt de behandeling af, ").says("Heb je bereikt waarvoor je kwam?").is_silent_about("<textarea");
    let page = house.follow(answer(&house, &here, &[("goal", "yes"), ("words", "mijn diagnose")]).await).await.0;
    page.says("Mooi dat je bereikte waarvoor je kwam");
    let exit = house.cases().await.remove(0).exit;
    assert_eq!((exit.reasons.as_slice(), exit.words.as_deref()), (&["done.goal".to_owned()][..], None));
}

#[tokio::test]
async fn the_receipt_can_be_kept_as_text_and_page_and_proves_itself() {
    let house = House::new().await;
    let (_, here) = house.bram_leaves().await;
    let text = house.get(&format!("{here}/text")).await.expect(200);
    assert_eq!(text.header("content-disposition"), "attachment; filename=\"vaarwel-1.txt\"");
    let opened = relationship::receipt::open(&text.body).expect("a sealed receipt");
    assert!(opened.text.contains("V-2026-000001") && opened.text.contains("Fietsplan"), "{}", opened.text);
    let page = house.get(&format!("{here}/html")).await.expect(200);
    assert!(page.body.starts_with("<!doctype html>") && page.body.contains("--- vaarwel seal 1 ---"));
    assert!(!house.get(&here).await.body.contains("/pdf\""), "a link to a paper nobody prints");
    house.get(&format!("{here}/pdf")).await.expect(404);
}

#[tokio::test]
async fn the_receipt_can_be_kept_on_paper_where_something_prints() {
    let house = House::new().await.with_printer();
    let (page, here) = house.bram_leaves().await;
    assert!(page.body.contains(&format!("{here}/pdf\"")), "{}", page.body);
    let paper = house.get(&format!("{here}/pdf")).await.expect(200);
    assert_eq!(paper.header("content-type"), "application/pdf");
    assert_eq!(paper.header("content-disposition"), "attachment; filename=\"vaarwel-1.pdf\"");
    assert!(paper.body.starts_with("%PDF ") && paper.body.contains("V-2026-000001"), "{}", paper.body);
    house.get("/leave/receipt/01ARZ3NDEKTSV4RRFFQ69G5FAV-AAAA/pdf").await.expect(404);
}
