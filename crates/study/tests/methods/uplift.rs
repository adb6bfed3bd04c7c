//! For whom does the treatment work: `uplift`, `qini` and `policy` as a person types them.

use std::fs;

use serde_json::Value;

use crate::support::{File, close};

/// The twenty customers of the method page.
const TOY: &str = "score,w,y\n0.95,1,1\n0.91,0,0\n0.87,1,1\n0.82,1,1\n0.78,0,0\n0.74,1,0\n0.69,0,0\n0.65,1,1\n0.6,0,1\n\
                   0.55,0,0\n0.51,1,1\n0.46,0,0\n0.42,1,0\n0.37,0,1\n0.33,1,0\n0.28,1,0\n0.22,0,1\n0.17,0,0\n0.11,1,0\n\
                   0.05,0,1\n";

#[test]
fn the_area_of_a_score_is_given_by_every_name_in_use() {
    let file = File::new(TOY);
    let answer = file.json("qini --score score --treated w --outcome y");
    close(&answer, "/area/value", 0.103_294_643, 1e-8);
    assert_eq!(answer["area"]["method"], "qini_area");
    assert_eq!(answer["unit"], "outcome per customer");
    for (name, area) in [
        ("qini_area", 0.103_294_643),
        ("auuc_area", 0.224_571_429),
        ("sklift_qini_auc_score", 0.594_501_542),
        ("sklift_uplift_auc_score", 0.655_820_106),
        ("causalml_auuc_norm", 2.174_489_8),
        ("causalml_auuc_raw", 4.348_979_59),
        ("causalml_qini_norm", 1.943_707_48),
        ("causalml_qini_raw", 1.943_707_48),
    ] {
        close(&answer, &format!("/areas/{name}"), area, 1e-8);
    }
    close(&answer, "/curve/20/qini", 1.0, 1e-12);
    let other = file.json("qini --score score --treated w --outcome y --formula sklift_qini_auc_score");
    close(&other, "/area/value", 0.594_501_542, 1e-8);
    let refusal = file.refusal("qini --score score --treated w --outcome y --formula qini");
    assert!(refusal.contains("`qini` is not a formula") && refusal.contains("causalml_qini_norm"), "{refusal}");
    let picture = file.beside("qini.svg");
    file.text(&format!("qini --score score --treated w --outcome y --svg {}", picture.display()));
    assert!(fs::read_to_string(picture).unwrap().contains("by chance"));
}

#[test]
fn amounts_have_areas_but_not_those_of_scikit_uplift() {
    let file = File::new(TOY.replace(",1,1\n", ",1,12.5\n"));
    let answer = file.json("qini --score score --treated w --outcome y");
    assert!(answer["areas"].get("qini_area").is_some() && answer["areas"].get("sklift_qini_auc_score").is_none());
    let refusal = file.refusal("qini --score score --treated w --outcome y --formula sklift_qini_auc_score");
    assert!(refusal.contains("0 or 1 for a formula of scikit-uplift"), "{refusal}");
}

#[test]
fn what_is_to_be_avoided_is_turned_round() {
    let left = TOY.replace(",0\n", ",stayed\n").replace(",1\n", ",left\n");
    let file = File::new(left);
    let left = file.json("qini --score score --treated w --outcome y --outcome-value left");
    let stayed = file.json("qini --score score --treated w --outcome y --outcome-value stayed");
    let avoided = file.json("qini --score score --treated w --outcome y --outcome-value left --avoid");
    assert_eq!(stayed["area"], avoided["area"]);
    assert_ne!(left["area"], avoided["area"]);
}

#[test]
fn a_score_that_cannot_be_judged_says_why() {
    let file = File::new("score,w,y\n0.5,1,1\n0.4,1,0\n0.3,1,1\n");
    let answer = file.json("qini --score score --treated w --outcome y");
    assert_eq!(answer["area"]["undetermined"], "group_empty");
    assert!(answer["area"]["detail"].as_str().unwrap().contains("`not treated`"), "{answer:#}");
    let text = file.text("qini --score score --treated w --outcome y");
    assert!(text.contains("group_empty"), "{text}");
}

