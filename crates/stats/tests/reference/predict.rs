//! Chances from traits against scikit-learn, xgboost, scipy and formulas written out in numpy.

use stats::Level;
use stats::predict::{
    Binning, Boosted, Boosting, Learner, Loss, Recalibration, Recalibrator, auc, auc_difference, average_precision,
    brier, calibration, drift, kolmogorov_smirnov, leakage, log_loss,
};

use crate::shared;

#[track_caller]
fn close(got: f64, wanted: f64, tolerance: f64) {
    assert!((got - wanted).abs() <= tolerance * wanted.abs().max(1e-3), "got {got:.15}, wanted {wanted:.15}");
}

/// Three hundred rows made by arithmetic, the same as in the script that asked scikit-learn: two scores with ties.
struct Rows {
    given: Vec<f64>,
    other: Vec<f64>,
    happened: Vec<bool>,
}

fn rows() -> Rows {
    let given = |i: u32| f64::from(i * 37 % 60 + 1) / 62.0;
    Rows {
        given: (0..300).map(given).collect(),
        other: (0..300).map(|i| f64::from(i * 53 % 41 + 1) / 43.0 * 0.5 + given(i) * 0.5).collect(),
        happened: (0..300).map(|i| f64::from((i * 7919 + 13) % 1009) / 1009.0 < 0.1 + 0.6 * given(i)).collect(),
    }
}

#[test]
fn ranking_agrees_with_scikit_learn() {
    let Rows { given, other, happened } = rows();
    assert_eq!(happened.iter().filter(|it| **it).count(), 125);
    let area = *auc(&given, &happened, Level::P95).unwrap().known().unwrap();
    close(area.value, 0.694_171_428_571_428_7, 1e-14);
    close(area.standard_error.unwrap().powi(2), 0.001_019_476_537_649_542_6, 1e-12);
    close(auc(&other, &happened, Level::P95).unwrap().known().unwrap().value, 0.636_022_857_142_857_2, 1e-14);
    let precision = average_precision(&given, &happened, Level::P95).unwrap();
    close(precision.known().unwrap().value, 0.602_901_411_967_889, 1e-12);
}

#[test]
fn two_areas_are_compared_as_delong_did() {
    let Rows { given, other, happened } = rows();
    let (difference, test) = auc_difference([&given, &other], &happened, Level::P95).unwrap();
    let difference = difference.known().unwrap();
    close(difference.value, 0.058_148_571_428_571_44, 1e-12);
    let error = 0.000_643_684_543_146_201_7_f64.sqrt();
    close(difference.standard_error.unwrap(), error, 1e-11);
    close(test.known().unwrap().statistic, 0.058_148_571_428_571_44 / error, 1e-11);
}

#[test]
fn the_area_counts_pairs() {
    let Rows { given, happened, .. } = rows();
    let (mut right, mut pairs) = (0.0, 0.0);
    for (a, _) in given.iter().zip(&happened).filter(|it| *it.1) {
        for (b, _) in given.iter().zip(&happened).filter(|it| !*it.1) {
            pairs += 1.0;
            right += if a > b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            };
        }
    }
    close(auc(&given, &happened, Level::P95).unwrap().known().unwrap().value, right / pairs, 1e-14);
}

