//! `means`, `sample-ratio`, `sample-size`, `sequential`, `group-sequential` and `beta-binomial`.

use std::path::Path;

use serde_json::Value;

use crate::support::{File, close, json};

#[track_caller]
fn refusal(words: &str) -> String {
    study::run(words.split_whitespace()).expect_err("it is impossible").to_string()
}

/// Two arms of eight, two stores each, with what was spent before and after.
fn mails() -> File {
    let mut text = "arm,store,spend,before,orders,left,region\n".to_owned();
    for i in 0..32 {
        let arm = if i < 16 { "none" } else { "mail" };
        let before = f64::from(i * 7 % 16);
        let spend = 2.0 * before + if i < 16 { 0.0 } else { 3.0 } + f64::from(i * 5 % 3) / 10.0;
        let left = if i % 5 == 0 { "TRUE" } else { "FALSE" };
        let (store, region) = (i / 4, if i % 2 == 0 { "north" } else { "south" });
        text += &format!("{arm},{store},{spend},{before},{},{left},{region}\n", 1 + i % 3);
    }
    File::new(text)
}

#[test]
fn means_differ_and_differ_more_surely_once_adjusted() {
    let file = mails();
    let plain = file.json("means --arm arm --control-value none --outcome spend");
    let it = &plain["comparisons"][0];
    assert_eq!(
        (&it["treated"], &it["n"]["treated"], &it["difference"]["method"]),
        (&"mail".into(), &16.into(), &"welch".into())
    );
    let adjusted = file.json("means --arm arm --control-value none --outcome spend --covariate before");
    close(&adjusted, "/comparisons/0/adjustment/slopes/before", 2.0, 0.01);
    close(&adjusted, "/comparisons/0/difference/value", 3.0, 0.02);
    assert!(adjusted["comparisons"][0]["adjustment"]["variance_removed"].as_f64().unwrap() > 0.95);
    for errors in ["hc2", "hc3"] {
        let lin = file.json(&format!(
            "means --arm arm --control-value none --outcome spend --covariates before --adjust lin --errors {errors}"
        ));
        assert_eq!(lin["comparisons"][0]["difference"]["method"], format!("lin_{errors}"));
        close(&lin, "/comparisons/0/difference/value", 3.0, 0.02);
    }
    assert!(
        file.text("means --arm arm --control-value none --outcome spend --covariate before").contains("slopes before")
    );
}

#[test]
fn clusters_strata_ratios_and_looks_each_have_their_method() {
    let file = mails();
    let method = |words: &str| {
        let answer = file.json(&format!("means --arm arm --control-value none --outcome spend {words}"));
        answer["comparisons"][0]["difference"]["method"].as_str().unwrap_or("none").to_owned()
    };
    assert_eq!(method("--cluster store"), "clustered_cr2");
    assert_eq!(method("--cluster store --errors cr1"), "clustered_cr1");
    assert_eq!(method("--cluster store --covariate before"), "clustered_cuped");
    assert_eq!(method("--cluster store --covariate before --adjust lin"), "lin_clustered");
    assert_eq!(method("--strata region"), "stratified");
    assert_eq!(method("--strata region --weights mantel-haenszel --covariate before"), "stratified");
    assert_eq!(method("--per orders"), "ratio_effect");
    let look = file.json("means --arm arm --control-value none --outcome spend --tuned-for 100");
    assert_eq!(look["comparisons"][0]["at_any_look"]["difference"]["method"], "always_valid_means");
    let few = file.json("means --arm arm --control-value none --outcome spend --cluster store");
    assert_eq!(few["warnings"][0]["code"], "few_clusters");
    assert_eq!(few["comparisons"][0]["clusters"]["control"], 4);
    let by = file.json("means --arm arm --control-value none --outcome spend --by region");
    assert_eq!(by["comparisons"].as_array().map(Vec::len), Some(2));
    assert!(by["comparisons"][0]["p_holm"].as_f64() >= by["comparisons"][0]["test"]["p_value"].as_f64());
}

