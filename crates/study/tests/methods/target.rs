//! `vaarwel stats target` as a person types it.

use std::fmt::Write as _;
use std::fs;

use crate::support::{File, close};

/// A number that looks drawn and is the same in every run; two salts have nothing to do with each other.
fn drawn(row: u32, salt: u32) -> f64 {
    let mut x =
        u64::from(row).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(salt).wrapping_mul(0xD1B5_4A32_D192_ED03);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Customers of whom the dissatisfied stay when called and the others leave because of it; who is called was drawn.
fn customers(n: u32) -> String {
    let mut text = String::from("id,satisfaction,age,retired,tenure,called,left\n");
    for row in 0..n {
        let share = |salt| drawn(row, salt);
        let (satisfaction, age) = ((share(1) * 5.0).floor() + 1.0, 18.0 + (share(2) * 70.0).floor());
        let called = share(7) < 0.5;
        let effect = if satisfaction <= 2.0 { -0.3 } else { 0.1 };
        let left = share(9) < 0.4 + if called { effect } else { 0.0 };
        let (retired, tenure) = (u8::from(age >= 67.0), (share(4) * 60.0).floor());
        let _ =
            writeln!(text, "K{row},{satisfaction},{age},{retired},{tenure},{},{}", u8::from(called), u8::from(left));
    }
    text
}

const CALL: &str = "target --outcome left --drawn called --traits satisfaction,age,retired,tenure --trees 40";

fn file() -> File {
    File::new(customers(6000))
}

#[test]
fn those_who_gain_are_found_and_nobody_else() {
    let file = file();
    let audience = file.beside("audience.csv");
    let words = format!("{CALL} --cost 5 --value 100 --customer id --audience {}", audience.display());
    let answer = file.json(&words);
    assert_eq!(answer["decision"], "treat");
    // Two of five are dissatisfied.
    close(&answer, "/best/share", 0.4, 0.15);
    assert!(answer["best"]["band"]["lower"].as_f64().unwrap() > 0.0);
    assert!(answer["calibration"]["ranks"]["p_value"].as_f64().unwrap() < 1e-6);
    assert_eq!(answer["cells"].as_array().unwrap().len(), 4);
    let written = fs::read_to_string(audience).unwrap();
    assert_eq!(written.lines().count() as u64, answer["best"]["customers"].as_u64().unwrap() + 1);
    let source = customers(6000);
    let satisfied = written.lines().skip(1).filter(|line| {
        let id = line.split(',').next().unwrap();
        let row = source.lines().find(|it| it.starts_with(&format!("{id},"))).unwrap();
        row.split(',').nth(1).unwrap().parse::<f64>().unwrap() > 2.0
    });
    let (wrong, all) = (satisfied.count(), written.lines().count() - 1);
    assert!(wrong * 20 < all, "{wrong} of {all} are satisfied");
}

#[test]
fn each_group_has_its_own_audience() {
    let file = file();
    let words = format!("{CALL} --cost 5 --value 100");
    let answer = file.json(&format!("{words} --by retired").replace(",retired,tenure", ",tenure"));
    let groups = answer["groups"].as_array().unwrap();
    let n: u64 = groups.iter().map(|it| it["n"].as_u64().unwrap()).sum();
    assert_eq!((groups.len(), n), (2, 6000));
    assert!(groups.iter().all(|it| it["decision"] == "treat"), "{answer}");
    let refusal = file.refusal(&format!("{words} --by retired --audience x.csv"));
    assert_eq!(refusal, "with `--by` each group would write over the file of `--audience`; leave one of the two out");
}

#[test]
fn protected_traits_and_those_that_stand_in_for_them_are_told_and_not_used() {
    let answer = file().json(&format!("{CALL} --cost 5 --value 100"));
    assert_eq!(answer["traits"], serde_json::json!(["satisfaction", "tenure"]));
    assert_eq!(answer["proxies"][0]["trait"], "retired");
    assert_eq!(answer["protected"][0]["trait"], "age");
    assert!(answer["protected"][0]["apart"].as_f64().unwrap().abs() < 0.1, "{:#}", answer["protected"]);
    let only = file().refusal("target --outcome left --drawn called --traits age --cost 5 --value 100");
    assert!(only.contains("no trait is left"), "{only}");
}

#[test]
fn treating_nobody_is_an_answer() {
    let answer = file().json(&format!("{CALL} --cost 60 --value 100"));
    assert_eq!((&answer["decision"], &answer["best"]), (&"treat_nobody".into(), &serde_json::Value::Null));
    let text = file().text(&format!("{CALL} --cost 60 --value 100"));
    assert!(text.contains("Treat nobody"), "{text}");
    let few = file().json(&format!("{CALL} --cost 5 --value 100 --most 600"));
    assert!(few["best"]["customers"].as_u64().unwrap() <= 600);
}

#[test]
fn an_arm_without_customers_is_said_and_the_draw_may_concern_some_only() {
    let all = customers(400).replace(",1,0\n", ",,0\n").replace(",1,1\n", ",,1\n");
    let answer = File::new(all).json(&format!("{CALL} --cost 5 --value 100"));
    assert_eq!(answer["decision"]["undetermined"], "group_empty");
    let some = customers(3000).lines().enumerate().fold(String::new(), |mut text, (at, line)| {
        let parts: Vec<&str> = line.split(',').collect();
        let arm = if at > 0 && at % 3 == 0 { "" } else { parts[5] };
        let _ = writeln!(text, "{},{arm},{}", parts[..5].join(","), parts[6]);
        text
    });
    assert_eq!(File::new(some).json(&format!("{CALL} --cost 5 --value 100"))["n"], 2000);
}

#[test]
fn a_budget_too_small_to_judge_is_not_said_to_be_worth_nothing() {
    let file = File::new(customers(1500));
    let words = format!("{CALL} --cost 5 --value 100");
    let text = file.text(&format!("{words} --most 3"));
    assert!(
        text.contains("`--most 3` allows fewer: no budget was looked at") && !text.contains("Treat nobody"),
        "{text}"
    );
    assert_eq!(file.json(&format!("{words} --most 3"))["decision"]["undetermined"], "too_few");
}

#[test]
fn an_activity_that_traits_tell_was_not_drawn() {
    let mut text = String::from("x,z,given,stayed\n");
    for row in 0..600 {
        let x = drawn(row, 1);
        let given = drawn(row, 2) < 0.2 + 0.6 * x;
        let _ = writeln!(text, "{x},{},{},{}", drawn(row, 3), u8::from(given), u8::from(drawn(row, 4) < x));
    }
    let words = "target --outcome stayed --good-outcome --drawn given --cost 0.1 --value 1 --trees 20";
    let file = File::new(text);
    let warned = file.json(&format!("{words} --traits x,z"))["warnings"].to_string();
    assert!(warned.contains("treatment_not_drawn"), "{warned}");
    assert!(!file.json(&format!("{words} --traits z"))["warnings"].to_string().contains("treatment_not_drawn"));
}