/// A town of customers: those with a tenure above 50 stay when mailed, the others do not care.
fn town(n: u32) -> String {
    let mut text = String::from("id,tenure,plan,price,mailed,stayed\n");
    let hash = |row: u32, salt: u32| (row ^ salt << 20).wrapping_mul(2_654_435_761).rotate_left(salt) >> 8;
    for row in 0..n {
        let share = |salt| f64::from(hash(row, salt)) / f64::from(1 << 24);
        let (tenure, plan, price) =
            ((share(1) * 100.0).floor(), if share(2) < 0.5 { "month" } else { "year" }, share(3));
        let mailed = share(7) < 0.5;
        let stays = 0.4 + if mailed && tenure > 50.0 { 0.4 } else { 0.0 };
        let stayed = u8::from(share(9) < stays);
        text += &format!("{row},{tenure},{plan},{price:.3},{},{stayed}\n", u8::from(mailed));
    }
    text
}

const TOWN: &str = "--treated mailed --outcome stayed --covariates tenure,plan,price";

#[test]
fn the_forest_finds_who_gains_and_says_how_sure_it_is() {
    let file = File::new(town(4000));
    let scores = file.beside("scores.csv");
    let answer = file.json(&format!("uplift {TOWN} --trees 40 --out {}", scores.display()));
    close(&answer, "/average_effect/value", 0.2, 0.3);
    assert_eq!(answer["qini"]["method"], "qini_area");
    assert!(answer["qini"]["lower"].as_f64().unwrap() > 0.0, "{:#}", answer["qini"]);
    assert!(answer["calibration"]["ranks"]["p_value"].as_f64().unwrap() < 1e-6);
    assert!(answer["calibration"]["bins"].as_array().unwrap().len() >= 8);
    assert!(answer["effects"]["interval_above_0"].as_u64().unwrap() > 800);
    let kinds: Vec<&str> =
        answer["cells"].as_array().unwrap().iter().map(|cell| cell["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["persuadable", "sure_thing", "lost_cause", "sleeping_dog"]);
    assert_eq!(answer["most_like"].as_object().unwrap().values().filter_map(Value::as_u64).sum::<u64>(), 4000);
    let written = fs::read_to_string(scores).unwrap();
    assert_eq!(written.lines().count(), 4001);
    assert!(written.starts_with("line,effect,lower,upper,half\n2,"), "{}", &written[..80]);
    let again = file.json(&format!("uplift {TOWN} --trees 40"));
    assert_eq!(answer["effects"], again["effects"], "the seed decides everything");
    let text = file.text(&format!("uplift {TOWN} --trees 40"));
    assert!(
        text.contains("average effect") && text.contains("persuadable") && text.contains("Nobody is seen both"),
        "{text}"
    );
}

#[test]
fn every_learner_answers_on_both_bases() {
    let file = File::new(town(1200));
    for learner in ["s", "t", "x", "dr", "r"] {
        for base in ["linear", "trees"] {
            let answer = file.json(&format!("uplift {TOWN} --trees 24 --learner {learner} --base {base}"));
            assert!(answer["effects"]["mean"].as_f64().unwrap().abs() < 0.5, "{learner} {base}: {answer:#}");
            assert!(answer["average_effect"]["value"].is_number());
        }
    }
    let refusal = file.refusal(&format!("uplift {TOWN} --learner tree"));
    assert!(refusal.contains("`tree` is not a learner"), "{refusal}");
}

#[test]
fn a_linear_s_learner_says_that_it_is_not_personal() {
    let file = File::new(town(1200).replace(",1\n", ",12.5\n"));
    let answer = file.json(&format!("uplift {TOWN} --learner s"));
    let codes: Vec<&str> =
        answer["warnings"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"constant_effect"), "{codes:?}");
    assert_eq!(answer["qini"]["undetermined"], "zero_variance");
}

#[test]
fn a_covariate_that_knows_the_outcome_and_a_treatment_that_was_chosen_are_named() {
    let leaking: String = town(1200)
        .lines()
        .enumerate()
        .map(|(row, line)| match line.rsplit_once(',') {
            Some((_, stayed)) if row > 0 => format!("{line},{stayed}\n"),
            _ => format!("{line},survey\n"),
        })
        .collect();
    let answer = File::new(leaking).json(&format!("uplift {TOWN},survey --learner t --base trees --trees 24"));
    let warnings = answer["warnings"].to_string();
    assert!(warnings.contains("leaking_covariate") && warnings.contains("`survey`"), "{warnings}");
    let chosen: String = town(1200)
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let tenure: f64 = cells[1].parse().unwrap_or(f64::NAN);
            // Long customers are mailed twice as often.
            let mailed = if tenure > 66.0 && cells[0].ends_with(['1', '3', '5', '7']) { "1" } else { cells[4] };
            format!("{},{},{},{},{mailed},{}\n", cells[0], cells[1], cells[2], cells[3], cells[5])
        })
        .collect();
    let file = File::new(chosen);
    let answer = file.json(&format!("uplift {TOWN} --trees 24"));
    assert!(answer["warnings"].to_string().contains("treatment_not_drawn"), "{}", answer["warnings"]);
    let answer = file.json(&format!("uplift {TOWN} --trees 24 --propensity estimated"));
    assert!(!answer["warnings"].to_string().contains("treatment_not_drawn"));
}

