//! A fee in words is a fee.

use relationship::lint::Severity::Block;

use super::decent::{decent, each, none, on_a_screen};

#[test]
fn a_fee_in_the_words_of_the_consequence_is_a_fee() {
    let mut failures = Vec::new();
    let said = |language, pack| move |it: &str| decent(language, pack).fee(&format!("text = \"{it}\""));
    let nl = [
        "Opzeggen kost € 25,00.",
        "U betaalt 35 euro opzegkosten.",
        "Voor de afhandeling rekenen wij EUR 12,50.",
        "Opzeggen kan altijd. Er geldt een vergoeding van €75.",
        "De eerste maand is gratis, daarna kost weggaan € 10.",
        "Kosten: € 1.250,00",
        "Opzeggen kost twintig euro.",
        "Wie voor het einde stopt, betaalt € 80,-.",
    ];
    let en = [
        "Leaving costs £60.",
        "We charge £5 for handling.",
        "A fee of 25 euros is due.",
        "You pay $ 40.00 when you go before the end.",
        "Cancelling is simple. It is £12.99.",
        "Leaving costs sixty pounds.",
        "There was no fee last year, now it is £15.",
    ];
    each(&mut failures, said("nl", "nl"), &nl, &[("DP-31", Block)]);
    each(&mut failures, said("en", "uk"), &en, &[("DP-31", Block)]);
    each(
        &mut failures,
        said("de", "de"),
        &["Die Kündigung kostet 25 €.", "Es fällt eine Gebühr von 9,90 € an."],
        &[("DP-31", Block)],
    );
    let nl = [
        "Opzeggen kost € 0.",
        "Opzeggen kost € 0,00.",
        "Er zijn geen kosten.",
        "Kosteloos, ook binnen de eerste termijn.",
        "Opzeggen is gratis: de borg van € 50 krijgt u terug.",
        "We rekenen geen € 25 zoals vroeger.",
        "Gratis.",
        "Kosten: geen.",
        "Opzeggen kost {fee}.",
        "Opzeggen kost € 50, volgens artikel 7 van uw contract.",
    ];
    let en = [
        "Leaving costs nothing.",
        "Leaving costs £0.00.",
        "There is no fee.",
        "No charge, and your deposit of £60 is returned.",
        "We do not charge the £25 that others do.",
        "Free of charge.",
        "Fee: none.",
        "You pay nothing more than {last_charge}.",
        "Leaving costs £50 as agreed in clause 7 of your contract.",
        "You only pay for what you used until {last_day}.",
    ];
    each(&mut failures, said("nl", "nl"), &nl, &[]);
    each(&mut failures, said("en", "uk"), &en, &[]);
    let handling = |language, pack| {
        move |it: &str| decent(language, pack).fee(&format!("text = \"{it}\"\nfee_kind = \"handling\""))
    };
    each(&mut failures, handling("en", "uk"), &["We charge £5 for handling."], &[("DP-31", Block)]);
    each(&mut failures, handling("nl", "nl"), &["Opzeggen kost {fee}."], &[("DP-15", Block), ("DP-31", Block)]);
    each(&mut failures, handling("nl", "nl"), &["Opzeggen kost niets."], &[]);
    none(&failures);
}

#[test]
fn a_fee_without_an_amount_is_not_said() {
    let mut failures = Vec::new();
    let said = |language, pack, more: &'static str| {
        move |it: &str| decent(language, pack).fee(&format!("text = \"{it}\"\n{more}"))
    };
    let shares_nl = [
        "U betaalt 10% van de resterende termijnbedragen.",
        "De helft van het resterende jaarbedrag is verschuldigd.",
        "Bij eerder stoppen betaalt u 25 procent van de rest van het contract.",
    ];
    let shares_en = [
        "You pay 10% of the remaining instalments.",
        "Half of what remains of the term is charged.",
        "The rest of the contract is payable at once.",
    ];
    for (language, pack, shares) in [("nl", "nl", shares_nl), ("en", "uk", shares_en)] {
        each(&mut failures, said(language, pack, ""), &shares, &[("DP-15", Block), ("DP-31", Block)]);
        each(
            &mut failures,
            said(language, pack, "fee_kind = \"early_end\"\nclause = \"12\""),
            &shares,
            &[("DP-15", Block)],
        );
    }
    let nl = [
        "Er kunnen kosten in rekening worden gebracht.",
        "De kosten hoort u later.",
        "Over de vergoeding laten wij u nog iets weten.",
        "Er geldt een afkoopsom.",
    ];
    let en = [
        "A fee may apply; see our terms.",
        "We will tell you the fee afterwards.",
        "Charges depend on your contract.",
        "An early termination charge applies.",
        "The amount is worked out later.",
    ];
    each(&mut failures, said("nl", "nl", ""), &nl, &[("DP-15", Block)]);
    each(&mut failures, said("en", "uk", ""), &en, &[("DP-15", Block)]);
    each(
        &mut failures,
        said("nl", "nl", ""),
        &["U krijgt 50% van de rest terug; opzeggen is gratis.", "Er komen later geen kosten bij."],
        &[],
    );
    each(
        &mut failures,
        said("en", "uk", ""),
        &["No fee applies, now or later.", "You get 50% of the remaining term back; leaving is free."],
        &[],
    );
    none(&failures);
}

