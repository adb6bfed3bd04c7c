//! `linear`, `logistic`, `att`, `did` and `e-value`.

use std::path::Path;

use crate::support::{File, close, json};

/// Four without the trait, of whom one left; four with it, of whom three did. The plan says nothing more.
const EIGHT: &str = "trait,plan,left,revenue\n0,A,yes,1\n0,B,no,3\n0,A,no,2\n0,B,no,4\n1,A,yes,5\n1,B,yes,7\n1,A,yes,6\n\
                     1,B,no,8\n";

#[test]
fn odds_ratios_are_those_worked_out_by_hand() {
    let file = File::new(EIGHT);
    let answer = file.json("logistic --outcome left --outcome-value yes --covariates trait");
    close(&answer, "/coefficients/1/odds_ratio/value", 9.0, 1e-9);
    close(&answer, "/coefficients/1/coefficient/standard_error", (8.0_f64 / 3.0).sqrt(), 1e-9);
    close(&answer, "/log_likelihood", 2.0 * (0.25_f64.ln() + 3.0 * 0.75_f64.ln()), 1e-12);
    assert_eq!(answer["events"], 4);
    let text = file.text("logistic --outcome left --covariates plan");
    assert!(text.contains("plan=B") && text.contains("odds ratio"), "{text}");
}

#[test]
fn a_line_is_the_one_worked_out_by_hand() {
    let file = File::new(EIGHT);
    let answer = file.json("linear --outcome revenue --covariates trait,plan");
    // With the trait 4 more, plan B 2 more, and half below and above.
    close(&answer, "/coefficients/1/coefficient/value", 4.0, 1e-12);
    close(&answer, "/coefficients/2/coefficient/value", 2.0, 1e-12);
    assert_eq!(answer["degrees_of_freedom"], 5.0);
    assert_eq!(file.json("linear --outcome revenue --covariates trait --robust")["errors"], "hc3");
    let clustered = file.json("linear --outcome revenue --covariates trait --cluster plan");
    assert_eq!(clustered["errors"], "clustered");
    assert!(clustered["warnings"].to_string().contains("few_clusters"));
}

#[test]
fn a_covariate_that_tells_everything_is_named_and_a_penalty_helps() {
    let file = File::new("a,knows,left\n1,0,0\n2,0,0\n3,0,0\n4,1,1\n1,1,1\n2,1,1\n3,0,0\n4,0,0\n2,1,1\n");
    let answer = file.json("logistic --outcome left --covariates a,knows");
    assert_eq!(answer["undetermined"], "separation");
    assert!(answer["detail"].as_str().unwrap().contains("`knows`"), "{answer:#}");
    let text = file.text("logistic --outcome left --covariates a,knows");
    assert!(text.contains("`knows` tells the outcome without error") && text.contains("--penalty ridge"), "{text}");
    let ridge = file.json("logistic --outcome left --covariates a,knows --penalty ridge --lambda 0.1");
    assert!(ridge["coefficients"][2]["odds_ratio"]["value"].as_f64().unwrap() > 2.0);
    assert!(ridge["coefficients"][2]["coefficient"].get("lower").is_none(), "no interval under a penalty");
    let twice = File::new("a,b,y\n1,2,5\n2,4,1\n3,6,2\n5,10,9\n").json("linear --outcome y --covariates a,b");
    assert!(twice["detail"].as_str().unwrap().contains("`b`"), "{twice:#}");
    assert!(file.refusal("logistic --outcome left").contains("--covariates"));
}

#[test]
fn the_penalty_is_found_by_cross_validation_and_the_same_for_the_same_seed() {
    let row = |i: u32| format!("{},{},{}\n", i * 7 % 13, i * 5 % 11, u8::from(i * 7 % 13 + i * 3 % 7 > 9));
    let file = File::new(format!("a,b,y\n{}", (0..80).map(row).collect::<String>()));
    let words = "logistic --outcome y --covariates a,b --penalty lasso --folds 5 --seed 3";
    let (one, other) = (file.json(words), file.json(words));
    assert_eq!(one, other);
    assert!(one["cross_validation"]["path"].as_array().unwrap().len() > 10);
}

