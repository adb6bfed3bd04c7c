//! `vaarwel measure` on small files: what is refused, what is warned about, money, time, languages.

use serde_json::Value;

use crate::measure_worlds::Chance;
use crate::support::File;

/// A table of customers written row by row.
fn table(header: &str, rows: usize, mut row: impl FnMut(usize) -> String) -> File {
    File::new((0..rows).fold(format!("{header}\n"), |text, at| text + &row(at) + "\n"))
}

/// A thousand and more customers: `called` keeps some of them, `mailed` drives some away, `written` does nothing.
fn customers(rows: usize) -> File {
    let mut chance = Chance::new(41);
    table("id,called,mailed,written,satisfaction,after,leak,worth,left", rows, |id| {
        let [called, mailed, written] = [0.5, 0.5, 0.5].map(|share| u8::from(chance.is(share)));
        let satisfaction = (chance.share() * 5.0).ceil();
        let leaves = 0.30 - 0.03 * satisfaction - 0.08 * f64::from(called) + 0.08 * f64::from(mailed);
        let left = u8::from(chance.is(leaves));
        let after = satisfaction + f64::from(called);
        let leak = f64::from(left) + 0.1 * chance.share();
        format!("{id},{called},{mailed},{written},{satisfaction},{after},{leak:.3},{},{left}", 10 + id % 30)
    })
}

fn activity<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let all = answer["activities"].as_array().unwrap();
    all.iter().find(|it| it["activity"] == name).unwrap_or_else(|| panic!("no {name} in {answer:#}"))
}

fn codes(of: &Value) -> Vec<&str> {
    of["warnings"].as_array().unwrap().iter().filter_map(|it| it["code"].as_str()).collect()
}

#[test]
fn what_helps_backfires_and_does_nothing_is_told_apart() {
    let answer = customers(6_000).measured("--outcome left --drawn called,mailed,written --traits satisfaction");
    let verdict = |name| activity(&answer, name)["verdict"].as_str().unwrap();
    assert_eq!([verdict("called"), verdict("mailed")], ["helps", "backfires"]);
    assert!(matches!(verdict("written"), "no_sign" | "cannot_tell_yet"));
    let called = activity(&answer, "called");
    assert!(called["p_adjusted"].as_f64() >= called["p_value"].as_f64());
    assert_eq!(called["method"], "cuped");
    let points = |field: &str| called["effect_points"][field].as_f64().unwrap();
    assert!(points("lower") < points("value") && points("value") < points("upper") && points("upper") < 0.0);
    let kept = called["kept"]["value"].as_f64().unwrap();
    let treated = called["n"]["treated"].as_f64().unwrap();
    assert!((kept + called["effect"]["value"].as_f64().unwrap() * treated).abs() < 1e-9);
}

#[test]
fn a_handful_cannot_tell_yet_and_says_how_many_it_takes() {
    let answer = customers(200).measured("--outcome left --drawn written --matters 2");
    let it = activity(&answer, "written");
    assert_eq!(it["verdict"], "cannot_tell_yet");
    assert!(it["needed"]["more"].as_f64().unwrap() > 1_000.0, "{it:#}");
    assert!(it["detectable_points"].as_f64().unwrap() > 2.0);
    assert_eq!(it["matters_points"], 2.0);
}

