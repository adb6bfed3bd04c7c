//! `proportion`, `proportions`, `rate`, `annualize` and `adjust-p`: counts in, no file.

use serde_json::Value;

use crate::support::{close, json};

#[track_caller]
fn refusal(words: &str) -> String {
    study::run(words.split_whitespace()).expect_err("it is impossible").to_string()
}

#[track_caller]
fn text(words: &str) -> String {
    study::run(words.split_whitespace()).expect("an answer")
}

#[test]
fn a_share_has_both_of_its_intervals() {
    let answer = json("proportion --part 15 --whole 148");
    assert_eq!((&answer["method"], &answer["source"]), (&"proportion".into(), &Value::Null));
    // Newcombe (1998), table I.
    close(&answer, "/share/lower", 0.0624, 1e-3);
    close(&answer, "/share/upper", 0.1605, 1e-3);
    close(&answer, "/exact/lower", 0.0578, 1e-3);
    close(&answer, "/exact/upper", 0.1617, 1e-3);
    assert_eq!(json("proportion --part 0 --whole 0")["share"]["undetermined"], "nobody_at_risk");
    assert!(refusal("proportion --part 3 --whole 2").contains("cannot exceed"));
}

#[test]
fn two_shares_differ_in_points_and_in_relation() {
    let answer = json("proportions --control 2262/21306 --treated 3894/21307");
    close(&answer, "/difference/value", 0.076_589_4, 1e-5);
    close(&answer, "/difference_score/lower", 0.069_959_93, 1e-6);
    close(&answer, "/difference_score/upper", 0.083_233_94, 1e-6);
    close(&answer, "/lift/value", 0.721_404_616_78, 1e-9);
    close(&answer, "/lift/lower", 0.640_436_692, 1e-6);
    close(&answer, "/ratio/upper", 1.806_468_588, 1e-6);
    assert!(answer["test"]["p_value"].as_f64().unwrap() < 1e-100);
    assert_eq!(answer["warnings"], Value::Array(Vec::new()));
}

#[test]
fn small_and_empty_cells_have_intervals_where_peers_fail() {
    let few = json("proportions --control 1/20 --treated 5/22");
    close(&few, "/ratio/lower", 0.780_043_190_7, 1e-6);
    close(&few, "/difference/upper", 0.388_441_5, 1e-6);
    close(&few, "/test/p_value", 0.101_066_273, 1e-6);
    assert_eq!(few["warnings"][0]["code"], "few_in_a_cell");
    let none = json("proportions --control 0/20 --treated 5/22");
    assert_eq!(none["ratio"]["undetermined"], "nothing_to_divide_by");
    close(&none, "/ratio_of_control_to_treated/value", 0.0, 0.0);
    assert!(none["ratio_of_control_to_treated"]["upper"].as_f64().unwrap() < 1.0);
    let nobody = json("proportions --control 0/0 --treated 5/22");
    assert_eq!(nobody["difference"]["detail"], "`control` has nobody who could have left");
}

#[test]
fn counts_are_read_as_part_and_whole_or_refused() {
    assert!(refusal("proportions --control 5 --treated 1/2").contains("such as 12/340"));
    assert!(refusal("proportions --control 5/4 --treated 1/2").contains("cannot exceed"));
    assert!(refusal("rate --events 1 --time 2 --against x/2").contains("such as 20/410.5"));
    assert!(refusal("rate --events 1 --time 0").contains("above 0 when somebody left"));
    assert!(refusal("rate --events 1 --time nan").contains("person_time"));
}

#[test]
fn a_rate_stands_alone_or_against_another() {
    let alone = json("rate --events 3 --time 100");
    close(&alone, "/rate/lower", 0.006_186_721_228_956, 1e-12);
    assert_eq!(alone.get("ratio"), None);
    let answer = json("rate --events 12 --time 340.5 --against 20/410");
    close(&answer, "/ratio/value", 0.722_466_960_352, 1e-11);
    close(&answer, "/ratio/upper", 1.551_781_548_28, 1e-10);
    close(&answer, "/difference/lower", -0.044_326_904_2, 1e-7);
    close(&answer, "/test/p_value", 0.475_889_986_654, 1e-10);
    assert!(text("rate --events 0 --time 10 --against 0/12").contains("ratio (exact): what would be divided by is 0"));
}

#[test]
fn a_share_per_month_is_carried_to_a_year() {
    let answer = json("annualize --part 10 --whole 100");
    close(&answer, "/annualized/value", 1.0 - 0.9_f64.powi(12), 1e-14);
    assert_eq!(answer["warnings"][0]["code"], "same_for_everybody");
    assert!(refusal("annualize --part 1 --whole 2 --periods 0").contains("above 0"));
}

