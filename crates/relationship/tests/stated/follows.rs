//! What follows may be said on a screen.

use relationship::lint::Severity;
use relationship::lint::Severity::{Error, Warning};

use super::decent::{Decent, decent, each, none};

#[test]
fn an_end_date_on_a_screen_is_said() {
    let mut failures = Vec::new();
    let mut check = |language, pack, about, sentences: &[&str], severity: Option<Severity>| {
        let expected: Vec<_> = severity.map(|it| ("DP-15", it)).into_iter().collect();
        let flow = |it: &str| Decent { without: about, ..decent(language, pack).saying(it) };
        each(&mut failures, flow, sentences, &expected);
    };
    check(
        "en",
        "uk",
        "end_date",
        &[
            "Your contract ends on 31 December 2026.",
            "Your contract ends on {last_day}.",
            "You can read until 31/12/2026.",
            "The last day of your membership is 1 May 2027.",
            "Your plan stops today.",
            "{last_day} is your last day.",
        ],
        None,
    );
    check(
        "en",
        "uk",
        "end_date",
        &[
            "Your contract ends soon.",
            "Your contract began on 31 December 2019.",
            "Our shop is open until 18.00.",
            "We answer within 2 days.",
            "Your discount ends on 31 December 2026.",
        ],
        Some(Error),
    );
    check(
        "nl",
        "nl",
        "end_date",
        &[
            "Je abonnement stopt op 31 december 2026.",
            "Je lidmaatschap loopt tot en met {last_day}.",
            "De einddatum is 31-12-2026.",
            "Je contract eindigt per direct.",
        ],
        None,
    );
    check(
        "nl",
        "nl",
        "end_date",
        &["Je contract eindigt binnenkort.", "Je bent klant sinds 31 december 2019."],
        Some(Error),
    );
    none(&failures);
}

#[test]
fn what_a_screen_says_of_money_and_data_is_said() {
    let mut failures = Vec::new();
    let mut check = |language, pack, about, sentences: &[&str], severity: Option<Severity>| {
        let expected: Vec<_> = severity.map(|it| ("DP-15", it)).into_iter().collect();
        let flow = |it: &str| Decent { without: about, ..decent(language, pack).saying(it) };
        each(&mut failures, flow, sentences, &expected);
    };
    check(
        "en",
        "uk",
        "fee",
        &["Leaving costs nothing.", "There is no fee.", "You can cancel free of charge.", "Leaving costs {fee}."],
        None,
    );
    check("en", "uk", "fee", &["Calling us is free.", "Your trial was free."], Some(Warning));
    check(
        "nl",
        "nl",
        "fee",
        &["Opzeggen is gratis.", "Er zijn geen kosten aan verbonden.", "Opzeggen kost {fee}."],
        None,
    );
    check("nl", "nl", "fee", &["Bellen is gratis."], Some(Warning));
    check(
        "en",
        "uk",
        "data",
        &[
            "Your data is erased 30 days after {last_day}.",
            "We keep your photos until 1 May 2027.",
            "Your files can be downloaded until then.",
        ],
        None,
    );
    check("en", "uk", "data", &["Check your data before you send."], Some(Warning));
    check("nl", "nl", "data", &["Je gegevens wissen we na 30 dagen.", "We bewaren je foto's een jaar."], None);
    check("nl", "nl", "data", &["Controleer je gegevens."], Some(Warning));
    check(
        "en",
        "uk",
        "last_charge",
        &["Your last payment is {last_charge}.", "The final bill of £12 follows in May.", "Nothing more is charged."],
        None,
    );
    check("en", "uk", "last_charge", &["You pay by card."], Some(Warning));
    check("nl", "nl", "last_charge", &["De laatste termijn is € 12.", "We schrijven niets meer af."], None);
    check("en", "uk", "refund", &["You get {refund} back.", "There is nothing to refund.", "We pay back £12."], None);
    check(
        "nl",
        "nl",
        "refund",
        &["Je krijgt € 12 terug.", "Er komt geen geld terug.", "{refund} storten we terug."],
        None,
    );
    check("nl", "nl", "refund", &["Wil je terug naar het begin?"], Some(Warning));
    none(&failures);
}
