//! What a consumer's lawyer found that a flow could hide from the rules, and decent flows that were blamed.

use relationship::Day;
use relationship::flow::Flow;
use relationship::lint::Severity::{Block, Error, Info, Warning};
use relationship::lint::{Finding, Lint, Severity, lint};

const ON: &str = "2026-11-22";

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn judged(text: &str, packs: &[&str], on: &str) -> Lint {
    let (flow, places) = Flow::parse("flow.toml", text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    lint(&flow, &places, packs, day(on)).expect("the packs")
}

/// A decent flow in two screens with its consequences, whose parts a test replaces.
struct Whole {
    head: String,
    end_date: String,
    fee: String,
    texts: String,
    fields: String,
    controls: String,
    before: String,
    done: String,
}

const CONTROLS: &str = r#"
[[screen.control]]
label = { en = "Confirm cancellation", nl = "Opzegging bevestigen" }
role = "leave"
to = "submitted"
[[screen.control]]
label = { en = "Keep my subscription", nl = "Toch blijven" }
role = "stay"
to = "stay"
"#;

impl Default for Whole {
    fn default() -> Self {
        Self {
            head: String::new(),
            end_date:
                r#"text = { en = "Your contract ends on {last_day}.", nl = "Je contract eindigt op {last_day}." }"#
                    .into(),
            fee: r#"text = { en = "Leaving costs € 0.", nl = "Opzeggen kost € 0." }"#.into(),
            texts: String::new(),
            fields: String::new(),
            controls: CONTROLS.into(),
            before: String::new(),
            done: String::new(),
        }
    }
}

impl Whole {
    fn text(&self) -> String {
        let Self { head, end_date, fee, texts, fields, controls, before, done } = self;
        format!(
            r#"flow = "whole"
title = {{ en = "Cancel", nl = "Opzeggen" }}
company = {{ name = "whole" }}
{head}
[[consequence]]
about = "end_date"
{end_date}
[[consequence]]
about = "last_charge"
text = {{ en = "Your last charge is {{last_charge}}.", nl = "De laatste afschrijving is {{last_charge}}." }}
[[consequence]]
about = "refund"
text = {{ en = "You get {{refund}} back.", nl = "Je krijgt {{refund}} terug." }}
[[consequence]]
about = "fee"
{fee}
[[consequence]]
about = "data"
text = {{ en = "Your data are erased 30 days after {{last_day}}.", nl = "Je gegevens wissen we 30 dagen na {{last_day}}." }}
{before}
[[screen]]
id = "who"
purpose = "identify"
title = {{ en = "Who are you?", nl = "Wie ben je?" }}
{texts}
[[screen.field]]
about = "contract"
label = {{ en = "Customer number", nl = "Klantnummer" }}
required = true
[[screen.field]]
about = "reply_to"
label = {{ en = "Mail address", nl = "Mailadres" }}
required = true
{fields}
{controls}
[[screen]]
id = "done"
purpose = "done"
title = {{ en = "Your cancellation is in", nl = "Je opzegging is binnen" }}
{done}
"#
        )
    }

    fn under(&self, packs: &[&str]) -> Lint {
        judged(&self.text(), packs, ON)
    }
}

fn graver(lint: &Lint) -> Vec<(&'static str, Severity)> {
    let grave = lint.findings.iter().filter(|it| it.severity > Info);
    grave.map(|it| (it.rule, it.severity)).collect()
}

fn of<'a>(lint: &'a Lint, rule: &str) -> Option<&'a Finding> {
    lint.findings.iter().find(|it| it.rule == rule)
}

/// What is found under a pack, at warning or above.
#[track_caller]
fn finds(flow: &Whole, pack: &str, expected: &[(&str, Severity)]) {
    let lint = flow.under(&[pack]);
    assert_eq!(graver(&lint), expected, "{pack}\n{lint}");
}

fn fields(fields: &str) -> Whole {
    Whole { fields: fields.into(), ..Whole::default() }
}

