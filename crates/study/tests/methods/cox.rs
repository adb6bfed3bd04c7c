//! `vaarwel stats cox`.

use crate::support::{File, close, json};

/// Eighty customers of our own, with what R 4.2.2 and `survival` 3.5-3 make of them in `stats`.
const TENURES: &str = include_str!("../../../stats/tests/reference/tenures.csv");
const WORDS: &str = "cox --duration month --event left --covariates price,yearly,calls";

fn wanted(case: &str) -> serde_json::Value {
    let all: serde_json::Value =
        serde_json::from_str(include_str!("../../../stats/tests/reference/tenures.json")).unwrap();
    all[case].clone()
}

#[track_caller]
fn check(case: &str, more: &str) -> serde_json::Value {
    let answer = File::new(TENURES).json(&format!("{WORDS} {more}"));
    let wanted = wanted(case);
    for column in 0..3 {
        let at = |field: &str| format!("/fit/coefficients/{column}/log_hazard_ratio/{field}");
        close(&answer, &at("value"), wanted["coefficients"][column].as_f64().unwrap(), 1e-9);
        close(&answer, &at("standard_error"), wanted["errors"][column].as_f64().unwrap(), 1e-9);
    }
    close(&answer, "/fit/log_likelihood/model", wanted["log_likelihood"][1].as_f64().unwrap(), 1e-12);
    answer
}

#[test]
fn the_fit_is_that_of_r_with_every_option() {
    let answer = check("efron", "--test-proportional");
    assert_eq!(answer["fit"]["coefficients"][1]["name"], "yearly");
    assert_eq!(answer["fit"]["method"], "cox_efron");
    for column in 0..3 {
        let km = wanted("efron")["proportional_km"][column].as_f64().unwrap();
        close(&answer, &format!("/proportional_hazards/covariates/{column}/test/statistic"), km, 1e-9);
    }
    close(&answer, "/concordance/value", wanted("efron")["concordance"][0].as_f64().unwrap(), 1e-12);
    check("breslow", "--ties breslow");
    check("exact", "--ties exact");
    check("late", "--start entered");
    check("strata", "--strata region");
    check("weighted", "--weights weight --robust");
    check("everything", "--entry entered --strata region --weights weight --cluster store");
}

#[test]
fn survival_is_predicted_for_customers_asked_for() {
    let file = File::new(TENURES);
    let answer = file.json(&format!("{WORDS} --strata region --predict price=25,yearly=1,calls=2 --at 5,10"));
    let wanted = wanted("strata");
    let index = wanted["times"].as_array().unwrap().iter().position(|it| it == 5).unwrap();
    let one = &answer["predictions"][1];
    assert_eq!((one["stratum"].as_str(), &one["at"][0]["time"]), (Some("1"), &serde_json::json!(5.0)));
    close(one, "/at/0/survival/value", wanted["survival"][index].as_f64().unwrap(), 1e-9);
    close(one, "/at/0/survival/lower", wanted["log_log_lower"][index].as_f64().unwrap(), 1e-9);
    let refusal = file.refusal(&format!("{WORDS} --predict prize=25"));
    let expected =
        "`--predict prize=25`: there is no covariate `prize`; covariates there are: `price`, `yearly`, `calls`";
    assert_eq!(refusal, expected);
}

#[test]
fn people_get_a_table_and_what_to_mind() {
    let text = File::new(TENURES).text(&format!("{WORDS} --test-proportional rank"));
    assert!(text.starts_with("80 rows, 35 left; ties by efron\n"), "{text}");
    assert!(text.contains("covariate  coefficient"), "{text}");
    assert!(text.contains("likelihood ratio   chi-square "), "{text}");
    assert!(text.contains("same at all times? (rank)"), "{text}");
    let few = File::new(TENURES).text("cox --duration month --event left --covariates price,yearly,calls,region,store");
    assert!(few.contains("35 departures are few for 5 covariates"), "{few}");
}

#[test]
fn a_covariate_that_cannot_be_fitted_is_named() {
    let file = File::new("t,e,plan,price\n1,1,A,3\n2,1,A,1\n3,1,A,2\n4,0,B,5\n5,0,B,1\n6,1,A,4\n");
    let answer = file.json("cox --duration t --event e --covariates price,plan");
    assert_eq!(answer["fit"]["undetermined"], "separation");
    let text = "covariate `plan=B` tells the outcome without error, so its coefficient has no end";
    assert_eq!(answer["fit"]["detail"].as_str().unwrap().replace("`plan=B`", "covariate `plan=B`"), text);
    let nobody = File::new("t,e,x\n1,0,1\n2,0,3\n").json("cox --duration t --event e --event-value 1 --covariates x");
    assert_eq!(nobody["fit"]["undetermined"], "no_departures");
}

