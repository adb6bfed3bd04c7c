//! `cumulative-incidence`, `gray`, `markov` and `nps`.

use crate::support::{File, close, json};

/// Four leave for the price or because they moved, one is still here.
const FIVE: &str = "months,why,plan\n1,price,A\n2,moved,A\n3,-,B\n4,price,B\n4,moved,A\n";
const CAUSES: &str = "--duration months --cause why --censored -";

#[test]
fn incidences_are_those_worked_out_by_hand() {
    let file = File::new(FIVE);
    let answer = file.json(&format!("cumulative-incidence {CAUSES} --at 2,4,9 --band"));
    assert_eq!(answer["causes"], serde_json::json!(["moved", "price"]));
    close(&answer, "/groups/0/at/0/causes/1/incidence/value", 0.2, 1e-15);
    close(&answer, "/groups/0/at/0/still_here/value", 0.6, 1e-15);
    // 3/5 are here before month 4, of whom half leave for each.
    close(&answer, "/groups/0/at/1/causes/0/incidence/value", 0.2 + 0.3, 1e-15);
    close(&answer, "/groups/0/at/1/causes/1/incidence/value", 0.2 + 0.3, 1e-15);
    assert_eq!(answer["groups"][0]["causes"][0]["departures"], 2);
    assert_eq!(answer["groups"][0]["causes"][0]["band"]["undetermined"], "too_few");
    assert_eq!(answer["groups"][0]["at"][0]["causes"][0]["incidence"]["method"], "cumulative_incidence_log_log");
    let by = file.json(&format!("cumulative-incidence {CAUSES} --at 2 --by plan --conf exact"));
    close(&by, "/groups/0/at/0/causes/0/incidence/value", 1.0 / 3.0, 1e-15);
    close(&by, "/groups/1/at/0/causes/0/incidence/value", 0.0, 0.0);
    let text = file.text(&format!("cumulative-incidence {CAUSES} --at 4"));
    assert!(text.contains("left for it") && text.contains("0.5000"), "{text}");
}

#[test]
fn one_minus_kaplan_meier_is_refused_with_both_numbers() {
    let file = File::new(FIVE);
    let words = format!("cumulative-incidence {CAUSES} --at 2,4 --one-minus-kaplan-meier");
    let answer = file.json(&words);
    let refused = &answer["groups"][0]["at"][1]["causes"][1]["one_minus_kaplan_meier"];
    assert_eq!(refused["undetermined"], "overstates_cause");
    // 1 − (1 − 1/5)(1 − 1/2) for the price.
    close(refused, "/overstated", 0.6, 1e-15);
    close(refused, "/incidence", 0.5, 1e-15);
    let text = file.text(&words);
    assert!(text.contains("one minus Kaplan-Meier takes who left for another cause"), "{text}");
}

#[test]
fn who_is_still_here_is_never_taken_for_a_cause_unseen() {
    let file = File::new(FIVE);
    let refusal = file.refusal("cumulative-incidence --duration months --cause why --censored here");
    assert!(refusal.contains("no row of `FILE` has `here` in column `why`"), "{refusal}");
    let answer = file.json("cumulative-incidence --duration months --cause why");
    assert_eq!(answer["warnings"][0]["code"], "nobody_censored");
    // Of those who are still here the reason is mostly empty: leaving such rows out would leave out whoever stays.
    let empty = File::new(FIVE.replace(",-,", ",,"));
    let refusal = empty.refusal("cumulative-incidence --duration months --cause why");
    assert!(refusal.ends_with("say `--censored \"\"` if none means still here"), "{refusal}");
    let words = [
        "cumulative-incidence",
        &empty.path().display().to_string(),
        "--duration",
        "months",
        "--cause",
        "why",
        "--censored",
        "",
        "--json",
    ];
    let answer: serde_json::Value = serde_json::from_str(&study::run(words).unwrap()).unwrap();
    let marked = file.json(&format!("cumulative-incidence {CAUSES}"));
    assert_eq!(answer["groups"], marked["groups"]);
    // Numbers are the same however they are written.
    let numbers = File::new("t,c\n1,1\n2,0.0\n3,2\n");
    let answer = numbers.json("cumulative-incidence --duration t --cause c --censored 0");
    assert_eq!((&answer["causes"], &answer["warnings"]), (&serde_json::json!(["1", "2"]), &serde_json::json!([])));
    assert!(file.refusal(&format!("cumulative-incidence {CAUSES} --at=-1")).contains("at least 0"));
}

