//! The numbers of the reports, on a real file and on a company whose truth is known.

use serde_json::Value;

use crate::program::{Program, shared};

/// The row of a group, or of everybody.
#[track_caller]
fn row<'a>(report: &'a Value, trait_name: &str, value: &str) -> &'a Value {
    let rows = report["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["group"][trait_name] == value).expect(value)
}

#[track_caller]
fn near(given: &Value, expected: f64, tolerance: f64) {
    let given = given.as_f64().unwrap_or_else(|| panic!("{given} is not a number; expected {expected}"));
    assert!((given - expected).abs() <= tolerance, "{given}, expected {expected}");
}

#[test]
fn the_telco_file_gives_its_known_rates() {
    let Some(file) = shared("ibm_telco/Telco-Customer-Churn.csv") else { return };
    let program = Program::new();
    let summary = program.json(&[
        "import",
        &file,
        "--as",
        "customers",
        "--id",
        "customerID",
        "--tenure",
        "tenure",
        "--tenure-unit",
        "months",
        "--left",
        "Churn=Yes",
        "--price",
        "MonthlyCharges",
        "--json",
    ]);
    assert_eq!([&summary["read"], &summary["stored"], &summary["rejected"]], [7043, 7043, 0]);

    let all = program.json(&["report", "churn", "--json"]);
    let everybody = &all["rows"][0];
    assert_eq!([&everybody["at_risk"], &everybody["departures"]], [7043, 1869]);
    near(&everybody["rate"]["value"], 0.265_369_871, 5e-10);
    near(&everybody["revenue_churn_gross"]["value"], 0.305_033_516, 5e-10);
    near(&everybody["revenue_at_start"]["minor"], 45_611_660.0, 0.0);
    near(&everybody["revenue_lost"]["minor"], 13_913_085.0, 0.0);

    let by_contract = program.json(&["report", "churn", "--by", "Contract", "--json"]);
    for (contract, at_risk, departures, rate) in [
        ("Month-to-month", 3875, 1655, 0.427_096_774),
        ("One year", 1473, 166, 0.112_695_18),
        ("Two year", 1695, 48, 0.028_318_584_1),
    ] {
        let row = row(&by_contract, "Contract", contract);
        assert_eq!([&row["at_risk"], &row["departures"]], [at_risk, departures], "{contract}");
        near(&row["rate"]["value"], rate, 5e-10);
        let (lower, upper) = (row["rate"]["lower"].as_f64(), row["rate"]["upper"].as_f64());
        assert!(lower < Some(rate) && Some(rate) < upper, "{contract}");
    }

    let survival = program.json(&["report", "survival", "--by", "Contract", "--json"]);
    near(&row(&survival, "Contract", "Month-to-month")["median"]["value"], 35.0, 0.0);
    near(&survival["test"][0]["chi_square"], 2_352.872_538_26, 5e-7);

    let table = program.says(&["report", "churn", "--by", "Contract"]);
    assert!(table.contains("42.71 %") && table.contains("1,473"), "{table}");
    let csv = program.says(&["report", "churn", "--by", "Contract", "--csv"]);
    assert!(csv.lines().next().expect("a header").contains("rate.value"), "{csv}");
}

