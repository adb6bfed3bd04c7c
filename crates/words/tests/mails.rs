//! How well mails are understood: floors on the mails the phrases were written with, and on mails written apart.

use relationship::Day;
use words::mail::{Ends, Intent, Mail, Setting, Understood, classify, from_eml};

/// One labelled mail: what it asks for, whether a careful human would act on it, and what must be found in it.
struct Labelled {
    line: usize,
    asks: String,
    care: String,
    language: String,
    mail: Mail,
    ends: Option<String>,
    number: Option<String>,
}

/// A set of mails written apart; they are no part of the program.
fn corpus(name: &str) -> Vec<Labelled> {
    let path = format!("{}/corpus/mails_{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    read(&std::fs::read_to_string(path).expect("the mails"))
}

fn read(file: &str) -> Vec<Labelled> {
    let read = |(index, line): (usize, &str)| {
        let row: Vec<serde_json::Value> =
            serde_json::from_str(line).unwrap_or_else(|e| panic!("line {}: {e}", index + 1));
        let field = |at: usize| row[at].as_str().expect("a text").to_owned();
        let extra = |name: &str| row.get(5).and_then(|it| it[name].as_str()).map(str::to_owned);
        let is_message = row.get(5).is_some_and(|it| it["raw"] == true);
        let mail = if is_message {
            from_eml(field(4).as_bytes()).unwrap_or_else(|e| panic!("line {}: {e}", index + 1))
        } else {
            Mail {
                subject: field(3),
                text: field(4),
                from: extra("from"),
                written_on: extra("date").map_or_else(|| Day::from_ymd(2026, 11, 16), |day| day.parse().ok()),
                attachments: usize::from(field(4).to_lowercase().contains("bijlage") || field(4).contains("attached")),
                ..Mail::default()
            }
        };
        Labelled {
            line: index + 1,
            asks: field(0),
            care: field(1),
            language: field(2),
            mail,
            ends: extra("end"),
            number: extra("number"),
        }
    };
    file.lines().enumerate().map(read).collect()
}

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    right: usize,
    of: usize,
}

impl Count {
    fn add(&mut self, is_right: bool) {
        self.right += usize::from(is_right);
        self.of += 1;
    }

    fn share(self) -> f64 {
        self.right as f64 / self.of.max(1) as f64
    }

    /// Wilson's interval of 95 %.
    fn wilson(self) -> (f64, f64) {
        let (n, p, z) = (self.of.max(1) as f64, self.share(), 1.959_963_985);
        let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        (middle - half, middle + half)
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (low, high) = self.wilson();
        write!(
            f,
            "{}/{} = {:.1} % ({:.1} to {:.1})",
            self.right,
            self.of,
            100.0 * self.share(),
            100.0 * low,
            100.0 * high
        )
    }
}

fn name(intent: Intent) -> &'static str {
    match intent {
        Intent::Leave => "leave",
        Intent::Withdraw => "withdraw",
        Intent::Question => "question",
        Intent::Other | Intent::Unclear => "other",
    }
}

#[derive(Debug, Default)]
struct Quality {
    /// Of those it would act on: right.
    acts_right: Count,
    /// Of real requests to leave or withdraw: found, or put before a person.
    found: Count,
    /// Of the requests a careful human would take at once: acted on.
    acts: Count,
    /// The intent named is the one labelled.
    intent: Count,
    /// Wanted ends and customer numbers read right, where there is one.
    ends: Count,
    numbers: Count,
}

fn ends_word(it: &Understood) -> String {
    match &it.ends {
        Ends::On { on, .. } => on.to_string(),
        Ends::Soonest { .. } => "soonest".into(),
        Ends::EndOfTerm { .. } => "end_of_term".into(),
        Ends::NotSaid => "not said".into(),
        Ends::Unclear { words } => format!("unclear: {words}"),
    }
}

