//! Another channel, an approval, a harder way for some, and what comes after the end, in words.

use relationship::lint::Severity::{Block, Error};

use super::decent::{Decent, decent, on_a_screen};

#[test]
fn another_channel_in_words_is_another_channel() {
    on_a_screen(
        ("DP-03", Block),
        &[
            (
                "en",
                "uk",
                &[
                    "You must call us to complete your cancellation.",
                    "Please call 0800 1234 to finish.",
                    "Your cancellation is final only after you have spoken to us.",
                    "An adviser will call you before we can cancel.",
                    "To end your contract you need to visit one of our shops.",
                    "Cancellations are only accepted by post.",
                    "You can only cancel by phone.",
                    "Your request is not valid until we receive a signed letter.",
                    "You will have to ring our team first.",
                    "Members have to come to the desk to sign off.",
                    "Send us a registered letter to confirm.",
                    "Give us a call and we will end your contract.",
                    "Cancellation requests are handled over the phone.",
                    "A notarised form is required to cancel.",
                ],
                &[
                    "You need not call us to cancel.",
                    "Cancellations are handled online or by phone.",
                    "No signed form is required to cancel.",
                    "You can also call us on 0800 1234.",
                    "No letter and no call is needed.",
                    "Call us if you have questions.",
                    "You must return the box by post.",
                    "You don't have to visit a shop.",
                    "Nobody will call you before we cancel.",
                    "We will send you a letter to confirm your cancellation.",
                    "You do not need to speak to anybody to cancel.",
                    "To get help with this page, call us.",
                    "Not by phone only: cancel here.",
                ],
            ),
            (
                "nl",
                "nl",
                &[
                    "Uw opzegging is pas geldig na ontvangst van een aangetekende brief.",
                    "Om de opzegging af te ronden moet u ons bellen.",
                    "Een collega belt u om de opzegging af te ronden.",
                    "Opzeggen kan alleen telefonisch.",
                    "U dient ook nog een ondertekend formulier op te sturen.",
                    "Pas na het telefoongesprek is je opzegging definitief.",
                    "Je moet langskomen aan de balie om op te zeggen.",
                    "Stuur ons ter bevestiging een aangetekende brief.",
                    "Neem telefonisch contact op om op te zeggen.",
                    "Opzeggen doe je bij de balie.",
                    "Opzeggen kan door te bellen met 0900-1234.",
                    "Opzeggen is uitsluitend schriftelijk mogelijk.",
                    "Bel 0900 1234 om je opzegging te bevestigen.",
                    "Uw opzegging telt pas als u onze medewerker gesproken heeft.",
                ],
                &[
                    "U hoeft ons niet te bellen om op te zeggen.",
                    "Bellen mag ook, maar hoeft niet.",
                    "Opzeggen kan per telefoon of hier.",
                    "Opzeggen kan ook per brief.",
                    "Een aangetekende brief is niet nodig.",
                    "U kunt ook aan de balie opzeggen.",
                    "Niemand belt u om u over te halen.",
                    "Heeft u vragen over uw opzegging? Bel ons dan.",
                    "Stuur het kastje per post terug.",
                    "Wij sturen u een brief met de bevestiging van uw opzegging.",
                    "Opzeggen kan niet alleen telefonisch maar ook hier.",
                    "Je moet je fiets langsbrengen aan de balie.",
                ],
            ),
        ],
    );
    let done = Decent {
        done: "text = [{ nl = \"Uw opzegging is pas geldig als wij een ondertekende brief van u hebben.\" }]".into(),
        ..decent("nl", "nl")
    };
    assert_eq!(done.found(), [("DP-03", Block)]);
    let letter = |at: &str| Decent {
        head: format!("[join]\nchannels = [\"letter\"]\n[[channel]]\nkind = \"letter\"\nat = \"{at}\""),
        ..decent("nl", "nl")
    };
    for at in ["Aangetekend naar Postbus 1", "Ondertekend formulier naar Postbus 1", "By registered post: PO box 1"] {
        assert_eq!(letter(at).found(), [("DP-03", Error)], "{at}");
    }
    for at in ["Postbus 1, 1000 AA Amsterdam", "Antwoordnummer 12 (aangetekend hoeft niet)"] {
        assert_eq!(letter(at).found(), [], "{at}");
    }
}

#[test]
fn an_approval_in_words_is_an_approval() {
    on_a_screen(
        ("DP-21", Block),
        &[
            (
                "en",
                "uk",
                &[
                    "A team member reviews your request; it counts once approved.",
                    "Your cancellation becomes final after we have approved it.",
                    "We review every request and tell you whether it can be granted.",
                    "Our fleet team reviews every request and lets you know within five working days whether it can be granted.",
                    "All cancellations are subject to approval.",
                    "Your request must be accepted by your manager.",
                    "We will decide whether you may leave.",
                    "Cancelling needs the consent of our finance team.",
                    "Your cancellation is pending until somebody agrees to it.",
                    "Your request counts only after 48 hours.",
                    "We may refuse your request.",
                ],
                &[
                    "Your cancellation needs no approval.",
                    "Nobody has to approve your request.",
                    "We cannot refuse your request.",
                    "We process your request within one working day; your end date stays the same.",
                    "Please review your details before you confirm.",
                    "Your request counts from the moment you send it.",
                    "We do not decide whether you may leave.",
                    "Thank you for the reviews you wrote.",
                    "Your bank may ask you to approve the refund.",
                    "Your cancellation is accepted at once.",
                ],
            ),
            (
                "nl",
                "nl",
                &[
                    "Een medewerker beoordeelt uw verzoek; het telt zodra het is goedgekeurd.",
                    "Uw opzegging wordt pas definitief na goedkeuring.",
                    "Wij bekijken elk verzoek en laten weten of het kan worden ingewilligd.",
                    "Opzeggen onder voorbehoud van akkoord door de ledenadministratie.",
                    "Het bestuur moet instemmen met uw opzegging.",
                    "Wij beslissen of uw verzoek wordt toegewezen.",
                    "Uw opzegging is geldig nadat wij haar hebben geaccepteerd.",
                    "Uw opzegging telt pas na 48 uur.",
                    "Wij kunnen uw verzoek weigeren.",
                    "Je verzoek wordt eerst beoordeeld door ons team.",
                ],
                &[
                    "Uw opzegging hoeft niet te worden goedgekeurd.",
                    "Niemand hoeft akkoord te gaan.",
                    "Wij kunnen uw verzoek niet weigeren.",
                    "Wij verwerken uw opzegging binnen één werkdag. Uw einddatum verandert daardoor niet.",
                    "Controleer uw gegevens voordat u bevestigt.",
                    "Uw opzegging telt meteen, zonder goedkeuring.",
                    "Beoordeel ons gerust op een site naar keuze.",
                    "Het bestuur bedankt u voor uw inzet.",
                    "Uw opzegging is meteen geaccepteerd.",
                ],
            ),
        ],
    );
}