/// Who complains is called more often, and leaves more often; the call keeps one in five of those who would leave.
fn calls() -> File {
    let mut text = "complains,called,left,store\n".to_owned();
    for (complains, called, left, count) in [
        (0, 0, 0, 90),
        (0, 0, 1, 10),
        (0, 1, 0, 19),
        (0, 1, 1, 1),
        (1, 0, 0, 20),
        (1, 0, 1, 20),
        (1, 1, 0, 56),
        (1, 1, 1, 24),
    ] {
        for i in 0..count {
            text += &format!("{complains},{called},{left},{}\n", i % 7);
        }
    }
    File::new(text)
}

#[test]
fn a_comparison_is_adjusted_and_told_with_its_doubts() {
    let file = calls();
    let answer = file.json("att --treated called --outcome left --covariates complains");
    // 20 called without complaint: 5 % against 10 %; 80 with: 30 % against 50 %.
    let effect = (20.0 * (0.05 - 0.10) + 80.0 * (0.30 - 0.50)) / 100.0;
    for method in
        ["doubly_robust", "inverse_probability", "regression_adjustment", "score_matching", "entropy_balancing"]
    {
        close(&answer, &format!("/methods/{method}/value"), effect, 1e-6);
    }
    close(&answer, "/effect/value", effect, 1e-9);
    close(&answer, "/naive/value", 0.25 - 30.0 / 140.0, 1e-12);
    assert!(answer["doubts"].to_string().contains("not_drawn"));
    assert!(answer["e_value"]["estimate"].as_f64().unwrap() > 1.0);
    assert!(answer["balance"][0]["after"].as_f64().unwrap().abs() < 1e-6);
    let text = file.text("att --treated called --outcome left --covariates complains --estimand ate --cluster store");
    assert!(text.contains("Effect on everyone") && text.contains("never as good as a draw"), "{text}");
    for method in ["ipw", "horvitz-thompson", "regression", "matching", "entropy-balancing", "cross-fitted"] {
        let words = format!("att --treated called --outcome left --covariates complains --method {method}");
        assert!(file.json(&words)["effect"]["value"].as_f64().is_some(), "{method}");
    }
}

#[test]
fn who_cannot_be_compared_is_not_compared() {
    let rows: String = (0..60).map(|i| format!("{i},{},{}\n", u8::from(i >= 30), i * 7 % 5)).collect();
    let file = File::new(format!("age,called,revenue\n{rows}"));
    let answer = file.json("att --treated called --outcome revenue --covariates age");
    assert_eq!(answer["effect"]["undetermined"], "no_overlap");
    assert_eq!(answer["naive"]["n"], 60);
    let text = file.text("att --treated called --outcome revenue --covariates age --method ipw");
    assert!(text.contains("Cannot tell this way: 60 of 60 have nobody like them"), "{text}");
}

#[test]
fn groups_treated_one_after_the_other_are_compared_with_those_that_were_not() {
    let mut text = "shop,month,since,churn\n".to_owned();
    for shop in 0..12 {
        let since = if shop < 6 { "3" } else { "" };
        for month in 1..=4 {
            let gain = if shop < 6 && month >= 3 { -2.0 } else { 0.0 };
            let noise = f64::from((shop * 5 + month * month * 3) % 7) / 7.0;
            text += &format!("s{shop},{month},{since},{}\n", 10.0 + f64::from(shop) + f64::from(month) + gain + noise);
        }
    }
    let file = File::new(&text);
    let words = "did --unit shop --time month --first-treated since --outcome churn";
    let answer = file.json(&format!("{words} --bands 200 --seed 5"));
    let value = answer["simple"]["value"].as_f64().unwrap();
    assert!((-2.6..-1.4).contains(&value), "{answer:#}");
    assert_eq!((&answer["units"], &answer["never_treated"]), (&12.into(), &6.into()));
    assert!(answer["dynamic"]["points"][0]["band"]["lower"].is_number());
    let zero = File::new(text.replace(",,", ",0,")).json(words);
    assert_eq!(zero["simple"], answer["simple"]);
    let never = File::new(text.replace(",,", ",never,")).text(&format!("{words} --control not-yet --base universal"));
    assert!(never.contains("Did groups move alike before?") && never.contains("two-way fixed effects"), "{never}");
    let wrong = File::new(text.replace(",,", ",later,")).refusal(words);
    assert!(wrong.contains("column `since`: `later`; allowed: a whole number"), "{wrong}");
    let twice = File::new(format!("{text}s0,1,3,5\n")).refusal(words);
    assert!(twice.contains("line 50, column `month`: `1`; allowed: one row per unit and period"), "{twice}");
}