fn measure(mails: &[Labelled], language: &str) -> Quality {
    let show = std::env::var_os("SHOW").is_some();
    let mut quality = Quality::default();
    for it in mails.iter().filter(|it| language.is_empty() || it.language == language) {
        let said = classify(&it.mail, &Setting { company: Some("Fietsplan".to_owned()), ..Setting::default() });
        let asks_to_go = matches!(it.asks.as_str(), "leave" | "withdraw");
        let acts = !said.must_look && matches!(said.intent, Intent::Leave | Intent::Withdraw);
        let mut note = String::new();
        if acts {
            let is_right = name(said.intent) == it.asks && it.care == "act";
            quality.acts_right.add(is_right);
            if !is_right {
                note += " WRONG-ACT";
            }
        }
        if asks_to_go {
            let is_found = matches!(said.intent, Intent::Leave | Intent::Withdraw) || said.must_look;
            quality.found.add(is_found);
            if !is_found {
                note += " LOST";
            }
        }
        if it.care == "act" {
            quality.acts.add(acts);
            if !acts {
                note += " not-acted";
            }
        }
        quality.intent.add(name(said.intent) == it.asks);
        if name(said.intent) != it.asks && it.care != "act" {
            note += " intent";
        }
        if let Some(ends) = &it.ends {
            quality.ends.add(*ends == ends_word(&said));
            if *ends != ends_word(&said) {
                note += " ENDS";
            }
        }
        if let Some(number) = &it.number {
            quality.numbers.add(said.customer_number.as_ref() == Some(number));
            if said.customer_number.as_ref() != Some(number) {
                note += " NUMBER";
            }
        }
        if show && !note.is_empty() && language.is_empty() {
            let looks: Vec<String> = said.look.iter().map(|look| format!("{:?} `{}`", look.why, look.words)).collect();
            eprintln!(
                "{}{note}: {} ({}) said {} {} {:?} p={:.2} | {}",
                it.line,
                it.asks,
                it.care,
                name(said.intent),
                ends_word(&said),
                said.customer_numbers,
                said.second_opinion,
                looks.join("; ")
            );
            if show {
                eprintln!("      {} | {}", it.mail.subject, it.mail.text.replace('\n', " / "));
            }
        }
    }
    if show {
        eprintln!(
            "{language:>3} acts right {}\n    found {}\n    acts {}\n    intent {}\n    ends {}\n    numbers {}",
            quality.acts_right, quality.found, quality.acts, quality.intent, quality.ends, quality.numbers
        );
    }
    quality
}

#[test]
fn mails_the_phrases_were_written_with_are_understood() {
    let mails = read(include_str!("../corpus/mails_development.jsonl"));
    let quality = measure(&mails, "");
    assert_eq!(quality.acts_right.right, quality.acts_right.of, "{quality:#?}");
    assert_eq!(quality.found.right, quality.found.of, "{quality:#?}");
    assert!(quality.acts.share() > 0.9, "{quality:#?}");
    assert!(quality.ends.share() > 0.95 && quality.numbers.share() > 0.95, "{quality:#?}");
}

#[test]
fn mails_written_apart_are_understood() {
    let mails = corpus("held_out");
    for language in ["", "nl", "en"] {
        let quality = measure(&mails, language);
        assert!(quality.acts_right.share() >= 0.985, "{language} {quality:#?}");
        assert!(quality.found.share() >= 0.98, "{language} {quality:#?}");
        assert!(quality.acts.share() >= 0.75, "{language} {quality:#?}");
        assert!(quality.ends.share() >= 0.9 && quality.numbers.share() >= 0.9, "{language} {quality:#?}");
    }
}

#[test]
fn three_hundred_mails_more_are_understood() {
    let mails = corpus("fourth");
    let quality = measure(&mails, "");
    assert!(mails.len() >= 300, "{}", mails.len());
    assert!(quality.acts_right.share() >= 0.995, "{quality:#?}");
    assert!(quality.found.share() >= 0.98, "{quality:#?}");
}

/// Measured once, before anything was changed because of it: `docs/reference/mail_classify.md`.
#[test]
fn a_fresh_set_of_mails_is_understood() {
    let mails = corpus("fifth");
    let quality = measure(&mails, "");
    assert!(mails.len() >= 150, "{}", mails.len());
    assert!(quality.acts_right.share() >= 0.995, "{quality:#?}");
    assert!(quality.found.share() >= 0.98, "{quality:#?}");
}

/// Letters of companies and heirs, threads, whole messages in every encoding: measured once before anything was changed.
#[test]
fn odd_mails_of_every_kind_are_understood() {
    let mails = corpus("sixth");
    let quality = measure(&mails, "");
    assert!(mails.len() >= 95, "{}", mails.len());
    assert!(quality.acts_right.share() >= 0.995, "{quality:#?}");
    assert!(quality.found.share() >= 0.98, "{quality:#?}");
}

