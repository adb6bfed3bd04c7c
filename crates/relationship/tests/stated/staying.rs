//! What is given to who stays, controls to stay, and less in place of leaving.

use relationship::lint::Severity::{Block, Error, Warning};

use super::decent::{Decent, control, decent, each, none, on_a_screen};

#[test]
fn what_is_given_to_who_stays_is_an_offer() {
    on_a_screen(
        ("DP-06", Block),
        &[(
            "en",
            "us-mn",
            &[
                "Stay with us and your next month is free.",
                "Your next three boxes are on us if you keep your plan.",
                "As a thank you for staying, enjoy a month without charge.",
                "We'll give you a free month if you change your mind.",
                "Keep your subscription and pay nothing until June.",
                "Change your mind and we will knock $5 off.",
                "If you stay, we waive your next bill.",
                "Before you go: we'd like to give you a $10 gift card.",
                "How about paying half for the rest of the year?",
                "We can lower your price to $4.",
                "Stay and we'll double your points.",
                "The coming two months cost you nothing if you don't cancel.",
            ],
            &[
                "You got one month free; it stays yours.",
                "The first month was free and does not count.",
                "Your gift card of $10 stays valid.",
                "Your free trial ends today.",
                "Calling us is free.",
                "Your next box is not sent and costs nothing.",
                "If you change your mind, you can come back until {last_day}.",
                "You can keep your points.",
                "Collection of your bike is free of charge.",
                "Your discount of 10% was applied to the last bill.",
                "Leaving costs nothing.",
            ],
        )],
    );
    let mut failures = Vec::new();
    let strict = |it: &str| decent("nl", "strict").saying(it);
    let offers = [
        "Als je blijft betaal je de komende drie maanden de helft.",
        "Blijf je, dan krijg je een maand cadeau.",
        "Twee maanden gratis als je toch blijft.",
        "Bedenkt u zich, dan is de volgende doos van ons.",
        "Wij nemen je volgende factuur voor onze rekening als je lid blijft.",
        "Wat dacht je van een lager tarief?",
        "Blijf klant en betaal de rest van het jaar niets.",
        "We verlagen je prijs naar € 5.",
        "Voor wie blijft, is de volgende maand op onze kosten.",
        "Je krijgt een cadeaubon als je niet opzegt.",
    ];
    each(&mut failures, strict, &offers, &[("DP-06", Error)]);
    let free = [
        "De eerste maand was gratis; die telt niet mee.",
        "Heeft u korting gehad? Die hoeft u niet terug te betalen.",
        "U kreeg een maand gratis; die blijft van u.",
        "Je cadeaubon blijft geldig.",
        "Uw gratis proefperiode stopt vandaag.",
        "Wij betalen uw korting van € 12,50 uit.",
        "Ophalen is gratis.",
        "Je volgende doos komt niet meer en kost niets.",
        "Als je je bedenkt, kun je tot {last_day} terugkomen.",
    ];
    each(&mut failures, strict, &free, &[]);
    none(&failures);
}

#[test]
fn a_control_to_stay_that_ends_the_contract_does_something_else() {
    let stays = |language, pack, label: &str, role: &str| {
        let other = if language == "nl" { "Opzegging bevestigen" } else { "Confirm cancellation" };
        let controls = control(language, label, role, "submitted") + &control(language, other, "leave", "submitted");
        let back = if language == "nl" { "Toch blijven" } else { "Keep my subscription" };
        Decent { controls: controls + &control(language, back, "stay", "stay"), ..decent(language, pack) }
    };
    for (label, role) in [
        ("No, keep my membership", "stay"),
        ("Keep my subscription", "leave"),
        ("Back", "leave"),
        ("Go back", "neutral"),
        ("I want to stay", "leave"),
        ("Don't cancel", "leave"),
        ("Never mind", "leave"),
        ("Stay a member", "back"),
    ] {
        assert_eq!(stays("en", "uk", label, role).found(), [("DP-18", Block)], "{label}");
    }
    for (label, role) in [
        ("Toch blijven", "leave"),
        ("Terug", "leave"),
        ("Nee, houd mijn abonnement", "stay"),
        ("Lid blijven", "leave"),
        ("Niet opzeggen", "leave"),
        ("Ik bedenk me", "leave"),
    ] {
        assert_eq!(stays("nl", "nl", label, role).found(), [("DP-18", Block)], "{label}");
    }
    for label in [
        "Cancel and keep my photos",
        "Cancel, I won't stay",
        "End my contract and send the bike back",
        "Keep my data and end my contract",
    ] {
        assert_eq!(stays("en", "uk", label, "leave").found(), [], "{label}");
    }
    for label in ["Opzeggen en foto's behouden", "Ik blijf niet, opzeggen", "Opzeggen en fiets terugbrengen"] {
        assert_eq!(stays("nl", "nl", label, "leave").found(), [], "{label}");
    }
}

#[test]
fn less_in_place_of_leaving_is_found_by_family() {
    let first = |language: &'static str, label: &str, before: bool| {
        let usual = decent(language, "nl").controls;
        let lesser = control(language, label, "neutral", "stay");
        let controls = if before { lesser + &usual } else { usual + &lesser };
        Decent { controls, ..decent(language, "nl") }.found()
    };
    for label in [
        "Move to the free plan instead",
        "Take a break",
        "Take a short break",
        "Freeze my plan",
        "Switch to Lite",
        "Downgrade to Basic",
        "Suspend my account",
        "Go to a smaller plan",
    ] {
        assert_eq!(first("en", label, true), [("DP-20", Warning)], "{label}");
        assert_eq!(first("en", label, false), [], "{label}");
    }
    for label in [
        "Tijdelijk stopzetten",
        "Bevriezen",
        "Mijn abonnement bevriezen",
        "Naar het gratis pakket",
        "Vakantiestop",
        "Levering opschorten",
        "Even stoppen",
    ] {
        assert_eq!(first("nl", label, true), [("DP-20", Warning)], "{label}");
        assert_eq!(first("nl", label, false), [], "{label}");
    }
    for label in ["Download my files", "Move my number", "Ask a question", "Break-down of my bill"] {
        assert_eq!(first("en", label, true), [], "{label}");
    }
    let pause = |days: &str| Decent {
        head: format!("[pause]\nmonths_max = 2\nresumes_by_itself = true\n{days}"),
        ..decent("en", "uk")
    };
    assert_eq!(pause("").found(), [("DP-20", Block)]);
    assert_eq!(pause("told_days_before = 0").found(), [("DP-20", Block)]);
    assert_eq!(pause("told_days_before = 7").found(), []);
}
