//! What is said before and after the button is what is known, and no more.

use relationship::exit::{ExitKind, Need};

use crate::house::{Answer, House};

const BRAM: [(&str, &str); 2] = [("number", "1001"), ("mail", "bram@voorbeeld.example")];

async fn withdrawal_screen(house: &House, language: &str) -> Answer {
    house.get(&format!("/leave/fietsplan?kind=withdrawal&lang={language}")).await.expect(200)
}

#[tokio::test]
async fn before_the_button_a_withdrawal_promises_nothing_that_depends_on_who_presses() {
    let house = House::new().await;
    let dutch = withdrawal_screen(&house, "nl").await;
    dutch.says("minder dan 14 dagen geleden klant geworden").says("Ben je op tijd, dan stopt de overeenkomst vandaag.");
    dutch.says("telt dit als gewone opzegging").is_silent_about("<dd>De overeenkomst stopt vandaag.");
    let english = withdrawal_screen(&house, "en").await;
    english.says("If you are in time, the contract ends today.").says("counts as an ordinary cancellation");
    english.is_silent_about(">The contract ends today.").is_silent_about(">What you paid is back");
    // Of whom it is known that they are in time it is said without a condition.
    let who = [("number", "1002"), ("mail", "noor@voorbeeld.example"), ("kind", "withdrawal"), ("do", "look")];
    let several = house.submit("/leave/fietsplan", &dutch, &who).await.expect(200);
    several.says("je maakt de overeenkomst ongedaan").says("De bedenktijd liep tot en met");
}

#[tokio::test]
async fn a_withdrawal_that_came_too_late_says_in_the_open_that_it_is_notice_and_whom_to_ask() {
    let house = House::new().await;
    let screen = withdrawal_screen(&house, "nl").await;
    let fields = [BRAM[0], BRAM[1], ("kind", "withdrawal"), ("do", "confirm")];
    let sent = house.submit("/leave/fietsplan", &screen, &fields).await;
    let (page, here) = house.follow(sent).await;
    page.is_silent_about("Je hebt de overeenkomst herroepen");
    let plain = page.plain();
    let open = plain.split("id=\"next\"").next().expect("what stands before the times");
    for told in [
        "<h1>Je herroeping is binnen en telt als gewone opzegging</h1>",
        "Je bedenktijd liep uiterlijk tot en met 15 september 2023.",
        "vraag het ons dan na op 030 000 12 34",
        "Je laatste dag is dinsdag 22 december 2026.",
    ] {
        assert!(open.contains(told), "{told}: {open}");
    }
    let case = &house.cases().await[0];
    assert_eq!(case.exit.declaration.kind, ExitKind::Withdrawal, "the declaration stays as it was received");
    let text = house.get(&format!("{here}/text")).await.expect(200).plain();
    let lead = text.split("Nummer:").next().expect("what stands before the facts");
    assert!(lead.contains("15 september 2023") && lead.contains("gewone opzegging"), "{lead}");
    assert!(
        text.contains("Ik herroep: ") && text.contains("Tot en met 22 december 2026 kun je dit terugdraaien"),
        "{text}"
    );
    let english = house.get(&format!("{here}?lang=en")).await.expect(200);
    english.says("Your withdrawal is in and counts as an ordinary cancellation").says("ended on 15 September 2023");
}

#[tokio::test]
async fn the_last_day_of_somebody_nobody_knows_is_said_as_the_earliest() {
    let house = House::new().await;
    let fields = [("number", "P-99"), ("mail", "x@voorbeeld.example")];
    let screen = house.get("/leave/practice").await.expect(200);
    let sent = house.submit("/leave/practice", &screen, &[fields[0], fields[1], ("do", "anyway")]).await;
    let (page, here) = house.follow(sent).await;
    page.says("Op zijn vroegst is je laatste dag maandag 23 november 2026, als we je vinden");
    page.is_silent_about("Je laatste dag is ").says("Uiterlijk dinsdag 24 november 2026");
    // Taking it back is open for as long as the day is not confirmed.
    page.says("Dan draai je dit met één druk terug").is_silent_about("Tot en met 23 november");
    let exit = house.cases().await.remove(0).exit;
    assert_eq!((exit.last_day(), exit.undo_until()), (None, None));
    assert!(exit.open_tasks().iter().any(|task| task.need == Need::LastDay));
    let text = house.get(&format!("{here}/text")).await.expect(200).plain();
    assert!(text.contains("op zijn vroegst is je laatste dag 23 november 2026"), "{text}");
    assert!(!text.contains("Je laatste dag: maandag"), "{text}");
    // Who is known is told it as it is.
    let sam = [("number", "P-1"), ("mail", "sam@voorbeeld.example"), ("do", "confirm")];
    let sent = house.leave_as("practice", &sam).await;
    house.follow(sent).await.0.says("Je laatste dag is maandag 23 november 2026.");
}

#[tokio::test]
async fn a_page_calls_a_number_what_its_field_calls_it() {
    let house = House::new().await;
    let wrong = house.leave_as("practice", &[("mail", "x@voorbeeld.example"), ("do", "confirm")]).await.expect(422);
    wrong.says("Vul je cliëntnummer in").is_silent_about("klantnummer");
    let unknown = [("number", "P-99"), ("mail", "x@voorbeeld.example"), ("do", "confirm")];
    house.leave_as("practice", &unknown).await.expect(200).says("mens zoekt je op").is_silent_about("klantnummer");
    let sam = [("number", "P-1"), ("mail", "sam@voorbeeld.example"), ("do", "look")];
    house.leave_as("practice", &sam).await.expect(200).says("Sam, cliëntnummer P-1.");
    house.leave_as("fietsplan", &[("mail", "a@b.example"), ("do", "confirm")]).await.says("Vul je klantnummer in");
}