/// Twenty-four shops over five months; those of `since` were treated from that month on.
fn shops(since: impl Fn(u32) -> Option<u32>) -> File {
    let mut text = "shop,month,since,churn\n".to_owned();
    for shop in 0..24 {
        let first = since(shop);
        for month in 1..=5 {
            let gain = if first.is_some_and(|first| month >= first) { -2.0 } else { 0.0 };
            let noise = f64::from((shop * 5 + month * month * (3 + shop % 4)) % 11) / 11.0;
            let since = first.map_or_else(String::new, |it| it.to_string());
            text += &format!("s{shop},{month},{since},{}\n", f64::from(shop) + f64::from(month) + gain + noise);
        }
    }
    File::new(text)
}

const SHOPS: &str = "did --unit shop --time month --first-treated since --outcome churn";

#[test]
fn units_that_may_have_known_from_the_start_are_said_to_be_left_out() {
    // Treated in the second month and known one month before: of these six nothing is known from before.
    let all = shops(|shop| [None, Some(2), Some(4), Some(4)][shop as usize / 6]);
    let answer = all.json(&format!("{SHOPS} --anticipation 1"));
    assert_eq!((&answer["units"], &answer["foreseen_from_start"]), (&18.into(), &6.into()));
    let warnings = answer["warnings"].as_array().unwrap();
    let text = warnings.iter().find(|it| it["code"] == "foreseen_from_start").expect("a warning")["text"].as_str();
    assert!(text.unwrap().contains("6 units may have changed from their first period on"), "{answer:#}");
    let clustered = all.json(&format!("{SHOPS} --anticipation 1 --cluster shop"));
    assert_eq!(clustered["simple"]["value"], answer["simple"]["value"]);
    // As if they were not in the file.
    let rows = std::fs::read_to_string(all.path()).unwrap();
    let is_other = |row: &&str| row.split(',').nth(2) != Some("2");
    let others: String = rows.lines().filter(is_other).map(|row| format!("{row}\n")).collect();
    let without = File::new(others).json(&format!("{SHOPS} --anticipation 1"));
    for field in ["effect", "simple", "pre_trend", "dynamic", "by_group", "cells"] {
        assert_eq!(without[field], answer[field], "{field}");
    }
    assert_eq!(all.json(SHOPS)["foreseen_from_start"], 0);
}

#[test]
fn without_units_that_were_never_treated_the_way_out_is_named() {
    let all = shops(|shop| Some(3 + shop / 12));
    let answer = all.json(SHOPS);
    assert_eq!(answer["effect"]["undetermined"], "group_empty");
    let detail = answer["effect"]["detail"].as_str().unwrap();
    assert!(detail.contains("never treated") && detail.contains("`--control not-yet`"), "{detail}");
    assert!(all.text(SHOPS).contains("Cannot tell this way: no unit was never treated"));
    // Two groups that are each other's controls: before treatment one effect is the other with its sign turned.
    let not_yet = all.json(&format!("{SHOPS} --control not-yet"));
    assert_eq!(not_yet["pre_trend"]["degrees_of_freedom"], 1, "{not_yet:#}");
    let before: Vec<&serde_json::Value> = not_yet["cells"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["time"] == 2 && it["effect"]["value"].is_f64())
        .collect();
    let (value, error) = (&before[0]["effect"]["value"], &before[0]["effect"]["standard_error"]);
    let z = value.as_f64().unwrap() / error.as_f64().unwrap();
    close(&not_yet, "/pre_trend/statistic", z * z, 1e-9);
}

#[test]
fn e_values_are_those_of_the_paper() {
    let answer = json("e-value --ratio 3.9 --lower 1.8 --upper 8.7");
    close(&answer, "/e_value", 7.263_034, 1e-6);
    close(&answer, "/e_value_limit", 3.0, 1e-12);
    assert!(json("e-value --ratio 0.9 --upper 1.1")["warnings"].to_string().contains("interval_holds_1"));
    assert!(study::run(["e-value", "--ratio", "1.8", "--lower", "2"]).is_err());
}

/// The path of a data set beside the project; absent, the test says so and passes.
fn shared(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.exists() {
        return Some(path.display().to_string());
    }
    eprintln!("skipped: {name} is not there");
    None
}

