//! What the ledger promises: all or nothing, nothing twice, nothing lost, and the same spells however it grew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ::ledger::compact::compact;
use ::ledger::mapping::Mapping;
use ::ledger::seal::seal;
use ::ledger::{ImportProgress, ImportRequest, ImportSummary, Ledger, LedgerError, TimelineEntry, import};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Int32Type, Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use relationship::fact::{Tenure, TenureUnit};
use relationship::{Currency, Day, Definition, Period};
use tempfile::TempDir;

struct Company {
    folder: TempDir,
    imports: std::cell::Cell<u32>,
}

impl Company {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), imports: std::cell::Cell::new(0) }
    }

    fn ledger(&self) -> Ledger {
        Ledger::open(self.folder.path().join("data"))
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    }

    fn import_with(&self, file: &Path, mapping: &str, memory_bytes: usize) -> Result<ImportSummary, LedgerError> {
        let mapping: Mapping = toml_of(mapping);
        self.imports.set(self.imports.get() + 1);
        let request = ImportRequest {
            file,
            mapping: &mapping,
            today: day("2026-11-22"),
            id: &format!("import-{:03}", self.imports.get()),
            rejects_max_share: 0.01,
            memory_bytes,
            threads: 2,
        };
        import(&self.ledger(), &request, &ImportProgress::default())
    }

    fn import(&self, file: &Path, mapping: &str) -> Result<ImportSummary, LedgerError> {
        self.import_with(file, mapping, 256 << 20)
    }

    /// Every fact as `customer day kind amount`, in the ledger's order.
    fn facts(&self) -> Vec<String> {
        let mut facts = Vec::new();
        for file in self.ledger().snapshot().expect("a ledger").facts_files() {
            let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(file).expect("a segment"));
            for batch in reader.expect("Parquet").build().expect("a reader") {
                let batch = batch.expect("a batch");
                let label = |name: &str, row: usize| {
                    let column = batch.column_by_name(name).expect(name).as_dictionary::<Int32Type>().clone();
                    column
                        .values()
                        .as_string::<i32>()
                        .value(usize::try_from(column.keys().value(row)).expect("a key"))
                        .to_owned()
                };
                let days = batch.column_by_name("on").expect("on").as_primitive::<Date32Type>();
                let amounts = batch.column_by_name("amount").expect("amount").as_primitive::<Int64Type>();
                for row in 0..batch.num_rows() {
                    let amount = if amounts.is_valid(row) { amounts.value(row) } else { Default::default() };
                    let on = Day::from_number(days.value(row));
                    facts.push(format!("{} {on} {} {amount}", label("customer", row), label("kind", row)));
                }
            }
        }
        facts.sort();
        facts
    }

    /// Every spell as `customer no start..end price`.
    fn spells(&self) -> Vec<String> {
        let files = self.ledger().snapshot().expect("a ledger").spells(&Definition::default()).expect("spells");
        let changed = spells_in(files.changed.values());
        let is_changed = |line: &String| {
            let customer = line.split(' ').next().expect("a customer");
            changed.iter().any(|other| other.split(' ').next() == Some(customer))
        };
        let mut all: Vec<String> = spells_in(&files.files).into_iter().filter(|line| !is_changed(line)).collect();
        all.extend(changed.iter().cloned());
        all.sort();
        all
    }
}

fn spells_in<'a>(files: impl IntoIterator<Item = &'a PathBuf>) -> Vec<String> {
    let mut spells = Vec::new();
    for file in files {
        let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(file).expect("a file")).expect("Parquet");
        for batch in reader.build().expect("a reader") {
            let batch = batch.expect("a batch");
            let column = |name: &str| batch.column_by_name(name).expect(name).clone();
            let (customers, numbers) = (column("customer"), column("spell"));
            let (starts, ends, prices) = (column("started_on"), column("ended_on"), column("price"));
            for row in 0..batch.num_rows() {
                let on = |days: &arrow::array::ArrayRef| {
                    if days.is_valid(row) {
                        Day::from_number(days.as_primitive::<Date32Type>().value(row)).to_string()
                    } else {
                        String::new()
                    }
                };
                let price = prices.is_valid(row).then(|| prices.as_primitive::<Int64Type>().value(row));
                spells.push(format!(
                    "{} {} {}..{} {price:?}",
                    customers.as_string::<i32>().value(row),
                    numbers.as_primitive::<Int32Type>().value(row),
                    on(&starts),
                    on(&ends),
                ));
            }
        }
    }
    spells
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn toml_of(text: &str) -> Mapping {
    serde_json::from_str(text).expect("a mapping")
}

const CONTRACTS: &str = r#"{"as":"contracts","id":"klant","contract":"contract","start":"van","end":"tot","price":"prijs","reason":"reden","traits":[]}"#;
const EVENTS: &str = r#"{"as":"events","id":"customer","at":"day","amount":"amount","source":"shop"}"#;
const EVENTS_WITH_IDS: &str =
    r#"{"as":"events","id":"customer","at":"day","amount":"amount","source_id":"order","source":"shop"}"#;

