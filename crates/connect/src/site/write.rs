//! What was seen, written down as a flow.

use std::collections::BTreeSet;

use relationship::lint::speaks_of;
use toml::{Table, Value};
use url::Url;

use super::measure::Measured;
use super::page::{Input, Page, Press};
use super::{Found, is_aside, is_channel, role, same_page, target};

pub(super) fn entry(found: &Found) -> Table {
    let label = found.by.as_ref().map_or(&found.page.heading, |press| &press.label);
    let mut entry = Table::new();
    entry.insert("label".into(), Value::Table(text(language(&found.page), label)));
    entry.insert("clicks".into(), Value::Integer(i64::from(found.clicks.max(1))));
    if found.by.as_ref().is_some_and(|press| press.folded) {
        entry.insert("folded".into(), true.into());
    }
    entry
}

fn language(page: &Page) -> &'static str {
    match page.language.get(..2) {
        Some("nl") => "nl",
        Some("de") => "de",
        Some("fr") => "fr",
        Some("en") => "en",
        _ if page
            .texts
            .iter()
            .any(|it| it.split_whitespace().any(|word| ["je", "het", "een", "niet"].contains(&word))) =>
        {
            "nl"
        }
        _ => "en",
    }
}

fn text(language: &str, words: &str) -> Table {
    Table::from_iter([(language.to_owned(), Value::String(words.to_owned()))])
}

pub(super) fn write_down(entry: &Table, screens: &[(Url, Page)], notes: &mut Vec<String>) -> String {
    let (first, page) = &screens[0];
    let language = language(page);
    let host = first.host_str().unwrap_or("site");
    let mut flow = Table::new();
    let name: String = host.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).collect();
    flow.insert("flow".into(), name.trim_matches('-').to_lowercase().into());
    let title = if page.heading.is_empty() { &page.title } else { &page.heading };
    flow.insert("title".into(), Value::Table(text(language, title)));
    flow.insert("languages".into(), Value::Array(vec![language.into()]));
    flow.insert("company".into(), Value::Table(Table::from_iter([("name".to_owned(), Value::from(host))])));
    flow.insert("entry".into(), Value::Array(vec![Value::Table(entry.clone())]));
    flow.insert("channel".into(), Value::Array(channels(screens)));
    flow.insert("consequence".into(), Value::Array(consequences(screens)));
    let mut written: Vec<Value> = (0..screens.len()).map(|at| Value::Table(screen(screens, at))).collect();
    written.push(Value::Table(done(language)));
    flow.insert("screen".into(), Value::Array(written));
    notes.push(
        "a form was written down and not sent: what comes after it, its receipt included, was not seen".to_owned(),
    );
    toml::to_string(&flow).unwrap_or_default()
}

fn channels(screens: &[(Url, Page)]) -> Vec<Value> {
    let channel = |kind: &str, at: Option<&str>| {
        let mut channel = Table::from_iter([("kind".to_owned(), Value::from(kind))]);
        channel.extend(at.map(|at| ("at".to_owned(), Value::from(at))));
        Value::Table(channel)
    };
    let mut channels = vec![channel("page", None)];
    for (prefix, kind) in [("tel:", "phone"), ("mailto:", "mail")] {
        let presses = screens.iter().flat_map(|(_, page)| &page.presses);
        let mut at =
            presses.filter(|press| !press.in_frame).filter_map(|press| press.href.as_deref()?.strip_prefix(prefix));
        channels.extend(at.next().map(|at| channel(kind, Some(at))));
    }
    channels
}

