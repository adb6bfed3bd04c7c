//! What makes an answer about something else than was asked is said by name, and nothing is said where there is nothing.

use crate::support::File;

#[track_caller]
fn check(file: &File, words: &str, code: &str, parts: &[&str]) {
    let answer = file.json(words);
    let found = answer["warnings"].as_array().unwrap().iter().find(|it| it["code"] == code);
    let text =
        found.unwrap_or_else(|| panic!("{words}: no {code} in {}", answer["warnings"]))["text"].as_str().unwrap();
    assert!(parts.iter().all(|part| text.contains(part)), "{words}: {text}");
}

#[track_caller]
fn silent(file: &File, words: &str, code: &str) {
    let warnings = file.json(words)["warnings"].clone();
    assert!(warnings.as_array().unwrap().iter().all(|it| it["code"] != code), "{words}: {warnings}");
}

/// Of two arms of 400: the mailed order and visit more often, whoever does not visit spends nothing, and fewer of them answer.
fn mails() -> File {
    let mut text = "arm,spend,orders,visited,region,answer,left,receipt\n".to_owned();
    for i in 0..800_u32 {
        let (mailed, spread) = (i % 2, i / 2 % 20);
        let visited = u32::from(spread < 5 + 5 * mailed);
        let answer = if spread < 16 - 6 * mailed { (i * 7 % 10).to_string() } else { String::new() };
        let (spend, left) = (visited * (3 + i * 13 % 7), u32::from(spread % 4 == 0));
        let arm = ["none", "mail"][mailed as usize];
        text += &format!(
            "{arm},{spend},{},{visited},{},{answer},{left},{}\n",
            1 + i % 3 + mailed,
            i / 2 % 3,
            10 * left + i % 5
        );
    }
    File::new(text)
}

const MEANS: &str = "means --arm arm --control-value none";

#[test]
fn denominators_that_the_action_changed_are_named() {
    let (file, code) = (mails(), "post_treatment_denominator");
    check(&file, &format!("{MEANS} --outcome spend --by visited"), code, &["`visited`", "50.0 %", "`none`", "`mail`"]);
    check(&file, &format!("{MEANS} --outcome spend --strata visited"), code, &["`visited`"]);
    check(&file, &format!("{MEANS} --outcome spend --per orders"), code, &["`orders` per row differs by 1."]);
    check(&file, &format!("{MEANS} --outcome answer --missing drop"), code, &["left out", "20.0 %", "50.0 %"]);
    silent(&file, &format!("{MEANS} --outcome spend --by region"), code);
    silent(&file, &format!("{MEANS} --outcome spend --per region"), code);
    silent(&file, &format!("{MEANS} --outcome spend"), code);
}

#[test]
fn covariates_that_know_the_outcome_are_named() {
    let (file, code) = (mails(), "leaking_covariate");
    let words = [
        format!("{MEANS} --outcome left --covariates"),
        "att --treated arm --treated-value mail --outcome left --covariates".to_owned(),
        "logistic --penalty ridge --lambda 0.1 --outcome left --covariates".to_owned(),
    ];
    for words in words {
        check(&file, &format!("{words} orders,receipt"), code, &["covariate `receipt`"]);
        silent(&file, &format!("{words} orders,region"), code);
    }
}

#[test]
fn an_outcome_to_be_avoided_is_not_taken_as_wanted_unseen() {
    let (file, code) = (mails(), "outcome_taken_as_wanted");
    let words = "uplift --treated arm --treated-value mail --learner t --covariates orders,region";
    check(&file, &format!("{words} --outcome left"), code, &["more of `left`", "`--avoid`"]);
    silent(&file, &format!("{words} --outcome left --avoid"), code);
    silent(&file, &format!("{words} --outcome visited"), code);
}

#[test]
fn answers_to_several_texts_are_not_added_up_unseen() {
    let (code, words) = ("pooled_versions", "nps --answer recommend");
    let rows: String = (0..40).map(|i| format!("{},v{}\n", i % 11, 1 + i / 20)).collect();
    let file = File::new(format!("recommend,Survey Version\n{rows}"));
    check(&file, words, code, &["2 versions in column `Survey Version`"]);
    let file = File::new(format!("recommend,version\n{rows}"));
    silent(&file, &format!("{words} --by version"), code);
    silent(&File::new(format!("recommend,version\n{}", rows.replace("v2", "v1"))), words, code);
}

#[test]
fn numbers_and_words_of_options_are_refused_in_words() {
    let file = mails();
    let refusal = file.refusal("quantile --duration spend --event left --conf loglog");
    assert!(refusal.contains("did you mean `log-log`?"), "{refusal}");
    let refusal = file.refusal("kaplan-meier --duration spend --event left --at soon");
    assert!(refusal.contains("allowed: a number, such as 12 or 0.5"), "{refusal}");
    let refusal = file.refusal("kaplan-meier --duration spend --event left --at -1");
    assert!(refusal.contains("'-1' for '--at <TIME,...>': allowed: a time of at least 0"), "{refusal}");
}

#[test]
fn of_reasons_that_nobody_has_nothing_is_told() {
    let file = File::new("t,c,g\n5,0,A\n6,0,A\n7,0,B\n");
    for words in ["cumulative-incidence", "gray --by g"] {
        let answer = file.json(&format!("{words} --duration t --cause c --censored 0"));
        assert_eq!((&answer["undetermined"], &answer["causes"]), (&"no_departures".into(), &serde_json::json!([])));
    }
}
