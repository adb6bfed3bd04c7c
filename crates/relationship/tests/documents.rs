//! What the documents say about the words of the business is what the code says.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use relationship::reason::catalogue::{Degree, Sensitivity};
use relationship::reason::{Catalogue, Destination, OfferRule, ReasonKind};
use relationship::{DepartureKind, FactKind};

fn document(path: &str) -> (PathBuf, String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    let text = fs::read_to_string(&path).unwrap_or_default();
    (path, text)
}

#[test]
fn every_word_for_facts_departures_and_destinations_is_in_the_glossary() {
    let (_, glossary) = document("GLOSSARY.md");
    let words = FactKind::KNOWN.map(FactKind::word).into_iter();
    let words = words.chain(DepartureKind::ALL.map(DepartureKind::word)).chain(Destination::ALL.map(Destination::word));
    let missing: Vec<_> = words.filter(|word| !glossary.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "not in GLOSSARY.md: {missing:?}");
}

#[test]
fn no_word_of_the_glossary_is_explained_twice() {
    let (_, glossary) = document("GLOSSARY.md");
    let mut words: Vec<_> = glossary
        .lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim)
        .collect();
    words.sort_unstable();
    let twice: Vec<_> = words.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    assert!(words.len() > 50 && twice.is_empty(), "explained twice: {twice:?}");
}

/// `docs/reference/reasons.md` is written from the catalogue; `VAARWEL_WRITE_DOCS=1 cargo test -p relationship` writes it.
#[test]
fn the_reference_of_reasons_is_the_catalogue() {
    let (path, written) = document("docs/reference/reasons.md");
    let wanted = reference();
    if std::env::var_os("VAARWEL_WRITE_DOCS").is_some() {
        fs::write(&path, &wanted).expect("the reference is written");
    } else {
        assert!(written == wanted, "docs/reference/reasons.md is old; VAARWEL_WRITE_DOCS=1 cargo test -p relationship");
    }
}

fn reference() -> String {
    let catalogue = Catalogue::current();
    let mut text = format!(
        "# Reasons for leaving, version {}\n\n\
         Written from `crates/relationship/src/reason/table.rs`; a test keeps it true.\n\
         A code is never renamed; one that is no longer given is retired and says which code speaks for it now.\n\
         A family (no dot) is a code too, for who said no more than that.\n\n\
         *Can change* says whether the cause could go away, and after the slash whether the company could make it.\n\
         *Offer* says what may be proposed to who leaves for this reason.\n\
         *Choice* marks what customers may be given as an answer to choose.\n\
         A circumstance counts as a voluntary departure, and is told apart by its reason.\n\n\
         | code | Nederlands | English | kind | can change | delicate | offer | choice | Stripe |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
        catalogue.version
    );
    for reason in catalogue.reasons {
        let code = if reason.is_family() { format!("**`{}`**", reason.code) } else { format!("`{}`", reason.code) };
        let choice = if reason.shown_to_customers { "yes" } else { "" };
        let stripe = reason.stripe.map(|value| format!("`{value}`")).unwrap_or_default();
        let (change, control) = (degree(reason.changeable), degree(reason.firm_controls));
        writeln!(
            text,
            "| {code} | {} | {} | {} | {change}/{control} | {} | {} | {choice} | {stripe} |",
            reason.nl,
            reason.en,
            kind(reason.kind),
            delicate(reason.sensitive),
            offer(reason.offer),
        )
        .expect("a string takes everything");
    }
    text
}

fn kind(kind: ReasonKind) -> &'static str {
    match kind {
        ReasonKind::Voluntary => "voluntary",
        ReasonKind::Circumstance => "circumstance",
        ReasonKind::Positive => "positive",
        ReasonKind::Involuntary => "involuntary",
        ReasonKind::Company => "company",
        ReasonKind::Unknown => "unknown",
    }
}

fn degree(degree: Degree) -> &'static str {
    match degree {
        Degree::Yes => "yes",
        Degree::Partly => "partly",
        Degree::No => "no",
        Degree::Open => "?",
    }
}

fn delicate(sensitive: Sensitivity) -> &'static str {
    match sensitive {
        Sensitivity::Plain => "",
        Sensitivity::Perhaps => "perhaps",
        Sensitivity::Delicate => "yes",
        Sensitivity::Health => "health",
    }
}

fn offer(offer: OfferRule) -> &'static str {
    match offer {
        OfferRule::Offer => "yes",
        OfferRule::Help => "help",
        OfferRule::Pause => "pause",
        OfferRule::Hardship => "hardship help only",
        OfferRule::Repair => "repair only",
        OfferRule::FixFirst => "fix first",
        OfferRule::NoOffer => "no",
        OfferRule::Never => "never",
    }
}
