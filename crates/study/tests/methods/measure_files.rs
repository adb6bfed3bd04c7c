//! Real experiments and a world whose truth is known, from the public data beside the workspace, where they are.

use serde_json::Value;

use crate::support::{measure, shared_data};

/// What `vaarwel measure` says of a file of the public data, or nothing where there are none.
fn measured(file: &str, words: &str) -> Option<Value> {
    let Some(path) = shared_data().map(|folder| folder.join(file)).filter(|path| path.is_file()) else {
        eprintln!("skipped: there is no ../shared/data/{file}");
        return None;
    };
    let text = measure(&path, &format!("{words} --json")).unwrap_or_else(|error| panic!("{words}: {error}"));
    Some(serde_json::from_str(&text).unwrap())
}

fn verdict<'a>(answer: &'a Value, name: &str) -> (&'a str, &'a Value) {
    let activities = answer["activities"].as_array().unwrap();
    let it = activities.iter().find(|it| it["activity"] == name).unwrap_or_else(|| panic!("no {name}"));
    (it["verdict"].as_str().unwrap(), it)
}

fn holds(it: &Value, truth: f64) -> bool {
    let end = |name: &str| it["effect_points"][name].as_f64().unwrap();
    end("lower") <= truth && truth <= end("upper")
}

const PLANTED: &str = "--outcome churned --drawn A1_discount_call,A2_plan_recommendation,A3_newsletter,\
    A4_onboarding_call,A5_points_bonus --drawn-by store:A6_store_training --observed O1_save_desk,O2_loyalty_club";

#[test]
fn the_planted_truth_is_found() {
    for traits in ["tenure_months,price,satisfaction", "tenure_months,price,satisfaction,complaints,usage"] {
        let words = format!("{PLANTED} --traits {traits} --cost A1_discount_call=4.50");
        let Some(answer) = measured("known_truth/customers.csv", &words) else { return };
        let expected = [
            ("A1_discount_call", "helps", -2.2252),
            ("A2_plan_recommendation", "backfires", 2.5805),
            ("A3_newsletter", "no_sign", 0.0),
            ("A4_onboarding_call", "helps", -0.4037),
            ("A6_store_training", "helps", -1.8221),
        ];
        for (name, verdict_expected, truth) in expected {
            let (found, it) = verdict(&answer, name);
            assert_eq!(found, verdict_expected, "{name}: {it:#}");
            assert!(holds(it, truth), "{name}: {truth} lies outside {}", it["effect_points"]);
        }
        // A small effect that these customers cannot show: anything but a claim against the truth.
        let (found, it) = verdict(&answer, "A5_points_bonus");
        assert!(found != "backfires" && holds(it, -0.3082), "{it:#}");
        for (name, att) in [("O1_save_desk", -4.181), ("O2_loyalty_club", 0.0)] {
            let (found, it) = verdict(&answer, name);
            assert_eq!(found, "cannot_tell_this_way", "{name}");
            assert_eq!(it["careful"]["doubts"][0], "not_drawn");
            // Careful observation comes nearer to the truth than the plain comparison.
            let miss = |field: &str| (it[field]["value"].as_f64().unwrap() - att).abs();
            assert!(miss("effect_points") < 0.6 * miss("unadjusted_points"), "{name}: {it:#}");
        }
        let (_, discount) = verdict(&answer, "A1_discount_call");
        let kept = discount["kept"]["value"].as_f64().unwrap();
        let cost = discount["cost_per_kept"]["value"].as_f64().unwrap();
        assert!((kept * cost - 4.5 * 47_948.0).abs() < 1e-6 && (900.0..1_250.0).contains(&kept), "{kept} {cost}");
        assert!(discount["cost_per_kept"]["lower"].as_f64() < discount["cost_per_kept"]["upper"].as_f64());
    }
}

#[test]
fn a_comparison_that_was_not_drawn_is_not_believed_when_somebody_says_that_it_was() {
    let words = "--outcome churned --drawn O1_save_desk,O2_loyalty_club --traits tenure_months,price,satisfaction";
    let Some(answer) = measured("known_truth/customers.csv", words) else { return };
    for name in ["O1_save_desk", "O2_loyalty_club"] {
        let (found, it) = verdict(&answer, name);
        assert_eq!((found, it["obstacle"].as_str()), ("cannot_tell_this_way", Some("traits_differ")), "{it:#}");
    }
}

#[test]
fn the_gate_that_drove_players_away_backfires_and_its_arms_are_alarming() {
    let words = "--outcome retention_7 --good-outcome --drawn version=gate_40";
    let Some(answer) = measured("cookie_cats/cookie_cats.csv", words) else { return };
    let (found, it) = verdict(&answer, "version=gate_40");
    assert_eq!(found, "backfires", "{it:#}");
    // Nobody said the plan, and the sizes look like halves that chance would not give.
    assert_eq!(it["warnings"][0]["code"], "odd_half", "{it:#}");
    let close = |field: &str, wanted: f64| {
        let value = it["unadjusted"][field].as_f64().unwrap();
        assert!((value - wanted).abs() < 1e-8, "{field}: {value}");
    };
    close("value", -0.008_201_298_32);
    close("lower", -0.013_281_94);
    close("upper", -0.003_121_303);
    assert!((it["p_value"].as_f64().unwrap() - 0.001_554_249_98).abs() < 1e-10);
    let answer = measured("cookie_cats/cookie_cats.csv", &format!("{words} --split version=0.5")).unwrap();
    let (found, it) = verdict(&answer, "version=gate_40");
    assert_eq!((found, &it["obstacle"]), ("cannot_tell_this_way", &Value::from("sample_ratio")));
    assert!((it["split"]["test"]["p_value"].as_f64().unwrap() - 0.008_607_987_81).abs() < 1e-10);
}

#[test]
fn two_mails_against_none_bring_visits_and_money() {
    let words = "--outcome visit --good-outcome --revenue spend --traits recency,history,newbie --currency USD \
        --drawn 'segment=Mens E-Mail/No E-Mail,segment=Womens E-Mail/No E-Mail' \
        --cost 'segment=Mens E-Mail/No E-Mail=0.10'";
    let Some(answer) = measured("hillstrom/hillstrom_data.csv", words) else { return };
    let (found, it) = verdict(&answer, "segment=Mens E-Mail/No E-Mail");
    assert_eq!(
        (found, it["n"]["treated"].as_u64(), it["n"]["control"].as_u64()),
        ("helps", Some(21_307), Some(21_306))
    );
    assert!((it["unadjusted"]["value"].as_f64().unwrap() - 0.076_589_563_7).abs() < 1e-9);
    assert!((it["money"]["per_treated"]["value"].as_f64().unwrap() - 0.769_827).abs() < 0.02, "{it:#}");
    assert_eq!(it["money"]["paying"], "gains");
    assert_eq!(verdict(&answer, "segment=Womens E-Mail/No E-Mail").0, "helps");
}
