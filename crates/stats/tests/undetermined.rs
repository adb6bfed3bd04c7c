//! What the data cannot say is `Undetermined` with the reason, and what cannot be asked is an error that names the place.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::float_cmp, reason = "these numbers are equal to the last bit or wrong")]

use std::fs;
use std::path::Path;

use stats::checked::{Level, Proportion};
use stats::estimate::{Answer, Why};
use stats::experiment::{
    AlwaysValid, Arm, ClusterErrors, Clusters, Moments, Outcome, Plan, Prior, Robust, Rows, Spending, StrataWeights,
    always_valid_means, always_valid_shares, clustered, cuped, difference_in_means, difference_in_ratios,
    difference_in_shares, lin, planned_looks, power, sample_ratio, sample_size, stratified_means, stratified_shares,
};
use stats::multiple::{Correction, adjust};
use stats::rates::{
    RatioSums, annualized, clopper_pearson, newcombe_difference, person_time_rate, pooled_proportions_test,
    ratio_of_sums, weighted_share, wilson,
};
use stats::survival::{
    Counts, LifeTable, Observation, Scale, Ties, Weighting, kaplan_meier, log_rank, log_rank_pairs, nelson_aalen,
    restricted_mean,
};

fn table(rows: &[(f64, u64, u64)]) -> LifeTable {
    let counts: Vec<Counts> =
        rows.iter().map(|&(time, departures, censored)| Counts { time, departures, censored }).collect();
    LifeTable::from_counts(&counts).unwrap()
}

#[track_caller]
fn undetermined(answer: Answer, word: &str) {
    assert_eq!(answer.why().map(Why::word), Some(word), "{answer:?}");
}

#[test]
fn nobody_at_risk_has_no_rate() {
    let nobody = Proportion::new(0, 0).unwrap();
    undetermined(wilson(nobody, Level::P95), "nobody_at_risk");
    undetermined(clopper_pearson(nobody, Level::P95), "nobody_at_risk");
    undetermined(person_time_rate(0, 0.0, Level::P95).unwrap(), "nobody_at_risk");
    undetermined(newcombe_difference(nobody, Proportion::new(1, 2).unwrap(), Level::P95), "group_empty");
    undetermined(weighted_share(&RatioSums::default(), Level::P95).unwrap(), "nobody_at_risk");
    undetermined(ratio_of_sums(&RatioSums::from_pairs([(0.0, 0.0)]), Level::P95).unwrap(), "nothing_to_divide_by");
    undetermined(ratio_of_sums(&RatioSums::from_pairs([(1.0, 0.0)]), Level::P95).unwrap(), "too_few");
    let alike = RatioSums::from_pairs([(10.0, 9.0), (20.0, 18.0), (30.0, 27.0)]);
    undetermined(ratio_of_sums(&alike, Level::P95).unwrap(), "zero_variance");
}

#[test]
fn an_empty_group_has_no_curve() {
    let curve = kaplan_meier(&LifeTable::default(), Level::P95);
    assert_eq!(curve.points().len(), 0);
    undetermined(curve.at(0.0).unwrap(), "nobody_at_risk");
    undetermined(curve.median(), "nobody_at_risk");
    undetermined(restricted_mean(&curve, 1.0).unwrap(), "nobody_at_risk");
    undetermined(nelson_aalen(&LifeTable::default(), Ties::Classical, Level::P95).at(1.0).unwrap(), "nobody_at_risk");
}

#[test]
fn a_group_of_which_nobody_left_has_survival_with_an_honest_bound_and_no_median() {
    let curve = kaplan_meier(&table(&[(3.0, 0, 4), (6.0, 0, 6)]), Level::P95);
    let at_five = *curve.at(5.0).unwrap().known().unwrap();
    assert_eq!((at_five.value, at_five.interval.upper, at_five.n), (1.0, 1.0, 10));
    assert!((at_five.interval.lower - 0.025_f64.powf(1.0 / 6.0)).abs() < 1e-12, "six were watched that long");
    undetermined(curve.median(), "no_departures");
    undetermined(restricted_mean(&curve, 5.0).unwrap(), "no_departures");
    undetermined(curve.at(7.0).unwrap(), "beyond_observed");
}