#[test]
fn a_simulated_company_comes_in_by_the_same_door_and_the_reports_find_its_truth() {
    let program = Program::new();
    program.says(&["simulate", "--customers", "1500", "--seed", "5", "--out", "files"]);
    for name in ["contracts", "events"] {
        let (file, map) = (format!("files/{name}.csv"), format!("files/{name}.toml"));
        let summary = program.json(&["import", &file, "--map", &map, "--max-rejects", "0%", "--json"]);
        assert_eq!(summary["rejected"], 0, "{summary}");
        assert_eq!(summary["read"], summary["stored"], "{summary}");
    }
    let truth: Value =
        serde_json::from_str(&std::fs::read_to_string(program.path("files/truth.json")).expect("a file"))
            .expect("JSON");
    let report = program.json(&["report", "churn", "--period", "month", "--json"]);
    let months = truth["months"].as_array().expect("months");
    let mut compared = 0;
    for month in months {
        let name = month["month"].as_str().expect("a month");
        let of_this_month = |row: &&Value| row["from"].as_str().is_some_and(|day| day.starts_with(name));
        let Some(row) = report["rows"].as_array().expect("rows").iter().find(of_this_month) else { continue };
        let departures: u64 =
            month["departures_of_those"].as_object().expect("kinds").values().filter_map(Value::as_u64).sum();
        assert_eq!(row["at_risk"], month["at_start"], "{name}: {row}");
        assert_eq!(row["departures"].as_u64(), Some(departures), "{name}: {row}");
        compared += 1;
    }
    assert!(compared > 30, "{compared} months of {}", months.len());

    let said = program.json(&["reasons", "show", "--json"]);
    let times: u64 = said["reasons"].as_array().expect("reasons").iter().filter_map(|it| it["times"].as_u64()).sum();
    let stated: u64 = truth["reasons"].as_object().expect("reasons").values().filter_map(Value::as_u64).sum();
    assert_eq!(times, stated);
    program.says(&["reasons", "propose", "--accept"]);
    let reasons = program.json(&["report", "reasons", "--json"]);
    let codes: Vec<&str> =
        reasons["rows"].as_array().expect("rows").iter().filter_map(|row| row["code"].as_str()).collect();
    assert!(codes.contains(&"price.too_high") && codes.contains(&"life.moved"), "{codes:?}");

    for report in ["churn", "cohorts", "survival", "reasons"] {
        for options in [&["--by", "plan"][..], &["--csv"], &["--how"], &["--where", "channel=Winkel"]] {
            assert!(!program.says(&[&["report", report], options].concat()).contains("NaN"), "{report} {options:?}");
        }
    }
}

#[test]
fn every_number_names_the_definition_it_was_made_with() {
    let program = Program::new();
    let file = program.file("contracts.csv", "id,start,end\na,2025-01-05,2025-03-01\nb,2025-01-09,\n");
    let columns = ["--as", "contracts", "--id", "id", "--start", "start", "--end", "end", "--as-of", "2025-06-30"];
    program.says(&[&["import", &file], &columns[..]].concat());
    assert_eq!(program.json(&["report", "churn", "--json"])["definition"]["version"], 1);
    let said = program.says(&["definition", "set", "--at-risk-min", "1", "--not-counted", "positive,dismissed"]);
    assert!(said.contains("Definition 2 is in force"), "{said}");
    let said = program.says(&["definition", "set", "--at-risk-min", "1"]);
    assert!(said.contains("Nothing changed"), "{said}");
    assert_eq!(program.json(&["report", "churn", "--json"])["definition"]["version"], 2);
    assert_eq!(
        program.json(&["definition", "show", "--json"])["not_counted"],
        serde_json::json!(["positive", "dismissed"])
    );
    assert_eq!(program.says(&["definition", "history"]).lines().count(), 4);
}