#[test]
fn rows_may_stand_for_many_customers_or_matter_so_much() {
    let long =
        File::new("months,why,plan\n1,price,A\n1,price,A\n2,moved,A\n3,-,B\n3,-,B\n3,-,B\n4,price,B\n5,moved,A\n");
    let short =
        File::new("months,why,plan,n,odd\n1,price,A,2,2\n2,moved,A,1,1\n3,-,B,3,3.5\n4,price,B,1,1\n5,moved,A,1,1\n");
    let words = format!("cumulative-incidence {CAUSES} --at 2,4 --band");
    assert_eq!(long.json(&words)["groups"], short.json(&format!("{words} --weights n"))["groups"]);
    let words = format!("gray {CAUSES} --by plan");
    assert_eq!(long.json(&words)["causes"], short.json(&format!("{words} --weights n"))["causes"]);
    // As importance the same shares, with the error of five rows instead of eight.
    let words = format!("cumulative-incidence {CAUSES} --at 2,4 --weights n");
    let (counts, matter) = (short.json(&words), short.json(&format!("{words} --weights-are importance")));
    let at = |answer: &serde_json::Value, field: &str| {
        answer.pointer(&format!("/groups/0/at/1/causes/1/incidence/{field}")).unwrap().as_f64().unwrap()
    };
    assert!((at(&counts, "value") - at(&matter, "value")).abs() < 1e-15);
    assert!(at(&matter, "standard_error") > at(&counts, "standard_error"));
    assert_eq!(matter["groups"][0]["at"][1]["still_here"]["method"], "cumulative_incidence_weighted");
    let refusal = short.refusal(&format!("cumulative-incidence {CAUSES} --weights odd"));
    assert!(refusal.starts_with("`FILE`, line 4, column `odd`: `3.5`; allowed: a whole number"), "{refusal}");
    short.text(&format!(
        "cumulative-incidence {CAUSES} --weights odd --weights-are importance --one-minus-kaplan-meier"
    ));
    let refusal =
        short.refusal(&format!("cumulative-incidence {CAUSES} --weights odd --weights-are importance --band"));
    assert!(refusal.contains("`--band` draws curves from numbers of customers"), "{refusal}");
}

#[test]
fn late_entries_and_a_picture_are_offered() {
    let file = File::new("from,t,c\n0,3,1\n2,4,2\n1,5,0\n0,6,1\n");
    let picture = file.beside("causes.svg");
    let words = format!("cumulative-incidence --duration t --cause c --entry from --at 3 --svg {}", picture.display());
    let answer = file.json(&words);
    close(&answer, "/groups/0/at/0/causes/0/incidence/value", 0.25, 1e-15);
    assert!(std::fs::read_to_string(picture).unwrap().starts_with("<svg"));
    let late = File::new("from,t,c\n5,3,1\n");
    let refusal = late.refusal("cumulative-incidence --duration t --cause c --entry from");
    assert!(refusal.contains("line 2, column `from`"), "{refusal}");
}

#[test]
fn gray_compares_groups_within_strata_and_shows_the_shares() {
    let rows =
        (0..60).map(|i| format!("{},{},{},{}\n", i % 7 + 1, ["0", "1", "2"][i % 3], ["A", "B"][i % 2], i % 5 / 3));
    let file = File::new(format!("t,c,g,s\n{}", rows.collect::<String>()));
    let words = "gray --duration t --cause c --censored 0 --by g";
    let answer = file.json(words);
    assert_eq!(answer["causes"][0]["test"]["method"], "gray");
    assert_eq!(answer["causes"][0]["test"]["degrees_of_freedom"], 1);
    let left: u64 = (0..2).map(|group| answer["causes"][0]["groups"][group]["departures"].as_u64().unwrap()).sum();
    let expected: f64 = (0..2).map(|group| answer["causes"][0]["groups"][group]["expected"].as_f64().unwrap()).sum();
    assert!(left == 20 && (expected - 20.0).abs() < 1e-9);
    assert!(answer["causes"][1]["groups"][0]["incidence"]["value"].is_number());
    let strata = file.json(&format!("{words} --strata s --rho 1"));
    assert_ne!(strata["causes"][0]["test"]["statistic"], answer["causes"][0]["test"]["statistic"]);
    assert_eq!(answer["warnings"][0]["code"], "many_tests");
    assert!(file.text(words).contains("1: chi-square"));
    assert!(file.refusal("gray --duration t --cause c").contains("add `--by COLUMN`"));
}

/// Anouk cools down and leaves; Bram stays; Carla is out of sight in month 2.
const RUNGS: &str = "customer,month,rung,plan\nanouk,1,green,A\nanouk,2,red,A\nanouk,3,left,A\nbram,1,green,B\nbram,2,green,B\n\
                     bram,3,red,B\ncarla,1,red,A\ncarla,3,green,A\ncarla,4,green,A\ndaan,1,red,B\ndaan,2,left,B\n";