#[test]
fn once_everybody_left_survival_is_zero_for_ever() {
    let curve = kaplan_meier(&table(&[(1.0, 3, 0), (2.0, 1, 0)]), Level::P95);
    let end = *curve.at(99.0).unwrap().known().unwrap();
    assert_eq!((end.value, end.interval.lower), (0.0, 0.0));
    let before = curve.at(1.0).unwrap().known().unwrap().interval.upper;
    assert_eq!(end.interval.upper, before, "survival never rises, so neither does its bound");
    assert_eq!(curve.points().last().unwrap().interval, None);
    let at_once = kaplan_meier(&table(&[(1.0, 5, 0)]), Level::P95);
    let it = *at_once.at(1.0).unwrap().known().unwrap();
    assert!((it.interval.upper - (1.0 - 0.025_f64.powf(0.2))).abs() < 1e-12);
    undetermined(restricted_mean(&at_once, 2.0).unwrap(), "zero_variance");
}

#[test]
fn a_median_that_is_not_reached_says_how_far_the_curve_went() {
    let curve = kaplan_meier(&table(&[(2.0, 2, 0), (9.0, 0, 8)]), Level::P95);
    let why = curve.median().why().unwrap();
    assert_eq!(
        why.to_string(),
        "at 9, the longest time seen, 80.0 % are still here; the question needs 50.0 % to have left"
    );
    let open = kaplan_meier(&table(&[(1.0, 3, 0), (2.0, 1, 3)]), Level::P95).median();
    assert_eq!(open.known().unwrap().interval.upper_bound(), None);
}

#[test]
fn groups_that_cannot_be_compared_are_undetermined() {
    let some = table(&[(1.0, 1, 1), (2.0, 1, 1)]);
    let why = |groups: &[LifeTable]| log_rank(groups, Weighting::LogRank).unwrap().test.why();
    assert_eq!(why(&[some.clone(), LifeTable::default()]), Some(Why::GroupEmpty { group: 1 }));
    let still_here = table(&[(5.0, 0, 3)]);
    assert_eq!(why(&[still_here.clone(), still_here.clone()]), Some(Why::NoDepartures { at_risk: 6 }));
    let gone_before = table(&[(0.5, 0, 3)]);
    assert_eq!(why(&[some.clone(), gone_before.clone()]), Some(Why::ZeroVariance));
    let three = log_rank(&[some.clone(), table(&[(3.0, 2, 0)]), gone_before], Weighting::LogRank).unwrap();
    assert_eq!(three.test.known().unwrap().degrees_of_freedom, Some(1), "who was never at risk takes no degree");
    let pairs = log_rank_pairs(&[some.clone(), some, LifeTable::default()], Weighting::LogRank, Correction::Holm);
    let pairs = pairs.unwrap();
    assert_eq!(pairs[0].adjusted_p_value, Some(1.0));
    assert_eq!(pairs[2].test.why(), Some(Why::GroupEmpty { group: 2 }));
    let all = Proportion::new(4, 4).unwrap();
    assert_eq!(pooled_proportions_test(all, all).why(), Some(Why::ZeroVariance));
}

