//! `nelson-aalen`, `quantile`, `restricted-mean` and `log-rank`.

use crate::support::{File, close};

/// Eight customers, months until they left; three are still here.
const EIGHT: &str = "months,left,plan,land\n1,1,B,x\n2,1,A,x\n2,0,A,y\n3,1,B,y\n4,0,B,x\n5,1,A,y\n5,1,B,y\n6,0,A,x\n";
const LIVES: &str = "--duration months --event left";

#[test]
fn the_cumulative_hazard_is_the_sum_worked_out_by_hand() {
    let file = File::new(EIGHT);
    let classical = file.json(&format!("nelson-aalen {LIVES} --at 3,5,9"));
    close(&classical, "/groups/0/at/0/cumulative_hazard/value", 1.0 / 8.0 + 1.0 / 7.0 + 1.0 / 5.0, 1e-15);
    close(&classical, "/groups/0/curve/3/cumulative_hazard", 1.0 / 8.0 + 1.0 / 7.0 + 1.0 / 5.0 + 2.0 / 3.0, 1e-15);
    assert_eq!(classical["groups"][0]["at"][2]["cumulative_hazard"]["undetermined"], "beyond_observed");
    let corrected = file.json(&format!("nelson-aalen {LIVES} --ties corrected --at 5"));
    let sum = 1.0 / 8.0 + 1.0 / 7.0 + 1.0 / 5.0 + 1.0 / 3.0 + 1.0 / 2.0;
    close(&corrected, "/groups/0/at/0/cumulative_hazard/value", sum, 1e-15);
    assert_eq!(corrected["groups"][0]["at"][0]["cumulative_hazard"]["method"], "nelson_aalen_tie_corrected");
}

#[test]
fn quantiles_say_why_where_the_curve_does_not_fall_so_far() {
    let answer = File::new(EIGHT).json(&format!("quantile {LIVES} --share 0.5,0.9"));
    close(&answer, "/groups/0/quantiles/0/time/value", 5.0, 0.0);
    assert_eq!(answer["groups"][0]["quantiles"][1]["time"]["undetermined"], "quantile_not_reached");
    let text = File::new(EIGHT).text(&format!("quantile {LIVES} --share 0.9"));
    assert!(text.contains("all, 90.0 %: undetermined: at 6, the longest time seen, 20.0 % are still here"), "{text}");
    assert!(File::new(EIGHT).refusal(&format!("quantile {LIVES} --share 1.5")).contains("above 0 and below 1"));
}

#[test]
fn average_times_are_compared_with_the_control() {
    let file = File::new(EIGHT);
    let answer = file.json(&format!("restricted-mean {LIVES} --by plan --until 5"));
    // A: one left of four at 2, none of the two at risk before 5: 2 + 3 × 0.75.
    close(&answer, "/groups/0/restricted_mean/value", 4.25, 1e-15);
    // B: 1 + 2 × 0.75 + 2 × 0.5.
    close(&answer, "/groups/1/restricted_mean/value", 3.5, 1e-15);
    close(&answer, "/differences/0/difference/value", -0.75, 1e-15);
    let other = file.json(&format!("restricted-mean {LIVES} --by plan --until 5 --control-value B"));
    close(&other, "/differences/0/difference/value", 0.75, 1e-15);
    assert_eq!(other["differences"][0]["control"]["plan"], "B");
    let refusal = file.refusal(&format!("restricted-mean {LIVES} --by plan --control-value C"));
    assert_eq!(refusal, "`--control-value C` is none of the groups; groups are: `A`, `B`");
    assert_eq!(file.json(&format!("restricted-mean {LIVES} --by plan"))["horizon"], 5.0);
}

#[test]
fn the_log_rank_test_is_the_one_worked_out_by_hand() {
    let file = File::new("t,e,g\n1,1,early\n2,1,early\n3,1,late\n4,1,late\n");
    let answer = file.json("log-rank --duration t --event e --by g");
    let chi_square = (2.0_f64 - 5.0 / 6.0).powi(2) / (1.0 / 4.0 + 2.0 / 9.0);
    close(&answer, "/test/statistic", chi_square, 1e-14);
    close(&answer, "/groups/0/expected", 5.0 / 6.0, 1e-15);
    close(&answer, "/pairs/0/test/statistic", chi_square, 1e-14);
    assert_eq!(answer["test"]["degrees_of_freedom"], 1);
}

