//! A request becomes a case with a receipt.

use door::taking::{Kept, Proof, Request, knows_hash, take};
use relationship::exit::{ExitKind, ExitState, Need, Said};
use relationship::flow::ChannelKind;
use relationship::receipt::open;
use store::{Act, Actor, Person};

use crate::house::{House, NOON, bram};

#[tokio::test]
async fn bram_gets_a_receipt_that_says_everything_and_cannot_be_changed() {
    let house = House::new().await;
    let words = "Ik verhuis.\r\nHet was fijn.".to_owned();
    let taken = take(&house.office, Request { words: Some(words), ..house.of_bram() }).await.expect("taken");
    assert_eq!((taken.number.as_str(), taken.already_there, taken.kept), ("V-2026-000001", false, Kept::Store));
    let receipt = open(&taken.receipt).expect("sealed");
    let text = receipt.text.replace('\u{a0}', " ");
    for line in [
        "Bevestiging van je opzegging",
        "Nummer: V-2026-000001",
        "Bedrijf: Fietsplan, Postbus 1, 3500 AA Utrecht",
        "Klant: K-7, Bram de Wit",
        "Contract: Maandabonnement, F-1",
        "Ontvangen: zondag 22 november 2026, 13:00:00 (UTC+01:00)",
        "Ik zeg op: Maandabonnement, zo snel mogelijk.",
        "> Ik verhuis.\n> Het was fijn.",
        "Je laatste dag: dinsdag 22 december 2026",
        "Waarom die dag: de opzegtermijn telt vanaf de dag waarop je opzegging binnenkwam",
        "Wat je nog betaalt: € 13,84 voor 1 december 2026 tot en met 22 december 2026",
        "Wat je terugkrijgt: niets",
        "Wat opzeggen kost: niets",
        "Je ritten wissen we 30 dagen na 22 december 2026.",
        "- Tot en met 22 december 2026 kun je dit terugdraaien.",
        "Telefoon: 030 000 12 34",
    ] {
        assert!(text.contains(line), "`{line}` is missing in:\n{text}");
    }
    assert!(text.contains(&format!("https://vaarwel.example/leave/receipt/{}", taken.token)), "{text}");
    assert!(!text.contains('⟦') && !text.contains('\u{1}'), "{text}");
    assert_eq!(house.office.open_receipt_token(&taken.token), Some(taken.exit));
    let facts = house.office.store.facts_since(0, 10).await.expect("facts").items;
    assert_eq!((facts.len(), facts[0].fact.plan.as_deref()), (1, Some("month")));
}

#[tokio::test]
async fn every_text_of_a_receipt_stands_in_both_languages() {
    let house = House::new().await;
    for language in ["nl", "en"] {
        for (at, kind) in ExitKind::ALL.into_iter().enumerate() {
            let proof = Proof::Vouched { customer: format!("new {at} {language}") };
            let request = Request { kind, proof, language: language.to_owned(), ..house.of_bram() };
            let request =
                Request { ground: Some("De rem brak".to_owned()), id: house.office.new_exit_id(NOON), ..request };
            let taken = take(&house.office, request).await.expect("taken");
            assert!(!taken.receipt.contains('⟦'), "{}", taken.receipt);
        }
    }
    let last = house.office.store.exits(&store::ExitFilter::default(), None, 1).await.expect("listed").items.remove(0);
    let receipt = house.office.receipt(last.id).await.expect("read").expect("a receipt");
    assert!(receipt.contains("I withdraw from: my contract."), "{receipt}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_clicks_are_one_case_over_every_channel() {
    let house = House::new().await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (office, request) = (house.office.clone(), house.of_bram());
            tokio::spawn(async move { take(&office, request).await.expect("taken") })
        })
        .collect();
    let mut receipts = Vec::new();
    for task in tasks {
        receipts.push(task.await.expect("a task"));
    }
    assert!(receipts.iter().all(|taken| taken.receipt == receipts[0].receipt && taken.token == receipts[0].token));
    assert_eq!(receipts.iter().filter(|taken| !taken.already_there).count(), 1);
    let mail =
        Request { channel: ChannelKind::Mail, proof: Proof::Sender, ..house.request("", "Bram@voorbeeld.example") };
    let by_mail = take(&house.office, mail).await.expect("taken");
    assert_eq!((by_mail.exit, by_mail.already_there), (receipts[0].exit, true));
    let vouched = Proof::Vouched { customer: "K-7".to_owned() };
    let desk = Request { channel: ChannelKind::Phone, proof: vouched, ..house.request("", "") };
    assert_eq!(take(&house.office, desk).await.expect("taken").exit, receipts[0].exit);
}