#[test]
fn p_values_are_adjusted_in_their_order() {
    let answer = json("adjust-p 0.01,0.04,0.03 --method holm");
    for (i, p) in [0.03, 0.06, 0.06].into_iter().enumerate() {
        close(&answer, &format!("/adjusted/{i}"), p, 1e-15);
    }
    assert_eq!(answer["below"], serde_json::json!([true, false, false]));
    // Hommel makes 0.05 of all five, some of them a digit at the end below it.
    let five = json("adjust-p 0.01,0.02,0.03,0.04,0.05 --method hommel");
    assert_eq!(five["below"], serde_json::json!([false, false, false, false, false]), "{five:#}");
    assert_eq!(json("adjust-p 0.01,0.0499 --method hommel")["below"], serde_json::json!([true, true]));
    assert_eq!(json("adjust-p 0.01 0.04 --method holm-sidak")["correction"], "holm_sidak");
    let table =
        "     p  adjusted  below 0.05\n------  --------  ----------\n0.0100    0.0200  yes\n0.0400    0.0400  yes\n";
    assert_eq!(text("adjust-p 0.01,0.04"), table);
    assert_eq!(refusal("adjust-p 0.01,1.5"), "the 2nd p-value is `1.5`; allowed: from 0 to 1");
    assert!(refusal("adjust-p 0.01 --method foo").contains("`bonferroni`"));
}

#[test]
fn what_has_no_picture_says_so() {
    let refusal = refusal("proportion --part 1 --whole 2 --svg x.svg");
    let wanted =
        "`--svg`: `proportion` draws no picture, leave the option out; those that do: `kaplan-meier`, `quantile`, ";
    assert!(refusal.starts_with(wanted) && refusal.ends_with("`calibration`"), "{refusal}");
}

/// Twelve customers, of whom six got a letter.
const TWELVE: &str = "months,from,left,letter,plan\n4,0,yes,none,A\n6,2,no,none,B\n3,0,yes,none,A\n8,1,yes,none,B\n9,0,no,none,A\n\
                      5,0,no,none,B\n7,3,no,blue,A\n10,0,yes,blue,B\n12,0,no,blue,A\n2,0,no,blue,B\n6,0,no,blue,A\n\
                      8,0,no,blue,B\n";

#[test]
fn a_file_is_counted_as_its_counts_would_be() {
    let file = crate::support::File::new(TWELVE);
    let mut answer = file.json("proportion --outcome left --outcome-value yes");
    assert_eq!(answer["source"]["rows_read"], 12);
    answer["source"] = Value::Null;
    assert_eq!(answer, json("proportion --part 4 --whole 12"));
    let by = file.json("proportion --outcome left --by plan");
    assert_eq!((&by["groups"][1]["part"], &by["groups"][1]["whole"]), (&2.into(), &6.into()), "{by:#}");

    let mut answer = file.json("proportions --arm letter --control-value none --outcome left");
    answer["source"] = Value::Null;
    assert_eq!(answer, json("proportions --control 3/6 --treated 1/6"));

    let mut answer = file.json("rate --duration months --event left --arm letter --control-value none --entry from");
    assert_eq!(answer["source"]["rows_read"], 12);
    answer["source"] = Value::Null;
    assert_eq!(answer, json("rate --events 1 --time 42 --against 3/32"));
    let alone = file.json("rate --duration months --event left");
    assert_eq!((&alone["events"], &alone["time"]), (&4.into(), &80.0.into()));
}

#[test]
fn counts_and_a_file_are_two_ways_to_ask_and_each_says_what_it_lacks() {
    let file = crate::support::File::new(TWELVE);
    assert!(refusal("proportion").contains("or two counts; say `proportion FILE --outcome COLUMN`"));
    assert!(refusal("rate").contains("or a count and a time; say `rate FILE"));
    assert!(refusal("proportions").contains("or two counts; say `proportions FILE --arm"));
    assert!(file.refusal("proportion").contains("needs a file with `--outcome COLUMN`"));
    assert!(file.refusal("proportions --outcome left").contains("--arm"));
    let misspelled = file.refusal("proportions --arm letter --control-value non --outcome left");
    assert!(misspelled.contains("did you mean `none`?"), "{misspelled}");
    let three = crate::support::File::new("arm,left\nA,1\nB,0\nC,1\n");
    let refused = three.refusal("proportions --arm arm --control-value A --outcome left");
    assert!(refused.contains("has 2 arms beside the control; say which with `--treated-value`"), "{refused}");
    let late = crate::support::File::new("t,from,left\n4,2,1\n3,5,0\n");
    let refused = late.refusal("rate --duration t --event left --entry from");
    assert!(refused.contains("line 3") && refused.contains("at most the duration"), "{refused}");
}

#[test]
fn a_rate_against_nobody_who_left_has_a_ratio_the_other_way_round() {
    // poisson.test(c(7, 0), c(612.5, 941)) of R gives 2.2142584 to infinity for 7 against none.
    let answer = json("rate --events 7 --time 612.5178051653119 --against 0/941.0009762426018");
    assert_eq!(answer["ratio"]["undetermined"], "nothing_to_divide_by", "{answer:#}");
    close(&answer, "/ratio_of_control_to_treated/value", 0.0, 0.0);
    close(&answer, "/ratio_of_control_to_treated/upper", 1.0 / 2.214_258_446, 1e-8);
    assert!(text("rate --events 7 --time 600 --against 0/900").contains("The other way round"));
}
