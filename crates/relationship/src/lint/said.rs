//! What is said: pressure, loss, hurry, labels with two meanings, what follows.

use super::{Looking, Severity, follows, part, screen, stated, words};
use crate::flow::{Control, Flow, SUBMITTED, Screen, Step, Text};
use Severity::{Block, Error, Warning};

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

/// Labels that turn a page, where one to turn back stands beside them.
const NEXT: [&str; 3] = ["verder", "volgende", "next"];
const BACK: [&str; 6] = ["terug", "vorige", "ga terug", "back", "go back", "previous"];

/// Does a control say that it goes back, and nothing else?
fn says_back(control: &Control) -> bool {
    control.label.each().any(|(_, label)| BACK.contains(&label.trim().to_lowercase().as_str()))
}

/// A text on a screen and the way to it.
pub(super) struct Said<'a> {
    pub(super) way: Vec<Step>,
    pub(super) language: &'static str,
    pub(super) text: &'a str,
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
        let others = words::hit("social_proof", it.language, &stated::without("no_others", it.language, it.text));
        if let Some(words) = others.or_else(|| stated::asks_or_states("others", it.language, it.text)) {
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
        } else if matches!(it.way.as_slice(), [.., Step::Key("field"), _]) && stated::denies_twice(it.language, it.text)
        {
            let (en, nl) = (format!("“{}” denies twice", it.text), format!("‘{}’ ontkent twee keer", it.text));
            looking.find("DP-19", Error, &it.way, en, nl);
        }
    }
    hurry(looking, &on_path);
    follows::consequences(looking, &all(flow.before_submitting()));
    follows::fees_on_screens(looking, &everywhere);
    stated_elsewhere(looking, &everywhere);
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
    let rules = "DP-03, DP-05, DP-06, DP-16, DP-20, DP-21, DP-23, DP-24, DP-25, DP-26";
    vec![format!(
        "the words in {} ({rules}): the lexicon knows Dutch and English; let somebody read them",
        foreign.join(", ")
    )]
}

fn pressure(looking: &mut Looking<'_>, said: &[Said<'_>]) {
    let mut hits = Vec::new();
    for (index, it) in said.iter().enumerate() {
        let text = stated::without("at_ease", it.language, it.text);
        let shame = || (it.is_label && stated::holds("shame", it.language, it.text)).then(|| it.text.to_owned());
        let found = ["self_put_down", "guilt", "doubt"]
            .iter()
            .find_map(|group| words::hit(group, it.language, &text))
            .or_else(shame)
            .or_else(|| stated::asks_or_states("guilt_told", it.language, it.text))
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
    let control = match it.way.as_slice() {
        [Step::Key("screen"), Step::At(at), Step::Key("control"), Step::At(index)] => {
            let screen = &looking.flow.screens[*at];
            Some((screen, &screen.controls[*index]))
        }
        _ => None,
    };
    // "Next" beside "Back" goes to the next screen and no further.
    let only_turns = control.is_some_and(|(screen, control)| {
        let goes_on = looking.flow.screen(&control.to).is_some();
        goes_on && NEXT.contains(&plain.as_str()) && screen.controls.iter().any(says_back)
    });
    let ends_all = control.is_some_and(|(_, control)| control.to == SUBMITTED);
    let is_ambiguous =
        AMBIGUOUS.contains(&plain.as_str()) && !only_turns || ends_all && stated::holds("step_on", it.language, &plain);
    let why = if denied || is_ambiguous {
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
        let text = stated::without("no_hurry", it.language, it.text);
        if let Some(words) = words::hit("urgency", it.language, &text).filter(|_| !real) {
            looking.find("DP-25", Error, &it.way, format!("“{words}”"), format!("‘{words}’"));
        }
    }
}

/// What a text states beside what follows: another channel, an approval, what comes after the end.
fn stated_elsewhere(looking: &mut Looking<'_>, said: &[Said<'_>]) {
    let mut seen: Vec<&str> = Vec::new();
    for it in said {
        // A sentence that stands on a screen and in what follows is one fault.
        if seen.contains(&it.text) {
            continue;
        }
        seen.push(it.text);
        if let Some(words) = stated::other_channel(it.language, it.text) {
            let is_form = stated::holds("special_form", it.language, &words);
            let sides: &[&str] = if is_form { &["channel", "form"] } else { &["call", "channel"] };
            let (en, nl) = (
                format!("“{words}”: leaving goes by another channel"),
                format!("‘{words}’: opzeggen gaat via een ander kanaal"),
            );
            looking.find_by("DP-03", (sides, &|_| true), Block, &it.way, en, nl);
        }
        if let Some(words) = stated::states("approval", it.language, it.text) {
            let (en, nl) =
                (format!("“{words}”: it does not count at once"), format!("‘{words}’: de opzegging telt niet meteen"));
            looking.find("DP-21", Block, &it.way, en, nl);
        }
        if let Some(words) = stated::states("after_the_end", it.language, it.text) {
            let (en, nl) = (format!("“{words}”: it does not end there"), format!("‘{words}’: daar eindigt het niet"));
            looking.find("DP-24", Block, &it.way, en, nl);
        }
    }
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
