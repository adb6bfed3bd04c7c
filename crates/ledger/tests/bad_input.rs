//! Every kind of bad input gets an answer that names value, place and remedy; nothing panics, nothing is lost.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::atomic::AtomicU64;

use ledger::convert::{Converter, SeenCustomers};
use ledger::input::{InputError, Rows, Table};
use ledger::mapping::{Mapping, Setting};
use ledger::reject::Reject;
use proptest::prelude::*;
use relationship::Currency;
use serde_json::{Value, json};

const SETTING: fn() -> Setting = || Setting { today: "2026-11-22".parse().expect("a day"), currency: Currency::EUR };

/// What came of a file: facts in words, rejects, and the names of warnings.
#[derive(Debug, Default)]
struct Outcome {
    facts: Vec<String>,
    rejects: Vec<Reject>,
    warnings: Vec<&'static str>,
    rows: u64,
    cut_rejects: u64,
}

fn run(bytes: &[u8], mapping: Value) -> Result<Outcome, String> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    file.flush().expect("written");
    let mapping: Mapping = serde_json::from_value(mapping).expect("a mapping");
    let table = Table::open(file.path(), &mapping.reading()).map_err(|error| error.to_string())?;
    let bound = mapping.bind(&table, SETTING()).map_err(|error| error.to_string())?;
    let seen = SeenCustomers::default();
    let mut workers: Vec<_> = (0..2).map(|_| (Converter::new(&bound, &seen), Outcome::default())).collect();
    table
        .read(&bound.needs(), &mut workers, &AtomicU64::new(0), |(converter, outcome), block, rejects| {
            outcome.cut_rejects += rejects.len() as u64;
            outcome.rows += block.len() as u64;
            outcome.rejects.extend(rejects);
            let Outcome { facts, rejects, .. } = outcome;
            converter.convert(
                block,
                &mut |row| {
                    let fact = &row.fact;
                    let mut words = format!("{} {} {}", row.customer, fact.on, fact.kind.word());
                    if let Some(amount) = fact.amount {
                        let _ = write!(words, " {amount}");
                    }
                    for (name, value) in fact.traits.iter() {
                        let _ = write!(words, " {name}={value}");
                    }
                    for word in [fact.reason, fact.ref_id, row.source_id].into_iter().flatten() {
                        let _ = write!(words, " [{word}]");
                    }
                    facts.push(words);
                },
                rejects,
            );
            Ok::<(), InputError>(())
        })
        .map_err(|error| error.to_string())?;
    let mut all = Outcome::default();
    let mut converters = Vec::new();
    for (converter, outcome) in workers {
        converters.push(converter);
        all.facts.extend(outcome.facts);
        all.rejects.extend(outcome.rejects);
        all.rows += outcome.rows;
        all.cut_rejects += outcome.cut_rejects;
    }
    all.warnings = Converter::finish(converters).iter().map(|warning| warning.name).collect();
    all.facts.sort();
    all.rejects.sort_by_key(|reject| reject.line);
    Ok(all)
}

fn customers() -> Value {
    json!({"as": "customers", "id": "id", "tenure": "tenure", "left": "left=yes", "as_of": "2026-06-30"})
}

#[track_caller]
fn error(bytes: impl AsRef<[u8]>, mapping: Value, expected: &[&str]) {
    let found = run(bytes.as_ref(), mapping).expect_err("an error");
    for part in expected {
        assert!(found.contains(part), "`{part}` is missing in: {found}");
    }
}

#[track_caller]
fn reject(bytes: impl AsRef<[u8]>, mapping: Value, line: u64, column: &str, value: &str, allowed: &str) {
    let found = run(bytes.as_ref(), mapping).expect("an outcome");
    let first = found.rejects.first().expect("a reject");
    assert_eq!((first.line, first.column.as_str(), first.value.as_str()), (line, column, value));
    assert!(first.allowed.contains(allowed), "`{allowed}` is missing in: {}", first.allowed);
}

#[test]
fn files_that_are_no_table_are_named() {
    error("", customers(), &["is empty", "CSV, Parquet or XLSX"]);
    error("  \n \n", customers(), &["is empty"]);
    error("id,tenure,left\n", customers(), &["no rows", "3 columns"]);
    error(b"id,tenure\n1,\x00\x01\n", customers(), &["binary file", "position"]);
    error(b"\x1f\x8b\x08junk", customers(), &["gzip", "unpack"]);
    error(b"PK\x03\x04 and nothing more", customers(), &["zip", "not a table"]);
    error(b"PAR1 and nothing more", customers(), &["Parquet"]);
    error("<!DOCTYPE html><html>", customers(), &["a web page"]);
    error("[{\"id\": 1}]", customers(), &["JSON", "CSV, Parquet or XLSX"]);
    error("id\n1\n", json!({"as": "customers", "id": "id", "encoding": "klingon"}), &["`klingon` is not an encoding"]);
}

