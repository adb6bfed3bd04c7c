//! A file comes in, comes in again, and is described before.

use crate::program::Program;

const CUSTOMERS: &str = "\
id,tenure,gone,price,plan
a,1,yes,19.90,city
b,12,no,19.90,city
c,24,no,69.00,electric
d,3,yes,69.00,electric
";

#[test]
fn importing_the_same_file_again_adds_nothing() {
    let program = Program::new();
    let file = program.file("customers.csv", CUSTOMERS);
    let import =
        ["import", &file, "--as", "customers", "--id", "id", "--tenure", "tenure", "--left", "gone=yes", "--json"];
    let first = program.json(&import);
    assert_eq!([&first["read"], &first["stored"], &first["already_known"], &first["rejected"]], [4, 4, 0, 0]);
    let count = "select count(*) as n from facts";
    let before = program.json(&["sql", count, "--json"]);
    let second = program.json(&import);
    assert_eq!([&second["read"], &second["stored"], &second["already_known"], &second["rejected"]], [4, 0, 4, 0]);
    assert_eq!(program.json(&["sql", count, "--json"]), before);
    let copy = program.file("copy.csv", format!("{CUSTOMERS}e,5,no,19.90,city\n"));
    let third = program.json(&[
        "import",
        &copy,
        "--as",
        "customers",
        "--id",
        "id",
        "--tenure",
        "tenure",
        "--left",
        "gone=yes",
        "--source",
        "customers",
        "--json",
    ]);
    assert_eq!([&third["read"], &third["stored"], &third["already_known"]], [5, 1, 4]);
}

#[test]
fn a_described_file_can_be_imported_as_it_was_described() {
    let program = Program::new();
    let file = program.file("customers.csv", CUSTOMERS);
    let said = program.says(&["describe", &file, "--save-map", "map.toml"]);
    assert!(said.contains("vaarwel import") && said.contains("--tenure tenure"), "{said}");
    let summary = program.json(&["import", &file, "--map", "map.toml", "--json"]);
    assert_eq!([&summary["read"], &summary["stored"]], [4, 4], "{summary}");
}

#[test]
fn a_file_that_does_not_say_when_customers_left_gives_a_share_and_no_curve() {
    let program = Program::new();
    let rows: String =
        (0..40).map(|n| format!("{n},2024-0{}-05,{}\n", 1 + n % 9, if n % 4 == 0 { "J" } else { "N" })).collect();
    let file = program.file("leden.csv", format!("Lidnummer,Lid sinds,Opgezegd\n{rows}"));
    let import =
        ["import", &file, "--as", "customers", "--id", "Lidnummer", "--start", "Lid sinds", "--left", "Opgezegd"];
    let summary = program.json(&[&import[..], &["--as-of", "2026-06-30", "--json"]].concat());
    assert_eq!(summary["warnings"][0]["code"], "no_last_day", "{summary}");
    let churn = program.json(&["report", "churn", "--json"]);
    assert_eq!(churn["period"]["unit"], "snapshot", "{churn}");
    let row = &churn["rows"][0];
    assert_eq!([&row["at_risk"], &row["departures"]], [40, 10], "{churn}");
    let survival = program.json(&["report", "survival", "--json"]);
    assert_eq!(survival["rows"].as_array().map(Vec::len), Some(0), "{survival}");
    assert_eq!(survival["warnings"][0]["code"], "without_duration", "{survival}");
}

#[test]
fn the_first_words_tell_what_to_do_next() {
    let program = Program::new();
    let file = program.file("customers.csv", CUSTOMERS);
    let said =
        program.says(&["import", &file, "--as", "customers", "--id", "id", "--tenure", "tenure", "--left", "gone=yes"]);
    for words in ["as customers into", "read", "stored", "already known", "rejected", "Next: vaarwel report churn"] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn rejected_rows_are_listed_with_what_is_allowed_and_too_many_stop_the_import() {
    let program = Program::new();
    let file = program.file("customers.csv", CUSTOMERS.replace("d,3,", "d,-3,"));
    let import = ["import", &file, "--as", "customers", "--id", "id", "--tenure", "tenure", "--left", "gone=yes"];
    let said = program.refuses(&import);
    assert!(said.contains("1 of 4 rows rejected") && said.contains("nothing was stored"), "{said}");
    program.refuses(&["report", "churn"]);
    let summary = program.json(&[&import[..], &["--max-rejects", "30%", "--json"]].concat());
    assert_eq!([&summary["read"], &summary["stored"], &summary["rejected"]], [4, 3, 1], "{summary}");
    let rejects = std::fs::read_to_string(summary["rejects_file"].as_str().expect("a file")).expect("a list");
    assert!(rejects.contains("-3") && rejects.contains("tenure"), "{rejects}");
}

#[test]
fn two_who_write_to_one_folder_do_not_meet() {
    let program = Program::new();
    let file = program.file("customers.csv", CUSTOMERS);
    std::fs::create_dir_all(program.data()).expect("a folder");
    let lock = std::fs::File::create(program.data().join("ledger.lock")).expect("a lock");
    lock.lock().expect("nobody has it");
    let import = ["import", &file, "--as", "customers", "--id", "id", "--tenure", "tenure", "--left", "gone=yes"];
    let said = program.refuses(&import);
    assert!(said.contains("another process") && said.contains("try again"), "{said}");
    drop(lock);
    program.says(&import);
}
