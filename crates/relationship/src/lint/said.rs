//! What is said: pressure, loss, hurry, labels with two meanings, what follows.

use super::{Looking, Severity, part, screen, words};
use crate::deadline::ContractKind;
use crate::flow::{Consequence, FeeKind, Flow, Screen, Step, Text};
use Severity::{Block, Error, Info, Warning};

/// Words a label may have; longer ones are read twice.
const LABEL_WORDS_MAX: usize = 20;
/// Labels that may mean "close this" as well as "end it".
const AMBIGUOUS: [&str; 31] = [
    "ja",
    "nee",
    "bevestigen",
    "bevestig",
    "annuleer",
    "verzenden",
    "versturen",
    "akkoord",
    "yes",
    "no",
    "confirm",
    "send",
    "agree",
    "bestätigen",
    "ja, weiter",
    "confirmer",
    "valider",
    "annuleren",
    "doorgaan",
    "volgende",
    "ok",
    "oké",
    "verder",
    "cancel",
    "continue",
    "next",
    "proceed",
    "submit",
    "weiter",
    "absenden",
    "continuer",
];

/// A text on a screen and the way to it.
struct Said<'a> {
    way: Vec<Step>,
    language: &'static str,
    text: &'a str,
    is_label: bool,
}

fn all<'a>(screens: impl Iterator<Item = (usize, &'a Screen)>) -> Vec<Said<'a>> {
    let mut said = Vec::new();
    let mut add = |way: Vec<Step>, text: &'a Text, is_label| {
        said.extend(text.each().map(|(language, text)| Said { way: way.clone(), language, text, is_label }));
    };
    for (index, it) in screens {
        add(screen(index), &it.title, false);
        for (at, text) in it.texts.iter().enumerate() {
            add(part(index, "text", at), text, false);
        }
        for (at, control) in it.controls.iter().enumerate() {
            add(part(index, "control", at), &control.label, true);
        }
        for (at, field) in it.fields.iter().enumerate() {
            add(part(index, "field", at), &field.label, false);
        }
    }
    said
}

/// What is said beside the screens: where the way out begins, what follows, what is offered, what the receipt adds.
fn besides(flow: &Flow) -> Vec<Said<'_>> {
    let listed = |key: &'static str, at: usize| vec![Step::Key(key), Step::At(at)];
    let entries = flow.entries.iter().enumerate().map(|(at, it)| (listed("entry", at), &it.label, true));
    let follows = flow.consequences.iter().enumerate().map(|(at, it)| (listed("consequence", at), &it.text, false));
    let offers = flow.offers.iter().enumerate().map(|(at, it)| (listed("offer", at), &it.text, false));
    let receipt = std::iter::once((vec![Step::Key("receipt")], &flow.receipt.text, false));
    let all = entries.chain(follows).chain(offers).chain(receipt);
    all.flat_map(|(way, text, is_label)| {
        text.each().map(move |(language, text)| Said { way: way.clone(), language, text, is_label })
    })
    .collect()
}

pub(super) fn look(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    let on_path: Vec<Said<'_>> = all(flow.before_submitting()).into_iter().chain(besides(flow)).collect();
    let everywhere: Vec<Said<'_>> = all(flow.screens.iter().enumerate()).into_iter().chain(besides(flow)).collect();
    pressure(looking, &everywhere);
    for it in &on_path {
        if let Some(words) = words::hit("false_channel", it.language, it.text) {
            looking.find_by(
                "DP-03",
                (&["call"], &|_| true),
                Warning,
                &it.way,
                format!("“{words}”: pushes to another channel"),
                format!("‘{words}’: duwt naar een ander kanaal"),
            );
        }
        if let Some(words) = words::hit("social_proof", it.language, it.text) {
            looking.find(
                "DP-26",
                Warning,
                &it.way,
                format!("“{words}”, without a source"),
                format!("‘{words}’, zonder bron"),
            );
        }
        if it.is_label {
            ambiguous(looking, it);
        }
    }
    hurry(looking, &on_path);
    consequences(looking);
    receipt_text(looking);
    languages(looking);
}