#[test]
fn a_wrong_delimiter_is_told_with_the_likely_one() {
    let mapping = json!({"as": "customers", "id": "id", "delimiter": "comma"});
    error("id;tenure\n1;2\n", mapping, &["cut at comma", "--delimiter semicolon", "it has 2"]);
}

#[test]
fn ten_thousand_columns_are_too_many_and_two_hundred_traits_are_enough() {
    let wide = |columns: usize| {
        let names: Vec<String> = (0..columns).map(|n| format!("c{n}")).collect();
        format!("{}\n{}\n", names.join(","), vec!["1"; columns].join(","))
    };
    let mapping = json!({"as": "customers", "id": "c0"});
    error(wide(10_000), mapping.clone(), &["10000 columns", "at most 2000", "200 traits"]);
    error(wide(400), mapping, &["399 columns", "at most 200", "--trait"]);
}

#[test]
fn a_line_of_a_megabyte_is_one_reject() {
    let text = format!("id,tenure,left\n1,2,no\n2,{},no\n3,4,no\n", "9".repeat(1_100_000));
    let found = run(text.as_bytes(), customers()).expect("an outcome");
    assert_eq!((found.facts.len(), found.rejects.len(), found.rejects[0].line), (2, 1, 3));
}

#[test]
fn days_in_short_are_read_where_one_reading_is_possible_and_said() {
    let mapping =
        |order: &str| json!({"as": "customers", "id": "id", "start": "start", "end": "end", "date_order": order});
    let facts = |rows: &str, order: &str| {
        let found = run(format!("id,start,end\n{rows}\n").as_bytes(), mapping(order)).expect("an outcome");
        assert!(found.rejects.is_empty(), "{:?}", found.rejects);
        assert!(found.warnings.contains(&"days_in_short"), "{rows}: {:?}", found.warnings);
        found.facts.join("; ")
    };
    // The order of the first day is the order of the last day, which alone could be in 2031.
    assert_eq!(
        facts("1,31-12-23,31-12-24\n2,05-01-98,", "auto"),
        "1 2023-12-31 joined; 1 2024-12-31 left; 2 1998-01-05 joined"
    );
    assert_eq!(facts("1,12/31/23,", "auto"), "1 2023-12-31 joined");
    assert_eq!(facts("1,05/01/23,", "dmy"), "1 2023-01-05 joined");
    assert_eq!(facts("1,05/01/23,", "ymd"), "1 2005-01-23 joined");
    assert_eq!(facts("1,2023-W52,2024-W01-7", "auto"), "1 2023-12-25 joined; 1 2024-01-07 left");
    assert_eq!(facts("1,2023-11,03/2024", "auto"), "1 2023-11-01 joined; 1 2024-03-01 left");
    assert_eq!(facts("1,45123,45200.5", "auto"), "1 2023-07-16 joined; 1 2023-10-01 left");
    // What only turns up behind the rows that were looked at is refused, not guessed.
    let many = "1,2024-01-05,\n".repeat(200_000) + "2,05-01-24,\n";
    let found = run(format!("id,start,end\n{many}").as_bytes(), mapping("auto")).expect("an outcome");
    let reject = found.rejects.first().expect("a reject");
    assert_eq!((found.rejects.len(), reject.line, reject.value.as_str()), (1, 200_002, "05-01-24"));
    assert!(reject.allowed.contains("--date-order"), "{}", reject.allowed);
}