#[tokio::test]
async fn who_is_not_recognized_is_taken_and_gets_a_receipt_and_a_person_looks() {
    let house = House::new().await;
    for (customer, mail) in
        [("K-999", "bram@voorbeeld.example"), ("K-7", "other@voorbeeld.example"), ("", "x@y.example")]
    {
        let taken = take(&house.office, house.request(customer, mail)).await.expect("taken");
        assert!(!taken.already_there, "{customer} {mail}");
        let stored = house.office.store.exit(taken.exit).await.expect("read").expect("a case");
        assert_eq!(stored.exit.declaration.customer, None, "{customer} {mail}");
        assert_eq!(stored.exit.open_tasks()[0].need, Need::Customer);
        // Nothing tells whether there is such a customer.
        assert!(!taken.receipt.contains("Bram de Wit"), "{}", taken.receipt);
        let text = taken.receipt.replace('\u{a0}', " ");
        assert!(text.contains("uiterlijk dinsdag 24 november 2026"), "{text}");
    }
    assert_eq!(house.office.store.facts_count().await.expect("counted"), 0, "nobody knows about whom");
    let nothing = take(&house.office, house.request("", "")).await.expect("taken");
    assert!(!nothing.already_there);
}

#[tokio::test]
async fn somebody_is_recognized_by_what_they_know_in_any_usual_way() {
    let house = House::new().await;
    let knows = ["12-09-1980", "1234 AB"].map(|it| knows_hash(&house.office, "K-8", it)).to_vec();
    let anouk = Person { customer: "K-8".to_owned(), mail: None, knows, ..bram() };
    house.office.store.put_people(&[anouk], Act { by: Actor::Program, at: NOON }).await.expect("Anouk");
    let said = Said { customer: Some("K-8".to_owned()), ..Said::default() };
    let recognize = async |knows: &str| {
        let hash = knows_hash(&house.office, "K-8", knows);
        house.office.recognize(&said, &Proof::Knows { hash }).await.expect("asked").is_some()
    };
    for knows in ["12/9/1980", "1980-09-12", "1234ab"] {
        assert!(recognize(knows).await, "{knows}");
    }
    for knows in ["", "13-09-1980", "1234"] {
        assert!(!recognize(knows).await, "{knows}");
    }
    // What Anouk knows opens nothing of Bram's, and an empty address recognizes nobody.
    let of_bram = Said { customer: Some("K-7".to_owned()), ..Said::default() };
    let hash = knows_hash(&house.office, "K-8", "1234ab");
    assert!(house.office.recognize(&of_bram, &Proof::Knows { hash }).await.expect("asked").is_none());
    assert!(house.office.recognize(&said, &Proof::Said).await.expect("asked").is_none());
    assert!(house.office.recognize(&Said::default(), &Proof::Sender).await.expect("asked").is_none());
}

#[tokio::test]
async fn a_broken_or_missing_flow_keeps_nobody_in() {
    let house = House::new().await;
    let folder = house.folder.as_ref().expect("a folder").path();
    std::fs::write(folder.join("flows/fietsplan.toml"), "flow = [[[").expect("a file");
    std::fs::write(folder.join("flows/survey.toml"), "flow = \"survey\"\n[survey]\nreason = 7").expect("a file");
    for flow in ["fietsplan", "survey", "none", "../../etc"] {
        let proof = Proof::Vouched { customer: format!("of {flow}") };
        let request = Request { flow: flow.to_owned(), proof, ..house.of_bram() };
        let taken = take(&house.office, request).await.expect("taken");
        let stored = house.office.store.exit(taken.exit).await.expect("read").expect("a case");
        let needs: Vec<Need> = stored.exit.open_tasks().iter().map(|task| task.need).collect();
        assert!(needs.contains(&Need::Flow) && needs.contains(&Need::LastDay), "{flow}: {needs:?}");
        assert_eq!((stored.exit.state, stored.exit.last_day()), (ExitState::Open, None));
        open(&taken.receipt).expect("sealed");
    }
}

#[tokio::test]
async fn texts_that_would_do_harm_are_kept_as_texts() {
    let house = House::new().await;
    let said = Said {
        customer: Some("K\0-9\r\nBcc: all@x.example".to_owned()),
        name: Some("<script>\u{1}\u{7}".to_owned()),
        mail: Some(format!("{}@x.example", "a".repeat(500))),
        ..Said::default()
    };
    let words = Some("x".repeat(1_000_000));
    let taken = take(&house.office, Request { said, words, ..house.of_bram() }).await.expect("taken");
    let text = open(&taken.receipt).expect("sealed").text;
    assert!(text.contains("K-9 Bcc: all@x.example, <script>"), "{}", &text[..800]);
    assert!(text.contains("Nummer: V-2026-000001") && text.len() < 30_000);
}