/// People in their own voices, to companies of every kind: measured once before anything was changed.
#[test]
fn mails_in_many_voices_are_understood() {
    let mails = corpus("seventh");
    let quality = measure(&mails, "");
    assert!(mails.len() >= 150, "{}", mails.len());
    assert!(quality.acts_right.share() >= 0.995, "{quality:#?}");
    assert!(quality.found.share() >= 0.98, "{quality:#?}");
    assert!(quality.acts.share() >= 0.7, "{quality:#?}");
}

/// Put away until the end, in voices as odd: at first sight 18 of 19 acts were right, and 90 of 90 requests found.
#[test]
fn mails_in_odder_voices_are_left_to_people() {
    let mails = corpus("eighth");
    let quality = measure(&mails, "");
    assert!(mails.len() >= 150, "{}", mails.len());
    assert!(quality.acts_right.share() >= 0.995, "{quality:#?}");
    assert!(quality.found.share() >= 0.98, "{quality:#?}");
}

/// Put away until all was chosen; the floors are what was measured at first sight. What was wrong was mended later, and the
/// model has learned from it since.
#[test]
fn mails_of_an_author_nobody_had_read_are_understood() {
    let mails = corpus("thirteenth");
    let quality = measure(&mails, "");
    assert_eq!(mails.len(), 240);
    assert_eq!(quality.acts_right.right, quality.acts_right.of, "{quality:#?}");
    assert_eq!(quality.found.right, quality.found.of, "{quality:#?}");
    assert!(quality.acts.share() >= 90.0 / 120.0, "{quality:#?}");
    assert!(quality.ends.share() >= 107.0 / 121.0, "{quality:#?}");
}

/// Measured once, before the model form of British law was known for a withdrawal and before the model learned from it:
/// `docs/reference/mail_classify.md` says what was right then.
#[test]
fn mails_of_another_author_nobody_had_read_are_understood() {
    let mails = corpus("fourteenth");
    let quality = measure(&mails, "");
    assert_eq!(mails.len(), 200);
    assert_eq!(quality.acts_right.right, quality.acts_right.of, "{quality:#?}");
    assert_eq!(quality.found.right, quality.found.of, "{quality:#?}");
    assert!(quality.acts.share() >= 63.0 / 100.0, "{quality:#?}");
    assert!(quality.ends.share() >= 46.0 / 59.0, "{quality:#?}");
}

/// Six authors whom nobody had read and nothing has learned from, measured once: 476 of 478 acts were right, and all 1,199
/// requests found or put before a person. The floors are the shares of that day; the two were read and mended later.
#[test]
fn six_authors_nobody_had_read_are_understood() {
    let sets = ["twenty_third", "twenty_fourth", "twenty_fifth", "twenty_sixth", "twenty_seventh", "twenty_eighth"];
    let mails: Vec<Labelled> = sets.iter().flat_map(|name| corpus(name)).collect();
    let quality = measure(&mails, "");
    assert_eq!(mails.len(), 1600);
    assert_eq!(quality.acts_right.right, quality.acts_right.of, "{quality:#?}");
    assert_eq!(quality.found.right, quality.found.of, "{quality:#?}");
    assert!(quality.acts.share() >= 476.0 / 805.0, "{quality:#?}");
    assert!(quality.ends.share() >= 785.0 / 901.0, "{quality:#?}");
}

/// An outsider's mails, written to find what was acted on wrongly, and mended since; those on which one may differ are left out.
#[test]
fn the_mails_of_an_outsider_who_looked_for_what_is_wrong_are_understood() {
    let mails = corpus("twenty_ninth");
    let quality = measure(&mails, "");
    assert!(mails.len() >= 190, "{}", mails.len());
    assert_eq!(quality.acts_right.right, quality.acts_right.of, "{quality:#?}");
    assert_eq!(quality.found.right, quality.found.of, "{quality:#?}");
    assert!(quality.acts.share() >= 0.75, "{quality:#?}");
    assert!(quality.ends.share() >= 0.95 && quality.numbers.share() >= 0.95, "{quality:#?}");
}