#[test]
fn a_decent_flow_has_nothing_graver_than_a_remark() {
    for pack in ["nl", "de", "strict", "us-mn"] {
        finds(&Whole::default(), pack, &[]);
    }
}

#[test]
fn two_screens_from_elsewhere_that_say_nothing_are_no_screens_of_vaarwel() {
    let bare = format!(
        "flow = \"x\"\ntitle.en = \"x\"\nlanguages = [\"en\"]\ncompany = {{ name = \"x\" }}\n\
         [[screen]]\nid = \"who\"\npurpose = \"identify\"\n\
         field = [{{ about = \"contract\", required = true }}]\n{}\n[[screen]]\nid = \"done\"\npurpose = \"done\"\n",
        CONTROLS.replace(", nl = \"Opzegging bevestigen\"", "").replace(", nl = \"Toch blijven\"", "")
    );
    let lint = judged(&bare, &["strict"], ON);
    let said: Vec<Severity> = lint.findings.iter().filter(|it| it.rule == "DP-15").map(|it| it.severity).collect();
    assert_eq!(said, [Error, Warning, Warning, Warning, Warning], "{lint}");
}

#[test]
fn a_box_that_must_be_ticked_to_agree_is_more_than_leaving_needs() {
    for about in ["consent", "newsletter", "marketing", "keep"] {
        let forced = fields(&format!(
            "[[screen.field]]\nabout = \"{about}\"\nkind = \"checkbox\"\nrequired = true\n\
             label = {{ en = \"I agree to offers\", nl = \"Ik wil aanbiedingen\" }}\n"
        ));
        finds(&forced, "strict", &[("DP-14", Error)]);
    }
}

#[test]
fn a_box_ticked_beforehand_is_found_after_the_request_too() {
    for (about, severity) in [("consent", Block), ("newsletter", Block), ("partners", Error)] {
        let done = format!(
            "[[screen.field]]\nabout = \"{about}\"\nkind = \"checkbox\"\nchecked = true\nrequired = true\n\
             label = {{ en = \"Yes, mail me\", nl = \"Ja, mail mij\" }}\n"
        );
        finds(&Whole { done, ..Whole::default() }, "de", &[("DP-17", severity)]);
    }
}

#[test]
fn questions_with_names_of_their_own_are_questions() {
    let asks = |count: usize, kind: &str| {
        let ask = |at: usize| {
            format!(
                "[[screen.field]]\nabout = \"question_{at}\"\nkind = \"{kind}\"\n\
                 label = {{ en = \"How was it?\", nl = \"Hoe was het?\" }}\n"
            )
        };
        fields(&(0..count).map(ask).collect::<String>())
    };
    for kind in ["choice", "text", "free_text"] {
        finds(&asks(1, kind), "nl", &[]);
        finds(&asks(2, kind), "nl", &[("DP-12", Warning)]);
        finds(&asks(4, kind), "nl", &[("DP-12", Error)]);
        finds(&asks(1, kind), "strict", &[("DP-12", Error)]);
        finds(&asks(20, kind), "de", &[("DP-12", Block)]);
    }
    let phone = fields("[[screen.field]]\nabout = \"phone\"\nlabel = { en = \"Phone\", nl = \"Telefoon\" }\n");
    finds(&phone, "nl", &[]);
    // Under § 312k the fields are the most that may be asked.
    finds(&phone, "de", &[("DP-14", Error)]);
}