/// The languages in which there are words that the lexicon cannot read.
pub(super) fn not_judged(flow: &Flow) -> Vec<String> {
    let all: Vec<Said<'_>> = all(flow.screens.iter().enumerate()).into_iter().chain(besides(flow)).collect();
    let is_read = |language: &str| matches!(language, "nl" | "en");
    let mut foreign: Vec<&str> = all.iter().map(|it| it.language).filter(|language| !is_read(language)).collect();
    foreign.sort_unstable();
    foreign.dedup();
    if foreign.is_empty() {
        return Vec::new();
    }
    let rules = "DP-03, DP-05, DP-06, DP-16, DP-23, DP-25, DP-26";
    vec![format!(
        "the words in {} ({rules}): the lexicon knows Dutch and English; let somebody read them",
        foreign.join(", ")
    )]
}

fn pressure(looking: &mut Looking<'_>, said: &[Said<'_>]) {
    let mut hits = Vec::new();
    for (index, it) in said.iter().enumerate() {
        let found = ["self_put_down", "guilt", "doubt"]
            .iter()
            .find_map(|group| words::hit(group, it.language, it.text))
            .or_else(|| words::hit_without_facts("fear", it.language, it.text));
        if let Some(words) = found {
            hits.push((index, words));
        } else if let Some(words) = words::hit_without_facts("loss", it.language, it.text) {
            looking.find(
                "DP-16",
                Warning,
                &it.way,
                format!("“{words}”: no date, amount or thing is named"),
                format!("‘{words}’: geen datum, bedrag of ding genoemd"),
            );
        }
    }
    let several = hits.len() > 1;
    for (index, words) in hits {
        let it = &said[index];
        let severity = if it.is_label || several { Error } else { Warning };
        looking.find("DP-05", severity, &it.way, format!("“{words}”"), format!("‘{words}’"));
    }
}

fn ambiguous(looking: &mut Looking<'_>, it: &Said<'_>) {
    let plain = it.text.trim().trim_end_matches(['.', '!', '›', '>', ' ']).to_lowercase();
    let denied = looking.packs.iter().any(|pack| {
        let labels = pack.labels.get("denied").and_then(|labels| labels.get(it.language));
        labels.is_some_and(|labels| labels.iter().any(|label| label.to_lowercase() == plain))
    });
    let why = if denied || AMBIGUOUS.contains(&plain.as_str()) {
        Some(("can mean two things", "kan twee dingen betekenen"))
    } else if words::hit("double_negation", it.language, it.text).is_some() {
        Some(("denies twice", "ontkent twee keer"))
    } else if it.text.split_whitespace().count() > LABEL_WORDS_MAX {
        Some(("is longer than a label", "is langer dan een opschrift"))
    } else {
        None
    };
    if let Some((en, nl)) = why {
        looking.find("DP-19", Error, &it.way, format!("“{}” {en}", it.text), format!("‘{}’ {nl}", it.text));
    }
}

fn hurry(looking: &mut Looking<'_>, said: &[Said<'_>]) {
    for (index, it) in looking.flow.before_submitting() {
        if it.countdown && !it.deadline_is_real {
            looking.find(
                "DP-25",
                Error,
                &screen(index),
                "a countdown runs for nothing",
                "er loopt een klok zonder reden",
            );
        }
    }
    for it in said {
        let real = matches!(it.way.as_slice(), [Step::Key("screen"), Step::At(index), ..] if looking.flow.screens[*index].deadline_is_real);
        if let Some(words) = words::hit("urgency", it.language, it.text).filter(|_| !real) {
            looking.find("DP-25", Error, &it.way, format!("“{words}”"), format!("‘{words}’"));
        }
    }
}