/// A stop for a while only, a number that is no longer the number, a time nothing places, another firm, a contract of last
/// week, somebody in danger, a blank nobody filled in, a joke, a draft; and beside them what only resembles these.
#[test]
fn what_is_left_when_all_is_understood_stops_a_request() {
    let mails = corpus("rest");
    let quality = measure(&mails, "");
    let count = |care: &str| mails.iter().filter(|it| it.care == care).count();
    assert!(count("look") >= 280 && count("act") >= 70, "{}", mails.len());
    assert_eq!(quality.acts_right.right, quality.acts_right.of, "{quality:#?}");
    assert_eq!(quality.found.right, quality.found.of, "{quality:#?}");
    assert!(quality.acts.share() >= 0.98, "{quality:#?}");
    let acted: Vec<&Labelled> = mails.iter().filter(|it| it.care == "act").collect();
    for it in acted {
        let said = classify(&it.mail, &Setting { company: Some("Fietsplan".to_owned()), ..Setting::default() });
        assert!(it.ends.as_ref().is_none_or(|ends| *ends == ends_word(&said)), "{} {said:?}", it.mail.text);
        assert!(it.number.is_none() || it.number == said.customer_number, "{} {said:?}", it.mail.text);
    }
}

/// What a form, a voice mail or a chat delivers, a person said; what a machine sends of itself asks for nobody.
#[test]
fn a_persons_words_in_a_machines_envelope_are_shown_to_a_person() {
    let said = |subject: &str, text: &str| {
        let mail = Mail {
            subject: subject.to_owned(),
            text: text.to_owned(),
            machine: Some("Auto-Submitted: auto-generated".to_owned()),
            ..Mail::default()
        };
        classify(&mail, &Setting::default())
    };
    for text in [
        "Nieuw bericht via het contactformulier\nNaam: Jan Bos\nBericht: Ik kap ermee. Lidnr 5512",
        "Message: Please stop charging me, I'm out. Member 5512",
        "U heeft een WhatsApp-bericht: ik hoef het niet meer, schrijf me uit, 5512",
        "Bericht: mijn man is overleden wat moet ik doen. nr 5512",
        "Name: Jan\nMessage: how do I cancel my membership? 5512",
        "Jan Bos is op 3 november overleden. Dit mailadres wordt niet meer gelezen.",
        "Voicemail van 0612345678: ja hallo, haal me er maar af, nummer 5512",
        "Spraakbericht: met Ans, ik wil er niks meer mee te maken hebben",
        "Chat transcript\nVisitor: get me out of this thing please",
        "SMS van 0612345678: stop er maar mee",
        "Webformulier ingevuld. Opmerkingen: ik ben er klaar mee",
        "New enquiry from your website. Comments: done with you lot, 5512",
        "Terugbelverzoek van mevrouw De Wit, ze is verhuisd",
        "Missed call. Transcription: hi, it's Moira, I won't be coming any more",
        "Formulier: afmelding\nReden: te duur",
    ] {
        let said = said("", text);
        assert!(said.must_look, "{text}: {said:?}");
    }
    for (subject, text) in [
        ("Out of office", "I am out of the office until 5 January with limited access to email."),
        ("Afwezig", "Ik ben op vakantie tot 4 december."),
        ("Undeliverable: your invoice", "Delivery to the following recipient failed permanently."),
        ("Grote actie", "Deze maand 20% korting! Wilt u deze mails niet meer ontvangen? Klik hier om u af te melden."),
        ("Newsletter", "Read our latest stories. Unsubscribe here."),
        ("Automatisch antwoord", "Wij hebben uw bericht ontvangen en antwoorden binnen twee dagen."),
    ] {
        let said = said(subject, text);
        assert!(!said.must_look && said.intent == Intent::Other, "{text}: {said:?}");
    }
}