/// Twelve clusters of four rows in each arm, whose rows are alike.
fn alike_in_clusters() -> File {
    let mut text = "arm,cl,y,x,orders,region\n".to_owned();
    for row in 0..96 {
        let (cluster, arm) = (row / 4, if row < 48 { "c" } else { "t" });
        let y = f64::from(cluster * 7 % 12) + f64::from(row % 4) / 10.0;
        let (x, region) = (f64::from(cluster * 5 % 7), if cluster % 2 == 0 { "n" } else { "s" });
        text += &format!("{arm},{cluster},{y},{x},{},{region}\n", 1 + row % 3);
    }
    File::new(text)
}

#[test]
fn what_holds_at_any_look_is_of_the_method_that_was_asked_for() {
    let file = alike_in_clusters();
    for (words, drawn, n) in [
        ("", "rows", 96),
        ("--cluster cl", "clusters", 24),
        ("--cluster cl --covariate x", "clusters", 24),
        ("--cluster cl --covariate x --adjust lin", "clusters", 24),
        ("--covariate x", "rows", 96),
        ("--covariate x --adjust lin", "rows", 96),
        ("--per orders", "rows", 96),
        ("--strata region", "rows", 96),
        ("--strata region --weights mantel-haenszel --covariate x", "rows", 96),
    ] {
        let answer = file.json(&format!("means --arm arm --control-value c --outcome y --tuned-for 30 {words}"));
        let (fixed, look) = (&answer["comparisons"][0]["difference"], &answer["comparisons"][0]["at_any_look"]);
        assert_eq!((&look["drawn"], &look["n"]), (&drawn.into(), &n.into()), "{words}");
        let at = |name: &str| (fixed[name].as_f64().unwrap(), look["difference"][name].as_f64().unwrap());
        let ((value, same), (error, same_error)) = (at("value"), at("standard_error"));
        assert!((value - same).abs() < 1e-12 && (error - same_error).abs() < 1e-12, "{words}: {answer:#}");
        let ((lower, first), (upper, last)) = (at("lower"), at("upper"));
        assert!(first < lower && last > upper, "{words}: {look} is not wider than {fixed}");
        let wide = look["multiplier"].as_f64().unwrap() * error;
        assert!((last - value - wide).abs() < 1e-9 * wide, "{words}");
    }
}

#[test]
fn clusters_are_not_looked_at_before_there_are_ten_in_each_arm() {
    let few = mails();
    let words = "means --arm arm --control-value none --outcome spend --cluster store --tuned-for 20";
    let look = few.json(words)["comparisons"][0]["at_any_look"].clone();
    assert_eq!((&look["difference"]["undetermined"], &look["n"]), (&"too_few".into(), &8.into()));
    let said = few.text(words);
    assert!(
        said.contains("at any look: undetermined: it takes at least 10, there are 4, counted in clusters"),
        "{said}"
    );
}

#[test]
fn rows_of_strata_with_one_arm_are_counted_and_said_to_be_left_out() {
    let file = File::new("a,y,s\nc,1,x\nc,2,x\nc,5,y\nt,4,x\nt,7,x\nt,9,z\n");
    let words = "means --arm a --control-value c --outcome y --strata s --weights mantel-haenszel";
    let answer = file.json(words);
    assert_eq!(answer["comparisons"][0]["n"], serde_json::json!({"control": 2, "treated": 2}));
    close(&answer, "/comparisons/0/control_mean/value", 1.5, 1e-12);
    close(&answer, "/comparisons/0/treated_mean/value", 5.5, 1e-12);
    assert_eq!(answer["comparisons"][0]["difference"]["n"], 4);
    let warning = answer["warnings"].as_array().unwrap().iter().find(|it| it["code"] == "strata_with_one_arm");
    let text = warning.expect("a warning")["text"].as_str().unwrap();
    assert!(text.contains("1 row of the control and 1 of the treated"), "{text}");
    let both = File::new("a,y,s\nc,1,x\nc,2,x\nt,4,x\nt,7,x\n").json(words);
    assert_eq!(both["warnings"].as_array().map(Vec::len), Some(0));
}

#[test]
fn yes_and_no_are_compared_as_means_and_few_of_them_are_warned_about() {
    let answer = mails().json("means --arm arm --control-value none --outcome left");
    close(&answer, "/comparisons/0/control_mean/value", 0.25, 1e-12);
    assert_eq!(answer["warnings"][0]["code"], "few_in_a_cell");
    let word = mails().json("means --arm arm --control-value none --outcome region --outcome-value north");
    close(&word, "/comparisons/0/treated_mean/value", 0.5, 1e-12);
}

