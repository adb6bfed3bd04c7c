//! Files that are not as they should be: each refusal says what, where and what is allowed.

use crate::support::File;

const CURVE: &str = "kaplan-meier --duration t --event e";

#[track_caller]
fn check(content: &str, words: &str, expected: &str) {
    assert_eq!(File::new(content).refusal(words), expected, "{content:?}");
}

#[test]
fn a_file_without_rows_is_named() {
    check("", CURVE, "`FILE` is empty; allowed: a CSV, Parquet or XLSX file with a header and at least one row");
    check(
        "t,e\n",
        CURVE,
        "`FILE` has no rows: only a header with 2 columns was found; save or export it again with its rows",
    );
}

#[test]
fn a_file_that_is_no_table_is_named() {
    let refusal = File::new([0x7f, b'E', b'L', b'F', 0, 1, 2, 3].repeat(50)).refusal(CURVE);
    assert!(
        refusal.starts_with("`FILE` ") && refusal.contains("not a table; allowed: CSV, Parquet or XLSX"),
        "{refusal}"
    );
    let missing = study::run(["kaplan-meier", "/nowhere/x.csv", "--duration", "t", "--event", "e"]);
    assert!(missing.unwrap_err().to_string().starts_with("`/nowhere/x.csv` cannot be read"));
}

#[test]
fn a_column_that_does_not_exist_is_met_with_the_one_that_was_meant() {
    check(
        "time,event\n1,1\n",
        "kaplan-meier --duration tine --event event",
        "`--duration tine`: `FILE` has no column `tine`; did you mean `time`? columns there are: `time`, `event`",
    );
}

#[test]
fn a_word_among_numbers_is_named_with_its_place() {
    check("t,e\n1,1\nlong,0\n", CURVE, "`FILE`, line 3, column `t`: `long`; allowed: a number of at least 0");
    check("t,e\n1,1\n-2,0\n", CURVE, "`FILE`, line 3, column `t`: `-2`; allowed: a number of at least 0");
    check("t,e\n1,1\ninf,0\n", CURVE, "`FILE`, line 3, column `t`: `inf`; allowed: a number of at least 0");
    check(
        "t,e\n1,1\n1,2\n",
        CURVE,
        "`FILE`, line 3, column `e`: `2`; allowed: 0 or 1, true or false, yes or no; if it is another value that \
         counts, name it with `--event-value`",
    );
}

#[test]
fn all_problems_are_told_at_once_and_the_rest_counted() {
    let rows: String = (0..20).map(|_| "x,1\n").collect();
    let refusal = File::new(format!("t,e\n{rows},1\n")).refusal(CURVE);
    assert!(refusal.starts_with("`FILE` has 21 values that cannot be used\n  line 2, column `t`: `x`; "), "{refusal}");
    assert!(refusal.ends_with("\n  and 13 more"), "{refusal}");
}

#[test]
fn a_missing_value_is_an_error_or_drops_its_row_and_says_so() {
    let content = "t,e\n1,1\nNA,0\n3,\n4,1\nNaN,1\n";
    let refusal = File::new(content).refusal(CURVE);
    assert!(
        refusal.contains(
            "line 3, column `t`: the value is missing; allowed: a number of at least 0; say `--missing drop` to leave \
             such rows out"
        ),
        "{refusal}"
    );
    let answer = File::new(content).json(&format!("{CURVE} --missing drop"));
    assert_eq!(answer["groups"][0]["n"], 2);
    assert_eq!(answer["source"]["rows_dropped"], 3);
    assert_eq!(answer["warnings"][0]["text"], "left out for lack of a value: 3 of 5 rows");
    check(
        "t,e\n,1\n2,\n",
        &format!("{CURVE} --missing drop"),
        "every row of `FILE` was dropped (2 in all), because each lacks a value in `t`, `e`; fill them in, or name other columns",
    );
}