const FIETSPLAN: &str = "klant;contract;van;tot;prijs;reden\n\
    anouk;c1;2024-03-01;;19,50;\n\
    bram;c2;2024-01-15;31-12-2024;19,50;Verhuisd\n\
    bram;c3;2025-06-01;;22,00;\n\
    fatima;c4;2024-02-01;2025-01-31;45,00;Betaling mislukt\n";

#[test]
fn several_contracts_of_one_customer_make_several_spells() {
    let company = Company::new();
    let file = company.file("contracten.csv", FIETSPLAN);
    let summary = company.import(&file, CONTRACTS).expect("an import");
    assert_eq!((summary.read, summary.stored, summary.already_known, summary.rejected), (4, 4, 0, 0));
    assert_eq!(
        company.spells(),
        [
            "anouk 1 2024-03-01.. Some(1950)",
            "bram 1 2024-01-15..2024-12-31 Some(1950)",
            "bram 2 2025-06-01.. Some(2200)",
            "fatima 1 2024-02-01..2025-01-31 Some(4500)",
        ]
    );
}

#[test]
fn a_planned_end_does_not_stretch_what_was_seen() {
    let mapping = r#"{"as": "contracts", "id": "k", "contract": "c", "start": "s", "end": "e"}"#;
    let rows = "k,c,s,e\n1,A,2026-01-01,\n2,B,2026-01-01,2026-05-15\n";
    let said = |summary: &ImportSummary| -> Vec<String> {
        let assumed = summary.warnings.iter().filter(|warning| warning.name == "as_of_assumed");
        assumed.map(|warning| format!("{}; {}", warning.text, warning.remedy)).collect()
    };
    let text = |day: &str| {
        format!(
            "no --as-of was given: {day}, the newest day in the file that is not in the future, was taken as the last day it \
             tells about; give the day the file was made with --as-of"
        )
    };
    let planned = format!("{rows}3,C,2026-01-01,2026-12-31\n");
    for file in [rows, planned.as_str()] {
        let company = Company::new();
        let summary = company.import(&company.file("a.csv", file), mapping).expect("an import");
        assert_eq!(summary.observed_until, Some(day("2026-05-15")), "{file}");
        assert_eq!(said(&summary), [text("2026-05-15")], "{file}");
        // What the file adds later sets the day anew; what it does not stretch is not said again.
        let more = company.import(&company.file("b.csv", &format!("{rows}4,D,2026-04-01,\n")), mapping);
        let more = more.expect("an import");
        assert_eq!((more.observed_until, said(&more)), (Some(day("2026-05-15")), Vec::new()));
        let later = company.import(&company.file("c.csv", &format!("{rows}5,E,2026-07-01,\n")), mapping);
        let later = later.expect("an import");
        assert_eq!((later.observed_until, said(&later)), (Some(day("2026-07-01")), vec![text("2026-07-01")]));
    }
    // A day that was given is believed.
    let company = Company::new();
    let mapping = mapping.replace('}', r#", "as_of": "2026-11-20"}"#);
    let summary = company.import(&company.file("a.csv", &planned), &mapping).expect("an import");
    assert_eq!((summary.observed_until, said(&summary)), (Some(day("2026-11-20")), Vec::new()));
    // Events that came in are as old as the newest of them.
    let company = Company::new();
    let events = company.file("e.csv", "k,on\n1,2026-03-01\n2,2026-04-02\n");
    let summary = company.import(&events, r#"{"as": "events", "id": "k", "at": "on"}"#).expect("an import");
    assert_eq!((summary.observed_until, said(&summary)), (Some(day("2026-04-02")), vec![text("2026-04-02")]));
}

#[test]
fn the_same_file_again_adds_nothing() {
    let company = Company::new();
    let file = company.file("contracten.csv", FIETSPLAN);
    company.import(&file, CONTRACTS).expect("an import");
    let before = company.facts();
    let again = company.import(&file, CONTRACTS).expect("an import");
    assert_eq!((again.read, again.stored, again.already_known), (4, 0, 4));
    assert_eq!(company.facts(), before);
}

#[test]
fn a_longer_export_of_the_same_shop_adds_what_is_new_and_keeps_twins() {
    let company = Company::new();
    // Two identical purchases on one day are two purchases.
    let january = "customer,day,amount\na,2026-01-03,5.00\na,2026-01-03,5.00\nb,2026-01-04,7.50\n";
    company.import(&company.file("january.csv", january), EVENTS).expect("an import");
    let both = format!("{january}a,2026-01-03,5.00\nb,2026-02-01,7.50\n");
    let summary = company.import(&company.file("february.csv", &both), EVENTS).expect("an import");
    assert_eq!((summary.read, summary.stored, summary.already_known), (5, 2, 3));
    assert_eq!(
        company.facts(),
        [
            "a 2026-01-03 paid 500",
            "a 2026-01-03 paid 500",
            "a 2026-01-03 paid 500",
            "b 2026-01-04 paid 750",
            "b 2026-02-01 paid 750"
        ]
    );
}

#[test]
fn a_known_id_that_says_something_else_is_refused_by_name() {
    let company = Company::new();
    let mut rows = String::new();
    for n in 0..200 {
        let _ = writeln!(rows, "c{n},o{n},2026-01-03,5.00");
    }
    let first = company.file("orders.csv", &format!("customer,order,day,amount\n{rows}"));
    company.import(&first, EVENTS_WITH_IDS).expect("an import");
    let changed = rows.replace("c7,o7,2026-01-03,5.00", "c7,o7,2026-01-03,6.00");
    let second = company.file("orders2.csv", &format!("customer,order,day,amount\n{changed}"));
    let summary = company.import(&second, EVENTS_WITH_IDS).expect("an import");
    assert_eq!((summary.stored, summary.already_known, summary.rejected), (0, 199, 1));
    let rejects = fs::read_to_string(summary.rejects_file.expect("rejects")).expect("a file");
    assert!(rejects.contains("9,order,o7,"), "{rejects}");
    assert!(company.facts().contains(&"c7 2026-01-03 paid 500".to_owned()));
}

#[test]
fn too_many_rejects_leave_everything_as_it_was() {
    let company = Company::new();
    company.import(&company.file("contracten.csv", FIETSPLAN), CONTRACTS).expect("an import");
    let before = (company.facts(), company.ledger().snapshot().expect("a ledger").manifest().clone());
    let damaged = company.file("damaged.csv", &FIETSPLAN.replace("2024-03-01", "2024-02-31"));
    let error = company.import(&damaged, CONTRACTS).expect_err("a refusal").to_string();
    assert!(error.contains("1 of 4 rows") && error.contains("2024-02-31"), "{error}");
    let after = (company.facts(), company.ledger().snapshot().expect("a ledger").manifest().clone());
    assert_eq!(before, after);
}

/// Many customers with many payments, so that memory runs out and the import has to write runs.
fn payments(customers: u32, each: u32) -> String {
    let mut text = String::from("customer,day,amount\n");
    for n in 0..customers * each {
        let customer = n.wrapping_mul(2_654_435_761) % customers;
        let on = day("2024-01-01").plus_days(i32::try_from(n % 700).expect("small"));
        let _ = writeln!(text, "k{customer},{on},{}.00", n % 90 + 1);
    }
    text
}

#[test]
fn little_memory_gives_the_same_ledger() {
    let (roomy, tight) = (Company::new(), Company::new());
    let text = payments(3_000, 40);
    roomy.import(&roomy.file("payments.csv", &text), EVENTS).expect("an import");
    let summary = tight.import_with(&tight.file("payments.csv", &text), EVENTS, 1 << 20).expect("an import");
    assert_eq!(summary.stored, 120_000);
    assert_eq!(roomy.facts(), tight.facts());
    let left: Vec<_> = walk(&tight.folder.path().join("data/ledger"));
    assert!(left.iter().all(|path| !path.to_string_lossy().contains("-run-")), "{left:?}");
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn a_few_new_facts_leave_the_other_spells_alone() {
    let (grown, fresh) = (Company::new(), Company::new());
    let text = payments(2_000, 20);
    let extra = "customer,day,amount\nk7,2026-03-01,3.00\nk8,2026-03-02,4.00\nnew,2026-03-03,5.00\n";
    grown.import(&grown.file("payments.csv", &text), EVENTS).expect("an import");
    let whole = grown.ledger().snapshot().expect("a ledger").spells(&Definition::default()).expect("spells");
    grown.import(&grown.file("extra.csv", extra), EVENTS).expect("an import");
    let after = grown.ledger().snapshot().expect("a ledger").spells(&Definition::default()).expect("spells");
    assert_eq!(whole.files, after.files, "the spells of all others are the same files");
    assert_eq!(spells_in(after.changed.values()).len(), 3, "only the customers with new facts were folded");
    let together = format!("{text}{}", extra.split_once('\n').expect("rows").1);
    fresh.import(&fresh.file("payments.csv", &together), EVENTS).expect("an import");
    assert_eq!(grown.spells(), fresh.spells());
    let cells = |company: &Company| company.ledger().snapshot().expect("a ledger").activity(Period::Month);
    assert_eq!(cells(&grown).expect("cells"), cells(&fresh).expect("cells"));
}

#[test]
fn spells_of_another_version_are_made_anew_and_stay() {
    let company = Company::new();
    company.import(&company.file("contracten.csv", FIETSPLAN), CONTRACTS).expect("an import");
    let before = company.spells();
    let states =
        || walk(&company.folder.path().join("data/derived")).into_iter().filter(|it| it.ends_with("state.json"));
    assert!(states().count() > 0);
    for path in states() {
        let text = fs::read_to_string(&path).expect("a state");
        let (start, rest) = text.split_once(r#""shape":"#).expect("a shape");
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        fs::write(&path, format!(r#"{start}"shape":1{rest}"#)).expect("a state of an older version");
    }
    // Asked twice: the first answer makes them, the second finds them.
    for _ in 0..2 {
        assert_eq!(company.spells(), before);
    }
    // Files that were lost are made again, too.
    for file in walk(&company.folder.path().join("data/derived")) {
        if file.extension().is_some_and(|it| it == "parquet") {
            fs::remove_file(&file).expect("a file less");
        }
    }
    for _ in 0..2 {
        assert_eq!(company.spells(), before);
    }
}

#[test]
fn compacting_changes_no_fact_and_no_spell() {
    let company = Company::new();
    for n in 0..5 {
        let text = format!("customer,day,amount\nk{n},2026-01-0{},1.00\nshared,2026-02-0{},2.00\n", n + 1, n + 1);
        company.import(&company.file(&format!("{n}.csv"), &text), EVENTS).expect("an import");
    }
    let before = (company.facts(), company.spells());
    let done = compact(&company.ledger(), "compact").expect("a compaction");
    assert_eq!((done.files_before, done.files_after, done.facts), (5, 1, 10));
    assert_eq!((company.facts(), company.spells()), before);
    // What is known stays known.
    let text = "customer,day,amount\nk0,2026-01-01,1.00\n";
    let again = company.import(&company.file("again.csv", text), EVENTS).expect("an import");
    assert_eq!((again.stored, again.already_known), (0, 1));
}

#[test]
fn the_newest_word_on_a_day_stays_the_last_after_a_compaction() {
    let company = Company::new();
    let mapping = r#"{"as": "customers", "id": "id", "start": "start", "price": "price", "source": "crm", "as_of": "2026-01-28"}"#;
    let table = |a: &str, b: &str| format!("id,start,price,region\nA,2024-01-01,{a}\nB,2024-01-01,{b}\n");
    company.import(&company.file("one.csv", &table("15,Z", "10,N")), mapping).expect("an import");
    company.import(&company.file("two.csv", &table("10,N", "15,Z")), mapping).expect("an import");
    let before = (company.facts(), company.spells());
    assert!(before.1.iter().any(|spell| spell == "A 1 2024-01-01.. Some(1000)"), "{:?}", before.1);
    compact(&company.ledger(), "compact").expect("a compaction");
    assert_eq!((company.facts(), company.spells()), before);
}

/// A company that exports its whole list every month.
struct Exporting {
    company: Company,
    mapping: String,
}

impl Exporting {
    fn new(mapping: &str) -> Self {
        Self { company: Company::new(), mapping: mapping.to_owned() }
    }

    /// Imports the list as it is on a day: stored, known, rejected; and the names of the warnings.
    fn tell(&self, as_of: &str, rows: &str) -> ((u64, u64, u64), Vec<String>) {
        let mapping = self.mapping.replacen('{', &format!(r#"{{"as_of":"{as_of}","#), 1);
        let file = self.company.file(&format!("list-{as_of}.csv"), rows);
        let summary = self.company.import(&file, &mapping).expect("an import");
        let names = summary.warnings.iter().map(|it| it.name.to_owned()).collect();
        ((summary.stored, summary.already_known, summary.rejected), names)
    }
}

const LIST: &str = r#"{"as":"customers","id":"id","start":"from","end":"to","price":"price","plan":"plan","source":"crm","traits":["city"]}"#;
const CONTRACT_LIST: &str = r#"{"as":"contracts","id":"id","contract":"nr","start":"from","end":"to","price":"price","plan":"plan","source":"crm","traits":["status"]}"#;
const CONTRACT_LIST_WITHOUT_IDS: &str = r#"{"as":"contracts","id":"id","start":"from","end":"to","price":"price","plan":"plan","source":"crm","traits":["seen"]}"#;

#[test]
fn a_planned_end_that_is_moved_or_taken_back_no_longer_counts() {
    let customers = Exporting::new(LIST);
    let head = "id,from,to,price,plan,city\n";
    let first = format!(
        "{head}A,2025-09-01,2026-08-31,10,b,U\nB,2025-09-01,2026-08-31,10,b,U\nC,2025-09-01,2026-08-31,10,b,U\n"
    );
    let second =
        format!("{head}A,2025-09-01,2027-08-31,10,b,U\nB,2025-09-01,,10,b,U\nC,2025-09-01,2026-08-31,10,b,U\n");
    customers.tell("2026-07-31", &first);
    let told = customers.tell("2026-10-31", &second);
    assert_eq!(told, ((2, 1, 0), vec!["endings_moved".to_owned(), "endings_taken_back".to_owned()]));
    let expected =
        ["A 1 2025-09-01.. Some(1000)", "B 1 2025-09-01.. Some(1000)", "C 1 2025-09-01..2026-08-31 Some(1000)"];
    assert_eq!(customers.company.spells(), expected);
    compact(&customers.company.ledger(), "compact").expect("a compaction");
    assert_eq!(customers.company.spells(), expected);
    // And back again, to the day that was withdrawn.
    assert_eq!(customers.tell("2026-11-20", &first).0, (2, 1, 0));
    let expected = ["A 1 2025-09-01..2026-08-31", "B 1 2025-09-01..2026-08-31", "C 1 2025-09-01..2026-08-31"];
    assert_eq!(customers.company.spells(), expected.map(|spell| format!("{spell} Some(1000)")));
    compact(&customers.company.ledger(), "compact-2").expect("a compaction");
    assert_eq!(customers.company.spells(), expected.map(|spell| format!("{spell} Some(1000)")));
}

#[test]
fn an_ending_that_goes_to_and_fro_is_always_where_it_was_told_last() {
    let contracts = Exporting::new(CONTRACT_LIST);
    let head = "id,nr,from,to,price,plan,status\n";
    let days =
        ["2026-08-31", "2027-08-31", "", "2026-08-31", "2027-08-31", "2026-08-31", "", "2027-08-31", "2026-08-31"];
    for (month, day) in (1..).zip(days) {
        let (told, _) = contracts.tell(&format!("2026-{month:02}-15"), &format!("{head}A,1,2025-09-01,{day},10,b,s\n"));
        assert_eq!(told, (1, 0, 0), "{month}");
        let facts = contracts.company.facts();
        let count = |kind: &str| facts.iter().filter(|fact| fact.contains(kind)).count();
        let holds = count("contract_ended") - count("ending_withdrawn");
        assert_eq!(holds, usize::from(!day.is_empty()), "{month}: {facts:?}");
    }
    contracts.tell("2026-10-31", &format!("{head}A,1,2025-09-01,2026-08-31,10,b,s\nB,2,2025-09-01,,10,b,s\n"));
    let expected = ["A 1 2025-09-01..2026-08-31 Some(1000)", "B 1 2025-09-01.. Some(1000)"];
    assert_eq!(contracts.company.spells(), expected);
}

#[test]
fn contracts_are_held_against_what_was_told_of_them() {
    let head = "id,nr,from,to,price,plan,status\n";
    let first = format!(
        "{head}A,1,2025-01-01,,10,b,active\nA,2,2025-01-01,,5,c,active\nB,3,2025-01-01,2026-03-31,10,b,ending\n"
    );
    let second = format!(
        "{head}A,1,2025-01-01,,12,b,renewed\nA,2,2025-01-01,2026-05-31,5,c,ended\nB,3,2025-01-01,2026-09-30,10,b,ended\n"
    );
    let named = Exporting::new(CONTRACT_LIST);
    named.tell("2026-02-28", &first);
    let told = named.tell("2026-10-31", &second);
    assert_eq!(told, ((3, 0, 0), vec!["endings_moved".to_owned(), "terms_changed".to_owned()]));
    let expected = ["A 1 2025-01-01.. Some(1200)", "B 1 2025-01-01..2026-09-30 Some(1000)"];
    assert_eq!(named.company.spells(), expected);
    assert!(named.company.facts().contains(&"A 2026-10-31 plan_changed 1200".to_owned()));
    let unnamed = Exporting::new(CONTRACT_LIST_WITHOUT_IDS);
    let without = |rows: &str| {
        let mut text = String::new();
        for line in rows.lines() {
            let (id, rest) = line.split_once(',').expect("an id");
            let (_, rest) = rest.split_once(',').expect("a number");
            let _ = writeln!(text, "{id},{}", rest.replace("status", "seen"));
        }
        text
    };
    unnamed.tell("2026-02-28", &without(&first));
    assert_eq!(unnamed.tell("2026-10-31", &without(&second)).0, (3, 0, 0));
    assert_eq!(unnamed.company.spells(), expected);
}

#[test]
fn another_price_plan_or_trait_holds_from_the_day_it_was_told() {
    let head = "id,from,to,seen,price,plan\n";
    let list = Exporting::new(CONTRACT_LIST_WITHOUT_IDS);
    let month = |seen: &str, price: u32, plan: &str| format!("{head}A,2025-01-01,,{seen},{price},{plan}\n");
    list.tell("2026-06-30", &month("jun", 20, "Basis"));
    assert_eq!(list.tell("2026-07-31", &month("jul", 20, "Basis")), ((1, 0, 0), vec![]));
    assert_eq!(list.tell("2026-08-31", &month("aug", 35, "Plus")), ((1, 0, 0), vec!["terms_changed".to_owned()]));
    assert_eq!(list.tell("2026-09-30", &month("aug", 35, "Plus")), ((0, 1, 0), vec![]));
    assert_eq!(
        list.company.facts(),
        [
            "A 2025-01-01 contract_started 2000",
            "A 2026-07-31 described 0",
            "A 2026-08-31 described 0",
            "A 2026-08-31 plan_changed 3500",
        ]
    );
    assert_eq!(list.company.spells(), ["A 1 2025-01-01.. Some(3500)"]);
}

#[test]
fn an_older_list_changes_nothing_that_is_known() {
    let list = Exporting::new(LIST);
    let head = "id,from,to,price,plan,city\n";
    list.tell("2026-09-30", &format!("{head}A,2025-01-01,2026-08-31,10,b,U\n"));
    let told = list.tell("2026-07-31", &format!("{head}A,2025-01-01,,8,b,U\nB,2024-01-01,2024-12-31,8,b,U\n"));
    assert_eq!(told, ((1, 1, 0), vec!["older_file".to_owned()]));
    assert_eq!(
        list.company.spells(),
        ["A 1 2025-01-01..2026-08-31 Some(1000)", "B 1 2024-01-01..2024-12-31 Some(800)"]
    );
}

#[test]
fn what_a_row_does_not_say_takes_nothing_back() {
    let list = Exporting::new(LIST);
    let head = "id,from,to,price,plan,city\n";
    list.tell(
        "2026-06-30",
        &format!("{head}A,2025-01-01,,10,b,U\nB,2025-01-01,2026-08-31,10,b,U\nC,2025-01-01,2026-05-31,10,b,U\n"),
    );
    // Without a column of last days a list says nothing about endings; a blank price is no price of nothing; and what
    // is over by now has no other price.
    let starts = Exporting { company: list.company, mapping: LIST.replace(r#""end":"to","#, "") };
    let told =
        starts.tell("2026-09-30", &format!("{head}A,2025-01-01,,,b,U\nB,2025-01-01,,0,b,U\nC,2025-01-01,,0,b,U\n"));
    assert_eq!(told.0, (0, 3, 0));
    // Who begins a second time is another relation of the same customer.
    let again = starts.tell("2026-10-31", &format!("{head}C,2026-10-01,,12,b,U\n"));
    assert_eq!(again.0, (1, 0, 0));
    assert_eq!(
        starts.company.spells(),
        [
            "A 1 2025-01-01.. Some(1000)",
            "B 1 2025-01-01..2026-08-31 Some(1000)",
            "C 1 2025-01-01..2026-05-31 Some(1000)",
            "C 2 2026-10-01.. Some(1200)",
        ]
    );
}

#[test]
fn a_contract_with_another_first_day_is_refused_whole() {
    let head = "id,nr,from,to,price,plan,status\n";
    let mut rows = String::new();
    for n in 0..200 {
        let _ = writeln!(rows, "c{n},k{n},2025-01-01,,10,b,active");
    }
    let list = Exporting::new(CONTRACT_LIST);
    list.tell("2026-02-28", &format!("{head}{rows}"));
    let moved = rows.replace("c7,k7,2025-01-01,,", "c7,k7,2025-02-01,2026-03-31,");
    assert_eq!(list.tell("2026-10-31", &format!("{head}{moved}")).0, (0, 199, 1));
    assert!(list.company.spells().contains(&"c7 1 2025-01-01.. Some(1000)".to_owned()));
}

#[test]
fn a_row_with_news_is_no_known_row() {
    let company = Company::new();
    let mapping = CONTRACTS.replace(r#""traits""#, r#""source":"crm","traits""#);
    company.import(&company.file("contracten.csv", FIETSPLAN), &mapping).expect("an import");
    let ended = FIETSPLAN.replace("anouk;c1;2024-03-01;;", "anouk;c1;2024-03-01;2026-04-30;");
    assert_ne!(ended, FIETSPLAN);
    let summary = company.import(&company.file("contracten-2.csv", &ended), &mapping).expect("an import");
    assert_eq!((summary.stored, summary.already_known, summary.facts_added), (1, 3, 1));
}

#[test]
fn a_file_that_looks_like_the_next_of_another_source_is_doubted() {
    let company = Company::new();
    let mapping = r#"{"as": "contracts", "id": "customer", "start": "start"}"#;
    let warned = |name: &str| {
        let rows = format!("customer,start\n{name},2026-01-03\n");
        let summary = company.import(&company.file(name, &rows), mapping).expect("an import");
        summary.warnings.iter().find(|it| it.name == "source_resembles").map(ToString::to_string)
    };
    assert_eq!((warned("contracts-2026-05.csv"), warned("payments.csv")), (None, None));
    let said = warned("contracts-2026-06.csv").expect("a warning");
    assert!(said.contains("`contracts-2026-06`, beside `contracts-2026-05`"), "{said}");
    assert!(said.ends_with("--source contracts-2026-05"), "{said}");
}

#[test]
fn a_file_that_tells_what_a_resembling_source_told_is_not_stored_before_somebody_says_which_it_is() {
    let company = Company::new();
    let mapping = |source: &str| {
        format!(r#"{{"as": "contracts", "id": "customer", "contract": "c", "start": "start", "end": "end"{source}}}"#)
    };
    let sept = "customer,c,start,end\na,c1,2026-01-03,\nb,c2,2026-02-03,\n";
    let oct = "customer,c,start,end\na,c1,2026-01-03,2026-10-05\nb,c2,2026-02-03,\nc,c3,2026-10-03,\n";
    company.import(&company.file("contracten_sept.csv", sept), &mapping("")).expect("an import");
    let before = (company.facts(), company.spells());
    let file = company.file("contracten_okt.csv", oct);
    let refused = company.import(&file, &mapping("")).expect_err("a refusal").to_string();
    assert!(
        refused.starts_with("2 of 3 rows stand in the ledger already, from the source `contracten_sept`"),
        "{refused}"
    );
    assert!(
        refused.contains("--source 'contracten_sept'") && refused.contains("--source 'contracten_okt'"),
        "{refused}"
    );
    assert_eq!((company.facts(), company.spells()), before, "nothing was stored");
    // Said either way it comes in: as the next of the same kind the contract that ended ends.
    company.import(&file, &mapping(r#", "source": "contracten_sept""#)).expect("an import");
    assert!(company.spells().iter().any(|spell| spell.contains("2026-01-03..2026-10-05")), "{:?}", company.spells());
    let other = company.import(&file, &mapping(r#", "source": "contracten_okt""#)).expect("an import");
    assert!(other.warnings.iter().all(|it| it.name != "source_resembles"), "{:?}", other.warnings);
    // A month of its own says nothing twice.
    let events = r#"{"as": "events", "id": "customer", "at": "day"}"#;
    company.import(&company.file("sept.csv", "customer,day\na,2026-09-01\n"), events).expect("an import");
    let next = company.import(&company.file("okt.csv", "customer,day\na,2026-10-01\n"), events).expect("an import");
    let said = next.warnings.iter().find(|it| it.name == "source_resembles").map(ToString::to_string);
    assert!(said.is_some_and(|said| said.contains("0 rows of it stood there already")), "{:?}", next.warnings);
}

#[test]
fn a_picture_of_one_day_beside_files_with_days_is_doubted_in_either_order() {
    let picture = (
        "beeld.csv",
        "id,tenure,churn\n1,10,no\n2,5,yes\n",
        r#"{"as": "customers", "id": "id", "tenure": "tenure", "left": "churn"}"#,
    );
    let dated = ("leden.csv", "id,start\nx,2025-01-03\n", r#"{"as": "customers", "id": "id", "start": "start"}"#);
    let events = ("gebruik.csv", "id,day\n1,2025-01-03\n", r#"{"as": "events", "id": "id", "at": "day"}"#);
    for (files, is_mixed) in [([picture, dated], true), ([dated, picture], true), ([picture, events], false)] {
        let company = Company::new();
        let warned = files.map(|(name, rows, mapping)| {
            let summary = company.import(&company.file(name, rows), mapping).expect("an import");
            summary.warnings.iter().any(|it| it.name == "snapshot_mixed")
        });
        assert_eq!(warned, [false, is_mixed], "{files:?}");
    }
}

#[test]
fn a_fact_of_the_tail_keeps_all_that_its_source_said() {
    let company = Company::new();
    let said = TimelineEntry {
        on: day("2026-03-01"),
        time_us: Some(36_000_000_000),
        kind: "joined".into(),
        source: "shop".into(),
        source_id: Some("j1".into()),
        ref_id: Some("contract-1".into()),
        amount: Some(2_950),
        plan: Some("City".into()),
        reason: Some("moved here".into()),
        departure: None,
        value: Some(4.0),
        tenure: Some(Tenure { value: 14.0, unit: TenureUnit::Months }),
        traits: vec![("town".into(), "Utrecht".into())],
    };
    let tail = [("a".to_owned(), said.clone())];
    let sealed = seal(&company.ledger(), &tail, 1, day("2026-11-22"), Currency::EUR, "seal").expect("sealed");
    assert_eq!(sealed.facts, 1);
    assert_eq!(company.ledger().snapshot().expect("a ledger").timeline("a").expect("a timeline"), [said]);
}

#[test]
fn an_import_that_was_killed_leaves_nothing_behind() {
    let company = Company::new();
    company.import(&company.file("contracten.csv", FIETSPLAN), CONTRACTS).expect("an import");
    let before = company.facts();
    // What a killed import leaves: a file that no manifest names.
    let orphan = company.folder.path().join("data/ledger/bucket=0000/killed.parquet");
    fs::write(&orphan, b"half a file").expect("a file");
    assert_eq!(company.facts(), before);
    let more = company.file("more.csv", "customer,day,amount\na,2026-01-03,5.00\n");
    company.import(&more, EVENTS).expect("an import");
    assert!(!orphan.exists());
}

#[test]
fn a_folder_of_a_newer_version_is_left_alone() {
    let company = Company::new();
    company.import(&company.file("contracten.csv", FIETSPLAN), CONTRACTS).expect("an import");
    let manifest = company.folder.path().join("data/ledger/manifest.json");
    let text = fs::read_to_string(&manifest).expect("a manifest").replacen("\"format\":1", "\"format\":9", 1);
    fs::write(&manifest, &text).expect("a file");
    let error = company.ledger().snapshot().expect_err("a refusal").to_string();
    assert!(error.contains("format 9") && error.contains("up to 1"), "{error}");
    let file = company.file("more.csv", "customer,day,amount\na,2026-01-03,5.00\n");
    assert!(matches!(company.import(&file, EVENTS), Err(LedgerError::Newer { found: 9, known: 1 })));
    assert_eq!(fs::read_to_string(&manifest).expect("a manifest"), text);
}

#[test]
fn an_empty_folder_says_what_to_do() {
    let error = Company::new().ledger().snapshot().expect_err("a refusal").to_string();
    assert!(error.contains("vaarwel import"), "{error}");
}

#[test]
fn one_folder_keeps_one_currency() {
    let company = Company::new();
    company.import(&company.file("contracten.csv", FIETSPLAN), CONTRACTS).expect("an import");
    let file = company.file("usd.csv", "customer,day,amount\na,2026-01-03,5.00\n");
    let dollars = EVENTS.replace('}', r#","currency":"USD"}"#);
    let error = company.import(&file, &dollars).expect_err("a refusal").to_string();
    assert!(error.contains("USD") && error.contains("EUR"), "{error}");
}

#[test]
fn any_tool_finds_a_customer_in_the_bucket_the_format_promises() {
    let company = Company::new();
    company.import(&company.file("payments.csv", &payments(500, 4)), EVENTS).expect("an import");
    let snapshot = company.ledger().snapshot().expect("a ledger");
    let timeline = snapshot.timeline("k7").expect("a timeline");
    assert_eq!(timeline.len(), company.facts().iter().filter(|fact| fact.starts_with("k7 ")).count());
    assert!(timeline.is_sorted_by_key(|entry| entry.on));
    assert!(snapshot.timeline("nobody").expect("a timeline").is_empty());
}

#[test]
fn a_file_gives_the_same_cohorts_as_the_ledger_it_was_imported_into() {
    let company = Company::new();
    let file = company.file("payments.csv", &payments(700, 9));
    company.import(&file, EVENTS).expect("an import");
    for period in Period::ALL {
        let straight = ::ledger::activity_of_file(&file, &toml_of(EVENTS), day("2026-11-22"), period, 2);
        let stored = company.ledger().snapshot().expect("a ledger").activity(period).expect("cells");
        assert_eq!(straight.expect("cells").cells, stored, "{period:?}");
    }
}

#[test]
fn what_happened_stands_beside_the_spells_however_the_ledger_grew() {
    use relationship::glance::Shows;

    let (grown, whole) = (Company::new(), Company::new());
    let text = payments(2_000, 20);
    let extra = "customer,day,amount\nk7,2026-03-01,3.00\nk8,2023-12-31,4.00\nnew,2026-03-03,5.00\n";
    grown.import(&grown.file("payments.csv", &text), EVENTS).expect("an import");
    grown.ledger().snapshot().expect("a ledger").spells(&Definition::default()).expect("spells");
    grown.import(&grown.file("extra.csv", extra), EVENTS).expect("an import");
    let together = format!("{text}{}", extra.split_once('\n').expect("rows").1);
    whole.import(&whole.file("payments.csv", &together), EVENTS).expect("an import");

    // Of every fourth spell: who, since when, and the days on which they paid.
    let seen = |company: &Company| -> Vec<String> {
        let snapshot = company.ledger().snapshot().expect("a ledger");
        let spells = snapshot.spells(&Definition::default()).expect("spells");
        let lives = ::ledger::Lives::new(snapshot, &spells);
        assert!((2_001..=2_004).contains(&lives.spells_at_most().expect("a count")));
        let in_buckets = lives.each_bucket(|bucket| {
            let batch = bucket.spells(&["started_on"])?;
            let customers = batch.column_by_name("customer").expect("customers").as_string::<i32>().clone();
            let starts = batch.column_by_name("started_on").expect("days").as_primitive::<Date32Type>().clone();
            assert!(customers.iter().is_sorted());
            let rows: Vec<usize> =
                (0..batch.num_rows()).filter(|row| row % 4 == 0 || customers.value(*row).len() < 3).collect();
            let mut told = Vec::new();
            bucket.moments(&batch, &rows, &|kind| Shows::of(kind, true), &mut |row, moments| {
                assert!(moments.is_sorted_by_key(|moment| moment.on));
                let days: Vec<String> = moments.iter().map(|moment| moment.on.to_string()).collect();
                let since = Day::from_number(starts.value(row));
                told.push(format!("{} {since} {}", customers.value(row), days.join(" ")));
            })?;
            Ok::<_, LedgerError>(told)
        });
        in_buckets.expect("lives").into_iter().flatten().collect()
    };
    let lines = seen(&grown);
    assert_eq!(lines, seen(&whole));
    let of_eight = lines.iter().find(|line| line.starts_with("k8 ")).expect("k8");
    assert!(of_eight.starts_with("k8 2023-12-31 2023-12-31 2024"), "{of_eight}");
    let known = whole.facts().iter().filter(|fact| fact.starts_with("k8 ")).count();
    assert!(known > 10 && of_eight.split(' ').count() == 2 + known, "{known} facts: {of_eight}");
}

#[test]
fn kinds_of_facts_are_counted_once_and_again_where_facts_are_new() {
    let company = Company::new();
    let events =
        r#"{"as":"events","id":"customer","at":"day","kind":"kind","value":"value","ref":"ref","source":"shop"}"#;
    let text = "customer,day,kind,value,ref\na,2026-01-03,answered,4,pulse\nb,2026-01-02,answered,2,pulse\n\
                b,2026-01-04,answered,9,nps\na,2026-01-05,used,,bike\nc,2026-01-06,used,2.5,\n";
    company.import(&company.file("events.csv", text), events).expect("an import");
    let kinds = || company.ledger().snapshot().expect("a ledger").kinds().expect("kinds");
    let said = |kinds: &[::ledger::KindCount]| -> Vec<String> {
        let line = |it: &::ledger::KindCount| {
            format!("{} {:?} {} {} {:?} {}", it.kind, it.about, it.facts, it.valued, it.range, it.first_on)
        };
        kinds.iter().map(line).collect()
    };
    let first = [
        r#"answered Some("pulse") 2 2 Some((2.0, 4.0)) 2026-01-02"#,
        "used None 2 1 Some((2.5, 2.5)) 2026-01-05",
        r#"answered Some("nps") 1 1 Some((9.0, 9.0)) 2026-01-04"#,
    ];
    assert_eq!(said(&kinds()), first);
    let more = "customer,day,kind,value,ref\nd,2026-01-01,used,7,\n";
    company.import(&company.file("more.csv", more), events).expect("an import");
    assert_eq!(said(&kinds())[0], "used None 3 2 Some((2.5, 7.0)) 2026-01-01");
    // The counts are derived: without them the answer is the same.
    let before = kinds();
    fs::remove_dir_all(company.folder.path().join("data/derived")).expect("removed");
    assert_eq!(kinds(), before);
}