#[test]
fn what_cannot_be_compared_is_undetermined_or_refused_by_name() {
    let file = File::new("arm,y,x,s\na,1,5,1\na,1,5,1\nb,1,5,2\nb,1,5,2\n");
    let alike = file.json("means --arm arm --control-value a --outcome y");
    assert_eq!(alike["comparisons"][0]["difference"]["undetermined"], "zero_variance");
    let one = File::new("arm,y,s\na,1,1\na,2,3\nb,1,2\nb,4,2\n")
        .json("means --arm arm --control-value a --outcome y --cluster s");
    assert_eq!(one["comparisons"][0]["difference"]["undetermined"], "one_cluster");
    assert_eq!(
        one["comparisons"][0]["difference"]["detail"],
        "`b` is one cluster, so chance between clusters cannot be measured"
    );
    let constant = file.json("means --arm arm --control-value a --outcome y --covariate x");
    assert_eq!(constant["warnings"][0]["code"], "constant_covariate");
    let missing = file.refusal("means --arm arm --control-value c --outcome y");
    assert!(missing.contains("no row of `FILE` has `c` in column `arm`; values there are: `a`, `b`"), "{missing}");
    assert!(file.refusal("means --arm arm --control-value a --outcome y --adjust lin").contains("without covariates"));
    assert!(file.refusal("means --arm arm --control-value a --outcome y --errors hc3").contains("does not go"));
    let after = mails().json("means --arm arm --control-value none --outcome orders --covariate spend --by region");
    assert!(after["warnings"].is_array());
}

#[test]
fn a_covariate_from_after_the_action_is_warned_about() {
    let mut text = "arm,y,after\n".to_owned();
    for i in 0..60 {
        let treated = i >= 30;
        text += &format!(
            "{},{},{}\n",
            if treated { "t" } else { "c" },
            i * 7 % 11,
            i * 5 % 13 + if treated { 9 } else { 0 }
        );
    }
    let answer = File::new(text).json("means --arm arm --control-value c --outcome y --covariate after");
    assert_eq!(answer["warnings"][0]["code"], "covariates_differ_between_arms");
    assert_eq!(answer["comparisons"][0]["adjustment"]["suspicious"], true);
}

#[test]
fn hillstrom_from_its_file() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/hillstrom/hillstrom_data.csv");
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return;
    }
    let run = |more: &[&str]| -> Value {
        let path = path.display().to_string();
        let words =
            ["means", &path, "--arm", "segment", "--control-value", "No E-Mail", "--treated-value", "Mens E-Mail"];
        let words = words.into_iter().chain(["--outcome", "spend", "--json"]).chain(more.iter().copied());
        serde_json::from_str(&study::run(words).expect("an answer")).expect("JSON")
    };
    let plain = run(&[]);
    close(&plain, "/comparisons/0/difference/value", 0.769_827_155_895, 1e-11);
    close(&plain, "/comparisons/0/degrees_of_freedom", 36_671.157_977, 1e-10);
    close(&plain, "/comparisons/0/lift_delta/lower", 0.544_284_761, 1e-8);
    let adjusted = run(&["--covariate", "history"]);
    close(&adjusted, "/comparisons/0/difference/standard_error", 0.145_215_042_194, 1e-11);
    let lin = run(&["--covariate", "history", "--adjust", "lin"]);
    close(&lin, "/comparisons/0/difference/standard_error", 0.145_146_188_250, 1e-11);
}

