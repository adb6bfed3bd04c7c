//! Chances from traits: what holds for all data.

use proptest::prelude::*;
use stats::predict::{
    Binning, Boosted, Boosting, Direction, Learner, Loss, Recalibration, Recalibrator, Shuffling, Split, auc, brier,
    calibration, drift, gains, importance, out_of_fold,
};
use stats::regression::Folds;
use stats::{Level, Why};

/// A table of three traits with ties and missing values, and an outcome.
type Table = (Vec<[i8; 3]>, Vec<bool>);

fn table() -> impl Strategy<Value = Table> {
    proptest::collection::vec((any::<[u8; 3]>(), any::<bool>()), 60..160).prop_map(|rows| {
        rows.into_iter()
            .map(|(traits, happened)| (traits.map(|it| i8::try_from(it % 12).unwrap() - 1), happened))
            .unzip()
    })
}

fn columns(rows: &[[i8; 3]]) -> Vec<Vec<f64>> {
    let value = |it: i8| if it < 0 { f64::NAN } else { f64::from(it) };
    (0..3).map(|j| rows.iter().map(|row| value(row[j])).collect()).collect()
}

fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

fn numbers(happened: &[bool]) -> Vec<f64> {
    happened.iter().map(|&yes| f64::from(u8::from(yes))).collect()
}