/// Sentences that say what follows, by what they are about.
fn consequences(screens: &[(Url, Page)]) -> Vec<Value> {
    const ABOUT: [(&str, &[&str]); 5] = [
        (
            "end_date",
            &[
                "einddatum",
                "laatste dag",
                "eindigt op",
                "stopt op",
                "loopt tot",
                "tot en met",
                "ends on",
                "end date",
                "last day",
                "until",
                "access until",
                "endet am",
            ],
        ),
        (
            "last_charge",
            &[
                "laatste betaling",
                "laatste afschrijving",
                "laatste factuur",
                "nog betaalt",
                "still pay",
                "last charge",
                "last payment",
                "final bill",
                "no further charge",
                "not be charged",
                "letzte abbuchung",
            ],
        ),
        (
            "refund",
            &[
                "terugbetal",
                "krijg je terug",
                "terugkrijg",
                "krijg je binnen",
                "get back",
                "teruggave",
                "restitutie",
                "refund",
                "erstatt",
            ],
        ),
        (
            "fee",
            &[
                "kosten",
                "kost €",
                "opzeggen kost",
                "leaving costs",
                "kosteloos",
                "gratis opzeggen",
                "fee",
                "free of charge",
                "costs nothing",
                "no cost",
                "kostet",
            ],
        ),
        ("data", &["gegevens", "your data", "personal data", "your files", "delete your", "daten"]),
    ];
    let sentences: Vec<(&'static str, &String)> =
        screens.iter().flat_map(|(_, page)| page.texts.iter().map(|it| (language(page), it))).collect();
    let mut said = Vec::new();
    for (about, words) in ABOUT {
        let speaks = |sentence: &String| words.iter().any(|word| sentence.to_lowercase().contains(word));
        if let Some((language, sentence)) = sentences.iter().find(|(_, sentence)| speaks(sentence)) {
            said.push(Value::Table(Table::from_iter([
                ("about".to_owned(), Value::from(about)),
                // Braces hold values in our own flows; on a page they are letters.
                ("text".to_owned(), Value::Table(text(language, &sentence.replace(['{', '}'], " ")))),
            ])));
        }
    }
    said
}

fn screen(screens: &[(Url, Page)], at: usize) -> Table {
    let (address, page) = &screens[at];
    let language = language(page);
    let fields = fields(page, language);
    let mut screen = Table::new();
    screen.insert("id".into(), format!("screen-{}", at + 1).into());
    screen.insert("purpose".into(), purpose(page, &fields).into());
    screen.insert(
        "title".into(),
        Value::Table(text(language, if page.heading.is_empty() { &page.title } else { &page.heading })),
    );
    let texts = page.texts.iter().map(|it| Value::Table(text(language, it))).collect();
    screen.insert("text".into(), Value::Array(texts));
    screen.insert("field".into(), Value::Array(fields.into_iter().map(Value::Table).collect()));
    let presses = page.presses.iter().filter(|press| !press.in_frame && !press.label.is_empty() && !is_channel(press));
    let mut measured = measured_of(page);
    let controls = presses.map(|press| {
        let role = if is_aside(press, page) { "neutral" } else { role(press) };
        Value::Table(control(press, role, (address, screens), measured(press)))
    });
    screen.insert("control".into(), Value::Array(controls.collect()));
    if page.countdown {
        screen.insert("countdown".into(), true.into());
    }
    screen
}

fn done(language: &str) -> Table {
    let title =
        if language == "nl" { "Niet gezien: wat na het versturen komt" } else { "Not seen: what comes after sending" };
    Table::from_iter([
        ("id".to_owned(), Value::from("done")),
        ("purpose".to_owned(), Value::from("done")),
        ("title".to_owned(), Value::Table(text(language, title))),
    ])
}

/// What was measured of the controls of a page, in the order in which they stand: those of one name come one after the other.
fn measured_of<'a>(page: &'a Page) -> impl FnMut(&Press) -> Option<&'a Measured> {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    move |press| {
        let mut all = page.measured.iter().flatten().enumerate();
        let (at, found) = all.find(|(at, it)| it.is_of(&press.label) && !taken.contains(at))?;
        taken.insert(at);
        Some(found)
    }
}

fn control(
    press: &Press,
    role: &str,
    (address, screens): (&Url, &[(Url, Page)]),
    measured: Option<&Measured>,
) -> Table {
    let language = screens.iter().find(|(seen, _)| seen == address).map_or("en", |(_, page)| language(page));
    let leads = target(address, press);
    let known = leads.as_ref().and_then(|to| screens.iter().position(|(seen, _)| same_page(seen, to)));
    let to = match (role, known) {
        (_, Some(at)) => format!("screen-{}", at + 1),
        ("leave", None) if press.form.is_some() || leads.is_none() => "submitted".to_owned(),
        ("stay" | "back", None) => "stay".to_owned(),
        _ => leads.map_or_else(|| "stay".to_owned(), |to| to.to_string()),
    };
    let look = if press.is_button || press.href.is_none() { "button" } else { "link" };
    let mut control = Table::from_iter([
        ("label".to_owned(), Value::Table(text(language, &press.label))),
        ("role".to_owned(), Value::from(role)),
        ("to".to_owned(), Value::from(to)),
        ("look".to_owned(), Value::from(look)),
    ]);
    if let Some(measured) = measured {
        let [width, height] = measured.size_px;
        control.insert("size_px".into(), Value::Array(vec![width.into(), height.into()]));
        control.insert("font_px".into(), measured.font_px.into());
        control.extend(measured.contrast.map(|contrast| ("contrast".to_owned(), Value::from(contrast))));
        control.insert("below_fold".into(), measured.below_fold.into());
    }
    if press.disabled {
        control.insert("after_seconds".into(), Value::Integer(1));
    }
    control
}