#[test]
fn chances_agree_with_scikit_learn() {
    let Rows { given, happened, .. } = rows();
    close(log_loss(&given, &happened, Level::P95).unwrap().known().unwrap().value, 0.703_479_560_523_553, 1e-13);
    let parts = brier(&given, &happened, Level::P95).unwrap();
    close(parts.score.known().unwrap().value, 0.235_398_890_045_091_93, 1e-13);
    close(parts.miscalibration, 0.043_525_874_172_076_04, 1e-12);
    close(parts.discrimination, 0.051_182_539_682_539_635, 1e-12);
    close(parts.uncertainty, 0.243_055_555_555_555_52, 1e-14);

    let found = calibration(&given, &happened, Binning::EqualWidth(10), Level::P95).unwrap();
    let wanted = [
        (30, 0.056_451_612_903_225_78, 0.3),
        (30, 0.153_225_806_451_612_85, 1.0 / 3.0),
        (30, 0.25, 1.0 / 15.0),
        (30, 0.346_774_193_548_387_07, 0.1),
        (35, 0.451_612_903_225_806_33, 23.0 / 35.0),
        (30, 0.556_451_612_903_225_8, 0.5),
        (30, 0.653_225_806_451_612_8, 1.0 / 15.0),
        (30, 0.75, 17.0 / 30.0),
        (30, 0.846_774_193_548_387_1, 29.0 / 30.0),
        (25, 0.935_483_870_967_741_9, 0.6),
    ];
    assert_eq!(found.bins.len(), wanted.len());
    for (bin, (rows, predicted, observed)) in found.bins.iter().zip(wanted) {
        assert_eq!(bin.rows, rows);
        close(bin.predicted, predicted, 1e-12);
        close(bin.observed.known().unwrap().value, observed, 1e-12);
    }
    let error: f64 = wanted.iter().map(|(rows, p, o)| *rows as f64 / 300.0 * (o - p).abs()).sum();
    close(found.error, error, 1e-12);
    let slope = found.slope.known().unwrap();
    close(slope.value, 0.436_034_845_526_362_57, 1e-8);
    close(slope.standard_error.unwrap(), 0.085_748_664_410_106_38, 1e-7);
    close(found.right.known().unwrap().statistic, 5.950_184_929_065_231, 1e-11);
}

#[test]
fn recalibration_agrees_with_scikit_learn() {
    let Rows { given, happened, .. } = rows();
    let log_odds: Vec<f64> = given.iter().map(|p| (p / (1.0 - p)).ln()).collect();
    let isotonic = Recalibrator::fit(Recalibration::Isotonic, &given, &happened).unwrap().unwrap();
    for (at, wanted) in
        [(0.0, 0.2), (0.1, 0.2), (0.25, 0.2), (0.333, 0.2), (0.5, 0.419_047_619_047_619_06), (0.77, 0.748), (1.0, 0.8)]
    {
        close(isotonic.apply(at), wanted, 1e-12);
    }
    let (intercept, slope) =
        Recalibrator::fit(Recalibration::Platt, &log_odds, &happened).unwrap().unwrap().line().unwrap();
    close(intercept, -0.345_447_932_546_460_1, 1e-9);
    close(slope, 0.428_902_675_815_634, 1e-9);
    let (none, slope) =
        Recalibrator::fit(Recalibration::Temperature, &log_odds, &happened).unwrap().unwrap().line().unwrap();
    assert_eq!(none, 0.0);
    close(slope, 0.430_460_618_858_811_76, 1e-9);
}

#[test]
fn drift_agrees_with_its_formulas() {
    let before: Vec<f64> = (0..120).map(|i| (f64::from(i) * 1.7).sin()).collect();
    let after: Vec<f64> = (0..90).map(|i| (f64::from(i) * 2.3).sin() * 1.2 + 0.2).collect();
    let test = *kolmogorov_smirnov(&before, &after).unwrap().known().unwrap();
    close(test.statistic, 0.266_666_666_666_666_6, 1e-13);
    // scipy: 0.001083 by its limit, 0.001077 exactly; Stephens's correction lies below both by a tenth.
    close(test.p_value, 0.001_08, 0.2);
    let found = drift(&before, &after).unwrap();
    let shares = |side: usize, n: f64| found.classes.iter().skip(1).map(move |class| class[side] as f64 / n);
    let index: f64 = shares(0, 120.0).zip(shares(1, 90.0)).map(|(p, q)| (q - p) * (q / p).ln()).sum();
    close(found.index, index, 1e-12);
    assert!(found.classes.iter().skip(1).all(|class| class[0] == 12), "tenths of the older values");
    close(found.index_by_chance, 9.0 * (1.0 / 120.0 + 1.0 / 90.0), 1e-12);
}