fn consequences(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    let is_standard = flow.has_screens_of_vaarwel();
    let states = |about: &str| flow.consequences.iter().any(|it| it.about == about);
    let asked = [
        ("end_date", Error, "the end date", "de einddatum"),
        ("last_charge", Warning, "the last charge", "de laatste betaling"),
        ("refund", Warning, "what goes back", "wat er terugkomt"),
        ("fee", Warning, "whether leaving costs anything", "of opzeggen iets kost"),
        ("data", Warning, "what happens to data", "wat er met gegevens gebeurt"),
    ];
    for (about, severity, en, nl) in asked {
        if states(about) || is_standard && about != "data" {
            continue;
        }
        let severity = if is_standard { Info } else { severity };
        looking.find(
            "DP-15",
            severity,
            &[Step::Key("consequence")],
            format!("{en} is not said before the request is sent"),
            format!("{nl} staat er niet voor het versturen"),
        );
    }
    for (index, it) in flow.consequences.iter().enumerate() {
        let way = [Step::Key("consequence"), Step::At(index)];
        if let Some(minor) = it.fee_minor.filter(|minor| *minor > 0) {
            fee(looking, &way, it, minor);
        }
        if it.about == "end_date" && it.text.each().any(|(language, text)| !has_day(language, text)) {
            looking.find(
                "DP-15",
                Error,
                &way,
                "the end date is named without a day",
                "de einddatum staat er zonder dag",
            );
        }
        for (language, text) in it.text.each() {
            if let Some(name) = Consequence::unfilled(text).next() {
                let known = Consequence::VALUES.map(|it| format!("{{{it}}}")).join(", ");
                looking.find(
                    "DP-15",
                    Warning,
                    &way,
                    format!("“{{{name}}}” would stand there as it is; the values are {known}"),
                    format!("‘{{{name}}}’ zou er zo staan; de waarden zijn {known}"),
                );
            }
            let resolved = text.contains('{') || words::hit("factual", language, text).is_some();
            if let Some(words) = words::hit("vague", language, text).filter(|_| !resolved) {
                looking.find(
                    "DP-15",
                    Warning,
                    &way,
                    format!("“{words}”: no value is given"),
                    format!("‘{words}’: er staat geen waarde"),
                );
            }
        }
    }
}

/// A day, or words that say that it is at once.
fn has_day(language: &str, text: &str) -> bool {
    text.contains("{last_day}")
        || text.contains(|it: char| it.is_ascii_digit())
        || words::hit("at_once", language, text).is_some()
}

/// A fee: said with its amount in every language, allowed by a clause, and not for a move that must be free.
fn fee(looking: &mut Looking<'_>, way: &[Step], it: &Consequence, minor: i64) {
    let amount = format!("{}.{:02}", minor / 100, minor % 100);
    let says = |text: &str| text.contains("{fee}") || amounts(text).any(|it| it == minor);
    if it.text.each().next().is_none() || !it.text.each().all(|(_, text)| says(text)) {
        looking.find(
            "DP-15",
            Block,
            way,
            format!("there is a fee of {amount} and the text does not say it"),
            format!("er zijn kosten van {amount} en dat bedrag staat er niet"),
        );
    }
    if it.clause.as_ref().is_none_or(|clause| clause.trim().is_empty()) {
        looking.find(
            "DP-31",
            Block,
            way,
            "a fee for leaving, without a rule and a clause",
            "kosten voor opzeggen, zonder regel en beding",
        );
    } else if must_be_free(looking) && is_for_switching(it) {
        looking.find(
            "DP-31",
            Block,
            way,
            "a charge for the move to another provider, which must be free",
            "kosten voor overstappen naar een ander, en dat moet gratis zijn",
        );
    }
}

/// Are charges for a move forbidden on this day to a provider with contracts of this kind?
fn must_be_free(looking: &Looking<'_>) -> bool {
    let contracts = &looking.flow.contracts;
    let is_cloud = contracts.is_empty() || contracts.iter().any(|it| it.kind == ContractKind::EuSwitching);
    let mut rules = looking.packs.iter().flat_map(|pack| pack.in_force(looking.today));
    is_cloud && rules.any(|rule| rule.id == "EU-DATA-2")
}

/// A fee is for the move where it says so, and where nothing says that it is for going before the term is over.
fn is_for_switching(it: &Consequence) -> bool {
    let is_early = |(language, text)| words::hit("early_end", language, text).is_some();
    match it.fee_kind {
        Some(kind) => kind == FeeKind::Switching,
        None => it.about == "fee" && !it.text.each().any(is_early),
    }
}