#[tokio::test]
async fn a_number_is_known_however_a_phone_writes_it() {
    let house = House::new().await;
    for number in ["p-1", "P1", "p 1", " P.1 "] {
        let fields = [("number", number), ("mail", "sam@voorbeeld.example"), ("do", "look")];
        house.leave_as("practice", &fields).await.expect(200).says("Sam, cliëntnummer P-1.");
    }
    // However it is written, it is guessed at as one number.
    for number in ["P-1", "p-1", "p1", "P 1", "p.1", "P/1", "p_1", " p - 1 "] {
        let fields = [("number", number), ("mail", "guess@x.example"), ("do", "look")];
        house.leave_as("practice", &fields).await.expect(200).says("We vinden je hiermee niet");
    }
    let right = [("number", "P-1"), ("mail", "sam@voorbeeld.example"), ("do", "look")];
    house.leave_as("practice", &right).await.expect(200).says("We vinden je hiermee niet");
}

#[tokio::test]
async fn a_last_day_that_is_hardly_meant_is_asked_again_and_keeps_nobody_in() {
    let house = House::new().await;
    let far = [BRAM[0], BRAM[1], ("when", "later"), ("day", "2199-12-31")];
    let screen = house.leave_as("fietsplan", &[far[0], far[1], far[2], far[3], ("do", "confirm")]).await.expect(422);
    screen.says("meer dan drie jaar vooruit").says("value=\"2199-12-31\"");
    assert!(house.cases().await.is_empty());
    let unknown = [("number", "4711"), ("mail", "x@y.example"), far[2], far[3], ("do", "anyway")];
    let sent = house.submit("/leave/fietsplan", &screen, &unknown).await;
    house.follow(sent).await.0.says("Je opzegging is binnen");
    let soon = [BRAM[0], BRAM[1], ("when", "soon"), ("day", "2199-12-31"), ("do", "confirm")];
    let sent = house.submit("/leave/fietsplan", &screen, &soon).await;
    house.follow(sent).await.0.says("Je laatste dag is dinsdag 22 december 2026.");
}

async fn answer(house: &House, here: &str, fields: &[(&str, &str)]) -> Answer {
    let page = house.get(here).await.expect(200);
    house.submit(&format!("{here}/answers"), &page, fields).await
}

#[tokio::test]
async fn the_reason_is_answered_and_not_the_group_it_stands_under() {
    let house = House::new().await;
    let (_, here) = house.bram_leaves().await;
    let page = house.follow(answer(&house, &here, &[("reason", "fit"), ("more", "fit.unused")]).await).await.0;
    page.says("Je zegt: ‘Ik gebruikte het te weinig’. Dank je dat je het zegt.");
    page.is_silent_about("Goed dat je iets vond dat beter past.");
    let page = house.follow(answer(&house, &here, &[("reason", "fit")]).await).await.0;
    page.says("Goed dat je iets vond dat beter past.");
    house.get(&format!("{here}?lang=en")).await.says("Good that you found something that fits better.");
}

#[tokio::test]
async fn what_could_not_be_stored_is_not_ticked_and_written_again() {
    let house = House::new().await;
    let (_, here) = house.bram_leaves().await;
    let long = format!("Sneller opnemen. {}", "é".repeat(500));
    let fields = [
        ("reason", "service"),
        ("more", "service.slow"),
        ("destination", "competitor"),
        ("effort", "5"),
        ("goodbye", "2"),
        ("reply", "phone"),
        ("words", long.as_str()),
    ];
    let page = answer(&house, &here, &fields).await.expect(422);
    for id in ["r-service", "m-service.slow", "d-competitor", "reply-phone"] {
        let input = page.body.split(&format!("id=\"{id}\"")).nth(1).and_then(|rest| rest.split('>').next());
        assert!(input.is_some_and(|it| it.contains("checked")), "{id}: {input:?}");
    }
    assert_eq!(page.body.matches(" checked").count(), 6, "what was ticked, and nothing else");
    page.says("Sneller opnemen.").says("er passen 500 tekens");
    assert!(house.cases().await.remove(0).exit.reasons.is_empty());
}

#[tokio::test]
async fn who_pauses_is_not_erased_and_is_told_so() {
    let house = House::new().await;
    let (page, here) = house.bram_leaves().await;
    let sent = house.submit(&format!("{here}/data"), &page, &[("do", "erase")]).await;
    house.follow(sent).await.0.says("We wissen je gegevens na je laatste dag");
    let due = house.cases().await.remove(0).exit.open_tasks()[0].due_on;
    assert_eq!(due.to_string(), "2026-12-24", "two working days after Tuesday 22 December");
    let page = house.get(&here).await.expect(200);
    let sent = house.submit(&format!("{here}/pause"), &page, &[("months", "2")]).await;
    let page = house.follow(sent).await.0;
    page.says("Die is er nu niet, dus we wissen niets").is_silent_about("We wissen je gegevens");
    assert!(house.cases().await.remove(0).exit.open_tasks().is_empty());
}

#[tokio::test]
async fn nothing_is_proposed_that_the_procedure_does_not_name() {
    let house = House::new().await;
    house.get("/leave/fietsplan/how").await.expect(200).says("hoogstens één").says("Wil je liever even pauze");
    house.get("/leave/practice/how").await.expect(200).is_silent_about("Wil je liever even pauze");
    let (page, _) = house.bram_leaves().await;
    let before = page.body.split("id=\"months\"").next().expect("what stands before the pause");
    assert!(
        before.rfind("<details").expect("folded") > before.rfind("</details>").unwrap_or(0),
        "a pause is folded away"
    );
}