#[test]
fn one_tree_is_newtons_step_in_each_leaf() {
    // Below 3 nobody left of ten, above six of ten, and a missing value goes where its rows went: up.
    let trait_of: Vec<f64> = (0..25)
        .map(|i| {
            if i < 10 {
                1.0
            } else if i < 20 {
                5.0
            } else {
                f64::NAN
            }
        })
        .collect();
    let left: Vec<f64> = (0..25).map(|i| f64::from(u8::from((10..16).contains(&i) || i >= 21))).collect();
    let plan = Boosting {
        trees_max: 1,
        shrinkage: 0.5,
        leaves_max: 2,
        child_weight_min: 1.0,
        l2: 2.0,
        held_out_share: 0.0,
        ..Boosting::default()
    };
    let model = Boosted::fit(&[&trait_of], &left, &plan).unwrap().unwrap();
    let scores = model.scores(&[&[1.0, 5.0, f64::NAN]]).unwrap();
    let (start, variance) = ((0.4_f64 / 0.6).ln(), 0.24);
    let low = start + 0.5 * (0.0 - 10.0 * 0.4) / (10.0 * variance + 2.0);
    let high = start + 0.5 * (10.0 - 15.0 * 0.4) / (15.0 * variance + 2.0);
    for (got, wanted) in scores.iter().zip([low, high, high]) {
        close(*got, wanted, 1e-6);
    }
}

/// Traits of the Iranian churn data and who left.
fn iranian() -> Option<(Vec<Vec<f64>>, Vec<bool>)> {
    let text = shared::text("iranian_churn_uci563/Customer_Churn.csv")?;
    let rows: Vec<Vec<f64>> =
        text.lines().skip(1).map(|line| line.split(',').map(|x| x.parse().unwrap()).collect()).collect();
    let columns = (0..13).map(|j| rows.iter().map(|row| row[j]).collect()).collect();
    Some((columns, rows.iter().map(|row| row[13] == 1.0).collect()))
}

fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

fn area_of(learner: &Learner, columns: &[Vec<f64>], left: &[bool]) -> f64 {
    let rows = |judged: bool| (0..left.len()).filter(move |row| (row * 7919 % 1009 < 202) == judged);
    let take = |judged: bool| -> Vec<Vec<f64>> {
        columns.iter().map(|column| rows(judged).map(|row| column[row]).collect()).collect()
    };
    let (from, to) = (take(false), take(true));
    let outcome = |judged: bool| rows(judged).map(|row| left[row]).collect::<Vec<bool>>();
    let model = learner.fit(&slices(&from), &outcome(false)).unwrap().unwrap();
    let chances = model.chances(&slices(&to)).unwrap();
    auc(&chances, &outcome(true), Level::P95).unwrap().known().unwrap().value
}

#[test]
fn boosted_trees_rank_as_well_as_their_peers_on_iranian_churn() {
    let Some((columns, left)) = iranian() else { return };
    // scikit-learn HistGradientBoosting 0.9943, xgboost 0.9902, logistic regression 0.9367; standard error 0.004.
    let plan = Boosting { trees_max: 100, held_out_share: 0.0, ..Boosting::default() };
    let trees = area_of(&Learner::Trees(plan), &columns, &left);
    assert!((trees - 0.9943).abs() < 0.008, "{trees}");
    let logistic = area_of(&Learner::Logistic(None), &columns, &left);
    assert!((logistic - 0.9367).abs() < 0.002, "{logistic}");
}

#[test]
fn a_date_of_leaving_is_named_as_one_that_knows_the_outcome() {
    let Some((mut columns, left)) = iranian() else { return };
    let last_day = left.iter().enumerate().map(|(row, left)| if *left { row as f64 } else { f64::NAN }).collect();
    columns.push(last_day);
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let leaks = leakage(&columns, &left).unwrap();
    assert_eq!(leaks.len(), 1);
    assert_eq!((leaks[0].column, leaks[0].by_missing), (13, true));
}

#[test]
fn amounts_and_counts_reach_their_means() {
    let kind: Vec<f64> = (0..400).map(|i| f64::from(i % 4)).collect();
    let amounts: Vec<f64> =
        (0..400).map(|i| [10.0, 20.0, 40.0, 80.0][i % 4] + if i / 4 % 2 == 0 { 1.0 } else { -1.0 }).collect();
    for loss in [Loss::Amount, Loss::Count] {
        let plan = Boosting { loss, trees_max: 200, l2: 0.0, held_out_share: 0.0, ..Boosting::default() };
        let model = Boosted::fit(&[&kind], &amounts, &plan).unwrap().unwrap();
        let said = model.predict(&[&[0.0, 1.0, 2.0, 3.0]]).unwrap();
        for (got, wanted) in said.iter().zip([10.0, 20.0, 40.0, 80.0]) {
            close(*got, wanted, 1e-4);
        }
    }
}
