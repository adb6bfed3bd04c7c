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