#[test]
fn errors_name_value_place_and_what_is_allowed() {
    use Observation::{Censored, Event};
    let check = |error: Option<String>, wanted: &str| assert_eq!(error.as_deref(), Some(wanted));
    let text = |error: stats::StatsError| error.to_string();
    for (bad, shown) in [(-1.0, "-1"), (f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        let wanted = format!("`durations` must be a finite number of at least 0, got `{shown}` at row 1");
        check(LifeTable::from_durations(&[1.0, bad], &[Event, Censored]).err().map(text), &wanted);
    }
    check(
        LifeTable::from_durations(&[1.0], &[]).err().map(text),
        "`durations` has 1 values and `observations` has 0; they must pair up",
    );
    check(
        LifeTable::from_late_entries(&[2.0], &[2.0], &[Event]).err().map(text),
        "`entered_at` must be below the duration of the same row, got `2` at row 0",
    );
    check(
        log_rank(&[LifeTable::default()], Weighting::LogRank).err().map(text),
        "log-rank test needs at least 2 groups, got 1",
    );
    check(
        log_rank(&[table(&[]), table(&[])], Weighting::FlemingHarrington { p: -1.0, q: 0.0 }).err().map(text),
        "`p` must be a finite number of at least 0, got `-1`",
    );
    check(adjust(&[0.5, 1.5], Correction::Holm).err().map(text), "`p_values` must be from 0 to 1, got `1.5` at row 1");
    check(
        "loglog".parse::<Scale>().err().map(text),
        "`loglog` is not a scale of the interval; allowed: `log-log`, `log`, `plain`, `logit`, `arcsine`, `exact`",
    );
    check(
        person_time_rate(3, 0.0, Level::P95).err().map(text),
        "`person_time` must be above 0 when somebody left, got `0`",
    );
    let net = *ratio_of_sums(&RatioSums::from_pairs([(1.0, -2.0), (1.0, 0.0)]), Level::P95).unwrap().known().unwrap();
    check(annualized(net, 12.0).err().map(text), "`share` must be from 0 to 1, got `-1`");
    let swapped = RatioSums { n: 2, x: 10.0, y: 2.0, xx: 2.0, xy: 10.0, yy: 4.0 };
    check(
        ratio_of_sums(&swapped, Level::P95).err().map(text),
        "`xx` must be a sum of squares: at least the square of the sum divided by n, got `2`",
    );
    let more_than_there_was = RatioSums::from_pairs([(1.0, 2.0)]);
    check(
        weighted_share(&more_than_there_was, Level::P95).err().map(text),
        "`y` must be from 0 to the sum of x, got `2`",
    );
}

fn arm_of(rows: &[[f64; 2]]) -> Moments {
    let mut arm = Moments::new(1);
    for row in rows {
        arm.add(row).unwrap();
    }
    arm
}

#[test]
fn an_effect_without_two_arms_that_vary_says_why() {
    let (none, one) = (Moments::new(1), arm_of(&[[1.0, 0.0]]));
    let (some, alike) = (arm_of(&[[1.0, 0.0], [2.0, 5.0]]), arm_of(&[[3.0, 1.0], [3.0, 1.0]]));
    let why = |control: &Moments, treated: &Moments| difference_in_means(control, treated, Level::P95).difference.why();
    assert_eq!(why(&none, &some), Some(Why::GroupEmpty { group: 0 }));
    assert_eq!(why(&some, &none), Some(Why::GroupEmpty { group: 1 }));
    assert_eq!(why(&some, &one), Some(Why::TooFew { needed: 2, given: 1 }));
    assert_eq!(why(&alike, &alike), Some(Why::ZeroVariance));
    assert_eq!(why(&alike, &some), None, "one arm that varies is enough");
    let nobody = Proportion::new(0, 0).unwrap();
    let (zero, five) = (Proportion::new(0, 9).unwrap(), Proportion::new(5, 9).unwrap());
    assert_eq!(difference_in_shares(nobody, five, Level::P95).difference.why(), Some(Why::GroupEmpty { group: 0 }));
    assert_eq!(difference_in_shares(zero, zero, Level::P95).test.why(), Some(Why::ZeroVariance));
    assert!(difference_in_shares(zero, zero, Level::P95).difference.known().is_some());
    let boundary = AlwaysValid::new(100, Level::P95).unwrap();
    assert_eq!(always_valid_shares(five, nobody, boundary).difference.why(), Some(Why::GroupEmpty { group: 1 }));
    let few = always_valid_means(&some, &some, boundary);
    assert_eq!(few.difference.why(), Some(Why::TooFew { needed: 10, given: 2 }));
    let by_nothing = arm_of(&[[1.0, 0.0], [2.0, 0.0]]);
    let ratio = difference_in_ratios(&by_nothing, &some, Level::P95).unwrap();
    assert_eq!(ratio.difference.why(), Some(Why::NothingToDivideBy));
}

#[test]
fn a_covariate_that_cannot_help_is_left_out_by_name_and_one_from_afterwards_is_suspicious() {
    // gbstats stops with an error where a covariate does not vary.
    let control: Vec<[f64; 2]> = (0..20).map(|i| [f64::from(i % 7), 4.0]).collect();
    let treated: Vec<[f64; 2]> = (0..20).map(|i| [f64::from(i % 5) + 1.0, 4.0]).collect();
    let (control, treated) = (arm_of(&control), arm_of(&treated));
    let adjusted = cuped(&control, &treated, Level::P95).unwrap();
    assert_eq!(adjusted.health.left_out, [(0, Why::ZeroVariance)]);
    assert_eq!(adjusted.slopes, [None]);
    assert_eq!(adjusted.effect, difference_in_means(&control, &treated, Level::P95));
    let outcome: Vec<f64> = (0..40).map(|i| f64::from(i * 7 % 11)).collect();
    let twice: Vec<f64> = (0..40).map(|i| f64::from(i * 5 % 13)).collect();
    let copy: Vec<f64> = twice.iter().map(|x| 2.0 - 3.0 * x).collect();
    let arm: Vec<Arm> = (0..40).map(|i| Arm::from(i >= 20)).collect();
    let rows = Rows { outcome: &outcome, arm: &arm, covariates: &[&twice, &copy], clusters: None };
    let adjusted = lin(&rows, Robust::Hc2, Level::P95).unwrap();
    assert_eq!(adjusted.health.left_out, [(1, Why::Collinear { column: 1 })]);
    assert!(adjusted.slopes[0].is_some() && adjusted.slopes[1].is_none() && !adjusted.health.is_suspicious());
    // What was measured after the action knows the arm.
    let after: Vec<f64> = (0..40).map(|i| f64::from(i * 5 % 13) + if i >= 20 { 9.0 } else { 0.0 }).collect();
    let rows = Rows { covariates: &[&after], ..rows };
    assert!(lin(&rows, Robust::Hc2, Level::P95).unwrap().health.is_suspicious());
    let tells: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i >= 20))).collect();
    let index: Vec<u8> = arm.iter().map(|arm| arm.number()).collect();
    let arms = Moments::by_arm(&[&outcome, &tells], &index, 2).unwrap();
    assert!(cuped(&arms[0], &arms[1], Level::P95).unwrap().health.is_suspicious(), "it is the arm itself");
}