fn ask(words: &[&str]) -> serde_json::Value {
    let text = study::run(words.iter().copied().chain(["--json"])).unwrap_or_else(|error| panic!("{words:?}: {error}"));
    serde_json::from_str(&text).unwrap()
}

#[test]
fn iranian_churn_agrees_with_statsmodels() {
    let Some(path) = shared("iranian_churn_uci563/Customer_Churn.csv") else { return };
    let covariates = "Call  Failure,Complains,Subscription  Length,Charge  Amount,Seconds of Use,Frequency of use,\
                      Frequency of SMS,Distinct Called Numbers,Tariff Plan,Status";
    let answer = ask(&["logistic", &path, "--outcome", "Churn", "--covariates", covariates, "--standardize"]);
    close(&answer, "/log_likelihood", -697.594_901, 1e-9);
    close(&answer, "/coefficients/0/coefficient/value", -3.385_514_93, 5e-9);
    close(&answer, "/coefficients/6/coefficient/value", -2.760_389_89, 5e-9);
}

#[test]
fn counties_agree_with_did() {
    let Some(path) = shared("did_mpdta/mpdta.csv") else { return };
    let columns = ["--unit", "countyreal", "--time", "year", "--first-treated", "first.treat", "--outcome", "lemp"];
    let answer = ask(&[&["did", &path], columns.as_slice()].concat());
    close(&answer, "/simple/value", -0.039_951_275_2, 1e-8);
    close(&answer, "/by_group/overall/standard_error", 0.012_446, 5e-5);
    close(&answer, "/pre_trend/p_value", 0.168_12, 5e-5);
    close(&answer, "/two_way_fixed_effects/value", -0.036_548_936_7, 1e-8);
}

#[test]
fn the_save_desk_of_known_truth_is_told_with_doubt() {
    let Some(path) = shared("known_truth/customers.csv") else { return };
    let covariates = "tenure_months,price,satisfaction,complaints,usage";
    for (action, lowest, highest) in [("O1_save_desk", -0.045, -0.028), ("O2_loyalty_club", -0.006, 0.007)] {
        let answer = ask(&["att", &path, "--treated", action, "--outcome", "churned", "--covariates", covariates]);
        let value = answer["effect"]["value"].as_f64().unwrap();
        assert!((lowest..highest).contains(&value), "{action}: {value}");
        assert_eq!(answer["doubts"][0], "not_drawn");
    }
}

#[test]
fn the_effect_on_those_who_did_not_get_it_is_that_on_those_who_did_turned_round() {
    let row = |i: u32| {
        let (x, draw) = (i * 7 % 10, i * 31 % 17);
        let treated = draw < 4 + x;
        format!("{x},{},{},{}\n", u8::from(treated), u8::from(!treated), x + i * 13 % 7 + 2 * u32::from(treated))
    };
    let file = File::new(format!("x,got,not,y\n{}", (0..200).map(row).collect::<String>()));
    let untreated = file.json("att --treated got --outcome y --covariates x --estimand atc");
    let treated = file.json("att --treated not --outcome y --covariates x --estimand att");
    assert_eq!(untreated["estimand"], "atc");
    for method in
        ["doubly_robust", "inverse_probability", "regression_adjustment", "score_matching", "entropy_balancing"]
    {
        let value = treated["methods"][method]["value"].as_f64().unwrap();
        close(&untreated, &format!("/methods/{method}/value"), -value, 1e-6);
        let error = treated["methods"][method]["standard_error"].as_f64().unwrap();
        close(&untreated, &format!("/methods/{method}/standard_error"), error, 1e-6);
    }
    let text = file.text("att --treated got --outcome y --covariates x --estimand atc --method cross-fitted");
    assert!(text.contains("Effect on those who did not get it: "), "{text}");
}

#[test]
fn weights_that_count_rows_are_whole_numbers() {
    let rows: String =
        (0..24).map(|i| format!("{},{},{},{}\n", i % 2, i * 7 % 5, i * 3 % 11, f64::from(1 + i % 3) / 2.0)).collect();
    let file = File::new(format!("left,x,spent,w\n{rows}"));
    for words in ["logistic --outcome left --covariates x", "linear --outcome spent --covariates x"] {
        let refusal = file.refusal(&format!("{words} --weights w"));
        let expected = "line 2, column `w`: `0.5`; allowed: a whole number of rows alike; with `--weights-are importance` any \
                        number of at least 0";
        assert!(refusal.ends_with(expected), "{refusal}");
        file.json(&format!("{words} --weights w --weights-are importance"));
    }
}