#[test]
fn money_is_judged_apart_from_leaving() {
    let file = customers(6_000);
    let words = "--outcome left --drawn called,mailed --value worth";
    let cheap = file.measured(&format!("{words} --cost called=0.10"));
    let it = activity(&cheap, "called");
    assert_eq!(
        (it["money"]["paying"].as_str(), it["money"]["lift_with_a_loss"].as_bool()),
        (Some("gains"), Some(false))
    );
    let dear = file.measured(&format!("{words} --cost called=9.50 --fixed-cost called=1000"));
    let it = activity(&dear, "called");
    assert_eq!((it["verdict"].as_str(), it["money"]["lift_with_a_loss"].as_bool()), (Some("helps"), Some(true)));
    assert!(codes(it).contains(&"lift_with_a_loss"));
    let treated = it["n"]["treated"].as_f64().unwrap();
    assert!((it["cost"].as_f64().unwrap() - 9.5 * treated - 1000.0).abs() < 1e-6);
    let per_kept = it["cost_per_kept"]["value"].as_f64().unwrap();
    assert!((per_kept * it["kept"]["value"].as_f64().unwrap() - it["cost"].as_f64().unwrap()).abs() < 1e-6);
    let text = file.measure(&format!("{words} --cost called=9.50 --lang nl")).unwrap();
    assert!(text.contains("Winst met verlies") && text.contains("EUR"), "{text}");
    // Without a cost nobody knows whether it pays, and what was not drawn never does.
    let unknown = file.measured(words);
    assert_eq!(activity(&unknown, "called")["money"]["paying"], "cannot_tell");
    let observed =
        file.measured("--outcome left --observed called --traits satisfaction --value worth --cost called=0.1");
    assert_eq!(activity(&observed, "called")["money"]["paying"], "cannot_tell");
    // Nobody was kept by what backfires: no amount, never one below 0.
    let it = activity(&dear, "mailed");
    assert_eq!(it["cost_per_kept"], Value::Null);
    let it = file.measured(&format!("{words} --cost mailed=1"));
    assert_eq!(activity(&it, "mailed")["cost_per_kept"]["undetermined"], "nobody_kept");
}

#[test]
fn arms_that_are_not_as_planned_block_the_verdict() {
    let file = table("called,left", 4_000, |row| format!("{},{}", u8::from(row % 10 < 4), u8::from(row % 10 == 9)));
    let answer = file.measured("--outcome left --drawn called --split called=0.5");
    let it = activity(&answer, "called");
    assert_eq!((it["verdict"].as_str(), it["obstacle"].as_str()), (Some("cannot_tell_this_way"), Some("sample_ratio")));
    assert_eq!(it["split"]["alarm"], true);
    let answer = file.measured("--outcome left --drawn called");
    let it = activity(&answer, "called");
    assert_eq!((it["verdict"].as_str(), it["split"]["treated"].as_f64()), (Some("helps"), Some(0.4)));
    let answer = file.measured("--outcome left --drawn called --split called=0.4");
    assert_eq!(activity(&answer, "called")["verdict"], "helps");
}

#[test]
fn values_that_one_arm_lacks_more_often_block_the_verdict() {
    let of = |lacks: [f64; 2]| {
        let mut chance = Chance::new(12);
        let file = table("called,content", 4_000, |_| {
            let called = chance.is(0.5);
            let answers = !chance.is(lacks[usize::from(called)]);
            let content = if answers { u8::from(chance.is(0.5)).to_string() } else { String::new() };
            format!("{},{content}", u8::from(called))
        });
        file.measured("--outcome content --good-outcome --drawn called --missing drop")
    };
    let uneven = of([0.6, 0.4]);
    let it = activity(&uneven, "called");
    assert_eq!(
        (it["verdict"].as_str(), it["obstacle"].as_str()),
        (Some("cannot_tell_this_way"), Some("lost_unevenly"))
    );
    let even = of([0.5, 0.5]);
    assert!(activity(&even, "called")["obstacle"].is_null());
}

#[test]
fn sizes_that_look_like_halves_and_are_none_are_said_where_nobody_said_the_plan() {
    let file = table("called,left", 10_000, |row| format!("{},{}", u8::from(row % 100 < 46), u8::from(row % 10 == 9)));
    let answer = file.measured("--outcome left --drawn called");
    let it = activity(&answer, "called");
    assert!(codes(it).contains(&"odd_half") && it["obstacle"].is_null(), "{it:#}");
    let answer = file.measured("--outcome left --drawn called --split called=0.46");
    assert!(!codes(activity(&answer, "called")).contains(&"odd_half"));
}