#[test]
fn a_fee_is_said_with_its_amount_or_it_is_not_said() {
    let fee = |minor: i64, en: &str, nl: &str| Whole {
        fee: format!("fee_minor = {minor}\nclause = \"article 9\"\ntext = {{ en = \"{en}\", nl = \"{nl}\" }}"),
        ..Whole::default()
    };
    let lies = [("Leaving costs € 0.", "Opzeggen kost € 0."), ("Leaving is free.", "Opzeggen is gratis.")];
    for (en, nl) in lies {
        finds(&fee(9_900, en, nl), "nl", &[("DP-15", Block)]);
    }
    finds(&fee(9_900, "Leaving costs € 9.90.", "Opzeggen kost € 99."), "nl", &[("DP-15", Block)]);
    finds(&fee(25_000, "There is a fee for leaving.", "Er zijn kosten."), "nl", &[("DP-15", Block)]);
    for (minor, en, nl) in [
        (25_000, "Leaving costs {fee}.", "Opzeggen kost {fee}."),
        (25_000, "Leaving costs € 250.", "Opzeggen kost € 250,-."),
        (25_050, "Leaving costs €250.50.", "Opzeggen kost € 250,50."),
        (125_000, "Leaving costs € 1,250.00.", "Opzeggen kost € 1.250,00."),
        (125_000, "After 3 years it is € 1,250.", "Na 3 jaar is het € 1.250."),
    ] {
        finds(&fee(minor, en, nl), "nl", &[]);
    }
}

#[test]
fn nothing_may_be_asked_for_a_move_from_a_cloud_provider_from_2027_on() {
    let fee = |more: &str, en: &str| {
        let nl = "Weggaan kost {fee}.";
        Whole {
            head: "audience = \"business\"\n".into(),
            fee: format!(
                "fee_minor = 25000\nclause = \"article 9\"\n{more}\ntext = {{ en = \"{en}\", nl = \"{nl}\" }}"
            ),
            ..Whole::default()
        }
    };
    let grave = |flow: &Whole, on: &str| graver(&judged(&flow.text(), &["eu-data-act"], on));
    let charge = fee("", "Leaving costs {fee}.");
    assert_eq!(grave(&charge, "2027-01-11"), []);
    assert_eq!(grave(&charge, "2027-01-12"), [("DP-31", Block)]);
    let finding = judged(&charge.text(), &["eu-data-act"], "2027-02-01").findings.remove(0);
    assert_eq!(finding.law, ["EU-DATA-2"]);
    assert_eq!(grave(&fee("fee_kind = \"switching\"", "Leaving costs {fee}."), "2027-02-01"), [("DP-31", Block)]);
    // What was agreed for going before the term is over is another thing.
    assert_eq!(grave(&fee("fee_kind = \"early_end\"", "Leaving costs {fee}."), "2027-02-01"), []);
    assert_eq!(grave(&fee("", "Who leaves before the end of the term pays {fee}."), "2027-02-01"), []);
    // A kind of contract says the same where the pack does not.
    let contract = "[[contract]]\nid = \"saas\"\ntitle = { en = \"SaaS\", nl = \"SaaS\" }\nkind = \"eu_switching\"\n";
    let both = Whole { before: contract.into(), ..fee("", "Leaving costs {fee}.") };
    let lint = judged(&both.text(), &["nl", "eu-data-act"], "2027-02-01");
    assert_eq!(of(&lint, "DP-31").map(|it| it.severity), Some(Block), "{lint}");
    let other = contract.replace("eu_switching", "nl_consumer");
    let lint = judged(&Whole { before: other, ..both }.text(), &["nl", "eu-data-act"], "2027-02-01");
    assert_eq!(of(&lint, "DP-31"), None, "{lint}");
}

#[test]
fn an_end_date_without_a_day_is_no_end_date() {
    let end = |en: &str, nl: &str| Whole {
        end_date: format!("text = {{ en = \"{en}\", nl = \"{nl}\" }}"),
        ..Whole::default()
    };
    for (en, nl) in [
        ("Your contract ends after the notice period.", "Je contract eindigt na de opzegtermijn."),
        ("Your contract ends soon.", "Je contract eindigt binnenkort."),
    ] {
        finds(&end(en, nl), "nl", &[("DP-15", Error)]);
    }
    for (en, nl) in [
        ("It ends today.", "Het eindigt vandaag."),
        ("It ends at once.", "Het eindigt per direct."),
        ("It ends on 31 December 2026.", "Het eindigt op 31 december 2026."),
    ] {
        finds(&end(en, nl), "nl", &[]);
    }
}