/// Shops in regions: whole regions are treated, in months 4 and 5, and wander in their own way.
fn regions(regions: u32) -> File {
    let mut chance = 7_u64;
    let mut draw = || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
    };
    let mut text = "shop,region,month,since,churn\n".to_owned();
    for region in 0..regions {
        let together: Vec<f64> = (0..6).map(|_| draw()).collect();
        for shop in 0..4 {
            let mut walk = 0.0;
            for month in 1..=6 {
                walk += together[month - 1] + draw();
                text += &format!("{region}-{shop},{region},{month},{},{walk}\n", [0, 4, 5][region as usize % 3]);
            }
        }
    }
    File::new(text)
}

#[test]
fn trends_before_treatment_of_few_regions_are_held_against_an_f_and_of_too_few_not_at_all() {
    let words = "did --unit shop --time month --first-treated since --outcome churn --cluster region";
    let answer = regions(12).json(words);
    assert!(answer["pre_trend"]["denominator_degrees_of_freedom"].as_f64().unwrap() < 11.0, "{answer:#}");
    assert!(answer["warnings"].to_string().contains("few_clusters"));
    assert!(regions(12).text(words).contains("Did groups move alike before? F "));
    // One region of each kind: nothing shows how far a region moves by itself.
    let too_few = regions(3).json(words);
    assert_eq!(too_few["pre_trend"]["undetermined"], "too_few", "{too_few:#}");
    assert!(too_few["pre_trend"]["detail"].as_str().unwrap().contains("too few clusters: 3"));
    let warnings = too_few["warnings"].to_string();
    assert!(warnings.contains("pre_trend_untested") && !warnings.contains("\"pre_trend\""), "{warnings}");
    assert!(warnings.contains("groups_of_one_cluster"), "{warnings}");
}

/// Shops of which those first treated in month 4 differ in size from all others as `apart` says.
fn sizes(apart: f64) -> File {
    let mut text = "shop,month,since,size,churn\n".to_owned();
    for shop in 0..80_u32 {
        let group = [0, 3, 4, 0][shop as usize % 4];
        let size = f64::from(shop * 29 % 37) / 37.0 + if group == 4 { apart } else { 0.0 };
        for month in 1..=6 {
            let noise = f64::from((shop * 31 + month * 17) * (shop + month) % 23) / 23.0;
            let gain = f64::from(u8::from(group > 0 && month >= group));
            text += &format!("{shop},{month},{group},{size},{}\n", f64::from(month) * size + noise + gain);
        }
    }
    File::new(text)
}

#[test]
fn a_group_without_counterpart_is_named_and_the_headline_says_whom_it_is_about() {
    let words = "did --unit shop --time month --first-treated since --outcome churn --covariates size";
    let alike = sizes(0.0).json(words);
    assert_eq!(alike["groups_left_out"], serde_json::json!([]));
    let file = sizes(0.95);
    let answer = file.json(words);
    assert_eq!(answer["groups_left_out"], serde_json::json!([4]), "{answer:#}");
    assert_eq!(answer["treated_covered"], serde_json::json!({"units": 20, "of": 40}));
    let warnings = answer["warnings"].to_string();
    assert!(warnings.contains("groups_left_out") && warnings.contains("group 4 in 4, 5, 6"), "{warnings}");
    let text = file.text(words);
    assert!(text.contains("Cannot tell for all treated units. Effect on 20 of the 40: "), "{text}");
}

#[test]
fn zero_is_a_period_where_periods_lie_on_both_sides_of_it() {
    let rows = |never: &str| {
        let mut text = "shop,month,since,churn\n".to_owned();
        for shop in 0..40_u32 {
            let since = if shop % 2 == 0 { "0" } else { never };
            for month in -2..=2_i32 {
                let noise = f64::from((shop * 7 + 3) * month.abs_diff(-5) % 13) / 13.0;
                text +=
                    &format!("{shop},{month},{since},{}\n", noise + f64::from(u8::from(month >= 0 && shop % 2 == 0)));
            }
        }
        File::new(text)
    };
    let answer = rows("never").json(SHOPS);
    assert_eq!(answer["never_treated"], 20, "{answer:#}");
    let refusal = rows("0").refusal(SHOPS);
    assert!(refusal.contains("periods run from -2 to 2, so 0 may be either"), "{refusal}");
}