#[test]
fn moves_are_counted_from_rows_of_customers() {
    let file = File::new(RUNGS);
    let words = "markov --id customer --time month --state rung --absorbing left --period 1";
    let answer = file.json(words);
    assert_eq!(answer["states"], serde_json::json!(["green", "left", "red"]));
    let green = &answer["groups"][0]["states"][0];
    assert_eq!(
        (&green["n"], &green["moves"][0]["count"], &green["moves"][2]["count"]),
        (&4.into(), &2.into(), &2.into())
    );
    close(green, "/moves/2/share/value", 0.5, 1e-15);
    // Red leaves at once here, so green takes 2 periods to get there and one more.
    close(green, "/periods_until_absorbed/value", 3.0, 1e-12);
    assert_eq!(answer["groups"][0]["gaps"], 1);
    assert_eq!(answer["warnings"][0]["code"], "gaps");
    let any = file.json("markov --id customer --time month --state rung");
    assert_eq!((&any["groups"][0]["gaps"], &any["absorbing"]), (&0.into(), &serde_json::json!(["left"])));
    assert_eq!(any["warnings"][0]["code"], "assumed_absorbing");
    let by = file.json(&format!("{words} --by plan"));
    assert_eq!(by["tests"][0]["between"], "groups");
    assert!(file.text(&format!("{words} --by plan")).contains("Do the groups move alike?"));
    let refusal = file.refusal("markov --id customer --time month --state rung --absorbing red");
    assert!(refusal.contains("moves lead out of `red`"), "{refusal}");
    assert!(file.refusal(&format!("{words} --rewards blue=3")).contains("states are: `green`, `left`, `red`"));
    let twice = File::new("customer,month,rung\na,1,x\na,1,y\n");
    assert!(twice.refusal("markov --id customer --time month --state rung").contains("`month`"));
}

#[test]
fn a_matrix_of_chances_gives_the_values_of_pfeifer_and_carraway() {
    let matrix = "from,one,two,three,four,gone\none,.3,.7,0,0,0\ntwo,.2,0,.8,0,0\nthree,.15,0,0,.85,0\nfour,.05,0,0,0,.95\n\
                  gone,0,0,0,0,1\n";
    let file = File::new(matrix);
    let words = "markov --chances --rewards one=36,two=-4,three=-4,four=-4 --discount 0.2";
    let answer = file.json(words);
    close(&answer, "/chain/states/0/value", 52.319_609_44, 1e-9);
    close(&answer, "/chain/states/3/value", -1.820_016_273, 1e-9);
    close(&file.json(&format!("{words} --periods 4")), "/chain/states/0/value", 50.114_969_14, 1e-9);
    assert!(file.text(words).contains("52.320"));
    assert!(File::new("from,a,b\na,0.5,0.6\nb,0,1\n").refusal("markov --chances").contains("sum of chances"));
    assert!(File::new("from,a,b\na,0.5,0.5\n").refusal("markov --chances").contains("0 rows for `b`"));
}

#[test]
fn a_matrix_of_counts_gives_shares_with_intervals_and_expected_periods() {
    let file = File::new("from,here,gone\nhere,90,10\ngone,0,0\n");
    let answer = file.json("markov --counts --absorbing gone --rewards here=10 --discount 0.25 --intervals goodman");
    close(&answer, "/groups/0/states/0/moves/1/share/value", 0.1, 1e-15);
    assert_eq!(answer["groups"][0]["states"][0]["moves"][1]["share"]["method"], "transition_goodman");
    close(&answer, "/groups/0/states/0/periods_until_absorbed/value", 10.0, 1e-12);
    close(&answer, "/groups/0/states/0/periods_until_absorbed/standard_error", 3.0, 1e-12);
    close(&answer, "/groups/0/states/0/value/value", 10.0 / (1.0 - 0.9 / 1.25), 1e-12);
    assert!(File::new("from,a\na,0.5\n").refusal("markov --counts").contains("whole number"));
    assert!(file.refusal("markov").contains("say `--id COLUMN"));
}