#[test]
fn what_identifies_somebody_is_no_excess() {
    for about in ["customer_number", "email", "mail"] {
        let own =
            format!("[[screen.field]]\nabout = \"{about}\"\nrequired = true\nlabel = {{ en = \"X\", nl = \"X\" }}\n");
        finds(&fields(&own), "strict", &[]);
    }
    for about in ["post_code", "birth_date"] {
        let own =
            format!("[[screen.field]]\nabout = \"{about}\"\nrequired = true\nlabel = {{ en = \"X\", nl = \"X\" }}\n");
        finds(&fields(&own), "strict", &[("DP-14", Error)]);
        let known = Whole { done: format!("[recognize]\nknows = \"{about}\"\n"), ..fields(&own) };
        finds(&known, "strict", &[]);
    }
}

#[test]
fn a_line_that_names_what_ends_is_no_question() {
    let line = |about: &str, label: &str| {
        fields(&format!("[[screen.field]]\nabout = \"{about}\"\nlabel = {{ en = \"{label}\", nl = \"{label}\" }}\n"))
    };
    for pack in ["fr", "nl", "strict"] {
        finds(&line("phone_line", "Phone line"), pack, &[]);
        finds(&line("meter_reading", "Meter reading"), pack, &[]);
    }
    finds(&line("meter_reading", "How was it?"), "strict", &[("DP-12", Error)]);
}

#[test]
fn a_slip_in_what_something_is_about_is_refused_and_a_name_of_its_own_is_not() {
    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let error = Flow::parse("flow.toml", text).expect_err("a refusal").to_string();
        assert!(error.contains(expected), "{error}");
    }
    let slip = |about: &str| fields(&format!("[[screen.field]]\nabout = \"{about}\"\n")).text();
    refused(&slip("contrct"), "`about` is `contrct`");
    refused(&slip("contrct"), "Did you mean `contract`?");
    refused(&slip("birthdate"), "Did you mean `birth_date`?");
    refused(&slip(""), "`about` is ``");
    let consequence = Whole::default().text().replace("about = \"end_date\"", "about = \"enddate\"");
    refused(&consequence, "Did you mean `end_date`?");
    for own in ["meter_reading", "question_0", "reason_2", "favourite_bike"] {
        assert!(Flow::parse("flow.toml", &slip(own)).is_ok(), "{own}");
    }
}

#[test]
fn a_ground_is_only_for_who_says_that_the_ending_is_extraordinary() {
    let ground = "[[screen.field]]\nabout = \"ground\"\nkind = \"choice\"\nrequired = true\n\
                  label = { en = \"Why?\", nl = \"Waarom?\" }\n";
    let kind = "[[screen.field]]\nabout = \"kind\"\nkind = \"choice\"\nrequired = true\n\
                label = { en = \"Ordinary or not\", nl = \"Gewoon of niet\" }\n";
    finds(&fields(ground), "de", &[("DP-10", Block)]);
    finds(&fields(ground), "fr", &[("DP-10", Error)]);
    finds(&fields(&format!("{kind}{ground}")), "de", &[]);
    finds(&fields(&ground.replace("required = true", "")), "de", &[]);
}