#[test]
fn one_cluster_and_strata_without_both_arms_are_named() {
    let outcome = [1.0, 2.0, 3.0, 4.0, 5.0, 7.0];
    let arm: Vec<Arm> = (0..6).map(|i| Arm::from(i >= 3)).collect();
    let why = |cluster: &[u32]| {
        let clusters = Clusters::from_columns(&[&outcome], &arm, cluster).unwrap();
        clustered(&clusters, ClusterErrors::Cr2, Level::P95).unwrap().adjusted.effect.difference.why()
    };
    assert_eq!(why(&[0, 0, 1, 2, 2, 2]), Some(Why::OneCluster { group: 1 }));
    assert_eq!(
        Why::OneCluster { group: 1 }.to_string(),
        "group 2 is one cluster, so chance between clusters cannot be measured"
    );
    let rows = Rows {
        outcome: &outcome,
        arm: &arm,
        covariates: &[&[0.5, 0.1, 0.9, 0.3, 0.8, 0.2]],
        clusters: Some(&[0, 0, 0, 1, 1, 2]),
    };
    assert_eq!(
        lin(&rows, Robust::Hc2, Level::P95).unwrap().effect.difference.why(),
        Some(Why::OneCluster { group: 0 })
    );
    let (some, none) = (Moments::from_sums(3, 6.0, 14.0).unwrap(), Moments::new(0));
    let strata = [(some.clone(), some.clone()), (some.clone(), none.clone())];
    let effect = |weights| stratified_means(&strata, weights, Level::P95).unwrap().difference;
    assert_eq!(effect(StrataWeights::Population).why(), Some(Why::NoOverlap { outside: 3, n: 9 }));
    assert!(effect(StrataWeights::MantelHaenszel).known().is_some());
    let apart =
        stratified_means(&[(some.clone(), none.clone()), (none, some)], StrataWeights::MantelHaenszel, Level::P95);
    assert_eq!(apart.unwrap().difference.why(), Some(Why::NoOverlap { outside: 6, n: 6 }));
    let zero = Proportion::new(0, 5).unwrap();
    assert_eq!(stratified_shares(&[(zero, zero)], Level::P95).unwrap().difference.why(), Some(Why::ZeroVariance));
}