#[test]
fn yes_and_no_are_read_in_the_languages_of_the_house() {
    let of = |yes: &str, no: &str| {
        let mut chance = Chance::new(41);
        let file = table("called,left", 2_000, |_| {
            let called = chance.is(0.5);
            let left = chance.is(if called { 0.1 } else { 0.2 });
            let word = |is: bool| if is { yes } else { no };
            format!("{},{}", word(called), word(left))
        });
        activity(&file.measured("--outcome left --drawn called"), "called").clone()
    };
    let numbers = of("1", "0");
    assert_eq!((numbers["verdict"].as_str(), numbers["unit"].as_str()), (Some("helps"), Some("points")));
    for [yes, no] in [["ja", "nee"], ["J", "N"], ["TRUE", "FALSE"], ["oui", "non"], ["waar", "onwaar"]] {
        assert_eq!(of(yes, no), numbers, "{yes} and {no}");
    }
}

#[test]
fn a_number_is_told_without_points_and_keeps_nobody() {
    let mut chance = Chance::new(4);
    let file = table("called,visits", 3_000, |_| {
        let called = u8::from(chance.is(0.5));
        format!("{called},{}", (chance.share() * 6.0).floor() + f64::from(called))
    });
    let answer = file.measured("--outcome visits --good-outcome --drawn called --cost called=2");
    let it = activity(&answer, "called");
    assert_eq!((it["verdict"].as_str(), it["unit"].as_str()), (Some("helps"), Some("number")));
    assert!(it["kept"].is_null() && it["cost_per_kept"].is_null() && it["effect_points"].is_null(), "{it:#}");
    let reason = it["reason"].as_str().unwrap();
    assert!(!reason.contains("points") && !reason.contains("kept") && !reason.contains("wrong side"), "{reason}");
}

#[test]
fn a_trait_measured_after_is_named_and_left_out() {
    let file = customers(6_000);
    let answer = file.measured("--outcome left --drawn called,mailed --traits satisfaction,after");
    let it = activity(&answer, "called");
    assert_eq!((it["verdict"].as_str(), &it["adjusted_for"]), (Some("helps"), &Value::from(vec!["satisfaction"])));
    let text = it["warnings"][0]["text"].as_str().unwrap();
    assert!(it["warnings"][0]["code"] == "trait_differs" && text.contains("`after`"), "{text}");
    assert_eq!(activity(&answer, "mailed")["adjusted_for"], Value::from(vec!["satisfaction", "after"]));
    // Alone it leaves nothing that shows that chance drew.
    let answer = file.measured("--outcome left --drawn called --traits after");
    assert_eq!(activity(&answer, "called")["obstacle"], "traits_differ");
}

#[test]
fn a_trait_that_tells_the_outcome_is_left_out_everywhere() {
    let answer =
        customers(3_000).measured("--outcome left --drawn called --observed mailed --traits satisfaction,leak");
    assert!(codes(&answer).contains(&"leaking_trait"), "{answer:#}");
    assert_eq!(activity(&answer, "called")["adjusted_for"], Value::from(vec!["satisfaction"]));
    assert_eq!(activity(&answer, "mailed")["adjusted_for"], Value::from(vec!["satisfaction"]));
}

#[test]
fn what_somebody_chose_is_never_said_to_help() {
    let file = customers(4_000);
    let answer = file.measured("--outcome left --observed called --traits satisfaction --negative-control worth");
    let it = activity(&answer, "called");
    assert_eq!(it["verdict"], "cannot_tell_this_way");
    assert!(codes(it).contains(&"not_drawn"));
    assert_eq!(it["careful"]["leaning"], "less");
    assert!(it["careful"]["e_value"]["limit"].as_f64().unwrap() > 1.0);
    assert!(it["careful"]["methods"].as_object().unwrap().len() >= 4);
    assert!(it["reason"].as_str().unwrap().starts_with("Chance did not choose"));
    assert_eq!(it["careful"]["negative_controls"][0]["difference"]["n"], 4_000);
    // Without anything known nothing is adjusted for, and that is said.
    let answer = file.measured("--outcome left --observed called");
    let it = activity(&answer, "called");
    assert_eq!(it["verdict"], "cannot_tell_this_way");
    assert!(codes(it).contains(&"nothing_known"));
}