/// Trees that fit hard, so that every promise is put to the test.
fn eager() -> Boosting {
    Boosting {
        trees_max: 12,
        shrinkage: 0.7,
        child_weight_min: 0.2,
        l2: 0.1,
        held_out_share: 0.0,
        ..Boosting::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_prediction_keeps_the_direction_of_each_trait_everywhere((rows, happened) in table()) {
        let columns = columns(&rows);
        for loss in [Loss::YesNo, Loss::Count, Loss::Amount] {
            let plan = Boosting { loss, directions: vec![Direction::Rising, Direction::Free, Direction::Falling], ..eager() };
            let Ok(model) = Boosted::fit(&slices(&columns), &numbers(&happened), &plan).unwrap() else { continue };
            let values = || (-1..12).map(|it| if it < 0 { f64::NAN } else { f64::from(it) });
            for (moved, sign) in [(0, 1.0), (2, -1.0)] {
                for a in values() {
                    for b in values() {
                        let line: Vec<f64> = (0..12).map(|it| f64::from(it) - 0.25).collect();
                        let mut at = vec![vec![a; 12], vec![b; 12], vec![a; 12]];
                        at[moved] = line;
                        at[2 - moved] = vec![b; 12];
                        let scores = model.scores(&slices(&at)).unwrap();
                        prop_assert!(scores.windows(2).all(|pair| sign * (pair[1] - pair[0]) >= -1e-12), "{scores:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn attributions_add_up_to_the_score((rows, happened) in table()) {
        let columns = columns(&rows);
        let Ok(model) = Boosted::fit(&slices(&columns), &numbers(&happened), &eager()).unwrap() else { return Ok(()) };
        let (scores, added) = (model.scores(&slices(&columns)).unwrap(), model.attributions(&slices(&columns)).unwrap());
        for (row, score) in scores.iter().enumerate() {
            let sum = added.base() + added.row(row).iter().sum::<f64>();
            prop_assert!((sum - score).abs() < 1e-9, "{sum} {score}");
        }
        // The base is the mean of the scores, because every row was seen.
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        prop_assert!((added.base() - mean).abs() < 1e-9);
    }

    #[test]
    fn only_the_order_of_a_trait_counts_and_the_number_of_threads_does_not((rows, happened) in table()) {
        let columns = columns(&rows);
        let Ok(model) = Boosted::fit(&slices(&columns), &numbers(&happened), &eager()).unwrap() else { return Ok(()) };
        let scores = model.scores(&slices(&columns)).unwrap();
        let bent: Vec<Vec<f64>> = columns.iter().map(|column| column.iter().map(|x| (x / 3.0).exp() - 7.0).collect()).collect();
        let again = Boosted::fit(&slices(&bent), &numbers(&happened), &eager()).unwrap().unwrap();
        prop_assert_eq!(&again.scores(&slices(&bent)).unwrap(), &scores);
    }

    #[test]
    fn areas_know_no_unit_and_turn_round_with_the_score((rows, happened) in table()) {
        let scores: Vec<f64> = rows.iter().map(|row| f64::from(row[0])).collect();
        let area = |scores: &[f64]| auc(scores, &happened, Level::P95).unwrap();
        let found = area(&scores);
        prop_assert_eq!(found, area(&scores.iter().map(|x| (x / 5.0).exp()).collect::<Vec<_>>()));
        let turned = area(&scores.iter().map(|x| -x).collect::<Vec<_>>());
        if let (Some(a), Some(b)) = (found.known(), turned.known()) {
            prop_assert!((a.value + b.value - 1.0).abs() < 1e-12);
            prop_assert!((a.interval.lower + b.interval.upper - 1.0).abs() < 1e-12);
            prop_assert!(a.interval.holds(a.value));
        }
    }

    #[test]
    fn parts_of_the_brier_score_add_up_and_gains_end_at_all((rows, happened) in table()) {
        let given: Vec<f64> = rows.iter().map(|row| f64::from(row[0] + 1) / 12.0).collect();
        let found = brier(&given, &happened, Level::P95).unwrap();
        let score = given.iter().zip(&happened).map(|(p, y)| (p - f64::from(u8::from(*y))).powi(2)).sum::<f64>() / given.len() as f64;
        prop_assert!((found.miscalibration - found.discrimination + found.uncertainty - score).abs() < 1e-12);
        prop_assert!(found.miscalibration >= 0.0 && found.discrimination >= 0.0);
        let table = gains(&given, &happened, 7).unwrap();
        prop_assert!(table.last().is_none_or(|last| (last.captured - 1.0).abs() < 1e-12 && (last.lift - 1.0).abs() < 1e-12));
        prop_assert!(table.windows(2).all(|pair| pair[0].captured <= pair[1].captured + 1e-12));
        let bins = calibration(&given, &happened, Binning::EqualCount(10), Level::P95).unwrap().bins;
        prop_assert_eq!(bins.iter().map(|bin| bin.rows).sum::<u64>(), given.len() as u64);
    }

    #[test]
    fn the_order_of_the_rows_changes_no_judgment((rows, happened) in table()) {
        let given = |rows: &[[i8; 3]]| rows.iter().map(|row| f64::from(row[0] + 1) / 12.0).collect::<Vec<f64>>();
        let (turned, turned_happened): (Vec<_>, Vec<_>) = rows.iter().zip(&happened).rev().map(|(a, b)| (*a, *b)).unzip();
        let judged = |chances: &[f64], happened: &[bool]| {
            let score = brier(chances, happened, Level::P95).unwrap();
            let bins = calibration(chances, happened, Binning::EqualWidth(10), Level::P95).unwrap();
            let rows: Vec<u64> = bins.bins.iter().map(|bin| bin.rows).collect();
            (auc(chances, happened, Level::P95).unwrap(), score.miscalibration, score.discrimination, rows)
        };
        let (a, b) = (judged(&given(&rows), &happened), judged(&given(&turned), &turned_happened));
        let (area, other) = (a.0.known().map(|it| it.value), b.0.known().map(|it| it.value));
        prop_assert_eq!(area.is_some(), other.is_some());
        prop_assert!(area.zip(other).is_none_or(|(a, b)| (a - b).abs() < 1e-12));
        prop_assert!((a.1 - b.1).abs() < 1e-12 && (a.2 - b.2).abs() < 1e-12);
        prop_assert_eq!(a.3, b.3);
    }

    #[test]
    fn everybody_twice_is_as_well_ranked_and_as_well_known((rows, happened) in table()) {
        let given: Vec<f64> = rows.iter().map(|row| f64::from(row[0] + 1) / 12.0).collect();
        let (twice, twice_happened) = ([given.clone(), given.clone()].concat(), [happened.clone(), happened.clone()].concat());
        let area = |chances: &[f64], happened: &[bool]| auc(chances, happened, Level::P95).unwrap().known().map(|it| it.value);
        let (once, double) = (area(&given, &happened), area(&twice, &twice_happened));
        prop_assert!(once.zip(double).is_none_or(|(a, b)| (a - b).abs() < 1e-12));
        let score = |chances: &[f64], happened: &[bool]| brier(chances, happened, Level::P95).unwrap().miscalibration;
        prop_assert!((score(&given, &happened) - score(&twice, &twice_happened)).abs() < 1e-12);
    }

    #[test]
    fn isotonic_chances_rise_and_keep_the_mean((rows, happened) in table()) {
        let scores: Vec<f64> = rows.iter().map(|row| f64::from(row[0])).collect();
        let Ok(learned) = Recalibrator::fit(Recalibration::Isotonic, &scores, &happened).unwrap() else { return Ok(()) };
        let chances: Vec<f64> = scores.iter().map(|score| learned.apply(*score)).collect();
        let sum: f64 = chances.iter().sum();
        prop_assert!((sum - numbers(&happened).iter().sum::<f64>()).abs() < 1e-9);
        let along: Vec<f64> = (-20..140).map(|it| learned.apply(f64::from(it) / 10.0)).collect();
        prop_assert!(along.windows(2).all(|pair| pair[0] <= pair[1] + 1e-15));
    }

    #[test]
    fn nothing_moves_between_a_sample_and_itself((rows, _) in table()) {
        let values = &columns(&rows)[0];
        prop_assert!(drift(values, values).unwrap().index < 1e-12);
        let mut turned = values.clone();
        turned.reverse();
        prop_assert!(drift(values, &turned).unwrap().index < 1e-12);
    }
}

#[test]
fn threads_make_no_difference_to_large_data() {
    let column = |k: f64| (0..20_000).map(|i| (f64::from(i) * k).sin()).collect::<Vec<f64>>();
    let columns = [column(0.7), column(1.3), column(2.9), column(4.1)];
    let happened: Vec<f64> =
        (0..20_000).map(|i| f64::from(u8::from(columns[0][i] * columns[1][i] + 0.3 * columns[2][i] > 0.1))).collect();
    let fit = |threads: usize| {
        let pool = rayon_pool(threads);
        pool.install(|| {
            let plan = Boosting { trees_max: 10, row_share: 0.7, ..Boosting::default() };
            Boosted::fit(&slices(&columns), &happened, &plan).unwrap().unwrap().scores(&slices(&columns)).unwrap()
        })
    };
    assert_eq!(fit(1), fit(3));
}

fn rayon_pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

/// Five hundred customers: the first trait matters, the second says the same as noise, the third nothing.
fn customers() -> (Vec<Vec<f64>>, Vec<bool>) {
    let wave = |i: usize, k: f64| (i as f64 * k).sin();
    let columns = vec![
        (0..500).map(|i| wave(i, 1.7)).collect(),
        (0..500).map(|i| wave(i, 7.7)).collect(),
        (0..500).map(|_| 4.0).collect(),
    ];
    let happened = (0..500).map(|i| wave(i, 1.7) + 0.5 * wave(i, 3.1) > 0.2).collect();
    (columns, happened)
}

#[test]
fn what_a_model_relies_on_is_found_and_what_it_does_not_is_worth_nothing() {
    let (columns, happened) = customers();
    for learner in [Learner::Logistic(None), Learner::Trees(Boosting::default())] {
        let split = Split::Folds(Folds { count: 5, seed: 1 });
        let judged = out_of_fold(&slices(&columns), &happened, &learner, split).unwrap().unwrap();
        assert_eq!(judged.rows, (0..500).collect::<Vec<_>>());
        let found = importance(&judged, &slices(&columns), &happened, Shuffling::default()).unwrap();
        assert!(found[0].added_loss.known().unwrap().interval.lower > 0.3, "{learner:?}");
        assert!(found[1].added_loss.known().is_none_or(|it| it.value.abs() < 0.05), "{learner:?}");
        assert_eq!(found[2].added_loss.why(), Some(Why::ZeroVariance));
        let (model, rows) = &judged.parts[0];
        assert_eq!(rows.len(), 100);
        let (scores, added) =
            (model.log_odds(&slices(&columns)).unwrap(), model.attributions(&slices(&columns)).unwrap());
        for (row, score) in scores.iter().enumerate() {
            assert!((added.base() + added.row(row).iter().sum::<f64>() - score).abs() < 1e-9);
        }
    }
}

#[test]
fn a_split_by_time_judges_the_later_rows_only() {
    let (columns, happened) = customers();
    let at: Vec<f64> = (0..500).map(|i| f64::from(i / 10)).collect();
    let split = Split::Time { at: &at, learned_share: 0.8 };
    let judged = out_of_fold(&slices(&columns), &happened, &Learner::Logistic(None), split).unwrap().unwrap();
    assert_eq!(judged.rows, (400..500).collect::<Vec<_>>());
    let all_at_once = Split::Time { at: &vec![1.0; 500], learned_share: 0.8 };
    let judged = out_of_fold(&slices(&columns), &happened, &Learner::Logistic(None), all_at_once).unwrap();
    assert_eq!(judged.unwrap_err(), Why::TooFew { needed: 2, given: 0 });
}

#[test]
fn held_out_rows_stop_trees_that_learn_noise() {
    let (columns, _) = customers();
    let noise: Vec<f64> = (0..500).map(|i: u32| f64::from(i.wrapping_mul(2_654_435_761) >> 31)).collect();
    let plan = Boosting { held_out_share: 0.3, ..eager() };
    let trees = |plan: &Boosting| Boosted::fit(&slices(&columns), &noise, plan).unwrap().unwrap().trees();
    assert!(trees(&Boosting { trees_max: 100, patience: 5, ..plan.clone() }) < 10);
    assert_eq!(trees(&eager()), 12);
}

#[test]
fn what_cannot_be_answered_says_why_and_what_is_impossible_is_refused() {
    let scores = [0.1, 0.2, 0.3, 0.4];
    let answer = |happened: [bool; 4]| auc(&scores, &happened, Level::P95).unwrap();
    assert_eq!(answer([true; 4]).why(), Some(Why::GroupEmpty { group: 0 }));
    assert_eq!(answer([false; 4]).why(), Some(Why::GroupEmpty { group: 1 }));
    assert_eq!(answer([false, true, false, false]).why(), Some(Why::TooFew { needed: 2, given: 1 }));
    let right = answer([false, false, true, true]);
    let right = right.known().unwrap();
    assert_eq!((right.value, right.interval.upper), (1.0, 1.0));
    assert!((right.interval.lower - 0.025_f64.sqrt()).abs() < 1e-12);
    assert_eq!(auc(&[1.0; 4], &[true, false, true, false], Level::P95).unwrap().why(), Some(Why::ZeroVariance));
    assert!(auc(&[f64::NAN], &[true], Level::P95).is_err());
    let sure = stats::predict::log_loss(&[0.0, 1.0], &[true, true], Level::P95).unwrap();
    assert_eq!(sure.why(), Some(Why::AtBoundary { parameter: "chance" }));
    let fit = |outcome: &[f64]| Boosted::fit(&[&scores], outcome, &Boosting::default());
    assert_eq!(fit(&[1.0; 4]).unwrap().unwrap_err(), Why::ZeroVariance);
    assert!(fit(&[1.0, 0.0, 0.5, 0.0]).is_err());
    assert!(Boosted::fit(&[], &[1.0], &Boosting::default()).is_err());
    for plan in [
        Boosting { shrinkage: 0.0, ..Boosting::default() },
        Boosting { l2: -1.0, ..Boosting::default() },
        Boosting { leaves_max: 1, ..Boosting::default() },
        Boosting { child_weight_min: f64::NAN, ..Boosting::default() },
    ] {
        assert!(Boosted::fit(&[&scores], &[0.0, 1.0, 0.0, 1.0], &plan).is_err());
    }
}
