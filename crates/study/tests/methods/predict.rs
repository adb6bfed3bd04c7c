//! Who may leave: `classify`, `calibration` and `drift` as a person types them.

use std::fs;

use crate::support::{File, close};

/// Three hundred customers: a higher price and fewer visits make leaving likelier; some visits are unknown.
fn customers(extra: impl Fn(usize, bool) -> String) -> String {
    let mut text = String::from("price,visits,city,extra,left\n");
    for i in 0..300_usize {
        let (price, visits) = (10 + i * 37 % 23, i * 53 % 17);
        let left = (i * 7919 + 13) % 1009 < 45 * price + 200 - 40 * visits;
        let visits = if i % 11 == 0 { String::new() } else { visits.to_string() };
        let city = ["Utrecht", "Zeist", "Houten"][i % 3];
        text += &format!("{price},{visits},{city},{},{}\n", extra(i, left), if left { "yes" } else { "no" });
    }
    text
}

#[test]
fn every_row_is_judged_by_trees_that_have_not_seen_it() {
    let file = File::new(customers(|i, _| (i % 5).to_string()));
    let scores = file.beside("scores.csv");
    let words = format!(
        "classify --outcome left --covariates price,visits,city,extra --monotone price=+1,visits=-1 --explain 3 --out {}",
        scores.display()
    );
    let answer = file.json(&words);
    assert_eq!(answer["n"], 300);
    assert_eq!(answer["trees"].as_array().unwrap().len(), 5);
    assert!(answer["auc"]["lower"].as_f64().unwrap() > 0.6, "{:#}", answer["auc"]);
    assert_eq!(answer["calibration"]["binning"], "equal_count_10");
    let worth: Vec<&str> =
        answer["importance"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(worth.len(), 5);
    assert!(worth[..2].contains(&"price") && worth[..2].contains(&"visits"), "{worth:?}");
    for row in answer["explained"].as_array().unwrap() {
        let added: f64 = row["added"].as_object().unwrap().values().map(|it| it.as_f64().unwrap()).sum();
        let log_odds = row["log_odds"].as_f64().unwrap();
        assert!((row["base"].as_f64().unwrap() + added - log_odds).abs() < 1e-9);
        assert!((row["chance"].as_f64().unwrap() - 1.0 / (1.0 + (-log_odds).exp())).abs() < 1e-12);
    }
    let written = fs::read_to_string(&scores).unwrap();
    assert_eq!(written.lines().count(), 301);
    let again = File::new(written);
    let judged = again.json("calibration --score chance --outcome happened");
    assert_eq!(judged["auc"], answer["auc"]);
    assert_eq!(judged["calibration"], answer["calibration"]);
}

#[test]
fn a_column_that_knows_the_outcome_is_named() {
    let file = File::new(customers(|i, left| if left { (900 + i).to_string() } else { String::new() }));
    let text = file.text("classify --outcome left --covariates price,extra");
    assert!(text.contains("covariate `extra` nearly knows the outcome: whether it has a value alone"), "{text}");
    let by_name =
        File::new(customers(|i, _| (i % 7).to_string()).replace("extra", "Churn Score").replace("visits", "tenure"));
    let answer = by_name.json("classify --outcome left --covariates all --learner logistic --missing drop");
    let codes: Vec<&str> =
        answer["warnings"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["rows_dropped", "known_afterwards", "tenure_knows_the_end"]);
}

#[test]
fn chances_are_set_right_and_later_rows_judged_by_a_model_of_the_earlier() {
    let file = File::new(customers(|i, _| (i / 3).to_string()));
    for how in ["platt", "isotonic", "temperature"] {
        let answer = file.json(&format!("classify --outcome left --covariates price,visits --recalibrate {how}"));
        assert_eq!(answer["recalibrated"], how);
        assert_eq!(answer["n"], 300);
    }
    let answer = file.json("classify --outcome left --covariates price,visits --time extra --learned-share 0.8");
    assert_eq!((answer["n"].as_u64(), answer["split"]["time"].as_str()), (Some(60), Some("extra")));
}

#[test]
fn what_makes_no_sense_is_refused_with_what_to_do() {
    let file = File::new(customers(|_, _| "1".to_owned()));
    let refusal = file.refusal("classify --outcome left --covariates price,visits --monotone prise=+1");
    assert!(refusal.contains("no covariate `prise`; covariates there are: `price`, `visits`"), "{refusal}");
    let refusal = file.refusal("classify --outcome left --covariates price --monotone price=up");
    assert!(refusal.contains("write `price=+1`"), "{refusal}");
    let refusal = file.refusal("classify --outcome left --covariates price --learner logistic --monotone price=1");
    assert!(refusal.contains("`--monotone` is for trees"), "{refusal}");
    let refusal = file.refusal("classify --outcome left --covariates visits --learner logistic");
    assert!(refusal.contains("column `visits`: the value is missing"), "{refusal}");
    let refusal = file.refusal("calibration --score price --outcome left");
    assert!(refusal.contains("a number from 0 to 1"), "{refusal}");
}

#[test]
fn chances_are_drawn_beside_what_was_observed() {
    let mut text = String::from("chance,left\n");
    for i in 0..200 {
        text += &format!("{},{}\n", f64::from(i) / 200.0, u8::from((i * 7919 + 13) % 1009 < i * 5));
    }
    let file = File::new(text);
    let picture = file.beside("calibration.svg");
    let told = file.text(&format!("calibration --score chance --outcome left --svg {}", picture.display()));
    assert!(told.contains("slope undetermined: a chance of exactly 0 or 1 has no log-odds"), "{told}");
    assert!(fs::read_to_string(picture).unwrap().contains("observed"));
}

#[test]
fn what_moved_between_two_files_is_told_by_column() {
    let older = File::new(customers(|i, _| (i % 10).to_string()));
    let newer = customers(|i, _| (i % 10 + 4).to_string()).replace("Zeist", "Bunnik");
    let path = older.beside("newer.csv");
    fs::write(&path, newer).unwrap();
    let answer = older.json(&format!("drift {} --columns all", path.display()));
    let columns = answer["columns"].as_array().unwrap();
    let of = |name: &str| columns.iter().find(|it| it["column"] == name).unwrap();
    assert_eq!((of("price")["index"].as_f64(), of("price")["band"].as_str()), (Some(0.0), Some("stable")));
    assert_eq!((of("extra")["band"].as_str(), of("city")["band"].as_str()), (Some("moved_far"), Some("moved_far")));
    assert_eq!(of("visits")["classes"][0]["older"], 28);
    assert_eq!(of("city")["kind"], "names");
    let distance = of("extra")["kolmogorov_smirnov"]["statistic"].as_f64().unwrap();
    assert!((distance - 0.4).abs() < 1e-12, "{distance}");
    close(&answer, "/n/newer", 300.0, 0.0);
}

#[test]
fn groups_of_two_files_are_compared_each_with_itself() {
    let rows = |plan: &str, prices: std::ops::Range<u32>| prices.map(|it| format!("{plan},{it}\n")).collect::<String>();
    let older = File::new(format!("plan,price\n{}{}{}", rows("A", 10..60), rows("B", 10..60), rows("gone", 10..20)));
    let newer = older.beside("newer.csv");
    fs::write(&newer, format!("plan,price\n{}{}{}", rows("A", 10..60), rows("B", 40..90), rows("new", 10..20)))
        .unwrap();
    let answer = older.json(&format!("drift {} --columns all --by plan", newer.display()));
    let band = |group: usize| answer["groups"][group]["columns"][0]["band"].as_str();
    assert_eq!((band(0), band(1), band(2)), (Some("stable"), Some("moved_far"), None));
    assert!(answer["groups"][2]["refused"].as_str().unwrap().contains("no row of"), "{answer}");
    let said = |code: &str| answer["warnings"].as_array().unwrap().iter().any(|it| it["code"] == code);
    assert!(said("group_refused") && said("group_new"), "{answer}");
}

#[test]
fn weights_count_rows_or_say_how_much_they_matter() {
    // The forty rows of `regression.rs` in `stats`, with what R makes of them.
    let row = |i: i32| {
        let (x1, x2) = (f64::from(i * 7 % 11) - 5.0, f64::from(i * i * 3 % 17) / 4.0);
        let noise = f64::from(i * 5 % 13) - 6.0;
        let left = u8::from(noise / 3.0 + 0.3 * x1 - 0.2 * x2 > 0.0);
        format!("{x1},{x2},{},{left},{}\n", 2.0 + 0.5 * x1 - 0.3 * x2 + noise * (0.2 + 0.1 * x1.abs()), 1 + i % 3)
    };
    let counted = File::new(format!("x1,x2,y,left,w\n{}", (0..40).map(row).collect::<String>()));
    let repeated: String = (0..40).zip((1..=3).cycle()).map(|(i, times)| row(i).repeat(times)).collect();
    let repeated = File::new(format!("x1,x2,y,left,w\n{repeated}"));
    for words in ["linear --outcome y", "linear --outcome y --robust", "logistic --outcome left"] {
        let words = format!("{words} --covariates x1,x2");
        let (by_weight, by_row) = (counted.json(&format!("{words} --weights w")), repeated.json(&words));
        for column in 0..3 {
            for field in ["value", "lower", "upper", "standard_error"] {
                let at = |answer: &serde_json::Value| answer["coefficients"][column]["coefficient"][field].as_f64();
                let (a, b) = (at(&by_weight).unwrap(), at(&by_row).unwrap());
                assert!((a - b).abs() < 1e-9, "{words} {column} {field}: {a} {b}");
            }
        }
    }
    let answer = counted.json("linear --outcome y --covariates x1,x2 --weights w --weights-are importance");
    let text = answer["coefficients"][1].to_string();
    assert!(text.contains("0.65550458046421") && text.contains("0.08825003289783"), "{text}");
}

#[test]
fn numbers_are_cut_into_as_many_classes_as_are_asked_for() {
    let older = File::new((0..40).fold(String::from("x\n"), |text, i| text + &format!("{i}\n")));
    let newer = File::new((0..40).fold(String::from("x\n"), |text, i| text + &format!("{}\n", i / 2)));
    let words = format!("drift {} --columns x", newer.path().display());
    assert_eq!(older.json(&words)["columns"][0]["classes"].as_array().unwrap().len(), 11);
    // Half of the newer rows in each of the lower classes: 2 (1/2 - 1/4) log 2, and twice half a row of 44 in the upper ones.
    let found = older.json(&format!("{words} --bins 4"));
    let (empty, full): (f64, f64) = (0.5 / 42.0, 20.5 / 42.0);
    let quarter = 10.5 / 42.0;
    let wanted = 2.0 * ((full - quarter) * (full / quarter).ln() + (empty - quarter) * (empty / quarter).ln());
    close(&found, "/columns/0/index", wanted, 1e-12);
    assert!(older.refusal(&format!("{words} --bins 1")).contains("`bins` must be from 2 to 1000"));
}

#[test]
fn the_interval_of_a_brier_score_stays_between_0_and_1() {
    let file = File::new("p,y\n0,0\n1,1\n0,1\n1,1\n0.5,0\n0.2,1\n");
    let brier = file.json("calibration --score p --outcome y --bins 2")["brier"]["score"].clone();
    let at = |name: &str| brier[name].as_f64().unwrap();
    assert!(0.0 < at("lower") && at("lower") < at("value") && at("upper") < 1.0, "{brier}");
    // Symmetric in the log-odds.
    let log_odds = |it: f64| (it / (1.0 - it)).ln();
    let (below, above) = (log_odds(at("value")) - log_odds(at("lower")), log_odds(at("upper")) - log_odds(at("value")));
    assert!((below - above).abs() < 1e-9, "{brier}");
}
