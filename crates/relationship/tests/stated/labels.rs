//! Labels that say what they do, and those that hide it.

use relationship::flow::Flow;
use relationship::lint::Severity::Error;
use relationship::lint::lint;

use super::decent::{Decent, control, decent};

#[test]
fn an_entry_that_says_that_one_leaves_says_it() {
    let entry = |language: &'static str, label: &str| {
        let text = decent(language, "nl").text();
        let at = text.find("[[entry]]\n").expect("the entry") + "[[entry]]\n".len();
        let end = at + text[at..].find('\n').expect("a line");
        let text = format!("{}label.{language} = \"{label}\"{}", &text[..at], &text[end..]);
        let (flow, places) = Flow::parse("flow.toml", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let lint = lint(&flow, &places, &["nl"], "2026-11-22".parse().expect("a day")).expect("the pack");
        lint.findings.iter().any(|it| it.rule == "DP-02")
    };
    for label in [
        "Abonnement stopzetten",
        "Lidmaatschap stopzetten",
        "Abonnement annuleren",
        "Uitschrijven als lid",
        "Account opheffen",
        "Contract ontbinden",
        "Stoppen met Fit",
        "Donatie stopzetten",
        "Machtiging intrekken",
    ] {
        assert!(!entry("nl", label), "{label}");
    }
    for label in [
        "Stop my subscription",
        "Close my account",
        "Stop donating",
        "Give notice",
        "Leave",
        "Stop my box",
        "Stop this plan",
    ] {
        assert!(!entry("en", label), "{label}");
    }
    for label in [
        "Mijn abonnement",
        "Abonnement afsluiten",
        "Contract sluiten",
        "Afmelden",
        "Wijziging doorgeven",
        "Annuleren",
        "Veelgestelde vragen",
    ] {
        assert!(entry("nl", label), "{label}");
    }
    for label in ["Manage plan", "Close", "My account", "Stop the music", "Contact"] {
        assert!(entry("en", label), "{label}");
    }
}

#[test]
fn a_label_may_turn_a_page_and_may_not_hide_the_end() {
    let pages = |language: &'static str, next: &str, back: &str| {
        let last = decent(language, "nl");
        let before = format!(
            "[[screen]]\nid = \"who\"\npurpose = \"identify\"\n{}{}",
            control(language, next, "leave", "form"),
            control(language, back, "back", "stay")
        );
        let text = last.text().replacen("[[screen]]\nid = \"form\"", &format!("{before}[[screen]]\nid = \"form\""), 1);
        let (flow, places) = Flow::parse("flow.toml", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let lint = lint(&flow, &places, &["nl"], "2026-11-22".parse().expect("a day")).expect("the pack");
        lint.findings.iter().any(|it| it.rule == "DP-19")
    };
    for (language, next, back) in [("nl", "Verder", "Terug"), ("nl", "Volgende", "Vorige"), ("en", "Next", "Back")] {
        assert!(!pages(language, next, back), "{next} {back}");
    }
    for (language, next, back) in [
        ("nl", "Doorgaan", "Annuleren"),
        ("nl", "Verder", "Annuleren"),
        ("en", "Continue", "Back"),
        ("en", "Next", "Cancel"),
        ("nl", "Doorgaan", "Terug"),
    ] {
        assert!(pages(language, next, back), "{next} {back}");
    }
    let last = |language: &'static str, label: &str| {
        let stay = if language == "nl" { "Toch blijven" } else { "Keep my subscription" };
        let controls = control(language, label, "leave", "submitted") + &control(language, stay, "stay", "stay");
        Decent { controls, ..decent(language, "nl") }.found()
    };
    for label in
        ["Yes, continue", "Proceed to the next step", "Go ahead", "Finish", "Ok, proceed", "Continue to the last step"]
    {
        assert_eq!(last("en", label), [("DP-19", Error)], "{label}");
    }
    for label in ["Ja, ga verder", "Naar de volgende stap", "Afronden", "Oké, doorgaan", "Ja, door"] {
        assert_eq!(last("nl", label), [("DP-19", Error)], "{label}");
    }
    for label in ["Yes, cancel", "Cancel and finish", "End my contract on {last_day}"] {
        assert_eq!(last("en", label), [], "{label}");
    }
    for label in ["Ja, opzeggen", "Opzeggen en afronden", "Definitief opzeggen"] {
        assert_eq!(last("nl", label), [], "{label}");
    }
}

#[test]
fn a_field_that_denies_twice_bare_text_and_what_is_not_listed_are_found() {
    let field = |language: &'static str, label: &str| Decent {
        fields: format!("[[screen.field]]\nabout = \"other\"\nkind = \"checkbox\"\nlabel.{language} = \"{label}\"\n"),
        ..decent(language, "nl")
    };
    for label in [
        "Do not tick this box if you do not want us to stop not sending you recipes",
        "Untick if you don't want never to hear from us, not now",
        "I do not want not to be mailed",
    ] {
        let found = field("en", label).found();
        assert!(label.starts_with("Untick") || found == [("DP-19", Error)], "{label}: {found:?}");
    }
    assert_eq!(field("nl", "Vink dit niet aan als u geen post wilt").found(), [("DP-19", Error)]);
    for label in
        ["Not required if you do not know it", "I don't want mail, and I don't want calls", "No mail and no calls"]
    {
        assert_eq!(field("en", label).found(), [], "{label}");
    }
    for label in ["Ik wil geen nieuwsbrief en geen post", "Niet nodig als u geen account heeft"] {
        assert_eq!(field("nl", label).found(), [], "{label}");
    }
    let looks = |leave: &str, stay: &str| Decent {
        controls: control("en", "Confirm cancellation", "leave", "submitted")
            + &format!("look = \"{leave}\"\n")
            + &control("en", "Keep my subscription", "stay", "stay")
            + &format!("look = \"{stay}\"\n"),
        ..decent("en", "uk")
    };
    assert_eq!(looks("bare", "link").found(), [("DP-07", Error)]);
    assert_eq!(looks("bare", "bare").found(), []);
    assert_eq!(looks("link", "bare").found(), []);
    let listed =
        |more: &str| Decent { head: format!("[after]\nlists_what_stays = false\n{more}"), ..decent("en", "uk") };
    assert_eq!(listed("").found(), [("DP-30", Error)]);
    let two = "[[contract]]\nid = \"a\"\ntitle.en = \"A\"\nkind = \"own_terms\"\n[[contract]]\nid = \"b\"\ntitle.en = \"B\"\nkind = \"own_terms\"";
    assert_eq!(listed(two).found(), [("DP-30", Error)]);
    let waits = decent("en", "uk").text().replacen("purpose = \"confirm\"", "purpose = \"wait\"", 1);
    let (flow, places) = Flow::parse("flow.toml", &waits).unwrap_or_else(|error| panic!("{error}"));
    let lint = lint(&flow, &places, &["uk"], "2026-11-22".parse().expect("a day")).expect("the pack");
    let found = &lint.findings.iter().find(|it| it.rule == "DP-21").expect("a wait").found;
    assert_eq!((found.en.as_str(), found.nl.as_str()), ("one has to wait", "je moet wachten"));
}