/// The simulator lets customers stop riding three months before they vanish, lets trouble with the workshop and low answers go
/// before leaving, and raises all prices once. The reports on what customers do must find it, and say how sure they are.
#[test]
fn what_goes_before_leaving_is_found_in_a_simulated_company() {
    let program = Program::new();
    program.says(&["simulate", "--customers", "6000", "--seed", "11", "--out", "files"]);
    for name in ["contracts", "events"] {
        program.says(&["import", &format!("files/{name}.csv"), "--map", &format!("files/{name}.toml")]);
    }
    let silent = program.json(&["report", "silent", "--json"]);
    let test = &silent["test"][0];
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("no number: {value} in {test}"));
    assert!(number(&test["auc"]["lower"]) > 0.6, "{test}");
    // A sign is worth many times the share of all, and does not catch everybody.
    assert!(number(&test["came_true_share"]["lower"]) > 5.0 * number(&test["gone_share"]["upper"]), "{test}");
    assert!(number(&test["found_share"]["lower"]) > 0.2 && number(&test["found_share"]["upper"]) < 1.0, "{test}");
    let first = &silent["rows"][0];
    assert!(first["customer"].is_string() && first["signs"].is_string() && first["since"].is_string(), "{first}");

    let precursors = program.json(&["report", "warning-signs", "--json"]);
    let rows = precursors["rows"].as_array().expect("rows");
    let ratio = |sign: &str| {
        let row = rows.iter().find(|row| row["sign"] == sign).unwrap_or_else(|| panic!("{sign} in {precursors}"));
        (number(&row["hazard_ratio"]["value"]), number(&row["hazard_ratio"]["lower"]))
    };
    // A feeling one lower raises the hazard of some causes by a factor e^0.25, and deep red is three to four lower than green.
    let (deep_red, lower) = ratio("rung_deep_red");
    assert!(deep_red > 0.8 && lower < 2.0, "{precursors}");
    // The rise of March 2025 made leaving for the price three times as likely for three months.
    assert!(ratio("price_rise").0 > 1.0, "{precursors}");
    // Silent leavers stop riding.
    assert!(ratio("no_use").1 > 1.0, "{precursors}");

    let money = ["--margin", "0.42", "--discount", "8 %", "--cost-to-win", "55", "--cost-to-keep", "12"];
    let value = program.json(&[&["report", "value", "--json"], &money[..]].concat());
    let measure = |name: &str| {
        let rows = value["rows"].as_array().expect("rows");
        rows.iter().find(|row| row["measure"] == name).unwrap_or_else(|| panic!("{name}"))["value"].clone()
    };
    let (new, kept) = (number(&measure("new_customer")["value"]), number(&measure("kept_leaver")["value"]));
    assert!(new >= kept && kept > 0.0, "{new} {kept}");
    assert!(number(&measure("truly_kept_to_pay")["value"]) < 1.0);
    assert!(value["sleeping"][0]["sleeping"].as_u64().is_some_and(|asleep| asleep > 0), "{}", value["sleeping"]);

    let loyalty = program.json(&["report", "loyalty", "--json"]);
    assert_eq!(loyalty["rows"].as_array().expect("rungs").len(), 5);
    for report in ["silent", "precursors", "value", "loyalty"] {
        for options in [&["--csv"][..], &["--how"], &["--where", "channel=Winkel"]] {
            assert!(!program.says(&[&["report", report], options].concat()).contains("NaN"), "{report} {options:?}");
        }
    }
}

#[test]
fn the_letter_of_a_small_firm_names_one_thing_to_do_before_anybody_sorted_its_reasons() {
    let program = Program::new();
    let mut contracts = "customer,contract,start,end,reason\n".to_owned();
    for n in 1..=64 {
        let (end, reason) = match n {
            1 | 4 => (format!("2025-10-{:02}", n + 1), "Klacht niet opgelost"),
            2 | 5 => (format!("2025-10-{:02}", n + 1), "Verhuizing"),
            3 => ("2025-10-20".to_owned(), ""),
            _ => (String::new(), ""),
        };
        contracts.push_str(&format!("P{n:02},P{n:02}-1,2024-03-01,{end},{reason}\n"));
    }
    let file = program.file("contracts.csv", contracts);
    let columns = ["--id", "customer", "--contract", "contract", "--start", "start", "--end", "end"];
    let import = [&["import", &file, "--as", "contracts", "--reason", "reason"], columns.as_slice()].concat();
    program.says(&import);
    let letter = program.says(&["letter", "--month", "2025-10", "--language", "en"]).replace('\n', " ");
    assert!(letter.contains("5 customers left in October 2025"), "{letter}");
    assert!(letter.contains("Klacht niet opgelost: 2 named it, and it is in your hands."), "{letter}");
}

