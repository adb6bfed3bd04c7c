//! The model of whole mails: its weights are those that the mails of `corpus/` give, and it holds for authors it never saw.
//! After a change of the mails, the phrases or the training: `WRITE_WEIGHTS=1 cargo test -p words --test plain`.

use relationship::Day;
use words::Language;
use words::mail::plain::Weights;
use words::mail::plain::learn::{Does, Judged, fingerprint, learn};
use words::mail::{Intent, Limits, Mail, Setting, classify_with, from_eml};

/// The sets it is trained on, each of another author; what is put away to be measured at first sight never joins them.
const SETS: [&str; 23] = [
    "development",
    "traps",
    "held_out",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "snags",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty_first",
    "twenty_second",
];
/// Sets of many voices that were written apart from every phrase, full of requests that only look plain.
const VOICES: [&str; 6] = ["ninth", "eleventh", "fifteenth", "eighteenth", "nineteenth", "twentieth"];
/// How many files of single sentences there are, each of another author.
const SENTENCES: usize = 23;

struct Labelled {
    mail: Mail,
    asks: String,
    is_plain: bool,
    judged: Judged,
}

fn corpus(name: &str) -> Vec<Labelled> {
    let path = format!("{}/corpus/mails_{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let read = |line: &str| {
        let row: Vec<serde_json::Value> = serde_json::from_str(line).expect("a row");
        let field = |at: usize| row[at].as_str().expect("a text").to_owned();
        let extra = |name: &str| row.get(5).and_then(|it| it[name].as_str()).map(str::to_owned);
        let mail = if row.get(5).is_some_and(|it| it["raw"] == true) {
            from_eml(field(4).as_bytes()).expect("a mail")
        } else {
            let written_on = extra("date").map_or_else(|| Day::from_ymd(2026, 11, 16), |day| day.parse().ok());
            Mail { subject: field(3), text: field(4), from: extra("from"), written_on, ..Mail::default() }
        };
        let is_plain = field(1) == "act";
        Labelled { judged: Judged::of(&mail, is_plain), mail, asks: field(0), is_plain }
    };
    std::fs::read_to_string(path).expect("the mails").lines().map(read).collect()
}

/// What a careful clerk makes of single sentences: `label<tab>language<tab>sentence` a line.
fn sentences() -> Vec<Judged> {
    let of_one = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [does, language, text] = fields[..] else { panic!("not three fields: `{line}`") };
        let does = Does::named(does).unwrap_or_else(|| panic!("`{does}` is no label: `{line}`"));
        Judged::of_sentence(text, if language == "nl" { Language::Nl } else { Language::En }, does)
    };
    let of_author = |author: usize| {
        let path = format!("{}/corpus/sentences_{author:02}.tsv", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).expect("the sentences").lines().map(of_one).collect::<Vec<_>>()
    };
    (1..=SENTENCES).flat_map(of_author).collect()
}

#[test]
fn the_weights_in_use_are_those_of_the_mails() {
    let sets: Vec<Labelled> = SETS.iter().flat_map(|name| corpus(name)).collect();
    let sentences = sentences();
    let judged: Vec<&Judged> = sets.iter().map(|it| &it.judged).chain(&sentences).collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/mail/plain.weights");
    if std::env::var_os("WRITE_WEIGHTS").is_some() {
        std::fs::write(path, learn(&judged).to_bytes()).expect("the file");
    }
    let bytes = std::fs::read(path).expect("the weights");
    let kept = Weights::from_bytes(&bytes).expect("weights");
    assert_eq!(kept.fingerprint, fingerprint(&judged), "train again: see the top of this file");
    assert_eq!(kept.to_bytes(), bytes);
    let again = learn(&judged).to_bytes();
    // a step up or down where another machine rounds otherwise
    let is_near = |(a, b): (&u8, &u8)| (i16::from(a.cast_signed()) - i16::from(b.cast_signed())).abs() <= 1;
    let others = bytes.iter().zip(&again).skip(8).filter(|pair| !is_near(*pair)).count();
    assert!(bytes.len() == again.len() && others <= 24, "{others} weights are others; see the top of this file");
}

#[test]
fn an_author_it_never_saw_is_understood() {
    let sets: Vec<(&str, Vec<Labelled>)> = SETS.iter().map(|name| (*name, corpus(name))).collect();
    let sentences = sentences();
    let (mut acted, mut right, mut plain) = (0.0, 0.0, 0.0);
    for name in VOICES {
        let others = sets.iter().filter(|(set, _)| *set != name).flat_map(|(_, mails)| mails);
        let judged: Vec<&Judged> = others.map(|it| &it.judged).chain(&sentences).collect();
        let weights = learn(&judged);
        for it in sets.iter().filter(|(set, _)| *set == name).flat_map(|(_, mails)| mails) {
            let said = classify_with(&it.mail, &Setting::default(), &weights, Limits::default());
            let acts = !said.must_look && matches!(said.intent, Intent::Leave | Intent::Withdraw);
            let asks = if said.intent == Intent::Withdraw { "withdraw" } else { "leave" };
            acted += f64::from(acts);
            right += f64::from(acts && it.is_plain && asks == it.asks);
            plain += f64::from(it.is_plain);
        }
    }
    eprintln!("right {right}/{acted}, acted on {right}/{plain}");
    assert!(right / acted >= 0.995 && right / plain >= 0.48, "right {right}/{acted}, acted on {right}/{plain}");
}

#[test]
fn a_file_of_another_length_is_no_weights() {
    let bytes = Weights::default().to_bytes();
    assert_eq!(Weights::from_bytes(&bytes), Some(Weights::default()));
    assert_eq!(Weights::from_bytes(&bytes[1..]), None);
    assert_eq!(Weights::from_bytes(&[bytes.as_slice(), &[0]].concat()), None);
    assert_eq!(Weights::from_bytes(&[]), None);
}