#[test]
fn lines_are_counted_past_dropped_rows_and_values_over_several_lines() {
    let content = "from,t,e,note\n0,1,1,\"a\nb\"\n,1,1,x\n5,4,1,y\n";
    check(
        content,
        "kaplan-meier --duration t --event e --entry from --missing drop",
        "`FILE`, line 5, column `from`: `5`; allowed: below the duration of the same row",
    );
}

#[test]
fn a_value_that_stands_nowhere_is_met_with_the_values_there_are() {
    check(
        "t,e\n1,Yes\n2,No\n",
        &format!("{CURVE} --event-value yse"),
        "`--event-value yse`: no row of `FILE` has `yse` in column `e`; did you mean `Yes`? values there are: `No`, `Yes`",
    );
}

#[test]
fn a_level_that_is_meant_as_an_error_rate_is_refused() {
    for (level, meant) in [("0.05", "did you mean 0.95?"), ("95", "did you mean 0.95?"), ("x", "not a number")] {
        let refusal = File::new("t,e\n1,1\n").refusal(&format!("{CURVE} --level {level}"));
        assert!(refusal.contains(meant), "{refusal}");
    }
}

#[test]
fn decimal_commas_and_other_delimiters_are_understood() {
    let answer = File::new("t;e\n1,5;1\n2,25;0\n").json(CURVE);
    assert_eq!(answer["groups"][0]["longest_observed"], 2.25);
    let tabs = File::new("t\te\n1\ttrue\n2\tFALSE\n").json(CURVE);
    assert_eq!(tabs["groups"][0]["departures"], 1);
}

#[test]
fn an_outcome_that_never_varies_has_no_effect_without_doubt() {
    let row = |i: u32| format!("{},{},{},{},2,0\n", i * 37 % 11, i / 4, i % 4, u8::from(i * 7 % 5 > 2));
    let file = File::new(format!("x,id,time,got,y,left\n{}", (0..80).map(row).collect::<String>()));
    let att = file.json("att --treated got --outcome y --covariates x");
    assert_eq!(att["effect"]["undetermined"], "zero_variance", "{att:#}");
    let att = file.json("att --treated got --outcome left --covariates x --estimand ate");
    assert_eq!(att["naive"]["undetermined"], "zero_variance", "{att:#}");
    let row = |i: u32| format!("{},{},{},2\n", i / 4, i % 4, if (i / 4).is_multiple_of(2) { 2 } else { 0 });
    let panel = File::new(format!("id,time,first,y\n{}", (0..80).map(row).collect::<String>()));
    let did = panel.json("did --unit id --time time --first-treated first --outcome y");
    assert!(did["effect"].get("undetermined").is_some(), "{did:#}");
    assert_eq!(did["two_way_fixed_effects"]["undetermined"], "zero_variance", "{did:#}");
    let line = file.json("linear --outcome y --covariates x");
    assert!(line["warnings"].to_string().contains("no_residual"), "{line:#}");
    let text = file.text("linear --outcome y --covariates left");
    assert!(!text.contains(", ,"), "{text}");
}

#[test]
fn a_covariate_beyond_numbers_is_named_with_its_line() {
    let file = File::new("x,price,got,y\n1,2,0,1\n3,1e300,1,0\n2,4,1,1\n");
    let refused = file.refusal("linear --outcome y --covariates x,price");
    assert_eq!(refused, "`FILE`, line 3, column `price`: `1e300`; allowed: a finite number of at most 1e140 in size");
}

#[test]
fn durations_beyond_all_counting_are_durations() {
    let row = |i: u32| format!("{}e300,{},{}\n", 1 + i % 7, i % 2, i * 5 % 11);
    let file = File::new(format!("t,e,x\n{}", (0..40).map(row).collect::<String>()));
    let plain = |i: u32| format!("{},{},{}\n", 1 + i % 7, i % 2, i * 5 % 11);
    let usual = File::new(format!("t,e,x\n{}", (0..40).map(plain).collect::<String>()));
    let words = "cox --duration t --event e --covariates x";
    assert_eq!(file.json(words)["fit"], usual.json(words)["fit"]);
}
