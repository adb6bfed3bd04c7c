//! Families of words that press, and decent sentences that look alike.

use relationship::lint::Severity::Error;

use super::decent::{Decent, control, decent, none};

/// Rules that one sentence raises, of some only.
fn of_rules(language: &'static str, sentence: &str, rules: &[&str]) -> Vec<&'static str> {
    let found = decent(language, "strict").saying(sentence).found();
    found.into_iter().map(|(rule, _)| rule).filter(|rule| rules.contains(rule)).collect()
}

/// Sentences that raise a rule, and those that raise none of some.
#[track_caller]
fn raise(rule: &'static str, language: &'static str, wrong: &[&str], right: &[&str]) {
    const PRESSING: [&str; 5] = ["DP-05", "DP-06", "DP-16", "DP-25", "DP-26"];
    let mut failures = Vec::new();
    for sentence in wrong {
        if of_rules(language, sentence, &[rule]).is_empty() {
            failures.push(format!("{sentence}: no {rule}"));
        }
    }
    for sentence in right {
        let found = of_rules(language, sentence, &PRESSING);
        if !found.is_empty() {
            failures.push(format!("{sentence}: {found:?}"));
        }
    }
    none(&failures);
}

#[test]
fn what_somebody_tells_or_looks_for_is_no_loss() {
    raise(
        "DP-16",
        "nl",
        &[
            "U bent uw voordelen kwijt.",
            "Je raakt je plek in de rij kwijt.",
            "U verliest al uw voordelen.",
            "Straks bent u uw opgebouwde rechten kwijt.",
            "Wil je al je voordelen kwijtraken? Dan bent u ze kwijt.",
            "Je raakt je status kwijt.",
        ],
        &[
            "Wil je nog iets kwijt?",
            "Wachtwoord kwijt? Geen probleem, u hebt het hier niet nodig.",
            "Bent u uw klantnummer kwijt? Kijk op uw factuur.",
            "Wat wilt u aan ons kwijt?",
            "Hier kun je je verhaal kwijt.",
            "Wilt u nog wat kwijt over de levering?",
            "Ben je de link kwijt? Vraag een nieuwe.",
            "Je oude fiets kun je bij ons kwijt.",
            "Inlogcode kwijt? Stuur een nieuwe.",
            "Mist u een document? Laat het ons weten.",
        ],
    );
    raise(
        "DP-16",
        "en",
        &[
            "You will lose all your perks.",
            "You'll miss the best of the season.",
            "You are about to lose your place.",
            "Say goodbye to your benefits.",
            "All your badges will vanish.",
        ],
        &[
            "Do you miss a document? Tell us.",
            "Are you missing something? Let us know.",
            "Lost your customer number? It is on your invoice.",
            "Did you miss any question? Go back.",
            "You lose nothing.",
        ],
    );
}

#[test]
fn a_fact_with_a_date_and_a_denial_press_nobody() {
    raise(
        "DP-25",
        "nl",
        &[
            "Laatste kans: 50% korting tot 31 december 2026.",
            "Laatste kans! Blijf voor 31 december 2026.",
            "Dit is je laatste kans om te blijven: 31 december 2026.",
            "Alleen vandaag: halve prijs.",
            "Nu of nooit.",
            "De aanbieding geldt tot 31 december 2026. Wees er snel bij, anders is ze weg.",
        ],
        &[
            "De laatste kans om uw fiets gratis in te leveren is 31 december 2026.",
            "De laatste kans om uw bestanden te halen is {last_day}.",
            "U hebt geen haast: opzeggen kan elke dag.",
            "U hoeft zich niet te haasten.",
            "Uw enige kans op teruggave van het statiegeld loopt tot 1 mei 2027.",
        ],
    );
    raise(
        "DP-25",
        "en",
        &[
            "Last chance: 50% off until 31 December 2026.",
            "Hurry, this ends tonight.",
            "Last chance to keep your price, until 31 December 2026.",
            "Only today: half price.",
            "Act now or your price is gone.",
        ],
        &[
            "Hurry is not needed: you can cancel any day.",
            "No need to hurry.",
            "The last chance to return your bike free of charge is 31 December 2026.",
            "Your last chance to fetch your files is {last_day}.",
            "You don't have to rush.",
        ],
    );
    raise(
        "DP-05",
        "en",
        &[
            "We will miss you.",
            "The team will miss your smile.",
            "Are you sure you want to cancel?",
            "Are you sure?",
            "Think twice.",
            "Can you have that on your conscience?",
            "You are letting us down.",
            "How could you leave us?",
            "The children will go home empty-handed.",
        ],
        &[
            "We will miss no deadline: your refund comes within 14 days.",
            "Are you sure about your e-mail address? The receipt goes there.",
            "No need to think twice about your albums: they are exported as ZIP.",
            "Are you sure that your number is right?",
            "You don't have to think it over.",
            "We are sorry that we let you down.",
            "Not sure of your number? It is on your bill.",
            "You need not feel bad about it.",
        ],
    );
    raise(
        "DP-05",
        "nl",
        &[
            "U laat ons in de steek.",
            "Kunt u dat op uw geweten hebben?",
            "Hoe kunt u dat doen?",
            "Zonder u staat Amina morgen met lege handen.",
            "Weet u zeker dat u wilt stoppen?",
            "We gaan je missen.",
            "Je laat je team vallen; laat je ze in de steek?",
        ],
        &[
            "Weet u zeker dat dit e-mailadres klopt?",
            "Bent u zeker van uw klantnummer?",
            "U hoeft er niet over na te denken: uw foto's gaan mee.",
            "U hoeft zich niet schuldig te voelen.",
            "We missen nog uw klantnummer.",
            "Het spijt ons dat we u in de steek lieten.",
        ],
    );
}

#[test]
fn a_label_that_puts_somebody_down_is_found_by_family() {
    let label = |language: &'static str, label: &str| {
        let stay = if language == "nl" { "Toch blijven" } else { "Keep my subscription" };
        let controls = control(language, label, "leave", "submitted") + &control(language, stay, "stay", "stay");
        Decent { controls, ..decent(language, "nl") }.found()
    };
    for it in [
        "I'm fine with eating badly again, cancel my box",
        "Yes, I want to lose my discount",
        "I accept losing my benefits, cancel",
        "Cancel anyway and give up everything I earned",
        "Leave and miss out",
        "I agree to forfeit my points",
        "Cancel and throw away my savings",
        "I am okay with getting fat again",
    ] {
        assert_eq!(label("en", it), [("DP-05", Error)], "{it}");
    }
    for it in [
        "Opzeggen en alle voordelen opgeven",
        "Ja, ik gooi mijn korting weg",
        "Ik eet voortaan liever ongezond, stop mijn box",
        "Ik wil mijn punten verliezen",
        "Opzeggen en mijn status mislopen",
        "Ik betaal graag te veel",
    ] {
        assert_eq!(label("nl", it), [("DP-05", Error)], "{it}");
    }
    for it in [
        "I'm fine with leaving today, cancel",
        "I want to cancel",
        "Cancel and send the bike back",
        "I agree to end my contract",
        "Cancel and give up my locker 12",
    ] {
        assert_eq!(label("en", it), [], "{it}");
    }
    for it in [
        "Opzeggen en nummer doorgeven",
        "Ik zeg op",
        "Ik stop liever vandaag, opzeggen",
        "Opzeggen en fiets terugbrengen",
    ] {
        assert_eq!(label("nl", it), [], "{it}");
    }
}

