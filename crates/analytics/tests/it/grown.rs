//! A ledger that grew in steps answers as one that was filled at once.

use std::fmt::Write as _;
use std::path::Path;

use analytics::{Analytics, Limits};
use ledger::import::{ImportProgress, ImportRequest, import};
use ledger::mapping::{As, Mapping};
use report::{Answers, Basis, Question};

fn contracts(rows: std::ops::Range<u32>, ended: bool) -> String {
    rows.fold(String::from("contract,customer,start,end,price,city\n"), |mut text, n| {
        let end = if ended && n % 3 == 0 { format!("2026-0{}-15", n % 6 + 1) } else { String::new() };
        let city = if n % 2 == 0 { "Utrecht" } else { "Leiden" };
        let _ = writeln!(text, "c{n},k{},2025-0{}-01,{end},{}.50,{city}", n % 400, n % 9 + 1, n % 40 + 10);
        text
    })
}

fn add(folder: &Path, name: &str, text: &str) {
    let column = |name: &str| Some(name.to_owned());
    let mapping = Mapping {
        kind_of_row: Some(As::Contracts),
        id: column("customer"),
        contract: column("contract"),
        start: column("start"),
        end: column("end"),
        price: column("price"),
        as_of: Some("2026-10-31".parse().expect("a day")),
        source: column("contracts"),
        ..Mapping::default()
    };
    let file = folder.join(name);
    std::fs::write(&file, text).expect("a file");
    let request = ImportRequest {
        file: &file,
        mapping: &mapping,
        today: "2026-11-22".parse().expect("a day"),
        id: name,
        rejects_max_share: 0.0,
        memory_bytes: 64 << 20,
        threads: 2,
    };
    import(&ledger::Ledger::open(folder.join("data")), &request, &ImportProgress::default()).expect("an import");
}

/// What every report says, without what names the moment.
fn answers(folder: &Path) -> Vec<String> {
    let analytics =
        Analytics::open(&folder.join("data"), Limits { threads: 2, ..Limits::default() }).expect("an engine");
    ["churn", "cohorts", "survival", "reasons"]
        .into_iter()
        .map(|name| {
            let question = Question::parse(name, [("by", "city")]).expect("a question");
            let report = analytics.report(&question, &Basis::default()).expect("a report");
            serde_json::to_string(&report.rows).expect("JSON")
        })
        .collect()
}

#[test]
fn a_ledger_that_grew_in_steps_answers_as_one_filled_at_once() {
    let (grown, whole) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    add(grown.path(), "first.csv", &contracts(0..600, true));
    answers(grown.path());
    // Forty contracts more: of customers who are there already, and of some who left and come back.
    add(grown.path(), "second.csv", &contracts(600..640, false));
    let ledger = ledger::Ledger::open(grown.path().join("data")).snapshot().expect("a ledger");
    let spells = ledger.spells(&relationship::Definition::default()).expect("spells");
    assert!(!spells.changed.is_empty(), "the few changed customers are kept apart");

    let second = contracts(600..640, false);
    let both = format!("{}{}", contracts(0..600, true), second.split_once('\n').expect("rows").1);
    add(whole.path(), "both.csv", &both);
    assert_eq!(answers(grown.path()), answers(whole.path()));
}