#[test]
fn a_hidden_difference_shows_in_what_cannot_have_changed() {
    // Who complained last year was called, and nobody wrote that down among the traits.
    let mut chance = Chance::new(8);
    let file = table("called,complaints_before,tenure,left", 4_000, |_| {
        let complains = chance.is(0.5);
        let called = u8::from(chance.is(if complains { 0.7 } else { 0.3 }));
        let left = u8::from(chance.is(if complains { 0.3 } else { 0.1 }));
        format!("{called},{},{},{left}", u8::from(complains), (chance.share() * 40.0).ceil())
    });
    let answer = file.measured("--outcome left --observed called --traits tenure --negative-control complaints_before");
    let it = activity(&answer, "called");
    assert!(codes(it).contains(&"negative_control"), "{it:#}");
}

#[test]
fn delay_is_not_saving() {
    // All who leave do so within 400 days; a call puts it off by 60 days and keeps nobody.
    let mut chance = Chance::new(12);
    let file = table("called,left_after", 12_000, |_| {
        let called = chance.is(0.5);
        let after = (chance.share() * 1_000.0).floor() + if called && chance.is(0.9) { 60.0 } else { 0.0 };
        let after = if chance.is(0.4) { format!("{}", after.min(300.0)) } else { String::new() };
        format!("{},{after}", u8::from(called))
    });
    let answer = file.measured("--outcome-after left_after --drawn called --horizon 30,90,365");
    let it = activity(&answer, "called");
    let verdicts: Vec<&str> =
        it["horizons"].as_array().unwrap().iter().filter_map(|it| it["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["helps", "helps", "no_sign"], "{it:#}");
    assert_eq!((it["verdict"].as_str(), it["only_delays"].as_bool()), (Some("no_sign"), Some(true)));
    assert!(it["reason"].as_str().unwrap().contains("it only delays"));
    let text = file.measure("--outcome-after left_after --drawn called --horizon 30,365 --lang nl").unwrap();
    assert!(text.contains("het stelt alleen uit"), "{text}");
}

#[test]
fn what_cannot_be_told_yet_is_not_said_to_be_gone() {
    // A call that keeps customers early on; within a year too few were watched to say how much of it is left.
    let mut chance = Chance::new(9);
    let file = table("called,left_after,watched", 3_000, |row| {
        let called = chance.is(0.5);
        let leaves_early = chance.is(if called { 0.06 } else { 0.14 });
        let after = if leaves_early { "20" } else { "" };
        format!("{},{after},{}", u8::from(called), if row < 150 { 400 } else { 60 })
    });
    let words = "--outcome-after left_after --watched watched --drawn called --horizon 30,365";
    let answer = file.measured(words);
    let it = activity(&answer, "called");
    assert_eq!((it["verdict"].as_str(), it["only_delays"].as_bool()), (Some("cannot_tell_yet"), Some(false)), "{it:#}");
    assert!(it["reason"].as_str().unwrap().contains("it may only delay") && !codes(it).contains(&"only_delays"));
}

#[test]
fn days_decide_what_counts() {
    let row = |row: usize| match row {
        0..=9 => "0,2026-01-01,2025-12-01".to_owned(), // left before the draw
        10..=99 => format!("{},2026-01-01,2026-02-01", row % 2),
        100..=199 => format!("{},2026-01-01,2026-12-01", row % 2),
        200..=299 => format!("{},2026-06-20,", row % 2), // not watched for 90 days
        _ => format!("{},2026-01-01,", row % 2),
    };
    let file = table("called,drawn_on,left_on", 2_000, row);
    let words = "--outcome-on left_on --exposed-on drawn_on --drawn called --horizon 90";
    let answer = file.measured(&format!("{words} --watched-until 2026-06-30"));
    let it = activity(&answer, "called");
    assert_eq!(it["n"]["total"], 1_890);
    assert!((it["control"]["value"].as_f64().unwrap() - 45.0 / 945.0).abs() < 1e-12);
    assert!(codes(&answer).contains(&"outcome_before_exposure"));
    let many = table("called,drawn_on,left_on", 2_000, |at| row(if at < 100 { 0 } else { at }));
    let it = many.measured(words);
    assert_eq!(activity(&it, "called")["obstacle"], "outcome_first");
}

#[test]
fn customers_in_both_arms_are_found() {
    let file = table("id,called,left", 400, |row| {
        format!("{},{},{}", row % 390, u8::from(row >= 200), u8::from(row % 5 == 0))
    });
    let answer = file.measured("--outcome left --drawn called --customer id");
    let it = activity(&answer, "called");
    assert_eq!(it["obstacle"], "both_arms");
    assert!(it["warnings"].to_string().contains("10 customers stand in both arms"));
    assert!(codes(&answer).contains(&"customer_repeated"));
}

#[test]
fn stores_drawn_as_a_whole_are_counted_as_stores() {
    let mut chance = Chance::new(2);
    let mut file = |stores: usize, mixed: bool| {
        table("store,trained,age,left", stores * 40, |row| {
            let store = row / 40;
            let trained = if mixed && row == 0 { 1 - store % 2 } else { store % 2 };
            let leaves = 0.3 - 0.2 * (store % 2) as f64;
            format!("s{store},{trained},{},{}", 20 + row % 50, u8::from(chance.is(leaves)))
        })
    };
    let words = "--outcome left --drawn-by store:trained --traits age --split trained=0.5";
    let answer = file(30, false).measured(words);
    let it = activity(&answer, "trained");
    assert_eq!((it["verdict"].as_str(), it["clusters"]["treated"].as_u64()), (Some("helps"), Some(15)));
    let answer = file(30, true).measured(words);
    assert_eq!(activity(&answer, "trained")["obstacle"], "mixed_clusters");
    let answer = file(2, false).measured("--outcome left --drawn-by store:trained");
    assert_eq!(activity(&answer, "trained")["obstacle"], "one_cluster");
    let answer = file(6, false).measured("--outcome left --drawn-by store:trained");
    assert!(codes(activity(&answer, "trained")).contains(&"few_groups"));
}

#[test]
fn activities_that_meet_are_noted() {
    let mut chance = Chance::new(6);
    let file = table("a,b,c,left", 20_000, |_| {
        let (a, b) = (chance.is(0.5), chance.is(0.5));
        let c = if a { chance.is(0.2) } else { chance.is(0.8) };
        let leaves = if a && b { 0.10 } else { 0.25 };
        format!("{},{},{},{}", u8::from(a), u8::from(b), u8::from(c), u8::from(chance.is(leaves)))
    });
    let answer = file.measured("--outcome left --drawn a,b,c");
    let told: Vec<(&str, &Value)> = answer["pairs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["what"].as_str().unwrap(), &it["activities"]))
        .collect();
    assert!(told.contains(&("interact", &Value::from(vec!["a", "b"]))), "{told:?}");
    assert!(told.contains(&("drawn_together", &Value::from(vec!["a", "c"]))), "{told:?}");
    assert!(codes(&answer).contains(&"activities_interact") && codes(&answer).contains(&"drawn_together"));
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    let file = File::new("id,called,left,worth\n1,0,0,3\n2,2,1,4\n3,1,,5\n4,1,1,6\n");
    let refused = |words: &str, expected: &str| {
        let found = file.measure(words).expect_err(words);
        assert!(found.contains(expected), "{words}: {found}");
    };
    refused("--outcome left --drawn called", "line 3, column `called`: `2`; allowed: 0 or 1");
    refused("--outcome left --drawn called", "line 4, column `left`: the value is missing");
    refused("--outcome left", "no activity is named");
    refused("--outcome left --drawn caled", "did you mean `called`?");
    refused("--outcome left --drawn called --observed called", "the column is already `--drawn`");
    refused("--outcome left --drawn called --cost calld=1", "did you mean `called`?");
    refused("--outcome left --drawn called --split called=50", "allowed: above 0 and below 1");
    refused("--outcome left --drawn called --traits left", "the column is already `--outcome`");
    refused("--outcome left --drawn called --matters=-1", "is no size of an effect");
    refused("--outcome worth --drawn called=3", "no row of `FILE` has `3` in column `called`");
    refused("--outcome left --drawn called --horizon 30,90", "belong together");
    refused("--outcome-on left --drawn called --horizon 30", "--exposed-on");
    refused("--outcome left --drawn-by called", "does not say what was drawn");
    refused("--outcome left --drawn left", "`--drawn left`: the column is already `--outcome`");
    refused("--outcome left --drawn called --customer called", "the column is already `--customer`");
    let empty = File::new("called,left\n1,0\n1,1\n1,0\n");
    let answer = empty.measured("--outcome left --drawn called");
    assert_eq!(activity(&answer, "called")["obstacle"], "arm_empty");
    let answer = empty.measured("--outcome left --observed called");
    assert_eq!(activity(&answer, "called")["obstacle"], "arm_empty");
}

#[test]
fn nobody_leaving_is_no_effect_and_no_certainty() {
    let few = table("called,left", 60, |row| format!("{},0", row % 2));
    let answer = few.measured("--outcome left --drawn called");
    let it = activity(&answer, "called");
    assert_eq!((it["verdict"].as_str(), &it["p_value"]), (Some("cannot_tell_yet"), &Value::Null));
    assert!(it["effect_points"]["upper"].as_f64().unwrap() > 5.0);
    assert_eq!(it["because"][0]["code"], "all_the_same");
    let paid = table("called,spent", 2_000, |row| format!("{},19.50", row % 2));
    assert_eq!(
        activity(&paid.measured("--outcome spent --drawn called"), "called")["because"][0]["code"],
        "all_the_same"
    );
}

#[test]
fn a_handful_of_customers_is_not_promised_an_effect_that_cannot_be() {
    for rows in ["1,0\n0,1\n", "1,0\n1,1\n0,0\n0,1\n0,0\n", "1,0\n1,0\n1,0\n0,1\n0,1\n0,1\n"] {
        let answer = File::new(format!("called,left\n{rows}")).measured("--outcome left --drawn called");
        let it = activity(&answer, "called");
        assert_eq!(
            (&it["verdict"], &it["detectable_points"]),
            (&Value::from("cannot_tell_yet"), &Value::Null),
            "{it:#}"
        );
        assert_eq!(it["because"][0]["code"], "none_shows", "{it:#}");
    }
    let refusal = customers(400).measure("--outcome left --drawn called --matters 300").unwrap_err();
    assert!(refusal.contains("no effect is larger than 100 points"), "{refusal}");
}

#[test]
fn arms_and_outcomes_that_are_words_are_asked_for_by_name() {
    let file = table("groep,soort,status", 90, |row| {
        format!(
            "{},{},{}",
            ["mail", "control"][row % 2],
            ["a", "b", "c"][row % 3],
            ["Gone", "Stayed"][usize::from(row % 5 > 0)]
        )
    });
    let refused = |words: &str, expected: &str| assert_eq!(file.measure(words).unwrap_err(), expected, "{words}");
    refused(
        "--outcome status --outcome-value Gone --drawn groep",
        "`--drawn groep`: its arms have names: `control`, `mail`; say which is treated, as in `--drawn 'groep=mail'`",
    );
    refused(
        "--outcome status --outcome-value Gone --drawn soort",
        "`--drawn soort`: its arms have names: `a`, `b`, `c`; say which is treated, as in `--drawn 'soort=b'`, or one against \
         one other, as in `--drawn 'soort=b/a'`",
    );
    refused(
        "--outcome status --drawn groep=mail",
        "`--outcome status` holds words: `Gone`, `Stayed`; say which of them counts, as in `--outcome-value 'Gone'`",
    );
    let priced = table("a,spent", 20, |row| format!("{},€ {}", row % 2, 10 + row));
    let refusal = priced.measure("--outcome spent --drawn a").unwrap_err();
    assert!(refusal.contains("yes or no, or a number, without the sign of a currency"), "{refusal}");
}

#[test]
fn an_id_that_nobody_named_and_that_stands_on_several_rows_is_pointed_at() {
    let row = |row: usize| format!("K{},{},{}", row % 390, u8::from(row >= 200), u8::from(row.is_multiple_of(5)));
    let answer = table("Klant-nr,called,left", 400, row).measured("--outcome left --drawn called");
    assert_eq!(activity(&answer, "called")["obstacle"], Value::Null);
    assert_eq!(codes(&answer), ["customer_unnamed"]);
    let text = answer["warnings"][0]["text"].as_str().unwrap();
    assert!(text.starts_with("10 values of `Klant-nr` stand on several rows, 10 of them in both arms"), "{text}");
    let once = table("id,called,left", 400, |row| format!("{row},{},{}", row % 2, u8::from(row % 5 == 0)));
    assert!(codes(&once.measured("--outcome left --drawn called")).is_empty());
    let blank = table("id,called,left", 400, |row| format!(",{},{}", row % 2, u8::from(row % 5 == 0)));
    assert!(codes(&blank.measured("--outcome left --drawn called")).is_empty());
}

#[test]
fn stores_that_got_the_same_as_a_whole_are_seen_though_nobody_named_them() {
    let mut chance = Chance::new(4);
    let file = table("region,store,trained,called,left", 1_200, |row| {
        let store = row / 40;
        let (called, left) = (u8::from(chance.is(0.5)), u8::from(chance.is(0.2)));
        format!("r{},s{store},{},{called},{left}", row % 4, store % 2)
    });
    let answer = file.measured("--outcome left --drawn trained,called");
    let whole = |name: &str| codes(activity(&answer, name)).contains(&"whole_groups");
    assert!(whole("trained") && !whole("called"), "{answer:#}");
    let text = activity(&answer, "trained")["warnings"].to_string();
    assert!(text.contains("say `--drawn-by store:`"), "{text}");
    let answer = file.measured("--outcome left --drawn-by store:trained");
    assert!(!codes(activity(&answer, "trained")).contains(&"whole_groups"));
}

#[test]
fn who_has_a_day_and_no_arm_was_exposed_without_having_been_drawn() {
    let file = table("called,drawn_on,left_on", 900, |row| match row % 9 {
        0 => ",2026-01-01,".to_owned(),
        1 => ",,2026-02-01".to_owned(),
        _ => format!("{},2026-01-01,{}", row % 2, if row % 5 == 0 { "2026-02-01" } else { "" }),
    });
    let answer = file.measured("--outcome-on left_on --exposed-on drawn_on --drawn called --horizon 90");
    let it = activity(&answer, "called");
    assert_eq!(it["n"]["total"], 700);
    let said = it["warnings"].as_array().unwrap().iter().find(|it| it["code"] == "exposed_unassigned").unwrap();
    assert_eq!(said["n"], 100);
}

#[test]
fn rows_that_a_draw_does_not_concern_are_left_out_of_it() {
    let file = table("called,left", 900, |row| format!("{},{}", ["0", "1", ""][row % 3], u8::from(row % 7 == 0)));
    let it = file.measured("--outcome left --drawn called");
    assert_eq!(activity(&it, "called")["n"]["total"], 600);
}

#[test]
fn an_outcome_in_numbers_is_judged_in_its_unit() {
    let mut chance = Chance::new(31);
    let file = table("called,visits", 3_000, |row| {
        format!("{},{:.3}", row % 2, chance.share() * 4.0 + 0.5 * (row % 2) as f64)
    });
    let answer = file.measured("--outcome visits --good-outcome --drawn called");
    let it = activity(&answer, "called");
    assert_eq!(
        (it["verdict"].as_str(), &it["effect_points"], it["method"].as_str()),
        (Some("helps"), &Value::Null, Some("welch"))
    );
    assert!((it["effect"]["value"].as_f64().unwrap() - 0.5).abs() < 0.1);
}

#[test]
fn the_answer_speaks_both_languages_and_draws() {
    let file = customers(3_000);
    let picture = file.beside("forest.svg");
    let words = format!("--outcome left --drawn called,mailed --observed written --svg {}", picture.display());
    let english = file.measure(&words).unwrap();
    assert!(english.contains("BACKFIRES") && english.contains("Cannot tell this way"), "{english}");
    let dutch = file.measure(&format!("{words} --lang nl")).unwrap();
    assert!(dutch.contains("WERKT AVERECHTS") && dutch.contains("Zo niet te zeggen"), "{dutch}");
    let svg = std::fs::read_to_string(picture).unwrap();
    assert!(svg.contains("<rect") && svg.contains("WERKT AVERECHTS") && !svg.contains("NaN"));
}