/// A number that does not look like the company's is not taken for one.
#[test]
fn a_number_is_read_as_the_company_writes_it() {
    let pattern = words::mail::NumberPattern::new("FP-#####").ok();
    let setting = Setting { number_pattern: pattern, ..Setting::default() };
    let said = |number: &str| {
        let text = format!("Hierbij zeg ik mijn abonnement op. {number}");
        classify(&Mail { text, ..Mail::default() }, &setting)
    };
    for number in
        ["FP20913", "FP 20913", "fp-20913", "(FP-20913)", "Klantnummer 20913", "Klantnummer FP20913", "FP-20913"]
    {
        let said = said(number);
        assert!(!said.must_look && said.customer_number.as_deref() == Some("FP-20913"), "{number}: {said:?}");
    }
    for number in ["Klantnummer FP-2091", "Klantnummer FP-209131", "Klantnummer 2091", "Klantnummer FX-20913"] {
        let said = said(number);
        assert!(said.must_look, "{number}: {said:?}");
    }
}

/// A mail whose subject says all is as plain as one whose text does.
#[test]
fn a_subject_alone_may_say_it_all() {
    let said = |subject: &str, text: &str| {
        let mail = Mail { subject: subject.to_owned(), text: text.to_owned(), ..Mail::default() };
        classify(&mail, &Setting::default())
    };
    for (subject, text) in [
        ("Opzegging abonnement klantnummer 661209", ""),
        ("Hierbij zeg ik mijn lidmaatschap op, lidnummer 5512", "zie onderwerp"),
        ("Please cancel my membership, member number 5512", "See subject"),
    ] {
        let said = said(subject, text);
        assert!(!said.must_look && said.intent == Intent::Leave, "{subject}: {said:?}");
    }
    for (subject, text) in [
        ("Opzegging abonnement", "zie bijlage"),
        ("Opzeggen?", ""),
        ("Hoe zeg ik mijn abonnement op", ""),
        ("Re: Please cancel my membership 5512", ""),
        ("Opzegging afspraak 5512", ""),
        ("Vraag over opzegging abonnement 5512", ""),
    ] {
        let said = said(subject, text);
        assert!(said.must_look, "{subject}: {said:?}");
    }
}

/// Pairs that differ in little: a disputed charge, a notice to follow, somebody else's contract, a day that cannot be; and
/// beside each the request as plain as can be.
#[test]
fn a_snag_beside_the_request_stops_it_and_its_likeness_does_not() {
    let mails = corpus("snags");
    let quality = measure(&mails, "");
    let count = |care: &str| mails.iter().filter(|it| it.care == care).count();
    assert!(count("look") >= 150 && count("act") >= 95, "{}", mails.len());
    assert_eq!(quality.acts_right.right, quality.acts_right.of, "{quality:#?}");
    assert!(quality.acts.share() >= 88.0 / 95.0, "{quality:#?}");
}

/// Who writes above what they were sent speaks for themselves; who passes on what another wrote does not.
#[test]
fn a_mail_of_the_company_may_stand_below_a_request() {
    let own = "Hierbij zeg ik mijn abonnement op.\n\n---------- Doorgestuurd bericht ---------\nVan: {by}\nAan: {to}\n\nJe klantnummer: 4410";
    let said = |by: &str, to: &str| {
        let mail = Mail {
            subject: "Fwd: Welkom".to_owned(),
            text: own.replace("{by}", by).replace("{to}", to),
            from: Some("Sanne Bakker <sanne.bakker@voorbeeld.example>".to_owned()),
            ..Mail::default()
        };
        classify(&mail, &Setting::default())
    };
    let welcome = said("Fietsplan <hallo@fietsplan.example>", "Sanne Bakker");
    assert!(!welcome.must_look && welcome.customer_number.as_deref() == Some("4410"), "{welcome:?}");
    assert!(said("Joris Bakkers <joris@voorbeeld.example>", "Fietsplan").must_look);
    assert!(said("Sanne Bakker", "Fietsplan").must_look);
}

#[test]
fn what_only_looks_like_saying_up_a_contract_is_for_a_person() {
    for text in [
        "Ik wil mijn abonnement niet opzeggen maar verlengen.",
        "Ik zeg het vertrouwen in jullie op.",
        "Wij hebben internet en een mobiel. Een van de mobieltjes zeg ik op.",
        "We hebben jullie fietsen. Ik zeg er een op.",
        "Ik zeg mijn extra pakket op.",
        "Ik zie af van verlenging van mijn abonnement.",
        "Dit bericht is naar aanleiding van mijn opzegging van vorige week.",
        "I don't want to call and cancel my subscription by phone.",
        "You keep writing about my membership. Please stop it.",
        "Kunt u mijn abonnement bekijken? Ik beëindig het als het duurder wordt.",
        "Wij zeggen de opvang van onze kleindochter op.",
        "Ik zeg mijn baan op en kan niet meer betalen. Wat nu met mijn abonnement?",
        "Ik zeg niks op.",
        "Ik zeg op en wil het teveel betaalde terug.",
    ] {
        let said = classify(&Mail { text: text.to_owned(), ..Mail::default() }, &Setting::default());
        assert!(said.must_look, "{text}: {said:?}");
    }
}