#[test]
fn values_that_cannot_be_are_rejected_with_their_place() {
    let row = |row: &str| format!("id,tenure,left\n{row}\n");
    reject(row(" ,1,no"), customers(), 2, "id", "", "not blank");
    reject(row("1,-1,no"), customers(), 2, "tenure", "-1", "0 or more");
    reject(row("1,NaN,no"), customers(), 2, "tenure", "NaN", "finite");
    reject(row("1,inf,no"), customers(), 2, "tenure", "inf", "finite");
    reject(row("1,,no"), customers(), 2, "tenure", "", "not blank");
    reject(row("1,9999,no"), customers(), 2, "tenure", "9999", "1900");
    reject(row("1,2"), customers(), 2, "", "1,2", "3 values parted by comma");
    let dates = json!({"as": "customers", "id": "id", "start": "start", "end": "end", "price": "price"});
    let row = |row: &str| format!("id,start,end,price\n{row}\n");
    reject(row("1,2024-02-30,,1"), dates.clone(), 2, "start", "2024-02-30", "2024-12-31");
    reject(row("1,1899-12-31,,1"), dates.clone(), 2, "start", "1899-12-31", "1900-01-01");
    reject(row("1,2026-11-23,,1"), dates.clone(), 2, "start", "2026-11-23", "until 2026-11-22");
    reject(row("1,2026-01-02,2026-01-01,1"), dates.clone(), 2, "end", "2026-01-01", "on or after the first");
    reject(row("1,2026-01-02,,$ 3"), dates.clone(), 2, "price", "$ 3", "EUR");
    reject(row("1,2026-01-02,,1e300"), dates.clone(), 2, "price", "1e300", "2^53");
    reject(row("1,2026-01-02,,many"), dates.clone(), 2, "price", "many", "amount");
    reject(row("1,20455,,5"), dates.clone(), 2, "start", "20455", "a spreadsheet's numbers are read from 25569 (1970)");
    reject(row("1,2024-13,,5"), dates.clone(), 2, "start", "2024-13", "a day of the calendar");
    reject(row("1,2024-W53,,5"), dates.clone(), 2, "start", "2024-W53", "a day of the calendar");
    error(row("1,5-1-24,,5"), dates, &["`5-1-24`", "`2024-01-05`, `2024-05-01`", "--date-order dmy, mdy or ymd"]);
    let yes_no = json!({"as": "customers", "id": "id", "tenure": "tenure", "left": "left"});
    reject("id,tenure,left\n1,2,perhaps\n", yes_no, 2, "left", "perhaps", "--left COLUMN=VALUE");
    let events = json!({"as": "events", "id": "id", "at": "at", "as_of": "2026-01-31"});
    reject("id,at\n1,2026-02-01\n", events, 2, "at", "2026-02-01", "until 2026-01-31");
    let kinds = json!({"as": "contracts", "id": "id", "start": "start", "end": "end", "kind": "why"});
    reject("id,start,end,why\n1,2026-01-01,2026-02-01,bored\n", kinds, 2, "why", "bored", "voluntary");
}

#[test]
fn a_mapping_that_does_not_fit_tells_all_its_problems_at_once() {
    let mapping = json!({"as": "customers", "id": "di", "tenur": null});
    assert!(serde_json::from_value::<Mapping>(mapping).is_err(), "unknown options are refused");
    let mapping = json!({"as": "customers", "id": "customer", "tenure": "tenrue", "at": "x", "currency": "USD", "as_of": "2030-01-01"});
    let expected =
        ["no column `customer`", "did you mean `tenure`?", "`--at x` does not belong", "USD", "lies in the future"];
    error("id,tenure\n1,2\n", mapping, &expected);
    error("id\n1\n", json!({"id": "id"}), &["`--as` is missing"]);
    error("id,x\n1,2\n", json!({"as": "events"}), &["`--id` is missing", "`--at` is missing"]);
    error("id,d\n1,2\n", json!({"as": "events", "id": "id", "at": "d", "kind": "piad"}), &["did you mean `paid`?"]);
    error("id,d\n1,2\n", json!({"as": "customers", "id": "id", "traits": ["dd"]}), &["no column `dd`"]);
}

#[test]
fn customers_who_contradict_themselves_are_warned_about() {
    let found = run(b"id,tenure,left\n1,2,yes\n1,3,yes\n2,2,no\n2,2,no\n", customers()).expect("an outcome");
    assert!(found.warnings.contains(&"duplicate_customer") && found.warnings.contains(&"repeated_row"));
    let found = run(b"id,tenure,left\n1,2,Yep\n", customers()).expect("an outcome");
    assert!(found.warnings.contains(&"nobody_left"));
    let emails = json!({"as": "customers", "id": "id", "tenure": "tenure"});
    let found = run(b"id,tenure,mail\na@b.nl,2,x@y.nl\n", emails).expect("an outcome");
    assert!(found.warnings.contains(&"id_is_personal") && found.warnings.contains(&"personal_columns_left_out"));
    assert_eq!(found.facts.len(), 1);
}

