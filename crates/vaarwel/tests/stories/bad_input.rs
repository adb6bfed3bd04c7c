//! Whatever is given, the answer names it, says what is allowed, and nothing is lost.

use crate::program::Program;

#[track_caller]
fn check(content: &[u8], options: &[&str], expected: &str) {
    let program = Program::new();
    let file = program.file("file.csv", content);
    let said = program.refuses(&[&["import", &file], options].concat());
    assert!(said.contains(expected), "{expected}\n{said}");
    assert!(!program.data().join("ledger/manifest.json").exists(), "something was stored");
}

const AS_CUSTOMERS: [&str; 8] = ["--as", "customers", "--id", "id", "--tenure", "tenure", "--left", "gone=yes"];

#[test]
fn a_file_that_is_no_table_is_refused_by_name() {
    check(b"", &AS_CUSTOMERS, "empty");
    check(b"id,tenure,gone\n", &AS_CUSTOMERS, "file.csv");
    check(&[0, 159, 146, 150, 0, 1, 2, 3, 255, 254, 0, 0, 7], &AS_CUSTOMERS, "file.csv");
}

#[test]
fn a_column_that_is_not_there_is_named_with_the_one_that_was_meant() {
    let content = b"id,tenure,gone\na,1,yes\nb,2,no\n";
    check(
        content,
        &["--as", "customers", "--id", "idd", "--tenure", "tenure", "--left", "gone=yes"],
        "did you mean `id`",
    );
    check(content, &["--as", "customers", "--id", "id", "--tenure", "tenur", "--left", "gone=yes"], "tenure");
    check(content, &["--id", "id"], "--as customers");
}

#[test]
fn values_that_make_no_sense_are_rejected() {
    for row in ["a,-1,yes", "a,nan,yes", "a,inf,yes", "a,soon,yes", ",1,yes"] {
        check(format!("id,tenure,gone\n{row}\n").as_bytes(), &AS_CUSTOMERS, "rejected");
    }
    let contracts = ["--as", "contracts", "--id", "id", "--start", "start", "--end", "end"];
    for row in ["a,2024-05-01,2024-04-01", "a,2024-02-30,", "a,someday,"] {
        check(format!("id,start,end\n{row}\n").as_bytes(), &contracts, "rejected");
    }
}

#[test]
fn a_value_nobody_has_is_stored_with_a_warning_that_says_which_there_are() {
    let program = Program::new();
    let file = program.file("file.csv", "id,tenure,gone\na,1,yes\nb,2,no\n");
    let said = program.says(&[
        "import",
        &file,
        "--as",
        "customers",
        "--id",
        "id",
        "--tenure",
        "tenure",
        "--left",
        "gone=maybe",
    ]);
    assert!(said.contains("warning: no row says that its customer left; column `gone` holds `no`, `yes`"), "{said}");
}

