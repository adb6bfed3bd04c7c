//! What the data cannot say is `Undetermined` with the reason, and what cannot be asked is an error that names the place.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::float_cmp, reason = "these numbers are equal to the last bit or wrong")]

use std::fs;
use std::path::Path;

use stats::checked::{Level, Proportion};
use stats::estimate::{Answer, Why};
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