#[test]
fn words_that_cannot_be_are_refused_with_what_is_allowed() {
    let file = File::new(town(40));
    let refusal = file.refusal(&format!("uplift {TOWN} --propensity 1.5"));
    assert!(refusal.contains("a number between 0 and 1"), "{refusal}");
    let refusal = file.refusal("uplift --treated mailed --outcome stayed");
    assert!(refusal.contains("--covariates"), "{refusal}");
    let refusal = file.refusal("policy --score tenure --treated mailed --outcome stayed --cost -1 --value 10");
    assert!(refusal.contains("cost"), "{refusal}");
    let refusal = file
        .refusal("policy --score tenure --treated mailed --outcome stayed --cost 1 --value 10 --propensity estimated");
    assert!(refusal.contains("--covariates"), "{refusal}");
}

#[test]
fn treating_half_of_the_town_pays_and_treating_nobody_is_an_answer() {
    let file = File::new(town(4000));
    let words = "policy --score tenure --treated mailed --outcome stayed --value 100";
    let answer = file.json(&format!("{words} --cost 10"));
    assert_eq!(answer["decision"], "treat");
    close(&answer, "/best/share", 0.5, 0.15);
    close(&answer, "/best/score_at_least", 50.0, 0.15);
    assert!(answer["best"]["band"]["lower"].as_f64() < answer["best"]["profit_per_customer"]["lower"].as_f64());
    let text = file.text(&format!("{words} --cost 10"));
    assert!(text.contains("Treat the") && text.contains("expected profit over treating nobody"), "{text}");
    let dear = file.json(&format!("{words} --cost 90"));
    assert_eq!((dear["decision"].as_str(), &dear["best"]), (Some("treat_nobody"), &Value::Null));
    assert!(file.text(&format!("{words} --cost 90")).contains("Treat nobody"));
    let adjusted = file.json(&format!("{words} --cost 10 --covariates plan,price"));
    assert_eq!(adjusted["decision"], "treat");
}