#[test]
fn a_covariate_that_knows_the_outcome_is_warned_about() {
    let rows: String =
        (1..=40).map(|i| format!("{i},{},{},{}\n", u8::from(i % 3 > 0), (i * 7) % 11, 3 * i + i % 3)).collect();
    let answer = File::new(format!("t,e,price,invoices\n{rows}"))
        .json("cox --duration t --event e --covariates price,invoices --penalty 0.1");
    let warnings = answer["warnings"].as_array().unwrap();
    let text = warnings.iter().find(|it| it["code"] == "tells_the_outcome").unwrap()["text"].as_str().unwrap();
    assert!(text.starts_with("covariate `invoices` alone puts 100.0 % of pairs"), "{text}");
    assert_eq!(answer["fit"]["method"], "cox_penalized");
}

#[test]
fn what_does_not_fit_is_refused_with_its_place() {
    let file = File::new("from,t,e,x\n0,3,1,1\n5,4,1,2\n0,2,1,3\n");
    assert_eq!(
        file.refusal("cox --duration t --event e --entry from --covariates x"),
        "`FILE`, line 3, column `from`: `5`; allowed: below the duration of the same row"
    );
    let refusal = file.refusal("cox --duration t --event e");
    assert_eq!(
        refusal,
        "`cox` needs covariates and none are named; add `--covariates COLUMN,...`, or `--covariates all`"
    );
    let refusal = file.refusal("cox --duration t --event e --covariates x --ties effron");
    assert!(refusal.contains("`efron`, `breslow`, `exact`"), "{refusal}");
}