#[test]
fn an_impossible_experiment_is_refused_with_what_is_allowed() {
    let text = |error: stats::StatsError| error.to_string();
    let refuse = |error: Option<String>, wanted: &str| assert_eq!(error.as_deref(), Some(wanted));
    let (plan, share) = (Plan::default(), Outcome::Share { base: 0.1 });
    refuse(sample_size(share, 0.0, &plan).err().map(text), "`effect` must be a finite number other than 0, got `0`");
    refuse(
        sample_size(share, -0.2, &plan).err().map(text),
        "`effect` must be one that leaves base plus effect from 0 to 1, got `-0.2`",
    );
    refuse(
        power(Outcome::Share { base: 1.0 }, -0.2, 10.0, &plan).err().map(text),
        "`base` must be above 0 and below 1, got `1`",
    );
    assert!(sample_size(share, 1e-9, &plan).is_err(), "more rows than there are people");
    refuse(
        planned_looks(&[0.5, 0.5], Spending::Pocock, Level::P95).err().map(text),
        "`information` must be above the look before it and at most 1, got `0.5` at row 1",
    );
    refuse(
        sample_ratio(&[5, 5], &[1.0, 0.0]).err().map(text),
        "`expected` must be a finite number above 0, got `0` at row 1",
    );
    refuse(sample_ratio(&[5], &[1.0]).err().map(text), "sample-ratio check needs at least 2 arms, got 1");
    assert_eq!(sample_ratio(&[0, 0], &[1.0, 1.0]).unwrap().why(), Some(Why::NobodyAtRisk));
    assert_eq!(sample_ratio(&[1, 3], &[9.0, 1.0]).unwrap().why(), Some(Why::TooFew { needed: 50, given: 4 }));
    assert!(AlwaysValid::new(0, Level::P95).is_err() && Prior::new(0.1, 1.0).is_err());
}

/// The words and pages of all methods, read where the modules name them.
fn methods() -> Vec<(String, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let text = fs::read_to_string(entry.path()).unwrap();
            for constant in text.split("Self = Self::new(").skip(1) {
                let mut quoted = constant.split('"').skip(1).step_by(2).map(str::to_owned);
                found.push((quoted.next().unwrap(), quoted.next().unwrap()));
            }
        }
    }
    assert!(found.len() > 20, "the modules name their methods in another way now");
    found
}

#[test]
fn every_method_has_its_page_and_its_row_in_the_index() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/methods");
    let index = fs::read_to_string(pages.join("README.md")).unwrap();
    for (word, page) in methods() {
        let file = pages.join(format!("{page}.md"));
        assert!(file.is_file(), "{} is missing for {word}", file.display());
        assert!(index.contains(&format!("`{word}`")), "docs/methods/README.md does not name {word}");
    }
}