#[test]
fn only_a_law_makes_a_longer_way_lawful() {
    let variant = |text: &str, screens: u32, because: &str| Decent {
        head: format!(
            "[[variant]]\nby = \"country\"\ntext = \"{text}\"\nscreens_more = {screens}\n{}",
            if because.is_empty() { String::new() } else { format!("because_of = \"{because}\"") }
        ),
        ..decent("en", "uk")
    };
    for because in [
        "",
        "Marketing",
        "value score",
        "Our policy",
        "Higher risk of fraud",
        "B2B",
        "They asked for it",
        "In-laws",
        "Board decision 12",
    ] {
        assert_eq!(variant("Two pages more.", 2, because).found(), [("DP-32", Error)], "{because}");
    }
    for because in [
        "BGB 312k",
        "§ 312k",
        "NL-04",
        "directive 2023/2673",
        "6:236 BW",
        "Wet van Dam",
        "Cal. B&P 17602",
        "article 11a of the Consumer Rights Directive",
        "DMCC Act 2024, s. 260",
        "Code de la consommation L215-1-1",
        "de",
    ] {
        assert_eq!(variant("Two pages more.", 2, because).found(), [], "{because}");
    }
    for text in [
        "Customers in Texas must call.",
        "Only customers in California see the cancel page; all others call.",
        "Buiten Nederland kan opzeggen alleen telefonisch.",
        "Wie meer dan tien jaar lid is, krijgt eerst een gesprek.",
        "On Android the button is hidden.",
        "Business customers have to send a letter.",
    ] {
        assert_eq!(variant(text, 0, "").found(), [("DP-32", Error)], "{text}");
    }
    for text in [
        "Customers in France see the same pages in French.",
        "Nobody has to call.",
        "Wie in Duitsland woont, krijgt één scherm minder.",
        "Prices are shown in pounds.",
    ] {
        assert_eq!(variant(text, 0, "").found(), [], "{text}");
    }
}

#[test]
fn what_comes_after_the_end_counts_in_words() {
    on_a_screen(
        ("DP-24", Block),
        &[
            (
                "en",
                "uk",
                &[
                    "Simply opening the game starts your membership again.",
                    "We charge one more month after your contract ends.",
                    "Payments go on for two months after the end date.",
                    "Signing in after {last_day} renews your plan.",
                    "If you log in again, your subscription resumes.",
                    "Your card will be charged after the end of your contract.",
                    "Your membership starts again when you visit us.",
                    "The direct debit runs for another month after you leave.",
                    "Using the app reactivates your subscription.",
                ],
                &[
                    "Nothing is charged after your contract ends.",
                    "Signing in does not start your membership again.",
                    "You can sign in after {last_day} to fetch your files.",
                    "You will never again be charged by us after {last_day}.",
                    "After the end we send a final bill for what you used before it.",
                    "You can start again whenever you like.",
                    "Your refund is paid after the end of your contract.",
                    "Payments stop on {last_day}.",
                    "If you visit us again, you are welcome as a guest.",
                ],
            ),
            (
                "nl",
                "nl",
                &[
                    "De incasso loopt na de einddatum nog een maand door.",
                    "Na de einddatum loopt de incasso nog een maand door; dat bedrag wordt niet teruggestort.",
                    "Als u weer inlogt, begint uw abonnement opnieuw.",
                    "Na afloop schrijven wij nog één termijn af.",
                    "Een bezoek aan de club activeert je lidmaatschap weer.",
                    "Je abonnement gaat weer lopen zodra je de app opent.",
                    "De betalingen gaan na het einde van je contract nog twee maanden door.",
                    "Open je het spel, dan is je abonnement weer actief.",
                ],
                &[
                    "Na de einddatum schrijven we niets meer af.",
                    "Inloggen start uw abonnement niet opnieuw.",
                    "U kunt na {last_day} nog inloggen om uw bestanden te halen.",
                    "Na het einde krijgt u de eindafrekening van uw verbruik tot die dag.",
                    "Uw automatische incasso's stoppen op {last_day}.",
                    "Opnieuw beginnen kan altijd.",
                    "Uw tegoed betalen we na de einddatum uit.",
                    "De incasso loopt door tot {last_day}.",
                ],
            ),
        ],
    );
    let said = Decent { done: "text = [{ en = \"Logging in restarts your plan.\" }]".into(), ..decent("en", "uk") };
    assert_eq!(said.found(), [("DP-24", Block)]);
}