/// Twice as many got it as did not, and those with a larger `x` did more often; it adds 1 and every unit of `x` adds 1.
fn many_treated() -> File {
    let mut text = "d,x,y\n".to_owned();
    for i in 0..300_u32 {
        let x = f64::from(i * 37 % 101) / 50.0 - 1.0;
        let noise = f64::from(i * 53 % 89) / 89.0 - 0.5;
        let is_treated = f64::from(i * 71 % 97) / 97.0 < 0.67 + 0.2 * x;
        text += &format!("{},{x},{}\n", u8::from(is_treated), x + noise + f64::from(u8::from(is_treated)));
    }
    File::new(text)
}

const MATCHED: &str = "att --treated d --outcome y --covariates x --method matching";

#[test]
fn who_found_no_match_is_counted_and_the_answer_is_not_said_to_be_about_them() {
    let file = many_treated();
    let words = format!("{MATCHED} --without-replacement");
    let answer = file.json(&words);
    let (left_out, of) =
        (answer["unmatched"]["left_out"].as_u64().unwrap(), answer["unmatched"]["of"].as_u64().unwrap());
    assert_eq!(of - left_out, answer["effect"]["n"].as_u64().unwrap());
    assert!(left_out > 50, "{answer:#}");
    let warnings = answer["warnings"].to_string();
    assert!(warnings.contains("treated_left_out") && warnings.contains("methods_disagree"), "{warnings}");
    let text = file.text(&words);
    assert!(text.contains("Effect on those who got it and found a match: "), "{text}");
    // With replacement everybody finds one.
    let all = file.json(MATCHED);
    assert!(all["unmatched"].is_null() && !all["warnings"].to_string().contains("treated_left_out"));
    assert!(file.text(MATCHED).contains("Effect on those who got it: "));
    let narrow = file.json(&format!("{MATCHED} --caliper 0.0001"));
    assert!(narrow["warnings"].to_string().contains("treated_left_out"), "{narrow:#}");
}

#[test]
fn e_value_doubts_and_balance_are_those_of_the_answer() {
    let file = many_treated();
    let words = "att --treated d --outcome y --covariates x";
    let [robust, weighted, balanced] =
        ["aipw", "ipw", "entropy-balancing"].map(|method| file.json(&format!("{words} --method {method}")));
    assert_ne!(robust["e_value"], weighted["e_value"]);
    assert!(balanced["balance"][0]["after"].as_f64().unwrap().abs() < 1e-9);
    assert!(robust["balance"][0]["after"].as_f64().unwrap().abs() > 1e-6);
    // With "no effect" within the interval no cause is needed to explain it away.
    let rows: String = (0..60_u32).map(|i| format!("{},{},{}\n", i % 2, i * 17 % 31, 5 * (i / 2 % 2))).collect();
    let unclear = File::new(format!("d,x,y\n{rows}")).json(MATCHED);
    assert!(unclear["effect"]["lower"].as_f64().unwrap() < 0.0, "{unclear:#}");
    assert_eq!(unclear["e_value"]["limit"], 1.0, "{unclear:#}");
    assert!(unclear["warnings"].to_string().contains("the interval holds no effect already"));
    // For the untreated it is the treated who are weighted.
    let turned = file.text(&format!("{words} --estimand atc"));
    assert!(turned.contains("treated, weighted"), "{turned}");
}

#[test]
fn clustered_errors_go_with_a_test_that_knows_of_them() {
    let file = calls();
    let plain = file.json("logistic --outcome left --covariates complains,called");
    assert!(plain["likelihood_ratio"]["p_value"].is_number());
    let clustered = file.json("logistic --outcome left --covariates complains --cluster store");
    assert!(clustered["likelihood_ratio"].is_null(), "{clustered:#}");
    // Of one covariate it is the test of its coefficient.
    let of_one = clustered["coefficients"][1]["test"]["p_value"].as_f64();
    close(&clustered, "/wald/p_value", of_one.expect("a p-value"), 1e-9);
}