#[test]
fn two_currencies_are_never_added_and_each_has_its_folder() {
    let program = Program::new();
    let rows = "klant,start,prijs,valuta,weg\na,2024-01-01,5,EUR,ja\nb,2024-01-01,6,USD,nee\nc,2024-01-01,7,EUR,nee\n";
    let file = program.file("file.csv", rows);
    let said = program.says(&["describe", &file]);
    assert!(said.contains("--currency-column valuta") && said.contains("`valuta` names several currencies"), "{said}");
    let import =
        ["import", &file, "--as", "customers", "--id", "klant", "--start", "start", "--left", "weg", "--price"];
    let said = program.refuses(&[&import[..], &["prijs", "--currency-column", "valuta"]].concat());
    for words in
        ["1 of 3 rows", "line 3, column `valuta`: `USD`", "an amount in EUR", "--currency CODE --max-rejects 100%"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = program.says(&[&import[..], &["prijs"]].concat());
    assert!(said.contains("whose column `valuta` says `USD` were taken as EUR (1 row; line 3)"), "{said}");
    let dollars = ["prijs", "--currency-column", "valuta", "--currency", "USD", "--max-rejects", "100%", "--json"];
    let folder = ["--data", "dollars"];
    let summary = program.json(&[&import[..], &dollars[..], &folder[..]].concat());
    assert_eq!([&summary["stored"], &summary["rejected"]], [1, 2], "{summary}");
}

#[test]
fn what_is_not_there_is_said() {
    let program = Program::new();
    let said = program.refuses(&["import", "nowhere.csv", "--as", "customers", "--id", "id"]);
    assert!(said.contains("nowhere.csv"), "{said}");
    let said = program.refuses(&["report", "churn"]);
    assert!(said.contains("is not there") && said.contains("hint: import a file first"), "{said}");
    let file = program.file("map.toml", "idd = \"id\"\n");
    let said = program.refuses(&["import", &file, "--map", &file]);
    assert!(said.contains("idd"), "{said}");
}

#[test]
fn questions_nobody_can_answer_are_refused_with_what_is_allowed() {
    let program = Program::new();
    let file = program.file("file.csv", "id,tenure,gone,plan\na,1,yes,city\nb,2,no,city\n");
    program.says(&[&["import", &file], &AS_CUSTOMERS[..]].concat());
    for (arguments, expected) in [
        (vec!["report", "churn", "--by", "pln"], "allowed: `plan`. Did you mean `plan`?"),
        (vec!["report", "churn", "--period", "fortnight"], "`week`, `month`, `quarter`, `year`"),
        (vec!["report", "churn", "--from", "2024-13-01"], "YYYY-MM-DD"),
        (vec!["report", "churn", "--where", "plan"], "TRAIT=VALUE"),
        (vec!["report", "churn", "--csv", "--table", "rowz"], "did you mean --table rows?"),
        (vec!["sql", "delete from facts"], "allowed: one statement that reads"),
        (vec!["sql", "select 1; select 2"], "these are several statements; allowed: one statement that reads"),
        (
            vec!["sql", "select * from fact"],
            "`fact` is not a table; allowed: `spells`, `facts`, `customers`. Did you mean",
        ),
        (vec!["sql", "select custmer from facts"], "Did you mean 'facts.customer'?"),
        (vec!["sql", "select count(*) from generate_series(1, 100000000000)", "--max-seconds", "1"], "--max-seconds"),
        (vec!["sql", "selec 1"], "error: Expected: an SQL statement, found: selec"),
        (vec!["definition", "set", "--not-counted", "angry"], "`angry` is not a kind of leaving"),
        (vec!["reasons", "map", "Te duur", "price.to_high"], "did you mean `price.too_high`"),
    ] {
        let said = program.refuses(&arguments);
        assert!(said.contains(expected), "{arguments:?}: {expected}\n{said}");
    }
    for (arguments, expected) in [
        (vec!["report", "chrun"], "churn"),
        (vec!["definition", "set", "--left-when", "gone"], "effective_date"),
        (vec!["definition", "set"], "--left-when"),
        (vec!["member", "add", "--email", "nobody", "--role", "owner"], "name@host"),
        (vec!["member", "add", "--email", "a@b.example", "--role", "onwer"], "did you mean `owner`"),
        (vec!["key", "create", "--scope", "everything"], "`read`, `write`, `admin`"),
        (vec!["--memory-limit", "lots", "report", "churn"], "800MB"),
        (vec!["import"], "<FILE>"),
    ] {
        let said = program.does_not_know(&arguments);
        assert!(said.contains(expected), "{arguments:?}: {expected}\n{said}");
    }
}

#[test]
fn no_customers_after_the_filters_is_an_answer_not_a_number() {
    let program = Program::new();
    let file = program.file("file.csv", "id,tenure,gone,plan\na,1,yes,city\nb,2,no,city\n");
    program.says(&[&["import", &file], &AS_CUSTOMERS[..]].concat());
    let report = program.json(&["report", "churn", "--where", "plan=moon", "--json"]).to_string();
    assert!(!report.contains("NaN") && report.contains("no customer"), "{report}");
    let output = program.command(&["report", "churn", "--where", "plan=moon", "--csv"]).output().expect("a report");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "a table without rows has no header");
    let aside = String::from_utf8_lossy(&output.stderr);
    assert!(aside.contains("no customer has `moon` as `plan`; `plan` has `city`"), "{aside}");
}

#[test]
fn a_report_never_answers_for_other_days_than_were_asked_for() {
    let program = Program::new();
    let file = program.file("file.csv", "id,van,tot\na,2024-01-01,2024-05-01\nb,2024-02-01,\n");
    let days = ["--start", "van", "--end", "tot", "--as-of", "2026-06-30"];
    program.says(&[&["import", &file, "--as", "contracts", "--id", "id"], &days[..]].concat());
    for report in ["churn", "cohorts", "survival", "reasons"] {
        let said = program.refuses(&["report", report, "--from", "2030-01-01"]);
        let allowed = "`2030-01-01` cannot be the value of `from`; allowed: a day until 2026-06-30";
        assert!(said.contains(allowed), "{said}");
    }
    let said = program.says(&["report", "survival", "--from", "2024-01-15"]);
    assert!(said.starts_with("survival: from 2024-01-15, seen on 2026-06-30, in months;"), "{said}");
}

#[test]
fn a_customer_in_two_rows_is_named_with_line_and_remedy() {
    let program = Program::new();
    let file = program.file("file.csv", "id,tenure,gone\na,1,yes\na,5,no\nb,2,no\n");
    let said = program.says(&[&["import", &file], &AS_CUSTOMERS[..]].concat());
    assert!(said.contains("(1 row; line 3: `a`); keep one row per customer"), "{said}");
}

#[test]
fn an_answer_nobody_can_take_keeps_its_row() {
    let program = Program::new();
    let long = "te duur ".repeat(10_000);
    let file =
        program.file("file.csv", format!("why\nte duur\n\"{long}\"\n\"verhuisd, en\nver ook\"\ntoo, many\nte duur\n"));
    let said = program.says(&["reasons", "suggest", &file, "--text", "why", "--json"]);
    let rows: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let states: Vec<_> = rows.iter().filter_map(|row| row["state"].as_str()).collect();
    assert_eq!(states, ["suggested", "refused", "suggested", "refused", "suggested"], "{said}");
    assert_eq!(rows.last().map(|row| &row["row"]), Some(&5.into()));
    let why = rows[1]["why"].as_str().unwrap_or_default();
    assert!(why.starts_with("line 3, column `why`: a value of at most 65,536 bytes"), "{why}");
    assert!(rows[3]["why"].as_str().unwrap_or_default().starts_with("line 6: 1 value"), "{said}");
}