#[test]
fn a_fee_on_a_screen_is_a_fee() {
    on_a_screen(
        ("DP-31", Block),
        &[
            (
                "en",
                "uk",
                &[
                    "An exit fee of £60 is charged to your card.",
                    "A £60 cancellation charge applies.",
                    "Your termination fee is £ 12.50.",
                    "We charge £5 for handling your request.",
                    "If you cancel now, you pay £40.",
                    "It costs £25 to close the account.",
                    "Ending your plan costs 15 pounds.",
                    "You will be billed £30 for leaving early.",
                    "Please note: an administration fee of £7.50 will be deducted.",
                    "A penalty of £100 is due.",
                    "There is a fee of £9.",
                ],
                &[
                    "There is no exit fee of £60 any more.",
                    "Your last payment of £20 is on {last_day}.",
                    "Your monthly fee of £20 stops on {last_day}.",
                    "We refund the joining fee of £15.",
                    "Calling costs £0.10 a minute.",
                    "You can still watch until {last_day}; you paid £12 for it.",
                    "If your bike is not back on {last_day}, its value of £300 is charged as agreed.",
                    "We do not charge a cancellation fee.",
                    "If you cancel now you still pay £20 a month until {last_day}.",
                    "You paid £60 this year.",
                    "Leaving costs £0.",
                    "Your deposit of £50 comes back when you leave.",
                ],
            ),
            (
                "nl",
                "nl",
                &[
                    "U betaalt € 75,00 opzegkosten.",
                    "Opzeggen kost € 30.",
                    "Voor de verwerking van uw opzegging brengen wij € 7,50 in rekening.",
                    "Als u nu stopt, betaalt u € 40.",
                    "De opzegvergoeding bedraagt 120 euro.",
                    "Er wordt een boete van € 50 afgeschreven.",
                    "Weggaan voor het einde kost je € 99.",
                    "We schrijven € 15 administratiekosten af.",
                    "Eerder stoppen? Dat kost € 60.",
                    "Uitschrijven: € 20 kosten.",
                ],
                &[
                    "Vroeger kostte opzeggen € 75, nu niets.",
                    "De laatste afschrijving van € 20 is op {last_day}.",
                    "U krijgt uw borg van € 50 terug.",
                    "Bellen kost € 0,10 per minuut.",
                    "Opzeggen kost € 0.",
                    "We rekenen geen opzegkosten van € 75.",
                    "Je betaalt € 20 per maand tot {last_day}.",
                    "Stopt u later, dan betaalt u gewoon uw maandbedrag van € 20 tot die dag.",
                    "U betaalde dit jaar € 240.",
                    "Je contributie van € 12 stopt op {last_day}.",
                ],
            ),
        ],
    );
    // What the consequence says with its clause may be said again, and another amount may not.
    let said = |text: &str, screen: &str| {
        let flow = decent("nl", "nl").fee(&format!("text = \"{text}\"\nfee_minor = 5000\nclause = \"artikel 7\""));
        flow.saying(screen).found()
    };
    assert_eq!(said("Opzeggen kost € 50.", "U betaalt € 50,00 opzegkosten."), []);
    assert_eq!(said("Opzeggen kost € 50.", "De opzegkosten zijn {fee}."), []);
    assert_eq!(said("Opzeggen kost € 50.", "U betaalt € 75 opzegkosten."), [("DP-31", Block)]);
    // One without an amount is not said, unless what follows says it.
    let en = |text: &str| decent("en", "uk").saying(text).found();
    assert_eq!(en("A cancellation fee applies."), [("DP-15", Block)]);
    assert_eq!(en("You pay a termination charge of 20% of what remains."), [("DP-15", Block), ("DP-31", Block)]);
    assert_eq!(en("Have a question about the cancellation fee of last year? Ask us."), []);
    assert_eq!(said("Opzeggen kost € 50.", "Er worden opzegkosten in rekening gebracht."), []);
}
