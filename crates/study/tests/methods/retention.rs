//! `sbg` and `bdw`.

use crate::support::{File, close, json};

fn refusal(words: &str) -> String {
    study::run(words.split_whitespace()).expect_err("it is impossible").to_string()
}

#[test]
fn survivor_counts_give_the_figures_of_fader_and_hardie() {
    let answer = json("sbg --survivors 1000,869,743,653,593,551,517,491 --project 12 --discount 0.1");
    close(&answer, "/fit/parameters/alpha/value", 0.668_088_373, 2e-6);
    close(&answer, "/fit/parameters/beta/value", 3.806_095_14, 2e-6);
    close(&answer, "/fit/log_likelihood", -1_611.158_15, 1e-8);
    assert_eq!((&answer["fit"]["n"], &answer["renewals_seen"]), (&1000.into(), &7.into()));
    close(&answer, "/projection/12/survival/value", 0.377_999_07, 1e-6);
    close(&answer, "/projection/12/retention_rate/value", 0.956_826, 1e-6);
    assert_eq!(answer["projection"][8]["seen"], false);
    // The band of the whole curve: between one point's 1.96 and Scheffé's 2.448 standard errors.
    let factor = answer["band_factors"]["survival"].as_f64().unwrap();
    assert!(factor > 1.97 && factor < 2.448, "{factor}");
    let ends = |name: &str| ["lower", "upper"].map(|end| answer["projection"][12][name][end].as_f64().unwrap());
    let ([low, high], [inner_low, inner_high]) = (ends("survival_band"), ends("survival"));
    assert!(low < inner_low && inner_high < high);
    close(&answer, "/projection/0/survival_band/lower", 1.0, 0.0);
    close(&answer, "/answers/residual_lifetime_at_next_renewal/value", 7.529_628, 1e-6);
    close(&answer, "/answers/residual_lifetime_at_first_renewal/value", 5.414_478_83, 1e-6);
    assert_eq!(answer["warnings"][0]["code"], "mixed_tenure");
    // 509 of 4,926 decisions were to leave.
    close(&answer, "/one_over_churn/churn/value", 509.0 / 4_926.0, 1e-12);
}

#[test]
fn without_discount_a_lifetime_without_end_is_said_to_have_none() {
    let text = study::run("sbg --survivors 1000,631,468,382,326,289,262,241".split_whitespace()).expect("an answer");
    assert!(text.contains("the mean has no end, because `alpha` is 0.70"), "{text}");
    assert!(text.contains("warning: churn falls with tenure"), "{text}");
}

#[test]
fn a_file_of_cohorts_of_different_start_and_length_is_added_up() {
    let file = File::new(
        "year,renewal,customers\n2020,0,100\n2020,1,80\n2020,2,70\n2021,1,45\n2021,0,50\n2019,3,27\n2019,2,30\n2019,4,25\n",
    );
    let answer = file.json("sbg --survivors customers --renewals renewal --cohort year");
    assert_eq!((&answer["customers"], &answer["departures"]), (&180.into(), &40.into()));
    assert_eq!(answer["source"]["rows_read"], 8);
    let gap = File::new("renewal,customers\n0,100\n2,80\n");
    assert_eq!(
        gap.refusal("sbg --survivors customers --renewals renewal"),
        "`FILE`, line 3, column `renewal`: `2`; allowed: 1, which follows 0 in the same cohort"
    );
    let rises = File::new("renewal,customers\n0,100\n1,101\n");
    assert_eq!(
        rises.refusal("bdw --survivors customers --renewals renewal"),
        "`FILE`, line 3, column `customers`: `101`; allowed: at most 100, the count before it"
    );
    assert!(rises.refusal("sbg --survivors customers").contains("`--renewals` is missing"));
}

#[test]
fn bdw_tests_whether_customers_change() {
    let answer = json("bdw --survivors 1000,869,743,653,593,551,517,491 --project 12");
    close(&answer, "/projection/12/survival/value", 0.394, 0.05);
    let small = json("sbg --survivors 1000,869,743,653,593,551,517,491");
    let gain = answer["fit"]["log_likelihood"].as_f64().unwrap() - small["fit"]["log_likelihood"].as_f64().unwrap();
    close(&answer, "/change/statistic", 2.0 * gain, 1e-9);
    assert_eq!(answer["change"]["method"], "duration_dependence");
}

#[test]
fn what_cannot_be_told_is_no_error_and_what_cannot_be_is_one() {
    assert_eq!(json("sbg --survivors 100,70")["fit"]["undetermined"], "too_few");
    assert_eq!(json("sbg --survivors 100,100,100")["fit"]["undetermined"], "no_departures");
    assert_eq!(json("sbg --survivors 10000,9000,8100,7290")["fit"]["undetermined"], "at_boundary");
    assert_eq!(json("bdw --survivors 100,90,80")["change"]["undetermined"], "too_few");
    assert!(refusal("sbg --survivors 100,120").contains("no more than the count before it"));
    assert!(refusal("sbg --survivors 100,seventy").contains("`seventy` is no count"));
    assert!(refusal("sbg --survivors 100,70,60 --discount=-0.1").contains("`discount` must be"));
}