#[test]
fn of_more_arms_one_is_the_control_or_the_answer_says_that_all_others_are() {
    // Whoever got a letter stays as often as without; a call loses customers.
    let arms = ["none", "letter", "call"];
    let row = |i: usize, arm: &str| format!("{i},{arm},{}\n", usize::from(i % 10 < if arm == "call" { 3 } else { 6 }));
    let all: String = (0..900).map(|i| row(i / 3, arms[i % 3])).collect();
    let two: String = (0..900).filter(|i| i % 3 < 2).map(|i| row(i / 3, arms[i % 3])).collect();
    let (all, two) = (File::new(format!("score,arm,stayed\n{all}")), File::new(format!("score,arm,stayed\n{two}")));
    for words in [
        "qini --score score --treated arm --outcome stayed",
        "policy --score score --treated arm --outcome stayed --cost 1 --value 10",
        "uplift --treated arm --outcome stayed --covariates score --learner t",
        "att --treated arm --outcome stayed --covariates score",
    ] {
        let words = format!("{words} --treated-value letter");
        let mut chosen = all.json(&format!("{words} --control-value none"));
        let mut alone = two.json(&words);
        for answer in [&mut chosen, &mut alone] {
            answer["source"] = Value::Null;
        }
        assert_eq!(chosen, alone, "{words}");
        let pooled = all.text(&words);
        let warning = "`call`, `none` of column `arm` together count as untreated: name the one to compare with by `--control-value`";
        assert!(pooled.contains(warning), "{words}: {pooled}");
        assert!(!all.text(&format!("{words} --control-value none")).contains("together count as untreated"));
        let refusal = all.refusal(&format!("{words} --control-value nobody"));
        assert!(
            refusal.contains("`--control-value nobody`: no row of `FILE` has `nobody` in column `arm`"),
            "{refusal}"
        );
    }
}

/// Half are treated, to no effect; `x` says nothing, `told` is whether the row was treated.
fn halves(outcome: impl Fn(u32) -> u32) -> File {
    let row = |i: u32| format!("{},{},{},{}\n", i % 2, i * 37 % 101, 2 * (i % 2) + 1, outcome(i));
    File::new(format!("w,x,told,y\n{}", (0..400).map(row).collect::<String>()))
}

#[test]
fn a_propensity_given_is_held_against_who_was_treated() {
    let file = halves(|i| i * 53 % 89 % 2);
    let words = "uplift --treated w --outcome y --covariates x --trees 20";
    let wrong = file.json(&format!("{words} --propensity 0.2"))["warnings"].to_string();
    assert!(wrong.contains("propensity_not_held") && wrong.contains("50.0 %"), "{wrong}");
    assert!(!file.json(&format!("{words} --propensity 0.5"))["warnings"].to_string().contains("propensity_not_held"));
    let policy = "policy --score x --treated w --outcome y --cost 1 --value 1 --propensity 0.5";
    assert!(file.refusal(policy).contains("needs covariates"));
}

#[test]
fn what_tells_the_treatment_is_not_said_to_tell_the_outcome_and_what_never_varies_has_no_effect() {
    let words = "--treated w --outcome y --covariates x,told --learner r --propensity estimated";
    let answer = halves(|i| i * 53 % 89 % 2).json(&format!("uplift {words}"));
    assert_eq!(answer["effects"]["undetermined"], "no_overlap", "{answer:#}");
    let still = halves(|_| 1).json("uplift --treated w --outcome y --covariates x --trees 20");
    assert_eq!(still["average_effect"]["undetermined"], "zero_variance", "{still:#}");
}

#[test]
fn intervals_that_rest_on_few_treated_customers_say_so() {
    let row = |i: u32| format!("{},{},{}\n", u8::from(i.is_multiple_of(16)), i * 37 % 101, i * 53 % 89 % 2);
    let few = File::new(format!("w,x,y\n{}", (0..600).map(row).collect::<String>()));
    let words = "uplift --treated w --outcome y --covariates x --trees 20";
    let warned = few.json(words)["warnings"].to_string();
    assert!(warned.contains("few_treated"), "{warned}");
    assert!(!halves(|i| i * 53 % 89 % 2).json(words)["warnings"].to_string().contains("few_treated"));
}