#[test]
fn a_sign_in_with_a_way_past_it_is_not_the_only_way() {
    let login = |fields: &str, first: &str, second: &str| {
        let control = |label: &str, to: &str| {
            format!(
                "[[screen.control]]\nlabel = {{ en = \"{label}\", nl = \"Opzeggen\" }}\nrole = \"leave\"\nto = \"{to}\"\n"
            )
        };
        let stay = CONTROLS.split_once("\"submitted\"\n").map(|(_, stay)| stay).expect("a control to stay");
        let second = if second.is_empty() { String::new() } else { control(second, "who") };
        let more = if second.is_empty() { "who" } else { "signed-in" };
        let signed_in = format!("[[screen]]\nid = \"signed-in\"\npurpose = \"confirm\"\n{CONTROLS}");
        let before = format!(
            "[[screen]]\nid = \"sign-in\"\npurpose = \"login\"\n{fields}{}{second}{stay}{}",
            control(first, more),
            if second.is_empty() { String::new() } else { signed_in }
        );
        Whole { before, ..Whole::default() }
    };
    let password = "[[screen.field]]\nabout = \"password\"\nkind = \"password\"\nrequired = true\n";
    let mail = "[[screen.field]]\nabout = \"reply_to\"\nlabel = { en = \"Mail address for a one-time link\", nl = \"Mailadres voor een eenmalige link\" }\n";
    let of = |flow: &Whole, pack: &str| of(&flow.under(&[pack]), "DP-13").map(|it| it.severity);
    assert_eq!(of(&login(password, "Sign in and cancel", ""), "nl"), Some(Error));
    assert_eq!(of(&login(password, "Sign in and cancel", "Cancel without signing in"), "nl"), Some(Warning));
    assert_eq!(of(&login(mail, "Send me a one-time link to cancel", ""), "nl"), Some(Warning));
    assert_eq!(of(&login(mail, "Send me a one-time link to cancel", ""), "de"), Some(Block));
}

/// A flow with one sentence on its first screen, in one language.
fn saying(language: &str, sentence: &str) -> Whole {
    Whole { texts: format!("text = [{{ {language} = \"{sentence}\" }}]\n"), ..Whole::default() }
}

/// The rules that find something in a sentence, but for the language that it lacks.
fn rules_in(language: &str, sentence: &str) -> Vec<&'static str> {
    let lint = saying(language, sentence).under(&["us-mn"]);
    graver(&lint).into_iter().map(|(rule, _)| rule).filter(|rule| *rule != "DP-27").collect()
}

#[test]
fn an_offer_in_the_words_of_a_screen_is_an_offer() {
    for (language, sentence) in [
        ("en", "Before you go: stay and we give you 3 months free."),
        ("nl", "Voor je gaat: blijf en je krijgt 3 maanden gratis."),
        ("en", "Stay and get 50% off for 3 months."),
        ("nl", "Blijf en krijg 3 maanden 50% korting."),
        ("en", "Your next three months at half price."),
        ("nl", "De komende maanden voor de halve prijs."),
    ] {
        assert_eq!(rules_in(language, sentence), ["DP-06"], "{sentence}");
    }
    for (language, sentence) in [
        ("en", "Your discount ends with the contract on {last_day}."),
        ("nl", "Je korting loopt af met je contract, op {last_day}."),
        ("en", "You can come back whenever you like, and calling us is free."),
        ("nl", "Bellen is gratis. Er is geen actie nodig."),
    ] {
        assert!(rules_in(language, sentence).is_empty(), "{sentence}: {:?}", rules_in(language, sentence));
    }
    // One is allowed in the Netherlands, and none beside a screen that offers too.
    let one = "{ en = \"Stay and get 50% off.\", nl = \"Blijf en krijg 50% korting.\" }";
    finds(&Whole { texts: format!("text = [{one}]"), ..Whole::default() }, "nl", &[]);
    let before = format!(
        "[[screen]]\nid = \"half\"\npurpose = \"offer\"\n{}",
        CONTROLS.replace("to = \"submitted\"", "to = \"who\"")
    );
    finds(&Whole { before, texts: format!("text = [{one}]"), ..Whole::default() }, "nl", &[("DP-06", Error)]);
}