#[test]
fn every_weight_and_strata_are_offered() {
    let file = File::new(EIGHT);
    for (weight, method) in [
        ("log-rank", "log_rank"),
        ("wilcoxon", "wilcoxon"),
        ("tarone-ware", "tarone_ware"),
        ("peto", "peto"),
        ("fleming-harrington --rho 1 --gamma 0.5", "fleming_harrington"),
    ] {
        let answer = file.json(&format!("log-rank {LIVES} --by plan --weight {weight}"));
        assert_eq!(answer["test"]["method"], method);
    }
    // Each row twice, once per stratum: observed minus expected and its variance double.
    let rows = EIGHT.lines().skip(1);
    let twice: String = rows.flat_map(|row| [format!("{row},s\n"), format!("{row},t\n")]).collect();
    let twice = File::new(format!("months,left,plan,land,stratum\n{twice}"));
    let once = file.json(&format!("log-rank {LIVES} --by plan"));
    let strata = twice.json(&format!("log-rank {LIVES} --by plan --strata stratum"));
    let statistic = once["test"]["statistic"].as_f64().unwrap();
    close(&strata, "/test/statistic", 2.0 * statistic, 1e-12);
    assert_eq!(strata["strata"][0], "stratum");
}

#[test]
fn a_comparison_needs_groups() {
    let file = File::new(EIGHT);
    assert!(file.refusal(&format!("log-rank {LIVES}")).ends_with("add `--by COLUMN`"));
    let one = File::new("t,e,g\n1,1,a\n2,1,a\n");
    let refusal = one.refusal("log-rank --duration t --event e --by g");
    assert_eq!(refusal, "every row is in one group, `a`; `--by` needs a column with at least two values");
    let weight = file.refusal(&format!("log-rank {LIVES} --by plan --rho 1"));
    assert!(weight.contains("do not belong to `--weight log-rank`"), "{weight}");
    let still_here = File::new("t,e,g\n1,0,a\n2,0,b\n").json("log-rank --duration t --event e --by g");
    assert_eq!(still_here["test"]["undetermined"], "no_departures");
}

#[test]
fn three_groups_are_compared_in_pairs() {
    let rows: String = (1..=60).map(|i| format!("{},1,{}\n", i * (1 + i % 3), ["a", "b", "c"][i % 3])).collect();
    let file = File::new(format!("t,e,g\n{rows}"));
    let answer = file.json("log-rank --duration t --event e --by g");
    let p = |pair: usize, field: &str| {
        answer.pointer(&format!("/pairs/{pair}{field}")).and_then(serde_json::Value::as_f64).unwrap()
    };
    let smallest = (0..3).map(|pair| p(pair, "/test/p_value")).fold(1.0, f64::min);
    let adjusted = (0..3).map(|pair| p(pair, "/adjusted_p_value")).fold(1.0, f64::min);
    assert!((adjusted - 3.0 * smallest).abs() < 1e-15);
    assert!(file.text("log-rank --duration t --event e --by g").contains("p (Holm)"));
}

#[test]
fn who_left_after_the_horizon_is_not_said_to_have_stayed() {
    let file = File::new("m,l,p\n3,yes,M\n5,yes,M\n9,yes,Y\n12,yes,Y\n14,no,Y\n5,yes,Z\n8,no,Z\n");
    let text = file.text("restricted-mean --duration m --event l --by p --until 5");
    assert!(text.contains("Y: undetermined: none of the 3 watched had left before 5, so all stayed"), "{text}");
    // One who left at the horizon itself stayed the whole time.
    assert!(text.contains("Z: undetermined: none of the 2 watched had left before 5"), "{text}");
    let answer = file.json("restricted-mean --duration m --event l --by p --until 5");
    let detail = "none of the 3 watched had left before 5, so all stayed the whole time and chance cannot be measured";
    assert_eq!(answer["groups"][1]["restricted_mean"]["undetermined"], "no_departures");
    assert_eq!(answer["groups"][1]["restricted_mean"]["detail"], detail);
    assert_eq!(answer["differences"][0]["difference"]["detail"], detail);
    let nobody =
        File::new("m,l\n3,no\n9,no\n").json("restricted-mean --duration m --event l --event-value yes --until 5");
    assert_eq!(nobody["groups"][0]["restricted_mean"]["detail"], "none of the 2 watched has left");
}

#[test]
fn groups_that_were_never_at_risk_together_are_not_said_to_be_alike() {
    let file = File::new("t,e,en,g\n5,1,0,a\n6,1,2,a\n3,0,1,a\n20,1,10,b\n30,1,15,b\n");
    let words = "log-rank --duration t --event e --entry en --by g";
    let text = file.text(words);
    assert!(text.contains("log-rank: undetermined: whenever somebody left, all who were at risk then"), "{text}");
    let answer = file.json(words);
    assert_eq!(answer["test"]["undetermined"], "zero_variance");
    assert!(answer["pairs"][0]["test"]["detail"].as_str().unwrap().ends_with("nobody could be compared"));
}