fn with_currencies() -> Value {
    json!({"as": "customers", "id": "id", "start": "start", "price": "price", "currency_column": "valuta"})
}

#[test]
fn an_amount_in_another_currency_is_never_added_to_ours() {
    let rows = "id,start,price,valuta\n1,2026-01-02,5,EUR\n2,2026-01-02,6,USD\n3,2026-01-02,,USD\n";
    reject(rows, with_currencies(), 3, "valuta", "USD", "an amount in EUR");
    let found = run(rows.as_bytes(), with_currencies()).expect("an outcome");
    assert_eq!(found.facts, ["1 2026-01-02 joined 500", "3 2026-01-02 joined"], "a row without an amount is kept");
    reject("id,start,price,valuta\n1,2026-01-02,5,shells\n", with_currencies(), 2, "valuta", "shells", "EUR or USD");
    let rows = "id,start,price,valuta\n1,2026-01-02,5,eur\n2,2026-01-02,6,€\n3,2026-01-02,7,Euro\n4,2026-01-02,8,\n";
    let found = run(rows.as_bytes(), with_currencies()).expect("an outcome");
    assert_eq!((found.facts.len(), found.rejects.len()), (4, 0));
    assert_eq!(found.warnings, ["nobody_left", "blank_currency"]);
    let mapping = json!({"as": "customers", "id": "id", "start": "start", "currency_column": "valuta"});
    error(rows, mapping, &["`--currency-column` needs", "`--price COLUMN`"]);
    let contracts =
        json!({"as": "contracts", "id": "id", "start": "start", "price": "price", "currency_column": "valuta"});
    reject("id,start,price,valuta\n1,2026-01-02,5,GBP\n", contracts, 2, "valuta", "GBP", "an amount in EUR");
    let events = json!({"as": "events", "id": "id", "at": "at", "amount": "sum", "currency_column": "ccy"});
    reject("id,at,sum,ccy\n1,2026-01-02,5,EUR\n1,2026-01-03,5,$\n", events, 3, "ccy", "$", "an amount in EUR");
}

#[test]
fn a_column_of_currencies_that_nobody_pointed_out_is_warned_about() {
    let mapping = json!({"as": "customers", "id": "id", "start": "start", "price": "price"});
    let rows = "id,start,price,valuta\n1,2026-01-02,5,EUR\n2,2026-01-02,6,USD\n3,2026-01-02,,GBP\n";
    let found = run(rows.as_bytes(), mapping.clone()).expect("an outcome");
    assert_eq!(found.warnings, ["nobody_left", "other_currency"]);
    assert_eq!(found.facts[1], "2 2026-01-02 joined 600 valuta=USD");
    let found = run(rows.replace("USD", "EUR").as_bytes(), mapping).expect("an outcome");
    assert_eq!(found.warnings, ["nobody_left"], "amounts in our own currency are nothing to warn about");
}

#[track_caller]
fn facts(bytes: impl AsRef<[u8]>, mapping: Value, expected: &[&str]) {
    let found = run(bytes.as_ref(), mapping).expect("an outcome");
    assert_eq!(found.rejects, []);
    assert_eq!(found.facts, expected);
}

#[test]
fn a_customer_becomes_a_joining_and_a_leaving() {
    let mapping = json!({"as": "customers", "id": "id", "tenure": "tenure", "left": "left=yes", "price": "price",
        "reason": "why", "as_of": "2026-06-30"});
    let text = "id;tenure;left;price;why;land\n007;3;yes;12,50;te duur;NL\n8;0;no;1.234,50;;\n";
    let expected =
        ["007 2026-03-30 joined 1250 land=NL", "007 2026-06-30 left [te duur]", "8 2026-06-30 joined 123450"];
    facts(text, mapping.clone(), &expected);
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode("id;tenure;left;price;why;land\n1;1;no;€ 1,50;;België\n");
    facts(windows, mapping.clone(), &["1 2026-05-30 joined 150 land=België"]);
    let mut wide = vec![0xff, 0xfe];
    wide.extend(
        "id\ttenure\tleft\tprice\twhy\tland\r\n1\t1\tno\t1\t\t\"a\r\nb\"\r\n".encode_utf16().flat_map(u16::to_le_bytes),
    );
    facts(wide, mapping, &["1 2026-05-30 joined 100 land=a\r\nb"]);
    let dated = json!({"as": "customers", "id": "id", "start": "van", "end": "tot", "traits": []});
    let text = "id,van,tot\n1,31-01-2024,1-2-2025\n2,01-02-2024,31-12-9999\n";
    facts(text, dated, &["1 2024-01-31 joined", "1 2025-02-01 left", "2 2024-02-01 joined"]);
    let numbered = json!({"as": "customers", "id": "@row", "tenure": "Call length"});
    facts("Call  length,x\n1,a\n", numbered, &["2 2026-10-22 joined x=a"]);
}