#[test]
fn what_others_are_said_to_do_is_found_by_family() {
    raise(
        "DP-26",
        "en",
        &[
            "Nine in ten readers who leave are back within a month.",
            "Thousands of people just like you decided to keep their plan.",
            "Most of our members come back.",
            "87% of customers change their mind.",
            "Two out of three players return.",
            "Everyone who left last year regretted it.",
            "Hundreds of neighbours renewed this week.",
        ],
        &[
            "Most people receive the receipt within a minute.",
            "Many readers return their key by post.",
            "Thousands of leaflets are printed each week; yours stops with issue 48.",
            "Most customers keep their bike until {last_day}.",
            "Everyone can leave on any day.",
            "Our 214 volunteers thank you.",
            "Your 3 folders stay valid.",
        ],
    );
    raise(
        "DP-26",
        "nl",
        &[
            "Negen van de tien klanten komen terug.",
            "Bijna iedereen die opzegt, krijgt spijt.",
            "Duizenden leden bleven.",
            "87% van de lezers bedenkt zich.",
            "Drie op de vier sporters zijn binnen een maand terug.",
            "Honderden buren verlengden deze week.",
        ],
        &[
            "De meeste klanten krijgen de bevestiging binnen een minuut.",
            "Veel leden brengen hun pas terug aan de balie.",
            "Iedereen kan elke dag opzeggen.",
            "Uw 3 mappen blijven tot {last_day}.",
            "Onze 214 vrijwilligers danken u.",
            "Veel mensen vragen wanneer ze de borg terugkrijgen.",
        ],
    );
}