#[test]
fn who_went_over_to_another_plan_counts_under_the_first_until_then() {
    let program = Program::new();
    let mut contracts = "customer,contract,start,end,plan\n".to_owned();
    // Of 24 on Basis twelve leave within the year; the others go over to Plus, and six of them leave in the next.
    for n in 0..24 {
        let end = if n < 12 { "2024-06-30" } else { "2024-12-31" };
        contracts.push_str(&format!("K{n},{n}a,2024-01-01,{end},Basis\n"));
        if n >= 12 {
            let end = if n < 18 { "2025-06-30" } else { "" };
            contracts.push_str(&format!("K{n},{n}b,2025-01-01,{end},Plus\n"));
        }
    }
    let file = program.file("contracts.csv", contracts);
    let columns = ["--id", "customer", "--contract", "contract", "--start", "start", "--end", "end", "--plan", "plan"];
    program.says(&[&["import", &file, "--as", "contracts", "--as-of", "2025-12-31"], columns.as_slice()].concat());
    let churn = program.json(&["report", "churn", "--by", "plan", "--period", "year", "--json"]);
    let counted: Vec<_> = churn["rows"].as_array().expect("rows").iter().collect();
    let of = |plan: &str, year: &str| {
        let is = |row: &&&Value| row["group"]["plan"] == plan && row["period"] == year;
        let row = counted.iter().find(is).unwrap_or_else(|| panic!("no row for {plan} in {year}"));
        ["at_risk", "departures", "joined", "exits"].map(|name| row[name].as_u64().expect(name))
    };
    assert_eq!([of("Basis", "2024"), of("Plus", "2024")], [[24, 12, 24, 12], [0, 0, 0, 0]]);
    assert_eq!([of("Basis", "2025"), of("Plus", "2025")], [[0, 0, 0, 0], [12, 6, 0, 6]]);
    near(&counted[0]["rate"]["value"], 0.5, 0.0);
    let survival = program.json(&["report", "survival", "--by", "plan", "--json"]);
    assert_eq!(survival["rows"].as_array().expect("rows").len(), 1, "{}", survival["rows"]);
    assert_eq!(row(&survival, "plan", "Basis")["customers"], 24);
}

#[test]
fn what_is_paid_for_a_contract_ends_with_it() {
    let program = Program::new();
    let contracts = "k,c,s,e,price\nA,1,2024-01-01,,\nA,2,2024-01-05,2024-03-10,100.00\nB,1,2024-01-01,,10\n";
    let file = program.file("contracts.csv", contracts);
    let columns = ["--id", "k", "--contract", "c", "--start", "s", "--end", "e", "--price", "price"];
    program.says(&[&["import", &file, "--as", "contracts", "--as-of", "2024-06-30"], columns.as_slice()].concat());
    let churn = program.json(&["report", "churn", "--json"]);
    let at_start = |month: &str| {
        let rows = churn["rows"].as_array().expect("rows");
        let row = rows.iter().find(|row| row["period"] == month).expect(month);
        row["revenue_at_start"]["minor"].as_i64().expect("an amount")
    };
    assert_eq!(["2024-02", "2024-03", "2024-04", "2024-06"].map(at_start), [11_000, 11_000, 1_000, 1_000]);
    assert!(churn["warnings"].as_array().expect("warnings").iter().any(|it| it["code"] == "without_price"));
    let cohorts = program.json(&["report", "cohorts", "--json"]);
    let paid: Vec<_> =
        cohorts["rows"].as_array().expect("rows").iter().map(|row| row["revenue"]["minor"].as_i64()).collect();
    assert_eq!(paid, [Some(11_000), Some(11_000), Some(11_000), Some(1_000), Some(1_000), Some(1_000)]);
}