#[test]
fn what_is_seen_and_what_is_projected_are_drawn_on_one_line() {
    let file = File::new("");
    let picture = file.beside("sbg.svg");
    let path = picture.display().to_string();
    study::run(["sbg", "--survivors", "1000,869,743,653,593,551,517,491", "--svg", &path]).unwrap();
    let drawn = std::fs::read_to_string(picture).unwrap();
    assert!(drawn.contains("seen up to 7 and projected to 12") && drawn.contains("after 12 renewals: "), "{drawn}");
}

/// The codes of the warnings.
fn codes(answer: &serde_json::Value) -> Vec<&str> {
    answer["warnings"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect()
}

#[test]
fn churn_that_rises_is_named_and_one_over_churn_does_not_stand_unwarned() {
    for survivors in ["1000,980,930,850,740,600", "1000,990,900,700,400,100"] {
        let answer = json(&format!("sbg --survivors {survivors}"));
        assert_eq!(codes(&answer), ["churn_rises"]);
        assert_eq!(answer["one_over_churn"]["tendency"], "rises");
        assert_eq!(answer["fit"]["undetermined"], "at_boundary");
        assert_eq!(answer["seen"].as_array().unwrap().len(), 5);
        let worth = json(&format!("worth --survivors {survivors} --margin 10 --discount 0.1"));
        assert_eq!((codes(&worth), &worth["worth"]["undetermined"]), (vec!["churn_rises"], &"at_boundary".into()));
    }
    let answer = json("sbg --survivors 1000,980,930,850,740,600");
    close(&answer, "/seen/4/survival_seen", 0.6, 1e-12);
    close(&answer, "/one_over_churn/rates_alike/statistic", 185.200_645_858_956, 1e-9);
    let text = study::run("sbg --survivors 1000,980,930,850,740,600".split_whitespace()).unwrap();
    assert!(text.contains("warning: churn rises with tenure (2.0 % at renewal 1, 18.9 % at renewal 5)"), "{text}");
    assert!(
        text.contains("One rate at every renewal? chi-square 185.20 on 4 degrees of freedom, p = 5.69e-39"),
        "{text}"
    );
}

#[test]
fn what_was_seen_stands_beside_the_model_and_a_bad_fit_is_said() {
    let answer = json("sbg --survivors 1000,500,300,200,150,100,50,10");
    let seventh = &answer["projection"][7];
    close(seventh, "/survival_seen", 0.01, 1e-12);
    close(seventh, "/retention_rate_seen", 0.2, 1e-12);
    close(seventh, "/survival/value", 0.029_933_978_7, 1e-8);
    assert_eq!((&seventh["seen"], &answer["projection"][8]["survival_seen"]), (&true.into(), &serde_json::Value::Null));
    assert_eq!(codes(&answer), ["churn_jumps", "lack_of_fit"]);
    assert_eq!(answer["lack_of_fit"]["degrees_of_freedom"], 5);
    let text = study::run("sbg --survivors 1000,500,300,200,150,100,50,10".split_whitespace()).unwrap();
    assert!(text.contains("renewals  still there: seen  by the model"), "{text}");
    assert!(!text.contains("churn falls"), "{text}");
    let changing = json("bdw --survivors 1000,869,743,653,550,520,495,475");
    assert!(codes(&changing).contains(&"lack_of_fit"), "{:?}", codes(&changing));
    close(&changing["projection"][7], "/survival_seen", 0.475, 1e-12);
}

#[test]
fn a_constant_rate_is_answered_by_one_rate() {
    let answer = json("sbg --survivors 1000,800,640,512,410,328 --discount 0.1");
    let churn = 672.0 / 3362.0;
    close(&answer, "/limit/parameters/churn/value", churn, 1e-12);
    close(&answer, "/answers/lifetime/value", 1.1 / (churn + 0.1), 1e-12);
    close(&answer, "/projection/10/survival/value", (1.0 - churn).powi(10), 1e-12);
    assert_eq!(answer["fit"]["undetermined"], "at_boundary");
    close(&answer, "/one_over_churn/mixed_tenure/p_value", 1.0, 0.0);
    let worth = json("worth --survivors 1000,800,640,512,410,328 --margin 10 --discount .1");
    close(&worth, "/new_customer/value", 10.0 * 1.1 / (churn + 0.1), 1e-12);
    let text = study::run("worth --survivors 1000,800,640,512,410,328 --margin 10 --discount .1".split_whitespace());
    assert!(text.unwrap().contains("Nothing shows that customers differ"));
}

#[test]
fn what_can_never_pay_is_said_and_no_cost_is_made_up() {
    let words = "worth --survivors 1000,869,743,653 --margin 12.5 --discount .1 --cost-to-keep 400";
    let text = study::run(words.split_whitespace()).unwrap();
    assert!(text.contains("Keeping at 400 each cannot pay, though it kept everybody"), "{text}");
    assert!(!text.contains("winning") && !text.contains("cost to win"), "{text}");
    let answer = json(words);
    assert_eq!((&answer["keeping_can_pay"], &answer["cost_to_win"]), (&false.into(), &serde_json::Value::Null));
    assert!(answer.get("after_winning").is_none());
    let text = study::run(format!("{words} --cost-to-win 60").split_whitespace()).unwrap();
    assert!(text.contains("; winning a new one costs 60.") && text.contains("after the cost to win"), "{text}");
}