#[test]
fn the_picture_shows_a_line_per_covariate() {
    let file = File::new(TENURES);
    let path = file.beside("forest.svg");
    file.text(&format!("{WORDS} --svg {}", path.display()));
    let drawing = std::fs::read_to_string(path).unwrap();
    assert!(drawing.starts_with("<svg xmlns=") && drawing.matches(r#"class="pt""#).count() == 3, "{drawing}");
}

/// 240 pairs; of 180 the one who left first had been called, of 60 the other.
fn pairs() -> File {
    let mut text = String::from("pair,month,left,called\n");
    for pair in 0..240 {
        let (first, second) = if pair < 180 { (1, 0) } else { (0, 1) };
        text += &format!("{pair},1,1,{first}\n{pair},2,0,{second}\n");
    }
    File::new(text)
}

#[test]
fn matched_pairs_are_strata_however_many() {
    // By hand: the hazard ratio within pairs is 180/60, with the error of its logarithm √(1/180 + 1/60).
    let answer = pairs().json("cox --duration month --event left --covariates called --strata pair");
    close(&answer, "/fit/coefficients/0/log_hazard_ratio/value", 3.0_f64.ln(), 1e-9);
    close(&answer, "/fit/coefficients/0/log_hazard_ratio/standard_error", (1.0 / 180.0_f64 + 1.0 / 60.0).sqrt(), 1e-9);
    // And the log-rank test within pairs is McNemar's: (180 - 60)²/240.
    let answer = pairs().json("log-rank --duration month --event left --by called --strata pair");
    close(&answer, "/test/statistic", 60.0, 1e-9);
}

#[test]
fn every_residual_of_r_can_be_asked_for() {
    let file = File::new(TENURES);
    for kind in ["martingale", "deviance", "score", "dfbeta", "schoenfeld", "scaled-schoenfeld"] {
        let answer = file.json(&format!("{WORDS} --residuals {kind}"));
        let golden = match kind {
            "score" => "score_residuals",
            "scaled-schoenfeld" => "scaled",
            other => other,
        };
        let golden = wanted("efron")[golden].clone();
        let places = if kind.ends_with("schoenfeld") { 2 } else { 1 };
        let rows = answer["residuals"]["rows"].as_array().unwrap();
        let values: Vec<f64> = rows
            .iter()
            .flat_map(|row| row.as_array().unwrap()[places..].iter().map(|it| it.as_f64().unwrap()).collect::<Vec<_>>())
            .collect();
        let golden: Vec<f64> = golden.as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect();
        assert_eq!((values.len(), &answer["residuals"]["kind"]), (golden.len(), &serde_json::json!(kind)));
        for (value, wanted) in values.iter().zip(&golden) {
            assert!((value - wanted).abs() < 1e-8, "{kind}: {value} {wanted}");
        }
    }
    let path = file.beside("residuals.csv");
    let text = file.text(&format!("{WORDS} --residuals schoenfeld --out {}", path.display()));
    assert!(text.contains("35 schoenfeld residuals: "), "{text}");
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written.starts_with("line,time,price,yearly,calls\n") && written.lines().count() == 36, "{written}");
}

#[test]
fn pairs_by_uno_and_the_brier_score_can_be_asked_for() {
    let file = File::new(TENURES);
    let one = "cox --duration month --event left --covariates price";
    for (more, golden) in [("", "uno"), (" --until 12", "uno_until_12")] {
        let answer = file.json(&format!("{one} --concordance uno{more}"));
        let rises = answer["fit"]["coefficients"][0]["value"].as_f64().unwrap() > 0.0;
        let share = wanted(golden)[0].as_f64().unwrap();
        close(&answer, "/concordance/value", if rises { share } else { 1.0 - share }, 1e-12);
        close(&answer, "/concordance/standard_error", wanted(golden)[1].as_f64().unwrap(), 1e-9);
        assert_eq!(answer["concordance"]["method"], "concordance_uno");
    }
    // Written out in Python from the coefficients of R.
    let answer = file.json(&format!("{WORDS} --brier --at 3,6,12"));
    close(&answer, "/brier/points/0/score/value", 0.088_417_503_716_657_94, 1e-10);
    close(&answer, "/brier/points/1/score/value", 0.130_209_661_299_344_72, 1e-10);
    close(&answer, "/brier/points/2/score/value", 0.192_751_012_007_545_1, 1e-10);
    close(&answer, "/brier/integrated/value", 0.144_091_418_604_963_72, 1e-10);
    let refusal = file.refusal(&format!("{one} --until 12"));
    assert_eq!(refusal, "`--until` ends the pairs of Uno's concordance only; add `--concordance uno`");
}

#[test]
fn the_baseline_is_the_prediction_for_covariates_at_zero() {
    let file = File::new(TENURES);
    let answer =
        file.json(&format!("{WORDS} --strata region --baseline zero --predict price=0,yearly=0,calls=0 --at 5"));
    for stratum in 0..2 {
        let curve = answer["baseline"]["strata"][stratum]["curve"].as_array().unwrap();
        let at_five = curve.iter().rfind(|it| it["time"].as_f64().unwrap() <= 5.0).unwrap();
        let wanted = &answer["predictions"][stratum]["at"][0]["survival"]["value"];
        assert_eq!(&at_five["survival"], wanted);
        let hazard = at_five["cumulative_hazard"].as_f64().unwrap();
        assert!(((-hazard).exp() - wanted.as_f64().unwrap()).abs() < 1e-15);
    }
    let mean = file.json(&format!("{WORDS} --baseline"));
    assert_eq!(mean["baseline"]["covariates_at"], "mean");
}

#[test]
fn words_are_compared_with_the_one_that_is_asked_for() {
    let row =
        |i: u32| format!("{},{},{}\n", 1 + i * 11 % 23, i * 7 % 5 / 3, ["Day", "Month", "Year"][(i % 3) as usize]);
    let file = File::new(format!("months,left,plan\n{}", (0..90).map(|i| row(i * 13 % 97)).collect::<String>()));
    let words = "cox --duration months --event left --covariates plan";
    let (first, year) = (file.json(words), file.json(&format!("{words} --reference plan=Year")));
    let names = |answer: &serde_json::Value| {
        let all = answer["fit"]["coefficients"].as_array().unwrap();
        all.iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (names(&first), names(&year)),
        (vec!["plan=Month".into(), "plan=Year".into()], vec!["plan=Day".into(), "plan=Month".into()])
    );
    let value =
        |answer: &serde_json::Value, place: usize| answer["fit"]["coefficients"][place]["value"].as_f64().unwrap();
    assert!((value(&year, 0) + value(&first, 1)).abs() < 1e-9);
    assert!((value(&year, 1) - value(&first, 0) + value(&first, 1)).abs() < 1e-9);
    close(&year, "/fit/log_likelihood/model", first["fit"]["log_likelihood"]["model"].as_f64().unwrap(), 1e-12);
    let refusal = |more: &str| file.refusal(&format!("{words} {more}"));
    assert!(refusal("--reference plan=Yaer").contains("did you mean `Year`?"));
    assert!(refusal("--reference months=3").contains("is no covariate"));
    assert!(refusal("--reference plan").contains("write `COLUMN=VALUE`"));
    // A prediction for a word that nobody has is none for the word that is compared with.
    let known = file.json(&format!("{words} --predict plan=Day --at 5"));
    assert_eq!(known["predictions"][0]["covariates"]["plan=Year"], 0.0);
    let refused = refusal("--predict plan=Dya --at 5");
    assert!(refused.contains("no row has `Dya` in `plan`; did you mean `Day`?"), "{refused}");
}

#[test]
fn the_covariance_of_coefficients_is_told_with_every_fit() {
    let file = File::new(TENURES);
    let fits = [
        file.json(WORDS)["fit"].clone(),
        file.json(&format!("{WORDS} --robust --strata region"))["fit"].clone(),
        file.json("logistic --outcome left --covariates price,yearly"),
        file.json("linear --outcome month --covariates price,yearly --robust"),
    ];
    for fit in fits {
        let covariance = fit["covariance"].as_array().unwrap();
        let coefficients = fit["coefficients"].as_array().unwrap();
        assert_eq!(covariance.len(), coefficients.len());
        for (place, it) in coefficients.iter().enumerate() {
            let it = it.get("log_hazard_ratio").unwrap_or_else(|| &it["coefficient"]);
            let error = it["standard_error"].as_f64().unwrap();
            assert!(
                (covariance[place][place].as_f64().unwrap() - error * error).abs() <= 1e-12 * error * error,
                "{it:#}"
            );
            let mirrored = [&covariance[place][0], &covariance[0][place]].map(|it| it.as_f64().unwrap());
            assert!((mirrored[0] - mirrored[1]).abs() <= 1e-12 * mirrored[0].abs(), "{mirrored:?}");
        }
    }
    let lasso = file.json(&format!("{WORDS} --penalty 0.1 --l1-ratio 1"));
    assert_eq!(lasso["fit"]["covariance"], serde_json::Value::Null);
    let sbg = json("sbg --survivors 1000,869,743,653,593,551")["fit"].clone();
    let error = sbg["parameters"]["beta"]["standard_error"].as_f64().unwrap();
    assert!((sbg["covariance"][1][1].as_f64().unwrap() - error * error).abs() <= 1e-12 * error * error);
}

/// The first covariate says nothing special; weights come in quarters.
fn weighted(unit: f64) -> File {
    let mut text = "t,s,x,w,shop\n".to_owned();
    for row in 0..60 {
        let weight = unit * f64::from(1 + row * 7 % 5) / 4.0;
        text += &format!("{},{},{},{weight},{}\n", 1 + row * 11 % 23, u8::from(row % 3 > 0), row * 5 % 13, row % 7);
    }
    File::new(text)
}

#[test]
fn the_unit_of_fractional_weights_changes_no_error() {
    let words = "cox --duration t --event s --covariates x --weights w --predict x=5 --at 6,12 --baseline";
    let (quarters, others) = (weighted(1.0).json(words), weighted(0.1).json(words));
    assert_eq!([&quarters["fit"]["errors"], &others["fit"]["errors"]], ["robust", "robust"]);
    for at in [
        "/fit/coefficients/0/log_hazard_ratio/standard_error",
        "/fit/coefficients/0/test/p_value",
        "/predictions/0/at/0/survival/lower",
        "/predictions/0/at/1/survival/upper",
        "/baseline/strata/0/curve/3/standard_error",
    ] {
        close(&others, at, quarters.pointer(at).and_then(serde_json::Value::as_f64).unwrap(), 1e-8);
    }
    let text = weighted(1.0).text(words);
    assert!(text.contains("robust errors because not all weights are whole numbers"), "{text}");
    let counted = weighted(4.0).json(words);
    assert_eq!(counted["fit"]["errors"], "model", "whole weights are numbers of customers");
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    let file = weighted(1.0);
    let words = "cox --duration t --event s --covariates x";
    let refusal = file.refusal(&format!("{words} --l1-ratio 0.5"));
    assert_eq!(
        refusal,
        "`--l1-ratio 0.5` parts a penalty, and there is none; add `--penalty STRENGTH`, or leave `--l1-ratio` out"
    );
    let refusal = file.refusal(&format!("{words} --at 5"));
    assert!(refusal.starts_with("`--at` reads predicted survival, and none is asked for; add `--predict"), "{refusal}");
    let refusal = file.refusal(&format!("{words} --penalty 1 --l1-ratio 2"));
    assert_eq!(refusal, "`--l1-ratio 2`; allowed: from 0 to 1");
    let refusal = file.refusal(&format!("{words} --penalty -1"));
    assert_eq!(refusal, "`--penalty -1`; allowed: a finite number of at least 0");
    let refusal = file.refusal(&format!("{words} --ties exact --weights w"));
    assert!(refusal.contains("with `--ties exact`; leave out `--weights`"), "{refusal}");
}

#[test]
fn what_a_stratum_cannot_say_is_told_of_that_stratum() {
    let file = File::new("t,s,x,g\n1,1,0,a\n2,1,1,a\n3,1,0,a\n4,0,1,a\n5,1,1,b\n6,1,0,b\n7,1,1,b\n8,0,0,b\n");
    let answer = file.json("cox --duration t --event s --covariates x --strata g --predict x=1 --at 2");
    let early = &answer["predictions"][1]["at"][0]["survival"];
    assert_eq!(early["detail"], "nobody of stratum `b` has left by 2");
    let alone = File::new("t,s,x,id\n1,1,0,a\n2,1,1,b\n3,1,0,c\n");
    let answer = alone.json("cox --duration t --event s --covariates x --strata id");
    assert_eq!(answer["fit"]["undetermined"], "collinear");
    let detail = answer["fit"]["detail"].as_str().unwrap();
    assert!(detail.starts_with("each row is a stratum of its own by `id`"), "{detail}");
    let alike = File::new("t,s,x,g\n1,1,0,a\n2,1,0,a\n3,1,1,b\n4,1,1,b\n");
    let answer = alike.json("cox --duration t --event s --covariates x --strata g");
    let detail = answer["fit"]["detail"].as_str().unwrap();
    assert!(detail.starts_with("covariate `x` has one value within each stratum of `g`"), "{detail}");
}

/// The codes of the warnings.
fn codes(answer: &serde_json::Value) -> Vec<&str> {
    answer["warnings"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect()
}

#[test]
fn tests_do_not_depend_on_the_unit_of_fractional_weights() {
    let rows = |unit: f64| -> String {
        let mut lines = TENURES.lines();
        let heading = format!("{},w\n", lines.next().unwrap());
        let row = |line: &str| format!("{line},{}\n", line.split(',').nth(6).unwrap().parse::<f64>().unwrap() * unit);
        heading + &lines.map(row).collect::<String>()
    };
    let words = format!("{WORDS} --weights w --test-proportional");
    // Half weights, and the same a hundred times and a half as large.
    let [one, other] = [0.5, 50.25].map(|unit| File::new(rows(unit)).json(&words));
    for answer in [&one, &other] {
        assert_eq!(answer["fit"]["errors"], "robust");
        assert_eq!(answer["fit"]["likelihood_ratio"]["undetermined"], "no_robust_form");
        assert!(!codes(answer).contains(&"not_proportional"), "{:?}", codes(answer));
        close(answer, "/fit/score/statistic", wanted("weighted")["robust_score"][0].as_f64().unwrap(), 1e-9);
        assert_eq!(answer["proportional_hazards"]["errors"], "robust");
        for column in 0..3 {
            let km = wanted("weighted")["robust_over_time_km"][column].as_f64().unwrap();
            close(answer, &format!("/proportional_hazards/covariates/{column}/test/statistic"), km, 1e-9);
        }
    }
}

#[test]
fn a_customer_on_twenty_rows_is_one_customer() {
    let mut lines = TENURES.lines();
    let heading = format!("{},id\n", lines.next().unwrap());
    let rows = |times: usize| -> String {
        let of = |(id, line): (usize, &str)| format!("{line},{id}\n").repeat(times);
        heading.clone() + &TENURES.lines().skip(1).enumerate().map(of).collect::<String>()
    };
    let words = format!("{WORDS} --ties breslow --test-proportional --cluster id");
    let [single, many] = [1, 20].map(|times| File::new(rows(times)).json(&words));
    for field in ["/fit/score/statistic", "/fit/wald/statistic", "/proportional_hazards/all/statistic"] {
        close(&many, field, single.pointer(field).unwrap().as_f64().unwrap(), 1e-9);
    }
    assert_eq!(many["fit"]["likelihood_ratio"]["undetermined"], "no_robust_form");
    assert_eq!(codes(&many), codes(&single));
    let text = File::new(rows(20)).text(&words);
    assert!(text.contains("likelihood ratio   undetermined: it takes rows as independent"), "{text}");
    assert!(text.contains("robust score       chi-square"), "{text}");
}

#[test]
fn nobody_to_be_compared_with_is_said_as_it_is() {
    let file = File::new("t,e,c\n5,1,1\n5,1,2\n5,1,3\n5,1,4\n");
    let answer = file.json("cox --duration t --event e --covariates c --ties exact");
    let text = answer["fit"]["detail"].as_str().unwrap();
    assert!(text.starts_with("`c` has nobody to be compared with: whenever somebody leaves"), "{text}");
}