#[test]
fn a_receipt_that_invites_back_is_advertising_and_one_that_tells_of_a_discount_is_not() {
    let receipt = |en: &str, nl: &str| Whole {
        done: format!("[receipt]\ntext = {{ en = \"{en}\", nl = \"{nl}\" }}\n"),
        ..Whole::default()
    };
    for (en, nl) in [
        ("Rejoin now for only € 1 with code BACK1.", "Dank je wel."),
        ("Thank you.", "Word nu weer lid voor maar € 1 met code TERUG1."),
        ("Changed your mind? Rejoin for $ 1.", "Spijt? Word weer lid voor € 1."),
        ("Get 20% off your next box.", "Dank je wel."),
    ] {
        finds(&receipt(en, nl), "de", &[("DP-23", Error)]);
    }
    let told = receipt(
        "Your discount ends with the contract on {last_day}; there is no deal to cancel.",
        "Je korting loopt af met je contract, op {last_day}.",
    );
    finds(&told, "nl", &[]);
}

#[test]
fn words_that_press_are_found_by_family() {
    for (rule, en, nl) in [
        ("DP-05", "We would hate to lose you.", "We willen je niet kwijt."),
        ("DP-05", "Our team works for you; is this how you thank them?", "Ons team werkt voor je; is dit je dank?"),
        ("DP-05", "Did you think this through?", "Heb je hier echt goed over nagedacht?"),
        ("DP-05", "Your trainer Sam will be so disappointed.", "Je trainer Sam zal zo teleurgesteld zijn."),
        ("DP-05", "You are making a big mistake.", "Je maakt een grote fout."),
        ("DP-05", "You will regret this.", "Hier krijg je spijt van."),
        ("DP-05", "Wait! Before you go.", "Wacht even, voor je gaat."),
        ("DP-16", "All your playlists will disappear.", "Al je afspeellijsten verdwijnen."),
        ("DP-25", "This offer is gone once you leave this page.", "Dit aanbod is weg zodra je deze pagina verlaat."),
        ("DP-25", "You will not get this price another time.", "Deze prijs krijg je geen tweede keer."),
        ("DP-26", "12,431 people renewed last month.", "Vorige maand verlengden 12.431 mensen."),
        ("DP-26", "Almost everybody who looks at this page stays.", "Bijna iedereen die deze pagina bekijkt, blijft."),
        ("DP-26", "Most of our members decide to stay.", "De meeste van onze leden besluiten te blijven."),
        ("DP-03", "For a smooth ending, ring our team.", "Voor een soepele afhandeling kun je het beste even bellen."),
    ] {
        for (language, sentence) in [("en", en), ("nl", nl)] {
            assert!(
                rules_in(language, sentence).contains(&rule),
                "{rule} {sentence}: {:?}",
                rules_in(language, sentence)
            );
        }
    }
    for (en, nl) in [
        ("Give up my benefits", "Mijn voordelen opgeven"),
        ("Leave my friends behind", "Mijn vrienden in de steek laten"),
        ("I'll risk it", "Ik neem het risico"),
    ] {
        let label = |text: &str, of: &str| CONTROLS.replace(of, text);
        let controls = label(nl, "Opzegging bevestigen").replace("Confirm cancellation", en);
        finds(&Whole { controls, ..Whole::default() }, "nl", &[("DP-05", Error), ("DP-05", Error)]);
    }
}

#[test]
fn plain_words_are_no_pressure() {
    for (en, nl) in [
        ("You lose nothing you paid for.", "Je verliest niets van wat je betaalde."),
        ("You will miss no class you paid for.", "Je mist geen les die je hebt betaald."),
        ("The gym closes early only this week.", "De sportschool sluit alleen deze week eerder."),
        ("Wait a moment", "Wacht even"),
        ("Nobody will ask you to stay.", "Niemand vraagt je te blijven."),
        ("Your photos stay yours and will not be lost.", "Je foto's blijven van jou en gaan niet verloren."),
        ("You can never lose your right to come back.", "Je raakt je recht om terug te komen nooit kwijt."),
        ("Many people ask when they get their deposit back.", "Veel mensen vragen wanneer ze de borg terugkrijgen."),
        ("We are sorry for the trouble we caused.", "Het spijt ons dat we je zoveel last bezorgden."),
        ("Prefer to talk? You need not call.", "Liever praten? Bellen hoeft niet."),
        ("Your contract ends soon.", "Je contract eindigt binnenkort."),
    ] {
        for (language, sentence) in [("en", en), ("nl", nl)] {
            assert!(rules_in(language, sentence).is_empty(), "{sentence}: {:?}", rules_in(language, sentence));
        }
    }
}