#[test]
fn who_says_it_in_few_words_is_understood_too() {
    for (subject, text) in [
        ("", "Ik zeg op."),
        ("", "Hierbij zeg ik op."),
        ("cancel", "Please cancel my plan."),
        ("", "Please cancel my subscription."),
        ("", "Ik wil mijn abonnement opzeggen."),
        ("", "I hereby cancel my contract."),
        ("", "Stop mijn abonnement aub."),
    ] {
        let mail = Mail { subject: subject.to_owned(), text: text.to_owned(), ..Mail::default() };
        let said = classify(&mail, &Setting::default());
        assert!(!said.must_look && said.intent == Intent::Leave, "{text}: {said:?}");
    }
}

#[test]
fn who_writes_of_an_automatic_reply_is_not_set_aside() {
    for text in [
        "Expect an automated reply, I am on annual leave, but please do end my membership.",
        "Let op: ik ben tot maandag afwezig en lees mijn mail niet. Willen jullie mijn abonnement stopzetten?",
    ] {
        let said = classify(&Mail { text: text.to_owned(), ..Mail::default() }, &Setting::default());
        assert!(said.must_look, "{text}: {said:?}");
    }
    let away = "I am on annual leave until Monday. For urgent matters please write to my colleague.";
    let said = classify(&Mail { text: away.to_owned(), ..Mail::default() }, &Setting::default());
    assert!(!said.must_look && said.intent == Intent::Other, "{said:?}");
}

#[test]
fn a_mail_that_only_sounds_like_a_request_is_never_acted_on() {
    let traps = include_str!("../corpus/mails_traps.jsonl");
    let acted: Vec<_> = read(traps)
        .into_iter()
        .filter(|it| !classify(&it.mail, &Setting::default()).must_look)
        .map(|it| it.mail.text)
        .collect();
    assert!(acted.is_empty(), "{acted:#?}");
}

#[test]
fn what_surrounds_a_request_does_not_change_its_meaning() {
    let text = "Hierbij zeg ik mijn abonnement op per 1 januari 2027. Klantnummer 4410.";
    let wrapped = [
        format!("Beste mensen,\n\n{text}\n\nMet vriendelijke groet,\nSanne\n\nVerstuurd vanaf mijn iPhone"),
        format!(
            "<html><body><p>Hoi,</p><p>{text}</p><blockquote>Wilt u NIET opzeggen? Bel ons.</blockquote></body></html>"
        ),
        format!(
            "{text}\n\nOp ma 9 nov 2026 om 10:12 schreef Fietsplan <a@b.example>:\n> Als u niet wilt opzeggen, doe dan niets.\n"
        ),
        text.to_uppercase(),
        text.replace("abonnement", "abbonement"),
        format!("{text}\r\n-- \r\nDit bericht is vertrouwelijk. Als u niet de geadresseerde bent, verwijder het dan."),
    ];
    for text in wrapped {
        let mail = Mail { text: text.clone(), written_on: Day::from_ymd(2026, 11, 16), ..Mail::default() };
        let said = classify(&mail, &Setting::default());
        assert_eq!((said.intent, said.must_look), (Intent::Leave, false), "{text}: {:?}", said.look);
        assert_eq!((ends_word(&said).as_str(), said.customer_number.as_deref()), ("2027-01-01", Some("4410")));
    }
}

proptest::proptest! {
    #[test]
    fn any_text_gets_an_answer(subject in "\\PC{0,40}", text in "\\PC{0,300}") {
        let mail = Mail { subject, text, ..Mail::default() };
        let said = classify(&mail, &Setting::default());
        proptest::prop_assert!((0.0..=1.0001).contains(&said.second_opinion));
        proptest::prop_assert!(said.must_look || said.look.is_empty());
    }
}