fn purpose(page: &Page, fields: &[Table]) -> &'static str {
    let about = |names: &[&str]| {
        fields
            .iter()
            .any(|field| field.get("about").and_then(Value::as_str).is_some_and(|about| names.contains(&about)))
    };
    let says = |group: &str| {
        let texts = page.texts.iter().chain([&page.heading]);
        texts.into_iter().any(|it| speaks_of(group, language(page), it))
    };
    if page.inputs.iter().any(|input| input.kind == "password") {
        "login"
    } else if about(&["name", "contract", "reply_to"]) {
        "identify"
    } else if says("commercial") {
        "offer"
    } else if about(&["reason", "survey", "rating", "improve"]) {
        "question"
    } else if says("doubt") {
        "again"
    } else if says("loss") || says("fear") {
        "reminder"
    } else {
        "confirm"
    }
}

/// What a field is about, by its name and label.
fn about(input: &Input) -> &'static str {
    const ABOUT: [(&str, &[&str]); 16] = [
        ("identity_document", &["paspoort", "passport", "identiteitsbewijs", "id card", "rijbewijs", "ausweis"]),
        ("birth_date", &["geboorte", "birth", "dob"]),
        ("reply_to", &["mail"]),
        (
            "contract",
            &[
                "klantnummer",
                "customer",
                "contract",
                "lidnummer",
                "member",
                "account number",
                "subscription",
                "abonnement",
                "kundennummer",
                "vertrag",
            ],
        ),
        ("phone", &["telefoon", "phone", "mobiel", "mobile", "telefon"]),
        ("address", &["adres", "address", "postcode", "zip", "straat", "street"]),
        ("bank_account", &["iban", "rekening", "bank"]),
        ("reason", &["reden", "reason", "waarom", "why", "grund"]),
        ("rating", &["rating", "cijfer", "tevreden", "satisf", "score"]),
        ("improve", &["verbeter", "improve", "feedback", "suggest"]),
        ("end_date", &["einddatum", "end date", "per wanneer", "datum", "when", "date", "zum"]),
        ("newsletter", &["nieuwsbrief", "newsletter", "updates", "aanbieding", "offers"]),
        ("consent", &["toestemming", "akkoord", "consent", "agree", "i understand", "begrijp"]),
        ("pause", &["pauze", "pause"]),
        ("kind", &["soort", "kind", "type", "art der"]),
        ("name", &["naam", "name"]),
    ];
    let said = format!("{} {}", input.label, input.name).to_lowercase();
    ABOUT.iter().find(|(_, words)| words.iter().any(|word| said.contains(word))).map_or("other", |(about, _)| about)
}

fn fields(page: &Page, language: &str) -> Vec<Table> {
    let mut groups = BTreeSet::new();
    let mut fields = Vec::new();
    for input in &page.inputs {
        // The knobs of one choice are one field.
        if input.kind == "radio" && !groups.insert(input.name.clone()) {
            continue;
        }
        let kind = match input.kind.as_str() {
            "textarea" => "free_text",
            "select" | "radio" => "choice",
            "checkbox" => "checkbox",
            "date" => "day",
            "password" => "password",
            "file" => "file",
            _ if is_phrase(input) => "phrase",
            _ => "text",
        };
        let same = |other: &&Input| other.kind == "radio" && other.name == input.name;
        let of_group = |what: fn(&Input) -> bool| page.inputs.iter().filter(same).any(what);
        let is_radio = input.kind == "radio";
        let mut field = Table::from_iter([
            ("about".to_owned(), Value::from(about(input))),
            ("label".to_owned(), Value::Table(text(language, &input.label))),
            ("kind".to_owned(), Value::from(kind)),
            ("required".to_owned(), Value::from(input.required || is_radio && of_group(|it| it.required))),
            ("checked".to_owned(), Value::from(input.checked || is_radio && of_group(|it| it.checked))),
        ]);
        if input.min_chars > 0 {
            field.insert("min_chars".into(), Value::Integer(i64::from(input.min_chars)));
        }
        fields.push(field);
    }
    fields
}

/// Must something be typed over?
fn is_phrase(input: &Input) -> bool {
    let said = input.label.to_lowercase();
    ["typ het woord", "typ over", "type the word", "type “", "type \"", "type '", "typ \"", "typ “", "geef in: "]
        .iter()
        .any(|words| said.contains(words))
        || said.starts_with("type ") && said.contains("confirm")
}