#[test]
fn what_the_lexicon_cannot_read_is_said_to_be_not_judged() {
    let german = Whole { texts: "text = [{ de = \"Bitte bleib!\", fr = \"Restez !\" }]".into(), ..Whole::default() };
    let lint = german.under(&["de"]);
    let words = "the words in de, fr (DP-03, DP-05, DP-06, DP-16, DP-20, DP-21, DP-23, DP-24, DP-25, DP-26)";
    assert!(lint.not_judged.iter().any(|it| it.starts_with(words)), "{:?}", lint.not_judged);
    assert!(lint.to_string().contains(&format!("not judged: {words}")), "{lint}");
    assert!(Whole::default().under(&["de"]).not_judged.is_empty());
}

#[test]
fn a_finding_names_the_laws_that_decided() {
    let laws = |flow: &Whole, packs: &[&str], rule: &str| {
        let lint = flow.under(packs);
        of(&lint, rule).unwrap_or_else(|| panic!("{rule}\n{lint}")).law.clone()
    };
    let receipt = |holds: &str| Whole { done: format!("[receipt]\nholds = [{holds}]\n"), ..Whole::default() };
    // Only the Dutch pack asks for the refund, and no rule of its own says it.
    assert!(laws(&receipt("\"content\", \"received_at\", \"end_date\""), &["nl", "de"], "DP-22").is_empty());
    assert_eq!(laws(&receipt("\"content\", \"received_at\", \"refund\""), &["de"], "DP-22"), ["DE-09"]);
    assert_eq!(laws(&receipt("\"end_date\", \"refund\""), &["nl", "de"], "DP-22"), ["DE-08", "DE-09"]);
    let link = CONTROLS.replacen("role = \"leave\"", "role = \"leave\"\nlook = \"link\"", 1);
    assert!(laws(&Whole { controls: link, ..Whole::default() }, &["de"], "DP-07").is_empty());
    let pale = CONTROLS.replacen("role = \"leave\"", "role = \"leave\"\ncontrast = 2.0", 1);
    assert_eq!(laws(&Whole { controls: pale, ..Whole::default() }, &["de"], "DP-07"), ["DE-02"]);
    let by = |head: &str| Whole { head: head.into(), ..Whole::default() };
    let phone = by("[join]\nchannels = [\"phone\"]\n");
    assert_eq!(laws(&phone, &["nl"], "DP-03"), ["NL-04"]);
    let app = by("[join]\nchannels = [\"app\"]\n");
    assert_eq!(laws(&app, &["nl"], "DP-03"), ["NL-04", "NL-06", "NL-10"]);
    let letter = by("[[channel]]\nkind = \"page\"\n[[channel]]\nkind = \"letter\"\nneeds_special_form = true\n");
    assert_eq!(laws(&letter, &["nl"], "DP-03"), ["NL-08", "NL-09"]);
}

#[test]
fn a_limit_holds_from_the_day_of_its_rules_on() {
    let question = fields("[[screen.field]]\nabout = \"reason\"\nlabel = { en = \"Why?\", nl = \"Waarom?\" }\n");
    let severity = |on: &str| of(&judged(&question.text(), &["de"], on), "DP-12").map(|it| it.severity);
    assert_eq!(severity("2022-06-30"), Some(Info));
    assert_eq!(severity("2022-07-01"), Some(Block));
    let before = judged(&question.text(), &["de"], "2021-01-01");
    assert!(before.to_string().contains("law pack de, last checked on 2026-11-22; its limits hold from 2022-07-01 on"));
    assert!(before.findings.iter().all(|it| it.law.is_empty()));
}