#[test]
fn cookie_cats_alarms_and_may_not_be_sure_yet_at_any_look() {
    let ratio = json("sample-ratio --observed 44700,45489");
    close(&ratio, "/test/statistic", 6.902_404_95, 1e-8);
    close(&ratio, "/test/p_value", 0.008_607_987_81, 1e-8);
    assert_eq!(ratio["alarm"], true);
    assert_eq!(json("sample-ratio --observed 21307,21306,21387")["alarm"], false);
    assert_eq!(json("sample-ratio --observed 950,50 --expected 95,5")["alarm"], false);
    assert_eq!(json("sample-ratio --observed 0,0")["test"]["undetermined"], "nobody_at_risk");
    assert!(refusal("sample-ratio --observed 5").contains("at least 2 arms"));
    let look = json("sequential --control 8502/44700 --treated 8279/45489 --tuned-for 5000");
    close(&look, "/difference/lower", -0.016_813_22, 1e-6);
    close(&look, "/difference/upper", 0.000_410_628, 1e-5);
    close(&look, "/fixed/test/p_value", 0.001_554_249_98, 1e-8);
    assert!(look["test"]["p_value"].as_f64().unwrap() > 0.05);
    assert_eq!(
        json("sequential --control 0/0 --treated 1/2")["difference"]["detail"],
        "`control` has nobody who could have left"
    );
}

#[test]
fn sizes_smallest_effects_power_and_time_are_one_equation() {
    let size = json("sample-size --base 0.1 --effect -0.02 --inflow 200/month");
    close(&size, "/control", 3_212.937, 1e-6);
    assert_eq!(size["whole"]["treated"], 3_213);
    close(&size, "/periods", 32.129_37, 1e-6);
    let mde = json("sample-size --base 0.1 --mde 6425.874");
    close(&mde, "/mde/fall", -0.02, 1e-6);
    close(&json("sample-size --base 0.1 --effect -0.02 --rows 6425.874"), "/chance_to_find", 0.8, 1e-6);
    close(&json("sample-size --base 0.064 --effect 0.036"), "/treated", 910.598, 1e-6);
    close(&json("sample-size --deviation 1 --effect 0.5"), "/treated", 63.765_763_724_8, 1e-8);
    let clusters = json("sample-size --base 0.1 --effect -0.02 --cluster-size 50 --icc 0.02 --split 0.4");
    assert!(clusters["clusters"]["treated"].as_f64() < clusters["clusters"]["control"].as_f64());
    assert_eq!(json("sample-size --base 0.01 --mde 20")["warnings"][0]["code"], "too_few");
    assert!(refusal("sample-size --base 0.1 --effect 0").contains("other than 0"));
    assert!(refusal("sample-size --base 0.1 --effect -0.02 --inflow many").contains("200/month"));
}

#[test]
fn planned_looks_have_bounds() {
    let looks = json("group-sequential --looks 5 --spending obrien-fleming");
    for (k, bound) in [4.8769, 3.3569, 2.6803, 2.2898, 2.0310].into_iter().enumerate() {
        close(&looks, &format!("/looks/{k}/bound"), bound, 1e-4);
    }
    close(&looks, "/looks/4/spent", 0.05, 1e-12);
    let classic = json("group-sequential --looks 5 --spending pocock --classic");
    close(&classic, "/looks/0/bound", 2.413, 3e-4);
    close(&classic, "/inflation", 1.229, 1e-3);
    let stops: f64 = (0..5).map(|k| classic["looks"][k]["stops_if_it_works"].as_f64().unwrap()).sum();
    assert!((stops - 0.8).abs() < 1e-6, "the design has the power it was asked for");
    assert_eq!(
        json("group-sequential --information 0.3,1 --spending power --rho 3")["looks"].as_array().map(Vec::len),
        Some(2)
    );
    assert!(refusal("group-sequential --information 0.5,0.4").contains("above the look before it"));
}

#[test]
fn a_handful_gives_beliefs() {
    let belief = json("beta-binomial --control 2/20 --treated 5/22");
    close(&belief, "/chance_treated_higher", 0.848_574_828_155, 1e-10);
    close(&belief, "/difference/lower", -0.108_943_532_284, 1e-8);
    assert_eq!(belief["prior"], serde_json::json!([1.0, 1.0]));
    let even = json("beta-binomial --control 49/100 --treated 51/100");
    close(&even, "/normal/chance_treated_higher", 0.609_18, 1e-5);
    close(&even, "/normal/lift/lower", -0.247_79, 1e-4);
    assert!(refusal("beta-binomial --control 1/2 --treated 1/2 --prior 1").contains("two, such as 1,1"));
    assert!(refusal("beta-binomial --control 1/2 --treated 1/2 --prior 0,1").contains("from 0.5"));
}