#[test]
fn a_contract_becomes_a_start_and_an_end() {
    let mapping = json!({"as": "contracts", "id": "klant", "contract": "nr", "start": "van", "end": "tot",
        "reason": "reden", "plan": "plan", "price": "prijs"});
    let text =
        "klant,nr,van,tot,reden,plan,prijs\n1,A1,2024-01-01,2024-12-31,verhuisd,basis,10\n1,,2025-01-01,,,extra,12.5\n";
    let expected = [
        "1 2024-01-01 contract_started 1000 [A1] [A1]",
        "1 2024-12-31 contract_ended [verhuisd] [A1] [A1]",
        "1 2025-01-01 contract_started 1250 [2025-01-01 extra]",
    ];
    facts(text, mapping, &expected);
}

#[test]
fn an_event_becomes_one_fact() {
    let mapping = json!({"as": "events", "id": "id", "at": "at", "kind": "what", "amount": "sum", "source_id": "key",
        "kind_map": {"Betaling": "paid"}});
    let text = "key,id,at,what,sum\ne1,7,2024-01-01T10:00:00Z,betaling,5\ne2,7,20240102,visited,\n";
    facts(text, mapping, &["7 2024-01-01 paid 500 [e1]", "7 2024-01-02 visited [e2]"]);
    let blanks = json!({"as": "events", "id": "customer_id", "at": "date", "amount": "dollar_value"});
    let text = " customer_id  date number_of_cds  dollar_value\r\n 00001 19970101  1   11.77\r\n";
    facts(text, blanks, &["00001 1997-01-01 paid 1177"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_give_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        if let Ok(found) = run(&bytes, json!({"as": "customers", "id": "@row"})) {
            prop_assert_eq!(found.rows + found.cut_rejects, found.facts.len() as u64 + found.rejects.len() as u64);
        }
    }

    #[test]
    fn any_text_of_a_table_is_facts_or_rejects(text in "(a,b|id;tenure|\"x\"\t\"y\")\n([ab0-9,;\"\t\r\n. é-]|NaN|1e9|2024-01-01|\"\"){0,300}") {
        for mapping in [json!({"as": "customers", "id": "@row"}), json!({"as": "customers", "id": "a", "tenure": "b"})] {
            if let Ok(found) = run(text.as_bytes(), mapping) {
                prop_assert_eq!(found.rows + found.cut_rejects, found.facts.len() as u64 + found.rejects.len() as u64);
            }
        }
    }

    #[test]
    fn every_line_without_quotes_is_counted(lines in proptest::collection::vec("[ab0-9,.é-]{1,20}", 1..50)) {
        let text = format!("first,second\n{}\n", lines.join("\n"));
        let mapping = json!({"as": "customers", "id": "@row", "delimiter": "comma", "header": true});
        let found = run(text.as_bytes(), mapping);
        // Delimiters alone are no row, and a table of nothing else is refused.
        let lines: Vec<&String> = lines.iter().filter(|line| line.bytes().any(|byte| byte != b',')).collect();
        if lines.is_empty() {
            prop_assert!(found.expect_err("a table without rows").contains("has no rows"));
            return Ok(());
        }
        let found = found.expect("a table");
        prop_assert_eq!(found.facts.len() + found.rejects.len(), lines.len());
        // Blank values behind the last column hold nothing and are left out.
        let is_whole = |line: &&&String| {
            let mut values = line.splitn(3, ',');
            values.nth(1).is_some() && values.next().is_none_or(|rest| rest.bytes().all(|byte| byte == b','))
        };
        let whole = lines.iter().filter(is_whole).count();
        prop_assert_eq!(found.facts.len(), whole);
    }
}

#[test]
fn rows_of_delimiters_alone_are_no_rows() {
    let found = run(b"id;tenure;left\n1;1;no\n;;\n; ;\n\n2;2;no\n;;\n", customers()).expect("an outcome");
    assert_eq!((found.facts.len(), found.rejects.len(), found.rows), (2, 0, 2), "{found:?}");
}