#[test]
fn the_recommendation_score_has_its_error_from_counts_and_from_answers() {
    let answer = json("nps --promoters 690 --passives 392 --detractors 1271");
    close(&answer, "/groups/0/score/value", -0.246_918_827, 1e-8);
    close(&answer, "/groups/0/score/standard_error", 0.018_118_409_9, 1e-8);
    close(&answer, "/groups/0/score/lower", -0.282_430_258, 1e-8);
    close(&answer, "/groups/0/score/upper", -0.211_407_396, 1e-8);
    let file = File::new("mark,quarter\n10,1\n9,1\n7,1\n3,1\n10,2\n8,2\n");
    let answer = file.json("nps --answer mark --by quarter");
    close(&answer, "/groups/0/score/value", 0.25, 1e-15);
    assert_eq!(answer["groups"][0]["score"]["method"], "recommendation_score");
    close(&answer, "/differences/0/difference/value", 0.25, 1e-15);
    let refusal = File::new("mark\n10\n11\n").refusal("nps --answer mark");
    assert!(refusal.contains("line 3, column `mark`: `11`; allowed: a whole number from 0 to 10"), "{refusal}");
    assert!(study::run(["nps", "--promoters", "3"]).is_err());
    let nothing = study::run(["nps"]).unwrap_err().to_string();
    assert!(nothing.contains("three counts"), "{nothing}");
}

#[test]
fn what_moves_the_share_that_leaves_for_a_reason_is_told_for_each_reason() {
    let row = |i: u32| {
        let reason = ["-", "price", "moved"][(i * 7 % 3) as usize];
        format!("{},{reason},{},{}\n", 1 + i * 11 % 23, ["Month", "Year"][(i * 5 % 7 % 2) as usize], i * 13 % 10)
    };
    let file = File::new(format!("months,why,plan,age\n{}", (0..120).map(row).collect::<String>()));
    let words = "fine-gray --duration months --cause why --censored - --covariates plan,age";
    let answer = file.json(words);
    assert_eq!((&answer["causes"][0]["cause"], &answer["causes"][1]["cause"]), (&"moved".into(), &"price".into()));
    let fit = &answer["causes"][1]["fit"];
    assert_eq!((&fit["n"], &fit["departures"], &fit["departures_for_others"]), (&120.into(), &40.into(), &40.into()));
    assert_eq!(fit["coefficients"][0]["name"], "plan=Year");
    assert_eq!(file.json(&format!("{words} --of price"))["causes"][0], answer["causes"][1]);
    let other = file.json(&format!("{words} --of price --reference plan=Year"));
    assert_eq!(other["causes"][0]["fit"]["coefficients"][0]["name"], "plan=Month");
    let value = fit["coefficients"][0]["value"].as_f64().unwrap();
    close(&other, "/causes/0/fit/coefficients/0/value", -value, 1e-9);
    let text = file.text(&format!("{words} --of price"));
    assert!(text.contains("price: 120 rows, 40 left for it, 40 for another cause"), "{text}");
    assert!(text.contains("hazard ratio"), "{text}");
    let refused = file.refusal(&format!("{words} --of prize"));
    assert_eq!(refused, "`--of prize`: nobody left for that; causes there are: `moved`, `price`");
    let tells = File::new("t,why,x\n1,1,1\n2,1,1\n3,2,0\n4,0,0\n5,1,1\n6,2,0\n7,0,0\n8,1,1\n");
    let answer = tells.json("fine-gray --duration t --cause why --covariates x --of 1");
    assert_eq!(answer["causes"][0]["fit"]["undetermined"], "separation", "{answer:#}");
}

#[test]
fn few_moves_are_warned_about() {
    let file = File::new(
        "id,t,s,plan\n1,1,red,A\n1,2,yellow,A\n1,3,left,A\n2,1,green,A\n2,2,green,A\n2,3,green,A\n3,1,red,B\n3,2,red,B\n\
         3,4,left,B\n4,1,yellow,B\n4,2,green,B\n4,3,red,B\n5,1,green,B\n6,3,left,B\n",
    );
    let answer = file.json("markov --id id --time t --state s --by plan --absorbing left");
    let warnings = answer["warnings"].as_array().unwrap();
    let text = |code: &str| warnings.iter().find(|it| it["code"] == code).unwrap()["text"].as_str().unwrap();
    assert!(text("few_expected").contains("Do the groups move alike?"), "{warnings:?}");
    assert!(text("few_moves").contains("A: `green` (2), `red` (1), `yellow` (1)"), "{warnings:?}");
    let least = answer["tests"][0]["expected_least"].as_f64().unwrap();
    assert!(least > 0.0 && least < 1.0, "{least}");
    let many = File::new("from,a,b,out\na,50,30,20\nb,40,40,20\nout,0,0,0\n");
    assert_eq!(many.json("markov --counts --absorbing out")["warnings"], serde_json::json!([]));
}

#[test]
fn a_row_of_chances_that_is_no_whole_is_named_with_its_line() {
    let file = File::new("from,a,b,out\nb,0.1,0.7,0.2\na,0.80,0.15,0.15\nout,0,0,1\n");
    assert_eq!(
        file.refusal("markov --chances"),
        "`FILE`, line 3, column `from`: `a`; allowed: a state whose sum of chances is 1; here it is 1.1"
    );
}
