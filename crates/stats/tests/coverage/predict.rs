//! Intervals of how well chances are given, and tests of whether they are right.

use stats::predict::{
    Binning, auc, auc_difference, average_precision, calibration, drift, kolmogorov_smirnov, log_loss,
};
use stats::{Answer, Level};

use crate::chance::Chance;

fn normal(chance: &mut Chance) -> f64 {
    (-2.0 * (1.0 - chance.share()).ln()).sqrt() * (std::f64::consts::TAU * chance.share()).cos()
}

#[track_caller]
fn within(share: f64, lowest: f64, highest: f64, what: &str) {
    assert!((lowest..=highest).contains(&share), "{what}: {:.2} %", share * 100.0);
}

/// The share of `runs` samples whose interval holds `truth`; a sample without interval does not count.
fn held(runs: u32, truth: f64, mut sample: impl FnMut(&mut Chance) -> Answer) -> f64 {
    let mut chance = Chance::seeded(20_261_122);
    let (mut known, mut held) = (0, 0);
    for _ in 0..runs {
        if let Answer::Known(estimate) = sample(&mut chance) {
            known += 1;
            held += u32::from(estimate.interval.holds(truth));
        }
    }
    assert!(known > runs * 9 / 10, "almost every sample has an answer");
    f64::from(held) / f64::from(known)
}

/// Scores of customers who left, higher by `apart` standard deviations, and of others.
fn two_groups(chance: &mut Chance, [left, stayed]: [usize; 2], apart: f64) -> (Vec<f64>, Vec<bool>) {
    let happened: Vec<bool> = (0..left + stayed).map(|row| row < left).collect();
    (happened.iter().map(|left| normal(chance) + if *left { apart } else { 0.0 }).collect(), happened)
}

#[test]
fn the_interval_of_the_area_keeps_its_level_from_ten_events_on() {
    // Normal scores so far apart have these areas: Φ(apart/√2).
    for (apart, truth) in [(0.0, 0.5), (0.953_872_552_415_8, 0.75), (1.812_388_094_083_5, 0.9)] {
        // With ten on either side the interval is wider than it promises; the page gives the figures.
        for (sizes, lowest, highest) in [([10, 10], 0.935, 0.992), ([15, 60], 0.935, 0.97), ([60, 200], 0.935, 0.965)] {
            let share = held(4_000, truth, |chance| {
                let (scores, happened) = two_groups(chance, sizes, apart);
                auc(&scores, &happened, Level::P95).expect("finite")
            });
            within(share, lowest, highest, &format!("area {truth} of {sizes:?}"));
        }
    }
}

#[test]
fn two_scores_that_rank_alike_are_told_apart_in_five_of_a_hundred() {
    let mut chance = Chance::seeded(7);
    let runs = 4_000;
    let mut found = 0;
    for _ in 0..runs {
        let (common, happened) = two_groups(&mut chance, [25, 60], 1.0);
        let noisy = |chance: &mut Chance| common.iter().map(|x| x + 0.7 * normal(chance)).collect::<Vec<f64>>();
        let (a, b) = (noisy(&mut chance), noisy(&mut chance));
        let (_, test) = auc_difference([&a, &b], &happened, Level::P95).expect("finite");
        found += u32::from(test.known().expect("both kinds").p_value < 0.05);
    }
    within(f64::from(found) / f64::from(runs), 0.035, 0.065, "equal scores told apart");
}

/// Chances drawn evenly from a range, and what came of them if they are right.
fn right_chances(chance: &mut Chance, n: usize, from: f64, to: f64) -> (Vec<f64>, Vec<bool>) {
    let given: Vec<f64> = (0..n).map(|_| from + (to - from) * chance.share()).collect();
    let happened = given.iter().map(|p| chance.share() < *p).collect();
    (given, happened)
}

#[test]
fn chances_that_are_right_are_called_wrong_in_five_of_a_hundred_and_their_slope_is_one() {
    for (n, from, to) in [(60, 0.05, 0.95), (400, 0.02, 0.4)] {
        let mut chance = Chance::seeded(11);
        let (mut wrong, mut slopes, mut known, mut large, mut error, mut by_chance) = (0, 0, 0, 0, 0.0, 0.0);
        let runs = 4_000;
        for _ in 0..runs {
            let (given, happened) = right_chances(&mut chance, n, from, to);
            let found = calibration(&given, &happened, Binning::EqualCount(10), Level::P95).expect("chances");
            wrong += u32::from(found.right.known().expect("varied").p_value < 0.05);
            large += u32::from(found.in_the_large.known().expect("varied").interval.holds(0.0));
            error += found.error;
            by_chance += found.error_by_chance;
            if let Some(slope) = found.slope.known() {
                known += 1;
                slopes += u32::from(slope.interval.holds(1.0));
            }
        }
        let share = |count: u32| f64::from(count) / f64::from(runs);
        within(share(wrong), 0.035, 0.065, "right chances called wrong");
        within(share(large), 0.935, 0.965, "in the large");
        within(f64::from(slopes) / f64::from(known), 0.935, 0.97, "slope");
        // With about six rows in a bin the normal share of a binomial distance is a little too wide.
        within(error / by_chance, 0.95, 1.05, "error by chance");
    }
}

#[test]
fn losses_and_average_precision_keep_their_level() {
    // E[−p log p − (1 − p) log(1 − p)] for p even from 0.1 to 0.9.
    let entropy = |p: f64| -p * p.ln() - (1.0 - p) * (1.0 - p).ln();
    let truth = (0..8_000).map(|i| entropy(0.1 + 0.8 * (f64::from(i) + 0.5) / 8_000.0)).sum::<f64>() / 8_000.0;
    let share = held(4_000, truth, |chance| {
        let (given, happened) = right_chances(chance, 80, 0.1, 0.9);
        log_loss(&given, &happened, Level::P95).expect("chances")
    });
    within(share, 0.935, 0.965, "log loss");
    // The truth of a large sample, to four digits.
    let mut chance = Chance::seeded(3);
    let (scores, happened) = two_groups(&mut chance, [100_000, 300_000], 1.0);
    let truth = average_precision(&scores, &happened, Level::P95).expect("finite").known().expect("both").value;
    let share = held(4_000, truth, |chance| {
        let (scores, happened) = two_groups(chance, [50, 150], 1.0);
        average_precision(&scores, &happened, Level::P95).expect("finite")
    });
    within(share, 0.935, 0.995, "average precision");
}

#[test]
fn what_did_not_move_is_said_to_have_moved_in_five_of_a_hundred() {
    let mut chance = Chance::seeded(5);
    let runs = 4_000;
    let (mut by_classes, mut by_distance, mut index, mut by_chance) = (0, 0, 0.0, 0.0);
    for _ in 0..runs {
        let (before, after): (Vec<f64>, Vec<f64>) =
            ((0..300).map(|_| chance.share()).collect(), (0..200).map(|_| chance.share()).collect());
        let found = drift(&before, &after).expect("finite");
        by_classes += u32::from(found.test.known().expect("varied").p_value < 0.05);
        index += found.index;
        by_chance += found.index_by_chance;
        let test = kolmogorov_smirnov(&before, &after).expect("finite");
        by_distance += u32::from(test.known().expect("both").p_value < 0.05);
    }
    let share = |count: u32| f64::from(count) / f64::from(runs);
    within(share(by_classes), 0.035, 0.065, "classes");
    within(share(by_distance), 0.035, 0.065, "distance");
    within(index / by_chance, 0.95, 1.1, "index by chance");
}