/// The amounts in a text, in minor units: `250`, `250,-`, `250.50`, `1.250,00`.
fn amounts(text: &str) -> impl Iterator<Item = i64> {
    let is_part = |it: char| it.is_ascii_digit() || it == '.' || it == ',';
    text.split(move |it| !is_part(it)).filter_map(|number| {
        let number = number.trim_matches(['.', ',']);
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let (whole, cents) = match number.rfind(['.', ',']).map(|at| number.split_at(at)) {
            Some((whole, cents)) if cents.len() == 3 => (digits(whole), digits(cents)),
            _ => (digits(number), "00".to_owned()),
        };
        whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents.parse().ok()?)
    })
}

fn receipt_text(looking: &mut Looking<'_>) {
    use crate::flow::ReceiptClass;
    let receipt = &looking.flow.receipt;
    let words = receipt.text.each().find_map(|(language, text)| words::sells(language, text));
    if receipt.class == ReceiptClass::Commercial || words.is_some() {
        let said = words.map_or_else(String::new, |words| format!(": “{words}”"));
        looking.find(
            "DP-23",
            Error,
            &[Step::Key("receipt")],
            format!("the receipt sells something{said}"),
            format!("de bevestiging verkoopt iets{said}"),
        );
    }
}

fn languages(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    let lacking: Vec<&str> =
        flow.join.languages.iter().filter(|language| !flow.languages.contains(language)).map(String::as_str).collect();
    if !lacking.is_empty() {
        looking.find(
            "DP-27",
            Error,
            &[Step::Key("languages")],
            format!("one can join in {} and not leave in it", lacking.join(", ")),
            format!("je kunt klant worden in {} en er niet in opzeggen", lacking.join(", ")),
        );
    }
    for it in parts(flow) {
        let is_said = it.text.each().next().is_some();
        let lacks = |language: &str| ["nl", "en"].contains(&language) && it.text.in_language(language).is_none();
        if let Some(language) = flow.languages.iter().find(|language| is_said && lacks(language)) {
            looking.find(
                "DP-27",
                Error,
                &it.way,
                format!("{} is missing in {language}", it.en),
                format!("{} ontbreekt in {language}", it.nl),
            );
        }
    }
    for (index, it) in flow.screens.iter().enumerate() {
        if let Some(language) = it.language.as_ref().filter(|language| !flow.languages.contains(language)) {
            looking.find(
                "DP-27",
                Error,
                &screen(index),
                format!("the screen is in {language}"),
                format!("het scherm is in {language}"),
            );
        }
        let labels = it.fields.iter().map(|field| &field.label).chain([&it.title]);
        let texts = it.controls.iter().map(|control| &control.label).chain(&it.texts).chain(labels);
        let missing = flow
            .languages
            .iter()
            .filter(|language| it.language.is_none() && language.as_str() != "de" && language.as_str() != "fr")
            .find(|language| {
                texts.clone().any(|text| text.each().next().is_some() && text.in_language(language).is_none())
            });
        if let Some(language) = missing {
            looking.find(
                "DP-27",
                Error,
                &screen(index),
                format!("a text of the screen “{}” is missing in {language}", it.id),
                format!("een tekst van het scherm ‘{}’ ontbreekt in {language}", it.id),
            );
        }
    }
}

/// A text that is no part of a screen.
struct Part<'a> {
    way: Vec<Step>,
    text: &'a Text,
    en: &'static str,
    nl: &'static str,
}

/// What a leaver reads beside the screens.
fn parts(flow: &Flow) -> Vec<Part<'_>> {
    let part = |key, at, text, en, nl| Part { way: vec![Step::Key(key), Step::At(at)], text, en, nl };
    let entries =
        flow.entries.iter().enumerate().map(|(at, it)| part("entry", at, &it.label, "the entry", "het begin"));
    let follows = flow.consequences.iter().enumerate();
    let follows = follows.map(|(at, it)| part("consequence", at, &it.text, "what follows", "wat er gebeurt"));
    let offers = flow.offers.iter().enumerate().map(|(at, it)| part("offer", at, &it.text, "an offer", "een aanbod"));
    let terms = flow.contracts.iter().enumerate();
    let terms =
        terms.map(|(at, it)| part("contract", at, &it.title, "the name of a contract", "de naam van een contract"));
    entries.chain(follows).chain(offers).chain(terms).collect()
}