#[test]
fn every_method_has_a_word_of_its_own() {
    let mut words: Vec<String> = methods().into_iter().map(|(word, _)| word).collect();
    words.sort_unstable();
    assert!(words.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn causes_that_nobody_left_for_and_groups_without_anybody_are_named() {
    use stats::competing::{Band, CauseCounts, CauseTable, cumulative_incidence, gray};
    let of = |rows: &[(f64, u64, u64, u64)]| {
        let counts: Vec<CauseCounts> = rows
            .iter()
            .map(|&(time, this, other, censored)| CauseCounts { time, departures: vec![this, other], censored })
            .collect();
        CauseTable::from_counts(2, &counts).unwrap()
    };
    let (nobody, some, none) = (of(&[]), of(&[(1.0, 3, 2, 0), (2.0, 1, 0, 4)]), of(&[(2.0, 0, 4, 6)]));
    let curves = |table: &CauseTable| cumulative_incidence(table, Level::P95, Scale::LogLog);
    undetermined(curves(&nobody).at(0, 1.0).unwrap(), "nobody_at_risk");
    undetermined(curves(&some).at(0, 2.5).unwrap(), "beyond_observed");
    undetermined(curves(&some).one_minus_kaplan_meier(0, 2.0).unwrap(), "overstates_cause");
    let zero = *curves(&none).at(0, 2.0).unwrap().known().unwrap();
    assert_eq!((zero.value, zero.standard_error, zero.interval.lower), (0.0, None, 0.0));
    assert!((zero.interval.upper - (1.0 - 0.025_f64.powf(0.1))).abs() < 1e-12, "none of ten");
    assert_eq!(curves(&none).band(0, None, 1).unwrap(), Band::Undetermined(Why::NoDepartures { at_risk: 10 }));
    let why = |groups: &[&CauseTable]| {
        let groups: Vec<CauseTable> = groups.iter().copied().cloned().collect();
        gray(&groups, 0, 0.0).unwrap().test.why()
    };
    assert_eq!(why(&[&some, &nobody]), Some(Why::GroupEmpty { group: 1 }));
    assert_eq!(why(&[&nobody, &nobody]), Some(Why::NobodyAtRisk));
    assert_eq!(why(&[&none, &none]), Some(Why::NoDepartures { at_risk: 20 }));
    assert!(curves(&some).at(2, 1.0).is_err() && gray(&[some], 0, 0.0).is_err());
}

#[test]
fn moves_that_nobody_made_and_ends_that_nobody_reaches_are_named() {
    use stats::movement::{
        Horizon, Moves, Recommendations, Rewards, RowInterval, ScoreInterval, homogeneity, periods_until_absorbed,
        recommendation_difference, recommendation_score, state_values, transition_matrix,
    };
    let of = |counts: &[u64]| Moves::from_counts(3, counts, &[2]).unwrap();
    let words = |moves: &Moves| -> Vec<Option<&'static str>> {
        periods_until_absorbed(moves, Level::P95).iter().map(|it| it.why().map(Why::word)).collect()
    };
    assert_eq!(words(&of(&[5, 1, 2, 1, 3, 1, 0, 0, 0])), [None, None, None]);
    assert_eq!(words(&of(&[5, 1, 2, 0, 0, 0, 0, 0, 0])), [Some("too_few"), Some("too_few"), None]);
    assert_eq!(words(&of(&[5, 0, 2, 0, 3, 0, 0, 0, 0])), [None, Some("unreachable"), None]);
    assert_eq!(words(&of(&[5, 1, 2, 0, 3, 0, 0, 0, 0])), [Some("unreachable"), Some("unreachable"), None]);
    assert_eq!(words(&of(&[5, 1, 0, 1, 3, 0, 0, 0, 0])), [Some("unreachable"), Some("unreachable"), None]);
    assert_eq!(words(&of(&[0, 0, 4, 0, 0, 4, 0, 0, 0])), [Some("zero_variance"), Some("zero_variance"), None]);
    let nobody = of(&[5, 1, 2, 0, 0, 0, 0, 0, 0]);
    undetermined(transition_matrix(&nobody, RowInterval::Wilson, Level::P95)[1][0], "nobody_at_risk");
    let rewards = |discount_rate| Rewards { per_state: &[1.0, 1.0, 1.0], discount_rate, horizon: Horizon::Forever };
    let some = of(&[5, 1, 2, 1, 3, 1, 0, 0, 0]);
    undetermined(state_values(&some, rewards(0.0), Level::P95).unwrap()[0], "no_finite_mean");
    // Who brings the same everywhere brings it whatever the moves.
    undetermined(state_values(&some, rewards(0.1), Level::P95).unwrap()[0], "zero_variance");
    assert_eq!(homogeneity(&[some.clone(), of(&[0; 9])]).unwrap().why(), Some(Why::GroupEmpty { group: 1 }));
    assert_eq!(homogeneity(&[of(&[0; 9]), of(&[0; 9])]).unwrap().why(), Some(Why::NobodyAtRisk));
    let apart = [of(&[5, 1, 2, 0, 0, 0, 0, 0, 0]), of(&[0, 0, 0, 1, 3, 1, 0, 0, 0])];
    assert_eq!(homogeneity(&apart).unwrap().why(), Some(Why::ZeroVariance));
    let silent = Recommendations::default();
    let alike = Recommendations { promoters: 12, ..silent };
    undetermined(recommendation_score(silent, ScoreInterval::ByCount, Level::P95).unwrap(), "nobody_at_risk");
    undetermined(recommendation_score(alike, ScoreInterval::Wald, Level::P95).unwrap(), "zero_variance");
    undetermined(recommendation_difference([alike, silent], ScoreInterval::Score, Level::P95).unwrap(), "group_empty");
    let all = *recommendation_score(alike, ScoreInterval::ByCount, Level::P95).unwrap().known().unwrap();
    assert!(all.value == 1.0 && all.interval.upper == 1.0 && (0.4..0.9).contains(&all.interval.lower), "{all:?}");
    let text = Recommendations::from_answers(&[10.0, 11.0]).unwrap_err().to_string();
    assert_eq!(text, "`answers` must be a whole number from 0 to 10, got `11` at row 1");
    assert!(Moves::from_counts(3, &[1; 9], &[2]).is_err(), "somebody left the end");
}

#[test]
fn a_search_that_ran_off_says_so_without_infinity() {
    for change in [f64::MAX, f64::INFINITY] {
        let text = Why::NotConverged { iterations: 120, change }.to_string();
        assert_eq!(text, "after 120 steps the fit has not come to rest");
    }
}
